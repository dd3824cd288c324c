//SOURCES MenuRow.java
//SOURCES Profile.java
//SOURCES Shown.java
//SOURCES Window.java
//SOURCES Words.java
package lib.model;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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

    private static final int NUMBER = "   1: ".length();
    private static final int WIDEST_NAME = 40;
    private static final int WIDEST_WHO = 60;
    private static final int NARROWEST_REST = 24;
    private static final String GAP = "  ";
    private static final String BELOW = " ".repeat(NUMBER + GAP.length());

    /** Lines that stand around the rows that match: the answer, the words above them and below, the question. */
    private static final int AROUND_MATCHES = 4;
    private static final int FEWEST_MATCHES = 5;
    private static final int MOST_MATCHES = 30;

    /** @param rows of all groups, which stand below each other */
    static <P extends Profile> MenuTable of(List<MenuRow<P>> rows, Window window, Instant now) {
        return new MenuTable(window,
                rows.stream().mapToInt(row -> row.profile().name().length()).filter(width -> width <= WIDEST_NAME).max().orElse(0),
                rows.stream().mapToInt(row -> row.who().length()).filter(width -> width <= WIDEST_WHO).max().orElse(0), now);
    }

    /** A heading and its rows; nothing where there are none. */
    <P extends Profile> String group(String heading, List<MenuRow<P>> rows) {
        return rows.isEmpty() ? "" : heading + "\n" + text(rows);
    }

    /** The rows alone. */
    <P extends Profile> String text(List<MenuRow<P>> rows) {
        return rows.stream().flatMap(row -> text(row).lines()).map(String::stripTrailing).collect(Collectors.joining("\n"));
    }

    /** Aliases and parameters come from other people: none of them may begin a line of its own. */
    private <P extends Profile> String text(MenuRow<P> row) {
        var name = "%5s ".formatted(row.number().map(number -> number + ":").orElse("")) + padded(row.profile().name(), names);
        var who = Shown.harmless(row.who());
        var rest = Shown.harmless(row.rest(now));
        var second = NUMBER + names + GAP.length();
        var start = padded(name, second) + (who.isEmpty() ? "" : padded(who, whos) + GAP);
        var hasRoom = name.length() <= second - GAP.length() && window.columns() - start.length() >= NARROWEST_REST;
        return hasRoom ? hanging(start, rest) : stacked(name.stripTrailing(), padded(name, second), who, rest);
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }

    /** @param start after which the first line of the rest stands, and below whose end the others do */
    private String hanging(String start, String rest) {
        return start + Words.wrapped(" ".repeat(start.length()) + rest, window.columns()).substring(start.length());
    }

    private String stacked(String name, String paddedName, String who, String rest) {
        var beside = Stream.of(paddedName + who, name + GAP + who).filter(line -> line.length() <= window.columns()).findFirst();
        return Stream.concat(Stream.of(who.isEmpty() ? name : beside.orElse(name)), Stream.of(beside.isEmpty() ? who : "", rest)
                .filter(text -> !text.isEmpty()).map(text -> Words.wrapped(BELOW + text, window.columns()))).collect(Collectors.joining("\n"));
    }

    // ------------------------------------------------------------------ answers

    /**
     * The only row whose profile has that in its name.
     *
     * @param whyNone what to say where there is none, of a part in small letters
     * @throws Problem {@link MenuRow#wrong}, where there are several with as many of their rows as the window has room for
     */
    <P extends Profile> MenuRow<P> named(List<MenuRow<P>> rows, String text, Function<String, String> whyNone) {
        var part = text.toLowerCase(Locale.ROOT);
        var matches = rows.stream().filter(row -> row.isNamed(part)).toList();
        if (matches.size() != 1) {
            throw MenuRow.wrong(matches.isEmpty() ? whyNone.apply(part) : several(matches));
        }
        return matches.getFirst();
    }

    private <P extends Profile> String several(List<MenuRow<P>> matches) {
        var table = of(matches, window, now);
        var room = Math.clamp(window.lines() - AROUND_MATCHES, FEWEST_MATCHES, MOST_MATCHES);
        var shown = new ArrayList<String>();
        for (var match : matches) {
            var row = table.text(List.of(match));
            room -= Math.toIntExact(row.lines().count());
            if (room < 0 && !shown.isEmpty()) {
                break;
            }
            shown.add(row);
        }
        return "several match:\n" + String.join("\n", shown)
                + (shown.size() == matches.size() ? "" : "\n      and %d more; give more of the name".formatted(matches.size() - shown.size()));
    }
}
