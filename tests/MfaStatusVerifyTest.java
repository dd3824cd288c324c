//SOURCES Person.java
//SOURCES ../mfa-status.java
//SOURCES ../lib/model/IniFile.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
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
import tests.aws.Account;

/** {@code mfa-status --verify}: what AWS says of all sessions, and what becomes of the report then. */
class MfaStatusVerifyTest {

    private static final String ALL = """
            {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}""";

    private static final String TRUST = """
            {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole",
             "Principal": {"AWS": "arn:aws:iam::123456789012:root"}}]}""";

    private Person jane;
    private Account account;
    private AccessKey key;

    /** One by MFA, one of a role, and one that AWS never gave out. */
    @BeforeEach
    void janeHasThreeSessions(@TempDir Path home) {
        jane = new Person(home);
        jane.environment.put("AWS_MAX_ATTEMPTS", "1");
        account = jane.aws.account("123456789012");
        account.alias("practice");
        key = account.user("jane").policy("all", ALL).accessKey();
        var phone = account.user("jane").device("jane");
        account.role("admin", TRUST).policy("nothing", """
                {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "*", "Resource": "*"}]}""");
        jane.config("[profile dev]\nregion = eu-west-1\nmfa_serial = " + phone.serialNumber() + "\n"
                + "[profile admin]\nrole_arn = arn:aws:iam::123456789012:role/admin\nsource_profile = dev\n");
        jane.credentials("[dev]\naws_access_key_id = %s\naws_secret_access_key = %s\n".formatted(key.id(), key.secret()));
        jane.waitForNextCode();
        assertEquals(0, jane.runs("dev", "--token-code", phone.code(), "--persist").exitStatus());
        assertEquals(0, jane.runs("admin", "--persist").exitStatus());
        jane.credentials(jane.credentials() + "\n[bad-mfasession]\naws_access_key_id = ASIAEXAMPLEEXAMPLE09\n"
                + "aws_secret_access_key = nothing\naws_session_token = nothing\naws_session_expiry = 4102444800\n");
        jane.environment.put("AWS_PROFILE", "dev-mfasession");
    }

    @AfterEach
    void close() {
        jane.close();
    }

    private Person.Run status(String... args) {
        var before = unmarked(jane.files());
        var run = jane.runs(MfaStatus::run, args);
        assertEquals(before, unmarked(jane.files()));
        return new Person.Run(run.exitStatus(), run.out().replaceAll("until [A-Z][a-z][a-z] [0-9][0-9]:[0-9][0-9]", "until then"), run.screen());
    }

