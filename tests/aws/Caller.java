package tests.aws;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Whoever signed a request, and what policies may know of it.
 *
 * @param session empty when long-lived keys signed
 * @param region of the credential scope
 * @param facts context of the request itself, such as {@code aws:SourceIp}
 */
record Caller(Principal principal, Optional<Session> session, String region, Instant now,
        Map<String, List<String>> facts) {

    Account account() {
        return principal.account();
    }

    boolean isRoleSession() {
        return assumed().isPresent();
    }

    Optional<Session.Assumed> assumed() {
        return session.flatMap(Session::assumed);
    }

    /** As GetCallerIdentity says it: a role session has an ARN of its own, without the role's path. */
    String arn() {
        return assumed().map(it -> roleSessionArn((Role) principal, it.name())).orElseGet(principal::arn);
    }

    static String roleSessionArn(Role role, String sessionName) {
        return role.account().arn("sts", "assumed-role/" + role.name() + "/" + sessionName);
    }

    String userId() {
        return assumed().map(it -> principal.uniqueId() + ":" + it.name()).orElseGet(principal::uniqueId);
    }

    /** Names by which a trust policy means this caller and nobody else. */
    Set<String> ownNames() {
        return Set.copyOf(List.of(arn(), principal.arn(), principal.uniqueId()));
    }

    /** Names by which a trust policy means everybody in the caller's account. */
    Set<String> accountNames() {
        return Set.of(account().id(), account().arn("iam", "root"));
    }

    /**
     * What policies may ask about; long-lived keys leave the MFA keys out.
     *
     * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html">
     *     Global condition context keys</a>
     */
    Map<String, List<String>> context() {
        var context = new TreeMap<>(facts);
        context.put("aws:PrincipalArn", List.of(principal.arn()));
        context.put("aws:PrincipalAccount", List.of(account().id()));
        context.put("aws:userid", List.of(userId()));
        context.put("aws:CurrentTime", List.of(now.toString()));
        context.put("aws:EpochTime", List.of("" + now.getEpochSecond()));
        context.put("aws:RequestedRegion", List.of(region));
        context.put("aws:ViaAWSService", List.of("false"));
        context.put("aws:PrincipalType", List.of(switch (principal) {
            case User user -> "User";
            case Role role -> "AssumedRole";
            case Root root -> "Account";
        }));
        if (principal instanceof User user) {
            context.put("aws:username", List.of(user.name()));
        }
        session.ifPresent(it -> context.putAll(sessionContext(it)));
        return context;
    }

    private Map<String, List<String>> sessionContext(Session session) {
        var context = new TreeMap<String, List<String>>();
        context.put("aws:TokenIssueTime", List.of(session.issued().toString()));
        context.put("aws:MultiFactorAuthPresent", List.of("" + session.mfa().isPresent()));
        session.mfa().ifPresent(given ->
                context.put("aws:MultiFactorAuthAge", List.of("" + Duration.between(given, now).toSeconds())));
        assumed().ifPresent(role -> {
            role.tags().forEach((key, value) -> context.put("aws:PrincipalTag/" + key, List.of(value)));
            role.sourceIdentity().ifPresent(it -> context.put("aws:SourceIdentity", List.of(it)));
        });
        return context;
    }

    /** May do this, by policies of the principal and, for a role session, of the session? */
    Policy.Decision decide(Policy.Request request) {
        var own = principal.decide(request);
        var session = assumed().map(Session.Assumed::policies).orElse(List.of());
        if (session.isEmpty() || own == Policy.Decision.EXPLICITLY_DENIED) {
            return own;
        }
        var narrowed = Policy.evaluate(session, request);
        return own == Policy.Decision.ALLOWED ? narrowed : own;
    }

    /** See {@link #require(String, String, String)}; the message names the ARN. */
    void require(String action, String resource) {
        require(action, resource, resource);
    }

    /**
     * @param resource its ARN, or {@code *}
     * @param shown how AWS's message calls the resource, such as {@code user jane}
     * @throws AwsError AccessDenied, when policies do not allow the action
     */
    void require(String action, String resource, String shown) {
        var denied = "User: %s is not authorized to perform: %s on resource: %s".formatted(arn(), action, shown);
        switch (decide(Policy.Request.to(action, resource).with(context()))) {
            case ALLOWED -> { }
            case EXPLICITLY_DENIED ->
                throw AwsError.accessDenied(denied + " with an explicit deny in an identity-based policy");
            case IMPLICITLY_DENIED -> throw AwsError.accessDenied(
                    denied + " because no identity-based policy allows the " + action + " action");
        }
    }
}
