//SOURCES OwnerOnly.java
//SOURCES StateFolder.java
//SOURCES ../model/Problem.java
package lib.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import lib.model.Problem;

/**
 * Processes that would do the same, or ask the same person, take turns. The rules of this door:
 *
 * <ul>
 *   <li>A turn is a lock on a file in the state folder, held by the operating system: it is gone with its holder, however that ends.
 *   <li>A child has the turns of those that wait for it: a variable names them.
 *   <li>Whoever is cancelled during a turn takes along all that wait for it.
 *   <li>Where no such file can be locked, nobody waits.
 * </ul>
 */
public final class Turns {

    /** The turns that a process up the tree has, parted by colons. */
    public static final String VARIABLE = "AWSCLI_MFA_TURNS";

    private static final Duration BETWEEN_TRIES = Duration.ofMillis(50);
    private static final Duration SILENCE = Duration.ofSeconds(2);
    private static final int LONGEST_MARK = 20;

    /**
     * How somebody waits.
     *
     * @param bound the longest
     * @param whileWaiting happens again and again; what it throws ends the wait
     * @param afterAWhile says what is waited for, after two seconds
     */
    public record Patience(Duration bound, Runnable whileWaiting, Runnable afterAWhile) {}

    /** What was waited for. Closing it lets the next one go on. */
    public final class Turn implements AutoCloseable {
        private final String name;
        private final Optional<FileChannel> file;

        private Turn(String name, Optional<FileChannel> file) {
            this.name = name;
            this.file = file;
        }

        /** All that are there now and wait for it, or will, are cancelled too: Ctrl-C ends what runs. */
        private void cancelOthers() {
            try {
                var now = clock.millis();
                file.orElseThrow().write(ByteBuffer.wrap(Long.toString(now).getBytes(StandardCharsets.US_ASCII)), 0);
                concernedAfter = now;
            } catch (IOException notTold) {
                // each of them has a Ctrl-C of its own
            }
        }

        @Override
        public void close() {
            if (file.isPresent()) {
                held.remove(name);
                closed(file.get());
            }
        }
    }

    private final Optional<Path> folder;
    private final Set<String> ofAncestors;
    private final Map<String, Turn> held = new HashMap<>();
    private final InstantSource clock = InstantSource.system();

    /** Milliseconds since 1970: what was cancelled by then is not meant for us. Our own Ctrl-C may leave a menu open. */
    private volatile long concernedAfter = clock.millis() - 1;

    private Turns(Optional<Path> folder, Set<String> ofAncestors) {
        this.folder = folder;
        this.ofAncestors = ofAncestors;
    }

    public static Turns of(Map<String, String> environment) {
        return new Turns(Optional.of(StateFolder.of(environment).path().resolve("turns")),
                Set.of(environment.getOrDefault(VARIABLE, "").split(":")));
    }

    /** Nobody waits for anybody. */
    public static Turns none() {
        return new Turns(Optional.empty(), Set.of());
    }

    /**
     * Waits for a turn; at once where it is had already, and where there can be none.
     *
     * @param of what must not be done twice at once
     * @return empty where the wait was longer than its bound
     * @throws Problem.Cancelled whoever had it was cancelled meanwhile
     */
    public Optional<Turn> take(String of, Patience patience) {
        var name = fileName(of);
        if (held.containsKey(name) || ofAncestors.contains(name)) {
            return Optional.of(alone());
        }
        var file = opened(name);
        if (file.isEmpty()) {
            return Optional.of(alone());
        }
        try {
            if (!await(name, file.get(), patience)) {
                closed(file.get());
                return Optional.empty();
            }
        } catch (RuntimeException given) {
            closed(file.get());
            throw given;
        }
        var turn = new Turn(name, file);
        held.put(name, turn);
        return Optional.of(turn);
    }

    /** One that nobody else can want. */
    public Turn alone() {
        return new Turn("", Optional.empty());
    }

    /** @throws Problem.Cancelled whoever had that turn was cancelled while this process was there */
    public void requireNoCancelling(String of) {
        var file = held.containsKey(fileName(of)) ? Optional.<FileChannel>empty() : opened(fileName(of));
        try {
            file.ifPresent(this::requireNoCancelling);
        } finally {
            file.ifPresent(Turns::closed);
        }
    }

