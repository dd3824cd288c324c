//DEPS org.junit.jupiter:junit-jupiter:6.1.3
//SOURCES Desk.java
//SOURCES ../mfa-status.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What mfa-status makes Java load: the AWS SDK, and what makes connections, for {@code --verify} alone. */
class MfaStatusCostTest {

    private Desk desk;

    @BeforeEach
    void janeHasALiveSession(@TempDir Path home) {
        desk = new Desk(home);
        desk.script("mfa-status", "MfaStatus");
        desk.write(".aws/credentials", desk.read(".aws/credentials") + """

                [dev-mfasession]
                aws_access_key_id = ASIADEV
                aws_secret_access_key = secret
                aws_session_token = token
                aws_session_expiry = 4102444800
                """);
        desk.environment.put("AWS_PROFILE", "dev-mfasession");
        desk.program("mfa-status-telling", desk.read("bin/mfa-status").replaceFirst("#!.*\n", "")
                .replace("'-cp'", "'-XX:AOTMode=off' '-Xlog:class+load:file=" + home.resolve("loaded") + "' '-cp'"));
    }

    @AfterEach
    void close() {
        desk.close();
    }

    /** The classes that no run needs which asks nobody. */
    private List<String> costly(String... args) {
        desk.write("loaded", "");
        var run = desk.runs(Stream.concat(Stream.of("mfa-status-telling"), Stream.of(args)).toArray(String[]::new));
        assertTrue(run.exitStatus() == 0 || run.exitStatus() == 4, run::toString);
        assertTrue(desk.read("loaded").contains(" MfaStatus "), "the list of classes");
        return desk.read("loaded").lines().map(line -> line.replaceFirst(".*\\[class,load] *", "").replaceFirst(" .*", ""))
                .filter(name -> Stream.of("software.amazon.", "org.slf4j.", "java.net.http.", "javax.net.", "sun.net.www.protocol.http",
                        "sun.security.ssl.", "java.security.MessageDigest", "javax.xml.", "com.sun.org.apache.xerces.").anyMatch(name::startsWith))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--json", "--prompt", "-p dev", "--help"})
    void whoDoesNotAskAwsDoesNotPayForIt(String args) {
        assertEquals(List.of(), costly(args.isEmpty() ? new String[0] : args.split(" ")));
    }

    @Test
    void whoAsksAwsDoes() {
        assertTrue(costly("--verify").stream().anyMatch(name -> name.startsWith("software.amazon.awssdk.services.sts.")));
    }
}
