//SOURCES Person.java
//SOURCES aws/LocalAws.java
//SOURCES ../lib/model/IniFile.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static tests.aws.AccessKey.keys;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import lib.model.IniFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tests.aws.Account;
import tests.aws.Device;
import tests.aws.Role;

/**
 * What is left of a session, and who can be asked for another: what costs no question happens early and by itself, and a job does
 * not die while there is something that lives.
 *
 * @see DecisionTest the decision itself, in a table
 */
class TogetherTest {

    private static final String ALL = """
            {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}""";

    private Person jane;
    private Account account;
    private Device phone;
    private Role admin;

    @BeforeEach
    void janeHasAnMfaSessionAndTheRoleAdmin(@TempDir Path home) {
        jane = new Person(home);
        account = jane.aws.account("123456789012");
        var user = account.user("jane").policy("all", ALL);
        phone = user.device("jane");
        admin = account.role("admin", account.trust("{\"Bool\": {\"aws:MultiFactorAuthPresent\": \"true\"}}")).policy("all", ALL);
        jane.config("""
                [profile dev]
                region = eu-west-1
                mfa_serial = arn:aws:iam::123456789012:mfa/jane

                [profile admin]
                role_arn = arn:aws:iam::123456789012:role/admin
                source_profile = dev
                """);
        jane.credentials(keys("dev", user.accessKey()));
        assertEquals(0, jane.runs("dev", "--token-code", phone.code()).exitStatus());
        jane.waitForNextCode();
    }

    @AfterEach
    void close() {
        jane.close();
    }

    private Map<String, String> stored(String section) {
        return IniFile.parse(jane.credentials()).properties(section);
    }

    /** As if so much were left of a stored session. */
    private void isLeft(String section, Duration left) {
        var expiry = stored(section).get("aws_session_expiry");
        jane.credentials(jane.credentials().replace("[%s]\naws_session_expiry = %s\n".formatted(section, expiry),
                "[%s]\naws_session_expiry = %d\n".formatted(section, jane.clock().instant().plus(left).getEpochSecond())));
    }

    private List<String> callsOf(Runnable run) {
        var before = jane.calls().size();
        run.run();
        return jane.calls().subList(before, jane.calls().size());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            dev --emit process                 | {
            dev --emit bash                    | unset
            dev --persist                      | ''
            exec dev -- true                   | ''
            dev-mfasession --emit process      | {
            """)
    void h27_whatLivesIsHandedOverWhereNobodyCanBeAsked(String line, String out) {
        isLeft("dev-mfasession", Duration.ofSeconds(290));
        var files = jane.files();
        var run = jane.runs(line.split(" "));

        assertEquals(0, run.exitStatus(), run.screen());
        assertTrue(run.out().startsWith(out), run.out());
        assertEquals(line.endsWith("process") ? ""
                : "note: dev-mfasession ends in 00h:04m:50s; no new one was started: nobody can be asked for a token code",
                run.screen().lines().findFirst().orElse(""));
        assertEquals(files, jane.files());
    }

    @ParameterizedTest
    @CsvSource({"exec dev --min-ttl 1m -- true", "dev --min-ttl 289s --emit process", "dev --min-ttl 0s --emit bash"})
    void h27_minTtlBelowFiveMinutesMeansWhatItSays(String line) {
        isLeft("dev-mfasession", Duration.ofSeconds(290));

        assertEquals(List.of(), callsOf(() -> assertEquals(0, jane.runs(line.split(" ")).exitStatus())));
    }

    @ParameterizedTest
    @CsvSource({"exec dev --min-ttl 30m -- true", "dev --min-ttl 30m --emit process", "dev --min-ttl 30m --persist"})
    void h20_minTtlCountsInEveryWayOfStarting(String line) {
        isLeft("dev-mfasession", Duration.ofMinutes(15));
        var files = jane.files();

        assertEquals(252, jane.runs(line.split(" ")).exitStatus());
        assertEquals(files, jane.files());
        var started = callsOf(() -> assertEquals(0, jane.types(phone.code() + "\r", line.split(" ")).exitStatus()));
        assertEquals(List.of("GetSessionToken"), started);
    }

    @Test
    void h20_aConsoleHasItsMinTtlToo() {
        assertEquals(0, jane.runs("admin", "--persist").exitStatus());
        isLeft("admin-rolesession", Duration.ofMinutes(20));

        var calls = callsOf(() -> jane.runs("console", "admin", "--url-only", "--min-ttl", "30m"));

        assertTrue(calls.contains("AssumeRole"), calls.toString());
    }

    @ParameterizedTest
    @CsvSource({"14, --emit process, 1", "16, --emit process, 0", "14, --emit bash, 0", "14, --persist, 0"})
    void h28_aRoleSessionThatCostsNoQuestionIsRenewedBeforeAnSdkAsksForEveryCall(int minutes, String options, int calls) {
        assertEquals(0, jane.runs("admin", "--persist").exitStatus());
        isLeft("admin-rolesession", Duration.ofMinutes(minutes));

        assertEquals(calls, callsOf(() -> jane.runs(("admin " + options).split(" "))).size());
    }

    @Test
    void anEarlyRenewalThatAwsDoesNotAllowIsNoFailure() {
        assertHandedOver(() -> admin.trust(account.trust("{\"StringEquals\": {\"sts:ExternalId\": \"none\"}}")));
    }

    @Test
    void anEarlyRenewalThatHasNoAnswerIsNoFailure() {
        assertHandedOver(() -> jane.aws.faults().fail("AssumeRole", 10, 400, "Unheard", "of"));
    }

    /** And of what a program logs. */
    private void assertHandedOver(Runnable trouble) {
        assertEquals(0, jane.runs("admin", "--persist").exitStatus());
        isLeft("admin-rolesession", Duration.ofMinutes(10));
        trouble.run();
        var files = jane.files();
        var run = jane.runs("admin", "--emit", "process");

        assertEquals("", run.screen());
        assertEquals(0, run.exitStatus());
        assertTrue(run.out().contains(stored("admin-rolesession").get("aws_access_key_id")), "the one that lives");
        assertEquals(files, jane.files());
    }
}
