//SOURCES DeviceOwner.java
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static tests.aws.AccessKey.keys;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A new phone in place of the old one, and a phone whose clock went wrong. */
class ReplaceDeviceTest {

    private static final String SERIAL = DeviceOwner.SERIAL;

    @TempDir
    private Path home;
    private DeviceOwner jane;

    @BeforeEach
    void janeHasAPhone() {
        jane = new DeviceOwner(home);
        jane.files("""
                [profile dev]
                region = eu-west-1
                mfa_serial = arn:aws:iam::123456789012:mfa/jane
                [profile admin]
                role_arn = arn:aws:iam::123456789012:role/admin
                source_profile = dev
                mfa_serial = arn:aws:iam::123456789012:mfa/jane
                """);
        jane.user.device("jane");
    }

    @AfterEach
    void close() {
        jane.close();
    }

    @Test
    void aNewPhoneTakesThePlaceOfTheOldOne() {
        jane.startsSession("jane");
        var run = jane.answers(List.of("replace", "--profile", "dev"), DeviceOwner.line(""), jane.bothCodes("jane-2"), jane.code("jane-2"),
                DeviceOwner.line("y"));

        assertEquals("""
                arn:aws:iam::123456789012:mfa/jane stays until a session has proved that the new device works
                arn:aws:iam::123456789012:mfa/jane-2 is created; AWS wants two codes in a row to enable it
                Two codes in a row, or the first one (q shows the QR code again): CODES
                arn:aws:iam::123456789012:mfa/jane-2 is enabled
                The next code appears in 1 s
                dev: new MFA session of 9h (the default)
                Token code of arn:aws:iam::123456789012:mfa/jane-2: CODES
                dev-mfasession is stored in ~/.aws/credentials
                dev-mfasession: MFA session, 09h:00m:00s left, until then; region eu-west-1
                dev: the codes now come from arn:aws:iam::123456789012:mfa/jane-2
                admin: the codes now come from arn:aws:iam::123456789012:mfa/jane-2
                Disable and delete arn:aws:iam::123456789012:mfa/jane now? [y/N] y
                arn:aws:iam::123456789012:mfa/jane is disabled
                arn:aws:iam::123456789012:mfa/jane is deleted
                """, DeviceOwner.screen(run));
        assertEquals(0, run.exitStatus());
        assertEquals(List.of("jane-2"), jane.atAws());
        assertFalse(jane.person.config().contains(SERIAL + "\n"));
    }

    @Test
    void theOldPhoneGivesTheCodeForTheSessionThatAddsTheNewOne() {
        var run = jane.answers(List.of("replace", "--profile", "dev", "--yes", "--name", "new"), DeviceOwner.line("1"), jane.code("jane"),
                DeviceOwner.line(""), jane.bothCodes("new"), jane.code("new"));

        assertEquals(0, run.exitStatus(), run.screen());
        assertEquals(List.of("new"), jane.atAws());
    }

    @Test
    void aLostPhoneIsReplacedByAnAdministratorsProfile() {
        jane.files(jane.person.config() + "[profile boss]\nregion = eu-west-1\n");
        var run = jane.answers(List.of("replace", "--profile", "dev", "--via", "boss", "--yes"), DeviceOwner.line(""), jane.bothCodes("jane-2"),
                jane.code("jane-2"));

        assertEquals(0, run.exitStatus(), run.screen());
        assertEquals(List.of("jane-2"), jane.atAws());
    }

    @Test
    void s18ALostPhoneIsToldTheAdministratorsWay() {
        var before = jane.person.files();
        var run = jane.answers(List.of(), DeviceOwner.line("1"), DeviceOwner.line("p"), DeviceOwner.key(DeviceOwner.CTRL_C));

        assertTrue(run.screen().contains("""
                What do you want to do? D, A, P or R: p
                To add a device of jane @ practice, AWS wants MFA or an administrator:
                   1: dev    a new MFA session, with a code of its device
                   2: admin  with a role session of it
                Is the phone lost? Choose an administrator's profile, or an administrator runs:
                      aws iam deactivate-mfa-device --user-name jane --serial-number arn:aws:iam::123456789012:mfa/jane
                Then make a new device with: jbang enable-disable-vmfa-device.java enable dev

                Whose? A number (Enter alone: 1):\s
                """), run.screen());
        assertEquals(List.of("jane"), jane.atAws());
        assertEquals(before, jane.person.files());
    }

