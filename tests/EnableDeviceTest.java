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
import org.junit.jupiter.params.provider.CsvSource;

/** A device comes into being: its seed in an app, two codes, the files, and the first session. */
class EnableDeviceTest {

    private static final List<String> ENABLE = List.of("enable", "--profile", "dev");
    private static final String SERIAL = DeviceOwner.SERIAL;
    private static final String SECOND = DeviceOwner.SECOND;

    @TempDir
    private Path home;
    private DeviceOwner jane;

    @BeforeEach
    void janeHasNoDevice() {
        jane = new DeviceOwner(home);
    }

    @AfterEach
    void close() {
        jane.close();
    }

    @Test
    void aFirstDeviceIsEnabledRememberedAndUsed() {
        var run = jane.answers(ENABLE, DeviceOwner.line(""), jane.code("jane"), jane.code("jane"), DeviceOwner.line(""), jane.code("jane"));

        assertEquals("""
                arn:aws:iam::123456789012:mfa/jane is created; AWS wants two codes in a row to enable it
                Two codes in a row, or the first one (q shows the QR code again): CODES
                The next code appears in 1 s
                The code after it: CODES
                arn:aws:iam::123456789012:mfa/jane is enabled
                dev: the codes now come from arn:aws:iam::123456789012:mfa/jane
                Start the first MFA session with it now? [Y/n]\s
                The next code appears in 1 s
                dev: new MFA session of 9h (the default)
                Token code of arn:aws:iam::123456789012:mfa/jane: CODES
                dev-mfasession is stored in ~/.aws/credentials
                dev-mfasession: MFA session, 09h:00m:00s left, until then; region eu-west-1
                """, DeviceOwner.screen(run));
        assertEquals(0, run.exitStatus());
        assertEquals("", run.out());
        assertEquals(List.of("jane"), jane.atAws());
        assertEquals("""
                # mine
                [profile dev]
                region = eu-west-1
                mfa_arn = arn:aws:iam::123456789012:mfa/jane

                [profile dev-mfasession]
                region = eu-west-1
                handed_down = region:1637af50
                """, jane.person.config());
        assertTrue(jane.person.credentials().contains("[dev-mfasession]\n"));
    }

    @Test
    void bothCodesMayBeTypedAtOnceAndTheSessionMayWait() {
        var run = jane.answers(ENABLE, DeviceOwner.line(""), jane.bothCodes("jane"), DeviceOwner.line("n"));

        assertEquals("""
                arn:aws:iam::123456789012:mfa/jane is created; AWS wants two codes in a row to enable it
                Two codes in a row, or the first one (q shows the QR code again): CODES
                arn:aws:iam::123456789012:mfa/jane is enabled
                dev: the codes now come from arn:aws:iam::123456789012:mfa/jane
                Start the first MFA session with it now? [Y/n] n
                start a session with: jbang awscli-mfa.java dev
                """, DeviceOwner.screen(run));
        assertEquals(0, run.exitStatus());
    }

    // -------------------------------------------------------------------- the seed on its pages

    /** What a scanner reads from the terminal makes the codes that enable the device. */
    @Test
    void theQrCodeInTheTerminalYieldsTheCodes() {
        var run = jane.answers(ENABLE, DeviceOwner.line(""), DeviceOwner.key(DeviceOwner.CTRL_C), DeviceOwner.line("n"));
        var app = Authenticator.scanning(run.pages().getFirst(), Authenticator.Theme.DARK, home);

        assertEquals("AWS:jane@practice", app.account());
        var now = jane.person.clock().instant();
        var enabled = jane.runs("enable", "--profile", "dev", "--serial-number", SERIAL, "--codes",
                app.code(now.minusSeconds(30)) + " " + app.code(now));
        assertEquals(0, enabled.exitStatus());
        assertEquals(List.of("jane"), jane.atAws());
    }

