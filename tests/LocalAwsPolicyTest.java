//DEPS org.junit.jupiter:junit-jupiter:6.1.3
//SOURCES aws/LocalAws.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static tests.aws.Policy.Decision.ALLOWED;
import static tests.aws.Policy.Decision.EXPLICITLY_DENIED;
import static tests.aws.Policy.Decision.IMPLICITLY_DENIED;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tests.aws.Policy;

/** The local AWS decides as IAM does, the traps of its condition operators included. */
class LocalAwsPolicyTest {
    private static final String USER = "arn:aws:iam::123456789012:user/jane";

    private static Policy.Decision decide(String statements, Policy.Request request) {
        var policy = Policy.parse("{\"Version\": \"2012-10-17\", \"Statement\": [" + statements + "]}");
        return Policy.evaluate(List.of(policy), request);
    }

    private static Policy.Request request(String action) {
        return Policy.Request.to(action, USER);
    }

    @ParameterizedTest(name = "{0} {1} of {2}: {3}")
    @CsvSource(delimiter = '|', textBlock = """
            # operator                       | the policy wants      | the request says     | holds
            StringEquals                     | jane                  | jane                 | true
            StringEquals                     | jane                  | Jane                 | false
            StringEquals                     | j*                    | jane                 | false
            StringEquals                     | joe;jane              | jane                 | true
            StringEquals                     | jane                  |                      | false
            StringEqualsIfExists             | jane                  |                      | true
            StringEqualsIfExists             | jane                  | joe                  | false
            StringNotEquals                  | joe;jane              | jane                 | false
            StringNotEquals                  | joe                   | jane                 | true
            StringNotEquals                  | joe                   |                      | true
            StringEqualsIgnoreCase           | JANE                  | jane                 | true
            StringNotEqualsIgnoreCase        | JANE                  | jane                 | false
            StringLike                       | j?n*                  | jane                 | true
            StringLike                       | j?n                   | jane                 | false
            StringLike                       | J*                    | jane                 | false
            StringLike                       | a.c                   | abc                  | false
            StringNotLike                    | j*                    | jane                 | false
            StringNotLike                    | x*                    | jane                 | true
            ArnLike                          | arn:aws:iam::*:role/* | arn:aws:iam::1:role/x/y | true
            ArnLike                          | arn:aws:iam:*:role/*  | arn:aws:iam::1:role/x | false
            ArnLike                          | arn:*:role/x          | arn:aws:iam::1:role/x | false
            ArnEquals                        | arn:aws:iam::1:role/? | arn:aws:iam::1:role/x | true
            ArnNotEquals                     | arn:aws:iam::1:role/x | arn:aws:iam::1:role/x | false
            ArnNotLike                       | arn:aws:iam::2:role/* | arn:aws:iam::1:role/x | true
            Bool                             | true                  | true                 | true
            Bool                             | true                  | false                | false
            Bool                             | false                 | false                | true
            Bool                             | true                  |                      | false
            Bool                             | false                 |                      | false
            BoolIfExists                     | true                  |                      | true
            BoolIfExists                     | false                 |                      | true
            BoolIfExists                     | false                 | true                 | false
            NumericEquals                    | 10                    | 10.0                 | true
            NumericNotEquals                 | 10                    | 11                   | true
            NumericLessThan                  | 32400                 | 32399                | true
            NumericLessThan                  | 32400                 | 32400                | false
            NumericLessThan                  | 32400                 | 9                    | true
            NumericLessThan                  | 32400                 |                      | false
            NumericLessThanIfExists          | 32400                 |                      | true
            NumericLessThanIfExists          | 32400                 | 40000                | false
            NumericLessThanEquals            | 32400                 | 32400                | true
            NumericGreaterThan               | 32400                 | 32401                | true
            NumericGreaterThanIfExists       | 32400                 |                      | true
            NumericGreaterThanEquals         | 32400                 | 32400                | true
            NumericEquals                    | 10                    | ten                  | false
            DateLessThan                     | 2026-11-22T00:00:00Z  | 2026-11-21T23:59:59Z | true
            DateLessThan                     | 2026-11-22            | 2026-11-22T00:00:00Z | false
            DateGreaterThan                  | 1000                  | 1001                 | true
            DateGreaterThanEquals            | 2026-11-22T02:00:00+02:00 | 2026-11-22T00:00:00Z | true
            DateLessThanEquals               | 2026-11-22T00:00:00Z  | 2026-11-22T00:00:00Z | true
            DateEquals                       | 2026-11-22T00:00:00Z  | 2026-11-22T00:00:00Z | true
            DateNotEquals                    | 2026-11-22T00:00:00Z  | 2026-11-22T00:00:00Z | false
            DateEquals                       | yesterday             | 2026-11-22T00:00:00Z | false
            BinaryEquals                     | QmluYXJ5              | QmluYXJ5             | true
            IpAddress                        | 127.0.0.0/8           | 127.1.2.3            | true
            IpAddress                        | 127.0.0.1             | 127.0.0.2            | false
            IpAddress                        | 203.0.113.0/25        | 203.0.113.128        | false
            IpAddress                        | 2001:db8::/32         | 2001:db8::1          | true
            IpAddress                        | 10.0.0.0/8            | 2001:db8::1          | false
            NotIpAddress                     | 10.0.0.0/8            | 127.0.0.1            | true
            Null                             | true                  |                      | true
            Null                             | true                  | x                    | false
            Null                             | false                 | x                    | true
            Null                             | false                 |                      | false
            ForAllValues:StringEquals        | a;b                   | a;b                  | true
            ForAllValues:StringEquals        | a;b                   | a;c                  | false
            ForAllValues:StringEquals        | a;b                   |                      | true
            ForAnyValue:StringEquals         | a;b                   | c;a                  | true
            ForAnyValue:StringEquals         | a;b                   | c                    | false
            ForAnyValue:StringEquals         | a;b                   |                      | false
            ForAllValues:StringNotEquals     | a;b                   | c;d                  | true
            ForAllValues:StringNotEquals     | a;b                   | c;a                  | false
            ForAnyValue:StringNotEquals      | a;b                   | c;a                  | true
            ForAnyValue:StringNotEquals      | a;b                   | a                    | false
            ForAnyValue:StringNotEquals      | a;b                   |                      | false
            ForAnyValue:StringLikeIfExists   | a*                    |                      | true
            """)
    void aConditionHolds(String operator, String wanted, String said, boolean holds) {
        var statement = """
                {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"%s": {"test:Key": [%s]}}}"""
                .formatted(operator, Stream.of(wanted.split(";"))
                        .map(it -> '"' + it + '"').collect(Collectors.joining(", ")));
        var request = said == null ? request("iam:GetUser") : request("iam:GetUser").with("TEST:key", said.split(";"));

        assertEquals(holds ? ALLOWED : IMPLICITLY_DENIED, decide(statement, request));
    }

