//SOURCES DeviceOwner.java
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static tests.aws.AccessKey.keys;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose devices: the menu, the form for a single profile, the list for programs, and what is said before. */
class DeviceMenuTest {

    private static final String SERIAL = DeviceOwner.SERIAL;
    private static final String WITH_BOSS = """
            [profile dev]
            [profile admin]
            role_arn = arn:aws:iam::123456789012:role/admin
            source_profile = dev
            [profile boss]
            """;

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

    private void add(String credentials) {
        jane.person.credentials(jane.person.credentials() + "\n" + credentials);
    }

    // ------------------------------------------------------------------------------- the menu

    @Test
    void allKindsOfProfilesStandUnderTheirHeadings() {
        jane.files(WITH_BOSS + "[profile gone]\n[profile top]\n");
        jane.account.user("boss").device("boss");
        add(keys("top", jane.account.rootAccessKey()));
        add("[gone]\naws_access_key_id = AKIAEXAMPLEUNKNOWN00\naws_secret_access_key = none\n");
        var run = jane.answers(List.of(), DeviceOwner.key(DeviceOwner.CTRL_C));

        assertEquals("""
                noted in the AWS files: mfa_arn of boss, invalid_as_of of gone
                Role profiles are not shown: a role has no MFA device.

                Users without an authenticator app, who can get one here
                   1: dev   jane @ practice       no MFA device

                Users with an authenticator app
                   2: boss  boss @ practice       boss
                      None of them has a live MFA session here, and AWS wants one for a change.

                Account root, whose MFA devices are managed in the web console only
                      top   ROOT USER @ practice  no MFA device

                Not usable
                      gone  AWS does not accept access key AKIAEXAMPLEUNKNOWN00 (InvalidClientTokenId)

                Which one? A number, or part of a name:\s
                enable-disable-vmfa-device: cancelled
                enable-disable-vmfa-device: hint: run it again when you are ready
                """, run.screen());
        assertEquals(130, run.exitStatus());
    }

