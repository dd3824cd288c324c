package tests.aws;

import java.util.Map;

/** What AWS answers instead of a result: a status, a code, a message for the person. */
final class AwsError extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** JSON services say the same things under other names; the rest keep theirs. */
    private static final Map<String, String> JSON_CODES = Map.of(
            "InvalidClientTokenId", "UnrecognizedClientException",
            "SignatureDoesNotMatch", "InvalidSignatureException",
            "IncompleteSignature", "IncompleteSignatureException",
            "MissingAuthenticationToken", "MissingAuthenticationTokenException",
            "ExpiredToken", "ExpiredTokenException",
            "AccessDenied", "AccessDeniedException",
            "Throttling", "ThrottlingException",
            "ValidationError", "ValidationException",
            "InvalidAction", "UnknownOperationException",
            "InternalFailure", "InternalServerError");

    private final int status;
    private final String code;

    AwsError(int status, String code, String message) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
    }

    static AwsError invalidCredentials() {
        return new AwsError(403, "InvalidClientTokenId", "The security token included in the request is invalid.");
    }

    static AwsError accessDenied(String message) {
        return new AwsError(403, "AccessDenied", message);
    }

    static AwsError validation(String message) {
        return new AwsError(400, "ValidationError", message);
    }

    static AwsError noSuchEntity(String message) {
        return new AwsError(404, "NoSuchEntity", message);
    }

    static AwsError throttling() {
        return new AwsError(400, "Throttling", "Rate exceeded");
    }

    int status() {
        return status;
    }

    String code() {
        return code;
    }

    String jsonCode() {
        return JSON_CODES.getOrDefault(code, code);
    }

    /** JSON services answer 400 to whatever is the caller's fault. */
    int jsonStatus() {
        return status < 500 ? 400 : status;
    }
}
