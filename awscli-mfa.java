///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 25+
//MAIN AwscliMfa
//NOINTEGRATIONS
//RUNTIME_OPTIONS -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xlog:disable -Xlog:all=error:stderr
//DEPS info.picocli:picocli:4.7.7
//SOURCES lib/command/MfaDialogue.java
//SOURCES lib/io/Aws.java
//SOURCES lib/io/AwsFiles.java
//SOURCES lib/io/ProblemPrinter.java
//SOURCES lib/io/Terminal.java
//SOURCES lib/model/Activation.java
//SOURCES lib/model/Arn.java
//SOURCES lib/model/Expiration.java
//SOURCES lib/model/Finding.java
//SOURCES lib/model/IniFile.java
//SOURCES lib/model/Lessons.java
//SOURCES lib/model/Menu.java
//SOURCES lib/model/Plan.java
//SOURCES lib/model/Problem.java
//SOURCES lib/model/Profile.java
//SOURCES lib/model/Profiles.java
//SOURCES lib/model/RoleChain.java
//SOURCES lib/model/SerialNumber.java
//SOURCES lib/model/SessionLength.java
//SOURCES lib/model/Settings.java
//SOURCES lib/model/Shell.java
//SOURCES lib/model/TokenCode.java
//SOURCES lib/model/TrustPolicy.java
//SOURCES lib/session/Sessions.java
//SOURCES lib/session/Survey.java
//SOURCES lib/session/World.java

import java.io.PrintWriter;
import java.time.Duration;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import lib.command.MfaDialogue;
import lib.io.Aws;
import lib.io.AwsFiles;
import lib.io.ProblemPrinter;
import lib.io.Terminal;
import lib.model.Activation;
import lib.model.Arn;
import lib.model.Expiration;
import lib.model.Finding;
import lib.model.IniFile;
import lib.model.Lessons;
import lib.model.Menu;
import lib.model.Plan;
import lib.model.Problem;
import lib.model.Profile;
import lib.model.Profiles;
import lib.model.RoleChain;
import lib.model.SerialNumber;
import lib.model.SessionLength;
import lib.model.Settings;
import lib.model.Shell;
import lib.model.TokenCode;
import lib.model.TrustPolicy;
import lib.session.Sessions;
import lib.session.Survey;
import lib.session.World;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Chooses a profile, gets its MFA session, and hands it to the shell. */
@Command(name = AwscliMfa.NAME, version = "awscli-mfa 3.0", sortOptions = false, mixinStandardHelpOptions = true,
        description = "Starts an AWS MFA or role session, or takes up a live one, and hands it to the shell.",
        footerHeading = "%nExamples:%n", footer = {
            "  jbang awscli-mfa.java                                     choose, type the code, done",
            "  eval \"$(jbang awscli-mfa.java --emit bash)\"               the same, for this shell",
            "  jbang awscli-mfa.java dev --token-code 123456 --persist   no question at all"},
        exitCodeListHeading = "%nExit status:%n", exitCodeList = {
            "0:done", "130:cancelled", "252:usage", "253:configuration or files", "254:AWS refused", "255:anything else"})
class AwscliMfa implements Callable<Integer> {

    static final String NAME = "awscli-mfa";
    private static final String COMMAND = "jbang awscli-mfa.java";
    private static final Terminal.Question WHICH = new Terminal.Question("the profile", "name it: " + COMMAND + " PROFILE", "");

    @Parameters(arity = "0..1", paramLabel = "PROFILE", description = "Profile to start a session for; asked for if needed.")
    private Optional<String> positional;

    @Option(names = {"-p", "--profile"}, paramLabel = "PROFILE", description = "The same as PROFILE.")
    private Optional<String> profile;

    @Option(names = {"--token-code", "--mfa-token"}, paramLabel = "CODE",
            description = "The six digits; '-' reads them from standard input, where no other user can see them.")
    private Optional<String> tokenCode;

    @Option(names = {"--serial-number", "--mfa-serial"}, paramLabel = "ARN", converter = SerialNumberConverter.class,
            description = "MFA device, instead of the profile's mfa_serial or the user's only one.")
    private Optional<SerialNumber> serialNumber;

