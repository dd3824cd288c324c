//SOURCES StateFolder.java
//SOURCES ../model/SerialNumber.java
//SOURCES ../model/TokenCode.java
package lib.io;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lib.model.SerialNumber;
import lib.model.TokenCode;

/**
 * The token codes that AWS has lately seen from this computer, since it takes each one once. Kept in the user's state folder
 * as hashes with the 30 second step in which they were sent; forgotten when no device can show them any more.
 *
 * <p>It only spares a call that AWS would refuse. So whatever goes wrong with its file is passed over.
 */
public record SpentCodes(Path file, InstantSource clock) {

    /** AWS accepts the code of the step before and after the current one. */
    private static final int STEPS_REMEMBERED = 3;

    private static final String REFUSED = "|refused";

    private static final int LONGEST_FILE = 100_000;

    public static SpentCodes of(Map<String, String> environment, InstantSource clock) {
        return new SpentCodes(StateFolder.of(environment).path().resolve("spent-codes"), clock);
    }

    /** When AWS took the code, if it did; an instant of the step in question. */
    public Optional<Instant> spentAt(SerialNumber serialNumber, TokenCode tokenCode) {
        return at(serialNumber, tokenCode.digits());
    }

    /** When AWS refused the code, if it did. */
    public Optional<Instant> refusedAt(SerialNumber serialNumber, TokenCode tokenCode) {
        return at(serialNumber, tokenCode.digits() + REFUSED);
    }

    private Optional<Instant> at(SerialNumber serialNumber, String what) {
        return remembered().stream()
                .filter(line -> line.hash().equals(hash(line.step(), serialNumber, what)))
                .map(line -> Instant.ofEpochMilli(line.step() * TokenCode.STEP.toMillis()))
                .findFirst();
    }

    /** To be called once AWS has taken the code, whatever it thinks of the rest of the request. */
    public void add(SerialNumber serialNumber, TokenCode tokenCode) {
        remember(serialNumber, tokenCode.digits());
    }

    /** To be called once AWS has refused the code. */
    public void addRefused(SerialNumber serialNumber, TokenCode tokenCode) {
        remember(serialNumber, tokenCode.digits() + REFUSED);
    }

    private void remember(SerialNumber serialNumber, String what) {
        var step = TokenCode.step(clock.instant());
        write(Stream.concat(remembered().stream(), Stream.of(new Line(step, hash(step, serialNumber, what)))).toList());
    }

    private record Line(long step, String hash) {
        static Optional<Line> parse(String text) {
            return text.matches("[0-9]{1,15} [0-9a-f]{64}")
                    ? Optional.of(new Line(Long.parseLong(text.split(" ")[0]), text.split(" ")[1]))
                    : Optional.empty();
        }
    }

    private List<Line> remembered() {
        var now = TokenCode.step(clock.instant());
        try {
            if (Files.size(file) > LONGEST_FILE) {
                return List.of();
            }
            return Files.readString(file, StandardCharsets.ISO_8859_1).lines()
                    .flatMap(text -> Line.parse(text).stream())
                    .filter(line -> Math.abs(now - line.step()) < STEPS_REMEMBERED)
                    .toList();
        } catch (IOException nothingRemembered) {
            return List.of();
        }
    }

    private void write(List<Line> lines) {
        try {
            StateFolder.replace(file, lines.stream().map(line -> line.step() + " " + line.hash() + "\n").collect(Collectors.joining()));
        } catch (IOException notRemembered) {
            // then AWS will have to say it
        }
    }

    /** The code is worth nothing any more; the hash keeps the file free of anything that looks like one. */
    private static String hash(long step, SerialNumber serialNumber, String what) {
        try {
            var text = step + "|" + serialNumber.text() + "|" + what;
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}
