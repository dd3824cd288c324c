import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** A real terminal with a program in it, to look at and to type into. It has a tmux server of its own and ends only that. */
final class Tmux implements AutoCloseable {

    /** What the shells here ask with; see {@link #shell}. As a pattern it is {@link #READY}. */
    static final String PROMPT = "ready$";

    static final String READY = ".*ready\\$";

    /** Far more than anything here takes, also where two cores have much to do. */
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private static final int COLUMNS = 110;
    private static final int LINES = 60;

    private final String server = "test-" + UUID.randomUUID();
    private final Path folder;
    private final ProcessHandle process;
    private final ProcessHandle pane;

    /** All that the terminal was told since the beginning: as long as it does not grow, the screen is the same. */
    private final Path output;

    /**
     * @param folder for the server's socket; the program starts there
     * @param environment all that the program's is
     */
    Tmux(Path folder, Map<String, String> environment, String... command) {
        requireTool("tmux");
        this.folder = folder;
        var line = new ArrayList<>(List.of("-f", "/dev/null", "new-session", "-d", "-P", "-F", "#{pid} #{pane_pid}",
                "-c", folder.toString(), "-x", "" + COLUMNS, "-y", "" + LINES));
        line.addAll(List.of(command));
        var pids = tmux(environment, line).strip().split(" ");
        process = ProcessHandle.of(Long.parseLong(pids[0])).orElseThrow();
        pane = ProcessHandle.of(Long.parseLong(pids[1])).orElseThrow();
        output = folder.resolve(server + ".output");
        tmux(Map.of(), List.of("pipe-pane", "cat >'" + output.toString().replace("'", "'\\''") + "'"));
    }

    /**
     * The command line of an interactive shell that reads no settings of the user and asks with {@link #PROMPT}.
     *
     * @param name bash, zsh, fish, dash or ksh
     */
    static String[] shell(String name) {
        requireTool(name);
        return switch (name) {
            case "bash" -> new String[] {"env", "PS1=" + PROMPT + " ", "bash", "--norc", "--noprofile", "-i"};
            case "zsh" -> new String[] {"env", "PS1=" + PROMPT + " ", "zsh", "-f", "-i", "-o", "no_prompt_sp"};
            case "fish" -> new String[] {"fish", "--no-config", "-C",
                "function fish_greeting; end; function fish_prompt; printf '" + PROMPT + " '; end"};
            case "dash", "ksh" -> new String[] {"env", "PS1=" + PROMPT + " ", name, "-i"};
            default -> throw new IllegalArgumentException("no shell " + name);
        };
    }

    private static final Map<String, String> PACKAGES = Map.of("aws", "awscli", "zbarimg", "zbar-tools", "Xvfb", "xvfb",
            "nu", "@nushell/linux-x64 with npm", "aws-mfa", "aws-mfa with pip", "awsumepy", "awsume with pip");

    /** Skips the test, visibly, where a tool is missing, and says which package of Debian has it. */
    static void requireTool(String name) {
        var found = Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
        assumeTrue(found, name + " is not on the PATH: install " + PACKAGES.getOrDefault(name, name));
    }

    // ------------------------------------------------------------------- typing

    /** Keys by the names that tmux gives them: {@code C-c}, {@code Enter}, {@code Left}. */
    void press(String... keys) {
        var line = new ArrayList<>(List.of("send-keys"));
        line.addAll(List.of(keys));
        tmux(Map.of(), line);
    }

    void type(String text) {
        tmux(Map.of(), List.of("send-keys", "-l", text));
    }

    /** As from a clipboard: every line end arrives as Enter does. */
    void paste(String text) {
        tmux(Map.of(), List.of("set-buffer", text));
        tmux(Map.of(), List.of("paste-buffer"));
    }

    /**
     * Types a line once the program asks, waits to see it, and ends it with Enter.
     *
     * @param prompt a pattern that all of the last line matches, before anything is typed; without blanks at its end
     */
    void answer(String prompt, String text) {
        answer(prompt, () -> text);
    }

    /** The same with what is right only when the question stands, such as a token code. */
    void answer(String prompt, Supplier<String> answer) {
        awaitPrompt(prompt);
        var text = answer.get();
        type(text);
        if (!text.isEmpty()) {
            await("what was typed", screen -> screen.endsWith(text));
        }
        press("Enter");
    }

    /** Gives the shell a command, once it asks for one. */
    void command(String line) {
        answer(READY, line);
    }

    // ------------------------------------------------------------------ looking

    /** All lines as they stand there, without blanks at their ends and without empty lines at the end. */
    String screen() {
        return tmux(Map.of(), List.of("capture-pane", "-p", "-J")).replaceAll("(?m) +$", "").stripTrailing();
    }

