package tests.aws;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What an authenticator app computes: a code of a few digits that changes every 30 seconds.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6238">RFC 6238</a>, with its default of SHA-1
 */
public final class Totp {
    /** Seconds one code lasts (RFC 6238, section 5.2). */
    static final int STEP = 30;

    private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    private Totp() {}

    /** Number of the 30-second step that contains this instant, counted from 1970. */
    static long step(Instant at) {
        return Math.floorDiv(at.getEpochSecond(), STEP);
    }

    /**
     * The code an app shows at an instant.
     *
     * @param seed the secret bytes, as shared with the app
     * @param digits 6 for AWS; the vectors of the RFC have 8
     * @return exactly that many digits, zeros in front included
     */
    public static String code(byte[] seed, Instant at, int digits) {
        return code(seed, step(at), digits);
    }

    static String code(byte[] seed, long step, int digits) {
        var hash = hmac(seed, ByteBuffer.allocate(Long.BYTES).putLong(step).array());
        // RFC 4226, section 5.3: the last nibble says where the four bytes are; the sign bit goes.
        var number = ByteBuffer.wrap(hash).getInt(hash[hash.length - 1] & 0xf) & 0x7fffffff;
        return String.format(Locale.ROOT, "%0" + digits + "d", number % (long) Math.pow(10, digits));
    }

    /** Base32 of RFC 4648 without padding; whole groups of five bytes give whole characters. */
    public static String base32(byte[] bytes) {
        var text = new StringBuilder();
        for (int bit = 0; bit < bytes.length * 8; bit += 5) {
            text.append(BASE32.charAt(fiveBits(bytes, bit)));
        }
        return text.toString();
    }

    private static int fiveBits(byte[] bytes, int bit) {
        int at = bit / 8;
        int high = (bytes[at] & 0xff) << 8;
        int low = at + 1 < bytes.length ? bytes[at + 1] & 0xff : 0;
        return (high | low) >> (11 - bit % 8) & 0x1f;
    }

    private static byte[] hmac(byte[] key, byte[] message) {
        try {
            var mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(key, "HmacSHA1"));
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA1", e);
        }
    }
}
