//SOURCES Aws.java
//SOURCES Voice.java
//SOURCES ../model/Connection.java
//SOURCES ../model/JvmOptions.java
//SOURCES ../model/Problem.java
//SOURCES ../model/ProxyAddress.java
//SOURCES ../model/Words.java
package lib.io;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Authenticator;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import lib.model.Connection;
import lib.model.JvmOptions;
import lib.model.Problem;
import lib.model.ProxyAddress;
import lib.model.Words;

/** HTTP as a {@link Connection} wants it: past or through the proxy, trusting whom it trusts, and never waiting for ever. */
final class Wire {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(30);

    /** Where somebody only wants to know whether it goes. */
    private static final Duration LONGEST_STEP = Duration.ofMillis(1_500);

    static final String NO_ANSWER = "no answer in time";
    private static final String BEGIN = "-----BEGIN CERTIFICATE-----";
    private static final String END = "-----END CERTIFICATE-----";

    static {
        // HttpURLConnection sends a POST a second time when the connection breaks, and a token code must never go out twice.
        System.setProperty("sun.net.http.retryPost", "false");
        // The JDK forbids a proxy's user name and password for https unless told otherwise.
        System.setProperty("jdk.http.auth.tunneling.disabledSchemes", "");
    }

    /** By the file of {@link Connection#caBundle}: connections are used again only under the very same socket factory. */
    private final Map<String, SSLSocketFactory> trusting = new ConcurrentHashMap<>();

    private final Set<Optional<String>> prepared = ConcurrentHashMap.newKeySet();

    private final Map<URI, Authenticator> logins = new ConcurrentHashMap<>();

    /**
     * The trust is read for the first address that needs it. Connections over which AWS answered are used again for a few seconds.
     * AWS may close one just when a request is on its way: then that is sent again, and a request that may be sent once only gets
     * a connection of its own.
     *
     * @param once whether requests may be sent once only
     * @return throws {@link Problem#badCaBundle} where the file of {@link Connection#caBundle} is of no use, {@link Problem#proxyOverTls}
     */
    Function<URI, HttpURLConnection> over(Connection way, boolean once) {
        // The JDK uses a connection again only for the same authenticator.
        var authenticator = way.proxy().filter(proxy -> proxy.getRawAuthority().contains("@"))
                .map(proxy -> once ? new ProxyLogin(proxy) : logins.computeIfAbsent(proxy, ProxyLogin::new))
                .or(() -> once ? Optional.of(new Authenticator() {}) : Optional.empty());
        return uri -> {
            Voice.goingOut().run();
            var connection = opened(uri, proxy(uri, way));
            connection.setConnectTimeout((int) CONNECT_TIMEOUT.toMillis());
            connection.setReadTimeout((int) ANSWER_TIMEOUT.toMillis());
            authenticator.ifPresent(connection::setAuthenticator);
            if (connection instanceof HttpsURLConnection tls) {
                tls.setSSLSocketFactory(sockets(way));
            }
            return connection;
        };
    }

    /** A way that is tried. */
    record Way(String endpoint, Optional<String> proxy) {

        static Way unknown(String inWords) {
            return new Way(inWords, Optional.empty());
        }

        Aws.Reached reached(Optional<Instant> date) {
            return new Aws.Reached(endpoint, proxy, date);
        }
    }

    /**
     * As {@link #over}, save that no step lasts, and the first one that fails says so itself: names, the proxy, then the connection.
     *
     * @param tried is told which way it is, before it is tried
     * @return throws also {@link Problem#unreachable}, {@link Problem#proxyUnreachable}
     */
    Function<URI, HttpURLConnection> stepByStep(Connection way, Consumer<Way> tried) {
        var usual = over(way, true);
        return uri -> {
            var endpoint = uri.getScheme() + "://" + uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
            tried.accept(new Way(endpoint, Optional.empty()));
            switch (proxy(uri, way).address()) {
                case InetSocketAddress proxy -> {
                    var name = proxy.getHostString() + ":" + proxy.getPort();
                    tried.accept(new Way(endpoint, Optional.of(name)));
                    tryStep(() -> connect(proxy), why -> Problem.proxyUnreachable(name, why));
                }
                case null, default -> tryStep(() -> InetAddress.getByName(uri.getHost()), why -> Problem.unreachable(endpoint, why));
            }
            var connection = usual.apply(uri);
            connection.setConnectTimeout((int) LONGEST_STEP.toMillis());
            connection.setReadTimeout((int) LONGEST_STEP.toMillis());
            return connection;
        };
    }

    private static Socket connect(InetSocketAddress proxy) throws IOException {
        try (var socket = new Socket()) {
            var address = InetAddress.getByName(proxy.getHostString());
            socket.connect(new InetSocketAddress(address, proxy.getPort()), (int) LONGEST_STEP.toMillis());
            return socket;
        }
    }

