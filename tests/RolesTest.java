//SOURCES Person.java
//SOURCES Tmux.java
//SOURCES ../awscli-mfa.java
//SOURCES ../lib/io/MfaProcess.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import lib.io.MfaProcess;
import lib.model.IniFile;
import lib.model.Problem;
import lib.model.TokenCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tests.aws.AccessKey;
import tests.aws.Account;
import tests.aws.Call;
import tests.aws.Device;
import tests.aws.Role;

class RolesTest {

    private static final String ALL = """
            {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}""";

    private static final String DEV = """
            [profile dev]
            region = eu-west-1
            output = json
            mfa_serial = arn:aws:iam::123456789012:mfa/jane
            """;

    private static final String ADMIN = """

            [profile admin]
            role_arn = arn:aws:iam::123456789012:role/admin
            source_profile = dev
            """;

    private Person jane;
    private Account account;
    private AccessKey key;
    private Device phone;
    private Role admin;

    @BeforeEach
    void janeHasAPhoneAndTheRoleAdminWantsMfa(@TempDir Path home) {
        jane = new Person(home);
        account = jane.aws.account("123456789012");
        key = account.user("jane").policy("all", ALL).accessKey();
        phone = account.user("jane").device("jane");
        admin = account.role("admin", trust("\"aws:MultiFactorAuthPresent\": \"true\"")).policy("all", ALL);
        jane.config(DEV + ADMIN);
        jane.credentials(keys("dev"));
    }

    @AfterEach
    void close() {
        jane.close();
    }

    /** Trusts the account of the users here, on a condition or on none. */
    private static String trust(String condition) {
        return """
                {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["sts:AssumeRole", "sts:TagSession",
                 "sts:SetSourceIdentity"], "Principal": {"AWS": "arn:aws:iam::123456789012:root"}%s}]}"""
                .formatted(condition.isEmpty() ? "" : ", \"Condition\": {\"%s\": {%s}}".formatted(
                        condition.contains("Multi") ? "Bool" : "StringEquals", condition));
    }

    private String keys(String profile) {
        return "[%s]\naws_access_key_id = %s\naws_secret_access_key = %s\n".formatted(profile, key.id(), key.secret());
    }

    private void startDev() {
        assertEquals(0, jane.runs("dev", "--token-code", phone.code()).exitStatus());
        jane.waitForNextCode();
    }

    private List<String> callsAfterwards(Runnable run) {
        var before = jane.calls().size();
        run.run();
        return jane.calls().subList(before, jane.calls().size());
    }

    /** What the last call said, save what is about the protocol. */
    private Map<String, String> lastCall() {
        var parameters = new TreeMap<>(jane.aws.calls().getLast().parameters());
        parameters.keySet().removeAll(List.of("Action", "Version"));
        return parameters;
    }

    /** As if the session's time were nearly over; AWS's own clock stays, as the signatures carry the computer's. */
    private void nearlyOver(String section) {
        var expiry = stored(section).get("aws_session_expiry");
        jane.credentials(jane.credentials().replace("[%s]\naws_session_expiry = %s\n".formatted(section, expiry),
                "[%s]\naws_session_expiry = %d\n".formatted(section, jane.clock().instant().plusSeconds(300).getEpochSecond())));
    }

    private Map<String, String> stored(String section) {
        return IniFile.parse(jane.credentials()).properties(section);
    }

    private String storedSession(String name, Duration length) {
        var session = stored(name);
        return """

                [%s]
                aws_session_expiry = %d
                aws_access_key_id = %s
                aws_secret_access_key = %s
                aws_session_token = %s
                made_of = session=%s %skey=%s
                """.formatted(name, jane.clock().instant().plus(length).getEpochSecond(), session.get("aws_access_key_id"),
                session.get("aws_secret_access_key"), session.get("aws_session_token"),
                session.get("aws_access_key_id"), name.endsWith("-mfasession") ? "" : "role_arn=arn:aws:iam::123456789012:role/%s role_session_name=%s "
                        .formatted(name.replace("-rolesession", ""), name), key.id());
    }

    /** The exact words, the exit status, and that no file changed. */
    private void assertFails(int exitStatus, String screen, String... args) {
        var before = jane.files();
        var run = jane.runs(args);
        assertEquals(screen, run.screen());
        assertEquals("", run.out());
        assertEquals(exitStatus, run.exitStatus());
        assertEquals(before, jane.files());
    }

    private Person.Run succeeds(String... args) {
        var run = jane.runs(args);
        assertEquals(0, run.exitStatus(), run.screen());
        return run;
    }

    // -------------------------------------------------------------------- the ways

    @Test
    void aRoleThatWantsNoMfaIsAssumedWithTheKeysAndTheProfileGetsWhatItLacked() {
        admin.trust(trust(""));

        var run = jane.types("2\n\n");

        assertEquals("""
                Profiles
                   1: dev    jane @ 123456789012

                Roles
                   2: admin  role admin @ 123456789012 from dev

                Which one? A number, or part of a name: 2
                admin: role session of 1h (the default), assumed with the long-lived keys of dev: the role does not ask for MFA
                Store it as admin-rolesession in ~/.aws/credentials, for all shells? [Y/n]\s
                admin-rolesession: role session, 01h:00m:00s left, until %s; region eu-west-1; output json

                Use it in one command:    aws --profile admin-rolesession s3 ls
                or in this whole shell:   eval "$(jbang awscli-mfa.java admin --emit bash)"
                """.formatted(jane.clockTime(Duration.ofHours(1))), run.screen());
        assertEquals(0, run.exitStatus());
        assertEquals(DEV + ADMIN + """
                role_session_name = admin-rolesession
                region = eu-west-1
                output = json

                [profile admin-rolesession]
                region = eu-west-1
                output = json
                handed_down = region:1637af50 output:31ece8
                """, jane.config());
        assertEquals(keys("dev") + storedSession("admin-rolesession", Duration.ofHours(1)), jane.credentials());
        assertTrue(jane.aws.sessions().isLive(stored("admin-rolesession").get("aws_access_key_id")));
    }

