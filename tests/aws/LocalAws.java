package tests.aws;

//SOURCES AccessKey.java
//SOURCES Account.java
//SOURCES AssumeRole.java
//SOURCES Authentication.java
//SOURCES AwsError.java
//SOURCES Call.java
//SOURCES Caller.java
//SOURCES Device.java
//SOURCES Faults.java
//SOURCES Http.java
//SOURCES Iam.java
//SOURCES Ids.java
//SOURCES Operation.java
//SOURCES Parameters.java
//SOURCES Policy.java
//SOURCES Principal.java
//SOURCES Role.java
//SOURCES Root.java
//SOURCES S3.java
//SOURCES Session.java
//SOURCES Sessions.java
//SOURCES Signature.java
//SOURCES Ssm.java
//SOURCES Sts.java
//SOURCES Totp.java
//SOURCES User.java
//SOURCES Xml.java

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;

/**
 * An AWS of one's own, on the loopback interface only: STS, IAM, SSM and a trace of S3 behind one endpoint, as
 * much of them as MFA needs, with AWS's own rules.
 *
 * <p>Signatures are verified, token codes work once, sessions expire, policies are evaluated. A test
 * sets the state, an account with its users, keys, devices and roles, and then calls as one would
 * call AWS; what the answer is follows from the rules.
 */
