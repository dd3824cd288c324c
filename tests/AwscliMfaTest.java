//SOURCES Cleared.java
//SOURCES Person.java
//SOURCES ../awscli-mfa.java

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lib.model.IniFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tests.aws.AccessKey;
import tests.aws.Device;
import tests.aws.User;

class AwscliMfaTest {

    private Person jane;
    private static final String ALL = """
            {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}""";

    private User user;
    private AccessKey key;
    private Device phone;

    @BeforeEach
    void janeHasAPhoneAndTwoProfiles(@TempDir Path home) {
        jane = new Person(home);
        user = jane.aws.account("123456789012").user("jane").policy("all", ALL);
        key = user.accessKey();
        phone = user.device("jane");
        jane.config("""
                [profile dev]
                region = eu-west-1
                output = json
                mfa_serial = arn:aws:iam::123456789012:mfa/jane

                [profile ops]
                region = eu-west-2
                """);
        jane.credentials("""
                # work
                [dev]
                aws_access_key_id = %1$s
                aws_secret_access_key = %2$s

                [ops]
                aws_access_key_id = %1$s
                aws_secret_access_key = %2$s
                """.formatted(key.id(), key.secret()));
    }

    @AfterEach
    void close() {
        jane.close();
    }

    @Test
    void aSessionFromTheMenuIsStoredAndExplained() {
        var code = phone.code();

        var run = jane.types("dev\n" + code + "\n\n");

        assertEquals("""
                noted in the AWS files: mfa_arn of ops
                Profiles
                   1: dev  jane @ 123456789012
                   2: ops  jane @ 123456789012

                Which one? A number, or part of a name: dev
                dev: new MFA session of 9h (the default)
                Token code of arn:aws:iam::123456789012:mfa/jane (Enter alone: without MFA): %s
                Store it as dev-mfasession in ~/.aws/credentials, for all shells? [Y/n]\s
                dev-mfasession: MFA session, 09h:00m:00s left, until %s; region eu-west-1; output json

                Use it in one command:    aws --profile dev-mfasession s3 ls
                or in this whole shell:   eval "$(jbang awscli-mfa.java dev --emit bash)"
                """.formatted(code, jane.clockTime(Duration.ofHours(9))), run.screen());
        assertEquals(0, run.exitStatus());
        assertEquals("", run.out());
    }

    // ------------------------------------------------------- without questions

    @Test
    void optionsAnswerEveryQuestionAndOnlyTheProfilesNameIsEmitted() {
        var run = jane.runs("dev", "--token-code", phone.code(), "--duration", "9h", "--persist", "--emit", "bash");

        assertEquals(Cleared.but("unset %s\n", "AWS_PROFILE", "AWS_DEFAULT_PROFILE") + """
                export AWS_PROFILE='dev-mfasession'
                export AWS_DEFAULT_PROFILE='dev-mfasession'
                """, run.out());
        assertEquals(0, run.exitStatus());
    }

    @Test
    void aStoredSessionLeavesEverythingElseInBothFilesAsItWas() {
        var ends = jane.clock().instant().plus(Duration.ofHours(1)).getEpochSecond();
        var config = jane.config();
        var credentials = jane.credentials();

        jane.runs("--profile", "dev", "--token-code", phone.code(), "--duration", "3600");

        var session = storedSession();
        assertEquals(config + """

                [profile dev-mfasession]
                region = eu-west-1
                output = json
                handed_down = region:1637af50 output:31ece8
                """, jane.config());
        assertEquals(credentials + """

                [dev-mfasession]
                aws_session_expiry = %1$d
                aws_access_key_id = %2$s
                aws_secret_access_key = %3$s
                aws_session_token = %4$s
                made_of = session=%2$s key=%5$s
                """.formatted(ends, session.get("aws_access_key_id"), session.get("aws_secret_access_key"),
                session.get("aws_session_token"), key.id()), jane.credentials());
        assertTrue(jane.aws.sessions().isLive(session.get("aws_access_key_id")));
    }

    private void startDev() {
        var run = jane.runs("dev", "--token-code", phone.code());
        assertEquals(0, run.exitStatus(), run.screen());
    }

    private Map<String, String> storedSession() {
        return IniFile.parse(jane.credentials()).properties("dev-mfasession");
    }

