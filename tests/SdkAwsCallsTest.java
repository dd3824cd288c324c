//SOURCES aws/LocalAws.java
//SOURCES ../lib/io/SdkAws.java

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import lib.io.Aws;
import lib.io.Aws.Caller;
import lib.io.Aws.Mfa;
import lib.io.Aws.RoleFacts;
import lib.io.Aws.RoleRequest;
import lib.io.SdkAws;
import lib.model.Arn;
import lib.model.CodePair;
import lib.model.Connection;
import lib.model.Credentials;
import lib.model.Expiration;
import lib.model.Problem;
import lib.model.SerialNumber;
import lib.model.TokenCode;
import lib.model.TrustPolicy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tests.aws.Account;
import tests.aws.Call;
import tests.aws.Device;
import tests.aws.LocalAws;
import tests.aws.User;

/** Each call's answer, and each kind of refusal in each of AWS's protocols. The time stands still. */
class SdkAwsCallsTest {

    private static final String ALLOW_ALL = """
            {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}""";
    private static final Arn OPS = Arn.parse("arn:aws:iam::123456789012:role/ops").orElseThrow();
    private static final RoleRequest PLAIN = request(OPS, Duration.ofHours(1));

    private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private final LocalAws local = LocalAws.start(InstantSource.fixed(now));
    private final Account account = local.account("123456789012");
    private final User jane = account.user("/team/", "jane").policy("all", ALLOW_ALL);
    private final Aws aws = new SdkAws(InstantSource.fixed(now));

    @AfterEach
    void close() {
        local.close();
    }

    // -------------------------------------------------------------------- identity

    @Test
    void keysAndSessionsHaveAnIdentity() {
        account.role("ops", trust(""));
        var mfaSession = mfaSession();
        var roleSession = aws.assumeRole(caller(), PLAIN, Optional.empty()).credentials();

        assertEquals("arn:aws:iam::123456789012:user/team/jane", aws.getCallerIdentity(caller()).toString());
        assertEquals("arn:aws:iam::123456789012:user/team/jane", aws.getCallerIdentity(caller(mfaSession)).toString());
        assertEquals("arn:aws:sts::123456789012:assumed-role/ops/jane-at-work",
                aws.getCallerIdentity(caller(roleSession)).toString());
    }

    @Test
    void theRootHasAnIdentity() {
        var key = account.rootAccessKey();

        assertEquals("arn:aws:iam::123456789012:root",
                aws.getCallerIdentity(caller(Credentials.longLived(key.id(), key.secret()))).toString());
    }

    @ParameterizedTest
    @CsvSource({"aws-cn, cn-north-1", "aws-us-gov, us-gov-west-1", "aws-eusc, eusc-de-east-1", "aws-iso, us-iso-east-1"})
    void otherPartitionsHaveIdentitiesToo(String partition, String region) {
        var key = local.account("210987654321", partition).user("li").accessKey();
        var caller = new Caller(Credentials.longLived(key.id(), key.secret()), way(region, local.endpoint(), 1));

        assertEquals("arn:" + partition + ":iam::210987654321:user/li", aws.getCallerIdentity(caller).toString());
    }

    // ------------------------------------------------------------------ keys, alias

    @Test
    void aKeyWasLastUsedWhenItAsked() {
        assertEquals(Optional.of(now), aws.getAccessKeyLastUsed(caller()));
        assertEquals(Map.of("Action", "GetAccessKeyLastUsed", "AccessKeyId", jane.accessKey().id(), "Version", "2010-05-08"),
                lastCall().parameters());
    }

    @Test
    void anAccountHasOneAliasOrNone() {
        assertEquals(Optional.empty(), aws.listAccountAliases(caller()));
        account.alias("acme-dev");
        assertEquals(Optional.of("acme-dev"), aws.listAccountAliases(caller()));
    }

    // ------------------------------------------------------------------ trust policies

