//SOURCES Person.java
//SOURCES ../awscli-mfa.java
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tests.aws.AccessKey;
import tests.aws.Device;
import tests.aws.User;

/** What {@code aws_env PROFILE} says and asks; {@link ShellFilesTest} has it in real shells. Its page lists what goes wrong. */
class AwsEnvTest {

    private static final String ALL = """
            {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}""";

    private Person jane;
    private User user;
    private AccessKey key;

    @BeforeEach
    void janeHasTwoAccounts(@TempDir Path home) {
        jane = new Person(home);
        user = jane.aws.account("123456789012").user("jane");
        key = user.policy("all", ALL).accessKey();
        var other = jane.aws.account("210987654321").user("joan");
        other.policy("all", ALL).device("joan");
        jane.config("[profile dev]\nregion = eu-west-1\n\n[profile prod]\nregion = eu-west-2\n");
        jane.credentials("[dev]\naws_access_key_id = %s\naws_secret_access_key = %s\n\n[prod]\naws_access_key_id = %s\naws_secret_access_key = %s\n"
                .formatted(key.id(), key.secret(), other.accessKey().id(), other.accessKey().secret()));
    }

    @AfterEach
    void close() {
        jane.close();
    }

    private Device phone() {
        return user.device("jane");
    }

    private static String[] awsEnv(String... words) {
        return Stream.concat(Stream.of("--emit", "bash", "--announce"), Stream.of(words)).toArray(String[]::new);
    }

    /** What the shell takes over. */
    private void takes(Person.Run run) {
        run.out().lines().filter(line -> line.startsWith("unset ")).forEach(line -> jane.environment.remove(line.substring("unset ".length())));
        run.out().lines().filter(line -> line.startsWith("export ")).map(line -> line.substring("export ".length()).split("=", 2))
                .forEach(parts -> jane.environment.put(parts[0], parts[1].replace("'", "")));
    }

    private String said(Person.Run run) {
        return run.screen().lines().filter(line -> line.startsWith("awscli-mfa: ") && !line.startsWith("awscli-mfa: hint")).findFirst().orElse(run.screen());
    }

    // --------------------------------------------------------------- what is shown

    /** The device is found out, though the profile says nothing of one. */
    @Test
    void theUserTheDeviceAndTheEndAreShown() throws Exception {
        var transcript = Files.readString(Path.of("docs/terminals.md")).replaceFirst("(?s).*```console\n\\$ aws_env dev\n(.*?)```.*", "$1");

        var run = jane.types(phone().code().replaceFirst("...", "$0 ") + "\n\n", awsEnv("dev"));

        assertEquals(comparable(transcript), comparable(run.screen()));
        assertTrue(run.out().endsWith("export AWS_PROFILE='dev-mfasession'\nexport AWS_DEFAULT_PROFILE='dev-mfasession'\n"));
    }

    private static String comparable(String screen) {
        return screen.replaceAll("[0-9]{3} [0-9]{3}", "CODE").replaceAll("until \\w{3} [0-9:]{5}", "until then").replaceAll(" +\n", "\n");
    }

    @Test
    void aLiveSessionIsTakenUpWithoutAQuestion() {
        jane.runs("dev", "--token-code", phone().code());

        assertEquals("""
                user: jane of account 123456789012
                device: arn:aws:iam::123456789012:mfa/jane
                dev-mfasession: MFA session, 09h:00m:00s left, until %s; region eu-west-1
                """.formatted(jane.clockTime(Duration.ofHours(9))), jane.types("", awsEnv("dev")).screen());
    }

    /** What AWS has ended meanwhile is not handed over: another one is started. */
    @Test
    void aSessionThatAwsDoesNotTakeIsStartedAnew() {
        jane.runs("dev", "--token-code", phone().code());
        var id = jane.credentials().replaceAll("(?s).*aws_access_key_id = (ASIA\\w+).*", "$1");
        jane.credentials(jane.credentials().replaceAll("(aws_session_token = )\\S+", "$1gone"));
        jane.waitForNextCode();

        var run = jane.types(phone().code() + "\n\n", awsEnv("dev"));

        assertEquals(0, run.exitStatus(), run.screen());
        assertFalse(jane.credentials().contains(id), run.screen());
    }

