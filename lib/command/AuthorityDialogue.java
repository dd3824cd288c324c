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
import java.util.function.Function;
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
     * Enables a device: the keys will do for the first one.
     *
     * @param listed the user's devices; absent where nobody may look, and what is named or recorded has to do
     * @param replaced the device that goes in return
     * @param afterwards what there is to do once an administrator has disabled that one
     * @param change is made again with other credentials where AWS refuses those that the person has chosen
     */
    <T> T toEnable(Devices.Owner owner, Optional<List<SerialNumber>> listed, Optional<SerialNumber> replaced, String afterwards,
            Function<Devices.Authority, T> change) {
        var hasNone = listed.map(List::isEmpty).orElse(owner.base().recordedDevice().isEmpty() && replaced.isEmpty());
        var authority = via.map(this::named).or(() -> hasNone ? Optional.of(devices().keys(owner)) : devices().ownSession(owner));
        return authority.map(change).orElseGet(() -> chosen(new Need(owner, "add", listed, replaced, afterwards), change));
    }

    /** Disables or deletes a device; parameters as in {@link #toEnable}. */
    <T> T toDisable(Devices.Owner owner, Optional<List<SerialNumber>> listed, Optional<SerialNumber> device,
            Function<Devices.Authority, T> change) {
        return via.map(this::named).or(() -> devices().ownSession(owner)).map(change).orElseGet(() ->
                chosen(new Need(owner, "disable", listed, device, ""), change));
    }

    /** To resync a device, whose own codes start no session now. */
    Devices.Authority toResync(Devices.Owner owner) {
        return via.map(this::named).or(() -> devices().ownSession(owner)).orElseGet(() -> devices().keys(owner));
    }

    /** Whether there is anybody who may perhaps add a device. */
    public boolean canEnable(Devices.Owner owner, Optional<List<SerialNumber>> listed) {
        var need = new Need(owner, "add", listed, Optional.empty(), "");
        return via.isPresent() || need.canStartSession() || devices().ownSession(owner).isPresent() || !candidates(need).isEmpty();
    }

    // ------------------------------------------------------------------- the choice

    /**
     * What somebody's credentials are needed for.
     *
     * @param change such as "disable"
     * @param device that goes, if it is known
     */
    private record Need(Devices.Owner owner, String change, Optional<List<SerialNumber>> listed, Optional<SerialNumber> device,
            String afterwards) {

        boolean canStartSession() {
            return listed.filter(devices -> devices.stream().noneMatch(SerialNumber::givesTokenCodes)).isEmpty();
        }

        /** Where AWS lists the devices, each may give the code; else only this one is known. */
        Optional<SerialNumber> onlyDevice() {
            return device.filter(named -> listed.isEmpty());
        }

        Problem nobody() {
            return canStartSession() ? Problem.mfaSessionNeeded(owner.base().name(), change)
                    : Problem.noCodesForSession(owner.base().name(), change, owner.consolePage());
        }

        /** What helps who can give no code, in whole lines. */
        String otherWays() {
            return device.map(lost -> "Is the phone lost? Choose an administrator's profile, or an administrator runs:\n      "
                            + Devices.deactivationByAdministrator(owner, lost) + "\n" + afterwards).orElse("")
                    + (canStartSession() ? "" : "Or manage your devices in " + owner.consolePage() + "\n");
        }
    }

    /** Asked again, without those that AWS has refused, as long as there is somebody left. */
    private <T> T chosen(Need need, Function<Devices.Authority, T> use) {
        var left = new ArrayList<>(world.terminal().canAsk() ? candidates(need) : List.of());
        if (left.isEmpty()) {
            throw need.nobody();
        }
        while (true) {
            var candidate = asked(need, left);
            try {
                return use.apply(candidate.authority().get());
            } catch (Problem.NotAllowed | Problem.CredentialsRejected | Problem.DeviceRejected | Problem.NoSuchRole
                    | Problem.Configuration refused) {
                left.remove(candidate);
                if (left.isEmpty()) {
                    throw refused;
                }
                world.terminal().explain(candidate.name() + " cannot do it: " + refused.message());
            }
        }
    }

    private Candidate asked(Need need, List<Candidate> candidates) {
        var width = candidates.stream().mapToInt(candidate -> candidate.name().length()).max().orElse(0);
        var numbered = Choices.numbered(candidates, candidate -> ("%-" + width + "s  %s").formatted(candidate.name(), candidate.remark()))
                .withHint("the numbers go from 1 to " + candidates.size() + "; Ctrl-C ends");
        var isOwnFirst = candidates.getFirst().name().equals(need.owner().base().name());
        var choices = isOwnFirst ? numbered.withOnEnter(candidates::getFirst) : numbered;
        world.terminal().show(window -> "To " + need.change() + " a device of " + need.owner().inWords()
                + ", AWS wants MFA or an administrator:\n" + choices.text(window) + need.otherWays());
        return world.terminal().choose(new Terminal.Question("whose credentials to use", "name a profile with --via",
                "Whose? A number" + (isOwnFirst ? " (Enter alone: 1): " : ": ")), choices);
    }

    private List<Candidate> candidates(Need need) {
        var own = need.owner().base();
        var candidates = new ArrayList<Candidate>();
        if (need.canStartSession()) {
            candidates.add(new Candidate(own.name(), "a new MFA session, with a code of its device", () -> active(own, need.onlyDevice())));
        }
        devices().othersInEnvironment(need.owner()).ifPresent(held -> candidates.add(new Candidate(
                "the environment", "a session of " + held.identity().resource(), held::authority)));
        world.terminal().progress("Asking AWS whose profiles may do it");
        devices().othersOfAccount(need.owner()).forEach(other ->
                candidates.add(new Candidate(other.name(), remark(other), () -> active(other, Optional.empty()))));
        world.terminal().progress("");
        return candidates;
    }

    private String remark(Profile other) {
        var sessions = new Sessions(world);
        return switch (other) {
            case Profile.Base base when sessions.usableSession(base).isPresent() ->
                    "its " + inWords(sessions.usableSession(base).get());
            case Profile.Role role when sessions.usableSession(role.sessionName()).isPresent() ->
                    "its " + inWords(sessions.usableSession(role.sessionName()).get());
            case Profile.Base base when base.recordedDevice().isPresent() -> "with an MFA session of it";
            case Profile.Role role -> "with a role session of it";
            case Profile.Session session -> inWords(session);
            default -> "its long-lived keys";
        };
    }

    private String inWords(Profile.Session session) {
        return session.inWords() + session.expiration().map(expiration ->
                ", " + Expiration.inWords(expiration.remaining(world.clock().instant())) + " left").orElse("");
    }

    // ------------------------------------------------------------------ credentials

    private Devices.Authority named(String profile) {
        return active(new Sessions(world).profiles().require(profile), Optional.empty());
    }

    /** A base profile without a device is used as it is. */
    private Devices.Authority active(Profile chosen, Optional<SerialNumber> device) {
        var usual = SessionWishes.usual(Plan.Mfa.IF_POSSIBLE);
        var dialogue = new SessionDialogue(world, device.map(usual::with).orElse(usual), Map.of(), chosen);
        return devices().authority(dialogue.active().profile());
    }

    private Devices devices() {
        return new Devices(world);
    }
}
