//SOURCES OwnerOnly.java
package lib.io;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;

/**
 * Where this suite remembers things from one run to the next: {@code awscli-mfa} in the user's folder for state. Nothing here
 * is needed, and nothing is secret, save what {@link SafetyCopy} keeps while a file is being written in place.
 *
 * @see <a href="https://specifications.freedesktop.org/basedir-spec/latest/">XDG Base Directory Specification</a>
 */
record StateFolder(Path path) {

    static StateFolder of(Map<String, String> environment) {
        var state = Optional.ofNullable(environment.get("XDG_STATE_HOME")).filter(path -> path.startsWith("/"))
                .orElseGet(() -> Optional.ofNullable(environment.get("HOME")).orElse(System.getProperty("user.home"))
                        + "/.local/state");
        try {
            return new StateFolder(Path.of(state, "awscli-mfa"));
        } catch (InvalidPathException unnameable) {
            // a folder that the locale cannot name remembers nothing
            return new StateFolder(Path.of("/dev/null"));
        }
    }

    /** In one step, so that whoever reads sees the old text or the new one. The file and its folders are for their owner alone. */
    static void replace(Path file, String text) throws IOException {
        OwnerOnly.createFolders(file.getParent());
        var temporary = Files.createTempFile(file.getParent(), "new", ".tmp", OwnerOnly.FILE);
        try {
            OwnerOnly.handOver(temporary);
            Files.writeString(temporary, text, StandardCharsets.UTF_8);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }
}
