//DEPS org.junit.jupiter:junit-jupiter:6.1.3
//SOURCES Pasted.java
//SOURCES ../lib/model/Arn.java
//SOURCES ../lib/model/Credentials.java
//SOURCES ../lib/model/DeviceList.java
//SOURCES ../lib/model/Environment.java
//SOURCES ../lib/model/Finding.java
//SOURCES ../lib/model/IniFile.java
//SOURCES ../lib/model/Problem.java
//SOURCES ../lib/model/Profile.java
//SOURCES ../lib/model/Profiles.java
//SOURCES ../lib/model/TrustPolicy.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import lib.model.Arn;
import lib.model.Credentials;
import lib.model.DeviceList;
import lib.model.Environment;
import lib.model.Environment.Held;
import lib.model.Environment.Owner;
import lib.model.Environment.State;
import lib.model.Environment.Verdict;
import lib.model.Finding;
import lib.model.IniFile;
import lib.model.Problem;
import lib.model.Profile;
import lib.model.Profiles;
import lib.model.TrustPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every state of the environment, in quick mode, where AWS is not asked, and in full mode. */
class EnvironmentTest {

    private static final Instant NOW = Instant.parse("2026-11-22T06:00:00Z");
    private static final String HOUR_LEFT = epoch(3_600);
    private static final String DAY_LEFT = epoch(86_400);
    private static final String ENDED = epoch(-3_600);

    private static final String SECRET = "secret-access-key-stored";
    private static final String TOKEN = "session-token-stored";
    private static final String NEW_SECRET = "secret-access-key-here-and-new";
    private static final String NEW_TOKEN = "session-token-here-and-new";
    private static final List<String> SECRETS = List.of(SECRET, TOKEN, NEW_SECRET, NEW_TOKEN);

    private static final String CONFIG = """
            [profile dev]
            mfa_serial = arn:aws:iam::123456789012:mfa/jane
            [profile admin]
            role_arn = arn:aws:iam::123456789012:role/ops/admin
            source_profile = dev
            [profile guarded]
            role_arn = arn:aws:iam::123456789012:role/guarded
            source_profile = dev
            mfa_serial = arn:aws:iam::123456789012:mfa/jane
            [profile lost]
            role_arn = arn:aws:iam::123456789012:role/lost
            source_profile = nowhere
            [profile odd]
            role_arn = a role of mine
            source_profile = dev
            [profile corp]
            sso_session = corp
            [profile bare]
            region = eu-west-1
            """;

    private static final String CREDENTIALS = "[default]\n" + longLived("AKIADEFAULT") + "[dev]\n" + longLived("AKIADEV")
            + "[ops]\n" + longLived("AKIAOPS") + "[marked]\n" + longLived("AKIAMARKED") + "invalid_as_of = 2026-11-20\n"
            + "[dev-mfasession]\n" + session("ASIADEV") + "aws_session_expiry = " + HOUR_LEFT + "\n"
            + "[ops-mfasession]\n" + session("ASIAOPS") + "aws_session_expiry = " + ENDED + "\n"
            + "[default-mfasession]\n" + session("ASIADEFAULT")
            + "[marked-mfasession]\n" + session("ASIAMARKED") + "aws_session_expiry = " + HOUR_LEFT + "\ninvalid_as_of = 2026-11-20\n"
            + "[admin-rolesession]\n" + session("ASIAADMIN") + "aws_session_expiry = " + HOUR_LEFT + "\n"
            + "[stub-mfasession]\naws_access_key_id = ASIASTUB\n";

    private static final Profiles STORED = Profiles.of(IniFile.parse(CONFIG), IniFile.parse(CREDENTIALS));
    private static final Profiles WITHOUT_DEFAULT = Profiles.of(IniFile.parse(CONFIG),
            IniFile.parse(CREDENTIALS.replaceFirst("(?s)^\\[default].*?\\[dev]", "[dev]")));

    private static final Arn JANE = Arn.parse("arn:aws:iam::123456789012:user/staff/jane").orElseThrow();
    private static final Arn JOE = Arn.parse("arn:aws:iam::123456789012:user/joe").orElseThrow();
    private static final Arn ADMIN = Arn.parse("arn:aws:sts::123456789012:assumed-role/admin/work").orElseThrow();
    private static final Finding USER_JANE = new Finding.User(
            JANE, Optional.of("practice"), new DeviceList.Listed(List.of()), Finding.Enforcement.NONE, Optional.empty());
    private static final Finding LIVE_JANE = new Finding.Live(JANE);
    private static final Finding LIVE_ADMIN = new Finding.Live(ADMIN);
    private static final Finding REJECTED = new Finding.Rejected(new Problem.KeysRejected("AKIADEV", "InvalidClientTokenId"));
    private static final Finding UNKNOWN = new Finding.Unknown(Problem.unreachable("sts", "no answer in time"));

    private static final Map<String, String> NEW_KEYS = vars("AWS_ACCESS_KEY_ID=AKIANEW", "AWS_SECRET_ACCESS_KEY=" + NEW_SECRET);
    private static final Map<String, String> NEW_SESSION = vars("AWS_ACCESS_KEY_ID=ASIANEW", "AWS_SECRET_ACCESS_KEY=" + NEW_SECRET,
            "AWS_SESSION_TOKEN=" + NEW_TOKEN);
    private static final String CLEAR = "Choose another profile, or clear the variables with '" + Environment.CLEARING + "': ";
    private static final String TO_DEFAULT = CLEAR + "then the profile 'default' is in effect.\n";

    private static String epoch(long secondsFromNow) {
        return String.valueOf(NOW.plusSeconds(secondsFromNow).getEpochSecond());
    }

    private static String longLived(String id) {
        return "aws_access_key_id = " + id + "\naws_secret_access_key = " + SECRET + "\n";
    }

    private static String session(String id) {
        return longLived(id) + "aws_session_token = " + TOKEN + "\n";
    }

    private static Map<String, String> vars(String... assignments) {
        var variables = new LinkedHashMap<String, String>();
        Stream.of(assignments).map(text -> text.split("=", 2)).forEach(parts -> variables.put(parts[0], parts[1]));
        return variables;
    }

    private static Map<String, String> plus(Map<String, String> variables, String... more) {
        var all = new LinkedHashMap<>(variables);
        all.putAll(vars(more));
        return all;
    }

    private static Map<String, String> stored(String id, String... more) {
        var variables = vars("AWS_ACCESS_KEY_ID=" + id, "AWS_SECRET_ACCESS_KEY=" + SECRET);
        return plus(id.startsWith("ASIA") ? plus(variables, "AWS_SESSION_TOKEN=" + TOKEN) : variables, more);
    }

    private static Environment quick(Map<String, String> variables) {
        return Environment.of(variables, STORED, Map.of(), NOW);
    }

    private static Environment full(Map<String, String> variables, Map<String, Finding> findings) {
        return Environment.of(variables, STORED, findings, NOW);
    }

    private static Environment quick(String... variables) {
        return quick(vars(variables));
    }

    /** The judgement, and proof that nothing leaked. */
    private static void assertSays(String expected, Environment environment) {
        assertHarmless(environment);
        assertEquals(Pasted.inBash(expected), Pasted.inBash(String.join("\n", environment.judgement())) + "\n");
    }

    private static void assertHarmless(Environment environment) {
        var output = new ArrayList<>(environment.judgement());
        output.addAll(environment.listing());
        output.add(environment.toAskAbout().toString());
        output.forEach(line -> {
            SECRETS.forEach(secret -> assertFalse(line.contains(secret), line));
            assertFalse(line.codePoints().anyMatch(Character::isISOControl), line);
            assertFalse(line.isBlank());
        });
    }

    private static void assertVerdict(Verdict verdict, Environment environment) {
        assertEquals(verdict, environment.state().standing().verdict());
    }

    // -------------------------------------------------------------- 39, 40: the listing

