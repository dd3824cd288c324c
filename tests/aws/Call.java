package tests.aws;

import java.time.Instant;
import java.util.Map;

/**
 * A call that arrived.
 *
 * @param service {@code sts}, {@code iam}, {@code ssm}; {@code ""} when it was none of them
 * @param action in AWS's name, such as {@code GetSessionToken}
 * @param accessKeyId of the keys that signed it; {@code ""} without any
 * @param parameters as they came, without token codes
 * @param status of the answer; 0 while there is none, and if the connection was dropped
 * @param when by the clock of the local AWS
 */
public record Call(String service, String action, String accessKeyId, Map<String, String> parameters, int status,
        Instant when) {

    Call answered(int answer) {
        return new Call(service, action, accessKeyId, parameters, answer, when);
    }
}
