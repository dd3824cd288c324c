//SOURCES AccountOf.java
//SOURCES Arn.java
//SOURCES Connection.java
//SOURCES ConsoleAddress.java
//SOURCES DeviceList.java
//SOURCES Expiration.java
//SOURCES Finding.java
//SOURCES Origin.java
//SOURCES Plan.java
//SOURCES Problem.java
//SOURCES Profile.java
//SOURCES RoleChain.java
//SOURCES SerialNumber.java
//SOURCES SessionLength.java
//SOURCES SessionStatus.java
//SOURCES TrustPolicy.java
//SOURCES Words.java
package lib.model;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What shall be done: the one place where that is decided. A pure function of what is wanted and what is known, so that it can be
 * asked again with whatever AWS has said meanwhile.
 *
 * <p>The best way to a role costs no code: a live MFA session first, then the keys alone where the role does not ask for MFA. A code
 * goes into a new MFA session, which serves other roles too, unless the role session is to last longer than the hour that AWS
 * allows to what starts from a session. What AWS did not allow on one way is tried on the next that differs in what AWS looks at.
 */
public final class Decision {

    /** What is only used for a call or two need not last longer, unless there is a code for a new one anyway. */
    private static final Duration ON_THE_WAY = Duration.ofSeconds(30);

    private static final String NO_CODE = "no code needed";
    private static final String CAP = "AWS allows one hour to a role session that starts from a session";

    private final Plan.Wanted wanted;
    private final Plan.Known known;
    private final List<String> remarks = new ArrayList<>();
    private Optional<Profile.Session> spare = Optional.empty();

    private Decision(Plan.Wanted wanted, Plan.Known known) {
        this.wanted = wanted;
        this.known = known;
    }

    /**
     * Decides.
     *
     * @throws Problem what stands in the way
     */
    public static Plan of(Plan.Wanted wanted, Plan.Known known) {
        return new Decision(wanted, known).plan();
    }

    private Plan plan() {
        var steps = inAccount(steps(wanted.profile(), Purpose.WANTED));
        if (steps.size() == 1 && steps.getFirst() instanceof Plan.Step.TakeUp live) {
            passedOver(live.session()).ifPresent(remarks::add);
        } else if (wanted.isCodeGiven() && !(steps.getLast() instanceof Plan.Step.GetKeys || steps.getLast() instanceof Plan.Step.FindAccount)
                && steps.stream().allMatch(step -> step.code().isEmpty())) {
            remarks.add("note: no token code is needed; yours is used only if AWS asks for one");
        }
        if (wanted.via().isPresent() && !isAssumedFromKeys(wanted.profile())) {
            remarks.add("note: --via has no effect here; it is for roles that are assumed with long-lived keys");
        }
        return new Plan(List.copyOf(remarks), steps, spare);
    }

    // ----------------------------------------------------------------- the account

    /** Before anything is asked of a person, and before a command runs, as far as it is known by then. */
    private List<Plan.Step> inAccount(List<Plan.Step> steps) {
        var subject = wanted.profile() instanceof Profile.Role role ? role : subject(steps.getLast());
        if (wanted.account().isEmpty()) {
            return steps;
        }
        var known = AccountOf.known(subject, this.known);
        known.filter(account -> !account.id().equals(wanted.account().get())).ifPresent(other -> {
            throw new Problem.OtherAccount(wanted.profile().name(), other.id(), other.source(), wanted.account().get());
        });
        return known.isPresent() || steps.getLast() instanceof Plan.Step.GetKeys ? steps : List.of(new Plan.Step.FindAccount(askable(subject)));
    }

    private static Profile subject(Plan.Step last) {
        return switch (last) {
            case Plan.Step.TakeUp live -> live.session();
            case Plan.Step.StartMfaSession start -> start.base();
            case Plan.Step.AssumeRole assume -> assume.role();
            case Plan.Step.AsItIs as -> as.profile();
            case Plan.Step.FindDevices find -> find.base();
            case Plan.Step.FindAccount find -> find.profile();
            case Plan.Step.GetKeys get -> get.profile();
        };
    }

    private Profile askable(Profile subject) {
        return switch (subject) {
            case Profile.Base base -> base;
            case Profile.Session session when session.credentials().isPresent() -> session;
            case Profile other -> throw Problem.accountNotKnown(other.name(), wanted.account().orElseThrow());
        };
    }