    @Option(names = {"-d", "--duration", "--duration-seconds"}, paramLabel = "LENGTH", converter = DurationConverter.class,
            description = "Length of a new session: 9h, 1h30m, 45m or seconds. Default: the profile's sessmax, else 9h.")
    private Optional<Duration> duration;

    @Option(names = "--force", description = "Start a new session even if a live one is stored.")
    private boolean force;

    @Option(names = "--persist", negatable = true, fallbackValue = "true",
            description = "Whether to store the session in the credentials file, as PROFILE-mfasession.")
    private Optional<Boolean> persist;

    @Option(names = "--emit", paramLabel = "SHELL", converter = ShellConverter.class,
            description = "Print what makes this shell use the session: bash, zsh or fish.")
    private Optional<Shell> emit;

    @Option(names = "--secrets", description = "With --emit: the keys. The default for a session that is not stored.")
    private boolean secrets;

    @Option(names = "--select", description = "With --emit: only the profile's name. The default for a stored session.")
    private boolean select;

    @Option(names = "--via", paramLabel = "WAY", converter = ViaConverter.class,
            description = "How to assume a role: keys, or mfa-session. Default: what suits the length wanted.")
    private Optional<Plan.Via> via;

    @Option(names = "--role-arn", paramLabel = "ARN", description = "A role that is in no profile, assumed from PROFILE.")
    private Optional<String> roleArn;

    @Option(names = "--external-id", paramLabel = "ID", description = "With --role-arn: what the role's owner asks for.")
    private Optional<String> externalId;

    @Option(names = "--explain", description = "Say what would be done and why; do nothing.")
    private boolean explain;

    @Option(names = {"-q", "--quick"}, description = "The menu at once, from what earlier runs learned; AWS is not asked.")
    private boolean quick;

    @Option(names = {"-f", "--full"}, description = "AWS is asked about every profile before the menu. The default.")
    private boolean full;

    @Option(names = "--read-only", description = "Keep nothing of what AWS says in the config file.")
    private boolean readOnly;

    @Option(names = "--lookup-region", paramLabel = "REGION", defaultValue = "us-east-1",
            description = "Where the account's SSM parameters are; 'own' for each profile's region. Default: us-east-1.")
    private String lookupRegion;

    @Option(names = "--no-input", description = "Never ask; end with a message instead.")
    private boolean noInput;

    @Option(names = {"-m", "--monochrome"}, description = "No colours.")
    private boolean monochrome;

    private World world;
    private Map<String, Finding> findings = Map.of();
    private Optional<Profile> fromMenu = Optional.empty();

    AwscliMfa(World world) {
        this.world = world;
    }

    public static void main(String[] args) {
        var world = World.real("run it in the foreground; in zsh that is: " + Shell.ZSH.handover(COMMAND));
        // A signal ends the run without another word, and a shell that reads nothing takes that for success.
        var ifEndedBySignal = new Thread(() -> failed(world, args, Problem.INTERRUPTED));
        Runtime.getRuntime().addShutdownHook(ifEndedBySignal);
        var exitStatus = run(world, args);
        Runtime.getRuntime().removeShutdownHook(ifEndedBySignal);
        System.exit(exitStatus);
    }

    /** Returns the exit status. */
    static int run(World world, String... args) {
        var printer = new ProblemPrinter(NAME, world.terminal().remarks());
        return new CommandLine(new AwscliMfa(world))
                .setOut(new PrintWriter(world.out(), true))
                .setUsageHelpWidth(100)
                .setParameterExceptionHandler((wrong, all) -> failed(world, all, printer.print(usage(wrong))))
                .setExecutionExceptionHandler((failure, line, parsed) -> failed(world, args, failure instanceof Problem.Found found
                        ? printer.print(found.problem()) : printer.print(failure)))
                .execute(args);
    }

    /** A shell that waits for assignments gets one line that changes nothing and ends with a status of 1. */
    private static int failed(World world, String[] args, int exitStatus) {
        if (Stream.of(args).anyMatch(arg -> arg.startsWith("--emit"))) {
            world.out().print(Shell.BASH.failure());
            world.out().flush();
        }
        return exitStatus;
    }

