//SOURCES Desk.java
//SOURCES ../lib/io/Aws.java
//SOURCES ../lib/io/AwsFiles.java
//SOURCES ../lib/model/Credentials.java
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import lib.io.Aws;
import lib.io.AwsFiles;
import lib.model.Connection;
import lib.model.Credentials;
import lib.model.Expiration;
import lib.model.IniFile;
import lib.model.Profile;
import lib.model.Profiles;
import lib.model.Settings;
import lib.model.Shell;
import lib.model.TokenCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Where a secret key or a session token could be seen by others, or end up in a log, it is not. */
class SecretsTest {

    private static final String SECRET = "0ne/Secret+that-nobody=may/see1234567890";
    private static final Credentials SESSION = Credentials.temporary("ASIA0000000000000000", SECRET, SECRET + "SESSION");

    private Desk desk;
    private Map<String, String> filesBefore;

    @BeforeEach
    void janeHasAPhoneAndTwoProfiles(@TempDir Path home) {
        desk = new Desk(home);
        filesBefore = desk.files();
    }

    @AfterEach
    void close() {
        desk.close();
    }

    // ---------------------------------------------------------------- processes

    @Test
    void noProcessShowsASecretInItsArgumentsOrItsEnvironmentWhileASessionIsStarted() throws Exception {
        assumeTrue(Files.isDirectory(Path.of("/proc/self")), "no /proc to look into");
        desk.aws.faults().latency("GetSessionToken", Duration.ofSeconds(1));
        try (var terminal = desk.terminal("bash"); var watch = new Watch()) {
            terminal.command("awscli-mfa --emit bash --secrets >out");
            terminal.answer("Which one.*:", "dev");
            terminal.answer("Token code.*:", desk.phone::code);
            terminal.answer("Store it.*", "y");
            var screen = terminal.awaitPrompt(Tmux.READY);

            var seen = String.join("\n", watch.seen());
            assertTrue(seen.contains("AwscliMfa"), "the watch saw the process");
            assertEquals(3, secrets().size(), "secrets to look for");
            assertNoSecretIn(seen);
            assertNoSecretIn(screen);
        }
    }

    /** Looks at every process of the machine, again and again. */
    private static final class Watch implements AutoCloseable {
        private final Set<String> seen = ConcurrentHashMap.newKeySet();
        private final AtomicBoolean ended = new AtomicBoolean();
        private final Thread thread = Thread.ofPlatform().start(this::look);

        private void look() {
            while (!ended.get()) {
                ProcessHandle.allProcesses().map(ProcessHandle::pid)
                        .flatMap(pid -> Stream.of("cmdline", "environ").map(name -> Path.of("/proc", "" + pid, name)))
                        .forEach(this::note);
            }
        }

        private void note(Path file) {
            try {
                seen.add(Files.readString(file, StandardCharsets.ISO_8859_1).replace('\0', ' '));
            } catch (IOException gone) {
                // a process that has ended, or somebody else's
            }
        }

        Set<String> seen() {
            return seen;
        }

        @Override
        public void close() throws InterruptedException {
            ended.set(true);
            thread.join();
        }
    }

    /** Of the long-lived key, and of the session that a run wrote to the credentials file or to {@code out}. */
    private Set<String> secrets() {
        var texts = desk.files().get("credentials") + (Files.exists(desk.home.resolve("out")) ? desk.read("out") : "");
        var secrets = ConcurrentHashMap.<String>newKeySet();
        secrets.add(desk.key.secret());
        texts.lines()
                .filter(line -> line.matches("(export )?(aws_secret_access_key|aws_session_token|AWS_SE\\w+_(KEY|TOKEN)) ?=.*"))
                .map(line -> line.split("=", 2)[1].strip().replace("'", "")).forEach(secrets::add);
        return secrets;
    }

    /** Says which text it was, and never the text itself. */
    private void assertNoSecretIn(String text) {
        assertFalse(secrets().stream().anyMatch(text::contains), "a secret is among the " + text.length() + " characters");
    }

    // ----------------------------------------------------------------- failures

    /** What can go wrong between here and AWS. */
    enum Trouble {
        WRONG_CODE(254), REJECTED_KEY(254), WRONG_SECRET(254), NOT_ALLOWED(254), THROTTLED(254), CLOCK_OFF(254),
        CAPTIVE_PORTAL(255), GARBAGE(255), ECHO(255), DROPPED_CONNECTION(255), NO_CONNECTION(255), NO_TLS(255), FAILURE_OF_AWS(254),
        FILE_WITHOUT_EQUALS_SIGNS(253), UNWRITABLE_FILES(253);

        private final int exitStatus;

        Trouble(int exitStatus) {
            this.exitStatus = exitStatus;
        }
    }

