//SOURCES FileTrouble.java
package lib.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Who may do what with a file. */
public final class FileMode {

    private FileMode() {}

    /** That of a file which others than its owner may read or write, such as {@code 0644}; absent where none may. */
    public static Optional<String> open(String location) {
        return permissions(Path.of(location)).filter(permissions -> !ownersOf(permissions).containsAll(permissions))
                .map(FileMode::inWords);
    }

    /** That of any file; absent where there is none, and where the file system knows no modes. */
    public static Optional<String> of(Path path) {
        return permissions(path).map(FileMode::inWords);
    }

    private static String inWords(Set<PosixFilePermission> permissions) {
        return "0%o".formatted(permissions.stream().mapToInt(one -> 0400 >> one.ordinal()).sum());
    }

    /**
     * Takes from everybody but its owner what they may do with the file.
     *
     * @throws Problem.FileUnusable where the file is another's
     */
    public static void closeToOthers(String location) {
        var path = Path.of(location);
        try {
            var permissions = permissions(path);
            if (permissions.isPresent()) {
                Files.setPosixFilePermissions(path, ownersOf(permissions.get()));
            }
        } catch (IOException failure) {
            throw FileTrouble.unusable(location, failure);
        }
    }

    private static Set<PosixFilePermission> ownersOf(Set<PosixFilePermission> permissions) {
        return permissions.stream()
                .filter(one -> one == PosixFilePermission.OWNER_READ || one == PosixFilePermission.OWNER_WRITE)
                .collect(Collectors.toSet());
    }

    /** Absent where there is no such file, and where the file system knows no such modes. */
    private static Optional<Set<PosixFilePermission>> permissions(Path path) {
        var view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
        try {
            return view == null ? Optional.empty() : Optional.of(view.readAttributes().permissions());
        } catch (IOException missing) {
            return Optional.empty();
        }
    }
}