    @ParameterizedTest(name = "{0} on {1}: {2}")
    @CsvSource(delimiter = '|', textBlock = """
            # the policy allows                                   | the request asks for                       | allowed
            arn:aws:iam::123456789012:user/${aws:username}        | arn:aws:iam::123456789012:user/jane        | true
            arn:aws:iam::123456789012:user/${aws:username}        | arn:aws:iam::123456789012:user/joe         | false
            arn:aws:iam::123456789012:user/${aws:username}        | arn:aws:iam::123456789012:user/team/jane   | false
            arn:aws:iam::*:user/*/${AWS:UserName}                 | arn:aws:iam::123456789012:user/team/jane   | true
            arn:aws:iam::${aws:PrincipalAccount}:mfa/*            | arn:aws:iam::123456789012:mfa/              | true
            arn:aws:iam::*:mfa/${aws:username}*                   | arn:aws:iam::123456789012:mfa/jane-phone   | true
            arn:aws:iam::*:mfa/${unknown:key}                     | arn:aws:iam::123456789012:mfa/jane         | false
            arn:aws:iam::*:mfa/${unknown:key, 'jane'}             | arn:aws:iam::123456789012:mfa/jane         | true
            arn:aws:iam::*:mfa/${several}                         | arn:aws:iam::123456789012:mfa/a            | false
            arn:aws:iam::*:mfa/${star}                            | arn:aws:iam::123456789012:mfa/jane         | false
            arn:aws:iam::*:mfa/${*}                               | arn:aws:iam::123456789012:mfa/*            | true
            arn:aws:iam::*:mfa/${*}                               | arn:aws:iam::123456789012:mfa/jane         | false
            arn:aws:iam::*:mfa/a${?}${$}                          | arn:aws:iam::123456789012:mfa/a?$          | true
            arn:aws:iam::1*:*                                     | arn:aws:iam::123456789012:mfa/jane         | true
            arn:aws:iam::*                                        | arn:aws:iam::123456789012:mfa/jane         | true
            arn:aws:ssm:eu-*:*:parameter/mfa/*                    | arn:aws:ssm:eu-west-1:1:parameter/mfa/a/b  | true
            arn:aws:ssm:eu-*:*:parameter/mfa/*                    | arn:aws:ssm:us-east-1:1:parameter/mfa/a    | false
            arn:aws:iam:*:user/jane                               | arn:aws:iam::123456789012:user/jane        | false
            *                                                     | *                                          | true
            """)
    void aResourceFits(String pattern, String resource, boolean fits) {
        var request = Policy.Request.to("iam:GetUser", resource)
                .with("aws:username", "jane").with("aws:PrincipalAccount", "123456789012")
                .with("several", "a", "b").with("star", "*");
        var allowThese = "{\"Effect\": \"Allow\", \"Action\": \"*\", \"Resource\": \"" + pattern + "\"}";
        var allowOthers = "{\"Effect\": \"Allow\", \"Action\": \"*\", \"NotResource\": \"" + pattern + "\"}";

        assertEquals(fits ? ALLOWED : IMPLICITLY_DENIED, decide(allowThese, request));
        assertEquals(fits ? IMPLICITLY_DENIED : ALLOWED, decide(allowOthers, request));
    }

