//SOURCES IniFile.java
//SOURCES Invisible.java
package lib.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The repairs of the two files that leave no doubt. What the AWS SDKs read stays as it is, save that they now read what
 * they could not; the AWS CLI refuses nothing any more; and every other byte stays.
 *
 * <p>The rules of {@code of} are applied in their order, each to the text that the one before it made.
 */
public final class Repair {

    /**
     * The two texts together, since what may be done to one depends on the other. {@link #toString()} hides them.
     *
     * @param areOneFile whether both names lead to one file; then no header is out of place in it
     */
    public record Texts(IniFile config, IniFile credentials, boolean areOneFile) {
        @Override
        public String toString() {
            return "Texts[…]";
        }
    }

    /** Keys that nobody writes but in a profile; those by which AWS's tools and this suite go. */
    static final Set<String> KEYS_OF_PROFILES = Set.of("aws_access_key_id", "aws_secret_access_key", "aws_session_token",
            "aws_session_expiry", "region", "output", "role_arn", "source_profile", "credential_source", "credential_process",
            "external_id", "role_session_name", "duration_seconds", "mfa_serial", "mfa_arn", "sessmax", "role_xaccn",
            "sso_session", "sso_start_url", "sso_account_id", "sso_role_name", "web_identity_token_file", "login_session");

    private static final Set<String> KEYS_THAT_GIVE_CREDENTIALS = Set.of("aws_access_key_id", "role_arn", "credential_source",
            "credential_process", "sso_session", "sso_start_url", "web_identity_token_file", "login_session");

    /** Whose values are written in letters, digits and signs. */
    private static final Set<String> KEYS_WITHOUT_BLANKS = Set.of("aws_access_key_id", "aws_secret_access_key", "aws_session_token",
            "aws_security_token", "aws_session_expiry", "region", "output", "role_arn", "credential_source", "duration_seconds",
            "mfa_serial", "mfa_arn", "aws_mfa_device", "sessmax", "role_xaccn", "sso_start_url", "sso_region", "sso_account_id",
            "endpoint_url");

    private static final Set<String> NAMES = Set.of("source_profile", "external_id", "role_session_name", "sso_session", "sso_role_name",
            "services", "web_identity_token_file", "login_session");

    /** Values that may well go on in another line. */
    private static final Set<String> KEYS_OF_COMMANDS = Set.of("credential_process");

