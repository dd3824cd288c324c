//SOURCES World.java
//SOURCES ../io/Aws.java
//SOURCES ../io/AwsFiles.java
//SOURCES ../io/LengthInquiries.java
//SOURCES ../io/SessionEnds.java
//SOURCES ../model/Arn.java
//SOURCES ../model/Connection.java
//SOURCES ../model/Credentials.java
//SOURCES ../model/DeviceList.java
//SOURCES ../model/HandedDown.java
//SOURCES ../model/IniFile.java
//SOURCES ../model/Lessons.java
//SOURCES ../model/Origin.java
//SOURCES ../model/OtherService.java
//SOURCES ../model/Plan.java
//SOURCES ../model/Problem.java
//SOURCES ../model/Profile.java
//SOURCES ../model/Profiles.java
//SOURCES ../model/RoleChain.java
//SOURCES ../model/SerialNumber.java
//SOURCES ../model/SessionLength.java
//SOURCES ../model/SessionStatus.java
//SOURCES ../model/Settings.java
//SOURCES ../model/StoredSession.java
//SOURCES ../model/TokenCode.java
package lib.session;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import lib.io.Aws;
import lib.io.AwsFiles;
import lib.io.LengthInquiries;
import lib.io.SessionEnds;
import lib.model.Arn;
import lib.model.Connection;
import lib.model.Credentials;
import lib.model.DeviceList;
import lib.model.HandedDown;
import lib.model.IniFile;
import lib.model.Lessons;
import lib.model.Origin;
import lib.model.OtherService;
import lib.model.Plan;
import lib.model.Problem;
import lib.model.Profile;
import lib.model.Profiles;
import lib.model.RoleChain;
import lib.model.SerialNumber;
import lib.model.SessionLength;
import lib.model.SessionStatus;
import lib.model.Settings;
import lib.model.StoredSession;
import lib.model.TokenCode;

/**
 * Finds, starts and stores sessions. Never asks, never prints.
 *
 * @param asked the profile that the person asked for, where others are on the way to it: as in AWS's tools it says which way AWS is
 *     asked, where those say nothing
 */
public record Sessions(World world, Optional<Profile> asked) {

    public Sessions(World world) {
        this(world, Optional.empty());
    }

    /** Where an administrator says how long an MFA session may last. */
    static final String LENGTH_PARAMETER = "/unencrypted/mfa/session_length";

    /** Regions whose keys mean nothing in the others; there, the parameters are in the profile's own region. */
    private static final String OTHER_PARTITION = "(cn|us-gov|us-iso|us-isob|us-isof|eu-isoe|eusc)-.*";

    /** The same beside other things, where nobody waits. */
    public Sessions inSilence() {
        return new Sessions(world.inSilence(), asked);
    }

    /** As the files were when this run last looked. */
    public Profiles profiles() {
        return world.files().seen().profiles().with(world.environment());
    }

    /** As the files are now: another process may have changed them. */
    public Profiles lookAgain() {
        return world.files().read().profiles().with(world.environment());
    }

    /** The stored session of that name, if it can be used without more ado and belongs to its profile. */
    public Optional<Profile.Session> usableSession(String sessionName) {
        return Origin.live(profiles(), sessionName, world.clock().instant());
    }

    /** The same of those that may be the MFA session of a profile. */
    public Optional<Profile.Session> usableSession(Profile.Base owner) {
        return profiles().namesOfSessions(owner).flatMap(name -> usableSession(name).stream()).findFirst();
    }

    /**
     * Leaves word for shell prompts of when a session ends that a shell is about to use, and takes back what was left of those
     * that are gone, or are not their profiles' any more.
     */
    public void noteEnd(Profile.Session stored) {
        var ends = SessionEnds.of(world.environment());
        var profiles = profiles();
        ends.note(stored);
        ends.forgetOutdated(name -> profiles.session(name).isPresent(),
                name -> profiles.session(name).filter(session -> isNoMore(session, profiles)).isPresent(), world.clock().instant());
    }

    /** Whether what was left of a session under that name was left of another, or AWS has ended it. */
    private static boolean isNoMore(Profile.Session session, Profiles profiles) {
        return session.isOverwritten() || session.refusedSince().isPresent() || !Origin.isCurrent(session, profiles);
    }