    /** In 24 lines of 80 characters, with room for one line. */
    @Test
    void s19ThePageSaysWhatToDo() {
        var run = jane.answers(ENABLE, DeviceOwner.key("x"), DeviceOwner.key("q"), jane.bothCodes("jane"), DeviceOwner.line("n"));
        var lines = run.pages().getFirst().lines().toList();

        assertEquals("Scan it with your authenticator app, then press q (t text, p image, i invert)", lines.getLast());
        assertEquals(24, lines.size());
        assertEquals(0, run.exitStatus());
    }

    @Test
    void aTerminalWithALightGroundShowsItInverted() {
        var run = jane.answers(ENABLE, DeviceOwner.key("i"), DeviceOwner.line(""), jane.bothCodes("jane"), DeviceOwner.line("n"));

        assertEquals("AWS:jane@practice", Authenticator.scanning(run.pages().get(1), Authenticator.Theme.LIGHT, home).account());
    }

    @Test
    void theSeedAsTextCanBeTypedIntoTheApp() {
        var run = jane.answers(ENABLE, DeviceOwner.key("t"), DeviceOwner.line(""), jane.bothCodes("jane"), DeviceOwner.line("n"));
        var page = run.pages().get(1);
        var seed = DeviceOwner.seedOn(page);

        assertEquals("""
                The seed of arn:aws:iam::123456789012:mfa/jane

                  %s
                  %s

                in one piece:

                  %s

                In the app: add an account, choose to type a setup key, and type or paste it.
                  name: jane@practice
                  kind: time-based, 6 digits, 30 seconds

                Whoever has this seed can make your codes: keep it like a password.
                Nothing of it stays on this computer.

                Press q when the app has it (c: QR code, p: image)""".formatted(seed.substring(0, 32).replaceAll("....(?=.)", "$0 "), seed.substring(32).replaceAll("....(?=.)", "$0 "), seed), page);
        assertEquals(Authenticator.typing(seed).code(jane.person.clock().instant()), jane.device("jane").code());
    }

    /** There is no desktop here. */
    @Test
    void i37TheImageOfAnyProfileHasAHarmlessNameAndItsPlaceIsToldWhereNothingOpensIt() {
        jane.person.config("[profile ../a/b c]\n");
        jane.person.credentials(keys("../a/b c", jane.user.accessKey()));
        var run = jane.answers(List.of("enable", "--profile", "../a/b c"), DeviceOwner.key("p"), DeviceOwner.line(""),
                jane.bothCodes("jane"), DeviceOwner.line("n"));

        assertEquals("""
                Open this image and scan it. It was not opened for you, for there is no desktop
                here:

                  ~/aws-mfa-…/.._a_b_c_vMFAd_QRCode.png

                Only you can read it. It is deleted as soon as the device is enabled, or given
                up.

                Press q when the app has it (c: QR code, t: text)""", run.pages().get(1).replaceAll("aws-mfa-[0-9]+", "aws-mfa-…"));
        assertEquals(0, run.exitStatus());
    }

    @Test
    void theSeedStaysNowhereButOnItsPages() {
        var run = jane.answers(ENABLE, DeviceOwner.key("t"), DeviceOwner.line(""), DeviceOwner.line("q"), DeviceOwner.line(""),
                jane.bothCodes("jane"), DeviceOwner.line("n"));
        var seed = jane.device("jane").seed();

        assertEquals(3, run.pages().size());
        assertFalse((run.screen() + run.out() + jane.person.files()).contains(seed));
        assertFalse(run.screen().contains("█"));
    }

    @Test
    void debugTellsTheCallsButNoSecret() {
        var run = jane.answers(List.of("enable", "--profile", "dev", "--debug"), DeviceOwner.line(""), jane.bothCodes("jane"), DeviceOwner.line("n"));

        assertTrue(run.screen().contains("debug: iam EnableMFADevice arn:aws:iam::123456789012:mfa/jane by"));
        assertFalse(run.screen().contains(jane.device("jane").seed()));
        assertFalse(run.screen().contains(jane.user.accessKey().secret()));
    }

    // -------------------------------------------------------------------------- codes that do not do