    @Test
    void aLiveMfaSessionSparesTheCode() {
        startDev();

        var calls = callsAfterwards(() -> assertEquals("""
                admin: role session of 1h (the default), assumed with the live MFA session of dev: no code needed
                admin-rolesession: role session, 01h:00m:00s left, until %s; region eu-west-1; output json
                """.formatted(jane.clockTime(Duration.ofHours(1))), succeeds("admin", "--emit", "bash").screen()));

        assertEquals(List.of("AssumeRole"), calls);
        assertEquals(stored("dev-mfasession").get("aws_access_key_id"), jane.aws.calls().getLast().accessKeyId());
    }

    @Test
    void aNewMfaSessionIsStoredWithOneCodeForBoth() {
        var code = phone.code();

        var run = jane.types(code + "\n\n", "admin");

        assertEquals("""
                dev: new MFA session of 9h (the default)
                admin: role session of 1h (the default), assumed with a new MFA session of dev: it will serve other roles too, without another code
                Token code of arn:aws:iam::123456789012:mfa/jane: %s
                dev-mfasession is stored in ~/.aws/credentials
                Store it as admin-rolesession in ~/.aws/credentials, for all shells? [Y/n]\s
                admin-rolesession: role session, 01h:00m:00s left, until %s; region eu-west-1; output json

                Use it in one command:    aws --profile admin-rolesession s3 ls
                or in this whole shell:   eval "$(jbang awscli-mfa.java admin --emit bash)"
                """.formatted(code, jane.clockTime(Duration.ofHours(1))), run.screen());
        assertEquals(List.of("GetSessionToken", "AssumeRole"), jane.calls());
        assertEquals(keys("dev") + storedSession("dev-mfasession", Duration.ofHours(9))
                + storedSession("admin-rolesession", Duration.ofHours(1)), jane.credentials());
    }

    @Test
    void moreThanOneHourTakesTheKeysAndACodeOfItsOwn() {
        admin.maxSessionDuration(Duration.ofHours(12));
        startDev();

        var calls = callsAfterwards(() -> assertEquals("""
                admin: role session of 4h (as asked for), assumed with the long-lived keys and a token code of dev: only so can the session last longer than one hour
                admin-rolesession: role session, 04h:00m:00s left, until %s; region eu-west-1; output json
                """.formatted(jane.clockTime(Duration.ofHours(4))),
                succeeds("admin", "--duration", "4h", "--token-code", phone.code(), "--emit", "bash").screen()));

        assertEquals(List.of("AssumeRole"), calls);
        assertEquals(Map.of("RoleArn", "arn:aws:iam::123456789012:role/admin", "RoleSessionName", "admin-rolesession",
                "DurationSeconds", "14400", "SerialNumber", "arn:aws:iam::123456789012:mfa/jane"), lastCall());
    }

    @Test
    void theCapOfOneHourIsSaidBeforeAWSIsAsked() {
        admin.maxSessionDuration(Duration.ofHours(12));

        assertFails(252, """
                dev: new MFA session of 9h (the default)
                admin: role session of 1h (AWS allows one hour to a role session that starts from a session), assumed with a new MFA session of dev: as asked for
                awscli-mfa: cannot ask for the token code: there is no terminal
                awscli-mfa: hint: give it with --token-code CODE, or --token-code - for standard input
                """, "admin", "--duration", "4h", "--via", "mfa-session");
        assertEquals(List.of(), jane.calls());
    }

    @Test
    void viaKeysTakesTheKeysAlthoughASessionLives() {
        startDev();

        var calls = callsAfterwards(() -> assertEquals("""
                admin: role session of 1h (the default), assumed with the long-lived keys and a token code of dev: as asked for
                """, succeeds("admin", "--via", "keys", "--token-code", phone.code()).screen().lines().findFirst().orElse("") + "\n"));

        assertEquals(List.of("AssumeRole"), calls);
        assertEquals(key.id(), jane.aws.calls().getLast().accessKeyId());
    }

    @Test
    void viaAnotherProfileTheRoleIsAssumedWithItsSession() {
        account.role("viewer", trust("")).policy("all", ALL);
        jane.config(jane.config() + ADMIN.replace("admin", "viewer"));
        admin.trust(trust(""));
        startDev();
        succeeds("viewer");
        var before = jane.config();

        assertEquals("admin: role session of 1h (the default), assumed with viewer-rolesession",
                succeeds("admin", "--via", "viewer").screen().lines().findFirst().orElse(""));
        assertEquals(stored("viewer-rolesession").get("aws_access_key_id"), jane.aws.calls().getLast().accessKeyId());
        assertEquals(before.replace(ADMIN, ADMIN + "role_session_name = admin-rolesession\nregion = eu-west-1\noutput = json\n")
                + "\n[profile admin-rolesession]\nregion = eu-west-1\noutput = json\n"
                + "handed_down = region:1637af50 output:31ece8\n", jane.config(), "the role keeps its own source");
        succeeds("admin", "--force", "--via", "viewer-rolesession");
        assertEquals(stored("viewer-rolesession").get("aws_access_key_id"), jane.aws.calls().getLast().accessKeyId());
    }

    @Test
    void anUnknownWayIsRefused() {
        assertFails(253, """
                awscli-mfa: there is no profile 'luck'
                awscli-mfa: hint: choose from all of them with: jbang awscli-mfa.java --quick
                """, "admin", "--via", "luck");
        assertFails(252, """
                awscli-mfa: --via says how to assume a role, and 'dev' is none
                awscli-mfa: hint: name a role, or leave out --via
                """, "dev", "--via", "admin");
    }

