package lib.model;

import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What the two files say under one name: the properties of both, those of the credentials file winning.
 *
 * @param properties keys in lower case; secrets are among the values, so {@link #toString()} shows none
 * @param clocks the zone of times that are recorded without one
 */
public record Settings(String name, Map<String, String> properties, Supplier<ZoneId> clocks) {

    /** That of this computer's clocks. */
    static final Supplier<ZoneId> HERE = ZoneId::systemDefault;

    public Settings {
        properties = Map.copyOf(properties);
    }

    public Settings(String name, Map<String, String> properties) {
        this(name, properties, HERE);
    }

    /** Empty when the key is missing and when its value is, as AWS's readers have it. */
    public Optional<String> get(String key) {
        return Optional.ofNullable(properties.get(key)).filter(value -> !value.isBlank());
    }

    /** The first of several keys that has a value: the key of today, then its older names. */
    public Optional<String> first(String... keys) {
        return List.of(keys).stream().flatMap(key -> get(key).stream()).findFirst();
    }

    @Override
    public String toString() {
        return "Settings[" + name + "]";
    }
}
