package lib.model;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Keys that sign requests. {@link #toString()} hides them, so that no log, exception or failing test shows one.
 *
 * @param accessKeyId {@code AKIA…} for long-lived keys, {@code ASIA…} for those of a session; not a secret
 * @param secretAccessKey 40 characters
 * @param sessionToken third part of temporary credentials; absent for long-lived keys
 */
public record Credentials(String accessKeyId, String secretAccessKey, Optional<String> sessionToken) {

    private static final Pattern ACCESS_KEY_ID = Pattern.compile("A(?:KIA|SIA)[A-Z0-9]{12,28}");

    /** Long-lived keys of an IAM user or of the account root. */
    public static Credentials longLived(String accessKeyId, String secretAccessKey) {
        return new Credentials(accessKeyId, secretAccessKey, Optional.empty());
    }

    public static Credentials temporary(String accessKeyId, String secretAccessKey, String sessionToken) {
        return new Credentials(accessKeyId, secretAccessKey, Optional.of(sessionToken));
    }

    /** Those that AWS's variables hold; absent where one of the two that belong together is not there. */
    public static Optional<Credentials> ofVariables(Map<String, String> environment) {
        var sessionToken = variable(environment, "AWS_SESSION_TOKEN").or(() -> variable(environment, "AWS_SECURITY_TOKEN"));
        return variable(environment, "AWS_ACCESS_KEY_ID").flatMap(id -> variable(environment, "AWS_SECRET_ACCESS_KEY")
                .map(secret -> new Credentials(id, secret, sessionToken)));
    }

    private static Optional<String> variable(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
    }

    /** What is shown of keys: sixteen stars, and the last four characters of an access key id, which is no secret. */
    public static String masked(String key) {
        return "*".repeat(16) + (ACCESS_KEY_ID.matcher(key).matches() ? key.substring(key.length() - 4) : "");
    }

    @Override
    public String toString() {
        return "Credentials[" + masked(accessKeyId) + "]";
    }
}
