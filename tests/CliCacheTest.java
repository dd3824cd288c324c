//SOURCES AwsCommandTest.java
//SOURCES AwsReadersTest.java
//SOURCES Person.java
//SOURCES ../awscli-mfa.java
//SOURCES ../lib/io/Aws.java
//SOURCES ../lib/model/CliCacheEntry.java
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import lib.io.Aws;
import lib.model.CliCacheEntry;
import lib.model.Connection;
import lib.model.Credentials;
import lib.model.Expiration;
import lib.model.IniFile;
import lib.model.Profile;
import lib.model.Profiles;
import lib.model.Settings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tests.aws.Device;

/** {@code --prime-cli-cache}: the AWS CLI takes the session of a role for its own, if it is what it would have got itself. */
class CliCacheTest {

    private static final String ALL = """
            {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}""";
    private static final String ADMIN = "[profile admin]\nrole_arn = arn:aws:iam::123456789012:role/admin\nsource_profile = dev\n";
    private static final String LEFT_ALONE = "note: the AWS CLI's own cache was left alone: ";

    private Person jane;
    private Device phone;

    @BeforeEach
    void janeMayAssumeARoleWithMfa(@TempDir Path home) {
        jane = new Person(home);
        var account = jane.aws.account("123456789012");
        var user = account.user("jane").policy("all", ALL);
        phone = user.device("jane");
        account.role("admin", """
                {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"],
                 "Principal": {"AWS": "arn:aws:iam::123456789012:root"}, "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}]}""").policy("all", ALL);
        jane.config("[profile dev]\nregion = eu-west-1\nmfa_serial = arn:aws:iam::123456789012:mfa/jane\n\n" + ADMIN);
        jane.credentials("[dev]\naws_access_key_id = %s\naws_secret_access_key = %s\n".formatted(user.accessKey().id(), user.accessKey().secret()));
        atAwsItself();
    }

    @AfterEach
    void close() {
        jane.close();
    }

    /** Nothing names another endpoint than AWS's own; what would be asked there is asked here. */
    private void atAwsItself() {
        var here = URI.create(jane.environment.remove("AWS_ENDPOINT_URL"));
        jane.before = aws -> (Aws) Proxy.newProxyInstance(Aws.class.getClassLoader(), new Class<?>[] {Aws.class}, (_, method, arguments) -> {
            try {
                return method.getName().equals("warmUp") ? null
                        : method.invoke(aws, Stream.of(arguments).map(argument -> argument instanceof Aws.Caller caller
                                ? at(here, caller) : argument).toArray());
            } catch (InvocationTargetException problem) {
                throw problem.getCause();
            }
        });
    }

    private static Aws.Caller at(URI here, Aws.Caller caller) {
        assertEquals(Map.of(), caller.connection().endpoints());
        return new Aws.Caller(caller.credentials(), new Connection(caller.connection().region(), Map.of("sts", here, "iam", here, "ssm", here),
                caller.connection().proxy(), caller.connection().noProxy(), caller.connection().caBundle(), false, false, false, 1));
    }

    private Person.Run primes(String... more) {
        return jane.runs(Stream.concat(Stream.of("admin", "--token-code", phone.code(), "--prime-cli-cache"), Stream.of(more)).toArray(String[]::new));
    }

    private Path cache() {
        return jane.home().resolve(".aws/cli/cache");
    }

    private List<Path> entries() throws IOException {
        if (!Files.exists(cache())) {
            return List.of();
        }
        try (var files = Files.list(cache())) {
            return files.sorted().toList();
        }
    }

    private Map<String, String> session() {
        return IniFile.parse(jane.credentials()).properties("admin-rolesession");
    }

    // ------------------------------------------------------------------ what is written

