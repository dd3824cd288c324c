//DEPS org.junit.jupiter:junit-jupiter:6.1.3
//DEPS com.fasterxml.jackson.core:jackson-databind:2.22.4
//SOURCES ../lib/model/IniFile.java
//SOURCES ../lib/model/Lint.java
//SOURCES ../lib/model/Profile.java
//SOURCES ../lib/model/Profiles.java
//SOURCES ../lib/model/Repair.java
// For its jars, among which is the SDK's own reader.
//SOURCES ../lib/io/SdkAws.java

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toMap;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import lib.model.IniFile;
import lib.model.Lint;
import lib.model.Profile;
import lib.model.Profiles;
import lib.model.Repair;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.profiles.ProfileFile;

/**
 * What AWS's own readers make of the two files. Two of them are asked at every run: that of the SDK for Java, and that of each
 * {@code aws} command on the path that is written in Python. The other SDKs follow the same rules, as AWS's guide has them.
 *
 * @see <a href="https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html">Format of the shared files</a>
 */
class AwsReadersTest {

    /**
     * A rule, the config file, the credentials file, what the SDKs read, what the AWS CLI reads if that is something else, and what
     * this suite reads if that is not what the SDKs read. In the files {@code ↵} is a line feed, {@code ␍} a carriage return,
     * {@code ⇥} a tab, {@code ·} a blank, {@code ⍽} a no-break space, {@code ∅} a zero width space and {@code ⊠} a byte order mark. Who
     * refuses a file refuses all of it; the SDKs name a line.
     */
    private static final String RULES = """
            Nothing is in empty files                             |                                                                |                         | - |
            A header alone makes a profile                        | [profile dev]                                                  |                         | dev() |
            Profiles may be empty one after the other             | [profile dev]↵[profile ops]                                    |                         | dev() ops() |
            A profile has as many properties as it likes          | [profile dev]↵region = a↵output = b                            |                         | dev(output=b, region=a) |
            A property belongs to the header above it             | [profile dev]↵region = a↵[profile ops]↵region = b              |                         | dev(region=a) ops(region=b) |
            A property without a header is refused                | region = a                                                     |                         | refused 1 |
            Windows ends its lines in its own way                 | [profile dev]␍↵region = a␍↵output = b␍↵                        |                         | dev(output=b, region=a) |
            Blank lines count for nothing                         | ⇥·↵[profile dev]↵⇥↵·↵region = a↵⇥·↵[profile ops]↵·⇥            |                         | dev(region=a) ops() |

            A header wants its bracket                            | [profile dev                                                   |                         | refused 1 |
            Blanks after the word and the name do not count       | [profile·⇥dev⇥·]                                               |                         | dev() |
            A tab is as good as a blank                           | [profile⇥dev]                                                  |                         | dev() |
            Before the word they count for the CLI                | [··profile dev··]↵region = a↵[profile ops]                     |                         | dev(region=a) ops() | ops()
            In the credentials file they are the name for it      |                                                                | [··dev⇥]↵region = a     | dev(region=a) | ··dev⇥(region=a)
            A name has letters, digits and some signs             | [profile Dev-0_1/a.b%c@d:e+]                                   |                         | Dev-0_1/a.b%c@d:e+() |
            Every letter and every digit                          | [profile abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789] |               | abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789() |
            With other signs only the CLI takes it                | [profile dev!]↵[profile jané]                                  |                         | - | dev!() jané()
            Two words are no name in the config file              | [profile my team]↵region = a                                   |                         | - |
            Unless they are quoted, for the CLI                   | [profile "my team"]↵region = a                                 |                         | - | my·team(region=a)
            In the credentials file it takes them as they are     |                                                                | [my team]↵region = a    | - | my·team(region=a)
            What stands below such a name is nobody's             | [profile dev]↵region = a↵[profile my team]↵x = 1↵[profile ops]↵region = b |              | dev(region=a) ops(region=b) |
            A header without a name                               | []↵region = a                                                  |                         | - | refused

            The config file wants the word                        | [dev]↵region = a                                               |                         | - |
            And a blank behind it                                 | [profiledev]↵region = a↵[profile ops]                          |                         | ops() |
            The credentials file does not want it                 |                                                                | [profile dev]↵region = a | - | profile·dev(region=a)
            Only the default profile does without it              | [default]↵region = a                                           |                         | default(region=a) |
            With the word it hides the one without                | [profile default]↵region = a↵[default]↵output = b              |                         | default(region=a) | default(output=b)
            Also if it comes later                                | [default]↵output = b↵[profile default]↵region = a              |                         | default(region=a) |
            Also if it comes twice                                | [profile default]↵region = a↵[default]↵x = 1↵[profile default]↵output = b |              | default(output=b, region=a) | refused
            And the credentials file has its say                  | [default]↵output = b↵[profile default]↵region = a              | [default]↵output = c    | default(output=c, region=a) |
            A session of IAM Identity Center is no profile        | [sso-session corp]↵sso_region = a↵[profile dev]                |                         | dev() sso-session·corp(sso_region=a) |
            Without the blank it is one, if the file allows       |                                                                | [sso-sessioncorp]↵x = 1↵[dev] | dev() sso-sessioncorp(x=1) |
            A slip in that word makes it nothing                  | [sso-sesion corp]↵sso_region = a↵[profile dev]                 |                         | dev() |
            Other sections are no profiles                        | [services here]↵sts =↵··endpoint_url = x↵[plugins]↵y = z↵[profile dev] |                 | dev() |

            Blanks around key and value do not count              | [profile dev]↵region·⇥=··⇥a·⇥                                  |                         | dev(region=a) |
            Nor are they needed                                   | [profile dev]↵region=a                                         |                         | dev(region=a) |
            The value begins at the first equals sign             | [profile dev]↵x = a=b==                                        |                         | dev(x=a=b==) |
            A value may be in any language                        | [profile dev]↵x = Grüße, 東京 🗼                                 |                         | dev(x=Grüße, 東京 🗼) |
            And may be missing                                    | [profile dev]↵region =                                         |                         | dev(region=) |
            The key may not                                       | [profile dev]↵= a                                              |                         | refused 2 |
            Nor the equals sign                                   | [profile dev]↵region                                           |                         | refused 2 |
            A colon is one for the CLI                            | [profile dev]↵region : a                                       |                         | refused 2 | dev(region=a)
            Also before the equals sign                           | [profile dev]↵a:b = 1                                          |                         | dev(a:b=1) | dev(a=b = 1) | cli
            As where a secret has one                             |                                                                | [dev]↵aws_secret_access_key:abc+/= | dev(aws_secret_access_key:abc+/=) | dev(aws_secret_access_key=abc+/=) | cli
            With blanks the SDKs ignore it                        |                                                                | [dev]↵aws_secret_access_key : abc= | dev() | dev(aws_secret_access_key=abc=) | cli
            Capitals in a key do not count                        | [profile dev]↵REGION-of_No1 = a                                |                         | dev(region-of_no1=a) |
            A key has the signs of a name                         | [profile dev]↵a-b_c/d.e%f@g+h = 1                              |                         | dev(a-b_c/d.e%f@g+h=1) |
            With others only the CLI takes it                     | [profile dev]↵my key = 1↵x! = 2                                |                         | dev() | dev(my key=1, x!=2)

            A line may be a comment                               | # a↵[profile dev]↵; b↵region = a↵#↵;                           |                         | dev(region=a) |
            Behind a header there may be one                      | [profile dev] # a ; b↵[profile ops] ; c # d↵[profile qa];      |                         | dev() ops() qa() |
            Also without a blank                                  | [profile dev]# a↵[profile ops]; b                              |                         | dev() ops() |
            Not with a bracket, for the CLI                       | [profile dev] # see [1]↵region = a                             |                         | dev(region=a) | -
            Behind a value the CLI does not know them             | [profile dev]↵region = a # b ; c↵output = d ; e # f            |                         | dev(output=d, region=a) | dev(output=d ; e # f, region=a # b ; c)
            Even empty ones                                       | [profile dev]↵region = a ;                                     |                         | dev(region=a) | dev(region=a ;)
            Without a blank they are part of it                   | [profile dev]↵region = a# b↵output = c;                        |                         | dev(output=c;, region=a# b) |

            An indented line goes on with the value               | [profile dev]↵x = a↵·b                                         |                         | dev(x=a↵b) |
            So do several                                         | [profile dev]↵x = a↵·⇥·b·⇥↵··c                                 |                         | dev(x=a↵b↵c) |
            There a comment is part of it                         | [profile dev]↵x = a↵·b # c↵·d ; e                              |                         | dev(x=a↵b # c↵d ; e) |
            Without a header it is refused                        | ··a                                                            |                         | refused 1 |
            Below a header as well                                | [profile dev]↵··a                                              |                         | refused 2 |
            Also below one that stood there before                | [profile dev]↵x = a↵[profile dev]↵··b                          |                         | refused 4 |
            Below an empty value stand more properties            | [profile dev]↵s3 =↵··a = 1                                     |                         | dev(s3=↵a = 1) |
            With blank lines or without                           | [profile dev]↵s3 =↵··a = 1↵⇥·↵··region = b↵region = c          |                         | dev(region=c, s3=↵a = 1↵region = b) |
            Their values may be missing                           | [profile dev]↵s3 =↵··a =                                       |                         | dev(s3=↵a =) |
            Their names may be any                                | [profile dev]↵s3 =↵··my key = 1                                |                         | dev(s3=↵my key = 1) |
            But not missing, except for the CLI                   | [profile dev]↵s3 =↵··= 1                                       |                         | refused 3 | dev(s3=↵= 1)
            Something else than properties is refused             | [profile dev]↵s3 =↵··a                                         |                         | refused 3 |

            Of two equal keys the last one counts                 | [profile dev]↵region = a↵region = b                            |                         | dev(region=b) | refused
            However they are written                              | [profile dev]↵Region = a↵region = b                            |                         | dev(region=b) | refused
            Of two equal headers both count                       | [profile dev]↵region = a↵[profile dev]↵output = b              |                         | dev(output=b, region=a) | refused
            With the last of their equal keys                     | [profile dev]↵region = a↵x = 1↵[profile dev]↵region = b        |                         | dev(region=b, x=1) | refused
            A no-break space is a blank for the CLI               | [profile dev]↵x =⍽a⍽↵y = 1                                     |                         | dev(x=⍽a⍽, y=1) | dev(x=a, y=1) | cli
            Also around a key                                     | [profile dev]↵x⍽= a↵y = 1                                      |                         | dev(y=1) | dev(x=a, y=1) | cli
            Not between two characters                            | [profile dev]↵x = a⍽b                                          |                         | dev(x=a⍽b) |
            Nor in a header                                       |                                                                | [dev⍽]↵x = a            | - | dev⍽(x=a)
            There the word wants a real one                       | [profile⍽dev]↵x = a                                            |                         | - |
            Before a line it indents it                           | [profile dev]↵⍽x = a↵⍽y = b                                    |                         | dev() | dev(x=a, y=b) | cli
            And so may go on with a value                         | [profile dev]↵x = a↵⍽b = c                                     |                         | dev(x=a) | dev(x=a↵b = c) | cli
            Alone it is a blank line                              | [profile dev]↵x = a↵⍽↵y = b                                    |                         | refused 3 | dev(x=a, y=b) | cli
            A zero width space is a character                     | [profile dev]↵x = ∅a∅                                          |                         | dev(x=∅a∅) |
            Also in a key, for the CLI                            | [profile dev]↵∅x = a                                           |                         | dev() | dev(∅x=a)
            And in a header                                       | [profile dev∅]↵x = a                                           |                         | - | dev∅(x=a)
            So is a byte order mark that does not come first      | [profile dev]↵x = 1↵⊠[profile ops]↵y = 2                       |                         | refused 3 |
            A carriage return alone ends a line                   | [profile dev]␍x = a␍y = b␍                                     |                         | dev(x=a, y=b) |
            Also one among others                                 | [profile dev]↵x = a␍y = b↵                                     |                         | dev(x=a, y=b) |
            And one too many                                      | [profile dev]␍␍↵x = a␍␍↵                                       |                         | dev(x=a) |
            A comment may stand before the rest of a value        | [profile dev]↵x = a↵# c↵··b↵y = 1                              |                         | dev(x=a↵b, y=1) |
            The profile is what both files say                    | [profile dev]↵region = a                                       | [dev]↵output = b        | dev(output=b, region=a) |
            The credentials file goes before the other            | [profile dev]↵region = a↵output = b                            | [dev]↵output = c        | dev(output=c, region=a) |
            """;

