//DEPS com.fasterxml.jackson.core:jackson-databind:2.22.4
//SOURCES Person.java
//SOURCES ../mfa-status.java
//SOURCES ../lib/model/Json.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import lib.model.Json;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code mfa-status --json} is an interface: programs rely on every name here. */
class MfaStatusJsonTest {

    private static final ObjectMapper JACKSON = new ObjectMapper();

    private Person jane;

    @BeforeEach
    void janeHasAProfile(@TempDir Path home) {
        jane = new Person(home);
        jane.environment.remove("AWS_ENDPOINT_URL");
        jane.config("[profile dev]\nregion = eu-west-1\n");
        jane.credentials("[dev]\naws_access_key_id = AKIADEV\naws_secret_access_key = secret-of-dev\n");
    }

    @AfterEach
    void close() {
        jane.close();
    }

    private static String session(String name, String... lines) {
        return "[%s]\naws_access_key_id = ASIADEV\naws_secret_access_key = secret-of-dev-key\naws_session_token = token-of-dev\n%s\n"
                .formatted(name, String.join("\n", lines));
    }

    private String json(String... more) {
        var before = jane.files();
        var args = new ArrayList<>(List.of("--json"));
        args.addAll(List.of(more));
        var run = jane.runs(MfaStatus::run, args.toArray(String[]::new));
        assertEquals("", run.screen());
        assertEquals(before, jane.files());
        assertFalse(run.out().matches("(?s).*(secret|token)-of-.*"), "a secret");
        return run.out();
    }

    @Test
    void theWholeOfIt() {
        var now = jane.clock().instant();
        jane.credentials(jane.credentials() + session("dev-mfasession", "aws_session_expiry = " + (now.getEpochSecond() + 3_600))
                + "[half-rolesession]\naws_access_key_id = ASIAHALF\ninvalid_as_of = 2026-11-22T04:43:02Z\n");
        jane.environment.put("AWS_PROFILE", "dev-mfasession");

        assertEquals("""
                {
                  "version": 1,
                  "time": "%1$s",
                  "exit_status": 0,
                  "state": "valid",
                  "profile": "dev-mfasession",
                  "environment": {
                    "state": "selected",
                    "verdict": "unconfirmed",
                    "session": "dev-mfasession",
                    "words": [
                      "AWS_PROFILE selects MFA session 'dev-mfasession'. By the file it has 01h:00m:00s left; AWS was not asked whether it accepts it."
                    ]
                  },
                  "sessions": [
                    {
                      "profile": "dev-mfasession",
                      "kind": "mfa",
                      "source_profile": "dev",
                      "change": null,
                      "state": "valid",
                      "in_effect": true,
                      "expiration": "%2$s",
                      "expiration_epoch": %3$d,
                      "remaining_seconds": 3600,
                      "estimated": false,
                      "invalid_as_of": null,
                      "missing": [],
                      "details": null,
                      "identity": null,
                      "account_alias": null
                    },
                    {
                      "profile": "half-rolesession",
                      "kind": "role",
                      "source_profile": "half",
                      "change": null,
                      "state": "invalid",
                      "in_effect": false,
                      "expiration": null,
                      "expiration_epoch": null,
                      "remaining_seconds": null,
                      "estimated": false,
                      "invalid_as_of": "2026-11-22T04:43:02Z",
                      "missing": [
                        "aws_secret_access_key",
                        "aws_session_token"
                      ],
                      "details": "aws_secret_access_key and aws_session_token are missing",
                      "identity": null,
                      "account_alias": null
                    }
                  ]
                }
                """.formatted(now, now.plusSeconds(3_600), now.getEpochSecond() + 3_600), json());
    }

    @Test
    void withoutASessionItIsThereAllTheSame() throws IOException {
        var json = JACKSON.readTree(json());

        assertEquals("none", json.path("state").asText());
        assertEquals(5, json.path("exit_status").asInt());
        assertTrue(json.path("profile").isNull());
        assertTrue(json.path("sessions").isArray() && json.path("sessions").isEmpty());
    }

    @Test
    void theSessionOfAProfileDecidesThere() throws IOException {
        jane.credentials(jane.credentials() + session("dev-mfasession", "aws_session_expiry = 1000000000")
                + session("ops-mfasession", "aws_session_expiry = 4102444800"));

        assertEquals("ops-mfasession", JACKSON.readTree(json()).path("profile").asText());
        assertEquals("dev-mfasession", JACKSON.readTree(json("-p", "dev")).path("profile").asText());
        assertEquals("expired", JACKSON.readTree(json("-p", "dev")).path("state").asText());
    }

