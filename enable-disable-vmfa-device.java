///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 25+
//MAIN EnableDisableVmfaDevice
//NOINTEGRATIONS
//RUNTIME_OPTIONS -XX:TieredStopAtLevel=1 -XX:-UseG1GC -XX:-UseParallelGC -XX:+UseSerialGC -XX:MaxNewSize=8m -XX:-MaxFDLimit -XX:ErrorFile=/dev/null -XX:ReplayDataFile=/dev/null -XX:-CreateCoredumpOnCrash -XX:+DisplayVMOutputToStderr -Xlog:disable -Xlog:all=error:stderr
//DEPS info.picocli:picocli:4.7.7
//SOURCES lib/command/AuthorityDialogue.java
//SOURCES lib/command/Enrolment.java
//SOURCES lib/command/Launching.java
//SOURCES lib/command/OptionTypes.java
//SOURCES lib/command/ProfileDialogue.java
//SOURCES lib/command/Program.java
//SOURCES lib/command/Remarks.java
//SOURCES lib/command/Removal.java
//SOURCES lib/command/Replacement.java
//SOURCES lib/command/Resync.java
//SOURCES lib/command/TerminalOptions.java
//SOURCES lib/command/Without.java
//SOURCES lib/io/Terminal.java
//SOURCES lib/model/Choices.java
//SOURCES lib/model/DeviceMenu.java
//SOURCES lib/model/Expiration.java
//SOURCES lib/model/Problem.java
//SOURCES lib/model/Profile.java
//SOURCES lib/model/Profiles.java
//SOURCES lib/model/SerialNumber.java
//SOURCES lib/model/ToPaste.java
//SOURCES lib/session/Devices.java
//SOURCES lib/session/Sessions.java
//SOURCES lib/session/World.java

import static picocli.CommandLine.ScopeType.INHERIT;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lib.command.AuthorityDialogue;
import lib.command.Enrolment;
import lib.command.Launching;
import lib.command.OptionTypes;
import lib.command.ProfileDialogue;
import lib.command.Program;
import lib.command.Remarks;
import lib.command.Removal;
import lib.command.Replacement;
import lib.command.Resync;
import lib.command.TerminalOptions;
import lib.command.Without;
import lib.io.Terminal;
import lib.model.Choices;
import lib.model.DeviceMenu;
import lib.model.Expiration;
import lib.model.Problem;
import lib.model.Profile;
import lib.model.Profiles;
import lib.model.SerialNumber;
import lib.model.ToPaste;
import lib.session.Devices;
import lib.session.Sessions;
import lib.session.World;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The whole life of a virtual MFA device: created and enabled, resynced, replaced, disabled and deleted. */
@Command(name = EnableDisableVmfaDevice.NAME, version = "enable-disable-vmfa-device 3.0", sortOptions = false,
        addMethodSubcommands = false, mixinStandardHelpOptions = true,
        description = "Creates and enables, resyncs, replaces, disables and deletes virtual MFA devices (authenticator apps).",
        footerHeading = "%nExamples:%n", footer = {
            "  `enable-disable-vmfa-device`\tchoose from a menu",
            "  `enable-disable-vmfa-device enable dev`\ta first or a further device",
            "  `enable-disable-vmfa-device disable dev --via admin`\tthe phone is lost"},
        exitCodeListHeading = "%nExit status:%n", exitCodeList = {
            "0:done", "130:cancelled", "252:usage", "253:configuration or files", "254:AWS refused", "255:anything else"})
class EnableDisableVmfaDevice implements Callable<Integer> {

    static final String NAME = "enable-disable-vmfa-device";
    private static final List<String> REHEARSAL = List.of("--profile plain --no-input", "--help");
    private static final String LOOKUP_REGION = "us-east-1";
    private static final String OF_PROFILE = "The profile of the user who has the devices. Default: you are asked.";
    private static final Terminal.Question WHICH = new Terminal.Question("the profile", "name it: --profile PROFILE", "");

    @Parameters(arity = "0..1", paramLabel = "PROFILE", description = OF_PROFILE)
    private Optional<String> positional;

    @Option(scope = INHERIT, names = {"-p", "--profile"}, paramLabel = "PROFILE", description = "The same as PROFILE.")
    private Optional<String> profile;

    @Option(scope = INHERIT, names = "--via", paramLabel = "PROFILE",
            description = "The profile whose credentials change the device, such as an administrator's. Default: an MFA session of the user.")
    private Optional<String> via;

    @Option(names = "--read-only", description = "Write nothing that AWS says into the config file, unless a device changes.")
    private boolean readOnly;

    @Mixin
    private TerminalOptions terminalOptions;

    private World world;

