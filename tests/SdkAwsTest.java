//SOURCES aws/LocalAws.java
//SOURCES ../lib/io/SdkAws.java
//SOURCES ../lib/model/IniFile.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import lib.io.Aws;
import lib.io.SdkAws;
import lib.model.Connection;
import lib.model.IniFile;
import lib.model.Problem;
import lib.model.Profile;
import lib.model.Profiles;
import lib.model.SerialNumber;
import lib.model.TokenCode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tests.aws.Device;
import tests.aws.LocalAws;
import tests.aws.User;

/** The way to AWS: TLS, proxies and endpoints. AWS's names all lead to the local AWS, through a proxy that tunnels them. */
class SdkAwsTest {

    private static final String PRIVATE_KEY = "-----BEGIN %1$s-----\nMIIEvQ==\n-----END %1$s-----\n".formatted("PRIVATE" + " KEY");

    private static LocalAws local;
    private static User jane;
    private static Path bundle;
    private final Aws aws = new SdkAws(InstantSource.system());

    @BeforeAll
    static void anAwsWithACertificateOfItsOwn(@TempDir Path folder) throws Exception {
        var store = folder.resolve("store.p12");
        keytool("-genkeypair", "-keyalg", "EC", "-alias", "aws", "-dname", "CN=aws", "-keystore", store.toString(),
                "-ext", "san=ip:127.0.0.1,dns:sts.eu-west-1.amazonaws.com,dns:sts.amazonaws.com,dns:iam.amazonaws.com,"
                        + "dns:sts-fips.us-east-1.amazonaws.com,dns:sts.eu-west-1.api.aws,dns:sts.cn-north-1.amazonaws.com.cn");
        bundle = folder.resolve("ca.pem");
        keytool("-exportcert", "-rfc", "-alias", "aws", "-keystore", store.toString(), "-file", bundle.toString());
        local = LocalAws.startTls(InstantSource.system(), context(store));
        jane = local.account("123456789012").user("jane").policy("all", """
                {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}""");
    }

    @AfterAll
    static void close() {
        local.close();
    }

