//DEPS org.junit.jupiter:junit-jupiter:6.1.3
//SOURCES Faults.java
//SOURCES FilesEditor.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the AWS files lie in containers, on file servers and in other people's homes. */
class OddFileSystemsTest {

    private static final String KEYS = "[dev]\naws_access_key_id = AKIA1\nkey = old\n";
    private static final String CONFIG = "[profile dev]\nregion = old\n";
    private static final String NEW_KEYS = KEYS.replace("old", "new");
    private static final String NEW_CONFIG = CONFIG.replace("old", "new");
    private static final boolean SUPERUSER = System.getProperty("user.name").equals("root");

    private Path home;
    private Path folder;
    private Path config;
    private Path credentials;

    @BeforeEach
    void bothFiles(@TempDir Path temp) throws IOException {
        home = temp.toRealPath();
        folder = Files.createDirectory(home.resolve(".aws"));
        config = Files.writeString(folder.resolve("config"), CONFIG);
        credentials = Files.writeString(folder.resolve("credentials"), KEYS);
        setMode(config, "rw-------");
        setMode(credentials, "rw-------");
    }

    private String store(List<String> by, Map<String, String> environment) throws IOException, InterruptedException {
        return FilesEditor.run(by, home, environment, "store", "dev", "new");
    }

    private static void setMode(Path path, String mode) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private void assertBothAreWritten() throws IOException {
        assertEquals(NEW_KEYS, Files.readString(credentials));
        assertEquals(NEW_CONFIG, Files.readString(config));
        assertNoCopyIsLeft();
    }

    private void assertNoCopyIsLeft() throws IOException {
        try (var all = Files.walk(home)) {
            assertEquals(List.of(), all.filter(path -> path.toString().endsWith(".copy") || path.toString().contains(".tmp-")).toList());
        }
    }

