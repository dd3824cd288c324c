//SOURCES Leftovers.java
//SOURCES Tmux.java
//SOURCES ../lib/command/Exec.java
//SOURCES ../lib/io/ProblemPrinter.java
//SOURCES ../lib/model/Problem.java
//SOURCES ../lib/session/Sessions.java
//SOURCES ../lib/session/World.java
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lib.command.Exec;
import lib.io.ProblemPrinter;
import lib.model.Problem;
import lib.session.Sessions;
import lib.session.World;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code exec PROFILE -- COMMAND}, in processes and terminals of its own. */
class ChildTest {

    /** As the script's main: {@code PROFILE COMMAND…}. */
    static final class Main {
        public static void main(String[] args) {
            var world = World.real("");
            try {
                var command = Arrays.asList(args).subList(1, args.length);
                System.exit(new Exec(world).run(new Sessions(world).profiles().require(args[0]), command));
            } catch (Problem found) {
                System.exit(new ProblemPrinter("awscli-mfa", world.terminal()).print(found));
            }
        }
    }

    record Run(int exitStatus, String out, String err) {}

    private static final String LOOP = "echo ready; while :; do sleep 0.05; done";

    private final Map<String, String> environment = new HashMap<>();
    private Path home;

    @BeforeEach
    void janeHasASessionAndItsScript(@TempDir Path folder) throws IOException {
        home = folder;
        environment.put("HOME", home.toString());
        environment.put("PATH", home.resolve("bin") + ":" + System.getenv("PATH"));
        credentials("""
                [dev]
                aws_access_key_id = AKIAEXAMPLE
                aws_secret_access_key = long-lived
                region = eu-west-1

                [dev-mfasession]
                aws_access_key_id = ASIAEXAMPLE
                aws_secret_access_key = it's "$(secret)" %PATH%
                aws_session_token = session-token
                aws_session_expiry = 1795329613
                region = eu-west-1
                output = json

                [half-mfasession]
                aws_access_key_id = ASIAEXAMPLE
                """);
        program("with", "exec " + Stream.of(java()).map(word -> "'" + word + "'").collect(Collectors.joining(" ")) + " \"$@\"");
    }

    @AfterEach
    void nothingIsLeftRunning() throws InterruptedException {
        Leftovers.end(home);
    }

    private void credentials(String text) throws IOException {
        Files.writeString(Files.createDirectories(home.resolve(".aws")).resolve("credentials"), text);
    }

