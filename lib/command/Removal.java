//SOURCES AuthorityDialogue.java
//SOURCES DeviceChoice.java
//SOURCES DeviceNotes.java
//SOURCES Enrolment.java
//SOURCES ../io/Terminal.java
//SOURCES ../model/Problem.java
//SOURCES ../model/SerialNumber.java
//SOURCES ../model/ToPaste.java
//SOURCES ../session/Devices.java
//SOURCES ../session/World.java
package lib.command;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import lib.io.Terminal;
import lib.model.Problem;
import lib.model.SerialNumber;
import lib.model.ToPaste;
import lib.session.Devices;
import lib.session.World;

/** Disables a virtual device, and deletes it if that is wanted. */
public record Removal(World world, Wishes wishes) {

    private static final Duration UNTIL_AWS_IS_DONE = Duration.ofSeconds(10);
    private static final int ATTEMPTS = 6;

    /**
     * What the command line says.
     *
     * @param device which one, where there are several
     * @param via whose credentials to use
     * @param agreed to disable it without a question
     * @param delete it, or not; asked for when absent
     */
    public record Wishes(Optional<SerialNumber> device, Optional<String> via, boolean agreed, Optional<Boolean> delete) {

        public static final Wishes NONE = new Wishes(Optional.empty(), Optional.empty(), false, Optional.empty());
    }

    /** @throws Problem whatever keeps the device from being disabled or deleted */
    public void run(Devices.Owner owner) {
        var listed = devices().listed(owner);
        if (isLeftover(owner, listed)) {
            deleteLeftover(owner, listed);
            return;
        }
        var device = listed.map(devices -> consented(owner, devices));
        var authority = authorities().toDisable(owner, listed, device.or(wishes::device));
        var known = listed.or(() -> devices().listed(owner, authority))
                .orElseThrow(() -> new Problem.DevicesHidden(owner.base().name()));
        remove(owner, authority, known, device.orElseGet(() -> consented(owner, known)));
    }

    private SerialNumber consented(Devices.Owner owner, List<SerialNumber> listed) {
        var device = new DeviceChoice(world, wishes.device()).virtual(owner, listed, "Which one shall be disabled? A number: ");
        var question = new Terminal.Question("leave to disable the device", "give it with --yes",
                "Disable %s of %s? [Y/n] ".formatted(device, owner.inWords()));
        if (!wishes.agreed() && !world.terminal().confirm(question)) {
            throw new Problem.Cancelled();
        }
        return device;
    }

    private void remove(Devices.Owner owner, Devices.Authority authority, List<SerialNumber> listed, SerialNumber device) {
        deactivate(owner, authority, device);
        var left = listed.stream().filter(other -> !other.equals(device)).toList();
        new DeviceNotes(world).record(owner, authority, left, Optional.empty(), Optional.of(device));
        deleteIfWanted(owner, authority, device);
        if (left.isEmpty()) {
            world.terminal().say("a new device is made with: " + ToPaste.devices("enable", owner.base().name()));
        }
    }

    private void deleteIfWanted(Devices.Owner owner, Devices.Authority authority, SerialNumber device) {
        var exists = device + " is disabled but exists still";
        var next = "delete it with: " + Enrolment.deletion(owner, device);
        try {
            if (isToBeDeleted(device)) {
                delete(authority, device);
            } else {
                world.terminal().say(exists + "; who has its entry in an app can enable it again\n  " + next);
            }
        } catch (Problem.Cancelled stopped) {
            throw Problem.stoppedHalfway(stopped, exists, next);
        } catch (Problem stopped) {
            throw Problem.stoppedHalfway(stopped, exists, stopped.hint());
        }
    }

    private boolean isToBeDeleted(SerialNumber device) {
        return wishes.delete().orElseGet(() -> !wishes.agreed() && world.terminal().canAsk() && world.terminal().confirm(
                new Terminal.Question("whether to delete it", "use --delete or --no-delete", "Delete " + device
                        + " too? Its entry in the app is of no use then; an administrator may delete what is left over. [Y/n] ")));
    }

    // ------------------------------------------------------------- what an earlier run has left

    private boolean isLeftover(Devices.Owner owner, Optional<List<SerialNumber>> listed) {
        return wishes.device().isPresent() && listed.filter(devices -> !devices.contains(wishes.device().get())).isPresent()
                && devices().unassigned(devices().keys(owner)).contains(wishes.device().get());
    }

    private void deleteLeftover(Devices.Owner owner, Optional<List<SerialNumber>> listed) {
        var device = wishes.device().orElseThrow();
        world.terminal().say(device + " is not enabled");
        var isWanted = wishes.delete().orElseGet(() -> world.terminal().confirm(new Terminal.Question("whether to delete it",
                "use --delete or --no-delete", "Delete it? [Y/n] ")));
        if (isWanted) {
            var hasNone = listed.filter(List::isEmpty).isPresent();
            delete(hasNone && wishes.via().isEmpty() ? devices().keys(owner)
                    : authorities().toDisable(owner, listed, Optional.of(device)), device);
        }
    }

    // ------------------------------------------------------------------------ AWS

    void deactivate(Devices.Owner owner, Devices.Authority authority, SerialNumber device) {
        patiently(() -> Enrolment.sayIfLost(world, devices().deactivate(owner, authority, device)));
        world.terminal().say(device + " is disabled");
    }

    void delete(Devices.Authority authority, SerialNumber device) {
        patiently(() -> Enrolment.sayIfLost(world, devices().delete(authority, device)));
        world.terminal().say(device + " is deleted");
    }

    /** What AWS is still busy with passes. */
    private void patiently(Runnable change) {
        for (var attempt = 1; attempt < ATTEMPTS; attempt++) {
            try {
                change.run();
                return;
            } catch (Problem.DeviceBusy busy) {
                awaitAws(busy);
            }
        }
        change.run();
    }

    private void awaitAws(Problem.DeviceBusy busy) {
        if (!world.terminal().canAsk()) {
            throw busy;
        }
        world.terminal().say(busy.message());
        world.terminal().countDown(UNTIL_AWS_IS_DONE, left -> "Again in " + left + " s");
    }

    private AuthorityDialogue authorities() {
        return new AuthorityDialogue(world, wishes.via());
    }

    private Devices devices() {
        return new Devices(world);
    }
}
