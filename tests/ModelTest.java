//DEPS org.junit.jupiter:junit-jupiter:6.1.3
//SOURCES ../lib/model/Arn.java
//SOURCES ../lib/model/Credentials.java
//SOURCES ../lib/model/Expiration.java
//SOURCES ../lib/model/Problem.java
//SOURCES ../lib/model/SerialNumber.java
//SOURCES ../lib/model/SessionLength.java
//SOURCES ../lib/model/TokenCode.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import lib.model.Arn;
import lib.model.Credentials;
import lib.model.Expiration;
import lib.model.Problem;
import lib.model.SerialNumber;
import lib.model.SessionLength;
import lib.model.TokenCode;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The values that need no file: what is read, what is refused, what is shown. */
class ModelTest {

    private static Problem problem(Runnable action) {
        return assertThrows(Problem.class, action::run);
    }

    @Nested
    class ATokenCode {

        @ParameterizedTest
        @ValueSource(strings = {"123456", "123 456", " 123456\n", "123-456", "12 34 56", "123\u00a0456", "123\u2009456", "123\u202f456"})
        void isReadAsAppsShowItAndPeopleTypeIt(String typed) {
            assertEquals(new TokenCode("123456"), TokenCode.parse(typed));
        }

        @ParameterizedTest
        @ValueSource(strings = {"", " ", "12345", "1234567", "12345a", "١٢٣٤٥٦", "123.456", "+12345", "123456 123456"})
        void isSixDigitsAndNothingElse(String typed) {
            assertEquals(Problem.malformedTokenCode(), problem(() -> TokenCode.parse(typed)));
            assertEquals(Problem.malformedTokenCode(), problem(() -> new TokenCode(typed)));
        }

        @Test
        void keepsItsLeadingZeros() {
            assertEquals("000042", TokenCode.parse("000 042").digits());
        }

        @Test
        void isFollowedByAnotherAtEveryFullHalfMinute() {
            assertEquals(Duration.ofSeconds(30), TokenCode.untilNext(Instant.parse("2026-11-22T06:40:30Z")));
            assertEquals(Duration.ofMillis(1), TokenCode.untilNext(Instant.parse("2026-11-22T06:40:29.999Z")));
            assertEquals(Duration.ofSeconds(14), TokenCode.untilNext(Instant.parse("2026-11-22T06:40:46Z")));
        }

        @Test
        void belongsToAStepCountedSince1970() {
            assertEquals(0, TokenCode.step(Instant.ofEpochSecond(29)));
            assertEquals(1, TokenCode.step(Instant.ofEpochSecond(30)));
            assertEquals(-1, TokenCode.step(Instant.ofEpochSecond(-1)));
        }

        @Test
        void isNotShown() {
            assertEquals("TokenCode[******]", new TokenCode("123456").toString());
        }
    }

    @Nested
    class AnArn {

        @ParameterizedTest
        @CsvSource({
                "arn:aws:iam::123456789012:user/jane, us-east-1",
                "arn:aws-cn:iam::123456789012:user/jane, cn-north-1",
                "arn:aws-us-gov:iam::123456789012:user/jane, us-gov-west-1",
                "arn:aws-eusc:iam::123456789012:user/jane, eusc-de-east-1",
                "arn:aws-iso:iam::123456789012:user/jane, us-iso-east-1",
                "arn:aws-iso-b:iam::123456789012:user/jane, us-isob-east-1",
                "arn:aws-iso-e:iam::123456789012:user/jane, eu-isoe-west-1",
                "arn:aws-iso-f:iam::123456789012:user/jane, us-isof-south-1",
                "arn:aws-new:iam::123456789012:user/jane, us-east-1"})
        void isOfAnyPartition(String text, String fallbackRegion) {
            var arn = Arn.parse(text).orElseThrow();

            assertEquals(text, arn.toString());
            assertEquals(fallbackRegion, arn.fallbackRegion());
        }

