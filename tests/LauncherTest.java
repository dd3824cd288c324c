//SOURCES Desk.java
//SOURCES ../awscli-mfa.java
//SOURCES ../lib/model/Launcher.java
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import lib.model.Launcher;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * A launcher, and what makes it go through JBang again. Its JDK and its JBang are of shell script here, which says what became
 * of the arguments; the last test has real ones.
 */
class LauncherTest {

    @TempDir
    Path temp;

    private Desk desk;
    private Path checkout;
    private Path launcher;
    private Path state;

    @BeforeEach
    void aLauncherThatWasNeverUsed() throws IOException {
        desk = new Desk(temp);
        checkout = temp.resolve("jane's [check] out");
        launcher = temp.resolve("bin/awscli-mfa");
        state = temp.resolve(".cache/awscli-mfa/awscli-mfa");
        desk.write("jane's [check] out/awscli-mfa.java", "");
        desk.write("jane's [check] out/lib/model/Arn.java", "");
        desk.write("jdk/modules", "");
        desk.write("jars/app.jar", "");
        desk.program("../jdk/java", "printf 'direct:'; printf ' <%s>' \"$@\"; echo");
        desk.write("bin/awscli-mfa", new Launcher("awscli-mfa", checkout.toString()).text());
        Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
        given(Launcher.Cache.THERE, "");
    }

    @AfterEach
    void janeLeaves() {
        desk.close();
    }

    /** A JBang that notes its calls, builds what is missing, and settles as the script would. */
    private void given(Launcher.Cache cache, String before) {
        var java = temp.resolve("jdk/java").toString();
        var direct = new Launcher.Direct(java, List.of("-Xa", "-Db=c d"), List.of(temp.resolve("jars/app.jar").toString()), "Main",
                List.of(java, temp.resolve("jdk/modules").toString()));
        desk.write("start", new Launcher("awscli-mfa", checkout.toString()).start(direct, cache));
        desk.program("../jane's [check] out/jbang", """
                cd %1$s; echo "$*" >>calls; %3$s
                if [ "$2" != --launcher ]; then printf 'jbang:'; printf ' <%%s>' "$@"; echo; exit; fi
                echo 'JBang on stdout'; [ -f jars/app.jar ] || : >jars/app.jar
                echo aot >%2$s/aot; mv "%2$s/sources.$5" %2$s/sources; cp start %2$s/start.$5; mv %2$s/start.$5 %2$s/start; : >%2$s/settled
                """.formatted(temp, state, before));
    }

    private int calls() {
        return Files.exists(temp.resolve("calls")) ? desk.read("calls").split("\n").length : 0;
    }

    private static String direct(String arguments) {
        return "direct: <-Xa> <-Db=c d> <-Dawscli-mfa.launcher=~/bin/awscli-mfa> <-XX:AOTCache=~/.cache/awscli-mfa/awscli-mfa/aot> <-Xlog:disable>"
                + " <-cp> <~/jars/app.jar> <Main>" + arguments + "\n";
    }

    private void assertStarts(int callsOfJBang, String arguments, String... words) {
        var before = calls();
        var run = desk.runs(Stream.concat(Stream.of(launcher.toString()), Stream.of(words)).toArray(String[]::new));
        assertEquals(direct(arguments), run.out().replace(temp.toString(), "~"));
        assertEquals(0, run.exitStatus());
        assertEquals(callsOfJBang, calls() - before);
    }

    // ------------------------------------------------------------------ use

    @Test
    void theFirstUseGoesThroughJBangAndTheNextDoNot() {
        assertStarts(1, " <dev>", "dev");
        assertStarts(0, " <dev>", "dev");
    }

    @Test
    void argumentsArriveAsTheyWereGiven() {
        for (var _ : List.of("first", "second")) {
            var run = desk.runs(launcher.toString(), "", "two words", "it's", "$HOME", "%{x}", "*");
            assertTrue(run.out().endsWith(" <Main> <> <two words> <it's> <$HOME> <%{x}> <*>\n"), run.out());
        }
    }

