//SOURCES Tmux.java
//SOURCES aws/LocalAws.java

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tests.aws.Totp;

/** An authenticator app on somebody's phone, which knows a seed from nothing but what its camera sees. */
record Authenticator(String account, String issuer, byte[] seed) {

    private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /** Pixels on each side of half a character. */
    private static final int PIXELS = 4;

    /** What the phone's camera sees of a terminal: where nothing else is said, writing and ground have these shades. */
    enum Theme {
        DARK(0xe0, 0x10),
        LIGHT(0x10, 0xf0);

        private final int writing;
        private final int ground;

        Theme(int writing, int ground) {
            this.writing = writing;
            this.ground = ground;
        }
    }

    /** @param uri {@code otpauth://totp/…} */
    static Authenticator of(String uri) {
        var address = URI.create(uri);
        assertTrue(address.getScheme().equals("otpauth") && address.getHost().equals("totp"), "not for authenticator apps");
        var parameters = Arrays.stream(address.getRawQuery().split("&")).map(parameter -> parameter.split("=", 2))
                .collect(Collectors.toMap(parameter -> parameter[0], parameter -> URLDecoder.decode(parameter[1], StandardCharsets.UTF_8)));
        return new Authenticator(address.getPath().substring(1), parameters.get("issuer"), decoded(parameters.get("secret")));
    }

    /** Who types the seed instead. */
    static Authenticator typing(String base32) {
        return new Authenticator("typed", "typed", decoded(base32.replace(" ", "")));
    }

    static Authenticator scanning(Path image) {
        Tmux.requireTool("zbarimg");
        try {
            var process = new ProcessBuilder("zbarimg", "--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", image.toString())
                    .redirectError(ProcessBuilder.Redirect.DISCARD).start();
            process.getOutputStream().close();
            var uri = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            assertTrue(!uri.isEmpty(), "the camera sees no QR code");
            return of(uri);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /**
     * @param screen characters, with colours as escape sequences
     * @param folder for the picture
     */
    static Authenticator scanning(String screen, Theme theme, Path folder) {
        try {
            var image = Files.createTempFile(folder, "photo", ".pgm");
            Files.write(image, photo(screen.lines().toList(), theme));
            return scanning(image);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    String code(Instant at) {
        return Totp.code(seed, at, 6);
    }

    private static byte[] decoded(String base32) {
        var bytes = new byte[base32.length() * 5 / 8];
        for (var bit = 0; bit < bytes.length * 8; bit++) {
            bytes[bit / 8] |= (byte) ((BASE32.indexOf(base32.charAt(bit / 5)) >> (4 - bit % 5) & 1) << (7 - bit % 8));
        }
        return bytes;
    }

    // -------------------------------------------------------------------------- the camera

    private static final Pattern CELL = Pattern.compile("\\x1b\\[([0-9;]*)m|(.)", Pattern.DOTALL);
    private static final Map<Integer, Integer> SHADES = Map.of(16, 0, 231, 0xff);

    /** A picture of grey shades, in the format PGM. What an escape sequence says holds until the next one, over line ends too. */
    private static byte[] photo(List<String> lines, Theme theme) throws IOException {
        var columns = lines.stream().mapToInt(line -> line.replaceAll("\\x1b\\[[0-9;]*m", "").length()).max().orElse(1);
        var width = columns * PIXELS;
        var picture = new byte[lines.size() * 2 * PIXELS][width];
        var shades = new Shades(theme.writing, theme.ground);
        for (var row = 0; row < lines.size(); row++) {
            for (var y = 0; y < 2 * PIXELS; y++) {
                Arrays.fill(picture[row * 2 * PIXELS + y], (byte) theme.ground);
            }
            shades = drawn(lines.get(row), row * 2 * PIXELS, picture, shades, theme);
        }
        var bytes = new ByteArrayOutputStream();
        bytes.write("P5 %d %d 255\n".formatted(width, picture.length).getBytes(StandardCharsets.US_ASCII));
        for (var line : picture) {
            bytes.write(line);
        }
        return bytes.toByteArray();
    }

    private record Shades(int writing, int ground) {}

    /** Returns the shades in force at the end of the line. */
    private static Shades drawn(String line, int top, byte[][] picture, Shades before, Theme theme) {
        var now = before;
        var left = 0;
        for (var cell : CELL.matcher(line).results().toList()) {
            if (cell.group(2) == null) {
                now = new Shades(shade("38", cell.group(1), theme.writing, now.writing), shade("48", cell.group(1), theme.ground, now.ground));
                continue;
            }
            var upper = "█▀".contains(cell.group(2)) ? now.writing : now.ground;
            var lower = "█▄".contains(cell.group(2)) ? now.writing : now.ground;
            for (var y = 0; y < 2 * PIXELS; y++) {
                Arrays.fill(picture[top + y], left, left + PIXELS, (byte) (y < PIXELS ? upper : lower));
            }
            left += PIXELS;
        }
        return now;
    }

    /** What an escape sequence makes of one of the two shades. */
    private static int shade(String which, String sequence, int usual, int now) {
        var numbered = Pattern.compile("(?:^|;)" + which + ";5;([0-9]+)").matcher(sequence);
        if (numbered.find()) {
            return SHADES.get(Integer.parseInt(numbered.group(1)));
        }
        return sequence.isEmpty() || sequence.equals("0") || sequence.contains(which.equals("38") ? "39" : "49") ? usual : now;
    }
}