    @Test
    void aSessionThatIsNotStoredIsEmittedWithItsKeysAndTheFilesStayAsTheyWere() {
        var before = jane.files();
        var ends = jane.clock().instant().plus(Duration.ofMinutes(15));

        var run = jane.runs("dev", "--token-code", phone.code(), "--duration", "15m", "--no-persist", "--emit", "fish");

        assertEquals(0, run.exitStatus(), run.screen());
        var id = run.out().replaceAll("(?s).*AWS_ACCESS_KEY_ID '(ASIA[A-Z0-9]+)'.*", "$1");
        assertEquals(Cleared.but("set -eg %s\n", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_SESSION_TYPE",
                "AWS_SESSION_IDENT", "AWS_CREDENTIAL_EXPIRATION", "AWS_SESSION_EXPIRY", "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_DEFAULT_OUTPUT") + """
                set -gx AWS_ACCESS_KEY_ID '%s'
                set -gx AWS_SECRET_ACCESS_KEY '…'
                set -gx AWS_SESSION_TOKEN '…'
                set -gx AWS_SESSION_TYPE 'mfasession'
                set -gx AWS_SESSION_IDENT 'dev-mfasession'
                set -gx AWS_CREDENTIAL_EXPIRATION '%s'
                set -gx AWS_SESSION_EXPIRY '%d'
                set -gx AWS_REGION 'eu-west-1'
                set -gx AWS_DEFAULT_REGION 'eu-west-1'
                set -gx AWS_DEFAULT_OUTPUT 'json'
                true
                """.formatted(id, ends, ends.getEpochSecond()),
                run.out().replaceAll("(SECRET_ACCESS_KEY|SESSION_TOKEN) '[^']+'", "$1 '…'"));
        assertTrue(jane.aws.sessions().isLive(id));
        assertEquals(before, jane.files());
    }

    @Test
    void theCodeCanComeThroughAPipe() {
        jane.piped = phone.code().replaceFirst("...", "$0 ") + "\n";

        assertEquals(0, jane.runs("dev", "--token-code", "-").exitStatus());
    }

    @Test
    void withoutATerminalTheEnvironmentsProfileIsTaken() {
        jane.environment.put("AWS_PROFILE", "dev");

        var run = jane.runs("--token-code", phone.code(), "--emit", "zsh");

        assertTrue(run.out().endsWith("export AWS_DEFAULT_PROFILE='dev-mfasession'\n"), run.screen());
    }

    @Test
    void theOnlyBaseProfileIsNotAskedAbout() {
        jane.credentials("[dev]\naws_access_key_id = %s\naws_secret_access_key = %s\n".formatted(key.id(), key.secret()));

        var run = jane.types(phone.code() + "\nn\n", "--emit", "bash", "--duration", "1h");

        assertEquals(0, run.exitStatus());
        assertTrue(run.screen().startsWith("dev: new MFA session of 1h (as asked for)\n"), run.screen());
    }

    // -------------------------------------------------------------- live sessions

    @Test
    void aLiveSessionIsTakenUpWithoutAQuestionAndWithoutAWS() {
        startDev();
        jane.wait(Duration.ofHours(2));

        var run = jane.types("", "dev", "--emit", "bash");

        assertEquals("dev-mfasession: MFA session, 07h:00m:00s left, until " + jane.clockTime(Duration.ofHours(7))
                + "; region eu-west-1; output json\n", run.screen());
        assertEquals(List.of("GetSessionToken"), jane.calls());
    }

    @Test
    void whatIsSaidOfANewSessionIsNotPassedOverInSilenceWhereALiveOneIsTakenUp() {
        startDev();

        var run = jane.runs("dev", "--duration", "12h", "--emit", "bash");

        assertEquals("""
                note: dev-mfasession is live and is used as it is; for a new session with --duration, add --force
                dev-mfasession: MFA session, 09h:00m:00s left, until %s; region eu-west-1; output json
                """.formatted(jane.clockTime(Duration.ofHours(9))), run.screen());
        assertEquals(0, run.exitStatus());
    }

    @Test
    void aSessionThatAnotherTerminalGetsWhileThePersonTypesIsTakenUpAndTheCodeIsNotSpent() {
        var code = phone.code();

        var run = jane.thinks(this::startDev, code + "\n", "dev", "--emit", "bash");

        assertEquals("""
                dev: new MFA session of 9h (the default)
                Token code of arn:aws:iam::123456789012:mfa/jane: %s
                dev-mfasession has been started elsewhere meanwhile; your code was not used
                dev-mfasession: MFA session, 09h:00m:00s left, until %s; region eu-west-1; output json
                """.formatted(code, jane.clockTime(Duration.ofHours(9))), run.screen());
        assertEquals(List.of("GetSessionToken"), jane.calls());
        assertTrue(run.out().endsWith("export AWS_DEFAULT_PROFILE='dev-mfasession'\n"), run.out());
    }

    @Test
    void theMenuShowsLiveSessionsAndTakesThemUpByNumberAndS() {
        startDev();
        var before = jane.files();

        var run = jane.types("2s\n1s\n", "--quick", "--emit", "bash", "--secrets");

        assertEquals("""
                Profiles
                   1: dev  1s: MFA session, 09h:00m:00s left; MFA device jane @ 123456789012
                   2: ops  no MFA device recorded

                Which one? A number, 1s for the session of 1, or part of a name: 2s
                  profile 2 has no live session; 2 alone starts one
                Which one? A number, 1s for the session of 1, or part of a name: 1s
                dev-mfasession: MFA session, 09h:00m:00s left, until %s; region eu-west-1; output json
                """.formatted(jane.clockTime(Duration.ofHours(9))), run.screen());
        assertTrue(run.out().contains("export AWS_ACCESS_KEY_ID='" + storedSession().get("aws_access_key_id") + "'\n"));
        assertEquals(before, jane.files());
    }

