//SOURCES FixFiles.java
//SOURCES Init.java
//SOURCES LauncherCheck.java
//SOURCES ../io/AwsCommand.java
//SOURCES ../io/AwsFiles.java
//SOURCES ../io/FileMode.java
//SOURCES ../io/LocalZone.java
//SOURCES ../io/Style.java
//SOURCES ../io/Terminal.java
//SOURCES ../model/ClientSettings.java
//SOURCES ../model/Credentials.java
//SOURCES ../model/Environment.java
//SOURCES ../model/Expiration.java
//SOURCES ../model/IniFile.java
//SOURCES ../model/JvmOptions.java
//SOURCES ../model/Lint.java
//SOURCES ../model/Problem.java
//SOURCES ../model/Profile.java
//SOURCES ../model/Profiles.java
//SOURCES ../model/RoleChain.java
//SOURCES ../model/SessionStatus.java
//SOURCES ../model/Shown.java
//SOURCES ../model/ToPaste.java
//SOURCES ../model/TokenCode.java
//SOURCES ../model/Words.java
//SOURCES ../session/Sessions.java
//SOURCES ../session/Ways.java
//SOURCES ../session/World.java
package lib.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lib.io.AwsCommand;
import lib.io.AwsFiles;
import lib.io.FileMode;
import lib.io.LocalZone;
import lib.io.Style;
import lib.io.Terminal;
import lib.model.ClientSettings;
import lib.model.Credentials;
import lib.model.Environment;
import lib.model.Expiration;
import lib.model.IniFile;
import lib.model.JvmOptions;
import lib.model.Lint;
import lib.model.Problem;
import lib.model.Profile;
import lib.model.Profiles;
import lib.model.RoleChain;
import lib.model.SessionStatus;
import lib.model.Shown;
import lib.model.ToPaste;
import lib.model.TokenCode;
import lib.model.Words;
import lib.session.Sessions;
import lib.session.Ways;
import lib.session.World;

/**
 * {@code mfa-status --diagnose}: what is wrong on this computer, the worst first and each with the next step, and then the facts. It is
 * made to be sent to somebody else, so nothing of a secret is in it. Nothing is changed, and no key is used.
 */
public final class Diagnosis {

    /** The exit status where something is wrong. */
    public static final int WRONG = 1;

    /** Each step on the way to AWS has an end of its own, far before that; the rest is Java's work, and takes what it takes. */
    private static final Duration PATIENCE = Duration.ofSeconds(12);

    /** The {@code aws} command has none, and is worth less. */
    private static final Duration PATIENCE_WITH_AWS = Duration.ofMillis(3_500);

    private static final int MOST_FAULTS = 10;
    private static final int MOST_NAMES = 3;
    private static final int WIDEST_LABEL = 40;
    private static final Pattern KEY_ID = Pattern.compile("\\bA[KS]IA[A-Z0-9]{2,124}\\b");

    /** Shorter ones are words that may stand anywhere. */
    private static final int SHORTEST_SECRET = 8;
    private static final String NOTHING = "/dev/null";
    private static final String NEXT = "  next: ";

    private final World world;
    private final long began;
    private final Optional<Profiles> read;
    private final Profiles profiles;
    private final Environment environment;
    private final List<Section> sections;

    /** @param wrong the worst first */
    private record Section(String title, List<Fact> facts, List<Problem> wrong) {}

    private record Fact(String label, String words) {}

