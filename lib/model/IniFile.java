//SOURCES Problem.java
package lib.model;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * INI text as AWS's own tools read it, which gives back every byte that an edit does not touch.
 *
 * <p>The AWS SDKs and the AWS CLI read these files by different rules, and each refuses things that the other accepts. This
 * reader refuses nothing. Where they differ it reads what the SDKs would, and notes an {@link Objection}.
 *
 * <p>What is written is understood by both: one key a line, no comment behind a value, line ends as the file has them.
 *
 * @see <a href="https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html">Format of the shared files</a>
 */
public final class IniFile {

    /** Who reads these files by rules of their own. */
    public enum Reader {
        SDKS("the AWS SDKs"),
        CLI("the AWS CLI");

        private final String inWords;

        Reader(String inWords) {
            this.inWords = inWords;
        }

        @Override
        public String toString() {
            return inWords;
        }
    }

    /**
     * Something that one of AWS's readers does not take as it is meant.
     *
     * @param line counted from 1
     * @param words what that reader makes of the line; never holds a value of the file
     */
    public record Objection(int line, Reader reader, String words) {}

    /**
     * One key of a section.
     *
     * @param key in lower case, since AWS's readers do not tell {@code Region} from {@code region}
     * @param value as the SDKs read it: stripped, without comments, its continuation lines joined by line feeds
     * @param firstLine index into the lines of the file
     * @param lastLine the last continuation line
     */
    private record Property(String key, String value, int firstLine, int lastLine) {}

    /**
     * A header and what stands below it.
     *
     * @param header what stands in the brackets, with one space between words and without quotes
     */
    private record Section(String header, int line, List<Property> properties) {
        int lastLine() {
            return properties.isEmpty() ? line : properties.getLast().lastLine();
        }

        Optional<Property> last(String key) {
            return properties.reversed().stream().filter(property -> property.key().equals(key)).findFirst();
        }
    }

    /** What a line is to this reader. */
    public enum Kind {
        /** Blank, or a comment from the first column on. */
        PASSED_OVER,
        INDENTED_COMMENT,
        HEADER,
        PROPERTY,
        /** Indented below a property: the rest of its value, or a line of its nested block. */
        CONTINUATION,
        /** Indented where nothing stands above that it could continue. */
        STRAY,
        /** Neither of these; among the lines of a nested block, one that is no property. */
        JUNK
    }

    /**
     * One line, for who looks at a file line by line.
     *
     * @param number counted from 1
     * @param text with its line end
     * @param section which section it stands in or begins, counted from 0; -1 before the first
     * @param key of the property that it is or belongs to, in lower case; empty where there is none
     */
    public record Line(int number, String text, Kind kind, int section, String key) {
        @Override
        public String toString() {
            return "Line[" + number + ", " + kind + "]";
        }
    }

    static final String BYTE_ORDER_MARK = "\ufeff";
    static final Pattern KEY = Pattern.compile("[A-Za-z0-9_\\-/.%@:+]+");
    static final Pattern COMMENT_BEHIND_VALUE = Pattern.compile("[ \\t][#;].*$");
    private static final Pattern LINE = Pattern.compile("[^\\n]*\\n|[^\\n]+");

    private final List<String> lines;
    private final List<Section> sections = new ArrayList<>();
    private final Map<String, List<Section>> byHeader = new LinkedHashMap<>();
    private final List<Objection> objections = new ArrayList<>();
    private final List<Line> kinds = new ArrayList<>();

    private IniFile(List<String> lines) {
        this.lines = List.copyOf(lines);
        new Parser().parse();
    }

    public static IniFile parse(String text) {
        return new IniFile(LINE.matcher(text).results().map(match -> match.group()).toList());
    }

    /** The whole text, byte for byte as it came apart from the edits. */
    @Override
    public String toString() {
        return String.join("", lines);
    }

    /** The headers in the order of the file, each once. */
    public List<String> headers() {
        return List.copyOf(byHeader.keySet());
    }

    public boolean has(String header) {
        return byHeader.containsKey(header);
    }

