//SOURCES MfaDialogue.java
//SOURCES ../io/Aws.java
//SOURCES ../io/LocalZone.java
//SOURCES ../io/Terminal.java
//SOURCES ../model/Expiration.java
//SOURCES ../model/Finding.java
//SOURCES ../model/Plan.java
//SOURCES ../model/Problem.java
//SOURCES ../model/Profile.java
//SOURCES ../model/RoleChain.java
//SOURCES ../model/SerialNumber.java
//SOURCES ../model/SessionLength.java
//SOURCES ../model/TokenCode.java
//SOURCES ../model/TrustPolicy.java
//SOURCES ../session/Sessions.java
//SOURCES ../session/World.java
package lib.command;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import lib.io.Aws;
import lib.io.LocalZone;
import lib.io.Terminal;
import lib.model.Expiration;
import lib.model.Finding;
import lib.model.Plan;
import lib.model.Problem;
import lib.model.Profile;
import lib.model.RoleChain;
import lib.model.SerialNumber;
import lib.model.SessionLength;
import lib.model.TokenCode;
import lib.model.TrustPolicy;
import lib.session.Sessions;
import lib.session.World;

/**
 * From a profile to what a shell can use: a live session, or a new one after what has to be asked. What it will be, and why, is
 * said before anybody types a code.
 *
 * @param findings what AWS said of the profiles, if it was asked
 */
public record SessionDialogue(World world, Wishes wishes, Map<String, Finding> findings) {

    /** Below this, what AWS granted is less than what was asked for, and not only the time that the answer took. */
    private static final Duration WORTH_SAYING = Duration.ofMinutes(2);

    /** How willing the person is to type a code. */
    public enum Mfa {
        /** The session was asked for by the profile's name. */
        WANTED,
        /** The profile was picked from a menu: perhaps nothing but the profile is wanted. */
        OR_WITHOUT,
        /** A new session, even though one may be live. */
        ANEW,
        /** Another session is to start from it. */
        ON_THE_WAY,
        NOT_WANTED
    }

    /**
     * What the command line and the menu say.
     *
     * @param duration of the session, whatever the profile says
     * @param persist whether to store it; asked for when absent
     * @param tokenCode the first code, or {@code -}
     */
    public record Wishes(Mfa mfa, Optional<Duration> duration, Optional<Boolean> persist, Optional<Plan.Via> via,
            Optional<SerialNumber> serialNumber, Optional<String> tokenCode) {

        /** For a session on the way to the one that is wanted: it is stored unless that is forbidden, and a live one will do. */
        private Wishes onTheWay() {
            return new Wishes(Mfa.ON_THE_WAY, Optional.empty(), Optional.of(persist.orElse(true)), via, serialNumber, tokenCode);
        }

        /** The options that say something about a new session and nothing about a live one. */
        private List<String> aboutANewSession() {
            var options = new ArrayList<String>();
            duration.ifPresent(length -> options.add("--duration"));
            via.ifPresent(way -> options.add("--via"));
            return options;
        }
    }

    /**
     * What the shell will use.
     *
     * @param stored whether its name will do, or only its keys
     */
    public record Active(Profile profile, boolean stored) {}

    /** @throws Problem whatever keeps the session from being started */
    public Active active(Profile chosen) {
        return switch (chosen) {
            case Profile.Base base when wishes.mfa() == Mfa.NOT_WANTED -> asItIs(base);
            case Profile.Session running when isUsable(running) -> takenUp(running);
            case Profile.Session ended -> active(sourceOf(ended));
            case Profile.Base base -> takenUp(base.sessionName()).orElseGet(() -> started(base));
            case Profile.Role role -> takenUp(role.sessionName())
                    .orElseGet(() -> kept(assumed(role), session -> sessions().store(session, role)));
            case Profile.Managed managed -> new Active(managed, true);
            case Profile.Keyless keyless -> throw Problem.incompleteKeys(keyless.name(), keyless.missingProperty());
        };
    }

    /** Keys that nobody has asked AWS about are checked before a shell relies on them. */
    private Active asItIs(Profile.Base base) {
        if (!findings.containsKey(base.name())) {
            sessions().requireAccepted(base);
        }
        return new Active(base, true);
    }

    private Active takenUp(Profile.Session live) {
        var passedOver = wishes.mfa() == Mfa.ON_THE_WAY ? List.<String>of() : wishes.aboutANewSession();
        if (!passedOver.isEmpty()) {
            world.terminal().say("note: %s is live and taken up as it is; %s would count for a new one: add --force"
                    .formatted(live.name(), String.join(" and ", passedOver)));
        }
        sessions().noteEnd(live);
        return new Active(live, true);
    }

