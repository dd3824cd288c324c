//SOURCES Person.java
//SOURCES ../awscli-mfa.java
//SOURCES ../enable-disable-vmfa-device.java
//SOURCES ../lib/model/Finding.java
//SOURCES ../lib/model/Menu.java
//SOURCES ../lib/model/Window.java
//SOURCES ../lib/session/Survey.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static tests.aws.AccessKey.keys;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lib.io.AwsFiles;
import lib.io.SdkAws;
import lib.io.SpentCodes;
import lib.io.Terminal;
import lib.model.IniFile;
import lib.model.Menu;
import lib.model.Window;
import lib.session.Sessions;
import lib.session.Survey;
import lib.session.World;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tests.aws.AccessKey;
import tests.aws.Account;
import tests.aws.Device;
import tests.aws.LocalAws;
import tests.aws.User;

class FullModeTest {

    private static final String ALL = """
            {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}""";

    private static final String MFA = "{\"Bool\": {\"aws:MultiFactorAuthPresent\": \"true\"}}";

    private static final String DEV = "[profile dev]\nregion = eu-west-1\n";

    private static final String CTRL_C = "\u0003";

    private static final String CANCELLED = """

            awscli-mfa: cancelled
            awscli-mfa: hint: run it again when you are ready
            """;

    private Person jane;
    private Account account;
    private User user;
    private Device phone;

    @BeforeEach
    void janeHasAPhone(@TempDir Path home) {
        jane = new Person(home);
        jane.environment.put("AWS_MAX_ATTEMPTS", "1");
        account = jane.aws.account("123456789012");
        account.alias("practice");
        user = account.user("jane").policy("all", ALL);
        phone = user.device("jane");
    }

    @AfterEach
    void close() {
        jane.close();
    }

    private String trust(String condition) {
        return account.trust(condition);
    }

    private static String denying(String action, String resource) {
        return "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Deny\", \"Action\": \"%s\", \"Resource\": \"%s\"}]}"
                .formatted(action, resource);
    }

    /** A profile for the role of the same name. */
    private static String role(String profile, String account, String source) {
        return "\n[profile %1$s]\nrole_arn = arn:aws:iam::%2$s:role/%1$s\nsource_profile = %3$s\n".formatted(profile, account, source);
    }

    private static String role(String profile, String source) {
        return role(profile, "123456789012", source);
    }

    /** The menu alone, of somebody who looks and goes; what is said of the files before it has a test of its own. */
    private String menu(String... args) {
        var screen = jane.types(CTRL_C, args).screen().replaceFirst("^noted in the AWS files: .*\n", "");
        assertTrue(screen.endsWith(CANCELLED), screen);
        return screen.substring(0, screen.indexOf(screen.contains("\nWhich one?") ? "\nWhich one?" : "\n   U: "));
    }

    private long count(String action) {
        return jane.calls().stream().filter(action::equals).count();
    }

    private String config(String profile, String key) {
        return IniFile.parse(jane.config()).properties("profile " + profile).getOrDefault(key, "");
    }

    // -------------------------------------------------------------------- the rows

    @Test
    void everyKindOfRowStandsOnTheScreen() {
        account.user("joe").policy("all", ALL).policy("probe", denying("iam:GetAccessKeyLastUsed", "*"));
        account.user("/team/", "ann").policy("all", ALL).device("ann-1");
        account.user("/team/", "ann").hardwareDevice("GAHT12345678");
        account.rootDevice("root-account-mfa-device");
        var gone = account.user("gone").accessKey();
        gone.deactivate();
        Stream.of("admin", "nodevice").forEach(name -> account.role(name, trust(MFA)).policy("all", ALL));
        Stream.of("viewer", "chained").forEach(name -> account.role(name, trust("")).policy("all", ALL));
        account.parameter("us-east-1", "/unencrypted/roles/210987654321/partner/mfa_required", "true");
        account.parameter("us-east-1", "/unencrypted/roles/210987654321/alias", "partner-co");
        account.parameter("us-east-1", "/unencrypted/roles/210987654321/free/mfa_required", "false");
        jane.config(DEV + "[profile joe]\n[profile ann]\n[profile root]\n[profile gone]\n"
                + role("admin", "dev") + role("viewer", "dev") + role("partner", "210987654321", "dev")
                + role("free", "210987654321", "dev") + role("stranger", "333344445555", "dev") + role("chained", "admin")
                + role("nodevice", "joe") + role("missing", "dev") + role("dead", "gone") + role("nosource", "nowhere")
                + "\n[profile noarn]\nsource_profile = dev\nrole_session_name = noarn\n\n[profile corp]\nsso_session = corp\n");
        jane.credentials(keys("dev", user.accessKey()) + keys("joe", account.user("joe").accessKey())
                + keys("ann", account.user("/team/", "ann").accessKey()) + keys("root", account.rootAccessKey()) + keys("gone", gone));
        assertEquals(0, jane.runs("admin", "--token-code", phone.code()).exitStatus());

        assertEquals("""
                Profiles
                   1: dev       jane @ practice                        1s: MFA session, 09h:00m:00s left
                   2: joe       joe @ practice                         no MFA device; MFA may be enforced
                   3: ann       ann @ practice                         2 MFA devices
                   4: root      ROOT USER @ practice                   MFA device root-account-mfa-device

                Roles
                   5: admin     role admin @ practice from dev         5s: role session, 01h:00m:00s left; MFA required
                   6: viewer    role viewer @ practice from dev
                   7: partner   role partner @ partner-co from dev     another account; MFA required
                   8: free      role free @ partner-co from dev        another account
                   9: stranger  role stranger @ 333344445555 from dev  another account; MFA may be required
                  10: chained   role chained @ practice from admin     a role of a role: 1h at most

                Managed elsewhere, chosen by name
                      corp      IAM Identity Center (aws sso login)

                Not usable
                      gone      AWS does not accept access key %1$s (InvalidClientTokenId)
                      nodevice  it requires MFA, and 'joe' has no MFA device that shows codes
                      missing   there is no role 'missing' in the account of these keys
                      dead      its source 'gone': AWS does not accept access key %1$s (InvalidClientTokenId)
                      nosource  role profile 'nosource' names 'nowhere' as its source_profile, which does not exist
                      noarn     profile 'noarn' has no role_arn with the ARN of a role
                What is not usable can be mended or removed in ~/.aws/config and ~/.aws/credentials
                """.formatted(gone.id()), menu());
        assertEquals("""
                Profiles
                   1: dev       1s: MFA session, 09h:00m:00s left; MFA device jane @ 123456789012
                   2: joe       no MFA device recorded
                   3: ann       no MFA device recorded
                   4: root      MFA device root-account-mfa-device @ 123456789012
                   5: gone      no MFA device recorded; was not accepted by AWS on %1$s

                Roles
                   6: admin     role admin @ 123456789012 from dev      6s: role session, 01h:00m:00s left
                   7: viewer    role viewer @ 123456789012 from dev
                   8: partner   role partner @ 210987654321 from dev    another account
                   9: free      role free @ 210987654321 from dev       another account
                  10: stranger  role stranger @ 333344445555 from dev   another account
                  11: chained   role chained @ 123456789012 from admin  a role of a role: 1h at most
                  12: nodevice  role nodevice @ 123456789012 from joe
                  13: missing   role missing @ 123456789012 from dev    was not accepted by AWS on %1$s
                  14: dead      role dead @ 123456789012 from gone

                Managed elsewhere, chosen by name
                      corp      IAM Identity Center (aws sso login)

                Not usable
                      nosource  role profile 'nosource' names 'nowhere' as its source_profile, which does not exist
                      noarn     profile 'noarn' has no role_arn with the ARN of a role
                What is not usable can be mended or removed in ~/.aws/config and ~/.aws/credentials
                """.formatted(jane.clock().instant()), menu("-q"));
    }

