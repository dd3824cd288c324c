//DEPS org.junit.jupiter:junit-jupiter:6.1.3
//DEPS com.fasterxml.jackson.core:jackson-databind:2.22.4
//SOURCES aws/LocalAws.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tests.aws.Account;
import tests.aws.Device;
import tests.aws.LocalAws;
import tests.aws.User;

/** The real {@code aws} command, version 1 and version 2, takes the local AWS for AWS. */
class AwsCommandTest {
    private static final String ALLOW_ALL = """
            {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}""";
    private static final ObjectMapper JSON = new ObjectMapper();
    static final Map<Integer, Path> COMMANDS = Map.copyOf(installed());

    private final LocalAws aws = LocalAws.start();
    private final Account account = aws.account("123456789012");
    private final User jane = account.user("jane").policy("all", ALLOW_ALL);
    private final Device phone = jane.device("jane");

    @TempDir
    private Path home;

    @AfterEach
    void close() {
        aws.close();
    }

    /** What a run left behind; only the error is ever shown, for the output may hold secrets. */
    private record Run(int exit, String output, String error) {
        JsonNode json() {
            assertEquals(0, exit, error);
            try {
                return JSON.readTree(output);
            } catch (IOException e) {
                throw new UncheckedIOException("no JSON", e);
            }
        }

        @Override
        public String toString() {
            return exit + " " + error;
        }
    }

    /** The first {@code aws} of each major version on the PATH. */
    private static Map<Integer, Path> installed() {
        var commands = new TreeMap<Integer, Path>();
        Stream.of(Optional.ofNullable(System.getenv("PATH")).orElse("").split(File.pathSeparator))
                .map(folder -> Path.of(folder, "aws"))
                .filter(Files::isExecutable)
                .forEach(command -> majorVersion(command).ifPresent(it -> commands.putIfAbsent(it, command)));
        return commands;
    }

