//SOURCES ../model/Environment.java
//SOURCES ../model/Profile.java
//SOURCES ../model/SessionStatus.java
//SOURCES ../session/Status.java
package lib.command;

import java.time.Duration;
import java.util.Optional;
import lib.model.Environment;
import lib.model.Profile;
import lib.model.SessionStatus;
import lib.session.Status;

/**
 * {@code --prompt}: a few characters for a shell's prompt, such as {@code dev 7h59m}. Shells interpret what a prompt prints, zsh
 * even after it has run a command for it; so nothing is in it that means something to any of them.
 */
public final class StatusPrompt {

    private static final int LONGEST_NAME = 40;

    private StatusPrompt() {}

    /** Empty when nothing is selected. */
    public static String of(Status status, Optional<String> profile) {
        var isSelected = profile.isPresent() || !(status.environment().state() instanceof Environment.State.Unselected);
        var session = status.decisive().filter(decisive -> isSelected);
        return session.map(StatusPrompt::of)
                .or(() -> profile.or(() -> status.environment().selectedName()).map(StatusPrompt::harmless)).orElse("");
    }

    private static String of(SessionStatus session) {
        return harmless(shortName(session.session())) + " " + switch (session.state()) {
            case VALID -> session.remaining().filter(left -> !left.isZero()).map(left -> about(session) + inWords(left)).orElse("ok");
            case EXPIRING -> about(session) + session.remaining().map(StatusPrompt::inWords).orElse("") + "!";
            case UNKNOWN -> "?";
            case EXPIRED, REFUSED, INVALID -> session.state().word();
        };
    }

    private static String about(SessionStatus session) {
        return session.ending().filter(SessionStatus.Ending::isEstimated).map(estimated -> "~").orElse("");
    }

    private static String shortName(Profile.Session session) {
        return switch (session.kind()) {
            case MFA, ROLE -> session.sourceProfile().orElse(session.name());
            case UNKNOWN -> session.name().equals(Environment.HERE) ? "env" : session.name();
        };
    }

    /** {@code 7h59m}, {@code 59m}, {@code 40s}. */
    private static String inWords(Duration left) {
        if (left.toHours() > 0) {
            return left.toHours() + "h" + (left.toMinutesPart() < 10 ? "0" : "") + left.toMinutesPart() + "m";
        }
        return left.toMinutes() > 0 ? left.toMinutes() + "m" : left.toSeconds() + "s";
    }

    private static String harmless(String name) {
        var text = new StringBuilder();
        name.codePoints().limit(LONGEST_NAME).forEach(character -> text.appendCodePoint(
                Character.isLetterOrDigit(character) || "-_.@+:/ ".indexOf(character) >= 0 ? character : '?'));
        return text.toString();
    }
}
