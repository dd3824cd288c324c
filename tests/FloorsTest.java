//DEPS org.junit.jupiter:junit-jupiter:6.1.3
// For its jars, with which the files of lib are compiled.
//SOURCES ../lib/io/SdkAws.java

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toCollection;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SequencedCollection;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The floors: who may know whom, what each may touch, and that every file says so itself.
 *
 * <p>{@code FLOORS_TEST_LONG=1} in the environment has JBang itself build every file of lib alone, which takes minutes.
 */
class FloorsTest {

    private static final List<String> FLOORS = List.of("model", "io", "session", "command");
    private static final Pattern DIRECTIVE = Pattern.compile("(?m)^//([A-Z_]+)[ \\t]+(.*)$");
    private static final Pattern COMMENT_OR_TEXT = Pattern.compile(
            "(?s)\"\"\".*?\"\"\"|\"(?:\\\\.|[^\"\\\\\\n])*\"|'(?:\\\\.|[^'\\\\\\n])*'|//[^\\n]*|/\\*.*?\\*/");
    private static final Pattern TYPE_OF_LIB = Pattern.compile("\\blib\\.(\\w+)\\.(\\w+|\\*)");
    private static final Pattern LIBRARY = Pattern.compile("(?<![\\w.])(?!javax?\\.|lib\\.)(?:[a-z]\\w*\\.)+[A-Z]");
    private static final Pattern EXACT_DEPENDENCY =
            Pattern.compile("[\\w.-]+:[\\w.-]+:(?!.*SNAPSHOT)[0-9]+(\\.[0-9A-Za-z-]+)*(@fatjar)?");

    private static final Map<Path, Source> SOURCES = new TreeMap<>();

    /**
     * @param code the text without comments and without what stands between quotation marks
     */
    private record Source(Path path, String text, String code) {

        static Source at(Path path) {
            try {
                var text = Files.readString(path);
                return new Source(path, text, COMMENT_OR_TEXT.matcher(text).replaceAll("\"\""));
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            }
        }

        List<String> directives(String name) {
            return DIRECTIVE.matcher(text).results()
                    .filter(line -> line.group(1).equals(name))
                    .flatMap(line -> Stream.of(line.group(2).strip().split("\\s+"))).toList();
        }

        /** What its {@code //SOURCES} lines say. */
        Set<Path> named() {
            return directives("SOURCES").stream().map(name -> path.resolveSibling(name).normalize())
                    .collect(toCollection(TreeSet::new));
        }

        /** The files of lib whose types the code mentions: imported, or of its own package. */
        Set<Path> mentioned() {
            var mentioned = TYPE_OF_LIB.matcher(code).results()
                    .map(type -> Path.of("lib", type.group(1), type.group(2) + ".java"))
                    .collect(toCollection(TreeSet::new));
            SOURCES.keySet().stream()
                    .filter(other -> isOfLib() && path.getParent().equals(other.getParent()) && !path.equals(other))
                    .filter(other -> Pattern.compile("\\b" + typeOf(other) + "\\b").matcher(code).find())
                    .forEach(mentioned::add);
            return mentioned;
        }

        /** Whether it names a type of one in full, in an import or anywhere else. */
        boolean usesALibrary() {
            return LIBRARY.matcher(code).find();
        }

        boolean isOfLib() {
            return path.startsWith("lib");
        }

        /** The scripts stand on top of all. */
        int floor() {
            return isOfLib() ? FLOORS.indexOf(path.getName(1).toString()) : FLOORS.size();
        }

        private static String typeOf(Path path) {
            return path.getFileName().toString().replace(".java", "");
        }
    }

    @BeforeAll
    static void allFilesOfLibAndTheScripts() throws IOException {
        try (var lib = Files.walk(Path.of("lib")); var root = Files.list(Path.of(""))) {
            Stream.concat(lib, root).filter(path -> path.toString().endsWith(".java"))
                    .forEach(path -> SOURCES.put(path, Source.at(path)));
        }
        assertEquals(Set.of(), SOURCES.values().stream().filter(source -> source.floor() < 0).collect(toCollection(TreeSet::new)));
    }

