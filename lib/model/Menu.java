//SOURCES Expiration.java
//SOURCES Problem.java
//SOURCES Profile.java
//SOURCES Profiles.java
//SOURCES SerialNumber.java
package lib.model;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The numbered base profiles with their live sessions, and what a person's answer to them means. */
public record Menu(List<Row> rows) {

    /**
     * @param session the profile's stored session, if it is live
     * @param remaining how long the session still lives
     */
    public record Row(Profile.Base base, Optional<Profile.Session> session, String remaining) {}

    public static Menu of(Profiles profiles, Instant now) {
        return new Menu(profiles.bases().stream().map(base -> {
            var session = profiles.sessionOf(base).filter(stored -> stored.isUsable(now));
            var remaining = session.flatMap(Profile.Session::expiration)
                    .map(expiration -> Expiration.inWords(expiration.remaining(now))).orElse("");
            return new Row(base, session, remaining);
        }).toList());
    }

    /** One line for a profile, a second one for its session. */
    public String text() {
        var width = names().mapToInt(String::length).max().orElse(0);
        return IntStream.range(0, rows.size()).boxed()
                .flatMap(index -> lines(index + 1, rows.get(index), width))
                .collect(Collectors.joining("\n"));
    }

    /** What can be answered, in words. */
    public String choices() {
        var session = IntStream.range(0, rows.size()).filter(index -> rows.get(index).session().isPresent()).findFirst();
        return "A number, " + (session.isPresent()
                ? (session.getAsInt() + 1) + "s for the session of " + (session.getAsInt() + 1) + ", " : "") + "or part of a name";
    }

    private Stream<String> names() {
        return rows.stream().flatMap(row -> Stream.concat(
                Stream.of(row.base().name()), row.session().stream().map(Profile::name)));
    }

    private static Stream<String> lines(int number, Row row, int width) {
        var format = "%5s %-" + width + "s  %s";
        return Stream.concat(
                Stream.of(format.formatted(number + ":", row.base().name(), device(row.base()))),
                row.session().stream().map(session -> format.formatted(
                        number + "s:", session.name(), session.kind().inWords() + ", " + row.remaining() + " left")));
    }

    /** One profile's malformed serial number is no reason to refuse the others. */
    private static String device(Profile.Base base) {
        return base.recordedDevice()
                .map(device -> SerialNumber.isWellFormed(device) ? "MFA device " + device : "malformed serial number of its MFA device")
                .orElse("no MFA device recorded");
    }

    /**
     * A number; a number with {@code s} (or {@code m}, as awscli-mfa 1 had it) for the session; a name; or a part that only
     * one profile's name has.
     *
     * @throws Problem.Found {@link Problem.WrongUsage}, whose hint is to be told before asking again
     */
    public Profile read(String answer) {
        var text = answer.strip();
        if (text.matches("[0-9]{1,6}")) {
            return row(text).base();
        }
        if (text.matches("[0-9]{1,6}[sSmM]")) {
            var number = text.substring(0, text.length() - 1);
            return row(number).session().orElseThrow(() ->
                    wrong("profile " + number + " has no live session; " + number + " alone starts one"));
        }
        return text.isEmpty() ? rejectEmpty() : named(text);
    }

    private Row row(String number) {
        var index = Integer.parseInt(number) - 1;
        if (index < 0 || index >= rows.size()) {
            throw wrong("the numbers go from 1 to " + rows.size());
        }
        return rows.get(index);
    }

    private Profile rejectEmpty() {
        throw wrong("answer with a number from 1 to " + rows.size() + " or part of a name; Ctrl-C ends");
    }

    private Profile named(String text) {
        var exact = profiles().filter(profile -> profile.name().equals(text)).findFirst();
        if (exact.isPresent()) {
            return exact.get();
        }
        var part = text.toLowerCase(Locale.ROOT);
        var matches = rows.stream().map(Row::base)
                .filter(base -> base.name().toLowerCase(Locale.ROOT).contains(part)).toList();
        if (matches.size() != 1) {
            throw wrong(matches.isEmpty() ? "no profile here has that in its name"
                    : "several match: " + matches.stream().map(Profile::name).collect(Collectors.joining(", ")));
        }
        return matches.getFirst();
    }

    private Stream<Profile> profiles() {
        return rows.stream().flatMap(row -> Stream.concat(Stream.of(row.base()), row.session().stream()));
    }

    private static Problem.Found wrong(String hint) {
        return new Problem.WrongUsage("no such choice", hint).found();
    }
}
