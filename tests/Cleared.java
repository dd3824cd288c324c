//SOURCES ../lib/model/Shell.java

import java.util.List;
import java.util.stream.Collectors;
import lib.model.Shell;

/** What a text for a shell begins with: everything goes that a session which is taken over does not set itself. */
final class Cleared {

    private Cleared() {}

    /**
     * @param line what clears one variable, with {@code %s} for its name
     * @param set the names that stay
     */
    static String but(String line, String... set) {
        return Shell.VARIABLES.stream().filter(name -> !List.of(set).contains(name)).map(line::formatted).collect(Collectors.joining());
    }
}
