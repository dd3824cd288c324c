//SOURCES Diff.java
//SOURCES IniFile.java
//SOURCES Invisible.java
//SOURCES Profile.java
//SOURCES Profiles.java
//SOURCES Repair.java
//SOURCES Settings.java
//SOURCES Shown.java
//SOURCES ToPaste.java
package lib.model;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is wrong with the two files, and which readers will disagree about them. What all of AWS's readers accept is not
 * wrong: nested blocks, {@code [sso-session …]}, {@code [services …]}, {@code [plugins]}, {@code [profile default]}.
 *
 * <p>No fault ever quotes a value, nor a line or a key that might be part of one.
 */
public final class Lint {

    /** Which of the two files. */
    public enum Which {
        CONFIG("the config file"),
        CREDENTIALS("the credentials file");

        private final String inWords;

        Which(String inWords) {
            this.inWords = inWords;
        }

        @Override
        public String toString() {
            return inWords;
        }
    }

    public enum Weight {
        /** {@link Repair} mends it. */
        MENDED_BY_FIX,
        /** Only the person knows what is meant. */
        FOR_THE_PERSON,
        /** Good for another tool, or written by it; worth a word only to whoever looks for what is wrong. */
        OF_ANOTHER_TOOL,
        /** No profile can be chosen; only for the person, too. */
        FATAL
    }

    /** Whom a fault touches. */
    public enum Reach {
        /** Only the profile, or section of another kind, in which it stands. */
        ITS_SECTION,
        /** Whoever reads the file. */
        WHOLE_FILE
    }

    /**
     * @param line counted from 1; absent where the file as a whole is meant, or both of them
     * @param section the profile in which it stands, or such as {@code sso-session corp}; empty where it stands in none
     * @param found what is there
     * @param effect what which tool makes of it
     * @param repair what to do
     */
    public record Fault(Which file, Optional<Integer> line, String section, Reach reach, String found, String effect, String repair,
            Weight weight) {

        /** @param sections the profiles that somebody uses, and other sections that these name */
        public boolean touches(Set<String> sections) {
            return reach == Reach.WHOLE_FILE || sections.contains(section);
        }

        /** What it is known by from one run to the next, in one line, whatever line it moves to. */
        public String mark(String fileName) {
            return Shown.harmless("%s [%s] %s".formatted(fileName, section, found.replaceAll("\\bline [0-9]+", "another line")));
        }

        /** {@code credentials:3: found; effect; repair}, as compilers have it. */
        public String inWords(String fileName) {
            return fileName + line.map(number -> ":" + number).orElse("") + ": " + found + "\n  " + effect + "\n  " + repair;
        }
    }

    private static final String PROFILE = "profile ";
    private static final String CLI_REFUSES = "the AWS CLI refuses the whole file";
    private static final String ALL_REFUSE = "the AWS CLI and the AWS SDKs refuse the whole file";

    /** Those that AWS documents for the config file only, and this suite's own. */
    private static final List<String> KEYS_OF_THE_CONFIG_FILE = List.of("region", "output", "source_profile",
            "credential_source", "external_id", "role_session_name", "duration_seconds", "mfa_serial", "mfa_arn", "mfa_req",
            "sessmax", "role_xaccn", "ca_bundle", "cli_timestamp_format", "parameter_validation", "credential_process",
            "sso_session", "sso_start_url", "sso_region", "sso_account_id", "sso_role_name", "web_identity_token_file",
            "login_session", "services", "endpoint_url");

    private static final String WHAT_IS_SHARED = "write into the profile what it shall share with the other one, such as region";

    /** Settings of other tools that have no effect here, by what to write instead. */
    private static final Map<String, String> SETTINGS_OF_OTHERS = Map.of("include_profile", WHAT_IS_SHARED,
            "parent_profile", WHAT_IS_SHARED, "granted_sso_start_url", "write sso_start_url", "granted_sso_region", "write sso_region",
            "granted_sso_account_id", "write sso_account_id", "granted_sso_role_name", "write sso_role_name");

    private final Repair.Texts texts;
    private final Repair.Texts repaired;
    private final Profiles profiles;
    private final List<Fault> faults = new ArrayList<>();

    private Lint(Repair.Texts texts) {
        this.texts = texts;
        this.repaired = Repair.of(texts);
        this.profiles = Profiles.of(repaired.config(), repaired.credentials());
    }

