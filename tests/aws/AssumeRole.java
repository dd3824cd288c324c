package tests.aws;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The STS action AssumeRole: who may, for how long, and what the session then is.
 *
 * @see <a href="https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html">AssumeRole</a>
 */
final class AssumeRole {
    /** Seconds: bounds and default of DurationSeconds, and the most a session's caller gets. */
    private static final int SHORTEST = 900;
    private static final int LONGEST = 43_200;
    private static final int DEFAULT = 3_600;
    private static final int CHAINED_LONGEST = 3_600;

    private static final int MOST_TAGS = 50;
    private static final int LONGEST_POLICY = 2_048;

    private final Sessions sessions;
    private final Function<String, Optional<Account>> accounts;

    /** @param accounts the accounts there are, by id */
    AssumeRole(Sessions sessions, Function<String, Optional<Account>> accounts) {
        this.sessions = sessions;
        this.accounts = accounts;
    }

    /**
     * What the call asks for, its form checked.
     *
     * @param told what it adds to the context that policies see
     */
    private record Wish(String roleArn, int seconds, Session.Assumed session, Optional<Integer> packedPercent,
            Map<String, List<String>> told) {}

    String call(Caller caller, Parameters parameters) {
        if (caller.principal() instanceof Root) {
            throw AwsError.accessDenied("Roles may not be assumed by root accounts.");
        }
        var wish = read(caller, parameters);
        var mfa = Sts.mfa(caller, parameters);
        var role = permit(caller, wish, mfa);
        requireShortEnough(caller, role, wish.seconds());
        return answer(wish, sessions.add(new Session(Session.Keys.create(), role, caller.now(),
                caller.now().plus(Duration.ofSeconds(wish.seconds())), Optional.empty(),
                Optional.of(wish.session()))));
    }

    private static String answer(Wish wish, Session session) {
        var role = (Role) session.principal();
        var name = wish.session().name();
        return Sts.credentials(session)
                + Xml.element("AssumedRoleUser",
                        Xml.text("AssumedRoleId", role.uniqueId() + ":" + name),
                        Xml.text("Arn", Caller.roleSessionArn(role, name)))
                + wish.packedPercent().map(it -> Xml.text("PackedPolicySize", it)).orElse("")
                + wish.session().sourceIdentity().map(it -> Xml.text("SourceIdentity", it)).orElse("");
    }

    private static Wish read(Caller caller, Parameters parameters) {
        var roleArn = parameters.requiredText("RoleArn", 20, 2048, "[\\x09\\x0A\\x0D\\x20-\\x7E]*");
        var name = parameters.requiredText("RoleSessionName", 2, 64, Parameters.NAME);
        int seconds = parameters.number("DurationSeconds", SHORTEST, LONGEST).orElse(DEFAULT);
        var externalId = parameters.text("ExternalId", 2, 1224, "[\\w+=,.@:\\/-]*");
        var sourceIdentity = parameters.text("SourceIdentity", 2, 64, Parameters.NAME);
        var policy = parameters.text("Policy", 1, LONGEST_POLICY, "(?s).*");
        var tags = tags(parameters);
        var transitive = Set.copyOf(parameters.list("TransitiveTagKeys", ""));
        var packed = policy.map(String::length).map(it -> 1 + it * 99 / LONGEST_POLICY);
        var told = told(name, externalId, sourceIdentity, tags, transitive);
        return new Wish(roleArn, seconds, session(caller, name, policy, tags, transitive, sourceIdentity),
                packed, told);
    }

    private static Map<String, String> tags(Parameters parameters) {
        if (!parameters.list("PolicyArns", ".arn").isEmpty()) {
            throw AwsError.validation("PolicyArns: there are no managed policies here");
        }
        var tags = new LinkedHashMap<String, String>();
        var keys = parameters.list("Tags", ".Key");
        for (int at = 1; at <= keys.size(); at++) {
            var key = parameters.requiredText("Tags.member." + at + ".Key", 1, 128, "[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+");
            var value = parameters.requiredText(
                    "Tags.member." + at + ".Value", 0, 256, "[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*");
            if (tags.put(key, value) != null) {
                throw new AwsError(400, "InvalidParameterValue", "Duplicate tag keys found.");
            }
        }
        if (tags.size() > MOST_TAGS) {
            throw AwsError.validation("1 validation error detected: Value at 'tags' failed to satisfy constraint: "
                    + "Member must have length less than or equal to " + MOST_TAGS);
        }
        return tags;
    }

    private static Map<String, List<String>> told(String name, Optional<String> externalId,
            Optional<String> sourceIdentity, Map<String, String> tags, Set<String> transitive) {
        var told = new TreeMap<String, List<String>>();
        told.put("sts:RoleSessionName", List.of(name));
        externalId.ifPresent(it -> told.put("sts:ExternalId", List.of(it)));
        sourceIdentity.ifPresent(it -> told.put("sts:SourceIdentity", List.of(it)));
        tags.forEach((key, value) -> told.put("aws:RequestTag/" + key, List.of(value)));
        told.put("aws:TagKeys", List.copyOf(tags.keySet()));
        told.put("sts:TransitiveTagKeys", List.copyOf(transitive));
        return told;
    }

