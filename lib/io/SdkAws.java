//SOURCES Aws.java
//SOURCES Rehearsal.java
//SOURCES Wire.java
//SOURCES ../model/Arn.java
//SOURCES ../model/CodePair.java
//SOURCES ../model/Connection.java
//SOURCES ../model/Credentials.java
//SOURCES ../model/Expiration.java
//SOURCES ../model/Problem.java
//SOURCES ../model/Seed.java
//SOURCES ../model/SerialNumber.java
//SOURCES ../model/TokenCode.java
//SOURCES ../model/TrustPolicy.java
// Every jar by name and exact version: @fatjar takes no further jar along, so neither netty nor a second HTTP client comes.
//DEPS software.amazon.awssdk:sts:2.54.13@fatjar
//DEPS software.amazon.awssdk:iam:2.54.13@fatjar
//DEPS software.amazon.awssdk:ssm:2.54.13@fatjar
//DEPS software.amazon.awssdk:url-connection-client:2.54.13@fatjar
//DEPS software.amazon.awssdk:annotations:2.54.13@fatjar
//DEPS software.amazon.awssdk:auth:2.54.13@fatjar
//DEPS software.amazon.awssdk:aws-core:2.54.13@fatjar
//DEPS software.amazon.awssdk:aws-json-protocol:2.54.13@fatjar
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
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.NoRouteToHostException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import lib.model.Arn;
import lib.model.CodePair;
import lib.model.Connection;
import lib.model.Credentials;
import lib.model.Expiration;
import lib.model.Problem;
import lib.model.Seed;
import lib.model.SerialNumber;
import lib.model.TokenCode;
import lib.model.TrustPolicy;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.awscore.AwsResponse;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.client.builder.SdkSyncClientBuilder;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.StandardRetryStrategy;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AccessKeyLastUsed;
import software.amazon.awssdk.services.iam.model.AssignmentStatusType;
import software.amazon.awssdk.services.iam.model.MFADevice;
import software.amazon.awssdk.services.iam.model.VirtualMFADevice;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.Tag;
import software.amazon.awssdk.thirdparty.jackson.core.JsonProcessingException;
import software.amazon.awssdk.utils.SdkAutoCloseable;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/**
 * The AWS SDK for Java behind {@link Aws}. It is told everything and looks for nothing itself: no environment, no files, no
 * instance metadata. AWS's error codes become {@link Problem}s here and nowhere else. Any number of threads may ask at once.
 */
public final class SdkAws implements Aws {

    /** STS takes requests up to fifteen minutes off; less than this is not worth a word. */
    private static final Duration TOLERATED_SKEW = Duration.ofMinutes(4);

    /** A user has eight devices at most, and an account one alias; an answer that goes on for ever is not AWS's. */
    private static final int MOST_PAGES = 10;

    /** What the SDK says when an answer names no request, as AWS's always does. */
    private static final String NO_REQUEST_ID = "UNKNOWN";

    /** What the SDK takes for the body of an answer in XML that has none. */
    private static final String NO_BODY = "<eof/>";

    /** Where the {@code Date} of an answer stands, out of the SDK's sight. */
    private static final String DATE = "X-Date-Said";

    static {
        // Whatever it is told, the SDK reads the shared files too, and gives up on a line that it does not take. We have read them.
        System.setProperty("aws.configFile", "/dev/null");
        System.setProperty("aws.sharedCredentialsFile", "/dev/null");
    }

    /** Does not sign. */
    private static final AwsCredentials NOBODY = AnonymousCredentialsProvider.create().resolveCredentials();

    /** Whose question it is; unbound where nobody's keys shall sign it. A client asks for everybody who goes the same way. */
    private static final ScopedValue<Credentials> ASKING = ScopedValue.newInstance();

    private final InstantSource clock;
    private final Wire wire = new Wire();

    /** To make one takes longer than to ask with it. They hold nothing that needs to be closed. */
    private final Map<Destination, SdkAutoCloseable> clients = new ConcurrentHashMap<>();

    private record Destination(String service, Connection way) {}

    /** @param clock the clock of this computer, to hold AWS's against */
    public SdkAws(InstantSource clock) {
        this.clock = clock;
    }