    /** Credentials files in which only some of the readers find {@code x} of {@code dev}, or its value. */
    private static final List<String> READ_BY_SOME = List.of("[ dev ]↵x = 1", "[dev⇥]↵y = 1", "[dev]↵x:1=", "[dev]↵x : 1", "[dev]↵x⍽= 1",
            "[dev]↵x =⍽1⍽", "[dev]↵⍽x = 1↵y = 2", "[dev]␍x = 1␍y = 2␍", "[dev]↵x = 1↵# c↵··more↵y = 2", "[dev]↵x = 1↵··; c↵··more",
            "[dev] # see [1]↵x = 1", "[dev↵x = 1", "[ dev ]↵x = 2↵[dev]↵y = 1", "[dev]↵x = 1↵[ dev ]↵x = 2", "[dev]↵y = 1↵[dev·]↵z = 2",
            "[dev]↵X = 1 # c", "[ops]↵y = 1");

    private static final String NOTHING = "-";
    private static final String REFUSED = "refused";

    /**
     * @param cli equal to {@code sdks} where the two agree; without a line where it refuses
     * @param ours what this suite reads
     */
    private record Rule(String words, String config, String credentials, String sdks, String cli, String ours) {

        static List<Rule> all() {
            return RULES.lines().filter(line -> !line.isBlank()).map(line -> line.split(" *\\| *", -1))
                    .map(cell -> new Rule(cell[0], text(cell[1]), text(cell[2]), cell[3],
                            cell[4].isEmpty() ? cell[3].replaceFirst("^refused .*", REFUSED) : cell[4],
                            cell.length > 5 ? cell[4] : cell[3])).toList();
        }