    // ------------------------------------------------------------------- chains

    private void chainToDepthThree() {
        for (var name : List.of("first", "second", "third")) {
            account.role(name, trust("")).policy("all", ALL).maxSessionDuration(Duration.ofHours(12));
        }
        jane.config(DEV + """

                [profile third]
                role_arn = arn:aws:iam::123456789012:role/third
                source_profile = second
                duration_seconds = 7200

                [profile second]
                role_arn = arn:aws:iam::123456789012:role/second
                source_profile = first

                [profile first]
                role_arn = arn:aws:iam::123456789012:role/first
                source_profile = dev
                """);
    }

    @Test
    void aChainIsWalkedToItsEndAndEverySessionOnTheWayIsKept() {
        chainToDepthThree();

        var run = succeeds("third", "--token-code", phone.code(), "--emit", "bash");

        assertEquals("""
                dev: new MFA session of 9h (the default)
                first: role session of 1h (the default), assumed with a new MFA session of dev: it will serve other roles too, without another code
                second: role session of 1h (the default), assumed with first-rolesession
                third: role session of 1h (AWS allows one hour to a role session that starts from a session), assumed with second-rolesession
                dev-mfasession is stored in ~/.aws/credentials
                first-rolesession is stored in ~/.aws/credentials
                second-rolesession is stored in ~/.aws/credentials
                third-rolesession: role session, 01h:00m:00s left, until %s; region eu-west-1; output json
                """.formatted(jane.clockTime(Duration.ofHours(1))), run.screen());
        assertEquals(List.of("GetSessionToken", "AssumeRole", "AssumeRole", "AssumeRole"), jane.calls());
        assertEquals(keys("dev") + storedSession("dev-mfasession", Duration.ofHours(9))
                + storedSession("first-rolesession", Duration.ofHours(1)) + storedSession("second-rolesession", Duration.ofHours(1))
                + storedSession("third-rolesession", Duration.ofHours(1)), jane.credentials());
    }

    @Test
    void aLiveSessionInTheMiddleShortensTheWay() {
        chainToDepthThree();
        succeeds("second", "--token-code", phone.code());

        assertEquals(List.of("AssumeRole"), callsAfterwards(() -> succeeds("third")));
        assertEquals(stored("second-rolesession").get("aws_access_key_id"), jane.aws.calls().getLast().accessKeyId());
    }

    @Test
    void aSourceMayBeASessionProfile() {
        startDev();
        jane.config(jane.config().replace("source_profile = dev", "source_profile = dev-mfasession"));

        assertEquals("admin: role session of 1h (the default), assumed with dev-mfasession",
                succeeds("admin", "--emit", "bash").screen().lines().findFirst().orElse(""));
    }

    @Test
    void anExpiredSessionProfileAsSourceIsRenewed() {
        startDev();
        jane.config(jane.config().replace("source_profile = dev", "source_profile = dev-mfasession"));
        nearlyOver("dev-mfasession");

        assertEquals(List.of("GetSessionToken", "AssumeRole"),
                callsAfterwards(() -> succeeds("admin", "--token-code", phone.code())));
    }