    /**
     * The faults of both files, those of the config file first, each in the order of the lines.
     *
     * @param openModes the modes of those files that others than their owner may read or write, such as {@code 0644}
     */
    public static List<Fault> of(Repair.Texts texts, Map<Which, String> openModes) {
        var lint = new Lint(texts);
        Stream.of(Which.values()).filter(which -> !texts.areOneFile() || which == Which.CREDENTIALS).forEach(which -> {
            lint.modes(which, Optional.ofNullable(openModes.get(which)));
            lint.new OneFile(which, lint.text(which)).check();
        });
        lint.profiles();
        return lint.faults.stream()
                .sorted(Comparator.comparing(Fault::file).thenComparing(fault -> fault.line().orElse(0))).toList();
    }

    /** Of a file with a byte that is no UTF-8, which its text does not show any more. */
    public static Fault notUtf8(Which file, int line) {
        return new Fault(file, Optional.of(line), "", Reach.WHOLE_FILE, "there is a byte that is not UTF-8", CLI_REFUSES,
                "store the file as UTF-8", Weight.MENDED_BY_FIX);
    }

    private IniFile text(Which which) {
        return which == Which.CONFIG ? texts.config() : texts.credentials();
    }

    private IniFile repaired(Which which) {
        return which == Which.CONFIG ? repaired.config() : repaired.credentials();
    }

    private void add(Which file, Weight weight, String found, String effect, String repair) {
        faults.add(new Fault(file, Optional.empty(), "", Reach.WHOLE_FILE, found, effect, repair, weight));
    }

    // ------------------------------------------------------------------- both files

    private void modes(Which which, Optional<String> openMode) {
        if (holdsSecrets(text(which))) {
            openMode.ifPresent(mode -> add(which, Weight.MENDED_BY_FIX,
                    "it holds secrets, and its mode is " + mode,
                    "other users of this computer can get at the keys", "give it the mode 0600"));
        }
    }

    /** Whether losing sight of it would matter. */
    public static boolean holdsSecrets(IniFile file) {
        return file.headers().stream().map(file::properties).anyMatch(properties ->
                Stream.of("aws_secret_access_key", "aws_session_token", "aws_security_token")
                        .anyMatch(key -> !properties.getOrDefault(key, "").isEmpty()));
    }

    private void profiles() {
        var all = profiles.all();
        all.forEach(this::profile);
        var sessions = all.stream().anyMatch(Profile.Session.class::isInstance);
        if (all.stream().allMatch(profile -> profile instanceof Profile.Session || profile instanceof Profile.Keyless)) {
            add(Which.CREDENTIALS, Weight.FATAL,
                    sessions ? "the only credentials are those of sessions" : "neither file holds any credentials",
                    sessions ? "a session ends, and there are no long-lived keys to start another with"
                            : "there is nothing to choose from",
                    "store the access key of your IAM user with: " + ToPaste.aws("configure", "--profile", "NAME"));
        }
    }

    private void profile(Profile profile) {
        var name = profile.name();
        var settings = profile.settings();
        if (profile instanceof Profile.Keyless keyless && hasHalfAPair(settings)) {
            halfAPair(name, keyless.missingProperty());
        }
        if (profile instanceof Profile.Session session && session.kind() != Profile.Session.Kind.UNKNOWN) {
            session(name, settings);
        }
        settings.get("aws_access_key_id").filter(id -> id.startsWith("ASIA") && isWithoutToken(settings)).ifPresent(id ->
                at(name, "aws_access_key_id", "profile '" + name + "' has the access key id of a session, and no session token",
                        "AWS refuses these keys", "start the session again"));
        emptyToken(name, settings);
    }

    private static boolean hasHalfAPair(Settings settings) {
        return settings.get("aws_access_key_id").isPresent() != settings.get("aws_secret_access_key").isPresent();
    }

    private static boolean isWithoutToken(Settings settings) {
        return settings.first("aws_session_token", "aws_security_token").isEmpty();
    }

    private void halfAPair(String name, String missing) {
        var present = missing.equals("aws_access_key_id") ? "aws_secret_access_key" : "aws_access_key_id";
        at(name, present, "profile '" + name + "' has no " + missing,
                present.equals("aws_access_key_id") ? "AWS's tools stop with an error"
                        : "AWS's tools ignore the key, and may go on with other credentials",
                "enter both keys again with: " + ToPaste.aws("configure", "--profile", name));
    }