    EnableDisableVmfaDevice(World world) {
        this.world = world;
    }

    public static void main(String[] args) {
        if (Launching.isMeant(args)) {
            System.exit(new Launching(EnableDisableVmfaDevice::run, REHEARSAL).run(args));
        }
        System.exit(run(World.real("run it in the foreground"), args));
    }

    /** Returns the exit status. */
    static int run(World world, String... args) {
        return new Program(world, NAME).run(new EnableDisableVmfaDevice(world), args);
    }

    /** What there is to do depends on what the user has. */
    @Override
    public Integer call() {
        begin(Optional.empty());
        var owner = owner();
        new Remarks(world, profile).faultsOf(owner.base());
        var listed = devices().listed(owner);
        if (listed.filter(List::isEmpty).isPresent()) {
            enableIfWanted(owner);
        } else {
            askWhatWith(owner, listed);
        }
        return 0;
    }

    // ------------------------------------------------------------------- explicit verbs

    /** @param word the profile, where it stands behind the verb */
    private void begin(Optional<String> word) {
        world = terminalOptions.in(world);
        profile = OptionTypes.one(OptionTypes.one(positional, profile), word);
    }

    @Command(name = "enable", mixinStandardHelpOptions = true, description = "Creates a virtual device and enables it.",
            footerHeading = "%nExamples:%n", footer = {"  `enable-disable-vmfa-device enable dev`\ta first device, or a further one",
                "  `enable-disable-vmfa-device enable dev --name tablet`\tunder a name of your own"})
    int enable(@Parameters(arity = "0..1", paramLabel = "PROFILE", description = OF_PROFILE) Optional<String> word,
            @Option(names = "--name", paramLabel = "NAME",
                    description = "The name of the device. Default: the user's name, with a number if it is taken.") Optional<String> name,
            @Option(names = "--serial-number", paramLabel = "ARN", converter = OptionTypes.OfSerialNumber.class,
                    description = "Enable this device, which exists already, and whose codes an app shows.") Optional<SerialNumber> existing,
            @Option(names = "--codes", paramLabel = "CODES", description = "With --serial-number: two codes in a row, such as"
                    + " \"123456 654321\"; '-' reads them from standard input.") Optional<String> codes) {
        begin(word);
        if (codes.isPresent() && existing.isEmpty()) {
            throw Problem.wrongUsage("--codes is for a device that an app has already", "name it with --serial-number");
        }
        if (name.isPresent() && existing.isPresent()) {
            throw Problem.wrongUsage("--name is for a new device, and --serial-number for one that exists",
                    "use one of them");
        }
        name.filter(text -> !text.matches("[\\w+=,.@-]{1,226}")).ifPresent(text -> {
            throw Problem.wrongUsage("'" + text + "' is no name for a device", "use 1 to 226 letters, digits and _+=,.@-");
        });
        new Enrolment(world, new Enrolment.Wishes(name, existing, codes, via)).run(owner());
        return 0;
    }

    @Command(name = "disable", mixinStandardHelpOptions = true,
            description = "Disables a virtual device, and deletes it if you like.",
            footerHeading = "%nExamples:%n", footer = {"  `enable-disable-vmfa-device disable dev`\tasks before it does anything",
                "  `enable-disable-vmfa-device disable dev --via admin`\tthe phone is lost, and admin may do it"})
    int disable(@Parameters(arity = "0..1", paramLabel = "PROFILE", description = OF_PROFILE) Optional<String> word,
            @Option(names = "--serial-number", paramLabel = "ARN", converter = OptionTypes.OfSerialNumber.class,
                    description = "The device, where the user has several.") Optional<SerialNumber> device,
            @Option(names = "--delete", negatable = true, fallbackValue = "true", description = "Whether to delete it too. Default: you are asked.")
            Optional<Boolean> delete,
            @Option(names = "--yes", description = "Do not ask. The device is deleted with --delete only.") boolean yes) {
        begin(word);
        new Removal(world, new Removal.Wishes(device, via, yes, delete)).run(owner());
        return 0;
    }

    @Command(name = "resync", mixinStandardHelpOptions = true, description = "Makes AWS accept the codes of a device again whose clock has drifted.",
            footerHeading = "%nExamples:%n", footer = {"  `enable-disable-vmfa-device resync dev`\tasks for two codes in a row"})
    int resync(@Parameters(arity = "0..1", paramLabel = "PROFILE", description = OF_PROFILE) Optional<String> word,
            @Option(names = "--serial-number", paramLabel = "ARN", converter = OptionTypes.OfSerialNumber.class,
                    description = "The device, where the user has several.") Optional<SerialNumber> device,
            @Option(names = "--codes", paramLabel = "CODES", description = "Two codes in a row, such as \"123456 654321\";"
                    + " '-' reads them from standard input.") Optional<String> codes) {
        begin(word);
        new Resync(world, device, codes, via).run(owner());
        return 0;
    }

