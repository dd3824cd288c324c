package lib.model;

/** Text that others wrote, as it can be put before a person: names from files, words from AWS. */
public final class Shown {

    private static final int LONGEST = 200;

    private Shown() {}

    /** In one line of reasonable length. */
    public static String inOneLine(String text) {
        var line = harmless(text);
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "… (" + line.length() + " characters)";
    }

    /** Nothing that moves the cursor, breaks the line, changes colours or turns the direction of writing. */
    public static String harmless(String text) {
        return text.codePoints().allMatch(Shown::isHarmless) ? text : text.codePoints()
                .map(character -> isHarmless(character) ? character : '?')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
    }

    /** Private characters mean whatever the reader takes them for; {@code Terminal} takes some for colours. */
    public static boolean isHarmless(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.PRIVATE_USE,
                    Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
