//SOURCES AuthorityDialogue.java
//SOURCES CodePairDialogue.java
//SOURCES DeviceChoice.java
//SOURCES DeviceNotes.java
//SOURCES FirstSession.java
//SOURCES SeedPages.java
//SOURCES ../io/Aws.java
//SOURCES ../io/Terminal.java
//SOURCES ../model/Arn.java
//SOURCES ../model/Choices.java
//SOURCES ../model/Problem.java
//SOURCES ../model/SerialNumber.java
//SOURCES ../model/ToPaste.java
//SOURCES ../session/Devices.java
//SOURCES ../session/World.java
package lib.command;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import lib.io.Aws;
import lib.io.Terminal;
import lib.model.Arn;
import lib.model.Choices;
import lib.model.Problem;
import lib.model.SerialNumber;
import lib.model.ToPaste;
import lib.session.Devices;
import lib.session.World;

/**
 * Creates a virtual device, gets its seed into an app, and enables it. However that ends, no device is left half made without a
 * word: who gives up is asked whether to delete it, and where nobody can be asked any more it is deleted.
 */
public record Enrolment(World world, Wishes wishes) {

    /**
     * What the command line says.
     *
     * @param name of the new device
     * @param existing a device that nobody has enabled, whose seed an app has
     * @param codes two codes in a row, or {@code -}
     * @param via whose credentials to use
     */
    public record Wishes(Optional<String> name, Optional<SerialNumber> existing, Optional<String> codes, Optional<String> via) {}

    /**
     * A device that works now.
     *
     * @param authority who enabled it
     * @param before the devices that the user had
     */
    record Enabled(SerialNumber device, Devices.Authority authority, List<SerialNumber> before) {

        List<SerialNumber> now() {
            return Stream.concat(before.stream(), Stream.of(device)).toList();
        }
    }

    /** What to do about a device that an earlier run has left. */
    private enum Leftover { REUSE, DELETE, KEEP }

    /** Up to the first session. */
    public void run(Devices.Owner owner) {
        var enabled = enabled(owner);
        var next = "start a session with: " + ToPaste.awscliMfa(owner.base().name());
        try {
            record(owner, enabled);
            var start = question("Start the first MFA session with it now? [Y/n] ");
            if (world.terminal().canAsk() && world.terminal().confirm(start)) {
                new FirstSession(world, owner, enabled.device(), enabled.authority()).run();
            } else {
                world.terminal().say(next);
            }
        } catch (Problem stopped) {
            throw Problem.stoppedHalfway(stopped, enabled.device() + " is enabled", next);
        }
    }

    private void record(Devices.Owner owner, Enabled enabled) {
        var recorded = recorded(owner);
        var isRight = recorded.filter(enabled.before()::contains).isPresent();
        var isPreferred = !isRight || world.terminal().canAsk() && world.terminal().confirm(question(
                "Ask for its codes from now on, instead of those of %s? [Y/n] ".formatted(recorded.get())));
        new DeviceNotes(world).record(owner, enabled.authority(), enabled.now(),
                Optional.of(enabled.device()).filter(device -> isPreferred), recorded.filter(device -> !isRight));
    }

    private static Optional<SerialNumber> recorded(Devices.Owner owner) {
        return owner.base().recordedDevice().flatMap(SerialNumber::parse);
    }

    private Enabled enabled(Devices.Owner owner) {
        wishes.existing().filter(device -> !DeviceChoice.isVirtual(device)).ifPresent(other -> {
            throw Problem.notVirtual(other.text(), other.kind().inWords(), owner.consolePage());
        });
        var listed = devices().listed(owner);
        listed.ifPresent(known -> requireRoom(owner, known));
        return new AuthorityDialogue(world, wishes.via()).toEnable(owner, listed, Optional.empty(), "", authority ->
                enabled(owner, authority, listed.or(() -> devices().listed(owner, authority))
                        .orElseGet(() -> recorded(owner).stream().toList())));
    }

    private static void requireRoom(Devices.Owner owner, List<SerialNumber> known) {
        if (known.size() >= Devices.MOST_DEVICES) {
            throw Problem.tooManyDevices(owner.user().name() + " has " + known.size());
        }
    }

    /** @throws Problem whatever keeps the device from being enabled */
    Enabled enabled(Devices.Owner owner, Devices.Authority authority, List<SerialNumber> before) {
        requireRoom(owner, before);
        var device = wishes.existing().or(() -> reused(owner, authority))
                .map(leftover -> enabledAgain(owner, authority, leftover))
                .orElseGet(() -> enabledAnew(owner, authority));
        world.terminal().say(device + " is enabled");
        return new Enabled(device, authority, before);
    }

    // ------------------------------------------------------- what an earlier run has left

    private Optional<SerialNumber> reused(Devices.Owner owner, Devices.Authority authority) {
        var leftovers = devices().leftovers(owner, authority).stream()
                .filter(leftover -> wishes.name().isEmpty() || leftover.arn().map(Arn::name).equals(wishes.name())).toList();
        for (var leftover : leftovers) {
            if (!world.terminal().canAsk()) {
                world.terminal().say("note: " + leftover
                        + " exists but is not enabled; if an app has it, name it with --serial-number");
            } else if (decided(authority, leftover) == Leftover.REUSE) {
                return Optional.of(leftover);
            }
        }
        return Optional.empty();
    }

