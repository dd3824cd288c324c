package lib.model;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Who may assume a role, as far as it tells whether MFA is wanted of long-lived keys. A request that these sign carries no
 * {@code aws:MultiFactorAuth…} key at all, not even one that says false, unless a token code goes with it.
 *
 * @param statements empty when the policy could not be read
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-multifactorauthpresent">
 *     aws:MultiFactorAuthPresent</a>
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html">
 *     Condition operators</a>
 */
public record TrustPolicy(List<Statement> statements) {

    /** Whether AWS wants MFA of long-lived keys that assume the role. */
    public enum MfaNeed {
        /** Nobody gets in without. */
        REQUIRED,
        /** Some get in only with MFA, others perhaps without; or the policy could not be read. */
        POSSIBLE,
        NOT_REQUIRED
    }

    public enum Effect { ALLOW, DENY }

    /**
     * @param principals kinds of them, {@code AWS}, {@code Service}, {@code Federated}; {@code *} for everybody
     * @param actions such as {@code sts:AssumeRole}, with {@code *} and {@code ?} for any characters
     * @param conditions all have to be met
     */
    public record Statement(Effect effect, List<String> principals, List<String> actions, List<Condition> conditions) {

        /** Roles for EC2, SAML or tags have statements that no keys ever meet. */
        private boolean concernsKeys() {
            return (principals.contains("AWS") || principals.contains("*"))
                    && actions.stream().anyMatch(action -> isLike("sts:assumerole", lower(action)));
        }

        /** Whether what the statement says of MFA is met; what else it says is not known here. */
        private boolean isMet(Mfa mfa) {
            return conditions.stream().filter(Condition::isAboutMfa).allMatch(condition -> condition.isMet(mfa));
        }

        private boolean isAboutMfaOnly() {
            return conditions.stream().allMatch(Condition::isAboutMfa);
        }

        private boolean demandsMfa() {
            return switch (effect) {
                case ALLOW -> !isMet(Mfa.NONE) && mayBeMet();
                case DENY -> isMet(Mfa.NONE) && agesThatMatter().anyMatch(age -> !isMet(Mfa.given(age)));
            };
        }

        private boolean mayBeMet() {
            return isMet(Mfa.NONE) || agesThatMatter().anyMatch(age -> isMet(Mfa.given(age)));
        }

        /** Seconds: of a code given with the call, and on both sides of each bound that is named. */
        private Stream<Double> agesThatMatter() {
            var bounds = conditions.stream().filter(condition -> lower(condition.key()).equals(AGE))
                    .flatMap(condition -> condition.values().stream()).flatMap(value -> number(value).stream())
                    .flatMap(bound -> Stream.of(bound, bound + 1));
            return Stream.concat(Stream.of(0.0), bounds);
        }
    }

    /**
     * @param operator such as {@code Bool}, {@code NumericLessThanIfExists}, {@code ForAnyValue:StringEquals}, in any case
     * @param key such as {@code aws:MultiFactorAuthPresent}, in any case
     * @param values one of them has to match; with a negated operator none may
     */
    public record Condition(String operator, String key, List<String> values) {

        private boolean isAboutMfa() {
            return lower(key).equals(PRESENT) || lower(key).equals(AGE);
        }

        private boolean isMet(Mfa mfa) {
            var value = mfa.value(lower(key));
            if (base().equals("null")) {
                return values.stream().anyMatch(wanted -> lower(wanted).equals(value.isEmpty() ? "true" : "false"));
            }
            return value.map(this::matches).orElseGet(this::isMetByAbsentKey);
        }

        private boolean isMetByAbsentKey() {
            var operation = lower(operator);
            return operation.endsWith("ifexists") || operation.startsWith("forallvalues:")
                    || isNegated() && !operation.startsWith("foranyvalue:");
        }

        private boolean matches(String value) {
            return isNegated() != values.stream().anyMatch(wanted -> compares(value, wanted));
        }

        private boolean compares(String value, String wanted) {
            return switch (base()) {
                case "bool", "stringequalsignorecase", "stringnotequalsignorecase" -> lower(value).equals(lower(wanted));
                case "stringequals", "stringnotequals" -> value.equals(wanted);
                case "stringlike", "stringnotlike" -> isLike(value, wanted);
                case "numericequals", "numericnotequals" -> compares(value, wanted, order -> order == 0);
                case "numericlessthan" -> compares(value, wanted, order -> order < 0);
                case "numericlessthanequals" -> compares(value, wanted, order -> order <= 0);
                case "numericgreaterthan" -> compares(value, wanted, order -> order > 0);
                case "numericgreaterthanequals" -> compares(value, wanted, order -> order >= 0);
                default -> false;
            };
        }

        private static boolean compares(String value, String wanted, Predicate<Integer> order) {
            return number(value).flatMap(left -> number(wanted).map(left::compareTo)).filter(order).isPresent();
        }

        /** The operator itself: {@code stringequals} for {@code ForAnyValue:StringEqualsIfExists}. */
        private String base() {
            return lower(operator).replaceFirst("^for(any|all)values?:", "").replaceFirst("ifexists$", "");
        }

        private boolean isNegated() {
            return base().contains("not");
        }
    }

    private static final String PRESENT = "aws:multifactorauthpresent";
    private static final String AGE = "aws:multifactorauthage";

    /**
     * What a request says of MFA.
     *
     * @param age seconds since the code was given; empty for long-lived keys alone
     */
    private record Mfa(Optional<Double> age) {
        static final Mfa NONE = new Mfa(Optional.empty());

        static Mfa given(double age) {
            return new Mfa(Optional.of(age));
        }

        Optional<String> value(String key) {
            return age.map(seconds -> key.equals(PRESENT) ? "true" : String.valueOf(seconds));
        }
    }

    /** A policy nobody could make sense of; it may want anything. */
    public static TrustPolicy unreadable() {
        return new TrustPolicy(List.of());
    }

    public MfaNeed mfaNeed() {
        var concerned = statements.stream().filter(Statement::concernsKeys).toList();
        var doors = concerned.stream().filter(it -> it.effect() == Effect.ALLOW).filter(Statement::mayBeMet).toList();
        var demands = concerned.stream().filter(Statement::demandsMfa).toList();
        if (doors.isEmpty()) {
            return MfaNeed.POSSIBLE;
        }
        if (demands.containsAll(doors) || demands.stream().anyMatch(TrustPolicy::isForEverybody)) {
            return MfaNeed.REQUIRED;
        }
        return demands.isEmpty() ? MfaNeed.NOT_REQUIRED : MfaNeed.POSSIBLE;
    }

    /** A Deny that asks for more than MFA may leave some out. */
    private static boolean isForEverybody(Statement demand) {
        return demand.effect() == Effect.DENY && demand.isAboutMfaOnly();
    }

    private static Optional<Double> number(String text) {
        try {
            return Optional.of(Double.valueOf(text));
        } catch (NumberFormatException noNumber) {
            return Optional.empty();
        }
    }

    private static boolean isLike(String text, String pattern) {
        var regex = Pattern.quote(pattern).replace("*", "\\E.*\\Q").replace("?", "\\E.\\Q");
        return text.matches(regex);
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
