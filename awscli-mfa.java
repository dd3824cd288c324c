///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 25+
//MAIN AwscliMfa
//NOINTEGRATIONS
//RUNTIME_OPTIONS -XX:TieredStopAtLevel=1 -XX:-UseG1GC -XX:-UseParallelGC -XX:+UseSerialGC -XX:MaxNewSize=8m -XX:-MaxFDLimit -XX:ErrorFile=/dev/null -XX:ReplayDataFile=/dev/null -XX:-CreateCoredumpOnCrash -XX:+DisplayVMOutputToStderr -Xlog:disable -Xlog:all=error:stderr
//DEPS info.picocli:picocli:4.7.7
//SOURCES lib/command/Announcement.java
//SOURCES lib/command/CliCachePriming.java
//SOURCES lib/command/Console.java
//SOURCES lib/command/CopyDialogue.java
//SOURCES lib/command/DotenvDialogue.java
//SOURCES lib/command/Exec.java
//SOURCES lib/command/FixFiles.java
//SOURCES lib/command/Init.java
//SOURCES lib/command/Launching.java
//SOURCES lib/command/LengthInquiry.java
//SOURCES lib/command/Login.java
//SOURCES lib/command/Logout.java
//SOURCES lib/command/LongCommand.java
//SOURCES lib/command/OptionTypes.java
//SOURCES lib/command/ProfileDialogue.java
//SOURCES lib/command/Program.java
//SOURCES lib/command/Remarks.java
//SOURCES lib/command/SessionDialogue.java
//SOURCES lib/command/SessionWishes.java
//SOURCES lib/command/TerminalOptions.java
//SOURCES lib/command/Without.java
//SOURCES lib/io/Errands.java
//SOURCES lib/io/Terminal.java
//SOURCES lib/model/Activation.java
//SOURCES lib/model/Arn.java
//SOURCES lib/model/Connection.java
//SOURCES lib/model/Menu.java
//SOURCES lib/model/Plan.java
//SOURCES lib/model/Problem.java
//SOURCES lib/model/Profile.java
//SOURCES lib/model/Profiles.java
//SOURCES lib/model/SerialNumber.java
//SOURCES lib/model/SessionLength.java
//SOURCES lib/model/SessionStatus.java
//SOURCES lib/model/Settings.java
//SOURCES lib/model/Shell.java
//SOURCES lib/model/Slip.java
//SOURCES lib/model/ToPaste.java
//SOURCES lib/model/Words.java
//SOURCES lib/session/Sessions.java
//SOURCES lib/session/Sources.java
//SOURCES lib/session/World.java

import static picocli.CommandLine.ScopeType.INHERIT;

import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Stack;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import lib.command.Announcement;
import lib.command.CliCachePriming;
import lib.command.Console;
import lib.command.CopyDialogue;
import lib.command.DotenvDialogue;
import lib.command.Exec;
import lib.command.FixFiles;
import lib.command.Init;
import lib.command.Launching;
import lib.command.LengthInquiry;
import lib.command.Login;
import lib.command.Logout;
import lib.command.LongCommand;
import lib.command.OptionTypes;
import lib.command.ProfileDialogue;
import lib.command.Program;
import lib.command.Remarks;
import lib.command.SessionDialogue;
import lib.command.SessionWishes;
import lib.command.TerminalOptions;
import lib.command.Without;
import lib.io.Errands;
import lib.io.Terminal;
import lib.model.Activation;
import lib.model.Arn;
import lib.model.Connection;
import lib.model.Menu;
import lib.model.Plan;
import lib.model.Problem;
import lib.model.Profile;
import lib.model.Profiles;
import lib.model.SerialNumber;
import lib.model.SessionLength;
import lib.model.SessionStatus;
import lib.model.Settings;
import lib.model.Shell;
import lib.model.Slip;
import lib.model.ToPaste;
import lib.model.Words;
import lib.session.Sessions;
import lib.session.Sources;
import lib.session.World;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Chooses a profile, gets its MFA session, and hands it to the shell. */
@Command(name = AwscliMfa.NAME, version = "awscli-mfa 3.0", sortOptions = false, addMethodSubcommands = false, mixinStandardHelpOptions = true,
        description = "Starts an AWS MFA or role session, or takes up a live one, and hands it to the shell.",
        footerHeading = "%nExamples:%n", footer = {
            "  `awscli-mfa`\tchoose, type the code, done",
            "  `eval awscli-mfa`\tthe same, for this shell",
            "  `awscli-mfa dev --token-code 123456 --persist`\tno question at all"},
        exitCodeListHeading = "%nExit status:%n", exitCodeList = {
            "0:done", "130:cancelled", "251:another account than --account names", "252:usage, or nobody to ask for a code",
            "253:configuration or files", "254:AWS refused", "255:anything else"})
class AwscliMfa implements Callable<Integer> {

    static final String NAME = "awscli-mfa";
    private static final Terminal.Question WHICH = new Terminal.Question("the profile", "name it: " + ToPaste.awscliMfa("PROFILE"), "");

    /** Longer than the quarter of an hour in which boto3 asks before every call. */
    private static final Duration ASKED_AGAIN = Duration.ofHours(1);

    private static final Terminal.Question WHOSE = new Terminal.Question("whose session goes", "name it: " + ToPaste.awscliMfa("logout", "PROFILE")
            + ", or use --all", "Which one? A number, or part of a name: ");

    /** A session is taken up; new ones over plain HTTP and TLS; one whose code is typed; all profiles are shown. */
    private static final List<String> REHEARSAL = List.of(
            "live --emit bash", "plain --token-code 111111 --persist --emit bash",
            "tls --token-code 222222 --persist --emit bash --secrets", "plain --force --emit bash", "", "--help");

