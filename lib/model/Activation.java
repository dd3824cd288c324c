//SOURCES ClientSettings.java
//SOURCES OwnVariables.java
//SOURCES Profile.java
//SOURCES Profiles.java
//SOURCES Shell.java
package lib.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The variables by which a shell takes a profile over. A selector never stands beside keys: a key would overrule it. */
public final class Activation {

    private Activation() {}

    /**
     * Only the profile's name, for what is stored. AWS CLI 1 and boto3 prefer {@code AWS_DEFAULT_PROFILE}, all others
     * {@code AWS_PROFILE}, so both say the same. The default profile is selected by selecting none.
     *
     * @param environment of the shell; its region is kept where the profile has none
     */
    public static List<Shell.Variable> select(Profile profile, Map<String, String> environment) {
        var variables = new ArrayList<Shell.Variable>();
        if (!profile.name().equals("default")) {
            variables.add(Shell.Variable.set("AWS_PROFILE", profile.name()));
            variables.add(Shell.Variable.set("AWS_DEFAULT_PROFILE", profile.name()));
        }
        if (profile.region().isEmpty()) {
            variables.addAll(region(profile, environment));
        }
        variables.addAll(instead(environment, Map.of()));
        return variables;
    }

    /**
     * The keys themselves, for a session that has all three parts, and the way on which they work.
     *
     * @param environment of the shell; its region is kept where the profile has none, and what a person has set goes before what a
     *     profile says, as AWS's tools have it
     */
    public static List<Shell.Variable> keys(Profile.Session session, Profiles profiles, Map<String, String> environment) {
        var credentials = session.credentials().orElseThrow();
        var variables = new ArrayList<>(List.of(
                Shell.Variable.set("AWS_ACCESS_KEY_ID", credentials.accessKeyId()),
                Shell.Variable.set("AWS_SECRET_ACCESS_KEY", credentials.secretAccessKey()),
                Shell.Variable.set("AWS_SESSION_TOKEN", credentials.sessionToken().orElseThrow())));
        type(session).ifPresent(type -> variables.add(Shell.Variable.set("AWS_SESSION_TYPE", type)));
        variables.add(Shell.Variable.set("AWS_SESSION_IDENT", session.name()));
        session.expiration().ifPresent(expiration -> {
            variables.add(Shell.Variable.set("AWS_CREDENTIAL_EXPIRATION", expiration.at().toString()));
            variables.add(Shell.Variable.set("AWS_SESSION_EXPIRY", expiration.epochSeconds()));
        });
        variables.addAll(surroundings(session, profiles, environment));
        return variables;
    }

    /**
     * No keys, but where to ask for them, again and again; without what AWS's tools prefer to that.
     *
     * @param address of a server of credentials
     * @param secret that it wants to see
     * @param selector a profile that gives nothing, where that of no name would
     */
    public static List<Shell.Variable> served(Profile.Session session, Profiles profiles, Map<String, String> environment,
            String address, String secret, Optional<String> selector) {
        var variables = new ArrayList<>(List.of(
                Shell.Variable.set("AWS_CONTAINER_CREDENTIALS_FULL_URI", address),
                Shell.Variable.set("AWS_CONTAINER_AUTHORIZATION_TOKEN", secret),
                Shell.Variable.cleared("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"),
                Shell.Variable.cleared("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE")));
        selector.ifPresent(name -> variables.addAll(List.of(
                Shell.Variable.set("AWS_PROFILE", name), Shell.Variable.set("AWS_DEFAULT_PROFILE", name))));
        variables.addAll(surroundings(session, profiles, environment));
        return variables;
    }

    /** Absent where nothing tells. */
    private static Optional<String> type(Profile.Session session) {
        return switch (session.type()) {
            case MFA -> Optional.of("mfasession");
            case ROLE -> Optional.of("rolesession");
            case UNKNOWN -> Optional.empty();
        };
    }

    /** The long-lived keys of a base profile. */
    public static List<Shell.Variable> keys(Profile.Base base, Profiles profiles, Map<String, String> environment) {
        var variables = new ArrayList<>(List.of(
                Shell.Variable.set("AWS_ACCESS_KEY_ID", base.keys().accessKeyId()),
                Shell.Variable.set("AWS_SECRET_ACCESS_KEY", base.keys().secretAccessKey()),
                Shell.Variable.set("AWS_PROFILE_IDENT", base.name())));
        variables.addAll(surroundings(base, profiles, environment));
        return variables;
    }

    private static List<Shell.Variable> surroundings(Profile profile, Profiles profiles, Map<String, String> environment) {
        var variables = new ArrayList<>(region(profile, environment));
        profile.output().ifPresent(output -> variables.add(Shell.Variable.set("AWS_DEFAULT_OUTPUT", output)));
        variables.addAll(instead(environment, ClientSettings.inVariables(profile.settings(), profiles)));
        return variables;
    }

    /** What an earlier activation has set goes, and these come, save where the person has set the same. */
    private static List<Shell.Variable> instead(Map<String, String> environment, Map<String, String> settings) {
        var others = OwnVariables.without(environment);
        var wanted = new LinkedHashMap<>(settings);
        wanted.keySet().removeIf(name -> isSetByAPerson(name, others));
        var variables = new ArrayList<Shell.Variable>();
        OwnVariables.in(environment).stream().filter(name -> !wanted.containsKey(name)).sorted()
                .forEach(name -> variables.add(Shell.Variable.cleared(name)));
        wanted.forEach((name, value) -> variables.add(Shell.Variable.set(name, value)));
        if (!wanted.isEmpty()) {
            variables.add(Shell.Variable.set(OwnVariables.RECORD, OwnVariables.record(wanted)));
        }
        return variables;
    }

    /** The endpoint of all services in the environment goes before that of one in a file. */
    private static boolean isSetByAPerson(String name, Map<String, String> others) {
        return others.keySet().stream().filter(other -> ClientSettings.says(other, others.get(other))).anyMatch(other -> other.equals(name)
                || ClientSettings.isEndpointOfAll(other) && ClientSettings.isEndpoint(name));
    }

    /** The names of what an earlier activation has set beside {@link Shell#VARIABLES}; whoever clears all of them clears these too. */
    public static List<String> leftBehind(Map<String, String> environment) {
        return OwnVariables.in(environment).stream().sorted().toList();
    }

    private static List<Shell.Variable> region(Profile profile, Map<String, String> environment) {
        return profile.region()
                .or(() -> Optional.ofNullable(environment.get("AWS_REGION")))
                .or(() -> Optional.ofNullable(environment.get("AWS_DEFAULT_REGION")))
                .map(Activation::inRegion).orElse(List.of());
    }

    /** AWS CLI 1 and boto3 read only {@code AWS_DEFAULT_REGION}, all others prefer {@code AWS_REGION}. */
    public static List<Shell.Variable> inRegion(String region) {
        return Stream.of("AWS_REGION", "AWS_DEFAULT_REGION").map(name -> Shell.Variable.set(name, region)).toList();
    }
}
