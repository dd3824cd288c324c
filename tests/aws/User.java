package tests.aws;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An IAM user. */
public final class User extends Principal {
    private final String name;
    private final String path;
    private final Instant created;

    User(Account account, String path, String name, Instant created) {
        super(account, Ids.unique("AIDA"));
        this.path = path;
        this.name = name;
        this.created = created;
    }

    @Override
    public String arn() {
        return account().arn("iam", "user" + path + name);
    }

    public String name() {
        return name;
    }

    /**
     * Puts an inline policy, in place of one of the same name.
     *
     * @throws IllegalArgumentException when IAM would refuse it as MalformedPolicyDocument
     */
    public User policy(String policyName, String json) {
        putPolicy(policyName, json);
        return this;
    }

    /** The user's access key, created on first mention. */
    public AccessKey accessKey() {
        return account().accessKey(this);
    }

    /**
     * One more access key.
     *
     * @throws IllegalStateException when there are two already, as IAM allows
     */
    public AccessKey createAccessKey() {
        return account().createAccessKey(this);
    }

    /**
     * A virtual device of this user, created and enabled on first mention.
     *
     * @param deviceName the last part of its ARN, {@code arn:aws:iam::123456789012:mfa/NAME}
     * @throws IllegalStateException when someone else has it, or the user has eight devices
     */
    public Device device(String deviceName) {
        return account().assigned(account().virtualDevice(deviceName), this);
    }

    /** A hardware device of this user with such a printed number, on first mention enabled. */
    public Device hardwareDevice(String serial) {
        return account().assigned(account().device(serial, Device.Kind.HARDWARE), this);
    }

    /**
     * A passkey or security key of this user: IAM lists it, but AWS accepts no codes for it.
     *
     * @return its serial number, {@code arn:aws:iam::123456789012:u2f/user/USER/NAME}
     */
    public String passkey(String passkeyName) {
        var serial = account().arn("iam", "u2f/user/" + name + "/" + passkeyName);
        return account().assigned(account().device(serial, Device.Kind.PASSKEY), this).serialNumber();
    }

    /**
     * IAM's answer if this user called now with long-lived keys, by the user's own policies alone.
     *
     * @param resource its ARN, or {@code *}
     * @param more context of the request besides, such as what a session says of MFA
     */
    public Policy.Decision simulate(String action, String resource, Map<String, List<String>> more) {
        var keys = new Caller(this, Optional.empty(), "us-east-1", Instant.now(), Map.of());
        return keys.decide(Policy.Request.to(action, resource).with(keys.context()).with(more));
    }

    String path() {
        return path;
    }

    Instant created() {
        return created;
    }
}
