//SOURCES Profile.java
//SOURCES Shell.java
package lib.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The variables by which a shell takes a session over. A selector never stands beside keys: a key would overrule it. */
public final class Activation {

    private Activation() {}

    /**
     * Only the profile's name, for a session that is stored. AWS CLI 1 and boto3 prefer {@code AWS_DEFAULT_PROFILE}, all
     * others {@code AWS_PROFILE}, so both say the same.
     *
     * @param environment of the shell; its region is kept where the profile has none
     */
    public static List<Shell.Variable> select(Profile.Session session, Map<String, String> environment) {
        var variables = new ArrayList<>(List.of(
                Shell.Variable.set("AWS_PROFILE", session.name()),
                Shell.Variable.set("AWS_DEFAULT_PROFILE", session.name())));
        if (session.region().isEmpty()) {
            variables.addAll(region(session, environment));
        }
        return variables;
    }

    /**
     * The keys themselves, for a session that has all three parts.
     *
     * @param environment of the shell; its region is kept where the profile has none
     */
    public static List<Shell.Variable> keys(Profile.Session session, Map<String, String> environment) {
        var credentials = session.credentials().orElseThrow();
        var variables = new ArrayList<>(List.of(
                Shell.Variable.set("AWS_ACCESS_KEY_ID", credentials.accessKeyId()),
                Shell.Variable.set("AWS_SECRET_ACCESS_KEY", credentials.secretAccessKey()),
                Shell.Variable.set("AWS_SESSION_TOKEN", credentials.sessionToken().orElseThrow()),
                Shell.Variable.set("AWS_SESSION_TYPE", session.kind() == Profile.Session.Kind.ROLE ? "rolesession" : "mfasession"),
                Shell.Variable.set("AWS_SESSION_IDENT", session.name())));
        session.expiration().ifPresent(expiration -> {
            variables.add(Shell.Variable.set("AWS_CREDENTIAL_EXPIRATION", expiration.at().toString()));
            variables.add(Shell.Variable.set("AWS_SESSION_EXPIRY", expiration.epochSeconds()));
        });
        variables.addAll(region(session, environment));
        session.output().ifPresent(output -> variables.add(Shell.Variable.set("AWS_DEFAULT_OUTPUT", output)));
        return variables;
    }

    /** AWS CLI 1 and boto3 read only {@code AWS_DEFAULT_REGION}, all others prefer {@code AWS_REGION}. */
    private static List<Shell.Variable> region(Profile.Session session, Map<String, String> environment) {
        return session.region()
                .or(() -> Optional.ofNullable(environment.get("AWS_REGION")))
                .or(() -> Optional.ofNullable(environment.get("AWS_DEFAULT_REGION")))
                .map(region -> Stream.of("AWS_REGION", "AWS_DEFAULT_REGION")
                        .map(name -> Shell.Variable.set(name, region)).toList())
                .orElse(List.of());
    }
}