    /** The name is computed of the profile as it is once the session is stored, with the session's name. */
    @Test
    void theEntryIsForItsOwnerAlone() throws IOException {
        var run = primes();

        assertEquals(0, run.exitStatus(), run.screen());
        assertTrue(run.screen().contains("the AWS CLI finds the session in its own cache: aws --profile admin sts get-caller-identity\n"), run.screen());
        var name = sha1OfAdmin();
        assertEquals(List.of(cache().resolve(name)), entries());
        assertEquals("""
                {"Credentials": {"AccessKeyId": "%s", "SecretAccessKey": "%s", "SessionToken": "%s", "Expiration": "%s", "AccountId": "123456789012"}}"""
                .formatted(session().get("aws_access_key_id"), session().get("aws_secret_access_key"), session().get("aws_session_token"),
                        jane.clock().instant().plus(Duration.ofHours(1))), Files.readString(cache().resolve(name)));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(cache().resolve(name))));
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(cache())));
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(cache().getParent())));
    }

    private String sha1OfAdmin() {
        var admin = (Profile.Role) Profiles.of(IniFile.parse(jane.config()), IniFile.parse("")).require("admin");
        assertEquals("admin-rolesession", admin.settings().get("role_session_name").orElse("none"));
        return CliCacheEntry.of(admin, anySession()).fileName();
    }

    @Test
    void nothingIsWrittenUnasked() throws IOException {
        jane.runs("admin", "--token-code", phone.code());

        assertEquals(List.of(), entries());
    }

    @Test
    void aNewSessionTakesThePlaceOfTheOldOne() throws IOException {
        primes();
        var before = Files.readString(entries().getFirst());

        var same = jane.runs("admin", "--prime-cli-cache");
        assertEquals(before, Files.readString(entries().getFirst()));
        assertTrue(!same.screen().contains("cache"), "it is there, and nothing is to be said: " + same.screen());

        jane.waitForNextCode();
        primes("--force");
        assertEquals(1, entries().size());
        assertNotEquals(before, Files.readString(entries().getFirst()));
        assertTrue(Files.readString(entries().getFirst()).contains(session().get("aws_access_key_id")));
    }

    /** A session that is not stored leaves the profile without a session name, and so the entry has another name. */
    @Test
    void ofASessionThatIsNotStoredTheNameIsTheProfiles() throws IOException {
        primes("--no-persist", "--emit", "bash");

        // printf %s '{"RoleArn": "arn:aws:iam::123456789012:role/admin"}' | sha1sum
        assertEquals(List.of(cache().resolve("85df843ebbf3964c64e26d66d796d302b1a7a5ff.json")), entries());
    }

    @Test
    void aClosedFolderIsNoReasonNotToUseTheSession() throws IOException {
        Files.createDirectories(jane.home().resolve(".aws/cli"));
        Files.writeString(cache(), "a file");

        var run = primes();

        assertEquals(0, run.exitStatus());
        assertTrue(run.screen().contains("note: the AWS CLI's own cache could not be written: ~/.aws/cli/cache/"), run.screen());
    }

    // ---------------------------------------------------------------- what is not put there

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "session_tags = team=ops         | the AWS CLI does not know the session_tags of admin",
        "source_identity = jane          | the AWS CLI does not know the source_identity of admin",
        "endpoint_url = http://127.0.0.1 | the session is of 127.0.0.1, and not of AWS's own endpoint",
        "role_session_name = of jane     | AWS takes no role_session_name such as that of admin",
        "sessmax = 900                   | the AWS CLI wants more than 15 minutes, and 00h:15m:00s are left"})
    void whatTheCliWouldNotHaveGotStaysOutOfItsCache(String property, String why) throws IOException {
        jane.config(jane.config() + property.replace("http://127.0.0.1", jane.aws.endpoint().toString()) + "\n");
        if (property.startsWith("endpoint_url")) {
            jane.before = aws -> aws;
        }

        var run = primes();

        assertEquals(0, run.exitStatus(), run.screen());
        assertTrue(run.screen().contains(LEFT_ALONE + why + "\n"), run.screen());
        assertEquals(List.of(), entries());
    }

    @Test
    void anEndpointOfTheEnvironmentIsNotAwss() throws IOException {
        jane.environment.put("AWS_ENDPOINT_URL_STS", jane.aws.endpoint().toString());
        jane.environment.put("AWS_ENDPOINT_URL", jane.aws.endpoint().toString());
        jane.before = aws -> aws;

        assertTrue(primes().screen().contains(LEFT_ALONE + "the session is of "));
        assertEquals(List.of(), entries());
    }

    /** The length may also come from the environment, of which the AWS CLI knows nothing. */
    @Test
    void anotherLengthThanTheProfilesStaysOut() throws IOException {
        jane.environment.put("AWS_ASSUME_ROLE_TTL", "20m");

        assertTrue(primes().screen().contains(LEFT_ALONE + "the session was asked for 20m, and admin says 1h\n"));
        assertEquals(List.of(), entries());
    }

    @Test
    void aSessionThatWasThereMayBeOfAnyEndpoint() throws IOException {
        jane.runs("admin", "--token-code", phone.code());

        var run = jane.runs("admin", "--prime-cli-cache");

        assertTrue(run.screen().contains(LEFT_ALONE + "the session was there already, and at which endpoint it was got is not recorded; a new one goes in"
                + " with: jbang awscli-mfa.java admin --force --prime-cli-cache\n"), run.screen());
        assertEquals(List.of(), entries());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--duration 1h", "--via dev", "--region eu-west-1", "--serial-number arn:aws:iam::123456789012:mfa/jane",
        "--role-arn arn:aws:iam::123456789012:role/other"})
    void whatTheCommandLineSaysOtherwiseIsRefusedBeforeACodeIsSpent(String words) throws IOException {
        var run = primes(words.split(" "));

        assertEquals(252, run.exitStatus());
        assertEquals("awscli-mfa: --prime-cli-cache is for a role exactly as its profile says, and " + words.replaceFirst(" .*", "") + " says otherwise",
                run.screen().lines().findFirst().orElse(""));
        assertEquals(List.of(), jane.calls());
    }

    @Test
    void onlyRolesAreThere() {
        assertEquals("""
                awscli-mfa: --prime-cli-cache is for the session of a role, and 'dev' is none
                awscli-mfa: hint: name a role profile
                """, jane.runs("dev", "--prime-cli-cache").screen());
    }

    // ---------------------------------------------------------------- as botocore has it

    private static final List<String> PARTS = List.of("mfa_serial = arn:aws:iam::123456789012:mfa/jane", "duration_seconds = 7200",
            "external_id = Ex/é\"1 \\ 🗼", "role_session_name = jane");

    /** Beside them, values that Python reads in its own way. */
    private static final List<String> ODD = List.of("duration_seconds = 1_800", "duration_seconds = +0900", "duration_seconds = 1h", "duration_seconds =",
            "external_id =", "mfa_serial =", "role_session_name =", "external_id = a\u007fb", "region = eu-west-1", "session_tags = team=ops");

    /** Every combination of what is in the name, and the odd ones. */
    @Test
    void theNameIsTheOneThatBotocoreComputes() throws IOException {
        var combinations = Stream.concat(IntStream.range(0, 1 << PARTS.size()).mapToObj(bits -> IntStream.range(0, PARTS.size())
                .filter(part -> (bits & 1 << part) != 0).mapToObj(PARTS::get).collect(Collectors.joining("\n"))), ODD.stream()).toList();
        var ours = combinations.stream().map(lines -> {
            var role = (Profile.Role) Profiles.of(IniFile.parse(ADMIN + lines + "\n"), IniFile.parse("")).require("admin");
            return CliCacheEntry.of(role, anySession()).fileName();
        }).toList();

        assertEquals(botocoreNames(combinations), ours);
        assertEquals(16, ours.stream().limit(16).distinct().count());
    }

    private static Profile.Session anySession() {
        return (Profile.Session) new Profile.Managed(new Settings("x", Map.of()), Profile.Managed.Provider.LOGIN).with(
                Credentials.temporary("ASIA", "s", "t"), Optional.of(new Expiration(Instant.ofEpochSecond(4_102_444_800L))));
    }

    /** What botocore looks for, once for the role with each of these lines below it. */
    private List<String> botocoreNames(List<String> lines) throws IOException {
        var pythons = AwsReadersTest.pythons();
        assumeFalse(pythons.isEmpty(), "no aws command that Python runs is on the PATH: install awscli");
        var names = new ArrayList<List<String>>();
        for (var python : pythons) {
            names.add(botocoreNames(python, lines));
        }
        assertEquals(1, names.stream().distinct().count(), "version 1 and 2 look for the same");
        return names.getFirst();
    }

    private static List<String> botocoreNames(String python, List<String> lines) throws IOException {
        var line = new ArrayList<>(List.of(python, "-c", """
                import os, sys, tempfile
                try:
                    from awscli.botocore.session import Session
                except ImportError:
                    from botocore.session import Session

                class Asked(Exception):
                    pass

                class Cache(dict):
                    def __contains__(self, key):
                        raise Asked(key)

                folder = tempfile.mkdtemp()
                os.environ.update(AWS_CONFIG_FILE=folder + '/config', AWS_SHARED_CREDENTIALS_FILE=folder + '/none')
                for lines in sys.argv[1:]:
                    with open(folder + '/config', 'w') as config:
                        config.write('[profile dev]\\naws_access_key_id = a\\naws_secret_access_key = b\\n[profile admin]\\n'
                            'role_arn = arn:aws:iam::123456789012:role/admin\\nsource_profile = dev\\n' + lines + '\\n')
                    session = Session(profile='admin')
                    session.get_component('credential_provider').get_provider('assume-role').cache = Cache()
                    try:
                        session.get_credentials().get_frozen_credentials()
                    except Asked as asked:
                        print(str(asked) + '.json')
                """));
        line.addAll(lines);
        var builder = new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().keySet().removeIf(name -> name.startsWith("AWS_"));
        builder.environment().put("PYTHONUTF8", "1");
        var process = builder.start();
        process.getOutputStream().close();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }

    // --------------------------------------------------------------- as the command reads it

    /** Where AWS cannot be asked for a session, only the cache has one; the command itself is asked at this AWS. */
    @ParameterizedTest(name = "version {0}")
    @ValueSource(ints = {1, 2})
    void theRealCommandTakesItUp(int version) throws Exception {
        assumeTrue(AwsCommandTest.COMMANDS.containsKey(version), "no aws command of version " + version + " is on the PATH: install awscli");
        jane.config(jane.config() + "mfa_serial = arn:aws:iam::123456789012:mfa/jane\nduration_seconds = 1800\n");
        primes();

        assertEquals("arn:aws:sts::123456789012:assumed-role/admin/admin-rolesession", identity(version).strip());
        Files.delete(entries().getFirst());
        assertEquals("", identity(version), "without the entry there is nothing");
    }

    private String identity(int version) throws IOException {
        var builder = new ProcessBuilder(AwsCommandTest.COMMANDS.get(version).toString(), "--profile", "admin", "--region", "eu-west-1",
                "--endpoint-url", jane.aws.endpoint().toString(), "--output", "text", "sts", "get-caller-identity", "--query", "Arn");
        builder.environment().clear();
        builder.environment().putAll(Map.of("PATH", System.getenv("PATH"), "HOME", jane.home().toString(), "AWS_PAGER", "",
                "AWS_EC2_METADATA_DISABLED", "true", "AWS_ENDPOINT_URL_STS", "http://127.0.0.1:9", "AWS_MAX_ATTEMPTS", "1",
                "HTTPS_PROXY", "http://127.0.0.1:9", "NO_PROXY", "127.0.0.1,localhost"));
        var process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
        process.getOutputStream().close();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