    private Optional<Active> takenUp(String sessionName) {
        var live = live(sessionName).map(this::takenUp);
        if (live.isEmpty()) {
            sessions().forgetEndUnlessStored(sessionName);
        }
        return live;
    }

    private Optional<Profile.Session> live(String sessionName) {
        return wishes.mfa() == Mfa.ANEW ? Optional.empty() : sessions().usableSession(sessionName);
    }

    /** A session of another tool that recorded no expiration is taken at its word. */
    private boolean isUsable(Profile.Session session) {
        var endsUnknown = session.kind() == Profile.Session.Kind.UNKNOWN && session.expiration().isEmpty();
        return session.isUsable(world.clock().instant()) && wishes.mfa() != Mfa.ANEW
                || endsUnknown && session.credentials().isPresent();
    }

    private Profile sourceOf(Profile.Session ended) {
        return ended.sourceProfile().flatMap(sessions().profiles()::named)
                .orElseThrow(() -> Problem.notABaseProfile(ended.name(), "is a session that has expired",
                        "renew it with the command that made it"));
    }

    // ------------------------------------------------------------- MFA sessions

    private Active started(Profile.Base base) {
        requireStorable(base.sessionName());
        var device = device(base);
        return device.flatMap(chosen -> started(base, chosen))
                .map(session -> kept(session, stored -> sessions().store(stored, base, device.get())))
                .orElseGet(() -> asItIs(base));
    }

    /** Empty when there is none and the person goes on without MFA. */
    private Optional<SerialNumber> device(Profile.Base base) {
        try {
            return Optional.of(dialogue().device(base));
        } catch (Problem.NoMfaDevice | Problem.OnlyPasskeys noDevice) {
            goOnWithout(base, noDevice);
            return Optional.empty();
        }
    }

    private Optional<Profile.Session> started(Profile.Base base, SerialNumber device) {
        var length = length(base);
        world.terminal().say("%s: new MFA session of %s".formatted(base.name(), inWords(length)));
        Function<TokenCode, Profile.Session> start = code -> startedMeanwhile(base.sessionName())
                .orElseGet(() -> sessions().startMfaSession(base, device, code, length.duration()));
        var session = wishes.mfa() == Mfa.OR_WITHOUT
                ? dialogue().withCodeOrWithout(base, device, start) : Optional.of(dialogue().withCode(base, device, start));
        session.flatMap(Profile.Session::expiration).ifPresent(ends -> remarkIfShorter(ends, length));
        return session;
    }

    /** While a person typed, another terminal may have got the session; a code is good once, so theirs is worth keeping. */
    private Optional<Profile.Session> startedMeanwhile(String sessionName) {
        var other = live(sessionName);
        other.ifPresent(session -> world.terminal().say(
                "%s has been started elsewhere meanwhile; your code was not used".formatted(session.name())));
        return other;
    }

    private SessionLength length(Profile.Base base) {
        var own = base.sessionLength(wishes.duration(), SessionLength.usualOfMfaSession(world.environment()));
        if (!(findings.get(base.name()) instanceof Finding.User user)) {
            return own;
        }
        var advertised = user.advertisedLength().filter(length -> wishes.duration().isEmpty() && own.duration().equals(length))
                .map(length -> new SessionLength(length, "what the account advertises")).orElse(own);
        return user.identity().isRoot()
                ? advertised.within(SessionLength.LONGEST_ROOT_SESSION, "the longest that AWS allows to the root") : advertised;
    }

    /** AWS shortens a session of the account root without a word. */
    private void remarkIfShorter(Expiration ends, SessionLength asked) {
        var granted = ends.remaining(world.clock().instant());
        if (asked.duration().minus(granted).compareTo(WORTH_SAYING) > 0) {
            world.terminal().say("AWS granted " + Expiration.inWords(granted) + " only, as it does to the root of an account");
        }
    }

    private void goOnWithout(Profile.Base base, Problem noDevice) {
        if (!world.terminal().canAsk()) {
            throw noDevice;
        }
        world.terminal().say(noDevice.message() + "\n  " + noDevice.hint());
        if (!world.terminal().confirm(new Terminal.Question("whether to go on", "add a device first",
                "Use %s without MFA? [Y/n] ".formatted(base.name())))) {
            throw noDevice;
        }
    }

    // ------------------------------------------------------------ role sessions

    /** A role whose source is a role is the same once more, with that role's session; the chain has been checked for circles. */
    private Profile.Session assumed(Profile.Role role) {
        requireStorable(role.sessionName());
        var chain = chain(role);
        if (chain.roles().size() > 1) {
            return assumedFrom(chain.roles().get(chain.roles().size() - 2), role);
        }
        return switch (chain.source()) {
            case Profile.Base base -> assumedBy(plan(base, role), base, role);
            case Profile.Session session -> assumedFrom(session, role);
            case Profile other -> throw Problem.notABaseProfile(other.name(), "is the source of '" + role.name()
                    + "', and its credentials are not here", "use the role as it is: aws --profile " + role.name());
        };
    }

