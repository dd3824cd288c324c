//SOURCES ../model/Connection.java
//SOURCES ../model/Credentials.java
//SOURCES ../model/Expiration.java
//SOURCES ../model/SerialNumber.java
//SOURCES ../model/TokenCode.java
package lib.io;

import java.time.Duration;
import java.util.List;
import lib.model.Connection;
import lib.model.Credentials;
import lib.model.Expiration;
import lib.model.SerialNumber;
import lib.model.TokenCode;

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
     * @throws lib.model.Problem.Found {@code TokenCodeRejected}, {@code DeviceRejected}, {@code KeysRejected},
     *     {@code SecretMismatch}, {@code NotAllowed}, {@code ClockWrong}, {@code Throttled}, {@code ServiceRefused},
     *     {@code Unreachable}, {@code NotAws}
     * @see <a href="https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html">GetSessionToken</a>
     */
    SessionCredentials getSessionToken(Caller caller, SerialNumber serialNumber, TokenCode tokenCode, Duration duration);

    /**
     * The MFA devices of the user whose keys ask: up to eight, of any kind, in AWS's order.
     *
     * @throws lib.model.Problem.Found as {@link #getSessionToken}, save what concerns codes
     * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListMFADevices.html">ListMFADevices</a>
     */
    List<SerialNumber> listMfaDevices(Caller caller);
}
