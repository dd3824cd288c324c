package lib.io;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * A connection to STS over which nothing is said. It is opened for real and closed again; what is written to it goes nowhere,
 * and the answer stands here. Whoever calls over it has loaded afterwards what the real call needs.
 */
final class Rehearsal extends HttpURLConnection {

    private static final String ANSWER = """
            <GetSessionTokenResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
              <GetSessionTokenResult><Credentials>
                <AccessKeyId>ASIAREHEARSAL</AccessKeyId>
                <SecretAccessKey>none</SecretAccessKey>
                <SessionToken>none</SessionToken>
                <Expiration>2001-01-01T00:00:00Z</Expiration>
              </Credentials></GetSessionTokenResult>
              <ResponseMetadata><RequestId>rehearsal</RequestId></ResponseMetadata>
            </GetSessionTokenResponse>
            """;

    private final HttpURLConnection real;

    /** @param real not used for anything yet */
    Rehearsal(HttpURLConnection real) {
        super(real.getURL());
        this.real = real;
    }

    @Override
    public void connect() throws IOException {
        real.connect();
        real.disconnect();
    }

    @Override
    public void disconnect() {
        // it is closed already
    }

    @Override
    public boolean usingProxy() {
        return false;
    }

    @Override
    public OutputStream getOutputStream() {
        return OutputStream.nullOutputStream();
    }

    @Override
    public int getResponseCode() {
        return HTTP_OK;
    }

    @Override
    public Map<String, List<String>> getHeaderFields() {
        return Map.of("Content-Type", List.of("text/xml"), "x-amzn-RequestId", List.of("rehearsal"));
    }

    @Override
    public InputStream getInputStream() {
        return new ByteArrayInputStream(ANSWER.getBytes(StandardCharsets.UTF_8));
    }
}
