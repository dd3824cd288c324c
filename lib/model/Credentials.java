package lib.model;

import java.util.Map;
import java.util.Optional;

/**
 * Keys that sign requests. {@link #toString()} hides them, so that no log, exception or failing test shows one.
 *
 * @param accessKeyId {@code AKIA…} for long-lived keys, {@code ASIA…} for those of a session; not a secret
 * @param secretAccessKey 40 characters
 * @param sessionToken third part of temporary credentials; absent for long-lived keys
 */
public record Credentials(String accessKeyId, String secretAccessKey, Optional<String> sessionToken) {

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

    /** The form in which any part of a secret is shown: sixteen stars, and the last four characters of a long one. */
    public static String masked(String secret) {
        return "*".repeat(16) + (secret.length() < 12 ? "" : secret.substring(secret.length() - 4));
    }

    @Override
    public String toString() {
        return "Credentials[" + masked(accessKeyId) + "]";
    }
}
