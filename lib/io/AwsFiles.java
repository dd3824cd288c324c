//SOURCES EditLock.java
//SOURCES FileChange.java
//SOURCES FileChanges.java
//SOURCES FileReading.java
//SOURCES InPlace.java
//SOURCES KeptCopies.java
//SOURCES LocalZone.java
//SOURCES PrivatePlaces.java
//SOURCES FileReplacement.java
//SOURCES RealPlace.java
//SOURCES UnbrokenStep.java
//SOURCES ../model/IniFile.java
//SOURCES ../model/Problem.java
//SOURCES ../model/Profiles.java
package lib.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import lib.model.IniFile;
import lib.model.Problem;
import lib.model.Profiles;

/**
 * The user's {@code config} and {@code credentials} files. The rules of this door:
 *
 * <ul>
 *   <li>Looking changes nothing, and takes no lock; save that it finishes what a run was writing in place when it was ended.
 *   <li>An edit holds a lock that all processes of this suite share, works on what the file says then, and replaces the file
 *       in one step: whoever reads sees the old text or the new one, also after a power cut.
 *   <li>Where a file cannot be replaced, or would lose a name, its owner or its protection by that, it is written in place. Then
 *       whoever reads in these milliseconds, or after a run was ended in the midst of them, may see a beginning of the new text
 *       before the rest of the old one; the next run puts that right, from a copy that it finds in a private place.
 *   <li>AWS's own tools know no lock. So the file is read again just before it is replaced, and if it has changed, the edit is
 *       done again on the new text.
 *   <li>A file keeps its mode, its owner and its ACL; a new one is for its owner alone. A symbolic link stays, its target is
 *       replaced.
 *   <li>What cannot go into one of the files never keeps back what goes into the other, and is said.
 *   <li>No copy of a secret stays beside the file: not after a failure or a signal, and a killed process's is swept by the next
 *       edit. The one exception is {@link #editKeepingOld}, whose caller has to say so.
 * </ul>
 */
public final class AwsFiles {

    /** The two texts, which a reader sees as they are and an edit changes together. {@link #toString()} hides them. */
    public static final class Texts {
        private final IniFile config;
        private final IniFile credentials;
        private final Supplier<ZoneId> clocks;
        private Optional<Profiles> profiles = Optional.empty();

        public Texts(IniFile config, IniFile credentials) {
            this(config, credentials, new Clocks(Map.of()));
        }

        private Texts(IniFile config, IniFile credentials, Supplier<ZoneId> clocks) {
            this.config = config;
            this.credentials = credentials;
            this.clocks = clocks;
        }

        public IniFile config() {
            return config;
        }

        public IniFile credentials() {
            return credentials;
        }

        /** What the two say together. */
        public synchronized Profiles profiles() {
            if (profiles.isEmpty()) {
                profiles = Optional.of(Profiles.of(config, credentials, clocks));
            }
            return profiles.get();
        }

        @Override
        public String toString() {
            return "Texts[…]";
        }
    }

    /**
     * Where the two files are.
     *
     * @see <a href="https://docs.aws.amazon.com/sdkref/latest/guide/file-location.html">Location of the shared files</a>
     */
    public record Locations(String config, String credentials) {

        /** @param windows whether the platform is Windows, where the home folder has other names */
        public static Locations of(Map<String, String> environment, boolean windows) {
            var folder = home(environment, windows) + (windows ? "\\.aws\\" : "/.aws/");
            return new Locations(
                    location(environment, "AWS_CONFIG_FILE", folder + "config", windows),
                    location(environment, "AWS_SHARED_CREDENTIALS_FILE", folder + "credentials", windows));
        }

        /** The credentials file as a person would write it, below {@code ~} if it is there. */
        public String credentialsInWords(Map<String, String> environment) {
            return inWords(credentials, environment);
        }

        /** The same for the config file. */
        public String configInWords(Map<String, String> environment) {
            return inWords(config, environment);
        }

        private static String inWords(String location, Map<String, String> environment) {
            var home = environment.getOrDefault("HOME", "");
            return !home.isEmpty() && location.startsWith(home + "/") ? "~" + location.substring(home.length()) : location;
        }

        private static String location(Map<String, String> environment, String variable, String usual, boolean windows) {
            return Optional.ofNullable(environment.get(variable)).filter(path -> !path.isBlank())
                    .map(path -> withVariables(path, environment))
                    .map(path -> path.equals("~") || path.startsWith("~/")
                            ? home(environment, windows) + path.substring(1) : path)
                    .orElse(usual);
        }

