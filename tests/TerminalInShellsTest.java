//SOURCES Checkout.java
//SOURCES Desk.java
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a person sees and types, and what their shell is left with: awscli-mfa in real terminals and real shells. */
class TerminalInShellsTest {

    /** The questions as patterns: without what is typed behind them. */
    private static final String WHICH = "Which one\\? .*:";
    private static final String CODE = "Token code of .*:";
    private static final String STORE = "Store it as .* \\[Y/n]";

    private static final String CANCELLED = """
            awscli-mfa: cancelled
            awscli-mfa: hint: run it again when you are ready
            """;

    private Desk desk;
    private Map<String, String> filesBefore;

    /** The ways in which a shell takes a session over. */
    enum Form {
        EVAL_IN_BASH("bash", "eval \"$(awscli-mfa%s --emit bash)\""),
        SOURCE_IN_BASH("bash", "source <(awscli-mfa%s --emit bash)"),
        EVAL_IN_ZSH("zsh", "eval \"$(awscli-mfa%s --emit zsh)\""),
        SOURCE_IN_ZSH("zsh", "source =(awscli-mfa%s --emit zsh)"),
        SOURCE_IN_FISH("fish", "awscli-mfa%s --emit fish | source");

        private final String shell;
        private final String line;

        Form(String shell, String line) {
            this.shell = shell;
            this.line = line;
        }

        String with(String options) {
            return line.formatted(options);
        }
    }

    /**
     * What a shell is left with.
     *
     * @param status of its last command
     * @param modes of the terminal while a command runs
     * @param variables whose name begins with {@code AWS_}
     */
    private record State(int status, String modes, List<String> variables) {}

    @BeforeEach
    void janeHasAPhoneAndTwoProfiles(@TempDir Path home) {
        desk = new Desk(home);
        desk.program("report", """
                { echo "$1"; stty -a; env | grep '^AWS_[A-Z]' | sort; } >"$HOME/report\"""");
        filesBefore = desk.files();
    }

    @AfterEach
    void close() {
        desk.close();
    }

    private State state(Tmux terminal, String shell) {
        terminal.command("report " + (shell.equals("fish") ? "$status" : "$?"));
        terminal.awaitPrompt(Tmux.READY);
        var lines = desk.read("report").lines().toList();
        var modes = lines.stream().skip(1).filter(line -> !line.startsWith("AWS_")).toList();
        return new State(Integer.parseInt(lines.getFirst()), String.join("\n", modes),
                lines.stream().filter(line -> line.startsWith("AWS_")).toList());
    }

    /** Nothing but the status has changed, and nothing is left running. */
    private void assertUntouched(State before, State after, Tmux terminal) {
        assertEquals(before.modes(), after.modes());
        assertEquals(before.variables(), after.variables());
        assertEquals(filesBefore, desk.files());
        terminal.awaitThat("the end of all processes", () -> terminal.children().isEmpty());
    }

    private void awaitCall(Tmux terminal, String action) {
        terminal.awaitThat("the call", () -> desk.aws.calls().stream().anyMatch(call -> call.action().equals(action)));
    }

    /** The lines after the last command. */
    private static String answerOn(String screen, String command) {
        return screen.substring(screen.lastIndexOf(command) + command.length() + 1);
    }

    private static String withoutTimes(String screen) {
        return screen.replaceAll("[0-9h:ms]+ left, until \\w{3} [0-9:]{5}.*", "… left, until …");
    }

    // ------------------------------------------------------------------ the run