    @Test
    void theVariablesInForceAreListedInOrderWithSecretsMasked() {
        assertEquals("""
                AWS_PROFILE                         dev
                AWS_DEFAULT_PROFILE                 dev
                AWS_PROFILE_IDENT                   dev
                AWS_SESSION_IDENT                   dev-mfasession
                AWS_ACCESS_KEY_ID                   ASIANEW
                AWS_SECRET_ACCESS_KEY               ****************
                AWS_SESSION_TOKEN                   ****************
                AWS_SECURITY_TOKEN                  ****************
                AWS_SESSION_EXPIRY                  1795330800 (01h:00m:00s left)
                AWS_CREDENTIAL_EXPIRATION           2026-11-22T05:00:00Z (ended)
                AWS_SESSION_TYPE                    mfasession
                AWS_REGION                          eu-west-1
                AWS_DEFAULT_REGION                  eu-west-2
                AWS_DEFAULT_OUTPUT                  json
                AWS_CONFIG_FILE                     ~/c
                AWS_SHARED_CREDENTIALS_FILE         ~/d
                AWS_CA_BUNDLE                       ~/ca.pem
                AWS_METADATA_SERVICE_TIMEOUT        1
                AWS_METADATA_SERVICE_NUM_ATTEMPTS   2
                AWS_ROLE_ARN                        arn:aws:iam::123456789012:role/x
                AWS_WEB_IDENTITY_TOKEN_FILE         ~/token
                AWS_CONTAINER_CREDENTIALS_FULL_URI  http://169.254.170.23/v1/credentials
                AWS_CONTAINER_AUTHORIZATION_TOKEN   ****************
                AWS_ENDPOINT_URL                    http://127.0.0.1:4566
                Set, not shown: AWS_BEARER_TOKEN_BEDROCK, AWS_ENDPOINT_URL_STS, HTTPS_PROXY, no_proxy
                """, listing(plus(NEW_SESSION, "HOME=~", "no_proxy=localhost", "HTTPS_PROXY=http://jane:" + SECRET + "@proxy",
                "AWS_ENDPOINT_URL_STS=https://jane:" + SECRET + "@host", "AWS_ENDPOINT_URL=http://127.0.0.1:4566",
                "AWS_BEARER_TOKEN_BEDROCK=" + SECRET, "AWS_CONTAINER_AUTHORIZATION_TOKEN=Bearer12345678",
                "AWS_CONTAINER_CREDENTIALS_FULL_URI=http://169.254.170.23/v1/credentials", "AWS_WEB_IDENTITY_TOKEN_FILE=~/token",
                "AWS_ROLE_ARN=arn:aws:iam::123456789012:role/x", "AWS_METADATA_SERVICE_NUM_ATTEMPTS=2", "AWS_METADATA_SERVICE_TIMEOUT=1",
                "AWS_CA_BUNDLE=~/ca.pem", "AWS_SHARED_CREDENTIALS_FILE=~/d", "AWS_CONFIG_FILE=~/c", "AWS_DEFAULT_OUTPUT=json",
                "AWS_DEFAULT_REGION=eu-west-2", "AWS_REGION=eu-west-1", "AWS_SESSION_TYPE=mfasession",
                "AWS_CREDENTIAL_EXPIRATION=2026-11-22T05:00:00Z", "AWS_SESSION_EXPIRY=" + HOUR_LEFT, "AWS_SECURITY_TOKEN=short",
                "AWS_SESSION_IDENT=dev-mfasession", "AWS_PROFILE_IDENT=dev", "AWS_DEFAULT_PROFILE=dev", "AWS_PROFILE=dev")));
    }

    @Test
    void emptyVariablesAreNotInForceSaveForTheSelectors() {
        assertEquals("""
                AWS_PROFILE          (empty)
                AWS_DEFAULT_PROFILE  (empty)
                """, listing(vars("AWS_PROFILE=", "AWS_DEFAULT_PROFILE=", "AWS_REGION=", "AWS_PAGER=", "HTTPS_PROXY=")));
        assertEquals("\n", listing(Map.of()));
    }

    @Test
    void anExpiryAloneIsShown() {
        assertEquals("AWS_SESSION_EXPIRY  1795323600 (ended)\n", listing(vars("AWS_SESSION_EXPIRY=" + ENDED)));
        assertEquals("AWS_SESSION_EXPIRY  -1 (not a time)\n", listing(vars("AWS_SESSION_EXPIRY=-1")));
        assertEquals("AWS_CREDENTIAL_EXPIRATION  2026-11-22T08:59:03+02:00 (00h:59m:03s left)\n",
                listing(vars("AWS_CREDENTIAL_EXPIRATION=2026-11-22T08:59:03+02:00")));
    }

    private static String listing(Map<String, String> variables) {
        assertHarmless(quick(variables));
        return String.join("\n", quick(variables).listing()) + "\n";
    }

    // --------------------------------------------------- 41, states 15 and 16: nothing set

    @Test
    void withoutVariablesTheDefaultProfileIsInEffect() {
        assertSays("No AWS variables are set, so the profile 'default' is in effect. AWS was not asked whether it accepts its keys.\n",
                quick("HOME=~"));
        assertSays("No AWS variables are set, so the profile 'default' is in effect. AWS accepts its keys: jane @ practice.\n",
                full(Map.of(), Map.of("default", USER_JANE)));
        assertSays("""
                No AWS variables are set, so the profile 'default' is in effect. AWS does not accept access key AKIADEV (InvalidClientTokenId).
                Choose another profile, or name one with --profile.
                """, full(Map.of(), Map.of("default", REJECTED)));
    }

    @Test
    void withoutVariablesAndWithoutADefaultProfileNothingIsInEffect() {
        assertSays("No AWS variables are set, and there is no profile 'default': no profile is in effect. "
                + "Choose a profile, or name one with --profile.\n", Environment.of(Map.of(), WITHOUT_DEFAULT, Map.of(), NOW));
    }

    @Test
    void variablesThatSelectNothingLeaveTheDefaultProfileInEffect() {
        var variables = vars("AWS_PROFILE_IDENT=dev", "AWS_REGION=eu-west-1", "AWS_CONFIG_FILE=~/c", "AWS_METADATA_SERVICE_TIMEOUT=1",
                "AWS_SESSION_EXPIRY=" + ENDED, "AWS_CREDENTIAL_EXPIRATION=soon");

        assertSays("The AWS variables in force neither select a profile nor hold keys, so the profile 'default' is in effect. "
                + "AWS was not asked whether it accepts its keys.\n", quick(variables));
        assertSays("The AWS variables in force neither select a profile nor hold keys, and there is no profile 'default': "
                + "no profile is in effect. Choose a profile, or name one with --profile.\n",
                Environment.of(variables, WITHOUT_DEFAULT, Map.of(), NOW));
        assertEquals(Optional.empty(), quick(variables).toAskAbout());
    }

    // ------------------------------------------- 42, states 1 and 2: a stored profile is selected

    @Test
    void aSelectedBaseProfileIsUnconfirmedInQuickMode() {
        var environment = quick("AWS_PROFILE=dev", "AWS_DEFAULT_PROFILE=dev");

        assertSays("AWS_PROFILE and AWS_DEFAULT_PROFILE select profile 'dev'. AWS was not asked whether it accepts its keys.\n", environment);
        assertVerdict(Verdict.UNCONFIRMED, environment);
        assertEquals(Optional.empty(), environment.toAskAbout());
        assertSays("AWS_PROFILE selects profile 'marked'. AWS did not accept its keys on 2026-11-20 and was not asked again.\n",
                quick("AWS_PROFILE=marked"));
    }

    @Test
    void aSelectedBaseProfileIsWhatAwsSaysItIsInFullMode() {
        assertSays("AWS_PROFILE selects profile 'dev'. AWS accepts its keys: jane @ practice.\n",
                full(vars("AWS_PROFILE=dev"), Map.of("dev", USER_JANE)));
        assertSays("AWS_PROFILE selects profile 'dev'. AWS does not accept access key AKIADEV (InvalidClientTokenId).\n" + TO_DEFAULT,
                full(vars("AWS_PROFILE=dev"), Map.of("dev", REJECTED)));
        assertSays("AWS_PROFILE selects profile 'dev'. It was not checked: cannot reach sts: no answer in time.\n",
                full(vars("AWS_PROFILE=dev"), Map.of("dev", UNKNOWN)));
        assertVerdict(Verdict.UNCONFIRMED, full(vars("AWS_PROFILE=dev"), Map.of("dev", UNKNOWN)));
    }

    @Test
    void aSelectedSessionIsJudgedByTheFileInQuickMode() {
        assertSays("AWS_PROFILE selects MFA session 'dev-mfasession'. "
                + "By the file it has 01h:00m:00s left; AWS was not asked whether it accepts it.\n", quick("AWS_PROFILE=dev-mfasession"));
        assertSays("AWS_PROFILE selects role session 'admin-rolesession'. "
                + "By the file it has 01h:00m:00s left; AWS was not asked whether it accepts it.\n", quick("AWS_PROFILE=admin-rolesession"));
        assertSays("AWS_PROFILE selects MFA session 'ops-mfasession'. By the file it ended 01h:00m:00s ago.\n" + TO_DEFAULT,
                quick("AWS_PROFILE=ops-mfasession"));
        assertVerdict(Verdict.EXPIRED, quick("AWS_PROFILE=ops-mfasession"));
        assertSays("AWS_PROFILE selects MFA session 'default-mfasession'. "
                + "Whether it has ended could not be determined: nothing says when it ends.\n", quick("AWS_PROFILE=default-mfasession"));
        assertSays("AWS_PROFILE selects MFA session 'marked-mfasession'. AWS did not accept it on 2026-11-20.\n" + TO_DEFAULT,
                quick("AWS_PROFILE=marked-mfasession"));
        assertSays("AWS_PROFILE selects MFA session 'stub-mfasession'. Nothing complete is stored there.\n" + TO_DEFAULT,
                quick("AWS_PROFILE=stub-mfasession"));
    }