    /** Takes back what was left for prompts of a session that is not stored. */
    public void forgetEndUnlessStored(String sessionName) {
        if (profiles().session(sessionName).isEmpty()) {
            SessionEnds.of(world.environment()).forget(sessionName);
        }
    }

    /**
     * Whether AWS takes the keys; where it cannot be asked, and of keys of another service, nothing is concluded.
     *
     * @throws Problem {@link Problem.KeysRejected}, {@link Problem.SecretMismatch}
     */
    public void requireAccepted(Profile.Base base) {
        if (OtherService.hasKeysOf(base, world.environment(), profiles())) {
            return;
        }
        try {
            world.aws().getCallerIdentity(caller(base));
        } catch (Problem.KeysRejected | Problem.SecretMismatch refused) {
            throw refused;
        } catch (Problem unanswered) {
            // says nothing about the keys
        }
    }

    /**
     * Whose credentials they are.
     *
     * @param profile a base profile, or a session that is complete
     * @throws Problem what {@link Aws#getCallerIdentity} throws
     */
    public Arn identity(Profile profile) {
        return world.aws().getCallerIdentity(caller(profile));
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

    /** What AWS lists for the user of a base profile; where the way to AWS itself is the trouble, that is thrown. */
    public DeviceList listedDevices(Profile.Base base) {
        try {
            return new DeviceList.Listed(listedDevices(caller(base)));
        } catch (Problem.NotAllowed | Problem.ServiceRefused refused) {
            return notListed(base, refused);
        }
    }

    /** The same for a person who waits, and not for ever. */
    public DeviceList listedDevices(Profile.Base base, Duration patience) {
        var question = new FutureTask<>(() -> listedDevices(base));
        Thread.ofPlatform().daemon().start(question);
        try {
            return question.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            return new DeviceList.Unknown(Problem.devicesNotInTime(base.name(), patience));
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof Problem problem ? problem : new IllegalStateException(failed.getCause());
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new Problem.Cancelled();
        }
    }

    static DeviceList notListed(Profile.Base base, Problem why) {
        return why instanceof Problem.NotAllowed ? new DeviceList.Hidden(new Problem.DevicesHidden(base.name()))
                : new DeviceList.Unknown(why);
    }

    /** Asked by the user's name where AWS, or what answers in its place, does not take the question without. */
    List<SerialNumber> listedDevices(Aws.Caller caller) {
        try {
            return world.aws().listMfaDevices(caller);
        } catch (Problem.NotAllowed | Problem.ServiceRefused withoutName) {
            var user = world.aws().getCallerIdentity(caller);
            if (!user.isUser()) {
                throw withoutName;
            }
            return world.aws().listMfaDevices(caller, user);
        }
    }

    /**
     * How long the account says that an MFA session may last.
     *
     * @param lookupRegion where the SSM parameters of the partition {@code aws} are; the profile's own region when absent
     * @throws Problem where nothing was said of it
     */
    public Plan.Advertised advertisedLength(Profile.Base base, Optional<String> lookupRegion) {
        try {
            return new Plan.Advertised(parameter(caller(base), lookupRegion, LENGTH_PARAMETER).flatMap(Sessions::advertisedLength));
        } catch (Problem.NotAllowed | Problem.ServiceRefused hidden) {
            return new Plan.Advertised(Optional.empty());
        }
    }

    /** What the parameter says, if AWS would grant it. */
    static Optional<Duration> advertisedLength(String text) {
        return SessionLength.parse(text.strip()).filter(length -> length.compareTo(SessionLength.SHORTEST) >= 0
                && length.compareTo(SessionLength.LONGEST_MFA_SESSION) <= 0);
    }

    Optional<String> parameter(Aws.Caller caller, Optional<String> lookupRegion, String name) {
        var own = caller.connection().region();
        return world.aws().getParameter(caller, lookupRegion.filter(region -> !own.matches(OTHER_PARTITION)).orElse(own), name);
    }

    /** Keeps what the account said, if that is news. */
    public void rememberLength(Profile.Base base, Plan.Advertised said) {
        if (!base.advertisedLength().equals(said.length())) {
            world.edit(texts -> new AwsFiles.Texts(withLength(texts.config(), base, said), texts.credentials()));
        }
        LengthInquiries.of(world.environment(), world.clock()).note(base.keys().accessKeyId());
    }

    private static IniFile withLength(IniFile config, Profile.Base base, Plan.Advertised said) {
        var header = Profiles.headerInConfig(config, base.name());
        return said.length().map(length -> config.with(header, Profile.LONGEST_MFA_SESSION, Long.toString(length.toSeconds())))
                .orElseGet(() -> config.without(header, Profile.LONGEST_MFA_SESSION));
    }

    /**
     * To be called before somebody is asked for a code; what they type then takes but one way to AWS and back.
     *
     * @param next the base profile or the role whose session the code is for
     */
    public void expectCode(Profile next) {
        world.aws().warmUp(way(profiles(), next));
    }

    /**
     * Starts an MFA session; it is not stored yet.
     *
     * @param name under which it will be stored
     * @param named the device, where the person named one
     * @throws Problem {@link Problem.TokenCodeSpent} and {@link Problem.TokenCodeRejected} before AWS is called, and what
     *     {@link Aws#getSessionToken} throws
     */
    public Profile.Session startMfaSession(
            Profile.Base base, String name, SerialNumber serialNumber, TokenCode tokenCode, Duration duration, Optional<SerialNumber> named) {
        var answer = spending(serialNumber, tokenCode, () ->
                world.aws().getSessionToken(caller(base), serialNumber, tokenCode, duration));
        return session(name, Profile.Session.Kind.MFA, List.of(base), answer,
                Origin.of(base).with(answer.credentials(), named));
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
        var caller = new Aws.Caller(credentials(source), way(profiles(), role));
        Supplier<Aws.SessionCredentials> call = () -> world.aws().assumeRole(caller, request, mfa);
        var answer = mfa.isPresent() ? spending(mfa.get().serialNumber(), mfa.get().tokenCode(), call) : call.get();
        return session(role.sessionName(), Profile.Session.Kind.ROLE, List.of(role, source), answer,
                Origin.of(role, profiles()).with(answer.credentials(), Optional.empty()));
    }

    /** AWS takes a code once, whatever else it thinks of the request. */
    private <T> T spending(SerialNumber serialNumber, TokenCode tokenCode, Supplier<T> call) {
        requireUnspent(serialNumber, tokenCode);
        try {
            var answer = call.get();
            world.spentCodes().add(serialNumber, tokenCode);
            return answer;
        } catch (Problem.DurationRefused refused) {
            world.spentCodes().add(serialNumber, tokenCode);
            throw refused;
        } catch (Problem.TokenCodeRejected refused) {
            world.spentCodes().addRefused(serialNumber, tokenCode);
            throw refused;
        }
    }

    private void requireUnspent(SerialNumber serialNumber, TokenCode tokenCode) {
        var now = world.clock().instant();
        world.spentCodes().spentAt(serialNumber, tokenCode).ifPresent(spent -> {
            var stillShown = TokenCode.step(spent) == TokenCode.step(now);
            throw new Problem.TokenCodeSpent(stillShown ? TokenCode.untilNext(now) : Duration.ZERO);
        });
        world.spentCodes().refusedAt(serialNumber, tokenCode).ifPresent(_ -> {
            throw Problem.TokenCodeRejected.again(TokenCode.untilNext(now));
        });
    }

    /**
     * A session has the settings that its profiles hand down to it, so that it goes their way from the first call on.
     *
     * @param parents the profile that was asked for first, then the one whose credentials were used; a region for this once is
     *     not kept
     */
    private Profile.Session session(
            String name, Profile.Session.Kind kind, List<Profile> parents, Aws.SessionCredentials answer, Origin origin) {
        var profiles = profiles();
        var properties = new HashMap<String, String>();
        var credentials = answer.credentials();
        properties.put("aws_session_expiry", answer.expiration().epochSeconds());
        properties.put("aws_access_key_id", credentials.accessKeyId());
        properties.put("aws_secret_access_key", credentials.secretAccessKey());
        properties.put("aws_session_token", credentials.sessionToken().orElseThrow());
        properties.put(Profile.MADE_OF, origin.toString());
        var asStored = parents.stream().map(parent -> parent instanceof Profile.Session session ? whole(session).settings()
                : profiles.named(parent.name()).orElse(parent).settings()).toList();
        properties.putAll(HandedDown.of(profiles.named(name).map(Profile::settings), asStored,
                profiles.named("default").map(Profile::settings)).properties());
        return new Profile.Session(new Settings(name, properties), kind, Optional.of(parents.getFirst().name()));
    }

    /**
     * A session with what its profiles hand down to it, where its own section does not have that: the config file may be closed, and is
     * written a moment after the credentials.
     */
    public Profile.Session whole(Profile.Session session) {
        var properties = new HashMap<>(session.settings().properties());
        if (!session.isOfAnotherTool()) {
            HandedDown.of(Optional.of(session.settings()), parents(session), profiles().named("default").map(Profile::settings)).settings()
                    .forEach(properties::putIfAbsent);
        }
        return new Profile.Session(new Settings(session.name(), properties, session.settings().clocks()), session.kind(), session.sourceProfile());
    }

    private List<Settings> parents(Profile.Session session) {
        return session.sourceProfile().flatMap(profiles()::named)
                .map(source -> source instanceof Profile.Role role ? parents(role) : List.of(source.settings())).orElse(List.of());
    }

    /** The role, what is on the way to it, and what that begins with. */
    private List<Settings> parents(Profile.Role role) {
        try {
            var chain = RoleChain.of(profiles(), role);
            return Stream.concat(chain.roles().reversed().stream(), Stream.of(chain.source())).map(Profile::settings).toList();
        } catch (Problem broken) {
            return List.of(role.settings());
        }
    }

    /**
     * Writes an MFA session to the user's files, in one edit. The device is remembered in the base profile if none is, or if AWS does not
     * know the one that this suite has recorded.
     *
     * @param gone the devices that AWS does not know
     * @param said of the length of MFA sessions, if the account was asked
     * @throws Problem {@link Problem.NameTaken}, and what {@link AwsFiles#store} throws
     */
    public AwsFiles.Stored store(
            Profile.Session session, Profile.Base base, SerialNumber device, Set<String> gone, Optional<Plan.Advertised> said) {
        var stored = store(session, texts -> {
            var config = said.map(advertised -> withLength(texts.config(), base, advertised)).orElse(texts.config());
            config = inRoles(config, texts.profiles(), device, gone);
            var isRecordedWrong = base.settings().get("mfa_arn").filter(gone::contains).isPresent();
            if (isRecordedWrong && texts.credentials().properties(base.name()).containsKey("mfa_arn")) {
                return new AwsFiles.Texts(config, texts.credentials().with(base.name(), "mfa_arn", device.text()));
            }
            return isRecordedWrong || base.recordedDevice().isEmpty() ? new AwsFiles.Texts(
                    config.with(Profiles.headerInConfig(config, base.name()), "mfa_arn", device.text()), texts.credentials())
                    : new AwsFiles.Texts(config, texts.credentials());
        });
        said.ifPresent(advertised -> LengthInquiries.of(world.environment(), world.clock()).note(base.keys().accessKeyId()));
        return stored;
    }

    /** Earlier versions recorded the user's device in roles too. */
    private static IniFile inRoles(IniFile config, Profiles profiles, SerialNumber device, Set<String> gone) {
        var edited = config;
        for (var role : profiles.roles()) {
            var header = Profiles.headerInConfig(edited, role.name());
            var recorded = edited.properties(header).getOrDefault("mfa_arn", "");
            edited = gone.contains(recorded) ? edited.with(header, "mfa_arn", device.text()) : edited;
        }
        return edited;
    }

    /**
     * Writes a role session; the role profile, if there is one, gets what it lacks now that it is used.
     *
     * @param longest what AWS allows the role's sessions to last, where this run has learned it
     */
    public AwsFiles.Stored store(Profile.Session session, Profile.Role role, Optional<Duration> longest) {
        return store(session, texts -> new AwsFiles.Texts(filledIn(texts.config(), role, session, longest), texts.credentials()));
    }

    private AwsFiles.Stored store(Profile.Session session, UnaryOperator<AwsFiles.Texts> more) {
        var stored = world.store(texts -> {
            texts.profiles().requireStorable(session.name());
            var edited = more.apply(texts);
            return new AwsFiles.Texts(StoredSession.inConfig(edited.config(), session),
                    StoredSession.inCredentials(edited.credentials(), texts.config(), session));
        });
        noteEnd(session);
        return stored;
    }

    /**
     * Takes sessions out of the files, and what was copied for them. Long-lived keys stay, also those that another program has put there
     * meanwhile.
     *
     * @throws Problem what {@link AwsFiles#edit} throws
     */
    public void takeAway(List<Profile.Session> sessions) {
        world.edit(texts -> {
            var config = texts.config();
            var credentials = texts.credentials();
            for (var session : sessions) {
                config = StoredSession.takenFromConfig(config, credentials, session.name());
                credentials = StoredSession.takenFromCredentials(credentials, session.name());
            }
            return new AwsFiles.Texts(config, credentials);
        });
        sessions.forEach(session -> SessionEnds.of(world.environment()).forget(session.name()));
    }

    /**
     * Remembers of the stored sessions that have these keys that AWS does not take them. Files that cannot be written are no reason to
     * say more than what went wrong at AWS.
     *
     * @param keys the ids of access keys
     */
    public void markRefused(Set<String> keys) {
        mark(keys, Set.of());
    }

    /**
     * The same, where AWS also takes some again that it once refused.
     *
     * @param refused the ids of access keys
     * @param accepted the ids of others
     */
    public void mark(Set<String> refused, Set<String> accepted) {
        if (refused.isEmpty() && accepted.isEmpty()) {
            return;
        }
        holders(profiles(), refused).forEach(SessionEnds.of(world.environment())::forget);
        try {
            world.edit(texts -> unmarked(marked(texts, refused), accepted));
        } catch (Problem unwritable) {
            // it is found out again by the next run
        }
    }

    private AwsFiles.Texts marked(AwsFiles.Texts texts, Set<String> refused) {
        var edited = texts.credentials();
        for (var name : holders(texts.profiles(), refused)) {
            edited = !edited.has(name) || edited.properties(name).containsKey("invalid_as_of") ? edited
                    : edited.with(name, "invalid_as_of", Lessons.mark(world.clock().instant()));
        }
        return new AwsFiles.Texts(texts.config(), edited);
    }

    private static AwsFiles.Texts unmarked(AwsFiles.Texts texts, Set<String> accepted) {
        var edited = texts;
        for (var name : holders(texts.profiles(), accepted)) {
            edited = new AwsFiles.Texts(edited.config().without(Profiles.headerInConfig(edited.config(), name), "invalid_as_of"),
                    edited.credentials().without(name, "invalid_as_of"));
        }
        return edited;
    }

    /** The names under which sessions with these keys are stored. */
    private static List<String> holders(Profiles profiles, Set<String> keys) {
        return SessionStatus.sessions(profiles).stream()
                .filter(session -> session.settings().get("aws_access_key_id").filter(keys::contains).isPresent())
                .map(Profile::name).toList();
    }

    private static IniFile filledIn(IniFile file, Profile.Role role, Profile.Session session, Optional<Duration> longest) {
        var header = Profiles.headerInConfig(file, role.name());
        var known = file.properties(header);
        if (!known.containsKey("role_arn")) {
            return file;
        }
        var edited = known.containsKey("role_session_name") ? file
                : file.with(header, "role_session_name", role.roleSessionName());
        if (longest.isPresent()) {
            edited = edited.with(header, Profile.LONGEST_ROLE_SESSION, Long.toString(longest.get().toSeconds()));
        }
        for (var key : List.of("region", "output")) {
            var value = session.settings().get(key).filter(inherited -> !known.containsKey(key));
            edited = value.isPresent() ? edited.with(header, key, value.get()) : edited;
        }
        return edited;
    }

    private Aws.Caller caller(Profile profile) {
        return caller(profiles(), profile);
    }

    /** @param profile a base profile or a session that is complete */
    Aws.Caller caller(Profiles profiles, Profile profile) {
        return new Aws.Caller(credentials(profile), way(profiles, profile));
    }

    private Connection way(Profiles profiles, Profile profile) {
        return Connection.of(world.environment(), profiles, profile, asked);
    }

    private static Credentials credentials(Profile profile) {
        return switch (profile) {
            case Profile.Base base -> base.keys();
            case Profile.Session session -> session.credentials().orElseThrow();
            default -> throw new IllegalArgumentException(profile.name() + " has no credentials of its own");
        };
    }
}
