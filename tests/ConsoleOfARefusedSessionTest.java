//DEPS org.junit.jupiter:junit-jupiter:6.1.3
//SOURCES Person.java
//SOURCES ../awscli-mfa.java
//SOURCES ../lib/command/SessionDialogue.java
//SOURCES ../lib/command/SessionWishes.java
//SOURCES ../lib/model/IniFile.java
//SOURCES ../lib/model/Plan.java
//SOURCES ../lib/model/Problem.java
//SOURCES ../lib/model/ToPaste.java
//SOURCES ../lib/session/Sessions.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import lib.command.SessionDialogue;
import lib.command.SessionWishes;
import lib.model.IniFile;
import lib.model.Plan;
import lib.model.Problem;
import lib.model.ToPaste;
import lib.session.Sessions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tests.aws.Account;
import tests.aws.Device;

/** {@code console PROFILE} where AWS has ended a session that the file calls live: H6. */
class ConsoleOfARefusedSessionTest {

    private static final String ALL = """
            {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}""";

    private static final String TRUST = """
            {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole",
             "Principal": {"AWS": "arn:aws:iam::123456789012:root"}}]}""";

    private HttpServer federation;
    private Person jane;
    private Account account;
    private Device phone;

    @BeforeEach
    void janeHasSessionsOfDevAndOfTheRoleOps(@TempDir Path home) throws IOException {
        federation = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        federation.createContext("/", exchange -> {
            var answer = "{\"SigninToken\":\"TOKEN\"}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        federation.start();
        jane = new Person(home);
        jane.environment.put("AWS_ENDPOINT_URL_SIGNIN", "http://127.0.0.1:" + federation.getAddress().getPort());
        jane.environment.put("AWS_MAX_ATTEMPTS", "1");
        account = jane.aws.account("123456789012");
        var key = account.user("jane").policy("all", ALL).accessKey();
        phone = account.user("jane").device("jane");
        account.role("ops", TRUST).policy("all", ALL);
        jane.config("[profile dev]\nregion = eu-west-1\nmfa_serial = " + phone.serialNumber() + "\n"
                + "[profile ops]\nrole_arn = arn:aws:iam::123456789012:role/ops\nsource_profile = dev\n");
        jane.credentials("[dev]\naws_access_key_id = %s\naws_secret_access_key = %s\n".formatted(key.id(), key.secret()));
        assertEquals(0, jane.runs("ops", "--token-code", phone.code()).exitStatus());
        jane.waitForNextCode();
    }

    @AfterEach
    void close() {
        jane.close();
        federation.stop(0);
    }

    private String stored(String session, String property) {
        return IniFile.parse(jane.credentials()).properties(session).getOrDefault(property, "");
    }

    private String ended(String session) {
        var key = stored(session, "aws_access_key_id");
        jane.aws.sessions().revoke(key);
        return key;
    }

    private static final String OPENED =
            "ops-rolesession: whoever opens this address within 15 minutes is signed in to account 123456789012\n";

    @Test
    void aNewRoleSessionIsStartedAtOnceWhereTheMfaSessionLives() {
        var old = ended("ops-rolesession");

        var run = jane.runs("console", "ops", "--url-only");

        assertEquals("""
                AWS does not accept access key %s (InvalidClientTokenId)
                ops: role session of 1h (the default), assumed with the live MFA session of dev: no code needed
                ops-rolesession is stored in ~/.aws/credentials
                """.formatted(old) + OPENED, run.screen());
        assertEquals(0, run.exitStatus());
        assertFalse(run.out().isEmpty());
        assertFalse(stored("ops-rolesession", "aws_access_key_id").equals(old));
        assertEquals("", stored("ops-rolesession", "invalid_as_of"));
    }

    @Test
    void aCodeIsAskedForWhereTheMfaSessionHasEndedToo() {
        var role = ended("ops-rolesession");
        var mfa = ended("dev-mfasession");

        var run = jane.types(phone.code() + "\n", "console", "ops", "--url-only");

        assertEquals("""
                AWS does not accept access key %s (InvalidClientTokenId)
                ops: role session of 1h (the default), assumed with the live MFA session of dev: no code needed
                AWS does not accept access key %s (InvalidClientTokenId)
                dev: new MFA session of 9h (the default)
                ops: role session of 1h (the default), assumed with a new MFA session of dev: it will serve other roles too, without another code
                Token code of %s: %s
                dev-mfasession is stored in ~/.aws/credentials
                ops-rolesession is stored in ~/.aws/credentials
                """.formatted(role, mfa, phone.serialNumber(), phone.code()) + OPENED, run.screen());
        assertEquals(0, run.exitStatus());
        assertEquals(0, jane.runs("dev", "--emit", "bash").exitStatus(), "it is live again");
    }

    @Test
    void aCodeThatIsGivenIsUsed() {
        ended("ops-rolesession");
        ended("dev-mfasession");

        assertEquals(0, jane.runs("console", "ops", "--url-only", "--token-code", phone.code()).exitStatus());
    }

    @Test
    void whereNobodyCanBeAskedTheHintNamesWhatWorksAndBothAreRemembered() {
        var role = ended("ops-rolesession");
        var mfa = ended("dev-mfasession");

        var run = jane.runs("console", "ops", "--url-only");

        assertEquals("""
                AWS does not accept access key %s (InvalidClientTokenId)
                ops: role session of 1h (the default), assumed with the live MFA session of dev: no code needed
                AWS does not accept access key %s (InvalidClientTokenId)
                dev: new MFA session of 9h (the default)
                ops: role session of 1h (the default), assumed with a new MFA session of dev: it will serve other roles too, without another code
                awscli-mfa: cannot ask for the token code: there is no terminal
                awscli-mfa: hint: give it with --token-code CODE, or --token-code - for standard input
                """.formatted(role, mfa), run.screen());
        assertEquals(252, run.exitStatus());
        assertEquals(List.of(jane.clock().instant().toString(), jane.clock().instant().toString()),
                List.of(stored("ops-rolesession", "invalid_as_of"), stored("dev-mfasession", "invalid_as_of")));
        var calls = jane.calls().size();
        assertEquals(252, jane.runs("console", "ops", "--url-only").exitStatus());
        assertEquals(calls, jane.calls().size(), "AWS is not asked about them again");
    }

    @Test
    void aSessionOfAnotherToolIsForThatToolToRenew() {
        jane.credentials(jane.credentials() + "\n[saml]\naws_access_key_id = ASIAEXAMPLEEXAMPLE09\naws_secret_access_key = s\naws_session_token = t\n");

        var run = jane.runs("console", "saml", "--url-only");

        assertEquals(new Person.Run(253, "", """
                awscli-mfa: profile 'saml' is a session that AWS does not accept
                awscli-mfa: hint: renew it with the command that made it
                """), run);
        assertEquals(jane.clock().instant().toString(), stored("saml", "invalid_as_of"));
    }

    /** Where AWS takes nothing that it gives, once more is enough. */
    @Test
    void itIsNotTriedForEver() {
        var used = new ArrayList<String>();

        var problem = assertThrows(Problem.KeysRejected.class, () -> jane.runs((world, args) ->
                new SessionDialogue(world, SessionWishes.usual(Plan.Mfa.WANTED), Map.of(), new Sessions(world).profiles().require("ops"))
                        .used(active -> {
                            var key = active.profile().settings().get("aws_access_key_id").orElseThrow();
                            used.add(key);
                            throw new Problem.KeysRejected(key, "InvalidClientTokenId");
                        })));

        assertEquals("start a new session with: " + ToPaste.awscliMfa("PROFILE", "--force") + ", or with the tool that made this one", problem.hint());
        assertEquals(2, used.size());
        assertEquals(2, Stream.of(used.get(0), used.get(1)).distinct().count());
    }

    /** No session of a user gets into the console, so none is started. */
    @Test
    void noCodeIsAskedForAUser() {
        var run = jane.types(phone.code() + "\n", "console", "dev");

        assertEquals("""
                awscli-mfa: 'dev' is a user's own access key, and AWS signs in only role sessions to the console
                awscli-mfa: hint: name a role profile, or sign in with your password at https://123456789012.signin.aws.amazon.com/console
                """, run.screen());
        assertEquals(253, run.exitStatus());
    }

    /** What AWS says of long-lived keys is for the person: no session is started in their place. */
    @Test
    void longLivedKeysAreNotTriedAgain() {
        var joe = account.user("joe").accessKey();
        joe.deactivate();
        jane.credentials(jane.credentials() + "\n[joe]\naws_access_key_id = %s\naws_secret_access_key = %s\n".formatted(joe.id(), joe.secret()));

        var run = jane.runs("console", "joe", "--url-only");

        assertEquals("""
                awscli-mfa: AWS does not accept access key %s (InvalidClientTokenId)
                awscli-mfa: hint: it is inactive, deleted or mistyped: check it in the IAM console; if it is in the files, enter it again with: aws configure --profile NAME
                """.formatted(joe.id()), run.screen());
        assertEquals(254, run.exitStatus());
    }
}
