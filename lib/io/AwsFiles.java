//SOURCES Encoding.java
//SOURCES LocalZone.java
//SOURCES OwnerOnly.java
//SOURCES ../model/IniFile.java
//SOURCES ../model/Problem.java
//SOURCES ../model/Profiles.java
package lib.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lib.model.IniFile;
import lib.model.Problem;
import lib.model.Profiles;

/**
 * The user's {@code config} and {@code credentials} files. The rules of this door:
 *
 * <ul>
 *   <li>Looking changes nothing, and takes no lock.
 *   <li>An edit holds a lock that all processes of this suite share, works on what the file says then, and replaces the file
 *       in one step: whoever reads sees the old text or the new one, also after a power cut.
 *   <li>AWS's own tools know no lock. So the file is read again just before it is replaced, and if it has changed, the edit is
 *       done again on the new text.
 *   <li>A file keeps its mode and its owner; a new one is for its owner alone. A symbolic link stays, its target is replaced.
 *   <li>No copy of a secret stays beside the file: not after a failure, and a killed process's is swept by the next edit. The
 *       one exception is {@link #editKeepingOld}, whose caller has to say so.
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
            this(config, credentials, new Clocks(Optional.empty()));
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
     * @param zone what {@code TZ} says, by which some tools record times there
     * @see <a href="https://docs.aws.amazon.com/sdkref/latest/guide/file-location.html">Location of the shared files</a>
     */
    public record Locations(String config, String credentials, Optional<String> zone) {

        public Locations(String config, String credentials) {
            this(config, credentials, Optional.empty());
        }

        /** @param windows whether the platform is Windows, where the home folder has other names */
        public static Locations of(Map<String, String> environment, boolean windows) {
            var folder = home(environment, windows) + (windows ? "\\.aws\\" : "/.aws/");
            return new Locations(
                    location(environment, "AWS_CONFIG_FILE", folder + "config", windows),
                    location(environment, "AWS_SHARED_CREDENTIALS_FILE", folder + "credentials", windows),
                    Optional.ofNullable(environment.get("TZ")));
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

    /** The zone of the clocks here, found out when it is asked for. */
    private record Clocks(Optional<String> zone) implements Supplier<ZoneId> {
        @Override
        public ZoneId get() {
            return LocalZone.of(zone.map(name -> Map.of("TZ", name)).orElse(Map.of()));
        }
    }

    /**
     * An old text that stays.
     *
     * @param file which was replaced; where it is a link, its target
     * @param copy beside it, for its owner alone
     */
    public record Kept(Path file, Path copy) {}

    private static final String LOCK_NAME = ".awscli-mfa.lock";
    private static final String TEMPORARY_SUFFIX = ".awscli-mfa.tmp";
    private static final Duration USUAL_PATIENCE = Duration.ofSeconds(20);
    private static final int EDITS_BEFORE_GIVING_UP = 50;

    /** Two locks of one process on the same file would be an error; threads queue here first. */
    private static final ReentrantLock ONE_THREAD = new ReentrantLock();

    private final Locations locations;
    private final Supplier<ZoneId> clocks;
    private final Duration patience;

    private volatile Optional<Texts> seen = Optional.empty();

    /** What changes with whatever is written into the two files, as it was then. */
    private volatile List<Object> marks = List.of();

    /** What this object put there itself, in one step; nobody need wait until it is complete. */
    private final Map<Path, File> own = new ConcurrentHashMap<>();

    public AwsFiles(Locations locations) {
        this(locations, USUAL_PATIENCE);
    }

    /** @param patience how long an edit waits for another process to end its own */
    public AwsFiles(Locations locations, Duration patience) {
        this.locations = locations;
        this.clocks = new Clocks(locations.zone());
        this.patience = patience;
    }

    public Locations locations() {
        return locations;
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
        return seen(at(locations.config()).ini(), at(locations.credentials()).ini());
    }

    private Texts seen(IniFile config, IniFile credentials) {
        marks = marks();
        var texts = new Texts(config, credentials, clocks);
        seen = Optional.of(texts);
        return texts;
    }

    /** Whether nobody else seems to have written either file since this object last read or wrote them. */
    public boolean areAsSeen() {
        return marks.equals(marks());
    }

    private List<Object> marks() {
        return Stream.of(locations.config(), locations.credentials()).flatMap(AwsFiles::marks).toList();
    }

    private static Stream<Object> marks(String location) {
        try {
            var found = Files.readAttributes(Path.of(location), BasicFileAttributes.class);
            return Stream.of(location, found.lastModifiedTime(), found.size(), String.valueOf(found.fileKey()));
        } catch (IOException unseen) {
            return Stream.empty();
        }
    }

    /**
     * Finds out what would keep an edit from being written, as far as that can be known: who may write, whether another process holds
     * the lock, whether there is room.
     *
     * @throws Problem.FileUnusable one of the files cannot be written
     * @throws Problem.FilesBusy another process keeps the lock
     */
    public void requireWritable() {
        var files = List.of(target(locations.config()), target(locations.credentials()));
        try (var _ = Lock.on(folders(files.get(0), files.get(1)), patience)) {
            files.forEach(File::requireWritable);
        }
    }

    /**
     * Changes both files by one rule, under the lock. A file whose text stays the same is not touched.
     *
     * @param change given the texts as they are at that moment; called again if a file changes meanwhile
     * @return the texts as they are afterwards
     * @throws Problem {@link Problem.FileUnusable}, {@link Problem.FilesBusy}, {@link Problem#filesKeepChanging}
     */
    public Texts edit(UnaryOperator<Texts> change) {
        return edit(change, new Copies(Optional.empty()));
    }

    /**
     * The same, save that the old text of a replaced file stays beside it.
     *
     * @param ending what the copy's name has behind the file's; a number follows where there is such a file already
     * @return what stays
     */
    public List<Kept> editKeepingOld(UnaryOperator<Texts> change, String ending) {
        var copies = new Copies(Optional.of(ending));
        edit(change, copies);
        return List.copyOf(copies.kept);
    }

    // ------------------------------------------------------- encodings that AWS's tools do not read

    /** The files that are in such a one, each once, with its name. */
    public Map<String, String> inOtherEncodings() {
        var found = new LinkedHashMap<String, String>();
        Stream.of(locations.config(), locations.credentials()).filter(location -> !areOneFile() || location.equals(locations.credentials()))
                .forEach(location -> at(location).wide().ifPresent(encoding -> found.put(location, encoding)));
        return found;
    }

    /**
     * Stores these as UTF-8; what they say stays, and so does the old file beside each.
     *
     * @param ending as in {@link #editKeepingOld}
     * @throws Problem.FileUnusable one of them is not such a text to its end; it stays as it is
     */
    public List<Kept> storeAsUtf8(String ending) {
        var copies = new Copies(Optional.of(ending));
        var targets = inOtherEncodings().keySet().stream().map(AwsFiles::target).toList();
        try (var _ = Lock.on(folders(targets.toArray(Path[]::new)), patience)) {
            targets.forEach(target -> storeAsUtf8(target, copies));
        }
        return List.copyOf(copies.kept);
    }

    private void storeAsUtf8(Path target, Copies copies) {
        for (var edits = 0; edits < EDITS_BEFORE_GIVING_UP; edits++) {
            var old = at(target.toString());
            if (old.wide().isEmpty()) {
                return;
            }
            var wanted = old.wideText();
            old.requireReplaceable(wanted);
            if (copies.replace(old.asUtf8(), wanted)) {
                return;
            }
        }
        throw Problem.filesKeepChanging(target.toString());
    }

    private Texts edit(UnaryOperator<Texts> change, Copies copies) {
        var config = target(locations.config());
        var credentials = target(locations.credentials());
        try (var _ = Lock.on(folders(config, credentials), patience)) {
            var changing = locations.credentials();
            for (var edits = 0; edits < EDITS_BEFORE_GIVING_UP; edits++) {
                var oldConfig = at(config.toString());
                var oldCredentials = at(credentials.toString());
                var wanted = change.apply(new Texts(oldConfig.ini(), oldCredentials.ini(), clocks));
                oldConfig.requireReplaceable(wanted.config());
                oldCredentials.requireReplaceable(wanted.credentials());
                // The credentials first: a session without its region is of use, a region without its session is not.
                if (!copies.replace(oldCredentials, wanted.credentials())) {
                    changing = locations.credentials();
                } else if (!copies.replace(oldConfig, wanted.config())) {
                    changing = locations.config();
                } else {
                    remember(oldConfig, wanted.config());
                    remember(oldCredentials, wanted.credentials());
                    return seen(wanted.config(), wanted.credentials());
                }
            }
            throw Problem.filesKeepChanging(changing);
        }
    }

    private File at(String location) {
        return File.at(location, file -> Optional.ofNullable(own.get(file.path().toAbsolutePath())).filter(file::isSameAs).isPresent());
    }

    /** Another's text, if one has come in between, has the bytes of this one or is not taken for it. */
    private void remember(File old, IniFile now) {
        try {
            own.put(old.path(), new File(old.path(), now.toString().getBytes(old.charset()),
                    Optional.of(Files.getLastModifiedTime(old.path())), old.charset()));
        } catch (IOException gone) {
            own.remove(old.path());
        }
    }

    /** What texts say that are not, or not yet, in the files. */
    public Profiles profilesOf(Texts texts) {
        return Profiles.of(texts.config(), texts.credentials(), clocks);
    }

    // ---------------------------------------------------------------- modes and names

    /** Whether both locations lead to one file. */
    public boolean areOneFile() {
        try {
            return Files.isSameFile(Path.of(locations.config()), Path.of(locations.credentials()));
        } catch (IOException missing) {
            return false;
        }
    }

    /** The mode of a file that others than its owner may read or write, such as {@code 0644}; absent where none may. */
    public static Optional<String> openMode(String location) {
        return permissions(Path.of(location)).filter(permissions -> !ownersOf(permissions).containsAll(permissions))
                .map(permissions -> "0%o".formatted(permissions.stream().mapToInt(one -> 0400 >> one.ordinal()).sum()));
    }

    /**
     * Takes from everybody but its owner what they may do with the file.
     *
     * @throws Problem.FileUnusable where the file is another's
     */
    public static void closeToOthers(String location) {
        var path = Path.of(location);
        try {
            var permissions = permissions(path);
            if (permissions.isPresent()) {
                Files.setPosixFilePermissions(path, ownersOf(permissions.get()));
            }
        } catch (IOException failure) {
            throw unusable(location, failure);
        }
    }

    private static Set<PosixFilePermission> ownersOf(Set<PosixFilePermission> permissions) {
        return permissions.stream()
                .filter(one -> one == PosixFilePermission.OWNER_READ || one == PosixFilePermission.OWNER_WRITE)
                .collect(Collectors.toSet());
    }

    /** Absent where there is no such file, and where the file system knows no such modes. */
    private static Optional<Set<PosixFilePermission>> permissions(Path path) {
        var view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
        try {
            return view == null ? Optional.empty() : Optional.of(view.readAttributes().permissions());
        } catch (IOException missing) {
            return Optional.empty();
        }
    }

    /**
     * The folders to lock, in one order, so that two processes never wait for each other; each once, by whatever names it is
     * known. Those that are missing are made.
     */
    private static List<Path> folders(Path... files) {
        return Stream.of(files).map(file -> realFolder(file.getParent())).distinct().sorted().toList();
    }

    private static Path realFolder(Path folder) {
        try {
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(folder, OwnerOnly.FOLDER);
            }
            return folder.toRealPath();
        } catch (IOException failure) {
            throw unusable(folder.toString(), failure);
        }
    }

    /** Follows symbolic links, also to a file that does not exist yet. */
    private static Path target(String location) {
        var path = Path.of(location).toAbsolutePath();
        try {
            for (var links = 0; links < 40 && Files.isSymbolicLink(path); links++) {
                path = path.resolveSibling(Files.readSymbolicLink(path));
            }
            if (Files.exists(path) && !Files.isRegularFile(path)) {
                throw notAFile(location);
            }
            return path;
        } catch (IOException unreadable) {
            throw unusable(location, unreadable);
        }
    }

    private static Problem notAFile(String location) {
        return new Problem.FileUnusable(location, "it is not a regular file", "use --no-persist, or name a file");
    }

    /** In words of this suite: the system's own are in the language of its user. */
    private static Problem unusable(String location, IOException failure) {
        var reason = switch (failure) {
            case AccessDeniedException denied -> "permission denied";
            case FileAlreadyExistsException file -> "it is not a folder";
            case CharacterCodingException unmappable -> "it is not UTF-8 text, and cannot hold what is to be written";
            case DiskFull full -> "the disk is full";
            case IOException other when isOnReadOnlyDisk(Path.of(location).toAbsolutePath()) -> "the disk is read-only";
            default -> "cannot be read or written (" + failure.getClass().getSimpleName() + ")";
        };
        var check = failure instanceof DiskFull ? "df -h " + Path.of(location).toAbsolutePath().getParent() : "ls -l " + location;
        return new Problem.FileUnusable(location, reason, "nothing was changed there; check it with: " + check);
    }

    private static boolean isOnReadOnlyDisk(Path path) {
        try {
            return Files.getFileStore(path).isReadOnly();
        } catch (NoSuchFileException missing) {
            return isOnReadOnlyDisk(path.getParent());
        } catch (IOException unknown) {
            return false;
        }
    }

    /** There is no room for what was to be written. */
    private static final class DiskFull extends IOException {
        private static final long serialVersionUID = 1;

        DiskFull(IOException failure) {
            super(failure);
        }
    }

    // ------------------------------------------------------------------ one file

    /**
     * A file as it was at one moment.
     *
     * @param bytes empty when there is no such file
     * @param modified when the bytes were written; empty when there is no such file
     * @param charset UTF-8, or one that takes any bytes where the file is not UTF-8
     */
    private record File(Path path, byte[] bytes, Optional<FileTime> modified, Charset charset) {

        /** How long a file must have been left alone, since AWS's tools empty it first and then write it. */
        private static final Duration QUIET = Duration.ofMillis(30);

        /** The same for an empty one, which is hardly ever meant to be so. */
        private static final Duration QUIET_IF_EMPTY = Duration.ofSeconds(1);

        private static final int ROOM_FOR_A_SESSION = 4096;

        private static final Duration LOOK_AGAIN_AFTER = Duration.ofMillis(10);
        private static final int LOOKS = 20;
        private static final int LOOKS_IF_EMPTY = 150;

        /** @param isComplete whether there is no need to wait until nobody writes any more */
        static File at(String location, Predicate<File> isComplete) {
            var path = Path.of(location);
            if (Files.exists(path) && !Files.isRegularFile(path) && !location.equals("/dev/null")) {
                throw notAFile(location);
            }
            try {
                return whenQuiet(path, isComplete);
            } catch (NoSuchFileException missing) {
                return new File(path, new byte[0], Optional.empty(), StandardCharsets.UTF_8);
            } catch (IOException failure) {
                throw unusable(location, failure);
            }
        }

        /** A file that never gets quiet is taken as it is; who replaces it will see that it changes. */
        private static File whenQuiet(Path path, Predicate<File> isComplete) throws IOException {
            var file = now(path);
            for (var looks = 1; !isComplete.test(file) && !file.isQuiet() && looks < (file.isEmpty() ? LOOKS_IF_EMPTY : LOOKS); looks++) {
                pause(LOOK_AGAIN_AFTER);
                file = now(path);
            }
            return file;
        }

        private static File now(Path path) throws IOException {
            var modified = Files.getLastModifiedTime(path);
            var bytes = Files.readAllBytes(path);
            return new File(path, bytes, Optional.of(modified), Encoding.of(bytes));
        }

        /** Whether nobody has written it for a while, also not since its bytes were read. A time in the future tells nothing. */
        private boolean isQuiet() throws IOException {
            var age = Duration.between(modified.orElseThrow().toInstant(), Instant.now());
            return modified.get().equals(Files.getLastModifiedTime(path))
                    && (age.isNegative() || age.compareTo(isEmpty() ? QUIET_IF_EMPTY : QUIET) > 0);
        }

        boolean isSameAs(File other) {
            return modified.equals(other.modified) && Arrays.equals(bytes, other.bytes);
        }

        private boolean isEmpty() {
            return bytes.length == 0;
        }

        private boolean exists() {
            return modified.isPresent();
        }

        /** @throws Problem.FileUnusable AWS's tools do not read its encoding; what this suite would write there, nobody could read */
        IniFile ini() {
            wide().ifPresent(encoding -> {
                throw new Problem.FileUnusable(path.toString(), "it is " + encoding + " text, which AWS's tools do not read",
                        "store it as UTF-8 with: jbang awscli-mfa.java --fix");
            });
            return IniFile.parse(new String(bytes, charset));
        }

        /** The name of an encoding that AWS's tools do not read. */
        Optional<String> wide() {
            return Encoding.wide(bytes).map(encoding -> encoding.name().replaceFirst("[LB]E$", ""));
        }

        IniFile wideText() {
            try {
                return IniFile.parse(Encoding.text(bytes, Encoding.wide(bytes).orElseThrow()));
            } catch (CharacterCodingException mixed) {
                throw new Problem.FileUnusable(path.toString(), "it is not " + wide().orElseThrow() + " text to its end",
                        "nothing was changed there; put it right in an editor, and store it as UTF-8");
            }
        }

        File asUtf8() {
            return new File(path, bytes, modified, StandardCharsets.UTF_8);
        }

        /** False when the file is no longer what the edit was made from; then nothing has changed. */
        boolean replaceWith(IniFile wanted) {
            try {
                return isAlready(wanted) || replaceWith(charset.newEncoder().encode(CharBuffer.wrap(wanted.toString())));
            } catch (IOException failure) {
                if (failure instanceof NoSuchFileException && exists()) {
                    return false;
                }
                throw unusable(path.toString(), failure);
            }
        }

        private boolean replaceWith(ByteBuffer newBytes) throws IOException {
            var temporary = Files.createTempFile(
                    path.getParent(), "." + path.getFileName() + ".", TEMPORARY_SUFFIX, OwnerOnly.FILE);
            try {
                write(temporary, newBytes);
                if (exists()) {
                    copyOwnerAndMode(temporary);
                }
                if (!isStillTheSame()) {
                    return false;
                }
                Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE);
                flushFolder(path.getParent());
                return true;
            } finally {
                Files.deleteIfExists(temporary);
            }
        }

        private boolean isAlready(IniFile wanted) {
            return Arrays.equals(wanted.toString().getBytes(charset), bytes);
        }

        /** Replacing needs no leave of the file itself, so a file that its owner made read-only is asked for here. */
        void requireReplaceable(IniFile wanted) {
            if (exists() && !isAlready(wanted) && isReadOnly(path)) {
                throw readOnly(path);
            }
        }

        private static Problem readOnly(Path path) {
            return new Problem.FileUnusable(path.toString(), "it is read-only",
                    "allow writing with: chmod u+w " + path + ", or use --no-persist");
        }

        /** A file of the same size, and a session more, has room beside it. */
        static void requireWritable(Path path) {
            if (Files.exists(path) && isReadOnly(path)) {
                throw readOnly(path);
            }
            try {
                var size = Files.exists(path) ? Math.toIntExact(Files.size(path)) : 0;
                var trial = Files.createTempFile(path.getParent(), "." + path.getFileName() + ".", TEMPORARY_SUFFIX, OwnerOnly.FILE);
                try {
                    tryToFill(trial, ByteBuffer.allocate(size + ROOM_FOR_A_SESSION));
                } finally {
                    Files.deleteIfExists(trial);
                }
            } catch (IOException failure) {
                throw unusable(path.toString(), failure);
            }
        }

        private static void tryToFill(Path trial, ByteBuffer bytes) throws IOException {
            try (var channel = FileChannel.open(trial, StandardOpenOption.WRITE)) {
                fill(channel, bytes);
            } catch (IOException failure) {
                throw told(failure, trial, bytes);
            }
        }

        /** The superuser may write any file, and yet a mode of 0400 says that somebody wants this one to stay as it is. */
        private static boolean isReadOnly(Path path) {
            var view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
            try {
                var mayBeWritten = view == null || view.readAttributes().permissions().contains(PosixFilePermission.OWNER_WRITE);
                return !mayBeWritten || !Files.isWritable(path);
            } catch (IOException gone) {
                return false;
            }
        }

        private static void write(Path temporary, ByteBuffer bytes) throws IOException {
            try (var channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                write(temporary, channel, bytes);
            }
        }

        static void write(Path path, FileChannel channel, ByteBuffer bytes) throws IOException {
            try {
                fill(channel, bytes);
                channel.force(true);
            } catch (IOException failure) {
                throw told(failure, path, bytes);
            }
        }

        private static void fill(FileChannel channel, ByteBuffer bytes) throws IOException {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }

        private static IOException told(IOException failure, Path path, ByteBuffer bytes) {
            return path.toFile().getUsableSpace() <= bytes.remaining() ? new DiskFull(failure) : failure;
        }

        /** The mode last: a changed owner may clear bits of it. */
        private void copyOwnerAndMode(Path temporary) throws IOException {
            var from = Files.getFileAttributeView(path, PosixFileAttributeView.class);
            var to = Files.getFileAttributeView(temporary, PosixFileAttributeView.class);
            if (from == null || to == null) {
                return;
            }
            var old = from.readAttributes();
            var fresh = to.readAttributes();
            if (!old.owner().equals(fresh.owner())) {
                to.setOwner(old.owner());
            }
            if (!old.group().equals(fresh.group())) {
                to.setGroup(old.group());
            }
            to.setPermissions(old.permissions());
        }

        private boolean isStillTheSame() throws IOException {
            try {
                return exists()
                        ? modified.get().equals(Files.getLastModifiedTime(path)) && Arrays.equals(Files.readAllBytes(path), bytes)
                        : !Files.exists(path, LinkOption.NOFOLLOW_LINKS);
            } catch (NoSuchFileException gone) {
                return false;
            }
        }

        /** Makes the new name last through a power cut; not every system lets a folder be opened for that. */
        private static void flushFolder(Path folder) {
            try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            } catch (IOException notOffered) {
                // The file itself is safe either way; only which of the two versions survives is open.
            }
        }
    }

    // ---------------------------------------------------------------- old texts that stay

    /** @param ending of their names; absent where none is to stay */
    private record Copies(Optional<String> ending, List<Kept> kept) {

        /** How many of one name there may be. */
        private static final int MOST = 1_000;

        Copies(Optional<String> ending) {
            this(ending, new ArrayList<>());
        }

        /** As {@link File#replaceWith}; where nothing is replaced, no copy stays. */
        boolean replace(File old, IniFile wanted) {
            var copy = ending.filter(it -> old.exists() && !old.isAlready(wanted)).map(it -> copyOf(old, it));
            var replaced = false;
            try {
                replaced = old.replaceWith(wanted);
                return replaced;
            } finally {
                if (replaced) {
                    copy.ifPresent(path -> kept.add(new Kept(old.path(), path)));
                } else {
                    copy.ifPresent(Copies::remove);
                }
            }
        }

        private static Path copyOf(File old, String ending) {
            for (var number = 1; number < MOST; number++) {
                var copy = Path.of(old.path() + ending + (number == 1 ? "" : "-" + number));
                try {
                    create(copy, old.bytes());
                    return copy;
                } catch (FileAlreadyExistsException taken) {
                    // the next number, then
                } catch (IOException failure) {
                    throw unusable(copy.toString(), failure);
                }
            }
            throw new Problem.FileUnusable(old.path() + ending, "there are too many copies of this name",
                    "delete those that are not needed any more");
        }

        private static void create(Path copy, byte[] bytes) throws IOException {
            var options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
            try (var channel = FileChannel.open(copy, options, OwnerOnly.FILE)) {
                File.write(copy, channel, ByteBuffer.wrap(bytes));
            } catch (FileAlreadyExistsException taken) {
                throw taken;
            } catch (IOException failure) {
                remove(copy);
                throw failure;
            }
        }

        private static void remove(Path copy) {
            try {
                Files.deleteIfExists(copy);
            } catch (IOException stays) {
                // nothing was replaced, so it says nothing that the file does not say as well
            }
        }
    }

    // ------------------------------------------------------------------ the lock

    /** One lock file in each folder concerned; the operating system lets go of it when its holder dies. */
    private record Lock(List<FileChannel> channels) implements AutoCloseable {

        static Lock on(List<Path> folders, Duration patience) {
            ONE_THREAD.lock();
            var lock = new Lock(new ArrayList<>());
            try {
                folders.forEach(folder -> lock.take(folder, patience));
                return lock;
            } catch (RuntimeException | Error failure) {
                lock.close();
                throw failure;
            }
        }

        private void take(Path folder, Duration patience) {
            try {
                acquire(folder.resolve(LOCK_NAME), patience);
                sweep(folder);
            } catch (IOException failure) {
                throw unusable(folder.toString(), failure);
            }
        }

        private void acquire(Path file, Duration patience) throws IOException {
            var channel = open(file);
            channels.add(channel);
            var deadline = Instant.now().plus(patience);
            while (channel.tryLock() == null) {
                if (Instant.now().isAfter(deadline)) {
                    throw new Problem.FilesBusy(file.toString(), patience);
                }
                pause(Duration.ofMillis(15));
            }
        }

        private static FileChannel open(Path file) throws IOException {
            var options = Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
            return FileChannel.open(file, options, OwnerOnly.FILE);
        }

        /** Temporary files of a process that was killed; whoever holds the lock knows that nobody is using them. */
        private static void sweep(Path folder) throws IOException {
            try (var leftovers = Files.newDirectoryStream(folder, ".*" + TEMPORARY_SUFFIX)) {
                for (var leftover : leftovers) {
                    Files.deleteIfExists(leftover);
                }
            }
        }

        @Override
        public void close() {
            for (var channel : channels) {
                try {
                    channel.close();
                } catch (IOException alreadyGone) {
                    // the lock went with it
                }
            }
            ONE_THREAD.unlock();
        }
    }

    private static void pause(Duration duration) {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new Problem.Cancelled();
        }
    }
}
