//DEPS org.junit.jupiter:junit-jupiter:6.1.3
//SOURCES Checkout.java
//SOURCES Person.java
//SOURCES Tmux.java
//SOURCES Typist.java
//SOURCES ../awscli-mfa.java
//SOURCES ../mfa-status.java
//SOURCES ../lib/io/CredentialProcess.java
//SOURCES ../lib/model/CommandWords.java
//SOURCES ../lib/model/IniFile.java
//SOURCES ../lib/model/JsonMembers.java
//SOURCES ../lib/model/Problem.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static tests.aws.AccessKey.keys;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import lib.io.CredentialProcess;
import lib.model.CommandWords;
import lib.model.IniFile;
import lib.model.JsonMembers;
import lib.model.Problem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tests.aws.AccessKey;
import tests.aws.Account;
import tests.aws.Device;

/**
 * Where keys come from that are not in the two files: a {@code credential_process}, {@code aws login}, IAM Identity Center, the
 * environment, and sessions that have not been made yet. Menu, {@code --explain} and the run say the same of them.
 */
class SourcesTest {

    private static final String ALL = """
            {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}""";

    private static final String ROLE = """

            [profile admin]
            role_arn = arn:aws:iam::123456789012:role/admin
            source_profile = live
            """;

    private static final String FROM_ENVIRONMENT = """
            [profile here]
            role_arn = arn:aws:iam::123456789012:role/admin
            credential_source = Environment
            """;

    private static final String PHONE = "mfa_serial = arn:aws:iam::123456789012:mfa/jane\n";

    private Path home;
    private Person jane;
    private Account account;
    private AccessKey key;
    private Device phone;

    @BeforeEach
    void janeKeepsHerKeysInAVault(@TempDir Path folder) {
        home = folder;
        jane = new Person(folder);
        account = jane.aws.account("123456789012");
        var user = account.user("jane").policy("all", ALL);
        key = user.accessKey();
        phone = user.device("jane");
        account.role("admin", account.trust("")).policy("all", ALL);
        account.role("ops", account.trust("")).policy("all", ALL);
        program("vault", "echo run >>'%s'; cat '%s'".formatted(home.resolve("runs"), home.resolve("keys.json")));
        vaultHolds(json(key.id(), key.secret(), ""));
        jane.config("[profile live]\ncredential_process = vault export live\n" + PHONE + ROLE);
    }

    @AfterEach
    void close() {
        jane.close();
    }

