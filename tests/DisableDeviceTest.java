//SOURCES DeviceOwner.java
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static tests.aws.AccessKey.keys;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A device goes: by whose credentials, what is left at AWS, and what the files say afterwards. */
class DisableDeviceTest {

    private static final List<String> DISABLE = List.of("disable", "--profile", "dev");
    private static final String SERIAL = DeviceOwner.SERIAL;
    private static final String CONFIG = """
            [profile dev]
            region = eu-west-1
            mfa_arn = arn:aws:iam::123456789012:mfa/jane
            mfa_arn2 = mine
            [profile admin]
            role_arn = arn:aws:iam::123456789012:role/admin
            source_profile = dev
            mfa_serial = arn:aws:iam::123456789012:mfa/jane
            """;
    private static final String WITH_BOSS = CONFIG + "[profile boss]\nregion = eu-west-1\n";

    @TempDir
    private Path home;
    private DeviceOwner jane;

    @BeforeEach
    void janeHasAPhone() {
        jane = new DeviceOwner(home);
        jane.files(CONFIG);
        jane.user.device("jane");
    }

    @AfterEach
    void close() {
        jane.close();
    }

    private static List<String> disable(String... more) {
        return Stream.concat(DISABLE.stream(), Stream.of(more)).toList();
    }

    private static String withoutDevice(String config) {
        return config.replace("mfa_arn = " + SERIAL + "\n", "").replace("mfa_serial = " + SERIAL + "\n", "");
    }

    private void assertDeviceIsGoneFromTheFiles() {
        assertFalse(jane.person.config().contains(SERIAL), jane.person.config());
        assertTrue(jane.person.config().contains("mfa_arn2 = mine\n"));
    }

    // ----------------------------------------------------------------------- lost answers

    /** W31. */
    @ParameterizedTest
    @ValueSource(strings = {"DeactivateMFADevice", "DeleteVirtualMFADevice"})
    void whatAwsDidThoughItsAnswerIsLostCountsAsDone(String action) {
        jane.startsSession("jane");
        jane.person.aws.faults().loseAnswer(action, 1);
        var run = jane.runs("disable", "--profile", "dev", "--yes", "--delete");

        assertTrue(run.screen().contains("the connection broke; but AWS did it\n" + SERIAL
                + (action.startsWith("Deact") ? " is disabled\n" : " is deleted\n")), run.screen());
        assertEquals(0, run.exitStatus());
        assertEquals(List.of(), jane.atAws());
        assertDeviceIsGoneFromTheFiles();
    }

    @ParameterizedTest
    @ValueSource(strings = {"DeactivateMFADevice", "DeleteVirtualMFADevice"})
    void whatAwsDidNotDoIsAskedForAgain(String action) {
        jane.startsSession("jane");
        jane.person.aws.faults().drop(action, 1);
        var run = jane.runs("disable", "--profile", "dev", "--yes", "--delete");

        assertFalse(run.screen().contains("AWS did it"), run.screen());
        assertEquals(255, run.exitStatus());
        assertEquals(action.startsWith("Deact") ? List.of("jane") : List.of("jane ?"), jane.atAws());
        assertEquals(action.startsWith("Deact"), jane.person.config().contains(SERIAL));
    }

    // ---------------------------------------------------------------------------- by whom

    @Test
    void theLiveSessionOfTheProfileDisablesAndDeletesIt() {
        jane.startsSession("jane");
        var run = jane.answers(DISABLE, DeviceOwner.line("y"), DeviceOwner.line("y"));

        assertEquals("""
                Disable arn:aws:iam::123456789012:mfa/jane of jane @ practice? [y/N] y
                arn:aws:iam::123456789012:mfa/jane is disabled
                dev: no MFA device is recorded now
                admin: no MFA device is recorded now
                Delete arn:aws:iam::123456789012:mfa/jane too? The app can never use its entry again. [y/N] y
                arn:aws:iam::123456789012:mfa/jane is deleted
                make a new device with: jbang enable-disable-vmfa-device.java enable dev
                """, run.screen());
        assertEquals(0, run.exitStatus());
        assertEquals(List.of(), jane.atAws());
        assertTrue(jane.person.config().startsWith(withoutDevice(CONFIG)), jane.person.config());
    }

