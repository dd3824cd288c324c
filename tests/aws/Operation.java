package tests.aws;

//DEPS com.fasterxml.jackson.core:jackson-databind:2.22.4

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What a request asks for, read from one of AWS's protocols, and how that protocol answers.
 *
 * <p>STS and IAM speak the query protocol, forms in and XML out; SSM speaks JSON 1.1; S3 goes by method and path.
 *
 * @param service {@code sts}, {@code iam}, {@code ssm}, {@code s3}, or {@code ""}
 * @see <a href="https://smithy.io/2.0/aws/protocols/aws-query-protocol.html">AWS query protocol</a>
 * @see <a href="https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html">AWS JSON 1.1 protocol</a>
 */
record Operation(String service, String action, String accessKeyId, Parameters parameters) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String JSON_TARGET = "AmazonSSM.";
    private static final Pattern CREDENTIAL = Pattern.compile("Credential=(\\w+)/");
    private static final List<String> SECRET = List.of("TokenCode", "AuthenticationCode1", "AuthenticationCode2");

    /** @param requestId {@code ""} when it was not AWS that answered */
    record Reply(int status, String contentType, String body, String requestId) {}

    static Operation of(Http.Request request) {
        var key = CREDENTIAL.matcher(request.header("authorization").orElse(""));
        var accessKeyId = key.find() ? key.group(1) : "";
        var target = request.header("x-amz-target").orElse("");
        if (target.startsWith(JSON_TARGET)) {
            return new Operation("ssm", target.substring(JSON_TARGET.length()), accessKeyId, json(request.text()));
        }
        var parameters = Parameters.ofForm(request.query() + "&" + request.text());
        if (request.method().equals("GET") && request.header("authorization").orElse("").contains("/s3/aws4_request")) {
            return new Operation("s3", request.path().equals("/") ? "ListBuckets" : "", accessKeyId, parameters);
        }
        var service = switch (parameters.find("Version").orElse("")) {
            case "2011-06-15" -> "sts";
            case "2010-05-08" -> "iam";
            default -> "";
        };
        return new Operation(service, parameters.find("Action").orElse(""), accessKeyId, parameters);
    }

    private static Parameters json(String text) {
        try {
            var values = new TreeMap<String, String>();
            JSON.readTree(text).properties().forEach(it -> values.put(it.getKey(), it.getValue().asText()));
            return new Parameters(values);
        } catch (JsonProcessingException e) {
            return new Parameters(Map.of());
        }
    }

    Call call(Instant when) {
        var shown = new TreeMap<>(parameters.values());
        shown.keySet().removeAll(SECRET);
        return new Call(service, action, accessKeyId, Map.copyOf(shown), 0, when);
    }

    /** @param result what is inside of the result element, or a JSON document */
    Reply success(String result, String requestId) {
        if (speaksJson()) {
            return json(200, result, requestId);
        }
        if (service.equals("s3")) {
            return new Reply(200, "application/xml", Xml.element("ListAllMyBucketsResult", result), requestId);
        }
        var inside = result.isEmpty() ? "" : Xml.element(action + "Result", result);
        return xml(200, action + "Response",
                inside + Xml.element("ResponseMetadata", Xml.text("RequestId", requestId)), requestId);
    }

    Reply error(AwsError error, String requestId) {
        if (speaksJson()) {
            var body = JSON.createObjectNode().put("__type", error.jsonCode()).put("message", error.getMessage());
            return json(error.jsonStatus(), body.toString(), requestId);
        }
        if (service.equals("s3")) {
            var body = Xml.element("Error", Xml.text("Code", error.code()), Xml.text("Message", error.getMessage()));
            return new Reply(error.status(), "application/xml", body, requestId);
        }
        var inside = Xml.element("Error",
                Xml.text("Type", error.status() < 500 ? "Sender" : "Receiver"),
                Xml.text("Code", error.code()),
                Xml.text("Message", error.getMessage()));
        return xml(error.status(), "ErrorResponse", inside + Xml.text("RequestId", requestId), requestId);
    }

    private boolean speaksJson() {
        return service.equals("ssm");
    }

    private static Reply json(int status, String body, String requestId) {
        return new Reply(status, "application/x-amz-json-1.1", body, requestId);
    }

    private Reply xml(int status, String root, String inside, String requestId) {
        var namespace = service.equals("iam")
                ? "https://iam.amazonaws.com/doc/2010-05-08/"
                : "https://sts.amazonaws.com/doc/2011-06-15/";
        var body = "<" + root + " xmlns=\"" + namespace + "\">" + inside + "</" + root + ">";
        return new Reply(status, "text/xml", body, requestId);
    }
}
