//SOURCES ../lib/model/Choices.java
//SOURCES ../lib/model/Problem.java
//SOURCES ../lib/model/Window.java
//SOURCES ../lib/model/Words.java
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.function.Function;
import lib.model.Choices;
import lib.model.Problem;
import lib.model.Window;
import lib.model.Words;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The small menus: a line for each choice, and what an answer picks. */
class ChoicesTest {

    private static final Choices<String> NUMBERED = Choices.numbered(List.of("phone", "tablet"), name -> name + " (virtual)");
    private static final Choices<String> LETTERED = Choices.lettered(List.of(Choices.Line.of("R", "resume it", "resumed"),
            Choices.Line.remark("no other session: add a device"), Choices.Line.of("S", "start one", "started"), Choices.Line.of("U", "use it", "used")));

    @Test
    void eachHasALineBehindItsNumberOrLetter() {
        assertEquals("   1: phone (virtual)\n   2: tablet (virtual)\n", NUMBERED.text(Window.UNLIMITED));
        assertEquals("   R: resume it\n      no other session: add a device\n   S: start one\n   U: use it\n", LETTERED.text(Window.UNLIMITED));
    }

    @ParameterizedTest
    @CsvSource({"1, phone", "' 2 ', tablet", "02, tablet", "002, tablet"})
    void aNumberPicksItsLine(String answer, String chosen) {
        assertEquals(chosen, NUMBERED.read(answer));
    }

    @ParameterizedTest
    @CsvSource({"R, resumed", "r, resumed", "' s', started", "U, used"})
    void aLetterPicksItsLine(String answer, String chosen) {
        assertEquals(chosen, LETTERED.read(answer));
    }

    @ParameterizedTest
    @CsvSource({"0", "00", "000", "3", "-1", "1.", "0001", "99999999999", "laptop", "''", "' '", "１"})
    void whatIsNoNumberOfALineIsExplained(String answer) {
        assertEquals("the numbers go from 1 to 2", assertThrows(Problem.Usage.class, () -> NUMBERED.read(answer)).hint());
    }

    @Test
    void partOfANameIsAsGoodAsItsNumberAndAmongSeveralShowsThem() {
        var whose = Choices.numbered(List.of("dev      a new MFA session", "dev-ops  its long-lived keys", "admin    its long-lived keys"),
                Function.identity());

        assertEquals("admin    its long-lived keys", whose.read("ADM"));
        assertEquals("several match:\n   1: dev      a new MFA session\n   2: dev-ops  its long-lived keys",
                assertThrows(Problem.StillToChoose.class, () -> whose.read("dev")).hint());
        assertEquals("the numbers go from 1 to 3", assertThrows(Problem.Usage.class, () -> whose.read("keys")).hint());
    }

    @ParameterizedTest
    @CsvSource({"X", "RS", "''", "1", "resume it"})
    void whatIsNoLetterOfALineIsExplained(String answer) {
        assertEquals("answer with R, S or U; Ctrl-C ends", assertThrows(Problem.Usage.class, () -> LETTERED.read(answer)).hint());
    }

    @Test
    void enterAloneChoosesOnlyWhereThatIsSaid() {
        var ways = LETTERED.withFirstOnEnter();

        assertEquals("R, S or U (Enter alone: R)", ways.letters());
        assertEquals("resumed", ways.read(" "));
        assertEquals("answer with R, S or U (Enter alone: R); Ctrl-C ends", assertThrows(Problem.Usage.class, () -> ways.read("x")).hint());
        assertEquals("nobody", NUMBERED.withOnEnter(() -> "nobody").read(""));
        assertEquals("tablet", NUMBERED.withOnEnter(() -> "nobody").read("2"));
    }

    @Test
    void severalWordsAreASentence() {
        assertEquals("a", Words.and(List.of("a")));
        assertEquals("a and b", Words.and(List.of("a", "b")));
        assertEquals("a, b or c", Words.or(List.of("a", "b", "c")));
        assertEquals("", Words.or(List.of()));
    }
}
