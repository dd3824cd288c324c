package lib.io;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/**
 * What a file or folder is created with, so that nobody but its owner ever sees into it, not even for a moment; and whose it is: what
 * the superuser makes in another's home, by {@code sudo}, is that person's, since their own runs would be locked out else.
 */
final class OwnerOnly {

    static final FileAttribute<?>[] FILE = mode("rw-------");
    static final FileAttribute<?>[] FOLDER = mode("rwx------");

    private static final boolean HAS_OWNERS = FileSystems.getDefault().supportedFileAttributeViews().contains("unix");
    private static final Integer SUPERUSER = 0;

    private OwnerOnly() {}

    /** Nothing where the file system knows no POSIX modes, as on Windows, where the home folder is private anyway. */
    private static FileAttribute<?>[] mode(String permissions) {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))}
                : new FileAttribute<?>[0];
    }

    /** Makes a folder, and those above it that are missing. */
    static void createFolders(Path folder) throws IOException {
        createFolders(folder, FOLDER);
    }

    /** The same, open to whomever the attributes let in. */
    static void createFolders(Path folder, FileAttribute<?>... attributes) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        if (folder.getParent() != null) {
            createFolders(folder.getParent(), attributes);
        }
        try {
            Files.createDirectory(folder, attributes);
            handOver(folder);
        } catch (FileAlreadyExistsException other) {
            if (!Files.isDirectory(folder)) {
                throw other;
            }
        }
    }

    /**
     * Gives what the superuser has just made to the person whose folder it is in: the nearest one above that is not the
     * superuser's own.
     *
     * @throws IOException it cannot be given away; then it is there no more
     */
    static void handOver(Path made) throws IOException {
        if (!HAS_OWNERS || !owner(made).equals(SUPERUSER)) {
            return;
        }
        var home = ofAnother(made.toAbsolutePath().getParent());
        if (home.isEmpty()) {
            return;
        }
        try {
            for (var which : new String[] {"unix:gid", "unix:uid"}) {
                Files.setAttribute(made, which, Files.getAttribute(home.get(), which), LinkOption.NOFOLLOW_LINKS);
            }
        } catch (IOException refused) {
            Files.deleteIfExists(made);
            throw refused;
        }
    }

    private static Optional<Path> ofAnother(Path folder) throws IOException {
        for (var above = folder; above != null; above = above.getParent()) {
            if (!owner(above).equals(SUPERUSER)) {
                return Optional.of(above);
            }
        }
        return Optional.empty();
    }

    /** Whether both are of one user; so it is where there are no owners. */
    static boolean isOfOneOwner(Path one, Path other) throws IOException {
        return !HAS_OWNERS || owner(one).equals(owner(other));
    }

    private static Object owner(Path path) throws IOException {
        return Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    }
}
