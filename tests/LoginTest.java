//SOURCES Person.java
//SOURCES ../awscli-mfa.java
//SOURCES ../mfa-status.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import lib.model.IniFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tests.aws.AccessKey;
import tests.aws.Device;
import tests.aws.User;

/** {@code awscli-mfa login} and {@code logout}: a session under a name that every AWS tool finds. */
class LoginTest {

    private static final String ALL = """
            {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}""";

    /** As Reusabit's awsmfa has people name them, in sections that AWS's tools read. */
    private static final String CONFIG = """
            # mine
            [profile workPerm]
            region = eu-west-1
            output = json
            mfa_serial = arn:aws:iam::123456789012:mfa/jane

            [profile work]
            source_profile = workPerm
            region = eu-west-1

            [profile admin]
            role_arn = arn:aws:iam::123456789012:role/admin
            source_profile = workPerm
            """;

    private Person jane;
    private User user;
    private AccessKey key;
    private Device phone;

    @BeforeEach
    void janeKeepsHerKeysApartFromHerWork(@TempDir Path home) {
        jane = new Person(home);
        var account = jane.aws.account("123456789012");
        user = account.user("jane").policy("all", ALL);
        key = user.accessKey();
        phone = user.device("jane");
        account.role("admin", ALL.replace("\"Action\": \"*\", \"Resource\": \"*\"", "\"Action\": \"sts:AssumeRole\", \"Principal\": {\"AWS\": \"*\"}"));
        jane.config(CONFIG);
        jane.credentials(keys("workPerm"));
    }

    private String keys(String profile) {
        return "[%s]\naws_access_key_id = %s\naws_secret_access_key = %s\n".formatted(profile, key.id(), key.secret());
    }

    /** A session that another tool has put under a name. */
    private String foreign(String name, Duration left) {
        return "\n[%s]\naws_access_key_id = ASIAEXAMPLEEXAMPLE00\naws_secret_access_key = s\naws_session_token = t\nexpiration = %s\n".formatted(
                name, jane.clock().instant().plus(left));
    }

    @AfterEach
    void close() {
        jane.close();
    }

    private Map<String, String> stored(String name) {
        return IniFile.parse(jane.credentials()).properties(name);
    }

    private Person.Run login(String... args) {
        var line = new ArrayList<>(List.of("login"));
        line.addAll(List.of(args));
        line.addAll(List.of("--token-code", phone.code()));
        var run = jane.runs(line.toArray(String[]::new));
        assertEquals(0, run.exitStatus(), run.screen());
        return run;
    }

    /** Has a stored session end by what the file says. */
    private void end(String name) {
        jane.credentials(IniFile.parse(jane.credentials()).with(name, "aws_session_expiry",
                Long.toString(jane.clock().instant().getEpochSecond() - 60)).toString());
    }

    // ------------------------------------------------------------------ login

    /** Rows E1, E4, E5, E7. */
    @Test
    void aSessionStandsInTheProfileItselfWhereThatHasNoKeysOfItsOwnAndTheScreenSaysWhatWorks() {
        var code = phone.code();

        var run = jane.types(code + "\n", "login", "work", "--duration", "1h");

        assertEquals("""
                work: new MFA session of 1h (as asked for), with the keys of workPerm
                Token code of arn:aws:iam::123456789012:mfa/jane: %s
                work: MFA session, 01h:00m:00s left, until %s; region eu-west-1; output json

                From now on:              aws --profile work s3 ls
                in this whole shell:      eval "$(jbang awscli-mfa.java work --emit bash)"
                until its end, or until:  jbang awscli-mfa.java logout work
                """.formatted(code, jane.clockTime(Duration.ofHours(1))), run.screen());
        assertEquals(0, run.exitStatus());
        assertTrue(jane.aws.sessions().isLive(stored("work").get("aws_access_key_id")));
        assertEquals(key.id(), stored("workPerm").get("aws_access_key_id"));
    }

