//SOURCES Aws.java
//SOURCES ../model/Problem.java
// Every jar by name and exact version: @fatjar takes no further jar along, so neither netty nor a second HTTP client comes.
//DEPS software.amazon.awssdk:sts:2.54.13@fatjar
//DEPS software.amazon.awssdk:iam:2.54.13@fatjar
//DEPS software.amazon.awssdk:url-connection-client:2.54.13@fatjar
//DEPS software.amazon.awssdk:annotations:2.54.13@fatjar
//DEPS software.amazon.awssdk:auth:2.54.13@fatjar
//DEPS software.amazon.awssdk:aws-core:2.54.13@fatjar
//DEPS software.amazon.awssdk:aws-query-protocol:2.54.13@fatjar
//DEPS software.amazon.awssdk:checksums:2.54.13@fatjar
//DEPS software.amazon.awssdk:checksums-spi:2.54.13@fatjar
//DEPS software.amazon.awssdk:endpoints-spi:2.54.13@fatjar
//DEPS software.amazon.awssdk:http-auth:2.54.13@fatjar
//DEPS software.amazon.awssdk:http-auth-aws:2.54.13@fatjar
//DEPS software.amazon.awssdk:http-auth-spi:2.54.13@fatjar
//DEPS software.amazon.awssdk:http-client-spi:2.54.13@fatjar
//DEPS software.amazon.awssdk:identity-spi:2.54.13@fatjar
//DEPS software.amazon.awssdk:json-utils:2.54.13@fatjar
//DEPS software.amazon.awssdk:metrics-spi:2.54.13@fatjar
//DEPS software.amazon.awssdk:profiles:2.54.13@fatjar
//DEPS software.amazon.awssdk:protocol-core:2.54.13@fatjar
//DEPS software.amazon.awssdk:regions:2.54.13@fatjar
//DEPS software.amazon.awssdk:retries:2.54.13@fatjar
//DEPS software.amazon.awssdk:retries-spi:2.54.13@fatjar
//DEPS software.amazon.awssdk:sdk-core:2.54.13@fatjar
//DEPS software.amazon.awssdk:third-party-jackson-core:2.54.13@fatjar
//DEPS software.amazon.awssdk:utils:2.54.13@fatjar
//DEPS software.amazon.awssdk:utils-lite:2.54.13@fatjar
//DEPS org.reactivestreams:reactive-streams:1.0.4@fatjar
//DEPS org.slf4j:slf4j-api:1.7.36@fatjar
//DEPS org.slf4j:slf4j-nop:1.7.36@fatjar
package lib.io;

import java.io.IOException;
import java.net.Authenticator;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PasswordAuthentication;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import lib.model.Connection;
import lib.model.Credentials;
import lib.model.Expiration;
import lib.model.Problem;
import lib.model.SerialNumber;
import lib.model.TokenCode;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkGlobalTime;
import software.amazon.awssdk.core.client.builder.SdkSyncClientBuilder;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.ProxyConfiguration;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.StandardRetryStrategy;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.MFADevice;
import software.amazon.awssdk.services.sts.StsClient;

/**
 * The AWS SDK for Java behind {@link Aws}. It is told everything and looks for nothing itself: no environment, no files, no
 * instance metadata. AWS's error codes become {@link Problem}s here and nowhere else.
 *
 * @param clock the clock of this computer, to hold AWS's against
 */
public record SdkAws(InstantSource clock) implements Aws {

    /** STS takes requests up to fifteen minutes off; less than this is not worth a word. */
    private static final Duration TOLERATED_SKEW = Duration.ofMinutes(4);

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(30);

    static {
        // HttpURLConnection sends a POST a second time when the connection breaks, and a token code must never go out twice.
        System.setProperty("sun.net.http.retryPost", "false");
        // The JDK forbids a proxy's user name and password for https unless told otherwise.
        System.setProperty("jdk.http.auth.tunneling.disabledSchemes", "");
    }

    @Override
    public SessionCredentials getSessionToken(
            Caller caller, SerialNumber serialNumber, TokenCode tokenCode, Duration duration) {
        return asking("sts", caller, Optional.of(serialNumber), () -> {
            try (var sts = client(StsClient.builder(), "sts", caller, SdkAws::cannotHaveBeenSeen).build()) {
                var answer = sts.getSessionToken(request -> request.serialNumber(serialNumber.text())
                        .tokenCode(tokenCode.digits()).durationSeconds((int) duration.toSeconds()));
                return Optional.ofNullable(answer.credentials()).map(SdkAws::sessionCredentials);
            }
        });
    }

    @Override
    public List<SerialNumber> listMfaDevices(Caller caller) {
        return asking("iam", caller, Optional.empty(), () -> {
            try (var iam = client(IamClient.builder(), "iam", caller, SdkAws::mayPassIfRepeated).build()) {
                return Optional.of(iam.listMFADevicesPaginator(request -> {}).mfaDevices().stream()
                        .map(MFADevice::serialNumber).map(SerialNumber::new).toList());
            }
        });
    }

