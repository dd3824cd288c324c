package tests.aws;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.InetAddress;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;

/**
 * One line of a policy's {@code Condition}: an operator, a context key, and the values it may have.
 *
 * @param quantifier {@code ForAllValues}, {@code ForAnyValue}, or {@code ""}
 * @param operator without quantifier and {@code IfExists}, such as {@code StringNotLike}
 * @param ifExists holds when the request does not say the key at all
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html">
 *     Condition operators</a>
 */
record Condition(String quantifier, String operator, boolean ifExists, String key, List<String> values) {
    private static final Pattern NAME =
            Pattern.compile("(?:(ForAllValues|ForAnyValue):)?(\\w+?)(IfExists)?", Pattern.CASE_INSENSITIVE);

    /** Does one value of the policy fit one value of the request? */
    private interface Test {
        boolean fits(String wanted, String said, Wildcard.Variables variables);
    }

    private static final Map<String, Test> TESTS = Map.ofEntries(
            Map.entry("StringEquals", (wanted, said, variables) ->
                    Wildcard.expand(wanted, variables).filter(said::equals).isPresent()),
            Map.entry("StringEqualsIgnoreCase", (wanted, said, variables) ->
                    Wildcard.expand(wanted, variables).filter(said::equalsIgnoreCase).isPresent()),
            Map.entry("StringLike", Wildcard::matches),
            Map.entry("ArnEquals", Wildcard::matchesArn),
            Map.entry("ArnLike", Wildcard::matchesArn),
            Map.entry("Bool", (wanted, said, variables) -> wanted.equalsIgnoreCase(said)),
            Map.entry("BinaryEquals", (wanted, said, variables) -> wanted.equals(said)),
            Map.entry("NumericEquals", number(order -> order == 0)),
            Map.entry("NumericLessThan", number(order -> order < 0)),
            Map.entry("NumericLessThanEquals", number(order -> order <= 0)),
            Map.entry("NumericGreaterThan", number(order -> order > 0)),
            Map.entry("NumericGreaterThanEquals", number(order -> order >= 0)),
            Map.entry("DateEquals", date(order -> order == 0)),
            Map.entry("DateLessThan", date(order -> order < 0)),
            Map.entry("DateLessThanEquals", date(order -> order <= 0)),
            Map.entry("DateGreaterThan", date(order -> order > 0)),
            Map.entry("DateGreaterThanEquals", date(order -> order >= 0)),
            Map.entry("IpAddress", (wanted, said, variables) -> isInside(wanted, said)));

    private static final Map<String, String> OPPOSITES = Map.of(
            "StringNotEquals", "StringEquals",
            "StringNotEqualsIgnoreCase", "StringEqualsIgnoreCase",
            "StringNotLike", "StringLike",
            "ArnNotEquals", "ArnEquals",
            "ArnNotLike", "ArnLike",
            "NumericNotEquals", "NumericEquals",
            "DateNotEquals", "DateEquals",
            "NotIpAddress", "IpAddress");

    /**
     * Reads an operator as policies write it, such as {@code ForAnyValue:StringLikeIfExists}.
     *
     * @throws IllegalArgumentException when IAM knows no such operator
     */
    static Condition of(String name, String key, List<String> values) {
        var parts = NAME.matcher(name);
        if (!parts.matches() || !isKnown(parts.group(2))) {
            throw new IllegalArgumentException("Invalid Condition type : " + name);
        }
        var quantifier = Optional.ofNullable(parts.group(1)).orElse("");
        return new Condition(quantifier, parts.group(2), parts.group(3) != null, key, values);
    }

    private static boolean isKnown(String operator) {
        return operator.equals("Null") || TESTS.containsKey(operator) || OPPOSITES.containsKey(operator);
    }

    /**
     * @param said what the request says under this key; empty when the key is absent
     * @param variables for operators on strings and ARNs, the only ones that know variables
     */
    boolean holds(List<String> said, Wildcard.Variables variables) {
        if (operator.equals("Null")) {
            return values.stream().anyMatch(value -> value.equalsIgnoreCase("" + said.isEmpty()));
        }
        if (said.isEmpty()) {
            return ifExists || holdsWhenAbsent();
        }
        return switch (quantifier) {
            case "ForAllValues" -> said.stream().allMatch(one -> holds(one, variables));
            case "ForAnyValue" -> said.stream().anyMatch(one -> holds(one, variables));
            default -> isNegated()
                    ? said.stream().allMatch(one -> holds(one, variables))
                    : said.stream().anyMatch(one -> holds(one, variables));
        };
    }

    private boolean holdsWhenAbsent() {
        return switch (quantifier) {
            case "ForAllValues" -> true;
            case "ForAnyValue" -> false;
            default -> isNegated();
        };
    }

    private boolean holds(String said, Wildcard.Variables variables) {
        var test = TESTS.get(OPPOSITES.getOrDefault(operator, operator));
        return isNegated() != values.stream().anyMatch(wanted -> test.fits(wanted, said, variables));
    }

    private boolean isNegated() {
        return OPPOSITES.containsKey(operator);
    }

    private static Test number(IntPredicate order) {
        return (wanted, said, variables) -> {
            try {
                return order.test(new BigDecimal(said).compareTo(new BigDecimal(wanted)));
            } catch (NumberFormatException e) {
                return false;
            }
        };
    }

    private static Test date(IntPredicate order) {
        return (wanted, said, variables) -> {
            try {
                return order.test(instant(said).compareTo(instant(wanted)));
            } catch (DateTimeException e) {
                return false;
            }
        };
    }

    /** W3C profiles of ISO 8601, or seconds since 1970: what IAM takes for a date. */
    private static Instant instant(String text) {
        if (text.matches("\\d+")) {
            return Instant.ofEpochSecond(Long.parseLong(text));
        }
        return text.toUpperCase(Locale.ROOT).contains("T")
                ? OffsetDateTime.parse(text).toInstant()
                : LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC);
    }

    private static boolean isInside(String range, String address) {
        try {
            var parts = range.split("/", 2);
            var wanted = InetAddress.ofLiteral(parts[0]).getAddress();
            var said = InetAddress.ofLiteral(address).getAddress();
            int bits = parts.length == 2 ? Integer.parseInt(parts[1]) : wanted.length * 8;
            return wanted.length == said.length && bits(wanted, bits).equals(bits(said, bits));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static BigInteger bits(byte[] address, int first) {
        return new BigInteger(1, address).shiftRight(address.length * 8 - first);
    }
}