    @Test
    void aSelectedSessionIsWhatAwsSaysItIsInFullMode() {
        assertSays("AWS_PROFILE selects MFA session 'dev-mfasession'. AWS accepts it: jane @ 123456789012, 01h:00m:00s left.\n",
                full(vars("AWS_PROFILE=dev-mfasession"), Map.of("dev-mfasession", LIVE_JANE)));
        assertSays("AWS_PROFILE selects role session 'admin-rolesession'. The session of access key ASIAADMIN has expired.\n" + TO_DEFAULT,
                full(vars("AWS_PROFILE=admin-rolesession"),
                        Map.of("admin-rolesession", new Finding.Rejected(new Problem.SessionExpired("ASIAADMIN")))));
    }

    /** The keys of dev, and the ARN of admin, are others than when the sessions were made. */
    private static final Profiles CHANGED = Profiles.of(IniFile.parse(CONFIG), IniFile.parse(CREDENTIALS
            .replace("[ops-mfasession]", "made_of = session=ASIADEV key=AKIAOLD\n[ops-mfasession]")
            .replace("[stub-mfasession]", "made_of = session=ASIAADMIN role_arn=arn:aws:iam::123456789012:role/old"
                    + " role_session_name=admin-rolesession key=AKIADEV\n[stub-mfasession]")));

    private static final String OF_OLD_KEYS = "The session 'dev-mfasession' was made with the access key AKIAOLD, which is AKIADEV now: "
            + "it is no session of 'dev' any more.\n";

    @Test
    void h1ASessionInEffectThatIsNotItsProfilesAnyMoreIsCalledThat() {
        assertSays("AWS_PROFILE selects MFA session 'dev-mfasession'. By the file it has 01h:00m:00s left; AWS was not asked whether it accepts it.\n"
                + OF_OLD_KEYS, Environment.of(vars("AWS_PROFILE=dev-mfasession"), CHANGED, Map.of(), NOW));
        assertSays("AWS_PROFILE selects MFA session 'dev-mfasession'. AWS accepts it: joe @ 123456789012, 01h:00m:00s left.\n"
                + OF_OLD_KEYS, Environment.of(vars("AWS_PROFILE=dev-mfasession"), CHANGED, Map.of("dev-mfasession", new Finding.Live(JOE)), NOW));
        assertSays("The session in the environment is stored as MFA session 'dev-mfasession'. "
                + "By the file it has 01h:00m:00s left; AWS was not asked whether it accepts it.\n" + OF_OLD_KEYS,
                Environment.of(stored("ASIADEV"), CHANGED, Map.of(), NOW));
        assertSays("""
                AWS_PROFILE and AWS_DEFAULT_PROFILE differ: the AWS CLI 2 and the SDKs prefer the first, the AWS CLI 1 and boto3 the second.
                AWS_PROFILE selects MFA session 'dev-mfasession'. By the file it has 01h:00m:00s left; AWS was not asked whether it accepts it.
                AWS_DEFAULT_PROFILE selects role session 'admin-rolesession'. By the file it has 01h:00m:00s left; AWS was not asked whether it accepts it.
                """ + OF_OLD_KEYS + """
                The session 'admin-rolesession' was made with role_arn arn:aws:iam::123456789012:role/old, \
                which is arn:aws:iam::123456789012:role/ops/admin now: it is no session of 'admin' any more.
                """, Environment.of(vars("AWS_PROFILE=dev-mfasession", "AWS_DEFAULT_PROFILE=admin-rolesession"), CHANGED, Map.of(), NOW));
    }

    /** What AWS says of the user whose keys are there now says nothing of the session. */
    @Test
    void h1ASessionOfOtherKeysIsNotTheOneThatANewerOneIsHeldAgainst() {
        var variables = plus(NEW_SESSION, "AWS_PROFILE=dev-mfasession", "AWS_SESSION_EXPIRY=" + DAY_LEFT);

        assertEquals(Optional.empty(), Environment.of(variables, CHANGED, Map.of(), NOW).outlasted());
        assertOwner(Owner.UNKNOWN, Environment.of(variables, CHANGED, Map.of("dev", USER_JANE), NOW).answered(LIVE_JANE));
        assertOwner(Owner.OTHER_USER, Environment.of(variables, CHANGED, Map.of("dev", USER_JANE, "dev-mfasession", new Finding.Live(JOE)), NOW)
                .answered(LIVE_JANE));
    }

    @Test
    void aSelectedRoleIsAssumedByTheToolsThemselves() {
        assertSays("AWS_PROFILE selects role profile 'admin'. "
                + "AWS tools assume the role by themselves; whether AWS allows it is not known before.\n", quick("AWS_PROFILE=admin"));
        assertSays("AWS_PROFILE selects role profile 'guarded'. AWS tools assume the role by themselves and need a token code for it, "
                + "which most SDKs cannot ask for; choose it here for a session that works everywhere.\n", quick("AWS_PROFILE=guarded"));
        assertSays("AWS_PROFILE selects role profile 'lost'. "
                + "Role profile 'lost' names 'nowhere' as its source_profile, which does not exist.\n" + TO_DEFAULT, quick("AWS_PROFILE=lost"));
        assertSays("AWS_PROFILE selects role profile 'odd'. Profile 'odd' has no role_arn with the ARN of a role.\n" + TO_DEFAULT,
                quick("AWS_PROFILE=odd"));
    }

    @Test
    void aRoleThatExistsIsNotYetOneThatCanBeAssumed() {
        var found = new Finding.Role(Optional.empty(), TrustPolicy.MfaNeed.NOT_REQUIRED, Optional.empty());

        assertVerdict(Verdict.UNCONFIRMED, full(vars("AWS_PROFILE=admin"), Map.of("admin", found)));
        assertSays("AWS_PROFILE selects role profile 'admin'. There is no role 'admin' in the account of these keys.\n" + TO_DEFAULT,
                full(vars("AWS_PROFILE=admin"), Map.of("admin", new Finding.Rejected(new Problem.NoSuchRole("admin")))));
    }

    @Test
    void aSelectedProfileWithoutKeysOfItsOwn() {
        assertSays("AWS_PROFILE selects profile 'corp'. "
                + "It is managed by IAM Identity Center (aws sso login), which alone knows whether it works now.\n", quick("AWS_PROFILE=corp"));
        assertSays("AWS_PROFILE selects profile 'bare'. Profile 'bare' has no access key.\n" + TO_DEFAULT, quick("AWS_PROFILE=bare"));
    }

    // -------------------------------------------------- 43, state 3: keys that are stored as well

    @Test
    void keysLikeThoseStoredAreNoSurprise() {
        var environment = quick(stored("AKIADEV", "AWS_PROFILE=dev"));

        assertSays("AWS_PROFILE selects profile 'dev', and the keys in the environment are the same. "
                + "AWS was not asked whether it accepts its keys.\n", environment);
        assertEquals(Optional.of(Credentials.longLived("AKIADEV", SECRET)), environment.toAskAbout());
        assertSays("AWS_PROFILE selects profile 'dev', and the keys in the environment are the same. AWS accepts them: jane @ practice.\n",
                environment.answered(USER_JANE));
        var asked = full(stored("AKIADEV", "AWS_PROFILE=dev"), Map.of("dev", USER_JANE));
        assertSays("AWS_PROFILE selects profile 'dev', and the keys in the environment are the same. AWS accepts its keys: jane @ practice.\n",
                asked);
        assertEquals(Optional.empty(), asked.toAskAbout());
        assertEquals(Optional.empty(), full(stored("AKIADEV", "AWS_PROFILE=dev"), Map.of("dev", UNKNOWN)).toAskAbout());
        assertVerdict(Verdict.INVALID, full(stored("AKIADEV", "AWS_PROFILE=dev"), Map.of("dev", REJECTED)));
    }

    @Test
    void aSessionLikeTheOneStoredIsJudgedAsThat() {
        assertSays("AWS_PROFILE selects MFA session 'dev-mfasession', and the session in the environment is the same. "
                + "By the file it has 01h:00m:00s left; AWS was not asked whether it accepts it.\n",
                quick(stored("ASIADEV", "AWS_PROFILE=dev-mfasession")));
        assertSays("AWS_PROFILE selects role session 'admin-rolesession', and the session in the environment is the same. "
                + "AWS accepts it: admin @ 123456789012, 01h:00m:00s left.\n",
                full(stored("ASIAADMIN", "AWS_PROFILE=admin-rolesession"), Map.of("admin-rolesession", LIVE_ADMIN)));
        var ended = quick(stored("ASIAOPS", "AWS_PROFILE=ops-mfasession", "AWS_CREDENTIAL_EXPIRATION=2026-11-22T05:00:00Z"));
        assertSays("AWS_PROFILE selects MFA session 'ops-mfasession', and the session in the environment is the same. "
                + "By the file it ended 01h:00m:00s ago.\n" + TO_DEFAULT, ended);
        assertEquals(Optional.empty(), ended.toAskAbout());
    }

