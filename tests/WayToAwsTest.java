//SOURCES Person.java
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static tests.aws.AccessKey.keys;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
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

/** Whose settings say where AWS is asked, what becomes of troubles on the way there, and what is said while one waits. */
class WayToAwsTest {

    private static final String ALL = """
            {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}""";
    private static final String DEV = "[profile dev]\nregion = eu-west-1\n";

    private Person jane;
    private Account account;
    private AccessKey key;
    private Device phone;

    @BeforeEach
    void janeHasAPhoneThatTheFilesDoNotName(@TempDir Path home) {
        jane = new Person(home);
        account = jane.aws.account("123456789012");
        key = account.user("jane").policy("all", ALL).accessKey();
        phone = account.user("jane").device("jane");
        account.role("ops", """
                {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole",
                 "Principal": {"AWS": "arn:aws:iam::123456789012:root"}}]}""").policy("all", ALL);
        jane.config(DEV);
        jane.credentials(keys("dev", key));
    }

    @AfterEach
    void close() {
        jane.close();
    }

    /** What each call was, and in which region, as {@code --debug} says. */
    private static List<String> ways(Person.Run run) {
        return Pattern.compile("debug: (?:iam|sts|ssm) (\\w+)[^,]*, (\\S+): ").matcher(run.screen()).results()
                .filter(call -> !call.group(1).equals("GetParameter")).map(call -> call.group(1) + " " + call.group(2)).toList();
    }

    // ---------------------------------------------------------------- whose way it is

    /** W22. Nothing but the role says where AWS is. */
    @Test
    void aRoleIsAskedForAtItsOwnEndpointAndTheSessionOnTheWayToo() {
        jane.environment.remove("AWS_ENDPOINT_URL");
        jane.config("""
                [profile ops]
                role_arn = arn:aws:iam::123456789012:role/ops
                source_profile = dev
                region = eu-west-3
                services = lab
                use_fips_endpoint = true
                [services lab]
                sts =
                  endpoint_url = %1$s
                iam =
                  endpoint_url = %1$s
                ssm =
                  endpoint_url = %1$s
                """.formatted(jane.aws.endpoint()));

        var run = jane.runs("ops", "--token-code", phone.code(), "--debug");

        assertEquals(List.of("ListMFADevices eu-west-3", "GetSessionToken eu-west-3", "AssumeRole eu-west-3"), ways(run), run.screen());
        assertEquals(0, run.exitStatus());
    }

    @Test
    void aRoleIsAssumedInItsOwnRegionAndTheSourcesSessionInTheSources() {
        jane.config(DEV + "[profile ops]\nrole_arn = arn:aws:iam::123456789012:role/ops\nsource_profile = dev\nregion = eu-west-3\n");

        assertEquals(List.of("ListMFADevices eu-west-1", "GetSessionToken eu-west-1", "AssumeRole eu-west-3"),
                ways(jane.runs("ops", "--token-code", phone.code(), "--debug")));
    }

    /** W24. */
    @Test
    void thePartitionOfTheProfilesOwnDeviceGoesBeforeTheDefaultRegion() {
        var gov = jane.aws.account("210987654321", "aws-us-gov").user("li").policy("all", ALL);
        var device = gov.device("li");
        jane.config("[default]\nregion = us-east-1\n[profile gov]\nmfa_serial = " + device.serialNumber() + "\n");
        jane.credentials(keys("gov", gov.accessKey()));

        assertEquals(List.of("GetSessionToken us-gov-west-1"), ways(jane.runs("gov", "--token-code", device.code(), "--debug")));
    }

    @Test
    void keysOfAnotherPartitionThanTheRegionSaysAreNotMarkedAsRefused() {
        jane.environment.remove("AWS_ENDPOINT_URL");
        jane.config("[profile gov]\nregion = us-east-1\nmfa_serial = arn:aws-us-gov:iam::210987654321:mfa/li\n" + DEV + "endpoint_url = "
                + jane.aws.endpoint() + "\n");
        jane.credentials("[gov]\naws_access_key_id = AKIAEXAMPLEUNKNOWN00\naws_secret_access_key = none\n" + keys("dev", key));

        var run = jane.types("\u0003", "--monochrome");

        assertTrue(run.screen().contains("gov  MFA device li @ 210987654321; not checked: profile 'gov' has the region"
                + " us-east-1, where AWS knows no arn:aws-us-gov:iam::210987654321:mfa/li"), run.screen());
        assertFalse(jane.files().toString().contains("invalid_as_of"));
    }

