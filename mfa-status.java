///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 25+
//MAIN MfaStatus
//NOINTEGRATIONS
//RUNTIME_OPTIONS -XX:TieredStopAtLevel=1 -XX:-UseG1GC -XX:-UseParallelGC -XX:+UseSerialGC -XX:MaxNewSize=8m -XX:-MaxFDLimit -XX:ErrorFile=/dev/null -XX:ReplayDataFile=/dev/null -XX:-CreateCoredumpOnCrash -XX:+DisplayVMOutputToStderr -Xlog:disable -Xlog:all=error:stderr
//DEPS info.picocli:picocli:4.7.7
//SOURCES lib/command/Diagnosis.java
//SOURCES lib/command/Launching.java
//SOURCES lib/command/OptionTypes.java
//SOURCES lib/command/Program.java
//SOURCES lib/command/StatusJson.java
//SOURCES lib/command/StatusPrompt.java
//SOURCES lib/command/StatusScreen.java
//SOURCES lib/command/StatusWatch.java
//SOURCES lib/command/TerminalOptions.java
//SOURCES lib/model/Expiration.java
//SOURCES lib/model/Problem.java
//SOURCES lib/model/SessionStatus.java
//SOURCES lib/session/Status.java
//SOURCES lib/session/World.java

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import lib.command.Diagnosis;
import lib.command.Launching;
import lib.command.OptionTypes;
import lib.command.Program;
import lib.command.StatusJson;
import lib.command.StatusPrompt;
import lib.command.StatusScreen;
import lib.command.StatusWatch;
import lib.command.TerminalOptions;
import lib.model.Expiration;
import lib.model.Problem;
import lib.model.SessionStatus;
import lib.session.Status;
import lib.session.World;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Tells what is active, and for how long. The report is what was asked for, so it goes to stdout. */
@Command(name = MfaStatus.NAME, version = MfaStatus.VERSION, sortOptions = false, mixinStandardHelpOptions = true,
        description = "Shows which AWS profile and session are in effect, which sessions are stored, and how long they last."
                + " AWS is not asked, unless with --verify.",
        footerHeading = "%nExamples:%n", footer = {
            "  `mfa-status`\tall there is to see",
            "  `mfa-status dev` || `awscli-mfa dev`\ta session, unless there is one",
            "  `mfa-status --diagnose`\twhat is wrong here; to be sent to who helps you",
            "  `mfa-status --watch --notify 10m`\tuntil you press q; rings before one ends"},
        exitCodeListHeading = "%nExit status. It tells of the session of PROFILE; without PROFILE, of the session that the environment%nselects; where that selects none, of the stored session that lasts longest:%n",
        exitCodeList = {
            "0:valid; with --diagnose: nothing is wrong", "1:with --diagnose: something is wrong",
            "3:valid, but not for longer than --min-ttl", "4:expired, or refused by AWS",
            "5:none, or none whose end is known", "252:usage", "253:configuration or files", "255:anything else"})
class MfaStatus implements Callable<Integer> {

    static final String NAME = "mfa-status";
    static final String VERSION = NAME + " 3.0";
    private static final int NO_SESSION = 5;
    private static final List<String> REHEARSAL = List.of("--min-ttl 5m", "--profile live", "--prompt --profile live", "--json", "--help");

    @Parameters(arity = "0..1", paramLabel = "PROFILE",
            description = "Only the session of this profile: a base profile, a role profile, or the session by its own name.")
    private Optional<String> positional;

    @Option(names = {"-p", "--profile"}, paramLabel = "PROFILE", description = "The same as PROFILE.")
    private Optional<String> profile;

    @Option(names = "--min-ttl", paramLabel = "LENGTH", converter = OptionTypes.OfDuration.class,
            description = "A session with no more than this left expires soon: 30m, 1h or seconds. Default: 5m.")
    private Optional<Duration> minTtl;