    @Test
    void forceStartsANewSessionInPlaceOfALiveOne() {
        startDev();
        var old = storedSession().get("aws_access_key_id");
        var before = jane.credentials();
        jane.waitForNextCode();

        var run = jane.runs("dev-mfasession", "--force", "--token-code", phone.code());

        assertEquals(0, run.exitStatus(), run.screen());
        assertNotEquals(old, storedSession().get("aws_access_key_id"));
        assertEquals(before.lines().count(), jane.credentials().lines().count());
    }

    @Test
    void anExpiredSessionIsRenewedWhenItIsNamed() {
        startDev();
        jane.wait(Duration.ofHours(9));

        jane.waitForNextCode();
        var run = jane.types("", "dev-mfasession", "--no-input");

        assertEquals("""
                dev: new MFA session of 9h (the default)
                awscli-mfa: --no-input forbids asking for the token code
                awscli-mfa: hint: give it with --token-code CODE, or --token-code - for standard input
                """, run.screen());
        assertEquals(252, run.exitStatus());
    }

    @Test
    void otherToolsSessionsAreTakenUpAndLeftAsTheyAre() {
        jane.credentials(jane.credentials() + """

                [bm]
                aws_access_key_id = ASIAEXAMPLEEXAMPLE00
                aws_secret_access_key = example/secret
                aws_security_token = example/session
                expiration = %s
                """.formatted(jane.clock().instant().plusSeconds(3600).toString().replace("T", " ").replace("Z", "")));
        var before = jane.files();

        var run = jane.runs("bm", "--emit", "bash", "--secrets");

        assertTrue(run.out().contains("export AWS_SESSION_TOKEN='example/session'\n"), run.out());
        assertEquals(before, jane.files());
        assertEquals(List.of(), jane.calls());
    }

    /** Row W18. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            dev-mfasession | aws_session_init_time = %d
            dev-mfasession | ''
            bm             | ''
            """)
    void aSessionWhoseEndIsNotRecordedIsTakenUpByItsName(String name, String line) {
        jane.credentials(jane.credentials() + "\n[" + name + "]\naws_access_key_id = ASIAEXAMPLEEXAMPLE00\naws_secret_access_key = s\n"
                + "aws_session_token = example/session\n" + line.formatted(jane.clock().instant().getEpochSecond()) + "\n");
        var before = jane.files();

        var run = jane.runs(name, "--emit", "bash", "--secrets");

        assertTrue(run.out().contains("export AWS_SESSION_TOKEN='example/session'\n"), run.screen());
        assertEquals(before, jane.files());
    }

    /** Row W16: what awsume's clocks say is not what UTC says. */
    @ParameterizedTest
    @CsvSource({"Europe/Berlin, 3600, true", "Europe/Berlin, -60, false", "America/New_York, 3600, true", "America/New_York, -60, false"})
    void aSessionOfAwsumeLivesByTheClocksHere(String zone, long secondsLeft, boolean lives) {
        jane.environment.put("TZ", zone);
        var end = LocalDateTime.ofInstant(jane.clock().instant().plusSeconds(secondsLeft), ZoneId.of(zone)).toString().replace('T', ' ');
        jane.credentials(jane.credentials() + "\n[autoawsume-ops]\naws_access_key_id = ASIAEXAMPLEEXAMPLE00\naws_secret_access_key = s\n"
                + "aws_session_token = example/session\nautoawsume = true\nexpiration = " + end + "\nawsumepy_command = ops -a\n");
        var before = jane.files();

        assertEquals(lives, jane.runs("autoawsume-ops", "--emit", "bash").exitStatus() == 0);
        assertEquals(before, jane.files());
    }

    /** Row W10: nothing of such a file is shown, and nothing written into it or its neighbour. */
    @ParameterizedTest
    @CsvSource({"config", "credentials"})
    void aFileInAnotherEncodingIsNamedAndLeftAsItIs(String name) throws IOException {
        var file = Path.of(jane.environment.get("HOME"), ".aws", name);
        Files.write(file, ("\ufeff" + Files.readString(file)).getBytes(StandardCharsets.UTF_16LE));
        var before = Files.readAllBytes(file);

        var run = jane.runs("dev", "--token-code", phone.code(), "--persist", "--emit", "bash");

        assertEquals("""
                awscli-mfa: ~/.aws/%s: it is UTF-16 text, which AWS's tools do not read
                awscli-mfa: hint: store it as UTF-8 with: jbang awscli-mfa.java --fix
                """.formatted(name), run.screen().replace(jane.environment.get("HOME"), "~"));
        assertEquals(253, run.exitStatus());
        assertArrayEquals(before, Files.readAllBytes(file));
        assertEquals(List.of(), jane.calls());
    }