    /** The properties under every header of that name; of two equal keys the last one counts. */
    public Map<String, String> properties(String header) {
        var found = new LinkedHashMap<String, String>();
        sectionsNamed(header).stream()
                .flatMap(section -> section.properties().stream())
                .filter(property -> KEY.matcher(property.key()).matches())
                .forEach(property -> found.put(property.key(), property.value()));
        return found;
    }

    /** Where AWS's readers differ about this text, in the order of the lines. */
    public List<Objection> objections() {
        return List.copyOf(objections);
    }

    /** Every line and what it is. */
    public List<Line> lines() {
        return List.copyOf(kinds);
    }

    /** The header of a section, with one space between words and without quotes. */
    String header(int section) {
        return sections.get(section).header();
    }

    // ------------------------------------------------------------------ edits

    /**
     * The same text with one value set: in its old place if the key is there, else below the section's last property, else in
     * a new section at the end. The text itself when it says so already.
     *
     * @param value what {@link #canHold} says yes to
     */
    public IniFile with(String header, String key, String value) {
        requireWritable(value);
        for (var section : sectionsNamed(header).reversed()) {
            var old = section.last(key);
            if (old.isPresent()) {
                return old.get().value().equals(value) ? this : replaced(old.get(), value);
            }
        }
        return added(header, linesOf(key + " = ", value));
    }

    /** The same text without that key, and without its continuation lines. */
    public IniFile without(String header, String key) {
        var kept = new ArrayList<>(lines);
        for (var section : sectionsNamed(header).reversed()) {
            section.properties().reversed().stream()
                    .filter(property -> property.key().equals(key))
                    .forEach(property -> kept.subList(property.firstLine(), property.lastLine() + 1).clear());
        }
        return kept.size() == lines.size() ? this : ofLines(kept);
    }

    private static void requireWritable(String value) {
        if (!canHold(value)) {
            throw new IllegalArgumentException("a value of " + value.length() + " characters cannot stand in an INI file");
        }
    }

    /**
     * Whether all readers take a value back as it was written: one line, or a nested block, which begins with a line feed and has a
     * property in each line. What would start a comment, end a line or lose a blank would not be read back.
     */
    public static boolean canHold(String value) {
        return value.startsWith("\n") ? value.substring(1).lines().allMatch(line -> canStandInALine(line) && line.indexOf('=') > 0)
                : canStandInALine(value);
    }

    private static boolean canStandInALine(String value) {
        return !value.isEmpty()
                && value.equals(value.strip())
                && value.chars().noneMatch(Character::isISOControl)
                && !COMMENT_BEHIND_VALUE.matcher(" " + value).find();
    }

    /** The lines of a property; those of a nested block are indented. */
    private List<String> linesOf(String beginning, String value) {
        var written = new ArrayList<String>();
        value.lines().forEach(line -> written.add(((written.isEmpty() ? beginning : "  ") + line).stripTrailing() + lineEnd()));
        return written;
    }

    private IniFile replaced(Property property, String value) {
        var edited = new ArrayList<>(lines);
        var line = edited.get(property.firstLine());
        var valueStart = delimiter(line) + 1;
        while (valueStart < line.length() && isBlank(line.charAt(valueStart))) {
            valueStart++;
        }
        var old = edited.subList(property.firstLine(), property.lastLine() + 1);
        old.clear();
        old.addAll(linesOf(line.substring(0, valueStart), value));
        return ofLines(edited);
    }

    private IniFile added(String header, List<String> property) {
        var edited = new ArrayList<>(lines);
        supplyFinalNewline(edited);
        var sameHeader = sectionsNamed(header);
        if (!sameHeader.isEmpty()) {
            edited.addAll(behindIndented(sameHeader.getLast().lastLine() + 1), property);
            return ofLines(edited);
        }
        if (!edited.isEmpty() && !edited.getLast().isBlank()) {
            edited.add(lineEnd());
        }
        edited.add("[" + inBrackets(header) + "]" + lineEnd());
        edited.addAll(property);
        return ofLines(edited);
    }