    @Test
    void i17ADeviceThatIsKeptIsNotRecordedAnyMoreEither() {
        jane.startsSession("jane");
        var run = jane.answers(DISABLE, DeviceOwner.line("y"), DeviceOwner.line("n"));

        assertTrue(run.screen().endsWith("""
                arn:aws:iam::123456789012:mfa/jane is disabled but exists still; an app that has its entry can enable it again
                  delete it with: jbang enable-disable-vmfa-device.java disable dev --serial-number arn:aws:iam::123456789012:mfa/jane --delete
                make a new device with: jbang enable-disable-vmfa-device.java enable dev
                """), run.screen());
        assertEquals(0, run.exitStatus());
        assertEquals(List.of("jane ?"), jane.atAws());
        assertDeviceIsGoneFromTheFiles();
    }

    @Test
    void aSessionIsStartedOnTheWayIfNoneIsLive() {
        var run = jane.answers(DISABLE, DeviceOwner.line("y"), DeviceOwner.line("1"), jane.code("jane"), DeviceOwner.line("y"));

        assertEquals("""
                Disable arn:aws:iam::123456789012:mfa/jane of jane @ practice? [y/N] y
                To disable a device of jane @ practice, AWS wants MFA or an administrator:
                    1: dev    a new MFA session, with a code of its device
                    2: admin  with a role session of it
                Is the phone lost? Choose an administrator's profile, or an administrator runs:
                      aws iam deactivate-mfa-device --user-name jane --serial-number arn:aws:iam::123456789012:mfa/jane

                Whose? A number (Enter alone: 1): 1
                """.replace("    1:", "   1:").replace("    2:", "   2:"), run.screen().substring(0, run.screen().indexOf("dev: new MFA session")));
        assertEquals(List.of(), jane.atAws());
        assertDeviceIsGoneFromTheFiles();
    }

    @Test
    void aSessionInTheEnvironmentDoesAsWell() {
        jane.startsSession("jane");
        var session = jane.person.credentials().split("\\[dev-mfasession]\n")[1].lines().map(line -> line.split(" = ")).toList();
        session.forEach(property -> jane.person.environment.put(property[0].toUpperCase(), property[1]));
        jane.files(CONFIG);
        var run = jane.answers(disable("--yes", "--delete"));

        assertEquals(0, run.exitStatus(), run.screen());
        assertEquals(List.of(), jane.atAws());
    }

    @Test
    void anotherUsersSessionInTheEnvironmentIsOffered() {
        jane.files(WITH_BOSS);
        jane.account.user("boss").device("boss");
        jane.person.types(jane.device("boss").code() + "\n", "boss", "--persist", "--serial-number", SERIAL.replace("jane", "boss"));
        jane.person.credentials().split("\\[boss-mfasession]\n")[1].lines().map(line -> line.split(" = "))
                .forEach(property -> jane.person.environment.put(property[0].toUpperCase(), property[1]));
        jane.files(CONFIG);
        var run = jane.answers(DISABLE, DeviceOwner.line("y"), DeviceOwner.line("2"), DeviceOwner.line("y"));

        assertTrue(run.screen().contains("   2: the environment  a session of user/boss\n"), run.screen());
        assertEquals(List.of("boss"), Stream.concat(jane.atAws().stream(), Stream.of("boss")).toList());
    }

    @Test
    void i11AnotherProfileThatMayCanBeChosenForALostPhone() {
        jane.files(WITH_BOSS);
        var run = jane.answers(DISABLE, DeviceOwner.line("y"), DeviceOwner.line("3"), DeviceOwner.line("y"));

        assertTrue(run.screen().contains("   3: boss   its long-lived keys\n"), run.screen());
        assertEquals(0, run.exitStatus());
        assertEquals(List.of(), jane.atAws());
        assertDeviceIsGoneFromTheFiles();
        assertFalse(jane.person.calls().contains("GetSessionToken"));
    }

    @Test
    void viaNamesItWithoutAQuestion() {
        jane.files(WITH_BOSS);
        var run = jane.runs("disable", "--profile", "dev", "--via", "boss", "--yes", "--delete", "--no-input");

        assertEquals(0, run.exitStatus(), run.screen());
        assertEquals(List.of(), jane.atAws());
        assertDeviceIsGoneFromTheFiles();
    }

