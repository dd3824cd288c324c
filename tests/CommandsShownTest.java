//SOURCES Checkout.java
//SOURCES Pasted.java
//SOURCES Person.java
//SOURCES Tmux.java
//SOURCES ../awscli-mfa.java
//SOURCES ../enable-disable-vmfa-device.java
//SOURCES ../mfa-status.java
//SOURCES ../lib/command/Program.java
//SOURCES ../lib/io/HowCalled.java
//SOURCES ../lib/model/Shell.java
//SOURCES ../lib/model/ToPaste.java
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import lib.command.Program;
import lib.io.HowCalled;
import lib.model.Shell;
import lib.model.ToPaste;
import lib.session.World;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every command that is shown can be pasted: it begins as the person began theirs, is quoted for their shell, and leads on. */
class CommandsShownTest {

    @TempDir
    Path temp;

    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void aMachineWithBash() {
        environment.put("HOME", temp.toString());
        environment.put("PATH", temp.resolve("on the path").toString());
        environment.put("SHELL", "/bin/bash");
    }

    private Path program(String name) throws IOException {
        var file = temp.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    private String shown(Optional<Path> launcher, String text) {
        return new HowCalled(environment, launcher, temp, Optional::empty).shown(text).replace(temp.toString(), "~");
    }

    // ------------------------------------------------------------------ how it was called

    @Test
    void aLauncherOnThePathIsCalledByItsName() throws IOException {
        program("on the path/mfa-status");
        var launcher = Optional.of(program("on the path/awscli-mfa"));

        assertEquals("awscli-mfa 'two words'", shown(launcher, ToPaste.awscliMfa("two words")));
        assertEquals("mfa-status", shown(launcher, ToPaste.mfaStatus()));
        assertEquals("eval \"$(awscli-mfa dev --emit bash)\"", shown(launcher, ToPaste.handover(List.of("dev"))));
    }

    @Test
    void aLauncherElsewhereIsCalledByItsPath() throws IOException {
        var launcher = Optional.of(program("my bin/awscli-mfa"));

        assertEquals("'~/my bin/awscli-mfa' dev", shown(launcher, ToPaste.awscliMfa("dev")));
        environment.put("SHELL", "/usr/bin/pwsh");
        assertEquals("& '~/my bin/awscli-mfa' dev", shown(launcher, ToPaste.awscliMfa("dev")));
    }

    @ParameterizedTest
    @CsvSource({
        "./jbang, awscli-mfa.java, ./jbang mfa-status.java dev",
        "../jbang, ../awscli-mfa.java, ../jbang ../mfa-status.java dev",
        "./jbang, ./enable-disable-vmfa-device.java, ./jbang ./mfa-status.java dev",
        "./jbang, awscli-mfa@someone/somewhere, ./jbang mfa-status@someone/somewhere dev",
        "./jbang, awscli-mfa, ./jbang mfa-status dev",
        "JBANG, awscli-mfa.java, jbang mfa-status.java dev"})
    void whatWasTypedBeforeItIsTypedAgain(String jbang, String script, String wanted) throws IOException {
        var onPath = program("on the path/jbang").toString();
        environment.put(HowCalled.TYPED, ProcessHandle.current().pid() + "\n" + jbang.replace("JBANG", onPath) + "\n" + script + "\n");

        assertEquals(wanted, shown(Optional.empty(), ToPaste.mfaStatus("dev")));
    }

    @Test
    void whatAnotherProcessWasCalledByDoesNotCount() throws IOException {
        program("on the path/jbang");
        environment.put(HowCalled.TYPED, "1\n./jbang\nawscli-mfa.java\n");
        Files.createFile(temp.resolve("awscli-mfa.java"));

        assertEquals("jbang awscli-mfa.java", shown(Optional.empty(), ToPaste.awscliMfa()));
    }

    /** Another JBang tells nothing, so it is what leads there from this folder. */
    @Test
    void otherwiseItIsWhatLeadsThereFromHere() throws IOException {
        program("on the path/jbang");
        assertEquals("jbang awscli-mfa.java", shown(Optional.empty(), ToPaste.awscliMfa()));
        Files.createDirectories(temp.resolve(".jbang"));
        Files.writeString(temp.resolve(".jbang/jbang-catalog.json"), """
                {"catalogs": {"web": {"catalog-ref": "http://127.0.0.1/jbang-catalog.json"}}}""");
        assertEquals("jbang awscli-mfa@web", shown(Optional.empty(), ToPaste.awscliMfa()));
        program("on the path/awscli-mfa");
        assertEquals("awscli-mfa", shown(Optional.empty(), ToPaste.awscliMfa()));
        environment.put("JBANG_LAUNCH_CMD", program("checkout/jbang").toString());
        Files.createFile(temp.resolve("checkout/awscli-mfa.java"));
        assertEquals("jbang ~/checkout/awscli-mfa.java", shown(Optional.empty(), ToPaste.awscliMfa()));
        Files.createFile(temp.resolve("awscli-mfa.java"));
        assertEquals("jbang awscli-mfa.java", shown(Optional.empty(), ToPaste.awscliMfa()));
    }

    @Test
    void theShellIsTheOneThatStartedIt() {
        var called = new HowCalled(environment, Optional.empty(), temp, () -> Optional.of("/usr/bin/fish"));

        assertEquals("jbang awscli-mfa.java --clear --emit fish | source", called.shown(ToPaste.handover(List.of("--clear"))));
    }

    /** The wrapper and the script for real, from a folder that is not the checkout. */
    @Test
    void theWrapperTellsTheScriptHowItWasCalled() throws Exception {
        Checkout.build("awscli-mfa.java");
        var process = new ProcessBuilder("bash", "-c", "../jbang ../awscli-mfa.java nobody; true").directory(Path.of("docs").toFile());
        process.environment().put("HOME", temp.toString());

        assertEquals("awscli-mfa: hint: choose from all of them with: ../jbang ../awscli-mfa.java --quick",
                said(process).lines().toList().getLast());
    }

    private static String said(ProcessBuilder builder) throws Exception {
        var process = builder.redirectErrorStream(true).start();
        process.getOutputStream().close();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        return said;
    }

    // ------------------------------------------------------------------ all there are, by their shape

    /** A blank stands for one word that is not known before. Behind each: where it is run in the situation that shows it, or why not. */
    private static final Map<String, String> SHAPES = new TreeMap<>(Map.ofEntries(
            Map.entry("awscli-mfa", "HintsTest: mfaStatusWithoutASessionLeadsToTheMenu"),
            Map.entry("awscli-mfa _", "HintsTest: mfaStatusOfAProfileLeadsToItsSession, aSelectedSessionThatIsNotStoredIsStartedByItsName,"
                    + " whoNeedsASessionToChangeADeviceStartsOne"),
            Map.entry("awscli-mfa _ --force", "HintsTest: afterAResyncWithoutAnAnswerASessionTells"),
            Map.entry("awscli-mfa again…", "HintsTest: whoCannotBeAskedIsToldWhatToType"),
            Map.entry("awscli-mfa _ --force --prime-cli-cache", "CliCacheTest: of a session that was there already"),
            Map.entry("awscli-mfa --quick", "here: aProfileThatIsNotThereIsFoundInTheMenu"),
            Map.entry("awscli-mfa --fix", "HintsTest: whatIsWrongWithTheFilesIsRepaired; after a note: NotesTest"),
            Map.entry("awscli-mfa PROFILE", "a form; HintsTest: withoutATerminalTheProfileIsNamed"),
            Map.entry("awscli-mfa PROFILE --role-arn _", "here: aRoleWhoseSourceIsNotHereIsAssumedByAnother"),
            Map.entry("awscli-mfa exec PROFILE", "a form; HintsTest: aSlipLeadsToWhatWasMeant"),
            Map.entry("awscli-mfa exec PROFILE COMMAND", "a form; what it does: SlipsTest"),
            Map.entry("awscli-mfa PROFILE --force", "a form; after a session that AWS has ended: ConsoleOfARefusedSessionTest"),
            Map.entry("awscli-mfa console PROFILE", "a form; HintsTest: aSlipLeadsToWhatWasMeant"),
            Map.entry("awscli-mfa usage…", "the same forms, where the profile is missing; HintsTest: aSlipLeadsToWhatWasMeant"),
            Map.entry("awscli-mfa --clear | handover", "HintsTest: variablesThatContradictEachOtherAreCleared; by shells: ClearAwsEnvvarsTest"),
            Map.entry("awscli-mfa | handover", "TerminalInShellsTest"),
            Map.entry("awscli-mfa inShell… | handover", "HintsTest: aStoredSessionIsTakenOverByTheLineAtTheEnd,"
                    + " aRoleOfTheCommandLineIsNamedByItsSessionThatIsStored; by shells: TerminalInShellsTest"),
            Map.entry("mfa-status", "HintsTest: aSlipLeadsToWhatWasMeant"),
            Map.entry("enable-disable-vmfa-device enable", "HintsTest: aSlipLeadsToWhatWasMeant"),
            Map.entry("enable-disable-vmfa-device disable", "HintsTest: whoHasEightDevicesIsLedToReplaceOrDisableOne"),
            Map.entry("enable-disable-vmfa-device resync", "HintsTest: afterTwoRefusedCodesAResyncHelps; its shorter form for a role"),
            Map.entry("enable-disable-vmfa-device replace", "HintsTest: whoHasEightDevicesIsLedToReplaceOrDisableOne"),
            Map.entry("enable-disable-vmfa-device list", "HintsTest: aDeviceThatAwsDoesNotKnowIsLookedUp"),
            Map.entry("enable-disable-vmfa-device enable _", "here: whoHasNoDeviceIsLedToOne; HintsTest: whereARoleDemandsMfaTheWayIsADevice"),
            Map.entry("enable-disable-vmfa-device resync _", "HintsTest: afterTwoRefusedCodesAResyncHelps"),
            Map.entry("enable-disable-vmfa-device enable _ --serial-number _", "HintsTest: aDeviceThatWasLeftIsEnabledOrDeleted"),
            Map.entry("enable-disable-vmfa-device disable _ --serial-number _", "HintsTest: theOldDeviceThatWasKeptIsDisabledLater"),
            Map.entry("enable-disable-vmfa-device disable _ --serial-number _ --delete", "HintsTest: aDeviceThatWasLeftIsEnabledOrDeleted"),
            Map.entry("mfa-status --diagnose", "DiagnosisTest"),
            Map.entry("mfa-status --diagnose --debug", "DiagnosisTest"),
            Map.entry("awscli-mfa init", "InitTest"),
            Map.entry("awscli-mfa init --help", "SlipsTest"),
            Map.entry("awscli-mfa init --yes", "InitTest"),
            Map.entry("awscli-mfa init --remove", "InitTest"),
            Map.entry("aws inOneCommand…", "with the real command: AwsCommandTest"),
            Map.entry("aws --profile _ sts get-caller-identity", "CliCacheTest: with the real command"),
            Map.entry("awscli-mfa again… | handover", "shown by LoginTest; TerminalInShellsTest runs such lines"),
            Map.entry("awscli-mfa logout _", "LoginTest"),
            Map.entry("awscli-mfa logout PROFILE", "a form of the one above"),
            Map.entry("aws --profile _ s3 ls", "shown by LoginTest; with the real command: AwsCommandTest"),
            Map.entry("aws s3 ls", "a form of the one above"),
            Map.entry("aws configure set source_profile NAME --profile _", "a form of the one below"),
            Map.entry("aws login", "signs in through a browser"),
            Map.entry("aws login --profile _", "signs in through a browser"),
            Map.entry("aws sso login --profile _", "signs in through a browser"),
            Map.entry("aws configure --profile NAME", "a form, and it asks for keys"),
            Map.entry("aws configure --profile _", "asks for keys, which a test has in the file already"),
            Map.entry("aws configure set _ _ --profile _", "here: keysFromAVaultAreNotPutIntoAFile"),
            Map.entry("aws configure set region _ --profile _", "a form of the one above; RolesTest has the situations"),
            Map.entry("aws iam deactivate-mfa-device --user-name _ --serial-number _", "an administrator's, elsewhere: DisableDeviceTest"),
            Map.entry("aws iam delete-virtual-mfa-device --serial-number _", "an administrator's, elsewhere: DisableDeviceTest")));

    private static final Pattern CALL = Pattern.compile("ToPaste\\.(awscliMfa|handover|mfaStatus|devices|aws)\\(");

    @Test
    void allOfThemAreKnown() throws IOException {
        var found = new TreeSet<String>();
        for (var file : sources()) {
            var text = Files.readString(file);
            CALL.matcher(text).results().filter(call -> !file.endsWith("ToPaste.java") && !file.endsWith("Program.java"))
                    .map(call -> shape(call.group(1), arguments(text, call.end()))).forEach(found::add);
        }

        assertEquals(String.join("\n", SHAPES.keySet()), String.join("\n", found));
    }

    /** A claim is no test: what the table names is there, and says which situation it is. */
    @Test
    void whatRunsThemIsThere() throws IOException {
        var hints = Files.readString(Path.of("tests/HintsTest.java"));
        var named = SHAPES.values().stream().flatMap(where -> Pattern.compile("HintsTest: ([\\w, ]+)").matcher(where).results())
                .flatMap(tests -> Stream.of(tests.group(1).split(", *"))).distinct().toList();

        assertTrue(named.size() > 12, named.toString());
        assertEquals(List.of(), named.stream().filter(test -> !hints.contains("void " + test + "(")).toList());
        SHAPES.values().stream().flatMap(where -> Pattern.compile("\\w+Test\\b").matcher(where).results())
                .forEach(test -> assertTrue(Files.exists(Path.of("tests", test.group() + ".java")), test.group()));
    }

    /** A command in a text that is not marked would be the same for everybody. */
    @Test
    void noneStandsInATextAsItIs() throws IOException {
        var unmarked = new ArrayList<String>();
        for (var file : sources()) {
            Pattern.compile("\"[^\"\\n]*(?:jbang |: aws )(?!\")[^\"\\n]*\"").matcher(Files.readString(file)).results()
                    .filter(text -> !text.group().contains("./jbang awscli-mfa.java init")) // from a folder where nothing else is known
                    .forEach(text -> unmarked.add(file + ": " + text.group()));
        }
        assertEquals(List.of(), unmarked);
    }

    private static List<Path> sources() throws IOException {
        try (var lib = Files.walk(Path.of("lib")); var scripts = Files.list(Path.of(""))) {
            return Stream.concat(lib, scripts).filter(file -> file.toString().endsWith(".java")).sorted().toList();
        }
    }

    /** What stands between the parenthesis and its end, at the commas. */
    private static List<String> arguments(String text, int from) {
        var arguments = new ArrayList<String>();
        var depth = 0;
        var start = from;
        for (var at = from; ; at++) {
            var c = text.charAt(at);
            if (depth == 0 && (c == ',' || c == ')')) {
                arguments.add(text.substring(start, at).strip());
                start = at + 1;
                if (c == ')') {
                    return arguments;
                }
            }
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
        }
    }

    private static String shape(String method, List<String> arguments) {
        var program = switch (method) {
            case "mfaStatus" -> "mfa-status";
            case "devices" -> "enable-disable-vmfa-device";
            case "aws" -> "aws";
            default -> "awscli-mfa";
        };
        var list = arguments.size() == 1 && arguments.getFirst().matches("(?s)\\w+|\\w+\\(chosen\\)|inShell.toList\\(\\)");
        var words = arguments.stream().map(argument -> argument.replaceFirst("^List\\.of\\((.*)\\)$", "$1"))
                .filter(argument -> !argument.isEmpty())
                .map(argument -> argument.startsWith("\"") ? argument.replace("\"", "") : list && !isName(argument)
                        ? argument.replaceFirst("\\W.*", "") + "…" : "_");
        return String.join(" ", Stream.concat(Stream.of(program), words).toList()) + (method.equals("handover") ? " | handover" : "");
    }

    private static boolean isName(String argument) {
        return argument.equals("profile");
    }

    // ------------------------------------------------------------------ as parsers and shells read them

    private static final Map<String, Object> STORIES = Map.of("awscli-mfa", new AwscliMfa(World.real("")),
            "enable-disable-vmfa-device", new EnableDisableVmfaDevice(World.real("")), "mfa-status", new MfaStatus(World.real("")));
    private static final List<String> ODD_NAMES = List.of("two words", "a;b", "$(touch oops)", "it's", "50%", "`x`", "a!b", "~", "-x*", "ä\"ö");

    /** Ours, with a name in place of each word that is not known before. */
    private static List<List<String>> ours(String name) {
        return SHAPES.keySet().stream().filter(shape -> !shape.startsWith("aws ") && !shape.contains("…"))
                .map(shape -> shape.replace(" | handover", " --emit bash"))
                .map(shape -> Arrays.stream(shape.split(" ")).toList())
                .map(words -> Stream.iterate(0, index -> index < words.size(), index -> index + 1).map(index -> !words.get(index).equals("_")
                        ? words.get(index) : words.get(index - 1).equals("--serial-number") ? "arn:aws:iam::123456789012:mfa/jane" : name).toList())
                .toList();
    }

    @Test
    void ourParsersReadThem() {
        ours("two words").forEach(words -> assertDoesNotThrow(() -> parse(words), words::toString));
    }

    private static void parse(List<String> words) {
        Program.whole(STORIES.get(words.getFirst())).parseArgs(words.stream().skip(1).toArray(String[]::new));
    }

    @Test
    void ourParsersReadTheExamplesOfEachHelp() {
        var examples = STORIES.values().stream().map(Program::whole)
                .flatMap(line -> Stream.concat(Stream.of(line), line.getSubcommands().values().stream()))
                .flatMap(line -> Stream.of(line.getCommandSpec().usageMessage().footer()))
                .flatMap(footer -> Pattern.compile("`(?:eval )?([^`]+)`").matcher(footer).results().map(example -> example.group(1))).toList();

        assertTrue(examples.size() > 15, examples.toString());
        examples.forEach(example -> assertDoesNotThrow(() -> parse(List.of(example.split(" "))), example));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash", "zsh", "fish", "tcsh", "dash", "ksh"})
    void theShellReadsTheWordsThatAreMeant(String name) throws Exception {
        Tmux.requireTool(name);
        var shell = Shell.named(name).orElse(Shell.BASH);
        Files.writeString(program("args"), "#!/bin/sh\nprintf '<%s>' \"$@\"\necho\n");
        var lines = ODD_NAMES.stream().map(odd -> shell.line(List.of(temp.resolve("args").toString(), odd, "--region", "eu-west-1"))).toList();
        Files.writeString(temp.resolve("lines"), String.join("\n", lines) + "\n");

        var run = new ProcessBuilder(name, temp.resolve("lines").toString());
        run.environment().put("LC_ALL", "C.UTF-8");
        assertEquals(String.join("", ODD_NAMES.stream().map(odd -> "<" + odd + "><--region><eu-west-1>\n").toList()), said(run));
    }

    /** As their rules have it; they cannot be had everywhere. */
    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', value = {"POWERSHELL, it's, 'it''s'", "NU, two words, \"two words\"", "WINDOWS_CMD, two words, \"two words\""})
    void theOthersHaveTheirOwnQuotes(Shell shell, String name, String quoted) {
        assertEquals("x " + quoted, shell.line(List.of("x", name)));
    }

