//SOURCES LengthInquiry.java
//SOURCES MfaDialogue.java
//SOURCES SessionWishes.java
//SOURCES ../io/Asker.java
//SOURCES ../io/Aws.java
//SOURCES ../io/AwsFiles.java
//SOURCES ../io/LocalZone.java
//SOURCES ../io/Terminal.java
//SOURCES ../io/Turns.java
//SOURCES ../model/Credentials.java
//SOURCES ../model/Decision.java
//SOURCES ../model/Expiration.java
//SOURCES ../model/Finding.java
//SOURCES ../model/HandedDown.java
//SOURCES ../model/Horizon.java
//SOURCES ../model/Plan.java
//SOURCES ../model/Problem.java
//SOURCES ../model/Profile.java
//SOURCES ../model/SerialNumber.java
//SOURCES ../model/SessionLength.java
//SOURCES ../model/TokenCode.java
//SOURCES ../model/Words.java
//SOURCES ../session/Sessions.java
//SOURCES ../session/Sources.java
//SOURCES ../session/World.java
package lib.command;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lib.io.Asker;
import lib.io.Aws;
import lib.io.AwsFiles;
import lib.io.LocalZone;
import lib.io.Terminal;
import lib.io.Turns;
import lib.model.Credentials;
import lib.model.Decision;
import lib.model.Expiration;
import lib.model.Finding;
import lib.model.HandedDown;
import lib.model.Horizon;
import lib.model.Plan;
import lib.model.Problem;
import lib.model.Profile;
import lib.model.SerialNumber;
import lib.model.SessionLength;
import lib.model.TokenCode;
import lib.model.Words;
import lib.session.Sessions;
import lib.session.Sources;
import lib.session.World;

/**
 * From a profile to what a shell can use: a live session, or a new one after what has to be asked. The steps of a plan are done one after
 * the other, and said beforehand in the words in which {@code --explain} says them. What AWS answers to one of them is added to
 * what is known, and it is decided again, as long as that leads to other steps.
 */
public final class SessionDialogue {

    /** Below this, what AWS granted is less than what was asked for, and not only the time that the answer took. */
    private static final Duration WORTH_SAYING = Duration.ofMinutes(2);

    /** Longer than a command that prints codes may take. */
    private static final Duration PRINTING = Duration.ofSeconds(130);

    private static final Duration CALLING = Duration.ofSeconds(60);
    private static final Duration WORTH_A_WORD = Duration.ofSeconds(1);
    /** So long a person waits for the list of the devices, of which they can name one as well. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /**
     * What the shell will use.
     *
     * @param stored whether its name will do, or only its keys
     */
    public record Active(Profile profile, boolean stored) {}

    private final World world;
    private final SessionWishes wishes;
    private final Profile chosen;
    private final UnaryOperator<Function<TokenCode, Profile.Session>> trying;
    private final Set<String> said = new HashSet<>();
    private Plan.Known known;
    private SessionWishes.Storing storing;
    private boolean triedToWrite;
    private boolean wasAsked;

    /** What keeps others from running the command that gives the same keys, until it is clear what came of them. */
    private Optional<Turns.Turn> keys = Optional.empty();

    /** What keeps others from making the call whose answer is not stored yet. */
    private Optional<Turns.Turn> call = Optional.empty();

    /** Was typed, or given, and AWS has not looked at it. */
    private Optional<TokenCode> unspent = Optional.empty();
    private Optional<String> given;

    /** What was done last. */
    private Optional<Plan.Step> last = Optional.empty();

    /**
     * @param findings what AWS said of the profiles, if it was asked
     * @param chosen the profile that the person named or picked
     */
    public SessionDialogue(World world, SessionWishes wishes, Map<String, Finding> findings, Profile chosen) {
        this(world, wishes, findings, chosen, UnaryOperator.identity());
    }