    private static Collection<Source> sources() {
        return SOURCES.values();
    }

    private static List<Source> scripts() {
        return sources().stream().filter(source -> !source.isOfLib()).toList();
    }

    // --------------------------------------------------------------------- who knows whom

    @TestFactory
    Stream<DynamicTest> theSourcesLinesAndTheCodeSayTheSame() {
        return sources().stream().map(source -> dynamicTest(source.path().toString(), () ->
                assertEquals(source.mentioned(), source.named(), "expected: the code; actual: the //SOURCES lines")));
    }

    @Test
    void everyFileNamesOnlyItsOwnFloorAndThoseBelow() {
        assertNone(sources(), source -> source.named().stream().anyMatch(path -> SOURCES.get(path).floor() > source.floor()));
    }

    @Test
    void noScriptNamesAnother() {
        assertNone(scripts(), script -> !script.named().stream().allMatch(path -> path.startsWith("lib")));
    }

    @Test
    void nobodyNamesInACircle() {
        assertNone(sources(), source -> source.named().stream().anyMatch(path -> reachable(path).contains(source.path())));
    }

    @Test
    void everyFileOfLibIsOfUseToAScript() {
        var used = scripts().stream().flatMap(script -> reachable(script.path()).stream()).collect(toCollection(TreeSet::new));

        assertNone(sources(), source -> source.isOfLib() && !used.contains(source.path()));
    }

    /** The file itself and all that its {@code //SOURCES} lead to. */
    private static Set<Path> reachable(Path start) {
        var reached = new TreeSet<Path>();
        var open = new ArrayList<>(List.of(start));
        while (!open.isEmpty()) {
            var path = open.removeLast();
            if (reached.add(path)) {
                open.addAll(SOURCES.get(path).named());
            }
        }
        return reached;
    }

    @Test
    void everyFileOfLibIsInThePackageOfItsFolder() {
        assertNone(sources(), source -> source.isOfLib()
                && !source.code().contains("package lib." + FLOORS.get(source.floor()) + ";"));
    }

    // ---------------------------------------------------------------- what JBang is told

    @Test
    void everyFileIsNamedByItsNameSoThatScriptsRunFromAnAddress() {
        assertNone(sources(), source -> source.directives("SOURCES").stream().anyMatch(name -> name.matches(".*[*?{\\[].*")));
    }

    @Test
    void everyDependencyHasOneExactVersionAndComesFromMavenCentral() {
        assertNone(withTests(), source -> !source.directives("DEPS").stream()
                .allMatch(dependency -> EXACT_DEPENDENCY.matcher(dependency).matches()));
        assertNone(withTests(), source -> !source.directives("REPOS").isEmpty());
    }

    @Test
    void oneLibraryHasOneVersion() {
        var versions = new TreeMap<String, Set<String>>();
        withTests().stream().flatMap(source -> source.directives("DEPS").stream()).map(dependency -> dependency.replace("@fatjar", ""))
                .forEach(dependency -> versions.computeIfAbsent(dependency.substring(0, dependency.lastIndexOf(':')),
                        library -> new TreeSet<>()).add(dependency));

        assertEquals(List.of(), versions.values().stream().filter(several -> several.size() > 1).toList());
    }

    @Test
    void whatOnlyCountsInAMainScriptStandsOnlyThere() {
        assertNone(sources(), source -> source.isOfLib() && Stream.of("JAVA", "MAIN", "CDS", "NOINTEGRATIONS")
                .anyMatch(name -> source.text().contains("\n//" + name) || source.text().startsWith("//" + name)));
        assertNone(scripts(), script -> !script.text().contains("\n//JAVA 25+\n") || !script.text().contains("\n//NOINTEGRATIONS\n")
                || script.directives("MAIN").size() != 1);
    }

