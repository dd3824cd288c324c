//SOURCES ../model/Problem.java
//SOURCES ../model/ToPaste.java
//SOURCES ../model/Words.java
package lib.io;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Optional;
import lib.model.Problem;
import lib.model.ToPaste;
import lib.model.Words;

/** Why a file cannot be read or written, in words of this suite: the system's own are in the language of its user. */
final class FileTrouble {

    private static final String TO_UTF8 = "store it as UTF-8 with: " + ToPaste.awscliMfa("--fix");

    private FileTrouble() {}

    static Problem notAFile(String location) {
        return new Problem.FileUnusable(location, "it is not a regular file", "use --no-persist, or name a file");
    }

    /** A file that may not be written; its mode is not always why, and then no change of it helps. */
    static Problem readOnly(Path path) {
        var file = path.toString();
        return isOnReadOnlyDisk(path) ? new Problem.FileUnusable(file, "the disk is read-only", check(file))
                : isOfAnother(path) ? new Problem.FileUnusable(file, "it belongs to another user, and may only be read", check(file))
                : letsOwnerWrite(path) ? new Problem.FileUnusable(file, "the system lets nobody change it, whatever its mode is",
                        "use --no-persist; see what it is protected by with: " + Words.unbroken("lsattr " + path))
                : new Problem.FileUnusable(file, "it is read-only", "allow writing with: " + Words.unbroken("chmod u+w " + path) + ", or use --no-persist");
    }

    /** Whether it is neither this user's nor is this the superuser. */
    private static boolean isOfAnother(Path path) {
        var user = System.getProperty("user.name");
        return !user.equals("root") && attributes(path).filter(found -> !found.owner().getName().equals(user)).isPresent();
    }

    /** Whether its mode is no hindrance to its owner. */
    private static boolean letsOwnerWrite(Path path) {
        return attributes(path).filter(found -> found.permissions().contains(PosixFilePermission.OWNER_WRITE)).isPresent();
    }

    /** Absent where the file system knows no owners and modes. */
    private static Optional<PosixFileAttributes> attributes(Path path) {
        var view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
        try {
            return view == null ? Optional.empty() : Optional.of(view.readAttributes());
        } catch (IOException missing) {
            return Optional.empty();
        }
    }

    /** The file could only be written in place, which is not done without a copy of it. */
    static Problem noPlaceForACopy(Path path) {
        return new Problem.FileUnusable(path.toString(),
                "it can only be written in place, and there is no private folder to keep a copy in meanwhile",
                "make one that only you can write, such as: mkdir -m 700 -p ~/.local/state/awscli-mfa");
    }

    /** AWS's tools do not read its encoding, and {@code --fix} does. */
    static Problem wide(String location, String encoding) {
        return new Problem.FileUnusable(location, "it is " + encoding + " text, which AWS's tools do not read", TO_UTF8);
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
        return new Problem.FileUnusable(location, reason, switch (failure) {
            case DiskFull full -> "nothing was changed there; check it with: df -h " + Path.of(location).toAbsolutePath().getParent();
            case CharacterCodingException unmappable -> TO_UTF8;
            default -> check(location);
        });
    }

    private static String check(String location) {
        return "nothing was changed there; check it with: ls -l " + location;
    }

    private static boolean isOnReadOnlyDisk(Path path) {
        try {
            return Files.getFileStore(path).isReadOnly() || isMountedReadOnly(path.toRealPath());
        } catch (NoSuchFileException missing) {
            return path.getParent() != null && isOnReadOnlyDisk(path.getParent());
        } catch (IOException unknown) {
            return false;
        }
    }

    /** A folder or a file that is mounted by itself, from a disk that can be written elsewhere: the JDK does not see such mounts. */
    private static boolean isMountedReadOnly(Path path) throws IOException {
        var mounts = Path.of("/proc/self/mountinfo");
        if (!Files.isReadable(mounts)) {
            return false;
        }
        var options = "";
        var longest = 0;
        for (var line : Files.readAllLines(mounts)) {
            var words = line.split(" ");
            var at = Path.of(words[4].replace("\\040", " "));
            if (path.startsWith(at) && at.getNameCount() >= longest) {
                longest = at.getNameCount();
                options = words[5];
            }
        }
        return List.of(options.split(",")).contains("ro");
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
