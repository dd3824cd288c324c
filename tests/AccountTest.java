//SOURCES Pages.java
//SOURCES Person.java
//SOURCES ../awscli-mfa.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tests.aws.Device;
import tests.aws.User;

/** {@code --account}: whoever has profiles of several accounts does not work in the wrong one. */
class AccountTest {

    private static final String HERS = "123456789012";
    private static final String ANOTHER = "210987654321";

    private Person jane;
    private User user;
    private Device phone;

    @BeforeEach
    void janeHasProfilesThatTellTheirAccountAndOthersThatDoNot(@TempDir Path home) {
        jane = new Person(home);
        user = jane.aws.account(HERS).user("jane").policy("all", """
                {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}""");
        phone = user.device("jane");
        jane.config("""
                [profile dev]
                mfa_serial = arn:aws:iam::123456789012:mfa/jane
                [profile mistaken]
                mfa_serial = arn:aws:iam::210987654321:mfa/jane
                [profile work]
                source_profile = dev
                [profile elsewhere]
                role_arn = arn:aws:iam::210987654321:role/admin
                source_profile = dev
                [profile sso]
                sso_session = corp
                sso_account_id = 210987654321
                [profile web]
                web_identity_token_file = token
                """);
        var keys = "aws_access_key_id = %s\naws_secret_access_key = %s\n".formatted(user.accessKey().id(), user.accessKey().secret());
        jane.credentials("[dev]\n" + keys + "[silent]\n" + keys + "[mistaken]\n" + keys
                + "[bm]\naws_access_key_id = ASIAEXAMPLEEXAMPLE00\naws_secret_access_key = s\naws_session_token = t\n"
                + "[saml]\naws_access_key_id = ASIAEXAMPLEEXAMPLE00\naws_secret_access_key = s\naws_session_token = t\n"
                + "x_principal_arn = arn:aws:sts::210987654321:assumed-role/admin/jane\n");
    }

    @AfterEach
    void close() {
        jane.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            dev --emit bash              | dev       | mfa_serial       |
            exec dev true                | dev       | mfa_serial       |
            login dev                    | dev       | mfa_serial       |
            login work                   | work      | mfa_serial       |
            work --explain               | work      | mfa_serial       |
            dev --no-session --emit bash | dev       | mfa_serial       |
            dev --emit process           | dev       | mfa_serial       |
            silent --emit bash           | silent    | AWS    | GetCallerIdentity
            """)
    void anotherAccountIsRefusedBeforeAnythingIsAskedOrStarted(String line, String profile, String source, String calls) {
        var before = jane.files();

        var run = jane.types("", ("--account " + ANOTHER + " " + line).split(" "));

        assertTrue(run.screen().startsWith("awscli-mfa: profile '%s' is in account %s, according to %s, and --account names %s; nothing was asked or started".formatted(
                profile, HERS, source, ANOTHER)), run.screen());
        assertEquals(251, run.exitStatus());
        assertEquals(before, jane.files());
        assertEquals(calls == null ? List.of() : List.of(calls.split(" ")), jane.calls());
    }

    @Test
    void thePageShowsWhatIsSaid() {
        var page = Pages.blocks("console").filter(block -> block.page().equals("docs/direnv-make-cron.md")).findFirst().orElseThrow().text();
        var typed = page.lines().findFirst().orElseThrow().replace("$ awscli-mfa ", "").split(" ");

        assertEquals(page.lines().skip(1).map(line -> line + "\n").collect(Collectors.joining()), jane.types("", typed).screen());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            elsewhere | role_arn
            sso       | sso_account_id
            saml      | x_principal_arn
            mistaken  | mfa_serial
            """)
    void whatTheFilesSayIsEnough(String profile, String source) {
        var run = jane.runs(profile, "--account", HERS, "--emit", "bash");

        assertTrue(run.screen().contains("is in account " + ANOTHER + ", according to " + source + ","), run.screen());
        assertEquals("false\n", run.out());
        assertEquals(251, run.exitStatus());
        assertEquals(List.of(), jane.calls());
    }

    @Test
    void theRightAccountMakesNoDifference() {
        var run = jane.runs("dev", "--account", "1234-5678-9012", "--token-code", phone.code(), "--emit", "bash");

        assertEquals(0, run.exitStatus(), run.screen());
        assertEquals(0, jane.runs("dev", "--account", HERS, "--emit", "bash").exitStatus());
        assertEquals(0, jane.runs("silent", "--account", HERS, "--no-session", "--emit", "bash").exitStatus());
        assertEquals(251, jane.runs("dev-mfasession", "--account", ANOTHER, "--emit", "bash").exitStatus());
    }

    @Test
    void aSessionThatAwsDoesNotTakeIsNotHandedOver() {
        var run = jane.runs("bm", "--account", HERS, "--emit", "bash");

        assertEquals("false\n", run.out());
        assertTrue(run.screen().contains("AWS does not accept"), run.screen());
    }

    /** Its account cannot be known, so nothing else can be said of it. */
    @Test
    void whatNothingTellsOfIsRefused() {
        var run = jane.runs("web", "--account", HERS, "--emit", "bash");

        assertTrue(run.screen().startsWith("awscli-mfa: nothing here tells which account profile 'web' is in"), run.screen());
        assertEquals(253, run.exitStatus());
    }

    @Test
    void withoutAWayToAwsAnUnknownAccountIsRefused() {
        jane.aws.close();

        assertEquals(255, jane.runs("silent", "--account", HERS, "--emit", "bash").exitStatus());
        assertEquals(251, jane.runs("dev", "--account", ANOTHER, "--emit", "bash").exitStatus());
    }

    /** A device of another account was recorded, AWS does not know it, and the user's own one is of their account. */
    @Test
    void aDeviceThatAwsDoesNotKnowSaysNothingOfTheAccount() {
        var run = jane.runs("mistaken", "--account", ANOTHER, "--token-code", phone.code());

        assertEquals(251, run.exitStatus(), run.screen());
        assertTrue(run.screen().contains("profile 'mistaken' is in account " + HERS + ", according to AWS"), run.screen());
    }

    @ParameterizedTest
    @CsvSource({"12345678901", "mycompany", "1234567890123"})
    void onlyTwelveDigitsAreAnAccount(String text) {
        var run = jane.runs("dev", "--account", text);

        assertTrue(run.screen().contains("--account: '" + text + "' is no account"), run.screen());
        assertEquals(252, run.exitStatus());
    }
}
