//SOURCES Problem.java
package lib.model;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How long a session to ask for, and why: what the command line says, else {@code sessmax} of the profile (or its old name
 * {@code mfasec}), else what the person's environment has as usual, else nine hours; then brought within AWS's limits.
 *
 * @param duration what to ask AWS for
 * @param reason who decided, in words for the user
 * @see <a href="https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html">GetSessionToken,
 *     DurationSeconds</a>
 */
public record SessionLength(Duration duration, String reason) {

    public static final Duration DEFAULT_MFA_SESSION = Duration.ofSeconds(32_400);
    public static final Duration SHORTEST = Duration.ofSeconds(900);
    public static final Duration LONGEST_MFA_SESSION = Duration.ofSeconds(129_600);
    public static final Duration LONGEST_ROOT_SESSION = Duration.ofSeconds(3_600);
    public static final Duration DEFAULT_ROLE_SESSION = Duration.ofSeconds(3_600);
    public static final Duration LONGEST_ROLE_SESSION = Duration.ofSeconds(43_200);

    /**
     * What AWS allows to a role session that starts from another session.
     *
     * @see <a href="https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html">AssumeRole, role chaining</a>
     */
    public static final Duration LONGEST_CHAINED_SESSION = Duration.ofSeconds(3_600);

    /** Of a role that nothing is said of. */
    public static final SessionLength USUAL_ROLE_SESSION = new SessionLength(DEFAULT_ROLE_SESSION, "the default");

    private static final Pattern UNITS = Pattern.compile("(?:([0-9]{1,3})h)?(?:([0-9]{1,5})m)?(?:([0-9]{1,7})s)?");

    /**
     * @param wished on the command line
     * @param ofProfile what the profile has as {@code sessmax}
     * @param usual where neither says anything
     * @param longest what AWS allows to whoever asks
     */
    public static SessionLength ofMfaSession(Optional<Duration> wished, Optional<String> ofProfile, SessionLength usual,
            Duration longest) {
        return decided(wished, ofProfile, usual).within(longest, "the longest that AWS allows");
    }

    /** As {@link #ofMfaSession}, for a role; the role's own maximum may be lower still. */
    public static SessionLength ofRoleSession(Optional<Duration> wished, Optional<String> ofProfile, SessionLength usual) {
        return decided(wished, ofProfile, usual).within(LONGEST_ROLE_SESSION, "the longest that AWS allows");
    }

    /**
     * What {@code AWS_SESSION_TOKEN_TTL} says, as aws-vault has it, else what the account advertises, else nine hours.
     *
     * @param advertised what an MFA session may last by the word of the account
     */
    public static SessionLength usualOfMfaSession(Map<String, String> environment, Optional<Duration> advertised) {
        return ofEnvironment(environment, "AWS_SESSION_TOKEN_TTL")
                .or(() -> advertised.map(length -> new SessionLength(length, "what the account advertises")))
                .orElse(new SessionLength(DEFAULT_MFA_SESSION, "the default"));
    }

    /**
     * What {@code AWS_ASSUME_ROLE_TTL} says, as aws-vault has it, else one hour.
     *
     * @param longest what a session of the role may last, if that has ever been learned
     */
    public static SessionLength usualOfRoleSession(Map<String, String> environment, Optional<Duration> longest) {
        return ofEnvironment(environment, "AWS_ASSUME_ROLE_TTL")
                .map(length -> longest.map(most -> length.within(most, "the longest that the role allows")).orElse(length))
                .orElse(USUAL_ROLE_SESSION);
    }

    private static Optional<SessionLength> ofEnvironment(Map<String, String> environment, String variable) {
        return Optional.of(environment.getOrDefault(variable, "")).filter(text -> !text.isEmpty())
                .map(text -> new SessionLength(parse(text).orElseThrow(() -> Problem.badSetting(variable, text, "a length such as 9h")),
                        "as " + variable + " says"));
    }

    private static SessionLength decided(Optional<Duration> wished, Optional<String> ofProfile, SessionLength usual) {
        return wished.map(duration -> new SessionLength(duration, "as asked for"))
                .or(() -> ofProfile.flatMap(SessionLength::parse).map(duration -> new SessionLength(duration, "as the profile says")))
                .orElseGet(() -> new SessionLength(usual.duration(), usual.reason() + ofProfile
                        .map(text -> ", since the profile's '" + text + "' is no length").orElse("")));
    }

    /** Not longer than {@code longest}, which something sets for this reason. */
    public SessionLength within(Duration longest, String longestBecause) {
        if (duration.compareTo(longest) > 0) {
            return new SessionLength(longest, longestBecause);
        }
        return duration.compareTo(SHORTEST) < 0 ? new SessionLength(SHORTEST, "the shortest that AWS allows") : this;
    }

    /** Reads {@code 9h}, {@code 1h30m}, {@code 45m}, {@code 900s} and plain seconds; empty for anything else. */
    public static Optional<Duration> parse(String text) {
        if (text.matches("[0-9]{1,7}")) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(text)));
        }
        var units = UNITS.matcher(text);
        if (text.isEmpty() || !units.matches()) {
            return Optional.empty();
        }
        return Optional.of(Duration.ofHours(number(units.group(1)))
                .plusMinutes(number(units.group(2)))
                .plusSeconds(number(units.group(3))));
    }

    private static long number(String digits) {
        return digits == null ? 0 : Long.parseLong(digits);
    }

    /** {@code 9h}, {@code 1h30m}, {@code 50s}: the form that {@link #parse} reads. */
    public static String inWords(Duration duration) {
        var text = new StringBuilder();
        append(text, duration.toHours(), "h");
        append(text, duration.toMinutesPart(), "m");
        append(text, duration.toSecondsPart(), "s");
        return text.isEmpty() ? "0s" : text.toString();
    }

    private static void append(StringBuilder text, long count, String unit) {
        if (count > 0) {
            text.append(count).append(unit);
        }
    }
}
