//SOURCES World.java
//SOURCES ../io/Aws.java
//SOURCES ../io/AwsFiles.java
//SOURCES ../model/Connection.java
//SOURCES ../model/IniFile.java
//SOURCES ../model/Problem.java
//SOURCES ../model/Profile.java
//SOURCES ../model/Profiles.java
//SOURCES ../model/SerialNumber.java
//SOURCES ../model/Settings.java
//SOURCES ../model/TokenCode.java
package lib.session;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import lib.io.Aws;
import lib.io.AwsFiles;
import lib.model.Connection;
import lib.model.IniFile;
import lib.model.Problem;
import lib.model.Profile;
import lib.model.Profiles;
import lib.model.SerialNumber;
import lib.model.Settings;
import lib.model.TokenCode;

/** Finds, starts and stores sessions. Never asks, never prints. */
public record Sessions(World world) {

    /** What other tools wrote under the session's name; beside a fresh session it would be wrong. */
    private static final List<String> STALE_IN_CREDENTIALS = List.of("aws_security_token", "invalid_as_of", "expiration",
            "x_security_token_expires", "aws_session_init_time");

    public Profiles profiles() {
        var texts = world.files().read();
        return Profiles.of(texts.config(), texts.credentials());
    }

    /** The stored session of a base profile, if it can be used without more ado. */
    public Optional<Profile.Session> usableSession(Profile.Base base) {
        return profiles().sessionOf(base).filter(session -> session.isUsable(world.clock().instant()));
    }

    /**
     * The devices whose codes AWS takes for this user: the one the profile names, else what AWS lists.
     *
     * @return at least one
     * @throws Problem.Found {@link Problem.NoMfaDevice}, {@link Problem.OnlyPasskeys}, {@link Problem.DevicesHidden}, and
     *     what {@link Aws#listMfaDevices} throws
     */
    public List<SerialNumber> devices(Profile.Base base) {
        var stored = base.serialNumber().filter(SerialNumber::givesTokenCodes);
        if (stored.isPresent()) {
            return List.of(stored.get());
        }
        var listed = listedDevices(base);
        if (listed.isEmpty()) {
            throw new Problem.NoMfaDevice(base.name()).found();
        }
        var usable = listed.stream().filter(SerialNumber::givesTokenCodes).toList();
        if (usable.isEmpty()) {
            throw new Problem.OnlyPasskeys(base.name()).found();
        }
        return usable;
    }

    private List<SerialNumber> listedDevices(Profile.Base base) {
        try {
            return world.aws().listMfaDevices(caller(base));
        } catch (Problem.Found refused) {
            if (refused.problem() instanceof Problem.NotAllowed) {
                throw new Problem.DevicesHidden(base.name()).found();
            }
            throw refused;
        }
    }

    /**
     * Starts an MFA session; it is not stored yet.
     *
     * @throws Problem.Found {@link Problem.TokenCodeSpent} before AWS is called, {@link Problem.PasskeyChosen}, and what
     *     {@link Aws#getSessionToken} throws
     */
    public Profile.Session startMfaSession(
            Profile.Base base, SerialNumber serialNumber, TokenCode tokenCode, Duration duration) {
        requireUnspent(serialNumber, tokenCode);
        try {
            var answer = world.aws().getSessionToken(caller(base), serialNumber, tokenCode, duration);
            world.spentCodes().add(serialNumber, tokenCode);
            return session(base, answer);
        } catch (Problem.Found refused) {
            if (refused.problem() instanceof Problem.TokenCodeRejected) {
                world.spentCodes().add(serialNumber, tokenCode);
            }
            throw refused;
        }
    }

    private void requireUnspent(SerialNumber serialNumber, TokenCode tokenCode) {
        var now = world.clock().instant();
        world.spentCodes().spentAt(serialNumber, tokenCode).ifPresent(spent -> {
            var stillShown = TokenCode.step(spent) == TokenCode.step(now);
            throw new Problem.TokenCodeSpent(stillShown ? TokenCode.untilNext(now) : Duration.ZERO).found();
        });
    }

    /** The session inherits region and output: its own stored ones, then the base profile's, then those of the default. */
    private Profile.Session session(Profile.Base base, Aws.SessionCredentials answer) {
        var profiles = profiles();
        var properties = new HashMap<String, String>();
        var credentials = answer.credentials();
        properties.put("aws_session_expiry", answer.expiration().epochSeconds());
        properties.put("aws_access_key_id", credentials.accessKeyId());
        properties.put("aws_secret_access_key", credentials.secretAccessKey());
        properties.put("aws_session_token", credentials.sessionToken().orElseThrow());
        inherited(profiles, base, Profile::region).ifPresent(region -> properties.put("region", region));
        inherited(profiles, base, Profile::output).ifPresent(output -> properties.put("output", output));
        return new Profile.Session(
                new Settings(base.sessionName(), properties), Profile.Session.Kind.MFA, Optional.of(base.name()));
    }

    private static Optional<String> inherited(
            Profiles profiles, Profile.Base base, Function<Profile, Optional<String>> property) {
        return profiles.named(base.sessionName()).flatMap(property)
                .or(() -> property.apply(base))
                .or(() -> profiles.named("default").flatMap(property))
                .filter(value -> value.lines().count() == 1);
    }

    /**
     * Whether storing a session of this profile would overwrite nothing but a session.
     *
     * @throws Problem.Found {@link Problem.NameTaken}
     */
    public void requireStorable(Profile.Base base) {
        requireStorable(profiles(), base.sessionName());
    }

    private static void requireStorable(Profiles profiles, String name) {
        profiles.named(name).map(Profile::settings)
                .filter(settings -> settings.get("aws_access_key_id").filter(id -> !id.startsWith("ASIA")).isPresent())
                .filter(settings -> settings.first("aws_session_token", "aws_security_token").isEmpty())
                .ifPresent(settings -> {
                    throw new Problem.NameTaken(name).found();
                });
    }

    /**
     * Writes a session to the user's files, in one edit.
     *
     * @throws Problem.Found {@link Problem.NameTaken}, and what {@link AwsFiles#edit} throws
     */
    public void store(Profile.Session session) {
        world.files().edit(texts -> {
            requireStorable(Profiles.of(texts.config(), texts.credentials()), session.name());
            return new AwsFiles.Texts(config(texts.config(), session), credentials(texts.credentials(), session));
        });
    }

    private static IniFile credentials(IniFile file, Profile.Session session) {
        var edited = file;
        for (var key : STALE_IN_CREDENTIALS) {
            edited = edited.without(session.name(), key);
        }
        for (var key : List.of("aws_session_expiry", "aws_access_key_id", "aws_secret_access_key", "aws_session_token")) {
            edited = edited.with(session.name(), key, session.settings().get(key).orElseThrow());
        }
        return edited;
    }

    private static IniFile config(IniFile file, Profile.Session session) {
        var header = Profiles.headerInConfig(session.name());
        var edited = file.without(header, "invalid_as_of");
        for (var key : List.of("region", "output")) {
            var value = session.settings().get(key);
            edited = value.isPresent() ? edited.with(header, key, value.get()) : edited;
        }
        return edited;
    }

    private Aws.Caller caller(Profile.Base base) {
        return new Aws.Caller(base.keys(), Connection.of(world.environment(), profiles(), base));
    }
}
