//SOURCES ../lib/model/TrustPolicy.java

import static lib.model.TrustPolicy.MfaNeed.NOT_REQUIRED;
import static lib.model.TrustPolicy.MfaNeed.POSSIBLE;
import static lib.model.TrustPolicy.MfaNeed.REQUIRED;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.Stream;
import lib.model.TrustPolicy;
import lib.model.TrustPolicy.Condition;
import lib.model.TrustPolicy.Effect;
import lib.model.TrustPolicy.MfaNeed;
import lib.model.TrustPolicy.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a trust policy wants of long-lived keys, which carry no aws:MultiFactorAuth… key at all. */
class TrustPolicyTest {

    private static final String PRESENT = "aws:MultiFactorAuthPresent";
    private static final String AGE = "aws:MultiFactorAuthAge";

    @ParameterizedTest(name = "Allow if {0} {1} {2}: {3}")
    @CsvSource(textBlock = """
            Bool                            | aws:MultiFactorAuthPresent | true       | REQUIRED
            bool                            | AWS:multifactorauthPRESENT | TRUE       | REQUIRED
            BoolIfExists                    | aws:MultiFactorAuthPresent | true       | NOT_REQUIRED
            boolifexists                    | aws:MultiFactorAuthPresent | true       | NOT_REQUIRED
            Bool                            | aws:MultiFactorAuthPresent | true,false | REQUIRED
            Bool                            | aws:MultiFactorAuthPresent | false      | POSSIBLE
            BoolIfExists                    | aws:MultiFactorAuthPresent | false      | NOT_REQUIRED
            StringEquals                    | aws:MultiFactorAuthPresent | true       | REQUIRED
            StringEqualsIgnoreCase          | aws:MultiFactorAuthPresent | True       | REQUIRED
            StringEqualsIfExists            | aws:MultiFactorAuthPresent | true       | NOT_REQUIRED
            StringLike                      | aws:MultiFactorAuthPresent | t*         | REQUIRED
            StringNotEquals                 | aws:MultiFactorAuthPresent | false      | NOT_REQUIRED
            StringNotLike                   | aws:MultiFactorAuthPresent | f*         | NOT_REQUIRED
            Null                            | aws:MultiFactorAuthPresent | false      | REQUIRED
            Null                            | aws:MultiFactorAuthAge     | false      | REQUIRED
            Null                            | aws:MultiFactorAuthAge     | true       | NOT_REQUIRED
            NumericLessThan                 | aws:MultiFactorAuthAge     | 3600       | REQUIRED
            NumericLessThanEquals           | aws:MultiFactorAuthAge     | 3600       | REQUIRED
            NumericLessThanIfExists         | aws:MultiFactorAuthAge     | 3600       | NOT_REQUIRED
            NumericGreaterThan              | aws:MultiFactorAuthAge     | 1          | REQUIRED
            NumericGreaterThanEquals        | aws:MultiFactorAuthAge     | 1          | REQUIRED
            NumericEquals                   | aws:MultiFactorAuthAge     | 7          | REQUIRED
            NumericNotEquals                | aws:MultiFactorAuthAge     | 7          | NOT_REQUIRED
            NumericLessThan                 | aws:MultiFactorAuthAge     | soon       | POSSIBLE
            ForAnyValue:Bool                | aws:MultiFactorAuthPresent | true       | REQUIRED
            ForAllValues:Bool               | aws:MultiFactorAuthPresent | true       | NOT_REQUIRED
            foranyvalue:StringNotEquals     | aws:MultiFactorAuthPresent | false      | REQUIRED
            ForAllValues:StringEquals       | aws:MultiFactorAuthPresent | true       | NOT_REQUIRED
            ForAnyValue:BoolIfExists        | aws:MultiFactorAuthPresent | true       | NOT_REQUIRED
            StringEquals                    | sts:ExternalId             | true       | NOT_REQUIRED
            """, delimiter = '|')
    void anAllowStatement(String operator, String key, String values, MfaNeed need) {
        assertEquals(need, new TrustPolicy(List.of(allow(condition(operator, key, values)))).mfaNeed());
    }

