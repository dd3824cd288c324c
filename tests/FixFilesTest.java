//DEPS org.junit.jupiter:junit-jupiter:6.1.3
//SOURCES ../lib/command/FixFiles.java
//SOURCES ../lib/io/AwsFiles.java
//SOURCES ../lib/io/FileMode.java
//SOURCES ../lib/io/SdkAws.java
//SOURCES ../lib/io/SpentCodes.java
//SOURCES ../lib/io/Terminal.java
//SOURCES ../lib/model/Lint.java
//SOURCES ../lib/model/Problem.java
//SOURCES ../lib/session/World.java

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import lib.command.FixFiles;
import lib.io.AwsFiles;
import lib.io.FileMode;
import lib.io.SdkAws;
import lib.io.SpentCodes;
import lib.io.Terminal;
import lib.model.Lint;
import lib.model.Problem;
import lib.session.World;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The repair of the two files as the person sees it, and what it leaves on the disk. */
class FixFilesTest {

    private static final String CONFIG = """
            # mine
            [dev]
            region = eu-west-1 # Ireland
            """;
    private static final String CREDENTIALS = """
            [dev]
            aws_access_key_id = AKIAIOSFODNN7EXAMPLE
            aws_secret_access_key = oldoldold0SECRETSECRETSECRETSECRETAAAA
            aws_secret_access_key = newnewnew0SECRETSECRETSECRETSECRETBBBB
            """;
    private static final String REPAIRED_CONFIG = """
            # mine
            [profile dev]
            # Ireland
            region = eu-west-1
            """;
    private static final String REPAIRED_CREDENTIALS = """
            [dev]
            aws_access_key_id = AKIAIOSFODNN7EXAMPLE
            aws_secret_access_key = newnewnew0SECRETSECRETSECRETSECRETBBBB
            """;
    private static final String DIFF = """
            --- ~/.aws/config
            +++ ~/.aws/config (repaired)
            @@ -1,3 +1,4 @@
             # mine
            -[dev]
            -region = eu-west-1 # Ireland
            +[profile dev]
            +# Ireland
            +region = eu-west-1
            --- ~/.aws/credentials
            +++ ~/.aws/credentials (repaired)
            @@ -1,4 +1,3 @@
             [dev]
             aws_access_key_id = ****************MPLE
            -aws_secret_access_key = ****************
             aws_secret_access_key = ****************
            """;
    private static final String REPAIRED = """
            Repaired ~/.aws/credentials
            The old file, with all its secrets, stays beside it, readable for you alone.
              to undo it:  mv -f ~/.aws/credentials.before-fix-20261122T060000Z ~/.aws/credentials
              when all works:  rm ~/.aws/credentials.before-fix-20261122T060000Z
            Repaired ~/.aws/config
            The old file, with all its secrets, stays beside it, readable for you alone.
              to undo it:  mv -f ~/.aws/config.before-fix-20261122T060000Z ~/.aws/config
              when all works:  rm ~/.aws/config.before-fix-20261122T060000Z
            """;
    private static final String COPY = ".before-fix-20261122T060000Z";
    private static final Instant NOW = Instant.parse("2026-11-22T06:00:00Z");

    private final ByteArrayOutputStream screen = new ByteArrayOutputStream();
    private final Map<String, String> environment = new HashMap<>();
    private Path home;
    private Path config;
    private Path credentials;

    @BeforeEach
    void somebodyWhoseFilesHaveFaults(@TempDir Path temp) throws IOException {
        home = temp.toRealPath();
        environment.put("HOME", home.toString());
        Files.createDirectory(home.resolve(".aws"));
        config = write("config", CONFIG, "rw-r--r--");
        credentials = write("credentials", CREDENTIALS, "rw-------");
    }