    @Test
    void keysStoredUnderAnotherNameAreKnownByThatName() {
        assertSays("The session in the environment is stored as MFA session 'dev-mfasession'. "
                + "By the file it has 01h:00m:00s left; AWS was not asked whether it accepts it.\n", quick(stored("ASIADEV")));
        assertSays("The keys in the environment are stored as profile 'ops'. AWS was not asked whether it accepts its keys.\n",
                quick(stored("AKIAOPS")));
        assertSays("AWS_PROFILE selects profile 'dev', but the session in the environment overrules it: "
                + "stored as MFA session 'dev-mfasession'. By the file it has 01h:00m:00s left; AWS was not asked whether it accepts it.\n",
                quick(stored("ASIADEV", "AWS_PROFILE=dev")));
        assertSays("AWS_PROFILE selects profile 'dev', but the keys in the environment overrule it: stored as profile 'ops'. "
                + "AWS was not asked whether it accepts its keys.\n", quick(stored("AKIAOPS", "AWS_PROFILE=dev")));
    }

    @Test
    void anotherSecretBesideAStoredKeyIdIsNotTheStoredKey() {
        var keys = quick("AWS_ACCESS_KEY_ID=AKIADEV", "AWS_SECRET_ACCESS_KEY=" + NEW_SECRET, "AWS_PROFILE=dev");

        assertSays("The keys in the environment have the access key id of profile 'dev', but another secret access key or session token. "
                + "AWS was not asked whose they are, and whether it accepts them.\n", keys);
        assertSays("The keys in the environment have the access key id of profile 'dev', but another secret access key or session token. "
                + "The secret access key stored with AKIADEV is not the right one.\n" + TO_DEFAULT,
                keys.answered(new Finding.Rejected(new Problem.SecretMismatch("AKIADEV"))));
        assertVerdict(Verdict.VALID, keys.answered(LIVE_JANE));
        assertSays("The session in the environment has the access key id of MFA session 'dev-mfasession', "
                + "but another secret access key or session token. "
                + "Whether it has ended could not be determined: nothing says when it ends.\n",
                quick(plus(stored("ASIADEV"), "AWS_SESSION_TOKEN=" + NEW_TOKEN)));
    }

    // ------------------------------------------- 44, states 4 to 6: another session than stored

    @Test
    void anotherSessionThatHasEndedIsExpiredWithoutAsking() {
        var environment = quick(plus(NEW_SESSION, "AWS_PROFILE=dev", "AWS_SESSION_EXPIRY=" + ENDED));

        assertSays("AWS_PROFILE selects profile 'dev', but the session in the environment overrules it, and is stored in no profile. "
                + "By AWS_SESSION_EXPIRY it ended 01h:00m:00s ago.\n" + TO_DEFAULT, environment);
        assertVerdict(Verdict.EXPIRED, environment);
        assertEquals(Optional.empty(), environment.toAskAbout());
        assertSays("AWS_PROFILE selects profile 'dev', but the session in the environment overrules it, and is stored in no profile. "
                + "By AWS_SESSION_EXPIRY it has only 00h:05m:00s left, which counts as ended.\n" + TO_DEFAULT,
                quick(plus(NEW_SESSION, "AWS_PROFILE=dev", "AWS_SESSION_EXPIRY=" + epoch(300))));
    }

    @Test
    void anotherSessionThatIsStillGoingIsNamedByAws() {
        var environment = quick(plus(NEW_SESSION, "AWS_PROFILE=ops", "AWS_SESSION_EXPIRY=" + epoch(301)));

        assertTrue(environment.state() instanceof State.Different different && different.held() == Held.SESSION);
        assertEquals(Optional.of(Credentials.temporary("ASIANEW", NEW_SECRET, NEW_TOKEN)), environment.toAskAbout());
        assertSays("""
                AWS_PROFILE selects profile 'ops', but the session in the environment overrules it, and is stored in no profile. \
                By AWS_SESSION_EXPIRY it has 00h:05m:01s left; AWS was not asked whether it accepts it.
                The session in the environment lasts longer than the stored 'ops-mfasession' (00h:05m:01s against 00h:00m:00s left): \
                clearing the variables would lose it.
                """, environment);
        assertSays("AWS_PROFILE selects profile 'ops', but the session in the environment overrules it, and is stored in no profile. "
                + "AWS accepts it: a role session of admin @ 123456789012, 00h:05m:01s left.\n", environment.answered(LIVE_ADMIN));
        assertTrue(environment.answered(LIVE_ADMIN).state() instanceof State.Different different && different.held() == Held.ROLE_SESSION);
        assertTrue(environment.answered(LIVE_JANE).state() instanceof State.Different different && different.held() == Held.MFA_SESSION);
        assertSays("AWS_PROFILE selects profile 'ops', but the session in the environment overrules it, and is stored in no profile. "
                + "The session of access key ASIANEW has expired.\n" + TO_DEFAULT,
                environment.answered(new Finding.Rejected(new Problem.SessionExpired("ASIANEW"))));
        assertSays("""
                AWS_PROFILE selects profile 'ops', but the session in the environment overrules it, and is stored in no profile. \
                It was not checked: cannot reach sts: no answer in time.
                The session in the environment lasts longer than the stored 'ops-mfasession' (00h:05m:01s against 00h:00m:00s left): \
                clearing the variables would lose it.
                """, environment.answered(UNKNOWN));
        assertEquals(Optional.empty(), environment.answered(UNKNOWN).toAskAbout());
    }

    @ParameterizedTest
    @ValueSource(strings = {"AWS_SESSION_EXPIRY=", "AWS_SESSION_EXPIRY=-1", "AWS_SESSION_EXPIRY=soon"})
    void anotherSessionWithoutAnEndCannotBeDeterminedUntilAwsIsAsked(String expiry) {
        var environment = quick(plus(NEW_SESSION, "AWS_PROFILE=dev", expiry));

        assertSays("AWS_PROFILE selects profile 'dev', but the session in the environment overrules it, and is stored in no profile. "
                + "Whether it has ended could not be determined: nothing says when it ends.\n", environment);
        assertVerdict(Verdict.UNCONFIRMED, environment);
        assertSays("AWS_PROFILE selects profile 'dev', but the session in the environment overrules it, and is stored in no profile. "
                + "AWS accepts it: an MFA session of jane @ 123456789012.\n", environment.answered(LIVE_JANE));
    }

    @Test
    void aNewerSessionThanTheStoredOneIsNoticedUnlessItIsAnotherUsers() {
        var variables = plus(NEW_SESSION, "AWS_PROFILE=dev-mfasession", "AWS_SESSION_EXPIRY=" + DAY_LEFT);
        var findings = Map.of("dev", USER_JANE, "dev-mfasession", LIVE_JANE);

        assertSays("""
                AWS_PROFILE selects MFA session 'dev-mfasession', but the session in the environment overrules it, and is stored in no profile. \
                AWS accepts it: an MFA session of jane @ 123456789012, 24h:00m:00s left.
                The session in the environment lasts longer than the stored 'dev-mfasession' (24h:00m:00s against 01h:00m:00s left): \
                clearing the variables would lose it.
                """, full(variables, findings).answered(LIVE_JANE));
        assertEquals(STORED.session("dev-mfasession"), quick(variables).outlasted());
        assertEquals(STORED.session("dev-mfasession"), quick(plus(variables, "AWS_PROFILE=dev")).outlasted());
        assertEquals(STORED.session("dev-mfasession"),
                quick(plus(NEW_SESSION, "AWS_SESSION_IDENT=dev-mfasession", "AWS_SESSION_EXPIRY=" + DAY_LEFT)).outlasted());
        assertEquals(STORED.session("admin-rolesession"), quick(plus(variables, "AWS_PROFILE=admin")).answered(LIVE_ADMIN).outlasted());
        assertSays("AWS_PROFILE selects MFA session 'dev-mfasession', but the session in the environment overrules it, and is stored "
                + "in no profile. AWS accepts it: an MFA session of joe @ 123456789012, 24h:00m:00s left. "
                + "The profile 'dev-mfasession' is of another identity: jane @ 123456789012.\n",
                full(variables, findings).answered(new Finding.Live(JOE)));
        assertEquals(Optional.empty(), full(variables, findings).answered(LIVE_ADMIN).outlasted());
        assertEquals(Optional.empty(), quick(variables).answered(REJECTED).outlasted());
        assertEquals(Optional.empty(), quick(plus(variables, "AWS_SESSION_EXPIRY=" + epoch(3_599))).outlasted());
        assertEquals(Optional.empty(), quick(plus(variables, "AWS_SESSION_EXPIRY=")).outlasted());
    }

