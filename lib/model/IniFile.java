//SOURCES Invisible.java
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
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * INI text as AWS's own tools read it, which gives back every byte that an edit does not touch.
 *
 * <p>The AWS SDKs and the AWS CLI read these files by different rules, and each refuses things that the other accepts. This
 * reader refuses nothing. Where they differ it reads what the SDKs would, and notes an {@link Objection}. Where the SDKs differ among
 * themselves, about invisible blanks and line ends, and where a colon stands behind a key, it reads what the AWS CLI would.
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
     * @param value stripped, without comments, its continuation lines joined by line feeds
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
    static final Pattern COMMENT_BEHIND_VALUE = Pattern.compile("(?s)[ \\t][#;].*$");

    /** A carriage return alone ends a line, too: so the AWS CLI has it, and Macs once had. */
    private static final Pattern LINE = Pattern.compile("[^\\r\\n]*(?:\\r\\n|\\n|\\r)|[^\\r\\n]+");

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
     * <p>A header that only some of AWS's readers take for this one is written as all of them do.
     *
     * @param value what {@link #canHold} says yes to
     */
    public IniFile with(String header, String key, String value) {
        requireWritable(value);
        if (!has(header)) {
            return withNewSection(header, linesOf(key + " = ", value));
        }
        var edited = this;
        for (var section : sectionsToEdit(header, key)) {
            edited = edited.with(section, key, value);
        }
        return edited;
    }

    /** The last one that has the key, and the one that all readers find; which is mostly the same one. */
    private List<Integer> sectionsToEdit(String header, String key) {
        var named = IntStream.range(0, sections.size()).filter(section -> header(section).equals(header)).boxed().toList().reversed();
        var forAll = named.stream().filter(section -> isFoundByAll(sections.get(section))).findFirst();
        var withKey = named.stream().filter(section -> sections.get(section).last(key).isPresent()).findFirst();
        return Stream.of(withKey.or(() -> forAll).orElse(named.getFirst()), forAll.or(() -> withKey).orElse(named.getFirst()))
                .distinct().toList();
    }

    private IniFile with(int section, String key, String value) {
        var old = sections.get(section).last(key);
        if (old.filter(property -> property.value().equals(value)).isPresent()) {
            return this;
        }
        var file = withHeaderForAll(section);
        return file.sections.get(section).last(key).map(property -> file.replaced(property, value))
                .orElseGet(() -> file.added(file.sections.get(section), linesOf(key + " = ", value)));
    }

    /** The same text without that key, and without its continuation lines; comments between these stay. */
    public IniFile without(String header, String key) {
        var kept = new ArrayList<>(lines);
        for (var section : sectionsNamed(header).reversed()) {
            section.properties().reversed().stream().filter(property -> property.key().equals(key))
                    .forEach(property -> keepComments(kept, property.firstLine(), property.lastLine()));
        }
        return kept.size() == lines.size() ? this : ofLines(kept);
    }

    /** The same text without the sections of that name that hold nothing at all, not even a comment, and without the blank line before each. */
    public IniFile withoutEmpty(String header) {
        var kept = new ArrayList<>(lines);
        for (var section : sectionsNamed(header).reversed()) {
            var end = section.line() + 1;
            while (end < lines.size() && lines.get(end).isBlank()) {
                end++;
            }
            if (end == lines.size() || kinds.get(end).kind() == Kind.HEADER) {
                var isAfterBlank = section.line() > 0 && lines.get(section.line() - 1).isBlank();
                kept.subList(section.line() - (isAfterBlank ? 1 : 0), end == lines.size() || !isAfterBlank ? end : section.line() + 1).clear();
            }
        }
        return kept.size() == lines.size() ? this : ofLines(kept);
    }

    /** Of these lines; in the first column, where nobody takes them for a part of what stands above. */
    private void keepComments(List<String> edited, int first, int last) {
        var comments = kinds.subList(first, last + 1).stream()
                .filter(line -> line.kind() == Kind.PASSED_OVER || line.kind() == Kind.INDENTED_COMMENT)
                .map(line -> line.text().isBlank() ? line.text() : withoutIndentation(line.text())).toList();
        var between = edited.subList(first, last + 1);
        between.clear();
        between.addAll(comments);
    }

    private static void requireWritable(String value) {
        if (!canHold(value)) {
            throw new IllegalArgumentException("a value of " + value.length() + " characters cannot stand in an INI file");
        }
    }

    /**
     * Whether all readers take a value back as it was written: one line, which may be empty, or a nested block, which begins with a line feed and has a
     * property in each line. What would start a comment, end a line or lose a blank would not be read back.
     */
    public static boolean canHold(String value) {
        return value.startsWith("\n") ? value.substring(1).lines().allMatch(line -> canStandInALine(line) && line.indexOf('=') > 0)
                : canStandInALine(value);
    }

    private static boolean canStandInALine(String value) {
        return value.equals(Invisible.strip(value))
                && value.chars().noneMatch(Character::isISOControl)
                && !COMMENT_BEHIND_VALUE.matcher(" " + value).find();
    }

    /** The lines of a property; those of a nested block are indented. */
    private List<String> linesOf(String beginning, String value) {
        var written = new ArrayList<String>();
        Stream.concat(value.lines(), value.isEmpty() ? Stream.of("") : Stream.empty()).forEach(line -> written.add(((written.isEmpty() ? beginning : "  ") + line).stripTrailing() + lineEnd()));
        return written;
    }

    private IniFile replaced(Property property, String value) {
        var edited = new ArrayList<>(lines);
        var first = property.firstLine();
        if (property.lastLine() > first) {
            keepComments(edited, first + 1, property.lastLine());
        }
        edited.remove(first);
        edited.addAll(first, linesOf(untilValue(property), value));
        return ofLines(edited);
    }

    /** As it stands there where all readers find the key in it. */
    private String untilValue(Property property) {
        var line = lines.get(property.firstLine());
        var valueStart = delimiter(line) + 1;
        if (line.charAt(valueStart - 1) == ':' || Invisible.isIn(line.substring(0, valueStart))) {
            return (isFollowedByIndented(property) ? indentationOf(line) : "") + property.key() + " = ";
        }
        while (valueStart < line.length() - endOf(line).length() && Invisible.isBlank(line.charAt(valueStart))) {
            valueStart++;
        }
        var start = line.substring(0, valueStart);
        return Invisible.isIn(start) ? Invisible.stripTrailing(start) + " " : start;
    }

    /** Whether what comes next would become a part of the property, if that lost its own indentation. */
    private boolean isFollowedByIndented(Property property) {
        return lines.stream().skip(property.lastLine() + 1L).filter(line -> !isPassedOver(line)).findFirst()
                .filter(line -> Invisible.isBlank(line.charAt(0))).isPresent();
    }

    private IniFile added(Section section, List<String> property) {
        var edited = new ArrayList<>(lines);
        supplyFinalNewline(edited);
        edited.addAll(behindIndented(section.lastLine() + 1), property);
        return ofLines(edited);
    }

    private IniFile withNewSection(String header, List<String> property) {
        var edited = new ArrayList<>(lines);
        supplyFinalNewline(edited);
        if (!edited.isEmpty() && !edited.getLast().isBlank()) {
            edited.add(lineEnd());
        }
        edited.add("[" + inBrackets(header) + "]" + lineEnd());
        edited.addAll(property);
        return ofLines(edited);
    }

    // ---------------------------------------------------------------- headers

    private IniFile withHeaderForAll(int section) {
        var found = sections.get(section);
        if (isFoundByAll(found) || sectionsNamed(found.header()).stream().anyMatch(this::isFoundByAll)) {
            return this;
        }
        var edited = new ArrayList<>(lines);
        var tidy = tidyHeader(kinds.get(found.line()), inBrackets(found.header()));
        edited.set(found.line(), tidy.getLast());
        edited.addAll(found.line(), tidy.subList(0, tidy.size() - 1));
        return ofLines(edited);
    }

    /** Whether every reader that takes a profile of such a name at all finds it under this header. */
    private boolean isFoundByAll(Section section) {
        var text = Invisible.stripTrailing(lines.get(section.line()));
        var close = text.indexOf(']');
        return text.startsWith("[") && close >= 0 && close == text.lastIndexOf(']')
                && isFoundByAll(text.substring(1, close), section.header());
    }

    private static boolean isFoundByAll(String written, String header) {
        var name = header.substring(header.indexOf(' ') + 1);
        return written.equals(quotedWhereNeeded(header)) || written.equals(header) || !name.contains(" ") && written.matches("(profile|sso-session|services)[ \\t]+" + Pattern.quote(name) + "[ \\t]*");
    }

    /**
     * A header with both brackets and nothing else between them, and without a bracket behind them, which the AWS CLI would take for
     * the end.
     *
     * @return the line, and above it the comment that stood behind such a header
     */
    static List<String> tidyHeader(Line line, String header) {
        var text = Invisible.stripTrailing(line.text());
        var close = text.indexOf(']');
        var rest = close < 0 ? "" : text.substring(close + 1);
        return rest.contains("]")
                ? withCommentAbove(line, "[" + header + "]", rest)
                : List.of("[" + header + "]" + rest + line.text().substring(text.length()));
    }

    /** The line without its end, cut in two there, the second part moved to a comment above. */
    static List<String> withCommentAbove(Line line, String kept, String rest) {
        var comment = Invisible.strip(rest);
        var above = comment.startsWith("#") || comment.startsWith(";") ? comment : "# " + comment;
        var end = endOf(line.text());
        return List.of(above + (end.isEmpty() ? "\n" : end), kept.stripTrailing() + end);
    }

    /** Behind whatever stands indented from there on: the SDKs would take it for a part of the new line. */
    private int behindIndented(int start) {
        var behind = start;
        for (var index = start; index < lines.size(); index++) {
            var line = lines.get(index);
            if (isPassedOver(line)) {
                continue;
            }
            if (!Invisible.isBlank(line.charAt(0))) {
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
        return quotedWhereNeeded(header);
    }

    private static String quotedWhereNeeded(String header) {
        var name = header.startsWith("profile ") ? header.substring("profile ".length()) : header;
        return name.equals(header) || name.matches("[\\w./%@:+-]+") ? header : "profile \"" + name + "\"";
    }

    private void supplyFinalNewline(List<String> edited) {
        if (!edited.isEmpty() && endOf(edited.getLast()).isEmpty()) {
            edited.set(edited.size() - 1, edited.getLast() + lineEnd());
        }
    }

    private IniFile ofLines(List<String> edited) {
        supplyFinalNewline(edited);
        return new IniFile(edited);
    }

    /** As the file has it; a carriage return alone only where nothing else ends a line. */
    String lineEnd() {
        return lines.stream().map(IniFile::endOf).filter(end -> end.endsWith("\n")).findFirst()
                .or(() -> lines.stream().map(IniFile::endOf).filter(end -> !end.isEmpty()).findFirst()).orElse("\n");
    }

    /** What ends that line: {@code \r\n}, one of the two, or nothing. */
    static String endOf(String line) {
        return line.endsWith("\r\n") ? "\r\n" : line.endsWith("\n") ? "\n" : line.endsWith("\r") ? "\r" : "";
    }

    private List<Section> sectionsNamed(String header) {
        return byHeader.getOrDefault(header, List.of());
    }

    static boolean isPassedOver(String line) {
        return line.startsWith("#") || line.startsWith(";") || Invisible.stripTrailing(line).isEmpty();
    }

    /** Where the key ends: at the first equals sign or colon, as the AWS CLI has it. */
    static int delimiter(String line) {
        var equalsSign = line.indexOf('=');
        var colon = line.indexOf(':');
        return colon >= 0 && (equalsSign < 0 || colon < equalsSign) ? colon : equalsSign;
    }

    /** In lower case; empty where the text is no property. */
    static String keyOf(String text) {
        return Invisible.strip(text.substring(0, Math.max(0, delimiter(text)))).toLowerCase(Locale.ROOT);
    }

    private static String indentationOf(String line) {
        return line.substring(0, line.length() - withoutIndentation(line).length());
    }

    static String withoutIndentation(String line) {
        var start = 0;
        while (start < line.length() && Invisible.isBlank(line.charAt(start))) {
            start++;
        }
        return line.substring(start);
    }

    // ---------------------------------------------------------------- reading

    /** One pass over the lines; fills the sections and objections of the file. */
    private final class Parser {
        private final HashSet<String> headersAsWritten = new HashSet<>();
        private final HashSet<String> keysOfSection = new HashSet<>();
        private boolean propertyOpen;

        /** Of the property that is open: what stands deeper goes on with it. */
        private int indentation;

        /** Of the indented properties below a header; 0 behind an indented header, whose properties they are. */
        private int strayDepth;

        void parse() {
            for (var index = 0; index < lines.size(); index++) {
                readLine(index, textOf(index));
            }
        }

        private String textOf(int index) {
            var line = lines.get(index);
            var text = Invisible.stripTrailing(line);
            objectToWhatIsNotSeen(index, line, text);
            if (index == 0 && text.startsWith(BYTE_ORDER_MARK)) {
                object(index, Reader.CLI, "refuses the whole file: it begins with a byte order mark");
                return text.substring(BYTE_ORDER_MARK.length());
            }
            return text;
        }

        /** Blanks that the AWS CLI passes over, and a line end that is none for some of the SDKs. */
        private void objectToWhatIsNotSeen(int index, String line, String text) {
            if (line.endsWith("\r") && !lines.subList(0, index).stream().anyMatch(above -> above.endsWith("\r"))) {
                object(index, Reader.SDKS, "take this line and the next for one, some of them");
            }
            if (Invisible.isIn(line) && !text.startsWith("#") && !text.startsWith(";") && hasOddBlankAtAnEnd(line)) {
                object(index, Reader.SDKS, "take an invisible blank for a part of a name or a value, some of them");
            }
        }

        private static boolean hasOddBlankAtAnEnd(String line) {
            var delimiter = delimiter(line);
            return Stream.of(line.substring(0, Math.max(0, delimiter)), line.substring(delimiter + 1), line)
                    .map(part -> part.replaceFirst("[\\r\\n]+$", "").replaceAll("^[ \\t]+|[ \\t]+$", ""))
                    .anyMatch(part -> !part.equals(Invisible.strip(part)));
        }

        private void readLine(int index, String text) {
            if (isPassedOver(text)) {
                is(index, Kind.PASSED_OVER, "");
            } else if (!Invisible.isBlank(text.charAt(0))) {
                readPlain(index, text);
            } else if (isPlainForTheCli(text)) {
                readPlain(index, Invisible.strip(text));
            } else {
                readContinuation(index, Invisible.strip(text));
            }
            indentation = propertyOpen && isProperty(index) ? indentationOf(text).length() : indentation;
        }

        /** Indented by blanks that are none to the SDKs, and not deeper than the property above. */
        private boolean isPlainForTheCli(String text) {
            return propertyOpen ? indentationOf(text).length() <= indentation : Invisible.isOddBlank(text.charAt(0));
        }

        private boolean isProperty(int index) {
            return kinds.get(index).kind() == Kind.PROPERTY;
        }

        private void readPlain(int index, String text) {
            if (text.startsWith("[")) {
                readHeader(index, text);
            } else if (text.startsWith("#") || text.startsWith(";")) {
                is(index, Kind.INDENTED_COMMENT, "");
            } else {
                readProperty(index, text);
            }
        }

        private void readHeader(int index, String text) {
            propertyOpen = false;
            strayDepth = Integer.MAX_VALUE;
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
            var words = written.replaceAll("^[ \\t]+|[ \\t]+$", "").replaceFirst("^(profile|sso-session|services)[ \\t]+", "$1 ");
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
                readStray(index, text);
            }
            if (sections.isEmpty()) {
                object(index, Reader.SDKS, "Expected a profile definition, found continuation");
            } else if (!propertyOpen) {
                object(index, Reader.SDKS, "Expected a property definition, found continuation");
            } else {
                append(index, text);
            }
        }

        /** The SDKs refuse it, and so it is what the AWS CLI takes it for: a property, unless another such line above is less indented. */
        private void readStray(int index, String text) {
            var depth = indentationOf(lines.get(index)).length();
            if (text.startsWith("[")) {
                strayDepth = 0;
            }
            if (!sections.isEmpty() && depth <= strayDepth && !keyOf(text).isEmpty()) {
                strayDepth = depth;
                sections.getLast().properties().add(new Property(keyOf(text),
                        Invisible.strip(withoutComment(text.substring(delimiter(text) + 1))), index, index));
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
            objectToColon(index, withoutComment, delimiter);
            if (delimiter < 0) {
                object(index, Reader.CLI, "refuses the whole file: a line that is neither a section nor a property");
                is(index, Kind.JUNK, "");
                return;
            }
            addProperty(index, Invisible.strip(withoutComment.substring(0, delimiter)),
                    Invisible.strip(withoutComment.substring(delimiter + 1)));
        }

        private void objectToColon(int index, String text, int delimiter) {
            var equalsSign = text.indexOf('=');
            if (equalsSign < 0) {
                object(index, Reader.SDKS, "Expected an '=' sign defining a property");
            } else if (delimiter < equalsSign) {
                object(index, Reader.SDKS, KEY.matcher(Invisible.strip(text.substring(0, equalsSign))).matches()
                        ? "take all before the equals sign for the name of the property" : "ignore this property because of its name");
            }
        }

        /** Most lines have none, and looking for one is most of what reading takes. */
        private static String withoutComment(String text) {
            return text.indexOf('#') < 0 && text.indexOf(';') < 0 ? text
                    : Invisible.stripTrailing(COMMENT_BEHIND_VALUE.matcher(text).replaceFirst(""));
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
