//SOURCES HandedDown.java
//SOURCES IniFile.java
//SOURCES Origin.java
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

    /** What the session's mark says besides: which of its sections were made for it, and go with it. */
    private static final String MADE = Origin.SECTIONS + "=";
    private static final String IN_CONFIG = "config";
    private static final String IN_CREDENTIALS = "credentials";

    /**
     * What a session can be started from works, whatever was said of it before.
     *
     * @param config as it is without the session, or with an earlier one
     */
    public static IniFile inCredentials(IniFile file, IniFile config, Profile.Session session) {
        var edited = session.sourceProfile().map(source -> file.without(source, "invalid_as_of")).orElse(file);
        for (var key : STALE) {
            edited = edited.without(session.name(), key);
        }
        for (var key : PARTS) {
            edited = edited.with(session.name(), key, session.settings().get(key).orElseThrow());
        }
        var made = made(file, config, session.name());
        return made.isEmpty() ? edited
                : edited.with(session.name(), Profile.MADE_OF, edited.properties(session.name()).get(Profile.MADE_OF) + " " + MADE + String.join(",", made));
    }

    /** Those that are not there yet, or that an earlier session has had made. */
    private static List<String> made(IniFile credentials, IniFile config, String name) {
        if (Profile.isNameOfSession(name)) {
            return List.of();
        }
        return Stream.of(IN_CREDENTIALS, IN_CONFIG).filter(file -> isMade(credentials, name, file) || !(file.equals(IN_CREDENTIALS)
                ? credentials.has(name) : config.has(Profiles.headerInConfig(config, name)))).toList();
    }

    private static boolean isMade(IniFile credentials, String name, String file) {
        return Stream.of(credentials.properties(name).getOrDefault(Profile.MADE_OF, "").split(" ")).filter(part -> part.startsWith(MADE))
                .anyMatch(part -> List.of(part.substring(MADE.length()).split(",")).contains(file));
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

    /** A section that is for a session alone, or was made for one, goes with it, if nothing of a person's stands there. */
    public static IniFile takenFromCredentials(IniFile file, String name) {
        return takenFrom(file, name, Profile.isNameOfSession(name) || isMade(file, name, IN_CREDENTIALS));
    }

    /** The same in the config file, with what was copied there from the session's profile. */
    public static IniFile takenFromConfig(IniFile file, IniFile credentials, String name) {
        var header = Profiles.headerInConfig(file, name);
        return takenFrom(HandedDown.takenBack(file, header), header, Profile.isNameOfSession(name) || isMade(credentials, name, IN_CONFIG));
    }

    private static IniFile takenFrom(IniFile file, String header, boolean goes) {
        var edited = file;
        if (isTemporary(file.properties(header))) {
            for (var key : Stream.concat(PARTS.stream(), STALE.stream()).toList()) {
                edited = edited.without(header, key);
            }
        }
        return goes ? edited.withoutEmpty(header) : edited;
    }
}
