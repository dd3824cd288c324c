package tests.aws;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The Security Token Service: GetCallerIdentity, GetSessionToken, AssumeRole.
 *
 * @see <a href="https://docs.aws.amazon.com/STS/latest/APIReference/welcome.html">STS API reference</a>
 */
final class Sts {
    /** Seconds: shortest, longest and default duration of GetSessionToken, and the most root gets. */
    private static final int SHORTEST = 900;
    private static final int LONGEST = 129_600;
    private static final int DEFAULT = 43_200;
    private static final int ROOT_LONGEST = 3_600;

    private final Sessions sessions;
    private final AssumeRole assumeRole;

    Sts(Sessions sessions, AssumeRole assumeRole) {
        this.sessions = sessions;
        this.assumeRole = assumeRole;
    }

    /** @return what is inside of the result element */
    String call(String action, Caller caller, Parameters parameters) {
        return switch (action) {
            case "GetCallerIdentity" -> getCallerIdentity(caller);
            case "GetSessionToken" -> getSessionToken(caller, parameters);
            case "AssumeRole" -> assumeRole.call(caller, parameters);
            default -> throw new AwsError(
                    400, "InvalidAction", "Could not find operation " + action + " for version 2011-06-15");
        };
    }

    private static String getCallerIdentity(Caller caller) {
        return Xml.text("Arn", caller.arn())
                + Xml.text("UserId", caller.userId())
                + Xml.text("Account", caller.account().id());
    }

    private String getSessionToken(Caller caller, Parameters parameters) {
        if (caller.session().isPresent()) {
            throw AwsError.accessDenied("Cannot call GetSessionToken with session credentials");
        }
        int asked = parameters.number("DurationSeconds", SHORTEST, LONGEST).orElse(DEFAULT);
        refuseIfDenied(caller);
        var mfa = mfa(caller, parameters);
        int granted = caller.principal() instanceof Root ? Math.min(asked, ROOT_LONGEST) : asked;
        return credentials(sessions.add(new Session(Session.Keys.create(), caller.principal(), caller.now(),
                caller.now().plus(Duration.ofSeconds(granted)), mfa, Optional.empty())));
    }

    /**
     * GetSessionToken needs no permission. AWS's pages say that policies have no effect on it at all,
     * while its own samples exempt it from their Deny: a policy that forgets to is refused here.
     */
    private static void refuseIfDenied(Caller caller) {
        var request = Policy.Request.to("sts:GetSessionToken", "*").with(caller.context());
        if (caller.decide(request) == Policy.Decision.EXPLICITLY_DENIED) {
            throw AwsError.accessDenied("User: " + caller.arn() + " is not authorized to perform: "
                    + "sts:GetSessionToken with an explicit deny in an identity-based policy");
        }
    }

    /**
     * Checks a token code, if the call has one, and uses it up.
     *
     * @return when MFA was given
     * @throws AwsError ValidationError, AccessDenied
     */
    static Optional<Instant> mfa(Caller caller, Parameters parameters) {
        var serial = parameters.text("SerialNumber", 9, 256, "[\\w+=/:,.@-]*");
        var code = parameters.text("TokenCode", 6, 6, "\\d*");
        if (serial.isEmpty() && code.isEmpty()) {
            return Optional.empty();
        }
        if (serial.isEmpty() || code.isEmpty()) {
            throw AwsError.accessDenied("MultiFactorAuthentication failed, "
                    + "must provide both MFA serial number and one time pass code. ");
        }
        var device = serial.flatMap(caller.account()::findDevice)
                .filter(it -> it.kind() != Device.Kind.PASSKEY)
                .filter(it -> it.owner().filter(caller.principal()::equals).isPresent())
                .orElseThrow(() -> AwsError.accessDenied("MultiFactorAuthentication failed, unable to validate MFA "
                        + "code.  Please verify your MFA serial number is valid and associated with this user."));
        if (!device.accepts(code.get())) {
            throw AwsError.accessDenied("MultiFactorAuthentication failed with invalid MFA one time pass code. ");
        }
        return Optional.of(caller.now());
    }

    static String credentials(Session session) {
        return Xml.element("Credentials",
                Xml.text("AccessKeyId", session.keys().accessKeyId()),
                Xml.text("SecretAccessKey", session.keys().secret()),
                Xml.text("SessionToken", session.keys().sessionToken()),
                Xml.time("Expiration", session.expiration()));
    }
}