    /** @param trying is given the call that spends a code for an MFA session, and gives the one to be made instead */
    SessionDialogue(World world, SessionWishes wishes, Map<String, Finding> findings, Profile chosen,
            UnaryOperator<Function<TokenCode, Profile.Session>> trying) {
        this.world = world.with(world.terminal().introducing(() -> "This is asked for the profile " + chosen.name()
                + Asker.inWords().map(asker -> ", by: " + asker).orElse("")));
        this.wishes = wishes;
        this.chosen = chosen;
        this.trying = trying;
        this.known = new Plan.Known(sessions().profiles(), world.clock().instant(), world.environment(), findings);
        this.storing = wishes.storing();
        this.given = wishes.tokenCode();
    }

    /** The same dialogue, which knows of sessions that another one has got, and that are stored nowhere; what is stored may last longer. */
    SessionDialogue having(List<Profile.Session> unstored) {
        unstored.stream().filter(session -> known.profiles().session(session.name()).flatMap(Profile.Session::expiration)
                .filter(stored -> stored.at().isAfter(session.expiration().orElseThrow().at())).isEmpty())
                .forEach(session -> known = known.given(session));
        return this;
    }

    /** What this dialogue has got that is stored nowhere. */
    public List<Profile.Session> unstored() {
        var stored = sessions().profiles();
        return known.begun().values().stream().filter(session -> stored.session(session.name())
                .filter(same -> same.credentials().equals(session.credentials())).isEmpty()).toList();
    }

    /** Until when what {@link #explanation} tells of can be used. */
    public String end() {
        Optional<Instant> end = switch (decided().steps().getLast()) {
            case Plan.Step.TakeUp live -> live.session().expiration().map(Expiration::at);
            case Plan.Step.StartMfaSession start -> Optional.of(world.clock().instant().plus(start.length().duration()));
            case Plan.Step.AssumeRole assume -> Optional.of(world.clock().instant().plus(assume.length().duration()));
            default -> Optional.<Instant>empty();
        };
        return end.map(ends -> "the command has it until " + new Expiration(ends).onClocksOf(LocalZone.of(world.environment())))
                .orElse("how long the command has it is not known here");
    }

    /** How long what is wanted can be had without another code, as far as is known now; absent where no code is ever needed. */
    public Optional<Horizon> horizon() {
        return Horizon.of(wanted(false), known.with(sessions().profiles(), world.clock().instant()));
    }

    /** The profile for which a code would have to be typed now; absent where none is needed. */
    Optional<String> ownerOfNextCode() {
        return Horizon.needed(wanted(false), known);
    }

    /** @throws Problem whatever keeps the session from being started */
    public Active active() {
        return used(Function.identity());
    }

    /** How {@link #active} got the session of a role; absent where it was there already. */
    public Optional<Plan.Step.AssumeRole> assumed() {
        return last.filter(Plan.Step.AssumeRole.class::isInstance).map(Plan.Step.AssumeRole.class::cast);
    }

    /**
     * As {@link #active}, for what is used at once: where AWS does not take the session there, another is got, and used instead.
     *
     * @param use throws {@link Problem.CredentialsRejected} where AWS does not take it
     */
    public <T> T used(Function<Active, T> use) {
        try {
            var plan = plan();
            while (true) {
                announce(plan);
                try {
                    return use(done(plan), plan.steps().getLast(), use);
                } catch (Refused refused) {
                    plan = decidedAgain(plan, refused);
                } catch (Meanwhile changed) {
                    plan = decidedAgain(changed);
                } catch (Problem why) {
                    plan = withSpare(plan, why);
                }
            }
        } finally {
            keys.ifPresent(Turns.Turn::close);
            sessions().markRefused(known.refusedKeys());
        }
    }

    /** What AWS says of long-lived keys is for the person. */
    private static <T> T use(Active active, Plan.Step last, Function<Active, T> use) {
        try {
            return use.apply(active);
        } catch (Problem.CredentialsRejected why) {
            throw active.profile() instanceof Profile.Session ? new Refused(last, why) : why;
        }
    }

    /** What {@link #active} would do, in its own words. Nothing is changed by it; AWS may be asked for the devices. */
    public String explanation() {
        var plan = withAnswers(decided());
        if (plan.steps().stream().anyMatch(step -> step.code().filter(Plan.Code.Given.class::isInstance).isPresent())) {
            given.filter(text -> !text.equals("-")).ifPresent(text -> MfaDialogue.given(world, text));
        }
        var steps = plan.steps().getLast() instanceof Plan.Step.GetKeys get ? Stream.of(outcomes(get.profile()))
                : plan.steps().stream().filter(step -> isWorthSaying(step) || plan.steps().size() == 1).map(this::withCode);
        return Stream.concat(plan.remarks().stream(), steps).collect(Collectors.joining("\n"));
    }

