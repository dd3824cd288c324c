package tests.aws;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Troubles on demand. They befall calls before AWS's rules do, in the order they were asked for.
 *
 * <p>Where an action is named, only its calls are meant, {@code "GetSessionToken"} for example.
 */
public final class Faults {
    private static final String EVERY_ACTION = "";

    private final Map<String, Duration> latencies = new ConcurrentHashMap<>();
    private final List<Planned> planned = new ArrayList<>();
    private final ArrayDeque<Long> recentCalls = new ArrayDeque<>();
    private OptionalInt callsPerSecond = OptionalInt.empty();
    private volatile Duration clockOffset = Duration.ZERO;
    private volatile Duration dateOffset = Duration.ZERO;

    Faults() {}

    /** What befalls a call. */
    sealed interface Fault {
        /** AWS answers so. */
        record Failure(AwsError error) implements Fault {}

        /** The connection ends without an answer. */
        record Drop() implements Fault {}

        /** AWS does what it is asked, and the connection ends without an answer. */
        record Lose() implements Fault {}

        /** No answer ever comes. */
        record Hang() implements Fault {}

        /** An error without a word, as AWS's own front servers give it. */
        record Silence(int status) implements Fault {}

        /** Something on the way answers with a page of its own, and status 200. */
        record Portal() implements Fault {}
    }

    private record Planned(String action, Fault fault, int times) {
        boolean concerns(String called) {
            return action.equals(EVERY_ACTION) || action.equals(called);
        }
    }

    /** Every call takes so much longer. */
    public void latency(Duration duration) {
        latency(EVERY_ACTION, duration);
    }

    /** Calls of this action take so much longer, in place of what every call takes. */
    public void latency(String action, Duration duration) {
        latencies.put(action, duration);
    }

    /** The next calls fail, with a status such as 500 and a code such as {@code InternalFailure}. */
    public void fail(int times, int status, String code, String message) {
        fail(EVERY_ACTION, times, status, code, message);
    }

    /** The next calls of this action fail. */
    public void fail(String action, int times, int status, String code, String message) {
        plan(action, times, new Fault.Failure(new AwsError(status, code, message)));
    }

    /** The next calls get {@code Throttling: Rate exceeded}. */
    public void throttle(int times) {
        throttle(EVERY_ACTION, times);
    }

    /** The next calls of this action get {@code Throttling: Rate exceeded}. */
    public void throttle(String action, int times) {
        plan(action, times, new Fault.Failure(AwsError.throttling()));
    }

    /** From now on, whatever exceeds so many calls within a second is throttled, by real time. */
    public synchronized void throttleAbove(int perSecond) {
        callsPerSecond = OptionalInt.of(perSecond);
    }

    /** The connections of the next calls end without an answer. */
    public void drop(int times) {
        drop(EVERY_ACTION, times);
    }

    /** The connections of the next calls of this action end without an answer. */
    public void drop(String action, int times) {
        plan(action, times, new Fault.Drop());
    }

    /** The answers to the next calls of this action are lost on the way; what was asked is done. */
    public void loseAnswer(String action, int times) {
        plan(action, times, new Fault.Lose());
    }

    /** The next calls wait for an answer until the caller gives up, or the local AWS closes. */
    public void hang(int times) {
        hang(EVERY_ACTION, times);
    }

    /** The next calls of this action wait for ever. */
    public void hang(String action, int times) {
        plan(action, times, new Fault.Hang());
    }

    /** The next calls of this action get an empty answer with a status such as 503. */
    public void silence(String action, int times, int status) {
        plan(action, times, new Fault.Silence(status));
    }

    /** The next calls get the log-in page of a captive portal: status 200, HTML. */
    public void captivePortal(int times) {
        captivePortal(EVERY_ACTION, times);
    }

    /** The next calls of this action get the log-in page of a captive portal. */
    public void captivePortal(String action, int times) {
        plan(action, times, new Fault.Portal());
    }

    /** AWS's whole clock is ahead of the caller's by so much, or behind if negative. */
    public void clockOffset(Duration ahead) {
        clockOffset = ahead;
    }

    /** Only the {@code Date} of answers is ahead by so much, or behind if negative. */
    public void dateOffset(Duration ahead) {
        dateOffset = ahead;
    }

    /** No more troubles, and both clocks right again. */
    public synchronized void clear() {
        latencies.clear();
        planned.clear();
        callsPerSecond = OptionalInt.empty();
        clockOffset = Duration.ZERO;
        dateOffset = Duration.ZERO;
    }

    Duration clockOffset() {
        return clockOffset;
    }

    Duration dateOffset() {
        return dateOffset;
    }

    Duration latency(String action) {
        return latencies.getOrDefault(action, latencies.getOrDefault(EVERY_ACTION, Duration.ZERO));
    }

    /** What befalls this call; a planned fault is then used up by one. */
    synchronized Optional<Fault> next(String action) {
        if (isTooFast()) {
            return Optional.of(new Fault.Failure(AwsError.throttling()));
        }
        var first = planned.stream().filter(it -> it.concerns(action)).findFirst();
        first.ifPresent(this::useUp);
        return first.map(Planned::fault);
    }

    private synchronized void plan(String action, int times, Fault fault) {
        if (times > 0) {
            planned.add(new Planned(action, fault, times));
        }
    }

    private void useUp(Planned used) {
        int at = planned.indexOf(used);
        planned.remove(at);
        if (used.times() > 1) {
            planned.add(at, new Planned(used.action(), used.fault(), used.times() - 1));
        }
    }

    private boolean isTooFast() {
        if (callsPerSecond.isEmpty()) {
            return false;
        }
        long now = System.nanoTime();
        recentCalls.removeIf(call -> now - call >= 1_000_000_000L);
        if (recentCalls.size() >= callsPerSecond.getAsInt()) {
            return true;
        }
        recentCalls.add(now);
        return false;
    }
}