    /** Row E2. A section that was made for the session goes with it, in either file, and one that a person has written stays. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            work     | [work]
            work     | -
            work     | '# mine'
            ofAwsMfa | [ofAwsMfa]
            ofAwsMfa | -
            """)
    void logoutLeavesBothFilesAsTheyWereBeforeLogin(String place, String written) {
        jane.config(CONFIG + "\n[default]\nregion = eu-west-3\n" + (place.equals("work") || written == null ? "\n[profile ofAwsMfa]\n" : ""));
        jane.credentials(keys("workPerm") + keys("ofAwsMfa-long-term") + "aws_mfa_device = arn:aws:iam::123456789012:mfa/jane\n"
                + (written == null ? "" : "\n" + written + "\n"));
        var before = jane.files();
        login(place);
        assertNotEquals(before, jane.files());
        jane.waitForNextCode();
        login(place, "--force");

        var run = jane.runs("logout", place);

        assertEquals("%s: the MFA session is taken out of ~/.aws/credentials; AWS keeps it valid until %s for whoever has a copy\n".formatted(
                place, jane.clockTime(Duration.ofHours(9))), run.screen());
        assertEquals(before, jane.files());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            work                | work
            workPerm            | workPerm-mfasession
            workPerm-mfasession | workPerm-mfasession
            admin               | admin-rolesession
            inConfig            | inConfig-mfasession
            ofAwsMfa            | ofAwsMfa
            'my "odd" one'      | 'my "odd" one'
            it's                | it's
            default             | default
            """)
    void theProfileDecidesWhereItsSessionStands(String profile, String section) {
        jane.config(CONFIG + """
                [profile inConfig]
                aws_access_key_id = %s
                aws_secret_access_key = %s
                mfa_serial = arn:aws:iam::123456789012:mfa/jane
                [profile 'my "odd" one']
                source_profile = workPerm
                [profile it's]
                source_profile = workPerm
                [default]
                source_profile = workPerm
                """.formatted(key.id(), key.secret()));
        jane.credentials(keys("workPerm") + keys("ofAwsMfa-long-term") + "aws_mfa_device = arn:aws:iam::123456789012:mfa/jane\n[ofAwsMfa]\n");
        var sections = IniFile.parse(jane.credentials()).headers();

        var run = login(profile);

        assertTrue(jane.aws.sessions().isLive(stored(section).get("aws_access_key_id")), jane.credentials());
        assertTrue(run.screen().contains("logout " + (section.matches("[\\w-]+") ? section : "")), run.screen());
        var more = IniFile.parse(jane.credentials()).headers().stream().filter(header -> !sections.contains(header) && !header.equals(section)).toList();
        assertEquals(profile.equals("admin") ? List.of("workPerm-mfasession") : List.of(), more);
        assertEquals(Map.of("aws_access_key_id", key.id(), "aws_secret_access_key", key.secret()), stored("workPerm"));
    }

    /** Row E8. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            nobody    | there is no profile 'nobody'
            empty     | profile 'empty' has neither long-lived keys nor a source_profile that has some
            half      | profile 'half' has no aws_secret_access_key
            astray    | profile 'astray' is to get its session with the keys of 'gone', and there is no such profile
            ofEmpty   | profile 'empty' has no access key
            besides   | profile 'besides-long-term' has no access key
            sso       | profile 'sso' has its credentials from IAM Identity Center (aws sso login)
            alone     | profile 'alone' is a session of another tool, and nothing says with whose keys to start another
            device    | the user of profile 'device' has no MFA device
            """)
    void eachThingThatIsMissingHasItsOwnMessageAndNothingIsWritten(String profile, String message) {
        jane.config(CONFIG + """
                [profile empty]
                region = eu-west-1
                [profile astray]
                source_profile = gone
                [profile ofEmpty]
                source_profile = empty
                [profile besides]
                [profile besides-long-term]
                region = eu-west-1
                [profile sso]
                sso_session = corp
                """);
        var joe = jane.aws.account("123456789012").user("joe").policy("all", ALL).accessKey();
        jane.credentials(keys("workPerm") + "[half]\naws_access_key_id = AKIAHALF\n" + foreign("alone", Duration.ofHours(1))
                + "[device]\naws_access_key_id = %s\naws_secret_access_key = %s\n".formatted(joe.id(), joe.secret()));
        var before = jane.files();

        var run = jane.runs("login", profile, "--token-code", "123456");

        assertEquals(message, run.screen().lines().filter(line -> line.startsWith("awscli-mfa: ")).findFirst().orElse("").replace("awscli-mfa: ", ""));
        assertEquals(253, run.exitStatus());
        assertEquals(before, jane.files());
    }

    @ParameterizedTest
    @CsvSource({"astray", "ofEmpty", "besides"})
    void aPlainStartOfAPlaceForASessionSaysTheSameAsLogin(String profile) {
        jane.config(CONFIG + """
                [profile empty]
                [profile astray]
                source_profile = gone
                [profile ofEmpty]
                source_profile = empty
                [profile besides]
                [profile besides-long-term]
                """);

        assertEquals(jane.runs("login", profile).screen(), jane.runs(profile, "--persist").screen());
        assertEquals(253, jane.runs(profile, "--persist").exitStatus());
    }

    /** Row E3. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --profile workPerm | work | admin | workPerm-mfasession
            ''                 | work | admin | work
            ''                 | ''   | work  | work
            """)
    void theProfileIsTheOneThatIsNamedElseTheOneThatTheShellSelects(String named, String selected, String byDefault, String section) {
        jane.environment.put("AWS_PROFILE", selected);
        jane.environment.put("AWS_DEFAULT_PROFILE", byDefault);

        var run = login(named.isEmpty() ? new String[0] : named.split(" "));

        assertTrue(stored(section).containsKey("aws_session_token"), run.screen());
    }

    @Test
    void whereTheShellSelectsTheProfileTheScreenSaysThatPlainAwsWorks() {
        jane.environment.put("AWS_PROFILE", "work");

        assertTrue(login().screen().endsWith("""

                From now on, here:        aws s3 ls
                in every shell:           aws --profile work s3 ls
                until its end, or until:  jbang awscli-mfa.java logout work
                """));
    }

    @Test
    void withoutAnyNameTheMenuAsksAndShowsPlacesForSessionsAmongTheProfiles() {
        login("work");

        var run = jane.types("work\n", "login");

        assertEquals("""
                Profiles
                   1: workPerm  jane @ 123456789012
                   2: work      jane @ 123456789012                      2s: MFA session, 09h:00m:00s left; with the keys of workPerm

                Roles
                   3: admin     role admin @ 123456789012 from workPerm

                Which one? A number, 2s for the session of 2, or part of a name: work
                """, run.screen().replaceAll("(?s)(part of a name: work\n).*", "$1"));
        assertEquals(0, run.exitStatus());
    }

    @Test
    void aLiveSessionIsTakenUpAndForceStartsAnother() {
        login("work");
        var first = stored("work").get("aws_access_key_id");

        assertTrue(jane.runs("login", "work").screen().startsWith("work: MFA session, 09h:00m:00s left"));
        assertEquals(first, stored("work").get("aws_access_key_id"));
        jane.waitForNextCode();
        login("work", "--force");
        assertNotEquals(first, stored("work").get("aws_access_key_id"));
    }

    @Test
    void whoCancelsOrCannotBeAskedFindsEverythingAsItWas() {
        var before = jane.files();

        assertEquals(130, jane.types("\u0003", "login", "work").exitStatus());
        assertEquals(252, jane.runs("login", "work").exitStatus());
        assertEquals(before, jane.files());
        assertEquals(List.of(), jane.calls());
    }

    /** A device keeps nothing, not even what the superuser writes. */
    @Test
    void whereNothingCanBeStoredNoCodeIsSpent() {
        jane.config(CONFIG.replace("[profile workPerm]\n", "[profile workPerm]\n" + keys("x").substring("[x]\n".length())));
        jane.environment.put("AWS_SHARED_CREDENTIALS_FILE", "/dev/null");

        assertEquals(253, jane.runs("login", "work", "--token-code", phone.code()).exitStatus());
        assertEquals(List.of(), jane.calls());
    }