    @Test
    void wrongAnswersAreExplainedAndAskedAgain() {
        try (var terminal = desk.terminal("bash")) {
            terminal.command("awscli-mfa");
            terminal.answer(WHICH, "3");
            terminal.answer(WHICH, "production");
            terminal.answer(WHICH, "v");
            terminal.answer(CODE, "12345");
            var code = desk.phone.code();
            terminal.answer(CODE, code.substring(0, 3) + " " + code.substring(3));
            terminal.answer(STORE, "maybe");
            terminal.answer(STORE, "");
            terminal.command("echo $?");

            assertEquals("""
                    ready$ awscli-mfa
                    Profiles
                       1: dev  jane @ 123456789012
                       2: ops  jane @ 123456789012  no MFA device recorded

                    Which one? A number, or part of a name: 3
                      the numbers go from 1 to 2
                    Which one? A number, or part of a name: production
                      no profile here has that in its name
                    Which one? A number, or part of a name: v
                    dev: new MFA session of 9h (the default)
                    Token code of arn:aws:iam::123456789012:mfa/jane (Enter alone: without MFA): 12345
                      type the code that the authenticator app shows now, such as 123456 or 123 456
                    Token code of arn:aws:iam::123456789012:mfa/jane (Enter alone: without MFA): %s %s
                    Store it as dev-mfasession in ~/.aws/credentials, for all shells? [Y/n] maybe
                      answer y or n; Enter alone means yes
                    Store it as dev-mfasession in ~/.aws/credentials, for all shells? [Y/n]
                    dev-mfasession: MFA session, … left, until …

                    Use it in one command:    aws --profile dev-mfasession s3 ls
                    or in this whole shell:   eval "$(awscli-mfa dev --emit bash)"
                    ready$ echo $?
                    0
                    ready$""".formatted(code.substring(0, 3), code.substring(3)), withoutTimes(terminal.awaitPrompt(Tmux.READY)));
            assertTrue(desk.files().get("credentials").contains("[dev-mfasession]"));
        }
    }

    @Test
    void theWrapperRunsItInATerminalToo() throws Exception {
        Checkout.build("awscli-mfa.java");
        desk.environment.putAll(System.getenv());
        desk.environment.keySet().removeIf(name -> name.startsWith("AWS_") || name.startsWith("TMUX"));
        desk.environment.putAll(Map.of("AWS_ENDPOINT_URL", desk.aws.endpoint().toString(),
                "AWS_CONFIG_FILE", desk.home.resolve(".aws/config").toString(),
                "AWS_SHARED_CREDENTIALS_FILE", desk.home.resolve(".aws/credentials").toString(),
                "XDG_STATE_HOME", desk.home.resolve("state").toString(),
                "HISTFILE", desk.home.resolve("history").toString(),
                "CHECKOUT", Path.of("").toAbsolutePath().toString()));
        try (var terminal = desk.terminal("bash")) {
            terminal.command("eval \"$(\"$CHECKOUT/jbang\" \"$CHECKOUT/awscli-mfa.java\" --persist --emit bash)\"");
            terminal.answer(WHICH, "1");
            terminal.answer(CODE, desk.phone::code);
            terminal.command("echo $? $AWS_PROFILE");

            assertTrue(terminal.awaitPrompt(Tmux.READY).endsWith("\n0 dev-mfasession\nready$"));
        }
    }

    // ----------------------------------------------------- taking a session over

    @ParameterizedTest
    @EnumSource
    void theShellSelectsAStoredSessionAndForgetsWhatWouldOverruleIt(Form form) {
        desk.environment.putAll(Map.of("AWS_ACCESS_KEY_ID", "AKIASTALE", "AWS_SECRET_ACCESS_KEY", "stale",
                "AWS_SESSION_TOKEN", "stale", "AWS_SECURITY_TOKEN", "stale", "AWS_DEFAULT_PROFILE", "ops",
                "AWS_CREDENTIAL_EXPIRATION", "2001-02-03T04:05:06Z", "AWS_REGION", "ap-south-1"));
        try (var terminal = desk.terminal(form.shell)) {
            var before = state(terminal, form.shell);
            terminal.command(form.with(""));
            terminal.answer(WHICH, "1");
            terminal.answer(CODE, desk.phone::code);
            terminal.answer(STORE, "y");
            var after = state(terminal, form.shell);

            assertEquals(0, after.status());
            assertEquals(before.modes(), after.modes());
            assertEquals(List.of("AWS_DEFAULT_PROFILE=dev-mfasession", "AWS_ENDPOINT_URL=" + desk.aws.endpoint(),
                    "AWS_PROFILE=dev-mfasession"), after.variables());
        }
    }

