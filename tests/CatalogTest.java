//SOURCES Leftovers.java
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.SimpleFileServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code jbang-catalog.json}: somebody with JBang and no checkout installs from it, by its address on this computer. */
class CatalogTest {

    private static final Path CHECKOUT = Path.of("").toAbsolutePath();

    @TempDir
    Path temp;

    private HttpServer server;

    @BeforeEach
    void theCheckoutIsServed() {
        server = SimpleFileServer.createFileServer(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), CHECKOUT,
                SimpleFileServer.OutputLevel.NONE);
        server.start();
    }

    @AfterEach
    void close() throws Exception {
        server.stop(0);
        Leftovers.end(temp);
    }

    @Test
    void everyScriptIsInIt() throws IOException {
        try (var scripts = Files.list(CHECKOUT)) {
            assertEquals(scripts.map(script -> script.getFileName().toString()).filter(name -> name.endsWith(".java")).sorted().toList(),
                    Pattern.compile("\"script-ref\": \"([^\"]+)\"").matcher(Files.readString(CHECKOUT.resolve("jbang-catalog.json"))).results()
                            .map(script -> script.group(1)).sorted().toList());
        }
    }

    /** All sources are fetched one by one, from beside the script. What a person sees then names the command as they call it. */
    @Test
    void whatIsInstalledFromItRunsAndIsRemoved() throws Exception {
        var jar = Path.of(System.getenv("HOME"), ".jbang/jbang-cli-0.132.1-all.jar");
        assumeTrue(Files.exists(jar), "the JBang that ./jbang fetches is not here");
        Files.createDirectories(temp.resolve("jbang/bin"));
        Files.createSymbolicLink(temp.resolve("jbang").resolve(jar.getFileName()), jar);
        Files.copy(CHECKOUT.resolve("jbang"), temp.resolve("jbang/bin/jbang"), java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);

        runs("jbang app install awscli-mfa@http://127.0.0.1:" + server.getAddress().getPort() + "/jbang-catalog.json");

        assertEquals("""
                awscli-mfa 3.0
                awscli-mfa: there is no profile 'nobody'
                awscli-mfa: hint: choose from all of them with: awscli-mfa --quick
                awscli-mfa: init needs a checkout of this suite, and it cannot be told from here where that is; what JBang runs from a catalog has none
                awscli-mfa: hint: go to the folder of awscli-mfa.java, and type there: ./jbang awscli-mfa.java init
                """, runs("awscli-mfa --version; awscli-mfa nobody; awscli-mfa init --yes"));
        runs("jbang app uninstall awscli-mfa");
        assertEquals(List.of("jbang"), names(temp.resolve("jbang/bin")));
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    /** Whatever it says, for somebody whose jars are those of the tests. */
    private String runs(String commands) throws Exception {
        var builder = new ProcessBuilder("bash", "-c", commands).directory(temp.toFile()).redirectErrorStream(true);
        var environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("AWS") || name.startsWith("JBANG"));
        environment.put("JBANG_REPO", Path.of(System.getenv("HOME"), ".m2/repository").toString());
        environment.put("HOME", temp.toString());
        environment.put("JBANG_DIR", temp.resolve("jbang").toString());
        environment.put("PATH", temp.resolve("jbang/bin") + ":/usr/bin:/bin");
        var process = builder.start();
        process.getOutputStream().close();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