    private boolean isAssumedFromKeys(Profile profile) {
        return profile instanceof Profile.Role role && switch (RoleChain.of(known.profiles(), role).source()) {
            case Profile.Base _ -> true;
            case Profile.Managed managed -> managed.mayBeLongLived();
            case Profile.Session session -> session.sourceProfile().flatMap(known.profiles()::named).filter(Profile.Base.class::isInstance).isPresent();
            default -> false;
        };
    }

    /** Whether a session is what the person wants, or one on the way there. */
    private enum Purpose { WANTED, ON_THE_WAY }

    private List<Plan.Step> steps(Profile profile, Purpose purpose) {
        return switch (profile) {
            case Profile.Base base when purpose == Purpose.WANTED && wanted.mfa() == Plan.Mfa.NOT_WANTED -> asItIs(base);
            case Profile.Base base -> liveOrNew(base, base.sessionName(), purpose, () -> mfaSession(base, base.sessionName(), purpose));
            case Profile.Role role -> liveOrNew(role, role.sessionName(), purpose, () -> roleSession(role, purpose));
            case Profile.Session session when session.isInPlace() && sourceIfThere(session).isPresent() -> inPlace(session, purpose);
            case Profile.Session session -> session(session, purpose);
            case Profile.Managed managed -> managed(managed, purpose);
            case Profile.Keyless keyless -> throw known.profiles().problemOf(keyless);
        };
    }

    private static List<Plan.Step> asItIs(Profile profile) {
        return List.of(new Plan.Step.AsItIs(profile, Optional.empty()));
    }

    private static List<Plan.Step> takeUp(Profile.Session session) {
        return List.of(new Plan.Step.TakeUp(session));
    }

    /** Whether a command gives the keys of an IAM user or those of a session is known when it has run; a live MFA session spares that. */
    private List<Plan.Step> managed(Profile.Managed managed, Purpose purpose) {
        var given = known.given(managed);
        if (given.isPresent()) {
            return given.get() instanceof Profile.Session session ? handedOver(session, purpose) : steps(given.get(), purpose);
        }
        if (purpose == Purpose.WANTED && (!managed.mayBeLongLived() || wanted.mfa() == Plan.Mfa.NOT_WANTED)) {
            return asItIs(managed);
        }
        Supplier<List<Plan.Step>> anew = () -> List.of(new Plan.Step.GetKeys(managed));
        return managed.mayBeLongLived() ? liveOrNew(managed, managed.sessionName(), purpose, anew) : anew.get();
    }

    private static List<Plan.Step> handedOver(Profile.Session given, Purpose purpose) {
        return purpose == Purpose.WANTED ? asItIs(given) : takeUp(given);
    }

    // ------------------------------------------------------------ live sessions

    private List<Plan.Step> liveOrNew(Profile owner, String sessionName, Purpose purpose, Supplier<List<Plan.Step>> anew) {
        sayIfOverwritten(sessionName);
        if (purpose == Purpose.WANTED && wanted.mfa() == Plan.Mfa.ANEW && !known.begun().containsKey(sessionName)) {
            return anew.get();
        }
        var change = sayIfChanged(owner, sessionName);
        return living(sessionName).filter(session -> change.isEmpty()).map(session -> takeUpOr(session, purpose, anew)).orElseGet(anew);
    }

    private void sayIfOverwritten(String sessionName) {
        known.profiles().session(sessionName).filter(stored -> stored.isOverwritten() && !known.begun().containsKey(sessionName)).ifPresent(other ->
                remarks.add("note: %s holds keys that another program wrote; they are used only under that name, and a new session replaces them"
                        .formatted(sessionName)));
    }

    private Optional<String> sayIfChanged(Profile owner, String sessionName) {
        var change = living(sessionName).flatMap(session -> Origin.change(session, owner, known.profiles()));
        change.ifPresent(words -> remarks.add("note: %s %s, so it is not taken up".formatted(sessionName, words)));
        return change;
    }

    /** The session of that name which this run has got, or the stored one, while it lives and AWS takes it. */
    private Optional<Profile.Session> living(String sessionName) {
        return known.session(sessionName).filter(session -> session.lasts(Duration.ZERO, known.now()) && !known.isRefused(session));
    }

    private Optional<Profile.Session> liveMfaSession(Profile owner) {
        return known.profiles().namesOfSessions(owner).flatMap(name -> living(name).stream()).filter(session -> lasts(session, onTheWay())
                && Origin.change(session, owner, known.profiles()).isEmpty()).findFirst();
    }

    private Duration onTheWay() {
        return wanted.margin().unasked().orElse(wanted.isCodeGiven() ? Expiration.SLACK : ON_THE_WAY);
    }

