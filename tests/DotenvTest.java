//SOURCES DotenvTextTest.java
//SOURCES Pages.java
//SOURCES Person.java
//SOURCES Tmux.java
//SOURCES ../awscli-mfa.java
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lib.model.IniFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tests.aws.Device;

/** {@code --dotenv}: the keys of a session go into a file that notebooks read, and nothing else of it changes. */
class DotenvTest {

    private static final String LONG_LIVED = "AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE\nAWS_SECRET_ACCESS_KEY=only-here\n";

    private Person jane;
    private Device phone;
    private Path folder;

    @BeforeEach
    void janeHasAFolderForHerNotebooks(@TempDir Path home) throws IOException {
        jane = new Person(home);
        folder = Files.createDirectory(home.resolve("notebooks"));
        var user = jane.aws.account("123456789012").user("jane");
        phone = user.device("jane");
        jane.config("""
                [profile dev]
                region = eu-west-1
                mfa_serial = arn:aws:iam::123456789012:mfa/jane
                max_attempts = 5
                """);
        jane.credentials("[dev]\naws_access_key_id = %s\naws_secret_access_key = %s\n".formatted(user.accessKey().id(), user.accessKey().secret()));
    }

    @AfterEach
    void close() {
        jane.close();
    }

    private Path file() {
        return folder.resolve(".env");
    }

    private String option() {
        return "--dotenv=" + file();
    }

    private Person.Run writes() {
        return jane.runs("dev", "--token-code", phone.code(), option());
    }

    private void holds(String text) throws IOException {
        Files.writeString(file(), text);
    }

    private String text() throws IOException {
        return Files.readString(file());
    }

    /** What the file holds of the stored session. */
    private String lines() {
        var session = IniFile.parse(jane.credentials()).properties("dev-mfasession");
        var ends = jane.clock().instant().plus(Duration.ofHours(9));
        return """
                AWS_ACCESS_KEY_ID=%s
                AWS_SECRET_ACCESS_KEY=%s
                AWS_SESSION_TOKEN=%s
                AWS_SESSION_TYPE=mfasession
                AWS_SESSION_IDENT=dev-mfasession
                AWS_CREDENTIAL_EXPIRATION=%s
                AWS_SESSION_EXPIRY=%d
                AWS_REGION=eu-west-1
                AWS_DEFAULT_REGION=eu-west-1
                AWS_MAX_ATTEMPTS=5
                AWS_SESSION_SETTINGS='|AWS_MAX_ATTEMPTS=5|'
                """.formatted(session.get("aws_access_key_id"), session.get("aws_secret_access_key"), session.get("aws_session_token"), ends,
                ends.getEpochSecond());
    }

    // -------------------------------------------------------------- what is written

    @Test
    void aNewFileHoldsTheKeysAndIsForItsOwnerAlone() throws IOException {
        var run = writes();

        assertEquals("""
                dev: new MFA session of 9h (the default)
                dev-mfasession: MFA session, 09h:00m:00s left, until %s; region eu-west-1
                the keys of dev-mfasession are in ~/notebooks/.env, for you alone to read
                """.formatted(jane.clockTime(Duration.ofHours(9))), run.screen());
        assertEquals("", run.out());
        assertEquals(lines(), text());
        assertEquals("rw-------", mode());
        assertEquals(List.of(".env"), names(), "nothing else stays there");
    }

