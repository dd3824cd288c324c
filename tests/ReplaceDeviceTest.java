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
                arn:aws:iam::123456789012:mfa/jane goes when a new device is there and a session has proved it; until then it works
                arn:aws:iam::123456789012:mfa/jane-2 is created; AWS wants two codes in a row to enable it
                Two codes in a row, or the first one (q shows the QR code again): CODES
                arn:aws:iam::123456789012:mfa/jane-2 is enabled
                The next code appears in 1 s
                dev: new MFA session of 9h (the default)
                Token code of arn:aws:iam::123456789012:mfa/jane-2: CODES
                dev-mfasession is stored in ~/.aws/credentials
                dev-mfasession: MFA session, 09h:00m:00s left, until then; region eu-west-1
                dev: codes come from arn:aws:iam::123456789012:mfa/jane-2 from now on
                admin: codes come from arn:aws:iam::123456789012:mfa/jane-2 from now on
                Disable and delete arn:aws:iam::123456789012:mfa/jane now? [Y/n] y
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
    void withEightDevicesThereIsNoRoomForTheNewOneAndTheOldOneStays() {
        for (var number = 2; number <= 8; number++) {
            jane.user.device("phone" + number);
        }
        jane.startsSession("jane");
        var run = jane.answers(List.of("replace", "--profile", "dev", "--serial-number", SERIAL), DeviceOwner.line(""), jane.bothCodes("jane-2"),
                DeviceOwner.line(""));

        assertEquals(254, run.exitStatus());
        assertTrue(jane.atAws().contains("jane"));
        assertEquals(8, jane.atAws().size());
    }

    // ------------------------------------------------------------------------------- resync

    @Test
    void aPhoneOutOfStepIsResynced() {
        jane.device("jane").drift(Duration.ofMinutes(4));
        var before = jane.person.files();
        var run = jane.answers(List.of("resync", "--profile", "dev"), jane.code("jane"), jane.code("jane"));

        assertEquals("""
                Two codes in a row, or the first one: CODES
                The next code appears in 1 s
                The code after it: CODES
                arn:aws:iam::123456789012:mfa/jane is in step with AWS again
                """, DeviceOwner.screen(run));
        assertEquals(0, run.exitStatus());
        assertEquals(before, jane.person.files());
        jane.person.wait(Duration.ofSeconds(30));
        assertEquals(0, jane.person.types(jane.device("jane").code() + "\n", "dev", "--persist").exitStatus());
    }

    @Test
    void codesOfAProgramResyncWithoutAQuestion() {
        jane.device("jane").drift(Duration.ofMinutes(-3));
        var run = jane.runs("resync", "--profile", "dev", "--codes", jane.codeIn("jane", 0) + jane.codeIn("jane", 1));

        assertEquals(SERIAL + " is in step with AWS again\n", run.screen());
        assertEquals(0, run.exitStatus());
    }

    @Test
    void codesThatAwsDoesNotTakeEndARunWithoutATerminal() {
        var before = jane.person.files();
        var run = jane.runs("resync", "--profile", "dev", "--codes", "000000 000001");

        assertEquals("""
                enable-disable-vmfa-device: AWS did not accept the two codes for arn:aws:iam::123456789012:mfa/jane
                enable-disable-vmfa-device: hint: mistyped, in the wrong order, too old, not one right after the other, or of another entry in the app: use the next two
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
