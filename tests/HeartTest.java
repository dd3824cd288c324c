//DEPS org.junit.jupiter:junit-jupiter:6.1.3
//SOURCES Person.java
//SOURCES ../awscli-mfa.java
//SOURCES ../lib/model/IniFile.java

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static tests.aws.AccessKey.keys;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import lib.model.IniFile;
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
import tests.aws.Role;
import tests.aws.User;

/**
 * Decided once, then said and done: whatever AWS answers, whatever the files hold and however a session is asked for, the run does
 * what {@code --explain} says, a session belongs to what it was made of, and nothing that AWS gave is lost.
 *
 * @see DecisionTest the decision itself, in a table
 */
class HeartTest {

    private static final String ALL = """
            {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}""";

    private static final String ENFORCED = """
            {"Version": "2012-10-17", "Statement": [
              {"Effect": "Allow", "Action": "*", "Resource": "*"},
              {"Effect": "Deny", "NotAction": ["iam:ListMFADevices", "sts:GetSessionToken"], "Resource": "*",
               "Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}}]}""";

    private static final String DEV = """
            [profile dev]
            region = eu-west-1
            mfa_serial = arn:aws:iam::123456789012:mfa/jane
            """;

    private static final String ADMIN = """

            [profile admin]
            role_arn = arn:aws:iam::123456789012:role/admin
            source_profile = dev
            """;

    private static final String PHONE = "Token code of arn:aws:iam::123456789012:mfa/jane: ";

    private Path home;
    private Person jane;
    private Account account;
    private User user;
    private AccessKey key;
    private Device phone;
    private Role admin;

    @BeforeEach
    void janeHasAPhoneAndTheRoleAdmin(@TempDir Path folder) {
        home = folder;
        jane = new Person(folder);
        account = jane.aws.account("123456789012");
        user = account.user("jane").policy("all", ALL);
        key = user.accessKey();
        phone = user.device("jane");
        admin = account.role("admin", trust("{\"Bool\": {\"aws:MultiFactorAuthPresent\": \"true\"}}")).policy("all", ALL);
        jane.config(DEV + ADMIN);
        jane.credentials(keys("dev", key));
    }

    @AfterEach
    void close() {
        jane.close();
    }

    private String trust(String condition) {
        return account.trust(condition);
    }

    private void startDev() {
        assertEquals(0, jane.runs("dev", "--token-code", phone.code()).exitStatus());
        jane.waitForNextCode();
    }

    private Map<String, String> stored(String section) {
        return IniFile.parse(jane.credentials()).properties(section);
    }

    private String keyOf(String section) {
        return stored(section).getOrDefault("aws_access_key_id", "none");
    }

    /** The lines that were said, without the summary and what comes after it. */
    private static String said(Person.Run run) {
        return run.screen().lines().filter(line -> !line.matches("[\\w@-]+-(mfa|role)session: (MFA|role) session, .*|\\s*|Use it in .*|or in this .*"))
                .map(line -> line + "\n").reduce("", String::concat);
    }

    private List<String> callsOf(Runnable run) {
        var before = jane.calls().size();
        run.run();
        return jane.calls().subList(before, jane.calls().size());
    }

    // ------------------------------------------------ a session belongs to what it was made of

    @Test
    void aSessionOfOtherKeysIsNotTheProfilesAnyMore() {
        startDev();
        var old = keyOf("dev-mfasession");
        var other = account.user("joe").policy("all", ALL);
        var phoneOfJoe = other.device("joe");
        jane.config(jane.config().replace(phone.serialNumber(), phoneOfJoe.serialNumber()));
        jane.credentials(jane.credentials().replace(key.id(), other.accessKey().id()).replace(key.secret(), other.accessKey().secret())
                .replace("key=" + other.accessKey().id(), "key=" + key.id()));

        var run = jane.runs("exec", "dev", "--token-code", phoneOfJoe.code(), "--", "true");

        assertEquals("""
                note: dev-mfasession was made with the access key %s, which is %s now, so it is not taken up
                dev: new MFA session of 9h (the default)
                dev-mfasession is stored in ~/.aws/credentials
                """.formatted(key.id(), other.accessKey().id()), run.screen());
        assertFalse(keyOf("dev-mfasession").equals(old));
    }