    // -------------------------------------------------------------------- STS

    @Override
    public SessionCredentials getSessionToken(
            Caller caller, SerialNumber serialNumber, TokenCode tokenCode, Duration duration) {
        return asking("sts", caller, About.device(serialNumber), StsClient::builder, sts -> sessionCredentials(
                sts.getSessionToken(request -> request.serialNumber(serialNumber.text())
                        .tokenCode(tokenCode.digits()).durationSeconds(seconds(duration))).credentials()));
    }

    @Override
    public SessionCredentials assumeRole(Caller caller, RoleRequest role, Optional<Mfa> mfa) {
        var about = mfa.map(Mfa::serialNumber).map(About::device).orElse(About.NOTHING);
        return asking("sts", caller, about, StsClient::builder, sts -> sessionCredentials(
                sts.assumeRole(request -> {
                    request.roleArn(role.role().toString()).roleSessionName(role.roleSessionName())
                            .durationSeconds(seconds(role.duration()));
                    role.externalId().ifPresent(request::externalId);
                    role.sourceIdentity().ifPresent(request::sourceIdentity);
                    Optional.of(tags(role.sessionTags())).filter(tags -> !tags.isEmpty()).ifPresent(request::tags);
                    Optional.of(role.transitiveSessionTags()).filter(keys -> !keys.isEmpty())
                            .ifPresent(request::transitiveTagKeys);
                    mfa.ifPresent(it -> request.serialNumber(it.serialNumber().text()).tokenCode(it.tokenCode().digits()));
                }).credentials()));
    }

    @Override
    public CallerIdentity callerIdentity(Caller caller) {
        return asking("sts", caller, About.NOTHING, StsClient::builder, sts -> {
            var answer = sts.getCallerIdentity();
            return new CallerIdentity(Arn.parse(answer.arn()).orElseThrow(SdkAws::notAws), date(answer.sdkHttpResponse()));
        });
    }

    private static int seconds(Duration duration) {
        return Math.toIntExact(duration.toSeconds());
    }

    private static List<Tag> tags(Map<String, String> tags) {
        return tags.entrySet().stream().map(tag -> Tag.builder().key(tag.getKey()).value(tag.getValue()).build()).toList();
    }

    private static SessionCredentials sessionCredentials(software.amazon.awssdk.services.sts.model.Credentials answer) {
        if (answer == null || !isPrintable(answer.accessKeyId() + answer.secretAccessKey() + answer.sessionToken())) {
            throw notAws();
        }
        return new SessionCredentials(
                Credentials.temporary(answer.accessKeyId(), answer.secretAccessKey(), answer.sessionToken()),
                new Expiration(answer.expiration()));
    }

    /** Nothing else could be stored, and AWS hands out nothing else. */
    private static boolean isPrintable(String keys) {
        return keys.chars().allMatch(c -> c > ' ' && c < 127);
    }

    @Override
    public Reached reach(Connection way) {
        var asked = new AtomicReference<>(Wire.Way.unknown("sts of AWS in " + way.region()));
        try {
            var sts = client(StsClient.builder(), "sts", way.once(), About.NOTHING, wire.stepByStep(way, asked::set));
            return asked.get().reached(date(sts.getCallerIdentity().sdkHttpResponse()));
        } catch (AwsServiceException answer) {
            requireAws(answer, asked.get().endpoint());
            return asked.get().reached(date(answer.awsErrorDetails().sdkHttpResponse()));
        } catch (SdkException | IllegalArgumentException failure) {
            throw problem(failure, asked.get().endpoint());
        }
    }

    // -------------------------------------------------------------------- IAM

    @Override
    public List<SerialNumber> listMfaDevices(Caller caller) {
        return asking("iam", caller, About.NOTHING, IamClient::builder, iam ->
                iam.listMFADevicesPaginator(request -> {}).stream().limit(MOST_PAGES)
                        .flatMap(page -> page.mfaDevices().stream())
                        .map(MFADevice::serialNumber).map(SerialNumber::new).toList());
    }

