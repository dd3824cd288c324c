package lib.io;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** In which encoding the bytes of a file are text: AWS's tools read UTF-8, and PowerShell 5 writes UTF-16 with {@code >}. */
final class Encoding {

    private static final String BYTE_ORDER_MARK = "\ufeff";

    /** Two or four bytes a character; those of four come first, since one of their marks begins with the mark of another. */
    private static final List<Charset> WIDE = List.of(StandardCharsets.UTF_32LE, StandardCharsets.UTF_32BE,
            StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE);

    /** Lines of one byte a letter, as a tool that takes the file for UTF-8 adds them. In wide text only a row of rare signs looks so. */
    private static final Pattern OF_SINGLE_BYTES = Pattern.compile("(?=[\\t\\n\\r -~]{8})[\\t\\r -~]*\\n");

    /** What single bytes mean that are not UTF-8: Latin-1, with the letters that Windows has where that has none. */
    private static final String SINGLE_BYTES = "windows-1252";

    private Encoding() {}

    /**
     * Bytes that AWS's tools take for no text: they bear the mark of a wide encoding, or there are zeros among them.
     *
     * @param whole what they are and say, without the byte order mark; absent where they are not in one wide encoding to their end
     */
    record Foreign(Optional<Wide> whole) {}

    /** @param name of the encoding, such as {@code UTF-16} */
    record Wide(String name, String text) {
        @Override
        public String toString() {
            return "Wide[" + name + "]";
        }
    }

    /** UTF-8, or one that takes any bytes. */
    static Charset of(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return StandardCharsets.UTF_8;
        } catch (CharacterCodingException notUtf8) {
            return StandardCharsets.ISO_8859_1;
        }
    }

    /** The first line with a byte that is not UTF-8, counted from 1; empty where there is none. */
    static Optional<Integer> firstLineNotUtf8(byte[] bytes) {
        var in = ByteBuffer.wrap(bytes);
        if (!StandardCharsets.UTF_8.newDecoder().decode(in, CharBuffer.allocate(bytes.length), true).isError()) {
            return Optional.empty();
        }
        var line = 1;
        for (var index = 0; index < in.position(); index++) {
            line += bytes[index] == '\n' ? 1 : 0;
        }
        return Optional.of(line);
    }

    /** What is UTF-8 as such, and each other byte as a letter of its own. */
    static String textOfAny(byte[] bytes) {
        var decoder = StandardCharsets.UTF_8.newDecoder();
        var in = ByteBuffer.wrap(bytes);
        var text = CharBuffer.allocate(bytes.length);
        for (var result = decoder.decode(in, text, true); result.isError(); result = decoder.decode(in, text, true)) {
            for (var wrong = result.length(); wrong > 0; wrong--) {
                text.put(letter(in.get()));
            }
        }
        return text.flip().toString();
    }

    private static char letter(byte single) {
        var letter = new String(new byte[] {single}, Charset.forName(SINGLE_BYTES)).charAt(0);
        return letter == '\ufffd' ? (char) (single & 0xff) : letter;
    }

    static Optional<Foreign> foreign(byte[] bytes) {
        var marked = WIDE.stream().filter(charset -> startsWith(bytes, BYTE_ORDER_MARK.getBytes(charset))).findFirst();
        return marked.isPresent() ? Optional.of(new Foreign(wide(bytes, marked.get())))
                : firstZero(bytes) < bytes.length ? Optional.of(new Foreign(unmarked(bytes))) : Optional.empty();
    }

    private static boolean startsWith(byte[] bytes, byte[] mark) {
        return bytes.length >= mark.length && Arrays.equals(bytes, 0, mark.length, mark, 0, mark.length);
    }

    private static int firstZero(byte[] bytes) {
        var index = 0;
        while (index < bytes.length && bytes[index] != 0) {
            index++;
        }
        return index;
    }

    /** Read in the wrong order of bytes, what is written in these files becomes signs of other scripts. */
    private static Optional<Wide> unmarked(byte[] bytes) {
        return WIDE.stream().flatMap(charset -> wide(bytes, charset).stream())
                .filter(wide -> lettersOfAscii(wide) * 2 > wide.text().length()).max(Comparator.comparingLong(Encoding::lettersOfAscii));
    }

    private static long lettersOfAscii(Wide wide) {
        return wide.text().chars().filter(character -> character < 128).count();
    }

    private static Optional<Wide> wide(byte[] bytes, Charset charset) {
        try {
            var text = charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            return text.indexOf('\0') >= 0 || OF_SINGLE_BYTES.matcher(new String(bytes, StandardCharsets.ISO_8859_1)).find()
                    ? Optional.empty() : Optional.of(new Wide(charset.name().replaceFirst("[LB]E$", ""),
                            text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text));
        } catch (CharacterCodingException mixed) {
            return Optional.empty();
        }
    }
}
