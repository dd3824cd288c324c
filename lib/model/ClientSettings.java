//SOURCES IniFile.java
//SOURCES Profiles.java
//SOURCES Settings.java
package lib.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What a profile says about the way to AWS and how clients behave on it, beside its region and output: endpoints, certificates,
 * retries, and what the AWS CLI shows. Keys, roles, SSO and processes are none of it: they say who somebody is.
 *
 * @see <a href="https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html">Settings reference</a>
 */
public final class ClientSettings {

    private static final String ENDPOINT = "AWS_ENDPOINT_URL";
    private static final String IGNORE_ENDPOINTS = "ignore_configured_endpoint_urls";

    /** They overrule each other, so they are taken from one profile together. */
    static final List<String> ABOUT_ENDPOINTS = List.of("endpoint_url", "services", IGNORE_ENDPOINTS);

    /** True of the profile's own account only. */
    static final List<String> ABOUT_ACCOUNT = List.of("account_id", "aws_account_id");

    /** A setting and the variables by which AWS's tools know it, if any. */
    private static final String TABLE = """
            endpoint_url                        AWS_ENDPOINT_URL
            services
            ignore_configured_endpoint_urls     AWS_IGNORE_CONFIGURED_ENDPOINT_URLS
            ca_bundle                           AWS_CA_BUNDLE
            use_fips_endpoint                   AWS_USE_FIPS_ENDPOINT
            use_dualstack_endpoint              AWS_USE_DUALSTACK_ENDPOINT
            sts_regional_endpoints              AWS_STS_REGIONAL_ENDPOINTS
            s3_us_east_1_regional_endpoint      AWS_S3_US_EAST_1_REGIONAL_ENDPOINT
            s3_use_arn_region                   AWS_S3_USE_ARN_REGION
            s3_disable_multiregion_access_points AWS_S3_DISABLE_MULTIREGION_ACCESS_POINTS
            s3_disable_express_session_auth     AWS_S3_DISABLE_EXPRESS_SESSION_AUTH
            endpoint_discovery_enabled          AWS_ENABLE_ENDPOINT_DISCOVERY AWS_ENDPOINT_DISCOVERY_ENABLED
            disable_host_prefix_injection       AWS_DISABLE_HOST_PREFIX_INJECTION
            account_id                          AWS_ACCOUNT_ID
            aws_account_id                      AWS_ACCOUNT_ID
            account_id_endpoint_mode            AWS_ACCOUNT_ID_ENDPOINT_MODE
            auth_scheme_preference              AWS_AUTH_SCHEME_PREFERENCE
            sigv4a_signing_region_set           AWS_SIGV4A_SIGNING_REGION_SET
            retry_mode                          AWS_RETRY_MODE
            max_attempts                        AWS_MAX_ATTEMPTS
            defaults_mode                       AWS_DEFAULTS_MODE
            tcp_keepalive
            parameter_validation
            request_checksum_calculation        AWS_REQUEST_CHECKSUM_CALCULATION
            response_checksum_validation        AWS_RESPONSE_CHECKSUM_VALIDATION
            disable_request_compression         AWS_DISABLE_REQUEST_COMPRESSION
            request_min_compression_size_bytes  AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES
            sdk_ua_app_id                       AWS_SDK_UA_APP_ID
            data_path                           AWS_DATA_PATH
            csm_enabled                         AWS_CSM_ENABLED
            csm_host                            AWS_CSM_HOST
            csm_port                            AWS_CSM_PORT
            csm_client_id                       AWS_CSM_CLIENT_ID
            cli_pager                           AWS_PAGER
            cli_auto_prompt                     AWS_CLI_AUTO_PROMPT
            """;

    /** Those that say something by being empty: no pager. */
    private static final Set<String> MEANT_EMPTY = Set.of("cli_pager");

    private static final Map<String, List<String>> VARIABLES = table();

    private ClientSettings() {}

    private static Map<String, List<String>> table() {
        var table = new LinkedHashMap<String, List<String>>();
        TABLE.lines().map(line -> List.of(line.split(" +"))).forEach(row -> table.put(row.getFirst(), row.subList(1, row.size())));
        return table;
    }

    /** Those of a profile, in the same order each time, as far as a file can hold them once more. */
    static Map<String, String> of(Settings profile) {
        var known = new LinkedHashMap<String, String>();
        VARIABLES.keySet().forEach(key -> put(known, key, profile.properties().get(key)));
        new TreeMap<>(profile.properties()).forEach((key, value) -> {
            if (isOfTheCli(key) || isNested(value)) {
                put(known, key, value);
            }
        });
        return known;
    }

    private static void put(Map<String, String> settings, String key, String value) {
        if (value != null && IniFile.canHold(value) && (!value.isEmpty() || MEANT_EMPTY.contains(key))) {
            settings.put(key, value);
        }
    }

    private static boolean isOfTheCli(String key) {
        return key.startsWith("cli_");
    }

    /** {@code s3 =} and its like: what stands below is about the clients of one service. */
    private static boolean isNested(String value) {
        return value.startsWith("\n");
    }

    /** The same as variables, where there are such; for each service whose endpoint a {@code [services …]} section names, there is one. */
    static Map<String, String> inVariables(Settings profile, Profiles profiles) {
        var variables = new LinkedHashMap<String, String>();
        VARIABLES.forEach((key, names) -> said(profile, key).filter(value -> !isNested(value))
                .ifPresent(value -> names.forEach(name -> variables.put(name, value))));
        profiles.endpointsByService(profile).forEach((service, endpoint) -> variables.put(ofService(service), endpoint));
        if (profile.get(IGNORE_ENDPOINTS).filter("true"::equalsIgnoreCase).isPresent()) {
            variables.keySet().removeIf(ClientSettings::isEndpoint);
        }
        return variables;
    }

    private static Optional<String> said(Settings profile, String key) {
        return profile.get(key).or(() -> Optional.of("").filter(_ -> MEANT_EMPTY.contains(key) && profile.properties().containsKey(key)));
    }

    /** Whether a variable with that value says something. */
    static boolean says(String variable, String value) {
        return !value.isBlank() || MEANT_EMPTY.stream().anyMatch(key -> VARIABLES.get(key).contains(variable));
    }

    /**
     * Settings of a profile that say something else than a variable, which goes before them for AWS's own tools.
     *
     * @return the names of settings by those of variables
     */
    public static Map<String, String> overruled(Settings profile, Map<String, String> environment) {
        var overruled = new LinkedHashMap<String, String>();
        var ofAll = Stream.of(Map.entry("region", List.of("AWS_REGION", "AWS_DEFAULT_REGION")),
                Map.entry("output", List.of("AWS_DEFAULT_OUTPUT")));
        Stream.concat(ofAll, VARIABLES.entrySet().stream()).forEach(setting -> setting.getValue().stream()
                        .filter(variable -> isOverruled(profile.get(setting.getKey()), environment.getOrDefault(variable, "")))
                        .forEach(variable -> overruled.put(variable, setting.getKey())));
        return overruled;
    }

    private static boolean isOverruled(Optional<String> said, String variable) {
        return !variable.isBlank() && said.filter(value -> !value.equals(variable)).isPresent();
    }

    private static String ofService(String service) {
        return ENDPOINT + "_" + service.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    }

    static boolean isEndpoint(String variable) {
        return variable.startsWith(ENDPOINT);
    }

    /** Whether a variable says the same of all services, and so goes before what a file says of one. */
    static boolean isEndpointOfAll(String variable) {
        return variable.equals(ENDPOINT);
    }
}
