//SOURCES ../io/AwsFiles.java
//SOURCES ../io/LocalZone.java
//SOURCES ../io/Style.java
//SOURCES ../io/Terminal.java
//SOURCES ../model/Expiration.java
//SOURCES ../model/SessionStatus.java
//SOURCES ../model/Shown.java
//SOURCES ../model/ToPaste.java
//SOURCES ../model/Window.java
//SOURCES ../model/Words.java
//SOURCES ../session/Status.java
//SOURCES ../session/World.java
package lib.command;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lib.io.AwsFiles;
import lib.io.LocalZone;
import lib.io.Style;
import lib.io.Terminal;
import lib.model.Expiration;
import lib.model.SessionStatus;
import lib.model.Shown;
import lib.model.ToPaste;
import lib.model.Window;
import lib.model.Words;
import lib.session.Status;
import lib.session.World;

/** What {@code mfa-status} tells a person: styled text, for a screen or for the programs that people look at text with. */
public record StatusScreen(World world) {

    private static final int WIDEST_NAME = 60;
    private static final int NARROWEST_NAME = 8;
    private static final int NARROWEST_REST = 24;
    private static final String BELOW = "      ";
    private static final int NARROWEST_BAR = 10;
    private static final int WIDEST_BAR = 40;

    // ------------------------------------------------------------------- the report

    /** Both sections. */
    public String report(Status status) {
        var lines = new ArrayList<String>();
        lines.add(Terminal.bold("ENVIRONMENT"));
        Stream.of(status.environment().listing(), status.environment().judgement(), missingFiles())
                .forEach(group -> group.forEach(line -> lines.add("  " + line)));
        lines.add("");
        lines.add(Terminal.bold("PERSISTENT SESSIONS") + " in "
                + Shown.inOneLine(locations().credentialsInWords(world.environment())));
        lines.addAll(rows(status));
        if (status.stored().stream().noneMatch(session -> session.state().isLive())) {
            lines.add("  No session here is live.");
        }
        if (!status.clockAhead().isZero()) {
            lines.add("  Times are by AWS's clock, which is %s %s this computer's.".formatted(
                    Expiration.inWords(status.clockAhead().abs()), status.clockAhead().isNegative() ? "behind" : "ahead of"));
        }
        lines.add("");
        lines.add("Start, renew or choose one:  " + ToPaste.awscliMfa());
        return String.join("\n", lines) + "\n";
    }

    private List<String> missingFiles() {
        var lines = new ArrayList<String>();
        if (isMissing("AWS_CONFIG_FILE", locations().config())) {
            lines.add("AWS_CONFIG_FILE names a file that is not there. Make it, or unset the variable.");
        }
        if (isMissing("AWS_SHARED_CREDENTIALS_FILE", locations().credentials())) {
            lines.add("AWS_SHARED_CREDENTIALS_FILE names a file that is not there. Make it, or unset the variable.");
        }
        return lines;
    }

    private boolean isMissing(String variable, String location) {
        try {
            return !world.environment().getOrDefault(variable, "").isBlank() && !Files.exists(Path.of(location));
        } catch (InvalidPathException unnameable) {
            return true;
        }
    }

    private AwsFiles.Locations locations() {
        return world.files().locations();
    }

    private List<String> rows(Status status) {
        var width = widthOfNames(status);
        return status.stored().stream().map(session -> row(session, status, width)).toList();
    }

    private static int widthOfNames(Status status) {
        return status.stored().stream().mapToInt(session -> Shown.columns(name(session))).max().orElse(0);
    }

    /** {@code * dev-mfasession  valid     07h:59m:01s left, until Tue 02:14; MFA session of dev; in effect}. */
    private String row(SessionStatus session, Status status, int width) {
        var start = mark(session, status) + padded(name(session), width) + "  " + state(session) + "  ";
        return row(start, Stream.of(time(session, status.now()), session.details(), session.said(), Optional.of(kind(session)),
                        session.change().map(Shown::inOneLine), Optional.of("in effect").filter(words -> status.isInEffect(session)))
                        .flatMap(Optional::stream).collect(Collectors.joining("; ")));
    }

    /** With the rest beside its start where that has room, and else below. */
    private String row(String start, String rest) {
        var columns = world.terminal().windowOfStdout().columns();
        return Shown.columns(start + rest) > columns && columns - Shown.columns(start) < NARROWEST_REST
                ? start.stripTrailing() + "\n" + Words.wrapped(BELOW + rest, columns) : Words.beside(start, rest, columns);
    }

    private static String mark(SessionStatus session, Status status) {
        return status.isInEffect(session) ? "* " : "  ";
    }

    private static String name(SessionStatus session) {
        return cut(Shown.harmless(session.session().name()), WIDEST_NAME);
    }

