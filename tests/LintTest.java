//DEPS org.junit.jupiter:junit-jupiter:6.1.3
//SOURCES Pasted.java
//SOURCES ../lib/model/Diff.java
//SOURCES ../lib/model/IniFile.java
//SOURCES ../lib/model/Lint.java
//SOURCES ../lib/model/Profile.java
//SOURCES ../lib/model/Profiles.java
//SOURCES ../lib/model/Repair.java
//SOURCES ../lib/model/Settings.java

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toMap;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import lib.model.Diff;
import lib.model.IniFile;
import lib.model.Lint;
import lib.model.Profile;
import lib.model.Profiles;
import lib.model.Repair;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong with the two files, and what a repair makes of them. */
class LintTest {

    private static final String KEYS = """
            [dev]
            aws_access_key_id = AKIAEXAMPLE
            aws_secret_access_key = secret
            """;
    private static final String CONFIG = "[profile dev]\nregion = eu-west-1\n";

    private static Repair.Texts texts(String config, String credentials) {
        return new Repair.Texts(IniFile.parse(config), IniFile.parse(credentials), false);
    }

    /** {@code FILE:LINE weight: found | effect | repair}, one a line. */
    private static String faults(String config, String credentials) {
        return faults(texts(config, credentials), Map.of());
    }

    private static String faults(Repair.Texts texts, Map<Lint.Which, String> openModes) {
        return Pasted.inBash(Lint.of(texts, openModes).stream().map(LintTest::inOneLine).collect(joining("\n")));
    }

    private static String inOneLine(Lint.Fault fault) {
        return fault.file().name().toLowerCase() + fault.line().map(line -> ":" + line).orElse("") + " "
                + switch (fault.weight()) {
                    case MENDED_BY_FIX -> "fix";
                    case FOR_THE_PERSON -> "person";
                    case OF_ANOTHER_TOOL -> "other";
                    case FATAL -> "FATAL";
                } + ": " + String.join(" | ", fault.found(), fault.effect(), fault.repair());
    }

    private static String repairedConfig(String config) {
        return Repair.of(texts(config, KEYS)).config().toString();
    }

    private static String repairedCredentials(String credentials) {
        return Repair.of(texts("", credentials)).credentials().toString();
    }

    // ------------------------------------------------------- what is not wrong (defect 20)

    @Test
    void whatAwsAcceptsIsNotAFault() {
        var config = """
                # mine

                [default]
                region = eu-west-1
                s3 =
                    max_concurrent_requests = 20

                    addressing_style = path
                [profile dev] ; the daily one
                credential_process = /opt/tool --url "https://x/?a=b#c"
                [profile sso]
                sso_session = corp
                [sso-session corp]
                sso_start_url = https://example.awsapps.com/start
                [services local]
                sts =
                  endpoint_url = http://localhost:1
                [plugins]
                cli_legacy_plugin_path = /opt/plugins
                [preview]
                cloudfront = true
                [toolbox]
                answer = 42""";

        assertEquals("", faults(config, KEYS));
        assertEquals(config, repairedConfig(config));
    }

    @Test
    void profileDefaultAloneIsNotAFault() {
        assertEquals("", faults("[profile default]\nregion = eu-west-1\n", KEYS));
    }

    /** Row 25: nothing that reads these files minds. */
    @Test
    void aMissingFinalNewlineIsNotAFaultAndStays() {
        assertEquals("", faults("[profile dev]\nregion = x", KEYS.stripTrailing()));
        assertEquals(KEYS.stripTrailing(), repairedCredentials(KEYS.stripTrailing()));
    }

    @Test
    void windowsLineEndsAreNotAFault() {
        assertEquals("", faults(CONFIG.replace("\n", "\r\n"), KEYS.replace("\n", "\r\n")));
    }

    /** Row 23: keys may be in the config file. */
    @Test
    void keysInTheConfigFileAreNotAFault() {
        assertEquals("", faults("[profile dev]\naws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = s\n", ""));
    }

    // ------------------------------------------------------------------ what is there twice

    /** Row 26. */
    @Test
    void aDuplicatePropertyIsFoundAndTheEarlierOneGoes() {
        var credentials = """
                [dev]
                aws_access_key_id = AKIAOLD
                  more
                # since May
                aws_secret_access_key = secret
                aws_access_key_id = AKIANEW
                """;

        assertEquals("credentials:6 fix: 'aws_access_key_id' stands here again, after line 2"
                + " | the AWS CLI refuses the whole file; the AWS SDKs read the last one | remove the earlier one",
                faults("", credentials));
        assertEquals("""
                [dev]
                # since May
                aws_secret_access_key = secret
                aws_access_key_id = AKIANEW
                """, repairedCredentials(credentials));
    }

    /** Row 27. */
    @Test
    void aDuplicateSectionIsFoundAndMovesToTheFirst() {
        var credentials = """
                [dev]
                aws_access_key_id = AKIAOLD
                aws_secret_access_key = old

                # the other
                [other]
                aws_access_key_id = AKIAOTHER
                aws_secret_access_key = other

                # new keys
                [dev] ; since May
                aws_secret_access_key = new
                # id
                aws_access_key_id = AKIANEW

                # end""";

        assertEquals("credentials:11 fix: [dev] stands here again, after line 1 | the AWS CLI refuses the whole file, or reads"
                + " only one of them; the AWS SDKs merge them, and the last value counts | merge them", faults("", credentials));
        assertEquals("""
                [dev]
                ; since May
                aws_secret_access_key = new
                # id
                aws_access_key_id = AKIANEW

                # the other
                [other]
                aws_access_key_id = AKIAOTHER
                aws_secret_access_key = other

                # new keys

                # end""", repairedCredentials(credentials));
    }