    private void session(String name, Settings settings) {
        var longLived = isWithoutToken(settings) && settings.get("aws_access_key_id").filter(id -> id.startsWith("AKIA")).isPresent();
        if (longLived) {
            at(name, "aws_access_key_id", "profile '" + name + "' has the name of a session, and long-lived keys",
                    "this suite takes it for a session, and every tool that uses it works without MFA",
                    "give it a name that does not end like a session's");
        } else if (hasHalfAPair(settings)) {
            at(name, settings.get("aws_access_key_id").isPresent() ? "aws_access_key_id" : "aws_secret_access_key",
                    "session profile '" + name + "' has half a key pair", "no tool can use it", "start the session again");
        }
    }

    private void emptyToken(String name, Settings settings) {
        if (settings.properties().getOrDefault("aws_session_token", "-").isBlank()) {
            at(name, "aws_session_token", "the aws_session_token of profile '" + name + "' is empty",
                    "the AWS CLI goes on without it; some AWS SDKs sign with it, and AWS refuses that",
                    isWithoutToken(settings) ? "remove the line if the keys are long-lived; else start the session again"
                            : "remove the line");
        }
    }

    /** A fault of a profile, at the line of one of its keys: the last one in the credentials file, else in the config file. */
    private void at(String name, String key, String found, String effect, String repair) {
        var places = new ArrayList<Map.Entry<Which, Integer>>();
        Stream.of(Which.CREDENTIALS, Which.CONFIG).forEach(which -> text(which).lines().reversed().stream()
                .filter(line -> line.kind() == IniFile.Kind.PROPERTY && line.key().equals(key))
                .filter(line -> Set.of(name, PROFILE + name).contains(text(which).header(line.section())))
                .forEach(line -> places.add(Map.entry(which, line.number()))));
        var line = places.stream().findFirst();
        faults.add(new Fault(line.map(Map.Entry::getKey).orElse(Which.CREDENTIALS), line.map(Map.Entry::getValue), name,
                Reach.ITS_SECTION, found, effect, repair, Weight.FOR_THE_PERSON));
    }

    // -------------------------------------------------------------------- one file

    /** The lines of one file, in their order. */
    private final class OneFile {
        private final Which which;
        private final IniFile file;
        private final Map<String, Integer> headers = new HashMap<>();
        private final Map<String, Integer> keys = new HashMap<>();
        private final Set<Integer> swallowed;

        OneFile(Which which, IniFile file) {
            this.which = which;
            this.file = file;
            this.swallowed = Repair.swallowed(file);
        }

        void check() {
            if (file.toString().startsWith(IniFile.BYTE_ORDER_MARK)) {
                fix(file.lines().getFirst(), "the file begins with a byte order mark", CLI_REFUSES, "remove the mark");
            }
            bareCarriageReturns();
            file.lines().forEach(this::invisible);
            file.lines().forEach(this::line);
            outOfPlace();
            staleTokens();
            whatElseReadersObjectTo();
            settingsOfOthers();
        }

        private void bareCarriageReturns() {
            file.lines().stream().filter(Repair::endsBare).findFirst().ifPresent(line ->
                    fix(line, "a line ends with a carriage return alone",
                            "the AWS CLI takes it for the end of the line, some AWS SDKs go on reading",
                            "end the lines as other files do"));
        }

        /** What is named here is seen by nobody, so its number tells what to look for. */
        private void invisible(IniFile.Line line) {
            var text = line.number() == 1 ? textOf(line) : line.text();
            var isComment = line.kind() == IniFile.Kind.PASSED_OVER && !text.isBlank() || line.kind() == IniFile.Kind.INDENTED_COMMENT;
            Invisible.firstIn(isComment ? "" : text).ifPresent(character -> {
                var isMended = !Repair.withNothingInvisible(file, line).equals(line.text());
                var isMeant = line.kind() != IniFile.Kind.HEADER && !isMended;
                if (!isMeant) {
                    inSection(line, isMended ? Weight.MENDED_BY_FIX : Weight.FOR_THE_PERSON,
                            "there is an invisible character in " + inWords(line) + ": " + Invisible.name(character),
                            Invisible.isOddBlank(character) && line.kind() != IniFile.Kind.HEADER
                                    ? "the AWS CLI takes it for a blank, some AWS SDKs for a part of what stands there"
                                    : "AWS's tools take it for a part of what stands there", "remove it");
                }
            });
        }

