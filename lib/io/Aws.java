//SOURCES ../model/Arn.java
//SOURCES ../model/CodePair.java
//SOURCES ../model/Connection.java
//SOURCES ../model/Credentials.java
//SOURCES ../model/Expiration.java
//SOURCES ../model/Seed.java
//SOURCES ../model/SerialNumber.java
//SOURCES ../model/TokenCode.java
//SOURCES ../model/TrustPolicy.java
package lib.io;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lib.model.Arn;
import lib.model.CodePair;
import lib.model.Connection;
import lib.model.Credentials;
import lib.model.Expiration;
import lib.model.Seed;
import lib.model.SerialNumber;
import lib.model.TokenCode;
import lib.model.TrustPolicy;

/** The calls to AWS that this suite makes, under AWS's own names. */
public interface Aws {

    /** Who asks, and by which way. */
    record Caller(Credentials credentials, Connection connection) {}

    /** Temporary credentials as STS hands them out; the expiration is by AWS's clock. */
    record SessionCredentials(Credentials credentials, Expiration expiration) {}

    /**
     * Starts an MFA session.
     *
     * @param caller the long-lived keys of an IAM user; session credentials are refused by AWS
     * @param serialNumber ARN of a virtual device, or the number printed on a hardware one
     * @param duration 15 minutes to 36 hours; AWS shortens it to one hour for the account root
     * @throws lib.model.Problem {@code TokenCodeRejected}, {@code DeviceRejected}, {@code DurationRefused},
     *     {@code KeysRejected}, {@code SecretMismatch}, {@code NotAllowed}, {@code clockWrong}, {@code Throttled},
     *     {@code ServiceRefused}, {@code unreachable}, {@code notAws}
     * @see <a href="https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html">GetSessionToken</a>
     */
    SessionCredentials getSessionToken(Caller caller, SerialNumber serialNumber, TokenCode tokenCode, Duration duration);

    /**
     * The MFA devices of the user whose keys ask: up to eight, of any kind, in AWS's order.
     *
     * @throws lib.model.Problem as {@link #getSessionToken}, save what concerns codes
     * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListMFADevices.html">ListMFADevices</a>
     */
    List<SerialNumber> listMfaDevices(Caller caller);

    /** The same of any user of the caller's account. */
    List<SerialNumber> listMfaDevices(Caller caller, Arn user);

    /**
     * The virtual devices of the whole account that nobody has enabled.
     *
     * @throws lib.model.Problem as {@link #getAccessKeyLastUsed}
     * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListVirtualMFADevices.html">
     *     ListVirtualMFADevices</a>, AssignmentStatus Unassigned
     */
    List<SerialNumber> listVirtualMfaDevices(Caller caller);

    /** What AWS tells of a virtual device once, when it creates it. */
    record NewDevice(SerialNumber serialNumber, Seed seed) {}

    /**
     * Creates a virtual device, which nobody can use before it is enabled. Sent once: AWS would have a second one, or refuse.
     *
     * @param name unique in the account, 1 to 226 letters, digits and {@code _+=,.@-}
     * @return empty when there is a device of that name
     * @throws lib.model.Problem as {@link #getAccessKeyLastUsed}, and {@code tooManyDevices}
     * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateVirtualMFADevice.html">
     *     CreateVirtualMFADevice</a>
     */
    Optional<NewDevice> createVirtualMfaDevice(Caller caller, String name);

    /**
     * Gives a device to a user. AWS takes the time of the request for the time of the second code: codes that come late leave
     * the device enabled, but out of sync.
     *
     * @param caller the user while they have no device; else a session with MFA, or somebody else who may (AWS-2023-001)
     * @throws lib.model.Problem as {@link #getAccessKeyLastUsed}, and {@code CodesRejected}, {@code tooManyDevices},
     *     {@code deviceInUse}, {@code deviceNotKnown}, {@code DeviceBusy}
     * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_EnableMFADevice.html">EnableMFADevice</a>
     */
    void enableMfaDevice(Caller caller, Arn user, SerialNumber serialNumber, CodePair codes);

    /**
     * Teaches AWS the clock of a device whose codes it no longer accepts.
     *
     * @throws lib.model.Problem as {@link #getAccessKeyLastUsed}, and {@code CodesRejected}, {@code deviceNotKnown},
     *     {@code DeviceBusy}
     * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_ResyncMFADevice.html">ResyncMFADevice</a>
     */
    void resyncMfaDevice(Caller caller, Arn user, SerialNumber serialNumber, CodePair codes);

    /**
     * Takes a device from its user; a virtual one goes on existing.
     *
     * @throws lib.model.Problem as {@link #getAccessKeyLastUsed}, and {@code deviceNotKnown}, {@code DeviceBusy}
     * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeactivateMFADevice.html">DeactivateMFADevice</a>
     */
    void deactivateMfaDevice(Caller caller, Arn user, SerialNumber serialNumber);

    /**
     * Deletes a virtual device that nobody has enabled, and its seed with it.
     *
     * @throws lib.model.Problem as {@link #getAccessKeyLastUsed}, and {@code deviceInUse}, {@code deviceNotKnown},
     *     {@code DeviceBusy}
     * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteVirtualMFADevice.html">
     *     DeleteVirtualMFADevice</a>
     */
    void deleteVirtualMfaDevice(Caller caller, SerialNumber serialNumber);