    /** What was typed, each with the hint that follows, until a good pair ends it. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0 -1      | the codes are in the wrong order
            -1 -1     | the second code is the one that the app shows after the first
            -3 -1     | these two do not follow one another: the app showed 1 more between them
            -1 wrong  | the second code is not from this device, or not from the last minutes
            wrong 0   | the first code is not from this device, or not from the last minutes
            wrong wrong2 | the codes are not from this device, or not from the last minutes
            12345     | type two codes that the app shows one after the other, such as 123456 654321
            hello     | type two codes that the app shows one after the other, such as 123456 654321
            """)
    void codesThatDoNotDoAreExplainedAndAskedForAgain(String typed, String hint) {
        var run = jane.answers(ENABLE, DeviceOwner.line(""), () -> codes(typed) + "\n", jane.bothCodes("jane"), DeviceOwner.line("n"));

        assertTrue(run.screen().contains("  " + hint) || run.screen().contains("\n" + hint + "\n"), run.screen());
        assertEquals(0, run.exitStatus());
        assertEquals(1, jane.person.calls().stream().filter("EnableMFADevice"::equals).count());
        assertEquals(List.of("jane"), jane.atAws());
    }

    @Test
    void s11AFirstCodeThatIsNoneIsSaidAtOnceAndNothingIsWaitedFor() {
        var run = jane.answers(ENABLE, DeviceOwner.line(""), () -> code("wrong") + "\n", jane.bothCodes("jane"), DeviceOwner.line("n"));

        assertEquals("""
                arn:aws:iam::123456789012:mfa/jane is created; AWS wants two codes in a row to enable it
                Two codes in a row, or the first one (q shows the QR code again): CODES
                the code is not from this device, or not from the last minutes
                  check the digits and the entry in the app; then start again with the code that it shows now
                Two codes in a row, or the first one (q shows the QR code again): CODES
                arn:aws:iam::123456789012:mfa/jane is enabled
                """, firstLines(6, run));
    }

    /** Who types slowly sees the second code already. */
    @Test
    void s11ASecondCodeThatTheAppShowsAlreadyIsNotWaitedFor() {
        var run = jane.answers(ENABLE, DeviceOwner.line(""), () -> jane.codeIn("jane", -1) + "\n", jane.code("jane"), DeviceOwner.line("n"));

        assertEquals("""
                arn:aws:iam::123456789012:mfa/jane is created; AWS wants two codes in a row to enable it
                Two codes in a row, or the first one (q shows the QR code again): CODES
                The code after it: CODES
                arn:aws:iam::123456789012:mfa/jane is enabled
                """, firstLines(4, run));
    }

    private static String firstLines(int count, Person.Run run) {
        return DeviceOwner.screen(run).lines().limit(count).map(line -> line + "\n").reduce("", String::concat);
    }

    private String codes(String typed) {
        if (!typed.matches("(-?[0-9]|wrong2?) (-?[0-9]|wrong2?)")) {
            return typed;
        }
        var steps = typed.split(" ");
        return code(steps[0]) + " " + code(steps[1]);
    }

    private String code(String step) {
        return step.startsWith("wrong") ? String.valueOf(Integer.parseInt("9" + jane.codeIn("jane", 0).substring(1)) - step.length() * 7)
                : jane.codeIn("jane", Integer.parseInt(step));
    }

    @Test
    void codesThatAreOldAreNotSentUnlessTheClockOfThePhoneIsWrong() {
        var run = jane.answers(ENABLE, DeviceOwner.line(""), () -> jane.codeIn("jane", -6) + jane.codeIn("jane", -5) + "\n",
                DeviceOwner.line("n"), jane.bothCodes("jane"), DeviceOwner.line("n"));

        assertTrue(run.screen().contains("""
                By the clock of this computer, these codes are 150 s old.
                Did the phone show them just now? Then its clock is wrong. [Y/n] n
                AWS would take late codes for a wrong clock, and refuse the next codes of the device
                  type the next two as soon as the app shows them
                """), run.screen());
        assertEquals(1, jane.person.calls().stream().filter("EnableMFADevice"::equals).count());
    }

