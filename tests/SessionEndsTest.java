//DEPS org.junit.jupiter:junit-jupiter:6.1.3
//SOURCES Person.java
//SOURCES ../lib/io/SessionEnds.java
//SOURCES ../lib/model/Profile.java
//SOURCES ../lib/model/Settings.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import lib.io.SessionEnds;
import lib.model.Profile;
import lib.model.Settings;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What shell prompts read: these files are an interface, so they stand here byte for byte. */
class SessionEndsTest {

    private static final String END = "1795351343";

    private Path home;
    private Path folder;
    private SessionEnds ends;

    @BeforeEach
    void aHomeWithoutAStateFolder(@TempDir Path home) {
        this.home = home;
        folder = home.resolve(".local/state/awscli-mfa/sessions");
        ends = SessionEnds.of(Map.of("HOME", home.toString()));
    }

    private static Profile.Session session(String name, String end) {
        return new Profile.Session(new Settings(name, Map.of("aws_session_expiry", end, "aws_access_key_id", "ASIADEV",
                "aws_secret_access_key", "secret", "aws_session_token", "token")), Profile.Session.Kind.MFA, Optional.of("dev"));
    }

    private Map<String, String> files() throws IOException {
        var texts = new TreeMap<String, String>();
        if (Files.exists(folder)) {
            try (var files = Files.list(folder)) {
                for (var file : files.toList()) {
                    texts.put(file.getFileName().toString(), Files.readString(file));
                }
            }
        }
        return texts;
    }

