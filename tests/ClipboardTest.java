//SOURCES Tmux.java
//SOURCES ../lib/io/Clipboard.java
//SOURCES ../lib/io/Terminal.java
//SOURCES ../lib/model/Problem.java
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import lib.io.Clipboard;
import lib.io.Terminal;
import lib.io.Turns;
import lib.model.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Real clipboards where Debian has them, and tools of the test's own making where it has not. */
class ClipboardTest {

    private static final String TEXT = "export AWS_PROFILE='it'\\''s grün 東京 🔑 \"$(touch X)\"'; true\n";
    private static final Terminal NOBODY = Terminal.none(new PrintStream(OutputStream.nullOutputStream()), duration -> { });

    @TempDir
    private Path folder;

    private static Terminal somebody(ByteArrayOutputStream screen) {
        return Terminal.over(InputStream.nullInputStream(), screen, duration -> {});
    }

    private static String toolFor(Map<String, String> environment) {
        return Clipboard.of(environment, NOBODY).map(Clipboard::name).orElse("none");
    }

    /** A tool on a PATH of its own, which holds nothing else. */
    private Map<String, String> withTool(String name, String script) throws IOException {
        var tools = Files.createDirectories(folder.resolve("tools"));
        var file = Files.writeString(tools.resolve(name), "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        return new HashMap<>(Map.of("PATH", tools.toString(), "HERE", folder.toString()));
    }

    private static final String KEEPS_ALL = "/bin/cat >\"$HERE/copied\"; printf '%s ' \"$0\" \"$@\" >\"$HERE/arguments\"";

    private Optional<Problem> copyWith(Map<String, String> environment) {
        return Clipboard.of(environment, NOBODY).orElseThrow().copy(TEXT);
    }

    private String copied() throws IOException {
        return Files.readString(folder.resolve("copied"));
    }

    // ------------------------------------------------------------------- which one

    @ParameterizedTest
    @CsvSource({
        "pbcopy,                                 pbcopy",
        "clip.exe,                               clip.exe",
        "clip.exe WAYLAND_DISPLAY DISPLAY wl-copy xclip, clip.exe",
        "wl-copy xclip WAYLAND_DISPLAY DISPLAY,  wl-copy",
        "wl-copy,                                none",
        "xclip WAYLAND_DISPLAY DISPLAY,          xclip",
        "xclip,                                  none",
        "xclip DISPLAY TMUX tmux,                xclip",
        "tmux TMUX,                              tmux",
        "tmux,                                   none",
        "pbcopy clip.exe wl-copy WAYLAND_DISPLAY SSH_CONNECTION, none",
        "pbcopy tmux TMUX SSH_TTY,               tmux",
        "xclip DISPLAY SSH_CONNECTION TMUX tmux, xclip",
        "'',                                     none"})
    void theEnvironmentAndThePathDecide(String toolsAndVariables, String name) throws IOException {
        var environment = withTool("nothing", "");
        for (var item : toolsAndVariables.split(" ")) {
            if (item.matches("[A-Z_]+")) {
                environment.put(item, "set");
            } else if (!item.isEmpty()) {
                withTool(item, KEEPS_ALL);
            }
        }

        assertEquals(name, toolFor(environment));
    }

    @Test
    void whereThereIsNoneAWordHelps() {
        assertEquals("install xclip to have it copied for you", Clipboard.remedy(Map.of("DISPLAY", ":0")));
        assertEquals("install wl-clipboard to have it copied for you",
                Clipboard.remedy(Map.of("DISPLAY", ":0", "WAYLAND_DISPLAY", "wayland-0")));
        assertEquals("put the folder of clip.exe on the PATH to have it copied for you",
                Clipboard.remedy(Map.of("WSL_DISTRO_NAME", "Debian")));
        assertEquals("there is no desktop here to copy to; tmux would keep it in its buffer", Clipboard.remedy(Map.of()));
    }

    // ------------------------------------------------------------ tools of the test

    @ParameterizedTest
    @CsvSource({"pbcopy, pbcopy", "wl-copy, wl-copy", "xclip, xclip -selection clipboard", "tmux, tmux load-buffer -w -"})
    void theTextGoesThroughStdinAndNoArgument(String tool, String line) throws IOException {
        var environment = withTool(tool, KEEPS_ALL);
        environment.putAll(Map.of("WAYLAND_DISPLAY", "w", "DISPLAY", ":0", "TMUX", "t"));

        assertEquals(Optional.empty(), copyWith(environment));
        assertEquals(TEXT, copied());
        assertEquals(environment.get("PATH") + "/" + line, Files.readString(folder.resolve("arguments")).strip());
    }

    @Test
    void windowsGetsUtf16WithItsMarkWhereAsciiDoesNotDo() throws IOException {
        var environment = withTool("clip.exe", KEEPS_ALL);

        assertEquals(Optional.empty(), copyWith(environment));
        assertArrayEquals(("\ufeff" + TEXT).getBytes(StandardCharsets.UTF_16LE), Files.readAllBytes(folder.resolve("copied")));
        assertEquals(Optional.empty(), Clipboard.of(environment, NOBODY).orElseThrow().copy("set \"A=b\""));
        assertEquals("set \"A=b\"", copied());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/bin/sleep 600", "exec /bin/sleep 600", "/bin/cat >/dev/null; /bin/sleep 600 & wait",
        "trap '' TERM; while :; do /bin/sleep 1; done"})
    void aToolThatHangsIsEnded(String script) throws IOException {
        var environment = withTool("pbcopy", "echo $$ >\"$HERE/pid\"; " + script);
        var clipboard = Clipboard.of(environment, NOBODY).orElseThrow();
        var start = Instant.now();

        assertEquals(Optional.of(Problem.clipboardFailed("pbcopy", "did not end within 5 s")),
                clipboard.copy("x".repeat(200_000)));
        assertTrue(Duration.between(start, Instant.now()).compareTo(Duration.ofSeconds(20)) < 0);
        Tmux.awaitEnd(ProcessHandle.of(Long.parseLong(Files.readString(folder.resolve("pid")).strip())).stream().toList());
    }