    /** The same where zeros stand between letters for any other reason, and {@code --fix} can do nothing about it. */
    @ParameterizedTest
    @CsvSource({"config", "credentials"})
    void aFileThatIsNotInOneEncodingIsNamedAndLeftAsItIs(String name) throws IOException {
        var file = Path.of(jane.environment.get("HOME"), ".aws", name);
        Files.write(file, "[more]\nregion = eu-west-1\n".getBytes(StandardCharsets.UTF_16LE), StandardOpenOption.APPEND);
        var before = Files.readAllBytes(file);

        var run = jane.runs("dev", "--token-code", phone.code(), "--persist", "--emit", "bash");

        assertEquals("""
                awscli-mfa: ~/.aws/%s: zero bytes stand in it, and it is not in one encoding to its end
                awscli-mfa: hint: nothing was changed there; put it right in an editor, and store it as UTF-8
                """.formatted(name), run.screen().replace(jane.environment.get("HOME"), "~"));
        assertEquals(253, run.exitStatus());
        assertArrayEquals(before, Files.readAllBytes(file));
        assertEquals(List.of(), jane.calls());
    }

    /** Row W37: the AWS CLI would read a new [default] and not the old section. */
    @Test
    void whatIsNotedOfTheDefaultProfileStandsInTheSectionThatAllRead() {
        jane.config("[profile default]\nregion = eu-west-1\noutput = json\n");
        jane.credentials("[default]\naws_access_key_id = " + key.id() + "\naws_secret_access_key = " + key.secret() + "\n");

        jane.types("\u0003");

        assertEquals("[profile default]\nregion = eu-west-1\noutput = json\nmfa_arn = arn:aws:iam::123456789012:mfa/jane\n", jane.config());
    }

    /** Row W12: a second line beside it would make the AWS CLI refuse the whole file. */
    @Test
    void aSessionReplacesKeysThatStandBehindColons() {
        jane.credentials(jane.credentials() + "\n[dev-mfasession]\naws_access_key_id:ASIAOLD\naws_secret_access_key:abc+/=\n"
                + "aws_session_token : old=\n");

        assertEquals(0, jane.runs("dev", "--token-code", phone.code(), "--persist").exitStatus());

        var section = jane.credentials().substring(jane.credentials().indexOf("[dev-mfasession]"));
        assertEquals(List.of("aws_access_key_id", "aws_secret_access_key", "aws_session_token", "aws_session_expiry", "made_of"),
                section.lines().skip(1).map(line -> line.replaceFirst(" = .*", "")).toList());
    }

    // ------------------------------------------------------------ asking again

    @Test
    void aWrongCodeIsAskedForAgain() {
        jane.waitForNextCode();

        var run = jane.types("12345\n000000\n" + phone.code() + "\n\n", "dev");

        assertEquals("""
                dev: new MFA session of 9h (the default)
                Token code of arn:aws:iam::123456789012:mfa/jane: 12345
                  type the code that the authenticator app shows now, such as 123456 or 123 456
                Token code of arn:aws:iam::123456789012:mfa/jane: 000000
                AWS did not accept the token code for arn:aws:iam::123456789012:mfa/jane
                  check the digits and the entry in the app; you can type it again now
                Token code of arn:aws:iam::123456789012:mfa/jane: %s
                """.formatted(phone.code()), firstLines(7, run.screen()));
        assertEquals(0, run.exitStatus());
        assertEquals(List.of("GetSessionToken", "GetSessionToken"), jane.calls());
    }

    /** Who types it once more has not mistyped it; AWS need not be asked for that, and nothing is waited for. */
    @Test
    void s11ACodeThatAwsHasRefusedIsNoSlipWhenItIsTypedAgain() {
        jane.waitForNextCode();

        var run = jane.types("000000\n000000\n" + phone.code() + "\n\n", "dev");

        assertEquals("""
                dev: new MFA session of 9h (the default)
                Token code of arn:aws:iam::123456789012:mfa/jane: 000000
                AWS did not accept the token code for arn:aws:iam::123456789012:mfa/jane
                  check the digits and the entry in the app; you can type it again now
                Token code of arn:aws:iam::123456789012:mfa/jane: 000000
                AWS has refused this very code already
                  if the app shows this code, it was used elsewhere or belongs to another entry; the next one appears in 30 s
                  or the phone's clock is wrong: set it by the network; if that does not help, run: jbang enable-disable-vmfa-device.java resync dev
                Token code of arn:aws:iam::123456789012:mfa/jane: %s
                """.formatted(phone.code()), firstLines(9, run.screen()));
        assertEquals(0, run.exitStatus());
        assertEquals(List.of("GetSessionToken", "GetSessionToken"), jane.calls());
    }

    @Test
    void s11ASlipOfAnotherRunIsNotCalledUsed() {
        jane.waitForNextCode();
        jane.types("000000\n\u0003", "dev");

        assertTrue(jane.runs("dev", "--token-code", "000000").screen().contains("awscli-mfa: AWS has refused this very code already\n"));
        assertEquals(0, jane.runs("dev", "--token-code", phone.code()).exitStatus());
    }

