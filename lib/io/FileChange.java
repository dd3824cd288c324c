//SOURCES Encoding.java
//SOURCES FileReading.java
//SOURCES FileTrouble.java
//SOURCES FileReplacement.java
//SOURCES RealPlace.java
//SOURCES ../model/IniFile.java
//SOURCES ../model/Problem.java
package lib.io;

import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BiFunction;
import lib.model.IniFile;
import lib.model.Problem;

/**
 * What an edit does to one of the two files, all of it known before the first of them is written.
 *
 * @param bytes the new ones; absent where the file stays as it is
 * @param hindrance why it cannot be done, as far as that is known now
 */
record FileChange(FileReading old, IniFile wanted, Optional<byte[]> bytes, Optional<Problem> hindrance) {

    /** The file has been written by another since the edit was made; it is to be made again. */
    static final class Overtaken extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final transient Path file;

        Overtaken(Path file) {
            super(null, null, false, false);
            this.file = file;
        }

        Path file() {
            return file;
        }
    }

    static FileChange of(FileReading old, IniFile wanted) {
        try {
            return old.isAlready(wanted) ? none(old) : of(old, wanted, old.encoded(wanted));
        } catch (CharacterCodingException unmappable) {
            return none(old).hindered(FileTrouble.unusable(old.path().toString(), unmappable));
        }
    }

    /** Of a file in an encoding that AWS's tools do not read; what it says stays. */
    static FileChange toUtf8(FileReading old) {
        return old.foreign().map(foreign -> foreign.whole().map(wide -> toUtf8(old, wide.text()))
                .orElseGet(() -> none(old).hindered(old.mixed())))
                .orElseGet(() -> old.firstLineNotUtf8().isPresent() ? toUtf8(old, Encoding.textOfAny(old.bytes())) : none(old));
    }

    private static FileChange toUtf8(FileReading old, String text) {
        return of(old, IniFile.parse(text), text.getBytes(StandardCharsets.UTF_8));
    }

    private static FileChange of(FileReading old, IniFile wanted, byte[] bytes) {
        return RealPlace.isNothing(old.path()) ? none(old).hindered(FileTrouble.notAFile(old.path().toString()))
                : old.exists() && FileReplacement.isReadOnly(old.path()) ? none(old).hindered(FileTrouble.readOnly(old.path()))
                : new FileChange(old, wanted, Optional.of(bytes), Optional.empty());
    }

    private static FileChange none(FileReading old) {
        return new FileChange(old, old.ini(), Optional.empty(), Optional.empty());
    }

    /** The same, where the file may not be made. */
    FileChange unlessNew(Optional<Problem.NamesNoFile> why) {
        return bytes.isPresent() && !old.exists() && why.isPresent() ? hindered(why.get()) : this;
    }

    /** The same file with nothing to be done to it. */
    FileChange leftAlone() {
        return new FileChange(old, old.ini(), Optional.empty(), hindrance);
    }

    private FileChange hindered(Problem why) {
        return new FileChange(old, wanted, Optional.empty(), Optional.of(why));
    }

    /**
     * Does it; what goes wrong is in what it returns.
     *
     * @param replacing puts the bytes there
     * @throws Overtaken nothing has changed
     */
    FileChange done(BiFunction<FileReading, byte[], FileReplacement.Outcome> replacing) {
        try {
            if (bytes.isPresent() && replacing.apply(old, bytes.get()) == FileReplacement.Outcome.CHANGED_MEANWHILE) {
                throw new Overtaken(old.path());
            }
            return this;
        } catch (Problem unwritable) {
            return hindered(unwritable);
        }
    }

    /** As the file is after {@link #done}. */
    IniFile now() {
        return hindrance.isPresent() ? old.ini() : wanted;
    }

    int length() {
        return bytes.map(written -> written.length).orElse(old.bytes().length);
    }

    boolean isMade() {
        return bytes.isPresent() && !old.exists();
    }
}
