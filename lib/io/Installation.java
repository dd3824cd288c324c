//SOURCES LauncherFolder.java
//SOURCES OwnerOnly.java
//SOURCES ../model/Launcher.java
//SOURCES ../model/Problem.java
package lib.io;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import lib.model.Launcher;
import lib.model.Problem;

/**
 * Where {@code init} puts things for one person. A file on the search path is only ever replaced or taken away if it is a
 * launcher of this suite.
 *
 * @param bin the folder of the launchers
 * @param config the folder of the shells' files, which is this suite's own
 * @param cache the folder of what launchers keep, likewise
 */
public record Installation(Path bin, Path config, Path cache) {

    /** @param bin if the person names one; {@code ~/.local/bin} is where programs of a person are */
    public static Installation of(Map<String, String> environment, Optional<Path> bin) {
        var home = environment.getOrDefault("HOME", "");
        var config = Optional.ofNullable(environment.get("XDG_CONFIG_HOME")).filter(path -> path.startsWith("/")).orElse(home + "/.config");
        return new Installation(bin.map(Path::toAbsolutePath).map(Path::normalize).orElse(Path.of(home, ".local/bin")),
                Path.of(config, "awscli-mfa"), LauncherFolder.all(environment));
    }

    /** @throws Problem.FileUnusable where somebody else's file is in the way */
    public void requireFree(String launcher) {
        if (Files.exists(bin.resolve(launcher), LinkOption.NOFOLLOW_LINKS) && !isOurs(bin.resolve(launcher))) {
            throw new Problem.FileUnusable(bin.resolve(launcher).toString(), "this is there already, and no launcher of this suite",
                    "choose another folder with --bin, or move it away");
        }
    }

    /** Those of these names that are there. */
    public List<Path> launchers(List<String> names) {
        return names.stream().map(bin::resolve).filter(Installation::isOurs).toList();
    }

    private static boolean isOurs(Path file) {
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && Launcher.read(text(file)).isPresent();
    }

    /** The shells' files of these names that are there, and what launchers keep. */
    public List<Path> others(Collection<String> names) {
        return Stream.concat(names.stream().map(config::resolve), Stream.of(cache)).filter(Files::exists).toList();
    }

    /** Makes a launcher. */
    public void write(Launcher launcher) {
        changing(bin, () -> {
            OwnerOnly.createFolders(bin, new FileAttribute<?>[0]);
            replace(bin.resolve(launcher.name()), launcher.text(), "rwxr-xr-x");
        });
    }

    /** Makes a file in the folder of the shells' files. */
    public void write(String name, String text) {
        changing(config, () -> {
            OwnerOnly.createFolders(config);
            replace(config.resolve(name), text, "rw-------");
        });
    }

    /** Takes a file away, or the folder that launchers keep things in; and the folder of the shells' files once it is empty. */
    public void remove(Path path) {
        changing(path, () -> {
            new LauncherFolder(path).remove();
            try {
                Files.deleteIfExists(config);
            } catch (DirectoryNotEmptyException notYetOrNotOurs) {
                // it stays
            }
        });
    }

    /** @throws Problem.FileUnusable */
    public static String text(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new Problem.FileUnusable(file.toString(), "it cannot be read", "check it with: ls -l '" + file + "'");
        }
    }

    /** In one step, since a shell may be about to read it. */
    private static void replace(Path file, String text, String mode) throws IOException {
        var temporary = Files.createTempFile(file.getParent(), ".awscli-mfa", "", OwnerOnly.FILE);
        try {
            OwnerOnly.handOver(temporary);
            Files.writeString(temporary, text);
            Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString(mode));
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private interface Change {
        void make() throws IOException;
    }

    private static void changing(Path path, Change change) {
        try {
            change.make();
        } catch (IOException refused) {
            throw new Problem.FileUnusable(path.toString(), "it cannot be written", "check it with: ls -ld '" + path + "'");
        }
    }
}
