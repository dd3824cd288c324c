//SOURCES aws/LocalAws.java
//SOURCES ../lib/command/Console.java
//SOURCES ../lib/io/AwsFiles.java
//SOURCES ../lib/io/ProblemPrinter.java
//SOURCES ../lib/io/SdkAws.java
//SOURCES ../lib/io/SpentCodes.java
//SOURCES ../lib/io/Terminal.java
//SOURCES ../lib/model/Arn.java
//SOURCES ../lib/model/ConsoleAddress.java
//SOURCES ../lib/model/Problem.java
//SOURCES ../lib/model/Profile.java
//SOURCES ../lib/session/Sessions.java
//SOURCES ../lib/session/World.java
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import lib.command.Console;
import lib.io.AwsFiles;
import lib.io.ProblemPrinter;
import lib.io.SdkAws;
import lib.io.SpentCodes;
import lib.io.Terminal;
import lib.model.Arn;
import lib.model.ConsoleAddress;
import lib.model.Problem;
import lib.model.Profile;
import lib.model.SerialNumber;
import lib.model.TokenCode;
import lib.session.Sessions;
import lib.session.World;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tests.aws.Account;
import tests.aws.LocalAws;

/** {@code console PROFILE}, against a federation endpoint on this computer that keeps what it is asked. */
class ConsoleTest {

    record Run(int exitStatus, String out, String screen) {}

    private static final String ALLOW_ALL = """
            {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}""";
    private static final String TRUST = """
            {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}]}""";
    private static final String TOKEN = "VXbvzQN-_3rP";

    private final Map<String, String> environment = new HashMap<>();
    private final List<URI> asked = new CopyOnWriteArrayList<>();
    private Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private LocalAws aws;
    private HttpServer federation;
    private int status = 200;
    private String answer = "{\"SigninToken\":\"" + TOKEN + "\"}";
    private Path home;

    @BeforeEach
    void janeMayAssumeOps(@TempDir Path folder) throws IOException {
        home = folder;
        aws = LocalAws.start(() -> now);
        federation = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        federation.createContext("/", this::answer);
        federation.start();
        environment.putAll(Map.of("HOME", home.toString(), "AWS_ENDPOINT_URL", aws.endpoint().toString(),
                "AWS_ENDPOINT_URL_SIGNIN", endpoint()));
        janeLivesIn("aws", "eu-west-1");
    }

    @AfterEach
    void close() {
        aws.close();
        federation.stop(0);
    }

