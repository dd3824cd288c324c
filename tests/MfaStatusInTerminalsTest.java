//DEPS org.junit.jupiter:junit-jupiter:6.1.3
//SOURCES Desk.java
//SOURCES ../mfa-status.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** mfa-status in real terminals and real shells: what it draws, and that it leaves nothing behind. */
class MfaStatusInTerminalsTest {

    private Desk desk;
    private Map<String, String> filesBefore;

    @BeforeEach
    void janeHasALiveSession(@TempDir Path home) {
        desk = new Desk(home);
        desk.environment.remove("AWS_ENDPOINT_URL");
        desk.script("mfa-status", "MfaStatus");
        desk.program("modes", "stty -a >\"$HOME/modes\"");
        session("dev-mfasession", 14_400);
        filesBefore = desk.files();
    }

    @AfterEach
    void close() {
        desk.close();
    }

    private void session(String name, long secondsLeft) {
        desk.write(".aws/credentials", desk.read(".aws/credentials") + """

                [%s]
                aws_access_key_id = ASIADEV
                aws_secret_access_key = secret
                aws_session_token = token
                aws_session_expiry = %d
                """.formatted(name, Instant.now().getEpochSecond() + secondsLeft));
    }

    private String modes(Tmux terminal) {
        terminal.command("modes");
        terminal.awaitPrompt(Tmux.READY);
        return desk.read("modes");
    }

    private static Tmux watching(Tmux terminal, String options) {
        terminal.command("mfa-status --watch" + options);
        terminal.await("the watch", screen -> screen.startsWith("mfa-status  ") && screen.contains("dev-mfasession"));
        return terminal;
    }

    /** What the last session on the screen has left: as a text, less is before more. */
    private static String remaining(String screen) {
        return screen.replaceFirst("(?s).*]  ([0-9]{2}h:[0-9]{2}m:[0-9]{2}s).*", "$1");
    }

    // ------------------------------------------------------------------------ watching

    @ParameterizedTest
    @CsvSource({"bash, q", "zsh, C-c", "fish, q"})
    void theTerminalIsAsItWasWhenThePersonHasSeenEnough(String shell, String key) {
        try (var terminal = desk.terminal(shell)) {
            var before = modes(terminal);
            watching(terminal, "");
            terminal.press(key);
            terminal.awaitPrompt(Tmux.READY);
            terminal.command("echo " + (shell.equals("fish") ? "$status" : "$?"));

            assertTrue(terminal.await("the status", screen -> screen.contains("\n0\n")).startsWith("ready$ modes\nready$ mfa-status --watch\n"));
            assertEquals(before, modes(terminal));
            assertEquals(filesBefore, desk.files());
        }
    }

    @Test
    void whatAnotherShellDoesShowsAtOnce() {
        try (var terminal = desk.terminal("bash")) {
            watching(terminal, "");
            session("admin-rolesession", 100);
            terminal.await("the new session", screen -> screen.contains("  admin-rolesession  [#") && screen.contains("expiring"));

            desk.write(".aws/credentials", filesBefore.get("credentials").replaceAll("(?s)\\[dev-mfasession].*", ""));
            terminal.await("their end", screen -> screen.lines().skip(1).filter(line -> !line.isEmpty()).toList()
                    .equals(List.of("  No session is stored; start one with:  awscli-mfa")));
            terminal.press("q");
            terminal.awaitPrompt(Tmux.READY);
        }
    }

    @Test
    void theTimeRunsDownInItsPlace() {
        try (var terminal = desk.terminal("bash")) {
            watching(terminal, "");
            var before = terminal.screen();
            var after = terminal.await("a second less", screen -> remaining(screen).compareTo(remaining(before)) < 0);

            assertEquals(before.lines().count(), after.lines().count());
            terminal.press("q");
            terminal.awaitPrompt(Tmux.READY);
        }
    }

    @Test
    void itFollowsTheSizeOfTheWindow() {
        try (var terminal = desk.terminal("bash")) {
            watching(terminal, "");
            terminal.await("a wide bar", screen -> screen.matches("(?s).*\\[[#.]{38}].*"));
            terminal.resize(60, 4);
            terminal.await("a narrow bar", screen -> screen.matches("(?s).*\\[[#.]{17}].*"));
            terminal.resize(40, 4);
            terminal.await("the time without a bar", screen -> screen.matches("(?s).*  dev-mfasession  [0-9hms:]{11}  valid.*"));
            terminal.resize(30, 4);
            terminal.await("the beginning of the name", screen -> screen.matches("(?s).*  dev-mfa…  [0-9hms:]{11}  valid.*"));
            terminal.press("q");
            terminal.awaitPrompt(Tmux.READY);
            terminal.resize(40, 90);
            terminal.command("AWS_ENDPOINT_URL=http://127.0.0.1:1 mfa-status --diagnose");
            terminal.await("a page that breaks between words", screen -> screen.contains("""
                    wrong: cannot reach
                        http://127.0.0.1:1: the connection
                        is refused
                    """) && screen.contains("THIS COMPUTER"));
            terminal.awaitPrompt(Tmux.READY);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "HUP", "INT"})
    void aSignalLeavesTheTerminalAsItWas(String signal) {
        try (var terminal = desk.terminal("bash")) {
            var before = modes(terminal);
            watching(terminal, "");
            var watch = terminal.children().stream().filter(process -> process.info().command().orElse("").endsWith("/java"))
                    .findFirst().orElseThrow();
            desk.runs("sh", "-c", "kill -s " + signal + " " + watch.pid());
            terminal.await("the prompt", screen -> screen.startsWith("ready$ modes\nready$ mfa-status --watch\n") && screen.endsWith("ready$"));

            assertEquals(before, modes(terminal));
        }
    }

