package tests.aws;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;

/**
 * Identity and Access Management: the actions on MFA devices, and a few that look things up.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/welcome.html">IAM API reference</a>
 */
final class Iam {
    private static final String PATH = "(/)|(/[!-~]+/)";
    private static final String SERIAL = "[\\w+=/:,.@-]+";
    private static final int DEFAULT_PAGE = 100;

    /** A white pixel: clients of the local AWS draw their own code from the seed. */
    private static final String PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAsTj2"
            + "FQAAAABJRU5ErkJggg==";

    /** @return what is inside of the result element; {@code ""} for actions that have none */
    String call(String action, Caller caller, Parameters parameters) {
        // "You cannot call any IAM API operations unless MFA authentication information is included
        // in the request" (GetSessionToken): AWS then says the credentials are invalid.
        if (caller.session().filter(it -> it.assumed().isEmpty() && it.mfa().isEmpty()).isPresent()) {
            throw AwsError.invalidCredentials();
        }
        return switch (action) {
            case "GetUser" -> getUser(caller, parameters);
            case "ListUsers" -> listUsers(caller, parameters);
            case "GetRole" -> getRole(caller, parameters);
            case "ListAccountAliases" -> listAccountAliases(caller);
            case "ListAccessKeys" -> listAccessKeys(caller, parameters);
            case "CreateAccessKey" -> createAccessKey(caller, parameters);
            case "GetAccessKeyLastUsed" -> getAccessKeyLastUsed(caller, parameters);
            case "ListMFADevices" -> listMfaDevices(caller, parameters);
            case "ListVirtualMFADevices" -> listVirtualMfaDevices(caller, parameters);
            case "CreateVirtualMFADevice" -> createVirtualMfaDevice(caller, parameters);
            case "EnableMFADevice" -> enableMfaDevice(caller, parameters);
            case "ResyncMFADevice" -> resyncMfaDevice(caller, parameters);
            case "DeactivateMFADevice" -> deactivateMfaDevice(caller, parameters);
            case "DeleteVirtualMFADevice" -> deleteVirtualMfaDevice(caller, parameters);
            default -> throw new AwsError(
                    400, "InvalidAction", "Could not find operation " + action + " for version 2010-05-08");
        };
    }

    private static String getUser(Caller caller, Parameters parameters) {
        return user("User", permitted(caller, "iam:GetUser", parameters));
    }

    private static String listUsers(Caller caller, Parameters parameters) {
        var prefix = parameters.text("PathPrefix", 1, 512, "/[!-~]*").orElse("/");
        caller.require("iam:ListUsers", caller.account().arn("iam", "user" + prefix));
        var users = caller.account().users().stream().filter(it -> it.path().startsWith(prefix)).toList();
        return page("Users", users, it -> userFields(it), parameters);
    }

    private static String getRole(Caller caller, Parameters parameters) {
        var name = parameters.requiredText("RoleName", 1, 64, Parameters.NAME);
        var role = caller.account().findRole(name);
        var arn = role.map(Role::arn).orElseGet(() -> caller.account().arn("iam", "role/" + name));
        caller.require("iam:GetRole", arn, "role " + name);
        return role.map(Iam::role).orElseThrow(() ->
                AwsError.noSuchEntity("The role with name " + name + " cannot be found."));
    }

    private static String role(Role role) {
        var trust = URLEncoder.encode(role.trustPolicyJson(), StandardCharsets.UTF_8).replace("+", "%20");
        return Xml.element("Role",
                Xml.text("Path", role.path()),
                Xml.text("RoleName", role.name()),
                Xml.text("RoleId", role.uniqueId()),
                Xml.text("Arn", role.arn()),
                Xml.time("CreateDate", role.created()),
                Xml.text("AssumeRolePolicyDocument", trust),
                Xml.text("MaxSessionDuration", role.maxSessionDuration().toSeconds()));
    }

    private static String listAccountAliases(Caller caller) {
        caller.require("iam:ListAccountAliases", "*");
        return Xml.list("AccountAliases", caller.account().findAlias().stream().toList())
                + Xml.text("IsTruncated", false);
    }

    private static String listAccessKeys(Caller caller, Parameters parameters) {
        var user = permitted(caller, "iam:ListAccessKeys", parameters);
        return page("AccessKeyMetadata", caller.account().keysOf(user), Iam::accessKey, parameters);
    }

    private static String createAccessKey(Caller caller, Parameters parameters) {
        var user = permitted(caller, "iam:CreateAccessKey", parameters);
        synchronized (caller.account()) {
            requireRoom(caller.account().keysOf(user), Account.KEYS_PER_USER, "AccessKeysPerUser");
            var key = caller.account().createAccessKey(user);
            return Xml.element("AccessKey", accessKey(key), Xml.text("SecretAccessKey", key.secret()));
        }
    }

