//DEPS org.junit.jupiter:junit-jupiter:6.1.3
//SOURCES ../lib/io/SpentCodes.java
//SOURCES ../lib/model/SerialNumber.java
//SOURCES ../lib/model/TokenCode.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lib.io.SpentCodes;
import lib.model.SerialNumber;
import lib.model.TokenCode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpentCodesTest {

    private static final Instant START = Instant.parse("2026-11-22T06:40:00Z");
    private static final SerialNumber PHONE = new SerialNumber("arn:aws:iam::123456789012:mfa/jane");
    private static final SerialNumber OTHER = new SerialNumber("GAHT12345678");
    private static final TokenCode CODE = new TokenCode("135790");

    private Path file;
    private Instant now;
    private SpentCodes codes;

    @BeforeEach
    void aHomeWithoutAStateFolder(@TempDir Path home) {
        now = START.plusSeconds(17);
        codes = SpentCodes.of(Map.of("HOME", home.toString()), () -> now);
        file = home.resolve(".local/state/awscli-mfa/spent-codes");
    }

    @Test
    void aCodeThatWasSentIsKnownWithItsHalfMinute() {
        codes.add(PHONE, CODE);

        assertEquals(Optional.of(START), codes.spentAt(PHONE, CODE));
        assertEquals(Optional.empty(), codes.spentAt(PHONE, new TokenCode("135791")));
        assertEquals(Optional.empty(), codes.spentAt(OTHER, CODE));
    }

    @Test
    void s11ACodeThatAwsRefusedIsNoneThatItTook() {
        codes.addRefused(PHONE, CODE);

        assertEquals(Optional.of(START), codes.refusedAt(PHONE, CODE));
        assertEquals(Optional.empty(), codes.spentAt(PHONE, CODE));
        assertEquals(Optional.empty(), codes.refusedAt(OTHER, CODE));
    }

    @Test
    void lookingMakesNoFile() {
        assertEquals(Optional.empty(), codes.spentAt(PHONE, CODE));
        assertFalse(Files.exists(file.getParent()));
    }

    @Test
    void aCodeIsForgottenWhenNoDeviceCanShowItAnyMore() throws IOException {
        codes.add(PHONE, CODE);
        now = START.plusSeconds(89);
        assertEquals(Optional.of(START), codes.spentAt(PHONE, CODE));

        now = START.plusSeconds(90);
        assertEquals(Optional.empty(), codes.spentAt(PHONE, CODE));
        codes.add(OTHER, CODE);
        assertEquals(1, Files.readAllLines(file).size());
    }

    @Test
    void aClockThatWasSetBackDoesNotKeepACodeForLong() {
        codes.add(PHONE, CODE);
        now = START.minus(Duration.ofDays(1));

        assertEquals(Optional.empty(), codes.spentAt(PHONE, CODE));
    }

    @Test
    void theFileAndItsFolderAreForTheirOwnerAlone() throws IOException {
        codes.add(PHONE, CODE);

        assertEquals("rw-------", mode(file));
        assertEquals("rwx------", mode(file.getParent()));
        assertEquals(List.of("spent-codes"), inFolder());
    }

    @Test
    void theFileHoldsNeitherTheCodeNorTheDevice() throws IOException {
        codes.add(PHONE, CODE);
        codes.add(OTHER, new TokenCode("246802"));

        var text = Files.readString(file);
        assertEquals("STEP #\nSTEP #\n", text.replaceAll("[0-9a-f]{64}", "#").replace("" + TokenCode.step(now), "STEP"));
        assertFalse(text.contains("135790") || text.contains("246802") || text.contains("123456789012") || text.contains("GAHT"));
    }

    @Test
    void linesThatAreNoneArePassedOver() throws IOException {
        codes.add(PHONE, CODE);
        Files.writeString(file, "junk\n999999999999999 " + "0".repeat(64) + "\n\u0000\n-1 x\n" + Files.readString(file));

        assertEquals(Optional.of(START), codes.spentAt(PHONE, CODE));
    }

    @Test
    void aFileOfAnyBytesIsPassedOverAndReplaced() throws IOException {
        Files.createDirectories(file.getParent());
        Files.write(file, new byte[] {(byte) 0xff, 0, (byte) 0xfe, '\n', (byte) 0x80});
        assertEquals(Optional.empty(), codes.spentAt(PHONE, CODE));

        codes.add(PHONE, CODE);
        assertEquals(Optional.of(START), codes.spentAt(PHONE, CODE));
    }

    @Test
    void aHugeFileIsNotReadButReplaced() throws IOException {
        codes.add(PHONE, CODE);
        Files.writeString(file, Files.readString(file) + "x".repeat(100_000));
        assertEquals(Optional.empty(), codes.spentAt(PHONE, CODE));

        codes.add(PHONE, CODE);
        assertEquals(Optional.of(START), codes.spentAt(PHONE, CODE));
        assertEquals(1, Files.readAllLines(file).size());
    }

    @Test
    void aFolderInThePlaceOfTheFileIsPassedOverAndNothingIsLeftBesideIt() throws IOException {
        Files.createDirectories(file.resolve("full"));

        codes.add(PHONE, CODE);
        assertEquals(Optional.empty(), codes.spentAt(PHONE, CODE));
        assertEquals(List.of("spent-codes"), inFolder());
    }

    @Test
    void aFileInThePlaceOfTheFolderIsPassedOver() throws IOException {
        Files.createDirectories(file.getParent().getParent());
        Files.writeString(file.getParent(), "mine");

        codes.add(PHONE, CODE);
        assertEquals(Optional.empty(), codes.spentAt(PHONE, CODE));
        assertEquals("mine", Files.readString(file.getParent()));
    }

    @Test
    void theStateFolderIsWhereTheEnvironmentSaysIfItSaysItFully() {
        assertEquals(Path.of("/state/awscli-mfa/spent-codes"),
                SpentCodes.of(Map.of("HOME", "/home/jane", "XDG_STATE_HOME", "/state"), () -> now).file());
        assertEquals(Path.of("/home/jane/.local/state/awscli-mfa/spent-codes"),
                SpentCodes.of(Map.of("HOME", "/home/jane", "XDG_STATE_HOME", "state"), () -> now).file());
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private List<String> inFolder() throws IOException {
        try (var files = Files.list(file.getParent())) {
            return files.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }
}
