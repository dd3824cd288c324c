//SOURCES Renewal.java
//SOURCES ../io/LocalZone.java
//SOURCES ../io/Notification.java
//SOURCES ../model/Expiration.java
//SOURCES ../model/Horizon.java
//SOURCES ../model/Problem.java
//SOURCES ../model/ToPaste.java
//SOURCES ../session/Supply.java
//SOURCES ../session/World.java
package lib.command;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import lib.io.LocalZone;
import lib.io.Notification;
import lib.model.Expiration;
import lib.model.Horizon;
import lib.model.Problem;
import lib.model.ToPaste;
import lib.session.Supply;
import lib.session.World;

/**
 * A word to the person while their command runs, in time for the next token code: on the desktop, and on stderr where that disturbs
 * nothing.
 */
final class Reminders {

    private static final List<Duration> BEFORE = List.of(Duration.ofMinutes(30), Duration.ofMinutes(10), Duration.ofMinutes(2));

    private final World world;
    private final String profile;
    private final Renewal renewal;
    private final Supply supply;

    /** The end of which was spoken, and how long before it that has been done. */
    private Instant announced = Instant.EPOCH;
    private long said;
    private boolean isOverSaid;

    Reminders(World world, String profile, Renewal renewal, Supply supply) {
        this.world = world;
        this.profile = profile;
        this.renewal = renewal;
        this.supply = supply;
        renewal.horizon().ifPresent(this::dueNow);
    }

    /** To be called again and again. */
    void remind() {
        renewal.horizon().filter(this::dueNow).map(this::inWords).ifPresent(this::tell);
        var over = supply.trouble().filter(_ -> !supply.lives());
        over.filter(_ -> !isOverSaid).map(Problem::message).ifPresent(this::tell);
        isOverSaid = over.isPresent();
    }

    private String inWords(Horizon end) {
        return "%s ends at %s, and %s cannot be renewed then; in another terminal, type: %s".formatted(end.ending(),
                new Expiration(end.at()).onClocksOf(LocalZone.of(world.environment())), profile, ToPaste.awscliMfa(end.owner(), "--force"));
    }

    /** Whether one more of the moments has come; more than one of them at once is one. */
    private boolean dueNow(Horizon end) {
        var left = Duration.between(world.clock().instant(), end.at());
        var due = BEFORE.stream().filter(before -> left.compareTo(before) <= 0).count();
        var before = end.at().equals(announced) ? said : 0;
        announced = end.at();
        said = Math.max(due, before);
        return due > before && left.isPositive();
    }

    private void tell(String words) {
        world.terminal().sayIfFree("awscli-mfa: " + words);
        Notification.of(world.environment(), "awscli-mfa").ifPresent(desktop -> desktop.show(world.terminal().shown(words)));
    }
}
