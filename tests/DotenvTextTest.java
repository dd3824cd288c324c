//SOURCES ../lib/model/DotenvText.java
//SOURCES ../lib/model/Problem.java
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lib.model.DotenvText;
import lib.model.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An edit of a {@code .env} file sets its own keys, and python-dotenv and a shell read what was meant; all else stays as it was. */
class DotenvTextTest {

    private static final Map<String, String> WANTED = wanted("AWS_ACCESS_KEY_ID", "ASIANEW", "AWS_REGION", "eu-west-1");

    /**
     * The given, the text before, with the keys of {@link #WANTED}, and without them again; {@code ↵} ends a line, {@code ␍↵} does as
     * in Windows, {@code ⊠} is a byte order mark.
     */
    static final List<List<String>> EDITS = Stream.of("""
            Nothing is there            |                                   | ID↵REGION↵                                  |
            Others stay before          | A=1↵                              | A=1↵ID↵REGION↵                              | A=1↵
            The last line has no end    | A=1                               | A=1↵ID↵REGION↵                              | A=1↵
            Windows lines, no end       | A=1␍↵B=2                          | A=1␍↵B=2␍↵ID↵REGION↵                        | A=1␍↵B=2␍↵
            In their places             | A=1↵REGION0↵B=2↵ID0↵C=3↵          | A=1↵REGION↵B=2↵ID↵C=3↵                      | A=1↵B=2↵C=3↵
            A Windows line of ours      | A=1␍↵ID0␍↵B=2␍↵                   | A=1␍↵ID↵B=2␍↵REGION↵                        | A=1␍↵B=2␍↵
            With export                 | export ID0↵export A=1↵            | export ID↵export A=1↵REGION↵                | export A=1↵
            Blanks around the sign      | AWS_ACCESS_KEY_ID = 'old'↵        | ID↵REGION↵                                  |
            The key in quotes           | 'AWS_ACCESS_KEY_ID'=old↵          | ID↵REGION↵                                  |
            In quotes                   | AWS_ACCESS_KEY_ID="old"↵A='b'↵    | ID↵A='b'↵REGION↵                            | A='b'↵
            A value over lines          | AWS_ACCESS_KEY_ID="o↵l=d↵"↵A=1↵   | ID↵A=1↵REGION↵                              | A=1↵
            Another's value over lines  | A="1↵ID0↵"↵                       | A="1↵ID0↵"↵ID↵REGION↵                       | A="1↵ID0↵"↵
            The same in single quotes   | A='1↵ID0'  # c↵B=2↵               | A='1↵ID0'  # c↵B=2↵ID↵REGION↵               | A='1↵ID0'  # c↵B=2↵
            An open quote               | A="1↵ID0↵                         | A="1↵ID↵REGION↵                             | A="1↵
            Several times               | ID0↵A=1↵ID1↵B=2↵                  | A=1↵ID↵B=2↵REGION↵                          | A=1↵B=2↵
            A comment behind            | ID0 # mine↵A=1 # b↵               | ID # mine↵A=1 # b↵REGION↵                   | # mine↵A=1 # b↵
            Behind a removed one        | ID0 # mine↵ID1↵                   | # mine↵ID↵REGION↵                           | # mine↵
            A sharp sign in a value     | A=b#c↵AWS_REGION=x#y↵ID0↵         | A=b#c↵REGION↵ID↵                            | A=b#c↵
            In a comment                | # ID0↵#ID0↵                       | # ID0↵#ID0↵ID↵REGION↵                       | # ID0↵#ID0↵
            Blank lines                 | ↵↵A=1↵↵  ID0↵↵B=2↵                | ↵↵A=1↵↵  ID↵↵B=2↵REGION↵                    | ↵↵A=1↵↵↵B=2↵
            No assignments              | hello world↵export A↵=1↵          | hello world↵export A↵=1↵ID↵REGION↵          | hello world↵export A↵=1↵
            A longer name               | MY_ID0↵AWS_REGION_2=b↵            | MY_ID0↵AWS_REGION_2=b↵ID↵REGION↵            | MY_ID0↵AWS_REGION_2=b↵
            A mark before another       | ⊠A=1↵                             | ⊠A=1↵ID↵REGION↵                             | ⊠A=1↵
            A mark before ours          | ⊠ID0↵A=1↵                         | ⊠↵A=1↵ID↵REGION↵                            | ⊠↵A=1↵
            A mark alone                | ⊠                                 | ⊠↵ID↵REGION↵                                | ⊠↵
            A backslash at the end      | A=1\\↵                            | A=1\\↵↵ID↵REGION↵                           | A=1\\↵↵
            What else is said of keys   | AWS_SESSION_TOKEN=t↵AWS_SESSION_EXPIRY=1↵AWS_SECURITY_TOKEN=t↵ | ID↵REGION↵     |
            A profile is another's      | AWS_PROFILE=dev↵                  | AWS_PROFILE=dev↵ID↵REGION↵                  | AWS_PROFILE=dev↵
            """.split("\n")).map(line -> Stream.of(line.split("\\|", -1)).map(String::strip).map(DotenvTextTest::meant).toList()).toList();