    /** @param version of the script */
    public Diagnosis(World world, String version) {
        this.world = world;
        this.began = System.nanoTime();
        this.read = profiles(world);
        this.profiles = read.orElseGet(() -> Profiles.of(IniFile.parse(""), IniFile.parse("")));
        this.environment = Environment.of(world.environment(), profiles, Map.of(), world.clock().instant());
        var aws = beside(() -> AwsCommand.version(world.environment()).or(() -> AwsCommand.remedy(world.environment())).orElse("none"));
        var launchers = beside(() -> Init.SCRIPTS.stream().map(name -> LauncherCheck.of(world, name)).toList());
        var files = beside(this::files);
        var ways = Ways.of(world.inSilence(), profiles, environment.selectedName(), PATIENCE);
        this.sections = List.of(clock(ways), ways(ways), in(files, PATIENCE).orElseGet(() -> new Section("FILES",
                        List.of(new Fact("", "the disk did not answer in time")), List.of())), environment(), profiles(),
                launchers(in(launchers, PATIENCE).orElse(List.of())), computer(version, in(aws, PATIENCE_WITH_AWS).orElse("did not answer in time")));
    }

    private static Optional<Profiles> profiles(World world) {
        try {
            return Optional.of(new Sessions(world).lookAgain());
        } catch (Problem unreadable) {
            return Optional.empty();
        }
    }

    private static <T> Future<T> beside(Supplier<T> work) {
        return CompletableFuture.supplyAsync(work, Thread.ofPlatform().daemon()::start);
    }

    /** What was worked out while AWS was asked. */
    private <T> Optional<T> in(Future<T> work, Duration patience) {
        try {
            return Optional.of(work.get(Math.max(0, began + patience.toNanos() - System.nanoTime()), TimeUnit.NANOSECONDS));
        } catch (TimeoutException late) {
            return Optional.empty();
        } catch (ExecutionException failure) {
            throw failure.getCause() instanceof RuntimeException why ? why : new IllegalStateException(failure);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new Problem.Cancelled();
        }
    }

    // -------------------------------------------------------------------- the page

    public int exitStatus() {
        return wrong().isEmpty() ? 0 : WRONG;
    }

    private List<Problem> wrong() {
        return sections.stream().flatMap(section -> section.wrong().stream()).distinct().toList();
    }

    /** All of it, for a screen or for a report. */
    public String text() {
        var columns = world.terminal().windowOfStdout().columns();
        var lines = new ArrayList<String>();
        wrong().forEach(problem -> {
            lines.add(hanging(Terminal.styled(Style.BAD, "wrong:") + " " + ToPaste.harmless(problem.message()), columns));
            lines.add(hanging(ToPaste.harmless(NEXT + problem.hint()), columns));
        });
        if (lines.isEmpty()) {
            lines.add("Nothing is wrong, as far as can be seen from here.");
        }
        sections.forEach(section -> {
            lines.add("");
            lines.add(Terminal.bold(section.title()));
            var width = Math.min(WIDEST_LABEL, section.facts().stream().mapToInt(fact -> fact.label().length()).max().orElse(0));
            section.facts().forEach(fact -> lines.add(hanging(line(fact, width), columns)));
        });
        return withoutSecrets(String.join("\n", lines) + "\n");
    }

    private static String line(Fact fact, int width) {
        var gap = " ".repeat(Math.max(0, width - fact.label().length())) + (width == 0 ? "" : "  ");
        return ("  " + fact.label() + gap + fact.words()).stripTrailing();
    }

    /** What has no room goes on below, a little to the right. A command stays in one line, since it is pasted. */
    private static String hanging(String line, int columns) {
        return ToPaste.isIn(line) ? line : line.charAt(0) + Words.wrapped("    " + line, columns).substring(5);
    }

    /** Whatever a name or a message may hold: names can be pasted keys. */
    private String withoutSecrets(String page) {
        var text = page;
        for (var secret : secrets()) {
            text = text.replace(secret, "(hidden)");
        }
        for (var id : ids()) {
            text = text.replace(id, Credentials.masked(id));
        }
        return KEY_ID.matcher(text).replaceAll(id -> Credentials.masked(id.group()));
    }

    private List<String> secrets() {
        return values("aws_secret_access_key", "aws_session_token", "aws_security_token");
    }

    private List<String> ids() {
        return values("aws_access_key_id");
    }

