//DEPS info.picocli:picocli:4.7.7
//SOURCES ../io/ProblemPrinter.java
//SOURCES ../model/Problem.java
//SOURCES ../session/World.java
package lib.command;

import java.io.PrintWriter;
import java.lang.reflect.Method;
import java.nio.file.InvalidPathException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import java.util.function.ToIntFunction;
import lib.io.ProblemPrinter;
import lib.model.Problem;
import lib.session.World;
import picocli.CommandLine;

/**
 * A script as somebody starts it: its command line read, its story told, what goes wrong printed in one place.
 *
 * @param name what every problem begins with
 * @param command what to type to start it
 */
public record Program(World world, String name, String command) {

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
        var printer = new ProblemPrinter(name, world.terminal().remarks());
        ToIntFunction<Problem> told = world.terminal().isForPrograms() ? printer::printInOneLine : printer::print;
        return line(story, List.of(args))
                .setOut(new PrintWriter(world.out(), true))
                .setUsageHelpWidth(100)
                .setExpandAtFiles(false)
                .setParameterExceptionHandler((wrong, all) -> afterFailure.applyAsInt(told.applyAsInt(usage(wrong))))
                .setExecutionExceptionHandler((failure, line, parsed) -> afterFailure.applyAsInt(switch (failure) {
                    case Problem.ProfileLacking missed -> told.applyAsInt(cause(missed));
                    case Problem problem -> told.applyAsInt(problem);
                    case InvalidPathException path -> told.applyAsInt(Problem.notInThisLocale("a path"));
                    default -> printer.print(failure);
                }))
                .execute(args);
    }

    /**
     * Subcommands take as long to be made as all the rest, and hardly any run needs one. So of a story that leaves its own to
     * this ({@code addMethodSubcommands = false}), only those are there that an argument may mean, and all of them in the help.
     */
    private static CommandLine line(Object story, List<String> args) {
        var line = new CommandLine(story);
        var waiting = new LinkedHashMap<String, Method>();
        CommandLine.getCommandMethods(story.getClass(), null)
                .forEach(method -> waiting.put(method.getAnnotation(CommandLine.Command.class).name(), method));
        waiting.keySet().removeAll(line.getSubcommands().keySet());
        args.forEach(arg -> Optional.ofNullable(waiting.remove(arg)).ifPresent(method -> line.addSubcommand(new CommandLine(method))));
        return line.setHelpFactory((spec, colours) -> {
            waiting.values().forEach(method -> line.addSubcommand(new CommandLine(method)));
            waiting.clear();
            return new CommandLine.Help(spec, colours);
        });
    }

    /**
     * Ends this process, past {@link System#exit}, which looks for a logger first and opens every jar of the class path for it.
     * So nothing may be left to be done by shutdown hooks.
     */
    public static void end(int exitStatus) {
        Runtime.getRuntime().halt(exitStatus);
    }

    private Problem cause(Problem.ProfileLacking missed) {
        return world.files().namesNoFile().map(why -> why.whence(missed)).orElse(missed);
    }

    private Problem usage(CommandLine.ParameterException wrong) {
        return wrong.getCause() instanceof Problem problem
                ? problem
                : Problem.wrongUsage(lowerCaseStart(wrong.getMessage()), "see: " + inFull(wrong.getCommandLine()) + " --help");
    }

    private String inFull(CommandLine line) {
        return line.getParent() == null ? command : inFull(line.getParent()) + " " + line.getCommandName();
    }

    private static String lowerCaseStart(String message) {
        return message.substring(0, 1).toLowerCase(Locale.ROOT) + message.substring(1);
    }
}
