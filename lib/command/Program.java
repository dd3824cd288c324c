//DEPS info.picocli:picocli:4.7.7
//SOURCES Slips.java
//SOURCES Without.java
//SOURCES ../io/ProblemPrinter.java
//SOURCES ../model/Problem.java
//SOURCES ../model/Shown.java
//SOURCES ../model/ToPaste.java
//SOURCES ../model/Window.java
//SOURCES ../model/Words.java
//SOURCES ../session/World.java
package lib.command;

import java.io.PrintWriter;
import java.lang.reflect.Method;
import java.nio.file.InvalidPathException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import java.util.function.ToIntFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lib.io.ProblemPrinter;
import lib.model.Problem;
import lib.model.Shown;
import lib.model.ToPaste;
import lib.model.Window;
import lib.model.Words;
import lib.session.World;
import picocli.CommandLine;

/**
 * A script as somebody starts it: its command line read, its story told, what goes wrong printed in one place.
 *
 * <p>In the footers of its help a command that can be pasted stands between backquotes, and its explanation behind a tab.
 *
 * @param name what every problem begins with
 */
public record Program(World world, String name) {

    private static final int WIDEST_EXAMPLE = 60;
    private static final int NARROWEST_EXPLANATION = 24;
    private static final int WIDEST = 100;
    private static final int IN_ONE_LINE = 10_000;
    private static final String BELOW = "          ";

    /** What a person may have put into an alias, for the menu, and what {@code aws_env} puts before all. */
    private static final Set<String> FROM_ELSEWHERE = Set.of("--quick", "--full", "--read-only", "--announce");

    /** What is explained, and the explanation, which may have a line of its own. */
    private static final Pattern ENTRY = Pattern.compile("((?: {0,6}\\S.*?  +)|(?: {12,}))(\\S.*)");

    /** Returns the exit status. */
    public int run(Object story, String... args) {
        return run(story, IntUnaryOperator.identity(), args);
    }

    /**
     * Returns the exit status.
     *
     * @param story the annotated object
     * @param afterFailure gets the exit status of whatever went wrong, and has the last word on it
     */
    public int run(Object story, IntUnaryOperator afterFailure, String... args) {
        var printer = new ProblemPrinter(name, world.terminal());
        var subcommands = subcommands(story);
        var slips = new Slips(List.of(args), List.copyOf(subcommands.keySet()));
        return line(story, subcommands, List.of(args))
                .setOut(new PrintWriter(world.out(), true))
                .setExpandAtFiles(false)
                .setOverwrittenOptionsAllowed(true)
                .setExecutionStrategy(parsed -> executed(parsed, slips))
                .setParameterExceptionHandler((wrong, all) -> afterFailure.applyAsInt(told(printer, Optional.empty()).applyAsInt(
                        slips.of(wrong, "see: " + help(wrong.getCommandLine())))))
                .setExecutionExceptionHandler((failure, line, parsed) -> afterFailure.applyAsInt(
                        print(failure, line, printer, slips, told(printer, Optional.of(parsed)))))
                .execute(helped(args));
    }

    /** What stands before a subcommand and means nothing there is no wish that may be passed over: {@code --explain} would do what it explains. */
    private static int executed(CommandLine.ParseResult parsed, Slips slips) {
        var isToTell = parsed.asCommandLineList().stream().noneMatch(line -> line.isUsageHelpRequested() || line.isVersionHelpRequested());
        for (var before = parsed; isToTell && before.hasSubcommand(); before = before.subcommand()) {
            requireUseful(before, before.subcommand().commandSpec(), slips);
        }
        return new CommandLine.RunLast().execute(parsed);
    }

    private static void requireUseful(CommandLine.ParseResult before, CommandLine.Model.CommandSpec subcommand, Slips slips) {
        before.matchedOptions().stream().filter(option -> subcommand.findOption(option.longestName()) == null
                && !FROM_ELSEWHERE.contains(option.longestName())).findFirst().ifPresent(option -> {
                    throw new CommandLine.ParameterException(subcommand.commandLine(), "", slips.useless(option, subcommand.name(),
                            help(subcommand.commandLine())));
                });
    }

