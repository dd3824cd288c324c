//SOURCES Checkout.java
//SOURCES Tmux.java
//SOURCES Typist.java
//SOURCES aws/LocalAws.java
//SOURCES ../awscli-mfa.java

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import tests.aws.AccessKey;
import tests.aws.Device;
import tests.aws.LocalAws;
import tests.aws.User;

/**
 * A home with AWS files, the AWS behind them, and the real script on the PATH, for real shells, terminals and processes.
 * {@link Person} is the quick way where those do not matter.
 */
final class Desk implements AutoCloseable {

    /** What a process left. Secrets may be in {@code out}, so a failing test shows only the rest. */
    record Run(int exitStatus, String out, String err) {
        @Override
        public String toString() {
            return exitStatus + " " + err;
        }
    }

    final LocalAws aws = LocalAws.start();
    final User jane = aws.account("123456789012").user("jane");
    final AccessKey key = jane.accessKey();
    final Device phone = jane.device("jane");
    final Map<String, String> environment = new HashMap<>();
    final Path home;

    /** @param home an empty folder */
    Desk(Path home) {
        this(home, "-XX:AOTCache=" + Cache.MADE);
    }

    private Desk(Path home, String option) {
        this.home = home;
        environment.put("HOME", home.toString());
        environment.put("PATH", home.resolve("bin") + ":" + System.getenv().getOrDefault("PATH", "/usr/bin:/bin"));
        environment.put("LC_ALL", "C.UTF-8");
        environment.put("AWS_ENDPOINT_URL", aws.endpoint().toString());
        write(".aws/config", """
                [profile dev]
                region = eu-west-1
                output = json
                mfa_serial = arn:aws:iam::123456789012:mfa/jane

                [profile ops]
                region = eu-west-2
                """);
        write(".aws/credentials", """
                [dev]
                aws_access_key_id = %1$s
                aws_secret_access_key = %2$s

                [ops]
                aws_access_key_id = %1$s
                aws_secret_access_key = %2$s
                """.formatted(key.id(), key.secret()));
        program("aws", "echo aws-cli/2.15.0"); // the real one takes long to tell its version, which is all that is asked here
        script("awscli-mfa", "AwscliMfa", option);
    }

    /**
     * A script on the PATH as a launcher would start it, but out of this very test run, which has it built already, and with one
     * cache of the JVM for all of them.
     */
    void script(String name, String mainClass) {
        script(name, mainClass, "-XX:AOTCache=" + Cache.MADE);
    }

    private void script(String name, String mainClass, String option) {
        program(name, "exec " + String.join(" ", quoted(java(mainClass, option))) + " \"$@\"");
    }

    private static List<String> java(String mainClass, String option) {
        var line = new ArrayList<>(Checkout.java());
        line.addAll(List.of(option, "-cp", System.getProperty("java.class.path"), mainClass));
        return line;
    }

    /** Made by the first desk that needs it: hundreds of starts take half the time with it. */
    private static final class Cache {
        static final Path MADE = make();

        private static Path make() {
            try {
                var folder = Files.createTempDirectory("awscli-mfa-test");
                var made = folder.resolve("aot");
                try (var desk = new Desk(Files.createDirectory(folder.resolve("home")), "-XX:AOTCacheOutput=" + made);
                        var typist = new Typist(desk.home, desk.environment, List.of("awscli-mfa", "--emit", "bash"))) {
                    typist.await("Which one?");
                    typist.type("dev\r");
                    typist.await("Token code of");
                    typist.type(desk.phone.code() + "\r");
                    typist.await("Store it");
                    typist.type("\r");
                    typist.ended();
                }
                deleteAtTheEnd(folder);
                return made;
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }

        private static void deleteAtTheEnd(Path folder) throws IOException {
            try (var files = Files.walk(folder)) {
                files.map(Path::toFile).forEach(File::deleteOnExit); // the last one first
            }
        }
    }

    private static List<String> quoted(List<String> words) {
        return words.stream().map(word -> "'" + word.replace("'", "'\\''") + "'").toList();
    }

    /** A shell script on the PATH. */
    void program(String name, String text) {
        write("bin/" + name, "#!/bin/sh\n" + text + "\n");
        try {
            Files.setPosixFilePermissions(home.resolve("bin").resolve(name), PosixFilePermissions.fromString("rwx------"));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    void write(String name, String text) {
        try {
            Files.createDirectories(home.resolve(name).getParent());
            Files.writeString(home.resolve(name), text);
            Files.setPosixFilePermissions(home.resolve(name), PosixFilePermissions.fromString("rw-------"));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    String read(String name) {
        try {
            return Files.readString(home.resolve(name));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Every file below {@code ~/.aws} with its text, save the lock. */
    Map<String, String> files() {
        try (var files = Files.walk(home.resolve(".aws"))) {
            var texts = new TreeMap<String, String>();
            for (var file : files.filter(Files::isRegularFile).filter(file -> !file.endsWith(".awscli-mfa.lock")).toList()) {
                texts.put(file.getFileName().toString(), Files.readString(file));
            }
            return texts;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** The code after the one that the phone shows now; AWS takes it already. */
    String nextCode() {
        return phone.codeAt(Instant.now().plusSeconds(30));
    }

    /** Waits, if need be, so that the phone will show the same code for so long. */
    void settleForSteadyCode(Duration span) {
        while (30 - Instant.now().getEpochSecond() % 30 <= span.toSeconds()) {
            Tmux.pause();
        }
    }

    /** A terminal with an interactive shell of {@link Tmux#shell}, which has asked for its first command. */
    Tmux terminal(String shell) {
        var terminal = new Tmux(home, environment, Tmux.shell(shell));
        terminal.awaitPrompt(Tmux.READY);
        return terminal;
    }

    /** Runs a command where there is no terminal. */
    Run runs(String... command) {
        Tmux.requireTool("setsid");
        var line = new ArrayList<>(List.of("setsid", "--wait"));
        line.addAll(List.of(command));
        var builder = new ProcessBuilder(line).directory(home.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        try {
            var out = Files.createTempFile(home, "out", "");
            var err = Files.createTempFile(home, "err", "");
            var process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
            process.getOutputStream().close();
            if (!process.waitFor(4, TimeUnit.MINUTES)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                throw new AssertionError(command[0] + " takes four minutes");
            }
            return new Run(process.exitValue(), Files.readString(out, StandardCharsets.UTF_8),
                    Files.readString(err, StandardCharsets.UTF_8).replace(home.toString(), "~"));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stop);
        }
    }

    @Override
    public void close() {
        aws.close();
    }
}