    @Command(name = "replace", mixinStandardHelpOptions = true,
            description = "Replaces a device, as for a new phone. The old one works until the new one does.",
            footerHeading = "%nExamples:%n", footer = {"  `enable-disable-vmfa-device replace dev`\tthe new phone is set up before the old one goes"})
    int replace(@Parameters(arity = "0..1", paramLabel = "PROFILE", description = OF_PROFILE) Optional<String> word,
            @Option(names = "--serial-number", paramLabel = "ARN", converter = OptionTypes.OfSerialNumber.class,
                    description = "The old device, where the user has several.") Optional<SerialNumber> old,
            @Option(names = "--name", paramLabel = "NAME",
                    description = "The name of the new device. Default: the user's name, with a number if it is taken.") Optional<String> name,
            @Option(names = "--yes", description = "Disable and delete the old device without asking.") boolean yes) {
        begin(word);
        new Replacement(world, new Enrolment.Wishes(name, Optional.empty(), Optional.empty(), via), old, yes).run(owner());
        return 0;
    }

    /** Lines for programs: serial number, kind, profile, with tabs between. */
    @Command(name = "list", mixinStandardHelpOptions = true,
            description = "Prints the MFA devices of all profiles, or of one: serial number, kind and profile, with tabs between.",
            footerHeading = "%nExamples:%n", footer = {"  `enable-disable-vmfa-device list`\tof all profiles",
                "  `enable-disable-vmfa-device list dev`\tof one"})
    @Without("--via")
    int list(@Parameters(arity = "0..1", paramLabel = "PROFILE", description = "Only the devices of this profile's user. Default: of all profiles.")
            Optional<String> word) {
        begin(word);
        var bases = profile.isPresent() ? List.of(named(profile.get())) : profiles().bases();
        if (bases.isEmpty()) {
            throw noBaseProfile();
        }
        var printed = bases.stream().filter(this::isListed).count();
        return printed == 0 ? Problem.OTHER : 0;
    }

    /** One profile that cannot be asked does not keep the others from being listed. */
    private boolean isListed(Profile.Base base) {
        try {
            print(base);
            return true;
        } catch (Problem failed) {
            if (profile.isPresent()) {
                throw failed;
            }
            world.terminal().say(base.name() + ": " + failed.message());
            return failed instanceof Problem.RootDevices;
        }
    }

    private void print(Profile.Base base) {
        var owner = devices().owner(base);
        var listed = devices().listed(owner).orElseThrow(() -> new Problem.DevicesHidden(base.name()));
        listed.forEach(device -> world.out().println(device + "\t" + device.kind().inWords() + "\t" + base.name()));
        devices().leftovers(owner, devices().keys(owner)).forEach(device ->
                world.out().println(device + "\t" + device.kind().inWords() + ", not enabled\t" + base.name()));
        world.out().flush();
    }

    // ---------------------------------------------------------------- whose devices

    private Devices.Owner owner() {
        return devices().owner(profile.map(this::named).orElseGet(this::chosen));
    }

    private Profile.Base named(String name) {
        return switch (profiles().require(name)) {
            case Profile.Base base -> base;
            case Profile.Session session when session.sourceProfile().isPresent() -> named(session.sourceProfile().get());
            case Profile.Role role -> throw Problem.notABaseProfile(name, "is a role, and a role has no MFA device",
                    "name its source profile" + role.sourceProfile().map(source -> ": " + source).orElse(""));
            case Profile.Keyless keyless -> throw profiles().problemOf(keyless);
            case Profile other -> throw Problem.notABaseProfile(name, "has no access keys of an IAM user",
                    "name a profile that has: " + ToPaste.devices("list"));
        };
    }

    /** The only one, or one from the menu; without a person to ask, what the environment selects. */
    private Profile.Base chosen() {
        var bases = profiles().bases();
        if (bases.isEmpty()) {
            throw noBaseProfile();
        }
        if (bases.size() == 1 && (profiles().roles().isEmpty() || !world.terminal().canAsk())) {
            new Remarks(world, profile).environment();
            return bases.getFirst();
        }
        return world.terminal().canAsk() ? fromMenu() : named(inEnvironment());
    }

