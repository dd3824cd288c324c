//SOURCES Person.java
//SOURCES Tmux.java
//SOURCES ../awscli-mfa.java
//SOURCES ../lib/model/Shell.java
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lib.model.Shell;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code clear-aws-envvars.sh} in the shells that source it. Of bash there is only the new one here; what is known to upset
 * the 3.2 of macOS is looked for in the text.
 */
class ClearAwsEnvvarsTest {

    private static final Path SCRIPT = Path.of("clear-aws-envvars.sh").toAbsolutePath();
    private static final String CLEAR = ". '" + SCRIPT + "'";
    private static final String QUESTION = "Clear them\\? \\[Y/n]";

    private static final String KEY = "AKIAIOSFODNN7EXAMPLE";
    private static final String SECRET = "wJalr0SECRET/SECRET+SECRETSECRETEKEY";
    private static final String SESSION_TOKEN = "IQoJb3JpZ2luX2VjE/+=".repeat(205);

    private final Map<String, String> environment = new TreeMap<>();

    @TempDir
    private Path home;

    /** What a shell left: its status after the script, what it said, and its AWS variables. */
    private record Outcome(String status, String said, Map<String, String> variables) {}

    static Stream<String> shells() {
        return Stream.of("bash", "bash --posix", "zsh -f", "zsh --emulate sh", "dash", "ksh");
    }

    @BeforeEach
    void aHome() {
        environment.put("HOME", home.toString());
        environment.put("PATH", System.getenv("PATH"));
        environment.put("LC_ALL", "C.UTF-8");
    }

    private void janesKeysAreSet() {
        environment.put("AWS_ACCESS_KEY_ID", KEY);
        environment.put("AWS_SECRET_ACCESS_KEY", SECRET);
        environment.put("AWS_SESSION_TOKEN", SESSION_TOKEN);
        environment.put("AWS_REGION", "eu-west-1");
    }

    private static final String JANES_KEYS = """
              AWS_ACCESS_KEY_ID=****************MPLE
              AWS_SECRET_ACCESS_KEY=****************
              AWS_SESSION_TOKEN=****************
              AWS_REGION=eu-west-1
            """;

    /** Runs a line in a shell that has no terminal. */
    private Outcome after(String shell, String line) {
        var command = new ArrayList<>(List.of("setsid", "--wait", "timeout", "60"));
        command.addAll(List.of(shell.split(" ")));
        command.addAll(List.of("-c", line + "\n\\printf %s $? >\"$HOME/status\"; env -0 >\"$HOME/env\""));
        var said = run(command);
        return new Outcome(read("status"), said, variables());
    }

