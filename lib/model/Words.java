//SOURCES Shown.java
package lib.model;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Several words as a sentence has them, and words in lines. */
public final class Words {

    /** What continues stands below the words behind such a label, else it is indented a little. */
    private static final Pattern LABEL = Pattern.compile(" *(note: |[0-9A-Za-z]{1,5}: +)?");
    private static final Pattern LINE_END = Pattern.compile("(?m) +$");
    private static final String INDENT = "  ";
    private static final String ELLIPSIS = " …";

    private Words() {}

    /** {@code a, b and c}. */
    public static String and(List<String> words) {
        return joined(words, "and");
    }

    /** {@code a, b or c}. */
    public static String or(List<String> words) {
        return joined(words, "or");
    }

    private static String joined(List<String> words, String last) {
        return words.size() < 2 ? String.join("", words)
                : String.join(", ", words.subList(0, words.size() - 1)) + " " + last + " " + words.getLast();
    }

    // --------------------------------------------------------------- lines

    /** The text, which stays in one line however long that is: to be pasted, or compared. */
    public static String unbroken(String text) {
        return text.replace(' ', Shown.UNBROKEN);
    }

    /** As {@link Shown#harmless}, of a text some of whose blanks are such. */
    public static String harmless(String text) {
        return Stream.of(text.split(String.valueOf(Shown.UNBROKEN), -1)).map(Shown::harmless)
                .collect(Collectors.joining(String.valueOf(Shown.UNBROKEN)));
    }

    /** With usual blanks only. */
    public static String withBlanks(String text) {
        return text.replace(Shown.UNBROKEN, ' ');
    }

    /** The same lines, none wider than that, unless a word is; what is indented stays so. */
    public static String wrapped(String text, int columns) {
        return each(text, line -> wrapped(line, indent(line), columns));
    }

    /** The same, where it shows which line only goes on: it stands below the words behind the label, or further in. */
    public static String hanging(String text, int columns) {
        return each(text, line -> wrapped(line, hang(line), columns));
    }

    /** What stands behind {@code start}, and goes on below its own beginning. */
    public static String beside(String start, String text, int columns) {
        return wrapped(start + text, " ".repeat(Shown.columns(start)), columns);
    }

    /** The beginning that has room in one line, up to the end of a word. */
    public static String inOneLine(String text, int columns) {
        return Shown.columns(text) <= columns ? text : wrapped(text, columns - ELLIPSIS.length()).lines().findFirst().orElse("") + ELLIPSIS;
    }

    private static String each(String text, UnaryOperator<String> wrapping) {
        return Stream.of(text.split("\n", -1)).map(wrapping).collect(Collectors.joining("\n"));
    }

    private static String indent(String line) {
        return line.substring(0, line.length() - line.stripLeading().length());
    }

    private static String hang(String line) {
        var label = LABEL.matcher(line);
        return label.lookingAt() && label.group(1) != null ? " ".repeat(label.end()) : indent(line) + INDENT;
    }

    /** A command that has no room beside what is before it has a line of its own. */
    private static String wrapped(String line, String hang, int columns) {
        if (Shown.columns(line) <= columns) {
            return line;
        }
        var wrapped = new StringBuilder(indent(line));
        var used = wrapped.length();
        var isAlone = false;
        var gap = "";
        for (var word : line.strip().split(" ")) {
            var fits = gap.isEmpty() || !isAlone && used + 1 + Shown.columns(word) <= columns;
            isAlone = !fits && word.indexOf(Shown.UNBROKEN) >= 0;
            wrapped.append(fits ? gap : "\n" + hang).append(word);
            used = (fits ? used + gap.length() : hang.length()) + Shown.columns(word);
            gap = " ";
        }
        return LINE_END.matcher(wrapped).replaceAll("");
    }
}
