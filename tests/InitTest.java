//SOURCES Pages.java
//SOURCES Person.java
//SOURCES Tmux.java
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code init}: what it says, what it writes, and that {@code --remove} takes it all away. */
class InitTest {

    private static final String PLAN = """
            This writes:
            LAUNCHERS  ~/.config/awscli-mfa/awscli-mfa.sh       for bash and zsh
              ~/.config/awscli-mfa/awscli-mfa.fish     for fish
              ~/.config/awscli-mfa/awscli-mfa.ps1      for PowerShell
              ~/.config/awscli-mfa/completions         what these complete
            The launchers will keep what makes them fast in ~/.cache/awscli-mfa. Nothing else is touched.
            To take all of it away: jbang awscli-mfa.java init --remove
            """;

    @TempDir
    Path home;

    private Person jane;

    @BeforeEach
    void janeHasNothing() {
        jane = new Person(home);
        jane.environment.put("SHELL", "/usr/bin/zsh");
    }

    @AfterEach
    void janeLeaves() {
        jane.close();
    }

    @Test
    void itSaysWhatItWritesAndWhatToDoNext() {
        var run = jane.types("y\n", "init");

        assertEquals(plan() + """

                Write them? [Y/n] y
                Done. Put this line into ~/.zshrc, and open a new shell:
                  if [ -r ~/.config/awscli-mfa/awscli-mfa.sh ]; then source ~/.config/awscli-mfa/awscli-mfa.sh; fi
                What it brings: awsmfa, aws_env, clearaws, completion, and a segment for your prompt; see %s
                """.formatted(Path.of("docs/shells.md").toAbsolutePath()), run.screen());
        assertEquals("", run.out());
        assertEquals(Stream.concat(launchers().stream().map(name -> ".local/bin/" + name),
                Stream.of("awscli-mfa.fish", "awscli-mfa.ps1", "awscli-mfa.sh", "completions").map(name -> ".config/awscli-mfa/" + name))
                .sorted().toList(), files());
    }

    @Test
    void whoDeclinesGetsNothing() {
        assertEquals(130, jane.types("n\n", "init").exitStatus());
        assertEquals(List.of(), files());
    }

    @Test
    void withoutATerminalItWantsYes() {
        assertEquals("""
                awscli-mfa: cannot ask for your consent to write these files: there is no terminal
                awscli-mfa: hint: give it with --yes
                """, jane.runs("init").screen());
        assertEquals(List.of(), files());
    }

    @Test
    void theFilesHoldNoPlaceholderAnyMore() throws IOException {
        jane.runs("init", "--yes", "--bin", home.resolve("it's here").toString());

        for (var name : List.of("awscli-mfa.sh", "awscli-mfa.fish", "awscli-mfa.ps1")) {
            assertFalse(Files.readString(home.resolve(".config/awscli-mfa").resolve(name)).contains("@BIN@"));
        }
        assertTrue(Files.readString(home.resolve(".config/awscli-mfa/awscli-mfa.sh")).contains("'" + home + "/it'\\''s here'/awscli-mfa"));
        assertTrue(Files.isExecutable(home.resolve("it's here/awscli-mfa")));
    }

    @Test
    void doneTwiceItIsTheSame() {
        jane.runs("init", "--yes");
        var once = files();

        assertEquals(0, jane.runs("init", "--yes").exitStatus());
        assertEquals(once, files());
    }

    @Test
    void somebodyElsesProgramIsNeitherReplacedNorTakenAway() throws IOException {
        Files.createDirectories(home.resolve(".local/bin"));
        Files.writeString(home.resolve(".local/bin/awscli-mfa"), "#!/bin/sh\necho mine\n");

        var run = jane.runs("init", "--yes");

        assertEquals("""
                awscli-mfa: ~/.local/bin/awscli-mfa: this is there already, and no launcher of this suite
                awscli-mfa: hint: choose another folder with --bin, or move it away
                """, run.screen());
        assertEquals(253, run.exitStatus());
        jane.runs("init", "--remove", "--yes");
        assertEquals(List.of(".local/bin/awscli-mfa"), files());
        assertEquals("#!/bin/sh\necho mine\n", Files.readString(home.resolve(".local/bin/awscli-mfa")));
    }

