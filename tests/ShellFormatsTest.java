//SOURCES Cleared.java
//SOURCES Tmux.java
//SOURCES aws/LocalAws.java
//SOURCES ../lib/model/Problem.java
//SOURCES ../lib/model/Shell.java
//DEPS org.junit.jupiter:junit-jupiter:6.1.3
//DEPS com.fasterxml.jackson.core:jackson-databind:2.22.4

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lib.model.Problem;
import lib.model.Shell;
import lib.model.Shell.Variable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tests.aws.LocalAws;

/**
 * The formats beside bash's, zsh's and fish's own: their readers take every value as it is and run none of it. Readers that
 * cannot be had here, PowerShell and cmd.exe, are represented by what their documentation says.
 */
class ShellFormatsTest {

    private static final String SESSION_TOKEN = "IQoJb3JpZ2luX2VjE/+=".repeat(205);

    private static final List<String> HOSTILE = List.of(
            "", " ", "plain", "two words", "two  words", " blanks around ", "it's", "'", "''", "'a'",
            "\\'", "\"", "\"a\"", "'\"'\"'",
            "$(touch X)", "`touch X`", "'; touch X; '", "'$(touch X)'", "\\'; touch X #", "\"; touch X; \"",
            "$HOME", "${HOME}", "$'\\n'",
            "%s%n%d", "100%", "%PATH%", "\\", "\\\\", "a\\", "\\a", "a\\nb", "\\x41\\101", "tab\there",
            "!", "!!", "!touch", "\\!", "\\\\!",
            "a!b'!c", "*", "?", "[a-z]*", "~", "~root", "{a,b}", "=ls", "#", "a #b", "&", "|", ";", "<", ">", "^", "a&b", "(a)",
            "-", "--", "-e", "-u", "-n 1", "a=b", "profile/with/slashes", "grün 東京 🔑", "e\u0301", "\u00a0",
            "\u2018\u2019\u201a\u201b\u201c", SESSION_TOKEN);

    private static final List<Variable> NASTY = List.of(
            Variable.set("AWS_PROFILE", "it's 100% $(rm) `x` \\ \"y\" !z & ^ |"), Variable.set("AWS_REGION", "two\nlines\\"));

    private static final List<Variable> NAME = List.of(
            Variable.set("AWS_PROFILE", "my dev&co/\\^(x)"), Variable.set("AWS_DEFAULT_PROFILE", "my dev&co/\\^(x)"));

    private static final List<Variable> KEYS = List.of(
            Variable.set("AWS_ACCESS_KEY_ID", "ASIAEXAMPLE"), Variable.set("AWS_SECRET_ACCESS_KEY", "se/c+ret"),
            Variable.set("AWS_SESSION_TOKEN", "to/k+en=="), Variable.set("AWS_SESSION_TYPE", "mfasession"),
            Variable.set("AWS_CREDENTIAL_EXPIRATION", "2026-11-22T06:40:13Z"), Variable.set("AWS_REGION", "eu-west-1"));

    private static final String NU_TELLS = "'0' | save -f status; ^env -0 | save -f --raw env";

    @TempDir
    private Path folder;

    /** What stays in a shell that takes a session over. */
    private final List<String> settings = new ArrayList<>();

    /** What a reader left: its status after the text, the AWS variables then, and the files in its folder. */
    private record Outcome(String status, Map<String, String> variables, List<String> files) {}

    /** Runs a shell in a folder that holds {@code text}, with stale AWS variables, and returns what it says. */
    private String run(String text, String stdin, String... line) throws Exception {
        Tmux.requireTool(line[0]);
        Files.writeString(folder.resolve("text"), text);
        var builder = new ProcessBuilder(line).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(Map.of(
                "PATH", System.getenv("PATH"), "HOME", folder.resolve("home").toString(), "LC_ALL", "C.UTF-8"));
        builder.environment().putAll(stale());
        settings.forEach(name -> builder.environment().put(name, "stale"));
        var process = builder.start();
        try (var input = process.getOutputStream()) {
            input.write(stdin.getBytes(StandardCharsets.UTF_8));
        }
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said;
    }