    @Test
    void s14EnterAloneKeepsTheOldPhone() {
        jane.startsSession("jane");
        var run = jane.answers(List.of("replace", "--profile", "dev"), DeviceOwner.line(""), jane.bothCodes("jane-2"), jane.code("jane-2"),
                DeviceOwner.line(""));

        assertTrue(run.screen().endsWith("""
                Disable and delete arn:aws:iam::123456789012:mfa/jane now? [y/N]\s
                enable-disable-vmfa-device: cancelled; arn:aws:iam::123456789012:mfa/jane-2 is enabled, beside arn:aws:iam::123456789012:mfa/jane
                enable-disable-vmfa-device: hint: disable the old one with: jbang enable-disable-vmfa-device.java disable dev --serial-number arn:aws:iam::123456789012:mfa/jane; or, to stay with the old one, disable the new one with: jbang enable-disable-vmfa-device.java disable dev --serial-number arn:aws:iam::123456789012:mfa/jane-2
                """), run.screen());
        assertEquals(130, run.exitStatus());
        assertEquals(List.of("jane", "jane-2"), jane.atAws());
    }

    // ------------------------------------------------------------------- as many as AWS allows

    private void janeHasEightDevicesAndASession() {
        for (var number = 2; number <= 7; number++) {
            jane.user.device("phone" + number);
        }
        jane.user.passkey("yubikey");
        jane.startsSession("jane");
    }

    @Test
    void s16OfEightDevicesOneGoesFirst() {
        janeHasEightDevicesAndASession();
        var run = jane.answers(List.of("replace", "--profile", "dev", "--serial-number", SERIAL), DeviceOwner.line("4"), DeviceOwner.line("y"),
                DeviceOwner.line(""), jane.bothCodes("jane-2"), jane.code("jane-2"), DeviceOwner.line("y"));

        assertTrue(DeviceOwner.screen(run).startsWith("""
                jane has 8 MFA devices, and AWS allows no more: one has to go before the new one comes
                MFA devices
                   1: arn:aws:iam::123456789012:mfa/jane (authenticator app)
                   2: arn:aws:iam::123456789012:mfa/phone2 (authenticator app)
                   3: arn:aws:iam::123456789012:mfa/phone3 (authenticator app)
                   4: arn:aws:iam::123456789012:mfa/phone4 (authenticator app)
                   5: arn:aws:iam::123456789012:mfa/phone5 (authenticator app)
                   6: arn:aws:iam::123456789012:mfa/phone6 (authenticator app)
                   7: arn:aws:iam::123456789012:mfa/phone7 (authenticator app)

                Which one goes first? A number: 4
                Disable and delete arn:aws:iam::123456789012:mfa/phone4 now? [y/N] y
                arn:aws:iam::123456789012:mfa/phone4 is disabled
                arn:aws:iam::123456789012:mfa/phone4 is deleted
                arn:aws:iam::123456789012:mfa/jane stays until a session has proved that the new device works
                arn:aws:iam::123456789012:mfa/jane-2 is created; AWS wants two codes in a row to enable it
                """), run.screen());
        assertEquals(0, run.exitStatus(), run.screen());
        assertEquals("jane-2 phone2 phone3 phone5 phone6 phone7", String.join(" ", jane.atAws()).replaceAll(" arn\\S+", ""));
        assertTrue(jane.person.config().contains("mfa_serial = " + DeviceOwner.SECOND + "\n"));
    }