    /** What this run has just got is not got once more, however short it is. */
    private boolean lasts(Profile.Session session, Duration longer) {
        return known.begun().containsKey(session.name()) || session.lasts(longer, known.now());
    }

    /** A living session, or a new one where little is left of it. */
    private List<Plan.Step> takeUpOr(Profile.Session living, Purpose purpose, Supplier<List<Plan.Step>> anew) {
        var margin = wanted.margin();
        var isTooShort = margin.unasked().filter(length -> purpose == Purpose.WANTED && !lasts(living, length)).isPresent();
        if (isTooShort && isAskedFor(anew)) {
            return anew.get();
        }
        if (lasts(living, purpose == Purpose.WANTED ? margin.early() : onTheWay())) {
            return takeUp(living);
        }
        var isNeeded = purpose == Purpose.ON_THE_WAY || !lasts(living, margin.needed());
        if (isNeeded && (purpose == Purpose.ON_THE_WAY || margin.isDemanded() || wanted.canAsk())) {
            return anew.get();
        }
        return isNeeded ? unasked(anew, living, step -> asks(step), why -> remarks.add("note: %s ends in %s; no new one was started: %s".formatted(
                        living.name(), Expiration.inWords(left(living)), why)))
                : unasked(anew, living, step -> takesACode(step) || !isWorthwhile(step, living), why -> {});
    }

    private Duration left(Profile.Session living) {
        return living.expiration().orElseThrow().remaining(known.now());
    }

    /**
     * A new session where nothing speaks against it, with the living one at hand for the case that AWS does not give it; else the living
     * one.
     */
    private List<Plan.Step> unasked(Supplier<List<Plan.Step>> anew, Profile.Session living, Predicate<Plan.Step> against, Consumer<String> why) {
        var said = remarks.size();
        try {
            var steps = anew.get();
            if (steps.stream().noneMatch(against)) {
                spare = Optional.of(living);
                return steps;
            }
            remarks.subList(said, remarks.size()).clear();
            why.accept("nobody can be asked for a token code");
        } catch (Problem standsInTheWay) {
            remarks.subList(said, remarks.size()).clear();
            why.accept(standsInTheWay.message());
        }
        return takeUp(living);
    }

    /** Whether it could not be got without a person. */
    private boolean isAskedFor(Supplier<List<Plan.Step>> anew) {
        var said = remarks.size();
        try {
            return anew.get().stream().anyMatch(this::asks);
        } catch (Problem standsInTheWay) {
            return true;
        } finally {
            remarks.subList(said, remarks.size()).clear();
        }
    }

    private boolean asks(Plan.Step step) {
        return step instanceof Plan.Step.FindDevices find ? code(find.base(), Optional.empty()) instanceof Plan.Code.Asked
                : step.code().filter(Plan.Code.Asked.class::isInstance).isPresent();
    }

    private static boolean takesACode(Plan.Step step) {
        return step instanceof Plan.Step.FindDevices || step instanceof Plan.Step.GetKeys get && get.profile().mayBeLongLived()
                || step.code().isPresent();
    }

    /** A session that is short by itself is not renewed all the time. */
    private boolean isWorthwhile(Plan.Step step, Profile.Session living) {
        return !(step instanceof Plan.Step.AssumeRole assume) || !assume.role().sessionName().equals(living.name())
                || assume.length().duration().dividedBy(2).compareTo(left(living)) > 0;
    }

    /** A session whose end is not recorded is taken at its word. */
    private List<Plan.Step> session(Profile.Session session, Purpose purpose) {
        if (known.isGiven(session)) {
            return handedOver(session, purpose);
        }
        var isAnew = purpose == Purpose.WANTED && wanted.mfa() == Plan.Mfa.ANEW;
        var isTaken = session.credentials().isPresent() && !known.isRefused(session) && Origin.change(session, known.profiles()).isEmpty();
        var lives = session.lasts(Duration.ZERO, known.now());
        var canBeRenewed = session.sourceProfile().flatMap(known.profiles()::named).isPresent() || wanted.margin().isDemanded();
        var isOpen = session.expiration().isEmpty()
                && (session.isOfAnotherTool() || !isAnew && SessionStatus.mayWork(session, known.profiles(), known.now()));
        if (isTaken && (isOpen || session.isOfAnotherTool() && lives && !canBeRenewed)) {
            session.refusedSince().filter(since -> known.findings().isEmpty()).ifPresent(since -> remarks.add(
                    "note: AWS did not accept %s on %s; it may have been renewed since".formatted(session.name(), since)));
            return takeUp(session);
        }
        return isTaken && !isAnew && lives
                ? takeUpOr(session, purpose, () -> steps(sourceOf(session), purpose))
                : steps(sourceOf(session), purpose);
    }