    @Test
    void aRoleSessionOfAnotherProfileDoesAsWell() {
        jane.files(WITH_BOSS.replace("source_profile = dev\nmfa_serial = " + SERIAL + "\n", "source_profile = boss\n"));
        jane.account.user("boss").device("boss");
        jane.person.types(jane.device("boss").code() + "\n", "boss", "--persist", "--serial-number", SERIAL.replace("jane", "boss"));
        var run = jane.runs("disable", "--profile", "dev", "--via", "admin", "--yes", "--delete");

        assertEquals(0, run.exitStatus(), run.screen());
        assertEquals(List.of("boss"), Stream.of("boss").filter(name -> jane.account.serialNumbersOf(jane.account.user(name)).size() == 1).toList());
        assertEquals(List.of(), jane.atAws());
        assertTrue(jane.person.calls().contains("AssumeRole"));
    }

    @Test
    void withoutASessionAndWithoutATerminalNothingHappens() {
        var before = jane.person.files();
        var run = jane.runs("disable", "--profile", "dev", "--yes");

        assertEquals("""
                enable-disable-vmfa-device: AWS requires an MFA session of profile 'dev' to disable one of its devices
                enable-disable-vmfa-device: hint: start one with: jbang awscli-mfa.java dev, or name a profile that may: --via PROFILE
                """, run.screen());
        assertEquals(253, run.exitStatus());
        assertEquals(List.of("jane"), jane.atAws());
        assertEquals(before, jane.person.files());
    }

    /** Less than ten seconds would not do; what has been done stays, and is said. */
    @Test
    void theTimeThatIsLeftIsCheckedJustBeforeTheCall() {
        jane.startsSession("jane");
        jane.person.credentials(jane.person.credentials().replaceAll("aws_session_expiry = .*",
                "aws_session_expiry = " + jane.person.clock().instant().plusSeconds(305).getEpochSecond()));
        var run = jane.answers(DISABLE, DeviceOwner.line("y"), DeviceOwner.meanwhile(() -> jane.person.wait(Duration.ofSeconds(296))),
                DeviceOwner.line("y"));

        assertTrue(run.screen().endsWith("""
                enable-disable-vmfa-device: the session dev-mfasession ends in 9 s; arn:aws:iam::123456789012:mfa/jane is disabled but exists still
                enable-disable-vmfa-device: hint: start a new one, then run this again; this step has changed nothing at AWS
                """), run.screen());
        assertEquals(253, run.exitStatus());
        assertEquals(List.of("jane ?"), jane.atAws());
        assertFalse(jane.person.calls().contains("DeleteVirtualMFADevice"));
    }

    @Test
    void aSessionThatIsAsGoodAsOverIsNotUsed() {
        jane.startsSession("jane");
        jane.person.credentials(jane.person.credentials().replaceAll("aws_session_expiry = .*",
                "aws_session_expiry = " + jane.person.clock().instant().plusSeconds(200).getEpochSecond()));
        var before = jane.person.files();
        var run = jane.answers(DISABLE, DeviceOwner.line("y"), DeviceOwner.key(DeviceOwner.CTRL_C));

        assertTrue(run.screen().contains("   1: dev    a new MFA session, with a code of its device\n"), run.screen());
        assertEquals(130, run.exitStatus());
        assertEquals(before, jane.person.files());
    }

    @Test
    void whatAwsDoesNotAllowGetsTheLongAdvice() {
        jane.startsSession("jane");
        jane.user.policy("no", """
                {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "iam:DeactivateMFADevice", "Resource": "*"}]}""");
        var before = jane.person.files();
        var run = jane.answers(DISABLE, DeviceOwner.line("y"));

        assertTrue(run.screen().endsWith("""
                enable-disable-vmfa-device: AWS did not allow this: User: arn:aws:iam::123456789012:user/team/jane is not authorized to perform: iam:DeactivateMFADevice on resource: user jane with an explicit deny in an identity-based policy (AccessDenied)
                enable-disable-vmfa-device: hint: use a live MFA session of the profile, or --via a profile that may; if the phone is lost, an administrator of the account runs: aws iam deactivate-mfa-device --user-name jane --serial-number arn:aws:iam::123456789012:mfa/jane
                """), run.screen());
        assertEquals(254, run.exitStatus());
        assertEquals(before, jane.person.files());
        assertEquals(List.of("jane"), jane.atAws());
    }