    @Override
    public List<SerialNumber> listMfaDevices(Caller caller, Arn user) {
        return asking("iam", caller, About.NOTHING, IamClient::builder, iam ->
                iam.listMFADevicesPaginator(request -> request.userName(user.name())).stream().limit(MOST_PAGES)
                        .flatMap(page -> page.mfaDevices().stream())
                        .map(MFADevice::serialNumber).map(SerialNumber::new).toList());
    }

    @Override
    public List<SerialNumber> listVirtualMfaDevices(Caller caller) {
        return asking("iam", caller, About.NOTHING, IamClient::builder, iam ->
                iam.listVirtualMFADevicesPaginator(request -> request.assignmentStatus(AssignmentStatusType.UNASSIGNED))
                        .stream().limit(MOST_PAGES)
                        .flatMap(page -> page.virtualMFADevices().stream())
                        .map(VirtualMFADevice::serialNumber).map(SerialNumber::new).toList());
    }

    @Override
    public Optional<NewDevice> createVirtualMfaDevice(Caller caller, String name) {
        return asking("iam", caller, About.CREATION, IamClient::builder, iam ->
                unless("EntityAlreadyExists", () -> iam.createVirtualMFADevice(request -> request.virtualMFADeviceName(name)))
                        .map(answer -> newDevice(answer.virtualMFADevice())));
    }

    private static NewDevice newDevice(VirtualMFADevice answer) {
        if (answer == null || answer.serialNumber() == null || answer.base32StringSeed() == null) {
            throw notAws();
        }
        var seed = answer.base32StringSeed().asUtf8String().strip();
        if (!seed.matches("[A-Z2-7]{16,256}")) {
            throw notAws();
        }
        return new NewDevice(new SerialNumber(answer.serialNumber()), new Seed(seed));
    }

    @Override
    public void enableMfaDevice(Caller caller, Arn user, SerialNumber serialNumber, CodePair codes) {
        asking("iam", caller, About.device(serialNumber), IamClient::builder, iam ->
                iam.enableMFADevice(request -> request.userName(user.name()).serialNumber(serialNumber.text())
                        .authenticationCode1(codes.first().digits()).authenticationCode2(codes.second().digits())));
    }

    @Override
    public void resyncMfaDevice(Caller caller, Arn user, SerialNumber serialNumber, CodePair codes) {
        asking("iam", caller, About.device(serialNumber), IamClient::builder, iam ->
                iam.resyncMFADevice(request -> request.userName(user.name()).serialNumber(serialNumber.text())
                        .authenticationCode1(codes.first().digits()).authenticationCode2(codes.second().digits())));
    }

    @Override
    public void deactivateMfaDevice(Caller caller, Arn user, SerialNumber serialNumber) {
        asking("iam", caller, About.device(serialNumber), IamClient::builder, iam ->
                iam.deactivateMFADevice(request -> request.userName(user.name()).serialNumber(serialNumber.text())));
    }

    @Override
    public void deleteVirtualMfaDevice(Caller caller, SerialNumber serialNumber) {
        asking("iam", caller, About.device(serialNumber), IamClient::builder, iam ->
                iam.deleteVirtualMFADevice(request -> request.serialNumber(serialNumber.text())));
    }

    @Override
    public Optional<Instant> getAccessKeyLastUsed(Caller caller) {
        return asking("iam", caller, About.NOTHING, IamClient::builder, iam ->
                Optional.ofNullable(iam.getAccessKeyLastUsed(
                        request -> request.accessKeyId(caller.credentials().accessKeyId())).accessKeyLastUsed())
                        .map(AccessKeyLastUsed::lastUsedDate));
    }

    @Override
    public Optional<String> listAccountAliases(Caller caller) {
        return asking("iam", caller, About.NOTHING, IamClient::builder, iam ->
                iam.listAccountAliasesPaginator().stream().limit(MOST_PAGES)
                        .flatMap(page -> page.accountAliases().stream()).findFirst());
    }

    @Override
    public RoleFacts getRole(Caller caller, String roleName) {
        return asking("iam", caller, About.NOTHING, IamClient::builder, iam -> {
            var role = unless("NoSuchEntity", () -> iam.getRole(request -> request.roleName(roleName)).role())
                    .orElseThrow(() -> new Problem.NoSuchRole(roleName));
            return new RoleFacts(Arn.parse(role.arn()).orElseThrow(SdkAws::notAws),
                    Duration.ofSeconds(role.maxSessionDuration()), trustPolicy(role.assumeRolePolicyDocument()));
        });
    }