        /** {@code $HOME} and {@code ${HOME}} by their values, as the AWS CLI has it; what is not set stays as it stands there. */
        private static String withVariables(String path, Map<String, String> environment) {
            return path.indexOf('$') < 0 ? path : Pattern.compile("\\$(?:(\\w+)|\\{([^}]*)})").matcher(path).replaceAll(variable ->
                    Matcher.quoteReplacement(environment.getOrDefault(
                            Optional.ofNullable(variable.group(1)).orElse(variable.group(2)), variable.group())));
        }

        private static String home(Map<String, String> environment, boolean windows) {
            return Optional.ofNullable(environment.get("HOME"))
                    .or(() -> Optional.ofNullable(environment.get("USERPROFILE")).filter(profile -> windows))
                    .or(() -> Optional.ofNullable(environment.get("HOMEDRIVE")).filter(drive -> windows)
                            .map(drive -> drive + environment.getOrDefault("HOMEPATH", "")))
                    .orElseGet(() -> System.getProperty("user.home"));
        }
    }

    /** The zone of the clocks here, by which some tools record times; found out when it is asked for. */
    private record Clocks(Map<String, String> environment) implements Supplier<ZoneId> {
        @Override
        public ZoneId get() {
            return LocalZone.of(environment);
        }
    }

    /**
     * What became of a session.
     *
     * @param made files that were not there before
     * @param left why the config file does not have what it was to have besides
     */
    public record Stored(List<Path> made, Optional<Problem> left) {}

    private static final Duration USUAL_PATIENCE = Duration.ofSeconds(20);
    private static final int EDITS_BEFORE_GIVING_UP = 50;
    private static final Consumer<String> NOBODY = new Consumer<>() {
        @Override
        public void accept(String unheard) {}
    };

    private final Locations locations;
    private final Map<String, String> environment;
    private final PrivatePlaces places;
    private final InPlace inPlace;
    private final Supplier<ZoneId> clocks;
    private final Duration patience;

    private volatile Consumer<String> say = NOBODY;
    private volatile Consumer<String> debug = NOBODY;
    private volatile Optional<Texts> seen = Optional.empty();

    /** What the texts do not show of the files they were last read from. */
    private volatile Map<String, Integer> linesNotUtf8 = Map.of();

    /** What changes with whatever is written into the two files, as it was then. */
    private volatile List<Object> marks = List.of();

    /** How long the files were when this object last saw them. */
    private volatile OptionalInt configLength = OptionalInt.empty();

    private volatile OptionalInt credentialsLength = OptionalInt.empty();

    /** The files where the environment says they are, or in the home. */
    public static AwsFiles of(Map<String, String> environment, boolean windows) {
        return new AwsFiles(Locations.of(environment, windows), environment, USUAL_PATIENCE);
    }

    public AwsFiles(Locations locations) {
        this(locations, Map.of(), USUAL_PATIENCE);
    }

    /** @param patience how long an edit waits for another process to end its own */
    public AwsFiles(Locations locations, Duration patience) {
        this(locations, Map.of(), patience);
    }

    /** @param environment says which variables name the files, and where a private place is */
    public AwsFiles(Locations locations, Map<String, String> environment, Duration patience) {
        this.locations = locations;
        this.environment = environment;
        this.places = PrivatePlaces.of(environment);
        this.inPlace = new InPlace(places);
        this.clocks = new Clocks(environment);
        this.patience = patience;
    }

    public Locations locations() {
        return locations;
    }

    /** @param person is told in a sentence what was put right, or could not be */
    public void tell(Consumer<String> person) {
        say = person;
    }

    /** @param trace is told in what way the files are written, where it is not the usual one */
    public void traceTo(Consumer<String> trace) {
        debug = trace;
    }

    /** Both texts as this object has last read or written them; read where it has not yet. */
    public Texts seen() {
        return seen.orElseGet(this::read);
    }

    /**
     * Both texts as they are now; a file that does not exist is empty.
     *
     * @throws Problem.FileUnusable one of them cannot be read
     */
    public Texts read() {
        inPlace.finishOthers(say);
        marks = marks();
        var config = config(locations.config()).requireReadable();
        var credentials = credentials(locations.credentials()).requireReadable();
        linesNotUtf8 = ofEach(config, credentials, FileReading::firstLineNotUtf8);
        var texts = new Texts(config.ini(), credentials.ini(), clocks);
        seen = Optional.of(texts);
        return texts;
    }

    /** Whether nobody else seems to have written either file since this object last read or wrote them. */
    public boolean areAsSeen() {
        return marks.equals(marks());
    }

    private List<Object> marks() {
        return Stream.of(locations.config(), locations.credentials()).flatMap(FileReading::marks).toList();
    }

    private FileReading config(String location) {
        var reading = FileReading.at(location, configLength);
        configLength = length(reading);
        return reading;
    }

