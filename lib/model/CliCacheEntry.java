//SOURCES Arn.java
//SOURCES Expiration.java
//SOURCES Profile.java
//SOURCES SessionLength.java
//SOURCES Settings.java
package lib.model;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A role session as the AWS CLI keeps it for itself, so that {@code aws --profile ROLE} takes it up. Its name tells neither whose
 * credentials assumed the role nor at which endpoint: whoever makes one answers for that.
 *
 * @param fileName in the folder of that cache
 * @param text as botocore's own {@code JSONFileCache} would write it; it holds the keys, so {@link #toString()} hides it
 * @see <a href="https://github.com/boto/botocore/blob/develop/botocore/credentials.py">AssumeRoleCredentialFetcher</a>
 */
public record CliCacheEntry(String fileName, String text) {

    /** The AWS CLI uses no entry with less than this left: botocore's {@code DEFAULT_EXPIRY_WINDOW_SECONDS}. */
    public static final Duration SHORTEST = Duration.ofMinutes(15);

    /**
     * @param role as its profile stands in the files
     * @param session has its keys and its end
     */
    public static CliCacheEntry of(Profile.Role role, Profile.Session session) {
        return new CliCacheEntry(fileName(role.settings()), text(session, role.arn().map(Arn::account)));
    }

    /** How long a session the AWS CLI would ask for; what this suite goes by counts where that has nothing of its own. */
    public static Duration length(Profile.Role role) {
        return durationSeconds(role.settings()).filter(seconds -> seconds.length() < 10)
                .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)))
                .orElseGet(() -> role.sessionLength(Optional.empty(), SessionLength.USUAL_ROLE_SESSION).duration());
    }

    /** The SHA-1 of what the AWS CLI would ask for, as Python writes it in JSON with its keys sorted. */
    static String fileName(Settings role) {
        var asked = new LinkedHashMap<String, String>();
        durationSeconds(role).ifPresent(seconds -> asked.put("DurationSeconds", seconds));
        put(asked, "ExternalId", role, "external_id");
        put(asked, "RoleArn", role, "role_arn");
        if (!role.properties().getOrDefault("role_session_name", "").isEmpty()) {
            put(asked, "RoleSessionName", role, "role_session_name");
        }
        put(asked, "SerialNumber", role, "mfa_serial");
        return sha1(asked.entrySet().stream().map(one -> "\"" + one.getKey() + "\": " + one.getValue())
                .collect(Collectors.joining(", ", "{", "}"))) + ".json";
    }

    private static void put(Map<String, String> asked, String name, Settings role, String key) {
        Optional.ofNullable(role.properties().get(key)).ifPresent(value -> asked.put(name, quoted(value)));
    }

    /** What Python's {@code int} takes; of anything else botocore takes no notice. */
    private static Optional<String> durationSeconds(Settings role) {
        return Optional.ofNullable(role.properties().get("duration_seconds")).map(String::strip)
                .filter(text -> text.matches("[+-]?[0-9]+(_[0-9]+)*"))
                .map(text -> text.replaceAll("[_+]", "").replaceFirst("^(-?)0+(?=[0-9])", "$1"));
    }

    /** As Python's {@code json.dumps} does it: what is not printable ASCII by its number. */
    private static String quoted(String value) {
        return value.chars().mapToObj(unit -> switch (unit) {
            case '"', '\\' -> "\\" + (char) unit;
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            case '\f' -> "\\f";
            case '\b' -> "\\b";
            default -> unit >= ' ' && unit <= '~' ? Character.toString(unit) : "\\u%04x".formatted(unit);
        }).collect(Collectors.joining("", "\"", "\""));
    }

    private static String sha1(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-1", impossible);
        }
    }

    private static String text(Profile.Session session, Optional<String> account) {
        var keys = session.credentials().orElseThrow();
        return Stream.of(Map.entry("AccessKeyId", keys.accessKeyId()), Map.entry("SecretAccessKey", keys.secretAccessKey()),
                        Map.entry("SessionToken", keys.sessionToken().orElseThrow()),
                        Map.entry("Expiration", session.expiration().map(Expiration::at).orElseThrow().toString()),
                        Map.entry("AccountId", account.orElse("")))
                .filter(part -> !part.getValue().isEmpty()).map(part -> quoted(part.getKey()) + ": " + quoted(part.getValue()))
                .collect(Collectors.joining(", ", "{\"Credentials\": {", "}}"));
    }

    @Override
    public String toString() {
        return "CliCacheEntry[" + fileName + "]";
    }
}
