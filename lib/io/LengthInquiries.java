//SOURCES StateFolder.java
package lib.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/** When accounts were last asked how long an MFA session may last: a file for each access key, with the time in epoch seconds. */
public record LengthInquiries(Path folder, InstantSource clock) {

    private static final Duration GOOD_FOR = Duration.ofDays(1);

    public static LengthInquiries of(Map<String, String> environment, InstantSource clock) {
        return new LengthInquiries(StateFolder.of(environment).path().resolve("length-inquiries"), clock);
    }

    public boolean isFirst(String accessKeyId) {
        return last(accessKeyId).isEmpty();
    }

    public boolean isDue(String accessKeyId) {
        return last(accessKeyId).map(last -> last.plus(GOOD_FOR).isBefore(clock.instant())).orElse(true);
    }

    /** To be called once AWS has answered, be it that it does not tell. */
    public void note(String accessKeyId) {
        try {
            StateFolder.replace(file(accessKeyId), clock.instant().getEpochSecond() + "\n");
        } catch (IOException notRemembered) {
            // it is asked again, then
        }
    }

    private Optional<Instant> last(String accessKeyId) {
        try {
            return Optional.of(Instant.ofEpochSecond(Long.parseLong(Files.readString(file(accessKeyId)).strip())));
        } catch (IOException | RuntimeException neverAsked) {
            return Optional.empty();
        }
    }

    /** A key id is letters and digits; whatever else stands in a file names no other file. */
    private Path file(String accessKeyId) {
        return folder.resolve(accessKeyId.replaceAll("[^A-Za-z0-9]", "_"));
    }
}
