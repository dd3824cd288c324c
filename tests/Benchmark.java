///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 25+
//MAIN Benchmark
//NOINTEGRATIONS
//RUNTIME_OPTIONS -XX:TieredStopAtLevel=1 -XX:+UseSerialGC
//SOURCES Workbench.java
//SOURCES ../lib/io/SearchPath.java

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import lib.io.SearchPath;

/**
 * How long the scripts take, as ratios to what people use instead: everything once a round, in another order each time, medians
 * of the rounds. It judges nothing; it fails only where something cannot be run.
 *
 * <p>{@code ./jbang tests/Benchmark.java [--short] [--rounds N] [--keep] [--launchers FOLDER]}: {@code --short} runs one round
 * and the smaller half, {@code --keep} writes docs/performance.md, and the launchers in a folder are measured in place of what was
 * built here.
 */
class Benchmark {

    private static final Path REPORT = Path.of("docs/performance.md");
    private static final int USUAL_ROUNDS = 9;

    /** Something to time; the seconds are its own business, so that a part of a run can be what counts. */
    private interface Subject {
        double seconds();
    }

    /**
     * A figure to reach.
     *
     * @param beside what it is held against; absent where the limit is in seconds
     */
    private record Aim(String what, String subject, Optional<String> beside, double atMost) {}

    private static final List<Aim> AIMS = List.of(
            new Aim("`mfa-status` with 20 sessions", "mfa-status", Optional.of("aws --version"), 0.33),
            new Aim("the same", "mfa-status", Optional.of("empty JVM"), 3),
            new Aim("`--help`", "help", Optional.of("aws --version"), 0.45),
            new Aim("reuse of a live session, to assignments", "reuse", Optional.of("aws --version"), 0.45),
            new Aim("new MFA session, code given, to assignments", "new session", Optional.of("aws sts get-session-token"), 0.50),
            new Aim("the same over TLS with the JDK's trust store", "new session, TLS",
                    Optional.of("aws sts get-session-token, TLS"), 1.0),
            new Aim("from the last digit typed to assignments", "last digit to assignments", Optional.empty(), 0.060),
            new Aim("`./jbang awscli-mfa.java --help`, warm", "jbang --help", Optional.of("aws --version"), 2.5),
            new Aim("full mode: 50 profiles against 1", "menu of 50", Optional.of("menu of 1"), 2.5),
            new Aim("full mode at 50 profiles to the menu, AWS 100 ms away", "menu of 50, AWS 100 ms away", Optional.empty(), 2.0),
            new Aim("a bash opens with the file of `init`, later by", "file of init in bash", Optional.empty(), 0.010),
            new Aim("prompt segment, bash", "segment in bash", Optional.empty(), 0.005),
            new Aim("prompt segment, fish", "segment in fish", Optional.empty(), 0.005));

    private static final long LARGEST_MEGABYTES = 120;

    private final Workbench bench;
    private final boolean isShort;
    private final Map<String, Subject> subjects = new LinkedHashMap<>();
    private final Map<String, List<Double>> seconds = new LinkedHashMap<>();
    private final Map<String, Long> megabytes = new LinkedHashMap<>();
    private boolean weighing;

    private Benchmark(Workbench bench, boolean isShort) {
        this.bench = bench;
        this.isShort = isShort;
    }

    public static void main(String[] args) throws IOException {
        var all = List.of(args);
        var isShort = all.contains("--short");
        var rounds = behind(all, "--rounds").map(Integer::parseInt).orElse(isShort ? 1 : USUAL_ROUNDS);
        try (var bench = new Workbench(behind(all, "--launchers").map(Path::of))) {
            var report = new Benchmark(bench, isShort).run(rounds);
            System.out.print(report);
            if (all.contains("--keep")) {
                Files.writeString(REPORT, report);
            }
        }
    }

    private static Optional<String> behind(List<String> arguments, String option) {
        var place = arguments.indexOf(option);
        return place >= 0 && place + 1 < arguments.size() ? Optional.of(arguments.get(place + 1)) : Optional.empty();
    }

    private String run(int rounds) {
        setUp();
        if (!isShort) {
            round(); // so that the local AWS, too, is warm
            seconds.clear();
        }
        for (var done = 0; done < rounds; done++) {
            round();
        }
        if (!isShort) {
            weigh();
        }
        return report(rounds);
    }

    private void round() {
        var names = new ArrayList<>(subjects.keySet());
        Collections.shuffle(names);
        for (var name : names) {
            seconds.computeIfAbsent(name, it -> new ArrayList<>()).add(subjects.get(name).seconds());
        }
    }

    /** Watching a process disturbs it, so memory has a round of its own. */
    private void weigh() {
        weighing = true;
        subjects.forEach((name, subject) -> {
            heaviest = 0;
            subject.seconds();
            megabytes.put(name, heaviest);
        });
    }

    // -------------------------------------------------------------------- subjects

