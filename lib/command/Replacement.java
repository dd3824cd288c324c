//SOURCES AuthorityDialogue.java
//SOURCES DeviceChoice.java
//SOURCES DeviceNotes.java
//SOURCES Enrolment.java
//SOURCES FirstSession.java
//SOURCES Removal.java
//SOURCES ../io/Terminal.java
//SOURCES ../model/Problem.java
//SOURCES ../model/SerialNumber.java
//SOURCES ../model/ToPaste.java
//SOURCES ../session/Devices.java
//SOURCES ../session/World.java
package lib.command;

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

    /** @throws Problem whatever keeps the device from being replaced */
    public void run(Devices.Owner owner) {
        var listed = devices().listed(owner);
        var authority = new AuthorityDialogue(world, wishes.via()).toEnable(owner, listed);
        var known = listed.or(() -> devices().listed(owner, authority))
                .orElseThrow(() -> new Problem.DevicesHidden(owner.base().name()));
        var old = new DeviceChoice(world, oldDevice).virtual(owner, known, "Which one shall be replaced? A number: ");
        world.terminal().say(old + " goes when a new device is there and a session has proved it; until then it works");
        var enabled = new Enrolment(world, wishes).enabled(owner, authority, known);
        finish(owner, old, enabled);
    }

    private void finish(Devices.Owner owner, SerialNumber old, Enrolment.Enabled enabled) {
        try {
            var session = new FirstSession(world, owner, enabled.device(), enabled.authority()).run();
            new DeviceNotes(world).record(
                    owner, enabled.authority(), enabled.now(), Optional.of(enabled.device()), Optional.of(old));
            remove(owner, old, wishes.via().isPresent() ? enabled.authority() : devices().authority(session));
        } catch (Problem stopped) {
            throw Problem.stoppedHalfway(stopped, enabled.device() + " is enabled, beside " + old,
                    "go on with: " + ToPaste.devices("disable", owner.base().name(), "--serial-number", old.text())
                            + "; or go back, with the same for " + enabled.device());
        }
    }

    private void remove(Devices.Owner owner, SerialNumber old, Devices.Authority authority) {
        if (!agreed && !world.terminal().confirm(new Terminal.Question("leave to disable the old device", "give it with --yes",
                "Disable and delete " + old + " now? [Y/n] "))) {
            throw new Problem.Cancelled();
        }
        var removal = new Removal(world, Removal.Wishes.NONE);
        removal.deactivate(owner, authority, old);
        removal.delete(authority, old);
    }

    private Devices devices() {
        return new Devices(world);
    }
}