    @Test
    void aPhoneWhoseClockIsWrongIsEnabledAllTheSame() {
        var run = jane.answers(ENABLE, DeviceOwner.line(""), DeviceOwner.meanwhile(() -> jane.device("jane").drift(Duration.ofMinutes(-4))),
                jane.bothCodes("jane"), DeviceOwner.line("y"), DeviceOwner.line("y"), jane.code("jane"));

        assertTrue(run.screen().contains("these codes are 240 s old"));
        assertEquals(0, run.exitStatus());
        assertTrue(jane.person.credentials().contains("[dev-mfasession]"));
    }

    @Test
    void whatAwsSaysOfTheCodesIsToldAndOthersAreAskedFor() {
        jane.person.aws.faults().fail("EnableMFADevice", 1, 403, "InvalidAuthenticationCode", "Authentication code for device is not valid.");
        var run = jane.answers(ENABLE, DeviceOwner.line(""), jane.bothCodes("jane"), jane.bothCodes("jane"), DeviceOwner.line("n"));

        assertTrue(run.screen().contains("""
                AWS did not accept the two codes for arn:aws:iam::123456789012:mfa/jane
                  check the digits and the entry in the app; then type the next two, the older one first
                Two codes in a row"""), run.screen());
        assertEquals(0, run.exitStatus());
        assertEquals(1, jane.person.calls().stream().filter("CreateVirtualMFADevice"::equals).count());
    }

    @ParameterizedTest
    @CsvSource({"EntityTemporarilyUnmodifiable", "ConcurrentModification"})
    void whatAwsIsStillBusyWithIsWaitedFor(String code) {
        jane.person.aws.faults().fail("EnableMFADevice", 1, 409, code, "try later");
        var run = jane.answers(ENABLE, DeviceOwner.line(""), jane.bothCodes("jane"), jane.bothCodes("jane"), DeviceOwner.line("n"));

        assertTrue(run.screen().contains("AWS is still busy with another change of this device or user (" + code + ")"));
        assertEquals(0, run.exitStatus());
        assertEquals(List.of("jane"), jane.atAws());
    }

    @Test
    void aDeviceThatCameOutOfStepIsResyncedOnTheSpot() {
        var run = jane.answers(ENABLE, DeviceOwner.line(""), jane.bothCodes("jane"), DeviceOwner.line("y"),
                () -> {
                    jane.device("jane").drift(Duration.ofMinutes(5));
                    return jane.device("jane").code() + "\n";
                },
                DeviceOwner.meanwhile(() -> jane.person.wait(Duration.ofSeconds(30))), jane.code("jane"),
                DeviceOwner.line("y"), DeviceOwner.meanwhile(() -> jane.person.wait(Duration.ofSeconds(60))), jane.bothCodes("jane"),
                DeviceOwner.meanwhile(() -> jane.person.wait(Duration.ofSeconds(30))), jane.code("jane"));

        assertTrue(run.screen().contains("Resync it now? [Y/n] y\n"), run.screen());
        assertTrue(run.screen().contains("AWS accepts the codes of arn:aws:iam::123456789012:mfa/jane again\n"));
        assertEquals(0, run.exitStatus());
        assertTrue(jane.person.credentials().contains("[dev-mfasession]"));
    }

    // ------------------------------------------------------------------------ further devices

    @Test
    void aSecondDeviceUsesTheLiveSession() {
        jane.user.device("jane");
        jane.startsSession("jane");
        var run = jane.answers(ENABLE, DeviceOwner.line(""), jane.bothCodes("jane-2"), DeviceOwner.line("n"), DeviceOwner.line("n"));

        assertEquals("""
                arn:aws:iam::123456789012:mfa/jane-2 is created; AWS wants two codes in a row to enable it
                Two codes in a row, or the first one (q shows the QR code again): CODES
                arn:aws:iam::123456789012:mfa/jane-2 is enabled
                Ask for its codes from now on, instead of those of arn:aws:iam::123456789012:mfa/jane? [Y/n] n
                Start the first MFA session with it now? [Y/n] n
                start a session with: jbang awscli-mfa.java dev
                """, DeviceOwner.screen(run));
        assertEquals(List.of("jane", "jane-2"), jane.atAws());
        assertTrue(jane.person.config().contains("mfa_arn = " + SERIAL + "\n"));
    }