    private void setUp() {
        subjects.put("/bin/true", () -> timed(List.of("/bin/true"), Map.of()));
        subjects.put("empty JVM", () -> timed(bench.emptyJvm(), Map.of()));
        var aws = awsCommands();
        aws.forEach((version, path) -> {
            var name = version.equals("1") || aws.size() == 1 ? "aws" : "aws v" + version;
            subjects.put(name + " --version", () -> timed(List.of(path, "--version"), Map.of()));
            subjects.put(name + " sts get-session-token", () -> getSessionToken(path, bench.visitor()));
            subjects.put(name + " sts get-session-token, TLS", () -> getSessionToken(path, bench.tlsVisitor()));
        });
        var withSessions = bench.withSessions(20);
        subjects.put("mfa-status", () -> timed(bench.status(), withSessions.environment()));
        subjects.put("help", () -> timed(bench.script("--help"), Map.of()));
        subjects.put("reuse", this::reuse);
        subjects.put("new session", () -> newSession(bench.visitor()));
        subjects.put("new session, TLS", () -> newSession(bench.tlsVisitor()));
        subjects.put("new session, the first of all", () -> newSession(bench.stranger()));
        subjects.put("last digit to assignments", () -> typed(bench.visitor()));
        subjects.put("last digit to assignments, TLS", () -> typed(bench.tlsVisitor()));
        Workbench.run(List.of("./jbang", "awscli-mfa.java", "--help"), Map.of()); // builds it, where that has not been done
        subjects.put("jbang --help", () -> timed(List.of("./jbang", "awscli-mfa.java", "--help"), Map.of()));
        setUpShells();
        (isShort ? Stream.of(1, 10) : Stream.of(1, 10, 50, 200)).forEach(profiles -> {
            var visitor = bench.visitor(profiles);
            subjects.put("menu of " + profiles, () -> menu(visitor));
        });
        if (!isShort) {
            subjects.put("menu of 50, AWS 100 ms away", farAway(Duration.ofMillis(100), bench.visitor(50)));
        }
    }

    private void setUpShells() {
        var bash = List.of("bash", "--norc", "-i", "-c");
        var fish = List.of("fish", "--no-config", "-c");
        var someone = bench.withLiveSession();
        someone.environment().put("AWS_PROFILE", "dev-mfasession");
        subjects.put("file of init in bash", () -> later(bash, ":", ". lib/shell/awscli-mfa.sh", someone));
        subjects.put("segment in bash", () -> later(bash, ". lib/shell/awscli-mfa.sh",
                ". lib/shell/awscli-mfa.sh; for n in {1..20}; do awsmfa_prompt; done", someone) / 20);
        if (SearchPath.program(System.getenv(), "fish").isPresent()) {
            subjects.put("segment in fish", () -> later(fish, "source lib/shell/awscli-mfa.fish",
                    "source lib/shell/awscli-mfa.fish; for n in (seq 20); awsmfa_prompt; end", someone) / 20);
        }
    }

    /** How much longer a shell takes with the one line than with the other. */
    private double later(List<String> shell, String without, String with, Workbench.Visitor visitor) {
        var before = timed(Stream.concat(shell.stream(), Stream.of(without)).toList(), visitor.environment());
        return timed(Stream.concat(shell.stream(), Stream.of(with)).toList(), visitor.environment()) - before;
    }

    /** Paths of the {@code aws} commands on the PATH, by major version. */
    private static Map<String, String> awsCommands() {
        var found = new LinkedHashMap<String, String>();
        Stream.of(System.getenv().getOrDefault("PATH", "").split(":")).map(entry -> Path.of(entry, "aws")).filter(Files::isExecutable)
                .forEach(aws -> found.putIfAbsent(majorVersion(aws), aws.toString()));
        return found;
    }

    private static String majorVersion(Path aws) {
        try {
            var process = new ProcessBuilder(aws.toString(), "--version").redirectErrorStream(true).start();
            var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return said.replaceFirst("(?s)aws-cli/(\\d+)\\..*", "$1");
        } catch (IOException cannotStart) {
            throw new UncheckedIOException(cannotStart);
        }
    }

    private double getSessionToken(String aws, Workbench.Visitor visitor) {
        return timed(List.of(aws, "--endpoint-url", visitor.environment().get("AWS_ENDPOINT_URL"), "--profile", "dev",
                "sts", "get-session-token", "--serial-number", visitor.phone().serialNumber(), "--token-code", visitor.phone().code()),
                visitor.environment());
    }

    private double newSession(Workbench.Visitor visitor) {
        return timed(bench.script("dev", "--token-code", visitor.phone().code(), "--persist", "--emit", "bash"), visitor.environment());
    }

    private double reuse() {
        var visitor = bench.withLiveSession();
        Workbench.pause(100); // the files have been at rest for a while, as they are in life
        return timed(bench.script("dev", "--emit", "bash"), visitor.environment());
    }

