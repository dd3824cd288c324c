//SOURCES Credentials.java
//SOURCES Expiration.java
//SOURCES JsonMembers.java
package lib.model;

import java.time.Instant;
import java.util.Optional;

/**
 * Keys as a {@code credential_process} prints them, and as {@code aws configure export-credentials} does.
 *
 * @param ends absent for long-lived keys, and where the command does not tell
 * @see <a href="https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html">Process credential provider</a>
 */
public record GivenKeys(Credentials credentials, Optional<Expiration> ends) {

    /** It printed no keys; the message says why, and nothing of what it printed. */
    public static final class Unusable extends Exception {
        private static final long serialVersionUID = 1;

        public Unusable(String why) {
            super(why, null, false, false);
        }
    }

    /**
     * @param printed the whole of its output
     * @throws Unusable these are no keys, or they have ended
     */
    public static GivenKeys of(String printed, Instant now) throws Unusable {
        if (printed.isBlank()) {
            throw new Unusable("it printed nothing");
        }
        var members = JsonMembers.of(printed).orElseThrow(() -> new Unusable("what it printed is no JSON object"));
        if (members.literal("Version").filter(version -> version.matches("1(\\.0+)?")).isEmpty()) {
            throw new Unusable("its Version is not 1");
        }
        var credentials = new Credentials(required(members, "AccessKeyId"), required(members, "SecretAccessKey"), members.text("SessionToken"));
        return new GivenKeys(credentials, ends(members, now));
    }

    private static String required(JsonMembers members, String name) throws Unusable {
        return members.text(name).orElseThrow(() -> new Unusable("there is no " + name + " in what it printed"));
    }

    private static Optional<Expiration> ends(JsonMembers members, Instant now) throws Unusable {
        var text = members.text("Expiration").or(() -> members.literal("Expiration"));
        if (text.isEmpty()) {
            return Optional.empty();
        }
        var ends = Expiration.parse(text.get()).orElseThrow(() -> new Unusable("its Expiration is no time"));
        if (!ends.remaining(now).isPositive()) {
            throw new Unusable("its keys have expired");
        }
        return Optional.of(ends);
    }
}
