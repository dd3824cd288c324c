//SOURCES WindowSize.java
//SOURCES ../model/Problem.java
//SOURCES ../model/Shell.java
//SOURCES ../model/Window.java
package lib.io;

import java.io.ByteArrayOutputStream;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntPredicate;
import lib.model.Problem;
import lib.model.Shell;
import lib.model.Window;

/** Keys in, screen out. */
public final class Tty {

    static final int CTRL_C = 3;
    static final int CTRL_D = 4;
    static final int LINE_FEED = 10;
    static final int CTRL_L = 12;
    static final int RETURN = 13;
    static final int CTRL_Z = 26;
    static final int ESCAPE = 27;

    /** Of Linux. */
    private static final int SIGTSTP = 20;

    private static final Path CONTROLLING_TERMINAL = Path.of("/dev/tty");

    private final InputStream keys;
    private final PrintStream screen;

    /** The terminal whose mode is to be switched; empty where there is no mode. */
    private final Optional<Path> tty;
    private final String name;
    private final Window standIn;
    private final ModeKeeper mode;
    private final ArrayDeque<Integer> typedAhead = new ArrayDeque<>();

    private Tty(InputStream keys, PrintStream screen, Optional<Path> tty, String name, Window standIn) {
        this.standIn = standIn;
        this.keys = keys;
        this.screen = screen;
        this.tty = tty;
        this.name = name;
        this.mode = new ModeKeeper(tty, screen);
    }

    /** A stand-in, which has no modes. */
    static Tty over(InputStream keys, PrintStream screen, Window size) {
        return new Tty(keys, screen, Optional.empty(), "", size);
    }

    static PrintStream utf8(OutputStream stream) {
        return new PrintStream(stream, false, StandardCharsets.UTF_8);
    }

    /** Opening it is the only way to know: the file is there even for a process without a terminal. */
    static boolean canBeOpened() {
        try (var _ = new FileInputStream(CONTROLLING_TERMINAL.toFile())) {
            return true;
        } catch (IOException noTerminal) {
            return isWindows() && System.console() != null;
        }
    }

