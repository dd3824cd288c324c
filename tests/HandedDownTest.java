//SOURCES Cleared.java
//SOURCES Desk.java
//SOURCES Person.java
//SOURCES Tmux.java
//SOURCES ../awscli-mfa.java
//SOURCES ../lib/io/SdkAws.java
//SOURCES ../lib/model/IniFile.java
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lib.model.IniFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.services.sts.StsClient;
import tests.aws.AccessKey;
import tests.aws.Account;
import tests.aws.Device;

/**
 * A session goes the way of the profile that it is of, whoever uses it: what the profile says of the way to AWS and of clients stands
 * in the session's section, and in the variables where keys are handed over. Nothing else leads to the AWS of these tests.
 */
class HandedDownTest {

    private static final String ALL = """
            {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}""";

    private static final String TRUST = """
            {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole",
             "Principal": {"AWS": "arn:aws:iam::123456789012:root"}}]}""";

    private Person jane;
    private AccessKey key;
    private Device phone;
    private String endpoint;

    @BeforeEach
    void janesAwsIsFoundByHerProfileAlone(@TempDir Path home) {
        jane = new Person(home);
        endpoint = jane.environment.remove("AWS_ENDPOINT_URL");
        Account account = jane.aws.account("123456789012");
        key = account.user("jane").policy("all", ALL).accessKey();
        phone = account.user("jane").device("jane");
        account.role("admin", TRUST).policy("all", ALL);
        jane.credentials("[ep]\naws_access_key_id = %s\naws_secret_access_key = %s\n".formatted(key.id(), key.secret()));
        config("endpoint_url = " + endpoint);
    }

    @AfterEach
    void close() {
        jane.close();
    }

    /** Of the profile, with these lines in its section and below it. */
    private void config(String settings) {
        jane.config("[profile ep]\nregion = eu-west-1\nmfa_serial = arn:aws:iam::123456789012:mfa/jane\n" + settings + "\n");
    }

    private void start(String... more) {
        var line = new ArrayList<>(List.of(more.length == 0 ? new String[] {"ep"} : more));
        line.addAll(List.of("--token-code", phone.code(), "--force"));
        var run = jane.runs(line.toArray(String[]::new));
        assertEquals(0, run.exitStatus(), run.screen());
        jane.waitForNextCode();
    }

    /** What stands in a session's section of the config file, save the mark. */
    private Map<String, String> session(String name) {
        var properties = new TreeMap<>(IniFile.parse(jane.config()).properties("profile " + name));
        properties.remove("handed_down");
        return properties;
    }

    // ------------------------------------------------------------------ in the session's section

    @Test
    void theSessionsSectionGetsWhatTheProfileSaysOfTheWayAndOfClients() {
        config("""
                output = json
                endpoint_url = %s
                services = lab
                ca_bundle = /etc/ssl/lab.pem
                use_fips_endpoint = false
                use_dualstack_endpoint = false
                sts_regional_endpoints = regional
                retry_mode = standard
                max_attempts = 5
                defaults_mode = in-region
                account_id = 123456789012
                cli_timestamp_format = iso8601
                sessmax = 2h
                mfa_process = false
                color = blue
                s3 =
                  addressing_style = path
                  use_accelerate_endpoint = false

                [services lab]
                sts =
                  endpoint_url = %1$s""".formatted(endpoint));
        var before = jane.config();

        start();

        assertEquals(before + """

                [profile ep-mfasession]
                region = eu-west-1
                output = json
                endpoint_url = %s
                services = lab
                ca_bundle = /etc/ssl/lab.pem
                use_fips_endpoint = false
                use_dualstack_endpoint = false
                sts_regional_endpoints = regional
                account_id = 123456789012
                retry_mode = standard
                max_attempts = 5
                defaults_mode = in-region
                cli_timestamp_format = iso8601
                s3 =
                  addressing_style = path
                  use_accelerate_endpoint = false
                """.formatted(endpoint), jane.config().replaceFirst("handed_down = .*\n", ""));
        assertTrue(jane.config().contains("\nhanded_down = region:1637af50 output:31ece8 endpoint_url:"), jane.config());
    }