        private static String text(String cell) {
            return cell.replace('·', ' ').replace('⇥', '\t').replace('␍', '\r').replace('↵', '\n')
                    .replace('⍽', '\u00a0').replace('∅', '\u200b').replace('⊠', '\ufeff');
        }

        DynamicTest test(Consumer<Rule> check) {
            return dynamicTest(words, () -> check.accept(this));
        }

        Repair.Texts texts() {
            return new Repair.Texts(IniFile.parse(config), IniFile.parse(credentials), false);
        }
    }

    /** Sections by their names, as the table has them. */
    private static String shown(Map<String, ? extends Map<String, String>> sections) {
        return sections.isEmpty() ? NOTHING : new TreeMap<>(sections).entrySet().stream()
                .map(section -> section.getKey().replace(' ', '·').replace('\t', '⇥') + "(" + new TreeMap<>(section.getValue()).entrySet()
                        .stream().map(property -> property.getKey() + "=" + property.getValue().replace('\n', '↵')).collect(joining(", ")) + ")")
                .map(section -> section.replace('\u00a0', '⍽').replace('\u200b', '∅')).collect(joining(" "));
    }

    // ---------------------------------------------------------------------------- this suite

    /** What the SDKs read is read, unless the table has it otherwise, and what they refuse is noted with its line. */
    @TestFactory
    Stream<DynamicTest> thisSuiteReadsWhatTheSdksRead() {
        return Rule.all().stream().map(rule -> rule.test(it -> assertEquals(it.ours(), ours(it))));
    }