    @Test
    void sectionsThatOnlyLookDifferentAreOneToo() {
        assertEquals("[profile dev]\noutput = json\nregion = b\n",
                repairedConfig("[profile dev]\nregion = a\noutput = json\n[profile  \"dev\"]\nregion = b"));
    }

    // ------------------------------------------------------------------------ illegal blanks

    /** Row 28: in the brackets, and in front of a line. */
    @Test
    void blanksInTheBracketsAreFoundAndGo() {
        assertEquals("""
                config:1 fix: there are blanks inside the brackets of [profile dev] | the AWS CLI does not find the profile\
                 | write [profile dev]
                credentials:1 fix: there are blanks inside the brackets of [dev] | the AWS CLI does not find the profile\
                 | write [dev]""", faults("[ profile dev ]\nregion = x\n", KEYS.replace("[dev]", "[dev\t]")));
        assertEquals("[profile dev] # c\nregion = x\n", repairedConfig("[ profile dev ] # c\nregion = x\n"));
    }

    @Test
    void indentedLinesBelowAHeaderAreFoundAndUnindentedWithTheirNestedBlocks() {
        var config = """
                  [profile dev]
                  region = eu-west-1
                  s3 =
                    max_concurrent_requests = 20
                  # note
                  output = json
                """;

        assertEquals(List.of("1", "2", "3", "4", "5", "6"), linesOf(config));
        assertEquals("""
                [profile dev]
                region = eu-west-1
                s3 =
                    max_concurrent_requests = 20
                # note
                output = json
                """, repairedConfig(config));
    }

    private static List<String> linesOf(String config) {
        return Lint.of(texts(config, KEYS), Map.of()).stream().filter(fault -> fault.file() == Lint.Which.CONFIG)
                .filter(fault -> fault.weight() == Lint.Weight.MENDED_BY_FIX)
                .map(fault -> fault.line().map(String::valueOf).orElse("")).distinct().toList();
    }

    @Test
    void anIndentedPropertyBelowAnotherIsFoundAndUnindented() {
        var credentials = "[dev]\naws_access_key_id = AKIAEXAMPLE\n  aws_secret_access_key = secret\n";

        assertEquals("credentials:3 fix: a property is indented below 'aws_access_key_id' | all of AWS's tools take it for a part"
                + " of that value | let it begin in the first column", faults("", credentials));
        assertEquals(KEYS, repairedCredentials(credentials));
    }

    @Test
    void anIndentedPropertyThatIsThereAlreadyBecomesAComment() {
        assertEquals("[profile dev]\n# region = a\nregion = b\n", repairedConfig("[profile dev]\n  region = a\nregion = b\n"));
    }

    @Test
    void theRestOfAValueStaysWhereItIs() {
        var config = "[profile dev]\ncredential_process = /opt/tool\n  region = x\nmfa_process = a\n  b\n";

        assertEquals(config, repairedConfig(config));
    }

    @Test
    void indentedCommentsAreNotRefusedAndMoveToTheFirstColumn() {
        var config = "[profile dev]\nregion = x\n  # note\n\t; note\n";

        assertEquals("""
                config:3 fix: a comment is indented | the AWS SDKs take it for a part of the value above it, or refuse the file\
                 | let it begin in the first column
                config:4 fix: a comment is indented | the AWS SDKs take it for a part of the value above it, or refuse the file\
                 | let it begin in the first column""", faults(config, KEYS));
        assertEquals("[profile dev]\nregion = x\n# note\n; note\n", repairedConfig(config));
    }

    // -------------------------------------------------------------------- the word profile

    /** Row 29. */
    @Test
    void theWordProfileInTheCredentialsFileIsFoundAndGoes() {
        var credentials = KEYS.replace("[dev]", "[profile dev]  # mine");

        assertEquals("credentials:1 fix: the word 'profile' is out of place in [profile dev] | no tool finds the profile: the word"
                + " belongs in headers of the config file only | write [dev]", faults("", credentials));
        assertEquals(KEYS.replace("[dev]", "[dev]  # mine"), repairedCredentials(credentials));
    }

    @Test
    void theWordStaysWhereTheProfileIsThereAlready() {
        var credentials = KEYS + KEYS.replace("[dev]", "[profile dev]");

        assertEquals("credentials:4 person: the word 'profile' is out of place in [profile dev] | no tool finds the profile: the"
                + " word belongs in headers of the config file only | write [dev]", faults("", credentials));
        assertEquals(credentials, repairedCredentials(credentials));
    }

    @Test
    void theWordStaysWhereTheConfigFileHasOtherKeysOfThatName() {
        var credentials = KEYS.replace("[dev]", "[profile dev]");

        assertEquals(credentials, Repair.of(texts("[profile dev]\naws_access_key_id = AKIAOTHER\n", credentials))
                .credentials().toString());
    }

    /** Row 31. */
    @Test
    void aMissingWordInTheConfigFileIsFoundAndAdded() {
        assertEquals("config:1 fix: the word 'profile' is missing in [dev] | no tool reads this section: the config file wants"
                + " [profile dev] | write [profile dev]", faults("[dev]\nregion = x\n", KEYS));
        assertEquals(CONFIG, repairedConfig("[dev]\nregion = eu-west-1\n"));
    }