    /** In a thread that can be left behind, as nothing ends the search for a name. */
    private static void tryStep(Callable<?> step, Function<String, Problem> failed) {
        var result = new CompletableFuture<Object>();
        beside(() -> {
            try {
                result.complete(step.call());
            } catch (Exception failure) {
                result.completeExceptionally(failure);
            }
        });
        try {
            result.get(LONGEST_STEP.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException failure) {
            throw failed.apply(whyUnreachable(failure.getCause()).orElse(NO_ANSWER));
        } catch (TimeoutException late) {
            throw failed.apply(NO_ANSWER);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw failed.apply(NO_ANSWER);
        }
    }

    /**
     * Finds out in the background whom to trust, which takes as long as all the rest of a first call; who needs it waits. What is
     * wrong with it will be told then.
     */
    void prepareTrust(Connection way) {
        if (prepared.add(way.caBundle())) {
            beside(() -> sockets(way));
        }
    }

    /** In a thread that holds nobody up and whose failures nobody hears of. */
    static void beside(Runnable preparation) {
        Thread.ofPlatform().daemon().uncaughtExceptionHandler((thread, toldLater) -> { }).start(preparation);
    }

    private SSLSocketFactory sockets(Connection way) {
        return way.caBundle().map(file -> trusting.computeIfAbsent(file, Wire::socketsTrusting))
                .orElseGet(HttpsURLConnection::getDefaultSSLSocketFactory);
    }

    /** Why nobody answered, in words that stand after an address; empty when it was not the network. */
    static Optional<String> whyUnreachable(Throwable cause) {
        return Optional.ofNullable(switch (cause) {
            case UnknownHostException unknown -> "its name is not known here";
            case ConnectException refused -> "the connection is refused";
            case NoRouteToHostException noRoute -> "there is no way to it";
            case SocketTimeoutException late -> NO_ANSWER;
            case SSLException untrusted -> "no trusted TLS connection (behind a company's proxy set AWS_CA_BUNDLE)" + ignoredOptions();
            case IOException refused when String.valueOf(refused.getMessage()).contains("tunnel through proxy") ->
                    "the proxy did not let the request through";
            case IOException broken -> "the connection broke";
            default -> null;
        });
    }

    /** Where trust is lacking, what was meant to give it may have been left out. */
    private static String ignoredOptions() {
        var ignored = JvmOptions.ignored(System.getenv());
        return ignored.isEmpty() ? "" : "; ignored here: " + Words.and(ignored);
    }

    private static HttpURLConnection opened(URI uri, Proxy proxy) {
        try {
            return (HttpURLConnection) uri.toURL().openConnection(proxy);
        } catch (IOException unusable) {
            throw new UncheckedIOException(unusable);
        }
    }

    private static Proxy proxy(URI target, Connection way) {
        return way.proxy()
                .filter(proxy -> !Connection.isLoopback(target) && !isExempt(target, way.noProxy()))
                .map(Wire::withoutTls)
                .map(proxy -> new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(proxy.host(), proxy.port())))
                .orElse(Proxy.NO_PROXY);
    }

    /** The JDK speaks in clear to every proxy, and would send the password of one that expects TLS for all to read. */
    private static ProxyAddress withoutTls(URI proxy) {
        if (proxy.getScheme().equals("https")) {
            throw Problem.proxyOverTls();
        }
        return ProxyAddress.of(proxy);
    }

    /**
     * As Python has it, and so the AWS CLI: {@code amazonaws.com} and {@code .amazonaws.com} stand for the domain and all below it,
     * {@code host:8443} only for an address that names that port, {@code *} for all where it stands alone; no other star means
     * anything.
     */
    private static boolean isExempt(URI target, List<String> noProxy) {
        var host = target.getHost().toLowerCase(Locale.ROOT);
        var withPort = target.getPort() < 0 ? host : host + ":" + target.getPort();
        return noProxy.equals(List.of("*")) || noProxy.stream().map(name -> name.toLowerCase(Locale.ROOT).replaceFirst("^\\.+", ""))
                .anyMatch(name -> isBelow(host, name) || isBelow(withPort, name));
    }

    private static boolean isBelow(String host, String domain) {
        return !domain.isEmpty() && ("." + host).endsWith("." + domain);
    }

    /** Answers the proxy when it asks. The SDK's own way puts the password into the request to AWS, where no proxy sees it. */
    private static final class ProxyLogin extends Authenticator {
        private final ProxyAddress proxy;

        ProxyLogin(URI proxy) {
            this.proxy = ProxyAddress.of(proxy);
        }

        @Override
        protected PasswordAuthentication getPasswordAuthentication() {
            return getRequestorType() == RequestorType.PROXY && getRequestingHost().equals(proxy.host())
                    ? new PasswordAuthentication(proxy.user(), proxy.password().toCharArray()) : null;
        }
    }

    private static SSLSocketFactory socketsTrusting(String file) {
        try {
            var trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(certificates(Path.of(file)))) {
                trusted.setCertificateEntry("ca-" + trusted.size(), certificate);
            }
            if (trusted.size() == 0) {
                throw new KeyStoreException("no certificate in it");
            }
            var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(trusted);
            var context = SSLContext.getInstance("TLS");
            context.init(null, factory.getTrustManagers(), null);
            return context.getSocketFactory();
        } catch (IOException | GeneralSecurityException unreadable) {
            throw Problem.badCaBundle(file);
        }
    }

    /** Without what else stands in such files, and the JDK chokes on: keys, comments, lists of what is revoked. */
    private static InputStream certificates(Path bundle) throws IOException {
        // At one go: the JDK reads what it is given byte by byte, and such a bundle has a quarter of a million.
        var text = Files.readString(bundle, StandardCharsets.ISO_8859_1);
        var certificates = new StringBuilder();
        for (var begin = text.indexOf(BEGIN); begin >= 0; begin = text.indexOf(BEGIN, begin + 1)) {
            var end = text.indexOf(END, begin);
            certificates.append(text, begin, end < 0 ? text.length() : end).append(end < 0 ? "" : END + "\n");
        }
        return new ByteArrayInputStream(certificates.toString().getBytes(StandardCharsets.ISO_8859_1));
    }
}
