//SOURCES AwsReadersTest.java
//SOURCES Person.java
//SOURCES aws/LocalAws.java
//SOURCES ../lib/io/SdkAws.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static tests.aws.AccessKey.keys;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.profiles.ProfileFile;
import tests.aws.Device;

/** {@code exec PROFILE --refresh -- COMMAND}: a command that runs for longer than AWS gives a session. */
class LongCommandTest {

    private static final String ALL = """
            {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}""";

    private static final Duration QUARTER = Duration.ofMinutes(15);

    private Person jane;
    private Device phone;

    @BeforeEach
    void janeHasAnMfaSessionOfNineHoursAndTheRoleAdmin(@TempDir Path home) {
        jane = new Person(home);
        var account = jane.aws.account("123456789012");
        var user = account.user("jane").policy("all", ALL);
        phone = user.device("jane");
        account.role("admin", account.trust("{\"Bool\": {\"aws:MultiFactorAuthPresent\": \"true\"}}")).policy("all", ALL);
        jane.config("""
                [profile dev]
                region = eu-west-1
                mfa_serial = arn:aws:iam::123456789012:mfa/jane

                [profile admin]
                role_arn = arn:aws:iam::123456789012:role/admin
                source_profile = dev
                """);
        jane.credentials(keys("dev", user.accessKey()));
        assertEquals(0, jane.runs("dev", "--token-code", phone.code()).exitStatus());
        jane.waitForNextCode();
    }

    @AfterEach
    void close() {
        jane.close();
    }

    // ---------------------------------------------------------------- a command that runs

    private record Answer(int status, String text) {

        String member(String name) {
            return Pattern.compile("\"" + name + "\": \"([^\"]*)\"").matcher(text).results().map(found -> found.group(1)).findFirst()
                    .orElse("");
        }

        String key() {
            return member("AccessKeyId");
        }

        Instant ends() {
            return Instant.parse(member("Expiration"));
        }
    }

    /** A command that has told its environment, and runs until it is let go. */
    private final class Running implements AutoCloseable {
        private static int count;

        final Map<String, String> environment = new HashMap<>();
        private final Path folder;
        private final CompletableFuture<Person.Run> run;

