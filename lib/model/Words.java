package lib.model;

import java.util.List;
import java.util.stream.Collectors;

/** Several words as a sentence has them. */
public final class Words {

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

    /** The same lines, none with more characters than that, unless a word has; what is indented stays so. */
    public static String wrapped(String text, int columns) {
        return text.lines().map(line -> line.length() <= columns ? line : wrappedLine(line, columns)).collect(Collectors.joining("\n"));
    }

    private static String wrappedLine(String line, int columns) {
        var indent = line.substring(0, line.length() - line.stripLeading().length());
        var wrapped = new StringBuilder();
        var used = 0;
        for (var word : line.strip().split(" ")) {
            var isFirst = used == 0;
            var fits = used + 1 + word.length() <= columns;
            wrapped.append(isFirst ? indent : fits ? " " : "\n" + indent).append(word);
            used = (isFirst || !fits ? indent.length() : used + 1) + word.length();
        }
        return wrapped.toString();
    }
}
