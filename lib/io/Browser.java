//SOURCES OwnerOnly.java
//SOURCES SearchPath.java
//SOURCES ../model/Problem.java
package lib.io;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
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

    /** @throws Problem.Found {@link Problem.NoBrowser} */
    public void requireThere() {
        opener().orElseThrow(this::noBrowser);
    }

    /**
     * @param address not shown to anybody
     * @throws Problem.Found {@link Problem.NoBrowser}
     */
    public void open(String address) {
        var opener = opener().orElseThrow(this::noBrowser);
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
            file.toFile().deleteOnExit();
            return Files.writeString(file, page);
        } catch (IOException unwritable) {
            throw new Problem.NoBrowser("no page can be put into " + home).found();
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

    /**
     * The first that there is. Where Windows is on the PATH its own program comes before a Linux desktop's, as in WSL. It is not
     * {@code cmd /c start}: a shell would take the percent signs and ampersands of a path for its own.
     */
    private Optional<String> opener() {
        return openers().stream().flatMap(name -> onPath(name).stream()).findFirst();
    }

    private List<String> openers() {
        var hasDesktop = Stream.of("DISPLAY", "WAYLAND_DISPLAY", "BROWSER").anyMatch(environment::containsKey);
        return System.getProperty("os.name").startsWith("Mac") ? List.of("open")
                : hasDesktop ? List.of("wslview", "explorer.exe", "xdg-open") : List.of("wslview", "explorer.exe");
    }

    private Problem.Found noBrowser() {
        var openers = openers();
        return new Problem.NoBrowser(openers.size() == 2 ? "there is no desktop here"
                : "there is no " + String.join(", ", openers).replaceFirst(", (?=[^,]*$)", " or ") + " on the PATH").found();
    }

    private Optional<String> onPath(String name) {
        return SearchPath.program(environment, name).map(Path::toString);
    }

    private void run(String opener, Path page) {
        var line = new ArrayList<>(List.of(opener, opener.endsWith("explorer.exe") ? inWindows(page) : page.toString()));
        // A session of its own, so that a browser which is started now outlives the terminal.
        onPath("setsid").ifPresent(line::addFirst);
        var end = Instant.now().plus(pageStays);
        try {
            var process = quiet(line).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
            process.getOutputStream().close();
            // Some tools stay as long as the browser does.
            if (process.waitFor(pageStays) && process.exitValue() != 0 && !opener.endsWith("explorer.exe")) {
                throw new Problem.NoBrowser(Path.of(opener).getFileName() + " ended with status " + process.exitValue()).found();
            }
            var left = Duration.between(Instant.now(), end);
            Thread.sleep(left.isNegative() ? Duration.ZERO : left);
        } catch (IOException cannotRun) {
            throw new Problem.NoBrowser(Path.of(opener).getFileName() + " cannot be run").found();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new Problem.Cancelled().found();
        }
    }

    /** As Windows sees a file of WSL. */
    private String inWindows(Path page) {
        var wslpath = onPath("wslpath");
        if (wslpath.isEmpty()) {
            return page.toString();
        }
        try {
            var process = quiet(List.of(wslpath.get(), "-w", page.toString())).start();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException cannotRun) {
            throw new Problem.NoBrowser("wslpath cannot be run").found();
        }
    }

    private ProcessBuilder quiet(List<String> line) {
        var builder = new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder;
    }
}
