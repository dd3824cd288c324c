package tests.aws;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.UUID;
import java.util.stream.Collectors;

/** Identifiers and secrets shaped like AWS's own, with the characters that careless quoting breaks. */
final class Ids {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    private Ids() {}

    /**
     * A unique id of 20 characters.
     *
     * @param prefix AKIA long-lived key, ASIA session key, AIDA user, AROA role
     * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html">
     *     Unique identifiers</a>
     */
    static String unique(String prefix) {
        return prefix + RANDOM.ints(16, 0, ALPHABET.length())
                .mapToObj(at -> ALPHABET.substring(at, at + 1))
                .collect(Collectors.joining());
    }

    /** A secret access key: 40 characters of base64, a slash and a plus always among them. */
    static String secretAccessKey() {
        var text = base64(30);
        return text.substring(0, 7) + '/' + text.substring(8, 23) + '+' + text.substring(24);
    }

    /** A session token: some 450 characters of base64, always with {@code /}, {@code +} and {@code =}. */
    static String sessionToken() {
        return "IQoJb3JpZ2luX2Vj/+" + base64(322);
    }

    static String request() {
        return new UUID(RANDOM.nextLong(), RANDOM.nextLong()).toString();
    }

    static byte[] bytes(int count) {
        var bytes = new byte[count];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    private static String base64(int bytes) {
        return Base64.getEncoder().encodeToString(bytes(bytes));
    }
}
