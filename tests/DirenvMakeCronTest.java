//SOURCES Desk.java
//SOURCES Pages.java
//SOURCES Tmux.java

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

/** The lines of docs/direnv-make-cron.md, in the programs that they are for, where there is no terminal. */
class DirenvMakeCronTest {

    private static final String HINT = "awscli-mfa: %s; in a terminal, type: awscli-mfa dev";
    private static final String FORBIDDEN = HINT.formatted("--no-input forbids asking for the token code");

    private Desk desk;

    @BeforeEach
    void sitDown(@TempDir Path home) {
        desk = new Desk(home);
    }

    @AfterEach
    void close() {
        desk.close();
    }

    private static String block(String kind) {
        return Pages.blocks(kind).findFirst().orElseThrow().text();
    }

    private void startSession() {
        var run = desk.runs("awscli-mfa", "login", "dev", "--token-code", desk.phone.code(), "--silent");
        assertEquals("0 ", run.toString());
        assertEquals("", run.out());
    }

    @Test
    void direnvSaysNothingAboutALiveSessionAndOneLineAboutNone() throws IOException {
        Tmux.requireTool("direnv");
        desk.write("project/.envrc", block("envrc"));
        desk.runs("direnv", "allow", "project");
        var variables = new String[] {"direnv", "exec", "project", "sh", "-c", "echo $AWS_PROFILE"};

        var none = desk.runs(variables);
        assertTrue(none.err().contains("\n" + FORBIDDEN + "\n"), none.err());
        assertTrue(none.err().contains("error exit status 252"), none.err());
        assertEquals(3, none.err().lines().count(), none.err());
        assertEquals("", none.out().strip());

        startSession();
        var live = desk.runs(variables);
        assertEquals("dev-mfasession\n", live.out());
        assertEquals(1, live.err().lines().count(), "only what direnv itself says: " + live.err());

        desk.write("project/.envrc", block("envrc").replace("123456789012", "210987654321"));
        desk.runs("direnv", "allow", "project");
        assertTrue(desk.runs(variables).err().contains("error exit status 251"));
    }

    @Test
    void makeRunsTheCommandWithTheSessionOrSaysOneLine() throws IOException {
        Tmux.requireTool("make");
        desk.program("aws", "echo $AWS_SESSION_IDENT: \"$@\"");
        desk.write("Makefile", block("make"));

        var none = desk.runs("make", "-s", "deploy");
        assertEquals(HINT.formatted("cannot ask for the token code: there is no terminal"), none.err().lines().findFirst().orElse(""));
        assertTrue(none.err().endsWith(" Error 252\n"), none.err());
        assertEquals(2, none.err().lines().count(), none.err());

        startSession();
        var live = desk.runs("make", "-s", "deploy");
        assertEquals("0 ", live.toString());
        assertEquals("dev-mfasession: s3 sync site s3://example\n", live.out());
    }

    /** As cron has it: a shell without a terminal, and four variables. */
    @Test
    void cronRunsTheJobWithTheSessionOrHasOneLineToMail() throws IOException {
        Tmux.requireTool("env");
        var launcher = Files.createDirectories(desk.home.resolve(".local/bin")).resolve("awscli-mfa");
        Files.copy(desk.home.resolve("bin/awscli-mfa"), launcher);
        Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwx------"));
        desk.program("backup", "echo $AWS_SESSION_IDENT");
        var job = block("crontab").replaceFirst("^(\\S+ +){5}", "").strip();
        var line = new String[] {"env", "-i", "HOME=" + desk.home, "LOGNAME=jane", "SHELL=/bin/sh", "PATH=/usr/bin:/bin", "/bin/sh", "-c", job};

        var none = desk.runs(line);
        assertTrue(none.toString().matches("252 " + FORBIDDEN.replace("awscli-mfa dev", ".*awscli-mfa\\S* dev\n")), none.toString());

        startSession();
        var live = desk.runs(line);
        assertEquals("0 ", live.toString());
        assertEquals("dev-mfasession\n", live.out());
    }
}