    /** Row R1. */
    @Test
    void theLengthThatTheAccountAdvertisesCountsHereToo() {
        jane.aws.account("123456789012").parameter("us-east-1", "/unencrypted/mfa/session_length", "7200");

        assertTrue(login("work").screen().contains("work: new MFA session of 2h (what the account advertises), with the keys of workPerm\n"));
    }

    /** Row R4. */
    @Test
    void severalSessionsLiveSideBySideEachUnderItsName() {
        login("work");
        jane.waitForNextCode();
        login("workPerm");
        login("admin");

        assertEquals(3, List.of("work", "workPerm-mfasession", "admin-rolesession").stream().map(this::stored)
                .map(session -> session.get("aws_access_key_id")).filter(jane.aws.sessions()::isLive).distinct().count());
    }

    @Test
    void whatTheProfileItselfSaysOfDeviceAndLengthGoesBeforeWhatItsSourceSays() {
        user.device("tablet");
        jane.config(CONFIG.replace("source_profile = workPerm\nregion", """
                source_profile = workPerm
                mfa_serial = arn:aws:iam::123456789012:mfa/tablet
                sessmax = 2h
                region"""));

        var run = jane.types("\u0003", "login", "work");

        assertEquals("work: new MFA session of 2h (as the profile says), with the keys of workPerm\n"
                + "Token code of arn:aws:iam::123456789012:mfa/tablet: ", run.screen().replaceAll("(?s)(tablet: ).*", "$1"));
    }