    @ParameterizedTest
    @EnumSource
    void theShellTakesTheKeysOfASessionThatIsNotStored(Form form) {
        desk.environment.putAll(Map.of("AWS_PROFILE", "ops", "AWS_SECURITY_TOKEN", "stale", "AWS_REGION", "ap-south-1"));
        try (var terminal = desk.terminal(form.shell)) {
            terminal.command(form.with(" dev"));
            terminal.answer(CODE, desk.phone::code);
            terminal.answer(STORE, "n");
            var after = state(terminal, form.shell);

            assertEquals(0, after.status());
            assertEquals(List.of("AWS_ACCESS_KEY_ID", "AWS_CREDENTIAL_EXPIRATION", "AWS_DEFAULT_OUTPUT", "AWS_DEFAULT_REGION",
                    "AWS_ENDPOINT_URL", "AWS_REGION", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_EXPIRY", "AWS_SESSION_IDENT",
                    "AWS_SESSION_TOKEN", "AWS_SESSION_TYPE"),
                    after.variables().stream().map(variable -> variable.split("=")[0]).toList());
            assertTrue(after.variables().contains("AWS_REGION=eu-west-1"));
            assertEquals(filesBefore, desk.files());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash", "zsh"})
    void aStrictShellIsNotUpset(String shell) {
        try (var terminal = desk.terminal(shell)) {
            terminal.command("set -eu");
            terminal.command("eval \"$(awscli-mfa dev --persist --emit " + shell + ")\"");
            terminal.answer(CODE, desk.phone::code);

            assertEquals(0, state(terminal, shell).status());
        }
    }

    @Test
    void zshIsToldTheFormThatWorksWhereQuestionsCannotBeAsked() {
        try (var terminal = desk.terminal("zsh")) {
            var before = state(terminal, "zsh");
            terminal.command("source <(awscli-mfa --emit zsh)");

            assertEquals("""
                    awscli-mfa: cannot ask a question while running in the background, as with '&' or in zsh's <(…)
                    awscli-mfa: hint: run it in the foreground; in zsh that is: eval "$(awscli-mfa --emit zsh)"
                    ready$""", answerOn(terminal.awaitPrompt(Tmux.READY), "source <(awscli-mfa --emit zsh)"));
            var after = state(terminal, "zsh");
            assertEquals(1, after.status());
            assertUntouched(before, after, terminal);
        }
    }

    @Test
    void aJobInTheBackgroundEndsWithASentence() {
        try (var terminal = desk.terminal("bash")) {
            var before = state(terminal, "bash");
            terminal.command("awscli-mfa & wait %1");

            var screen = terminal.awaitPrompt(Tmux.READY);
            assertTrue(screen.contains("\nawscli-mfa: cannot ask a question while running in the background"), screen);
            var after = state(terminal, "bash");
            assertEquals(252, after.status());
            assertUntouched(before, after, terminal);
        }
    }

    // ------------------------------------------------- another width, and Ctrl-Z

    /** The menu is laid out anew, and the question goes on with what was typed. The shell has its modes in between. */
    @ParameterizedTest
    @ValueSource(strings = {"bash", "zsh", "fish"})
    void aQuestionGoesOnInAWindowOfAnotherWidthAndAfterCtrlZ(String shell) {
        try (var terminal = desk.terminal(shell)) {
            var before = state(terminal, shell);
            terminal.command("awscli-mfa -q");
            terminal.awaitPrompt(WHICH);
            terminal.type("ops");
            terminal.resize(40, 24);
            terminal.await("the menu in 40 columns", screen -> screen.equals("""
                    Profiles
                       1: dev  MFA device jane @
                               123456789012
                       2: ops  no MFA device recorded

                    Which one? A number, or part of a
                      name: ops"""));

            terminal.press("C-z");
            assertEquals(before.modes(), state(terminal, shell).modes().replace("rows 24; columns 40", "rows 60; columns 110"));
            terminal.resize(110, 60);
            terminal.command("fg");
            terminal.await("the menu in 110 columns", screen -> screen.endsWith("""
                    Profiles
                       1: dev  MFA device jane @ 123456789012
                       2: ops  no MFA device recorded

                    Which one? A number, or part of a name: ops"""));
            terminal.press("BSpace", "BSpace", "BSpace");
            terminal.type("dev");
            terminal.press("Enter");
            terminal.awaitPrompt(CODE);
            terminal.press("C-c");
            assertUntouched(before, state(terminal, shell), terminal);
        }
    }

    // -------------------------------------------------------------- cancelling

    @ParameterizedTest
    @EnumSource
    void ctrlCAndCtrlDCancelAtEveryQuestionAndTheShellIsAsBefore(Form form) {
        try (var terminal = desk.terminal(form.shell)) {
            var before = state(terminal, form.shell);
            for (var key : List.of("C-c", "C-d")) {
                assertCancels(terminal, form, before, key, "dev");
                assertCancels(terminal, form, before, key);
            }
        }
    }

    /** AWS has given it, so it is the shell's all the same. */
    @ParameterizedTest
    @EnumSource
    void whoeverCancelsAtTheQuestionWhetherToStoreASessionHasIt(Form form) {
        try (var terminal = desk.terminal(form.shell)) {
            terminal.command(form.with(""));
            terminal.answer(WHICH, "dev");
            terminal.answer(CODE, desk.phone.code());
            terminal.awaitPrompt(STORE);
            terminal.press("C-c");

            assertTrue(terminal.awaitPrompt(Tmux.READY).contains("\nthe session is not stored\ndev: MFA session in this shell only, "));
            terminal.command("echo ident $AWS_SESSION_IDENT");
            assertTrue(terminal.awaitPrompt(Tmux.READY).contains("\nident dev-mfasession\n"));
            assertFalse(desk.read(".aws/credentials").contains("dev-mfasession"));
        }
    }

    /** The shell waits for what is printed, so nobody could type {@code fg}; that is said, and the question stands. */
    private static void assertCannotStop(Tmux terminal) {
        terminal.press("C-z");
        terminal.await("why", screen -> screen.matches("(?s).*\n  Ctrl-Z does nothing here, [^\n]*\n" + WHICH));
    }

    private void assertCancels(Tmux terminal, Form form, State before, String key, String... answers) {
        var questions = List.of(WHICH, CODE, STORE);
        terminal.command("clear");
        terminal.command(form.with(""));
        for (var index = 0; index < answers.length; index++) {
            terminal.answer(questions.get(index), answers[index]);
        }
        terminal.awaitPrompt(questions.get(answers.length));
        if (answers.length == 0) {
            assertCannotStop(terminal);
        }
        terminal.press(key);

        var screen = terminal.awaitPrompt(Tmux.READY);
        assertTrue(screen.matches("(?s).*\n" + questions.get(answers.length) + "\n\\Q" + CANCELLED + "ready$\\E"), screen);
        var after = state(terminal, form.shell);
        assertEquals(1, after.status());
        assertUntouched(before, after, terminal);
    }

    @Test
    void theStatusTellsACancelFromAFailure() {
        try (var terminal = desk.terminal("bash")) {
            terminal.command("awscli-mfa dev");
            terminal.awaitPrompt(CODE);
            terminal.press("C-c");

            assertEquals(130, state(terminal, "bash").status());
        }
    }

    @Test
    void whatWasTypedBeforeCtrlCIsNotRunByTheShell() {
        try (var terminal = desk.terminal("bash")) {
            terminal.command("eval \"$(awscli-mfa --emit bash)\"");
            terminal.awaitPrompt(WHICH);
            terminal.type("touch harm");
            terminal.await("what was typed", screen -> screen.endsWith("touch harm"));
            terminal.press("C-c");
            terminal.awaitPrompt(Tmux.READY);
            terminal.press("Enter");
            state(terminal, "bash");

            assertFalse(Files.exists(desk.home.resolve("harm")));
        }
    }

    @ParameterizedTest
    @EnumSource
    void ctrlCWhileAwsTakesItsTimeLeavesTheShellAsBefore(Form form) {
        desk.aws.faults().latency("GetSessionToken", Duration.ofMinutes(1));
        try (var terminal = desk.terminal(form.shell)) {
            var before = state(terminal, form.shell);
            terminal.command(form.with(" dev"));
            terminal.answer(CODE, desk.phone::code);
            awaitCall(terminal, "GetSessionToken");
            terminal.press("C-c");

            terminal.awaitPrompt(Tmux.READY);
            var after = state(terminal, form.shell);
            assertNotEquals(0, after.status());
            assertUntouched(before, after, terminal);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"EVAL_IN_BASH", "SOURCE_IN_FISH"})
    void ctrlCWhileAllProfilesAreAskedAboutLeavesTheShellAndTheFilesAsBefore(Form form) {
        desk.aws.faults().latency(Duration.ofMinutes(1));
        try (var terminal = desk.terminal(form.shell)) {
            var before = state(terminal, form.shell);
            terminal.command(form.with(""));
            awaitCall(terminal, "GetCallerIdentity");
            terminal.press("C-c");

            terminal.awaitPrompt(Tmux.READY);
            var after = state(terminal, form.shell);
            assertNotEquals(0, after.status());
            assertUntouched(before, after, terminal);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"EVAL_IN_BASH", "SOURCE_IN_BASH", "EVAL_IN_ZSH", "SOURCE_IN_FISH"})
    void ctrlCEndsTheWaitForTheNextCode(Form form) {
        try (var terminal = desk.terminal(form.shell)) {
            desk.settleForSteadyCode(Duration.ofSeconds(10));
            var code = desk.phone.code();
            terminal.command("awscli-mfa dev --persist");
            terminal.answer(CODE, code);
            terminal.awaitPrompt(Tmux.READY);
            filesBefore = desk.files();
            var before = state(terminal, form.shell);
            terminal.command(form.with(" dev --force"));
            terminal.answer(CODE, code);
            var screen = terminal.await("the countdown", text -> text.matches("(?s).*\nThe next code appears in \\d+ s"));
            terminal.press("C-c");

            assertTrue(screen.contains("\nthis token code has already been used, and AWS accepts each code once\n"), screen);
            terminal.awaitPrompt(Tmux.READY);
            var after = state(terminal, form.shell);
            assertEquals(1, after.status());
            assertUntouched(before, after, terminal);
        }
    }

    // ------------------------------------------------------------------ signals

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "HUP", "INT"})
    void aSignalWhileAQuestionStandsPutsTheModeBack(String signal) throws Exception {
        try (var terminal = desk.terminal("bash")) {
            var before = state(terminal, "bash");
            terminal.command("awscli-mfa");
            terminal.awaitPrompt(WHICH);
            send(signal, script(terminal));

            var after = state(terminal, "bash");
            assertEquals(Map.of("TERM", 143, "HUP", 129, "INT", 130).get(signal), after.status());
            assertUntouched(before, after, terminal);
        }
    }

