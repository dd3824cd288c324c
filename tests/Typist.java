import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Somebody at a terminal who reads what a program writes as it comes, and types. {@link Tmux} shows a whole screen, but too late
 * to time anything by it; this one knows only the text. The terminal is that of {@code script}, as Linux has it.
 */
final class Typist implements AutoCloseable {

    private static final int LONGEST_WAIT_SECONDS = 120;

    private final Process process;
    private final StringBuilder seen = new StringBuilder();
    private final Thread reader;

    Typist(Path folder, Map<String, String> environment, List<String> command) {
        var line = List.of("script", "-qfec", "exec " + String.join(" ", command.stream().map(Typist::quoted).toList()), "/dev/null");
        var builder = new ProcessBuilder(line).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(environment);
        builder.environment().put("TERM", "xterm");
        builder.environment().put("SHELL", "/bin/sh"); // which script starts
        try {
            process = builder.start();
        } catch (IOException cannotStart) {
            throw new UncheckedIOException(cannotStart);
        }
        reader = Thread.ofPlatform().daemon().start(() -> read(process.getInputStream()));
    }

    private static String quoted(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }

    private void read(InputStream screen) {
        var bytes = new byte[8192];
        try {
            for (var count = screen.read(bytes); count >= 0; count = screen.read(bytes)) {
                append(new String(bytes, 0, count, StandardCharsets.UTF_8));
            }
        } catch (IOException ended) {
            // as a terminal does when its program ends
        }
    }

    private synchronized void append(String text) {
        seen.append(text);
        notifyAll();
    }

    /** Waits until one of these texts is there, and forgets all that came up to it. */
    synchronized void await(String... texts) {
        var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONGEST_WAIT_SECONDS);
        Predicate<String> isThere = text -> seen.indexOf(text) >= 0;
        while (List.of(texts).stream().noneMatch(isThere)) {
            if (System.nanoTime() > deadline || !process.isAlive() && !reader.isAlive()) {
                throw new IllegalStateException("no '" + texts[0] + "' on the terminal, but: " + seen);
            }
            pause();
        }
        seen.setLength(0);
    }

    private void pause() {
        try {
            wait(100);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stop);
        }
    }

    void type(String keys) {
        try {
            process.getOutputStream().write(keys.getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        } catch (IOException ended) {
            throw new UncheckedIOException(ended);
        }
    }

    /** The program and what it started. */
    List<ProcessHandle> processes() {
        var all = new ArrayList<>(process.descendants().toList());
        all.add(process.toHandle());
        return all;
    }

    /** Waits until the program has ended, and returns its exit status. */
    int ended() {
        try {
            if (process.waitFor(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS)) {
                return process.exitValue();
            }
            throw new IllegalStateException("the program does not end");
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stop);
        }
    }

    @Override
    public void close() {
        processes().forEach(ProcessHandle::destroyForcibly);
    }
}