    @Test
    void aProfileWithoutADeviceIsLoadedAsItIs() {
        var run = jane.types("\n", awsEnv("dev"));

        assertEquals("""
                the user of profile 'dev' has no MFA device
                  add an authenticator app with: jbang enable-disable-vmfa-device.java enable dev
                Use dev without MFA? [Y/n]\s
                user: jane of account 123456789012
                device: none; without MFA
                dev: as it is, without MFA; region eu-west-1
                """, run.screen());
        assertTrue(run.out().endsWith("export AWS_PROFILE='dev'\nexport AWS_DEFAULT_PROFILE='dev'\n"));
    }

    @Test
    void aRoleIsNamedAsOne() {
        phone();
        jane.aws.account("123456789012").role("admin", """
                {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole",
                 "Principal": {"AWS": "arn:aws:iam::123456789012:root"}}]}""");
        jane.config(jane.config() + "\n[profile admin]\nrole_arn = arn:aws:iam::123456789012:role/admin\nsource_profile = dev\n");

        var run = jane.runs(awsEnv("admin", "--token-code", phone().code()));

        assertTrue(run.screen().contains("role: admin of account 123456789012\n"), run.screen());
    }

    @Test
    void whereAwsIsNotReachedTheSessionIsHandedOverAllTheSame() {
        jane.runs("dev", "--token-code", phone().code());
        jane.environment.put("AWS_ENDPOINT_URL", "http://127.0.0.1:9");
        jane.environment.put("AWS_MAX_ATTEMPTS", "1");

        var run = jane.runs(awsEnv("dev"));

        assertEquals(0, run.exitStatus());
        assertTrue(run.screen().startsWith("user: not known, since cannot reach http://127.0.0.1:9: the connection is refused\n"), run.screen());
    }

    /** A passkey beside the phone gives no codes, and does no harm. */
    @Test
    void aPasskeyBesideThePhoneDoesNoHarm() {
        user.passkey("laptop");
        var code = phone().code();

        assertTrue(jane.types(code + "\n\n", awsEnv("dev")).screen().contains("Token code of arn:aws:iam::123456789012:mfa/jane: " + code));
    }

    // --------------------------------------------------------- two terminals, two accounts

    @Test
    void anotherTerminalKeepsItsAccount() {
        takes(jane.runs(awsEnv("dev", "--token-code", phone().code())));
        var here = jane.environment.get("AWS_PROFILE");
        jane.environment.keySet().removeIf(name -> name.matches("AWS_(DEFAULT_)?PROFILE"));

        takes(jane.runs(awsEnv("prod", "--token-code", jane.aws.account("210987654321").user("joan").device("joan").code())));

        assertEquals("dev-mfasession and prod-mfasession", here + " and " + jane.environment.get("AWS_PROFILE"));
        assertTrue(jane.credentials().contains("[dev-mfasession]"), "both are stored");
    }

    // ------------------------------------------------------------ 1: active session detected

    @Test
    void whatIsActiveHereIsToldWhenItGivesPlace() {
        takes(jane.runs(awsEnv("dev", "--token-code", phone().code())));
        assertFalse(jane.runs(awsEnv("dev")).screen().contains("until now"), "the same gives place to nothing");

        var run = jane.runs(awsEnv("prod", "--token-code", jane.aws.account("210987654321").user("joan").device("joan").code()));

        assertEquals("here until now: AWS_PROFILE and AWS_DEFAULT_PROFILE select MFA session 'dev-mfasession'. By the file it has 09h:00m:00s left;"
                + " AWS was not asked whether it accepts it.", run.screen().lines().findFirst().orElse(""));
        assertEquals(0, run.exitStatus());
    }

    @Test
    void keysThatAreNowhereElseGoOnlyWithLeave() {
        takes(jane.runs(awsEnv("dev", "--token-code", phone().code(), "--no-persist")));

        var declined = jane.types("n\n", awsEnv("prod"));
        var agreed = jane.types("\n" + jane.aws.account("210987654321").user("joan").device("joan").code() + "\n\n", awsEnv("prod"));

        assertTrue(declined.screen().contains("They are stored nowhere. Let prod take their place? [Y/n] n\n"), declined.screen());
        assertEquals("130 false\n", declined.exitStatus() + " " + declined.out());
        assertEquals(0, agreed.exitStatus(), agreed.screen());
    }

    // ------------------------------------------------------------ 2: unable to identify user

    @Test
    void keysThatAwsDoesNotKnowAreNamed() {
        jane.credentials(jane.credentials().replace(key.id(), "AKIAIOSFODNN7EXAMPLE"));
        jane.config(jane.config().replace("eu-west-1\n", "eu-west-1\nmfa_serial = arn:aws:iam::123456789012:mfa/jane\n"));

        var run = jane.types(phone().code() + "\n", awsEnv("dev"));

        assertEquals("awscli-mfa: AWS does not accept access key AKIAIOSFODNN7EXAMPLE (InvalidClientTokenId)", said(run));
        assertEquals(254, run.exitStatus());
    }

