package tests.aws;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** All sessions a local AWS has started. */
public final class Sessions {
    private final ConcurrentHashMap<String, Session> sessions = new ConcurrentHashMap<>();
    private final InstantSource clock;

    Sessions(InstantSource clock) {
        this.clock = clock;
    }

    /** True while AWS accepts the session: known, not revoked, not expired. */
    public boolean isLive(String accessKeyId) {
        return find(accessKeyId).filter(it -> clock.instant().isBefore(it.expiration())).isPresent();
    }

    /** When the session ends or has ended; empty when AWS does not know it. */
    public Optional<Instant> expiration(String accessKeyId) {
        return find(accessKeyId).map(Session::expiration);
    }

    /** Makes AWS forget one session: it answers InvalidClientTokenId from now on. */
    public void revoke(String accessKeyId) {
        sessions.remove(accessKeyId);
    }

    /** Makes AWS forget the sessions of a user, or those of a role whoever assumed it. */
    public void revokeAll(Principal principal) {
        sessions.values().removeIf(session -> session.principal().equals(principal));
    }

    Session add(Session session) {
        sessions.put(session.keys().accessKeyId(), session);
        return session;
    }

    Optional<Session> find(String accessKeyId) {
        return Optional.ofNullable(sessions.get(accessKeyId));
    }
}