    private static Problem usage(CommandLine.ParameterException wrong) {
        return wrong.getCause() instanceof Problem.Found found
                ? found.problem()
                : new Problem.WrongUsage(lowerCaseStart(wrong.getMessage()), "see: " + COMMAND + " --help");
    }

    @Override
    public Integer call() {
        checkOptions();
        remarkObjections();
        var chosen = adHocRole(chosenProfile());
        if (explain) {
            return explained(chosen);
        }
        hand(active(chosen, this::confirmedPersisting));
        return 0;
    }

    /**
     * What the shell will use.
     *
     * @param stored whether its name will do, or only its keys
     */
    private record Active(Profile profile, boolean stored) {}

    /** @param keeping whether to store a new session, where the command line does not say */
    private Active active(Profile chosen, Predicate<Profile.Session> keeping) {
        return switch (chosen) {
            case Profile.Session running when isUsable(running) -> new Active(running, true);
            case Profile.Session ended -> active(sourceOf(ended), keeping);
            case Profile.Base base -> usableSession(base.sessionName()).orElseGet(() -> started(base)
                    .map(session -> kept(session, keeping, sessions()::store)).orElse(new Active(base, true)));
            case Profile.Role role -> usableSession(role.sessionName())
                    .orElseGet(() -> kept(assumed(role), keeping, session -> sessions().store(session, role)));
            case Profile.Managed managed -> new Active(managed, true);
            case Profile.Keyless keyless -> throw new Problem.IncompleteKeys(keyless.name(), keyless.missingProperty()).found();
        };
    }

    // ------------------------------------------------------------- before all

    private void checkOptions() {
        if (noInput) {
            world = world.with(world.terminal().withoutQuestions());
        }
        if (monochrome) {
            world = world.with(world.terminal().monochrome());
        }
        var unstored = persist.filter(stored -> !stored).isPresent();
        if ((secrets || select) && emit.isEmpty()) {
            throw wrong("--secrets and --select say what --emit prints", "add --emit bash, zsh or fish");
        }
        if (secrets && select) {
            throw wrong("--secrets and --select exclude each other", "use one of them");
        }
        if (unstored && select) {
            throw wrong("a session that is not stored cannot be selected by name", "use --secrets, or --persist");
        }
        if (unstored && emit.isEmpty()) {
            throw wrong("--no-persist without --emit would lose the session", "add --emit bash, zsh or fish");
        }
        if (externalId.isPresent() && roleArn.isEmpty()) {
            throw wrong("--external-id belongs to --role-arn", "a role profile has its own external_id in the config file");
        }
        if (positional.isPresent() && profile.isPresent() && !positional.equals(profile)) {
            throw wrong("two profiles are named: " + positional.get() + " and " + profile.get(), "name one");
        }
    }

    private static Problem.Found wrong(String message, String hint) {
        return new Problem.WrongUsage(message, hint).found();
    }

    /** Where AWS's own tools will read the files otherwise than this one. */
    private void remarkObjections() {
        var texts = world.files().read();
        var remarks = Stream.concat(
                remarks(world.files().locations().credentials(), texts.credentials()),
                remarks(world.files().locations().config(), texts.config())).toList();
        remarks.stream().limit(3).forEach(world.terminal()::say);
        if (remarks.size() > 3) {
            world.terminal().say("note: and " + (remarks.size() - 3) + " more of this kind");
        }
    }

    private static Stream<String> remarks(String file, IniFile text) {
        return text.objections().stream().map(objection ->
                "note: %s:%d: %s: %s".formatted(file, objection.line(), objection.reader(), objection.words()));
    }

    // ------------------------------------------------------ choosing a profile