    @Parameters(arity = "0..1", paramLabel = "PROFILE", description = "Profile to start a session for; asked for if needed.")
    private Optional<String> positional;

    @Option(scope = INHERIT, names = {"-p", "--profile"}, paramLabel = "PROFILE", description = "The same as PROFILE.")
    private Optional<String> profile;

    @Option(scope = INHERIT, names = {"--token-code", "--mfa-token"}, paramLabel = "CODE",
            description = "The six digits of a token code; '-' reads them from standard input, where no other user can see them.")
    private Optional<String> tokenCode;

    @Option(scope = INHERIT, names = {"--serial-number", "--mfa-serial"}, paramLabel = "ARN", converter = OptionTypes.OfSerialNumber.class,
            description = "MFA device that shows the code. Default: the profile's mfa_serial, else the user's only device.")
    private Optional<SerialNumber> serialNumber;

    @Option(scope = INHERIT, names = {"--duration", "--duration-seconds"}, paramLabel = "LENGTH", converter = OptionTypes.OfDuration.class,
            description = "Length of a new session: 9h, 1h30m, 45m or seconds. Default: the profile's sessmax, else 9h.")
    private Optional<Duration> duration;

    @Option(scope = INHERIT, names = "--min-ttl", paramLabel = "LENGTH", converter = OptionTypes.OfDuration.class,
            description = "Start a new session if no more than this is left of the live one. Default: 5m.")
    private Optional<Duration> minTtl;

    @Option(scope = INHERIT, names = "--account", paramLabel = "ID", converter = AccountConverter.class,
            description = "Refuse credentials of any other account, before anything is asked or started.")
    private Optional<String> account;

    @Option(scope = INHERIT, names = "--silent", description = "Say nothing, save in one line what went wrong. Questions are asked all the same.")
    private boolean silent;

    @Option(scope = INHERIT, names = "--force", description = "Start a new session even if a live one is stored.")
    private boolean force;

    @Option(scope = INHERIT, names = "--persist", negatable = true, fallbackValue = "true",
            description = "Whether to store the session in the credentials file, as PROFILE-mfasession or PROFILE-rolesession.")
    private Optional<Boolean> persist;

    @Option(names = "--emit", paramLabel = "SHELL", converter = ShellConverter.class,
            description = "Print what makes a shell or a program use the session: bash (also for sh, ksh and dash), zsh, fish, powershell, windows-cmd,"
                    + " tcsh, nu, process, env-no-export, dotenv, prefix, sql.")
    private Optional<Shell> emit;

    @Option(names = "--clear", description =
            "With --emit: print what clears every AWS variable instead; clear-aws-envvars.sh does the same."
            + " With --dotenv: take the keys out of the file.")
    private boolean clear;

    @Option(names = "--dotenv", arity = "0..1", paramLabel = "FILE", preprocessor = FileOnlyBehindEquals.class,
            description = "Write the keys into a .env file, which notebooks read. Default: .env in this folder.")
    private Optional<String> dotenv;

    @Option(names = "--copy", description = "Put what makes your shell use the session into the clipboard, ready to paste; asks in which form.")
    private boolean copy;

    @Option(names = "--fix", description = "Show what is wrong with the AWS files, ask, and repair it.")
    private boolean fix;

    @Option(names = "--yes", description = "With --fix: do not ask.")
    private boolean yes;

    @Option(names = "--secrets", description = "With --emit: print the keys. The default for a session that is not stored.")
    private boolean secrets;

    @Option(names = "--select", description = "With --emit: print only the profile's name. The default for a stored session.")
    private boolean select;

    @Option(scope = INHERIT, names = "--via", paramLabel = "WAY",
            description = "How to assume a role: keys, mfa-session, or from another profile. Default: what suits the length wanted.")
    private Optional<String> via;

    @Option(scope = INHERIT, names = "--role-arn", paramLabel = "ARN", description = "A role that is in no profile, assumed from PROFILE.")
    private Optional<String> roleArn;

    @Option(scope = INHERIT, names = "--external-id", paramLabel = "ID", description = "With --role-arn: the external ID that the role's owner has given you.")
    private Optional<String> externalId;

    @Option(names = "--no-session", description = "Use the profile as it is, without MFA.")
    private boolean noSession;

    @Option(names = "--announce", description = "Say what this terminal had before, and whose session it gets, as aws_env does; asks AWS.")
    private boolean announce;

    @Option(names = "--prime-cli-cache",
            description = "Let the AWS CLI find a new role session in its own cache, as if it had got that itself.")
    private boolean primeCliCache;

    @Option(scope = INHERIT, names = "--explain", description = "Say what would be done and why; do nothing.")
    private boolean explain;

    @Option(names = {"-q", "--quick"}, description = "Show the menu at once, from what earlier runs learned; AWS is not asked.")
    private boolean quick;

    @Option(names = "--read-only", description = "Write nothing that AWS says into the config file.")
    private boolean readOnly;

    @Option(scope = INHERIT, names = "--region", paramLabel = "REGION",
            description = "Region for this run, instead of the profile's: for calls to AWS, for what is handed over, and for the console.")
    private Optional<String> region;

    @Option(scope = INHERIT, names = "--lookup-region", paramLabel = "REGION", defaultValue = "us-east-1",
            description = "Region in which to look up how long the account lets sessions last (an SSM parameter); 'own' is each profile's. Default: us-east-1.")
    private String lookupRegion;

    @Mixin
    private TerminalOptions terminalOptions;

    private World world;

    AwscliMfa(World world) {
        this.world = world;
    }

