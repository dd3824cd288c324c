//SOURCES HowCalled.java
//SOURCES LineEditor.java
//SOURCES Style.java
//SOURCES Tty.java
//SOURCES Turns.java
//SOURCES WindowSize.java
//SOURCES ../model/Choices.java
//SOURCES ../model/Problem.java
//SOURCES ../model/Shell.java
//SOURCES ../model/Window.java
//SOURCES ../model/Words.java
package lib.io;

import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import lib.model.Choices;
import lib.model.Problem;
import lib.model.Shell;
import lib.model.Window;
import lib.model.Words;

/**
 * The conversation with the person. The rules of this door:
 *
 * <ul>
 *   <li>Questions and answers travel over the controlling terminal, so they work in {@code source <(…)}, {@code eval "$(…)"}
 *       and pipes; remarks go to stderr, and the reasons of a question where it goes; nothing of all that goes to stdout.
 *   <li>A question is asked again until the answer fits. Ctrl-C and the end of input cancel.
 *   <li>While a question stands, Ctrl-C is a key and not a signal: as a signal it would reach the shell too, which would take
 *       the mode of that moment for its own and leave the terminal deaf. Whatever ends this process, the mode is put back.
 *   <li>Who reads the terminal from the background is stopped for ever, so that is found out before.
 *   <li>An Enter that was typed before a question does not answer it where Enter alone has consequences.
 *   <li>Of all processes at one terminal, one asks at a time. Whoever is cancelled there takes along those that wait for it.
 *   <li>Words are whole at the ends of lines, and commands in one piece, on a terminal; what leads elsewhere is not broken.
 *   <li>What a question is about is drawn anew, with what is typed, when the window changes, and after Ctrl-Z and {@code fg}.
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

    private static final String WHOLE_SCREEN = "\u001b[?1049h\u001b[?25l";
    private static final String SCREEN_AS_BEFORE = "\u001b[?25h\u001b[?1049l";

    /** Cleared on both ways, for terminals that have no second screen. */
    private static final String CLEARED = "\u001b[H\u001b[J";
    private static final String PAGE = "\u001b[?1049h" + CLEARED;
    private static final String PAGE_GONE = CLEARED + "\u001b[?1049l";

    private static final String CANNOT_STOP = "  Ctrl-Z does nothing here, where the shell itself waits for the answer; Ctrl-C ends.";

    /** A token code, and the blank before it. */
    private static final int ROOM_FOR_ANSWER = 7;

    private static final List<Integer> QUITTING = List.of((int) 'q', (int) 'Q', Tty.CTRL_C, Tty.CTRL_D);

    private static final Duration LONGEST_WAIT_FOR_ANOTHER = Duration.ofMinutes(10);

    private final Turns turns;
    private final PrintStream remarks;
    private final Optional<Supplier<Tty>> ttys;
    private final Function<Question, Problem> whyNobody;
    private final Consumer<Duration> sleep;
    private final Screen screen;

    /** Absent until it is known in which world this is. */
    private final Optional<HowCalled> howCalled;
    private final boolean isForPrograms;

    /** Until it has been told. */
    private Optional<Supplier<String>> introduction;
    private Runnable meanwhile = () -> { };
    private boolean saysThatOthersWait;

    /** What has been shown since the last answer, for the next question. */
    private final List<Function<Window, String>> above = new ArrayList<>();

    /**
     * What can be done on the terminal.
     *
     * @param rewritesLines it can be told what stands on a line in place of what stood there; a transcript cannot
     * @param hasPages it has a second screen
     * @param isStdout stdout goes to it
     * @param isStderr stderr goes to it
     * @param isTaken another program draws on it, or would be stopped for a word on it
     * @param window how large it is
     */
    private record Screen(boolean hasColours, boolean rewritesLines, boolean hasPages, BooleanSupplier isStdout, BooleanSupplier isStderr,
            BooleanSupplier isTaken, Supplier<Window> window) {

        /** A stand-in. */
        static Screen of(Window window, boolean hasColours) {
            return new Screen(hasColours, false, true, () -> true, () -> true, () -> false, () -> window);
        }

        Screen monochrome() {
            return new Screen(false, rewritesLines, hasPages, isStdout, isStderr, isTaken, window);
        }

        Window forRemarks() {
            return isStderr.getAsBoolean() ? window.get() : Window.UNLIMITED;
        }

        Window forStdout() {
            return isStdout.getAsBoolean() ? window.get() : Window.UNLIMITED;
        }
    }

    private Terminal(Turns turns, PrintStream remarks, Optional<Supplier<Tty>> ttys, Function<Question, Problem> whyNobody,
            Consumer<Duration> sleep, Screen screen, boolean isForPrograms, Optional<HowCalled> howCalled,
            Optional<Supplier<String>> introduction) {
        this.turns = turns;
        this.remarks = remarks;
        this.ttys = ttys;
        this.whyNobody = whyNobody;
        this.sleep = sleep;
        this.screen = screen;
        this.howCalled = howCalled;
        this.isForPrograms = isForPrograms;
        this.introduction = introduction;
    }

    /**
     * The terminal of this process, if it has one.
     *
     * @param turns in which the processes at this terminal ask
     * @param launcher that has started this process
     * @param workingForm what to type where this process runs in the background of the terminal
     */
    public static Terminal real(Map<String, String> environment, Optional<Path> launcher, Turns turns, PrintStream remarks, String workingForm) {
        var exists = Tty.canBeOpened();
        var isDumb = "dumb".equals(environment.get("TERM"));
        return new Terminal(turns, remarks,
                exists ? Optional.of(new Once(() -> Tty.open(workingForm))) : Optional.empty(),
                question -> Problem.nobodyToAsk(question.what(), question.instead()),
                Terminal::reallySleep,
                new Screen(exists && environment.getOrDefault("NO_COLOR", "").isEmpty() && !isDumb, exists && !isDumb, !isDumb,
                        () -> !isDumb && System.console() != null, () -> exists && Tty.isStderr(), Tty::isTaken, exists ? WindowSize::now : () -> Window.UNLIMITED),
                false, Optional.of(HowCalled.real(environment, launcher)), Optional.empty());
    }

    /** A person who types what {@code keys} holds and sees {@code screen}. */
    public static Terminal over(InputStream keys, OutputStream screen, Consumer<Duration> sleep) {
        return over(keys, screen, sleep, WindowSize.USUAL, Screen.of(Window.UNLIMITED, false));
    }

    /** The same in a window of that size. */
    public static Terminal over(InputStream keys, OutputStream screen, Consumer<Duration> sleep, Window window, boolean hasColours) {
        return over(keys, screen, sleep, window, Screen.of(window, hasColours));
    }

    private static Terminal over(InputStream keys, OutputStream screen, Consumer<Duration> sleep, Window page, Screen room) {
        var print = Tty.utf8(screen);
        return new Terminal(Turns.none(), print, Optional.of(new Once(() -> Tty.over(keys, print, page))),
                question -> Problem.nobodyToAsk(question.what(), question.instead()), sleep, room,
                false, Optional.empty(), Optional.empty());
    }

    /** No person at all; remarks still go to {@code remarks}. */
    public static Terminal none(PrintStream remarks, Consumer<Duration> sleep) {
        return new Terminal(Turns.none(), remarks, Optional.empty(),
                question -> Problem.nobodyToAsk(question.what(), question.instead()), sleep,
                new Screen(false, false, false, () -> false, () -> false, () -> false, () -> Window.UNLIMITED),
                false, Optional.empty(), Optional.empty());
    }

    /** The same, save that no question may be asked. */
    public Terminal withoutQuestions() {
        return new Terminal(turns, remarks, Optional.empty(),
                question -> Problem.askingForbidden(question.what(), question.instead()), sleep, screen, isForPrograms, howCalled, introduction);
    }

    /** The same, save that who cannot be asked is told what to type in a terminal: nobody sees a program's command line. */
    public Terminal typingInstead(String command) {
        return new Terminal(turns, remarks, ttys, question -> Problem.toBeTyped(whyNobody.apply(question), command), sleep, screen,
                isForPrograms, howCalled, introduction);
    }

    /**
     * The same for a program that reads stdout and puts into its log whatever comes on stderr: no remark is made. A person who is at the
     * terminal learns there why something is asked, and what is waited for.
     */
    public Terminal forPrograms() {
        return new Terminal(turns, remarks, ttys, whyNobody, sleep, screen, true, howCalled, introduction);
    }

    /** Whether only a program hears what goes wrong. */
    public boolean isForPrograms() {
        return isForPrograms;
    }

    /**
     * The same, save that a person whom no remark reaches learns with the first question who asks. Who has typed a command knows;
     * whom an SDK asks in the middle of another one cannot.
     */
    public Terminal introducing(Supplier<String> who) {
        return new Terminal(turns, remarks, ttys, whyNobody, sleep, screen, isForPrograms, howCalled, Optional.of(who));
    }

    /** The same in one colour. */
    public Terminal monochrome() {
        return new Terminal(turns, remarks, ttys, whyNobody, sleep, screen.monochrome(), isForPrograms, howCalled, introduction);
    }

    /** The same, where these variables are in force, if nothing tells better how this script was called. */
    public Terminal in(Map<String, String> environment) {
        return howCalled.isPresent() ? this
                : new Terminal(turns, remarks, ttys, whyNobody, sleep, screen, isForPrograms, Optional.of(HowCalled.in(environment)), introduction);
    }

    /** Whether this process has a controlling terminal, and so a person who may press Ctrl-C. */
    public static boolean isThere() {
        return Tty.canBeOpened();
    }

    public boolean canAsk() {
        return ttys.isPresent();
    }

    /** Whether stdout goes to this terminal, and it can be drawn on. */
    public boolean isStdout() {
        return canAsk() && screen.isStdout().getAsBoolean();
    }

    public static String bold(String text) {
        return styled(Style.STRONG, text);
    }

    public static String styled(Style style, String text) {
        return style.of(text);
    }

    /** What a person asked for, to be printed on stdout: styled if it comes to this terminal, and plain where a program reads it. */
    public String forStdout(String text) {
        return Style.visible(laidOut(text, screen.forStdout()), screen.hasColours() && screen.isStdout().getAsBoolean());
    }

    public boolean hasColours() {
        return screen.hasColours();
    }

    /** Whether {@link #progress} shows anything. */
    public boolean showsProgress() {
        return screen.rewritesLines() && canAsk();
    }

    /** Empty where there is no terminal that has one. */
    public Optional<Window> size() {
        return canAsk() && tty().isReal() ? Optional.of(tty().size()) : Optional.empty();
    }

    /** The room for what is asked for on stdout; unlimited where that is not this terminal. */
    public Window windowOfStdout() {
        return screen.forStdout();
    }

    /** A remark, on stderr. Control characters are shown, not sent: names come from files and from AWS. */
    public void say(String remark) {
        if (!isForPrograms) {
            remarks.println(visible(remark, screen.forRemarks()));
            howCalled.flatMap(called -> called.lackOfAws(remark)).ifPresent(this::say);
        }
    }

    /** A remark while another program has the terminal: only where it disturbs nothing that is drawn there. */
    public void sayIfFree(String remark) {
        if (!screen.isStderr().getAsBoolean() || !screen.isTaken().getAsBoolean()) {
            say(remark);
        }
    }

    /** Of something that has gone wrong: one line that begins with the name of the program, without any style. */
    public void say(String program, String sentence) {
        remarks.println(laidOut(program + ": " + Words.harmless(unbroken(sentence)), screen.forRemarks()));
        howCalled.filter(called -> !isForPrograms).flatMap(called -> called.lackOfAws(sentence)).ifPresent(lack -> say(program, lack));
    }

    /** What is waited for: a remark, or for who waits for a program a line on the terminal. */
    public void sayWhileWaiting(String words) {
        if (isForPrograms) {
            explain(words);
        } else {
            say(words);
        }
    }

    /**
     * Why something is asked: a remark, save where stderr leads elsewhere, as to an SDK that keeps it to itself. Then it goes to the
     * terminal on which the question stands.
     */
    public void explain(String reason) {
        if (isForPrograms ? canAsk() && Tty.isInForeground() : isAskedUnheard()) {
            show(reason);
        } else {
            say(reason);
        }
    }

    /** Whether a person can be asked whom no remark reaches. */
    private boolean isAskedUnheard() {
        return canAsk() && Tty.isInForeground() && tty().isReal() && !Tty.isStderr();
    }

    /** Where remarks go, for problems. */
    public PrintStream remarks() {
        return remarks;
    }

    /** Lines that belong to a question, on the terminal itself; nowhere when there is none. */
    public void show(String lines) {
        show(_ -> lines);
    }

    /** The same, laid out for a window of that size. */
    public void show(Function<Window, String> lines) {
        if (canAsk()) {
            above.add(lines);
            tty().print(drawn(lines));
        }
    }

    private String drawn(Function<Window, String> lines) {
        return visible(lines.apply(screen.window().get())) + "\n";
    }

    /** A line that the next one overwrites; only on a terminal that can do that, and gone when {@code words} is empty. */
    public void progress(String words) {
        if (showsProgress()) {
            tty().print("\r\u001b[K" + inOneLine(words));
        }
    }

    /** What is written over and over in the same line. */
    private String inOneLine(String words) {
        return Style.visible(Style.cut(shown(words), screen.window().get().columns() - 1), screen.hasColours());
    }

    /**
     * Asks the terminal itself to take the text into its clipboard, which works over ssh too. No answer tells whether it did:
     * some terminals cannot, and some are told not to. Only where {@link #canAsk()}.
     *
     * @see <a href="https://invisible-island.net/xterm/ctlseqs/ctlseqs.html">OSC 52</a>
     */
    public void offerToClipboard(String text) {
        tty().print("\u001b]52;c;" + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)) + "\u0007");
    }

    /**
     * Asks until the answer fits. The hint of a wrong answer is told, and the question is put again.
     *
     * @param reading what the answer means; throws {@link Problem.Usage} to be told to the person when it means nothing
     * @throws Problem {@link Problem.Cancelled}, or why nobody can be asked
     */
    public <T> T ask(Question question, Function<String, T> reading) {
        requireSomebody(question);
        while (true) {
            var answer = line(question.prompt());
            var about = List.copyOf(above);
            above.clear();
            try {
                return reading.apply(answer);
            } catch (Problem.StillToChoose unclear) {
                show(unclear.rows());
            } catch (Problem.Usage misunderstood) {
                tty().print(visible("  " + misunderstood.hint()) + "\n");
                above.clear();
                above.addAll(about);
            }
        }
    }

    /** As {@link #ask}, where Enter alone decides something: an Enter that was typed before does not. */
    public <T> T askAfresh(Question question, Function<String, T> reading) {
        requireSomebody(question);
        tty().forgetEntersTypedAhead();
        return ask(question, reading);
    }

    private void requireSomebody(Question question) {
        if (!canAsk()) {
            throw whyNobody.apply(question);
        }
    }

    /** Asks until the answer is one of these, which the person sees already. */
    public <T> T choose(Question question, Choices<T> choices) {
        return choices.onEnter().isPresent() ? askAfresh(question, choices::read) : ask(question, choices::read);
    }

    /**
     * Shows a text that must not stay, such as a secret, until a key is pressed that means something: on a screen of its own, drawn
     * anew when the window changes, and gone when this returns, also when a signal ends the process. Only where {@link #canAsk()}.
     *
     * @param page for a window of that size; no taller, or its top would be scrolled to where it stays
     * @param meaning of a letter, in lower case, and of Enter, as a line feed; empty for a key that means nothing
     * @throws Problem {@link Problem.Cancelled} by Ctrl-C, and by the end of input
     */
    public <T> T press(Function<Window, String> page, IntFunction<Optional<T>> meaning) {
        return inTurn(() -> {
            introduce();
            var tty = tty();
            tty.forgetEntersTypedAhead();
            try {
                return pressed(tty, page, meaning);
            } finally {
                tty.print(screen.hasPages() ? "" : "\n");
                tty.restore();
            }
        });
    }

    private <T> T pressed(Tty tty, Function<Window, String> page, IntFunction<Optional<T>> meaning) {
        var drawing = new Drawing(tty, page);
        while (true) {
            var key = tty.key(drawing::again);
            if (key == -1 || key == Tty.CTRL_C || key == Tty.CTRL_D) {
                throw new Problem.Cancelled();
            }
            if (key == Tty.CTRL_Z) {
                drawing.stop();
            }
            if (key == Tty.ESCAPE) {
                tty.skipEscapeSequence();
            }
            var meant = meaning.apply(key == Tty.RETURN ? Tty.LINE_FEED : Character.toLowerCase(key));
            if (meant.isPresent()) {
                return meant.get();
            }
        }
    }

    /** A page as it stands on the screen. */
    private final class Drawing {
        private final Tty tty;
        private final Function<Window, String> page;
        private Window size;

        Drawing(Tty tty, Function<Window, String> page) {
            this.tty = tty;
            this.page = page;
            this.size = tty.size();
            begin();
        }

        private void begin() {
            tty.raw();
            if (screen.hasPages()) {
                tty.takeScreen(PAGE, PAGE_GONE);
            }
            size = tty.size();
            tty.print((screen.hasPages() ? "" : "This terminal cannot take back what follows: clear it when you are done.\n")
                    + drawn());
        }

        private String drawn() {
            return visible(page.apply(size));
        }

        void stop() {
            if (tty.stop()) {
                begin();
            }
        }

        /** Comes ten times a second. */
        void again() {
            var before = size;
            size = tty.size();
            tty.print(!screen.hasPages() || size.equals(before) ? "" : CLEARED + drawn());
        }
    }

    /** Yes or no; an empty answer means yes. */
    public boolean confirm(Question question) {
        return askAfresh(question, answer -> isYes(answer, "yes"));
    }

    /** Yes or no, about what cannot be undone: an empty answer means no. */
    public boolean confirmForGood(Question question) {
        return askAfresh(question, answer -> isYes(answer, "no"));
    }

    private static boolean isYes(String answer, String onEnter) {
        var word = answer.strip().toLowerCase(Locale.ROOT);
        return switch (word.isEmpty() ? onEnter : word) {
            case "y", "yes" -> true;
            case "n", "no" -> false;
            default -> throw Problem.wrongUsage("neither yes nor no", "answer y or n; Enter alone means " + onEnter);
        };
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
        var tty = tty();
        tty.raw();
        try {
            for (var left = duration.toSeconds() + (duration.toMillisPart() > 0 ? 1 : 0); left > 0; left--) {
                tty.print("\r" + inOneLine(words.apply(left)) + (screen.rewritesLines() ? "\u001b[K" : "  "));
                waitOneSecond(tty);
            }
            tty.print("\n");
        } finally {
            tty.restore();
        }
    }

    private void waitOneSecond(Tty tty) {
        for (var tenths = 0; tenths < 10; tenths++) {
            sleep.accept(Duration.ofMillis(100));
            var key = tty.typed(typed -> typed == Tty.CTRL_C || typed == Tty.CTRL_Z);
            if (key.isPresent()) {
                tty.print("\n");
                if (key.getAsInt() == Tty.CTRL_C || !tty.isReal()) {
                    throw new Problem.Cancelled();
                }
                tty.stop();
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
    public void watch(Function<Window, List<String>> picture) {
        var tty = tty();
        try {
            takeWholeScreen(tty);
            var size = tty.size();
            for (var key = Tty.CTRL_L; !QUITTING.contains(key); key = keyWithinASecond(tty)) {
                if (key == Tty.CTRL_Z && tty.stop()) {
                    takeWholeScreen(tty);
                }
                var before = size;
                size = tty.size();
                tty.print(tty.isReal() && !size.equals(before) ? "\u001b[2J" : "");
                draw(tty, picture.apply(size), size);
            }
        } finally {
            tty.restore();
        }
    }

    private static void takeWholeScreen(Tty tty) {
        if (tty.isReal()) {
            tty.takeScreen(WHOLE_SCREEN, SCREEN_AS_BEFORE);
        }
    }

    private void draw(Tty tty, List<String> picture, Window size) {
        var lines = picture.stream().limit(size.lines()).map(line -> visible(Style.cut(shown(line), size.columns())));
        tty.print(tty.isReal()
                ? lines.collect(Collectors.joining("\u001b[K\r\n", "\u001b[H", "\u001b[K\u001b[J"))
                : lines.collect(Collectors.joining("\n", "", "\n")));
    }

    /** One that means something, or none. */
    private int keyWithinASecond(Tty tty) {
        var key = OptionalInt.empty();
        for (var tenths = 0; tenths < 10 && key.isEmpty(); tenths++) {
            sleep.accept(Duration.ofMillis(100));
            key = tty.typed(typed -> QUITTING.contains(typed) || typed == Tty.CTRL_Z);
        }
        return key.orElse(Tty.CTRL_L);
    }

    /** Asks the person's attention by whatever the terminal does for that. */
    public void ring() {
        tty().print("\u0007");
    }

    /**
     * Has the person to itself for all that is asked in a conversation, and what comes of it.
     *
     * @param check happens before, again and again while nothing is typed, and while another process asks; what it throws ends the
     *     conversation
     */
    public <T> T alone(Runnable check, Supplier<T> conversation) {
        if (!canAsk()) {
            return conversation.get();
        }
        var before = meanwhile;
        meanwhile = check;
        try {
            return inTurn(() -> {
                check.run();
                return conversation.get();
            });
        } finally {
            meanwhile = before;
        }
    }

    /** @throws Problem.Cancelled somebody has pressed Ctrl-C at the question of another process on this terminal */
    public void requireNoCancelling() {
        if (canAsk() && !tty().name().isEmpty()) {
            turns.requireNoCancelling(turnHere());
        }
    }

    private String line(String prompt) {
        return inTurn(() -> {
            introduce();
            return new LineEditor(tty(), screen.rewritesLines(), this::drawnAbove, this::aside, () -> visible(CANNOT_STOP)).line(() -> prompt(prompt));
        });
    }

    private String drawnAbove() {
        return above.stream().map(this::drawn).collect(Collectors.joining());
    }

    private String prompt(String words) {
        var window = screen.window().get();
        return visible(words.stripTrailing(), new Window(window.columns() - ROOM_FOR_ANSWER, window.lines())) + " ";
    }

    private <T> T inTurn(Supplier<T> conversation) {
        try (var _ = turn()) {
            return cancellingOthers(conversation);
        }
    }

    private <T> T cancellingOthers(Supplier<T> conversation) {
        try {
            return conversation.get();
        } catch (Problem.Cancelled cancelled) {
            turns.cancelOthers(turnHere());
            throw cancelled;
        }
    }

    private void introduce() {
        var who = introduction;
        introduction = Optional.empty();
        if (who.isPresent() && isAskedUnheard()) {
            show(who.get().get());
        }
    }

    /** What is to be said beside the question, once. */
    private String aside() {
        meanwhile.run();
        if (saysThatOthersWait || !turns.isAwaited(turnHere())) {
            return "";
        }
        saysThatOthersWait = true;
        return visible("  (other commands wait for this answer too)");
    }

    private Turns.Turn turn() {
        return tty().name().isEmpty() ? turns.alone() : turns.take(turnHere(), new Turns.Patience(LONGEST_WAIT_FOR_ANOTHER, meanwhile, this::sayThatAnotherAsks))
                .orElseThrow(() -> Problem.terminalTaken(LONGEST_WAIT_FOR_ANOTHER));
    }

    private String turnHere() {
        return "terminal " + tty().name();
    }

    /** Where remarks go to the terminal too, its question can be seen, and tells of those that wait. */
    private void sayThatAnotherAsks() {
        if (!Tty.isStderr()) {
            say("waiting for the answer to the question of another command on this terminal");
        }
    }

    private Tty tty() {
        return ttys.orElseThrow().get();
    }

    /** One for this terminal and all that are the same but for something: keys that were typed ahead are in there. */
    private static final class Once implements Supplier<Tty> {
        private final Supplier<Tty> opening;
        private Optional<Tty> open = Optional.empty();

        Once(Supplier<Tty> opening) {
            this.opening = opening;
        }

        @Override
        public Tty get() {
            if (open.isEmpty()) {
                open = Optional.of(opening.get());
            }
            return open.get();
        }
    }

    private String visible(String text) {
        return visible(text, screen.window().get());
    }

    private String visible(String text, Window window) {
        return Style.visible(laidOut(text, window), screen.hasColours());
    }

    /** With the commands in it as the person can paste them, each in one piece, and the words whole. */
    public String laidOut(String text, Window window) {
        return Words.withBlanks(Words.hanging(unbroken(text), window.columns()));
    }

    /** With the commands in it as the person can paste them. */
    public String shown(String text) {
        return Words.withBlanks(unbroken(text));
    }

    private String unbroken(String text) {
        return howCalled.map(called -> called.unbroken(text)).orElse(text);
    }

    /** The shell at whose prompt the person is. */
    public Shell shell() {
        return howCalled.map(HowCalled::shell).orElse(Shell.BASH);
    }

    private static void reallySleep(Duration duration) {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new Problem.Cancelled();
        }
    }
}
