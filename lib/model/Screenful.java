//SOURCES Problem.java
//SOURCES Window.java
//SOURCES Words.java
package lib.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Long lists to choose from: as much of them as a window has room for, and those rows that have part of a name. A list is laid out
 * for the window in which it is shown.
 */
final class Screenful {

    /** Lines that stand below them: the question and its answer, and what is said of the rows that are left out. */
    private static final int QUESTION = 4;
    private static final int OF_THE_REST = 3;
    private static final int FEWEST = 5;

    /**
     * What stands in a list.
     *
     * @param text in one line or more
     * @param brief as much of it as has room in one line
     * @param isRow whether it can be chosen, or could be; else it is a heading or a note
     */
    record Part(String text, String brief, boolean isRow) {

        static Part row(String text, String brief) {
            return new Part(text, brief, true);
        }

        static Part note(String text) {
            return new Part(text, text, false);
        }

        private Part inBrief() {
            return new Part(brief, brief, isRow);
        }

        private int lines() {
            return text.split("\n", -1).length;
        }
    }

    private Screenful() {}

    /** All of it, or as many rows as have room in brief, with {@code ofTheRest} about those that have none. */
    static String of(List<Part> parts, Window window, String ofTheRest) {
        if (fits(parts, window)) {
            return all(parts);
        }
        var shown = new ArrayList<Part>();
        var room = room(window, QUESTION + OF_THE_REST);
        for (var part : parts.stream().map(Part::inBrief).toList()) {
            room -= part.lines();
            if (room < 0 && shown.stream().anyMatch(Part::isRow)) {
                break;
            }
            shown.add(part);
        }
        while (!shown.getLast().isRow()) {
            shown.removeLast();
        }
        var left = parts.stream().filter(Part::isRow).count() - shown.stream().filter(Part::isRow).count();
        return all(shown) + (left == 0 ? "" : "\n" + Words.wrapped("      and " + left + " more" + ofTheRest, window.columns()));
    }

    private static String all(List<Part> parts) {
        return parts.stream().map(Part::text).collect(Collectors.joining("\n"));
    }

    private static boolean fits(List<Part> parts, Window window) {
        return parts.stream().mapToInt(Part::lines).sum() <= room(window, QUESTION);
    }

    private static int room(Window window, int below) {
        return Math.max(FEWEST, window.lines() - below);
    }

    /** Instead of an answer: all of them where the window has not had room for all, else only how to answer. */
    static Problem allOrHint(Function<Window, List<Part>> parts, String hint) {
        return new Problem.StillToChoose(hint, window -> fits(parts.apply(window), window) ? "  " + hint : all(parts.apply(window)));
    }

    /**
     * The only one that has that in its name.
     *
     * @param whyNone what to say where there is none, of a part in small letters
     * @param rows as they are shown
     * @throws Problem.Usage where there is none; {@link Problem.StillToChoose}, where there are several
     */
    static <T> T named(List<T> all, Function<T, String> name, String text, Function<String, String> whyNone,
            Function<List<T>, Function<Window, List<Part>>> rows) {
        var part = text.toLowerCase(Locale.ROOT);
        var matches = all.stream().filter(one -> name.apply(one).toLowerCase(Locale.ROOT).contains(part)).toList();
        if (matches.isEmpty()) {
            throw Problem.wrongUsage("no such choice", whyNone.apply(part));
        }
        if (matches.size() > 1) {
            throw new Problem.StillToChoose("several match", window ->
                    "several match:\n" + of(rows.apply(matches).apply(window), window, ": type more of the name"));
        }
        return matches.getFirst();
    }
}
