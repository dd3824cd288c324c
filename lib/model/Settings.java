package lib.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the two files say under one name: the properties of both, those of the credentials file winning.
 *
 * @param properties keys in lower case; secrets are among the values, so {@link #toString()} shows none
 */
public record Settings(String name, Map<String, String> properties) {

    public Settings {
        properties = Map.copyOf(properties);
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
