//SOURCES Checkout.java
//SOURCES Tmux.java
//SOURCES practice-aws.java
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The practice account, for real: in a terminal through the wrapper, as the README has it, and without one as it is built. */
class PracticeAwsTest {

    private static final Path ROOT = Path.of("").toAbsolutePath();
    private static final String PRACTICE = "./jbang tests/practice-aws.java";

    @TempDir
    private Path temp;
    private final Map<String, String> environment = new HashMap<>(System.getenv());
    private Optional<Process> started = Optional.empty();
    private List<ProcessHandle> running = List.of();

    /** What a run left. */
    private record Run(int exitStatus, String out, String err) {}

    @BeforeAll
    static void everythingIsBuilt() throws Exception {
        Checkout.build("tests/practice-aws.java", "awscli-mfa.java");
    }

    @BeforeEach
    void aShellOfNobodyInParticular() {
        environment.keySet().removeIf(name -> name.startsWith("AWS_") || name.startsWith("TMUX"));
        environment.put("HISTFILE", temp.resolve("history").toString());
        environment.put("LC_ALL", "C.UTF-8");
    }

    @AfterEach
    void endWhatAFailedTestLeft() {
        started.ifPresent(process -> process.descendants().forEach(ProcessHandle::destroyForcibly));
        started.ifPresent(Process::destroy);
        running.forEach(ProcessHandle::destroyForcibly);
    }

    /** Without a terminal. */
    private Run practice(String... arguments) throws Exception {
        var process = start(arguments);
        assertTrue(process.waitFor(120, TimeUnit.SECONDS), "it takes two minutes");
        return new Run(process.exitValue(), Files.readString(temp.resolve("out")), talkOfPractice());
    }