    private static String accessKey(AccessKey key) {
        return userName(key.owner())
                + Xml.text("AccessKeyId", key.id())
                + Xml.text("Status", key.status())
                + Xml.time("CreateDate", key.created());
    }

    private static String getAccessKeyLastUsed(Caller caller, Parameters parameters) {
        var id = parameters.requiredText("AccessKeyId", 16, 128, "[\\w]+");
        var owner = caller.account().findKey(id).map(AccessKey::owner);
        // Of a key elsewhere, AWS says only that one may not ask.
        caller.require("iam:GetAccessKeyLastUsed",
                owner.map(Principal::arn).orElseGet(() -> caller.account().arn("iam", "user/")));
        var key = caller.account().findKey(id).orElseThrow(() -> AwsError.accessDenied("User: " + caller.arn()
                + " is not authorized to perform: iam:GetAccessKeyLastUsed on resource: access key " + id));
        var used = key.lastUse().map(it -> Xml.element("AccessKeyLastUsed", Xml.time("LastUsedDate", it.when()),
                        Xml.text("ServiceName", it.service()), Xml.text("Region", it.region())))
                .orElseGet(() -> Xml.element("AccessKeyLastUsed",
                        Xml.text("ServiceName", "N/A"), Xml.text("Region", "N/A")));
        return userName(key.owner()) + used;
    }

    private static String listMfaDevices(Caller caller, Parameters parameters) {
        var user = permitted(caller, "iam:ListMFADevices", parameters);
        Function<Device, String> member = device -> userName(user)
                + Xml.text("SerialNumber", device.serialNumber())
                + Xml.time("EnableDate", device.enabled());
        return page("MFADevices", caller.account().devicesOf(user), member, parameters);
    }

    private static String listVirtualMfaDevices(Caller caller, Parameters parameters) {
        caller.require("iam:ListVirtualMFADevices", caller.account().arn("iam", "mfa/"));
        var wanted = parameters.text("AssignmentStatus", 3, 10, "Assigned|Unassigned|Any").orElse("Any");
        var devices = caller.account().virtualDevices().stream()
                .filter(it -> wanted.equals("Any") || wanted.equals("Assigned") == it.owner().isPresent())
                .toList();
        return page("VirtualMFADevices", devices, Iam::virtualDevice, parameters);
    }

    private static String virtualDevice(Device device) {
        return Xml.text("SerialNumber", device.serialNumber())
                + device.owner().map(it -> user("User", it) + Xml.time("EnableDate", device.enabled())).orElse("");
    }

    private static String createVirtualMfaDevice(Caller caller, Parameters parameters) {
        var name = parameters.requiredText("VirtualMFADeviceName", 1, 226, "[\\w+=,.@-]+");
        var path = parameters.text("Path", 1, 512, PATH).orElse("/");
        caller.require("iam:CreateVirtualMFADevice", caller.account().arn("iam", "mfa" + path + name));
        var device = caller.account().createDevice(path + name).orElseThrow(() -> new AwsError(
                409, "EntityAlreadyExists", "MFADevice entity at the same path and name already exists."));
        var seed = Base64.getEncoder().encodeToString(device.seed().getBytes(StandardCharsets.US_ASCII));
        return Xml.element("VirtualMFADevice",
                Xml.text("SerialNumber", device.serialNumber()),
                Xml.text("Base32StringSeed", seed),
                Xml.text("QRCodePNG", PNG));
    }

    private static String enableMfaDevice(Caller caller, Parameters parameters) {
        var user = permitted(caller, "iam:EnableMFADevice", parameters);
        var serial = parameters.requiredText("SerialNumber", 9, 256, SERIAL);
        var code1 = code(parameters, "AuthenticationCode1");
        var code2 = code(parameters, "AuthenticationCode2");
        requireMfaOfOwner(caller, "iam:EnableMFADevice", user);
        var device = caller.account().findDevice(serial).orElseThrow(() -> noSuchDevice(serial));
        synchronized (caller.account()) {
            if (device.owner().isPresent()) {
                throw new AwsError(409, "EntityAlreadyExists", "MFA Device is already in use.");
            }
            requireRoom(caller.account().devicesOf(user), Account.DEVICES_PER_USER, "MFADevicesPerUser");
            requireAccepted(device.enable(user, code1, code2));
        }
        return "";
    }

    /**
     * Since April 2023 an IAM user who has a device enables and disables their own devices with an MFA session only, whatever the
     * policies say. The words are not AWS's, which it does not publish.
     *
     * @see <a href="https://aws.amazon.com/security/security-bulletins/AWS-2023-001/">AWS-2023-001</a>
     */
    private static void requireMfaOfOwner(Caller caller, String action, Principal user) {
        var isOwnKeys = caller.session().isEmpty() && caller.principal() instanceof User && caller.principal().equals(user);
        if (isOwnKeys && !caller.account().devicesOf(user).isEmpty()) {
            throw AwsError.accessDenied("User: " + caller.arn() + " is not authorized to perform: " + action + " on resource: "
                    + shown(user) + " without MFA, since the user has an MFA device");
        }
    }

