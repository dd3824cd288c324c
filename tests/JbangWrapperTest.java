//SOURCES Leftovers.java
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The wrapper {@code jbang}, driven as a user would, on machines made for the occasion: a home, a PATH and system
 * folders of their own. Most of them have a JDK of shell script, enough to see what the wrapper does with it.
 *
 * <p>{@code WRAPPER_TEST_LONG=1} in the environment repeats the simultaneous first runs: 5 rounds of 6 instead of one
 * of 2.
 */
class JbangWrapperTest {

    private static final String VERSION = "0.132.1";
    private static final String JAR = "jbang-cli-" + VERSION + "-all.jar";
    private static final Path ROOT = Path.of("").toAbsolutePath();
    private static final boolean LONG = System.getenv("WRAPPER_TEST_LONG") != null;
    private static final List<String> TOOLS = List.of(
            "bash", "cp", "cut", "echo", "env", "find", "flock", "head", "id", "ln", "ls", "mkdir", "mv", "nice", "readlink",
            "rm", "rmdir", "sh", "sha256sum", "sleep");

    @TempDir
    Path temp;

    private Path home;
    private Path bin;
    private Path system;
    private Path checkout;
    private final Map<String, String> environment = new HashMap<>();
    private final List<Process> started = new ArrayList<>();

    @BeforeEach
    void aMachineWithoutJava() throws IOException {
        temp = temp.toRealPath();
        home = Files.createDirectory(temp.resolve("home of jane"));
        bin = Files.createDirectory(temp.resolve("bin"));
        system = Files.createDirectory(temp.resolve("system"));
        checkout = Files.createDirectory(temp.resolve("a checkout"));
        for (var tool : TOOLS) {
            provide(tool);
        }
        environment.put("HOME", home.toString());
        environment.put("PATH", bin.toString());
        environment.put("LC_ALL", "C.UTF-8");
        write(checkout.resolve("jbang"), wrapperWithItsSystemFoldersHere());
        write(checkout.resolve("hello.java"), "class hello {}\n");
    }

    @AfterEach
    void nothingIsLeftRunning() throws IOException, InterruptedException {
        for (var process : started) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        Leftovers.end(temp); // a run that is over may have left a cache in the making, which is nobody's child
        try (var files = Files.walk(temp)) { // JUnit warns of every link it would have to delete
            for (var link : files.filter(Files::isSymbolicLink).toList()) {
                Files.delete(link);
            }
        }
    }

    // --- Java

    @Test
    void javaHomeIsUsedIfItIsNewEnough() throws Exception {
        givenJBang();
        givenJdk(system.resolve("usr/lib/jvm/jdk-27"), "27");
        environment.put("JAVA_HOME", givenJdk(temp.resolve("my jdk"), "25.0.3").toString());
        assertUses(temp.resolve("my jdk"));
    }

    @Test
    void anOldJavaHomeGivesWayToANewEnoughJdk() throws Exception {
        givenJBang();
        environment.put("JAVA_HOME", givenJdk(temp.resolve("old"), "1.8.0_292").toString());
        assertUses(givenJdk(system.resolve("usr/lib/jvm/jdk-25"), "25.0.3"));
    }

