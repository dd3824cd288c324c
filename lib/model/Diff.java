//SOURCES Credentials.java
//SOURCES IniFile.java
//SOURCES Invisible.java
package lib.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What an edit of one file changes, as {@code diff -u} shows it, with whatever may be secret masked. */
public final class Diff {

    /**
     * @param sign a blank, a minus or a plus
     * @param line of the old text, or with a plus of the new one
     */
    private record Change(char sign, IniFile.Line line) {}

    private static final int CONTEXT = 3;

    /** What a key is called whose value nobody else should see. */
    private static final Pattern SECRET_KEY =
            Pattern.compile("(?i)secret|token|passw|seed|process|external_id|private|credentials?\\b");

    /** {@code key = value}, perhaps as a comment. */
    private static final Pattern PROPERTY = Pattern.compile("^([\\s#;]*[^\\s=:]+\\s*[=:]\\s*)(.*)$");

    /** As long as a seed, with digits or all in capitals, or as long as an access key id; but not the end of an ARN. */
    private static final Pattern MAYBE_SECRET = Pattern.compile("(?<![A-Za-z0-9+/=])"
            + "(?<!arn:[\\w-]{0,20}:[\\w-]{0,20}:[\\w-]{0,20}:\\d{0,12}:)(?:"
            + "[A-Za-z0-9+/=]{20,}|(?=[A-Za-z+/]*[0-9])(?=[0-9+/]*[A-Za-z])[A-Za-z0-9+/=]{16,}|[A-Z2-7=]{16,})"
            + "(?![A-Za-z0-9+/=])");

    private Diff() {}

    /** Empty where nothing changes; each line with its sign, without a line end at the end. */
    public static String of(String file, IniFile before, IniFile after) {
        var changes = changes(before.lines(), after.lines());
        if (changes.stream().allMatch(change -> change.sign() == ' ')) {
            return "";
        }
        var hunks = new ArrayList<String>();
        for (var start = next(changes, 0); start < changes.size();) {
            var end = endOfHunk(changes, start);
            hunks.add(hunk(changes, Math.max(0, start - CONTEXT), Math.min(changes.size(), end + CONTEXT)));
            start = next(changes, end);
        }
        return "--- " + file + "\n+++ " + file + " (repaired)\n" + String.join("\n", hunks);
    }

    private static int next(List<Change> changes, int from) {
        var next = from;
        while (next < changes.size() && changes.get(next).sign() == ' ') {
            next++;
        }
        return next;
    }

    /** Behind the last change that is not further from the one before it than both their contexts. */
    private static int endOfHunk(List<Change> changes, int start) {
        var end = start;
        for (var next = start; next < changes.size() && next - end <= 2 * CONTEXT; next = next(changes, end)) {
            end = next + 1;
        }
        return end;
    }

    private static String hunk(List<Change> changes, int from, int to) {
        return "@@ -" + range(changes, from, to, '+') + " +" + range(changes, from, to, '-') + " @@\n"
                + changes.subList(from, to).stream()
                        .map(change -> change.sign() + shown(change.line())).collect(Collectors.joining("\n"));
    }

    /** Where the hunk begins in one of the two texts, and how many lines it has there. */
    private static String range(List<Change> changes, int from, int to, char notThere) {
        var before = changes.subList(0, from).stream().filter(change -> change.sign() != notThere).count();
        var length = changes.subList(from, to).stream().filter(change -> change.sign() != notThere).count();
        return (length == 0 ? before : before + 1) + "," + length;
    }

    // ------------------------------------------------------------------ what differs

    /** What both begin and end with is set aside, so that only the part around the edits is searched. */
    private static List<Change> changes(List<IniFile.Line> before, List<IniFile.Line> after) {
        var head = 0;
        while (head < Math.min(before.size(), after.size()) && same(before.get(head), after.get(head))) {
            head++;
        }
        var tail = 0;
        while (tail < Math.min(before.size(), after.size()) - head
                && same(before.get(before.size() - 1 - tail), after.get(after.size() - 1 - tail))) {
            tail++;
        }
        var changes = new ArrayList<Change>();
        before.subList(0, head).forEach(line -> changes.add(new Change(' ', line)));
        changes.addAll(shortest(before.subList(head, before.size() - tail), after.subList(head, after.size() - tail)));
        before.subList(before.size() - tail, before.size()).forEach(line -> changes.add(new Change(' ', line)));
        return changes;
    }

