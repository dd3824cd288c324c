//SOURCES ProcessTree.java
//SOURCES SearchPath.java
//SOURCES Terminal.java
//SOURCES ../model/Problem.java
package lib.io;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import lib.model.Problem;

/**
 * The clipboard of the computer that the person sits at. The rules of this door:
 *
 * <ul>
 *   <li>What is copied may be secret, so it goes through a tool's stdin: arguments are there for all users to see.
 *   <li>No tool gets hold of this process's stdout, stderr or terminal: xclip and wl-copy stay behind to answer who pastes,
 *       and whoever waits for the end of our output would wait for theirs.
 *   <li>A tool has five seconds.
 * </ul>
 */
public final class Clipboard {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final String name;
    private final Function<String, Optional<Problem>> copying;

    private Clipboard(String name, Function<String, Optional<Problem>> copying) {
        this.name = name;
        this.copying = copying;
    }

    /**
     * The first that there is: over ssh the tools of this computer copy to the wrong one, save xclip with a display that ssh
     * forwards. Inside tmux its own buffer is the way, from which it reaches the terminal where that is allowed.
     */
    public static Optional<Clipboard> of(Map<String, String> environment, Terminal terminal) {
        var overSsh = environment.containsKey("SSH_CONNECTION") || environment.containsKey("SSH_TTY");
        var ways = new ArrayList<Optional<Clipboard>>();
        if (!overSsh) {
            ways.add(tool(environment, "pbcopy"));
            // On the PATH it is only where Windows is: in WSL 1 and 2, whose Linux desktop, if any, shares that clipboard.
            ways.add(tool(environment, "clip.exe"));
        }
        if (!overSsh && environment.containsKey("WAYLAND_DISPLAY")) {
            ways.add(tool(environment, "wl-copy"));
        }
        if (environment.containsKey("DISPLAY")) {
            ways.add(tool(environment, "xclip", "-selection", "clipboard"));
        }
        if (environment.containsKey("TMUX")) {
            ways.add(tool(environment, "tmux", "load-buffer", "-w", "-"));
        }
        if (overSsh && terminal.canAsk()) {
            ways.add(Optional.of(new Clipboard("your terminal", text -> offer(terminal, text))));
        }
        return ways.stream().flatMap(Optional::stream).findFirst();
    }

    /** What helps where there is none, in a sentence. */
    public static String remedy(Map<String, String> environment) {
        return environment.containsKey("WAYLAND_DISPLAY") ? "install wl-clipboard to have it copied for you"
                : environment.containsKey("DISPLAY") ? "install xclip to have it copied for you"
                : environment.containsKey("WSL_DISTRO_NAME") ? "put the folder of clip.exe on the PATH to have it copied for you"
                : "there is no desktop here to copy to; tmux would keep it in its buffer";
    }

    /** The tool, as the person knows it. */
    public String name() {
        return name;
    }

    /** Whether it belongs to a Windows around this Linux, whose shells may be the ones to paste into. */
    public boolean isOfWindows() {
        return name.equals("clip.exe");
    }

    /** Returns what went wrong, if anything did. A terminal does not tell. */
    public Optional<Problem> copy(String text) {
        return copying.apply(text);
    }

    private static Optional<Problem> offer(Terminal terminal, String text) {
        try {
            terminal.offerToClipboard(text);
            return Optional.empty();
        } catch (Problem unusable) {
            return Optional.of(unusable);
        }
    }

    // ------------------------------------------------------------------- tools

    private static Optional<Clipboard> tool(Map<String, String> environment, String name, String... arguments) {
        var inWords = Stream.concat(Stream.of(name), Stream.of(arguments)).toList();
        return SearchPath.program(environment, name).map(program -> {
            var line = new ArrayList<>(List.of(program.toString()));
            line.addAll(List.of(arguments));
            // A session of its own, so that what stays behind outlives the terminal.
            SearchPath.program(environment, "setsid").ifPresent(setsid -> line.addFirst(setsid.toString()));
            return new Clipboard(name, text -> run(environment, line, encoded(name, text))
                    .map(why -> Problem.clipboardFailed(String.join(" ", inWords), why)));
        });
    }

    /** clip.exe takes bytes for the console's code page, unless they begin with the mark of UTF-16. */
    private static byte[] encoded(String name, String text) {
        var isForeign = name.equals("clip.exe") && text.chars().anyMatch(unit -> unit > '~');
        return isForeign ? ("\ufeff" + text).getBytes(StandardCharsets.UTF_16LE) : text.getBytes(StandardCharsets.UTF_8);
    }

    /** Returns why it failed, to be said after the tool's name. */
    private static Optional<String> run(Map<String, String> environment, List<String> line, byte[] text) {
        var builder = new ProcessBuilder(line)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().clear();
        builder.environment().putAll(environment);
        try {
            var process = builder.start();
            Thread.ofVirtual().start(() -> write(process, text));
            if (!process.waitFor(PATIENCE)) {
                ProcessTree.end(process);
                return Optional.of("did not end within " + PATIENCE.toSeconds() + " s");
            }
            return process.exitValue() == 0 ? Optional.empty() : Optional.of("ended with status " + process.exitValue());
        } catch (IOException cannotRun) {
            return Optional.of("cannot be run");
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new Problem.Cancelled();
        }
    }

    private static void write(Process process, byte[] text) {
        try (var stdin = process.getOutputStream()) {
            stdin.write(text);
        } catch (IOException notRead) {
            // Its status tells.
            return;
        }
    }
}
