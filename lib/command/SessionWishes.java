//SOURCES ../model/Plan.java
//SOURCES ../model/SerialNumber.java
//SOURCES ../session/Supply.java
package lib.command;

import java.time.Duration;
import java.util.Optional;
import lib.model.Plan;
import lib.model.SerialNumber;
import lib.session.Supply;

/**
 * What the command line and the menu say.
 *
 * @param duration of the session, whatever the profile says
 * @param margin how much has to be left of a live one
 * @param tokenCode the first code, or {@code -} for a line of standard input
 * @param lookupRegion where the account's SSM parameters are; each profile's own region when absent
 * @param account the only one that will do
 */
public record SessionWishes(Plan.Mfa mfa, Optional<Duration> duration, Plan.Margin margin, Storing storing, Optional<Plan.Via> via,
        Optional<SerialNumber> serialNumber, Optional<String> tokenCode, Optional<String> lookupRegion,
        Optional<String> account) {

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

    private static final String USUAL_LOOKUP_REGION = "us-east-1";

    /** A session that is stored, and whatever that takes. */
    public static SessionWishes usual(Plan.Mfa mfa) {
        return new SessionWishes(mfa, Optional.empty(), Plan.Margin.USUAL, Storing.USUAL, Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.of(USUAL_LOOKUP_REGION), Optional.empty());
    }

    /** The same for a session that is renewed as long as a command runs. */
    public SessionWishes forRenewal() {
        return new SessionWishes(mfa, duration, margin.forRenewal(Supply.EARLY), storing, via, serialNumber, tokenCode, lookupRegion, account);
    }

    /** The same where the command runs already: what was said of the first session is done. */
    SessionWishes again(Plan.Mfa mfa) {
        return new SessionWishes(mfa, duration, Plan.Margin.USUAL.forRenewal(Supply.EARLY), storing, via, serialNumber, Optional.empty(),
                lookupRegion, account);
    }

    /** The same with the codes of one device. */
    public SessionWishes with(SerialNumber device) {
        return new SessionWishes(mfa, duration, margin, storing, via, Optional.of(device), tokenCode, lookupRegion, account);
    }
}
