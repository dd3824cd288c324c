//SOURCES Sessions.java
//SOURCES World.java
//SOURCES ../io/Aws.java
//SOURCES ../io/Voice.java
//SOURCES ../model/Arn.java
//SOURCES ../model/Connection.java
//SOURCES ../model/DeviceList.java
//SOURCES ../model/Finding.java
//SOURCES ../model/Origin.java
//SOURCES ../model/OtherService.java
//SOURCES ../model/Problem.java
//SOURCES ../model/Profile.java
//SOURCES ../model/Profiles.java
//SOURCES ../model/RoleChain.java
//SOURCES ../model/SerialNumber.java
//SOURCES ../model/SessionLength.java
//SOURCES ../model/SessionStatus.java
//SOURCES ../model/TrustPolicy.java
package lib.session;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Function;
import lib.io.Aws;
import lib.io.Voice;
import lib.model.Arn;
import lib.model.Connection;
import lib.model.DeviceList;
import lib.model.Finding;
import lib.model.Origin;
import lib.model.OtherService;
import lib.model.Problem;
import lib.model.Profile;
import lib.model.Profiles;
import lib.model.RoleChain;
import lib.model.SerialNumber;
import lib.model.SessionLength;
import lib.model.SessionStatus;
import lib.model.TrustPolicy;

/**
 * Full mode: AWS is asked about every profile, role and live session at once. Two questions deep: who the keys belong to and
 * what goes with that; then, for roles, what depends on the account. One profile that fails or hangs holds up no other.
 */
public final class Survey implements AutoCloseable {

    /** What an account's IAM and STS take at once without throttling; AWS publishes no number. */
    private static final int CALLS_AT_ONCE_PER_ACCOUNT = 20;

    private static final Duration USUAL_PATIENCE = Duration.ofSeconds(15);

    private static final Finding LATE = new Finding.Unknown(Problem.notInTime());

    private final Runnable goingOut = Voice.goingOut();
    private final World world;
    private final Profiles profiles;
    private final Sessions sessions;
    private final Optional<String> lookupRegion;
    private final Duration patience;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /**
     * The calls themselves run on threads of the operating system: on two cores, two virtual threads that load a class and wait
     * for the jar that a third one holds keep that third one from ever running again. Their number has the bounds of the accounts.
     */
    private final ExecutorService callers = Executors.newCachedThreadPool(Thread.ofPlatform().daemon().factory());
    private final Map<String, Semaphore> accounts = new ConcurrentHashMap<>();
    private final Map<Place, Notice> notices = new ConcurrentHashMap<>();

    /** @param lookupRegion where the SSM parameters of the partition {@code aws} are; the profile's own region when absent */
    public Survey(World world, Profiles profiles, Optional<String> lookupRegion) {
        this(world, profiles, lookupRegion, USUAL_PATIENCE);
    }

    /** @param patience how long to wait for all answers */
    public Survey(World world, Profiles profiles, Optional<String> lookupRegion, Duration patience) {
        this.world = world.inSilence();
        this.profiles = profiles;
        this.sessions = new Sessions(this.world);
        this.lookupRegion = lookupRegion;
        this.patience = patience;
    }

    /**
     * Findings by profile name, in the order of the profiles; those that nobody can ask about are left out.
     *
     * @param here credentials that no file holds, of which only is asked whose they are
     * @param progress told, as the answers come, how many there are and how many there will be
     */
    public Map<String, Finding> run(Optional<Profile> here, BiConsumer<Integer, Integer> progress) {
        var answers = new ExecutorCompletionService<Finding>(threads);
        var asked = new LinkedHashMap<String, Future<Finding>>();
        here.ifPresent(held -> asked.put(held.name(), answers.submit(() -> settled(() -> identity(held)))));
        for (var profile : profiles.all()) {
            question(profile).ifPresent(question -> asked.put(profile.name(), answers.submit(question)));
        }
        for (var role : profiles.roles()) {
            source(role).ifPresent(base -> asked.put(role.name(), answers.submit(() -> role(role, base, asked))));
        }
        return awaited(answers, asked, progress);
    }