    private static String cut(String text, int width) {
        return text.length() <= width ? text : text.substring(0, width - 1) + "…";
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(Math.max(0, width - Shown.columns(text)));
    }

    private static String state(SessionStatus session) {
        return Terminal.styled(style(session.state()), padded(session.state().word(), "expiring".length()));
    }

    private static Style style(SessionStatus.State state) {
        return switch (state) {
            case VALID -> Style.GOOD;
            case EXPIRING, UNKNOWN -> Style.CAUTION;
            case EXPIRED, REFUSED, INVALID -> Style.BAD;
        };
    }

    private Optional<String> time(SessionStatus session, Instant now) {
        return session.ending().map(SessionStatus.Ending::expiration).flatMap(end -> switch (session.state()) {
            case EXPIRED -> Optional.of("ended " + Expiration.inWords(Duration.between(end.at(), now)) + " ago");
            case REFUSED, INVALID -> Optional.<String>empty();
            case VALID, EXPIRING, UNKNOWN -> session.remaining().map(left ->
                    Expiration.inWords(left) + " left, until " + end.onClocksOf(LocalZone.of(world.environment())));
        });
    }

    private static String kind(SessionStatus session) {
        var kind = session.session().inWords();
        var relation = session.session().isOfAnotherTool() ? ", from " : " of ";
        return session.owner().map(source -> kind + relation + Shown.inOneLine(source)).orElse(kind);
    }

    // -------------------------------------------------------------- one profile

    /** One line about the session of the profile that was asked about. */
    public String line(Status status, String profile) {
        return status.decisive().map(session -> row(session, status, 0).substring(2)).orElseGet(() ->
                Shown.inOneLine(profile) + ": " + whyNone(status, profile) + "; start one with:  " + ToPaste.awscliMfa(profile)) + "\n";
    }

    private static String whyNone(Status status, String profile) {
        return status.stored().stream().filter(session -> session.change().isPresent())
                .filter(session -> session.session().name().equals(profile) || session.session().sourceProfile().filter(profile::equals).isPresent())
                .findFirst().map(session -> name(session) + " " + Shown.inOneLine(session.change().get())).orElse("no session is stored");
    }

    // ---------------------------------------------------------------- the watch

    /** The sessions with a bar each, where that has room, for a screen of that size. */
    public List<String> picture(Status status, List<SessionStatus> sessions, Window size) {
        var lines = new ArrayList<String>();
        lines.add(Terminal.bold("mfa-status") + "  " + new Expiration(status.now()).onClocksOf(LocalZone.of(world.environment()))
                + Terminal.styled(Style.FAINT, "  q quits"));
        lines.add("");
        var forNames = Math.max(NARROWEST_NAME, size.columns() - "  ".length() * 3 - "00h:00m:00s".length() - "expiring".length());
        var width = Math.min(forNames, sessions.stream().mapToInt(session -> Shown.columns(name(session))).max().orElse(0));
        var bar = Math.min(WIDEST_BAR, forNames - width - "  ".length());
        sessions.forEach(session -> lines.add(mark(session, status) + padded(cut(name(session), width), width) + "  "
                + (bar < NARROWEST_BAR ? "" : Terminal.styled(style(session.state()), bar(session, bar)) + "  ")
                + session.remaining().filter(left -> hasTime(session)).map(Expiration::inWords).orElse("  --:--:-- ") + "  "
                + Terminal.styled(style(session.state()), session.state().word())));
        if (sessions.isEmpty()) {
            lines.addAll(world.terminal().laidOut("  No session " + (status.stored().isEmpty() ? "" : "of it ") + "is stored; start one with:  "
                    + ToPaste.awscliMfa(), size).lines().toList());
        }
        return lines.size() <= size.lines() ? lines : cut(lines, size.lines());
    }

    private static List<String> cut(List<String> lines, int room) {
        var shown = new ArrayList<>(lines.subList(0, Math.max(0, room - 1)));
        shown.add("  and " + (lines.size() - shown.size()) + " more; make the window larger, or name one with --profile");
        return shown;
    }

    /** Of the others it means nothing. */
    private static boolean hasTime(SessionStatus session) {
        return session.state().isLive() || session.state() == SessionStatus.State.EXPIRED;
    }

    /** What is left of the length that such sessions usually have. */
    private static String bar(SessionStatus session, int width) {
        var left = session.remaining().orElse(Duration.ZERO).toSeconds();
        var whole = Math.max(left, session.usualLength().toSeconds());
        var full = session.state().isLive() ? Math.toIntExact((left * (width - 2) + whole - 1) / whole) : 0;
        return "[" + "#".repeat(full) + ".".repeat(width - 2 - full) + "]";
    }
}
