//SOURCES FileTrouble.java
//SOURCES OwnerOnly.java
package lib.io;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Where a file is that is to be written. */
final class RealPlace {

    private static final Path NOTHING = Path.of("/dev/null");

    private RealPlace() {}

    /** Whether it is the device that is always empty: AWS's tools read it like a file, and whoever has none names it. */
    static boolean isNothing(Path path) {
        try {
            return !Files.isRegularFile(path) && Files.isSameFile(path, NOTHING);
        } catch (IOException missing) {
            return false;
        }
    }

    /** The folders of files, in one order, each once, by whatever names it is known. Those that are missing are made, where they can be. */
    static List<Path> folders(Stream<Path> files) {
        return files.filter(file -> !isNothing(file)).flatMap(file -> realFolder(file.getParent()).stream()).distinct().sorted().toList();
    }

    /** Absent where it cannot be made; so the file that was to be there cannot either, and says so. */
    private static Optional<Path> realFolder(Path folder) {
        try {
            OwnerOnly.createFolders(folder);
            return Optional.of(folder.toRealPath());
        } catch (FileAlreadyExistsException file) {
            throw FileTrouble.unusable(folder.toString(), file);
        } catch (IOException closed) {
            return Optional.empty();
        }
    }

    /** Follows symbolic links, also to a file that does not exist yet. */
    static Path of(String location) {
        var path = Path.of(location).toAbsolutePath();
        try {
            for (var links = 0; links < 40 && Files.isSymbolicLink(path); links++) {
                path = path.resolveSibling(Files.readSymbolicLink(path));
            }
            if (Files.exists(path) && !Files.isRegularFile(path) && !isNothing(path)) {
                throw FileTrouble.notAFile(location);
            }
            return path;
        } catch (IOException unreadable) {
            throw FileTrouble.unusable(location, unreadable);
        }
    }
}