    @Test
    void theWordIsNotAddedWhereTheProfileIsThereAlreadyOrWouldBecomeAnother() {
        var twice = "[profile dev]\noutput = json\n[dev]\nregion = x\n";
        var role = "[dev]\nrole_arn = arn:aws:iam::123456789012:role/r\nsource_profile = x\n";

        assertEquals("config:3 person: the word 'profile' is missing in [dev] | no tool reads this section: the config file wants"
                + " [profile dev] | write [profile dev]", faults(twice, KEYS));
        assertEquals(twice, repairedConfig(twice));
        assertEquals(role, repairedConfig(role));
    }

    /** Row 30. */
    @Test
    void defaultTwiceUnderItsTwoNamesIsFoundAndLeftToThePerson() {
        var config = "[default]\nregion = a\n[profile default]\nregion = b\n";

        assertEquals("config:1 person: [default] stands beside [profile default] | the AWS SDKs read [profile default] only, the"
                + " AWS CLI whichever stands last | keep one of them", faults(config, KEYS));
        assertEquals(config, repairedConfig(config));
    }

    @Test
    void oneFileThatIsBothHasNoHeadersOutOfPlace() {
        var text = IniFile.parse(KEYS + CONFIG + "[other]\nregion = x\n");
        var both = new Repair.Texts(text, text, true);

        assertEquals("", faults(both, Map.of()));
        assertEquals(text.toString(), Repair.of(both).config().toString());
    }

    // ------------------------------------------------------------- what nobody sees

    /** A line of [profile dev], what is said of it, and the line afterwards. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            region⍽=⍽eu-west-1⍽              | the line of 'region': no-break space (U+00A0)                    | region =·eu-west-1
            mfa_serial =⍽arn:aws:iam::1:mfa/j | the line of 'mfa_serial': no-break space (U+00A0)                | mfa_serial =·arn:aws:iam::1:mfa/j
            source_profile = ba∅se            | the line of 'source_profile': zero width space (U+200B)          | source_profile = base
            aws_access_key_id = AKIA⍽1        | the line of 'aws_access_key_id': no-break space (U+00A0)         | aws_access_key_id = AKIA1
            ∅output = json                    | the line of 'output': zero width space (U+200B)                  | output = json
            ⍽output = json                    | a line below 'x': no-break space (U+00A0)                        | ·output = json
            ⊠output = json                    | the line of 'output': zero width no-break space (U+FEFF)         | output = json
            note = one⍽two                    | ''                                                               | note = one⍽two
            note = ∅one∅two∅                  | the line of 'note': zero width space (U+200B)                    | note = one∅two
            # a⍽comment⍽                      | ''                                                               | # a⍽comment⍽
            s3 =↵··⍽max_queue_size =⍽1        | a line below 's3': no-break space (U+00A0)                       | s3 =↵···max_queue_size = 1
            """)
    void whatNobodySeesIsNamedAndRemovedWhereItCannotBeMeant(String line, String where, String after) {
        var before = "[profile dev]\nx = 1\n" + seen(line) + "\n";

        assertEquals(where.isEmpty() ? "" : "there is an invisible character in " + where,
                Lint.of(texts(before, KEYS), Map.of()).stream().map(Lint.Fault::found).filter(found -> !found.startsWith("a comment is"))
                        .collect(joining("\n")));
        assertEquals("[profile dev]\nx = 1\n" + seen(after) + "\n", repairedConfig(before));
    }

    private static String seen(String shown) {
        return shown.replace('↵', '\n').replace('·', ' ').replace('⍽', '\u00a0').replace('∅', '\u200b').replace('⊠', '\ufeff');
    }

    @ParameterizedTest
    @CsvSource({"[profile⍽dev], [profile dev]", "[profile dev⍽], [profile dev]", "[pro∅file d∅ev], [profile dev]", "⊠[profile dev], [profile dev]",
        "⍽[profile dev], [profile dev]", "[profile dev]⍽, [profile dev]", "[sso-session ∅corp], [sso-session corp]"})
    void headersLoseWhatNobodySees(String before, String after) {
        assertEquals("[default]\n" + seen(after) + "\nregion = x\n", repairedConfig("[default]\n" + seen(before) + "\nregion = x\n"));
    }

    /** Which of the two is meant, nobody but the person knows. */
    @Test
    void twoProfilesThatLookAlikeStayTwo() {
        var credentials = KEYS + "[dev\u00a0]\naws_access_key_id = AKIAOTHER\naws_secret_access_key = s\n";

        assertTrue(faults("", credentials).contains("credentials:4 person: there is an invisible character in a header: no-break space (U+00A0)"
                + " | AWS's tools take it for a part of what stands there | remove it"), faults("", credentials));
        assertEquals(credentials, repairedCredentials(credentials));
    }

