//SOURCES ../io/CliCache.java
//SOURCES ../model/CliCacheEntry.java
//SOURCES ../model/Connection.java
//SOURCES ../model/Expiration.java
//SOURCES ../model/Plan.java
//SOURCES ../model/Problem.java
//SOURCES ../model/Profile.java
//SOURCES ../model/SessionLength.java
//SOURCES ../model/ToPaste.java
//SOURCES ../session/Sessions.java
//SOURCES ../session/World.java
package lib.command;

import java.util.Optional;
import java.util.stream.Stream;
import lib.io.CliCache;
import lib.model.CliCacheEntry;
import lib.model.Connection;
import lib.model.Expiration;
import lib.model.Plan;
import lib.model.Problem;
import lib.model.Profile;
import lib.model.SessionLength;
import lib.model.ToPaste;
import lib.session.Sessions;
import lib.session.World;

/**
 * {@code --prime-cli-cache}: the AWS CLI finds a role session where it would have put its own. It would use it for whatever asks for the
 * same there, so only what it would have got itself goes in.
 */
public record CliCachePriming(World world) {

    /**
     * @param session what is handed over
     * @param assumed how this run got it; absent where it was there already
     */
    public void prime(Profile.Role role, Profile.Session session, Optional<Plan.Step.AssumeRole> assumed) {
        var stored = new Sessions(world).profiles().named(role.name()).filter(Profile.Role.class::isInstance)
                .map(Profile.Role.class::cast).orElse(role);
        var entry = session.credentials().isPresent() && session.expiration().isPresent()
                ? Optional.of(CliCacheEntry.of(stored, session)) : Optional.<CliCacheEntry>empty();
        var cache = CliCache.of(world.environment());
        if (entry.filter(cache::has).isPresent()) {
            return;
        }
        var objection = objection(role, session, assumed);
        world.terminal().say(objection.isPresent() ? "note: the AWS CLI's own cache was left alone: " + objection.get()
                : put(cache, entry.orElseThrow(), role));
    }

    private static String put(CliCache cache, CliCacheEntry entry, Profile.Role role) {
        try {
            cache.put(entry);
            return "the AWS CLI finds the session in its own cache: " + ToPaste.aws("--profile", role.name(), "sts", "get-caller-identity");
        } catch (Problem closed) {
            return "note: the AWS CLI's own cache could not be written: " + closed.message();
        }
    }

    /** Why the AWS CLI would not have got the same. */
    private Optional<String> objection(Profile.Role role, Profile.Session session, Optional<Plan.Step.AssumeRole> assumed) {
        return Stream.of(unknownOrigin(role, assumed), otherEndpoint(role), otherRequest(role), otherLength(role, assumed), otherName(role),
                        tooShort(session)).flatMap(Optional::stream).findFirst();
    }

    private static Optional<String> unknownOrigin(Profile.Role role, Optional<Plan.Step.AssumeRole> assumed) {
        return assumed.isPresent() ? Optional.empty() : Optional.of("the session was there already, and at which endpoint it was got is not"
                + " recorded; a new one goes in with: " + ToPaste.awscliMfa(role.name(), "--force", "--prime-cli-cache"));
    }

    private Optional<String> otherEndpoint(Profile.Role role) {
        return Optional.ofNullable(Connection.of(world.environment(), new Sessions(world).profiles(), role).endpoints().get("sts"))
                .map(endpoint -> "the session is of " + endpoint.getHost() + ", and not of AWS's own endpoint");
    }

    /** It reads nothing of these in a profile, and another profile of the same role may be without. */
    private static Optional<String> otherRequest(Profile.Role role) {
        return Stream.of("source_identity", "session_tags", "transitive_session_tags").filter(key -> role.settings().get(key).isPresent())
                .findFirst().map(key -> "the AWS CLI does not know the " + key + " of " + role.name());
    }

    private static Optional<String> otherLength(Profile.Role role, Optional<Plan.Step.AssumeRole> assumed) {
        return assumed.map(step -> step.length().duration()).filter(asked -> !asked.equals(CliCacheEntry.length(role)))
                .map(asked -> "the session was asked for " + SessionLength.inWords(asked) + ", and " + role.name() + " says "
                        + SessionLength.inWords(CliCacheEntry.length(role)));
    }

    /** AWS would have refused the name that stands there. */
    private static Optional<String> otherName(Profile.Role role) {
        return role.settings().get("role_session_name").filter(name -> !name.equals(role.roleSessionName()))
                .map(name -> "AWS takes no role_session_name such as that of " + role.name());
    }

    private Optional<String> tooShort(Profile.Session session) {
        return session.expiration().map(ends -> ends.remaining(world.clock().instant()))
                .filter(left -> left.compareTo(CliCacheEntry.SHORTEST) <= 0)
                .map(left -> "the AWS CLI wants more than 15 minutes, and " + Expiration.inWords(left) + " are left");
    }
}
