//SOURCES Problem.java
//SOURCES Screenful.java
//SOURCES Window.java
//SOURCES Words.java
package lib.model;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * A few things to choose from, a line each, by a letter or by their running number.
 *
 * @param lines what is shown, in this order; a line without a key is only read
 * @param onEnter what Enter alone means, if it means anything
 * @param hint what is told to whom answers with something else
 */
public record Choices<T>(List<Line<T>> lines, Optional<Line<T>> onEnter, String hint) {

    /**
     * @param key a letter or a number; empty for a line that cannot be chosen
     * @param meaning may throw {@link Problem.Usage}, whose hint is told before it is asked again
     */
    public record Line<T>(String key, String words, Supplier<T> meaning) {

        public static <T> Line<T> of(String letter, String words, T value) {
            return new Line<>(letter, words, () -> value);
        }

        /** What stands among the choices and is none. */
        public static <T> Line<T> remark(String words) {
            return new Line<>("", words, () -> {
                throw new IllegalStateException("cannot be chosen");
            });
        }

        private Screenful.Part text(Window window) {
            var start = "%5s ".formatted(key.isEmpty() ? "" : key + ":");
            return Screenful.Part.row(Words.beside(start, words, window.columns()), Words.inOneLine(start + words, window.columns()));
        }

        /** What a remark may stand behind. */
        private String name() {
            return words.split("  ", 2)[0];
        }

        private boolean isNumbered() {
            return !key.isEmpty() && Character.isDigit(key.charAt(0));
        }
    }

    /** @param words what stands behind the number */
    public static <T> Choices<T> numbered(List<T> values, Function<T, String> words) {
        return numbered(values, words, Function.identity());
    }

    /** @param meaning what the choice of a value leads to */
    public static <V, T> Choices<T> numbered(List<V> values, Function<V, String> words, Function<V, T> meaning) {
        var lines = IntStream.range(0, values.size()).mapToObj(index -> new Line<>(Integer.toString(index + 1),
                words.apply(values.get(index)), () -> meaning.apply(values.get(index)))).toList();
        return new Choices<>(lines, Optional.empty(), "the numbers go from 1 to " + lines.size());
    }

    public static <T> Choices<T> lettered(List<Line<T>> lines) {
        return new Choices<>(lines, Optional.empty(), "").withHintOfLetters();
    }

    /** The same, where Enter alone chooses the first. */
    public Choices<T> withFirstOnEnter() {
        return new Choices<>(lines, Optional.of(lines.getFirst()), "").withHintOfLetters();
    }

    /** The same, where Enter alone means what stands in no line. */
    public Choices<T> withOnEnter(Supplier<T> meaning) {
        return new Choices<>(lines, Optional.of(new Line<>("", "", meaning)), hint);
    }

    public Choices<T> withHint(String other) {
        return new Choices<>(lines, onEnter, other);
    }

    private Choices<T> withHintOfLetters() {
        return withHint("answer with " + letters() + "; Ctrl-C ends");
    }

    /** The lines, each with its end, as much of them as the window has room for. */
    public String text(Window window) {
        return lines.isEmpty() ? "" : Screenful.of(parts(lines, window), window, ": type part of a name to see those that have it") + "\n";
    }

    private static <T> List<Screenful.Part> parts(List<Line<T>> lines, Window window) {
        return lines.stream().map(line -> line.text(window)).toList();
    }

    /** {@code R, S or U (Enter alone: R)}. */
    public String letters() {
        return Words.or(keys()) + onEnter.map(line -> " (Enter alone: " + line.key() + ")").orElse("");
    }

    public List<String> keys() {
        return lines.stream().map(Line::key).filter(key -> !key.isEmpty()).toList();
    }

    /**
     * A letter or a number; among numbers also part of the name that only one of the lines has.
     *
     * @throws Problem.Usage whose hint is to be told before asking again
     */
    public T read(String answer) {
        var typed = answer.strip().toUpperCase(Locale.ROOT);
        var key = typed.matches("[0-9]{1,3}") ? typed.replaceFirst("^0+(?=.)", "") : typed;
        return (key.isEmpty() ? onEnter : lines.stream().filter(line -> line.key().equals(key)).findFirst())
                .or(() -> named(typed)).orElseThrow(() -> Problem.wrongUsage("no such choice", hint)).meaning().get();
    }

    private Optional<Line<T>> named(String typed) {
        var numbered = lines.stream().filter(Line::isNumbered).toList();
        return numbered.isEmpty() || typed.matches("[0-9]*") ? Optional.empty()
                : Optional.of(Screenful.named(numbered, Line::name, typed, _ -> hint, matches -> window -> parts(matches, window)));
    }
}