    /** Of the two the last one counts: the first may stand in an alias. Java tells the order of fields, and not of methods. */
    @Option(names = {"-f", "--full"}, description = "Ask AWS about every profile before the menu. The default.")
    private void full(boolean wanted) {
        quick &= !wanted;
    }

    public static void main(String[] args) {
        if (Launching.isMeant(args)) {
            if (LengthInquiry.isMeant(args)) {
                LengthInquiry.run(World.real(""), args);
                Program.end(0);
            }
            System.exit(new Launching(AwscliMfa::run, REHEARSAL).run(args));
        }
        var errands = Errands.ofThisProgram(args);
        var world = World.real("run it in the foreground; in zsh that is: " + ToPaste.handover(List.of()), errands);
        // A signal ends the run without another word, and a shell that reads nothing takes that for success.
        var ifEndedBySignal = new Thread(() -> failed(world, args, Problem.INTERRUPTED));
        Runtime.getRuntime().addShutdownHook(ifEndedBySignal);
        var exitStatus = run(world, args);
        try {
            Runtime.getRuntime().removeShutdownHook(ifEndedBySignal);
        } catch (IllegalStateException endingAlready) {
            return;
        }
        errands.start();
        Program.end(exitStatus);
    }

    /** Returns the exit status. */
    static int run(World world, String... args) {
        var listened = isForPrograms(args) ? world.with(world.terminal().forPrograms()) : world;
        return new Program(listened, NAME).run(new AwscliMfa(listened), exitStatus -> failed(world, args, exitStatus), args);
    }

    /** What an SDK runs ends in the log of somebody's program, unless that person wants to know more. */
    private static boolean isForPrograms(String[] args) {
        return emitted(args).flatMap(Shell::named).filter(Shell.PROCESS::equals).isPresent()
                && own(args).stream().noneMatch(List.of("-d", "--debug", "--explain")::contains);
    }

    private static List<String> own(String[] args) {
        return Stream.of(args).takeWhile(arg -> !arg.equals("--")).toList();
    }

    /** The format that is asked for, before the command line is read; empty text where it is missing. */
    private static Optional<String> emitted(String[] args) {
        var own = own(args);
        return IntStream.range(0, own.size()).filter(index -> own.get(index).startsWith("--emit")).mapToObj(index ->
                own.get(index).contains("=") ? own.get(index).substring("--emit=".length()) : index + 1 < own.size() ? own.get(index + 1) : "")
                .findFirst();
    }

    /** Whoever waits for assignments gets what changes nothing and counts as a failure there. */
    private static int failed(World world, String[] args, int exitStatus) {
        emitted(args).ifPresent(shell -> {
            world.out().print(Shell.named(shell).orElse(Shell.BASH).failure());
            world.out().flush();
        });
        return exitStatus;
    }

    @Override
    public Integer call() {
        checkOptions();
        requireTaker();
        if (fix) {
            return repaired();
        }
        if (clear) {
            return cleared();
        }
        var choice = choice();
        var chosen = inRegion(from(viaProfile(), adHocRole(choice.profile())));
        new Remarks(world, named()).faultsOf(chosen);
        if (noSession && chosen instanceof Profile.Role) {
            throw Problem.wrongUsage("a role can be used only through a session",
                    "leave out --no-session; with --via keys no MFA session is needed");
        }
        requireRoleAsItIs(chosen);
        var target = dotenv.filter(_ -> !explain).map(named -> new DotenvDialogue(world, named));
        target.ifPresent(DotenvDialogue::prepare);
        if (announce && !explain) {
            new Announcement(world).before(chosen);
        }
        var dialogue = new SessionDialogue(isForSdks() || silent ? amongPrograms(choice.profile()) : world,
                wishes(choice.mfa(), unlessSaid()), choice.findings(), chosen);
        if (explain) {
            world.terminal().say(dialogue.explanation());
        } else {
            var active = inRegion(announce ? dialogue.used(this::announced) : dialogue.active());
            world.terminal().say(SessionDialogue.summary(world, active,
                    emit.filter(Shell::hasPrompt).isPresent() ? "in this shell only" : "that is not stored"));
            if (primeCliCache) {
                new CliCachePriming(world).prime((Profile.Role) chosen, (Profile.Session) active.profile(), dialogue.assumed());
            }
            hand(active, choice.profile(), target);
        }
        return 0;
    }

    private SessionDialogue.Active announced(SessionDialogue.Active active) {
        new Announcement(world).whose(active.profile());
        return active;
    }

    @Command(name = "exec", mixinStandardHelpOptions = true,
            description = "Runs one command with the session in its environment, and ends with its status. Without a command, that is your shell.",
            footerHeading = "%nExamples:%n", footer = {
                "  `awscli-mfa exec dev aws s3 ls`\tone command",
                "  `awscli-mfa exec dev`\ta shell that has the session until you leave it",
                "  `awscli-mfa exec admin --refresh -- terraform apply`\ta long one, whose session is renewed"})
    int exec(@Option(names = "--refresh", description = "Renew the session for as long as the command runs, which asks for it at a local address.")
                    boolean refresh,
            @Parameters(index = "0", arity = "0..1", paramLabel = "PROFILE", parameterConsumer = ProfileUnlessNamed.class,
                    description = "The profile whose session the command gets.") List<String> first,
            @Parameters(index = "1..*", arity = "0..*", paramLabel = "[--] COMMAND", parameterConsumer = AllThatFollows.class,
                    description = "The command, with options of its own.") List<String> others) {
        checkOptions();
        var line = Stream.of(first, others).flatMap(words -> Stream.ofNullable(words).flatMap(List::stream)).collect(Collectors.toCollection(ArrayList::new));
        var name = required(named().or(() -> line.isEmpty() ? Optional.empty() : Optional.of(line.removeFirst())), "exec", "PROFILE");
        world = amongPrograms(new Sessions(world).profiles().require(name));
        var chosen = wantedOf(name);
        var wishes = wishes(Plan.Mfa.WANTED, SessionWishes.Storing.USUAL);
        var dialogue = new SessionDialogue(world, refresh ? wishes.forRenewal() : wishes, Map.of(), chosen);
        if (explain) {
            return explained(dialogue.explanation() + "\n" + (refresh ? LongCommand.inWords(world, dialogue.horizon()) : dialogue.end()));
        }
        var active = inRegion(dialogue.active().profile());
        world.errands().start();
        return refresh ? LongCommand.of(world, region, wishes, chosen, dialogue.unstored()).run(active, line)
                : new Exec(world, region).run(active, line);
    }