    private FileReading credentials(String location) {
        var reading = FileReading.at(location, credentialsLength);
        credentialsLength = length(reading);
        return reading;
    }

    private static OptionalInt length(FileReading reading) {
        return reading.exists() ? OptionalInt.of(reading.bytes().length) : OptionalInt.empty();
    }

    /** The variable that names a file which is not there, as what has to be put right. */
    public Optional<Problem.NamesNoFile> namesNoFile() {
        return namesNoFile("AWS_SHARED_CREDENTIALS_FILE", locations.credentials())
                .or(() -> namesNoFile("AWS_CONFIG_FILE", locations.config()));
    }

    private Optional<Problem.NamesNoFile> namesNoFile(String variable, String location) {
        return environment.getOrDefault(variable, "").isBlank() || Files.exists(Path.of(location)) ? Optional.empty()
                : Optional.of(Problem.NamesNoFile.of(variable, location));
    }

    /**
     * Finds out what would keep a session from being stored, as far as that can be known: who may write, whether another process
     * holds the lock, whether there is room. The config file is not looked at: what it gets besides is not worth a session.
     *
     * @throws Problem.FileUnusable the credentials file cannot be written
     * @throws Problem.FilesBusy another process keeps the lock
     */
    public void requireWritable() {
        var config = RealPlace.of(locations.config());
        var credentials = RealPlace.of(locations.credentials());
        try (var _ = EditLock.on(RealPlace.folders(Stream.of(config, credentials)), patience, places, debug)) {
            UnbrokenStep.of(() -> {
                new FileReplacement(inPlace).requireWritable(credentials);
                return true;
            });
        }
    }

    /**
     * Changes both files by one rule, under the lock. A file whose text stays the same is not touched, and one that only a variable
     * names is not made.
     *
     * @param change given the texts as they are at that moment; called again if a file changes meanwhile
     * @return the texts as they are afterwards
     * @throws Problem {@link Problem.FileUnusable}, {@link Problem.FilesBusy}, {@link Problem#filesKeepChanging},
     *     {@link Problem#oneWritten}, {@link Problem#neitherWritten}
     */
    public Texts edit(UnaryOperator<Texts> change) {
        var written = write(change, FileChanges.Rule.THAT_FILE, new KeptCopies(Optional.empty()));
        written.requireWhole();
        return texts(written);
    }

    /**
     * The same for a session: it goes into the credentials file, made if need be; what goes into the config file besides is of use
     * only with it, and is left where it cannot be written.
     *
     * @throws Problem why the session is not stored; neither file has changed
     */
    public Stored store(UnaryOperator<Texts> change) {
        var written = write(change, FileChanges.Rule.CONFIG_IF_CREDENTIALS, new KeptCopies(Optional.empty()));
        if (written.credentials().hindrance().isPresent()) {
            throw written.credentials().hindrance().get();
        }
        return new Stored(Stream.of(written.credentials(), written.config()).filter(FileChange::isMade)
                .map(made -> made.old().path()).toList(), written.config().hindrance());
    }

    /**
     * As {@link #edit}, save that the old text of a replaced file stays beside it, and that a file which is known to be closed holds
     * back the other one too.
     *
     * @param ending what the copy's name has behind the file's; a number follows where there is such a file already
     * @param told of each copy that stays, also where the other file could not be written
     */
    public void editKeepingOld(UnaryOperator<Texts> change, String ending, Consumer<KeptCopies.Kept> told) {
        var copies = new KeptCopies(Optional.of(ending));
        try {
            write(change, FileChanges.Rule.BOTH, copies).requireWhole();
        } finally {
            copies.kept().forEach(told);
        }
    }

    private FileChanges write(UnaryOperator<Texts> change, FileChanges.Rule rule, KeptCopies copies) {
        return write((config, credentials) -> planned(change, rule, config, credentials), rule, copies);
    }

    private FileChanges write(BiFunction<FileReading, FileReading, FileChanges> plan, FileChanges.Rule rule, KeptCopies copies) {
        inPlace.finishOthers(say);
        var config = RealPlace.of(locations.config());
        var credentials = RealPlace.of(locations.credentials());
        var overtaken = credentials;
        try (var _ = EditLock.on(foldersToLock(rule, config, credentials), patience, places, debug)) {
            for (var edits = 0; edits < EDITS_BEFORE_GIVING_UP; edits++) {
                var changes = plan.apply(config(config.toString()), credentials(credentials.toString()));
                try {
                    return remembered(UnbrokenStep.of(() -> changes.done(rule, new FileReplacement(inPlace), copies)));
                } catch (FileChange.Overtaken again) {
                    overtaken = again.file();
                }
            }
            throw Problem.filesKeepChanging(overtaken.toString());
        }
    }

