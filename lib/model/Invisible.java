package lib.model;

import java.util.Locale;
import java.util.OptionalInt;

/**
 * Characters that nobody sees, as they come along with what is pasted: blanks other than those of a keyboard, and characters
 * without a width.
 */
final class Invisible {

    private Invisible() {}

    /** What the AWS CLI takes for a blank, as Python has it; the AWS SDKs know fewer of them, and not all the same. */
    static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c > '~' && (Character.isSpaceChar(c) || c == '\u0085') || c < ' ' && Character.isWhitespace(c);
    }

    /** A blank that is neither a space nor a tab, or a character without a width. */
    static boolean is(int character) {
        return character > '~' ? isWithoutWidth(character) || isOddBlank(character) : character < ' ' && isOddBlank(character);
    }

    /** A blank that only some of AWS's readers pass over. */
    static boolean isOddBlank(int character) {
        return character != ' ' && character != '\t' && character != '\r' && character != '\n' && isBlank((char) character)
                && character <= Character.MAX_VALUE;
    }

    /** Also the letters that Unicode has to stand for nothing, such as the filler of Hangul and the blank of Braille. */
    private static boolean isWithoutWidth(int character) {
        return Character.getType(character) == Character.FORMAT || "\u034f\u115f\u1160\u2800\u3164\uffa0".indexOf(character) >= 0;
    }

    static boolean isIn(String text) {
        for (var index = 0; index < text.length(); index++) {
            var c = text.charAt(index);
            if ((c < ' ' || c > '~') && is(text.codePointAt(index))) {
                return true;
            }
        }
        return false;
    }

    /** Without those that have no width; blanks of other kinds stay. */
    static String withoutWidthless(String text) {
        return isIn(text) ? text.codePoints().filter(character -> !is(character) || isOddBlank(character))
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString() : text;
    }

    /** The first of them, if there is one. */
    static OptionalInt firstIn(String text) {
        return text.codePoints().filter(Invisible::is).findFirst();
    }

    /** Without any of them. */
    static String removedFrom(String text) {
        return text.codePoints().filter(character -> !is(character))
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
    }

    /** Without blanks of any kind, and without other invisible characters, at its ends. */
    static String trimmed(String text) {
        var start = 0;
        var end = text.length();
        while (start < end && isAtEnd(text.codePointAt(start))) {
            start += Character.charCount(text.codePointAt(start));
        }
        while (end > start && isAtEnd(text.codePointBefore(end))) {
            end -= Character.charCount(text.codePointBefore(end));
        }
        return text.substring(start, end);
    }

    private static boolean isAtEnd(int character) {
        return character == ' ' || character == '\t' || character == '\r' || character == '\n' || is(character);
    }

    /** As {@link String#strip}, for all that the AWS CLI takes for a blank. */
    static String strip(String text) {
        var start = 0;
        while (start < text.length() && isBlank(text.charAt(start))) {
            start++;
        }
        return stripTrailing(text.substring(start));
    }

    static String stripTrailing(String text) {
        var end = text.length();
        while (end > 0 && isBlank(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(0, end);
    }

    /** Each one by its number, {@code <U+00A0>}, so that it can be seen. */
    static String shown(String text) {
        return isIn(text) ? text.codePoints().mapToObj(character -> is(character) ? "<" + number(character) + ">"
                : Character.toString(character)).collect(StringBuilder::new, StringBuilder::append, StringBuilder::append).toString() : text;
    }

    /** {@code no-break space (U+00A0)}. */
    static String name(int character) {
        var name = Character.getName(character);
        return (name == null ? "character" : name.toLowerCase(Locale.ROOT)) + " (" + number(character) + ")";
    }

    private static String number(int character) {
        return "U+%04X".formatted(character);
    }
}
