//SOURCES ../model/Problem.java
//SOURCES ../model/Shown.java
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
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import lib.model.Problem;
import lib.model.Shown;

/**
 * The conversation with the person. The rules of this door:
 *
 * <ul>
 *   <li>Questions and answers travel over the controlling terminal, so they work in {@code source <(…)}, {@code eval "$(…)"}
 *       and pipes; remarks go to stderr; nothing of either goes to stdout.
 *   <li>A question is asked again until the answer fits. Ctrl-C and the end of input cancel.
 *   <li>While a question stands, Ctrl-C is a key and not a signal: as a signal it would reach the shell too, which would take
 *       the mode of that moment for its own and leave the terminal deaf. Whatever ends this process, the mode is put back.
 *   <li>Who reads the terminal from the background is stopped for ever, so that is found out before.
 *   <li>An Enter that was typed before a question does not answer it where Enter alone has consequences.
 *   <li>What must not stay on the screen stands on a second one, which is cleared and left whatever happens.
 * </ul>
 */
public final class Terminal {

    /**
     * What is asked, and what to say where nobody can be asked.
     *
     * @param what such as "the token code"
     * @param instead the option that answers it, in a sentence
     * @param prompt what the person sees, with the blank that ends it
     */
    public record Question(String what, String instead, String prompt) {}

    /** How text stands out where the terminal can do that; never the only thing that says what it says. */
    public enum Style {
        STRONG("1"), GOOD("32"), CAUTION("33"), BAD("31"), FAINT("2"),
        /** Black on white, by numbers that no colour scheme changes. */
        PAPER("38;5;16;48;5;231");

        private final String code;

        Style(String code) {
            this.code = code;
        }

        private char mark() {
            return (char) (FIRST_MARK + ordinal());
        }
    }

    /** Room on the terminal, in characters. */
    public record Size(int columns, int lines) {
        private static final Size USUAL = new Size(80, 24);
    }

    /** Marks stand for escape sequences until the text is printed, so that no name can bring one along. */
    private static final char FIRST_MARK = '\ue000';
    private static final char PLAIN = '\ue00f';

    private static final String WHOLE_SCREEN = "\u001b[?1049h\u001b[?25l";
    private static final String SCREEN_AS_BEFORE = "\u001b[?25h\u001b[?1049l";

    /** Cleared on both ways, for terminals that have no second screen. */
    private static final String PAGE = "\u001b[?1049h\u001b[H\u001b[J";
    private static final String PAGE_GONE = "\u001b[H\u001b[J\u001b[?1049l";

    private static final int CTRL_C = 3;
    private static final int CTRL_D = 4;
    private static final int BACKSPACE = 8;
    private static final int LINE_FEED = 10;
    private static final int RETURN = 13;
    private static final int CTRL_U = 21;
    private static final int CTRL_W = 23;
    private static final int ESCAPE = 27;
    private static final int DELETE = 127;
    private static final int LONGEST_ANSWER = 4096;

    private final PrintStream remarks;
    private final Optional<Supplier<Device>> devices;
    private final Function<Question, Problem> whyNobody;
    private final Consumer<Duration> sleep;
    private final boolean colour;
    private final BooleanSupplier isStdout;
    private final boolean hasPages;
    private Optional<Device> open = Optional.empty();

    private Terminal(PrintStream remarks, Optional<Supplier<Device>> devices, Function<Question, Problem> whyNobody,
            Consumer<Duration> sleep, boolean colour, BooleanSupplier isStdout, boolean hasPages) {
        this.remarks = remarks;
        this.devices = devices;
        this.whyNobody = whyNobody;
        this.sleep = sleep;
        this.colour = colour;
        this.isStdout = isStdout;
        this.hasPages = hasPages;
    }