    @Test
    void aSecondDeviceIsAskedForItsCodesIfThatIsWanted() {
        jane.user.device("jane");
        jane.startsSession("jane");
        jane.answers(ENABLE, DeviceOwner.line(""), jane.bothCodes("jane-2"), DeviceOwner.line("y"), DeviceOwner.line("n"));

        assertTrue(jane.person.config().contains("mfa_arn = " + SECOND + "\n"));
    }

    @Test
    void withoutASessionOneIsOfferedSinceAws2023001() {
        jane.user.device("jane");
        var run = jane.answers(ENABLE, DeviceOwner.line("1"), jane.code("jane"), DeviceOwner.line(""), jane.bothCodes("jane-2"),
                DeviceOwner.line("n"), DeviceOwner.line("n"));

        assertEquals("""
                To add a device of jane @ practice, AWS wants MFA or an administrator:
                   1: dev  a new MFA session, with a code of its device

                Whose? A number (Enter alone: 1): 1
                dev: new MFA session of 9h (the default)
                Token code of arn:aws:iam::123456789012:mfa/jane: CODES
                dev-mfasession is stored in ~/.aws/credentials
                arn:aws:iam::123456789012:mfa/jane-2 is created; AWS wants two codes in a row to enable it
                """, DeviceOwner.screen(run).lines().limit(8).map(line -> line + "\n").reduce("", String::concat));
        assertEquals(List.of("jane", "jane-2"), jane.atAws());
    }

    @Test
    void withoutASessionAndATerminalTheWayIsNamedSinceAws2023001() {
        jane.user.device("jane");
        var before = jane.person.files();
        var run = jane.runs("enable", "--profile", "dev", "--no-input");

        assertEquals("""
                enable-disable-vmfa-device: AWS requires an MFA session of profile 'dev' to add one of its devices
                enable-disable-vmfa-device: hint: start one with: jbang awscli-mfa.java dev, or name a profile that may: --via PROFILE
                """, run.screen());
        assertEquals(253, run.exitStatus());
        assertEquals(before, jane.person.files());
    }

    @Test
    void s15WhoHasOnlyAPasskeyIsSentToTheWebConsole() {
        jane.user.passkey("yubikey");
        var before = jane.person.files();
        var run = jane.answers(ENABLE);

        assertEquals("""
                enable-disable-vmfa-device: AWS requires MFA to add a device of profile 'dev', and the user's passkeys and security keys work only in a browser
                enable-disable-vmfa-device: hint: name an administrator's profile with --via PROFILE, or manage your devices in the web console: https://console.aws.amazon.com/iam/home#/security_credentials
                """, run.screen());
        assertEquals(253, run.exitStatus());
        assertEquals(before, jane.person.files());
    }

    @Test
    void whoHasOnlyAPasskeyGoesByAnAdministratorsProfile() {
        jane.files("[profile dev]\nregion = eu-west-1\n\n[profile boss]\nregion = eu-west-1\n");
        jane.user.passkey("yubikey");
        var run = jane.answers(ENABLE, DeviceOwner.line("1"), DeviceOwner.line(""), jane.bothCodes("jane"), DeviceOwner.line("n"));

        assertTrue(run.screen().startsWith("""
                To add a device of jane @ practice, AWS wants MFA or an administrator:
                   1: boss  its long-lived keys
                Or manage your devices in the web console: https://console.aws.amazon.com/iam/home#/security_credentials

                Whose? A number: 1
                """), run.screen());
        assertEquals(0, run.exitStatus());
        assertTrue(jane.person.config().contains("[profile dev]\nregion = eu-west-1\nmfa_arn = " + SERIAL + "\n"));
    }