    private Outcome outcome() throws IOException {
        try (var files = Files.list(folder)) {
            return new Outcome(Files.readString(folder.resolve("status")), variables(),
                    files.map(file -> file.getFileName().toString()).filter(name -> !name.equals("home")).sorted().toList());
        }
    }

    private Map<String, String> variables() throws IOException {
        return Stream.of(Files.readString(folder.resolve("env")).split("\0")).filter(entry -> entry.matches("(?s)(AWS|GRANTED_).*"))
                .map(entry -> entry.split("=", 2))
                .collect(Collectors.toMap(entry -> entry[0], entry -> entry[1], (one, other) -> other, TreeMap::new));
    }

    private Outcome after(String shell, String command, String text) throws Exception {
        var line = new ArrayList<>(List.of(shell.split(" ")));
        var status = shell.startsWith("tcsh") || shell.startsWith("fish") ? "$status" : "$?";
        line.addAll(List.of("-c", command + "; printf %s " + status + " >status; env -0 >env"));
        assertEquals("", run(text, "", line.toArray(String[]::new)), "what " + shell + " said");
        return outcome();
    }

    /** A screen has no room for thirty lines that do nothing there. */
    @Test
    void whatAPersonSeesClearsOnlyWhatIsSetOrWouldOverrule() {
        assertEquals("""
                unset AWS_PROFILE
                unset AWS_DEFAULT_PROFILE
                unset AWS_SECURITY_TOKEN
                unset AWS_VAULT
                export AWS_ACCESS_KEY_ID='AKIA1'
                """, Shell.BASH.assign(List.of(Variable.set("AWS_ACCESS_KEY_ID", "AKIA1")), Map.of("AWS_VAULT", "dev", "HOME", "/")));
    }

    private static Outcome success(Map<String, String> variables) {
        return new Outcome("0", variables, List.of("env", "status", "text"));
    }

    /** All hostile values that this format can hold, each in a variable of its own. */
    private static TreeMap<String, String> holdable(Shell format) {
        var values = new TreeMap<String, String>();
        HOSTILE.stream().filter(value -> holds(format, value))
                .forEach(value -> values.put("AWS_VALUE_%02d".formatted(values.size()), value));
        return values;
    }

    private static boolean holds(Shell format, String value) {
        try {
            format.assign(Stream.concat(KEYS.stream(), Stream.of(Variable.set("AWS_VALUE", value))).toList());
            return true;
        } catch (Problem found) {
            return false;
        }
    }

    private static List<Variable> variables(Map<String, String> values) {
        return values.entrySet().stream().map(entry -> Variable.set(entry.getKey(), entry.getValue())).toList();
    }

    private static Map<String, String> stale() {
        return Shell.VARIABLES.stream()
                .collect(Collectors.toMap(name -> name, name -> "stale", (one, other) -> one, TreeMap::new));
    }

    // ---------------------------------------------------------------------- tcsh

    @ParameterizedTest
    @ValueSource(strings = {"", "set backslash_quote; ", "set noglob; ", "set nonomatch; "})
    void tcshTakesEveryValueByteForByteAndRunsNothingOfIt(String setting) throws Exception {
        var wanted = holdable(Shell.TCSH);
        var text = Shell.TCSH.assign(variables(wanted));

        assertEquals(HOSTILE.size(), wanted.size());
        assertEquals(success(wanted), after("tcsh -f", setting + "eval \"`cat text`\"", text));
        assertEquals(success(wanted), after("tcsh -f", setting + "source text", text));
    }

    @Test
    void tcshIsAsItWasAfterAFailureAndItsStatusIs1() throws Exception {
        var expected = new Outcome("1", stale(), List.of("env", "status", "text"));

        assertEquals(expected, after("tcsh -f", "eval \"`cat text`\"", Shell.TCSH.failure()));
        assertEquals(expected, after("tcsh -f", "source text", Shell.TCSH.failure()));
    }