    /** Whatever it prints on either stream. */
    private String run(List<String> command) {
        Tmux.requireTool("setsid");
        command.stream().filter(word -> shells().anyMatch(shell -> shell.startsWith(word))).forEach(Tmux::requireTool);
        var builder = new ProcessBuilder(command).directory(home.toFile()).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(environment);
        try {
            var process = builder.start();
            process.getOutputStream().close();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private String read(String name) {
        try {
            return Files.readString(home.resolve(name));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private Map<String, String> variables() {
        return Stream.of(read("env").split("\0")).filter(entry -> entry.matches("(?s)(AWS|GRANTED_).*")).map(entry -> entry.split("=", 2))
                .collect(Collectors.toMap(entry -> entry[0], entry -> entry[1], (one, other) -> other, TreeMap::new));
    }

    // --------------------------------------------------------------------- what goes

    @ParameterizedTest
    @MethodSource("shells")
    void whereNobodyCanBeAskedItListsAndClears(String shell) {
        janesKeysAreSet();
        environment.put("AWS_PAGER", "less");

        assertEquals(new Outcome("0", "Cleared:\n" + JANES_KEYS, Map.of("AWS_PAGER", "less")), after(shell, CLEAR));
    }

    @ParameterizedTest
    @MethodSource("shells")
    void everyVariableOfTheSuiteGoes(String shell) {
        Stream.concat(Shell.VARIABLES.stream(), Shell.SETTINGS.stream()).forEach(name -> environment.put(name, "stale"));
        Shell.FILES.forEach(name -> environment.put(name, "/not/there"));

        assertEquals(Map.of(), after(shell, CLEAR).variables());
    }

    @Test
    void itsListIsThatOfTheSuite() throws IOException {
        var text = Files.readString(SCRIPT);

        assertEquals(Stream.concat(Shell.VARIABLES.stream(), Shell.SETTINGS.stream()).toList(), words(text, "names"));
        assertEquals(Shell.FILES, words(text, "file_names"));
    }

    private static List<String> words(String text, String variable) {
        var list = Pattern.compile("\\b" + variable + "='([^']*)'").matcher(text);
        assertTrue(list.find());
        return List.of(list.group(1).strip().split("\\s+"));
    }

    /** For fish, PowerShell and all the others, whose text is made from the same lists. */
    @ParameterizedTest
    @CsvSource({"/not/there, /not/there", "~/config, ~/gone", "'', ' '", "config, ''"})
    void emitClearClearsTheSame(String config, String credentials) throws IOException {
        Stream.concat(Shell.VARIABLES.stream(), Shell.SETTINGS.stream()).forEach(name -> environment.put(name, "stale"));
        environment.put("AWS_CONFIG_FILE", config.equals("config") ? home.resolve("config").toString() : config);
        environment.put("AWS_SHARED_CREDENTIALS_FILE", credentials);
        Files.createFile(home.resolve("config"));
        var own = after("bash", CLEAR).variables();
        try (var jane = new Person(home)) {
            jane.environment.putAll(environment);

            assertEquals(own, after("bash", jane.runs("--emit", "bash", "--clear").out()).variables());
        }
    }

    @Test
    void emitClearSaysWhatStays() throws IOException {
        try (var jane = new Person(home)) {
            jane.environment.put("AWS_CONFIG_FILE", Files.createFile(home.resolve("config")).toString());

            assertEquals("note: AWS_CONFIG_FILE stays, since its file is there\n", jane.runs("--emit", "fish", "--clear").screen());
        }
    }

    /** As awscli-mfa has set them with the keys of a profile: what was changed since is the person's. */
    @ParameterizedTest
    @MethodSource("shells")
    void w39WhatAnActivationHasSetBesidesGoesWhereItIsStillOurs(String shell) {
        environment.put("AWS_SESSION_SETTINGS", "|AWS_ENDPOINT_URL=http://127.0.0.1:4566/a b*$(x)|AWS_MAX_ATTEMPTS=5|AWS_RETRY_MODE=standard"
                + "|AWS_CA_BUNDLE=/ca.pem|AWS_NOT_SET=|HOME=" + home + "|PATH;x=|=|AWS_|");
        environment.put("AWS_ENDPOINT_URL", "http://127.0.0.1:4566/a b*$(x)");
        environment.put("AWS_MAX_ATTEMPTS", "9");
        environment.put("AWS_RETRY_MODE", "standard");
        environment.put("AWS_CA_BUNDLE", "/ca.pem");

        assertEquals(new Outcome("0", """
                Cleared:
                  AWS_SESSION_SETTINGS=(set, not shown)
                  AWS_CA_BUNDLE=/ca.pem
                  AWS_ENDPOINT_URL=http://127.0.0.1:4566/a b*$(x)
                  AWS_RETRY_MODE=standard
                """, Map.of("AWS_MAX_ATTEMPTS", "9")), after(shell, CLEAR));
    }

    @ParameterizedTest
    @ValueSource(strings = {"|", "|AWS_RETRY_MODE=standard", "AWS", "", "=", "|||", ":AWS_RETRY_MODE=a|b:"})
    void w39AnOddRecordTakesNothingElseAway(String record) throws IOException {
        environment.put("AWS_SESSION_SETTINGS", record);
        environment.put("AWS_RETRY_MODE", "a|b");
        environment.put("AWS_PAGER", "");
        var left = record.startsWith(":") ? Map.of("AWS_PAGER", "") : Map.of("AWS_PAGER", "", "AWS_RETRY_MODE", "a|b");

        assertEquals(left, after("dash", CLEAR).variables());
        try (var jane = new Person(home)) {
            jane.environment.putAll(environment);

            assertEquals(left, after("dash", jane.runs("--emit", "bash", "--clear").out()).variables());
        }
    }

    /** By the tool that is the only one to give them. */
    @ParameterizedTest
    @MethodSource("shells")
    void w44WhatAContainerGivesGoesAndThatItIsLostIsSaid(String shell) throws IOException {
        environment.put("AWS_VAULT", "prod");
        environment.put("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://127.0.0.1:9/?user=jane");
        environment.put("AWS_CONTAINER_AUTHORIZATION_TOKEN", SESSION_TOKEN);

        assertEquals(new Outcome("0", """
                Cleared:
                  AWS_VAULT=prod
                  AWS_CONTAINER_CREDENTIALS_FULL_URI=(set, not shown)
                  AWS_CONTAINER_AUTHORIZATION_TOKEN=****************
                Only a new shell of the container, or of the tool that set them, has its AWS_CONTAINER_ variables again.
                """, Map.of()), after(shell, CLEAR));
        try (var jane = new Person(home)) {
            jane.environment.putAll(environment);

            assertEquals("note: only a new shell of the container, or of the tool that set them, has its AWS_CONTAINER_ variables again\n",
                    jane.runs("--emit", "fish", "--clear").screen());
        }
    }

    /** A table for people, from the lists that the suite has. */
    @Test
    void thePageAboutShellsNamesWhatGoesWhen() throws IOException {
        var rows = Files.readAllLines(Path.of("docs/shells.md")).stream().filter(line -> line.matches("\\|.*\\| (goes|stays) \\| goes.* \\|")).toList();

        assertEquals(Shell.VARIABLES, names(rows, "| goes | goes"));
        assertEquals(Stream.concat(Shell.SETTINGS.stream(), Shell.FILES.stream()).toList(), names(rows, "| stays | goes"));
    }

    private static List<String> names(List<String> rows, String columns) {
        return rows.stream().filter(row -> row.contains(columns)).flatMap(row -> Pattern.compile("`(\\w+)`").matcher(row).results())
                .map(name -> name.group(1)).toList();
    }

    // --------------------------------------------------------------------- what stays

    @ParameterizedTest
    @MethodSource("shells")
    void aFileVariableStaysWhereItsFileIsThere(String shell) throws IOException {
        janesKeysAreSet();
        Files.createFile(home.resolve("config"));
        environment.put("AWS_CONFIG_FILE", "~/config");
        environment.put("AWS_SHARED_CREDENTIALS_FILE", "~/gone");

        assertEquals(new Outcome("0", "Cleared:\n" + JANES_KEYS + """
                  AWS_SHARED_CREDENTIALS_FILE=~/gone
                AWS_CONFIG_FILE stays, since its file is there; to clear it:  unset AWS_CONFIG_FILE
                """, Map.of("AWS_CONFIG_FILE", "~/config")), after(shell, CLEAR));
    }

    @ParameterizedTest
    @MethodSource("shells")
    void whereOnlyFileVariablesAreSetItSaysSo(String shell) throws IOException {
        environment.put("AWS_CONFIG_FILE", Files.createFile(home.resolve("config")).toString());

        assertEquals(new Outcome("0", """
                AWS_CONFIG_FILE stays, since its file is there; to clear it:  unset AWS_CONFIG_FILE
                There are no other AWS variables to clear.
                """, Map.of("AWS_CONFIG_FILE", home.resolve("config").toString())), after(shell, CLEAR));
    }

    @ParameterizedTest
    @MethodSource("shells")
    void whereNothingIsSetItSaysSo(String shell) {
        assertEquals(new Outcome("0", "There are no AWS variables to clear.\n", Map.of()), after(shell, CLEAR));
    }

    @ParameterizedTest
    @MethodSource("shells")
    void aReadOnlyVariableStaysAndUpsetsNothing(String shell) {
        janesKeysAreSet();

        assertEquals(new Outcome("0", "Cleared:\n" + JANES_KEYS.replace("  AWS_REGION=eu-west-1\n", "")
                + "AWS_REGION stays: it is read-only in this shell\n", Map.of("AWS_REGION", "eu-west-1")),
                after(shell, "set -eu; readonly AWS_REGION; " + CLEAR));
    }

    // ------------------------------------------------------------------ what is shown

    @ParameterizedTest
    @MethodSource("shells")
    void nothingOfASecretIsShownEvenWhereTheShellTracesItself(String shell) {
        janesKeysAreSet();
        environment.put("AWS_SECURITY_TOKEN", "short");
        environment.put("AWS_ACCESS_KEY_ID", "tiny");

        var said = after(shell, "set -xv; " + CLEAR).said();

        assertTrue(said.contains("  AWS_ACCESS_KEY_ID=****************\n"));
        assertTrue(said.contains("  AWS_SECURITY_TOKEN=****************\n"));
        assertFalse(Stream.of("tiny", "short\n", SECRET.substring(0, 6), SECRET.substring(30), SESSION_TOKEN.substring(0, 8))
                .anyMatch(said::contains));
    }

    @ParameterizedTest
    @MethodSource("shells")
    void aHostileValueIsShownInOneLineAndNothingOfItRuns(String shell) {
        environment.put("AWS_PROFILE", "\033[2J\n  AWS_REGION=%s$(touch x)`touch x`\\n*'\"\t\u009b31m\n");
        environment.put("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7\033[2J");
        environment.put("AWS_DEFAULT_PROFILE", "");
        environment.put("AWS_DEFAULT_REGION", "r".repeat(100_000));

        assertEquals("""
                Cleared:
                  AWS_PROFILE=?[2J?  AWS_REGION=%s$(touch x)`touch x`\\n*'"?%s31m?
                  AWS_DEFAULT_PROFILE=(empty)
                  AWS_ACCESS_KEY_ID=****************?[2J
                  AWS_DEFAULT_REGION=""".replaceFirst("%s31", shell.equals("dash") ? "??31" : "?31") + "r".repeat(200) + "...\n",
                after(shell, CLEAR).said());
        assertFalse(Files.exists(home.resolve("x")));
    }

    // ------------------------------------------------------------------ the caller's shell

    /** Everything that a shell can say of itself; what counts or moves by itself is left out. */
    private static final String WITNESS = """
            { set; set -o; trap; alias; } | sed -E '/^(_|LINENO|RANDOM|SRANDOM|SECONDS|EPOCH.*|BASH_.*|PIPESTATUS|PPID|[?]|!|status\
            |pipestatus|TTYIDLE|ZSH_SUBSHELL|OPTIND|jobstates|jobdirs|jobtexts|funcstack|functrace|.sh.*|AWS_.*)=/d'""".stripIndent();

    @ParameterizedTest
    @MethodSource("shells")
    void nothingOfItsOwnIsLeft(String shell) throws IOException {
        janesKeysAreSet();
        var functions = Pattern.compile("(?m)^ +(\\w+)\\(\\) \\{").matcher(Files.readString(SCRIPT)).results()
                .map(name -> name.group(1)).collect(Collectors.joining(" "));
        after(shell, "trap 'echo bye' TERM; name=mine; i=mine; set -- 'one  word' -y\n" + WITNESS + " >before\n" + CLEAR + " -m\n"
                + WITNESS + " >after; printf '%s|' \"$@\" >words; for f in " + functions
                + "; do if command -v $f; then printf '%s ' $f; fi; done >functions");

        assertTrue(read("before").contains("mine"));
        assertEquals(read("before"), read("after"));
        assertEquals("one  word|-y|", read("words"));
        assertEquals("", read("functions"));
    }

    @ParameterizedTest
    @MethodSource("shells")
    void aStrictAndStrangeShellIsServedToo(String shell) {
        janesKeysAreSet();
        var outcome = after(shell, "set -euC; IFS=_A; set -- a '*' -h -y; alias unset=echo printf=false eval=false read=false\n"
                + CLEAR + "\n\\printf '%s|' \"$IFS\" \"$@\"");

        assertEquals(new Outcome("0", "Cleared:\n" + JANES_KEYS + "_A|a|*|-h|-y|", Map.of()), outcome);
    }

    @ParameterizedTest
    @MethodSource("shells")
    void itCanBeSourcedByAFunctionAndByAnotherFile(String shell) throws IOException {
        janesKeysAreSet();
        Files.writeString(home.resolve("other"), "clear_all() { " + CLEAR + "; }\nclear_all build\n");

        assertEquals(new Outcome("0", "Cleared:\n" + JANES_KEYS, Map.of()), after(shell, ". ./other"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash", "zsh -f", "dash", "ksh"})
    void variablesThatAreNotExportedGoToo(String shell) {
        assertEquals("gone", after(shell, "AWS_PROFILE=dev; " + CLEAR + " 2>said; printf %s \"${AWS_PROFILE-gone}\"").said());
    }

    // --------------------------------------------------------------------- the options

    @ParameterizedTest
    @CsvSource({"bash, -h", "zsh -f, --help", "ksh, -h"})
    void helpChangesNothing(String shell, String option) {
        environment.put("AWS_PROFILE", "dev");
        var outcome = after(shell, CLEAR + " " + option);

        assertEquals(new Outcome("0", """
                Clears the AWS variables of this shell.

                    . ./clear-aws-envvars.sh [-y] [-m]       in bash, zsh and ksh
                    set -- -y; . ./clear-aws-envvars.sh      in dash, where a sourced file gets no words of its own

                  -y, --yes         does not ask; neither does it where there is no terminal
                  -m, --monochrome  without bold text; NO_COLOR=1 does that too
                  -h, --help        says this
                  --                in a script that has a -y of its own: no options

                AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE go where they name a file that is not there. The status is 0,
                also when there is nothing to clear, and 130 when you do not agree. In other shells:
                    jbang awscli-mfa.java --emit fish --clear | source     or powershell, windows-cmd, tcsh, nu
                """, Map.of("AWS_PROFILE", "dev")), outcome);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash", "zsh -f", "dash", "ksh", "sh"})
    void executedInsteadOfSourcedItSaysHow(String shell) {
        environment.put("AWS_PROFILE", "dev");
        var how = """
                clear-aws-envvars: a program cannot clear the variables of the shell that runs it
                clear-aws-envvars: hint: source it, in bash, zsh, ksh or dash: . %s
                """.formatted(SCRIPT);

        assertEquals(new Outcome("1", how, Map.of("AWS_PROFILE", "dev")), after(shell, shell + " '" + SCRIPT + "'"));
        assertEquals(new Outcome("1", how, Map.of("AWS_PROFILE", "dev")), after(shell, "'" + SCRIPT + "' -y"));
    }

    // ------------------------------------------------------------------- at a terminal

    /** With an interactive shell that leaves its variables, modes and the status of its last command in a file. */
    private Tmux terminal(String shell) throws IOException {
        Files.writeString(home.resolve("report"), """
                { echo "$1"; stty -a; env | grep '^AWS_' | sort; } >"$HOME/state\"""");
        var terminal = new Tmux(home, environment, Tmux.shell(shell));
        terminal.awaitPrompt(Tmux.READY);
        return terminal;
    }

    private String state(Tmux terminal) {
        terminal.command("sh ./report $?");
        terminal.awaitPrompt(Tmux.READY);
        return read("state");
    }

    private static final String AT_THE_QUESTION = "These AWS variables are set:\n" + JANES_KEYS;

    @ParameterizedTest
    @ValueSource(strings = {"bash", "zsh", "dash", "ksh"})
    void atATerminalItAsksUntilTheAnswerFits(String shell) throws IOException {
        janesKeysAreSet();
        try (var terminal = terminal(shell)) {
            terminal.command("alias clearaws=\"" + CLEAR + "\"");
            terminal.command("clearaws");
            terminal.answer(QUESTION, "perhaps");
            terminal.answer(QUESTION, "y");
            terminal.command("env | grep -c AWS_");

            assertEquals("ready$ clearaws\n" + AT_THE_QUESTION + """
                    Clear them? [Y/n] perhaps
                      answer y or n; Enter alone means yes
                    Clear them? [Y/n] y
                    Cleared.
                    ready$ env | grep -c AWS_
                    0
                    ready$""", screenFrom(terminal, "clearaws\n"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash", "zsh", "dash", "ksh"})
    void whoDoesNotAgreeKeepsEverything(String shell) throws IOException {
        janesKeysAreSet();
        try (var terminal = terminal(shell)) {
            var before = state(terminal);
            terminal.command("clear");
            terminal.command(CLEAR);
            terminal.answer(QUESTION, "n");
            assertEquals("ready$ " + CLEAR + "\n" + AT_THE_QUESTION + """
                    Clear them? [Y/n] n
                    clear-aws-envvars: cancelled
                    clear-aws-envvars: hint: nothing was changed; run it again when you are ready
                    ready$""", screenFrom(terminal, CLEAR));
            assertEquals(before.replaceFirst("0", "130"), state(terminal));

            terminal.command(CLEAR);
            terminal.awaitPrompt(QUESTION);
            terminal.press("C-d");
            assertEquals(before.replaceFirst("0", "130"), state(terminal));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash", "zsh", "dash", "ksh"})
    void ctrlCAtTheQuestionLeavesEverythingAsItWas(String shell) throws IOException {
        janesKeysAreSet();
        try (var terminal = terminal(shell)) {
            var before = state(terminal);
            terminal.command(CLEAR);
            terminal.awaitPrompt(QUESTION);
            terminal.type("y");
            terminal.awaitPrompt(QUESTION + " *y");
            terminal.press("C-c");
            terminal.awaitPrompt(Tmux.READY);

            var after = state(terminal);
            // Each shell has its own word for a line that a signal ended; zsh has two, by whether it or its copy notices first.
            var statuses = shell.equals("ksh") ? "258" : shell.equals("zsh") ? "130|1" : "130";
            assertTrue(after.lines().findFirst().orElse("").matches(statuses), "the status tells that it was ended: " + statuses);
            assertEquals(before.lines().skip(1).toList(), after.lines().skip(1).toList());
            terminal.awaitThat("the end of all processes", () -> terminal.children().isEmpty());
        }
    }

    @ParameterizedTest
    @CsvSource({"bash, -y", "zsh, --yes", "ksh, -y -m", "dash, ''"})
    void yesDoesNotAsk(String shell, String options) throws IOException {
        janesKeysAreSet();
        try (var terminal = terminal(shell)) {
            var clear = shell.equals("dash") ? "set -- -y; " + CLEAR : CLEAR + " " + options;
            terminal.command(clear);

            assertEquals("ready$ " + clear + "\nCleared:\n" + JANES_KEYS + "ready$", screenFrom(terminal, clear));
            assertFalse(state(terminal).contains("AWS_"));
        }
    }

    /** A script may have options of its own, and a person may mistype one. */
    @Test
    void aWordThatIsNoOptionMeansThatNoneCounts() throws IOException {
        janesKeysAreSet();
        try (var terminal = terminal("bash")) {
            terminal.command(CLEAR + " -y -z");
            terminal.answer(QUESTION, "n");
            assertTrue(terminal.awaitPrompt(Tmux.READY)
                    .contains("clear-aws-envvars: note: there is no option -z here; see them with -h\n" + AT_THE_QUESTION));

            Files.writeString(home.resolve("deploy"), CLEAR + "\n");
            terminal.command("clear; bash ./deploy -y production");
            terminal.answer(QUESTION, "n");
            assertFalse(terminal.awaitPrompt(Tmux.READY).contains("note"));

            Files.writeString(home.resolve("deploy"), CLEAR + " --\n");
            terminal.command("clear; bash ./deploy -y");
            terminal.answer(QUESTION, "n");
        }
    }

    @ParameterizedTest
    @CsvSource({"'', , true", "-m, , false", "'', 1, false"})
    void theHeadingIsBoldUnlessThePersonWantsItPlain(String option, String noColor, boolean isBold) throws IOException {
        environment.put("AWS_PROFILE", "dev");
        if (noColor != null) {
            environment.put("NO_COLOR", noColor);
        }
        try (var terminal = terminal("bash")) {
            terminal.command((CLEAR + " " + option).strip());
            terminal.awaitPrompt(QUESTION);

            assertEquals(isBold, terminal.colouredScreen().contains("\033[1mThese AWS variables are set:"));
        }
    }

    /** From the last prompt before the command on. */
    private static String screenFrom(Tmux terminal, String command) {
        var screen = terminal.awaitPrompt(Tmux.READY);
        return screen.substring(screen.indexOf("ready$ " + command));
    }

    // ------------------------------------------------------------------------ the text

    @Test
    void shellcheckHasNothingToSay() {
        Tmux.requireTool("shellcheck");

        for (var dialect : List.of("sh", "bash", "dash", "ksh")) {
            assertEquals("", run(List.of("shellcheck", "--shell=" + dialect, SCRIPT.toString())));
        }
    }

    /** In {@code $(…)} it counts quotes and parentheses, wherever they stand. */
    @Test
    void whatBash32MiscountsIsNotThere() throws IOException {
        var text = Files.readString(SCRIPT);
        var inside = text.substring(text.indexOf("\\eval \"$(\n") + 10, text.lastIndexOf("\n)\""));

        assertEquals(List.of(), inside.lines().filter(line -> line.strip().startsWith("#") && line.matches(".*['\"`()].*")).toList());
        assertEquals(inside.replaceAll("[^(]", "").length(), inside.replaceAll("[^)]", "").length());
        assertFalse(Pattern.compile("\\[\\[ |<<<|\\bdeclare\\b|\\blocal\\b|\\$\\{\\w+(,,|\\^\\^|@)|&>|\\|&|;;&|;&").matcher(text).find());
    }
}
