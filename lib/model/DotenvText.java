//SOURCES OwnVariables.java
//SOURCES Problem.java
package lib.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The text of a {@code .env} file, of which an edit touches nothing but the keys of a session. It is read as python-dotenv reads it, and
 * what is written means the same to python-dotenv and to a shell that sources it.
 *
 * @see <a href="https://github.com/theskumar/python-dotenv/blob/main/src/dotenv/parser.py">python-dotenv's parser</a>
 */
public final class DotenvText {

    /** Keys, and what is said of keys: whoever sets some sets all of these, or none is there any more. */
    private static final List<String> OF_KEYS = List.of("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN",
            "AWS_SECURITY_TOKEN", "AWS_SESSION_TYPE", "AWS_SESSION_IDENT", "AWS_PROFILE_IDENT", "AWS_CREDENTIAL_EXPIRATION",
            "AWS_SESSION_EXPIRATION", "AWS_SESSION_EXPIRY", OwnVariables.RECORD);

    /** What a person may have set as well; it is ours where one of {@link #MARKS} is there. */
    private static final List<String> BESIDE_KEYS = List.of("AWS_REGION", "AWS_DEFAULT_REGION", "AWS_DEFAULT_OUTPUT");

    private static final List<String> MARKS = List.of("AWS_SESSION_IDENT", "AWS_PROFILE_IDENT");

    /** Up to the value. Blanks are those of the line. */
    private static final Pattern ASSIGNMENT = Pattern.compile(
            "(?U)(?<export>(?:export[\\s&&[^\r\n]]+)?)(?:'(?<quoted>[^']+)'|(?<bare>(?!')[^=#\\s]+))[\\s&&[^\r\n]]*=[\\s&&[^\r\n]]*");
    private static final Pattern BARE = Pattern.compile("[\\w/+=.:,@%-]+");
    private static final Pattern ESCAPE = Pattern.compile("\\\\(.)", Pattern.DOTALL);
    private static final String BYTE_ORDER_MARK = "\ufeff";

    /**
     * An assignment, or anything else, which has no key.
     *
     * @param before blank lines, and what the line begins with
     * @param head from the key, which may be quoted, to the value
     * @param behind the rest of the line and its end
     */
    private record Piece(String before, String export, String key, String head, String value, String behind) {

        static Piece other(String text) {
            return new Piece(text, "", "", "", "", "");
        }

        @Override
        public String toString() {
            return before + export + head + value + behind;
        }
    }

    private final String mark;
    private final String text;
    private final List<Piece> pieces = new ArrayList<>();

    public DotenvText(String text) {
        this.mark = text.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK : "";
        this.text = text.substring(mark.length());
        for (var at = 0; at < this.text.length();) {
            at = read(at);
        }
    }

    // ---------------------------------------------------------------- what it says

    /** The last value of each variable. Secrets may be among them. */
    public Map<String, String> variables() {
        var variables = new HashMap<String, String>();
        pieces.stream().filter(piece -> !piece.key().isEmpty()).forEach(piece -> variables.put(piece.key(), meant(piece.value())));
        return variables;
    }

    /** Those that are an edit's to set and to take away; whatever else stands there is somebody else's. */
    public Set<String> own() {
        var variables = variables();
        var own = new HashSet<>(OF_KEYS);
        if (MARKS.stream().anyMatch(variables::containsKey)) {
            own.addAll(BESIDE_KEYS);
            own.addAll(OwnVariables.in(variables));
        }
        own.retainAll(variables.keySet());
        return own;
    }

    /** Whether a byte order mark stands before the first line, which nobody takes off. */
    public boolean isMarked() {
        return !mark.isEmpty();
    }

    private static String meant(String value) {
        if (value.length() < 2 || !value.matches("(?s)'.*'|\".*\"")) {
            return value;
        }
        var inner = value.substring(1, value.length() - 1);
        var escapes = value.charAt(0) == '"' ? "\\'\"abfnrtv" : "\\'";
        return ESCAPE.matcher(inner).replaceAll(escape -> Matcher.quoteReplacement(
                escapes.indexOf(escape.group(1)) < 0 ? escape.group() : unescaped(escape.group(1).charAt(0))));
    }

    private static String unescaped(char letter) {
        var at = "abfnrtv".indexOf(letter);
        return at < 0 ? Character.toString(letter) : Character.toString("\007\b\f\n\r\t\013".charAt(at));
    }

    // ------------------------------------------------------------------- edits

    /**
     * The text with these variables, and without what was {@link #own} besides. Each has its place, where it stood last, or at the end.
     *
     * @throws Problem {@link Problem#cannotHold}
     */
    public String with(Map<String, String> wanted) {
        var own = own();
        own.addAll(wanted.keySet());
        var last = new HashMap<String, Integer>();
        for (var index = isFirstBehindMark() ? 1 : 0; index < pieces.size(); index++) {
            last.put(pieces.get(index).key(), index);
        }
        var edited = new StringBuilder(mark);
        for (var index = 0; index < pieces.size(); index++) {
            var piece = pieces.get(index);
            edited.append(!own.contains(piece.key()) ? piece.toString()
                    : wanted.containsKey(piece.key()) && last.getOrDefault(piece.key(), -1) == index ? set(piece, wanted.get(piece.key()))
                    : withoutAssignment(piece, index == 0 && isFirstBehindMark()));
        }
        var added = new LinkedHashMap<>(wanted);
        added.keySet().removeAll(last.keySet());
        return added.isEmpty() ? edited.toString() : edited + joint(edited) + lines(added);
    }

    /** The text without them. */
    public String without() {
        return with(Map.of());
    }

