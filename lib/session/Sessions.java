//SOURCES World.java
//SOURCES ../io/Aws.java
//SOURCES ../io/AwsFiles.java
//SOURCES ../io/SessionEnds.java
//SOURCES ../model/Arn.java
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
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import lib.io.Aws;
import lib.io.AwsFiles;
import lib.io.SessionEnds;
import lib.model.Arn;
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

    /** The stored session of that name, if it can be used without more ado. */
    public Optional<Profile.Session> usableSession(String sessionName) {
        return profiles().session(sessionName).filter(session -> session.isUsable(world.clock().instant()));
    }

    /**
     * Leaves word for shell prompts of when a session ends that a shell is about to use, and takes back what was left of those
     * that are gone.
     */
    public void noteEnd(Profile.Session stored) {
        var ends = SessionEnds.of(world.environment());
        var profiles = profiles();
        ends.note(stored);
        ends.forgetEnded(name -> profiles.session(name).isPresent(), world.clock().instant());
    }

    /** Takes back what was left for prompts of a session that is not stored. */
    public void forgetEndUnlessStored(String sessionName) {
        if (profiles().session(sessionName).isEmpty()) {
            SessionEnds.of(world.environment()).forget(sessionName);
        }
    }

    /**
     * The devices whose codes AWS takes for this user: the one the profile names, else what AWS lists.
     *
     * @return at least one
     * @throws Problem {@link Problem.NoMfaDevice}, {@link Problem.OnlyPasskeys}, {@link Problem.DevicesHidden}, and
     *     what {@link Aws#listMfaDevices} throws
     */
    public List<SerialNumber> devices(Profile.Base base) {
        var stored = base.serialNumber().filter(SerialNumber::givesTokenCodes);
        if (stored.isPresent()) {
            return List.of(stored.get());
        }
        var listed = listedDevices(base);
        if (listed.isEmpty()) {
            throw new Problem.NoMfaDevice(base.name());
        }
        var usable = listed.stream().filter(SerialNumber::givesTokenCodes).toList();
        if (usable.isEmpty()) {
            throw new Problem.OnlyPasskeys(base.name());
        }
        return usable;
    }

    /** Whether AWS lists a device whose codes it takes; no, where it does not let the user look. */
    public boolean hasDevice(Profile.Base base) {
        try {
            return !devices(base).isEmpty();
        } catch (Problem.NoMfaDevice | Problem.OnlyPasskeys | Problem.DevicesHidden none) {
            return false;
        }
    }

    /**
     * Whether AWS takes the keys; where it cannot be asked, nothing is concluded.
     *
     * @throws Problem {@link Problem.KeysRejected}, {@link Problem.SecretMismatch}
     */
    public void requireAccepted(Profile.Base base) {
        try {
            world.aws().getCallerIdentity(caller(base));
        } catch (Problem.KeysRejected | Problem.SecretMismatch refused) {
            throw refused;
        } catch (Problem unanswered) {
            // says nothing about the keys
        }
    }

    /**
     * Whether a role exists, as far as its account is the one of the base profile's user; elsewhere nobody here can look.
     *
     * @throws Problem {@link Problem.NoSuchRole}, and what {@link Aws#getCallerIdentity} and {@link Aws#getRole} throw
     */
    public void requireRole(Profile.Base base, Arn role) {
        if (world.aws().getCallerIdentity(caller(base)).account().equals(role.account())) {
            var found = world.aws().getRole(caller(base), role.name()).arn();
            if (!found.equals(role)) {
                throw new Problem.NoSuchRole(role.resource().substring("role/".length()));
            }
        }
    }

    private List<SerialNumber> listedDevices(Profile.Base base) {
        try {
            return world.aws().listMfaDevices(caller(base));
        } catch (Problem.NotAllowed denied) {
            throw new Problem.DevicesHidden(base.name());
        }
    }

    /** To be called before somebody is asked for a code; what they type then takes but one way to AWS and back. */
    public void expectCode(Profile.Base base) {
        world.aws().warmUp(caller(base).connection());
    }

    /**
     * Starts an MFA session; it is not stored yet.
     *
     * @throws Problem {@link Problem.TokenCodeSpent} before AWS is called, and what {@link Aws#getSessionToken} throws
     */
    public Profile.Session startMfaSession(
            Profile.Base base, SerialNumber serialNumber, TokenCode tokenCode, Duration duration) {
        var answer = spending(serialNumber, tokenCode, () ->
                world.aws().getSessionToken(caller(base), serialNumber, tokenCode, duration));
        return session(base.sessionName(), Profile.Session.Kind.MFA, List.of(base), answer);
    }

    /**
     * Assumes a role; the session is not stored yet.
     *
     * @param source whose credentials assume it: a base profile or a session
     * @param mfa for a role that demands MFA of long-lived keys
     * @throws Problem {@link Problem#malformedRoleArn}, {@link Problem.TokenCodeSpent} before AWS is called, and what
     *     {@link Aws#assumeRole} throws
     */
    public Profile.Session assumeRole(Profile.Role role, Profile source, Optional<Aws.Mfa> mfa, Duration duration) {
        var arn = role.arn().orElseThrow(() -> Problem.malformedRoleArn(role.name()));
        var request = new Aws.RoleRequest(arn, role.roleSessionName(), duration, role.externalId(), role.sourceIdentity(),
                role.sessionTags(), role.transitiveSessionTags());
        Supplier<Aws.SessionCredentials> call = () -> world.aws().assumeRole(caller(source), request, mfa);
        var answer = mfa.isPresent() ? spending(mfa.get().serialNumber(), mfa.get().tokenCode(), call) : call.get();
        return session(role.sessionName(), Profile.Session.Kind.ROLE, List.of(role, source), answer);
    }

    /** AWS takes a code once, whatever else it thinks of the request. */
    private <T> T spending(SerialNumber serialNumber, TokenCode tokenCode, Supplier<T> call) {
        requireUnspent(serialNumber, tokenCode);
        try {
            var answer = call.get();
            world.spentCodes().add(serialNumber, tokenCode);
            return answer;
        } catch (Problem.TokenCodeRejected | Problem.DurationRefused refused) {
            world.spentCodes().add(serialNumber, tokenCode);
            throw refused;
        }
    }

    private void requireUnspent(SerialNumber serialNumber, TokenCode tokenCode) {
        var now = world.clock().instant();
        world.spentCodes().spentAt(serialNumber, tokenCode).ifPresent(spent -> {
            var stillShown = TokenCode.step(spent) == TokenCode.step(now);
            throw new Problem.TokenCodeSpent(stillShown ? TokenCode.untilNext(now) : Duration.ZERO);
        });
    }

    /**
     * A session inherits region and output: its own stored ones, then those of the profiles it comes from, then the default's.
     *
     * @param parents the profile that was asked for first, then the one whose credentials were used
     */
    private Profile.Session session(
            String name, Profile.Session.Kind kind, List<Profile> parents, Aws.SessionCredentials answer) {
        var profiles = profiles();
        var properties = new HashMap<String, String>();
        var credentials = answer.credentials();
        properties.put("aws_session_expiry", answer.expiration().epochSeconds());
        properties.put("aws_access_key_id", credentials.accessKeyId());
        properties.put("aws_secret_access_key", credentials.secretAccessKey());
        properties.put("aws_session_token", credentials.sessionToken().orElseThrow());
        var ancestors = Stream.of(profiles.named(name).stream(), parents.stream(), profiles.named("default").stream())
                .flatMap(profile -> profile).toList();
        inherited(ancestors, Profile::region).ifPresent(region -> properties.put("region", region));
        inherited(ancestors, Profile::output).ifPresent(output -> properties.put("output", output));
        return new Profile.Session(new Settings(name, properties), kind, Optional.of(parents.getFirst().name()));
    }

    private static Optional<String> inherited(List<Profile> ancestors, Function<Profile, Optional<String>> property) {
        return ancestors.stream().flatMap(profile -> property.apply(profile).stream())
                .filter(value -> value.lines().count() == 1).findFirst();
    }

    /**
     * Whether storing a session under that name would overwrite nothing but a session.
     *
     * @throws Problem.NameTaken
     */
    public void requireStorable(String sessionName) {
        requireStorable(profiles(), sessionName);
    }

    private static void requireStorable(Profiles profiles, String name) {
        profiles.named(name).map(Profile::settings)
                .filter(settings -> settings.get("aws_access_key_id").filter(id -> !id.startsWith("ASIA")).isPresent())
                .filter(settings -> settings.first("aws_session_token", "aws_security_token").isEmpty())
                .ifPresent(settings -> {
                    throw new Problem.NameTaken(name);
                });
    }

    /**
     * Writes an MFA session to the user's files, in one edit. The device is remembered in the base profile if none is, and spares
     * the next look-up.
     *
     * @throws Problem {@link Problem.NameTaken}, and what {@link AwsFiles#edit} throws
     */
    public void store(Profile.Session session, Profile.Base base, SerialNumber device) {
        store(session, config -> base.recordedDevice().isPresent() ? config
                : config.with(Profiles.headerInConfig(base.name()), "mfa_arn", device.text()));
    }

    /** Writes a role session; the role profile, if there is one, gets what it lacks now that it is used. */
    public void store(Profile.Session session, Profile.Role role) {
        store(session, config -> filledIn(config, role, session));
    }

    private void store(Profile.Session session, UnaryOperator<IniFile> more) {
        world.files().edit(texts -> {
            requireStorable(Profiles.of(texts.config(), texts.credentials()), session.name());
            return new AwsFiles.Texts(more.apply(config(texts.config(), session)), credentials(texts.credentials(), session));
        });
        noteEnd(session);
    }

    private static IniFile filledIn(IniFile file, Profile.Role role, Profile.Session session) {
        var header = Profiles.headerInConfig(role.name());
        var known = file.properties(header);
        if (!known.containsKey("role_arn")) {
            return file;
        }
        var edited = known.containsKey("role_session_name") ? file
                : file.with(header, "role_session_name", role.roleSessionName());
        for (var key : List.of("region", "output")) {
            var value = session.settings().get(key).filter(inherited -> !known.containsKey(key));
            edited = value.isPresent() ? edited.with(header, key, value.get()) : edited;
        }
        return edited;
    }

    /** What a session can be started from works, whatever was said of it before. */
    private static IniFile credentials(IniFile file, Profile.Session session) {
        var edited = session.sourceProfile().map(source -> file.without(source, "invalid_as_of")).orElse(file);
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
        var edited = session.sourceProfile().map(Profiles::headerInConfig).map(source -> file.without(source, "invalid_as_of"))
                .orElse(file).without(header, "invalid_as_of");
        for (var key : List.of("region", "output")) {
            var value = session.settings().get(key);
            edited = value.isPresent() ? edited.with(header, key, value.get()) : edited;
        }
        return edited;
    }

    private Aws.Caller caller(Profile profile) {
        return caller(profiles(), profile);
    }

    /** @param profile a base profile or a session that is complete */
    Aws.Caller caller(Profiles profiles, Profile profile) {
        var credentials = switch (profile) {
            case Profile.Base base -> base.keys();
            case Profile.Session session -> session.credentials().orElseThrow();
            default -> throw new IllegalArgumentException(profile.name() + " has no credentials of its own");
        };
        return new Aws.Caller(credentials, Connection.of(world.environment(), profiles, profile));
    }
}
