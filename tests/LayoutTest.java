//DEPS org.junit.jupiter:junit-jupiter:6.1.3
//SOURCES Person.java
//SOURCES ../enable-disable-vmfa-device.java
//SOURCES ../mfa-status.java
//SOURCES ../lib/model/Shown.java
//SOURCES ../lib/model/Window.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import lib.model.Shown;
import lib.model.Window;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tests.aws.AccessKey;
import tests.aws.Device;
import tests.aws.User;

/** Whole screens by the width of the window: words are whole, commands in one piece, lists no longer than a screenful. */
class LayoutTest {

    private static final String KEYS = "aws_access_key_id = %s\naws_secret_access_key = %s\n";

    private Person jane;
    private AccessKey key;
    private Device phone;

    @BeforeEach
    void janeHasAPhone(@TempDir Path home) {
        jane = new Person(home);
        User user = jane.aws.account("123456789012").user("jane").policy("all", """
                {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}""");
        key = user.accessKey();
        phone = user.device("jane");
        jane.config("[profile dev]\nregion = eu-west-1\nmfa_serial = arn:aws:iam::123456789012:mfa/jane\n");
        jane.credentials("[dev]\n" + KEYS.formatted(key.id(), key.secret()));
        jane.environment.remove("AWS_ENDPOINT_URL");
        jane.config(jane.config() + "endpoint_url = " + jane.aws.endpoint() + "\n");
    }

    @AfterEach
    void close() {
        jane.close();
    }

    private void seesThrough(int columns) {
        jane.window = new Window(columns, 24);
    }

    // --------------------------------------------------------------- a dialogue

    @Test
    void inFortyColumnsWordsAreWholeAndCommandsStandAlone() {
        seesThrough(40);
        assertEquals("""
                dev: new MFA session of 9h (the default)
                Token code of
                  arn:aws:iam::123456789012:mfa/jane: 999999
                AWS did not accept the token code for
                  arn:aws:iam::123456789012:mfa/jane
                  check the digits and the entry in the
                    app; you can type it again now
                Token code of
                  arn:aws:iam::123456789012:mfa/jane: CODE
                Store it as dev-mfasession in
                  ~/.aws/credentials, for all
                  shells? [Y/n] y
                dev-mfasession: MFA session, 09h:00m:00s
                  left, until END; region
                  eu-west-1

                Use it in one command:
                  aws --profile dev-mfasession s3 ls
                or in this whole shell:
                  eval "$(jbang awscli-mfa.java dev --emit bash)"
                """, startsASession());
    }

    @Test
    void inTwoHundredColumnsEverySentenceHasItsLine() {
        seesThrough(200);
        assertEquals("""
                dev: new MFA session of 9h (the default)
                Token code of arn:aws:iam::123456789012:mfa/jane: 999999
                AWS did not accept the token code for arn:aws:iam::123456789012:mfa/jane
                  check the digits and the entry in the app; you can type it again now
                Token code of arn:aws:iam::123456789012:mfa/jane: CODE
                Store it as dev-mfasession in ~/.aws/credentials, for all shells? [Y/n] y
                dev-mfasession: MFA session, 09h:00m:00s left, until END; region eu-west-1

                Use it in one command:    aws --profile dev-mfasession s3 ls
                or in this whole shell:   eval "$(jbang awscli-mfa.java dev --emit bash)"
                """, startsASession());
    }

    private String startsASession() {
        var code = phone.code();
        var screen = jane.types("999999\n" + code + "\ny\n", "dev").screen();
        return screen.replace(code, "CODE").replaceAll("until \\w{3} \\d\\d:\\d\\d", "until END");
    }

    @Test
    void aProblemIsBrokenAtWordsAndItsCommandIsNot() {
        seesThrough(40);
        assertEquals("""
                awscli-mfa: there is no profile
                  'production'
                awscli-mfa: hint: choose from all of
                  them with:
                  jbang awscli-mfa.java --quick
                """, jane.types("", "production").screen());
    }

    @Test
    void theReportHasItsRowsBelowTheirNames() {
        seesThrough(40);
        jane.types(phone.code() + "\ny\n", "dev");

        assertEquals("""
                ENVIRONMENT
                  No AWS variables are set, and there is
                    no profile 'default': no profile is
                    in effect. Choose a profile, or name
                    one with --profile.

                PERSISTENT SESSIONS in
                  ~/.aws/credentials
                  dev-mfasession  valid
                      09h:00m:00s left, until END;
                      MFA session of dev

                Start, renew or choose one:
                  jbang awscli-mfa.java
                """, jane.types(MfaStatus::run, "").out().replaceAll("until \\w{3} \\d\\d:\\d\\d", "until END").replaceAll("(?m) +$", ""));
    }

