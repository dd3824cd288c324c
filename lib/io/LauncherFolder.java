//SOURCES OwnerOnly.java
//SOURCES ../model/Launcher.java
package lib.io;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import lib.model.Launcher;

/**
 * What is kept so that a launcher starts at once; {@link Launcher} says which files that are. The launcher itself
 * makes the folder, so it is not made here: once it is taken away, whoever still works for it fails, and leaves nothing.
 */
public record LauncherFolder(Path path) {

    private static final Duration NOBODY_WORKS_SO_LONG = Duration.ofHours(1);

    /** By the same rule as the launcher's own. */
    public static LauncherFolder of(Map<String, String> environment, String name) {
        return new LauncherFolder(all(environment).resolve(name));
    }

    /** The folder of all launchers' folders. */
    public static Path all(Map<String, String> environment) {
        var cache = Optional.ofNullable(environment.get("XDG_CACHE_HOME")).filter(path -> path.startsWith("/"))
                .orElseGet(() -> environment.getOrDefault("HOME", "") + "/.cache");
        return Path.of(cache, "awscli-mfa");
    }

    public Path file(String name) {
        return path.resolve(name);
    }

    /** What the launcher runs now, if anything. */
    public Optional<String> start() throws IOException {
        return text("start");
    }

    private Optional<String> text(String name) throws IOException {
        return Files.exists(file(name)) ? Optional.of(Files.readString(file(name))) : Optional.empty();
    }

    /**
     * Settles what the launcher runs. What training made of the same stays, as long as nothing that it needs has changed.
     *
     * @param sources the stamp of when this build began; it is moved
     * @param start what to run
     * @param needed the files outside that it needs
     */
    public void settle(Path sources, String start, List<Path> needed) throws IOException {
        try (var _ = lock("lock")) {
            Files.move(sources, file("sources"), StandardCopyOption.ATOMIC_MOVE);
            var keepsTraining = text("made-of").filter(start::equals).isPresent() && isAsSettled(needed);
            put(keepsTraining ? start().orElse(start) : start);
        }
    }

    /**
     * Puts what training made of {@code start} in its place, unless something else is there by now.
     *
     * @param cache the JVM's, to be moved; empty where it cannot be had
     */
    public void train(String start, String trained, Path cache) throws IOException {
        try (var _ = lock("lock")) {
            if (start().filter(start::equals).isPresent()) {
                putInPlace(cache, "aot");
                write("made-of", start);
                put(trained);
            }
        }
    }

    private void put(String start) throws IOException {
        write("start", start);
        write("settled", "");
    }

    private void write(String name, String text) throws IOException {
        var temporary = temporary(name);
        try {
            Files.writeString(temporary, text);
            putInPlace(temporary, name);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /** A new, empty file in the folder. */
    public Path temporary(String name) throws IOException {
        var temporary = Files.createTempFile(path, name + ".", ".new", OwnerOnly.FILE);
        OwnerOnly.handOver(temporary);
        return temporary;
    }

    /** In one step, and only once it is on the disk: after a power failure half a cache would be believed. */
    private void putInPlace(Path temporary, String name) throws IOException {
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rw-------")); // the JVM makes its cache anew
        try (var channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Files.move(temporary, file(name), StandardCopyOption.ATOMIC_MOVE);
    }

    /** By the time the system last changed anything about a file, which no copying sets back. */
    private boolean isAsSettled(List<Path> needed) throws IOException {
        if (!Files.exists(file("settled"))) {
            return false;
        }
        var settled = Files.getLastModifiedTime(file("settled"));
        for (var path : Stream.concat(needed.stream(), made().stream()).toList()) {
            if (!Files.exists(path) || settled.compareTo((FileTime) Files.getAttribute(path, "unix:ctime")) < 0) {
                return false;
            }
        }
        return true;
    }

    /** What a launcher would do now. */
    public enum Readiness {
        /** It starts at once, with the JVM's cache. */
        FAST,
        /** It starts at once, and the cache is made beside it. */
        SETTLED,
        /** Something has changed since, or is gone: JBang builds first, once. */
        STALE,
        /** Nothing is kept yet: JBang builds first, once. */
        MISSING
    }

    /** Asks what the launcher itself asks. */
    public Readiness readiness(Launcher launcher) {
        try {
            var start = start();
            var question = start.flatMap(text -> launcher.question(path.toString(), text));
            return start.isEmpty() ? Readiness.MISSING : question.isEmpty() || !isYes(question.get()) ? Readiness.STALE
                    : start.get().contains("-XX:AOTCache=") ? Readiness.FAST : Readiness.SETTLED;
        } catch (IOException unreadable) {
            return Readiness.STALE;
        }
    }

    private static boolean isYes(String question) throws IOException {
        var shell = new ProcessBuilder("/bin/sh", "-c", question).redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD).start();
        shell.getOutputStream().close();
        try {
            return shell.waitFor() == 0;
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private List<Path> made() throws IOException {
        if (!Files.isDirectory(file("jars"))) {
            return List.of(file("aot"));
        }
        try (var jars = Files.list(file("jars"))) {
            return Stream.concat(Stream.of(file("aot")), jars).toList();
        }
    }

    /** Waits for whoever has it; it is gone with its holder. */
    public Held lock(String name) throws IOException {
        var channel = FileChannel.open(file(name), Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), OwnerOnly.FILE);
        OwnerOnly.handOver(file(name));
        channel.lock();
        return channel::close;
    }

    /** A lock, until it is closed. */
    public interface Held extends AutoCloseable {
        @Override
        void close() throws IOException;
    }

    /** Takes away what killed runs have left. */
    public void sweep() throws IOException {
        var old = FileTime.from(Instant.now().minus(NOBODY_WORKS_SO_LONG));
        try (var files = Files.list(path)) {
            for (var file : files.filter(one -> one.getFileName().toString().matches("sources\\.[0-9]+|.*\\.new.*")).toList()) {
                if (Files.getLastModifiedTime(file).compareTo(old) < 0) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    /** Takes all of it away, whoever else may be at work in there. */
    public void remove() throws IOException {
        if (Files.exists(path)) {
            try (var files = Files.walk(path)) {
                for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }
}
