//SOURCES Problem.java
//SOURCES Profile.java
//SOURCES Profiles.java
package lib.model;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/**
 * The way from a profile with credentials to a role, as the AWS CLI walks it: of a role that another one names as its source,
 * the long-lived keys count if it has any; of the role that is wanted, they do not.
 *
 * @param source where the credentials come from: never a role
 * @param roles what is assumed one after the other, the wanted one last; at least one
 */
public record RoleChain(Profile source, List<Profile.Role> roles) {

    /**
     * @throws Problem {@link Problem#noSourceProfile}, {@link Problem#missingSourceProfile},
     *     {@link Problem#circularChain}
     */
    public static RoleChain of(Profiles profiles, Profile.Role wanted) {
        var roles = new ArrayList<Profile.Role>();
        var visited = new LinkedHashSet<String>();
        var role = wanted;
        while (true) {
            visited.add(role.name());
            roles.addFirst(role);
            var source = source(profiles, role, visited);
            if (!(source instanceof Profile.Role earlier)) {
                return new RoleChain(source, List.copyOf(roles));
            }
            role = earlier;
        }
    }

    /**
     * Why nothing is assumed for a role whose {@code role_arn} is none. Without any, a profile that names a source is a place for a
     * session, and what is missing is the source's keys.
     */
    public static Problem withoutArn(Profiles profiles, Profile.Role role) {
        var isPlace = role.settings().first("role_arn", "external_id", "role_session_name", "role_xaccn").isEmpty();
        return role.sourceProfile().filter(name -> isPlace).map(name -> switch (profiles.named(name).orElse(null)) {
            case null -> Problem.sourceOfSessionMissing(role.name(), name);
            case Profile.Keyless keyless -> keyless.problem();
            case Profile _ -> Problem.malformedRoleArn(role.name());
        }).orElseGet(() -> Problem.malformedRoleArn(role.name()));
    }

    private static Profile source(Profiles profiles, Profile.Role role, LinkedHashSet<String> visited) {
        if (role.isFromEnvironment()) {
            return profiles.ofEnvironment(role);
        }
        var name = role.sourceProfile().orElseThrow(() -> Problem.noSourceProfile(role.name()));
        var source = profiles.named(name).orElseThrow(() -> Problem.missingSourceProfile(role.name(), name));
        var isOwnSource = name.equals(role.name());
        if (source instanceof Profile.Role earlier && earlier.asBase().isPresent() && (isOwnSource || !visited.contains(name))) {
            return earlier.asBase().get();
        }
        if (visited.contains(name)) {
            throw Problem.circularChain(round(visited, name));
        }
        if (source instanceof Profile.Session session) {
            requireStartable(profiles, session, new LinkedHashSet<>(visited));
        }
        return source;
    }

    /** A session of another role has a way of its own, which may lead back. */
    private static void requireStartable(Profiles profiles, Profile source, LinkedHashSet<String> visited) {
        if (!visited.add(source.name())) {
            throw Problem.circularChain(round(visited, source.name()));
        }
        var before = switch (source) {
            case Profile.Session session -> session.sourceProfile();
            case Profile.Role role -> role.asBase().isPresent() ? Optional.<String>empty() : role.sourceProfile();
            default -> Optional.<String>empty();
        };
        before.flatMap(profiles::named).ifPresent(next -> requireStartable(profiles, next, visited));
    }

    private static List<String> round(LinkedHashSet<String> visited, String again) {
        var circle = new ArrayList<>(visited);
        circle.subList(0, circle.indexOf(again)).clear();
        circle.add(again);
        return circle;
    }
}