    // --------------------------------------------------------------- what is kept

    @Test
    void whatWasLearnedStandsInTheConfigFile() {
        account.role("admin", trust(MFA)).maxSessionDuration(Duration.ofHours(4));
        account.role("viewer", trust(""));
        account.parameter("us-east-1", "/unencrypted/mfa/session_length", "7200");
        account.parameter("us-east-1", "/unencrypted/roles/210987654321/partner/session_length", "10800");
        jane.config(DEV + role("admin", "dev") + role("viewer", "dev") + role("partner", "210987654321", "dev"));
        jane.credentials(keys("dev", user.accessKey()));
        var credentials = jane.credentials();

        menu();

        assertEquals(DEV + """
                mfa_arn = arn:aws:iam::123456789012:mfa/jane
                max_mfa_session_duration = 7200
                """ + role("admin", "dev") + """
                max_session_duration = 14400
                """ + role("viewer", "dev") + role("partner", "210987654321", "dev") + """
                max_session_duration = 10800
                role_xaccn = true
                """, jane.config());
        assertEquals(credentials, jane.credentials());
    }

    @Test
    void whatIsNoNewsIsNotWritten() throws IOException {
        account.role("admin", trust(MFA)).maxSessionDuration(Duration.ofHours(4));
        jane.config(DEV + role("admin", "dev") + role("partner", "210987654321", "dev"));
        jane.credentials(keys("dev", user.accessKey()));
        var before = identities();

        menu();
        var learned = identities();
        menu();

        assertNotEquals(before.get("config"), learned.get("config"));
        assertEquals(before.get("credentials"), learned.get("credentials"));
        assertEquals(learned, identities());
    }

    private Map<String, String> identities() throws IOException {
        var folder = jane.home().resolve(".aws");
        return Map.of("config", identity(folder.resolve("config")), "credentials", identity(folder.resolve("credentials")));
    }

    private static String identity(Path file) throws IOException {
        return Files.getAttribute(file, "unix:ino") + " " + Files.getLastModifiedTime(file);
    }

    @Test
    void readOnlyKeepsNothing() {
        account.role("admin", trust(MFA)).maxSessionDuration(Duration.ofHours(4));
        jane.config(DEV + role("admin", "dev"));
        jane.credentials(keys("dev", user.accessKey()));
        var before = jane.files();

        assertEquals("""
                Profiles
                   1: dev    jane @ practice

                Roles
                   2: admin  role admin @ practice from dev  MFA required
                """, menu("--read-only"));
        assertEquals(before, jane.files());
    }

    @Test
    void aDeviceThatIsGoneIsForgottenEverywhere() {
        account.role("admin", trust(MFA));
        var joes = "mfa_arn = arn:aws:iam::123456789012:mfa/joe\n";
        jane.config(DEV + joes + role("admin", "dev") + joes);
        jane.credentials(keys("dev", account.user("joe").policy("all", ALL).accessKey()) + keys("ops", user.accessKey()));

        assertEquals("""
                Profiles
                   1: dev    joe @ practice   no MFA device
                   2: ops    jane @ practice

                Not usable
                      admin  it requires MFA, and 'dev' has no MFA device that shows codes
                What is not usable can be mended or removed in ~/.aws/config and ~/.aws/credentials
                """, menu());
        assertEquals(DEV + role("admin", "dev") + "\n[profile ops]\nmfa_arn = arn:aws:iam::123456789012:mfa/jane\n", jane.config());
    }

    @Test
    void aDeviceNotedByHandStaysWhereAWSLetsNobodyLook() {
        user.policy("hidden", denying("iam:ListMFADevices", "*"));
        account.role("admin", trust(MFA));
        jane.config(DEV + role("admin", "dev") + "mfa_arn = arn:aws:iam::123456789012:mfa/jane\n");
        jane.credentials(keys("dev", user.accessKey()));
        var before = jane.files();

        menu();

        assertEquals(before, jane.files());
    }

    @Test
    void aLengthOfTheUsersOwnStaysWhateverAwsAllows() {
        Stream.of("short", "long").forEach(name -> account.role(name, trust("")).maxSessionDuration(Duration.ofHours(2)));
        jane.config(DEV + role("short", "dev") + "sessmax = 1800\n" + role("long", "dev") + "sessmax = 9000\n");
        jane.credentials(keys("dev", user.accessKey()));

        menu();

        assertEquals("1800", config("short", "sessmax"));
        assertEquals("9000", config("long", "sessmax"));
    }

    // ---------------------------------------------------------------- several troubles

    @Test
    void defect24OnlyARejectionTagsAndNoTroubleHoldsUpTheOthers() {
        user.accessKey();
        var rejected = user.createAccessKey();
        rejected.deactivate();
        var denied = account.user("denied").policy("nothing", ALL.replace("Allow", "Deny")).accessKey();
        try (var throttling = LocalAws.start(jane.clock()); var portal = LocalAws.start(jane.clock())) {
            throttling.faults().throttle(1_000);
            portal.faults().captivePortal(1_000);
            jane.environment.remove("AWS_ENDPOINT_URL");
            jane.config(at(jane.aws, "good", "rejected", "denied") + at(throttling, "throttled") + at(portal, "portal")
                    + "[profile offline]\nendpoint_url = http://127.0.0.1:1\n");
            jane.credentials(keys("good", user.accessKey()) + keys("rejected", rejected) + keys("denied", denied)
                    + keys("throttled", user.accessKey()) + keys("portal", user.accessKey()) + keys("offline", user.accessKey()));
            var config = jane.config().replace("[profile rejected]", "mfa_arn = arn:aws:iam::123456789012:mfa/jane\n[profile rejected]");
            var tag = "invalid_as_of = " + jane.clock().instant() + "\n";
            var tagged = Map.of("config", config.replace("[profile denied]", tag + "[profile denied]"),
                    "credentials", jane.credentials().replace("[denied]", tag + "[denied]"));

            assertEquals("""
                    Profiles
                       1: good       jane @ practice
                       2: denied     denied @ 123456789012  no MFA device recorded
                       3: throttled  no MFA device recorded; not checked: AWS asks to slow down (Throttling)
                       4: portal     no MFA device recorded; not checked: what answered at %s is not AWS
                       5: offline    no MFA device recorded; not checked: cannot reach http://127.0.0.1:1: the connection is refused

                    Not usable
                          rejected   AWS does not accept access key %s (InvalidClientTokenId)
                    What is not usable can be mended or removed in ~/.aws/config and ~/.aws/credentials
                    """.formatted(portal.endpoint(), rejected.id()), menu());
            assertEquals(tagged, jane.files());

            jane.wait(Duration.ofSeconds(60));
            menu();
            assertEquals(tagged, jane.files(), "defect 8: the tag neither moves nor flip-flops");

            jane.credentials(jane.credentials().replace(rejected.id(), user.accessKey().id())
                    .replace(rejected.secret(), user.accessKey().secret()));
            menu();
            assertFalse(jane.config().contains("invalid_as_of") || jane.credentials().contains("invalid_as_of"), jane.config());
        }
    }