    /** A quick person: one second to read the question and find the phone, one to type. */
    private double typed(Workbench.Visitor visitor) {
        try (var typist = new Typist(visitor.home(), visitor.environment(), bench.script("dev", "--persist", "--emit", "bash"))) {
            typist.await("Token code of");
            Workbench.pause(1_000);
            var code = visitor.phone().code();
            for (var digit : code.substring(0, 5).split("")) {
                typist.type(digit);
                Workbench.pause(200);
            }
            watch(typist.processes());
            var start = System.nanoTime();
            typist.type(code.substring(5) + "\r");
            typist.await("export AWS_PROFILE");
            var took = System.nanoTime() - start;
            typist.ended();
            return took / 1e9;
        }
    }

    private double menu(Workbench.Visitor visitor) {
        var start = System.nanoTime();
        try (var typist = new Typist(visitor.home(), visitor.environment(), bench.script())) {
            typist.await("Which one?", "What do you want to do?");
            var took = System.nanoTime() - start;
            watch(typist.processes());
            typist.type("\u0003");
            typist.ended();
            return took / 1e9;
        }
    }

    private Subject farAway(Duration latency, Workbench.Visitor visitor) {
        return () -> {
            bench.plainAws().faults().latency(latency);
            try {
                return menu(visitor);
            } finally {
                bench.plainAws().faults().latency(Duration.ZERO);
            }
        };
    }

    private double timed(List<String> command, Map<String, String> environment) {
        var start = System.nanoTime();
        var process = Workbench.start(command, environment);
        while (weighing && process.isAlive()) {
            watch(Stream.concat(Stream.of(process.toHandle()), process.descendants()).toList());
            Workbench.pause(2);
        }
        try {
            if (process.waitFor() != 0) {
                throw new IllegalStateException(command + " ended with " + process.exitValue());
            }
        } catch (InterruptedException stop) {
            throw new IllegalStateException(stop);
        }
        return (System.nanoTime() - start) / 1e9;
    }

    // ---------------------------------------------------------------------- memory

    private long heaviest;

    private void watch(List<ProcessHandle> processes) {
        if (weighing) {
            processes.forEach(process -> heaviest = Math.max(heaviest, megabytes(process)));
        }
    }

    /** The most that has been resident so far, as Linux has it; 0 elsewhere, and when the process is gone. */
    private static long megabytes(ProcessHandle process) {
        try (var lines = Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
            return lines.filter(line -> line.startsWith("VmHWM:")).mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                    .findFirst().orElse(0);
        } catch (IOException | UncheckedIOException gone) {
            return 0;
        }
    }

    // ---------------------------------------------------------------------- report

    private String report(int rounds) {
        var text = new StringBuilder("""
                # Performance

                Written by `./jbang tests/Benchmark.java --keep`. Ratios of medians of one run, in which everything is run once a
                round, in another order each time, against the local AWS of the tests. Seconds are of that machine; compare ratios.

                %s, %d rounds, %d cores, load %.1f, %s %s, Java %s

                | what | at most | measured |
                |---|---|---|
                """.formatted(LocalDate.now(), rounds, Runtime.getRuntime().availableProcessors(),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(), System.getProperty("os.name"),
                System.getProperty("os.arch"), System.getProperty("java.version")));
        AIMS.forEach(aim -> text.append(line(aim)));
        text.append("| peak resident memory of any of them | %d MB | %s |%n".formatted(
                LARGEST_MEGABYTES, megabytes.isEmpty() ? "not measured" : heaviestOfOurs() + " MB"));
        text.append("\n| seconds | median | least | most | MB |\n|---|---|---|---|---|\n");
        subjects.keySet().forEach(name -> text.append("| %s | %s | %s | %s | %d |%n".formatted(name, inSeconds(median(name)),
                inSeconds(Collections.min(seconds.get(name))), inSeconds(Collections.max(seconds.get(name))), megabytes.getOrDefault(name, 0L))));
        return text.toString();
    }

    private long heaviestOfOurs() {
        return megabytes.entrySet().stream().filter(one -> !one.getKey().startsWith("aws") && !one.getKey().startsWith("jbang"))
                .mapToLong(Map.Entry::getValue).max().orElse(0);
    }

    private String line(Aim aim) {
        var limit = aim.beside().map(beside -> "%.2f × %s".formatted(aim.atMost(), beside)).orElse(inSeconds(aim.atMost()) + " s");
        var hasBeside = aim.beside().filter(beside -> !seconds.containsKey(beside)).isEmpty();
        if (!seconds.containsKey(aim.subject()) || !hasBeside) {
            return "| %s | %s | not measured |%n".formatted(aim.what(), limit);
        }
        return aim.beside().map(beside -> "| %s | %s | %.2f |%n".formatted(aim.what(), limit, median(aim.subject()) / median(beside)))
                .orElseGet(() -> "| %s | %s | %s s |%n".formatted(aim.what(), limit, inSeconds(median(aim.subject()))));
    }

    private double median(String name) {
        var sorted = seconds.get(name).stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }

    private static String inSeconds(double seconds) {
        return String.format(Locale.ROOT, seconds < 0.01 ? "%.4f" : seconds < 1 ? "%.3f" : "%.2f", seconds);
    }
}
