//SOURCES ../lib/model/IniFile.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import lib.model.IniFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IniFileTest {

    // ---------------------------------------------------------------- reading

    /** What is read where the AWS SDKs refuse nothing, {@link AwsReadersTest} has. */
    @Test
    void whatOneOfAwsReadersRefusesIsReadAndNoted() {
        var file = IniFile.parse("""
                \ufeffstray = 1
                [dev
                colon : 1
                nothing
                x = 1 # one
                x = 2
                  # indented
                [dev]
                [ dev ]
                [dev]
                  cut = off
                in valid = 1
                = 1
                """);

        assertEquals(Map.of("colon", "1", "x", "2", "cut", "off"), file.properties("dev"));
        assertEquals("""
                1 the AWS CLI: refuses the whole file: it begins with a byte order mark
                1 the AWS SDKs: Expected a profile definition, found property
                1 the AWS CLI: refuses the whole file: a line before the first section
                2 the AWS SDKs: Profile definition must end with ']'
                2 the AWS CLI: refuses the whole file: a header without ']'
                3 the AWS SDKs: Expected an '=' sign defining a property
                4 the AWS SDKs: Expected an '=' sign defining a property
                4 the AWS CLI: refuses the whole file: a line that is neither a section nor a property
                5 the AWS CLI: takes the comment behind the value for a part of it
                6 the AWS CLI: refuses the whole file: 'x' stands twice in its section
                7 the AWS SDKs: take this indented comment for a part of the value above it
                8 the AWS CLI: refuses the whole file: section [dev] stands in it twice
                10 the AWS CLI: refuses the whole file: section [dev] stands in it twice
                11 the AWS SDKs: Expected a property definition, found continuation
                12 the AWS SDKs: ignore this property because of its name
                13 the AWS SDKs: Property did not have a name""", noted(file));
    }

    private static String noted(IniFile file) {
        return file.objections().stream()
                .map(objection -> objection.line() + " " + objection.reader() + ": " + objection.words())
                .collect(Collectors.joining("\n"));
    }

    // ------------------------------------------------------------------ edits

    private static final String MIXED = """
            # head

            [dev]
            aws_access_key_id = AKIA1
              # indented
            s3 =
              aws_access_key_id = nested

            ; between
            [other]   ; note
            x=1
            """;

    @Test
    void aValueIsReplacedInItsPlaceAndNothingElseChanges() {
        assertEquals(MIXED.replace("AKIA1", "AKIA2"),
                IniFile.parse(MIXED).with("dev", "aws_access_key_id", "AKIA2").toString());
    }

    @Test
    void aNewKeyGoesBelowTheLastOneOfItsSection() {
        assertEquals(MIXED.replace("= nested\n", "= nested\nregion = eu-west-1\n"),
                IniFile.parse(MIXED).with("dev", "region", "eu-west-1").toString());
    }

    @Test
    void aNewSectionGoesToTheEndBehindOneBlankLine() {
        assertEquals(MIXED + "\n[new]\nkey = value\nmore = 2\n",
                IniFile.parse(MIXED).with("new", "key", "value").with("new", "more", "2").toString());
    }

    @Test
    void anEmptyFileGetsItsFirstSectionWithoutABlankLine() {
        assertEquals("[new]\nkey = value\n", IniFile.parse("").with("new", "key", "value").toString());
    }

    @Test
    void aMissingFinalNewlineIsSupplied() {
        assertEquals("[a]\nx = 1\n\n[b]\ny = 2\n", IniFile.parse("[a]\nx = 1").with("b", "y", "2").toString());
        assertEquals("[a]\nx = 2\n", IniFile.parse("[a]\nx = 1").with("a", "x", "2").toString());
    }

    @Test
    void windowsLineEndsStay() {
        assertEquals("[a]\r\nx = 2\r\ny = 3\r\n\r\n[b]\r\nz = 4\r\n", IniFile.parse("[a]\r\nx = 1\r\n")
                .with("a", "x", "2").with("a", "y", "3").with("b", "z", "4").toString());
    }

    @Test
    void whatIsAlreadySoIsTheSameObject() {
        var file = IniFile.parse("[a]\nx   =   1");

        assertSame(file, file.with("a", "x", "1"));
        assertSame(file, file.without("a", "y"));
        assertSame(file, file.without("b", "x"));
    }

    @Test
    void aRemovedKeyTakesItsContinuationAlongAndNotItsNeighbours() {
        assertEquals("[a]\nsessmax_note = keep\n[b]\nsessmax = 3\n", IniFile.parse("""
                [a]
                sessmax = 1
                  more
                sessmax_note = keep
                sessmax = 2
                [b]
                sessmax = 3
                """).without("a", "sessmax").toString());
    }

    @Test
    void anUpperCaseKeyIsReplacedAndNotDoubled() {
        assertEquals("[a]\nREGION=there\n", IniFile.parse("[a]\nREGION=here\n").with("a", "region", "there").toString());
    }

    /** The text before, the key of [dev] that is set to {@code new}, and the text afterwards. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # A colon ends a key for the AWS CLI, also where an equals sign comes later.
            [dev]↵aws_secret_access_key:abc+/=      | aws_secret_access_key | [dev]↵aws_secret_access_key = new↵
            [dev]↵x : 1                             | x                     | [dev]↵x = new↵
            # What stands in the brackets is what the AWS CLI looks for.
            [ dev ]↵x = 1                           | x                     | [dev]↵x = new↵
            [dev⇥]↵x = 1                            | y                     | [dev]↵x = 1↵y = new↵
            [ dev ] ; mine↵x = 1                    | x                     | [dev] ; mine↵x = new↵
            [dev] # see [1]↵x = 1                   | x                     | # see [1]↵[dev]↵x = new↵
            [dev↵x = 1                              | x                     | [dev]↵x = new↵
            # Where both are there, the AWS CLI reads one of them and the SDKs the last value of the two.
            [dev]↵x = 1↵[ dev ]↵x = 2               | x                     | [dev]↵x = new↵[ dev ]↵x = new↵
            [ dev ]↵x = 2↵[dev]↵y = 1               | x                     | [ dev ]↵x = new↵[dev]↵y = 1↵x = new↵
            [dev]↵y = 1↵[ dev ]↵z = 2               | x                     | [dev]↵y = 1↵x = new↵[ dev ]↵z = 2↵
            # Comments are nobody's value.
            [dev]↵x = 1↵# c↵··more↵y = 2            | x                     | [dev]↵x = new↵# c↵y = 2↵
            [dev]↵x = 1↵··; c↵··more↵y = 2          | x                     | [dev]↵x = new↵; c↵y = 2↵
            # Macs once ended their lines so.
            [dev]␍x = 1␍y = 2␍                      | x                     | [dev]␍x = new␍y = 2␍
            [dev]␍x = 1␍                            | y                     | [dev]␍x = 1␍y = new␍
            # The no-break spaces of a page are blanks for the AWS CLI, and parts of names for some SDKs.
            [dev]↵x⍽= 1                             | x                     | [dev]↵x = new↵
            [dev]↵x =⍽1⍽                            | x                     | [dev]↵x = new↵
            [dev]↵⍽x = 1↵y = 2                      | x                     | [dev]↵x = new↵y = 2↵
            [dev]↵⍽x = 1↵⍽y = 2                     | x                     | [dev]↵⍽x = new↵⍽y = 2↵
            # So the AWS CLI reads lines that no SDK does.
            [dev]↵··x = 1↵··y = 2                   | x                     | [dev]↵··x = new↵··y = 2↵
            """)
    void anEditIsReadByAllOrStandsWhereTheAwsCliReads(String before, String key, String after) {
        var file = IniFile.parse(text(before)).with("dev", key, "new");

        assertEquals(text(after), file.toString());
        assertEquals("new", file.properties("dev").get(key));
    }

    private static String text(String shown) {
        return shown.replace('↵', '\n').replace('␍', '\r').replace('·', ' ').replace('⇥', '\t').replace('⍽', '\u00a0');
    }

    @ParameterizedTest
    @CsvSource({"[ profile dev ], [profile dev]", "[profile \"dev\"], [profile dev]", "[profile\t  dev ], [profile\t  dev ]",
        "[profile my team], [profile my team]", "[profile \"my team\"], [profile \"my team\"]", "[profile jané], [profile jané]"})
    void aHeaderOfTheConfigFileThatSomeDoNotFindIsWrittenAsAllFindIt(String before, String after) {
        var file = IniFile.parse(before + "\nx = 1\n");

        assertEquals(after + "\nx = new\n", file.with(file.headers().getFirst(), "x", "new").toString());
    }

    @Test
    void aCommentBetweenAKeyAndTheRestOfItsValueStaysWhenItIsRemoved() {
        assertEquals("[dev]\n# c\n; d\ny = 2\n",
                IniFile.parse("[dev]\nx = 1\n# c\n  more\n  ; d\n  more\ny = 2\n").without("dev", "x").toString());
    }

    @Test
    void theLastOfTwoEqualKeysIsTheOneThatIsReplaced() {
        assertEquals("[a]\nx = 1\n[a]\nx = 9\n", IniFile.parse("[a]\nx = 1\n[a]\nx = 2\n").with("a", "x", "9").toString());
    }

    @Test
    void aNameWithABlankIsQuotedInTheConfigFile() {
        assertEquals("[profile \"my team-mfasession\"]\nregion = x\n",
                IniFile.parse("").with("profile my team-mfasession", "region", "x").toString());
        assertEquals("[my team-mfasession]\nregion = x\n",
                IniFile.parse("").with("my team-mfasession", "region", "x").toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", " x", "x ", "a\nb", "a\rb", "a #b", "#b", "; c", "a\u0000b"})
    void aValueThatWouldNotBeReadBackIsNotWritten(String value) {
        assertThrows(IllegalArgumentException.class, () -> IniFile.parse("[a]\n").with("a", "x", value));
    }

    @Test
    void anEmptyValueIsOneToo() {
        assertEquals("[a]\nx =\n", IniFile.parse("").with("a", "x", "").toString());
        assertEquals("[a]\r\nx =\r\ny = 2\r\n", IniFile.parse("[a]\r\nx = 1\r\n  b\r\ny = 2\r\n").with("a", "x", "").toString());
        assertEquals("[a]\nx=\n", IniFile.parse("[a]\nx=\n").with("a", "x", "").toString());
        assertEquals("", IniFile.parse("[a]\nx =\n").properties("a").get("x"));
    }

    @Test
    void aNestedBlockIsWrittenAsOneAndReplacedAsOne() {
        var block = "\naddressing_style = path\nmax_queue_size = 5";
        var written = IniFile.parse("[a]\r\ns3 = x\r\n  y\r\nz = 1\r\n").with("a", "s3", block);

        assertEquals("[a]\r\ns3 =\r\n  addressing_style = path\r\n  max_queue_size = 5\r\nz = 1\r\n", written.toString());
        assertEquals(block, written.properties("a").get("s3"));
        assertEquals(List.of(), written.objections());
        assertEquals(written.toString(), written.with("a", "s3", block).toString());
        assertEquals("[a]\r\ns3 =\r\n  b = 1\r\nz = 1\r\n", written.with("a", "s3", "\nb = 1").toString());
        assertEquals("[b]\ns3 =\n  b = 1\n", IniFile.parse("").with("b", "s3", "\nb = 1").toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "\n= 1", "\na", "\na = 1\n b = 2", "\na = 1 # b", "\na = \u0007"})
    void whatNoReaderWouldTakeBackIsNoBlock(String value) {
        assertFalse(IniFile.canHold(value));
    }

    @Test
    void percentSignsBackslashesAndDollarsAreOrdinary() {
        var value = "C:\\new\\tool.exe --pct 50%d $(x) `y` & \\1";

        var file = IniFile.parse("[a]\nkeep = %s \\t &\n").with("a", "x", value);

        assertEquals("[a]\nkeep = %s \\t &\nx = " + value + "\n", file.toString());
        assertEquals(value, file.properties("a").get("x"));
    }

    // ------------------------------------------------------------- properties

    @Test
    void anyTextComesBackAsItWas() {
        var random = new Random(1);
        for (var round = 0; round < 3_000; round++) {
            var text = text(random);
            assertEquals(text, IniFile.parse(text).toString());
        }
    }

    @Test
    void anEditOfAnyTextIsReadBackAndChangesNoOtherProperty() {
        var random = new Random(2);
        for (var round = 0; round < 3_000; round++) {
            var before = IniFile.parse(text(random));
            var after = IniFile.parse(before.with("p", "x", "new").toString());

            assertEquals("new", after.properties("p").get("x"), before::toString);
            assertEquals(others(before), others(after), before::toString);
        }
    }

    private static Map<String, Map<String, String>> others(IniFile file) {
        return file.headers().stream().collect(Collectors.toMap(header -> header, header -> {
            var properties = file.properties(header);
            if (header.equals("p")) {
                properties.remove("x");
            }
            return properties;
        })).entrySet().stream().filter(entry -> !entry.getKey().equals("p") || !entry.getValue().isEmpty())
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static String text(Random random) {
        var pieces = List.of("[p]", "[q]", "[profile p]", "[p] # c", "[", "x = 1", "y=2 ; c", "X = 3", "z : 4", "  x = 5", "\t-c",
                " ", "", "# c", "junk", "=", "é = ü", "\ufeff", "x =", "[ p ]", "x:y=1", "\u00a0x = 6", "\u00a0", "x\u00a0=\u00a07", "  ; d");
        return random.ints(random.nextInt(12), 0, pieces.size())
                .mapToObj(index -> pieces.get(index) + List.of("\n", "\n", "\n", "\n", "\r\n", "\r").get(random.nextInt(6)))
                .collect(Collectors.joining()).replaceFirst("\\n$", random.nextBoolean() ? "" : "\n");
    }
}
