//SOURCES Style.java
//SOURCES Tty.java
//SOURCES ../model/Problem.java
//SOURCES ../model/Shown.java
//SOURCES ../model/Window.java
package lib.io;

import java.util.function.Supplier;
import lib.model.Problem;
import lib.model.Shown;
import lib.model.Window;

/**
 * A line that a person types and mends.
 *
 * @param isRewritable whether what stands on the screen can be taken back
 * @param above what the question is about, as it stands above it in the window of now; nothing where that need not be drawn anew
 * @param aside asked for again and again while nothing is typed: what to say above the line, or nothing; what it throws takes the
 *     question back
 * @param cannotStop what to say where Ctrl-Z cannot be obeyed
 */
record LineEditor(Tty tty, boolean isRewritable, Supplier<String> above, Supplier<String> aside, Supplier<String> cannotStop) {

    private static final int BACKSPACE = 8;
    private static final int CTRL_U = 21;
    private static final int CTRL_W = 23;
    private static final int DELETE = 127;
    private static final int LONGEST_ANSWER = 4096;

    /**
     * @param prompt in the window of now
     * @throws Problem.Cancelled by Ctrl-C, and by the end of input
     */
    String line(Supplier<String> prompt) {
        tty.raw();
        try {
            return new Line(prompt).edited();
        } finally {
            tty.restore();
        }
    }

    /** What is typed so far, and how it stands on the screen. */
    private final class Line {
        private final StringBuilder typed = new StringBuilder();
        private final Supplier<String> prompt;
        private Window drawnIn;
        private Window lastSeen;

        /** How much room is taken of the line that what is typed begins in. */
        private int taken;

        Line(Supplier<String> prompt) {
            this.prompt = prompt;
            draw("");
        }

        String edited() {
            while (true) {
                var key = tty.key(this::meanwhile);
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
                    case BACKSPACE, DELETE -> erase(1);
                    case CTRL_U -> erase(typed.length());
                    case CTRL_W -> erase(typed.length() - Math.max(0, typed.toString().strip().lastIndexOf(' ') + 1));
                    case Tty.CTRL_L -> drawOnEmptyScreen();
                    case Tty.CTRL_Z -> stop();
                    case Tty.ESCAPE -> tty.skipEscapeSequence();
                    default -> add(key);
                }
            }
        }

        private void meanwhile() {
            sayAside();
            followWindow();
        }

        private void sayAside() {
            try {
                var words = aside.get();
                if (!words.isEmpty()) {
                    draw("\n" + words + "\n");
                }
            } catch (RuntimeException takenBack) {
                tty.print("\n");
                throw takenBack;
            }
        }

        /** While it is being drawn wider or narrower, it is waited for. */
        private void followWindow() {
            var before = lastSeen;
            lastSeen = tty.size();
            if (lastSeen.equals(before) && !lastSeen.equals(drawnIn)) {
                drawnIn = lastSeen;
                if (!above.get().isEmpty()) {
                    drawOnEmptyScreen();
                }
            }
        }

        /** What stands there moves up, out of sight: how terminals break lines in a window of another width, nobody knows. */
        private void drawOnEmptyScreen() {
            if (isRewritable) {
                draw("\n".repeat(tty.size().lines()) + "\u001b[H" + above.get());
            }
        }

        private void stop() {
            tty.print("\n");
            draw(tty.stop() ? above.get() : cannotStop.get() + "\n");
        }

        private void draw(String before) {
            var question = prompt.get();
            drawnIn = tty.size();
            lastSeen = drawnIn;
            taken = Shown.columns(question.substring(question.lastIndexOf('\n') + 1));
            tty.print(before + question + Style.visible(typed.toString(), false));
        }

        private void add(int key) {
            if (key >= ' ' && typed.length() < LONGEST_ANSWER) {
                var text = tty.character(key);
                typed.append(text);
                tty.print(Style.visible(text, false) + (isRewritable && column() == 0 ? " \r" : ""));
            }
        }

        /** Where what is typed ends; a terminal that has filled a line is made to go on to the next one. */
        private int column() {
            return (taken + Shown.columns(typed.toString())) % drawnIn.columns();
        }

        private void erase(int characters) {
            for (var left = characters; left > 0 && !typed.isEmpty(); left--) {
                var width = Shown.columns(typed.codePointBefore(typed.length()));
                tty.print(isRewritable && column() == 0 && width > 0 ? "\u001b[A\u001b[" + (drawnIn.columns() - width + 1) + "G\u001b[K"
                        : "\b \b".repeat(width));
                typed.setLength(typed.offsetByCodePoints(typed.length(), -1));
            }
        }
    }

    private Problem cancelled() {
        tty.print("\n");
        return new Problem.Cancelled();
    }
}
