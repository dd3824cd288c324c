//SOURCES SearchPath.java
package lib.io;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The user's desktop, which opens a file with the program that is set for its kind. */
record Desktop(Map<String, String> environment) {

    /**
     * The first tool that there is. Where Windows is on the PATH its own program comes before a Linux desktop's, as in WSL. It is
     * not {@code cmd /c start}: a shell would take the percent signs and ampersands of a path for its own.
     */
    Optional<String> opener() {
        return openers().stream().flatMap(name -> onPath(name).stream()).findFirst();
    }

    private List<String> openers() {
        var hasDesktop = Stream.of("DISPLAY", "WAYLAND_DISPLAY", "BROWSER").anyMatch(environment::containsKey);
        return System.getProperty("os.name").startsWith("Mac") ? List.of("open")
                : hasDesktop ? List.of("wslview", "explorer.exe", "xdg-open") : List.of("wslview", "explorer.exe");
    }

    /** Why there is no {@link #opener()}. */
    String whatIsMissing() {
        var openers = openers();
        return openers.size() == 2 ? "there is no desktop here"
                : "there is no " + String.join(", ", openers).replaceFirst(", (?=[^,]*$)", " or ") + " on the PATH";
    }

    /** What the tool's exit status says; that of Windows is never 0. */
    static boolean hasFailed(String opener, int exitStatus) {
        return exitStatus != 0 && !opener.endsWith("explorer.exe");
    }

    /**
     * Starts the tool in a session of its own, so that a program which it starts outlives the terminal. Some tools stay as long
     * as that program does.
     */
    Process start(String opener, Path file) throws IOException {
        var line = new ArrayList<>(List.of(opener, opener.endsWith("explorer.exe") ? inWindows(file) : file.toString()));
        onPath("setsid").ifPresent(line::addFirst);
        var process = quiet(line).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        process.getOutputStream().close();
        return process;
    }

    /** As Windows sees a file of WSL. */
    private String inWindows(Path file) throws IOException {
        var wslpath = onPath("wslpath");
        if (wslpath.isEmpty()) {
            return file.toString();
        }
        var process = quiet(List.of(wslpath.get(), "-w", file.toString())).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }

    private Optional<String> onPath(String name) {
        return SearchPath.program(environment, name).map(Path::toString);
    }

    private ProcessBuilder quiet(List<String> line) {
        var builder = new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder;
    }
}
