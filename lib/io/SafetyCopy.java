//SOURCES NewText.java
//SOURCES PrivatePlaces.java
package lib.io;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * What a file held and what it is to hold, kept in a private place while it is written in place. As text it reads: a heading, the
 * file's address, {@code <device> <inode> <bytes of the old text> <bytes of the new text> <check sum>}, the two texts.
 *
 * @param identity the file's device and inode
 */
record SafetyCopy(Path target, String identity, byte[] oldText, byte[] newText) {

    static final String ROOM = "in-place";

    /** Where the file system has no locks that could tell whether the writer lives. */
    private static final Duration LONGEST_WRITE = Duration.ofMinutes(1);

    private static final String HEADING = "# an awscli-mfa run began to write this file in place; its old text and the new one follow";

    /** Of a file that is there; where the system has no inodes, the path has to do. */
    static String identity(Path file) throws IOException {
        try {
            return Files.getAttribute(file, "unix:dev") + " " + Files.getAttribute(file, "unix:ino");
        } catch (UnsupportedOperationException | IllegalArgumentException noInodes) {
            return "0 0";
        }
    }

    /**
     * A copy on the disk whose lock tells that its writer lives.
     *
     * @param channel holds the lock
     */
    record Held(Path file, FileChannel channel) implements AutoCloseable {

        /** The file has its new text, or still its old one. */
        void delete() throws IOException {
            SafetyCopy.delete(file);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    /** The folder goes with the last of them. */
    static void delete(Path file) throws IOException {
        Files.deleteIfExists(file);
        try {
            Files.deleteIfExists(file.getParent());
        } catch (DirectoryNotEmptyException others) {
            // it stays for them
        }
    }

    /** On the disk for good; absent where there is no private place. */
    Optional<Held> keep(PrivatePlaces places) throws IOException {
        var file = places.newFile(ROOM);
        if (file.isEmpty()) {
            return Optional.empty();
        }
        var held = new Held(file.get(), FileChannel.open(file.get(), StandardOpenOption.READ, StandardOpenOption.WRITE));
        try {
            lock(held.channel());
            NewText.write(file.get(), held.channel(), ByteBuffer.wrap(bytes()));
            NewText.flushFolder(file.get().getParent());
            NewText.flushFolder(file.get().getParent().getParent());
            return Optional.of(held);
        } catch (IOException failure) {
            held.close();
            held.delete();
            throw failure;
        }
    }

    private static void lock(FileChannel channel) {
        try {
            channel.tryLock();
        } catch (IOException none) {
            // its time tells, then
        }
    }

    /** What a run left that has ended; absent while its writer lives. */
    static Optional<Held> ofEndedRun(Path file) throws IOException {
        var channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        if (isFree(channel, file)) {
            return Optional.of(new Held(file, channel));
        }
        channel.close();
        return Optional.empty();
    }

    private static boolean isFree(FileChannel channel, Path file) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException ofThisProcess) {
            return false;
        } catch (IOException none) {
            return Files.getLastModifiedTime(file).toInstant().plus(LONGEST_WRITE).isBefore(Instant.now());
        }
    }

    // ---------------------------------------------------------------- as bytes

    private byte[] bytes() {
        var all = new ByteArrayOutputStream();
        var head = HEADING + "\n" + target.toUri() + "\n" + identity + " " + oldText.length + " " + newText.length + " " + checkSum() + "\n";
        all.writeBytes(head.getBytes(StandardCharsets.UTF_8));
        all.writeBytes(oldText);
        all.writeBytes(newText);
        return all.toByteArray();
    }

    private long checkSum() {
        var sum = new CRC32();
        sum.update(oldText);
        sum.update(newText);
        return sum.getValue();
    }

    /** Absent for a copy that was not written to its end; then the file itself has not been touched. */
    static Optional<SafetyCopy> read(Path file) throws IOException {
        var bytes = Files.readAllBytes(file);
        try {
            var second = lineAfter(bytes, 0);
            var third = lineAfter(bytes, second);
            var texts = lineAfter(bytes, third);
            var numbers = text(bytes, third, texts).split(" ");
            var middle = texts + Integer.parseInt(numbers[2]);
            var copy = new SafetyCopy(Path.of(URI.create(text(bytes, second, third))), numbers[0] + " " + numbers[1],
                    Arrays.copyOfRange(bytes, texts, middle), Arrays.copyOfRange(bytes, middle, bytes.length));
            return Optional.of(copy).filter(it -> it.newText.length == Integer.parseInt(numbers[3])
                    && it.checkSum() == Long.parseLong(numbers[4]));
        } catch (IllegalArgumentException | IndexOutOfBoundsException unfinished) {
            return Optional.empty();
        }
    }

    private static int lineAfter(byte[] bytes, int start) {
        var end = start;
        while (bytes[end] != '\n') {
            end++;
        }
        return end + 1;
    }

    private static String text(byte[] bytes, int start, int end) {
        return new String(bytes, start, end - start - 1, StandardCharsets.UTF_8);
    }

    // ----------------------------------------------------------- what a file holds

    /** Whether a write that was cut short leaves these bytes: a beginning of the new text, or that before the rest of the old one. */
    boolean isTorn(byte[] bytes) {
        var asNew = Arrays.mismatch(bytes, newText);
        if (asNew < 0 || asNew == bytes.length) {
            return true;
        }
        return bytes.length == oldText.length
                && Arrays.equals(bytes, asNew, bytes.length, oldText, asNew, oldText.length);
    }

    boolean isWhole(byte[] bytes) {
        return Arrays.equals(bytes, oldText) || Arrays.equals(bytes, newText);
    }
}
