//SOURCES ../model/Problem.java
//SOURCES ../model/SerialNumber.java
//SOURCES ../session/Devices.java
//SOURCES ../session/World.java
package lib.command;

import java.util.List;
import java.util.Optional;
import lib.model.Problem;
import lib.model.SerialNumber;
import lib.session.Devices;
import lib.session.World;

/** Writes down which devices a user has now, and says where. */
record DeviceNotes(World world) {

    /** Files that cannot be written undo nothing at AWS. Parameters as in {@link Devices#record}. */
    void record(Devices.Owner owner, Devices.Authority authority, List<SerialNumber> devices, Optional<SerialNumber> preferred,
            Optional<SerialNumber> gone) {
        try {
            new Devices(world).record(owner, authority, devices, preferred, gone).forEach((profile, device) ->
                    world.terminal().say(device.map(now -> profile + ": the codes now come from " + now)
                            .orElse(profile + ": no MFA device is recorded now")));
        } catch (Problem unwritable) {
            world.terminal().say("note: the AWS files could not be changed: " + unwritable.message() + "; "
                    + unwritable.hint());
        }
    }
}
