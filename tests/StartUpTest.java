//DEPS org.junit.jupiter:junit-jupiter:6.1.3
//SOURCES Desk.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who asks AWS nothing does not wait for what talks to AWS: the JVM itself says which classes it loaded. */
class StartUpTest {

    /** The SDK, HTTP, TLS and cryptography, XML. */
    private static final Pattern FOR_AWS = Pattern.compile("(?m)^((?:software\\.amazon"
            + "|java\\.net\\.http|java\\.net\\.HttpURLConnection|sun\\.net\\.www\\.http|sun\\.net\\.www\\.protocol\\.http"
            + "|javax\\.net|sun\\.security\\.(?:ssl|jca|provider|x509)|java\\.security\\.Provider|javax\\.crypto|com\\.sun\\.crypto"
            + "|javax\\.xml|org\\.xml|com\\.sun\\.org\\.apache|jdk\\.xml)\\S*)");

    @TempDir
    Path folder;

    private Desk desk;

    @BeforeEach
    void janeHasALiveSession() {
        desk = new Desk(folder);
        assertEquals(0, desk.runs("awscli-mfa", "dev", "--token-code", desk.phone.code(), "--persist").exitStatus());
        desk.environment.put("_JAVA_OPTIONS", "-XX:AOTMode=off -Xlog:class+load:file=" + desk.home.resolve("classes") + ":none");
    }

    @AfterEach
    void close() {
        desk.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "--help", "--version", "dev", "dev --emit bash", "dev --emit fish --secrets", "dev --explain", "dev-mfasession --emit process",
        "--emit bash --clear", "exec dev -- true", "nobody"})
    void nothingOfAwsIsLoadedFor(String arguments) {
        desk.runs(("awscli-mfa " + arguments).split(" "));

        assertEquals(List.of(), loadedForAws());
    }

    @Test
    void allOfItIsLoadedForANewSession() {
        desk.runs("awscli-mfa", "dev", "--force", "--token-code", desk.nextCode(), "--persist");

        assertFalse(loadedForAws().isEmpty());
    }

    private List<String> loadedForAws() {
        return FOR_AWS.matcher(desk.read("classes")).results().map(line -> line.group(1)).toList();
    }
}