    @Test
    void tcshIsToldWithSemicolonsBecauseBackquotesMakeWordsOfLines() {
        assertEquals(Cleared.but("unsetenv %s;\n", "AWS_PROFILE") + """
                setenv AWS_PROFILE 'it'\\''s '\\\\'$(rm) '\\!'z';
                """, Shell.TCSH.assign(List.of(Variable.set("AWS_PROFILE", "it's \\$(rm) !z"))));
    }

    // ------------------------------------------------------------------- pasting

    /** With history and all else that only a person has; without a tab, which is a key here, save in a bracketed paste. */
    @ParameterizedTest
    @CsvSource({"bash --norc --noprofile -i, bash", "bash --norc --noprofile -i -H, bash", "zsh -f -i, zsh",
        "fish --no-config -i, fish", "tcsh -f -i, tcsh"})
    void theLineToPasteIsOneLineThatWaitsForEnter(String shell, String format) throws Exception {
        var wanted = holdable(Shell.named(format).orElseThrow());
        wanted.values().removeIf(value -> value.contains("\t"));
        var line = Shell.named(format).orElseThrow().toPaste(variables(wanted));
        var status = shell.matches("(tcsh|fish).*") ? "$status" : "$?";

        assertEquals(1, line.split("\n", -1).length);
        run("", line + "\nprintf %s " + status + " >status; env -0 >env\n", shell.split(" "));
        assertEquals(success(wanted), outcome());
    }

    @ParameterizedTest
    @CsvSource({"bash --posix, bash", "zsh -f, zsh", "fish --no-config, fish", "tcsh -f, tcsh"})
    void clearingLeavesNoVariableOfTheSuite(String shell, String format) throws Exception {
        var source = shell.startsWith("tcsh") ? "source ./text" : ". ./text";
        var text = Shell.named(format).orElseThrow().clear(Shell.FILES);
        settings.addAll(Shell.SETTINGS);
        settings.addAll(Shell.FILES);

        assertEquals(success(Map.of()), after(shell, source, text));
        assertEquals(success(Map.of()), after(shell, source + "; " + source, text));
    }

    // ----------------------------------------------------------------- powershell

    @Test
    void powerShellGetsAsciiOnALineOfItsOwnForEachVariable() {
        assertEquals(Cleared.but("Remove-Item Env:%s -ErrorAction SilentlyContinue\n",
                "AWS_PROFILE", "AWS_REGION", "AWS_SESSION_IDENT") + """
                $Env:AWS_PROFILE = 'it''s 100% $(rm) `x` \\ "y" !z & ^ |'
                $Env:AWS_REGION = 'two' + [char]10 + 'lines\\'
                $Env:AWS_SESSION_IDENT = '' + [char]8217 + '; rm; ' + [char]55357 + '' + [char]56593 + ''
                """, Shell.POWERSHELL.assign(Stream.concat(NASTY.stream(),
                        Stream.of(Variable.set("AWS_SESSION_IDENT", "\u2019; rm; 🔑"))).toList()));
        assertEquals("throw 'no AWS session was handed over'\n", Shell.POWERSHELL.failure());
    }

    @Test
    void powerShellsTextIsPrintableAsciiWhateverTheValues() {
        var text = Shell.POWERSHELL.toPaste(variables(holdable(Shell.POWERSHELL)));

        assertEquals("", text.replaceAll("[ -~]", ""));
        assertEquals(HOSTILE.size(), holdable(Shell.POWERSHELL).size());
    }

    // ---------------------------------------------------------------- windows-cmd

    @Test
    void cmdGetsSetCommandsInQuotesAndIsMadeToSucceed() {
        assertEquals(Cleared.but("set \"%s=\"\n", "AWS_PROFILE", "AWS_DEFAULT_PROFILE") + """
                set "AWS_PROFILE=my dev&co/\\^(x)"
                set "AWS_DEFAULT_PROFILE=my dev&co/\\^(x)"
                cmd /c exit 0
                """, Shell.WINDOWS_CMD.assign(NAME));
        assertEquals("cmd /c exit 1\n", Shell.WINDOWS_CMD.failure());
        assertEquals(Shell.WINDOWS_CMD.assign(NAME).strip().replace("\n", " & "), Shell.WINDOWS_CMD.toPaste(NAME));
    }