    @Test
    void aWindowThatIsClosedEndsIt() {
        try (var terminal = desk.terminal("bash")) {
            watching(terminal, "");
            Tmux.awaitEnd(terminal.closeWindow());
        }
    }

    @Test
    void itRingsAndTellsTheDesktopOnceBeforeASessionEnds() {
        desk.environment.put("DISPLAY", ":none");
        desk.program("notify-send", "for word do printf '%s|' \"$word\"; done >>\"$HOME/told\"; echo >>\"$HOME/told\"");
        desk.write("told", "");
        session("--evil-mfasession", 601);
        try (var terminal = desk.terminal("bash")) {
            watching(terminal, " --notify 10m");
            terminal.awaitThat("the message", () -> !desk.read("told").isEmpty());
            var then = remaining(terminal.screen());
            terminal.await("a second less", screen -> remaining(screen).compareTo(then) < 0);

            assertEquals("--app-name=mfa-status|--|--evil-mfasession ends in T|mfa-status|\n",
                    desk.read("told").replaceAll("00h:(09m:[0-5][0-9]|10m:00)s", "T"));
            assertTrue(terminal.hasRung());
            terminal.press("q");
            terminal.awaitPrompt(Tmux.READY);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mfa-status --watch | cat", "TERM=dumb mfa-status --watch", "mfa-status --watch >out"})
    void whereItCannotDrawItSaysSo(String command) {
        try (var terminal = desk.terminal("bash")) {
            terminal.command(command);
            terminal.awaitPrompt(Tmux.READY);

            assertEquals("ready$ " + command + """

                    mfa-status: --watch draws on a terminal, and here is none that it can draw on
                    mfa-status: hint: leave it out, or use --json, and run it again as often as you like
                    ready$""", terminal.screen());
        }
    }

    // --------------------------------------------------------------------- the report

    @ParameterizedTest
    @CsvSource({"'mfa-status', true", "'mfa-status -m', false", "'mfa-status --monochrome', false", "'NO_COLOR=1 mfa-status', false",
        "'TERM=dumb mfa-status', false", "'mfa-status | cat', false", "'mfa-status >out; cat out', false"})
    void coloursAreForTerminalsOnly(String command, boolean coloured) {
        try (var terminal = desk.terminal("bash")) {
            terminal.command("clear; " + command);
            terminal.await("the report", screen -> screen.endsWith("awscli-mfa\nready$"));

            assertEquals(coloured, terminal.colouredScreen().contains("\u001b["));
            assertTrue(terminal.screen().contains("  dev-mfasession  valid     03h:59m:"));
        }
    }

    // --------------------------------------------------------------------- the prompt

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            bash | PS1='[$(mfa-status --prompt)] ready$ '
            zsh  | setopt prompt_subst; PS1='[$(mfa-status --prompt)] ready$ '
            fish | function fish_prompt; printf '[%s] ready$ ' "$(mfa-status --prompt)"; end
            """)
    void theSegmentStandsInThePrompt(String shell, String line) {
        try (var terminal = desk.terminal(shell)) {
            terminal.command(line);
            terminal.await("an empty segment", screen -> screen.endsWith("[] ready$"));
            terminal.answer(".*ready\\$", shell.equals("fish") ? "set -gx AWS_PROFILE dev-mfasession" : "export AWS_PROFILE=dev-mfasession");
            terminal.await("the segment", screen -> screen.matches("(?s).*\\[dev 3h59m] ready\\$"));
            terminal.answer(".*ready\\$", shell.equals("fish") ? "set -gx AWS_PROFILE '%F$(touch evil)'" : "export AWS_PROFILE='%F$(touch evil)'");
            terminal.await("the segment", screen -> screen.matches("(?s).*\\[\\?F\\?\\?touch evil\\?] ready\\$"));
            terminal.answer(".*ready\\$", "ls evil");
            terminal.await("no such file", screen -> screen.contains("No such file"));
            assertFalse(desk.home.resolve("evil").toFile().exists());
        }
    }
}
