//SOURCES Leftovers.java
//SOURCES OwnerOnly.java
//SOURCES Pause.java
//SOURCES PrivatePlaces.java
//SOURCES ../model/Problem.java
package lib.io;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import lib.model.Problem;

/**
 * What keeps the processes of this suite apart: one lock file in each folder concerned; the operating system lets go of it when its
 * holder dies. Where a folder takes none, a private place has one for all such folders; without that there is no lock, and the
 * look at the file just before it is replaced has to do.
 */
record EditLock(List<FileChannel> channels) implements AutoCloseable {

    static final String NAME = ".awscli-mfa.lock";

    /** Two locks of one process on the same file would be an error; threads queue here first. */
    private static final ReentrantLock ONE_THREAD = new ReentrantLock();

    /**
     * @param folders that are there, in one order, so that two processes never wait for each other
     * @param debug is told where there is no lock
     * @throws Problem.FilesBusy another process keeps one
     */
    static EditLock on(List<Path> folders, Duration patience, PrivatePlaces places, Consumer<String> debug) {
        ONE_THREAD.lock();
        var lock = new EditLock(new ArrayList<>());
        try {
            var closed = folders.stream().filter(folder -> !lock.take(folder, patience)).toList();
            var elsewhere = closed.isEmpty() || places.folders().stream().anyMatch(place -> lock.takeElsewhere(place, patience));
            closed.forEach(folder -> debug.accept("debug: no lock can be had in " + folder
                    + (elsewhere ? "; one in a private folder is used" : "; the files are written without one")));
            return lock;
        } catch (RuntimeException | Error failure) {
            lock.close();
            throw failure;
        }
    }

    private boolean takeElsewhere(Path place, Duration patience) {
        try {
            OwnerOnly.createFolders(place);
            return take(place, patience);
        } catch (IOException closed) {
            return false;
        }
    }

    private boolean take(Path folder, Duration patience) {
        try {
            acquire(folder.resolve(NAME), patience);
            Leftovers.sweep(folder);
            return true;
        } catch (IOException none) {
            return false;
        }
    }

    private void acquire(Path file, Duration patience) throws IOException {
        var channel = open(file);
        channels.add(channel);
        var deadline = Instant.now().plus(patience);
        while (channel.tryLock() == null) {
            if (Instant.now().isAfter(deadline)) {
                throw new Problem.FilesBusy(file.toString(), patience);
            }
            Pause.of(Duration.ofMillis(15));
        }
    }

    /** For reading too, since only so a pipe is opened at once, should it have come in between. */
    private static FileChannel open(Path file) throws IOException {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS) && !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(file + " is no file to lock");
        }
        var options = Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        var channel = FileChannel.open(file, options, OwnerOnly.FILE);
        OwnerOnly.handOver(file);
        return channel;
    }

    @Override
    public void close() {
        for (var channel : channels) {
            try {
                channel.close();
            } catch (IOException alreadyGone) {
                // the lock went with it
            }
        }
        ONE_THREAD.unlock();
    }
}