    private Optional<Profile> sourceIfThere(Profile.Session session) {
        return session.sourceProfile().flatMap(known.profiles()::named);
    }

    /** It is renewed where it stands, with the keys of its source. */
    private List<Plan.Step> inPlace(Profile.Session session, Purpose purpose) {
        var source = sourceOf(session);
        if (purpose == Purpose.WANTED && wanted.mfa() == Plan.Mfa.NOT_WANTED) {
            return steps(source, purpose);
        }
        var giving = source instanceof Profile.Managed managed ? known.given(managed).orElse(managed) : source;
        return liveOrNew(source, session.name(), purpose, () -> switch (giving) {
            case Profile.Base base -> mfaSession(base.inPlaceOf(session.settings()), session.name(), purpose);
            case Profile.Managed managed when managed.mayBeLongLived() -> List.of(new Plan.Step.GetKeys(managed));
            case Profile.Keyless keyless -> throw keyless.problem();
            case Profile other -> throw Problem.notABaseProfile(other.name(), "has no long-lived keys to start the session of '" + session.name() + "' with",
                    "let '" + session.name() + "' name another source_profile in the config file");
        });
    }

    private Profile sourceOf(Profile.Session ended) {
        return sourceIfThere(ended).orElseThrow(() -> Problem.notABaseProfile(ended.name(),
                "is a session that " + (known.isRefused(ended) ? "AWS does not accept"
                        : ended.refusedSince().isPresent() ? "AWS did not accept on " + ended.refusedSince().get()
                        : ended.lasts(Duration.ZERO, known.now()) ? "this program cannot renew" : "has expired"),
                "renew it with the command that made it"));
    }

    /** What the person said about a new session, where a live one is taken up. */
    private Optional<String> passedOver(Profile.Session live) {
        var options = new ArrayList<String>();
        wanted.duration().ifPresent(length -> options.add("--duration"));
        wanted.via().filter(way -> isAssumedFromKeys(wanted.profile())).ifPresent(way -> options.add("--via"));
        if (wanted.isCodeGiven()) {
            options.add("--token-code");
        }
        wanted.device().filter(device -> Origin.recorded(live).flatMap(Origin::device).filter(device::equals).isEmpty())
                .ifPresent(device -> options.add("--serial-number"));
        var isOthers = live.isOfAnotherTool() && live.sourceProfile().flatMap(known.profiles()::named).isEmpty();
        if (isOthers && wanted.mfa() == Plan.Mfa.ANEW) {
            options.add("--force");
        }
        return options.isEmpty() || known.begun().containsKey(live.name()) ? Optional.empty()
                : isOthers ? Optional.of("note: another tool made the session %s, so it cannot be renewed here; %s no effect".formatted(
                        live.name(), Words.and(options) + (options.size() == 1 ? " has" : " have")))
                : Optional.of("note: %s is live and is used as it is; for a new session with %s, add --force"
                        .formatted(live.name(), Words.and(options)));
    }

    // ------------------------------------------------------------- MFA sessions

    private List<Plan.Step> mfaSession(Profile.Base base, String sessionName, Purpose purpose) {
        requireStorable(sessionName);
        var devices = devices(base, Optional.empty());
        if (devices.isEmpty()) {
            return List.of(new Plan.Step.FindDevices(base));
        }
        if (wanted.mfa() == Plan.Mfa.IF_POSSIBLE && purpose == Purpose.WANTED && devices.get().isEmpty()) {
            return asItIs(base);
        }
        try {
            return List.of(start(base, sessionName, Optional.empty(), required(base, devices.get()), purpose));
        } catch (Problem.NoMfaDevice | Problem.OnlyPasskeys missing) {
            if (purpose == Purpose.ON_THE_WAY || !wanted.canAsk()) {
                throw missing;
            }
            return List.of(new Plan.Step.AsItIs(base, Optional.of(missing)));
        }
    }

    private Plan.Step start(Profile.Base base, String sessionName, Optional<Profile.Role> role, List<SerialNumber> devices, Purpose purpose) {
        var orWithout = purpose == Purpose.WANTED && wanted.mfa() == Plan.Mfa.OR_WITHOUT;
        Stream.concat(role.flatMap(Profile.Role::arn).stream(), devices.stream().flatMap(device -> device.arn().stream()))
                .forEach(arn -> requireReachable(base, arn));
        return new Plan.Step.StartMfaSession(base, sessionName, devices, length(base, purpose), Optional.of(code(base, role)), orWithout);
    }