    /** All that may change is what AWS does not take. */
    private static Map<String, String> unmarked(Map<String, String> files) {
        return files.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, file -> file.getValue().replaceAll("invalid_as_of = .*\n", "")));
    }

    @Test
    void whoseTheyAreAndWhetherTheyAreAcceptedIsSaid() {
        var calls = jane.calls().size();

        var run = status("--verify");

        assertEquals(0, run.exitStatus());
        assertEquals("""
                ENVIRONMENT
                  AWS_PROFILE       dev-mfasession
                  AWS_ENDPOINT_URL  %s
                  AWS_MAX_ATTEMPTS  (set, not shown)
                  AWS_PROFILE selects MFA session 'dev-mfasession'. AWS accepts it: jane @ practice, 09h:00m:00s left.

                PERSISTENT SESSIONS in ~/.aws/credentials
                * dev-mfasession     valid     09h:00m:00s left, until then; jane @ practice; MFA session of dev; in effect
                  admin-rolesession  valid     01h:00m:00s left, until then; admin @ 123456789012; role session of admin
                  bad-mfasession     refused   AWS does not accept access key ASIAEXAMPLEEXAMPLE09 (InvalidClientTokenId); MFA session of bad

                Start, renew or choose one:  jbang awscli-mfa.java
                """.formatted(jane.environment.get("AWS_ENDPOINT_URL")), run.out());
        assertEquals("", run.screen());
        assertEquals(List.of("GetCallerIdentity", "GetCallerIdentity", "GetCallerIdentity"),
                jane.calls().stream().skip(calls).filter(call -> !call.equals("ListAccountAliases")).toList());
    }

    @Test
    void whatAwsRefusesFailsWhateverTheFileSays() {
        assertEquals(0, status("-p", "bad-mfasession").exitStatus());
        assertEquals(4, status("-p", "bad-mfasession", "--verify").exitStatus());
    }

    @Test
    void h6WhatAwsRefusesIsRemembered() {
        var config = jane.config();
        var credentials = jane.credentials();
        var mark = "invalid_as_of = " + jane.clock().instant() + "\n";

        status("--verify");
        jane.wait(Duration.ofMinutes(1));
        status("--verify");

        assertEquals(credentials + mark, jane.credentials());
        assertEquals(config, jane.config());
        assertEquals(4, status("-p", "bad-mfasession").exitStatus());
        assertEquals("bad refused\n", status("--prompt", "-p", "bad-mfasession").out());
    }

    @Test
    void h6ASessionThatAwsHasEndedIsRefusedWhateverTimeIsLeft() throws IOException {
        var note = jane.home().resolve(".local/state/awscli-mfa/sessions/dev-mfasession");
        var key = keyOf("dev-mfasession");
        jane.aws.sessions().revoke(key);
        assertTrue(Files.exists(note));

        assertEquals(new Person.Run(4, "dev-mfasession  refused   AWS does not accept access key " + key
                + " (InvalidClientTokenId); MFA session of dev; in effect\n", ""), status("-p", "dev", "--verify"));
        assertEquals(new Person.Run(4, "dev-mfasession  refused   AWS did not accept it on "
                + jane.clock().instant() + "; MFA session of dev; in effect\n", ""), status("-p", "dev"));
        assertEquals("dev refused\n", status("--prompt").out());
        assertFalse(Files.exists(note), "no prompt shows its end any more");
    }

    /** S51: the next start begins anew, with a code. */
    @Test
    void whatIsRefusedIsNotTakenUpAnyMore() {
        jane.aws.sessions().revoke(keyOf("dev-mfasession"));
        status("--verify");

        assertTrue(jane.runs("dev", "--explain").screen().startsWith("dev: new MFA session of 9h"), jane.runs("dev", "--explain").screen());
        assertTrue(status("--json").out().contains("\"remaining_seconds\": 0,"), status("--json").out());
    }

    private String keyOf(String session) {
        return IniFile.parse(jane.credentials()).properties(session).get("aws_access_key_id");
    }

    @Test
    void whatAwsTakesAgainIsNotRefusedAnyMore() {
        var credentials = jane.credentials().replace("[admin-rolesession]", "invalid_as_of = 2026-11-22\n[admin-rolesession]")
                + "invalid_as_of = 2026-11-22\n";
        jane.credentials(credentials);
        assertEquals(4, status("-p", "dev").exitStatus());

        assertEquals(0, status("-p", "dev", "--verify").exitStatus());

        assertEquals(credentials.replace("invalid_as_of = 2026-11-22\n[admin-rolesession]", "[admin-rolesession]"), jane.credentials());
        assertEquals(0, status("-p", "dev").exitStatus());
    }

    @Test
    void filesThatMayNotBeWrittenAreNoReasonToSayAnythingElse() throws IOException {
        Files.setPosixFilePermissions(jane.home().resolve(".aws/credentials"), PosixFilePermissions.fromString("r--------"));
        var before = jane.files();

        var run = status("-p", "bad-mfasession", "--verify");

        assertEquals("4 ", run.exitStatus() + " " + run.screen());
        assertEquals(before, jane.files());
    }

    @Test
    void whatAwsSaysOfTheSessionOfAnotherKeyIsNotSaidOfItsProfile() {
        jane.credentials(jane.credentials().replaceFirst("(made_of = session=\\w+) key=" + key.id(), "$1 key=AKIAOLD"));

        var run = status("--verify");

        assertEquals(5, run.exitStatus());
        assertTrue(run.out().contains("\n* dev-mfasession     valid     09h:00m:00s left, until then; jane @ practice; MFA session; was made with"
                + " the access key AKIAOLD, which is " + key.id() + " now; in effect\n"), run.out());
        assertEquals(5, status("-p", "dev", "--verify").exitStatus());
    }

    @Test
    void whatAwsAcceptsIsGoodWhateverTheFileSays() {
        jane.credentials(jane.credentials().replaceFirst("aws_session_expiry = [0-9]+", "aws_session_expiry = 1000000000"));
        assertEquals(4, status("-p", "dev").exitStatus());
        var verified = status("-p", "dev", "--verify");
        assertEquals(0, verified.exitStatus());
        assertEquals("dev-mfasession  valid     AWS accepts it, although by the file it has ended; jane @ practice; MFA session of dev; in effect\n",
                verified.out());
        assertTrue(status("--verify").out().contains("AWS accepts it: jane @ practice, although it has ended by what is recorded here.\n"));

        jane.credentials(jane.credentials().replaceFirst("aws_session_expiry = [0-9]+", "aws_session_expiry = -1"));
        assertEquals(5, status("-p", "dev").exitStatus());
        assertEquals(new Person.Run(0, "dev-mfasession  valid     jane @ practice; MFA session of dev; in effect\n", ""),
                status("-p", "dev", "--verify"));
    }

    @Test
    void aSessionThatAwsCallsExpiredHasExpired() {
        jane.credentials(jane.credentials().replaceFirst("aws_session_expiry = [0-9]+", "aws_session_expiry = 4102444800"));
        jane.wait(Duration.ofHours(10));

        assertEquals(0, status("-p", "dev").exitStatus());
        var verified = status("-p", "dev", "--verify");
        assertEquals(4, verified.exitStatus());
        assertEquals("dev-mfasession  refused   AWS says that it has ended; MFA session of dev; in effect\n",
                verified.out());
    }

    @Test
    void aSessionThatHasEndedByTheFileTooIsNoNews() {
        jane.wait(Duration.ofHours(10));
        var before = jane.files();

        assertEquals("dev-mfasession  expired   ended 01h:00m:00s ago; MFA session of dev; in effect\n", status("-p", "dev", "--verify").out());
        assertEquals(before.get("credentials") + "invalid_as_of = " + jane.clock().instant() + "\n", jane.credentials(), "of the bad one");
    }

    @Test
    void theTimeLeftIsByTheClockOfAws() {
        jane.aws.faults().clockOffset(Duration.ofMinutes(7));

        var report = status("--verify").out();

        assertTrue(report.contains("dev-mfasession     valid     08h:53m:00s left"), report);
        assertTrue(report.contains("\n  Times are by AWS's clock, which is 00h:07m:00s ahead of this computer's.\n"), report);
        assertTrue(status("-p", "dev").out().contains("09h:00m:00s left"));
        jane.aws.faults().clockOffset(Duration.ofMinutes(-7));
        assertTrue(status("--verify").out().contains("which is 00h:07m:00s behind this computer's."));
    }

    @Test
    void keysThatOnlyTheEnvironmentHasAreAskedAboutToo() {
        jane.environment.remove("AWS_PROFILE");
        jane.environment.put("AWS_ACCESS_KEY_ID", account.user("joe").accessKey().id());
        jane.environment.put("AWS_SECRET_ACCESS_KEY", account.user("joe").accessKey().secret());

        var report = status("--verify").out();

        assertTrue(report.contains("  The keys in the environment are in effect, and stored in no profile; no AWS_PROFILE_IDENT names them. "
                + "AWS accepts them: joe @ 123456789012.\n"), report);
    }

    @Test
    void withoutANetworkNothingIsConcluded() {
        jane.environment.put("AWS_ENDPOINT_URL", "http://127.0.0.1:1");

        var run = status("--verify");

        assertEquals(0, run.exitStatus());
        assertEquals(3, run.out().lines().filter(line -> line.contains("; not checked: cannot reach ")).count(), run.out());
    }

    @Test
    void theCallsAreTold() {
        assertEquals(3, status("--verify", "--debug").screen().lines()
                .filter(line -> line.startsWith("debug: sts GetCallerIdentity by ****************")).count());
    }

    @Test
    void theJsonHasWhatAwsSaid() {
        var json = status("--verify", "--json").out().lines().collect(Collectors.joining("\n"));

        assertTrue(json.contains("\"identity\": \"arn:aws:iam::123456789012:user/jane\",\n      \"account_alias\": \"practice\""), json);
        assertTrue(json.contains("\"identity\": \"arn:aws:sts::123456789012:assumed-role/admin/admin-rolesession\",\n      \"account_alias\": null"), json);
    }

    /** Beside a selected base profile, beside its session, and with no selector at all. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"dev | AWS_PROFILE selects profile 'dev', but the keys in the environment overrule it, and are stored in no profile.",
        "dev-mfasession | AWS_PROFILE selects MFA session 'dev-mfasession', but the keys in the environment overrule it, and are stored in no profile.",
        "'' | The keys in the environment are in effect, and stored in no profile; no AWS_PROFILE_IDENT names them."})
    void w36ASecondKeyOfTheSameUserIsToldAndSoIsARotatedOne(String selected, String heading) {
        var second = account.user("jane").createAccessKey();
        jane.environment.put("AWS_PROFILE", selected);
        if (selected.isEmpty()) {
            jane.environment.remove("AWS_PROFILE");
        }
        jane.environment.put("AWS_ACCESS_KEY_ID", second.id());
        jane.environment.put("AWS_SECRET_ACCESS_KEY", second.secret());

        assertTrue(status("--verify").out().contains("  " + heading + " AWS accepts them: jane @ practice. It is a second "
                + "access key of the user of profile '" + (selected.isEmpty() ? "dev" : selected) + "': save it under a name of its own if you want "
                + "to keep it.\n"), status("--verify").out());

        jane.credentials(jane.credentials().replaceFirst("AKIA\\w+", "AKIAEXAMPLEEXAMPLE77"));
        var rotated = " AWS accepts them: jane @ practice. AWS does not accept the key stored in profile 'dev': if it was rotated, "
                + "store the new one there with 'aws configure --profile dev'.\n";
        assertEquals(!selected.equals("dev-mfasession"), status("--verify").out().contains(rotated), status("--verify").out());
    }
}
