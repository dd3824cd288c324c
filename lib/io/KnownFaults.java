//SOURCES StateFolder.java
package lib.io;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The faults of the AWS files that the person knows and wants no notes of, a line each, in words that hold no value of the files. Who
 * deletes a line is told again. Whatever goes wrong with the file is passed over.
 */
public record KnownFaults(Path file) {

    private static final int MOST = 1_000;
    private static final int LONGEST_FILE = 1_000_000;

    public static KnownFaults of(Map<String, String> environment) {
        return new KnownFaults(StateFolder.of(environment).path().resolve("known-faults"));
    }

    public List<String> marks() {
        try {
            return Files.size(file) > LONGEST_FILE ? List.of() : Files.readString(file, StandardCharsets.UTF_8).lines().toList();
        } catch (IOException nothingKnown) {
            return List.of();
        }
    }

    /** Returns whether that is remembered now. */
    public boolean add(List<String> marks) {
        return replace(Stream.concat(marks().stream(), marks.stream()).distinct());
    }

    /** Returns whether that is remembered now. */
    public boolean remove(List<String> marks) {
        return replace(marks().stream().filter(mark -> !marks.contains(mark)));
    }

    private boolean replace(Stream<String> marks) {
        try {
            StateFolder.replace(file, marks.limit(MOST).map(mark -> mark + "\n").collect(Collectors.joining()));
            return true;
        } catch (IOException notRemembered) {
            return false;
        }
    }
}
