//DEPS org.junit.jupiter:junit-jupiter:6.1.3
//SOURCES Person.java
//SOURCES ../mfa-status.java
//SOURCES ../lib/model/IniFile.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import lib.model.IniFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Whole homes as others left them: their sessions are shown and taken up, and nothing in them is damaged. All but the last were
 * written by awscli-mfa 2, that one by awsume, aws-mfa, awsmfa and {@code aws configure mfa-login} in turn, against an AWS whose
 * keys open nothing.
 */
class MfaStatusFilesOfOthersTest {

    private static final Path HOMES = Path.of("tests", "homes");

    /** Some of their sessions are live then. */
    private static final Instant THEN = Instant.parse("2026-11-22T05:00:00Z");

    @TempDir
    Path home;

    /** A copy for jane, whose keys of the profile default the local AWS takes. */
    private Person janeWith(String theirHome) throws IOException {
        var jane = new Person(home);
        var user = jane.aws.account("111111111111").user("u001").policy("all", """
                {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}""");
        user.device("u001");
        var text = Files.readString(HOMES.resolve(theirHome).resolve("credentials"));
        var theirs = IniFile.parse(text).properties("default");
        jane.config(Files.readString(HOMES.resolve(theirHome).resolve("config")));
        jane.credentials(text.replace(theirs.get("aws_access_key_id"), user.accessKey().id())
                .replace(theirs.get("aws_secret_access_key"), user.accessKey().secret()));
        return jane;
    }

    private Person janeThenWith(String theirHome) throws IOException {
        var jane = janeWith(theirHome);
        jane.wait(Duration.between(jane.clock().instant(), THEN));
        return jane;
    }

    private static String sessions(Person jane) {
        var report = jane.runs(MfaStatus::run).out();
        return report.substring(report.indexOf("/credentials\n") + "/credentials\n".length(), report.indexOf("\nStart, "))
                .replaceAll("until [A-Z][a-z][a-z] [0-9][0-9]:[0-9][0-9]", "until then");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            one-profile       | default-mfasession  refused   AWS did not accept it on 2026-11-22T04:43:02Z; MFA session of default;  No session here is live.
            several-profiles  | No session here is live.
            with-mfa-session  | default-mfasession  valid     07h:51m:36s left, until then; MFA session of default
            with-role-session | default-mfasession  valid     07h:51m:36s left, until then; MFA session of default;  role01-rolesession  valid     00h:52m:20s left, until then; role session of role01
            with-new-device   | default-mfasession  valid     07h:56m:42s left, until then; MFA session of default
            of-other-tools    | permtmp  unknown   when it ends is not recorded; session of another tool, from perm;  bm       valid     01h:40m:13s left, until then; MFA session of another tool, from bm-long-term;  x2       unknown   when it ends is not recorded; session of another tool
            """)
    void theirSessionsAreShown(String theirHome, String lines) throws IOException {
        try (var jane = janeThenWith(theirHome)) {
            var before = jane.files();

            assertEquals("  " + lines, String.join(";", sessions(jane).lines().toList()));
            assertEquals(before, jane.files());
        }
    }

    /** @param profile what a person would name to get on with it */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            with-mfa-session  | default
            with-role-session | role01
            with-new-device   | default-mfasession
            of-other-tools    | bm
            of-other-tools    | x2
            """)
    void theirLiveSessionsAreTakenUpAsTheyAre(String theirHome, String profile) throws IOException {
        try (var jane = janeThenWith(theirHome)) {
            var before = jane.files();

            assertEquals(0, jane.runs(profile, "--emit", "bash").exitStatus());
            assertEquals(before, jane.files());
            assertEquals(List.of(), jane.calls());
        }
    }

    /** The bytes of everything but the session, and what is learned of its base profile, are those of before. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            one-profile       | +
            several-profiles  | mfa_arn = arn:aws:iam::111111111111:mfa/u001
            with-role-session | +
            with-new-device   | mfa_arn = arn:aws:iam::111111111111:mfa/u001
            of-other-tools    | +
            """)
    void aNewSessionDamagesNothing(String theirHome, String learned) throws IOException {
        try (var jane = janeWith(theirHome)) {
            var before = Map.of("config", jane.config(), "credentials", jane.credentials());
            jane.waitForNextCode();
            var code = jane.aws.account("111111111111").user("u001").device("u001").code();

            assertEquals(0, jane.runs("default", "--force", "--token-code", code, "--persist").exitStatus());

            assertEquals(others(before.get("credentials")), others(jane.credentials()));
            assertEquals(others(before.get("config")), others(jane.config().replace(learned + "\n", "")));
            assertTrue(sessions(jane).contains("default-mfasession  valid     "), sessions(jane));
        }
    }

    /** Without the session's section, and without the blank lines that set sections apart. */
    private static String others(String text) {
        return (text + "\n").replaceAll("(?s)\\[(profile )?default-mfasession].*?(?=\\n\\[|$)", "").replaceAll("\\n+", "\n").strip();
    }

    @Test
    void theRoleOfAnotherToolIsAssumedAndKeptInItsPlace() throws IOException {
        try (var jane = janeWith("of-other-tools")) {
            jane.aws.account("111111111111").role("role01", """
                    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole",
                     "Principal": {"AWS": "arn:aws:iam::111111111111:root"}}]}""");
            var before = jane.credentials();

            jane.waitForNextCode();
            var code = jane.aws.account("111111111111").user("u001").device("u001").code();

            var run = jane.runs("role01", "--via", "keys", "--token-code", code, "--persist");
            assertEquals(0, run.exitStatus(), run.screen());

            assertTrue(jane.credentials().startsWith(before.stripTrailing()), "what was there stands as it was");
            assertEquals(0, jane.runs(MfaStatus::run, "-p", "role01").exitStatus());
        }
    }
}
