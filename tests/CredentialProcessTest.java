//SOURCES Person.java
//SOURCES ../awscli-mfa.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code --emit process}, as docs/credential-process.md has it for each kind of profile. */
class CredentialProcessTest {

    private static final String ALL = """
            {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}""";

    private Person jane;

    @BeforeEach
    void janeHasAProfileOfEachKind(@TempDir Path home) throws IOException {
        jane = new Person(home);
        var account = jane.aws.account("123456789012");
        var user = account.user("jane").policy("all", ALL);
        user.device("jane");
        account.role("admin", ALL.replace("\"Action\": \"*\", \"Resource\": \"*\"", "\"Action\": \"sts:AssumeRole\", \"Principal\": {\"AWS\": \"*\"}"));
        var id = user.accessKey().id();
        var secret = user.accessKey().secret();
        var vault = Files.writeString(home.resolve("vault.json"), "{\"Version\": 1, \"AccessKeyId\": \"%s\", \"SecretAccessKey\": \"%s\"}".formatted(id, secret));
        jane.config("""
                [profile dev]
                mfa_serial = arn:aws:iam::123456789012:mfa/jane
                [profile work]
                source_profile = dev
                [profile admin]
                role_arn = arn:aws:iam::123456789012:role/admin
                source_profile = dev
                [profile vault]
                mfa_serial = arn:aws:iam::123456789012:mfa/jane
                credential_process = /bin/cat %s
                """.formatted(vault));
        jane.credentials("""
                [dev]
                aws_access_key_id = %s
                aws_secret_access_key = %s
                [bm]
                aws_access_key_id = ASIAEXAMPLEEXAMPLE00
                aws_secret_access_key = s
                aws_session_token = t
                """.formatted(id, secret));
    }

    @AfterEach
    void close() {
        jane.close();
    }

    static List<String> linesOfThePage() throws IOException {
        try (var lines = Files.lines(Path.of("docs/credential-process.md"))) {
            return lines.filter(line -> line.startsWith("| ") && line.contains("`credential_process = "))
                    .map(line -> line.replaceFirst(".*`credential_process = /home/jane/.local/bin/awscli-mfa ([^`]*)`.*", "$1")).toList();
        }
    }

    private static JsonNode json(Person.Run run) throws IOException {
        assertEquals(0, run.exitStatus(), run.screen());
        assertEquals("", run.screen());
        return new ObjectMapper().readTree(run.out());
    }

    @ParameterizedTest
    @MethodSource("linesOfThePage")
    void everyLineOfThePageGivesASessionWithItsEndAndSaysNothing(String line) throws IOException {
        var code = jane.aws.account("123456789012").user("jane").device("jane").code();
        if (!line.startsWith("bm")) {
            assertEquals(0, jane.runs("login", line.split(" ")[0], "--token-code", code).exitStatus());
        }

        var given = json(jane.runs(line.split(" ")));

        assertEquals(1, given.path("Version").asInt());
        assertTrue(given.path("AccessKeyId").asText().startsWith("ASIA"), line);
        assertFalse(given.path("SessionToken").asText().isEmpty());
        assertTrue(Instant.parse(given.path("Expiration").asText()).isAfter(jane.clock().instant().plus(Duration.ofMinutes(55))), line);
    }

    /** An SDK would keep what has no end for as long as its process runs. */
    @Test
    void whereNoEndIsRecordedItIsAskedAgainInAnHour() throws IOException {
        assertEquals(jane.clock().instant().plus(Duration.ofHours(1)).toString(),
                json(jane.runs("bm", "--emit", "process")).path("Expiration").asText());
    }

    /** awscli-mfa 1 recorded only when a session began. */
    @Test
    void anEndThatCanBeEstimatedIsSaid() throws IOException {
        var began = jane.clock().instant().minus(Duration.ofHours(2));
        jane.credentials(jane.credentials() + "aws_session_init_time = " + began.getEpochSecond() + "\n");

        assertTrue(Instant.parse(json(jane.runs("bm", "--emit", "process")).path("Expiration").asText()).isAfter(jane.clock().instant()));
    }

    @Test
    void longLivedKeysHaveNoEnd() throws IOException {
        assertTrue(json(jane.runs("dev", "--no-session", "--emit", "process")).path("Expiration").isMissingNode());
    }
}