    @ParameterizedTest
    @CsvSource({"EntityTemporarilyUnmodifiable", "ConcurrentModification"})
    void whatAwsIsStillBusyWithIsTriedAgain(String code) {
        jane.startsSession("jane");
        jane.person.aws.faults().fail("DeactivateMFADevice", 2, 409, code, "try later");
        jane.person.aws.faults().fail("DeleteVirtualMFADevice", 1, 409, code, "try later");
        var run = jane.answers(DISABLE, DeviceOwner.line("y"), DeviceOwner.line("y"));

        assertEquals(0, run.exitStatus(), run.screen());
        assertEquals(List.of(), jane.atAws());
    }

    // -------------------------------------------------------------------------- whom to choose

    private static final String MANY = CONFIG + """
            [profile boss]
            region = eu-west-1
            [profile again]
            region = eu-west-1
            [profile far]
            region = eu-west-1
            [profile gone]
            region = eu-west-1
            [profile weak]
            region = eu-west-1
            [profile far-admin]
            role_arn = arn:aws:iam::210987654321:role/admin
            source_profile = dev
            [profile gone-admin]
            role_arn = arn:aws:iam::123456789012:role/admin
            source_profile = gone
            [profile broken]
            role_arn = arn:aws:iam::123456789012:role/admin
            source_profile = nobody
            """;

    /** Besides dev and boss: dev's keys once more, a user of another account, one whose key is inactive, and one who may do nothing. */
    private void janeHasManyProfiles() {
        jane.files(MANY);
        var gone = jane.account.user("gone").accessKey();
        gone.deactivate();
        jane.person.credentials(jane.person.credentials() + "\n" + keys("again", jane.user.accessKey()) + "\n"
                + keys("far", jane.person.aws.account("210987654321").user("joe").accessKey()) + "\n" + keys("gone", gone) + "\n"
                + keys("weak", jane.account.user("weak").accessKey()));
    }

    @Test
    void s13OnlyWhoCanHaveASayInTheAccountIsOfferedAndTheOwnSessionFirst() {
        janeHasManyProfiles();
        var run = jane.answers(DISABLE, DeviceOwner.line("y"), DeviceOwner.line(""), jane.code("jane"), DeviceOwner.line("y"));

        assertEquals("""
                Disable arn:aws:iam::123456789012:mfa/jane of jane @ practice? [y/N] y
                To disable a device of jane @ practice, AWS wants MFA or an administrator:
                   1: dev    a new MFA session, with a code of its device
                   2: admin  with a role session of it
                   3: boss   its long-lived keys
                   4: weak   its long-lived keys
                Is the phone lost? Choose an administrator's profile, or an administrator runs:
                      aws iam deactivate-mfa-device --user-name jane --serial-number arn:aws:iam::123456789012:mfa/jane

                Whose? A number (Enter alone: 1):\s
                dev: new MFA session of 9h (the default)
                """, run.screen().substring(0, run.screen().indexOf("Token code of")));
        assertEquals(0, run.exitStatus());
        assertEquals(List.of(), jane.atAws());
    }

    @Test
    void s13WhomAwsRefusesIsLeftOutAndItIsAskedAgain() {
        janeHasManyProfiles();
        var run = jane.answers(DISABLE, DeviceOwner.line("y"), DeviceOwner.line("4"), DeviceOwner.line("3"), DeviceOwner.line("y"));

        assertTrue(run.screen().contains("""
                Whose? A number (Enter alone: 1): 4
                weak cannot do it: AWS did not allow this: User: arn:aws:iam::123456789012:user/weak is not authorized to perform: iam:DeactivateMFADevice"""), run.screen());
        assertTrue(run.screen().contains("""
                   3: boss   its long-lived keys
                Is the phone lost?"""), run.screen());
        assertEquals(0, run.exitStatus(), run.screen());
        assertEquals(List.of(), jane.atAws());
    }

    @Test
    void s13ARefusalOfTheLastOneEndsTheRun() {
        jane.files("[profile dev]\nregion = eu-west-1\n");
        jane.user.policy("no", """
                {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "iam:DeactivateMFADevice", "Resource": "*"}]}""");
        var run = jane.answers(DISABLE, DeviceOwner.line("y"), DeviceOwner.line(""), jane.code("jane"));

        assertTrue(run.screen().contains("enable-disable-vmfa-device: AWS did not allow this: "), run.screen());
        assertEquals(254, run.exitStatus());
        assertEquals(List.of("jane"), jane.atAws());
    }

    // ------------------------------------------------------------------- nothing on Enter alone

