package tests.aws;

//SOURCES AccessKey.java
//SOURCES LocalAws.java

import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A client of the local AWS, small enough to be read: SigV4 written a second time, from AWS's description. */
public final class Client {
    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final LocalAws aws;
    private final InstantSource clock;
    private final String region;

    /** @param region where STS and IAM are called */
    public Client(LocalAws aws, InstantSource clock, String region) {
        this.aws = aws;
        this.clock = clock;
        this.region = region;
    }

    /** @param body XML of STS and IAM, JSON of SSM */
    public record Answer(int status, Map<String, List<String>> headers, String body) {
        /** What is inside the first element of that name; {@code ""} where there is none. */
        public String text(String element) {
            var found = Pattern.compile("<" + element + ">([^<]*)</" + element + ">").matcher(body);
            return found.find() ? found.group(1) : "";
        }

        /** Status, code and message of a refusal; "200" alone for a result. */
        public String outcome() {
            return status == 200 ? "200" : status + " " + text("Code") + ": " + text("Message");
        }
    }

    /** @param sessionToken {@code ""} for long-lived keys */
    public record Keys(String accessKeyId, String secret, String sessionToken) {
        public static Keys of(AccessKey key) {
            return new Keys(key.id(), key.secret(), "");
        }

        /** The credentials that a call handed out. */
        public static Keys of(Answer answer) {
            if (answer.status() != 200) {
                throw new AssertionError(answer.outcome());
            }
            return new Keys(
                    answer.text("AccessKeyId"), answer.text("SecretAccessKey"), answer.text("SessionToken"));
        }

        @Override
        public String toString() {
            return accessKeyId;
        }
    }

    public Answer sts(Keys keys, String action, String... namesAndValues) {
        return query(keys, "sts", "2011-06-15", action, namesAndValues);
    }

    public Answer iam(Keys keys, String action, String... namesAndValues) {
        return query(keys, "iam", "2010-05-08", action, namesAndValues);
    }

    private Answer query(Keys keys, String service, String version, String action, String... namesAndValues) {
        var form = new StringBuilder("Action=" + action + "&Version=" + version);
        for (int at = 0; at < namesAndValues.length; at += 2) {
            form.append('&').append(namesAndValues[at]).append('=')
                    .append(URLEncoder.encode(namesAndValues[at + 1], StandardCharsets.UTF_8));
        }
        var headers = Map.of("content-type", "application/x-www-form-urlencoded; charset=utf-8");
        return send(keys, service, region, headers, form.toString());
    }

    public Answer ssm(Keys keys, String region, String name) {
        return send(keys, "ssm", region, Map.of("content-type", "application/x-amz-json-1.1",
                "x-amz-target", "AmazonSSM.GetParameter"), "{\"Name\": \"" + name + "\"}");
    }

    public Answer send(Keys keys, String service, String region, Map<String, String> headers, String body) {
        var all = new TreeMap<>(headers);
        all.put("host", aws.endpoint().getAuthority());
        all.put("x-amz-date", time("yyyyMMdd'T'HHmmss'Z'"));
        if (!keys.sessionToken().isEmpty()) {
            all.put("x-amz-security-token", keys.sessionToken());
        }
        all.put("authorization", authorization(keys, service, region, all, body));
        return send(all, body);
    }

    public Answer send(Map<String, String> headers, String body) {
        var request = HttpRequest.newBuilder(aws.endpoint().resolve("/")).timeout(Duration.ofSeconds(20))
                .POST(HttpRequest.BodyPublishers.ofString(body));
        headers.entrySet().stream().filter(it -> !it.getKey().equals("host"))
                .forEach(it -> request.setHeader(it.getKey(), it.getValue()));
        try {
            var answer = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(answer.statusCode(), answer.headers().map(), answer.body());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e.toString());
        }
    }

    public String authorization(
            Keys keys, String service, String region, TreeMap<String, String> headers, String body) {
        var signed = String.join(";", headers.keySet());
        var canonical = "POST\n/\n\n" + headers.entrySet().stream()
                .map(it -> it.getKey() + ":" + it.getValue() + "\n").collect(Collectors.joining())
                + "\n" + signed + "\n" + sha256(body);
        var scope = time("yyyyMMdd") + "/" + region + "/" + service + "/aws4_request";
        var key = ("AWS4" + keys.secret()).getBytes(StandardCharsets.UTF_8);
        for (var part : scope.split("/")) {
            key = hmac(key, part);
        }
        var toSign = "AWS4-HMAC-SHA256\n" + headers.get("x-amz-date") + "\n" + scope + "\n" + sha256(canonical);
        return "AWS4-HMAC-SHA256 Credential=" + keys.accessKeyId() + "/" + scope + ", SignedHeaders=" + signed
                + ", Signature=" + HexFormat.of().formatHex(hmac(key, toSign));
    }

    public String time(String pattern) {
        return DateTimeFormatter.ofPattern(pattern).withZone(ZoneOffset.UTC).format(clock.instant());
    }

    private static String sha256(String text) {
        try {
            var hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