    @Test
    void whatWasCopiedIsRenewedAndWhatThePersonWroteThereStays() {
        config("endpoint_url = " + endpoint + "\nmax_attempts = 5\nretry_mode = standard\ncli_pager = less");
        start();
        jane.config(jane.config().replaceFirst("(?s)(.*)max_attempts = 5", "$1max_attempts = 9") + "parameter_validation = false\n");

        jane.config(jane.config().replaceFirst("eu-west-1", "eu-west-2").replaceFirst("max_attempts = 5", "max_attempts = 6")
                .replaceFirst("retry_mode = standard", "retry_mode = adaptive").replaceFirst("cli_pager = less\n", ""));
        start();

        assertEquals(Map.of("region", "eu-west-2", "endpoint_url", endpoint, "retry_mode", "adaptive", "max_attempts", "9",
                "parameter_validation", "false"), session("ep-mfasession"));
        var once = jane.config();
        start();
        assertEquals(once, jane.config(), "again nothing is new");
    }

    /** An empty pager is none; other settings say nothing when they are empty. */
    @Test
    void aPagerThatIsOffIsHandedDownToo() {
        config("endpoint_url = " + endpoint + "\ncli_pager =\nca_bundle =");
        start();

        assertEquals(Map.of("region", "eu-west-1", "endpoint_url", endpoint, "cli_pager", ""), session("ep-mfasession"));
        var once = jane.config();
        start();
        assertEquals(once, jane.config(), "again nothing is new");
        assertEquals("", emitted("ep", "--emit", "env-no-export", "--secrets").get("AWS_PAGER"));
        config("endpoint_url = " + endpoint + "\ncli_pager = less");
        jane.environment.put("AWS_PAGER", "");
        assertFalse(emitted("ep", "--emit", "env-no-export", "--secrets").containsKey("AWS_PAGER"), "a person has set it");
    }

    /** Before there was a mark: what is the same was copied, what differs is the person's. */
    @Test
    void aSectionWithoutAMarkIsUnderstoodToo() {
        jane.config(jane.config() + "\n[profile ep-mfasession]\nregion = eu-west-1\noutput = text\n");
        start();

        assertEquals(Map.of("region", "eu-west-1", "output", "text", "endpoint_url", endpoint), session("ep-mfasession"));
        assertTrue(jane.config().matches("(?s).*\nhanded_down = region:\\w+ endpoint_url:\\w+\n"), jane.config());
    }

    @Test
    void theRolesSessionGoesTheWayOfTheRoleAndWhereThatSaysNothingOfItsSource() {
        config("""
                endpoint_url = %s
                services = lab
                max_attempts = 5
                aws_account_id = 123456789012

                [services lab]
                sts =
                  endpoint_url = %1$s

                [profile admin]
                role_arn = arn:aws:iam::123456789012:role/admin
                source_profile = ep
                retry_mode = standard

                [profile other]
                role_arn = arn:aws:iam::123456789012:role/admin
                source_profile = ep
                endpoint_url = %1$s/""".formatted(endpoint));
        start("admin", "--via", "mfa-session");
        start("other", "--via", "mfa-session");

        assertEquals(Map.of("region", "eu-west-1", "endpoint_url", endpoint, "services", "lab", "max_attempts", "5",
                "retry_mode", "standard"), session("admin-rolesession"));
        assertEquals(Map.of("region", "eu-west-1", "endpoint_url", endpoint + "/", "max_attempts", "5"), session("other-rolesession"));
    }

