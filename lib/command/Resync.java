//SOURCES AuthorityDialogue.java
//SOURCES CodePairDialogue.java
//SOURCES DeviceChoice.java
//SOURCES ../model/Problem.java
//SOURCES ../model/SerialNumber.java
//SOURCES ../model/ToPaste.java
//SOURCES ../session/Devices.java
//SOURCES ../session/World.java
package lib.command;

import java.util.Optional;
import lib.model.Problem;
import lib.model.SerialNumber;
import lib.model.ToPaste;
import lib.session.Devices;
import lib.session.World;

/**
 * Puts a device in step with AWS, which no longer accepts its codes.
 *
 * @param device which one, where there are several
 * @param codes two in a row, or {@code -}
 * @param via whose credentials to use
 */
public record Resync(World world, Optional<SerialNumber> device, Optional<String> codes, Optional<String> via) {

    /** @throws Problem whatever keeps the device from being resynced */
    public void run(Devices.Owner owner) {
        var authority = new AuthorityDialogue(world, via).toResync(owner);
        var listed = devices().listed(owner, authority).or(() -> devices().listed(owner));
        var chosen = new DeviceChoice(world, device).withCodes(owner, listed, "Which device's codes does AWS refuse? A number: ")
                .or(owner.base()::serialNumber)
                .orElseThrow(() -> new Problem.DevicesHidden(owner.base().name()));
        try {
            new CodePairDialogue(world, codes).with(CodePairDialogue.Shown.by(chosen), pair ->
                    devices().resync(owner, authority, chosen, pair));
        } catch (Problem.Other lost) {
            throw Problem.stoppedHalfway(lost, "AWS may have taken the codes all the same; it does not say",
                    "see whether a session starts: " + ToPaste.awscliMfa(owner.base().name(), "--force") + "; if not, try again");
        }
        world.terminal().say("AWS accepts the codes of " + chosen + " again");
    }

    private Devices devices() {
        return new Devices(world);
    }
}