    @Test
    void aSignalWhileAQuestionStandsIsAFailureForTheShellThatEvaluates() throws Exception {
        try (var terminal = desk.terminal("bash")) {
            var before = state(terminal, "bash");
            terminal.command("eval \"$(awscli-mfa --emit bash)\"");
            terminal.awaitPrompt(WHICH);
            send("TERM", script(terminal));

            terminal.awaitPrompt(Tmux.READY);
            var after = state(terminal, "bash");
            assertUntouched(before, after, terminal);
            assertNotEquals(0, after.status());
        }
    }

    @Test
    void nothingIsLeftWhenTheWindowIsClosed() {
        try (var terminal = desk.terminal("bash")) {
            terminal.command("eval \"$(awscli-mfa --emit bash)\"");
            terminal.awaitPrompt(WHICH);
            var running = terminal.closeWindow();

            Tmux.awaitEnd(running);
            assertEquals(filesBefore, desk.files());
        }
    }

    private static ProcessHandle script(Tmux terminal) {
        return terminal.children().stream()
                .filter(child -> child.info().command().filter(command -> command.endsWith("java")).isPresent())
                .findFirst().orElseThrow();
    }

    private static void send(String signal, ProcessHandle process) throws Exception {
        assertEquals(0, new ProcessBuilder("sh", "-c", "kill -s " + signal + " " + process.pid()).start().waitFor());
    }

