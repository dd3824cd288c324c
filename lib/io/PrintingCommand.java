//SOURCES ProcessTree.java
//SOURCES Tty.java
//SOURCES ../model/Problem.java
package lib.io;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lib.model.Problem;

/**
 * A command of the user's that prints something short for us to read: a token code, keys. The rules of this door:
 *
 * <ul>
 *   <li>It has the terminal as if it had been started by hand, also as its stdin where ours is something else. Without a terminal its
 *       stdin is empty: what stands in ours may be meant for another command. So it is in the background, where reading the terminal
 *       would stop it for ever.
 *   <li>What it says on stderr goes where ours goes, at once; to the terminal where there is one and ours leads elsewhere, since who
 *       keeps our stderr to itself would show it when it is too late.
 *   <li>Where Ctrl-C has ended it, we are cancelled as well.
 *   <li>It is over when the command has ended, even if something that it left behind holds its output open.
 *   <li>What timed out is ended with all that it started, and is no answer.
 * </ul>
 */
final class PrintingCommand {

    /** The SDK for Java reads no more of a {@code credential_process}. */
    private static final int MOST_BYTES = 64_000;

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(10);

    /** Which file a terminal is, only its own name tells: an agent that is to ask there has another {@code /dev/tty}. */
    private static final String WITH_TERMINAL = """
            [ -t 2 ] || ! { true >/dev/tty; } 2>/dev/null || exec 2>/dev/tty
            [ -t 0 ] && exec "$@"
            { true </dev/tty; } 2>/dev/null && exec "$@" </dev/tty
            exec "$@" </dev/null""";

    /** It printed nothing that can be used; the message says why, in words that follow its name. */
    static final class Failed extends Exception {
        private static final long serialVersionUID = 1;

        Failed(String why) {
            super(why, null, false, false);
        }
    }

    private PrintingCommand() {}

    /**
     * What it prints, if it ends well.
     *
     * @param patience how long it may take; for ever where that is empty
     */
    static String run(List<String> command, Map<String, String> environment, Optional<Duration> patience) throws Failed {
        var mayRead = Tty.isInForeground();
        var builder = new ProcessBuilder(mayRead ? withTerminal(command) : command).redirectError(ProcessBuilder.Redirect.INHERIT)
                .redirectInput(mayRead ? ProcessBuilder.Redirect.INHERIT : ProcessBuilder.Redirect.from(new File("/dev/null")));
        builder.environment().clear();
        builder.environment().putAll(environment);
        try {
            var process = builder.start();
            var printed = read(process, patience);
            if (process.exitValue() == Problem.INTERRUPTED) {
                throw new Problem.Cancelled();
            }
            if (process.exitValue() != 0) {
                throw new Failed("it did not end well");
            }
            return printed;
        } catch (IOException cannotRun) {
            throw new Failed("it cannot be run");
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new Problem.Cancelled();
        }
    }

    private static List<String> withTerminal(List<String> command) {
        var line = new ArrayList<>(isWindows() ? List.<String>of() : List.of("sh", "-c", WITH_TERMINAL, "sh"));
        line.addAll(command);
        return line;
    }

    static boolean isWindows() {
        return System.getProperty("os.name").startsWith("Windows");
    }

    private static String read(Process process, Optional<Duration> patience) throws IOException, InterruptedException, Failed {
        var printed = new ByteArrayOutputStream();
        var deadline = patience.map(length -> System.nanoTime() + length.toNanos());
        while (!process.waitFor(BETWEEN_LOOKS)) {
            take(process, printed);
            if (deadline.isPresent() && System.nanoTime() > deadline.get()) {
                ProcessTree.end(process);
                throw new Failed("it did not end within " + patience.get().toSeconds() + " s");
            }
        }
        take(process, printed);
        if (printed.size() > MOST_BYTES) {
            throw new Failed("it printed more than " + MOST_BYTES + " bytes");
        }
        return printed.toString(StandardCharsets.UTF_8);
    }

    /** What is there by now. Beyond all measure it is read, so that the command can go on, and not kept. */
    private static void take(Process process, ByteArrayOutputStream printed) throws IOException {
        var output = process.getInputStream();
        for (var count = output.available(); count > 0; count = output.available()) {
            var bytes = output.readNBytes(Math.min(count, MOST_BYTES));
            if (printed.size() <= MOST_BYTES) {
                printed.writeBytes(bytes);
            }
        }
    }
}