    private static String meant(String cell) {
        return cell.replaceAll("\\bID0", "AWS_ACCESS_KEY_ID=old").replaceAll("\\bID1", "AWS_ACCESS_KEY_ID=older").replaceAll("\\bREGION0", "AWS_REGION=old")
                .replaceAll("\\bID\\b", "AWS_ACCESS_KEY_ID=ASIANEW").replaceAll("\\bREGION\\b", "AWS_REGION=eu-west-1")
                .replace("\\\\", "\\").replace("␍↵", "\r\n").replace("↵", "\n").replace("⊠", "\ufeff");
    }

    private static Map<String, String> wanted(String... pairs) {
        var wanted = new LinkedHashMap<String, String>();
        for (var at = 0; at < pairs.length; at += 2) {
            wanted.put(pairs[at], pairs[at + 1]);
        }
        return wanted;
    }

    @ParameterizedTest(name = "{0}")
    @FieldSource("EDITS")
    void onlyItsOwnKeysAreSet(List<String> row) {
        assertEquals(row.get(2), new DotenvText(row.get(1)).with(WANTED), row.getFirst());
        assertEquals(row.get(2), new DotenvText(row.get(2)).with(WANTED), "the same once more changes nothing");
    }

    /** A region is ours where a session of ours is named beside it; else somebody else has written it. */
    @ParameterizedTest(name = "{0}")
    @FieldSource("EDITS")
    void andTakenOutAgain(List<String> row) {
        var marked = new LinkedHashMap<>(WANTED);
        marked.put("AWS_SESSION_IDENT", "dev-mfasession");

        assertEquals(row.get(3), new DotenvText(new DotenvText(row.get(1)).with(marked)).without(), row.getFirst());
    }

    @Test
    void aRegionOfSomebodyElseIsNotTakenOut() {
        assertEquals("AWS_REGION=eu-west-3\n", new DotenvText("AWS_REGION=eu-west-3\nAWS_ACCESS_KEY_ID=ASIAOLD\n").without());
    }

    /** What the way to AWS of a profile has set is taken out as it was set; what a person has changed since is theirs. */
    @Test
    void settingsAreTakenOutAsTheyWereSet() {
        var text = new DotenvText("").with(wanted("AWS_SESSION_IDENT", "dev-mfasession", "AWS_ENDPOINT_URL", "http://127.0.0.1:1",
                "AWS_MAX_ATTEMPTS", "5", "AWS_SESSION_SETTINGS", "|AWS_ENDPOINT_URL=http://127.0.0.1:1|AWS_MAX_ATTEMPTS=5|"));

        assertEquals("AWS_MAX_ATTEMPTS=7\n", new DotenvText(text.replace("MAX_ATTEMPTS=5\n", "MAX_ATTEMPTS=7\n")).without());
    }

    // ------------------------------------------------------------- as it is read

    private static final List<String> VALUES = List.of("plain", "", "a b", "it's", "say \"hi\"", "it's \"so\"", "C:\\new\\table", "\\\\host\\x", "$HOME", "a#b", "a #b",
            "a$b", "`x`", "50%", "!x", "grün 東京", "=a=", "|A=b|C=d|", "a/b+c==", "~/x", "*", "a;b", "(x)");

