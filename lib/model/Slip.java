package lib.model;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What a mistyped word may have meant. */
public final class Slip {

    private static final int MOST = 5;
    private static final int LONG_ENOUGH_FOR_TWO = 7;
    private static final int LONG_ENOUGH_FOR_A_PART = 3;

    private Slip() {}

    /**
     * Those of the known words that are a slip away, the nearest first; where there is none, those that it is a part of, or has as a
     * part. In a long word two slips are forgiven.
     */
    public static List<String> of(String typed, Collection<String> known) {
        var wanted = typed.toLowerCase(Locale.ROOT);
        var slips = wanted.length() < LONG_ENOUGH_FOR_TWO ? 1 : 2;
        for (var most = 0; most <= slips; most++) {
            var within = most;
            var near = known.stream().filter(one -> slips(wanted, one.toLowerCase(Locale.ROOT)) <= within).limit(MOST).toList();
            if (!near.isEmpty()) {
                return near;
            }
        }
        return known.stream().filter(one -> isPart(wanted, one.toLowerCase(Locale.ROOT))).limit(MOST).toList();
    }

    private static boolean isPart(String one, String other) {
        return Stream.of(one, other).allMatch(word -> word.length() >= LONG_ENOUGH_FOR_A_PART)
                && (one.contains(other) || other.contains(one));
    }

    /**
     * How many characters are too many, missing, different, or swapped with their neighbour.
     *
     * @see <a href="https://en.wikipedia.org/wiki/Damerau%E2%80%93Levenshtein_distance">Optimal string alignment distance</a>
     */
    private static int slips(String one, String other) {
        var rows = new int[one.length() + 1][other.length() + 1];
        for (var i = 0; i <= one.length(); i++) {
            for (var j = 0; j <= other.length(); j++) {
                rows[i][j] = i == 0 || j == 0 ? i + j : fewest(rows, one, other, i, j);
            }
        }
        return rows[one.length()][other.length()];
    }

    private static int fewest(int[][] rows, String one, String other, int i, int j) {
        var differs = one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1;
        var fewest = Math.min(rows[i - 1][j - 1] + differs, Math.min(rows[i - 1][j], rows[i][j - 1]) + 1);
        var isSwapped = i > 1 && j > 1 && one.charAt(i - 1) == other.charAt(j - 2) && one.charAt(i - 2) == other.charAt(j - 1);
        return isSwapped ? Math.min(fewest, rows[i - 2][j - 2] + 1) : fewest;
    }
}