    private int print(Exception failure, CommandLine line, ProblemPrinter printer, Slips slips, ToIntFunction<Problem> told) {
        return switch (failure) {
            case Problem.ProfileLacking missed when world.files().namesNoFile().isPresent() ->
                    told.applyAsInt(world.files().namesNoFile().get().whence(missed));
            case Problem.NoSuchProfile missed -> told.applyAsInt(slips.of(missed, line));
            case Problem problem -> told.applyAsInt(problem);
            case InvalidPathException path -> told.applyAsInt(Problem.notInThisLocale("a path"));
            default -> printer.print(failure);
        };
    }

    private ToIntFunction<Problem> told(ProblemPrinter printer, Optional<CommandLine.ParseResult> parsed) {
        return world.terminal().isForPrograms() || parsed.filter(Program::isSilent).isPresent() ? printer::printInOneLine : printer::print;
    }

    /** Whether our own {@code --silent} is there, and not one of a command that is to be run. */
    private static boolean isSilent(CommandLine.ParseResult parsed) {
        return parsed.hasMatchedOption("--silent") || parsed.subcommands().stream().anyMatch(Program::isSilent);
    }

    /** Who asks for help in a word gets it; before it stands at most what a shell's function has put there. */
    private static String[] helped(String[] args) {
        var words = new ArrayList<>(List.of(args));
        var at = words.indexOf("help");
        if (at == 0 || at == 2 && args[0].equals("--emit")) {
            words.remove(at);
            words.add(Math.min(words.size(), at + 1), "--help");
        }
        return words.toArray(String[]::new);
    }

    private static Map<String, Method> subcommands(Object story) {
        var methods = new LinkedHashMap<String, Method>();
        CommandLine.getCommandMethods(story.getClass(), null)
                .forEach(method -> methods.put(method.getAnnotation(CommandLine.Command.class).name(), method));
        return methods;
    }

    /**
     * Subcommands take as long to be made as all the rest, and hardly any run needs one. So of a story that leaves its own to
     * this ({@code addMethodSubcommands = false}), only those are there that an argument may mean, and all of them in the help.
     */
    private CommandLine line(Object story, Map<String, Method> subcommands, List<String> args) {
        CommandLine.tracer().setLevel(CommandLine.TraceLevel.OFF); // it would remark on stderr that the last of two options counts
        var line = new CommandLine(story);
        var waiting = new LinkedHashMap<>(subcommands);
        waiting.keySet().removeAll(line.getSubcommands().keySet());
        args.forEach(arg -> Optional.ofNullable(waiting.remove(arg)).ifPresent(method -> add(line, method)));
        return line.setHelpFactory((spec, colours) -> {
            waiting.values().forEach(method -> add(line, method));
            waiting.clear();
            spec.usageMessage().width(isNarrow() ? IN_ONE_LINE : Math.min(window().columns(), WIDEST));
            spec.root().name(world.terminal().shown(ToPaste.of(List.of(name))));
            return new CommandLine.Help(spec, colours);
        }).setHelpSectionMap(sections(line));
    }

    private Map<String, CommandLine.IHelpSectionRenderer> sections(CommandLine line) {
        var sections = new LinkedHashMap<>(line.getHelpSectionMap());
        sections.put(CommandLine.Model.UsageMessageSpec.SECTION_KEY_FOOTER, help -> examples(help.commandSpec().usageMessage().footer()));
        sections.computeIfPresent(CommandLine.Model.UsageMessageSpec.SECTION_KEY_SYNOPSIS, (_, section) -> help ->
                isNarrow() ? Words.hanging(section.render(help), window().columns()) : section.render(help));
        sections.replaceAll((_, section) -> help -> isNarrow() ? narrow(section.render(help)) : section.render(help));
        sections.replaceAll((_, section) -> help -> Words.withBlanks(section.render(help)));
        return sections;
    }

