//SOURCES ../io/Terminal.java
//SOURCES ../model/Arn.java
//SOURCES ../model/Environment.java
//SOURCES ../model/Origin.java
//SOURCES ../model/Problem.java
//SOURCES ../model/Profile.java
//SOURCES ../model/Profiles.java
//SOURCES ../model/SerialNumber.java
//SOURCES ../session/Sessions.java
//SOURCES ../session/World.java
package lib.command;

import java.util.Map;
import java.util.Optional;
import lib.io.Terminal;
import lib.model.Arn;
import lib.model.Environment;
import lib.model.Origin;
import lib.model.Problem;
import lib.model.Profile;
import lib.model.Profiles;
import lib.model.SerialNumber;
import lib.session.Sessions;
import lib.session.World;

/** {@code --announce}, as {@code aws_env} wants it: what this terminal had before, and whose credentials it has now. */
public record Announcement(World world) {

    /**
     * What gives place to the session of another profile. Of what would be lost with it, the person is asked.
     *
     * @throws Problem.Cancelled it is to stay
     */
    public void before(Profile wanted) {
        var here = Environment.of(world.environment(), new Sessions(world).profiles(), Map.of(), world.clock().instant());
        if (here.state() instanceof Environment.State.Unselected || here.selectedName().filter(name -> isOf(wanted, name)).isPresent()) {
            return;
        }
        world.terminal().say("here until now: " + here.judgement().getFirst());
        if (isOnlyHere(here) && world.terminal().canAsk() && !world.terminal().confirm(new Terminal.Question(
                "whether these keys may go", "clear them first",
                "They are stored nowhere. Let " + wanted.name() + " take their place? [Y/n] "))) {
            throw new Problem.Cancelled();
        }
    }

    private static boolean isOf(Profile profile, String name) {
        return name.equals(profile.name()) || name.equals(profile.name() + Profile.MFA_SESSION_SUFFIX)
                || name.equals(profile.name() + Profile.ROLE_SESSION_SUFFIX);
    }

    private static boolean isOnlyHere(Environment here) {
        var isStoredNowhere = switch (here.state()) {
            case Environment.State.Altered _, Environment.State.Different _, Environment.State.Unnamed _ -> true;
            default -> false;
        };
        return isStoredNowhere && here.state().standing().verdict().compareTo(Environment.Verdict.EXPIRED) < 0;
    }

    /**
     * Asks AWS whose credentials these are.
     *
     * @throws Problem.CredentialsRejected AWS does not take them
     */
    public void whose(Profile profile) {
        if (profile instanceof Profile.Base || profile instanceof Profile.Session session && session.credentials().isPresent()) {
            world.terminal().say(identity(profile) + (profile instanceof Profile.Base ? "\ndevice: none; without MFA"
                    : device(profile).map(device -> "\ndevice: " + device).orElse("")));
        }
    }

    private String identity(Profile profile) {
        try {
            return inWords(new Sessions(world).identity(profile));
        } catch (Problem.CredentialsRejected refused) {
            throw refused;
        } catch (Problem unanswered) {
            return "user: not known, since " + unanswered.message();
        }
    }

    private static String inWords(Arn arn) {
        return (arn.isRoot() ? "user: the root" : (arn.isAssumedRole() ? "role: " : "user: ") + arn.name()) + " of account " + arn.account();
    }

    /** The one that its codes come from. */
    private Optional<SerialNumber> device(Profile profile) {
        var profiles = new Sessions(world).profiles();
        return switch (profile) {
            case Profile.Session session -> Origin.recorded(session).flatMap(Origin::device)
                    .or(() -> session.sourceProfile().flatMap(profiles::named).flatMap(source -> recorded(source, profiles)));
            default -> Optional.empty();
        };
    }

    private static Optional<SerialNumber> recorded(Profile source, Profiles profiles) {
        return switch (source) {
            case Profile.Base base -> base.recordedDevice().flatMap(SerialNumber::parse);
            case Profile.Role role -> role.recordedDevice().flatMap(SerialNumber::parse).or(() -> role.sourceProfile()
                    .filter(name -> !name.equals(role.name())).flatMap(profiles::named)
                    .filter(Profile.Base.class::isInstance).flatMap(base -> recorded(base, profiles)));
            default -> Optional.empty();
        };
    }
}
