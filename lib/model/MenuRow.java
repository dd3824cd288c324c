//SOURCES Expiration.java
//SOURCES Finding.java
//SOURCES Origin.java
//SOURCES Problem.java
//SOURCES Profile.java
//SOURCES Profiles.java
package lib.model;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A profile in a menu.
 *
 * @param number empty for what cannot be chosen by number
 * @param who whose the profile is, and where; empty where that is not known
 * @param remark what else is worth knowing of it
 * @param session what the number with an {@code s} stands for
 */
record MenuRow<P extends Profile>(Optional<Integer> number, P profile, String who, String remark, Optional<Profile.Session> session) {

    static <P extends Profile> MenuRow<P> unnumbered(P profile, String who, String remark) {
        return new MenuRow<>(Optional.empty(), profile, who, remark, Optional.empty());
    }

    /** The stored session of that name, while it lives and AWS has not refused it. */
    static Optional<Profile.Session> liveSession(Profiles profiles, Map<String, Finding> findings, String name, Instant now) {
        return Origin.live(profiles, name, now).filter(stored -> !(findings.get(stored.name()) instanceof Finding.Rejected));
    }

    // --------------------------------------------------------------------- text

    /** The live session, by what it is chosen, and the remark. */
    String rest(Instant now) {
        return Stream.concat(session.stream().map(live -> number.map(own -> own + "s: ").orElse(live.name() + ": ")
                        + live.kind().inWords() + ", " + remaining(live, now) + " left"), Stream.of(remark))
                .filter(part -> !part.isEmpty()).collect(Collectors.joining("; "));
    }

    static String remaining(Profile.Session session, Instant now) {
        return session.expiration().map(expiration -> Expiration.inWords(expiration.remaining(now))).orElse("");
    }

    // ------------------------------------------------------------------ answers

    /** @throws Problem {@link #wrong}, with what {@code hint} says of the numbers */
    static <P extends Profile> MenuRow<P> numbered(List<MenuRow<P>> rows, int number, String hint) {
        return rows.stream().filter(row -> row.number().filter(own -> own == number).isPresent()).findFirst().orElseThrow(() -> wrong(hint));
    }

    /** Why what cannot be used cannot be chosen; and what is not there at all. */
    static <P extends Profile> String unusableOrUnknown(List<MenuRow<P>> unusable, String part) {
        return unusable.stream().filter(row -> row.isNamed(part)).findFirst()
                .map(row -> row.profile().name() + " cannot be used: " + row.remark())
                .orElse("no profile here has that in its name");
    }

    /**
     * Whether digits are a row's number. Those of no row, as in {@code 012} and {@code 300}, may be part of a name.
     *
     * @param text the digits, and what may stand behind them
     */
    static <P extends Profile> boolean isNumber(String digits, String text, long numbers, List<MenuRow<P>> named) {
        return digits.matches("[0-9]{1,9}") && (digits.charAt(0) != '0' && Integer.parseInt(digits) <= numbers
                || named.stream().noneMatch(row -> row.isNamed(text.toLowerCase(Locale.ROOT))));
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