    @Test
    void s11TwoOtherCodesThatAwsRefusesPointToTheClockOfThePhone() {
        jane.waitForNextCode();

        var run = jane.types("000000\n000001\n" + phone.code() + "\n\n", "dev");

        assertTrue(run.screen().contains("""
                Token code of arn:aws:iam::123456789012:mfa/jane: 000001
                AWS did not accept the token code for arn:aws:iam::123456789012:mfa/jane
                  check the digits and the entry in the app; you can type it again now
                  or the phone's clock is wrong: set it by the network; if that does not help, run: jbang enable-disable-vmfa-device.java resync dev
                """), run.screen());
        assertEquals(0, run.exitStatus());
    }

    @Test
    void aSpentCodeIsRecognisedBeforeAWSIsAskedAndTheNextOneAwaited() {
        jane.waitForNextCode();
        startDev();
        jane.wait(Duration.ofSeconds(28));
        var next = phone.codeAt(jane.clock().instant().plusSeconds(2));

        var run = jane.types(phone.code() + "\n" + next + "\n\n", "dev", "--force");

        assertEquals("""
                dev: new MFA session of 9h (the default)
                Token code of arn:aws:iam::123456789012:mfa/jane: %s
                this token code has already been used, and AWS accepts each code once
                  the next code appears in 2 s
                \rThe next code appears in 2 s  \rThe next code appears in 1 s \s
                Token code of arn:aws:iam::123456789012:mfa/jane: %s
                """.formatted(phone.codeAt(jane.clock().instant().minusSeconds(30)), next), firstLines(6, run.screen()));
        assertEquals(0, run.exitStatus());
        assertEquals(List.of("GetSessionToken", "GetSessionToken"), jane.calls());
    }

    @Test
    void aCodeSpentInTheStepBeforeNeedsNoWaiting() {
        jane.waitForNextCode();
        var spent = phone.code();
        jane.runs("dev", "--token-code", spent);
        jane.wait(Duration.ofSeconds(31));

        var run = jane.runs("dev", "--force", "--token-code", spent);

        assertEquals("""
                dev: new MFA session of 9h (the default)
                awscli-mfa: this token code has already been used, and AWS accepts each code once
                awscli-mfa: hint: use the code that the authenticator app shows now
                """, run.screen());
        assertEquals(254, run.exitStatus());
        assertEquals(List.of("GetSessionToken"), jane.calls());
    }

    private static String firstLines(int count, String screen) {
        return Stream.of(screen.split("\n", -1)).limit(count).collect(Collectors.joining("\n", "", "\n"));
    }

    // ------------------------------------------------------------------ devices

    @Test
    void theDeviceIsLookedUpWhereTheProfileNamesNone() {
        var run = jane.runs("ops", "--token-code", phone.code());

        assertEquals(0, run.exitStatus(), run.screen());
        assertEquals(List.of("ListMFADevices", "GetSessionToken"), jane.calls());
    }

    @Test
    void aDeviceThatWasLookedUpIsRememberedWithTheSession() {
        jane.runs("ops", "--token-code", phone.code());
        jane.waitForNextCode();
        jane.runs("ops", "--force", "--token-code", phone.code());

        assertEquals(phone.serialNumber(), IniFile.parse(jane.config()).properties("profile ops").get("mfa_arn"));
        assertEquals(List.of("ListMFADevices", "GetSessionToken", "GetSessionToken"), jane.calls());
    }

    @Test
    void amongSeveralDevicesThePersonChoosesAndPasskeysAreNotOffered() {
        var token = user.hardwareDevice("GAHT12345678");
        user.passkey("jane-key");

        var run = jane.types("3\n1\n" + token.code() + "\n\n", "ops");

        assertEquals("""
                ops: new MFA session of 9h (the default)
                MFA devices
                   1: GAHT12345678 (hardware token)
                   2: arn:aws:iam::123456789012:mfa/jane (authenticator app)

                Which device shows the code? A number: 3
                  the numbers go from 1 to 2
                Which device shows the code? A number: 1
                """, firstLines(8, run.screen()));
        assertEquals(0, run.exitStatus());
    }

    @Test
    void amongSeveralDevicesAnOptionChoosesWithoutATerminal() {
        user.hardwareDevice("GAHT12345678");

        assertFails(252, """
                ops: new MFA session of 9h (the default)
                awscli-mfa: cannot ask for the MFA device: there is no terminal
                awscli-mfa: hint: name it with --serial-number: GAHT12345678 or arn:aws:iam::123456789012:mfa/jane
                """, "ops", "--token-code", phone.code());
        assertEquals(0, jane.runs("ops", "--token-code", phone.code(), "--serial-number", phone.serialNumber()).exitStatus());
    }

    @Test
    void passkeysAloneAreExplained() {
        var joe = jane.aws.account("123456789012").user("joe");
        joe.passkey("joe-key");
        giveOpsTheKeyOf(joe);

        assertFails(253, """
                awscli-mfa: profile 'ops' has only passkeys or security keys, which AWS accepts in a browser but not here
                awscli-mfa: hint: use: aws login, or add an authenticator app beside it in the web console: https://console.aws.amazon.com/iam/home#/security_credentials
                """, "ops");
    }

