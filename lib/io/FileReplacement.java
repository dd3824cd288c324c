//SOURCES FileReading.java
//SOURCES FileTrouble.java
//SOURCES InPlace.java
//SOURCES InheritedAcl.java
//SOURCES Leftovers.java
//SOURCES NewText.java
//SOURCES OwnerOnly.java
//SOURCES RealPlace.java
package lib.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/**
 * A new text in the place of a file's old one: in one step by a new file, which gets the mode, the owner and, by way of the JDK's
 * own copying, the ACL of the old one. Where that is closed, or would lose another name or the owner, {@link InPlace}.
 */
public record FileReplacement(InPlace inPlace) {

    /** What became of a file; where another had written it, nothing. */
    public enum Outcome { REPLACED, WRITTEN_IN_PLACE, CHANGED_MEANWHILE }

    private static final int ROOM_FOR_A_SESSION = 4096;

    /**
     * Puts the new text there, unless the file is no longer what the edit was made from.
     *
     * @throws lib.model.Problem {@code FileUnusable}, {@code cutOff}
     */
    Outcome replace(FileReading old, byte[] newText) {
        try {
            return old.exists() && (hasOtherNames(old.path()) || InheritedAcl.wouldWiden(old.path())) ? writeInPlace(old, newText) : replaceOrWrite(old, newText);
        } catch (IOException failure) {
            if (failure instanceof NoSuchFileException && old.exists() && !Files.exists(old.path())) {
                return Outcome.CHANGED_MEANWHILE;
            }
            throw FileTrouble.unusable(old.path().toString(), failure);
        }
    }

    private Outcome replaceOrWrite(FileReading old, byte[] newText) throws IOException {
        try {
            return replaceByNew(old, newText);
        } catch (FileTrouble.DiskFull full) {
            throw full;
        } catch (IOException closed) {
            if (!old.exists() || !Files.isWritable(old.path())) {
                throw closed;
            }
            return writeInPlace(old, newText);
        }
    }

    private Outcome writeInPlace(FileReading old, byte[] newText) throws IOException {
        return inPlace.write(old, newText) ? Outcome.WRITTEN_IN_PLACE : Outcome.CHANGED_MEANWHILE;
    }

    private static boolean hasOtherNames(Path path) throws IOException {
        try {
            return !Files.getAttribute(path, "unix:nlink").equals(1);
        } catch (UnsupportedOperationException | IllegalArgumentException uncounted) {
            return false;
        }
    }

    // ---------------------------------------------------------------- by a new file

    /** The new file is made in a folder that nobody else can enter, so that none of its modes on the way lets anybody in. */
    private static Outcome replaceByNew(FileReading old, byte[] newText) throws IOException {
        var folder = old.path().getParent();
        OwnerOnly.createFolders(folder);
        var room = Files.createTempDirectory(folder, Leftovers.PREFIX, OwnerOnly.FOLDER);
        var fresh = room.resolve("new");
        try {
            make(fresh, old);
            NewText.write(fresh, newText);
            if (!old.isStillTheSame()) {
                return Outcome.CHANGED_MEANWHILE;
            }
            Files.move(fresh, old.path(), StandardCopyOption.ATOMIC_MOVE);
            NewText.flushFolder(folder);
            return Outcome.REPLACED;
        } finally {
            Files.deleteIfExists(fresh);
            Files.deleteIfExists(room);
        }
    }

    private static void make(Path fresh, FileReading old) throws IOException {
        if (old.exists()) {
            Files.copy(old.path(), fresh, StandardCopyOption.COPY_ATTRIBUTES);
            requireOwnerAndMode(fresh, old.path());
        } else {
            Files.createFile(fresh, OwnerOnly.FILE);
            OwnerOnly.handOver(fresh);
        }
    }

    /** What the JDK copies of a file it copies where it can; the mode last, since a changed owner may clear bits of it. */
    private static void requireOwnerAndMode(Path fresh, Path old) throws IOException {
        var from = Files.getFileAttributeView(old, PosixFileAttributeView.class);
        var to = Files.getFileAttributeView(fresh, PosixFileAttributeView.class);
        if (from == null || to == null) {
            return;
        }
        var wanted = from.readAttributes();
        if (!to.readAttributes().owner().equals(wanted.owner())) {
            to.setOwner(wanted.owner());
        }
        if (!to.readAttributes().group().equals(wanted.group())) {
            to.setGroup(wanted.group());
        }
        setMode(to, wanted.permissions());
    }

    /** A file system without modes of its own refuses them; what is narrower than before does then. */
    private static void setMode(PosixFileAttributeView view, Set<PosixFilePermission> wanted) throws IOException {
        var actual = view.readAttributes().permissions();
        if (actual.equals(wanted)) {
            return;
        }
        try {
            view.setPermissions(wanted);
        } catch (IOException refused) {
            if (!wanted.containsAll(actual)) {
                throw refused;
            }
        }
    }

    // ---------------------------------------------------------- whether it can be done

    /**
     * A file of the same size, and a session more, has room beside it, or can be written in place.
     *
     * @throws lib.model.Problem.FileUnusable
     */
    void requireWritable(Path path) {
        if (RealPlace.isNothing(path)) {
            throw FileTrouble.notAFile(path.toString());
        }
        if (Files.exists(path) && isReadOnly(path)) {
            throw FileTrouble.readOnly(path);
        }
        try {
            tryBeside(path);
        } catch (FileTrouble.DiskFull full) {
            throw FileTrouble.unusable(path.toString(), full);
        } catch (IOException closed) {
            if (!Files.exists(path)) {
                throw FileTrouble.unusable(path.toString(), closed);
            }
            inPlace.requirePlace(path);
        }
    }

    private static void tryBeside(Path path) throws IOException {
        OwnerOnly.createFolders(path.getParent());
        var size = Files.exists(path) ? Math.toIntExact(Files.size(path)) : 0;
        var room = Files.createTempDirectory(path.getParent(), Leftovers.PREFIX, OwnerOnly.FOLDER);
        var trial = room.resolve("new");
        try {
            Files.createFile(trial, OwnerOnly.FILE);
            tryToFill(trial, ByteBuffer.allocate(size + ROOM_FOR_A_SESSION));
        } finally {
            Files.deleteIfExists(trial);
            Files.deleteIfExists(room);
        }
    }

    private static void tryToFill(Path trial, ByteBuffer bytes) throws IOException {
        try (var channel = FileChannel.open(trial, StandardOpenOption.WRITE)) {
            NewText.fill(channel, bytes);
        } catch (IOException failure) {
            throw FileTrouble.told(failure, trial, bytes.remaining());
        }
    }

    /** The superuser may write any file, and yet a mode of 0400 says that somebody wants this one to stay as it is. */
    static boolean isReadOnly(Path path) {
        var view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
        try {
            var mayBeWritten = view == null || view.readAttributes().permissions().contains(PosixFilePermission.OWNER_WRITE);
            return !mayBeWritten || !Files.isWritable(path);
        } catch (IOException gone) {
            return false;
        }
    }
}
