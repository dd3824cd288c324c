//SOURCES ../model/Problem.java
package lib.io;

import java.time.Duration;
import lib.model.Problem;

/** A wait that Ctrl-C ends. */
final class Pause {

    private Pause() {}

    static void of(Duration duration) {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new Problem.Cancelled();
        }
    }
}
