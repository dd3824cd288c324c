//SOURCES Problem.java
package lib.model;

import java.time.Duration;
import java.time.Instant;

/**
 * The six digits that an MFA device shows, good for one call.
 *
 * @param digits exactly six
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6238">RFC 6238: a code lives for a step of 30 seconds</a>
 */
public record TokenCode(String digits) {

    public static final Duration STEP = Duration.ofSeconds(30);

    public TokenCode {
        if (!digits.matches("[0-9]{6}")) {
            throw Problem.malformedTokenCode();
        }
    }

    /**
     * @param typed as a person types or pastes it: "123456", and "123 456" as an authenticator app shows it
     * @throws Problem {@link Problem#malformedTokenCode}
     */
    public static TokenCode parse(String typed) {
        return new TokenCode(typed.replaceAll("[\\s\\u00a0\\u2009\\u202f-]", ""));
    }

    /** How long until authenticator apps show another code; never zero. */
    public static Duration untilNext(Instant now) {
        return STEP.minusMillis(Math.floorMod(now.toEpochMilli(), STEP.toMillis()));
    }

    /** The number of the 30 second step that {@code now} is in. */
    public static long step(Instant now) {
        return Math.floorDiv(now.toEpochMilli(), STEP.toMillis());
    }

    @Override
    public String toString() {
        return "TokenCode[******]";
    }
}
