//SOURCES Launching.java
//SOURCES ../io/Installation.java
//SOURCES ../io/Terminal.java
//SOURCES ../model/Launcher.java
//SOURCES ../model/Problem.java
//SOURCES ../model/ToPaste.java
//SOURCES ../model/Words.java
//SOURCES ../session/World.java
package lib.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lib.io.Installation;
import lib.io.Terminal;
import lib.model.Launcher;
import lib.model.Problem;
import lib.model.ToPaste;
import lib.model.Words;
import lib.session.World;

/**
 * {@code init}: launchers that start at once, and a file for each shell; {@code --remove} takes it all away. It says what it is
 * about to do, and leaves the start-up files of shells to the person.
 */
public final class Init {

    /** Those that get a launcher. */
    static final List<String> SCRIPTS = List.of("awscli-mfa", "enable-disable-vmfa-device", "mfa-status");
    private static final String COMPLETIONS = "completions";

    private final World world;
    private final Path checkout;
    private final Installation installation;

    /**
     * @param bin where the launchers go; else where the launcher that started this is, else {@code ~/.local/bin}
     * @throws Problem where the scripts cannot be found
     */
    public Init(World world, Optional<Path> bin) {
        this.world = world;
        this.checkout = checkout();
        this.installation = Installation.of(world.environment(),
                bin.or(() -> Launching.launcher().map(Path::toAbsolutePath).map(Path::getParent)));
    }

    private Init(World world, Path checkout, Installation installation) {
        this.world = world;
        this.checkout = checkout;
        this.installation = installation;
    }

    /** The shells' files that are there, and that this checkout would write otherwise. */
    static List<Path> outdated(World world, Path checkout, Path bin) {
        var installation = Installation.of(world.environment(), Optional.of(bin));
        return new Init(world, checkout, installation).texts().entrySet().stream()
                .filter(file -> Files.exists(installation.config().resolve(file.getKey())))
                .filter(file -> !Installation.text(installation.config().resolve(file.getKey())).equals(file.getValue()))
                .map(file -> installation.config().resolve(file.getKey())).toList();
    }

    /**
     * Sets everything up, whatever of it may be there already.
     *
     * @param consent whether the person has to be asked
     */
    public void setUp(Consent consent) {
        var launchers = SCRIPTS.stream().filter(name -> Files.exists(checkout.resolve(name + ".java"))).toList();
        launchers.forEach(installation::requireFree);
        var texts = texts();
        show(consent, plan(launchers));
        require(consent, "your consent to write these files", "Write them? [Y/n] ");
        launchers.forEach(name -> installation.write(new Launcher(name, checkout.toString())));
        texts.forEach(installation::write);
        world.terminal().say("Done. Put this line into " + startUp(ofThisShell()) + ", and open a new shell:\n  " + lineFor(ofThisShell())
                + "\nWhat it brings: awsmfa, aws_env, clearaws, completion, and a segment for your prompt; see " + inWords(checkout.resolve("docs/shells.md")));
    }