    private Profile.Base fromMenu() {
        var known = new ProfileDialogue(world, WHICH, false, readOnly, Optional.of(LOOKUP_REGION)).known();
        var menu = DeviceMenu.of(known.profiles(), known.findings(), world.clock().instant());
        var faults = new Remarks(world, profile).faultsInOneLine();
        world.terminal().show(window -> menu.text(window) + "\n" + faults);
        menu.whyEmpty().ifPresent(why -> {
            throw why;
        });
        return world.terminal().ask(new Terminal.Question(WHICH.what(), WHICH.instead(),
                "Which one? A number, or part of a name: "), menu::read);
    }

    private String inEnvironment() {
        return profiles().selected(world.environment()).map(Profile::name)
                .orElseThrow(() -> Problem.nobodyToAsk(WHICH.what(), WHICH.instead()));
    }

    private Problem noBaseProfile() {
        return Problem.noBaseProfile(world.files().locations().config(), world.files().locations().credentials(), profiles().withoutKeys());
    }

    // ------------------------------------------------------------------ what with it

    private void enableIfWanted(Devices.Owner owner) {
        var question = question("Create and enable an MFA device for %s (%s)? [Y/n] "
                .formatted(owner.base().name(), owner.inWords()));
        if (!world.terminal().confirm(question)) {
            throw new Problem.Cancelled();
        }
        new Enrolment(world, new Enrolment.Wishes(Optional.empty(), Optional.empty(), Optional.empty(), via)).run(owner);
    }

    /** Only what can be done with these devices. */
    private void askWhatWith(Devices.Owner owner, Optional<List<SerialNumber>> listed) {
        var ways = Choices.lettered(ways(owner, listed));
        var others = listed.filter(known -> known.stream().anyMatch(device -> device.kind() != SerialNumber.Kind.VIRTUAL));
        world.terminal().show(window -> "%s: %s; %s\n%s".formatted(owner.base().name(), owner.inWords(), inWords(owner, listed), ways.text(window))
                + others.map(_ -> "Passkeys, security keys and hardware tokens are managed in " + owner.consolePage() + "\n").orElse(""));
        if (ways.lines().isEmpty()) {
            throw Problem.noCodesForSession(owner.base().name(), "add", owner.consolePage());
        }
        world.terminal().choose(question("What do you want to do? " + ways.letters() + ": "), ways).run();
    }

    private List<Choices.Line<Runnable>> ways(Devices.Owner owner, Optional<List<SerialNumber>> listed) {
        var enrolment = new Enrolment.Wishes(Optional.empty(), Optional.empty(), Optional.empty(), via);
        var hasApp = hasAny(listed, device -> device.kind() == SerialNumber.Kind.VIRTUAL);
        var hasRoom = listed.filter(known -> known.size() >= Devices.MOST_DEVICES).isEmpty();
        var ways = new ArrayList<Choices.Line<Runnable>>();
        if (hasApp) {
            ways.add(Choices.Line.of("D", "disable a device, and delete it if you like", () ->
                    new Removal(world, new Removal.Wishes(Optional.empty(), via, false, Optional.empty())).run(owner)));
        }
        if (hasRoom && new AuthorityDialogue(world, via).canEnable(owner, listed)) {
            ways.add(Choices.Line.of("A", "add another device", () -> new Enrolment(world, enrolment).run(owner)));
        }
        if (hasApp) {
            ways.add(Choices.Line.of("P", "replace a device, for a new phone", () ->
                    new Replacement(world, enrolment, Optional.empty(), false).run(owner)));
        }
        if (hasAny(listed, SerialNumber::givesTokenCodes)) {
            ways.add(Choices.Line.of("R", "resync a device whose codes AWS no longer accepts", () ->
                    new Resync(world, Optional.empty(), Optional.empty(), via).run(owner)));
        }
        return ways;
    }

    /** Where AWS lets nobody look, there may be such a device. */
    private static boolean hasAny(Optional<List<SerialNumber>> listed, Predicate<SerialNumber> suits) {
        return listed.map(known -> known.stream().anyMatch(suits)).orElse(true);
    }

    private String inWords(Devices.Owner owner, Optional<List<SerialNumber>> listed) {
        var devices = listed.map(known -> known.stream().map(device -> device + " (" + device.kind().inWords() + ")")
                .collect(Collectors.joining(", "))).orElse("AWS does not let it list its devices without MFA");
        var session = devices().ownSession(owner).map(live -> "MFA session in " + live.name() + live.expiration()
                .map(ends -> ", " + Expiration.inWords(ends.remaining(world.clock().instant())) + " left").orElse(""));
        return devices + "; " + session.orElse("no live MFA session");
    }

    private static Terminal.Question question(String prompt) {
        return new Terminal.Question("what to do", "say it: enable, disable, resync, replace or list", prompt);
    }

    private Profiles profiles() {
        return new Sessions(world).profiles();
    }

    private Devices devices() {
        return new Devices(world);
    }
}