    @Test
    void cmdTakesNoMoreThanItsLineCanHold() {
        var tokens = List.of(Variable.set("AWS_SESSION_TOKEN", SESSION_TOKEN), Variable.set("AWS_SESSION_IDENT", SESSION_TOKEN));

        assertEquals(Shell.VARIABLES.size() + 1, Shell.WINDOWS_CMD.assign(tokens).lines().count());
        assertEquals("the format windows-cmd cannot hold the whole line, which has more than 8191 characters in it",
                problem(() -> Shell.WINDOWS_CMD.toPaste(tokens)).message());
        assertEquals(Problem.cannotHold("windows-cmd", "AWS_SESSION_TOKEN", "more than 8191 characters"), problem(() ->
                Shell.WINDOWS_CMD.assign(List.of(Variable.set("AWS_SESSION_TOKEN", SESSION_TOKEN + SESSION_TOKEN)))));
    }

    // ------------------------------------------------------------------------- nu

    @Test
    void nuGetsARecord() {
        assertEquals("{\n" + Cleared.but("  \"%s\": null,\n", "AWS_PROFILE", "AWS_REGION", "AWS_SESSION_IDENT") + """
                  "AWS_PROFILE": "it's 100% $(rm) `x` \\\\ \\"y\\" !z & ^ |",
                  "AWS_REGION": "two\\u000alines\\\\",
                  "AWS_SESSION_IDENT": "tab\\u0009grün \\u001b[2J 🔑"
                }
                """, Shell.NU.assign(Stream.concat(NASTY.stream(),
                        Stream.of(Variable.set("AWS_SESSION_IDENT", "tab\tgrün \u001b[2J 🔑"))).toList()));
        assertEquals("", Shell.NU.failure());
    }

    @Test
    void nuTakesEveryValueByteForByteAndRunsNothingOfIt() throws Exception {
        var wanted = holdable(Shell.NU);
        wanted.put("AWS_VALUE_LINES", "two\nlines\r\n");

        assertEquals("", run(Shell.NU.assign(variables(wanted)), "", "nu", "-n", "-c", "^cat text | from json | load-env; " + NU_TELLS));
        assertEquals(HOSTILE.size() + 1, wanted.size());
        assertEquals(success(wanted), outcome());
        assertEquals("", run("", "", "nu", "-n", "-c", Shell.NU.toPaste(variables(wanted)) + "; " + NU_TELLS), "pasted");
        assertEquals(success(wanted), outcome());
    }

    @Test
    void nuIsAsItWasAfterAFailure() throws Exception {
        run(Shell.NU.failure(), "", "nu", "-n", "-c", "try { ^sh -c 'cat text; exit 130' | from json | load-env; touch X }; " + NU_TELLS);

        assertEquals(success(stale()), outcome());
    }

    @Test
    void clearingLeavesNoVariableOfTheSuiteInNu() throws Exception {
        settings.addAll(Shell.SETTINGS);

        assertEquals("", run(Shell.NU.clear(List.of()), "", "nu", "-n", "-c", "^cat text | from json | load-env; " + NU_TELLS));
        assertEquals(success(Map.of()), outcome());
    }

    // ------------------------------------------------------------------- env files

    @ParameterizedTest
    @ValueSource(strings = {"ENV_NO_EXPORT", "DOTENV"})
    void theLinesOfAFileAreReadBackByAShell(Shell format) throws Exception {
        var wanted = holdable(format);
        var text = format.assign(variables(wanted));
        var expected = new TreeMap<>(stale());
        expected.putAll(wanted);

        assertEquals(wanted.size(), text.lines().count());
        assertEquals(success(expected), after("sh", "set -a; . ./text", text));
        assertEquals(success(stale()), after("sh", ". ./text", text), "without export");
        assertEquals(success(expected), after("bash", "set -a; . ./text", text));
    }

