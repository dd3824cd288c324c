//SOURCES FixFiles.java
//SOURCES ../io/Terminal.java
//SOURCES ../model/Environment.java
//SOURCES ../model/Lint.java
//SOURCES ../model/Profile.java
//SOURCES ../session/Sessions.java
//SOURCES ../session/World.java
package lib.command;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lib.io.Terminal;
import lib.model.Environment;
import lib.model.Lint;
import lib.model.Profile;
import lib.session.Sessions;
import lib.session.World;

/**
 * What is worth knowing before anything is chosen.
 *
 * @param named the profile that the command line names
 */
public record Remarks(World world, Optional<String> named) {

    private static final int MOST_FAULTS_AT_LENGTH = 2;

    /**
     * What is wrong with the files, and where AWS's own tools read them otherwise; at length only where it is asked for. Whoever
     * names a profile is not told of what touches others alone.
     */
    public void faults() {
        var files = new FixFiles(world);
        var faults = files.faults().stream().filter(fault -> fault.weight() == Lint.Weight.MENDED_BY_FIX
                        || fault.weight() == Lint.Weight.FOR_THE_PERSON)
                .filter(fault -> named.isEmpty() || fault.profile().isEmpty() || concernsNamed(fault.profile().get())).toList();
        faults.stream().limit(MOST_FAULTS_AT_LENGTH)
                .forEach(fault -> world.terminal().say("note: " + files.inWords(fault).replace("\n  ", "; ")));
        if (faults.size() > MOST_FAULTS_AT_LENGTH) {
            world.terminal().say("note: and " + (faults.size() - MOST_FAULTS_AT_LENGTH)
                    + " more; see and repair them with: jbang awscli-mfa.java --fix");
        }
    }

    private boolean concernsNamed(String faulty) {
        return Stream.of("", Profile.MFA_SESSION_SUFFIX, Profile.ROLE_SESSION_SUFFIX).map(named.orElseThrow()::concat)
                .anyMatch(faulty::equals);
    }

    /** What is in effect in the shell already, for whoever is about to choose; nothing where nothing is. */
    public void environment() {
        if (named.isPresent() || !world.terminal().canAsk()) {
            return;
        }
        var environment = Environment.of(world.environment(), new Sessions(world).profiles(), Map.of(), world.clock().instant());
        if (!environment.isBare()) {
            show(environment);
        }
    }

    private void show(Environment environment) {
        var listing = environment.listing();
        if (!listing.isEmpty()) {
            world.terminal().show(Terminal.bold("In the environment") + "\n" + listing.stream()
                    .map(line -> "  " + line + "\n").collect(Collectors.joining()));
        }
        environment.judgement().forEach(world.terminal()::show);
        world.terminal().show("");
    }
}
