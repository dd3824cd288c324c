//DEPS org.junit.jupiter:junit-jupiter:6.1.3
//SOURCES ../lib/io/AwsFiles.java
//SOURCES ../lib/model/IniFile.java
//SOURCES ../lib/model/Problem.java
//SOURCES ../lib/model/ToPaste.java
//SOURCES ../lib/model/Words.java

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toMap;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import lib.io.AwsFiles;
import lib.model.IniFile;
import lib.model.Problem;
import lib.model.ToPaste;
import lib.model.Words;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The two files on a real disk: what an edit leaves as it was, and what it survives.
 *
 * <p>{@code AWS_FILES_TEST_KILLS} in the environment is how many processes are killed in the midst of their edits, 6 without
 * it; {@code AWS_FILES_TEST_ROUNDS} how often another writes while the files are read, 60 without it.
 */
class AwsFilesTest {

    private static final String KEYS = """
            # mine
            [dev]
            aws_access_key_id = AKIA1
            aws_secret_access_key = secret
            """;
    private static final String CONFIG = "[profile dev]\nregion = eu-west-1\n";
    private static final String EDITED = KEYS + "\n[dev-mfasession]\nkey = value\n";
    private static final boolean SUPERUSER = System.getProperty("user.name").equals("root");

    private Path home;
    private Path folder;
    private Path config;
    private Path credentials;
    private AwsFiles files;
    private final List<Process> started = new ArrayList<>();

    @BeforeEach
    void bothFilesOfSomebodyWithLongLivedKeys(@TempDir Path temp) throws IOException {
        home = temp.toRealPath();
        folder = Files.createDirectory(home.resolve(".aws"));
        config = Files.writeString(folder.resolve("config"), CONFIG);
        credentials = Files.writeString(folder.resolve("credentials"), KEYS);
        files = at(config, credentials);
    }

    @AfterEach
    void noProcessStays() {
        started.forEach(Process::destroyForcibly);
    }

    private static AwsFiles at(Path config, Path credentials) {
        return new AwsFiles(new AwsFiles.Locations(config.toString(), credentials.toString()));
    }

    /** An edit of the credentials file alone. */
    private static UnaryOperator<AwsFiles.Texts> with(String header, String key, String value) {
        return texts -> new AwsFiles.Texts(texts.config(), texts.credentials().with(header, key, value));
    }

    private static UnaryOperator<AwsFiles.Texts> aSession() {
        return with("dev-mfasession", "key", "value");
    }

    private Problem problem(AwsFiles files, UnaryOperator<AwsFiles.Texts> change) {
        return assertThrows(Problem.class, () -> files.edit(change));
    }

    private static Problem.FileUnusable unusable(Path file, String reason) {
        return new Problem.FileUnusable(file.toString(), reason, "nothing was changed there; check it with: ls -l " + file);
    }

    private static Problem.FileUnusable notUtf8(Path file) {
        return new Problem.FileUnusable(file.toString(), "it is not UTF-8 text, and cannot hold what is to be written",
                "store it as UTF-8 with: " + ToPaste.awscliMfa("--fix"));
    }

    private static Problem.FileUnusable notAFile(Path file) {
        return new Problem.FileUnusable(file.toString(), "it is not a regular file", "use --no-persist, or name a file");
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private static void setMode(Path path, String mode) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }

