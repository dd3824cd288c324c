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
 * One of the devices of a user: of those that AWS lists, and where it lists none to anybody here, the one that is named.
 *
 * @param wanted what the command line says
 */
record DeviceChoice(World world, Optional<SerialNumber> wanted) {

    /**
     * @param listed absent where AWS lets nobody look
     * @return empty where AWS lets nobody look and none is named
     * @throws Problem {@link Problem#notThisUsersDevice}, {@link Problem#notVirtual}, {@link Problem#noVirtualDevice},
     *     {@link Problem.NoMfaDevice}
     */
    Optional<SerialNumber> virtual(Devices.Owner owner, Optional<List<SerialNumber>> listed, String prompt) {
        return of(owner, listed, DeviceChoice::isVirtual, prompt);
    }

    /** A virtual or a hardware device; throws the same. */
    Optional<SerialNumber> withCodes(Devices.Owner owner, Optional<List<SerialNumber>> listed, String prompt) {
        return of(owner, listed, SerialNumber::givesTokenCodes, prompt);
    }

    static boolean isVirtual(SerialNumber device) {
        return device.kind() == SerialNumber.Kind.VIRTUAL;
    }

    private Optional<SerialNumber> of(
            Devices.Owner owner, Optional<List<SerialNumber>> listed, Predicate<SerialNumber> suits, String prompt) {
        if (listed.isEmpty()) {
            wanted.ifPresent(device -> requireSuitable(owner, device, suits));
            return wanted;
        }
        return Optional.of(ofListed(owner, listed.get(), suits, prompt));
    }

    private SerialNumber ofListed(Devices.Owner owner, List<SerialNumber> listed, Predicate<SerialNumber> suits, String prompt) {
        if (wanted.isPresent() && !listed.contains(wanted.get())) {
            throw Problem.notThisUsersDevice(wanted.get().text(), owner.user().name());
        }
        wanted.ifPresent(device -> requireSuitable(owner, device, suits));
        return wanted.orElseGet(() -> oneOf(owner, listed, listed.stream().filter(suits).toList(), prompt));
    }

    private static void requireSuitable(Devices.Owner owner, SerialNumber device, Predicate<SerialNumber> suits) {
        if (!suits.test(device)) {
            throw Problem.notVirtual(device.text(), device.kind().inWords(), owner.consolePage());
        }
    }

    private SerialNumber oneOf(Devices.Owner owner, List<SerialNumber> listed, List<SerialNumber> suitable, String prompt) {
        if (listed.isEmpty()) {
            throw new Problem.NoMfaDevice(owner.base().name());
        }
        if (suitable.isEmpty()) {
            throw Problem.noVirtualDevice(owner.base().name(), listed.stream()
                    .map(device -> device + " (" + device.kind().inWords() + ")").collect(Collectors.joining(", ")), owner.consolePage());
        }
        return suitable.size() == 1 ? suitable.getFirst() : MfaDialogue.asked(world, suitable, prompt);
    }
}
