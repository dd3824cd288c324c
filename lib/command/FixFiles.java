//SOURCES ../io/AwsFiles.java
//SOURCES ../io/FileMode.java
//SOURCES ../io/KeptCopies.java
//SOURCES ../io/KnownFaults.java
//SOURCES ../io/FileReplacement.java
//SOURCES ../io/Terminal.java
//SOURCES ../model/Diff.java
//SOURCES ../model/IniFile.java
//SOURCES ../model/Lint.java
//SOURCES ../model/Problem.java
//SOURCES ../model/Repair.java
//SOURCES ../model/Words.java
//SOURCES ../session/World.java
package lib.command;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lib.io.AwsFiles;
import lib.io.FileMode;
import lib.io.KeptCopies;
import lib.io.KnownFaults;
import lib.io.FileReplacement;
import lib.io.Terminal;
import lib.model.Diff;
import lib.model.IniFile;
import lib.model.Lint;
import lib.model.Problem;
import lib.model.Repair;
import lib.model.Words;
import lib.session.World;

/**
 * {@code --fix}: what is wrong with the two files is shown as a diff, and repaired when the person agrees. The old file stays
 * beside the new one, which is the only copy of secrets that this suite ever leaves, so that is said aloud.
 */
public record FixFiles(World world) {

    private static final Predicate<Lint.Fault> IS_MENDED = fault -> fault.weight() == Lint.Weight.MENDED_BY_FIX;
    private static final Predicate<Lint.Fault> IS_NOTED = IS_MENDED.or(fault -> fault.weight() == Lint.Weight.FOR_THE_PERSON);

    /** What is wrong now. */
    public List<Lint.Fault> faults() {
        var texts = texts();
        var notUtf8 = world.files().linesNotUtf8().entrySet().stream().map(entry -> Lint.notUtf8(which(entry.getKey()), entry.getValue()));
        return Stream.concat(notUtf8, Lint.of(texts, openModes()).stream()).toList();
    }

    /** Those of which notes are made: what the person can change, and does not know. */
    public List<Lint.Fault> noted() {
        var noted = faults().stream().filter(IS_NOTED).toList();
        return noted.isEmpty() ? noted : noted.stream().filter(isKnown().negate()).toList();
    }

    /** {@code ~/.aws/config:3: …}, and below it the effect and the repair. */
    public String inWords(Lint.Fault fault) {
        return fault.inWords(name(fault.file()));
    }

    /**
     * Shows the repair, asks, repairs.
     *
     * @throws Problem {@link Problem.Cancelled} when the person does not agree, {@link Problem#nobodyToAsk}, and what
     *     {@link AwsFiles#edit} throws
     */
    public void asking() {
        var isDeclined = !run(lines -> world.terminal().show(lines), this::consents);
        var isSettled = world.terminal().canAsk() && settlesNotes();
        if (isDeclined && !isSettled) {
            throw new Problem.Cancelled();
        }
    }

    /** The same for who has agreed beforehand. */
    public void unasked() {
        run(world.terminal()::say, () -> true);
    }

    /** Returns false where the person wants no repair. */
    private boolean run(Consumer<String> show, BooleanSupplier consent) {
        var nothing = storeAsUtf8(show, consent) ? "There is nothing else to repair." : "There is nothing to repair.";
        var done = false;
        while (!done) {
            var before = texts();
            var modes = modesToClose(before);
            var diffs = diffs(before);
            if (diffs.isEmpty() && modes.isEmpty()) {
                world.terminal().say(nothing);
                break;
            }
            show.accept(shown(diffs, modes));
            if (!consent.getAsBoolean()) {
                tellWhatIsLeft();
                return false;
            }
            done = repair(before, modes);
        }
        tellWhatIsLeft();
        return true;
    }

    /** First of all, since nothing else can be told of such a file. Returns whether there was one. */
    private boolean storeAsUtf8(Consumer<String> show, BooleanSupplier consent) {
        var found = world.files().inOtherEncodings();
        if (found.isEmpty()) {
            return false;
        }
        show.accept(found.entrySet().stream().map(entry -> name(which(entry.getKey())) + entry.getValue() + "\n")
                .collect(Collectors.joining()));
        if (!consent.getAsBoolean()) {
            throw new Problem.Cancelled();
        }
        world.files().storeAsUtf8(ending(), this::tell);
        return true;
    }

    private Lint.Which which(String location) {
        return location.equals(location(Lint.Which.CONFIG)) ? Lint.Which.CONFIG : Lint.Which.CREDENTIALS;
    }

    private boolean consents() {
        return world.terminal().confirm(new Terminal.Question("your consent to repair the files", "give it with --yes", "Repair this? [Y/n] "));
    }

    // ------------------------------------------------------------------- notes

    /** What stays may be meant so: then no note is made of it any more. Returns whether the person wants something else than before. */
    private boolean settlesNotes() {
        var left = faults().stream().filter(IS_NOTED).toList();
        var isNew = left.stream().anyMatch(isKnown().negate());
        var question = new Terminal.Question("about notes", "run it in a terminal",
                isNew ? "Turn off the notes about what is left? [y/N] " : "Turn the notes about these on again? [y/N] ");
        var isWanted = !left.isEmpty() && isConfirmed(question);
        var marks = left.stream().map(this::mark).toList();
        if (isWanted && !(isNew ? known().add(marks) : known().remove(marks))) {
            world.terminal().say("That cannot be remembered: " + known().file() + " cannot be written.");
        }
        return isWanted;
    }

    /** What was repaired before is not cancelled. */
    private boolean isConfirmed(Terminal.Question question) {
        try {
            return world.terminal().confirmForGood(question);
        } catch (Problem.Cancelled notWanted) {
            return false;
        }
    }