    private Leftover decided(Devices.Authority authority, SerialNumber leftover) {
        var choices = Choices.lettered(Stream.of(
                Choices.Line.of("R", "reuse it, if your app still has its entry; AWS never shows its seed again", Leftover.REUSE),
                Choices.Line.of("D", "delete it and make a new one", Leftover.DELETE),
                Choices.Line.of("K", "keep it and make another", Leftover.KEEP))
                .filter(line -> wishes.name().isEmpty() || !line.key().equals("K")).toList());
        world.terminal().show(window -> leftover + " exists but is not enabled: an earlier run has left it.\n" + choices.text(window));
        var decision = world.terminal().choose(question("What do you want to do? " + choices.letters() + ": "), choices);
        if (decision == Leftover.DELETE) {
            sayIfLost(world, devices().delete(authority, leftover));
            world.terminal().say(leftover + " is deleted");
        }
        return decision;
    }

    private SerialNumber enabledAgain(Devices.Owner owner, Devices.Authority authority, SerialNumber leftover) {
        new CodePairDialogue(world, wishes.codes()).with(CodePairDialogue.Shown.by(leftover), codes ->
                sayIfLost(world, devices().enable(owner, authority, leftover, codes)));
        return leftover;
    }

    // ---------------------------------------------------------------------- a new device

    private SerialNumber enabledAnew(Devices.Owner owner, Devices.Authority authority) {
        if (!world.terminal().canAsk()) {
            throw Problem.nobodyToAsk("two codes of the new device",
                    "run it in a terminal, or enable a device that exists with --serial-number and --codes");
        }
        var created = created(owner, authority);
        var halfMade = new HalfMade(authority, created.serialNumber());
        try (var pages = new SeedPages(world, owner, created.serialNumber(), created.seed())) {
            world.terminal().say(created.serialNumber() + " is created; AWS wants two codes in a row to enable it");
            pages.show();
            var shown = new CodePairDialogue.Shown(created.serialNumber(), Optional.of(created.seed()), pages::show);
            new CodePairDialogue(world, Optional.empty()).with(shown, codes ->
                    sayIfLost(world, devices().enable(owner, authority, created.serialNumber(), codes)));
            halfMade.settle();
            return created.serialNumber();
        } catch (Problem failed) {
            throw givenUp(owner, halfMade, failed);
        }
    }

    /** Where AWS's answer is lost, so is the seed. */
    private Aws.NewDevice created(Devices.Owner owner, Devices.Authority authority) {
        try {
            return devices().create(owner, authority, wishes.name());
        } catch (Problem.Other failed) {
            throw Problem.stoppedHalfway(failed, "AWS may have made a device all the same",
                    "run it again when the network is back: it offers what is left over");
        }
    }

    /** @param lost what kept AWS's answer away */
    static void sayIfLost(World world, Optional<Problem> lost) {
        lost.ifPresent(why -> world.terminal().say(why.message() + "; but AWS did it"));
    }

    /** Returns what to end with. */
    private Problem givenUp(Devices.Owner owner, HalfMade halfMade, Problem why) {
        if (!(why instanceof Problem.Cancelled)) {
            world.terminal().explain(why.message());
        }
        var isRefused = isToBeDeleted(halfMade.device);
        if (isRefused && halfMade.delete()) {
            return why;
        }
        halfMade.settle();
        devices().rememberLeftover(owner, halfMade.device);
        var delete = deletion(owner, halfMade.device);
        return Problem.stoppedHalfway(why, halfMade.device + " exists at AWS but is not enabled",
                "if the app has it, enable it with: " + ToPaste.devices("enable", owner.base().name(), "--serial-number", halfMade.device.text())
                        + (isRefused ? "; if not, make another with: " + ToPaste.devices("enable", owner.base().name())
                                + "; and once you have an MFA session, delete it with: " + delete : "; if not, delete it with: " + delete));
    }

    static String deletion(Devices.Owner owner, SerialNumber device) {
        return ToPaste.devices("disable", owner.base().name(), "--serial-number", device.text(), "--delete");
    }

    /** Who does not answer goes without the device, too. */
    private boolean isToBeDeleted(SerialNumber device) {
        try {
            return world.terminal().confirm(question(device + " is not enabled. Delete it again? [Y/n] "));
        } catch (Problem noAnswer) {
            return true;
        }
    }

    /** A device between its creation and the moment it works. A signal that ends the process deletes it. */
    private final class HalfMade {
        private final Devices.Authority authority;
        private final SerialNumber device;
        private final Thread atTheEnd = new Thread(this::delete);
        private boolean isSettled;

        HalfMade(Devices.Authority authority, SerialNumber device) {
            this.authority = authority;
            this.device = device;
            Runtime.getRuntime().addShutdownHook(atTheEnd);
        }

        /** It works, or it stays as it is. */
        synchronized void settle() {
            isSettled = true;
            try {
                Runtime.getRuntime().removeShutdownHook(atTheEnd);
            } catch (IllegalStateException endingAlready) {
                // then it finds nothing to do
            }
        }

        /** Returns whether it is gone. The hook stays until it is, so that the end of the process waits for it. */
        synchronized boolean delete() {
            if (isSettled) {
                return true;
            }
            try {
                sayIfLost(world, devices().delete(authority, device));
                world.terminal().say(device + " is deleted again");
                return true;
            } catch (Problem refused) {
                world.terminal().say("it could not be deleted: " + refused.message());
                return false;
            } finally {
                settle();
            }
        }
    }

    private static Terminal.Question question(String prompt) {
        return new Terminal.Question("what to do", "run it in a terminal", prompt);
    }

    private Devices devices() {
        return new Devices(world);
    }
}
