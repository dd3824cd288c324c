//SOURCES ../lib/io/AwsFiles.java
//SOURCES ../lib/model/Problem.java
//SOURCES ../lib/model/Words.java

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import lib.io.AwsFiles;
import lib.model.Problem;
import lib.model.Words;

/**
 * A process that uses the AWS files of a home: it says on stdout what a person would be told, and in the end what became of it.
 *
 * <p>{@code store SECTION TEXT} stores a session whose region is the text too; {@code read} looks; {@code loop} stores without end.
 */
final class FilesEditor {

    private FilesEditor() {}

    public static void main(String[] args) throws IOException {
        var files = AwsFiles.of(System.getenv(), false);
        files.tell(System.out::println);
        files.traceTo(System.out::println);
        try {
            switch (args[0]) {
                case "store" -> store(files, args[1], args[2]);
                case "read" -> files.read();
                case "loop" -> loop(files);
                default -> throw new IllegalArgumentException(args[0]);
            }
            System.out.println("done");
        } catch (Problem found) {
            System.out.println(Words.withBlanks(found.message() + "\n" + found.hint()));
        }
    }

    private static void store(AwsFiles files, String section, String text) {
        files.requireWritable();
        files.store(old -> new AwsFiles.Texts(old.config().with("profile " + section, "region", text), old.credentials().with(section, "key", text)))
                .left().ifPresent(why -> System.out.println("note: " + why.message()));
    }

    private static void loop(AwsFiles files) {
        for (var number = 0;; number++) {
            var text = number % 2 == 0 ? "short" : "long".repeat(500);
            files.store(old -> new AwsFiles.Texts(old.config().with("profile dev", "region", text), old.credentials().with("dev", "key", text)));
            if (number == 1) {
                System.out.println("editing");
            }
        }
    }

    // ----------------------------------------------------------------- how it is started

    /**
     * The command that starts it.
     *
     * @param by what the command begins with, such as another user or a shell with mounts
     */
    static List<String> command(List<String> by, String... arguments) {
        var command = new ArrayList<>(by);
        command.addAll(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"), FilesEditor.class.getName()));
        command.addAll(Arrays.asList(arguments));
        return command;
    }

    static Process start(List<String> by, Path home, Map<String, String> environment, String... arguments) throws IOException {
        var builder = new ProcessBuilder(command(by, arguments)).redirectErrorStream(true);
        List.of("XDG_STATE_HOME", "XDG_RUNTIME_DIR", "AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE").forEach(builder.environment()::remove);
        builder.environment().putAll(Map.of("HOME", home.toString(), "TMPDIR", Files.createDirectories(home.resolve("tmp")).toString()));
        builder.environment().putAll(environment);
        return builder.start();
    }

    /** What it says in all. */
    static String run(List<String> by, Path home, Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        var process = start(by, home, environment, arguments);
        process.getOutputStream().close();
        var said = new String(process.getInputStream().readAllBytes());
        process.waitFor();
        return said;
    }
}
