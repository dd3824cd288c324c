//SOURCES Encoding.java
//SOURCES FileTrouble.java
//SOURCES Pause.java
//SOURCES RealPlace.java
//SOURCES ../model/IniFile.java
//SOURCES ../model/Problem.java
package lib.io;

import java.io.IOException;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import lib.model.IniFile;
import lib.model.Problem;

/**
 * A file as it was at one moment, and a moment at which nobody was writing it, as far as that can be told. AWS's tools empty a file
 * first and then write it, and a file that is being emptied can still bear its old time. So none that is empty, shorter than
 * before, or without an end to its last line is believed at first sight.
 *
 * @param bytes empty when there is no such file
 * @param modified when the bytes were written; empty when there is no such file
 * @param charset see {@link Encoding#of}
 */
record FileReading(Path path, byte[] bytes, Optional<FileTime> modified, Charset charset) {

    /** How long a file must have been left alone. */
    private static final Duration QUIET = Duration.ofMillis(30);

    /** The same for one that is empty or shorter than before, though its time is old, and for one whose last line has no end. */
    private static final Duration QUIET_IF_SHORTER = Duration.ofMillis(100);

    /** The same for an empty one, which is hardly ever meant to be so. */
    private static final Duration QUIET_IF_EMPTY = Duration.ofSeconds(1);

    /** After that nobody is in the midst of writing, wherever the clocks of a file server stand. */
    private static final Duration LONG_AGO = Duration.ofHours(1);

    private static final Duration LOOK_AGAIN_AFTER = Duration.ofMillis(10);
    private static final Duration LONGEST_WAIT = Duration.ofMillis(250);
    private static final Duration LONGEST_WAIT_IF_EMPTY = Duration.ofMillis(1_500);

    /**
     * @param before how many bytes this run has last seen there; absent where it has not looked yet
     * @throws lib.model.Problem.FileUnusable it cannot be read
     */
    static FileReading at(String location, OptionalInt before) {
        var path = Path.of(location);
        var isNothing = RealPlace.isNothing(path);
        if (Files.exists(path) && !Files.isRegularFile(path) && !isNothing) {
            throw FileTrouble.notAFile(location);
        }
        try {
            return isNothing ? now(path) : now(path).settled(before.orElse(-1));
        } catch (IOException failure) {
            throw FileTrouble.unusable(location, failure);
        }
    }

    /** What changes with whatever is written into the file; nothing where it is not there. */
    static Stream<Object> marks(String location) {
        try {
            var found = Files.readAttributes(Path.of(location), BasicFileAttributes.class);
            return Stream.of(location, found.lastModifiedTime(), found.size(), String.valueOf(found.fileKey()));
        } catch (IOException unseen) {
            return Stream.empty();
        }
    }

    private static FileReading now(Path path) throws IOException {
        try {
            var modified = Files.getLastModifiedTime(path);
            var bytes = Files.readAllBytes(path);
            return new FileReading(path, bytes, Optional.of(modified), Encoding.of(bytes));
        } catch (NoSuchFileException missing) {
            return new FileReading(path, new byte[0], Optional.empty(), StandardCharsets.UTF_8);
        }
    }

    /** A file that never gets quiet is taken as it is; who replaces it will see that it changes. */
    private FileReading settled(int before) throws IOException {
        var file = this;
        var started = System.nanoTime();
        var unchangedSince = started;
        while (!file.isBelievedAtFirstSight(before) && since(unchangedSince).compareTo(file.rest(before)) < 0
                && since(started).compareTo(file.isEmpty() ? LONGEST_WAIT_IF_EMPTY : LONGEST_WAIT) < 0) {
            Pause.of(LOOK_AGAIN_AFTER);
            var again = now(path);
            unchangedSince = again.isSameAs(file) ? unchangedSince : System.nanoTime();
            file = again;
        }
        return file;
    }

    private static Duration since(long nanoTime) {
        return Duration.ofNanos(System.nanoTime() - nanoTime);
    }

    /** Whether nobody has written it for a while, also not since its bytes were read. */
    private boolean isBelievedAtFirstSight(int before) throws IOException {
        if (!exists()) {
            return before <= 0;
        }
        var age = age();
        return age.compareTo(QUIET) > 0 && bytes.length >= before && modified.equals(timeNow())
                && (isEmpty() ? before == 0 : isTerminated() || age.compareTo(LONG_AGO) > 0);
    }

    private Optional<FileTime> timeNow() throws IOException {
        try {
            return Optional.of(Files.getLastModifiedTime(path));
        } catch (NoSuchFileException gone) {
            return Optional.empty();
        }
    }

    /** How long it must be seen to stay as it is. */
    private Duration rest(int before) {
        if (exists() && isEmpty() && before != 0) {
            return age().compareTo(QUIET_IF_EMPTY) > 0 ? QUIET_IF_SHORTER : QUIET_IF_EMPTY;
        }
        return bytes.length < before || exists() && !isTerminated() ? QUIET_IF_SHORTER : QUIET;
    }

    /** Negative for a time in the future, which some other clock has set. */
    private Duration age() {
        return Duration.between(modified.orElseThrow().toInstant(), Instant.now());
    }

    private boolean isSameAs(FileReading other) {
        return modified.equals(other.modified) && Arrays.equals(bytes, other.bytes);
    }

    private boolean isTerminated() {
        return !isEmpty() && bytes[bytes.length - 1] == '\n';
    }

    private boolean isEmpty() {
        return bytes.length == 0;
    }

    boolean exists() {
        return modified.isPresent();
    }

    /** @throws Problem.FileUnusable AWS's tools do not read its encoding; what this suite would write there, nobody could read */
    FileReading requireReadable() {
        foreign().ifPresent(foreign -> {
            throw foreign.whole().map(wide -> FileTrouble.wide(path.toString(), wide.name())).orElseGet(this::mixed);
        });
        return this;
    }

    /** That zeros stand among its letters, and it is in no one encoding. */
    Problem mixed() {
        return FileTrouble.mixed(path.toString());
    }

    /** What AWS's tools take for no text. */
    Optional<Encoding.Foreign> foreign() {
        return Encoding.foreign(bytes);
    }

    /** The first line with a byte that is not UTF-8; empty where there is none. */
    Optional<Integer> firstLineNotUtf8() {
        return charset.equals(StandardCharsets.UTF_8) ? Optional.empty() : Encoding.firstLineNotUtf8(bytes);
    }

    IniFile ini() {
        return IniFile.parse(new String(bytes, charset));
    }

    boolean isAlready(IniFile wanted) {
        return Arrays.equals(wanted.toString().getBytes(charset), bytes);
    }

    /** @throws CharacterCodingException this file's encoding has no bytes for it */
    byte[] encoded(IniFile wanted) throws CharacterCodingException {
        var encoded = charset.newEncoder().encode(CharBuffer.wrap(wanted.toString()));
        var exact = new byte[encoded.remaining()];
        encoded.get(exact);
        return exact;
    }

    boolean isStillTheSame() throws IOException {
        try {
            return exists() ? modified.equals(timeNow()) && Arrays.equals(Files.readAllBytes(path), bytes)
                    : !Files.exists(path, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException gone) {
            return false;
        }
    }
}