        private String inWords(IniFile.Line line) {
            return switch (line.kind()) {
                case HEADER -> "a header";
                case PROPERTY -> "the line of " + shown(line.key());
                case CONTINUATION -> "a line below " + shown(line.key());
                case PASSED_OVER, INDENTED_COMMENT -> "a blank line";
                case STRAY, JUNK -> "a line";
            };
        }

        private void line(IniFile.Line line) {
            switch (line.kind()) {
                case HEADER -> header(line);
                case PROPERTY -> property(line);
                case CONTINUATION -> continuation(line);
                case INDENTED_COMMENT -> fix(line, "a comment is indented",
                        "the AWS SDKs take it for a part of the value above it, or refuse the file",
                        "let it begin in the first column");
                case STRAY -> fix(line, "a line is indented, and nothing stands above that it could belong to",
                        "the AWS SDKs refuse the file or skip the line",
                        "let it begin in the first column, or make it a comment");
                case JUNK -> fix(line, "a line is neither a header nor a property of a section",
                        ALL_REFUSE, "make it a comment");
                case PASSED_OVER -> { }
            }
        }

        private void header(IniFile.Line line) {
            keys.clear();
            var header = file.header(line.section());
            if (header.isEmpty()) {
                fix(line, "a section has no name", CLI_REFUSES, "make its lines comments");
                return;
            }
            var text = textOf(line);
            if (!text.contains("]")) {
                fix(line, "a header does not end with ']'", ALL_REFUSE, "add the ']'");
            } else if (text.matches("(?s)\\[\\s.*|\\[[^]]*\\s].*")) {
                fixInSection(line, "there are blanks inside the brackets of [" + header + "]",
                        "the AWS CLI does not find the profile", "write [" + header + "]");
            }
            if (text.indexOf(']') != text.lastIndexOf(']')) {
                fixInSection(line, "there is another ']' behind [" + header + "]",
                        "the AWS CLI takes all up to it for the name", "move the comment to a line of its own");
            }
            again(line, header);
            nameOf(line, header);
        }

        private void again(IniFile.Line line, String header) {
            var first = headers.putIfAbsent(header, line.number());
            if (first != null) {
                fix(line, "[" + header + "] stands here again, after line " + first,
                        CLI_REFUSES + ", or reads only one of them; the AWS SDKs merge them, and the last value counts",
                        "merge them");
            }
        }

        private void nameOf(IniFile.Line line, String header) {
            if (header.equals("DEFAULT")) {
                add(line, Reach.WHOLE_FILE, Weight.FOR_THE_PERSON, "[DEFAULT] is in capitals", "the AWS CLI applies it to every profile, the AWS SDKs to none",
                        "write [default]");
            } else if (which == Which.CREDENTIALS && !texts.areOneFile()) {
                nameInCredentials(line, header);
            } else {
                nameInConfig(line, header);
            }
        }

        private void nameInCredentials(IniFile.Line line, String header) {
            if (header.startsWith(PROFILE)) {
                inSection(line, mendedUnless(header),
                        "the word 'profile' is out of place in [" + header + "]",
                        "no tool finds the profile: the word belongs in headers of the config file only",
                        "write [" + header.substring(PROFILE.length()) + "]");
            } else if (header.matches("(sso-session|services) .*")) {
                personInSection(line, "[" + header + "] is out of place", "AWS's tools look for it in the config file only",
                        "move it to the config file");
            } else if (!Profiles.isSeenBySdks(header)) {
                odd(line, header, "the AWS SDKs ignore the profile because of its name");
            }
        }

        private void nameInConfig(IniFile.Line line, String header) {
            var name = header.startsWith(PROFILE) ? header.substring(PROFILE.length()) : "";
            if (header.equals("default") && file.has(PROFILE + "default")) {
                personInSection(line, "[default] stands beside [profile default]",
                        "the AWS SDKs read [profile default] only, the AWS CLI whichever stands last", "keep one of them");
            } else if (!name.isEmpty() && !Profiles.isSeenBySdks(name)) {
                var quoted = textOf(line).matches(".*[\"'].*");
                odd(line, header, "the AWS SDKs ignore the profile because of its name"
                        + (name.contains(" ") && !quoted ? ", and the AWS CLI because it is not in quotes" : ""));
            } else if (!texts.areOneFile() && Repair.lacksPrefix(file, header)) {
                inSection(line, mendedUnless(header), "the word 'profile' is missing in [" + header + "]",
                        Profiles.ofAwsmfa(file).contains(header) ? "no AWS tool reads this section, only this suite and the awsmfa that it was written for"
                                : "no tool reads this section: the config file wants [profile " + header + "]",
                        "write [profile " + header + "]");
            }
        }

