//SOURCES Aws.java
//SOURCES ObservedAws.java
//SOURCES ../model/Credentials.java
//SOURCES ../model/Problem.java
package lib.io;

import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.function.Supplier;
import lib.model.Credentials;
import lib.model.Problem;

/**
 * Says of every call to AWS who made it, by which way, how long it took and how it ended.
 *
 * @param say takes a line at a time, from any thread
 */
public record Trace(InstantSource clock, Consumer<String> say) implements ObservedAws.Observer {

    @Override
    public <T> T observed(String call, Aws.Caller caller, Supplier<T> question) {
        var start = clock.instant();
        var ended = "stopped";
        try {
            var answer = question.get();
            ended = "answered";
            return answer;
        } catch (Problem refused) {
            ended = refused.message();
            throw refused;
        } finally {
            say.accept("debug: %s by %s, %s: %s after %d ms".formatted(call, Credentials.masked(caller.credentials().accessKeyId()),
                    caller.connection().region(), ended, Duration.between(start, clock.instant()).toMillis()));
        }
    }
}
