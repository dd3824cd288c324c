package tests.aws;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The Signature Version 4 of a request.
 *
 * @param day of the credential scope, {@code yyyyMMdd}
 * @param headers names of the signed headers, in lower case and order
 * @param hex the signature itself, 64 hexadecimal digits
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html">
 *     Create a signed AWS API request</a>
 */
record Signature(String accessKeyId, String day, String region, String service, List<String> headers, String hex) {
    private static final String ALGORITHM = "AWS4-HMAC-SHA256";
    private static final Pattern AUTHORIZATION = Pattern.compile(ALGORITHM
            + "\\s+Credential=([\\w]+)/(\\d{8})/([\\w-]+)/([\\w-]+)/aws4_request"
            + ",\\s*SignedHeaders=([\\w;-]+),\\s*Signature=([0-9a-f]{64})");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssX", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** Minutes a request's time may differ from AWS's. */
    private static final Duration TOLERANCE = Duration.ofMinutes(15);

    /** @throws AwsError MissingAuthenticationToken, IncompleteSignature */
    static Signature of(Http.Request request) {
        var text = request.header("authorization").orElseThrow(() -> new AwsError(
                403, "MissingAuthenticationToken", "Request is missing Authentication Token"));
        var parts = AUTHORIZATION.matcher(text);
        if (!parts.matches()) {
            throw new AwsError(400, "IncompleteSignature", "Authorization header requires 'Credential' parameter. "
                    + "Authorization header requires 'Signature' parameter. "
                    + "Authorization header requires 'SignedHeaders' parameter.");
        }
        var signedHeaders = List.of(parts.group(5).split(";"));
        return new Signature(
                parts.group(1), parts.group(2), parts.group(3), parts.group(4), signedHeaders, parts.group(6));
    }

    /**
     * @param secret the secret access key the request should have been signed with
     * @param wantedService whose endpoint got the request: sts, iam, ssm
     * @param onThisMachine a test may move AWS's clock, and whoever signs here has the machine's
     * @throws AwsError SignatureDoesNotMatch, in AWS's words for each reason
     */
    void verify(Http.Request request, String secret, String wantedService, Instant now, Instant onThisMachine) {
        var time = request.header("x-amz-date").orElse("");
        if (!isNear(time, onThisMachine)) {
            requireNear(time, now);
        }
        if (!time.startsWith(day)) {
            throw mismatch("Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '"
                    + day + "' != '" + time.substring(0, 8) + "', from '" + time + "'.");
        }
        if (!service.equals(wantedService)) {
            throw mismatch("Credential should be scoped to correct service: '" + wantedService + "'. ");
        }
        if (!headers.containsAll(List.of("host", "x-amz-date")) || !hex.equals(expected(request, secret, time))) {
            throw mismatch("The request signature we calculated does not match the signature you provided. "
                    + "Check your AWS Secret Access Key and signing method. "
                    + "Consult the service documentation for details.");
        }
    }

    private static boolean isNear(String time, Instant now) {
        return Duration.between(parse(time), now).abs().compareTo(TOLERANCE) <= 0;
    }

    private static void requireNear(String time, Instant now) {
        var said = parse(time);
        var earliest = now.minus(TOLERANCE);
        var latest = now.plus(TOLERANCE);
        if (said.isBefore(earliest)) {
            throw mismatch("Signature expired: %s is now earlier than %s (%s - 15 min.)".formatted(
                    time, TIME.format(earliest), TIME.format(now)));
        }
        if (said.isAfter(latest)) {
            throw mismatch("Signature not yet current: %s is still later than %s (%s + 15 min.)".formatted(
                    time, TIME.format(latest), TIME.format(now)));
        }
    }

    private static Instant parse(String time) {
        try {
            return TIME.parse(time, Instant::from);
        } catch (DateTimeException e) {
            throw new AwsError(400, "IncompleteSignature",
                    "Date must be in ISO-8601 'basic format'. Got '" + time + "'.");
        }
    }

    private static AwsError mismatch(String message) {
        return new AwsError(403, "SignatureDoesNotMatch", message);
    }

    private String expected(Http.Request request, String secret, String time) {
        var scope = String.join("/", day, region, service, "aws4_request");
        var toSign = String.join("\n", ALGORITHM, time, scope, sha256(bytes(canonical(request))));
        var key = bytes("AWS4" + secret);
        for (var part : scope.split("/")) {
            key = hmac(key, part);
        }
        return HexFormat.of().formatHex(hmac(key, toSign));
    }

    private String canonical(Http.Request request) {
        var query = Stream.of(request.query().split("&"))
                .filter(it -> !it.isEmpty())
                .map(it -> it.contains("=") ? it : it + "=")
                .sorted()
                .collect(Collectors.joining("&"));
        var values = headers.stream().map(name -> name + ":" + canonicalValue(request, name) + "\n")
                .collect(Collectors.joining());
        return String.join("\n", request.method(), request.path(), query, values, String.join(";", headers),
                sha256(request.body()));
    }

    private static String canonicalValue(Http.Request request, String header) {
        return request.headers().getOrDefault(header, List.of()).stream()
                .map(value -> value.strip().replaceAll(" +", " "))
                .collect(Collectors.joining(","));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(bytes(text));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }
}