    private int explained(String explanation) {
        world.terminal().say(explanation);
        return 0;
    }

    @Command(name = "console", mixinStandardHelpOptions = true,
            description = "Opens AWS's web console with a role session.",
            footerHeading = "%nExamples:%n", footer = {
                "  `awscli-mfa console admin`\tin your browser",
                "  `awscli-mfa console admin --url-only`\tan address for another one; it signs in whoever has it"})
    int console(@Parameters(arity = "0..1", paramLabel = "PROFILE", description = "A role profile.") Optional<String> role,
            @Option(names = "--url-only", description = "Print the address instead of opening it.") boolean urlOnly) {
        checkOptions();
        var name = required(OptionTypes.one(named(), role), "console", "PROFILE");
        var wanted = wantedOf(name);
        var to = urlOnly ? Console.To.STDOUT : Console.To.BROWSER;
        if (wanted instanceof Profile.Base) {
            // No session of a user signs in there, so a code would be typed for nothing.
            return new Console(world).run(wanted, to);
        }
        var dialogue = new SessionDialogue(world, wishes(Plan.Mfa.WANTED, SessionWishes.Storing.USUAL), Map.of(), wanted);
        return explain ? explained(dialogue.explanation())
                : dialogue.used(active -> new Console(world).run(inRegion(active.profile()), to));
    }

    @Command(name = "login", mixinStandardHelpOptions = true,
            description = "Stores a session that every AWS tool finds by a profile's name; in the profile itself where that has no long-lived keys.",
            footerHeading = "%nExamples:%n", footer = {
                "  `awscli-mfa login dev`\tasks for the code; dev-mfasession works from then on",
                "  `awscli-mfa login dev --token-code 123456 --duration 1h`\tno question at all"})
    @Without({"--persist", "--role-arn", "--external-id", "--explain"})
    int login(@Parameters(arity = "0..1", paramLabel = "PROFILE",
            description = "One that has long-lived keys, or whose source_profile has; a role gets a role session.") Optional<String> name) {
        checkOptions();
        var profiles = new Sessions(world).profiles();
        var choice = toLogIn(name).map(known -> byName(profiles.require(known))).orElseGet(this::choiceToLogIn);
        var place = new Login(world).place(choice.profile(), force);
        var chosen = inRegion(from(viaProfile(), place.profile()));
        new Remarks(world, toLogIn(name)).faultsOf(chosen);
        var active = inRegion(new SessionDialogue(silent ? amongPrograms(choice.profile()) : world,
                wishes(place.replaces() ? Plan.Mfa.ANEW : Plan.Mfa.WANTED, SessionWishes.Storing.DEMANDED), choice.findings(), chosen).active());
        world.terminal().say(SessionDialogue.summary(world, active.profile()));
        world.terminal().say(fromNowOn(active.profile(), chosen));
        return 0;
    }

    private Optional<String> toLogIn(Optional<String> name) {
        return OptionTypes.one(named(), name).or(this::selectedHere);
    }

    private ProfileDialogue.Choice choiceToLogIn() {
        var choosable = choosable(new Sessions(world).profiles());
        if (choosable.size() == 1) {
            return byName(choosable.getFirst());
        }
        if (!world.terminal().canAsk()) {
            throw Problem.nobodyToAsk(WHICH.what(), WHICH.instead());
        }
        return profileDialogue().fromAll(ProfileDialogue.What.SAID);
    }

    private String fromNowOn(Profile profile, Profile chosen) {
        var isSelected = Profiles.selectedName(world.environment()).filter(profile.name()::equals).isPresent() && !isSet("AWS_ACCESS_KEY_ID");
        return (isSelected ? "\nFrom now on, here:        " + ToPaste.aws("s3", "ls") + "\nin every shell:           " : "\nFrom now on:              ")
                + ToPaste.aws("--profile", profile.name(), "s3", "ls")
                + (isSelected ? "" : "\nin this whole shell:      " + ToPaste.handover(again(chosen)))
                + "\nuntil its end, or until:  " + ToPaste.awscliMfa("logout", profile.name());
    }