    private Profile chosenProfile() {
        var profiles = sessions().profiles();
        var named = positional.or(() -> profile);
        if (named.isPresent()) {
            return profiles.require(named.get());
        }
        var choosable = profiles.all().stream()
                .filter(one -> !(one instanceof Profile.Session) && !(one instanceof Profile.Keyless)).toList();
        if (choosable.isEmpty()) {
            throw new Problem.NoBaseProfile(
                    world.files().locations().config(), world.files().locations().credentials()).found();
        }
        if (profiles.bases().size() == 1 && choosable.size() == 1) {
            return profiles.bases().getFirst();
        }
        return world.terminal().canAsk() ? asked() : inEnvironment(profiles);
    }

    /** Without a person to ask, what the environment selects is the only other word there is. */
    private Profile inEnvironment(Profiles profiles) {
        return Stream.of("AWS_PROFILE", "AWS_DEFAULT_PROFILE").map(world.environment()::get)
                .filter(name -> name != null && !name.isEmpty())
                .findFirst().map(profiles::require)
                .orElseThrow(() -> new Problem.NobodyToAsk(WHICH.what(), WHICH.instead()).found());
    }

    /** {@code --role-arn} makes a role of its own, with the chosen profile as its source. */
    private Profile adHocRole(Profile chosen) {
        if (roleArn.isEmpty()) {
            return chosen;
        }
        var name = Arn.parse(roleArn.get()).filter(Arn::isRole).map(Arn::name).orElseThrow(() ->
                wrong("--role-arn is not the ARN of a role", "it should look like arn:aws:iam::123456789012:role/NAME"));
        var properties = new HashMap<>(Map.of("role_arn", roleArn.get(), "source_profile", chosen.name()));
        externalId.ifPresent(id -> properties.put("external_id", id));
        return new Profile.Role(new Settings(name, properties));
    }

    private Profile asked() {
        var texts = quick && !full ? world.files().read() : surveyed();
        var profiles = Profiles.of(texts.config(), texts.credentials());
        var menu = Menu.of(profiles, findings, world.clock().instant());
        world.terminal().show(menu.text() + "\n");
        var question = new Terminal.Question(WHICH.what(), WHICH.instead(), "Which one? " + menu.choices() + ": ");
        fromMenu = Optional.of(world.terminal().ask(question, menu::read));
        return fromMenu.get();
    }

    /** Full mode: asks AWS about everything, keeps what is worth it, and returns the files as they are then. */
    private AwsFiles.Texts surveyed() {
        var before = sessions().profiles();
        try (var survey = new Survey(world, before, Optional.of(lookupRegion).filter(region -> !region.equals("own")))) {
            findings = survey.run(count -> world.terminal().progress("Asking AWS about the profiles: %d".formatted(count)));
        }
        world.terminal().progress("");
        var nobodyAnswered = findings.values().stream().allMatch(Finding.Unknown.class::isInstance);
        if (nobodyAnswered && !findings.isEmpty()) {
            var why = ((Finding.Unknown) findings.values().iterator().next()).why();
            world.terminal().say("AWS cannot be asked now, so this is what earlier runs learned: " + why.message());
            findings = Map.of();
            return world.files().read();
        }
        var lessons = new Lessons(before, findings, world.clock().instant());
        UnaryOperator<AwsFiles.Texts> learning = texts -> new AwsFiles.Texts(
                lessons.inConfig(texts.config()), lessons.inCredentials(texts.credentials()));
        return readOnly ? learning.apply(world.files().read()) : world.files().edit(learning);
    }

    private Profile sourceOf(Profile.Session ended) {
        return ended.sourceProfile().map(sessions().profiles()::require)
                .orElseThrow(() -> new Problem.NotABaseProfile(ended.name(), "is a session that has expired",
                        "renew it with the tool that made it").found());
    }

    // ------------------------------------------------------ starting a session

    /** Empty when the person goes on without MFA. */
    private Optional<Profile.Session> started(Profile.Base base) {
        requireStorable(base.sessionName());
        try {
            return started(base, dialogue().device(base));
        } catch (Problem.Found noDevice) {
            goOnWithout(base, noDevice);
            return Optional.empty();
        }
    }