    private static final Set<String> SECTIONS_OF_THEIR_OWN = Set.of("default", "DEFAULT", "plugins", "preview");
    private static final String PROFILE = "profile ";
    private static final Pattern WORD_OF_HEADERS = Pattern.compile("(profile|sso-session|services)(.+)");
    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_]{1,30}");

    private Repair() {}

    public static Texts of(Texts texts) {
        var repaired = onceRepaired(texts);
        var isAll = repaired.config().toString().equals(texts.config().toString())
                && repaired.credentials().toString().equals(texts.credentials().toString());
        return isAll ? texts : of(repaired);
    }

    /** What one rule makes of a line may be for another one that came before it. */
    private static Texts onceRepaired(Texts texts) {
        var config = fileAlone(texts.config());
        var credentials = fileAlone(texts.credentials());
        if (texts.areOneFile()) {
            return new Texts(merged(config), merged(credentials), true);
        }
        var prefixed = prefixed(config, credentials);
        return new Texts(merged(prefixed), merged(unprefixed(credentials, prefixed)), false);
    }

    private static IniFile fileAlone(IniFile file) {
        return Stream.<UnaryOperator<IniFile>>of(Repair::withoutByteOrderMark, Repair::withoutBareCarriageReturns,
                Repair::withNothingInvisible, Repair::withoutStrays, Repair::withTidyHeaders,
                Repair::withoutNamelessSections, Repair::withoutJunk, Repair::withPropertiesUnindented,
                Repair::withPlainProperties)
                .reduce(file, (text, repair) -> repair.apply(text), (one, other) -> other);
    }

    private static IniFile merged(IniFile file) {
        return withoutStaleTokens(withoutEarlierDuplicates(withSectionsMerged(file)));
    }

    // -------------------------------------------------------------------- lines

    /** Every line replaced by what it becomes: itself, nothing, or several. */
    private static IniFile edited(IniFile file, Function<IniFile.Line, List<String>> change) {
        return ofLines(file, file.lines().stream().flatMap(line -> change.apply(line).stream()).toList());
    }

    /** A last line may be without a line end; where another follows it now, it gets one. */
    private static IniFile ofLines(IniFile file, List<String> lines) {
        var text = IntStream.range(0, lines.size())
                .mapToObj(index -> index < lines.size() - 1 && IniFile.endOf(lines.get(index)).isEmpty()
                        ? lines.get(index) + file.lineEnd() : lines.get(index))
                .collect(Collectors.joining());
        return text.equals(file.toString()) ? file : IniFile.parse(text);
    }

    private static List<String> commentedOut(IniFile.Line line) {
        return List.of("# " + line.text().stripLeading());
    }

    private static List<String> unindented(IniFile.Line line) {
        return List.of(line.text().stripLeading());
    }

    private static int indentation(IniFile.Line line) {
        return line.text().length() - line.text().stripLeading().length();
    }

    // -------------------------------------------------------------- the whole file

    private static IniFile withoutByteOrderMark(IniFile file) {
        var text = file.toString();
        return text.startsWith(IniFile.BYTE_ORDER_MARK) ? IniFile.parse(text.substring(1)) : file;
    }

    /** The line ends of the file's other lines; a text with one of them too many before each, as some transfers make it, is without. */
    private static IniFile withoutBareCarriageReturns(IniFile file) {
        var text = file.toString();
        if (file.lines().stream().noneMatch(Repair::endsBare)) {
            return file;
        }
        var end = file.lineEnd().equals("\r") ? "\n" : file.lineEnd();
        return IniFile.parse(text.replaceAll("\\r+\\r\\n", "\r\n").replaceAll("\\r(?!\\n)", end));
    }

    static boolean endsBare(IniFile.Line line) {
        return IniFile.endOf(line.text()).equals("\r");
    }

    // ------------------------------------------------------------ invisible characters

    private static IniFile withNothingInvisible(IniFile file) {
        return edited(file, line -> List.of(withNothingInvisible(file, line)));
    }

    /** The line without the invisible characters that cannot be meant: those at the ends of a name or a value, and in whatever has no blanks. */
    static String withNothingInvisible(IniFile file, IniFile.Line line) {
        var end = IniFile.endOf(line.text());
        var text = line.text().substring(0, line.text().length() - end.length());
        if (!Invisible.isIn(text) && !isIndentedForSome(line)) {
            return line.text();
        }
        return switch (line.kind()) {
            case PASSED_OVER -> text.startsWith("#") || text.startsWith(";") ? text : "";
            case INDENTED_COMMENT -> IniFile.withoutIndentation(text);
            case HEADER -> header(file, line, IniFile.withoutIndentation(text));
            case PROPERTY -> property(file, line, IniFile.withoutIndentation(text));
            case CONTINUATION -> indentation(text) + subProperty(text);
            case STRAY, JUNK -> (isIndentedForSome(line) ? "" : indentation(text)) + anyLine(file, line, IniFile.withoutIndentation(text));
        } + end;
    }

    /** Indented, and yet none of what goes on with a line above: the AWS CLI has it so where invisible blanks indent. */
    private static boolean isIndentedForSome(IniFile.Line line) {
        var isOnItsOwn = switch (line.kind()) {
            case PROPERTY, HEADER -> true;
            case JUNK -> line.key().isEmpty();
            case PASSED_OVER, INDENTED_COMMENT, CONTINUATION, STRAY -> false;
        };
        return isOnItsOwn && Invisible.isBlank(line.text().charAt(0));
    }

    private static String header(IniFile file, IniFile.Line line, String text) {
        var close = text.indexOf(']');
        var header = file.header(line.section());
        var isOnlyOne = file.headers().stream().filter(other -> named(other).equals(named(header))).count() == 1;
        if (close < 0 || !isOnlyOne) {
            return text;
        }
        var written = text.substring(1, close);
        var rest = text.substring(close + 1);
        return "[" + (Invisible.isIn(written) ? named(written) : written) + "]" + (Invisible.trimmed(rest).isEmpty() ? "" : rest);
    }

    /** What stands in the brackets as it is meant. */
    private static String named(String written) {
        var visible = WORD_OF_HEADERS.matcher(Invisible.withoutWidthless(Invisible.trimmed(written)));
        return visible.matches() && Invisible.isBlank(visible.group(2).charAt(0))
                ? visible.group(1) + " " + Invisible.trimmed(visible.group(2)) : Invisible.withoutWidthless(Invisible.trimmed(written));
    }

    private static String indentation(String text) {
        var blanks = text.substring(0, text.length() - IniFile.withoutIndentation(text).length());
        return Invisible.isIn(blanks) ? " ".repeat(blanks.length()) : blanks;
    }

    private static String anyLine(IniFile file, IniFile.Line line, String text) {
        var seen = Invisible.trimmed(text);
        return IniFile.delimiter(seen) > 0 && !seen.startsWith("[") ? property(file, line, seen) : seen;
    }

    private static String property(IniFile file, IniFile.Line line, String text) {
        var comment = IniFile.COMMENT_BEHIND_VALUE.matcher(text);
        var end = comment.find() ? comment.start() : text.length();
        var delimiter = IniFile.delimiter(text.substring(0, end));
        var value = text.substring(delimiter + 1, end);
        var blank = value.startsWith(" ") || Invisible.isIn(value.substring(0, Math.min(1, value.length()))) ? " " : "";
        var seen = Invisible.isIn(value) ? blank + value(IniFile.keyOf(text), value) : value;
        return key(file, line, text.substring(0, delimiter)) + text.charAt(delimiter) + seen + text.substring(end);
    }

    private static String key(IniFile file, IniFile.Line line, String key) {
        var seen = Invisible.withoutWidthless(Invisible.trimmed(key));
        var isThere = line.section() >= 0 && !seen.toLowerCase(Locale.ROOT).equals(Invisible.strip(key).toLowerCase(Locale.ROOT))
                && file.properties(file.header(line.section())).containsKey(seen.toLowerCase(Locale.ROOT));
        return isThere || !Invisible.isIn(key) ? key : seen + (Invisible.stripTrailing(key).equals(key) ? "" : " ");
    }

    private static String value(String key, String value) {
        var seen = Invisible.trimmed(value);
        var visible = Invisible.withoutWidthless(key);
        return KEYS_WITHOUT_BLANKS.contains(visible) ? Invisible.removedFrom(seen)
                : NAMES.contains(visible) ? Invisible.withoutWidthless(seen) : seen;
    }

    private static String subProperty(String text) {
        var equalsSign = text.indexOf('=');
        return equalsSign < 0 ? Invisible.trimmed(text)
                : Invisible.trimmed(text.substring(0, equalsSign)) + " = " + Invisible.trimmed(text.substring(equalsSign + 1));
    }

    // ------------------------------------------------------------- indented lines

    /**
     * Indented lines below nothing are what the AWS CLI takes them for: properties and headers. Of two lines the one that is
     * indented deeper belongs to the other.
     */
    private static IniFile withoutStrays(IniFile file) {
        var edited = new ArrayList<String>();
        var block = new Block(file);
        for (var line : file.lines()) {
            switch (line.kind()) {
                case PASSED_OVER -> edited.add(line.text());
                case INDENTED_COMMENT -> edited.addAll(unindented(line));
                case STRAY -> edited.addAll(block.of(line));
                default -> {
                    block = new Block(file);
                    edited.add(line.text());
                }
            }
        }
        return ofLines(file, edited);
    }

    /** Stray lines that stand together, read as the AWS CLI reads them. */
    private static final class Block {
        private final IniFile file;
        private final Set<String> keys = new HashSet<>();
        private boolean inSection;
        private boolean begun;
        private boolean dropping;
        private int indentationOfProperty = Integer.MAX_VALUE;

        Block(IniFile file) {
            this.file = file;
        }

        List<String> of(IniFile.Line line) {
            if (!begun) {
                begin(line.section());
            }
            var text = line.text().strip();
            if (text.startsWith("[")) {
                inSection = true;
                indentationOfProperty = Integer.MAX_VALUE;
                keys.clear();
                return unindented(line);
            }
            if (indentation(line) > indentationOfProperty) {
                return dropping ? commentedOut(line) : List.of(line.text());
            }
            indentationOfProperty = indentation(line);
            dropping = !inSection || IniFile.keyOf(text).isEmpty() || !keys.add(IniFile.keyOf(text));
            return dropping ? commentedOut(line) : unindented(line);
        }

        private void begin(int section) {
            begun = true;
            inSection = section >= 0;
            if (inSection) {
                file.lines().stream().filter(line -> line.kind() == IniFile.Kind.PROPERTY)
                        .filter(line -> file.header(line.section()).equals(file.header(section))).forEach(line -> keys.add(line.key()));
            }
        }
    }

    /**
     * Profile properties that became part of the value above them, such as a secret access key that is indented below the
     * access key id.
     */
    private static IniFile withPropertiesUnindented(IniFile file) {
        var swallowed = swallowed(file);
        return edited(file, line -> swallowed.contains(line.number()) ? unindented(line) : List.of(line.text()));
    }

    /** The numbers of such lines; none where one of those below the same property may be anything else. */
    static Set<Integer> swallowed(IniFile file) {
        var swallowed = new HashSet<Integer>();
        var host = 0;
        var below = new LinkedHashMap<Integer, List<IniFile.Line>>();
        for (var line : file.lines()) {
            if (line.kind() == IniFile.Kind.PROPERTY) {
                host = canSwallow(line) ? line.number() : 0;
            } else if (line.kind() == IniFile.Kind.CONTINUATION && host > 0) {
                below.computeIfAbsent(host, it -> new ArrayList<>()).add(line);
            }
        }
        below.values().stream().filter(lines -> lines.stream().allMatch(line -> isMeantAsProperty(file, line)))
                .forEach(lines -> lines.forEach(line -> swallowed.add(line.number())));
        return swallowed;
    }

    private static boolean canSwallow(IniFile.Line line) {
        var delimiter = IniFile.delimiter(line.text());
        return KEYS_OF_PROFILES.contains(line.key()) && !KEYS_OF_COMMANDS.contains(line.key())
                && !line.text().substring(delimiter + 1).isBlank();
    }

    private static boolean isMeantAsProperty(IniFile file, IniFile.Line line) {
        var key = IniFile.keyOf(line.text().strip());
        var header = file.header(line.section());
        var others = file.lines().stream()
                .filter(other -> other.number() != line.number() && other.section() >= 0)
                .filter(other -> file.header(other.section()).equals(header))
                .noneMatch(other -> IniFile.keyOf(other.text().strip()).equals(key));
        return KEYS_OF_PROFILES.contains(key) && others;
    }

    // -------------------------------------------------------------------- headers

    private static IniFile withTidyHeaders(IniFile file) {
        return edited(file, line -> line.kind() == IniFile.Kind.HEADER ? IniFile.tidyHeader(line, written(line)) : List.of(line.text()));
    }

    /** Without the blanks at the ends. */
    private static String written(IniFile.Line line) {
        var close = line.text().indexOf(']');
        return line.text().substring(1, close < 0 ? line.text().length() : close).strip();
    }

    private static IniFile withoutNamelessSections(IniFile file) {
        return edited(file, line -> line.section() >= 0 && file.header(line.section()).isEmpty()
                && line.kind() != IniFile.Kind.PASSED_OVER ? commentedOut(line) : List.of(line.text()));
    }

    /** Whether that section of a config file is a profile whose header lacks the word {@code profile}. */
    static boolean lacksPrefix(IniFile config, String header) {
        return !SECTIONS_OF_THEIR_OWN.contains(header)
                && IniFile.KEY.matcher(header).matches()
                && config.properties(header).keySet().stream().anyMatch(KEYS_OF_PROFILES::contains);
    }

    /** Where neither the header is there already, nor the credentials file gives the name credentials of its own. */
    private static boolean canBePrefixed(IniFile config, IniFile credentials, String header) {
        var hasKeys = Stream.of(header, PROFILE + header).map(credentials::properties)
                .anyMatch(properties -> properties.containsKey("aws_access_key_id"));
        return !config.has(PROFILE + header)
                && !(hasKeys && config.properties(header).keySet().stream().anyMatch(KEYS_THAT_GIVE_CREDENTIALS::contains));
    }

    private static IniFile prefixed(IniFile config, IniFile credentials) {
        return withHeaders(config, header -> lacksPrefix(config, header) && canBePrefixed(config, credentials, header),
                header -> PROFILE + header);
    }

    /** Where the credentials file has no such header, and the config file says nothing else under that name. */
    private static boolean canLosePrefix(IniFile credentials, IniFile config, String header) {
        var name = header.substring(PROFILE.length());
        var inConfig = new HashMap<>(config.properties(header));
        if (name.equals("default")) {
            inConfig.putAll(config.properties(name));
        }
        return !credentials.has(name) && IniFile.KEY.matcher(name).matches()
                && credentials.properties(header).entrySet().stream().allMatch(property ->
                        property.getValue().equals(inConfig.getOrDefault(property.getKey(), property.getValue())));
    }

    private static IniFile unprefixed(IniFile credentials, IniFile config) {
        return withHeaders(credentials,
                header -> header.startsWith(PROFILE) && canLosePrefix(credentials, config, header),
                header -> header.substring(PROFILE.length()));
    }

    private static IniFile withHeaders(IniFile file, Predicate<String> concerned, UnaryOperator<String> renamed) {
        return edited(file, line -> {
            if (line.kind() != IniFile.Kind.HEADER || !concerned.test(file.header(line.section()))) {
                return List.of(line.text());
            }
            return List.of("[" + renamed.apply(file.header(line.section())) + line.text().substring(line.text().indexOf(']')));
        });
    }

    // ----------------------------------------------------------------- properties

    private static IniFile withoutJunk(IniFile file) {
        return edited(file, line -> line.kind() == IniFile.Kind.JUNK ? commentedOut(line) : List.of(line.text()));
    }

    private static IniFile withPlainProperties(IniFile file) {
        return edited(file, line -> line.kind() == IniFile.Kind.PROPERTY ? plain(line) : List.of(line.text()));
    }

    /** An equals sign, a key in lower case, and the comment above. */
    private static List<String> plain(IniFile.Line line) {
        var text = Invisible.stripTrailing(line.text());
        var comment = IniFile.COMMENT_BEHIND_VALUE.matcher(text);
        var commentStart = comment.find() ? comment.start() : text.length();
        var property = text.substring(0, commentStart);
        var delimiter = IniFile.delimiter(property);
        var key = property.substring(0, delimiter);
        var sign = isMeantForTheCli(property) ? "=" : property.substring(delimiter, delimiter + 1);
        var plain = (isShouted(key) ? key.toLowerCase(Locale.ROOT) : key) + sign + property.substring(delimiter + 1);
        return commentStart < text.length()
                ? IniFile.withCommentAbove(line, plain, text.substring(commentStart))
                : List.of(plain + line.text().substring(text.length()));
    }

    /** Whether the key can only be what the AWS CLI takes for it; where a colon comes first, the AWS SDKs may read another one. */
    static boolean isMeantForTheCli(String property) {
        var equalsSign = property.indexOf('=');
        return property.charAt(IniFile.delimiter(property)) == '=' || equalsSign < 0 || KEYS_OF_PROFILES.contains(IniFile.keyOf(property))
                || !IniFile.KEY.matcher(property.substring(0, equalsSign).strip()).matches();
    }

    /** Whether it is a word in which upper case only looks different; else it may be anything, such as part of a secret. */
    static boolean isShouted(String key) {
        return WORD.matcher(key.strip()).matches() && !key.equals(key.toLowerCase(Locale.ROOT));
    }

    // ---------------------------------------------------------------- what is there twice

    /** Later sections of a name move to the first one's end, so that the last value still stands last. */
    private static IniFile withSectionsMerged(IniFile file) {
        var firstOf = new HashMap<String, Integer>();
        file.lines().stream().filter(line -> line.section() >= 0)
                .forEach(line -> firstOf.putIfAbsent(file.header(line.section()), line.section()));
        var ends = ends(file);
        var moved = new LinkedHashMap<Integer, List<String>>();
        var staying = new ArrayList<IniFile.Line>();
        for (var line : file.lines()) {
            var first = line.section() < 0 ? line.section() : firstOf.get(file.header(line.section()));
            if (first == line.section() || line.number() > ends.get(line.section())) {
                staying.add(line);
            } else {
                moved.computeIfAbsent(first, it -> new ArrayList<>()).addAll(
                        line.kind() == IniFile.Kind.HEADER ? restOfHeader(line) : List.of(withLineEnd(file, line.text())));
            }
        }
        return ofLines(file, staying.stream().flatMap(line -> Stream.concat(Stream.of(line.text()),
                line.section() >= 0 && line.number() == ends.get(line.section())
                        ? moved.getOrDefault(line.section(), List.of()).stream() : Stream.of())).toList());
    }

    /** The number of each section's last line that is more than a blank or a comment. */
    private static Map<Integer, Integer> ends(IniFile file) {
        return file.lines().stream().filter(line -> line.kind() != IniFile.Kind.PASSED_OVER)
                .collect(Collectors.toMap(IniFile.Line::section, IniFile.Line::number, Integer::max));
    }

    private static String withLineEnd(IniFile file, String text) {
        return !IniFile.endOf(text).isEmpty() ? text : text + file.lineEnd();
    }

    private static List<String> restOfHeader(IniFile.Line line) {
        var rest = line.text().substring(line.text().indexOf(']') + 1);
        return rest.isBlank() ? List.of() : IniFile.withCommentAbove(line, "", rest).subList(0, 1);
    }

    private static IniFile withoutEarlierDuplicates(IniFile file) {
        var last = new HashMap<String, Integer>();
        file.lines().stream().filter(line -> line.kind() == IniFile.Kind.PROPERTY)
                .forEach(line -> last.put(line.section() + " " + line.key(), line.number()));
        return withoutProperties(file, line -> last.get(line.section() + " " + line.key()) != line.number());
    }

    /** Without those properties and their continuation lines; comments between these stay. */
    private static IniFile withoutProperties(IniFile file, Predicate<IniFile.Line> unwanted) {
        var dropped = new HashSet<Integer>();
        var dropping = false;
        for (var line : file.lines()) {
            if (line.kind() == IniFile.Kind.PROPERTY) {
                dropping = unwanted.test(line);
            }
            if (dropping && !line.key().isEmpty()) {
                dropped.add(line.number());
            }
        }
        IntPredicate isDropped = dropped::contains;
        return edited(file, line -> isDropped.test(line.number()) ? List.of() : List.of(line.text()));
    }

    private static IniFile withoutStaleTokens(IniFile file) {
        return withoutProperties(file,
                line -> line.key().equals("aws_security_token") && hasStaleToken(file, file.header(line.section())));
    }

    /** {@code aws_security_token} is an old name of {@code aws_session_token}, and beats it in the AWS CLI. */
    static boolean hasStaleToken(IniFile file, String header) {
        var properties = file.properties(header);
        var token = properties.getOrDefault("aws_session_token", "");
        return !token.isEmpty() && !properties.getOrDefault("aws_security_token", token).equals(token);
    }
}
