import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The folder of this project, in which the tests run. */
final class Checkout {

    private Checkout() {}

    /** Has JBang build what a test is about to run through {@code ./jbang}: the first time on a machine that takes long. */
    static void build(String... scripts) throws IOException, InterruptedException {
        for (var script : scripts) {
            if (new ProcessBuilder("./jbang", "build", script).inheritIO().start().waitFor() != 0) {
                throw new AssertionError("JBang does not build " + script);
            }
        }
    }

    /** The Java that runs this, with the options that JBang starts the script with; a class path and a class are to follow. */
    static List<String> java() {
        try (var lines = Files.lines(Path.of("awscli-mfa.java"))) {
            return Stream.concat(Stream.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()),
                    lines.filter(line -> line.startsWith("//RUNTIME_OPTIONS ")).flatMap(line -> Stream.of(line.split(" ")).skip(1))).toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
