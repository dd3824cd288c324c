//SOURCES FixFiles.java
//SOURCES ../io/Terminal.java
//SOURCES ../model/Environment.java
//SOURCES ../model/Finding.java
//SOURCES ../model/Lint.java
//SOURCES ../model/Profile.java
//SOURCES ../model/ToPaste.java
//SOURCES ../session/Sessions.java
//SOURCES ../session/World.java
package lib.command;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lib.io.Terminal;
import lib.model.Environment;
import lib.model.Finding;
import lib.model.Lint;
import lib.model.Profile;
import lib.model.ToPaste;
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
                    + " more; " + (faults.stream().anyMatch(fault -> fault.weight() == Lint.Weight.MENDED_BY_FIX) ? "see and repair" : "see")
                    + " them with: " + ToPaste.awscliMfa("--fix"));
        }
    }

    private boolean concernsNamed(String faulty) {
        return Stream.of("", Profile.MFA_SESSION_SUFFIX, Profile.ROLE_SESSION_SUFFIX).map(named.orElseThrow()::concat)
                .anyMatch(faulty::equals);
    }

    /** What is in effect in the shell already, for whoever is about to choose; nothing where nothing is. */
    public void environment() {
        beforeAsking();
        inEffect(Map.of());
    }

    /** Only the variables: what they mean can be told better once AWS was asked. */
    public void beforeAsking() {
        var listing = environment(Map.of()).listing();
        if (isWorthSaying() && !listing.isEmpty()) {
            world.terminal().show(Terminal.bold("In the environment") + "\n" + listing.stream()
                    .map(line -> "  " + line + "\n").collect(Collectors.joining()));
        }
    }

    /** The credentials in the variables, where AWS can say whose they are. */
    public Optional<Profile> toAsk() {
        return isWorthSaying() ? environment(Map.of()).hereToAsk() : Optional.empty();
    }

    /** @param findings what AWS said, by name; none where it was not asked */
    public void inEffect(Map<String, Finding> findings) {
        if (isWorthSaying()) {
            environment(findings).judgement().forEach(line -> world.terminal().show(line));
            world.terminal().show("");
        }
    }

    private boolean isWorthSaying() {
        return named.isEmpty() && world.terminal().canAsk() && !environment(Map.of()).isBare();
    }

    private Environment environment(Map<String, Finding> findings) {
        return Environment.of(world.environment(), new Sessions(world).profiles(), findings, world.clock().instant());
    }
}
