//SOURCES OwnerOnly.java
//SOURCES StateFolder.java
package lib.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where a copy of a secret can lie while a file is being written in place, best place first: the state folder, the folder that the
 * system gives a login, a folder of our own among the temporary files. Each run looks into all of them.
 */
record PrivatePlaces(List<Path> folders) {

    static PrivatePlaces of(Map<String, String> environment) {
        var folders = new ArrayList<Path>();
        folders.add(StateFolder.of(environment).path());
        absolute(environment.get("XDG_RUNTIME_DIR")).ifPresent(runtime -> folders.add(runtime.resolve("awscli-mfa")));
        absolute(environment.getOrDefault("TMPDIR", System.getProperty("java.io.tmpdir")))
                .ifPresent(temporary -> folders.add(temporary.resolve("awscli-mfa-" + user())));
        return new PrivatePlaces(List.copyOf(folders));
    }

    private static Optional<Path> absolute(String folder) {
        try {
            return Optional.ofNullable(folder).map(Path::of).filter(Path::isAbsolute);
        } catch (InvalidPathException unnameable) {
            return Optional.empty();
        }
    }

    private static String user() {
        return System.getProperty("user.name").replace('/', '_').replace('\\', '_');
    }

    /**
     * An empty file in the first place that takes one and is nobody else's.
     *
     * @param room the name of a folder there
     */
    Optional<Path> newFile(String room) {
        for (var folder : folders) {
            try {
                return Optional.of(newFile(folder, folder.resolve(room)));
            } catch (IOException | UnsupportedOperationException notThere) {
                // the next one, then
            }
        }
        return Optional.empty();
    }

    private static Path newFile(Path place, Path room) throws IOException {
        OwnerOnly.createFolders(room);
        var file = Files.createTempFile(room, "", ".copy", OwnerOnly.FILE);
        try {
            if (isTrusted(place)) {
                OwnerOnly.handOver(file);
            }
            if (isOurs(place, file) && isOurs(room, file)) {
                return file;
            }
            throw new IOException(place + " is another's");
        } catch (IOException another) {
            Files.deleteIfExists(file);
            throw another;
        }
    }

    /** Anybody may have made what lies among the temporary files. */
    private static boolean isTrusted(Path place) {
        return !place.getFileName().toString().equals("awscli-mfa-" + user());
    }

    /** Whether the folder, which is no link, has the owner of our file, and nobody else may write there. */
    private static boolean isOurs(Path folder, Path file) throws IOException {
        var view = Files.getFileAttributeView(folder, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        if (view == null) {
            return true;
        }
        var attributes = view.readAttributes();
        return attributes.isDirectory() && OwnerOnly.isOfOneOwner(folder, file)
                && !attributes.permissions().contains(PosixFilePermission.GROUP_WRITE)
                && !attributes.permissions().contains(PosixFilePermission.OTHERS_WRITE);
    }

    /** What lies in that room of all places. */
    List<Path> files(String room) {
        var files = new ArrayList<Path>();
        for (var folder : folders) {
            if (Files.isDirectory(folder.resolve(room), LinkOption.NOFOLLOW_LINKS)) {
                addFiles(folder.resolve(room), files);
            }
        }
        return files;
    }

    private static void addFiles(Path room, List<Path> files) {
        try (var all = Files.newDirectoryStream(room)) {
            for (var file : all) {
                if (isOurs(room, file) && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                    files.add(file);
                }
            }
        } catch (IOException | java.nio.file.DirectoryIteratorException closed) {
            // what cannot be looked at is none of ours
        }
    }
}