        Running(String... args) {
            try {
                folder = Files.createDirectory(jane.home().resolve("running" + ++count));
                var line = new ArrayList<>(List.of("exec"));
                line.addAll(List.of(args));
                line.addAll(List.of("--", "sh", "-c",
                        "cd " + folder + " && env -0 > env && : > begun; while [ ! -e over ]; do sleep 0.02; done"));
                run = CompletableFuture.supplyAsync(() -> jane.runs(line.toArray(String[]::new)));
                await(() -> run.isDone() || Files.exists(folder.resolve("begun")));
                assertFalse(run.isDone(), () -> run.join().toString());
                Stream.of(Files.readString(folder.resolve("env")).split("\0")).map(one -> one.split("=", 2))
                        .forEach(one -> environment.put(one[0], one[1]));
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }

        int port() {
            return Integer.parseInt(environment.get("AWS_CONTAINER_CREDENTIALS_FULL_URI")
                    .replaceAll("http://127.0.0.1:([0-9]+)/credentials", "$1"));
        }

        String secret() {
            return environment.get("AWS_CONTAINER_AUTHORIZATION_TOKEN");
        }

        Answer asks() {
            return asks("GET /credentials HTTP/1.1", "Host: 127.0.0.1:" + port(), "Authorization: " + secret(), "Accept: application/json");
        }

        Answer asks(String... request) {
            try (var connection = new Socket("127.0.0.1", port())) {
                connection.getOutputStream().write((String.join("\r\n", request) + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
                var text = new String(connection.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                return new Answer(Integer.parseInt(text.split(" ")[1]), text);
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }

        /** Asks again and again until the answer has another key, as AWS's tools do over time. */
        Answer asksUntilNot(String key) {
            await(() -> !asks().key().equals(key));
            return asks();
        }

        Person.Run end() {
            try {
                Files.writeString(folder.resolve("over"), "");
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
            return run.join();
        }

        @Override
        public void close() {
            end();
        }
    }

    private static void await(BooleanSupplier condition) {
        var until = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < until, "it does not come");
            try {
                Thread.sleep(10);
            } catch (InterruptedException stop) {
                throw new IllegalStateException(stop);
            }
        }
    }

    private void assertGood(Answer answer) {
        assertEquals(200, answer.status(), answer.text());
        assertTrue(jane.aws.sessions().isLive(answer.key()), "AWS accepts it");
        assertTrue(answer.ends().isAfter(jane.clock().instant().plus(QUARTER)), "boto3 does not ask again at its next call");
    }

    private List<String> callsOf(Runnable action) {
        var before = jane.calls().size();
        action.run();
        return jane.calls().subList(before, jane.calls().size());
    }

    // ---------------------------------------------------------------------------- renewal

    @Test
    void aRoleSessionIsRenewedFromTheMfaSessionWhileTheOldOneIsHandedOut() {
        try (var command = new Running("admin", "--refresh")) {
            var calls = callsOf(() -> {
                for (var hour = 0; hour < 3; hour++) {
                    var old = command.asks();
                    assertGood(old);
                    jane.wait(Duration.ofMinutes(39));
                    assertEquals(old.key(), command.asks().key(), "21 minutes are enough");
                    jane.wait(Duration.ofMinutes(2));
                    assertGood(command.asksUntilNot(old.key()));
                }
            });
            assertEquals(List.of("AssumeRole", "AssumeRole", "AssumeRole"), calls);
        }
    }

    @Test
    void theOldSessionIsHandedOutAtOnceWhileAwsIsSlow() {
        try (var command = new Running("admin", "--refresh")) {
            var old = command.asks();
            jane.aws.faults().latency("AssumeRole", Duration.ofMillis(700));
            jane.wait(Duration.ofMinutes(41));
            var began = System.nanoTime();

            assertEquals(old.key(), command.asks().key());
            assertTrue(System.nanoTime() - began < Duration.ofMillis(500).toNanos(), "it does not wait for AWS");
            assertGood(command.asksUntilNot(old.key()));
        }
    }

    @Test
    void afterANightInWhichTheComputerSleptTheFirstAnswerIsGood() {
        try (var command = new Running("admin", "--refresh")) {
            jane.wait(Duration.ofHours(7));

            assertGood(command.asks());
        }
    }

    @Test
    void aClockThatIsPutBackKeepsNobodyFromRenewing() {
        try (var command = new Running("admin", "--refresh")) {
            var old = command.asks();
            jane.wait(Duration.ofMinutes(-5));
            assertEquals(200, command.asks().status());
            jane.wait(Duration.ofMinutes(47));

            assertGood(command.asksUntilNot(old.key()));
        }
    }

    @Test
    void whileTheNetworkIsAwayTheOldSessionServesAndNoMoreThanFourTriesAMinuteAreMade() {
        try (var command = new Running("admin", "--refresh")) {
            var old = command.asks();
            jane.aws.faults().fail("AssumeRole", 1000, 503, "ServiceUnavailable", "away");
            jane.wait(Duration.ofMinutes(41));
            var calls = callsOf(() -> {
                for (var second = 0; second < 60; second++) {
                    assertEquals(old.key(), command.asks().key());
                    jane.wait(Duration.ofSeconds(1));
                }
            });
            assertTrue(calls.size() <= 5 * triesOfOne(), calls.toString());
        }
    }

    /** The SDK tries once more by itself. */
    private static int triesOfOne() {
        return 3;
    }

    @Test
    void aSessionThatAwsHasEndedIsNoReasonToAskAgainAndAgain() {
        try (var command = new Running("admin", "--refresh")) {
            var old = command.asks();
            jane.aws.sessions().revokeAll(jane.aws.account("123456789012").user("jane"));
            jane.wait(Duration.ofMinutes(41));
            await(() -> {
                command.asks();
                return jane.credentials().contains("invalid_as_of");
            });
            var calls = callsOf(() -> {
                for (var minute = 0; minute < 18; minute++) {
                    assertEquals(old.key(), command.asks().key(), "it lives, as far as anybody here knows");
                    jane.wait(Duration.ofMinutes(1));
                }
            });
            assertEquals(List.of(), calls);
            jane.wait(Duration.ofMinutes(2));
            assertEquals("NoSession 403", command.asks().member("code") + " " + command.asks().status(), () -> command.asks().text());
        }
    }

    // ------------------------------------------------------------ the end of the MFA session

    @Test
    void theLastRoleSessionIsGotJustBeforeTheMfaSessionEnds() {
        try (var command = new Running("admin", "--refresh")) {
            jane.wait(Duration.ofHours(8).plusMinutes(40));
            var old = command.asks();
            jane.wait(Duration.ofMinutes(18));

            var last = command.asksUntilNot(old.key());

            assertTrue(last.ends().isAfter(jane.clock().instant().plus(Duration.ofMinutes(58))), last.text());
            jane.wait(Duration.ofMinutes(30));
            assertEquals(last.key(), command.asks().key());
        }
    }

    @Test
    void whenNothingIsLeftTheAnswerSaysWhatToTypeAndWhatIsStartedThereIsTakenUp() {
        try (var command = new Running("admin", "--refresh")) {
            command.asks();
            jane.wait(Duration.ofHours(11));

            var calls = callsOf(() -> {
                var answer = command.asks();
                assertEquals(403, answer.status());
                assertEquals("no session of admin is left, and a new one needs a token code; in another terminal, type: AWSCLI-MFA dev; "
                        + "the command that runs takes it up by itself", answer.member("message").replaceAll("type: .* dev", "type: AWSCLI-MFA dev"));
                jane.wait(Duration.ofMinutes(5));
                assertEquals(403, command.asks().status());
            });
            assertEquals(List.of(), calls, "AWS is not asked in vain");

            jane.waitForNextCode();
            assertEquals(0, jane.runs("dev", "--token-code", phone.code()).exitStatus());
            jane.wait(Duration.ofSeconds(2));
            await(() -> command.asks().status() == 200);
            assertGood(command.asks());
        }
    }

    @Test
    void anMfaSessionByItselfIsServedAndTheOneThatAnotherTerminalStartsTakesItsPlace() {
        try (var command = new Running("dev", "--refresh")) {
            var old = command.asks();
            jane.wait(Duration.ofHours(8).plusMinutes(50));
            assertEquals(old.key(), command.asks().key(), "nobody can renew it without a code");

            jane.waitForNextCode();
            assertEquals(0, jane.runs("dev", "--force", "--token-code", phone.code()).exitStatus());
            jane.wait(Duration.ofSeconds(2));
            assertGood(command.asksUntilNot(old.key()));
        }
    }

    @Test
    void whatTheCommandBeganWithGivesWayToWhatAnotherTerminalStores() {
        try (var command = new Running("dev", "--refresh", "--force", "--token-code", phone.code())) {
            var old = command.asks();
            jane.waitForNextCode();
            assertEquals(0, jane.runs("dev", "--force", "--token-code", phone.code()).exitStatus());
            jane.wait(Duration.ofSeconds(2));

            assertGood(command.asksUntilNot(old.key()));
        }
    }

    @Test
    void theRemindersComeThirtyTenAndTwoMinutesBeforeTheEndAndOnceEach() throws IOException {
        jane.environment.put("DISPLAY", ":7");
        var told = Files.createFile(jane.home().resolve("told"));
        program("notify-send", "printf '%s\\n' \"$3\" >> '" + told + "'");
        try (var _ = new Running("dev", "--refresh")) {
            var end = jane.clockTime(Duration.ofHours(9).minusSeconds(17));
            var word = "dev-mfasession ends at " + end
                    + ", and dev cannot be renewed then; in another terminal, type: AWSCLI-MFA dev --force\n";
            jane.wait(Duration.ofHours(8).plusMinutes(29));
            for (var due : List.of(Duration.ofMinutes(2), Duration.ofMinutes(19), Duration.ofMinutes(8))) {
                var before = told(told);
                jane.wait(due);
                await(() -> !told(told).equals(before));
                assertEquals(before + word, told(told));
            }
            var before = told(told);
            jane.wait(Duration.ofMinutes(3));
            await(() -> !told(told).equals(before));
            assertEquals(before + "no session of dev is left, and a new one needs a token code; in another terminal, type: AWSCLI-MFA dev\n",
                    told(told));
        }
    }

    private static String told(Path file) {
        try {
            return Files.readString(file).replaceAll("type: .* dev", "type: AWSCLI-MFA dev");
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private void program(String name, String text) throws IOException {
        var file = jane.home().resolve("bin").resolve(name);
        Files.writeString(file, "#!/bin/sh\n" + text + "\n");
        assertTrue(file.toFile().setExecutable(true));
    }

    // --------------------------------------------------------------------- who may ask

    /** The lines of requests, parted by bars. */
    private static final String REFUSED = """
            GET /credentials HTTP/1.1|Host: HOST
            GET /credentials HTTP/1.1|Host: HOST|Authorization: wrong
            GET /credentials HTTP/1.1|Host: HOST|Authorization: SECRETx
            GET /credentials HTTP/1.1|Host: HOST|Authorization: 
            GET /credentials HTTP/1.1|Host: HOST|Authorization: SECRET|Authorization: SECRET
            GET /credentials HTTP/1.1|Host: HOST|Authorization: SECRET|Origin: https://example.com
            GET /credentials HTTP/1.1|Host: HOST|Authorization: SECRET|origin: null
            GET /credentials HTTP/1.1|Host: HOST|Authorization: SECRET|Sec-Fetch-Site: cross-site
            GET /credentials HTTP/1.1|Host: rebound.example.com|Authorization: SECRET
            GET /credentials HTTP/1.1|Authorization: SECRET
            GET /credentials?SECRET HTTP/1.1|Host: HOST|Authorization: SECRET
            GET /credentials/ HTTP/1.1|Host: HOST|Authorization: SECRET
            GET / HTTP/1.1|Host: HOST|Authorization: SECRET
            POST /credentials HTTP/1.1|Host: HOST|Authorization: SECRET
            OPTIONS /credentials HTTP/1.1|Host: HOST|Authorization: SECRET
            HEAD /credentials HTTP/1.1|Host: HOST|Authorization: SECRET
            PUT /credentials HTTP/1.1|Host: HOST|Authorization: SECRET
            nonsense
            """;

    @Test
    void nobodyElseGetsAnything() {
        try (var command = new Running("dev", "--refresh")) {
            for (var request : REFUSED.lines().toList()) {
                var lines = request.replace("HOST", "127.0.0.1:" + command.port()).replace("SECRET", command.secret()).split("\\|");
                var answer = command.asks(lines);
                assertEquals("HTTP/1.1 403 Refused ", answer.text().replaceAll("(?s)\r\n.*", " "), request);
                assertTrue(answer.text().endsWith("\r\n\r\n{\"code\": \"AccessDenied\", \"message\": \"this is not for you\"}"), request);
            }
            assertEquals(200, command.asks().status());
        }
    }

    @Test
    void eachCommandHasAnAddressOfItsOwnThatIsGoneWithIt() {
        var one = new Running("dev", "--refresh");
        try (var other = new Running("admin", "--refresh")) {
            assertTrue(one.port() != other.port());
            assertEquals(403, other.asks("GET /credentials HTTP/1.1", "Host: 127.0.0.1:" + other.port(), "Authorization: " + one.secret())
                    .status());
            one.end();
            await(() -> !isListening(one.port()));
            assertEquals(200, other.asks().status());
        }
    }

    private static boolean isListening(int port) {
        try (var _ = new Socket("127.0.0.1", port)) {
            return true;
        } catch (IOException refused) {
            return false;
        }
    }

    @Test
    void theWordThatOpensItIsSaidToNobody() {
        var command = new Running("admin", "--refresh", "--debug");
        var secret = command.secret();
        command.asks();
        jane.wait(Duration.ofMinutes(41));
        command.asks();
        var run = command.end();

        assertTrue(secret.length() > 40);
        assertFalse(run.screen().contains(secret) || run.out().contains(secret), run.screen());
        assertFalse(jane.files().toString().contains(secret));
    }

    // ------------------------------------------------------------------------ what it gets

    private static Map<String, String> ofAws(Map<String, String> environment) {
        return environment.entrySet().stream().filter(one -> one.getKey().startsWith("AWS_") && !one.getKey().equals("AWS_ENDPOINT_URL"))
                .collect(Collectors.toMap(Map.Entry::getKey, one -> one.getKey().matches(".*(_URI|_TOKEN)") ? "…" : one.getValue()));
    }

    private static final Map<String, String> WANTED = Map.of(
            "AWS_CONTAINER_CREDENTIALS_FULL_URI", "…", "AWS_CONTAINER_AUTHORIZATION_TOKEN", "…",
            "AWS_REGION", "eu-west-1", "AWS_DEFAULT_REGION", "eu-west-1");

    @Test
    void whatWouldWinOverTheAddressIsTakenOutOfTheEnvironment() {
        for (var name : List.of("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN",
                "AWS_PROFILE", "AWS_DEFAULT_PROFILE",
                "AWS_CREDENTIAL_EXPIRATION", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
                "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_ROLE_ARN", "AWS_VAULT", "AWS_CONTAINER_CREDENTIALS_FULL_URI")) {
            jane.environment.put(name, "dev");
        }
        try (var command = new Running("dev", "--refresh")) {
            assertEquals(WANTED, ofAws(command.environment));
        }
    }

    @Test
    void whereDefaultHasKeysTheCommandGetsAProfileThatHasNoneAndKeepsAllOthers() {
        jane.credentials(jane.credentials() + "\n[default]\naws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = secret\n");
        var before = jane.config();
        for (var time = 0; time < 2; time++) {
            try (var command = new Running("dev", "--refresh")) {
                var wanted = new HashMap<>(WANTED);
                wanted.putAll(Map.of("AWS_PROFILE", "dev-refresh", "AWS_DEFAULT_PROFILE", "dev-refresh"));
                assertEquals(wanted, ofAws(command.environment));
            }
            assertEquals(before + "\n[profile dev-refresh]\nused_by = awscli-mfa exec --refresh\nregion = eu-west-1\n", jane.config());
        }
        assertFalse(jane.types("\u0003", "-q").screen().contains("dev-refresh"), "nobody chooses it");
    }

    @Test
    void whereThatProfileCannotBeWrittenTheCommandIsToldWhatItLoses() {
        jane.credentials(jane.credentials() + "\n[default]\naws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = secret\n");
        jane.config(jane.config() + "\n[profile dev-refresh]\noutput = text\n");
        var command = new Running("dev", "--refresh");
        var wanted = new HashMap<>(WANTED);
        wanted.put("AWS_SHARED_CREDENTIALS_FILE", "/dev/null");

        assertEquals(wanted, ofAws(command.environment));
        assertTrue(command.end().screen().contains("note: what [default] gives would win over the renewed session, and no other profile can be"
                + " written for the command; so it sees no profile of ~/.aws/credentials\n"));
    }

    // --------------------------------------------------------------------- until when

    @Test
    void explainSaysUntilWhenTheCommandCanRun() {
        var end = jane.clockTime(Duration.ofHours(9).minusSeconds(17));
        assertEquals(List.of("take up dev-mfasession: MFA session, 08h:59m:43s left, until " + end,
                "no token code is needed until " + end + "; a new session is taken up while the command runs: AWSCLI-MFA dev --force"),
                explained("exec", "--explain", "--refresh", "dev", "true"));
        assertEquals("no token code is needed until " + end + "; a new session is taken up while the command runs: AWSCLI-MFA dev --force",
                explained("exec", "--explain", "--refresh", "admin", "true").getLast());
        assertEquals("the command has it until " + end, explained("exec", "--explain", "dev", "true").getLast());
        assertEquals("the command has it until " + jane.clockTime(Duration.ofHours(1)), explained("exec", "--explain", "admin", "true").getLast());
    }

    private List<String> explained(String... args) {
        var files = jane.files();
        var calls = callsOf(() -> { });
        var run = jane.runs(args);
        assertEquals(0, run.exitStatus(), run.screen());
        assertEquals(files, jane.files());
        assertEquals(List.of(), calls);
        return run.screen().replaceAll(": \\S*( \\S+)?( exec)? dev --force", ": AWSCLI-MFA dev --force").lines().toList();
    }

    @Test
    void aMinimumIsForWhatNobodyCanRenewWithoutACode() {
        jane.wait(Duration.ofHours(6));
        jane.waitForNextCode();
        assertEquals(0, jane.runs("exec", "--refresh", "--min-ttl", "2h", "admin", "true").exitStatus());
        assertEquals(252, jane.runs("exec", "--refresh", "--min-ttl", "4h", "admin", "true").exitStatus());
        assertEquals(252, jane.runs("exec", "--refresh", "--min-ttl", "4h", "dev", "true").exitStatus());

        assertEquals(List.of("GetSessionToken", "AssumeRole"), callsOf(() ->
                assertEquals(0, jane.types(phone.code() + "\r", "exec", "--refresh", "--min-ttl", "4h", "admin", "true").exitStatus())));
        assertEquals(List.of(), callsOf(() ->
                assertEquals(0, jane.runs("exec", "--refresh", "--min-ttl", "4h", "admin", "true").exitStatus())));
    }

    @Test
    void aSessionThatIsStoredNowhereIsRenewedFromToo() {
        jane.credentials(jane.credentials().replaceAll("(?s)\\[dev-mfasession\\].*", ""));
        var files = jane.files();
        try (var command = new Running("admin", "--refresh", "--no-persist", "--token-code", phone.code())) {
            var old = command.asks();
            jane.wait(Duration.ofMinutes(41));

            assertGood(command.asksUntilNot(old.key()));
            assertEquals(files, jane.files());
        }
    }

    @Test
    void whatDoesNotEndIsHandedOverAsWithout() {
        jane.config(jane.config() + "\n[profile sso]\nsso_start_url = https://example.com\nsso_account_id = 123456789012\n"
                + "sso_role_name = r\nsso_region = eu-west-1\n");
        var run = jane.runs("exec", "--refresh", "sso", "sh", "-c", "test $AWS_PROFILE = sso && test -z \"$AWS_CONTAINER_CREDENTIALS_FULL_URI\"");

        assertEquals(0, run.exitStatus(), run.screen());
        assertEquals("note: --refresh does nothing here, since AWS's tools themselves renew what sso gives\n", run.screen());
    }

    // --------------------------------------------------------------------- AWS's own tools

    /** By one clock with AWS, which the test moves on. */
    private Map<String, String> withFakedTime(Map<String, String> environment, Path offset) {
        var library = Stream.of("/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu")
                .map(folder -> Path.of(folder, "faketime/libfaketime.so.1")).filter(Files::exists).findFirst();
        assumeFalse(library.isEmpty(), "no libfaketime: install faketime");
        var faked = new HashMap<>(environment);
        faked.putAll(Map.of("LD_PRELOAD", library.get().toString(), "FAKETIME_TIMESTAMP_FILE", offset.toString(), "FAKETIME_NO_CACHE", "1",
                "DONT_FAKE_MONOTONIC", "1"));
        return faked;
    }

    private static final String ASKER = """
            import os, sys
            try:
                from botocore.session import Session
            except ImportError:
                from awscli.botocore.session import Session
            sts = Session().create_client('sts', endpoint_url=os.environ['AWS_ENDPOINT_URL'])
            for line in sys.stdin:
                try:
                    print(sts.get_caller_identity()['Arn'], flush=True)
                except Exception as failure:
                    print(failure, flush=True)
            """;

    @Test
    void aProgramOfBotocoreRunsOverThreeRoleSessionsAndNeverSeesAnEndedOne() throws IOException, InterruptedException {
        var pythons = AwsReadersTest.pythons();
        assumeFalse(pythons.isEmpty(), "no aws command that Python runs is on the PATH: install awscli");
        var offset = Files.writeString(jane.home().resolve("offset"), "");
        try (var command = new Running("admin", "--refresh")) {
            var programs = new ArrayList<Process>();
            moveOn(offset, Duration.ZERO);
            for (var python : pythons) {
                var builder = new ProcessBuilder(python, "-c", ASKER).redirectError(ProcessBuilder.Redirect.INHERIT);
                builder.environment().clear();
                builder.environment().putAll(withFakedTime(command.environment, offset));
                programs.add(builder.start());
            }
            var readers = programs.stream()
                    .map(program -> new BufferedReader(new InputStreamReader(program.getInputStream(), StandardCharsets.UTF_8))).toList();
            var calls = callsOf(() -> {
                for (var step = 0; step < 14; step++) {
                    for (var index = 0; index < programs.size(); index++) {
                        assertEquals("arn:aws:sts::123456789012:assumed-role/admin",
                                answer(programs.get(index), readers.get(index)).replaceAll("/[^/]*$", ""));
                    }
                    moveOn(offset, Duration.ofMinutes(13));
                    var served = command.asks();
                    if (served.ends().isBefore(jane.clock().instant().plus(QUARTER))) {
                        command.asksUntilNot(served.key());
                    }
                }
            });
            assertEquals(3, calls.stream().filter("AssumeRole"::equals).count(), calls.toString());
            for (var program : programs) {
                program.getOutputStream().close();
                assertEquals(0, program.waitFor());
            }
        }
    }

    private void moveOn(Path offset, Duration duration) {
        try {
            jane.wait(duration);
            Files.writeString(offset, "%+ds\n".formatted(Duration.between(Instant.now(), jane.clock().instant()).toSeconds()));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static String answer(Process program, BufferedReader reader) {
        try {
            program.getOutputStream().write('\n');
            program.getOutputStream().flush();
            return String.valueOf(reader.readLine());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Test
    void theSdkForJavaTakesItToo() {
        jane.credentials(jane.credentials() + "\n[default]\naws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = secret\n");
        try (var command = new Running("admin", "--refresh")) {
            System.setProperty("aws.containerCredentialsFullUri", command.environment.get("AWS_CONTAINER_CREDENTIALS_FULL_URI"));
            System.setProperty("aws.containerAuthorizationToken", command.secret());
            var config = ProfileFile.builder().content(jane.home().resolve(".aws/config")).type(ProfileFile.Type.CONFIGURATION).build();
            var credentials = ProfileFile.builder().content(jane.home().resolve(".aws/credentials")).type(ProfileFile.Type.CREDENTIALS).build();
            try (var provider = DefaultCredentialsProvider.builder().profileName(command.environment.get("AWS_PROFILE"))
                    .profileFile(() -> ProfileFile.aggregator().addFile(config).addFile(credentials).build()).build()) {
                assertEquals(command.asks().key(), provider.resolveCredentials().accessKeyId());
            }
        } finally {
            System.clearProperty("aws.containerCredentialsFullUri");
            System.clearProperty("aws.containerAuthorizationToken");
        }
    }
}