    private Path write(String name, String text, String mode) throws IOException {
        var file = Files.writeString(home.resolve(".aws").resolve(name), text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    private World world(Terminal terminal) {
        InstantSource clock = () -> NOW;
        return new World(clock, Map.copyOf(environment), AwsFiles.of(environment, false),
                new SdkAws(clock), SpentCodes.of(environment, clock), terminal, new ByteArrayInputStream(new byte[0]),
                new PrintStream(new ByteArrayOutputStream(), true, UTF_8));
    }

    private Terminal personWhoTypes(String keys) {
        return Terminal.over(new ByteArrayInputStream(keys.getBytes(UTF_8)), screen, time -> { });
    }

    private Terminal nobody() {
        return Terminal.none(new PrintStream(screen, true, UTF_8), duration -> { });
    }

    /** What there is to see afterwards. */
    private String screen(Terminal terminal, Consumer<FixFiles> run) {
        run.accept(new FixFiles(world(terminal)));
        return seen();
    }

    private String seen() {
        return screen.toString(UTF_8).replace(home.toString(), "~");
    }

    private Problem problem(Terminal terminal, Consumer<FixFiles> run) {
        return assertThrows(Problem.class, () -> screen(terminal, run));
    }

    /** Every file but the lock, with its mode and text. */
    private Map<String, String> files() throws IOException {
        var texts = new TreeMap<String, String>();
        try (var files = Files.walk(home)) {
            for (var file : files.filter(Files::isRegularFile).filter(it -> !it.endsWith(".awscli-mfa.lock")).toList()) {
                texts.put(file.getFileName() + " " + PosixFilePermissions.toString(Files.getPosixFilePermissions(file)),
                        Files.readString(file));
            }
        }
        return texts;
    }

    private void assertNothingChanged() throws IOException {
        assertEquals(Map.of("config rw-r--r--", CONFIG, "credentials rw-------", CREDENTIALS), files());
    }

    private static Map<String, String> repaired() {
        return Map.of("config rw-r--r--", REPAIRED_CONFIG, "credentials rw-------", REPAIRED_CREDENTIALS,
                "config" + COPY + " rw-------", CONFIG, "credentials" + COPY + " rw-------", CREDENTIALS);
    }

    // ------------------------------------------------------------------------- asking

    @Test
    void theRepairIsShownAskedForDoneAndCanBeUndone() throws IOException {
        assertEquals(DIFF + "\nRepair this? [Y/n] y\n" + REPAIRED, screen(personWhoTypes("y\n"), FixFiles::asking));
        assertEquals(repaired(), files());
    }

    // ------------------------------------------------ encodings that AWS's tools do not read

    /** Row W10: as PowerShell 5 writes it with {@code >}, and as others do. */
    @ParameterizedTest
    @CsvSource({"UTF-16LE, UTF-16, \ufeff", "UTF-16LE, UTF-16, ''", "UTF-16BE, UTF-16, \ufeff", "UTF-16BE, UTF-16, ''", "UTF-32LE, UTF-32, \ufeff",
            "UTF-32LE, UTF-32, ''", "UTF-32BE, UTF-32, \ufeff", "UTF-32BE, UTF-32, ''"})
    void aFileInAnotherEncodingIsStoredAsUtf8AndNothingOfItIsShown(String charset, String name, String mark) throws IOException {
        var wide = (mark + REPAIRED_CREDENTIALS.replace("\n", "\r\n") + "# Grüße\r\n").getBytes(Charset.forName(charset));
        Files.write(credentials, wide);
        write("config", REPAIRED_CONFIG, "rw-------");

        assertEquals("""
                ~/.aws/credentials is %s text, which AWS's tools do not read; it will be stored as UTF-8, and says the same.

                Repair this? [Y/n] y
                Repaired ~/.aws/credentials
                The old file, with all its secrets, stays beside it, readable for you alone.
                  to undo it:  mv -f ~/.aws/credentials.before-fix-20261122T060000Z ~/.aws/credentials
                  when all works:  rm ~/.aws/credentials.before-fix-20261122T060000Z
                There is nothing else to repair.
                """.formatted(name), screen(personWhoTypes("y\n"), FixFiles::asking));
        assertEquals(REPAIRED_CREDENTIALS.replace("\n", "\r\n") + "# Grüße\r\n", Files.readString(credentials));
        assertArrayEquals(wide, Files.readAllBytes(Path.of(credentials + COPY)));
    }

    @Test
    void whoDoesNotWantThatKeepsTheFile() throws IOException {
        var wide = CREDENTIALS.getBytes(UTF_16LE);
        Files.write(credentials, wide);

        assertEquals(new Problem.Cancelled(), problem(personWhoTypes("n\n"), FixFiles::asking));
        assertArrayEquals(wide, Files.readAllBytes(credentials));
        assertEquals(CONFIG, Files.readString(config));
    }

    /** In each letter of these one of the bytes could be a letter of its own, or the end of a line. */
    @ParameterizedTest
    @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"})
    void commentsInOtherScriptsStayAsTheyAre(String charset) throws IOException {
        var text = REPAIRED_CREDENTIALS + "# 我的密钥，不要给别人。用于开发环境的账户\n# ਊਊ ℊ 🔑\n";
        Files.write(credentials, text.getBytes(Charset.forName(charset)));

        screen(nobody(), FixFiles::unasked);

        assertEquals(text, Files.readString(credentials));
    }

    /** What other programs, a power cut or a slip leave; each with the file's number of bytes even and odd. */
    static Stream<byte[]> filesInNoOneEncoding() {
        var secret = "[dev-mfasession]\naws_secret_access_key=hidhidhid0SECRETSECRETSECRETSECRETAAAA\n";
        return Stream.of("", "#").flatMap(more -> Stream.of(
                // A program takes UTF-16 text for UTF-8, and adds lines to it.
                joined(("\ufeff" + CREDENTIALS).getBytes(UTF_16LE), (secret + more).getBytes(UTF_8)),
                joined(("\ufeff" + CREDENTIALS).getBytes(UTF_16LE), ("[x]\na=1\n" + more).getBytes(UTF_8)),
                // PowerShell 5 does the reverse with >>.
                joined((CREDENTIALS + more).getBytes(UTF_8), secret.getBytes(UTF_16LE)),
                joined((CREDENTIALS + more).getBytes(UTF_8), secret.getBytes(UTF_16BE)),
                joined((CREDENTIALS + more).getBytes(UTF_8), secret.getBytes(Charset.forName("UTF-32LE"))),
                joined(CREDENTIALS.getBytes(UTF_16LE), (more + secret).getBytes(Charset.forName("UTF-32LE"))),
                // A power cut leaves zeros where the text was to be.
                joined((CREDENTIALS + more).getBytes(UTF_8), new byte[300]),
                ("[dev]\naws_secret_access_key = hidhid\0SECRET" + more).getBytes(UTF_8),
                ("[dev" + more + "]\0").getBytes(UTF_8),
                joined(new byte[300], more.getBytes(UTF_8))));
    }

    private static byte[] joined(byte[] first, byte[] second) {
        var both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    @ParameterizedTest
    @MethodSource("filesInNoOneEncoding")
    void ofAFileThatIsNotInOneEncodingToItsEndNothingIsPromisedShownOrWritten(byte[] bytes) throws IOException {
        Files.write(credentials, bytes);

        var problem = problem(personWhoTypes("y\n"), FixFiles::asking);

        assertEquals(credentials + ": zero bytes stand in it, and it is not in one encoding to its end", problem.message());
        assertEquals("", seen());
        assertArrayEquals(bytes, Files.readAllBytes(credentials));
        assertEquals(CONFIG, Files.readString(config));
    }

    /** One file that cannot be stored keeps back the other, before anybody is asked. */
    @Test
    void nothingIsPromisedOfTheOtherFileEither() throws IOException {
        Files.write(config, CONFIG.getBytes(UTF_16LE));
        Files.writeString(credentials, CREDENTIALS + "\0");

        problem(personWhoTypes("y\n"), FixFiles::asking);

        assertEquals("", seen());
        assertArrayEquals(CONFIG.getBytes(UTF_16LE), Files.readAllBytes(config));
    }

    /** Row W10's neighbour, as an editor on Windows leaves it: what is UTF-8 stays, and each other byte is a letter. */
    @Test
    void bytesThatAreNotUtf8AreStoredAsUtf8() throws IOException {
        var latin = joined((REPAIRED_CONFIG + "# Grüße\r\n# caf").getBytes(UTF_8), new byte[] {(byte) 0xe9, ' ', (byte) 0x80, ' ', (byte) 0x81});
        Files.write(config, latin);
        write("credentials", REPAIRED_CREDENTIALS, "rw-------");

        assertEquals("""
                ~/.aws/config:6: there is a byte that is not UTF-8
                  the AWS CLI refuses the whole file
                  store the file as UTF-8""", new FixFiles(world(nobody())).faults().stream()
                .map(new FixFiles(world(nobody()))::inWords).findFirst().orElseThrow().replace(home.toString(), "~"));
        assertEquals("""
                ~/.aws/config:6 has a byte that is not UTF-8, and the AWS CLI refuses the whole file; it will be stored as UTF-8,\
                 and such bytes are read as Latin-1.

                Repair this? [Y/n] y
                Repaired ~/.aws/config
                The old file, with all its secrets, stays beside it, readable for you alone.
                  to undo it:  mv -f ~/.aws/config.before-fix-20261122T060000Z ~/.aws/config
                  when all works:  rm ~/.aws/config.before-fix-20261122T060000Z
                There is nothing else to repair.
                """, screen(personWhoTypes("y\n"), FixFiles::asking));
        assertEquals(REPAIRED_CONFIG + "# Grüße\r\n# café € \u0081", Files.readString(config));
        assertArrayEquals(latin, Files.readAllBytes(Path.of(config + COPY)));
    }

    /** It stands at the end, where a letter of several bytes is cut off. */
    @Test
    void aLetterThatIsCutOffIsNotUtf8Either() throws IOException {
        Files.write(credentials, joined((REPAIRED_CREDENTIALS + "# ").getBytes(UTF_8), new byte[] {(byte) 0xe2, (byte) 0x82}));
        write("config", REPAIRED_CONFIG, "rw-r--r--");

        screen(nobody(), FixFiles::unasked);

        assertEquals(REPAIRED_CREDENTIALS + "# â‚", Files.readString(credentials));
    }

    @Test
    void whoDeclinesKeepsEverythingAsItIs() throws IOException {
        assertEquals(new Problem.Cancelled(), problem(personWhoTypes("n\n"), FixFiles::asking));
        assertEquals(DIFF + "\nRepair this? [Y/n] n\nTurn off the notes about what is left? [y/N] \n", seen());
        assertNothingChanged();
    }

    @Test
    void whoInterruptsKeepsEverythingAsItIs() throws IOException {
        assertEquals(new Problem.Cancelled(), problem(personWhoTypes("\u0003"), FixFiles::asking));
        assertEquals(DIFF + "\nRepair this? [Y/n] \n", seen());
        assertNothingChanged();
    }

    @Test
    void whereNobodyCanBeAskedNothingIsShownOrChanged() throws IOException {
        assertEquals(Problem.nobodyToAsk("your consent to repair the files", "give it with --yes"),
                problem(nobody(), FixFiles::asking));
        assertEquals("", seen());
        assertNothingChanged();
    }

    @Test
    void whoAgreedBeforehandIsShownTheRepairAllTheSame() throws IOException {
        assertEquals(DIFF + "\n" + REPAIRED, screen(nobody(), FixFiles::unasked));
        assertEquals(repaired(), files());
    }

    @Test
    void theUndoThatIsNamedBringsTheOldFilesBack() throws IOException, InterruptedException {
        screen(nobody(), FixFiles::unasked);

        for (var line : screen.toString(UTF_8).lines().filter(line -> line.contains("to undo it:")).toList()) {
            assertEquals(0, new ProcessBuilder("sh", "-c", line.substring(line.indexOf("mv"))).inheritIO().start().waitFor());
        }
        assertEquals(Map.of("config rw-------", CONFIG, "credentials rw-------", CREDENTIALS), files());
    }

    @Test
    void aPathWithBlanksIsQuotedForTheUndo() throws IOException, InterruptedException {
        var folder = Files.createDirectory(home.resolve("it's mine"));
        environment.put("AWS_SHARED_CREDENTIALS_FILE", folder.resolve("credentials").toString());
        Files.move(credentials, folder.resolve("credentials"));
        Files.delete(config);

        var line = screen(nobody(), FixFiles::unasked).lines().filter(it -> it.contains("to undo it:")).findFirst().orElseThrow();

        assertEquals("  to undo it:  mv -f '~/it'\\''s mine/credentials" + COPY + "' '~/it'\\''s mine/credentials'", line);
    }

    // ------------------------------------------------------------------ nothing, and what is left

    @Test
    void whereNothingIsWrongThatIsSaid() throws IOException {
        write("config", REPAIRED_CONFIG, "rw-r--r--");
        write("credentials", REPAIRED_CREDENTIALS, "rw-------");

        assertEquals("There is nothing to repair.\n", screen(personWhoTypes(""), FixFiles::asking));
        assertEquals(Map.of("config rw-r--r--", REPAIRED_CONFIG, "credentials rw-------", REPAIRED_CREDENTIALS), files());
    }

    @Test
    void whatOnlyThePersonCanRepairIsSaidAtTheEnd() throws IOException {
        write("config", REPAIRED_CONFIG, "rw-r--r--");
        write("credentials", REPAIRED_CREDENTIALS + "region = x\n", "rw-------");

        assertEquals("""
                There is nothing to repair.
                Only you can tell what is meant here:
                ~/.aws/credentials:4: [dev] has region
                  AWS documents it for the config file; not every tool looks here
                  move to [profile dev] of the config file
                Turn off the notes about what is left? [y/N] n
                """, screen(personWhoTypes("n\n"), FixFiles::asking));
    }

    @Test
    void aFileThatIsNoneIsLookedAtAllTheSame() {
        environment.put("AWS_SHARED_CREDENTIALS_FILE", "/dev/null");
        environment.put("AWS_CONFIG_FILE", home.resolve("none").toString());

        assertEquals(List.of(Lint.Weight.FATAL), new FixFiles(world(nobody())).faults().stream().map(Lint.Fault::weight).toList());
    }

    @Test
    void missingFilesAreNotMade() throws IOException {
        Files.delete(config);
        Files.delete(credentials);

        assertTrue(screen(personWhoTypes(""), FixFiles::asking).startsWith("There is nothing to repair.\n"));
        assertEquals(Map.of(), files());
    }

    // -------------------------------------------------------------------------- copies

    @Test
    void aFileThatStaysTheSameGetsNoCopy() throws IOException {
        write("config", REPAIRED_CONFIG, "rw-r--r--");

        screen(nobody(), FixFiles::unasked);

        assertEquals(Map.of("config rw-r--r--", REPAIRED_CONFIG, "credentials rw-------", REPAIRED_CREDENTIALS,
                "credentials" + COPY + " rw-------", CREDENTIALS), files());
    }

    @Test
    void aCopyIsNeverOverwrittenNorALinkFollowed() throws IOException {
        Files.delete(config);
        write("credentials" + COPY, "precious", "rw-------");
        Files.createSymbolicLink(home.resolve(".aws/credentials" + COPY + "-2"), home.resolve("victim"));

        screen(nobody(), FixFiles::unasked);

        assertEquals(Map.of("credentials rw-------", REPAIRED_CREDENTIALS, "credentials" + COPY + " rw-------", "precious",
                "credentials" + COPY + "-3 rw-------", CREDENTIALS), files());
    }

    @Test
    void theCopyStandsBesideTheFileThatALinkLeadsTo() throws IOException {
        var dotfiles = Files.createDirectory(home.resolve("dotfiles"));
        Files.delete(config);
        Files.move(credentials, dotfiles.resolve("credentials"));
        Files.createSymbolicLink(credentials, dotfiles.resolve("credentials"));

        screen(nobody(), FixFiles::unasked);

        assertTrue(Files.isSymbolicLink(credentials));
        assertEquals(CREDENTIALS, Files.readString(dotfiles.resolve("credentials" + COPY)));
        assertEquals(REPAIRED_CREDENTIALS, Files.readString(dotfiles.resolve("credentials")));
    }

    @Test
    void aReadOnlyFileIsLeftAloneAndNoCopyStays() throws IOException {
        Files.setPosixFilePermissions(credentials, PosixFilePermissions.fromString("r--------"));

        assertTrue(problem(nobody(), FixFiles::unasked) instanceof Problem.FileUnusable);
        assertEquals(Map.of("config rw-r--r--", CONFIG, "credentials r--------", CREDENTIALS), files());
    }

    @Test
    void whereThereIsNoRoomForTheCopyNothingIsReplaced() throws IOException {
        var name = "c".repeat(250);
        environment.put("AWS_SHARED_CREDENTIALS_FILE", home.resolve(name).toString());
        Files.move(credentials, home.resolve(name));
        Files.delete(config);

        assertTrue(problem(nobody(), FixFiles::unasked) instanceof Problem.FileUnusable);
        assertEquals(Map.of(name + " rw-------", CREDENTIALS), files());
    }

    // --------------------------------------------------------------------------- modes

    @Test
    void aModeThatIsTooWideIsNarrowedWhereThereAreSecrets() throws IOException {
        write("config", REPAIRED_CONFIG, "rw-r--r--");
        write("credentials", REPAIRED_CREDENTIALS, "rw-r--r--");

        assertEquals("""
                The mode of ~/.aws/credentials is 0644; it will be changed so that only its owner can read it.

                Repair this? [Y/n]\s
                Nobody but its owner can read ~/.aws/credentials now.
                  to undo it:  chmod 0644 ~/.aws/credentials
                """, screen(personWhoTypes("\n"), FixFiles::asking));
        assertEquals(Map.of("config rw-r--r--", REPAIRED_CONFIG, "credentials rw-------", REPAIRED_CREDENTIALS), files());
    }

    @Test
    void whoDeclinesKeepsTheModeToo() throws IOException {
        write("config", REPAIRED_CONFIG, "rw-r--r--");
        write("credentials", REPAIRED_CREDENTIALS, "rw-rw-rw-");

        assertEquals(new Problem.Cancelled(), problem(personWhoTypes("n\n"), FixFiles::asking));
        assertEquals(Map.of("config rw-r--r--", REPAIRED_CONFIG, "credentials rw-rw-rw-", REPAIRED_CREDENTIALS), files());
    }

    @Test
    void textAndModeAreRepairedTogetherAndTheCopyIsNarrowFromTheStart() throws IOException {
        write("config", REPAIRED_CONFIG, "rw-r--r--");
        write("credentials", CREDENTIALS, "rwxrwxrwx");

        screen(nobody(), FixFiles::unasked);

        assertEquals(Map.of("config rw-r--r--", REPAIRED_CONFIG, "credentials rw-------", REPAIRED_CREDENTIALS,
                "credentials" + COPY + " rw-------", CREDENTIALS), files());
    }

    @Test
    void modesInWordsAreThoseOfChmod() throws IOException {
        for (var mode : List.of("rw-r--r-- 0644", "rw-rw---- 0660", "rwxrwxrwx 0777", "r---w---- 0420")) {
            Files.setPosixFilePermissions(credentials, PosixFilePermissions.fromString(mode.substring(0, 9)));
            assertEquals(mode.substring(10), FileMode.open(credentials.toString()).orElse(""));
        }
        Files.setPosixFilePermissions(credentials, PosixFilePermissions.fromString("rw-------"));
        assertTrue(FileMode.open(credentials.toString()).isEmpty());
        assertTrue(FileMode.open(home.resolve("none").toString()).isEmpty());
    }

    // ------------------------------------------------------------------ both are one, and others

    @Test
    void oneFileThatIsBothIsRepairedOnce() throws IOException {
        environment.put("AWS_CONFIG_FILE", credentials.toString());
        Files.writeString(credentials, CREDENTIALS + "[profile dev]\nregion = x # y\n[other]\nregion = z\n");
        Files.delete(config);

        screen(nobody(), FixFiles::unasked);

        assertEquals(REPAIRED_CREDENTIALS + "[profile dev]\n# y\nregion = x\n[other]\nregion = z\n", Files.readString(credentials));
        assertEquals(List.of("credentials rw-------", "credentials" + COPY + " rw-------"), List.copyOf(files().keySet()));
    }

    @Test
    void whatAnotherProgramWritesWhileThePersonThinksIsNotLostAndShownAnew() throws IOException {
        var other = CREDENTIALS + "[new]\naws_access_key_id = AKIANEW\naws_secret_access_key = s\n";
        var keys = new ByteArrayInputStream("y\ny\n".getBytes(UTF_8)) {
            private boolean written;

            @Override
            public synchronized int read() {
                if (!written) {
                    written = true;
                    try {
                        Files.writeString(credentials, other);
                    } catch (IOException failure) {
                        throw new UncheckedIOException(failure);
                    }
                }
                return super.read();
            }
        };

        assertEquals(DIFF + "\nRepair this? [Y/n] y\nAnother program has written the files meanwhile.\n"
                + DIFF.replace("-1,4 +1,3", "-1,6 +1,5")+ " [new]\n aws_access_key_id = AKIANEW\n"
                + "\nRepair this? [Y/n] y\n" + REPAIRED,
                screen(Terminal.over(keys, screen, time -> { }), FixFiles::asking));
        assertEquals(REPAIRED_CREDENTIALS + "[new]\naws_access_key_id = AKIANEW\naws_secret_access_key = s\n",
                Files.readString(credentials));
        assertEquals(other, Files.readString(home.resolve(".aws/credentials" + COPY)));
    }
}
