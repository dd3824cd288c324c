//SOURCES SearchPath.java
package lib.io;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What git would do with a file. It is only asked, and runs nothing that a repository brings along. */
public final class Git {

    /** What becomes of a file with the next commit of everything. */
    public enum Tracking {
        /** It is in the repository, with all that is written into it. */
        TRACKED,
        /** {@code git add .} would take it. */
        TAKEN,
        /** There is no repository, or it is told to leave the file out. */
        LEFT_OUT,
        /** There is a repository, and git does not say. */
        UNKNOWN
    }

    private record Answer(int exitStatus, String error) {}

    private Git() {}

    /** @param file absolute */
    public static Tracking tracking(Map<String, String> environment, Path file) {
        var git = SearchPath.program(environment, "git");
        if (git.isEmpty()) {
            return Tracking.LEFT_OUT;
        }
        var name = file.getFileName().toString();
        var tracked = ask(environment, git.get(), file, "ls-files", "--error-unmatch", "--", ":(literal)" + name);
        return switch (tracked.exitStatus()) {
            case 0 -> Tracking.TRACKED;
            case 1 -> ask(environment, git.get(), file, "check-ignore", "-q", "--", name).exitStatus() == 0
                    ? Tracking.LEFT_OUT : Tracking.TAKEN;
            default -> tracked.error().contains("not a git repository") ? Tracking.LEFT_OUT : Tracking.UNKNOWN;
        };
    }

    private static Answer ask(Map<String, String> environment, Path git, Path file, String... question) {
        var line = new ArrayList<>(List.of(git.toString(), "-c", "core.fsmonitor=false", "-C", file.getParent().toString()));
        line.addAll(List.of(question));
        var builder = new ProcessBuilder(line).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().clear();
        builder.environment().putAll(environment);
        builder.environment().put("LC_ALL", "C");
        try {
            var process = builder.start();
            process.getOutputStream().close();
            var error = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Answer(process.waitFor(), error);
        } catch (IOException cannotRun) {
            return new Answer(-1, "");
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return new Answer(-1, "");
        }
    }
}