    /** @param property of the role profile, changed after its session was stored */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            role_arn = arn:aws:iam::123456789012:role/auditor | role_arn arn:aws:iam::123456789012:role/admin, which is arn:aws:iam::123456789012:role/auditor now
            external_id = agreed on       | external_id none, which is agreed on now
            role_session_name = jane      | role_session_name admin-rolesession, which is jane now
            source_identity = jane        | source_identity none, which is jane now
            session_tags = team=ops       | session_tags none, which is team=ops now
            """)
    void aRoleSessionCountsOnlyWhileTheProfileSaysTheSame(String property, String change) {
        account.role("auditor", trust("")).policy("all", ALL);
        admin.trust(trust(""));
        assertEquals(0, jane.runs("admin", "--via", "keys").exitStatus());
        var name = property.substring(0, property.indexOf(' '));
        jane.config(jane.config().replaceFirst("(?m)^" + name + " = .*\n", "").replace("[profile admin]\n", "[profile admin]\n" + property + "\n"));

        assertTrue(jane.runs("admin", "--explain").screen().startsWith(
                "note: admin-rolesession was made with " + change + ", so it is not taken up\n"), jane.runs("admin", "--explain").screen());
    }

    @Test
    void theMarkNamesNoSecretAndTheDeviceOnlyWhereThePersonNamedIt() {
        startDev();
        assertEquals(0, jane.runs("admin").exitStatus());

        assertEquals("session=" + keyOf("dev-mfasession") + " key=" + key.id(), stored("dev-mfasession").get("made_of"));
        assertEquals("session=" + keyOf("admin-rolesession") + " role_arn=arn:aws:iam::123456789012:role/admin"
                + " role_session_name=admin-rolesession key=" + key.id(), stored("admin-rolesession").get("made_of"));
        assertEquals(0, jane.runs("dev", "--force", "--token-code", phone.code(), "--serial-number", phone.serialNumber()).exitStatus());
        assertEquals("session=" + keyOf("dev-mfasession") + " key=" + key.id() + " device=" + phone.serialNumber(),
                stored("dev-mfasession").get("made_of"));
    }

    @Test
    void aSessionWithoutAMarkCountsAsItAlwaysDid() {
        startDev();
        jane.credentials(jane.credentials().replaceFirst("made_of = .*\n", ""));

        assertEquals("", said(jane.runs("dev")));
    }

    @Test
    void theEndThatWasRecordedForOtherKeysIsNotTheirs() {
        startDev();
        jane.credentials(jane.credentials().replace("aws_access_key_id = " + keyOf("dev-mfasession"), "aws_access_key_id = ASIAPASTED"));

        assertEquals("dev-mfasession: session of another tool; when it ends is not recorded; region eu-west-1\n",
                jane.runs("dev-mfasession", "--emit", "bash").screen());
        assertEquals("""
                note: dev-mfasession holds keys that another program wrote; they are used only under that name, and a new session replaces them
                dev: new MFA session of 9h (the default); asks for a token code
                """, jane.runs("dev", "--explain").screen());
    }

    // ------------------------------------------------ a refusal is knowledge

    @Test
    void aRoleThatWantsFreshMfaIsGotWithTheKeysAndACode() {
        admin.trust(trust("{\"NumericLessThan\": {\"aws:MultiFactorAuthAge\": \"100\"}}"));
        startDev();
        jane.wait(Duration.ofMinutes(2));

        var run = jane.answers(AwscliMfa::run, List.of(() -> phone.code() + "\n", () -> "\n"), "admin");

        assertEquals("""
                admin: role session of 1h (the default), assumed with the live MFA session of dev: no code needed
                AWS did not allow this: User: arn:aws:iam::123456789012:user/jane is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::123456789012:role/admin (AccessDenied)
                admin: role session of 1h (the default), assumed with the long-lived keys and a token code of dev: AWS did not allow it to the live MFA session, and may want a fresh code
                %s%s
                Store it as admin-rolesession in ~/.aws/credentials, for all shells? [Y/n]\s
                """.formatted(PHONE, phone.code()), said(run));
        assertEquals(0, run.exitStatus());
    }

    @Test
    void theCodeThatWasGivenReachesTheStepThatNeedsIt() {
        admin.trust(trust("{\"NumericLessThan\": {\"aws:MultiFactorAuthAge\": \"100\"}}"));
        startDev();
        jane.wait(Duration.ofMinutes(2));

        var run = jane.runs("exec", "admin", "--force", "--token-code", phone.code(), "--", "true");

        assertEquals(0, run.exitStatus(), run.screen());
        assertTrue(jane.aws.calls().getLast().accessKeyId().equals(key.id()), "by the keys");
    }

    @Test
    void whereNobodyCanGiveACodeTheHintNamesTheOption() {
        admin.trust(trust("{\"NumericLessThan\": {\"aws:MultiFactorAuthAge\": \"100\"}}"));
        startDev();
        jane.wait(Duration.ofMinutes(2));

        var run = jane.runs("admin", "--emit", "bash");

        assertEquals(254, run.exitStatus());
        assertTrue(run.screen().endsWith("awscli-mfa: hint: ask the account's administrator; if AWS wants a fresh token code, add:"
                + " --via keys --token-code CODE\n"), run.screen());
    }

    @ParameterizedTest
    @ValueSource(strings = {"admin", "--force admin", "exec admin -- true"})
    void aSessionThatAwsHasEndedIsReplacedAtOnce(String line) {
        startDev();
        var ended = keyOf("dev-mfasession");
        jane.aws.sessions().revokeAll(user);

        var args = new ArrayList<>(List.of(line.split(" ")));
        args.addAll(args.indexOf("admin") + 1, List.of("--token-code", phone.code()));
        var run = jane.runs(args.toArray(String[]::new));

        assertEquals(0, run.exitStatus(), run.screen());
        assertTrue(run.screen().contains("AWS does not accept access key " + ended + " (InvalidClientTokenId)\ndev: new MFA session of 9h"),
                run.screen());
        assertTrue(jane.aws.sessions().isLive(keyOf("dev-mfasession")));
        assertFalse(stored("dev-mfasession").containsKey("invalid_as_of"));
    }

    @Test
    void aSessionThatAwsHasEndedIsRememberedWhereItCannotBeReplaced() {
        startDev();
        jane.aws.sessions().revokeAll(user);

        var run = jane.runs("admin", "--no-input");

        assertEquals(252, run.exitStatus());
        assertTrue(run.screen().endsWith("""
                awscli-mfa: --no-input forbids asking for the token code
                awscli-mfa: hint: give it with --token-code CODE, or --token-code - for standard input
                """), run.screen());
        assertTrue(stored("dev-mfasession").containsKey("invalid_as_of"));
        assertEquals("dev: new MFA session of 9h (the default); asks for a token code\n", jane.runs("dev", "--explain").screen());
    }

    @Test
    void aUserWhoMustUseMfaGetsARoleThatDoesNotAskForItByTheLiveSession() {
        user.policy("all", ENFORCED);
        admin.trust(trust(""));
        startDev();

        var run = jane.types("2\n\n");

        assertTrue(run.screen().contains("admin: role session of 1h (the default), assumed with the live MFA session of dev: no code needed\n"),
                run.screen());
        assertEquals(0, run.exitStatus());
    }

    @Test
    void aUserWhoMustUseMfaIsAskedForACodeOnlyAfterTheKeysAreRefused() {
        user.policy("all", ENFORCED);
        admin.trust(trust(""));

        var run = jane.answers(AwscliMfa::run, List.of(() -> phone.code() + "\n"), "exec", "admin", "--via", "keys", "--", "true");

        assertEquals("""
                admin: role session of 1h (the default), assumed with the long-lived keys of dev: as asked for
                AWS did not allow this: User: arn:aws:iam::123456789012:user/jane is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::123456789012:role/admin with an explicit deny in an identity-based policy (AccessDenied)
                admin: role session of 1h (the default), assumed with the long-lived keys and a token code of dev: AWS did not allow it without MFA
                %s%s
                admin-rolesession is stored in ~/.aws/credentials
                """.formatted(PHONE, phone.code()), run.screen());
    }

    @Test
    void viaKeysTriesWithoutACode() {
        admin.trust(trust(""));

        var run = jane.runs("admin", "--via", "keys", "--no-input");

        assertEquals("admin: role session of 1h (the default), assumed with the long-lived keys of dev: as asked for\n", said(run));
        assertEquals(0, run.exitStatus());
    }

    @Test
    void aUsualLengthThatTheRoleDoesNotAllowIsRefusedOnce() {
        jane.environment.put("AWS_ASSUME_ROLE_TTL", "8h");
        startDev();
        var code = phone.code();

        var run = jane.runs("admin", "--token-code", code);
        jane.waitForNextCode();

        assertEquals("""
                admin: role session of 8h (as AWS_ASSUME_ROLE_TTL says), assumed with the long-lived keys and a token code of dev: only so can the session last longer than one hour
                AWS did not accept the duration: The requested DurationSeconds exceeds the MaxSessionDuration set for this role.
                admin: role session of 1h (what every role allows), assumed with the live MFA session of dev: no code needed
                """, said(run));
        assertEquals("3600", IniFile.parse(jane.config()).properties("profile admin").get("max_session_duration"));
        assertEquals("admin: role session of 1h (the longest that the role allows), assumed with the live MFA session of dev: no code needed\n",
                said(jane.runs("admin", "--force")));
    }

    @Test
    void aDeviceOfOurOwnRecordThatIsGoneIsLookedUpWithTheSameCode() {
        jane.config(jane.config().replace("mfa_serial = arn:aws:iam::123456789012:mfa/jane", "mfa_arn = arn:aws:iam::123456789012:mfa/old-phone"));
        var code = phone.code();

        var run = jane.types(code + "\n\n", "dev");

        assertEquals("""
                dev: new MFA session of 9h (the default)
                Token code of arn:aws:iam::123456789012:mfa/old-phone: %s
                AWS does not know arn:aws:iam::123456789012:mfa/old-phone as an MFA device of this user; the code is taken to be of arn:aws:iam::123456789012:mfa/jane
                Store it as dev-mfasession in ~/.aws/credentials, for all shells? [Y/n]\s
                """.formatted(code), said(run));
        assertEquals(List.of("GetSessionToken", "ListMFADevices", "GetSessionToken"), jane.calls());
        assertEquals(phone.serialNumber(), IniFile.parse(jane.config()).properties("profile dev").get("mfa_arn"));
    }

    @Test
    void aDeviceOfOurOwnRecordThatIsGoneIsMendedInARoleToo() {
        jane.config(DEV.replaceFirst("mfa_serial = .*\n", "") + ADMIN + "mfa_arn = arn:aws:iam::123456789012:mfa/old-phone\n");

        assertEquals(0, jane.runs("admin", "--token-code", phone.code()).exitStatus());

        assertEquals(phone.serialNumber(), IniFile.parse(jane.config()).properties("profile admin").get("mfa_arn"));
    }

    @Test
    void whereNoOtherDeviceIsKnownTheCodeIsNotSpentOnAnything() {
        user.policy("hidden", """
                {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "iam:*", "Resource": "*"}]}""");
        jane.config(DEV.replaceFirst("mfa_serial = .*\n", "") + ADMIN + "mfa_serial = arn:aws:iam::123456789012:mfa/other\n");

        var run = jane.runs("admin", "--token-code", phone.code());

        assertTrue(run.screen().contains("AWS does not know arn:aws:iam::123456789012:mfa/other as an MFA device of this user\n"), run.screen());
        assertTrue(run.screen().contains("--serial-number"), run.screen());
        assertFalse(run.screen().contains("is taken to be of"), run.screen());
        assertFalse(jane.calls().contains("AssumeRole"), jane.calls().toString());
    }

    @Test
    void aRoleOfARoleThatIsRefusedIsAskedForOnce() {
        account.role("open", trust("")).policy("none", """
                {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "sts:*", "Resource": "*"}]}""");
        jane.config(DEV + "[profile open]\nrole_arn = arn:aws:iam::123456789012:role/open\nsource_profile = dev\n"
                + ADMIN.replace("source_profile = dev", "source_profile = open"));
        startDev();

        var calls = callsOf(() -> assertEquals(254, jane.runs("admin").exitStatus()));

        assertEquals(List.of("AssumeRole", "AssumeRole"), calls);
    }

    @Test
    void aDeviceThatThePersonNamesIsNotReplacedByAnother() {
        var run = jane.runs("dev", "--serial-number", "arn:aws:iam::123456789012:mfa/other", "--token-code", phone.code());

        assertEquals(254, run.exitStatus());
        assertEquals(List.of("GetSessionToken"), jane.calls());
    }

    @ParameterizedTest
    @ValueSource(strings = {"admin", "dev"})
    void theDeviceThatARoleNamesIsItsUsers(String profile) {
        user.policy("hidden", """
                {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "iam:*", "Resource": "*"}]}""");
        jane.config(DEV.replaceFirst("mfa_serial.*\n", "") + ADMIN + "mfa_serial = " + phone.serialNumber() + "\n");

        var run = jane.runs(profile, "--token-code", phone.code());

        assertEquals(0, run.exitStatus(), run.screen());
        assertFalse(jane.calls().contains("ListMFADevices"));
    }

    @Test
    void theCommandThatARoleNamesPrintsItsUsersCodes() {
        jane.config(DEV + ADMIN + "mfa_process = echo " + phone.code() + "\n");

        assertEquals(0, jane.runs("admin").exitStatus());
    }

    @Test
    void mfaProcessIsRunAgainOnceItsCodeIsSpent() throws IOException {
        var codes = Files.writeString(home.resolve("codes"), phone.code() + "\n" + phone.code() + "\n");
        jane.config(DEV + "mfa_process = head -n 1 " + codes + " && sed -i 1d " + codes + "\n" + ADMIN);
        assertEquals(0, jane.runs("dev").exitStatus());
        var next = phone.codeAt(jane.clock().instant().plusSeconds(30));
        Files.writeString(codes, phone.code() + "\n" + next + "\n");

        var run = jane.runs("dev", "--force");

        assertEquals(0, run.exitStatus(), run.screen());
        assertTrue(run.screen().contains("this token code has already been used"), run.screen());
    }

    // ------------------------------------------------ lengths: wishes and permissions

    @ParameterizedTest
    @ValueSource(strings = {"dev --persist", "dev -q", "exec dev -- true"})
    void whatTheAccountAdvertisesCountsInEveryWayOfStarting(String line) {
        account.parameter("us-east-1", "/unencrypted/mfa/session_length", "28800");
        var args = new ArrayList<>(List.of(line.split(" ")));
        args.addAll(args.indexOf("dev") + 1, List.of("--token-code", phone.code()));

        var run = jane.runs(args.toArray(String[]::new));

        assertTrue(run.screen().contains("dev: new MFA session of 8h (what the account advertises)\n"), run.screen());
        assertEquals("28800", jane.aws.calls().getLast().parameters().get("DurationSeconds"));
        assertEquals("28800", IniFile.parse(jane.config()).properties("profile dev").get("max_mfa_session_duration"));
    }

    @Test
    void whatTheAccountAdvertisesIsAskedForWhileACodeIsTyped() {
        account.parameter("us-east-1", "/unencrypted/mfa/session_length", "28800");
        var code = phone.code();

        assertEquals("""
                dev: new MFA session of 9h (the default)
                %s%s
                dev: new MFA session of 8h (what the account advertises)
                Store it as dev-mfasession in ~/.aws/credentials, for all shells? [Y/n]\s
                """.formatted(PHONE, code), said(jane.types(code + "\n\n", "dev")));
    }

    @Test
    void withACodeInHandTheAccountIsAskedAgainOnceADayAndAfterwards() throws IOException {
        account.parameter("us-east-1", "/unencrypted/mfa/session_length", "28800");
        startDev();
        assertEquals(1, jane.inquiries());

        assertEquals(0, jane.runs("dev", "--force", "--token-code", phone.code()).exitStatus());
        assertEquals(List.of(1L, List.of()), List.of(jane.inquiries(), jane.errands()));
        jane.waitForNextCode();
        Files.writeString(home.resolve(".local/state/awscli-mfa/length-inquiries/" + key.id()),
                jane.clock().instant().minus(Duration.ofHours(25)).getEpochSecond() + "\n");
        assertEquals(0, jane.runs("dev", "--force", "--token-code", phone.code()).exitStatus());

        assertEquals(1, jane.inquiries());
        assertEquals(1, jane.errands().size());
        account.parameter("us-east-1", "/unencrypted/mfa/session_length", "36000");
        jane.does(jane.errands().getFirst());
        assertEquals("36000", IniFile.parse(jane.config()).properties("profile dev").get("max_mfa_session_duration"));
    }

    @Test
    void anAccountThatDoesNotTellIsRememberedToo() {
        user.policy("hidden", """
                {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "ssm:*", "Resource": "*"}]}""");
        startDev();
        assertEquals(0, jane.runs("dev", "--force", "--token-code", phone.code()).exitStatus());

        assertEquals(1, jane.inquiries());
    }

    @Test
    void thePersonsOwnLengthStaysAndIsShortenedWithAWord() {
        account.parameter("us-east-1", "/unencrypted/mfa/session_length", "32400");
        jane.config(DEV + "sessmax = 40000\n" + ADMIN);

        jane.types("\u0003");
        assertEquals("40000", IniFile.parse(jane.config()).properties("profile dev").get("sessmax"));
        assertEquals("dev: new MFA session of 9h (the longest that the account allows); asks for a token code\n",
                jane.runs("dev", "--explain").screen());
    }

    @Test
    void whatARoleAllowsIsNoWishOfThePerson() {
        admin.maxSessionDuration(Duration.ofHours(2));
        startDev();
        var before = jane.runs("admin", "--explain").screen();

        jane.types("\u0003");

        assertEquals("7200", IniFile.parse(jane.config()).properties("profile admin").get("max_session_duration"));
        assertEquals(before, jane.runs("admin", "--explain").screen());
        assertEquals(0, jane.runs("admin", "--no-input").exitStatus());
    }

    // ------------------------------------------------ what is asked for and passed over is named

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            dev --duration 12h          | --duration
            dev-mfasession --duration 48h | --duration
            exec dev --duration 12h -- true | --duration
            dev --token-code 123456     | --token-code
            dev --duration 2h --serial-number arn:aws:iam::123456789012:mfa/other | --duration and --serial-number
            """)
    void whatSaysSomethingAboutANewSessionIsNamedWhereALiveOneIsTakenUp(String line, String options) {
        startDev();

        assertTrue(jane.runs(line.split(" ")).screen().startsWith("note: dev-mfasession is live and is used as it is; for a new session with "
                + options + ", add --force\n"), jane.runs(line.split(" ")).screen());
    }

    // ------------------------------------------------ nothing that AWS gave is lost

    @Test
    void filesThatCannotBeWrittenAreFoundOutBeforeACodeIsSpent() throws IOException {
        Files.setPosixFilePermissions(home.resolve(".aws/credentials"), PosixFilePermissions.fromString("r--------"));
        var before = jane.files();

        assertEquals("""
                dev: new MFA session of 9h (the default)
                awscli-mfa: ~/.aws/credentials: it is read-only
                awscli-mfa: hint: allow writing with: chmod u+w ~/.aws/credentials, or use --no-persist
                """, jane.runs("dev", "--persist", "--token-code", phone.code()).screen());
        assertEquals(List.of(), jane.calls());
        assertEquals(before, jane.files());
    }

    @Test
    void aSessionThatCannotBeStoredIsHandedOver() throws IOException {
        Files.setPosixFilePermissions(home.resolve(".aws/credentials"), PosixFilePermissions.fromString("r--------"));

        var run = jane.runs("dev", "--token-code", phone.code(), "--emit", "bash");

        assertEquals(0, run.exitStatus());
        assertTrue(run.screen().contains("note: no session can be stored: ~/.aws/credentials: it is read-only; you can use it in this shell all the same\n"),
                run.screen());
        assertTrue(run.out().contains("AWS_SESSION_TOKEN="), "the keys");
        assertEquals(0, jane.runs("exec", "admin", "--token-code", nextCode(), "--", "true").exitStatus());
    }

    /** A device keeps nothing. That is found out before, and whoever does not insist on storing has the session. */
    @Test
    void whereTheCredentialsFileIsNoneNoCodeIsSpentOnAStoredSession() {
        jane.config(jane.config().replace("[profile dev]\n", "[profile dev]\n" + keys("dev", key).substring("[dev]\n".length())));
        jane.environment.put("AWS_SHARED_CREDENTIALS_FILE", "/dev/null");

        var run = jane.runs("dev", "--persist", "--token-code", phone.code());

        assertEquals(253, run.exitStatus(), run.screen());
        assertEquals(List.of(), jane.calls());
        assertEquals(0, jane.runs("exec", "dev", "--token-code", phone.code(), "--", "true").exitStatus());
    }

    /** Who has all in the credentials file names no other one; what would have been noted in it is a note. */
    @ParameterizedTest
    @ValueSource(strings = {"/dev/null", "a link to it"})
    void whereTheConfigFileIsNoneTheSessionIsStoredAllTheSame(String location) throws IOException {
        jane.credentials(keys("dev", key) + "region = eu-west-1\nmfa_serial = " + phone.serialNumber() + "\n");
        var link = Path.of(jane.environment.get("HOME"), "nothing");
        Files.createSymbolicLink(link, Path.of("/dev/null"));
        jane.environment.put("AWS_CONFIG_FILE", location.startsWith("/") ? location : link.toString());

        var run = jane.runs("dev", "--persist", "--token-code", phone.code());
        Files.delete(link);

        assertEquals(0, run.exitStatus(), run.screen());
        assertTrue(run.screen().contains("note: /dev/null: it is not a regular file; so dev-mfasession has no region there; exec hands that over, "
                + "and so does --emit with --secrets\n"), run.screen());
        assertTrue(jane.credentials().contains("[dev-mfasession]\n"), jane.credentials());
        assertFalse(Files.exists(Path.of("/dev/.awscli-mfa.lock")));
    }

    private String nextCode() {
        jane.waitForNextCode();
        return phone.code();
    }

    @Test
    void whoeverCancelsAtTheQuestionWhetherToStoreItHasTheSession() {
        var code = phone.code();

        var run = jane.types(code + "\n\u0003", "dev", "--emit", "bash");

        assertEquals(0, run.exitStatus());
        assertTrue(run.screen().contains("\nthe session is not stored\ndev: MFA session in this shell only, "), run.screen());
        assertTrue(run.out().contains("AWS_SESSION_TOKEN="), "the keys");
        assertFalse(jane.credentials().contains("dev-mfasession"));
    }

    @Test
    void execAndConsoleNeverAskWhetherToStore() {
        var stored = jane.types(phone.code() + "\n", "exec", "dev", "true");
        assertTrue(stored.screen().endsWith("\ndev-mfasession is stored in ~/.aws/credentials\n"), stored.screen());
        jane.waitForNextCode();
        var before = jane.credentials();

        assertEquals(0, jane.runs("exec", "dev", "--force", "--no-persist", "--token-code", phone.code(), "--", "true").exitStatus());
        assertEquals(before, jane.credentials());
    }

    // ------------------------------------------------ AWS's doubles

    @ParameterizedTest
    @ValueSource(strings = {"NoSuchEntity", "AccessDenied"})
    void devicesAreAskedForByTheUsersNameWhereAwsWantsOne(String code) {
        jane.config(DEV.replaceFirst("mfa_serial.*\n", "") + ADMIN);
        jane.aws.faults().fail("ListMFADevices", 1, code.equals("AccessDenied") ? 403 : 404, code, "None");

        assertEquals(0, jane.runs("dev", "--token-code", phone.code()).exitStatus());
        assertEquals(List.of("ListMFADevices", "GetCallerIdentity", "ListMFADevices", "GetSessionToken"), jane.calls());
    }

    @Test
    void aRoleThatNeedsNoDeviceIsNotHeldUpByOneThatCannotBeFound() {
        admin.trust(trust(""));
        jane.config(DEV.replaceFirst("mfa_serial.*\n", "") + ADMIN);
        jane.aws.faults().fail("ListMFADevices", 2, 404, "NoSuchEntity", "None");

        var run = jane.runs("admin");

        assertEquals("admin: role session of 1h (the default), assumed with the long-lived keys of dev: AWS did not say which MFA devices the source profile has\n",
                said(run));
        assertEquals(0, run.exitStatus());
    }

    // ------------------------------------------------ what is said is what is done

    /** Every kind of profile, with and without sessions, with every option: the run says the lines of {@code --explain}, and ends as it does. */
    @ParameterizedTest
    @CsvSource({"none", "live", "foreign"})
    void explainSaysWhatTheRunDoes(String sessions) throws IOException {
        var profiles = List.of("dev", "bare", "taken", "admin", "long", "chained", "dev-mfasession", "corp", "nokeys", "vault", "vaults", "tf");
        var options = List.of("", "--force", "--via keys", "--via mfa-session", "--duration 2h", "--duration 48h", "--no-session",
                "--token-code CODE", "--force --token-code CODE", "--no-persist --emit bash", "--serial-number arn:aws:iam::123456789012:mfa/jane");
        account.user("bare").policy("all", ALL);
        Stream.of("long", "chained").forEach(name -> account.role(name, trust("")).policy("all", ALL).maxSessionDuration(Duration.ofHours(12)));
        admin.maxSessionDuration(Duration.ofHours(12));
        jane.config(DEV + ADMIN + ADMIN.replace("admin", "long") + "duration_seconds = 14400\n" + ADMIN.replace("admin", "chained")
                .replace("= dev", "= admin") + "\n[profile corp]\nsso_session = corp\n\n[profile nokeys]\nregion = eu-west-1\n"
                + "\n[profile vault]\ncredential_process = cat " + home.resolve("keys.json") + "\nmfa_serial = arn:aws:iam::123456789012:mfa/jane\n"
                + ADMIN.replace("admin]", "vaults]").replace("= dev", "= vault") + ADMIN.replace("admin]", "tf]").replace("= dev", "= dev-mfasession"));
        Files.writeString(home.resolve("keys.json"), "{\"Version\": 1, \"AccessKeyId\": \"%s\", \"SecretAccessKey\": \"%s\"}".formatted(key.id(), key.secret()));
        jane.credentials(keys("dev", key) + keys("bare", account.user("bare").accessKey()) + keys("taken", key) + keys("taken-mfasession", key));
        if (!sessions.equals("none")) {
            startDev();
            assertEquals(0, jane.runs("chained").exitStatus());
        }
        if (sessions.equals("foreign")) {
            jane.credentials(jane.credentials().replace("key=" + key.id(), "key=AKIAANOTHER"));
        }
        var files = Map.of("config", jane.config(), "credentials", jane.credentials());
        assertAll(profiles.stream().flatMap(profile -> options.stream().map(option -> () -> {
            jane.config(files.get("config"));
            jane.credentials(files.get("credentials"));
            assertExplained(profile, option);
        })));
    }

    private void assertExplained(String profile, String option) throws IOException {
        Files.deleteIfExists(home.resolve(".local/state/awscli-mfa/spent-codes"));
        var args = new ArrayList<>(List.of((profile + " " + option.replace("CODE", phone.code())).strip().split(" ")));
        var before = jane.files();
        args.add("--explain");
        var explained = jane.runs(args.toArray(String[]::new));
        assertEquals(before, jane.files());
        args.removeLast();

        var run = jane.runs(args.toArray(String[]::new));

        if (explained.exitStatus() != 0) {
            assertEquals(explained.screen() + explained.exitStatus(), run.screen() + run.exitStatus());
            return;
        }
        var lines = explained.screen().lines().map(HeartTest::asTheRunSaysIt).toList();
        assertEquals(lines, run.screen().lines().limit(lines.size()).map(line -> line.replaceFirst("; region .*", "")).toList(),
                () -> args + "\n" + explained.screen() + "\n" + run.screen());
        assertEquals(explained.screen().contains("asks for a token code"), run.exitStatus() == 252, run.screen());
    }

    /** The run asks for a code instead of saying that it will, and sums up what it has taken up. */
    private static String asTheRunSaysIt(String line) {
        return line.replaceFirst(", which was not run; .*", "").replaceFirst("; (asks for a token code|with the code given)$", "").replaceFirst("^take up ", "")
                .replaceFirst("; nothing to start here$", "").replaceFirst("; region .*", "");
    }
}
