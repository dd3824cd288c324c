package lib.io;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a killed process leaves beside a file that it was replacing. */
final class Leftovers {

    /** Of a folder in which a new file is made. */
    static final String PREFIX = ".awscli-mfa.tmp-";

    /** The second kind is what earlier versions left, files. */
    private static final String ALL = "{" + PREFIX + "*,.*.awscli-mfa.tmp}";

    private Leftovers() {}

    /** Whoever holds the folder's lock knows that nobody is using them. */
    static void sweep(Path folder) {
        try (var leftovers = Files.newDirectoryStream(folder, ALL)) {
            for (var leftover : leftovers) {
                sweepOne(leftover);
            }
        } catch (IOException | DirectoryIteratorException closed) {
            // nothing can have been left in a folder that is closed
        }
    }

    private static void sweepOne(Path leftover) throws IOException {
        if (Files.isDirectory(leftover)) {
            Files.deleteIfExists(leftover.resolve("new"));
        }
        Files.deleteIfExists(leftover);
    }
}