    private static boolean same(IniFile.Line one, IniFile.Line other) {
        return one.text().equals(other.text());
    }

    /**
     * The shortest way from one text to the other, as Myers finds it.
     *
     * @see <a href="https://doi.org/10.1007/BF01840446">An O(ND) difference algorithm and its variations</a>
     */
    private static List<Change> shortest(List<IniFile.Line> before, List<IniFile.Line> after) {
        var most = before.size() + after.size();
        var reached = new int[2 * most + 2];
        var history = new ArrayList<int[]>();
        for (var edits = 0; edits <= most; edits++) {
            history.add(reached.clone());
            for (var diagonal = -edits; diagonal <= edits; diagonal += 2) {
                var x = isDown(reached, most, edits, diagonal) ? reached[most + diagonal + 1] : reached[most + diagonal - 1] + 1;
                while (x < before.size() && x - diagonal < after.size() && same(before.get(x), after.get(x - diagonal))) {
                    x++;
                }
                reached[most + diagonal] = x;
                if (x >= before.size() && x - diagonal >= after.size()) {
                    return back(before, after, history);
                }
            }
        }
        throw new IllegalStateException("no way between two texts");
    }

    private static boolean isDown(int[] reached, int most, int edits, int diagonal) {
        return diagonal == -edits
                || diagonal != edits && reached[most + diagonal - 1] < reached[most + diagonal + 1];
    }

    private static List<Change> back(List<IniFile.Line> before, List<IniFile.Line> after, List<int[]> history) {
        var most = before.size() + after.size();
        var changes = new ArrayList<Change>();
        var x = before.size();
        var y = after.size();
        for (var edits = history.size() - 1; edits >= 0; edits--) {
            var reached = history.get(edits);
            var down = isDown(reached, most, edits, x - y);
            var previous = x - y + (down ? 1 : -1);
            var fromX = edits == 0 ? 0 : reached[most + previous];
            var fromY = edits == 0 ? 0 : fromX - previous;
            while (x > fromX && y > fromY) {
                changes.add(new Change(' ', before.get(--x)));
                y--;
            }
            if (edits > 0) {
                changes.add(down ? new Change('+', after.get(--y)) : new Change('-', before.get(--x)));
            }
        }
        Collections.reverse(changes);
        return changes;
    }

    // ----------------------------------------------------------------------- masking

    /** A line as it may be shown to whoever looks over the person's shoulder. */
    static String shown(IniFile.Line line) {
        var end = IniFile.endOf(line.text());
        return Invisible.shown(masked(line)) + (end.equals("\r") ? "<U+000D>" : "");
    }

    private static String masked(IniFile.Line line) {
        var text = line.text().stripTrailing().replace("\t", "    ");
        var property = PROPERTY.matcher(text);
        if (line.kind() == IniFile.Kind.CONTINUATION && SECRET_KEY.matcher(Invisible.removedFrom(line.key())).find()) {
            var rest = IniFile.withoutIndentation(text);
            return text.substring(0, text.length() - rest.length()) + Credentials.masked(rest);
        }
        return property.matches() && SECRET_KEY.matcher(Invisible.removedFrom(property.group(1))).find() && !property.group(2).isBlank()
                ? maskedWhereSecret(property.group(1)) + masked(property.group(2))
                : maskedWhereSecret(text);
    }

    /** A comment behind the value stays in sight, since it is what the repair is about. */
    private static String masked(String value) {
        var comment = IniFile.COMMENT_BEHIND_VALUE.matcher(value);
        var start = comment.find() ? comment.start() : value.length();
        return maskedButInvisible(value.substring(0, start).strip()) + maskedWhereSecret(value.substring(start));
    }

    /** A character that nobody sees is no part of a secret, and may be what the repair is about. */
    private static String maskedButInvisible(String secret) {
        return Credentials.masked(secret) + secret.codePoints().filter(Invisible::is).mapToObj(Character::toString).collect(Collectors.joining());
    }

    /** Whether a word of a file might be a secret, as far as its looks tell. */
    static boolean isMaybeSecret(String word) {
        return MAYBE_SECRET.matcher(word).find() || MAYBE_SECRET.matcher(word.toUpperCase(Locale.ROOT)).find();
    }

    private static String maskedWhereSecret(String text) {
        return MAYBE_SECRET.matcher(text).replaceAll((MatchResult secret) -> Credentials.masked(secret.group()));
    }
}
