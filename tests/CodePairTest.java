//SOURCES aws/LocalAws.java
//SOURCES ../lib/model/Seed.java
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import lib.model.CodePair;
import lib.model.Problem;
import lib.model.Seed;
import lib.model.TokenCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tests.aws.Totp;

class CodePairTest {

    private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");

    @ParameterizedTest
    @ValueSource(strings = {"123456 654321", "123456654321", "  123456\t654321 ", "123 456 654 321", "123456, 654321",
        "123\u00a0456 654\u202f321", "123456    654321", "123-456 654-321"})
    void twoCodesAreAcceptedWithAnySpacing(String typed) {
        assertEquals(new CodePair(new TokenCode("123456"), new TokenCode("654321")), CodePair.parse(typed));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "123456", "12345 654321", "123456 6543210", "abcdef ghijkl", "123456 65432a", "123456;;654321x"})
    void anythingElseIsExplained(String typed) {
        assertEquals(Problem.malformedCodePair(), assertThrows(Problem.class, () -> CodePair.parse(typed)));
    }

    @Test
    void theSameCodeTwiceIsNoPair() {
        assertEquals(Problem.sameCodeTwice(), assertThrows(Problem.class, () -> CodePair.parse("123456 123456")));
    }

    @Test
    void codesAreNotShownByThemselves() {
        assertEquals(-1, CodePair.parse("123456 654321").toString().indexOf("123456"));
    }

    /** The vectors of RFC 6238 have eight digits; the last six are what AWS uses. */
    @ParameterizedTest
    @CsvSource({"59, 287082", "1111111109, 081804", "1111111111, 050471", "1234567890, 005924", "2000000000, 279037", "20000000000, 353130"})
    void aSeedGivesTheVectorsOfRfc6238(long seconds, String code) {
        var seed = new Seed(Totp.base32("12345678901234567890".getBytes(StandardCharsets.US_ASCII)));

        assertEquals(code, seed.codeAt(Instant.ofEpochSecond(seconds)).digits());
    }

    @Test
    void aSeedTellsHowOldACodeIs() {
        var seed = new Seed("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP");

        assertEquals(OptionalLong.of(4), seed.stepsAgo(seed.codeAt(NOON.minusSeconds(120)), NOON));
        assertEquals(OptionalLong.of(-1), seed.stepsAgo(seed.codeAt(NOON.plusSeconds(30)), NOON));
        assertEquals(OptionalLong.empty(), seed.stepsAgo(seed.codeAt(NOON.minus(Duration.ofHours(1))), NOON));
    }

    @Test
    void aSeedIsShownInGroupsOfFour() {
        assertEquals("ABCD EFGH IJKL MNOP", new Seed("ABCDEFGHIJKLMNOP").grouped());
    }
}
