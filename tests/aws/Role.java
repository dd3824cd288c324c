package tests.aws;

import java.time.Duration;
import java.time.Instant;

/** An IAM role. */
public final class Role extends Principal {
    /** Seconds: the default of MaxSessionDuration, and its bounds, in CreateRole. */
    private static final Duration DEFAULT_MAXIMUM = Duration.ofHours(1);
    private static final Duration LONGEST_MAXIMUM = Duration.ofHours(12);

    private final String path;
    private final String name;
    private final Instant created;
    private volatile String trustPolicyJson;
    private volatile Policy trustPolicy;
    private volatile Duration maxSessionDuration = DEFAULT_MAXIMUM;

    Role(Account account, String path, String name, String trustPolicyJson, Instant created) {
        super(account, Ids.unique("AROA"));
        this.path = path;
        this.name = name;
        this.created = created;
        trust(trustPolicyJson);
    }

    @Override
    public String arn() {
        return account().arn("iam", "role" + path + name);
    }

    public String name() {
        return name;
    }

    /**
     * Puts an inline policy, in place of one of the same name.
     *
     * @throws IllegalArgumentException when IAM would refuse it as MalformedPolicyDocument
     */
    public Role policy(String policyName, String json) {
        putPolicy(policyName, json);
        return this;
    }

    /** @param maximum 1 to 12 hours; one hour unless said otherwise */
    public Role maxSessionDuration(Duration maximum) {
        if (maximum.compareTo(DEFAULT_MAXIMUM) < 0 || maximum.compareTo(LONGEST_MAXIMUM) > 0) {
            throw new IllegalArgumentException("MaxSessionDuration is 1 to 12 hours");
        }
        maxSessionDuration = maximum;
        return this;
    }

    /** As UpdateAssumeRolePolicy does. */
    public Role trust(String json) {
        trustPolicy = Policy.parse(json).forTrust();
        trustPolicyJson = json;
        return this;
    }

    Policy trustPolicy() {
        return trustPolicy;
    }

    String trustPolicyJson() {
        return trustPolicyJson;
    }

    Duration maxSessionDuration() {
        return maxSessionDuration;
    }

    String path() {
        return path;
    }

    Instant created() {
        return created;
    }
}
