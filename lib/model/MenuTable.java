//SOURCES MenuRow.java
//SOURCES Problem.java
//SOURCES Profile.java
//SOURCES Screenful.java
//SOURCES Shown.java
//SOURCES Slip.java
//SOURCES Window.java
//SOURCES Words.java
package lib.model;

import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How the rows of a menu stand in a window: in columns (number, name, who, the rest) where these have room beside each other, else with
 * the rest below. What comes first in a row matters most.
 *
 * @param names how wide the column of names is
 * @param whos how wide the second column is
 */
record MenuTable(Window window, int names, int whos, Instant now) {

    /** What is said of the rows that a window has no room for. */
    static final String OF_THE_REST = ": type part of a name to see those that have it, or press Enter to see all";

    private static final int NUMBER = "   1: ".length();
    private static final int WIDEST_NAME = 40;
    private static final int WIDEST_WHO = 60;
    private static final int NARROWEST_REST = 24;
    private static final String GAP = "  ";
    private static final String BELOW = " ".repeat(NUMBER + GAP.length());

    /** @param rows of all groups, which stand below each other */
    static <P extends Profile> MenuTable of(List<MenuRow<P>> rows, Window window, Instant now) {
        return new MenuTable(window,
                rows.stream().mapToInt(row -> Shown.columns(row.profile().name())).filter(width -> width <= WIDEST_NAME).max().orElse(0),
                rows.stream().mapToInt(row -> Shown.columns(row.who())).filter(width -> width <= WIDEST_WHO).max().orElse(0), now);
    }

    /** A heading and its rows; nothing where there are none. */
    <P extends Profile> List<Screenful.Part> group(String heading, List<MenuRow<P>> rows) {
        return rows.isEmpty() ? List.of() : Stream.concat(Stream.of(note(heading)), rows(rows).stream()).toList();
    }

    Screenful.Part note(String text) {
        return Screenful.Part.note(Words.hanging(text, window.columns()));
    }

    /** The rows alone. */
    <P extends Profile> List<Screenful.Part> rows(List<MenuRow<P>> rows) {
        return rows.stream().map(this::row).toList();
    }

    /** Groups, and a note here and there, with an empty line between each two. */
    static List<Screenful.Part> parted(Stream<List<Screenful.Part>> groups) {
        return groups.filter(group -> !group.isEmpty()).reduce((one, next) -> Stream.of(one, List.of(Screenful.Part.note("")), next)
                .flatMap(List::stream).toList()).orElse(List.of());
    }

    /** Aliases and parameters come from other people: none of them may begin a line of its own. */
    private <P extends Profile> Screenful.Part row(MenuRow<P> row) {
        var name = "%5s ".formatted(row.number().map(number -> number + ":").orElse("")) + padded(row.profile().name(), names);
        var who = Shown.harmless(row.who());
        var rest = Shown.harmless(row.rest(now));
        var second = NUMBER + names + GAP.length();
        var start = padded(name, second) + (who.isEmpty() ? "" : padded(who, whos) + GAP);
        var hasRoom = Shown.columns(name) <= second - GAP.length() && window.columns() - Shown.columns(start) >= NARROWEST_REST;
        var text = hasRoom ? Words.beside(start, rest, window.columns()) : stacked(name.stripTrailing(), padded(name, second), who, rest);
        return Screenful.Part.row(text.replaceAll("(?m) +$", ""), Words.inOneLine((start + rest).stripTrailing(), window.columns()));
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(Math.max(0, width - Shown.columns(text)));
    }

    private String stacked(String name, String paddedName, String who, String rest) {
        var beside = Stream.of(paddedName + who, name + GAP + who).filter(line -> Shown.columns(line) <= window.columns()).findFirst();
        return Stream.concat(Stream.of(who.isEmpty() ? name : beside.orElse(name)), Stream.of(beside.isEmpty() ? who : "", rest)
                .filter(text -> !text.isEmpty()).map(text -> Words.wrapped(BELOW + text, window.columns()))).collect(Collectors.joining("\n"));
    }

    // ------------------------------------------------------------------ answers

    private static <P extends Profile> String meant(List<MenuRow<P>> rows, String part) {
        var similar = Slip.of(part, rows.stream().map(row -> row.profile().name()).toList());
        return similar.isEmpty() ? "" : "; " + Problem.didYouMean(similar);
    }

    /**
     * The only row whose profile has that in its name.
     *
     * @param whyNone what to say where there is none, of a part in small letters
     * @throws Problem.Usage where there is none, and with the rows that match where there are several
     */
    static <P extends Profile> MenuRow<P> named(List<MenuRow<P>> rows, String part, Function<String, String> whyNone, Instant now) {
        return Screenful.named(rows, row -> row.profile().name(), part, typed -> whyNone.apply(typed) + meant(rows, typed),
                matches -> window -> of(matches, window, now).rows(matches));
    }
}