    /** What is wrong with the role itself is found out before anybody types a code. */
    private RoleChain chain(Profile.Role wanted) {
        var chain = RoleChain.of(sessions().profiles(), wanted);
        for (var role : chain.roles()) {
            if (role.arn().isEmpty()) {
                throw Problem.malformedRoleArn(role.name());
            }
            role.sessionTags();
        }
        return chain;
    }

    private Plan plan(Profile.Base base, Profile.Role role) {
        var left = sessions().usableSession(base.sessionName()).flatMap(Profile.Session::expiration)
                .map(expiration -> expiration.remaining(world.clock().instant()));
        var found = findings.get(role.name()) instanceof Finding.Role known ? Optional.of(known) : Optional.<Finding.Role>empty();
        return Plan.of(new Plan.Situation(length(role), found.map(Finding.Role::mfaNeed).orElse(TrustPolicy.MfaNeed.POSSIBLE),
                hasDevice(base, role), left, wishes.via()));
    }

    private SessionLength length(Profile.Role role) {
        var wanted = role.sessionLength(wishes.duration(), SessionLength.usualOfRoleSession(world.environment()));
        return findings.get(role.name()) instanceof Finding.Role found && found.longest().isPresent()
                ? wanted.within(found.longest().get(), "the longest that the role allows") : wanted;
    }

    private boolean hasDevice(Profile.Base base, Profile.Role role) {
        return ownDevice(role).isPresent() || wishes.serialNumber().or(base::serialNumber).isPresent() || sessions().hasDevice(base);
    }

    /** A passkey shows no codes, so it is passed over. */
    private Optional<SerialNumber> ownDevice(Profile.Role role) {
        return role.serialNumber().filter(own -> wishes.serialNumber().isEmpty()).filter(SerialNumber::givesTokenCodes);
    }

    private Profile.Session assumedBy(Plan plan, Profile.Base base, Profile.Role role) {
        world.terminal().say(inWords(plan, base, role));
        return switch (plan.way()) {
            case KEYS -> withinLimits(plan.length(), length -> sessions().assumeRole(role, base, Optional.empty(), length));
            case KEYS_WITH_CODE -> assumedWithCode(plan.length(), base, role);
            case LIVE_MFA_SESSION, NEW_MFA_SESSION -> assumedFrom(supporting(base), role, plan.length());
        };
    }

    private Profile.Session assumedWithCode(SessionLength wanted, Profile.Base base, Profile.Role role) {
        var device = ownDevice(role).orElseGet(() -> dialogue().device(base));
        Function<Duration, Function<TokenCode, Profile.Session>> assume = length -> code -> startedMeanwhile(role.sessionName())
                .orElseGet(() -> sessions().assumeRole(role, base, Optional.of(new Aws.Mfa(device, code)), length));
        try {
            return dialogue().withCode(base, device, assume.apply(wanted.duration()));
        } catch (Problem.DurationRefused refused) {
            if (!world.terminal().canAsk()) {
                throw refused; // the code may be spent, and nobody can give another
            }
            var lower = lower(wanted, refused);
            return new MfaDialogue(world, wishes.serialNumber(), Optional.empty()).withCode(base, device, assume.apply(lower));
        }
    }

    /** The length is said first, so that nobody is surprised after typing a code for the session on the way. */
    private Profile.Session assumedFrom(Profile source, Profile.Role role) {
        var length = Plan.chained(length(role));
        world.terminal().say("%s: role session of %s, assumed with %s".formatted(role.name(), inWords(length), sessionName(source)));
        return assumedFrom(supporting(source), role, length);
    }

    private Profile.Session assumedFrom(Profile.Session source, Profile.Role role, SessionLength wanted) {
        return withinLimits(wanted, length -> sessions().assumeRole(role, source, Optional.empty(), length));
    }

    private static String sessionName(Profile source) {
        return source instanceof Profile.Role role ? role.sessionName() : source.name();
    }

    /** A role may allow less than was asked for; every role allows one hour. */
    private Profile.Session withinLimits(SessionLength wanted, Function<Duration, Profile.Session> assume) {
        try {
            return assume.apply(wanted.duration());
        } catch (Problem.DurationRefused refused) {
            return assume.apply(lower(wanted, refused));
        }
    }

    /** What to try after AWS's refusal, which is said; where that is no less, the refusal is thrown again. */
    private Duration lower(SessionLength wanted, Problem.DurationRefused refused) {
        var lower = SessionLength.DEFAULT_ROLE_SESSION;
        if (wanted.duration().compareTo(lower) <= 0) {
            throw refused;
        }
        world.terminal().say(refused.message() + "; trying with " + SessionLength.inWords(lower));
        return lower;
    }

