import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What the tests inherit from whoever starts them, and could not do with: a locale that has no letters for what they type, and
 * signals that are ignored, as {@code &} and {@code nohup} have it, which everything they start would ignore too. A JVM can
 * change neither for itself, so the tests are started once more.
 */
final class Circumstances {

    /** Set in the second JVM; what still does not fit there shows in the tests. */
    private static final String SET_RIGHT = "tests.circumstances.setRight";

    private Circumstances() {}

    static boolean fit() {
        return Boolean.getBoolean(SET_RIGHT) || writesAllLetters() && !ignoresSignals();
    }

    /** Arguments and names of files have the locale's letters, all else has UTF-8 anyway. */
    private static boolean writesAllLetters() {
        return System.getProperty("sun.jnu.encoding").equals(StandardCharsets.UTF_8.name());
    }

    /** HUP, INT, QUIT, PIPE or TERM; elsewhere than on Linux nobody can tell. */
    private static boolean ignoresSignals() {
        try (var lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith("SigIgn:"))
                    .anyMatch(line -> (Long.parseUnsignedLong(line.substring("SigIgn:".length()).strip(), 16) & 0x5007) != 0);
        } catch (IOException noSuchFile) {
            return false;
        }
    }

    /**
     * Runs the same class in a JVM of its own, in circumstances that fit, and returns its exit status. A signal that was to be
     * ignored does not come through to it: it has a session of its own.
     */
    static int setRight(Class<?> main, String... arguments) throws IOException, InterruptedException {
        var line = new ArrayList<String>();
        if (ignoresSignals()) {
            line.addAll(List.of("setsid", "--wait", "env", "--default-signal=HUP,INT,QUIT,PIPE,TERM"));
        }
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        line.addAll(List.of("-D" + SET_RIGHT + "=true", "-cp", System.getProperty("java.class.path"), main.getName()));
        line.addAll(List.of(arguments));
        var builder = new ProcessBuilder(line).inheritIO();
        if (!writesAllLetters()) {
            builder.environment().put("LC_ALL", "C.UTF-8");
        }
        var tests = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(tests::destroy));
        return tests.waitFor();
    }
}
