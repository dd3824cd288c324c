//SOURCES aws/LocalAws.java
//SOURCES Checkout.java
//SOURCES Typist.java
//SOURCES ../awscli-mfa.java
//SOURCES ../mfa-status.java

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import lib.session.World;
import tests.aws.Account;
import tests.aws.Device;
import tests.aws.LocalAws;

/**
 * What a benchmark needs: an AWS over http and the same over TLS, homes with as many profiles as are wanted, and the command that
 * starts the script. All of it lies in one folder, which goes when it is closed.
 */
final class Workbench implements AutoCloseable {

    private static final String ALL = """
            {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}""";

    private static final char[] PASSWORD = "changeit".toCharArray();

    /** A user who has not used their codes yet, with a home of their own. */
    record Visitor(Path home, Map<String, String> environment, Device phone) {}

    /** @param environment what a program needs to reach it and to trust it */
    private record Endpoint(LocalAws aws, Map<String, String> environment) {}

    private final Path folder;
    private final Endpoint plain;
    private final Endpoint tls;
    private final Optional<Path> launchers;
    private int visitors;

    /** @param launchers where the scripts' launchers are; empty to start what was built here, with a cache trained here */
    Workbench(Optional<Path> launchers) {
        this.launchers = launchers;
        try {
            folder = Files.createTempDirectory("awscli-mfa-benchmark",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            plain = endpoint(LocalAws.start(), Map.of());
            tls = trusted();
            if (launchers.isEmpty()) {
                train();
            }
        } catch (IOException | GeneralSecurityException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** The command that starts {@code awscli-mfa}. */
    List<String> script(String... arguments) {
        return joined(started("awscli-mfa", "AwscliMfa"), List.of(arguments));
    }

    /** The command that starts {@code mfa-status}. */
    List<String> status(String... arguments) {
        return joined(started("mfa-status", "MfaStatus"), List.of(arguments));
    }

    private List<String> started(String name, String mainClass) {
        return launchers.map(folder -> List.of(folder.resolve(name).toString()))
                .orElseGet(() -> joined(Checkout.java(), List.of("-XX:AOTCache=" + cache(), "-cp", System.getProperty("java.class.path"), mainClass)));
    }

    private Path cache() {
        return folder.resolve("cache.aot");
    }

    Path folder() {
        return folder;
    }

    LocalAws plainAws() {
        return plain.aws();
    }

    // ------------------------------------------------------------------------ homes

    Visitor visitor() {
        return visitor(plain, 1);
    }

    Visitor tlsVisitor() {
        return visitor(tls, 1);
    }

    /** Somebody with so many profiles, each of another user. */
    Visitor visitor(int profiles) {
        return visitor(plain, profiles);
    }

    /** Somebody with one profile and its session, who uses neither yet. */
    Visitor withLiveSession() {
        var visitor = visitor();
        run(script("dev", "--token-code", visitor.phone().code(), "--persist"), visitor.environment());
        return visitor;
    }

    /** Somebody with so many live sessions, who uses one of them. */
    Visitor withSessions(int sessions) {
        var visitor = visitor();
        write(visitor.home().resolve(".aws/credentials"), IntStream.rangeClosed(1, sessions).mapToObj("""
                [s%d-mfasession]
                aws_access_key_id = ASIAEXAMPLE
                aws_secret_access_key = none
                aws_session_token = none
                aws_session_expiry = 4102444800

                """::formatted).collect(Collectors.joining()));
        visitor.environment().put("AWS_PROFILE", "s1-mfasession");
        return visitor;
    }

    private Visitor visitor(Endpoint endpoint, int profiles) {
        var id = "v" + ++visitors;
        var account = endpoint.aws().account("123456789012");
        var names = IntStream.rangeClosed(1, profiles).mapToObj(number -> number == 1 ? "dev" : "p" + number).toList();
        var home = folder.resolve(id);
        write(home.resolve(".aws/config"), names.stream().map(name -> """
                [profile %s]
                region = eu-west-1
                mfa_serial = arn:aws:iam::123456789012:mfa/%s

                """.formatted(name, user(id, name))).collect(Collectors.joining()));
        write(home.resolve(".aws/credentials"), names.stream().map(name -> credentials(name, account, user(id, name)))
                .collect(Collectors.joining()));
        var environment = new HashMap<>(endpoint.environment());
        environment.putAll(Map.of("HOME", home.toString(), "LC_ALL", "C.UTF-8", "AWS_EC2_METADATA_DISABLED", "true",
                "AWS_ENDPOINT_URL", endpoint.aws().endpoint().toString(),
                "PATH", System.getenv().getOrDefault("PATH", "/usr/bin:/bin")));
        // What makes a launcher fast is not in this home; looked for here, it would be made anew in every run.
        environment.put("XDG_CACHE_HOME", System.getenv().getOrDefault("XDG_CACHE_HOME", System.getenv("HOME") + "/.cache"));
        // Asked once, an account is asked again afterwards only; the first time of all is measured by itself.
        write(home.resolve(".local/state/awscli-mfa/length-inquiries").resolve(account.user(user(id, "dev")).accessKey().id()),
                Instant.now().getEpochSecond() + "\n");
        return new Visitor(home, environment, account.user(user(id, "dev")).device(user(id, "dev")));
    }

    /** Somebody whose account has never been asked how long sessions may last. */
    Visitor stranger() {
        var visitor = visitor();
        try (var inquiries = Files.list(visitor.home().resolve(".local/state/awscli-mfa/length-inquiries"))) {
            for (var inquiry : inquiries.toList()) {
                Files.delete(inquiry);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return visitor;
    }

    private static String user(String id, String profile) {
        return id + "-" + profile;
    }

    private static String credentials(String profile, Account account, String user) {
        account.user(user).policy("all", ALL).device(user);
        var key = account.user(user).accessKey();
        return "[%s]\naws_access_key_id = %s\naws_secret_access_key = %s\n\n".formatted(profile, key.id(), key.secret());
    }

    private static void write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    // -------------------------------------------------------------------------- TLS

    private static Endpoint endpoint(LocalAws aws, Map<String, String> environment) {
        aws.account("123456789012").alias("benchmark");
        return new Endpoint(aws, environment);
    }

    /** Java finds the throw-away certificate among all that its own store holds, other programs in a bundle. */
    private Endpoint trusted() throws IOException, GeneralSecurityException {
        var keys = folder.resolve("keys");
        keytool("-genkeypair", "-keyalg", "EC", "-alias", "aws", "-dname", "CN=127.0.0.1", "-ext", "san=ip:127.0.0.1",
                "-ext", "bc=ca:true", "-keystore", keys.toString());
        var bundle = folder.resolve("ca.pem");
        keytool("-exportcert", "-rfc", "-alias", "aws", "-keystore", keys.toString(), "-file", bundle.toString());
        var own = KeyStore.getInstance(keys.toFile(), PASSWORD);
        var keyManagers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keyManagers.init(own, PASSWORD);
        var context = SSLContext.getInstance("TLS");
        context.init(keyManagers.getKeyManagers(), null, null);
        return endpoint(LocalAws.startTls(InstantSource.system(), context), Map.of("AWS_CA_BUNDLE", bundle.toString(),
                "JAVA_TOOL_OPTIONS", "-Djavax.net.ssl.trustStore=" + storeWith(own.getCertificate("aws"))));
    }

    /** What stands in it is not encrypted, since nobody gives the JDK a password for it. */
    private Path storeWith(java.security.cert.Certificate one) throws IOException, GeneralSecurityException {
        System.setProperty("keystore.pkcs12.certProtectionAlgorithm", "NONE");
        System.setProperty("keystore.pkcs12.macAlgorithm", "NONE");
        var store = KeyStore.getInstance(Path.of(System.getProperty("java.home"), "lib", "security", "cacerts").toFile(), (char[]) null);
        store.setCertificateEntry("benchmark", one);
        try (var file = Files.newOutputStream(folder.resolve("cacerts"))) {
            store.store(file, PASSWORD);
        }
        return folder.resolve("cacerts");
    }

    private static void keytool(String... arguments) {
        var line = joined(List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString()), List.of(arguments));
        run(joined(line, List.of("-storepass", "changeit")), Map.of());
    }

    // --------------------------------------------------------------- the direct start

    /** What JBang would start, with an ahead-of-time cache of a run like those that are measured. */
    private void train() {
        var visitor = tlsVisitor();
        var line = new ArrayList<>(Checkout.java());
        line.addAll(List.of("-XX:AOTCacheOutput=" + cache(), "-cp", System.getProperty("java.class.path"), "Workbench$Training"));
        try (var typist = new Typist(visitor.home(), visitor.environment(), line)) {
            typist.await("Token code of");
            pause(3_000);
            typist.type(visitor.phone().code() + "\r");
            typist.await("export AWS_PROFILE");
            typist.await("What do you want to do?");
            typist.type("\u0003");
            typist.ended();
        }
    }

    /** All that is measured, once, in one JVM that remembers what it loaded. */
    static final class Training {
        public static void main(String[] arguments) {
            for (var line : List.of("--help", "dev --persist --emit bash", "dev --emit bash", "")) {
                AwscliMfa.run(World.real("in the foreground"), line.isEmpty() ? new String[0] : line.split(" "));
            }
            MfaStatus.run(World.real("in the foreground"));
            System.exit(0);
        }
    }

    /** An empty JVM. */
    static final class Nothing {
        public static void main(String[] arguments) {}
    }

    List<String> emptyJvm() {
        return joined(Checkout.java(), List.of("-cp", System.getProperty("java.class.path").split(":")[0], "Workbench$Nothing"));
    }

    // ---------------------------------------------------------------------- programs

    /** Runs a program without a terminal; whatever it says is thrown away. */
    static void run(List<String> command, Map<String, String> environment) {
        var process = start(command, environment);
        try {
            if (process.waitFor() != 0) {
                throw new IllegalStateException(command.getFirst() + " ended with " + process.exitValue());
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stop);
        }
    }

    static Process start(List<String> command, Map<String, String> environment) {
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().keySet().removeIf(name -> name.startsWith("AWS_"));
        builder.environment().putAll(environment);
        try {
            var process = builder.start();
            process.getOutputStream().close();
            return process;
        } catch (IOException cannotStart) {
            throw new UncheckedIOException(cannotStart);
        }
    }

    static void pause(long milliseconds) {
        try {
            Thread.sleep(milliseconds);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stop);
        }
    }

    private static List<String> joined(List<String> one, List<String> other) {
        return Stream.concat(one.stream(), other.stream()).toList();
    }

    @Override
    public void close() {
        plain.aws().close();
        tls.aws().close();
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException stillInUse) {
            System.err.println("benchmark: could not remove " + folder);
        }
    }
}