    @Test
    void whatAnAccountSaysOfItselfIsAskedOnceForAllWhoseDevicesAreRecorded() {
        jane.config(profilesWithDevices("first", "second", "third"));
        jane.credentials(Stream.of("first", "second", "third").map(name -> keys(name, withDevice(name))).collect(Collectors.joining()));

        assertEquals("""
                Profiles
                   1: first   first @ practice
                   2: second  second @ practice
                   3: third   third @ practice
                """, menu());
        assertEquals(1, count("ListAccountAliases"));
        assertEquals(1, jane.inquiries());
    }

    @Test
    void whereTheFirstMayNotAskTheOthersAskThemselves() {
        jane.config(profilesWithDevices("first", "second"));
        account.user("first").policy("all", ALL.replace("Allow", "Deny"));
        jane.credentials(keys("first", account.user("first").accessKey()) + keys("second", withDevice("second")));

        assertEquals("""
                Profiles
                   1: first   first @ 123456789012
                   2: second  second @ practice
                """, menu());
    }

    @Test
    void whoIsOfAnotherAccountThanTheFilesSayAsksThemselves() {
        var elsewhere = jane.aws.account("444455556666");
        elsewhere.alias("elsewhere");
        jane.config(profilesWithDevices("first", "moved"));
        jane.credentials(keys("first", withDevice("first")) + keys("moved", elsewhere.user("moved").policy("all", ALL).accessKey()));

        assertEquals("""
                Profiles
                   1: first  first @ practice
                   2: moved  moved @ elsewhere  no MFA device
                """, menu());
    }

    private static String profilesWithDevices(String... names) {
        return Stream.of(names).map(name -> "[profile %1$s]\nregion = eu-west-1\nmfa_serial = arn:aws:iam::123456789012:mfa/%1$s\n"
                .formatted(name)).collect(Collectors.joining());
    }

    private AccessKey withDevice(String name) {
        account.user(name).policy("all", ALL).device(name);
        return account.user(name).accessKey();
    }

    private static String at(LocalAws aws, String... profiles) {
        return Stream.of(profiles).map(profile -> "[profile %s]\nendpoint_url = %s\n".formatted(profile, aws.endpoint()))
                .collect(Collectors.joining());
    }

    @Test
    void aProfileWhoseAWSNeverAnswersHoldsUpNoOther() {
        try (var hanging = LocalAws.start(jane.clock())) {
            hanging.faults().hang(1_000);
            jane.environment.remove("AWS_ENDPOINT_URL");
            account.role("viewer", trust(""));
            jane.config(at(hanging, "slow") + at(jane.aws, "good") + role("viewer", "good") + role("lost", "slow"));
            jane.credentials(keys("slow", user.accessKey()) + keys("good", user.accessKey()));

            assertEquals("""
                    Profiles
                       1: slow    no MFA device recorded; not checked: AWS did not answer in time
                       2: good    jane @ practice

                    Roles
                       3: viewer  role viewer @ practice from good
                       4: lost    role lost @ 123456789012 from slow  not checked: AWS did not answer in time
                    """, surveyed(Duration.ofSeconds(8)) + "\n");
        }
    }

    private World world(Terminal terminal) {
        return new World(jane.clock(), jane.environment, AwsFiles.of(jane.environment, false),
                new SdkAws(jane.clock()), SpentCodes.of(jane.environment, jane.clock()), terminal,
                new ByteArrayInputStream(new byte[0]), new PrintStream(OutputStream.nullOutputStream()));
    }

    private String surveyed(Duration patience) {
        var world = world(Terminal.none(new PrintStream(OutputStream.nullOutputStream()), duration -> { }));
        var profiles = new Sessions(world).profiles();
        try (var survey = new Survey(world, profiles, Optional.of("us-east-1"), patience)) {
            return Menu.of(profiles, survey.run(Optional.empty(), (count, all) -> {}), jane.clock().instant()).text(Window.UNLIMITED, "");
        }
    }

    @Test
    void whoeverIsOfflineGetsTheQuickMenuAndOneRemark() {
        jane.config(DEV + "mfa_arn = arn:aws:iam::123456789012:mfa/jane\n" + role("admin", "dev"));
        jane.credentials(keys("dev", user.accessKey()) + keys("ops", user.accessKey()));
        jane.environment.put("AWS_ENDPOINT_URL", "http://127.0.0.1:1");
        var before = jane.files();

        assertEquals("""
                AWS cannot be asked now, so this is what earlier runs learned: cannot reach http://127.0.0.1:1: the connection is refused
                Profiles
                   1: dev    MFA device jane @ 123456789012
                   2: ops    no MFA device recorded

                Roles
                   3: admin  role admin @ 123456789012 from dev
                """, menu());
        assertEquals(before, jane.files());
    }

    @Test
    void theQuickMenuAsksAWSNothingAndNeitherDoesResuming() {
        account.role("admin", trust(MFA)).policy("all", ALL);
        jane.config(DEV + role("admin", "dev"));
        jane.credentials(keys("dev", user.accessKey()));
        assertEquals(0, jane.runs("admin", "--token-code", phone.code()).exitStatus());
        var calls = jane.calls().size();

        for (var answer : List.of("1s", "2m", "admin-rolesession", "1\n", "adm\nr")) {
            assertEquals(0, jane.types(answer + "\n", "-q").exitStatus(), answer);
        }

        assertEquals(calls, jane.calls().size());
    }

    @Test
    void aSessionThatAWSHasEndedIsTaggedAndNotOfferedAndSpoilsNothingElse() {
        account.role("viewer", trust("")).policy("all", ALL);
        jane.config(DEV + role("viewer", "dev"));
        jane.credentials(keys("dev", user.accessKey()));
        jane.runs("dev", "--token-code", phone.code());
        jane.aws.sessions().revoke(IniFile.parse(jane.credentials()).properties("dev-mfasession").get("aws_access_key_id"));

        assertEquals("""
                Profiles
                   1: dev     jane @ practice

                Roles
                   2: viewer  role viewer @ practice from dev
                """, menu());
        assertEquals(jane.clock().instant().toString(), config("dev-mfasession", "invalid_as_of"));
        assertEquals(1, jane.credentials().lines().filter(line -> line.startsWith("invalid_as_of")).count());

        jane.waitForNextCode();
        assertEquals(0, jane.runs("dev", "--token-code", phone.code()).exitStatus());
        assertFalse(jane.config().contains("invalid_as_of") || jane.credentials().contains("invalid_as_of"), jane.config());
    }

    // --------------------------------------------------- whose a stored session is

    /** The keys of dev were replaced by those of another account's user, and the role of admin by another. */
    @Test
    void h1AndH2SessionsThatAreNotTheirProfilesAnyMoreAreNotMixedWithThem() {
        Stream.of("admin", "viewer").forEach(name -> account.role(name, trust("")).policy("all", ALL));
        var elsewhere = jane.aws.account("444455556666");
        elsewhere.alias("elsewhere");
        elsewhere.user("joe").policy("all", ALL).device("joe-phone");
        elsewhere.role("admin", trust("").replace("123456789012", "444455556666"));
        jane.config(DEV + role("admin", "dev"));
        jane.credentials(keys("dev", user.accessKey()));
        assertEquals(0, jane.runs("admin", "--token-code", phone.code()).exitStatus());
        jane.credentials(jane.credentials().replace(keys("dev", user.accessKey()), keys("dev", elsewhere.user("joe").accessKey())));
        jane.config(jane.config().replace("123456789012:role/admin", "444455556666:role/admin"));

        assertEquals("""
                Profiles
                   1: dev    joe @ elsewhere                  MFA device joe-phone

                Roles
                   2: admin  role admin @ elsewhere from dev
                """, menu("--read-only"));
        assertEquals("""
                Profiles
                   1: dev    MFA device jane @ 123456789012

                Roles
                   2: admin  role admin @ 444455556666 from dev
                """, menu("-q"));
    }

