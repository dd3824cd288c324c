//SOURCES Expiration.java
//SOURCES Finding.java
//SOURCES Origin.java
//SOURCES Problem.java
//SOURCES Profile.java
//SOURCES Profiles.java
//SOURCES SessionLength.java
//SOURCES Shown.java
package lib.model;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How a session stands: by what the files say, and by what AWS said if it was asked.
 *
 * @param usualLength what sessions of its source profile last
 * @param remaining zero when it has ended or AWS does not take it; absent when nothing says when it ends, or AWS contradicts what does
 * @param change why it is not the session of its profile any more, as {@link Origin#change(Profile.Session, Profiles)} has it
 * @param finding what AWS said of it; absent when it was not asked
 */
public record SessionStatus(Profile.Session session, State state, Optional<Ending> ending, Optional<Duration> remaining,
        Duration usualLength, Optional<String> change, Optional<Finding> finding) {

    private static final List<String> ID_AND_SECRET = List.of("aws_access_key_id", "aws_secret_access_key");
    private static final String[] SESSION_TOKEN = {"aws_session_token", "aws_security_token"};
    private static final String NOT_RECORDED = "when it ends is not recorded";

    /** The best first. */
    public enum State {
        VALID,
        /** Not ended, but soon will. */
        EXPIRING,
        /** Nothing says when it ends. */
        UNKNOWN,
        EXPIRED,
        /** AWS does not take it, now or when {@code invalid_as_of} was written. */
        REFUSED,
        /** A part is missing. */
        INVALID;

        /** {@code valid}, in the JSON too. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Whether it may work. */
        public boolean isLive() {
            return compareTo(UNKNOWN) <= 0;
        }
    }

    /** When a session ends. Version 1 of awscli-mfa recorded when it began; how long it lasts can be estimated. */
    public record Ending(Expiration expiration, Known known) {
        public enum Known { RECORDED, ESTIMATED }

        public boolean isEstimated() {
            return known == Known.ESTIMATED;
        }
    }

    /**
     * How one session stands.
     *
     * @param finding what AWS said of it; absent when it was not asked
     * @param now by AWS's clock if that is known
     * @param soon with no more than this left, it expires soon
     */
    public static SessionStatus of(Profile.Session session, Profiles profiles, Optional<Finding> finding, Instant now, Duration soon) {
        var ending = ending(session, profiles);
        var remaining = ending.map(Ending::expiration).map(expiration -> expiration.remaining(now));
        var state = state(session, finding, remaining, soon);
        return new SessionStatus(session, state, ending, remaining.flatMap(left -> left(state, left)),
                usualLength(session, profiles), Origin.change(session, profiles), finding);
    }

    /** What the files say counts only where it does not contradict the state. */
    private static Optional<Duration> left(State state, Duration byTheFiles) {
        return switch (state) {
            case REFUSED, INVALID, EXPIRED -> Optional.of(Duration.ZERO);
            case VALID, EXPIRING, UNKNOWN -> Optional.of(byTheFiles).filter(Duration::isPositive);
        };
    }

    /** The profile that it is the session of. */
    public Optional<String> owner() {
        return session.sourceProfile().filter(profile -> change.isEmpty());
    }

    /** Whether AWS has just refused it, of which the files say nothing yet. */
    public boolean isNewlyRefused() {
        return state == State.REFUSED && refusal().isPresent() && session.refusedSince().isEmpty();
    }

    /** Whether AWS has just accepted it, although by the files it does not. */
    public boolean isAcceptedAgain() {
        return live().isPresent() && session.refusedSince().isPresent();
    }

    /** All sessions of the files, in their order; a name under which no part of one is stored is none. */
    public static List<Profile.Session> sessions(Profiles profiles) {
        return profiles.all().stream().filter(Profile.Session.class::isInstance).map(Profile.Session.class::cast)
                .filter(session -> missing(session).size() < 3).toList();
    }

    /** As it is recorded; else from when it began, as long as the sessions of its source profile last. */
    public static Optional<Ending> ending(Profile.Session session, Profiles profiles) {
        return session.expiration().map(expiration -> new Ending(expiration, Ending.Known.RECORDED))
                .or(() -> session.settings().get("aws_session_init_time").flatMap(Expiration::parse)
                        .map(began -> new Ending(began.plus(usualLength(session, profiles)), Ending.Known.ESTIMATED)));
    }

    /**
     * Whether it may work, as far as the files tell: one whose end they do not tell is taken at its word. Another tool may leave the
     * word of an earlier refusal beside such a session, when it renews it.
     */
    public static boolean mayWork(Profile.Session session, Profiles profiles, Instant now) {
        var ending = ending(session, profiles);
        var isRenewed = session.isOfAnotherTool() && ending.isEmpty();
        return session.credentials().isPresent() && (isRenewed || session.refusedSince().isEmpty())
                && ending.map(known -> known.expiration().isUsable(now)).orElse(true);
    }

    /** What its source profile says of the length of sessions, else the default of their kind. */
    private static Duration usualLength(Profile.Session session, Profiles profiles) {
        var isOfRole = session.kind() == Profile.Session.Kind.ROLE;
        return session.sourceProfile().flatMap(profiles::named).map(Profile::settings)
                .flatMap(source -> isOfRole ? source.first("sessmax", "duration_seconds", "credentials_duration")
                        : source.first("sessmax", "mfasec", "session_token_duration", "duration_seconds")).flatMap(SessionLength::parse)
                .orElse(isOfRole ? SessionLength.DEFAULT_ROLE_SESSION : SessionLength.DEFAULT_MFA_SESSION);
    }

    private static State state(Profile.Session session, Optional<Finding> finding, Optional<Duration> remaining, Duration soon) {
        if (!missing(session).isEmpty()) {
            return State.INVALID;
        }
        if (finding.orElse(null) instanceof Finding.Rejected rejected) {
            var hasEnded = rejected.why() instanceof Problem.SessionExpired && remaining.filter(Duration::isPositive).isEmpty();
            return hasEnded ? State.EXPIRED : State.REFUSED;
        }
        var isAccepted = finding.filter(Finding.Live.class::isInstance).isPresent();
        if (remaining.isPresent() && remaining.get().isZero()) {
            return isAccepted ? State.VALID : State.EXPIRED;
        }
        if (!isAccepted && session.refusedSince().isPresent()) {
            return State.REFUSED;
        }
        return remaining.map(left -> left.compareTo(soon) <= 0 ? State.EXPIRING : State.VALID)
                .orElse(isAccepted ? State.VALID : State.UNKNOWN);
    }

    /** The names of the parts that are not there. */
    public static List<String> missing(Profile.Session session) {
        var settings = session.settings();
        return Stream.concat(ID_AND_SECRET.stream().filter(key -> settings.get(key).isEmpty()),
                settings.first(SESSION_TOKEN).isEmpty() ? Stream.of(SESSION_TOKEN[0]) : Stream.empty()).toList();
    }

    /** Present when AWS was asked and accepts it. */
    public Optional<Finding.Live> live() {
        return finding.filter(Finding.Live.class::isInstance).map(Finding.Live.class::cast);
    }

    // -------------------------------------------------------------------- words

    /** What else to know of it than its state and its time; absent when that is all. */
    public Optional<String> details() {
        var refused = session.refusedSince()
                .map(since -> "AWS did not accept it on " + Shown.inOneLine(since));
        return switch (state) {
            case INVALID -> Optional.of(isOrAre(missing(session)) + " missing");
            case REFUSED -> refusal().or(() -> refused);
            case UNKNOWN -> Optional.of(unknownEnd());
            case EXPIRED -> refused;
            case VALID, EXPIRING -> doubt();
        };
    }

    private Optional<String> refusal() {
        return finding.filter(Finding.Rejected.class::isInstance).map(Finding.Rejected.class::cast)
                .map(rejected -> rejected.why() instanceof Problem.SessionExpired ? "AWS says that it has ended"
                        : Shown.inOneLine(rejected.why().message()));
    }

    private Optional<String> doubt() {
        if (ending.isPresent() && remaining.isEmpty()) {
            return Optional.of("AWS accepts it, although by the file it has ended");
        }
        return ending.filter(Ending::isEstimated).map(estimated -> "estimated from when it began");
    }

    private String unknownEnd() {
        return session.isOverwritten() ? NOT_RECORDED : Stream.concat(Profile.Session.ENDS.stream(), Stream.of("aws_session_init_time"))
                .flatMap(key -> session.settings().get(key).stream()
                        .map(value -> "when it ends is not known: " + key + " is no time, '" + Shown.inOneLine(value) + "'"))
                .findFirst().orElse(NOT_RECORDED);
    }

    /** What AWS said when it was asked: {@code jane @ practice}, with the account's alias if it has one. */
    public Optional<String> said() {
        return finding.flatMap(said -> switch (said) {
            case Finding.Live live -> Optional.of(Shown.inOneLine(live.inWords()));
            case Finding.Unknown unknown -> Optional.of("not checked: " + Shown.inOneLine(unknown.why().message()));
            case Finding.Rejected _, Finding.User _, Finding.Role _ -> Optional.empty();
        });
    }

    private static String isOrAre(List<String> names) {
        return String.join(" and ", names) + (names.size() == 1 ? " is" : " are");
    }
}
