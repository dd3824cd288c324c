//SOURCES AwsCommand.java
//SOURCES SearchPath.java
//SOURCES ../model/Shell.java
//SOURCES ../model/ToPaste.java
//SOURCES ../model/Words.java
package lib.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import lib.model.Shell;
import lib.model.ToPaste;
import lib.model.Words;

/**
 * How the person has called this script, and in which shell: so begins every command that they are shown. A launcher tells, and so
 * does our {@code ./jbang}. Another JBang does not; then it is what leads to the same script from here.
 */
public final class HowCalled {

    /** Set by {@code ./jbang}: its process, which becomes this one, how it was called, and the script; each ends its line. */
    public static final String TYPED = "AWSCLI_MFA_TYPED";

    private static final Pattern SCRIPT = Pattern.compile("((?s).*/)?(awscli-mfa|enable-disable-vmfa-device|mfa-status)(\\.java)?((?s)@.*)?");
    private static final Pattern NAME_OF_CATALOG = Pattern.compile("\"([^\"]+)\"\\s*:\\s*\\{[^{}]*\"catalog-ref\"");
    private static final long LONGEST_WAIT_FOR_VERSION = 2;

    private final Map<String, String> environment;
    private final Optional<Path> launcher;
    private final Path folder;
    private final Supplier<Optional<String>> parent;
    private boolean hasSpokenOfAws;

    /**
     * @param launcher that has started this process
     * @param folder in which it was started
     * @param parent the program that has started this one, which is a shell where a person typed
     */
    public HowCalled(Map<String, String> environment, Optional<Path> launcher, Path folder, Supplier<Optional<String>> parent) {
        this.environment = environment;
        this.launcher = launcher;
        this.folder = folder;
        this.parent = parent;
    }

    /** This very process. */
    public static HowCalled real(Map<String, String> environment, Optional<Path> launcher) {
        return new HowCalled(environment, launcher, Path.of("").toAbsolutePath(),
                () -> ProcessHandle.current().parent().flatMap(parent -> parent.info().command()));
    }

    /** As far as the variables tell it. */
    public static HowCalled in(Map<String, String> environment) {
        return new HowCalled(environment, Optional.empty(), Path.of("").toAbsolutePath(), Optional::empty);
    }

    /** The text with its commands as the person can paste them. */
    public String shown(String text) {
        return Words.withBlanks(unbroken(text));
    }

    /** The same, where none of them will be broken at the end of a line. */
    String unbroken(String text) {
        return ToPaste.shown(text, this::words, words -> Words.unbroken(shell().line(words)), line -> Words.unbroken(shell().handover(line)));
    }

    /** The shell at whose prompt the person is. */
    public Shell shell() {
        return parent.get().flatMap(Shell::named).filter(Shell::hasPrompt)
                .or(() -> Optional.ofNullable(environment.get("SHELL")).flatMap(Shell::named)).orElse(Shell.BASH);
    }

    /** What is in the way of the command of AWS that a text shows; told once. */
    public Optional<String> lackOfAws(String text) {
        if (hasSpokenOfAws || !ToPaste.hasAws(text)) {
            return Optional.empty();
        }
        hasSpokenOfAws = true;
        return AwsCommand.remedy(environment).or(this::tooOld).map("note: "::concat);
    }

    private Optional<String> tooOld() {
        try {
            return AwsCommand.ifTooOld(environment).get(LONGEST_WAIT_FOR_VERSION, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException untold) {
            return Optional.empty();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    // ----------------------------------------------------------- our scripts

    private List<String> words(String program) {
        return SCRIPT.matcher(program).matches()
                ? byLauncher(program).or(() -> asTyped(program)).orElseGet(() -> fromHere(program)) : List.of(program);
    }

    /** The launchers of all scripts stand in one folder. */
    private Optional<List<String>> byLauncher(String script) {
        return launcher.map(file -> file.resolveSibling(script)).filter(Files::isExecutable).map(file -> List.of(called(file)));
    }

    private Optional<List<String>> asTyped(String script) {
        var typed = environment.getOrDefault(TYPED, "").split("\n");
        if (typed.length < 3 || !typed[0].equals(Long.toString(ProcessHandle.current().pid()))) {
            return Optional.empty();
        }
        var own = SCRIPT.matcher(typed[2]);
        return own.matches() ? Optional.of(List.of(called(Path.of(typed[1])),
                part(own.group(1)) + script + part(own.group(3)) + part(own.group(4)))) : Optional.empty();
    }

    private static String part(String group) {
        return group == null ? "" : group;
    }

    /** By its name where that is enough. */
    private String called(Path program) {
        var name = program.getFileName().toString();
        return SearchPath.program(environment, name).filter(found -> isSame(found, folder.resolve(program))).isPresent()
                ? name : program.toString();
    }

    private static boolean isSame(Path one, Path other) {
        try {
            return Files.isSameFile(one, other);
        } catch (IOException gone) {
            return false;
        }
    }

    // ------------------------------------------------------------ what leads there

    private List<String> fromHere(String script) {
        var file = script + ".java";
        if (Files.exists(folder.resolve(file))) {
            return List.of(jbang(), file);
        }
        var besideJBang = launchCommand().map(jbang -> jbang.resolveSibling(file)).filter(Files::exists);
        if (besideJBang.isPresent()) {
            return List.of(jbang(), besideJBang.get().toString());
        }
        if (SearchPath.program(environment, script).isPresent()) {
            return List.of(script);
        }
        return List.of(jbang(), catalog().map(name -> script + "@" + name).orElse(file));
    }

    private String jbang() {
        return SearchPath.program(environment, "jbang").isPresent() ? "jbang" : launchCommand().map(Path::toString).orElse("jbang");
    }

    private Optional<Path> launchCommand() {
        return Optional.ofNullable(environment.get("JBANG_LAUNCH_CMD")).map(Path::of).filter(Path::isAbsolute);
    }

    /** The only one that JBang knows, or the one that is named after this suite. */
    private Optional<String> catalog() {
        var folder = Optional.ofNullable(environment.get("JBANG_DIR")).map(Path::of)
                .orElseGet(() -> Path.of(environment.getOrDefault("HOME", ""), ".jbang"));
        var names = Stream.of("jbang-catalog.json", "implicit-catalog.json").map(folder::resolve).map(HowCalled::text)
                .flatMap(text -> NAME_OF_CATALOG.matcher(text).results().map(name -> name.group(1))).distinct().toList();
        return names.size() == 1 ? Optional.of(names.getFirst()) : names.stream().filter(name -> name.contains("awscli-mfa")).findFirst();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException | InvalidPathException none) {
            return "";
        }
    }
}
