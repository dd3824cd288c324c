//SOURCES PlanRun.java
//SOURCES ../io/LocalZone.java
//SOURCES ../model/Expiration.java
//SOURCES ../model/Finding.java
//SOURCES ../model/Plan.java
//SOURCES ../model/Problem.java
//SOURCES ../model/Profile.java
//SOURCES ../model/SerialNumber.java
//SOURCES ../model/TokenCode.java
//SOURCES ../session/World.java
package lib.command;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import lib.io.LocalZone;
import lib.model.Expiration;
import lib.model.Finding;
import lib.model.Plan;
import lib.model.Problem;
import lib.model.Profile;
import lib.model.SerialNumber;
import lib.model.TokenCode;
import lib.session.World;

/**
 * From a profile to what a shell can use: a live session, or a new one after what has to be asked. What it will be, and why, is
 * said before anybody types a code.
 *
 * @param findings what AWS said of the profiles, if it was asked
 */
public record SessionDialogue(World world, Wishes wishes, Map<String, Finding> findings) {

    /** What becomes of a new session. */
    public enum Storing {
        /** The person is asked; without a person it is stored. */
        ASKED,
        /** Nothing else is wanted: where it cannot be stored, none is started. */
        DEMANDED,
        /** It is stored, which is said, or kept by whoever uses it where it cannot be stored. */
        USUAL,
        FORBIDDEN
    }

    /**
     * What the command line and the menu say.
     *
     * @param duration of the session, whatever the profile says
     * @param tokenCode the first code, or {@code -} for a line of standard input
     * @param lookupRegion where the account's SSM parameters are; each profile's own region when absent
     */
    public record Wishes(Plan.Mfa mfa, Optional<Duration> duration, Storing storing, Optional<Plan.Via> via,
            Optional<SerialNumber> serialNumber, Optional<String> tokenCode, Optional<String> lookupRegion) {

        private static final String USUAL_LOOKUP_REGION = "us-east-1";

        /** A session that is stored, and whatever that takes. */
        public static Wishes usual(Plan.Mfa mfa) {
            return new Wishes(mfa, Optional.empty(), Storing.USUAL, Optional.empty(), Optional.empty(), Optional.empty(),
                    Optional.of(USUAL_LOOKUP_REGION));
        }

        /** The same with the codes of one device. */
        public Wishes with(SerialNumber device) {
            return new Wishes(mfa, duration, storing, via, Optional.of(device), tokenCode, lookupRegion);
        }
    }

    /**
     * What the shell will use.
     *
     * @param stored whether its name will do, or only its keys
     */
    public record Active(Profile profile, boolean stored) {}

    /** @throws Problem whatever keeps the session from being started */
    public Active active(Profile chosen) {
        return new PlanRun(this, chosen, UnaryOperator.identity()).active();
    }

    /**
     * The same, where the caller wants to hear of each code that AWS does not take.
     *
     * @param trying is given the call that spends a code, and gives the one to be made instead
     */
    public Active active(Profile chosen, UnaryOperator<Function<TokenCode, Profile.Session>> trying) {
        return new PlanRun(this, chosen, trying).active();
    }

    /** What {@link #active} would do, in its own words. Nothing is changed by it; AWS may be asked for the devices. */
    public String explanation(Profile chosen) {
        return new PlanRun(this, chosen, UnaryOperator.identity()).explanation();
    }

    public String summary(Profile profile) {
        return switch (profile) {
            case Profile.Session session -> summary(session);
            case Profile.Base base -> base.name() + ": as it is, without MFA";
            case Profile.Managed managed -> managed.name() + ": credentials from " + managed.by();
            case Profile other -> other.name();
        } + profile.region().map(region -> "; region " + region).orElse("")
                + profile.output().map(output -> "; output " + output).orElse("");
    }

    private String summary(Profile.Session session) {
        return session.expiration().map(expiration -> "%s: %s, %s left, until %s".formatted(
                        session.name(), session.kind().inWords(),
                        Expiration.inWords(expiration.remaining(world.clock().instant())),
                        expiration.onClocksOf(LocalZone.of(world.environment()))))
                .orElseGet(() -> session.name() + ": " + session.kind().inWords() + "; when it ends is not recorded");
    }
}
