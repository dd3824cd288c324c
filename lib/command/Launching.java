//SOURCES ../io/CannedAws.java
//SOURCES ../io/LauncherFolder.java
//SOURCES ../io/RecentJar.java
//SOURCES ../io/Terminal.java
//SOURCES ../model/JvmOptions.java
//SOURCES ../model/Launcher.java
//SOURCES ../session/World.java
package lib.command;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import lib.io.CannedAws;
import lib.io.LauncherFolder;
import lib.io.RecentJar;
import lib.io.Terminal;
import lib.model.JvmOptions;
import lib.model.Launcher;
import lib.session.World;

/**
 * What a launcher asks of the script that it starts, with {@link Launcher#SWITCH} as the first argument; no person types this.
 *
 * <ul>
 *   <li>{@code settle LAUNCHER PID}, through JBang: to keep the command line with which JBang has just started this.
 *   <li>{@code train}, through that command line: to have the JVM make its ahead-of-time cache. It looks on while a second JVM rehearses.
 *   <li>{@code rehearse}: to do what people do most, with files and answers of no worth.
 * </ul>
 *
 * @param script such as {@code AwscliMfa::run}
 * @param rehearsal the command lines to rehearse, in a home with the profiles {@code plain} and {@code tls}, which reach AWS in
 *     these ways and have a device, and {@code live} with a session
 */
public record Launching(Script script, List<String> rehearsal) {

    /** A script with its command line; returns its exit status. */
    public interface Script {
        int run(World world, String... args);
    }

    /** The word after which a rehearsed command line gets these keys typed. */
    private static final String TYPED = "123456\ny\n";

    /** Whether a launcher speaks, not a person. */
    public static boolean isMeant(String[] args) {
        return args.length > 1 && args[0].equals(Launcher.SWITCH);
    }

    /** The launcher that started this process. */
    public static Optional<Path> launcher() {
        return Optional.ofNullable(System.getProperty(Launcher.PROPERTY)).map(Path::of);
    }

    /** Returns the exit status. A launcher that cannot be settled or trained works all the same. */
    public int run(String... args) {
        try {
            switch (args[1]) {
                case "settle" -> settle(Path.of(args[2]), args[3]);
                case "train" -> train(launcher().orElseThrow());
                case "rehearse" -> rehearse();
                default -> throw new IllegalArgumentException(args[1]);
            }
        } catch (IOException | RuntimeException cannotBeKept) {
            return 0; // then the script starts as it would have anyway
        }
        return 0;
    }

    // ------------------------------------------------------------------ settling

    private static void settle(Path file, String pid) throws IOException {
        var launcher = launcher(file);
        var folder = LauncherFolder.of(System.getenv(), launcher.name());
        var direct = thisProcess();
        folder.settle(folder.file("sources." + pid), launcher.start(direct, Launcher.Cache.WANTED),
                Stream.concat(direct.products().stream(), direct.classPath().stream()).map(Path::of).toList());
    }

    private static Launcher launcher(Path file) throws IOException {
        return Launcher.read(Files.readString(file)).orElseThrow(() -> new IOException("not a launcher: " + file));
    }

    private static Launcher.Direct thisProcess() {
        var java = Path.of(System.getProperty("java.home"));
        var main = System.getProperty("sun.java.command").split(" ")[0];
        return new Launcher.Direct(java.resolve("bin/java").toString(), options(),
                List.of(System.getProperty("java.class.path").split(":")), main,
                List.of(java.resolve("bin/java").toString(), java.resolve("lib/modules").toString()));
    }

    /** Those of the script; what the environment adds, it will add again. */
    private static List<String> options() {
        var environments = JvmOptions.inForce(System.getenv());
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .takeWhile(option -> !option.startsWith("-D" + Launcher.PROPERTY))
                .filter(option -> !environments.contains(option)).toList();
    }

    // ------------------------------------------------------------------ training

    private static void train(Path file) throws IOException {
        var launcher = launcher(file);
        var folder = LauncherFolder.of(System.getenv(), launcher.name());
        try (var _ = folder.lock("training")) {
            folder.sweep();
            var direct = thisProcess();
            var wanted = launcher.start(direct, Launcher.Cache.WANTED);
            if (folder.start().filter(wanted::equals).isPresent()) {
                train(launcher, direct, folder, wanted);
            }
        }
    }