    private static Optional<Integer> majorVersion(Path command) {
        try {
            var process = new ProcessBuilder(command.toString(), "--version").redirectErrorStream(true).start();
            var said = new String(process.getInputStream().readAllBytes());
            return said.matches("(?s)aws-cli/\\d.*") ? Optional.of(said.charAt(8) - '0') : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private Run aws(int version, Map<String, String> credentials, String... arguments) {
        assumeTrue(COMMANDS.containsKey(version), () -> "no aws command of version " + version + " is on the PATH: install "
                + (version == 1 ? "awscli 1 from PyPI" : "awscli"));
        var line = new ArrayList<>(List.of(COMMANDS.get(version).toString(), "--output", "json"));
        if (version == 2) { // Debian's 2.9 does not know AWS_ENDPOINT_URL
            line.addAll(List.of("--endpoint-url", aws.endpoint().toString()));
        }
        line.addAll(List.of(arguments));
        var builder = new ProcessBuilder(line).directory(home.toFile());
        builder.environment().clear();
        builder.environment().putAll(Map.of("PATH", System.getenv("PATH"), "HOME", home.toString(),
                "AWS_CONFIG_FILE", home.resolve("config").toString(),
                "AWS_SHARED_CREDENTIALS_FILE", home.resolve("credentials").toString(),
                "AWS_EC2_METADATA_DISABLED", "true", "AWS_DEFAULT_REGION", "eu-west-1", "AWS_PAGER", "",
                "AWS_ENDPOINT_URL", aws.endpoint().toString()));
        builder.environment().putAll(credentials);
        return run(builder);
    }

    private Run run(ProcessBuilder builder) {
        try {
            var output = Files.createTempFile(home, "output", "");
            var error = Files.createTempFile(home, "error", "");
            var process = builder.redirectOutput(output.toFile()).redirectError(error.toFile()).start();
            process.getOutputStream().close();
            assertTrue(process.waitFor(60, TimeUnit.SECONDS), "aws takes a minute");
            return new Run(process.exitValue(), Files.readString(output), Files.readString(error).strip());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Map<String, String> longLived() {
        return Map.of("AWS_ACCESS_KEY_ID", jane.accessKey().id(), "AWS_SECRET_ACCESS_KEY", jane.accessKey().secret());
    }

    private static Map<String, String> session(JsonNode answer) {
        var credentials = answer.path("Credentials");
        return Map.of("AWS_ACCESS_KEY_ID", credentials.path("AccessKeyId").asText(),
                "AWS_SECRET_ACCESS_KEY", credentials.path("SecretAccessKey").asText(),
                "AWS_SESSION_TOKEN", credentials.path("SessionToken").asText());
    }

    private Run getSessionToken(int version, String code) {
        return aws(version, longLived(), "sts", "get-session-token",
                "--serial-number", phone.serialNumber(), "--token-code", code);
    }

    @ParameterizedTest(name = "version {0}")
    @ValueSource(ints = {1, 2})
    void getCallerIdentityTellsTheUser(int version) {
        var identity = aws(version, longLived(), "sts", "get-caller-identity").json();

        assertEquals("arn:aws:iam::123456789012:user/jane", identity.path("Arn").asText());
        assertEquals("123456789012", identity.path("Account").asText());
        assertTrue(identity.path("UserId").asText().startsWith("AIDA"));
    }

    @ParameterizedTest(name = "version {0}")
    @ValueSource(ints = {1, 2})
    void anMfaSessionIsStartedAndUsed(int version) {
        account.role("admin", """
                {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"AWS": "123456789012"},
                 "Action": "sts:AssumeRole", "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}}""");
        var session = session(getSessionToken(version, phone.code()).json());
        var devices = aws(version, session, "iam", "list-mfa-devices").json();
        var role = aws(version, session, "sts", "assume-role", "--role-arn",
                "arn:aws:iam::123456789012:role/admin", "--role-session-name", "work").json();

        assertEquals(phone.serialNumber(), devices.path("MFADevices").path(0).path("SerialNumber").asText());
        assertEquals("arn:aws:sts::123456789012:assumed-role/admin/work",
                role.path("AssumedRoleUser").path("Arn").asText());
        assertEquals(role.path("AssumedRoleUser").path("Arn").asText(),
                aws(version, session(role), "sts", "get-caller-identity").json().path("Arn").asText());
    }

    @ParameterizedTest(name = "version {0}")
    @ValueSource(ints = {1, 2})
    void aWrongCodeIsRefused(int version) {
        var run = getSessionToken(version, phone.code().equals("123456") ? "654321" : "123456");

        assertEquals(version == 1 ? 255 : 254, run.exit());
        assertEquals("An error occurred (AccessDenied) when calling the GetSessionToken operation: "
                + "MultiFactorAuthentication failed with invalid MFA one time pass code.", run.error());
    }

    @ParameterizedTest(name = "version {0}")
    @ValueSource(ints = {1, 2})
    void getParameterTellsTheValue(int version) {
        account.parameter("eu-west-1", "/unencrypted/mfa/session_length", "32400");
        var answer = aws(version, longLived(), "ssm", "get-parameter", "--name", "/unencrypted/mfa/session_length");

        assertEquals("32400", answer.json().path("Parameter").path("Value").asText());
    }

    @ParameterizedTest(name = "version {0}")
    @ValueSource(ints = {1, 2})
    void aVirtualDeviceIsCreatedAndEnabled(int version) throws IOException {
        var joe = account.user("joe").policy("all", ALLOW_ALL).accessKey();
        var keys = Map.of("AWS_ACCESS_KEY_ID", joe.id(), "AWS_SECRET_ACCESS_KEY", joe.secret());
        var created = aws(version, keys, "iam", "create-virtual-mfa-device", "--virtual-mfa-device-name",
                "tablet", "--bootstrap-method", "Base32StringSeed", "--outfile", "seed").json();
        var tablet = account.unassignedDevice("tablet");
        var enabled = aws(version, keys, "iam", "enable-mfa-device", "--user-name", "joe",
                "--serial-number", tablet.serialNumber(), "--authentication-code1",
                tablet.codeAt(Instant.now().minusSeconds(30)), "--authentication-code2", tablet.code());

        assertEquals(tablet.serialNumber(), created.path("VirtualMFADevice").path("SerialNumber").asText());
        assertTrue(tablet.seed().equals(Files.readString(home.resolve("seed"))), "the seed is the device's");
        assertEquals(0, enabled.exit(), enabled.error());
    }
}