    @Test
    void envNoExportIsBareWhereAShellAllowsItAsTheAwsCommandPrintsIt() {
        assertEquals("""
                AWS_ACCESS_KEY_ID=ASIAEXAMPLE
                AWS_SECRET_ACCESS_KEY=se/c+ret
                AWS_SESSION_TOKEN=to/k+en==
                AWS_SESSION_TYPE=mfasession
                AWS_CREDENTIAL_EXPIRATION=2026-11-22T06:40:13Z
                AWS_REGION=eu-west-1
                """, Shell.ENV_NO_EXPORT.assign(KEYS));
        assertEquals("AWS_PROFILE='it'\\''s mine'\nAWS_REGION=''\n", Shell.ENV_NO_EXPORT.assign(List.of(
                Variable.set("AWS_PROFILE", "it's mine"), Variable.set("AWS_REGION", ""))));
        assertEquals("false\n", Shell.ENV_NO_EXPORT.failure());
    }

    /** Docker and systemd take quotes for a part of the value. */
    @Test
    void s50DotenvQuotesOnlyWhatNeedsIt() {
        assertEquals(Shell.ENV_NO_EXPORT.assign(KEYS), Shell.DOTENV.assign(KEYS));
        assertEquals("AWS_PROFILE='two words # !'\nAWS_REGION=\n", Shell.DOTENV.assign(List.of(
                Variable.set("AWS_PROFILE", "two words # !"), Variable.set("AWS_REGION", ""))));
        assertEquals("", Shell.DOTENV.failure());
    }

    // --------------------------------------------------------------------- prefix

    @ParameterizedTest
    @ValueSource(strings = {"sh", "bash", "bash --posix", "zsh -f"})
    void thePrefixIsForOneCommandOnly(String shell) throws Exception {
        var wanted = holdable(Shell.PREFIX);
        var text = Shell.PREFIX.assign(variables(wanted));

        assertEquals(HOSTILE.size(), wanted.size());
        assertEquals(1, text.lines().count());
        assertEquals(success(stale()), after(shell, "eval \"$(cat text) env -0\" >inner", text, "inner"));
        Files.copy(folder.resolve("inner"), folder.resolve("env"), StandardCopyOption.REPLACE_EXISTING);
        assertEquals(wanted, variables());
    }

    /** The same, save that a file of that name may be there. */
    private Outcome after(String shell, String command, String text, String file) throws Exception {
        var outcome = after(shell, command, text);
        return new Outcome(outcome.status(), outcome.variables(),
                outcome.files().stream().filter(name -> !name.equals(file)).toList());
    }

    @Test
    void afterAFailureTheCommandBehindThePrefixDoesNotRun() throws Exception {
        assertEquals(new Outcome("1", stale(), List.of("env", "status", "text")),
                after("sh", "eval \"$(cat text) touch X\"", Shell.PREFIX.failure()));
    }

    @Test
    void thePrefixNamesEverythingThatIsToBeAbsent() {
        assertEquals("env" + Cleared.but(" -u %s", "AWS_PROFILE", "AWS_DEFAULT_PROFILE")
                + " AWS_PROFILE='my dev&co/\\^(x)' AWS_DEFAULT_PROFILE='my dev&co/\\^(x)' ", Shell.PREFIX.toPaste(NAME));
    }

    // -------------------------------------------------------------------- process

    @Test
    void aCredentialProcessTellsKeysAndNothingElse() {
        assertEquals("""
                {
                  "Version": 1,
                  "AccessKeyId": "ASIAEXAMPLE",
                  "SecretAccessKey": "se/c+ret",
                  "SessionToken": "to/k+en==",
                  "Expiration": "2026-11-22T06:40:13Z"
                }
                """, Shell.PROCESS.assign(KEYS));
        assertEquals("""
                {
                  "Version": 1,
                  "AccessKeyId": "AKIAEXAMPLE",
                  "SecretAccessKey": "se/c+ret"
                }
                """, Shell.PROCESS.assign(List.of(Variable.set("AWS_PROFILE_IDENT", "dev"),
                        Variable.set("AWS_SECRET_ACCESS_KEY", "se/c+ret"), Variable.set("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE"))));
        assertEquals("", Shell.PROCESS.failure());
    }

