package tests.aws;

import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;

/** Someone of an account in whose name calls are made: a user, a role, or the account root. */
public abstract sealed class Principal permits User, Role, Root {
    private final Account account;
    private final String uniqueId;
    private final ConcurrentSkipListMap<String, Policy> policies = new ConcurrentSkipListMap<>();

    Principal(Account account, String uniqueId) {
        this.account = account;
        this.uniqueId = uniqueId;
    }

    /** The ARN IAM knows it by, path included. */
    public abstract String arn();

    public Account account() {
        return account;
    }

    /** AIDA… or AROA…; the account id for the root. */
    String uniqueId() {
        return uniqueId;
    }

    /** May do this, by its own policies alone? */
    Policy.Decision decide(Policy.Request request) {
        return Policy.evaluate(List.copyOf(policies.values()), request);
    }

    void putPolicy(String name, String json) {
        policies.put(name, Policy.parse(json).forIdentity());
    }

    /** As DeleteUserPolicy or DeleteRolePolicy do. */
    public void deletePolicy(String name) {
        policies.remove(name);
    }

    @Override
    public String toString() {
        return arn();
    }
}