    @Option(names = "--verify", description = "Ask AWS about all sessions at once: whose they are, and whether AWS still accepts them.")
    private boolean verify;

    @Option(names = "--diagnose", description = "Find out what is wrong on this computer, and what to do about it: clock, network, AWS files,"
            + " variables, launchers. It uses no key and shows no secret.")
    private boolean diagnose;

    @Option(names = "--json", description = "Print JSON for programs.")
    private boolean json;

    @Option(names = "--prompt", description = "Print a few characters for a shell's prompt; nothing where no session is selected.")
    private boolean prompt;

    @Option(names = "--watch", description = "Show the time left of each session, and count it down until you press q.")
    private boolean watch;

    @Option(names = "--notify", paramLabel = "LENGTH", converter = OptionTypes.OfDuration.class,
            description = "With --watch: ring the bell and notify the desktop this long before a session ends.")
    private Optional<Duration> notice;

    @Mixin
    private TerminalOptions terminalOptions;

    private World world;

    MfaStatus(World world) {
        this.world = world;
    }

    public static void main(String[] args) {
        if (Launching.isMeant(args)) {
            System.exit(new Launching(MfaStatus::run, REHEARSAL).run(args));
        }
        Program.end(run(World.real("run it in the foreground"), args));
    }

    /** Returns the exit status. */
    static int run(World world, String... args) {
        return new Program(world, NAME).run(new MfaStatus(world), args);
    }

    @Override
    public Integer call() {
        checkOptions();
        if (prompt) {
            return prompted();
        }
        if (diagnose) {
            var diagnosis = new Diagnosis(world, VERSION);
            print(world.terminal().forStdout(diagnosis.text()));
            return diagnosis.exitStatus();
        }
        if (watch) {
            new StatusWatch(world, question(), notice).run();
            return 0;
        }
        var status = verify ? question().verified() : question().answer();
        var exitStatus = exitStatus(status.decisive());
        print(json ? StatusJson.of(status, exitStatus, world.terminal()::shown) : inWords(status));
        return exitStatus;
    }

    private void checkOptions() {
        world = terminalOptions.in(world);
        profile = OptionTypes.one(positional, profile);
        if (Stream.of(json, prompt, watch).filter(chosen -> chosen).count() > 1) {
            throw Problem.wrongUsage("--json, --prompt and --watch exclude each other", "use one of them");
        }
        if (verify && (prompt || watch)) {
            throw Problem.wrongUsage("--verify asks AWS, which takes too long for --prompt and --watch",
                    "use it alone or with --json");
        }
        if (diagnose && (json || prompt || watch || verify || profile.isPresent() || minTtl.isPresent())) {
            throw Problem.wrongUsage("--diagnose looks at this whole computer, and goes with no other option of this kind", "use it alone");
        }
        if (notice.isPresent() && !watch) {
            throw Problem.wrongUsage("--notify belongs to --watch", "add --watch");
        }
    }

    private Status.Question question() {
        return new Status.Question(world, profile, minTtl.orElse(Expiration.SLACK));
    }

    private static int exitStatus(Optional<SessionStatus> decisive) {
        return decisive.map(session -> switch (session.state()) {
            case VALID -> 0;
            case EXPIRING -> 3;
            case EXPIRED, REFUSED -> 4;
            case UNKNOWN, INVALID -> NO_SESSION;
        }).orElse(NO_SESSION);
    }

    private String inWords(Status status) {
        var screen = new StatusScreen(world);
        return world.terminal().forStdout(profile.map(name -> screen.line(status, name)).orElseGet(() -> screen.report(status)));
    }

    /** A prompt is printed again and again: what goes wrong is for another command to tell. */
    private int prompted() {
        try {
            var segment = StatusPrompt.of(question().answer(), profile);
            print(segment.isEmpty() ? "" : segment + "\n");
        } catch (RuntimeException untold) {
            return 0;
        }
        return 0;
    }

    private void print(String text) {
        world.out().print(text);
        world.out().flush();
    }
}
