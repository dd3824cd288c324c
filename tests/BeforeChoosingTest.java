//SOURCES Person.java
//SOURCES ../awscli-mfa.java
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tests.aws.AccessKey;
import tests.aws.Device;

/** What a person is told before the menu: which files count, and what is in effect in the shell already. */
class BeforeChoosingTest {

    private static final String CTRL_C = "\u0003";
    private static final String KEYS = "[%s]\naws_access_key_id = %s\naws_secret_access_key = %s\n";

    private Path home;
    private Person jane;
    private AccessKey key;
    private Device phone;

    @BeforeEach
    void janeHasTwoProfilesAndAPhone(@TempDir Path folder) {
        home = folder;
        jane = new Person(folder);
        var user = jane.aws.account("123456789012").user("jane");
        key = user.accessKey();
        phone = user.device("jane");
        jane.config("[profile dev]\nregion = eu-west-1\nmfa_serial = arn:aws:iam::123456789012:mfa/jane\n");
        jane.credentials(keys("dev") + keys("ops"));
    }

    @AfterEach
    void close() {
        jane.close();
    }

    private String keys(String profile) {
        return KEYS.formatted(profile, key.id(), key.secret());
    }

    /** All that stands before the menu. */
    private String beforeTheMenu() {
        var before = jane.files();
        var screen = jane.types(CTRL_C, "-q").screen();
        assertEquals(before, jane.files());
        assertTrue(screen.contains("Profiles\n"), screen);
        return screen.substring(0, screen.indexOf("Profiles\n")).replaceAll("  AWS_ENDPOINT_URL .*\n", "");
    }

    // ------------------------------------------------------------------- the files

    @Test
    void theFilesThatTheVariablesNameAreTheOnesThatCount() throws IOException {
        var elsewhere = Files.createDirectories(home.resolve("elsewhere"));
        Files.writeString(elsewhere.resolve("config"), "[profile work]\nregion = us-east-2\nmfa_serial = " + phone.serialNumber() + "\n");
        Files.writeString(elsewhere.resolve("keys"), keys("work"));
        Files.setPosixFilePermissions(elsewhere.resolve("keys"), PosixFilePermissions.fromString("rw-------"));
        jane.environment.put("AWS_CONFIG_FILE", elsewhere.resolve("config").toString());
        jane.environment.put("AWS_SHARED_CREDENTIALS_FILE", elsewhere.resolve("keys").toString());
        var before = jane.files();

        assertEquals(0, jane.runs("work", "--token-code", phone.code()).exitStatus());

        assertTrue(Files.readString(elsewhere.resolve("keys")).contains("[work-mfasession]\naws_session_expiry = "));
        assertTrue(Files.readString(elsewhere.resolve("config")).contains("[profile work-mfasession]\nregion = us-east-2\n"));
        assertEquals(before, jane.files());
    }

    @Test
    void filesThatTheVariablesNameAndThatAreNotThereAreNamed() {
        jane.environment.put("AWS_CONFIG_FILE", home.resolve("gone/config").toString());
        jane.environment.put("AWS_SHARED_CREDENTIALS_FILE", home.resolve("gone/credentials").toString());

        var run = jane.types("");

        assertEquals("""
                awscli-mfa: AWS_SHARED_CREDENTIALS_FILE names ~/gone/credentials, and there is no such file; so no profile with \
                long-lived access keys in ~/gone/credentials or ~/gone/config
                awscli-mfa: hint: correct it, or: unset AWS_SHARED_CREDENTIALS_FILE
                """, run.screen().substring(run.screen().indexOf("awscli-mfa: ")));
        assertEquals(253, run.exitStatus());
        assertEquals(List.of(), jane.calls());
    }

