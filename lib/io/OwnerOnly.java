package lib.io;

import java.nio.file.FileSystems;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** What a file or folder is created with, so that nobody but its owner ever sees into it, not even for a moment. */
final class OwnerOnly {

    static final FileAttribute<?>[] FILE = mode("rw-------");
    static final FileAttribute<?>[] FOLDER = mode("rwx------");

    private OwnerOnly() {}

    /** Nothing where the file system knows no POSIX modes, as on Windows, where the home folder is private anyway. */
    private static FileAttribute<?>[] mode(String permissions) {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))}
                : new FileAttribute<?>[0];
    }
}