    @ParameterizedTest
    @CsvSource({"exit 3, ended with status 3", "kill -9 $$, ended with status 137", "exec /does/not/exist, ended with status 127"})
    void aToolThatFailsIsAProblem(String script, String why) throws IOException {
        var environment = withTool("xclip", script);
        environment.put("DISPLAY", ":0");
        var problem = Problem.clipboardFailed("xclip -selection clipboard", why);

        assertEquals(Optional.of(problem), copyWith(environment));
        assertEquals("nothing was copied: xclip -selection clipboard " + why, problem.message());
        assertEquals("try it by hand: echo works | xclip -selection clipboard", problem.hint());
    }

    @Test
    void aToolThatCannotBeRunIsAProblem() throws IOException {
        var environment = withTool("pbcopy", "");
        Files.writeString(folder.resolve("tools/pbcopy"), "#!/does/not/exist\n");

        assertEquals(Optional.of(Problem.clipboardFailed("pbcopy", "cannot be run")), copyWith(environment));
    }

    @Test
    void aToolIsGivenNothingOfThisProcessButThePipe() throws IOException {
        var environment = withTool("pbcopy", "open=$(for n in 0 1 2; do /bin/readlink /proc/$$/fd/$n; done); "
                + "echo \"$open\" >\"$HERE/open\"; echo said; echo said >&2; " + KEEPS_ALL);

        assertEquals(Optional.empty(), copyWith(environment));
        assertEquals(TEXT, copied());
        assertEquals("pipe\n/dev/null\n/dev/null\n", Files.readString(folder.resolve("open")).replaceAll(":.*", ""));
    }

    // ------------------------------------------------------------------------- X11

    /** A display of the test's own, on the first free number. */
    private record Display(Process server, String name) implements AutoCloseable {

