//SOURCES Arn.java
//SOURCES Problem.java
//SOURCES Profile.java
//SOURCES Profiles.java
package lib.model;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The way to AWS for one profile, decided from its settings and the environment, as AWS's own tools decide.
 *
 * @param region of the calls; the profile's own before {@code AWS_REGION}, which an earlier activation may have left behind
 * @param endpoints by service ({@code sts}, {@code iam}, {@code ssm}, {@code signin}); only those that somebody overrode
 * @param proxy of https calls; calls to this computer never take one
 * @param noProxy host names or {@code .domain} suffixes that go past the proxy; {@code *} for all
 * @param caBundle a PEM file with the certificates to trust instead of the JDK's
 * @param fips whether to use FIPS 140 endpoints
 * @param dualStack whether to use endpoints with IPv6
 * @param globalSts whether STS is asked at its one global endpoint instead of the region's
 * @param maxAttempts at least 1; a request that carries a token code is repeated only if AWS cannot have seen the code
 * @see <a href="https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html">Settings reference</a>
 */
public record Connection(String region, Map<String, URI> endpoints, Optional<URI> proxy, List<String> noProxy,
        Optional<String> caBundle, boolean fips, boolean dualStack, boolean globalSts, int maxAttempts) {

    private static final List<String> SERVICES = List.of("sts", "iam", "ssm", "signin");

    /**
     * @param environment the variables in force
     * @throws Problem {@link Problem#badSetting}, {@link Problem#insecureEndpoint}
     */
    public static Connection of(Map<String, String> environment, Profiles profiles, Profile profile) {
        return new Reader(environment, profiles, profile).read();
    }

    /** Without the proxy, whose address may hold a password. */
    @Override
    public String toString() {
        return "Connection[" + region + ", " + endpoints + "]";
    }

    /** Whether {@code endpoint} is this computer, where plain http gives nothing away. */
    public static boolean isLoopback(URI endpoint) {
        var host = Optional.ofNullable(endpoint.getHost()).orElse("");
        return host.equals("localhost") || host.equals("[::1]") || host.matches("127(\\.[0-9]{1,3}){3}");
    }

    private record Reader(Map<String, String> environment, Profiles profiles, Profile profile) {

        Connection read() {
            return new Connection(region(), endpoints(), proxy(), noProxy(),
                    setting("AWS_CA_BUNDLE", "ca_bundle"),
                    isTrue("AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint"),
                    isTrue("AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint"),
                    setting("AWS_STS_REGIONAL_ENDPOINTS", "sts_regional_endpoints").filter("legacy"::equals).isPresent(),
                    maxAttempts());
        }

        private String region() {
            return profile.region()
                    .or(() -> variable("AWS_REGION"))
                    .or(() -> variable("AWS_DEFAULT_REGION"))
                    .or(() -> profiles.named("default").flatMap(Profile::region))
                    .or(() -> profile.settings().first("mfa_arn", "mfa_serial", "role_arn")
                            .flatMap(Arn::parse).map(Arn::fallbackRegion))
                    .map(this::wellFormed)
                    .orElse("us-east-1");
        }

        /** It becomes a part of host names. */
        private String wellFormed(String region) {
            if (!region.matches("[a-z0-9-]{1,63}")) {
                throw Problem.badSetting("the region of profile '" + profile.name() + "'", region,
                        "a region such as eu-west-1");
            }
            return region;
        }

        private Map<String, URI> endpoints() {
            var found = new HashMap<String, URI>();
            if (isTrue("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "ignore_configured_endpoint_urls")) {
                return found;
            }
            SERVICES.forEach(service -> endpoint(service).ifPresent(uri -> found.put(service, uri)));
            return Map.copyOf(found);
        }

        private Optional<URI> endpoint(String service) {
            return variable("AWS_ENDPOINT_URL_" + service.toUpperCase(Locale.ROOT))
                    .or(() -> variable("AWS_ENDPOINT_URL"))
                    .or(() -> profiles.serviceEndpoint(profile.settings(), service))
                    .or(() -> profile.settings().get("endpoint_url"))
                    .map(url -> safe(uri("the endpoint of " + service, url, "https://sts.eu-west-1.amazonaws.com")));
        }

        private URI safe(URI endpoint) {
            if (!endpoint.getScheme().equals("https") && !isLoopback(endpoint)) {
                throw Problem.insecureEndpoint(withoutPassword(endpoint));
            }
            return endpoint;
        }

        private static String withoutPassword(URI endpoint) {
            return endpoint.toString().replaceFirst("//[^/]*@", "//");
        }

        /** The names in lower case first, as the AWS CLI has it by way of Python. */
        private Optional<URI> proxy() {
            return variable("https_proxy").or(() -> variable("HTTPS_PROXY"))
                    .map(url -> uri("HTTPS_PROXY", url.contains("://") ? url : "http://" + url, "http://proxy.example:3128"));
        }

        private List<String> noProxy() {
            return variable("no_proxy").or(() -> variable("NO_PROXY"))
                    .map(hosts -> Stream.of(hosts.split("[,\\s]+")).filter(host -> !host.isEmpty()).toList())
                    .orElse(List.of());
        }

        private int maxAttempts() {
            var text = setting("AWS_MAX_ATTEMPTS", "max_attempts").orElse("3");
            if (!text.matches("[1-9][0-9]{0,2}")) {
                throw Problem.badSetting("AWS_MAX_ATTEMPTS", text, "a number from 1 to 999");
            }
            return Integer.parseInt(text);
        }

        private boolean isTrue(String variable, String key) {
            return setting(variable, key).filter("true"::equalsIgnoreCase).isPresent();
        }

        private Optional<String> setting(String variable, String key) {
            return variable(variable).or(() -> profile.settings().get(key));
        }

        private Optional<String> variable(String name) {
            return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
        }

        /** The value of a proxy variable may hold a password, so a bad one is not quoted. */
        private static URI uri(String what, String text, String example) {
            try {
                var uri = new URI(text);
                if (uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
                    return uri;
                }
            } catch (URISyntaxException malformed) {
                // falls through to the one answer for everything that is no address
            }
            throw Problem.badSetting(what, "…", "an address such as " + example);
        }
    }
}
