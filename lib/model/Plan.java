//SOURCES SessionLength.java
//SOURCES TrustPolicy.java
package lib.model;

import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The best way to a role session, and what it costs: decided before anybody is asked for a code.
 *
 * @param length what the session will last that way
 * @param reason why this way, in words that follow the name of the way
 */
public record Plan(Way way, SessionLength length, String reason) {

    /** How a role can be assumed from a base profile. */
    public enum Way {
        KEYS("with the long-lived keys"),
        KEYS_WITH_CODE("with the long-lived keys and a token code"),
        LIVE_MFA_SESSION("with the live MFA session"),
        NEW_MFA_SESSION("with a new MFA session");

        private final String inWords;

        Way(String inWords) {
            this.inWords = inWords;
        }

        public String inWords() {
            return inWords;
        }

        public boolean asksForCode() {
            return this == KEYS_WITH_CODE || this == NEW_MFA_SESSION;
        }
    }

    /** What the user demands of the way, with {@code --via}. */
    public enum Via {
        KEYS, MFA_SESSION;

        /** As {@code keys} or {@code mfa-session}; empty for anything else. */
        public static Optional<Via> named(String text) {
            return Stream.of(values()).filter(via -> via.name().replace('_', '-').equalsIgnoreCase(text)).findFirst();
        }
    }

    private static final String CAP = "AWS allows one hour to a role session that starts from a session";

    /**
     * @param wanted the length, before the limits of the way
     * @param need whether the role demands MFA, as far as is known
     * @param hasDevice whether the source profile has an MFA device that shows codes
     * @param mfaSessionLeft how long the source profile's MFA session still lives, if there is a usable one
     */
    public record Situation(SessionLength wanted, TrustPolicy.MfaNeed need, boolean hasDevice, Optional<Duration> mfaSessionLeft,
            Optional<Via> via) {

        private boolean isShort() {
            return wanted.duration().compareTo(SessionLength.LONGEST_CHAINED_SESSION) <= 0;
        }
    }

    public static Plan of(Situation situation) {
        var via = situation.via();
        if (via.isPresent()) {
            return via.get() == Via.KEYS ? withKeys(situation, "as asked for") : withMfaSession(situation, "as asked for");
        }
        if (situation.need() == TrustPolicy.MfaNeed.NOT_REQUIRED) {
            return withKeys(situation, "the role does not ask for MFA");
        }
        if (!situation.hasDevice() && situation.mfaSessionLeft().isEmpty()) {
            return withKeys(situation, "the source profile has no MFA device");
        }
        if (situation.isShort()) {
            return withMfaSession(situation, situation.mfaSessionLeft().isPresent()
                    ? "no code needed" : "it will serve other roles too, without another code");
        }
        return situation.hasDevice()
                ? withKeys(situation, "only so can the session last longer than one hour")
                : withMfaSession(situation, "the source profile has no MFA device of its own");
    }

    private static Plan withKeys(Situation situation, String reason) {
        var code = situation.hasDevice() && situation.need() != TrustPolicy.MfaNeed.NOT_REQUIRED;
        return new Plan(code ? Way.KEYS_WITH_CODE : Way.KEYS, situation.wanted(), reason);
    }

    private static Plan withMfaSession(Situation situation, String reason) {
        return new Plan(situation.mfaSessionLeft().isPresent() ? Way.LIVE_MFA_SESSION : Way.NEW_MFA_SESSION,
                chained(situation.wanted()), reason);
    }

    /** The length of a role session that starts from another session. */
    public static SessionLength chained(SessionLength wanted) {
        return wanted.within(SessionLength.LONGEST_CHAINED_SESSION, CAP);
    }
}