    // -------------------------------------------- 45, states 7 to 10: another key than stored

    private static final String OTHER_KEY =
            "AWS_PROFILE selects profile 'dev', but the keys in the environment overrule it, and are stored in no profile. ";

    @Test
    void anotherKeyIsAQuestionInQuickModeToo() {
        var environment = quick(plus(NEW_KEYS, "AWS_PROFILE=dev"));

        assertSays(OTHER_KEY + "AWS was not asked whose they are, and whether it accepts them.\n", environment);
        assertEquals(Optional.of(Credentials.longLived("AKIANEW", NEW_SECRET)), environment.toAskAbout());
        assertSays(OTHER_KEY + "AWS accepts them: jane @ practice. Whether the stored key of profile 'dev' is the same user's is not known.\n",
                environment.answered(USER_JANE));
        assertOwner(Owner.UNKNOWN, environment.answered(USER_JANE));
        assertSays(OTHER_KEY + "AWS does not accept access key AKIADEV (InvalidClientTokenId).\n" + TO_DEFAULT, environment.answered(REJECTED));
        assertVerdict(Verdict.UNCONFIRMED, environment.answered(UNKNOWN));
    }

    @Test
    void aSecondKeyOfTheSameUserShouldBeSaved() {
        var environment = full(plus(NEW_KEYS, "AWS_PROFILE=dev"), Map.of("dev", USER_JANE)).answered(LIVE_JANE);

        assertSays(OTHER_KEY + "AWS accepts them: jane @ 123456789012. It is a second access key of the user of profile 'dev': "
                + "save it under a name of its own if you want to keep it.\n", environment);
        assertOwner(Owner.SAME_USER, environment);
    }

    @Test
    void aKeyThatReplacesARefusedOneMayBeRotated() {
        var environment = full(plus(NEW_KEYS, "AWS_PROFILE=dev"), Map.of("dev", REJECTED)).answered(LIVE_JANE);

        assertSays(OTHER_KEY + "AWS accepts them: jane @ 123456789012. AWS does not accept the key stored in profile 'dev': "
                + "if it was rotated, store the new one there with 'aws configure --profile dev'.\n", environment);
        assertOwner(Owner.STORED_KEY_REFUSED, environment);
    }

    @Test
    void aKeyOfAnotherUserIsCalledThat() {
        var environment = full(plus(NEW_KEYS, "AWS_PROFILE=dev"), Map.of("dev", USER_JANE)).answered(new Finding.Live(JOE));

        assertSays(OTHER_KEY + "AWS accepts them: joe @ 123456789012. The profile 'dev' is of another user: jane @ 123456789012.\n", environment);
        assertOwner(Owner.OTHER_USER, environment);
        assertVerdict(Verdict.VALID, environment);
    }

    @Test
    void aKeyThatAwsRefusesIsInvalidWhoeverIsSelected() {
        assertVerdict(Verdict.INVALID, full(plus(NEW_KEYS, "AWS_PROFILE=dev"), Map.of("dev", USER_JANE)).answered(REJECTED));
        assertSays("AWS_PROFILE selects role profile 'admin', but the keys in the environment overrule it, and are stored in no profile. "
                + "AWS accepts them: jane @ 123456789012.\n", quick(plus(NEW_KEYS, "AWS_PROFILE=admin")).answered(LIVE_JANE));
    }

    private static void assertOwner(Owner owner, Environment environment) {
        assertTrue(environment.state() instanceof State.Different different && different.owner() == owner);
    }

    // ------------------------------------------ 46, state 11: the selected profile is not stored

    @Test
    void aSelectorOfNoStoredProfileStopsTheCliAndBoto() {
        assertSays("AWS_PROFILE names a profile that is not stored: 'gone'. The AWS CLI and boto3 cannot work with that.\n" + TO_DEFAULT,
                quick("AWS_PROFILE=gone"));
        assertSays("AWS_PROFILE and AWS_DEFAULT_PROFILE name a profile that is not stored: 'gone'. "
                + "The AWS CLI and boto3 cannot work with that, although there are keys in the environment, which most other SDKs use.\n"
                + TO_DEFAULT, quick(plus(NEW_KEYS, "AWS_PROFILE=gone", "AWS_DEFAULT_PROFILE=gone")));
        assertSays("AWS_PROFILE names a profile that is not stored: 'gone'. The AWS CLI and boto3 cannot work with that, "
                + "although there is a session in the environment, which most other SDKs use.\n"
                + CLEAR + "then no profile is in effect.\n",
                Environment.of(plus(NEW_SESSION, "AWS_PROFILE=gone"), WITHOUT_DEFAULT, Map.of(), NOW));
        assertSays("AWS_PROFILE names a profile that is not stored: 'default'. The AWS CLI and boto3 cannot work with that.\n"
                + CLEAR + "then no profile is in effect.\n", Environment.of(vars("AWS_PROFILE=default"), WITHOUT_DEFAULT, Map.of(), NOW));
        assertEquals(Optional.empty(), quick(plus(NEW_KEYS, "AWS_PROFILE=gone")).toAskAbout());
    }

    // ------------------------------------------------- 47, state 12: keys that no selector names

    @Test
    void keysWithoutASelectorMayBeNamed() {
        var nobody = quick(NEW_KEYS);

        assertSays("The keys in the environment are in effect, and stored in no profile; no AWS_PROFILE_IDENT names them. "
                + "AWS was not asked whose they are, and whether it accepts them.\n", nobody);
        assertEquals(Optional.of(Credentials.longLived("AKIANEW", NEW_SECRET)), nobody.toAskAbout());
        assertSays("The keys in the environment are in effect, and stored in no profile; no AWS_PROFILE_IDENT names them. "
                + "AWS accepts them: jane @ practice.\n", nobody.answered(USER_JANE));
        assertSays("The keys in the environment are in effect, and stored in no profile; no AWS_PROFILE_IDENT names them. "
                + "AWS does not accept access key AKIADEV (InvalidClientTokenId).\n" + TO_DEFAULT, nobody.answered(REJECTED));
        assertSays("The keys in the environment are in effect, and stored in no profile; AWS_PROFILE_IDENT calls them 'dev', "
                + "but something else is stored there. AWS was not asked whose they are, and whether it accepts them.\n",
                quick(plus(NEW_KEYS, "AWS_PROFILE_IDENT=dev", "AWS_SESSION_IDENT=stale")));
        assertSays("The keys in the environment are in effect, and stored in no profile; AWS_PROFILE_IDENT calls them 'gone', "
                + "which is not stored. AWS accepts them: ROOT USER @ 123456789012.\n",
                quick(plus(NEW_KEYS, "AWS_PROFILE_IDENT=gone")).answered(new Finding.Live(Arn.parse("arn:aws:iam::123456789012:root").orElseThrow())));
    }

    // ------------------------------------- 48, states 13 and 14: a session that no selector names

    @Test
    void aSessionWithoutASelectorMayBeNamed() {
        var unnamed = "The session in the environment is in effect, and stored in no profile; no AWS_SESSION_IDENT names it. ";
        var going = quick(plus(NEW_SESSION, "AWS_SESSION_EXPIRY=" + DAY_LEFT));

        assertSays(unnamed + "By AWS_SESSION_EXPIRY it has 24h:00m:00s left; AWS was not asked whether it accepts it.\n", going);
        assertSays(unnamed + "AWS accepts it: an MFA session of jane @ 123456789012, 24h:00m:00s left.\n", going.answered(LIVE_JANE));
        assertSays(unnamed + "AWS accepts it: a role session of admin @ 123456789012, 24h:00m:00s left.\n", going.answered(LIVE_ADMIN));
        assertSays(unnamed + "Whether it has ended could not be determined: nothing says when it ends.\n", quick(NEW_SESSION));
        assertSays("The session in the environment is in effect, and stored in no profile; AWS_SESSION_IDENT calls it 'gone-mfasession', "
                + "which is not stored. The session of access key ASIANEW has expired.\n" + TO_DEFAULT,
                quick(plus(NEW_SESSION, "AWS_SESSION_IDENT=gone-mfasession"))
                        .answered(new Finding.Rejected(new Problem.SessionExpired("ASIANEW"))));
    }

    // --------------------------------------------------------------- 49, 50: ended, undetermined

    @Test
    void anEndedSessionWithoutASelectorIsToBeCleared() {
        var ended = quick(plus(NEW_SESSION, "AWS_CREDENTIAL_EXPIRATION=2026-11-22T05:59:59Z", "AWS_SESSION_IDENT=dev-mfasession"));

        assertSays("The session in the environment is in effect, and stored in no profile; AWS_SESSION_IDENT calls it 'dev-mfasession', "
                + "but something else is stored there. By AWS_CREDENTIAL_EXPIRATION it ended 00h:00m:01s ago.\n" + TO_DEFAULT, ended);
        assertVerdict(Verdict.EXPIRED, ended);
        assertEquals(Optional.empty(), ended.toAskAbout());
    }

