//SOURCES Person.java
//SOURCES ../awscli-mfa.java
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

import static org.junit.jupiter.api.Assertions.assertEquals;
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

/** Who wants something in the clipboard is asked what: keys go there only where they are meant. */
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

    @Test
    void theLineForThisShellHoldsNoSecret() throws IOException {
        var run = jane.types("x\nb\n", "dev", "--copy");

        assertEquals("""

                    B: the line for bash
                    A: what stands before a single command
                    K: its keys, for bash
                    S: its keys, for COPY and UNLOAD in SQL

                Copy which? (Enter alone: B) x
                  answer with B, A, K, S, or with Enter alone
                Copy which? (Enter alone: B) b
                in the clipboard of pbcopy: paste it at the prompt

                Use it in one command:    aws --profile dev-mfasession s3 ls
                or in this whole shell:   eval "$(jbang awscli-mfa.java dev --emit bash)"
                """, run.screen().substring(run.screen().indexOf("\n") + 1));
        assertTrue(clipboard().endsWith("export AWS_PROFILE='dev-mfasession'; export AWS_DEFAULT_PROFILE='dev-mfasession'"), clipboard());
        assertEquals(0, run.exitStatus());
    }

    @Test
    void whereNobodyCanBeAskedItIsTheLineForTheShell() throws IOException {
        assertEquals(0, jane.runs("dev", "--copy").exitStatus());

        assertTrue(clipboard().endsWith("export AWS_DEFAULT_PROFILE='dev-mfasession'"), clipboard());
    }

    @Test
    void keysAreCopiedWhereTheyAreAskedFor() throws IOException {
        jane.types("k\n", "dev", "--copy");
        assertTrue(clipboard().contains("export AWS_SESSION_TOKEN='"), "bash's line has the keys");

        jane.types("S\n", "dev", "--copy");
        assertTrue(clipboard().startsWith("ACCESS_KEY_ID 'ASIA"), "SQL has the keys");

        jane.types("a\n", "dev", "--copy");
        assertTrue(clipboard().startsWith("env -u AWS_EB_PROFILE -u AWS_ACCESS_KEY_ID "), clipboard());
    }

    @Test
    void besideWindowsItsTwoShellsAreOfferedToo() throws IOException {
        Files.delete(home.resolve("bin/pbcopy"));
        tool("clip.exe", "cat > '" + home.resolve("clipboard") + "'");

        var run = jane.types("p\n", "dev", "--copy");

        assertTrue(run.screen().contains("""
                    P: its keys, for PowerShell
                    C: its keys, for cmd.exe
                """), run.screen());
        assertTrue(clipboard().contains("$Env:AWS_SESSION_TOKEN = '"), "PowerShell's line has the keys");
    }

    @Test
    void nothingIsAskedWhereAFormIsNamed() throws IOException {
        var run = jane.types("", "dev", "--copy", "--emit", "fish");

        assertEquals(0, run.exitStatus(), run.screen());
        assertTrue(clipboard().endsWith("set -gx AWS_DEFAULT_PROFILE 'dev-mfasession'; true"), clipboard());
    }

    @Test
    void withoutAskingForItNothingIsCopied() throws IOException {
        assertEquals(0, jane.types("", "dev").exitStatus());

        assertEquals("(nothing)", clipboard());
    }

    @Test
    void aClipboardThatFailsIsARemarkAndTheSessionIsThere() throws IOException {
        tool("pbcopy", "exit 3");

        var run = jane.types("b\n", "dev", "--copy");

        assertTrue(run.screen().contains("note: nothing was copied: pbcopy ended with status 3; try it by hand: echo works | pbcopy\n"),
                run.screen());
        assertEquals(0, run.exitStatus());
    }
}