    @Test
    void aDiffShowsWhatNobodySeesByItsNumber() {
        var before = IniFile.parse("[dev]\naws_secret_access_key = wJalrXUtnFEMIEXAMPLEKEY\u00a0\nregion =\u00a0x\n");

        assertEquals("""
                --- f
                +++ f (repaired)
                @@ -1,3 +1,3 @@
                 [dev]
                -aws_secret_access_key = ****************<U+00A0>
                -region =<U+00A0>x
                +aws_secret_access_key = ****************
                +region = x""", Diff.of("f", before, Repair.of(new Repair.Texts(IniFile.parse(""), before, false)).credentials()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            [profile dev]␍region = x␍          | [profile dev]↵region = x↵
            [profile dev]↵region = x␍output = json↵ | [profile dev]↵region = x↵output = json↵
            [profile dev]␍␍↵region = x␍␍↵      | [profile dev]␍↵region = x␍↵
            """)
    void carriageReturnsThatAreNoLineEndForAllAreFoundOnceAndReplaced(String before, String after) {
        var config = before.replace('␍', '\r').replace('↵', '\n');
        var number = config.startsWith("[profile dev]\n") ? 2 : 1;

        assertEquals("config:" + number + " fix: a line ends with a carriage return alone | the AWS CLI takes it for the end of the line, some AWS"
                + " SDKs go on reading | end the lines as other files do", faults(config, KEYS));
        assertEquals(after.replace('␍', '\r').replace('↵', '\n'), repairedConfig(config));
    }

    @Test
    void aColonBehindAKeyOfAwsBecomesAnEqualsSignWhateverFollows() {
        assertEquals("[dev]\naws_access_key_id = AKIAEXAMPLE\naws_secret_access_key=abc+/=\n",
                repairedCredentials("[dev]\naws_access_key_id = AKIAEXAMPLE\naws_secret_access_key:abc+/=\n"));
    }

    /** Row W46: doubles of AWS on one's own computer give such keys. */
    @Test
    void aTokenMakesASessionOfAnyKey() {
        assertEquals("", faults("", KEYS + KEYS.replace("[dev]", "[dev-mfasession]") + "aws_session_token = t\n"));
    }

    /** As a page is pasted: the AWS CLI takes these blanks for an indentation, and some SDKs for parts of the names. */
    @Test
    void aSectionIndentedByNoBreakSpacesIsReadAndRepaired() {
        var pasted = "[dev]\n\u00a0aws_access_key_id = AKIAEXAMPLE\n\u00a0aws_secret_access_key = secret\u00a0\n";

        assertTrue(Profiles.of(IniFile.parse(""), IniFile.parse(pasted)).require("dev") instanceof Profile.Base);
        assertEquals(KEYS, repairedCredentials(pasted));
    }

    /** Row W45. */
    @Test
    void settingsThatOnlyAnotherToolReadsAreNamedOnce() {
        assertEquals("""
                config:2 other: there is include_profile here, and in 1 more of its lines | only aws-vault reads it, neither AWS's tools nor this suite\
                 | write into the profile what it shall share with the other one, such as region
                config:6 other: there is granted_sso_region | only granted reads it, neither AWS's tools nor this suite | write sso_region""",
                faults("""
                [profile a]
                include_profile = base
                [profile b]
                include_profile = base
                [profile c]
                granted_sso_region = eu-west-1
                credentials_duration = 2h
                """, KEYS));
    }

    @Test
    void whatOnlyAwsRunasReadsOfARoleIsNamedOnceAndItsHomeToo() {
        assertEquals("config:4 other: there is session_token_duration of a role here, and in 1 more of its lines | only aws-runas reads it there,"
                + " as the length of the MFA session that the role's begins with | write it into the profile that source_profile names", faults("""
                [profile a]
                role_arn = arn:aws:iam::123456789012:role/a
                source_profile = dev
                session_token_duration = 9h
                [profile b]
                session_token_duration = 9h
                role_arn = arn:aws:iam::123456789012:role/b
                source_profile = dev
                [profile dev]
                session_token_duration = 9h
                """, KEYS));
    }

    // ----------------------------------------------------------------------- odd names

    @Test
    void namesThatSomeReadersIgnoreAreFound() {
        assertEquals("""
                config:1 person: [profile my team] has characters other than letters, digits and _-/.%@:+ | the AWS SDKs ignore the\
                 profile because of its name, and the AWS CLI because it is not in quotes | give the profile another name
                config:3 person: [profile my club] has characters other than letters, digits and _-/.%@:+ | the AWS SDKs ignore the\
                 profile because of its name | give the profile another name
                config:5 person: [DEFAULT] is in capitals | the AWS CLI applies it to every profile, the AWS SDKs to none\
                 | write [default]
                credentials:4 person: [bücher] has characters other than letters, digits and _-/.%@:+ | the AWS SDKs ignore the\
                 profile because of its name | give the profile another name
                credentials:5 person: [sso-session corp] is out of place | AWS's tools look for it in the config file only\
                 | move it to the config file""", faults("""
                [profile my team]
                region = x
                [profile "my club"]
                region = x
                [DEFAULT]
                """, KEYS + "[bücher]\n[sso-session corp]\n"));
    }

    @Test
    void keysThatSomeReadersIgnoreAreFound() {
        assertEquals("""
                config:2 person: 'in valid' has characters that no property of AWS has | the AWS SDKs ignore it | correct it or\
                 remove it
                config:3 person: a colon stands before the equals sign, behind 'a' | for the AWS CLI the value begins at the colon, for\
                 the AWS SDKs at the equals sign | correct it or remove it""",
                faults("[profile dev]\nin valid = 1\na:b = 1\n", KEYS));
    }

    // ------------------------------------------------------------ what only some can read

    @Test
    void allThatOneOfTheReadersRefusesIsFoundWithItsLineAndRepaired() {
        var config = """
                \ufeffregion = nowhere
                [profile dev
                Region : eu-west-1
                junk
                output = json # mine
                s3 =
                  max_concurrent_requests = 20
                  junk
                = nameless
                [profile ops] # see [1]
                REGION=eu-west-1\t; Ireland
                []
                lost = 1
                """;

        assertEquals("""
                config:1 fix: the file begins with a byte order mark | the AWS CLI refuses the whole file | remove the mark
                config:1 fix: a line is neither a header nor a property of a section | the AWS CLI and the AWS SDKs refuse the\
                 whole file | make it a comment
                config:2 fix: a header does not end with ']' | the AWS CLI and the AWS SDKs refuse the whole file | add the ']'
                config:3 fix: there is a colon instead of an equals sign behind 'region' | the AWS SDKs refuse the file or skip\
                 the line | write an equals sign
                config:3 fix: 'region' is in upper case | 'aws configure set' writes a second line beside it, and then refuses the\
                 whole file | write it in lower case
                config:4 fix: a line is neither a header nor a property of a section | the AWS CLI and the AWS SDKs refuse the\
                 whole file | make it a comment
                config:5 fix: a comment stands behind the value of 'output' | the AWS CLI takes it for a part of the value | move\
                 it to a line of its own above
                config:8 fix: a line is neither a header nor a property of a section | the AWS CLI and the AWS SDKs refuse the\
                 whole file | make it a comment
                config:9 fix: a line is neither a header nor a property of a section | the AWS CLI and the AWS SDKs refuse the\
                 whole file | make it a comment
                config:10 fix: there is another ']' behind [profile ops] | the AWS CLI takes all up to it for the name | move the\
                 comment to a line of its own
                config:11 fix: a comment stands behind the value of 'region' | the AWS CLI takes it for a part of the value | move\
                 it to a line of its own above
                config:11 fix: 'region' is in upper case | 'aws configure set' writes a second line beside it, and then refuses the\
                 whole file | write it in lower case
                config:12 fix: a section has no name | the AWS CLI refuses the whole file | make its lines comments""",
                faults(config, KEYS));
        assertEquals("""
                # region = nowhere
                [profile dev]
                region = eu-west-1
                # junk
                # mine
                output = json
                s3 =
                  max_concurrent_requests = 20
                # junk
                # = nameless
                # see [1]
                [profile ops]
                ; Ireland
                region=eu-west-1
                # []
                # lost = 1
                """, repairedConfig(config));
    }

    @Test
    void aCommentMovesAboveWithTheLineEndsOfWindows() {
        assertEquals("[profile dev]\r\n# c\r\nregion = x\r\n", repairedConfig("[profile dev]\r\nregion = x # c\r\n"));
        assertEquals("[profile dev]\n# c\nregion = x", repairedConfig("[profile dev]\nregion = x # c"));
    }

    // -------------------------------------------------------------- properties out of place

    /** Rows 32 and 33. */
    @Test
    void propertiesOfTheConfigFileInTheOtherAreFoundAndStay() {
        var credentials = KEYS + """
                region = x
                sessmax = 900
                [role]
                role_arn = arn:aws:iam::123456789012:role/r
                source_profile = dev
                """;

        assertEquals("""
                credentials:4 person: [dev] has region, sessmax | AWS documents them for the config file; not every tool looks here\
                 | move to [profile dev] of the config file
                credentials:7 person: [role] has role_arn | a role is defined in the config file; not every tool looks for one here\
                 | move it to [profile role] of the config file
                credentials:8 person: [role] has source_profile | AWS documents it for the config file; not every tool looks here\
                 | move to [profile role] of the config file""", faults("", credentials));
        assertEquals(credentials, repairedCredentials(credentials));
    }

    // ------------------------------------------------------------------------ credentials

    @Test
    void halfAKeyPairIsFoundInEitherFile() {
        assertEquals("""
                config:2 person: profile 'ops' has no aws_access_key_id | AWS's tools ignore the key, and may go on with other\
                 credentials | enter both keys again with: aws configure --profile ops
                credentials:5 person: profile 'half' has no aws_secret_access_key | AWS's tools stop with an error | enter both keys again with: aws configure --profile half""",
                faults("[profile ops]\naws_secret_access_key = s\n", KEYS + "[half]\naws_access_key_id = AKIAHALF\n"));
    }

    @Test
    void anEmptySessionTokenIsFound() {
        assertEquals("credentials:4 person: the aws_session_token of profile 'dev' is empty | the AWS CLI goes on without it; some"
                + " AWS SDKs sign with it, and AWS refuses that | remove the line if the keys are long-lived; else start the"
                + " session again", faults("", KEYS + "aws_session_token =\n"));
    }

    @Test
    void longLivedKeysUnderTheNameOfASessionAreFound() {
        assertEquals("credentials:5 person: profile 'dev-mfasession' has the name of a session, and long-lived keys | this suite"
                + " takes it for a session, and every tool that uses it works without MFA | give it a name that does not end like"
                + " a session's", faults("", KEYS + KEYS.replace("[dev]", "[dev-mfasession]")));
    }

    @Test
    void keysOfASessionWithoutItsTokenAreFound() {
        assertEquals("credentials:5 person: profile 'tmp' has the access key id of a session, and no session token | AWS refuses"
                + " these keys | start the session again", faults("", KEYS + KEYS.replace("[dev]", "[tmp]").replace("AKIA", "ASIA")));
    }

    @Test
    void anotherSecurityTokenBesideTheSessionTokenIsFoundAndGoes() {
        var session = KEYS.replace("[dev]", "[dev-mfasession]").replace("AKIA", "ASIA") + "aws_session_token = new\n";

        assertEquals("credentials:8 fix: [dev-mfasession] has another aws_security_token beside its aws_session_token | the AWS CLI"
                + " takes the older name, which is the older value; the AWS SDKs do not | remove aws_security_token",
                faults("", KEYS + session + "aws_security_token = old\n"));
        assertEquals(KEYS + session, repairedCredentials(KEYS + session + "aws_security_token = old\n"));
        assertEquals("", faults("", KEYS + session + "aws_security_token = new\n"));
    }

    /** Row 34. */
    @Test
    void onlySessionsIsFatal() {
        assertEquals("credentials FATAL: the only credentials are those of sessions | a session ends, and there are no long-lived"
                + " keys to start another with | store the access key of your IAM user with: aws configure --profile NAME",
                faults("", KEYS.replace("[dev]", "[dev-mfasession]").replace("AKIA", "ASIA") + "aws_session_token = t\n"));
    }

    /** Row 35. */
    @Test
    void noCredentialsAtAllIsFatal() {
        var fatal = "credentials FATAL: neither file holds any credentials | there is nothing to choose from | store the access key"
                + " of your IAM user with: aws configure --profile NAME";

        assertEquals(fatal, faults("", ""));
        assertEquals(fatal, faults(CONFIG, "# nothing\n"));
    }

    @Test
    void nothingElseIsFatal() {
        var random = new Random(5);
        for (var round = 0; round < 500; round++) {
            var texts = texts(text(random), text(random) + "\n" + KEYS);
            assertTrue(Lint.of(texts, Map.of()).stream().noneMatch(fault -> fault.weight() == Lint.Weight.FATAL), texts.config()::toString);
        }
    }

    // -------------------------------------------------------------------------- modes

    @ParameterizedTest
    @CsvSource({"0644", "0660", "0777"})
    void aModeThatIsTooWideIsFoundWhereThereAreSecrets(String mode) {
        assertEquals("credentials fix: it holds secrets, and its mode is " + mode
                + " | other users of this computer can get at the keys | give it the mode 0600",
                faults(texts(CONFIG, KEYS), Map.of(Lint.Which.CONFIG, mode, Lint.Which.CREDENTIALS, mode)));
        assertTrue(faults(texts("[default]\naws_secret_access_key = s\n", KEYS), Map.of(Lint.Which.CONFIG, mode))
                .startsWith("config fix: it holds secrets, and its mode is " + mode));
    }

    // ------------------------------------------------------------------------- secrecy

    private static final String SECRET = "wJalr0SECRET/SECRET+SECRETSECRETEKEY";

    @Test
    void noFaultAndNoDiffShowsASecret() {
        var credentials = """
                [dev]
                aws_access_key_id = AKIAIOSFODNN7EXAMPLE
                AWS_Secret_Access_Key = SECRET # was SECRET
                aws_secret_access_key = SECRET
                aws_session_token: SECRET
                  SECRET
                # aws_secret_access_key = hunter2
                SECRET
                SECRET= x
                SECRET= y
                mfa_process = oathtool --totp -b hunter2
                """.replace("SECRET", SECRET);
        var texts = texts("", credentials);

        var said = faults(texts, Map.of()) + Diff.of("credentials", texts.credentials(), Repair.of(texts).credentials());

        assertFalse(said.toLowerCase().contains("wjalr"), said);
        assertFalse(said.contains("hunter2"), said);
        assertFalse(said.contains("AKIAIOS"), said);
    }

    @Test
    void aDiffShowsWhatChangesWithSecretsMasked() {
        var before = IniFile.parse("""
                # head
                [dev]
                aws_access_key_id = AKIAIOSFODNN7EXAMPLE
                aws_secret_access_key = wJalr0SECRET/SECRET+SECRETSECRETEKEY # mine

                # 1
                # 2
                # 3
                # 4
                # 5
                # 6
                [ops] # see [1]
                region = eu-west-1
                mfa_serial = arn:aws:iam::123456789012:mfa/jane
                role_arn = arn:aws:iam::123456789012:role/team/path/operations
                """);

        assertEquals("""
                --- ~/.aws/credentials
                +++ ~/.aws/credentials (repaired)
                @@ -1,7 +1,8 @@
                 # head
                 [dev]
                 aws_access_key_id = ****************MPLE
                -aws_secret_access_key = **************** # mine
                +# mine
                +aws_secret_access_key = ****************
                \s
                 # 1
                 # 2
                @@ -9,7 +10,8 @@
                 # 4
                 # 5
                 # 6
                -[ops] # see [1]
                +# see [1]
                +[ops]
                 region = eu-west-1
                 mfa_serial = arn:aws:iam::123456789012:mfa/jane
                 role_arn = arn:aws:iam::123456789012:role/team/path/operations""",
                Diff.of("~/.aws/credentials", before, Repair.of(new Repair.Texts(IniFile.parse(""), before, false)).credentials()));
        assertEquals("", Diff.of("x", before, before));
    }

    /** A diff that leaves out what the minus lines say and takes in the plus lines is the new text. */
    @Test
    void anyDiffLeadsFromTheOldTextToTheNew() {
        var random = new Random(6);
        for (var round = 0; round < 1_000; round++) {
            var before = IniFile.parse(text(random));
            var after = IniFile.parse(text(random));
            var lines = Diff.of("f", before, after).lines().skip(2).filter(line -> !line.startsWith("@@")).toList();

            assertEquals(count(before, after, -1), count(lines, '-'), before::toString);
            assertEquals(count(before, after, 1), count(lines, '+'), before::toString);
        }
    }

    private static long count(List<String> lines, char sign) {
        return lines.stream().filter(line -> line.charAt(0) == sign).count();
    }

    /** How many lines the longest common subsequence leaves out on one side. */
    private static long count(IniFile before, IniFile after, int side) {
        var one = before.lines().stream().map(IniFile.Line::text).toList();
        var other = after.lines().stream().map(IniFile.Line::text).toList();
        var common = new int[one.size() + 1][other.size() + 1];
        for (var i = one.size() - 1; i >= 0; i--) {
            for (var j = other.size() - 1; j >= 0; j--) {
                common[i][j] = one.get(i).equals(other.get(j))
                        ? common[i + 1][j + 1] + 1 : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        return (side < 0 ? one : other).size() - common[0][0];
    }

    // ------------------------------------------------------------------ any text at all

    @Test
    void aRepairOfAnyTextChangesNothingThatTheSdksRead() {
        var random = new Random(3);
        for (var round = 0; round < 1_000; round++) {
            var before = texts(text(random), text(random));
            var after = Repair.of(before);

            assertKept(read(before.config()), read(after.config()), before.config());
            assertKept(read(before.credentials()), read(after.credentials()), before.credentials());
        }
    }

    /** Under the same header, or with the word {@code profile} where that was wrong. */
    private static void assertKept(Map<String, Map<String, String>> before, Map<String, Map<String, String>> after, IniFile file) {
        before.forEach((header, properties) -> {
            var now = Stream.of(header, "profile " + header, header.replaceFirst("^profile ", ""))
                    .filter(after::containsKey).findFirst().orElse(header);
            assertEquals(properties, after.get(now), () -> "[" + header + "] in\n" + file);
        });
    }

    /**
     * Nothing of a file in which something stands indented that only the AWS CLI, or nobody, reads as a property, nor of one in which
     * nobody sees what is read.
     */
    private static Map<String, Map<String, String>> read(IniFile file) {
        var isReadByAll = file.lines().stream().noneMatch(line -> line.kind() == IniFile.Kind.STRAY
                || line.text().contains("\u200b") || line.text().startsWith("[q\u00a0") || line.kind() == IniFile.Kind.JUNK && line.text().startsWith("\ufeff[")
                || line.kind() == IniFile.Kind.CONTINUATION && line.text().matches("(?s)\\s+(output|region) .*"));
        return file.headers().stream().filter(header -> isReadByAll && !header.isEmpty())
                .collect(toMap(header -> header, header -> read(file.properties(header))));
    }

    /** Without nested lines that are no properties, which the SDKs refuse, and without the token that may be stale. */
    private static Map<String, String> read(Map<String, String> properties) {
        var read = new TreeMap<>(properties);
        read.remove("aws_security_token");
        read.replaceAll((key, value) -> value.startsWith("\n")
                ? value.lines().filter(line -> line.indexOf('=') > 0).map(line -> "\n" + line).collect(joining()) : value);
        return read;
    }

    @Test
    void aRepairedTextHasNothingLeftToRepairAndIsRepairedToItself() {
        var random = new Random(4);
        for (var round = 0; round < 1_000; round++) {
            var before = texts(text(random), text(random));
            var after = Repair.of(before);
            var again = texts(after.config().toString(), after.credentials().toString());

            assertEquals(after.config().toString(), Repair.of(again).config().toString(), before.config()::toString);
            assertEquals(after.credentials().toString(), Repair.of(again).credentials().toString(), before.credentials()::toString);
            assertEquals(List.of(), Lint.of(again, Map.of()).stream()
                    .filter(fault -> fault.weight() == Lint.Weight.MENDED_BY_FIX).toList(), before.config()::toString);
        }
    }

    @Test
    void whatAnyReaderObjectsToIsAFaultAndTheCliRefusesNothingAfterwards() {
        var random = new Random(7);
        for (var round = 0; round < 1_000; round++) {
            var before = texts(text(random), KEYS);
            var lines = Lint.of(before, Map.of()).stream().filter(fault -> fault.file() == Lint.Which.CONFIG)
                    .map(fault -> fault.line().orElse(0)).toList();

            assertEquals(List.of(), before.config().objections().stream().filter(objection -> !lines.contains(objection.line())).toList());
            assertEquals(List.of(), Repair.of(before).config().objections().stream()
                    .filter(objection -> objection.words().startsWith("refuses")).toList(), before.config()::toString);
        }
    }

    @Test
    void everyLineOfAnyTextIsSomething() {
        var random = new Random(8);
        for (var round = 0; round < 1_000; round++) {
            var text = text(random);
            assertEquals(text, IniFile.parse(text).lines().stream().map(IniFile.Line::text).collect(joining()));
        }
        assertEquals(List.of("HEADER", "PROPERTY", "CONTINUATION", "JUNK", "PASSED_OVER", "INDENTED_COMMENT", "JUNK", "STRAY"),
                IniFile.parse("[a]\ns3 =\n  x = 1\n  junk\n\n  # c\njunk\n  stray = 1\n").lines().stream()
                        .map(line -> line.kind().name()).toList());
    }

    private static String text(Random random) {
        var pieces = List.of("[p]", "[q]", "[profile p]", "[p] # c", "[ p ]", "[", "[]", "[profile q] ; [1]", "x = 1", "y=2 ; c",
                "X = 3", "z : 4", "  x = 5", "\ty=6", "    x = 7", "  [q]", "\t-c", "  # c", " ", "", "# c", "junk", "=", "é = ü",
                "\ufeff", "x =", "region = r", "region = s # t", "  region = u", "aws_access_key_id = AKIA1", "  output = json",
                "aws_session_token = t", "aws_security_token = u", "  =v", "\u00a0x = 8", "\u00a0", "\u200by = 9", "z\u00a0=\u00a0a\u00a0",
                "[q\u00a0]", "\ufeff[q]", "\u00a0# c", "  \u00a0y = 2\u200b", "region:a=b");
        return random.ints(random.nextInt(14), 0, pieces.size())
                .mapToObj(index -> pieces.get(index) + List.of("\n", "\n", "\n", "\n", "\r\n", "\r").get(random.nextInt(6)))
                .collect(joining()).replaceFirst("\\n$", random.nextBoolean() ? "" : "\n");
    }

    // ------------------------------------------------------------------ the real AWS CLI

    /** Each is refused, or read otherwise than it is meant, before the repair and read afterwards. */
    @ParameterizedTest
    @CsvSource({"'[profile dev]\nregion = a\nregion = meant\n'", "'[profile dev]\nregion = a\n[profile dev]\nregion = meant\n'",
        "'\ufeff[profile dev]\nregion = meant\n'", "'[profile dev]\nregion = meant # c\n'", "'[dev]\nregion = meant\n'",
        "'[ profile dev ]\nregion = meant\n'", "'junk\n[profile dev\n= x\nregion = meant\nmore junk\ns3 =\n  x = 1\n  junk\n[]\ny = 1\n'",
        "'[profile dev] # see [1]\nregion = meant\n'", "'[profile dev]\n\u200bregion = meant\n'",
        "'[profile\u00a0dev]\nregion = meant\n'", "'[profile dev\u200b]\nregion = meant\n'", "'[default]\n\ufeff[profile dev]\nregion = meant\n'", "'[profile dev]\noutput = json\n  region = meant\n'"})
    void theAwsCliReadsARepairedFileAsItIsMeant(String config, @TempDir Path home) throws Exception {
        assumeTrue(Stream.of(System.getenv("PATH").split(File.pathSeparator)).anyMatch(folder -> Files.isExecutable(Path.of(folder, "aws"))),
                "no aws command is on the PATH: install awscli");
        var texts = texts(config, KEYS);

        assertFalse(region(home, texts).equals("meant\n"), "the AWS CLI minds none of it");
        assertEquals("meant\n", region(home, Repair.of(texts)));
    }

    private static String region(Path home, Repair.Texts texts) throws IOException, InterruptedException {
        var config = Files.writeString(home.resolve("config"), texts.config().toString());
        var credentials = Files.writeString(home.resolve("credentials"), texts.credentials().toString());
        var builder = new ProcessBuilder("aws", "configure", "get", "region", "--profile", "dev")
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().keySet().removeIf(name -> name.startsWith("AWS_"));
        builder.environment().putAll(Map.of("HOME", home.toString(), "AWS_CONFIG_FILE", config.toString(),
                "AWS_SHARED_CREDENTIALS_FILE", credentials.toString()));
        var process = builder.start();
        process.getOutputStream().close();
        var said = new String(process.getInputStream().readAllBytes());
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        return said;
    }

    // ------------------------------------------------------------------- what it is for

    @Test
    void aRepairedProfileIsFoundByThisSuiteToo() {
        var repaired = Repair.of(texts("", "[profile dev]\n  aws_access_key_id = AKIAEXAMPLE\n  aws_secret_access_key = s # c\n"));

        assertTrue(Profiles.of(repaired.config(), repaired.credentials()).require("dev") instanceof Profile.Base);
    }

    @Test
    void aThousandProfilesAreLookedThroughInNoTime() {
        var config = new StringBuilder();
        var credentials = new StringBuilder();
        for (var number = 0; number < 1_000; number++) {
            config.append("[profile p").append(number).append("]\nregion = x\noutput = json\n\n");
            credentials.append(KEYS.replace("[dev]", "[p" + number + "]")).append("\n");
        }
        var texts = texts(config.toString(), credentials.toString());

        var cpu = ManagementFactory.getThreadMXBean();
        var before = cpu.getCurrentThreadCpuTime();
        assertEquals(List.of(), Lint.of(texts, Map.of()));
        var took = Duration.ofNanos(cpu.getCurrentThreadCpuTime() - before);

        assertTrue(took.compareTo(Duration.ofSeconds(2)) < 0, took::toString);
    }

    @Test
    void aFaultInWordsNamesFileAndLine() {
        assertEquals("""
                ~/.aws/config:1: the file begins with a byte order mark
                  the AWS CLI refuses the whole file
                  remove the mark""", Lint.of(texts("\ufeff[default]\n", KEYS), Map.of()).getFirst().inWords("~/.aws/config"));
    }
}