    @Test
    void s16TheOldOneItselfMayGoFirst() {
        janeHasEightDevicesAndASession();
        var run = jane.answers(List.of("replace", "--profile", "dev", "--serial-number", SERIAL, "--name", "new"), DeviceOwner.line("1"),
                DeviceOwner.line("y"), DeviceOwner.line(""), jane.bothCodes("new"), jane.code("new"));

        assertEquals(0, run.exitStatus(), run.screen());
        assertFalse(run.screen().contains("stays until"), run.screen());
        assertEquals("new phone2 phone3 phone4 phone5 phone6 phone7", String.join(" ", jane.atAws()).replaceAll(" arn\\S+", ""));
        assertFalse(jane.person.config().contains(SERIAL + "\n"));
    }

    @Test
    void s16NothingGoesWithoutAYesAndNothingIsCreated() {
        janeHasEightDevicesAndASession();
        var before = jane.atAws();
        var run = jane.answers(List.of("replace", "--profile", "dev", "--serial-number", SERIAL, "--yes"), DeviceOwner.line("1"), DeviceOwner.line(""));

        assertEquals(130, run.exitStatus());
        assertEquals(before, jane.atAws());
        assertFalse(jane.person.calls().contains("CreateVirtualMFADevice"));
    }

    // ------------------------------------------------------------------- AWS lets nobody look

    private void nobodyMayLook() {
        jane.user.policy("hidden", """
                {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "iam:ListMFADevices", "Resource": "*"}]}""");
    }

    @Test
    void s17TheDeviceThatTheCommandLineNamesIsReplacedWhereListingIsDenied() {
        jane.files("[profile dev]\nregion = eu-west-1\n");
        nobodyMayLook();
        var run = jane.answers(List.of("replace", "--profile", "dev", "--yes", "--serial-number", SERIAL), DeviceOwner.line(""), jane.code("jane"),
                DeviceOwner.line(""), jane.bothCodes("jane-2"), jane.code("jane-2"));

        assertEquals(0, run.exitStatus(), run.screen());
        assertEquals(List.of("jane-2"), jane.atAws());
    }

    @Test
    void s17TheDeviceThatTheFilesNameIsReplacedWhereListingIsDenied() {
        nobodyMayLook();
        var run = jane.answers(List.of("replace", "--profile", "dev", "--yes"), DeviceOwner.line(""), jane.code("jane"), DeviceOwner.line(""),
                jane.bothCodes("jane-2"), jane.code("jane-2"));

        assertEquals(0, run.exitStatus(), run.screen());
        assertEquals(List.of("jane-2"), jane.atAws());
        assertTrue(jane.person.config().contains("mfa_serial = " + DeviceOwner.SECOND + "\n"), jane.person.config());
    }

    // ------------------------------------------------------------------------------- resync

    @ParameterizedTest
    @ValueSource(strings = {"--serial-number arn:aws:iam::123456789012:mfa/jane", ""})
    void s17TheNamedDeviceIsResyncedWhereListingIsDenied(String option) {
        if (!option.isEmpty()) {
            jane.files("[profile dev]\nregion = eu-west-1\n");
        }
        nobodyMayLook();
        jane.device("jane").drift(Duration.ofMinutes(-3));
        var run = jane.runs(("resync --profile dev --codes " + jane.codeIn("jane", 0) + jane.codeIn("jane", 1) + " " + option).split(" "));

        assertEquals("AWS accepts the codes of " + SERIAL + " again\n", run.screen());
        assertEquals(0, run.exitStatus());
    }

    @Test
    void aPhoneOutOfStepIsResynced() {
        jane.device("jane").drift(Duration.ofMinutes(4));
        var before = jane.person.files();
        var run = jane.answers(List.of("resync", "--profile", "dev"), jane.code("jane"), jane.code("jane"));

        assertEquals("""
                Two codes in a row, or the first one: CODES
                The next code appears in 1 s
                The code after it: CODES
                AWS accepts the codes of arn:aws:iam::123456789012:mfa/jane again
                """, DeviceOwner.screen(run));
        assertEquals(0, run.exitStatus());
        assertEquals(before, jane.person.files());
        jane.person.wait(Duration.ofSeconds(30));
        assertEquals(0, jane.person.types(jane.device("jane").code() + "\n", "dev", "--persist").exitStatus());
    }

