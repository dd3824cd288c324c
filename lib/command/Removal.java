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
    private static final String WHICH = "Which one shall be disabled? A number: ";

    /**
     * What the command line says.
     *
     * @param device which one, where there are several
     * @param via whose credentials to use
     * @param agreed to disable it without a question
     * @param delete it, or not; asked for when absent
     */
    public record Wishes(Optional<SerialNumber> device, Optional<String> via, boolean agreed, Optional<Boolean> delete) {

        /** A device is disabled and deleted by whoever has agreed to that already. */
        static final Wishes DELETED = new Wishes(Optional.empty(), Optional.empty(), true, Optional.of(true));
    }

    /**
     * A device that is the user's no more.
     *
     * @param authority who disabled it
     * @param left the user's other devices, as far as they are known
     */
    private record Disabled(SerialNumber device, Devices.Authority authority, List<SerialNumber> left) {}

    /** @throws Problem whatever keeps the device from being disabled or deleted */
    public void run(Devices.Owner owner) {
        var listed = devices().listed(owner);
        if (isLeftover(owner, listed)) {
            deleteLeftover(owner, listed);
            return;
        }
        var device = choice().virtual(owner, listed, WHICH).map(chosen -> consented(owner, chosen));
        finish(owner, authorities().toDisable(owner, listed, device.or(() -> recorded(owner)), authority -> {
            var known = listed.or(() -> devices().listed(owner, authority));
            return disabled(owner, authority, known, device.orElseGet(() -> consented(owner, looked(owner, known))));
        }));
    }

    /** What an authority may see that the user's keys may not. */
    private SerialNumber looked(Devices.Owner owner, Optional<List<SerialNumber>> listed) {
        return choice().virtual(owner, listed, WHICH).or(() -> recorded(owner))
                .orElseThrow(() -> new Problem.DevicesHidden(owner.base().name()));
    }

    static Optional<SerialNumber> recorded(Devices.Owner owner) {
        return owner.base().recordedDevice().flatMap(SerialNumber::parse).filter(DeviceChoice::isVirtual);
    }

    private SerialNumber consented(Devices.Owner owner, SerialNumber device) {
        var question = new Terminal.Question("your consent to disable the device", "give it with --yes",
                "Disable %s of %s? [y/N] ".formatted(device, owner.inWords()));
        if (!wishes.agreed() && !world.terminal().confirmForGood(question)) {
            throw new Problem.Cancelled();
        }
        return device;
    }

    private Disabled disabled(Devices.Owner owner, Devices.Authority authority, Optional<List<SerialNumber>> known, SerialNumber device) {
        deactivate(owner, authority, device);
        return new Disabled(device, authority, known.orElseGet(() -> recorded(owner).stream().toList()).stream()
                .filter(other -> !other.equals(device)).toList());
    }

    /** Disables and deletes a device that is in the way of another. */
    List<SerialNumber> makeRoom(Devices.Owner owner, Devices.Authority authority, List<SerialNumber> listed, SerialNumber device) {
        var disabled = disabled(owner, authority, Optional.of(listed), device);
        record(owner, disabled);
        deleteIfWanted(owner, authority, device);
        return disabled.left();
    }

    private void record(Devices.Owner owner, Disabled disabled) {
        new DeviceNotes(world).record(owner, disabled.authority(), disabled.left(), Optional.empty(), Optional.of(disabled.device()));
    }

    private void finish(Devices.Owner owner, Disabled disabled) {
        record(owner, disabled);
        deleteIfWanted(owner, disabled.authority(), disabled.device());
        if (disabled.left().isEmpty()) {
            world.terminal().say("make a new device with: " + ToPaste.devices("enable", owner.base().name()));
        }
    }

    private void deleteIfWanted(Devices.Owner owner, Devices.Authority authority, SerialNumber device) {
        var exists = device + " is disabled but exists still";
        var next = "delete it with: " + Enrolment.deletion(owner, device);
        try {
            if (isToBeDeleted(device)) {
                delete(authority, device);
            } else {
                world.terminal().say(exists + "; an app that has its entry can enable it again\n  " + next);
            }
        } catch (Problem.Cancelled stopped) {
            throw Problem.stoppedHalfway(stopped, exists, next);
        } catch (Problem stopped) {
            throw Problem.stoppedHalfway(stopped, exists, stopped.hint());
        }
    }

    private boolean isToBeDeleted(SerialNumber device) {
        return wishes.delete().orElseGet(() -> !wishes.agreed() && world.terminal().canAsk() && world.terminal().confirmForGood(
                new Terminal.Question("whether to delete it", "use --delete or --no-delete", "Delete " + device
                        + " too? The app can never use its entry again. [y/N] ")));
    }

    // ------------------------------------------------------------- what an earlier run has left

    private boolean isLeftover(Devices.Owner owner, Optional<List<SerialNumber>> listed) {
        return wishes.device().isPresent() && listed.filter(devices -> !devices.contains(wishes.device().get())).isPresent()
                && devices().unassigned(devices().keys(owner)).contains(wishes.device().get());
    }

    private void deleteLeftover(Devices.Owner owner, Optional<List<SerialNumber>> listed) {
        var device = wishes.device().orElseThrow();
        world.terminal().say(device + " is not enabled");
        var isWanted = wishes.delete().orElseGet(() -> world.terminal().confirmForGood(new Terminal.Question("whether to delete it",
                "use --delete or --no-delete", "Delete it? [y/N] ")));
        if (isWanted) {
            var hasNone = listed.filter(List::isEmpty).isPresent();
            if (hasNone && wishes.via().isEmpty()) {
                delete(devices().keys(owner), device);
            } else {
                authorities().toDisable(owner, listed, Optional.empty(), authority -> {
                    delete(authority, device);
                    return device;
                });
            }
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

    private DeviceChoice choice() {
        return new DeviceChoice(world, wishes.device());
    }

    private AuthorityDialogue authorities() {
        return new AuthorityDialogue(world, wishes.via());
    }

    private Devices devices() {
        return new Devices(world);
    }
}
