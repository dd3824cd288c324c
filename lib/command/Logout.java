//SOURCES ../io/LocalZone.java
//SOURCES ../io/Terminal.java
//SOURCES ../model/Choices.java
//SOURCES ../model/Expiration.java
//SOURCES ../model/Origin.java
//SOURCES ../model/Problem.java
//SOURCES ../model/Profile.java
//SOURCES ../model/Profiles.java
//SOURCES ../model/SessionStatus.java
//SOURCES ../model/StoredSession.java
//SOURCES ../model/ToPaste.java
//SOURCES ../model/Words.java
//SOURCES ../session/Sessions.java
//SOURCES ../session/World.java
package lib.command;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import lib.io.LocalZone;
import lib.io.Terminal;
import lib.model.Choices;
import lib.model.Expiration;
import lib.model.Origin;
import lib.model.Problem;
import lib.model.Profile;
import lib.model.Profiles;
import lib.model.SessionStatus;
import lib.model.StoredSession;
import lib.model.ToPaste;
import lib.model.Words;
import lib.session.Sessions;
import lib.session.World;

/** {@code logout}: sessions leave the AWS files. Long-lived keys never do, and AWS knows nothing of it. */
public record Logout(World world) {

    /**
     * Takes away the session of one profile, in its own section or beside it.
     *
     * @param agreed whether another tool's session goes without a question
     * @throws Problem {@link Problem#onlyLongLivedKeys}, and {@link Problem.Cancelled} where another tool's session stays
     */
    public void of(Profile profile, boolean agreed) {
        var stored = storedFor(profile);
        stored.stream().filter(session -> !StoredSession.isTemporary(session.settings().properties())).findFirst().ifPresent(keys -> {
            throw Problem.onlyLongLivedKeys(keys.name(), Optional.empty());
        });
        if (stored.isEmpty() && profile instanceof Profile.Base base) {
            throw Problem.onlyLongLivedKeys(base.name(), profiles().places().stream().filter(place -> place.credentials().isPresent()
                    && place.sourceProfile().filter(base.name()::equals).isPresent()).map(Profile::name).findFirst());
        }
        if (stored.isEmpty()) {
            world.terminal().say("no session of " + profile.name() + " is stored");
            return;
        }
        stored.stream().filter(Profile.Session::isOfAnotherTool).forEach(others -> requireAgreement(others, agreed));
        takeAway(stored);
    }

    /** @param which among those that this suite has stored */
    public void all(Predicate<SessionStatus> which) {
        var now = world.clock().instant();
        var statuses = SessionStatus.sessions(profiles()).stream()
                .filter(session -> StoredSession.isTemporary(session.settings().properties()))
                .map(session -> SessionStatus.of(session, profiles(), Optional.empty(), now, Expiration.SLACK)).filter(which).toList();
        var own = statuses.stream().map(SessionStatus::session).filter(session -> !session.isOfAnotherTool()).toList();
        var others = statuses.stream().map(SessionStatus::session).filter(Profile.Session::isOfAnotherTool).map(Profile::name).toList();
        if (own.isEmpty()) {
            world.terminal().say("no session of this suite is there to be taken away");
        } else {
            takeAway(own);
        }
        if (!others.isEmpty()) {
            world.terminal().say("note: of other tools, and untouched: %s; one that is named is taken away: %s".formatted(
                    Words.and(others), ToPaste.awscliMfa("logout", others.getFirst())));
        }
    }

    /** @param expired as {@code --expired} has it */
    public static Predicate<SessionStatus> which(boolean expired) {
        return status -> !expired || status.state() == SessionStatus.State.EXPIRED;
    }

    /** One of the stored sessions, chosen by a person; empty where there is none. */
    public Optional<Profile> chosen(Terminal.Question which) {
        var stored = SessionStatus.sessions(profiles());
        if (stored.isEmpty()) {
            world.terminal().say("no session is stored");
            return Optional.empty();
        }
        var choices = Choices.numbered(stored, session -> session.name() + "  " + session.inWords());
        world.terminal().show(window -> Terminal.bold("Sessions") + "\n" + choices.text(window));
        return Optional.of(world.terminal().choose(which, choices));
    }

    // ------------------------------------------------------------------ which

    private List<Profile.Session> storedFor(Profile profile) {
        var suffixes = Profile.isNameOfSession(profile.name()) ? Stream.of("") : Stream.of("", Profile.MFA_SESSION_SUFFIX, Profile.ROLE_SESSION_SUFFIX);
        var stored = SessionStatus.sessions(profiles());
        return suffixes.map(profile.name()::concat).flatMap(name -> stored.stream().filter(session -> session.name().equals(name))).toList();
    }

    private void requireAgreement(Profile.Session others, boolean agreed) {
        if (!agreed && !world.terminal().confirmForGood(new Terminal.Question("whether to take away a session of another tool", "agree with --yes",
                "%s holds a session of another tool, which only that can start anew. Take it away? [y/N] ".formatted(others.name())))) {
            throw new Problem.Cancelled();
        }
    }

    // ------------------------------------------------------------- taking away

    private void takeAway(List<Profile.Session> sessions) {
        new Sessions(world).takeAway(sessions);
        sessions.forEach(session -> world.terminal().say("%s: the %s is taken out of %s; %s".formatted(
                session.name(), session.isOfAnotherTool() ? "session" : session.inWords(),
                world.files().locations().credentialsInWords(world.environment()), untilWhen(session))));
        rolesOf(sessions).forEach(role -> world.terminal().say("note: %s, which the same keys have started, stays: %s".formatted(
                role.name(), ToPaste.awscliMfa("logout", role.name()))));
        if (sessions.stream().anyMatch(this::isHere)) {
            world.terminal().say("note: this shell still has it in its variables, which you clear with: " + ToPaste.handover(List.of("--clear")));
        }
    }

    /** Nobody but AWS ends a session, and AWS has no call for it. */
    private String untilWhen(Profile.Session session) {
        return SessionStatus.ending(session, profiles()).map(ending -> ending.expiration().remaining(world.clock().instant()).isPositive()
                        ? "AWS keeps it valid until " + ending.expiration().onClocksOf(LocalZone.of(world.environment())) + " for whoever has a copy"
                        : "it has ended")
                .orElse("AWS keeps it valid until its end, which is not recorded, for whoever has a copy");
    }

    /** The live ones that have begun with the same keys. */
    private List<Profile.Session> rolesOf(List<Profile.Session> gone) {
        var origins = gone.stream().filter(session -> session.kind() == Profile.Session.Kind.MFA).flatMap(session -> Origin.recorded(session).stream()).toList();
        var now = world.clock().instant();
        return SessionStatus.sessions(profiles()).stream().filter(session -> session.kind() == Profile.Session.Kind.ROLE && session.isUsable(now))
                .filter(role -> Origin.recorded(role).filter(of -> origins.stream().anyMatch(of::hasRootOf)).isPresent()).toList();
    }

    private boolean isHere(Profile.Session session) {
        var selects = Profile.isNameOfSession(session.name()) && Stream.of("AWS_PROFILE", "AWS_DEFAULT_PROFILE")
                .anyMatch(variable -> session.name().equals(world.environment().get(variable)));
        return selects || session.settings().get("aws_access_key_id").filter(id -> id.equals(world.environment().get("AWS_ACCESS_KEY_ID"))).isPresent();
    }

    private Profiles profiles() {
        return new Sessions(world).profiles();
    }
}