    /** AWS's partitions know nothing of each other, and say so in words that nobody understands. */
    private void requireReachable(Profile profile, Arn arn) {
        Connection.of(known.environment(), known.profiles(), profile, Optional.of(wanted.profile())).otherPartition(profile, arn)
                .ifPresent(problem -> {
                    throw problem;
                });
    }

    private SessionLength length(Profile.Base base, Purpose purpose) {
        var asked = wanted.duration().filter(length -> purpose == Purpose.WANTED);
        var allowed = known.advertisedLength(base);
        var length = base.sessionLength(asked, SessionLength.usualOfMfaSession(known.environment(), allowed));
        var within = allowed.filter(longest -> asked.isEmpty())
                .map(longest -> length.within(longest, "the longest that the account allows")).orElse(length);
        return known.user(base).filter(user -> user.identity().isRoot()).isEmpty() ? within
                : within.within(SessionLength.LONGEST_ROOT_SESSION, "the longest that AWS allows to the root");
    }

    private void requireStorable(String sessionName) {
        if (wanted.isStored()) {
            known.profiles().requireStorable(sessionName);
        }
    }

    // ------------------------------------------------------------------ devices

    /**
     * The devices that can be asked for a code: what the person names, what the files record, what AWS lists. Absent where AWS has to be
     * asked first; empty where there is none.
     *
     * @param role whose own device goes first; AWS documents {@code mfa_serial} in role profiles, and means the user's device
     */
    private Optional<List<SerialNumber>> devices(Profile.Base base, Optional<Profile.Role> role) {
        if (wanted.device().isPresent()) {
            return Optional.of(List.of(wanted.device().get()));
        }
        var ofRoles = ofItsRoles(base, other -> other.recordedDevice().flatMap(SerialNumber::parse).filter(device -> mayBeOf(base, device)));
        return Stream.of(role.flatMap(Profile.Role::serialNumber).filter(device -> mayBeOf(base, device)), base.serialNumber(), ofRoles)
                .flatMap(Optional::stream).filter(this::isAccepted).findFirst().map(List::of).or(() -> listed(base));
    }

    private boolean isAccepted(SerialNumber device) {
        return device.givesTokenCodes() && !known.refusedDevices().contains(device.text());
    }

    /** Unless it is known that the user is of another account. */
    private boolean mayBeOf(Profile.Base base, SerialNumber device) {
        return known.user(base).flatMap(user -> device.arn().map(arn -> arn.account().equals(user.identity().account()))).orElse(true);
    }

    private Optional<List<SerialNumber>> listed(Profile.Base base) {
        return Optional.ofNullable(known.devices().get(base.name())).map(found ->
                found.listed().orElse(List.of()).stream().filter(this::isAccepted).toList());
    }

    /** What the roles of a base profile say of its user, where they agree. */
    private <T> Optional<T> ofItsRoles(Profile.Base base, Function<Profile.Role, Optional<T>> property) {
        var itsNames = List.of(base.name(), base.sessionName());
        var said = known.profiles().roles().stream().filter(role -> role.sourceProfile().filter(itsNames::contains).isPresent())
                .flatMap(role -> property.apply(role).stream()).distinct().toList();
        return said.size() == 1 ? Optional.of(said.getFirst()) : Optional.empty();
    }

    private List<SerialNumber> required(Profile.Base base, List<SerialNumber> devices) {
        devices.stream().filter(device -> !device.givesTokenCodes()).findFirst().ifPresent(passkey -> {
            throw Problem.passkeyChosen(passkey.text());
        });
        if (!devices.isEmpty()) {
            return devices;
        }
        throw whyNone(base);
    }

    private Problem whyNone(Profile.Base base) {
        var refused = known.refused(Problem.DeviceRejected.class).findFirst();
        if (refused.isPresent()) {
            return refused.get();
        }
        return switch (known.devices().get(base.name())) {
            case DeviceList.Hidden hidden -> hidden.why();
            case DeviceList.Unknown unknown -> unknown.why();
            case DeviceList.Listed listed when !listed.all().isEmpty() -> new Problem.OnlyPasskeys(base.name(), ConsoleAddress.ofDevices(
                    listed.all().getFirst().arn().map(Arn::partition).orElse("aws")));
            case null, default -> new Problem.NoMfaDevice(base.name());
        };
    }

    private Plan.Code code(Profile.Base base, Optional<Profile.Role> role) {
        if (wanted.isCodeGiven()) {
            return new Plan.Code.Given();
        }
        return role.flatMap(Profile.Role::mfaProcess).or(base::mfaProcess).or(() -> ofItsRoles(base, Profile.Role::mfaProcess))
                .<Plan.Code>map(Plan.Code.Printed::new).orElse(new Plan.Code.Asked());
    }