    private static void train(Launcher launcher, Launcher.Direct direct, LauncherFolder folder, String wanted) throws IOException {
        var recent = new ArrayList<String>();
        for (var jar : direct.classPath()) {
            recent.add(RecentJar.of(Path.of(jar), folder.file("jars")).toString());
        }
        var cache = folder.temporary("aot");
        var trained = direct.with(recent);
        if (rehearsed(trained, cache)) {
            folder.train(wanted, launcher.start(trained, Launcher.Cache.THERE), cache);
        } else {
            Files.write(cache, new byte[0]);
            folder.train(wanted, launcher.start(direct, Launcher.Cache.IMPOSSIBLE), cache);
        }
    }

    /** Whether there is a cache now. */
    private static boolean rehearsed(Launcher.Direct direct, Path cache) throws IOException {
        var home = Files.createTempDirectory("awscli-mfa");
        try (var aws = CannedAws.start(home)) {
            furnish(home, aws);
            var line = new ArrayList<>(List.of(direct.java()));
            line.addAll(direct.options());
            line.addAll(List.of("-Xlog:disable", "-XX:AOTCacheOutput=" + cache, "-Djavax.net.ssl.trustStore=" + aws.trustStore(),
                    "-cp", String.join(":", direct.classPath()), direct.mainClass(), Launcher.SWITCH, "rehearse"));
            var rehearsal = new ProcessBuilder(line)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(ProcessBuilder.Redirect.DISCARD);
            rehearsal.environment().clear();
            rehearsal.environment().putAll(Map.of("HOME", home.toString(), "PATH", "/usr/bin:/bin", "LC_ALL", "C.UTF-8",
                    "AWS_ENDPOINT_URL", aws.plainEndpoint().toString()));
            var process = rehearsal.start();
            process.getOutputStream().close();
            return process.waitFor() == 0 && Files.size(cache) > 0;
        } catch (InterruptedException stop) {
            throw new IOException(stop);
        } finally {
            new LauncherFolder(home).remove();
        }
    }

    private static void furnish(Path home, CannedAws aws) throws IOException {
        var folder = Files.createDirectories(home.resolve(".aws"));
        Files.writeString(folder.resolve("config"), """
                [profile plain]
                region = us-east-1
                output = json
                mfa_serial = arn:aws:iam::123456789012:mfa/jane
                endpoint_url = %s

                [profile tls]
                region = us-east-1
                mfa_serial = arn:aws:iam::123456789012:mfa/jane
                endpoint_url = %s

                [profile live]
                region = us-east-1
                """.formatted(aws.plainEndpoint(), aws.tlsEndpoint()));
        Files.writeString(folder.resolve("credentials"), """
                [plain]
                aws_access_key_id = AKIAIOSFODNN7EXAMPLE
                aws_secret_access_key = wJalrXUtnFEMIEXAMPLEKEY

                [tls]
                aws_access_key_id = AKIAIOSFODNN7EXAMPLE
                aws_secret_access_key = wJalrXUtnFEMIEXAMPLEKEY

                [live]
                aws_access_key_id = AKIAIOSFODNN7EXAMPLE
                aws_secret_access_key = wJalrXUtnFEMIEXAMPLEKEY

                [live-mfasession]
                aws_access_key_id = ASIAIOSFODNN7EXAMPLE
                aws_secret_access_key = wJalrXUtnFEMIEXAMPLEKEY
                aws_session_token = EXAMPLE
                aws_session_expiry = %d
                made_of = session=ASIAIOSFODNN7EXAMPLE key=AKIAIOSFODNN7EXAMPLE
                """.formatted(Instant.now().plus(Duration.ofHours(9)).getEpochSecond()));
    }

    private void rehearse() {
        for (var line : rehearsal) {
            var world = World.real("").with(Terminal.over(
                    new ByteArrayInputStream(TYPED.getBytes(StandardCharsets.UTF_8)), OutputStream.nullOutputStream(), duration -> { }));
            script.run(world, line.isEmpty() ? new String[0] : line.split(" "));
        }
    }
}
