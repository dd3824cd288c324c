package tests.aws;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** XML as AWS's query protocol writes it: no attributes, no spaces between elements. */
final class Xml {
    private Xml() {}

    /** An element with these, already written, inside. */
    static String element(String name, String... inside) {
        return "<" + name + ">" + String.join("", inside) + "</" + name + ">";
    }

    /** An element with a text, whatever characters it has. */
    static String text(String name, Object value) {
        var text = String.valueOf(value).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
        return element(name, text);
    }

    /** An element with a time in whole seconds, {@code 2026-01-31T09:30:00Z}. */
    static String time(String name, Instant time) {
        return element(name, time.truncatedTo(ChronoUnit.SECONDS).toString());
    }

    /** A list of members. */
    static String list(String name, List<String> members) {
        return element(name, members.stream().map(it -> element("member", it)).toArray(String[]::new));
    }
}