    @Test
    void aRoleIsDescribed() {
        account.role("/it/", "admin", """
                {"Version": "2012-10-17", "Statement": [
                    {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::123456789012:root", "Service": "ec2.amazonaws.com"},
                     "Action": ["sts:AssumeRole", "sts:TagSession"],
                     "Condition": {"Bool": {"aws:MultiFactorAuthPresent": true},
                                   "StringEquals": {"sts:ExternalId": ["a+b c", "ü"]}}},
                    {"Effect": "Deny", "Principal": "*", "Action": "sts:*",
                     "Condition": {"NumericGreaterThanIfExists": {"aws:MultiFactorAuthAge": 3600}}}]}
                """).maxSessionDuration(Duration.ofHours(12));

        assertEquals(new RoleFacts(Arn.parse("arn:aws:iam::123456789012:role/it/admin").orElseThrow(), Duration.ofHours(12),
                new TrustPolicy(List.of(
                        new TrustPolicy.Statement(TrustPolicy.Effect.ALLOW, List.of("AWS", "Service"),
                                List.of("sts:AssumeRole", "sts:TagSession"), List.of(
                                        new TrustPolicy.Condition("Bool", "aws:MultiFactorAuthPresent", List.of("true")),
                                        new TrustPolicy.Condition("StringEquals", "sts:ExternalId", List.of("a+b c", "ü")))),
                        new TrustPolicy.Statement(TrustPolicy.Effect.DENY, List.of("*"), List.of("sts:*"), List.of(
                                new TrustPolicy.Condition("NumericGreaterThanIfExists", "aws:MultiFactorAuthAge",
                                        List.of("3600"))))))), aws.getRole(caller(), "admin"));
    }

    @Test
    void aTrustPolicyWithASingleStatement() {
        account.role("ops", "{\"Version\": \"2012-10-17\", \"Statement\": " + statement("") + "}");

        assertEquals(new TrustPolicy(List.of(new TrustPolicy.Statement(TrustPolicy.Effect.ALLOW, List.of("AWS"),
                List.of("sts:AssumeRole"), List.of()))), aws.getRole(caller(), "ops").trustPolicy());
    }

    @Test
    void aMalformedTrustPolicyMayWantAnything() throws Exception {
        account.role("ops", trust(""));
        for (var garbled : List.of("%7B", "%22Statement%22", "%22Effect%22", "%22Allow%22")) {
            try (var front = new Front(Front.Manners.GOOD, answer -> answer.replace(garbled, "x".repeat(garbled.length())))) {
                assertEquals(new RoleFacts(OPS, Duration.ofHours(1), TrustPolicy.unreadable()),
                        aws.getRole(caller(way("eu-west-1", front.endpoint(), 1)), "ops"), garbled);
            }
        }
    }

