package lib.model;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What another program prints as one JSON object: its members that are texts, and its numbers and truth values as they are written.
 * What stands deeper is read over.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8259">RFC 8259</a>
 */
public final class JsonMembers {

    /** Deeper than anything that keys come in; a recursion has to end. */
    private static final int DEEPEST = 50;

    /** A value that is a text, or anything else as it is written; absent for null, lists and objects. */
    private record Value(Optional<String> text, Optional<String> literal) {
        static final Value NONE = new Value(Optional.empty(), Optional.empty());
    }

    /** It is no JSON. */
    private static final class Malformed extends RuntimeException {
        private static final long serialVersionUID = 1;

        Malformed() {
            super("malformed", null, false, false);
        }
    }

    private final String json;
    private final Map<String, Value> members = new LinkedHashMap<>();
    private int at;

    private JsonMembers(String json) {
        this.json = json;
    }

    /** Empty for anything but one object. */
    public static Optional<JsonMembers> of(String json) {
        var reader = new JsonMembers(json);
        try {
            reader.object(reader.members, 0);
            reader.skipBlanks();
            return reader.at == json.length() ? Optional.of(reader) : Optional.empty();
        } catch (Malformed notJson) {
            return Optional.empty();
        }
    }

    /** A member that is a text, and not an empty one. */
    public Optional<String> text(String name) {
        return Optional.ofNullable(members.get(name)).flatMap(Value::text).filter(text -> !text.isEmpty());
    }

    /** A number or a truth value, as it is written. */
    public Optional<String> literal(String name) {
        return Optional.ofNullable(members.get(name)).flatMap(Value::literal);
    }

    // ------------------------------------------------------------------ reading

    private void object(Map<String, Value> into, int depth) {
        expect('{');
        if (isNext('}')) {
            return;
        }
        do {
            skipBlanks();
            var name = string();
            expect(':');
            into.put(name, value(depth + 1));
        } while (isNext(','));
        expect('}');
    }

    private Value value(int depth) {
        skipBlanks();
        if (depth > DEEPEST || at == json.length()) {
            throw new Malformed();
        }
        return switch (json.charAt(at)) {
            case '"' -> new Value(Optional.of(string()), Optional.empty());
            case '{' -> {
                object(new LinkedHashMap<>(), depth);
                yield Value.NONE;
            }
            case '[' -> {
                list(depth);
                yield Value.NONE;
            }
            default -> literal();
        };
    }

    private void list(int depth) {
        expect('[');
        if (isNext(']')) {
            return;
        }
        do {
            value(depth + 1);
        } while (isNext(','));
        expect(']');
    }

    private Value literal() {
        var from = at;
        while (at < json.length() && (Character.isLetterOrDigit(json.charAt(at)) || "+-.".indexOf(json.charAt(at)) >= 0)) {
            at++;
        }
        var written = json.substring(from, at);
        if (written.equals("null")) {
            return Value.NONE;
        }
        if (!written.matches("true|false|-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?")) {
            throw new Malformed();
        }
        return new Value(Optional.empty(), Optional.of(written));
    }

    private String string() {
        expect('"');
        var text = new StringBuilder();
        while (next() != '"') {
            var character = json.charAt(at - 1);
            if (character < ' ') {
                throw new Malformed();
            }
            text.append(character == '\\' ? escaped() : character);
        }
        return text.toString();
    }

    private char escaped() {
        var letter = next();
        return switch (letter) {
            case '"', '\\', '/' -> letter;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> unit();
            default -> throw new Malformed();
        };
    }

    private char unit() {
        var digits = json.substring(at, Math.min(at + 4, json.length()));
        if (!digits.matches("[0-9a-fA-F]{4}")) {
            throw new Malformed();
        }
        at += 4;
        return (char) Integer.parseInt(digits, 16);
    }

    // --------------------------------------------------------------- characters

    private char next() {
        if (at == json.length()) {
            throw new Malformed();
        }
        return json.charAt(at++);
    }

    private void expect(char character) {
        if (!isNext(character)) {
            throw new Malformed();
        }
    }

    private boolean isNext(char character) {
        skipBlanks();
        var isIt = at < json.length() && json.charAt(at) == character;
        at += isIt ? 1 : 0;
        return isIt;
    }

    private void skipBlanks() {
        while (at < json.length() && " \t\n\r".indexOf(json.charAt(at)) >= 0) {
            at++;
        }
    }
}
