//SOURCES Shown.java
package lib.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Options that somebody has set for every JVM. Ours takes over whom to trust and the proxy, and nothing that would run in it or
 * contradict its own options; so launchers and {@code ./jbang} set the rest aside, under another name. Our children get all of it back.
 */
public final class JvmOptions {

    /** In the order in which a JVM reads them; the last is JBang's. */
    public static final List<String> VARIABLES = List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS", "JBANG_JAVA_OPTIONS");

    /** What a variable that was changed for us is kept as, as it was. */
    public static final String SET_ASIDE = "AWSCLI_MFA_ASIDE_";

    private JvmOptions() {}

    /** The variables as they were before they were changed for our JVM. */
    public static Map<String, String> restored(Map<String, String> environment) {
        var restored = environment;
        for (var name : VARIABLES) {
            if (environment.containsKey(SET_ASIDE + name)) {
                restored = restored == environment ? new HashMap<>(environment) : restored;
                restored.put(name, restored.remove(SET_ASIDE + name));
            }
        }
        return restored;
    }

    /** All that the variables hold now. */
    public static List<String> inForce(Map<String, String> environment) {
        return VARIABLES.stream().flatMap(name -> words(environment.getOrDefault(name, "")).stream()).toList();
    }

    /** What was set aside, such as {@code -javaagent:x.jar of JAVA_TOOL_OPTIONS}; without values, which may be secret. */
    public static List<String> ignored(Map<String, String> environment) {
        var ignored = new ArrayList<String>();
        for (var name : VARIABLES) {
            var left = new ArrayList<>(words(environment.getOrDefault(SET_ASIDE + name, "")));
            words(environment.getOrDefault(name, "")).forEach(left::remove);
            left.forEach(option -> ignored.add(Shown.inOneLine(option.replaceFirst("=.*", "")) + " of " + name));
        }
        return ignored;
    }

    /** As the JVM reads them: between blanks, save what stands in quotation marks. */
    private static List<String> words(String options) {
        var words = new ArrayList<String>();
        var word = new StringBuilder();
        var quote = ' ';
        for (var character : (options + " ").toCharArray()) {
            if (quote != ' ' ? character == quote : character == '"' || character == '\'') {
                quote = quote == ' ' ? character : ' ';
            } else if (quote != ' ' || !Character.isWhitespace(character)) {
                word.append(character);
            } else if (!word.isEmpty()) {
                words.add(word.toString());
                word.setLength(0);
            }
        }
        if (!word.isEmpty()) {
            words.add(word.toString().strip()); // a quotation mark without its end
        }
        return words;
    }
}
