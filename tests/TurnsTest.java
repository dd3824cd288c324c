//SOURCES Desk.java
//SOURCES Tmux.java
//SOURCES aws/LocalAws.java
//SOURCES ../lib/model/IniFile.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import lib.model.IniFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Many commands at once: {@code make -j}, {@code xargs -P}, three terminals. They cause one question and one call; whoever waits for that
 * takes up what came of it.
 *
 * <p>{@code TURNS_TEST_PROCESSES} in the environment says how many, 8 without it.
 */
class TurnsTest {

    private static final String ALL = """
            {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}""";

    private static final int PROCESSES = Integer.parseInt(System.getenv().getOrDefault("TURNS_TEST_PROCESSES", "8"));

    private static final String CODE = "Token code of arn:aws:iam::123456789012:mfa/jane:";

    private static final String ADMIN = """

            [profile admin]
            role_arn = arn:aws:iam::123456789012:role/admin
            source_profile = dev
            """;

    /** Each writes what it has got into a file of its own; the last line tells how they ended. */
    private static final String MANY = """
            for number in $(seq %d); do
                { %s; echo $? >>~/ends; } >~/out.$number 2>~/err.$number &
            done
            wait
            sort ~/ends | uniq -c
            """;

    private final Thread codes = Thread.ofPlatform().daemon().unstarted(this::keepShowingCodes);
    private Desk desk;

    @BeforeEach
    void janeSitsAtHerDesk(@TempDir Path home) {
        desk = new Desk(home);
        desk.jane.policy("all", ALL);
        var account = desk.aws.account("123456789012");
        account.role("admin", account.trust("{\"Bool\": {\"aws:MultiFactorAuthPresent\": \"true\"}}")).policy("all", ALL);
        desk.write(".aws/config", desk.read(".aws/config") + ADMIN);
    }

    @AfterEach
    void janeLeaves() throws InterruptedException {
        codes.interrupt();
        codes.join();
        desk.close();
    }

    private long calls(String action) {
        return desk.aws.calls().stream().filter(call -> call.action().equals(action)).count();
    }

    private void many(int processes, String command) {
        desk.program("many", MANY.formatted(processes, command));
    }

    private void startDev() {
        assertEquals(0, desk.runs("awscli-mfa", "dev", "--token-code", desk.phone.code(), "--persist").exitStatus());
    }

    /** The code that AWS takes now, and a count of the runs. */
    private void codesArePrinted(String profile, String... before) {
        desk.program("codes", String.join("\n", before) + "\necho run >>~/runs\nsleep 1\ncat ~/code");
        showCode();
        codes.start();
        desk.write(".aws/config", desk.read(".aws/config").replace("[profile %s]\n".formatted(profile), "[profile %s]\nmfa_process = codes\n".formatted(profile)));
    }

