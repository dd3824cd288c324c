///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 25+
//MAIN Picture
//NOINTEGRATIONS
//RUNTIME_OPTIONS -XX:TieredStopAtLevel=1 -XX:+UseSerialGC
//DEPS org.junit.jupiter:junit-jupiter:6.1.3
//SOURCES Desk.java
//SOURCES Tmux.java
//SOURCES practice-aws.java

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * The README's picture of awscli-mfa at work: {@code ./jbang tests/Picture.java} writes docs/screen.svg anew, from a run in a real
 * terminal against the practice account. ReadmeTest says when it shows what is not so any more.
 */
class Picture {

    static final Path FILE = Path.of("docs/screen.svg");

    private static final int COLUMN = 8;
    private static final int LINE = 18;
    private static final int MARGIN = 16;

    /** Two sets of colours, by what the reader's desktop has. */
    private static final String STYLE = """
            <style>
            text { font: 13px ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace; fill: #1f2328; white-space: pre }
            rect { fill: #f6f8fa; stroke: #d1d9e0 }
            .typed { font-weight: bold }
            @media (prefers-color-scheme: dark) {
              text { fill: #e6edf3 }
              rect { fill: #0d1117; stroke: #3d444d }
            }
            </style>
            """;

    private Picture() {}

    public static void main(String[] args) throws IOException {
        var home = Files.createTempDirectory("picture");
        try (var desk = new Desk(home)) {
            Files.writeString(FILE, svg(screen(desk)));
        }
        System.exit(0);
    }

    /** As the terminal shows it after a first session. */
    private static String screen(Desk desk) throws IOException {
        PracticeAws.furnish(desk.aws);
        var account = desk.aws.account("123456789012");
        desk.write(".aws/config", PracticeAws.config(desk.phone));
        desk.write(".aws/credentials", PracticeAws.credentials(account.user("jane").accessKey(), account.user("joe").accessKey()));
        Files.delete(desk.home.resolve("bin/aws"));
        try (var terminal = desk.terminal("bash")) {
            terminal.command("clear");
            terminal.command("awscli-mfa");
            terminal.answer("Which one.*:", "dev");
            terminal.answer("Token code.*:", () -> desk.phone.code().replaceFirst("...", "$0 "));
            terminal.answer("Store it.*", "");
            terminal.command("aws --profile dev-mfasession s3 ls");
            terminal.await("the buckets", screen -> screen.matches("(?s).*-bucket\\n" + Tmux.READY));
            return terminal.screen().replace(Tmux.PROMPT, "$");
        }
    }

    // -------------------------------------------------------------------------- a picture

    private static String svg(String screen) {
        var lines = screen.lines().toList();
        var columns = lines.stream().mapToInt(String::length).max().orElse(0);
        var size = "width=\"%d\" height=\"%d\"".formatted(columns * COLUMN + 2 * MARGIN, lines.size() * LINE + 2 * MARGIN);
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" %1$s>\n%2$s<rect %1$s rx=\"8\"/>\n%3$s</svg>\n".formatted(size, STYLE,
                String.join("", IntStream.range(0, lines.size()).mapToObj(at -> line(lines.get(at), at)).toList()));
    }

    private static String line(String line, int at) {
        return "<text x=\"%d\" y=\"%d\" xml:space=\"preserve\"%s>%s</text>\n".formatted(MARGIN, MARGIN + (at + 1) * LINE - 5,
                line.startsWith("$") ? " class=\"typed\"" : "", line.replace("&", "&amp;").replace("<", "&lt;"));
    }

    // -------------------------------------------------------------------------- and what it says

    /** The lines that a picture shows. */
    static String text(String svg) {
        return String.join("\n", Pattern.compile("(?m)^<text [^>]*>(.*)</text>$").matcher(svg).results()
                .map(line -> line.group(1).replace("&lt;", "<").replace("&amp;", "&")).toList());
    }
}