    private Optional<Profile.Session> started(Profile.Base base, SerialNumber device) {
        var length = base.sessionLength(duration);
        world.terminal().say("%s: new MFA session of %s".formatted(base.name(), inWords(length)));
        Function<TokenCode, Profile.Session> start = code -> sessions().startMfaSession(base, device, code, length.duration());
        // Who named the profile wants its session; who picked it from the menu may want nothing but the profile.
        return fromMenu.filter(base::equals).isPresent()
                ? dialogue().withCodeOrWithout(base, device, start) : Optional.of(dialogue().withCode(base, device, start));
    }

    private void goOnWithout(Profile.Base base, Problem.Found noDevice) {
        var problem = noDevice.problem();
        var isMissing = problem instanceof Problem.NoMfaDevice || problem instanceof Problem.OnlyPasskeys;
        if (!isMissing || !world.terminal().canAsk()) {
            throw noDevice;
        }
        world.terminal().say(problem.message() + "\n  " + problem.hint());
        if (!world.terminal().confirm(new Terminal.Question("whether to go on", "add a device first",
                "Use %s without MFA? [Y/n] ".formatted(base.name())))) {
            throw noDevice;
        }
    }

    /** A role whose source is a role is the same once more, with that role's session; the chain has been checked for circles. */
    private Profile.Session assumed(Profile.Role role) {
        requireStorable(role.sessionName());
        var chain = RoleChain.of(sessions().profiles(), role);
        if (chain.roles().size() > 1) {
            return assumedFrom(supporting(chain.roles().get(chain.roles().size() - 2)), role);
        }
        return switch (chain.source()) {
            case Profile.Base base -> assumedBy(plan(base, role), base, role);
            case Profile.Session session -> assumedFrom(supporting(session), role);
            case Profile other -> throw new Problem.NotABaseProfile(other.name(), "is the source of '" + role.name()
                    + "', and its credentials are not here", "use the role as it is: aws --profile " + role.name()).found();
        };
    }

    private Plan plan(Profile.Base base, Profile.Role role) {
        var left = liveSession(base.sessionName()).flatMap(Profile.Session::expiration)
                .map(expiration -> expiration.remaining(world.clock().instant()));
        var found = findings.get(role.name()) instanceof Finding.Role known ? Optional.of(known) : Optional.<Finding.Role>empty();
        var wanted = role.sessionLength(duration);
        return Plan.of(new Plan.Situation(
                found.flatMap(Finding.Role::longest).map(longest -> wanted.within(longest, "the longest that the role allows"))
                        .orElse(wanted),
                found.map(Finding.Role::mfaNeed).orElse(TrustPolicy.MfaNeed.POSSIBLE), hasDevice(base, role), left, via));
    }

    private boolean hasDevice(Profile.Base base, Profile.Role role) {
        return serialNumber.or(role::serialNumber).or(base::serialNumber).isPresent() || sessions().hasDevice(base);
    }

    private Profile.Session assumedBy(Plan plan, Profile.Base base, Profile.Role role) {
        world.terminal().say(inWords(plan, base, role));
        return switch (plan.way()) {
            case KEYS -> withinLimits(plan.length(), length -> sessions().assumeRole(role, base, Optional.empty(), length));
            case KEYS_WITH_CODE -> {
                var device = role.serialNumber().filter(own -> serialNumber.isEmpty()).orElseGet(() -> dialogue().device(base));
                yield withinLimits(plan.length(), length -> dialogue().withCode(base, device, code ->
                        sessions().assumeRole(role, base, Optional.of(new Aws.Mfa(device, code)), length)));
            }
            case LIVE_MFA_SESSION, NEW_MFA_SESSION -> {
                var mfaSession = supporting(base);
                yield withinLimits(plan.length(), length -> sessions().assumeRole(role, mfaSession, Optional.empty(), length));
            }
        };
    }

    private Profile.Session assumedFrom(Profile.Session source, Profile.Role role) {
        var length = Plan.chained(role.sessionLength(duration));
        world.terminal().say("%s: role session of %s, assumed with %s".formatted(role.name(), inWords(length), source.name()));
        return withinLimits(length, duration -> sessions().assumeRole(role, source, Optional.empty(), duration));
    }

