//SOURCES FileReading.java
//SOURCES FileTrouble.java
//SOURCES NewText.java
//SOURCES OwnerOnly.java
//SOURCES FileReplacement.java
//SOURCES ../model/Problem.java
package lib.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import lib.model.Problem;

/**
 * Old texts that stay beside the files that replace them.
 *
 * @param ending of their names; absent where none is to stay
 */
public record KeptCopies(Optional<String> ending, List<Kept> kept) {

    /**
     * An old text that stays.
     *
     * @param file which was replaced; where it is a link, its target
     * @param copy beside it, for its owner alone
     * @param how the file got its new text
     */
    public record Kept(Path file, Path copy, FileReplacement.Outcome how) {}

    /** How many of one name there may be. */
    private static final int MOST = 1_000;

    public KeptCopies(Optional<String> ending) {
        this(ending, new ArrayList<>());
    }

    /** Keeps what the file says before it is replaced; where nothing is replaced, no copy stays. */
    FileReplacement.Outcome around(FileReading old, Supplier<FileReplacement.Outcome> replacing) {
        var copy = ending.filter(it -> old.exists()).map(it -> copyOf(old, it));
        var how = FileReplacement.Outcome.CHANGED_MEANWHILE;
        try {
            how = replacing.get();
            return how;
        } finally {
            var became = how;
            copy.ifPresent(it -> keepOrRemove(new Kept(old.path(), it, became)));
        }
    }

    private void keepOrRemove(Kept one) {
        if (one.how() == FileReplacement.Outcome.CHANGED_MEANWHILE) {
            remove(one.copy());
        } else {
            kept.add(one);
        }
    }

    private static Path copyOf(FileReading old, String ending) {
        for (var number = 1; number < MOST; number++) {
            var copy = Path.of(old.path() + ending + (number == 1 ? "" : "-" + number));
            try {
                create(copy, old.bytes());
                return copy;
            } catch (FileAlreadyExistsException taken) {
                // the next number, then
            } catch (IOException failure) {
                throw FileTrouble.unusable(copy.toString(), failure);
            }
        }
        throw new Problem.FileUnusable(old.path() + ending, "there are too many copies of this name",
                "delete those that are not needed any more");
    }

    private static void create(Path copy, byte[] bytes) throws IOException {
        var options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        try (var channel = FileChannel.open(copy, options, OwnerOnly.FILE)) {
            OwnerOnly.handOver(copy);
            NewText.write(copy, channel, ByteBuffer.wrap(bytes));
        } catch (FileAlreadyExistsException taken) {
            throw taken;
        } catch (IOException failure) {
            remove(copy);
            throw failure;
        }
    }

    private static void remove(Path copy) {
        try {
            Files.deleteIfExists(copy);
        } catch (IOException stays) {
            // nothing was replaced, so it says nothing that the file does not say as well
        }
    }
}