    // -------------------------------------------------------------------- SSM

    @Override
    public Optional<String> getParameter(Caller caller, String region, String name) {
        var there = new Caller(caller.credentials(), caller.connection().in(region));
        return asking("ssm", there, About.NOTHING, SsmClient::builder, ssm ->
                unless("ParameterNotFound", () -> ssm.getParameter(request -> request.name(name)).parameter().value()));
    }

    // --------------------------------------------------------- trust policies

    /** @param document JSON, URL-encoded by RFC 3986 */
    private static TrustPolicy trustPolicy(String document) {
        try {
            var json = URLDecoder.decode(document.replace("+", "%2B"), StandardCharsets.UTF_8);
            return new TrustPolicy(listed(JsonNode.parser().parse(json).field("Statement")).map(SdkAws::statement).toList());
        } catch (RuntimeException malformed) {
            return TrustPolicy.unreadable();
        }
    }

    /** {@code NotPrincipal} and {@code NotAction} are rare, and taken for everybody and everything. */
    private static TrustPolicy.Statement statement(JsonNode statement) {
        return new TrustPolicy.Statement(
                TrustPolicy.Effect.valueOf(statement.field("Effect").orElseThrow().asString().toUpperCase(Locale.ROOT)),
                statement.field("Principal").filter(JsonNode::isObject)
                        .map(principals -> List.copyOf(principals.asObject().keySet())).orElse(List.of("*")),
                statement.field("Action").map(actions -> listed(Optional.of(actions)).map(JsonNode::asString).toList())
                        .orElse(List.of("*")),
                statement.field("Condition").stream().flatMap(SdkAws::conditions).toList());
    }

    private static Stream<TrustPolicy.Condition> conditions(JsonNode operators) {
        return operators.asObject().entrySet().stream().flatMap(operator ->
                operator.getValue().asObject().entrySet().stream().map(key -> new TrustPolicy.Condition(
                        operator.getKey(), key.getKey(), listed(Optional.of(key.getValue())).map(SdkAws::text).toList())));
    }

    private static String text(JsonNode value) {
        return Optional.ofNullable(value.text()).orElseThrow();
    }

    /** Wherever a policy has a list, a single one may stand without. */
    private static Stream<JsonNode> listed(Optional<JsonNode> oneOrMore) {
        return oneOrMore.stream().flatMap(it -> it.isArray() ? it.asArray().stream() : Stream.of(it));
    }

    // ---------------------------------------------------------------- clients

    /** Goes all the way of a session start, with nobody's keys, up to the open connection, and gives the answer itself. */
    @Override
    public void warmUp(Connection way) {
        prepareTrust("sts", way);
        Wire.beside(() -> {
            Function<URI, HttpURLConnection> connections = wire.over(way, true);
            var sts = client(StsClient.builder(), "sts", way, About.NOTHING, uri -> new Rehearsal(connections.apply(uri)));
            ScopedValue.where(ASKING, Credentials.longLived("AKIAREHEARSAL", "none")).run(() ->
                    sts.getSessionToken(request -> request.serialNumber("none").tokenCode("none")));
        });
    }

    private void prepareTrust(String service, Connection way) {
        var endpoint = Optional.ofNullable(way.endpoints().get(service));
        if (endpoint.filter(uri -> uri.getScheme().equals("http")).isEmpty()) {
            wire.prepareTrust(way);
        }
    }

    /**
     * What a request is about.
     *
     * @param isSentOnce on a connection of its own, and never repeated once AWS may have seen it: a code that it carries would be
     *     spent, and a change that has been made would be refused
     */
    private record About(Optional<SerialNumber> device, boolean isSentOnce) {

        static final About NOTHING = new About(Optional.empty(), false);
        static final About CREATION = new About(Optional.empty(), true);

        static About device(SerialNumber device) {
            return new About(Optional.of(device), true);
        }
    }

