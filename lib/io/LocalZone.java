package lib.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;

/**
 * The zone of this computer's clocks. {@link ZoneId#systemDefault()} tells it too, but reads all zones of the world twice for it,
 * which takes as long as a short program does otherwise.
 */
public final class LocalZone {

    private static final Path LINK = Path.of("/etc/localtime");
    private static final String FOLDER_OF_ZONES = "/zoneinfo/";

    private LocalZone() {}

    /** By {@code TZ}, else by the link that Linux and macOS keep; else as Java finds it. */
    public static ZoneId of(Map<String, String> environment) {
        try {
            return named(environment.containsKey("TZ") ? environment.get("TZ") : Files.readSymbolicLink(LINK).toString());
        } catch (IOException | UnsupportedOperationException | DateTimeException otherwise) {
            return ZoneId.systemDefault();
        }
    }

    private static ZoneId named(String text) {
        var folder = text.indexOf(FOLDER_OF_ZONES);
        var name = folder < 0 ? text : text.substring(folder + FOLDER_OF_ZONES.length());
        return name.equals("UTC") || name.equals("Etc/UTC") ? ZoneOffset.UTC : ZoneId.of(name);
    }
}