    /**
     * The terminal of this process, if it has one.
     *
     * @param workingForm what to type where this process runs in the background of the terminal
     */
    public static Terminal real(Map<String, String> environment, PrintStream remarks, String workingForm) {
        var exists = Device.canBeOpened();
        var isDumb = "dumb".equals(environment.get("TERM"));
        return new Terminal(remarks,
                exists ? Optional.of(() -> Device.open(workingForm)) : Optional.empty(),
                question -> Problem.nobodyToAsk(question.what(), question.instead()),
                Terminal::reallySleep,
                exists && environment.getOrDefault("NO_COLOR", "").isEmpty() && !isDumb,
                () -> !isDumb && System.console() != null, !isDumb);
    }

    /** A person who types what {@code keys} holds and sees {@code screen}. */
    public static Terminal over(InputStream keys, OutputStream screen, Consumer<Duration> sleep) {
        var print = utf8(screen);
        return new Terminal(print, Optional.of(() -> new Device(keys, print, Optional.empty())),
                question -> Problem.nobodyToAsk(question.what(), question.instead()), sleep, false, () -> true, true);
    }

    /** No person at all; remarks still go to {@code remarks}. */
    public static Terminal none(PrintStream remarks, Consumer<Duration> sleep) {
        return new Terminal(remarks, Optional.empty(),
                question -> Problem.nobodyToAsk(question.what(), question.instead()), sleep, false, () -> false, false);
    }

    /** The same, save that no question may be asked. */
    public Terminal withoutQuestions() {
        return new Terminal(remarks, Optional.empty(),
                question -> Problem.askingForbidden(question.what(), question.instead()), sleep, colour, isStdout, hasPages);
    }

    /** The same in one colour. */
    public Terminal monochrome() {
        return new Terminal(remarks, devices, whyNobody, sleep, false, isStdout, hasPages);
    }

    /** Whether this process has a controlling terminal, and so a person who may press Ctrl-C. */
    public static boolean isThere() {
        return Device.canBeOpened();
    }

    public boolean canAsk() {
        return devices.isPresent();
    }

    /** Whether stdout goes to this terminal, and it can be drawn on. */
    public boolean isStdout() {
        return canAsk() && isStdout.getAsBoolean();
    }

    public static String bold(String text) {
        return styled(Style.STRONG, text);
    }

    public static String styled(Style style, String text) {
        return style.mark() + text + PLAIN;
    }

    /** What a person asked for, to be printed on stdout: styled if it comes to this terminal, and plain where a program reads it. */
    public String forStdout(String text) {
        return visible(text, colour && isStdout.getAsBoolean());
    }

    public boolean hasColours() {
        return colour;
    }

    /** Empty where there is no terminal that has one. */
    public Optional<Size> size() {
        return canAsk() && device().tty().isPresent() ? Optional.of(device().size()) : Optional.empty();
    }

    /** A remark, on stderr. Control characters are shown, not sent: names come from files and from AWS. */
    public void say(String remark) {
        remarks.println(visible(remark));
    }

    /** Where remarks go, for problems. */
    public PrintStream remarks() {
        return remarks;
    }

    /** Lines that belong to a question, on the terminal itself; nowhere when there is none. */
    public void show(String lines) {
        if (canAsk()) {
            print(device(), visible(lines) + "\n");
        }
    }

    /** A line that the next one overwrites; only on a terminal that can do that, and gone when {@code words} is empty. */
    public void progress(String words) {
        if (colour && canAsk()) {
            print(device(), "\r\u001b[K" + visible(words));
        }
    }