        /** Whether the repair does it shows in what it leaves. */
        private Weight mendedUnless(String header) {
            return repaired(which).has(header) ? Weight.FOR_THE_PERSON : Weight.MENDED_BY_FIX;
        }

        private void odd(IniFile.Line line, String header, String effect) {
            personInSection(line, "[" + header + "] has characters other than letters, digits and _-/.%@:+", effect,
                    "give the profile another name");
        }

        private void property(IniFile.Line line) {
            var text = textOf(line);
            var withoutComment = IniFile.COMMENT_BEHIND_VALUE.matcher(text).replaceFirst("");
            var delimiter = IniFile.delimiter(withoutComment);
            if (withoutComment.length() < text.length()) {
                fixInSection(line, "a comment stands behind the value of " + shown(line.key()),
                        "the AWS CLI takes it for a part of the value", "move it to a line of its own above");
            }
            if (withoutComment.charAt(delimiter) == ':') {
                colon(line, withoutComment);
            }
            if (Repair.isShouted(withoutComment.substring(0, delimiter))) {
                fixInSection(line, shown(line.key()) + " is in upper case",
                        "'aws configure set' writes a second line beside it, and then refuses the whole file",
                        "write it in lower case");
            }
            nameOfProperty(line);
        }

        private void colon(IniFile.Line line, String text) {
            if (Repair.isMeantForTheCli(text)) {
                fix(line, "there is a colon instead of an equals sign behind " + shown(line.key()),
                        "the AWS SDKs refuse the file or skip the line", "write an equals sign");
            } else {
                personInSection(line, "a colon stands before the equals sign, behind " + shown(line.key()),
                        "for the AWS CLI the value begins at the colon, for the AWS SDKs at the equals sign", "correct it or remove it");
            }
        }

        private void nameOfProperty(IniFile.Line line) {
            var first = keys.putIfAbsent(line.key(), line.number());
            if (first != null) {
                fix(line, shown(line.key()) + " stands here again, after line " + first,
                        CLI_REFUSES + "; the AWS SDKs read the last one", "remove the earlier one");
            }
            if (!IniFile.KEY.matcher(Invisible.removedFrom(line.key())).matches()) {
                personInSection(line, shown(line.key()) + " has characters that no property of AWS has",
                        "the AWS SDKs ignore it", "correct it or remove it");
            }
        }

        private void continuation(IniFile.Line line) {
            if (swallowed.contains(line.number())) {
                fixInSection(line, "a property is indented below " + shown(line.key()),
                        "all of AWS's tools take it for a part of that value", "let it begin in the first column");
            }
        }

        private void outOfPlace() {
            if (which == Which.CONFIG || texts.areOneFile()) {
                return;
            }
            file.headers().forEach(header -> {
                var keys = file.properties(header).keySet();
                var found = KEYS_OF_THE_CONFIG_FILE.stream().filter(keys::contains).toList();
                if (!found.isEmpty()) {
                    personInSection(lineOf(header, found), "[" + header + "] has " + String.join(", ", found),
                            "AWS documents " + (found.size() == 1 ? "it" : "them")
                                    + " for the config file; not every tool looks here",
                            "move to [" + Profiles.headerInConfig(texts.config(), header) + "] of the config file");
                }
                if (keys.contains("role_arn")) {
                    personInSection(lineOf(header, List.of("role_arn")), "[" + header + "] has role_arn",
                            "a role is defined in the config file; not every tool looks for one here",
                            "move it to [" + Profiles.headerInConfig(texts.config(), header) + "] of the config file");
                }
            });
        }

        /** Each once, however many profiles have it. */
        private void settingsOfOthers() {
            SETTINGS_OF_OTHERS.forEach((key, instead) -> nameOnce("there is " + key, linesOf(key).toList(),
                    "only " + (key.startsWith("granted") ? "granted" : "aws-vault") + " reads it, neither AWS's tools nor this suite", instead));
            nameOnce("there is session_token_duration of a role", linesOf("session_token_duration")
                            .filter(line -> file.properties(file.header(line.section())).containsKey("role_arn")).toList(),
                    "only aws-runas reads it there, as the length of the MFA session that the role's begins with",
                    "write it into the profile that source_profile names");
        }

