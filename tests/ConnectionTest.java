//DEPS org.junit.jupiter:junit-jupiter:6.1.3
//SOURCES ../lib/model/Connection.java
//SOURCES ../lib/model/IniFile.java
//SOURCES ../lib/model/OtherService.java
//SOURCES ../lib/model/Problem.java
//SOURCES ../lib/model/Profile.java
//SOURCES ../lib/model/Profiles.java
//SOURCES ../lib/model/ProxyAddress.java

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
import lib.model.OtherService;
import lib.model.Problem;
import lib.model.Profile;
import lib.model.Profiles;
import lib.model.ProxyAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionTest {

    private static final String KEYS = "[dev]\naws_access_key_id = AKIA1\naws_secret_access_key = s\n";

    @Test
    void nothingConfiguredMeansTheUsualWay() {
        assertEquals(new Connection("us-east-1", Map.of(), Optional.empty(), List.of(), Optional.empty(), false, false, false, 3),
                connection(Map.of(), ""));
    }

    /** A role has the region of its source, and whoever has none that of a variable. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "[profile dev]\\nregion = eu west|dev||the region of profile 'dev'",
        "[profile dev]\\nregion = eu west|admin||the region of profile 'dev'",
        "[profile dev]\\nregion = eu west|dev|eu west|the region of profile 'dev'",
        "''|admin|eu west|AWS_REGION",
        "[default]\\nregion = eu west|dev||the region of profile 'default'",
        "[default]\\nregion = eu west|dev|eu west|AWS_REGION"})
    void aMalformedRegionIsNamedByWhereItStands(String config, String profile, String variable, String where) {
        var profiles = Profiles.of(IniFile.parse(config.replace("\\n", "\n")
                + "\n[profile admin]\nrole_arn = arn:aws:iam::123456789012:role/admin\nsource_profile = dev\n"), IniFile.parse(KEYS));
        var environment = variable == null ? Map.<String, String>of() : Map.of("AWS_REGION", variable);

        assertEquals(Problem.badSetting(where, "eu west", "a region such as eu-west-1"),
                assertThrows(Problem.class, () -> Connection.of(environment, profiles, profiles.require(profile))));
    }

    @Test
    void everyVariableIsHeard() {
        assertEquals(new Connection("eu-west-1",
                        Map.of("sts", URI.create("https://sts.example"), "iam", URI.create("https://iam.example"),
                                "ssm", URI.create("https://all.example"), "signin", URI.create("https://all.example")),
                        Optional.of(URI.create("http://user:pw@proxy:3128")), List.of("localhost", ".corp", "10.0.0.1"),
                        Optional.of("/ca.pem"), true, true, false, 7),
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
                        Optional.empty(), List.of(), Optional.of("/ca.pem"), true, true, false, 7),
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

    /** What another shell, or the default profile, says may be of another partition than the keys. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            mfa_serial = arn:aws-us-gov:iam::123456789012:mfa/jane  | us-east-1        | us-gov-west-1
            mfa_serial = arn:aws-us-gov:iam::123456789012:mfa/jane  | us-gov-east-1    | us-gov-east-1
            mfa_serial = arn:aws-us-gov:iam::123456789012:mfa/jane  | aws-global       | us-gov-west-1
            mfa_arn = arn:aws-eusc:iam::123456789012:mfa/jane       | eu-central-1     | eusc-de-east-1
            mfa_arn = arn:aws-cn:iam::123456789012:mfa/jane         | cn-northwest-1   | cn-northwest-1
            mfa_arn = arn:aws-iso-b:iam::123456789012:mfa/jane      | us-iso-east-1    | us-isob-east-1
            mfa_serial = arn:aws:iam::123456789012:mfa/jane         | cn-north-1       | us-east-1
            mfa_serial = arn:aws:iam::123456789012:mfa/jane         | eu-west-1        | eu-west-1
            mfa_serial = arn:aws:iam::123456789012:mfa/jane         | mars             | mars
            mfa_serial = GAHT12345678                               | cn-north-1       | cn-north-1
            """)
    void aGuessIsTakenOnlyInThePartitionThatTheProfilesOwnArnNames(String setting, String guess, String region) {
        assertEquals(region, connection(Map.of(), setting + "\n[default]\nregion = " + guess + "\n").region());
        assertEquals(region, connection(Map.of("AWS_REGION", guess), setting + "\n").region());
        assertEquals(region, connection(Map.of("AWS_DEFAULT_REGION", guess), setting + "\n").region());
        assertEquals(guess, connection(Map.of(), setting + "\nregion = " + guess + "\n").region());
    }

    @Test
    void theRolesOfAProfileThatHasKeysOnlyTellItsPartition() {
        assertEquals("us-gov-west-1", connection(Map.of("AWS_REGION", "eu-west-1"), """
                [profile ops]
                role_arn = arn:aws-us-gov:iam::123456789012:role/ops
                source_profile = dev
                [profile other]
                role_arn = arn:aws-cn:iam::123456789012:role/ops
                source_profile = default
                """).region());
    }

    @ParameterizedTest
    @CsvSource({"fips-us-east-1, us-east-1, true", "us-gov-west-1-fips, us-gov-west-1, true", "aws-global-fips, aws-global, true",
            "aws-global, aws-global, false", "us-east-1, us-east-1, false"})
    void aRegionMayAskForFips(String said, String region, boolean fips) {
        var connection = connection(Map.of(), "region = " + said + "\n");

        assertEquals(region, connection.region());
        assertEquals(fips, connection.fips());
    }

    // --------------------------------------------------- whose settings count for whom

    /** Keys only in the source: as AWS's tools do, the role's own settings say where it is assumed. */
    private static final String CHAIN = """
            [profile ops]
            role_arn = arn:aws:iam::123456789012:role/ops
            source_profile = dev
            region = eu-west-3
            use_fips_endpoint = true
            use_dualstack_endpoint = true
            sts_regional_endpoints = legacy
            ca_bundle = /role.pem
            services = lab
            [services lab]
            sts =
              endpoint_url = https://role.example
            """;

    @Test
    void aRoleIsAssumedItsOwnWay() {
        var way = new Connection("eu-west-3", Map.of("sts", URI.create("https://role.example")), Optional.empty(), List.of(),
                Optional.of("/role.pem"), true, true, false, 3);

        assertEquals(way, way("region = eu-west-1\nca_bundle = /dev.pem\nuse_fips_endpoint = false\n" + CHAIN, "ops", "ops"));
        assertEquals(way, way(CHAIN, "ops", "ops"));
    }

    @Test
    void whatARoleDoesNotSayItsSourceDoes() {
        var silent = "[profile ops]\nrole_arn = arn:aws:iam::123456789012:role/ops\nsource_profile = dev\n";

        assertEquals(way("region = eu-west-1\nuse_fips_endpoint = true\nca_bundle = /dev.pem\n" + silent, "dev", "dev"),
                way("region = eu-west-1\nuse_fips_endpoint = true\nca_bundle = /dev.pem\n" + silent, "ops", "ops"));
    }

    @Test
    void onTheWayToARoleItsSettingsCountWhereTheSourceSaysNothing() {
        assertEquals(way(CHAIN, "ops", "ops"), way(CHAIN, "dev", "ops"));

        var own = way("region = eu-west-1\nca_bundle = /dev.pem\nuse_fips_endpoint = false\nendpoint_url = https://dev.example\n" + CHAIN, "dev", "ops");
        assertEquals("eu-west-1", own.region());
        assertEquals(Optional.of("/dev.pem"), own.caBundle());
        assertFalse(own.fips());
        assertEquals(URI.create("https://dev.example"), own.endpoints().get("sts"));
    }

    @Test
    void aSessionGoesTheWayOfItsProfile() {
        var session = "[profile dev-mfasession]\nregion = eu-west-2\n";

        var way = way("region = eu-west-1\nendpoint_url = https://dev.example\n" + session, "dev-mfasession", "dev-mfasession");
        assertEquals("eu-west-2", way.region());
        assertEquals(URI.create("https://dev.example"), way.endpoints().get("sts"));
    }

    /** Requests are signed for the region of whoever names the endpoint. */
    @Test
    void theRegionGoesWithTheEndpoint() {
        assertEquals("eu-west-3", way("region = eu-west-1\n" + CHAIN, "dev", "ops").region());
        assertEquals(URI.create("https://role.example"), way("region = eu-west-1\n" + CHAIN, "dev", "ops").endpoints().get("sts"));
    }

    @Test
    void sourcesThatGoRoundInACircleAreHeardOnce() {
        assertEquals("us-east-1", way("""
                [profile ops]
                role_arn = arn:aws:iam::123456789012:role/ops
                source_profile = again
                [profile again]
                role_arn = arn:aws:iam::123456789012:role/again
                source_profile = ops
                """, "ops", "ops").region());
    }

    private static Connection way(String settings, String profile, String asked) {
        var profiles = Profiles.of(IniFile.parse("[profile dev]\n" + settings), IniFile.parse(KEYS));
        return Connection.of(Map.of(), profiles, profiles.require(profile), Optional.of(profiles.require(asked)));
    }

    // ----------------------------------------------------------- STS's one global endpoint

    @ParameterizedTest
    @ValueSource(strings = {"ap-northeast-1", "ap-south-1", "ap-southeast-1", "ap-southeast-2", "aws-global", "ca-central-1", "eu-central-1",
            "eu-north-1", "eu-west-1", "eu-west-2", "eu-west-3", "sa-east-1", "us-east-1", "us-east-2", "us-west-1", "us-west-2"})
    void legacyMeansTheGlobalEndpointForTheOldRegions(String region) {
        assertTrue(legacy("region = " + region + "\n"));
        assertFalse(legacy("region = " + region + "\nuse_fips_endpoint = true\n"));
        assertFalse(legacy("region = " + region + "\nuse_dualstack_endpoint = true\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ap-east-1", "ap-northeast-2", "ap-northeast-3", "eu-south-1", "af-south-1", "me-south-1", "ca-west-1", "cn-north-1",
            "us-gov-west-1", "us-iso-east-1", "eusc-de-east-1", "fips-us-east-1", "moon"})
    void legacyMeansNothingToTheOthers(String region) {
        assertFalse(legacy("region = " + region + "\n"));
    }

    private static boolean legacy(String settings) {
        return connection(Map.of("AWS_STS_REGIONAL_ENDPOINTS", "legacy"), settings).globalSts()
                && connection(Map.of(), "sts_regional_endpoints = legacy\n" + settings).globalSts();
    }

    @Test
    void whereAServiceHasAnEndpointOfSomebodysOwnNoVariantCounts() {
        var way = connection(Map.of(), """
                endpoint_url = https://all.example
                use_fips_endpoint = true
                use_dualstack_endpoint = true
                """).to("sts");

        assertFalse(way.fips() || way.dualStack());
        assertTrue(connection(Map.of("AWS_ENDPOINT_URL_IAM", "https://iam.example"), "use_fips_endpoint = true\n").to("sts").fips());
    }

    // ------------------------------------------------------------- another provider's keys

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            s3  | https://s3.wasabisys.com                        | true
            s3  | https://minio:9000                              | true
            s3  | http://localhost:4566                           | true
            s3  | https://s3.us-east-1.amazonaws.com.evil.example | true
            s3  | https://bucket.vpce-1a2b.s3.eu-west-1.vpce.amazonaws.com | false
            s3  | https://s3.cn-north-1.amazonaws.com.cn          | false
            s3  | https://s3.dualstack.us-gov-west-1.amazonaws.com:443/ | false
            sts | https://sts.wasabisys.com                       | false
            """)
    void keysAreOfAnotherServiceWhereItIsNamedAndStsIsNot(String service, String endpoint, boolean isOther) {
        var settings = "services = theirs\n[services theirs]\n" + service + " =\n  region = x\n  endpoint_url = " + endpoint + "\n";

        assertEquals(isOther, isOfAnother(Map.of(), settings));
        assertFalse(isOfAnother(Map.of(), settings.replace("services = theirs\n", "")));
        assertFalse(isOfAnother(Map.of(), "endpoint_url = https://all.example\n" + settings));
        assertFalse(isOfAnother(Map.of("AWS_ENDPOINT_URL", "http://localhost:4566"), settings));
    }

    /** As the endpoint plugin of the AWS CLI has it. */
    @Test
    void theServiceMayStandInTheProfileItself() {
        assertTrue(isOfAnother(Map.of(), "s3 =\n  endpoint_url = https://s3.wasabisys.com\n"));
        assertFalse(isOfAnother(Map.of(), "s3 =\n  addressing_style = path\n"));
    }

    private static boolean isOfAnother(Map<String, String> environment, String settings) {
        var profiles = Profiles.of(IniFile.parse("[profile dev]\n" + settings), IniFile.parse(KEYS));
        return OtherService.hasKeysOf(profiles.require("dev"), environment, profiles);
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

    /** The variable, and what becomes of it: host, port, user, password. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            proxy:3128                              | proxy 3128 . .
            http://proxy                            | proxy 80 . .
            https://proxy                           | proxy 443 . .
            HTTP://proxy:8080/                      | proxy 8080 . .
            //proxy:3128                            | proxy 3128 . .
            http://my_proxy:3128                    | my_proxy 3128 . .
            http://[::1]:3128                       | [::1] 3128 . .
            http://[::1]                            | [::1] 80 . .
            http://jane:p@ss@proxy:3128             | proxy 3128 jane p@ss
            http://jane:p@ss@my_proxy:3128          | my_proxy 3128 jane p@ss
            http://jane:p%40ss@proxy:3128           | proxy 3128 jane p@ss
            http://jane:50%@proxy:3128              | proxy 3128 jane 50%
            http://jane:a:b+c@proxy:3128            | proxy 3128 jane a:b+c
            http://jane:pä"<[]^`{}\\@proxy:3128     | proxy 3128 jane pä"<[]^`{}\\
            http://corp\\jane:pw@proxy:3128         | proxy 3128 corp\\jane pw
            http://jane@corp.example:pw@proxy:3128  | proxy 3128 jane@corp.example pw
            http://jane@proxy:3128                  | proxy 3128 jane .
            jane:pw@proxy                           | proxy 80 jane pw
            http://proxy:3128/path@x                | proxy 3128 . .
            """)
    void aProxyIsReadAsCurlAndTheAwsCliReadIt(String variable, String parts) {
        var proxy = ProxyAddress.of(connection(Map.of("HTTPS_PROXY", variable), "").proxy().orElseThrow());

        assertEquals(parts, String.join(" ", proxy.host(), "" + proxy.port(), proxy.user().isEmpty() ? "." : proxy.user(),
                proxy.password().isEmpty() ? "." : proxy.password()));
        assertFalse(proxy.toString().contains(proxy.user() + proxy.password()) && !proxy.user().isEmpty());
    }

    @Test
    void anEmptyVariableInLowerCaseMeansNoProxy() {
        assertEquals(Optional.empty(), connection(Map.of("https_proxy", "", "HTTPS_PROXY", "http://proxy:3128"), "").proxy());
        assertEquals(List.of(), connection(Map.of("no_proxy", "", "NO_PROXY", "amazonaws.com"), "").noProxy());
    }

    @Test
    void theCaBundleOfPythonsHttpLibraryComesLast() {
        assertEquals(Optional.of("/requests.pem"), connection(Map.of("REQUESTS_CA_BUNDLE", "/requests.pem"), "").caBundle());
        assertEquals(Optional.of("/ca.pem"),
                connection(Map.of("REQUESTS_CA_BUNDLE", "/requests.pem"), "ca_bundle = /ca.pem\n").caBundle());
        assertEquals(Optional.of("/env.pem"),
                connection(Map.of("REQUESTS_CA_BUNDLE", "/requests.pem", "AWS_CA_BUNDLE", "/env.pem"), "").caBundle());
    }

    @Test
    void noProblemShowsAPassword() {
        Stream.of("socks5://jane:pa55word@proxy", "http://jane:pa55 word@proxy", "http://jane:pa55word@", "jane:pa55/word@proxy",
                        "http://jane:pa55word@proxy:port")
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