    /** The same with its colours and the like, as escape sequences. */
    String colouredScreen() {
        return tmux(Map.of(), List.of("capture-pane", "-p", "-J", "-e")).stripTrailing();
    }

    /** The screen and all lines above it that one can scroll back to. */
    String withScrollback() {
        return tmux(Map.of(), List.of("capture-pane", "-p", "-J", "-S", "-"));
    }

    /** As if somebody drew the window larger or smaller. */
    void resize(int columns, int lines) {
        tmux(Map.of(), List.of("resize-window", "-x", "" + columns, "-y", "" + lines));
    }

    /** Whether a program has rung the bell since the beginning. */
    boolean hasRung() {
        return tmux(Map.of(), List.of("display-message", "-p", "#{window_bell_flag}")).strip().equals("1");
    }

    /** Waits until the last line matches the pattern. Returns the screen. */
    String awaitPrompt(String prompt) {
        return await("the prompt " + prompt, screen -> screen.substring(screen.lastIndexOf('\n') + 1).matches(prompt));
    }

    /** Returns the screen that is as {@code wanted}; fails when that takes too long. */
    String await(String what, Predicate<String> wanted) {
        var end = Instant.now().plus(PATIENCE);
        while (true) {
            var known = output.toFile().length();
            var screen = screen();
            if (wanted.test(screen)) {
                return screen;
            }
            failAfter(end, what);
            awaitMoreThan(known);
        }
    }

    /** Waits for anything else; fails when that takes too long. */
    void awaitThat(String what, BooleanSupplier wanted) {
        var end = Instant.now().plus(PATIENCE);
        while (!wanted.getAsBoolean()) {
            failAfter(end, what);
            pause();
        }
    }

    private void failAfter(Instant end, String what) {
        if (Instant.now().isAfter(end)) {
            throw new AssertionError("waited in vain for " + what + "; the screen:\n" + screen());
        }
    }

    /** Waits for output, and no longer than a second: to ask tmux for the screen takes more of the machine than all else here. */
    private void awaitMoreThan(long known) {
        var end = Instant.now().plusSeconds(1);
        do {
            pause();
        } while (output.toFile().length() == known && Instant.now().isBefore(end));
    }

    // ---------------------------------------------------------------- processes

    /** What the program in the terminal started, and is still there. */
    List<ProcessHandle> children() {
        return pane.descendants().filter(Tmux::isRunning).toList();
    }

    /** As if somebody closed the window. Returns what ran in it. */
    List<ProcessHandle> closeWindow() {
        var running = Stream.concat(Stream.of(pane), pane.descendants()).toList();
        tmux(Map.of(), List.of("kill-pane"));
        return running;
    }

    @Override
    public void close() {
        var running = Stream.concat(Stream.of(process), process.descendants()).toList();
        tmux(Map.of(), List.of("kill-server"));
        if (!endsWithin(Duration.ofSeconds(5), running)) {
            running.forEach(ProcessHandle::destroyForcibly);
        }
    }

    /** Fails when one of them goes on, and ends it. */
    static void awaitEnd(List<ProcessHandle> processes) {
        if (!endsWithin(PATIENCE, processes)) {
            var running = processes.stream().filter(Tmux::isRunning)
                    .map(process -> process.info().commandLine().orElse("process " + process.pid())).toList();
            processes.forEach(ProcessHandle::destroyForcibly);
            throw new AssertionError("still running: " + running);
        }
    }

    /** What has ended, and is only waiting for its parent to take note, has no command any more. */
    private static boolean isRunning(ProcessHandle process) {
        return process.isAlive() && process.info().command().isPresent();
    }

    private static boolean endsWithin(Duration span, List<ProcessHandle> processes) {
        var end = Instant.now().plus(span);
        while (processes.stream().anyMatch(Tmux::isRunning)) {
            if (Instant.now().isAfter(end)) {
                return false;
            }
            pause();
        }
        return true;
    }

    private String tmux(Map<String, String> environment, List<String> arguments) {
        var line = new ArrayList<>(List.of("tmux", "-u", "-L", server));
        line.addAll(arguments);
        var builder = new ProcessBuilder(line).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().put("PATH", System.getenv().getOrDefault("PATH", "/usr/bin:/bin"));
        builder.environment().put("TERM", "xterm-256color");
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().putAll(environment);
        builder.environment().put("TMUX_TMPDIR", folder.toString());
        try {
            var process = builder.start();
            process.getOutputStream().close();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    static void pause() {
        try {
            Thread.sleep(40);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stop);
        }
    }
}