        private Stream<IniFile.Line> linesOf(String key) {
            return file.lines().stream().filter(line -> line.kind() == IniFile.Kind.PROPERTY && line.key().equals(key));
        }

        private void nameOnce(String found, List<IniFile.Line> lines, String effect, String instead) {
            lines.stream().limit(1).forEach(line -> inSection(line, Weight.OF_ANOTHER_TOOL,
                    found + (lines.size() > 1 ? " here, and in " + (lines.size() - 1) + " more of its lines" : ""), effect, instead));
        }

        private void staleTokens() {
            file.headers().stream().filter(header -> Repair.hasStaleToken(file, header)).forEach(header ->
                    fixInSection(lineOf(header, List.of("aws_security_token")), "[" + header + "] has another aws_security_token beside "
                            + "its aws_session_token",
                            "the AWS CLI takes the older name, which is the older value; the AWS SDKs do not",
                            "remove aws_security_token"));
        }

        private IniFile.Line lineOf(String header, List<String> wanted) {
            return file.lines().stream()
                    .filter(line -> line.kind() == IniFile.Kind.PROPERTY && wanted.contains(line.key()))
                    .filter(line -> file.header(line.section()).equals(header))
                    .findFirst().orElseGet(file.lines()::getFirst);
        }

        /** Whatever one of AWS's readers does not take as it is meant, and no rule above has named. */
        private void whatElseReadersObjectTo() {
            var named = faults.stream().filter(fault -> fault.file() == which)
                    .flatMap(fault -> fault.line().stream()).collect(Collectors.toCollection(HashSet::new));
            file.objections().stream().filter(objection -> !named.contains(objection.line())).forEach(objection ->
                    add(file.lines().get(objection.line() - 1), Reach.WHOLE_FILE, Weight.FOR_THE_PERSON, "a line that AWS's readers differ about",
                            objection.reader() + ": " + objection.words(), "correct it or remove it"));
        }

        private String textOf(IniFile.Line line) {
            var text = IniFile.withoutIndentation(Invisible.stripTrailing(line.text()));
            return line.number() == 1 && text.startsWith(IniFile.BYTE_ORDER_MARK) ? text.substring(1) : text;
        }

        private void fix(IniFile.Line line, String found, String effect, String repair) {
            add(line, Reach.WHOLE_FILE, Weight.MENDED_BY_FIX, found, effect, repair);
        }

        private void fixInSection(IniFile.Line line, String found, String effect, String repair) {
            inSection(line, Weight.MENDED_BY_FIX, found, effect, repair);
        }

        /** In a session that another tool writes, only that tool can change what it will write next time. */
        private void personInSection(IniFile.Line line, String found, String effect, String repair) {
            var isOfAnotherTool = which == Which.CREDENTIALS
                    && profiles.session(nameOf(line)).filter(Profile.Session::isOfAnotherTool).isPresent();
            inSection(line, isOfAnotherTool ? Weight.OF_ANOTHER_TOOL : Weight.FOR_THE_PERSON, found, effect,
                    isOfAnotherTool ? "leave it: the tool that starts this session writes it so each time" : repair);
        }

        private void inSection(IniFile.Line line, Weight weight, String found, String effect, String repair) {
            add(line, Reach.ITS_SECTION, weight, found, effect, repair);
        }

        private void add(IniFile.Line line, Reach reach, Weight weight, String found, String effect, String repair) {
            faults.add(new Fault(which, Optional.of(line.number()), nameOf(line), reach, found, effect, repair, weight));
        }

        private String nameOf(IniFile.Line line) {
            var header = line.section() < 0 ? "" : file.header(line.section());
            return header.startsWith(PROFILE) ? header.substring(PROFILE.length()) : header;
        }
    }

    /** A key as it may be quoted: what is no plain word may be a piece of a secret that was broken in two. */
    private static String shown(String key) {
        var visible = Invisible.removedFrom(key);
        var plain = visible.toLowerCase(Locale.ROOT).matches("[a-z0-9_.@ -]{1,40}") && !Diff.isMaybeSecret(visible);
        return plain ? "'" + visible + "'" : "the property";
    }
}