    @Command(name = "logout", mixinStandardHelpOptions = true,
            description = "Takes a session out of the AWS files, never a long-lived key. AWS keeps the session valid until its end.",
            footerHeading = "%nExamples:%n", footer = {
                "  `awscli-mfa logout dev`\tthe session of one profile",
                "  `awscli-mfa logout --expired`\tall of this suite that have ended"})
    @Without({"--token-code", "--serial-number", "--duration", "--min-ttl", "--force", "--persist", "--via", "--role-arn", "--external-id", "--region",
            "--lookup-region", "--account", "--explain"})
    int logout(@Parameters(arity = "0..1", paramLabel = "PROFILE", description = "Whose session goes, or the session itself.") Optional<String> name,
            @Option(names = "--all", description = "Every session that this suite has stored; those of other tools stay.") boolean all,
            @Option(names = "--expired", description = "Those of them that have ended.") boolean expired,
            @Option(names = "--yes", description = "Do not ask before another tool's session goes.") boolean agreed) {
        world = spokenTo();
        var named = OptionTypes.one(named(), name);
        var logout = new Logout(world);
        if (all && expired || named.isPresent() && (all || expired)) {
            throw Problem.wrongUsage("--all, --expired and a profile exclude each other", "use one of them");
        }
        if (all || expired) {
            logout.all(Logout.which(expired));
        } else {
            named.or(this::selectedHere).map(new Sessions(world).profiles()::require).or(() -> logout.chosen(WHOSE))
                    .ifPresent(profile -> logout.of(profile, agreed));
        }
        return 0;
    }

    @Command(name = "init", mixinStandardHelpOptions = true,
            description = "Sets up launchers that start at once, and a file for your shell; --remove takes all away.",
            footerHeading = "%nExamples:%n", footer = {
                "  `awscli-mfa init`\tshows what it would write, and asks",
                "  `awscli-mfa init --remove`\ttakes it away again"})
    @Without({"--profile", "--token-code", "--serial-number", "--duration", "--min-ttl", "--account", "--silent", "--force", "--persist", "--via", "--role-arn",
            "--external-id", "--explain", "--region", "--lookup-region", "--debug"})
    int init(@Option(names = "--bin", paramLabel = "DIR", description = "Where the launchers go. Default: ~/.local/bin.") Optional<Path> bin,
            @Option(names = "--yes", description = "Do not ask.") boolean agreed,
            @Option(names = "--wait", description = "Also make the launchers fast now, instead of beside their first uses.") boolean waits,
            @Option(names = "--remove", description = "Take away what init and the launchers wrote.") boolean removes) {
        positional.ifPresent(word -> {
            throw Problem.wrongUsage("'" + word + "' is one word too many", "see: " + ToPaste.awscliMfa("init", "--help"));
        });
        world = terminalOptions.in(world);
        var init = new Init(world, bin);
        var consent = agreed ? Init.Consent.GIVEN : Init.Consent.ASKED;
        if (removes) {
            init.takeAway(consent);
            return 0;
        }
        init.setUp(consent);
        if (waits) {
            init.train();
        }
        return 0;
    }

    private static String required(Optional<String> name, String... usage) {
        return name.orElseThrow(() -> Problem.wrongUsage("no profile is named", "name it: " + ToPaste.awscliMfa(usage)));
    }

    /** Where programs call this, whoever reads of it later has to be told what to type, and where. */
    private World amongPrograms(Profile chosen) {
        return world.with(world.terminal().typingInstead(ToPaste.awscliMfa(again(chosen))));
    }

    /** What the command line says of a named profile. */
    private Profile wantedOf(String name) {
        return inRegion(from(viaProfile(), adHocRole(byName(new Sessions(world).profiles().require(name)).profile())));
    }

    /** A session that is asked about in another partition would look as if AWS had ended it. */
    private Profile inRegion(Profile profile) {
        var there = region.map(profile::in).orElse(profile);
        region.flatMap(name -> Connection.elsewhere(world.environment(), new Sessions(world).profiles(), there)).ifPresent(problem -> {
            throw problem;
        });
        return there;
    }

    private SessionDialogue.Active inRegion(SessionDialogue.Active active) {
        return new SessionDialogue.Active(inRegion(active.profile()), active.stored());
    }

    // ------------------------------------------------------------- before all

    private World spokenTo() {
        var spoken = terminalOptions.in(world);
        return silent ? spoken.with(spoken.terminal().forPrograms()) : spoken;
    }

    private void checkOptions() {
        world = spokenTo();
        var unstored = persist.filter(stored -> !stored).isPresent();
        if ((secrets || select) && emit.isEmpty()) {
            throw Problem.wrongUsage("--secrets and --select belong to --emit",
                    "add --emit bash, or another of --help");
        }
        if (yes && !fix) {
            throw Problem.wrongUsage("--yes belongs to --fix", "leave it out");
        }
        if (secrets && select) {
            throw Problem.wrongUsage("--secrets and --select exclude each other", "use one of them");
        }
        if (select && emit.filter(Shell::isForKeysOnly).isPresent()) {
            throw Problem.wrongUsage("--emit " + emit.get().id() + " holds keys, not names of profiles",
                    "leave --select out");
        }
        if (unstored && select) {
            throw Problem.wrongUsage("a session that is not stored cannot be selected by name",
                    "use --secrets, or --persist");
        }
        if (noSession && (force || duration.isPresent() || minTtl.isPresent() || tokenCode.isPresent() || roleArn.isPresent() || via.isPresent())) {
            throw Problem.wrongUsage("--no-session cannot be combined with options that describe a session", "use one of them");
        }
        if (externalId.isPresent() && roleArn.isEmpty()) {
            throw Problem.wrongUsage("--external-id belongs to --role-arn",
                    "a role profile has its own external_id in the config file");
        }
        region.filter(name -> !name.matches("[a-z0-9-]{1,63}")).ifPresent(name -> {
            throw Problem.wrongUsage("'" + name + "' is no region", "use one such as --region eu-west-1");
        });
        named();
    }

    /** An own command takes a session that is not stored; here, a shell or a file has to. */
    private void requireTaker() {
        if (persist.filter(stored -> !stored).isPresent() && emit.isEmpty() && dotenv.isEmpty()) {
            throw Problem.wrongUsage("--no-persist without --emit would lose the session", "add --emit bash, or another of --help");
        }
    }