    private List<String> values(String... keys) {
        return Stream.of(keys).flatMap(key -> Stream.concat(Stream.ofNullable(world.environment().get(key.toUpperCase(Locale.ROOT))),
                        profiles.all().stream().flatMap(profile -> profile.settings().get(key).stream())))
                .filter(value -> value.length() >= SHORTEST_SECRET).distinct()
                .sorted((one, other) -> other.length() - one.length()).toList();
    }

    // --------------------------------------------------------------- clock and ways

    private Section clock(Ways ways) {
        var ahead = ways.tried().stream().flatMap(way -> way.clockAhead().stream()).findFirst();
        var wrong = ahead.filter(off -> off.abs().compareTo(TokenCode.STEP) > 0).map(off -> Problem.clockOff(off, settingOfClock()));
        return new Section("CLOCK", List.of(
                new Fact("here", world.clock().instant().truncatedTo(ChronoUnit.SECONDS)
                        + ", in the zone " + zone()),
                new Fact("AWS's", ahead.map(Diagnosis::beside).orElse("not known"))), wrong.stream().toList());
    }

    private String zone() {
        var zone = LocalZone.of(world.environment());
        return zone.equals(ZoneOffset.UTC) ? "UTC" : zone.toString();
    }

    private static String beside(Duration ahead) {
        return ahead.abs().toSeconds() < 2 ? "the same"
                : Expiration.inWords(ahead.abs()) + (ahead.isNegative() ? " ahead" : " behind");
    }

    private String settingOfClock() {
        return ToPaste.of(world.environment().containsKey("WSL_DISTRO_NAME") ? List.of("sudo", "hwclock", "-s")
                : System.getProperty("os.name").startsWith("Mac") ? List.of("sudo", "sntp", "-sS", "time.apple.com")
                : List.of("sudo", "timedatectl", "set-ntp", "true"));
    }

    private Section ways(Ways ways) {
        var facts = new ArrayList<Fact>();
        ways.tried().forEach(way -> facts.add(new Fact(way.connection().region(), inWords(way))));
        if (ways.untried() > 0) {
            facts.add(new Fact("", "and " + ways.untried() + " more, not tried"));
        }
        var hindrances = ways.tried().stream().flatMap(way -> way.hindrance().map(problem -> withSight(problem, way)).stream());
        return new Section("WAY TO AWS", facts, Stream.concat(hindrances, ways.impossible().stream()).toList());
    }

    private String inWords(Ways.Way way) {
        return way.answer().map(answer -> answer.endpoint() + " answers in " + way.took().toMillis() + " ms"
                        + answer.proxy().map(proxy -> " through the proxy " + proxy).orElse(""))
                .orElseGet(() -> way.hindrance().map(Problem::message).orElse("not tried"))
                + way.connection().caBundle().map(file -> "; trusts " + file).orElse("")
                + "; for " + few(way.profiles());
    }

    /** With the command that shows more of it, where that is another one. */
    private static Problem withSight(Problem problem, Ways.Way way) {
        return ToPaste.isIn(problem.hint()) ? problem
                : Problem.amiss(problem.message(), problem.hint() + "; see more with: " + ToPaste.mfaStatus("--diagnose", "--debug"));
    }

    private static String few(List<String> names) {
        var shown = names.stream().limit(MOST_NAMES).map(Shown::inOneLine).toList();
        return names.size() <= MOST_NAMES ? Words.and(shown)
                : String.join(", ", shown) + " and " + (names.size() - MOST_NAMES) + " more";
    }

    // ----------------------------------------------------------------------- files

    private Section files() {
        var locations = world.files().locations();
        var missing = world.files().namesNoFile().<Problem>map(problem -> problem).stream();
        return new Section("FILES", List.of(
                file(locations.configInWords(world.environment()), locations.config()),
                file(locations.credentialsInWords(world.environment()), locations.credentials())),
                Stream.concat(missing, Stream.concat(faults().stream(), closed().stream())).toList());
    }

