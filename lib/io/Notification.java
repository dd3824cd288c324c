//SOURCES SearchPath.java
package lib.io;

import java.io.File;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A message on the person's desktop, where there is one. It is a courtesy: nobody waits for it, and nobody learns whether it
 * was shown.
 *
 * @param command to run, with the words behind it
 * @param program in whose name it is
 */
public record Notification(List<String> command, String program) {

    private static final List<String> APPLE_SCRIPT = List.of("-e", "on run words", "-e",
            "display notification (item 1 of words) with title (item 2 of words)", "-e", "end run");

    /** {@code notify-send} of a Linux desktop, or what macOS has for that. */
    public static Optional<Notification> of(Map<String, String> environment, String program) {
        var hasDesktop = Stream.of("DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS")
                .anyMatch(name -> !environment.getOrDefault(name, "").isEmpty());
        return SearchPath.program(environment, "notify-send").filter(tool -> hasDesktop)
                .map(tool -> new Notification(List.of(tool.toString(), "--app-name=" + program, "--"), program))
                .or(() -> SearchPath.program(environment, "osascript").map(tool -> new Notification(
                        Stream.concat(Stream.of(tool.toString()), APPLE_SCRIPT.stream()).toList(), program)));
    }

    /** @param words one short sentence, which may be seen by other users of the machine */
    public void show(String words) {
        var line = Stream.concat(command.stream(), Stream.of(words, program)).toList();
        try {
            new ProcessBuilder(line).redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        } catch (IOException notShown) {
            // the terminal has rung as well
        }
    }
}
