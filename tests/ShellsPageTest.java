//SOURCES Desk.java
//SOURCES ../lib/model/Shell.java
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import lib.model.Shell;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The tables of {@code docs/shells.md}: each line runs in the shell that it is for. PowerShell and cmd.exe cannot be had here. */
class ShellsPageTest {

    private static final String TWO_SHELLS_OF_WINDOWS = "PowerShell|cmd";

    @TempDir
    Path home;

    private Desk desk;

    @BeforeEach
    void janeHasASession() {
        desk = new Desk(home);
        var run = desk.runs("awscli-mfa", "dev", "--token-code", desk.phone.code(), "--persist");
        assertEquals(0, run.exitStatus(), run.err());
    }

    @AfterEach
    void janeLeaves() {
        desk.close();
    }

    /** One shell and its two lines, of which the second clears. */
    private record Row(String shell, String takeover, String clearing) {}

    /** Where one row is for several shells, one for each. */
    private static List<Row> rows() throws IOException {
        return table("\\| shell \\|").stream()
                .flatMap(cells -> Stream.of(cells.get(0).split(", ")).map(shell -> new Row(shell, line(cells.get(1)), line(cells.get(2)))))
                .toList();
    }

    private static List<Row> rowsOfShellsThatAreHere() throws IOException {
        return rows().stream().filter(row -> !row.shell().matches(TWO_SHELLS_OF_WINDOWS)).toList();
    }

    /** The cells of the table whose first line begins so. */
    private static List<List<String>> table(String beginning) throws IOException {
        return Files.readString(Path.of("docs/shells.md")).replaceFirst("(?s).*\n" + beginning + "[^\n]*\n[^\n]*\n", "").lines()
                .takeWhile(line -> line.startsWith("|"))
                .map(line -> Stream.of(line.split(" ?(?<!\\\\)\\| ?")).skip(1).toList()).toList();
    }

    /** What stands between the first backticks of a cell. */
    private static String line(String cell) {
        return cell.replaceFirst("^(`+)(.*?)\\1(?!`).*", "$2").replace("\\|", "|");
    }

    private String after(String shell, String line) {
        Tmux.requireTool(shell);
        var command = new ArrayList<>(List.of(shell));
        command.addAll(switch (shell) {
            case "tcsh" -> List.of("-f", "-c", line + "; env");
            case "nu" -> List.of("-n", "-c", line + "; ^env");
            default -> List.of("-c", line + "; env");
        });
        var run = desk.runs(command.toArray(String[]::new));
        assertEquals(0, run.exitStatus(), run.err());
        return run.out();
    }

    @ParameterizedTest
    @MethodSource("rowsOfShellsThatAreHere")
    void s32EachLineDoesInItsShellWhatTheTableSays(Row row) {
        desk.environment.put("AWS_SECURITY_TOKEN", "stale");

        var after = after(row.shell(), row.takeover());

        assertTrue(after.contains("AWS_PROFILE=dev-mfasession\n"), after);
        assertFalse(after.contains("AWS_SECURITY_TOKEN="), after);
        desk.environment.put("AWS_PROFILE", "dev-mfasession");
        assertEquals("", after(row.shell(), row.clearing()).replaceAll("(?m)^(?!AWS_(PROFILE|SECURITY)).*\n", ""));
    }

    /** The table has no line of its own, and leaves no shell out. */
    @Test
    void s32TheLinesAreThoseThatTheScriptShows() throws IOException {
        for (var row : rows()) {
            var shell = Shell.named(row.shell()).orElseThrow();
            var emit = "--emit " + (shell == Shell.BASH && !row.shell().equals("bash") ? "sh" : shell.id());
            assertEquals(shell.handover("awscli-mfa dev").replace("--emit " + shell.id(), emit).replace("%%", "%"), row.takeover());
            assertEquals(row.takeover().replace(" dev --emit ", " --emit ").replace(emit, emit + " --clear"), row.clearing());
        }
        var formats = table("\\| read by \\|").stream().map(cells -> line(cells.get(1))).toList();
        assertEquals(Stream.of(Shell.DOTENV, Shell.ENV_NO_EXPORT, Shell.PREFIX, Shell.PROCESS, Shell.SQL)
                .map(format -> format.handover("awscli-mfa dev")).toList(), formats);
        assertEquals(Stream.of(Shell.values()).toList(), Stream.concat(rows().stream().map(Row::shell),
                Stream.of("env-no-export", "dotenv", "prefix", "process", "sql")).map(Shell::named).flatMap(found -> found.stream())
                .sorted().distinct().toList());
    }

    /** Whatever was in the file, and whoever could read it. */
    @ParameterizedTest
    @CsvSource({"022, false", "000, true"})
    void s26TheFileForDockerHoldsKeysAndIsItsOwnersAlone(String umask, boolean isThere) throws IOException {
        if (isThere) {
            desk.write("aws.env", "OLD=1\n");
            Files.setPosixFilePermissions(home.resolve("aws.env"), PosixFilePermissions.fromString("rw-r--r--"));
        }

        var run = desk.runs("sh", "-c", "umask " + umask + "; " + Shell.DOTENV.handover("awscli-mfa dev"));

        assertEquals(0, run.exitStatus(), run.err());
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("aws.env"))));
        assertTrue(desk.read("aws.env").matches(
                "(?s)AWS_ACCESS_KEY_ID=ASIA\\w+\nAWS_SECRET_ACCESS_KEY=[\\w/+]+\nAWS_SESSION_TOKEN=[\\w/+=]+\n.*"),
                desk.read("aws.env").replaceAll("=.*", "=…"));
        assertFalse(desk.read("aws.env").matches("(?s).*(OLD|['\"]).*"));
        assertTrue(Files.readString(Path.of("docs/recipes.md")).contains("\n    " + Shell.DOTENV.handover("awscli-mfa dev") + "\n"));
    }

    /** Whoever declines to store it gets its keys; they are in the shell then and in no file. */
    @Test
    void s30InNuTheQuestionIsAskedAndNoFileHoldsKeys() throws IOException {
        Tmux.requireTool("nu");
        try (var terminal = new Tmux(home, desk.environment, "nu", "-n", "--no-history", "-e",
                "$env.PROMPT_COMMAND = 'ready'; $env.PROMPT_INDICATOR = '$ '; $env.PROMPT_COMMAND_RIGHT = ''"
                        + "; $env.config.show_banner = false")) {
            terminal.command("awscli-mfa dev --force --emit nu | from json | load-env");
            terminal.answer("Token code of .*: ?", desk::nextCode);
            terminal.answer("Store it .*", "n");
            terminal.command("$\"<($env.AWS_ACCESS_KEY_ID) ($env.AWS_PROFILE?)>\"");
            terminal.await("the keys in the shell", screen -> screen.matches("(?s).*\n<ASIA\\w+ >\n.*"));
            terminal.command("awscli-mfa dev --force --emit nu | from json | load-env");
            terminal.awaitPrompt("Token code of .*: ?");
            terminal.press("C-c");
            terminal.command("$\"<($env.AWS_ACCESS_KEY_ID | str length) ($env.LAST_EXIT_CODE)>\"");
            terminal.await("the shell as it was", screen -> screen.contains("\n<20 130>\n"));
        }
        try (var files = Files.walk(home)) {
            assertEquals(List.of(), files.filter(file -> Files.isRegularFile(file) && file.toString().endsWith(".nu")).toList());
        }
    }
}
