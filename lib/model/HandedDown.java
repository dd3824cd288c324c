//SOURCES ClientSettings.java
//SOURCES IniFile.java
//SOURCES Profile.java
//SOURCES Settings.java
package lib.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a session has from the profile it is of: region, output and {@link ClientSettings}, so that whoever uses the session goes the
 * same way as who started it. All of it is copied anew with each session. What stands in the session's section and is not what was
 * copied there is the person's own, and stays.
 *
 * @param settings what the session goes by
 * @param copied the keys of those that were copied; the others are the person's own
 */
public record HandedDown(Map<String, String> settings, List<String> copied) {

    /** In the session's section: {@code region:5a1f output:31fd}, each key with a sum of what was copied. */
    static final String MARK = "handed_down";

    private static final List<String> FROM_ANYWHERE = List.of("region", "output");

    /**
     * To a session that begins.
     *
     * @param stored what stands under its name already. In a section that is for a session alone, what is the same as the profile's counts
     *     as copied, since older versions left no mark; in a profile's own section it is the person's.
     * @param parents the profile that was asked for first, then the one whose credentials were used, as long as the first says nothing
     * @param byDefault where region and output come from at last
     */
    public static HandedDown of(Optional<Settings> stored, List<Settings> parents, Optional<Settings> byDefault) {
        var inherited = inherited(parents, byDefault);
        var marks = stored.map(HandedDown::marks).orElse(Map.of());
        var settings = new LinkedHashMap<String, String>();
        stored.ifPresent(own -> settingsOf(own).forEach((key, value) -> {
            var isUnmarkedCopy = value.equals(inherited.get(key)) && Profile.isNameOfSession(own.name());
            if (!sum(value).equals(marks.get(key)) && !isUnmarkedCopy) {
                settings.put(key, value);
            }
        }));
        var copied = inherited.keySet().stream().filter(key -> !settings.containsKey(key)).toList();
        copied.forEach(key -> settings.put(key, inherited.get(key)));
        return new HandedDown(settings, copied);
    }

    /** As the session itself tells. */
    public static HandedDown recorded(Settings session) {
        var marks = marks(session);
        return new HandedDown(settingsOf(session), settingsOf(session).keySet().stream().filter(marks::containsKey).toList());
    }

    /** What the session's own settings are to be. */
    public Map<String, String> properties() {
        var properties = new LinkedHashMap<>(settings);
        if (!copied.isEmpty()) {
            properties.put(MARK, mark());
        }
        return properties;
    }

    /** The config file with what was copied; what was copied before and is not any more goes, unless somebody has changed it. */
    public IniFile in(IniFile config, String header) {
        var edited = config;
        var there = new Settings(header, config.properties(header));
        for (var old : marks(there).entrySet()) {
            var isOurs = Optional.ofNullable(there.properties().get(old.getKey())).map(HandedDown::sum).filter(old.getValue()::equals);
            edited = isOurs.isPresent() && !settings.containsKey(old.getKey()) ? edited.without(header, old.getKey()) : edited;
        }
        for (var key : copied) {
            edited = edited.with(header, key, settings.get(key));
        }
        return copied.isEmpty() ? edited.without(header, MARK) : edited.with(header, MARK, mark());
    }

    /** The config file without what was copied, save what somebody has changed since. */
    public static IniFile takenBack(IniFile config, String header) {
        return new HandedDown(Map.of(), List.of()).in(config, header);
    }

    // ------------------------------------------------------------- inheriting

    private static Map<String, String> inherited(List<Settings> parents, Optional<Settings> byDefault) {
        var inherited = new LinkedHashMap<String, String>();
        for (var key : FROM_ANYWHERE) {
            Stream.concat(parents.stream(), byDefault.stream()).flatMap(parent -> parent.get(key).stream())
                    .filter(IniFile::canHold).findFirst().ifPresent(value -> inherited.put(key, value));
        }
        parents.stream().limit(1).forEach(parent -> inherited.putAll(ClientSettings.of(parent)));
        parents.stream().skip(1).forEach(source -> ofSource(source, inherited).forEach(inherited::putIfAbsent));
        return inherited;
    }

    /** What a source adds to what the role itself says. */
    private static Map<String, String> ofSource(Settings source, Map<String, String> role) {
        var settings = new LinkedHashMap<>(ClientSettings.of(source));
        settings.keySet().removeAll(ClientSettings.ABOUT_ACCOUNT);
        if (ClientSettings.ABOUT_ENDPOINTS.stream().anyMatch(role::containsKey)) {
            settings.keySet().removeAll(ClientSettings.ABOUT_ENDPOINTS);
        }
        return settings;
    }

    private static Map<String, String> settingsOf(Settings profile) {
        var settings = new LinkedHashMap<String, String>();
        FROM_ANYWHERE.forEach(key -> profile.get(key).ifPresent(value -> settings.put(key, value)));
        settings.putAll(ClientSettings.of(profile));
        return settings;
    }

    // ---------------------------------------------------------------- the mark

    private String mark() {
        return copied.stream().map(key -> key + ":" + sum(settings.get(key))).collect(Collectors.joining(" "));
    }

    private static Map<String, String> marks(Settings session) {
        var marks = new LinkedHashMap<String, String>();
        session.get(MARK).stream().flatMap(text -> Stream.of(text.split(" "))).filter(mark -> mark.indexOf(':') > 0)
                .forEach(mark -> marks.put(mark.substring(0, mark.lastIndexOf(':')), mark.substring(mark.lastIndexOf(':') + 1)));
        return marks;
    }

    /** Not the value itself, which may hold a password. */
    private static String sum(String value) {
        return Integer.toHexString(value.hashCode());
    }
}
