//SOURCES aws/LocalAws.java
//SOURCES ../awscli-mfa.java
//SOURCES ../lib/command/LengthInquiry.java
//SOURCES ../lib/io/Errands.java
//SOURCES ../lib/io/Turns.java
//SOURCES ../lib/model/Window.java
//SOURCES ../lib/session/World.java

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import lib.command.LengthInquiry;
import lib.io.Aws;
import lib.io.AwsFiles;
import lib.io.Errands;
import lib.io.SdkAws;
import lib.io.SpentCodes;
import lib.io.Terminal;
import lib.io.Turns;
import lib.model.Window;
import lib.session.World;
import tests.aws.Call;
import tests.aws.LocalAws;

/**
 * Somebody with AWS files, a shell's variables and a terminal, and the AWS that they use. Their time and AWS's go together,
 * and move only by {@link #wait(Duration)} and by what a countdown waits.
 */
final class Person implements AutoCloseable {

    /**
     * What a run left: its exit status, its standard output, and everything the person saw.
     *
     * @param pages what stood on a screen of its own, of which nothing stays
     */
    record Run(int exitStatus, String out, String screen, List<String> pages) {

        /** A run without such pages. */
        Run(int exitStatus, String out, String screen) {
            this(exitStatus, out, screen, List.of());
        }
    }

    /** A script of the suite, such as {@code AwscliMfa::run}; returns its exit status. */
    interface Script {
        int run(World world, String... args);
    }

    /** What a terminal shows on its second screen, and clears before it leaves that. */
    private static final Pattern PAGE = Pattern.compile("(?s)\\x1b\\[\\?1049h\\x1b\\[H\\x1b\\[J(.*?)\\x1b\\[H\\x1b\\[J\\x1b\\[\\?1049l");

    /** Hardly that of the machine. */
    private static final String ZONE = "Asia/Kathmandu";

    final LocalAws aws;
    final Map<String, String> environment = new HashMap<>();
    /** Whether a word about a long wait is part of what is seen: on a busy machine there may be one anywhere. */
    boolean seesWaits;
    /** Of their terminal. */
    Window window = Window.UNLIMITED;
    boolean seesColours;
    /** Stands between the script and AWS. */
    UnaryOperator<Aws> before = UnaryOperator.identity();
    /** What another program pipes into the next run. */
    String piped = "";
    private final Path home;
    private Errands errands = Errands.never();

    /** In every test the same second of a minute and of a code; the minute is the real one, by which requests are signed. */
    private volatile Instant now = Instant.now().truncatedTo(ChronoUnit.MINUTES).plusSeconds(13);

    /** @param home an empty folder */
    Person(Path home) {
        this.home = home;
        this.aws = LocalAws.start(clock());
        environment.put("HOME", home.toString());
        environment.put("TZ", ZONE);
        environment.put("AWS_ENDPOINT_URL", aws.endpoint().toString());
        environment.put("PATH", binWithAws() + ":/usr/bin:/bin");
    }