    @Test
    void twoLoginsAtOnceSpendOneCode() {
        var run = jane.thinks(() -> login("work"), phone.code() + "\n", "login", "work");

        assertTrue(run.screen().contains("work has been started elsewhere meanwhile; your code was not used\n"), run.screen());
        assertEquals(List.of("GetSessionToken"), jane.calls());
    }

    // ------------------------------------------- the same session everywhere else

    @Test
    void plainStartsTakeUpAndRenewTheSessionWhereItStands() {
        login("work");
        var first = stored("work").get("aws_access_key_id");

        assertTrue(jane.runs("work", "--emit", "bash").out().endsWith("export AWS_PROFILE='work'\nexport AWS_DEFAULT_PROFILE='work'\n"));
        end("work");
        jane.waitForNextCode();
        var renewed = jane.runs("work", "--token-code", phone.code());

        assertEquals(0, renewed.exitStatus(), renewed.screen());
        assertNotEquals(first, stored("work").get("aws_access_key_id"));
        assertEquals(List.of("workPerm", "work"), IniFile.parse(jane.credentials()).headers());
    }

    @Test
    void aRoleOfTheSameKeysNeedsNoCodeWhileTheSessionLives() {
        login("work");

        var run = jane.runs("admin", "--persist");

        assertEquals(0, run.exitStatus(), run.screen());
        assertEquals(List.of("GetSessionToken", "AssumeRole"), jane.calls());
    }

    @Test
    void aRoleMayNameTheProfileAsItsSourceAndHasTheSessionStartedThere() {
        jane.config(CONFIG.replace("iam::123456789012:role/admin\nsource_profile = workPerm", "iam::123456789012:role/admin\nsource_profile = work"));

        var run = jane.runs("admin", "--token-code", phone.code(), "--persist");

        assertEquals(0, run.exitStatus(), run.screen());
        assertEquals(List.of("workPerm", "work", "admin-rolesession"), IniFile.parse(jane.credentials()).headers());
    }

    @Test
    void explainSaysTheSameWithoutDoingIt() {
        assertEquals("work: new MFA session of 9h (the default), with the keys of workPerm; asks for a token code\n",
                jane.types("", "work", "--explain").screen());
    }

    @Test
    void theStatusKnowsTheSessionByBothNames() {
        login("work");

        assertEquals(0, jane.runs(MfaStatus::run, "work").exitStatus());
        assertTrue(jane.runs(MfaStatus::run, "workPerm").out().contains("valid"));
        assertTrue(jane.runs(MfaStatus::run).out().contains("  work  valid  "), jane.runs(MfaStatus::run).out());
        jane.runs("logout", "work");
        assertEquals(5, jane.runs(MfaStatus::run, "work").exitStatus());
        jane.environment.put("AWS_PROFILE", "work");
        assertTrue(jane.runs(MfaStatus::run).out().contains("It is not stored. Start it with: jbang awscli-mfa.java work"), jane.runs(MfaStatus::run).out());
    }

    @Test
    void otherKeysInTheSourceEndTheSession() {
        login("work");
        jane.credentials(jane.credentials().replace("key=" + key.id(), "key=AKIAOLD"));

        assertTrue(jane.types("\u0003", "work").screen().startsWith("note: work was made with the access key AKIAOLD, which is " + key.id() + " now"));
    }

