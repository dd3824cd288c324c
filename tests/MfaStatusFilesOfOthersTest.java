//DEPS org.junit.jupiter:junit-jupiter:6.1.3
//SOURCES Person.java
//SOURCES ../mfa-status.java
//SOURCES ../lib/model/IniFile.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

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
 * Whole homes as awscli-mfa 2, awsume, aws-mfa, awsmfa and {@code aws configure mfa-login} left them, read where they lie beside
 * the checkout, in {@code ../shared/fixtures}: their sessions are shown and taken up, and nothing in them is damaged.
 *
 * @see MfaStatusTest the same rules in this project's own words, for who has only the checkout
 */
class MfaStatusFilesOfOthersTest {

    private static final Path HOMES = Path.of("..", "shared", "fixtures");

    /** Some of their sessions are live then. */
    private static final Instant THEN = Instant.parse("2026-11-22T05:00:00Z");

    @TempDir
    Path home;

    /** A copy for jane, whose keys of the profile default the local AWS takes. */
    private Person janeWith(String config, String credentials) throws IOException {
        assumeTrue(Files.exists(HOMES.resolve(config)), () -> "no homes of others beside the checkout: no " + HOMES.resolve(config));
        var jane = new Person(home);
        var user = jane.aws.account("111111111111").user("u001").policy("all", """
                {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}""");
        user.device("u001");
        var text = Files.readString(HOMES.resolve(credentials));
        var theirs = IniFile.parse(text).properties("default");
        jane.config(Files.readString(HOMES.resolve(config)));
        jane.credentials(text.replace(theirs.get("aws_access_key_id"), user.accessKey().id())
                .replace(theirs.get("aws_secret_access_key"), user.accessKey().secret()));
        return jane;
    }

    private Person janeThenWith(String config, String credentials) throws IOException {
        var jane = janeWith(config, credentials);
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
            single-home/config             | single-home/credentials             | default-mfasession  refused   07h:42m:23s left, until then; AWS did not accept it on 2026-11-22T04:43:02Z; MFA session of default;  No session is active.
            multi-home/config.before       | multi-home/credentials.before       | No session is active.
            multi-home/config.after-mfasession | multi-home/credentials.after-mfasession | default-mfasession  valid     07h:51m:36s left, until then; MFA session of default
            multi-home/config.after-rolesession | multi-home/credentials.after-rolesession | default-mfasession  valid     07h:51m:36s left, until then; MFA session of default;  role01-rolesession  valid     00h:52m:20s left, until then; role session of role01
            vmfad-home/config              | vmfad-home/credentials              | default-mfasession  valid     07h:56m:42s left, until then; MFA session of default
            peers-home/config              | peers-home/credentials              | bm       valid     01h:40m:13s left, until then; session of another tool, from bm-long-term;  permtmp  unknown   when it ends is not recorded; session of another tool;  x2       unknown   when it ends is not recorded; session of another tool
            """)
    void theirSessionsAreShown(String config, String credentials, String lines) throws IOException {
        try (var jane = janeThenWith(config, credentials)) {
            var before = jane.files();

            assertEquals("  " + lines, String.join(";", sessions(jane).lines().toList()));
            assertEquals(before, jane.files());
        }
    }

    /** @param profile what a person would name to get on with it */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            multi-home/config.after-mfasession | multi-home/credentials.after-mfasession | default
            multi-home/config.after-rolesession | multi-home/credentials.after-rolesession | role01
            vmfad-home/config              | vmfad-home/credentials              | default-mfasession
            peers-home/config              | peers-home/credentials              | bm
            peers-home/config              | peers-home/credentials              | x2
            """)
    void theirLiveSessionsAreTakenUpAsTheyAre(String config, String credentials, String profile) throws IOException {
        try (var jane = janeThenWith(config, credentials)) {
            var before = jane.files();

            assertEquals(0, jane.runs(profile, "--emit", "bash").exitStatus());
            assertEquals(before, jane.files());
            assertEquals(List.of(), jane.calls());
        }
    }

    /** The bytes of everything but the session, and what is learned of its base profile, are those of before. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            single-home/config             | single-home/credentials             | +
            multi-home/config.before       | multi-home/credentials.before       | mfa_arn = arn:aws:iam::111111111111:mfa/u001
            multi-home/config.after-rolesession | multi-home/credentials.after-rolesession | +
            vmfad-home/config              | vmfad-home/credentials              | mfa_arn = arn:aws:iam::111111111111:mfa/u001
            peers-home/config              | peers-home/credentials              | +
            """)
    void aNewSessionDamagesNothing(String config, String credentials, String learned) throws IOException {
        try (var jane = janeWith(config, credentials)) {
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
        try (var jane = janeWith("peers-home/config", "peers-home/credentials")) {
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