    // ------------------------------------------------------------------- typing

    @Test
    void aLineCanBeCorrectedWhileItIsTyped() {
        try (var terminal = desk.terminal("bash")) {
            terminal.command("awscli-mfa --persist");
            terminal.awaitPrompt(WHICH);
            terminal.type("wrong words");
            terminal.press("C-w", "C-u");
            terminal.type("é漢字🔑");
            terminal.press("BSpace", "BSpace", "BSpace", "BSpace", "BSpace");
            terminal.press("Left", "Right", "Up", "Home", "End", "F5", "DC", "PPage", "Tab", "C-\\", "M-x");
            terminal.type("xev");
            terminal.press("BSpace", "BSpace", "BSpace");
            terminal.type("dev");
            terminal.press("Enter");
            terminal.awaitPrompt(CODE);
            var code = desk.phone.code();
            terminal.type("9" + code);
            terminal.press("C-u");
            terminal.type(code);
            terminal.press("Enter");

            var screen = terminal.awaitPrompt(Tmux.READY);
            assertTrue(screen.matches("(?s).*\n" + WHICH + " dev\n.*" + CODE + " " + code + "\n.*"), screen);
            assertEquals(0, state(terminal, "bash").status());
        }
    }

    @Test
    void ctrlCCancelsBehindAnEscapeKeyToo() {
        try (var terminal = desk.terminal("bash")) {
            terminal.command("awscli-mfa");
            terminal.awaitPrompt(WHICH);
            terminal.press("Escape");
            terminal.press("C-c");

            assertEquals(130, state(terminal, "bash").status());
        }
    }

