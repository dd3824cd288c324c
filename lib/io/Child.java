//SOURCES SearchPath.java
//SOURCES Terminal.java
//SOURCES ../model/Problem.java
// JBang takes this from here too. Without it, whoever builds a script would read warnings about Signal.
//COMPILE_OPTIONS -XDignore.symbol.file
package lib.io;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import lib.model.Problem;
import sun.misc.Signal;

/**
 * A command of the user that runs in an environment of its own, as if it had been started without us. The rules of this door:
 *
 * <ul>
 *   <li>It has our stdin, stdout, stderr and terminal themselves; nothing passes through here.
 *   <li>It decides when this is over: no signal ends us before it.
 *   <li>What the terminal sends (Ctrl-C, Ctrl-\, Ctrl-Z) reaches it from there, since it is in our process group. What
 *       somebody sends to us alone, it gets from us.
 *   <li>Its exit status becomes ours.
 * </ul>
 */
public final class Child {

    /** The shells' statuses for a command that is not there, and for one that cannot be run. */
    private static final int NOT_FOUND = 127;
    private static final int NOT_EXECUTABLE = 126;

    private Child() {}

    /**
     * Returns the command's exit status, or 128 and the number of the signal that ended it.
     *
     * @param command at least its name
     * @param environment all variables it sees; nothing is added
     * @throws Problem {@link Problem#cannotStart}, {@link Problem#notInThisLocale}
     */
    public static int run(List<String> command, Map<String, String> environment) {
        var signals = heldSignals();
        var child = started(command, environment);
        Thread.ofVirtual().start(() -> passOn(signals, child));
        return await(child);
    }

    private static Process started(List<String> command, Map<String, String> environment) {
        var builder = new ProcessBuilder(command).inheritIO();
        setVariables(builder.environment(), environment);
        try {
            return builder.start();
        } catch (IOException cannotStart) {
            throw Problem.cannotStart(command.getFirst(), status(command.getFirst(), environment));
        }
    }

    /** What was inherited stays as it is, byte for byte, whatever the locale makes of it. */
    private static void setVariables(Map<String, String> inherited, Map<String, String> wanted) {
        inherited.keySet().retainAll(wanted.keySet());
        wanted.forEach((name, value) -> {
            if (!value.equals(inherited.get(name))) {
                inherited.put(name, encodable(name, value));
            }
        });
    }

    private static String encodable(String name, String value) {
        if (!Charset.forName(System.getProperty("sun.jnu.encoding")).newEncoder().canEncode(value)) {
            throw Problem.notInThisLocale(name);
        }
        return value;
    }

    private static int status(String command, Map<String, String> environment) {
        var exists = command.contains("/") ? Files.exists(Path.of(command)) : SearchPath.file(environment, command).isPresent();
        return exists ? NOT_EXECUTABLE : NOT_FOUND;
    }

    private static int await(Process child) {
        while (true) {
            try {
                return child.waitFor();
            } catch (InterruptedException notOver) {
                // it goes on
            }
        }
    }

    // ----------------------------------------------------------------- signals

    /** From now on signals end nobody, but wait here: the first may come while the command is being started. */
    private static BlockingQueue<String> heldSignals() {
        var held = new LinkedBlockingQueue<String>();
        for (var name : List.of("INT", "TERM", "HUP")) {
            try {
                Signal.handle(new Signal(name), signal -> held.add(signal.getName()));
            } catch (IllegalArgumentException unknownHere) {
                // Windows has no HUP, and java -Xrs leaves all of them to the system
            }
        }
        return held;
    }

    /** With a terminal, Ctrl-C is what INT usually comes from, and a command that gets it twice may end without tidying up. */
    private static void passOn(BlockingQueue<String> signals, Process child) {
        var passedOn = new ArrayList<>(List.of("TERM", "HUP"));
        if (!Terminal.isThere()) {
            passedOn.add("INT");
        }
        while (child.isAlive()) {
            try {
                var signal = signals.take();
                if (passedOn.contains(signal)) {
                    send(signal, child);
                }
            } catch (InterruptedException over) {
                return;
            }
        }
    }

    /** Every shell has a {@code kill}, not every small system has a program of that name. */
    private static void send(String signal, Process child) {
        try {
            new ProcessBuilder("sh", "-c", "kill -s " + signal + " " + child.pid())
                    .redirectError(ProcessBuilder.Redirect.DISCARD).start();
        } catch (IOException noSuchTool) {
            child.destroy();
        }
    }
}