    /** One that AWS takes although it was refused once, and one that AWS has ended. */
    @Test
    void h35SessionsOfOtherToolsAreChosenByNameAndAreWhatTheyAre() {
        account.role("ops", trust("")).policy("all", ALL);
        jane.config(DEV + role("ops", "dev"));
        jane.credentials(keys("dev", user.accessKey()));
        assertEquals(0, jane.runs("ops", "--token-code", phone.code()).exitStatus());
        var keysOfOps = "[saml]" + section("ops-rolesession").replaceAll("(aws_session_expiry|made_of) = .*\n", "");
        jane.credentials(keys("dev", user.accessKey()) + keysOfOps + "invalid_as_of = 2026-11-22\n"
                + "x_principal_arn = arn:aws:sts::123456789012:assumed-role/ops/jane\n"
                + "[session-1]\naws_access_key_id = ASIAEXAMPLEEXAMPLE09\naws_secret_access_key = s\naws_session_token = t\n");
        jane.config(DEV);

        var run = jane.types("session\nsaml\n", "--emit", "bash", "--secrets");

        assertTrue(run.screen().contains("""
                Profiles
                   1: dev   jane @ practice

                Sessions of other tools, chosen by name
                      saml  role session of another tool  ops @ 123456789012

                Which one? A number, or part of a name: session
                  no profile here has that in its name
                Which one? A number, or part of a name: saml
                saml: role session of another tool; when it ends is not recorded
                """), run.screen());
        assertTrue(run.out().contains("export AWS_SESSION_TYPE='rolesession'\nexport AWS_SESSION_IDENT='saml'\n"), run.out());
        assertEquals("", IniFile.parse(jane.credentials()).properties("saml").getOrDefault("invalid_as_of", ""));
        assertEquals(jane.clock().instant().toString(), IniFile.parse(jane.credentials()).properties("session-1").get("invalid_as_of"));
    }

    /** Row W18. */
    @Test
    void aSessionWhoseEndIsNotRecordedIsAskedAbout() {
        jane.config(DEV);
        jane.credentials(keys("dev", user.accessKey()));
        assertEquals(0, jane.runs("dev", "--token-code", phone.code(), "--persist").exitStatus());
        jane.credentials(jane.credentials().replaceAll("(aws_session_expiry|made_of) = .*\n", ""));

        var run = jane.types("dev-mfasession\n", "--emit", "bash", "--secrets");

        assertTrue(run.screen().contains("dev-mfasession  MFA session, from dev  jane @ 123456789012\n"), run.screen());
        assertTrue(run.out().contains("export AWS_SESSION_IDENT='dev-mfasession'\n"), run.out());
    }

    /** Row W18: so is one of which awscli-mfa 1 only recorded when it began. */
    @Test
    void aSessionWhoseEndIsNotRecordedAssumesRoles() {
        account.role("ops", trust(""));
        jane.config(DEV + role("ops", "dev-mfasession"));
        jane.credentials(keys("dev", user.accessKey()));
        assertEquals(0, jane.runs("dev", "--token-code", phone.code(), "--persist").exitStatus());
        jane.credentials(jane.credentials().replaceAll("made_of = .*\n", "")
                .replaceAll("aws_session_expiry = .*", "aws_session_init_time = " + jane.clock().instant().getEpochSecond()));

        assertEquals(0, jane.runs("ops", "--no-input", "--persist").exitStatus());
        assertEquals(1, count("GetSessionToken"));
    }

    private String section(String name) {
        return jane.credentials().replaceFirst("(?s).*\\[" + name + "](\n[^\\[]*).*", "$1");
    }

    @Test
    void whoHasNothingButSessionsOfOtherToolsMayChooseAmongThem() {
        jane.config("");
        jane.credentials("[session-1]\naws_access_key_id = ASIAEXAMPLEEXAMPLE09\naws_secret_access_key = s\naws_session_token = t\n");

        var run = jane.types("1\n", "-q", "--emit", "bash", "--secrets");

        assertEquals("""
                Sessions of other tools, chosen by name
                      session-1  session of another tool  when it ends is not recorded

                Which one? Part of a name: 1
                session-1: session of another tool; when it ends is not recorded
                note: no region is set; set one with: aws configure set region REGION --profile session-1
                """, run.screen());
        assertFalse(run.out().contains("AWS_SESSION_TYPE='"), run.out());
    }

    /** Where nobody can be asked, the only base profile is meant, as ever. */
    @Test
    void aSessionOfAnotherToolBesideTheOnlyProfileIsNoReasonNotToTakeThatOne() {
        jane.config(DEV);
        jane.credentials(keys("dev", user.accessKey())
                + "[session-1]\naws_access_key_id = ASIAEXAMPLEEXAMPLE09\naws_secret_access_key = s\naws_session_token = t\n");

        assertEquals(0, jane.runs("--token-code", phone.code()).exitStatus());
        assertTrue(jane.credentials().contains("[dev-mfasession]"), jane.credentials());
        assertTrue(jane.types(CTRL_C, "-q").screen().contains("\nWhich one? "), "but where somebody can");
    }

    // ------------------------------------------------------------- other people's text

    @ParameterizedTest
    @ValueSource(strings = {"$(touch pwned)", "a\n   9: admin  role admin", "a\u001b[31mred", "a\rb", "a\u2028b", "a\u202eb"})
    void whatOthersCallTheirAccountIsShownAndNeverInterpreted(String hostile) {
        account.parameter("us-east-1", "/unencrypted/roles/210987654321/alias", hostile);
        account.parameter("us-east-1", "/unencrypted/roles/210987654321/partner/session_length", "$(touch pwned)");
        account.parameter("us-east-1", "/unencrypted/roles/210987654321/partner/mfa_required", "false\nsessmax = 1");
        account.parameter("us-east-1", "/unencrypted/mfa/session_length", "900\n[dev]");
        jane.config(DEV + role("partner", "210987654321", "dev"));
        jane.credentials(keys("dev", user.accessKey()));

        assertEquals("""
                Profiles
                   1: dev      jane @ practice

                Roles
                   2: partner  role partner @ %s from dev  another account; MFA may be required
                """.formatted(hostile.replaceAll("[\\p{Cntrl}\u2028\u202e]", "?")), menu());
        assertEquals(DEV + "mfa_arn = arn:aws:iam::123456789012:mfa/jane\n" + role("partner", "210987654321", "dev")
                + "role_xaccn = true\n", jane.config());
    }

    // ---------------------------------------------------------- advertised lengths

    @ParameterizedTest
    @CsvSource({"own, 3600", "eu-west-1, 3600", "us-east-1, 7200", "ap-south-1, ''"})
    void theLookupRegionIsWhereTheParametersAre(String region, String length) {
        account.parameter("us-east-1", "/unencrypted/mfa/session_length", "7200");
        account.parameter("eu-west-1", "/unencrypted/mfa/session_length", "3600");
        jane.config(DEV);
        jane.credentials(keys("dev", user.accessKey()) + keys("ops", user.accessKey()));

        menu("--lookup-region", region);

        assertEquals(length, config("dev", "max_mfa_session_duration"));
    }

