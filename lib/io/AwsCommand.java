//SOURCES SearchPath.java
package lib.io;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The {@code aws} command. This suite does without it; most of its users will want it next. */
public final class AwsCommand {

    private static final String MANUAL = "https://docs.aws.amazon.com/cli/latest/userguide/getting-started-install.html";

    private AwsCommand() {}

    /** How to get it, where it is missing. */
    public static Optional<String> remedy(Map<String, String> environment) {
        return SearchPath.program(environment, "aws").or(() -> SearchPath.program(environment, "aws.exe")).isPresent()
                ? Optional.empty()
                : Optional.of("the aws command is not on the PATH; get it with: " + installer(environment).orElse(MANUAL));
    }

    private static Optional<String> installer(Map<String, String> environment) {
        return Stream.of("brew install awscli", "sudo apt install awscli", "sudo dnf install awscli2", "sudo snap install aws-cli --classic")
                .filter(command -> SearchPath.program(environment, command.replaceFirst("^sudo ", "").split(" ")[0]).isPresent())
                .findFirst();
    }
}
