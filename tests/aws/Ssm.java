package tests.aws;

//DEPS com.fasterxml.jackson.core:jackson-databind:2.22.4

import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * The parameter store of Systems Manager: GetParameter.
 *
 * @see <a href="https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameter.html">
 *     GetParameter</a>
 */
final class Ssm {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** @return a JSON document */
    String call(String action, Caller caller, Parameters parameters) {
        if (!action.equals("GetParameter")) {
            throw new AwsError(400, "InvalidAction", "Unknown operation " + action);
        }
        var name = parameters.requiredText("Name", 1, 2048, "[\\w./:-]+");
        var account = caller.account();
        caller.require("ssm:GetParameter", "arn:%s:ssm:%s:%s:parameter/%s".formatted(
                account.partition(), caller.region(), account.id(), name.replaceFirst("^/", "")));
        return account.findParameter(caller.region(), name)
                .map(Ssm::parameter)
                .orElseThrow(() -> new AwsError(400, "ParameterNotFound", ""));
    }

    private static String parameter(Account.Parameter parameter) {
        var answer = JSON.createObjectNode();
        answer.putObject("Parameter")
                .put("ARN", parameter.arn())
                .put("DataType", "text")
                .put("LastModifiedDate", parameter.modified().toEpochMilli() / 1000.0)
                .put("Name", parameter.name())
                .put("Type", "String")
                .put("Value", parameter.value())
                .put("Version", parameter.version());
        return answer.toString();
    }
}
