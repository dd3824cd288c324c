//SOURCES World.java
//SOURCES ../io/AwsCommand.java
//SOURCES ../io/CredentialProcess.java
//SOURCES ../model/GivenKeys.java
//SOURCES ../model/Problem.java
//SOURCES ../model/Profile.java
//SOURCES ../model/ToPaste.java
package lib.session;

import java.time.Duration;
import java.util.Optional;
import lib.io.AwsCommand;
import lib.io.CredentialProcess;
import lib.model.GivenKeys;
import lib.model.Problem;
import lib.model.Profile;
import lib.model.ToPaste;

/** Has the keys given that others keep: by the command in {@code credential_process}, or by {@code aws} for who has signed in with it. */
public record Sources(World world) {

    /** Where nobody can press Ctrl-C; the SDK for Go has the same. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /** Where they come from, in words that follow the profile's name. */
    public static String inWords(Profile.Managed profile) {
        return profile.name() + ": " + (profile.process().isPresent() ? "keys from its credential_process"
                : "credentials from " + profile.by() + ", by aws configure export-credentials");
    }

    /**
     * Finds out without running it whether there is such a command.
     *
     * @throws Problem {@link Problem#noKeysExported}
     */
    public void requireCommand(Profile.Managed profile) {
        if (profile.process().isEmpty()) {
            AwsCommand.requireExporter(profile.name(), world.environment());
        }
    }

    /**
     * The profile with its keys, after one run of its command: a base profile, or a session.
     *
     * @throws Problem {@link Problem#noKeysGiven}, {@link Problem#circularProcess}, {@link Problem#noKeysExported}
     */
    public Profile given(Profile.Managed profile) {
        var patience = world.terminal().canAsk() ? Optional.<Duration>empty() : Optional.of(PATIENCE);
        var keys = profile.process().map(line -> new CredentialProcess(profile.name(), line)
                        .run(world.turns().forChild(world.environment()), patience, world.clock().instant()))
                .orElseGet(() -> exported(profile, patience));
        return profile.with(keys.credentials(), keys.ends());
    }

    private GivenKeys exported(Profile.Managed profile, Optional<Duration> patience) {
        requireCommand(profile);
        var signIn = profile.provider() == Profile.Managed.Provider.LOGIN ? ToPaste.aws("login", "--profile", profile.name())
                : ToPaste.aws("sso", "login", "--profile", profile.name());
        return AwsCommand.exported(profile.name(), signIn, world.turns().forChild(world.environment()), patience, world.clock().instant());
    }
}