    @ParameterizedTest
    @CsvSource({
        "dev-mfasession, dev-mfasession",
        "my prof-mfasession, my_prof-mfasession",
        "a/b@c+d:e-rolesession, a_b_c_d_e-rolesession",
        "größe-mfasession, gr__e-mfasession",
        "🦊, _",
        "../../etc, .._.._etc",
        "..., ...",
    })
    void aSessionLeavesOneLineUnderItsNameInSafeCharacters(String name, String file) throws IOException {
        ends.note(session(name, END));

        assertEquals(Map.of(file, END + " " + name + "\n"), files());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "two\nlines", "two\rlines"})
    void aNameThatNoFileOrLineCanHaveLeavesNothing(String name) throws IOException {
        ends.note(session(name, END));

        assertEquals(Map.of(), files());
        assertFalse(Files.exists(home.resolve(".local")));
    }

    @Test
    void anyFormOfTheEndIsLeftInSeconds() throws IOException {
        ends.note(session("dev-mfasession", "2026-11-22T12:42:23Z"));

        assertEquals(Map.of("dev-mfasession", END + " dev-mfasession\n"), files());
    }

    @Test
    void onlyItsOwnerSeesThem() throws IOException {
        ends.note(session("dev-mfasession", END));

        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("dev-mfasession"))));
    }

    @Test
    void whatStaysTheSameIsNotWrittenAgain() throws IOException {
        ends.note(session("dev-mfasession", END));
        var before = Files.readAttributes(folder.resolve("dev-mfasession"), "unix:ino").get("ino");

        ends.note(session("dev-mfasession", END));
        assertEquals(before, Files.readAttributes(folder.resolve("dev-mfasession"), "unix:ino").get("ino"));

        ends.note(session("dev-mfasession", "1795351344"));
        assertEquals(Map.of("dev-mfasession", "1795351344 dev-mfasession\n"), files());
    }

    @Test
    void aStateFolderOfOnesOwnIsUsed() throws IOException {
        SessionEnds.of(Map.of("HOME", "/nowhere", "XDG_STATE_HOME", home + "/state")).note(session("dev-mfasession", END));

        assertEquals(END + " dev-mfasession\n", Files.readString(home.resolve("state/awscli-mfa/sessions/dev-mfasession")));
    }

    @Test
    void aFolderThatCannotBeWrittenStopsNobody() throws IOException {
        Files.createDirectories(folder.getParent());
        Files.writeString(folder, "a file in the way");

        ends.note(session("dev-mfasession", END));
        ends.forget("dev-mfasession");
        ends.forgetOutdated(name -> false, name -> false, Instant.now());

        assertEquals("a file in the way", Files.readString(folder));
    }

    @Test
    void forgettingTakesTheFileOfThatSessionAlone() throws IOException {
        ends.note(session("a/b", END));
        ends.note(session("dev-mfasession", END));

        ends.forget("a_b");
        ends.forget("dev-mfasession");

        assertEquals(Map.of("a_b", END + " a/b\n"), files());
    }

    @Test
    void whatHasEndedAndIsStoredNoMoreIsForgotten() throws IOException {
        var now = Instant.ofEpochSecond(1_795_351_343);
        ends.note(session("ended-stored", "1795351000"));
        ends.note(session("ended-gone", "1795351000"));
        ends.note(session("live-elsewhere", "1795352000"));
        Files.writeString(folder.resolve("another's"), "not ours\n");

        ends.forgetOutdated(List.of("ended-stored")::contains, name -> false, now);

        assertEquals(List.of("another's", "ended-stored", "live-elsewhere"), List.copyOf(files().keySet()));
    }

    @Test
    void whatIsAnotherSessionByNowIsForgottenThoughItHasNotEnded() throws IOException {
        ends.note(session("changed", END));
        ends.note(session("same", END));

        ends.forgetOutdated(name -> true, List.of("changed")::contains, Instant.ofEpochSecond(0));

        assertEquals(List.of("same"), List.copyOf(files().keySet()));
    }

    // ------------------------------------------------------------------ in use

    private static final String ALL = """
            {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}""";

    private Person janeWithAPhone() {
        var jane = new Person(home);
        var user = jane.aws.account("123456789012").user("jane").policy("all", ALL);
        var key = user.accessKey();
        jane.config("[profile dev]\nmfa_serial = " + user.device("jane").serialNumber() + "\n");
        jane.credentials("[dev]\naws_access_key_id = %s\naws_secret_access_key = %s\n".formatted(key.id(), key.secret()));
        return jane;
    }

    private String code(Person jane) {
        jane.waitForNextCode();
        return jane.aws.account("123456789012").user("jane").device("jane").code();
    }

    @Test
    void aSessionThatIsStoredOrTakenUpLeavesItsEnd() throws IOException {
        try (var jane = janeWithAPhone()) {
            assertEquals(0, jane.runs("dev", "--token-code", code(jane), "--persist", "--emit", "bash").exitStatus());
            var end = jane.credentials().replaceAll("(?s).*aws_session_expiry = ([0-9]+).*", "$1");
            var noted = Map.of("dev-mfasession", end + " dev-mfasession\n");
            assertEquals(noted, files());

            Files.delete(folder.resolve("dev-mfasession"));
            jane.runs("dev", "--explain");
            assertEquals(Map.of(), files(), "whoever only looks leaves nothing");

            jane.runs("dev", "--emit", "bash");
            assertEquals(noted, files());
        }
    }

    @Test
    void whatIsNotStoredLeavesNothingAndTakesBackWhatWasLeft() throws IOException {
        try (var jane = janeWithAPhone()) {
            ends.note(session("dev-mfasession", END));

            jane.runs("dev", "--token-code", code(jane), "--no-persist", "--emit", "bash");

            assertEquals(Map.of(), files());
        }
    }

    @Test
    void theEndsOfSessionsThatAreGoneGoWithTheNextOne() throws IOException {
        try (var jane = janeWithAPhone()) {
            ends.note(session("old-mfasession", Long.toString(jane.clock().instant().minus(Duration.ofDays(1)).getEpochSecond())));

            jane.runs("dev", "--token-code", code(jane), "--persist", "--emit", "bash");

            assertEquals(List.of("dev-mfasession"), List.copyOf(files().keySet()));
            assertTrue(jane.runs("dev", "--emit", "bash").out().contains("dev-mfasession"));
        }
    }

    /**
     * Made of other keys, put there by another tool, or ended by AWS.
     *
     * @param line of the stored session, and what stands there instead
     */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "( key=)AKIA.*                             | $1AKIAOLD",
            "(made_of = session=)ASIA\\w+              | $1ASIAOURS",
            "(aws_session_expiry = .*)                 | $1\\ninvalid_as_of = 2026-11-22T04:43:02Z"})
    void theEndOfASessionThatIsNoMoreIsTakenBackByTheNextOne(String line, String instead) throws IOException {
        try (var jane = janeWithAPhone()) {
            jane.config(jane.config() + jane.config().replace("dev", "ops"));
            jane.credentials(jane.credentials() + jane.credentials().replace("dev", "ops"));
            jane.runs("dev", "--token-code", code(jane), "--persist");
            assertEquals(List.of("dev-mfasession"), List.copyOf(files().keySet()));
            jane.credentials(jane.credentials().replaceFirst(line, instead.replace("\\n", "\n")));

            assertEquals(0, jane.runs("ops", "--token-code", code(jane), "--persist").exitStatus());

            assertEquals(List.of("ops-mfasession"), List.copyOf(files().keySet()));
        }
    }
}