    @ParameterizedTest(name = "Deny if {0} {1} {2}: {3}")
    @CsvSource(textBlock = """
            Bool                            | aws:MultiFactorAuthPresent | false      | NOT_REQUIRED
            BoolIfExists                    | aws:MultiFactorAuthPresent | false      | REQUIRED
            boolIFEXISTS                    | AWS:MULTIFACTORAUTHPRESENT | False      | REQUIRED
            BoolIfExists                    | aws:MultiFactorAuthPresent | true       | NOT_REQUIRED
            StringEqualsIfExists            | aws:MultiFactorAuthPresent | false      | REQUIRED
            StringNotEquals                 | aws:MultiFactorAuthPresent | true       | REQUIRED
            StringNotEqualsIfExists         | aws:MultiFactorAuthPresent | true       | REQUIRED
            StringNotLike                   | aws:MultiFactorAuthPresent | true       | REQUIRED
            Null                            | aws:MultiFactorAuthPresent | true       | REQUIRED
            Null                            | aws:MultiFactorAuthAge     | true       | REQUIRED
            Null                            | aws:MultiFactorAuthPresent | false      | NOT_REQUIRED
            NumericGreaterThan              | aws:MultiFactorAuthAge     | 3600       | NOT_REQUIRED
            NumericGreaterThanIfExists      | aws:MultiFactorAuthAge     | 3600       | REQUIRED
            NumericGreaterThanEqualsIfExists| aws:MultiFactorAuthAge     | 3600       | REQUIRED
            NumericLessThanIfExists         | aws:MultiFactorAuthAge     | 3600       | REQUIRED
            NumericNotEquals                | aws:MultiFactorAuthAge     | 0          | REQUIRED
            ForAllValues:Bool               | aws:MultiFactorAuthPresent | false      | REQUIRED
            ForAnyValue:Bool                | aws:MultiFactorAuthPresent | false      | NOT_REQUIRED
            ForAnyValue:StringNotEquals     | aws:MultiFactorAuthPresent | true       | NOT_REQUIRED
            """, delimiter = '|')
    void aDenyStatementBesideAnAllowForAll(String operator, String key, String values, MfaNeed need) {
        assertEquals(need, new TrustPolicy(List.of(allow(), deny(condition(operator, key, values)))).mfaNeed());
    }

    @Test
    void allStatementsAreSeenInWhateverOrder() {
        var withMfa = allow(condition("Bool", PRESENT, "true"));
        var fresh = allow(condition("NumericLessThan", AGE, "900"));
        var external = allow(condition("StringEquals", "sts:ExternalId", "x"));
        var shut = allow(condition("Bool", PRESENT, "false"));

        assertNeed(REQUIRED, withMfa, fresh);
        assertNeed(POSSIBLE, withMfa, external);
        assertNeed(POSSIBLE, external, withMfa);
        assertNeed(NOT_REQUIRED, external, allow());
        assertNeed(REQUIRED, external, withMfa, deny(condition("BoolIfExists", PRESENT, "false")));
        assertNeed(REQUIRED, withMfa, shut);
        assertNeed(NOT_REQUIRED, external, shut);
    }

    @Test
    void allConditionsOfAStatementHaveToBeMet() {
        assertNeed(REQUIRED, allow(condition("StringEquals", "sts:ExternalId", "x"), condition("Bool", PRESENT, "true")));
        assertNeed(REQUIRED, allow(condition("BoolIfExists", PRESENT, "true"), condition("NumericLessThan", AGE, "900")));
        assertNeed(NOT_REQUIRED, allow(), deny(condition("BoolIfExists", PRESENT, "false"), condition("Null", AGE, "false")));
        assertNeed(POSSIBLE, allow(), deny(condition("BoolIfExists", PRESENT, "false"),
                condition("NotIpAddress", "aws:SourceIp", "10.0.0.0/8")));
    }

    @Test
    void whatNoKeysEverMeetDoesNotCount() {
        var withMfa = allow(condition("Bool", PRESENT, "true"));
        var everyDeny = condition("BoolIfExists", PRESENT, "false");

        assertNeed(REQUIRED, withMfa, statement(Effect.ALLOW, "Service", "sts:AssumeRole"));
        assertNeed(REQUIRED, withMfa, statement(Effect.ALLOW, "Federated", "sts:AssumeRoleWithSAML"));
        assertNeed(REQUIRED, withMfa, statement(Effect.ALLOW, "AWS", "sts:TagSession"));
        assertNeed(NOT_REQUIRED, allow(), statement(Effect.DENY, "AWS", "sts:SetSourceIdentity", everyDeny));
        assertNeed(REQUIRED, statement(Effect.ALLOW, "AWS", "STS:Assume*"), statement(Effect.DENY, "*", "*", everyDeny));
        assertNeed(REQUIRED, statement(Effect.ALLOW, "*", "sts:AssumeRol?"), statement(Effect.DENY, "AWS", "sts:*", everyDeny));
    }

    @Test
    void whatCannotBeReadMayWantAnything() {
        assertEquals(POSSIBLE, TrustPolicy.unreadable().mfaNeed());
        assertNeed(POSSIBLE, deny());
        assertNeed(POSSIBLE, allow(condition("Frobnicate", PRESENT, "true")));
        assertNeed(POSSIBLE, allow(condition("Bool", PRESENT)));
        assertNeed(NOT_REQUIRED, statement(Effect.ALLOW, "AWS", "sts:Assume*(\\E"), allow());
    }

    // ---------------------------------------------------------------------- given

    private static void assertNeed(MfaNeed need, Statement... statements) {
        assertEquals(need, new TrustPolicy(List.of(statements)).mfaNeed());
    }

    private static Statement allow(Condition... conditions) {
        return statement(Effect.ALLOW, "AWS", "sts:AssumeRole", conditions);
    }

    private static Statement deny(Condition... conditions) {
        return statement(Effect.DENY, "AWS", "sts:AssumeRole", conditions);
    }

    private static Statement statement(Effect effect, String principal, String action, Condition... conditions) {
        return new Statement(effect, List.of(principal), List.of(action), List.of(conditions));
    }

    private static Condition condition(String operator, String key, String... values) {
        return new Condition(operator, key, Stream.of(values).flatMap(value -> Stream.of(value.split(","))).toList());
    }
}
