package tests.aws;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** An AWS account and what is in it. Whatever is mentioned the first time comes into being. */
public final class Account {
    /**
     * IAM's quotas.
     *
     * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html">IAM quotas</a>
     */
    static final int DEVICES_PER_USER = 8;
    static final int KEYS_PER_USER = 2;

    private final String id;
    private final String partition;
    private final InstantSource clock;
    private final Root root;
    private final ConcurrentSkipListMap<String, User> users = new ConcurrentSkipListMap<>();
    private final ConcurrentSkipListMap<String, Role> roles = new ConcurrentSkipListMap<>();
    private final ConcurrentSkipListMap<String, Device> devices = new ConcurrentSkipListMap<>();
    private final ConcurrentSkipListMap<String, Parameter> parameters = new ConcurrentSkipListMap<>();
    private final CopyOnWriteArrayList<AccessKey> keys = new CopyOnWriteArrayList<>();
    private volatile Optional<String> alias = Optional.empty();

    Account(String id, String partition, InstantSource clock) {
        if (!id.matches("\\d{12}")) {
            throw new IllegalArgumentException("an account id has twelve digits");
        }
        this.id = id;
        this.partition = partition;
        this.clock = clock;
        this.root = new Root(this);
    }

    /** A String parameter of the SSM parameter store. */
    record Parameter(String name, String value, String arn, int version, Instant modified) {}

    public String id() {
        return id;
    }

    /** {@code aws}, {@code aws-cn}, {@code aws-us-gov}, … */
    public String partition() {
        return partition;
    }

    /** A user without a path. */
    public User user(String name) {
        return user("/", name);
    }

    /**
     * @param path begins and ends with a slash, such as {@code /team/}
     * @throws IllegalArgumentException when a user of that name has another path: names are unique
     */
    public User user(String path, String name) {
        var user = users.computeIfAbsent(name, it -> new User(this, path, it, clock.instant()));
        if (!user.path().equals(path)) {
            throw new IllegalArgumentException(name + " has the path " + user.path());
        }
        return user;
    }

    /**
     * A trust policy for everybody of this account.
     *
     * @param condition as JSON; empty for none
     */
    public String trust(String condition) {
        return """
                {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole",
                 "Principal": {"AWS": "%s"}%s}]}"""
                .formatted(arn("iam", "root"), condition.isEmpty() ? "" : ", \"Condition\": " + condition);
    }

    /** A role without a path; see {@link #role(String, String, String)}. */
    public Role role(String name, String trustPolicyJson) {
        return role("/", name, trustPolicyJson);
    }

    /** A role which such callers may assume; a second mention replaces its trust policy. */
    public Role role(String path, String name, String trustPolicyJson) {
        return roles.computeIfAbsent(name, it -> new Role(this, path, it, trustPolicyJson, clock.instant()))
                .trust(trustPolicyJson);
    }

    /** As CreateAccountAlias does; an account has one alias at most. */
    public void alias(String newAlias) {
        alias = Optional.of(newAlias);
    }

    /** As PutParameter does, for a parameter of type String. */
    public void parameter(String region, String name, String value) {
        var arn = "arn:%s:ssm:%s:%s:parameter/%s".formatted(partition, region, id, name.replaceFirst("^/", ""));
        parameters.compute(region + ":" + name, (key, old) -> new Parameter(
                name, value, arn, old == null ? 1 : old.version() + 1, clock.instant()));
    }

    /** Long-lived keys of the account root, created on first mention. */
    public AccessKey rootAccessKey() {
        return accessKey(root);
    }

    /** A virtual device of the account root, created and enabled on first mention. */
    public Device rootDevice(String name) {
        return assigned(virtualDevice(name), root);
    }

    /** A virtual device nobody has enabled, as half-done work leaves it. */
    public Device unassignedDevice(String name) {
        return virtualDevice(name);
    }

    /** The devices of a user, as AWS lists them. */
    public List<String> serialNumbersOf(User user) {
        return devicesOf(user).stream().map(Device::serialNumber).toList();
    }

    /** The virtual devices that nobody has enabled. */
    public List<String> unassignedSerialNumbers() {
        return virtualDevices().stream().filter(device -> device.owner().isEmpty()).map(Device::serialNumber).toList();
    }

    String arn(String service, String resource) {
        return "arn:%s:%s::%s:%s".formatted(partition, service, id, resource);
    }

    Device virtualDevice(String name) {
        return device(arn("iam", "mfa/" + name), Device.Kind.VIRTUAL);
    }

    Device device(String serial, Device.Kind kind) {
        return devices.computeIfAbsent(serial, it -> new Device(it, kind, clock));
    }

    /** Creates a virtual device, unless there is one of that name. */
    Optional<Device> createDevice(String pathAndName) {
        var device = new Device(arn("iam", "mfa" + pathAndName), Device.Kind.VIRTUAL, clock);
        var other = devices.putIfAbsent(device.serialNumber(), device);
        return other == null ? Optional.of(device) : Optional.empty();
    }

    synchronized Device assigned(Device device, Principal owner) {
        if (device.owner().filter(owner::equals).isPresent()) {
            return device;
        }
        if (device.owner().isPresent() || devicesOf(owner).size() >= DEVICES_PER_USER) {
            throw new IllegalStateException(device + " is someone else's, or " + owner + " has eight devices");
        }
        return device.assign(owner);
    }

    synchronized AccessKey accessKey(Principal owner) {
        return keysOf(owner).stream().findFirst().orElseGet(() -> createAccessKey(owner));
    }

    synchronized AccessKey createAccessKey(Principal owner) {
        if (keysOf(owner).size() >= KEYS_PER_USER) {
            throw new IllegalStateException(owner + " has two access keys");
        }
        var key = new AccessKey(owner, clock.instant());
        keys.add(key);
        return key;
    }

    void forget(AccessKey key) {
        keys.remove(key);
    }

    void forget(Device device) {
        devices.remove(device.serialNumber());
    }

    List<AccessKey> keysOf(Principal owner) {
        return keys.stream().filter(key -> key.owner().equals(owner)).toList();
    }

    List<Device> devicesOf(Principal owner) {
        return devices.values().stream()
                .filter(device -> device.owner().filter(owner::equals).isPresent())
                .toList();
    }

    List<Device> virtualDevices() {
        return devices.values().stream().filter(it -> it.kind() == Device.Kind.VIRTUAL).toList();
    }

    List<User> users() {
        return List.copyOf(users.values());
    }

    Optional<User> findUser(String name) {
        return Optional.ofNullable(users.get(name));
    }

    Optional<Role> findRole(String name) {
        return Optional.ofNullable(roles.get(name));
    }

    Optional<Device> findDevice(String serial) {
        return Optional.ofNullable(devices.get(serial));
    }

    Optional<AccessKey> findKey(String accessKeyId) {
        return keys.stream().filter(key -> key.id().equals(accessKeyId)).findFirst();
    }

    Optional<Parameter> findParameter(String region, String name) {
        return Optional.ofNullable(parameters.get(region + ":" + name));
    }

    Optional<String> findAlias() {
        return alias;
    }

    Principal root() {
        return root;
    }
}
