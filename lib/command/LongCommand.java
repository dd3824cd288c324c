//SOURCES Exec.java
//SOURCES Reminders.java
//SOURCES Renewal.java
//SOURCES SessionWishes.java
//SOURCES ../io/AwsFiles.java
//SOURCES ../io/CredentialEndpoint.java
//SOURCES ../io/LocalZone.java
//SOURCES ../model/Activation.java
//SOURCES ../model/Expiration.java
//SOURCES ../model/Horizon.java
//SOURCES ../model/IniFile.java
//SOURCES ../model/Json.java
//SOURCES ../model/Problem.java
//SOURCES ../model/Profile.java
//SOURCES ../model/Profiles.java
//SOURCES ../model/Shell.java
//SOURCES ../model/ToPaste.java
//SOURCES ../session/Sessions.java
//SOURCES ../session/Supply.java
//SOURCES ../session/World.java
package lib.command;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lib.io.AwsFiles;
import lib.io.CredentialEndpoint;
import lib.io.LocalZone;
import lib.model.Activation;
import lib.model.Expiration;
import lib.model.Horizon;
import lib.model.IniFile;
import lib.model.Json;
import lib.model.Problem;
import lib.model.Profile;
import lib.model.Profiles;
import lib.model.Shell;
import lib.model.ToPaste;
import lib.session.Sessions;
import lib.session.Supply;
import lib.session.World;

/**
 * {@code exec PROFILE --refresh -- COMMAND}: the command gets no keys, but an address at which AWS's tools ask for them again and again.
 * This process, which waits for the command anyway, answers there.
 *
 * <p>AWS's tools ask there only where nothing else gives them keys, and {@code [default]} does if it can. So where it would, the command
 * gets the name of a profile that has nothing but a region, and keeps all its other profiles.
 *
 * @param region for this once, whatever the profile says
 * @param owner the profile that the person named
 * @param renewal whence the sessions come
 */
public record LongCommand(World world, Optional<String> region, Profile owner, Renewal renewal) {

    private static final String SUFFIX = "-refresh";

    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
    private static final int OK = 200;

    /** An SDK need not ask again at once: only a person can help. */
    private static final int FORBIDDEN = 403;
    private static final int UNAVAILABLE = 503;

    /**
     * The one that goes on with what a dialogue has begun.
     *
     * @param wishes of the dialogue
     * @param unstored what it has got that is stored nowhere
     */
    public static LongCommand of(World world, Optional<String> region, SessionWishes wishes, Profile owner,
            List<Profile.Session> unstored) {
        return new LongCommand(world, region, owner, new Renewal(world, wishes, owner, unstored));
    }

    /**
     * Returns the command's own exit status.
     *
     * @throws Problem what {@link Exec#run} throws, and {@link Problem#cannotListen}
     */
    public int run(Profile active, List<String> command) {
        if (active instanceof Profile.Session session && session.credentials().isPresent() && session.expiration().isPresent()) {
            return served(session, command);
        }
        world.terminal().say("note: --refresh does nothing here, since " + switch (active) {
            case Profile.Managed _ -> "AWS's tools themselves renew what " + active.name() + " gives";
            case Profile.Session _ -> "it is not recorded when " + active.name() + " ends";
            default -> "the keys of " + active.name() + " do not end";
        });
        return new Exec(world, region).run(active, command);
    }

    private int served(Profile.Session first, List<String> command) {
        try (var supply = new Supply(world.clock(), renewal, first); var endpoint = CredentialEndpoint.open(() -> answer(supply))) {
            world.terminal().say(inWords(world, renewal.horizon()));
            var tending = Thread.ofPlatform().daemon().start(() -> tend(supply, new Reminders(world, owner.name(), renewal, supply)));
            var exitStatus = new Exec(world, region).run(first, command, _ -> variables(first, endpoint));
            tending.interrupt();
            return exitStatus;
        }
    }

    /** Until when a person has nothing to do, and what then. */
    public static String inWords(World world, Optional<Horizon> horizon) {
        return horizon.map(end -> "no token code is needed until %s; a new session is taken up while the command runs: %s".formatted(
                        new Expiration(end.at()).onClocksOf(LocalZone.of(world.environment())), ToPaste.awscliMfa(end.owner(), "--force")))
                .orElse("no token code is needed, however long the command runs");
    }

