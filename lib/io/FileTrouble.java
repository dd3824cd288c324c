//SOURCES ../model/Problem.java
package lib.io;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import lib.model.Problem;

/** Why a file cannot be read or written, in words of this suite: the system's own are in the language of its user. */
final class FileTrouble {

    private FileTrouble() {}

    static Problem notAFile(String location) {
        return new Problem.FileUnusable(location, "it is not a regular file", "use --no-persist, or name a file");
    }

    static Problem readOnly(Path path) {
        return isOnReadOnlyDisk(path) ? new Problem.FileUnusable(path.toString(), "the disk is read-only", check(path.toString()))
                : new Problem.FileUnusable(path.toString(), "it is read-only",
                        "allow writing with: chmod u+w " + path + ", or use --no-persist");
    }

    /** The file could only be written in place, which is not done without a copy of it. */
    static Problem noPlaceForACopy(Path path) {
        return new Problem.FileUnusable(path.toString(),
                "it can only be written in place, and there is no private folder to keep a copy in meanwhile",
                "make one that only you can write, such as: mkdir -m 700 -p ~/.local/state/awscli-mfa");
    }

    /** AWS's tools do not read its encoding, and {@code --fix} does. */
    static Problem wide(String location, String encoding) {
        return new Problem.FileUnusable(location, "it is " + encoding + " text, which AWS's tools do not read",
                "store it as UTF-8 with: jbang awscli-mfa.java --fix");
    }

    /** Nobody reads it to its end. */
    static Problem mixed(String location) {
        return new Problem.FileUnusable(location, "zero bytes stand in it, and it is not in one encoding to its end",
                "nothing was changed there; put it right in an editor, and store it as UTF-8");
    }

    static Problem unusable(String location, IOException failure) {
        var reason = switch (failure) {
            case AccessDeniedException denied -> "permission denied";
            case FileAlreadyExistsException file -> "it is not a folder";
            case CharacterCodingException unmappable -> "it is not UTF-8 text, and cannot hold what is to be written";
            case DiskFull full -> "the disk is full";
            case IOException other when isOnReadOnlyDisk(Path.of(location).toAbsolutePath()) -> "the disk is read-only";
            default -> "cannot be read or written (" + failure.getClass().getSimpleName() + ")";
        };
        return new Problem.FileUnusable(location, reason, failure instanceof DiskFull
                ? "nothing was changed there; check it with: df -h " + Path.of(location).toAbsolutePath().getParent()
                : check(location));
    }

    private static String check(String location) {
        return "nothing was changed there; check it with: ls -l " + location;
    }

    private static boolean isOnReadOnlyDisk(Path path) {
        try {
            return Files.getFileStore(path).isReadOnly();
        } catch (NoSuchFileException missing) {
            return path.getParent() != null && isOnReadOnlyDisk(path.getParent());
        } catch (IOException unknown) {
            return false;
        }
    }

    /** What a failed writing of so many bytes was about. */
    static IOException told(IOException failure, Path path, int bytes) {
        return path.toFile().getUsableSpace() <= bytes ? new DiskFull(failure) : failure;
    }

    /** There is no room for what was to be written. */
    static final class DiskFull extends IOException {
        private static final long serialVersionUID = 1;

        DiskFull(IOException failure) {
            super(failure);
        }
    }
}
