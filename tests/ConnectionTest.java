//DEPS org.junit.jupiter:junit-jupiter:6.1.3
//SOURCES ../lib/model/Connection.java
//SOURCES ../lib/model/IniFile.java
//SOURCES ../lib/model/Problem.java
//SOURCES ../lib/model/Profile.java
//SOURCES ../lib/model/Profiles.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import lib.model.Connection;
import lib.model.IniFile;
import lib.model.Problem;
import lib.model.Profile;
import lib.model.Profiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionTest {

    private static final String KEYS = "[dev]\naws_access_key_id = AKIA1\naws_secret_access_key = s\n";

    @Test
    void nothingConfiguredMeansTheUsualWay() {
        assertEquals(new Connection("us-east-1", Map.of(), Optional.empty(), List.of(), Optional.empty(), false, false, false, 3),
                connection(Map.of(), ""));
    }

    @Test
    void everyVariableIsHeard() {
        assertEquals(new Connection("eu-west-1",
                        Map.of("sts", URI.create("https://sts.example"), "iam", URI.create("https://iam.example"),
                                "ssm", URI.create("https://all.example"), "signin", URI.create("https://all.example")),
                        Optional.of(URI.create("http://user:pw@proxy:3128")), List.of("localhost", ".corp", "10.0.0.1"),
                        Optional.of("/ca.pem"), true, true, true, 7),
                connection(Map.ofEntries(
                        Map.entry("AWS_REGION", "eu-west-1"),
                        Map.entry("AWS_ENDPOINT_URL_STS", "https://sts.example"),
                        Map.entry("AWS_ENDPOINT_URL_IAM", "https://iam.example"),
                        Map.entry("AWS_ENDPOINT_URL", "https://all.example"),
                        Map.entry("HTTPS_PROXY", "http://user:pw@proxy:3128"),
                        Map.entry("NO_PROXY", "localhost, .corp,10.0.0.1"),
                        Map.entry("AWS_CA_BUNDLE", "/ca.pem"),
                        Map.entry("AWS_USE_FIPS_ENDPOINT", "true"),
                        Map.entry("AWS_USE_DUALSTACK_ENDPOINT", "TRUE"),
                        Map.entry("AWS_STS_REGIONAL_ENDPOINTS", "legacy"),
                        Map.entry("AWS_MAX_ATTEMPTS", "7")), ""));
    }

    @Test
    void everySettingOfTheProfileIsHeard() {
        assertEquals(new Connection("eu-west-2",
                        Map.of("sts", URI.create("https://sts.example"), "iam", URI.create("https://all.example"),
                                "ssm", URI.create("https://all.example"), "signin", URI.create("https://all.example")),
                        Optional.empty(), List.of(), Optional.of("/ca.pem"), true, true, true, 7),
                connection(Map.of(), """
                        region = eu-west-2
                        endpoint_url = https://all.example
                        services = local
                        ca_bundle = /ca.pem
                        use_fips_endpoint = true
                        use_dualstack_endpoint = true
                        sts_regional_endpoints = legacy
                        max_attempts = 7
                        [services local]
                        sts =
                          endpoint_url = https://sts.example
                        """));
    }

    @Test
    void aVariableOverrulesTheProfileExceptForTheRegion() {
        assertEquals(new Connection("eu-west-2", Map.of(), Optional.empty(), List.of(), Optional.of("/env.pem"), false, false, false, 2),
                connection(Map.of("AWS_REGION", "eu-west-1", "AWS_CA_BUNDLE", "/env.pem", "AWS_USE_FIPS_ENDPOINT", "false",
                        "AWS_STS_REGIONAL_ENDPOINTS", "regional", "AWS_MAX_ATTEMPTS", "2"), """
                        region = eu-west-2
                        ca_bundle = /ca.pem
                        use_fips_endpoint = true
                        sts_regional_endpoints = legacy
                        max_attempts = 7
                        """));
    }

    @Test
    void anEmptyVariableIsNone() {
        assertEquals(connection(Map.of(), "region = eu-west-2\nca_bundle = /ca.pem\n"),
                connection(Map.of("AWS_REGION", "", "AWS_CA_BUNDLE", " ", "AWS_ENDPOINT_URL", "", "HTTPS_PROXY", "", "NO_PROXY", "",
                        "AWS_MAX_ATTEMPTS", ""), "region = eu-west-2\nca_bundle = /ca.pem\n"));
    }

    // ------------------------------------------------------------------------ region

    @Test
    void theRegionIsLookedForInTheProfileTheVariablesTheDefaultProfileAndThePartition() {
        var device = "mfa_serial = arn:aws-cn:iam::123456789012:mfa/jane\n";
        var defaultProfile = "[default]\nregion = r4\n";
        var variables = Map.of("AWS_REGION", "r2", "AWS_DEFAULT_REGION", "r3");

        assertEquals("r1", connection(variables, "region = r1\n" + device + defaultProfile).region());
        assertEquals("r2", connection(variables, device + defaultProfile).region());
        assertEquals("r3", connection(Map.of("AWS_DEFAULT_REGION", "r3"), device + defaultProfile).region());
        assertEquals("r4", connection(Map.of(), device + defaultProfile).region());
        assertEquals("cn-north-1", connection(Map.of(), device).region());
        assertEquals("us-east-1", connection(Map.of(), "mfa_serial = GAHT12345678\n").region());
    }

    // --------------------------------------------------------------------- endpoints

    @Test
    void anEndpointIsLookedForFromTheMostPreciseVariableToTheLeastPreciseSetting() {
        var settings = """
                endpoint_url = https://4.example
                services = local
                [services local]
                sts =
                  endpoint_url = https://3.example
                """;

        assertEquals("https://1.example", sts(
                Map.of("AWS_ENDPOINT_URL_STS", "https://1.example", "AWS_ENDPOINT_URL", "https://2.example"), settings));
        assertEquals("https://2.example", sts(Map.of("AWS_ENDPOINT_URL", "https://2.example"), settings));
        assertEquals("https://3.example", sts(Map.of(), settings));
        assertEquals("https://4.example", sts(Map.of(), "endpoint_url = https://4.example\n"));
    }

    private static String sts(Map<String, String> environment, String settings) {
        return connection(environment, settings).endpoints().get("sts").toString();
    }

    @Test
    void configuredEndpointsCanBeIgnored() {
        assertEquals(Map.of(), connection(Map.of("AWS_ENDPOINT_URL", "https://a.example",
                "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true"), "endpoint_url = https://b.example\n").endpoints());
        assertEquals(Map.of(), connection(Map.of("AWS_ENDPOINT_URL", "https://a.example"),
                "ignore_configured_endpoint_urls = true\n").endpoints());
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost:4566", "http://127.0.0.1:1", "http://127.9.9.9", "http://[::1]:4566"})
    void plainHttpIsForThisComputer(String url) {
        assertEquals(url, sts(Map.of("AWS_ENDPOINT_URL", url), ""));
        assertTrue(Connection.isLoopback(URI.create(url)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://sts.amazonaws.com", "http://10.0.0.1:80/path", "http://127.0.0.1.evil.example",
            "http://localhost.evil.example", "http://128.0.0.1", "http://[::2]", "http://127.0.0.1@evil.example"})
    void plainHttpToAnyOtherIsRefused(String url) {
        assertFalse(Connection.isLoopback(URI.create(url)));
        assertEquals(Problem.insecureEndpoint(url.replace("127.0.0.1@", "")), problem(Map.of("AWS_ENDPOINT_URL", url), ""));
        assertEquals(Problem.insecureEndpoint(url.replace("127.0.0.1@", "")), problem(Map.of(), "endpoint_url = " + url + "\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sts.example", "ftp://sts.example", "https://", "https:///path", "https://a b", "file:///etc", "//sts.example", "x:y"})
    void whatIsNoAddressIsRefused(String url) {
        assertEquals(Problem.badSetting("the endpoint of sts", "…", "an address such as https://sts.eu-west-1.amazonaws.com"),
                problem(Map.of("AWS_ENDPOINT_URL_STS", url), ""));
    }

    // ------------------------------------------------------------------------- proxy

    @Test
    void aProxyNeedsNoScheme() {
        assertEquals(Optional.of(URI.create("http://proxy:3128")), connection(Map.of("HTTPS_PROXY", "proxy:3128"), "").proxy());
    }

    /** So does the AWS CLI, by way of Python. */
    @Test
    void theLowerCaseNamesOfTheProxyVariablesWin() {
        var connection = connection(Map.of("https_proxy", "http://lower:1", "HTTPS_PROXY", "http://upper:1",
                "no_proxy", "lower", "NO_PROXY", "upper"), "");

        assertEquals(Optional.of(URI.create("http://lower:1")), connection.proxy());
        assertEquals(List.of("lower"), connection.noProxy());
    }

    @Test
    void theProxyOfPlainHttpIsNotForUs() {
        assertEquals(Optional.empty(), connection(Map.of("HTTP_PROXY", "http://proxy:1", "http_proxy", "http://proxy:1"), "").proxy());
    }

    @Test
    void hostsBesideTheProxyStandBetweenCommasOrBlanks() {
        assertEquals(List.of("a", ".b", "*"), connection(Map.of("NO_PROXY", " a,.b ,, *"), "").noProxy());
    }

    @Test
    void noProblemShowsAPassword() {
        Stream.of("socks5://jane:pa55word@proxy", "http://jane:pa55 word@proxy", "http://jane:pa55word@", "jane:pa55%word@proxy")
                .forEach(url -> assertEquals(
                        Problem.badSetting("HTTPS_PROXY", "…", "an address such as http://proxy.example:3128"),
                        problem(Map.of("HTTPS_PROXY", url), "")));
        assertEquals(Problem.insecureEndpoint("http://sts.example:80/x"),
                problem(Map.of("AWS_ENDPOINT_URL", "http://jane:pa55word@sts.example:80/x"), ""));
    }

    // ------------------------------------------------------------------------ others

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "1000", "three", "2.5"})
    void theNumberOfAttemptsIsANumber(String text) {
        assertEquals(Problem.badSetting("AWS_MAX_ATTEMPTS", text, "a number from 1 to 999"),
                problem(Map.of("AWS_MAX_ATTEMPTS", text), ""));
    }

    /** @param settings of profile dev, and further sections of the config file */
    private static Connection connection(Map<String, String> environment, String settings) {
        var profiles = Profiles.of(IniFile.parse("[profile dev]\n" + settings), IniFile.parse(KEYS));
        return Connection.of(environment, profiles, (Profile.Base) profiles.require("dev"));
    }

    private static Problem problem(Map<String, String> environment, String settings) {
        return assertThrows(Problem.class, () -> connection(environment, settings));
    }
}
