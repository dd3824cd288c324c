//DEPS org.junit.jupiter:junit-jupiter:6.1.3
//SOURCES Faults.java
//SOURCES FilesEditor.java

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Files that cannot be replaced: each of these has a second name, which a new file would part from it.
 *
 * <p>{@code AWS_FILES_TEST_KILLS} in the environment is how many processes are killed in the midst of their edits; 6 without it.
 */
class WritingInPlaceTest {

    private static final String KEYS = "[dev]\naws_access_key_id = AKIA1\nkey = old\n";
    private static final String CONFIG = "[profile dev]\nregion = old\n";
    private static final int KILLS = Integer.parseInt(System.getenv().getOrDefault("AWS_FILES_TEST_KILLS", "6"));

    private Path home;
    private Path config;
    private Path credentials;
    private Path dotfile;
    private Path copies;
    private final List<Process> started = new ArrayList<>();

    @BeforeEach
    void bothFilesWithASecondName(@TempDir Path temp) throws IOException {
        home = temp.toRealPath();
        var folder = Files.createDirectory(home.resolve(".aws"));
        config = Files.writeString(folder.resolve("config"), CONFIG);
        credentials = Files.writeString(folder.resolve("credentials"), KEYS);
        dotfile = Files.createLink(home.resolve("dotfile"), credentials);
        Files.createLink(home.resolve("other-dotfile"), config);
        copies = home.resolve(".local/state/awscli-mfa/in-place");
    }

    @AfterEach
    void noProcessStays() {
        started.forEach(Process::destroyForcibly);
    }

    private String store(Map<String, String> environment, String text) throws IOException, InterruptedException {
        return FilesEditor.run(List.of(), home, environment, "store", "dev", text);
    }

    private String look() throws IOException, InterruptedException {
        return FilesEditor.run(List.of(), home, Map.of(), "read");
    }

    private static String keys(String text) {
        return KEYS.replace("old", text);
    }

    private static List<Path> in(Path folder) throws IOException {
        try (var files = Files.isDirectory(folder) ? Files.list(folder) : Stream.<Path>empty()) {
            return files.sorted().toList();
        }
    }

    private void assertNothingIsLeft() throws IOException {
        assertEquals(List.of(), in(copies));
        assertEquals(List.of(".awscli-mfa.lock", "config", "credentials"),
                in(home.resolve(".aws")).stream().map(path -> path.getFileName().toString()).toList());
    }

    // ------------------------------------------------------------------- a second name

    @Test
    void aFileKeepsItsOtherNameItsModeAndItsPlaceOnTheDisk() throws Exception {
        var inode = Files.getAttribute(credentials, "unix:ino");
        Files.setPosixFilePermissions(credentials, PosixFilePermissions.fromString("rw-r-----"));

        assertEquals("done\n", store(Map.of(), "new"));

        assertEquals(keys("new"), Files.readString(credentials));
        assertEquals(keys("new"), Files.readString(dotfile));
        assertEquals(CONFIG.replace("old", "new"), Files.readString(home.resolve("other-dotfile")));
        assertEquals(inode, Files.getAttribute(credentials, "unix:ino"));
        assertEquals("rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(credentials)));
        assertNothingIsLeft();
    }

    @Test
    void aTextThatGetsShorterLeavesNothingOfTheOldOne() throws Exception {
        store(Map.of(), "x".repeat(20_000));

        assertEquals("done\n", store(Map.of(), "y"));

        assertEquals(keys("y"), Files.readString(dotfile));
        assertNothingIsLeft();
    }

    // ------------------------------------------------------------- ended in the midst of it

    /** How many bytes of the new text were written when the process was killed; -1: all, but the rest of the old one still stood there. */
    @ParameterizedTest
    @CsvSource({"0,new", "1,new", "39,n", "30,longer text than before", "42,longer text than before", "60,longer text than before", "-1,n"})
    void whatAKilledRunLeftHalfWrittenIsWholeAfterTheNextLook(int bytes, String text) throws Exception {
        assertEquals("", store(Faults.environment("FAULT_FILE", credentials.toString(), "FAULT_KILLED_AFTER", "" + bytes), text));
        var whole = keys(text);
        var torn = bytes < 0 ? whole + KEYS.substring(whole.length())
                : whole.substring(0, bytes) + KEYS.substring(Math.min(bytes, KEYS.length()));
        assertEquals(torn, Files.readString(credentials));
        var copy = in(copies).getFirst();
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(copy)));
        assertTrue(Files.readString(copy).contains(KEYS + whole), "both texts are in it");

