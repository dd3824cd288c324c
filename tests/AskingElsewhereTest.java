//SOURCES Desk.java
//SOURCES Typist.java
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a program calls, and a person is somewhere else: at a terminal that reads no stderr, at a window, or not there at all. */
class AskingElsewhereTest {

    private Desk desk;

    @BeforeEach
    void aToolOfJanesThatAsksForItsKeysItself(@TempDir Path home) {
        desk = new Desk(home);
        desk.program("tool", "awscli-mfa dev --persist --emit process >keys 2>swallowed; echo \"ended with $?\"");
    }

    @AfterEach
    void janeLeaves() {
        desk.close();
    }

    private void mfaProcess(String command) {
        desk.write(".aws/config", desk.read(".aws/config").replace("output = json\n", "output = json\nmfa_process = " + command + "\n"));
    }

    private Typist typist(String... command) {
        Tmux.requireTool("script");
        return new Typist(desk.home, desk.environment, List.of(command));
    }

    // ------------------------------------------------- a terminal, and a stderr that nobody reads

    @Test
    void theQuestionSaysWhoAsksAndWhyItAsksAgain() {
        desk.settleForSteadyCode(Duration.ofSeconds(10));
        try (var typist = typist("tool", "s3", "ls", "--secret", "hunter2")) {
            typist.await("This is asked for the profile dev, by: tool s3 ls\r\nToken code of arn:aws:iam::123456789012:mfa/jane: ");
            typist.type(desk.phone.code().equals("000000") ? "000001\r" : "000000\r");
            typist.await("AWS did not accept the token code"); // the question below it may be forgotten by that already
            typist.type(desk.phone.code() + "\r");
            typist.await("ended with 0");
        }
        assertFalse(desk.read("swallowed").contains("did not accept"), desk.read("swallowed"));
        assertTrue(desk.read("keys").contains("\"SessionToken\""));
    }

    /** The SDKs start it by a shell, or by themselves; an interpreter is not who asks, and a person who has typed it is nobody else. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            tool.py s3 ls --secret hunter2  | , by: tool.py s3 ls
            tool.py sh -c                   | , by: tool.py sh
            bash --norc -i                  | ''
            """)
    void whoAsksIsTheProgramBehindShellsAndInterpreters(String command, String asker) {
        Tmux.requireTool("python3");
        desk.write("bin/tool.py", """
                import subprocess, sys
                line = ["awscli-mfa", "dev", "--emit", "process"]
                subprocess.run("exec 2>&1; " + " ".join(line) + "; true" if "ls" in sys.argv else line, shell="ls" in sys.argv, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
                """);
        var words = command.replace("tool.py", "python3 " + desk.home.resolve("bin/tool.py")).split(" ");
        try (var typist = typist(words)) {
            if (asker.isEmpty()) {
                typist.type("awscli-mfa dev 2>/dev/null\r");
            }
            typist.await("This is asked for the profile dev" + asker + "\r\nToken code of");
        }
    }

    @Test
    void whoHasTypedTheCommandIsNotToldWhoAsks() {
        try (var typist = typist("sh", "-c", "awscli-mfa dev --persist; echo \"ended with $?\"")) {
            typist.await("dev: new MFA session of 9h (the default)\r\nToken code of arn:aws:iam::123456789012:mfa/jane: ");
            typist.type(desk.phone.code() + "\r");
            typist.await("ended with 0");
        }
    }

    @Test
    void whatMfaProcessSaysIsSeenAtOnce() {
        mfaProcess("echo touch your key >&2; read -r touch; echo " + desk.phone.code());
        try (var typist = typist("tool")) {
            typist.await("touch your key");
            typist.type("\r");
            typist.await("ended with 0");
        }
        assertFalse(desk.read("swallowed").contains("touch"), desk.read("swallowed"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"awscli-mfa dev --persist", "awscli-mfa dev --persist </dev/null", "echo left over | awscli-mfa dev --persist",
        "awscli-mfa admin --persist </dev/null"})
    void mfaProcessReadsTheTerminal(String command) {
        desk.write(".aws/config", desk.read(".aws/config") + """
                [profile admin]
                role_arn = arn:aws:iam::123456789012:role/admin
                source_profile = ops
                mfa_serial = arn:aws:iam::123456789012:mfa/jane
                mfa_process = [ -t 0 ] && printf 'PIN? ' >&2 && read -r pin && echo $pin
                """);
        mfaProcess("[ -t 0 ] && printf 'PIN? ' >&2 && read -r pin && echo $pin");
        desk.jane.policy("assume", "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Action\": \"*\", \"Resource\": \"*\"}]}");
        var account = desk.aws.account("123456789012");
        account.role("admin", account.trust("{\"Bool\": {\"aws:MultiFactorAuthPresent\": \"true\"}}"));
        try (var typist = typist("sh", "-c", command + "; echo \"ended with $?\"")) {
            typist.await("PIN? ");
            typist.type(desk.phone.code() + "\r");
            typist.await("ended with 0");
        }
    }

    /** What reads the terminal from there is stopped by the system, for ever. */
    @Test
    void inTheBackgroundMfaProcessHasNoTerminalToReadFrom() {
        mfaProcess("cat >/dev/null; echo " + desk.phone.code());
        Tmux.requireTool("zsh");
        try (var typist = typist("zsh", "-fic", "source <(awscli-mfa dev --persist --emit zsh); echo \"profile $AWS_PROFILE\"")) {
            typist.await("profile dev-mfasession");
        }
    }

