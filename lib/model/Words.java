package lib.model;

import java.util.List;

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
}
