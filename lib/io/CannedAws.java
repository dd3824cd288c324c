//SOURCES OwnerOnly.java
package lib.io;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * On this computer alone, what looks like AWS to whoever trains: it says the same to everybody, over plain HTTP and over TLS with
 * a certificate made for the occasion. Nothing in it is secret, or of the user.
 */
public final class CannedAws implements AutoCloseable {

    private static final String KEY = "canned";
    private static final String PASSWORD = "no secret";
    private static final Duration SESSION = Duration.ofHours(9);
    private static final String REQUEST = "c6104cbe-af31-11e0-8154-cbc7ccf896c7";
    private static final Pattern ACTION = Pattern.compile("(?:^|&)Action=(\\w+)");

    private final HttpServer plain;
    private final HttpsServer tls;
    private final Path trustStore;

    private CannedAws(HttpServer plain, HttpsServer tls, Path trustStore) {
        this.plain = plain;
        this.tls = tls;
        this.trustStore = trustStore;
    }

    /** @param folder an empty one, for the certificate */
    public static CannedAws start(Path folder) throws IOException {
        try {
            var identity = identity(folder);
            var here = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
            var tls = HttpsServer.create(here, 0);
            tls.setHttpsConfigurator(new HttpsConfigurator(context(identity)));
            var aws = new CannedAws(HttpServer.create(here, 0), tls, trustStore(folder, identity));
            aws.plain.createContext("/", CannedAws::answer);
            aws.tls.createContext("/", CannedAws::answer);
            aws.plain.start();
            aws.tls.start();
            return aws;
        } catch (GeneralSecurityException unusable) {
            throw new IOException(unusable);
        }
    }

    public URI plainEndpoint() {
        return URI.create("http://localhost:" + plain.getAddress().getPort());
    }

    public URI tlsEndpoint() {
        return URI.create("https://localhost:" + tls.getAddress().getPort());
    }

    /** All that this JDK trusts, and this endpoint: reading so many certificates is what a first connection spends its time on. */
    public Path trustStore() {
        return trustStore;
    }

    @Override
    public void close() {
        plain.stop(0);
        tls.stop(0);
    }

    // ----------------------------------------------------------------- answers

    private static void answer(HttpExchange call) throws IOException {
        var asked = new String(call.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        var action = ACTION.matcher(asked);
        var result = action.find() ? result(action.group(1)) : Optional.<String>empty();
        if (call.getRequestHeaders().containsKey("X-Amz-Target")) { // SSM, which has no such parameter
            send(call, 400, "application/x-amz-json-1.1", "{\"__type\":\"ParameterNotFound\"}");
        } else if (result.isEmpty()) {
            send(call, 403, "text/xml", "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>not here</Message></Error>"
                    + "<RequestId>" + REQUEST + "</RequestId></ErrorResponse>");
        } else {
            send(call, 200, "text/xml", "<%1$sResponse><%1$sResult>%2$s</%1$sResult><ResponseMetadata><RequestId>%3$s</RequestId></ResponseMetadata></%1$sResponse>"
                    .formatted(action.group(1), result.get(), REQUEST));
        }
        call.close();
    }

    private static void send(HttpExchange call, int status, String type, String text) throws IOException {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        call.getResponseHeaders().add("Content-Type", type);
        call.sendResponseHeaders(status, bytes.length);
        call.getResponseBody().write(bytes);
    }

    /**
     * What starting a session and showing all profiles asks for; empty for anything else.
     *
     * @see <a href="https://docs.aws.amazon.com/STS/latest/APIReference/API_Operations.html">STS</a>
     * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_Operations.html">IAM</a>
     */
    private static Optional<String> result(String action) {
        return Optional.ofNullable(switch (action) {
            case "GetSessionToken", "AssumeRole" -> """
                    <Credentials><AccessKeyId>ASIAIOSFODNN7EXAMPLE</AccessKeyId><SecretAccessKey>wJalrXUtnFEMIEXAMPLEKEY</SecretAccessKey>\
                    <SessionToken>EXAMPLE</SessionToken><Expiration>%s</Expiration></Credentials>"""
                    .formatted(Instant.now().plus(SESSION).truncatedTo(ChronoUnit.SECONDS));
            case "GetCallerIdentity" ->
                    "<Arn>arn:aws:iam::123456789012:user/jane</Arn><UserId>AIDAEXAMPLE</UserId><Account>123456789012</Account>";
            case "ListAccountAliases" -> "<AccountAliases><member>example</member></AccountAliases><IsTruncated>false</IsTruncated>";
            case "ListMFADevices" -> """
                    <MFADevices><member><UserName>jane</UserName><SerialNumber>arn:aws:iam::123456789012:mfa/jane</SerialNumber>\
                    <EnableDate>2026-01-01T00:00:00Z</EnableDate></member></MFADevices><IsTruncated>false</IsTruncated>""";
            case "GetAccessKeyLastUsed" -> """
                    <UserName>jane</UserName><AccessKeyLastUsed><LastUsedDate>2026-01-01T00:00:00Z</LastUsedDate>\
                    <ServiceName>sts</ServiceName><Region>us-east-1</Region></AccessKeyLastUsed>""";
            default -> null;
        });
    }

    // ------------------------------------------------------------ certificates

    /** No public part of the JDK makes certificates; its keytool does. */
    private static KeyStore identity(Path folder) throws IOException, GeneralSecurityException {
        var file = folder.resolve("identity.p12");
        var keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair", "-alias", KEY, "-keyalg", "EC", "-dname", "CN=localhost", "-ext", "san=dns:localhost,ip:127.0.0.1",
                "-storetype", "PKCS12", "-keystore", file.toString(), "-storepass", PASSWORD)
                .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        keytool.getOutputStream().close();
        try {
            if (keytool.waitFor() != 0) {
                throw new IOException("keytool made no certificate");
            }
        } catch (InterruptedException stop) {
            throw new IOException(stop);
        }
        return KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray());
    }

    private static SSLContext context(KeyStore identity) throws GeneralSecurityException {
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(identity, PASSWORD.toCharArray());
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    /** Without protection by a password, as the JDK's own is: so it is read in the same way. */
    private static Path trustStore(Path folder, KeyStore identity) throws IOException, GeneralSecurityException {
        System.setProperty("keystore.pkcs12.certProtectionAlgorithm", "NONE");
        System.setProperty("keystore.pkcs12.macAlgorithm", "NONE");
        var trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        var ofJdk = KeyStore.getInstance(Path.of(System.getProperty("java.home"), "lib", "security", "cacerts").toFile(), (char[]) null);
        for (var alias : Collections.list(ofJdk.aliases())) {
            trusted.setCertificateEntry(alias, ofJdk.getCertificate(alias));
        }
        trusted.setCertificateEntry(KEY, identity.getCertificate(KEY));
        var file = Files.createFile(folder.resolve("trusted.p12"), OwnerOnly.FILE);
        try (var out = Files.newOutputStream(file)) {
            trusted.store(out, null);
        }
        return file;
    }
}
