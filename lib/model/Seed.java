//SOURCES CodePair.java
//SOURCES TokenCode.java
package lib.model;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.stream.LongStream;

/**
 * The secret of a virtual device, which AWS tells once, when it creates the device. Whoever has it can make the device's codes.
 *
 * @param base32 64 letters and digits, as AWS makes them
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6238">RFC 6238: how codes come from a seed</a>
 */
public record Seed(String base32) {

    /** What AWS's own QR codes say in full, "Amazon Web Services", makes the picture too tall for a terminal of 24 lines. */
    private static final String ISSUER = "AWS";

    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /** How far a code is looked for: apps whose clock is further off than ten minutes are beyond help here. */
    private static final int STEPS_LOOKED_THROUGH = 20;

    /** The block length of SHA-1 in RFC 2104. */
    private static final int BLOCK = 64;

    /**
     * What an authenticator app reads from a QR code.
     *
     * @param account what the app will show beside the codes, such as {@code jane@practice}
     * @see <a href="https://github.com/google/google-authenticator/wiki/Key-Uri-Format">Key URI format</a>
     */
    public String uri(String account) {
        return "otpauth://totp/%s:%s?secret=%s&issuer=%s".formatted(ISSUER, encoded(account), base32, ISSUER);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20").replace("%40", "@");
    }

    /** In groups of four, to be typed on a phone. */
    public String grouped() {
        return base32.replaceAll("....(?=.)", "$0 ");
    }

    /** What an app with a right clock shows at that time. */
    public TokenCode codeAt(Instant instant) {
        return code(TokenCode.step(instant));
    }

    /**
     * How many steps ago an app with a right clock showed this code; negative for one to come.
     *
     * @return empty when it is none of these minutes
     */
    public OptionalLong stepsAgo(TokenCode code, Instant now) {
        var step = TokenCode.step(now);
        return LongStream.rangeClosed(-STEPS_LOOKED_THROUGH, STEPS_LOOKED_THROUGH)
                .filter(ago -> code(step - ago).equals(code)).findFirst();
    }

    /** By how much the clock of the app is behind; zero as long as the codes are not older or newer than AWS expects. */
    public Duration behind(CodePair pair, Instant now) {
        var ago = stepsAgo(pair.second(), now).orElse(0);
        return Math.abs(ago) <= 1 ? Duration.ZERO : TokenCode.STEP.multipliedBy(ago);
    }

    private TokenCode code(long step) {
        var hash = hmac(bytes(), counter(step));
        // RFC 4226, section 5.3: the last nibble says where the four bytes are; the sign bit goes.
        var at = hash[hash.length - 1] & 0xf;
        var number = (hash[at] & 0x7f) << 24 | (hash[at + 1] & 0xff) << 16 | (hash[at + 2] & 0xff) << 8 | hash[at + 3] & 0xff;
        return new TokenCode(String.format(Locale.ROOT, "%06d", number % 1_000_000));
    }

    private static byte[] counter(long step) {
        var bytes = new byte[Long.BYTES];
        for (var at = 0; at < bytes.length; at++) {
            bytes[at] = (byte) (step >> 8 * (bytes.length - 1 - at));
        }
        return bytes;
    }

    private byte[] bytes() {
        var bytes = new byte[base32.length() * 5 / 8];
        for (var bit = 0; bit < bytes.length * 8; bit++) {
            var isSet = ALPHABET.indexOf(base32.charAt(bit / 5)) >> (4 - bit % 5) & 1;
            bytes[bit / 8] |= (byte) (isSet << (7 - bit % 8));
        }
        return bytes;
    }

    /** RFC 2104. */
    private static byte[] hmac(byte[] key, byte[] message) {
        var inner = padded(key, 0x36);
        var outer = padded(key, 0x5c);
        return sha1(outer, sha1(inner, message));
    }

    private static byte[] padded(byte[] key, int with) {
        var block = Arrays.copyOf(key.length > BLOCK ? sha1(key, new byte[0]) : key, BLOCK);
        for (var at = 0; at < BLOCK; at++) {
            block[at] ^= (byte) with;
        }
        return block;
    }

    private static byte[] sha1(byte[] first, byte[] second) {
        try {
            var digest = MessageDigest.getInstance("SHA-1");
            digest.update(first);
            return digest.digest(second);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-1", impossible);
        }
    }

    @Override
    public String toString() {
        return "Seed[…]";
    }
}