    @Test
    void aRoleWithKeysOfItsOwnCanBeItsOwnSource() {
        admin.trust(trust(""));
        jane.config(ADMIN.replace("= dev", "= admin"));
        jane.credentials(keys("admin"));

        var run = succeeds("admin", "--via", "keys", "--token-code", phone.code(), "--emit", "bash");

        assertEquals("admin: role session of 1h (the default), assumed with the long-lived keys and a token code of admin: as asked for",
                run.screen().lines().findFirst().orElse(""));
        assertEquals(key.id(), jane.aws.calls().getLast().accessKeyId());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
            "source_profile = nowhere | role profile 'admin' names 'nowhere' as its source_profile, which does not exist | name another with: aws configure set source_profile NAME --profile admin",
            "region = eu-west-1 | role profile 'admin' has no source_profile, which names the profile whose keys assume the role | name one with: aws configure set source_profile NAME --profile admin",
            "source_profile = admin | the source profiles go round in a circle: admin -> admin | let one of them name a profile with keys as its source_profile in the config file"})
    void aBrokenChainIsNamed(String source, String message, String hint) {
        jane.config(jane.config().replace("source_profile = dev", source));

        assertFails(253, "awscli-mfa: %s\nawscli-mfa: hint: %s\n".formatted(message, hint), "admin");
        assertEquals(List.of(), jane.calls());
    }

    @Test
    void defect16CircularChainsDoNotHangButAreNamed() {
        jane.config(jane.config().replace("source_profile = dev", "source_profile = other") + """

                [profile other]
                role_arn = arn:aws:iam::123456789012:role/other
                source_profile = admin
                """);

        assertFails(253, """
                awscli-mfa: the source profiles go round in a circle: admin -> other -> admin
                awscli-mfa: hint: let one of them name a profile with keys as its source_profile in the config file
                """, "admin");
        assertEquals("""
                Profiles
                   1: dev    MFA device jane @ 123456789012

                Not usable
                      admin  the source profiles go round in a circle: admin -> other -> admin
                      other  the source profiles go round in a circle: other -> admin -> other
                What is not usable can be mended or removed in ~/.aws/config and ~/.aws/credentials

                Which one? A number, or part of a name:\s
                awscli-mfa: cancelled
                awscli-mfa: hint: run it again when you are ready
                """, jane.types("\u0003", "-q").screen());
    }

    @ParameterizedTest
    @CsvSource({"role_arn = arn:aws:iam::123456789012:user/admin", "role_arn = admin", "external_id = x"})
    void aMissingOrMalformedRoleArnIsNamedBeforeAnythingIsAsked(String instead) {
        jane.config(jane.config().replace("role_arn = arn:aws:iam::123456789012:role/admin", instead));

        assertFails(253, """
                awscli-mfa: profile 'admin' has no role_arn with the ARN of a role
                awscli-mfa: hint: it should look like arn:aws:iam::123456789012:role/NAME: correct it in the config file
                """, "admin", "--token-code", phone.code());
        assertEquals(List.of(), jane.calls());
    }

    // ------------------------------------------------------------------ what a role says

    @Test
    void everythingThatARoleProfileSaysReachesAWS() {
        admin.trust(trust("\"sts:ExternalId\": \"their-id\""));
        jane.config(jane.config() + """
                external_id = their-id
                role_session_name = jane doe/laptop
                source_identity = jane
                session_tags = team=ops, cost = 42
                transitive_session_tags = team
                """);

        succeeds("admin", "--via", "keys", "--token-code", phone.code());

        assertEquals(new TreeMap<>(Map.ofEntries(
                Map.entry("RoleArn", "arn:aws:iam::123456789012:role/admin"), Map.entry("RoleSessionName", "jane-doe-laptop"),
                Map.entry("DurationSeconds", "3600"), Map.entry("ExternalId", "their-id"), Map.entry("SourceIdentity", "jane"),
                Map.entry("SerialNumber", "arn:aws:iam::123456789012:mfa/jane"),
                Map.entry("Tags.member.1.Key", "team"), Map.entry("Tags.member.1.Value", "ops"),
                Map.entry("Tags.member.2.Key", "cost"), Map.entry("Tags.member.2.Value", "42"),
                Map.entry("TransitiveTagKeys.member.1", "team"))), lastCall());
        assertTrue(jane.config().contains("role_session_name = jane doe/laptop\n"), "what the user wrote stays");
    }

    @Test
    void aLongRoleSessionNameIsCutTo64Characters() {
        var name = "a-very-long-name-of-a-profile-that-somebody-chose-to-be-quite-sure-of-it";
        jane.config(DEV + ADMIN.replace("profile admin", "profile " + name));
        startDev();

        succeeds(name);

        assertEquals(name.substring(0, 64), lastCall().get("RoleSessionName"));
    }

    @Test
    void malformedSessionTagsAreSaidBeforeACodeIsAskedFor() {
        jane.config(jane.config() + "session_tags = team\n");

        assertFails(253, """
                awscli-mfa: session_tags of profile 'admin' is 'team', but should be KEY=VALUE,…
                awscli-mfa: hint: correct session_tags of profile 'admin', or remove it
                """, "admin", "--token-code", phone.code());
    }

    @Test
    void theRolesOwnDeviceGoesBeforeItsSources() {
        var token = account.user("jane").hardwareDevice("GAHT12345678");
        jane.config(jane.config() + "mfa_serial = GAHT12345678\n");

        succeeds("admin", "--via", "keys", "--token-code", token.code());

        assertEquals("GAHT12345678", lastCall().get("SerialNumber"));
        jane.waitForNextCode();
        succeeds("admin", "--force", "--via", "keys", "--token-code", phone.code(), "--serial-number", phone.serialNumber());
        assertEquals(phone.serialNumber(), lastCall().get("SerialNumber"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
            "                                            |        | 3600  | the default",
            "duration_seconds = 7200                     |        | 7200  | as the profile says",
            "sessmax = 5400                              |        | 5400  | as the profile says",
            "sessmax = 5400%nduration_seconds = 7200     |        | 5400  | as the profile says",
            "sessmax = 5400                              | 2h     | 7200  | as asked for",
            "sessmax = 100                               |        | 900   | the shortest that AWS allows",
            "duration_seconds = 99999                    |        | 43200 | the longest that AWS allows",
            "sessmax = many                              |        | 3600  | the default, since the profile's 'many' is no length",
            "                                            | 13h    | 43200 | the longest that AWS allows",
            "                                            | 15m    | 900   | as asked for"})
    void theLengthIsWhatWasAskedForElseWhatTheProfileSaysWithinAWSsLimits(
            String setting, String asked, int seconds, String reason) {
        admin.maxSessionDuration(Duration.ofHours(12));
        jane.config(jane.config() + (setting == null ? "" : setting.formatted() + "\n"));

        var run = asked == null ? succeeds("admin", "--via", "keys", "--token-code", phone.code())
                : succeeds("admin", "--via", "keys", "--token-code", phone.code(), "--duration", asked);

        assertEquals("" + seconds, lastCall().get("DurationSeconds"));
        assertTrue(run.screen().contains(" (" + reason + "), assumed with"), run.screen());
    }

    @Test
    void overTheRolesMaximumTheLengthIsLoweredAndSaidBeforehand() {
        admin.trust(trust("")).maxSessionDuration(Duration.ofHours(2));

        var run = jane.types("admin\n\n", "--duration", "4h");

        assertTrue(run.screen().contains("\nadmin: role session of 2h (the longest that the role allows), assumed with the long-lived keys of dev:"),
                run.screen());
        assertEquals("7200", lastCall().get("DurationSeconds"));
    }

    @Test
    void afterAWSsRefusalOfTheLengthOneHourIsTriedOnceWithAnotherCode() {
        jane.waitForNextCode();
        var first = phone.code();
        var second = phone.codeAt(jane.clock().instant().plusSeconds(30));

        var run = jane.types(first + "\n" + first + "\n" + second + "\n\n", "admin", "--duration", "4h");

        assertEquals("""
                admin: role session of 4h (as asked for), assumed with the long-lived keys and a token code of dev: only so can the session last longer than one hour
                Token code of arn:aws:iam::123456789012:mfa/jane: %1$s
                AWS did not accept the duration: The requested DurationSeconds exceeds the MaxSessionDuration set for this role.
                dev: new MFA session of 9h (the default)
                admin: role session of 1h (what every role allows), assumed with a new MFA session of dev: it will serve other roles too, without another code
                Token code of arn:aws:iam::123456789012:mfa/jane: %1$s
                this token code has already been used, and AWS accepts each code once
                  the next code appears in 30 s
                """.formatted(first), run.screen().substring(0, run.screen().indexOf("\rThe next code")));
        assertEquals(0, run.exitStatus());
        assertEquals(List.of("14400", "32400", "3600"), jane.aws.calls().stream().map(Call::parameters)
                .flatMap(parameters -> Stream.ofNullable(parameters.get("DurationSeconds"))).toList());
    }

    @Test
    void withoutAPersonASpentCodeIsNotTriedAgain() {
        assertFails(254, """
                admin: role session of 4h (as asked for), assumed with the long-lived keys and a token code of dev: only so can the session last longer than one hour
                awscli-mfa: AWS did not accept the duration: The requested DurationSeconds exceeds the MaxSessionDuration set for this role.
                awscli-mfa: hint: ask for less with --duration; one hour is always short enough
                """, "admin", "--duration", "4h", "--token-code", phone.code());
        assertEquals(List.of("AssumeRole"), jane.calls());
    }

    @Test
    void withoutACodeTheSecondTryNeedsNobody() {
        admin.trust(trust(""));
        account.user("joe").policy("all", ALL);
        var joe = account.user("joe").accessKey();
        jane.config(DEV.replaceAll("mfa_serial.*\n", "") + ADMIN);
        jane.credentials("[dev]\naws_access_key_id = %s\naws_secret_access_key = %s\n".formatted(joe.id(), joe.secret()));

        assertEquals("""
                admin: role session of 4h (as asked for), assumed with the long-lived keys of dev: the source profile has no MFA device
                AWS did not accept the duration: The requested DurationSeconds exceeds the MaxSessionDuration set for this role.
                admin: role session of 1h (what every role allows), assumed with the long-lived keys of dev: the source profile has no MFA device
                admin-rolesession: role session, 01h:00m:00s left, until %s; region eu-west-1; output json
                """.formatted(jane.clockTime(Duration.ofHours(1))), succeeds("admin", "--duration", "4h", "--emit", "bash").screen());
    }

    // -------------------------------------------------------------- a command for the code

    private void mfaProcess(String command) {
        jane.config(jane.config().replace("output = json\n", "output = json\nmfa_process = " + command + "\n"));
    }

    @Test
    void mfaProcessPrintsTheCode() {
        mfaProcess("echo " + phone.code().replaceFirst("...", "$0 ") + "; echo a remark");

        assertEquals(List.of("GetSessionToken", "AssumeRole"), callsAfterwards(() -> succeeds("admin")));
    }

    @ParameterizedTest
    @CsvSource({"echo 123456; exit 3, it did not end well", "echo hunter2, its first line is not six digits",
            "true, its first line is not six digits"})
    void whatMfaProcessPrintsInsteadIsNotShown(String command, String why) {
        mfaProcess(command);

        assertFails(253, """
                dev: new MFA session of 9h (the default)
                admin: role session of 1h (the default), assumed with a new MFA session of dev: it will serve other roles too, without another code
                awscli-mfa: the command in mfa_process gave no token code: %s
                awscli-mfa: hint: run the command by hand: it should print six digits; --token-code does without it
                """.formatted(why), "admin");
        assertEquals(List.of(), jane.calls());
    }

    /** A shell that outlives what it waits for prints a code after all. */
    @Test
    void aCommandThatHangsIsEndedAndIsNoAnswer(@TempDir Path folder) throws IOException {
        var command = "sleep 60 & echo $$ $! >'%1$s/pids'; wait $!; echo >'%1$s/went on'; echo 123456".formatted(folder);

        var failed = assertThrows(Problem.class, () -> MfaProcess.run(command, Map.of(), Duration.ofSeconds(1)));

        assertEquals(Problem.mfaProcessFailed("it did not end within 1 s"), failed);
        Tmux.awaitEnd(Stream.of(Files.readString(folder.resolve("pids")).strip().split(" "))
                .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid)).stream()).toList());
        assertFalse(Files.exists(folder.resolve("went on")));
    }

    /** An agent that it starts, say, stays and holds its output open. */
    @Test
    void theShellIsWaitedForAndNotWhatItLeavesBehind(@TempDir Path folder) throws IOException {
        var command = "while [ -e '%s' ]; do sleep 0.05; done & echo 123456".formatted(folder);

        assertEquals(TokenCode.parse("123456"), assertTimeoutPreemptively(Duration.ofSeconds(30), () ->
                MfaProcess.run(command, Map.of(), Duration.ofSeconds(30))));
    }

    @Test
    void tokenCodeGoesPastMfaProcess() {
        mfaProcess("echo 000000");

        assertEquals(List.of("GetSessionToken", "AssumeRole"),
                callsAfterwards(() -> succeeds("admin", "--token-code", phone.code())));
    }

    // -------------------------------------------------------------------- ad hoc

    @Test
    void aRoleThatIsInNoProfileIsAssumedByItsArn() {
        var partner = jane.aws.account("210987654321");
        partner.role("/ops/", "admin", trust("\"sts:ExternalId\": \"x-1\"")).policy("all", ALL);
        startDev();

        var run = jane.types("\n", "dev", "--role-arn", "arn:aws:iam::210987654321:role/ops/admin", "--external-id", "x-1");

        assertEquals("""
                admin@210987654321: role session of 1h (the default), assumed with the live MFA session of dev: no code needed
                Store it as admin@210987654321-rolesession in ~/.aws/credentials, for all shells? [Y/n]\s
                admin@210987654321-rolesession: role session, 01h:00m:00s left, until %s; region eu-west-1; output json

                Use it in one command:    aws --profile admin@210987654321-rolesession s3 ls
                or in this whole shell:   eval "$(jbang awscli-mfa.java dev --role-arn arn:aws:iam::210987654321:role/ops/admin --external-id x-1 --emit bash)"
                """.formatted(jane.clockTime(Duration.ofHours(1))), run.screen());
        assertEquals(DEV + ADMIN + """

                [profile dev-mfasession]
                region = eu-west-1
                output = json
                handed_down = region:1637af50 output:31ece8

                [profile admin@210987654321-rolesession]
                region = eu-west-1
                output = json
                handed_down = region:1637af50 output:31ece8
                """, jane.config());
    }

    @Test
    void theLiveSessionOfAnotherRoleOfThatNameIsNotTakenForIt() {
        jane.aws.account("210987654321").role("admin", trust("")).policy("all", ALL);
        startDev();
        succeeds("admin");

        assertEquals(List.of("AssumeRole"), callsAfterwards(() ->
                succeeds("dev", "--role-arn", "arn:aws:iam::210987654321:role/admin")));
    }

    @Test
    void aRoleMayBeCalledLikeItsSource() {
        account.role("dev", trust("")).policy("all", ALL);
        startDev();

        succeeds("dev", "--role-arn", "arn:aws:iam::123456789012:role/dev");

        assertEquals("arn:aws:iam::123456789012:role/dev", lastCall().get("RoleArn"));
    }

    @Test
    void whatIsNoRoleArnIsRefused() {
        assertFails(252, """
                awscli-mfa: --role-arn is not the ARN of a role
                awscli-mfa: hint: it should look like arn:aws:iam::123456789012:role/NAME
                """, "dev", "--role-arn", "arn:aws:iam::123456789012:user/jane");
        assertFails(252, """
                awscli-mfa: --external-id belongs to --role-arn
                awscli-mfa: hint: a role profile has its own external_id in the config file
                """, "admin", "--external-id", "x");
    }

    // ------------------------------------------------------------------ explaining

    @Test
    void explainSaysThePlanAndDoesNothing() {
        var before = jane.files();

        assertEquals("""
                admin: role session of 4h (as asked for), assumed with the long-lived keys and a token code of dev: only so can the session last longer than one hour; asks for a token code
                """, succeeds("admin", "--explain", "--duration", "4h").screen());
        assertEquals("""
                dev: new MFA session of 9h (the default); asks for a token code
                """, succeeds("dev", "--explain").screen());
        assertEquals(List.of(), jane.calls());
        assertEquals(before, jane.files());
    }

    @Test
    void explainOfAChainNamesEveryStep() {
        chainToDepthThree();

        assertEquals("""
                dev: new MFA session of 9h (the default); asks for a token code
                first: role session of 1h (the default), assumed with a new MFA session of dev: it will serve other roles too, without another code
                second: role session of 1h (the default), assumed with first-rolesession
                third: role session of 1h (AWS allows one hour to a role session that starts from a session), assumed with second-rolesession
                """, succeeds("third", "--explain").screen());
        succeeds("second", "--token-code", phone.code());
        assertEquals("""
                third: role session of 1h (AWS allows one hour to a role session that starts from a session), assumed with second-rolesession
                """, succeeds("third", "--explain").screen());
    }

    // ---------------------------------------------------------------- live and not

    @Test
    void aLiveRoleSessionIsTakenUpWithoutAWS() {
        startDev();
        succeeds("admin");

        assertEquals(List.of(), callsAfterwards(() -> {
            assertEquals("admin-rolesession: role session, 01h:00m:00s left, until %s; region eu-west-1; output json\n"
                            .formatted(jane.clockTime(Duration.ofHours(1))),
                    succeeds("admin", "--emit", "bash").screen());
            succeeds("admin-rolesession", "--emit", "bash");
        }));
    }

    @Test
    void anExpiredRoleSessionIsRenewedWhenItIsNamed() {
        startDev();
        succeeds("admin");
        var old = stored("admin-rolesession").get("aws_access_key_id");
        nearlyOver("admin-rolesession");

        assertEquals(List.of("AssumeRole"), callsAfterwards(() -> succeeds("admin-rolesession")));

        assertTrue(!old.equals(stored("admin-rolesession").get("aws_access_key_id")), "another session");
        assertEquals(1, jane.credentials().lines().filter("[admin-rolesession]"::equals).count());
    }

    @Test
    void forceRenewsTheRoleSessionAndLeavesItsSourceAlone() {
        startDev();
        succeeds("admin");

        assertEquals(List.of("AssumeRole"), callsAfterwards(() -> succeeds("admin", "--force")));
    }

    @Test
    void anMfaSessionThatEndsSoonIsNotUsedAnyMore() {
        startDev();
        nearlyOver("dev-mfasession");

        assertEquals(List.of("GetSessionToken", "AssumeRole"),
                callsAfterwards(() -> succeeds("admin", "--token-code", phone.code())));
    }

    @Test
    void whatIsNotStoredIsEmittedWithItsKeysAndTheProfileStaysAsItIs() {
        startDev();
        var before = jane.files();

        var run = succeeds("admin", "--no-persist", "--emit", "bash");

        assertTrue(run.out().contains("export AWS_SESSION_TYPE='rolesession'\nexport AWS_SESSION_IDENT='admin-rolesession'\n"), run.out());
        assertEquals(before, jane.files());
    }

    @Test
    void defect28AnUnstoredRoleSessionIsNotSaidToBeAProfileAlthoughTheMfaSessionIsOne() {
        var run = jane.types(phone.code() + "\nn\n", "admin");

        assertTrue(run.screen().contains("""

                Paste this into a shell; it is not kept anywhere:

                unset AWS_PROFILE
                unset AWS_DEFAULT_PROFILE
                unset AWS_SECURITY_TOKEN
                export AWS_ACCESS_KEY_ID='ASIA"""), run.screen());
        assertTrue(!run.screen().contains("--profile"), run.screen());
        assertEquals(keys("dev") + storedSession("dev-mfasession", Duration.ofHours(9)), jane.credentials());
    }

    @Test
    void aWrongCodeIsAskedForAgain() {
        jane.waitForNextCode();

        var run = jane.types("000000\n" + phone.code() + "\n\n", "admin", "--via", "keys");

        assertTrue(run.screen().startsWith("""
                admin: role session of 1h (the default), assumed with the long-lived keys of dev: as asked for
                AWS did not allow this: User: arn:aws:iam::123456789012:user/jane is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::123456789012:role/admin (AccessDenied)
                admin: role session of 1h (the default), assumed with the long-lived keys and a token code of dev: AWS did not allow it without MFA
                Token code of arn:aws:iam::123456789012:mfa/jane: 000000
                AWS did not accept the token code for arn:aws:iam::123456789012:mfa/jane
                  check the digits and the entry in the app; you can type it again now
                Token code of arn:aws:iam::123456789012:mfa/jane: %s
                """.formatted(phone.code())), run.screen());
        assertEquals(0, run.exitStatus());
        assertEquals(List.of("AssumeRole", "AssumeRole", "AssumeRole"), jane.calls());
    }

    @Test
    void aTrustPolicyThatRefusesIsQuoted() {
        startDev();
        admin.trust(trust("\"sts:ExternalId\": \"unknown-here\""));

        assertFails(254, """
                admin: role session of 1h (the default), assumed with the live MFA session of dev: no code needed
                awscli-mfa: AWS did not allow this: User: arn:aws:iam::123456789012:user/jane is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::123456789012:role/admin (AccessDenied)
                awscli-mfa: hint: ask the account's administrator; if AWS wants a fresh token code, add: --via keys --token-code CODE
                """, "admin");
    }

    @Test
    void longLivedKeysUnderTheRoleSessionsNameAreNotOverwritten() {
        jane.credentials(jane.credentials() + keys("admin-rolesession"));
        var before = jane.files();

        var run = jane.runs("admin", "--token-code", phone.code());

        assertTrue(run.screen().endsWith("""
                awscli-mfa: profile 'admin-rolesession' holds long-lived keys, and a session stored there would overwrite them
                awscli-mfa: hint: give that profile another name in the credentials file, or use --no-persist
                """), run.screen());
        assertEquals(253, run.exitStatus());
        assertEquals(before, jane.files());
        assertEquals(List.of(), jane.calls());
    }

    @Test
    void anAdHocSessionThatHasExpiredSaysHowItWasMade() {
        startDev();
        succeeds("dev", "--role-arn", "arn:aws:iam::123456789012:role/admin");
        jane.wait(Duration.ofHours(2));

        assertFails(253, """
                awscli-mfa: profile 'admin@123456789012-rolesession' is a session that has expired
                awscli-mfa: hint: renew it with the command that made it
                """, "admin@123456789012-rolesession");
    }

    // ----------------------------------------------------------------- partitions

    @ParameterizedTest
    @CsvSource({"aws-cn, cn-north-1", "aws-us-gov, us-gov-west-1", "aws-eusc, eusc-de-east-1", "aws-iso-b, us-isob-east-1"})
    void everyPartitionWorksAlike(String partition, String region) {
        var there = jane.aws.account("444455556666", partition);
        var joe = there.user("joe").policy("all", ALL);
        var token = joe.device("joe");
        there.role("admin", trust("").replace("arn:aws:iam::123456789012", "arn:" + partition + ":iam::444455556666"))
                .policy("all", ALL);
        jane.config((DEV + ADMIN).replace("arn:aws:iam::123456789012", "arn:" + partition + ":iam::444455556666")
                .replace("mfa/jane", "mfa/joe").replace("eu-west-1", region));
        jane.credentials("[dev]\naws_access_key_id = %s\naws_secret_access_key = %s\n".formatted(
                joe.accessKey().id(), joe.accessKey().secret()));

        succeeds("admin", "--token-code", token.code());

        assertEquals("arn:%s:iam::444455556666:role/admin".formatted(partition), lastCall().get("RoleArn"));
        assertTrue(jane.aws.sessions().isLive(stored("admin-rolesession").get("aws_access_key_id")));
    }

    // ----------------------------------------------------------- what others manage

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "role_arn = arn:aws:iam::123456789012:role/admin%nweb_identity_token_file = t | a web identity",
            "role_arn = arn:aws:iam::123456789012:role/admin%ncredential_source = EcsContainer | credential_source EcsContainer",
            "role_arn = arn:aws:iam::123456789012:role/admin%ncredential_source = Ec2InstanceMetadata | credential_source Ec2InstanceMetadata"})
    void defect17WhatOthersManageIsHandedOverByNameAndNeverAsEmptySecrets(String setting, String by) {
        jane.config(DEV + "\n[profile corp]\n" + setting.formatted() + "\n");
        var before = jane.files();

        var byName = succeeds("corp", "--emit", "bash");
        var withSecrets = jane.runs("corp", "--emit", "bash", "--secrets");

        assertEquals("corp: credentials from " + by + "\n", byName.screen());
        assertTrue(byName.out().endsWith("export AWS_PROFILE='corp'\nexport AWS_DEFAULT_PROFILE='corp'\n"), byName.out());
        assertEquals("""
                corp: credentials from %s
                awscli-mfa: profile 'corp' has no keys here to hand over
                awscli-mfa: hint: use --select, which hands over its name
                """.formatted(by), withSecrets.screen());
        assertEquals("false\n", withSecrets.out());
        assertEquals(253, withSecrets.exitStatus());
        assertEquals(before, jane.files());
        assertEquals(List.of(), jane.calls());
    }

    @Test
    void aRoleWhoseSourceOthersManageIsLeftToAWSsOwnTools() {
        jane.config(jane.config().replace("source_profile = dev", "source_profile = corp")
                + "\n[profile corp]\nrole_arn = arn:aws:iam::123456789012:role/corp\nweb_identity_token_file = t\n");

        assertFails(253, """
                awscli-mfa: profile 'corp' is the source of 'admin', but this program cannot get its credentials
                awscli-mfa: hint: assume it from a profile that has keys: jbang awscli-mfa.java PROFILE --role-arn arn:aws:iam::123456789012:role/admin
                """, "admin");
    }

    // ------------------------------------------------------------- without MFA

    @Test
    void aBlankCodeTakesTheBaseProfileAsItIs() {
        var run = jane.types("dev\n\n", "--quick", "--emit", "bash");

        assertTrue(run.screen().endsWith("""
                dev: new MFA session of 9h (the default)
                Token code of arn:aws:iam::123456789012:mfa/jane (Enter alone: without MFA):\s
                dev: as it is, without MFA; region eu-west-1; output json
                """), run.screen());
        assertTrue(run.out().endsWith("export AWS_PROFILE='dev'\nexport AWS_DEFAULT_PROFILE='dev'\n"), run.out());
        assertEquals(List.of("GetCallerIdentity"), jane.calls());
    }

    @Test
    void inQuickModeKeysThatAWSDoesNotTakeAreNotHandedOver() {
        key.deactivate();
        var before = jane.files();

        var run = jane.types("dev\n\n", "--quick", "--emit", "bash");

        assertTrue(run.screen().endsWith("awscli-mfa: AWS does not accept access key " + key.id() + " (InvalidClientTokenId)\n"
                + "awscli-mfa: hint: it is inactive, deleted or mistyped: check it in the IAM console; if it is in the files, enter it again with: aws configure --profile NAME\n"),
                run.screen());
        assertEquals("false\n", run.out());
        assertEquals(before, jane.files());
    }

    @Test
    void whatWorksAgainLosesItsTagWithItsSession() {
        var tag = "invalid_as_of = 2026-11-20T12:00:00Z\n";
        jane.config(DEV + tag + ADMIN + tag);
        jane.credentials(keys("dev") + tag);

        succeeds("admin", "--token-code", phone.code());

        assertTrue(!jane.config().contains("invalid_as_of") && !jane.credentials().contains("invalid_as_of"), jane.config());
    }

    @ParameterizedTest
    @CsvSource({"y, 0, dev: as it is", "n, 253, awscli-mfa: hint: add an authenticator app"})
    void withoutADeviceThePersonDecides(String answer, int exitStatus, String lastWords) {
        var joe = account.user("joe").policy("all", ALL).accessKey();
        jane.config(DEV.replaceAll("mfa_serial.*\n", ""));
        jane.credentials("[dev]\naws_access_key_id = %s\naws_secret_access_key = %s\n".formatted(joe.id(), joe.secret()));
        var before = jane.files();

        var run = jane.types(answer + "\n", "dev", "--emit", "bash");

        assertTrue(run.screen().startsWith("""
                the user of profile 'dev' has no MFA device
                  add an authenticator app with: jbang enable-disable-vmfa-device.java enable dev
                Use dev without MFA? [Y/n] %s
                """.formatted(answer)), run.screen());
        assertTrue(run.screen().contains("\n" + lastWords), run.screen());
        assertEquals(exitStatus, run.exitStatus());
        assertEquals(before, jane.files());
    }

    @Test
    void aSessionInheritsRegionAndOutputFromItsRoleThenItsSourceThenTheDefault() {
        jane.config("[default]\nregion = eu-north-1\noutput = text\n" + DEV.replace("output = json\n", "")
                + ADMIN + "region = us-west-2\n");

        succeeds("admin", "--token-code", phone.code());

        var config = IniFile.parse(jane.config());
        assertEquals(Map.of("region", "us-west-2", "output", "text", "handed_down", "region:8abc45a3 output:36452d"),
                config.properties("profile admin-rolesession"));
        assertEquals(Map.of("region", "eu-west-1", "output", "text", "handed_down", "region:1637af50 output:36452d"),
                config.properties("profile dev-mfasession"));
    }

    @Test
    void whereNoRegionIsSetTheCommandThatSetsOneIsNamed() {
        jane.config("");

        assertTrue(succeeds("dev", "--token-code", phone.code(), "--emit", "bash").screen().endsWith(
                "note: no region is set; set one with: aws configure set region REGION --profile dev-mfasession\n"));
        jane.environment.put("AWS_REGION", "eu-west-1");
        assertEquals(1, succeeds("dev", "--emit", "bash").screen().lines().count());
    }

    /** S36, S37: a command names what is in a file; and only a session has the region of [default] handed down. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "''                      | dev --no-session                   | note: no region is set; set one with: aws configure set region REGION --profile dev",
        "''                      | dev --no-persist --token-code CODE | note: no region is set; set one with: aws configure set region REGION --profile dev",
        "''                      | dev --no-persist --token-code CODE --role-arn ARN | note: no region is set; add --region REGION",
        "[default] region = x-1  | dev --no-persist --token-code CODE | dev: MFA session in this shell only, … left, until …; region x-1",
        "[default] region = x-1  | dev --no-session                   | note: dev has no region, and AWS's tools do not take that of [default]; set one with: aws configure set region x-1 --profile dev"})
    void theRegionThatIsMissingIsNamedAndWhereItGoes(String config, String args, String last) {
        jane.config(config.replace("] ", "]\n"));

        var run = succeeds((args.replace("CODE", phone.code()).replace("ARN", "arn:aws:iam::123456789012:role/admin") + " --emit bash").split(" "));

        assertEquals(last, run.screen().lines().toList().getLast().replaceFirst("only, .* left, until [^;]*", "only, … left, until …"));
        assertFalse(run.screen().contains("session:"), run.screen());
    }
}
