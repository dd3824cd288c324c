//SOURCES Aws.java
//SOURCES LocalZone.java
//SOURCES ObservedAws.java
package lib.io;

import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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

    @Override
    public <T> T observed(String call, Aws.Caller caller, Supplier<T> question) {
        return during("AWS, " + call + " in " + caller.connection().region(), question);
    }

    /**
     * Returns what the wait gives, and throws what it throws.
     *
     * @param what is waited for
     */
    public <T> T during(String what, Supplier<T> wait) {
        var since = clock.instant();
        var end = new CountDownLatch(1);
        Thread.ofPlatform().daemon().start(() -> {
            if (!isOver(end)) {
                say.accept("waiting since %s for %s; Ctrl-C ends it".formatted(since.atZone(LocalZone.of(environment)).toLocalTime()
                        .truncatedTo(ChronoUnit.SECONDS), what));
            }
        });
        try {
            return wait.get();
        } finally {
            end.countDown();
        }
    }

    private static boolean isOver(CountDownLatch end) {
        try {
            return end.await(SILENCE.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException stop) {
            return true;
        }
    }
}
