//SOURCES Shown.java
package lib.model;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * JSON for other programs. Whatever a terminal could take for more than text is escaped, so that it may be looked at as well.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8259">RFC 8259</a>
 */
public final class Json {

    private static final String INDENT = "  ";

    private Json() {}

    /**
     * Over several lines, without a line end after the last.
     *
     * @param value maps and lists of texts, numbers, truth values and such maps and lists; an absent {@link Optional} becomes null
     */
    public static String of(Object value) {
        var text = new StringBuilder();
        append(text, value, "\n");
        return text.toString();
    }

    private static void append(StringBuilder text, Object value, String lineStart) {
        switch (value) {
            case Optional<?> optional when optional.isPresent() -> append(text, optional.get(), lineStart);
            case Optional<?> _ -> text.append("null");
            case Map<?, ?> map -> appendAll(text, "{", map.entrySet().iterator(), "}", lineStart);
            case List<?> list -> appendAll(text, "[", list.iterator(), "]", lineStart);
            case Map.Entry<?, ?> entry -> {
                append(text, entry.getKey(), lineStart);
                append(text.append(": "), entry.getValue(), lineStart);
            }
            case String string -> appendQuoted(text, string);
            case Number number -> text.append(number);
            case Boolean truth -> text.append(truth);
            default -> throw new IllegalArgumentException("no JSON for a " + value.getClass());
        }
    }

    private static void appendAll(StringBuilder text, String opening, Iterator<?> items, String closing, String lineStart) {
        text.append(opening);
        if (items.hasNext()) {
            var deeper = lineStart + INDENT;
            append(text.append(deeper), items.next(), deeper);
            while (items.hasNext()) {
                append(text.append(",").append(deeper), items.next(), deeper);
            }
            text.append(lineStart);
        }
        text.append(closing);
    }

    private static void appendQuoted(StringBuilder text, String string) {
        text.append('"');
        string.codePoints().forEach(character -> {
            if (character == '"' || character == '\\') {
                text.append('\\').append((char) character);
            } else if (Shown.isHarmless(character)) {
                text.appendCodePoint(character);
            } else {
                appendEscaped(text, character);
            }
        });
        text.append('"');
    }

    /** A character beyond the first 65,536 takes two escapes. */
    private static void appendEscaped(StringBuilder text, int character) {
        for (var unit : Character.toChars(character)) {
            text.append("\\u").append(Character.forDigit(unit >> 12, 16)).append(Character.forDigit(unit >> 8 & 15, 16))
                    .append(Character.forDigit(unit >> 4 & 15, 16)).append(Character.forDigit(unit & 15, 16));
        }
    }
}