    private static List<Source> withTests() {
        try (var tests = Files.walk(Path.of("tests"))) {
            return Stream.concat(sources().stream(), tests.filter(path -> path.toString().endsWith(".java")).map(Source::at)).toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    // ------------------------------------------------------------------- what who touches

    @Test
    void theAwsSdkIsSpokenToInOnePlace() {
        assertNone(sources(), source -> source.code().contains("software.amazon.awssdk") != source.path().endsWith("SdkAws.java"));
    }

    @Test
    void theModelKnowsNoClockFileTerminalEnvironmentOrLibrary() {
        var outside = Pattern.compile("\\b(System|Files|FileChannel|Thread|ProcessBuilder|Runtime|ProcessHandle|Clock|InstantSource)\\b"
                + "|\\b(Instant|LocalDate|LocalDateTime|OffsetDateTime|ZonedDateTime)\\.now\\b"
                + "|\\bZoneId\\.systemDefault\\b|\\bMath\\.random\\b|\\bnew Random\\(\\)");
        var foreign = Pattern.compile("(?m)^import (?:static )?(?!java\\.(time|util|net\\.URI|net\\.URISyntaxException|net\\.URLEncoder"
                + "|nio\\.charset|security)\\b|lib\\.model\\.)");

        assertNone(onFloor("model"), source -> outside.matcher(source.code()).find());
        assertNone(onFloor("model"), source -> foreign.matcher(source.code()).find() || !source.directives("DEPS").isEmpty());
    }

    @Test
    void onlyMainExits() {
        assertNone(sources(), source -> source.isOfLib() && !source.path().endsWith("Program.java")
                && Pattern.compile("\\bSystem\\.exit\\b|\\bhalt\\(").matcher(source.code()).find());
    }

    private static List<Source> onFloor(String floor) {
        return sources().stream().filter(source -> source.floor() == FLOORS.indexOf(floor)).toList();
    }

    private static void assertNone(Collection<Source> sources, Predicate<Source> isWrong) {
        assertEquals(List.of(), sources.stream().filter(isWrong).map(Source::path).toList());
    }

    // ----------------------------------------------------------------- every file builds alone

    @Test
    void theCompilerHasNothingToSayOfLib(@TempDir Path classes) {
        assertEquals("", compile(sources().stream().filter(Source::isOfLib).map(Source::path).collect(toCollection(TreeSet::new)), classes));
    }

    /** What they need of lib their {@code //SOURCES} name, see above; the compiler tells whether the libraries are named too. */
    @TestFactory
    Stream<DynamicTest> everyFileOfLibWithALibraryCompilesWithWhatItNames(@TempDir Path classes) {
        return sources().stream().filter(source -> source.isOfLib() && source.usesALibrary()).map(source -> dynamicTest(source.path().toString(), () ->
                assertEquals("", compile(reachable(source.path()), Files.createTempDirectory(classes, "alone")))));
    }

    /** Returns what the compiler says. */
    private static String compile(Set<Path> sources, Path classes) {
        var line = new ArrayList<>(List.of("-proc:none", "-implicit:none", "-Xlint:all,-classfile,-processing", "-encoding", "UTF-8",
                "-sourcepath", "", "-d", classes.toString(), "-classpath", classPathOf(sources)));
        sources.forEach(path -> line.addAll(SOURCES.get(path).directives("COMPILE_OPTIONS")));
        sources.forEach(path -> line.add(path.toString()));
        var said = new StringWriter();
        ToolProvider.findFirst("javac").orElseThrow()
                .run(new PrintWriter(said, true), new PrintWriter(said, true), line.toArray(String[]::new));
        return said.toString();
    }

    /** The jars that these files name, out of those that this test runs with. */
    private static String classPathOf(Set<Path> sources) {
        var jars = sources.stream().flatMap(path -> SOURCES.get(path).directives("DEPS").stream())
                .map(dependency -> dependency.replace("@fatjar", "").split(":"))
                .map(parts -> File.separator + parts[1] + "-" + parts[2] + ".jar")
                .toList();
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> jars.stream().anyMatch(entry::endsWith))
                .collect(joining(File.pathSeparator));
    }

    /** The long form of the compilations above: no test at all unless FLOORS_TEST_LONG is set. */
    @TestFactory
    Stream<DynamicTest> jbangBuildsEveryFileOfLibAlone() {
        return sources().stream().filter(source -> System.getenv("FLOORS_TEST_LONG") != null && source.isOfLib()).map(source -> dynamicTest(source.path().toString(), () ->
                assertEquals("0", run("./jbang", "build", source.path().toString()).getLast())));
    }

    // ------------------------------------------------------------- what no tracked file holds

    @Test
    void noTrackedFileKnowsTheMachineItWasWrittenOn() throws IOException {
        assertNowhere("(?<![\\w.~}$])/(work|root|mnt|Volumes)/\\w|(?<![\\w.~}$])/(home|Users)/(?!jane\\b|user\\b|linuxbrew\\b)\\w");
    }

    @Test
    void noTrackedFileHoldsAnAddressOfARegistry() throws IOException {
        assertNowhere("(?i)https?://[^\\s\"'<>)]*(artifactory|nexus|mirror|registry|repo1?\\.maven|maven-central|pypi)");
    }

    /** The homes of others look as they were written, with keys that were made for them and open nothing. */
    @Test
    void noTrackedFileHoldsWhatLooksLikeASecret() throws IOException {
        assertNowhere(path -> !path.startsWith("tests/homes"), "\\b(AKIA|ASIA)(?!\\w*(EXAMPLE|UNKNOWN))[A-Z2-7]{16}\\b"
                + "|(?<![\\w/+=-])(?=[A-Za-z/+]*[0-9])(?=[a-z0-9/+]*[A-Z])(?=[A-Z0-9/+]*[a-z])(?!\\w*EXAMPLE)[A-Za-z0-9/+]{40}(?![\\w/+=.-])"
                + "|\\b(IQoJ|FwoG|FQoG)[A-Za-z0-9/+]{60}"
                + "|-----BEGIN [A-Z ]*PRIVATE KEY-----|\\bgh[pousr]_[A-Za-z0-9]{30}|\\bxox[abp]-[0-9]");
    }

    private static void assertNowhere(String regex) throws IOException {
        assertNowhere(path -> true, regex);
    }

    private static void assertNowhere(Predicate<Path> among, String regex) throws IOException {
        var pattern = Pattern.compile(regex);
        var found = new ArrayList<String>();
        for (var path : tracked().stream().filter(among).toList()) {
            var lines = Files.readString(path, StandardCharsets.ISO_8859_1).lines().toList();
            for (var number = 1; number <= lines.size(); number++) {
                if (pattern.matcher(lines.get(number - 1)).find()) {
                    found.add(path + ":" + number);
                }
            }
        }
        assertEquals(List.of(), found);
    }

    private static List<Path> tracked() {
        var said = run("git", "ls-files");
        assumeTrue(said.getLast().equals("0"), () -> "git does not list the tracked files here: " + said);
        return said.stream().limit(said.size() - 1).map(Path::of).filter(Files::isRegularFile).toList();
    }

    /** What a command says, and as the last line its exit status. */
    private static SequencedCollection<String> run(String... command) {
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            var said = new ArrayList<>(process.inputReader().lines().toList());
            said.add(String.valueOf(process.waitFor()));
            return said;
        } catch (IOException missing) {
            return List.of(missing.getMessage(), "127");
        } catch (InterruptedException stop) {
            throw new IllegalStateException(stop);
        }
    }
}