    /** Under its profile's name the AWS CLI would use whatever is got in another way as well. */
    private void requireRoleAsItIs(Profile chosen) {
        if (!primeCliCache) {
            return;
        }
        if (!(chosen instanceof Profile.Role)) {
            throw Problem.wrongUsage("--prime-cli-cache is for the session of a role, and '" + chosen.name() + "' is none",
                    "name a role profile");
        }
        Stream.of(Map.entry("--role-arn", roleArn.isPresent()), Map.entry("--via", viaProfile().isPresent()),
                        Map.entry("--region", region.isPresent()), Map.entry("--duration", duration.isPresent()),
                        Map.entry("--serial-number", serialNumber.isPresent()))
                .filter(Map.Entry::getValue).map(Map.Entry::getKey).findFirst().ifPresent(option -> {
                    throw Problem.wrongUsage("--prime-cli-cache is for a role exactly as its profile says, and " + option
                            + " says otherwise", "leave out " + option + ", or write it into the profile");
                });
    }

    private int repaired() {
        if (yes) {
            new FixFiles(world).unasked();
        } else {
            new FixFiles(world).asking();
        }
        return 0;
    }

    // ------------------------------------------------------ choosing a profile

    private Optional<String> named() {
        return OptionTypes.one(positional, profile);
    }

    private ProfileDialogue.Choice choice() {
        var profiles = new Sessions(world).profiles();
        if (named().isPresent()) {
            return byName(profiles.require(named().get()));
        }
        var choosable = choosable(profiles);
        var hasOthers = !Menu.ofOtherTools(profiles, Map.of(), world.clock().instant()).isEmpty();
        if (choosable.isEmpty() && !hasOthers) {
            throw Problem.noBaseProfile(world.files().locations().config(), world.files().locations().credentials(), profiles.withoutKeys());
        }
        var canAsk = world.terminal().canAsk();
        if (choosable.size() == 1 && choosable.getFirst() instanceof Profile.Base only && (saysWhat() || !canAsk || !hasOthers)) {
            return saysWhat() || !canAsk ? withoutAMenu(only) : profileDialogue().ofTheOnly(only.name());
        }
        return canAsk ? profileDialogue().fromAll(saysWhat() ? ProfileDialogue.What.SAID : ProfileDialogue.What.ASKED)
                : byName(inEnvironment(profiles));
    }

    private static List<Profile> choosable(Profiles profiles) {
        return profiles.all().stream().filter(one -> switch (one) {
            case Profile.Session session -> session.isInPlace();
            case Profile.Keyless _ -> false;
            case Profile.Base _, Profile.Role _, Profile.Managed _ -> true;
        }).toList();
    }

    private ProfileDialogue.Choice withoutAMenu(Profile only) {
        new Remarks(world, named()).environment();
        return byName(only);
    }

    private ProfileDialogue.Choice byName(Profile named) {
        var wanted = explain || viaProfile().isPresent() ? named : profileDialogue().withSource(named, Map.of());
        return new ProfileDialogue.Choice(wanted, Map.of(), Plan.Mfa.WANTED);
    }

    /** With one of these on the command line there is no doubt what the profile is wanted for. */
    private boolean saysWhat() {
        return tokenCode.isPresent() || duration.isPresent() || force || noSession || roleArn.isPresent() || explain;
    }

    private ProfileDialogue profileDialogue() {
        return new ProfileDialogue(world, WHICH, quick, readOnly || explain,
                regionOfParameters());
    }

    private boolean isForSdks() {
        return emit.filter(Shell.PROCESS::equals).isPresent();
    }

    private Optional<String> regionOfParameters() {
        return Optional.of(lookupRegion).filter(region -> !region.equals("own"));
    }

    private SessionWishes wishes(Plan.Mfa mfa, SessionWishes.Storing unsaid) {
        var willing = noSession ? Plan.Mfa.NOT_WANTED : force ? Plan.Mfa.ANEW : mfa;
        var storing = persist.map(wanted -> wanted ? SessionWishes.Storing.DEMANDED : SessionWishes.Storing.FORBIDDEN).orElse(unsaid);
        var margin = minTtl.map(Plan.Margin::of).orElse(Plan.Margin.USUAL);
        return new SessionWishes(willing, duration, isForSdks() ? margin.forSdks() : margin, storing, via.flatMap(Plan.Via::named), serialNumber, tokenCode,
                regionOfParameters(), account);
    }

    /** Where neither a shell nor a person takes what is not stored, it has to be. A program would ask for another code at its next call. */
    private SessionWishes.Storing unlessSaid() {
        return isForSdks() ? SessionWishes.Storing.USUAL : emit.isPresent() || copy || world.terminal().canAsk() ? SessionWishes.Storing.ASKED : SessionWishes.Storing.DEMANDED;
    }

    /** Without a person to ask, what the environment selects is the only other word there is. */
    private Profile inEnvironment(Profiles profiles) {
        return profiles.selected(world.environment()).orElseThrow(() -> Problem.nobodyToAsk(WHICH.what(), WHICH.instead()));
    }

    private Optional<String> selectedHere() {
        return new Sessions(world).profiles().selected(world.environment()).map(Profile::name);
    }

    /**
     * {@code --role-arn} makes a role of its own, with the chosen profile as its source. The account in its name keeps its
     * session apart from those of role profiles, and of roles of the same name elsewhere.
     */
    private Profile adHocRole(Profile chosen) {
        if (roleArn.isEmpty()) {
            return chosen;
        }
        var arn = Arn.parse(roleArn.get()).filter(Arn::isRole).orElseThrow(() ->
                Problem.wrongUsage("--role-arn is not the ARN of a role",
                        "it should look like arn:aws:iam::123456789012:role/NAME"));
        var properties = new HashMap<>(Map.of("role_arn", roleArn.get(), "source_profile", chosen.name()));
        externalId.ifPresent(id -> properties.put("external_id", id));
        return new Profile.Role(new Settings(arn.name() + "@" + arn.account(), properties));
    }

