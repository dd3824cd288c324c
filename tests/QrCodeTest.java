//SOURCES Authenticator.java
//SOURCES ../lib/io/QrEncoder.java
//SOURCES ../lib/model/Seed.java
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import lib.io.QrEncoder;
import lib.model.QrCode;
import lib.model.Seed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A scanner reads the pictures. */
class QrCodeTest {

    private static final Seed SEED = new Seed("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP");

    @TempDir
    private Path folder;

    private static QrCode picture(String account) {
        return QrEncoder.encoded(SEED.uri(account)).orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"jane@123456789012", "j@practice", "first.last+team=ops,x_y@example.com@a-long-account-alias-of-a-big-company",
        "jane doe%2F/ü@x"})
    void thePngHoldsTheSeedAndTheAccount(String account) throws IOException {
        var app = Authenticator.scanning(Files.write(folder.resolve("code.png"), picture(account).png()));

        assertEquals("AWS:" + account, app.account());
        assertEquals("AWS", app.issuer());
        assertEquals(SEED.codeAt(Instant.EPOCH).digits(), app.code(Instant.EPOCH));
    }

    @ParameterizedTest
    @CsvSource({"LIGHT, DARK", "DARK, LIGHT"})
    void theHalfBlocksAreRightOnTheGroundThatTheyAreFor(QrCode.Ink ink, Authenticator.Theme theme) {
        var app = Authenticator.scanning(String.join("\n", picture("jane@practice").lines(ink)), theme, folder);

        assertEquals("AWS:jane@practice", app.account());
    }

    @Test
    void thereIsAQuietZoneOfFourModulesOnEachSide() {
        var picture = picture("jane@practice");
        var lines = picture.lines(QrCode.Ink.DARK);

        assertEquals(picture.columns(), picture.size() + 8);
        assertTrue(lines.stream().limit(2).allMatch(String::isBlank));
        assertTrue(lines.stream().skip(lines.size() - 2L).allMatch(String::isBlank));
        assertTrue(lines.stream().allMatch(line -> line.startsWith("    ") && line.endsWith("    ") && line.length() == picture.columns()));
    }

    /** With a line for the keys below it. */
    @Test
    void theCodeOfAUsualNameFitsIntoATerminalOf24Lines() {
        assertEquals(23, picture("jane@123456789012").rows());
        assertEquals(45, picture("jane@123456789012").columns());
    }

    @Test
    void aNameThatIsTooLongHasNoCode() {
        assertEquals(Optional.empty(), QrEncoder.encoded(SEED.uri("x".repeat(4000))));
    }

    @Test
    void whatHoldsTheSeedDoesNotShowItByItself() {
        assertEquals("Seed[…] QrCode[…]", SEED + " " + picture("jane@practice"));
    }
}
