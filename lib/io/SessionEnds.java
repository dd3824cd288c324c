//SOURCES StateFolder.java
//SOURCES ../model/Expiration.java
//SOURCES ../model/Profile.java
package lib.io;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import lib.model.Expiration;
import lib.model.Profile;

/**
 * When the sessions in use end, for shell prompts, which have no time to start a program and read the AWS files: a file for
 * each session profile, with one line in it, {@code <end, epoch seconds> <profile name>}. It is named as the profile is, with
 * {@code _} for every character but {@code A-Z a-z 0-9 . _ -}; as two profiles may share such a name, the line tells which it is of.
 *
 * <p>It is never more than a convenience. So whatever goes wrong with a file is passed over.
 */
public record SessionEnds(Path folder) {

    private static final int LONGEST_FILE = 10_000;

    public static SessionEnds of(Map<String, String> environment) {
        return new SessionEnds(StateFolder.of(environment).path().resolve("sessions"));
    }

    /** To be called for a session that is stored, when it is stored and when a shell takes it up. */
    public void note(Profile.Session session) {
        var line = session.expiration().map(Expiration::epochSeconds).map(end -> end + " " + session.name() + "\n");
        if (line.isEmpty()) {
            forget(session.name());
            return;
        }
        try {
            var file = file(session.name());
            if (file.isPresent() && !text(file.get()).equals(line)) {
                StateFolder.replace(file.get(), line.get());
            }
        } catch (IOException notNoted) {
            // then a prompt cannot show it
        }
    }

    /** There is no such session any more. */
    public void forget(String sessionName) {
        try {
            var file = file(sessionName);
            if (file.flatMap(SessionEnds::text).flatMap(Line::parse).filter(line -> line.name().equals(sessionName)).isPresent()) {
                Files.deleteIfExists(file.get());
            }
        } catch (IOException staysForNow) {
            // the line says when it ends, so that nobody takes it for a live one much longer
        }
    }

    /**
     * Forgets what has ended and is stored no more, and what is stored and outdated. What has not ended may be stored in other AWS
     * files, of another shell.
     *
     * @param isStored in the AWS files of this run
     * @param isOutdated whether what is stored there is another session by now, or one that AWS has ended
     */
    public void forgetOutdated(Predicate<String> isStored, Predicate<String> isOutdated, Instant now) {
        try (var files = Files.newDirectoryStream(folder)) {
            for (var file : files) {
                var line = text(file).flatMap(Line::parse);
                if (line.filter(one -> isOutdated.test(one.name())
                        || one.end() < now.getEpochSecond() && !isStored.test(one.name())).isPresent()) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException | DirectoryIteratorException staysForNow) {
            // it is old, and does no harm
        }
    }

    /** @param end epoch seconds */
    private record Line(long end, String name) {
        static Optional<Line> parse(String text) {
            var blank = text.indexOf(' ');
            try {
                return blank < 0 || !text.endsWith("\n") ? Optional.empty()
                        : Optional.of(new Line(Long.parseLong(text.substring(0, blank)), text.substring(blank + 1, text.length() - 1)));
            } catch (NumberFormatException another) {
                return Optional.empty();
            }
        }
    }

    private static Optional<String> text(Path file) {
        try {
            return Files.size(file) > LONGEST_FILE ? Optional.empty() : Optional.of(Files.readString(file, StandardCharsets.UTF_8));
        } catch (IOException none) {
            return Optional.empty();
        }
    }

    /** Absent for a name that cannot stand in one line, or whose file's name would be none. */
    private Optional<Path> file(String sessionName) {
        var isOneLine = sessionName.chars().noneMatch(character -> character == '\n' || character == '\r');
        var name = safe(sessionName);
        return isOneLine && !name.isEmpty() && !name.equals(".") && !name.equals("..")
                ? Optional.of(folder.resolve(name)) : Optional.empty();
    }

    private static String safe(String sessionName) {
        var name = new StringBuilder();
        sessionName.codePoints().forEach(character -> name.append(isSafe(character) ? (char) character : '_'));
        return name.toString();
    }

    private static boolean isSafe(int character) {
        return character >= 'A' && character <= 'Z' || character >= 'a' && character <= 'z'
                || character >= '0' && character <= '9' || character == '.' || character == '_' || character == '-';
    }
}
