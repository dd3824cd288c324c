//SOURCES Authenticator.java
//SOURCES DeviceOwner.java
//SOURCES Person.java
//SOURCES ../awscli-mfa.java
//SOURCES ../enable-disable-vmfa-device.java
//SOURCES ../mfa-status.java
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static tests.aws.AccessKey.keys;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each hint in the situation that shows it: the command is taken from the screen and run there, and leads on. */
class HintsTest {

    private static final String CTRL_C = "\u0003";
    private static final String ROLE = "arn:aws:iam::123456789012:role/admin";
    private static final Pattern OURS = Pattern.compile("jbang (awscli-mfa|mfa-status|enable-disable-vmfa-device)\\.java((?: (?!or |and |to )[^\\s,;)\"|]+)*)");

    private DeviceOwner jane;
    private Path home;

    /** One profile, with a phone, and a role that demands MFA. */
    @BeforeEach
    void janeWithAPhone(@TempDir Path folder) {
        home = folder;
        jane = new DeviceOwner(folder);
        jane.user.device("jane");
        jane.files("[profile dev]\nregion = eu-west-1\n[profile admin]\nrole_arn = " + ROLE + "\nsource_profile = dev\n");
    }

    @AfterEach
    void close() {
        jane.close();
    }

    /** A command that was shown. */
    private record Shown(String program, List<String> words) {

        Person.Script script() {
            return switch (program) {
                case "awscli-mfa" -> AwscliMfa::run;
                case "mfa-status" -> MfaStatus::run;
                default -> EnableDisableVmfaDevice::run;
            };
        }

        String[] args() {
            return words.toArray(String[]::new);
        }
    }

    /** The last command of ours on the screen. */
    private static Shown shown(String screen) {
        var commands = OURS.matcher(screen).results().toList();
        assertFalse(commands.isEmpty(), screen);
        var words = commands.getLast().group(2).strip();
        return new Shown(commands.getLast().group(1), words.isEmpty() ? List.of() : Stream.of(words.split(" ")).map(word -> word.replace("'", "")).toList());
    }

    private Person.Run answered(Shown command, List<Supplier<String>> typing) {
        return jane.person.answers(command.script(), typing, command.args());
    }

    private Person.Run typed(Shown command, String keys) {
        return jane.person.types(command.script(), keys, command.args());
    }

    // ---------------------------------------------------------------- a session

    @Test
    void mfaStatusWithoutASessionLeadsToTheMenu() {
        var command = shown(jane.person.runs(MfaStatus::run).out());

        assertTrue(typed(command, CTRL_C).screen().contains("Which one?"));
    }

    @Test
    void mfaStatusOfAProfileLeadsToItsSession() {
        var command = shown(jane.person.runs(MfaStatus::run, "dev").out());

        assertEquals(List.of("dev"), command.words());
        assertEquals(0, answered(command, List.of(jane.code("jane"), DeviceOwner.line("y"))).exitStatus());
        assertEquals(0, jane.person.runs(MfaStatus::run, "dev").exitStatus());
    }

    @Test
    void aSelectedSessionThatIsNotStoredIsStartedByItsName() {
        jane.person.environment.put("AWS_PROFILE", "dev-mfasession");
        var command = shown(jane.person.runs(MfaStatus::run).out().replaceFirst("(?s)(Start it with: [^\n]*).*", "$1"));

        assertEquals(List.of("dev-mfasession"), command.words());
        assertEquals(0, answered(command, List.of(jane.code("jane"), DeviceOwner.line("y"))).exitStatus());
        assertTrue(jane.person.credentials().contains("[dev-mfasession]"));
    }

    /** What is shown at the end is run by a shell; the aws command itself is run in AwsCommandTest. */
    @Test
    void aStoredSessionIsTakenOverByTheLineAtTheEnd() {
        jane.person.credentials(jane.person.credentials());
        var end = jane.person.runs("admin", "--token-code", jane.device("jane").code(), "--persist").screen();
        var command = shown(end);

        assertTrue(end.contains("aws --profile admin-rolesession s3 ls\n") && jane.person.credentials().contains("[admin-rolesession]"), end);
        assertEquals(List.of("admin", "--emit", "bash"), command.words());
        assertTrue(jane.person.runs(command.args()).out().contains("export AWS_PROFILE='admin-rolesession'\n"));
    }

    /** S52: no profile is named that is in no file. */
    @Test
    void aRoleOfTheCommandLineIsNamedByItsSessionThatIsStored() {
        var end = jane.person.runs("dev", "--role-arn", ROLE, "--token-code", jane.device("jane").code(), "--persist").screen();
        var command = shown(end);

        assertTrue(end.contains("aws --profile admin@123456789012-rolesession s3 ls\n"), end);
        assertTrue(jane.person.credentials().contains("[admin@123456789012-rolesession]\n"));
        assertEquals(List.of("dev", "--role-arn", ROLE, "--emit", "bash"), command.words());
        assertTrue(jane.person.runs(command.args()).out().contains("export AWS_PROFILE='admin@123456789012-rolesession'\n"));
    }