    private static String run(String... command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes());
        assertEquals(0, process.waitFor(), said);
        return said;
    }

    /** What turns the superuser into somebody whom the modes of files concern. */
    private static List<String> ordinaryUser() {
        assumeTrue(!SUPERUSER || Faults.isInstalled("setpriv"), "modes do not concern the superuser, and there is no setpriv");
        return SUPERUSER ? List.of("setpriv", "--bounding-set=-all", "--inh-caps=-all") : List.of();
    }

    /** What runs a command where some more is mounted. */
    private List<String> mounted(String mounts) throws IOException, InterruptedException {
        assumeTrue(Faults.isInstalled("unshare"), "there is no unshare to mount with: install util-linux");
        var unshare = SUPERUSER ? List.of("unshare", "--mount") : List.of("unshare", "--map-root-user", "--mount");
        var shell = new ArrayList<>(unshare);
        shell.addAll(List.of("sh", "-c", mounts + " && \"$@\"", "sh"));
        var trial = new ArrayList<>(shell);
        trial.add("true");
        assumeTrue(new ProcessBuilder(trial).start().waitFor() == 0, "nothing may be mounted here");
        return shell;
    }

    // ------------------------------------------------------------------------- mounts

    @ParameterizedTest
    @ValueSource(strings = {"credentials", "config", "credentials config"})
    void aFileThatIsAMountPointIsWrittenInPlace(String names) throws Exception {
        var mounts = new ArrayList<String>();
        for (var name : names.split(" ")) {
            Files.copy(folder.resolve(name), home.resolve("real-" + name));
            mounts.add("mount --bind '%s' '%s'".formatted(home.resolve("real-" + name), folder.resolve(name)));
        }

        assertEquals("done\n", store(mounted(String.join(" && ", mounts)), Map.of()));

        var credentialsAre = names.contains("credentials") ? home.resolve("real-credentials") : credentials;
        var configIs = names.contains("config") ? home.resolve("real-config") : config;
        assertEquals(List.of(NEW_KEYS, NEW_CONFIG), List.of(Files.readString(credentialsAre), Files.readString(configIs)));
        assertNoCopyIsLeft();
    }

    /** No change of its mode would help, and that is not said. */
    @ParameterizedTest
    @ValueSource(strings = {"the file", "the folder"})
    void aFileThatIsMountedReadOnlyIsNamedSo(String which) throws Exception {
        var what = which.equals("the file") ? credentials : folder;
        var by = mounted("mount --bind '%1$s' '%1$s' && mount -o remount,bind,ro '%1$s'".formatted(what));

        for (var mode : List.of("rw-------", "r--------")) {
            setMode(credentials, mode);
            assertEquals(credentials + ": the disk is read-only\nnothing was changed there; check it with: ls -l " + credentials + "\n",
                    store(by, Map.of()).replaceFirst("debug: .*\n", ""), mode);
        }
        assertEquals(KEYS, Files.readString(credentials));
    }

    @Test
    void aFileThatNobodyMayChangeIsNamedSo() throws Exception {
        assumeTrue(SUPERUSER && Faults.isInstalled("chattr"), "only the superuser can protect a file so, with chattr of e2fsprogs");
        assumeTrue(new ProcessBuilder("chattr", "+i", credentials.toString()).start().waitFor() == 0, "this file system knows no such protection");

        var said = store(List.of(), Map.of());

        run("chattr", "-i", credentials.toString());
        assertEquals(credentials + ": the system lets nobody change it, whatever its mode is\n"
                + "use --no-persist; see what it is protected by with: lsattr " + credentials + "\n", said);
    }

    @Test
    void aFileFromAnotherDiskIsWrittenInPlace() throws Exception {
        var small = Files.createDirectory(home.resolve("small"));
        var mounts = "mount -t tmpfs -o size=64k tmpfs '%1$s' && cp '%2$s' '%1$s' && mount --bind '%1$s/credentials' '%2$s'"
                .formatted(small, credentials);
        var by = mounted(mounts + " && { \"$@\"; cat '" + credentials + "'; } && true");

        assertEquals("done\n" + NEW_KEYS, store(by, Map.of()).replaceFirst("(?s)(done\n" + java.util.regex.Pattern.quote(NEW_KEYS) + ").*", "$1"));
    }

    /** A pod with a read-only root has its files in volumes of their own. */
    @Test
    void inAReadOnlyFolderWithWritableFilesTheLockIsElsewhere() throws Exception {
        setMode(folder, "r-x------");

        var said = store(ordinaryUser(), Map.of());

        setMode(folder, "rwx------");
        assertEquals("debug: no lock can be had in " + folder + "; one in a private folder is used\n", said.lines().findFirst().orElse("") + "\n");
        assertTrue(said.endsWith("done\n"), said);
        assertBothAreWritten();
        assertEquals("rw-------", mode(home.resolve(".local/state/awscli-mfa/.awscli-mfa.lock")));
    }

    @Test
    void withoutAnyPrivateFolderNothingIsWrittenInPlace() throws Exception {
        setMode(folder, "r-x------");
        Files.writeString(home.resolve(".local"), "a file");
        var nowhere = Map.of("TMPDIR", "/proc/nowhere");

        var said = store(ordinaryUser(), nowhere);

        setMode(folder, "rwx------");
        assertEquals("debug: no lock can be had in " + folder + "; the files are written without one\n" + credentials
                + ": it can only be written in place, and there is no private folder to keep a copy in meanwhile\n"
                + "make one that only you can write, such as: mkdir -m 700 -p ~/.local/state/awscli-mfa\n", said);
        assertEquals(KEYS, Files.readString(credentials));
        assertEquals(CONFIG, Files.readString(config));
    }

    // ----------------------------------------------------------- no modes, no locks

    @ParameterizedTest
    @ValueSource(strings = {"rw-------", "rw-r--r--", "rw-rw-rw-"})
    void whereNoModeCanBeSetAFileIsNeverWiderThanBefore(String before) throws Exception {
        setMode(credentials, before);

        assertEquals("done\n", store(List.of(), Faults.environment("FAULT_NO_CHMOD", "1")));

        assertBothAreWritten();
        assertTrue(PosixFilePermissions.fromString(before).containsAll(Files.getPosixFilePermissions(credentials)), mode(credentials));
    }

    @Test
    void whereThereAreNoLocksTheFilesAreWrittenWithout() throws Exception {
        assertEquals(("debug: no lock can be had in " + folder + "; the files are written without one\n").repeat(2) + "done\n",
                store(List.of(), Faults.environment("FAULT_NO_LOCKS", "1")));

        assertBothAreWritten();
    }

    @ParameterizedTest
    @ValueSource(strings = {"mkfifo", "mkdir", "ln -s /dev/null", "ln -s nowhere"})
    void whateverLiesInThePlaceOfTheLockNobodyWaitsForIt(String made) throws Exception {
        var lock = folder.resolve(".awscli-mfa.lock");
        run("sh", "-c", made + " \"$0\"", lock.toString());
        var before = Files.readAttributes(lock, "unix:ino,mode", LinkOption.NOFOLLOW_LINKS);

        var said = assertTimeoutPreemptively(Duration.ofSeconds(30), () -> store(List.of(), Map.of()));

        assertTrue(said.endsWith("done\n"), said);
        assertBothAreWritten();
        assertEquals(before, Files.readAttributes(lock, "unix:ino,mode", LinkOption.NOFOLLOW_LINKS));
        assertFalse(Files.exists(folder.resolve("nowhere"), LinkOption.NOFOLLOW_LINKS));
        Files.delete(lock);
    }

    // --------------------------------------------------------------------------- ACLs

    private String acl(Path path) throws IOException, InterruptedException {
        return run("getfacl", "--omit-header", "--absolute-names", "--no-effective", path.toString());
    }

    private void setAcl(String entries, Path path) throws IOException, InterruptedException {
        assumeTrue(Faults.isInstalled("setfacl"), "there is no setfacl: install acl");
        var setfacl = new ProcessBuilder("setfacl", "-m", entries, path.toString()).start();
        assumeTrue(setfacl.waitFor() == 0, "this file system has no ACLs");
    }

    @ParameterizedTest
    @ValueSource(strings = {"u:nobody:r", "u:nobody:rw", "g:daemon:r,u:nobody:r", "u:nobody:r,m::---", "g::---,u:nobody:r"})
    void anAclStaysAsItIs(String entries) throws Exception {
        setAcl(entries, credentials);
        var before = acl(credentials);

        assertEquals("done\n", store(List.of(), Map.of()));

        assertEquals(before, acl(credentials));
        assertBothAreWritten();
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw-r--r--"})
    void whatAFolderGivesToNewFilesMakesNoOldOneWider(String mode) throws Exception {
        setAcl("d:u:nobody:rwx,d:g:daemon:rwx", folder);
        setMode(credentials, mode);
        var before = acl(credentials);

        assertEquals("done\n", store(List.of(), Map.of()));

        assertEquals(before, acl(credentials));
        assertBothAreWritten();
    }

    @Test
    void whatAFolderGivesToNewFilesIsWithoutEffectOnThoseOfTheirOwnerAlone() throws Exception {
        setAcl("d:u:nobody:rwx,d:g:daemon:rwx", folder);
        Files.delete(config);

        assertEquals("done\n", store(List.of(), Map.of()));

        for (var file : List.of(config, credentials)) {
            assertEquals("rw-------", mode(file));
            assertTrue(acl(file).contains("mask::---\n"), acl(file));
        }
    }

    // ------------------------------------------------------------------ another's home

    private static List<Integer> owners(Stream<Path> paths) {
        return paths.map(path -> {
            try {
                return (Integer) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
            } catch (IOException failure) {
                throw new java.io.UncheckedIOException(failure);
            }
        }).distinct().toList();
    }

    /** {@code sudo} with the person's home in the environment. */
    @ParameterizedTest
    @ValueSource(strings = {"files that are there", "no files", "in place"})
    void whatTheSuperuserMakesInAHomeBelongsToItsOwner(String given) throws Exception {
        assumeTrue(SUPERUSER, "only the superuser may edit another user's file");
        if (given.equals("no files")) {
            Files.delete(config);
            Files.delete(credentials);
            Files.delete(folder);
        } else if (given.equals("in place")) {
            Files.createLink(home.resolve("dotfile"), credentials);
            setMode(folder, "rwxrwxrwx");
        }
        run("chown", "-R", "12345:54321", home.toString());

        assertEquals("done\n", store(List.of(), Map.of()));
        lib.io.SessionEnds.of(Map.of("HOME", home.toString())).note(session());

        try (var all = Files.walk(home)) {
            assertEquals(List.of(12_345), owners(all.filter(path -> !path.endsWith("tmp"))));
        }
        assertTrue(Files.exists(home.resolve(".local/state/awscli-mfa/sessions/dev-mfasession")));
    }

    private static lib.model.Profile.Session session() {
        return new lib.model.Profile.Session(new lib.model.Settings("dev-mfasession", Map.of("aws_session_expiry", "4000000000")),
                lib.model.Profile.Session.Kind.MFA, java.util.Optional.of("dev"));
    }
}