        static Display open() throws IOException {
            Tmux.requireTool("Xvfb");
            var server = new ProcessBuilder("Xvfb", "-displayfd", "1", "-screen", "0", "64x64x8", "-nolisten", "tcp")
                    .redirectError(ProcessBuilder.Redirect.DISCARD).start();
            return new Display(server, ":" + server.inputReader().readLine());
        }

        @Override
        public void close() {
            server.destroy();
            server.onExit().join();
        }
    }

    private Map<String, String> onDisplay(Display display) {
        Tmux.requireTool("xclip");
        return Map.of("PATH", System.getenv("PATH"), "DISPLAY", display.name(), "HOME", folder.toString());
    }

    /** xclip ends before the display has heard that there is something new, by a moment. */
    private static void assertPasted(String expected, Display display) throws Exception {
        var end = Instant.now().plusSeconds(20);
        var pasted = pasted(display);
        while (!pasted.equals(expected) && Instant.now().isBefore(end)) {
            Tmux.pause();
            pasted = pasted(display);
        }
        assertEquals(expected, pasted);
    }

    private static String pasted(Display display) throws Exception {
        var builder = new ProcessBuilder("xclip", "-selection", "clipboard", "-o");
        builder.environment().put("DISPLAY", display.name());
        var process = builder.start();
        var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(20, TimeUnit.SECONDS));
        return text;
    }

    @Test
    void xclipKeepsTheTextAndHoldsNothingOfOurs() throws Exception {
        try (var display = Display.open()) {
            assertEquals(Optional.empty(), copyWith(onDisplay(display)));
            assertPasted(TEXT, display);
            assertEquals("/dev/null /dev/null", openBy(owner(display)));
            assertEquals(Optional.empty(), Clipboard.of(onDisplay(display), NOBODY).orElseThrow().copy("the next"));
            assertPasted("the next", display);
        }
    }

    private static String openBy(ProcessHandle process) throws IOException {
        var descriptors = Path.of("/proc", "" + process.pid(), "fd");
        return Files.readSymbolicLink(descriptors.resolve("1")) + " " + Files.readSymbolicLink(descriptors.resolve("2"));
    }

    /** The xclip that answers on this display. */
    private static ProcessHandle owner(Display display) {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().command().orElse("").endsWith("/xclip"))
                .filter(process -> environmentOf(process).contains("DISPLAY=" + display.name() + "\0"))
                .findFirst().orElseThrow();
    }

    private static String environmentOf(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc", "" + process.pid(), "environ"), StandardCharsets.ISO_8859_1) + "\0";
        } catch (IOException gone) {
            return "";
        }
    }

    /** A program of its own that copies what it is given, for what happens after its end. */
    static final class Program {

        /** A line for a shell. */
        static String copying(String text) {
            return "%s -cp '%s' 'ClipboardTest$Program' '%s'".formatted(
                    ProcessHandle.current().info().command().orElseThrow(), System.getProperty("java.class.path"), text);
        }

        public static void main(String[] arguments) {
            var terminal = Terminal.real(System.getenv(), Optional.empty(), Turns.none(), System.err, "in the foreground");
            Clipboard.of(System.getenv(), terminal).orElseThrow().copy(arguments[0]).ifPresent(problem -> {
                throw problem;
            });
            System.out.println("copied");
        }
    }

    @Test
    void theTextOutlivesTheProgramAndItsTerminal() throws Exception {
        try (var display = Display.open();
                var terminal = new Tmux(folder, onDisplay(display), Tmux.shell("bash"))) {
            terminal.command(Program.copying("still here") + " | cat");
            terminal.await("the end of the program", screen -> screen.endsWith("\ncopied\n" + Tmux.PROMPT));
            terminal.closeWindow();
            Tmux.pause();

            assertPasted("still here", display);
        }
    }

    /** Where a terminal runs nothing else, its end is a signal to all that belongs to it. */
    @Test
    void theTextOutlivesATerminalOfTheProgramsOwn() throws Exception {
        try (var display = Display.open();
                var terminal = new Tmux(folder, onDisplay(display), "sh", "-c",
                        "echo $$ >new; mv new pid; exec " + Program.copying("still here"))) {
            terminal.awaitThat("the program", () -> Files.exists(folder.resolve("pid")));
            Tmux.awaitEnd(ProcessHandle.of(Long.parseLong(Files.readString(folder.resolve("pid")).strip())).stream().toList());
            Tmux.pause();

            assertPasted("still here", display);
        }
    }

    @Test
    void aDisplayThatIsGoneIsAProblem() throws Exception {
        String name;
        try (var display = Display.open()) {
            name = display.name();
        }
        Tmux.requireTool("xclip");
        var environment = Map.of("PATH", System.getenv("PATH"), "DISPLAY", name.replace(":", ":9"));

        assertEquals(Optional.of(Problem.clipboardFailed("xclip -selection clipboard", "ended with status 1")),
                copyWith(environment));
    }

    // ------------------------------------------------------------------------ tmux

    @Test
    void tmuxKeepsTheTextInItsBuffer() throws Exception {
        try (var terminal = new Tmux(folder, Map.of("HOME", folder.toString()), Tmux.shell("bash"))) {
            terminal.command("echo \"$TMUX\" >tmux; echo told");
            terminal.await("the variable", screen -> screen.endsWith("\ntold\n" + Tmux.PROMPT));
            var environment = Map.of("PATH", System.getenv("PATH"), "SSH_CONNECTION", "a 1 b 2", "LC_ALL", "C.UTF-8",
                    "TMUX", Files.readString(folder.resolve("tmux")).strip());

            assertEquals(Optional.empty(), copyWith(environment));
            terminal.command("tmux show-buffer >buffer; echo shown");
            terminal.await("the buffer", screen -> screen.endsWith("\nshown\n" + Tmux.PROMPT));
            assertEquals(TEXT, Files.readString(folder.resolve("buffer")));
        }
    }

    // ------------------------------------------------------------------ the terminal

    @Test
    void overSshTheTerminalItselfIsAsked() {
        var screen = new ByteArrayOutputStream();
        var clipboard = Clipboard.of(Map.of("PATH", "", "SSH_CONNECTION", "a 1 b 2"), somebody(screen)).orElseThrow();

        assertEquals("your terminal", clipboard.name());
        assertEquals(Optional.empty(), clipboard.copy(TEXT));
        assertEquals("\u001b]52;c;" + Base64.getEncoder().encodeToString(TEXT.getBytes(StandardCharsets.UTF_8)) + "\u0007",
                screen.toString(StandardCharsets.UTF_8));
    }

    @Test
    void withoutSshATerminalIsNotAsked() {
        assertEquals(Optional.empty(),
                Clipboard.of(Map.of("PATH", ""), somebody(new ByteArrayOutputStream())).map(Clipboard::name));
        assertEquals(Optional.empty(), Clipboard.of(Map.of("SSH_TTY", "/dev/pts/1"), NOBODY).map(Clipboard::name));
    }

    /** A tmux that is told to takes the sequence itself, as a terminal at the other end of ssh would. */
    @Test
    void aRealTerminalUnderstandsWhatItIsAsked() throws Exception {
        var environment = Map.of("HOME", folder.toString(), "SSH_CONNECTION", "a 1 b 2", "TEXT", TEXT.strip());
        try (var terminal = new Tmux(folder, environment, Tmux.shell("bash"))) {
            terminal.command("tmux set-option -s set-clipboard on");
            terminal.command("(unset TMUX; " + Program.copying("'\"$TEXT\"'") + ") >said");
            terminal.command("tmux show-buffer >buffer; echo shown");
            terminal.await("the buffer", screen -> screen.endsWith("\nshown\n" + Tmux.PROMPT));

            assertEquals(TEXT.strip(), Files.readString(folder.resolve("buffer")));
            assertEquals("copied\n", Files.readString(folder.resolve("said")));
        }
    }
}