    @Test
    void theFindingOfARoleAnswersNothing() {
        var found = new Finding.Role(Optional.empty(), TrustPolicy.MfaNeed.NOT_REQUIRED, Optional.empty());

        assertEquals(quick(NEW_KEYS).judgement(), quick(NEW_KEYS).answered(found).judgement());
    }

    // ------------------------------------------------------------------ defects 18 and 19

    @Test
    void defect18PartsOfCredentialsAreNoSession() {
        var underneath = "AWS_PROFILE selects profile 'dev'. AWS was not asked whether it accepts its keys.\n" + TO_DEFAULT;

        assertSays("AWS_ACCESS_KEY_ID is set without AWS_SECRET_ACCESS_KEY: the AWS CLI and boto3 refuse to work so, "
                + "other SDKs ignore it.\n" + TO_DEFAULT, quick("AWS_ACCESS_KEY_ID=AKIANEW", "AWS_PROFILE=dev"));
        assertSays("AWS_SECRET_ACCESS_KEY is set without AWS_ACCESS_KEY_ID: AWS tools ignore it.\n" + underneath,
                quick("AWS_SECRET_ACCESS_KEY=" + NEW_SECRET, "AWS_PROFILE=dev"));
        assertSays("AWS_SESSION_TOKEN is set without AWS_ACCESS_KEY_ID: AWS tools ignore it.\n" + underneath,
                quick("AWS_SESSION_TOKEN=" + NEW_TOKEN, "AWS_PROFILE=dev", "AWS_SESSION_EXPIRY=" + DAY_LEFT));
        assertSays("AWS_SECRET_ACCESS_KEY and AWS_SECURITY_TOKEN are set without AWS_ACCESS_KEY_ID: AWS tools ignore them.\n"
                + "The AWS variables in force neither select a profile nor hold keys, so the profile 'default' is in effect. "
                + "AWS was not asked whether it accepts its keys.\n" + TO_DEFAULT,
                quick("AWS_SECRET_ACCESS_KEY=" + NEW_SECRET, "AWS_SECURITY_TOKEN=" + NEW_TOKEN));
        assertSays("AWS_SESSION_TOKEN is set without AWS_ACCESS_KEY_ID: AWS tools ignore it.\n"
                + "AWS_PROFILE names a profile that is not stored: 'gone'. The AWS CLI and boto3 cannot work with that.\n" + TO_DEFAULT,
                quick("AWS_SESSION_TOKEN=" + NEW_TOKEN, "AWS_PROFILE=gone"));
    }

    @Test
    void partsThatDoNotBelongTogetherAreNotAskedAbout() {
        assertSays("The access key in the environment is one of a session, but AWS_SESSION_TOKEN is not set: AWS refuses it so.\n" + TO_DEFAULT,
                quick("AWS_ACCESS_KEY_ID=ASIANEW", "AWS_SECRET_ACCESS_KEY=" + NEW_SECRET));
        var swapped = quick("AWS_ACCESS_KEY_ID=" + NEW_SECRET, "AWS_SECRET_ACCESS_KEY=AKIANEW");
        assertSays("AWS_ACCESS_KEY_ID does not look like an access key id; perhaps it was swapped with the secret access key.\n" + TO_DEFAULT,
                swapped);
        assertEquals(List.of("AWS_ACCESS_KEY_ID      ****************", "AWS_SECRET_ACCESS_KEY  ****************"), swapped.listing());
        assertEquals(Optional.empty(), swapped.toAskAbout());
    }

    @Test
    void defect19BothSelectorsCountAndEachToolHasItsOwn() {
        assertSays("""
                AWS_PROFILE and AWS_DEFAULT_PROFILE differ: the AWS CLI 2 and the SDKs prefer the first, the AWS CLI 1 and boto3 the second.
                AWS_PROFILE selects profile 'dev'. AWS was not asked whether it accepts its keys.
                AWS_DEFAULT_PROFILE selects MFA session 'dev-mfasession'. \
                By the file it has 01h:00m:00s left; AWS was not asked whether it accepts it.
                """, quick("AWS_PROFILE=dev", "AWS_DEFAULT_PROFILE=dev-mfasession"));
        assertSays("""
                AWS_PROFILE and AWS_DEFAULT_PROFILE differ: the AWS CLI 2 and the SDKs prefer the first, the AWS CLI 1 and boto3 the second.
                AWS_PROFILE names a profile that is not stored: 'gone'. The AWS CLI 2 cannot work with that.
                AWS_DEFAULT_PROFILE selects profile 'dev'. AWS accepts its keys: jane @ practice.
                """ + TO_DEFAULT, full(vars("AWS_PROFILE=gone", "AWS_DEFAULT_PROFILE=dev"), Map.of("dev", USER_JANE)));
        assertSays("""
                AWS_PROFILE and AWS_DEFAULT_PROFILE differ: the AWS CLI 2 and the SDKs prefer the first, the AWS CLI 1 and boto3 the second.
                AWS_PROFILE selects profile 'dev', and the keys in the environment are the same. AWS was not asked whether it accepts its keys.
                AWS_DEFAULT_PROFILE names a profile that is not stored: 'gone'. The AWS CLI 1 and boto3 cannot work with that, \
                although there are keys in the environment, which most other SDKs use.
                """ + TO_DEFAULT, quick(stored("AKIADEV", "AWS_PROFILE=dev", "AWS_DEFAULT_PROFILE=gone")));
        assertSays("""
                AWS_DEFAULT_PROFILE selects profile 'dev'. AWS was not asked whether it accepts its keys.
                Only the AWS CLI and boto3 read AWS_DEFAULT_PROFILE; the other SDKs use the profile 'default'.
                """, quick("AWS_DEFAULT_PROFILE=dev"));
        assertEquals(Optional.of(Credentials.longLived("AKIANEW", NEW_SECRET)),
                quick(plus(NEW_KEYS, "AWS_PROFILE=gone", "AWS_DEFAULT_PROFILE=dev")).toAskAbout());
    }