    private void program(String name, String text) {
        try {
            var file = home.resolve("bin").resolve(name);
            Files.deleteIfExists(file);
            Files.writeString(file, "#!/bin/sh\n" + text + "\n");
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private void vaultHolds(String text) {
        try {
            Files.writeString(home.resolve("keys.json"), text);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static String json(String id, String secret, String more) {
        return "{\"Version\": 1, \"AccessKeyId\": \"%s\", \"SecretAccessKey\": \"%s\"%s}\n".formatted(id, secret, more);
    }

    /** A live MFA session of the user's, as another tool has got it. */
    private String sessionOfAnotherTool(Duration left) {
        var config = jane.config();
        var credentials = jane.credentials();
        jane.config("[profile other]\n" + PHONE);
        jane.credentials(keys("other", key));
        assertEquals(0, jane.runs("other", "--token-code", phone.code()).exitStatus());
        var session = IniFile.parse(jane.credentials()).properties("other-mfasession");
        jane.config(config);
        jane.credentials(credentials);
        jane.waitForNextCode();
        return json(session.get("aws_access_key_id"), session.get("aws_secret_access_key"), ", \"SessionToken\": \"%s\", \"Expiration\": \"%s\""
                .formatted(session.get("aws_session_token"), jane.clock().instant().plus(left)));
    }

    private long runsOfTheVault() throws IOException {
        return Files.exists(home.resolve("runs")) ? Files.readAllLines(home.resolve("runs")).size() : 0;
    }

    private Map<String, String> stored(String section) {
        return IniFile.parse(jane.credentials()).properties(section);
    }

    private List<String> callsOf(Runnable run) {
        var before = jane.calls().size();
        run.run();
        return jane.calls().subList(before, jane.calls().size());
    }

    private Person.Run succeeds(String... args) {
        var run = jane.runs(args);
        assertEquals(0, run.exitStatus(), run.screen());
        return run;
    }

    private void assertFails(int exitStatus, String screen, String... args) {
        var before = jane.files();
        var run = jane.runs(args);
        assertEquals(screen, run.screen());
        assertEquals(exitStatus, run.exitStatus());
        assertEquals(before, jane.files());
    }

    private static String withoutTimes(String screen) {
        return screen.replaceAll("[0-9h:ms]+ left, until \\w{3} [0-9:]{5}", "… left, until …");
    }

    // ------------------------------------------------ keys of an IAM user, from a command

    @Test
    void longLivedKeysOfAProcessStartAnMfaSession() throws IOException {
        var run = succeeds("live", "--token-code", phone.code(), "--emit", "bash");

        assertEquals("""
                live: keys from its credential_process
                live: new MFA session of 9h (the default)
                created ~/.aws/credentials
                live-mfasession: MFA session, … left, until …
                note: no region is set; set one with: aws configure set region REGION --profile live-mfasession
                """, withoutTimes(run.screen()));
        assertEquals("export AWS_PROFILE='live-mfasession'", run.out().lines().filter(line -> line.contains("AWS_PROFILE=")).findFirst().orElse(""));
        assertEquals(1, runsOfTheVault());
        assertEquals(key.id(), jane.aws.calls().getLast().accessKeyId());
        assertFalse(jane.credentials().contains(key.secret()), "the vault's keys stay there");
    }

    @ParameterizedTest
    @ValueSource(strings = {"admin --persist", "exec admin -- true", "admin --emit process", "admin --no-persist --emit bash"})
    void h31ARoleIsAssumedFromThem(String line) throws IOException {
        var args = new ArrayList<>(List.of(line.split(" ")));
        args.addAll(args.indexOf("admin") + 1, List.of("--token-code", phone.code()));

        var calls = callsOf(() -> succeeds(args.toArray(String[]::new)));

        assertEquals(List.of("GetSessionToken", "AssumeRole"), calls);
        assertEquals(1, runsOfTheVault());
    }

    @Test
    void aLiveMfaSessionSparesTheCommand() throws IOException {
        succeeds("live", "--token-code", phone.code());

        assertEquals("admin: role session of 1h (the default), assumed with the live MFA session of live: no code needed\n",
                jane.runs("admin", "--explain").screen());
        assertEquals(List.of("AssumeRole"), callsOf(() -> succeeds("admin")));
        assertEquals(List.of(), callsOf(() -> succeeds("live")));
        assertEquals(List.of(), callsOf(() -> succeeds("admin")));
        assertEquals(1, runsOfTheVault());
    }

    @Test
    void whatALiveMfaSessionIsNotAllowedIsTriedWithTheCommandsKeysAndACode() throws IOException {
        account.role("admin", account.trust("{\"NumericLessThan\": {\"aws:MultiFactorAuthAge\": \"100\"}}")).policy("all", ALL);
        succeeds("live", "--token-code", phone.code());
        jane.wait(Duration.ofMinutes(3));

        var run = jane.answers(AwscliMfa::run, List.of(() -> phone.code() + "\n"), "exec", "admin", "--", "true");

        assertEquals(0, run.exitStatus(), run.screen());
        assertEquals(key.id(), jane.aws.calls().getLast().accessKeyId());
        assertEquals(2, runsOfTheVault());
    }

    @Test
    void moreThanAnHourTakesTheCommandsKeysAndACode() throws IOException {
        account.role("admin", account.trust("")).maxSessionDuration(Duration.ofHours(4));
        succeeds("live", "--token-code", phone.code());
        jane.waitForNextCode();

        var run = succeeds("admin", "--duration", "4h", "--token-code", phone.code());

        assertTrue(run.screen().startsWith("""
                live: keys from its credential_process
                admin: role session of 4h (as asked for), assumed with the long-lived keys and a token code of live: only so can the session last longer than one hour
                """), run.screen());
    }

    @Test
    void aSessionCountsByTheCommandAndNotByTheKeysThatItGave() throws IOException {
        jane.config(jane.config().replace("vault export live", "vault --password hunter2 live"));
        succeeds("admin", "--token-code", phone.code());
        assertFalse(jane.credentials().contains("hunter2"));
        assertTrue(stored("live-mfasession").get("made_of").matches("session=ASIA\\w+ credential_process=[0-9a-f]{16}"));
        assertTrue(stored("admin-rolesession").get("made_of").matches(
                "session=ASIA\\w+ role_arn=\\S+ role_session_name=admin-rolesession credential_process=[0-9a-f]{16}"));
        vaultHolds(json("AKIAROTATED", "none", ""));
        assertEquals(List.of(), callsOf(() -> succeeds("live")));

        jane.config(jane.config().replace("hunter2", "hunter3"));

        for (var name : List.of("live-mfasession", "admin-rolesession")) {
            var explained = jane.runs(name.substring(0, name.indexOf('-')), "--explain").screen();
            assertTrue(explained.startsWith("note: " + name + " was made with another credential_process, so it is not taken up\n"), explained);
        }
        var status = jane.runs(MfaStatus::run);
        assertFalse(status.out().contains("hunter"), status.out());
    }

    // ------------------------------------------------ keys of a session, from a command

    @Test
    void temporaryKeysOfAProcessAssumeRoles() throws IOException {
        vaultHolds(sessionOfAnotherTool(Duration.ofHours(1)));

        var run = succeeds("admin", "--emit", "bash");

        assertEquals("""
                live: keys from its credential_process
                admin: role session of 1h (the default), assumed with live
                admin-rolesession: role session, … left, until …
                note: no region is set; set one with: aws configure set region REGION --profile admin-rolesession
                """, withoutTimes(run.screen()));
        assertEquals(1, runsOfTheVault());
        assertEquals(Map.of(), stored("live"));
    }

    @Test
    void temporaryKeysHandThemselvesOver() throws IOException {
        vaultHolds(sessionOfAnotherTool(Duration.ofHours(1)));
        var before = jane.files();

        assertTrue(succeeds("live", "--emit", "bash").out().contains("export AWS_PROFILE='live'"), "by the name, under which they are got again");
        assertTrue(succeeds("live", "--emit", "process").out().contains("\"SessionToken\": "), "by themselves");
        assertEquals(0, jane.runs("exec", "live", "--", "sh", "-c", "test -n \"$AWS_SESSION_TOKEN\"").exitStatus());
        assertEquals(3, runsOfTheVault());
        assertEquals(before, jane.files());
    }

    @Test
    void keysThatEndInLessThanFiveMinutesAreUsedAsLongAsTheyLive() {
        vaultHolds(sessionOfAnotherTool(Duration.ofMinutes(2)));

        succeeds("admin");
        succeeds("live", "--emit", "process");
    }

    // ------------------------------------------------ said, and not run

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            live                    | live: keys from its credential_process, which was not run; if long-lived, then live: new MFA session of 9h (the default); asks for a token code, if temporary, then handed over as they are
            live --token-code 123456| live: keys from its credential_process, which was not run; if long-lived, then live: new MFA session of 9h (the default); with the code given, if temporary, then handed over as they are
            admin                   | live: keys from its credential_process, which was not run; if long-lived, then live: new MFA session of 9h (the default); asks for a token code, then admin: role session of 1h (the default), assumed with a new MFA session of live: it will serve other roles too, without another code, if temporary, then admin: role session of 1h (the default), assumed with live
            admin --via keys        | live: keys from its credential_process, which was not run; if long-lived, then admin: role session of 1h (the default), assumed with the long-lived keys of live: as asked for, if temporary, then admin: role session of 1h (the default), assumed with live
            live --no-session       | live: credentials from a credential_process; nothing to start here
            """)
    void explainSaysWhatWillComeOfEitherKind(String line, String words) throws IOException {
        var args = new ArrayList<>(List.of(line.split(" +")));
        args.add("--explain");

        assertFails(0, words + "\n", args.toArray(String[]::new));
        assertEquals(0, runsOfTheVault());
        assertEquals(List.of(), jane.calls());
    }

    @Test
    void aForeignCommandRunsOnlyForTheProfileThatWasChosen() throws IOException {
        jane.credentials(keys("dev", key));
        jane.environment.put("AWS_PROFILE", "live");

        assertEquals("""
                Profiles
                   1: dev    jane @ 123456789012

                Roles
                   2: admin  role admin @ 123456789012 from live

                Managed elsewhere, chosen by name
                      live   a credential_process

                """, jane.types("\u0003").screen().replaceFirst("(?s)^.*\nProfiles", "Profiles").replaceFirst("(?s)Which one.*", ""));
        jane.types("\u0003", "-q");
        jane.types("dev\n\u0003");
        jane.runs(MfaStatus::run);
        jane.runs(MfaStatus::run, "--verify");
        jane.runs(MfaStatus::run, "--profile", "live-mfasession");
        assertEquals(0, runsOfTheVault());

        assertEquals(0, jane.types("admin\n" + phone.code() + "\n\n").exitStatus());
        assertEquals(1, runsOfTheVault());
    }

    @Test
    void theMenuShowsTheMfaSessionOfAProcess() {
        succeeds("live", "--token-code", phone.code());

        var menu = jane.types("live\nR\n", "-q");

        assertTrue(menu.screen().contains("""
                Managed elsewhere, chosen by name
                      live   a credential_process                 live-mfasession: MFA session, 0"""), menu.screen());
        assertEquals(0, menu.exitStatus());
    }

    @Test
    void aRoleWithoutASourceCanBeGivenOneThatHasACommand() throws IOException {
        jane.config("[profile live]\ncredential_process = vault export live\n" + PHONE + ROLE.replace("source_profile = live\n", ""));

        var run = jane.types("admin\n1\n" + phone.code() + "\n\n", "-q");

        assertTrue(run.screen().contains("""
                role profile 'admin' has no source_profile, which names the profile whose keys assume the role
                   1: live

                Who assumes it? A number (Enter alone: nobody): 1
                live: keys from its credential_process
                """), run.screen());
        assertEquals("live", IniFile.parse(jane.config()).properties("profile admin").get("source_profile"));
        assertEquals(List.of("GetSessionToken", "AssumeRole"), jane.calls());
        assertEquals(1, runsOfTheVault());
    }

    // ------------------------------------------------ a command that fails

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            exit 3                                              | it did not end well
            true                                                | it printed nothing
            echo hunter2                                        | what it printed is no JSON object
            echo '[1]'                                          | what it printed is no JSON object
            echo '{}'                                           | its Version is not 1
            echo '{"Version": "1"}'                             | its Version is not 1
            echo '{"Version": 2}'                               | its Version is not 1
            echo '{"Version": 1}'                               | there is no AccessKeyId in what it printed
            echo '{"Version": 1, "AccessKeyId": "AKIAX"}'       | there is no SecretAccessKey in what it printed
            echo '{"Version": 1, "AccessKeyId": "A", "SecretAccessKey": "hunter2", "SessionToken": "t", "Expiration": "soon"}' | its Expiration is no time
            echo '{"Version": 1, "AccessKeyId": "A", "SecretAccessKey": "hunter2", "SessionToken": "t", "Expiration": "2020-01-01T00:00:00Z"}' | its keys have expired
            head -c 70000 /dev/zero                             | it printed more than 64000 bytes
            """)
    void aCommandThatGivesNoKeysIsToldOfAndNothingOfWhatItPrinted(String command, String why) throws IOException {
        program("vault", command);

        for (var profile : List.of("live", "admin")) {
            assertFails(253, """
                    live: keys from its credential_process
                    awscli-mfa: the credential_process gave no keys for profile 'live': %s
                    awscli-mfa: hint: run it by hand; it should print JSON with Version 1, AccessKeyId and SecretAccessKey
                    """.formatted(why), profile);
        }
        assertEquals(List.of(), jane.calls());
    }

    @Test
    void aCommandThatHangsIsEndedWhereNobodyCanEndIt() throws IOException {
        var command = new CredentialProcess("live", "sh -c 'echo $$ >\"%1$s\"; sleep 60; echo {}'".formatted(home.resolve("pid")));

        var failed = assertThrows(Problem.class, () -> command.run(environment(), Optional.of(Duration.ofSeconds(1)), Instant.now()));

        assertEquals(Problem.noKeysGiven("live", "the credential_process", "it did not end within 1 s"), failed);
        Tmux.awaitEnd(ProcessHandle.of(Long.parseLong(Files.readString(home.resolve("pid")).strip())).stream().toList());
    }

    /** An agent that it starts stays, and holds its output open. */
    @Test
    void theCommandIsWaitedForAndNotWhatItLeavesBehind() {
        program("vault", "while [ -e '%1$s' ]; do sleep 0.05; done & cat '%1$s'".formatted(home.resolve("keys.json")));

        assertEquals(key.id(), assertTimeoutPreemptively(Duration.ofSeconds(30), () -> new CredentialProcess("live", "vault")
                .run(environment(), Optional.empty(), Instant.now())).credentials().accessKeyId());
    }

    private Map<String, String> environment() {
        return new HashMap<>(jane.environment);
    }

    // ------------------------------------------------ the line

    /** @param words as botocore (1.43.11) splits the line, one in each pair of brackets; a dash where a shell is to read it */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            /opt/vault export prod                | [/opt/vault][export][prod]
            "/opt/my vault/bin" --name "a b"      | [/opt/my vault/bin][--name][a b]
            tool 'it is' it\\'s "say \\"hi\\""    | [tool][it is][it's][say "hi"]
            tool "a\\b" 'c\\d' e\\ f              | [tool][a\\b][c\\d][e f]
            tool '' ""                            | [tool][][]
            tool a"b"'c'                          | [tool][abc]
            tool --url https://x/?a=1&b=2;c       | [tool][--url][https://x/?a=1&b=2;c]
            tool # no comment                     | [tool][#][no][comment]
            tool "open                            | -
            tool end\\                            | -
            tool 2>/dev/null                      | -
            tool <in                              | -
            """)
    void theLineIsSplitAsTheAwsCliDoes(String line, String words) {
        assertEquals(words, CommandWords.of(line).map(all -> all.stream().map(word -> "[" + word + "]").reduce("", String::concat)).orElse("-"));
    }

    /** What the SDKs give to a shell works as well, where the AWS CLI finds no such program. */
    @ParameterizedTest
    @ValueSource(strings = {"vault", "\"$HOME/bin/vault\" x", "~/bin/vault", "'HOME/bin/my vault' x", "LEVEL=1 vault", "vault 2>/dev/null", "vault | cat",
        "sh -c 'vault x'", "/bin/cat HOME/keys.json"})
    void allThatAwsReadersTakeIsRun(String line) throws IOException {
        program("my vault", "exec vault");
        jane.config("[profile live]\ncredential_process = " + line.replaceFirst("(?<!\\$)HOME", home.toString()) + "\n" + PHONE);

        succeeds("live", "--token-code", phone.code());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"a": "b"}                                    | b
            {"x": [1, {"a": "c"}], "a": "b", "y": {}}     | b
            {"a": "c", "a": "b"}                          | b
            { "a" : "\\u0062" , "n" : -1.5e3 }            | b
            {"a": "é\\"\\\\\\/\\n"}                       | é"\\/⏎
            {"a": null}                                   | none
            {"a": 1}                                      | none
            {"a": "b"} x                                  | no JSON
            {"a": "b",}                                   | no JSON
            {"a": "b" "c": "d"}                           | no JSON
            {'a': 'b'}                                    | no JSON
            {"a": b}                                      | no JSON
            {"a": "b                                      | no JSON
            "a"                                           | no JSON
            """)
    void whatIsPrintedIsReadAsJson(String json, String a) {
        assertEquals(a, JsonMembers.of(json).map(members -> members.text("a").orElse("none")).orElse("no JSON").replace('\n', '⏎'));
    }

    // ------------------------------------------------ circles

    @Test
    void aCommandThatAsksForItsOwnKeysEndsWithASentence() throws IOException {
        var script = Stream.concat(Stream.of(Checkout.java().toArray(String[]::new)),
                Stream.of("-cp", System.getProperty("java.class.path"), "AwscliMfa")).map(word -> "'" + word + "'").toList();
        program("again", "exec " + String.join(" ", script) + " live --emit process 2>'" + home.resolve("said") + "'");
        jane.config("[profile live]\ncredential_process = again\n" + ROLE);

        assertEquals(253, jane.runs("admin").exitStatus());
        assertEquals("""
                awscli-mfa: the credential_process of 'live' asks for its own keys: live -> live; let one of them take its keys from\
                 somewhere else in the config file
                """, Files.readString(home.resolve("said")));
    }

    /** Two that ask each other, each under its own name. */
    @Test
    void aCircleOfTwoIsToldAsOne() {
        var outer = new HashMap<>(environment());
        program("one", "printf %s \"$AWSCLI_MFA_CREDENTIAL_PROCESSES\" >'" + home.resolve("mark") + "'");
        for (var line : List.of("one", "one x")) {
            assertThrows(Problem.class, () -> new CredentialProcess(line.equals("one") ? "a" : "b", line).run(outer, Optional.empty(), Instant.now()));
            try {
                outer.put("AWSCLI_MFA_CREDENTIAL_PROCESSES", Files.readString(home.resolve("mark")));
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }

        assertEquals(Problem.circularProcess(List.of("a", "b", "c")),
                assertThrows(Problem.class, () -> new CredentialProcess("c", "one").run(outer, Optional.empty(), Instant.now())));
    }

    // ------------------------------------------------ its terminal

    @Test
    void theCommandHasTheTerminalAndSaysWhatItSays() throws IOException {
        Tmux.requireTool("script");
        vaultHolds(sessionOfAnotherTool(Duration.ofHours(1)));
        program("vault", """
                [ -t 0 ] && printf 'Passphrase: ' >&2
                read -r phrase
                printf 'Again: ' >/dev/tty
                read -r again </dev/tty
                [ "$phrase $again" = 'open open' ] && cat '%s'""".formatted(home.resolve("keys.json")));
        var line = new ArrayList<>(Checkout.java());
        line.addAll(List.of("-cp", System.getProperty("java.class.path"), "AwscliMfa"));
        var quoted = line.stream().map(word -> "'" + word + "'").reduce((one, other) -> one + " " + other).orElseThrow();
        for (var stdin : List.of("", "</dev/null ")) {
            try (var typist = new Typist(home, environment(), List.of("sh", "-c",
                    "eval \"$(" + quoted + " live --emit bash --secrets " + stdin + ")\"; echo \"got ${AWS_SESSION_TOKEN:+it}\""))) {
                typist.await("Passphrase: ");
                typist.type("open\r");
                typist.await("Again: ");
                typist.type("open\r");
                typist.await("got it");
            }
        }
    }

    @Test
    void ctrlCAtItsQuestionCancels() throws IOException {
        Tmux.requireTool("script");
        program("vault", "printf 'Passphrase: '>/dev/tty; read -r phrase </dev/tty");
        var line = new ArrayList<>(Checkout.java());
        line.addAll(List.of("-cp", System.getProperty("java.class.path"), "AwscliMfa", "live", "--emit", "bash"));
        try (var typist = new Typist(home, environment(), line)) {
            typist.await("Passphrase: ");
            typist.type("\u0003");

            assertEquals(130, typist.ended());
        }
    }

    // ------------------------------------------------ aws login, IAM Identity Center

    private void signedIn(String profile) {
        var keys = sessionOfAnotherTool(Duration.ofHours(1));
        vaultHolds(keys);
        program("aws", "echo \"$@\" >>'%s'; cat '%s'".formatted(home.resolve("aws-runs"), home.resolve("keys.json")));
        jane.config("[profile live]\n" + profile + "\n" + ROLE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sso_session = corp", "login_session = arn:aws:iam::123456789012:user/jane"})
    void whoHasSignedInWithAwsAssumesRolesHere(String profile) throws IOException {
        signedIn(profile);
        var by = profile.startsWith("sso") ? "IAM Identity Center (aws sso login)" : "aws login";

        assertEquals("live: credentials from " + by + ", by aws configure export-credentials, which was not run;"
                + " then admin: role session of 1h (the default), assumed with live\n", jane.runs("admin", "--explain").screen());
        assertFalse(Files.exists(home.resolve("aws-runs")));
        var run = succeeds("admin");

        assertTrue(run.screen().startsWith("live: credentials from " + by + ", by aws configure export-credentials\n"
                + "admin: role session of 1h (the default), assumed with live\n"), run.screen());
        assertEquals("configure export-credentials --profile live --format process\n--version\n", Files.readString(home.resolve("aws-runs")));
    }

    @Test
    void theirKeysAreGotOnlyForWhoWantsKeys() throws IOException {
        signedIn("sso_session = corp");

        assertEquals("live: credentials from IAM Identity Center (aws sso login); nothing to start here\n", jane.runs("live", "--explain").screen());
        assertTrue(succeeds("live", "--emit", "bash").out().contains("export AWS_PROFILE='live'"));
        assertFalse(Files.exists(home.resolve("aws-runs")));
        assertTrue(succeeds("live", "--emit", "process").out().contains("\"SessionToken\": "));
        assertTrue(succeeds("live", "--emit", "bash", "--secrets").out().contains("AWS_SESSION_TYPE='rolesession'"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            exit 255                                              | it did not end well | sign in with: aws sso login --profile live
            true                                                  | it printed nothing                                      | sign in with: aws sso login --profile live
            [ "$1" = --version ] && echo aws-cli/1.45.11; exit 2  | export-credentials came with version 2 of it            | get that: https://docs.aws.amazon.com/cli/latest/userguide/getting-started-install.html
            """)
    void whereTheAwsCommandCannotItIsSaid(String aws, String why, String hint) {
        signedIn("sso_session = corp");
        program("aws", aws);

        assertFails(253, """
                live: credentials from IAM Identity Center (aws sso login), by aws configure export-credentials
                awscli-mfa: the aws command gave no keys for profile 'live': %s
                awscli-mfa: hint: %s
                """.formatted(why, hint), "admin");
    }

    @Test
    void withoutTheAwsCommandExplainAndTheRunSayTheSame() throws IOException {
        signedIn("login_session = arn:aws:iam::123456789012:user/jane");
        Files.delete(home.resolve("bin/aws"));
        jane.environment.put("PATH", home.resolve("bin").toString());

        for (var options : List.of(List.of("admin", "--explain"), List.of("admin"))) {
            var run = jane.runs(options.toArray(String[]::new));
            assertTrue(run.screen().contains("awscli-mfa: the aws command gave no keys for profile 'live': it is not on the PATH\n"), run.screen());
            assertEquals(253, run.exitStatus());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Ec2InstanceMetadata", "EcsContainer"})
    void credentialsOfTheMachineAreLeftToAwsAndThatIsSaid(String source) {
        jane.config(FROM_ENVIRONMENT.replace("Environment", source).replace("[profile here]", "[profile live]") + ROLE);
        jane.credentials(keys("dev", key));

        assertEquals("live: credentials from credential_source " + source + "; nothing to start here\n", jane.runs("live", "--explain").screen());
        assertTrue(succeeds("live", "--emit", "bash").out().contains("export AWS_PROFILE='live'"));
        var said = "awscli-mfa: profile 'live' is the source of 'admin', but this program cannot get its credentials\n"
                + "awscli-mfa: hint: assume it from a profile that has keys: jbang awscli-mfa.java PROFILE --role-arn arn:aws:iam::123456789012:role/admin\n";
        assertFails(253, said, "admin", "--explain");
        assertFails(253, said, "admin");
        var menu = jane.types("\u0003", "-q").screen();
        assertTrue(menu.contains("""
                Not usable
                      admin  profile 'live' is the source of 'admin', but this program cannot get its credentials
                """), menu);
        assertEquals(List.of(), jane.calls());
    }

    // ------------------------------------------------ keys in the environment

    private void export(AccessKey keys) {
        jane.environment.put("AWS_ACCESS_KEY_ID", keys.id());
        jane.environment.put("AWS_SECRET_ACCESS_KEY", keys.secret());
    }

    @Test
    void aRoleTakesTheKeysInTheEnvironmentWhereItSaysSo() {
        export(key);
        jane.config(FROM_ENVIRONMENT + PHONE);

        assertEquals("here: new MFA session of 9h (the default); asks for a token code\nhere: role session of 1h (the default), assumed with a new MFA session of here: it will serve other roles too, without another code\n",
                lastLines(2, jane.runs("here", "--explain").screen()));
        assertEquals(List.of("GetSessionToken", "AssumeRole"), callsOf(() -> succeeds("here", "--token-code", phone.code())));
        assertEquals(key.id(), jane.aws.calls().get(jane.aws.calls().size() - 2).accessKeyId());
        assertEquals(List.of(), callsOf(() -> succeeds("here")));
        for (var mode : List.of("-q", "-f")) {
            assertTrue(jane.types("\u0003", mode).screen().contains("role admin @ 123456789012 from the environment"), mode);
        }

        export(account.user("joe").policy("all", ALL).accessKey());
        assertTrue(jane.runs("here", "--explain").screen().contains("note: here-rolesession was made with the access key " + key.id()),
                "other keys, another session");
    }

    private static String lastLines(int count, String text) {
        var lines = text.lines().toList();
        return lines.subList(Math.max(0, lines.size() - count), lines.size()).stream().map(line -> line + "\n").reduce("", String::concat);
    }

    @Test
    void aSessionInTheEnvironmentAssumesItToo() {
        var session = IniFile.parse("[s]\n" + sessionOfAnotherTool(Duration.ofHours(1)).replaceAll("\"(\\w+)\": \"([^\"]*)\"", "\n$1 = $2\n"));
        jane.environment.put("AWS_ACCESS_KEY_ID", session.properties("s").get("accesskeyid"));
        jane.environment.put("AWS_SECRET_ACCESS_KEY", session.properties("s").get("secretaccesskey"));
        jane.environment.put("AWS_SESSION_TOKEN", session.properties("s").get("sessiontoken"));
        jane.config(FROM_ENVIRONMENT);

        assertEquals("here: role session of 1h (the default), assumed with the session in the environment\n",
                lastLines(1, jane.runs("here", "--explain").screen()));
        assertEquals(List.of("AssumeRole"), callsOf(() -> succeeds("here")));
    }

    @Test
    void withoutKeysThereTheRoleSaysWhatItLacks() {
        jane.config(FROM_ENVIRONMENT);
        jane.credentials(keys("dev", key));
        var said = """
                awscli-mfa: role profile 'here' takes its keys from the environment, where there are none
                awscli-mfa: hint: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or replace its credential_source with a source_profile
                """;

        assertFails(253, said, "here", "--explain");
        assertFails(253, said, "here");
        assertTrue(jane.types("\u0003", "-q").screen().contains("""
                Not usable
                      here  role profile 'here' takes its keys from the environment, where there are none
                """));
        assertTrue(jane.types("here\n\u0003", "-q").screen().contains("here cannot be used: role profile 'here' takes its keys from"));
    }

    // ------------------------------------------------ sessions that are not there yet

    private static final String TERRAFORM = """
            [default]
            mfa_serial = arn:aws:iam::123456789012:mfa/jane
            [profile tf]
            role_arn = arn:aws:iam::123456789012:role/admin
            source_profile = default-mfasession
            [profile deeper]
            role_arn = arn:aws:iam::123456789012:role/ops
            source_profile = tf-rolesession
            """;

    private void writesForTerraform() {
        jane.config(TERRAFORM);
        jane.credentials(keys("default", key));
    }

    @Test
    void h25ASourceThatThisSuiteWouldMakeIsMade() {
        writesForTerraform();

        assertEquals("""
                default: new MFA session of 9h (the default); asks for a token code
                tf: role session of 1h (the default), assumed with default-mfasession
                """, jane.runs("tf", "--explain").screen());
        assertEquals(List.of("GetSessionToken", "AssumeRole"), callsOf(() -> succeeds("tf", "--token-code", phone.code())));
        assertTrue(jane.credentials().contains("[default-mfasession]\n"));
        assertEquals(List.of(), callsOf(() -> succeeds("tf")));
    }

    @Test
    void soIsOneOfARole() {
        writesForTerraform();

        assertEquals(List.of("GetSessionToken", "AssumeRole", "AssumeRole"), callsOf(() -> succeeds("deeper", "--token-code", phone.code())));
        assertTrue(jane.credentials().contains("[tf-rolesession]\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"default-mfasession", "exec default-mfasession -- true", "default-mfasession --emit process"})
    void itCanBeChosenByItsName(String line) {
        writesForTerraform();
        var args = new ArrayList<>(List.of(line.split(" ")));
        args.addAll(args.indexOf("default-mfasession") + 1, List.of("--token-code", phone.code()));

        assertEquals(List.of("GetSessionToken"), callsOf(() -> succeeds(args.toArray(String[]::new))));
    }

    @Test
    void menuAndStatusKnowItToo() {
        writesForTerraform();
        jane.environment.put("AWS_PROFILE", "default-mfasession");

        assertTrue(jane.types("\u0003", "-q").screen().contains("""
                Roles
                   2: tf       role admin @ 123456789012 from default-mfasession
                   3: deeper   role ops @ 123456789012 from tf-rolesession
                """), jane.types("\u0003", "-q").screen());
        var status = jane.runs(MfaStatus::run);
        assertTrue(status.out().contains("AWS_PROFILE selects MFA session 'default-mfasession'. "
                + "It is not stored. Start it with: jbang awscli-mfa.java default-mfasession\n"), status.out());
        assertEquals("default-mfasession: no session is stored; start one with:  jbang awscli-mfa.java default-mfasession\n",
                jane.runs(MfaStatus::run, "--profile", "default-mfasession").out());
    }

    @Test
    void aNameThatNothingWouldMakeIsNoProfile() {
        writesForTerraform();

        for (var name : List.of("gone-mfasession", "default-rolesession", "tf-mfasession", "default-mfasession-mfasession")) {
            assertEquals("awscli-mfa: there is no profile '" + name + "'\n",
                    jane.runs(name).screen().lines().limit(1).map(line -> line + "\n").findFirst().orElse(""));
        }
    }

    @ParameterizedTest
    @CsvSource({"a-rolesession, a, a -> a-rolesession -> a", "b-rolesession, a-rolesession, a -> b-rolesession -> b -> a-rolesession -> a",
        "b-rolesession, a, a -> b-rolesession -> b -> a"})
    void rolesThatStartFromEachOthersSessionsGoRoundInACircle(String sourceOfA, String sourceOfB, String circle) {
        jane.config("""
                [profile a]
                role_arn = arn:aws:iam::123456789012:role/admin
                source_profile = %s
                [profile b]
                role_arn = arn:aws:iam::123456789012:role/ops
                source_profile = %s
                """.formatted(sourceOfA, sourceOfB));

        for (var options : List.of("a", "a --explain")) {
            assertFails(253, """
                    awscli-mfa: the source profiles go round in a circle: %s
                    awscli-mfa: hint: let one of them name a profile with keys as its source_profile in the config file
                    """.formatted(circle), options.split(" "));
        }
    }
}