        var said = look();

        assertEquals(torn.equals(KEYS) ? "done\n"
                : "note: an earlier run was ended while it wrote " + credentials + "; the file is whole again\ndone\n", said);
        assertEquals(torn.equals(KEYS) ? KEYS : whole, Files.readString(dotfile));
        assertEquals(CONFIG, Files.readString(config));
        assertEquals(List.of(), in(copies));
        assertEquals("done\n", look());
    }

    @Test
    void theNextEditPutsItRightToo() throws Exception {
        store(Faults.environment("FAULT_FILE", credentials.toString(), "FAULT_KILLED_AFTER", "40"), "lost");

        assertTrue(store(Map.of(), "new").endsWith("the file is whole again\ndone\n"));

        assertEquals(keys("new"), Files.readString(dotfile));
        assertNothingIsLeft();
    }

    /** Whoever has written it since knows better. */
    @ParameterizedTest
    @CsvSource({"[theirs]\\nx = 1\\n", "[dev]\\naws_access_key_id = AKIA1\\nkey = sol\\n"})
    void whatAnotherHasWrittenSinceStaysAndThePlaceOfTheCopyIsSaid(String text) throws Exception {
        store(Faults.environment("FAULT_FILE", credentials.toString(), "FAULT_KILLED_AFTER", "40"), "long enough");
        var theirs = text.translateEscapes();
        Files.writeString(credentials, theirs);
        var copy = in(copies).getFirst();

        assertEquals("note: an earlier run was ended while it wrote " + credentials + ", which is another by now and so stays as it is;"
                + " what it held is in " + copy + "\ndone\n", look());

        assertEquals(theirs, Files.readString(credentials));
        assertEquals(List.of(copy), in(copies));
    }

    /** The same bytes, but not the file that was being written. */
    @Test
    void aFileThatHasTakenItsPlaceStaysAsItIs() throws Exception {
        store(Faults.environment("FAULT_FILE", credentials.toString(), "FAULT_KILLED_AFTER", "40"), "long enough");
        var torn = Files.readString(credentials);
        Files.delete(credentials);
        Files.writeString(credentials, torn);

        assertTrue(look().contains("which is another by now"));

        assertEquals(torn, Files.readString(credentials));
    }

    @Test
    void aFileThatIsGoneIsNotMadeAgain() throws Exception {
        store(Faults.environment("FAULT_FILE", credentials.toString(), "FAULT_KILLED_AFTER", "40"), "long enough");
        Files.delete(credentials);

        assertTrue(look().contains("which is not there any more and so stays as it is"));

        assertTrue(Files.notExists(credentials));
    }

    @Test
    void aWriteThatFailsPutsTheOldTextBack() throws Exception {
        var said = store(Faults.environment("FAULT_FILE", credentials.toString(), "FAULT_FULL", home.resolve("failed").toString()), "new");

        assertEquals(credentials + ": cannot be read or written (IOException)\nnothing was changed there; check it with: ls -l "
                + credentials + "\n", said);
        assertEquals(KEYS, Files.readString(dotfile));
        assertEquals(CONFIG, Files.readString(config));
        assertNothingIsLeft();
    }

    /** The disk fails when the session is stored already. */
    @Test
    void aConfigFileThatCannotBeWrittenCostsNoSession() throws Exception {
        var said = store(Faults.environment("FAULT_FILE", config.toString(), "FAULT_FULL", home.resolve("failed").toString()), "new");

        assertEquals("note: " + config + ": cannot be read or written (IOException)\ndone\n", said);
        assertEquals(CONFIG, Files.readString(config));
        assertEquals(keys("new"), Files.readString(credentials));
        assertNothingIsLeft();
    }

    /** {@code AWS_FILES_TEST_KILLS=200 ./jbang tests/AllTests.java WritingInPlaceTest AwsFilesTest} */
    @Test
    void aProcessKilledAtAnyInstantLosesNothing() throws Exception {
        for (var kill = 0; kill < KILLS; kill++) {
            ended(process -> process.destroyForcibly());
            look();

            assertWhole();
            assertEquals(List.of(), in(copies));
        }
    }

    @Test
    void aSignalLeavesNoCopyOfASecretAnywhere() throws Exception {
        for (var kill = 0; kill < KILLS; kill++) {
            ended(Process::destroy);

            assertWhole();
            assertNothingIsLeft();
        }
    }

    private interface End {
        void of(Process process);
    }

    private void ended(End end) throws IOException, InterruptedException {
        var process = FilesEditor.start(List.of(), home, Map.of(), "loop");
        started.add(process);
        assertEquals("editing", process.inputReader().readLine());
        Thread.sleep(Duration.ofNanos(ThreadLocalRandom.current().nextLong(80_000_000)));
        end.of(process);
        process.waitFor();
    }

    private void assertWhole() throws IOException {
        var texts = List.of("old", "short", "long".repeat(500));
        var isOne = texts.stream().anyMatch(text -> read(dotfile).equals(keys(text)));
        assertTrue(isOne, () -> read(dotfile));
        assertTrue(texts.stream().anyMatch(text -> read(config).equals(CONFIG.replace("old", text))), () -> read(config));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
    }

    // ------------------------------------------------------------------ private places

    private static void close(Path folder) throws IOException {
        Files.createDirectories(folder.getParent());
        Files.writeString(folder, "a file where the folder should be");
    }

    @Test
    void withoutAStateFolderTheCopyLiesInTheFolderOfTheLoginAndThenAmongTheTemporaryFiles() throws Exception {
        close(home.resolve(".local/state"));
        var runtime = Files.createDirectory(home.resolve("run"));
        var faults = Faults.environment("FAULT_FILE", credentials.toString(), "FAULT_KILLED_AFTER", "40");
        faults.put("XDG_RUNTIME_DIR", runtime.toString());

        store(faults, "longer");
        assertEquals(1, in(runtime.resolve("awscli-mfa/in-place")).size());
        assertTrue(FilesEditor.run(List.of(), home, Map.of("XDG_RUNTIME_DIR", runtime.toString()), "read").contains("whole again"));

        faults.remove("XDG_RUNTIME_DIR");
        store(faults, "another");
        var temporary = home.resolve("tmp/awscli-mfa-" + System.getProperty("user.name"));
        assertEquals(1, in(temporary.resolve("in-place")).size());
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(temporary)));
        assertTrue(look().contains("whole again"));
        assertEquals(keys("another"), Files.readString(dotfile));
    }

    @Test
    void aPlaceWhereOthersMayWriteIsNone() throws Exception {
        close(home.resolve(".local/state"));
        var temporary = Files.createDirectories(home.resolve("tmp/awscli-mfa-" + System.getProperty("user.name")));
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxrwxrwx"));

        assertNothingIsWritten(List.of());
    }

    @Test
    void aPlaceThatIsAnothersIsNone() throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root"), "only the superuser can make somebody else's folder");
        close(home.resolve(".local/state"));
        var temporary = Files.createDirectories(home.resolve("tmp/awscli-mfa-root"));
        Files.setAttribute(temporary, "unix:uid", 12_345);

        assertNothingIsWritten(List.of());
    }

    @Test
    void aPlaceThatIsALinkIsNone() throws Exception {
        close(home.resolve(".local/state"));
        Files.createDirectories(home.resolve("tmp"));
        Files.createSymbolicLink(home.resolve("tmp/awscli-mfa-" + System.getProperty("user.name")), Files.createDirectory(home.resolve("theirs")));

        assertNothingIsWritten(List.of());
    }

    private void assertNothingIsWritten(List<String> by) throws IOException, InterruptedException {
        assertEquals(credentials + ": it can only be written in place, and there is no private folder to keep a copy in meanwhile\n"
                + "make one that only you can write, such as: mkdir -m 700 -p ~/.local/state/awscli-mfa\n",
                FilesEditor.run(by, home, Map.of(), "store", "dev", "new"));
        assertEquals(KEYS, Files.readString(credentials));
        assertEquals(CONFIG, Files.readString(config));
        try (var all = Files.walk(home)) {
            assertEquals("", all.filter(path -> path.toString().endsWith(".copy")).map(Path::toString).collect(joining("\n")));
        }
    }
}