    @Test
    void severalAnswersCanBePastedAtOnce() {
        try (var terminal = desk.terminal("bash")) {
            terminal.command("awscli-mfa");
            terminal.awaitPrompt(WHICH);
            var code = desk.phone.code();
            terminal.paste("dev\n" + code + "\ny\necho all of it $?\n");

            var screen = terminal.await("the last line", text -> text.endsWith("\nall of it 0\nready$"));
            assertTrue(screen.matches("(?s).*\n" + WHICH + " dev\n.*" + CODE + " " + code + "\n.*" + STORE + " y\n.*"), screen);
        }
    }

    @Test
    void whatIsTypedWhileAwsTakesItsTimeAnswersTheNextQuestion() {
        desk.aws.faults().latency("GetSessionToken", Duration.ofSeconds(2));
        try (var terminal = desk.terminal("bash")) {
            terminal.command("awscli-mfa dev");
            terminal.answer(CODE, desk.phone::code);
            awaitCall(terminal, "GetSessionToken");
            terminal.type("maybe\r");

            terminal.answer(STORE, "y");
            assertTrue(terminal.awaitPrompt(Tmux.READY).contains("[Y/n] maybe\n  answer y or n; Enter alone means yes\n"));
        }
    }

    /** The second one, too early for its question, would have meant: without MFA. */
    @Test
    void anEnterThatIsTypedAheadChoosesAProfileAndNotToGoWithoutMfa() {
        try (var terminal = desk.terminal("bash")) {
            var before = state(terminal, "bash");
            terminal.command("awscli-mfa");
            terminal.type("dev\r\r");
            terminal.awaitPrompt(CODE);
            terminal.press("C-c");

            assertTrue(terminal.awaitPrompt(Tmux.READY).endsWith(CANCELLED + "ready$"));
            var after = state(terminal, "bash");
            assertEquals(130, after.status());
            assertUntouched(before, after, terminal);
        }
    }

    @Test
    void aProfileCanBeNamedInAnyLanguage() {
        desk.write(".aws/credentials", desk.read(".aws/credentials").replace("[ops]", "[gärtner-園丁]"));
        try (var terminal = desk.terminal("bash")) {
            terminal.command("awscli-mfa --serial-number " + desk.phone.serialNumber());
            terminal.answer(WHICH, "園丁");
            terminal.answer(CODE, desk.phone::code);
            terminal.answer(STORE, "");

            terminal.awaitPrompt(Tmux.READY);
            assertTrue(desk.files().get("credentials").contains("[gärtner-園丁-mfasession]"));
        }
    }

    // ------------------------------------------------- streams that lead elsewhere

    @ParameterizedTest
    @ValueSource(strings = {
        "awscli-mfa --persist </dev/null; cat /dev/null",
        "echo left over | { awscli-mfa --persist && cat; }",
        "awscli-mfa --persist 2>/dev/null; cat /dev/null",
        "awscli-mfa --persist | cat",
        "awscli-mfa --persist </dev/null >out 2>&1; cat /dev/null"})
    void questionsAreAskedOnTheTerminalWhereverTheStreamsLead(String command) {
        try (var terminal = desk.terminal("bash")) {
            terminal.command(command);
            terminal.answer(WHICH, "1");
            terminal.answer(CODE, desk.phone::code);

            var screen = terminal.awaitPrompt(Tmux.READY);
            assertEquals(command.startsWith("echo"), screen.endsWith("\nleft over\nready$"), screen);
            assertEquals(0, state(terminal, "bash").status());
            assertTrue(desk.files().get("credentials").contains("[dev-mfasession]"));
        }
    }