    private static String ours(Rule rule) {
        return Stream.of(rule.texts().config(), rule.texts().credentials()).flatMap(file -> file.objections().stream())
                .filter(objection -> objection.reader() == IniFile.Reader.SDKS && isInWordsOfTheSdks(objection.words()))
                .map(objection -> REFUSED + " " + objection.line()).findFirst().orElseGet(() -> shown(read(rule.texts())));
    }

    /** What they say when they refuse begins with a capital letter. */
    private static boolean isInWordsOfTheSdks(String words) {
        return Character.isUpperCase(words.charAt(0));
    }

    private static Map<String, Map<String, String>> read(Repair.Texts texts) {
        var sections = Profiles.of(texts.config(), texts.credentials()).all().stream()
                .filter(profile -> Profiles.isSeenBySdks(profile.name()))
                .collect(toMap(Profile::name, profile -> profile.settings().properties()));
        texts.config().headers().stream().filter(header -> header.startsWith("sso-session "))
                .forEach(header -> sections.put(header, texts.config().properties(header)));
        return sections;
    }

    /** Whoever reads them knows that the file means two things, or none. */
    @TestFactory
    Stream<DynamicTest> whatIsRefusedOrReadInTwoWaysIsAFault() {
        return Rule.all().stream().filter(rule -> !rule.cli().equals(rule.sdks()) || rule.words().contains("carriage return")).map(rule -> rule.test(it ->
                assertNotEquals(List.of(), Lint.of(it.texts(), Map.of()).stream().filter(fault -> fault.weight() != Lint.Weight.FATAL).toList())));
    }