    /** W25. */
    @Test
    void keysOfAnotherProvidersServiceAreNotShownToAws() {
        jane.environment.remove("AWS_ENDPOINT_URL");
        jane.config("""
                [profile wasabi]
                services = wasabi-s3
                [services wasabi-s3]
                s3 =
                  endpoint_url = https://s3.wasabisys.com
                [profile dev]
                endpoint_url = %s
                """.formatted(jane.aws.endpoint()));
        jane.credentials("[wasabi]\naws_access_key_id = AKIAEXAMPLEUNKNOWN00\naws_secret_access_key = none\n" + keys("dev", key));

        var run = jane.types("\u0003");

        assertTrue(run.screen().contains("wasabi  no MFA device recorded\n"), run.screen());
        assertFalse(jane.files().toString().contains("invalid_as_of"));
        assertTrue(jane.aws.calls().stream().allMatch(call -> call.accessKeyId().equals(key.id())));
    }

    /** W40. */
    @Test
    void anEndpointOfSomebodysOwnCountsAndNoVariantOfAwssEndpoints() {
        jane.environment.remove("AWS_ENDPOINT_URL");
        jane.config("[profile dev]\nendpoint_url = %s\nuse_dualstack_endpoint = true\nuse_fips_endpoint = true\n"
                .formatted(jane.aws.endpoint()));

        assertEquals(0, jane.runs("dev", "--token-code", phone.code()).exitStatus());
    }

    /** No host has such a name; no network is to blame. */
    @Test
    void whatTheSdkRefusesByItselfIsNoWordAboutTheNetwork() {
        jane.environment.remove("AWS_ENDPOINT_URL");
        jane.config("[profile dev]\nregion = -west\n");
        var before = jane.files();

        var run = jane.runs("dev", "--token-code", "123456", "--serial-number", "GAHT12345678");

        assertTrue(run.screen().contains("awscli-mfa: there is no way to sts of AWS in -west: Configured region (-west) resulted in an invalid URI"), run.screen());
        assertTrue(run.screen().contains("use_dualstack_endpoint"), run.screen());
        assertEquals(253, run.exitStatus());
        assertEquals(before, jane.files());
    }

    // ------------------------------------------------------------------------- --region

    /** W27. */
    @Test
    void aRegionForThisOnceGoesIntoTheCallsAndIntoWhatIsHandedOverAndIsNotKept() {
        var run = jane.runs("dev", "--token-code", phone.code(), "--region", "us-west-2", "--emit", "bash", "--persist", "--debug");

        assertEquals(List.of("ListMFADevices us-west-2", "GetSessionToken us-west-2"), ways(run));
        assertTrue(run.out().contains("AWS_REGION='us-west-2'") && run.out().contains("AWS_DEFAULT_REGION='us-west-2'"), run.out());
        assertTrue(run.out().contains("AWS_PROFILE='dev-mfasession'"), run.out());
        assertTrue(jane.config().contains("[profile dev-mfasession]\nregion = eu-west-1\n"), jane.config());

        var again = jane.runs("dev", "--region", "ap-east-1", "--emit", "dotenv");
        assertTrue(again.out().contains("AWS_REGION=ap-east-1\n"), again.out());
        assertFalse(jane.files().toString().contains("us-west-2") || jane.files().toString().contains("ap-east-1"));
    }

    /** What AWS would say there of a live session, it would say of one that has ended. */
    @Test
    void aRegionOfAnotherPartitionIsRefusedAndCostsNoSession() {
        jane.config(DEV + "mfa_serial = arn:aws:iam::123456789012:mfa/jane\n");
        assertEquals(0, jane.runs("dev", "--token-code", phone.code()).exitStatus());
        jane.environment.remove("AWS_ENDPOINT_URL");
        var before = jane.files();

        for (var args : List.of(List.of("dev"), List.of("dev-mfasession"), List.of("exec", "dev", "--", "true"), List.of("console", "dev"))) {
            var run = jane.runs(Stream.concat(args.stream().limit(1), Stream.concat(Stream.of("--region", "cn-north-1"), args.stream().skip(1)))
                    .toArray(String[]::new));
            assertTrue(run.screen().contains(" has the region cn-north-1, where AWS knows no arn:aws:iam::123456789012:mfa/jane"), run.screen());
            assertEquals(253, run.exitStatus());
            assertEquals(before, jane.files());
        }
    }

    @Test
    void theRegionOfThisOnceStandsInTheCommandsThatAreShown() {
        var run = jane.runs("dev", "--token-code", phone.code(), "--region", "us-west-2");

        assertTrue(run.screen().contains("aws --profile dev-mfasession --region us-west-2 s3 ls"), run.screen());
        assertTrue(run.screen().contains("jbang awscli-mfa.java dev --region us-west-2"), run.screen());
    }