    /** Has the {@code aws} command, whether or not the machine has. */
    private Path binWithAws() {
        try {
            var bin = Files.createDirectories(home.resolve("bin"));
            if (!Files.exists(bin.resolve("aws"))) {
                Files.createFile(bin.resolve("aws"),
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            return bin;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    InstantSource clock() {
        return () -> now;
    }

    /** What the clocks where they live will show so long from now: {@code Tue 02:14}. */
    String clockTime(Duration fromNow) {
        return DateTimeFormatter.ofPattern("EEE HH:mm", Locale.ROOT).format(now.plus(fromNow).atZone(ZoneId.of(ZONE)));
    }

    void wait(Duration duration) {
        now = now.plus(duration);
    }

    /** Moves to the beginning of the next 30 second step, where every code is fresh for 30 seconds. */
    void waitForNextCode() {
        now = Instant.ofEpochSecond((now.getEpochSecond() / 30 + 1) * 30);
    }

    void config(String text) {
        write("config", text);
    }

    void credentials(String text) {
        write("credentials", text);
    }

    private void write(String name, String text) {
        try {
            Files.createDirectories(home.resolve(".aws"));
            var file = home.resolve(".aws").resolve(name);
            Files.writeString(file, text);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    String config() {
        return read("config");
    }

    String credentials() {
        return read("credentials");
    }

    private String read(String name) {
        var file = home.resolve(".aws").resolve(name);
        try {
            return Files.exists(file) ? Files.readString(file) : "";
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

    Path home() {
        return home;
    }

    /** Runs awscli-mfa for somebody who types these keys. */
    Run types(String keys, String... args) {
        return types(AwscliMfa::run, keys, args);
    }

    /** Runs a script for somebody who types these keys. */
    Run types(Script script, String keys, String... args) {
        var screen = new ByteArrayOutputStream();
        var typed = new ByteArrayInputStream(keys.getBytes(StandardCharsets.UTF_8));
        return run(script, terminal(typed, screen), screen, args);
    }

    /** Runs awscli-mfa for somebody who thinks before typing anything, while other things happen. */
    Run thinks(Runnable meanwhile, String keys, String... args) {
        var screen = new ByteArrayOutputStream();
        var typed = new ByteArrayInputStream(keys.getBytes(StandardCharsets.UTF_8)) {
            @Override
            public synchronized int read() {
                if (pos == 0) {
                    meanwhile.run();
                }
                return super.read();
            }
        };
        return run(AwscliMfa::run, terminal(typed, screen), screen, args);
    }

    /** Runs a script for somebody who thinks of each part of what they type when the script waits for it. */
    Run answers(Script script, List<Supplier<String>> typing, String... args) {
        var screen = new ByteArrayOutputStream();
        return run(script, terminal(new Thinking(new ArrayDeque<>(typing)), screen), screen, args);
    }

    private Terminal terminal(InputStream keys, OutputStream screen) {
        return window.equals(Window.UNLIMITED) && !seesColours ? Terminal.over(keys, screen, this::wait)
                : Terminal.over(keys, screen, this::wait, window, seesColours);
    }

    /** Nothing is typed ahead. */
    private static final class Thinking extends InputStream {
        private final ArrayDeque<Supplier<String>> later;
        private InputStream now = InputStream.nullInputStream();

        Thinking(ArrayDeque<Supplier<String>> later) {
            this.later = later;
        }

        @Override
        public int read() throws IOException {
            var key = now.read();
            while (key < 0 && !later.isEmpty()) {
                now = new ByteArrayInputStream(later.remove().get().getBytes(StandardCharsets.UTF_8));
                key = now.read();
            }
            return key;
        }
    }

    /** Runs awscli-mfa where there is no terminal. */
    Run runs(String... args) {
        return runs(AwscliMfa::run, args);
    }

    /** Runs a script where there is no terminal. */
    Run runs(Script script, String... args) {
        var screen = new ByteArrayOutputStream();
        return run(script, Terminal.none(new PrintStream(screen, true, StandardCharsets.UTF_8), this::wait), screen, args);
    }

    private Run run(Script script, Terminal terminal, ByteArrayOutputStream screen, String... args) {
        var out = new ByteArrayOutputStream();
        var world = world(terminal, out);
        var exitStatus = script.run(world, args);
        var all = screen.toString(StandardCharsets.UTF_8).replace(home.toString(), "~");
        var shown = seesWaits ? all : all.replaceAll("(?m)^waiting since [0-9:]{5,8} for .*; Ctrl-C ends it\\R", "");
        return new Run(exitStatus, out.toString(StandardCharsets.UTF_8), PAGE.matcher(shown).replaceAll(""),
                PAGE.matcher(shown).results().map(page -> page.group(1)).toList());
    }

    private World world(Terminal terminal, OutputStream out) {
        var aws = before.apply(new SdkAws(clock()));
        errands = Errands.never();
        return new World(clock(), Map.copyOf(environment), AwsFiles.of(environment, false), () -> aws,
                SpentCodes.of(environment, clock()), terminal, Turns.none(), new ByteArrayInputStream(piped.getBytes(StandardCharsets.UTF_8)),
                new PrintStream(out, true, StandardCharsets.UTF_8), errands);
    }

    /** The actions that AWS was asked for, in order, save what is asked beside them: how long the account says that sessions may last. */
    List<String> calls() {
        return new ArrayList<>(aws.calls().stream().filter(call -> !isAboutLength(call)).map(Call::action).toList());
    }

    /** How often the account was asked how long sessions may last. */
    long inquiries() {
        return aws.calls().stream().filter(Person::isAboutLength).count();
    }

    private static boolean isAboutLength(Call call) {
        return call.action().equals("GetParameter") && call.parameters().toString().contains("/unencrypted/mfa/session_length");
    }

    /** Does what a run has left to be done, as the process would that is started for it. */
    void does(List<String> errand) {
        LengthInquiry.run(world(Terminal.none(new PrintStream(OutputStream.nullOutputStream()), this::wait), OutputStream.nullOutputStream()),
                errand.toArray(String[]::new));
    }

    /** What the last run has left to be done by itself. */
    List<List<String>> errands() {
        return errands.waiting();
    }

    @Override
    public void close() {
        aws.close();
    }
}