    @Test
    void jacksonReadsEveryValueBack() throws IOException {
        var json = new ObjectMapper();
        for (var value : Stream.concat(HOSTILE.stream(), Stream.of("two\nlines\r", "\0\u001f\u007f\u2028")).toList()) {
            var read = json.readTree(Shell.PROCESS.assign(List.of(Variable.set("AWS_ACCESS_KEY_ID", "id"),
                    Variable.set("AWS_SECRET_ACCESS_KEY", value), Variable.set("AWS_SESSION_TOKEN", value + value))));

            assertEquals(value, read.path("SecretAccessKey").asText());
            assertEquals(value + value, read.path("SessionToken").asText());
        }
    }

    @Test
    void theAwsCommandWorksWithWhatTheProcessTells() throws Exception {
        Tmux.requireTool("aws");
        try (var aws = LocalAws.start()) {
            var jane = aws.account("123456789012").user("jane");
            var text = Shell.PROCESS.assign(List.of(
                    Variable.set("AWS_ACCESS_KEY_ID", jane.accessKey().id()),
                    Variable.set("AWS_SECRET_ACCESS_KEY", jane.accessKey().secret()),
                    Variable.set("AWS_CREDENTIAL_EXPIRATION", Instant.now().plusSeconds(3600).toString())));
            Files.writeString(folder.resolve("config"), """
                    [profile dev]
                    region = eu-west-1
                    credential_process = cat "%s"
                    """.formatted(folder.resolve("text")));

            assertEquals("arn:aws:iam::123456789012:user/jane\n", run(text, "", "env", "-i", "PATH=" + System.getenv("PATH"),
                    "HOME=" + folder, "AWS_CONFIG_FILE=config", "AWS_EC2_METADATA_DISABLED=true", "AWS_PAGER=", "AWS_PROFILE=dev",
                    "aws", "--endpoint-url", aws.endpoint().toString(), "--output", "text", "--query", "Arn",
                    "sts", "get-caller-identity"));
        }
    }

    // ------------------------------------------------------------------------ sql

    @Test
    void redshiftGetsTheThreeParts() {
        assertEquals("""
                ACCESS_KEY_ID 'ASIAEXAMPLE'
                SECRET_ACCESS_KEY 'se/c+ret'
                SESSION_TOKEN 'to/k+en=='
                """, Shell.SQL.assign(KEYS));
        assertEquals("""
                ACCESS_KEY_ID 'id'
                SECRET_ACCESS_KEY 'it''s'' OR 1=1 --'""", Shell.SQL.toPaste(List.of(
                Variable.set("AWS_ACCESS_KEY_ID", "id"), Variable.set("AWS_SECRET_ACCESS_KEY", "it's' OR 1=1 --"))));
        assertEquals("", Shell.SQL.failure());
    }

    // ----------------------------------------------------------- what does not fit

    private static Stream<Arguments> unholdable() {
        return Stream.of(
                Arguments.of(Shell.WINDOWS_CMD, "100%", "a %"), Arguments.of(Shell.WINDOWS_CMD, "a\"b", "a \""),
                Arguments.of(Shell.WINDOWS_CMD, "a!b", "a !"), Arguments.of(Shell.WINDOWS_CMD, "a\nb", "a line break"),
                Arguments.of(Shell.WINDOWS_CMD, "a\tb", "a control character"),
                Arguments.of(Shell.TCSH, "a\nb", "a line break"), Arguments.of(Shell.TCSH, "a\u001bb", "a control character"),
                Arguments.of(Shell.DOTENV, "it's", "a '"), Arguments.of(Shell.DOTENV, "a\\b", "a backslash"),
                Arguments.of(Shell.DOTENV, "${HOME}", "a $"), Arguments.of(Shell.DOTENV, "a\nb", "a line break"),
                Arguments.of(Shell.ENV_NO_EXPORT, "a\nb", "a line break"), Arguments.of(Shell.ENV_NO_EXPORT, "a\r", "a line break"),
                Arguments.of(Shell.PREFIX, "a\nb", "a line break"), Arguments.of(Shell.SQL, "a\\b", "a backslash"),
                Arguments.of(Shell.SQL, "a\nb", "a line break"), Arguments.of(Shell.BASH, "a\0b", "a control character"),
                Arguments.of(Shell.NU, "a\0b", "a control character"));
    }

