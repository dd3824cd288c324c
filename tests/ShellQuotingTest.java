//SOURCES Tmux.java
//SOURCES ../lib/model/Shell.java
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lib.model.Shell;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a value holds, real shells take it as it is and run none of it. */
class ShellQuotingTest {

    private static final List<String> HOSTILE = List.of(
            "", " ", "plain", "two words", " blanks around ", "it's", "'", "''", "'a'", "a'", "'a", "\\'", "\"", "\"a\"", "'\"'\"'",
            "$(touch X)", "`touch X`", "'; touch X; '", "'$(touch X)'", "\\'; touch X #",
            "$HOME", "${HOME}", "$'\\n'", "(touch X)",
            "%s%n%d", "\\", "\\\\", "a\\", "a\\nb", "\\x41\\101", "two\nlines", "\n", "ends in a line feed\n", "tab\there", "\r\n",
            "!", "!!", "!touch", "a!b'!c", "*", "?", "[a-z]*", "~", "~root", "{a,b}", "=ls", "#", "a #b", "&", "|", ";", "<", ">", "^",
            "-", "--", "-e", "-gx", "--help", "-n 1", "a=b", "grün 東京 🔑", "e\u0301", "\u00a0", "\u007f", "\u001b[2J",
            "IQoJb3JpZ2luX2VjE/+=".repeat(205));

    private static final List<String> SHELLS_AND_OPTIONS = List.of("bash", "bash --posix", "bash -eu", "bash -O extglob", "sh", "dash", "ksh",
            "zsh -f", "zsh --emulate sh", "zsh --emulate ksh", "zsh -f -o rc_quotes", "zsh -f -eu",
            "zsh -f -o extended_glob -o magic_equal_subst", "fish --no-config");

    @TempDir
    private Path folder;

    /** What a shell left: its status after the text, the AWS variables then, and the files in its folder. */
    private record Outcome(String status, Map<String, String> variables, List<String> files) {}

    private static Stream<String> shellsAndOptions() {
        return SHELLS_AND_OPTIONS.stream();
    }

    private static Shell dialect(String shell) {
        return shell.startsWith("zsh") ? Shell.ZSH : shell.startsWith("fish") ? Shell.FISH : Shell.BASH;
    }

    private Outcome afterEval(String shell, String text) throws Exception {
        return after(shell, shell.startsWith("fish") ? "cat text | source" : "eval \"$(cat text)\"", text);
    }

    private Outcome afterSource(String shell, String text) throws Exception {
        return after(shell, ". ./text", text);
    }

    private Outcome after(String shell, String command, String text) throws Exception {
        var line = new ArrayList<>(List.of(shell.split(" ")));
        Tmux.requireTool(line.getFirst());
        Files.writeString(folder.resolve("text"), text);
        var status = shell.startsWith("fish") ? "$status" : "$?";
        line.addAll(List.of("-c", command + "; printf %s " + status + " >status; env -0 >env"));
        var builder = new ProcessBuilder(line).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(Map.of("PATH", System.getenv("PATH"), "LC_ALL", "C.UTF-8",
                "HOME", folder.resolve("home").toString()));
        Shell.VARIABLES.forEach(name -> builder.environment().put(name, "stale"));
        var process = builder.start();
        process.getOutputStream().close();
        assertEquals("", new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8), "what " + shell + " said");
        process.waitFor();
        return new Outcome(Files.readString(folder.resolve("status")), variables(), files());
    }

    private Map<String, String> variables() throws IOException {
        return Stream.of(Files.readString(folder.resolve("env")).split("\0")).filter(entry -> entry.matches("(?s)(AWS|GRANTED_).*"))
                .map(entry -> entry.split("=", 2))
                .collect(Collectors.toMap(entry -> entry[0], entry -> entry[1], (one, other) -> other, TreeMap::new));
    }

    private List<String> files() throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).filter(name -> !name.equals("home")).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("shellsAndOptions")
    void everyValueArrivesByteForByteAndNothingOfItRuns(String shell) throws Exception {
        var wanted = new TreeMap<String, String>();
        HOSTILE.forEach(value -> wanted.put("AWS_VALUE_%02d".formatted(wanted.size()), value));
        var text = dialect(shell).assign(wanted.entrySet().stream()
                .map(entry -> Shell.Variable.set(entry.getKey(), entry.getValue())).toList());
        var expected = new Outcome("0", wanted, List.of("env", "status", "text"));

        assertEquals(expected, afterEval(shell, text));
        assertEquals(expected, afterSource(shell, text));
    }

    @ParameterizedTest
    @MethodSource("shellsAndOptions")
    void everyVariableOfTheSuiteThatIsNotWantedIsCleared(String shell) throws Exception {
        var text = dialect(shell).assign(List.of(Shell.Variable.set("AWS_PROFILE", "-e 'dev'")));
        var expected = new Outcome("0", Map.of("AWS_PROFILE", "-e 'dev'"), List.of("env", "status", "text"));

        assertEquals(expected, afterEval(shell, text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash", "bash --posix", "sh", "dash", "ksh", "zsh -f", "zsh --emulate sh", "fish --no-config"})
    void afterAFailureTheShellIsAsItWasAndItsStatusIs1(String shell) throws Exception {
        var stale = Shell.VARIABLES.stream().collect(Collectors.toMap(name -> name, name -> "stale"));
        var expected = new Outcome("1", stale, List.of("env", "status", "text"));

        assertEquals(expected, afterEval(shell, dialect(shell).failure()));
        assertEquals(expected, afterSource(shell, dialect(shell).failure()));
    }

    /** As the screen shows it to be pasted where a session was not stored. */
    @ParameterizedTest
    @ValueSource(strings = {"bash", "zsh", "fish"})
    void theTextCanBePastedIntoAnInteractiveShell(String shell) throws IOException {
        var value = "$(touch X) !touch 'it'!!' \\ \"$HOME\" #{*}";
        var environment = Map.of("HOME", folder.toString(), "PATH", System.getenv("PATH"), "LC_ALL", "C.UTF-8");
        try (var terminal = new Tmux(folder, environment, Tmux.shell(shell))) {
            terminal.awaitPrompt(Tmux.READY);
            terminal.paste(dialect(shell).assign(List.of(Shell.Variable.set("AWS_PROFILE", value)))
                    + "env -0 >env; echo all taken\n");
            terminal.await("the last line", screen -> screen.endsWith("\nall taken\n" + Tmux.PROMPT));

            assertEquals(Map.of("AWS_PROFILE", value), variables());
            assertFalse(Files.exists(folder.resolve("X")));
        }
    }
}
