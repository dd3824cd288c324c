package lib.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A shell that takes a session over, and how it wants to be told. Its text runs in the user's shell, so all of it is quoted. */
public enum Shell {
    BASH("eval \"$(%s --emit bash)\""),
    ZSH("eval \"$(%s --emit zsh)\""),
    FISH("%s --emit fish | source");

    /**
     * Every variable that the suite ever sets, and those of AWS's tools that would overrule what it sets.
     * {@code AWS_SECURITY_TOKEN} beats {@code AWS_SESSION_TOKEN} in botocore, and a stale {@code AWS_CREDENTIAL_EXPIRATION}
     * makes it refuse good keys.
     */
    public static final List<String> VARIABLES = List.of(
            "AWS_PROFILE", "AWS_DEFAULT_PROFILE",
            "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN",
            "AWS_CREDENTIAL_EXPIRATION", "AWS_SESSION_EXPIRY", "AWS_SESSION_TYPE", "AWS_SESSION_IDENT", "AWS_PROFILE_IDENT",
            "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_DEFAULT_OUTPUT");

    /** One variable with its value; without one it is cleared. The value may be secret, so {@link #toString()} hides it. */
    public record Variable(String name, Optional<String> value) {

        public static Variable set(String name, String value) {
            return new Variable(name, Optional.of(value));
        }

        @Override
        public String toString() {
            return name + value.map(v -> "=…").orElse(" cleared");
        }
    }

    private final String handover;

    Shell(String handover) {
        this.handover = handover;
    }

    /** The name in {@code --emit}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The shell of that {@code --emit} name, or at that path as in {@code $SHELL}. */
    public static Optional<Shell> named(String nameOrPath) {
        var name = nameOrPath.substring(nameOrPath.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
        return Stream.of(values()).filter(shell -> shell.id().equals(name)).findFirst();
    }

    /** The line a user types so that this shell takes over what {@code command} starts. */
    public String handover(String command) {
        return handover.formatted(command);
    }

    /** Assignments that leave exactly {@code wanted} of {@link #VARIABLES} set; one a line. */
    public String assign(List<Variable> wanted) {
        return complete(wanted).stream().map(this::statement).collect(Collectors.joining("\n", "", "\n")) + success();
    }

    /** In fish clearing a variable that is not set is a failure, and setting one later does not mend the status. */
    private String success() {
        return this == FISH ? "true\n" : "";
    }

    /** What a shell reads after a failure: nothing changes, and {@code eval} or {@code source} ends with a status of 1. */
    public String failure() {
        return "false\n";
    }

    private static List<Variable> complete(List<Variable> wanted) {
        var names = wanted.stream().map(Variable::name).toList();
        var complete = new ArrayList<Variable>();
        VARIABLES.stream().filter(name -> !names.contains(name))
                .forEach(name -> complete.add(new Variable(name, Optional.empty())));
        complete.addAll(wanted);
        return complete;
    }

    private String statement(Variable variable) {
        return switch (this) {
            case BASH, ZSH -> variable.value()
                    .map(value -> "export " + variable.name() + "='" + value.replace("'", "'\\''") + "'")
                    .orElse("unset " + variable.name());
            case FISH -> variable.value()
                    .map(value -> "set -gx " + variable.name() + " '"
                            + value.replace("\\", "\\\\").replace("'", "\\'") + "'")
                    .orElse("set -e " + variable.name());
        };
    }
}