    private static SessionCredentials sessionCredentials(software.amazon.awssdk.services.sts.model.Credentials answer) {
        return new SessionCredentials(
                Credentials.temporary(answer.accessKeyId(), answer.secretAccessKey(), answer.sessionToken()),
                new Expiration(answer.expiration()));
    }

    // ---------------------------------------------------------------- clients

    private static <B extends AwsClientBuilder<B, ?> & SdkSyncClientBuilder<B, ?>> B client(
            B builder, String service, Caller caller, Predicate<Throwable> repeatable) {
        var connection = caller.connection();
        var retries = StandardRetryStrategy.builder().useClientDefaults(false)
                .maxAttempts(connection.maxAttempts())
                .treatAsThrottling(SdkAws::isThrottling)
                .retryOnException(repeatable)
                .build();
        Optional.ofNullable(connection.endpoints().get(service)).ifPresent(builder::endpointOverride);
        return builder
                .region(service.equals("sts") && connection.globalSts() ? Region.AWS_GLOBAL : Region.of(connection.region()))
                .credentialsProvider(StaticCredentialsProvider.create(signing(caller.credentials())))
                .fipsEnabled(connection.fips())
                .dualstackEnabled(connection.dualStack())
                .httpClient(httpClient(service, connection))
                .overrideConfiguration(settings -> settings.retryStrategy(retries)
                        .defaultProfileFile(ProfileFile.aggregator().build()).defaultProfileName("none"));
    }

    private static AwsCredentials signing(Credentials credentials) {
        return credentials.sessionToken()
                .<AwsCredentials>map(sessionToken -> AwsSessionCredentials.create(
                        credentials.accessKeyId(), credentials.secretAccessKey(), sessionToken))
                .orElseGet(() -> AwsBasicCredentials.create(credentials.accessKeyId(), credentials.secretAccessKey()));
    }

    private static SdkHttpClient httpClient(String service, Connection connection) {
        var builder = UrlConnectionHttpClient.builder()
                .connectionTimeout(CONNECT_TIMEOUT)
                .socketTimeout(ANSWER_TIMEOUT)
                .proxyConfiguration(proxy(service, connection));
        connection.caBundle().ifPresent(file -> builder.tlsTrustManagersProvider(() -> trustManagers(file)));
        return builder.build();
    }

    private static ProxyConfiguration proxy(String service, Connection connection) {
        var builder = ProxyConfiguration.builder().useSystemPropertyValues(false).useEnvironmentVariablesValues(false);
        var endpoint = Optional.ofNullable(connection.endpoints().get(service));
        if (endpoint.filter(Connection::isLoopback).isPresent()) {
            return builder.build();
        }
        connection.noProxy().forEach(host -> builder.addNonProxyHost(hostPattern(host)));
        connection.proxy().ifPresent(uri -> {
            builder.endpoint(URI.create(uri.getScheme() + "://" + uri.getHost() + ":" + portOf(uri)));
            Optional.ofNullable(uri.getUserInfo()).ifPresent(info -> Authenticator.setDefault(new ProxyLogin(uri.getHost(), info)));
        });
        return builder.build();
    }

    /** Answers the proxy when it asks. The SDK's own way puts the password into the request to AWS, where no proxy sees it. */
    private static final class ProxyLogin extends Authenticator {
        private final String host;
        private final String name;
        private final String password;

        ProxyLogin(String host, String userInfo) {
            var colon = userInfo.indexOf(':');
            this.host = host;
            this.name = colon < 0 ? userInfo : userInfo.substring(0, colon);
            this.password = colon < 0 ? "" : userInfo.substring(colon + 1);
        }

        @Override
        protected PasswordAuthentication getPasswordAuthentication() {
            return getRequestorType() == RequestorType.PROXY && getRequestingHost().equals(host)
                    ? new PasswordAuthentication(name, password.toCharArray()) : null;
        }
    }

    /** {@code amazonaws.com} and {@code .amazonaws.com} stand for the domain and all below it, as curl has it. */
    private static String hostPattern(String host) {
        return host.equals("*") ? ".*" : "(.*\\.)?" + Pattern.quote(host.replaceFirst("^\\*?\\.", ""));
    }

    private static int portOf(URI uri) {
        return uri.getPort() >= 0 ? uri.getPort() : uri.getScheme().equals("https") ? 443 : 80;
    }

