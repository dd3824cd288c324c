//SOURCES StateFolder.java
//SOURCES ../model/Arn.java
//SOURCES ../model/SerialNumber.java
package lib.io;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lib.model.Arn;
import lib.model.SerialNumber;

/**
 * The devices that runs on this computer have made for a user and left at AWS, not enabled: AWS does not tell for whom a device was
 * made. A line counts only while AWS lists the device as one that nobody has enabled, so none has to be taken out. Whatever goes wrong
 * with the file is passed over.
 */
public record LeftDevices(Path file) {

    private static final int MOST = 100;
    private static final int LONGEST_FILE = 100_000;

    public static LeftDevices of(Map<String, String> environment) {
        return new LeftDevices(StateFolder.of(environment).path().resolve("left-devices"));
    }

    public void add(Arn user, SerialNumber device) {
        var line = line(user, device);
        var others = lines().stream().filter(other -> !other.equals(line)).toList();
        try {
            StateFolder.replace(file, Stream.concat(others.stream().skip(Math.max(0, others.size() + 1 - MOST)), Stream.of(line))
                    .map(text -> text + "\n").collect(Collectors.joining()));
        } catch (IOException notRemembered) {
            // then only devices with the user's name are offered again
        }
    }

    public boolean contains(Arn user, SerialNumber device) {
        return lines().contains(line(user, device));
    }

    private static String line(Arn user, SerialNumber device) {
        return user + " " + device;
    }

    private List<String> lines() {
        try {
            return Files.size(file) > LONGEST_FILE ? List.of() : Files.readString(file, StandardCharsets.ISO_8859_1).lines().toList();
        } catch (IOException nothingRemembered) {
            return List.of();
        }
    }
}