    /** A session that another one starts from is worth keeping: it spares the next code. */
    private Profile.Session supporting(Profile source) {
        var onTheWay = onTheWay().active(source);
        if (onTheWay.profile() instanceof Profile.Session session) {
            return session;
        }
        throw Problem.notABaseProfile(source.name(), "has no MFA session to assume the role from",
                "add an MFA device, or use --via keys");
    }

    // ------------------------------------------------------- keeping a session

    private void requireStorable(String sessionName) {
        if (wishes.persist().orElse(true)) {
            sessions().requireStorable(sessionName);
        }
    }

    private Active kept(Profile.Session session, Consumer<Profile.Session> store) {
        if (isStored(session)) {
            return new Active(session, true);
        }
        var stored = wishes.persist().orElseGet(() -> confirmed(session));
        if (stored) {
            store.accept(session);
        }
        return new Active(session, stored);
    }

    private boolean isStored(Profile.Session session) {
        return sessions().usableSession(session.name()).filter(same -> same.credentials().equals(session.credentials())).isPresent();
    }

    private boolean confirmed(Profile.Session session) {
        return !world.terminal().canAsk() || world.terminal().confirm(new Terminal.Question(
                "whether to store the session", "use --persist or --no-persist",
                "Store it as %s in %s, for all shells? [Y/n] ".formatted(
                        session.name(), world.files().locations().credentialsInWords(world.environment()))));
    }

    // -------------------------------------------------------------------- words

    /** What {@link #active} would do, in a line for each session. Nothing is changed by it; AWS may be asked for the device. */
    public String explanation(Profile chosen) {
        return switch (chosen) {
            case Profile.Session running when isUsable(running) -> "take up " + summary(running);
            case Profile.Session ended -> explanation(sourceOf(ended));
            case Profile.Base base -> explained(base.sessionName()).orElseGet(() -> "%s: new MFA session of %s; asks for a token code"
                    .formatted(base.name(), inWords(length(base))));
            case Profile.Role role -> explained(role.sessionName()).orElseGet(() -> explanation(role));
            case Profile.Keyless keyless -> throw Problem.incompleteKeys(keyless.name(), keyless.missingProperty());
            case Profile.Managed managed -> managed.name() + ": credentials from " + managed.by() + "; nothing to start here";
        };
    }

    private Optional<String> explained(String sessionName) {
        return live(sessionName).map(session -> "take up " + summary(session));
    }

    private String explanation(Profile.Role role) {
        var chain = chain(role);
        if (chain.roles().size() > 1) {
            return explanation(chain.roles().get(chain.roles().size() - 2), role);
        }
        if (!(chain.source() instanceof Profile.Base base)) {
            return explanation(chain.source(), role);
        }
        var plan = plan(base, role);
        return inWords(plan, base, role) + (plan.way().asksForCode() ? "; asks for a token code" : "");
    }

    private String explanation(Profile source, Profile.Role role) {
        return "%s\n%s: role session of %s, assumed with %s".formatted(onTheWay().explanation(source),
                role.name(), inWords(Plan.chained(length(role))), sessionName(source));
    }

    private SessionDialogue onTheWay() {
        return new SessionDialogue(world, wishes.onTheWay(), findings);
    }

    public String summary(Profile profile) {
        return switch (profile) {
            case Profile.Session session -> summary(session);
            case Profile.Base base -> base.name() + ": as it is, without MFA";
            case Profile.Managed managed -> managed.name() + ": credentials from " + managed.by();
            case Profile other -> other.name();
        } + profile.region().map(region -> "; region " + region).orElse("")
                + profile.output().map(output -> "; output " + output).orElse("");
    }

    private String summary(Profile.Session session) {
        return session.expiration().map(expiration -> "%s: %s, %s left, until %s".formatted(
                        session.name(), session.kind().inWords(),
                        Expiration.inWords(expiration.remaining(world.clock().instant())),
                        expiration.onClocksOf(LocalZone.of(world.environment()))))
                .orElseGet(() -> session.name() + ": " + session.kind().inWords() + "; when it ends is not recorded");
    }

    private static String inWords(SessionLength length) {
        return SessionLength.inWords(length.duration()) + " (" + length.reason() + ")";
    }

    private static String inWords(Plan plan, Profile.Base base, Profile.Role role) {
        return "%s: role session of %s, assumed %s of %s: %s".formatted(
                role.name(), inWords(plan.length()), plan.way().inWords(), base.name(), plan.reason());
    }

    private MfaDialogue dialogue() {
        return new MfaDialogue(world, wishes.serialNumber(), wishes.tokenCode());
    }

    private Sessions sessions() {
        return new Sessions(world);
    }
}
