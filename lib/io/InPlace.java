//SOURCES EditLock.java
//SOURCES FileReading.java
//SOURCES FileTrouble.java
//SOURCES NewText.java
//SOURCES PrivatePlaces.java
//SOURCES SafetyCopy.java
//SOURCES ../model/Problem.java
package lib.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;
import lib.model.Problem;

/**
 * How a file is written that cannot be replaced, or whose name, owner or protection would be lost by that: a mount point, a file in a
 * folder that is closed, one with several names. A copy of both texts lies on the disk before the first byte is written, and
 * goes when the last one is on the disk. Where a run was ended in between, the next one writes the rest; but only if the file
 * holds nothing else than what such an end leaves.
 */
record InPlace(PrivatePlaces places) {

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /**
     * Returns false when the file is no longer what the edit was made from; then nothing has changed.
     *
     * @throws IOException the file has its old text
     * @throws Problem there is no place for a copy, or the file is cut off and the copy stays
     */
    boolean write(FileReading old, byte[] newText) throws IOException {
        var copy = new SafetyCopy(old.path(), SafetyCopy.identity(old.path()), old.bytes(), newText);
        try (var held = copy.keep(places).orElseThrow(() -> FileTrouble.noPlaceForACopy(old.path()))) {
            if (!old.isStillTheSame()) {
                held.delete();
                return false;
            }
            write(copy, held);
            held.delete();
            return true;
        }
    }

    private static void write(SafetyCopy copy, SafetyCopy.Held held) throws IOException {
        try {
            NewText.write(copy.target(), copy.newText());
        } catch (IOException failure) {
            putBack(copy, held);
            held.delete();
            throw failure;
        }
    }

    private static void putBack(SafetyCopy copy, SafetyCopy.Held held) {
        try {
            if (!Arrays.equals(Files.readAllBytes(copy.target()), copy.oldText())) {
                NewText.write(copy.target(), copy.oldText());
            }
        } catch (IOException again) {
            throw Problem.cutOff(copy.target().toString(), held.file().toString());
        }
    }

    /** @throws Problem.FileUnusable there is no place for a copy */
    void requirePlace(Path path) {
        var trial = places.newFile(SafetyCopy.ROOM).orElseThrow(() -> FileTrouble.noPlaceForACopy(path));
        try {
            SafetyCopy.delete(trial);
        } catch (IOException stays) {
            // it is empty
        }
    }

    // ------------------------------------------------------- what ended runs left

    /** Finishes what runs have left that were ended while they wrote, and says what it does or cannot do. */
    void finishOthers(Consumer<String> say) {
        for (var file : places.files(SafetyCopy.ROOM)) {
            try {
                finish(file, say);
            } catch (IOException | Problem unreachable) {
                // it lies where it is until a run can look at it
            }
        }
    }

    private void finish(Path file, Consumer<String> say) throws IOException {
        var found = SafetyCopy.ofEndedRun(file);
        if (found.isEmpty()) {
            return;
        }
        try (var held = found.get()) {
            var copy = SafetyCopy.read(file);
            if (copy.isEmpty()) {
                held.delete();
                return;
            }
            try (var _ = EditLock.on(List.of(copy.get().target().getParent()), PATIENCE, places, _ -> { })) {
                finish(copy.get(), held, say);
            }
        }
    }

    private static void finish(SafetyCopy copy, SafetyCopy.Held held, Consumer<String> say) throws IOException {
        if (!Files.isRegularFile(copy.target())) {
            say.accept(leftAlone(copy, held, "is not there any more"));
            return;
        }
        var bytes = FileReading.at(copy.target().toString(), OptionalInt.empty()).bytes();
        if (copy.isWhole(bytes)) {
            held.delete();
        } else if (copy.isTorn(bytes) && copy.identity().equals(SafetyCopy.identity(copy.target()))) {
            NewText.write(copy.target(), copy.newText());
            held.delete();
            say.accept("note: an earlier run was ended while it wrote " + copy.target() + "; the file is whole again");
        } else {
            say.accept(leftAlone(copy, held, "is another by now"));
        }
    }

    private static String leftAlone(SafetyCopy copy, SafetyCopy.Held held, String why) {
        return "note: an earlier run was ended while it wrote %s, which %s and so stays as it is; what it held is in %s".formatted(
                copy.target(), why, held.file());
    }
}
