//SOURCES Arn.java
//SOURCES OwnVariables.java
//SOURCES Problem.java
//SOURCES Profile.java
//SOURCES Profiles.java
//SOURCES ProxyAddress.java
package lib.model;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The way to AWS for one profile, decided from its settings and the environment, as AWS's own tools decide. Where the profile says
 * nothing, the one counts that it comes from: the source of a role, the profile of a session.
 *
 * @param region of the calls; the profile's own before {@code AWS_REGION}, which an earlier activation may have left behind
 * @param endpoints by service ({@code sts}, {@code iam}, {@code ssm}, {@code signin}); only those that somebody overrode
 * @param proxy of https calls, with its user's name and password escaped; calls to this computer never take one
 * @param noProxy host names or domains that go past the proxy; {@code *} alone for all
 * @param caBundle a PEM file with the certificates to trust instead of the JDK's
 * @param fips whether to use FIPS 140 endpoints
 * @param dualStack whether to use endpoints with IPv6
 * @param globalSts whether STS is asked at its one global endpoint instead of the region's, as {@code legacy} has it for the
 *     regions that have always been
 * @param maxAttempts at least 1; a request that carries a token code is repeated only if AWS cannot have seen the code
 * @see <a href="https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html">Settings reference</a>
 */
public record Connection(String region, Map<String, URI> endpoints, Optional<URI> proxy, List<String> noProxy,
        Optional<String> caBundle, boolean fips, boolean dualStack, boolean globalSts, int maxAttempts) {

    private static final List<String> SERVICES = List.of("sts", "iam", "ssm", "signin");

    /**
     * Those whose STS {@code sts_regional_endpoints = legacy} asks at the global endpoint; all others have only their own.
     *
     * @see <a href="https://docs.aws.amazon.com/sdkref/latest/guide/feature-sts-regionalized-endpoints.html">STS endpoints</a>
     */
    private static final List<String> LEGACY_REGIONS = List.of("ap-northeast-1", "ap-south-1", "ap-southeast-1", "ap-southeast-2",
            "aws-global", "ca-central-1", "eu-central-1", "eu-north-1", "eu-west-1", "eu-west-2", "eu-west-3", "sa-east-1",
            "us-east-1", "us-east-2", "us-west-1", "us-west-2");

    /**
     * @param environment the variables in force; what an earlier activation has set of them says nothing of another profile
     * @throws Problem {@link Problem#badSetting}, {@link Problem#insecureEndpoint}
     */
    public static Connection of(Map<String, String> environment, Profiles profiles, Profile profile) {
        return of(environment, profiles, profile, Optional.empty());
    }

    /**
     * The same for a profile on the way to another.
     *
     * @param asked the profile that the person asked for; its settings count where those on the way say nothing
     */
    public static Connection of(Map<String, String> environment, Profiles profiles, Profile profile, Optional<Profile> asked) {
        var own = heard(profiles, profile);
        var others = asked.map(last -> heard(profiles, last)).orElse(List.of());
        // Requests are signed for the region of whoever names the endpoint.
        var isTheirEndpoint = !nameEndpoint(profiles, own) && nameEndpoint(profiles, others);
        var counting = profile.name().equals(Profile.HERE) ? environment : OwnVariables.without(environment);
        return new Reader(counting, profiles, both(own, others), isTheirEndpoint ? both(others, own) : both(own, others)).read();
    }

    /**
     * That the profile's own region, or the one that is wanted for once, lies in another partition than its ARNs. Whatever AWS says there of
     * its keys means nothing.
     */
    public static Optional<Problem> elsewhere(Map<String, String> environment, Profiles profiles, Profile profile) {
        var heard = heard(profiles, profile);
        return new Reader(environment, profiles, heard, heard).arn()
                .flatMap(arn -> of(environment, profiles, profile).otherPartition(profile, arn));
    }

    private static boolean nameEndpoint(Profiles profiles, List<Profile> heard) {
        return heard.stream().map(Profile::settings).anyMatch(settings ->
                settings.get("endpoint_url").or(() -> profiles.serviceEndpoint(settings, "sts")).isPresent());
    }

    private static List<Profile> both(List<Profile> first, List<Profile> then) {
        return Stream.concat(first.stream(), then.stream()).toList();
    }

    /** As it is for one service: where that has an endpoint of somebody's own, no variant of AWS's endpoints counts. */
    public Connection to(String service) {
        return endpoints.containsKey(service) && (fips || dualStack || globalSts)
                ? new Connection(region, endpoints, proxy, noProxy, caBundle, false, false, false, maxAttempts) : this;
    }

    /**
     * That AWS knows no such thing on this way, where that can be told: its partitions know nothing of each other, and say so in words
     * that nobody understands.
     *
     * @param profile whose way it is
     */
    public Optional<Problem> otherPartition(Profile profile, Arn arn) {
        return endpoints.containsKey("sts") || !arn.isElsewhere(region) ? Optional.empty()
                : Optional.of(Problem.otherPartition(profile.name(), region, arn.toString(), arn.fallbackRegion()));
    }

    /** The same in another region. */
    public Connection in(String otherRegion) {
        return new Connection(otherRegion, endpoints, proxy, noProxy, caBundle, fips, dualStack, globalSts, maxAttempts);
    }

    /** The same, on which nothing is tried again. */
    public Connection once() {
        return new Connection(region, endpoints, proxy, noProxy, caBundle, fips, dualStack, globalSts, 1);
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

    /** The AWS on this computer that answers for {@code service} and for everything else, as one to practise with does. */
    public Optional<URI> standIn(String service) {
        return Optional.ofNullable(endpoints.get(service)).filter(Connection::isLoopback).filter(one -> one.equals(endpoints.get("sts")));
    }

    /** Whose settings count for a profile: its own, then those of the profiles that it comes from. */
    private static List<Profile> heard(Profiles profiles, Profile profile) {
        var heard = new ArrayList<Profile>();
        var next = Optional.of(profile);
        while (next.isPresent() && !isAmong(heard, next.get())) {
            heard.add(next.get());
            next = source(next.get()).flatMap(profiles::named);
        }
        return heard;
    }

    private static boolean isAmong(List<Profile> heard, Profile profile) {
        return heard.stream().anyMatch(one -> one.name().equals(profile.name()));
    }

    private static Optional<String> source(Profile profile) {
        return switch (profile) {
            case Profile.Role role -> role.sourceProfile();
            case Profile.Session session -> session.sourceProfile();
            default -> Optional.empty();
        };
    }

    /**
     * @param heard whose settings count, the first one most
     * @param heardOfRegion the same in the order in which their regions count
     */
    private record Reader(Map<String, String> environment, Profiles profiles, List<Profile> heard, List<Profile> heardOfRegion) {

        Connection read() {
            var wanted = region();
            var region = wanted.replace("fips-", "").replace("-fips", "");
            var fips = isTrue("AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint") || !region.equals(wanted);
            var dualStack = isTrue("AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint");
            var legacy = setting("AWS_STS_REGIONAL_ENDPOINTS", "sts_regional_endpoints").filter("legacy"::equals).isPresent();
            return new Connection(region, endpoints(), proxy(), noProxy(), caBundle(), fips, dualStack,
                    legacy && !fips && !dualStack && LEGACY_REGIONS.contains(region), maxAttempts());
        }

        private String region() {
            var arn = arn();
            return heardOfRegion.stream().flatMap(profile -> profile.region().stream()).findFirst()
                    .or(() -> guesses().filter(guess -> arn.filter(it -> it.isElsewhere(guess)).isEmpty()).findFirst())
                    .or(() -> arn.map(Arn::fallbackRegion))
                    .map(this::wellFormed).orElse("us-east-1");
        }

        /** What nobody said of these profiles is worth nothing against the partition that their ARNs name. */
        private Stream<String> guesses() {
            return Stream.of(variable("AWS_REGION"), variable("AWS_DEFAULT_REGION"), profiles.named("default").flatMap(Profile::region))
                    .flatMap(Optional::stream);
        }

        /** Of these profiles, else of the roles that start from one of them. */
        private Optional<Arn> arn() {
            return Stream.concat(heard.stream(), profiles.roles().stream().filter(this::startsHere))
                    .flatMap(profile -> Stream.of("role_arn", "mfa_arn", "mfa_serial").flatMap(key -> profile.settings().get(key).stream()))
                    .flatMap(text -> Arn.parse(text).stream()).findFirst();
        }

        private boolean startsHere(Profile.Role role) {
            return role.sourceProfile().filter(source -> heard.stream().anyMatch(one -> one.name().equals(source))).isPresent();
        }

        /** It becomes a part of host names. */
        private String wellFormed(String region) {
            if (!region.matches("[a-z0-9-]{1,63}")) {
                throw Problem.badSetting(whoSays(region), region, "a region such as eu-west-1");
            }
            return region;
        }

        /** What is to be corrected may stand in another profile, or in a variable. */
        private String whoSays(String region) {
            var profile = Stream.concat(heardOfRegion.stream(), profiles.named("default").stream())
                    .filter(one -> one.region().filter(region::equals).isPresent()).findFirst().map(one -> "the region of profile '" + one.name() + "'");
            var variable = Stream.of("AWS_REGION", "AWS_DEFAULT_REGION").filter(name -> variable(name).filter(region::equals).isPresent()).findFirst();
            var isInAProfile = heardOfRegion.stream().anyMatch(one -> one.region().isPresent());
            return (isInAProfile ? profile : variable.or(() -> profile)).orElse("the region");
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
                    .or(() -> heard.stream().flatMap(profile -> profiles.serviceEndpoint(profile.settings(), service)
                            .or(() -> profile.settings().get("endpoint_url")).stream()).findFirst())
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

        /** AWS's tools built on Python fall back on the variable of their HTTP library. */
        private Optional<String> caBundle() {
            return setting("AWS_CA_BUNDLE", "ca_bundle").or(() -> variable("REQUESTS_CA_BUNDLE"));
        }

        private Optional<URI> proxy() {
            return ofNetwork("https_proxy").map(ProxyAddress::normal);
        }

        private List<String> noProxy() {
            return ofNetwork("no_proxy").map(hosts -> Stream.of(hosts.split("[,\\s]+")).filter(host -> !host.isEmpty()).toList())
                    .orElse(List.of());
        }

        /** The name in lower case wins, as in curl and Python: where it is empty there is none, whatever the other says. */
        private Optional<String> ofNetwork(String name) {
            return environment.containsKey(name) ? variable(name) : variable(name.toUpperCase(Locale.ROOT));
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
            return variable(variable).or(() -> heard.stream().flatMap(profile -> profile.settings().get(key).stream()).findFirst());
        }

        private Optional<String> variable(String name) {
            return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
        }

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
