//SOURCES SessionDialogue.java
//SOURCES SessionWishes.java
//SOURCES ../io/Terminal.java
//SOURCES ../model/Choices.java
//SOURCES ../model/Expiration.java
//SOURCES ../model/Plan.java
//SOURCES ../model/Problem.java
//SOURCES ../model/Profile.java
//SOURCES ../model/SerialNumber.java
//SOURCES ../session/Devices.java
//SOURCES ../session/Sessions.java
//SOURCES ../session/World.java
package lib.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import lib.io.Terminal;
import lib.model.Choices;
import lib.model.Expiration;
import lib.model.Plan;
import lib.model.Problem;
import lib.model.Profile;
import lib.model.SerialNumber;
import lib.session.Devices;
import lib.session.Sessions;
import lib.session.World;

/**
 * Whose credentials change a user's devices: those that the command line names, the user's own live MFA session, or what the
 * person chooses. A user with a device needs MFA for it (AWS-2023-001); somebody else needs AWS's permission.
 *
 * @param via the profile that the command line names
 */
public record AuthorityDialogue(World world, Optional<String> via) {

    /** One line of the choice. */
    private record Candidate(String name, String remark, Supplier<Devices.Authority> authority) {}

    /**
     * To enable a device: the keys will do for the first one.
     *
     * @param listed the user's devices; absent where nobody may look, and what is recorded has to do
     */
    public Devices.Authority toEnable(Devices.Owner owner, Optional<List<SerialNumber>> listed) {
        if (via.isPresent()) {
            return named(via.get());
        }
        var hasNone = listed.map(List::isEmpty).orElse(owner.base().recordedDevice().isEmpty());
        return hasNone ? devices().keys(owner) : devices().ownSession(owner).orElseGet(() ->
                chosen(owner, "add", listed.isEmpty() || canStartSession(listed.get()), Optional.empty()));
    }

    /** To disable or delete a device. */
    public Devices.Authority toDisable(Devices.Owner owner, Optional<List<SerialNumber>> listed, Optional<SerialNumber> device) {
        return via.map(this::named).or(() -> devices().ownSession(owner)).orElseGet(() ->
                chosen(owner, "disable", listed.isEmpty() || canStartSession(listed.get()), device));
    }

    /** To resync a device, whose own codes start no session now. */
    public Devices.Authority toResync(Devices.Owner owner) {
        return via.map(this::named).or(() -> devices().ownSession(owner)).orElseGet(() -> devices().keys(owner));
    }

    private static boolean canStartSession(List<SerialNumber> devices) {
        return devices.stream().anyMatch(SerialNumber::givesTokenCodes);
    }

    // ------------------------------------------------------------------- the choice

    private Devices.Authority chosen(Devices.Owner owner, String change, boolean canStart, Optional<SerialNumber> device) {
        if (!world.terminal().canAsk()) {
            throw Problem.mfaSessionNeeded(owner.base().name(), change);
        }
        var candidates = candidates(owner, canStart);
        if (candidates.isEmpty()) {
            throw Problem.mfaSessionNeeded(owner.base().name(), change);
        }
        var width = candidates.stream().mapToInt(candidate -> candidate.name().length()).max().orElse(0);
        var choices = Choices.numbered(candidates, candidate -> ("%-" + width + "s  %s").formatted(candidate.name(), candidate.remark()));
        world.terminal().show("To " + change + " a device of " + owner.inWords() + ", AWS wants MFA, or somebody else who may do it:\n"
                + choices.text()
                + device.map(lost -> "If the phone is lost, choose an administrator's profile, or have an administrator run:\n"
                        + "      " + Devices.deactivationByAdministrator(owner, lost) + "\n").orElse(""));
        return world.terminal().choose(new Terminal.Question("whose credentials to use", "name a profile with --via", "Whose? A number: "),
                choices.withHint("the numbers go from 1 to " + candidates.size() + "; Ctrl-C ends")).authority().get();
    }

    private List<Candidate> candidates(Devices.Owner owner, boolean canStart) {
        var own = owner.base();
        var candidates = new ArrayList<Candidate>();
        if (canStart) {
            candidates.add(new Candidate(own.name(), "a new MFA session, with a code of its device", () -> active(own)));
        }
        devices().othersInEnvironment(owner).ifPresent(held -> candidates.add(new Candidate(
                "the environment", "a session of " + held.identity().resource(), held::authority)));
        new Sessions(world).profiles().all().stream().filter(other -> !isOf(own, other))
                .flatMap(other -> remark(other).map(remark -> new Candidate(other.name(), remark, () -> active(other))).stream())
                .forEach(candidates::add);
        return candidates;
    }

    private static boolean isOf(Profile.Base own, Profile other) {
        return other.name().equals(own.name()) || other.name().equals(own.sessionName());
    }

    /** Empty for what cannot be used here; the session of a base profile or a role stands for itself, in its own line. */
    private Optional<String> remark(Profile other) {
        return switch (other) {
            case Profile.Base base -> Optional.of(base.recordedDevice().isPresent()
                    ? "with an MFA session of it" : "its long-lived keys");
            case Profile.Role role -> Optional.of("with a role session of it");
            case Profile.Session session when session.isUsable(world.clock().instant()) -> session.expiration().map(expiration ->
                    session.inWords() + ", " + Expiration.inWords(expiration.remaining(world.clock().instant())) + " left");
            default -> Optional.empty();
        };
    }

    // ------------------------------------------------------------------ credentials

    private Devices.Authority named(String profile) {
        return active(new Sessions(world).profiles().require(profile));
    }

    /** A base profile without a device is used as it is. */
    private Devices.Authority active(Profile chosen) {
        var dialogue = new SessionDialogue(world, SessionWishes.usual(Plan.Mfa.IF_POSSIBLE), Map.of(), chosen);
        return devices().authority(dialogue.active().profile());
    }

    private Devices devices() {
        return new Devices(world);
    }
}