    @Test
    void aUserWithoutADeviceIsToldHowToGetOne() {
        giveOpsTheKeyOf(jane.aws.account("123456789012").user("joe"));

        assertFails(253, """
                awscli-mfa: the user of profile 'ops' has no MFA device
                awscli-mfa: hint: add an authenticator app with: jbang enable-disable-vmfa-device.java enable ops
                """, "ops");
    }

    private void giveOpsTheKeyOf(User other) {
        other.policy("all", ALL);
        var credentials = jane.credentials();
        var ops = credentials.indexOf("[ops]");
        jane.credentials(credentials.substring(0, ops) + "[ops]\naws_access_key_id = %s\naws_secret_access_key = %s\n"
                .formatted(other.accessKey().id(), other.accessKey().secret()));
    }

    @Test
    void whereListingDevicesIsDeniedTheOptionIsNamed() {
        user.policy("all", ALL.replace("Allow", "Deny"));

        assertFails(254, """
                awscli-mfa: AWS does not let the user of profile 'ops' list the MFA devices without MFA
                awscli-mfa: hint: name your device: --serial-number arn:aws:iam::ACCOUNT:mfa/NAME, or store it as mfa_serial in the config file
                """, "ops", "--token-code", phone.code());
    }

    @Test
    void anothersDeviceIsRefusedByName() {
        jane.aws.account("123456789012").user("joe").device("joe");

        assertFails(254, """
                dev: new MFA session of 9h (the default)
                awscli-mfa: AWS does not know arn:aws:iam::123456789012:mfa/joe as an MFA device of this user
                awscli-mfa: hint: list the user's devices with: jbang enable-disable-vmfa-device.java list, and name one with --serial-number
                """, "dev", "--token-code", phone.code(), "--serial-number", "arn:aws:iam::123456789012:mfa/joe");
    }

    @Test
    void debugTellsEveryCallAndNoSecret() {
        var run = jane.runs("ops", "--debug", "--token-code", phone.code());

        assertEquals("""
                debug: every call to AWS is told; secrets and codes are not
                debug: iam ListMFADevices by ****************%1$s, eu-west-2: answered after 0 ms
                ops: new MFA session of 9h (the default)
                debug: ssm GetParameter /unencrypted/mfa/session_length in us-east-1 by ****************%1$s, eu-west-2: answered after 0 ms
                debug: sts GetSessionToken by ****************%1$s, eu-west-2: answered after 0 ms
                """.formatted(key.id().substring(16)), firstLines(5, run.screen()));
        assertEquals(0, run.exitStatus());
    }

    // ------------------------------------------------------------ AWS's refusals

    @Test
    void anInactiveKeyIsNamedAndNothingIsAskedAgain() {
        key.deactivate();

        assertFails(254, """
                dev: new MFA session of 9h (the default)
                awscli-mfa: AWS does not accept access key %s (InvalidClientTokenId)
                awscli-mfa: hint: it is inactive, deleted or mistyped: check it in the IAM console; if it is in the files, enter it again with: aws configure --profile NAME
                """.formatted(key.id()), "dev", "--token-code", phone.code());
    }

    @Test
    void aWrongSecretIsToldFromAWrongKey() {
        jane.credentials(jane.credentials().replace(key.secret(), key.secret().substring(1) + "x"));

        assertFails(254, """
                dev: new MFA session of 9h (the default)
                awscli-mfa: the secret access key stored with %s is not the right one
                awscli-mfa: hint: enter both keys again; if they are in the files, with: aws configure --profile NAME
                """.formatted(key.id()), "dev", "--token-code", phone.code());
    }

    @Test
    void anUnknownErrorKeepsAWSsCodeMessageAndRequestId() {
        jane.aws.faults().fail(9, 400, "MadeUp", "something new");

        var run = jane.runs("dev", "--token-code", phone.code());

        assertEquals("""
                dev: new MFA session of 9h (the default)
                awscli-mfa: AWS answered MadeUp: something new (request …)
                awscli-mfa: hint: %s answers in AWS's place; see whether it knows this call
                """.formatted(jane.aws.endpoint()), run.screen().replaceAll("request [0-9a-f-]{36}", "request …"));
        assertEquals(254, run.exitStatus());
    }

    @Test
    void throttlingIsWaitedOutAndACodeIsNotLostByIt() {
        jane.aws.faults().throttle("GetSessionToken", 2);

        assertEquals(0, jane.runs("dev", "--token-code", phone.code()).exitStatus());
        assertEquals(3, jane.calls().size());
    }

    // ---------------------------------------------------------------- the network