    private FileChanges planned(UnaryOperator<Texts> change, FileChanges.Rule rule, FileReading config, FileReading credentials) {
        var wanted = change.apply(new Texts(config.requireReadable().ini(), credentials.requireReadable().ini(), clocks));
        var changes = new FileChanges(FileChange.of(credentials, wanted.credentials()), FileChange.of(config, wanted.config()));
        return rule == FileChanges.Rule.CONFIG_IF_CREDENTIALS ? changes : new FileChanges(
                changes.credentials().unlessNew(namesNoFile("AWS_SHARED_CREDENTIALS_FILE", locations.credentials())),
                changes.config().unlessNew(namesNoFile("AWS_CONFIG_FILE", locations.config())));
    }

    private FileChanges remembered(FileChanges done) {
        configLength = OptionalInt.of(done.config().length());
        credentialsLength = OptionalInt.of(done.credentials().length());
        seen = Optional.of(texts(done));
        marks = marks();
        return done;
    }

    private Texts texts(FileChanges done) {
        return new Texts(done.config().now(), done.credentials().now(), clocks);
    }

    /** What texts say that are not, or not yet, in the files. */
    public Profiles profilesOf(Texts texts) {
        return Profiles.of(texts.config(), texts.credentials(), clocks);
    }

    // ------------------------------------------------------- encodings that AWS's tools do not read

    /**
     * The files that are in such a one, each once, with what is to be said of it behind its name.
     *
     * @throws Problem.FileUnusable one of them is not such a text to its end, so that it cannot be stored as UTF-8
     */
    public Map<String, String> inOtherEncodings() {
        return ofEach(config(locations.config()), credentials(locations.credentials()), AwsFiles::encoding);
    }

    /** By the location of each file; where both lead to one, by that of the credentials. */
    private <T> Map<String, T> ofEach(FileReading config, FileReading credentials, Function<FileReading, Optional<T>> what) {
        var found = new LinkedHashMap<String, T>();
        what.apply(config).filter(_ -> !areOneFile()).ifPresent(it -> found.put(locations.config(), it));
        what.apply(credentials).ifPresent(it -> found.put(locations.credentials(), it));
        return found;
    }

    private static Optional<String> encoding(FileReading file) {
        var whole = file.foreign().map(foreign -> foreign.whole().orElseThrow(file::mixed));
        return whole.map(wide -> " is " + wide.name() + " text, which AWS's tools do not read; it will be stored as UTF-8, and says the same.")
                .or(() -> file.firstLineNotUtf8().map(line -> ":" + line + " has a byte that is not UTF-8, and the AWS CLI refuses the whole file;"
                        + " it will be stored as UTF-8, and such bytes are read as Latin-1."));
    }

    /** Where a file was not UTF-8 when {@link #read} saw it, though every byte can be read: the line, by the file's location. */
    public Map<String, Integer> linesNotUtf8() {
        return linesNotUtf8;
    }

    /**
     * Stores these as UTF-8; what they say stays, and so does the old file beside each.
     *
     * @param ending as in {@link #editKeepingOld}
     * @param told as in {@link #editKeepingOld}
     * @throws Problem.FileUnusable one of them is not such a text to its end; neither has changed
     */
    public void storeAsUtf8(String ending, Consumer<KeptCopies.Kept> told) {
        var copies = new KeptCopies(Optional.of(ending));
        try {
            write((config, credentials) -> new FileChanges(FileChange.toUtf8(credentials), FileChange.toUtf8(config)),
                    FileChanges.Rule.BOTH, copies).requireWhole();
        } finally {
            copies.kept().forEach(told);
        }
    }

    // ---------------------------------------------------------------- folders and names

    /**
     * The folders to lock, in one order, so that two processes never wait for each other; each once, by whatever names it is
     * known. One that is missing is made, unless only a variable names it and no session is stored.
     */
    private List<Path> foldersToLock(FileChanges.Rule rule, Path config, Path credentials) {
        var isForced = rule == FileChanges.Rule.CONFIG_IF_CREDENTIALS;
        return RealPlace.folders(Stream.of(
                isForced || namesNoFile("AWS_CONFIG_FILE", locations.config()).isEmpty() ? Stream.of(config) : Stream.<Path>empty(),
                isForced || namesNoFile("AWS_SHARED_CREDENTIALS_FILE", locations.credentials()).isEmpty()
                        ? Stream.of(credentials) : Stream.<Path>empty()).flatMap(file -> file));
    }

    /** Whether both locations lead to one file. */
    public boolean areOneFile() {
        try {
            return Files.isSameFile(Path.of(locations.config()), Path.of(locations.credentials()));
        } catch (IOException missing) {
            return false;
        }
    }
}
