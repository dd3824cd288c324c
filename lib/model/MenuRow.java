//SOURCES Expiration.java
//SOURCES Finding.java
//SOURCES Origin.java
//SOURCES Problem.java
//SOURCES Profile.java
//SOURCES Profiles.java
//SOURCES Shown.java
package lib.model;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A profile in a menu.
 *
 * @param number empty for what cannot be chosen by number
 * @param remark what is known of the profile
 * @param session what the number with an {@code s} stands for
 */
record MenuRow<P extends Profile>(Optional<Integer> number, P profile, String remark, Optional<Profile.Session> session) {

    static <P extends Profile> MenuRow<P> unnumbered(P profile, String remark) {
        return new MenuRow<>(Optional.empty(), profile, remark, Optional.empty());
    }

    /** The stored session of that name, while it lives and AWS has not refused it. */
    static Optional<Profile.Session> liveSession(Profiles profiles, Map<String, Finding> findings, String name, Instant now) {
        return Origin.live(profiles, name, now).filter(stored -> !(findings.get(stored.name()) instanceof Finding.Rejected));
    }

    // --------------------------------------------------------------------- text

    /** A heading and its lines; nothing where there are none. */
    static <P extends Profile> String group(String heading, List<MenuRow<P>> rows, int width, Instant now) {
        return rows.isEmpty() ? "" : heading + "\n" + rows.stream().flatMap(row -> row.lines(width, now))
                .collect(Collectors.joining("\n"));
    }

    /** Aliases and parameters come from other people: none of them may begin a line of its own. */
    private Stream<String> lines(int width, Instant now) {
        var format = "%5s %-" + Math.max(1, width) + "s  %s";
        return Stream.concat(
                Stream.of(format.formatted(number.map(n -> n + ":").orElse(""), profile.name(), Shown.harmless(remark)).stripTrailing()),
                session.stream().map(live -> format.formatted(number.map(n -> n + "s:").orElse(""), live.name(),
                        live.kind().inWords() + ", " + remaining(live, now) + " left")));
    }

    static String remaining(Profile.Session session, Instant now) {
        return session.expiration().map(expiration -> Expiration.inWords(expiration.remaining(now))).orElse("");
    }

    // ------------------------------------------------------------------ answers

    /** @throws Problem {@link #wrong}, with what {@code hint} says of the numbers */
    static <P extends Profile> MenuRow<P> numbered(List<MenuRow<P>> rows, int number, String hint) {
        return rows.stream().filter(row -> row.number().filter(own -> own == number).isPresent()).findFirst().orElseThrow(() -> wrong(hint));
    }

    /**
     * The only row whose profile has that in its name.
     *
     * @param whyNone what to say where there is none, of a part in small letters
     * @throws Problem {@link #wrong}
     */
    static <P extends Profile> MenuRow<P> named(List<MenuRow<P>> rows, String text, Function<String, String> whyNone) {
        var part = text.toLowerCase(Locale.ROOT);
        var matches = rows.stream().filter(row -> row.isNamed(part)).toList();
        if (matches.size() != 1) {
            throw wrong(matches.isEmpty() ? whyNone.apply(part)
                    : "several match: " + matches.stream().map(row -> row.profile().name()).collect(Collectors.joining(", ")));
        }
        return matches.getFirst();
    }

    /** Why what cannot be used cannot be chosen; and what is not there at all. */
    static <P extends Profile> String unusableOrUnknown(List<MenuRow<P>> unusable, String part) {
        return unusable.stream().filter(row -> row.isNamed(part)).findFirst()
                .map(row -> row.profile().name() + " cannot be used: " + row.remark())
                .orElse("no profile here has that in its name");
    }

    /** @param part in small letters */
    boolean isNamed(String part) {
        return profile.name().toLowerCase(Locale.ROOT).contains(part);
    }

    /** An answer that means nothing; the hint is told before it is asked again. */
    static Problem wrong(String hint) {
        return Problem.wrongUsage("no such choice", hint);
    }
}