    @ParameterizedTest
    @MethodSource("unholdable")
    void whatAFormatCannotHoldIsAProblemAndNotAWrongLine(Shell format, String value, String what) {
        var wanted = List.of(KEYS.get(0), KEYS.get(1), Variable.set("AWS_SESSION_TOKEN", value));
        var expected = Problem.cannotHold(format.id(), "AWS_SESSION_TOKEN", what);

        assertEquals(expected, problem(() -> format.assign(wanted)));
        assertEquals(expected, problem(() -> format.toPaste(wanted)));
        assertEquals("the format " + format.id() + " cannot hold AWS_SESSION_TOKEN, which has " + what + " in it",
                expected.message());
    }

    @Test
    void whatAFormatDoesNotShowItNeedNotHold() {
        var wanted = Stream.concat(KEYS.stream(), Stream.of(Variable.set("AWS_SESSION_IDENT", "a\\b"))).toList();

        assertEquals(Shell.SQL.assign(KEYS), Shell.SQL.assign(wanted));
    }

    @ParameterizedTest
    @EnumSource
    void everyFormatHoldsASessionOfAws(Shell format) {
        var token = List.of(Variable.set("AWS_ACCESS_KEY_ID", "ASIAEXAMPLE"), Variable.set("AWS_SECRET_ACCESS_KEY", "se/c+ret"),
                Variable.set("AWS_SESSION_TOKEN", SESSION_TOKEN));

        assertEquals(1, format.assign(token).split(Pattern.quote(SESSION_TOKEN), -1).length - 1);
        assertEquals(1, format.toPaste(token).split(Pattern.quote(SESSION_TOKEN), -1).length - 1);
    }

    @ParameterizedTest
    @EnumSource
    void onlyTwoFormatsHaveNoPlaceForAName(Shell format) {
        assertEquals(List.of(Shell.PROCESS, Shell.SQL).contains(format), format.isForKeysOnly());
        if (format.isForKeysOnly()) {
            assertEquals(Problem.wrongUsage("the format " + format.id() + " holds keys, not the name of a profile",
                    "use it without --select, or choose another format"), problem(() -> format.assign(NAME)));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"ENV_NO_EXPORT", "DOTENV", "PROCESS", "SQL"})
    void whatCanOnlySetCannotClear(Shell format) {
        assertEquals(Problem.wrongUsage("the format " + format.id() + " can clear nothing",
                "name your shell, such as --emit bash"), problem(() -> format.clear(List.of())));
    }

    private static Problem problem(Executable work) {
        return assertThrows(Problem.class, work);
    }

    // ------------------------------------------------------------------- handover

    @ParameterizedTest
    @EnumSource
    void everyFormatIsNamedInItsHandover(Shell format) {
        assertEquals(1, format.handover("mfa dev").split("mfa dev --emit " + format.id() + "(?![\\w-])", -1).length - 1);
    }

    @Test
    void theHandoverIsTheLineToType() {
        assertEquals("mfa dev --emit powershell | Invoke-Expression", Shell.POWERSHELL.handover("mfa dev"));
        assertEquals("for /f \"delims=\" %i in ('mfa dev --emit windows-cmd') do @%i", Shell.WINDOWS_CMD.handover("mfa dev"));
        assertEquals("eval \"`mfa dev --emit tcsh`\"", Shell.TCSH.handover("mfa dev"));
        assertEquals("mfa dev --emit nu | from json | load-env", Shell.NU.handover("mfa dev"));
        assertEquals("credential_process = mfa dev --emit process", Shell.PROCESS.handover("mfa dev"));
    }
}
