package lib.io;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What this program does once more by itself, in a process of its own that nobody waits for, after everything else is done. */
public final class Errands {

    private final Supplier<Optional<List<String>>> program;
    private final List<List<String>> waiting = new ArrayList<>();

    private Errands(Supplier<Optional<List<String>>> program) {
        this.program = program;
    }

    /** @param args the arguments of this process, which another one gets in place of */
    public static Errands ofThisProgram(String... args) {
        return new Errands(() -> commandLine().filter(line -> line.size() > args.length)
                .map(line -> line.subList(0, line.size() - args.length)));
    }

    /** What Java tells of it ends where a page of memory does, and a class path is longer. */
    private static Optional<List<String>> commandLine() {
        try {
            var whole = Files.readString(Path.of("/proc/self/cmdline"));
            return Optional.of(List.of(whole.split("\0", -1)));
        } catch (IOException noSuchFile) {
            var self = ProcessHandle.current().info();
            return self.command().flatMap(java -> self.arguments().map(all ->
                    Stream.concat(Stream.of(java), Stream.of(all)).toList()));
        }
    }

    /** They wait for ever. */
    public static Errands never() {
        return new Errands(Optional::empty);
    }

    /** @param args the arguments that tell the program what to do */
    public void add(List<String> args) {
        waiting.add(args);
    }

    public List<List<String>> waiting() {
        return List.copyOf(waiting);
    }

    /** Starts them all, away from this process's terminal and streams. One that cannot be started is left out. */
    public void start() {
        if (waiting.isEmpty()) {
            return;
        }
        program.get().ifPresent(line -> waiting.forEach(args -> {
            try {
                new ProcessBuilder(Stream.concat(line.stream(), args.stream()).toList()).redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(ProcessBuilder.Redirect.DISCARD).start();
            } catch (IOException cannotStart) {
                // nobody waits for it
            }
        }));
        waiting.clear();
    }
}
