//SOURCES Credentials.java
//SOURCES Expiration.java
//SOURCES OwnVariables.java
//SOURCES Shown.java
package lib.model;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The AWS variables in force, for people: secrets masked, and nothing of values that can hold a password.
 *
 * @param zone of this computer's clocks, by which some tools write times; asked for where one did
 */
record VariableListing(Map<String, String> variables, Instant now, Supplier<ZoneId> zone, For reader) {

    /** Who will read it: whoever has the variables, or whoever gets a report from them. */
    enum For { OWNER, OTHERS }

    private static final String NOT_SHOWN = "(set, not shown)";
    private static final int MOST_HIDDEN_IN_ROWS = 2;

    static final List<String> SELECTORS = List.of("AWS_PROFILE", "AWS_DEFAULT_PROFILE");

    /** In the order in which they are shown, with their values; the value of any other variable may be a password. */
    private static final List<String> SHOWN = List.of(
            "AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_EB_PROFILE", "AWS_PROFILE_IDENT", "AWS_SESSION_IDENT",
            "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN",
            "AWS_SESSION_EXPIRY", "AWS_CREDENTIAL_EXPIRATION", "AWS_SESSION_EXPIRATION",
            "AWS_SESSION_INIT_TIME", "AWS_SESSION_DURATION", "AWS_SESSION_TYPE", OwnVariables.RECORD,
            "AWS_VAULT", "AWSUME_PROFILE", "AWSUME_EXPIRATION", "AWSU_PROFILE", "AWSRUNAS_PROFILE",
            "GRANTED_SSO_ROLE_NAME", "GRANTED_SSO_ACCOUNT_ID",
            "AWS_SSO_PROFILE", "AWS_SSO_SESSION_EXPIRATION", "AWS_SSO_ACCOUNT_ID", "AWS_SSO_ROLE_NAME",
            "AWS_OKTA_PROFILE", "AWS_OKTA_SESSION_EXPIRATION",
            "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_DEFAULT_OUTPUT",
            "AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE", "AWS_CA_BUNDLE",
            "AWS_METADATA_SERVICE_TIMEOUT", "AWS_METADATA_SERVICE_NUM_ATTEMPTS",
            "AWS_ROLE_ARN", "AWS_ROLE_SESSION_NAME", "AWS_WEB_IDENTITY_TOKEN_FILE",
            "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI",
            "AWS_CONTAINER_AUTHORIZATION_TOKEN", "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE");

    private static final Set<String> PROXIES = Set.of("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY",
            "http_proxy", "https_proxy", "all_proxy", "no_proxy");

    private static final Pattern ACCESS_KEY_ID = Pattern.compile("\\w{1,32}");
    private static final Pattern ADDRESS_WITHOUT_SECRETS = Pattern.compile("https?://[^@?#\\s]*");

    /** {@code AWS_VAULT  dev}, a line each; many of which only the name is shown have one line for all. */
    List<String> lines() {
        var names = Stream.of(
                SHOWN.stream().filter(variables::containsKey),
                variables.keySet().stream().filter(name -> name.startsWith("AWS_") && !SHOWN.contains(name)).sorted(),
                variables.keySet().stream().filter(PROXIES::contains).sorted())
                .flatMap(group -> group).filter(name -> isInForce(name, variables)).toList();
        var hidden = names.stream().filter(name -> !SHOWN.contains(name) && value(name, variables.get(name)).equals(NOT_SHOWN)).toList();
        return hidden.size() <= MOST_HIDDEN_IN_ROWS ? rows(names) : Stream.concat(
                rows(names.stream().filter(name -> !hidden.contains(name)).toList()).stream(),
                Stream.of("Set, not shown: " + hidden.stream().map(Shown::inOneLine).collect(Collectors.joining(", ")))).toList();
    }

    private List<String> rows(List<String> names) {
        var width = names.stream().mapToInt(name -> Shown.inOneLine(name).length()).max().orElse(1);
        var format = "%-" + width + "s  %s";
        return names.stream().map(name -> format.formatted(Shown.inOneLine(name), value(name, variables.get(name)))).toList();
    }

    /** Of empty variables only the selectors count. */
    static boolean isInForce(String name, Map<String, String> variables) {
        return !variables.getOrDefault(name, "").isEmpty() || SELECTORS.contains(name) && variables.containsKey(name);
    }

    private String value(String name, String value) {
        if (name.startsWith("AWS_ENDPOINT_URL") || name.equals("AWS_CONTAINER_CREDENTIALS_FULL_URI")) {
            return ADDRESS_WITHOUT_SECRETS.matcher(value).matches() ? Shown.inOneLine(value) : NOT_SHOWN;
        }
        if (reader == For.OTHERS && name.matches("AWS_(SECRET_ACCESS_KEY|.*TOKEN|CONTAINER_.*_URI)")) {
            return NOT_SHOWN;
        }
        return switch (name) {
            case "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN", "AWS_CONTAINER_AUTHORIZATION_TOKEN" ->
                    Shown.harmless(Credentials.masked(value));
            case "AWS_ACCESS_KEY_ID" -> ACCESS_KEY_ID.matcher(value).matches() && reader == For.OWNER
                    ? value : Shown.harmless(Credentials.masked(value));
            case OwnVariables.RECORD -> Shown.inOneLine(OwnVariables.names(value));
            case "AWS_SESSION_EXPIRY", "AWS_CREDENTIAL_EXPIRATION", "AWS_SESSION_EXPIRATION", "AWSUME_EXPIRATION",
                    "AWS_SSO_SESSION_EXPIRATION", "AWS_OKTA_SESSION_EXPIRATION" -> Shown.inOneLine(value) + " (" + end(name, value, zone)
                    .map(end -> leftOrEnded(end, now)).orElse("not a time") + ")";
            default -> value.isEmpty() ? "(empty)" : SHOWN.contains(name) ? Shown.inOneLine(value) : NOT_SHOWN;
        };
    }

    /** When a session ends, as the variable of some tool says; awsume writes the time of the clocks here, and no zone. */
    static Optional<Expiration> end(String variable, String text, Supplier<ZoneId> zone) {
        return variable.startsWith("AWSUME_") ? Expiration.parse(text, zone) : Expiration.parse(text);
    }

    static String leftOrEnded(Expiration expiration, Instant now) {
        return expiration.remaining(now).isZero() ? "ended" : Expiration.inWords(expiration.remaining(now)) + " left";
    }
}
