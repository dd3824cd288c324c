//SOURCES Desk.java
//SOURCES ../awscli-mfa.java
//SOURCES ../enable-disable-vmfa-device.java
//SOURCES ../mfa-status.java
//SOURCES ../lib/command/Init.java
//SOURCES ../lib/command/Program.java
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lib.command.Init;
import lib.command.Program;
import lib.io.AwsFiles;
import lib.io.SdkAws;
import lib.io.SpentCodes;
import lib.io.Terminal;
import lib.model.Shell;
import lib.session.World;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** What {@code init} gives each shell, in real shells. PowerShell cannot be had everywhere, so {@link InitTest} only reads its file. */
class ShellFilesTest {

    /** Harmless to look at, and a command wherever it is taken for more than a name. */
    private static final String HOSTILE = "zz$(touch oops)`touch oops`%F{red}%n\\u";

    @TempDir
    Path home;

    private Desk desk;

    @BeforeEach
    void janeHasSetUp() throws IOException {
        desk = new Desk(home);
        var world = new World(InstantSource.system(), desk.environment, AwsFiles.of(desk.environment, false),
                new SdkAws(InstantSource.system()), SpentCodes.of(desk.environment, InstantSource.system()),
                Terminal.none(new PrintStream(OutputStream.nullOutputStream()), duration -> { }), InputStream.nullInputStream(),
                new PrintStream(OutputStream.nullOutputStream()));
        new Init(world, Optional.of(home.resolve("launchers"))).setUp(Init.Consent.GIVEN);
        // What this test has built, instead of what JBang would.
        desk.script("mfa-status", "MfaStatus");
        for (var name : List.of("awscli-mfa", "mfa-status")) {
            Files.move(home.resolve("bin").resolve(name), home.resolve("launchers").resolve(name), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    @AfterEach
    void janeLeaves() {
        desk.close();
    }

    private Tmux terminal(String shell) {
        var terminal = desk.terminal(shell);
        if (shell.equals("zsh")) {
            terminal.command("autoload -Uz compinit && compinit -u -D");
        }
        terminal.command("source ~/.config/awscli-mfa/awscli-mfa." + (shell.equals("fish") ? "fish" : "sh"));
        return terminal;
    }

    /** Runs a line in a shell that has read its file. */
    private String said(String shell, String line) {
        Tmux.requireTool(shell);
        var run = desk.runs(shell, "-c", "source ~/.config/awscli-mfa/awscli-mfa." + (shell.equals("fish") ? "fish" : "sh") + "\n" + line);
        assertEquals("", run.err());
        return run.out();
    }

    // ---------------------------------------------------------------- awsmfa

    @ParameterizedTest
    @ValueSource(strings = {"bash", "zsh", "fish"})
    void awsmfaHandsTheSessionToTheShell(String shell) {
        try (var terminal = terminal(shell)) {
            terminal.command("awsmfa dev --persist");
            terminal.answer("Token code of .*: ?", desk::nextCode);
            terminal.command("echo \"<$AWS_PROFILE>\"");
            terminal.await("the profile", screen -> screen.contains("\n<dev-mfasession>\n"));
            terminal.command("clearaws");
            terminal.answer("Clear them\\? \\[Y/n\\] ?", "n");
            terminal.command("clearaws");
            terminal.await("what goes", screen -> screen.contains("\n  AWS_PROFILE=dev-mfasession\n"));
            terminal.answer("Clear them\\? \\[Y/n\\] ?", "y");
            terminal.command("echo \"<$AWS_PROFILE>\"");
            terminal.await("no profile", screen -> screen.contains("\n<>\n"));
            awsEnvShowsAndClears(terminal);
        }
    }

    /** The session is live by now. */
    private void awsEnvShowsAndClears(Tmux terminal) {
        terminal.command("aws_env --dotenv dev && echo \"taken $AWS_PROFILE\"");
        terminal.await("whose it is", screen -> screen.contains(
                "\nuser: jane of account 123456789012\ndevice: arn:aws:iam::123456789012:mfa/jane\ndev-mfasession: MFA session, "));
        terminal.await("the profile", screen -> screen.contains("\ntaken dev-mfasession\n"));
        assertTrue(desk.read(".env").startsWith("AWS_ACCESS_KEY_ID=ASIA"), "in the folder of the terminal");
        terminal.command("aws_env && echo valid");
        terminal.await("what is active", screen -> screen.contains("\n  AWS_PROFILE          dev-mfasession\n") && screen.contains("\nvalid\n"));
        terminal.command("aws_env -c -y && echo \"cleared <$AWS_PROFILE>\"");
        terminal.await("no profile", screen -> screen.contains("\ncleared <>\n"));
    }

    /** Each holds an account of its own. */
    @Test
    void twoShellsHoldTwoAccounts() {
        var session = "\n[%s-mfasession]\naws_access_key_id = ASIA%1$s\naws_secret_access_key = s\naws_session_token = t\naws_session_expiry = 4102444800\n";
        desk.write(".aws/credentials", desk.read(".aws/credentials") + session.formatted("dev") + session.formatted("ops"));
        desk.environment.put("AWS_ENDPOINT_URL", "http://127.0.0.1:9");
        desk.environment.put("AWS_MAX_ATTEMPTS", "1");

        assertEquals("dev-mfasession, ops-mfasession, dev-mfasession\n", desk.runs("bash", "-c", """
                source ~/.config/awscli-mfa/awscli-mfa.sh
                aws_env dev && here=$AWS_PROFILE
                there=$(bash -c 'source ~/.config/awscli-mfa/awscli-mfa.sh; aws_env ops && echo "$AWS_PROFILE"')
                echo "$here, $there, $AWS_PROFILE"
                """).out());
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash", "zsh"})
    void whatACopyOfTheShellGetsGoesWithIt(String shell) throws IOException {
        Tmux.requireTool(shell);
        desk.program("../launchers/awscli-mfa", "echo unset AWS_PROFILE");

        assertEquals("aws_env: note: this is a copy of your shell, as parentheses and pipes make one; what it gets goes with it\n",
                desk.runs(shell, "-c", "source ~/.config/awscli-mfa/awscli-mfa.sh; (aws_env dev)").err());
        assertEquals("awscli-mfa.sh: this file is for your shell to read, and no program; put this line into its start-up file:"
                + " source ~/.config/awscli-mfa/awscli-mfa.sh\n", desk.runs(shell, home + "/.config/awscli-mfa/awscli-mfa.sh").err());
        assertEquals("", said(shell, "aws_env dev"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash", "zsh", "fish"})
    void whatIsCancelledLeavesTheShellAsItWas(String shell) {
        try (var terminal = terminal(shell)) {
            terminal.command((shell.equals("fish") ? "set -gx " : "export ") + (shell.equals("fish") ? "AWS_PROFILE ops" : "AWS_PROFILE=ops"));
            terminal.command("awsmfa dev");
            terminal.awaitPrompt("Token code of .*: ?");
            terminal.press("C-c");
            terminal.command((shell.equals("fish") ? "echo \"<$status $AWS_PROFILE>\"" : "echo \"<$? $AWS_PROFILE>\""));
            terminal.await("the status", screen -> screen.contains("\n<130 ops>\n"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash", "zsh", "fish"})
    void whatPrintsNoAssignmentsIsNotRun(String shell) throws IOException {
        desk.program("../launchers/awscli-mfa", "echo touch oops; echo \"$@\"");

        assertEquals("touch oops\n--emit " + shell + " dev --help\n", said(shell, "awsmfa dev --help"));
        for (var line : List.of("exec ops -- cp -r . there", "console ops", "init --remove", "dev --emit tcsh", "--fix", "dev --explain")) {
            assertEquals("touch oops\n" + line + "\n", said(shell, "awsmfa " + line));
        }
        assertFalse(Files.exists(home.resolve("oops")));
    }

    // ---------------------------------------------------------------- prompt

    private String segment(String shell) {
        return said(shell, shell.equals("fish") ? "awsmfa_prompt" : "awsmfa_prompt; printf %s \"$awsmfa_segment\"").stripTrailing();
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash", "zsh"})
    void thePromptLeavesTheLastStatusAsItWas(String shell) {
        assertEquals("3\n", said(shell, "(exit 3); awsmfa_prompt; echo $?"));
        desk.environment.put("AWS_PROFILE", "dev");
        assertEquals("3\n", said(shell, "(exit 3); awsmfa_prompt; echo $?"));
    }

    /** starship starts a shell for it, in its own way. */
    @Test
    void starshipGetsIt() throws IOException {
        desk.environment.put("AWS_PROFILE", "dev");
        var command = Files.readString(Path.of("docs/shells.md")).replaceFirst("(?s).*\ncommand = '([^']*)'\n.*", "$1");
        assertEquals("dev ", desk.runs("bash", "--noprofile", "--norc", "-c", command).out());
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash", "zsh", "fish"})
    void thePromptSaysWhichProfileAndHowLong(String shell) {
        assertEquals("", segment(shell));

        desk.environment.put("AWS_PROFILE", "dev-mfasession");
        assertEquals("dev ?", segment(shell));
        remembered("dev-mfasession", Duration.parse("PT8H5M59S"), "dev-mfasession");
        assertEquals("dev 8h05m", segment(shell));
        remembered("dev-mfasession", Duration.parse("PT42M59S"), "dev-mfasession");
        assertEquals("dev 42m", segment(shell));
        remembered("dev-mfasession", Duration.parse("PT59S"), "dev-mfasession");
        assertTrue(segment(shell).matches("dev [0-9]{1,2}s!"));
        remembered("dev-mfasession", Duration.parse("-PT5S"), "dev-mfasession");
        assertEquals("dev expired", segment(shell));

        desk.environment.put("AWS_PROFILE", "dev mfa");
        remembered("dev_mfa", Duration.parse("PT1H"), "dev-mfa");
        assertEquals("dev mfa", segment(shell), "the file is another profile's");
        remembered("dev_mfa", Duration.parse("PT1H1M59S"), "dev mfa");
        assertEquals("dev mfa 1h01m", segment(shell));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash", "zsh", "fish"})
    void keysInTheEnvironmentSpeakForThemselves(String shell) {
        desk.environment.put("AWS_PROFILE", "ignored");
        desk.environment.put("AWS_ACCESS_KEY_ID", "ASIAIOSFODNN7EXAMPLE");
        assertEquals("env", segment(shell));
        desk.environment.put("AWS_SESSION_IDENT", "dev-mfasession");
        desk.environment.put("AWS_SESSION_EXPIRY", "" + Instant.now().plusSeconds(3660).getEpochSecond());
        assertTrue(segment(shell).matches("dev 1h0[01]m"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash", "zsh", "fish"})
    void noNameAndNoNumberIsEverTakenForACommand(String shell) throws IOException {
        desk.environment.put("AWS_PROFILE", HOSTILE);
        desk.write(".local/state/awscli-mfa/sessions/" + HOSTILE.replaceAll("[^A-Za-z0-9._-]", "_"), "a[$(touch oops)] " + HOSTILE + "\n");
        try (var terminal = terminal(shell)) {
            snippet(shell).forEach(terminal::command);
            var line = terminal.awaitPrompt(".*touch.*").replaceFirst("(?s).*\n", "");
            assertTrue(line.contains("ready$") && line.contains("zz??touch oops??touch oops??F?red??n?"), line);
        }
        assertFalse(Files.exists(home.resolve("oops")));
    }

    /** What docs/shells.md has people put into the shell's start-up file for the prompt. */
    private static List<String> snippet(String shell) throws IOException {
        return Files.readString(Path.of("docs/shells.md")).replaceFirst("(?s).*\n" + shell + ", in [^\n]*:\n\n```" + shell + "\n", "")
                .lines().takeWhile(line -> !line.startsWith("```")).toList();
    }

    // ------------------------------------------------------------ completion

    @ParameterizedTest
    @ValueSource(strings = {"bash", "zsh", "fish"})
    void profilesOptionsAndValuesAreCompleted(String shell) {
        desk.write(".aws/config", "[profile only-here]\n[profile " + HOSTILE + "]\n[sso-session only-not]\n");
        try (var terminal = terminal(shell)) {
            for (var line : List.of("awscli-mfa only\t|only-here", "awscli-mfa --prof\tonly\t|--profile only-here",
                    "awsmfa --emit powers\t|powershell", "awscli-mfa --emit=powers\t|powershell")) {
                var typed = line.substring(0, line.indexOf('|'));
                var completed = line.substring(line.indexOf('|') + 1);
                terminal.awaitPrompt(Tmux.READY);
                for (var part : typed.splitWithDelimiters("\t", 0)) {
                    terminal.type(part);
                }
                terminal.await(completed, screen -> screen.stripTrailing().endsWith(completed));
                terminal.press("C-u"); // a shell that is not waiting for a key yet can take Ctrl-C for somebody else's
            }
            terminal.awaitPrompt(Tmux.READY);
            terminal.type("awscli-mfa exec zz\t");
            terminal.await("the hostile name", screen -> screen.contains("red"));
            terminal.press("Enter");
            terminal.await("an error", screen -> screen.contains("awscli-mfa: hint:"));
        }
        assertFalse(Files.exists(home.resolve("oops")));
    }

    /** {@code program, subcommand or -, word, kind, description}; a kind with commas is a list of values. */
    @Test
    void everyCommandAndOptionIsCompleted() throws IOException {
        var programs = Stream.of(new AwscliMfa(World.real("")), new EnableDisableVmfaDevice(World.real("")), new MfaStatus(World.real("")))
                .map(ShellFilesTest::complete).toList();

        assertEquals(programs.stream().map(ShellFilesTest::lines).collect(Collectors.joining()), Files.readString(Path.of("lib/shell/completions")));
        try (var scripts = Files.list(Path.of(""))) {
            assertEquals(scripts.map(Path::toString).filter(name -> name.endsWith(".java")).sorted().toList(),
                    programs.stream().map(program -> program.name() + ".java").toList());
        }
    }

    /** With the subcommands that wait until they are named. */
    private static CommandSpec complete(Object program) {
        return Program.whole(program).getCommandSpec();
    }

    private static String lines(CommandSpec program) {
        var under = program.subcommands().values().stream().map(CommandLine::getCommandSpec)
                .flatMap(command -> lines(program.name(), command.name(), command));
        return Stream.concat(lines(program.name(), "-", program), under).collect(Collectors.joining());
    }

    private static Stream<String> lines(String program, String under, CommandSpec spec) {
        var commands = spec.subcommands().values().stream().map(CommandLine::getCommandSpec)
                .map(command -> line(program, under, command.name(), "command", command.usageMessage().description()));
        var positionals = spec.positionalParameters().stream().filter(one -> one.paramLabel().matches("PROFILE|.*COMMAND.*"))
                .map(one -> one.paramLabel().equals("PROFILE") ? line(program, under, "PROFILE", "profile", one.description())
                        : line(program, under, "COMMAND", "program", one.description()));
        var options = inOrder(spec).filter(option -> !option.hidden())
                .flatMap(option -> names(option).map(name -> line(program, under, name, kind(option), option.description())));
        return Stream.of(commands, positionals, options).flatMap(lines -> lines);
    }

    /** The JVM does not say the methods of a class in any order, so options that are methods stand by their names at their place. */
    private static Stream<OptionSpec> inOrder(CommandSpec spec) {
        var methods = spec.options().stream().filter(option -> option.userObject() instanceof Method)
                .sorted(Comparator.comparing(OptionSpec::longestName)).iterator();
        return spec.options().stream().map(option -> option.userObject() instanceof Method ? methods.next() : option);
    }

    private static Stream<String> names(OptionSpec option) {
        var names = Stream.of(option.names());
        return option.negatable() ? names.flatMap(name -> Stream.of(name, name.replaceFirst("^--", "--no-"))) : names;
    }

    private static String kind(OptionSpec option) {
        if (option.arity().min() == 0 || option.negatable()) {
            return "flag";
        }
        return switch (option.paramLabel()) {
            case "PROFILE" -> "profile";
            case "WAY" -> "keys,mfa-session,profile";
            case "DIR" -> "folder";
            case "SHELL" -> Stream.of(Shell.values()).map(Shell::id).collect(Collectors.joining(","));
            default -> "value";
        };
    }

    private static String line(String program, String under, String word, String kind, String[] description) {
        var words = description.length == 0 ? "" : description[0].replaceFirst("^With [-\\w]+: ", "").replaceFirst("[.:;](?s: .*)?$", "").replace("%n", " ");
        return String.join("\t", program, under, word, kind, words) + "\n";
    }

    // -------------------------------------------------------- the files themselves

    @Test
    void shellcheckAndTheShellsHaveNothingToSay() throws Exception {
        for (var command : List.of("shellcheck lib/shell/awscli-mfa.sh", "zsh -n lib/shell/awscli-mfa.sh", "fish -n lib/shell/awscli-mfa.fish")) {
            Tmux.requireTool(command.substring(0, command.indexOf(' ')));
            var process = new ProcessBuilder(command.split(" ")).redirectErrorStream(true).start();
            assertEquals("", new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private void remembered(String file, Duration left, String name) {
        desk.write(".local/state/awscli-mfa/sessions/" + file, Instant.now().plus(left).getEpochSecond() + " " + name + "\n");
    }
}
