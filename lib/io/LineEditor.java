//SOURCES Style.java
//SOURCES Tty.java
//SOURCES ../model/Problem.java
package lib.io;

import java.util.function.Supplier;
import lib.model.Problem;

/**
 * A line that a person types and mends.
 *
 * @param aside asked for again and again while nothing is typed: what to say above the line, or nothing; what it throws takes the
 *     question back
 */
record LineEditor(Tty tty, Supplier<String> aside) {

    private static final int BACKSPACE = 8;
    private static final int CTRL_U = 21;
    private static final int CTRL_W = 23;
    private static final int DELETE = 127;
    private static final int LONGEST_ANSWER = 4096;

    /** @throws Problem.Cancelled by Ctrl-C, and by the end of input */
    String line(String prompt) {
        tty.raw();
        try {
            tty.print(prompt);
            return edited(prompt);
        } finally {
            tty.restore();
        }
    }

    private String edited(String prompt) {
        var typed = new StringBuilder();
        while (true) {
            var key = tty.key(() -> sayAside(prompt, typed));
            switch (key) {
                case Tty.RETURN, Tty.LINE_FEED -> {
                    tty.print("\n");
                    return typed.toString();
                }
                case -1, Tty.CTRL_C -> throw cancelled();
                case Tty.CTRL_D -> {
                    if (typed.isEmpty()) {
                        throw cancelled();
                    }
                }
                case BACKSPACE, DELETE -> erase(typed, 1);
                case CTRL_U -> erase(typed, typed.length());
                case CTRL_W -> erase(typed, typed.length() - Math.max(0, typed.toString().strip().lastIndexOf(' ') + 1));
                case Tty.ESCAPE -> tty.skipEscapeSequence();
                default -> add(typed, key);
            }
        }
    }

    private void sayAside(String prompt, CharSequence typed) {
        try {
            var words = aside.get();
            if (!words.isEmpty()) {
                tty.print("\n" + words + "\n" + prompt + typed);
            }
        } catch (RuntimeException takenBack) {
            tty.print("\n");
            throw takenBack;
        }
    }

    private void add(StringBuilder typed, int key) {
        if (key >= ' ' && typed.length() < LONGEST_ANSWER) {
            var text = tty.character(key);
            typed.append(text);
            tty.print(Style.visible(text, false));
        }
    }

    private void erase(StringBuilder typed, int characters) {
        for (var left = characters; left > 0 && !typed.isEmpty(); left--) {
            tty.print("\b \b".repeat(Style.columns(typed.codePointBefore(typed.length()))));
            typed.setLength(typed.offsetByCodePoints(typed.length(), -1));
        }
    }

    private Problem cancelled() {
        tty.print("\n");
        return new Problem.Cancelled();
    }
}
