//SOURCES Problem.java
//SOURCES SerialNumber.java
package lib.model;

import java.util.List;
import java.util.Optional;

/** What is known of a user's MFA devices: which there are, perhaps none; that AWS does not let anybody look; or nothing at all. */
public sealed interface DeviceList {

    /** AWS listed them. */
    record Listed(List<SerialNumber> all) implements DeviceList {}

    /** AWS does not let the user look. */
    record Hidden(Problem why) implements DeviceList {}

    /** AWS was asked and did not answer that: it is too busy, or the way there is broken. */
    record Unknown(Problem why) implements DeviceList {

        public String inWords() {
            return "its MFA devices are not known: " + why.message();
        }
    }

    /** Empty where AWS did not list them. */
    default Optional<List<SerialNumber>> listed() {
        return this instanceof Listed listed ? Optional.of(listed.all()) : Optional.empty();
    }
}