    /**
     * Only whose they are, by the account's alias where they may see it, and whether AWS takes them now: of each of these, whatever
     * the files say of it. Findings by profile name.
     *
     * @param asked those among them that have no complete keys are left out
     */
    public Map<String, Finding> identities(Collection<? extends Profile> asked) {
        var answers = new ExecutorCompletionService<Finding>(threads);
        var questions = new LinkedHashMap<String, Future<Finding>>();
        asked.stream().filter(Survey::hasKeys).filter(this::isOfAws).forEach(profile ->
                questions.put(profile.name(), answers.submit(() -> settled(() -> identity(profile)))));
        return awaited(answers, questions, (count, all) -> { });
    }

    private static boolean hasKeys(Profile profile) {
        return profile instanceof Profile.Base
                || profile instanceof Profile.Session session && session.credentials().isPresent();
    }

    /** What AWS says of keys where they cannot be known is no finding. */
    private void requireRightPartition(Profile profile) {
        Connection.elsewhere(world.environment(), profiles, profile).ifPresent(problem -> {
            throw problem;
        });
    }

    /** Both questions with the profile's own credentials: another's would tell the alias of another account. */
    private Finding identity(Profile profile) throws InterruptedException, ExecutionException {
        requireRightPartition(profile);
        var caller = sessions.caller(profiles, profile);
        var alias = ask(profile.name(), () -> world.aws().listAccountAliases(caller));
        var who = limited(profile.name(), () -> world.aws().callerIdentity(caller));
        var ahead = who.at().map(at -> Duration.between(world.clock().instant(), at));
        return new Finding.Live(who.arn(), alias.get().value().flatMap(Function.identity()), ahead);
    }

    private Map<String, Finding> awaited(CompletionService<Finding> answers, Map<String, Future<Finding>> asked,
            BiConsumer<Integer, Integer> progress) {
        awaitAll(answers, asked.size(), progress);
        var found = new LinkedHashMap<String, Finding>();
        asked.forEach((name, answer) -> found.put(name, asItIs(answer)));
        return found;
    }

    /** Or until patience ends. */
    private void awaitAll(CompletionService<Finding> answers, int all, BiConsumer<Integer, Integer> progress) {
        var deadline = System.nanoTime() + patience.toNanos();
        try {
            for (var count = 1; count <= all; count++) {
                if (answers.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS) == null) {
                    return;
                }
                progress.accept(count, all);
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new Problem.Cancelled();
        }
    }

    private static Finding asItIs(Future<Finding> answer) {
        return switch (answer.state()) {
            case SUCCESS -> answer.resultNow();
            case FAILED -> finding(answer.exceptionNow());
            case RUNNING, CANCELLED -> {
                answer.cancel(true);
                yield LATE;
            }
        };
    }

    private Optional<Callable<Finding>> question(Profile profile) {
        return switch (profile) {
            case Profile.Base base when isOfAws(base) -> Optional.of(aboutUser(base));
            case Profile.Session session when mayLive(session) -> Optional.of(() -> settled(() -> live(session)));
            default -> Optional.empty();
        };
    }

    /** What AWS says of the keys of another service means nothing, and is not asked. */
    private boolean isOfAws(Profile profile) {
        return !OtherService.hasKeysOf(profile, world.environment(), profiles);
    }

    /** Another tool may leave the word of an earlier refusal beside the session that it renews. */
    private boolean mayLive(Profile.Session session) {
        var now = world.clock().instant();
        return SessionStatus.mayWork(session, profiles, now) || session.isOfAnotherTool() && session.credentials().isPresent()
                && session.expiration().filter(expiration -> !expiration.isUsable(now)).isEmpty();
    }

    private static Finding settled(Callable<Finding> question) throws Exception {
        try {
            return question.call();
        } catch (Problem refused) {
            return finding(refused);
        }
    }

    /** The keys a role begins with; empty where the files say nothing that AWS could be asked about. */
    private Optional<Profile.Base> source(Profile.Role role) {
        try {
            var chain = RoleChain.of(profiles, role);
            return chain.source() instanceof Profile.Base base && role.arn().isPresent() && isOfAws(base) ? Optional.of(base) : Optional.empty();
        } catch (Problem broken) {
            return Optional.empty();
        }
    }