    /** All that are there now and wait for a turn that this process has, or will, are cancelled too. */
    public void cancelOthers(String of) {
        Optional.ofNullable(held.get(fileName(of))).ifPresent(Turn::cancelOthers);
    }

    /** Whether others have been waiting for a turn for a while. */
    public boolean isAwaited(String of) {
        var waiting = opened(waiting(fileName(of)));
        try {
            return waiting.isPresent() && lock(waiting.get(), Sharing.ALONE).isEmpty();
        } finally {
            waiting.ifPresent(Turns::closed);
        }
    }

    /** The variables of a child that this process waits for. */
    public Map<String, String> forChild(Map<String, String> environment) {
        var all = new HashSet<>(ofAncestors);
        all.addAll(held.keySet());
        all.remove("");
        if (all.isEmpty()) {
            return environment;
        }
        var variables = new HashMap<>(environment);
        variables.put(VARIABLE, String.join(":", all));
        return variables;
    }

    // ------------------------------------------------------------------ waiting

    private boolean await(String name, FileChannel file, Patience patience) {
        var since = System.nanoTime();
        var waiting = Optional.<FileChannel>empty();
        var isSeen = false;
        try {
            while (lock(file, Sharing.ALONE).isEmpty()) {
                patience.whileWaiting().run();
                requireNoCancelling(file);
                var waited = Duration.ofNanos(System.nanoTime() - since);
                if (waited.compareTo(patience.bound()) > 0) {
                    return false;
                }
                if (waiting.isEmpty() && waited.compareTo(SILENCE) > 0) {
                    patience.afterAWhile().run();
                    waiting = opened(waiting(name));
                }
                isSeen = isSeen || waiting.filter(one -> lock(one, Sharing.WITH_OTHERS).isPresent()).isPresent();
                pause();
            }
            requireNoCancelling(file);
            return true;
        } finally {
            waiting.ifPresent(Turns::closed);
        }
    }

    private void requireNoCancelling(FileChannel file) {
        if (cancelled(file) > concernedAfter) {
            throw new Problem.Cancelled();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(BETWEEN_TRIES);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new Problem.Cancelled();
        }
    }

    // -------------------------------------------------------------------- files

    private enum Sharing { ALONE, WITH_OTHERS }

    /** Readable, and told from any other by its hash. */
    private static String fileName(String of) {
        return of.replaceAll("[^A-Za-z0-9._-]+", "_") + "-" + Integer.toHexString(of.hashCode());
    }

    private static String waiting(String name) {
        return name + ".waiting";
    }

    private Optional<FileChannel> opened(String name) {
        if (folder.isEmpty()) {
            return Optional.empty();
        }
        try {
            OwnerOnly.createFolders(folder.get());
            var channel = FileChannel.open(folder.get().resolve(name),
                    Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE), OwnerOnly.FILE);
            OwnerOnly.handOver(folder.get().resolve(name));
            return Optional.of(channel);
        } catch (IOException | UnsupportedOperationException nowhere) {
            return Optional.empty();
        }
    }

    /** Empty where somebody else has it. A file system without locks lets everybody go on. */
    private static Optional<List<FileLock>> lock(FileChannel file, Sharing sharing) {
        try {
            return Optional.ofNullable(file.tryLock(0, Long.MAX_VALUE, sharing == Sharing.WITH_OTHERS)).map(List::of);
        } catch (OverlappingFileLockException another) {
            return Optional.empty();
        } catch (IOException noLocks) {
            return Optional.of(List.of());
        }
    }

    /** When a turn last ended by Ctrl-C, in milliseconds since 1970; 0 for never. */
    private static long cancelled(FileChannel file) {
        try {
            var bytes = ByteBuffer.allocate(LONGEST_MARK);
            var length = file.read(bytes, 0);
            return length > 0 ? Long.parseLong(new String(bytes.array(), 0, length, StandardCharsets.US_ASCII)) : 0;
        } catch (IOException | NumberFormatException unreadable) {
            return 0;
        }
    }

    private static void closed(FileChannel file) {
        try {
            file.close();
        } catch (IOException closedAlready) {
            // the lock is gone in any case
        }
    }
}
