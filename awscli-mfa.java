///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 25+
//MAIN AwscliMfa
//NOINTEGRATIONS
//RUNTIME_OPTIONS -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xlog:disable -Xlog:all=error:stderr
//DEPS info.picocli:picocli:4.7.7
//SOURCES lib/io/ProblemPrinter.java
//SOURCES lib/io/Terminal.java
//SOURCES lib/model/Activation.java
//SOURCES lib/model/Expiration.java
//SOURCES lib/model/IniFile.java
//SOURCES lib/model/Menu.java
//SOURCES lib/model/Problem.java
//SOURCES lib/model/Profile.java
//SOURCES lib/model/Profiles.java
//SOURCES lib/model/SerialNumber.java
//SOURCES lib/model/SessionLength.java
//SOURCES lib/model/Shell.java
//SOURCES lib/model/TokenCode.java
//SOURCES lib/session/Sessions.java
//SOURCES lib/session/World.java

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import lib.io.ProblemPrinter;
import lib.io.Terminal;
import lib.model.Activation;
import lib.model.Expiration;
import lib.model.IniFile;
import lib.model.Menu;
import lib.model.Problem;
import lib.model.Profile;
import lib.model.Profiles;
import lib.model.SerialNumber;
import lib.model.SessionLength;
import lib.model.Shell;
import lib.model.TokenCode;
import lib.session.Sessions;
import lib.session.World;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Chooses a profile, gets its MFA session, and hands it to the shell. */
@Command(name = AwscliMfa.NAME, version = "awscli-mfa 3.0", sortOptions = false, mixinStandardHelpOptions = true,
        description = "Starts an AWS MFA session, or takes up a live one, and hands it to the shell.",
        footerHeading = "%nExamples:%n", footer = {
            "  jbang awscli-mfa.java                                     choose, type the code, done",
            "  eval \"$(jbang awscli-mfa.java --emit bash)\"               the same, for this shell",
            "  jbang awscli-mfa.java dev --token-code 123456 --persist   no question at all"},
        exitCodeListHeading = "%nExit status:%n", exitCodeList = {
            "0:done", "130:cancelled", "252:usage", "253:configuration or files", "254:AWS refused", "255:anything else"})
class AwscliMfa implements Callable<Integer> {

    static final String NAME = "awscli-mfa";
    private static final String COMMAND = "jbang awscli-mfa.java";

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

    @Option(names = "--no-input", description = "Never ask; end with a message instead.")
    private boolean noInput;

    @Option(names = {"-m", "--monochrome"}, description = "No colours.")
    private boolean monochrome;

    private World world;

    AwscliMfa(World world) {
        this.world = world;
    }

    public static void main(String[] args) {
        System.exit(run(World.real("in zsh use: " + Shell.ZSH.handover(COMMAND)), args));
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
        var active = activeSession(chosenProfile());
        hand(active);
        return 0;
    }

    /** @param stored whether the profile's name will do, or only the keys */
    private record Active(Profile.Session session, boolean stored) {}

