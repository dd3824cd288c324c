//SOURCES Person.java
//SOURCES ../awscli-mfa.java
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tests.aws.AccessKey;
import tests.aws.Device;

/** Where there is a clipboard, a person who came through the menu is asked what of the session belongs there. */
class CopyDialogueTest {

    private Path home;
    private Person jane;
    private AccessKey key;
    private Device phone;

    @BeforeEach
    void janeHasADesktopAndALiveSession(@TempDir Path folder) throws IOException {
        home = folder;
        jane = new Person(folder);
        var user = jane.aws.account("123456789012").user("jane");
        key = user.accessKey();
        phone = user.device("jane");
        jane.config("[profile dev]\nregion = eu-west-1\nmfa_serial = arn:aws:iam::123456789012:mfa/jane\n");
        jane.credentials("""
                [dev]
                aws_access_key_id = %1$s
                aws_secret_access_key = %2$s
                [ops]
                aws_access_key_id = %1$s
                aws_secret_access_key = %2$s
                """.formatted(key.id(), key.secret()));
        tool("pbcopy", "cat > '" + folder.resolve("clipboard") + "'");
        assertEquals(0, jane.runs("dev", "--token-code", phone.code()).exitStatus());
    }

    @AfterEach
    void close() {
        jane.close();
    }

    private void tool(String name, String script) throws IOException {
        var file = Files.writeString(home.resolve("bin").resolve(name), "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    private String clipboard() throws IOException {
        return Files.exists(home.resolve("clipboard")) ? Files.readString(home.resolve("clipboard")) : "(nothing)";
    }

    private static String afterTheSession(Person.Run run) {
        return run.screen().substring(run.screen().indexOf("\nCopy it"));
    }

    @Test
    void theLineForThisShellHoldsNoSecret() throws IOException {
        var run = jane.types("1s\nx\nb\n", "-q");

        assertEquals("""

                Copy it, ready to paste?
                    B: the line for bash
                    A: what stands before a single command
                    K: its keys, for bash
                    S: its keys, for COPY and UNLOAD in SQL
                A letter (Enter alone: nothing): x
                  answer with B, A, K, S, or with Enter alone
                A letter (Enter alone: nothing): b
                in the clipboard of pbcopy: paste it at the prompt
                """, afterTheSession(run));
        assertTrue(clipboard().endsWith("export AWS_PROFILE='dev-mfasession'; export AWS_DEFAULT_PROFILE='dev-mfasession'"), clipboard());
        assertEquals(0, run.exitStatus());
    }

    @Test
    void enterAloneCopiesNothing() throws IOException {
        jane.types("1s\n\n", "-q");

        assertEquals("(nothing)", clipboard());
    }

    @Test
    void keysAreCopiedWhereTheyAreAskedFor() throws IOException {
        jane.types("1s\nk\n", "-q");
        assertTrue(clipboard().contains("export AWS_SESSION_TOKEN='"), "bash's line has the keys");

        jane.types("1s\nS\n", "-q");
        assertTrue(clipboard().startsWith("ACCESS_KEY_ID 'ASIA"), "SQL has the keys");

        jane.types("1s\na\n", "-q");
        assertTrue(clipboard().startsWith("env -u AWS_ACCESS_KEY_ID "), clipboard());
    }

    @Test
    void besideWindowsItsTwoShellsAreOfferedToo() throws IOException {
        Files.delete(home.resolve("bin/pbcopy"));
        tool("clip.exe", "cat > '" + home.resolve("clipboard") + "'");

        var run = jane.types("1s\np\n", "-q");

        assertTrue(run.screen().contains("""
                    P: its keys, for PowerShell
                    C: its keys, for cmd.exe
                """), run.screen());
        assertTrue(clipboard().contains("$Env:AWS_SESSION_TOKEN = '"), "PowerShell's line has the keys");
    }

    @Test
    void aSessionThatIsNotStoredIsOfferedByItsKeysOnce() {
        jane.waitForNextCode();

        var run = jane.types("1\n\n", "-q", "--force", "--token-code", phone.code(), "--no-persist", "--emit", "bash");

        assertFalse(run.screen().contains("Copy it"), "nothing is asked where a shell reads");
    }

    @Test
    void whoeverNamesTheProfileIsAskedNothing() throws IOException {
        var run = jane.types("", "dev");

        assertEquals(0, run.exitStatus());
        assertFalse(run.screen().contains("Copy it"), run.screen());
        assertEquals("(nothing)", clipboard());
    }

    @Test
    void aClipboardThatFailsIsARemarkAndTheSessionIsThere() throws IOException {
        tool("pbcopy", "exit 3");

        var run = jane.types("1s\nb\n", "-q");

        assertTrue(run.screen().endsWith("note: nothing was copied: pbcopy ended with status 3; try it by hand: echo works | pbcopy\n"),
                run.screen());
        assertEquals(0, run.exitStatus());
    }
}