    private static TrustManager[] trustManagers(String file) {
        try (var pem = Files.newInputStream(Path.of(file))) {
            var trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
                trusted.setCertificateEntry("ca-" + trusted.size(), certificate);
            }
            var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(trusted);
            return factory.getTrustManagers();
        } catch (IOException | GeneralSecurityException unreadable) {
            throw new Problem.BadSetting("AWS_CA_BUNDLE", file, "a readable file of PEM certificates").found();
        }
    }

    // ------------------------------------------------------ what went wrong

    /**
     * @param question what the SDK returns; empty when the answer had no content, which AWS's never is
     */
    private <T> T asking(String service, Caller caller, Optional<SerialNumber> serialNumber, Supplier<Optional<T>> question) {
        var endpoint = Optional.ofNullable(caller.connection().endpoints().get(service)).map(URI::toString)
                .orElse(service + " of AWS in " + caller.connection().region());
        try {
            return question.get().orElseThrow(() -> new Problem.NotAws(endpoint).found());
        } catch (AwsServiceException answer) {
            throw problem(answer, caller, serialNumber, endpoint).found();
        } catch (SdkException | IllegalArgumentException failure) {
            throw problem(failure, endpoint).found();
        } finally {
            // The SDK takes the Date of a refusal for the time from then on, in all its clients, whoever it was that answered.
            SdkGlobalTime.setGlobalTimeOffset(0);
        }
    }

    private Problem problem(
            AwsServiceException answer, Caller caller, Optional<SerialNumber> serialNumber, String endpoint) {
        var details = Optional.ofNullable(answer.awsErrorDetails());
        var code = details.map(AwsErrorDetails::errorCode).orElse("");
        var message = details.map(AwsErrorDetails::errorMessage).orElse("").strip();
        var ahead = details.flatMap(this::aheadOfAws);
        if (code.isEmpty()) {
            return new Problem.NotAws(endpoint);
        }
        if (isThrottling(answer)) {
            return new Problem.Throttled(code);
        }
        return switch (code) {
            case "RequestExpired", "RequestTimeTooSkewed", "RequestInTheFuture" -> new Problem.ClockWrong(ahead.orElse(Duration.ZERO));
            case "SignatureDoesNotMatch" -> ahead.filter(skew -> skew.abs().compareTo(TOLERATED_SKEW) > 0)
                    .<Problem>map(Problem.ClockWrong::new)
                    .orElse(new Problem.SecretMismatch(caller.credentials().accessKeyId()));
            case "InvalidClientTokenId", "UnrecognizedClientException" ->
                    new Problem.KeysRejected(caller.credentials().accessKeyId(), code);
            case "ExpiredToken", "ExpiredTokenException" -> new Problem.SessionExpired(caller.credentials().accessKeyId());
            case "AccessDenied", "AccessDeniedException" -> denied(code, message, serialNumber);
            default -> new Problem.ServiceRefused(code, message, Optional.ofNullable(answer.requestId()));
        };
    }

    /** Three refusals share one error code; only AWS's words tell them apart. */
    private Problem denied(String code, String message, Optional<SerialNumber> serialNumber) {
        if (serialNumber.isPresent() && message.contains("invalid MFA one time pass code")) {
            return new Problem.TokenCodeRejected(serialNumber.get().text(), TokenCode.untilNext(clock.instant()));
        }
        return serialNumber.filter(serial -> message.contains("unable to validate MFA code"))
                .<Problem>map(serial -> new Problem.DeviceRejected(serial.text()))
                .orElse(new Problem.NotAllowed(code, message));
    }

    private Optional<Duration> aheadOfAws(AwsErrorDetails details) {
        return Optional.ofNullable(details.sdkHttpResponse())
                .flatMap(response -> response.firstMatchingHeader("Date"))
                .flatMap(SdkAws::httpDate)
                .map(date -> Duration.between(date, clock.instant()));
    }

    private static Optional<Instant> httpDate(String text) {
        try {
            return Optional.of(Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text)));
        } catch (DateTimeException unreadable) {
            return Optional.empty();
        }
    }

    private static Problem problem(RuntimeException failure, String endpoint) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            var reason = reason(cause);
            if (reason.isPresent()) {
                return new Problem.Unreachable(endpoint, reason.get());
            }
        }
        return new Problem.NotAws(endpoint);
    }

    private static Optional<String> reason(Throwable cause) {
        return Optional.ofNullable(switch (cause) {
            case UnknownHostException unknown -> "its name is not known here";
            case ConnectException refused -> "the connection is refused";
            case NoRouteToHostException noRoute -> "there is no way to it";
            case SocketTimeoutException late -> "no answer in time";
            case SSLException untrusted -> "no trusted TLS connection (behind a company's proxy set AWS_CA_BUNDLE)";
            case IOException refused when String.valueOf(refused.getMessage()).contains("tunnel through proxy") ->
                    "the proxy did not let the request through";
            case IOException broken -> "the connection broke";
            default -> null;
        });
    }

    // ---------------------------------------------------------------- retries

    private static boolean isThrottling(Throwable failure) {
        return failure instanceof AwsServiceException answer && answer.isThrottlingException();
    }

    /** For requests with a token code: only where AWS has not looked at the code. */
    private static boolean cannotHaveBeenSeen(Throwable failure) {
        return isThrottling(failure) || hasCause(failure, cause -> cause instanceof ConnectException
                || cause instanceof UnknownHostException || cause instanceof NoRouteToHostException);
    }

    private static boolean mayPassIfRepeated(Throwable failure) {
        return isThrottling(failure)
                || failure instanceof AwsServiceException answer && answer.statusCode() >= 500
                || failure instanceof SdkClientException && hasCause(failure, IOException.class::isInstance);
    }

    private static boolean hasCause(Throwable failure, Predicate<Throwable> wanted) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause).anyMatch(wanted);
    }
}