    private Active activeSession(Profile chosen) {
        return switch (chosen) {
            case Profile.Session running when isUsable(running) -> new Active(running, true);
            case Profile.Session ended -> activeSession(sourceOf(ended));
            case Profile.Base base -> usableSession(base).map(running -> new Active(running, true))
                    .orElseGet(() -> kept(started(base)));
            case Profile.Role role -> throw new Problem.NotABaseProfile(role.name(), "is a role profile",
                    role.sourceProfile().map(source -> "start an MFA session of its source profile: " + COMMAND + " " + source)
                            .orElse("give it a source_profile in the config file")).found();
            case Profile.Managed managed -> throw new Problem.NotABaseProfile(managed.name(),
                    "gets its credentials from " + managed.by(), "use it as it is: aws --profile " + managed.name()).found();
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
        if (profiles.bases().isEmpty()) {
            throw new Problem.NoBaseProfile(
                    world.files().locations().config(), world.files().locations().credentials()).found();
        }
        if (profiles.bases().size() == 1) {
            return profiles.bases().getFirst();
        }
        return world.terminal().canAsk() ? asked(profiles) : inEnvironment(profiles);
    }

    /** Without a person to ask, what the environment selects is the only other word there is. */
    private Profile inEnvironment(Profiles profiles) {
        return Stream.of("AWS_PROFILE", "AWS_DEFAULT_PROFILE").map(world.environment()::get)
                .filter(name -> name != null && !name.isEmpty())
                .findFirst().map(profiles::require)
                .orElseGet(() -> asked(profiles));
    }

    private Profile asked(Profiles profiles) {
        var menu = Menu.of(profiles, world.clock().instant());
        world.terminal().show(Terminal.bold("Profiles") + "\n" + menu.text() + "\n");
        return world.terminal().ask(new Terminal.Question("the profile", "name it: " + COMMAND + " PROFILE",
                "Which one? " + menu.choices() + ": "), menu::read);
    }

    private Profile sourceOf(Profile.Session ended) {
        return ended.sourceProfile().map(sessions().profiles()::require)
                .orElseThrow(() -> new Problem.NotABaseProfile(ended.name(), "is a session that has expired",
                        "renew it with the tool that made it").found());
    }

    // ------------------------------------------------------ starting a session

    private Profile.Session started(Profile.Base base) {
        if (persist.orElse(true)) {
            sessions().requireStorable(base);
        }
        var device = device(base);
        var length = base.sessionLength(duration);
        world.terminal().say("%s: new MFA session of %s (%s)".formatted(
                base.name(), SessionLength.inWords(length.duration()), length.reason()));
        return started(base, device, length, tokenCode.map(this::given).orElseGet(() -> askedCode(device)));
    }

    /** Asks for another code as long as another code can help. */
    private Profile.Session started(Profile.Base base, SerialNumber device, SessionLength length, TokenCode first) {
        for (var code = first; ; code = askedCode(device)) {
            try {
                return sessions().startMfaSession(base, device, code, length.duration());
            } catch (Problem.Found refused) {
                awaitNextCode(refused);
            }
        }
    }

    private void awaitNextCode(Problem.Found refused) {
        var problem = refused.problem();
        var mendable = problem instanceof Problem.TokenCodeSpent || problem instanceof Problem.TokenCodeRejected;
        if (!mendable || !world.terminal().canAsk()) {
            throw refused;
        }
        world.terminal().say(problem.message() + "\n  " + problem.hint());
        if (problem instanceof Problem.TokenCodeSpent spent) {
            world.terminal().countDown(spent.untilNext(), left -> "The next code appears in " + left + " s");
        }
    }

    private SerialNumber device(Profile.Base base) {
        var devices = serialNumber.map(List::of).orElseGet(() -> sessions().devices(base));
        var device = devices.size() == 1 ? devices.getFirst() : askedDevice(devices);
        if (!device.givesTokenCodes()) {
            throw new Problem.PasskeyChosen(device.text()).found();
        }
        return device;
    }

    private SerialNumber askedDevice(List<SerialNumber> devices) {
        var lines = IntStream.range(0, devices.size()).mapToObj(index ->
                "%5s %s (%s)".formatted(index + 1 + ":", devices.get(index), devices.get(index).kind().inWords()));
        world.terminal().show(Terminal.bold("MFA devices") + "\n" + lines.collect(Collectors.joining("\n")) + "\n");
        var names = devices.stream().map(SerialNumber::text).collect(Collectors.joining(" or "));
        return world.terminal().ask(new Terminal.Question("the MFA device", "name it with --serial-number: " + names,
                "Which device shows the code? A number: "), answer -> numbered(devices, answer.strip()));
    }

    private static SerialNumber numbered(List<SerialNumber> devices, String answer) {
        var number = answer.matches("[0-9]{1,3}") ? Integer.parseInt(answer) : 0;
        if (number < 1 || number > devices.size()) {
            throw wrong("no such device", "the numbers go from 1 to " + devices.size());
        }
        return devices.get(number - 1);
    }

    private TokenCode given(String argument) {
        return TokenCode.parse(argument.equals("-") ? firstLineOfInput() : argument);
    }

    private String firstLineOfInput() {
        try {
            return Optional.ofNullable(new BufferedReader(new InputStreamReader(world.in(), StandardCharsets.UTF_8)).readLine())
                    .orElse("");
        } catch (IOException closed) {
            return "";
        }
    }

    private TokenCode askedCode(SerialNumber device) {
        return world.terminal().ask(codeQuestion(device), TokenCode::parse);
    }

    private static Terminal.Question codeQuestion(SerialNumber device) {
        return new Terminal.Question("the token code", "give it with --token-code CODE, or --token-code - for standard input",
                "Token code of " + device + ": ");
    }

    // ------------------------------------------------------- keeping a session

    private Active kept(Profile.Session session) {
        var stored = persist.orElseGet(() -> confirmedPersisting(session));
        if (stored) {
            sessions().store(session);
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

    private Optional<Profile.Session> usableSession(Profile.Base base) {
        return force ? Optional.empty() : sessions().usableSession(base);
    }

    /** A session of another tool that recorded no expiration is taken at its word. */
    private boolean isUsable(Profile.Session session) {
        var endsUnknown = session.kind() == Profile.Session.Kind.UNKNOWN && session.expiration().isEmpty();
        return session.isUsable(world.clock().instant()) && !force || endsUnknown && session.credentials().isPresent();
    }

    // ------------------------------------------------------ handing it over

    private void hand(Active active) {
        var session = active.session();
        world.terminal().say(summary(session));
        if (emit.isPresent()) {
            world.out().print(emit.get().assign(active.stored() && !secrets
                    ? Activation.select(session, world.environment())
                    : Activation.keys(session, world.environment())));
            world.out().flush();
        } else if (active.stored()) {
            world.terminal().say(howToUse(session));
        } else {
            world.terminal().show("\nPaste this into a shell; it is not kept anywhere:\n\n"
                    + shell().assign(Activation.keys(session, world.environment())));
        }
    }

    private Shell shell() {
        return Optional.ofNullable(world.environment().get("SHELL")).flatMap(Shell::named).orElse(Shell.BASH);
    }

    private Sessions sessions() {
        return new Sessions(world);
    }

    // ---------------------------------------------------------------- words

    private String summary(Profile.Session session) {
        return session.expiration().map(expiration -> "%s: %s, %s left, until %s".formatted(
                        session.name(), session.kind().inWords(),
                        Expiration.inWords(expiration.remaining(world.clock().instant())),
                        DateTimeFormatter.ofPattern("EEE HH:mm", Locale.ROOT).format(expiration.at().atZone(ZoneId.systemDefault()))))
                .orElseGet(() -> session.name() + ": " + session.kind().inWords() + "; when it ends is not recorded");
    }

    private String howToUse(Profile.Session session) {
        return """

                Use it in one command:    aws --profile %s s3 ls
                or in this whole shell:   %s""".formatted(
                session.name(), shell().handover(COMMAND + " " + session.sourceProfile().orElse(session.name())));
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

    private static final class ShellConverter implements CommandLine.ITypeConverter<Shell> {
        @Override
        public Shell convert(String text) {
            return Shell.named(text).orElseThrow(() ->
                    new CommandLine.TypeConversionException("no shell '" + text + "': bash, zsh or fish"));
        }
    }
}