    /** What a value is that no quotes hold for both. */
    @ParameterizedTest
    @ValueSource(strings = {"two\nlines", "it's $HOME", "${HOME}", "it's `x`", "ends in \\", "\u0007"})
    void whatTheyWouldReadDifferentlyIsRefused(String value) {
        var refused = assertThrows(Problem.class, () -> new DotenvText("").with(Map.of("AWS_SESSION_IDENT", value)));

        assertEquals("the format dotenv cannot hold AWS_SESSION_IDENT, which has characters that python-dotenv and shells read differently in it",
                refused.message());
    }

    /** All values, in a file that has its own peculiarities: python-dotenv and two shells read them. */
    @Test
    void pythonDotenvAndShellsReadTheValues(@TempDir Path folder) throws Exception {
        var wanted = new LinkedHashMap<String, String>();
        VALUES.forEach(value -> wanted.put("AWS_V" + wanted.size(), value));
        var file = folder.resolve("values.env");
        Files.writeString(file, new DotenvText("# mine\r\nA=1\r\nAWS_V1=old  # two\r\nexport AWS_V2='o\r\nld'\r\nB=2").with(wanted));

        for (var reader : List.of(dotenvPython(), "bash", "dash")) {
            assertEquals(List.of(wanted), readBy(reader, List.of(file), wanted.keySet()), reader);
        }
    }

    /** Both readers find the new values, whatever stands around them; save a shell behind an open quote. */
    @Test
    void bothReadTheTable(@TempDir Path folder) throws Exception {
        var files = new ArrayList<Path>();
        for (var row : EDITS) {
            files.add(Files.writeString(folder.resolve(row.getFirst().replaceAll("\\W", "_")), row.get(2)));
        }
        assertEquals(files.stream().map(file -> WANTED).toList(), readBy(dotenvPython(), files, WANTED.keySet()));
        files.removeIf(file -> file.endsWith("An_open_quote"));
        assertEquals(files.stream().map(file -> WANTED).toList(), readBy("bash", files, WANTED.keySet()));
    }

    /** What each file leaves of these variables in an environment that had none of them. */
    private static List<Map<String, String>> readBy(String reader, List<Path> files, Collection<String> names) throws Exception {
        var line = new ArrayList<>(reader.endsWith("sh") ? List.of(reader, "-c", "for file; do (set -a; . \"$file\" 2>/dev/null; env -0; printf '\\0'); done", reader)
                : List.of(reader, "-c", """
                        import os, sys, dotenv
                        before = dict(os.environ)
                        for file in sys.argv[1:]:
                            os.environ.clear()
                            os.environ.update(before)
                            dotenv.load_dotenv(file, override=True)
                            sys.stdout.buffer.write(b''.join(k + b'=' + v + b'\\0' for k, v in os.environb.items()) + b'\\0')
                        """));
        files.forEach(file -> line.add(file.toString()));
        var process = new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        process.getOutputStream().close();
        var printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return Stream.of(printed.split("\0\0")).map(one -> variables(one, names)).toList();
    }

    private static Map<String, String> variables(String printed, Collection<String> names) {
        return Stream.of(printed.split("\0")).map(line -> line.split("=", 2)).filter(line -> names.contains(line[0]))
                .collect(Collectors.toMap(line -> line[0], line -> line[1]));
    }

    /** The first Python on the path that knows python-dotenv. */
    static String dotenvPython() {
        var python = Stream.of(System.getenv().getOrDefault("PATH", "").split(":")).map(folder -> Path.of(folder, "python3"))
                .filter(Files::isExecutable).map(Path::toString).filter(DotenvTextTest::hasDotenv).findFirst();
        assumeTrue(python.isPresent(), "no python3 on the PATH has python-dotenv: pip install python-dotenv");
        return python.get();
    }

    private static boolean hasDotenv(String python) {
        try {
            var process = new ProcessBuilder(python, "-c", "import dotenv").redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
            return process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException | InterruptedException none) {
            return false;
        }
    }

    @Test
    void longValuesAndFilesAreRead() {
        var long64 = "x".repeat(100_000);
        var text = new DotenvText("A=\"" + long64 + "\n\"\nAWS_SESSION_TOKEN='" + long64 + "'\n" + "B=1\n".repeat(50_000));

        assertEquals(long64, text.variables().get("AWS_SESSION_TOKEN"));
        assertFalse(text.without().contains("AWS_SESSION_TOKEN"));
        assertEquals("DotenvText[…]", text.toString());
    }
}