    /** picocli breaks lines inside words there, and has no room for what an option does. */
    private boolean isNarrow() {
        return window().columns() < WIDEST;
    }

    /** The explanations beside what they explain, or below where that has more room. */
    private String narrow(String section) {
        var columns = window().columns();
        return Stream.of(section.split("\n", -1)).map(line -> {
            var entry = ENTRY.matcher(line.stripTrailing());
            return !entry.matches() ? Words.wrapped(line, columns)
                    : columns - Shown.columns(entry.group(1)) >= NARROWEST_EXPLANATION ? Words.beside(entry.group(1), entry.group(2), columns)
                    : entry.group(1).stripTrailing() + (entry.group(1).isBlank() ? "" : "\n")
                            + Words.wrapped(BELOW + entry.group(2), columns);
        }).collect(Collectors.joining("\n"));
    }

    private Window window() {
        return world.terminal().windowOfStdout();
    }

    /** The command line of a story, with all of its subcommands. */
    public static CommandLine whole(Object story) {
        var line = new CommandLine(story);
        var waiting = subcommands(story);
        waiting.keySet().removeAll(line.getSubcommands().keySet());
        waiting.values().forEach(method -> add(line, method));
        return line;
    }

    /** With the options that mean something there. */
    private static void add(CommandLine line, Method method) {
        var subcommand = new CommandLine(method);
        line.addSubcommand(subcommand);
        var spec = subcommand.getCommandSpec();
        spec.version(line.getCommandSpec().version());
        Stream.ofNullable(method.getAnnotation(Without.class)).flatMap(without -> Stream.of(without.value()))
                .forEach(option -> spec.remove(spec.findOption(option)));
    }

    // ------------------------------------------------------------------ its help

    /** The commands with their explanations beside them, or below where that is too wide. A command that is broken cannot be pasted. */
    private String examples(String... footer) {
        var examples = Stream.of(footer).map(line -> line.split("\t", 2)).map(parts -> List.of(command(parts[0]), parts[1])).toList();
        var widest = Math.min(WIDEST_EXAMPLE, window().columns() - NARROWEST_EXPLANATION);
        var width = examples.stream().mapToInt(parts -> parts.getFirst().length()).filter(length -> length <= widest).max().orElse(4);
        return examples.stream().map(parts -> parts.getFirst().length() > width
                ? parts.getFirst() + "\n" + Words.wrapped(" ".repeat(width + 2) + parts.getLast(), window().columns()) + "\n"
                : Words.beside(parts.getFirst() + " ".repeat(width + 2 - parts.getFirst().length()), parts.getLast(), window().columns()) + "\n")
                .collect(Collectors.joining());
    }

    /** All that stands between backquotes as the person types it. */
    private String command(String text) {
        var parts = text.split("`", -1);
        for (var index = 1; index < parts.length; index += 2) {
            var isHandover = parts[index].startsWith("eval ");
            var words = List.of(parts[index].substring(isHandover ? "eval ".length() : 0).split(" "));
            parts[index] = isHandover ? ToPaste.handover(words.subList(1, words.size())) : ToPaste.of(words);
        }
        return Words.unbroken(world.terminal().shown(String.join("", parts)));
    }

    private static String help(CommandLine line) {
        var words = new ArrayList<String>();
        for (var one = line; one.getParent() != null; one = one.getParent()) {
            words.addFirst(one.getCommandName());
        }
        return ToPaste.of(Stream.of(List.of(line.getCommandSpec().root().name()), words, List.of("--help")).flatMap(List::stream).toList());
    }

    /**
     * Ends this process, past {@link System#exit}, which looks for a logger first and opens every jar of the class path for it.
     * So nothing may be left to be done by shutdown hooks.
     */
    public static void end(int exitStatus) {
        Runtime.getRuntime().halt(exitStatus);
    }
}
