//SOURCES Arn.java
//SOURCES Problem.java
package lib.model;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The serial number of an MFA device: an ARN for virtual devices, passkeys and phones, and what is printed on it for a
 * hardware one.
 *
 * @param text 9 to 256 characters
 * @see <a href="https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html">GetSessionToken,
 *     SerialNumber</a>
 */
public record SerialNumber(String text) {

    /** What the device is, as far as its serial number tells. */
    public enum Kind {
        VIRTUAL("authenticator app"),
        HARDWARE("hardware token"),
        PASSKEY("passkey or security key"),
        SMS("text messages, which AWS has retired");

        private final String inWords;

        Kind(String inWords) {
            this.inWords = inWords;
        }

        public String inWords() {
            return inWords;
        }
    }

    private static final Pattern SHAPE = Pattern.compile("[\\w+=/:,.@-]{9,256}");

    public SerialNumber {
        if (!SHAPE.matcher(text).matches()) {
            throw Problem.badSetting("the serial number", text, "an ARN such as arn:aws:iam::123456789012:mfa/jane,"
                    + " or the number printed on a hardware token");
        }
    }

    /** Empty when {@code text} can be no serial number, whatever stands in a file. */
    public static Optional<SerialNumber> parse(String text) {
        return Optional.of(text).filter(candidate -> SHAPE.matcher(candidate).matches()).map(SerialNumber::new);
    }

    public Kind kind() {
        var resource = Arn.parse(text).map(Arn::resource).orElse("");
        if (resource.startsWith("mfa/")) {
            return Kind.VIRTUAL;
        }
        if (resource.startsWith("u2f/")) {
            return Kind.PASSKEY;
        }
        return resource.startsWith("sms-mfa/") ? Kind.SMS : Kind.HARDWARE;
    }

    /** Whether the device shows the six digits that STS takes. */
    public boolean givesTokenCodes() {
        return kind() == Kind.VIRTUAL || kind() == Kind.HARDWARE;
    }

    /** The device's partition and account; empty for the number on a hardware token. */
    public Optional<Arn> arn() {
        return Arn.parse(text);
    }

    @Override
    public String toString() {
        return text;
    }
}