    @Test
    void theAdvertisedLengthIsTakenAndItsOriginSaid() {
        account.parameter("us-east-1", "/unencrypted/mfa/session_length", "7200");
        jane.config(DEV);
        jane.credentials(keys("dev", user.accessKey()) + keys("ops", user.accessKey()));

        assertTrue(jane.types("dev\n" + CTRL_C).screen().contains("\ndev: new MFA session of 2h (what the account advertises)\n"));
        assertTrue(jane.types("dev\n" + CTRL_C, "--duration", "3h").screen().contains("\ndev: new MFA session of 3h (as asked for)\n"));
    }

    // ---------------------------------------------------------------------- answers

    @Test
    void aWrongAnswerIsAnsweredAndTheQuestionPutAgain() {
        jane.config(DEV + "[profile gone]\n");
        var gone = account.user("gone").accessKey();
        gone.deactivate();
        jane.credentials(keys("dev", user.accessKey()) + keys("gone", gone) + keys("ops", user.accessKey()));
        var prompt = "Which one? A number, or part of a name: ";

        var screen = jane.types("\n7\n0\n1s\n2m\nxyz\ngone\n02\n" + CTRL_C).screen();

        assertEquals("""
                %1$s
                  answer with a number from 1 to 2 or part of a name; Ctrl-C ends
                %1$s7
                  the numbers go from 1 to 2
                %1$s0
                  the numbers go from 1 to 2
                %1$s1s
                  profile 1 has no live session; 1 alone starts one
                %1$s2m
                  profile 2 has no live session; 2 alone starts one
                %1$sxyz
                  no profile here has that in its name
                %1$sgone
                  gone cannot be used: AWS does not accept access key %2$s (InvalidClientTokenId)
                %1$s02
                ops: new MFA session of 9h (the default)
                """.formatted(prompt, gone.id()), screen.substring(screen.indexOf(prompt), screen.indexOf("Token code")));
    }

    @Test
    void defect30AnExpiredSessionIsNotOfferedAndNotActivatedEmpty() {
        jane.config(DEV);
        jane.credentials(keys("dev", user.accessKey()) + keys("ops", user.accessKey()));
        jane.runs("dev", "--token-code", phone.code());
        jane.credentials(jane.credentials().replaceAll("aws_session_expiry = .*",
                "aws_session_expiry = " + jane.clock().instant().plusSeconds(299).getEpochSecond()));

        var run = jane.types("1s\ndev-mfasession\n" + CTRL_C, "-q", "--emit", "bash");

        assertTrue(run.screen().contains("1s\n  profile 1 has no live session; 1 alone starts one\n"), run.screen());
        assertEquals("false\n", run.out());
    }

    @Test
    void aSessionThatEndsWhileThePersonThinksIsRenewedAndNotUsed() {
        jane.config(DEV);
        jane.credentials(keys("dev", user.accessKey()) + keys("ops", user.accessKey()));
        jane.waitForNextCode();
        jane.runs("dev", "--token-code", phone.code());
        jane.credentials(jane.credentials().replaceAll("aws_session_expiry = .*",
                "aws_session_expiry = " + jane.clock().instant().plusSeconds(310).getEpochSecond()));
        var typed = "1s\n" + phone.codeAt(jane.clock().instant().plusSeconds(30)) + "\n\n";

        var run = jane.thinks(jane::waitForNextCode, typed, "-q");

        assertEquals(0, run.exitStatus());
        var text = run.screen();
        assertTrue(text.contains("   1: dev  1s: MFA session, 00h:05m:10s left; "), text);
        assertTrue(text.contains(": 1s\ndev: new MFA session of 9h (the default)\n"), text);
        assertEquals(2, count("GetSessionToken"));
    }

    @Test
    void defect27ASessionWithoutATimeIsNotShownAsOneThatHasEnded() {
        jane.config(DEV);
        jane.credentials(keys("dev", user.accessKey()) + keys("ops", user.accessKey()));
        jane.runs("dev", "--token-code", phone.code());
        jane.credentials(jane.credentials().replaceAll("aws_session_expiry = .*\n", ""));

        assertTrue(menu("-q").contains("dev-mfasession  MFA session, from dev  when it ends is not recorded\n"), menu("-q"));
    }

    @Test
    void aConfigFileThatMayNotBeWrittenIsNoReasonNotToChoose() throws Exception {
        jane.config("[profile dev]\nregion = eu-west-1\n");
        jane.credentials(keys("dev", user.accessKey()) + keys("ops", user.accessKey()));
        Files.setPosixFilePermissions(jane.home().resolve(".aws/config"), PosixFilePermissions.fromString("r--------"));
        var before = jane.files();

        var run = jane.types("\u0003");

        assertTrue(run.screen().startsWith("note: what AWS said is not remembered: ~/.aws/config: it is read-only"
                + " (--read-only does not try)\nProfiles\n   1: dev  jane @ "), run.screen());
        assertEquals(before, jane.files());
    }

    @Test
    void defect22AmongSeveralDevicesThePersonChoosesAndTheOneChosenIsRecorded() {
        user.hardwareDevice("GAHT12345678");
        user.passkey("jane-key");
        jane.config(DEV);
        jane.credentials(keys("dev", user.accessKey()) + keys("ops", user.accessKey()));

        var run = jane.types("dev\n2\n" + phone.code() + "\n\n");

        assertTrue(run.screen().contains("""
                MFA devices
                   1: GAHT12345678 (hardware token)
                   2: arn:aws:iam::123456789012:mfa/jane (authenticator app)

                Which device shows the code? A number: 2
                """), run.screen());
        assertEquals(0, run.exitStatus());
        assertEquals(phone.serialNumber(), IniFile.parse(jane.config()).properties("profile dev").get("mfa_arn"));
    }

    @Test
    void theRootGetsOneHourAndIsToldSo() {
        var token = account.rootDevice("boss");
        jane.config(DEV);
        jane.credentials(keys("dev", account.rootAccessKey()) + keys("ops", user.accessKey()));

        var fromMenu = jane.types("dev\n" + token.code() + "\n\n", "--emit", "bash");
        jane.waitForNextCode();
        var byName = jane.runs("dev", "--force", "--token-code", token.code(), "--emit", "bash");

        assertTrue(fromMenu.screen().contains("\ndev: new MFA session of 1h (the longest that AWS allows to the root)\n"), fromMenu.screen());
        assertTrue(byName.screen().startsWith("""
                dev: new MFA session of 9h (the default)
                AWS granted only 01h:00m:00s, as it does for the root user of an account
                """), byName.screen());
    }

    // ------------------------------------------------ what with a profile that has a session

    private static final String WAYS = """

               R: resume dev-mfasession
               S: start an MFA session in place of the live one
               U: use it as it is, without MFA

            What do you want to do? R, S or U (Enter alone: R):\s""";

    /** Two profiles, the first with a live session, and a role with another. */
    private void sessionsOfDevAndAdmin() {
        account.role("admin", trust(MFA)).policy("all", ALL);
        jane.config(DEV + role("admin", "dev"));
        jane.credentials(keys("dev", user.accessKey()) + keys("ops", user.accessKey()));
        assertEquals(0, jane.runs("admin", "--token-code", phone.code()).exitStatus());
        jane.waitForNextCode();
    }