        @Test
        void hasSixParts() {
            assertEquals(new Arn("aws", "ssm", "eu-west-1", "123456789012", "parameter/a:b/c"),
                    Arn.parse("arn:aws:ssm:eu-west-1:123456789012:parameter/a:b/c").orElseThrow());
            assertEquals(new Arn("aws", "iam", "", "aws", "policy/AdministratorAccess"),
                    Arn.parse("arn:aws:iam::aws:policy/AdministratorAccess").orElseThrow());
            assertEquals(new Arn("aws", "s3", "", "", "bucket"), Arn.parse("arn:aws:s3:::bucket").orElseThrow());
        }

        @ParameterizedTest
        @CsvSource({
                "user/jane, user, jane",
                "user/dev/eu/jane, user, jane",
                "role/admin, role, admin",
                "role/ops/admin, role, admin",
                "assumed-role/admin/jane, assumed role, admin",
                "assumed-role/admin/, assumed role, admin",
                "assumed-role/, assumed role, ''",
                "root, root, root",
                "mfa/jane, none of these, jane"})
        void tellsWhoIsMeant(String resource, String kind, String name) {
            var arn = new Arn("aws", "iam", "", "123456789012", resource);

            assertEquals(name, arn.name());
            assertEquals(kind, arn.isUser() ? "user" : arn.isRole() ? "role" : arn.isAssumedRole() ? "assumed role"
                    : arn.isRoot() ? "root" : "none of these");
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "jane", "arn:aws:iam::123456789012:", "arn:aws:iam::12345678901:user/jane",
                "arn:aws:iam:user/jane", "arn:gcp:iam::123456789012:user/jane", " arn:aws:iam::123456789012:user/jane",
                "arn:aws:iam::123456789012:user/jane\nx", "arn:aws:iam::1234567890123:user/jane", "ARN:aws:iam::123456789012:root"})
        void isNothingElse(String text) {
            assertEquals(Optional.empty(), Arn.parse(text));
        }
    }

    @Nested
    class ASerialNumber {

        @ParameterizedTest
        @CsvSource({
                "arn:aws:iam::123456789012:mfa/jane, VIRTUAL, true",
                "arn:aws:iam::123456789012:mfa/dev/jane@example.com, VIRTUAL, true",
                "arn:aws-us-gov:iam::123456789012:mfa/jane, VIRTUAL, true",
                "arn:aws:iam::123456789012:mfa/root-account-mfa-device, VIRTUAL, true",
                "GAHT12345678, HARDWARE, true",
                "123456789, HARDWARE, true",
                "arn:aws:iam::123456789012:u2f/user/jane/key-ABC, PASSKEY, false",
                "arn:aws:iam::123456789012:sms-mfa/jane, SMS, false"})
        void tellsTheKindOfTheDevice(String text, SerialNumber.Kind kind, boolean givesTokenCodes) {
            var serialNumber = new SerialNumber(text);

            assertEquals(kind, serialNumber.kind());
            assertEquals(givesTokenCodes, serialNumber.givesTokenCodes());
            assertEquals(text, serialNumber.toString());
        }

        @Test
        void ofAnArnHoldsItsAccount() {
            assertEquals(Optional.of("123456789012"), new SerialNumber("arn:aws:iam::123456789012:mfa/jane").arn().map(Arn::account));
            assertEquals(Optional.empty(), new SerialNumber("GAHT12345678").arn());
        }

        @Test
        void isNineTo256CharactersThatAwsKnows() {
            Stream.of("12345678", "x".repeat(257), "arn:aws:iam::123456789012:mfa/jane doe", "1234567\n89", "\u001b[31m123456")
                    .forEach(text -> assertEquals(Problem.badSetting("the serial number", text, "an ARN such as"
                            + " arn:aws:iam::123456789012:mfa/jane, or the number printed on a hardware token"),
                            problem(() -> new SerialNumber(text))));
            assertEquals(256, new SerialNumber("x".repeat(256)).text().length());
        }
    }

    @Nested
    class AnExpiration {

        @ParameterizedTest
        @ValueSource(strings = {
                "1795329613",
                " 1795329613 ",
                "1795329613000",
                "2026-11-22T06:40:13Z",
                "2026-11-22T06:40:13.000Z",
                "2026-11-22T06:40:13+00:00",
                "2026-11-22T06:40:13+0000",
                "2026-11-22T08:40:13+02:00",
                "2026-11-22T08:40:13+0200",
                "2026-11-22T02:10:13-04:30",
                "2026-11-22 06:40:13",
                "2026-11-22 06:40:13+00:00",
                "2026-11-22T06:40:13",
                "2026-11-22 06:40:13 (UTC)"})
        void isReadInEveryFormOfRealFiles(String text) {
            assertEquals(Optional.of(new Expiration(Instant.parse("2026-11-22T06:40:13Z"))), Expiration.parse(text));
        }

        @Test
        void mayBeExactToTheMinuteOrFinerThanTheSecond() {
            assertEquals(Optional.of(Instant.parse("2026-11-22T06:40:00Z")),
                    Expiration.parse("2026-11-22 06:40 (UTC)").map(Expiration::at));
            assertEquals(Optional.of(Instant.parse("2026-11-22T06:40:13.250Z")),
                    Expiration.parse("2026-11-22T08:40:13.25+02:00").map(Expiration::at));
            assertEquals(Optional.of(Instant.parse("2026-11-22T06:40:13.250Z")),
                    Expiration.parse("1795329613250").map(Expiration::at));
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "-1", "0", "never", "12345678", "123456789012", "2026-11-22", "2026-13-22T06:40:13Z",
                "22.11.2026 06:40", "2026-11-22T06:40:13 CET", "999999999999999999999"})
        void isUnknownOtherwise(String text) {
            assertEquals(Optional.empty(), Expiration.parse(text));
        }

        @Test
        void leavesNeverLessThanNothing() {
            var expiration = new Expiration(Instant.ofEpochSecond(1000));

            assertEquals(Duration.ofSeconds(1), expiration.remaining(Instant.ofEpochSecond(999)));
            assertEquals(Duration.ZERO, expiration.remaining(Instant.ofEpochSecond(5000)));
        }

        @Test
        void isTooCloseWithFiveMinutesLeft() {
            var expiration = new Expiration(Instant.ofEpochSecond(1000));

            assertTrue(expiration.isUsable(Instant.ofEpochSecond(699)));
            assertFalse(expiration.isUsable(Instant.ofEpochSecond(700)));
            assertFalse(expiration.isUsable(Instant.ofEpochSecond(2000)));
        }

        @Test
        void goesOutAsEpochSeconds() {
            assertEquals("1795329613", new Expiration(Instant.parse("2026-11-22T06:40:13.9Z")).epochSeconds());
        }

        @Test
        void isToldAsHoursMinutesAndSeconds() {
            assertEquals("08h:59m:03s", Expiration.inWords(Duration.ofHours(9).minusSeconds(57)));
            assertEquals("00h:00m:00s", Expiration.inWords(Duration.ZERO));
            assertEquals("120h:00m:01s", Expiration.inWords(Duration.ofHours(120).plusSeconds(1)));
        }
    }

    @Nested
    class ASessionLength {

        @ParameterizedTest
        @CsvSource({"9h, 32400", "1h30m, 5400", "45m, 2700", "900s, 900", "3600, 3600", "1h1m1s, 3661", "0, 0", "90m, 5400"})
        void isReadInUnitsOrSeconds(String text, long seconds) {
            assertEquals(Optional.of(Duration.ofSeconds(seconds)), SessionLength.parse(text));
        }

        @ParameterizedTest
        @ValueSource(strings = {"", " ", "-1", "1d", "1.5h", "30m1h", "h", "12345678", "9 h", "9H", "9h "})
        void isNothingElse(String text) {
            assertEquals(Optional.empty(), SessionLength.parse(text));
        }

        @ParameterizedTest
        @ValueSource(strings = {"9h", "1h30m", "50s", "0s", "36h", "1h1s"})
        void isSaidAsItIsRead(String text) {
            assertEquals(text, SessionLength.inWords(SessionLength.parse(text).orElseThrow()));
        }

        @Test
        void isDecidedByTheCommandLineThenTheProfileThenTheDefault() {
            assertEquals(List.of(
                            new SessionLength(Duration.ofHours(2), "as asked for"),
                            new SessionLength(Duration.ofHours(3), "as the profile says"),
                            new SessionLength(Duration.ofHours(9), "the default"),
                            new SessionLength(Duration.ofHours(9), "the default, since the profile's '-3h' is no length")),
                    List.of(ofMfaSession(hours(2), Optional.of("3h")), ofMfaSession(Optional.empty(), Optional.of("10800")),
                            ofMfaSession(Optional.empty(), Optional.empty()),
                            ofMfaSession(Optional.empty(), Optional.of("-3h"))));
        }

        @Test
        void isBroughtWithinTheLimitsOfAws() {
            assertEquals(new SessionLength(Duration.ofHours(36), "the longest that AWS allows"),
                    ofMfaSession(hours(37), Optional.empty()));
            assertEquals(new SessionLength(Duration.ofHours(36), "as asked for"), ofMfaSession(hours(36), Optional.empty()));
            assertEquals(new SessionLength(Duration.ofHours(1), "the longest that AWS allows"), SessionLength.ofMfaSession(
                    Optional.empty(), Optional.empty(), USUAL, SessionLength.LONGEST_ROOT_SESSION));
            assertEquals(new SessionLength(Duration.ofMinutes(15), "the shortest that AWS allows"),
                    ofMfaSession(Optional.of(Duration.ofSeconds(899)), Optional.empty()));
        }

        @Test
        void canHaveAnotherDefaultInTheEnvironment() {
            assertEquals(new SessionLength(Duration.ofHours(12), "as AWS_SESSION_TOKEN_TTL says"),
                    SessionLength.usualOfMfaSession(Map.of("AWS_SESSION_TOKEN_TTL", "12h"), Optional.empty()));
            assertEquals(new SessionLength(Duration.ofHours(2), "as AWS_ASSUME_ROLE_TTL says"),
                    SessionLength.usualOfRoleSession(Map.of("AWS_ASSUME_ROLE_TTL", "7200"), Optional.empty()));
            assertEquals(new SessionLength(Duration.ofHours(1), "the default"), SessionLength.usualOfRoleSession(Map.of(), Optional.empty()));
            assertEquals(Problem.badSetting("AWS_SESSION_TOKEN_TTL", "soon", "a length such as 9h"),
                    assertThrows(Problem.class, () ->
                            SessionLength.usualOfMfaSession(Map.of("AWS_SESSION_TOKEN_TTL", "soon"), Optional.empty())));
        }

        private static final SessionLength USUAL = SessionLength.usualOfMfaSession(Map.of(), Optional.empty());

        private static SessionLength ofMfaSession(Optional<Duration> wished, Optional<String> ofProfile) {
            return SessionLength.ofMfaSession(wished, ofProfile, USUAL, SessionLength.LONGEST_MFA_SESSION);
        }

        private static Optional<Duration> hours(int hours) {
            return Optional.of(Duration.ofHours(hours));
        }
    }

    @Nested
    class SomeCredentials {

        @Test
        void hideTheirKeys() {
            assertEquals("Credentials[****************MPLE]", Credentials.temporary(
                    "ASIAEXAMPLEEXAMPLE", "secretsecretsecretsecret", "tokentokentokentoken").toString());
            assertEquals("Credentials[****************]", Credentials.longLived("AKIA1", "secret").toString());
        }

        @Test
        void showTheLastFourCharactersOfAnAccessKeyIdAndNoneOfASecret() {
            assertEquals("****************CDEF", Credentials.masked("ASIA0123456789ABCDEF"));
            for (var secret : List.of("0123456789ABCDEF", "ASIA0123456789ABCDEF+more", "AKIA/0123456789ABCDEF", "AKIA1234", "")) {
                assertEquals("****************", Credentials.masked(secret));
            }
        }

        @Test
        void areOfTwoKinds() {
            assertEquals(Optional.empty(), Credentials.longLived("AKIA1", "s").sessionToken());
            assertEquals(Optional.of("t"), Credentials.temporary("ASIA1", "s", "t").sessionToken());
        }
    }
}