public final class LocalAws implements AutoCloseable {
    private static final DateTimeFormatter HTTP_DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US).withZone(ZoneOffset.UTC);
    private static final int WAITING_CONNECTIONS = 1_000;
    private static final String PORTAL =
            "<!DOCTYPE html><html><head><title>Welcome</title></head><body>Please log in.</body></html>";

    private final Map<String, Account> accounts = new ConcurrentHashMap<>();
    private final Map<Long, Call> calls = new ConcurrentSkipListMap<>();
    private final AtomicLong arrivals = new AtomicLong();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger peakInFlight = new AtomicInteger();
    private final Faults faults = new Faults();
    private final InstantSource clock;
    private final Sessions sessions;
    private final Authentication authentication;
    private final Sts sts;
    private final Iam iam = new Iam();
    private final Ssm ssm = new Ssm();
    private final S3 s3 = new S3();
    private final String scheme;
    private final Http http;

    private LocalAws(InstantSource rightClock, ServerSocket listener, String scheme) {
        this.clock = () -> rightClock.instant().plus(faults.clockOffset());
        this.sessions = new Sessions(clock);
        this.authentication =
                new Authentication(accounts.values(), sessions, clock, () -> Instant.now().plus(faults.clockOffset()), "" + scheme.equals("https"));
        this.sts = new Sts(sessions, new AssumeRole(sessions, id -> Optional.ofNullable(accounts.get(id))));
        this.scheme = scheme;
        this.http = new Http(listener, this::answer);
    }

    /** Starts one on a free port, with the machine's clock. */
    public static LocalAws start() {
        return start(InstantSource.system());
    }

    /** Starts one on a free port; token codes, expiration and {@code Date} follow this clock. */
    public static LocalAws start(InstantSource clock) {
        try {
            return new LocalAws(clock, bound(new ServerSocket()), "http");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts one that speaks TLS, with the certificate of this context. */
    public static LocalAws startTls(InstantSource clock, SSLContext context) {
        try {
            return new LocalAws(clock, bound(context.getServerSocketFactory().createServerSocket()), "https");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ServerSocket bound(ServerSocket socket) throws IOException {
        var loopback = InetAddress.ofLiteral("127.0.0.1");
        socket.bind(new InetSocketAddress(loopback, 0), WAITING_CONNECTIONS);
        return socket;
    }

    /** What {@code AWS_ENDPOINT_URL} wants, {@code http://127.0.0.1:PORT}. */
    public URI endpoint() {
        return URI.create(scheme + "://127.0.0.1:" + http.port());
    }

    /** An account of the partition {@code aws}, created on first mention. */
    public Account account(String twelveDigits) {
        return account(twelveDigits, "aws");
    }

    /**
     * An account, created on first mention.
     *
     * @param partition {@code aws}, {@code aws-cn}, {@code aws-us-gov}, {@code aws-eusc}, …
     * @throws IllegalArgumentException when the account is in another partition already
     */
    public Account account(String twelveDigits, String partition) {
        var account = accounts.computeIfAbsent(twelveDigits, id -> new Account(id, partition, clock));
        if (!account.partition().equals(partition)) {
            throw new IllegalArgumentException(twelveDigits + " is in the partition " + account.partition());
        }
        return account;
    }

    public Sessions sessions() {
        return sessions;
    }

    public Faults faults() {
        return faults;
    }

    /** What arrived so far, in that order. */
    public List<Call> calls() {
        return List.copyOf(calls.values());
    }

    /** The largest number of calls under way at once so far. */
    public int peakInFlight() {
        return peakInFlight.get();
    }

    @Override
    public void close() {
        http.close();
    }

    private Optional<Http.Answer> answer(Http.Request request) throws InterruptedException {
        long arrival = arrivals.incrementAndGet();
        peakInFlight.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
        try {
            var operation = Operation.of(request);
            calls.put(arrival, operation.call(clock.instant()));
            Thread.sleep(faults.latency(operation.action()));
            var answer = answer(request, operation);
            answer.ifPresent(it -> calls.computeIfPresent(arrival, (key, call) -> call.answered(it.status())));
            return answer;
        } finally {
            inFlight.decrementAndGet();
        }
    }

    private Optional<Http.Answer> answer(Http.Request request, Operation operation) throws InterruptedException {
        var fault = faults.next(operation.action());
        if (fault.isEmpty()) {
            return Optional.of(ruled(request, operation));
        }
        return switch (fault.get()) {
            case Faults.Fault.Failure failure -> Optional.of(answer(operation.error(failure.error(), Ids.request())));
            case Faults.Fault.Portal portal -> Optional.of(answer(new Operation.Reply(200, "text/html", PORTAL, "")));
            case Faults.Fault.Silence silence -> Optional.of(answer(new Operation.Reply(silence.status(), "text/plain", "", "")));
            case Faults.Fault.Drop drop -> Optional.empty();
            case Faults.Fault.Lose lose -> {
                ruled(request, operation);
                yield Optional.empty();
            }
            case Faults.Fault.Hang hang -> {
                new CountDownLatch(1).await();
                yield Optional.empty();
            }
        };
    }

    /** The answer by AWS's rules. */
    private Http.Answer ruled(Http.Request request, Operation operation) {
        var id = Ids.request();
        try {
            return answer(operation.success(perform(request, operation), id));
        } catch (AwsError e) {
            return answer(operation.error(e, id));
        } catch (RuntimeException e) {
            e.printStackTrace(); // a defect of the local AWS itself
            return answer(operation.error(new AwsError(500, "InternalFailure", e.toString()), id));
        }
    }

    private String perform(Http.Request request, Operation operation) {
        var caller = authentication.caller(request, operation.service());
        return switch (operation.service()) {
            case "iam" -> iam.call(operation.action(), caller, operation.parameters());
            case "s3" -> s3.call(operation.action(), caller);
            case "ssm" -> ssm.call(operation.action(), caller, operation.parameters());
            default -> sts.call(operation.action(), caller, operation.parameters());
        };
    }

    private Http.Answer answer(Operation.Reply reply) {
        var headers = new TreeMap<String, String>();
        headers.put("Content-Type", reply.contentType());
        headers.put("Date", HTTP_DATE.format(clock.instant().plus(faults.dateOffset())));
        if (!reply.requestId().isEmpty()) {
            headers.put("x-amzn-RequestId", reply.requestId());
        }
        return new Http.Answer(reply.status(), headers, reply.body());
    }
}