    @ParameterizedTest(name = "{0} includes {1}: {2}")
    @CsvSource(delimiter = '|', textBlock = """
            iam:GetUser    | iam:GetUser        | true
            iam:getuser    | IAM:GetUser        | true
            iam:List*      | iam:ListMFADevices | true
            iam:*MFA*      | iam:ListMFADevices | true
            iam:Get????    | iam:GetUser        | true
            iam:Get???     | iam:GetUser        | false
            iam:*          | sts:AssumeRole     | false
            *              | sts:AssumeRole     | true
            """)
    void anActionFits(String pattern, String action, boolean fits) {
        var these = "{\"Effect\": \"Allow\", \"Action\": [\"x:Y\", \"" + pattern + "\"], \"Resource\": \"*\"}";
        var others = "{\"Effect\": \"Allow\", \"NotAction\": [\"x:Y\", \"" + pattern + "\"], \"Resource\": \"*\"}";

        assertEquals(fits ? ALLOWED : IMPLICITLY_DENIED, decide(these, request(action)));
        assertEquals(fits ? IMPLICITLY_DENIED : ALLOWED, decide(others, request(action)));
    }

    private static final String DENY_ALL_BUT_LISTED_WITHOUT_MFA = """
            {"Effect": "Allow", "Action": "*", "Resource": "*"},
            {"Effect": "Deny", "NotAction": ["iam:ListMFADevices", "sts:GetSessionToken"], "Resource": "*",
             "Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}}""";

    @Test
    void denyWithNotActionLeavesTheListedActionsAlone() {
        assertEquals(ALLOWED, decide(DENY_ALL_BUT_LISTED_WITHOUT_MFA, request("iam:ListMFADevices")));
        assertEquals(EXPLICITLY_DENIED, decide(DENY_ALL_BUT_LISTED_WITHOUT_MFA, request("iam:GetUser")));
    }

