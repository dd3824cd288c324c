//SOURCES PrintingCommand.java
//SOURCES ../model/Problem.java
//SOURCES ../model/TokenCode.java
package lib.io;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
        try {
            return code(PrintingCommand.run(List.of("sh", "-c", command), environment, Optional.of(patience)));
        } catch (PrintingCommand.Failed why) {
            throw Problem.mfaProcessFailed(why.getMessage());
        }
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
