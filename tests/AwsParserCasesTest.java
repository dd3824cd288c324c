//DEPS org.junit.jupiter:junit-jupiter:6.1.3
//DEPS com.fasterxml.jackson.core:jackson-databind:2.22.4
//SOURCES ../lib/io/AwsFiles.java
//SOURCES ../lib/model/IniFile.java
//SOURCES ../lib/model/Profile.java
//SOURCES ../lib/model/Profiles.java

import static java.util.stream.Collectors.toMap;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import lib.io.AwsFiles;
import lib.model.IniFile;
import lib.model.Profile;
import lib.model.Profiles;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The cases by which the AWS SDKs test their own readers of the two files, read where they lie beside the checkout, in
 * {@code ../shared/data}.
 *
 * @see ProfilesTest the same rules in this project's own words, for who has only the checkout
 */
class AwsParserCasesTest {

    private static final Path DATA = Path.of("..", "shared", "data");
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What the SDKs read from the two files. */
    private record View(Map<String, Map<String, String>> profiles, Map<String, Map<String, String>> ssoSessions) {}

    @TestFactory
    Stream<DynamicTest> theProfilesOfTheTwoFiles() throws IOException {
        return cases("profile-parser-tests.json").map(test ->
                dynamicTest(test.path("name").asText(), () -> {
                    var expected = test.path("output");
                    if (expected.has("errorContaining")) {
                        assertRefused(expected.path("errorContaining").asText(), test.path("input"));
                    } else {
                        assertRead(expected.path("config"), test.path("input"));
                    }
                }));
    }

    /** Which profile is meant when none is named, the cases say as well; that is for the scripts to decide. */
    @TestFactory
    Stream<DynamicTest> thePlacesOfTheTwoFiles() throws IOException {
        return cases("file-location-tests.json").map(test ->
                dynamicTest(test.path("name").asText(), () -> assertEquals(
                        new AwsFiles.Locations(
                                test.path("configLocation").asText(), test.path("credentialsLocation").asText()),
                        AwsFiles.Locations.of(
                                JSON.convertValue(test.path("environment"), new TypeReference<Map<String, String>>() {}),
                                test.path("platform").asText().equals("windows")))));
    }

    private static Stream<JsonNode> cases(String name) throws IOException {
        assumeTrue(Files.exists(DATA.resolve(name)), () -> "the AWS SDKs' test cases are not beside the checkout: no "
                + DATA.resolve(name));
        var tests = JSON.readTree(DATA.resolve(name).toFile()).path("tests");
        return StreamSupport.stream(tests.spliterator(), false);
    }

    private static void assertRefused(String words, JsonNode input) {
        var objections = objections(input);
        assertEquals(1, objections.stream().filter(objection -> objection.contains(words)).count(), objections::toString);
    }

    private static void assertRead(JsonNode expected, JsonNode input) {
        assertEquals(new View(maps(expected.path("profiles")), maps(expected.path("sso_sessions"))), view(input));
        assertEquals(List.of(), objections(input).stream()
                .filter(objection -> !objection.equals("ignore this property because of its name")).toList());
    }

    private static View view(JsonNode input) {
        var profiles = Profiles.of(file(input, "configFile"), file(input, "credentialsFile")).all().stream()
                .filter(profile -> Profiles.isSeenBySdks(profile.name()))
                .collect(toMap(Profile::name, profile -> profile.settings().properties()));
        var config = file(input, "configFile");
        var ssoSessions = config.headers().stream().filter(header -> header.startsWith("sso-session "))
                .collect(toMap(header -> header.substring("sso-session ".length()), config::properties));
        return new View(new TreeMap<>(profiles), new TreeMap<>(ssoSessions));
    }

    private static List<String> objections(JsonNode input) {
        return Stream.of("configFile", "credentialsFile")
                .flatMap(name -> file(input, name).objections().stream())
                .filter(objection -> objection.reader() == IniFile.Reader.SDKS)
                .map(IniFile.Objection::words).toList();
    }

    private static IniFile file(JsonNode input, String name) {
        return IniFile.parse(input.path(name).asText());
    }

    private static Map<String, Map<String, String>> maps(JsonNode node) {
        return node.isMissingNode() ? Map.of() : JSON.convertValue(node, new TypeReference<>() {});
    }
}