    /** Row E10: sections without the word "profile", and {@code user_arn}. */
    @Test
    void theConfigOfTheFormerAwsmfaIsReadAndANoteSaysWhatToChange() {
        jane.config("""
                [workPerm]
                mfa_serial = arn:aws:iam::123456789012:mfa/jane
                user_arn = arn:aws:iam::123456789012:user/jane
                output = json

                [work]
                source_profile = workPerm
                region = eu-west-1
                """);
        jane.credentials(keys("workPerm") + "\n[work]\n");
        var before = jane.config();

        var run = login("work");

        assertTrue(run.screen().startsWith("note: ~/.aws/config:1: the word 'profile' is missing in [workPerm]; no AWS tool reads this section"), run.screen());
        assertTrue(run.screen().contains("work: MFA session, 09h:00m:00s left, until %s; region eu-west-1; output json\n".formatted(
                jane.clockTime(Duration.ofHours(9)))), run.screen());
        assertTrue(jane.config().startsWith(before), jane.config());
        assertEquals("json", IniFile.parse(jane.config()).properties("profile work").get("output"));
        jane.runs("logout", "work");
        assertEquals(keys("workPerm") + "\n[work]\n", jane.credentials());
    }

    // ------------------------------------------------------ sessions of other tools

    @Test
    void anotherToolsSessionIsReplacedOnlyAfterAYes() {
        jane.credentials(keys("workPerm") + foreign("work", Duration.ofHours(3)));
        var before = jane.files();
        var question = "work holds a session of another tool, 03h:00m:00s left. Put one of this suite in its place? [y/N] ";

        for (var answer : List.of("n\n", "\n", "\u0003")) {
            var kept = jane.types(answer, "login", "work");
            assertTrue(kept.screen().startsWith(question), kept.screen());
            assertEquals(130, kept.exitStatus());
            assertEquals(before, jane.files());
        }
        var nobody = jane.runs("login", "work", "--token-code", phone.code());
        assertEquals(252, nobody.exitStatus());
        assertTrue(nobody.screen().contains("hint: agree with --force"), nobody.screen());
        assertEquals(before, jane.files());

        assertEquals(0, jane.types("y\n" + phone.code() + "\n", "login", "work").exitStatus());
        assertTrue(stored("work").get("made_of").endsWith("key=" + key.id()), jane.credentials());
        assertEquals(null, stored("work").get("expiration"));
    }

    @ParameterizedTest
    @CsvSource({"work, -1, ''", "work, 180, --force", "workPerm-mfasession, 180, --force"})
    void whatHasEndedIsReplacedWithoutAQuestionAndForceAnswersIt(String section, int minutes, String option) {
        jane.credentials(keys("workPerm") + foreign(section, Duration.ofMinutes(minutes)) + (section.equals("work") ? "" : "made_of = session=ASIAOTHER key=x\n"));

        login(option.isEmpty() ? new String[] {section} : new String[] {section, option});

        assertTrue(jane.aws.sessions().isLive(stored(section).get("aws_access_key_id")));
    }

    // ----------------------------------------------------------------- logout

    /** Row E9. */
    @Test
    void logoutOfAProfileWithLongLivedKeysTakesTheSessionBesideItAndNeverTheKeys() {
        var before = jane.files();
        login("workPerm");

        assertEquals(0, jane.runs("logout", "workPerm").exitStatus());
        assertEquals(before, jane.files());
        jane.waitForNextCode();
        login("work", "--force");
        var refused = jane.runs("logout", "workPerm");

        assertEquals("""
                awscli-mfa: profile 'workPerm' holds long-lived keys and no session; logout never takes long-lived keys away
                awscli-mfa: hint: a session of these keys stands in 'work': jbang awscli-mfa.java logout work
                """, refused.screen());
        assertEquals(253, refused.exitStatus());
        assertEquals(key.secret(), stored("workPerm").get("aws_secret_access_key"));
    }

    @Test
    void logoutTwiceIsNoHarm() {
        login("work");
        jane.runs("logout", "work");

        var again = jane.runs("logout", "work");

        assertEquals("no session of work is stored\n", again.screen());
        assertEquals(0, again.exitStatus());
    }

    @Test
    void longLivedKeysUnderTheNameOfASessionStay() {
        jane.credentials(keys("workPerm") + keys("old-mfasession") + keys("workPerm-mfasession") + "aws_session_token = stale\n");
        var before = jane.files();

        assertEquals(253, jane.runs("logout", "old-mfasession").exitStatus());
        assertEquals(253, jane.runs("logout", "workPerm").exitStatus());
        assertEquals(0, jane.runs("logout", "--all").exitStatus());

        assertEquals(before, jane.files());
    }

