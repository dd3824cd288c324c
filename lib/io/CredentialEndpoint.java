//SOURCES ../model/Problem.java
package lib.io;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import lib.model.Problem;

/**
 * A small HTTP server, at which the SDKs of a command ask for credentials as they would in a container. The rules of this door:
 *
 * <ul>
 *   <li>It listens on 127.0.0.1 alone, on a port that the system chooses, and is gone with this process.
 *   <li>It answers {@code GET} of one path, to whoever sends the word that only the command has been given, in its environment.
 *   <li>A web browser can reach it as well. So a request that names another host, or comes from a page, is refused.
 *   <li>All that is refused gets the same answer.
 * </ul>
 *
 * <p>The JDK's own server takes four times as long until it has answered for the first time.
 *
 * @see <a href="https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html">Container credential provider</a>
 */
public final class CredentialEndpoint implements AutoCloseable {

    /** @param json without line ends is easier to read where an SDK shows it */
    public record Answer(int status, String json) {}

    private static final String PATH = "/credentials";
    private static final Answer REFUSED = new Answer(403, "{\"code\": \"AccessDenied\", \"message\": \"this is not for you\"}");
    private static final int LONGEST_REQUEST = 16_384;
    private static final int SECRET_BYTES = 32;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** What a browser adds to a request that a page makes. */
    private static final Set<String> OF_A_PAGE = Set.of("origin", "referer", "sec-fetch-site", "sec-fetch-mode");

    private final ServerSocket socket;
    private final String secret;
    private final Supplier<Answer> answers;

    private CredentialEndpoint(ServerSocket socket, String secret, Supplier<Answer> answers) {
        this.socket = socket;
        this.secret = secret;
        this.answers = answers;
    }

    /**
     * Listens from now on.
     *
     * @param answers is asked for each request, on several threads
     * @throws Problem {@link Problem#cannotListen}
     */
    public static CredentialEndpoint open(Supplier<Answer> answers) {
        try {
            var socket = new ServerSocket(0, 0, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
            var endpoint = new CredentialEndpoint(socket, random(), answers);
            Thread.ofPlatform().daemon().start(endpoint::listen);
            return endpoint;
        } catch (IOException why) {
            throw Problem.cannotListen(why.getMessage());
        }
    }

    private static String random() {
        var bytes = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Of {@code AWS_CONTAINER_CREDENTIALS_FULL_URI}, in the only form that all SDKs take. */
    public String address() {
        return "http://127.0.0.1:" + socket.getLocalPort() + PATH;
    }

    /** Of {@code AWS_CONTAINER_AUTHORIZATION_TOKEN}: whoever has it gets credentials. */
    public String secret() {
        return secret;
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException closedAlready) {
            // the port is free in any case
        }
    }

    private void listen() {
        while (!socket.isClosed()) {
            try {
                var connection = socket.accept();
                Thread.ofVirtual().start(() -> serve(connection));
            } catch (IOException closedOrAborted) {
                // nobody is there any more to be answered
            }
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            connection.setSoTimeout((int) PATIENCE.toMillis());
            var request = request(connection.getInputStream());
            connection.getOutputStream().write(written(isOfTheCommand(request) ? answers.get() : REFUSED));
        } catch (IOException gone) {
            // whoever asked has gone away, or never said what they want
        }
    }

    /** The lines before the first empty one; nothing that makes sense where there is none. */
    private static List<String> request(InputStream in) throws IOException {
        var text = new StringBuilder();
        for (var next = in.read(); next >= 0 && text.length() < LONGEST_REQUEST; next = in.read()) {
            text.append((char) next);
            if (next == '\n' && text.toString().endsWith("\r\n\r\n")) {
                return text.toString().lines().toList();
            }
        }
        return List.of("");
    }

    private boolean isOfTheCommand(List<String> request) {
        var headers = headers(request.subList(1, request.size()));
        return request.getFirst().matches("GET " + PATH + " HTTP/1\\.[01]")
                && headers.keySet().stream().noneMatch(OF_A_PAGE::contains)
                && headers.getOrDefault("host", "").equals("127.0.0.1:" + socket.getLocalPort())
                && MessageDigest.isEqual(bytes(secret), bytes(headers.getOrDefault("authorization", "")));
    }

    /** Two of the same name are nobody's: which of them counts is not the same everywhere. */
    private static Map<String, String> headers(List<String> lines) {
        var headers = new HashMap<String, String>();
        for (var line : lines) {
            var colon = Math.max(line.indexOf(':'), 0);
            var value = line.substring(Math.min(colon + 1, line.length())).strip();
            headers.merge(line.substring(0, colon).toLowerCase(Locale.ROOT), value, (one, other) -> one + ", " + other);
        }
        return headers;
    }

    private static byte[] written(Answer answer) {
        var body = answer.json().getBytes(StandardCharsets.UTF_8);
        var head = ("HTTP/1.1 %d %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n"
                + "Cache-Control: no-store\r\nConnection: close\r\n\r\n").formatted(answer.status(), answer.status() == 200 ? "OK" : "Refused", body.length);
        return bytes(head + new String(body, StandardCharsets.ISO_8859_1));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
