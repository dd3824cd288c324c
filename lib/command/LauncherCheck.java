//SOURCES Init.java
//SOURCES ../io/Installation.java
//SOURCES ../io/LauncherFolder.java
//SOURCES ../io/SearchPath.java
//SOURCES ../model/Launcher.java
//SOURCES ../model/Problem.java
//SOURCES ../model/ToPaste.java
//SOURCES ../session/World.java
package lib.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lib.io.Installation;
import lib.io.LauncherFolder;
import lib.io.SearchPath;
import lib.model.Launcher;
import lib.model.Problem;
import lib.model.ToPaste;
import lib.session.World;

/**
 * How the command of one script stands: what starts it, from where, and how fast.
 *
 * @param inWords one line
 */
record LauncherCheck(String name, String inWords, List<Problem> wrong) {

    static LauncherCheck of(World world, String name) {
        try {
            return found(world, name);
        } catch (Problem why) {
            return new LauncherCheck(name, "not known: " + why.message(), List.of(why));
        }
    }

    private static LauncherCheck found(World world, String name) {
        var file = SearchPath.program(world.environment(), name)
                .or(() -> Optional.of(Installation.of(world.environment(), Optional.empty()).bin().resolve(name)).filter(Files::exists));
        return file.map(there -> Launcher.read(Installation.text(there)).map(launcher -> of(world, there, launcher))
                        .orElseGet(() -> new LauncherCheck(name, there + ", which init has not made", List.of())))
                .orElseGet(() -> new LauncherCheck(name, "no command of its own; made with: " + ToPaste.awscliMfa("init"), List.of()));
    }

    private static LauncherCheck of(World world, Path file, Launcher launcher) {
        var checkout = Path.of(launcher.checkout());
        var where = file + ", of " + checkout;
        if (!Files.exists(checkout.resolve(launcher.name() + ".java"))) {
            var gone = ", which is not there any more";
            return new LauncherCheck(launcher.name(), where + gone, List.of(Problem.amiss(
                    file + " starts " + launcher.name() + ".java of " + checkout + gone, Problem.initInCheckout())));
        }
        var readiness = LauncherFolder.of(world.environment(), launcher.name()).readiness(launcher);
        var wrong = new ArrayList<Problem>();
        if (!Installation.text(file).equals(launcher.text()) || !Init.outdated(world, checkout, file.getParent()).isEmpty()) {
            wrong.add(Problem.amiss("what init wrote for " + checkout + " is older or newer than what stands there now",
                    ToPaste.awscliMfa("init", "--yes")));
        }
        if (readiness == LauncherFolder.Readiness.STALE) {
            wrong.add(Problem.amiss(file + " is not up to date: sources, jars or the JDK have changed, and its next start builds first",
                    ToPaste.of(List.of("sh", file.toString(), "--version"))));
        }
        return new LauncherCheck(launcher.name(), where + "; " + inWords(readiness), wrong);
    }

    private static String inWords(LauncherFolder.Readiness readiness) {
        return switch (readiness) {
            case FAST -> "up to date, with the JVM's cache";
            case SETTLED -> "up to date, without the JVM's cache yet";
            case STALE -> "not up to date";
            case MISSING -> "not built yet";
        };
    }
}