    private static String resyncMfaDevice(Caller caller, Parameters parameters) {
        var user = permitted(caller, "iam:ResyncMFADevice", parameters);
        var code1 = code(parameters, "AuthenticationCode1");
        var code2 = code(parameters, "AuthenticationCode2");
        requireAccepted(deviceOf(user, parameters).resync(code1, code2));
        return "";
    }

    private static String deactivateMfaDevice(Caller caller, Parameters parameters) {
        var user = permitted(caller, "iam:DeactivateMFADevice", parameters);
        requireMfaOfOwner(caller, "iam:DeactivateMFADevice", user);
        var device = deviceOf(user, parameters);
        device.unassign();
        if (device.kind() != Device.Kind.VIRTUAL) {
            caller.account().forget(device);
        }
        return "";
    }

    private static String deleteVirtualMfaDevice(Caller caller, Parameters parameters) {
        var serial = parameters.requiredText("SerialNumber", 9, 256, SERIAL);
        caller.require("iam:DeleteVirtualMFADevice", serial);
        var device = caller.account().findDevice(serial)
                .filter(it -> it.kind() == Device.Kind.VIRTUAL)
                .orElseThrow(() -> noSuchDevice(serial));
        if (device.owner().isPresent()) {
            throw new AwsError(409, "DeleteConflict", "MFA VirtualDevice in use. Must deactivate first.");
        }
        caller.account().forget(device);
        return "";
    }

    private static AwsError noSuchDevice(String serial) {
        return AwsError.noSuchEntity("VirtualMFADevice with serial number " + serial + " doesn't exist.");
    }

    private static String code(Parameters parameters, String name) {
        return parameters.requiredText(name, 6, 6, "[\\d]*");
    }

    private static Device deviceOf(Principal user, Parameters parameters) {
        var serial = parameters.requiredText("SerialNumber", 9, 256, SERIAL);
        return user.account().findDevice(serial)
                .filter(it -> it.owner().filter(user::equals).isPresent())
                .orElseThrow(() -> AwsError.noSuchEntity("MFA Device invalid for user."));
    }

    private static void requireAccepted(boolean accepted) {
        if (!accepted) {
            throw new AwsError(403, "InvalidAuthenticationCode", "Authentication code for device is not valid.");
        }
    }

    private static void requireRoom(List<?> present, int most, String quota) {
        if (present.size() >= most) {
            throw new AwsError(409, "LimitExceeded", "Cannot exceed quota for " + quota + ": " + most);
        }
    }

    /** Whom the call is about, UserName or the caller, once policies allow it. */
    private static Principal permitted(Caller caller, String action, Parameters parameters) {
        var name = parameters.text("UserName", 1, 128, "[\\w+=,.@-]+");
        if (name.isEmpty() && caller.isRoleSession()) {
            throw AwsError.validation("Must specify userName when calling with non-User credentials");
        }
        if (name.isEmpty()) {
            caller.require(action, caller.principal().arn(), shown(caller.principal()));
            return caller.principal();
        }
        var user = caller.account().findUser(name.get());
        var arn = user.map(User::arn).orElseGet(() -> caller.account().arn("iam", "user/" + name.get()));
        caller.require(action, arn, "user " + name.get());
        return user.orElseThrow(() ->
                AwsError.noSuchEntity("The user with name " + name.get() + " cannot be found."));
    }

    private static String shown(Principal principal) {
        return principal instanceof User user ? "user " + user.name() : principal.arn();
    }

    private static String user(String element, Principal principal) {
        return Xml.element(element, userFields(principal));
    }

    private static String userFields(Principal principal) {
        var fields = Xml.text("UserId", principal.uniqueId()) + Xml.text("Arn", principal.arn());
        return principal instanceof User user
                ? Xml.text("Path", user.path()) + userName(user) + fields + Xml.time("CreateDate", user.created())
                : fields + Xml.time("CreateDate", Instant.EPOCH);
    }

    /** The root has no user name. */
    private static String userName(Principal principal) {
        return principal instanceof User user ? Xml.text("UserName", user.name()) : "";
    }

    /** One page of a list; the marker is where the next begins. */
    private static <T> String page(String name, List<T> all, Function<T, String> member, Parameters parameters) {
        int size = parameters.number("MaxItems", 1, 1000).orElse(DEFAULT_PAGE);
        int from = parameters.number("Marker", 0, all.size()).orElse(0);
        int to = Math.min(from + size, all.size());
        var members = all.subList(from, to).stream().map(member).toList();
        return Xml.list(name, members)
                + Xml.text("IsTruncated", to < all.size())
                + (to < all.size() ? Xml.text("Marker", to) : "");
    }
}
