//SOURCES ../io/QrEncoder.java
//SOURCES ../io/SeedImage.java
//SOURCES ../io/Style.java
//SOURCES ../io/Terminal.java
//SOURCES ../model/Problem.java
//SOURCES ../model/QrCode.java
//SOURCES ../model/Seed.java
//SOURCES ../model/SerialNumber.java
//SOURCES ../model/Window.java
//SOURCES ../model/Words.java
//SOURCES ../session/Devices.java
//SOURCES ../session/World.java
package lib.command;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lib.io.QrEncoder;
import lib.io.SeedImage;
import lib.io.Style;
import lib.io.Terminal;
import lib.model.Problem;
import lib.model.QrCode;
import lib.model.Seed;
import lib.model.SerialNumber;
import lib.model.Window;
import lib.model.Words;
import lib.session.Devices;
import lib.session.World;

/**
 * The seed of a new device, shown to who scans or types it: as a QR code in the terminal, as text, and on request as an image.
 * It stands on a screen of its own, of which nothing stays; the image stays until {@link #close}.
 */
public final class SeedPages implements AutoCloseable {

    /** What is on the screen. */
    private enum View { QR_CODE, TEXT, IMAGE, NOTHING }

    private static final String OTHERWISE = "Or press t for the seed as text, p for an image, q to go on without it.";

    /** Eight groups of four. */
    private static final int GROUPS_OF_A_LINE = 41;

    private final World world;
    private final Devices.Owner owner;
    private final SerialNumber device;
    private final Seed seed;
    private final Optional<QrCode> picture;
    private Optional<SeedImage> image = Optional.empty();
    private QrCode.Ink ink;

    public SeedPages(World world, Devices.Owner owner, SerialNumber device, Seed seed) {
        this.world = world;
        this.owner = owner;
        this.device = device;
        this.seed = seed;
        this.picture = QrEncoder.encoded(seed.uri(owner.accountInApp(device)));
        // Where nothing is known of the colours, terminals are dark more often than not.
        this.ink = world.terminal().hasColours() ? QrCode.Ink.DARK : QrCode.Ink.LIGHT;
    }

    /** Until the person says that the app has it. */
    public void show() {
        var view = View.QR_CODE;
        while (view != View.NOTHING) {
            view = switch (view) {
                case QR_CODE -> pressed(this::qrCode, View.QR_CODE);
                case TEXT -> pressed(this::text, View.TEXT);
                case IMAGE -> image();
                case NOTHING -> View.NOTHING;
            };
        }
    }

    private View pressed(Function<Window, String> page, View here) {
        return world.terminal().press(page, key -> switch (key) {
            case 'q' -> Optional.of(View.NOTHING);
            case '\n' -> here == View.QR_CODE && !fits() ? Optional.empty() : Optional.of(View.NOTHING);
            case 'c' -> Optional.of(View.QR_CODE);
            case 't' -> Optional.of(View.TEXT);
            case 'p' -> Optional.of(View.IMAGE);
            case 'i' -> {
                ink = ink.other();
                yield Optional.of(View.QR_CODE);
            }
            default -> Optional.empty();
        });
    }

    // ----------------------------------------------------------------------- QR code

    private String qrCode(Window size) {
        if (picture.isEmpty()) {
            return wrapped(size, "The name is too long for a QR code.", OTHERWISE);
        }
        var instructions = List.of(roomy(size), terse(size)).stream().filter(lines -> fits(size, lines)).findFirst();
        return instructions.map(lines -> picture.get().lines(ink).stream().map(line -> Terminal.styled(Style.PAPER, line))
                .collect(Collectors.joining("\n")) + "\n" + lines).orElseGet(() -> tooSmall(size));
    }

    private String roomy(Window size) {
        return wrapped(size, "", "Scan it with your authenticator app, then press q.",
                "No camera? t: the seed as text, p: an image of the code" + inverted("i:"));
    }

    /** Short, so that it fits below the picture of a usual name into 24 lines of 80. */
    private String terse(Window size) {
        return wrapped(size, "Scan it with your authenticator app, then press q (t text, p image" + inverted("i") + ")");
    }

    private String inverted(String key) {
        return world.terminal().hasColours() ? "" : ", " + key + " invert";
    }

    /** What would not fit would be scrolled to where it stays. */
    private boolean fits(Window size, String instructions) {
        return neededRows(instructions) <= size.lines() && picture.orElseThrow().columns() <= size.columns();
    }

    private boolean fits() {
        return picture.isPresent() && world.terminal().size().map(size -> fits(size, terse(size))).orElse(true);
    }

    private int neededRows(String instructions) {
        return picture.orElseThrow().rows() + (int) instructions.lines().count();
    }

    private String tooSmall(Window size) {
        return wrapped(size, "This terminal has %d lines of %d characters; the QR code needs %d of %d.".formatted(
                size.lines(), size.columns(), neededRows(terse(size)), picture.orElseThrow().columns()), "Enlarge the window, and the code appears.", OTHERWISE);
    }

    private static String wrapped(Window size, String... lines) {
        return Stream.of(lines).map(line -> Words.wrapped(line, size.columns() - 1)).collect(Collectors.joining("\n"));
    }

    // --------------------------------------------------------------------------- text

    private String text(Window size) {
        var grouped = Words.wrapped("  " + seed.grouped(), Math.min(size.columns() - 1, GROUPS_OF_A_LINE));
        return wrapped(size, "The seed of " + device, "", grouped, """

                in one piece:

                  %s

                In the app: add an account, choose to type a setup key, and type or paste it.
                  name: %s
                  kind: time-based, 6 digits, 30 seconds

                Whoever has this seed can make your codes: keep it like a password.
                Nothing of it stays on this computer.

                Press q when the app has it (c: QR code, p: image)""".formatted(seed.base32(), owner.accountInApp(device)));
    }

    // -------------------------------------------------------------------------- image

    private View image() {
        var words = picture.isEmpty() ? "The name is too long for a QR code." : shownImage();
        return pressed(size -> wrapped(size, words, "", "Press q when the app has it (c: QR code, t: text)"), View.IMAGE);
    }

    private String shownImage() {
        try {
            if (image.isEmpty()) {
                image = Optional.of(SeedImage.written(world.environment(), owner.base().name(), picture.orElseThrow().png()));
            }
            var file = image.get().file();
            return image.get().show().map(why -> "Open this image and scan it. It was not opened for you, for " + why + ":")
                    .orElse("Scan the image that is open now. It is this file:") + "\n\n  " + file
                    + "\n\nOnly you can read it. It is deleted as soon as the device is enabled, or given up.";
        } catch (Problem failed) {
            return failed.message() + "\n  " + failed.hint();
        }
    }

    /** An image that cannot be deleted is worth a word, but no failure. */
    @Override
    public void close() {
        try {
            image.ifPresent(SeedImage::close);
        } catch (Problem stays) {
            world.terminal().say("note: " + stays.message() + "; " + stays.hint());
        }
        image = Optional.empty();
    }
}
