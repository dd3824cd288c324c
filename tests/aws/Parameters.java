package tests.aws;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What an action was told, checked the way AWS's own models check it.
 *
 * @param values by name as on the wire, lists as {@code Tags.member.1.Key}
 */
record Parameters(Map<String, String> values) {
    /** Names with a {@code w} are letters, digits and underscore, as in the pattern AWS publishes. */
    static final String NAME = "[\\w+=,.@-]*";

    /** Reads {@code a=b&c=d} as forms and query strings have it. */
    static Parameters ofForm(String form) {
        var values = new TreeMap<String, String>();
        for (var pair : form.split("&")) {
            var parts = pair.split("=", 2);
            if (parts.length == 2) {
                values.put(decoded(parts[0]), decoded(parts[1]));
            }
        }
        return new Parameters(values);
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    /** The value as it came; empty when it did not. */
    Optional<String> find(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /**
     * @param shortest characters at least
     * @param longest characters at most
     * @throws AwsError ValidationError
     */
    Optional<String> text(String name, int shortest, int longest, String pattern) {
        var text = find(name);
        text.ifPresent(value -> {
            check(value.length() >= shortest, value, name, "have length greater than or equal to " + shortest);
            check(value.length() <= longest, value, name, "have length less than or equal to " + longest);
            check(value.matches(pattern), value, name, "satisfy regular expression pattern: " + pattern);
        });
        return text;
    }

    /** As {@link #text}, but it must be there. */
    String requiredText(String name, int shortest, int longest, String pattern) {
        return text(name, shortest, longest, pattern).orElseThrow(() -> AwsError.validation(
                "1 validation error detected: Value null at '" + member(name)
                        + "' failed to satisfy constraint: Member must not be null"));
    }

    /** @throws AwsError ValidationError outside of these bounds, MalformedInput for no number */
    Optional<Integer> number(String name, int least, int most) {
        return find(name).map(text -> {
            check(number(text) >= least, text, name, "have value greater than or equal to " + least);
            check(number(text) <= most, text, name, "have value less than or equal to " + most);
            return number(text);
        });
    }

    /** Values of {@code NAME.member.1SUFFIX}, {@code NAME.member.2SUFFIX}, … */
    List<String> list(String name, String suffix) {
        var list = new ArrayList<String>();
        for (var key = name + ".member.1" + suffix; values.containsKey(key);
                key = name + ".member." + (list.size() + 1) + suffix) {
            list.add(values.get(key));
        }
        return list;
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new AwsError(400, "MalformedInput", "Invalid Argument");
        }
    }

    private static void check(boolean fits, String value, String name, String constraint) {
        if (!fits) {
            throw AwsError.validation("1 validation error detected: Value '" + value + "' at '" + member(name)
                    + "' failed to satisfy constraint: Member must " + constraint);
        }
    }

    private static String member(String name) {
        return Character.toLowerCase(name.charAt(0)) + name.substring(1);
    }
}