    private String endpoint() {
        return "http://127.0.0.1:" + federation.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        asked.add(exchange.getRequestURI());
        exchange.getResponseHeaders().add("Location", "https://elsewhere.example/");
        var bytes = answer.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private Account janeLivesIn(String partition, String region) throws IOException {
        var account = aws.account(partition.equals("aws") ? "123456789012" : "210987654321", partition);
        var key = account.user("jane").policy("all", ALLOW_ALL).accessKey();
        account.role("ops", TRUST).policy("all", ALLOW_ALL);
        write("credentials", "[dev]\naws_access_key_id = %s\naws_secret_access_key = %s\n".formatted(key.id(), key.secret()));
        write("config", """
                [profile dev]
                region = %1$s
                [profile ops]
                role_arn = arn:%2$s:iam::%3$s:role/ops
                source_profile = dev
                region = %1$s
                [profile corp]
                web_identity_token_file = t
                """.formatted(region, partition, account.id()));
        return account;
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(Files.createDirectories(home.resolve(".aws")).resolve(name), text);
    }

    // ---------------------------------------------------------------------- given

    private World world(PrintStream out, PrintStream screen) {
        return new World(() -> now, Map.copyOf(environment), AwsFiles.of(environment, false),
                new SdkAws(() -> now), SpentCodes.of(environment, () -> now), Terminal.none(screen, duration -> { }), InputStream.nullInputStream(), out);
    }

    private Sessions sessions() {
        return new Sessions(world(System.out, System.err));
    }

    private Profile.Session roleSession() {
        var profiles = sessions().profiles();
        var session = sessions().assumeRole((Profile.Role) profiles.require("ops"), profiles.require("dev"), Optional.empty(),
                Duration.ofHours(1));
        sessions().store(session, (Profile.Role) profiles.require("ops"), Optional.empty());
        return session;
    }

    private Profile.Session mfaSession() {
        var phone = aws.account("123456789012").user("jane").device("jane");
        var dev = (Profile.Base) sessions().profiles().require("dev");
        var device = new SerialNumber(phone.serialNumber());
        var session = sessions().startMfaSession(dev, dev.sessionName(), device, TokenCode.parse(phone.code()), Duration.ofHours(1), Optional.empty());
        sessions().store(session, dev, device, Set.of(), Optional.empty());
        return session;
    }

    private Run console(Profile active, Console.To to) {
        var out = new ByteArrayOutputStream();
        var screen = new ByteArrayOutputStream();
        var world = world(new PrintStream(out, true, StandardCharsets.UTF_8), new PrintStream(screen, true, StandardCharsets.UTF_8));
        var exitStatus = 0;
        try {
            exitStatus = new Console(world, Duration.ofMillis(1500)).run(active, to);
        } catch (Problem found) {
            exitStatus = new ProblemPrinter("awscli-mfa", world.terminal()).print(found);
        }
        return new Run(exitStatus, out.toString(StandardCharsets.UTF_8),
                screen.toString(StandardCharsets.UTF_8).replace(home.toString(), "~").replace(endpoint(), "ENDPOINT"));
    }

    private static Run problem(int exitStatus, String message, String hint) {
        return new Run(exitStatus, "", "awscli-mfa: " + message + "\nawscli-mfa: hint: " + hint + "\n");
    }

    private String address(String destination) {
        return endpoint() + "/federation?Action=login&Destination=" + destination + "&SigninToken=" + TOKEN;
    }

    private static final String IRELAND =
            "https%3A%2F%2Feu-west-1.console.aws.amazon.com%2Fconsole%2Fhome%3Fregion%3Deu-west-1";

    // -------------------------------------------------------------------- the address

    @Test
    void theAddressIsAllThatStandsOnStandardOutput() {
        assertEquals(new Run(0, address(IRELAND) + "\n",
                "ops-rolesession: whoever opens this address within 15 minutes is signed in to account 123456789012\n"),
                console(roleSession(), Console.To.STDOUT));
    }

    @Test
    void theEndpointGetsTheKeysAndNoDuration() {
        var session = roleSession();
        var keys = session.credentials().orElseThrow();

        console(session, Console.To.STDOUT);

        assertEquals(List.of("/federation"), asked.stream().map(URI::getPath).toList());
        assertEquals("Action=getSigninToken&Session={\"sessionId\":\"%s\",\"sessionKey\":\"%s\",\"sessionToken\":\"%s\"}".formatted(
                keys.accessKeyId(), keys.secretAccessKey(), keys.sessionToken().orElseThrow()),
                URLDecoder.decode(asked.getFirst().getRawQuery(), StandardCharsets.UTF_8));
    }

    @Test
    void anEndpointMayEndInASlash() {
        environment.put("AWS_ENDPOINT_URL_SIGNIN", endpoint() + "/");

        assertEquals(address(IRELAND) + "\n", console(roleSession(), Console.To.STDOUT).out());
    }

    @Test
    void aSessionOfAnotherToolIsTakenForWhatAwsSaysItIs() throws IOException {
        write("credentials", Files.readString(home.resolve(".aws/credentials")) + renamed(roleSession(), "other"));

        assertEquals(0, console(sessions().profiles().require("other"), Console.To.STDOUT).exitStatus());
    }

    private static String renamed(Profile.Session session, String name) {
        return "\n[%s]\naws_access_key_id = %s\naws_secret_access_key = %s\naws_session_token = %s\n".formatted(name,
                session.credentials().orElseThrow().accessKeyId(), session.credentials().orElseThrow().secretAccessKey(),
                session.credentials().orElseThrow().sessionToken().orElseThrow());
    }

    // ------------------------------------------------------------------ partitions

    @ParameterizedTest
    @CsvSource({
        "aws,        eu-west-1,      https://signin.aws.amazon.com, https://eu-west-1.console.aws.amazon.com/console/home?region=eu-west-1, https://jane-corp.signin.aws.amazon.com/console",
        "aws-cn,     cn-north-1,     https://signin.amazonaws.cn, https://cn-north-1.console.amazonaws.cn/console/home?region=cn-north-1, https://jane-corp.signin.amazonaws.cn/console",
        "aws-us-gov, us-gov-west-1,  https://signin.amazonaws-us-gov.com, https://us-gov-west-1.console.amazonaws-us-gov.com/console/home?region=us-gov-west-1, https://jane-corp.signin.amazonaws-us-gov.com/console",
        "aws-eusc,   eusc-de-east-1, https://eusc-de-east-1.signin.amazonaws-eusc.eu, https://eusc-de-east-1.console.amazonaws-eusc.eu/console/home?region=eusc-de-east-1, https://eusc-de-east-1.signin.amazonaws-eusc.eu/"})
    void everyPublicPartitionHasItsOwnHosts(String partition, String region, String federation, String home, String signIn) {
        var console = ConsoleAddress.of(partition).orElseThrow();

        assertEquals(List.of(federation, home, signIn),
                List.of(console.federationEndpoint().toString(), console.home(region), console.signInPage("jane-corp")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"aws-iso", "aws-iso-b", "aws-iso-e", "aws-iso-f", "aws-new"})
    void hostsThatNoDocumentNamesAreNotGuessed(String partition) {
        assertEquals(Optional.empty(), ConsoleAddress.of(partition));
    }

    @ParameterizedTest
    @CsvSource({
        "aws,        eu-west-1,          eu-west-1",
        "aws,        ap-southeast-2,     ap-southeast-2",
        "aws,        cn-north-1,         us-east-1",
        "aws,        evil.example/x,     us-east-1",
        "aws,        aws-global,         us-east-1",
        "aws-cn,     us-east-1,          cn-north-1",
        "aws-cn,     cn-northwest-1,     cn-northwest-1",
        "aws-us-gov, us-gov-east-1,      us-gov-east-1",
        "aws-us-gov, us-east-1,          us-gov-west-1",
        "aws-eusc,   eusc-de-east-1,     eusc-de-east-1",
        "aws-eusc,   eu-central-1,       eusc-de-east-1",
        "aws-iso,    us-iso-west-1,      us-iso-west-1",
        "aws-iso-b,  us-iso-west-1,      us-isob-east-1",
        "aws-iso-e,  eu-isoe-west-1,     eu-isoe-west-1",
        "aws-iso-f,  us-isof-east-1,     us-isof-east-1"})
    void aRegionIsTakenOnlyInItsOwnPartition(String partition, String region, String taken) {
        assertEquals(taken, new Arn(partition, "sts", "", "123456789012", "assumed-role/ops/jane").regionNear(region));
    }

    @Test
    void theIdentitySaysWhichPartition() throws IOException {
        janeLivesIn("aws-cn", "cn-north-1");

        assertEquals(address("https%3A%2F%2Fcn-north-1.console.amazonaws.cn%2Fconsole%2Fhome%3Fregion%3Dcn-north-1") + "\n",
                console(roleSession(), Console.To.STDOUT).out());
    }

    @Test
    void aPartitionWithoutAPublicConsoleIsToldFrom() throws IOException {
        janeLivesIn("aws-iso", "us-iso-east-1");

        assertEquals(problem(253, "no public document gives the address of the console in partition aws-iso",
                "ask your organization for the address; this program cannot open that console"),
                console(roleSession(), Console.To.STDOUT));
        assertEquals(List.of(), asked);
    }

    // ---------------------------------------------------------------- who gets none

    @Test
    void anMfaSessionGetsTheSignInPageOfItsAccount() {
        assertEquals(problem(253,
                "'dev-mfasession' is an MFA session, made by GetSessionToken, and AWS signs in only role sessions to the console",
                "name a role profile, or sign in with your password at https://123456789012.signin.aws.amazon.com/console"),
                console(mfaSession(), Console.To.BROWSER));
        assertEquals(List.of(), asked);
    }

    @Test
    void theAccountsAliasIsNicerThanItsNumber() {
        aws.account("123456789012").alias("jane-corp");

        assertEquals(problem(253, "'dev' is a user's own access key, and AWS signs in only role sessions to the console",
                "name a role profile, or sign in with your password at https://jane-corp.signin.aws.amazon.com/console"),
                console(sessions().profiles().require("dev"), Console.To.STDOUT));
    }

    @Test
    void anAliasThatMayNotBeAskedForDoesWithoutANumber() {
        aws.account("123456789012").alias("jane-corp");
        aws.account("123456789012").user("jane").policy("all", """
                {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:*", "Resource": "*"}]}""");

        assertEquals("awscli-mfa: hint: name a role profile, or sign in with your password at "
                + "https://123456789012.signin.aws.amazon.com/console",
                console(sessions().profiles().require("dev"), Console.To.STDOUT).screen().lines().skip(1).findFirst().orElseThrow());
    }

    @Test
    void anMfaSessionOfAnotherToolIsRecognised() throws IOException {
        write("credentials", Files.readString(home.resolve(".aws/credentials")) + renamed(mfaSession(), "other"));

        assertEquals(problem(253,
                "'other' is a session made by GetSessionToken, and AWS signs in only role sessions to the console",
                "name a role profile, or sign in with your password at https://123456789012.signin.aws.amazon.com/console"),
                console(sessions().profiles().require("other"), Console.To.STDOUT));
    }

    @Test
    void anEndedSessionIsNotSentAnywhere() {
        var session = roleSession();
        var callsBefore = aws.calls().size();
        now = now.plus(Duration.ofMinutes(61));

        assertEquals(problem(254, "the session of access key %s has expired".formatted(session.credentials().orElseThrow().accessKeyId()),
                "start a new one"), console(session, Console.To.STDOUT));
        assertEquals(callsBefore, aws.calls().size());
        assertEquals(List.of(), asked);
    }

    @Test
    void aRevokedSessionIsNotSentToTheFederation() {
        var session = roleSession();
        aws.sessions().revoke(session.credentials().orElseThrow().accessKeyId());

        assertEquals(254, console(session, Console.To.STDOUT).exitStatus());
        assertEquals(List.of(), asked);
    }

    @Test
    void credentialsThatOthersKeepCannotSignIn() {
        assertEquals(problem(253, "profile 'corp' has no credentials here that could sign in", "name a role profile"),
                console(sessions().profiles().require("corp"), Console.To.STDOUT));
    }

    @Test
    void aPartOfASessionIsNamed() throws IOException {
        write("credentials", "[ops-rolesession]\naws_access_key_id = ASIAEXAMPLE\naws_secret_access_key = s\n");

        assertEquals(problem(253, "profile 'ops-rolesession' holds only a part of a session", "start a new one with --force"),
                console(sessions().profiles().require("ops-rolesession"), Console.To.STDOUT));
    }

    // ------------------------------------------------------- what the endpoint answers

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            400 | 254 | AWS did not sign the session of 'ops-rolesession' in to the console (HTTP 400) | start a new session with --force, then try again
            403 | 254 | AWS did not sign the session of 'ops-rolesession' in to the console (HTTP 403) | start a new session with --force, then try again
            503 | 254 | AWS did not sign the session of 'ops-rolesession' in to the console (HTTP 503) | wait a few seconds, then try again
            302 | 255 | what answered at ENDPOINT is not AWS | sign in to this network in a browser, or check the proxy and AWS_ENDPOINT_URL
            200 | 255 | what answered at ENDPOINT is not AWS | sign in to this network in a browser, or check the proxy and AWS_ENDPOINT_URL
            """)
    void aRefusalIsToldWithoutAWordOfTheSession(int status, int exitStatus, String message, String hint) {
        this.status = status;
        this.answer = "<html>Welcome to the hotel {\"SigninToken\": null}</html>";

        assertEquals(problem(exitStatus, message, hint), console(roleSession(), Console.To.STDOUT));
        assertEquals(1, asked.size());
    }

    @Test
    void anEndpointThatIsNotThereIsNamedWithoutAWordOfTheSession() throws IOException {
        try (var closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            environment.put("AWS_ENDPOINT_URL_SIGNIN", "http://127.0.0.1:" + closed.getLocalPort());
        }

        assertEquals(problem(255, "cannot reach " + environment.get("AWS_ENDPOINT_URL_SIGNIN") + ": the connection is refused",
                "check the network, the proxy variables and the region, then try again"), console(roleSession(), Console.To.STDOUT));
    }

    /** With or without a desktop; its keys would mean nothing to AWS's own console. */
    @ParameterizedTest
    @EnumSource(Console.To.class)
    void s29AnAwsToPractiseWithHasNone(Console.To to) {
        var session = roleSession();
        environment.remove("AWS_ENDPOINT_URL_SIGNIN");

        assertEquals(problem(253, "a practice AWS has no web console: " + aws.endpoint() + " stands in for all of AWS",
                "with an account of AWS itself, where AWS_ENDPOINT_URL is not set, the same command opens it"), console(session, to));
    }

    @Test
    void keysAreNotSentOverPlainHttpToAnotherComputer() {
        var session = roleSession();
        environment.put("AWS_ENDPOINT_URL_SIGNIN", "http://signin.example");

        assertEquals(problem(253, "refusing to send keys and codes over plain http to http://signin.example",
                "use an https:// address in AWS_ENDPOINT_URL or endpoint_url; plain http is for this computer only"),
                console(session, Console.To.STDOUT));
    }

    @Test
    void theUsualEndpointIsAskedThroughTheProxy() throws Exception {
        var session = roleSession();
        try (var proxy = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            var wanted = CompletableFuture.supplyAsync(() -> firstLineRefused(proxy));
            environment.remove("AWS_ENDPOINT_URL");
            environment.remove("AWS_ENDPOINT_URL_SIGNIN");
            environment.put("AWS_ENDPOINT_URL_STS", aws.endpoint().toString());
            environment.put("HTTPS_PROXY", "127.0.0.1:" + proxy.getLocalPort());

            assertEquals(problem(255, "cannot reach https://signin.aws.amazon.com: the proxy did not let the request through",
                    "check the network, the proxy variables and the region, then try again"), console(session, Console.To.STDOUT));
            assertEquals("CONNECT signin.aws.amazon.com:443 HTTP/1.1", wanted.get());
        }
    }

    private static String firstLineRefused(ServerSocket proxy) {
        try (var client = proxy.accept()) {
            var head = new byte[10_000];
            var length = client.getInputStream().read(head);
            client.getOutputStream().write("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            return new String(head, 0, length, StandardCharsets.ISO_8859_1).lines().findFirst().orElse("");
        } catch (IOException gone) {
            return gone.toString();
        }
    }

    // ------------------------------------------------------------------- the browser

    /** A desktop whose tool does this with the page, which is its argument. */
    private void desktop(String tool, String script) throws IOException {
        var file = Files.createDirectories(home.resolve("bin")).resolve(tool);
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        environment.put("PATH", home.resolve("bin") + ":/usr/bin:/bin");
        environment.put("DISPLAY", ":0");
    }

    private static final String OPENED =
            "ops-rolesession: opening the console of account 123456789012 in eu-west-1, as ops; the browser has 1 s to start\n";

    private List<String> pagesLeft() throws IOException {
        try (var files = Files.list(home)) {
            return files.map(file -> file.getFileName().toString()).filter(name -> name.contains("aws-console")).toList();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"xdg-open", "wslview", "explorer.exe"})
    void theBrowserOpensAPrivatePageWhichIsGoneAfterwards(String tool) throws IOException {
        desktop(tool, "cat \"$1\" >\"$HOME/seen\"; stat -c %a \"$1\" >\"$HOME/mode\"; echo \"$@\" >\"$HOME/arguments\"; echo noise; echo noise >&2");

        assertEquals(new Run(0, "", OPENED), console(roleSession(), Console.To.BROWSER));

        assertEquals("""
                <!DOCTYPE html>
                <meta charset="utf-8">
                <meta name="referrer" content="no-referrer">
                <meta http-equiv="refresh" content="0; url=%1$s">
                <title>AWS console</title>
                <p><a href="%1$s">Open the AWS console</a>
                """.formatted(address(IRELAND).replace("&", "&amp;")), Files.readString(home.resolve("seen")));
        assertEquals("600\n", Files.readString(home.resolve("mode")));
        assertTrue(Files.readString(home.resolve("arguments")).matches("\\Q" + home + "\\E/aws-console-\\d+\\.html\n"));
        assertEquals(List.of(), pagesLeft());
    }

    @Test
    void aBrowserThatStaysOpenIsNotWaitedFor() throws IOException {
        desktop("xdg-open", "echo $$ >\"$HOME/new\"; mv \"$HOME/new\" \"$HOME/pid\"; exec sleep 60");

        assertEquals(new Run(0, "", OPENED), console(roleSession(), Console.To.BROWSER));

        assertEquals(List.of(), pagesLeft());
        var browser = ProcessHandle.of(Long.parseLong(Files.readString(home.resolve("pid")).strip()));
        assertTrue(browser.isPresent(), "it is still open");
        browser.get().destroyForcibly();
    }

    @Test
    void aToolThatFailsLeavesNoPage() throws IOException {
        desktop("xdg-open", "exit 3");

        assertEquals(new Run(255, "", OPENED + """
                awscli-mfa: the console cannot be opened: xdg-open ended with status 3
                awscli-mfa: hint: print the address instead, with --url-only; for 15 minutes it signs in whoever has it
                """), console(roleSession(), Console.To.BROWSER));
        assertEquals(List.of(), pagesLeft());
    }

    @Test
    void withoutADesktopThereIsTheAddress() throws IOException {
        desktop("xdg-open", "exit 0");
        environment.remove("DISPLAY");

        assertEquals(problem(255, "the console cannot be opened: there is no desktop here",
                "print the address instead, with --url-only; for 15 minutes it signs in whoever has it"),
                console(roleSession(), Console.To.BROWSER));
        assertEquals(List.of(), asked);
    }

    @Test
    void aDesktopWithoutAToolIsTold() throws IOException {
        environment.putAll(Map.of("PATH", home.toString(), "WAYLAND_DISPLAY", "wayland-0"));

        assertEquals(problem(255, "the console cannot be opened: there is no wslview, explorer.exe or xdg-open on the PATH",
                "print the address instead, with --url-only; for 15 minutes it signs in whoever has it"),
                console(roleSession(), Console.To.BROWSER));
    }

    @Test
    void whereNoPageCanBePutNothingIsOpened() throws IOException {
        desktop("xdg-open", "touch \"$HOME/seen\"");
        var session = roleSession();
        environment.putAll(Map.of("HOME", home + "/nowhere", "AWS_CONFIG_FILE", home + "/.aws/config",
                "AWS_SHARED_CREDENTIALS_FILE", home + "/.aws/credentials"));

        assertEquals(new Run(255, "", OPENED + """
                awscli-mfa: the console cannot be opened: no page can be put into ~/nowhere
                awscli-mfa: hint: print the address instead, with --url-only; for 15 minutes it signs in whoever has it
                """), console(session, Console.To.BROWSER));
    }

    @Test
    void wslpathTellsWindowsWhereThePageIs() throws IOException {
        desktop("wslpath", "printf %s '\\\\wsl.localhost\\Debian\\page & 100%.html'");
        desktop("explorer.exe", "printf '%s' \"$1\" >\"$HOME/arguments\"; exit 1");
        environment.remove("DISPLAY");

        assertEquals(new Run(0, "", OPENED), console(roleSession(), Console.To.BROWSER));
        assertEquals("\\\\wsl.localhost\\Debian\\page & 100%.html", Files.readString(home.resolve("arguments")));
    }
}
