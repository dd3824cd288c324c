package lib.io;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Where the commands of the user's machine are, by the {@code PATH} in force. */
public final class SearchPath {

    private SearchPath() {}

    /** The first file of that name which may be run. */
    public static Optional<Path> program(Map<String, String> environment, String name) {
        return files(environment, name).filter(Files::isExecutable).findFirst();
    }

    /** The first file of that name, whether or not it may be run. */
    static Optional<Path> file(Map<String, String> environment, String name) {
        return files(environment, name).findFirst();
    }

    private static Stream<Path> files(Map<String, String> environment, String name) {
        return Stream.of(environment.getOrDefault("PATH", "").split(File.pathSeparator))
                .filter(folder -> !folder.isEmpty() && !name.isEmpty())
                .map(folder -> Path.of(folder, name)).filter(Files::isRegularFile);
    }
}
