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

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
     * What is wrong with the files as far as it touches the profile in hand, at length only where it is asked for. A profile whose keys
     * a command gives has none: what the command says shall stand alone.
     */
    public void faultsOf(Profile inHand) {
        var used = used(inHand);
        var isAskedElsewhere = used.stream().anyMatch(profile -> profile instanceof Profile.Managed || profile instanceof Profile.Keyless);
        var faults = isAskedElsewhere ? List.<Lint.Fault>of() : new FixFiles(world).noted().stream().filter(fault -> fault.touches(sections(used))).toList();
        faults.stream().limit(MOST_FAULTS_AT_LENGTH).forEach(this::tell);
        if (!faults.isEmpty()) {
            var more = faults.size() - MOST_FAULTS_AT_LENGTH;
            world.terminal().say("note: " + (more > 0 ? "there are " + more + " more of these; " : "") + (isAnyMended(faults) ? "repair them, or " : "")
                    + "turn such notes off, with: " + ToPaste.awscliMfa("--fix"));
        }
    }

    private void tell(Lint.Fault fault) {
        world.terminal().say("note: " + new FixFiles(world).inWords(fault).replace("\n  ", "; "));
    }

    private static boolean isAnyMended(List<Lint.Fault> faults) {
        return faults.stream().anyMatch(fault -> fault.weight() == Lint.Weight.MENDED_BY_FIX);
    }

    /** A line for whoever has not chosen yet; empty where all is well, or known. */
    public String faultsInOneLine() {
        var count = new FixFiles(world).noted().size();
        return count == 0 ? "" : "The AWS files have " + (count == 1 ? "a fault" : count + " faults") + "; see " + (count == 1 ? "it" : "them")
                + " with: " + ToPaste.awscliMfa("--fix") + "\n";
    }

    /** The profile, and those whose keys or settings count for it. */
    private List<Profile> used(Profile inHand) {
        var profiles = new Sessions(world).profiles();
        var used = new ArrayList<Profile>();
        for (var next = Optional.of(inHand); next.isPresent() && !used.contains(next.get()); ) {
            used.add(next.get());
            next = source(next.get()).flatMap(profiles::named);
        }
        return used;
    }

    private static Optional<String> source(Profile profile) {
        return profile instanceof Profile.Session session ? session.sourceProfile() : profile.settings().get("source_profile");
    }

    private static Set<String> sections(List<Profile> used) {
        return used.stream().flatMap(profile -> Stream.of(Stream.of("", Profile.MFA_SESSION_SUFFIX, Profile.ROLE_SESSION_SUFFIX).map(profile.name()::concat),
                        Stream.of("services", "sso_session").flatMap(key -> profile.settings().get(key).map(name -> key.replace('_', '-') + " " + name).stream()))
                .flatMap(names -> names)).collect(Collectors.toSet());
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