    /** Its options stand above what they do. */
    @ParameterizedTest
    @ValueSource(ints = {40, 60, 80, 100, 200})
    void helpHasItsWordsWhole(int columns) {
        jane.window = Window.UNLIMITED;
        var words = words(jane.types("", "--help").out());
        seesThrough(columns);
        var help = jane.types("", "--help").out();

        assertEquals(words, words(help));
        assertEquals("", help.lines().filter(line -> Shown.columns(line) > columns && !line.contains("jbang awscli-mfa.java"))
                .collect(Collectors.joining("\n")));
        assertTrue(help.contains(columns < 50 ? "  -p, --profile=PROFILE\n          The same as PROFILE.\n"
                : "  -p, --profile=PROFILE   The same as PROFILE.\n"), help);
    }

    /** Commands that are shown count as one: nothing breaks them. */
    private static String words(String help) {
        return String.join("\n", help.substring(help.indexOf("Starts an AWS")).replace("jbang awscli-mfa.java dev --token-code 123456 --persist", "COMMAND")
                .split("\\s+"));
    }

    // --------------------------------------------------------------- many profiles

    private void has(int profiles) {
        jane.config("[profile prof001]\nregion = eu-west-1\n");
        jane.credentials(IntStream.rangeClosed(1, profiles).mapToObj("[prof%03d]\n"::formatted)
                .map(header -> header + KEYS.formatted(key.id(), key.secret())).collect(Collectors.joining()));
    }

    @ParameterizedTest
    @CsvSource({"1, 40", "1, 80", "1, 200", "30, 40", "30, 80", "30, 200", "300, 40", "300, 80", "300, 200"})
    void aMenuIsNoLongerThanTheWindow(int profiles, int columns) {
        has(profiles);
        jane.config("[profile a]\nrole_arn = arn:aws:iam::123456789012:role/admin\nsource_profile = prof001\n");
        seesThrough(columns);
        var plain = jane.types("", "-q", "-m").screen().replaceAll("(?s)awscli-mfa: cancelled.*", "");
        jane.seesColours = true;

        assertTrue(plain.lines().count() <= 24, plain);
        assertTrue(plain.lines().allMatch(line -> line.length() <= columns), plain);
        assertTrue(plain.startsWith("Profiles\n   1: prof001  no MFA device recorded"), plain);
        assertEquals(profiles > 16, plain.contains("      and " + (profiles + 1 - 16) + " more: type part of a name"), plain);
        assertEquals(plain, jane.types("", "-q").screen().replaceAll("(?s)awscli-mfa: cancelled.*", "").replaceAll("\u001b\\[[0-9;]*m", ""));
    }

    @Test
    void partOfANameShowsTheRowsThatHaveItAndAsksAgain() {
        has(300);
        seesThrough(40);

        assertEquals("""
                Which one? A number, or part of a
                  name: f04
                several match:
                  40: prof040  no MFA device recorded
                  41: prof041  no MFA device recorded
                  42: prof042  no MFA device recorded
                  43: prof043  no MFA device recorded
                  44: prof044  no MFA device recorded
                  45: prof045  no MFA device recorded
                  46: prof046  no MFA device recorded
                  47: prof047  no MFA device recorded
                  48: prof048  no MFA device recorded
                  49: prof049  no MFA device recorded
                Which one? A number, or part of a
                  name: 301
                  the numbers go from 1 to 300
                Which one? A number, or part of a
                  name:\040
                awscli-mfa: cancelled
                awscli-mfa: hint: run it again when you
                  are ready
                """, fromQuestion("f04\n301\n"));
    }

    @Test
    void enterAloneShowsAllWhereTheWindowHasNotHadRoomForThem() {
        has(300);
        seesThrough(80);
        assertTrue(fromQuestion("\n").contains(" 299: prof299  no MFA device recorded\n 300: prof300  no MFA device recorded\nWhich one?"));

        has(3);
        assertTrue(fromQuestion("\n").startsWith("""
                Which one? A number, or part of a name:\040
                  answer with a number from 1 to 3 or part of a name; Ctrl-C ends
                Which one?"""), fromQuestion("\n"));
    }

    private String fromQuestion(String keys) {
        var screen = jane.types(keys, "-q").screen();
        return screen.substring(screen.indexOf("Which one?"));
    }

    @ParameterizedTest
    @ValueSource(ints = {40, 80, 200})
    void theMenuOfDevicesIsLaidOutLikewise(int columns) {
        has(30);
        jane.environment.put("AWS_ENDPOINT_URL", jane.aws.endpoint().toString());
        seesThrough(columns);
        var screen = jane.types(EnableDisableVmfaDevice::run, "f00\n").screen();
        var menu = screen.substring(screen.indexOf("Users with an authenticator"), screen.indexOf("Which one?"));

        assertTrue(menu.contains("\n   9: prof009  ") && !menu.contains("prof030"), screen);
        assertTrue(menu.lines().count() <= 24, menu);
        assertTrue(screen.contains("several match:\n   1: prof001  "), screen);
        assertTrue(menu.lines().allMatch(line -> line.length() <= columns), screen);
    }
}