    /** Whether a program reads keys one by one, as one that draws on the whole terminal does, or whoever writes on it is stopped. */
    static boolean isTaken() {
        try {
            return new ProcessBuilder("sh", "-c", "stty -a | grep -Eq '(^| )(-icanon|tostop)'").redirectInput(CONTROLLING_TERMINAL.toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD).start().waitFor() == 0;
        } catch (IOException noTerminal) {
            return false;
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Whether stderr leads to a terminal. Java does not tell. */
    static boolean isStderr() {
        try {
            return new ProcessBuilder("sh", "-c", "test -t 2").redirectError(ProcessBuilder.Redirect.INHERIT).start().waitFor() == 0;
        } catch (IOException noShell) {
            return false;
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    static Tty open(String workingForm) {
        var process = ofThisProcess();
        if (!isInForeground(process)) {
            throw Problem.terminalInBackground(workingForm);
        }
        try {
            return isWindows()
                    ? new Tty(new FileInputStream("CONIN$"), utf8(new FileOutputStream("CONOUT$")), Optional.empty(), "", WindowSize.USUAL)
                    : new Tty(new FileInputStream(CONTROLLING_TERMINAL.toFile()), utf8(new FileOutputStream(CONTROLLING_TERMINAL.toFile())),
                            Optional.of(CONTROLLING_TERMINAL), process.length == 4 ? process[2] : "", WindowSize.USUAL);
        } catch (IOException gone) {
            throw new Problem.Cancelled();
        }
    }

    private static boolean isWindows() {
        return System.getProperty("os.name").startsWith("Windows");
    }

    /** Whether reading the terminal would not stop this process for ever. */
    static boolean isInForeground() {
        return isInForeground(ofThisProcess());
    }

    /** The process group of this process against the one that the terminal listens to; there is none where there is no terminal. */
    private static boolean isInForeground(String[] process) {
        return process.length != 4 || process[0].equals(process[1]) || process[1].startsWith("-") || process[1].equals("0");
    }

    private static String[] ofThisProcess() {
        return of(ProcessHandle.current().pid());
    }

    /** Of a process: its group, the terminal's, the terminal, and its parent; nothing where that is not known. */
    private static String[] of(long process) {
        try {
            var stat = Path.of("/proc", Long.toString(process), "stat");
            if (Files.exists(stat)) {
                // the name in parentheses may hold blanks; after it: state, parent, group, session, terminal, its group
                var text = Files.readString(stat, StandardCharsets.ISO_8859_1);
                var fields = text.substring(text.lastIndexOf(')') + 2).split(" ");
                return new String[] {fields[2], fields[5], fields[4], fields[1]};
            }
            var ps = new ProcessBuilder("ps", "-o", "pgid=,tpgid=,tty=,ppid=", "-p", Long.toString(process))
                    .redirectError(ProcessBuilder.Redirect.DISCARD).start();
            return new String(ps.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip().split("\\s+");
        } catch (IOException unknown) {
            return new String[0];
        }
    }

    // ------------------------------------------------------------------ stopped

    /**
     * Gives the terminal to the shell until that lets this process go on, by {@code fg}. All processes of the job stop, as after
     * Ctrl-Z anywhere. The modes, and the first screen, are back meanwhile.
     *
     * @return false, at once, where the shell itself waits for what this process prints: nobody could wake it
     */
    boolean stop() {
        if (!isReal() || isAwaitedByShell()) {
            return false;
        }
        restore();
        try {
            new ProcessBuilder("sh", "-c", "kill -s TSTP 0").redirectError(ProcessBuilder.Redirect.DISCARD).start().waitFor();
        } catch (IOException noShell) {
            return false;
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } finally {
            WindowSize.forget(); // who is in the background is not told
            raw();
        }
        return true;
    }

    /** A job has a group of its own; in {@code $(…)} it has that of the shell, which does not stop at a prompt. fish reads pipes itself. */
    private static boolean isAwaitedByShell() {
        var pid = ProcessHandle.current().pid();
        var process = of(pid);
        while (process.length == 4) {
            var parent = of(Long.parseLong(process[3]));
            if (parent.length != 4 || !parent[0].equals(process[0])) {
                return isShellAtPrompt(pid) || System.console() == null && !hasOnlyJobsInPipes(Long.parseLong(process[3]));
            }
            pid = Long.parseLong(process[3]);
            process = parent;
        }
        return true;
    }

    /** Such a shell ignores the signal; one that runs a script stops with it. Not every system tells which. */
    private static boolean isShellAtPrompt(long process) {
        var status = Path.of("/proc", Long.toString(process), "status");
        try {
            if (Files.exists(status)) {
                return Files.readAllLines(status, StandardCharsets.ISO_8859_1).stream().filter(line -> line.startsWith("SigIgn:"))
                        .anyMatch(line -> (Long.parseUnsignedLong(line.substring("SigIgn:".length()).strip(), 16) >> SIGTSTP - 1 & 1) == 1);
            }
        } catch (IOException gone) {
            return true;
        }
        return shell(process).isPresent();
    }

    private static boolean hasOnlyJobsInPipes(long process) {
        return shell(process).filter(shell -> shell == Shell.BASH || shell == Shell.ZSH).isPresent();
    }

    private static Optional<Shell> shell(long process) {
        return ProcessHandle.of(process).flatMap(handle -> handle.info().command()).flatMap(Shell::named);
    }

    /** Whether it has modes and a size, and so is no stand-in. */
    boolean isReal() {
        return tty.isPresent();
    }

    /** What all processes of this terminal, and no others, call it; empty where that is not known. */
    String name() {
        return name;
    }

    void print(String text) {
        screen.print(text);
        screen.flush();
    }

    void raw() {
        mode.raw();
    }

    /** The screen as it is comes back with {@link #restore}. */
    void takeScreen(String entering, String leaving) {
        mode.takeScreen(entering, leaving);
    }

    void restore() {
        mode.restore();
    }

    Window size() {
        return isReal() ? WindowSize.now() : standIn;
    }

    /** The next byte, or -1 when the terminal is gone. */
    int key() {
        return key(() -> { });
    }

    /** @param meanwhile happens ten times a second until a key is pressed; only at a real terminal */
    int key(Runnable meanwhile) {
        try {
            var key = typedAhead.isEmpty() ? keys.read() : typedAhead.remove();
            while (key < 0 && isReal() && keys.available() >= 0) {
                meanwhile.run();
                key = keys.read();
            }
            return key;
        } catch (IOException gone) {
            return -1;
        }
    }

    /** Takes what has been typed so far, up to such a key; the rest waits for the next question. Ctrl-C when the terminal is gone. */
    OptionalInt typed(IntPredicate wanted) {
        try {
            while (keys.available() > 0) {
                var key = keys.read();
                if (wanted.test(key)) {
                    return OptionalInt.of(key);
                }
                typedAhead.add(key);
            }
            return OptionalInt.empty();
        } catch (IOException gone) {
            return OptionalInt.of(CTRL_C);
        }
    }

    /** Only of a real terminal: whoever types in a test has typed it all beforehand. */
    void forgetEntersTypedAhead() {
        if (tty.isPresent()) {
            raw();
            var next = typedKey();
            while (next.filter(key -> key == RETURN || key == LINE_FEED).isPresent()) {
                next = typedKey();
            }
            next.ifPresent(typedAhead::addFirst);
        }
    }

    /** What stands behind the answers belongs to the shell, so no more is taken than has to be looked at. */
    private Optional<Integer> typedKey() {
        try {
            return !typedAhead.isEmpty() || keys.available() > 0 ? Optional.of(key()) : Optional.empty();
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    /** The rest of a UTF-8 character that begins with {@code first}. */
    String character(int first) {
        var length = first < 0xC0 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
        var bytes = new ByteArrayOutputStream();
        bytes.write(first);
        for (var more = 1; more < length; more++) {
            bytes.write(key());
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /** Arrow keys and the like: {@code ESC [ … letter} or {@code ESC O letter}. Ctrl-C behind the Escape key stays Ctrl-C. */
    void skipEscapeSequence() {
        var kind = key();
        var last = kind == '[' || kind == 'O' ? key() : kind;
        while (kind == '[' && last >= ' ' && last < '@') {
            last = key();
        }
        if (last < ' ') {
            typedAhead.addFirst(last);
        }
    }

    /** Switches the terminal's mode with stty and puts it back, also when the process is ended from outside. */
    private static final class ModeKeeper {
        private final Optional<Path> tty;
        private final PrintStream screen;
        private Optional<String> saved = Optional.empty();
        private Optional<String> leaving = Optional.empty();
        private boolean ending;

        ModeKeeper(Optional<Path> tty, PrintStream screen) {
            this.tty = tty;
            this.screen = screen;
            tty.ifPresent(terminal -> Runtime.getRuntime().addShutdownHook(new Thread(this::end)));
        }

        synchronized void raw() {
            if (tty.isPresent() && saved.isEmpty() && !ending) {
                saved = run("sh", "-c", "stty -g && stty -icanon -echo -isig min 0 time 1").map(String::strip).filter(text -> !text.isEmpty());
            }
        }

        /** @throws Problem.Cancelled where the process is ending */
        synchronized void takeScreen(String entering, String left) {
            raw();
            if (ending) {
                throw new Problem.Cancelled();
            }
            send(entering);
            leaving = Optional.of(left);
        }

        private void send(String sequence) {
            screen.print(sequence);
            screen.flush();
        }

        /** The main thread goes on for a while when a signal ends the process; it must not switch the mode again. */
        private synchronized void end() {
            ending = true;
            restore();
        }

        synchronized void restore() {
            leaving.ifPresent(this::send);
            leaving = Optional.empty();
            saved.ifPresent(mode -> run("stty", mode));
            saved = Optional.empty();
        }

        private Optional<String> run(String... command) {
            try {
                var process = new ProcessBuilder(command)
                        .redirectInput(tty.orElseThrow().toFile())
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
                var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                return process.waitFor() == 0 ? Optional.of(output) : Optional.empty();
            } catch (IOException noStty) {
                return Optional.empty();
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
                return Optional.empty();
            }
        }
    }
}
