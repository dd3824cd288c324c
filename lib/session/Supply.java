//SOURCES ../model/Problem.java
//SOURCES ../model/Profile.java
package lib.session;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import lib.model.Problem;
import lib.model.Profile;

/**
 * The session of a command that outlives sessions: there is always one at hand, and another takes its place in time. While that one is
 * got, the old one is handed out, so that nobody waits for AWS.
 */
public final class Supply implements AutoCloseable {

    /** Where sessions come from. May ask AWS, and never a person. */
    public interface Source {

        /**
         * The session to be handed out from now on, which may be the one that is at hand.
         *
         * @throws Problem why there is none
         */
        Profile.Session next();

        /** Whether another process may have stored one. */
        boolean hasNews();
    }

    /** With no more than 15 minutes left boto3 asks before every call; whoever has just got a session is not to be one of those. */
    public static final Duration EARLY = Duration.ofMinutes(20);

    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(15);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    /** The AWS CLI and boto3 give an answer two seconds. */
    private static final Duration PATIENCE = Duration.ofMillis(1200);

    /** So that a file that is being written is written to its end. */
    private static final Duration FAREWELL = Duration.ofSeconds(3);

    private final InstantSource clock;
    private final Source source;
    private Profile.Session atHand;
    private Optional<Problem> trouble = Optional.empty();
    private Optional<FutureTask<Void>> underWay = Optional.empty();
    private Instant tried = Instant.EPOCH;
    private boolean isClosed;

    /** @param first whose end is known */
    public Supply(InstantSource clock, Source source, Profile.Session first) {
        this.clock = clock;
        this.source = source;
        this.atHand = first;
    }

    /** Gets another session, beside other things, if it is time for that. To be called again and again. */
    public void tend() {
        begun();
    }

    /**
     * The session at hand. Where that has ended, as after a night in which the computer slept, another one is waited for, and not for long.
     *
     * @throws Problem why there is none that lives
     */
    public Profile.Session get() {
        var next = begun();
        if (next.isPresent() && !lives()) {
            await(next.get(), PATIENCE);
        }
        return living();
    }

    private synchronized Profile.Session living() {
        if (!lives()) {
            throw trouble.orElseGet(Problem::stillRenewed);
        }
        return atHand;
    }

    /** Why the last try led to none; absent once one has. */
    public synchronized Optional<Problem> trouble() {
        return trouble;
    }

    /** Gets no other session from now on. */
    @Override
    public void close() {
        last().ifPresent(task -> await(task, FAREWELL));
    }

    private synchronized Optional<FutureTask<Void>> last() {
        isClosed = true;
        return underWay;
    }

    /** Whether there is a session to hand out. */
    public synchronized boolean lives() {
        return !remaining().isZero();
    }

    private Duration remaining() {
        return atHand.expiration().map(ends -> ends.remaining(clock.instant())).orElse(Duration.ZERO);
    }

    /** What is under way, be it begun now or before. */
    private synchronized Optional<FutureTask<Void>> begun() {
        if (underWay.isEmpty() && !isClosed && isDue()) {
            tried = clock.instant();
            var task = new FutureTask<Void>(this::renew, null);
            underWay = Optional.of(task);
            Thread.ofPlatform().daemon().start(task);
        }
        return underWay;
    }

    /** A clock that is put back must not keep anybody from trying. */
    private boolean isDue() {
        var sinceTried = Duration.between(tried, clock.instant()).abs();
        return sinceTried.compareTo(BETWEEN_TRIES) >= 0 && remaining().compareTo(EARLY) <= 0
                || sinceTried.compareTo(BETWEEN_LOOKS) >= 0 && source.hasNews();
    }

    private void renew() {
        var next = Optional.<Profile.Session>empty();
        var why = Optional.<Problem>empty();
        try {
            next = Optional.of(source.next());
        } catch (Problem none) {
            why = Optional.of(none);
        } finally {
            renewed(next, why);
        }
    }

    private synchronized void renewed(Optional<Profile.Session> next, Optional<Problem> why) {
        atHand = next.orElse(atHand);
        trouble = why;
        underWay = Optional.empty();
    }

    private static void await(FutureTask<Void> next, Duration patience) {
        try {
            next.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException none) {
            // what is at hand decides
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
