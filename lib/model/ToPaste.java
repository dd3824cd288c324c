//SOURCES Shown.java
package lib.model;

import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A command in a text for a person, who may paste it. How they call our scripts, and in which shell, is known only where the text
 * is shown; so until then marks stand around the command and between its words, and no word can bring a mark along.
 */
public final class ToPaste {

    private static final char COMMAND = '\ue010';
    private static final char HANDOVER = '\ue011';
    private static final char NEXT = '\ue012';
    private static final char END = '\ue013';

    private static final Pattern MARKED = Pattern.compile(
            "([" + COMMAND + HANDOVER + "])([^" + COMMAND + HANDOVER + END + "]*)" + END + "?");
    private static final Pattern MARK = Pattern.compile("[" + COMMAND + "-" + END + "]");

    private ToPaste() {}

    public static String awscliMfa(String... words) {
        return marked(COMMAND, "awscli-mfa", List.of(words));
    }

    public static String awscliMfa(List<String> words) {
        return marked(COMMAND, "awscli-mfa", words);
    }

    /** The line by which the person's shell takes over what {@code awscli-mfa} prints for it. */
    public static String handover(List<String> words) {
        return marked(HANDOVER, "awscli-mfa", words);
    }

    public static String mfaStatus(String... words) {
        return marked(COMMAND, "mfa-status", List.of(words));
    }

    public static String devices(String... words) {
        return marked(COMMAND, "enable-disable-vmfa-device", List.of(words));
    }

    /** AWS's own command. */
    public static String aws(String... words) {
        return marked(COMMAND, "aws", List.of(words));
    }

    /** Any other. */
    public static String of(List<String> words) {
        return marked(COMMAND, words.getFirst(), words.subList(1, words.size()));
    }

    private static String marked(char kind, String program, List<String> words) {
        return kind + Stream.concat(Stream.of(program), words.stream()).map(word -> MARK.matcher(word).replaceAll("?"))
                .reduce((one, other) -> one + NEXT + other).orElseThrow() + END;
    }

    /** As {@link Shown#harmless}, of a text that may hold commands. */
    public static String harmless(String text) {
        var marks = MARK.matcher(text).results().map(MatchResult::group).iterator();
        return Stream.of(MARK.split(text, -1)).map(Shown::harmless)
                .reduce((one, other) -> one + marks.next() + other).orElse("");
    }

    /** Whether the text shows a command. */
    public static boolean isIn(String text) {
        return text.indexOf(COMMAND) >= 0 || text.indexOf(HANDOVER) >= 0;
    }

    /** Whether the text shows a command of AWS's own. */
    public static boolean hasAws(String text) {
        return MARKED.matcher(text).results().anyMatch(command -> command.group(2).split(String.valueOf(NEXT))[0].equals("aws"));
    }

    /**
     * The text as the person sees it.
     *
     * @param called the words by which the person calls a program, such as {@code jbang awscli-mfa.java} for {@code awscli-mfa}
     * @param line the words as the person's shell wants them
     * @param handover makes the line by which that shell takes over what such a line prints
     */
    public static String shown(String text, Function<String, List<String>> called, Function<List<String>, String> line,
            UnaryOperator<String> handover) {
        return !isIn(text) ? text : MARKED.matcher(text).replaceAll(command -> {
            var words = List.of(command.group(2).split(String.valueOf(NEXT), -1));
            var shown = line.apply(Stream.concat(called.apply(words.getFirst()).stream(), words.stream().skip(1)).toList());
            return Matcher.quoteReplacement(command.group(1).charAt(0) == HANDOVER ? handover.apply(shown) : shown);
        });
    }
}