    private String withCode(Plan.Step step) {
        return inWords(step) + step.code().map(code -> "; " + code.inWords()).orElse("");
    }

    /** A command that gives keys runs only where they are wanted; what would follow is decided for keys that it might give. */
    private String outcomes(Profile.Managed profile) {
        sources().requireCommand(profile);
        var temporary = following(profile.with(Credentials.temporary("ASIA", "-", "-"), Optional.empty()));
        return inWords(new Plan.Step.GetKeys(profile)) + ", which was not run; " + (profile.mayBeLongLived()
                ? "if long-lived, then " + following(profile.with(Credentials.longLived("AKIA", "-"), Optional.empty()))
                        + ", if temporary, then " + temporary
                : "then " + temporary);
    }

    private String following(Profile given) {
        try {
            return decided(known.given(given)).steps().stream().filter(step -> !(step instanceof Plan.Step.TakeUp))
                    .map(step -> step instanceof Plan.Step.AsItIs as && as.why().isEmpty() ? "handed over as they are" : withCode(step))
                    .collect(Collectors.joining(", then "));
        } catch (Problem inTheWay) {
            return inTheWay.message();
        }
    }

    // ------------------------------------------------------------- the decision

    private Plan plan() {
        var plan = withAnswers(decided());
        while (plan.steps().getLast() instanceof Plan.Step.GetKeys get) {
            announce(new Plan(plan.remarks(), List.of(get), Optional.empty()));
            try {
                known = known.given(inTurn(get));
            } catch (Meanwhile notNeeded) {
                // it is decided again in any case
            } catch (Problem why) {
                return withSpare(plan, why);
            }
            plan = withAnswers(decided());
        }
        return plan;
    }

    /** What only AWS can tell before it is decided. */
    private Plan withAnswers(Plan decided) {
        var plan = decided;
        while (true) {
            switch (plan.steps().getLast()) {
                case Plan.Step.FindDevices ask -> known = known.with(ask.base(), world.terminal().canAsk()
                        ? sessions().listedDevices(ask.base(), PATIENCE) : sessions().listedDevices(ask.base()));
                case Plan.Step.FindAccount ask -> known = withAccount(ask.profile());
                case Plan.Step _ -> {
                    return plan;
                }
            }
            plan = decided();
        }
    }

    /** A session that AWS does not take is not handed over, whatever its account. */
    private Plan.Known withAccount(Profile profile) {
        try {
            return known.with(profile, sessions().identity(profile).account());
        } catch (Problem.CredentialsRejected ended) {
            if (profile instanceof Profile.Session session) {
                return known.with(new Plan.Refusal(new Plan.Step.TakeUp(session), ended));
            }
            throw ended;
        }
    }

    private Plan decided() {
        return decided(known);
    }

    private Plan decided(Plan.Known known) {
        return Decision.of(wanted(world.terminal().canAsk()), known);
    }

    private Plan.Wanted wanted(boolean canAsk) {
        return new Plan.Wanted(chosen, wishes.mfa(), wishes.duration(), wishes.margin(), wishes.via(), wishes.serialNumber(),
                given.isPresent() || unspent.isPresent(), canAsk, storing != SessionWishes.Storing.FORBIDDEN,
                wishes.account());
    }

    /** What AWS refused, by which step. */
    private static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final transient Plan.Refusal refusal;

