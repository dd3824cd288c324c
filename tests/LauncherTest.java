//SOURCES Desk.java
//SOURCES ../awscli-mfa.java
//SOURCES ../lib/model/JvmOptions.java
//SOURCES ../lib/model/Launcher.java
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import lib.model.JvmOptions;
import lib.model.Launcher;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    @ParameterizedTest
    @CsvSource(delimiter = '§', quoteCharacter = '`', textBlock = """
            -XX:+UseG1GC                                              §
            -javaagent:/opt/agent.jar=token=x -Xbootclasspath/a:/x.jar -agentlib:jdwp=transport=dt_socket -cp /x -Xmx1m @/tmp/options §
            -Djavax.net.ssl.trustStore=/opt/cacerts                   § -Djavax.net.ssl.trustStore=/opt/cacerts
            -XX:+UseZGC -Djavax.net.ssl.trustStoreType=PKCS12  -Xmx1m § -Djavax.net.ssl.trustStoreType=PKCS12
            -Djavax.net.ssl.trustStore="/a b/c'd" '-Dhttps.proxyHost=$(x) *' "-Xmx1m"§ -Djavax.net.ssl.trustStore="/a b/c'd" '-Dhttps.proxyHost=$(x) *'
            -Djavax.net.ssl.trustStore="/a b/c" -Dhttps.proxyHost=' h '  § "-Djavax.net.ssl.trustStore=/a b/c" '-Dhttps.proxyHost= h '
            "-Djavax.net.ssl.trustStore=/a -Xmx1m" -Dhttp.nonProxyHosts=*.example.com|x § "-Djavax.net.ssl.trustStore=/a -Xmx1m" -Dhttp.nonProxyHosts=*.example.com|x
            -DsocksProxyHost=h -Djava.net.useSystemProxies=true -Djavax.net.sslx=1 "-Djavax.net.ssl.keyStore=/without/its/end § -DsocksProxyHost=h -Djava.net.useSystemProxies=true
            -Djava.security.properties=/x -Djava.system.class.loader=X "-"javaagent:x §
            """)
    void ofOptionsForEveryJvmItsOwnGetsTrustAndProxyAlone(String options, String kept) {
        desk.program("../jdk/java", "env | grep JAVA | sort");
        for (var variable : JvmOptions.VARIABLES.subList(0, 3)) {
            desk.environment.put(variable, options);
            var aside = options.equals(kept) ? "" : JvmOptions.SET_ASIDE + variable + "=" + options + "\n";
            assertEquals(aside + (kept == null ? "" : variable + "=" + kept + "\n"), desk.runs(launcher.toString(), "dev").out(), variable);
            desk.environment.remove(variable);
        }
    }

    @Test
    void ofOptionsForJBangItsJvmGetsTheSameOnItsCommandLine() {
        desk.environment.put("JBANG_JAVA_OPTIONS", "-XX:+UseG1GC -Djavax.net.ssl.trustStore=/opt/cacerts -Dhttp.proxyHost=h -javaagent:x");
        var run = desk.runs(launcher.toString(), "dev");
        assertTrue(run.out().contains(" <-Xlog:disable> <-Djavax.net.ssl.trustStore=/opt/cacerts> <-Dhttp.proxyHost=h> <-cp>"), run.out());
    }

    /** As the JVM reads the other three: between blanks, save what stands in quotation marks. */
    @Test
    void anOptionWithBlanksIsOneOnTheCommandLineToo() {
        desk.environment.put("JBANG_JAVA_OPTIONS",
                "-Djavax.net.ssl.trustStore=\"/a b/c'd\" '-Dhttps.proxyHost=$(x) `y` *' -Xmx1m -Dhttp.nonProxyHosts=*.example.com|/*");
        var run = desk.runs(launcher.toString(), "dev", "an argument");
        assertTrue(run.out().contains(" <-Xlog:disable> <-Djavax.net.ssl.trustStore=/a b/c'd> <-Dhttps.proxyHost=$(x) `y` *>"
                + " <-Dhttp.nonProxyHosts=*.example.com|/*> <-cp>"), run.out());
        assertTrue(run.out().contains("<dev> <an argument>"), run.out());
    }

    @Test
    void noVariableOfThePersonIsChangedByTheLauncher() {
        desk.program("../jdk/java", "env | sort");
        List.of("rest", "word", "text", "kept", "run", "quote", "name", "options").forEach(name -> desk.environment.put(name, "jane's"));
        desk.environment.put("JAVA_TOOL_OPTIONS", "-Xmx1m '-Djavax.net.ssl.trustStore=/opt/cacerts'");
        var run = desk.runs(launcher.toString(), "dev");
        assertEquals(8, run.out().lines().filter(line -> line.endsWith("=jane's")).count(), run.out());
    }

    @Test
    void childrenGetBackWhatWasSetAside() {
        var ours = Map.of("HOME", "~", "JAVA_TOOL_OPTIONS", "-Djavax.net.ssl.a=b", "AWSCLI_MFA_ASIDE_JAVA_TOOL_OPTIONS", "-Xmx1m -Djavax.net.ssl.a=b",
                "AWSCLI_MFA_ASIDE__JAVA_OPTIONS", "'-javaagent:/a b.jar=token=x' -Dsecret=x");

        assertEquals(Map.of("HOME", "~", "JAVA_TOOL_OPTIONS", "-Xmx1m -Djavax.net.ssl.a=b", "_JAVA_OPTIONS", "'-javaagent:/a b.jar=token=x' -Dsecret=x"),
                JvmOptions.restored(ours));
        assertEquals(List.of("-Xmx1m of JAVA_TOOL_OPTIONS", "-javaagent:/a b.jar of _JAVA_OPTIONS", "-Dsecret of _JAVA_OPTIONS"), JvmOptions.ignored(ours));
        assertEquals(Map.of("HOME", "~"), JvmOptions.restored(Map.of("HOME", "~")));
        assertEquals(List.of(), JvmOptions.ignored(Map.of("JAVA_TOOL_OPTIONS", "-Djavax.net.ssl.a=b")));
    }

    @Test
    void theWrapperHasTheSameWords() throws IOException {
        assertTrue(Files.readString(Path.of("jbang")).contains(Launcher.OPTIONS));
    }

    @Test
    void aJvmThatCrashesLeavesNoFile() throws IOException {
        var crash = "ulimit -c unlimited 2>/dev/null; cd \"$HOME/.aws\"; exec script exec dev --token-code %s -- sh -c 'kill -s SEGV $PPID; sleep 1'";
        desk.script("script", "AwscliMfa");
        var before = desk.files().keySet();

        var run = desk.runs("sh", "-c", crash.formatted(desk.phone.code()));

        assertTrue(run.out().contains("SIGSEGV"), run.toString());
        assertTrue(run.out().lines().allMatch(line -> line.startsWith("#")), "nothing that a shell would do");
        assertEquals(before, desk.files().keySet());
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
                awscli-mfa: hint: go to the folder that it is in now, and type there: ./jbang awscli-mfa.java init
                awscli-mfa: hint: or be rid of this command: rm 'LAUNCHER'
                """.replace("LAUNCHER", launcher.toString().replace(temp.toString(), "~").replace("'", "'\\''")), desk.runs(launcher.toString(), "dev").toString());
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
        startOnlyWithTheCache();
        var run = desk.runs(launcher.toString(), "--version");
        assertEquals("awscli-mfa 3.0\n", run.out());
        assertEquals("", run.err());
        assertEquals(1, calls());
        whateverIsSetForEveryJvm();

        // A change that makes no difference to the build leaves the training what it is.
        Files.setLastModifiedTime(checkout.resolve("awscli-mfa.java"), FileTime.fromMillis(0));
        assertEquals("awscli-mfa 3.0\n", desk.runs(launcher.toString(), "--version").out());
        assertEquals(2, calls());
        assertTrue(Files.readString(state.resolve("start")).contains("-XX:AOTCache="), "still trained");
        assertFalse(Files.readString(state.resolve("start")).contains("trustStore"), "options of the moment are not kept");
    }

    /** The JVM would rather not start than go without. */
    private void startOnlyWithTheCache() throws IOException {
        var start = Files.readString(state.resolve("start"));
        Files.writeString(state.resolve("start"), start.replace(" -Xlog:disable ", " -XX:AOTMode=on -Xlog:disable "));
        Files.writeString(state.resolve("settled"), "");
    }

    /** It starts, its child has all of it, and where trust is lacking the person reads what was left out. */
    private void whateverIsSetForEveryJvm() throws IOException {
        for (var variable : JvmOptions.VARIABLES) {
            desk.environment.put(variable, "-XX:+UseG1GC -javaagent:/nowhere.jar=token=x -Djavax.net.ssl.trustStore=/nowhere");
        }
        var child = desk.runs(launcher.toString(), "exec", "dev", "--token-code", desk.phone.code(), "--", "sh", "-c", "env | grep JAVA | sort");
        assertEquals(JvmOptions.VARIABLES.stream().map(variable -> variable + "=" + desk.environment.get(variable)).sorted().toList(),
                child.out().lines().toList());
        var untrusted = withoutTls(() -> desk.runs(launcher.toString(), "dev", "--force", "--token-code", desk.nextCode()));
        assertTrue(untrusted.err().contains("no trusted TLS connection (behind a company's proxy set AWS_CA_BUNDLE); ignored here: "
                + "-XX:+UseG1GC of JAVA_TOOL_OPTIONS, -javaagent:/nowhere.jar of JAVA_TOOL_OPTIONS, "), untrusted.err());
        assertFalse(untrusted.err().contains("token=x of"), untrusted.err());
        JvmOptions.VARIABLES.forEach(desk.environment::remove);
    }

    /** Where AWS should be, somebody answers who does not speak TLS. */
    private Desk.Run withoutTls(Supplier<Desk.Run> run) throws IOException {
        try (var server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> {
                while (!server.isClosed()) {
                    try (var socket = server.accept()) {
                        socket.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.UTF_8));
                        socket.shutdownOutput();
                        socket.getInputStream().readAllBytes();
                    } catch (IOException gone) {
                        // the next one may be luckier
                    }
                }
            });
            desk.environment.put("AWS_ENDPOINT_URL", "https://127.0.0.1:" + server.getLocalPort());
            return run.get();
        } finally {
            desk.environment.put("AWS_ENDPOINT_URL", desk.aws.endpoint().toString());
        }
    }
}