    /** What stands there has the mark in its name, for who reads it. */
    private boolean isFirstBehindMark() {
        return isMarked() && !pieces.isEmpty() && pieces.getFirst().before().isEmpty() && !pieces.getFirst().key().isEmpty();
    }

    /** A line of ours ends in a line feed alone: to a shell, a carriage return before it would be a part of the value. */
    private static String set(Piece piece, String value) {
        return piece.before() + piece.export() + line(piece.key(), value).stripTrailing() + comment(piece) + "\n";
    }

    /** A comment behind it is the person's. */
    private static String withoutAssignment(Piece piece, boolean isFirstBehindMark) {
        var lines = piece.before().substring(0, Math.max(piece.before().lastIndexOf('\n'), piece.before().lastIndexOf('\r')) + 1);
        var comment = comment(piece).strip();
        return lines + (comment.isEmpty() && !isFirstBehindMark ? "" : comment + end(piece));
    }

    private static String comment(Piece piece) {
        return piece.behind().stripTrailing();
    }

    private static String end(Piece piece) {
        return piece.behind().endsWith("\r\n") ? "\r\n" : "\n";
    }

    /** What has to stand between the text and a new line. A backslash at the end of a line would join the next one to it. */
    private String joint(CharSequence edited) {
        var so = edited.toString();
        var end = so.isEmpty() || so.endsWith("\n") || so.endsWith("\r") ? "" : text.contains("\r\n") ? "\r\n" : "\n";
        return so.stripTrailing().endsWith("\\") ? end + "\n" : end;
    }

    private static String lines(Map<String, String> variables) {
        return variables.entrySet().stream().map(one -> line(one.getKey(), one.getValue())).collect(Collectors.joining());
    }

    private static String line(String key, String value) {
        return key + "=" + quoted(key, value) + "\n";
    }

    /** So that python-dotenv and a shell read the same; each of them has escapes, or expands something, that the other has not. */
    private static String quoted(String key, String value) {
        if (BARE.matcher(value).matches()) {
            return value;
        }
        var isPlain = value.chars().noneMatch(Character::isISOControl) && !value.endsWith("\\");
        if (isPlain && !value.contains("'") && !value.contains("\\\\") && !value.contains("${")) {
            return "'" + value + "'";
        }
        if (isPlain && value.indexOf('$') < 0 && value.indexOf('`') < 0) {
            return "\"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
        }
        throw Problem.cannotHold("dotenv", key, "characters that python-dotenv and shells read differently");
    }

    // ----------------------------------------------------------------- reading

    /** Reads what begins there, and returns where it ends. */
    private int read(int from) {
        var start = skip(from, DotenvText::isBlank);
        if (start == text.length()) {
            return add(Piece.other(text.substring(from)), start);
        }
        var assignment = assignment(from, start);
        var end = assignment.map(piece -> from + piece.toString().length()).orElseGet(() -> afterEnd(skip(start, DotenvText::isOfLine)));
        return add(assignment.orElseGet(() -> Piece.other(text.substring(from, end))), end);
    }

    private int add(Piece piece, int end) {
        pieces.add(piece);
        return end;
    }

    private Optional<Piece> assignment(int from, int start) {
        var match = ASSIGNMENT.matcher(text).region(start, text.length());
        if (!match.lookingAt()) {
            return Optional.empty();
        }
        var quoted = match.group("quoted");
        var end = endOfValue(match.end());
        return end < 0 ? Optional.empty() : Optional.of(new Piece(text.substring(from, start), match.group("export"),
                quoted == null ? match.group("bare") : quoted, text.substring(match.end("export"), match.end()),
                text.substring(match.end(), end), text.substring(end, afterEnd(skip(end, DotenvText::isOfLine)))));
    }

    /** Negative where something else stands behind it on its line. */
    private int endOfValue(int start) {
        var first = start < text.length() ? text.charAt(start) : '\n';
        if (first != '\'' && first != '"') {
            return endOfBare(start);
        }
        var end = closing(start + 1, first) + 1;
        var behind = end == 0 ? "?" : text.substring(end, skip(end, DotenvText::isOfLine)).strip();
        return behind.isEmpty() || behind.startsWith("#") ? end : -1;
    }

    /** Up to blanks, and a comment behind blanks. */
    private int endOfBare(int start) {
        var end = skip(start, DotenvText::isOfLine);
        for (var at = start + 1; at < end; at++) {
            if (text.charAt(at) == '#' && isBlank(text.charAt(at - 1))) {
                end = at;
            }
        }
        while (end > start && isBlank(text.charAt(end - 1))) {
            end--;
        }
        return end;
    }

    /** The first quote without a backslash before it; the last one of those with where there is no other. */
    private int closing(int from, char quote) {
        var last = -1;
        for (var at = text.indexOf(quote, from); at >= 0; at = text.indexOf(quote, at + 1)) {
            if (at == from || text.charAt(at - 1) != '\\') {
                return at;
            }
            last = at;
        }
        return last;
    }

    private int skip(int from, IntPredicate kind) {
        var at = from;
        while (at < text.length() && kind.test(text.charAt(at))) {
            at++;
        }
        return at;
    }

    private int afterEnd(int lineEnd) {
        return text.startsWith("\r\n", lineEnd) ? lineEnd + 2 : Math.min(lineEnd + 1, text.length());
    }

    private static boolean isOfLine(int character) {
        return character != '\n' && character != '\r';
    }

    /** What Python takes for white space. */
    private static boolean isBlank(int character) {
        return Character.isWhitespace(character) || Character.isSpaceChar(character) || character == '\u0085';
    }

    @Override
    public String toString() {
        return "DotenvText[…]";
    }
}
