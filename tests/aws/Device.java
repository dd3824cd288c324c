package tests.aws;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.LongStream;

/**
 * An MFA device: what IAM knows of it, and at the same time the thing in the user's hand that shows
 * the token codes.
 */
public final class Device {
    /** AWS makes seeds of 64 base32 characters. */
    private static final int SEED_BYTES = 40;

    private static final int DIGITS = 6;

    /** IAM accepts the code before and after the current one (RFC 6238, section 5.2 advises it). */
    private static final int WINDOW = 1;

    /** Steps in which two consecutive codes are looked for; AWS does not publish its own number. */
    private static final int RESYNC_WINDOW = 20;

    private final String serialNumber;
    private final Kind kind;
    private final InstantSource clock;
    private final byte[] seed = Ids.bytes(SEED_BYTES);
    private final Set<Long> usedSteps = new HashSet<>();
    private Optional<Principal> owner = Optional.empty();
    private Instant enabled = Instant.EPOCH;
    private Duration drift = Duration.ZERO;
    private long knownDrift; // in steps: what enabling or resyncing taught IAM

    Device(String serialNumber, Kind kind, InstantSource clock) {
        this.serialNumber = serialNumber;
        this.kind = kind;
        this.clock = clock;
    }

    /** Only virtual devices can be created and deleted; a passkey shows no codes. */
    enum Kind { VIRTUAL, HARDWARE, PASSKEY }

    /** An ARN of a virtual device or a passkey, the printed number of a hardware one. */
    public String serialNumber() {
        return serialNumber;
    }

    /** The secret as base32, as CreateVirtualMFADevice tells it once. */
    public String seed() {
        return Totp.base32(seed);
    }

    /** The token code the device shows now, by the clock of the local AWS. */
    public String code() {
        return codeAt(clock.instant());
    }

    /** The token code the device shows at that time of the local AWS. */
    public synchronized String codeAt(Instant instant) {
        if (kind == Kind.PASSKEY) {
            throw new UnsupportedOperationException("a passkey shows no codes");
        }
        return Totp.code(seed, Totp.step(instant.plus(drift)), DIGITS);
    }

    /** Sets the clock of the device ahead of AWS's by so much, or behind it if negative. */
    public synchronized void drift(Duration ahead) {
        drift = ahead;
    }

    /** Uses up the code: true at most once for each. */
    synchronized boolean accepts(String code) {
        if (kind == Kind.PASSKEY) {
            return false;
        }
        long expected = Totp.step(clock.instant()) + knownDrift;
        return LongStream.rangeClosed(expected - WINDOW, expected + WINDOW)
                .filter(step -> isCode(code, step))
                .anyMatch(usedSteps::add);
    }

    /** Gives the device to someone, if the codes are two consecutive ones of recent minutes. */
    synchronized boolean enable(Principal user, String code1, String code2) {
        if (!resync(code1, code2)) {
            return false;
        }
        assign(user);
        return true;
    }

    /** Learns how far the device's clock is off; a late request teaches IAM the wrong thing, as in AWS. */
    synchronized boolean resync(String code1, String code2) {
        long now = Totp.step(clock.instant());
        var first = consecutive(code1, code2, now);
        first.ifPresent(step -> {
            long drifted = step + 1 - now;
            knownDrift = Math.abs(drifted) <= WINDOW ? 0 : drifted;
            usedSteps.add(step);
            usedSteps.add(step + 1);
        });
        return first.isPresent();
    }

    private OptionalLong consecutive(String code1, String code2, long now) {
        return LongStream.rangeClosed(now - RESYNC_WINDOW, now + RESYNC_WINDOW)
                .filter(step -> !usedSteps.contains(step) && !usedSteps.contains(step + 1))
                .filter(step -> isCode(code1, step) && isCode(code2, step + 1))
                .findFirst();
    }

    private boolean isCode(String code, long step) {
        return Totp.code(seed, step, DIGITS).equals(code);
    }

    synchronized Device assign(Principal user) {
        owner = Optional.of(user);
        enabled = clock.instant();
        return this;
    }

    synchronized void unassign() {
        owner = Optional.empty();
    }

    synchronized Optional<Principal> owner() {
        return owner;
    }

    synchronized Instant enabled() {
        return enabled;
    }

    Kind kind() {
        return kind;
    }

    @Override
    public String toString() {
        return serialNumber;
    }
}