        Refused(Plan.Step step, Problem why) {
            super(why.message(), why, false, false);
            this.refusal = new Plan.Refusal(step, why);
        }
    }

    /** The same steps once more would be refused once more. */
    private Plan decidedAgain(Plan refusedPlan, Refused refused) {
        known = known.with(refused.refusal);
        var plan = plan();
        var nobodyCan = refused.refusal.why() instanceof Problem.DurationRefused && !world.terminal().canAsk()
                && plan.steps().stream().anyMatch(step -> step.code().filter(Plan.Code.Asked.class::isInstance).isPresent());
        if (nobodyCan || plan.steps().equals(refusedPlan.steps()) || isNextAgain(plan, refused.refusal.step())) {
            throw refused.refusal.why();
        }
        var others = devices(plan);
        world.terminal().explain(refused.refusal.why().message() + (refused.refusal.why() instanceof Problem.DeviceRejected && !others.isEmpty()
                ? "; the code is taken to be of " + others : ""));
        return plan;
    }

    /** From what is there by now. */
    private static boolean isNextAgain(Plan plan, Plan.Step refused) {
        return plan.steps().stream().dropWhile(Plan.Step.TakeUp.class::isInstance).findFirst().filter(refused::equals).isPresent();
    }

    /** What still lives is better than nothing. */
    private Plan withSpare(Plan failed, Problem why) {
        if (failed.spare().isEmpty() || why instanceof Problem.Cancelled) {
            throw why;
        }
        var spare = failed.spare().get();
        world.terminal().say("note: %s is used, with %s left; no new one was started: %s".formatted(spare.name(),
                Expiration.inWords(spare.expiration().orElseThrow().remaining(world.clock().instant())), why.message()));
        return new Plan(List.of(), List.of(new Plan.Step.TakeUp(spare)), Optional.empty());
    }

    private static String devices(Plan plan) {
        return plan.steps().stream().flatMap(step -> devices(step).stream()).map(SerialNumber::text).distinct().collect(Collectors.joining(" or "));
    }

    private static List<SerialNumber> devices(Plan.Step step) {
        return switch (step) {
            case Plan.Step.StartMfaSession start -> start.devices();
            case Plan.Step.AssumeRole assume -> assume.devices();
            default -> List.of();
        };
    }

    private void announce(Plan plan) {
        var steps = plan.steps().stream().filter(SessionDialogue::isWorthSaying).map(this::inWords);
        Stream.concat(plan.remarks().stream(), steps).filter(said::add).forEach(world.terminal()::say);
    }

    /** What is taken up is summed up at the end, or named by the step that uses it. */
    private static boolean isWorthSaying(Plan.Step step) {
        return !(step instanceof Plan.Step.TakeUp || step instanceof Plan.Step.AsItIs);
    }

    private String inWords(Plan.Step step) {
        return switch (step) {
            case Plan.Step.TakeUp live -> "take up " + summary(world, live.session());
            case Plan.Step.FindDevices ask -> "ask AWS for the MFA devices of " + ask.base().name();
            case Plan.Step.FindAccount ask -> "ask AWS of which account " + ask.profile().name() + " is";
            case Plan.Step.GetKeys get -> Sources.inWords(get.profile());
            case Plan.Step.StartMfaSession start when start.session().equals(start.base().sessionName()) ->
                    start.base().name() + ": new MFA session of " + inWords(start.length());
            case Plan.Step.StartMfaSession start -> "%s: new MFA session of %s, with the keys of %s".formatted(
                    start.session(), inWords(start.length()), start.base().name());
            case Plan.Step.AssumeRole assume -> "%s: role session of %s, assumed %s".formatted(
                    assume.role().name(), inWords(assume.length()), assume.wayInWords());
            case Plan.Step.AsItIs as when as.profile() instanceof Profile.Managed managed ->
                    managed.name() + ": credentials from " + managed.by() + "; nothing to start here";
            case Plan.Step.AsItIs as -> as.why().map(why -> why.message() + "; asks whether to use it without MFA")
                    .orElseGet(() -> summary(world, as.profile()));
        };
    }

    /** What a profile is: a session with what is left of it, or something else. */
    public static String summary(World world, Profile profile) {
        return switch (profile) {
            case Profile.Session session -> summary(world, session);
            case Profile.Base base -> base.name() + ": as it is, without MFA";
            case Profile.Managed managed -> managed.name() + ": credentials from " + managed.by();
            case Profile other -> other.name();
        } + surroundings(profile);
    }

    private static String surroundings(Profile profile) {
        return profile.region().map(region -> "; region " + region).orElse("")
                + profile.output().map(output -> "; output " + output).orElse("");
    }

    /**
     * The same of what is handed over. A session that is not stored has no name that a tool would find.
     *
     * @param unstored where it is instead, such as "in this shell only"
     */
    public static String summary(World world, Active active, String unstored) {
        return active.profile() instanceof Profile.Session session && !active.stored()
                ? inWords(world, session, session.sourceProfile().orElse(session.name()), session.inWords() + " " + unstored) + surroundings(session)
                : summary(world, active.profile());
    }

    private static String summary(World world, Profile.Session session) {
        return inWords(world, session, session.name(), session.inWords());
    }

    private static String inWords(World world, Profile.Session session, String name, String what) {
        return name + ": " + what + session.expiration().map(expiration -> ", %s left, until %s".formatted(
                        Expiration.inWords(expiration.remaining(world.clock().instant())),
                        expiration.onClocksOf(LocalZone.of(world.environment()))))
                .orElse("; when it ends is not recorded");
    }

    private static String inWords(SessionLength length) {
        return SessionLength.inWords(length.duration()) + " (" + length.reason() + ")";
    }

    // ---------------------------------------------------------------- the steps

    private Active done(Plan plan) {
        for (var step : plan.steps().subList(0, plan.steps().size() - 1)) {
            done(step, false);
        }
        last = Optional.of(plan.steps().getLast());
        return done(plan.steps().getLast(), true);
    }

    private Active done(Plan.Step step, boolean isLast) {
        return switch (step) {
            case Plan.Step.TakeUp live -> takenUp(live.session());
            case Plan.Step.StartMfaSession start -> started(start, isLast);
            case Plan.Step.AssumeRole assume -> assumed(assume, isLast);
            case Plan.Step.AsItIs as -> asItIs(as);
            case Plan.Step.FindDevices _, Plan.Step.FindAccount _, Plan.Step.GetKeys _ -> throw new IllegalStateException("is done by the decision");
        };
    }

    private Active takenUp(Profile.Session live) {
        var stored = isStored(live);
        if (stored && !known.isGiven(live)) {
            sessions().noteEnd(live);
        }
        if (known.session(live.name()).isEmpty()) {
            known = known.given(live);
        }
        return new Active(sessions().whole(live), stored);
    }

    private Active asItIs(Plan.Step.AsItIs step) {
        step.why().ifPresent(why -> {
            world.terminal().explain(why.message() + "\n  " + why.hint());
            if (!world.terminal().confirm(new Terminal.Question("whether to go on", "add a device first",
                    "Use %s without MFA? [Y/n] ".formatted(step.profile().name())))) {
                throw why;
            }
        });
        if (step.profile() instanceof Profile.Base base && !known.findings().containsKey(base.name())) {
            sessions().requireAccepted(base);
        }
        return new Active(step.profile(), true);
    }

    private Active started(Plan.Step.StartMfaSession step, boolean isLast) {
        requireWritable();
        var base = step.base();
        return inTurn(step, device -> {
            var inquiry = wishes.duration().isPresent() ? Optional.<LengthInquiry>empty()
                    : LengthInquiry.beside(sessions(), base, step.code().orElseThrow(), wishes.lookupRegion());
            var start = trying.apply(code -> onlyHere(step, isLast, () -> start(step, device, code, inquiry)));
            var session = refusable(step, () -> mfaDialogue(step).with(base, device, step.orWithout(), spending(start)));
            if (session.isEmpty()) {
                return asItIs(new Plan.Step.AsItIs(base, Optional.empty()));
            }
            return kept(session.get(), isLast, () -> sessions().store(session.get(), base, device, known.refusedDevices(),
                    Optional.ofNullable(known.advertised().get(base.name()))));
        });
    }

    /** For as long as the account says by now, which is said where it is another length than before. */
    private Profile.Session start(Plan.Step.StartMfaSession step, SerialNumber device, TokenCode code, Optional<LengthInquiry> inquiry) {
        inquiry.flatMap(LengthInquiry::answer).ifPresent(answer -> known = known.with(step.base(), answer));
        var now = decided().steps().stream().filter(Plan.Step.StartMfaSession.class::isInstance).findFirst().orElse(step);
        if (said.add(inWords(now))) {
            world.terminal().say(inWords(now));
        }
        var length = ((Plan.Step.StartMfaSession) now).length();
        var session = sessions().startMfaSession(step.base(), step.session(), device, code, length.duration(), wishes.serialNumber());
        session.expiration().ifPresent(ends -> remarkIfShorter(ends, length));
        return session;
    }

    private Active assumed(Plan.Step.AssumeRole step, boolean isLast) {
        requireWritable();
        var role = step.role();
        Function<Profile.Session, Active> keep = session -> kept(session, isLast, () -> sessions().store(session, role, known.longest(role)));
        return step.code().isPresent()
                ? inTurn(step, device -> keep.apply(refusable(step, () -> assumedWithCode(step, device, isLast))))
                : inTurn(() -> keep.apply(refusable(step, () -> onlyHere(step, isLast, () ->
                        sessions().assumeRole(role, source(step), Optional.empty(), step.length().duration())))));
    }

    private Profile source(Plan.Step.AssumeRole step) {
        return step.keys().<Profile>map(base -> base).or(() -> known.session(step.session())).orElseThrow();
    }

    private Profile.Session assumedWithCode(Plan.Step.AssumeRole step, SerialNumber device, boolean isLast) {
        var base = step.keys().orElseThrow();
        Function<TokenCode, Profile.Session> assume = code -> onlyHere(step, isLast, () ->
                sessions().assumeRole(step.role(), base, Optional.of(new Aws.Mfa(device, code)), step.length().duration()));
        return mfaDialogue(step).with(step.role(), device, false, spending(assume)).orElseThrow();
    }

    // -------------------------------------------------------- one after another

    /** Another process has got what was to be got here, or has changed what it was to be got from. */
    private static final class Meanwhile extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final transient Plan.Step step;

        Meanwhile(Plan.Step step) {
            super(null, null, false, false);
            this.step = step;
        }
    }

    /** @throws Meanwhile if the files have changed so that a step leads nowhere any more */
    private void requireStillWanted(Plan.Step step) {
        if (!world.files().areAsSeen()) {
            known = known.with(sessions().lookAgain(), world.clock().instant());
            if (!decided().steps().contains(step)) {
                throw new Meanwhile(step);
            }
        }
    }

    /** A code that was typed and is not needed now is not kept for later. */
    private Plan decidedAgain(Meanwhile changed) {
        var name = sessionName(changed.step);
        var isThere = plan().steps().stream().anyMatch(step -> step instanceof Plan.Step.TakeUp live && live.session().name().equals(name));
        if (isThere && (wasAsked || unspent.isPresent())) {
            world.terminal().say(name + " has been started elsewhere meanwhile" + (unspent.isPresent() ? "; your code was not used" : ""));
            unspent = Optional.empty();
        }
        wasAsked = false;
        return plan();
    }

    private static String sessionName(Plan.Step step) {
        return step instanceof Plan.Step.AssumeRole assume ? assume.role().sessionName() : ((Plan.Step.StartMfaSession) step).session();
    }

    /**
     * A step that takes a code, while nobody else asks the same person or the same device. Whoever has waited for that may find that all is
     * done.
     */
    private Active inTurn(Plan.Step step, Function<SerialNumber, Active> conversation) {
        var code = step.code().orElseThrow();
        Supplier<Active> withDevice = () -> {
            var device = MfaDialogue.chosen(world, devices(step));
            return code instanceof Plan.Code.Printed ? inTurn(step, device, conversation) : inTurn(() -> conversation.apply(device));
        };
        if (!(code instanceof Plan.Code.Asked) || unspent.isPresent()) {
            return withDevice.get();
        }
        var began = System.nanoTime();
        return world.terminal().alone(() -> requireStillWanted(step), () -> {
            sayWhyAskedOnceMore(Duration.ofNanos(System.nanoTime() - began));
            wasAsked = true;
            return withDevice.get();
        });
    }

    private void sayWhyAskedOnceMore(Duration waited) {
        if (storing == SessionWishes.Storing.FORBIDDEN && waited.compareTo(WORTH_A_WORD) > 0) {
            world.terminal().say("note: sessions are not stored, so each command needs its own code");
        }
    }

    /** A command that gives keys may ask for a passphrase, of everybody who runs it. */
    private Profile inTurn(Plan.Step.GetKeys step) {
        var name = step.profile().name();
        keys = keys.or(() -> world.turns().take("keys of " + world.files().locations().config() + " " + name,
                new Turns.Patience(PRINTING, () -> whileWaiting(step), () ->
                        world.terminal().sayWhileWaiting("waiting for another command that gets the keys of " + name))));
        return world.terminal().alone(() -> requireStillWanted(step), () -> sources().given(step.profile()));
    }

    private void whileWaiting(Plan.Step step) {
        world.terminal().requireNoCancelling();
        requireStillWanted(step);
    }

    /** One command at a time prints codes of a device: a key is touched once. */
    private Active inTurn(Plan.Step step, SerialNumber device, Function<SerialNumber, Active> conversation) {
        var patience = new Turns.Patience(PRINTING, () -> whileWaiting(step), () ->
                world.terminal().sayWhileWaiting("waiting for another command that gets a code of " + device));
        try (var _ = world.turns().take("codes of " + device.text(), patience).orElseGet(world.turns()::alone)) {
            requireStillWanted(step);
            return inTurn(() -> conversation.apply(device));
        }
    }

    /** What {@link #onlyHere} has begun ends with this. */
    private Active inTurn(Supplier<Active> action) {
        try {
            return action.get();
        } finally {
            call.ifPresent(Turns.Turn::close);
            call = Optional.empty();
        }
    }

    /** A call whose answer will be stored is made by one process at a time, which keeps its turn until it is. */
    private Profile.Session onlyHere(Plan.Step step, boolean isLast, Supplier<Profile.Session> answer) {
        if (isStoredUnasked(isLast)) {
            call = Optional.of(turnToCall(step));
        }
        try {
            requireStillWanted(step);
            return answer.get();
        } catch (RuntimeException none) {
            call.ifPresent(Turns.Turn::close);
            call = Optional.empty();
            throw none;
        }
    }

    private Turns.Turn turnToCall(Plan.Step step) {
        var name = sessionName(step);
        var patience = new Turns.Patience(CALLING, () -> whileWaiting(step), () ->
                world.terminal().sayWhileWaiting("waiting for another command that starts " + name));
        return world.turns().take("session " + world.files().locations().credentials() + " " + name, patience)
                .orElseGet(world.turns()::alone);
    }

    private boolean isStoredUnasked(boolean isLast) {
        return switch (storing) {
            case FORBIDDEN -> false;
            case DEMANDED, USUAL -> true;
            case ASKED -> !isLast || !world.terminal().canAsk();
        };
    }

    // ---------------------------------------------------------- codes, refusals

    private MfaDialogue mfaDialogue(Plan.Step step) {
        return new MfaDialogue(world, chosen, step.code().orElseThrow(), unspent.or(() -> given.map(text -> MfaDialogue.given(world, text))));
    }

    /** Keeps the code in mind as long as AWS may not have looked at it. */
    private <T> Function<TokenCode, T> spending(Function<TokenCode, T> call) {
        return code -> {
            given = Optional.empty();
            unspent = Optional.of(code);
            try {
                var answer = call.apply(code);
                unspent = Optional.empty();
                return answer;
            } catch (Problem.DeviceRejected unlooked) {
                throw unlooked;
            } catch (Problem spent) {
                unspent = Optional.empty();
                throw spent;
            }
        };
    }

    private <T> T refusable(Plan.Step step, Supplier<T> call) {
        try {
            return call.get();
        } catch (Problem.Refusal why) {
            throw isNews(step, why) ? new Refused(step, why) : why;
        }
    }

    /** Whether it can lead to other steps. Whose device the person named, and what AWS says of long-lived keys, is for the person. */
    private boolean isNews(Plan.Step step, Problem why) {
        return switch (why) {
            case Problem.DeviceRejected device -> wishes.serialNumber().isEmpty();
            case Problem.NotAllowed denied -> step instanceof Plan.Step.AssumeRole;
            case Problem.DurationRefused tooLong -> step instanceof Plan.Step.AssumeRole assume
                    && assume.length().duration().compareTo(SessionLength.DEFAULT_ROLE_SESSION) > 0;
            case Problem.CredentialsRejected credentials -> step instanceof Plan.Step.AssumeRole assume && assume.keys().isEmpty();
            default -> false;
        };
    }

    /** AWS shortens a session of the account root without a word. */
    private void remarkIfShorter(Expiration ends, SessionLength asked) {
        var granted = ends.remaining(world.clock().instant());
        if (asked.duration().minus(granted).compareTo(WORTH_SAYING) > 0) {
            world.terminal().say("AWS granted only " + Expiration.inWords(granted) + ", as it does for the root user of an account");
        }
    }

    // -------------------------------------------------------- keeping a session

    /** What would keep a session from being stored is found out before a code is spent on it. */
    private void requireWritable() {
        if (storing == SessionWishes.Storing.FORBIDDEN || triedToWrite) {
            return;
        }
        triedToWrite = true;
        try {
            world.files().requireWritable();
        } catch (Problem unwritable) {
            if (storing == SessionWishes.Storing.DEMANDED) {
                throw unwritable;
            }
            world.terminal().say("note: no session can be stored: " + unwritable.message() + "; you can use it in this shell all the same");
            storing = SessionWishes.Storing.FORBIDDEN;
        }
    }

    /** A session on the way is stored without a question: it spares the next code. */
    private Active kept(Profile.Session session, boolean isLast, Supplier<AwsFiles.Stored> store) {
        known = known.with(session);
        var isStoredAlready = isStored(session);
        var stored = isStoredAlready || (isLast ? isWanted(session) : storing != SessionWishes.Storing.FORBIDDEN) && stored(session, store);
        if (stored && !isStoredAlready && (!isLast || storing == SessionWishes.Storing.USUAL)) {
            world.terminal().say(session.name() + " is stored in " + credentialsFile());
        }
        if (!stored) {
            sessions().forgetEndUnlessStored(session.name());
        }
        return new Active(session, stored);
    }

    private boolean isStored(Profile.Session session) {
        return known.profiles().session(session.name()).filter(same -> same.credentials().equals(session.credentials())).isPresent();
    }

    /** What only would have been noted in the config file is no reason not to use what is stored. */
    private boolean stored(Profile.Session session, Supplier<AwsFiles.Stored> store) {
        try {
            var stored = store.get();
            stored.made().forEach(file -> world.terminal().say("created " + file));
            stored.left().ifPresent(why -> world.terminal().say("note: " + why.message() + "; " + withoutSettings(session)));
            return true;
        } catch (Problem unwritable) {
            world.terminal().say(unwritable.message() + "; the session is not stored, but you can use it in this shell\n  " + unwritable.hint());
            return false;
        }
    }

    /** Whoever goes by the name of the session has only what the files say under it. */
    private static String withoutSettings(Profile.Session session) {
        var copied = HandedDown.recorded(session.settings()).copied();
        return copied.isEmpty() ? "so it has no note of this session" : "so %s has no %s there; exec hands that over, and so does --emit with --secrets"
                .formatted(session.name(), Words.and(copied));
    }

    private boolean isWanted(Profile.Session session) {
        return isStoredUnasked(true) || storing == SessionWishes.Storing.ASKED && confirmed(session);
    }

    /** AWS has given the session: whoever cancels here has it all the same. */
    private boolean confirmed(Profile.Session session) {
        try {
            return world.terminal().confirm(new Terminal.Question("whether to store the session", "use --persist or --no-persist",
                    "Store it as %s in %s, for all shells? [Y/n] ".formatted(session.name(), credentialsFile())));
        } catch (Problem.Cancelled notStored) {
            world.terminal().say("the session is not stored");
            return false;
        }
    }

    private String credentialsFile() {
        return world.files().locations().credentialsInWords(world.environment());
    }

    private Sessions sessions() {
        return new Sessions(world, Optional.of(chosen));
    }

    private Sources sources() {
        return new Sources(world);
    }
}