    @Test
    void s16UpToEightDevicesFitAndThatThereIsNoRoomForANinthIsKnownBefore() {
        for (var number = 1; number <= 8; number++) {
            jane.user.device(number == 1 ? "jane" : "phone" + number);
        }
        var before = jane.person.files();
        var run = jane.answers(ENABLE);

        assertEquals("""
                enable-disable-vmfa-device: the user cannot have another MFA device: jane has 8
                enable-disable-vmfa-device: hint: a user has 8 at most: replace one with: jbang enable-disable-vmfa-device.java replace, or disable one with: jbang enable-disable-vmfa-device.java disable
                """, run.screen());
        assertEquals(254, run.exitStatus());
        assertEquals(8, jane.atAws().size());
        assertEquals(before, jane.person.files());
    }

    // --------------------------------------------------------------------------- names, partitions

    @Test
    void theNameCanBeChosen() {
        jane.answers(List.of("enable", "--profile", "dev", "--name", "Jane's".replace("'", "") + "-phone@home"),
                DeviceOwner.line(""), jane.bothCodes("Janes-phone@home"), DeviceOwner.line("n"));

        assertEquals(List.of("Janes-phone@home"), jane.atAws());
        assertTrue(jane.person.config().contains("mfa_arn = arn:aws:iam::123456789012:mfa/Janes-phone@home\n"));
    }

    @Test
    void aNameThatIsTakenOrImpossibleIsRefusedBeforeAnythingIsMade() {
        jane.account.user("joe").device("phone");
        var before = jane.person.files();

        assertEquals("""
                enable-disable-vmfa-device: a device named phone is in use
                enable-disable-vmfa-device: hint: disable it first, or choose another name with --name
                """, jane.answers(List.of("enable", "--profile", "dev", "--name", "phone")).screen());
        assertEquals("""
                enable-disable-vmfa-device: 'my phone' is no name for a device
                enable-disable-vmfa-device: hint: use 1 to 226 letters, digits and _+=,.@-
                """, jane.answers(List.of("enable", "--profile", "dev", "--name", "my phone")).screen());
        assertEquals(before, jane.person.files());
        assertEquals(List.of(), jane.atAws());
    }

    @Test
    void aNameThatSomebodyElseHasIsPassedOver() {
        jane.account.user("joe").device("jane");
        jane.answers(ENABLE, DeviceOwner.line(""), jane.bothCodes("jane-2"), DeviceOwner.line("n"));

        assertEquals(List.of("jane-2"), jane.atAws());
    }

    @ParameterizedTest
    @CsvSource({"aws-cn, cn-north-1, 210987654321", "aws-us-gov, us-gov-west-1, 310987654321"})
    void i09OtherPartitionsHaveDevicesToo(String partition, String region, String number) {
        var account = jane.person.aws.account(number, partition);
        var user = account.user("jane").policy("all", DeviceOwner.ALLOW_ALL);
        jane.person.config("[profile far]\nregion = " + region + "\n");
        jane.person.credentials(keys("far", user.accessKey()));
        var run = jane.answers(List.of("enable", "--profile", "far"), DeviceOwner.line(""), () -> {
            var now = jane.person.clock().instant();
            return account.unassignedDevice("jane").codeAt(now.minusSeconds(30)) + account.unassignedDevice("jane").code() + "\n";
        }, DeviceOwner.line("n"));

        assertEquals(0, run.exitStatus(), run.screen());
        assertEquals("[profile far]\nregion = %s\nmfa_arn = arn:%s:iam::%s:mfa/jane\n".formatted(region, partition, number), jane.person.config());
    }

    // ------------------------------------------------------------------------------- leftovers