    private void showCode() {
        desk.write("code.new", desk.phone.code() + "\n");
        try {
            Files.move(desk.home.resolve("code.new"), desk.home.resolve("code"), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Twenty processes may take longer than a code is worth something. */
    private void keepShowingCodes() {
        try {
            while (true) {
                Thread.sleep(500);
                showCode();
            }
        } catch (InterruptedException | UncheckedIOException over) {
            // nobody types any more
        }
    }

    private String key(String section) {
        return IniFile.parse(desk.read(".aws/credentials")).properties(section).get("aws_access_key_id");
    }

    // ---------------------------------------------------------------- no terminal

    @Test
    void h4_manyThatNeedACodeOfMfaProcessRunItOnce() {
        codesArePrinted("dev");
        many(PROCESSES, "awscli-mfa exec dev -- printenv AWS_ACCESS_KEY_ID AWS_REGION");
        var run = desk.runs("many");

        assertEquals("%7d 0\n".formatted(PROCESSES), run.out(), run.err());
        assertEquals("run\n", desk.read("runs"));
        assertEquals(1, calls("GetSessionToken"));
        for (var process = 1; process <= PROCESSES; process++) {
            assertEquals(key("dev-mfasession") + "\neu-west-1\n", desk.read("out." + process));
        }
    }

    @Test
    void h29_manyThatNeedNoCodeAssumeTheRoleOnce() {
        startDev();
        many(PROCESSES, "awscli-mfa admin --emit process");
        var run = desk.runs("many");

        assertEquals("%7d 0\n".formatted(PROCESSES), run.out(), run.err());
        assertEquals(1, calls("AssumeRole"));
        assertEquals(desk.read("out.1"), desk.read("out." + PROCESSES));
    }

    @Test
    void thoseThatNeedBothAskForEachOnce() {
        codesArePrinted("dev");
        many(4, "awscli-mfa admin --persist");

        assertEquals("      4 0\n", desk.runs("many").out());
        assertEquals(List.of(1L, 1L), List.of(calls("GetSessionToken"), calls("AssumeRole")));
        assertEquals("run\n", desk.read("runs"));
    }

    @Test
    void aCommandThatGivesKeysRunsOnceForAll() {
        var key = desk.key;
        desk.program("vault", """
                echo run >>~/vault.runs; sleep 1
                echo '{"Version": 1, "AccessKeyId": "%s", "SecretAccessKey": "%s"}'""".formatted(key.id(), key.secret()));
        desk.write(".aws/config", "[profile dev]\nregion = eu-west-1\nmfa_serial = arn:aws:iam::123456789012:mfa/jane\ncredential_process = vault\n" + ADMIN);
        desk.write(".aws/credentials", "");
        codesArePrinted("dev");
        many(4, "awscli-mfa exec admin -- true");

        assertEquals("      4 0\n", desk.runs("many").out());
        assertEquals("run\n", desk.read("vault.runs"));
        assertEquals(List.of(1L, 1L), List.of(calls("GetSessionToken"), calls("AssumeRole")));
    }

    @Test
    void whoeverWaitsForLongSaysWhatForAndGoesOnWhenTheOtherIsKilled() {
        codesArePrinted("dev", "mkdir ~/first 2>/dev/null && sleep 100");
        desk.program("both", """
                awscli-mfa exec dev -- true 2>~/err.first & first=$!
                until [ -e ~/first ]; do sleep 0.1; done
                awscli-mfa exec dev -- echo second 2>~/err.second & second=$!
                until grep -q waiting ~/err.second; do sleep 0.1; done
                kill -9 $first
                wait $second""");
        var run = desk.runs("both");

        assertEquals("second\n", run.out());
        assertEquals("""
                dev: new MFA session of 9h (the default)
                waiting for another command that gets a code of arn:aws:iam::123456789012:mfa/jane
                dev-mfasession is stored in ~/.aws/credentials
                """, desk.read("err.second").replace(desk.home.toString(), "~"));
    }

    @Test
    void aChildDoesNotWaitForItsOwnParent() {
        desk.write(".aws/config", """
                [profile dev]
                mfa_serial = arn:aws:iam::123456789012:mfa/jane
                mfa_process = awscli-mfa exec ops -- cat code.dev
                [profile ops]
                mfa_serial = arn:aws:iam::123456789012:mfa/jane
                mfa_process = cat code.ops
                """);
        desk.write("code.ops", desk.phone.code() + "\n");
        desk.write("code.dev", desk.nextCode() + "\n");

        assertEquals("done\n", desk.runs("awscli-mfa", "exec", "dev", "--", "echo", "done").out());
        assertEquals(2, calls("GetSessionToken"));
    }

    // --------------------------------------------------------------- one terminal

    @ParameterizedTest
    @ValueSource(strings = {"awscli-mfa exec dev -- printenv AWS_ACCESS_KEY_ID", "awscli-mfa dev --emit process",
        "awscli-mfa exec admin -- printenv AWS_ACCESS_KEY_ID"})
    void h3_manyAtOneTerminalAskOnce(String command) {
        many(4, command);
        try (var terminal = desk.terminal("bash")) {
            terminal.command("many");
            terminal.await("the others", screen -> screen.contains("  (other commands wait for this answer too)\n" + CODE));
            var code = desk.phone.code();
            terminal.answer(CODE, code);
            var screen = terminal.awaitPrompt(Tmux.READY);

            assertEquals("""
                    ready$ many
                    This is asked for the profile %3$s, by: many
                    %1$s
                      (other commands wait for this answer too)
                    %1$s %2$s
                          4 0
                    ready$""".formatted(CODE, code, command.contains("admin") ? "admin" : "dev"), screen);
        }
        assertEquals(1, calls("GetSessionToken"));
        assertEquals(desk.read("out.1"), desk.read("out.4"));
    }

    @Test
    void h3_ctrlCAtTheQuestionEndsAllThatWaitForIt() {
        assumeTrue(Files.exists(Path.of("/proc/self/fd")), "who waits can only be seen below /proc");
        many(4, "awscli-mfa exec dev -- true");
        try (var terminal = desk.terminal("bash")) {
            terminal.command("many");
            terminal.awaitThat("four in the turn", () -> terminal.children().stream().filter(TurnsTest::takesTurns).count() == 4);
            terminal.await("the question", screen -> screen.contains(CODE));
            terminal.press("C-c");
            var screen = terminal.awaitPrompt(Tmux.READY);

            assertTrue(screen.endsWith("\n      4 130\nready$"), screen);
        }
        assertEquals(0, calls("GetSessionToken"));
    }

    @Test
    void twoDifferentProfilesAskOneAfterTheOther() {
        desk.program("both", "awscli-mfa exec dev -- true 2>~/err.1 & awscli-mfa exec ops --no-persist -- true 2>~/err.2 & wait");
        try (var terminal = desk.terminal("bash")) {
            terminal.command("both");
            terminal.answer(CODE, desk.phone::code);
            terminal.await("the second question", screen -> screen.split(CODE, -1).length == 3);
            terminal.answer(CODE, desk::nextCode);
            terminal.awaitPrompt(Tmux.READY);
        }
        assertEquals(2, calls("GetSessionToken"));
    }

    @Test
    void whereNothingIsStoredEachAsksAndSaysWhy() {
        desk.program("both", "for number in 1 2; do awscli-mfa exec dev --no-persist -- true 2>~/err.$number & done; wait");
        try (var terminal = desk.terminal("bash")) {
            terminal.command("both");
            terminal.await("the other", screen -> screen.contains("(other commands wait"));
            terminal.answer(CODE, desk.phone::code);
            terminal.await("the second question", screen -> screen.split(CODE, -1).length == 4);
            terminal.answer(CODE, desk::nextCode);
            terminal.awaitPrompt(Tmux.READY);
        }
        var said = desk.read("err.1") + desk.read("err.2");
        assertEquals(1, said.split("note: sessions are not stored, so each command needs its own code", -1).length - 1, said);
    }

    private static boolean takesTurns(ProcessHandle process) {
        try (var open = Files.list(Path.of("/proc", Long.toString(process.pid()), "fd"))) {
            return open.map(TurnsTest::target).anyMatch(file -> file.contains("/turns/terminal_"));
        } catch (IOException gone) {
            return false;
        }
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException closed) {
            return "";
        }
    }

    // -------------------------------------------------------------- two terminals

    @Test
    void aQuestionAtAnotherTerminalIsTakenBackOnceTheSessionIsThere() {
        try (var first = desk.terminal("bash"); var second = desk.terminal("bash")) {
            first.command("awscli-mfa exec dev -- echo first");
            second.command("awscli-mfa exec dev -- echo second");
            first.awaitPrompt(CODE);
            second.awaitPrompt(CODE);
            first.answer(CODE, desk.phone::code);

            assertEquals("""
                    ready$ awscli-mfa exec dev -- echo second
                    dev: new MFA session of 9h (the default)
                    %s
                    dev-mfasession has been started elsewhere meanwhile
                    second
                    ready$""".formatted(CODE), second.awaitPrompt(Tmux.READY));
            assertTrue(first.awaitPrompt(Tmux.READY).endsWith("\nfirst\nready$"));
        }
        assertEquals(1, calls("GetSessionToken"));
    }

    @Test
    void theTerminalIsAsBeforeWhenAQuestionIsTakenBack() {
        try (var first = desk.terminal("bash")) {
            first.command("awscli-mfa exec dev -- true; stty -a | grep -o -- '-\\?icanon\\|-\\?echo \\|-\\?isig'");
            first.awaitPrompt(CODE);
            startDev();

            assertTrue(first.awaitPrompt(Tmux.READY).endsWith("\nisig\nicanon\necho\nready$"));
        }
    }

    @Test
    void aTerminalThatGoesAwayEndsTheQuestion() {
        try (var terminal = desk.terminal("bash")) {
            terminal.command("trap '' HUP; awscli-mfa exec dev -- true");
            terminal.awaitPrompt(CODE);

            Tmux.awaitEnd(terminal.closeWindow());
        }
        assertFalse(Files.exists(desk.home.resolve(".aws/credentials.awscli-mfa.tmp")));
    }

    // ------------------------------------------------------------------- the turns

    @Test
    void whereNoFileCanBeLockedNobodyWaits() {
        codesArePrinted("dev");
        desk.environment.put("XDG_STATE_HOME", "/dev/null");

        assertEquals(0, desk.runs("awscli-mfa", "exec", "dev", "--", "true").exitStatus());
    }
}
