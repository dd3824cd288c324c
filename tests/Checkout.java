import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;

/** The folder of this project, in which the tests run. */
final class Checkout {

    private Checkout() {}

    /** Has JBang build what a test is about to run through {@code ./jbang}: the first time on a machine that takes long. */
    static void build(String... scripts) throws IOException, InterruptedException {
        for (var script : scripts) {
            var build = new ProcessBuilder("./jbang", "build", script).inheritIO().start();
            assertEquals(0, build.waitFor(), script);
        }
    }
}