    /** Asks, and says in a problem's words what went wrong. */
    private <B extends AwsClientBuilder<B, C> & SdkSyncClientBuilder<B, C>, C extends SdkAutoCloseable, T> T asking(
            String service, Caller caller, About about, Supplier<B> builder, Function<C, T> question) {
        var way = caller.connection();
        var endpoint = Optional.ofNullable(way.endpoints().get(service)).map(SdkAws::withoutPassword)
                .orElse(service + " of AWS in " + way.region());
        prepareTrust(service, way);
        try {
            var client = client(builder, service, way, about);
            return ScopedValue.where(ASKING, caller.credentials()).call(() -> question.apply(client));
        } catch (AwsServiceException answer) {
            throw problem(answer, caller, about.device(), endpoint);
        } catch (SdkException | IllegalArgumentException failure) {
            throw problem(failure, endpoint);
        }
    }

    /** One for all who go there, or one for this question alone, whose connection nobody uses again. */
    @SuppressWarnings("unchecked") // a service has one kind of client
    private <B extends AwsClientBuilder<B, C> & SdkSyncClientBuilder<B, C>, C extends SdkAutoCloseable> C client(
            Supplier<B> builder, String service, Connection way, About about) {
        if (about.isSentOnce() || way.maxAttempts() == 1) {
            return client(builder.get(), service, way, about, wire.over(way, true));
        }
        return (C) clients.computeIfAbsent(new Destination(service, way),
                destination -> client(builder.get(), service, way, about, wire.over(way, false)));
    }

    private static boolean isHere(String endpoint) {
        return endpoint.startsWith("http") && Connection.isLoopback(URI.create(endpoint));
    }

    private static String withoutPassword(URI endpoint) {
        return endpoint.getUserInfo() == null ? endpoint.toString()
                : endpoint.toString().replace(endpoint.getRawUserInfo() + "@", "");
    }

    private <B extends AwsClientBuilder<B, C> & SdkSyncClientBuilder<B, C>, C> C client(
            B builder, String service, Connection connection, About about, Function<URI, HttpURLConnection> connections) {
        var retries = StandardRetryStrategy.builder().useClientDefaults(false)
                .maxAttempts(connection.maxAttempts())
                .treatAsThrottling(SdkAws::isThrottling)
                .circuitBreakerEnabled(false) // what one profile is refused says nothing of another
                .retryOnException(about.isSentOnce() ? SdkAws::cannotHaveBeenSeen : SdkAws::mayPassIfRepeated)
                .build();
        var endpoint = Optional.ofNullable(connection.endpoints().get(service));
        endpoint.ifPresent(builder::endpointOverride);
        var variants = connection.to(service);
        builder
                .region(service.equals("sts") && variants.globalSts() ? Region.AWS_GLOBAL : Region.of(connection.region()))
                .credentialsProvider((AwsCredentialsProvider) () -> ASKING.isBound() ? signing(ASKING.get()) : NOBODY)
                .fipsEnabled(variants.fips())
                .dualstackEnabled(variants.dualStack())
                .httpClient(UrlConnectionHttpClient.create(connections::apply))
                .overrideConfiguration(settings -> settings.retryStrategy(retries)
                        .addExecutionInterceptor(new Suspicion())
                        .addExecutionInterceptor(new PathOf(endpoint))
                        .defaultProfileFile(ProfileFile.aggregator().build()).defaultProfileName("none"));
        return built(builder);
    }

    private static <C> C built(SdkBuilder<?, C> builder) {
        try {
            return builder.build();
        } catch (SdkClientException | IllegalArgumentException refused) {
            throw new NothingSent(refused.getMessage());
        }
    }

    private static AwsCredentials signing(Credentials credentials) {
        return credentials.sessionToken()
                .<AwsCredentials>map(sessionToken -> AwsSessionCredentials.create(
                        credentials.accessKeyId(), credentials.secretAccessKey(), sessionToken))
                .orElseGet(() -> AwsBasicCredentials.create(credentials.accessKeyId(), credentials.secretAccessKey()));
    }

    /**
     * Keeps the SDK from setting its clock by whatever date it is told, for all its clients and whoever it was that answered;
     * and takes for AWS only what names a request, as AWS's answers do.
     */
    private static final class Suspicion implements ExecutionInterceptor {
        @Override
        public SdkHttpResponse modifyHttpResponse(Context.ModifyHttpResponse context, ExecutionAttributes attributes) {
            var answer = context.httpResponse();
            return answer.firstMatchingHeader("Date")
                    .map(date -> answer.toBuilder().removeHeader("Date").putHeader(DATE, date).build()).orElse(answer);
        }

