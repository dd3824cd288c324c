//SOURCES ../model/Problem.java
package lib.io;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import lib.model.Problem;

/**
 * The milliseconds in which a file is being replaced. A signal that would end the program lets them end first, so that no copy of
 * a secret stays behind and no file is half written.
 */
final class UnbrokenStep {

    /** A disk that does not answer keeps nobody longer. */
    private static final int LONGEST_SECONDS = 5;

    private static final ReentrantLock STEP = new ReentrantLock();
    private static boolean isWatched;

    private UnbrokenStep() {}

    /** @throws Problem.Cancelled the program is ending already */
    static <T> T of(Supplier<T> step) {
        STEP.lock();
        try {
            watch();
            return step.get();
        } finally {
            STEP.unlock();
        }
    }

    private static void watch() {
        if (isWatched) {
            return;
        }
        try {
            Runtime.getRuntime().addShutdownHook(new Thread(UnbrokenStep::waitForItsEnd));
            isWatched = true;
        } catch (IllegalStateException endingAlready) {
            throw new Problem.Cancelled();
        }
    }

    /** The lock is kept: nothing more begins. */
    private static void waitForItsEnd() {
        try {
            if (!STEP.tryLock(LONGEST_SECONDS, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