    @Test
    void roleSessionsThatTheSameKeysHaveStartedStayAndAreNamed() {
        login("work");
        jane.runs("admin", "--persist");
        jane.environment.put("AWS_ACCESS_KEY_ID", stored("work").get("aws_access_key_id"));

        var run = jane.runs("logout", "work");

        assertTrue(run.screen().endsWith("""
                note: admin-rolesession, which the same keys have started, stays: jbang awscli-mfa.java logout admin-rolesession
                note: this shell still has it in its variables, which you clear with: eval "$(jbang awscli-mfa.java --clear --emit bash)"
                """), run.screen());
        assertTrue(stored("admin-rolesession").containsKey("aws_session_token"));
        assertTrue(jane.runs("logout", "admin").screen().startsWith("admin-rolesession: the role session is taken out"));
    }

    @Test
    void anotherToolsSessionGoesOnlyWhenItIsNamedAndAfterAYes() {
        jane.credentials(keys("workPerm") + foreign("bm", Duration.ofHours(3)) + "manager = awsume\n");
        var before = jane.files();

        assertEquals("""
                no session of this suite is there to be taken away
                note: of other tools, and untouched: bm; one that is named is taken away: jbang awscli-mfa.java logout bm
                """, jane.runs("logout", "--all").screen());
        assertEquals(252, jane.runs("logout", "bm").exitStatus());
        assertEquals(130, jane.types("\n", "logout", "bm").exitStatus());
        assertEquals(before, jane.files());
        assertEquals(0, jane.types("y\n", "logout", "bm").exitStatus());
        assertEquals(Map.of("manager", "awsume"), stored("bm"));
    }

    @Test
    void allAndExpiredTakeWhatThisSuiteHasStored() {
        var before = jane.files();
        login("workPerm", "--duration", "1h");
        end("workPerm-mfasession");
        jane.waitForNextCode();
        login("work");

        var expired = jane.runs("logout", "--expired");
        assertEquals("workPerm-mfasession: the MFA session is taken out of ~/.aws/credentials; it has ended\n", expired.screen());
        assertTrue(stored("work").containsKey("aws_session_token"));
        assertEquals(0, jane.runs("logout", "--all").exitStatus());

        assertEquals(before, jane.files().entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey,
                file -> file.getValue().replace("\n[work]\n", ""))));
    }

    @Test
    void aSessionInTheConfigFileGoesFromThereAndCommentsAndSettingsStay() {
        jane.config(CONFIG.replace("source_profile = workPerm\nregion", """
                source_profile = workPerm
                # until Friday
                aws_access_key_id = ASIAEXAMPLEEXAMPLE00
                aws_secret_access_key = s
                aws_session_token = t
                region"""));

        assertEquals(0, jane.runs("logout", "work", "--yes").exitStatus());
        assertEquals(CONFIG.replace("source_profile = workPerm\nregion", "source_profile = workPerm\n# until Friday\nregion"), jane.config());
    }

    @Test
    void withoutANameLogoutLetsOneChoose() {
        login("work");
        assertEquals(252, jane.runs("logout").exitStatus());

        var run = jane.types("1\n", "logout");

        assertTrue(run.screen().startsWith("Sessions\n   1: work  MFA session\n\nWhich one?"), run.screen());
        assertEquals(null, stored("work").get("aws_session_token"));
        assertEquals("no session is stored\n", jane.runs("logout").screen());
        assertEquals(252, jane.runs("logout", "--all", "--expired").exitStatus());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            logn         | did you mean 'login'?
            logot        | did you mean 'logout'?
            login wrok   | did you mean 'work'?
            login --forc | did you mean --force?
            """)
    void whatIsMistypedIsTold(String line, String hint) {
        var run = jane.runs(line.split(" "));

        assertTrue(run.screen().contains("hint: " + hint), run.screen());
    }

    // ----------------------------------------------------------------- silent

    /** A command's own option of that name is the command's. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            login work --silent               | 1
            login work                        | 3
            exec workPerm --silent true       | 1
            exec workPerm true --silent       | 3
            workPerm --silent --emit bash     | 1
            """)
    void silentLeavesOneLineOfWhatWentWrong(String line, int lines) {
        var run = jane.runs(line.split(" "));

        assertEquals(252, run.exitStatus());
        assertEquals(lines, run.screen().lines().count(), run.screen());
        assertTrue(run.screen().contains("cannot ask for the token code: there is no terminal"), run.screen());
    }
}
