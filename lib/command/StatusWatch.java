//SOURCES StatusScreen.java
//SOURCES ../io/Notification.java
//SOURCES ../io/Terminal.java
//SOURCES ../model/Expiration.java
//SOURCES ../model/Problem.java
//SOURCES ../model/SessionStatus.java
//SOURCES ../model/Shown.java
//SOURCES ../model/Window.java
//SOURCES ../session/Status.java
//SOURCES ../session/World.java
package lib.command;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import lib.io.Notification;
import lib.io.Terminal;
import lib.model.Expiration;
import lib.model.Problem;
import lib.model.SessionStatus;
import lib.model.Shown;
import lib.model.Window;
import lib.session.Status;
import lib.session.World;

/**
 * {@code --watch}: the sessions as they run down, until the person has seen enough. The files are read anew each time, so what
 * another shell starts or ends shows within a second.
 */
public final class StatusWatch {

    private final World world;
    private final Status.Question question;
    private final Optional<Duration> notice;

    /** Of each session, the end that was announced: a renewed one has another, and is announced again. */
    private final Map<String, Expiration> announced = new HashMap<>();

    /** @param notice how long before its end a session is announced; not at all when absent */
    public StatusWatch(World world, Status.Question question, Optional<Duration> notice) {
        this.world = world;
        this.question = question;
        this.notice = notice;
    }

    /** @throws Problem {@link Problem#wrongUsage} where stdout is no terminal that can be drawn on */
    public void run() {
        if (!world.terminal().isStdout()) {
            throw Problem.wrongUsage("--watch draws on a terminal, and here is none that it can draw on",
                    "leave it out, or use --json, and run it again as often as you like");
        }
        question.answer();
        world.terminal().watch(this::picture);
    }

    /** Files that cannot be read just now may be readable in a second. */
    private List<String> picture(Window size) {
        try {
            var status = question.answer();
            var sessions = question.profile().isPresent() ? status.decisive().stream().toList() : status.stored();
            sessions.forEach(this::announceIfDue);
            return new StatusScreen(world).picture(status, sessions, size);
        } catch (Problem unreadable) {
            return Stream.concat(Stream.of(Terminal.bold("mfa-status"), ""), Stream.of(unreadable.message(), unreadable.hint())
                    .flatMap(text -> world.terminal().laidOut(text, size).lines()).map(Shown::harmless)).toList();
        }
    }

    private void announceIfDue(SessionStatus session) {
        var left = session.remaining().orElse(Duration.ZERO);
        var isDue = notice.filter(before -> left.isPositive() && left.compareTo(before) <= 0).isPresent();
        if (isDue) {
            var end = session.ending().orElseThrow().expiration();
            if (!end.equals(announced.put(session.session().name(), end))) {
                announce(Shown.inOneLine(session.session().name()) + " ends in " + Expiration.inWords(left));
            }
        }
    }

    private void announce(String words) {
        world.terminal().ring();
        Notification.of(world.environment(), "mfa-status").ifPresent(desktop -> desktop.show(words));
    }
}