    // ------------------------------------------------------------------------- a window

    /** A stand-in that takes what the real one takes, and no more. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            zenity    | [ "$1" = --entry ] && [ "$#" = 3 ] && case $2$3 in --title=*--text=?*) cat code ;; *) exit 2 ;; esac
            kdialog   | [ "$1" = --title ] && [ "$3" = --inputbox ] && [ "$#" = 4 ] && cat code
            osascript | [ "$1" = -e ] && [ "$#" = 2 ] && case $2 in 'text returned of (display dialog "'*'" default answer "")') cat code ;; *) exit 1 ;; esac
            pinentry  | echo OK; while read -r word rest; do case $word in GETPIN) echo "D $(cat code)"; echo OK ;; BYE) echo OK; exit ;; SET*) echo OK ;; *) echo ERR ;; esac; done
            """)
    void aWindowOfTheRecipesAsksForTheCode(String program, String standIn) throws IOException {
        mfaProcess(recipe("mfa_process = .*\\b" + program + "\\b.*"));
        desk.program(program, "cd; " + standIn);
        desk.write("code", desk.phone.code() + "\n");

        var run = desk.runs("awscli-mfa", "dev", "--emit", "process");

        assertEquals(0, run.exitStatus(), run.err());
        assertTrue(run.out().contains("\"SessionToken\""), run.err());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            zenity    | exit 1
            kdialog   | exit 1
            osascript | echo 'execution error: User canceled. (-128)' >&2; exit 1
            pinentry  | echo OK; while read -r word rest; do case $word in GETPIN) echo 'ERR 83886179 Operation cancelled' ;; *) echo OK ;; esac; done
            """)
    void aWindowThatIsClosedEndsTheCall(String program, String standIn) throws IOException {
        mfaProcess(recipe("mfa_process = .*\\b" + program + "\\b.*"));
        desk.program(program, standIn);
        var before = desk.files();

        var run = desk.runs("awscli-mfa", "dev", "--emit", "process");

        assertEquals(253, run.exitStatus(), run.err());
        assertTrue(run.err().contains("awscli-mfa: the command in mfa_process gave no token code: "), run.err());
        assertEquals(before, desk.files());
    }

    @Test
    void theRecipeForBothAsksInTheTerminalOrInAWindow() throws IOException {
        mfaProcess(recipe("mfa_process = if .*"));
        desk.program("zenity", "cat \"$HOME/code\"");
        desk.write("code", desk.phone.code() + "\n");
        assertEquals(0, desk.runs("awscli-mfa", "dev", "--persist").exitStatus());

        try (var typist = typist("sh", "-c", "awscli-mfa dev --force --persist; echo \"ended with $?\"")) {
            typist.await("Token code: ");
            typist.type(desk.nextCode() + "\r");
            typist.await("ended with 0");
        }
    }

    private static String recipe(String line) throws IOException {
        return Files.readAllLines(Path.of("docs/recipes.md")).stream().map(String::strip).filter(one -> one.matches(line)).findFirst()
                .orElseThrow().substring("mfa_process = ".length());
    }

    // ------------------------------------------------------------------------------ nobody

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            dev --emit process            | cannot ask for the token code: there is no terminal; in a terminal, type: awscli-mfa dev
            dev --emit process --no-input | --no-input forbids asking for the token code; in a terminal, type: awscli-mfa dev
            exec dev -- true              | cannot ask for the token code: there is no terminal; in a terminal, type: awscli-mfa dev
            --emit process                | cannot ask for the token code: there is no terminal; in a terminal, type: awscli-mfa dev
            """)
    void oneLineSaysWhatToType(String arguments, String line) {
        desk.program("jbang", "");
        desk.environment.put("AWS_PROFILE", "dev");
        var before = desk.files();

        var run = desk.runs(("awscli-mfa " + arguments).split(" "));

        assertTrue(run.err().lines().anyMatch(("awscli-mfa: " + line)::equals), run.err());
        assertTrue(arguments.startsWith("exec") || run.err().lines().count() == 1, run.err());
        assertEquals(252, run.exitStatus());
        assertEquals(before, desk.files());
    }

    /** Whatever else is to be said of these files, of this session and of other profiles. */
    @Test
    void s49WhatAProgramCallsIsSilentWhenItSucceeds() {
        desk.write(".aws/config", desk.read(".aws/config") + "[profile dev]\nregion = eu-west-1 # twice\n");

        for (var line : List.of("dev --token-code " + desk.phone.code() + " --emit process", "dev --emit process", "--emit=process -p dev")) {
            var run = desk.runs(("awscli-mfa " + line).split(" "));

            assertEquals("", run.err());
            assertTrue(run.out().contains("\"SessionToken\""));
        }
        assertTrue(desk.runs("awscli-mfa", "dev", "--emit", "process", "--debug").err().startsWith("debug: "));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            nobody --emit process                      | 253 | awscli-mfa: there is no profile 'nobody'
            dev --emit process --token-code 12345      | 252 | awscli-mfa: a token code is six digits
            dev --emit process --persits               | 252 | awscli-mfa: there is no option --persits
            --emit process                             | 252 | awscli-mfa: cannot ask for the profile: there is no terminal; name it:
            """)
    void s49WhatFailsSaysSoInOneLine(String arguments, int exitStatus, String beginning) {
        desk.write(".aws/config", desk.read(".aws/config") + "[profile other]\noutput = json # a note\n");

        var run = desk.runs(("awscli-mfa " + arguments).split(" "));

        assertTrue(run.err().startsWith(beginning), run.err());
        assertEquals(1, run.err().lines().count(), run.err());
        assertEquals("", run.out());
        assertEquals(exitStatus, run.exitStatus());
    }

    /** Who waits at the terminal sees there what for; nothing of it is in the log of the program. */
    @Test
    void s49WhatIsWaitedForIsSaidOnTheTerminal() {
        var slow = desk.phone.code();
        desk.program("tool", "awscli-mfa dev --token-code " + slow + " --emit process >keys 2>swallowed; echo \"ended with $?\"");
        desk.aws.faults().latency("GetSessionToken", Duration.ofMillis(2_400));
        try (var typist = typist("tool")) {
            typist.await("waiting since ");
            typist.await("ended with 0");
        }
        assertEquals("", desk.read("swallowed"));
    }
}