    private KnownFaults known() {
        return KnownFaults.of(world.environment());
    }

    private Predicate<Lint.Fault> isKnown() {
        var marks = known().marks();
        return fault -> marks.contains(mark(fault));
    }

    private String mark(Lint.Fault fault) {
        return fault.mark(location(fault.file()));
    }

    // ------------------------------------------------------------------- what is shown

    private List<String> diffs(Repair.Texts before) {
        var after = Repair.of(before);
        return Stream.of(Lint.Which.values())
                .filter(which -> !before.areOneFile() || which == Lint.Which.CREDENTIALS)
                .map(which -> Diff.of(name(which), text(before, which), text(after, which)))
                .filter(diff -> !diff.isEmpty()).toList();
    }

    private String shown(List<String> diffs, Map<Lint.Which, String> modes) {
        var lines = diffs.stream().map(Words::unbroken).collect(Collectors.toCollection(ArrayList::new));
        modes.forEach((which, mode) ->
                lines.add("The mode of " + name(which) + " is " + mode + "; it will be changed so that only its owner can read it."));
        return String.join("\n", lines) + "\n";
    }

    private static IniFile text(Repair.Texts texts, Lint.Which which) {
        return which == Lint.Which.CONFIG ? texts.config() : texts.credentials();
    }

    private void tellWhatIsLeft() {
        var isKnown = isKnown();
        var left = faults().stream().filter(IS_MENDED.negate().or(isKnown))
                .map(fault -> inWords(fault) + (isKnown.test(fault) ? "\n  its note is turned off" : "")).toList();
        if (!left.isEmpty()) {
            world.terminal().say("Only you can tell what is meant here:\n" + String.join("\n", left));
        }
    }

    // -------------------------------------------------------------------------- repair

    /** Returns false when the files no longer say what was shown; then they are left as they are. */
    private boolean repair(Repair.Texts shown, Map<Lint.Which, String> modes) {
        var change = new Change(shown, Repair.of(shown), new ArrayList<>());
        world.files().editKeepingOld(change::of, ending(), this::tell);
        if (!change.foundOthers().isEmpty()) {
            world.terminal().say("Another program has written the files meanwhile.");
            return false;
        }
        modes.forEach((which, mode) -> {
            FileMode.closeToOthers(location(which));
            world.terminal().say("Nobody but its owner can read " + name(which) + " now.\n"
                    + "  to undo it:  " + Words.unbroken("chmod " + mode + " " + quoted(location(which))));
        });
        return true;
    }

    private String ending() {
        var second = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
        return ".before-fix-" + second.format(world.clock().instant());
    }

    /** @param foundOthers gets the texts that are not those that were shown */
    private record Change(Repair.Texts shown, Repair.Texts repaired, List<AwsFiles.Texts> foundOthers) {

        AwsFiles.Texts of(AwsFiles.Texts now) {
            foundOthers.clear();
            var expected = isExpected(now.config(), shown.config(), repaired.config())
                    && isExpected(now.credentials(), shown.credentials(), repaired.credentials());
            if (!expected) {
                foundOthers.add(now);
                return now;
            }
            return new AwsFiles.Texts(repaired.config(), repaired.credentials());
        }

        private static boolean isExpected(IniFile now, IniFile shown, IniFile repaired) {
            return Stream.of(shown, repaired).map(IniFile::toString).anyMatch(now.toString()::equals);
        }
    }

    private void tell(KeptCopies.Kept kept) {
        var copy = quoted(kept.copy().toString());
        var file = quoted(kept.file().toString());
        var undoing = kept.how() == FileReplacement.Outcome.REPLACED ? "mv -f %s %s" : "cp %1$s %2$s && rm %1$s";
        world.terminal().say("Repaired " + kept.file() + "\n"
                + "The old file, with all its secrets, stays beside it, readable for you alone.\n"
                + "  to undo it:  " + Words.unbroken(undoing.formatted(copy, file)) + "\n"
                + "  when all works:  " + Words.unbroken("rm " + copy));
    }

    /** As a POSIX shell and PowerShell read it. */
    private static String quoted(String path) {
        return path.matches("/[\\w./~+,:@-]*") ? path : "'" + path.replace("'", "'\\''") + "'";
    }

    // ------------------------------------------------------------------- the two files

    private Repair.Texts texts() {
        var texts = world.files().read();
        return new Repair.Texts(texts.config(), texts.credentials(), world.files().areOneFile());
    }

    private Map<Lint.Which, String> openModes() {
        var modes = new EnumMap<Lint.Which, String>(Lint.Which.class);
        Stream.of(Lint.Which.values()).forEach(which ->
                FileMode.open(location(which)).ifPresent(mode -> modes.put(which, mode)));
        return modes;
    }

    private Map<Lint.Which, String> modesToClose(Repair.Texts texts) {
        return openModes().entrySet().stream()
                .filter(entry -> !texts.areOneFile() || entry.getKey() == Lint.Which.CREDENTIALS)
                .filter(entry -> Lint.holdsSecrets(text(texts, entry.getKey())))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (one, other) -> one,
                        () -> new EnumMap<>(Lint.Which.class)));
    }

    private String location(Lint.Which which) {
        var locations = world.files().locations();
        return which == Lint.Which.CONFIG ? locations.config() : locations.credentials();
    }

    private String name(Lint.Which which) {
        var locations = world.files().locations();
        return which == Lint.Which.CONFIG
                ? locations.configInWords(world.environment()) : locations.credentialsInWords(world.environment());
    }
}