    @Test
    void aLiveSessionAndWhatElseIsKnownStandsBesideTheProfile() {
        jane.files(WITH_BOSS);
        jane.user.device("jane");
        jane.user.passkey("yubikey");
        jane.user.policy("probe", """
                {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "iam:GetAccessKeyLastUsed", "Resource": "*"}]}""");
        jane.startsSession("jane");
        var run = jane.answers(List.of(), DeviceOwner.key(DeviceOwner.CTRL_C));

        assertTrue(run.screen().replaceAll("08h:5[0-9]m:[0-9]{2}s", "TIME").contains("""
                   2: dev   jane @ practice  jane, yubikey (passkey or security key); MFA may be enforced; MFA session, TIME left

                Which"""), run.screen());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            3        | the numbers go from 1 to 2; Ctrl-C ends
            0        | the numbers go from 1 to 2; Ctrl-C ends
            ''       | the numbers go from 1 to 2; Ctrl-C ends
            99999999999 | no profile here has that in its name
            xyz      | no profile here has that in its name
            admin    | no profile here has that in its name
            top      | sign in as root at https://console.aws.amazon.com/iam/home#/security_credentials
            gone     | gone cannot be used: AWS does not accept access key AKIAEXAMPLEUNKNOWN00 (InvalidClientTokenId)
            """)
    void anAnswerThatDoesNotDoIsExplainedAndAskedForAgain(String answer, String hint) {
        jane.files(WITH_BOSS + "[profile gone]\n[profile top]\n");
        add(keys("top", jane.account.rootAccessKey()));
        add("[gone]\naws_access_key_id = AKIAEXAMPLEUNKNOWN00\naws_secret_access_key = none\n");
        var run = jane.answers(List.of(), DeviceOwner.line(answer), DeviceOwner.line("01"), DeviceOwner.line("n"));

        assertTrue(run.screen().contains("name: " + answer + "\n  " + hint + "\nWhich one?"), run.screen());
        assertTrue(run.screen().contains("Create and enable an MFA device for dev (jane @ practice)? [Y/n] n\n"));
        assertEquals(List.of(), jane.atAws());
    }

    @Test
    void whoHasADeviceIsAskedWhatToDoWithIt() {
        jane.files(WITH_BOSS);
        jane.user.device("jane");
        var run = jane.answers(List.of(), DeviceOwner.line("dev"), DeviceOwner.line("x"), DeviceOwner.line("d"), DeviceOwner.line("n"));

        assertTrue(run.screen().contains("""
                Which one? A number, or part of a name: dev
                dev: jane @ practice; arn:aws:iam::123456789012:mfa/jane (authenticator app); no live MFA session
                   D: disable a device, and delete it if you like
                   A: add another device
                   P: replace a device, for a new phone
                   R: resync a device whose codes AWS no longer accepts

                What do you want to do? D, A, P or R: x
                  answer with D, A, P or R; Ctrl-C ends
                What do you want to do? D, A, P or R: d
                Disable arn:aws:iam::123456789012:mfa/jane of jane @ practice? [y/N] n
                """), run.screen());
    }

    @Test
    void s15WhoHasOnlyAPasskeyIsTheOnlyOneHereAndIsToldTheWay() {
        jane.user.passkey("yubikey");
        var run = jane.answers(List.of());

        assertEquals("""
                dev: jane @ practice; arn:aws:iam::123456789012:u2f/user/jane/yubikey (passkey or security key); no live MFA session
                Passkeys, security keys and hardware tokens are managed in the web console: https://console.aws.amazon.com/iam/home#/security_credentials

                enable-disable-vmfa-device: AWS requires MFA to add a device of profile 'dev', and the user's passkeys and security keys work only in a browser
                enable-disable-vmfa-device: hint: name an administrator's profile with --via PROFILE, or manage your devices in the web console: https://console.aws.amazon.com/iam/home#/security_credentials
                """, run.screen());
        assertEquals(253, run.exitStatus());
    }

    @Test
    void s15WhoHasOnlyAHardwareTokenIsOfferedWhatWorks() {
        jane.user.hardwareDevice("GAHT12345678");
        var run = jane.answers(List.of(), DeviceOwner.key(DeviceOwner.CTRL_C));

        assertTrue(run.screen().startsWith("""
                dev: jane @ practice; GAHT12345678 (hardware token); no live MFA session
                   A: add another device
                   R: resync a device whose codes AWS no longer accepts
                Passkeys, security keys and hardware tokens are managed in the web console: https://console.aws.amazon.com/iam/home#/security_credentials

                What do you want to do? A or R:\s
                """), run.screen());
    }

    @Test
    void s15WithAnAdministratorsProfileAnAppCanBeAddedToAPasskey() {
        jane.files(WITH_BOSS);
        jane.user.passkey("yubikey");
        var run = jane.answers(List.of(), DeviceOwner.line("dev"), DeviceOwner.key(DeviceOwner.CTRL_C));

        assertTrue(run.screen().contains("   A: add another device\nPasskeys, security keys"), run.screen());
        assertTrue(run.screen().contains("What do you want to do? A: "), run.screen());
    }

    @Test
    void s16WhoHasEightDevicesIsNotOfferedANinth() {
        for (var number = 1; number <= 8; number++) {
            jane.user.device("phone" + number);
        }
        assertTrue(jane.answers(List.of(), DeviceOwner.key(DeviceOwner.CTRL_C)).screen().contains("What do you want to do? D, P or R: "));
    }

    @Test
    void theMenuRemembersWhatItLearnedUnlessThatIsForbidden() {
        jane.files(WITH_BOSS);
        jane.user.device("jane");
        var before = jane.person.files();

        jane.answers(List.of("--read-only"), DeviceOwner.key(DeviceOwner.CTRL_C));
        assertEquals(before, jane.person.files());
        jane.answers(List.of(), DeviceOwner.key(DeviceOwner.CTRL_C));
        assertTrue(jane.person.config().contains("[profile dev]\nmfa_arn = " + SERIAL + "\n"));
    }

    @Test
    void aDeviceWrittenDownByHandStaysWhereListingIsForbidden() {
        jane.files(WITH_BOSS.replace("[profile dev]\n", "[profile dev]\nmfa_arn = " + SERIAL + "\n"));
        jane.user.device("jane");
        jane.user.policy("hidden", """
                {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "iam:ListMFADevices", "Resource": "*"}]}""");
        var run = jane.answers(List.of(), DeviceOwner.key(DeviceOwner.CTRL_C));

        assertTrue(run.screen().contains("   2: dev   jane @ practice  jane; AWS does not let it list its devices without MFA\n"), run.screen());
        assertTrue(jane.person.config().contains("mfa_arn = " + SERIAL + "\n"));
    }

    // -------------------------------------------------------------------- a single profile

    @Test
    void theOnlyProfileIsNotAskedFor() {
        assertTrue(jane.answers(List.of(), DeviceOwner.line("n")).screen()
                .startsWith("Create and enable an MFA device for dev (jane @ practice)? [Y/n] n\n"));
        jane.user.device("jane");
        jane.startsSession("jane");
        assertTrue(jane.answers(List.of(), DeviceOwner.key(DeviceOwner.CTRL_C)).screen().replaceAll("08h:5[0-9]m:[0-9]{2}s", "TIME")
                .startsWith("dev: jane @ practice; " + SERIAL + " (authenticator app); MFA session in dev-mfasession, TIME left\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "enable", "disable", "resync", "replace", "list --profile dev"})
    void i19TheRootIsSentToTheConsoleInEveryForm(String verb) {
        jane.person.credentials(keys("dev", jane.account.rootAccessKey()));
        var before = jane.person.files();
        var run = jane.answers(verb.isEmpty() ? List.of() : List.of(verb.split(" ")), DeviceOwner.line("y"));

        assertEquals("""
                enable-disable-vmfa-device: profile 'dev' holds keys of the account root, whose MFA devices can be changed only in AWS's web console
                enable-disable-vmfa-device: hint: sign in as root at https://console.aws.amazon.com/iam/home#/security_credentials
                """, run.screen());
        assertEquals(253, run.exitStatus());
        assertEquals(before, jane.person.files());
        assertEquals(List.of(), jane.account.unassignedSerialNumbers());
    }

    @Test
    void aMenuOfWhichNothingCanBeChosenSaysWhy() {
        jane.files("[profile dev]\n[profile top]\n");
        jane.person.credentials(keys("dev", jane.account.rootAccessKey()) + keys("top", jane.account.rootAccessKey()));
        var run = jane.answers(List.of());

        assertTrue(run.screen().contains("enable-disable-vmfa-device: profile 'dev' holds keys of the account root"), run.screen());
        assertEquals(253, run.exitStatus());
    }

    @Test
    void theOnlyProfileThatAwsDoesNotAcceptIsExplained() {
        jane.user.accessKey().deactivate();
        var run = jane.answers(List.of(), DeviceOwner.line("y"));

        assertTrue(run.screen().startsWith("enable-disable-vmfa-device: AWS does not accept access key "), run.screen());
        assertEquals(254, run.exitStatus());
    }

    @Test
    void aSessionStandsForItsProfileAndARoleHasNoDevice() {
        jane.files(WITH_BOSS);
        jane.user.device("jane");
        jane.startsSession("jane");

        assertEquals(SERIAL + "\tauthenticator app\tdev\n", jane.runs("list", "--profile", "dev-mfasession").out());
        assertEquals("""
                enable-disable-vmfa-device: profile 'admin' is a role, and a role has no MFA device
                enable-disable-vmfa-device: hint: name its source profile: dev
                """, jane.runs("enable", "--profile", "admin").screen());
    }

    // ------------------------------------------------------------------------------ the list

    @Test
    void theListIsForPrograms() {
        jane.files(WITH_BOSS);
        jane.user.device("jane");
        jane.user.device("tablet");
        jane.user.hardwareDevice("GAHT12345678");
        jane.user.passkey("yubikey");
        jane.device("jane-2");
        var before = jane.person.files();
        var run = jane.runs("list");

        assertEquals("""
                GAHT12345678	hardware token	dev
                arn:aws:iam::123456789012:mfa/jane	authenticator app	dev
                arn:aws:iam::123456789012:mfa/tablet	authenticator app	dev
                arn:aws:iam::123456789012:u2f/user/jane/yubikey	passkey or security key	dev
                arn:aws:iam::123456789012:mfa/jane-2	authenticator app, not enabled	dev
                """, run.out());
        assertEquals("", run.screen());
        assertEquals(0, run.exitStatus());
        assertEquals(before, jane.person.files());
    }

    @Test
    void oneProfileThatCannotBeAskedDoesNotHideTheOthers() {
        jane.files(WITH_BOSS + "[profile top]\n");
        add(keys("top", jane.account.rootAccessKey()));
        jane.user.device("jane");
        jane.account.user("boss").accessKey().deactivate();
        var run = jane.runs("list");

        assertEquals(SERIAL + "\tauthenticator app\tdev\n", run.out());
        assertTrue(run.screen().contains("boss: AWS does not accept access key "), run.screen());
        assertTrue(run.screen().contains("top: profile 'top' holds keys of the account root"), run.screen());
        assertEquals(0, run.exitStatus());
    }

    @Test
    void withoutATerminalTheEnvironmentSelects() {
        jane.files(WITH_BOSS);
        assertEquals("""
                enable-disable-vmfa-device: cannot ask for the profile: there is no terminal
                enable-disable-vmfa-device: hint: name it: --profile PROFILE
                """, jane.runs("disable", "--yes").screen());
        jane.person.environment.put("AWS_PROFILE", "dev");
        assertTrue(jane.runs("disable", "--yes").screen().contains("the user of profile 'dev' has no MFA device"));
    }

    // --------------------------------------------------------------- files and environment

    @Test
    void thereAreNoProfilesWithKeys() {
        jane.person.config("[profile x]\nregion = eu-west-1\n");
        jane.person.credentials("[x-mfasession]\naws_session_expiry = 1\n");
        var run = jane.answers(List.of());

        assertTrue(run.screen().startsWith("enable-disable-vmfa-device: no profile with long-lived access keys in ~/.aws/credentials or ~/.aws/config\n"), run.screen());
        assertEquals(253, run.exitStatus());
    }

    @Test
    void thereIsNoFolderForAwsAtAll() throws Exception {
        Files.delete(home.resolve(".aws/config"));
        Files.delete(home.resolve(".aws/credentials"));
        Files.delete(home.resolve(".aws"));
        var run = jane.answers(List.of());

        assertTrue(run.screen().endsWith("hint: store the access key of your IAM user with: aws configure --profile NAME, or have a vault give it: aws configure set credential_process COMMAND --profile NAME\n"), run.screen());
        assertEquals(253, run.exitStatus());
        assertFalse(Files.exists(home.resolve(".aws")));
    }

    @Test
    void theCredentialsFileIsMadeForItsOwnerAloneWhenASessionIsStored() throws Exception {
        jane.person.config("[profile dev]\n" + keys("x", jane.user.accessKey()).replace("[x]\n", ""));
        Files.delete(home.resolve(".aws/credentials"));
        jane.answers(List.of("enable"), DeviceOwner.line(""), jane.bothCodes("jane"), DeviceOwner.line("y"), jane.code("jane"));

        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve(".aws/credentials"))));
        assertTrue(jane.person.credentials().startsWith("[dev-mfasession]\n"));
    }

    @Test
    void keysInTheConfigFileAreSupportedAndOtherFilesHonoured() throws Exception {
        Files.createDirectories(home.resolve("else"));
        Files.writeString(home.resolve("else/c"), "[profile dev]\n" + keys("x", jane.user.accessKey()).replace("[x]\n", ""));
        jane.person.environment.put("AWS_CONFIG_FILE", home.resolve("else/c").toString());
        jane.person.environment.put("AWS_SHARED_CREDENTIALS_FILE", home.resolve("else/none").toString());
        var run = jane.answers(List.of("enable"), DeviceOwner.line(""), jane.bothCodes("jane"), DeviceOwner.line("n"));

        assertEquals(0, run.exitStatus(), run.screen());
        assertTrue(Files.readString(home.resolve("else/c")).endsWith("mfa_arn = " + SERIAL + "\n"));
    }

    @Test
    void i14LegalFilesAreNotRefusedAndAMissingLastLineEndIsNoMatter() {
        jane.person.config("[default]\ns3 =\n  max_queue_size = 5\n[sso-session x]\nsso_region = eu-west-1\n[services y]\niam =\n  endpoint_url = "
                + jane.person.environment.get("AWS_ENDPOINT_URL") + "\n[profile dev]\nregion = eu-west-1");
        var before = jane.person.config();
        jane.answers(List.of("enable", "--profile", "dev"), DeviceOwner.line(""), jane.bothCodes("jane"), DeviceOwner.line("n"));

        assertEquals(before + "\nmfa_arn = " + SERIAL + "\n", jane.person.config());
    }

    @Test
    void whatIsWrongWithTheFilesAndWhatTheEnvironmentHoldsIsSaidFirst() {
        jane.files("[profile dev]\nregion = eu-west-1\nregion = eu-west-2\n");
        jane.person.environment.put("AWS_PROFILE", "nobody");
        jane.person.environment.put("AWS_SECRET_ACCESS_KEY", "topsecretvalue");
        var run = jane.answers(List.of(), DeviceOwner.line("n"));

        assertTrue(run.screen().contains("note: ~/.aws/config:3"), run.screen());
        assertTrue(run.screen().contains("In the environment\n  AWS_PROFILE = nobody\n") || run.screen().contains("AWS_PROFILE"), run.screen());
        assertFalse(run.screen().contains("topsecretvalue"));
    }

    @Test
    void withoutANetworkNothingIsTaggedAndNothingChanged() {
        jane.files(WITH_BOSS);
        var before = jane.person.files();
        jane.person.aws.faults().drop(99);
        var run = jane.answers(List.of(), DeviceOwner.line("dev"));

        assertTrue(run.screen().startsWith("AWS cannot be asked now, so this is what earlier runs learned: cannot reach "), run.screen());
        assertEquals(255, run.exitStatus());
        assertEquals(before, jane.person.files());
    }

    @Test
    void helpIsNoFailureAndTheVersionIsTold() {
        var help = jane.runs("--help");

        assertEquals(0, help.exitStatus());
        assertTrue(help.out().startsWith("Usage: jbang enable-disable-vmfa-device.java "), help.out());
        assertEquals("", help.screen());
        assertEquals("enable-disable-vmfa-device 3.0\n", jane.runs("--version").out());
        assertEquals(List.of(), jane.person.calls());
    }
}