    /** Only a refusal of the credentials themselves says anything about the profile. */
    private static Finding finding(Throwable failure) {
        return switch (failure) {
            case CancellationException late -> LATE;
            case Problem.CredentialsRejected why -> new Finding.Rejected(why);
            case Problem.NoSuchRole why -> new Finding.Rejected(why);
            case Problem why -> new Finding.Unknown(why);
            default -> throw new IllegalStateException(failure);
        };
    }

    // ------------------------------------------------------------ base profiles

    /** What an account says of itself is asked for by the first of its users, in the order of the files. */
    private Callable<Finding> aboutUser(Profile.Base base) {
        try {
            var keys = sessions.caller(profiles, base);
            requireRightPartition(base);
            var account = account(base);
            var first = account.isEmpty() ? notice(base)
                    : notices.computeIfAbsent(new Place(account, keys.connection()), place -> notice(base));
            return () -> settled(() -> user(base, keys, first));
        } catch (Problem unusable) {
            return () -> finding(unusable);
        }
    }

    /** All five questions at once; what the keys may not see is left open. */
    private Finding user(Profile.Base base, Aws.Caller keys, Notice first) throws InterruptedException, ExecutionException {
        var account = account(base);
        var identity = threads.submit(() -> limited(account, () -> world.aws().getCallerIdentity(keys)));
        var probe = ask(account, () -> world.aws().getAccessKeyLastUsed(keys));
        var devices = ask(account, () -> withBest(base, sessions::listedDevices));
        var who = answer(identity);
        // Who is of another account than the files say, or may perhaps see what the first one may not, asks again.
        var holds = first.isOf(base) || who.account().equals(account) && first.isComplete();
        var notice = holds ? first : notice(base);
        return new Finding.User(who, notice.alias().get().value().flatMap(Function.identity()), devices(base, devices.get()),
                enforcement(probe.get()),
                notice.length().get().value().flatMap(Function.identity()).flatMap(Sessions::advertisedLength));
    }

    private static DeviceList devices(Profile.Base base, Answer<List<SerialNumber>> answer) {
        return answer.value().<DeviceList>map(DeviceList.Listed::new).orElseGet(() -> Sessions.notListed(base, answer.why().orElseThrow()));
    }

    /** An account, as far as the files tell, and the way there. */
    private record Place(String account, Connection way) {}

    /** What an account says of itself, the same to all its users who may ask. */
    private record Notice(
            Profile.Base asker, Future<Answer<Optional<String>>> alias, Future<Answer<Optional<String>>> length) {

        boolean isOf(Profile.Base base) {
            return asker.name().equals(base.name());
        }

        boolean isComplete() throws InterruptedException, ExecutionException {
            return alias.get().value().isPresent() && length.get().value().isPresent();
        }
    }

    private Notice notice(Profile.Base base) {
        return new Notice(base, ask(account(base), () -> withBest(base, world.aws()::listAccountAliases)),
                ask(account(base), () -> parameter(base, Sessions.LENGTH_PARAMETER)));
    }

    private static Finding.Enforcement enforcement(Answer<?> probe) {
        if (probe.value().isPresent()) {
            return Finding.Enforcement.NONE;
        }
        return probe.why().filter(Problem.NotAllowed.class::isInstance).isPresent()
                ? Finding.Enforcement.MFA_MAY_BE_ENFORCED : Finding.Enforcement.UNKNOWN;
    }

    private Finding live(Profile.Session session) throws InterruptedException {
        requireRightPartition(session);
        return new Finding.Live(limited(session.name(), () -> world.aws().getCallerIdentity(sessions.caller(profiles, session))));
    }

    // ------------------------------------------------------------------- roles

    /**
     * A role in another account than its source's cannot be looked at there; its owner may say things in SSM parameters here.
     * What is wrong with the source says nothing about the role.
     */
    private Finding role(Profile.Role role, Profile.Base base, Map<String, Future<Finding>> asked) throws Exception {
        var arn = role.arn().orElseThrow();
        var isAsked = profiles.named(base.name()).filter(Profile.Base.class::isInstance).isPresent();
        var source = isAsked ? asked.get(base.name()).get() : aboutUser(base).call();
        return switch (source) {
            case Finding.User user when user.identity().account().equals(arn.account()) -> ownAccount(arn, base, user);
            case Finding.User user -> otherAccount(arn, base);
            case Finding.Rejected rejected -> new Finding.Unknown(rejected.why());
            case Finding other -> other;
        };
    }