    @Test
    void aSecretThatDoesNotBelongToTheKeyIsNamed() {
        jane.credentials(jane.credentials().replace(key.secret(), "another"));

        assertEquals("awscli-mfa: the secret access key stored with " + key.id() + " is not the right one", said(jane.types("", awsEnv("dev"))));
    }

    @Test
    void aProfileThatIsNotThereIsNamed() {
        assertEquals("awscli-mfa: there is no profile 'dve'", said(jane.types("", awsEnv("dve"))));
    }

    // ------------------------------------------------------------ 3: no MFA device found

    @Test
    void onlyAPasskeyIsNamed() {
        user.passkey("laptop");

        var run = jane.types("n\n", awsEnv("dev"));

        assertTrue(run.screen().contains("profile 'dev' has only passkeys or security keys, which AWS accepts in a browser but not here\n"), run.screen());
    }

    @Test
    void devicesThatMayNotBeListedAreNamedByThePerson() {
        phone();
        user.policy("all", "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Deny\", \"Action\": \"iam:*\", \"Resource\": \"*\"}]}");

        var run = jane.types("", awsEnv("dev"));

        assertTrue(run.screen().contains("AWS does not let the user of profile 'dev' list the MFA devices without MFA"), run.screen());
        assertTrue(run.screen().contains("name your device: --serial-number arn:aws:iam::ACCOUNT:mfa/NAME"), run.screen());
    }

    // ----------------------------------------------- 4: failed to generate temporary credentials

    @Test
    void aWrongCodeIsAskedForAgain() {
        var code = phone().code();
        var wrong = code.equals("123456") ? "654321" : "123456";

        var run = jane.types(wrong + "\n" + code + "\n\n", awsEnv("dev"));

        assertTrue(run.screen().contains("AWS did not accept the token code for arn:aws:iam::123456789012:mfa/jane\n"), run.screen());
        assertEquals(0, run.exitStatus());
    }

    @Test
    void whatThePolicyForbidsIsNamed() {
        phone();
        user.policy("all", """
                {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iam:*", "Resource": "*"},
                 {"Effect": "Deny", "Action": "sts:GetSessionToken", "Resource": "*"}]}""");

        var run = jane.types(phone().code() + "\n", awsEnv("dev"));

        assertTrue(said(run).startsWith("awscli-mfa: AWS did not allow this: ") && said(run).contains("sts:GetSessionToken"), run.screen());
        assertEquals("254 false\n", run.exitStatus() + " " + run.out());
    }

    // ---------------------------------------------- 5: it returns without setting anything

    /** Whoever starts the script itself is told what makes it the shell's. */
    @Test
    void theScriptAloneSaysWhatMakesItTheShells() {
        var run = jane.runs("dev", "--token-code", phone().code());

        assertTrue(run.screen().endsWith("or in this whole shell:   eval \"$(jbang awscli-mfa.java dev --emit bash)\"\n"), run.screen());
    }

    @Test
    void withoutATerminalNothingIsAsked() {
        phone();

        var run = jane.runs(awsEnv("dev"));

        assertEquals("awscli-mfa: cannot ask for the token code: there is no terminal", said(run));
        assertEquals("252 false\n", run.exitStatus() + " " + run.out());
    }

    // ------------------------------------------------------------------------ its page

    /** Each thing that the page has it say is said by these tests or by the shell files. */
    @Test
    void thePageHasTheMessagesAsTheyAre() throws Exception {
        var page = Files.readString(Path.of("docs/terminals.md")).replaceFirst("(?s).*\n## What it says", "");
        var sources = new StringBuilder();
        for (var file : List.of("lib/model/Problem.java", "lib/command/Announcement.java", "lib/shell/awscli-mfa.sh")) {
            sources.append(Files.readString(Path.of(file)));
        }
        var quoted = page.lines().filter(line -> line.startsWith("| `")).flatMap(line -> Stream.of(line.split("\\|")[1].split("`")).map(String::strip))
                .filter(text -> text.length() > 2).toList();

        for (var text : quoted) {
            for (var part : text.split("…|'dev'")) {
                assertTrue(sources.toString().contains(part.strip()), part);
            }
        }
        assertEquals(13, quoted.size());
    }
}