    /**
     * Asks the terminal itself to take the text into its clipboard, which works over ssh too. No answer tells whether it did:
     * some terminals cannot, and some are told not to. Only where {@link #canAsk()}.
     *
     * @see <a href="https://invisible-island.net/xterm/ctlseqs/ctlseqs.html">OSC 52</a>
     */
    public void offerToClipboard(String text) {
        print(device(), "\u001b]52;c;" + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)) + "\u0007");
    }

    /**
     * Asks until the answer fits. The hint of a wrong answer is told, and the question is put again.
     *
     * @param reading what the answer means; throws {@link Problem.Usage} to be told to the person when it means nothing
     * @throws Problem {@link Problem.Cancelled}, or why nobody can be asked
     */
    public <T> T ask(Question question, Function<String, T> reading) {
        return ask(question, reading, false);
    }

    /** As {@link #ask}, where Enter alone decides something: an Enter that was typed before does not. */
    public <T> T askAfresh(Question question, Function<String, T> reading) {
        return ask(question, reading, true);
    }

    private <T> T ask(Question question, Function<String, T> reading, boolean afresh) {
        if (!canAsk()) {
            throw whyNobody.apply(question);
        }
        if (afresh) {
            device().forgetEntersTypedAhead();
        }
        while (true) {
            var answer = line(question.prompt());
            try {
                return reading.apply(answer);
            } catch (Problem.Usage misunderstood) {
                print(device(), "  " + visible(misunderstood.hint()) + "\n");
            }
        }
    }

    /**
     * Asks below a text that must not stay, such as a secret: on a screen of its own, which is gone when this returns, also when
     * a signal ends the process. Only where {@link #canAsk()}.
     *
     * @param page no taller than the terminal, or its top would be scrolled to where it stays
     */
    public String askOnPage(String page, String prompt) {
        var device = device();
        if (!hasPages) {
            print(device, visible(page) + "\nThis terminal cannot take that back: clear it when you are done.\n");
            return line(prompt);
        }
        device.takeScreen(PAGE, PAGE_GONE);
        try {
            print(device, visible(page) + "\n");
            return line(prompt);
        } finally {
            device.restore();
        }
    }

    /** Yes or no; an empty answer means yes. */
    public boolean confirm(Question question) {
        return askAfresh(question, answer -> switch (answer.strip().toLowerCase(Locale.ROOT)) {
            case "", "y", "yes" -> true;
            case "n", "no" -> false;
            default -> throw Problem.wrongUsage("neither yes nor no", "answer y or n; Enter alone means yes");
        });
    }

    /**
     * Counts down, a line that rewrites itself; Ctrl-C cancels. Where there is no terminal, it only waits.
     *
     * @param words around the seconds that are left
     */
    public void countDown(Duration duration, Function<Long, String> words) {
        if (!canAsk()) {
            sleep.accept(duration);
            return;
        }
        var device = device();
        device.raw();
        try {
            for (var left = duration.toSeconds() + (duration.toMillisPart() > 0 ? 1 : 0); left > 0; left--) {
                print(device, "\r" + words.apply(left) + (colour ? "\u001b[K" : "  "));
                waitOneSecond(device);
            }
            print(device, "\n");
        } finally {
            device.restore();
        }
    }

    private void waitOneSecond(Device device) {
        for (var tenths = 0; tenths < 10; tenths++) {
            sleep.accept(Duration.ofMillis(100));
            if (device.isTyped(key -> key == CTRL_C)) {
                print(device, "\n");
                throw new Problem.Cancelled();
            }
        }
    }

    // --------------------------------------------------------- the whole screen

    /**
     * Shows a picture in place of all else on the terminal, anew every second, until the person presses q or Ctrl-C. Then, and
     * whatever else ends this process, the terminal is as it was.
     *
     * @param picture its lines for a terminal of that size; what has no room is left out
     */
    public void watch(Function<Size, List<String>> picture) {
        var device = device();
        if (device.tty().isPresent()) {
            device.takeScreen(WHOLE_SCREEN, SCREEN_AS_BEFORE);
        }
        try {
            var size = device.size();
            draw(device, picture.apply(size), size);
            while (!quitWithinASecond(device)) {
                var before = size;
                size = device.size();
                print(device, device.tty().isPresent() && !size.equals(before) ? "\u001b[2J" : "");
                draw(device, picture.apply(size), size);
            }
        } finally {
            device.restore();
        }
    }

    private void draw(Device device, List<String> picture, Size size) {
        var lines = picture.stream().limit(size.lines()).map(line -> visible(cut(line, size.columns())));
        print(device, device.tty().isPresent()
                ? lines.collect(Collectors.joining("\u001b[K\r\n", "\u001b[H", "\u001b[K\u001b[J"))
                : lines.collect(Collectors.joining("\n", "", "\n")));
    }

    /** The beginning that has room; a style that began goes on to the end of the line, and no further. */
    private static String cut(String line, int columns) {
        var used = 0;
        for (var index = 0; index < line.length(); index = line.offsetByCodePoints(index, 1)) {
            var character = line.codePointAt(index);
            used += isMark(character) ? 0 : columns(character);
            if (used > columns) {
                return line.substring(0, index) + PLAIN;
            }
        }
        return line;
    }

    private boolean quitWithinASecond(Device device) {
        for (var tenths = 0; tenths < 10; tenths++) {
            sleep.accept(Duration.ofMillis(100));
            if (device.isTyped(key -> key == 'q' || key == 'Q' || key == CTRL_C || key == CTRL_D)) {
                return true;
            }
        }
        return false;
    }

    /** Asks the person's attention by whatever the terminal does for that. */
    public void ring() {
        print(device(), "\u0007");
    }

    // ------------------------------------------------------------ a line of typing

    private String line(String prompt) {
        var device = device();
        device.raw();
        try {
            print(device, visible(prompt));
            return edit(device);
        } finally {
            device.restore();
        }
    }

    private String edit(Device device) {
        var typed = new StringBuilder();
        while (true) {
            var key = device.key();
            switch (key) {
                case RETURN, LINE_FEED -> {
                    print(device, "\n");
                    return typed.toString();
                }
                case -1, CTRL_C -> throw cancelled(device);
                case CTRL_D -> {
                    if (typed.isEmpty()) {
                        throw cancelled(device);
                    }
                }
                case BACKSPACE, DELETE -> erase(device, typed, 1);
                case CTRL_U -> erase(device, typed, typed.length());
                case CTRL_W -> erase(device, typed, typed.length() - Math.max(0, typed.toString().strip().lastIndexOf(' ') + 1));
                case ESCAPE -> device.skipEscapeSequence();
                default -> add(device, typed, key);
            }
        }
    }

    private void add(Device device, StringBuilder typed, int key) {
        if (key >= ' ' && typed.length() < LONGEST_ANSWER) {
            var text = device.character(key);
            typed.append(text);
            print(device, visible(text));
        }
    }

    private static void erase(Device device, StringBuilder typed, int characters) {
        for (var left = characters; left > 0 && !typed.isEmpty(); left--) {
            print(device, "\b \b".repeat(columns(typed.codePointBefore(typed.length()))));
            typed.setLength(typed.offsetByCodePoints(typed.length(), -1));
        }
    }

    /** How much room a character takes, as terminals have it; accents that are characters of their own take none. */
    private static int columns(int character) {
        return switch (Character.UnicodeScript.of(character)) {
            case HAN, HIRAGANA, KATAKANA, HANGUL, BOPOMOFO -> 2;
            default -> Character.getType(character) == Character.NON_SPACING_MARK ? 0
                    : Character.isEmojiPresentation(character) ? 2 : 1;
        };
    }

    private static Problem cancelled(Device device) {
        print(device, "\n");
        return new Problem.Cancelled();
    }

    // ------------------------------------------------------------------- the device

    private Device device() {
        if (open.isEmpty()) {
            open = devices.map(Supplier::get);
        }
        return open.orElseThrow();
    }

    private static void print(Device device, String text) {
        device.screen().print(text);
        device.screen().flush();
    }

    private String visible(String text) {
        return visible(text, colour);
    }

    private static String visible(String text, boolean coloured) {
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
        return character >= FIRST_MARK && character < FIRST_MARK + Style.values().length || character == PLAIN;
    }

    private static String sequence(int mark) {
        return "\u001b[" + (mark == PLAIN ? "0" : Style.values()[mark - FIRST_MARK].code) + "m";
    }


    private static PrintStream utf8(OutputStream stream) {
        return new PrintStream(stream, false, StandardCharsets.UTF_8);
    }

    private static void reallySleep(Duration duration) {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new Problem.Cancelled();
        }
    }

    /**
     * Keys in, screen out.
     *
     * @param tty the terminal whose mode is to be switched; empty where there is no mode
     */
    private record Device(InputStream keys, PrintStream screen, Optional<Path> tty, ArrayDeque<Integer> typedAhead,
            ModeKeeper mode) {

        private static final Path CONTROLLING_TERMINAL = Path.of("/dev/tty");

        Device(InputStream keys, PrintStream screen, Optional<Path> tty) {
            this(keys, screen, tty, new ArrayDeque<>(), new ModeKeeper(tty, screen));
        }

        /** Opening it is the only way to know: the file is there even for a process without a terminal. */
        static boolean canBeOpened() {
            try (var _ = new FileInputStream(CONTROLLING_TERMINAL.toFile())) {
                return true;
            } catch (IOException noTerminal) {
                return isWindows() && System.console() != null;
            }
        }

        static Device open(String workingForm) {
            requireForeground(workingForm);
            try {
                return isWindows()
                        ? new Device(new FileInputStream("CONIN$"), utf8(new FileOutputStream("CONOUT$")), Optional.empty())
                        : new Device(new FileInputStream(CONTROLLING_TERMINAL.toFile()),
                                utf8(new FileOutputStream(CONTROLLING_TERMINAL.toFile())), Optional.of(CONTROLLING_TERMINAL));
            } catch (IOException gone) {
                throw new Problem.Cancelled();
            }
        }

        private static boolean isWindows() {
            return System.getProperty("os.name").startsWith("Windows");
        }

        /** The process group of this process against the one that the terminal listens to. */
        private static void requireForeground(String workingForm) {
            var groups = processGroups();
            if (groups.length == 2 && !groups[0].equals(groups[1])) {
                throw Problem.terminalInBackground(workingForm);
            }
        }

        private static String[] processGroups() {
            try {
                var stat = Path.of("/proc/self/stat");
                if (Files.exists(stat)) {
                    // the name in parentheses may hold blanks; after it: state, parent, group, session, terminal, its group
                    var text = Files.readString(stat, StandardCharsets.ISO_8859_1);
                    var fields = text.substring(text.lastIndexOf(')') + 2).split(" ");
                    return new String[] {fields[2], fields[5]};
                }
                var ps = new ProcessBuilder("ps", "-o", "pgid=,tpgid=", "-p", Long.toString(ProcessHandle.current().pid()))
                        .redirectError(ProcessBuilder.Redirect.DISCARD).start();
                return new String(ps.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip().split("\\s+");
            } catch (IOException unknown) {
                return new String[0];
            }
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

        Size size() {
            return mode.size();
        }

        /** The next byte, or -1 when the terminal is gone. */
        int key() {
            if (!typedAhead.isEmpty()) {
                return typedAhead.remove();
            }
            try {
                return keys.read();
            } catch (IOException gone) {
                return -1;
            }
        }

        /** Takes what has been typed so far, up to such a key; the rest waits for the next question. */
        boolean isTyped(IntPredicate wanted) {
            try {
                while (keys.available() > 0) {
                    var key = keys.read();
                    if (wanted.test(key)) {
                        return true;
                    }
                    typedAhead.add(key);
                }
                return false;
            } catch (IOException gone) {
                return true;
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
                saved = run("sh", "-c", "stty -g && stty -icanon -echo -isig min 1 time 0").map(String::strip).filter(text -> !text.isEmpty());
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

        /** The usual one where the terminal does not tell. */
        synchronized Size size() {
            var numbers = tty.isPresent() ? run("stty", "size").map(text -> text.strip().split(" ")).orElse(new String[0]) : new String[0];
            try {
                return numbers.length == 2 && !numbers[1].equals("0")
                        ? new Size(Integer.parseInt(numbers[1]), Integer.parseInt(numbers[0])) : Size.USUAL;
            } catch (NumberFormatException noSize) {
                return Size.USUAL;
            }
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