        @Override
        public void afterUnmarshalling(Context.AfterUnmarshalling context, ExecutionAttributes attributes) {
            if (context.response() instanceof AwsResponse answer
                    && answer.responseMetadata().requestId().equals(NO_REQUEST_ID)) {
                throw notAws();
            }
        }

        /** What neither AWS nor the network has a part in is the SDK's own word, about what is configured. */
        @Override
        public Throwable modifyException(Context.FailedExecution context, ExecutionAttributes attributes) {
            var failure = context.exception();
            var isOwn = failure instanceof SdkClientException && context.httpResponse().isEmpty()
                    && !hasCause(failure, cause -> cause instanceof IOException || cause instanceof Problem || cause instanceof AbortedException);
            return isOwn ? new NothingSent(failure.getMessage()) : failure;
        }
    }

    /** The path of an endpoint, such as {@code /base}, which the SDK drops or changes, as it stands there; what is signed is this one. */
    private record PathOf(Optional<URI> endpoint) implements ExecutionInterceptor {
        @Override
        public SdkHttpRequest modifyHttpRequest(Context.ModifyHttpRequest context, ExecutionAttributes attributes) {
            return endpoint.map(URI::getRawPath).filter(path -> !path.isEmpty())
                    .map(path -> context.httpRequest().toBuilder().encodedPath(path).build()).orElse(context.httpRequest());
        }
    }

    /** The SDK refused by itself. */
    private static final class NothingSent extends SdkClientException {
        private static final long serialVersionUID = 1;

        NothingSent(String why) {
            super(SdkClientException.builder().message(why));
        }
    }

    // ------------------------------------------------------ what went wrong

    /** Empty when AWS answers that there is no such thing. */
    private static <T> Optional<T> unless(String awsCode, Supplier<T> question) {
        try {
            return Optional.of(question.get());
        } catch (AwsServiceException answer) {
            var code = Optional.ofNullable(answer.awsErrorDetails()).map(AwsErrorDetails::errorCode);
            if (code.filter(awsCode::equals).isEmpty()) {
                throw answer;
            }
            return Optional.empty();
        }
    }

    /** Becomes {@link Problem#notAws} where the endpoint is known. */
    private static SdkException notAws() {
        return SdkClientException.create("the answer lacks what AWS's has");
    }

    private Problem problem(
            AwsServiceException answer, Caller caller, Optional<SerialNumber> serialNumber, String endpoint) {
        var details = Optional.ofNullable(answer.awsErrorDetails());
        var code = details.map(AwsErrorDetails::errorCode).orElse("");
        var message = details.map(AwsErrorDetails::errorMessage).orElse("").strip();
        var ahead = details.flatMap(this::aheadOfAws);
        requireAws(answer, endpoint);
        if (isThrottling(answer)) {
            return new Problem.Throttled(code);
        }
        return switch (code) {
            case "RequestExpired", "RequestTimeTooSkewed", "RequestInTheFuture" -> Problem.clockWrong(ahead.orElse(Duration.ZERO));
            case "SignatureDoesNotMatch", "InvalidSignatureException" -> ahead
                    .filter(skew -> skew.abs().compareTo(TOLERATED_SKEW) > 0)
                    .map(Problem::clockWrong)
                    .orElse(new Problem.SecretMismatch(caller.credentials().accessKeyId()));
            case "InvalidClientTokenId", "UnrecognizedClientException" ->
                    new Problem.KeysRejected(caller.credentials().accessKeyId(), code);
            case "ExpiredToken", "ExpiredTokenException" -> new Problem.SessionExpired(caller.credentials().accessKeyId());
            case "AccessDenied", "AccessDeniedException" -> denied(code, message, serialNumber, ahead);
            case "LimitExceeded" -> Problem.tooManyDevices(message);
            case "EntityTemporarilyUnmodifiable", "ConcurrentModification" -> new Problem.DeviceBusy(code);
            default -> serialNumber.flatMap(device -> ofDevice(code, device))
                    .or(() -> Optional.of(message).filter(words -> words.toLowerCase(Locale.ROOT).contains("durationseconds"))
                            .map(Problem.DurationRefused::new))
                    .orElseGet(() -> new Problem.ServiceRefused(code, message, Optional.ofNullable(answer.requestId()),
                            Optional.of(endpoint).filter(SdkAws::isHere)));
        };
    }

