//SOURCES ProcessTree.java
//SOURCES ../model/Problem.java
//SOURCES ../model/TokenCode.java
package lib.io;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import lib.model.Problem;
import lib.model.TokenCode;

/**
 * The user's own command that prints a token code, {@code mfa_process} of a profile as aws-vault has it: {@code pass otp aws},
 * {@code ykman oath accounts code --single aws}. It runs in a shell and may ask on the terminal itself.
 */
public final class MfaProcess {

    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private MfaProcess() {}

    /**
     * @param command a line for the shell
     * @throws Problem {@link Problem#mfaProcessFailed}
     */
    public static TokenCode run(String command, Map<String, String> environment) {
        return run(command, environment, PATIENCE);
    }

    /** @param patience how long the command may take, a person's touch on a key included */
    public static TokenCode run(String command, Map<String, String> environment, Duration patience) {
        var builder = new ProcessBuilder("sh", "-c", command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().clear();
        builder.environment().putAll(environment);
        try {
            var process = builder.start();
            process.getOutputStream().close();
            if (!process.waitFor(patience)) {
                ProcessTree.end(process);
                throw Problem.mfaProcessFailed("it did not end within " + patience.toSeconds() + " s");
            }
            if (process.exitValue() != 0) {
                throw Problem.mfaProcessFailed("it did not end well");
            }
            return code(printed(process));
        } catch (IOException cannotRun) {
            throw Problem.mfaProcessFailed("it cannot be run");
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new Problem.Cancelled();
        }
    }

    /** What is there when the shell has ended. The end of the output may be far: something that it left behind may hold it open. */
    private static String printed(Process ended) throws IOException {
        var output = ended.getInputStream();
        return new String(output.readNBytes(output.available()), StandardCharsets.UTF_8);
    }

    /** The first line alone: some tools print a remark below it. What is printed may be a secret, so it is not quoted. */
    private static TokenCode code(String printed) {
        try {
            return TokenCode.parse(printed.lines().findFirst().orElse(""));
        } catch (Problem malformed) {
            throw Problem.mfaProcessFailed("its first line is not six digits");
        }
    }
}