    private static List<String> namesIn(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private void assertNothingChanged() throws IOException {
        assertEquals(CONFIG, Files.readString(config));
        assertEquals(KEYS, Files.readString(credentials));
        assertEquals(List.of("config", "credentials"),
                namesIn(folder).stream().filter(name -> !name.equals(".awscli-mfa.lock")).toList());
    }

    // ---------------------------------------------------------------------- reading

    @Test
    void missingFilesAreEmptyAndLookingMakesNothing() throws IOException {
        var nowhere = home.resolve("nowhere");

        var texts = at(nowhere.resolve("config"), nowhere.resolve("credentials")).read();

        assertEquals("", texts.config().toString() + texts.credentials());
        assertFalse(Files.exists(nowhere));
    }

    @Test
    void lookingTakesNoLock() throws IOException {
        assertEquals(KEYS, files.read().credentials().toString());
        assertNothingChanged();
        assertEquals(List.of("config", "credentials"), namesIn(folder));
    }

    @Test
    void aFolderIsNoFileToRead() {
        assertEquals(notAFile(folder), assertThrows(Problem.class, () -> at(folder, credentials).read()));
    }

    // ------------------------------------------------------------- what an edit leaves

    @Test
    void anEditChangesBothFilesAndReturnsWhatTheySayNow() throws IOException {
        var texts = files.edit(old -> new AwsFiles.Texts(
                old.config().with("profile dev-mfasession", "region", "eu-west-1"),
                old.credentials().with("dev-mfasession", "key", "value")));

        assertEquals(CONFIG + "\n[profile dev-mfasession]\nregion = eu-west-1\n", Files.readString(config));
        assertEquals(EDITED, Files.readString(credentials));
        assertEquals(Files.readString(config), texts.config().toString());
        assertEquals(Files.readString(credentials), texts.credentials().toString());
        assertEquals(List.of(".awscli-mfa.lock", "config", "credentials"), namesIn(folder));
        assertEquals("rw-------", mode(folder.resolve(".awscli-mfa.lock")));
    }

    @Test
    void newFilesAndTheirFolderAreForTheirOwnerAlone() throws IOException {
        var fresh = home.resolve("a/b");

        at(fresh.resolve("config"), fresh.resolve("credentials")).edit(old -> new AwsFiles.Texts(
                old.config().with("profile dev", "region", "r"), old.credentials().with("dev", "key", "value")));

        assertEquals("[profile dev]\nregion = r\n", Files.readString(fresh.resolve("config")));
        assertEquals("[dev]\nkey = value\n", Files.readString(fresh.resolve("credentials")));
        assertEquals(List.of("rwx------", "rwx------", "rw-------", "rw-------"), List.of(mode(home.resolve("a")), mode(fresh),
                mode(fresh.resolve("config")), mode(fresh.resolve("credentials"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r--r--", "rw-r-----", "rw-------", "rwxrwxrwx"})
    void aFileKeepsItsModeAndItsFolderToo(String mode) throws IOException {
        setMode(credentials, mode);
        setMode(folder, "rwxr-xr-x");

        files.edit(aSession());

        assertEquals(EDITED, Files.readString(credentials));
        assertEquals(mode, mode(credentials));
        assertEquals("rwxr-xr-x", mode(folder));
    }

    @Test
    void aFileKeepsItsOwnerWhenTheSuperuserEditsIt() throws IOException {
        assumeTrue(SUPERUSER, "only the superuser may edit another user's file");
        Files.setAttribute(credentials, "unix:uid", 12_345);
        Files.setAttribute(credentials, "unix:gid", 54_321);
        setMode(credentials, "rw-r-----");

        files.edit(aSession());

        assertEquals(List.of(12_345, 54_321, "rw-r-----"), List.of(
                Files.getAttribute(credentials, "unix:uid"), Files.getAttribute(credentials, "unix:gid"), mode(credentials)));
    }

    @Test
    void anEditThatChangesNothingTouchesNothing() throws IOException {
        Files.setLastModifiedTime(config, FileTime.from(Instant.EPOCH));
        Files.setLastModifiedTime(credentials, FileTime.from(Instant.EPOCH));
        var inodes = List.of(inode(config), inode(credentials));

        files.edit(with("dev", "aws_access_key_id", "AKIA1"));

        assertNothingChanged();
        assertEquals(inodes, List.of(inode(config), inode(credentials)));
        assertEquals(FileTime.from(Instant.EPOCH), Files.getLastModifiedTime(config));
        assertEquals(FileTime.from(Instant.EPOCH), Files.getLastModifiedTime(credentials));
    }

    @Test
    void aFileThatStaysTheSameIsNotTouchedWhileTheOtherChanges() throws IOException {
        var inode = inode(config);

        files.edit(aSession());

        assertEquals(inode, inode(config));
    }

    private static Object inode(Path file) throws IOException {
        return Files.getAttribute(file, "unix:ino");
    }

    @Test
    void anEditThatChangesNothingMakesNoMissingFile() throws IOException {
        Files.delete(config);

        files.edit(aSession());

        assertFalse(Files.exists(config));
    }

    @Test
    void windowsLineEndsStayAndAMissingFinalOneIsSupplied() throws IOException {
        Files.writeString(credentials, "[dev]\r\nx = 1");

        files.edit(aSession());

        assertEquals("[dev]\r\nx = 1\r\n\r\n[dev-mfasession]\r\nkey = value\r\n", Files.readString(credentials));
    }

    @Test
    void bytesThatAreNotUtf8SurviveByteForByte() throws IOException {
        var odd = IntStream.range(1, 256).filter(b -> b != '\n' && b != '\r').collect(StringBuilder::new, StringBuilder::appendCodePoint,
                StringBuilder::append).toString();
        Files.write(credentials, ("# " + odd + "\n[dev]\nx = é\n").getBytes(ISO_8859_1));

        files.edit(aSession());

        assertArrayEquals(("# " + odd + "\n[dev]\nx = é\n\n[dev-mfasession]\nkey = value\n").getBytes(ISO_8859_1),
                Files.readAllBytes(credentials));
    }

    @Test
    void whatSuchAFileCannotHoldIsRefusedAndNotMangled() throws IOException {
        var bytes = "[dev]\nx = é\n".getBytes(ISO_8859_1);
        Files.write(credentials, bytes);

        assertEquals(notUtf8(credentials),
                problem(files, with("開発-mfasession", "key", "value")));
        assertArrayEquals(bytes, Files.readAllBytes(credentials));
        assertEquals(List.of(".awscli-mfa.lock", "config", "credentials"), namesIn(folder));
    }

    @Test
    void otherAlphabetsAreWrittenAsUtf8() throws IOException {
        files.edit(with("開発-mfasession", "key", "ключ 🔑"));

        assertEquals(KEYS + "\n[開発-mfasession]\nkey = ключ 🔑\n", Files.readString(credentials));
    }

    @Test
    void oneFileMayBeBoth() throws IOException {
        at(credentials, credentials).edit(old -> new AwsFiles.Texts(
                old.config().with("profile dev-mfasession", "region", "r"), old.credentials().with("dev-mfasession", "key", "value")));

        assertEquals(EDITED + "\n[profile dev-mfasession]\nregion = r\n", Files.readString(credentials));
    }

    // ------------------------------------------------------------------------- links

    @Test
    void aLinkStaysAndItsTargetIsEdited() throws IOException {
        var link = Files.createSymbolicLink(home.resolve("link"), credentials);

        at(config, link).edit(aSession());

        assertEquals(credentials, Files.readSymbolicLink(link));
        assertEquals(EDITED, Files.readString(credentials));
        assertEquals(List.of(".aws", "link"), namesIn(home));
    }

    @Test
    void aChainOfLinksIsFollowedToItsEnd() throws IOException {
        var elsewhere = Files.createDirectory(home.resolve("elsewhere"));
        Files.createSymbolicLink(elsewhere.resolve("second"), Path.of("../.aws/credentials"));
        var first = Files.createSymbolicLink(home.resolve("first"), Path.of("elsewhere/second"));

        at(config, first).edit(aSession());

        assertEquals(Path.of("elsewhere/second"), Files.readSymbolicLink(first));
        assertEquals(Path.of("../.aws/credentials"), Files.readSymbolicLink(elsewhere.resolve("second")));
        assertEquals(EDITED, Files.readString(credentials));
        assertFalse(Files.isSymbolicLink(credentials));
    }

    /** What {@code ..} means is up to the folder that a link leads to, not to the letters of the path. */
    @Test
    void aRelativeLinkInALinkedFolderIsFollowedAsTheSystemDoes() throws IOException {
        var real = Files.createDirectories(home.resolve("dotfiles/aws"));
        var secrets = Files.createDirectory(home.resolve("dotfiles/secrets"));
        Files.writeString(secrets.resolve("credentials"), KEYS);
        Files.createSymbolicLink(real.resolve("credentials"), Path.of("../secrets/credentials"));
        var linked = Files.createSymbolicLink(home.resolve("linked"), real);

        at(linked.resolve("config"), linked.resolve("credentials")).edit(aSession());

        assertEquals(EDITED, Files.readString(secrets.resolve("credentials")));
        assertEquals(List.of(".aws", "dotfiles", "linked"), namesIn(home));
    }

    @Test
    void aLinkToNothingGetsItsTarget() throws IOException {
        var target = home.resolve("new/folder/credentials");
        var link = Files.createSymbolicLink(home.resolve("link"), target);

        at(config, link).edit(with("dev", "key", "value"));

        assertTrue(Files.isSymbolicLink(link));
        assertEquals("[dev]\nkey = value\n", Files.readString(target));
        assertEquals(List.of("rw-------", "rwx------"), List.of(mode(target), mode(target.getParent())));
    }

    @Test
    void linksInACircleAreAProblem() throws IOException {
        var one = home.resolve("one");
        Files.createSymbolicLink(one, home.resolve("two"));
        Files.createSymbolicLink(home.resolve("two"), one);

        assertTrue(problem(at(config, one), aSession()) instanceof Problem.FileUnusable);
        assertNothingChanged();
    }

    @Test
    void oneFolderUnderTwoNamesIsLockedOnce() throws IOException {
        var linked = Files.createSymbolicLink(home.resolve("linked"), folder);

        at(linked.resolve("config"), credentials).edit(aSession());

        assertEquals(EDITED, Files.readString(credentials));
    }

    // -------------------------------------------------------------------- refusals

    @Test
    void aReadOnlyFileIsLeftAlone() throws IOException {
        setMode(credentials, "r--------");

        assertEquals(readOnly(credentials), problem(files, aSession()));
        assertNothingChanged();
        assertEquals("r--------", mode(credentials));
    }

    private static UnaryOperator<AwsFiles.Texts> aSessionAndItsRegion() {
        return old -> new AwsFiles.Texts(old.config().with("profile dev-mfasession", "region", "r"), aSession().apply(old).credentials());
    }

    private static Problem readOnly(Path file) {
        return new Problem.FileUnusable(file.toString(), "it is read-only", "allow writing with: " + Words.unbroken("chmod u+w " + file) + ", or use --no-persist");
    }

    @Test
    void aReadOnlyFileNeverCostsWhatGoesIntoTheOther() throws IOException {
        setMode(config, "r--r--r--");

        assertEquals(Problem.oneWritten(readOnly(config), credentials.toString()), problem(files, aSessionAndItsRegion()));
        assertEquals(CONFIG, Files.readString(config));
        assertEquals(EDITED, Files.readString(credentials));
        assertEquals(EDITED, files.seen().credentials().toString());
    }

    @Test
    void aSessionIsStoredWhereTheConfigFileIsReadOnly() throws IOException {
        setMode(config, "r--r--r--");

        assertEquals(new AwsFiles.Stored(List.of(), Optional.of(readOnly(config))), files.store(aSessionAndItsRegion()));
        assertEquals(CONFIG, Files.readString(config));
        assertEquals(EDITED, Files.readString(credentials));
    }

    @Test
    void aRegionIsNotStoredWithoutItsSession() throws IOException {
        setMode(credentials, "r--------");

        assertEquals(readOnly(credentials), assertThrows(Problem.class, () -> files.store(aSessionAndItsRegion())));
        assertNothingChanged();
    }

    @Test
    void twoReadOnlyFilesAreBothNamed() throws IOException {
        setMode(config, "r--r--r--");
        setMode(credentials, "r--------");

        assertEquals(Problem.neitherWritten(readOnly(credentials), readOnly(config)), problem(files, aSessionAndItsRegion()));
        assertNothingChanged();
    }

    /** Both texts are encoded before the first file is replaced. */
    @Test
    void aConfigFileThatCannotHoldTheTextNeverCostsTheSession() throws IOException {
        Files.write(config, "[profile dev]\nx = é\n".getBytes(ISO_8859_1));

        var stored = files.store(old -> new AwsFiles.Texts(old.config().with("profile 開発", "region", "r"), aSession().apply(old).credentials()));

        assertEquals(Optional.of(notUtf8(config)), stored.left());
        assertArrayEquals("[profile dev]\nx = é\n".getBytes(ISO_8859_1), Files.readAllBytes(config));
        assertEquals(EDITED, Files.readString(credentials));
    }

    @Test
    void aReadOnlyFileThatStaysTheSameIsNoHindrance() throws IOException {
        setMode(config, "r--r--r--");

        files.edit(aSession());

        assertEquals(EDITED, Files.readString(credentials));
    }

    @Test
    void whatIsNotARegularFileIsNotReplaced() throws IOException {
        var nothing = Path.of("/dev/null");

        assertEquals(notAFile(nothing), problem(at(config, nothing), aSession()));
        assertEquals(notAFile(nothing), assertThrows(Problem.class, at(config, nothing)::requireWritable));
        assertEquals(notAFile(nothing), assertThrows(Problem.class, () -> at(config, nothing).store(aSessionAndItsRegion())));
        assertFalse(Files.exists(Path.of("/dev/.awscli-mfa.lock")));
        assertEquals(notAFile(folder), problem(at(config, folder), aSession()));
        assertFalse(Files.isRegularFile(nothing));
        assertNothingChanged();
    }

    @Test
    void aFileInThePlaceOfTheFolderIsAProblem() throws IOException {
        assertEquals(unusable(config, "it is not a folder"), problem(at(config, config.resolve("credentials")), aSession()));
        assertNothingChanged();
    }

    @Test
    void aLockThatIsALinkIsNotFollowed() throws IOException {
        var victim = home.resolve("victim");
        Files.createSymbolicLink(folder.resolve(".awscli-mfa.lock"), victim);

        files.edit(aSession());

        assertFalse(Files.exists(victim, LinkOption.NOFOLLOW_LINKS));
        assertEquals(EDITED, Files.readString(credentials));
    }

    @Test
    void aFailingChangeLeavesEverythingAndLetsGoOfTheLock() throws IOException {
        assertThrows(IllegalStateException.class, () -> files.edit(old -> {
            throw new IllegalStateException("a bug");
        }));
        assertNothingChanged();

        files.edit(aSession());
        assertEquals(EDITED, Files.readString(credentials));
    }

    @Test
    void whatAnEditMayNotDoIsSaidAndNothingIsLeftBehind() throws IOException, InterruptedException {
        setMode(credentials, "---------");
        assertEquals(said(unusable(credentials, "permission denied")), output(ordinaryUser(), "edit", "dev-mfasession", "1"));
        setMode(credentials, "rw-------");
        assertNothingChanged();
    }

    /** What turns the superuser into somebody whom the modes of files concern. */
    private static List<String> ordinaryUser() {
        assumeTrue(!SUPERUSER || isInstalled("setpriv"), "modes do not concern the superuser, and there is no setpriv");
        return SUPERUSER ? List.of("setpriv", "--bounding-set=-all", "--inh-caps=-all") : List.of();
    }

    @Test
    void aFullDiskIsSaidAndNothingIsLeftBehind() throws IOException, InterruptedException {
        var said = output(onSmallDisk("true"), "edit", "x".repeat(20_000), "1");

        assertEquals(said(new Problem.FileUnusable(credentials.toString(), "the disk is full",
                "nothing was changed there; check it with: df -h " + folder)) + KEYS + ".awscli-mfa.lock\nconfig\ncredentials\n", said);
    }

    @Test
    void aReadOnlyDiskIsSaid() throws IOException, InterruptedException {
        var said = output(onSmallDisk("mount -o remount,bind,ro \"$0\""), "edit", "dev-mfasession", "1");

        assertEquals(said(unusable(credentials, "the disk is read-only")) + KEYS + "config\ncredentials\n", said);
    }

    /** What has the two files on a disk of 16 kB, and shows afterwards what stands there. */
    private List<String> onSmallDisk(String prepared) throws IOException, InterruptedException {
        assumeTrue(isInstalled("unshare"), "there is no unshare to make a small disk with");
        var unshare = SUPERUSER ? List.of("unshare", "--mount") : List.of("unshare", "--map-root-user", "--mount");
        var mount = "mount -t tmpfs -o size=16k tmpfs \"$0\"";
        assumeTrue(new ProcessBuilder(shell(unshare, mount)).start().waitFor() == 0, "a small disk may not be mounted here");
        return shell(unshare, "cp \"$0\"/* \"$0/..\"; " + mount + "; cp \"$0/../config\" \"$0/../credentials\" \"$0\"; " + prepared
                + "; \"$@\"; cat \"$0/credentials\"; ls -A \"$0\"");
    }

    private List<String> shell(List<String> by, String line) {
        return Stream.concat(by.stream(), Stream.of("sh", "-c", line, folder.toString())).toList();
    }

    // ------------------------------------------------------------- what others leave or write

    @Test
    void whatAKilledProcessLeftIsSweptAndNothingElse() throws IOException {
        Files.writeString(folder.resolve(".credentials.123.awscli-mfa.tmp"), KEYS);
        Files.writeString(folder.resolve(".config.456.awscli-mfa.tmp"), CONFIG);
        Files.writeString(Files.createDirectory(folder.resolve(".awscli-mfa.tmp-789")).resolve("new"), KEYS);
        Files.writeString(folder.resolve(".credentials.swp"), "an editor's");

        files.edit(aSession());

        assertEquals(List.of(".awscli-mfa.lock", ".credentials.swp", "config", "credentials"), namesIn(folder));
    }

    @Test
    void aFileThatChangesMeanwhileIsEditedAgainOnItsNewText() throws IOException {
        var calls = new AtomicInteger();

        files.edit(old -> {
            if (calls.incrementAndGet() == 1) {
                write(credentials, "[other]\nx = 1\n");
            }
            return aSession().apply(old);
        });

        assertEquals("[other]\nx = 1\n\n[dev-mfasession]\nkey = value\n", Files.readString(credentials));
        assertEquals(2, calls.get());
    }

    @Test
    void aFileThatAppearsOrVanishesMeanwhileIsEditedAsItIsThen() throws IOException {
        Files.delete(credentials);
        files.edit(once(() -> write(credentials, KEYS)));
        assertEquals(EDITED, Files.readString(credentials));

        Files.writeString(credentials, KEYS);
        files.edit(once(() -> delete(credentials)));
        assertEquals("[dev-mfasession]\nkey = value\n", Files.readString(credentials));
    }

    private static UnaryOperator<AwsFiles.Texts> once(Runnable meanwhile) {
        var calls = new AtomicInteger();
        return old -> {
            if (calls.incrementAndGet() == 1) {
                meanwhile.run();
            }
            return aSession().apply(old);
        };
    }

    @Test
    void aFileThatKeepsChangingIsLeftToTheOther() throws IOException {
        var writes = new AtomicInteger();

        assertEquals(Problem.filesKeepChanging(credentials.toString()), problem(files, old -> {
            write(credentials, KEYS + "# " + writes.incrementAndGet() + "\n");
            return aSession().apply(old);
        }));
        assertEquals(KEYS + "# " + writes + "\n", Files.readString(credentials));
        assertEquals(CONFIG, Files.readString(config));
        assertEquals(List.of(".awscli-mfa.lock", "config", "credentials"), namesIn(folder));
    }

    @Test
    void theFileThatKeepsChangingIsTheOneNamed() throws IOException {
        var writes = new AtomicInteger();

        assertEquals(Problem.filesKeepChanging(config.toString()), problem(files, old -> {
            write(config, CONFIG + "# " + writes.incrementAndGet() + "\n");
            return new AwsFiles.Texts(old.config().with("profile dev", "region", "r"), old.credentials());
        }));
        assertEquals(CONFIG + "# " + writes + "\n", Files.readString(config));
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    // ----------------------------------------------------------------- many at once

    @Test
    void manyThreadsLoseNothing() throws IOException, InterruptedException {
        var threads = IntStream.range(0, 8).mapToObj(thread -> Thread.ofVirtual().start(() ->
                IntStream.range(0, 4).forEach(edit -> files.edit(with("thread-" + thread, "edit-" + edit, "done"))))).toList();
        for (var thread : threads) {
            thread.join();
        }

        assertEquals(expected("thread", 8, 4), edits());
        assertTrue(Files.readString(credentials).startsWith(KEYS));
    }

    @Test
    void manyProcessesLoseNothing() throws IOException, InterruptedException {
        var processes = IntStream.range(0, 6).mapToObj(process -> start(List.of(), "edit", "process-" + process, "20")).toList();
        for (var process : processes) {
            assertEquals("done\n", outputOf(process));
        }

        assertEquals(expected("process", 6, 20), edits());
        assertTrue(Files.readString(credentials).startsWith(KEYS));
        assertEquals(CONFIG, Files.readString(config));
        assertEquals(List.of(".awscli-mfa.lock", "config", "credentials"), namesIn(folder));
    }

    private static List<String> expected(String name, int writers, int edits) {
        return IntStream.range(0, writers).boxed()
                .flatMap(writer -> IntStream.range(0, edits).mapToObj(edit -> name + "-" + writer + " edit-" + edit))
                .sorted().toList();
    }

    /** Every edit that the file holds, each a key of its writer's section. */
    private List<String> edits() throws IOException {
        var file = IniFile.parse(Files.readString(credentials));
        return file.headers().stream().filter(header -> !header.equals("dev"))
                .flatMap(header -> file.properties(header).keySet().stream().map(key -> header + " " + key))
                .sorted().toList();
    }

    @Test
    void whoeverComesWhileAnotherProcessEditsWaits() throws IOException, InterruptedException {
        var other = start(List.of(), "hold");
        assertEquals("holding", other.inputReader().readLine());

        var waiting = Thread.ofVirtual().start(() -> files.edit(aSession()));
        assertFalse(waiting.join(Duration.ofMillis(100)));
        other.getOutputStream().close();
        waiting.join();

        assertEquals(0, other.waitFor());
        assertEquals(KEYS + "\n[held]\nkey = value\n\n[dev-mfasession]\nkey = value\n", Files.readString(credentials));
    }

    @Test
    void whoeverHasWaitedLongEnoughIsToldSo() throws IOException, InterruptedException {
        var other = start(List.of(), "hold");
        assertEquals("holding", other.inputReader().readLine());
        var impatient = new AwsFiles(files.locations(), Duration.ofMillis(50));

        assertEquals(new Problem.FilesBusy(folder.resolve(".awscli-mfa.lock").toString(), Duration.ofMillis(50)),
                problem(impatient, aSession()));
        assertNothingChanged();

        other.destroyForcibly().waitFor();
        files.edit(aSession());
        assertEquals(EDITED, Files.readString(credentials));
    }

    // ----------------------------------------------------------- killed at any instant

    @Test
    void aProcessKilledAtAnyInstantLeavesCompleteFiles() throws IOException {
        var kills = Integer.parseInt(System.getenv().getOrDefault("AWS_FILES_TEST_KILLS", "6"));

        assertAll(IntStream.range(0, kills).parallel().mapToObj(this::kill).toList().stream().map(left -> () -> {
            assertEquals(Numbered.config(left.configNumber()), left.config());
            assertEquals(Numbered.credentials(left.credentialsNumber()), left.credentials());
            assertTrue(left.credentialsNumber() - left.configNumber() <= 1 && left.credentialsNumber() >= left.configNumber(), left::toString);
            assertEquals(List.of(), left.openToOthers());
            assertEquals(List.of(".awscli-mfa.lock", "config", "credentials"), left.afterTheNextEdit());
        }));
    }

    @Test
    void aSignalInTheMidstOfAnEditLeavesCompleteFilesAndNoCopy() throws Exception {
        for (var round = 0; round < Integer.parseInt(System.getenv().getOrDefault("AWS_FILES_TEST_KILLS", "6")) / 3; round++) {
            Files.writeString(config, Numbered.config(0));
            Files.writeString(credentials, Numbered.credentials(0));
            var process = start(List.of(), "loop");
            process.inputReader().readLine();
            Thread.sleep(Duration.ofNanos(ThreadLocalRandom.current().nextLong(40_000_000)));
            process.destroy();
            process.waitFor();

            var number = Numbered.of(Files.readString(credentials));
            assertEquals(Numbered.credentials(number), Files.readString(credentials));
            assertEquals(Numbered.config(number), Files.readString(config));
            assertEquals(List.of(".awscli-mfa.lock", "config", "credentials"), namesIn(folder));
        }
    }

    /**
     * What a killed process left.
     *
     * @param openToOthers leftovers that somebody else could read
     * @param afterTheNextEdit the files in the folder after somebody else's edit
     */
    private record Left(String config, String credentials, List<String> openToOthers, List<String> afterTheNextEdit) {

        int configNumber() {
            return Numbered.of(config);
        }

        int credentialsNumber() {
            return Numbered.of(credentials);
        }
    }

    /** Files whose whole text follows from one number in it, long enough to take more than one write. */
    private static final class Numbered {
        private static final String LONG = IntStream.range(0, 1_000).mapToObj(line -> "# " + line + " " + "-".repeat(30) + "\n").collect(joining());

        static String config(int number) {
            return LONG + "[profile loop]\nnumber = " + number + "\n" + LONG;
        }

        static String credentials(int number) {
            return LONG + "[loop]\nnumber = " + number + "\n" + LONG;
        }

        static int of(String text) {
            var number = Pattern.compile("(?m)^number = ([0-9]+)$").matcher(text);
            return number.find() ? Integer.parseInt(number.group(1)) : -1;
        }
    }

    private Left kill(int round) {
        try {
            var place = Files.createDirectory(home.resolve("round-" + round));
            var numberedConfig = Files.writeString(place.resolve("config"), Numbered.config(0));
            var numberedCredentials = Files.writeString(place.resolve("credentials"), Numbered.credentials(0));
            setMode(numberedConfig, "rw-------");
            setMode(numberedCredentials, "rw-------");
            var process = start(place, List.of(), "loop");
            process.inputReader().readLine();
            Thread.sleep(Duration.ofNanos(ThreadLocalRandom.current().nextLong(40_000_000)));
            process.destroyForcibly().waitFor();
            var left = List.of(Files.readString(numberedConfig), Files.readString(numberedCredentials));
            var openToOthers = openToOthers(place);
            at(numberedConfig, numberedCredentials).edit(with("loop", "more", "x"));
            return new Left(left.getFirst(), left.getLast(), openToOthers, namesIn(place));
        } catch (IOException | InterruptedException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static List<String> openToOthers(Path folder) throws IOException {
        var open = new ArrayList<String>();
        for (var name : namesIn(folder)) {
            if (name.startsWith(".") && !mode(folder.resolve(name)).endsWith("------")) {
                open.add(name);
            }
        }
        return open;
    }

    // --------------------------------------------------------- beside the AWS CLI's writer

    /**
     * The AWS CLI empties the file and writes it anew, knows no lock, and so may undo an edit of ours. What must never be: that
     * we take a half-written file for the whole one, and make the loss of its keys last.
     */
    @Test
    void besideTheAwsCliEveryEditIsMadeOnACompleteText() throws IOException, InterruptedException {
        assumeTrue(isInstalled("aws"), "no aws command is on the PATH: install awscli");
        var incomplete = new ArrayList<String>();
        var writer = Thread.ofVirtual().start(() -> IntStream.range(0, 3).forEach(this::awsConfigureSet));

        for (var edit = 0; writer.isAlive(); edit++) {
            var number = String.valueOf(edit);
            files.edit(old -> {
                if (!old.credentials().toString().startsWith(KEYS) || !old.credentials().objections().isEmpty()) {
                    incomplete.add(old.credentials().toString());
                }
                return with("dev-mfasession", "number", number).apply(old);
            });
        }
        writer.join();
        files.edit(with("dev-mfasession", "number", "last"));

        assertEquals(List.of(), incomplete);
        var file = IniFile.parse(Files.readString(credentials));
        assertEquals(Map.of("aws_access_key_id", "AKIA1", "aws_secret_access_key", "secret"), file.properties("dev"));
        assertEquals(Map.of("number", "last"), file.properties("dev-mfasession"));
        assertEquals(List.of(".awscli-mfa.lock", "config", "credentials"), namesIn(folder));
    }

    /** A file system's clock has ticks, so what another tool does right after an edit may bear the same time. */
    @Test
    void whatAnotherWritesInTheSameInstantIsNotTakenForOurs() throws IOException, InterruptedException {
        files.edit(aSession());
        var ours = Files.readString(credentials);
        var instant = Files.getLastModifiedTime(credentials);
        Files.writeString(credentials, "");
        Files.setLastModifiedTime(credentials, instant);
        var other = Thread.ofPlatform().start(() -> {
            LockSupport.parkNanos(20_000_000);
            write(credentials, ours + "# and more\n");
        });

        assertEquals(ours + "# and more\n", files.read().credentials().toString());
        other.join();
    }

    /**
     * What awsume and many scripts do: the file is emptied, then written, with no lock. No look and no edit may take what stands there
     * in between for the file, whatever its time says. The command for more rounds:
     * {@code AWS_FILES_TEST_ROUNDS=1000 ./jbang tests/AllTests.java AwsFilesTest}
     */
    @Test
    void noReadIsBelievedThatAnotherToolIsJustWriting() throws Exception {
        var rounds = Integer.parseInt(System.getenv().getOrDefault("AWS_FILES_TEST_ROUNDS", "60"));
        var long1 = KEYS + "# ".repeat(6_000) + "\n[live]\nx = 1\n";
        var long2 = KEYS + "# ".repeat(4_000) + "\n[live]\nx = 2\n";
        var halfRead = new ArrayList<String>();
        Files.writeString(credentials, long1);

        for (var round = 0; round < rounds; round++) {
            var text = round % 2 == 0 ? long2 : long1;
            var time = round % 3 == 0 ? Optional.of(FileTime.from(Instant.now().minusSeconds(600))) : Optional.<FileTime>empty();
            Files.setLastModifiedTime(credentials, FileTime.from(Instant.now().minusSeconds(5)));
            var other = Thread.ofPlatform().start(() -> rewrite(text, time));
            LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(3_000_000));
            at(config, credentials).edit(old -> {
                if (!List.of(long1, long2).contains(old.credentials().toString())) {
                    halfRead.add(old.credentials().toString());
                }
                return old;
            });
            other.join();
        }

        assertEquals(List.of(), halfRead);
    }

    /** @param time what the emptied file bears */
    private void rewrite(String text, Optional<FileTime> time) {
        try (var channel = FileChannel.open(credentials, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            if (time.isPresent()) {
                Files.setLastModifiedTime(credentials, time.get());
            }
            var bytes = ByteBuffer.wrap(text.getBytes(UTF_8));
            for (var end = 4_096; bytes.hasRemaining(); end += 4_096) {
                LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(1_000_000));
                channel.write(bytes.slice(bytes.position(), Math.min(4_096, bytes.remaining())));
                bytes.position(Math.min(end, bytes.limit()));
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** The time tells nothing: not an old one, not one that a server with another clock has set. */
    @ParameterizedTest
    @CsvSource({"-600, ''", "-4000, ''", "3600, ''", "-600, [dev]", "3600, '[dev]\naws_access_key_id = AKIA1'", "-4000, '[dev]\n'"})
    void anEmptyOrShorterFileIsLookedAtOnceMore(int seconds, String half) throws Exception {
        var reader = at(config, credentials);
        Files.setLastModifiedTime(credentials, FileTime.from(Instant.now().minusSeconds(600)));
        reader.read();
        Files.writeString(credentials, half);
        Files.setLastModifiedTime(credentials, FileTime.from(Instant.now().plusSeconds(seconds)));
        var other = Thread.ofPlatform().start(() -> {
            LockSupport.parkNanos(20_000_000);
            write(credentials, KEYS + "# and more\n");
        });

        assertEquals(KEYS + "# and more\n", reader.read().credentials().toString());
        other.join();
    }

    @Test
    void aFileThatIsMeantToBeEmptyIsBelievedAfterAMoment() throws IOException {
        Files.writeString(credentials, "");
        Files.setLastModifiedTime(credentials, FileTime.from(Instant.now().minusSeconds(600)));
        var start = Instant.now();

        assertEquals("", files.read().credentials().toString());
        assertTrue(Duration.between(start, Instant.now()).compareTo(Duration.ofMillis(90)) > 0, "it is looked at twice");
    }

    private void awsConfigureSet(int number) {
        try {
            var builder = new ProcessBuilder("aws", "configure", "set", "aws_session_token", "token" + number, "--profile", "other");
            builder.environment().putAll(Map.of("AWS_CONFIG_FILE", config.toString(), "AWS_SHARED_CREDENTIALS_FILE", credentials.toString(),
                    "HOME", home.toString()));
            var process = builder.redirectErrorStream(true).start();
            outputOf(process);
        } catch (IOException | InterruptedException failure) {
            throw new IllegalStateException(failure);
        }
    }

    // -------------------------------------------------------------------- where they are

    /**
     * So does the SDK for Java 2.54.13, which was told that it is on Windows or not, and so does botocore 1.43.11 with Python 3.11,
     * except that Python knows no {@code HOME} on Windows, and takes {@code ~joe} for the home of joe. Variables are known to the AWS CLI
     * alone.
     */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            the home of all but Windows                | linux   | HOME=/home/jane USERPROFILE=x HOMEDRIVE=x HOMEPATH=x          | /home/jane/.aws/config       | /home/jane/.aws/credentials
            nothing else counts there                  | linux   | USERPROFILE=x HOMEDRIVE=x HOMEPATH=x                          | ${user.home}/.aws/config     | ${user.home}/.aws/credentials
            HOME goes first on Windows too             | windows | HOME=C:\\jane USERPROFILE=C:\\x HOMEDRIVE=D: HOMEPATH=\\x       | C:\\jane\\.aws\\config        | C:\\jane\\.aws\\credentials
            then the home as Windows names it          | windows | USERPROFILE=C:\\jane HOMEDRIVE=D: HOMEPATH=\\x                | C:\\jane\\.aws\\config        | C:\\jane\\.aws\\credentials
            or in two parts                            | windows | HOMEDRIVE=D: HOMEPATH=\\jane                                  | D:\\jane\\.aws\\config        | D:\\jane\\.aws\\credentials
            a config file elsewhere                    | linux   | HOME=/home/jane AWS_CONFIG_FILE=/etc/aws                      | /etc/aws                     | /home/jane/.aws/credentials
            a credentials file elsewhere               | linux   | HOME=/home/jane AWS_SHARED_CREDENTIALS_FILE=/etc/aws          | /home/jane/.aws/config       | /etc/aws
            a config file elsewhere on Windows         | windows | HOME=C:\\jane AWS_CONFIG_FILE=D:\\aws                         | D:\\aws                      | C:\\jane\\.aws\\credentials
            a credentials file elsewhere on Windows    | windows | HOME=C:\\jane AWS_SHARED_CREDENTIALS_FILE=D:\\aws             | C:\\jane\\.aws\\config        | D:\\aws
            whatever profile is meant                  | linux   | HOME=/home/jane AWS_PROFILE=dev                               | /home/jane/.aws/config       | /home/jane/.aws/credentials
            a tilde is the home                        | linux   | HOME=/home/jane AWS_CONFIG_FILE=~/x AWS_SHARED_CREDENTIALS_FILE=~/y | /home/jane/x           | /home/jane/y
            a variable is its value                    | linux   | HOME=/home/jane AWS_CONFIG_FILE=$HOME/x AWS_SHARED_CREDENTIALS_FILE=${HOME}/y | /home/jane/x  | /home/jane/y
            a tilde may come out of one                | linux   | HOME=/home/jane AT=~ AWS_CONFIG_FILE=$AT/x                    | /home/jane/x                 | /home/jane/.aws/credentials
            one that is not set stays as it stands     | linux   | HOME=/home/jane AWS_CONFIG_FILE=/$NOT_SET/${x}/a$             | /$NOT_SET/${x}/a$            | /home/jane/.aws/credentials
            not that of others                         | linux   | HOME=/home/jane AWS_CONFIG_FILE=~joe/x                        | ~joe/x                       | /home/jane/.aws/credentials
            """)
    void theyAreWhereAwsReadersLookForThem(String rule, String platform, String variables, String config, String credentials) {
        var environment = Stream.of(variables.split(" ")).map(variable -> variable.split("=", 2))
                .collect(toMap(variable -> variable[0], variable -> variable[1]));
        var home = System.getProperty("user.home");

        assertEquals(new AwsFiles.Locations(config.replace("${user.home}", home), credentials.replace("${user.home}", home)),
                AwsFiles.Locations.of(environment, platform.equals("windows")));
    }

    /** To both of AWS's readers it names a file that is not there. */
    @ParameterizedTest
    @ValueSource(strings = {"", " "})
    void aVariableSetToNothingSaysNothing(String nothing) {
        assertEquals("/home/jane/.aws/config", AwsFiles.Locations.of(Map.of("HOME", "/home/jane", "AWS_CONFIG_FILE", nothing), false).config());
    }

    @Test
    void thePlaceOfTheCredentialsIsSaidAsAPersonWould() {
        var environment = Map.of("HOME", "/home/jane");

        assertEquals("~/.aws/credentials", AwsFiles.Locations.of(environment, false).credentialsInWords(environment));
        assertEquals("/home/jane-2/c", new AwsFiles.Locations("", "/home/jane-2/c").credentialsInWords(environment));
        assertEquals("/c", new AwsFiles.Locations("", "/c").credentialsInWords(Map.of()));
    }

    // ---------------------------------------------------------------- other processes

    private static boolean isInstalled(String command) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, command)));
    }

    private Process start(List<String> by, String... arguments) {
        return start(folder, by, arguments);
    }

    /** @param by the command that starts Java */
    private Process start(Path folder, List<String> by, String... arguments) {
        var command = new ArrayList<>(by);
        command.addAll(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"),
                OtherProcess.class.getName(), folder.toString()));
        command.addAll(List.of(arguments));
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            synchronized (started) {
                started.add(process);
            }
            return process;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private String output(List<String> by, String... arguments) throws IOException, InterruptedException {
        return outputOf(start(by, arguments));
    }

    private static String outputOf(Process process) throws IOException, InterruptedException {
        process.getOutputStream().close();
        var said = new String(process.getInputStream().readAllBytes());
        process.waitFor();
        return said;
    }

    private static String said(Problem problem) {
        return problem.message() + "\n" + problem.hint() + "\n";
    }

    /** Somebody else who uses the same files. */
    static final class OtherProcess {

        private final AwsFiles files;
        private final Path folder;

        private OtherProcess(Path folder) {
            this.folder = folder;
            this.files = new AwsFiles(new AwsFiles.Locations(folder.resolve("config").toString(), folder.resolve("credentials").toString()),
                    Duration.ofMinutes(5));
        }

        public static void main(String[] args) throws IOException {
            var process = new OtherProcess(Path.of(args[0]));
            var rest = Arrays.asList(args).subList(2, args.length);
            try {
                switch (args[1]) {
                    case "edit" -> process.edit(rest.getFirst(), Integer.parseInt(rest.getLast()));
                    case "hold" -> process.hold();
                    case "loop" -> process.loop();
                    default -> throw new IllegalArgumentException(args[1]);
                }
            } catch (Problem found) {
                System.out.print(said(found));
            }
        }

        private void edit(String header, int edits) {
            IntStream.range(0, edits).forEach(edit -> files.edit(with(header, "edit-" + edit, "done")));
            System.out.println("done");
        }

        /** Keeps the lock until its standard input ends. */
        private void hold() {
            files.edit(old -> {
                System.out.println("holding");
                try {
                    System.in.readAllBytes();
                } catch (IOException failure) {
                    throw new UncheckedIOException(failure);
                }
                return with("held", "key", "value").apply(old);
            });
        }

        /** Edits without end and without a pause: files that look old need not be waited for. */
        private void loop() throws IOException {
            for (var number = 1;; number++) {
                var text = String.valueOf(number);
                files.edit(old -> new AwsFiles.Texts(
                        old.config().with("profile loop", "number", text), old.credentials().with("loop", "number", text)));
                Files.setLastModifiedTime(folder.resolve("config"), FileTime.from(Instant.EPOCH));
                Files.setLastModifiedTime(folder.resolve("credentials"), FileTime.from(Instant.EPOCH));
                if (number == 2) {
                    System.out.println("editing");
                }
            }
        }
    }
}