    private static void keytool(String... args) throws Exception {
        var command = new java.util.ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(args));
        command.addAll(List.of("-storepass", "changeit"));
        assertEquals(0, new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor());
    }

    private static SSLContext context(Path store) throws Exception {
        var keys = KeyStore.getInstance(store.toFile(), "changeit".toCharArray());
        var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, "changeit".toCharArray());
        var context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), null, null);
        return context;
    }

    // ---------------------------------------------------------------- endpoints

    /** As the AWS CLI has it: all services here ask at {@code /}, so the path is that of the endpoint. */
    @ParameterizedTest
    @CsvSource({"'', /", "/, /", "/base, /base", "/base/, /base/", "/a%20b/c, /a%20b/c"})
    void thePathOfAnEndpointIsAsked(String path, String asked) throws Exception {
        for (var service : List.of("STS", "IAM", "SSM")) {
            try (var endpoint = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
                var said = new CopyOnWriteArrayList<String>();
                var server = Thread.ofVirtual().start(() -> {
                    try (var connection = endpoint.accept()) {
                        said.add(new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8)).readLine());
                    } catch (IOException closed) {
                        // said below, by what is missing
                    }
                });
                var caller = caller(Map.of("AWS_MAX_ATTEMPTS", "1",
                        "AWS_ENDPOINT_URL_" + service, "http://127.0.0.1:" + endpoint.getLocalPort() + path));
                assertThrows(Problem.class, () -> {
                    switch (service) {
                        case "STS" -> aws.callerIdentity(caller);
                        case "IAM" -> aws.listMfaDevices(caller);
                        default -> aws.getParameter(caller, "eu-west-1", "/x");
                    }
                });
                server.join();
                assertEquals(List.of("POST " + asked + " HTTP/1.1"), said, service);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"/base", "/base/", "/a/b"})
    void aRequestToAPathIsSignedForIt(String path) {
        var caller = caller(Map.of("AWS_CA_BUNDLE", bundle.toString(), "AWS_ENDPOINT_URL", local.endpoint() + path));

        assertEquals(devices(), aws.listMfaDevices(caller));
        assertEquals(jane.arn(), aws.callerIdentity(caller).arn().toString());
    }

    // ---------------------------------------------------------------------- TLS

    @Test
    void aCertificateIsTrustedThroughTheCaBundle() {
        var caller = caller(Map.of("AWS_CA_BUNDLE", bundle.toString(), "AWS_ENDPOINT_URL", local.endpoint().toString()));

        assertEquals(devices(), aws.listMfaDevices(caller));
    }

    @Test
    void anUntrustedCertificateIsAProblemThatNamesTheCaBundle() {
        var caller = caller(Map.of("AWS_ENDPOINT_URL", local.endpoint().toString(), "AWS_MAX_ATTEMPTS", "1"));

        assertEquals(Problem.unreachable(local.endpoint().toString(),
                "no trusted TLS connection (behind a company's proxy set AWS_CA_BUNDLE)"), problem(caller));
    }

    @Test
    void anUnreadableCaBundleIsNamed() {
        var caller = caller(Map.of("AWS_CA_BUNDLE", "/nowhere.pem", "AWS_ENDPOINT_URL", local.endpoint().toString()));

        assertEquals(Problem.badCaBundle("/nowhere.pem"),
                problem(caller));
    }

    /** W21: what companies put into such a file, which the AWS CLI takes. */
    @Test
    void whatElseStandsInACaBundleIsPassedOver(@TempDir Path folder) throws Exception {
        var mixed = folder.resolve("mixed.pem");
        Files.writeString(mixed, "Bag Attributes\n    friendlyName: proxy\n" + PRIVATE_KEY
                + "# größer\n" + Files.readString(bundle) + "-----BEGIN X509 CRL-----\nMIIB\n-----END X509 CRL-----\n" + Files.readString(bundle).strip());
        for (var variable : List.of("AWS_CA_BUNDLE", "REQUESTS_CA_BUNDLE")) {
            assertEquals(devices(), aws.listMfaDevices(caller(
                    Map.of(variable, mixed.toString(), "AWS_ENDPOINT_URL", local.endpoint().toString()))), variable);
        }
    }

    @Test
    void aCaBundleWithoutACertificateIsNamed(@TempDir Path folder) throws Exception {
        var empty = folder.resolve("empty.pem");
        for (var text : List.of("", PRIVATE_KEY, "-----BEGIN CERTIFICATE-----\nnone")) {
            Files.writeString(empty, text);
            var caller = caller(Map.of("REQUESTS_CA_BUNDLE", empty.toString(), "AWS_ENDPOINT_URL", local.endpoint().toString()));

            assertEquals(Problem.badCaBundle(empty.toString()), assertThrows(Problem.class, () ->
                    new SdkAws(InstantSource.system()).listMfaDevices(caller)), text);
        }
    }

    // ----------------------------------------------------------- while somebody types

    @Test
    void gettingReadyOpensAConnectionAndSaysNothing() throws Exception {
        try (var endpoint = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            aws.warmUp(caller(Map.of("AWS_ENDPOINT_URL", "http://127.0.0.1:" + endpoint.getLocalPort())).connection());

            endpoint.setSoTimeout(20_000);
            try (var opened = endpoint.accept()) {
                opened.setSoTimeout(20_000);
                assertEquals(-1, opened.getInputStream().read());
            }
        }
    }

    @Test
    void gettingReadyInVainStopsNobody() {
        aws.warmUp(caller(Map.of("AWS_CA_BUNDLE", "/nowhere.pem", "AWS_ENDPOINT_URL", local.endpoint().toString())).connection());
        aws.warmUp(caller(Map.of("AWS_ENDPOINT_URL", "http://127.0.0.1:1")).connection());

        assertEquals(devices(), aws.listMfaDevices(
                caller(Map.of("AWS_CA_BUNDLE", bundle.toString(), "AWS_ENDPOINT_URL", local.endpoint().toString()))));
    }

    // ------------------------------------------------------------------ the proxy

    @Test
    void withoutOtherWordTheRegionsStsAndTheGlobalIamAreAsked() throws Exception {
        try (var proxy = new Proxy("")) {
            var caller = caller(proxied(proxy, Map.of()));
            Device phone = jane.device("phone-1");

            aws.getSessionToken(caller, new SerialNumber(phone.serialNumber()), TokenCode.parse(phone.code()), Duration.ofHours(1));
            aws.listMfaDevices(caller);

            assertEquals(List.of("sts.eu-west-1.amazonaws.com:443", "iam.amazonaws.com:443"), proxy.hosts);
        }
    }

    @Test
    void fipsDualStackLegacyAndOtherPartitionsHaveTheirOwnNames() throws Exception {
        assertEquals(List.of("sts-fips.us-east-1.amazonaws.com:443"),
                hostsAsked(Map.of("AWS_USE_FIPS_ENDPOINT", "true"), "us-east-1"));
        assertEquals(List.of("sts.eu-west-1.api.aws:443"), hostsAsked(Map.of("AWS_USE_DUALSTACK_ENDPOINT", "true"), "eu-west-1"));
        assertEquals(List.of("sts.amazonaws.com:443"), hostsAsked(Map.of("AWS_STS_REGIONAL_ENDPOINTS", "legacy"), "eu-west-1"));
        assertEquals(List.of("sts.cn-north-1.amazonaws.com.cn:443"), hostsAsked(Map.of(), "cn-north-1"));
    }

    private List<String> hostsAsked(Map<String, String> environment, String region) throws Exception {
        try (var proxy = new Proxy("")) {
            var caller = caller(proxied(proxy, environment), "region = " + region);
            try {
                aws.getSessionToken(caller, new SerialNumber("GAHT12345678"), new TokenCode("000000"), Duration.ofHours(1));
            } catch (Problem refused) {
                // whoever answered, the name is what counts
            }
            return proxy.hosts;
        }
    }

    @Test
    void aProxyGetsItsUserNameAndPassword() throws Exception {
        try (var proxy = new Proxy("Basic " + Base64.getEncoder().encodeToString("me:p@ss".getBytes(StandardCharsets.UTF_8)))) {
            var environment = new HashMap<>(proxied(proxy, Map.of()));
            environment.put("HTTPS_PROXY", "http://me:p%40ss@127.0.0.1:" + proxy.port());

            assertEquals(devices(), aws.listMfaDevices(caller(environment)));

            environment.putAll(Map.of("HTTPS_PROXY", "http://localhost:" + proxy.port(), "AWS_MAX_ATTEMPTS", "1"));
            assertEquals(Problem.unreachable("iam of AWS in eu-west-1", "the proxy did not let the request through"),
                    problem(caller(environment)));
        }
    }

    /** W26: as curl and the AWS CLI take it. */
    @Test
    void aPasswordNeedsNoEscapes() throws Exception {
        try (var proxy = new Proxy("Basic " + Base64.getEncoder().encodeToString("me:p@s%s:w\u00f6rd".getBytes(StandardCharsets.ISO_8859_1)))) {
            var environment = new HashMap<>(proxied(proxy, Map.of()));
            environment.put("HTTPS_PROXY", "http://me:p@s%s:w\u00f6rd@127.0.0.1:" + proxy.port());

            assertEquals(devices(), aws.listMfaDevices(caller(environment)));
        }
    }

    /** The AWS CLI speaks TLS to such a one; to send it its password in clear would be worse than nothing. */
    @Test
    void aProxyThatExpectsTlsGetsNothingInClear() throws Exception {
        try (var proxy = new Proxy("")) {
            var environment = new HashMap<>(proxied(proxy, Map.of()));
            environment.put("HTTPS_PROXY", "HTTPS://me:pa55word@127.0.0.1:" + proxy.port());

            assertEquals(Problem.proxyOverTls(), problem(caller(environment)));
            environment.put("NO_PROXY", "amazonaws.com");
            environment.put("AWS_MAX_ATTEMPTS", "1");
            assertEquals("cannot reach iam of AWS in eu-west-1", problem(caller(environment)).message().split(":")[0]);
            environment.put("AWS_ENDPOINT_URL", local.endpoint().toString());
            assertEquals(devices(), aws.listMfaDevices(caller(environment)), "this computer is asked past it");
            assertEquals(List.of(), proxy.hosts);
        }
    }

    /** What stands in NO_PROXY, and whether iam.aws.invalid goes past the proxy, by Python's rules. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            aws.invalid            | true
            .aws.invalid           | true
            ..aws.invalid          | true
            AWS.INVALID            | true
            iam.aws.invalid        | true
            localhost, aws.invalid | true
            localhost aws.invalid  | true
            *                      | true
            iam.aws.invalid:8443   | true
            *.aws.invalid          | false
            localhost,*            | false
            iam.aws.invalid:443    | false
            ws.invalid             | false
            invalid.               | false
            .                      | false
            ' '                    | false
            """)
    void noProxyIsReadAsPythonReadsIt(String noProxy, boolean past) throws Exception {
        try (var proxy = new Proxy("")) {
            problem(caller(proxied(proxy, Map.of("NO_PROXY", noProxy, "AWS_MAX_ATTEMPTS", "1",
                    "AWS_ENDPOINT_URL", "https://iam.aws.invalid:8443"))));

            assertEquals(past ? List.of() : List.of("iam.aws.invalid:8443"), proxy.hosts);
        }
    }

    @Test
    void whatNoProxyNamesGoesPastTheProxy() throws Exception {
        try (var proxy = new Proxy("")) {
            var caller = caller(proxied(proxy, Map.of("NO_PROXY", "localhost,.amazonaws.com", "AWS_MAX_ATTEMPTS", "1")));

            assertEquals("cannot reach iam of AWS in eu-west-1", problem(caller).message().split(":")[0]);
            assertEquals(List.of(), proxy.hosts);
        }
    }

    @Test
    void thisComputerIsNeverAskedThroughAProxy() throws Exception {
        try (var proxy = new Proxy("")) {
            var caller = caller(proxied(proxy, Map.of("AWS_ENDPOINT_URL", local.endpoint().toString())));

            assertEquals(devices(), aws.listMfaDevices(caller));
            assertEquals(List.of(), proxy.hosts);
        }
    }

    // -------------------------------------------------------------------- attempts

    @Test
    void attemptsAreCountedAsAsked() {
        try (var flaky = LocalAws.start()) {
            flaky.faults().fail(99, 500, "InternalFailure", "try again");
            var caller = caller(Map.of("AWS_ENDPOINT_URL", flaky.endpoint().toString(), "AWS_MAX_ATTEMPTS", "2"));

            assertEquals("AWS answered InternalFailure: try again", problem(caller).message().split(" \\(request ")[0]);
            assertEquals(2, flaky.calls().size());
        }
    }

    @Test
    void aCodeIsNotRepeatedAfterAServerError() {
        try (var flaky = LocalAws.start()) {
            flaky.faults().fail(99, 500, "InternalFailure", "try again");
            var caller = caller(Map.of("AWS_ENDPOINT_URL", flaky.endpoint().toString()));

            assertThrows(Problem.class, () -> aws.getSessionToken(
                    caller, new SerialNumber("GAHT12345678"), new TokenCode("123456"), Duration.ofHours(1)));
            assertEquals(1, flaky.calls().size());
        }
    }

    // ---------------------------------------------------------------------- given

    private static List<SerialNumber> devices() {
        jane.device("phone-1");
        return List.of(new SerialNumber("arn:aws:iam::123456789012:mfa/phone-1"));
    }

    private static Map<String, String> proxied(Proxy proxy, Map<String, String> more) {
        var environment = new HashMap<>(Map.of(
                "HTTPS_PROXY", "127.0.0.1:" + proxy.port(), "AWS_CA_BUNDLE", bundle.toString()));
        environment.putAll(more);
        return environment;
    }

    private static Aws.Caller caller(Map<String, String> environment) {
        return caller(environment, "region = eu-west-1");
    }

    private static Aws.Caller caller(Map<String, String> environment, String settings) {
        var profiles = Profiles.of(IniFile.parse(""), IniFile.parse("[dev]\n%s\naws_access_key_id = %s\naws_secret_access_key = %s\n"
                .formatted(settings, jane.accessKey().id(), jane.accessKey().secret())));
        var dev = (Profile.Base) profiles.require("dev");
        return new Aws.Caller(dev.keys(), Connection.of(environment, profiles, dev));
    }

    private Problem problem(Aws.Caller caller) {
        return assertThrows(Problem.class, () -> aws.listMfaDevices(caller));
    }

    /** Tunnels every name to the local AWS, and remembers the names. */
    private static final class Proxy implements AutoCloseable {
        final List<String> hosts = new CopyOnWriteArrayList<>();
        private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
        private final String wanted;

        /** @param wanted the Proxy-Authorization without which nobody passes; empty to let everybody */
        Proxy(String wanted) throws IOException {
            this.wanted = wanted;
            Thread.ofVirtual().start(() -> {
                while (!listener.isClosed()) {
                    try {
                        var client = listener.accept();
                        Thread.ofVirtual().start(() -> serve(client));
                    } catch (IOException closed) {
                        return;
                    }
                }
            });
        }

        int port() {
            return listener.getLocalPort();
        }

        private void serve(Socket client) {
            try (client; var upstream = new Socket(InetAddress.ofLiteral("127.0.0.1"), local.endpoint().getPort())) {
                var head = head(client);
                if (!wanted.isEmpty() && head.stream().noneMatch(("Proxy-Authorization: " + wanted)::equalsIgnoreCase)) {
                    answer(client, "407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0");
                    return;
                }
                hosts.add(head.getFirst().split(" ")[1]);
                answer(client, "200 Connection established");
                var back = Thread.ofVirtual().start(() -> pump(upstream, client));
                pump(client, upstream);
                back.join();
            } catch (IOException | InterruptedException gone) {
                // the test will notice
            }
        }

        private static List<String> head(Socket client) throws IOException {
            var reader = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.ISO_8859_1), 1);
            var lines = new java.util.ArrayList<String>();
            for (var line = reader.readLine(); line != null && !line.isEmpty(); line = reader.readLine()) {
                lines.add(line);
            }
            return lines;
        }

        private static void answer(Socket client, String status) throws IOException {
            client.getOutputStream().write(("HTTP/1.1 " + status + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
        }

        private static void pump(Socket from, Socket to) {
            try {
                from.getInputStream().transferTo(to.getOutputStream());
                to.shutdownOutput();
            } catch (IOException gone) {
                // the other side has it too
            }
        }

        @Override
        public void close() throws IOException {
            listener.close();
        }
    }
}
