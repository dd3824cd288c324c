//SOURCES OwnVariables.java
//SOURCES Problem.java
package lib.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A shell or another reader that takes a session over, and how it wants to be told. Its text runs in the user's shell, so
 * all of it is quoted, and a value that a format cannot hold is a {@link Problem#cannotHold} instead of a wrong line.
 *
 * <p>The names are those of {@code aws configure export-credentials}, and a few more.
 */
public enum Shell {
    /** Also for sh, ash, dash and ksh, and under its AWS name {@code env}. */
    BASH("eval \"$(%s --emit bash)\""),
    ZSH("eval \"$(%s --emit zsh)\""),
    FISH("%s --emit fish | source"),
    POWERSHELL("%s --emit powershell | Invoke-Expression"),
    WINDOWS_CMD("for /f \"delims=\" %%i in ('%s --emit windows-cmd') do @%%i"),
    TCSH("eval \"`%s --emit tcsh`\""),
    /** It runs no text that a command prints, so it gets a record; null is a variable that no program sees any more. */
    NU("%s --emit nu | from json | load-env"),
    /** Variables of a shell that are not exported, one a line; nothing is cleared. */
    ENV_NO_EXPORT("eval \"$(%s --emit env-no-export)\""),
    /**
     * The lines of a file that Docker, systemd, direnv and libraries of many languages read; nothing is cleared. Some take quotes
     * for a part of the value, so only what needs quotes has them. The file is its owner's alone before it holds a key.
     */
    DOTENV("install -m 600 /dev/null aws.env && %s --emit dotenv --secrets > aws.env"),
    /** What stands before a single command. */
    PREFIX("eval \"$(%s --emit prefix) aws sts get-caller-identity\""),
    /** The JSON that AWS's tools expect of a {@code credential_process}. */
    PROCESS("credential_process = %s --emit process"),
    /** For Redshift's COPY and UNLOAD. */
    SQL("%s --emit sql");

    /**
     * What goes when a session is taken over: every variable that the suite ever sets or its first version did, those of AWS's tools
     * that would overrule the choice, and those that other tools leave for prompts, which would belie it.
     * {@code AWS_SECURITY_TOKEN} beats {@code AWS_SESSION_TOKEN} in botocore, a stale {@code AWS_CREDENTIAL_EXPIRATION} makes it
     * refuse good keys, it prefers {@code AWS_WEB_IDENTITY_TOKEN_FILE} to the keys of a selected profile, and the other two of web
     * identity to what such a profile says itself.
     *
     * <p>What a container gives, {@code AWS_CONTAINER_…}, comes behind every profile and is left alone.
     */
    public static final List<String> VARIABLES = List.of(
            "AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_EB_PROFILE",
            "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN",
            "AWS_CREDENTIAL_EXPIRATION", "AWS_SESSION_EXPIRATION", "AWS_SESSION_EXPIRY",
            "AWS_SESSION_TYPE", "AWS_SESSION_IDENT", "AWS_PROFILE_IDENT", "AWS_SESSION_INIT_TIME", "AWS_SESSION_DURATION",
            OwnVariables.RECORD,
            "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_ROLE_ARN", "AWS_ROLE_SESSION_NAME",
            "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_DEFAULT_OUTPUT",
            "AWS_VAULT",
            "AWSUME_PROFILE", "AWSUME_EXPIRATION", "AWSUME_COMMAND",
            "AWSU_PROFILE", "AWSRUNAS_PROFILE",
            "GRANTED_SSO", "GRANTED_SSO_START_URL", "GRANTED_SSO_ROLE_NAME", "GRANTED_SSO_REGION", "GRANTED_SSO_ACCOUNT_ID",
            "AWS_SSO", "AWS_SSO_PROFILE", "AWS_SSO_SESSION_EXPIRATION", "AWS_SSO_ACCOUNT_ID", "AWS_SSO_ROLE_NAME",
            "AWS_SSO_ROLE_ARN", "AWS_SSO_DEFAULT_REGION",
            "AWS_OKTA_PROFILE", "AWS_OKTA_SESSION_EXPIRATION", "AWS_OKTA_ASSUMED_ROLE", "AWS_OKTA_ASSUMED_ROLE_ARN");

    /**
     * What goes besides only where somebody wants to be rid of all AWS variables: a network may need its certificates, and a
     * container gives its credentials but once. The folder's {@code clear-aws-envvars.sh} clears the same.
     */
    public static final List<String> SETTINGS = List.of(
            "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI",
            "AWS_CONTAINER_AUTHORIZATION_TOKEN", "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
            "AWS_CA_BUNDLE", "AWS_METADATA_SERVICE_TIMEOUT", "AWS_METADATA_SERVICE_NUM_ATTEMPTS");

    /** They are cleared when they name a file that is not there, as another project's environment may leave them behind. */
    public static final List<String> FILES = List.of("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE");

    /** Means itself to all of them. */
    private static final Pattern BARE_WORD = Pattern.compile("[\\p{L}\\p{N}_./+:-][\\p{L}\\p{N}_./+:@-]*");

    private static final Map<String, String> OTHER_NAMES =
            Map.of("env", "bash", "sh", "bash", "ash", "bash", "dash", "bash", "ksh", "bash",
                    "csh", "tcsh", "pwsh", "powershell", "cmd", "windows-cmd");

    /**
     * Of a command line, in characters.
     *
     * @see <a href="https://learn.microsoft.com/troubleshoot/windows-client/shell-experience/command-line-string-limitation">
     *     Command prompt line string limitation</a>
     */
    private static final int LONGEST_CMD_LINE = 8191;

    private static final Set<String> OVERRULING = Set.of("AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_SECURITY_TOKEN");

    /** One variable with its value; without one it is cleared. The value may be secret, so {@link #toString()} hides it. */
    public record Variable(String name, Optional<String> value) {

        public static Variable set(String name, String value) {
            return new Variable(name, Optional.of(value));
        }

        static Variable cleared(String name) {
            return new Variable(name, Optional.empty());
        }

        @Override
        public String toString() {
            return name + value.map(v -> "=…").orElse(" cleared");
        }
    }

    private final String handover;

    Shell(String handover) {
        this.handover = handover;
    }

    /** The name in {@code --emit}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The shell of that {@code --emit} name, or at that path as in {@code $SHELL}. */
    public static Optional<Shell> named(String nameOrPath) {
        var name = nameOrPath.substring(nameOrPath.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
        return Stream.of(values()).filter(shell -> shell.id().equals(OTHER_NAMES.getOrDefault(name, name))).findFirst();
    }

    /** The line a user types so that this shell takes over what {@code command} starts; for some a line of a file. */
    public String handover(String command) {
        return handover.formatted(command);
    }

    /** Whether it is a shell, and no other reader. */
    public boolean hasPrompt() {
        return compareTo(ENV_NO_EXPORT) < 0;
    }

    /** Whether there is no place for a profile's name in it, only for keys. */
    public boolean isForKeysOnly() {
        return this == PROCESS || this == SQL;
    }

    /**
     * Text that leaves exactly {@code wanted} of {@link #VARIABLES} set, as far as the format can clear any; it ends in a
     * line feed.
     *
     * @throws Problem {@link Problem#cannotHold}; {@link Problem#wrongUsage} when a format for keys gets none
     */
    public String assign(List<Variable> wanted) {
        return joined("\n", wanted) + "\n";
    }

    /**
     * The same for a person to see and to paste: of what is not set in {@code environment}, only that is cleared which would overrule keys in
     * a shell elsewhere.
     */
    public String assign(List<Variable> wanted, Map<String, String> environment) {
        return joined("\n", wanted, complete(wanted).filter(variable -> variable.value().isPresent()
                || environment.containsKey(variable.name()) || OVERRULING.contains(variable.name())).toList()) + "\n";
    }

    /** The same to be pasted at a prompt: one line, where the format has lines of its own, that waits for Enter. */
    public String toPaste(List<Variable> wanted) {
        return switch (this) {
            case WINDOWS_CMD -> fitting("the whole line", joined(" & ", wanted));
            case TCSH, PREFIX -> joined(" ", wanted) + (this == PREFIX ? " " : "");
            // Its own records have other escape sequences.
            case NU -> "'" + assign(wanted).strip().replace("\n", "").replace("'", "\\u0027") + "' | from json | load-env";
            case ENV_NO_EXPORT, DOTENV, PROCESS, SQL -> joined("\n", wanted);
            default -> joined("; ", wanted);
        };
    }

    /**
     * Text that leaves none of {@link #VARIABLES} and {@link #SETTINGS} set.
     *
     * @param others that shall go as well: what is left of an earlier activation, and those of {@link #FILES} whose file is not there
     * @throws Problem {@link Problem#wrongUsage} where the format can only set
     */
    public String clear(List<String> others) {
        var more = Stream.concat(SETTINGS.stream(), others.stream()).map(Variable::cleared).toList();
        return switch (this) {
            case ENV_NO_EXPORT, DOTENV, PROCESS, SQL -> throw Problem.wrongUsage(
                    "the format " + id() + " can clear nothing", "name your shell, such as --emit bash");
            default -> assign(more);
        };
    }

    /** What is read after a failure: nothing changes, no command behind a prefix runs, and the reader sees that it failed. */
    public String failure() {
        return switch (this) {
            case BASH, ZSH, FISH, TCSH, ENV_NO_EXPORT, PREFIX -> "false\n";
            case POWERSHELL -> "throw 'no AWS session was handed over'\n";
            case WINDOWS_CMD -> "cmd /c exit 1\n";
            // Where a command fails, nu ends the line and takes nothing of what it has printed.
            case NU, DOTENV, PROCESS, SQL -> "";
        };
    }

    // ------------------------------------------------------------ statements

    private String joined(String separator, List<Variable> wanted) {
        return joined(separator, wanted, complete(wanted).toList());
    }

    /** @param complete with what is to be cleared, in the formats that can clear */
    private String joined(String separator, List<Variable> wanted, List<Variable> complete) {
        return switch (this) {
            case PROCESS -> json(wanted);
            case SQL -> sql(wanted);
            case PREFIX -> "env " + statements(complete.stream()).collect(Collectors.joining(" "));
            case ENV_NO_EXPORT, DOTENV -> statements(set(wanted)).collect(Collectors.joining(separator));
            case NU -> statements(complete.stream()).collect(Collectors.joining(",\n  ", "{\n  ", "\n}"));
            default -> Stream.concat(statements(complete.stream()), success()).collect(Collectors.joining(separator));
        };
    }

    /** What is to be cleared stands first. */
    private static Stream<Variable> complete(List<Variable> wanted) {
        var set = set(wanted).map(Variable::name).toList();
        return Stream.concat(
                Stream.concat(VARIABLES.stream(), wanted.stream().map(Variable::name)).filter(name -> !set.contains(name))
                        .distinct().map(Variable::cleared),
                set(wanted));
    }

    private static Stream<Variable> set(List<Variable> wanted) {
        return wanted.stream().filter(variable -> variable.value().isPresent());
    }

    private Stream<String> statements(Stream<Variable> variables) {
        return variables.map(variable -> variable.value()
                .map(value -> setting(variable.name(), holdable(variable.name(), value)))
                .orElseGet(() -> clearing(variable.name())));
    }

    private String setting(String name, String value) {
        return switch (this) {
            case BASH, ZSH -> "export " + name + "=" + inShellQuotes(value);
            case FISH -> "set -gx " + name + " " + inFishQuotes(value);
            case POWERSHELL -> "$Env:" + name + " = " + inPowerShellQuotes(value);
            case WINDOWS_CMD -> fitting(name, "set \"" + name + "=" + value + "\"");
            case TCSH -> "setenv " + name + " " + inTcshQuotes(value) + ";";
            case NU -> "\"" + name + "\": " + inDoubleQuotes(value);
            case ENV_NO_EXPORT -> name + "=" + (isBare(value) && !value.isEmpty() ? value : inShellQuotes(value));
            case DOTENV -> name + "=" + (isBare(value) ? value : "'" + value + "'");
            case PREFIX -> name + "=" + inShellQuotes(value);
            case PROCESS -> "  \"" + name + "\": " + inDoubleQuotes(value);
            case SQL -> name + " '" + value.replace("'", "''") + "'";
        };
    }

    private String clearing(String name) {
        return switch (this) {
            case BASH, ZSH -> "unset " + name;
            case FISH -> "set -eg " + name;
            case POWERSHELL -> "Remove-Item Env:" + name + " -ErrorAction SilentlyContinue";
            case WINDOWS_CMD -> "set \"" + name + "=\"";
            case TCSH -> "unsetenv " + name + ";";
            case NU -> "\"" + name + "\": null";
            case PREFIX -> "-u " + name;
            case ENV_NO_EXPORT, DOTENV, PROCESS, SQL -> throw new IllegalStateException(id() + " clears nothing");
        };
    }

    /** In fish and cmd.exe clearing a variable that is not set is a failure, and setting one later does not mend the status. */
    private Stream<String> success() {
        return switch (this) {
            case FISH -> Stream.of("true");
            case WINDOWS_CMD -> Stream.of("cmd /c exit 0");
            default -> Stream.empty();
        };
    }

    // ------------------------------------------------------- blocks of keys

    /** @see <a href="https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html">credential_process</a> */
    private String json(List<Variable> wanted) {
        return "{\n  \"Version\": 1,\n" + parts(wanted, "AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration")
                .collect(Collectors.joining(",\n")) + "\n}";
    }

    /** @see <a href="https://docs.aws.amazon.com/redshift/latest/dg/copy-parameters-authorization.html">COPY</a> */
    private String sql(List<Variable> wanted) {
        return parts(wanted, "ACCESS_KEY_ID", "SECRET_ACCESS_KEY", "SESSION_TOKEN").collect(Collectors.joining("\n"));
    }

    /** @param names what the format calls the access key id, the secret, the session token and the expiration */
    private Stream<String> parts(List<Variable> wanted, String... names) {
        var variables = List.of("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_CREDENTIAL_EXPIRATION");
        var values = wanted.stream().filter(variable -> variable.value().isPresent())
                .collect(Collectors.toMap(Variable::name, variable -> variable.value().get()));
        if (!values.keySet().containsAll(variables.subList(0, 2))) {
            throw Problem.wrongUsage("the format " + id() + " holds keys, not the name of a profile",
                    "use it without --select, or choose another format");
        }
        var parts = new ArrayList<String>();
        for (var index = 0; index < names.length; index++) {
            if (values.containsKey(variables.get(index))) {
                parts.add(setting(names[index], holdable(variables.get(index), values.get(variables.get(index)))));
            }
        }
        return parts.stream();
    }

    // --------------------------------------------------------------- quoting

    /** A command of these words, to be typed at the prompt of this shell; at that of bash where this is none. */
    public String line(List<String> words) {
        var line = words.stream().map(this::word).collect(Collectors.joining(" "));
        return words.getFirst().equals(word(words.getFirst())) ? line : switch (this) {
            case POWERSHELL -> "& " + line;
            case NU -> "^" + line;
            default -> line;
        };
    }

    /** One word, in quotes only where it needs them. */
    private String word(String text) {
        return BARE_WORD.matcher(text).matches() ? text : switch (this) {
            case FISH -> inFishQuotes(text);
            case POWERSHELL -> "'" + text.replaceAll("['\u2018-\u201b]", "$0$0") + "'";
            case WINDOWS_CMD -> "\"" + text + "\"";
            case TCSH -> inTcshQuotes(text);
            case NU -> inDoubleQuotes(text);
            default -> inShellQuotes(text);
        };
    }

    private String holdable(String name, String value) {
        var matcher = Pattern.compile(unholdable()).matcher(value);
        if (matcher.find()) {
            throw Problem.cannotHold(id(), name, inWords(matcher.group().charAt(0)));
        }
        return value;
    }

    /** A pattern of what these quotes cannot hold. */
    private String unholdable() {
        return switch (this) {
            // Nothing protects % and " on a command line, nor ! where delayed expansion is on.
            case WINDOWS_CMD -> "[\\p{Cntrl}%\"!]";
            // Lines become words in backquotes.
            case TCSH -> "[\\p{Cntrl}&&[^\t]]";
            // Readers differ in what these mean between single quotes.
            case DOTENV -> "[\\p{Cntrl}'\\\\$]";
            case ENV_NO_EXPORT, PREFIX -> "[\0\r\n]";
            // Redshift takes a backslash for the beginning of an escape sequence, standard SQL does not.
            case SQL -> "[\\p{Cntrl}\\\\]";
            case PROCESS -> "(?!)";
            default -> "\0";
        };
    }

    private static String inWords(char character) {
        return switch (character) {
            case '\n', '\r' -> "a line break";
            case '\\' -> "a backslash";
            default -> Character.isISOControl(character) ? "a control character" : "a " + character;
        };
    }

    private String fitting(String what, String line) {
        if (line.length() > LONGEST_CMD_LINE) {
            throw Problem.cannotHold(id(), what, "more than " + LONGEST_CMD_LINE + " characters");
        }
        return line;
    }

    /** Whether every reader takes it as it is without quotes. */
    private static boolean isBare(String value) {
        return value.matches("[\\w/+=.:,@%-]*");
    }

    /** Nothing has a meaning between single quotes, and nothing brings one in. */
    private static String inShellQuotes(String value) {
        return "'" + value.replace("'", "'\\''") + "'";
    }

    private static String inFishQuotes(String value) {
        return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }

    /** The exclamation mark works between quotes, and a backslash does where {@code backslash_quote} is set: both stay outside. */
    private static String inTcshQuotes(String value) {
        return "'" + value.replaceAll("[\\\\'!]", "'\\\\$0'") + "'";
    }

    /**
     * Everything but printable ASCII by its number: PowerShell takes typographic quotes for its own, runs what comes through
     * a pipe line by line, and reads it in whatever code page the console has.
     *
     * @see <a href="https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_quoting_rules">Rules</a>
     */
    private static String inPowerShellQuotes(String value) {
        return value.replace("'", "''").chars()
                .mapToObj(unit -> unit >= ' ' && unit <= '~' ? Character.toString(unit) : "' + [char]" + unit + " + '")
                .collect(Collectors.joining("", "'", "'"));
    }

    /** As JSON has it. */
    private static String inDoubleQuotes(String value) {
        return value.chars().mapToObj(unit -> switch (unit) {
            case '"', '\\' -> "\\" + (char) unit;
            default -> Character.isISOControl(unit) ? "\\u%04x".formatted(unit) : String.valueOf((char) unit);
        }).collect(Collectors.joining("", "\"", "\""));
    }
}