    @Test
    void aCredentialsFileThatIsMissingIsMadeForItsOwnerAloneWhereASessionIsStored() throws IOException {
        jane.config("[profile dev]\nmfa_serial = %s\naws_access_key_id = %s\naws_secret_access_key = %s\n"
                .formatted(phone.serialNumber(), key.id(), key.secret()));
        Files.delete(home.resolve(".aws/credentials"));

        assertEquals(0, jane.runs("dev", "--token-code", phone.code()).exitStatus());

        assertTrue(jane.credentials().startsWith("[dev-mfasession]\naws_session_expiry = "), "the session is there");
        assertEquals("rw-------",
                PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve(".aws/credentials"))));
    }

    // ------------------------------------------------------------- the environment

    @Test
    void whereNothingIsInEffectNothingIsSaid() {
        assertEquals("", beforeTheMenu());
    }

    @Test
    void theDefaultProfileIsInEffectWhereNothingIsSelected() {
        jane.credentials(jane.credentials() + keys("default"));

        assertEquals("""
                In the environment

                The AWS variables in force neither select a profile nor hold keys, so the profile 'default' is in effect. \
                AWS was not asked whether it accepts its keys.

                """, beforeTheMenu());
    }

    @Test
    void aSelectedProfileIsNamedAndSoIsWhatWinsWhereTheSelectorsDiffer() {
        jane.environment.put("AWS_PROFILE", "dev");
        jane.environment.put("AWS_DEFAULT_PROFILE", "ops");

        assertEquals("""
                In the environment
                  AWS_PROFILE          dev
                  AWS_DEFAULT_PROFILE  ops

                AWS_PROFILE and AWS_DEFAULT_PROFILE differ: the AWS CLI 2 and the SDKs prefer the first, the AWS CLI 1 and boto3 the second.
                AWS_PROFILE selects profile 'dev'. AWS was not asked whether it accepts its keys.
                AWS_DEFAULT_PROFILE selects profile 'ops'. AWS was not asked whether it accepts its keys.

                """, beforeTheMenu());
    }

    @Test
    void h1ASessionInEffectThatWasMadeOfOtherKeysIsCalledSo() {
        assertEquals(0, jane.runs("dev", "--token-code", phone.code()).exitStatus());
        jane.credentials(jane.credentials().replaceFirst("(made_of = session=\\w+) key=" + key.id(), "$1 key=AKIAOLD"));
        jane.environment.put("AWS_PROFILE", "dev-mfasession");

        assertEquals("""
                In the environment
                  AWS_PROFILE       dev-mfasession

                AWS_PROFILE selects MFA session 'dev-mfasession'. By the file it has 09h:00m:00s left; AWS was not asked whether it accepts it.
                The session 'dev-mfasession' was made with the access key AKIAOLD, which is %s now: it is no session of 'dev' any more.

                """.formatted(key.id()), beforeTheMenu());
    }

    /** AWS is asked beside the profiles, and what it says stands before the menu; nothing says that it was not asked. */
    @Test
    void w36InFullModeWhatIsInEffectIsToldAsAwsHasIt() {
        var second = jane.aws.account("123456789012").user("jane").createAccessKey();
        jane.environment.put("AWS_ACCESS_KEY_ID", second.id());
        jane.environment.put("AWS_SECRET_ACCESS_KEY", second.secret());
        jane.environment.put("AWS_PROFILE", "dev");

        var screen = jane.types(CTRL_C, "--read-only").screen();

        assertTrue(screen.contains("\nAWS_PROFILE selects profile 'dev', but the keys in the environment overrule it, and are stored in no profile. "
                + "AWS accepts them: jane @ 123456789012. It is a second access key of the user of profile 'dev': save it under a name of its own "
                + "if you want to keep it.\n\nProfiles\n"), screen);
        assertFalse(screen.contains("AWS was not asked"), screen);

        jane.environment.keySet().removeAll(List.of("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"));
        var stored = jane.types(CTRL_C, "--read-only").screen();
        assertTrue(stored.contains("\nAWS_PROFILE selects profile 'dev'. AWS accepts its keys: jane @ 123456789012.\n\nProfiles\n"), stored);
    }

    @Test
    void secretsInTheEnvironmentAreMaskedAndAnExpiredSessionIsCalledSo() {
        jane.environment.put("AWS_ACCESS_KEY_ID", "ASIAEXAMPLEEXAMPLE01");
        jane.environment.put("AWS_SECRET_ACCESS_KEY", "SECRETSECRETSECRETSECRET");
        jane.environment.put("AWS_SESSION_TOKEN", "TOKENTOKENTOKENTOKENTOKEN");
        jane.environment.put("AWS_SESSION_EXPIRY", Long.toString(
                jane.clock().instant().minus(Duration.ofHours(1)).getEpochSecond()));

        var said = beforeTheMenu();

        assertEquals("""
                In the environment
                  AWS_ACCESS_KEY_ID      ASIAEXAMPLEEXAMPLE01
                  AWS_SECRET_ACCESS_KEY  ****************
                  AWS_SESSION_TOKEN      ****************
                  AWS_SESSION_EXPIRY     … (ended)

                """, said.substring(0, said.indexOf("\n\n") + 2).replaceFirst("[0-9]{10} ", "… "));
        assertTrue(said.contains("clear the variables with"), said);
    }

    @Test
    void aSelectorThatNamesNothingIsCalledSoAndTheMenuComesAllTheSame() {
        jane.environment.put("AWS_PROFILE", "gone");

        assertTrue(beforeTheMenu().contains("AWS_PROFILE names a profile that is not stored: 'gone'."), beforeTheMenu());
    }

    @Test
    void noCallToAWSIsSignedWithWhatTheEnvironmentHolds() {
        jane.environment.put("AWS_ACCESS_KEY_ID", "AKIAEXAMPLEEXAMPLE99");
        jane.environment.put("AWS_SECRET_ACCESS_KEY", "of-somebody-else");
        jane.environment.put("AWS_PROFILE", "ops");

        assertEquals(0, jane.runs("dev", "--token-code", phone.code()).exitStatus());

        assertTrue(jane.credentials().contains("[dev-mfasession]\n"), "the session is one of dev");
    }
}
