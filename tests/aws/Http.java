package tests.aws;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

/**
 * As much HTTP/1.1 as clients of AWS speak: requests with a length, answered one after the other on
 * connections that stay open.
 *
 * <p>The JDK's own server will not do: it puts the machine's time into every {@code Date}, and the
 * clock of this AWS may differ.
 */
final class Http implements AutoCloseable {
    private static final int LONGEST_LINE = 65_536;

    private final ServerSocket listener;
    private final Handler handler;
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /**
     * @param target path and query as they came
     * @param headers by name in lower case
     */
    record Request(String method, String target, Map<String, List<String>> headers, byte[] body) {
        Optional<String> header(String lowerCaseName) {
            return Optional.ofNullable(headers.get(lowerCaseName)).map(List::getFirst);
        }

        String path() {
            return target.split("\\?", 2)[0];
        }

        String query() {
            return target.contains("?") ? target.split("\\?", 2)[1] : "";
        }

        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    record Answer(int status, Map<String, String> headers, String body) {}

    /** Empty: close the connection without an answer. */
    interface Handler {
        Optional<Answer> answer(Request request) throws InterruptedException;
    }

    Http(ServerSocket listener, Handler handler) {
        this.listener = listener;
        this.handler = handler;
        threads.execute(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Ends at once, unanswered calls included. */
    @Override
    public void close() {
        quietly(listener::close);
        threads.shutdownNow();
        connections.forEach(connection -> quietly(connection::close));
    }

    private void accept() {
        while (!listener.isClosed()) {
            quietly(() -> {
                var connection = listener.accept();
                connections.add(connection);
                threads.execute(() -> serve(connection));
            });
        }
    }

    private void serve(Socket connection) {
        quietly(() -> {
            try (connection) {
                connection.setTcpNoDelay(true);
                var in = new BufferedInputStream(connection.getInputStream());
                var goesOn = true;
                while (goesOn && !listener.isClosed()) {
                    goesOn = serveOne(in, connection.getOutputStream());
                }
            }
        });
        connections.remove(connection);
    }

    private boolean serveOne(InputStream in, OutputStream out) throws IOException, InterruptedException {
        var start = line(in).split(" ");
        if (start.length != 3) {
            return false;
        }
        var headers = headers(in);
        if (headers.containsKey("expect")) {
            out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
        }
        var answer = handler.answer(new Request(start[0], start[1], headers, in.readNBytes(length(headers))));
        if (answer.isEmpty()) {
            return false;
        }
        write(answer.get(), out);
        return !headers.getOrDefault("connection", List.of()).contains("close");
    }

    private static Map<String, List<String>> headers(InputStream in) throws IOException {
        var headers = new TreeMap<String, List<String>>();
        for (var line = line(in); !line.isEmpty(); line = line(in)) {
            var parts = line.split(":", 2);
            var value = parts.length == 2 ? parts[1].strip() : "";
            headers.computeIfAbsent(parts[0].toLowerCase(Locale.ROOT), it -> new ArrayList<>()).add(value);
        }
        return headers;
    }

    private static int length(Map<String, List<String>> headers) throws IOException {
        try {
            return Integer.parseUnsignedInt(headers.getOrDefault("content-length", List.of("0")).getFirst());
        } catch (NumberFormatException e) {
            throw new IOException("no such length", e);
        }
    }

    /** The next line without its end; {@code ""} at the end of the stream. */
    private static String line(InputStream in) throws IOException {
        var line = new ByteArrayOutputStream();
        for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
            line.write(next);
            if (line.size() > LONGEST_LINE) {
                throw new IOException("line too long");
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
    }

    private static void write(Answer answer, OutputStream out) throws IOException {
        var body = answer.body().getBytes(StandardCharsets.UTF_8);
        var head = new StringBuilder("HTTP/1.1 " + answer.status() + " " + reason(answer.status()) + "\r\n");
        answer.headers().forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        head.append("Content-Length: ").append(body.length).append("\r\n\r\n");
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(head.toString().getBytes(StandardCharsets.ISO_8859_1));
        bytes.writeBytes(body);
        bytes.writeTo(out); // in one piece: a body that waits for an acknowledgement costs 40 ms
        out.flush();
    }

    private static String reason(int status) {
        return status < 300 ? "OK" : status < 500 ? "Refused" : "Failed";
    }

    private interface Action {
        void run() throws IOException, InterruptedException;
    }

    /** A connection that broke, or a server that closes, leaves nobody to tell. */
    private static void quietly(Action action) {
        try {
            action.run();
        } catch (IOException | InterruptedException | RejectedExecutionException e) {
            // said above
        }
    }
}
