//SOURCES MfaDialogue.java
//SOURCES ../model/Problem.java
//SOURCES ../model/SerialNumber.java
//SOURCES ../session/Devices.java
//SOURCES ../session/World.java
package lib.command;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import lib.model.Problem;
import lib.model.SerialNumber;
import lib.session.Devices;
import lib.session.World;

/**
 * One of the devices that AWS lists for a user.
 *
 * @param wanted what the command line says
 */
record DeviceChoice(World world, Optional<SerialNumber> wanted) {

    /**
     * @throws Problem {@link Problem#notThisUsersDevice}, {@link Problem#notVirtual}, {@link Problem#noVirtualDevice},
     *     {@link Problem.NoMfaDevice}
     */
    SerialNumber virtual(Devices.Owner owner, List<SerialNumber> listed, String prompt) {
        return of(owner, listed, device -> device.kind() == SerialNumber.Kind.VIRTUAL, prompt);
    }

    /** A virtual or a hardware device; throws the same. */
    SerialNumber withCodes(Devices.Owner owner, List<SerialNumber> listed, String prompt) {
        return of(owner, listed, SerialNumber::givesTokenCodes, prompt);
    }

    private SerialNumber of(Devices.Owner owner, List<SerialNumber> listed, Predicate<SerialNumber> suits, String prompt) {
        if (wanted.isPresent() && !listed.contains(wanted.get())) {
            throw Problem.notThisUsersDevice(wanted.get().text(), owner.user().name());
        }
        if (wanted.filter(suits.negate()).isPresent()) {
            throw Problem.notVirtual(wanted.get().text(), wanted.get().kind().inWords());
        }
        return wanted.orElseGet(() -> oneOf(owner, listed, listed.stream().filter(suits).toList(), prompt));
    }

    private SerialNumber oneOf(Devices.Owner owner, List<SerialNumber> listed, List<SerialNumber> suitable, String prompt) {
        if (listed.isEmpty()) {
            throw new Problem.NoMfaDevice(owner.base().name());
        }
        if (suitable.isEmpty()) {
            throw Problem.noVirtualDevice(owner.base().name(), listed.stream()
                    .map(device -> device + " (" + device.kind().inWords() + ")").collect(Collectors.joining(", ")));
        }
        return suitable.size() == 1 ? suitable.getFirst() : MfaDialogue.asked(world, suitable, prompt);
    }
}