    @Test
    void removeTakesAllOfItAway() throws IOException {
        jane.runs("init", "--yes");
        Files.createDirectories(home.resolve(".cache/awscli-mfa/awscli-mfa/jars"));
        Files.writeString(home.resolve(".cache/awscli-mfa/awscli-mfa/start"), "");

        var run = jane.types("\n", "init", "--remove");

        assertEquals("This takes away:\n" + String.join("", launchers().stream().map(name -> "  ~/.local/bin/" + name + "\n").toList()) + """
                  ~/.config/awscli-mfa/awscli-mfa.sh
                  ~/.config/awscli-mfa/awscli-mfa.fish
                  ~/.config/awscli-mfa/awscli-mfa.ps1
                  ~/.config/awscli-mfa/completions
                  ~/.cache/awscli-mfa

                Take them away? [Y/n]\s
                Done. If there is a line for it in ~/.zshrc, you can take that out:
                  if [ -r ~/.config/awscli-mfa/awscli-mfa.sh ]; then source ~/.config/awscli-mfa/awscli-mfa.sh; fi
                """, run.screen());
        assertEquals(List.of(), files());
        assertFalse(Files.exists(home.resolve(".config/awscli-mfa")));
        assertEquals("There is nothing to take away.\n", jane.runs("init", "--remove", "--yes").screen());
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash", "zsh", "fish"})
    void s45TheLineSaysNothingOnceTheFileIsGone(String shell) throws Exception {
        Tmux.requireTool(shell);
        jane.environment.put("SHELL", "/bin/" + shell);
        var line = jane.runs("init", "--yes").screen().replaceFirst("(?s).*open a new shell:\n  ([^\n]*)\n.*", "$1");

        assertEquals("there\n", said(shell, line + "\n" + (shell.equals("fish") ? "functions -q awsmfa" : "typeset -f awsmfa >/dev/null")
                + " && echo there"));
        jane.runs("init", "--remove", "--yes");
        assertEquals("", said(shell, line));
    }

    /** So are the lines for a prompt that the page has; zsh passes over functions that are not there. */
    @ParameterizedTest
    @CsvSource({"bash, 'eval \"$PROMPT_COMMAND\"'", "fish, fish_right_prompt"})
    void s45NoPromptComplainsOnceTheFileIsGone(String shell, String drawn) throws Exception {
        Tmux.requireTool(shell);
        var lines = Pages.blocks(shell).map(Pages.Block::text).filter(text -> text.contains("awsmfa_prompt")).toList();

        assertEquals(1, lines.size());
        assertEquals("", said(shell, lines.getFirst() + drawn));
    }

    private String said(String shell, String line) throws IOException {
        var builder = new ProcessBuilder(shell, "-c", line).redirectErrorStream(true);
        builder.environment().put("HOME", home.toString());
        var process = builder.start();
        process.getOutputStream().close();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource({"'', ~/.bashrc", "'.bashrc .bash_profile', ~/.bashrc", "'.bash_profile', ~/.bash_profile"})
    void s45BashReadsTheFileThatIsNamed(String there, String named) throws IOException {
        jane.environment.put("SHELL", "/bin/bash");
        for (var name : there.split(" ")) {
            if (!name.isEmpty()) {
                Files.writeString(home.resolve(name), "");
            }
        }

        assertTrue(jane.runs("init", "--yes").screen().contains("Put this line into " + named + ", and open a new shell:\n"));
    }

    /** No PowerShell can be had here, so this only says that it gets the file as it is, with its places. */
    @Test
    void powerShellGetsItsFileWhole() throws IOException {
        jane.environment.put("SHELL", "/usr/bin/pwsh");
        var screen = jane.runs("init", "--yes").screen();

        assertTrue(screen.contains("Put this line into $PROFILE, and open a new shell:\n"
                + "  if (Test-Path ~/.config/awscli-mfa/awscli-mfa.ps1) { . ~/.config/awscli-mfa/awscli-mfa.ps1 }\n"), screen);
        assertEquals(Files.readString(Path.of("lib/shell/awscli-mfa.ps1")).replace("@BIN@", home + "/.local/bin")
                .replace("@CONFIG@", home + "/.config/awscli-mfa").replace("@CHECKOUT@", Path.of("").toAbsolutePath().toString()),
                Files.readString(home.resolve(".config/awscli-mfa/awscli-mfa.ps1")));
    }

    @Test
    void whatOthersPutIntoItsFolderStays() throws IOException {
        jane.runs("init", "--yes");
        Files.writeString(home.resolve(".config/awscli-mfa/notes"), "mine");

        jane.runs("init", "--remove", "--yes");

        assertEquals(List.of(".config/awscli-mfa/notes"), files());
    }

    private static List<String> launchers() {
        return Stream.of("awscli-mfa", "enable-disable-vmfa-device", "mfa-status").filter(name -> Files.exists(Path.of(name + ".java"))).toList();
    }

    private static String plan() {
        return PLAN.replace("LAUNCHERS", String.join("", launchers().stream()
                .map(name -> ("  ~/.local/bin/" + name + " ".repeat(43)).substring(0, 43) + "starts " + name + ".java at once\n").toList()));
    }

    private List<String> files() {
        try (var files = Files.walk(home)) {
            return files.filter(Files::isRegularFile).map(file -> home.relativize(file).toString())
                    .filter(file -> !file.equals("bin/aws")).sorted().toList();
        } catch (IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
    }
}