    private boolean canGiveCode(Profile.Base base, Profile.Role role) {
        return wanted.canAsk() || !(code(base, Optional.of(role)) instanceof Plan.Code.Asked);
    }

    // ------------------------------------------------------------ role sessions

    private List<Plan.Step> roleSession(Profile.Role role, Purpose purpose) {
        requireStorable(role.sessionName());
        var chain = chain(role);
        if (chain.roles().size() > 1) {
            return with(chain.roles().get(chain.roles().size() - 2), role, purpose);
        }
        return switch (chain.source()) {
            case Profile.Base base -> from(base, role, purpose);
            case Profile.Managed managed when !managed.canBeGiven() -> throw Problem.credentialsNotHere(managed.name(), role.name(), role.settings().get("role_arn").orElse("ARN"));
            case Profile.Managed managed -> from(managed, role, purpose);
            case Profile other -> with(other, role, purpose);
        };
    }

    /** A live MFA session does without the command; so does not what it is too short for, or has been refused. */
    private List<Plan.Step> from(Profile.Managed managed, Profile.Role role, Purpose purpose) {
        var isEnough = managed.mayBeLongLived() && !isLong(role, purpose) && !isForced(Plan.Via.KEYS) && denied(role).isEmpty();
        var live = liveMfaSession(managed).filter(session -> isEnough);
        if (live.isEmpty()) {
            return List.of(new Plan.Step.GetKeys(managed));
        }
        var way = Plan.Way.LIVE_MFA_SESSION;
        return List.of(new Plan.Step.TakeUp(live.get()), new Plan.Step.AssumeRole(role, Optional.empty(), live.get().name(), List.of(),
                Optional.empty(), chained(length(role, purpose)), way, inWords(new Choice(way, NO_CODE), managed)));
    }

    private static String inWords(Choice choice, Profile source) {
        return "%s of %s: %s".formatted(choice.way().inWords(), source.name(), choice.reason());
    }

    private boolean isLong(Profile.Role role, Purpose purpose) {
        return length(role, purpose).duration().compareTo(SessionLength.LONGEST_CHAINED_SESSION) > 0;
    }

    private List<Plan.Refusal> denied(Profile.Role role) {
        return known.refusals(role).filter(refusal -> refusal.why() instanceof Problem.NotAllowed).toList();
    }

    /** What is wrong with the role itself is found out before anybody types a code. */
    private RoleChain chain(Profile.Role wantedRole) {
        requireArn(wantedRole);
        var chain = RoleChain.of(known.profiles(), wantedRole);
        for (var role : chain.roles()) {
            requireArn(role);
            role.sessionTags();
        }
        return chain;
    }

    private void requireArn(Profile.Role role) {
        if (role.arn().isEmpty()) {
            throw RoleChain.withoutArn(known.profiles(), role);
        }
    }

    /** By the session of another role, or of another tool. */
    private List<Plan.Step> with(Profile source, Profile.Role role, Purpose purpose) {
        var before = steps(source, Purpose.ON_THE_WAY);
        var session = before.getLast() instanceof Plan.Step.TakeUp live ? live.session().name() : sessionName(source);
        return then(before, new Plan.Step.AssumeRole(role, Optional.empty(), session, List.of(), Optional.empty(),
                chained(length(role, purpose)), Plan.Way.SESSION, "with " + session));
    }

    private String sessionName(Profile source) {
        return switch (source) {
            case Profile.Role role -> role.sessionName();
            case Profile.Base base -> base.sessionName();
            case Profile.Session place when place.isInPlace() -> place.name();
            case Profile.Session ended -> sessionName(sourceOf(ended));
            default -> source.name();
        };
    }

    private static List<Plan.Step> then(List<Plan.Step> before, Plan.Step.AssumeRole last) {
        if (before.getLast() instanceof Plan.Step.FindDevices || before.getLast() instanceof Plan.Step.GetKeys) {
            return before;
        }
        return Stream.concat(before.stream(), Stream.of(last)).toList();
    }

    private SessionLength length(Profile.Role role, Purpose purpose) {
        var length = purpose == Purpose.WANTED
                ? role.sessionLength(wanted.duration(), SessionLength.usualOfRoleSession(known.environment(), role.longestLearned()))
                : role.sessionLength(Optional.empty(), SessionLength.USUAL_ROLE_SESSION);
        var within = known.role(role).flatMap(Finding.Role::longest)
                .map(longest -> length.within(longest, "the longest that the role allows")).orElse(length);
        return known.longest(role).map(longest -> within.within(longest, "what every role allows")).orElse(within);
    }

