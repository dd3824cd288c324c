//DEPS org.junit.jupiter:junit-jupiter:6.1.3
//SOURCES ../lib/model/Credentials.java
//SOURCES ../lib/model/Expiration.java
//SOURCES ../lib/model/IniFile.java
//SOURCES ../lib/model/Problem.java
//SOURCES ../lib/model/Profile.java
//SOURCES ../lib/model/Profiles.java
//SOURCES ../lib/model/SerialNumber.java
//SOURCES ../lib/model/SessionLength.java
//SOURCES ../lib/model/Settings.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import lib.model.Credentials;
import lib.model.Expiration;
import lib.model.IniFile;
import lib.model.Problem;
import lib.model.Profile;
import lib.model.Profiles;
import lib.model.SerialNumber;
import lib.model.SessionLength;
import lib.model.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProfilesTest {

    private static final SessionLength NINE_HOURS = new SessionLength(Duration.ofHours(9), "the default");
    private static final Instant NOW = Instant.parse("2026-11-22T06:00:00Z");

    // ------------------------------------------------------ which names there are

    /** The names that the AWS SDKs read, {@link AwsReadersTest} has; this suite takes those as well that only the AWS CLI takes. */
    @Test
    void blanksAndQuotesAroundANameDoNotCount() {
        assertEquals(Map.of("dev", Map.of("a", "1", "b", "2"), "my team", Map.of("a", "3", "b", "4"), "jané", Map.of("a", "5")), read("""
                [ profile \t dev ]
                a = 1
                [profile "my team"]
                a = 3
                [profile\t'jané']
                a = 5
                """, """
                [  dev ]
                b = 2
                [my team]
                b = 4
                """));
    }

    @Test
    void profilesComeInTheOrderOfTheConfigFileThenOfTheOther() {
        var profiles = profiles("[profile b]\n[profile a]\n", "[c]\n[a]\n");

        assertEquals(List.of("b", "a", "c"), profiles.all().stream().map(Profile::name).toList());
    }

    @Test
    void anUnknownNameIsAnsweredWithTheOnesLikeIt() {
        var profiles = profiles("[profile dev]\n[profile dev-eu]\n[profile ops]\n", "");

        assertEquals(new Problem.NoSuchProfile("DEV", List.of("dev")), problem(() -> profiles.require("DEV")));
        assertEquals(new Problem.NoSuchProfile("opsy", List.of("ops")), problem(() -> profiles.require("opsy")));
        assertEquals(new Problem.NoSuchProfile("zzz", List.of()), problem(() -> profiles.require("zzz")));
        assertEquals("ops", profiles.require("ops").name());
        assertEquals(new Problem.NoSuchProfile("qa", List.of("qa<U+00A0>")), problem(() -> profiles("[profile qa\u00a0]\n", "").require("qa")));
    }

    @Test
    void aProfileIsWrittenUnderTheHeaderThatTheConfigFileWants() {
        assertEquals("default", headerInConfig("", "default"));
        assertEquals("profile dev", headerInConfig("", "dev"));
    }

    /** Row W37: [default] beside it would hide it from the AWS CLI, and itself be hidden from the SDKs. */
    @ParameterizedTest
    @ValueSource(strings = {"[profile default]", "[default]\n[profile default]", "[profile default]\n[default]", "[profile  \"default\"]"})
    void theDefaultProfileIsWrittenWhereItStands(String config) {
        assertEquals("profile default", headerInConfig(config, "default"));
    }

    private static String headerInConfig(String config, String name) {
        return Profiles.headerInConfig(IniFile.parse(config), name);
    }

    // --------------------------------------------------------------------- services

    @Test
    void theEndpointOfAServiceStandsNestedInTheSectionThatTheProfileNames() {
        var profiles = profiles("""
                [profile dev]
                services = local
                [profile lost]
                services = nowhere
                [profile plain]
                [services local]
                sts =
                  endpoint_url = http://127.0.0.1:1
                  other = 1
                iam =
                  other = 2
                """, "");

        assertEquals(Optional.of("http://127.0.0.1:1"), endpoint(profiles, "dev", "sts"));
        assertEquals(Optional.empty(), endpoint(profiles, "dev", "iam"));
        assertEquals(Optional.empty(), endpoint(profiles, "dev", "ssm"));
        assertEquals(Optional.empty(), endpoint(profiles, "lost", "sts"));
        assertEquals(Optional.empty(), endpoint(profiles, "plain", "sts"));
    }

    private static Optional<String> endpoint(Profiles profiles, String name, String service) {
        return profiles.serviceEndpoint(profiles.require(name).settings(), service);
    }

    // -------------------------------------------------------------------- the kinds

    @Test
    void longLivedKeysMakeABaseProfile() {
        var base = (Profile.Base) onlyProfile("""
                [profile dev]
                region = eu-west-1
                output = json
                mfa_serial = arn:aws:iam::123456789012:mfa/jane
                """, """
                [dev]
                aws_access_key_id = AKIA1
                aws_secret_access_key = secret
                """);

        assertEquals(Credentials.longLived("AKIA1", "secret"), base.keys());
        assertEquals(Optional.of(new SerialNumber("arn:aws:iam::123456789012:mfa/jane")), base.serialNumber());
        assertEquals(Optional.of("eu-west-1"), base.region());
        assertEquals(Optional.of("json"), base.output());
        assertEquals("dev-mfasession", base.sessionName());
        assertFalse(base.isRoot());
    }

    @Test
    void aKeyPairInTheConfigFileOrInBothFilesIsAsGood() {
        assertEquals("Base", kind("[profile dev]\naws_access_key_id = AKIA1\naws_secret_access_key = s\n", ""));
        assertEquals("Base", kind("[profile dev]\naws_access_key_id = AKIA1\n", "[dev]\naws_secret_access_key = s\n"));
    }

    @Test
    void anEmptySessionTokenIsNone() {
        assertEquals("Base", kind("", "[dev]\naws_access_key_id = AKIA1\naws_secret_access_key = s\naws_session_token =\n"));
    }

    @Test
    void theDeviceIsNamedByMfaArnThenByTheNamesOfOtherTools() {
        assertEquals("arn:aws:iam::123456789012:mfa/one", device("""
                aws_mfa_device = arn:aws:iam::123456789012:mfa/three
                mfa_serial = arn:aws:iam::123456789012:mfa/two
                mfa_arn = arn:aws:iam::123456789012:mfa/one
                """));
        assertEquals("arn:aws:iam::123456789012:mfa/two", device("""
                aws_mfa_device = arn:aws:iam::123456789012:mfa/three
                mfa_serial = arn:aws:iam::123456789012:mfa/two
                mfa_arn =
                """));
        assertEquals("GAHT12345678", device("aws_mfa_device = GAHT12345678\n"));
    }

    private static String device(String lines) {
        return base(lines).serialNumber().orElseThrow().text();
    }

    @Test
    void theRootOfAnAccountIsKnownByItsDevice() {
        assertTrue(base("mfa_serial = arn:aws:iam::123456789012:mfa/root-account-mfa-device\n").isRoot());
        assertFalse(base("mfa_serial = arn:aws:iam::123456789012:mfa/root\n").isRoot());
    }

    @Test
    void theProfileDecidesItsSessionLengthUnlessTheCommandLineDoes() {
        assertEquals(NINE_HOURS, base("").sessionLength(Optional.empty(), NINE_HOURS));
        assertEquals(new SessionLength(Duration.ofHours(8), "as the profile says"),
                base("sessmax = 28800\nmfasec = 3600\n").sessionLength(Optional.empty(), NINE_HOURS));
        assertEquals(new SessionLength(Duration.ofHours(1), "as the profile says"),
                base("sessmax =\nmfasec = 3600\n").sessionLength(Optional.empty(), NINE_HOURS));
        assertEquals(new SessionLength(Duration.ofHours(2), "as asked for"),
                base("sessmax = 28800\n").sessionLength(Optional.of(Duration.ofHours(2)), NINE_HOURS));
        assertEquals(new SessionLength(Duration.ofHours(9), "the default, since the profile's 'a while' is no length"),
                base("sessmax = a while\n").sessionLength(Optional.empty(), NINE_HOURS));
        assertEquals(new SessionLength(Duration.ofHours(1), "the longest that AWS allows"),
                base("mfa_serial = arn:aws:iam::123456789012:mfa/root-account-mfa-device\n").sessionLength(Optional.empty(), NINE_HOURS));
    }

    private static Profile.Base base(String configLines) {
        return (Profile.Base) onlyProfile("[profile dev]\n" + configLines,
                "[dev]\naws_access_key_id = AKIA1\naws_secret_access_key = s\n");
    }

    @Test
    void theSuffixTellsASessionOfThisSuite() {
        var profiles = profiles("""
                [profile dev-mfasession]
                region = eu-west-1
                """, """
                [dev]
                aws_access_key_id = AKIA1
                aws_secret_access_key = secret
                [dev-mfasession]
                aws_session_expiry = 1795327200
                aws_access_key_id = ASIA1
                aws_secret_access_key = secret1
                aws_session_token = token1
                [admin-rolesession]
                aws_session_expiry = 1795327201
                aws_access_key_id = ASIA2
                aws_secret_access_key = secret2
                aws_session_token = token2
                """);

        var mfaSession = (Profile.Session) profiles.require("dev-mfasession");
        var roleSession = (Profile.Session) profiles.require("admin-rolesession");
        assertEquals(Profile.Session.Kind.MFA, mfaSession.kind());
        assertEquals(Optional.of("dev"), mfaSession.sourceProfile());
        assertEquals(Optional.of(Credentials.temporary("ASIA1", "secret1", "token1")), mfaSession.credentials());
        assertEquals(Optional.of(new Expiration(Instant.ofEpochSecond(1795327200))), mfaSession.expiration());
        assertEquals(Optional.of("eu-west-1"), mfaSession.region());
        assertEquals(Profile.Session.Kind.ROLE, roleSession.kind());
        assertEquals(Optional.of("admin"), roleSession.sourceProfile());
        assertEquals(List.of("dev"), profiles.bases().stream().map(Profile::name).toList());
        assertEquals(Optional.of(mfaSession), profiles.session("dev-mfasession"));
        assertEquals(Optional.empty(), profiles.session("dev"));
    }

    @Test
    void aStubLeftInTheConfigFileIsASessionWithoutCredentials() {
        var session = (Profile.Session) onlyProfile("[profile dev-mfasession]\nregion = r\n", "");

        assertEquals(Optional.empty(), session.credentials());
        assertFalse(session.isUsable(NOW));
    }

    @Test
    void aSessionIsUsableWhenItIsCompleteUnmarkedAndNotAboutToEnd() {
        var fresh = "aws_session_expiry = " + NOW.plusSeconds(301).getEpochSecond() + "\n";
        var keys = "aws_access_key_id = ASIA1\naws_secret_access_key = s\naws_session_token = t\n";

        assertTrue(session(fresh + keys).isUsable(NOW));
        assertFalse(session(fresh + keys).isUsable(NOW.plusSeconds(1)));
        assertFalse(session(fresh + keys + "invalid_as_of = 1795300000\n").isUsable(NOW));
        assertFalse(session("aws_session_expiry = -1\n" + keys).isUsable(NOW));
        assertFalse(session(keys).isUsable(NOW));
        assertFalse(session(fresh + keys.replace("aws_session_token = t\n", "")).isUsable(NOW));
        assertFalse(session(fresh + keys.replace("aws_secret_access_key = s\n", "")).isUsable(NOW));
        assertFalse(session(fresh + keys.replace("ASIA1", "")).isUsable(NOW));
    }

    private static Profile.Session session(String lines) {
        return (Profile.Session) onlyProfile("", "[dev-mfasession]\n" + lines);
    }

    @Test
    void sessionsOfOtherToolsAreReadUnderTheirOwnKeys() {
        var profiles = profiles("[permtmp]\nsource_profile = perm\n[profile autotmp]\nsource_profile = perm\n", """
                [work-long-term]
                aws_access_key_id = AKIA1
                aws_secret_access_key = s
                aws_mfa_device = arn:aws:iam::123456789012:mfa/jane
                [work]
                assumed_role = False
                aws_access_key_id = ASIA1
                aws_secret_access_key = s1
                aws_session_token = t1
                aws_security_token = t1
                expiration = 2026-11-22 06:40:13
                [perm]
                aws_access_key_id = AKIA2
                aws_secret_access_key = s2
                [permtmp]
                aws_access_key_id = ASIA2
                aws_secret_access_key = s3
                aws_session_token = t3
                [autotmp]
                aws_access_key_id = ASIA3
                aws_secret_access_key = s4
                aws_security_token = t4
                x_security_token_expires = 2026-11-22T08:40:13+02:00
                [odd]
                aws_access_key_id = ASIA5
                aws_secret_access_key = s5
                """);

        assertEquals("""
                autotmp: session of another tool of Optional[perm] until Optional[2026-11-22T06:40:13Z], complete
                work: session of another tool of Optional[work-long-term] until Optional[2026-11-22T06:40:13Z], complete
                permtmp: session of another tool of Optional.empty until Optional.empty, complete
                odd: session of another tool of Optional.empty until Optional.empty, incomplete""",
                profiles.all().stream().filter(Profile.Session.class::isInstance).map(Profile.Session.class::cast)
                        .map(ProfilesTest::inWords).collect(Collectors.joining("\n")));
        assertEquals(List.of("work-long-term", "perm"), profiles.bases().stream().map(Profile::name).toList());
    }

    private static String inWords(Profile.Session session) {
        return "%s: %s of %s until %s, %s".formatted(session.name(), session.kind().inWords(), session.sourceProfile(),
                session.expiration().map(Expiration::at), session.credentials().isPresent() ? "complete" : "incomplete");
    }

    @Test
    void aRoleNeedsNoKeysAndNamesItsSource() {
        var role = (Profile.Role) onlyProfile("""
                [profile admin]
                role_arn = arn:aws:iam::123456789012:role/admin
                source_profile = dev
                """, "");

        assertEquals(Optional.of("dev"), role.sourceProfile());
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "sso_session = corp | IAM Identity Center (aws sso login)",
            "sso_start_url = https://corp.awsapps.com/start | IAM Identity Center (aws sso login)",
            "login_session = arn:aws:iam::123456789012:user/jane | aws login",
            "web_identity_token_file = /token | a web identity",
            "credential_source = Ec2InstanceMetadata | credential_source Ec2InstanceMetadata",
            "credential_process = /bin/keys | a credential_process"})
    void someProfilesAreOthersBusinessAlsoWithARole(String lineAndManager) {
        var line = lineAndManager.split(" \\| ")[0];
        var manager = lineAndManager.split(" \\| ")[1];

        assertEquals(manager, ((Profile.Managed) onlyProfile("[profile dev]\n" + line + "\n", "")).by());
        assertEquals(manager, ((Profile.Managed) onlyProfile("[profile dev]\n" + line
                + "\nrole_arn = arn:aws:iam::123456789012:role/admin\n", "")).by());
    }

    @ParameterizedTest
    @ValueSource(strings = {"sso_session = corp", "login_session = arn:aws:iam::123456789012:user/jane", "credential_process = /bin/keys"})
    void w19ARoleThatNamesItsSourceIsARoleWhateverElseStandsThere(String line) {
        assertEquals("Role", kind("[profile dev]\n" + line + "\nrole_arn = arn:aws:iam::123456789012:role/admin\nsource_profile = base\n", ""));
    }

    @Test
    void aRoleOfTheEnvironmentIsARoleAndOneOfTheMachineIsNot() {
        assertEquals("Role", kind("[profile dev]\nrole_arn = arn:aws:iam::123456789012:role/admin\ncredential_source = Environment\n", ""));
        assertEquals("Managed", kind("[profile dev]\nrole_arn = arn:aws:iam::123456789012:role/admin\ncredential_source = EcsContainer\n", ""));
    }

    /** Row W19: the AWS CLI and the SDKs look at the role first, whatever else could give credentials. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            credential_process = /bin/keys                         | Role
            sso_session = corp                                     | Role
            sso_start_url = https://corp.awsapps.com/start         | Role
            login_session = arn:aws:iam::123456789012:user/jane    | Role
            web_identity_token_file = /token                       | Managed
            credential_source = Ec2InstanceMetadata                | Managed
            """)
    void aRoleWithASourceProfileIsARoleWhateverStandsBesideIt(String line, String kind) {
        assertEquals(kind, kind("[profile dev]\n" + line
                + "\nrole_arn = arn:aws:iam::123456789012:role/admin\nsource_profile = base\n", ""));
    }

    /** Row W45: what aws-runas calls the length of sessions means what sessmax means. */
    @Test
    void theLengthsOfOtherToolsAreThoseOfThisSuite() {
        var usual = new SessionLength(Duration.ofHours(12), "the default");

        assertEquals(Duration.ofHours(9), ((Profile.Base) onlyProfile("", "[dev]\naws_access_key_id = AKIA1\naws_secret_access_key = s\n"
                + "session_token_duration = 9h\n")).sessionLength(Optional.empty(), usual).duration());
        assertEquals(Duration.ofHours(2), ((Profile.Role) onlyProfile("[profile dev]\nrole_arn = arn:aws:iam::123456789012:role/r\n"
                + "credentials_duration = 2h0m0s\n", "")).sessionLength(Optional.empty(), usual).duration());
    }

    /** Rows W16 and W17: a section as each tool writes it, and when it ends if the clocks are those of Berlin, and of New York. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            autoawsume-ops | autoawsume = true; expiration = 2026-11-28 20:00:00; source_expiration = 2026-11-28 21:00:00; awsumepy_command = ops -a | 19:00 | 01:00
            ops            | manager = awsume; expiration = 2026-11-28 20:00:00; region = eu-west-1                   | 19:00 | 01:00
            autoawsume-ops | expiration = 2026-11-28 20:00:00                                                         | 19:00 | 01:00
            ops            | expiration = 2026-11-28 20:00:00; awsumepy_command = ops -o ops                          | 19:00 | 01:00
            ops            | manager = awsume; expiration = 2026-11-28T20:00:00Z                                      | 20:00 | 20:00
            bm             | assumed_role = False; aws_security_token = t; expiration = 2026-11-28 20:00:00           | 20:00 | 20:00
            saml           | aws_security_token = t; x_principal_arn = x; x_security_token_expires = 2026-11-28T21:00:00+01:00 | 20:00 | 20:00
            okta           | x_security_token_expires = 2026-11-28T20:00:00+00:00                                     | 20:00 | 20:00
            yawsso         | aws_session_expiration = 2026-11-28T20:00:00+0000                                        | 20:00 | 20:00
            gsts           | aws_session_expiration = 2026-11-28T20:00:00.000Z                                        | 20:00 | 20:00
            azure          | aws_expiration = 2026-11-28T20:00:00.000Z                                                | 20:00 | 20:00
            env            | aws_credential_expiration = 2026-11-28T20:00:00Z                                         | 20:00 | 20:00
            dev-mfasession | aws_session_expiry = 1795896000                                                          | 20:00 | 20:00
            dev-mfasession | aws_session_expiry = -1; expiration = 2026-11-28 20:00:00                                | 20:00 | 20:00
            """)
    void theEndOfASessionIsReadAsItsToolRecordsIt(String name, String lines, String inBerlin, String inNewYork) {
        assertEquals(inBerlin, endOf(name, lines, "Europe/Berlin"));
        assertEquals(inNewYork, endOf(name, lines, "America/New_York"));
    }

    private static String endOf(String name, String lines, String zone) {
        var section = "[" + name + "]\naws_access_key_id = ASIA1\naws_secret_access_key = s\naws_session_token = t\n"
                + lines.replace("; ", "\n") + "\n";
        var session = Profiles.of(IniFile.parse(""), IniFile.parse(section), () -> ZoneId.of(zone)).session(name).orElseThrow();
        return session.expiration().orElseThrow().at().toString().substring(11, 16);
    }

    /** In the night when summer time ends, an hour comes twice: a session is not taken for one that lives longer. */
    @Test
    void anHourThatComesTwiceIsTheFirst() {
        assertEquals("00:30", endOf("autoawsume-ops", "expiration = 2026-10-25 02:30:00", "Europe/Berlin"));
        assertEquals("01:30", endOf("autoawsume-ops", "expiration = 2026-07-01 03:30:00", "Europe/Berlin"));
    }

    @Test
    void storedKeysOverruleACredentialProcess() {
        for (var line : List.of("credential_process = /bin/keys", "login_session = arn:aws:iam::123456789012:user/jane")) {
            assertEquals("Base", kind("[profile dev]\n" + line + "\n", "[dev]\naws_access_key_id = AKIA1\naws_secret_access_key = s\n"));
        }
    }

    /** So the AWS CLI (1.45.11 and 2.9.19) and boto3 have it. */
    @Test
    void aCredentialProcessOverrulesKeysInTheConfigFile() {
        assertEquals("Managed", kind("[profile dev]\ncredential_process = /bin/keys\naws_access_key_id = AKIA1\naws_secret_access_key = s\n", ""));
        assertEquals("Managed", kind("[profile dev]\naws_access_key_id = AKIA1\naws_secret_access_key = s\n", "[dev]\ncredential_process = /bin/keys\n"));
    }

    @Test
    void halfAKeyPairIsAProfileThatSaysWhatItLacks() {
        assertEquals("aws_secret_access_key", missing("aws_access_key_id = AKIA1\n"));
        assertEquals("aws_access_key_id", missing("aws_secret_access_key = s\n"));
        assertEquals("aws_access_key_id", missing("aws_access_key_id =\naws_secret_access_key = s\n"));
        assertEquals("aws_access_key_id", missing("region = r\n"));
    }

    private static String missing(String lines) {
        return ((Profile.Keyless) onlyProfile("", "[dev]\n" + lines)).missingProperty();
    }

    @Test
    void noProfileShowsASecretWhenPrinted() {
        var profiles = profiles("", """
                [dev]
                aws_access_key_id = AKIA1
                aws_secret_access_key = verysecretverysecret
                [dev-mfasession]
                aws_access_key_id = ASIA1
                aws_secret_access_key = verysecretverysecret
                aws_session_token = verysecretverysecret
                """);

        assertEquals("[Base[settings=Settings[dev], keys=Credentials[****************]],"
                + " Session[settings=Settings[dev-mfasession], kind=MFA, sourceProfile=Optional[dev]]]",
                profiles.all().toString());
    }

    // ------------------------------------------------------------------------------

    private static Profiles profiles(String config, String credentials) {
        return Profiles.of(IniFile.parse(config), IniFile.parse(credentials));
    }

    private static Map<String, Map<String, String>> read(String config, String credentials) {
        return profiles(config, credentials).all().stream().map(Profile::settings)
                .collect(Collectors.toMap(Settings::name, Settings::properties, (one, other) -> one, LinkedHashMap::new));
    }

    private static Profile onlyProfile(String config, String credentials) {
        var all = profiles(config, credentials).all();
        assertEquals(1, all.size(), all::toString);
        return all.iterator().next();
    }

    private static String kind(String config, String credentials) {
        return onlyProfile(config, credentials).getClass().getSimpleName();
    }

    private static Problem problem(Runnable action) {
        return assertThrows(Problem.class, action::run);
    }
}