    @Test
    void thePathComesBeforeTheNewest() throws Exception {
        givenJBang();
        givenJdk(system.resolve("usr/lib/jvm/jdk-27"), "27");
        var jdk = givenJdk(temp.resolve("somewhere"), "25");
        var alternative = Files.createSymbolicLink(temp.resolve("alternative"), jdk.resolve("bin/javac"));
        Files.createSymbolicLink(bin.resolve("javac"), alternative);
        assertUses(jdk);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "~/.jbang/currentjdk", "~/.jbang/cache/jdks/25", "~/.jbang/cache/jdks/25/Contents/Home", "~/.jdks/temurin-25",
        "~/.sdkman/candidates/java/25.0.3-tem", "~/.asdf/installs/java/temurin-25",
        "~/.local/share/mise/installs/java/25",
        "~/Library/Java/JavaVirtualMachines/25/Contents/Home", "/Library/Java/JavaVirtualMachines/25/Contents/Home",
        "/usr/lib/jvm/temurin-25", "/usr/lib64/jvm/java-25", "/usr/java/jdk-25", "/opt/java25", "/opt/java/openjdk",
        "/opt/jdk-25", "/opt/homebrew/opt/openjdk@25/libexec/openjdk.jdk/Contents/Home",
        "/usr/local/opt/openjdk/libexec/openjdk.jdk/Contents/Home", "/home/linuxbrew/.linuxbrew/opt/openjdk/libexec"})
    void aJdkIsFoundWherePeopleKeepOne(String folder) throws Exception {
        givenJBang();
        givenJdk(system.resolve("usr/lib/jvm/java-17-openjdk"), "17.0.15");
        assertUses(givenJdk(Path.of(folder.startsWith("~") ? home + folder.substring(1) : system + folder), "25.0.3"));
    }

    @Test
    void ofSeveralJdksTheNewestIsTaken() throws Exception {
        givenJBang();
        givenJdk(system.resolve("usr/lib/jvm/a"), "25.0.10");
        givenJdk(home.resolve(".jdks/b"), "25.0.9");
        givenJdk(system.resolve("usr/lib/jvm/c"), "9.0.4");
        givenJdk(system.resolve("opt/jdk-24"), "24.0.2");
        assertUses(system.resolve("usr/lib/jvm/a"));
    }

    @Test
    void aJavaWithoutCompilerIsNoJdk() throws Exception {
        givenJBang();
        Files.delete(givenJdk(system.resolve("usr/lib/jvm/jre-26"), "26").resolve("bin/javac"));
        assertUses(givenJdk(system.resolve("usr/lib/jvm/jdk-25"), "25"));
    }

    @Test
    void anOldJavaStartsJBangWhichMayFindANewerOne() throws Exception {
        givenJBang();
        Files.createSymbolicLink(bin.resolve("java"), givenJdk(temp.resolve("old"), "17").resolve("bin/java"));
        assertEquals(new Run(0, "JAVA_HOME=\n", ""), run("hello.java"));
    }

    @Test
    void whereJBangFindsNoneOneLineSaysWhatIsMissing() throws Exception {
        givenJBang();
        var old = givenJdk(system.resolve("usr/lib/jvm/old"), "17");
        givenJava(old, "echo '[jbang] [ERROR] No suitable JDK' >&2; exit 4");
        assertEquals(
                new Run(4, "", """
                        [jbang] [ERROR] No suitable JDK
                        jbang: no JDK 25 or newer found: install one, or set JAVA_HOME to its folder
                        """),
                run("hello.java"));
    }

    @Test
    void withoutAnyJavaTwoLinesSaySo() throws Exception {
        assertEquals(
                new Run(1, "", """
                        jbang: no Java found
                        jbang: hint: install a JDK 25 or newer, or set JAVA_HOME to the folder of one
                        """),
                run("hello.java"));
    }

    // --- Fetching JBang

    @Test
    void withoutMavenTwoLinesSaySo() throws Exception {
        givenJdk();
        assertEquals(
                new Run(1, "", """
                        jbang: no jbang 0.132.1 or newer on the PATH, and no mvn to fetch it with
                        jbang: hint: install JBang or Maven
                        """),
                run("hello.java"));
    }

    @Test
    void aFailingMavenLeavesNothingBehind() throws Exception {
        givenJdk();
        script(bin.resolve("mvn"), "echo '[ERROR] on stdout, like Maven'; exit 1");
        assertEquals(
                new Run(1, "", """
                        jbang: fetching JBang 0.132.1 with mvn, once
                        jbang: mvn could not fetch JBang 0.132.1
                        jbang: hint: check the network and the proxy variables; see why: mvn dependency:copy -Dartifact=dev.jbang:jbang-cli:0.132.1:jar:all
                        """),
                run("hello.java"));
        assertEquals(List.of("first-run.lock"), filesBelow(home.resolve(".jbang")));
    }

    @Test
    void aWrongChecksumLeavesNothingBehind() throws Exception {
        givenJdk();
        givenMaven(write(temp.resolve("forged.jar"), "forged\n"));
        assertEquals(
                new Run(1, "", """
                        jbang: fetching JBang 0.132.1 with mvn, once
                        jbang: mvn brought a JBang with the wrong SHA-256, which was thrown away: \
                        %s
                        jbang: hint: delete dev/jbang from the local Maven repository and try again
                        """.formatted(sha256("forged\n"))),
                run("hello.java"));
        assertEquals(List.of("first-run.lock"), filesBelow(home.resolve(".jbang")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sha256sum", "shasum", "openssl"})
    void theRightChecksumIsSeenWithAnyOfTheTools(String tool) throws Exception {
        Files.delete(bin.resolve("sha256sum"));
        assumeTrue(find(tool).isPresent(), tool + " is not installed");
        provide(tool);
        givenJdk();
        givenMaven(realJar());
        assertEquals("jbang: fetching JBang 0.132.1 with mvn, once\n", run("hello.java").err);
        assertEquals(new Run(0, "JAVA_HOME=" + system + "/usr/lib/jvm/jdk-25\n", ""), run("hello.java"));
        assertEquals(1, Files.readAllLines(temp.resolve("mvn.calls")).size());
    }

    @Test
    void anOutsideProjectDoesNotDisturbMaven() throws Exception {
        givenJdk();
        givenMaven(realJar());
        run("hello.java");
        assertEquals(
                "%s: dependency:copy -Dartifact=dev.jbang:jbang-cli:0.132.1:jar:all -q -B -DoutputDirectory=%<s\n"
                        .formatted(home.resolve(".jbang/incoming")),
                Files.readString(temp.resolve("mvn.calls")));
    }

    @Test
    void simultaneousRunsFetchOnce() throws Exception {
        givenJdk();
        givenMaven(realJar());
        var runs = runAtOnce(3, "hello.java");
        assertEquals(List.of(0, 0, 0), runs.stream().map(Run::status).toList());
        assertEquals(1, Files.readAllLines(temp.resolve("mvn.calls")).size());
    }

    // --- A jbang on the PATH

    @Test
    void aNewEnoughJBangOnThePathIsUsedAndBuildsAlone() throws Exception {
        givenJdk();
        givenTheirJBang("0.133.0");
        assertEquals(new Run(0, "theirs: hello.java,a,,b\n", "building hello.java\n"), run("hello.java", "a", "", "b"));
        assertEquals(new Run(0, "theirs: hello.java,a,,b\n", ""), run("hello.java", "a", "", "b"));
        assertEquals(new Run(0, "theirs: info,tools\n", ""), run("info", "tools"));
        assertEquals("asked for its version\n", Files.readString(temp.resolve("their.calls")));
    }

    @Test
    void whatTheirBuildFailsWithIsPassedOn() throws Exception {
        givenJdk();
        script(bin.resolve("jbang"), "[ $1 = version ] && echo 1.0 || { echo 'does not compile' >&2; exit 1; }");
        assertEquals(new Run(1, "", "does not compile\n"), run("hello.java"));
    }

    @Test
    void theJarBesideAJBangOnThePathIsRunDirectly() throws Exception {
        givenJdk();
        var folder = Files.createDirectories(temp.resolve("their jbang/bin"));
        Files.move(givenTheirJBang("0.140.2"), folder.resolve("jbang"));
        Files.createSymbolicLink(bin.resolve("jbang"), folder.resolve("jbang"));
        write(folder.resolve("jbang.jar"), "");
        assertUses(system.resolve("usr/lib/jvm/jdk-25"));
        assertTrue(jvmArguments().contains("-cp " + folder.resolve("jbang.jar") + " dev.jbang.Main hello.java"));
    }

    @Test
    void everyJBangOnThePathIsAskedForItsVersionOnce() throws Exception {
        givenJBang();
        givenJdk();
        givenTheirJBang("0.99.2");
        var other = Files.createDirectory(temp.resolve("other"));
        Files.copy(bin.resolve("jbang"), other.resolve("jbang"));
        environment.put("PATH", other + ":" + bin);
        run("hello.java");
        run("hello.java");
        assertEquals("asked for its version\n".repeat(2), Files.readString(temp.resolve("their.calls")));
    }

    @Test
    void anOldJBangOnThePathIsPassedOver() throws Exception {
        givenJBang();
        givenTheirJBang("0.99.2");
        assertUses(givenJdk());
        assertTrue(jvmArguments().contains(JAR));
    }

    @Test
    void aJBangOnThePathIsAskedAgainOnceItIsAnotherFile() throws Exception {
        givenJBang();
        givenJdk();
        givenTheirJBang("0.99.2");
        run("hello.java");
        Files.delete(bin.resolve("jbang"));
        givenTheirJBang("0.132.1");
        assertEquals("theirs: hello.java\n", run("hello.java").out);
    }

    @Test
    void theWrapperOnThePathIsNotTakenForAJBang() throws Exception {
        givenJBang();
        Files.createSymbolicLink(bin.resolve("jbang"), checkout.resolve("jbang"));
        var copy = Files.createDirectory(temp.resolve("another checkout"));
        Files.copy(checkout.resolve("jbang"), copy.resolve("jbang"));
        copy.resolve("jbang").toFile().setExecutable(true);
        environment.put("PATH", ".:" + copy + ":" + checkout + "::" + bin);
        assertUses(givenJdk());
    }

    @Test
    void withoutJavaAJBangOnThePathIsLeftToFindOne() throws Exception {
        var jbang = givenTheirJBang("0.133.0");
        write(jbang.resolveSibling("jbang.jar"), "");
        assertEquals("theirs: info,tools\n", run("info", "tools").out);
    }

    // --- What a run passes on

    @Test
    void argumentsArriveAsTheyWereGiven() throws Exception {
        aRealMachine();
        write(checkout.resolve("hello.java"), """
                //JAVA 25+
                class hello {
                    public static void main(String[] args) {
                        for (var arg : args) System.out.println("<" + arg + ">");
                    }
                }
                """);
        var run = run("hello.java", "", "two words", "it's", "$HOME", "%{nothing}", "*", "");
        assertEquals("<>\n<two words>\n<it's>\n<$HOME>\n<%{nothing}>\n<*>\n<>\n", run.out);
    }

    @Test
    void stdinStdoutStderrStatusAndProcessAreTheScriptsOwn() throws Exception {
        aRealMachine();
        write(checkout.resolve("hello.java"), """
                //JAVA 25+
                class hello {
                    public static void main(String[] args) throws Exception {
                        System.in.transferTo(System.out);
                        System.err.println(ProcessHandle.current().pid());
                        System.exit(42);
                    }
                }
                """);
        var first = run("hello.java");
        assertEquals(42, first.status);
        assertTrue(first.err.startsWith("[jbang] Building jar for hello.java...\n"), first.err);

        var input = write(temp.resolve("input"), "typed by a person\n");
        var process = start(input.toFile(), "hello.java");
        assertEquals(new Run(42, "typed by a person\n", process.process.pid() + "\n"), process.end());
    }

    @Test
    void aSubcommandsOutputAndStatusArePassedOn() throws Exception {
        aRealMachine();
        assertEquals(new Run(0, VERSION + "\n", ""), run("version"));
        var missing = run("nowhere.java");
        assertEquals(2, missing.status);
        assertEquals("", missing.out);
    }

    @Test
    void theJvmOfJBangStartsQuicklyAndKeepsItsMessagesOffStdout() throws Exception {
        givenJBang();
        givenJdk();
        environment.put("JBANG_JAVA_OPTIONS", "-XX:+UseG1GC -Djavax.net.ssl.trustStore=/a -javaagent:x -Dhttps.proxyHost=h");
        run("hello.java", "an argument for the script alone");
        assertEquals(
                "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xlog:disable -Xlog:all=error:stderr"
                        + " -XX:ErrorFile=/dev/null -XX:ReplayDataFile=/dev/null -XX:-CreateCoredumpOnCrash -Duser.home=" + home
                        + " -Djavax.net.ssl.trustStore=/a -Dhttps.proxyHost=h -cp " + home.resolve(".jbang/" + JAR) + " dev.jbang.Main hello.java\n",
                jvmArguments());
    }

    @Test
    void anOptionWithBlanksIsOneForTheJvmOfJBang() throws Exception {
        givenJBang();
        givenJdk();
        environment.put("JBANG_JAVA_OPTIONS", "-Djavax.net.ssl.trustStore=\"/a b/c\" '-Dhttps.proxyHost=$(x) *'");
        run("hello.java");
        assertTrue(jvmArguments().contains(" -Djavax.net.ssl.trustStore=/a b/c -Dhttps.proxyHost=$(x) * -cp "), jvmArguments());
    }

    // --- The cache of JBang's own JVM

    @Test
    void besideTheSecondRunTheJvmMakesACacheWhichTheNextOnesUse() throws Exception {
        givenJBang();
        givenACachingJdk("25.0.3");
        run("hello.java");
        assertEquals(List.of(), caches());
        assertEquals(new Run(0, "started\n", ""), run("hello.java"));
        eventually(() -> caches().size() == 1);
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(caches().getFirst())));
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve(".jbang/aot"))));
        assertEquals(new Run(0, "started with cache\n", ""), run("hello.java"));
        assertEquals(1, Files.readAllLines(temp.resolve("trainings")).size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"jar", "modules", "version"})
    void aCacheOfAnotherJarOrJdkIsNotUsedAndMadeAnew(String changed) throws Exception {
        givenJBang();
        var jdk = givenACachingJdk("25.0.3");
        run("hello.java");
        run("hello.java");
        eventually(() -> caches().size() == 1);
        Thread.sleep(20); // the system's clock for files ticks every few milliseconds
        switch (changed) {
            case "jar" -> write(home.resolve(".jbang/" + JAR), "");
            case "modules" -> write(jdk.resolve("lib/modules"), "");
            default -> givenACachingJdk("25.0.4");
        }
        assertEquals("started\n", run("hello.java").out);
        eventually(() -> again("hello.java").out.equals("started with cache\n"));
        assertEquals(1, caches().size());
    }

    @Test
    void aCacheThatCannotBeMadeIsNotTriedAgain() throws Exception {
        givenJBang();
        givenJava(givenJdk(), """
                case $* in *AOTCacheOutput*) echo training >>'%s/trainings'; echo noise; echo noise >&2; exit 1 ;; esac
                echo echo started; exit 255
                """.formatted(temp));
        run("hello.java");
        assertEquals(new Run(0, "started\n", ""), run("hello.java"));
        eventually(() -> caches().size() == 1);
        assertEquals(new Run(0, "started\n", ""), run("hello.java"));
        assertEquals(new Run(0, "started\n", ""), run("hello.java"));
        assertEquals(1, Files.readAllLines(temp.resolve("trainings")).size());
    }

    @Test
    void aRealJvmTakesItsCache() throws Exception {
        aRealMachine();
        Files.delete(bin.resolve("nice")); // beside all the other tests it would be nice for ever
        script(bin.resolve("nice"), "shift 2; exec \"$@\"");
        write(checkout.resolve("hello.java"), "//JAVA 25+\nclass hello { public static void main(String[] args) {} }\n");
        run("hello.java");
        assertEquals(new Run(0, "", ""), run("hello.java"));
        eventually(Duration.ofSeconds(60), () -> caches().size() == 1);
        // the JVM would rather not start than go without
        write(checkout.resolve("jbang"), wrapperWithItsSystemFoldersHere().replace("\"-XX:AOTCache=", "-XX:AOTMode=on \"-XX:AOTCache="));
        assertEquals(new Run(0, VERSION + "\n", ""), run("version"));
    }

    /** Its JVM says whether it was given a cache, and makes one when it is told to. */
    private Path givenACachingJdk(String version) throws IOException {
        return givenJava(givenJdk(system.resolve("usr/lib/jvm/jdk-25"), version), """
                for argument; do
                    case $argument in
                        -XX:AOTCacheOutput=*) echo training >>'%1$s/trainings'; echo cache >"${argument#*=}"; exit 255 ;;
                        -XX:AOTCache=*) [ -s "${argument#*=}" ] && words=' with cache' ;;
                    esac
                done
                echo "echo 'started${words-}'"; exit 255
                """.formatted(temp));
    }

    private List<Path> caches() {
        var folder = home.resolve(".jbang/aot");
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().matches(".*,[0-9]+")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Run again(String... arguments) {
        try {
            return run(arguments);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void itWorksFromAnotherFolderThroughASymbolicLinkAndWithoutHome() throws Exception {
        givenJBang();
        givenJdk();
        var link = Files.createSymbolicLink(temp.resolve("jb"), Path.of("a checkout/jbang"));
        environment.remove("HOME");
        environment.put("JBANG_DIR", home.resolve(".jbang").toString());
        var builder = new ProcessBuilder(link.toString(), checkout.resolve("hello.java").toString());
        assertEquals(0, start(builder.directory(home.toFile())).end().status);
        assertEquals(List.of("hello.java.stamp"), stamps());
    }

    /** JBang looks for the sources of a script beside the name that it is given. */
    @ParameterizedTest
    @ValueSource(strings = {"mine.java", "mine"})
    void s47AScriptIsStartedThroughASymbolicLink(String name) throws Exception {
        givenJBang();
        givenJdk();
        Files.createSymbolicLink(temp.resolve(name), Path.of("a checkout/hello.java"));

        assertEquals(0, run(temp.resolve(name).toString()).status);
        assertTrue(Files.readString(temp.resolve("jvm.arguments")).endsWith(" " + checkout.resolve("hello.java") + "\n"));
        assertEquals(List.of("hello.java.stamp"), stamps());
    }

    // --- One first run at a time

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void simultaneousFirstRunsAllSucceed(boolean withFlock) throws Exception {
        aRealMachine();
        if (!withFlock) {
            Files.delete(bin.resolve("flock"));
        }
        write(checkout.resolve("lib/Greeting.java"), """
                package lib;
                public record Greeting(String name) {}
                """);
        write(checkout.resolve("hello.java"), """
                //JAVA 25+
                //DEPS info.picocli:picocli:4.7.7
                //SOURCES lib/Greeting.java
                import lib.Greeting;
                class hello {
                    public static void main(String[] args) {
                        System.out.println(new Greeting(picocli.CommandLine.VERSION));
                    }
                }
                """);
        var greeting = new Run(0, "Greeting[name=4.7.7]\n", "");
        for (int round = 0; round < (LONG ? 5 : 1); round++) {
            Leftovers.end(temp);
            deleteTree(home.resolve(".jbang/cache"));
            int many = LONG ? 6 : 2;
            var runs = runAtOnce(many, "hello.java");
            assertEquals(many, runs.stream().filter(run -> run.out.equals(greeting.out)).count(), runs::toString);
            assertEquals(1, runs.stream().filter(run -> run.err.contains("Building")).count(), runs::toString);
            for (var run : runAtOnce(2, "hello.java")) {
                assertEquals(greeting.out, run.out);
                assertTrue(withFlock ? run.err.isEmpty() : run.err.matches("(jbang: waiting for another first run…\n)?"), run::toString);
            }
        }
    }

    @Test
    void aBuiltScriptRunsBesideOthersUntilSomethingInTheCheckoutChanges() throws Exception {
        givenJBang();
        givenJdk();
        write(checkout.resolve("lib/model/Arn.java"), "");
        run("hello.java");
        assertEquals(List.of("hello.java.stamp"), stamps());
        var others = holdLock("-s");
        assertEquals("", run("hello.java").err);

        write(checkout.resolve("lib/model/Arn.java"), "// changed\n");
        var waiting = start(null, "hello.java");
        eventually(() -> waiting.err().equals("jbang: waiting for another first run…\n"));
        others.destroyForcibly();
        assertEquals(0, waiting.end().status);
    }

    @Test
    void aScriptOfNoCheckoutAlwaysTakesTheLock() throws Exception {
        givenJBang();
        givenJdk();
        var foreign = write(temp.resolve("foreign.java"), "");
        run(foreign.toString());
        holdLock("-s");
        var waiting = start(null, foreign.toString());
        eventually(() -> waiting.err().equals("jbang: waiting for another first run…\n"));
    }

    /** What else JBang says of a build comes as it is. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "Could not read artifact descriptor for info.picocli:picocli:jar:4.7.7 | info.picocli:picocli:jar:4.7.7",
        "Could not find artifact software.amazon.awssdk:sts:jar:2.54.13 in central | software.amazon.awssdk:sts:jar:2.54.13",
        "Could not resolve dependencies | some of it"})
    void s44WithoutANetworkTheFirstRunSaysSo(String words, String missing) throws Exception {
        givenJBang();
        givenJava(givenJdk(), """
                echo '[jbang] Resolving dependencies...' >&2
                echo '[jbang] [ERROR] %s' >&2
                printf '[jbang] Run with --verbose for more details. The --verbose must be placed before the jbang command.' >&2
                exit 1
                """.formatted(words));

        assertEquals(new Run(1, "", """
                [jbang] Resolving dependencies...
                jbang: what hello.java needs could not be fetched: %s
                jbang: hint: a first run needs the network, and later ones do not: check it and the proxy variables, and try again
                jbang: hint: Maven's own words: ./jbang --verbose build hello.java
                """.formatted(missing)), run("hello.java"));
    }

    @Test
    void anotherErrorOfABuildIsToldInJBangsWords() throws Exception {
        givenJBang();
        givenJava(givenJdk(), "echo '[jbang] [ERROR] Error during compile' >&2; echo '[jbang] Run with --verbose for more details.' >&2; exit 1");

        assertEquals(new Run(1, "", "[jbang] [ERROR] Error during compile\n[jbang] Run with --verbose for more details.\n"), run("hello.java"));
    }

    @Test
    void whatJBangRefusesIsNotTakenAsBuilt() throws Exception {
        givenJBang();
        givenJava(givenJdk(), "exit 1");
        assertEquals(new Run(1, "", ""), run("hello.java"));
        assertEquals(List.of(), stamps());
    }

    @Test
    void aRunningScriptDoesNotHoldTheLock() throws Exception {
        assumeTrue(find("flock").isPresent(), "flock is not installed");
        givenJBang();
        givenJava(givenJdk(), "echo sleep 60; exit 255");
        var script = start(null, "hello.java");
        eventually(() -> sleeps(script.process.toHandle()));
        assertEquals(0, new ProcessBuilder("flock", "-n", lock().toString(), "true").start().waitFor());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aKilledFirstRunDoesNotHoldUpTheNext(boolean withFlock) throws Exception {
        if (!withFlock) {
            Files.delete(bin.resolve("flock"));
        }
        givenJBang();
        givenJava(givenJdk(), "echo >'" + temp + "/building'; exec sleep 60");
        var killed = start(null, "hello.java");
        eventually(() -> Files.exists(temp.resolve("building")));
        killed.process.descendants().toList().forEach(ProcessHandle::destroyForcibly);
        killed.process.destroyForcibly().waitFor();
        givenJava(system.resolve("usr/lib/jvm/jdk-25"), "echo echo done; exit 255");
        assertEquals(new Run(0, "done\n", ""), run("hello.java"));
    }

    @Test
    void aKilledWrapperLeavesTheLockToItsStillBuildingJvm() throws Exception {
        assumeTrue(find("flock").isPresent(), "flock is not installed");
        givenJBang();
        givenJava(givenJdk(), "exec sleep 60");
        var killed = start(null, "hello.java");
        eventually(() -> killed.process.descendants().anyMatch(JbangWrapperTest::sleeps));
        var jvm = killed.process.descendants().filter(JbangWrapperTest::sleeps).findAny().orElseThrow();
        killed.process.destroyForcibly().waitFor();
        givenJava(system.resolve("usr/lib/jvm/jdk-25"), "echo echo done; exit 255");
        var next = start(null, "hello.java");
        eventually(() -> next.err().equals("jbang: waiting for another first run…\n"));
        jvm.destroyForcibly();
        assertEquals("done\n", next.end().out);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whoeverWaitsIsToldAndMayLeaveWithControlC(boolean withFlock) throws Exception {
        if (!withFlock) {
            Files.delete(bin.resolve("flock"));
        }
        firstRun();
        var waiting = startInAGroup();
        eventually(() -> waiting.err().equals("jbang: waiting for another first run…\n"));
        interrupt(waiting);
        assertEquals(new Run(130, "", "jbang: waiting for another first run…\n"), waiting.end());
    }

    /** It waits in a loop of short commands, and bash forgets a Ctrl-C during one that ends well all the same. */
    @ParameterizedTest
    @CsvSource({"flock, true", "sleep, true", "sleep, false", "readlink, false"})
    void controlCCountsWhateverRunsAtThatMoment(String tool, boolean withFlock) throws Exception {
        if (!withFlock) {
            Files.delete(bin.resolve("flock"));
        }
        firstRun();
        Files.delete(bin.resolve(tool));
        script(bin.resolve(tool), """
                trap : INT
                echo >'%1$s/moment'
                until [ -e '%1$s/over' ]; do '%2$s' 0.02; done""".formatted(temp, find("sleep").orElseThrow()));
        var waiting = startInAGroup();
        eventually(() -> Files.exists(temp.resolve("moment")));
        var all = waiting.process.descendants().toList();
        interrupt(waiting);
        write(temp.resolve("over"), "");
        assertEquals(new Run(130, "", ""), waiting.end());
        eventually(() -> all.stream().allMatch(process -> process.info().command().isEmpty()));
        assertEquals(List.of(withFlock ? "first-run.lock" : "first-run.lock.pid"), locks());
    }

    @Test
    void controlCTakesTheLockAlong() throws Exception {
        Files.delete(bin.resolve("flock"));
        var first = firstRun();
        assertEquals(List.of("first-run.lock.pid"), locks());
        interrupt(first);
        assertEquals(new Run(130, "", ""), first.end());
        eventually(() -> locks().isEmpty());
    }

    // --- The file itself

    @Test
    void shellcheckHasNothingToSay() throws Exception {
        assumeTrue(find("shellcheck").isPresent(), "shellcheck is not on the PATH: install shellcheck");
        var shellcheck = new ProcessBuilder("shellcheck", ROOT.resolve("jbang").toString());
        var process = shellcheck.redirectErrorStream(true).start();
        assertEquals("", new String(process.getInputStream().readAllBytes(), UTF_8));
    }

    @Test
    void itNamesNoRegistry() throws IOException {
        assertFalse(Files.readString(ROOT.resolve("jbang")).contains("://"));
    }

    // --- Given

    private String wrapperWithItsSystemFoldersHere() throws IOException {
        return Files.readString(ROOT.resolve("jbang")).replaceAll("(?<= )/(?=usr/|opt/|home/|Library/)", system + "/");
    }

    /** The JDK that runs this test, and the JBang and Maven repository of whoever runs it. */
    private void aRealMachine() throws IOException {
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.put("JBANG_REPO", Path.of(System.getenv("HOME"), ".m2/repository").toString());
        Files.createDirectories(home.resolve(".jbang"));
        Files.createSymbolicLink(home.resolve(".jbang/" + JAR), realJar());
    }

    private void givenJBang() throws IOException {
        write(home.resolve(".jbang/" + JAR), "");
    }

    private Path givenJdk() throws IOException {
        return givenJdk(system.resolve("usr/lib/jvm/jdk-25"), "25.0.3");
    }

    /** A JDK whose JVM notes its arguments and answers, as JBang would, with a command to run. */
    private Path givenJdk(Path folder, String version) throws IOException {
        write(folder.resolve("release"), "IMPLEMENTOR=\"Acme\"\nJAVA_VERSION=\"%s\"\n".formatted(version));
        script(folder.resolve("bin/javac"), "");
        return givenJava(folder, """
                echo "$*" >'%s/jvm.arguments'
                echo echo "'JAVA_HOME=$JAVA_HOME'"
                exit 255
                """.formatted(temp));
    }

    private Path givenJava(Path folder, String does) throws IOException {
        script(folder.resolve("bin/java"), does);
        return folder;
    }

    private void givenMaven(Path jar) throws IOException {
        script(bin.resolve("mvn"), """
                echo "$PWD: $*" >>'%s/mvn.calls'
                for argument; do
                    case $argument in -DoutputDirectory=*) cp '%s' "${argument#*=}/%s" ;; esac
                done
                """.formatted(temp, jar, JAR));
    }

    private Path givenTheirJBang(String version) throws IOException {
        return script(bin.resolve("jbang"), """
                case $1 in
                    version) echo asked for its version >>'%s/their.calls'; echo %s ;;
                    build) echo "building $2" ;;
                    *) IFS=,; echo "theirs: $*" ;;
                esac
                """.formatted(temp, version));
    }

    private void provide(String tool) throws IOException {
        var path = find(tool);
        if (path.isPresent()) {
            Files.createSymbolicLink(bin.resolve(tool), path.get());
        }
    }

    private static Optional<Path> find(String tool) {
        return Stream.of(System.getenv("PATH").split(":"))
                .map(folder -> Path.of(folder, tool))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** JBang's jar as the wrapper keeps it for whoever runs this test; the first time, the wrapper itself gets it. */
    private static synchronized Path realJar() throws IOException {
        var jar = Path.of(System.getenv("HOME"), ".jbang", JAR);
        if (!Files.exists(jar)) {
            var folders = Stream.of(System.getenv("PATH").split(":"))
                    .filter(folder -> !Files.exists(Path.of(folder, "jbang")))
                    .toList();
            var builder = new ProcessBuilder(ROOT.resolve("jbang").toString(), "version");
            builder.environment().put("PATH", String.join(":", folders));
            builder.environment().put("JBANG_DIR", jar.getParent().toString());
            builder.inheritIO().redirectOutput(ProcessBuilder.Redirect.DISCARD);
            try {
                assertEquals(0, builder.start().waitFor());
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
        return jar;
    }

    /** One that never ends by itself. */
    private Running firstRun() throws Exception {
        assumeTrue(find("setsid").isPresent(), "setsid is not installed");
        provide("setsid");
        givenJBang();
        givenJava(givenJdk(), "echo >'%s/building'; exec '%s' 60".formatted(temp, find("sleep").orElseThrow()));
        var first = startInAGroup();
        eventually(() -> Files.exists(temp.resolve("building")));
        return first;
    }

    private List<String> locks() {
        return Stream.of(home.resolve(".jbang").toFile().list()).filter(name -> name.startsWith("first-run")).sorted().toList();
    }

    private Path lock() {
        return home.resolve(".jbang/first-run.lock");
    }

    private Process holdLock(String how) throws Exception {
        assumeTrue(find("flock").isPresent(), "flock is not installed");
        var process = new ProcessBuilder("flock", how, "--no-fork", lock().toString(), "sleep", "60").start();
        started.add(process);
        eventually(() -> sleeps(process.toHandle()));
        return process;
    }

    // --- When

    private record Run(int status, String out, String err) {}

    private record Running(Process process, Path outFile, Path errFile) {

        String err() {
            return read(errFile);
        }

        Run end() throws InterruptedException {
            assertTrue(process.waitFor(60, TimeUnit.SECONDS), () -> "still running; " + err());
            return new Run(process.exitValue(), read(outFile), err());
        }

        private static String read(Path file) {
            try {
                return Files.readString(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private Run run(String... arguments) throws Exception {
        return start(null, arguments).end();
    }

    private List<Run> runAtOnce(int many, String... arguments) throws Exception {
        var running = new ArrayList<Running>();
        for (int i = 0; i < many; i++) {
            running.add(start(null, arguments));
        }
        var runs = new ArrayList<Run>();
        for (var one : running) {
            runs.add(one.end());
        }
        return runs;
    }

    private Running start(File input, String... arguments) throws IOException {
        var command = new ArrayList<>(List.of("./jbang"));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).directory(checkout.toFile());
        return start(input == null ? builder : builder.redirectInput(input));
    }

    private Running startInAGroup() throws IOException {
        return start(new ProcessBuilder("setsid", checkout.resolve("jbang").toString(), "hello.java"));
    }

    private Running start(ProcessBuilder builder) throws IOException {
        if (builder.redirectInput() == ProcessBuilder.Redirect.PIPE) {
            builder.redirectInput(new File("/dev/null"));
        }
        var out = Files.createTempFile(temp, "out", "");
        var err = Files.createTempFile(temp, "err", "");
        builder.environment().clear();
        builder.environment().putAll(environment);
        var process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
        started.add(process);
        return new Running(process, out, err);
    }

    /** As Ctrl-C does in a terminal. */
    private static void interrupt(Running running) throws Exception {
        new ProcessBuilder("sh", "-c", "kill -s INT -- -" + running.process.pid()).start().waitFor();
    }

    private static boolean sleeps(ProcessHandle process) {
        return process.info().command().orElse("").endsWith("/sleep");
    }

    private static void eventually(BooleanSupplier condition) throws InterruptedException {
        eventually(Duration.ofSeconds(30), condition);
    }

    private static void eventually(Duration patience, BooleanSupplier condition) throws InterruptedException {
        var end = Instant.now().plus(patience);
        while (!condition.getAsBoolean()) {
            assertTrue(Instant.now().isBefore(end), "it never happened");
            Thread.sleep(20);
        }
    }

    // --- Then

    private void assertUses(Path jdk) throws Exception {
        assertEquals(new Run(0, "JAVA_HOME=" + jdk + "\n", ""), run("hello.java"));
    }

    private String jvmArguments() throws IOException {
        return Files.readString(temp.resolve("jvm.arguments"));
    }

    private List<String> stamps() throws IOException {
        return filesBelow(home.resolve(".jbang")).stream().filter(name -> name.endsWith(".stamp")).toList();
    }

    private static List<String> filesBelow(Path folder) throws IOException {
        try (var files = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
            return files.filter(Files::isRegularFile).map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static String sha256(String text) throws Exception {
        var digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
        return HexFormat.of().formatHex(digest);
    }

    private static Path write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        file.toFile().setExecutable(file.endsWith("jbang"));
        return file;
    }

    private static Path script(Path file, String does) throws IOException {
        write(file, "#!/bin/sh\n" + does + "\n").toFile().setExecutable(true);
        return file;
    }

    private static void deleteTree(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