    @Test
    void denyWithBoolIfExistsCatchesLongLivedKeysAndSessionsWithoutMfa() {
        var longLived = request("iam:GetUser");
        var withoutMfa = longLived.with("aws:MultiFactorAuthPresent", "false");
        var withMfa = longLived.with("aws:MultiFactorAuthPresent", "true");

        assertEquals(EXPLICITLY_DENIED, decide(DENY_ALL_BUT_LISTED_WITHOUT_MFA, longLived));
        assertEquals(EXPLICITLY_DENIED, decide(DENY_ALL_BUT_LISTED_WITHOUT_MFA, withoutMfa));
        assertEquals(ALLOWED, decide(DENY_ALL_BUT_LISTED_WITHOUT_MFA, withMfa));
    }

    @Test
    void denyWithBoolMissesLongLivedKeys() {
        var trap = DENY_ALL_BUT_LISTED_WITHOUT_MFA.replace("BoolIfExists", "Bool");
        var longLived = request("iam:GetUser");

        assertEquals(ALLOWED, decide(trap, longLived));
        assertEquals(EXPLICITLY_DENIED, decide(trap, longLived.with("aws:MultiFactorAuthPresent", "false")));
    }

    @Test
    void allowWithLessThanIfExistsAllowsWithoutMfa() {
        var trap = """
                {"Effect": "Allow", "Action": "*", "Resource": "*",
                 "Condition": {"NumericLessThanIfExists": {"aws:MultiFactorAuthAge": "32400"}}}""";

        assertEquals(ALLOWED, decide(trap, request("iam:GetUser")));
        assertEquals(IMPLICITLY_DENIED, decide(trap, request("iam:GetUser").with("aws:MultiFactorAuthAge", "32400")));
    }

    @Test
    void anExplicitDenyWinsOverEveryAllow() {
        var allow = "{\"Effect\": \"Allow\", \"Action\": \"*\", \"Resource\": \"*\"}";
        var deny = "{\"Effect\": \"Deny\", \"Action\": \"iam:GetUser\", \"Resource\": \"" + USER + "\"}";

        assertEquals(EXPLICITLY_DENIED, decide(deny + "," + allow, request("iam:GetUser")));
        assertEquals(EXPLICITLY_DENIED, decide(allow + "," + deny, request("iam:GetUser")));
        assertEquals(ALLOWED, decide(allow + "," + deny, request("iam:ListUsers")));
    }

    @Test
    void whatNoStatementAllowsIsDenied() {
        assertEquals(IMPLICITLY_DENIED, Policy.evaluate(List.of(), request("iam:GetUser")));
    }

    @Test
    void severalConditionsMustAllHold() {
        var statement = """
                {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {
                  "Bool": {"aws:MultiFactorAuthPresent": true, "aws:SecureTransport": true},
                  "NumericLessThan": {"aws:MultiFactorAuthAge": 3600}}}""";
        var secure = request("iam:GetUser").with("aws:SecureTransport", "true");
        var withMfa = secure.with("aws:MultiFactorAuthPresent", "true").with("aws:MultiFactorAuthAge", "60");

        assertEquals(ALLOWED, decide(statement, withMfa));
        assertEquals(IMPLICITLY_DENIED, decide(statement, secure));
        assertEquals(IMPLICITLY_DENIED, decide(statement, withMfa.with("aws:MultiFactorAuthAge", "3600")));
        assertEquals(IMPLICITLY_DENIED, decide(statement, withMfa.with("aws:SecureTransport", "false")));
    }