    /** Behind whatever stands indented from there on: the SDKs would take it for a part of the new line. */
    private int behindIndented(int start) {
        var behind = start;
        for (var index = start; index < lines.size(); index++) {
            var line = lines.get(index);
            if (isPassedOver(line)) {
                continue;
            }
            if (!isBlank(line.charAt(0))) {
                break;
            }
            behind = index + 1;
        }
        return behind;
    }

    /** The AWS CLI splits the header of a config file as a shell would, so a name with a blank needs quotes there. */
    private static String inBrackets(String header) {
        var name = header.startsWith("profile ") ? header.substring("profile ".length()) : header;
        if (name.chars().anyMatch(c -> c == ']' || c == '[' || Character.isISOControl(c))) {
            throw Problem.badSetting("the profile name", name, "free of brackets and control characters");
        }
        return name.equals(header) || name.matches("[\\w./%@:+-]+") ? header : "profile \"" + name + "\"";
    }

    private void supplyFinalNewline(List<String> edited) {
        if (!edited.isEmpty() && !edited.getLast().endsWith("\n")) {
            edited.set(edited.size() - 1, edited.getLast() + lineEnd());
        }
    }

    private IniFile ofLines(List<String> edited) {
        supplyFinalNewline(edited);
        return new IniFile(edited);
    }

    String lineEnd() {
        return !lines.isEmpty() && lines.getFirst().endsWith("\r\n") ? "\r\n" : "\n";
    }

    private List<Section> sectionsNamed(String header) {
        return byHeader.getOrDefault(header, List.of());
    }

    static boolean isPassedOver(String line) {
        return line.isBlank() || line.startsWith("#") || line.startsWith(";");
    }

    static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    /** Where the key ends: at the first equals sign; at a colon only where no equals sign makes a key, as the AWS CLI has it. */
    static int delimiter(String line) {
        var equalsSign = line.indexOf('=');
        var colon = line.indexOf(':');
        var keyEndsAtColon = colon >= 0 && (equalsSign < 0
                || colon < equalsSign && !KEY.matcher(line.substring(0, equalsSign).strip()).matches());
        return keyEndsAtColon ? colon : equalsSign;
    }

    // ---------------------------------------------------------------- reading

    /** One pass over the lines; fills the sections and objections of the file. */
    private final class Parser {
        private final HashSet<String> headersAsWritten = new HashSet<>();
        private final HashSet<String> keysOfSection = new HashSet<>();
        private boolean propertyOpen;

        void parse() {
            for (var index = 0; index < lines.size(); index++) {
                readLine(index, textOf(index));
            }
        }

        private String textOf(int index) {
            var text = lines.get(index).stripTrailing();
            if (index == 0 && text.startsWith(BYTE_ORDER_MARK)) {
                object(index, Reader.CLI, "refuses the whole file: it begins with a byte order mark");
                return text.substring(BYTE_ORDER_MARK.length());
            }
            return text;
        }

        private void readLine(int index, String text) {
            if (isPassedOver(text)) {
                is(index, Kind.PASSED_OVER, "");
            } else if (text.startsWith("[")) {
                readHeader(index, text);
            } else if (isBlank(text.charAt(0))) {
                readContinuation(index, text.strip());
            } else {
                readProperty(index, text);
            }
        }

        private void readHeader(int index, String text) {
            propertyOpen = false;
            keysOfSection.clear();
            var close = text.indexOf(']');
            if (close < 0) {
                object(index, Reader.SDKS, "Profile definition must end with ']'");
                object(index, Reader.CLI, "refuses the whole file: a header without ']'");
            }
            var written = text.substring(1, close < 0 ? text.length() : close);
            if (!headersAsWritten.add(written)) {
                object(index, Reader.CLI, "refuses the whole file: section [" + written + "] stands in it twice");
            }
            var section = new Section(normalized(written), index, new ArrayList<>());
            sections.add(section);
            byHeader.computeIfAbsent(section.header(), header -> new ArrayList<>()).add(section);
            is(index, Kind.HEADER, "");
        }

