package lib.model;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * A QR code as a picture: of characters, two modules one above the other in each, or as a PNG. Around it is the quiet zone that
 * scanners need.
 *
 * @param size modules on each side, without the quiet zone
 * @param isDark row by row
 * @see <a href="https://www.iso.org/standard/83389.html">ISO/IEC 18004: the quiet zone is four modules wide</a>
 */
public record QrCode(int size, boolean[] isDark) {

    private static final int QUIET_ZONE = 4;

    /** Pixels per module: a phone reads it from a screen at arm's length. */
    private static final int SCALE = 8;

    /** Which of the two the terminal draws, where it can be told no colours. */
    public enum Ink {
        /** Dark characters on a light ground. */
        DARK,
        /** Light characters on a dark ground. */
        LIGHT;

        public Ink other() {
            return this == DARK ? LIGHT : DARK;
        }
    }

    /** The characters of one line. */
    public int columns() {
        return size + 2 * QUIET_ZONE;
    }

    public int rows() {
        return (columns() + 1) / 2;
    }

    /** Lines of half blocks and blanks, all equally long. */
    public List<String> lines(Ink ink) {
        return IntStream.range(0, rows()).mapToObj(row -> line(2 * row, ink)).toList();
    }

    private String line(int top, Ink ink) {
        var line = new StringBuilder();
        for (var column = 0; column < columns(); column++) {
            var upper = isDrawn(column, top, ink);
            var lower = isDrawn(column, top + 1, ink);
            line.append(upper ? lower ? '█' : '▀' : lower ? '▄' : ' ');
        }
        return line.toString();
    }

    private boolean isDrawn(int column, int row, Ink ink) {
        return isDarkWithZone(column, row) == (ink == Ink.DARK);
    }

    private boolean isDarkWithZone(int column, int row) {
        var x = column - QUIET_ZONE;
        var y = row - QUIET_ZONE;
        return x >= 0 && y >= 0 && x < size && y < size && isDark[y * size + x];
    }

    // --------------------------------------------------------------------- PNG

    /**
     * A file of one bit per pixel.
     *
     * @see <a href="https://www.w3.org/TR/png-3/">Portable Network Graphics</a>
     */
    public byte[] png() {
        var side = columns() * SCALE;
        var header = joined(number(side), number(side), new byte[] {1, 0, 0, 0, 0});
        return joined(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'},
                chunk("IHDR", header), chunk("IDAT", deflated(pixels(side))), chunk("IEND", new byte[0]));
    }

    /** Each row begins with a byte that says that it is not filtered; a bit that is set is white. */
    private byte[] pixels(int side) {
        var rowBytes = 1 + (side + 7) / 8;
        var pixels = new byte[rowBytes * side];
        for (var y = 0; y < side; y++) {
            for (var x = 0; x < side; x++) {
                if (!isDarkWithZone(x / SCALE, y / SCALE)) {
                    pixels[y * rowBytes + 1 + x / 8] |= (byte) (0x80 >> x % 8);
                }
            }
        }
        return pixels;
    }

    private static byte[] deflated(byte[] bytes) {
        try (var deflater = new Deflater()) {
            deflater.setInput(bytes);
            deflater.finish();
            var room = new byte[bytes.length + 100];
            return Arrays.copyOf(room, deflater.deflate(room));
        }
    }

    private static byte[] chunk(String type, byte[] content) {
        var named = joined(new byte[] {(byte) type.charAt(0), (byte) type.charAt(1), (byte) type.charAt(2), (byte) type.charAt(3)},
                content);
        var checksum = new CRC32();
        checksum.update(named);
        return joined(number(content.length), named, number((int) checksum.getValue()));
    }

    private static byte[] number(int value) {
        return new byte[] {(byte) (value >> 24), (byte) (value >> 16), (byte) (value >> 8), (byte) value};
    }

    private static byte[] joined(byte[]... parts) {
        var all = new byte[0];
        for (var part : parts) {
            var longer = Arrays.copyOf(all, all.length + part.length);
            for (var at = 0; at < part.length; at++) {
                longer[all.length + at] = part[at];
            }
            all = longer;
        }
        return all;
    }

    /** The picture holds a seed. */
    @Override
    public String toString() {
        return "QrCode[…]";
    }
}