    /** Makes the launchers as fast as they get, now instead of beside their first uses. */
    public void train() {
        for (var launcher : installation.launchers(SCRIPTS)) {
            world.terminal().say("training " + launcher.getFileName());
            try {
                var training = new ProcessBuilder(launcher.toString(), Launcher.SWITCH, "train")
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(ProcessBuilder.Redirect.INHERIT).start();
                training.getOutputStream().close();
                training.waitFor();
            } catch (IOException cannotStart) {
                throw Problem.cannotStart(launcher.toString(), 126);
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Takes away what {@link #setUp} and the launchers have written. */
    public void takeAway(Consent consent) {
        var there = Stream.concat(installation.launchers(SCRIPTS).stream(), installation.others(texts().keySet()).stream()).toList();
        if (there.isEmpty()) {
            world.terminal().say("There is nothing to take away.");
            return;
        }
        show(consent, "This takes away:\n" + there.stream().map(path -> "  " + inWords(path) + "\n").collect(Collectors.joining()));
        require(consent, "your consent to take these away", "Take them away? [Y/n] ");
        there.forEach(installation::remove);
        world.terminal().say("Done. If there is a line for it in " + startUp(ofThisShell()) + ", you can take that out:\n  " + lineFor(ofThisShell()));
    }

    // ------------------------------------------------------------- before it

    /** Whether the person agrees is asked, or was said on the command line. */
    public enum Consent { ASKED, GIVEN }

    private void show(Consent consent, String lines) {
        switch (consent) {
            case ASKED -> world.terminal().show(lines);
            case GIVEN -> world.terminal().say(lines.stripTrailing());
        }
    }

    private void require(Consent consent, String what, String prompt) {
        if (consent == Consent.ASKED && !world.terminal().confirm(new Terminal.Question(what, "give it with --yes", prompt))) {
            throw new Problem.Cancelled();
        }
    }

    private String plan(List<String> launchers) {
        var lines = new ArrayList<String>();
        launchers.forEach(name -> lines.add(inWords(installation.bin().resolve(name)) + "\tstarts " + name + ".java at once"));
        Stream.of(ShellFile.values()).collect(Collectors.groupingBy(ShellFile::file, LinkedHashMap::new,
                        Collectors.mapping(ShellFile::words, Collectors.joining(" and "))))
                .forEach((file, shells) -> lines.add(inWords(installation.config().resolve(file)) + "\tfor " + shells));
        lines.add(inWords(installation.config().resolve(COMPLETIONS)) + "\twhat these complete");
        var width = lines.stream().mapToInt(line -> line.indexOf('\t')).max().orElse(0) + 2;
        return "This writes:\n" + lines.stream().map(line -> line.split("\t"))
                .map(parts -> "  " + parts[0] + " ".repeat(width - parts[0].length()) + parts[1] + "\n").collect(Collectors.joining())
                + "The launchers will keep what makes them fast in " + inWords(installation.cache()) + ". Nothing else is touched.\n"
                + "To take all of it away: " + ToPaste.awscliMfa("init", "--remove") + "\n";
    }

    private String inWords(Path path) {
        var home = world.environment().getOrDefault("HOME", "");
        return !home.isEmpty() && path.startsWith(home) ? "~/" + Path.of(home).relativize(path) : path.toString();
    }

    // ------------------------------------------------------------ the checkout

    private Path checkout() {
        var ofLauncher = Launching.launcher().map(Installation::text).flatMap(Launcher::read).map(Launcher::checkout).map(Path::of);
        var besideJBang = Optional.ofNullable(world.environment().get("JBANG_LAUNCH_CMD")).map(Path::of).map(Path::toAbsolutePath).map(Path::getParent);
        return Stream.of(ofLauncher, besideJBang, Optional.of(Path.of("").toAbsolutePath())).flatMap(Optional::stream)
                .filter(folder -> Files.exists(folder.resolve("awscli-mfa.java")) && Files.exists(folder.resolve("lib/shell")))
                .findFirst().orElseThrow(() -> Problem.amiss("init needs a checkout of this suite, and it cannot be told from here where that is;"
                        + " what JBang runs from a catalog has none", Problem.initInCheckout()));
    }

    // -------------------------------------------------------------- shells

    private enum ShellFile {
        BASH("awscli-mfa.sh", "bash", "~/.bashrc", "if [ -r %1$s ]; then source %1$s; fi"),
        ZSH("awscli-mfa.sh", "zsh", "~/.zshrc", "if [ -r %1$s ]; then source %1$s; fi"),
        FISH("awscli-mfa.fish", "fish", "~/.config/fish/config.fish", "test -r %1$s; and source %1$s"),
        POWERSHELL("awscli-mfa.ps1", "PowerShell", "$PROFILE", "if (Test-Path %1$s) { . %1$s }");

        private final String file;
        private final String words;
        private final String startUp;

        /** Says nothing once {@code --remove} has taken the file away. */
        private final String line;

        ShellFile(String file, String words, String startUp, String line) {
            this.file = file;
            this.words = words;
            this.startUp = startUp;
            this.line = line;
        }

        String file() {
            return file;
        }

        String words() {
            return words;
        }

        String startUp() {
            return startUp;
        }

        /** As this shell quotes. */
        String quoted(String text) {
            return switch (this) {
                case BASH, ZSH -> "'" + text.replace("'", "'\\''") + "'";
                case FISH -> "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
                case POWERSHELL -> "'" + text.replace("'", "''") + "'";
            };
        }
    }

    /** What is in the folder of the shells' files, by name. */
    private Map<String, String> texts() {
        var texts = new LinkedHashMap<String, String>();
        Stream.of(ShellFile.values()).forEach(shell -> texts.put(shell.file(), text(shell)));
        texts.put(COMPLETIONS, Installation.text(checkout.resolve("lib/shell").resolve(COMPLETIONS)));
        return texts;
    }

    private String text(ShellFile shell) {
        return Installation.text(checkout.resolve("lib/shell/" + shell.file()))
                .replace("'@BIN@'", shell.quoted(installation.bin().toString()))
                .replace("'@CONFIG@'", shell.quoted(installation.config().toString()))
                .replace("'@CHECKOUT@'", shell.quoted(checkout.toString()));
    }

    private ShellFile ofThisShell() {
        var shell = Optional.ofNullable(world.environment().get("SHELL")).map(path -> path.replaceFirst(".*/", "")).orElse(ShellFile.BASH.words());
        return Stream.of(ShellFile.values()).filter(one -> shell.startsWith(one.words()) || shell.equals("pwsh") && one == ShellFile.POWERSHELL)
                .findFirst().orElse(ShellFile.BASH);
    }

    /** A bash that a login starts, as each window does on macOS, reads another file than the others. */
    private String startUp(ShellFile shell) {
        var home = Path.of(world.environment().getOrDefault("HOME", ""));
        var isLogin = System.getProperty("os.name").startsWith("Mac")
                || Files.exists(home.resolve(".bash_profile")) && !Files.exists(home.resolve(".bashrc"));
        return shell == ShellFile.BASH && isLogin ? "~/.bash_profile" : shell.startUp();
    }

    private String lineFor(ShellFile shell) {
        var file = inWords(installation.config().resolve(shell.file()));
        return Words.unbroken(shell.line.formatted(
                file.matches("[\\w./~+@-]*") ? file : shell.quoted(installation.config().resolve(shell.file()).toString())));
    }
}