    /** AWS's own evaluation is the judge: without MFA first, then with a token code. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = """
            Allow | {"Bool": {"aws:MultiFactorAuthPresent": "true"}}                    | REQUIRED
            Allow | {"Bool": {"AWS:multifactorAuthPresent": true}}                      | REQUIRED
            Allow | {"BoolIfExists": {"aws:MultiFactorAuthPresent": "true"}}            | NOT_REQUIRED
            Allow | {"StringEquals": {"aws:MultiFactorAuthPresent": ["true"]}}          | REQUIRED
            Allow | {"NumericLessThan": {"aws:MultiFactorAuthAge": 60}}                 | REQUIRED
            Allow | {"NumericLessThanIfExists": {"aws:MultiFactorAuthAge": "60"}}       | NOT_REQUIRED
            Allow | {"Null": {"aws:MultiFactorAuthAge": "false"}}                       | REQUIRED
            Allow | {"ForAllValues:Bool": {"aws:MultiFactorAuthPresent": "true"}}       | NOT_REQUIRED
            Allow | {"ForAnyValue:Bool": {"aws:MultiFactorAuthPresent": "true"}}        | REQUIRED
            Allow | {"StringNotEquals": {"aws:MultiFactorAuthPresent": "false"}}        | NOT_REQUIRED
            Deny  | {"Bool": {"aws:MultiFactorAuthPresent": "false"}}                   | NOT_REQUIRED
            Deny  | {"BoolIfExists": {"aws:MultiFactorAuthPresent": ["false"]}}         | REQUIRED
            Deny  | {"NumericGreaterThanIfExists": {"aws:MultiFactorAuthAge": "60"}}    | REQUIRED
            Deny  | {"NumericGreaterThan": {"aws:MultiFactorAuthAge": "60"}}            | NOT_REQUIRED
            Deny  | {"Null": {"aws:MultiFactorAuthPresent": true}}                      | REQUIRED
            Deny  | {"StringNotEquals": {"aws:MultiFactorAuthPresent": "true"}}         | REQUIRED
            """, delimiter = '|')
    void aTrustPolicyIsReadAsAwsEvaluatesIt(String effect, String condition, TrustPolicy.MfaNeed need) {
        account.role("ops", "{\"Version\": \"2012-10-17\", \"Statement\": ["
                + (effect.equals("Deny") ? statement("") + ", " : "")
                + statement(condition).replace("Allow", effect) + "]}");

        assertEquals(need, aws.getRole(caller(), "ops").trustPolicy().mfaNeed());
        assertEquals(need == TrustPolicy.MfaNeed.REQUIRED ? "NotAllowed" : "",
                outcome(() -> aws.assumeRole(caller(), PLAIN, Optional.empty())).split(":")[0]);
        assertEquals("", outcome(() -> aws.assumeRole(caller(), PLAIN, Optional.of(mfa("phone")))));
    }

    // ------------------------------------------------------------------ parameters

    @Test
    void aParameterIsFoundInItsOwnRegion() {
        account.parameter("us-east-1", "/unencrypted/mfa/session_length", "43200");
        account.parameter("eu-west-1", "/unencrypted/alias", "Größe\n\u001b[31m");

        assertEquals(Optional.of("43200"), aws.getParameter(caller(), "us-east-1", "/unencrypted/mfa/session_length"));
        assertEquals(Optional.empty(), aws.getParameter(caller(), "eu-west-1", "/unencrypted/mfa/session_length"));
        assertEquals(Optional.of("Größe\n\u001b[31m"), aws.getParameter(caller(), "eu-west-1", "/unencrypted/alias"));
    }

    // -------------------------------------------------------------------- AssumeRole

    @Test
    void aDeviceIsCreatedEnabledResyncedDeactivatedAndDeleted() {
        var serial = new SerialNumber("arn:aws:iam::123456789012:mfa/jane-2");
        var user = Arn.parse("arn:aws:iam::123456789012:user/team/jane").orElseThrow();

        var created = aws.createVirtualMfaDevice(caller(), "jane-2").orElseThrow();
        var device = account.unassignedDevice("jane-2");
        assertEquals(serial, created.serialNumber());
        assertEquals(device.seed(), created.seed().base32());
        assertFalse(created.toString().contains(device.seed()));
        assertEquals(Optional.empty(), aws.createVirtualMfaDevice(caller(), "jane-2"));
        assertEquals(List.of(serial), aws.listVirtualMfaDevices(caller()));

        aws.enableMfaDevice(caller(), user, serial, pair(device, -1));
        assertEquals(List.of(), aws.listVirtualMfaDevices(caller()));
        assertEquals(List.of(serial), aws.listMfaDevices(caller(), user));
        aws.resyncMfaDevice(caller(), user, serial, pair(device, 1));

        var admin = account.user("admin").policy("all", ALLOW_ALL).accessKey();
        var asAdmin = caller(Credentials.longLived(admin.id(), admin.secret()));
        assertEquals(Problem.deviceInUse(serial.text()), problem(() -> aws.deleteVirtualMfaDevice(asAdmin, serial)));
        aws.deactivateMfaDevice(asAdmin, user, serial);
        assertEquals(Problem.deviceNotKnown(serial.text()),
                problem(() -> aws.deactivateMfaDevice(asAdmin, user, serial)));
        aws.deleteVirtualMfaDevice(asAdmin, serial);
        assertEquals(Problem.deviceNotKnown(serial.text()),
                problem(() -> aws.deleteVirtualMfaDevice(asAdmin, serial)));
    }

    /** The code of so many steps from now, and the one after it. */
    private CodePair pair(Device device, int step) {
        return new CodePair(new TokenCode(device.codeAt(now.plusSeconds(30L * step))),
                new TokenCode(device.codeAt(now.plusSeconds(30L * (step + 1)))));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            InvalidAuthenticationCode     | CodesRejected: AWS did not accept the two codes for arn:aws:iam::123456789012:mfa/jane
            EntityTemporarilyUnmodifiable | DeviceBusy: AWS is still busy with another change of this device or user (EntityTemporarilyUnmodifiable)
            ConcurrentModification        | DeviceBusy: AWS is still busy with another change of this device or user (ConcurrentModification)
            LimitExceeded                 | Refusal: the user cannot have another MFA device: some words
            EntityAlreadyExists           | Refusal: arn:aws:iam::123456789012:mfa/jane is in use
            NoSuchEntity                  | Refusal: AWS knows no MFA device arn:aws:iam::123456789012:mfa/jane of this user
            AccessDenied                  | NotAllowed: AWS did not allow this: some words (AccessDenied)
            ServiceUnavailable            | ServiceRefused: AWS answered ServiceUnavailable: some words (request ID)
            MissingAction                 | ServiceRefused: AWS answered MissingAction: some words (request ID)
            """)
    void whatAwsSaysOfADeviceBecomesAProblem(String code, String problem) {
        var user = Arn.parse("arn:aws:iam::123456789012:user/team/jane").orElseThrow();
        local.faults().fail("EnableMFADevice", 9, code.equals("ServiceUnavailable") ? 503 : 409, code, "some words");

        assertEquals(problem, outcome(() -> aws.enableMfaDevice(caller(3), user,
                new SerialNumber("arn:aws:iam::123456789012:mfa/jane"), new CodePair(new TokenCode("123456"), new TokenCode("654321")))));
        assertEquals(1, local.calls().size());
    }

    @Test
    void aDeviceIsNeverCreatedTwiceForOneRequest() {
        local.faults().drop("CreateVirtualMFADevice", 1);

        assertEquals(unreachable("the connection broke"), outcome(() -> aws.createVirtualMfaDevice(caller(3), "jane")));
        assertEquals(1, local.calls().size());
    }

    @Test
    void aRoleSessionIsStarted() {
        account.role("ops", trust(""));

        var answer = aws.assumeRole(caller(), PLAIN, Optional.empty());

        assertEquals(new Expiration(now.plus(Duration.ofHours(1))), answer.expiration());
        assertEquals("ASIA", answer.credentials().accessKeyId().substring(0, 4));
        assertNotEquals(Optional.empty(), answer.credentials().sessionToken());
        assertEquals(Map.of("Action", "AssumeRole", "Version", "2011-06-15", "RoleArn", OPS.toString(),
                "RoleSessionName", "jane-at-work", "DurationSeconds", "3600"), lastCall().parameters());
    }

    @Test
    void allOptionsOfARoleSessionAreSent() {
        account.role("/it/", "admin", """
                {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "123456789012"},
                    "Action": ["sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession"],
                    "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}]}
                """).maxSessionDuration(Duration.ofHours(4));
        var tags = new LinkedHashMap<String, String>();
        tags.put("Project", "Apollo 13");
        tags.put("CostCentre", "");
        var admin = Arn.parse("arn:aws:iam::123456789012:role/it/admin").orElseThrow();

        var answer = aws.assumeRole(caller(), new RoleRequest(admin, "jane", Duration.ofHours(4), Optional.of("x/1"),
                Optional.of("jane.doe"), tags, List.of("Project")), Optional.of(mfa("phone")));

        assertEquals(new Expiration(now.plus(Duration.ofHours(4))), answer.expiration());
        assertEquals(Map.ofEntries(Map.entry("Action", "AssumeRole"), Map.entry("Version", "2011-06-15"),
                Map.entry("RoleArn", "arn:aws:iam::123456789012:role/it/admin"), Map.entry("RoleSessionName", "jane"),
                Map.entry("DurationSeconds", "14400"), Map.entry("ExternalId", "x/1"),
                Map.entry("SourceIdentity", "jane.doe"),
                Map.entry("Tags.member.1.Key", "Project"), Map.entry("Tags.member.1.Value", "Apollo 13"),
                Map.entry("Tags.member.2.Key", "CostCentre"), Map.entry("Tags.member.2.Value", ""),
                Map.entry("TransitiveTagKeys.member.1", "Project"),
                Map.entry("SerialNumber", "arn:aws:iam::123456789012:mfa/phone")), lastCall().parameters());
    }

    @Test
    void aTokenCodeOrADeviceIsRejected() {
        account.role("ops", trust(""));
        var spent = mfa("phone");
        aws.assumeRole(caller(), PLAIN, Optional.of(spent));

        assertEquals(new Problem.TokenCodeRejected("arn:aws:iam::123456789012:mfa/phone", TokenCode.untilNext(now)),
                problem(() -> aws.assumeRole(caller(), PLAIN, Optional.of(spent))));
        var stranger = new Mfa(new SerialNumber("arn:aws:iam::123456789012:mfa/other"), new TokenCode("123456"));
        assertEquals(new Problem.DeviceRejected("arn:aws:iam::123456789012:mfa/other"),
                problem(() -> aws.assumeRole(caller(), PLAIN, Optional.of(stranger))));
    }

    @Test
    void aDurationIsRefused() {
        account.role("ops", trust("")).policy("all", ALLOW_ALL);
        var roleSession = aws.assumeRole(caller(), PLAIN, Optional.empty()).credentials();
        var twoHours = request(OPS, Duration.ofHours(2));

        assertEquals(new Problem.DurationRefused(
                "The requested DurationSeconds exceeds the MaxSessionDuration set for this role."),
                problem(() -> aws.assumeRole(caller(), twoHours, Optional.empty())));
        account.role("ops", trust("")).maxSessionDuration(Duration.ofHours(12));
        assertEquals(new Problem.DurationRefused(
                "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining"),
                problem(() -> aws.assumeRole(caller(roleSession), twoHours, Optional.empty())));
        assertEquals(Problem.DurationRefused.class, problem(() ->
                aws.assumeRole(caller(), request(OPS, Duration.ofHours(13)), Optional.empty())).getClass());
    }

    @Test
    void onlyARequestWithoutATokenCodeIsRepeated() {
        account.role("ops", trust(""));
        local.faults().fail("AssumeRole", 2, 500, "InternalFailure", "try again");
        assertEquals("", outcome(() -> aws.assumeRole(caller(3), PLAIN, Optional.empty())));
        assertEquals(3, local.calls().size());

        local.faults().fail("AssumeRole", 2, 500, "InternalFailure", "try again");
        assertEquals("ServiceRefused: AWS answered InternalFailure: try again (request ID)",
                outcome(() -> aws.assumeRole(caller(3), PLAIN, Optional.of(mfa("phone")))));
        assertEquals(4, local.calls().size());

        local.faults().clear();
        local.faults().drop("AssumeRole", 2);
        assertEquals(unreachable("the connection broke"), outcome(() -> aws.assumeRole(caller(3), PLAIN, Optional.of(mfa("phone")))));
        assertEquals(5, local.calls().size());
    }

    @Test
    void aThrottledRequestIsRepeatedForAwsHasNotLookedAtTheCode() {
        account.role("ops", trust(""));
        local.faults().throttle("AssumeRole", 2);

        assertEquals("", outcome(() -> aws.assumeRole(caller(3), PLAIN, Optional.of(mfa("phone")))));
        assertEquals(3, local.calls().size());
    }

    // ---------------------------------------------------------------------- refusals

    /** All calls, those of the query protocol of STS and IAM and of the JSON protocol of SSM. */
    private Map<String, BiFunction<Aws, Caller, Object>> calls() {
        var calls = new LinkedHashMap<String, BiFunction<Aws, Caller, Object>>();
        calls.put("GetCallerIdentity", Aws::getCallerIdentity);
        calls.put("AssumeRole", (aws, caller) -> aws.assumeRole(caller, PLAIN, Optional.empty()));
        calls.put("GetSessionToken", (aws, caller) -> aws.getSessionToken(
                caller, mfa("phone").serialNumber(), new TokenCode("000000"), Duration.ofHours(1)));
        calls.put("ListMFADevices", Aws::listMfaDevices);
        calls.put("GetAccessKeyLastUsed", Aws::getAccessKeyLastUsed);
        calls.put("ListAccountAliases", Aws::listAccountAliases);
        calls.put("GetRole", (aws, caller) -> aws.getRole(caller, "ops"));
        calls.put("GetParameter", (aws, caller) -> aws.getParameter(caller, "eu-west-1", "/a"));
        return calls;
    }

    private void assertEach(Caller caller, BiFunction<String, Boolean, Problem> expected) {
        account.role("ops", trust(""));
        assertAll(calls().entrySet().stream().map(call -> () -> assertEquals(
                expected.apply(call.getKey(), call.getKey().equals("GetParameter")),
                problem(() -> call.getValue().apply(aws, caller)), call.getKey())));
    }

    @Test
    void aKeyThatAwsDoesNotKnow() {
        var id = jane.accessKey().id();
        var caller = caller();
        jane.accessKey().deactivate();

        assertEach(caller, (call, json) -> new Problem.KeysRejected(
                id, json ? "UnrecognizedClientException" : "InvalidClientTokenId"));
    }

    @Test
    void aWrongSecret() {
        var id = jane.accessKey().id();

        assertEach(caller(Credentials.longLived(id, "x".repeat(40))), (call, json) -> new Problem.SecretMismatch(id));
    }

    @Test
    void aWrongClock() {
        local.faults().clockOffset(Duration.ofHours(8));
        assertEach(caller(), (call, json) -> Problem.clockWrong(Duration.ofHours(-8)));

        local.faults().clockOffset(Duration.ofMinutes(-20));
        assertEach(caller(3), (call, json) -> Problem.clockWrong(Duration.ofMinutes(20)));
    }

    @Test
    void aWrongDateOnOneAnswerDoesNotSpoilTheNext() {
        local.faults().dateOffset(Duration.ofDays(400));
        assertEquals(Problem.clockWrong(Duration.ofDays(-400)),
                problem(() -> aws.getCallerIdentity(caller(Credentials.longLived(jane.accessKey().id(), "x".repeat(40))))));
        assertEquals("", outcome(() -> aws.getCallerIdentity(caller())));
    }

    @Test
    void anExpiredSession() {
        var session = mfaSession();
        local.faults().clockOffset(Duration.ofHours(2));

        assertEach(caller(session), (call, json) -> new Problem.SessionExpired(session.accessKeyId()));
    }

    @Test
    void aDenial() {
        jane.policy("all", """
                {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "*", "Resource": "*"}]}""");
        var denied = new LinkedHashMap<>(Map.of("AssumeRole", "sts:AssumeRole on resource: " + OPS,
                "GetSessionToken", "sts:GetSessionToken",
                "ListMFADevices", "iam:ListMFADevices on resource: user jane",
                "GetAccessKeyLastUsed", "iam:GetAccessKeyLastUsed on resource: arn:aws:iam::123456789012:user/team/jane",
                "ListAccountAliases", "iam:ListAccountAliases on resource: *",
                "GetRole", "iam:GetRole on resource: role ops",
                "GetParameter", "ssm:GetParameter on resource: arn:aws:ssm:eu-west-1:123456789012:parameter/a"));
        account.role("ops", trust(""));

        assertEquals("", outcome(() -> aws.getCallerIdentity(caller())));
        assertAll(denied.entrySet().stream().map(call -> () -> assertEquals(
                new Problem.NotAllowed(call.getKey().equals("GetParameter") ? "AccessDeniedException" : "AccessDenied",
                        "User: arn:aws:iam::123456789012:user/team/jane is not authorized to perform: " + call.getValue()
                                + " with an explicit deny in an identity-based policy"),
                problem(() -> calls().get(call.getKey()).apply(aws, caller())), call.getKey())));
    }

    @Test
    void throttling() {
        local.faults().throttle(99);

        assertEach(caller(), (call, json) -> new Problem.Throttled(json ? "ThrottlingException" : "Throttling"));
    }

    @Test
    void aCaptivePortal() {
        local.faults().captivePortal(99);

        assertEach(caller(3), (call, json) -> Problem.notAws(local.endpoint().toString()));
        assertEquals(calls().size(), local.calls().size());
    }

    @Test
    void aConnectionThatBreaks() {
        local.faults().drop(99);

        assertEach(caller(), (call, json) -> Problem.unreachable(local.endpoint().toString(), "the connection broke"));
    }

    @Test
    void aVirtualThreadThatIsInterruptedGivesUpAtOnce() throws Exception {
        local.faults().hang("GetCallerIdentity", 1);
        local.faults().fail("GetParameter", 99, 500, "InternalFailure", "try again");
        assertGivesUp("GetCallerIdentity", 1, () -> aws.getCallerIdentity(caller(3)));
        assertGivesUp("GetParameter", 3, () -> aws.getParameter(caller(99), "eu-west-1", "/a"));
    }

    /** By itself it would go on for many minutes. */
    private void assertGivesUp(String action, int arrivals, Runnable call) throws Exception {
        var outcome = new CompletableFuture<String>();
        var thread = Thread.ofVirtual().start(() -> outcome.complete(outcome(call)));
        while (!outcome.isDone() && local.calls().stream().filter(arrived -> arrived.action().equals(action)).count() < arrivals) {
            Thread.sleep(10);
        }
        thread.interrupt();

        assertEquals(unreachable("no answer in time"), outcome.get(60, TimeUnit.SECONDS));
    }

    @Test
    void nobodyThere() throws IOException {
        // Held, and nobody listens: a port that is merely free could become another test's.
        try (var held = new Socket()) {
            held.bind(new InetSocketAddress("127.0.0.1", 0));
            var endpoint = URI.create("http://127.0.0.1:" + held.getLocalPort());

            assertEach(caller(way("eu-west-1", endpoint, 1)),
                    (call, json) -> Problem.unreachable(endpoint.toString(), "the connection is refused"));
        }
    }

    @Test
    void anyOtherAnswerKeepsAwssWords() {
        local.faults().fail(99, 400, "Frobnication", "cannot frobnicate");

        calls().forEach((name, call) -> assertEquals(
                "ServiceRefused: AWS answered Frobnication: cannot frobnicate (request ID)",
                outcome(() -> call.apply(aws, caller())), name));
    }

    @Test
    void aRoleThatDoesNotExist() {
        assertEquals(new Problem.NoSuchRole("nobody"), problem(() -> aws.getRole(caller(), "nobody")));
    }

    // -------------------------------------------------------------------- connections

    @Test
    void connectionsAreUsedAgain() throws Exception {
        try (var front = new Front(Front.Manners.GOOD)) {
            IntStream.range(0, 5).forEach(at -> aws.listMfaDevices(caller(way("eu-west-1", front.endpoint(), 3))));

            assertEquals(1, front.connections.get());
        }
    }

    @Test
    void aConnectionThatAwsHasClosedIsNotUsedAgain() throws Exception {
        try (var front = new Front(Front.Manners.CLOSES_WHEN_IDLE)) {
            for (var at = 0; at < 5; at++) {
                assertEquals(List.of(), aws.listMfaDevices(caller(way("eu-west-1", front.endpoint(), 1))));
                assertEquals(Optional.empty(), aws.listAccountAliases(caller(way("eu-west-1", front.endpoint(), 3))));
            }
            assertEquals(10, local.calls().size());
        }
    }

    @Test
    void aRequestOnItsWayWhileAwsClosesIsSentAgain() throws Exception {
        try (var front = new Front(Front.Manners.ANSWERS_ONCE)) {
            var caller = caller(way("eu-west-1", front.endpoint(), 3));
            for (var at = 0; at < 3; at++) {
                assertEquals(List.of(), aws.listMfaDevices(caller));
                assertEquals(Optional.empty(), aws.getParameter(caller, "us-east-1", "/a"));
            }
            assertEquals(6, local.calls().size());
            assertNotEquals(0, front.swallowed.get());
        }
    }

    @Test
    void aRequestThatMayBeSentOnceOnlyHasAConnectionOfItsOwn() throws Exception {
        account.role("ops", trust(""));
        try (var front = new Front(Front.Manners.ANSWERS_ONCE)) {
            var way = way("eu-west-1", front.endpoint(), 3);
            for (var phone : List.of("phone-1", "phone-2", "phone-3")) {
                var mfa = mfa(phone);
                aws.getCallerIdentity(caller(way));
                aws.getSessionToken(caller(way), mfa.serialNumber(), mfa.tokenCode(), Duration.ofHours(1));
                aws.getCallerIdentity(caller(way));
                aws.assumeRole(caller(way), PLAIN, Optional.of(mfa(phone + "-too")));
                aws.getCallerIdentity(caller(way("eu-west-1", front.endpoint(), 1)));
            }
            assertEquals(15, local.calls().size());
        }
    }

    @Test
    void manyMayAskAtOnce() throws Exception {
        var callers = IntStream.range(0, 50).mapToObj(at -> local.account("%012d".formatted(at)).user("u" + at).accessKey())
                .map(key -> caller(Credentials.longLived(key.id(), key.secret()))).toList();

        try (var threads = Executors.newFixedThreadPool(50)) {
            var identities = callers.stream()
                    .map(caller -> threads.submit(() -> aws.getCallerIdentity(caller).toString())).toList();

            for (var at = 0; at < 50; at++) {
                assertEquals("arn:aws:iam::%012d:user/u%d".formatted(at, at), identities.get(at).get());
            }
        }
    }

    // ---------------------------------------------------------------------- start-up

    /** Asks STS at an address given, in a process of its own. */
    public static final class AsksSts {
        private AsksSts() {}

        public static void main(String[] endpoint) {
            var keys = Credentials.longLived("AKIAIOSFODNN7EXAMPLE", "secret");
            var caller = new Caller(keys, way("eu-west-1", URI.create(endpoint[0]), 1));
            try {
                new SdkAws(InstantSource.system()).getCallerIdentity(caller);
            } catch (Problem expected) {
                System.out.println(expected.getMessage());
            }
        }
    }

    @Test
    void whoAsksStsLoadsNothingOfIamOrSsm() throws Exception {
        var process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xshare:auto",
                "-Xlog:class+load", "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"),
                AsksSts.class.getName(), local.endpoint().toString()).redirectErrorStream(true).start();
        var lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines().toList();

        assertEquals(List.of("AWS does not accept access key AKIAIOSFODNN7EXAMPLE (InvalidClientTokenId)"),
                lines.stream().filter(line -> line.startsWith("AWS")).toList());
        assertEquals(List.of(), lines.stream().filter(line -> line.matches(".*services\\.(iam|ssm)\\..*")).toList());
    }

    // ---------------------------------------------------------------------- given

    private static RoleRequest request(Arn role, Duration duration) {
        return new RoleRequest(role, "jane-at-work", duration, Optional.empty(), Optional.empty(), Map.of(), List.of());
    }

    private static String trust(String condition) {
        return "{\"Version\": \"2012-10-17\", \"Statement\": [" + statement(condition) + "]}";
    }

    private static String statement(String condition) {
        return "{\"Effect\": \"Allow\", \"Principal\": {\"AWS\": \"arn:aws:iam::123456789012:root\"},"
                + " \"Action\": \"sts:AssumeRole\"" + (condition.isEmpty() ? "" : ", \"Condition\": " + condition) + "}";
    }

    private Mfa mfa(String device) {
        var phone = jane.device(device);
        return new Mfa(new SerialNumber(phone.serialNumber()), TokenCode.parse(phone.code()));
    }

    private Credentials mfaSession() {
        var mfa = mfa("session-phone");
        return aws.getSessionToken(caller(), mfa.serialNumber(), mfa.tokenCode(), Duration.ofHours(1)).credentials();
    }

    private Caller caller() {
        return caller(1);
    }

    private Caller caller(int maxAttempts) {
        return caller(way("eu-west-1", local.endpoint(), maxAttempts));
    }

    private Caller caller(Credentials credentials) {
        return new Caller(credentials, way("eu-west-1", local.endpoint(), 1));
    }

    private Caller caller(Connection way) {
        return new Caller(Credentials.longLived(jane.accessKey().id(), jane.accessKey().secret()), way);
    }

    private static Connection way(String region, URI endpoint, int maxAttempts) {
        return new Connection(region, Map.of("sts", endpoint, "iam", endpoint, "ssm", endpoint), Optional.empty(), List.of(),
                Optional.empty(), false, false, false, maxAttempts);
    }

    private Call lastCall() {
        return local.calls().getLast();
    }

    private static Problem problem(Runnable asking) {
        return assertThrows(Problem.class, asking::run);
    }

    private String unreachable(String why) {
        return "Other: cannot reach " + local.endpoint() + ": " + why;
    }

    /** The problem's class and message; empty when there is none. */
    private static String outcome(Runnable asking) {
        try {
            asking.run();
            return "";
        } catch (Problem found) {
            return "%s: %s".formatted(found.getClass().getSimpleName(), found.message())
                    .replaceFirst("\\(request .+\\)$", "(request ID)");
        }
    }

    /** Stands before the local AWS as a load balancer does, with manners of its own about connections. */
    private final class Front implements AutoCloseable {
        private static final Pattern LENGTH = Pattern.compile("(?i)content-length: *(\\d+)");

        enum Manners { GOOD, CLOSES_WHEN_IDLE, ANSWERS_ONCE }

        final AtomicInteger connections = new AtomicInteger();
        final AtomicInteger swallowed = new AtomicInteger();
        private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
        private final Manners manners;
        private final UnaryOperator<String> garbling;

        Front(Manners manners) throws IOException {
            this(manners, answer -> answer);
        }

        /** @param garbling of an answer, which keeps its length */
        Front(Manners manners, UnaryOperator<String> garbling) throws IOException {
            this.manners = manners;
            this.garbling = garbling;
            Thread.ofVirtual().start(() -> untilClosed(() -> {
                var client = listener.accept();
                connections.incrementAndGet();
                Thread.ofVirtual().start(() -> serve(client));
            }));
        }

        URI endpoint() {
            return URI.create("http://127.0.0.1:" + listener.getLocalPort());
        }

        private interface Step {
            void run() throws IOException;
        }

        private void untilClosed(Step step) {
            try {
                while (!listener.isClosed()) {
                    step.run();
                }
            } catch (IOException closed) {
                // that is how it ends
            }
        }

        private void serve(Socket client) {
            try (client; var upstream = new Socket(InetAddress.ofLiteral("127.0.0.1"), local.endpoint().getPort())) {
                var fromClient = new BufferedInputStream(client.getInputStream());
                var fromAws = new BufferedInputStream(upstream.getInputStream());
                for (var answered = 0; ; answered++) {
                    var request = message(fromClient);
                    if (manners == Manners.ANSWERS_ONCE && answered > 0) {
                        swallowed.incrementAndGet();
                        return;
                    }
                    upstream.getOutputStream().write(request);
                    var answer = new String(message(fromAws), StandardCharsets.UTF_8);
                    client.getOutputStream().write(garbling.apply(answer).getBytes(StandardCharsets.UTF_8));
                    if (manners == Manners.CLOSES_WHEN_IDLE) {
                        return;
                    }
                }
            } catch (IOException gone) {
                // the test will notice
            }
        }

        /** Head and body of a request or an answer. */
        private static byte[] message(InputStream in) throws IOException {
            var bytes = new ByteArrayOutputStream();
            while (!bytes.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
                var next = in.read();
                if (next < 0) {
                    throw new IOException("closed");
                }
                bytes.write(next);
            }
            var length = LENGTH.matcher(bytes.toString(StandardCharsets.ISO_8859_1));
            bytes.writeBytes(in.readNBytes(length.find() ? Integer.parseInt(length.group(1)) : 0));
            return bytes.toByteArray();
        }

        @Override
        public void close() throws IOException {
            listener.close();
        }
    }
}
