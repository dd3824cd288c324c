//SOURCES SessionDialogue.java
//SOURCES SessionWishes.java
//SOURCES ../model/Horizon.java
//SOURCES ../model/Plan.java
//SOURCES ../model/Problem.java
//SOURCES ../model/Profile.java
//SOURCES ../model/ToPaste.java
//SOURCES ../session/Sessions.java
//SOURCES ../session/Supply.java
//SOURCES ../session/World.java
package lib.command;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lib.model.Horizon;
import lib.model.Plan;
import lib.model.Problem;
import lib.model.Profile;
import lib.model.ToPaste;
import lib.session.Sessions;
import lib.session.Supply;
import lib.session.World;

/**
 * The sessions of a command that runs: each time it is decided what is to be done from the files as they are by then, as if somebody had
 * started the script once more, save that nobody is asked and nothing is said.
 */
final class Renewal implements Supply.Source {

    /** What is renewed just before that from which it is renewed ends lasts an hour longer. */
    private static final Duration LAST_CHANCE = Duration.ofMinutes(2);

    private final World world;
    private final SessionWishes wishes;
    private final Profile chosen;
    private final List<Profile.Session> unstored;
    private volatile Optional<Horizon> horizon;
    private volatile Instant lastChanceTaken = Instant.EPOCH;

    /**
     * @param chosen whose sessions they are
     * @param unstored the sessions that the command began with, as far as they are not in the files
     */
    Renewal(World world, SessionWishes wishes, Profile chosen, List<Profile.Session> unstored) {
        this.world = world.inSilence().with(world.terminal().withoutQuestions().forPrograms());
        this.wishes = wishes;
        this.chosen = chosen;
        this.unstored = new ArrayList<>(unstored);
        this.horizon = dialogue(Plan.Mfa.WANTED).horizon();
    }

    /** How long that goes on without another code; absent where it has no end. */
    Optional<Horizon> horizon() {
        return horizon;
    }

    @Override
    public boolean hasNews() {
        return isLastChance() || !world.files().areAsSeen();
    }

    private boolean isLastChance() {
        var now = world.clock().instant();
        return chosen instanceof Profile.Role role && horizon.filter(end -> !end.ending().equals(role.sessionName())
                && end.at().isAfter(now) && Duration.between(now, end.at()).compareTo(LAST_CHANCE) <= 0
                && !end.at().equals(lastChanceTaken)).isPresent();
    }

    @Override
    public Profile.Session next() {
        var mfa = isLastChance() ? Plan.Mfa.ANEW : Plan.Mfa.WANTED;
        horizon.filter(_ -> mfa == Plan.Mfa.ANEW).ifPresent(end -> lastChanceTaken = end.at());
        new Sessions(world).lookAgain();
        var dialogue = dialogue(mfa);
        requireNoCode(dialogue);
        var next = session(dialogue);
        unstored.addAll(dialogue.unstored());
        horizon = dialogue(Plan.Mfa.WANTED).horizon();
        return next;
    }

    private void requireNoCode(SessionDialogue dialogue) {
        dialogue.ownerOfNextCode().ifPresent(profile -> {
            throw Problem.codeNeeded(chosen.name(), ToPaste.awscliMfa(profile));
        });
    }

    /** What AWS has just refused is in the files by then. */
    private Profile.Session session(SessionDialogue dialogue) {
        try {
            return (Profile.Session) dialogue.active().profile();
        } catch (Problem why) {
            requireNoCode(dialogue(Plan.Mfa.WANTED));
            throw why;
        }
    }

    private SessionDialogue dialogue(Plan.Mfa mfa) {
        return new SessionDialogue(world, wishes.again(mfa), Map.of(), chosen).having(unstored);
    }
}