    @Test
    void whatJBangPrintsReachesNoShellThatReadsStdout() {
        var run = desk.runs(launcher.toString());
        assertEquals(direct(""), run.out().replace(temp.toString(), "~").replace("<Main> <>", "<Main>"));
        assertEquals("JBang on stdout\n", run.err());
    }

    @Test
    void optionsOfTheEnvironmentAreAddedEachTime() {
        desk.runs(launcher.toString(), "dev");
        desk.environment.put("JBANG_JAVA_OPTIONS", "-Dx=1 -Dy=2");
        assertTrue(desk.runs(launcher.toString(), "dev").out().contains(" <-Dx=1> <-Dy=2> <-cp>"));
    }

    @Test
    void severalFirstUsesAtOnceAllSucceed() {
        given(Launcher.Cache.THERE, "sleep 0.2");
        var runs = Stream.generate(() -> CompletableFuture.supplyAsync(() -> desk.runs(launcher.toString(), "dev"))).limit(4).toList();
        runs.forEach(run -> assertEquals(direct(" <dev>"), run.join().out().replace(temp.toString(), "~")));
        assertStarts(0, " <dev>", "dev");
    }

    @Test
    void whereNothingCanBeKeptJBangStartsTheScript() {
        desk.environment.put("XDG_CACHE_HOME", "/dev/null/nowhere");
        assertEquals("jbang: <~/jane's [check] out/awscli-mfa.java> <dev>\n",
                desk.runs(launcher.toString(), "dev").out().replace(temp.toString(), "~"));
    }