    /** What stands behind the menu. */
    private String answered(String keys, String... args) {
        var screen = jane.types(keys, Stream.concat(Stream.of("-q", "--emit", "bash"), Stream.of(args)).toArray(String[]::new)).screen();
        return screen.substring(screen.indexOf("Which one? ")).replaceFirst("^Which one\\? .*?: ", "").replaceAll("until .*", "until then");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "dev"})
    void h12AProfileWithALiveSessionIsTakenUpRenewedOrUsedAsItIs(String chosen) {
        sessionsOfDevAndAdmin();

        var live = keyOf("dev-mfasession");
        assertEquals(chosen + "\n" + WAYS + "\ndev-mfasession: MFA session, 08h:59m:LEFT left, until then\n",
                answered(chosen + "\n\n").replaceAll("[0-9][0-9]s left", "LEFT left"));
        assertEquals(chosen + "\n" + WAYS + "x\n  answer with R, S or U (Enter alone: R); Ctrl-C ends\nWhat do you want to do? R, S or U (Enter alone: R): u\n"
                + "dev: as it is, without MFA; region eu-west-1\n", answered(chosen + "\nx\nu\n"));
        assertEquals(live, keyOf("dev-mfasession"));
        assertEquals(chosen + "\n" + WAYS + "s\n" + """
                dev: new MFA session of 9h (the default)
                Token code of %s: %s
                Store it as dev-mfasession in ~/.aws/credentials, for all shells? [Y/n]\s
                dev-mfasession: MFA session, 09h:00m:00s left, until then
                """.formatted(phone.serialNumber(), phone.code()), answered(chosen + "\ns\n" + phone.code() + "\n\n"));
        assertNotEquals(live, keyOf("dev-mfasession"));
    }

    private String keyOf(String session) {
        return IniFile.parse(jane.credentials()).properties(session).get("aws_access_key_id");
    }

    @Test
    void h12ARoleWithALiveSessionIsTakenUpOrRenewed() {
        sessionsOfDevAndAdmin();
        var live = keyOf("admin-rolesession");
        var ways = """

                   R: resume admin-rolesession
                   S: start a role session in place of the live one

                What do you want to do? R or S (Enter alone: R):\s""";

        assertTrue(answered("admin\n" + CTRL_C).startsWith("admin\n" + ways), answered("admin\n" + CTRL_C));
        assertTrue(answered("3\nu\nr\n").startsWith("3\n" + ways + "u\n  answer with R or S (Enter alone: R); Ctrl-C ends\n"
                + "What do you want to do? R or S (Enter alone: R): r\nadmin-rolesession: role session, "), answered("3\nu\nr\n"));
        assertEquals(live, keyOf("admin-rolesession"));
        assertTrue(answered("3\ns\n\n").startsWith("3\n" + ways + "s\nadmin: role session of 1h (the default), assumed with the live MFA session of dev:"
                + " no code needed\n"), "anew");
        assertNotEquals(live, keyOf("admin-rolesession"));
    }

    @Test
    void h12ANumberWithAnSTakesTheSessionUpAtOnceAndAProfileWithoutOneIsNotAskedAbout() {
        sessionsOfDevAndAdmin();

        assertTrue(answered("1s\n").startsWith("1s\ndev-mfasession: MFA session, "), answered("1s\n"));
        assertTrue(answered("admin-rolesession\n").startsWith("admin-rolesession\nadmin-rolesession: role session, "), "by its name");
        assertTrue(answered("ops\n" + CTRL_C).startsWith("ops\nops: new MFA session of "), answered("ops\n" + CTRL_C));
    }

    /** What the command line says is not asked again. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "--force             | dev: new MFA session of 9h (the default)",
            "--no-session        | dev: as it is, without MFA; region eu-west-1",
            "--duration 8h       | note: dev-mfasession is live and is used as it is; for a new session with --duration, add --force",
            "--token-code 123456 | note: dev-mfasession is live and is used as it is; for a new session with --token-code, add --force"})
    void h12WhoHasSaidWhatIsWantedIsNotAsked(String args, String next) {
        sessionsOfDevAndAdmin();

        assertTrue(answered("1\n" + CTRL_C, args.split(" ")).startsWith("1\n" + next + "\n"), answered("1\n" + CTRL_C, args.split(" ")));
    }

    @Test
    void h12WithoutADeviceNoSessionCanBeStartedInPlaceOfTheLiveOne() {
        sessionsOfDevAndAdmin();
        assertEquals(0, jane.runs(EnableDisableVmfaDevice::run, "disable", "--profile", "dev", "--yes").exitStatus());

        var screen = jane.types("1\ns\nr\n", "--read-only", "--emit", "bash").screen();

        assertTrue(screen.contains("""

                   R: resume dev-mfasession
                      no MFA session: add an authenticator app with: jbang enable-disable-vmfa-device.java enable dev
                   U: use it as it is, without MFA

                What do you want to do? R or U (Enter alone: R): s
                  answer with R or U (Enter alone: R); Ctrl-C ends
                What do you want to do? R or U (Enter alone: R): r
                dev-mfasession: MFA session, """), screen);
    }

    // --------------------------------------------------------------- the only profile

    private Person.Run onTheOnly(String typed, String... args) {
        jane.config(DEV);
        jane.credentials(keys("dev", user.accessKey()));
        return jane.types(typed, args);
    }

    @Test
    void theOnlyProfileCanBeUsedAsItIs() {
        var run = onTheOnly("x\n\nu\n", "--emit", "bash");

        assertEquals("""
                noted in the AWS files: mfa_arn of dev
                Profiles
                   1: dev  jane @ practice

                   U: use it as it is, without MFA
                   S: start an MFA session

                What do you want to do? U or S: x
                  answer with U or S; Ctrl-C ends
                What do you want to do? U or S:\s
                  answer with U or S; Ctrl-C ends
                What do you want to do? U or S: u
                dev: as it is, without MFA; region eu-west-1
                """, run.screen());
        assertTrue(run.out().endsWith("export AWS_PROFILE='dev'\nexport AWS_DEFAULT_PROFILE='dev'\n"), run.out());
        assertEquals(0, count("GetSessionToken"));
    }

    @Test
    void theOnlyProfilesSessionIsStartedResumedAndReplaced() {
        assertEquals(0, onTheOnly("s\n" + phone.code() + "\n\n", "--emit", "bash").exitStatus());
        var resumed = jane.types("R\n", "-q", "--emit", "bash");
        jane.waitForNextCode();
        var replaced = jane.types("S\n" + phone.code() + "\n\n", "-q", "--emit", "bash");

        assertTrue(resumed.screen().startsWith("""
                Profiles
                   1: dev  1s: MFA session, 09h:00m:00s left; MFA device jane @ 123456789012

                   R: resume dev-mfasession
                   S: start an MFA session in place of the live one
                   U: use it as it is, without MFA

                What do you want to do? R, S or U (Enter alone: R): R
                dev-mfasession: MFA session, 09h:00m:00s left, until\s"""), resumed.screen());
        assertEquals(0, resumed.exitStatus());
        assertEquals(0, replaced.exitStatus());
        assertEquals(2, count("GetSessionToken"));
    }

    @Test
    void theOnlyProfileWithoutADeviceIsToldHowToGetOne() {
        jane.config(DEV);
        jane.credentials(keys("dev", account.user("joe").policy("all", ALL).accessKey()));

        assertEquals("""
                Profiles
                   1: dev  joe @ practice  no MFA device

                   U: use it as it is, without MFA
                      no MFA session: add an authenticator app with: jbang enable-disable-vmfa-device.java enable dev

                What do you want to do? U: s
                  answer with U; Ctrl-C ends
                What do you want to do? U: u
                dev: as it is, without MFA; region eu-west-1
                """, jane.types("s\nu\n", "--emit", "bash").screen());
    }

    @Test
    void theOnlyProfileThatAWSDoesNotTakeIsAnError() {
        user.accessKey().deactivate();

        var run = onTheOnly("u\n");

        assertEquals("""
                noted in the AWS files: invalid_as_of of dev
                awscli-mfa: AWS does not accept access key %s (InvalidClientTokenId)
                awscli-mfa: hint: it is inactive, deleted or mistyped: check it in the IAM console; if it is in the files, enter it again with: aws configure --profile NAME
                """.formatted(user.accessKey().id()), run.screen());
        assertEquals(254, run.exitStatus());
    }

    @Test
    void defect29TheEndOfInputEndsTheFormOfTheOnlyProfile() {
        var run = onTheOnly("");

        assertTrue(run.screen().endsWith("What do you want to do? U or S: " + CANCELLED), run.screen());
        assertEquals(130, run.exitStatus());
    }

    // ------------------------------------------------------------ a role without a source

    /** Returns the section of the role that lacks its source; two others stand behind it. */
    private String lacking(String source) {
        Stream.of("admin", "far").forEach(name -> account.role(name, trust("")).policy("all", ALL));
        var admin = "\n[profile admin]\nrole_arn = arn:aws:iam::123456789012:role/admin\n" + source;
        jane.config(DEV + admin + role("far", "dev") + role("onadmin", "admin"));
        jane.credentials(keys("dev", user.accessKey()) + keys("ops", user.accessKey()));
        return admin;
    }

    @Test
    void aRoleWithoutASourceGetsOneThatAWSConfirmsAndKeepsIt() {
        var admin = lacking("");
        var config = jane.config();

        var run = jane.types("4\nx\n1\n\n", "admin", "--via", "keys", "--token-code", phone.code());

        assertTrue(run.screen().startsWith("""
                role profile 'admin' has no source_profile, which names the profile whose keys assume the role
                   1: dev
                   2: ops
                   3: far

                Who assumes it? A number (Enter alone: nobody): 4
                  the numbers go from 1 to 3
                Who assumes it? A number (Enter alone: nobody): x
                  the numbers go from 1 to 3
                Who assumes it? A number (Enter alone: nobody): 1
                admin: role session of 1h (the default), assumed with the long-lived keys and a token code of dev: as asked for
                """), run.screen());
        assertEquals(0, run.exitStatus());
        assertEquals(config.replace(admin, admin
                + "source_profile = dev\nrole_session_name = admin-rolesession\nregion = eu-west-1\n")
                + "\n[profile admin-rolesession]\nregion = eu-west-1\nhanded_down = region:1637af50\n", jane.config());
    }

    @Test
    void whoeverNamesNobodyLeavesTheRoleAsItWas() {
        lacking("source_profile = nowhere\n");
        var before = jane.files();

        var run = jane.types("admin\n\n", "-q");

        assertTrue(run.screen().endsWith("""
                Who assumes it? A number (Enter alone: nobody):\s
                awscli-mfa: role profile 'admin' names 'nowhere' as its source_profile, which does not exist
                awscli-mfa: hint: name another with: aws configure set source_profile NAME --profile admin
                """), run.screen());
        assertEquals(253, run.exitStatus());
        assertEquals(before, jane.files());
    }

    @Test
    void aSourceWhoseAccountKnowsNoSuchRoleIsNotTaken() {
        lacking("");
        jane.config(jane.config().replace("role/admin", "role/nobody"));
        var before = jane.files();

        var run = jane.types("1\n\n", "admin");

        assertTrue(run.screen().contains("""
                Who assumes it? A number (Enter alone: nobody): 1
                  there is no role 'nobody' in the account of these keys
                Who assumes it? A number (Enter alone: nobody):\s
                """), run.screen());
        assertEquals(before, jane.files());
    }

    @Test
    void aSourceThatMayNotLookIsKeptIfThePersonSaysSo() {
        lacking("");
        user.policy("blind", denying("iam:GetRole", "*"));

        var run = jane.types("1\nn\n3\ny\n" + CTRL_C, "admin");

        assertTrue(run.screen().contains("""
                Keep dev as the source all the same? [Y/n] n
                  choose another, or nobody
                Who assumes it? A number (Enter alone: nobody): 3
                """), run.screen());
        assertEquals("far", config("admin", "source_profile"));
    }

    /** S38: what AWS has refused stands last, with the reason, and Enter does not keep it. */
    @Test
    void aSourceWhoseKeysAwsRefusesIsMarkedAndStandsLast() {
        lacking("");
        var dead = user.createAccessKey();
        dead.deactivate();
        jane.credentials(keys("dev", dead) + keys("ops", user.accessKey()));
        jane.config("[profile half]\nregion = eu-west-1\n" + jane.config());

        var run = jane.types("admin\n2\n\n\n");

        assertTrue(run.screen().contains("\nNot usable\n"), run.screen());
        assertTrue(run.screen().contains("\n      half     it has no access key\n"), run.screen());
        assertTrue(run.screen().contains("1: ops\n   2: dev  (AWS does not accept access key " + dead.id()), run.screen());
        assertTrue(run.screen().contains("Keep dev as the source all the same? [y/N] \n  choose another, or nobody\n"), run.screen());

        var again = jane.types("2\n\n\n", "admin").screen();
        assertTrue(again.contains("2: dev  (AWS did not accept its keys on "), again);
        assertTrue(again.contains("Keep dev as the source all the same? [y/N] \n"), again);
    }

    @Test
    void aRoleOfAnotherAccountNeedsNoConfirmation() {
        lacking("");
        jane.config(jane.config().replace("123456789012:role/admin", "210987654321:role/admin"));

        jane.types("2\n" + CTRL_C, "admin");

        assertEquals("ops", config("admin", "source_profile"));
        assertEquals(0, count("GetRole"));
    }

    @Test
    void explainAsksForNoSource() {
        lacking("");
        var before = jane.files();

        assertEquals("""
                awscli-mfa: role profile 'admin' has no source_profile, which names the profile whose keys assume the role
                awscli-mfa: hint: name one with: aws configure set source_profile NAME --profile admin
                """, jane.types("1\n", "admin", "--explain").screen());
        assertEquals(before, jane.files());
    }

    // ----------------------------------------------------------------------- defects

    @Test
    void defect8ACredentialsOnlyProfileGetsItsTagThereAndNoStub() {
        var gone = account.user("gone").accessKey();
        gone.deactivate();
        jane.config(DEV);
        jane.credentials(keys("dev", user.accessKey()) + keys("gone", gone));

        menu();

        assertEquals(DEV + "mfa_arn = arn:aws:iam::123456789012:mfa/jane\n", jane.config());
        assertEquals(keys("dev", user.accessKey()) + keys("gone", gone) + "invalid_as_of = " + jane.clock().instant() + "\n",
                jane.credentials());
        assertTrue(menu("-q").contains("gone  no MFA device recorded; was not accepted by AWS on "), "quick mode reads it there");
    }

    @Test
    void defect9ARoleThatMayNotBeLookedAtGetsNothingOfItsNeighbours() {
        account.role("seen", trust(MFA)).maxSessionDuration(Duration.ofHours(2));
        account.role("hidden", trust(""));
        user.policy("blind", denying("iam:GetRole", "arn:aws:iam::123456789012:role/hidden"));
        jane.config(DEV + role("seen", "dev") + role("hidden", "dev"));
        jane.credentials(keys("dev", user.accessKey()));

        assertTrue(menu().contains("hidden  role hidden @ practice from dev  MFA may be required\n"));
        assertEquals("", config("hidden", "max_session_duration"));
        assertEquals("7200", config("seen", "max_session_duration"));
    }

    @Test
    void aRoleWithKeysOfItsOwnAndWhatIsChainedOnItAreEachLookedAtForThemselves() {
        account.role("keyed", trust(MFA)).maxSessionDuration(Duration.ofHours(2));
        account.role("near", trust("")).maxSessionDuration(Duration.ofHours(3));
        jane.config(DEV + role("keyed", "keyed") + role("near", "keyed"));
        jane.credentials(keys("dev", user.accessKey()) + keys("keyed", user.accessKey()));

        assertEquals("""
                Profiles
                   1: dev    jane @ practice

                Roles
                   2: keyed  role keyed @ practice from keyed  MFA required
                   3: near   role near @ practice from keyed
                """, menu());
        assertEquals("7200 10800", config("keyed", "max_session_duration") + " " + config("near", "max_session_duration"));
    }

    @Test
    void defect10ACrossAccountRoleIsNotLookedUpByNameInTheSourcesAccount() {
        account.role("admin", trust(MFA)).maxSessionDuration(Duration.ofHours(12));
        jane.config(DEV + role("admin", "210987654321", "dev"));
        jane.credentials(keys("dev", user.accessKey()));

        assertTrue(menu().contains("admin  role admin @ 210987654321 from dev  another account; MFA may be required\n"));
        assertEquals("", config("admin", "max_session_duration"));
        assertEquals(0, count("GetRole"));
    }

    @Test
    void defect11ARoleUsesItsOwnSourcesDevice() {
        var joe = account.user("joe").policy("all", ALL);
        joe.device("joe");
        account.role("admin", trust(MFA)).policy("all", ALL);
        jane.config(DEV + "[profile ops]\nregion = eu-west-1\n" + role("admin", "ops"));
        jane.credentials(keys("dev", user.accessKey()) + keys("ops", joe.accessKey()));

        assertTrue(jane.types("admin\n" + CTRL_C).screen().contains("\nToken code of arn:aws:iam::123456789012:mfa/joe: "));
    }

    @Test
    void defect14ARoleThatNoLongerNeedsMfaIsTreatedSoAtOnce() {
        account.role("admin", trust(MFA)).policy("all", ALL);
        jane.config(DEV + role("admin", "dev"));
        jane.credentials(keys("dev", user.accessKey()));
        menu();
        account.role("admin", trust(""));

        assertTrue(jane.types("admin\n\n").screen().contains(
                "\nadmin: role session of 1h (the default), assumed with the long-lived keys of dev: the role does not ask for MFA\n"));
        assertEquals("", config("admin", "mfa_arn"));
    }

    @Test
    void defect15AnAdvertisedLengthThatEqualsTheDefaultShortensALongerOwnOne() {
        account.parameter("us-east-1", "/unencrypted/mfa/session_length", "32400");
        jane.config(DEV + "sessmax = 43200\n");
        jane.credentials(keys("dev", user.accessKey()));

        menu();

        assertEquals("43200 32400", config("dev", "sessmax") + " " + config("dev", "max_mfa_session_duration"));
        assertEquals("dev: new MFA session of 9h (the longest that the account allows); asks for a token code\n",
                jane.runs("dev", "--explain").screen());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "{\"BoolIfExists\": {\"aws:MultiFactorAuthPresent\": \"true\"}}   | from dev",
            "{\"Null\": {\"aws:MultiFactorAuthPresent\": \"false\"}}          | from dev  MFA required",
            "{\"NumericLessThan\": {\"aws:MultiFactorAuthAge\": \"3600\"}}    | from dev  MFA required"})
    void defect21EveryOperatorOfATrustPolicyCounts(String condition, String remark) {
        account.role("admin", trust(condition));
        jane.config(DEV + role("admin", "dev"));
        jane.credentials(keys("dev", user.accessKey()));

        assertTrue(menu().endsWith(remark + "\n"), condition);
    }

    @Test
    void defect23GovCloudIdentitiesAreNotInvalid() {
        var gov = jane.aws.account("444455556666", "aws-us-gov");
        gov.user("ann").policy("all", ALL).device("ann");
        gov.role("admin", trust(MFA).replace("arn:aws:iam::123456789012", "arn:aws-us-gov:iam::444455556666"));
        gov.parameter("us-gov-west-1", "/unencrypted/mfa/session_length", "7200");
        jane.config("[profile gov]\nregion = us-gov-west-1\n" + role("admin", "444455556666", "gov").replace("arn:aws:", "arn:aws-us-gov:"));
        jane.credentials(keys("gov", gov.user("ann").accessKey()));

        assertEquals("""
                Profiles
                   1: gov    ann @ 444455556666

                Roles
                   2: admin  role admin @ 444455556666 from gov  MFA required
                """, menu());
        assertEquals("7200", config("gov", "max_mfa_session_duration"), "in the partition's own region");
        assertFalse(jane.config().contains("invalid_as_of"), jane.config());
    }

    @Test
    void defect25AProfileWithADotIsAProfileLikeAnyOtherAndTheAliasIsShownEachTime() {
        Stream.of("far", "near").forEach(name -> account.role(name, trust("")));
        jane.config("[profile a.b]\nregion = eu-west-1\n" + role("far", "a.b") + role("near", "far"));
        jane.credentials(keys("a.b", user.accessKey()) + keys("aXb", user.accessKey()));

        assertEquals("""
                Profiles
                   1: a.b   jane @ practice
                   2: aXb   jane @ practice

                Roles
                   3: far   role far @ practice from a.b
                   4: near  role near @ practice from far  a role of a role: 1h at most
                """, menu());
    }

    @ParameterizedTest
    @ValueSource(strings = {"100", "899", "129601", "x", "0"})
    void defect26AnAdvertisedLengthThatAWSWouldRefuseIsIgnored(String advertised) {
        account.parameter("us-east-1", "/unencrypted/mfa/session_length", advertised);
        account.parameter("us-east-1", "/unencrypted/roles/210987654321/partner/session_length",
                advertised.equals("129601") ? "43201" : advertised);
        jane.config(DEV + role("partner", "210987654321", "dev"));
        jane.credentials(keys("dev", user.accessKey()));

        menu();

        assertFalse(jane.config().contains("sessmax"), jane.config());
    }

    @Test
    void defect31ARejectedProfileIsNoSourceForARole() {
        user.accessKey().deactivate();
        jane.config(DEV + role("partner", "210987654321", "dev"));
        jane.credentials(keys("dev", user.accessKey()) + keys("ops", account.user("joe").policy("all", ALL).accessKey()));

        assertTrue(menu().contains("\n      partner  its source 'dev': AWS does not accept access key "));
        assertEquals("", config("partner", "invalid_as_of"), "a role of another account is never tagged");
    }

    @Test
    void defect32WhoeverMistypesIsAskedAgainAndTheSurveyIsNotRepeated() {
        jane.config(DEV);
        jane.credentials(keys("dev", user.accessKey()) + keys("ops", user.accessKey()));
        jane.waitForNextCode();

        assertEquals(0, jane.types("nobody\ndev\n12\n000000\n" + phone.code() + "\n\n").exitStatus());

        assertEquals(2, count("GetCallerIdentity"), "one for each profile");
    }

    @Test
    void helpIsNoError() {
        assertEquals(0, jane.runs("--help").exitStatus());
        assertEquals(0, jane.runs("--version").exitStatus());
    }
}
