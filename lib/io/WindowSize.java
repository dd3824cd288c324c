//SOURCES ../model/Window.java
// JBang takes this from here too. Without it, whoever builds a script would read warnings about Signal.
//COMPILE_OPTIONS -XDignore.symbol.file
package lib.io;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import lib.model.Window;
import sun.misc.Signal;

/**
 * How large the window of this process's terminal is. The terminal is asked, which takes a process, only when the system has told
 * that it may have changed.
 */
final class WindowSize {

    /** Where the terminal does not tell. */
    static final Window USUAL = new Window(80, 24);

    private static final AtomicInteger CHANGES = new AtomicInteger();
    private static final boolean IS_TOLD = listen();

    /** As it was when so many changes had been told. */
    private record Asked(int changes, Window size) {}

    private static volatile Asked last = new Asked(-1, USUAL);

    private WindowSize() {}

    private static boolean listen() {
        try {
            Signal.handle(new Signal("WINCH"), _ -> forget());
            return true;
        } catch (IllegalArgumentException unknownHere) {
            return false;
        }
    }

    /** It is asked anew when somebody wants to know. */
    static void forget() {
        CHANGES.incrementAndGet();
    }

    static Window now() {
        var changes = CHANGES.get();
        if (last.changes != changes || !IS_TOLD) {
            last = new Asked(changes, asked());
        }
        return last.size;
    }

    private static Window asked() {
        try {
            var stty = new ProcessBuilder("stty", "size").redirectInput(new File("/dev/tty"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD).start();
            var numbers = new String(stty.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip().split(" ");
            return numbers.length == 2 && !numbers[1].equals("0")
                    ? new Window(Integer.parseInt(numbers[1]), Integer.parseInt(numbers[0])) : USUAL;
        } catch (IOException | NumberFormatException noSize) {
            return USUAL;
        }
    }
}