    @Test
    void whoTypesTwoCodesAgainHearsThatEachWorksOnce() {
        var used = jane.codeIn("jane", 0) + jane.codeIn("jane", 1);
        jane.runs("resync", "--profile", "dev", "--codes", used);

        assertTrue(jane.answers(List.of("resync", "--profile", "dev"), DeviceOwner.line(used), DeviceOwner.key(DeviceOwner.CTRL_C)).screen().contains(
                "AWS did not accept the two codes for " + SERIAL + "\n  AWS has accepted one of them before, and takes each code once;"));
    }

    @Test
    void codesOfAProgramResyncWithoutAQuestion() {
        jane.device("jane").drift(Duration.ofMinutes(-3));
        var run = jane.runs("resync", "--profile", "dev", "--codes", jane.codeIn("jane", 0) + jane.codeIn("jane", 1));

        assertEquals("AWS accepts the codes of " + SERIAL + " again\n", run.screen());
        assertEquals(0, run.exitStatus());
    }

    @Test
    void s21WhenTheAnswerIsLostTheNextTwoCodesDo() {
        jane.device("jane").drift(Duration.ofMinutes(4));
        jane.person.aws.faults().loseAnswer("ResyncMFADevice", 1);
        var run = jane.answers(List.of("resync", "--profile", "dev"), jane.bothCodes("jane"),
                DeviceOwner.meanwhile(() -> jane.person.wait(Duration.ofSeconds(60))), jane.bothCodes("jane"));

        assertTrue(run.screen().endsWith("AWS accepts the codes of " + SERIAL + " again\n"), run.screen());
        assertEquals(0, run.exitStatus());
    }

    @Test
    void whenTheAnswerIsLostAndNobodyCanTypeThatIsSaid() {
        jane.person.aws.faults().loseAnswer("ResyncMFADevice", 1);
        var run = jane.runs("resync", "--profile", "dev", "--codes", jane.codeIn("jane", 0) + jane.codeIn("jane", 1));

        assertTrue(run.screen().endsWith("""
                ; AWS may have taken the codes all the same; it does not say
                enable-disable-vmfa-device: hint: see whether a session starts: jbang awscli-mfa.java dev --force; if not, try again
                """), run.screen());
        assertEquals(255, run.exitStatus());
    }

    @Test
    void codesThatAwsDoesNotTakeEndARunWithoutATerminal() {
        var before = jane.person.files();
        var run = jane.runs("resync", "--profile", "dev", "--codes", "000000 000001");

        assertEquals("""
                enable-disable-vmfa-device: AWS did not accept the two codes for arn:aws:iam::123456789012:mfa/jane
                enable-disable-vmfa-device: hint: check the digits and the entry in the app; then type the next two, the older one first
                """, run.screen());
        assertEquals(254, run.exitStatus());
        assertEquals(before, jane.person.files());
    }

    @Test
    void aHardwareTokenIsResyncedAndAPasskeyCannotBe() {
        var other = jane.account.user("joe").policy("all", DeviceOwner.ALLOW_ALL);
        var token = other.hardwareDevice("GAHT12345678");
        var passkey = other.passkey("yubikey");
        jane.person.config("[profile joe]\n");
        jane.person.credentials(keys("joe", other.accessKey()));
        var now = jane.person.clock().instant();

        assertEquals(0, jane.runs("resync", "--profile", "joe", "--codes", token.codeAt(now.minusSeconds(30)) + token.code()).exitStatus());
        assertEquals(253, jane.runs("resync", "--profile", "joe", "--serial-number", passkey, "--codes", "123456 654321").exitStatus());
    }
}