    /** A role may allow less than was asked for; every role allows one hour. */
    private Profile.Session withinLimits(SessionLength wanted, Function<Duration, Profile.Session> assume) {
        try {
            return assume.apply(wanted.duration());
        } catch (Problem.Found refused) {
            var lower = SessionLength.DEFAULT_ROLE_SESSION;
            if (!(refused.problem() instanceof Problem.DurationRefused) || wanted.duration().compareTo(lower) <= 0) {
                throw refused;
            }
            world.terminal().say(refused.problem().message() + "; trying with " + SessionLength.inWords(lower));
            return assume.apply(lower);
        }
    }

    private Integer explained(Profile chosen) {
        world.terminal().say(explanation(chosen));
        return 0;
    }

    // ------------------------------------------------------- keeping a session

    private void requireStorable(String sessionName) {
        if (persist.orElse(true)) {
            sessions().requireStorable(sessionName);
        }
    }

    /** A session that another one starts from is worth keeping: it spares the next code. */
    private Profile.Session supporting(Profile source) {
        return active(source, session -> true).profile() instanceof Profile.Session session ? session : withoutMfa(source);
    }

    private static Profile.Session withoutMfa(Profile source) {
        throw new Problem.NotABaseProfile(source.name(), "has no session to assume the role from",
                "type the token code, or use --via keys").found();
    }

    private Active kept(Profile.Session session, Predicate<Profile.Session> keeping, Consumer<Profile.Session> store) {
        var stored = persist.orElseGet(() -> keeping.test(session));
        if (stored) {
            store.accept(session);
        }
        return new Active(session, stored);
    }

    private boolean confirmedPersisting(Profile.Session session) {
        if (!world.terminal().canAsk()) {
            return true;
        }
        return world.terminal().confirm(new Terminal.Question("whether to store the session", "use --persist or --no-persist",
                "Store it as %s in %s, for all shells? [Y/n] ".formatted(
                        session.name(), world.files().locations().credentialsInWords(world.environment()))));
    }

    private Optional<Active> usableSession(String name) {
        return liveSession(name).map(session -> new Active(session, true));
    }

    private Optional<Profile.Session> liveSession(String name) {
        return force ? Optional.empty() : sessions().usableSession(name);
    }

    /** A session of another tool that recorded no expiration is taken at its word. */
    private boolean isUsable(Profile.Session session) {
        var endsUnknown = session.kind() == Profile.Session.Kind.UNKNOWN && session.expiration().isEmpty();
        return session.isUsable(world.clock().instant()) && !force || endsUnknown && session.credentials().isPresent();
    }

    // ------------------------------------------------------ handing it over

    private void hand(Active active) {
        world.terminal().say(summary(active.profile()));
        if (emit.isPresent()) {
            world.out().print(emit.get().assign(active.stored() && !secrets
                    ? Activation.select(active.profile(), world.environment()) : keys(active.profile())));
            world.out().flush();
        } else if (active.stored()) {
            world.terminal().say(howToUse(active.profile()));
        } else {
            world.terminal().show("\nPaste this into a shell; it is not kept anywhere:\n\n" + shell().assign(keys(active.profile())));
        }
    }

    private List<Shell.Variable> keys(Profile profile) {
        return switch (profile) {
            case Profile.Session session -> Activation.keys(session, world.environment());
            case Profile.Base base -> Activation.keys(base, world.environment());
            case Profile other -> throw new Problem.NotABaseProfile(other.name(), "has no keys here to hand over",
                    "use --select, which hands over its name").found();
        };
    }

    private Shell shell() {
        return Optional.ofNullable(world.environment().get("SHELL")).flatMap(Shell::named).orElse(Shell.BASH);
    }

    private MfaDialogue dialogue() {
        return new MfaDialogue(world, serialNumber, tokenCode);
    }

    private Sessions sessions() {
        return new Sessions(world);
    }

    // ---------------------------------------------------------------- words

    private String summary(Profile profile) {
        return switch (profile) {
            case Profile.Session session -> summary(session);
            case Profile.Base base -> base.name() + ": as it is, without MFA";
            case Profile.Managed managed -> managed.name() + ": credentials from " + managed.by();
            case Profile other -> other.name();
        };
    }