    /** What botocore reads for a client under the name of a profile, and where it looks for it among the variables. */
    @Test
    void everySettingOfBotocoresClientsIsKnown() throws Exception {
        var python = Stream.of(System.getenv().getOrDefault("PATH", "").split(":")).map(folder -> Path.of(folder, "aws"))
                .filter(Files::isExecutable).flatMap(HandedDownTest::python).findFirst();
        assumeTrue(python.isPresent(), "no aws command that Python runs is on the PATH: install awscli");
        var known = Files.readString(Path.of("lib/model/ClientSettings.java"));

        var untold = output(List.of(python.get(), "-c", """
                try:
                    import awscli.botocore.configprovider as botocore
                except ImportError:
                    import botocore.configprovider as botocore
                for key, variable, *_ in botocore.BOTOCORE_DEFAUT_SESSION_VARIABLES.values():
                    if key:
                        print(key, variable or '')
                """), Map.of()).lines().filter(line -> !line.matches("(region|api_versions|.*metadata|imds).*"))
                .filter(line -> !Pattern.compile("(?m)^ +" + line.strip().replace("BOTOCORE_TCP_KEEPALIVE", "").strip().replaceFirst(" ", " +(AWS_\\\\w+ )?")
                        + "$").matcher(known).find()).toList();

        assertEquals(List.of(), untold);
    }

    private static Stream<String> python(Path aws) {
        try (var lines = Files.lines(aws, StandardCharsets.ISO_8859_1)) {
            return lines.limit(1).filter(line -> line.matches("#!/\\S*python\\S*")).map(line -> line.substring(2)).toList().stream();
        } catch (IOException unreadable) {
            return Stream.empty();
        }
    }

    // ------------------------------------------------------------------------- clients

    private static final String SERVICES = "services = lab\n\n[services lab]\nsts =\n  endpoint_url = ";

    /** The name of the profile is all they are told. */
    @ParameterizedTest
    @CsvSource({"endpoint_url, ep, ep-mfasession", "services, ep, ep-mfasession", "endpoint_url, admin, admin-rolesession",
        "services, admin, admin-rolesession"})
    void theAwsCommandAndTheSdkForJavaFindTheSameAws(String setting, String started, String session) throws Exception {
        Tmux.requireTool("aws");
        config((setting.equals("services") ? SERVICES : "endpoint_url = ") + endpoint
                + "\n\n[profile admin]\nrole_arn = arn:aws:iam::123456789012:role/admin\nsource_profile = ep");
        start(started);

        var arn = started.equals("ep") ? "arn:aws:iam::123456789012:user/jane"
                : "arn:aws:sts::123456789012:assumed-role/admin/admin-rolesession";
        assertEquals(arn + "\n", aws(Map.of("AWS_PROFILE", session)));
        try (var sts = StsClient.builder().httpClient(UrlConnectionHttpClient.create()).overrideConfiguration(options -> options
                .defaultProfileFile(ProfileFile.aggregator().addFile(file("config", ProfileFile.Type.CONFIGURATION))
                        .addFile(file("credentials", ProfileFile.Type.CREDENTIALS)).build()).defaultProfileName(session)).build()) {
            assertEquals(arn, sts.getCallerIdentity().arn());
        }
    }

    private ProfileFile file(String name, ProfileFile.Type type) {
        return ProfileFile.builder().content(jane.home().resolve(".aws").resolve(name)).type(type).build();
    }

    /** Whoever the aws command is, by these variables and by nothing else. */
    private String aws(Map<String, String> variables) throws IOException {
        return output(List.of("aws", "sts", "get-caller-identity", "--query", "Arn", "--output", "text"), variables);
    }

    private String output(List<String> command, Map<String, String> variables) throws IOException {
        var builder = new ProcessBuilder(command)
                .directory(jane.home().toFile()).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("AWS_"));
        builder.environment().putAll(Map.of("HOME", jane.home().toString(), "AWS_CONFIG_FILE", jane.home().resolve(".aws/config").toString(),
                "AWS_SHARED_CREDENTIALS_FILE", jane.home().resolve(".aws/credentials").toString(), "AWS_EC2_METADATA_DISABLED", "true"));
        builder.environment().putAll(variables);
        var process = builder.start();
        process.getOutputStream().close();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    // ----------------------------------------------------------------------- variables