    /** AWS names what it refuses for. */
    private static void requireAws(AwsServiceException answer, String endpoint) {
        var details = Optional.ofNullable(answer.awsErrorDetails());
        if (details.map(AwsErrorDetails::errorCode).filter(code -> !code.isEmpty()).isEmpty()) {
            throw answer.statusCode() >= 500 && isEmpty(details) ? Problem.awsInTrouble(endpoint, answer.statusCode())
                    : Problem.notAws(endpoint);
        }
    }

    /** A proxy or a portal that is in trouble has a page to show. */
    private static boolean isEmpty(Optional<AwsErrorDetails> details) {
        return details.map(AwsErrorDetails::rawResponse).map(body -> body.asString(StandardCharsets.ISO_8859_1).strip())
                .filter(text -> !text.isEmpty() && !text.equals(NO_BODY)).isEmpty();
    }

    private static Optional<Problem> ofDevice(String code, SerialNumber device) {
        return switch (code) {
            case "InvalidAuthenticationCode" -> Optional.of(new Problem.CodesRejected(device.text()));
            case "NoSuchEntity" -> Optional.of(Problem.deviceNotKnown(device.text()));
            case "DeleteConflict", "EntityAlreadyExists" -> Optional.of(Problem.deviceInUse(device.text()));
            default -> Optional.empty();
        };
    }

    /** Three refusals share one error code; only AWS's words tell them apart. */
    private Problem denied(String code, String message, Optional<SerialNumber> serialNumber, Optional<Duration> ahead) {
        if (serialNumber.isPresent() && message.contains("invalid MFA one time pass code")) {
            var untilNext = TokenCode.untilNext(clock.instant());
            return ahead.filter(skew -> skew.abs().compareTo(TokenCode.STEP) > 0)
                    .map(skew -> Problem.TokenCodeRejected.withWrongClock(serialNumber.get().text(), untilNext, skew))
                    .orElseGet(() -> new Problem.TokenCodeRejected(serialNumber.get().text(), untilNext));
        }
        return serialNumber.filter(serial -> message.contains("unable to validate MFA code"))
                .<Problem>map(serial -> new Problem.DeviceRejected(serial.text()))
                .orElse(new Problem.NotAllowed(code, message));
    }

    private Optional<Duration> aheadOfAws(AwsErrorDetails details) {
        return date(details.sdkHttpResponse()).map(date -> Duration.between(date, clock.instant()));
    }

    private static Optional<Instant> date(SdkHttpResponse answer) {
        return Optional.ofNullable(answer).flatMap(response -> response.firstMatchingHeader(DATE)).flatMap(SdkAws::httpDate);
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
            if (cause instanceof Problem problem) {
                return problem;
            }
            if (cause instanceof NothingSent) {
                return Problem.wayUnusable(endpoint, cause.getMessage());
            }
            var reason = reason(cause);
            if (reason.isPresent()) {
                return Problem.unreachable(endpoint, reason.get());
            }
        }
        return Problem.notAws(endpoint);
    }

    private static Optional<String> reason(Throwable cause) {
        return switch (cause) {
            case AbortedException givenUp -> Optional.of(Wire.NO_ANSWER);
            case JsonProcessingException notOfTheNetwork -> Optional.empty();
            default -> Wire.whyUnreachable(cause);
        };
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
                || failure instanceof SdkClientException && hasCause(failure, SdkAws::isOfTheNetwork);
    }

    /** The SDK's JSON reader throws an IOException of its own at what is no JSON. */
    private static boolean isOfTheNetwork(Throwable cause) {
        return cause instanceof IOException && !(cause instanceof JsonProcessingException);
    }

    private static boolean hasCause(Throwable failure, Predicate<Throwable> wanted) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause).anyMatch(wanted);
    }
}
