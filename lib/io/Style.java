//SOURCES ../model/Shown.java
package lib.io;

import lib.model.Shown;

/** How text stands out where the terminal can do that; never the only thing that says what it says. */
public enum Style {
    STRONG("1"), GOOD("32"), CAUTION("33"), BAD("31"), FAINT("2"),
    /** Black on white, by numbers that no colour scheme changes. */
    PAPER("38;5;16;48;5;231");

    /** Marks stand for escape sequences until the text is printed, so that no name can bring one along. */
    private static final char FIRST_MARK = '\ue000';
    private static final char PLAIN = '\ue00f';

    private final String code;

    Style(String code) {
        this.code = code;
    }

    String of(String text) {
        return (char) (FIRST_MARK + ordinal()) + text + PLAIN;
    }

    /** What can be sent to a terminal: control characters are shown, and marks become what they stand for, or nothing. */
    static String visible(String text, boolean coloured) {
        var visible = new StringBuilder();
        text.codePoints().forEach(character -> {
            if (isMark(character)) {
                visible.append(coloured ? sequence(character) : "");
            } else {
                visible.appendCodePoint(character == '\n' || Shown.isHarmless(character) ? character : '?');
            }
        });
        return visible.toString();
    }

    private static boolean isMark(int character) {
        return character >= FIRST_MARK && character < FIRST_MARK + values().length || character == PLAIN;
    }

    private static String sequence(int mark) {
        return "\u001b[" + (mark == PLAIN ? "0" : values()[mark - FIRST_MARK].code) + "m";
    }

    /** The beginning that has room; a style that began goes on to the end of the line, and no further. */
    static String cut(String line, int columns) {
        var used = 0;
        for (var index = 0; index < line.length(); index = line.offsetByCodePoints(index, 1)) {
            var character = line.codePointAt(index);
            used += isMark(character) ? 0 : Shown.columns(character);
            if (used > columns) {
                return line.substring(0, index) + PLAIN;
            }
        }
        return line;
    }
}