    @Test
    void aLeftoverIsReusedByWhoHasItsEntryStill() {
        jane.device("jane");
        var run = jane.answers(ENABLE, DeviceOwner.line("r"), jane.bothCodes("jane"), DeviceOwner.line("n"));

        assertEquals("""
                arn:aws:iam::123456789012:mfa/jane exists but is not enabled: an earlier run has left it.
                   R: reuse it, if your app still has its entry; AWS never shows its seed again
                   D: delete it and make a new one
                   K: keep it and make another

                What do you want to do? R, D or K: r
                Two codes in a row, or the first one: CODES
                arn:aws:iam::123456789012:mfa/jane is enabled
                dev: the codes now come from arn:aws:iam::123456789012:mfa/jane
                Start the first MFA session with it now? [Y/n] n
                start a session with: jbang awscli-mfa.java dev
                """, DeviceOwner.screen(run));
        assertEquals(List.of("jane"), jane.atAws());
        assertEquals(List.of(), run.pages());
    }

    @Test
    void aLeftoverIsDeletedAndANewOneMade() {
        var old = jane.device("jane").seed();
        jane.answers(ENABLE, DeviceOwner.line(""), DeviceOwner.line("d"), DeviceOwner.line(""), jane.bothCodes("jane"), DeviceOwner.line("n"));

        assertEquals(List.of("jane"), jane.atAws());
        assertFalse(jane.device("jane").seed().equals(old));
    }

    @Test
    void aLeftoverIsKeptAndAnotherNameTaken() {
        jane.device("jane");
        jane.answers(ENABLE, DeviceOwner.line("k"), DeviceOwner.line(""), jane.bothCodes("jane-2"), DeviceOwner.line("n"));

        assertEquals(List.of("jane-2", "jane ?"), jane.atAws());
    }

    @Test
    void aDeviceOfAnothersNameIsNoLeftoverOfJanes() {
        jane.device("jane-work");
        jane.device("joe");
        var run = jane.answers(ENABLE, DeviceOwner.line(""), jane.bothCodes("jane"), DeviceOwner.line("n"));

        assertFalse(run.screen().contains("an earlier run"));
        assertEquals(List.of("jane", "jane-work ?", "joe ?"), jane.atAws());
    }

    // -------------------------------------------------------------------- without a question

