package lib.model;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * When a session ends: every form that real files hold comes in, epoch seconds go out.
 *
 * @param at the instant from which AWS refuses the session
 */
public record Expiration(Instant at) {

    /** A session with no more than this left counts as expired: what is started with it should also end with it. */
    public static final Duration SLACK = Duration.ofSeconds(300);

    /**
     * Reads seconds or milliseconds since 1970, ISO 8601 with {@code Z}, an offset or a fraction, and the zone-less UTC
     * forms {@code 2026-11-22 06:40:13} of aws-mfa and {@code 2026-11-22 06:40 (UTC)} of awscli-mfa's Windows strings.
     * Empty for anything else, the {@code -1} that awscli-mfa wrote under AWS CLI v2 included.
     */
    public static Optional<Expiration> parse(String text) {
        return parse(text, ZoneOffset.UTC);
    }

    /**
     * The same, where a time without a zone is one of some clocks: so awsume has it. Of an hour that comes twice, when summer time
     * ends, it is the first.
     *
     * @param zone of these clocks; asked for only where it is needed, since to read the zones of the world takes long
     */
    public static Optional<Expiration> parse(String text, Supplier<ZoneId> zone) {
        return text.strip().matches("[0-9]+|.*(Z|UTC\\)|[+-][0-9]{2}:?[0-9]{2})") ? parse(text) : parse(text, zone.get());
    }

    private static Optional<Expiration> parse(String text, ZoneId zone) {
        var stripped = text.strip();
        if (stripped.matches("[0-9]{9,11}")) {
            return Optional.of(new Expiration(Instant.ofEpochSecond(Long.parseLong(stripped))));
        }
        if (stripped.matches("[0-9]{13}")) {
            return Optional.of(new Expiration(Instant.ofEpochMilli(Long.parseLong(stripped))));
        }
        return parseDate(stripped.replaceFirst("^([0-9-]{10}) ", "$1T").replace(" (UTC)", "Z"), zone);
    }

    private static Optional<Expiration> parseDate(String iso, ZoneId zone) {
        try {
            var zoned = iso.matches(".*(Z|[+-][0-9]{2}:?[0-9]{2})");
            return Optional.of(new Expiration(zoned
                    ? OffsetDateTime.parse(iso.replaceFirst("([+-][0-9]{2})([0-9]{2})$", "$1:$2")).toInstant()
                    : LocalDateTime.parse(iso).atZone(zone).toInstant()));
        } catch (DateTimeException unreadable) {
            return Optional.empty();
        }
    }

    public Expiration plus(Duration duration) {
        return new Expiration(at.plus(duration));
    }

    /** Never negative. */
    public Duration remaining(Instant now) {
        var left = Duration.between(now, at);
        return left.isNegative() ? Duration.ZERO : left;
    }

    public boolean isUsable(Instant now) {
        return remaining(now).compareTo(SLACK) > 0;
    }

    /** As stored: ten digits, in {@code aws_session_expiry}. */
    public String epochSeconds() {
        return Long.toString(at.getEpochSecond());
    }

    /** {@code Tue 02:14}: the day and the minute, as clocks there show them. */
    public String onClocksOf(ZoneId zone) {
        var then = at.atZone(zone);
        var day = then.getDayOfWeek().name();
        return day.charAt(0) + day.substring(1, 3).toLowerCase(Locale.ROOT) + " "
                + twoDigits(then.getHour()) + ":" + twoDigits(then.getMinute());
    }

    /** {@code 08h:59m:03s}; hours may have three digits. */
    public static String inWords(Duration remaining) {
        return twoDigits(remaining.toHours()) + "h:" + twoDigits(remaining.toMinutesPart()) + "m:"
                + twoDigits(remaining.toSecondsPart()) + "s";
    }

    /** By hand: a formatter costs more than all else that showing a time needs. */
    private static String twoDigits(long number) {
        return number < 10 ? "0" + number : Long.toString(number);
    }
}