    private Fact file(String name, String location) {
        try {
            var path = Path.of(location);
            return new Fact(name, !Files.exists(path) ? "not there"
                    : Files.size(path) + " bytes" + FileMode.of(path).map(", mode "::concat).orElse("")
                            + (Files.isSymbolicLink(path) ? ", a link to " + path.toRealPath() : "")
                            + (Files.isReadable(path) ? "" : ", cannot be read"));
        } catch (IOException | InvalidPathException unseen) {
            return new Fact(name, "cannot be looked at");
        }
    }

    private List<Problem> faults() {
        if (read.isEmpty()) {
            var locations = world.files().locations();
            return Stream.of(new AwsFiles.Locations(locations.config(), NOTHING), new AwsFiles.Locations(NOTHING, locations.credentials()))
                    .flatMap(one -> unreadable(one).stream()).toList();
        }
        var files = new FixFiles(world);
        var faults = files.faults().stream().filter(fault -> fault.weight() != Lint.Weight.OF_ANOTHER_TOOL).toList();
        var problems = new ArrayList<>(faults.stream().limit(MOST_FAULTS).map(fault -> problem(files, fault)).toList());
        if (faults.size() > MOST_FAULTS) {
            problems.add(Problem.amiss("and " + (faults.size() - MOST_FAULTS) + " more things in the two files",
                    ToPaste.awscliMfa("--fix")));
        }
        return problems;
    }

    private static Optional<Problem> unreadable(AwsFiles.Locations one) {
        try {
            new AwsFiles(one).read();
            return Optional.empty();
        } catch (Problem why) {
            return Optional.of(why);
        }
    }

    private static Problem problem(FixFiles files, Lint.Fault fault) {
        var parts = files.inWords(fault).split("\n  ");
        return Problem.amiss(parts[0] + ": " + parts[1],
                fault.weight() == Lint.Weight.MENDED_BY_FIX ? ToPaste.awscliMfa("--fix") : parts[2]);
    }

    /** Whether a session could be stored; where there is no such file yet, nothing is made to find out. */
    private List<Problem> closed() {
        try {
            if (Files.exists(Path.of(world.files().locations().credentials()))) {
                new AwsFiles(world.files().locations(), world.environment(), Duration.ofSeconds(1)).requireWritable();
            }
            return List.of();
        } catch (Problem why) {
            return List.of(why);
        }
    }

    // ----------------------------------------------------------------- environment

    private Section environment() {
        var facts = new ArrayList<Fact>();
        Stream.concat(environment.listingForOthers().stream(), environment.judgement().stream())
                .forEach(line -> facts.add(new Fact("", line)));
        overruled().forEach((names, owners) ->
                facts.add(new Fact("", names + " of " + few(owners) + ", for AWS's own tools")));
        return new Section("ENVIRONMENT", facts, environment.complaints());
    }

    private Map<String, List<String>> overruled() {
        var found = new LinkedHashMap<String, List<String>>();
        profiles.all().stream().filter(profile -> !(profile instanceof Profile.Session)).forEach(profile ->
                ClientSettings.overruled(profile.settings(), world.environment()).forEach((variable, setting) ->
                        found.computeIfAbsent(variable + " goes before " + setting, _ -> new ArrayList<>()).add(profile.name())));
        return found;
    }

    // -------------------------------------------------------------------- profiles

    private Section profiles() {
        var now = world.clock().instant();
        var sessions = SessionStatus.sessions(profiles).stream()
                .map(session -> SessionStatus.of(session, profiles, Optional.empty(), now, Expiration.SLACK)).toList();
        var owned = sessions.stream().filter(session -> session.owner().flatMap(profiles::named).isPresent())
                .collect(Collectors.toMap(session -> session.owner().orElseThrow(), session -> session, (one, other) -> one));
        var told = owned.values().stream().map(session -> session.session().name()).collect(Collectors.toSet());
        var byName = sessions.stream().collect(Collectors.toMap(session -> session.session().name(), session -> session));
        var facts = profiles.all().stream().filter(profile -> !told.contains(profile.name()))
                .map(profile -> new Fact(Shown.inOneLine(profile.name()), inWords(profile, Optional.ofNullable(
                        (profile instanceof Profile.Session ? byName : owned).get(profile.name()))))).toList();
        return new Section("PROFILES", facts.isEmpty() ? List.of(new Fact("", read.isEmpty() ? "not known" : "none")) : facts,
                profiles.all().stream().flatMap(profile -> broken(profile).stream()).toList());
    }