    private String summary(Profile.Session session) {
        return session.expiration().map(expiration -> "%s: %s, %s left, until %s".formatted(
                        session.name(), session.kind().inWords(),
                        Expiration.inWords(expiration.remaining(world.clock().instant())),
                        DateTimeFormatter.ofPattern("EEE HH:mm", Locale.ROOT).format(expiration.at().atZone(ZoneId.systemDefault()))))
                .orElseGet(() -> session.name() + ": " + session.kind().inWords() + "; when it ends is not recorded");
    }

    private static String inWords(SessionLength length) {
        return SessionLength.inWords(length.duration()) + " (" + length.reason() + ")";
    }

    private static String inWords(Plan plan, Profile.Base base, Profile.Role role) {
        return "%s: role session of %s, assumed %s of %s: %s".formatted(
                role.name(), inWords(plan.length()), plan.way().inWords(), base.name(), plan.reason());
    }

    private String explanation(Profile chosen) {
        return switch (chosen) {
            case Profile.Session running when isUsable(running) -> "take up " + summary(running);
            case Profile.Session ended -> explanation(sourceOf(ended));
            case Profile.Base base -> usableSession(base.sessionName()).map(active -> "take up " + summary(active.profile()))
                    .orElseGet(() -> "%s: new MFA session of %s; asks for a token code".formatted(
                            base.name(), inWords(base.sessionLength(duration))));
            case Profile.Role role -> usableSession(role.sessionName()).map(active -> "take up " + summary(active.profile()))
                    .orElseGet(() -> explanation(role));
            case Profile other -> other.name() + ": nothing to start here";
        };
    }

    private String explanation(Profile.Role role) {
        var chain = RoleChain.of(sessions().profiles(), role);
        if (chain.roles().size() > 1) {
            var earlier = chain.roles().get(chain.roles().size() - 2);
            return explanation(earlier) + "\n" + "%s: role session of %s, assumed with %s".formatted(
                    role.name(), inWords(Plan.chained(role.sessionLength(duration))), earlier.sessionName());
        }
        return chain.source() instanceof Profile.Base base
                ? inWords(plan(base, role), base, role) + (plan(base, role).way().asksForCode() ? "; asks for a token code" : "")
                : "%s: role session of %s, assumed with %s".formatted(
                        role.name(), inWords(Plan.chained(role.sessionLength(duration))), chain.source().name());
    }

    private String howToUse(Profile profile) {
        var again = profile instanceof Profile.Session session ? session.sourceProfile().orElse(session.name()) : profile.name();
        return """

                Use it in one command:    aws --profile %s s3 ls
                or in this whole shell:   %s""".formatted(profile.name(), shell().handover(COMMAND + " " + again));
    }

    private static String lowerCaseStart(String message) {
        return message.substring(0, 1).toLowerCase(Locale.ROOT) + message.substring(1);
    }

    // ------------------------------------------------------ reading options

    private static final class SerialNumberConverter implements CommandLine.ITypeConverter<SerialNumber> {
        @Override
        public SerialNumber convert(String text) {
            return new SerialNumber(text);
        }
    }

    private static final class DurationConverter implements CommandLine.ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            return SessionLength.parse(text).orElseThrow(() ->
                    new CommandLine.TypeConversionException("'" + text + "' is no length: write 9h, 1h30m, 45m or seconds"));
        }
    }

    private static final class ViaConverter implements CommandLine.ITypeConverter<Plan.Via> {
        @Override
        public Plan.Via convert(String text) {
            return switch (text.toLowerCase(Locale.ROOT)) {
                case "keys" -> Plan.Via.KEYS;
                case "mfa-session" -> Plan.Via.MFA_SESSION;
                default -> throw new CommandLine.TypeConversionException("'" + text + "' is neither keys nor mfa-session");
            };
        }
    }

    private static final class ShellConverter implements CommandLine.ITypeConverter<Shell> {
        @Override
        public Shell convert(String text) {
            return Shell.named(text).orElseThrow(() ->
                    new CommandLine.TypeConversionException("no shell '" + text + "': bash, zsh or fish"));
        }
    }
}
