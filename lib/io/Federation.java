//SOURCES Wire.java
//SOURCES ../model/Connection.java
//SOURCES ../model/Credentials.java
//SOURCES ../model/Problem.java
package lib.io;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;
import lib.model.Connection;
import lib.model.Credentials;
import lib.model.Problem;

/**
 * AWS's federation endpoint, which changes the credentials of a role session into an address that signs in to the console.
 *
 * <p>It wants the credentials in the address of a request. So no address is ever quoted, nor what the JDK says of one.
 *
 * @param endpoint without a path
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_enable-console-custom-url.html">
 *     Federation</a>
 */
public record Federation(URI endpoint, Connection way) {

    private static final int LONGEST_ANSWER = 100_000;
    private static final Pattern SIGN_IN_TOKEN = Pattern.compile("\"SigninToken\"\\s*:\\s*\"([\\w.~+/=-]+)\"");

    /** The usual one, or the one that somebody configured in its place, as for any service of AWS. */
    public static Federation at(URI usual, Connection way) {
        return new Federation(way.endpoints().getOrDefault("signin", usual), way);
    }

    /**
     * An address that signs in whoever opens it within 15 minutes. How long the console stays open is not asked for: AWS takes
     * no SessionDuration from a role session that began in another session, and that includes those that began with MFA.
     *
     * @param profile whose the credentials are
     * @param page of the console
     * @throws Problem {@link Problem#signInRefused}, {@link Problem#unreachable}, {@link Problem#notAws},
     *     {@link Problem#badSetting}
     */
    public String loginAddress(String profile, Credentials credentials, String page) {
        var signInToken = signInToken(profile, credentials);
        return address("login") + "&Destination=" + encoded(page) + "&SigninToken=" + encoded(signInToken);
    }

    private String signInToken(String profile, Credentials credentials) {
        var session = "{\"sessionId\":%s,\"sessionKey\":%s,\"sessionToken\":%s}".formatted(quoted(credentials.accessKeyId()),
                quoted(credentials.secretAccessKey()), quoted(credentials.sessionToken().orElse("")));
        var request = URI.create(address("getSigninToken") + "&Session=" + encoded(session));
        var connection = new Wire().over(way, false).apply(request);
        try {
            connection.setInstanceFollowRedirects(false);
            return signInToken(profile, connection);
        } catch (IOException | UncheckedIOException failure) {
            var reason = Wire.whyUnreachable(failure).orElse("the connection broke");
            throw Problem.unreachable(endpoint.toString(), reason);
        } finally {
            connection.disconnect();
        }
    }

    private String signInToken(String profile, HttpURLConnection connection) throws IOException {
        var status = connection.getResponseCode();
        if (status >= 400) {
            throw Problem.signInRefused(profile, status);
        }
        return Optional.of(new String(connection.getInputStream().readNBytes(LONGEST_ANSWER), StandardCharsets.UTF_8))
                .map(SIGN_IN_TOKEN::matcher).filter(answer -> status == 200 && answer.find()).map(answer -> answer.group(1))
                .orElseThrow(() -> Problem.notAws(endpoint.toString()));
    }

    private String address(String action) {
        return endpoint.toString().replaceFirst("/+$", "") + "/federation?Action=" + action;
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