    @Test
    void s14EnterAloneDisablesNothing() {
        jane.startsSession("jane");
        var before = jane.person.files();
        var run = jane.answers(DISABLE, DeviceOwner.line(""));

        assertEquals("""
                Disable arn:aws:iam::123456789012:mfa/jane of jane @ practice? [y/N]\s
                enable-disable-vmfa-device: cancelled
                enable-disable-vmfa-device: hint: run it again when you are ready
                """, run.screen());
        assertEquals(130, run.exitStatus());
        assertEquals(List.of("jane"), jane.atAws());
        assertEquals(before, jane.person.files());
    }

    @Test
    void s14EnterAloneDeletesNothing() {
        jane.startsSession("jane");
        jane.device("old-phone");
        jane.answers(disable("--serial-number", "arn:aws:iam::123456789012:mfa/old-phone"), DeviceOwner.line(""));
        var run = jane.answers(DISABLE, DeviceOwner.line("maybe"), DeviceOwner.line("y"), DeviceOwner.line(""));

        assertTrue(run.screen().startsWith("""
                Disable arn:aws:iam::123456789012:mfa/jane of jane @ practice? [y/N] maybe
                  answer y or n; Enter alone means no
                """), run.screen());
        assertEquals(0, run.exitStatus());
        assertEquals(List.of("jane ?", "old-phone ?"), jane.atAws());
    }

    // ------------------------------------------------------------------- AWS lets nobody look

    private void nobodyMayLook() {
        jane.user.policy("hidden", """
                {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "iam:ListMFADevices", "Resource": "*"}]}""");
    }

    @Test
    void s17TheDeviceThatTheCommandLineNamesIsDisabledWhereListingIsDenied() {
        jane.files("[profile dev]\nregion = eu-west-1\n");
        nobodyMayLook();
        var run = jane.answers(disable("--serial-number", SERIAL), DeviceOwner.line("y"), DeviceOwner.line(""), jane.code("jane"),
                DeviceOwner.line("y"));

        assertTrue(run.screen().startsWith("Disable " + SERIAL + " of jane @ practice? [y/N] y\nTo disable a device"), run.screen());
        assertEquals(0, run.exitStatus(), run.screen());
        assertEquals(List.of(), jane.atAws());
        assertFalse(jane.person.config().contains(SERIAL));
    }

    @Test
    void s17TheDeviceThatTheFilesNameIsDisabledWhereListingIsDenied() {
        nobodyMayLook();
        var run = jane.answers(DISABLE, DeviceOwner.line(""), jane.code("jane"), DeviceOwner.line("y"), DeviceOwner.line("y"));

        assertEquals(0, run.exitStatus(), run.screen());
        assertEquals(List.of(), jane.atAws());
        assertDeviceIsGoneFromTheFiles();
    }

    /** What the files name is not touched where the command line names another. */
    @Test
    void s17AnotherDeviceThatTheFilesNameStaysThere() {
        jane.user.device("tablet");
        nobodyMayLook();
        var run = jane.answers(disable("--serial-number", SERIAL.replace("jane", "tablet"), "--delete"), DeviceOwner.line("y"), DeviceOwner.line(""),
                jane.code("tablet"));

        assertEquals(0, run.exitStatus(), run.screen());
        assertEquals(List.of("jane"), jane.atAws());
        assertTrue(jane.person.config().contains("mfa_arn = " + SERIAL + "\n"));
    }

    // --------------------------------------------------------------------------- which device

    @Test
    void i07OfSeveralDevicesOneIsChosenAndTheOtherRecorded() {
        jane.user.device("tablet");
        jane.startsSession("jane");
        var run = jane.answers(DISABLE, DeviceOwner.line("1"), DeviceOwner.line("y"), DeviceOwner.line("y"));

        assertTrue(run.screen().startsWith("""
                MFA devices
                   1: arn:aws:iam::123456789012:mfa/jane (authenticator app)
                   2: arn:aws:iam::123456789012:mfa/tablet (authenticator app)

                Which one shall be disabled? A number: 1
                """), run.screen());
        assertTrue(run.screen().contains("dev: the codes now come from arn:aws:iam::123456789012:mfa/tablet\n"));
        assertEquals(List.of("tablet"), jane.atAws());
        assertTrue(jane.person.config().contains("mfa_arn = arn:aws:iam::123456789012:mfa/tablet\n"));
        assertFalse(jane.person.config().contains("\t"));
    }