    private Optional<String> viaProfile() {
        return via.filter(way -> Plan.Via.named(way).isEmpty());
    }

    /** {@code --via PROFILE}: the role, for once with another source than its own. */
    private Profile from(Optional<String> source, Profile chosen) {
        if (source.isEmpty()) {
            return chosen;
        }
        if (!(chosen instanceof Profile.Role role)) {
            throw Problem.wrongUsage("--via says how to assume a role, and '" + chosen.name() + "' is none",
                    "name a role, or leave out --via");
        }
        var properties = new HashMap<>(role.settings().properties());
        properties.put("source_profile", new Sessions(world).profiles().require(source.get()).name());
        return new Profile.Role(new Settings(role.name(), properties));
    }

    // ------------------------------------------------------ handing it over

    /**
     * @param chosen what to name to get it again
     * @param target a file that gets its keys besides
     */
    private void hand(SessionDialogue.Active active, Profile chosen, Optional<DotenvDialogue> target) {
        remarkMissingRegion(active);
        remarkOtherName(active.profile(), chosen);
        if (copy) {
            copied(active);
        }
        if (emit.isPresent()) {
            print(emit.get().assign(isForSdks() ? withEnd(variables(active), active.profile()) : variables(active)));
        }
        if (target.isPresent()) {
            target.get().write(active.profile(), keys(active.profile(), target.get().environment()));
        } else if (emit.isPresent()) {
            return;
        } else if (active.stored()) {
            world.terminal().say(howToUse(active.profile(), chosen));
        } else if (!copy) {
            world.terminal().show("\nPaste this into a shell; it is not kept anywhere:\n\n"
                    + Words.unbroken(shell().assign(keys(active.profile()), world.environment())));
        }
    }

    private void copied(SessionDialogue.Active active) {
        var dialogue = new CopyDialogue(world, shell());
        emit.ifPresentOrElse(format -> dialogue.copy(format, variables(active)), () -> dialogue.ask(variables(active),
                active.profile() instanceof Profile.Managed ? List.of() : keys(active.profile())));
    }

    private List<Shell.Variable> variables(SessionDialogue.Active active) {
        var byKeys = secrets || !active.stored() || emit.filter(Shell::isForKeysOnly).isPresent();
        return byKeys ? keys(active.profile()) : Stream.concat(Activation.select(active.profile(), world.environment()).stream(),
                region.stream().flatMap(name -> Activation.inRegion(name).stream())).toList();
    }

    private int cleared() {
        if (emit.isEmpty() && dotenv.isEmpty()) {
            throw Problem.wrongUsage("--clear belongs to --emit", "add --emit bash, or --dotenv");
        }
        dotenv.ifPresent(named -> new DotenvDialogue(world, named).clear());
        return emit.map(shell -> print(clearing(shell))).orElse(0);
    }

    /** Without an end an SDK would never ask again; where none is recorded of a session, this says when to. */
    private List<Shell.Variable> withEnd(List<Shell.Variable> keys, Profile profile) {
        if (!(profile instanceof Profile.Session session) || session.expiration().isPresent()) {
            return keys;
        }
        var now = world.clock().instant();
        var end = SessionStatus.ending(session, new Sessions(world).profiles()).map(ending -> ending.expiration().at()).filter(now::isBefore)
                .orElse(now.plus(ASKED_AGAIN));
        return Stream.concat(keys.stream(), Stream.of(Shell.Variable.set("AWS_CREDENTIAL_EXPIRATION", end.toString()))).toList();
    }

    /** The variables that name the AWS files go with the rest where their file is not there. */
    private String clearing(Shell shell) {
        var locations = world.files().locations();
        var files = Map.of("AWS_CONFIG_FILE", locations.config(), "AWS_SHARED_CREDENTIALS_FILE", locations.credentials());
        var used = Shell.FILES.stream().filter(name -> isSet(name) && new File(files.get(name)).exists()).toList();
        used.forEach(name -> world.terminal().say("note: " + name + " stays, since its file is there"));
        if (Shell.SETTINGS.stream().anyMatch(name -> name.startsWith("AWS_CONTAINER_") && isSet(name))) {
            world.terminal().say("note: only a new shell of the container, or of the tool that set them, has its AWS_CONTAINER_ variables again");
        }
        return shell.clear(Stream.concat(Activation.leftBehind(world.environment()).stream(),
                Shell.FILES.stream().filter(name -> !used.contains(name))).toList());
    }

    private boolean isSet(String name) {
        return !world.environment().getOrDefault(name, "").isBlank();
    }

    private int print(String assignments) {
        world.out().print(assignments);
        world.out().flush();
        return 0;
    }

    private List<Shell.Variable> keys(Profile profile) {
        return keys(profile, world.environment());
    }

    /** @param environment of whatever takes them */
    private List<Shell.Variable> keys(Profile profile, Map<String, String> environment) {
        return switch (profile) {
            case Profile.Session session -> Activation.keys(session, new Sessions(world).profiles(), environment);
            case Profile.Base base -> Activation.keys(base, new Sessions(world).profiles(), environment);
            case Profile.Managed managed when managed.canBeGiven() -> keys(given(managed), environment);
            case Profile other -> throw Problem.notABaseProfile(other.name(), "has no keys here to hand over",
                    "use --select, which hands over its name");
        };
    }

