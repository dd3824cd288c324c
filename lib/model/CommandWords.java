package lib.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The words of a command line as the AWS CLI and boto3 split a {@code credential_process}: blanks part them, both kinds of quotes hold
 * them together, and a backslash takes the next character as it is. The SDKs give the same line to a shell; for what AWS documents, the
 * two come to the same.
 *
 * @see <a href="https://docs.aws.amazon.com/cli/latest/topic/config-vars.html#sourcing-credentials-from-external-processes">
 *     Sourcing credentials from external processes</a>
 * @see <a href="https://docs.python.org/3/library/shlex.html#parsing-rules">Parsing rules of shlex</a>, which splits there
 */
public final class CommandWords {

    private static final String OPERATORS = "|&;<>";

    private final String line;
    private final List<String> words = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private boolean inWord;
    private int at;

    private CommandWords(String line) {
        this.line = line;
    }

    /** Empty where only a shell can make sense of it: a quote is open at the end, or a word begins like a pipe or a redirection. */
    public static Optional<List<String>> of(String line) {
        return new CommandWords(line).split();
    }

    private Optional<List<String>> split() {
        while (at < line.length()) {
            var character = line.charAt(at++);
            if (Character.isWhitespace(character)) {
                endWord();
            } else if (isOperator(character)) {
                return Optional.empty();
            } else if (!take(character)) {
                return Optional.empty();
            }
        }
        endWord();
        return Optional.of(List.copyOf(words)).filter(all -> !all.isEmpty());
    }

    /** {@code 2>} begins one too; an ampersand within an address does not. */
    private boolean isOperator(char character) {
        return OPERATORS.indexOf(character) >= 0 && (!inWord || word.toString().matches("[0-9]+"));
    }

    private void endWord() {
        if (inWord) {
            words.add(word.toString());
        }
        word.setLength(0);
        inWord = false;
    }

    /** Whether the line goes on as it has to. */
    private boolean take(char character) {
        inWord = true;
        return switch (character) {
            case '\'' -> quoted('\'', "");
            case '"' -> quoted('"', "\"\\");
            case '\\' -> escaped();
            default -> {
                word.append(character);
                yield true;
            }
        };
    }

    private boolean escaped() {
        if (at == line.length()) {
            return false;
        }
        word.append(line.charAt(at++));
        return true;
    }

    /** @param escapable what a backslash takes its meaning from; before anything else it stands for itself */
    private boolean quoted(char end, String escapable) {
        while (at < line.length()) {
            var character = line.charAt(at++);
            if (character == end) {
                return true;
            }
            var isEscape = character == '\\' && at < line.length() && escapable.indexOf(line.charAt(at)) >= 0;
            word.append(isEscape ? line.charAt(at++) : character);
        }
        return false;
    }
}
