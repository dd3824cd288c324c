package lib.model;

import java.util.ArrayList;
import java.util.List;

/** Room for text, in characters. */
public record Window(int columns, int lines) {

    /** Where nobody looks, or nothing has a size. */
    public static final Window UNLIMITED = new Window(Integer.MAX_VALUE, Integer.MAX_VALUE);

    /** The text in lines of no more than {@code width} characters that end at a blank; a longer word has a line of its own. */
    static List<String> wrapped(String text, int width) {
        var lines = new ArrayList<String>();
        var line = new StringBuilder();
        for (var word : text.split(" ")) {
            if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }
}
