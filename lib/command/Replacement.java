//SOURCES AuthorityDialogue.java
//SOURCES DeviceChoice.java
//SOURCES DeviceNotes.java
//SOURCES Enrolment.java
//SOURCES FirstSession.java
//SOURCES MfaDialogue.java
//SOURCES Removal.java
//SOURCES ../io/Terminal.java
//SOURCES ../model/Problem.java
//SOURCES ../model/SerialNumber.java
//SOURCES ../model/ToPaste.java
//SOURCES ../session/Devices.java
//SOURCES ../session/World.java
package lib.command;

import java.util.List;
import java.util.Optional;
import lib.io.Terminal;
import lib.model.Problem;
import lib.model.SerialNumber;
import lib.model.ToPaste;
import lib.session.Devices;
import lib.session.World;

/**
 * A new phone in place of the old one: the new device is added, proved by a session, and only then the old one goes. So whenever
 * it is interrupted, the user has a device that works, and the files name one that does.
 *
 * @param agreed to disable and delete the old device without a question
 */
public record Replacement(World world, Enrolment.Wishes wishes, Optional<SerialNumber> oldDevice, boolean agreed) {

    private static final String WHICH = "Which one shall be replaced? A number: ";

    /**
     * The new device beside the old one.
     *
     * @param old absent where it had to make room for the new one
     */
    private record Added(Optional<SerialNumber> old, Enrolment.Enabled enabled) {}

    /** @throws Problem whatever keeps the device from being replaced */
    public void run(Devices.Owner owner) {
        var listed = devices().listed(owner);
        var old = choice().virtual(owner, listed, WHICH);
        var named = old.or(() -> Removal.recorded(owner));
        finish(owner, new AuthorityDialogue(world, wishes.via()).toEnable(owner, listed, named, afterwards(owner), authority -> {
            var known = listed.or(() -> devices().listed(owner, authority));
            var goes = old.or(() -> choice().virtual(owner, known, WHICH)).or(() -> named)
                    .orElseThrow(() -> new Problem.DevicesHidden(owner.base().name()));
            return added(owner, authority, known.orElse(List.of(goes)), goes);
        }));
    }

    private static String afterwards(Devices.Owner owner) {
        return "Then make a new device with: " + ToPaste.devices("enable", owner.base().name()) + "\n";
    }

    private Added added(Devices.Owner owner, Devices.Authority authority, List<SerialNumber> known, SerialNumber old) {
        var before = known.size() < Devices.MOST_DEVICES ? known : withRoom(owner, authority, known);
        var kept = Optional.of(old).filter(before::contains);
        kept.ifPresent(device -> world.terminal().say(device + " stays until a session has proved that the new device works"));
        return new Added(kept, new Enrolment(world, wishes).enabled(owner, authority, before));
    }

    /** The others go on working meanwhile. */
    private List<SerialNumber> withRoom(Devices.Owner owner, Devices.Authority authority, List<SerialNumber> known) {
        world.terminal().say(owner.user().name() + " has " + known.size()
                + " MFA devices, and AWS allows no more: one has to go before the new one comes");
        var first = MfaDialogue.asked(world, known.stream().filter(DeviceChoice::isVirtual).toList(), "Which one goes first? A number: ");
        requireConsent("Disable and delete " + first + " now? [y/N] ");
        return new Removal(world, Removal.Wishes.DELETED).makeRoom(owner, authority, known, first);
    }

    private void finish(Devices.Owner owner, Added added) {
        var enabled = added.enabled();
        try {
            var session = new FirstSession(world, owner, enabled.device(), enabled.authority()).run();
            new DeviceNotes(world).record(owner, enabled.authority(), enabled.now(), Optional.of(enabled.device()), added.old());
            added.old().ifPresent(old -> remove(owner, old, wishes.via().isPresent() ? enabled.authority() : devices().authority(session)));
        } catch (Problem stopped) {
            throw Problem.stoppedHalfway(stopped, enabled.device() + " is enabled" + added.old().map(old -> ", beside " + old).orElse(""),
                    added.old().map(old -> "disable the old one with: " + disabling(owner, old)
                            + "; or, to stay with the old one, disable the new one with: " + disabling(owner, enabled.device())).orElse(stopped.hint()));
        }
    }

    private static String disabling(Devices.Owner owner, SerialNumber device) {
        return ToPaste.devices("disable", owner.base().name(), "--serial-number", device.text());
    }

    private void remove(Devices.Owner owner, SerialNumber old, Devices.Authority authority) {
        if (!agreed) {
            requireConsent("Disable and delete " + old + " now? [y/N] ");
        }
        var removal = new Removal(world, Removal.Wishes.DELETED);
        removal.deactivate(owner, authority, old);
        removal.delete(authority, old);
    }

    private void requireConsent(String prompt) {
        var question = new Terminal.Question("your consent to disable the old device", "give it with --yes", prompt);
        if (!world.terminal().confirmForGood(question)) {
            throw new Problem.Cancelled();
        }
    }

    private DeviceChoice choice() {
        return new DeviceChoice(world, oldDevice);
    }

    private Devices devices() {
        return new Devices(world);
    }
}