    /**
     * The identity the keys belong to: a user, the root, or the session of an assumed role, which has no path. It needs no
     * permission, so that any refusal is about the keys themselves.
     *
     * @throws lib.model.Problem {@code KeysRejected}, {@code SecretMismatch}, {@code SessionExpired},
     *     {@code clockWrong}, {@code Throttled}, {@code ServiceRefused}, {@code unreachable}, {@code notAws}
     * @see <a href="https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html">GetCallerIdentity</a>
     */
    CallerIdentity callerIdentity(Caller caller);

    /** The same for whom the time does not matter. */
    default Arn getCallerIdentity(Caller caller) {
        return callerIdentity(caller).arn();
    }

    /** @param at when AWS answered, by its clock and to the second; absent where the answer bears no date */
    record CallerIdentity(Arn arn, Optional<Instant> at) {}

    /**
     * When the caller's access key was last used, as far as IAM has noticed. Only a probe: {@code NotAllowed} means that MFA
     * may be enforced.
     *
     * @param caller long-lived keys; AWS keeps no record of others
     * @return empty when the key has never been used
     * @throws lib.model.Problem as {@link #getCallerIdentity}, and {@code NotAllowed}
     * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccessKeyLastUsed.html">
     *     GetAccessKeyLastUsed</a>
     */
    Optional<Instant> getAccessKeyLastUsed(Caller caller);

    /**
     * The alias of the caller's account, of which there is at most one.
     *
     * @throws lib.model.Problem as {@link #getAccessKeyLastUsed}
     * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAccountAliases.html">ListAccountAliases</a>
     */
    Optional<String> listAccountAliases(Caller caller);

    /**
     * What IAM says of a role.
     *
     * @param arn with the path
     * @param maxSessionDuration 1 to 12 hours
     */
    record RoleFacts(Arn arn, Duration maxSessionDuration, TrustPolicy trustPolicy) {}

    /**
     * A role of the caller's own account.
     *
     * @param roleName without a path
     * @throws lib.model.Problem as {@link #getAccessKeyLastUsed}, and {@code NoSuchRole}
     * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRole.html">GetRole</a>
     */
    RoleFacts getRole(Caller caller, String roleName);

    /**
     * The text of an SSM parameter, as it is stored: nothing is decrypted.
     *
     * @param region where the parameter is; it stands in for the one of the caller's connection
     * @param name with its path, such as {@code /unencrypted/mfa/session_length}
     * @return empty when there is none of that name
     * @throws lib.model.Problem as {@link #getAccessKeyLastUsed}
     * @see <a href="https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameter.html">GetParameter</a>
     */
    Optional<String> getParameter(Caller caller, String region, String name);

    /** Proof that the caller holds an MFA device. */
    record Mfa(SerialNumber serialNumber, TokenCode tokenCode) {}

    /**
     * What a role session shall be.
     *
     * @param role with its path
     * @param roleSessionName 2 to 64 letters, digits and {@code _=,.@-}
     * @param duration 15 minutes to the role's maximum, at most 12 hours; at most one hour when the credentials of a session
     *     ask, an MFA session's included
     * @param externalId what the owner of another account's role agreed on
     * @param sourceIdentity a name that stays with the session and all that are chained on it
     * @param sessionTags up to 50, by key
     * @param transitiveSessionTags the keys of those tags that chained sessions inherit
     */
    record RoleRequest(Arn role, String roleSessionName, Duration duration, Optional<String> externalId,
            Optional<String> sourceIdentity, Map<String, String> sessionTags, List<String> transitiveSessionTags) {}

    /**
     * Starts a role session. With a token code the request is sent once; without, it may be repeated.
     *
     * @param caller a user's keys or a session's credentials; the root may not assume roles
     * @param mfa only with long-lived keys; the session of a role is not itself an MFA session
     * @throws lib.model.Problem as {@link #getSessionToken}, and {@code SessionExpired}; {@code NotAllowed} also when
     *     there is no such role; by the time of {@code DurationRefused} the token code may be spent
     * @see <a href="https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html">AssumeRole</a>
     */
    SessionCredentials assumeRole(Caller caller, RoleRequest request, Optional<Mfa> mfa);

    /**
     * What answered there, and how.
     *
     * @param endpoint the address that was asked, without a password
     * @param proxy host and port of the proxy on the way
     * @param date AWS's clock, to the second
     */
    record Reached(String endpoint, Optional<String> proxy, Optional<Instant> date) {}

    /**
     * Asks STS who asks, without keys, which AWS refuses and so shows that it is there. Each step ends within two seconds.
     *
     * @throws lib.model.Problem {@code unreachable}, {@code proxyUnreachable}, {@code proxyOverTls}, {@code badCaBundle}, {@code wayUnusable},
     *     {@code awsInTrouble}, {@code notAws}
     */
    Reached reach(Connection way);

    /**
     * Gets ready to start a session by that way, while somebody is still typing the code; returns at once. Nobody's keys or codes
     * are sent, nothing is said, and what goes wrong will be told by the call that follows.
     */
    void warmUp(Connection way);
}
