package lib.io;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/** In which encoding the bytes of a file are text: AWS's tools read UTF-8, and PowerShell 5 writes UTF-16 with {@code >}. */
final class Encoding {

    private static final String BYTE_ORDER_MARK = "\ufeff";

    /** What a tool that takes the file for UTF-8 adds to UTF-16 text. */
    private static final Pattern OF_SINGLE_BYTES = Pattern.compile("[\\n\\r -~]{3,} = [\\n\\r -~]{3,}");

    private Encoding() {}

    /** UTF-8, or one of {@link #wide}, or one that takes any bytes where they are neither. */
    static Charset of(byte[] bytes) {
        return wide(bytes).orElseGet(() -> narrow(bytes));
    }

    private static Charset narrow(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return StandardCharsets.UTF_8;
        } catch (CharacterCodingException notUtf8) {
            return StandardCharsets.ISO_8859_1;
        }
    }

    /** The one of two or four bytes a character, by its byte order mark, else by the zeros that every other byte is then. */
    static Optional<Charset> wide(byte[] bytes) {
        return marked(bytes).or(() -> unmarked(bytes));
    }

    private static Optional<Charset> marked(byte[] bytes) {
        return startsWith(bytes, 0xff, 0xfe, 0, 0) ? Optional.of(StandardCharsets.UTF_32LE)
                : startsWith(bytes, 0, 0, 0xfe, 0xff) ? Optional.of(StandardCharsets.UTF_32BE)
                : startsWith(bytes, 0xff, 0xfe) ? Optional.of(StandardCharsets.UTF_16LE)
                : startsWith(bytes, 0xfe, 0xff) ? Optional.of(StandardCharsets.UTF_16BE) : Optional.empty();
    }

    private static boolean startsWith(byte[] bytes, int... mark) {
        for (var index = 0; index < mark.length; index++) {
            if (bytes.length <= index || (bytes[index] & 0xff) != mark[index]) {
                return false;
            }
        }
        return true;
    }

    private static Optional<Charset> unmarked(byte[] bytes) {
        var zeros = new int[2];
        for (var index = 0; index < bytes.length; index++) {
            zeros[index % 2] += bytes[index] == 0 ? 1 : 0;
        }
        var half = bytes.length / 4;
        return zeros[1] > half && zeros[0] == 0 ? Optional.of(StandardCharsets.UTF_16LE)
                : zeros[0] > half && zeros[1] == 0 ? Optional.of(StandardCharsets.UTF_16BE) : Optional.empty();
    }

    /**
     * The text, without the byte order mark.
     *
     * @throws CharacterCodingException the bytes are not, or not all of them, text in this encoding
     */
    static String text(byte[] bytes, Charset wide) throws CharacterCodingException {
        if (OF_SINGLE_BYTES.matcher(new String(bytes, StandardCharsets.ISO_8859_1)).find()) {
            throw new CharacterCodingException();
        }
        var text = wide.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    }
}