    /** A profile whose name would do gives its keys only to who wants keys. */
    private Profile given(Profile.Managed managed) {
        world.terminal().say(Sources.inWords(managed));
        return new Sources(world).given(managed);
    }

    /** A session has the region of [default] handed down; a profile that is used as it is goes without, as AWS's own tools have it. */
    private void remarkMissingRegion(SessionDialogue.Active active) {
        var profile = active.profile();
        var isSaid = profile.region().isPresent() || profile instanceof Profile.Managed
                || Stream.of("AWS_REGION", "AWS_DEFAULT_REGION").anyMatch(name -> !world.environment().getOrDefault(name, "").isEmpty());
        if (!isSaid) {
            var ofDefault = new Sessions(world).profiles().named("default").flatMap(Profile::region);
            world.terminal().say("note: " + ofDefault.map(region -> profile.name() + " has no region, and AWS's tools do not take that of [default]")
                    .orElse("no region is set") + "; " + howToSetRegion(active, ofDefault.orElse("REGION")));
        }
    }

    private String howToSetRegion(SessionDialogue.Active active, String wanted) {
        var inFile = Stream.of(active.stored() ? Optional.of(active.profile().name()) : active.profile().settings().get("source_profile"),
                        active.profile() instanceof Profile.Session session ? session.sourceProfile() : Optional.<String>empty())
                .flatMap(Optional::stream).filter(name -> new Sessions(world).profiles().all().stream().anyMatch(one -> one.name().equals(name))).findFirst();
        return inFile.map(name -> "set one with: " + ToPaste.aws("configure", "set", "region", wanted, "--profile", name))
                .orElse("add --region " + wanted);
    }

    /** Another tool's session is not ours to write. */
    private void remarkOtherName(Profile active, Profile chosen) {
        if (chosen instanceof Profile.Session others && others.isOfAnotherTool() && !active.name().equals(others.name())) {
            world.terminal().say(("note: programs that use the name '%s' still get the session of another tool; "
                    + "docs/coming-from-other-tools.md says how they get this one").formatted(others.name()));
        }
    }

    private Shell shell() {
        return world.terminal().shell();
    }

    private String howToUse(Profile profile, Profile chosen) {
        var inOneCommand = Stream.of(Stream.of("--profile", profile.name()), region.stream().flatMap(name -> Stream.of("--region", name)),
                Stream.of("s3", "ls")).flatMap(words -> words).toArray(String[]::new);
        var inShell = Stream.concat(again(chosen).stream(), profile instanceof Profile.Base ? Stream.of("--no-session") : Stream.empty());
        return "\nUse it in one command:    " + ToPaste.aws(inOneCommand) + "\nor in this whole shell:   " + ToPaste.handover(inShell.toList());
    }

    /** What names the profile again. */
    private List<String> again(Profile chosen) {
        var words = new ArrayList<String>();
        words.add(chosen instanceof Profile.Session session && !session.isInPlace() && !session.isOfAnotherTool()
                ? session.sourceProfile().orElse(session.name()) : chosen.name());
        roleArn.ifPresent(arn -> words.addAll(List.of("--role-arn", arn)));
        externalId.ifPresent(id -> words.addAll(List.of("--external-id", id)));
        region.ifPresent(wanted -> words.addAll(List.of("--region", wanted)));
        return words;
    }

    // ------------------------------------------------------ reading options

    /** A command's own options are its own, with or without two dashes before it. */
    private static class AllThatFollows implements CommandLine.IParameterConsumer {
        @Override
        public void consumeParameters(Stack<String> words, CommandLine.Model.ArgSpec command, CommandLine.Model.CommandSpec exec) {
            take(words, words.size(), command);
        }

        static void take(Stack<String> words, int count, CommandLine.Model.ArgSpec argument) {
            argument.setValue(Stream.generate(words::pop).limit(count).toList());
        }
    }

    /** Where an option has named the profile, the first word is the command. */
    private static final class ProfileUnlessNamed extends AllThatFollows {
        @Override
        public void consumeParameters(Stack<String> words, CommandLine.Model.ArgSpec first, CommandLine.Model.CommandSpec exec) {
            var isNamed = Stream.of(exec.findOption("--profile"), exec.parent().positionalParameters().getFirst())
                    .anyMatch(argument -> argument.getValue() instanceof Optional<?> name && name.isPresent());
            take(words, isNamed ? words.size() : 1, first);
        }
    }

    /** A word behind the option is the profile. */
    private static final class FileOnlyBehindEquals implements CommandLine.IParameterPreprocessor {
        @Override
        public boolean preprocess(Stack<String> words, CommandLine.Model.CommandSpec line, CommandLine.Model.ArgSpec option,
                Map<String, Object> info) {
            if (!"=".equals(info.get("separator"))) {
                words.push(".env");
            }
            return false;
        }
    }

    /** As the console shows it, with dashes, too. */
    private static final class AccountConverter implements CommandLine.ITypeConverter<String> {
        @Override
        public String convert(String text) {
            return Optional.of(text.replace("-", "")).filter(digits -> digits.matches("[0-9]{12}")).orElseThrow(() ->
                    Problem.wrongUsage("'" + text + "' is no account", "write its twelve digits, such as 123456789012"));
        }
    }

    private static final class ShellConverter implements CommandLine.ITypeConverter<Shell> {
        @Override
        public Shell convert(String text) {
            return Shell.named(text).orElseThrow(() -> Problem.wrongUsage("'" + text + "' is no format", meant(text)));
        }

        private static String meant(String text) {
            var formats = Stream.of(Shell.values()).map(Shell::id).toList();
            var similar = Slip.of(text, formats);
            return similar.isEmpty() ? "the formats are " + Words.and(formats) : Problem.didYouMean(similar);
        }
    }
}