    private Process start(String... arguments) throws IOException {
        Tmux.requireTool("setsid");
        var line = new ArrayList<>(List.of("setsid", "--wait"));
        line.addAll(Checkout.java());
        line.addAll(List.of("-cp", System.getProperty("java.class.path"), "PracticeAws"));
        line.addAll(List.of(arguments));
        var builder = new ProcessBuilder(line).directory(ROOT.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        var process = builder.redirectOutput(temp.resolve("out").toFile()).redirectError(temp.resolve("err").toFile()).start();
        process.getOutputStream().close();
        started = Optional.of(process);
        return process;
    }

    /** The first run of a changed file says that it is being built. */
    private String talkOfPractice() throws IOException {
        return Files.readString(temp.resolve("err")).replaceAll("(?m)^(\\[jbang]|jbang: waiting).*\n", "");
    }

    private void awaitOutput() throws Exception {
        var end = Instant.now().plusSeconds(120);
        while (!Files.readString(temp.resolve("out")).endsWith("\n")) {
            assertTrue(Instant.now().isBefore(end), "nothing is printed");
            Tmux.pause();
        }
    }

    /** The folder of the practice account, which a command printed. */
    private static Path folder(String out) {
        return Path.of(out.strip().lines().toList().getLast()).getParent();
    }

    // ------------------------------------------------------------- one command

    @ParameterizedTest
    @CsvSource({"exit 0, 0", "exit 3, 3", "kill -9 $$, 137"})
    void aCommandRunsWithItsOwnStatusAndNothingStays(String command, int exitStatus) throws Exception {
        var run = practice("--", "sh", "-c", "echo \"$AWS_CONFIG_FILE\"; " + command);

        assertEquals(exitStatus, run.exitStatus());
        assertEquals("", run.err());
        assertTrue(folder(run.out()).toString().contains("practice-aws"));
        assertFalse(Files.exists(folder(run.out())));
    }

    @Test
    void aMissingCommandIsNamed() throws Exception {
        assertEquals(new Run(127, "", """
                practice-aws: cannot start no-such-command
                practice-aws: hint: name a command that is on the PATH, or a path such as ./jbang
                """), practice("--", "no-such-command"));
    }

    @Test
    void anUnknownOptionIsNamed() throws Exception {
        assertEquals(new Run(252, "", """
                practice-aws: unknown option --help-me
                practice-aws: hint: no argument opens a shell; one command runs with: -- COMMAND
                """), practice("--help-me"));
    }

    /** By the command itself as soon as it runs; later, and one of the two that run is deaf to it. */
    @ParameterizedTest
    @ValueSource(strings = {"echo $$ $AWS_CONFIG_FILE; kill $PPID; exec sleep 600",
        "(trap '' TERM; exec sleep 600) & echo $$ $! $AWS_CONFIG_FILE; wait"})
    void nothingStaysWhenItIsTerminated(String command) throws Exception {
        var process = start("--", "sh", "-c", command);
        awaitOutput();
        var said = new ArrayList<>(List.of(Files.readString(temp.resolve("out")).strip().split(" ")));
        var folder = folder(said.removeLast());
        running = said.stream().map(Long::valueOf).flatMap(pid -> ProcessHandle.of(pid).stream()).toList();
        process.destroy();

        assertTrue(process.waitFor(60, TimeUnit.SECONDS), "it ends");
        Tmux.awaitEnd(running);
        assertEquals(143, process.exitValue());
        assertFalse(Files.exists(folder));
    }

    // ---------------------------------------------------------------- the aws command

    /** The different ones that there are. */
    private List<Path> awsCommands() throws IOException {
        Tmux.requireTool("aws");
        var commands = new LinkedHashMap<Path, Path>();
        for (var folder : environment.get("PATH").split(":")) {
            var aws = Path.of(folder, "aws");
            if (Files.isExecutable(aws)) {
                commands.putIfAbsent(aws.toRealPath(), aws);
            }
        }
        return List.copyOf(commands.values());
    }

    @Test
    void theAwsCommandWorksInItWhicheverItIs() throws Exception {
        for (var aws : awsCommands()) {
            environment.merge("PATH", aws.getParent().toString(), (path, first) -> first + ":" + path);
            var run = practice("--", "aws", "iam", "list-mfa-devices", "--profile", "dev", "--query", "MFADevices[].SerialNumber",
                    "--output", "text");

            assertEquals(new Run(0, "arn:aws:iam::123456789012:mfa/jane\n", ""), run, aws.toString());
        }
    }

    /** Older ones read none, and ask the real AWS: they do not get there, whatever proxy the person has. */
    @Test
    void aClientThatReadsNoEndpointReachesNobodyElse() throws Exception {
        environment.put("no_proxy", "*");
        environment.put("HTTPS_PROXY", "http://proxy.invalid:3128");
        for (var aws : awsCommands()) {
            var run = practice("--", "env", "-u", "AWS_ENDPOINT_URL", "AWS_MAX_ATTEMPTS=1",
                    aws.toString(), "sts", "get-caller-identity", "--profile", "newcomer");

            assertTrue(run.err().contains("Failed to connect to proxy URL: \"http://127.0.0.1:"), run::toString);
            assertEquals("", run.out());
        }
    }

    // -------------------------------------------------------------- the scripts

    /** And what the screens there advise then works, too. */
    @Test
    void s29CodeTellsInOneLineTheCodesThatWork() throws Exception {
        Tmux.requireTool("aws");
        var run = practice("--", "sh", "-c", """
                set -e
                code
                code >codes
                ./jbang awscli-mfa.java dev --token-code $(cut -c 1-6 codes) --persist 2>/dev/null
                ./jbang awscli-mfa.java dev --token-code $(sed 's/.*then //' codes) --persist --force 2>/dev/null
                aws s3 ls --profile dev-mfasession
                ./jbang awscli-mfa.java console admin
                """.replace("codes", temp.resolve("codes").toString()));

        assertTrue(run.out().matches("[0-9]{6} for [0-9]{1,2} s, then [0-9]{6}\n\\S+ \\S+ practice-bucket\n"), run.out());
        assertTrue(run.err().contains("\nawscli-mfa: a practice AWS has no web console: http://127.0.0.1:"), run.err());
        assertEquals(253, run.exitStatus());
    }

    /** In a process of its own, because the SDK would read the files that the process's variables name. */
    @Test
    void aLineThatTheSdkDoesNotTakeIsInNobodysWay() throws Exception {
        var run = practice("--", "sh", "-c", "echo junk >> \"$AWS_CONFIG_FILE\""
                + " && ./jbang awscli-mfa.java dev --token-code \"$(code | sed 's/.*then //')\" --emit process");

        assertEquals(0, run.exitStatus(), run.err());
        assertTrue(run.out().startsWith("{\n  \"Version\": 1,\n"), run.err());
    }

    @Test
    void withoutATerminalItAnswersTheQuestionsItself() throws Exception {
        var run = practice("--", "./jbang", "awscli-mfa.java");

        assertEquals("""
                practice-aws: there is no terminal, so this run answers the questions itself:
                practice-aws: ./jbang awscli-mfa.java dev --token-code …… --persist
                dev: new MFA session of 9h (the default)
                dev-mfasession: MFA session, … left, until …

                Use it in one command:    aws --profile dev-mfasession s3 ls
                or in this whole shell:   …
                """, run.err().replaceAll("[0-9]{6}", "……").replaceAll("[0-9h:ms]+ left, until .*", "… left, until …")
                        .replaceAll("(whole shell: +).*", "$1…"));
        assertEquals(0, run.exitStatus());
        assertEquals("", run.out());
    }

    // ---------------------------------------------------------------- a terminal

    private Tmux terminal() {
        var terminal = new Tmux(temp, environment, Tmux.shell("bash"));
        terminal.command("cd '" + ROOT + "'");
        terminal.command("clear");
        return terminal;
    }

    @Test
    void aShellOpensAndAllOfItGoesWithExit() throws Exception {
        environment.put("SHELL", shellWithoutSettings().toString());
        try (var terminal = terminal()) {
            terminal.command(PRACTICE);
            terminal.awaitPrompt("practice\\$");
            terminal.answer("practice\\$", "code");
            terminal.answer("practice\\$", "echo $AWS_CONFIG_FILE >" + temp.resolve("out"));
            terminal.answer("practice\\$", "exit 5");
            terminal.command("echo $?");

            assertEquals("""
                    ready$ ./jbang tests/practice-aws.java
                    This shell has a practice account of AWS, on this computer alone.
                    Type exit to leave; nothing stays.

                      code                                 what the phone of user jane shows
                      ./jbang awscli-mfa.java              start her MFA session: choose dev
                      aws s3 ls --profile dev-mfasession   AWS refuses this without MFA

                    While a question stands here, type this in another terminal for the code:
                      PRACTICE/bin/code
                    The user of profile newcomer must use MFA and has no device yet.
                    This adds one; your own phone can scan its QR code:
                      ./jbang enable-disable-vmfa-device.java

                    practice$ code
                    …… for … s, then ……
                    practice$ echo $AWS_CONFIG_FILE >out
                    practice$ exit 5
                    exit
                    ready$ echo $?
                    5
                    ready$""", terminal.awaitPrompt(Tmux.READY).replaceAll("[0-9]{6} for [0-9]+ s, then [0-9]{6}", "…… for … s, then ……")
                            .replace(temp + "/", "").replace(folder(Files.readString(temp.resolve("out"))) + "/", "PRACTICE/").replaceAll("(?m)^(\\[jbang]|jbang: waiting).*\n", ""));
            assertFalse(Files.exists(folder(Files.readString(temp.resolve("out")))));
        }
    }

    private Path shellWithoutSettings() throws IOException {
        var shell = temp.resolve("bash");
        Files.writeString(shell, "#!/bin/sh\nPS1='practice$ ' exec bash --norc --noprofile -i\n");
        assertTrue(shell.toFile().setExecutable(true));
        return shell;
    }

    @ParameterizedTest
    @ValueSource(strings = {"sleep 600", "exec sleep 600"})
    void nothingStaysAfterCtrlC(String command) throws Exception {
        try (var terminal = terminal()) {
            terminal.command(PRACTICE + " -- sh -c 'echo $AWS_CONFIG_FILE >" + temp.resolve("out") + "; " + command + "'");
            terminal.awaitThat("the command", () -> Files.exists(temp.resolve("out")));
            awaitOutput();
            terminal.press("C-c");
            terminal.command("echo $?");

            assertTrue(terminal.awaitPrompt(Tmux.READY).endsWith("\n130\nready$"));
            assertFalse(Files.exists(folder(Files.readString(temp.resolve("out")))));
            assertEquals(List.of(), terminal.children());
        }
    }

    @Test
    void inATerminalTheQuestionsAreForThePerson() throws Exception {
        try (var terminal = terminal()) {
            terminal.command(PRACTICE + " -- ./jbang awscli-mfa.java");
            var screen = terminal.awaitPrompt("Which one.*:");
            terminal.answer("Which one.*:", "dev");
            // The later of the two codes on the screen, which AWS takes already, and for a minute at least.
            terminal.answer("Token code.*:", screen.replaceAll("(?s).*jane shows [0-9]{6} for .* then ([0-9]{6}).*", "$1"));
            terminal.answer("Store it.*", "");
            terminal.command("echo $?");

            var end = terminal.awaitPrompt(Tmux.READY);
            assertTrue(end.endsWith("""

                    practice-aws: its account is gone now; one that stays until you leave: ./jbang tests/practice-aws.java
                    ready$ echo $?
                    0
                    ready$"""), end);
            assertTrue(end.matches("(?s).*\npractice-aws: later codes, in another terminal: /\\S+/bin/code\n.*"), end);
        }
    }
}
