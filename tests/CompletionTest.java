//SOURCES Tmux.java
//SOURCES ../lib/model/IniFile.java
//SOURCES ../lib/model/Profile.java
//SOURCES ../lib/model/Profiles.java
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import lib.model.IniFile;
import lib.model.Profile;
import lib.model.Profiles;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What Tab offers, in bash, zsh and fish. {@link ShellFilesTest} holds the list of commands and options; the bash 3.2 of macOS
 * cannot be had here, so {@link #bash32KnowsAllThatTheShellFilesUse} looks for what it does not know.
 */
class CompletionTest {

    private static final String CONFIG = """
            \ufeff[profile bom]
            [profile 'My Account']
            [profile   spaced]
            [profile\ttabbed]\r
            [ profile inner ]
            [default]
            [sso-session x]
            [plugins]
            [services y]
            [profile "two words"]   # behind it
            [profile it's]
            [noprefix]
            [profile grün 東京]
            [profile team:a@b=c]
              [profile indented]
            #[profile commented]
            [profile]
            [profile ""]
            [profile 'odd"]
            [profile noclose
            [profile zz$(touch oops)`touch oops`"z\\]
            """;
    private static final String CREDENTIALS = """
            [default]
            [dev]
            [profile not-here]
            ["quoted one"]
            [sso-session here]
            [dev-mfasession]
            """;

    @TempDir
    Path home;

    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void aHome() throws IOException {
        Files.createDirectories(home.resolve(".aws"));
        Files.writeString(home.resolve(".aws/config"), CONFIG);
        Files.writeString(home.resolve(".aws/credentials"), CREDENTIALS);
        Files.createDirectories(home.resolve("bin/folder"));
        for (var name : List.of("sh", "fish")) {
            Files.writeString(home.resolve("awscli-mfa." + name), Files.readString(Path.of("lib/shell/awscli-mfa." + name))
                    .replace("'@BIN@'", "'" + home.resolve("bin") + "'")
                    .replace("'@CONFIG@'", "'" + Path.of("lib/shell").toAbsolutePath() + "'"));
        }
        program("awscli-mfa", "printf '<%s>' \"$@\"; echo");
        program("zzcommand", "");
        environment.putAll(Map.of("HOME", home.toString(), "LC_ALL", "C.UTF-8", "PATH", home.resolve("bin") + ":/usr/bin:/bin"));
    }

    private void program(String name, String text) throws IOException {
        Files.writeString(home.resolve("bin/" + name), "#!/bin/sh\n" + text + "\n");
        Files.setPosixFilePermissions(home.resolve("bin/" + name), PosixFilePermissions.fromString("rwx------"));
    }

    /** The lines that a shell prints which has read its file. */
    private List<String> said(String shell, String script) throws Exception {
        Tmux.requireTool(shell);
        var line = new ArrayList<>(switch (shell) {
            case "bash" -> List.of("bash", "--norc", "-c");
            case "zsh" -> List.of("zsh", "-f", "-c");
            default -> List.of("fish", "--no-config", "-c");
        });
        line.add("source ./awscli-mfa." + (shell.equals("fish") ? "fish" : "sh") + "\n" + script);
        var builder = new ProcessBuilder(line).directory(home.toFile()).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(environment);
        var process = builder.start();
        process.getOutputStream().close();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return said.lines().filter(one -> !one.isEmpty()).toList();
    }

    // ------------------------------------------------------------------------ names

    private static List<String> names(String config, String credentials) {
        return Profiles.of(IniFile.parse(config), IniFile.parse(credentials)).all().stream().map(Profile::name)
                .filter(name -> !name.isEmpty()).sorted().toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash", "zsh", "fish"})
    void s23TheNamesAreThoseThatTheScriptReads(String shell) throws Exception {
        var names = shell.equals("fish") ? "__awscli_mfa_profiles" : "_awscli_mfa_profiles; printf '%s\\n' \"${names[@]}\"";

        assertEquals(names(CONFIG, CREDENTIALS), said(shell, names).stream().distinct().sorted().toList());
        Files.writeString(home.resolve("elsewhere"), "[only]");
        environment.putAll(Map.of("AWS_CONFIG_FILE", " ", "AWS_SHARED_CREDENTIALS_FILE", "~/elsewhere"));
        assertEquals(names(CONFIG, "[only]"), said(shell, names).stream().distinct().sorted().toList());
        assertFalse(Files.exists(home.resolve("oops")));
    }

    // ------------------------------------------------------------------- candidates

    /** What may stand at the end of this line, without what the shell does with it. */
    private List<String> offered(String shell, String line) throws Exception {
        environment.put("LINE", line);
        return said(shell, switch (shell) {
            case "bash" -> """
                    COMP_LINE=$LINE COMP_POINT=${#LINE} COMP_WORDS=($LINE) COMP_CWORD=${#COMP_WORDS[@]}
                    compopt() { :; }
                    _awscli_mfa_in_bash
                    printf '%s\\n' "${COMPREPLY[@]}"
                    """;
            case "zsh" -> """
                    compset() { PREFIX=${PREFIX#*=} }
                    compadd() { shift; print -rl -- ${(M)@:#$PREFIX*} }
                    _normal() { print -rl -- "of $words[1]" }
                    _command_names() { print -rl -- ${(M)${(k)commands}:#$PREFIX*} }
                    _files() { print -rl -- $PREFIX*(/) }
                    words=("${(@s: :)LINE}") CURRENT=$#words PREFIX=$words[-1]
                    _awscli_mfa_in_zsh
                    """;
            default -> "complete -C \"$LINE\" | string replace -r '\\t.*' '' | string trim -r -c /";
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ` s22 `               | `awscli-mfa exec dev zzc`                        | zzcommand
            behind dashes         | `awscli-mfa exec dev -- zzc`                     | zzcommand
            behind an option      | `awscli-mfa exec dev --min-ttl 5m zzc`           | zzcommand
            options after a dash  | `awscli-mfa exec dev --min`                      | --min-ttl
            no more behind dashes | `awscli-mfa exec dev -- --min`                   | ` `
            commands first        | `awscli-mfa ex`                                  | exec
            a profile first       | `awscli-mfa sp`                                  | spaced
            not a second one      | `awscli-mfa dev sp`                              | ` `
            named by an option    | `awscli-mfa -p dev sp`                           | ` `
            no command after it   | `awscli-mfa dev ex`                              | ` `
            values                | `awscli-mfa --emit po`                           | powershell
            values                | `awscli-mfa --emit=po`                           | powershell
            ways                  | `awscli-mfa admin --via k`                       | keys
            a way is a profile    | `awscli-mfa admin --via sp`                      | spaced
            no value to offer     | `awscli-mfa --duration sp`                       | ` `
            nor behind =          | `awscli-mfa --duration=sp`                       | ` `
            a value is no profile | `awscli-mfa --duration 9h sp`                    | spaced
            a folder              | `awscli-mfa init --bin bi`                       | bin
            a verb                | `enable-disable-vmfa-device dis`                 | disable
            whose credentials     | `enable-disable-vmfa-device enable --via sp`     | spaced
            awsmfa                | `awsmfa --prof`                                  | --profile
            aws_env               | `aws_env sp`                                     | spaced
            its options           | `aws_env --prof`                                 | --profile
            its own               | `aws_env -c`                                     | -c
            a profile of status   | `mfa-status --profile=sp`                        | spaced
            """)
    void whatFitsIsOfferedAndNothingElse(String what, String line, String offered) throws Exception {
        for (var shell : List.of("bash", "zsh", "fish")) {
            var words = Stream.of(offered.strip()).filter(word -> !word.isEmpty()).toList();
            var found = offered(shell, line).stream().map(word -> word.replaceFirst("^--(emit|profile)=", "")).toList();

            assertEquals(words, found, shell + ": " + line);
        }
    }

    /** Its own completion, or files where it has none. */
    @Test
    void s22BehindTheCommandOfExecItsArgumentsAreCompleted() throws Exception {
        assertEquals(List.of("of ls"), offered("zsh", "awscli-mfa exec dev ls bi"));
        assertEquals(List.of("bin"), offered("fish", "awscli-mfa exec dev ls bi"));
        assertEquals(List.of("bin"), offered("bash", "awscli-mfa exec dev ls bi"));
    }

    /** The same in bash 3.2, whose COMP_WORDS has other words. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            `awscli-mfa My`          | `My\\ Account`
            `awscli-mfa My\\ A`      | `My\\ Account`
            `awscli-mfa 'My A`       | `My Account`
            `awscli-mfa "My A`       | `My Account`
            `awscli-mfa --profile=My`| `My\\ Account`
            `awscli-mfa it`          | `it\\'s`
            `awscli-mfa 'it`         | `it'\\''s`
            `awscli-mfa "it`         | `it's`
            `awscli-mfa team:`       | a@b=c
            `awscli-mfa team:a@`     | b=c
            `awscli-mfa 'team:`      | team:a@b=c
            """)
    void s24BashGetsWhatIsStillToBeInsertedQuotedAsItStands(String line, String inserted) throws Exception {
        assertEquals(List.of(inserted), offered("bash", line));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash", "zsh", "fish"})
    void s23WhatIsInsertedIsTheNameForTheShell(String shell) throws IOException {
        try (var terminal = new Tmux(home, environment, Tmux.shell(shell))) {
            if (shell.equals("zsh")) {
                terminal.command("autoload -Uz compinit && compinit -u -D");
            }
            terminal.command("source ./awscli-mfa." + (shell.equals("fish") ? "fish" : "sh"));
            for (var line : List.of("My\t|<My Account>", "'My\t|<My Account>", "tw\t|<two words>", "gr\t|<grün 東京>", "it\t|<it's>",
                    "team:a\t|<team:a@b=c>", "--profile=My\t|<--profile=My Account>", "zz\t|<zz$(touch oops)`touch oops`\"z\\>")) {
                if (shell.equals("fish") && line.startsWith("--profile=")) {
                    continue; // the whole word is offered there
                }
                terminal.awaitPrompt(Tmux.READY);
                terminal.type("awscli-mfa " + line.substring(0, line.indexOf('\t')));
                terminal.type("\t");
                terminal.type("\r");
                terminal.await(line, screen -> screen.contains("\n" + line.substring(line.indexOf('|') + 1) + "\n"));
                terminal.command("clear");
            }
        }
        assertFalse(Files.exists(home.resolve("oops")));
    }

    // --------------------------------------------------------------------- bash 3.2

    /** Each with a pattern that finds it in a line without comments, and a line in which it does. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            transformations of a value, 4.4 and 5.1 | `\\$\\{[^}]*@[QEPAKakUuL]\\}` | `${x@Q}`
            upper and lower case, 4.0               | `\\$\\{!?\\w+(\\[[^]]*\\])?(\\^|,)` | `${x^^}`
            associative arrays, 4.0                 | `\\b(declare|local|typeset)\\s+-\\w*[Ag]` | `local -A x`
            references to variables, 4.3            | `\\b(declare|local|typeset)\\s+-\\w*n` | `declare -n x=y`
            printf into an array, 4.1               | `printf -v [^ ]*\\[` | `printf -v x[1] %s`
            the time by printf, 4.2                 | `%\\([^)]*\\)T(?!.*2>/dev/null \\|\\|)` | `printf -v now '%(%s)T'`
            the time in a variable, 5.0             | `\\$EPOCH|\\$\\{EPOCH\\w+\\}` | `now=$EPOCHSECONDS`
            lines into an array, 4.0                | `\\b(mapfile|readarray)\\b` | `mapfile -t x`
            elements from the end, 4.2              | `\\$\\{\\w+\\[ *-|\\w+\\[-\\d+\\]=` | `${x[-1]}`
            a length from the end, 4.2              | `\\$\\{\\w+:[^}:-]*: *-` | `${x:0:-1}`
            both streams, 4.0                       | `&>>|\\|&` | `echo &>>log`
            case that falls through, 4.0            | `;&|;;&` | `x) echo ;;&`
            coprocesses, 4.0                        | `\\bcoproc\\b` | `coproc cat`
            whether a variable is set, 4.2          | `\\[\\[? -v ` | `[[ -v x ]]`
            waiting for any, 4.3                    | `\\bwait -n\\b` | `wait -n`
            read with a short time or by length     | `\\bread\\b.* -(N|t *0?\\.)` | `read -t 0.1 x`
            steps in braces, 4.0                    | `\\{\\w+\\.\\.\\w+\\.\\.` | `echo {1..9..2}`
            characters by number, 4.2               | `\\$'[^']*\\\\u` | `$'\\u00e4'`
            options of a completion, 4.0            | `\\bcompopt\\b(?!.*2>/dev/null; then)` | `compopt -o nospace`
            source from a process                   | `(source|\\.) <\\(` | `source <(echo)`
            shopts, 4.0                             | `\\b(globstar|lastpipe|autocd|dirspell)\\b` | `shopt -s globstar`
            """)
    void bash32KnowsAllThatTheShellFilesUse(String what, String pattern, String example) throws IOException {
        assertTrue(example.matches(".*(" + pattern + ").*"), example);
        for (var file : List.of("lib/shell/awscli-mfa.sh", "clear-aws-envvars.sh", "jbang")) {
            var found = bashLines(Files.readString(Path.of(file))).filter(line -> line.matches(".*(" + pattern + ").*"));
            assertEquals(List.of(), found.toList(), file);
        }
    }

    /** Without comments, and without what only zsh reads. */
    private static Stream<String> bashLines(String text) {
        return text.lines().map(line -> line.replaceFirst("(^|\\s)#.*", "")).filter(line -> !line.matches(".*(zmodload|eval 'given=).*"));
    }
}