    @Test
    void i08PasskeysAndHardwareAreNeverTakenForVirtualDevices() {
        jane.user.passkey("yubikey");
        jane.user.hardwareDevice("GAHT12345678");
        jane.startsSession("jane");
        jane.answers(DISABLE, DeviceOwner.line("y"), DeviceOwner.line("y"));
        assertEquals(List.of("GAHT12345678", "arn:aws:iam::123456789012:u2f/user/jane/yubikey"), jane.atAws());

        var before = jane.person.files();
        var none = jane.answers(DISABLE);
        assertEquals("""
                enable-disable-vmfa-device: the user of profile 'dev' has no authenticator app, only: GAHT12345678 (hardware token), arn:aws:iam::123456789012:u2f/user/jane/yubikey (passkey or security key)
                enable-disable-vmfa-device: hint: manage these, or add an authenticator app, in the web console: https://console.aws.amazon.com/iam/home#/security_credentials
                """, none.screen());
        var passkey = jane.answers(disable("--serial-number", "arn:aws:iam::123456789012:u2f/user/jane/yubikey"));
        assertEquals("enable-disable-vmfa-device: arn:aws:iam::123456789012:u2f/user/jane/yubikey is no authenticator app: passkey or security key",
                passkey.screen().lines().findFirst().orElse(""));
        assertEquals(253, passkey.exitStatus());
        assertEquals(before, jane.person.files());
    }

    @Test
    void i10TheSerialNumberIsTheListedOneWhateverTheNameOfTheUser() {
        jane.person.config("[profile dev]\n");
        jane.answers(DISABLE, DeviceOwner.line("n"));
        var other = jane.account.user("/ops/", "joe").policy("all", DeviceOwner.ALLOW_ALL);
        other.device("joes-old-phone");
        jane.person.config("[profile joe]\n");
        jane.person.credentials(keys("joe", other.accessKey()));
        var run = jane.answers(List.of("disable", "--profile", "joe", "--delete"), DeviceOwner.line("y"), DeviceOwner.line("1"), jane.code("joes-old-phone"));

        assertEquals(0, run.exitStatus(), run.screen());
        assertEquals(List.of(), jane.account.serialNumbersOf(other));
        assertEquals(List.of(), jane.account.unassignedSerialNumbers());
    }

    @Test
    void aDeviceThatIsNotTheUsersIsNotTouched() {
        jane.account.user("joe").device("joe");
        var before = jane.person.files();
        var run = jane.answers(disable("--serial-number", SERIAL.replace("jane", "joe")));

        assertEquals("""
                enable-disable-vmfa-device: AWS does not list arn:aws:iam::123456789012:mfa/joe as an MFA device of user jane
                enable-disable-vmfa-device: hint: see the user's devices with: jbang enable-disable-vmfa-device.java list
                """, run.screen());
        assertEquals(before, jane.person.files());
    }

    @Test
    void whoMayNotListWithoutMfaListsWithTheSession() {
        jane.user.policy("hidden", """
                {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "iam:ListMFADevices", "Resource": "*",
                 "Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}}]}""");
        var run = jane.answers(DISABLE, DeviceOwner.line("1"), jane.code("jane"), DeviceOwner.line("y"), DeviceOwner.line("y"));

        assertEquals(0, run.exitStatus(), run.screen());
        assertEquals(List.of(), jane.atAws());
    }

    @ParameterizedTest
    @ValueSource(strings = {"jane-2", "old-phone"})
    void whatAnEarlierRunHasLeftIsDeleted(String name) {
        jane.device(name);
        jane.startsSession("jane");
        var run = jane.answers(disable("--serial-number", "arn:aws:iam::123456789012:mfa/" + name), DeviceOwner.line("y"));

        assertEquals("""
                arn:aws:iam::123456789012:mfa/NAME is not enabled
                Delete it? [y/N] y
                arn:aws:iam::123456789012:mfa/NAME is deleted
                """.replace("NAME", name), run.screen());
        assertEquals(List.of("jane"), jane.atAws());
    }

    @Test
    void yesAloneDisablesAndDoesNotDelete() {
        jane.startsSession("jane");
        var run = jane.runs("disable", "--profile", "dev", "--yes");

        assertEquals(0, run.exitStatus());
        assertEquals(List.of("jane ?"), jane.atAws());
    }
}
