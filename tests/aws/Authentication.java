package tests.aws;

import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Finds out who signed a request, or why nobody did. */
final class Authentication {
    private static final String SESSION_TOKEN = "x-amz-security-token";

    private final Collection<Account> accounts;
    private final Sessions sessions;
    private final InstantSource clock;
    private final InstantSource machine;
    private final String secureTransport;

    /**
     * @param machine the clock by which requests may be signed as well
     * @param secureTransport {@code true} when the server speaks TLS, as policies say it
     */
    Authentication(Collection<Account> accounts, Sessions sessions, InstantSource clock, InstantSource machine, String secureTransport) {
        this.accounts = accounts;
        this.sessions = sessions;
        this.clock = clock;
        this.machine = machine;
        this.secureTransport = secureTransport;
    }

    /**
     * @param service whose endpoint got the request
     * @throws AwsError InvalidClientTokenId, ExpiredToken, or one of {@link Signature}'s
     */
    Caller caller(Http.Request request, String service) {
        var signature = Signature.of(request);
        var session = sessions.find(signature.accessKeyId());
        var caller = session.isPresent()
                ? session(session.get(), request, signature, service)
                : longLived(request, signature, service);
        if (!partition(signature.region()).equals(caller.account().partition())) {
            throw AwsError.invalidCredentials();
        }
        return caller;
    }

    private Caller session(Session session, Http.Request request, Signature signature, String service) {
        if (!request.header(SESSION_TOKEN).equals(Optional.of(session.keys().sessionToken()))) {
            throw AwsError.invalidCredentials();
        }
        if (!clock.instant().isBefore(session.expiration())) {
            throw new AwsError(403, "ExpiredToken", "The security token included in the request is expired");
        }
        signature.verify(request, session.keys().secret(), service, clock.instant(), machine.instant());
        return new Caller(
                session.principal(), Optional.of(session), signature.region(), clock.instant(), facts(request));
    }

    private Caller longLived(Http.Request request, Signature signature, String service) {
        var key = accounts.stream()
                .flatMap(account -> account.findKey(signature.accessKeyId()).stream())
                .filter(AccessKey::isActive)
                .filter(it -> request.header(SESSION_TOKEN).isEmpty())
                .findFirst()
                .orElseThrow(AwsError::invalidCredentials);
        signature.verify(request, key.secret(), service, clock.instant(), machine.instant());
        var caller =
                new Caller(key.owner(), Optional.empty(), signature.region(), clock.instant(), facts(request));
        key.used(new AccessKey.Use(clock.instant(), service, signature.region()));
        return caller;
    }

    private Map<String, List<String>> facts(Http.Request request) {
        var facts = new TreeMap<String, List<String>>();
        facts.put("aws:SourceIp", List.of("127.0.0.1"));
        facts.put("aws:SecureTransport", List.of(secureTransport));
        request.header("user-agent").ifPresent(it -> facts.put("aws:UserAgent", List.of(it)));
        return facts;
    }

    /**
     * Whose region it is: keys of one partition are unknown in the others.
     *
     * @see <a href="https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html">
     *     Partitions</a>
     */
    private static String partition(String region) {
        var prefix = region.replaceFirst("-[^-]+-\\d+$", "");
        return switch (prefix) {
            case "cn" -> "aws-cn";
            case "us-gov" -> "aws-us-gov";
            case "eusc" -> "aws-eusc";
            case "us-iso" -> "aws-iso";
            case "us-isob" -> "aws-iso-b";
            case "eu-isoe" -> "aws-iso-e";
            case "us-isof" -> "aws-iso-f";
            default -> prefix.startsWith("eusc-") ? "aws-eusc" : "aws";
        };
    }
}
