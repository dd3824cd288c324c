//SOURCES ../lib/model/IniFile.java
//SOURCES ../lib/model/RoleChain.java
//DEPS com.fasterxml.jackson.core:jackson-databind:2.22.4

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lib.model.IniFile;
import lib.model.Problem;
import lib.model.Profile;
import lib.model.Profiles;
import lib.model.RoleChain;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class RoleChainTest {

    private static final Path CASES = Path.of("../shared/data/assume-role-tests.json");

    private static final String KEYS = "aws_access_key_id = AKIAEXAMPLEEXAMPLE00\naws_secret_access_key = example\n";

    @Test
    void aChainBeginsWithKeysAndEndsWithTheWantedRole() {
        assertEquals("base > far > near", chain("near", """
                [base]
                %s
                [far]
                role_arn = arn:aws:iam::123456789012:role/far
                source_profile = base
                [near]
                role_arn = arn:aws:iam::123456789012:role/near
                source_profile = far
                """.formatted(KEYS)));
    }

    @Test
    void aCircleIsNamedByItsMembers() {
        assertEquals("the source profiles go round in a circle: b -> c -> b", chain("a", """
                [a]
                role_arn = arn:aws:iam::123456789012:role/a
                source_profile = b
                [b]
                role_arn = arn:aws:iam::123456789012:role/b
                source_profile = c
                [c]
                role_arn = arn:aws:iam::123456789012:role/c
                source_profile = b
                """));
        assertEquals("the source profiles go round in a circle: a -> a", chain("a", """
                [a]
                role_arn = arn:aws:iam::123456789012:role/a
                source_profile = a
                """));
    }

    @Test
    void aSourceThatIsMissingOrUnnamedIsSaid() {
        assertEquals("role profile 'a' names 'gone' as its source_profile, which does not exist",
                chain("a", "[a]\nrole_arn = arn:aws:iam::123456789012:role/a\nsource_profile = gone\n"));
        assertEquals("role profile 'a' has no source_profile: nothing says whose keys assume it",
                chain("a", "[a]\nrole_arn = arn:aws:iam::123456789012:role/a\n"));
    }

    private static String chain(String wanted, String credentials) {
        var profiles = Profiles.of(IniFile.parse(""), IniFile.parse(credentials));
        try {
            var chain = RoleChain.of(profiles, (Profile.Role) profiles.require(wanted));
            return Stream.concat(Stream.of(chain.source()), chain.roles().stream()).map(Profile::name)
                    .collect(Collectors.joining(" > "));
        } catch (Problem broken) {
            return broken.message();
        }
    }

    // -------------------------------------------------------- the SDKs' own cases

    /**
     * What the SDKs read as a chain that begins with keys is read as the same chain, and what they refuse is refused. Chains that
     * begin with a credential_source or a web identity are left to the SDKs: such a profile is handed over by its name.
     */
    @TestFactory
    List<DynamicTest> theSdksCases() throws IOException {
        assumeTrue(Files.exists(CASES), "the SDKs' cases are not beside the checkout");
        var cases = new ObjectMapper().readTree(CASES.toFile());
        return Stream.of(cases.isArray() ? cases : cases.get("tests")).flatMap(JsonNode::valueStream)
                .map(test -> DynamicTest.dynamicTest(test.get("docs").asText(), () -> check(test))).toList();
    }

    private static void check(JsonNode test) {
        var input = test.get("input");
        var profiles = Profiles.of(config(input.get("profiles")), IniFile.parse(""));
        var selected = profiles.named(input.get("selected_profile").asText());
        if (!(selected.orElse(null) instanceof Profile.Role role)) {
            assertFalse(chainOfTheSdks(test).startsWith("a"), "with keys at its start the chain would be ours to walk");
            return;
        }
        assertEquals(chainOfTheSdks(test), ours(profiles, role));
    }

    private static IniFile config(JsonNode profiles) {
        return IniFile.parse(profiles.propertyStream().map(profile -> "[profile " + profile.getKey() + "]\n"
                + profile.getValue().propertyStream().map(value -> value.getKey() + " = " + value.getValue().asText() + "\n")
                        .collect(Collectors.joining())).collect(Collectors.joining()));
    }

    private static String ours(Profiles profiles, Profile.Role role) {
        try {
            var chain = RoleChain.of(profiles, role);
            var source = switch (chain.source()) {
                case Profile.Base base -> base.keys().accessKeyId();
                case Profile.Managed managed -> "managed";
                default -> "refused";
            };
            return source.equals("refused") ? source : source + " " + chain.roles().stream()
                    .map(each -> each.settings().get("role_arn").orElse("") + each.externalId().map(id -> " " + id).orElse("")
                            + each.settings().get("role_session_name").map(name -> " " + name).orElse(""))
                    .collect(Collectors.joining(" "));
        } catch (Problem refused) {
            return "refused";
        }
    }

    private static String chainOfTheSdks(JsonNode test) {
        var chain = test.get("output").get("ProfileChain");
        if (chain == null) {
            return "refused";
        }
        var first = chain.get(0).properties().iterator().next();
        var source = first.getKey().equals("AccessKey") ? first.getValue().get("access_key_id").asText() : "managed";
        return source + " " + rolesOfTheSdks(chain);
    }

    private static String rolesOfTheSdks(JsonNode chain) {
        return chain.valueStream().filter(step -> step.has("AssumeRole")).map(step -> step.get("AssumeRole"))
                .map(step -> step.propertyStream().filter(property -> !property.getKey().equals("role_arn"))
                        .map(property -> " " + property.getValue().asText())
                        .collect(Collectors.joining("", step.get("role_arn").asText(), "")))
                .collect(Collectors.joining(" "));
    }
}
