package tests.aws;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The patterns of IAM policies: {@code *} is any run of characters, {@code ?} one character, and
 * {@code ${key}} or <code>${key, 'default'}</code> what the request says under that key.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html">
 *     Policy variables</a>
 */
final class Wildcard {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^}]*)}");
    private static final Pattern DEFAULTED = Pattern.compile("([^,]*),\\s*'([^']*)'\\s*");
    private static final Pattern PART = Pattern.compile(VARIABLE + "|[*?]|[^$*?]+|\\$");
    private static final Pattern VARIABLE_OR_COLON = Pattern.compile(VARIABLE + "|:");

    private Wildcard() {}

    /** Values of policy variables by key; empty where the request does not say. */
    interface Variables extends Function<String, Optional<String>> {}

    /** True when the action fits, whatever its case: {@code iam:list*} fits iam:ListUsers. */
    static boolean matchesAction(String pattern, String action) {
        return matches(
                pattern.toLowerCase(Locale.ROOT), action.toLowerCase(Locale.ROOT), variable -> Optional.empty());
    }

    /** True when the whole text fits; an unknown variable fits nothing. */
    static boolean matches(String pattern, String text, Variables variables) {
        return fits(regex(pattern, variables, ".*", "."), text);
    }

    /**
     * True when the ARN fits part by part: a wildcard never reaches over one of the first five
     * colons, except as the very last character of a shortened pattern such as {@code arn:aws:iam::*}.
     */
    static boolean matchesArn(String pattern, String arn, Variables variables) {
        int split = resourcePart(pattern);
        var regex = regex(pattern.substring(0, split), variables, "[^:]*", "[^:]")
                .flatMap(front -> regex(pattern.substring(split), variables, ".*", ".").map(front::concat));
        return fits(regex, arn);
    }

    /** Where the part after the fifth colon begins, or the star that stands for all that follows. */
    private static int resourcePart(String pattern) {
        var colons = VARIABLE_OR_COLON.matcher(pattern).results().filter(it -> it.group().equals(":"));
        int shortened = pattern.endsWith("*") ? pattern.length() - 1 : pattern.length();
        return colons.skip(4).findFirst().map(MatchResult::end).orElse(shortened);
    }

    /** The text with its variables filled in; empty when one of them is unknown. */
    static Optional<String> expand(String text, Variables variables) {
        var expanded = new StringBuilder();
        var variable = VARIABLE.matcher(text);
        while (variable.find()) {
            var value = value(variable.group(1), variables);
            if (value.isEmpty()) {
                return Optional.empty();
            }
            variable.appendReplacement(expanded, "");
            expanded.append(value.get());
        }
        return Optional.of(variable.appendTail(expanded).toString());
    }

    private static boolean fits(Optional<String> regex, String text) {
        return regex.filter(it -> Pattern.compile(it, Pattern.DOTALL).matcher(text).matches()).isPresent();
    }

    private static Optional<String> regex(String pattern, Variables variables, String any, String one) {
        var regex = new StringBuilder();
        var part = PART.matcher(pattern);
        while (part.find()) {
            var text = part.group(1) == null ? Optional.of(part.group()) : value(part.group(1), variables);
            if (text.isEmpty()) {
                return Optional.empty();
            }
            regex.append(switch (part.group()) {
                case "*" -> any;
                case "?" -> one;
                default -> Pattern.quote(text.get()); // a value that holds a star stays a star
            });
        }
        return Optional.of(regex.toString());
    }

    private static Optional<String> value(String variable, Variables variables) {
        if (variable.equals("*") || variable.equals("?") || variable.equals("$")) {
            return Optional.of(variable);
        }
        var defaulted = DEFAULTED.matcher(variable);
        if (defaulted.matches()) {
            return variables.apply(defaulted.group(1).strip()).or(() -> Optional.of(defaulted.group(2)));
        }
        return variables.apply(variable.strip());
    }
}
