//SOURCES ../model/Environment.java
//SOURCES ../model/Expiration.java
//SOURCES ../model/Json.java
//SOURCES ../model/Profile.java
//SOURCES ../model/SessionStatus.java
//SOURCES ../session/Status.java
package lib.command;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import lib.model.Environment;
import lib.model.Expiration;
import lib.model.Json;
import lib.model.Profile;
import lib.model.SessionStatus;
import lib.session.Status;

/** {@code --json}, as {@code docs/mfa-status.md} promises it: names may be added, and none changes its meaning. No secret is in it. */
public final class StatusJson {

    /** Rises when something changes its meaning. */
    private static final int VERSION = 1;

    private StatusJson() {}

    /** @param shown what a text becomes that may hold commands to paste */
    public static String of(Status status, int exitStatus, UnaryOperator<String> shown) {
        var json = new LinkedHashMap<String, Object>();
        json.put("version", VERSION);
        json.put("time", time(status.now()));
        json.put("exit_status", exitStatus);
        json.put("state", status.decisive().map(SessionStatus::state).map(SessionStatus.State::word).orElse("none"));
        json.put("profile", status.decisive().map(session -> session.session().name()).filter(StatusJson::isStored));
        json.put("environment", of(status.environment(), shown));
        json.put("sessions", status.stored().stream().map(session -> of(session, status)).toList());
        return Json.of(json) + "\n";
    }

    private static Map<String, Object> of(Environment environment, UnaryOperator<String> shown) {
        var json = new LinkedHashMap<String, Object>();
        json.put("state", switch (environment.state()) {
            case Environment.State.Unselected _ -> "unselected";
            case Environment.State.WebIdentity _ -> "web_identity";
            case Environment.State.Container _ -> "container";
            case Environment.State.Selected _ -> "selected";
            case Environment.State.Mirrored _ -> "stored_keys";
            case Environment.State.Altered _ -> "altered_keys";
            case Environment.State.Different _ -> "overruled";
            case Environment.State.Orphan _ -> "unknown_profile";
            case Environment.State.Unnamed _ -> "unstored_keys";
            case Environment.State.Flawed _ -> "flawed";
            case Environment.State.Split _ -> "split";
        });
        json.put("verdict", environment.state().standing().verdict().name().toLowerCase(Locale.ROOT));
        json.put("session", environment.sessionInEffect().map(Profile::name).filter(StatusJson::isStored));
        json.put("words", environment.judgement().stream().map(shown).toList());
        return json;
    }

    private static Map<String, Object> of(SessionStatus status, Status all) {
        var session = status.session();
        var end = status.ending().map(SessionStatus.Ending::expiration).map(Expiration::at);
        var json = new LinkedHashMap<String, Object>();
        json.put("profile", session.name());
        json.put("kind", session.kind().name().toLowerCase(Locale.ROOT));
        json.put("source_profile", status.owner());
        json.put("change", status.change());
        json.put("state", status.state().word());
        json.put("in_effect", all.isInEffect(status));
        json.put("expiration", end.map(StatusJson::time));
        json.put("expiration_epoch", end.map(Instant::getEpochSecond));
        json.put("remaining_seconds", status.remaining().map(Duration::toSeconds));
        json.put("estimated", status.ending().filter(SessionStatus.Ending::isEstimated).isPresent());
        json.put("invalid_as_of", session.settings().get("invalid_as_of"));
        json.put("missing", SessionStatus.missing(session));
        json.put("details", status.details());
        json.put("identity", status.live().map(live -> live.identity().toString()));
        json.put("account_alias", status.live().flatMap(live -> live.accountAlias()));
        return json;
    }

    private static boolean isStored(String name) {
        return !name.equals(Environment.HERE);
    }

    /** ISO 8601 in UTC, to the second. */
    private static String time(Instant instant) {
        return Instant.ofEpochSecond(instant.getEpochSecond()).toString();
    }
}