    private static SessionLength chained(SessionLength wanted) {
        return wanted.within(SessionLength.LONGEST_CHAINED_SESSION, CAP);
    }

    // ------------------------------------------------- a role from long-lived keys

    /** One way, and why. */
    private record Choice(Plan.Way way, String reason) {}

    private List<Plan.Step> from(Profile.Base base, Profile.Role role, Purpose purpose) {
        var isLong = isLong(role, purpose);
        var denied = denied(role);
        var choice = denied.isEmpty() ? first(base, role, isLong) : afterRefusal(base, role, isLong, denied);
        return choice.isEmpty() ? List.of(new Plan.Step.FindDevices(base)) : steps(choice.get(), base, role, purpose);
    }

    /** Absent where AWS has to be asked for the devices first. */
    private Optional<Choice> first(Profile.Base base, Profile.Role role, boolean isLong) {
        var need = known.role(role).map(Finding.Role::mfaNeed).orElse(TrustPolicy.MfaNeed.POSSIBLE);
        if (wanted.via().isPresent()) {
            return wanted.via().get() == Plan.Via.KEYS ? keysAsAskedFor(base, role, need)
                    : Optional.of(mfaSession(base, "as asked for"));
        }
        if (!isLong && liveMfaSession(base).isPresent()) {
            return Optional.of(new Choice(Plan.Way.LIVE_MFA_SESSION, NO_CODE));
        }
        if (need == TrustPolicy.MfaNeed.NOT_REQUIRED && !mustUseMfa(base)) {
            return Optional.of(new Choice(Plan.Way.KEYS, "the role does not ask for MFA"));
        }
        return devices(base, Optional.of(role)).map(devices -> withCode(base, role, !devices.isEmpty(), isLong, need));
    }

    private boolean mustUseMfa(Profile.Base base) {
        return known.user(base).filter(user -> user.enforcement() == Finding.Enforcement.MFA_MAY_BE_ENFORCED).isPresent();
    }

    private Choice withCode(Profile.Base base, Profile.Role role, boolean hasDevice, boolean isLong, TrustPolicy.MfaNeed need) {
        var isLive = liveMfaSession(base).isPresent();
        if (!hasDevice && wanted.isCodeGiven() && !known.refusedDevices().isEmpty()) {
            throw whyNone(base);
        }
        if (!hasDevice) {
            return new Choice(isLive ? Plan.Way.LIVE_MFA_SESSION : Plan.Way.KEYS,
                    switch (known.devices().get(base.name())) {
                        case DeviceList.Hidden hidden -> "AWS shows no MFA device of the source profile";
                        case DeviceList.Unknown unknown -> "AWS did not say which MFA devices the source profile has";
                        case null, default -> "the source profile has no MFA device" + (isLive ? " of its own" : "");
                    });
        }
        if (isLive && !canGiveCode(base, role)) {
            return new Choice(Plan.Way.LIVE_MFA_SESSION, "nobody can be asked for a token code");
        }
        if (need == TrustPolicy.MfaNeed.NOT_REQUIRED) {
            return new Choice(isLong ? Plan.Way.KEYS_WITH_CODE : Plan.Way.NEW_MFA_SESSION, "its user may have to use MFA");
        }
        return isLong ? new Choice(Plan.Way.KEYS_WITH_CODE, "only so can the session last longer than one hour")
                : new Choice(Plan.Way.NEW_MFA_SESSION, "it will serve other roles too, without another code");
    }

    /** A code that is not given is not asked for before AWS wants it. */
    private Optional<Choice> keysAsAskedFor(Profile.Base base, Profile.Role role, TrustPolicy.MfaNeed need) {
        if (need != TrustPolicy.MfaNeed.REQUIRED && !wanted.isCodeGiven()) {
            return Optional.of(new Choice(Plan.Way.KEYS, "as asked for"));
        }
        return devices(base, Optional.of(role)).map(devices ->
                new Choice(devices.isEmpty() ? Plan.Way.KEYS : Plan.Way.KEYS_WITH_CODE, "as asked for"));
    }

    private Choice mfaSession(Profile.Base base, String reason) {
        return new Choice(liveMfaSession(base).isPresent() ? Plan.Way.LIVE_MFA_SESSION : Plan.Way.NEW_MFA_SESSION, reason);
    }