    private Map<String, String> emitted(String... line) {
        var run = jane.runs(line);
        assertEquals(0, run.exitStatus(), run.screen());
        return run.out().lines().map(assignment -> assignment.split("=", 2)).collect(Collectors.toMap(
                assignment -> assignment[0], assignment -> assignment[1].replaceAll("^'|'$", ""), (one, other) -> other, TreeMap::new));
    }

    @ParameterizedTest
    @CsvSource({"endpoint_url", "services"})
    void keysAreHandedOverWithTheWayOnWhichTheyWork(String setting) throws Exception {
        Tmux.requireTool("aws");
        config((setting.equals("services") ? SERVICES : "endpoint_url = ") + endpoint);
        start();

        assertEquals("arn:aws:iam::123456789012:user/jane\n", aws(emitted("ep", "--emit", "env-no-export", "--secrets")));
        assertEquals("arn:aws:iam::123456789012:user/jane\n", aws(emitted("ep", "--no-session", "--emit", "env-no-export", "--secrets")));
    }

    @Test
    void everySettingThatHasAVariableGetsItAndOneMoreNamesThem() {
        config("""
                endpoint_url = %s
                services = lab
                use_fips_endpoint = false
                retry_mode = standard
                s3 =
                  addressing_style = path

                [services lab]
                sts =
                  endpoint_url = %1$s
                elastic_beanstalk =
                  endpoint_url = http://127.0.0.1:1/eb""".formatted(endpoint));
        start();

        var variables = emitted("ep", "--emit", "env-no-export", "--secrets");
        variables.keySet().removeIf(name -> name.matches("AWS_(ACCESS|SECRET|SESSION_(?!SETTINGS)|CREDENTIAL).*"));
        assertEquals(Map.of("AWS_REGION", "eu-west-1", "AWS_DEFAULT_REGION", "eu-west-1", "AWS_ENDPOINT_URL", endpoint,
                "AWS_ENDPOINT_URL_STS", endpoint, "AWS_ENDPOINT_URL_ELASTIC_BEANSTALK", "http://127.0.0.1:1/eb",
                "AWS_USE_FIPS_ENDPOINT", "false", "AWS_RETRY_MODE", "standard", "AWS_SESSION_SETTINGS", "|AWS_ENDPOINT_URL=" + endpoint
                + "|AWS_USE_FIPS_ENDPOINT=false|AWS_RETRY_MODE=standard|AWS_ENDPOINT_URL_ELASTIC_BEANSTALK=http://127.0.0.1:1/eb"
                + "|AWS_ENDPOINT_URL_STS=" + endpoint + "|"), variables);
    }

    @Test
    void whatThePersonHasSetThereGoesBeforeTheProfileAsAwssToolsHaveIt() {
        config("endpoint_url = http://127.0.0.1:1/nobody\nmax_attempts = 5\n" + SERVICES + "http://127.0.0.1:1/nobody");
        jane.environment.put("AWS_ENDPOINT_URL", endpoint);
        start();

        var variables = emitted("ep", "--emit", "env-no-export", "--secrets");
        assertEquals(List.of("AWS_MAX_ATTEMPTS"), variables.keySet().stream().filter(name -> name.matches("AWS_(ENDPOINT|MAX).*")).toList());
        assertEquals("|AWS_MAX_ATTEMPTS=5|", variables.get("AWS_SESSION_SETTINGS"));
    }

    // -------------------------------------------------------------- the next activation

    /** As a shell is after it has taken the keys of ep over. */
    private void inAShellWithTheKeysOfEp() {
        config("endpoint_url = " + endpoint + "\nmax_attempts = 5\n\n[profile ops]\nregion = eu-west-1\n"
                + "mfa_serial = arn:aws:iam::123456789012:mfa/jane");
        start();
        jane.environment.putAll(emitted("ep", "--emit", "env-no-export", "--secrets"));
    }

