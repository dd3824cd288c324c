//SOURCES Problem.java
package lib.model;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The variables of a shell that an activation has set beside those that every activation sets: a profile's {@link ClientSettings}. They
 * are the same that people set for themselves, so a variable of ours says which they are. Where the value is another now, a person
 * has set it, and it is no more ours.
 */
public final class OwnVariables {

    /**
     * {@code |AWS_ENDPOINT_URL=http://127.0.0.1:4566|AWS_MAX_ATTEMPTS=5|}: what was set, values included, since a shell can compare
     * values and nothing else. It begins with what separates them, a character that is in none of them.
     */
    public static final String RECORD = "AWS_SESSION_SETTINGS";

    private static final List<String> SEPARATORS = List.of("|", ",", ";", ":", "+", "^", "#", "~", "/");

    private OwnVariables() {}

    /** The names of those that are still as they were set. */
    public static Set<String> in(Map<String, String> environment) {
        var record = environment.getOrDefault(RECORD, "");
        if (record.isEmpty()) {
            return Set.of();
        }
        return recorded(record).entrySet().stream().filter(own -> own.getValue().equals(environment.get(own.getKey())))
                .map(Map.Entry::getKey).collect(Collectors.toSet());
    }

    /** Names that are none of AWS's are nobody's business here. */
    private static Map<String, String> recorded(String record) {
        var recorded = new LinkedHashMap<String, String>();
        Stream.of(record.substring(1).split(Pattern.quote(record.substring(0, 1)))).map(own -> own.split("=", 2))
                .filter(own -> own.length == 2 && own[0].matches("AWS_[A-Z0-9_]+")).forEach(own -> recorded.put(own[0], own[1]));
        return recorded;
    }

    /** What a person, or another program, has set. */
    public static Map<String, String> without(Map<String, String> environment) {
        var own = in(environment);
        if (own.isEmpty()) {
            return environment;
        }
        var others = new HashMap<>(environment);
        others.keySet().removeAll(own);
        return others;
    }

    /** What the names of a record are, for people. */
    static String names(String record) {
        return record.isEmpty() ? "" : String.join(", ", recorded(record).keySet());
    }

    /** @throws Problem {@link Problem#badSetting} for values that no character could separate */
    static String record(Map<String, String> set) {
        var separator = SEPARATORS.stream().filter(character -> set.values().stream().noneMatch(value -> value.contains(character)))
                .findFirst().orElseThrow(() -> Problem.badSetting("the settings of the profile", "…",
                        "values that are free of at least one of " + String.join(" ", SEPARATORS)));
        return set.entrySet().stream().map(Objects::toString).collect(Collectors.joining(separator, separator, separator));
    }
}