    // ------------------------------------------------------------- traps, as measured

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "AWS_PROFILE=,AWS_DEFAULT_PROFILE=ops | AWS_PROFILE is set but empty: the AWS CLI 2 cannot work with that. Unset it.",
        "AWS_PROFILE=dev,AWS_DEFAULT_PROFILE= | AWS_DEFAULT_PROFILE is set but empty: the AWS CLI 1 and boto3 cannot work with that. Unset it.",
        "AWS_PROFILE= | AWS_PROFILE is set but empty: the AWS CLI and boto3 cannot work with that. Unset it.",
        "AWS_DEFAULT_PROFILE= | AWS_DEFAULT_PROFILE is set but empty: the AWS CLI and boto3 cannot work with that. Unset it.",
        "AWS_PROFILE=,AWS_DEFAULT_PROFILE= | "
            + "AWS_PROFILE and AWS_DEFAULT_PROFILE are set but empty: the AWS CLI and boto3 cannot work with that. Unset them."})
    void anEmptySelectorIsATrap(String variables, String remark) {
        assertEquals(remark, quick(variables.split(",")).judgement().getLast());
    }

    /** Row W46: doubles of AWS on one's own computer give such keys. */
    @Test
    void aTokenBesideAKeyMakesItASessionWhateverItsLetters() {
        var session = quick(plus(NEW_KEYS, "AWS_SESSION_TOKEN=" + NEW_TOKEN));

        assertFalse(session.judgement().toString().contains("long-lived"), session.judgement()::toString);
        assertTrue(session.toAsk().getFirst() instanceof Profile.Session);
    }

    @Test
    void aSecurityTokenOverrulesTheSessionTokenForSome() {
        assertEquals("AWS_SECURITY_TOKEN and AWS_SESSION_TOKEN differ: the AWS CLI and boto3 use the first, other SDKs the second. "
                        + "Unset AWS_SECURITY_TOKEN, which is out of use.",
                quick(plus(NEW_SESSION, "AWS_SECURITY_TOKEN=stale")).judgement().getLast());
        assertEquals("The session token is only in AWS_SECURITY_TOKEN, which the AWS CLI and boto3 read and most other SDKs do not: "
                        + "name it AWS_SESSION_TOKEN.",
                quick("AWS_ACCESS_KEY_ID=ASIANEW", "AWS_SECRET_ACCESS_KEY=" + NEW_SECRET, "AWS_SECURITY_TOKEN=" + NEW_TOKEN).judgement().getLast());
        assertEquals(1, quick(plus(NEW_SESSION, "AWS_SECURITY_TOKEN=" + NEW_TOKEN)).judgement().size());
    }

    @Test
    void aPastCredentialExpirationSpoilsGoodKeysForSome() {
        assertSays("""
                The keys in the environment are stored as profile 'dev'. AWS accepts its keys: jane @ practice.
                AWS_CREDENTIAL_EXPIRATION is past: the AWS CLI and boto3 refuse the keys for that alone, however good they are. \
                Unset it if it is out of date.
                """, full(stored("AKIADEV", "AWS_CREDENTIAL_EXPIRATION=2026-11-22T06:00:00Z"), Map.of("dev", USER_JANE)));
        assertEquals(1, quick("AWS_PROFILE=dev", "AWS_CREDENTIAL_EXPIRATION=2026-11-22T06:00:00Z").judgement().size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"soon", "1795330800", "2026-11-22 07:00:00", "-1"})
    void aCredentialExpirationInAnotherFormSpoilsGoodKeysToo(String expiration) {
        assertEquals("AWS_CREDENTIAL_EXPIRATION is not a time with its zone, such as 2026-11-22T06:40:13Z: "
                        + "the AWS CLI and boto3 fail on it, however good the keys are. Unset it.",
                quick(stored("ASIADEV", "AWS_CREDENTIAL_EXPIRATION=" + expiration)).judgement().getLast());
    }

    @Test
    void twoExpirationsThatDifferAreNoted() {
        var session = plus(NEW_SESSION, "AWS_CREDENTIAL_EXPIRATION=2026-11-22T07:00:00.9Z");

        assertEquals("AWS_CREDENTIAL_EXPIRATION and AWS_SESSION_EXPIRY name different times; the first is believed here.",
                quick(plus(session, "AWS_SESSION_EXPIRY=" + ENDED)).judgement().getLast());
        assertEquals(1, quick(plus(session, "AWS_SESSION_EXPIRY=" + HOUR_LEFT)).judgement().size());
    }

    @Test
    void twoRegionsThatDifferAreNoted() {
        assertEquals("The AWS CLI 2 and the SDKs work in region eu-west-1 (AWS_REGION), "
                        + "the AWS CLI 1 and boto3 in us-east-1 (AWS_DEFAULT_REGION).",
                quick("AWS_REGION=eu-west-1", "AWS_DEFAULT_REGION=us-east-1").judgement().getLast());
        assertEquals(1, quick("AWS_REGION=eu-west-1", "AWS_DEFAULT_REGION=eu-west-1").judgement().size());
    }

    @Test
    void aWebIdentityComesBeforeStoredKeysAndAfterThoseInTheEnvironment() {
        var web = vars("AWS_WEB_IDENTITY_TOKEN_FILE=~/token", "AWS_ROLE_ARN=arn:aws:iam::123456789012:role/pod");

        assertSays("No profile is selected and no keys are set: AWS tools assume arn:aws:iam::123456789012:role/pod "
                + "by the file that AWS_WEB_IDENTITY_TOKEN_FILE names. Whether AWS allows that is not known before it is used.\n", quick(web));
        assertEquals("AWS_WEB_IDENTITY_TOKEN_FILE and AWS_ROLE_ARN are set: "
                + "the AWS CLI and boto3 assume that role rather than use the keys of a profile.",
                quick(plus(web, "AWS_PROFILE=dev")).judgement().getLast());
        assertEquals(1, quick(plus(web, "AWS_PROFILE=admin")).judgement().size());
        assertEquals(1, quick(stored("AKIADEV", "AWS_WEB_IDENTITY_TOKEN_FILE=~/token")).judgement().size());
        assertEquals("AWS_WEB_IDENTITY_TOKEN_FILE is set without AWS_ROLE_ARN: the AWS CLI and boto3 refuse to work so.",
                quick("AWS_WEB_IDENTITY_TOKEN_FILE=~/token").judgement().getLast());
    }

    /** The region of {@code bare} is all that its profile says. */
    @Test
    void w44WhatAContainerGivesIsInEffectWhereTheProfileHasNoKeys() {
        var server = vars("AWS_CONTAINER_CREDENTIALS_FULL_URI=http://127.0.0.1:9/?user=" + SECRET, "AWS_CONTAINER_AUTHORIZATION_TOKEN=" + TOKEN);
        var notKnown = " Whether AWS accepts them is not known before they are used.\n";

        assertSays("No profile is selected and no keys are set: AWS tools take those that AWS_CONTAINER_CREDENTIALS_FULL_URI leads to."
                + notKnown, Environment.of(server, WITHOUT_DEFAULT, Map.of(), NOW));
        assertSays("No profile is selected and no keys are set: AWS tools take those that AWS_CONTAINER_CREDENTIALS_FULL_URI leads to; "
                + "AWS_VAULT calls them 'prod'." + notKnown, Environment.of(plus(server, "AWS_VAULT=prod"), WITHOUT_DEFAULT, Map.of(), NOW));
        assertSays("No profile is selected and no keys are set: AWS tools take those that AWS_CONTAINER_CREDENTIALS_RELATIVE_URI leads to."
                + notKnown, Environment.of(vars("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI=/v2/x"),
                        Profiles.of(IniFile.parse("[default]\nregion = eu-west-1"), IniFile.parse("")), Map.of(), NOW));
        assertSays("AWS_PROFILE selects profile 'bare', which has no keys: AWS tools take those that "
                + "AWS_CONTAINER_CREDENTIALS_FULL_URI leads to." + notKnown, quick(plus(server, "AWS_PROFILE=bare")));
        assertEquals(Optional.empty(), quick(plus(server, "AWS_PROFILE=bare")).sessionInEffect());
    }

    @ParameterizedTest
    @ValueSource(strings = {"AWS_PROFILE=dev", "AWS_PROFILE=dev-mfasession", "AWS_PROFILE=corp", "AWS_PROFILE=gone", "X=x",
        "AWS_WEB_IDENTITY_TOKEN_FILE=/t;AWS_ROLE_ARN=arn:aws:iam::123456789012:role/pod",
        "AWS_ACCESS_KEY_ID=AKIANEW;AWS_SECRET_ACCESS_KEY=" + NEW_SECRET})
    void w44EverythingElseGoesBeforeAContainer(String others) {
        var without = vars(others.split(";"));

        assertEquals(quick(without).judgement().getFirst().replace("No AWS variables are set", "The AWS variables in force neither select a profile nor hold keys"),
                quick(plus(without, "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI=/v2/x")).judgement().getFirst());
    }

    /** awsume writes the time of the clocks here, aws-sso as Go does, aws-okta seconds. */
    @ParameterizedTest
    @CsvSource({"AWSUME_EXPIRATION, 2026-11-22T08:00:00, 01h:00m:00s", "AWSUME_EXPIRATION, 2026-11-22T07:00:00+00:00, 01h:00m:00s",
        "AWS_SSO_SESSION_EXPIRATION, 2026-11-22 08:00:00 +0100 CET, 01h:00m:00s",
        "AWS_SSO_SESSION_EXPIRATION, 2026-11-22 07:00:00 +0000 UTC, 01h:00m:00s",
        "AWS_OKTA_SESSION_EXPIRATION, 1795330800, 01h:00m:00s", "AWS_SESSION_EXPIRATION, 2026-11-22T07:00:00Z, 01h:00m:00s"})
    void w35EveryToolsEndOfASessionIsRead(String variable, String text, String left) {
        var inBerlin = Profiles.of(IniFile.parse(CONFIG), IniFile.parse(CREDENTIALS), () -> ZoneId.of("Europe/Berlin"));
        var environment = Environment.of(plus(NEW_SESSION, variable + "=" + text), inBerlin, Map.of(), NOW);

        assertSays("The session in the environment is in effect, and stored in no profile; no AWS_SESSION_IDENT names it. By " + variable
                + " it has " + left + " left; AWS was not asked whether it accepts it.\n", environment);
        assertTrue(environment.listing().contains(variable + " ".repeat(Math.max(2, 23 - variable.length())) + text + " (" + left + " left)"),
                environment.listing().toString());
    }

    @Test
    void w36WhoseTheStoredKeyIsIsAskedAsWell() {
        assertEquals(List.of("(in the environment)", "dev"), names(quick(plus(NEW_KEYS, "AWS_PROFILE=dev"))));
        assertEquals(List.of("(in the environment)", "dev"), names(quick(plus(NEW_KEYS, "AWS_PROFILE=dev-mfasession"))));
        assertEquals(List.of("(in the environment)"), names(quick(plus(NEW_KEYS, "AWS_PROFILE=admin"))));
        assertEquals(List.of("(in the environment)", "ops", "default", "dev", "marked"), names(quick(plus(NEW_KEYS, "AWS_PROFILE_IDENT=ops"))));
        assertEquals(List.of("(in the environment)"), names(quick(NEW_SESSION)));
        assertEquals(List.of("dev"), names(quick("AWS_PROFILE=dev")));
    }

    private static List<String> names(Environment environment) {
        return environment.toAsk().stream().map(Profile::name).toList();
    }

    @Test
    void w36AKeyThatNoSelectorNamesIsToldFromThoseThatAreStored() {
        var unnamed = "The keys in the environment are in effect, and stored in no profile; no AWS_PROFILE_IDENT names them. "
                + "AWS accepts them: jane @ 123456789012.";
        assertSays(unnamed + " It is a second access key of the user of profile 'dev': save it under a name of its own if you want to keep it.\n",
                full(NEW_KEYS, Map.of("dev", USER_JANE, "default", new Finding.Live(JOE))).answered(LIVE_JANE));
        assertSays(unnamed + "\n", full(NEW_KEYS, Map.of("dev", new Finding.Live(JOE), "ops", REJECTED)).answered(LIVE_JANE));
        assertSays(unnamed + " AWS does not accept the key stored in profile 'default': if it was rotated, store the new one there with "
                + "'aws configure --profile default'.\n", full(NEW_KEYS, Map.of("dev", new Finding.Live(JOE), "default", REJECTED)).answered(LIVE_JANE));
        assertSays("The keys in the environment are in effect, and stored in no profile; AWS_PROFILE_IDENT calls them 'dev', but something else "
                + "is stored there. AWS accepts them: jane @ 123456789012. AWS does not accept the key stored in profile 'dev': if it was "
                + "rotated, store the new one there with 'aws configure --profile dev'.\n",
                full(plus(NEW_KEYS, "AWS_PROFILE_IDENT=dev"), Map.of("dev", REJECTED)).answered(LIVE_JANE));
    }

    @Test
    void aNameThatSdksDoNotSeeIsNoted() {
        var profiles = Profiles.of(IniFile.parse(""), IniFile.parse("[my team]\n" + longLived("AKIATEAM")));

        assertSays("""
                AWS_PROFILE selects profile 'my team'. AWS was not asked whether it accepts its keys.
                The AWS CLI and boto3 know profile 'my team', but SDKs may not see a profile of such a name.
                """, Environment.of(vars("AWS_PROFILE=my team"), profiles, Map.of(), NOW));
    }

    @Test
    void keysBesideARoleAreNotJudgedByTheRole() {
        var profiles = Profiles.of(IniFile.parse("[profile both]\nrole_arn = arn:aws:iam::123456789012:role/x\nsource_profile = both\n"),
                IniFile.parse("[both]\n" + longLived("AKIABOTH")));

        assertSays("The keys in the environment are stored as role profile 'both'. AWS was not asked whose they are, and whether it accepts them.\n",
                Environment.of(stored("AKIABOTH"), profiles, Map.of(), NOW));
    }

    @Test
    void twoSessionsOfOneRoleMayBeThoseOfTwoUsers() {
        var other = new Finding.Live(Arn.parse("arn:aws:sts::123456789012:assumed-role/admin/other").orElseThrow());
        var root = new Finding.Live(Arn.parse("arn:aws:sts::123456789012:assumed-role/audit/work").orElseThrow());
        var environment = full(plus(NEW_SESSION, "AWS_PROFILE=admin-rolesession"), Map.of("admin-rolesession", LIVE_ADMIN));

        assertOwner(Owner.UNKNOWN, environment.answered(other));
        assertOwner(Owner.OTHER_USER, environment.answered(root));
    }

    // -------------------------------------------------------------------- hostile values

    @ParameterizedTest
    @ValueSource(strings = {"\u001b[2J\u001b]0;x\u0007", "a\nAWS_PROFILE  b", "a\rb\u0000c", "\u202egnp\u2066", "\u2028\u2029\u0085", "\ud800"})
    void valuesThatMoveTheCursorAreShownHarmlessly(String value) {
        Stream.of("AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_PROFILE_IDENT", "AWS_SESSION_IDENT", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY",
                "AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN", "AWS_SESSION_EXPIRY", "AWS_CREDENTIAL_EXPIRATION", "AWS_REGION", "AWS_DEFAULT_REGION",
                "AWS_ENDPOINT_URL", "AWS_ROLE_ARN", "AWS_CA_BUNDLE", "AWS_" + value).forEach(name -> Stream.of(Map.<String, String>of(),
                        NEW_KEYS, NEW_SESSION).forEach(keys -> {
                            var environment = quick(plus(keys, "AWS_DEFAULT_REGION=x", name + "=" + value));
                            assertHarmless(environment);
                            Stream.concat(environment.listing().stream(), environment.judgement().stream()).forEach(line ->
                                    assertFalse(line.codePoints().anyMatch(c -> List.of((int) Character.FORMAT, (int) Character.SURROGATE,
                                            (int) Character.LINE_SEPARATOR, (int) Character.PARAGRAPH_SEPARATOR)
                                            .contains(Character.getType(c))), line));
                        }));
        assertEquals(1, quick("AWS_PROFILE=" + value).listing().size());
    }

    @Test
    void aLineBreakInAValueStaysOneLine() {
        assertEquals(List.of("AWS_PROFILE  a?AWS_REGION  x"), quick("AWS_PROFILE=a\nAWS_REGION  x").listing());
        assertSays("AWS_PROFILE names a profile that is not stored: 'a?b'. The AWS CLI and boto3 cannot work with that.\n" + TO_DEFAULT,
                quick("AWS_PROFILE=a\nb"));
    }

    @Test
    void longValuesAreCutShort() {
        var fourThousand = "x".repeat(4_096);

        assertEquals(List.of("AWS_PROFILE  " + "x".repeat(200) + "… (4096 characters)"), quick("AWS_PROFILE=" + fourThousand).listing());
        assertSays("AWS_PROFILE names a profile that is not stored: '" + "x".repeat(200) + "… (4096 characters)'. "
                + "The AWS CLI and boto3 cannot work with that.\n" + TO_DEFAULT, quick("AWS_PROFILE=" + fourThousand));
        assertTrue(quick(plus(NEW_SESSION, "AWS_SESSION_TOKEN=" + fourThousand)).listing().contains("AWS_SESSION_TOKEN      ****************"));
    }

    // ------------------------------------------------------------------- everything at once

    @Test
    void noMixtureLeaksASecretOrIsValidWithoutAWordOfAws() {
        var mixtures = List.of(new LinkedHashMap<String, String>());
        for (var choices : List.of(
                List.of("", "AWS_PROFILE=", "AWS_PROFILE=dev", "AWS_PROFILE=dev-mfasession", "AWS_PROFILE=admin", "AWS_PROFILE=gone"),
                List.of("", "AWS_DEFAULT_PROFILE=dev", "AWS_DEFAULT_PROFILE=corp"),
                List.of("", "AWS_ACCESS_KEY_ID=AKIADEV", "AWS_ACCESS_KEY_ID=ASIADEV", "AWS_ACCESS_KEY_ID=AKIANEW", "AWS_ACCESS_KEY_ID=ASIANEW",
                        "AWS_ACCESS_KEY_ID=" + NEW_SECRET),
                List.of("", "AWS_SECRET_ACCESS_KEY=" + SECRET, "AWS_SECRET_ACCESS_KEY=" + NEW_SECRET),
                List.of("", "AWS_SESSION_TOKEN=" + TOKEN, "AWS_SESSION_TOKEN=" + NEW_TOKEN),
                List.of("", "AWS_SECURITY_TOKEN=" + NEW_TOKEN),
                List.of("", "AWS_SESSION_EXPIRY=" + DAY_LEFT, "AWS_SESSION_EXPIRY=" + ENDED, "AWS_CREDENTIAL_EXPIRATION=soon"))) {
            mixtures = mixtures.stream().flatMap(mixture -> choices.stream().map(choice ->
                    new LinkedHashMap<>(choice.isEmpty() ? mixture : plus(mixture, choice)))).toList();
        }
        for (var mixture : mixtures) {
            var quick = quick(mixture);
            assertHarmless(quick);
            assertTrue(quick.state().standing().verdict() != Verdict.VALID, () -> mixture.toString());
            Stream.of(LIVE_JANE, REJECTED, UNKNOWN).filter(finding -> quick.toAskAbout().isPresent()).forEach(finding -> {
                assertHarmless(quick.answered(finding));
                assertHarmless(full(mixture, Map.of("dev", USER_JANE, "dev-mfasession", LIVE_JANE)).answered(finding));
                assertEquals(Optional.empty(), quick.answered(finding).toAskAbout());
            });
        }
    }

    @Test
    void theStateItselfDoesNotPrintSecrets() {
        assertFalse(SECRETS.stream().anyMatch(quick(stored("AKIADEV", "AWS_PROFILE=dev")).state().toString()::contains));
        assertFalse(SECRETS.stream().anyMatch(quick(plus(NEW_SESSION, "AWS_PROFILE=dev")).state().toString()::contains));
    }

    @Test
    void theStateNamesTheProfile() {
        assertTrue(quick("AWS_PROFILE=dev").state() instanceof State.Selected(Profile.Base base, var standing)
                && base.name().equals("dev") && standing.verdict() == Verdict.UNCONFIRMED);
    }
}
