//SOURCES ../io/QrEncoder.java
//SOURCES ../io/SeedImage.java
//SOURCES ../io/Style.java
//SOURCES ../io/Terminal.java
//SOURCES ../io/Tty.java
//SOURCES ../model/Problem.java
//SOURCES ../model/QrCode.java
//SOURCES ../model/Seed.java
//SOURCES ../model/SerialNumber.java
//SOURCES ../session/Devices.java
//SOURCES ../session/World.java
package lib.command;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import lib.io.QrEncoder;
import lib.io.SeedImage;
import lib.io.Style;
import lib.io.Terminal;
import lib.io.Tty;
import lib.model.Problem;
import lib.model.QrCode;
import lib.model.Seed;
import lib.model.SerialNumber;
import lib.session.Devices;
import lib.session.World;

/**
 * The seed of a new device, shown to who scans or types it: as a QR code in the terminal, as text, and on request as an image.
 * It stands on a screen of its own, of which nothing stays; the image stays until {@link #close}.
 */
public final class SeedPages implements AutoCloseable {

    /** What is on the screen. */
    private enum View { QR_CODE, TEXT, IMAGE, NOTHING }

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
                case QR_CODE -> fits() ? qrCode() : tooSmall();
                case TEXT -> text();
                case IMAGE -> image();
                case NOTHING -> View.NOTHING;
            };
        }
    }

    private View asked(String page, String keys, View here, View onEnter) {
        var answer = world.terminal().askOnPage(page, keys + " > ").strip().toLowerCase(Locale.ROOT);
        return switch (answer) {
            case "" -> onEnter;
            case "q" -> View.QR_CODE;
            case "t" -> View.TEXT;
            case "p" -> View.IMAGE;
            case "i" -> {
                ink = ink.other();
                yield View.QR_CODE;
            }
            default -> here;
        };
    }

    // ----------------------------------------------------------------------- QR code

    private View qrCode() {
        var lines = picture.orElseThrow().lines(ink);
        var page = lines.stream().map(line -> Terminal.styled(Style.PAPER, line)).collect(Collectors.joining("\n"));
        return asked(page, qrKeys(), View.QR_CODE, View.NOTHING);
    }

    /** Short, so that the picture of a usual name and the keys fit into 24 lines of 80. */
    private String qrKeys() {
        return "Enter: scanned, t: text, p: image" + (world.terminal().hasColours() ? "" : ", i: inverted");
    }

    private boolean fits() {
        return picture.isPresent() && world.terminal().size().map(size -> neededRows(size) <= size.lines()
                && picture.get().columns() <= size.columns()).orElse(true);
    }

    /** What would not fit would be scrolled to where it stays. */
    private int neededRows(Tty.Size size) {
        return picture.orElseThrow().rows() + 1 + (qrKeys().length() + 4) / size.columns();
    }

    private View tooSmall() {
        var size = world.terminal().size();
        var words = picture.isEmpty() || size.isEmpty() ? "The name is too long for a QR code."
                : "This terminal has %d lines of %d characters; the QR code needs %d of %d.".formatted(size.get().lines(),
                        size.get().columns(), neededRows(size.get()), Math.max(picture.get().columns(), qrKeys().length() + 4));
        return asked(words + "\nEnlarge it and press Enter, or have the seed as text or as an image.\n",
                "Enter: look again, t: text, p: image", View.QR_CODE, View.QR_CODE);
    }

    // --------------------------------------------------------------------------- text

    private View text() {
        return asked("""
                The seed of %s

                  %s

                in one piece:

                  %s

                In the app: add an account, choose to type a setup key, and type or paste it.
                  name: %s
                  kind: time-based, 6 digits, 30 seconds

                Whoever has it can make your codes: it is worth a password.
                Nothing of it stays on this computer.
                """.formatted(device, String.join("\n  ", lines(seed.grouped())), seed.base32(), owner.accountInApp(device)),
                "Enter: done, q: QR code, p: image", View.TEXT, View.NOTHING);
    }

    private static List<String> lines(String groups) {
        return List.of(groups.replaceAll("(.{39}) ", "$1\n").split("\n"));
    }

    // -------------------------------------------------------------------------- image

    private View image() {
        var words = picture.isEmpty() ? "The name is too long for a QR code." : shownImage();
        return asked(words + "\n", "Enter: scanned, q: QR code, t: text", View.IMAGE, View.NOTHING);
    }

    private String shownImage() {
        try {
            if (image.isEmpty()) {
                image = Optional.of(SeedImage.written(world.environment(), owner.base().name(), picture.orElseThrow().png()));
            }
            var file = image.get().file();
            return image.get().show().map(why -> "Open this image and scan it; it was not opened for you, for " + why + ":")
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
