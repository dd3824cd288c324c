import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** README.md and docs/*.md as a reader sees them who wants to paste something. */
final class Pages {

    /**
     * What stands apart. An indented block is for bash, and so are the first cells of a table that begins with "you type".
     *
     * @param place page and line, as compilers have it
     * @param kind the word behind the fence
     */
    record Block(String place, String kind, String text) {
        String page() {
            return place.replaceFirst(":.*", "");
        }

        @Override
        public String toString() {
            return place + ":\n" + text;
        }
    }

    private static final Pattern BLOCK = Pattern.compile("(?m)^```(?<kind>.*)\\n(?<fenced>(?s:.*?))^```$"
            + "|(?<=\\n\\n)(?<indented>(?: {4}.*\\n)+)"
            + "|^\\| you type \\|.*\\n.*\\n(?<table>(?:\\|.*\\n)+)");

    /** A command of this suite, however it is started, up to where a shell would begin something else. */
    private static final Pattern OURS = Pattern.compile("(?:(?:\\./)?jbang (?:/path/to/)?)?(?<![\\w/.-])"
            + "(awscli-mfa|mfa-status|enable-disable-vmfa-device)(?:\\.java)?(?= |$)(?: (?!→)([^|&;<>)\"'`\\n]*))?");

    private Pages() {}

    static List<Block> blocks() {
        return all().flatMap(page -> {
            var text = read(page);
            return BLOCK.matcher(text).results()
                    .map(found -> block(page + ":" + (text.substring(0, found.start()).lines().count() + 1), found));
        }).toList();
    }

    static Stream<Block> blocks(String kind) {
        return blocks().stream().filter(block -> block.kind().equals(kind));
    }

    private static Block block(String place, MatchResult found) {
        return Optional.ofNullable(found.group("fenced")).map(text -> new Block(place, found.group("kind"), text))
                .orElseGet(() -> new Block(place, "bash", Optional.ofNullable(found.group("indented"))
                        .map(text -> text.replaceAll("(?m)^ {4}", ""))
                        .orElseGet(() -> found.group("table").replaceAll("(?m)^\\| `(.*?)(?<!\\\\)` \\|.*", "$1").replace("\\|", "|"))));
    }

    /** What is set off in the middle of a text or a table; of pages for those who come from elsewhere, what it is here: the last cell. */
    static Stream<String> spans(Path page) {
        var text = read(page).replaceAll("(?s)```.*?```", "");
        var ours = page.getFileName().toString().startsWith("coming-from") ? text.replaceAll("(?m)^\\|.*\\| (.*) \\|$", "$1") : text;
        return Pattern.compile("`([^`\\n]+)`").matcher(ours).results().map(span -> span.group(1).replace("\\|", "|"));
    }

    static Stream<Path> all() {
        try (var docs = Files.list(Path.of("docs"))) {
            return Stream.concat(Stream.of(Path.of("README.md")), docs.filter(file -> file.toString().endsWith(".md")).toList().stream()).sorted();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    static String read(Path page) {
        try {
            return Files.readString(page);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** The commands of this suite in a line, each as its words, of which the first is the script's name. */
    static Stream<List<String>> ours(String line) {
        return OURS.matcher(line).results().map(Pages::words);
    }

    private static List<String> words(MatchResult ours) {
        var rest = Stream.ofNullable(ours.group(2)).flatMap(words -> Stream.of(words.strip().split(" +")));
        return Stream.concat(Stream.of(ours.group(1)), rest)
                .filter(word -> !word.isEmpty()).toList();
    }

    /** Whether a line is one command of this suite and has nothing for a shell in it. */
    static boolean isPlain(String line) {
        return OURS.matcher(line).matches() && !line.matches(".*[$'\\\\#].*");
    }
}