    @Test
    void theNextActivationTakesAwayWhatIsStillOurs() {
        inAShellWithTheKeysOfEp();
        jane.environment.put("AWS_MAX_ATTEMPTS", "9");

        var byName = jane.runs("ep", "--emit", "bash").out();

        assertEquals(Cleared.but("unset %s\n", "AWS_PROFILE", "AWS_DEFAULT_PROFILE") + """
                unset AWS_ENDPOINT_URL
                export AWS_PROFILE='ep-mfasession'
                export AWS_DEFAULT_PROFILE='ep-mfasession'
                """, byName);
    }

    @Test
    void aProfileThatSaysTheSameOtherwiseReplacesIt() {
        inAShellWithTheKeysOfEp();
        config("endpoint_url = " + endpoint + "/\n");
        start();

        var again = emitted("ep", "--emit", "env-no-export", "--secrets");

        assertEquals(endpoint + "/", again.get("AWS_ENDPOINT_URL"));
        assertEquals("|AWS_ENDPOINT_URL=" + endpoint + "/|", again.get("AWS_SESSION_SETTINGS"));
        assertTrue(jane.runs("ep", "--emit", "bash", "--secrets").out().contains("unset AWS_MAX_ATTEMPTS\n"));
    }

    /** The profile ops is at no AWS of this computer: the way of ep would lead to one that takes its keys. */
    @Test
    void ourOwnConnectionIgnoresItForEveryOtherProfile() {
        inAShellWithTheKeysOfEp();
        jane.credentials(jane.credentials() + "\n[ops]\naws_access_key_id = %s\naws_secret_access_key = %s\n".formatted(key.id(), key.secret()));
        jane.environment.put("HTTPS_PROXY", "http://127.0.0.1:1");
        var calls = jane.calls().size();

        var run = jane.runs("ops", "--token-code", phone.code(), "--emit", "bash");

        assertEquals(255, run.exitStatus(), run.screen());
        assertEquals(calls, jane.calls().size());
    }

    @Test
    void execGivesTheSameToItsCommand(@TempDir Path home) {
        try (var desk = new Desk(home)) {
            desk.environment.remove("AWS_ENDPOINT_URL");
            desk.environment.putAll(Map.of("AWS_ENDPOINT_URL_S3", "http://127.0.0.1:1/left", "AWS_VAULT", "prod", "AWS_ROLE_ARN", "arn",
                    "AWS_ROLE_SESSION_NAME", "pod", "AWS_WEB_IDENTITY_TOKEN_FILE", "/token", "AWSUME_PROFILE", "x",
                    "AWS_SESSION_SETTINGS", "|AWS_ENDPOINT_URL_S3=http://127.0.0.1:1/left|",
                    "AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://127.0.0.1:1/pod"));
            desk.write(".aws/config", desk.read(".aws/config").replace("[profile dev]\n",
                    "[profile dev]\nendpoint_url = " + desk.aws.endpoint() + "\nretry_mode = standard\n"));

            var run = desk.runs("awscli-mfa", "exec", "dev", "--token-code", desk.phone.code(), "--", "env");

            assertEquals(0, run.exitStatus(), run.err());
            var variables = run.out().lines().filter(line -> line.matches("AWS.*=.*")).map(line -> line.split("=", 2))
                    .collect(Collectors.toMap(line -> line[0], line -> line[1]));
            variables.keySet().removeIf(name -> name.matches("AWS_(ACCESS|SECRET|SESSION_(?!SETTINGS)|CREDENTIAL).*"));
            assertEquals(Map.of("AWS_REGION", "eu-west-1", "AWS_DEFAULT_REGION", "eu-west-1", "AWS_DEFAULT_OUTPUT", "json",
                    "AWS_ENDPOINT_URL", desk.aws.endpoint().toString(), "AWS_RETRY_MODE", "standard", "AWS_SESSION_SETTINGS",
                    "|AWS_ENDPOINT_URL=" + desk.aws.endpoint() + "|AWS_RETRY_MODE=standard|",
                    "AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://127.0.0.1:1/pod"), variables);
        }
    }
}