    /**
     * AWS does not say what it lacks. The keys alone may lack MFA, and the live session a code that is fresh enough; a session that has
     * just begun lacks nothing of the kind.
     */
    private Optional<Choice> afterRefusal(Profile.Base base, Profile.Role role, boolean isLong, List<Plan.Refusal> denied) {
        var why = denied.getLast().why();
        var tried = denied.stream().map(refusal -> ((Plan.Step.AssumeRole) refusal.step()).way()).toList();
        var isFresh = known.begun().containsKey(base.sessionName());
        var canGiveCode = canGiveCode(base, role);
        if (liveMfaSession(base).isPresent() && !isFresh && !tried.contains(Plan.Way.LIVE_MFA_SESSION) && wanted.via().isEmpty()
                && !(isLong && canGiveCode)) {
            return Optional.of(new Choice(Plan.Way.LIVE_MFA_SESSION, "AWS did not allow it without MFA"));
        }
        if (isFresh || tried.contains(Plan.Way.KEYS_WITH_CODE) || lacksNoMfa(base, role)) {
            throw why;
        }
        return devices(base, Optional.of(role)).map(devices -> {
            if (devices.isEmpty()) {
                throw whyNone(base) instanceof Problem.NoMfaDevice ? Problem.deviceMayHelp((Problem.NotAllowed) why, base.name()) : why;
            }
            if (!canGiveCode) {
                throw Problem.codeMayHelp((Problem.NotAllowed) why);
            }
            return tried.contains(Plan.Way.LIVE_MFA_SESSION)
                    ? new Choice(isForced(Plan.Via.MFA_SESSION) ? Plan.Way.NEW_MFA_SESSION : Plan.Way.KEYS_WITH_CODE,
                            "AWS did not allow it to the live MFA session, and may want a fresh code")
                    : new Choice(isLong || isForced(Plan.Via.KEYS) ? Plan.Way.KEYS_WITH_CODE : Plan.Way.NEW_MFA_SESSION,
                            "AWS did not allow it without MFA");
        });
    }

    /** Where AWS has said that neither the role nor its user has to use MFA, no code will help. */
    private boolean lacksNoMfa(Profile.Base base, Profile.Role role) {
        return known.role(role).filter(found -> found.mfaNeed() == TrustPolicy.MfaNeed.NOT_REQUIRED).isPresent()
                && known.user(base).filter(user -> user.enforcement() == Finding.Enforcement.NONE).isPresent();
    }

    private boolean isForced(Plan.Via via) {
        return wanted.via().filter(via::equals).isPresent();
    }

    private List<Plan.Step> steps(Choice choice, Profile.Base base, Profile.Role role, Purpose purpose) {
        requireReachable(role, role.arn().orElseThrow());
        var way = choice.way();
        var words = inWords(choice, base);
        var length = length(role, purpose);
        return switch (way) {
            case KEYS -> List.of(new Plan.Step.AssumeRole(role, Optional.of(base), "", List.of(), Optional.empty(), length, way, words));
            case KEYS_WITH_CODE -> List.of(new Plan.Step.AssumeRole(role, Optional.of(base), "",
                    required(base, devices(base, Optional.of(role)).orElseThrow()), Optional.of(code(base, Optional.of(role))), length, way, words));
            case LIVE_MFA_SESSION -> then(List.of(new Plan.Step.TakeUp(liveMfaSession(base).orElseThrow())),
                    assumedBy(liveMfaSession(base).orElseThrow().name(), role, length, way, words));
            default -> then(newMfaSession(base, role), assumedBy(base.sessionName(), role, length, way, words));
        };
    }

    private static Plan.Step.AssumeRole assumedBy(String session, Profile.Role role, SessionLength length, Plan.Way way, String words) {
        return new Plan.Step.AssumeRole(role, Optional.empty(), session, List.of(), Optional.empty(), chained(length), way, words);
    }

    private List<Plan.Step> newMfaSession(Profile.Base base, Profile.Role role) {
        requireStorable(base.sessionName());
        sayIfOverwritten(base.sessionName());
        sayIfChanged(base, base.sessionName());
        var devices = devices(base, Optional.of(role));
        if (devices.isEmpty()) {
            return List.of(new Plan.Step.FindDevices(base));
        }
        if (devices.get().isEmpty() && known.refusedDevices().isEmpty()) {
            throw Problem.notABaseProfile(base.name(), "has no MFA session to assume the role from",
                    "add an MFA device, or use --via keys");
        }
        return List.of(start(base, base.sessionName(), Optional.of(role), required(base, devices.get()), Purpose.ON_THE_WAY));
    }
}
