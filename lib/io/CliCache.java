//SOURCES FileTrouble.java
//SOURCES StateFolder.java
//SOURCES UnbrokenStep.java
//SOURCES ../model/CliCacheEntry.java
//SOURCES ../model/Problem.java
package lib.io;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import lib.model.CliCacheEntry;
import lib.model.Problem;

/** Where the AWS CLI keeps role sessions: always in the home, wherever the AWS files are. */
public record CliCache(Path folder) {

    public static CliCache of(Map<String, String> environment) {
        var home = Optional.ofNullable(environment.get("HOME")).orElse(System.getProperty("user.home"));
        return new CliCache(Path.of(home, ".aws/cli/cache"));
    }

    /** Whether it holds this very entry. */
    public boolean has(CliCacheEntry entry) {
        try {
            return Files.readString(file(entry), StandardCharsets.UTF_8).equals(entry.text());
        } catch (IOException notThere) {
            return false;
        }
    }

    /**
     * In one step. The file is for its owner alone, and so are folders that are made for it.
     *
     * @throws Problem.FileUnusable it cannot be written
     */
    public void put(CliCacheEntry entry) {
        UnbrokenStep.of(() -> {
            try {
                StateFolder.replace(file(entry), entry.text());
                return file(entry);
            } catch (IOException closed) {
                throw FileTrouble.unusable(file(entry).toString(), closed);
            }
        });
    }

    private Path file(CliCacheEntry entry) {
        return folder.resolve(entry.fileName());
    }
}