    @Test
    void aSessionThatIsNotItsProfilesAnyMoreSaysWhyAndDecidesNothing() throws IOException {
        jane.credentials(jane.credentials() + session("dev-mfasession", "aws_session_expiry = 4102444800",
                "made_of = session=ASIADEV key=AKIAOLD"));

        for (var json : List.of(JACKSON.readTree(json()), JACKSON.readTree(json("-p", "dev")))) {
            var session = json.path("sessions").path(0);
            assertEquals("none 5 null", "%s %s %s".formatted(json.path("state").asText(), json.path("exit_status"), json.path("profile")));
            assertEquals("valid mfa null \"was made with the access key AKIAOLD, which is AKIADEV now\"", "%s %s %s %s".formatted(
                    session.path("state").asText(), session.path("kind").asText(), session.path("source_profile"), session.path("change")));
        }
    }

    @Test
    void anEndThatBelongsToOtherKeysIsNotKnown() throws IOException {
        jane.credentials(jane.credentials() + session("dev-mfasession", "aws_session_expiry = 4102444800",
                "made_of = session=ASIAOURS key=AKIADEV"));

        var session = JACKSON.readTree(json()).path("sessions").path(0);
        assertEquals("unknown unknown null null null when it ends is not recorded", "%s %s %s %s %s %s".formatted(session.path("state").asText(),
                session.path("kind").asText(), session.path("source_profile"), session.path("expiration"), session.path("change"),
                session.path("details").asText()));
    }

    /** Every state of the environment has one word for ever. */
    @ParameterizedTest
    @CsvSource({
        "unselected, ''", "selected, AWS_PROFILE=dev", "unknown_profile, AWS_PROFILE=gone", "split, AWS_PROFILE=dev;AWS_DEFAULT_PROFILE=ops",
        "stored_keys, AWS_ACCESS_KEY_ID=AKIADEV;AWS_SECRET_ACCESS_KEY=secret-of-dev",
        "altered_keys, AWS_ACCESS_KEY_ID=AKIADEV;AWS_SECRET_ACCESS_KEY=secret-of-new",
        "unstored_keys, AWS_ACCESS_KEY_ID=AKIANEW;AWS_SECRET_ACCESS_KEY=secret-of-new",
        "overruled, AWS_PROFILE=dev;AWS_ACCESS_KEY_ID=AKIANEW;AWS_SECRET_ACCESS_KEY=secret-of-new",
        "flawed, AWS_ACCESS_KEY_ID=AKIANEW",
        "container, AWS_CONTAINER_CREDENTIALS_FULL_URI=http://127.0.0.1:9/creds",
        "web_identity, AWS_WEB_IDENTITY_TOKEN_FILE=/t;AWS_ROLE_ARN=arn:aws:iam::123456789012:role/admin",
    })
    void theStateOfTheEnvironmentIsAWord(String state, String variables) throws IOException {
        for (var variable : variables.isEmpty() ? new String[0] : variables.split(";")) {
            jane.environment.put(variable.split("=", 2)[0], variable.split("=", 2)[1]);
        }

        assertEquals(state, JACKSON.readTree(json()).path("environment").path("state").asText());
    }

    @Test
    void theDocumentTellsOfEveryName() throws IOException {
        jane.credentials(jane.credentials() + session("dev-mfasession"));
        var document = Files.readString(Path.of("docs/mfa-status.md"));

        var untold = Pattern.compile("\"(\\w+)\":").matcher(json()).results().map(name -> name.group(1))
                .filter(name -> !document.contains("`" + name + "`")).toList();

        assertEquals(List.of(), untold);
    }

    // -------------------------------------------------------------- the writer of it

    @Test
    void whateverIsWrittenIsReadAgainAsItWas() throws IOException {
        var random = new Random(7);
        for (var round = 0; round < 200; round++) {
            var text = new StringBuilder();
            random.ints(20, 0, round % 2 == 0 ? 0x200 : Character.MAX_CODE_POINT + 1)
                    .filter(character -> character < 0xD800 || character > 0xDFFF).forEach(text::appendCodePoint);
            var map = new LinkedHashMap<String, Object>();
            map.put(text.toString(), List.of(text.toString(), random.nextLong(), true, List.of(), Map.of(), Optional.empty()));
            var written = Json.of(map);

            assertEquals(JACKSON.convertValue(Map.of(text.toString(),
                    new ArrayList<>(java.util.Arrays.asList(text.toString(), 0, true, List.of(), Map.of(), null))), JsonNode.class),
                    JACKSON.readTree(written.replaceFirst("(?m)^    -?[0-9]+,$", "    0,")));
            assertTrue(written.chars().noneMatch(unit -> unit != '\n' && Character.isISOControl(unit)), "a control character");
        }
    }

    @Test
    void halfACharacterIsEscaped() {
        assertEquals("\"\\ud83e\"", Json.of("\ud83e"));
    }
}