    @Test
    void whatIsKeptIsForItsOwnerAlone() throws IOException {
        desk.runs(launcher.toString(), "dev");
        for (var folder : List.of(state, state.getParent())) {
            assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)));
        }
    }

    @Test
    void anErrorOfJBangIsTheLaunchers() {
        given(Launcher.Cache.THERE, "echo 'does not compile' >&2; exit 3");
        var run = desk.runs(launcher.toString(), "dev");
        assertEquals("3 does not compile\n", run.toString());
        assertEquals("", run.out());
    }

    @Test
    void aCheckoutThatIsGoneIsToldWithTheNextStep() throws IOException {
        assertStarts(1, " <dev>", "dev");
        Files.move(checkout, temp.resolve("elsewhere"));
        assertEquals("""
                253 awscli-mfa: ~/jane's [check] out/awscli-mfa.java is not there any more
                awscli-mfa: hint: where it is now, run: ./jbang awscli-mfa.java init
                """, desk.runs(launcher.toString(), "dev").toString());
        assertEquals(1, calls());
    }

    @Test
    void withoutACacheOneIsMadeBesideTheStart() {
        given(Launcher.Cache.WANTED, "");
        desk.program("../jdk/java", "case $* in *' --launcher train') echo trained >>trained ;; *) echo started ;; esac");
        assertEquals("started\n", desk.runs(launcher.toString(), "dev").out());
        var end = System.nanoTime() + 20_000_000_000L;
        while (!Files.exists(temp.resolve("trained")) && System.nanoTime() < end) {
            Tmux.pause();
        }
        assertEquals("trained\n", desk.read("trained"));
    }

    // ------------------------------------------------------------- changes

    private interface Change {
        void make() throws Exception;
    }

    @TestFactory
    @Execution(ExecutionMode.SAME_THREAD)
    Stream<DynamicTest> afterAnyChangeJBangIsAskedOnce() {
        var source = checkout.resolve("lib/model/Arn.java");
        return Stream.of(
                change("a source was edited", () -> Files.writeString(source, "// edited\n")),
                change("a source was replaced by an older one", () -> {
                    var other = Files.writeString(temp.resolve("older"), "// older\n");
                    Files.setLastModifiedTime(other, FileTime.fromMillis(0));
                    Files.move(other, source, StandardCopyOption.REPLACE_EXISTING);
                }),
                change("a source is new", () -> desk.write("jane's [check] out/lib/model/New.java", "")),
                change("a source is gone", () -> Files.delete(checkout.resolve("lib/model/New.java"))),
                change("the script was edited", () -> desk.write("jane's [check] out/awscli-mfa.java", "// edited\n")),
                change("the JDK is another one", () -> desk.program("../jdk/java", desk.read("jdk/java").substring("#!/bin/sh\n".length()))),
                change("the JDK's library is another one", () -> desk.write("jdk/modules", "newer")),
                change("a jar was replaced", () -> desk.write("jars/app.jar", "other")),
                change("JBang's cache was cleared", () -> Files.delete(temp.resolve("jars/app.jar"))),
                change("the JVM's cache was cut short", () -> Files.newByteChannel(state.resolve("aot"), StandardOpenOption.WRITE).truncate(0).close()),
                change("the JVM's cache was damaged", () -> Files.writeString(state.resolve("aot"), "x")),
                change("the JVM's cache is gone", () -> Files.delete(state.resolve("aot"))),
                change("the command line was cut short", () -> Files.writeString(state.resolve("start"), "if [ -z \"$(find")),
                change("the command line is gone", () -> Files.delete(state.resolve("start"))),
                change("a stamp is gone", () -> Files.delete(state.resolve("sources"))),
                change("the other stamp is gone", () -> Files.delete(state.resolve("settled"))));
    }

    private DynamicTest change(String name, Change change) {
        return dynamicTest(name, () -> {
            desk.runs(launcher.toString(), "dev");
            assertStarts(0, " <dev>", "dev");
            Thread.sleep(20); // the system's clock for files ticks every few milliseconds
            change.make();
            assertStarts(1, " <dev>", "dev");
            assertStarts(0, " <dev>", "dev");
        });
    }

    // ----------------------------------------------------------------- for real

    /** It is work for a JVM that nobody waits for, and takes long where others have much to do. */
    private void train() throws IOException, InterruptedException {
        var builder = new ProcessBuilder(launcher.toString(), "--launcher", "train").directory(temp.toFile());
        builder.environment().clear();
        builder.environment().putAll(desk.environment);
        var training = builder.redirectOutput(temp.resolve("out").toFile()).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        training.getOutputStream().close();
        assertTrue(training.waitFor(5, TimeUnit.MINUTES));
        assertEquals(0, training.exitValue());
        assertEquals("", desk.read("out"));
    }

    @Test
    void theScriptSettlesTrainsAndStartsFromTheCache() throws Exception {
        desk.script("script", "AwscliMfa");
        desk.program("../jane's [check] out/jbang", "echo \"$*\" >>%s/calls; shift; exec %1$s/bin/script \"$@\"".formatted(temp));

        train();

        assertEquals(1, calls());
        assertTrue(Files.readString(state.resolve("start")).contains("-XX:AOTCache="), "trained");
        try (var files = Files.walk(temp.resolve(".cache/awscli-mfa"))) {
            for (var file : files.toList()) {
                assertEquals(Files.isDirectory(file) ? "rwx------" : "rw-------",
                        PosixFilePermissions.toString(Files.getPosixFilePermissions(file)), file.toString());
            }
        }
        desk.environment.put("JBANG_JAVA_OPTIONS", "-XX:AOTMode=on"); // the JVM would rather not start than go without the cache
        var run = desk.runs(launcher.toString(), "--version");
        assertEquals("awscli-mfa 3.0\n", run.out());
        assertEquals("", run.err());
        assertEquals(1, calls());

        // A change that makes no difference to the build leaves the training what it is.
        Files.setLastModifiedTime(checkout.resolve("awscli-mfa.java"), FileTime.fromMillis(0));
        assertEquals("awscli-mfa 3.0\n", desk.runs(launcher.toString(), "--version").out());
        assertEquals(2, calls());
        assertTrue(Files.readString(state.resolve("start")).contains("-XX:AOTCache="), "still trained");
    }
}