    private void program(String name, String text) throws IOException {
        var file = Files.createDirectories(home.resolve("bin")).resolve(name);
        Files.writeString(file, "#!/bin/sh\n" + text + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    private static String[] java() {
        return new String[] {Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC", "-XX:+DisplayVMOutputToStderr", "-cp", System.getProperty("java.class.path"), "ChildTest$Main"};
    }

    // ------------------------------------------------------------------ processes

    private Run runs(String... command) throws Exception {
        var words = new ArrayList<>(List.of("with", "dev-mfasession"));
        words.addAll(List.of(command));
        return line(words.toArray(String[]::new));
    }

    private Run line(String... words) throws Exception {
        return run(new byte[0], words);
    }

    private Run run(byte[] stdin, String... words) throws Exception {
        var process = started(words);
        Thread.ofVirtual().start(() -> {
            try (var to = process.getOutputStream()) {
                new ByteArrayInputStream(stdin).transferTo(to);
            } catch (IOException notRead) {
                return;
            }
        });
        assertTrue(process.waitFor(90, TimeUnit.SECONDS), "it does not end");
        return new Run(process.exitValue(), Files.readString(home.resolve("out"), StandardCharsets.ISO_8859_1),
                Files.readString(home.resolve("err")).replace(home.toString(), "~"));
    }

    /** Where there is no terminal. */
    private Process started(String... words) throws IOException {
        Tmux.requireTool("setsid");
        // By sh, not by its own name: a file that another thread's child still holds open for writing cannot be executed.
        var command = new ArrayList<>(List.of("setsid", "--wait"));
        command.addAll(words[0].equals("with") ? List.of("sh", home.resolve("bin/with").toString()) : List.of(words[0]));
        command.addAll(List.of(words).subList(1, words.length));
        var builder = new ProcessBuilder(command).directory(home.toFile())
                .redirectOutput(home.resolve("out").toFile()).redirectError(home.resolve("err").toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder.start();
    }

    private void awaitOut(String text) throws Exception {
        for (var tries = 0; tries < 1000 && !Files.readString(home.resolve("out")).equals(text); tries++) {
            Thread.sleep(40);
        }
        assertEquals(text, Files.readString(home.resolve("out")), Files.readString(home.resolve("err")));
    }

    private static void kill(String signal, Process process) throws Exception {
        assertEquals(0, new ProcessBuilder("sh", "-c", "kill -s " + signal + " " + process.pid()).start().waitFor());
    }

    // --------------------------------------------------------------- exit statuses

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 42, 130, 255})
    void theCommandsExitStatusIsPassedOn(int status) throws Exception {
        assertEquals(new Run(status, "", ""), runs("sh", "-c", "exit " + status));
    }

    @ParameterizedTest
    @CsvSource({"TERM, 143", "KILL, 137", "INT, 130", "HUP, 129", "QUIT, 131"})
    void aCommandThatASignalEndedHasTheStatusThatShellsGiveIt(String signal, int status) throws Exception {
        assertEquals(new Run(status, "", ""), runs("sh", "-c", "ulimit -c 0; kill -s " + signal + " $$"));
    }

    @Test
    void aCommandThatIsNotThereIs127() throws Exception {
        assertEquals(new Run(127, "", """
                awscli-mfa: cannot run 'no-such-command': there is no such command
                awscli-mfa: hint: check its name and the PATH
                """), runs("no-such-command"));
        assertEquals(127, runs("./no/such/file").exitStatus());
    }

    @Test
    void aCommandThatCannotBeRunIs126() throws Exception {
        Files.writeString(home.resolve("bin/text"), "no program");
        Files.createDirectory(home.resolve("folder"));

        assertEquals(new Run(126, "", """
                awscli-mfa: cannot run './bin/text': it is no program that may be run
                awscli-mfa: hint: check it with: ls -l ./bin/text
                """), runs("./bin/text"));
        assertEquals(126, runs("text").exitStatus());
        assertEquals(126, runs("./folder").exitStatus());
    }

    @Test
    void noCommandIsAMistakeOnTheCommandLine() throws Exception {
        var wrong = new Run(252, "", """
                awscli-mfa: there is no command to run
                awscli-mfa: hint: name it behind two dashes: exec PROFILE -- aws s3 ls
                """);
        assertEquals(wrong, runs());
        assertEquals(wrong, runs(""));
    }

    // ----------------------------------------------------------------- environment

    @Test
    void onlyTheCommandHasTheSessionAndNothingStaleBesideIt() throws Exception {
        environment.putAll(Map.of("AWS_PROFILE", "other", "AWS_DEFAULT_PROFILE", "other", "AWS_SECURITY_TOKEN", "stale",
                "AWS_REGION", "us-east-1", "AWS_PROFILE_IDENT", "other", "AWS_PAGER", "", "KEPT", "as\nit is"));

        var run = runs("env", "-0");

        var expected = new TreeMap<>(environment);
        expected.keySet().removeAll(List.of("AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_SECURITY_TOKEN", "AWS_PROFILE_IDENT"));
        expected.putAll(Map.of("AWS_ACCESS_KEY_ID", "ASIAEXAMPLE", "AWS_SECRET_ACCESS_KEY", "it's \"$(secret)\" %PATH%",
                "AWS_SESSION_TOKEN", "session-token", "AWS_SESSION_TYPE", "mfasession", "AWS_SESSION_IDENT", "dev-mfasession",
                "AWS_CREDENTIAL_EXPIRATION", "2026-11-22T06:40:13Z", "AWS_SESSION_EXPIRY", "1795329613",
                "AWS_REGION", "eu-west-1", "AWS_DEFAULT_REGION", "eu-west-1", "AWS_DEFAULT_OUTPUT", "json"));
        assertEquals(expected, variables(run.out()));
        assertEquals("", run.err());
    }

    private static Map<String, String> variables(String printed) {
        var text = new String(printed.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        // sh, which starts the script here, adds these.
        return Stream.of(text.split("\0")).filter(line -> !line.matches("(?s)(PWD|OLDPWD|_|SHLVL)=.*"))
                .map(line -> line.split("=", 2)).collect(Collectors.toMap(pair -> pair[0], pair -> pair[1], (a, b) -> b, TreeMap::new));
    }

    @Test
    void inheritedVariablesKeepEveryByteInAnyLocale() throws Exception {
        environment.put("LC_ALL", "C");

        var run = line("sh", "-c", "NAME=$(printf 'gr\\303\\274n \\377') exec sh ~/bin/with dev-mfasession printenv NAME");

        assertEquals(new Run(0, "gr\u00c3\u00bcn \u00ff\n", ""), run);
    }

    @Test
    void aNewValueThatTheLocaleCannotWriteIsNotMangled() throws Exception {
        credentials("[büro]\nsso_session = corp\n");
        var name = "$(printf 'b\\303\\274ro')";

        environment.put("LC_ALL", "C.UTF-8");
        assertEquals(new Run(0, "b\u00c3\u00bcro\n", ""), line("sh", "-c", "exec sh ~/bin/with \"" + name + "\" printenv AWS_PROFILE"));

        credentials("""
                [dev]
                aws_access_key_id = AKIAEXAMPLE
                aws_secret_access_key = länge
                """);
        environment.put("LC_ALL", "C");
        assertEquals(new Run(253, "", """
                awscli-mfa: the locale in force cannot write the value of AWS_SECRET_ACCESS_KEY
                awscli-mfa: hint: choose one that can, such as: export LC_ALL=C.UTF-8
                """), line("with", "dev", "true"));
    }

    @Test
    void longLivedKeysAreHandedOverWithoutASessionToken() throws Exception {
        environment.put("AWS_SESSION_TOKEN", "stale");

        var run = line("with", "dev", "sh", "-c", "echo $AWS_ACCESS_KEY_ID ${AWS_SESSION_TOKEN-none} $AWS_PROFILE_IDENT");

        assertEquals(new Run(0, "AKIAEXAMPLE none dev\n", ""), run);
    }

    @Test
    void aPartOfASessionIsHandedToNobody() throws Exception {
        assertEquals(new Run(253, "", """
                awscli-mfa: profile 'half-mfasession' holds only a part of a session
                awscli-mfa: hint: start a new one with --force
                """), line("with", "half-mfasession", "true"));
    }

    @Test
    void aFileWithZeroBytesIsNamedAndNothingOfItShown() throws Exception {
        credentials("[dev]\naws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = hid\0den\n");

        assertEquals(new Run(253, "", """
                awscli-mfa: ~/.aws/credentials: zero bytes stand in it, and it is not in one encoding to its end
                awscli-mfa: hint: nothing was changed there; put it right in an editor, and store it as UTF-8
                """), line("with", "dev", "true"));
    }

    // ------------------------------------------------------------ arguments, streams

    @Test
    void argumentsArriveAsTheyAreAndNothingInThemIsRun() throws Exception {
        var words = List.of("", " ", "$(touch hacked)", "`touch hacked`", "; touch hacked", "'\"\\", "*", "-x", "--", "a\nb", "%s");
        var command = new ArrayList<>(List.of("printf", "%s|"));
        command.addAll(words);

        assertEquals(new Run(0, String.join("|", words) + "|", ""), runs(command.toArray(String[]::new)));
        assertTrue(Files.notExists(home.resolve("hacked")));
    }

    @Test
    void standardInputReachesTheCommandByteForByte() throws Exception {
        var bytes = new byte[3_000_001];
        new Random(7).nextBytes(bytes);

        var run = run(bytes, "with", "dev-mfasession", "cat");

        assertArrayEquals(bytes, run.out().getBytes(StandardCharsets.ISO_8859_1));
        assertEquals("", run.err());
    }

    @Test
    void gigabytesGoThroughWithoutUs() throws Exception {
        assertEquals(new Run(0, "2147483648\n", ""), line("sh", "-c", "with dev-mfasession head -c 2G /dev/zero | wc -c"));
    }

    @Test
    void whoClosesTheOutputEarlyEndsTheCommandAndNoErrorIsOurs() throws Exception {
        Tmux.requireTool("bash");

        assertEquals(new Run(0, "y\n141\n", ""),
                line("bash", "-c", "with dev-mfasession yes | head -n 1; echo ${PIPESTATUS[0]}"));
    }

    @Test
    void standardErrorIsTheCommandsToo() throws Exception {
        assertEquals(new Run(0, "out\n", "err\n"), runs("sh", "-c", "echo out; echo err >&2"));
    }

    // --------------------------------------------------------- signals from elsewhere

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "HUP", "INT"})
    void aSignalToUsAloneReachesTheCommandWhichDecidesWhatFollows(String signal) throws Exception {
        var process = started("with", "dev-mfasession", "sh", "-c",
                "trap 'echo " + signal + "; sleep 0.3; echo tidied up; exit 7' " + signal + "; " + LOOP);
        awaitOut("ready\n");

        kill(signal, process);

        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        assertEquals(7, process.exitValue());
        awaitOut("ready\n" + signal + "\ntidied up\n");
    }

    @ParameterizedTest
    @CsvSource({"TERM, 143", "HUP, 129", "INT, 130"})
    void aCommandThatASignalToUsEndsIsNotLeftBehind(String signal, int status) throws Exception {
        var process = started("with", "dev-mfasession", "sh", "-c", "echo ready; exec sleep 60");
        awaitOut("ready\n");

        kill(signal, process);

        assertTrue(process.waitFor(30, TimeUnit.SECONDS));
        assertEquals(status, process.exitValue());
    }

    @Test
    void aCommandThatDoesNotHeedASignalIsWaitedFor() throws Exception {
        var process = started("with", "dev-mfasession", "sh", "-c", "trap '' TERM HUP INT; echo ready; sleep 2; echo done; exit 5");
        awaitOut("ready\n");

        kill("TERM", process);
        kill("HUP", process);
        kill("INT", process);

        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        assertEquals(5, process.exitValue());
        awaitOut("ready\ndone\n");
    }

    // ------------------------------------------------------------------- the terminal

    private Tmux terminal() {
        environment.put("TERM", "xterm-256color");
        var terminal = new Tmux(home, environment, Tmux.shell("bash"));
        terminal.awaitPrompt(Tmux.READY);
        return terminal;
    }

    @Test
    void ctrlCReachesTheCommandOnceAndItsEndIsWaitedFor() throws Exception {
        program("tidy", "trap 'echo interrupted; sleep 0.5; echo tidied up; exit 9' INT; " + LOOP);
        try (var terminal = terminal()) {
            terminal.command("with dev-mfasession tidy");
            terminal.awaitPrompt("ready");
            terminal.press("C-c");
            terminal.command("echo $?");

            assertEquals("""
                    ready$ with dev-mfasession tidy
                    ready
                    ^Cinterrupted
                    tidied up
                    ready$ echo $?
                    9
                    ready$""", settled(terminal, "9"));
        }
    }

    /** The screen with the answer above the last prompt. */
    private static String settled(Tmux terminal, String answer) {
        return terminal.await(answer, screen -> screen.endsWith("\n" + answer + "\nready$"));
    }

    @Test
    void ctrlCEndsACommandThatKnowsNothingOfIt() {
        try (var terminal = terminal()) {
            terminal.command("with dev-mfasession sh -c 'echo running; exec sleep 60'");
            terminal.awaitPrompt("running");
            terminal.press("C-c");
            terminal.command("echo $?");

            settled(terminal, "130");
            assertEquals(List.of(), terminal.children());
        }
    }

    @Test
    void ctrlZStopsTheCommandAndFgTakesItUpAgain() {
        try (var terminal = terminal()) {
            terminal.command("with dev-mfasession sh -c 'echo running; read line; echo \"read $line\"; exit 4'");
            terminal.awaitPrompt("running");
            terminal.press("C-z");
            terminal.await("the job", screen -> screen.contains("Stopped") && screen.endsWith("\nready$"));
            terminal.command("fg");
            terminal.awaitPrompt("with dev-mfasession sh.*");
            terminal.type("hello");
            terminal.press("Enter");
            terminal.command("echo $?");

            assertTrue(settled(terminal, "4").contains("\nhello\nread hello\nready$ echo $?\n4\n"));
        }
    }

    @Test
    void aShellInsideHasTheTerminalWithItsOwnJobControl() {
        environment.put("PS1", "inner% ");
        try (var terminal = terminal()) {
            terminal.command("PS1='inner% ' with dev-mfasession bash --norc --noprofile -i");
            terminal.answer(".*inner%", "sh -c 'echo going; exec sleep 60'");
            terminal.await("the job's own word", screen -> screen.endsWith("\ngoing"));
            terminal.press("C-z");
            terminal.await("the job", screen -> screen.contains("Stopped") && screen.endsWith("inner%"));
            terminal.answer("inner%", "kill -KILL %1; wait; echo $AWS_SESSION_IDENT");
            terminal.await("the name", screen -> screen.contains("\ndev-mfasession\n"));
            terminal.answer("inner%", "exit 3");
            terminal.command("echo $? ${AWS_SESSION_IDENT-none}");

            settled(terminal, "3 none");
        }
    }

    @Test
    void aClosedWindowLeavesNothingRunning() {
        try (var terminal = terminal()) {
            terminal.command("with dev-mfasession sh -c 'echo running; exec sleep 60'");
            terminal.awaitPrompt("running");

            Tmux.awaitEnd(terminal.closeWindow());
        }
    }
}