    @Test
    void whoeverIsOfflineReadsWhatCannotBeReached() {
        jane.environment.put("AWS_ENDPOINT_URL", "http://127.0.0.1:1");
        jane.environment.put("AWS_MAX_ATTEMPTS", "1");

        assertFails(255, """
                dev: new MFA session of 9h (the default)
                awscli-mfa: cannot reach http://127.0.0.1:1: the connection is refused
                awscli-mfa: hint: check the network, the proxy variables and the region, then try again
                """, "dev", "--token-code", phone.code());
    }

    @Test
    void aCodeIsNotSentTwiceWhenTheConnectionBreaks() {
        jane.aws.faults().drop(9);

        assertFails(255, """
                dev: new MFA session of 9h (the default)
                awscli-mfa: cannot reach %s: the connection broke
                awscli-mfa: hint: check the network, the proxy variables and the region, then try again
                """.formatted(jane.aws.endpoint()), "dev", "--token-code", phone.code());
        assertEquals(List.of("GetSessionToken"), jane.calls());
    }

    @Test
    void aCaptivePortalIsNotTakenForAWS() {
        jane.aws.faults().captivePortal(9);

        assertFails(255, """
                dev: new MFA session of 9h (the default)
                awscli-mfa: what answered at %s is not AWS
                awscli-mfa: hint: sign in to this network in a browser, or check the proxy and AWS_ENDPOINT_URL
                """.formatted(jane.aws.endpoint()), "dev", "--token-code", phone.code());
    }

    @Test
    void keysAndCodesDoNotTravelOverPlainHttp() {
        jane.environment.put("AWS_ENDPOINT_URL_STS", "http://sts.example.com");

        assertFails(253, """
                awscli-mfa: refusing to send keys and codes over plain http to http://sts.example.com
                awscli-mfa: hint: use an https:// address in AWS_ENDPOINT_URL or endpoint_url; plain http is for this computer only
                """, "dev", "--token-code", phone.code());
    }

    // ------------------------------------------------------------ wrong questions

    @Test
    void withoutATerminalTheOptionToUseIsNamed() {
        assertFails(252, """
                dev: new MFA session of 9h (the default)
                awscli-mfa: cannot ask for the token code: there is no terminal
                awscli-mfa: hint: give it with --token-code CODE, or --token-code - for standard input
                """, "dev");
        assertFails(252, """
                awscli-mfa: cannot ask for the profile: there is no terminal
                awscli-mfa: hint: name it: jbang awscli-mfa.java PROFILE
                """);
    }

    @Test
    void endOfInputCancels() {
        var before = jane.files();

        var run = jane.types("\u0003", "dev", "--emit", "bash");

        assertEquals("""
                Token code of arn:aws:iam::123456789012:mfa/jane:\s
                awscli-mfa: cancelled
                awscli-mfa: hint: run it again when you are ready
                """, run.screen().substring(run.screen().indexOf("Token code")));
        assertEquals("false\n", run.out());
        assertEquals(130, run.exitStatus());
        assertEquals(before, jane.files());
    }

    @Test
    void profilesThatCannotStartASessionSayWhy() {
        jane.config("""
                [profile admin]
                role_arn = arn:aws:iam::123456789012:role/admin
                source_profile = dev
                [profile empty]
                region = eu-west-1
                """);

        assertFails(253, """
                awscli-mfa: profile 'empty' has no access key
                awscli-mfa: hint: write the access key into the credentials file, or have a vault give it: aws configure set credential_process COMMAND --profile empty
                """, "empty");
        assertFails(253, """
                awscli-mfa: there is no profile 'adm'
                awscli-mfa: hint: did you mean 'admin'?
                """, "adm");
    }

    @Test
    void withoutAnyKeysTheWayToStoreThemIsNamed() {
        jane.credentials("");

        assertFails(253, """
                awscli-mfa: no profile with long-lived access keys in ~/.aws/credentials or ~/.aws/config
                awscli-mfa: hint: write the access key into the credentials file, or have a vault give it: aws configure set credential_process COMMAND --profile dev
                """);
    }

    @Test
    void withoutAnAwsFolderNothingIsMadeAndTheWayToStoreKeysIsNamed(@TempDir Path empty) {
        try (var joe = new Person(empty)) {
            var run = joe.types("");

            assertEquals("""
                    awscli-mfa: no profile with long-lived access keys in ~/.aws/credentials or ~/.aws/config
                    awscli-mfa: hint: store the access key of your IAM user with: aws configure --profile NAME, or have a vault give it: aws configure set credential_process COMMAND --profile NAME
                    """, run.screen());
            assertEquals(253, run.exitStatus());
            assertFalse(Files.exists(empty.resolve(".aws")));
        }
    }

    @Test
    void longLivedKeysUnderTheSessionsNameAreNotOverwritten() {
        jane.credentials(jane.credentials() + """
                [dev-mfasession]
                aws_access_key_id = AKIAEXAMPLEEXAMPLE00
                aws_secret_access_key = example/secret
                """);

        assertFails(253, """
                note: ~/.aws/credentials:10: profile 'dev-mfasession' has the name of a session, and long-lived keys; this suite takes it for a session, and every tool that uses it works without MFA; give it a name that does not end like a session's
                note: turn such notes off, with: jbang awscli-mfa.java --fix
                awscli-mfa: profile 'dev-mfasession' holds long-lived keys, and a session stored there would overwrite them
                awscli-mfa: hint: give that profile another name in the credentials file, or use --no-persist
                """, "dev", "--token-code", phone.code());
    }

