package tests.aws;

import java.time.Instant;
import java.util.Optional;

/** Long-lived keys of an IAM user or of the account root. */
public final class AccessKey {
    private final Principal owner;
    private final String id = Ids.unique("AKIA");
    private final String secret = Ids.secretAccessKey();
    private final Instant created;
    private volatile Status status = Status.ACTIVE;
    private volatile Optional<Use> lastUse = Optional.empty();

    AccessKey(Principal owner, Instant created) {
        this.owner = owner;
        this.created = created;
    }

    /** What GetAccessKeyLastUsed knows. */
    record Use(Instant when, String service, String region) {}

    private enum Status { ACTIVE, INACTIVE }

    public String id() {
        return id;
    }

    /** The secret access key, 40 characters. */
    public String secret() {
        return secret;
    }

    /** As a profile of the credentials file has them. */
    public static String keys(String profile, AccessKey key) {
        return "[%s]\naws_access_key_id = %s\naws_secret_access_key = %s\n".formatted(profile, key.id(), key.secret());
    }

    /** As UpdateAccessKey does with {@code Inactive}: AWS refuses what it signs. */
    public void deactivate() {
        status = Status.INACTIVE;
    }

    /** Takes {@link #deactivate()} back. */
    public void activate() {
        status = Status.ACTIVE;
    }

    /** As DeleteAccessKey does: AWS no longer knows the key. Sessions it started live on. */
    public void delete() {
        owner.account().forget(this);
    }

    boolean isActive() {
        return status == Status.ACTIVE;
    }

    /** {@code Active} or {@code Inactive}, as ListAccessKeys says it. */
    String status() {
        return isActive() ? "Active" : "Inactive";
    }

    Principal owner() {
        return owner;
    }

    Instant created() {
        return created;
    }

    Optional<Use> lastUse() {
        return lastUse;
    }

    void used(Use use) {
        lastUse = Optional.of(use);
    }

    @Override
    public String toString() {
        return id;
    }
}