    // ------------------------------------------------------------------ where they lead

    private static final String ROLE = "arn:aws:iam::123456789012:role/admin";

    private Person jane() {
        var jane = new Person(temp);
        var account = jane.aws.account("123456789012");
        var user = account.user("jane").policy("all", """
                {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}""");
        account.role("admin", """
                {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::123456789012:root"},
                 "Action": "sts:AssumeRole"}]}""");
        jane.credentials("[dev]\naws_access_key_id = %s\naws_secret_access_key = %s\n".formatted(user.accessKey().id(), user.accessKey().secret()));
        return jane;
    }

    /** The command behind the hint, without the way it was called. */
    private static String[] hinted(Person.Run run) {
        return run.screen().strip().replaceFirst("(?s).*: (?:jbang )?[\\w-]+(?:\\.java)? ?", "").split(" ");
    }

    @Test
    void aProfileThatIsNotThereIsFoundInTheMenu() {
        try (var jane = jane()) {
            var run = jane.types("\u0003", hinted(jane.runs("nobody")));

            assertTrue(run.screen().contains("dev"), run.screen());
        }
    }

    @Test
    void aRoleWhoseSourceIsNotHereIsAssumedByAnother() {
        try (var jane = jane()) {
            jane.config("[profile corp]\nrole_arn = %1$s\nweb_identity_token_file = t\n[profile admin]\nrole_arn = %1$s\nsource_profile = corp\n".formatted(ROLE));
            var hint = hinted(jane.runs("admin"));
            assertEquals(List.of("PROFILE", "--role-arn", ROLE), List.of(hint));
            hint[0] = "dev";

            var run = jane.runs(hint);

            assertEquals(0, run.exitStatus(), run.screen());
            assertTrue(jane.runs(Stream.concat(Stream.of("exec"), Stream.concat(Stream.of(hint), Stream.of("--", "true"))).toArray(String[]::new))
                    .exitStatus() == 0);
        }
    }

