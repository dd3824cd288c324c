//SOURCES Sessions.java
//SOURCES Survey.java
//SOURCES World.java
//SOURCES ../model/Environment.java
//SOURCES ../model/Finding.java
//SOURCES ../model/Profile.java
//SOURCES ../model/Profiles.java
//SOURCES ../model/SessionStatus.java
package lib.session;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lib.model.Environment;
import lib.model.Finding;
import lib.model.Profile;
import lib.model.Profiles;
import lib.model.SessionStatus;

/**
 * What is active, and for how long, at one instant: in the variables and in the files.
 *
 * <p>One session decides what the whole amounts to. It is the one of the profile that was asked about; else the one that the
 * variables put into effect, since that is what commands would use now, and nothing else; else, where they select nothing, the
 * stored one that is best, since a person could choose it. A session that is not its profile's any more decides nothing.
 *
 * @param stored in the order of the files
 * @param decisive absent when there is no session
 * @param now by AWS's clock if it was asked and differs
 * @param clockAhead how far AWS's clock is ahead; zero where that is not known or too little to matter
 */
public record Status(Environment environment, List<SessionStatus> stored, Optional<SessionStatus> decisive, Instant now,
        Duration clockAhead) {

    /** The {@code Date} of an answer has whole seconds, and the answer takes its time. */
    private static final Duration CLOCKS_AGREE = Duration.ofSeconds(3);

    /** Written out, since the comparators that Java puts together cost a start more than all the rest here. */
    private static final Comparator<SessionStatus> BEST_FIRST = (one, other) -> one.state() == other.state()
            ? other.remaining().orElse(Duration.ZERO).compareTo(one.remaining().orElse(Duration.ZERO))
            : one.state().compareTo(other.state());

    /** Whether commands that run now would use it. */
    public boolean isInEffect(SessionStatus session) {
        return environment.sessionInEffect().filter(inEffect -> inEffect.name().equals(session.session().name())).isPresent();
    }

    /**
     * Where to look.
     *
     * @param profile whose session decides, by its own name, its base profile's or its role's
     * @param soon with no more than this left, a session expires soon
     */
    public record Question(World world, Optional<String> profile, Duration soon) {

        /** @throws lib.model.Problem {@code NoSuchProfile}, {@code FileUnusable} */
        public Status answer() {
            var profiles = new Sessions(world).lookAgain();
            var now = world.clock().instant();
            return status(profiles, environment(profiles, Map.of(), now), Map.of(), Duration.ZERO);
        }

        /** The same after AWS was asked about all of them at once. What it does not take is remembered, and what it takes again. */
        public Status verified() {
            var profiles = new Sessions(world).profiles();
            var unasked = environment(profiles, Map.of(), world.clock().instant());
            var asked = new ArrayList<Profile>(SessionStatus.sessions(profiles));
            asked.addAll(unasked.toAsk());
            var findings = world.voice().asking("AWS, which is asked about the sessions", () -> identities(profiles, asked));
            var ahead = clockAhead(findings);
            var status = status(profiles, environment(profiles, findings, world.clock().instant().plus(ahead)), findings, ahead);
            new Sessions(world).mark(keys(status, SessionStatus::isNewlyRefused), keys(status, SessionStatus::isAcceptedAgain));
            return status;
        }

        private Map<String, Finding> identities(Profiles profiles, List<Profile> asked) {
            try (var survey = new Survey(world, profiles, Optional.empty())) {
                return survey.identities(asked);
            }
        }

        private Environment environment(Profiles profiles, Map<String, Finding> findings, Instant now) {
            return Environment.of(world.environment(), profiles, findings, now);
        }

        private static Set<String> keys(Status status, Predicate<SessionStatus> which) {
            return status.stored().stream().filter(which)
                    .flatMap(session -> session.session().settings().get("aws_access_key_id").stream()).collect(Collectors.toSet());
        }

        private static Duration clockAhead(Map<String, Finding> findings) {
            return findings.values().stream().filter(Finding.Live.class::isInstance).map(Finding.Live.class::cast)
                    .flatMap(live -> live.clockAhead().stream()).filter(ahead -> ahead.abs().compareTo(CLOCKS_AGREE) > 0)
                    .min(Comparator.comparing(Duration::abs)).orElse(Duration.ZERO);
        }

        private Status status(Profiles profiles, Environment environment, Map<String, Finding> findings, Duration ahead) {
            var now = world.clock().instant().plus(ahead);
            var stored = SessionStatus.sessions(profiles).stream().map(session -> SessionStatus.of(
                    session, profiles, Optional.ofNullable(findings.get(session.name())), now, soon)).toList();
            var inEffect = environment.sessionInEffect().map(session -> SessionStatus.of(
                    session, profiles, Optional.ofNullable(findings.get(session.name())), now, soon));
            var decisive = profile.isPresent() ? of(profile.get(), profiles, stored)
                    : environment.selectsNoSession() ? best(stored.stream()) : inEffect.filter(session -> session.change().isEmpty());
            return new Status(environment, stored, decisive, now, ahead);
        }

        private static Optional<SessionStatus> best(Stream<SessionStatus> sessions) {
            return sessions.filter(session -> session.change().isEmpty()).min(BEST_FIRST);
        }

        private static Optional<SessionStatus> of(String name, Profiles profiles, List<SessionStatus> stored) {
            requireKnown(name, profiles);
            return best(stored.stream().filter(status -> status.session().name().equals(name)))
                    .or(() -> best(stored.stream().filter(status -> status.owner().filter(name::equals).isPresent())));
        }

        /** A session that may be there but is not counts as known, so that who asks about it learns that there is none. */
        private static void requireKnown(String name, Profiles profiles) {
            var isSessionOfKnown = Stream.of(Profile.MFA_SESSION_SUFFIX, Profile.ROLE_SESSION_SUFFIX).anyMatch(suffix ->
                    name.endsWith(suffix) && profiles.named(name.substring(0, name.length() - suffix.length())).isPresent());
            if (!isSessionOfKnown) {
                profiles.require(name);
            }
        }
    }
}