    private static void tend(Supply supply, Reminders reminders) {
        try {
            while (true) {
                supply.tend();
                reminders.remind();
                Thread.sleep(BETWEEN_LOOKS);
            }
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }

    // ------------------------------------------------------------------ answers

    private CredentialEndpoint.Answer answer(Supply supply) {
        try {
            return new CredentialEndpoint.Answer(OK, inOneLine(credentials(supply.get())));
        } catch (Problem none) {
            var said = new LinkedHashMap<String, Object>(Map.of("code", "NoSession"));
            said.put("message", world.terminal().shown(none.message() + "; " + none.hint()));
            return new CredentialEndpoint.Answer(none instanceof Problem.ToBeTyped ? FORBIDDEN : UNAVAILABLE, inOneLine(said));
        }
    }

    private static Map<String, Object> credentials(Profile.Session session) {
        var keys = session.credentials().orElseThrow();
        var answer = new LinkedHashMap<String, Object>();
        answer.put("AccessKeyId", keys.accessKeyId());
        answer.put("SecretAccessKey", keys.secretAccessKey());
        answer.put("Token", keys.sessionToken().orElseThrow());
        answer.put("Expiration", session.expiration().orElseThrow().at().toString());
        return answer;
    }

    private static String inOneLine(Map<String, Object> members) {
        return Json.of(members).replaceAll("\n *", " ");
    }

    // ---------------------------------------------------------------- variables

    private List<Shell.Variable> variables(Profile.Session first, CredentialEndpoint endpoint) {
        var profiles = new Sessions(world).profiles();
        var isOverruled = givesKeys(profiles);
        var selector = isOverruled ? selector(owner.name() + SUFFIX, first) : Optional.<String>empty();
        var variables = new ArrayList<>(Activation.served(first, profiles, world.environment(), endpoint.address(), endpoint.secret(),
                selector));
        if (isOverruled && selector.isEmpty()) {
            variables.addAll(hidden());
        }
        return variables;
    }

    private static boolean givesKeys(Profiles profiles) {
        return profiles.named("default")
                .filter(profile -> !(profile instanceof Profile.Keyless keyless && keyless.hasNoKeys())).isPresent();
    }

    /** The profile that gives nothing; absent where it cannot be written. */
    private Optional<String> selector(String name, Profile.Session first) {
        try {
            var present = new Sessions(world).profiles().named(name);
            return Optional.of(name).filter(_ -> present.map(LongCommand::isSelector).orElseGet(() -> made(name, first)));
        } catch (Problem unwritable) {
            return Optional.empty();
        }
    }

    private static boolean isSelector(Profile profile) {
        return profile instanceof Profile.Keyless keyless && keyless.isSelector();
    }

    private boolean made(String name, Profile.Session first) {
        world.edit(texts -> new AwsFiles.Texts(with(texts.config(), "profile " + name, first), texts.credentials()));
        return true;
    }

    private static IniFile with(IniFile config, String header, Profile.Session first) {
        var marked = config.with(header, Profile.Keyless.SELECTOR, Profile.Keyless.SELECTED_BY);
        return first.region().map(region -> marked.with(header, "region", region)).orElse(marked);
    }

    /** Where the files cannot be written, the file in which {@code [default]} has its keys is not read at all. */
    private List<Shell.Variable> hidden() {
        var files = world.files();
        var isInConfig = givesKeys(new AwsFiles.Texts(files.seen().config(), IniFile.parse("")).profiles());
        world.terminal().say(("note: what [default] gives would win over the renewed session, and no other profile can be written"
                + " for the command; so it sees no profile of %s").formatted(files.locations().credentialsInWords(world.environment())
                + (isInConfig ? ", and none of the config file" : "")));
        return Shell.FILES.stream().filter(name -> isInConfig || name.equals("AWS_SHARED_CREDENTIALS_FILE"))
                .map(name -> Shell.Variable.set(name, "/dev/null")).toList();
    }
}
