package lib.model;

import java.util.regex.Pattern;

/** Text that others wrote, as it can be put before a person: names from files, words from AWS. */
public final class Shown {

    private static final int LONGEST = 200;
    /** A blank at which no line ends, until the text is shown. */
    static final char UNBROKEN = '\ue014';

    private static final int LAST_OF_ASCII = 0x7f;
    private static final Pattern COLOUR = Pattern.compile("\u001b\\[[0-9;]*m");

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

    /** How much room a text takes, as terminals have it; colours take none. */
    public static int columns(String text) {
        return (text.indexOf('\u001b') < 0 ? text : COLOUR.matcher(text).replaceAll("")).codePoints().map(Shown::columns).sum();
    }

    /** Accents that are characters of their own take no room. */
    public static int columns(int character) {
        return character < LAST_OF_ASCII ? 1 : switch (Character.UnicodeScript.of(character)) {
            case HAN, HIRAGANA, KATAKANA, HANGUL, BOPOMOFO -> 2;
            default -> switch (Character.getType(character)) {
                case Character.NON_SPACING_MARK -> 0;
                case Character.PRIVATE_USE -> character == UNBROKEN ? 1 : 0;
                default -> Character.isEmojiPresentation(character) ? 2 : 1;
            };
        };
    }
}
