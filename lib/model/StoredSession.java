//SOURCES HandedDown.java
//SOURCES IniFile.java
//SOURCES Profile.java
//SOURCES Profiles.java
package lib.model;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What the two files say of a session: how it is written there, and how it is taken out again. Of long-lived keys nothing is. */
public final class StoredSession {

    private static final List<String> PARTS = List.of("aws_session_expiry", "aws_access_key_id", "aws_secret_access_key", "aws_session_token",
            Profile.MADE_OF);

    /** What other tools wrote under the session's name; beside a fresh session it would be wrong. */
    private static final List<String> STALE = Stream.concat(Profile.Session.ENDS.stream().skip(1),
            Stream.of("aws_security_token", "invalid_as_of", "aws_session_init_time")).toList();

    private StoredSession() {}

    /** What a session can be started from works, whatever was said of it before. */
    public static IniFile inCredentials(IniFile file, Profile.Session session) {
        var edited = session.sourceProfile().map(source -> file.without(source, "invalid_as_of")).orElse(file);
        for (var key : STALE) {
            edited = edited.without(session.name(), key);
        }
        for (var key : PARTS) {
            edited = edited.with(session.name(), key, session.settings().get(key).orElseThrow());
        }
        return edited;
    }

    /** What it has from its profile. */
    public static IniFile inConfig(IniFile file, Profile.Session session) {
        var header = Profiles.headerInConfig(file, session.name());
        var edited = session.sourceProfile().map(source -> file.without(Profiles.headerInConfig(file, source), "invalid_as_of"))
                .orElse(file).without(header, "invalid_as_of");
        return HandedDown.recorded(session.settings()).in(edited, header);
    }

    // ----------------------------------------------------------------- and out again

    /** Whether nothing else is in force under that name: neither long-lived keys nor half of them. */
    public static boolean isTemporary(Map<String, String> properties) {
        var id = properties.getOrDefault("aws_access_key_id", "");
        var hasToken = Stream.of("aws_session_token", "aws_security_token").anyMatch(key -> !properties.getOrDefault(key, "").isBlank());
        return id.startsWith("ASIA") || !id.startsWith("AKIA") && hasToken;
    }

    /** A section that is for a session alone goes with it, if nothing of a person's stands there. */
    public static IniFile takenFromCredentials(IniFile file, String name) {
        return takenFrom(file, name, name);
    }

    /** The same in the config file, with what was copied there from the session's profile. */
    public static IniFile takenFromConfig(IniFile file, String name) {
        var header = Profiles.headerInConfig(file, name);
        return takenFrom(HandedDown.takenBack(file, header), header, name);
    }

    private static IniFile takenFrom(IniFile file, String header, String name) {
        var edited = file;
        if (isTemporary(file.properties(header))) {
            for (var key : Stream.concat(PARTS.stream(), STALE.stream()).toList()) {
                edited = edited.without(header, key);
            }
        }
        return Profile.isNameOfSession(name) ? edited.withoutEmpty(header) : edited;
    }
}
