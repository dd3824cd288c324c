//SOURCES Desktop.java
//SOURCES OwnerOnly.java
//SOURCES ../model/Problem.java
package lib.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import lib.model.Problem;

/**
 * The web browser of the desktop. The rules of this door:
 *
 * <ul>
 *   <li>An address may be a secret, and no tool that opens one reads it from anywhere but its arguments, which all users see.
 *       So what is opened is a page that leads there, in a file that only the user can read.
 *   <li>That page lies in the home folder under a name without a dot: a browser that came as a snap or a flatpak sees neither
 *       hidden files nor the common folder for temporary ones.
 *   <li>It is gone when {@link #open} returns, and also when a signal ends us before.
 * </ul>
 *
 * @param pageStays how long a browser has to start and to read the page
 */
public record Browser(Map<String, String> environment, Duration pageStays) {

    /** @throws Problem {@link Problem#noBrowser} */
    public void requireThere() {
        desktop().opener().orElseThrow(this::noBrowser);
    }

    /**
     * @param address not shown to anybody
     * @throws Problem {@link Problem#noBrowser}
     */
    public void open(String address) {
        var opener = desktop().opener().orElseThrow(this::noBrowser);
        var page = written(page(address));
        try {
            run(opener, page);
        } finally {
            delete(page);
        }
    }

    // -------------------------------------------------------------------- page

    /** The address is encoded, so that only the ampersand means something in HTML. */
    private static String page(String address) {
        return """
                <!DOCTYPE html>
                <meta charset="utf-8">
                <meta name="referrer" content="no-referrer">
                <meta http-equiv="refresh" content="0; url=%1$s">
                <title>AWS console</title>
                <p><a href="%1$s">Open the AWS console</a>
                """.formatted(address.replace("&", "&amp;").replace("\"", "&quot;").replace("<", "&lt;"));
    }

    private Path written(String page) {
        var home = environment.getOrDefault("HOME", System.getProperty("user.home"));
        try {
            var file = Files.createTempFile(Path.of(home), "aws-console-", ".html", OwnerOnly.FILE);
            OwnerOnly.handOver(file);
            file.toFile().deleteOnExit();
            return Files.writeString(file, page);
        } catch (IOException unwritable) {
            throw Problem.noBrowser("no page can be put into " + home);
        }
    }

    private static void delete(Path page) {
        try {
            Files.deleteIfExists(page);
        } catch (IOException stays) {
            // for its owner alone, and of no use after 15 minutes
        }
    }

    // ------------------------------------------------------------------- tools

    private Desktop desktop() {
        return new Desktop(environment);
    }

    private Problem noBrowser() {
        return Problem.noBrowser(desktop().whatIsMissing());
    }

    private void run(String opener, Path page) {
        var end = Instant.now().plus(pageStays);
        try {
            var process = desktop().start(opener, page);
            if (process.waitFor(pageStays) && Desktop.hasFailed(opener, process.exitValue())) {
                throw Problem.noBrowser(Path.of(opener).getFileName() + " ended with status " + process.exitValue());
            }
            var left = Duration.between(Instant.now(), end);
            Thread.sleep(left.isNegative() ? Duration.ZERO : left);
        } catch (IOException cannotRun) {
            throw Problem.noBrowser(Path.of(opener).getFileName() + " cannot be run");
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new Problem.Cancelled();
        }
    }
}
