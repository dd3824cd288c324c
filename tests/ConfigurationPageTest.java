//DEPS org.junit.jupiter:junit-jupiter:6.1.3

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the code reads of the files and the environment, and what the page about it says. */
class ConfigurationPageTest {

    /** Where the code names what it reads; in {@code Environment} and {@code Lint} it only looks at it. */
    private static final Pattern READ = Pattern.compile(
            "(?:settings\\(?\\)?|environment\\(?\\)?)\\.(?:get|first|getOrDefault)\\(((?:\"\\w+\"(?:, )?)+)|(?:setting|isTrue|variable)\\(((?:\"\\w+\"(?:, )?)+)");
    private static final Pattern NAME = Pattern.compile("\"(\\w+)\"");

    /** Of the computer and the desktop, not of this suite. */
    private static final Pattern OF_OTHERS = Pattern.compile(
            "HOME.*|PATH|SHELL|bash|TZ|TMUX|DISPLAY|WAYLAND_DISPLAY|SSH_.*|WSL_.*|JBANG_.*|USERPROFILE|BROWSER|COLUMNS|LINES|LC_.*|LANG|DBUS_.*");

    @Test
    void everythingThatIsReadStandsOnThePage() throws IOException {
        var page = Files.readString(Path.of("docs/configuration.md"));
        var read = new TreeSet<String>();
        for (var file : sources()) {
            READ.matcher(Files.readString(file)).results().forEach(match -> NAME.matcher(match.group()).results()
                    .map(name -> name.group(1)).filter(name -> !OF_OTHERS.matcher(name).matches()).forEach(read::add));
        }

        assertTrue(read.contains("sessmax") && read.contains("AWS_CA_BUNDLE"), "the pattern finds what is read: " + read);
        assertEquals("", String.join(" ", read.stream().filter(name -> !page.contains("`" + name)
                && !page.contains("`" + name.toUpperCase())).toList()));
    }

    private static Iterable<Path> sources() throws IOException {
        try (var lib = Files.walk(Path.of("lib")); var scripts = Files.list(Path.of("."))) {
            return Stream.concat(lib, scripts).filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.endsWith("Lint.java") && !file.endsWith("Environment.java")).toList();
        }
    }
}
