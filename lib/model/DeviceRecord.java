//SOURCES Arn.java
//SOURCES DeviceList.java
//SOURCES Finding.java
//SOURCES IniFile.java
//SOURCES Lessons.java
//SOURCES Profile.java
//SOURCES Profiles.java
//SOURCES SerialNumber.java
//SOURCES TrustPolicy.java
package lib.model;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the files shall say of a user's devices after one of them has come or gone.
 *
 * @param base whose user has the devices
 * @param devices that the user has now
 * @param preferred to be recorded whatever is recorded now
 * @param gone no longer the user's: wherever it is recorded, {@code preferred} takes its place, or nothing does
 * @param roles how much each role of the base profile wants MFA; of those that are not in it nothing is known
 */
public record DeviceRecord(Profile.Base base, Arn user, List<SerialNumber> devices, Optional<SerialNumber> preferred,
        Optional<SerialNumber> gone, Map<String, TrustPolicy.MfaNeed> roles) {

    private static final List<String> KEYS = List.of("mfa_arn", "mfa_serial", "aws_mfa_device");

    /** The config file's text. What is recorded, for which roles too, follows the same rule as in full mode. */
    public IniFile inConfig(IniFile config, IniFile credentials, Instant now) {
        var header = Profiles.headerInConfig(config, base.name());
        var cleaned = withoutGone(config);
        var recorded = preferred.isPresent() ? cleaned.with(header, "mfa_arn", preferred.get().text()) : cleaned;
        var lessons = new Lessons(Profiles.of(recorded, withoutGone(credentials)), findings(), now);
        return lessons.withDevicesOfRoles(lessons.inConfig(recorded));
    }

    /** The text of either file, without the device that is gone. */
    public IniFile withoutGone(IniFile file) {
        return gone.isPresent() ? withoutGone(file, gone.get()) : file;
    }

    private IniFile withoutGone(IniFile file, SerialNumber device) {
        var edited = file;
        for (var header : file.headers()) {
            for (var key : keysOf(file.properties(header), device)) {
                edited = preferred.isPresent() ? edited.with(header, key, preferred.get().text())
                        : edited.without(header, key);
            }
        }
        return edited;
    }

    private static List<String> keysOf(Map<String, String> properties, SerialNumber device) {
        return KEYS.stream().filter(key -> device.text().equals(properties.get(key))).toList();
    }

    private Map<String, Finding> findings() {
        var findings = new LinkedHashMap<String, Finding>();
        findings.put(base.name(), new Finding.User(
                user, Optional.empty(), new DeviceList.Listed(devices), Finding.Enforcement.UNKNOWN, Optional.empty()));
        roles.forEach((name, need) -> findings.put(name, new Finding.Role(Optional.empty(), need, Optional.empty())));
        return findings;
    }

    /** The names of the profiles that record another device than before, or none any more, each with the device. */
    public static Map<String, Optional<String>> changes(Profiles before, Profiles after) {
        var changes = new LinkedHashMap<String, Optional<String>>();
        after.all().forEach(profile -> {
            var now = recorded(profile);
            if (!now.equals(before.named(profile.name()).flatMap(DeviceRecord::recorded))) {
                changes.put(profile.name(), now);
            }
        });
        return changes;
    }

    private static Optional<String> recorded(Profile profile) {
        return profile.settings().first(KEYS.toArray(String[]::new));
    }
}