    /** A chained session inherits the source identity, and the tags said to be transitive. */
    private static Session.Assumed session(Caller caller, String name, Optional<String> policy,
            Map<String, String> tags, Set<String> transitive, Optional<String> sourceIdentity) {
        var before = caller.assumed();
        var allTags = new TreeMap<>(tags);
        var allTransitive = new HashSet<>(transitive);
        before.ifPresent(it -> it.transitive().forEach(key -> {
            allTags.put(key, it.tags().get(key));
            allTransitive.add(key);
        }));
        var inherited = before.flatMap(Session.Assumed::sourceIdentity);
        if (inherited.isPresent() && sourceIdentity.isPresent() && !inherited.equals(sourceIdentity)) {
            throw AwsError.validation("SourceIdentity cannot be changed once it is set");
        }
        return new Session.Assumed(name, policy.map(AssumeRole::sessionPolicy).stream().toList(), allTags,
                allTransitive, inherited.or(() -> sourceIdentity));
    }

    private static Policy sessionPolicy(String json) {
        try {
            return Policy.parse(json).forIdentity();
        } catch (IllegalArgumentException e) {
            throw new AwsError(400, "MalformedPolicyDocument", e.getMessage());
        }
    }

    /** Finds the role if the caller may assume it; who may not, does not learn whether it exists. */
    private Role permit(Caller caller, Wish wish, Optional<Instant> mfa) {
        var role = find(wish.roleArn()).filter(it -> it.account().partition().equals(caller.account().partition()));
        permit(caller, role, "sts:AssumeRole", wish, mfa);
        if (wish.told().containsKey("sts:SourceIdentity")) {
            permit(caller, role, "sts:SetSourceIdentity", wish, mfa);
        }
        if (!wish.told().get("aws:TagKeys").isEmpty()) {
            permit(caller, role, "sts:TagSession", wish, mfa);
        }
        return role.orElseThrow();
    }

    private Optional<Role> find(String roleArn) {
        var parts = roleArn.split(":", 6);
        if (parts.length < 6 || !parts[5].startsWith("role/")) {
            throw AwsError.validation(roleArn + " is invalid");
        }
        var name = parts[5].substring(parts[5].lastIndexOf('/') + 1);
        return accounts.apply(parts[4]).flatMap(it -> it.findRole(name)).filter(it -> it.arn().equals(roleArn));
    }

    private static void permit(Caller caller, Optional<Role> role, String action, Wish wish, Optional<Instant> mfa) {
        var request = Policy.Request.to(action, wish.roleArn()).with(caller.context()).with(wish.told());
        // A code given with the call counts for this call; the session it starts does not inherit it.
        var asked = mfa.isEmpty() ? request : request
                .with("aws:MultiFactorAuthPresent", "true")
                .with("aws:MultiFactorAuthAge", "0");
        var denied = "User: %s is not authorized to perform: %s on resource: %s".formatted(
                caller.arn(), action, wish.roleArn());
        var identity = caller.decide(asked);
        if (identity == Policy.Decision.EXPLICITLY_DENIED) {
            throw AwsError.accessDenied(denied + " with an explicit deny in an identity-based policy");
        }
        var allowed = identity == Policy.Decision.ALLOWED;
        if (role.filter(it -> trusts(it, caller, asked, allowed)).isEmpty()) {
            throw AwsError.accessDenied(denied);
        }
    }

    /**
     * Within an account, a trust policy that names the caller is enough; one that names the account
     * leaves the choice to the caller's own policies. From another account both must allow.
     *
     * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html">
     *     Policy evaluation logic</a>
     */
    private static boolean trusts(Role role, Caller caller, Policy.Request request, boolean allowedByOwnPolicies) {
        var names = new HashSet<>(caller.ownNames());
        var trust = List.of(role.trustPolicy());
        var namesCaller = Policy.evaluate(trust, request.by(names)) == Policy.Decision.ALLOWED;
        names.addAll(caller.accountNames());
        var trusted = Policy.evaluate(trust, request.by(names)) == Policy.Decision.ALLOWED;
        var sameAccount = role.account().equals(caller.account());
        return trusted && (allowedByOwnPolicies || sameAccount && namesCaller);
    }

    private static void requireShortEnough(Caller caller, Role role, int seconds) {
        if (caller.session().isPresent() && seconds > CHAINED_LONGEST) {
            throw AwsError.validation("The requested DurationSeconds exceeds the 1 hour session limit "
                    + "for roles assumed by role chaining");
        }
        if (seconds > role.maxSessionDuration().toSeconds()) {
            throw AwsError.validation(
                    "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
        }
    }
}