    @Test
    void aSlipOfTheFingersIsUnderstood() {
        for (var slip : List.of("dve", "de", "deev", "dxv", "DEV")) {
            assertFails(253, """
                    awscli-mfa: there is no profile '%s'
                    awscli-mfa: hint: did you mean 'dev'?
                    """.formatted(slip), slip);
        }
        assertFails(253, """
                awscli-mfa: there is no profile 'prod'
                awscli-mfa: hint: choose from all of them with: jbang awscli-mfa.java --quick
                """, "prod");
    }

    @Test
    void aRegionThatIsNoneIsFoundOutBeforeACodeIsTyped() {
        jane.config(jane.config().replace("region = eu-west-1", "region = eu west 1"));
        var before = jane.files();

        var run = jane.types("", "dev");

        assertEquals("""
                awscli-mfa: the region of profile 'dev' is 'eu west 1', but should be a region such as eu-west-1
                awscli-mfa: hint: correct the region of profile 'dev', or remove it
                """, run.screen());
        assertEquals(253, run.exitStatus());
        assertEquals(before, jane.files());
        assertEquals(List.of(), jane.calls());
    }

    @Test
    void withoutASessionTheProfileIsTakenOverAsItIs() {
        var before = jane.files();

        var run = jane.runs("dev", "--no-session");

        assertEquals("""
                dev: as it is, without MFA; region eu-west-1; output json

                Use it in one command:    aws --profile dev s3 ls
                or in this whole shell:   eval "$(jbang awscli-mfa.java dev --no-session --emit bash)"
                """, run.screen());
        assertTrue(jane.runs("dev", "--no-session", "--emit", "bash").out()
                .endsWith("export AWS_PROFILE='dev'\nexport AWS_DEFAULT_PROFILE='dev'\n"));
        assertEquals(before, jane.files());
        assertEquals(List.of("GetCallerIdentity", "GetCallerIdentity"), jane.calls());
    }

    @Test
    void whoeverNamesAProfileIsNotToldOfWhatIsWrongWithAnother() {
        jane.credentials(jane.credentials() + "\n[old]\naws_access_key_id = ASIAEXAMPLEEXAMPLE00\naws_secret_access_key = s\n");

        assertTrue(jane.runs("dev", "--token-code", phone.code(), "--emit", "bash").screen().startsWith("dev: new MFA session"));
        var menu = jane.types("1s\n", "-q", "--emit", "bash").screen();
        assertTrue(menu.contains("\nThe AWS files have a fault; see it with: jbang awscli-mfa.java --fix\n\nWhich one?"), menu);
        assertFalse(menu.contains("note:"), menu);
    }

    @Test
    void optionsThatContradictEachOtherAreRefusedBeforeAnythingHappens() {
        assertFails(252, """
                awscli-mfa: --no-session cannot be combined with options that describe a session
                awscli-mfa: hint: use one of them
                """, "dev", "--no-session", "--duration", "1h");
        assertFails(252, """
                awscli-mfa: --no-persist without --emit would lose the session
                awscli-mfa: hint: add --emit bash, or another of --help
                """, "dev", "--no-persist");
        assertFails(252, """
                awscli-mfa: there is no option --bogus
                awscli-mfa: hint: see: jbang awscli-mfa.java --help
                """, "--bogus");
        assertFails(252, """
                awscli-mfa: no profile is named
                awscli-mfa: hint: name it: jbang awscli-mfa.java exec PROFILE
                """, "exec");
        assertFails(252, """
                awscli-mfa: --duration: '9x' is no length
                awscli-mfa: hint: write 9h, 1h30m, 45m or seconds
                """, "dev", "--duration", "9x");
        assertEquals(List.of(), jane.calls());
    }

    /** The exact words, the exit status, and that no file changed. */
    private void assertFails(int exitStatus, String screen, String... args) {
        var before = jane.files();
        var run = jane.runs(args);
        assertEquals(screen, run.screen());
        assertEquals("", run.out());
        assertEquals(exitStatus, run.exitStatus());
        assertEquals(before, jane.files());
    }

    @Test
    void whereAWSsReadersDisagreeTheFileIsReadAndTheDisagreementSaid() {
        jane.credentials(jane.credentials() + "\n[dev]\nnote = twice\n");

        var run = jane.runs("dev", "--token-code", phone.code());

        assertEquals("note: ~/.aws/credentials:10: [dev] stands here again, after line 2; the AWS CLI refuses the whole file, or reads only one"
                        + " of them; the AWS SDKs merge them, and the last value counts; merge them",
                run.screen().lines().findFirst().orElse(""));
        assertEquals(0, run.exitStatus());
    }
}
