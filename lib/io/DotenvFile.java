//SOURCES EditLock.java
//SOURCES FileMode.java
//SOURCES FileReading.java
//SOURCES FileReplacement.java
//SOURCES InPlace.java
//SOURCES Leftovers.java
//SOURCES PrivatePlaces.java
//SOURCES RealPlace.java
//SOURCES UnbrokenStep.java
//SOURCES ../model/Problem.java
//SOURCES ../model/ToPaste.java
package lib.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import lib.model.Problem;
import lib.model.ToPaste;

/**
 * A {@code .env} file, of a folder that may be anybody's work. The rules of this door:
 *
 * <ul>
 *   <li>Nothing is written outside of the folder that was named: neither through a link nor into another name of the file.
 *   <li>Whoever reads sees the old text or the new one, and what an edit does not touch comes back byte for byte.
 *   <li>With keys in it, it is for its owner alone, whatever its mode was.
 *   <li>What a killed process has left beside it, the next edit takes away.
 * </ul>
 *
 * @param named as the person calls it
 * @param path where it is; a link within the folder stays, and this is where it leads
 */
public record DotenvFile(String named, Path path, FileReplacement replacement) {

    private static final int MOST_EDITS = 50;

    /** @throws Problem.FileUnusable it is no file, or leads out of its folder */
    public static DotenvFile at(String named, Map<String, String> environment) {
        var home = environment.getOrDefault("HOME", "");
        var path = Path.of(named.startsWith("~/") && !home.isEmpty() ? home + named.substring(1) : named).toAbsolutePath().normalize();
        if (named.isBlank() || path.getFileName() == null || Files.isDirectory(path)) {
            throw new Problem.FileUnusable(named.isBlank() ? "--dotenv" : named, "this is no file", "name one, such as: --dotenv=.env");
        }
        return new DotenvFile(named, within(named, path), new FileReplacement(new InPlace(PrivatePlaces.of(environment))));
    }

    /** A repository may bring a link along that leads to another file of whoever clones it. */
    private static Path within(String named, Path path) {
        try {
            var folder = path.getParent().toRealPath();
            var target = RealPlace.of(path.toString());
            if (Files.isSymbolicLink(target) || !target.getParent().toRealPath().startsWith(folder) || isElsewhereToo(target)) {
                throw new Problem.FileUnusable(named, "it is a link that leads out of its folder, or a file with other names",
                        "see where it leads with: " + ToPaste.of(List.of("ls", "-li", typed(named, path))) + ", or name another file");
            }
            return target.getParent().toRealPath().resolve(target.getFileName());
        } catch (IOException missing) {
            throw new Problem.FileUnusable(named, "its folder is not there", "make the folder first, or name another file");
        }
    }

    /** As a command takes it: a tilde between quotes means nothing. */
    private static String typed(String named, Path path) {
        return named.startsWith("~") ? path.toString() : named;
    }

    private static boolean isElsewhereToo(Path target) throws IOException {
        try {
            return Files.exists(target) && !Files.getAttribute(target, "unix:nlink").equals(1);
        } catch (UnsupportedOperationException | IllegalArgumentException uncounted) {
            return false;
        }
    }

    /** Absent files have no text. */
    public String text() {
        return text(reading());
    }

    private FileReading reading() {
        var reading = FileReading.at(path.toString(), OptionalInt.empty());
        if (reading.foreign().isPresent()) {
            throw notUtf8();
        }
        return reading;
    }

    private static String text(FileReading reading) {
        return reading.charset().decode(ByteBuffer.wrap(reading.bytes())).toString();
    }

    private Problem notUtf8() {
        return new Problem.FileUnusable(named, "it is not UTF-8 text, as python-dotenv wants it", "store it as UTF-8 with your editor");
    }

    /** Whether a byte of it is not UTF-8, for which python-dotenv reads nothing of it. */
    public boolean isRefused() {
        return reading().firstLineNotUtf8().isPresent();
    }

    public boolean exists() {
        return Files.exists(path);
    }

    /** @throws Problem.FileUnusable what keeps it from being written, as far as that can be known */
    public void requireWritable() {
        text();
        if (Files.exists(path) && FileReplacement.isReadOnly(path)) {
            throw new Problem.FileUnusable(named, "it is read-only",
                    "allow writing with: " + ToPaste.of(List.of("chmod", "u+w", typed(named, path))));
        }
        replacement.requireWritable(path);
    }

    /**
     * Gives it another text, made from the one that it has then.
     *
     * @throws Problem.FileUnusable it has its old text
     */
    public void edit(UnaryOperator<String> edit) {
        if (!Files.exists(path.resolveSibling(EditLock.NAME))) {
            Leftovers.sweep(path.getParent()); // where the lock is, an edit of the AWS files may be at work
        }
        for (var edits = 0; edits < MOST_EDITS; edits++) {
            if (UnbrokenStep.of(() -> isEdited(edit))) {
                return;
            }
        }
        throw Problem.filesKeepChanging(named);
    }

    private boolean isEdited(UnaryOperator<String> edit) {
        var old = reading();
        var bytes = encoded(old, edit.apply(text(old)));
        if (old.exists()) {
            FileMode.closeToOthers(path.toString());
        }
        return Arrays.equals(old.bytes(), bytes) && old.exists()
                || replacement.replace(old, bytes) != FileReplacement.Outcome.CHANGED_MEANWHILE;
    }

    private byte[] encoded(FileReading old, String text) {
        try {
            var encoded = old.charset().newEncoder().encode(CharBuffer.wrap(text));
            return Arrays.copyOf(encoded.array(), encoded.limit());
        } catch (CharacterCodingException unmappable) {
            throw notUtf8();
        }
    }
}
