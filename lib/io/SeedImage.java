//SOURCES Desktop.java
//SOURCES OwnerOnly.java
//SOURCES ../model/Problem.java
package lib.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import lib.model.Problem;

/**
 * The picture of a seed in a file, for who asks for it. The rules of this door:
 *
 * <ul>
 *   <li>Nobody but the user can read it, nor see into its folder.
 *   <li>It lies in the home folder under a name without a dot, and not on the desktop: a viewer that came as a snap or a flatpak
 *       sees neither hidden files nor the common folder for temporary ones, and desktops are copied to clouds.
 *   <li>It is gone after {@link #close}, and also when a signal ends us before.
 * </ul>
 */
public final class SeedImage implements AutoCloseable {

    /** How long a viewer may take to say that it cannot. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Desktop desktop;
    private final Path file;

    private SeedImage(Desktop desktop, Path file) {
        this.desktop = desktop;
        this.file = file;
    }

    /** @throws Problem.FileUnusable */
    public static SeedImage written(Map<String, String> environment, String profile, byte[] png) {
        var home = environment.getOrDefault("HOME", System.getProperty("user.home"));
        try {
            var folder = Files.createTempDirectory(Path.of(home), "aws-mfa-", OwnerOnly.FOLDER);
            OwnerOnly.handOver(folder);
            folder.toFile().deleteOnExit();
            var file = folder.resolve(profile.replaceAll("[^\\w.+=@-]", "_") + "_vMFAd_QRCode.png");
            file.toFile().deleteOnExit();
            Files.createFile(file, OwnerOnly.FILE);
            OwnerOnly.handOver(file);
            return new SeedImage(new Desktop(environment), Files.write(file, png));
        } catch (IOException unwritable) {
            throw new Problem.FileUnusable(home, "no image can be put there", "use the seed as text");
        }
    }

    public Path file() {
        return file;
    }

    /** Returns why it is not on the screen now; empty when a viewer has been started. */
    public Optional<String> show() {
        var opener = desktop.opener();
        if (opener.isEmpty()) {
            return Optional.of(desktop.whatIsMissing());
        }
        try {
            var process = desktop.start(opener.get(), file);
            return process.waitFor(PATIENCE) && Desktop.hasFailed(opener.get(), process.exitValue())
                    ? Optional.of(Path.of(opener.get()).getFileName() + " ended with status " + process.exitValue())
                    : Optional.empty();
        } catch (IOException cannotRun) {
            return Optional.of(Path.of(opener.get()).getFileName() + " cannot be run");
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new Problem.Cancelled();
        }
    }

    /** @throws Problem.FileUnusable when it is still there */
    @Override
    public void close() {
        try {
            Files.deleteIfExists(file);
            Files.deleteIfExists(file.getParent());
        } catch (IOException stays) {
            throw new Problem.FileUnusable(file.toString(), "the image of the seed cannot be deleted",
                    "delete it: who has it can make your codes");
        }
    }
}