    @ParameterizedTest
    @EnumSource
    void noFailureTellsASecret(Trouble trouble) throws Exception {
        try (var stranger = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            prepare(trouble, stranger);
            var code = trouble == Trouble.WRONG_CODE ? "000000" : desk.phone.code();
            filesBefore = desk.files();
            var run = desk.runs("awscli-mfa", "dev", "--token-code", code, "--persist", "--emit", "bash");

            assertNoSecretIn(run.err());
            assertFalse(run.err().contains(SECRET), "the wrong secret is told");
            assertFalse(run.err().contains("defect of the program"), run.err());
            assertEquals("false\n", run.out());
            assertEquals(filesBefore, desk.files());
            assertEquals(trouble.exitStatus, run.exitStatus(), run.err());
        }
    }

    private void prepare(Trouble trouble, ServerSocket stranger) throws IOException {
        var address = "127.0.0.1:" + stranger.getLocalPort();
        switch (trouble) {
            case WRONG_CODE -> { }
            case REJECTED_KEY -> desk.key.deactivate();
            case WRONG_SECRET -> desk.write(".aws/credentials", desk.read(".aws/credentials").replace(desk.key.secret(), SECRET));
            case NOT_ALLOWED -> desk.aws.faults().fail(9, 403, "AccessDenied", "User is not authorized");
            case THROTTLED -> desk.aws.faults().throttle(9);
            case CLOCK_OFF -> desk.aws.faults().clockOffset(Duration.ofHours(3));
            case CAPTIVE_PORTAL -> desk.aws.faults().captivePortal(9);
            case GARBAGE -> answers(stranger, address, request -> "}{ no XML at all");
            case ECHO -> answers(stranger, address, request -> "<html><pre>" + request + "</pre></html>");
            case DROPPED_CONNECTION -> desk.aws.faults().drop(9);
            case NO_CONNECTION -> {
                stranger.close();
                desk.environment.put("AWS_ENDPOINT_URL", "http://" + address);
            }
            case NO_TLS -> {
                answers(stranger, address, request -> "no TLS here");
                desk.environment.put("AWS_ENDPOINT_URL", "https://" + address);
            }
            case FAILURE_OF_AWS -> desk.aws.faults().fail(9, 500, "InternalFailure", "it is us, not you");
            case FILE_WITHOUT_EQUALS_SIGNS -> desk.write(".aws/credentials", desk.read(".aws/credentials").replace(" = ", " "));
            case UNWRITABLE_FILES -> {
                var file = desk.home.resolve(".aws/credentials");
                Files.move(file, desk.home.resolve("elsewhere"));
                Files.createDirectory(file);
            }
            default -> throw new IllegalArgumentException(trouble.name());
        }
    }

    /** Something that is not AWS, and answers all the same. */
    private void answers(ServerSocket stranger, String address, UnaryOperator<String> answer) {
        desk.environment.put("AWS_ENDPOINT_URL", "http://" + address);
        Thread.ofVirtual().start(() -> {
            while (!stranger.isClosed()) {
                try (var connection = stranger.accept()) {
                    var bytes = new byte[100_000];
                    var length = Math.max(0, connection.getInputStream().read(bytes));
                    var body = answer.apply(new String(bytes, 0, length, StandardCharsets.ISO_8859_1));
                    connection.getOutputStream().write(("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n"
                            + "Content-Length: " + body.length() + "\r\n\r\n" + body).getBytes(StandardCharsets.ISO_8859_1));
                } catch (IOException closed) {
                    // the next one, if the test still goes on
                }
            }
        });
    }

    // ------------------------------------------------------------------ records

    @Test
    void noRecordThatHoldsASecretTellsIt() {
        var settings = new Settings("dev", Map.of("aws_access_key_id", "AKIA0000000000000000", "aws_secret_access_key", SECRET,
                "aws_session_token", SECRET));
        var keys = Credentials.longLived("AKIA0000000000000000", SECRET);
        var base = new Profile.Base(settings, keys);
        var session = new Profile.Session(settings, Profile.Session.Kind.MFA, Optional.of("dev"));
        var file = IniFile.parse("[dev]\naws_access_key_id = AKIA0000000000000000\naws_secret_access_key = " + SECRET + "\n");
        var profiles = Profiles.of(IniFile.parse(""), file);
        var proxy = "http://jane:" + SECRET.replaceAll("\\W", "") + "@proxy:3128";
        var connection = Connection.of(Map.of("HTTPS_PROXY", proxy), profiles, base);
        var records = new ArrayList<Object>(List.of(keys, SESSION, settings, base, session, new Profile.Role(settings),
                new Profile.Managed(settings, Profile.Managed.Provider.LOGIN), new Profile.Keyless(settings), profiles, new TokenCode("123456"),
                Shell.Variable.set("AWS_SECRET_ACCESS_KEY", SECRET), new Aws.Caller(keys, connection),
                new Aws.SessionCredentials(SESSION, new Expiration(Instant.EPOCH)), connection, new AwsFiles.Texts(file, file)));

        assertEquals(List.of(), records.stream().filter(SecretsTest::tells).map(record -> record.getClass().getName()).toList());
    }

    private static boolean tells(Object record) {
        return Stream.of(SECRET, SECRET.replaceAll("\\W", ""), "123456").anyMatch(record.toString()::contains);
    }
}
