//SOURCES Aws.java
//SOURCES LocalZone.java
//SOURCES ObservedAws.java
package lib.io;

import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Tells whoever has waited for two seconds what for, and since when.
 *
 * @param environment tells the zone of the clocks here
 * @param say takes a line, from a thread of its own
 */
public record Voice(InstantSource clock, Map<String, String> environment, Consumer<String> say) implements ObservedAws.Observer {

    private static final Duration SILENCE = Duration.ofSeconds(2);

    /** Is bound while somebody waits for calls; to be run when one is about to go out: what Java does before is no wait for AWS. */
    private static final ScopedValue<Runnable> GOING_OUT = ScopedValue.newInstance();

    @Override
    public <T> T observed(String call, Aws.Caller caller, Supplier<T> question) {
        return asking("AWS, " + call + " in " + caller.connection().region(), question);
    }

    /** As {@link #during}, for what asks AWS: the wait begins when the first call goes out. */
    public <T> T asking(String what, Supplier<T> questions) {
        var out = new CountDownLatch(1);
        return during(what, () -> ScopedValue.where(GOING_OUT, out::countDown).call(questions::get), out);
    }

    /** What is to be run when a call goes out, also from other threads. */
    public static Runnable goingOut() {
        return GOING_OUT.orElse(() -> { });
    }

    /** Has the threads that ask AWS tell that a call goes out. */
    public static <T> T telling(Runnable goingOut, Callable<T> question) throws Exception {
        return ScopedValue.where(GOING_OUT, goingOut).call(question::call);
    }

    /**
     * Returns what the wait gives, and throws what it throws.
     *
     * @param what is waited for
     */
    public <T> T during(String what, Supplier<T> wait) {
        return during(what, wait, new CountDownLatch(0));
    }

    private <T> T during(String what, Supplier<T> wait, CountDownLatch beginning) {
        var waiting = Thread.ofPlatform().daemon().start(() -> sayIfLong(what, beginning));
        try {
            return wait.get();
        } finally {
            waiting.interrupt();
        }
    }

    private void sayIfLong(String what, CountDownLatch beginning) {
        try {
            beginning.await();
            var since = clock.instant();
            Thread.sleep(SILENCE);
            say.accept("waiting since %s for %s; Ctrl-C ends it".formatted(
                    since.atZone(LocalZone.of(environment)).toLocalTime().truncatedTo(ChronoUnit.SECONDS), what));
        } catch (InterruptedException over) {
            // there is nothing to say
        }
    }
}
