//SOURCES ../io/Terminal.java
//SOURCES ../model/Expiration.java
//SOURCES ../model/Problem.java
//SOURCES ../model/Profile.java
//SOURCES ../model/Profiles.java
//SOURCES ../model/RoleChain.java
//SOURCES ../model/SessionStatus.java
//SOURCES ../model/ToPaste.java
//SOURCES ../session/Sessions.java
//SOURCES ../session/World.java
package lib.command;

import java.util.Optional;
import lib.io.Terminal;
import lib.model.Expiration;
import lib.model.Problem;
import lib.model.Profile;
import lib.model.Profiles;
import lib.model.RoleChain;
import lib.model.SessionStatus;
import lib.model.ToPaste;
import lib.session.Sessions;
import lib.session.World;

/**
 * {@code login}: a session under a name that every AWS tool finds from then on. It stands in the profile itself where that holds no
 * long-lived keys, and beside it elsewhere; AWS's tools follow {@code role_arn} before keys in the same section, so that of a role
 * always stands beside it.
 */
public record Login(World world) {

    /**
     * Whose session it is to be.
     *
     * @param replaces whether a session of another tool stands there, which the person gives up
     */
    public record Place(Profile profile, boolean replaces) {}

    /**
     * The place for a session.
     *
     * @param named what the person wants to log in to
     * @param agreed whether they have said that a session of another tool may go
     * @throws Problem what is missing, and {@link Problem.Cancelled} where they keep the other tool's session
     */
    public Place place(Profile named, boolean agreed) {
        return switch (named) {
            case Profile.Session session when session.isOfAnotherTool() && !Profile.isNameOfSession(session.name()) -> inPlaceOf(session, agreed);
            case Profile.Session session when session.isOfAnotherTool() -> place(ownerOf(session), agreed);
            case Profile.Session session -> new Place(session, false);
            case Profile.Base base -> beside(base, base.sessionName(), agreed);
            case Profile.Role role when role.settings().get("role_arn").isPresent() -> beside(role, role.sessionName(), agreed);
            case Profile.Role role -> throw RoleChain.withoutArn(profiles(), role);
            case Profile.Managed managed when managed.mayBeLongLived() -> beside(managed, managed.sessionName(), agreed);
            case Profile.Managed managed -> throw Problem.notABaseProfile(managed.name(), "has its credentials from " + managed.by(),
                    "sign in there; this suite starts sessions of long-lived keys only");
            case Profile.Keyless keyless -> throw keyless.hasNoKeys() && profiles().named(keyless.name() + Profile.LONG_TERM).isEmpty()
                    ? Problem.nothingToLogInWith(keyless.name()) : profiles().problemOf(keyless);
        };
    }

    private Place inPlaceOf(Profile.Session others, boolean agreed) {
        if (others.sourceProfile().isEmpty()) {
            throw Problem.notABaseProfile(others.name(), "is a session of another tool, and nothing says with whose keys to start another",
                    "name the profile that has them with: " + ToPaste.aws("configure", "set", "source_profile", "NAME", "--profile", others.name()));
        }
        requireReplaceable(others, agreed);
        return new Place(others.asOwn(), true);
    }

    private Profile ownerOf(Profile.Session overwritten) {
        var name = overwritten.name();
        return profiles().require(name.substring(0, name.lastIndexOf('-')));
    }

    private Place beside(Profile owner, String sessionName, boolean agreed) {
        var others = profiles().session(sessionName).filter(Profile.Session::isOfAnotherTool);
        others.ifPresent(session -> requireReplaceable(session, agreed));
        return new Place(owner, others.isPresent());
    }

    /** What has ended is of no use to anybody. */
    private void requireReplaceable(Profile.Session others, boolean agreed) {
        var status = SessionStatus.of(others, profiles(), Optional.empty(), world.clock().instant(), Expiration.SLACK);
        var isOver = status.state() == SessionStatus.State.EXPIRED || status.state() == SessionStatus.State.INVALID;
        if (!agreed && !isOver && !world.terminal().confirmForGood(new Terminal.Question(
                "whether the session of another tool in " + others.name() + " may go", "agree with --force",
                "%s holds a session of another tool%s. Put one of this suite in its place? [y/N] ".formatted(others.name(),
                        status.remaining().map(left -> ", " + Expiration.inWords(left) + " left").orElse(""))))) {
            throw new Problem.Cancelled();
        }
    }

    private Profiles profiles() {
        return new Sessions(world).profiles();
    }
}