    @ParameterizedTest
    @ValueSource(strings = {"us west", "evil.example/", "US-EAST-1"})
    void whatIsNoRegionIsRefused(String region) {
        var run = jane.runs("dev", "--region", region);

        assertEquals("awscli-mfa: '" + region + "' is no region\nawscli-mfa: hint: use one such as --region eu-west-1\n", run.screen());
        assertEquals(252, run.exitStatus());
    }

    // ------------------------------------------------------------------------- troubles

    /** W33. */
    @ParameterizedTest
    @ValueSource(ints = {500, 502, 503, 504})
    void anEmptyErrorMeansThatAwsHasTrouble(int status) {
        jane.environment.put("AWS_MAX_ATTEMPTS", "1");
        jane.aws.faults().silence("ListMFADevices", 1, status);
        var before = jane.files();

        var run = jane.runs("dev", "--token-code", phone.code());

        assertEquals("""
                awscli-mfa: %s answered with an empty error (HTTP %d): AWS has trouble
                awscli-mfa: hint: try again in a minute; if it stays so, see https://health.aws.amazon.com/health/status
                """.formatted(jane.aws.endpoint(), status), run.screen());
        assertEquals(255, run.exitStatus());
        assertEquals(before, jane.files());
    }

    /** W32: not known, not allowed, none. */
    @Test
    void theMenuTellsNotKnownFromNotAllowedAndNone() {
        var denied = account.user("denied").policy("most", ALL.replace("]}", ", {\"Effect\": \"Deny\", \"Action\": \"iam:ListMFADevices\","
                + " \"Resource\": \"*\"}]}")).accessKey();
        var none = account.user("none").policy("all", ALL).accessKey();
        try (var busy = LocalAws.start(jane.clock())) {
            var tired = busy.account("210987654321").user("tired").policy("all", ALL).accessKey();
            busy.faults().throttle("ListMFADevices", 99);
            jane.environment.remove("AWS_ENDPOINT_URL");
            jane.environment.put("AWS_MAX_ATTEMPTS", "1");
            var here = "endpoint_url = " + jane.aws.endpoint() + "\n";
            jane.config("[profile none]\n" + here + "[profile denied]\n" + here + "[profile busy]\nendpoint_url = " + busy.endpoint() + "\n");
            jane.credentials(keys("none", none) + keys("denied", denied) + keys("busy", tired));

            assertTrue(jane.types("\u0003").screen().contains("""
                    Profiles
                       1: none    none @ 123456789012    no MFA device
                       2: denied  denied @ 123456789012  no MFA device recorded
                       3: busy    tired @ 210987654321   no MFA device recorded; its MFA devices are not known: AWS asks to slow down (Throttling)
                    """));
        }
    }

    // -------------------------------------------------------------------------- waiting

    /** W28. The clock stands still, and people wait by a real one. */
    @ParameterizedTest
    @CsvSource({"ListMFADevices", "GetSessionToken"})
    void whoWaitsForMoreThanTwoSecondsHearsWhatForAndSinceWhen(String action) {
        jane.seesWaits = true;
        jane.aws.faults().latency(action, Duration.ofMillis(2_400));

        var run = jane.runs("dev", "--token-code", phone.code());

        assertTrue(Pattern.compile("(?m)^waiting since [0-9:]{5,8} for AWS, (iam|sts) " + action + " in eu-west-1; Ctrl-C ends it$")
                .matcher(run.screen()).find(), run.screen());
        assertEquals(1, Pattern.compile("waiting since").matcher(run.screen()).results().count());
        assertEquals(0, run.exitStatus());
    }

    @Test
    void whoDoesNotWaitHearsNothing() {
        jane.seesWaits = true;
        assertFalse(jane.runs("dev", "--token-code", phone.code()).screen().contains("waiting"));
    }

    @Test
    void aPersonWaitsTenSecondsForTheListOfTheDevicesAndHearsTheWayOut() {
        jane.seesWaits = true;
        jane.aws.faults().hang("ListMFADevices", 9);
        var before = jane.files();
        var start = System.nanoTime();

        var run = jane.types("", "dev");

        assertTrue(Duration.ofNanos(System.nanoTime() - start).compareTo(Duration.ofSeconds(15)) < 0);
        assertTrue(run.screen().replaceFirst("since [0-9:]+", "since then").endsWith("""
                waiting since then for AWS, iam ListMFADevices in eu-west-1; Ctrl-C ends it
                awscli-mfa: AWS did not list the MFA devices of profile 'dev' within 10 s
                awscli-mfa: hint: name your device: --serial-number arn:aws:iam::ACCOUNT:mfa/NAME, or store it as mfa_serial in the config file
                """), run.screen());
        assertEquals(255, run.exitStatus());
        assertEquals(before, jane.files());
    }
}