    @Test
    void codesOfAProgramEnableADeviceThatExists() {
        jane.device("jane");
        jane.person.piped = jane.codeIn("jane", -1) + " " + jane.codeIn("jane", 0) + "\nrest";
        var run = jane.runs("enable", "--profile", "dev", "--serial-number", SERIAL, "--codes", "-", "--no-input");

        assertEquals("""
                arn:aws:iam::123456789012:mfa/jane is enabled
                dev: the codes now come from arn:aws:iam::123456789012:mfa/jane
                start a session with: jbang awscli-mfa.java dev
                """, run.screen());
        assertEquals(0, run.exitStatus());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            enable --profile dev                              | cannot ask for two codes of the new device: there is no terminal
            enable --profile dev --codes 123456654321         | --codes is for a device that an app has already
            enable --profile dev --name x --serial-number arn:aws:iam::123456789012:mfa/jane | --name is for a new device, and --serial-number for one that exists
            enable --profile admin                            | there is no profile 'admin'
            enable --unknown                                  | there is no option --unknown
            """)
    void whatCannotBeDoneIsSaidAndNothingIsChanged(String line, String message) {
        var before = jane.person.files();
        var run = jane.runs(line.split(" "));

        assertEquals("enable-disable-vmfa-device: " + message, run.screen().lines().findFirst().orElse(""));
        assertTrue(run.exitStatus() == 252 || run.exitStatus() == 253);
        assertEquals(before, jane.person.files());
        assertEquals(List.of(), jane.atAws());
    }

    // ----------------------------------------------------------------------------- what the files say

    @Test
    void rolesThatWantMfaGetTheDeviceAndOthersDoNot() {
        jane.account.role("reader", """
                {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole",
                 "Principal": {"AWS": "arn:aws:iam::123456789012:root"}}]}""");
        jane.files("""
                [profile dev]
                [profile admin]
                role_arn = arn:aws:iam::123456789012:role/admin
                source_profile = dev
                [profile reader]
                role_arn = arn:aws:iam::123456789012:role/reader
                source_profile = dev
                """);
        jane.answers(ENABLE, DeviceOwner.line(""), jane.bothCodes("jane"), DeviceOwner.line("n"));

        assertEquals("""
                [profile dev]
                mfa_arn = arn:aws:iam::123456789012:mfa/jane
                [profile admin]
                role_arn = arn:aws:iam::123456789012:role/admin
                source_profile = dev
                mfa_arn = arn:aws:iam::123456789012:mfa/jane
                [profile reader]
                role_arn = arn:aws:iam::123456789012:role/reader
                source_profile = dev
                """, jane.person.config());
    }

    @Test
    void whatTheFilesSayOfADeviceThatIsNoMoreIsReplaced() {
        jane.files("[profile dev]\nmfa_serial = arn:aws:iam::123456789012:mfa/lost\n");
        jane.answers(ENABLE, DeviceOwner.line(""), jane.bothCodes("jane"), DeviceOwner.line("n"));

        assertEquals("[profile dev]\nmfa_serial = " + SERIAL + "\nmfa_arn = " + SERIAL + "\n", jane.person.config());
    }

    @Test
    void i07AListOfTwoDevicesThatTheOriginalRecordedIsReplaced() {
        jane.files("[profile dev]\nmfa_arn = arn:aws:iam::123456789012:mfa/a\tarn:aws:iam::123456789012:mfa/b\n");
        jane.answers(ENABLE, DeviceOwner.line(""), jane.bothCodes("jane"), DeviceOwner.line("n"));

        assertEquals("[profile dev]\nmfa_arn = " + SERIAL + "\n", jane.person.config());
    }

    @Test
    void whoMayNotListButHasADeviceRecordedIsAskedForMfaBeforeAnythingIsMade() {
        jane.files("[profile dev]\nmfa_arn = " + SERIAL + "\n");
        jane.user.device("jane");
        jane.user.policy("hidden", """
                {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "iam:ListMFADevices", "Resource": "*"}]}""");
        var run = jane.answers(ENABLE, DeviceOwner.line("1"), jane.code("jane"), DeviceOwner.line(""), jane.bothCodes("jane-2"),
                DeviceOwner.line("n"), DeviceOwner.line("n"));

        assertTrue(run.screen().startsWith("To add a device of jane @ practice, AWS wants MFA"), run.screen());
        assertEquals(List.of("jane", "jane-2"), jane.atAws());
    }

    @Test
    void i01AndI02AProfileNameWithABlankAndAPercentSignAreWrittenAsTheyAre() {
        jane.person.config("[profile my prof]\nregion = eu-west-1\ncredential_process = C:\\new\\tool --fmt %s --x 100% y\n");
        jane.person.credentials(keys("my prof", jane.user.accessKey()));
        var run = jane.answers(List.of("enable", "--profile", "my prof"), DeviceOwner.line(""), jane.bothCodes("jane"), DeviceOwner.line("n"));

        assertEquals(0, run.exitStatus());
        assertEquals("[profile my prof]\nregion = eu-west-1\ncredential_process = C:\\new\\tool --fmt %s --x 100% y\nmfa_arn = "
                + SERIAL + "\n", jane.person.config());
    }

    @Test
    void filesThatCannotBeWrittenLeaveTheDeviceEnabledAndSayWhatIsMissing() {
        var run = jane.answers(ENABLE, DeviceOwner.line(""), DeviceOwner.meanwhile(() -> home.resolve(".aws/config").toFile().delete()),
                DeviceOwner.meanwhile(() -> home.resolve(".aws/config").toFile().mkdir()), jane.bothCodes("jane"), DeviceOwner.line("n"));

        assertTrue(run.screen().contains(SERIAL + " is enabled\nnote: the AWS files could not be changed: "), run.screen());
        assertEquals(0, run.exitStatus());
        assertEquals(List.of("jane"), jane.atAws());
    }
}