    /** Whichever of them is asked after this suite has set it. */
    @TestFactory
    Stream<DynamicTest> whatThisSuiteWritesAllOfThemRead(@TempDir Path folder) throws Exception {
        var written = READ_BY_SOME.stream().map(before -> new Rule(before, "",
                IniFile.parse(Rule.text(before)).with("dev", "x", "new").toString(), "", "", "")).toList();
        var answers = new ArrayList<>(List.of(written.stream().map(AwsReadersTest::sdk).toList()));
        for (var python : pythons()) {
            answers.add(cli(python, folder, written));
        }
        return IntStream.range(0, written.size()).mapToObj(index -> written.get(index).test(rule -> answers.forEach(answer ->
                assertTrue(answer.get(index).matches("(.* )?dev\\((.*, )?x=new[,)].*"), () -> answer.get(index) + " in\n" + rule.credentials()))));
    }

    // ------------------------------------------------------------------------ the SDK for Java

    @TestFactory
    Stream<DynamicTest> soDoesTheSdkForJava() {
        return Rule.all().stream().map(rule -> rule.test(it -> assertEquals(it.sdks(), sdk(it))));
    }

    private static String sdk(Rule rule) {
        try {
            var both = ProfileFile.aggregator().addFile(file(rule.credentials(), ProfileFile.Type.CREDENTIALS))
                    .addFile(file(rule.config(), ProfileFile.Type.CONFIGURATION)).build();
            var sections = new TreeMap<String, Map<String, String>>();
            both.profiles().forEach((name, profile) -> sections.put(name, asInOtherSdks(profile.properties())));
            both.getSection("sso-session", "corp").ifPresent(session -> sections.put("sso-session corp", session.properties()));
            return shown(sections);
        } catch (IllegalArgumentException refused) {
            var line = Pattern.compile("on line (\\d+)").matcher(refused.getMessage());
            assertTrue(line.find(), refused::toString);
            return REFUSED + " " + line.group(1);
        }
    }

