//SOURCES Decision.java
//SOURCES Plan.java
//SOURCES Problem.java
//SOURCES Profile.java
//SOURCES SessionStatus.java
package lib.model;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How far one gets without another token code: until then every session that is wanted can be had by itself. It is found by asking the
 * decision what it would do at each moment at which a session ends.
 *
 * @param ending the name of the session whose end it is
 * @param at when that ends
 * @param owner the profile for which a code is typed then
 */
public record Horizon(String ending, Instant at, String owner) {

    /** Who would have to be asked, and the length of the session that begins with the answer. */
    private record Need(String owner, String session, Duration length) {}

    /**
     * Absent where no code is ever needed. What lives may outlast that from which it is renewed, and counts only where nothing new can
     * be had.
     */
    public static Optional<Horizon> of(Plan.Wanted wanted, Plan.Known known) {
        var anew = wanted.with(Plan.Mfa.ANEW);
        var now = need(wanted, known);
        return now.isPresent() ? now.map(need -> new Horizon(need.session(), known.now().plus(need.length()), need.owner()))
                : need(anew, known).isEmpty() ? first(anew, known) : first(wanted, known);
    }

    private static Optional<Horizon> first(Plan.Wanted wanted, Plan.Known known) {
        return ends(known).flatMap(session -> need(wanted, known.at(session.expiration().orElseThrow().at())).stream()
                .map(need -> new Horizon(session.name(), session.expiration().orElseThrow().at(), need.owner()))).findFirst();
    }

    /** The profile for which a code has to be typed now; absent where none is needed. */
    public static Optional<String> needed(Plan.Wanted wanted, Plan.Known known) {
        return need(wanted, known).map(Need::owner);
    }

    private static Stream<Profile.Session> ends(Plan.Known known) {
        return Stream.concat(known.begun().values().stream(), SessionStatus.sessions(known.profiles()).stream())
                .filter(session -> session.expiration().filter(ends -> ends.at().isAfter(known.now())).isPresent())
                .sorted((one, other) -> one.expiration().orElseThrow().at().compareTo(other.expiration().orElseThrow().at()));
    }

    /** What stands in the way is not for a code to mend, and is said when it comes to that. */
    private static Optional<Need> need(Plan.Wanted wanted, Plan.Known known) {
        try {
            return Decision.of(wanted, known).steps().stream().flatMap(step -> need(step).stream()).findFirst();
        } catch (Problem standsInTheWay) {
            return Optional.of(new Need(wanted.profile().name(), wanted.profile().name(), Duration.ZERO));
        }
    }

    private static Optional<Need> need(Plan.Step step) {
        return switch (step) {
            case Plan.Step.FindDevices find -> Optional.of(new Need(find.base().name(), find.base().sessionName(), Duration.ZERO));
            case Plan.Step.StartMfaSession start when isAsked(step) ->
                    Optional.of(new Need(start.base().name(), start.base().sessionName(), start.length().duration()));
            case Plan.Step.AssumeRole assume when isAsked(step) ->
                    Optional.of(new Need(assume.role().name(), assume.role().sessionName(), assume.length().duration()));
            default -> Optional.empty();
        };
    }

    private static boolean isAsked(Plan.Step step) {
        return step.code().filter(Plan.Code.Asked.class::isInstance).isPresent();
    }
}