    private Finding ownAccount(Arn role, Profile.Base base, Finding.User user) throws InterruptedException {
        try {
            var facts = limited(account(base), () -> withBest(base, caller -> world.aws().getRole(caller, role.name())));
            return new Finding.Role(Optional.of(facts.maxSessionDuration()), facts.trustPolicy().mfaNeed(), user.alias());
        } catch (Problem.NotAllowed denied) {
            return new Finding.Role(Optional.empty(), TrustPolicy.MfaNeed.POSSIBLE, user.alias());
        }
    }

    private Finding otherAccount(Arn role, Profile.Base base) throws InterruptedException, ExecutionException {
        var folder = "/unencrypted/roles/" + role.account() + "/";
        var length = ask(account(base), () ->
                parameter(base, folder + role.name() + "/session_length"));
        var needed = ask(account(base), () ->
                parameter(base, folder + role.name() + "/mfa_required"));
        var alias = ask(account(base), () -> parameter(base, folder + "alias"));
        return new Finding.Role(
                length.get().value().flatMap(Function.identity()).flatMap(Survey::roleLength),
                mfaNeed(needed.get().value().flatMap(Function.identity())),
                alias.get().value().flatMap(Function.identity()));
    }

    private static Optional<Duration> roleLength(String text) {
        return SessionLength.parse(text.strip()).filter(length -> length.compareTo(SessionLength.SHORTEST) >= 0
                && length.compareTo(SessionLength.LONGEST_ROLE_SESSION) <= 0);
    }

    private static TrustPolicy.MfaNeed mfaNeed(Optional<String> parameter) {
        return switch (parameter.map(String::strip).orElse("")) {
            case "true" -> TrustPolicy.MfaNeed.REQUIRED;
            case "false" -> TrustPolicy.MfaNeed.NOT_REQUIRED;
            default -> TrustPolicy.MfaNeed.POSSIBLE;
        };
    }

    // ------------------------------------------------------------------- asking

    /** A question that may be refused without saying anything about the profile. */
    private record Answer<T>(Optional<T> value, Optional<Problem> why) {}

    private <T> Future<Answer<T>> ask(String account, Callable<T> question) {
        return threads.submit(() -> {
            try {
                return new Answer<>(Optional.of(limited(account, question)), Optional.empty());
            } catch (Problem refused) {
                return new Answer<>(Optional.empty(), Optional.of(refused));
            }
        });
    }

    private <T> T limited(String account, Callable<T> question) throws InterruptedException {
        var permits = accounts.computeIfAbsent(account, id -> new Semaphore(CALLS_AT_ONCE_PER_ACCOUNT));
        permits.acquire();
        try {
            return answer(callers.submit(() -> Voice.telling(goingOut, question)));
        } finally {
            permits.release();
        }
    }

    private static <T> T answer(Future<T> answer) throws InterruptedException {
        try {
            return answer.get();
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof Problem problem ? problem : new IllegalStateException(failed.getCause());
        }
    }

    /** The account as far as the files tell; those of whom they tell nothing share one bound. */
    private static String account(Profile.Base base) {
        return base.recordedDevice().flatMap(Arn::parse).map(Arn::account).orElse("");
    }

    /** Asks with the live MFA session of a base profile if there is one, since it may look at more; else with the keys. */
    private <T> T withBest(Profile.Base base, Function<Aws.Caller, T> question) {
        var keys = sessions.caller(profiles, base);
        var now = world.clock().instant();
        var session = profiles.namesOfSessions(base).flatMap(name -> Origin.live(profiles, name, now).stream()).findFirst();
        try {
            return question.apply(session.map(live -> sessions.caller(profiles, live)).orElse(keys));
        } catch (Problem.CredentialsRejected refused) {
            if (session.isEmpty()) {
                throw refused;
            }
            return question.apply(keys);
        }
    }

    private Optional<String> parameter(Profile.Base base, String name) {
        return withBest(base, caller -> sessions.parameter(caller, lookupRegion, name));
    }

    /** Ends what is still under way. */
    @Override
    public void close() {
        threads.shutdownNow();
        callers.shutdownNow();
    }
}