    @Test
    void withoutATerminalTheOptionIsNamed() {
        var run = desk.runs("awscli-mfa", "dev", "--emit", "bash");

        assertEquals("""
                dev: new MFA session of 9h (the default)
                awscli-mfa: cannot ask for the token code: there is no terminal
                awscli-mfa: hint: give it with --token-code CODE, or --token-code - for standard input
                """, run.err());
        assertEquals(252, run.exitStatus());
        assertEquals("false\n", run.out());
        assertEquals(filesBefore, desk.files());
    }

    // ------------------------------------------------------------------ escape sequences

    private void janeHasToChooseADevice() {
        desk.jane.policy("all", """
                {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}""").device("tablet");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM=dumb awscli-mfa ops", "NO_COLOR=1 awscli-mfa ops", "awscli-mfa ops --monochrome",
        "awscli-mfa ops -m"})
    void noEscapeSequenceIsSentWhereNoneIsWanted(String command) {
        janeHasToChooseADevice();
        try (var terminal = desk.terminal("bash")) {
            terminal.command(command);
            terminal.awaitPrompt("Which device .*:");

            assertFalse(terminal.colouredScreen().contains("\u001b"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"awscli-mfa ops", "NO_COLOR= awscli-mfa ops"})
    void aTitleIsBold(String command) {
        janeHasToChooseADevice();
        try (var terminal = desk.terminal("bash")) {
            terminal.command(command);
            terminal.awaitPrompt("Which device .*:");

            assertTrue(terminal.colouredScreen().contains("\u001b[1mMFA devices\n\u001b[0m"), terminal.colouredScreen());
        }
    }

    @Test
    void namesCannotSendEscapeSequences() {
        desk.write(".aws/credentials", desk.read(".aws/credentials").replace("[ops]", "[o\u001b[2J\u0007ps]"));
        try (var terminal = desk.terminal("bash")) {
            terminal.command("awscli-mfa");

            var screen = terminal.awaitPrompt(WHICH);
            assertTrue(screen.contains("\n   2: o?[2J?ps  "), screen);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u009b2J", "\u202egnorw", "\u0085next line"})
    void messagesOfAwsCannotSendControlCharacters(String harm) {
        desk.aws.faults().fail("GetSessionToken", 1, 400, "ValidationError", "This is " + harm + ".");
        var run = desk.runs("awscli-mfa", "dev", "--token-code", desk.phone.code());

        assertTrue(run.err().contains("AWS answered ValidationError: This is ?" + harm.substring(1) + "."), run.err());
        assertEquals(254, run.exitStatus());
        assertEquals(filesBefore, desk.files());
    }

    @Test
    void problemsCannotSendControlCharacters() {
        var run = desk.runs("awscli-mfa", "no\u001b[2Jbody");

        assertEquals("""
                awscli-mfa: there is no profile 'no?[2Jbody'
                awscli-mfa: hint: choose from all of them with: awscli-mfa --quick
                """, run.err());
    }

    // ------------------------------------------------------------------- direnv

    /** As docs/direnv-make-cron.md has it for who wants to be asked. */
    @Test
    void enteringAFolderOfDirenvStartsTheSessionAndLeavingItTakesItAway() {
        Tmux.requireTool("direnv");
        desk.write("project/.envrc", "session=$(awscli-mfa dev --silent --persist --emit bash) || exit\neval \"$session\"\n");
        try (var terminal = desk.terminal("bash")) {
            terminal.command("eval \"$(direnv hook bash)\"; direnv allow project");
            terminal.awaitPrompt(Tmux.READY);
            terminal.command("cd project");
            terminal.answer(CODE, desk.phone::code);
            terminal.awaitPrompt(Tmux.READY);
            var inside = state(terminal, "bash");
            terminal.command("cd ..");
            terminal.awaitPrompt(Tmux.READY);

            assertTrue(inside.variables().contains("AWS_PROFILE=dev-mfasession"), inside.variables().toString());
            assertTrue(state(terminal, "bash").variables().stream().noneMatch(line -> line.startsWith("AWS_PROFILE=")),
                    "the session is out of the shell");
        }
    }
}