    @Test
    void conditionValuesKnowVariables() {
        var statement = """
                {"Effect": "Allow", "Action": "*", "Resource": "*",
                 "Condition": {"StringEquals": {"sts:RoleSessionName": "${aws:username}"}}}""";
        var named = request("sts:AssumeRole").with("sts:RoleSessionName", "jane");

        assertEquals(ALLOWED, decide(statement, named.with("aws:username", "jane")));
        assertEquals(IMPLICITLY_DENIED, decide(statement, named.with("aws:username", "joe")));
        assertEquals(IMPLICITLY_DENIED, decide(statement, named));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"Version\": \"2008-10-17\",", ""})
    void documentsOf2008AndThoseWithoutVersionKnowNoVariables(String version) {
        var policy = Policy.parse("{" + version + """
                "Statement": {"Effect": "Allow", "Action": "*", "Resource": "arn:aws:iam::1:user/${aws:username}"}}""");
        var jane = Policy.Request.to("iam:GetUser", "arn:aws:iam::1:user/jane").with("aws:username", "jane");
        var literally = Policy.Request.to("iam:GetUser", "arn:aws:iam::1:user/${aws:username}");

        assertEquals(IMPLICITLY_DENIED, Policy.evaluate(List.of(policy), jane));
        assertEquals(ALLOWED, Policy.evaluate(List.of(policy), literally));
    }

    @ParameterizedTest(name = "{0} means {1}: {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
            "*"                                                  | arn:aws:iam::1:user/jane | true
            {"AWS": "*"}                                         | arn:aws:iam::1:user/jane | true
            {"AWS": "arn:aws:iam::1:user/jane"}                  | arn:aws:iam::1:user/jane | true
            {"AWS": ["arn:aws:iam::1:user/joe", "123456789012"]} | 123456789012             | true
            {"AWS": "arn:aws:iam::1:user/*"}                     | arn:aws:iam::1:user/jane | false
            {"Service": "ec2.amazonaws.com"}                     | arn:aws:iam::1:user/jane | false
            """)
    void aPrincipalIsMeant(String principal, String name, boolean meant) {
        var trust = "{\"Effect\": \"Allow\", \"Action\": \"sts:AssumeRole\", \"%s\": %s}";
        var request = request("sts:AssumeRole").by(Set.of(name));

        assertEquals(meant ? ALLOWED : IMPLICITLY_DENIED, decide(trust.formatted("Principal", principal), request));
        assertEquals(meant ? IMPLICITLY_DENIED : ALLOWED, decide(trust.formatted("NotPrincipal", principal), request));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "not json",
        "{}",
        "[]",
        "{\"Statement\": []}",
        "{\"Version\": \"2020-01-01\", \"Statement\": {\"Effect\": \"Allow\", \"Action\": \"*\", \"Resource\": \"*\"}}",
        "{\"Statement\": {\"Effect\": \"allow\", \"Action\": \"*\", \"Resource\": \"*\"}}",
        "{\"Statement\": {\"Effect\": \"Allow\", \"Resource\": \"*\"}}",
        "{\"Statement\": {\"Effect\": \"Allow\", \"Action\": \"GetUser\", \"Resource\": \"*\"}}",
        "{\"Statement\": {\"Effect\": \"Allow\", \"Action\": \"*\", \"NotAction\": \"*\", \"Resource\": \"*\"}}",
        "{\"Statement\": {\"Effect\": \"Allow\", \"Action\": \"*\", \"Resource\": \"user/jane\"}}",
        "{\"Statement\": {\"Effect\": \"Allow\", \"Action\": \"*\", \"Resource\": \"*\", \"Conditions\": {}}}",
        "{\"Statement\": {\"Effect\": \"Allow\", \"Action\": \"*\", \"Resource\": \"*\","
                + " \"Condition\": {\"StringIs\": {\"aws:username\": \"x\"}}}}",
        "{\"Statement\": {\"Effect\": \"Allow\", \"Effect\": \"Deny\", \"Action\": \"*\", \"Resource\": \"*\"}}",
    })
    void whatIamCallsMalformedIsRefused(String document) {
        assertThrows(IllegalArgumentException.class, () -> Policy.parse(document));
    }
}