    /** With AWS's own command, where there is one; the keys come from a program, and no file has them afterwards. */
    @Test
    void keysFromAVaultAreNotPutIntoAFile() throws Exception {
        Tmux.requireTool("aws");
        try (var jane = jane()) {
            var keys = jane.aws.account("123456789012").user("jane").accessKey();
            Files.writeString(program("vault"), "#!/bin/sh\necho '{\"Version\": 1, \"AccessKeyId\": \"%s\", \"SecretAccessKey\": \"%s\"}'\n"
                    .formatted(keys.id(), keys.secret()));
            jane.config("[profile 'my vault']\nregion = eu-west-1\n");
            var hint = jane.runs("my vault").screen().strip().replaceFirst("(?s).*: (aws configure set)", "$1");
            assertEquals("aws configure set credential_process COMMAND --profile 'my vault'", hint);

            var set = new ProcessBuilder("bash", "-c", hint.replace("COMMAND", "'" + temp.resolve("vault") + "'"));
            set.environment().put("HOME", temp.toString());
            assertEquals("", said(set));

            var run = jane.runs("exec", "my vault", "--token-code", "123456", "--", "true");
            assertTrue(run.screen().startsWith("my vault: keys from its credential_process"), run.screen());
        }
    }

    @Test
    void whoHasNoDeviceIsLedToOne() {
        try (var jane = jane()) {
            var hint = hinted(jane.runs("dev"));
            assertEquals(List.of("enable", "dev"), List.of(hint));

            assertEquals("enable-disable-vmfa-device: cannot ask for two codes of the new device: there is no terminal",
                    jane.runs(EnableDisableVmfaDevice::run, hint).screen().lines().findFirst().orElseThrow());
        }
    }

    // ------------------------------------------------------------------ the aws command

    @Test
    void whereACommandOfAwsIsShownItIsSaidThatItIsMissing() {
        try (var jane = jane()) {
            jane.credentials("");
            jane.environment.put("PATH", "");

            assertEquals("awscli-mfa: note: the aws command is not on the PATH; get it with: "
                    + "https://docs.aws.amazon.com/cli/latest/userguide/getting-started-install.html",
                    jane.runs().screen().lines().toList().getLast());
        }
    }

    @Test
    void aCommandThatIsTooOldIsNamedToo() throws IOException {
        try (var jane = jane()) {
            jane.credentials("");
            Files.writeString(temp.resolve("bin/aws"), "#!/bin/sh\necho aws-cli/1.15.0\n");

            assertTrue(jane.runs().screen().lines().toList().getLast().startsWith("awscli-mfa: note: the aws command is version 1.15,"));
        }
    }
}