    private String mode() throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file()));
    }

    private List<String> names() throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    /** What {@code --emit dotenv --secrets} prints is the same text. */
    @Test
    void itHoldsWhatTheFormatHas() throws IOException {
        writes();

        assertEquals(jane.runs("dev", "--emit", "dotenv", "--secrets").out(), text());
    }

    @Test
    void theOldModeDoesNotCountAndTheRestStays() throws IOException {
        holds("A=1\nB='2'");
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r--r--"));

        writes();

        assertEquals("A=1\nB='2'\n" + lines(), text());
        assertEquals("rw-------", mode());
    }

    @Test
    void clearTakesThemOutAgain() throws IOException {
        holds("A=1 # mine\n");
        writes();

        assertEquals("the keys are out of ~/notebooks/.env\n", jane.runs(option(), "--clear").screen());
        assertEquals("A=1 # mine\n", text());
        assertEquals("~/notebooks/.env holds no keys\n", jane.runs(option(), "--clear").screen());
        Files.delete(file());
        assertEquals("~/notebooks/.env holds no keys\n", jane.runs(option(), "--clear").screen());
        assertFalse(Files.exists(file()));
    }

    @Test
    void aFileInTheHomeMayBeNamedByItsTilde() throws IOException {
        var run = jane.runs("dev", "--token-code", phone.code(), "--dotenv=~/.env");

        assertEquals(0, run.exitStatus(), run.screen());
        assertEquals(lines(), Files.readString(jane.home().resolve(".env")));
    }

    /** A file takes it, so it need not be stored. */
    @Test
    void aSessionThatIsNotStoredIsWrittenAllTheSame() throws IOException {
        var run = jane.runs("dev", "--token-code", phone.code(), "--no-persist", option());

        assertEquals(0, run.exitStatus(), run.screen());
        assertTrue(text().startsWith("AWS_ACCESS_KEY_ID=ASIA"));
        assertEquals("", IniFile.parse(jane.credentials()).properties("dev-mfasession").getOrDefault("aws_access_key_id", ""));
    }

    @Test
    void aShellGetsItTooIfItIsToldTo() throws IOException {
        var run = jane.runs("dev", "--token-code", phone.code(), "--emit", "bash", option());

        assertTrue(run.out().endsWith("export AWS_PROFILE='dev-mfasession'\nexport AWS_DEFAULT_PROFILE='dev-mfasession'\n"), run.screen());
        assertEquals(lines(), text());
    }

    /** What a person has set there themselves goes before what the profile says, as AWS's tools have it. */
    @Test
    void anEndpointOfTheirOwnStays() throws IOException {
        holds("AWS_MAX_ATTEMPTS=9\n");

        writes();

        assertEquals("AWS_MAX_ATTEMPTS=9\n" + lines().replaceFirst("(?s)AWS_MAX_ATTEMPTS=5.*", ""), text());
    }

    /** The session of a profile without such settings: those of the one before go. */
    @Test
    void theNextSessionTakesThePlaceOfTheOneBefore() throws IOException {
        writes();
        jane.config(jane.config().replace("max_attempts = 5\n", ""));
        jane.waitForNextCode();

        var run = jane.runs("dev", "--force", "--token-code", phone.code(), option());

        assertEquals(0, run.exitStatus(), run.screen());
        assertFalse(text().contains("AWS_MAX_ATTEMPTS") || text().contains("AWS_SESSION_SETTINGS"), "they are gone");
    }

    // ----------------------------------------------------------------- odd files

    /** In Latin-1, as {@code ü} was once written: each byte comes back. */
    @Test
    void whatIsNoUtf8StaysByteForByte() throws IOException {
        Files.write(file(), "A=gr\u00fcn\n".getBytes(StandardCharsets.ISO_8859_1));

        var run = writes();

        assertArrayEquals(("A=gr\u00fcn\n" + lines()).getBytes(StandardCharsets.ISO_8859_1), Files.readAllBytes(file()));
        assertTrue(run.screen().startsWith("note: ~/notebooks/.env is not UTF-8 text, and python-dotenv reads nothing of it; "
                + "store it as UTF-8 with your editor\n"), run.screen());
    }

    @Test
    void aByteOrderMarkIsNamed() throws IOException {
        holds("\ufeffA=1\n");

        assertTrue(writes().screen().startsWith("note: ~/notebooks/.env begins with a byte order mark, which shells and python-dotenv"
                + " take for a part of its first line\n"));
        assertEquals("\ufeffA=1\n" + lines(), text());
    }

    @Test
    void aProfileThatSomebodyNamedThereStaysAndIsTold() throws IOException {
        holds("AWS_PROFILE=dev\n");

        assertTrue(writes().screen().startsWith("note: AWS_PROFILE stands in ~/notebooks/.env too; some SDKs go by it, and boto3 fails where there is"
                + " no such profile\n"));
        assertEquals("AWS_PROFILE=dev\n" + lines(), text());
    }

    @Test
    void aTildeIsNotShownBetweenQuotes() throws IOException {
        Files.writeString(jane.home().resolve(".env"), "");
        Files.setPosixFilePermissions(jane.home().resolve(".env"), PosixFilePermissions.fromString("r--------"));

        var run = jane.runs("dev", "--token-code", phone.code(), "--dotenv=~/.env");

        assertEquals("awscli-mfa: hint: allow writing with: chmod u+w ~/.env", run.screen().lines().toList().getLast());
    }

    @Test
    void wideTextIsRefused() throws IOException {
        Files.write(file(), "A=1\n".getBytes(StandardCharsets.UTF_16LE));

        assertRefused("~/notebooks/.env: it is not UTF-8 text, as python-dotenv wants it", "store it as UTF-8 with your editor");
    }

    @Test
    void aFolderIsRefused() throws IOException {
        Files.createDirectory(file());

        assertRefused("~/notebooks/.env: this is no file", "name one, such as: --dotenv=.env");
    }

    @Test
    void aFolderThatIsNotThereIsRefused() {
        folder = folder.resolve("not-there");

        assertRefused("~/notebooks/not-there/.env: its folder is not there", "make the folder first, or name another file");
    }

    @Test
    void aReadOnlyFileIsRefused() throws IOException {
        holds("A=1\n");
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("r--r--r--"));

        assertRefused("~/notebooks/.env: it is read-only", "allow writing with: chmod u+w ~/notebooks/.env");
        assertEquals("r--r--r--", mode());
    }

    @Test
    void aClosedFolderIsRefused() {
        folder = Path.of("/proc");

        var run = writes();

        assertTrue(run.screen().startsWith("awscli-mfa: /proc/.env: "), run.screen());
        assertEquals("253 []", run.exitStatus() + " " + jane.calls());
    }

    /** Nothing is written, no code is spent, and no file changes. */
    private void assertRefused(String message, String hint) {
        var before = jane.files();
        var text = bytes();
        var run = writes();

        assertEquals("awscli-mfa: " + message + "\nawscli-mfa: hint: " + hint + "\n", run.screen());
        assertEquals(253, run.exitStatus());
        assertEquals(before, jane.files());
        assertEquals(text, bytes());
        assertEquals(List.of(), jane.calls());
    }

    private Map<String, String> bytes() {
        try (var files = Files.walk(jane.home())) {
            return files.filter(Files::isRegularFile).collect(Collectors.toMap(Path::toString, file -> {
                try {
                    return Files.readString(file, StandardCharsets.ISO_8859_1);
                } catch (IOException unreadable) {
                    return "";
                }
            }));
        } catch (IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
    }

    // --------------------------------------------------------------------- links

    @ParameterizedTest
    @CsvSource({"../elsewhere", "../../elsewhere", "sub/../../elsewhere", "loop", ".env"})
    void aLinkThatLeadsOutOfTheFolderIsRefused(String target) throws IOException {
        Files.writeString(jane.home().resolve("elsewhere"), "A=1\n");
        Files.createDirectory(folder.resolve("sub"));
        Files.createSymbolicLink(folder.resolve("loop"), Path.of(".env"));
        Files.createSymbolicLink(file(), Path.of(target));

        assertRefused("~/notebooks/.env: it is a link that leads out of its folder, or a file with other names",
                "see where it leads with: ls -li ~/notebooks/.env, or name another file");
    }

    @Test
    void aSecondNameIsRefused() throws IOException {
        holds("A=1\n");
        Files.createLink(jane.home().resolve("elsewhere"), file());

        assertRefused("~/notebooks/.env: it is a link that leads out of its folder, or a file with other names",
                "see where it leads with: ls -li ~/notebooks/.env, or name another file");
    }

    @Test
    void aLinkWithinTheFolderStaysAndItsTargetIsWritten() throws IOException {
        Files.writeString(Files.createDirectory(folder.resolve("sub")).resolve("real.env"), "A=1\n");
        Files.createSymbolicLink(file(), Path.of("sub/real.env"));

        writes();

        assertTrue(Files.isSymbolicLink(file()));
        assertEquals("A=1\n" + lines(), Files.readString(folder.resolve("sub/real.env")));
    }

    // ----------------------------------------------------------------------- git

    private void git(String... words) throws Exception {
        Tmux.requireTool("git");
        var line = Stream.concat(Stream.of("git", "-C", folder.toString(), "-c", "user.name=jane", "-c", "user.email=jane@example.com"),
                Stream.of(words)).toList();
        assertEquals(0, new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor());
    }

    @Test
    void whereGitTracksTheFileEnterLeavesItAlone() throws Exception {
        holds("A=1\n");
        git("init");
        git("add", ".env");

        var refused = jane.runs("dev", "--token-code", phone.code(), option());
        var declined = jane.types("\n", "dev", "--token-code", phone.code(), option());
        var agreed = jane.types("y\n", "dev", "--token-code", phone.code(), "--persist", option());

        assertEquals("""
                git tracks ~/notebooks/.env, and the next commit would hold the keys
                awscli-mfa: cannot ask for leave, since git tracks ~/notebooks/.env, and the next commit would hold the keys: there is no terminal
                awscli-mfa: hint: name a file that git leaves out: --dotenv=FILE
                """, refused.screen());
        assertEquals(252, refused.exitStatus());
        assertTrue(declined.screen().contains("Write them there all the same? [y/N] \n"), declined.screen());
        assertEquals(130, declined.exitStatus());
        assertEquals(0, agreed.exitStatus());
        assertEquals("A=1\n" + lines(), text());
    }

    @Test
    void whereGitWouldTakeItALineSaysHowToLeaveItOut() throws Exception {
        git("init");
        Files.writeString(folder.resolve(".gitignore"), "*.pyc");

        var first = writes();
        var line = first.screen().replaceFirst("(?s).*leave it out with: ([^\n]*)\n.*", "$1").replace("~", jane.home().toString());
        assertEquals(0, new ProcessBuilder("bash", "-c", line).start().waitFor());
        var second = jane.runs("dev", option());

        assertTrue(first.screen().startsWith("note: git would take ~/notebooks/.env; leave it out with: printf '\\n%s\\n' .env >> ~/notebooks/.gitignore\n"),
                first.screen());
        assertFalse(second.screen().contains("git"), second.screen());
        assertEquals("*.pyc\n.env\n", Files.readString(folder.resolve(".gitignore")));
    }

    /** It is then named by the repository's own list, or there is no repository. */
    @Test
    void whereGitLeavesItOutNothingIsSaid() throws Exception {
        git("init");
        Files.writeString(folder.resolve(".gitignore"), ".env\n");

        assertFalse(writes().screen().contains("git"));
    }

    /** As in a container, where the repository is of another user. */
    @Test
    void whereGitDoesNotSayItsLeaveIsWanted() throws Exception {
        git("init");
        assumeTrue(System.getProperty("user.name").equals("root"), "only root can give files away");
        Files.setAttribute(folder, "unix:uid", 12_345);

        var run = writes();

        assertEquals(252, run.exitStatus());
        assertEquals("git does not say whether it tracks ~/notebooks/.env", run.screen().lines().findFirst().orElse(""));
    }

    // ---------------------------------------------------------- somebody's own keys

    @Test
    void longLivedKeysThatAreNowhereElseAreReplacedOnlyWithLeave() throws IOException {
        holds(LONG_LIVED);

        var run = writes();
        assertEquals(252, run.exitStatus());
        assertEquals("~/notebooks/.env holds long-lived keys, ****************MPLE, that are in no AWS file", run.screen().lines().findFirst().orElse(""));
        assertEquals(252, jane.runs(option(), "--clear").exitStatus());
        assertEquals(LONG_LIVED, text());

        assertEquals(0, jane.types("y\n", "dev", "--token-code", phone.code(), "--persist", option()).exitStatus());
        assertEquals(lines(), text());
    }

    @Test
    void longLivedKeysOfAProfileAreReplacedUnasked() throws IOException {
        var keys = IniFile.parse(jane.credentials()).properties("dev");
        holds("AWS_ACCESS_KEY_ID=%s\nAWS_SECRET_ACCESS_KEY=%s\n".formatted(keys.get("aws_access_key_id"), keys.get("aws_secret_access_key")));

        assertEquals(0, writes().exitStatus());
        assertEquals(lines(), text());
    }

    // ------------------------------------------------------------ others at work

    /** A killed run leaves a folder with the new text; the next one takes it away, and the file was whole all the time. */
    @Test
    void whatAKilledRunLeftIsTakenAway() throws IOException {
        holds("A=1\n");
        Files.writeString(Files.createDirectory(folder.resolve(".awscli-mfa.tmp-123")).resolve("new"), "AWS_SECRET_ACCESS_KEY=left\n");

        writes();

        assertEquals(List.of(".env"), names());
        assertEquals("A=1\n" + lines(), text());
    }

    @Test
    void twoAtOnceLoseNothing() throws Exception {
        writes();
        holds("A=1\n");
        var other = new Person(Files.createDirectory(jane.home().resolve("other")));
        Files.createSymbolicLink(other.home().resolve(".aws"), jane.home().resolve(".aws"));
        var runs = Stream.of(jane, other).map(person -> Thread.ofPlatform().start(() -> {
            for (var time = 0; time < 5; time++) {
                assertEquals(0, person.runs("dev", option()).exitStatus());
            }
        })).toList();
        for (var run : runs) {
            run.join();
        }
        other.close();

        assertEquals("A=1\n" + lines(), text());
        assertEquals(List.of(".env"), names());
    }

    // -------------------------------------------------------------- as it is read

    /** The cell of docs/notebooks.md, run where the notebook is; and its line for shells. */
    @Test
    void theCellAndTheLineOfThePageReadIt() throws Exception {
        writes();
        var cell = Pages.blocks("python").findFirst().orElseThrow().text();
        var line = Pages.blocks("bash").flatMap(block -> block.text().lines()).filter(one -> one.startsWith("set -a; ")).findFirst().orElseThrow();

        for (var reader : List.of(List.of(DotenvTextTest.dotenvPython(), "-c", cell + "\nimport os; print(os.environ['AWS_ACCESS_KEY_ID'])"),
                List.of("bash", "-c", line + "; exec env")))  {
            var builder = new ProcessBuilder(reader).directory(folder.toFile()).redirectErrorStream(true);
            builder.environment().put("AWS_ACCESS_KEY_ID", "of the session before");
            var process = builder.start();
            process.getOutputStream().close();
            var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(said.contains(IniFile.parse(jane.credentials()).properties("dev-mfasession").get("aws_access_key_id")), said.replaceAll("(?m)^AWS_S.*", ""));
        }
    }

    // -------------------------------------------------------------- the command line

    /** A word behind it is the profile; only behind = stands a file. */
    @ParameterizedTest
    @ValueSource(strings = {"--dotenv= dev", "--clear"})
    void whatSaysTooLittleIsRefused(String words) throws IOException {
        var run = jane.runs(words.split(" "));

        assertTrue(run.exitStatus() == 252 || run.exitStatus() == 253, run.screen());
        assertEquals(List.of(), names());
    }

    @Test
    void explainWritesNothing() throws IOException {
        jane.runs("dev", "--explain", option());

        assertEquals(List.of(), names());
    }
}