    /** @param session of the profile, or what it is itself */
    private static String inWords(Profile profile, Optional<SessionStatus> session) {
        return Stream.of(Optional.of(kind(profile)), device(profile), Optional.of(session.map(status ->
                        (profile instanceof Profile.Session ? "" : "session ") + inWords(status)).orElse("no session")))
                .flatMap(Optional::stream).collect(Collectors.joining("; "));
    }

    private static String inWords(SessionStatus session) {
        return session.state().word()
                + session.remaining().filter(left -> !left.isZero()).map(left -> ", " + Expiration.inWords(left) + " left").orElse("")
                + session.change().map(change -> "; " + Shown.inOneLine(change)).orElse("");
    }

    private static String kind(Profile profile) {
        return switch (profile) {
            case Profile.Base _ -> "base profile";
            case Profile.Role role -> "role profile from " + Shown.inOneLine(role.sourceInWords());
            case Profile.Session session -> session.inWords();
            case Profile.Managed managed -> "keys by " + Shown.inOneLine(managed.by());
            case Profile.Keyless _ -> "no keys, no role";
        };
    }

    private static Optional<String> device(Profile profile) {
        return switch (profile) {
            case Profile.Base base -> Optional.of(base.recordedDevice().map(serial -> "device " + Shown.inOneLine(serial))
                    .orElse("no device recorded"));
            case Profile.Role role -> role.recordedDevice().map(serial -> "device " + Shown.inOneLine(serial));
            case Profile.Session _, Profile.Managed _, Profile.Keyless _ -> Optional.empty();
        };
    }

    private Optional<Problem> broken(Profile profile) {
        try {
            if (profile instanceof Profile.Role role) {
                RoleChain.of(profiles, role);
                return role.arn().isEmpty() ? Optional.of(Problem.malformedRoleArn(role.name())) : Optional.empty();
            }
            return Optional.empty();
        } catch (Problem why) {
            return Optional.of(why);
        }
    }

    // -------------------------------------------------------- launchers and computer

    private Section launchers(List<LauncherCheck> checks) {
        return new Section("LAUNCHERS", checks.stream().map(check -> new Fact(check.name(), check.inWords())).toList(),
                checks.stream().flatMap(check -> check.wrong().stream()).toList());
    }

    private Section computer(String version, String aws) {
        var ignored = JvmOptions.ignored(System.getenv());
        return new Section("THIS COMPUTER", Stream.of(
                new Fact("suite", version),
                new Fact("Java", Runtime.version() + " in " + System.getProperty("java.home")
                        + (ignored.isEmpty() ? "" : "; options that are passed over: " + Words.and(ignored))),
                new Fact("system", String.join(" ", System.getProperty("os.name"), System.getProperty("os.version"), System.getProperty("os.arch"))),
                new Fact("shell", world.terminal().shell().name().toLowerCase(Locale.ROOT)),
                new Fact("terminal", terminal()),
                new Fact("aws", aws)).toList(), List.of());
    }

    private String terminal() {
        try {
            return world.terminal().canAsk() ? Shown.inOneLine(world.environment().getOrDefault("TERM", "no TERM"))
                    + world.terminal().size().map(size -> ", " + size.columns() + " x " + size.lines()).orElse("")
                    + (world.terminal().hasColours() ? ", with colours" : ", without colours") : "none, so nobody can be asked";
        } catch (Problem inTheBackground) {
            return "in the background, so nobody can be asked";
        }
    }
}
