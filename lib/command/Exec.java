//SOURCES ../io/Child.java
//SOURCES ../model/Activation.java
//SOURCES ../model/Problem.java
//SOURCES ../model/Profile.java
//SOURCES ../model/Shell.java
//SOURCES ../session/Sessions.java
//SOURCES ../session/World.java
package lib.command;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import lib.io.Child;
import lib.model.Activation;
import lib.model.Problem;
import lib.model.Profile;
import lib.model.Shell;
import lib.session.Sessions;
import lib.session.World;

/**
 * {@code exec PROFILE -- COMMAND}: the session in the environment of one command, or of a shell, and nowhere else.
 *
 * @param region for this once, whatever the profile says
 */
public record Exec(World world, Optional<String> region) {

    public Exec(World world) {
        this(world, Optional.empty());
    }

    /**
     * Returns the command's own exit status.
     *
     * @param active a session or a base profile, whose keys it gets, or another, whose name it gets
     * @param command its name and its arguments; without one, the person's shell
     * @throws Problem {@link Problem#wrongUsage}, {@link Problem#cannotStart}, {@link Problem#partOfASession},
     *     {@link Problem#badSetting}, {@link Problem#notInThisLocale}
     */
    public int run(Profile active, List<String> command) {
        return run(active, command, this::variables);
    }

    /**
     * The same with other variables.
     *
     * @param variables of the profile, which are asked for once it is clear that there is a command
     */
    int run(Profile active, List<String> command, Function<Profile, List<Shell.Variable>> variables) {
        if (command.isEmpty() && world.terminal().canAsk()) {
            return run(active, List.of(shell(active)), variables);
        }
        if (command.isEmpty() || command.getFirst().isEmpty()) {
            throw Problem.wrongUsage(
                    "there is no command to run", "name it behind two dashes: exec PROFILE -- aws s3 ls");
        }
        return Child.run(command, environment(world.environment(), variables.apply(active)));
    }

    /** The person's own, where there is a person. */
    private String shell(Profile active) {
        var owner = active instanceof Profile.Session session ? session.sourceProfile().orElse(session.name()) : active.name();
        world.terminal().say("This shell has the session of " + owner + "; leave it with: exit");
        return Optional.ofNullable(world.environment().get("SHELL")).filter(shell -> !shell.isBlank()).orElse("sh");
    }

    private List<Shell.Variable> variables(Profile active) {
        return switch (active) {
            case Profile.Session session when session.credentials().isEmpty() ->
                    throw Problem.partOfASession(session.name());
            case Profile.Session session -> Activation.keys(session, new Sessions(world).profiles(), world.environment());
            case Profile.Base base -> Activation.keys(base, new Sessions(world).profiles(), world.environment());
            case Profile other -> Stream.concat(Activation.select(other, world.environment()).stream(),
                    region.stream().flatMap(name -> Activation.inRegion(name).stream())).toList();
        };
    }

    /** What a shell that takes the session over would have. */
    private static Map<String, String> environment(Map<String, String> inherited, List<Shell.Variable> variables) {
        var environment = new HashMap<>(inherited);
        Shell.VARIABLES.forEach(environment::remove);
        variables.forEach(variable -> variable.value().ifPresentOrElse(
                value -> environment.put(variable.name(), holdable(variable.name(), value)), () -> environment.remove(variable.name())));
        return environment;
    }

    /** Anything but NUL, which ends a variable. */
    private static String holdable(String name, String value) {
        if (value.indexOf('\0') >= 0) {
            throw Problem.badSetting(name, "…", "without a NUL character");
        }
        return value;
    }
}