    @Test
    void whoCannotBeAskedIsToldWhatToType() {
        for (var asking : List.of(List.of("dev", "--emit", "process"), List.of("exec", "dev", "true"))) {
            jane.person.waitForNextCode();
            jane.person.credentials(jane.person.credentials().replaceFirst("(?s)\n\\[dev-mfasession].*", ""));
            var command = shown(jane.person.runs(asking.toArray(String[]::new)).screen());

            assertEquals(List.of("dev"), command.words());
            assertEquals(0, answered(command, List.of(jane.code("jane"), DeviceOwner.line("y"))).exitStatus());
            assertEquals(0, jane.person.runs(asking.toArray(String[]::new)).exitStatus());
        }
    }

    // ----------------------------------------------------------------- slips

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "status                     | mfa-status                 | ''",
        "list                       | mfa-status                 | ''",
        "enable                     | enable-disable-vmfa-device | enable",
        "disable                    | enable-disable-vmfa-device | disable",
        "resync                     | enable-disable-vmfa-device | resync",
        "replace                    | enable-disable-vmfa-device | replace",
        "nobody                     | awscli-mfa                 | --quick",
        "exec                       | awscli-mfa                 | exec PROFILE",
        "console                    | awscli-mfa                 | console PROFILE"})
    void aSlipLeadsToWhatWasMeant(String typed, String program, String words) {
        jane.files("[profile dev]\nregion = eu-west-1\n");
        var command = shown(jane.person.runs(typed.split(" ")).screen());

        assertEquals(program + " " + words, (command.program() + " " + String.join(" ", command.words())));
        var run = typed(new Shown(command.program(), command.words().stream().map(word -> word.replace("PROFILE", "dev")).toList()), CTRL_C);
        assertFalse(run.screen().contains("there is no") || run.screen().contains("unmatched"), run.screen());
        assertTrue(List.of(0, 5, 130, 253).contains(run.exitStatus()), run.exitStatus() + run.screen());
    }

    @Test
    void withoutATerminalTheProfileIsNamed() {
        var command = shown(jane.person.runs().screen());

        assertEquals(List.of("PROFILE"), command.words());
        assertEquals(0, jane.person.runs("dev", "--token-code", jane.device("jane").code()).exitStatus());
    }

    // ------------------------------------------------------------------ keys

    /** S52: whose keys are in a vault does not want them in a file. */
    @ParameterizedTest
    @CsvSource({"dev", "admin", "''"})
    void whereKeysMayBeInAVaultNoneIsPutIntoAFile(String named) {
        jane.person.credentials("");
        jane.person.config(named.isEmpty() ? "[profile dev]\nmfa_serial = " + DeviceOwner.SERIAL + "\n" : jane.person.config());

        var screen = jane.person.runs(named.isEmpty() ? new String[0] : new String[] {named, "--explain"}).screen();

        assertTrue(screen.endsWith("have a vault give it: aws configure set credential_process COMMAND --profile dev\n"), screen);
        assertFalse(screen.contains("aws configure --profile"), screen);
    }

    /** S52: MFA is demanded and there is no device: neither the role's profile nor any other way is offered, but a device. */
    @Test
    void whereARoleDemandsMfaTheWayIsADevice() {
        var joe = jane.account.user("joe").policy("all", DeviceOwner.ALLOW_ALL);
        jane.person.credentials(keys("dev", joe.accessKey()));

        var run = jane.person.runs("admin");

        assertEquals(254, run.exitStatus(), run.screen());
        var command = shown(run.screen());
        assertEquals("enable-disable-vmfa-device enable dev", command.program() + " " + String.join(" ", command.words()));
        assertFalse(run.screen().contains("aws --profile"), run.screen());
        assertTrue(typed(command, CTRL_C).screen().contains("joe"));
    }

    // ----------------------------------------------------------------- files

    @Test
    void whatIsWrongWithTheFilesIsRepaired() throws Exception {
        Files.write(home.resolve(".aws/config"), jane.person.config().getBytes(StandardCharsets.UTF_16LE));
        var command = shown(jane.person.runs("dev").screen());

        assertEquals(List.of("--fix"), command.words());
        assertEquals(0, typed(command, "y\n").exitStatus());
        assertTrue(jane.person.config().startsWith("[profile dev]\n"));
    }

    @Test
    void variablesThatContradictEachOtherAreCleared() {
        jane.person.environment.put("AWS_ACCESS_KEY_ID", "ASIAEXAMPLEEXAMPLE00");
        jane.person.environment.put("AWS_SECRET_ACCESS_KEY", "s");
        var command = shown(jane.person.runs(MfaStatus::run).out().split("PERSISTENT")[0]);

        assertEquals(List.of("--clear", "--emit", "bash"), command.words());
        assertTrue(jane.person.runs(command.args()).out().contains("AWS_ACCESS_KEY_ID"));
    }

    // --------------------------------------------------------------- devices

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "arn:aws:iam::123456789012:mfa/other | list",
        "arn:aws:iam::123456789012:mfa/none  | list"})
    void aDeviceThatAwsDoesNotKnowIsLookedUp(String serial, String words) {
        var command = shown(jane.person.runs("dev", "--serial-number", serial, "--token-code", "123456").screen());

        assertEquals("enable-disable-vmfa-device " + words, command.program() + " " + String.join(" ", command.words()));
        assertTrue(typed(command, "").out().startsWith(DeviceOwner.SERIAL + "\t"));
    }

    @Test
    void whoNeedsASessionToChangeADeviceStartsOne() {
        var command = shown(jane.person.runs(EnableDisableVmfaDevice::run, "disable", "dev", "--yes").screen());

        assertEquals("awscli-mfa dev", command.program() + " " + String.join(" ", command.words()));
        assertEquals(0, answered(command, List.of(jane.code("jane"), DeviceOwner.line("y"))).exitStatus());
        assertEquals(0, jane.person.runs(EnableDisableVmfaDevice::run, "disable", "dev", "--yes").exitStatus());
    }

    @Test
    void afterAResyncWithoutAnAnswerASessionTells() {
        jane.person.aws.faults().loseAnswer("ResyncMFADevice", 1);
        var command = shown(jane.runs("resync", "--profile", "dev", "--codes", jane.codeIn("jane", 0) + jane.codeIn("jane", 1)).screen());
        jane.person.wait(Duration.ofSeconds(60));

        assertEquals(List.of("dev", "--force"), command.words());
        assertEquals(0, answered(command, List.of(jane.code("jane"), DeviceOwner.line("y"))).exitStatus());
    }

    @Test
    void afterTwoRefusedCodesAResyncHelps() {
        jane.device("jane").drift(Duration.ofMinutes(4));
        var command = shown(answered(new Shown("awscli-mfa", List.of("dev")), List.of(DeviceOwner.line("111111"), DeviceOwner.line("222222"),
                DeviceOwner.key(CTRL_C))).screen());

        assertEquals("enable-disable-vmfa-device resync dev", command.program() + " " + String.join(" ", command.words()));
        assertTrue(answered(command, List.of(jane.bothCodes("jane"))).screen().endsWith("AWS accepts the codes of " + DeviceOwner.SERIAL + " again\n"));
    }

    /** As when the new device is given up: the commands of one hint, each in that situation. */
    @ParameterizedTest
    @CsvSource({"0, enable dev --serial-number SERIAL-2", "1, disable dev --serial-number SERIAL-2 --delete"})
    void aDeviceThatWasLeftIsEnabledOrDeleted(int which, String words) {
        jane.startsSession("jane");
        var screen = jane.answers(List.of("enable", "--profile", "dev"), DeviceOwner.line(""), DeviceOwner.key(CTRL_C), DeviceOwner.line("n")).screen();
        var commands = OURS.matcher(screen).results().map(match -> match.group(2).strip()).toList();

        assertEquals(words.replace("SERIAL", DeviceOwner.SERIAL), commands.get(commands.size() - 2 + which), screen);
        var run = jane.answers(List.of(commands.get(commands.size() - 2 + which).split(" ")),
                which == 0 ? jane.bothCodes("jane-2") : DeviceOwner.line("y"), which == 0 ? jane.code("jane-2") : DeviceOwner.line("y"), DeviceOwner.line("y"));
        assertEquals(which == 0 ? List.of("jane", "jane-2") : List.of("jane"), jane.atAws(), run.screen());
    }

    @ParameterizedTest
    @CsvSource({"0, '', jane-2", "1, -2, jane"})
    void theOldDeviceThatWasKeptIsDisabledLater(int which, String number, String left) {
        jane.startsSession("jane");
        var screen = jane.answers(List.of("replace", "--profile", "dev"), DeviceOwner.line(""), jane.bothCodes("jane-2"), jane.code("jane-2"),
                DeviceOwner.line("")).screen();
        var commands = OURS.matcher(screen).results().map(match -> match.group(2).strip().replace(";", "")).toList();

        assertEquals("disable dev --serial-number " + DeviceOwner.SERIAL + number, commands.get(commands.size() - 2 + which), screen);
        jane.answers(List.of(commands.get(commands.size() - 2 + which).split(" ")), DeviceOwner.line("y"), DeviceOwner.line("y"));
        assertEquals(List.of(left), jane.atAws());
    }

    @Test
    void whoHasEightDevicesIsLedToReplaceOrDisableOne() {
        for (var more = 2; more <= 8; more++) {
            jane.user.device("jane-" + more);
        }
        assertEquals(0, jane.person.runs("dev", "--token-code", jane.device("jane").code(), "--serial-number", DeviceOwner.SERIAL).exitStatus());

        var screen = jane.person.types(EnableDisableVmfaDevice::run, CTRL_C, "enable", "dev").screen();

        for (var verb : List.of("replace", "disable")) {
            assertTrue(screen.contains("jbang enable-disable-vmfa-device.java " + verb), screen);
            var run = jane.person.types(EnableDisableVmfaDevice::run, CTRL_C, verb);
            assertEquals(130, run.exitStatus(), run.screen());
        }
    }
}
