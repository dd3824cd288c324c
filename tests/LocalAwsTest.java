//DEPS org.junit.jupiter:junit-jupiter:6.1.3
//SOURCES aws/Client.java
//SOURCES aws/LocalAws.java

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tests.aws.Account;
import tests.aws.Call;
import tests.aws.Client;
import tests.aws.Client.Answer;
import tests.aws.Client.Keys;
import tests.aws.Device;
import tests.aws.LocalAws;
import tests.aws.Role;
import tests.aws.Totp;
import tests.aws.User;

/** The local AWS obeys AWS's rules. */
class LocalAwsTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final String ALLOW_ALL = """
            {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}""";
    private static final String NOT_ALLOWED = "is not authorized to perform: sts:AssumeRole on resource: ";
    private static final String WRONG_CODE =
            "MultiFactorAuthentication failed with invalid MFA one time pass code. ";
    private static final String WRONG_SERIAL = "MultiFactorAuthentication failed, unable to validate MFA code.  "
            + "Please verify your MFA serial number is valid and associated with this user.";

    private final HandClock clock = new HandClock();
    private final LocalAws aws = LocalAws.start(clock);
    private final Account account = aws.account("123456789012");
    private final User jane = account.user("jane").policy("all", ALLOW_ALL);
    private final Device phone = jane.device("jane");
    private Optional<Keys> withMfa = Optional.empty();

    @AfterEach
    void close() {
        aws.close();
    }

    /** A clock that stands still until it is moved. */
    private static final class HandClock implements InstantSource {
        private volatile Instant now = NOON;

        @Override
        public Instant instant() {
            return now;
        }

        void pass(Duration duration) {
            now = now.plus(duration);
        }
    }

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Client client = new Client(aws, clock, "us-east-1");

    private Answer sts(Keys keys, String action, String... namesAndValues) {
        return client.sts(keys, action, namesAndValues);
    }

    private Answer iam(Keys keys, String action, String... namesAndValues) {
        return client.iam(keys, action, namesAndValues);
    }

    private Answer ssm(Keys keys, String region, String name) {
        return client.ssm(keys, region, name);
    }

    private Answer send(Keys keys, String service, String region, Map<String, String> headers, String body) {
        return client.send(keys, service, region, headers, body);
    }

    private Answer send(Map<String, String> headers, String body) {
        return client.send(headers, body);
    }

    private Keys janesKeys() {
        return Keys.of(jane.accessKey());
    }

    private Answer mfa(Keys keys, String code, String... more) {
        var all = new ArrayList<>(List.of("SerialNumber", phone.serialNumber(), "TokenCode", code));
        all.addAll(List.of(more));
        return sts(keys, "GetSessionToken", all.toArray(String[]::new));
    }

    private Keys mfaSession() {
        return Keys.of(mfa(janesKeys(), phone.code()));
    }

    private Keys sessionWithoutMfa() {
        return Keys.of(sts(janesKeys(), "GetSessionToken"));
    }

    private static String trusting(String principal, String condition) {
        return """
                {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"AWS": "%s"},
                 "Action": ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"], "Condition": %s}}"""
                .formatted(principal, condition);
    }

    private static String trusting(String principal) {
        return trusting(principal, "{}");
    }

    private Answer assume(Keys keys, Role role, String... more) {
        var all = new ArrayList<>(List.of("RoleArn", role.arn(), "RoleSessionName", "work"));
        all.addAll(List.of(more));
        return sts(keys, "AssumeRole", all.toArray(String[]::new));
    }

    // RFC 6238

    @ParameterizedTest
    @CsvSource({
        "59, 94287082", "1111111109, 07081804", "1111111111, 14050471",
        "1234567890, 89005924", "2000000000, 69279037", "20000000000, 65353130"
    })
    void totpGivesTheVectorsOfRfc6238(long seconds, String code) {
        var seed = "12345678901234567890".getBytes(StandardCharsets.US_ASCII);

        assertEquals(code, Totp.code(seed, Instant.ofEpochSecond(seconds), 8));
    }

    @ParameterizedTest
    @CsvSource({"fooba, MZXW6YTB", "foobar, MZXW6YTBOI", "foob, MZXW6YQ", "f, MY"})
    void base32GivesTheVectorsOfRfc4648(String text, String base32) {
        assertEquals(base32, Totp.base32(text.getBytes(StandardCharsets.US_ASCII)));
    }

    @Test
    void aSeedHas64CharactersAsAwsMakesThem() {
        assertTrue(phone.seed().matches("[A-Z2-7]{64}"));
    }

    // Signatures

    @Test
    void aGoodSignatureIsAccepted() {
        var answer = sts(janesKeys(), "GetCallerIdentity");

        assertEquals("200", answer.outcome());
        assertEquals(List.of("Sun, 22 Nov 2026 12:00:00 GMT"), answer.headers().get("date"));
        assertEquals(answer.headers().get("x-amzn-requestid"), List.of(answer.text("RequestId")));
    }

    @Test
    void aWrongSecretIsRefused() {
        var wrong = new Keys(jane.accessKey().id(), "wrong", "");

        assertEquals("403 SignatureDoesNotMatch: The request signature we calculated does not match the signature "
                + "you provided. Check your AWS Secret Access Key and signing method. "
                + "Consult the service documentation for details.", sts(wrong, "GetCallerIdentity").outcome());
    }

    @Test
    void anAlteredBodyIsRefused() {
        var headers = new TreeMap<>(Map.of("host", aws.endpoint().getAuthority(),
                "x-amz-date", client.time("yyyyMMdd'T'HHmmss'Z'")));
        var body = "Action=GetSessionToken&Version=2011-06-15&DurationSeconds=900";
        headers.put("authorization", client.authorization(janesKeys(), "sts", "us-east-1", headers, body));

        assertEquals("SignatureDoesNotMatch", send(headers, body.replace("900", "129600")).text("Code"));
        assertEquals("200", send(headers, body).outcome());
    }

    @Test
    void anUnknownOrDeletedOrInactiveKeyIsInvalid() {
        var refused = "403 InvalidClientTokenId: The security token included in the request is invalid.";
        var key = jane.accessKey();
        var keys = Keys.of(key);

        assertEquals(refused, sts(new Keys("AKIAUNKNOWN234567", "x", ""), "GetCallerIdentity").outcome());
        key.deactivate();
        assertEquals(refused, sts(keys, "GetCallerIdentity").outcome());
        key.activate();
        assertEquals("200", sts(keys, "GetCallerIdentity").outcome());
        key.delete();
        assertEquals(refused, sts(keys, "GetCallerIdentity").outcome());
    }

    @Test
    void aRequestWithoutSignatureIsRefused() {
        var answer = send(Map.of(), "Action=GetCallerIdentity&Version=2011-06-15");

        assertEquals("403 MissingAuthenticationToken: Request is missing Authentication Token", answer.outcome());
    }

    @Test
    void anIncompleteSignatureIsRefused() {
        var headers = Map.of("authorization", "AWS4-HMAC-SHA256 Credential=AKIA");

        assertEquals("IncompleteSignature",
                send(headers, "Action=GetCallerIdentity&Version=2011-06-15").text("Code"));
    }

    @Test
    void aSignatureForAnotherServiceIsRefused() {
        var answer = send(janesKeys(), "s3", "us-east-1", Map.of(), "Action=GetCallerIdentity&Version=2011-06-15");

        assertEquals("403 SignatureDoesNotMatch: Credential should be scoped to correct service: 'sts'. ",
                answer.outcome());
    }

    @Test
    void aRequestMoreThan15MinutesOldOrYoungIsRefused() {
        aws.faults().clockOffset(Duration.ofMinutes(15));
        assertEquals("200", sts(janesKeys(), "GetCallerIdentity").outcome());
        aws.faults().clockOffset(Duration.ofMinutes(16));
        assertEquals("403 SignatureDoesNotMatch: Signature expired: 20261122T120000Z is now earlier than "
                + "20261122T120100Z (20261122T121600Z - 15 min.)", sts(janesKeys(), "GetCallerIdentity").outcome());
        aws.faults().clockOffset(Duration.ofMinutes(-16));
        assertEquals("403 SignatureDoesNotMatch: Signature not yet current: 20261122T120000Z is still later than "
                + "20261122T115900Z (20261122T114400Z + 15 min.)", sts(janesKeys(), "GetCallerIdentity").outcome());
    }

    @Test
    void theDateOfAnswersTellsAwssClock() {
        aws.faults().clockOffset(Duration.ofHours(-2));
        assertEquals(List.of("Sun, 22 Nov 2026 10:00:00 GMT"),
                sts(janesKeys(), "GetCallerIdentity").headers().get("date"));
    }

    @Test
    void sessionKeysNeedTheirSessionToken() {
        var session = mfaSession();
        var without = new Keys(session.accessKeyId(), session.secret(), "");
        var wrong = new Keys(session.accessKeyId(), session.secret(), session.sessionToken() + "x");

        assertEquals("InvalidClientTokenId", sts(without, "GetCallerIdentity").text("Code"));
        assertEquals("InvalidClientTokenId", sts(wrong, "GetCallerIdentity").text("Code"));
        assertEquals("200", sts(session, "GetCallerIdentity").outcome());
    }

    @Test
    void longLivedKeysTakeNoSessionToken() {
        var mixed = new Keys(jane.accessKey().id(), jane.accessKey().secret(), mfaSession().sessionToken());

        assertEquals("InvalidClientTokenId", sts(mixed, "GetCallerIdentity").text("Code"));
    }

    @Test
    void ssmRefusesInItsOwnWords() {
        var wrong = new Keys(jane.accessKey().id(), "wrong", "");
        var unknown = new Keys("AKIAUNKNOWN234567", "x", "");

        assertAll(
                () -> assertEquals(400, ssm(wrong, "eu-west-1", "x").status()),
                () -> assertTrue(ssm(wrong, "eu-west-1", "x").body().contains("\"InvalidSignatureException\"")),
                () -> assertTrue(ssm(unknown, "eu-west-1", "x").body().contains("\"UnrecognizedClientException\"")));
    }

    @Test
    void keysOfOnePartitionAreUnknownInAnother() {
        var li = Keys.of(aws.account("444455556666", "aws-cn").user("li").accessKey());
        var body = "Action=GetCallerIdentity&Version=2011-06-15";

        assertEquals("InvalidClientTokenId", send(li, "sts", "us-east-1", Map.of(), body).text("Code"));
        assertEquals("arn:aws-cn:iam::444455556666:user/li",
                send(li, "sts", "cn-north-1", Map.of(), body).text("Arn"));
    }

    // Who is calling

    @Test
    void everyCallerHasItsIdentity() {
        var root = Keys.of(account.rootAccessKey());
        var lead = Keys.of(account.user("/team/", "lead").accessKey());
        var role = account.role("/team/", "admin", trusting(jane.arn()));
        var roleSession = Keys.of(assume(janesKeys(), role));

        assertEquals("arn:aws:iam::123456789012:user/jane", sts(janesKeys(), "GetCallerIdentity").text("Arn"));
        assertEquals("arn:aws:iam::123456789012:user/jane", sts(mfaSession(), "GetCallerIdentity").text("Arn"));
        assertEquals("arn:aws:iam::123456789012:user/team/lead", sts(lead, "GetCallerIdentity").text("Arn"));
        assertEquals("arn:aws:iam::123456789012:root", sts(root, "GetCallerIdentity").text("Arn"));
        assertEquals("123456789012", sts(root, "GetCallerIdentity").text("UserId"));
        assertEquals("arn:aws:sts::123456789012:assumed-role/admin/work",
                sts(roleSession, "GetCallerIdentity").text("Arn"));
        assertTrue(sts(roleSession, "GetCallerIdentity").text("UserId").matches("AROA[A-Z2-7]{16}:work"));
        assertEquals("123456789012", sts(roleSession, "GetCallerIdentity").text("Account"));
    }

    // Token codes

    @Test
    void aCodeIsAcceptedOnce() {
        assertEquals("200", mfa(janesKeys(), phone.code()).outcome());
        assertEquals("403 AccessDenied: " + WRONG_CODE, mfa(janesKeys(), phone.code()).outcome());
        clock.pass(Duration.ofSeconds(30));
        assertEquals("200", mfa(janesKeys(), phone.code()).outcome());
    }

    @ParameterizedTest
    @CsvSource({"-60, false", "-30, true", "0, true", "30, true", "60, false"})
    void aCodeMayBeOneStepOld(int seconds, boolean accepted) {
        var code = phone.codeAt(NOON.plusSeconds(seconds));

        assertEquals(accepted ? "200" : "403 AccessDenied: " + WRONG_CODE, mfa(janesKeys(), code).outcome());
    }

    @Test
    void aWrongCodeIsRefused() {
        var wrong = phone.code().equals("123456") ? "654321" : "123456";

        assertEquals("403 AccessDenied: " + WRONG_CODE, mfa(janesKeys(), wrong).outcome());
    }

    @Test
    void codesOfADriftedDeviceAreRefusedUntilItIsResynced() {
        phone.drift(Duration.ofMinutes(3));
        assertEquals("403 AccessDenied: " + WRONG_CODE, mfa(janesKeys(), phone.code()).outcome());
        assertEquals("200", iam(janesKeys(), "ResyncMFADevice", "UserName", "jane",
                "SerialNumber", phone.serialNumber(), "AuthenticationCode1", phone.codeAt(NOON.minusSeconds(30)),
                "AuthenticationCode2", phone.code()).outcome());
        clock.pass(Duration.ofSeconds(30));
        assertEquals("200", mfa(janesKeys(), phone.code()).outcome());
    }

    @Test
    void someoneElsesOrAnUnknownDeviceIsNotValid() {
        var joes = account.user("joe").device("joe");

        for (var serial : List.of(joes.serialNumber(), "arn:aws:iam::123456789012:mfa/nobody")) {
            assertEquals("403 AccessDenied: " + WRONG_SERIAL, sts(janesKeys(), "GetSessionToken",
                    "SerialNumber", serial, "TokenCode", joes.code()).outcome());
        }
    }

    @Test
    void aHardwareDeviceGivesCodesAndAPasskeyDoesNot() {
        var fob = jane.hardwareDevice("GAHT12345678");
        var passkey = jane.passkey("laptop");

        assertEquals("200", sts(janesKeys(), "GetSessionToken",
                "SerialNumber", "GAHT12345678", "TokenCode", fob.code()).outcome());
        assertEquals("403 AccessDenied: " + WRONG_SERIAL, sts(janesKeys(), "GetSessionToken",
                "SerialNumber", passkey, "TokenCode", "123456").outcome());
    }

    @ParameterizedTest
    @ValueSource(strings = {"12345", "1234567", "12345x", "123 456"})
    void aMalformedCodeIsAValidationError(String code) {
        assertEquals("ValidationError", mfa(janesKeys(), code).text("Code"));
    }

    @Test
    void serialNumberAndCodeComeTogether() {
        var answer = sts(janesKeys(), "GetSessionToken", "TokenCode", phone.code());

        assertEquals("403 AccessDenied: MultiFactorAuthentication failed, "
                + "must provide both MFA serial number and one time pass code. ", answer.outcome());
    }

    // Sessions

    @Test
    void aSessionLastsTwelveHoursUnlessSaidOtherwise() {
        assertEquals("2026-11-23T00:00:00Z", sts(janesKeys(), "GetSessionToken").text("Expiration"));
        assertEquals("2026-11-24T00:00:00Z",
                sts(janesKeys(), "GetSessionToken", "DurationSeconds", "129600").text("Expiration"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"899", "129601", "0", "-1"})
    void aSessionDurationOutOfBoundsIsAValidationError(String seconds) {
        assertEquals("ValidationError",
                sts(janesKeys(), "GetSessionToken", "DurationSeconds", seconds).text("Code"));
    }

    @ParameterizedTest
    @CsvSource({"900, 12:15", "3600, 13:00", "43200, 13:00"})
    void aRootSessionLastsAnHourAtMost(String seconds, String expiration) {
        var root = Keys.of(account.rootAccessKey());

        assertEquals("2026-11-22T" + expiration + ":00Z",
                sts(root, "GetSessionToken", "DurationSeconds", seconds).text("Expiration"));
    }

    @Test
    void rootHasDevicesToo() {
        var device = account.rootDevice("root-account-mfa-device");

        assertEquals("200", sts(Keys.of(account.rootAccessKey()), "GetSessionToken",
                "SerialNumber", device.serialNumber(), "TokenCode", device.code()).outcome());
    }

    @Test
    void aSessionExpires() {
        var session = mfaSession();

        clock.pass(Duration.ofHours(12).minusSeconds(1));
        assertEquals("200", sts(session, "GetCallerIdentity").outcome());
        assertTrue(aws.sessions().isLive(session.accessKeyId()));
        clock.pass(Duration.ofSeconds(1));
        assertEquals("403 ExpiredToken: The security token included in the request is expired",
                sts(session, "GetCallerIdentity").outcome());
        assertTrue(ssm(session, "eu-west-1", "x").body().contains("\"ExpiredTokenException\""));
        assertFalse(aws.sessions().isLive(session.accessKeyId()));
    }

    @Test
    void aSessionCanBeRevoked() {
        var first = sessionWithoutMfa();
        var second = sessionWithoutMfa();
        var third = sessionWithoutMfa();

        aws.sessions().revoke(first.accessKeyId());
        assertEquals("InvalidClientTokenId", sts(first, "GetCallerIdentity").text("Code"));
        assertEquals("200", sts(second, "GetCallerIdentity").outcome());
        aws.sessions().revokeAll(jane);
        assertEquals("InvalidClientTokenId", sts(third, "GetCallerIdentity").text("Code"));
    }

    @Test
    void aSessionOutlivesTheKeyThatStartedIt() {
        var session = mfaSession();
        jane.accessKey().deactivate();

        assertEquals("200", sts(session, "GetCallerIdentity").outcome());
    }

    @Test
    void credentialsLookLikeAwss() {
        var session = mfaSession();

        assertAll(
                () -> assertTrue(session.accessKeyId().matches("ASIA[A-Z2-7]{16}")),
                () -> assertTrue(jane.accessKey().id().matches("AKIA[A-Z2-7]{16}")),
                () -> assertEquals(40, session.secret().length()),
                () -> assertTrue(session.sessionToken().length() > 400),
                () -> assertTrue(session.sessionToken().matches(".*/.*\\+.*=")));
    }

    @Test
    void sessionCredentialsStartNoSession() {
        assertEquals("403 AccessDenied: Cannot call GetSessionToken with session credentials",
                sts(mfaSession(), "GetSessionToken").outcome());
    }

    @Test
    void aSessionNeedsNoPermissionButObeysAnExplicitDeny() {
        var joe = account.user("joe");
        var keys = Keys.of(joe.accessKey());

        assertEquals("200", sts(keys, "GetSessionToken").outcome());
        joe.policy("deny", ALLOW_ALL.replace("Allow", "Deny"));
        assertEquals("AccessDenied", sts(keys, "GetSessionToken").text("Code"));
        assertEquals("200", sts(keys, "GetCallerIdentity").outcome());
    }

    @Test
    void aSessionWithoutMfaCannotCallIam() {
        assertEquals("403 InvalidClientTokenId: The security token included in the request is invalid.",
                iam(sessionWithoutMfa(), "ListMFADevices").outcome());
        assertEquals("200", iam(mfaSession(), "ListMFADevices").outcome());
    }

    @Test
    void policiesSeeMfaAndItsAge() {
        jane.policy("all", """
                {"Version": "2012-10-17", "Statement": [
                  {"Effect": "Allow", "Action": "iam:GetUser", "Resource": "*",
                   "Condition": {"NumericLessThan": {"aws:MultiFactorAuthAge": "60"}}},
                  {"Effect": "Allow", "Action": "iam:ListMFADevices", "Resource": "*",
                   "Condition": {"Null": {"aws:MultiFactorAuthPresent": "true"}}}]}""");
        var session = mfaSession();

        assertEquals("200", iam(janesKeys(), "ListMFADevices").outcome());
        assertEquals("AccessDenied", iam(session, "ListMFADevices").text("Code"));
        assertEquals("AccessDenied", iam(janesKeys(), "GetUser").text("Code"));
        assertEquals("200", iam(session, "GetUser").outcome());
        clock.pass(Duration.ofSeconds(60));
        assertEquals("AccessDenied", iam(session, "GetUser").text("Code"));
    }

    // Roles

    @Test
    void aRoleIsAssumedByWhomItsTrustPolicyNames() {
        var nobody = account.user("nobody");
        var role = account.role("admin", trusting(nobody.arn()));
        var answer = assume(Keys.of(nobody.accessKey()), role);

        assertEquals("200", answer.outcome());
        assertEquals("2026-11-22T13:00:00Z", answer.text("Expiration"));
        assertEquals("arn:aws:sts::123456789012:assumed-role/admin/work", answer.text("Arn"));
        assertEquals("403 AccessDenied: User: arn:aws:iam::123456789012:user/jane " + NOT_ALLOWED + role.arn(),
                assume(janesKeys(), role).outcome());
    }

    @ParameterizedTest
    @ValueSource(strings = {"123456789012", "arn:aws:iam::123456789012:root"})
    void aRoleThatTrustsItsAccountNeedsTheCallersPermissionToo(String principal) {
        var role = account.role("admin", trusting(principal));
        var nobody = account.user("nobody");

        assertEquals("200", assume(janesKeys(), role).outcome());
        assertEquals("AccessDenied", assume(Keys.of(nobody.accessKey()), role).text("Code"));
    }

    @Test
    void anotherAccountNeedsBothPolicies() {
        var nobody = account.user("nobody");
        var role = aws.account("999999999999").role("admin", trusting(nobody.arn()));

        assertEquals("AccessDenied", assume(Keys.of(nobody.accessKey()), role).text("Code"));
        nobody.policy("all", ALLOW_ALL);
        assertEquals("200", assume(Keys.of(nobody.accessKey()), role).outcome());
        assertEquals("AccessDenied", assume(janesKeys(), role).text("Code"));
        role.trust(trusting("123456789012"));
        assertEquals("200", assume(janesKeys(), role).outcome());
    }

    @Test
    void anExplicitDenyWinsOverTrust() {
        var role = account.role("admin", trusting(jane.arn()));
        jane.policy("deny", ALLOW_ALL.replace("Allow", "Deny"));

        assertEquals("403 AccessDenied: User: arn:aws:iam::123456789012:user/jane " + NOT_ALLOWED + role.arn()
                + " with an explicit deny in an identity-based policy", assume(janesKeys(), role).outcome());
    }

    @Test
    void aMissingRoleLooksLikeAForbiddenOne() {
        assertEquals("403 AccessDenied: User: arn:aws:iam::123456789012:user/jane " + NOT_ALLOWED
                + "arn:aws:iam::123456789012:role/missing", sts(janesKeys(), "AssumeRole",
                "RoleArn", "arn:aws:iam::123456789012:role/missing", "RoleSessionName", "work").outcome());
    }

    @Test
    void aRoleMayDemandMfa() {
        var role = account.role("admin",
                trusting(jane.arn(), "{\"Bool\": {\"aws:MultiFactorAuthPresent\": \"true\"}}"));

        assertEquals("AccessDenied", assume(janesKeys(), role).text("Code"));
        assertEquals("AccessDenied", assume(sessionWithoutMfa(), role).text("Code"));
        assertEquals("200", assume(mfaSession(), role).outcome());
        clock.pass(Duration.ofSeconds(30));
        assertEquals("200", assume(janesKeys(), role,
                "SerialNumber", phone.serialNumber(), "TokenCode", phone.code()).outcome());
        assertEquals("403 AccessDenied: " + WRONG_CODE, assume(janesKeys(), role,
                "SerialNumber", phone.serialNumber(), "TokenCode", phone.code()).outcome());
    }

    @Test
    void aRoleMayDemandRecentMfa() {
        var role = account.role("admin",
                trusting(jane.arn(), "{\"NumericLessThan\": {\"aws:MultiFactorAuthAge\": \"3600\"}}"));
        var session = mfaSession();

        assertEquals("200", assume(session, role).outcome());
        clock.pass(Duration.ofHours(1));
        assertEquals("AccessDenied", assume(session, role).text("Code"));
    }

    @Test
    void aRoleSessionDoesNotInheritMfa() {
        var role = account.role("admin", trusting(jane.arn())).policy("with MFA", """
                {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*",
                 "Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "true"}}}}""");
        var session = Keys.of(assume(mfaSession(), role));

        assertEquals("AccessDenied", iam(session, "GetUser", "UserName", "jane").text("Code"));
    }

    @Test
    void aRoleMayDemandAnExternalId() {
        var role = account.role("partner",
                trusting(jane.arn(), "{\"StringEquals\": {\"sts:ExternalId\": \"7-of-9\"}}"));

        assertEquals("AccessDenied", assume(janesKeys(), role).text("Code"));
        assertEquals("AccessDenied", assume(janesKeys(), role, "ExternalId", "other").text("Code"));
        assertEquals("200", assume(janesKeys(), role, "ExternalId", "7-of-9").outcome());
    }

    @Test
    void aRoleSessionHasItsOwnMaximum() {
        var role = account.role("admin", trusting(jane.arn()));
        var tooLong = "400 ValidationError: The requested DurationSeconds exceeds the MaxSessionDuration "
                + "set for this role.";

        assertEquals(tooLong, assume(janesKeys(), role, "DurationSeconds", "3601").outcome());
        role.maxSessionDuration(Duration.ofHours(12));
        assertEquals("2026-11-23T00:00:00Z",
                assume(janesKeys(), role, "DurationSeconds", "43200").text("Expiration"));
        assertEquals("ValidationError", assume(janesKeys(), role, "DurationSeconds", "43201").text("Code"));
        assertEquals("ValidationError", assume(janesKeys(), role, "DurationSeconds", "899").text("Code"));
    }

    @Test
    void aSessionMayAssumeARoleForAnHourAtMost() {
        var role = account.role("admin", trusting("123456789012")).maxSessionDuration(Duration.ofHours(12));
        role.policy("all", ALLOW_ALL);
        var roleSession = Keys.of(assume(janesKeys(), role));
        var tooLong = "400 ValidationError: The requested DurationSeconds exceeds the 1 hour session limit "
                + "for roles assumed by role chaining";

        assertEquals("200", assume(roleSession, role, "DurationSeconds", "3600").outcome());
        assertEquals(tooLong, assume(roleSession, role, "DurationSeconds", "3601").outcome());
        assertEquals(tooLong, assume(mfaSession(), role, "DurationSeconds", "3601").outcome());
    }

    @Test
    void aRoleMayTrustARole() {
        var first = account.role("first", trusting(jane.arn()));
        var second = aws.account("999999999999").role("second", trusting(first.arn()));
        var session = Keys.of(assume(janesKeys(), first));

        assertEquals("AccessDenied", assume(session, second).text("Code"));
        first.policy("all", ALLOW_ALL);
        assertEquals("200", assume(session, second).outcome());
        assertEquals("AccessDenied", assume(janesKeys(), second).text("Code"));
    }

    @Test
    void rootAssumesNoRoles() {
        var role = account.role("admin", trusting("123456789012"));

        assertEquals("403 AccessDenied: Roles may not be assumed by root accounts.",
                assume(Keys.of(account.rootAccessKey()), role).outcome());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            RoleSessionName       | x
            RoleSessionName       | with space
            RoleSessionName       | jane/admin
            ExternalId            | x
            ExternalId            | with space
            SourceIdentity        | x
            SerialNumber          | short
            TokenCode             | 12345
            DurationSeconds       | 43201
            Tags.member.1.Value   | <>
            RoleArn               | arn:aws:iam::123456789012:user/jane
            RoleArn               | too short
            """)
    void malformedParametersAreValidationErrors(String name, String value) {
        var all = new TreeMap<>(Map.of("RoleArn", "arn:aws:iam::123456789012:role/admin", "RoleSessionName", "work",
                "Tags.member.1.Key", "team", "Tags.member.1.Value", "a"));
        all.put(name, value);
        var flat = all.entrySet().stream().<String>mapMulti((it, out) -> {
            out.accept(it.getKey());
            out.accept(it.getValue());
        });

        assertEquals("ValidationError",
                sts(janesKeys(), "AssumeRole", flat.toArray(String[]::new)).text("Code"));
    }

    @Test
    void tagsAndSourceIdentityNeedTheirOwnPermission() {
        var role = account.role("admin", trusting(jane.arn()));
        String[] tags = {"Tags.member.1.Key", "team", "Tags.member.1.Value", "blue"};

        assertEquals("200", assume(janesKeys(), role, tags).outcome());
        assertEquals("jane", assume(janesKeys(), role, "SourceIdentity", "jane").text("SourceIdentity"));
        role.trust(trusting(jane.arn()).replace("sts:TagSession", "x:Y").replace("sts:SetSourceIdentity", "x:Y"));
        jane.deletePolicy("all");
        assertEquals("403 AccessDenied: User: arn:aws:iam::123456789012:user/jane is not authorized to perform: "
                + "sts:TagSession on resource: " + role.arn(), assume(janesKeys(), role, tags).outcome());
        assertEquals("AccessDenied", assume(janesKeys(), role, "SourceIdentity", "jane").text("Code"));
        assertEquals("200", assume(janesKeys(), role).outcome());
    }

    @Test
    void tagsOfTheSessionAreKnownToPolicies() {
        var role = account.role("admin", trusting(jane.arn())).policy("blue", """
                {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "iam:*", "Resource": "*",
                 "Condition": {"StringEquals": {"aws:PrincipalTag/team": "blue"}}}}""");
        var blue = Keys.of(assume(janesKeys(), role, "Tags.member.1.Key", "team", "Tags.member.1.Value", "blue"));
        var plain = Keys.of(assume(janesKeys(), role));

        assertEquals("200", iam(blue, "ListAccountAliases").outcome());
        assertEquals("AccessDenied", iam(plain, "ListAccountAliases").text("Code"));
    }

    @Test
    void aSessionPolicyTakesAway() {
        var role = account.role("admin", trusting(jane.arn())).policy("all", ALLOW_ALL);
        var narrow = Keys.of(assume(janesKeys(), role, "Policy", ALLOW_ALL.replace("\"*\",", "\"iam:ListUsers\",")));

        assertEquals("200", iam(narrow, "ListUsers").outcome());
        assertEquals("AccessDenied", iam(narrow, "ListAccountAliases").text("Code"));
        assertEquals("MalformedPolicyDocument", assume(janesKeys(), role, "Policy", "{}").text("Code"));
    }

    @Test
    void sessionsOfARoleCanBeRevokedByPolicyAsTheConsoleDoes() {
        var role = account.role("admin", trusting(jane.arn())).policy("all", ALLOW_ALL);
        var session = Keys.of(assume(janesKeys(), role));
        role.policy("AWSRevokeOlderSessions", """
                {"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": "*", "Resource": "*",
                 "Condition": {"DateLessThan": {"aws:TokenIssueTime": "2026-11-22T12:00:01Z"}}}}""");

        assertEquals("AccessDenied", iam(session, "ListUsers").text("Code"));
    }

    // IAM and SSM

    @Test
    void accessDeniedSaysWhoWhatAndWhy() {
        var nobody = Keys.of(account.user("nobody").accessKey());

        assertEquals("403 AccessDenied: User: arn:aws:iam::123456789012:user/nobody is not authorized to perform: "
                + "iam:ListMFADevices on resource: user nobody because no identity-based policy allows the "
                + "iam:ListMFADevices action", iam(nobody, "ListMFADevices").outcome());
        jane.policy("deny", ALLOW_ALL.replace("Allow", "Deny"));
        assertEquals("403 AccessDenied: User: arn:aws:iam::123456789012:user/jane is not authorized to perform: "
                + "iam:ListVirtualMFADevices on resource: arn:aws:iam::123456789012:mfa/ with an explicit deny in "
                + "an identity-based policy", iam(janesKeys(), "ListVirtualMFADevices").outcome());
    }

    @Test
    void devicesOfEveryKindAreListed() {
        jane.hardwareDevice("GAHT12345678");
        jane.passkey("laptop");
        account.unassignedDevice("spare");
        account.user("joe").device("joe");

        assertEquals(List.of("GAHT12345678", "arn:aws:iam::123456789012:mfa/jane",
                "arn:aws:iam::123456789012:u2f/user/jane/laptop"), serials(iam(janesKeys(), "ListMFADevices")));
        assertEquals(List.of("arn:aws:iam::123456789012:mfa/spare"),
                serials(iam(janesKeys(), "ListVirtualMFADevices", "AssignmentStatus", "Unassigned")));
        assertEquals(List.of("arn:aws:iam::123456789012:mfa/jane", "arn:aws:iam::123456789012:mfa/joe"),
                serials(iam(janesKeys(), "ListVirtualMFADevices", "AssignmentStatus", "Assigned")));
        assertEquals(3, serials(iam(janesKeys(), "ListVirtualMFADevices")).size());
    }

    private static List<String> serials(Answer answer) {
        return Pattern.compile("<SerialNumber>([^<]*)<").matcher(answer.body()).results()
                .map(it -> it.group(1)).toList();
    }

    @Test
    void longListsComeInPages() {
        IntStream.rangeClosed(1, 5).forEach(it -> account.unassignedDevice("spare" + it));
        var first = iam(janesKeys(), "ListVirtualMFADevices", "MaxItems", "4");
        var second = iam(janesKeys(), "ListVirtualMFADevices", "MaxItems", "4", "Marker", first.text("Marker"));

        assertEquals(4, serials(first).size());
        assertEquals("true", first.text("IsTruncated"));
        assertEquals(2, serials(second).size());
        assertEquals("false", second.text("IsTruncated"));
    }

    private Answer enable(Device device, String code1, String code2) {
        return iam(withMfa(), "EnableMFADevice", "UserName", "jane", "SerialNumber", device.serialNumber(),
                "AuthenticationCode1", code1, "AuthenticationCode2", code2);
    }

    /** The MFA session of jane, started once. */
    private Keys withMfa() {
        withMfa = withMfa.or(() -> Optional.of(mfaSession()));
        return withMfa.get();
    }

    @Test
    void whoHasADeviceChangesTheOwnDevicesWithMfaOnly() {
        var tablet = account.unassignedDevice("tablet");
        var code1 = tablet.codeAt(NOON.minusSeconds(30));
        var enabling = new String[] {"UserName", "jane", "SerialNumber", tablet.serialNumber(),
            "AuthenticationCode1", code1, "AuthenticationCode2", tablet.code()};
        var disabling = new String[] {"UserName", "jane", "SerialNumber", phone.serialNumber()};
        var denied = "403 AccessDenied: User: arn:aws:iam::123456789012:user/jane is not authorized to perform: iam:%s"
                + " on resource: user jane without MFA, since the user has an MFA device";

        assertEquals(denied.formatted("EnableMFADevice"), iam(janesKeys(), "EnableMFADevice", enabling).outcome());
        assertEquals(denied.formatted("DeactivateMFADevice"), iam(janesKeys(), "DeactivateMFADevice", disabling).outcome());
        assertEquals("200", iam(withMfa(), "EnableMFADevice", enabling).outcome());
        assertEquals("200", iam(withMfa(), "DeactivateMFADevice", disabling).outcome());

        var admin = account.user("admin").policy("all", ALLOW_ALL);
        assertEquals("200", iam(Keys.of(admin.accessKey()), "DeactivateMFADevice",
                "UserName", "jane", "SerialNumber", tablet.serialNumber()).outcome());
        assertEquals("200", iam(janesKeys(), "EnableMFADevice", "UserName", "jane", "SerialNumber", phone.serialNumber(),
                "AuthenticationCode1", phone.codeAt(NOON.plusSeconds(30)),
                "AuthenticationCode2", phone.codeAt(NOON.plusSeconds(60))).outcome());
    }

    @Test
    void aDeviceIsCreatedEnabledDeactivatedAndDeleted() {
        var created = iam(janesKeys(), "CreateVirtualMFADevice", "VirtualMFADeviceName", "tablet");
        var serial = "arn:aws:iam::123456789012:mfa/tablet";
        var tablet = account.unassignedDevice("tablet");

        assertEquals(serial, created.text("SerialNumber"));
        assertEquals(tablet.seed(), new String(
                Base64.getDecoder().decode(created.text("Base32StringSeed")), StandardCharsets.UTF_8));
        assertTrue(created.text("QRCodePNG").startsWith("iVBORw0KGgo"));
        assertEquals("409 EntityAlreadyExists: MFADevice entity at the same path and name already exists.",
                iam(janesKeys(), "CreateVirtualMFADevice", "VirtualMFADeviceName", "tablet").outcome());
        assertEquals("200", enable(tablet, tablet.codeAt(NOON.minusSeconds(30)), tablet.code()).outcome());
        assertEquals("EntityAlreadyExists", enable(tablet, "123456", "123456").text("Code"));
        assertEquals("409 DeleteConflict: MFA VirtualDevice in use. Must deactivate first.",
                iam(janesKeys(), "DeleteVirtualMFADevice", "SerialNumber", serial).outcome());
        assertEquals("200", iam(withMfa(), "DeactivateMFADevice",
                "UserName", "jane", "SerialNumber", serial).outcome());
        assertEquals("404 NoSuchEntity: MFA Device invalid for user.", iam(withMfa(), "DeactivateMFADevice",
                "UserName", "jane", "SerialNumber", serial).outcome());
        assertEquals("200", iam(janesKeys(), "DeleteVirtualMFADevice", "SerialNumber", serial).outcome());
        assertEquals("404 NoSuchEntity: VirtualMFADevice with serial number " + serial + " doesn't exist.",
                iam(janesKeys(), "DeleteVirtualMFADevice", "SerialNumber", serial).outcome());
    }

    @Test
    void enablingWantsTwoConsecutiveCodesAndUsesThemUp() {
        var tablet = account.unassignedDevice("tablet");
        var refused = "403 InvalidAuthenticationCode: Authentication code for device is not valid.";

        assertEquals(refused, enable(tablet, tablet.code(), tablet.code()).outcome());
        assertEquals(refused, enable(tablet, tablet.codeAt(NOON.minusSeconds(60)), tablet.code()).outcome());
        assertEquals(refused, enable(tablet, tablet.code(), tablet.codeAt(NOON.minusSeconds(30))).outcome());
        assertEquals("200", enable(tablet, tablet.codeAt(NOON.minusSeconds(30)), tablet.code()).outcome());
        assertEquals("403 AccessDenied: " + WRONG_CODE, sts(janesKeys(), "GetSessionToken",
                "SerialNumber", tablet.serialNumber(), "TokenCode", tablet.code()).outcome());
    }

    @Test
    void aDeviceEnabledLateIsOutOfSyncUntilItIsResynced() {
        var tablet = account.unassignedDevice("tablet");
        var code1 = tablet.codeAt(NOON.minusSeconds(30));
        var code2 = tablet.code();
        clock.pass(Duration.ofMinutes(5));

        assertEquals("200", enable(tablet, code1, code2).outcome());
        assertEquals("403 AccessDenied: " + WRONG_CODE, sts(janesKeys(), "GetSessionToken",
                "SerialNumber", tablet.serialNumber(), "TokenCode", tablet.code()).outcome());
        assertEquals("200", iam(janesKeys(), "ResyncMFADevice", "UserName", "jane", "SerialNumber",
                tablet.serialNumber(), "AuthenticationCode1", tablet.codeAt(clock.instant().minusSeconds(30)),
                "AuthenticationCode2", tablet.code()).outcome());
        clock.pass(Duration.ofSeconds(30));
        assertEquals("200", sts(janesKeys(), "GetSessionToken",
                "SerialNumber", tablet.serialNumber(), "TokenCode", tablet.code()).outcome());
    }

    @Test
    void aUserHasEightDevicesAtMost() {
        IntStream.rangeClosed(2, 8).forEach(it -> jane.device("jane" + it));
        var ninth = account.unassignedDevice("ninth");

        assertEquals("409 LimitExceeded: Cannot exceed quota for MFADevicesPerUser: 8",
                enable(ninth, ninth.codeAt(NOON.minusSeconds(30)), ninth.code()).outcome());
        assertThrows(IllegalStateException.class, () -> jane.device("tenth"));
    }

    @Test
    void aUserHasTwoAccessKeysAtMost() {
        var second = Keys.of(iam(janesKeys(), "CreateAccessKey"));

        assertEquals("200", sts(second, "GetCallerIdentity").outcome());
        assertEquals("409 LimitExceeded: Cannot exceed quota for AccessKeysPerUser: 2",
                iam(janesKeys(), "CreateAccessKey").outcome());
        assertEquals(2, Pattern.compile("<AccessKeyId>").matcher(
                iam(janesKeys(), "ListAccessKeys").body()).results().count());
    }

    @Test
    void keysRememberTheirLastUse() {
        var key = jane.accessKey().id();
        var joes = account.user("joe").accessKey().id();
        sts(janesKeys(), "GetCallerIdentity");

        assertEquals("iam", iam(janesKeys(), "GetAccessKeyLastUsed", "AccessKeyId", key).text("ServiceName"));
        assertEquals("N/A", iam(janesKeys(), "GetAccessKeyLastUsed", "AccessKeyId", joes).text("ServiceName"));
        assertEquals("AccessDenied", iam(janesKeys(), "GetAccessKeyLastUsed",
                "AccessKeyId", "AKIAUNKNOWN234567").text("Code"));
    }

    @Test
    void iamLooksThingsUp() {
        account.alias("acme");
        account.user("/team/", "lead");
        account.role("admin", trusting(jane.arn())).maxSessionDuration(Duration.ofHours(4));
        var team = iam(janesKeys(), "ListUsers", "PathPrefix", "/team/");

        assertEquals("acme", iam(janesKeys(), "ListAccountAliases").text("member"));
        assertEquals("arn:aws:iam::123456789012:user/team/lead", team.text("Arn"));
        assertEquals("jane", iam(janesKeys(), "GetUser").text("UserName"));
        assertEquals("14400", iam(janesKeys(), "GetRole", "RoleName", "admin").text("MaxSessionDuration"));
        assertEquals("404 NoSuchEntity: The role with name none cannot be found.",
                iam(janesKeys(), "GetRole", "RoleName", "none").outcome());
        assertEquals("404 NoSuchEntity: The user with name none cannot be found.",
                iam(janesKeys(), "GetUser", "UserName", "none").outcome());
        assertEquals("InvalidAction", iam(janesKeys(), "MakeCoffee").text("Code"));
    }

    @Test
    void aRoleSessionMustSayWhichUser() {
        var role = account.role("admin", trusting(jane.arn())).policy("all", ALLOW_ALL);

        assertEquals("400 ValidationError: Must specify userName when calling with non-User credentials",
                iam(Keys.of(assume(janesKeys(), role)), "ListMFADevices").outcome());
    }

    @Test
    void parametersBelongToAnAccountAndARegion() {
        account.parameter("eu-west-1", "/unencrypted/mfa/session_length", "32400");
        var path = "/unencrypted/mfa/session_length";

        assertTrue(ssm(janesKeys(), "eu-west-1", path).body().contains("\"Value\":\"32400\""));
        assertTrue(ssm(janesKeys(), "us-east-1", path).body().contains("\"ParameterNotFound\""));
        jane.policy("all", ALLOW_ALL.replace("\"Resource\": \"*\"",
                "\"Resource\": \"arn:aws:ssm:us-*:*:parameter/unencrypted/*\""));
        assertTrue(ssm(janesKeys(), "us-east-1", path).body().contains("\"ParameterNotFound\""));
        assertTrue(ssm(janesKeys(), "eu-west-1", path).body().contains("\"AccessDeniedException\""));
    }

    // Faults, and what the local AWS remembers

    @Test
    void callsAreRememberedWithoutTokenCodes() {
        mfa(janesKeys(), phone.code());
        sts(new Keys("AKIAUNKNOWN234567", "x", ""), "GetCallerIdentity");

        assertEquals(List.of(
                new Call("sts", "GetSessionToken", jane.accessKey().id(), Map.of("Action", "GetSessionToken",
                        "Version", "2011-06-15", "SerialNumber", phone.serialNumber()), 200, NOON),
                new Call("sts", "GetCallerIdentity", "AKIAUNKNOWN234567", Map.of("Action", "GetCallerIdentity",
                        "Version", "2011-06-15"), 403, NOON)), aws.calls());
    }

    @Test
    void theNextCallsFailAsAsked() {
        aws.faults().fail("GetCallerIdentity", 2, 503, "ServiceUnavailable", "Service is unavailable");

        assertEquals("200", sts(janesKeys(), "GetSessionToken").outcome());
        assertEquals("503 ServiceUnavailable: Service is unavailable",
                sts(janesKeys(), "GetCallerIdentity").outcome());
        assertEquals(503, sts(janesKeys(), "GetCallerIdentity").status());
        assertEquals("200", sts(janesKeys(), "GetCallerIdentity").outcome());
    }

    @Test
    void theNextCallsAreThrottled() {
        aws.faults().throttle(2);

        assertEquals("400 Throttling: Rate exceeded", sts(janesKeys(), "GetCallerIdentity").outcome());
        assertTrue(ssm(janesKeys(), "eu-west-1", "x").body().contains("\"ThrottlingException\""));
        assertEquals("200", sts(janesKeys(), "GetCallerIdentity").outcome());
    }

    @Test
    void callsAboveARateAreThrottled() {
        aws.faults().throttleAbove(1);

        // The second comes within the same second, unless the machine stands still; the third tries again.
        var outcomes = IntStream.range(0, 5).mapToObj(it -> sts(janesKeys(), "GetCallerIdentity").outcome()).toList();
        assertEquals("200", outcomes.getFirst());
        assertTrue(outcomes.contains("400 Throttling: Rate exceeded"));
        aws.faults().clear();
        assertEquals("200", sts(janesKeys(), "GetCallerIdentity").outcome());
    }

    @Test
    void aConnectionIsDropped() {
        aws.faults().drop("AssumeRole", 1);
        var role = account.role("admin", trusting(jane.arn()));

        assertThrows(IllegalStateException.class, () -> assume(janesKeys(), role));
        assertEquals(0, aws.calls().getFirst().status());
        assertEquals("200", assume(janesKeys(), role).outcome());
    }

    @Test
    void aCaptivePortalAnswers() {
        aws.faults().captivePortal(1);
        var answer = sts(janesKeys(), "GetCallerIdentity");

        assertEquals(200, answer.status());
        assertEquals(List.of("text/html"), answer.headers().get("content-type"));
        assertTrue(answer.body().startsWith("<!DOCTYPE html>"));
    }

    @Test
    void aHangingCallNeverEnds() {
        aws.faults().hang(1);
        var request = HttpRequest.newBuilder(aws.endpoint()).timeout(Duration.ofMillis(100)).build();

        assertThrows(HttpTimeoutException.class, () -> HTTP.send(request, HttpResponse.BodyHandlers.ofString()));
    }

    @Test
    void latencyDelaysEveryCallOrOneAction() {
        aws.faults().latency("GetCallerIdentity", Duration.ofMillis(200));
        var keys = janesKeys();

        assertTrue(took(() -> sts(keys, "GetCallerIdentity")).compareTo(Duration.ofMillis(200)) >= 0);
        assertEquals("200", sts(keys, "GetSessionToken").outcome());
    }

    private static Duration took(Runnable action) {
        long start = System.nanoTime();
        action.run();
        return Duration.ofNanos(System.nanoTime() - start);
    }

    @Test
    void aWrongDateLeavesTheRestRight() {
        aws.faults().dateOffset(Duration.ofDays(-1));
        var answer = sts(janesKeys(), "GetCallerIdentity");

        assertEquals("200", answer.outcome());
        assertEquals(List.of("Sat, 21 Nov 2026 12:00:00 GMT"), answer.headers().get("date"));
    }

    @Test
    void callsAreAnsweredAtTheSameTime() {
        aws.faults().latency(Duration.ofMillis(300));
        var keys = janesKeys();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            IntStream.range(0, 40).forEach(it -> threads.submit(() -> sts(keys, "GetCallerIdentity")));
        }

        assertEquals(40, aws.calls().stream().filter(it -> it.status() == 200).count());
        assertTrue(aws.peakInFlight() > 1, () -> "peak " + aws.peakInFlight());
    }

    @Test
    void aCodeIsAcceptedOnceEvenInParallel() {
        var keys = janesKeys();
        var code = phone.code();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            IntStream.range(0, 20).forEach(it -> threads.submit(() -> mfa(keys, code)));
        }

        assertEquals(1, aws.calls().stream().filter(it -> it.status() == 200).count());
    }

    @Test
    void itListensOnTheLoopbackInterfaceOnly() {
        assertEquals("127.0.0.1", aws.endpoint().getHost());
        assertEquals("http", aws.endpoint().getScheme());
    }

    @Test
    void itSpeaksTlsWithACertificateOfOnesOwn(@TempDir Path folder) throws Exception {
        var context = tlsContext(folder.resolve("store"));
        try (var tls = LocalAws.startTls(clock, context);
                var client = HttpClient.newBuilder().sslContext(context).build()) {
            var answer = client.send(
                    HttpRequest.newBuilder(tls.endpoint()).build(), HttpResponse.BodyHandlers.ofString());

            assertEquals("https", tls.endpoint().getScheme());
            assertEquals(403, answer.statusCode());
        }
    }

    private static SSLContext tlsContext(Path file) throws Exception {
        var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        var made = new ProcessBuilder(keytool, "-genkeypair", "-keyalg", "EC", "-alias", "local", "-dname",
                "CN=127.0.0.1", "-ext", "SAN=IP:127.0.0.1", "-storepass", "changeit", "-keystore", file.toString())
                .redirectErrorStream(true).start();
        made.getInputStream().readAllBytes();
        assertEquals(0, made.waitFor());
        var store = KeyStore.getInstance(file.toFile(), "changeit".toCharArray());
        var keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(store, "changeit".toCharArray());
        var trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(store);
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    @Test
    void anAccountBelongsToOnePartition() {
        assertThrows(IllegalArgumentException.class, () -> aws.account("123456789012", "aws-cn"));
        assertThrows(IllegalArgumentException.class, () -> aws.account("123"));
    }

    @Test
    void policiesOfTheWrongKindAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> jane.policy("trust", trusting(jane.arn())));
        assertThrows(IllegalArgumentException.class, () -> account.role("admin", ALLOW_ALL));
    }
}
