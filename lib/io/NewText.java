//SOURCES FileTrouble.java
package lib.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Bytes on their way to the disk, until they are there for good. */
final class NewText {

    private NewText() {}

    /** In place of what the file holds; the file is there. */
    static void write(Path file, byte[] bytes) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            write(file, channel, ByteBuffer.wrap(bytes));
        }
    }

    /** From the channel's start; whatever was there goes. The order is what {@link SafetyCopy#isTorn} goes by. */
    static void write(Path file, FileChannel channel, ByteBuffer bytes) throws IOException {
        try {
            fill(channel, bytes);
            channel.truncate(channel.position());
            channel.force(true);
        } catch (IOException failure) {
            throw FileTrouble.told(failure, file, bytes.remaining());
        }
    }

    static void fill(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /** Makes a new name last through a power cut; not every system lets a folder be opened for that. */
    static void flushFolder(Path folder) {
        try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException notOffered) {
            // The file itself is safe either way; only which of the two versions survives is open.
        }
    }
}