    private static ProfileFile file(String text, ProfileFile.Type type) {
        return ProfileFile.builder().content(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8))).type(type).build();
    }

    /**
     * This one minds capitals, and adds nested properties once more under names such as {@code s3.a}. Where the table has a key in
     * both spellings, that in small letters comes last, as it does in the order of a {@link TreeMap}.
     */
    private static Map<String, String> asInOtherSdks(Map<String, String> properties) {
        var read = new TreeMap<String, String>();
        new TreeMap<>(properties).forEach((key, value) -> read.put(key.toLowerCase(Locale.ROOT), value));
        properties.forEach((key, value) -> value.lines().filter(line -> value.startsWith("\n") && line.contains("="))
                .forEach(line -> read.remove(key + "." + line.substring(0, line.indexOf('=')).strip())));
        return read;
    }

    // ---------------------------------------------------------------------------- the AWS CLI

    /** Its reader, loaded once for all the folders that are named, since to start it takes longest. */
    private static final String READER = """
            import json, os, sys
            try:
                import awscli.botocore.session as botocore
            except ImportError:
                import botocore.session as botocore

            def read(folder):
                os.environ['AWS_CONFIG_FILE'] = os.path.join(folder, 'config')
                os.environ['AWS_SHARED_CREDENTIALS_FILE'] = os.path.join(folder, 'credentials')
                try:
                    return botocore.Session().full_config
                except Exception as refused:
                    return type(refused).__name__

            print(json.dumps([read(folder) for folder in sys.argv[1:]]))
            """;

    @TestFactory
    Stream<DynamicContainer> andSoDoesTheAwsCliUnlessTheTableSaysOtherwise(@TempDir Path folder) throws Exception {
        var pythons = pythons();
        assumeFalse(pythons.isEmpty(), "no aws command that Python runs is on the PATH: install awscli");
        var containers = new ArrayList<DynamicContainer>();
        for (var python : pythons) {
            var answers = cli(python, folder, Rule.all());
            containers.add(dynamicContainer(python, IntStream.range(0, Rule.all().size()).mapToObj(index ->
                    Rule.all().get(index).test(rule -> assertEquals(rule.cli(), answers.get(index))))));
        }
        return containers.stream();
    }

    /** What runs the aws commands on the path, as their first lines say. */
    static List<String> pythons() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":")).map(folder -> Path.of(folder, "aws"))
                .filter(Files::isExecutable).flatMap(aws -> firstLine(aws).stream())
                .filter(line -> line.matches("#!/\\S*python\\S*")).map(line -> line.substring(2)).distinct().toList();
    }

    private static Optional<String> firstLine(Path file) {
        try (var lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
            return lines.findFirst();
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    private static List<String> cli(String python, Path folder, List<Rule> rules) throws IOException, InterruptedException {
        var homes = new ArrayList<String>();
        for (var rule : rules) {
            homes.add(home(folder, rule.config(), rule.credentials()));
        }
        return cli(python, homes).map(AwsReadersTest::shownOfCli).toList();
    }

    /** What the AWS CLI reads in each of these config files, alone; as botocore's {@code full_config}, or the name of an error. */
    static List<JsonNode> fullConfigs(String python, Path folder, List<String> configs) throws IOException, InterruptedException {
        var homes = new ArrayList<String>();
        for (var config : configs) {
            homes.add(home(folder, config, ""));
        }
        return cli(python, homes).toList();
    }

    private static String home(Path folder, String config, String credentials) throws IOException {
        var home = Files.createTempDirectory(folder, "home");
        Files.writeString(home.resolve("config"), config);
        Files.writeString(home.resolve("credentials"), credentials);
        return home.toString();
    }

    private static Stream<JsonNode> cli(String python, List<String> homes) throws IOException, InterruptedException {
        var line = Stream.concat(Stream.of(python, "-c", READER), homes.stream()).toList();
        var builder = new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().keySet().removeIf(name -> name.startsWith("AWS_"));
        builder.environment().put("PYTHONUTF8", "1");
        var process = builder.start();
        process.getOutputStream().close();
        var said = new ObjectMapper().readTree(process.getInputStream().readAllBytes());
        assertEquals(0, process.waitFor());
        return StreamSupport.stream(said.spliterator(), false);
    }

    private static String shownOfCli(JsonNode config) {
        if (config.isTextual()) {
            assertEquals("ConfigParseError", config.asText());
            return REFUSED;
        }
        var sections = new TreeMap<String, Map<String, String>>();
        config.path("profiles").propertyStream().forEach(profile -> sections.put(profile.getKey(), properties(profile.getValue())));
        config.path("sso_sessions").propertyStream()
                .forEach(session -> sections.put("sso-session " + session.getKey(), properties(session.getValue())));
        return shown(sections);
    }

    private static Map<String, String> properties(JsonNode section) {
        return section.propertyStream().collect(toMap(Map.Entry::getKey, property -> property.getValue().isObject()
                ? property.getValue().propertyStream().map(nested -> "\n" + (nested.getKey() + " = " + nested.getValue().asText()).strip())
                        .collect(joining())
                : property.getValue().asText()));
    }
}