        private String normalized(String written) {
            var words = written.strip().replaceFirst("^(profile|sso-session|services)[ \\t]+", "$1 ");
            return words.replaceFirst("^((?:profile |sso-session |services )?)([\"'])(.*)\\2$", "$1$3");
        }

        private void readContinuation(int index, String text) {
            if (text.startsWith("#") || text.startsWith(";")) {
                object(index, Reader.SDKS, "take this indented comment for a part of the value above it");
                is(index, Kind.INDENTED_COMMENT, "");
                return;
            }
            if (!propertyOpen) {
                is(index, Kind.STRAY, "");
            }
            if (sections.isEmpty()) {
                object(index, Reader.SDKS, "Expected a profile definition, found continuation");
            } else if (!propertyOpen) {
                object(index, Reader.SDKS, "Expected a property definition, found continuation");
            } else {
                append(index, text);
            }
        }

        private void append(int index, String text) {
            var properties = sections.getLast().properties();
            var above = properties.removeLast();
            var nested = above.value().isEmpty() || above.value().startsWith("\n");
            is(index, nested && !checkSubProperty(index, text) ? Kind.JUNK : Kind.CONTINUATION, above.key());
            properties.add(new Property(above.key(), above.value() + "\n" + text, above.firstLine(), index));
        }

        private boolean checkSubProperty(int index, String text) {
            if (!text.contains("=")) {
                object(index, Reader.SDKS, "Expected an '=' sign defining a sub-property");
            } else if (text.startsWith("=")) {
                object(index, Reader.SDKS, "Sub-property did not have a name");
            }
            return text.indexOf('=') > 0;
        }

        private void readProperty(int index, String text) {
            propertyOpen = false;
            if (sections.isEmpty()) {
                object(index, Reader.SDKS, "Expected a profile definition, found property");
                object(index, Reader.CLI, "refuses the whole file: a line before the first section");
                is(index, Kind.JUNK, "");
                return;
            }
            var withoutComment = withoutComment(text);
            var delimiter = delimiter(withoutComment);
            if (!withoutComment.equals(text)) {
                object(index, Reader.CLI, "takes the comment behind the value for a part of it");
            }
            if (delimiter < 0 || withoutComment.charAt(delimiter) == ':') {
                object(index, Reader.SDKS, "Expected an '=' sign defining a property");
            }
            if (delimiter < 0) {
                object(index, Reader.CLI, "refuses the whole file: a line that is neither a section nor a property");
                is(index, Kind.JUNK, "");
                return;
            }
            addProperty(index, withoutComment.substring(0, delimiter).strip(), withoutComment.substring(delimiter + 1).strip());
        }

        /** Most lines have none, and looking for one is most of what reading takes. */
        private static String withoutComment(String text) {
            return text.indexOf('#') < 0 && text.indexOf(';') < 0 ? text
                    : COMMENT_BEHIND_VALUE.matcher(text).replaceFirst("").stripTrailing();
        }

        private void addProperty(int index, String name, String value) {
            var key = name.toLowerCase(Locale.ROOT);
            if (key.isEmpty()) {
                object(index, Reader.SDKS, "Property did not have a name");
                is(index, Kind.JUNK, "");
                return;
            }
            if (!KEY.matcher(key).matches()) {
                object(index, Reader.SDKS, "ignore this property because of its name");
            }
            if (!keysOfSection.add(key)) {
                object(index, Reader.CLI, "refuses the whole file: '" + key + "' stands twice in its section");
            }
            propertyOpen = true;
            is(index, Kind.PROPERTY, key);
            sections.getLast().properties().add(new Property(key, value, index, index));
        }

        private void is(int index, Kind kind, String key) {
            kinds.add(new Line(index + 1, lines.get(index), kind, sections.size() - 1, key));
        }

        private void object(int index, Reader reader, String words) {
            objections.add(new Objection(index + 1, reader, words));
        }
    }
}
