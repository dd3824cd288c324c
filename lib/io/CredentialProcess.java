//SOURCES PrintingCommand.java
//SOURCES SearchPath.java
//SOURCES ../model/CommandWords.java
//SOURCES ../model/GivenKeys.java
//SOURCES ../model/Origin.java
//SOURCES ../model/Problem.java
package lib.io;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import lib.model.CommandWords;
import lib.model.GivenKeys;
import lib.model.Origin;
import lib.model.Problem;

/**
 * The command in {@code credential_process} of a profile: a vault, a company's own tool, perhaps this suite. Its words are those that the
 * AWS CLI makes of the line; where there is no such program, and where only a shell can make sense of it, a shell gets the line, as
 * from the AWS SDKs.
 *
 * @param profile whose keys it gives
 */
public record CredentialProcess(String profile, String line) {

    /** Which of them run now, each inside the one before: a fingerprint and a profile in every line. */
    private static final String RUNNING = "AWSCLI_MFA_CREDENTIAL_PROCESSES";

    /**
     * Its keys, after one run.
     *
     * @param patience how long it may take; for ever where that is empty
     * @throws Problem {@link Problem#noKeysGiven}, {@link Problem#circularProcess}
     */
    public GivenKeys run(Map<String, String> environment, Optional<Duration> patience, Instant now) {
        var inside = new HashMap<>(environment);
        inside.put(RUNNING, String.join("\n", running(environment)));
        try {
            return GivenKeys.of(PrintingCommand.run(command(environment), inside, patience), now);
        } catch (PrintingCommand.Failed | GivenKeys.Unusable why) {
            throw Problem.noKeysGiven(profile, "the credential_process", why.getMessage());
        }
    }

    private List<String> command(Map<String, String> environment) {
        if (PrintingCommand.isWindows()) {
            return List.of("cmd", "/c", line);
        }
        return CommandWords.of(line).filter(words -> isProgram(words.getFirst(), environment)).orElse(List.of("sh", "-c", line));
    }

    private static boolean isProgram(String name, Map<String, String> environment) {
        return name.contains("/") ? Files.isExecutable(Path.of(name)) : SearchPath.program(environment, name).isPresent();
    }

    /** The same command inside itself would start itself again and again, whatever the profile is called. */
    private List<String> running(Map<String, String> environment) {
        var lines = new ArrayList<>(Stream.of(environment.getOrDefault(RUNNING, "").split("\n")).filter(one -> !one.isEmpty()).toList());
        var mark = Origin.fingerprint(line) + " ";
        var again = lines.stream().anyMatch(one -> one.startsWith(mark));
        lines.add(mark + profile);
        if (again) {
            throw Problem.circularProcess(lines.stream().map(one -> one.substring(one.indexOf(' ') + 1)).toList());
        }
        return lines;
    }
}
