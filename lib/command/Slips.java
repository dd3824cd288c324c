//DEPS info.picocli:picocli:4.7.7
//SOURCES ../model/Problem.java
//SOURCES ../model/Slip.java
//SOURCES ../model/ToPaste.java
package lib.command;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import lib.model.Problem;
import lib.model.Slip;
import lib.model.ToPaste;
import picocli.CommandLine;

/**
 * What is wrong with a command line, in the words that were typed, and what may have been meant.
 *
 * @param args all that was typed
 * @param verbs the subcommands
 */
record Slips(List<String> args, Collection<String> verbs) {

    /** Its value stands behind an equals sign alone. */
    private static final String OPTIONAL = "--dotenv";

    /** What people expect of one script, and another one does. */
    private static final Map<String, String> ELSEWHERE = Map.of(
            "status", ToPaste.mfaStatus(), "list", ToPaste.mfaStatus(), "ls", ToPaste.mfaStatus(),
            "enable", ToPaste.devices("enable"), "disable", ToPaste.devices("disable"), "resync", ToPaste.devices("resync"),
            "replace", ToPaste.devices("replace"), "exec", ToPaste.awscliMfa("exec", "PROFILE"), "console", ToPaste.awscliMfa("console", "PROFILE"));

    /** A word that was taken for a profile may have been meant for anything else. */
    Problem of(Problem.NoSuchProfile missed, CommandLine line) {
        if (!args.contains(missed.name())) {
            return missed;
        }
        if (ELSEWHERE.containsKey(missed.name()) && !verbs.contains(missed.name())) {
            return missed.meaning("that is: " + ELSEWHERE.get(missed.name()));
        }
        if (missed.similar().isEmpty() && isValueOf(OPTIONAL, missed.name())) {
            return missed.meaning("write: " + OPTIONAL + "=" + missed.name());
        }
        var meant = new ArrayList<>(missed.similar());
        Slip.of(missed.name(), verbs).stream().filter(word -> !meant.contains(word)).forEach(meant::add);
        options(line).filter(name -> name.equals("--" + missed.name())).forEach(meant::add);
        return meant.isEmpty() ? missed : missed.meaning(Problem.didYouMean(meant));
    }

    /** @param help what tells of all options */
    Problem of(CommandLine.ParameterException wrong, String help) {
        return switch (wrong) {
            case CommandLine.UnmatchedArgumentException unmatched -> unmatched(unmatched, help);
            case CommandLine.MissingParameterException missing -> typed(missing.getMissing().getFirst()).map(name -> Problem.wrongUsage(
                    name + " wants a value", "write: " + name + " " + missing.getMissing().getFirst().paramLabel()))
                    .orElseGet(() -> Problem.wrongUsage(lowerCaseStart(missing.getMessage()), help));
            case CommandLine.ParameterException _ when wrong.getCause() instanceof Problem.Usage unfit -> typed(wrong.getArgSpec())
                    .map(name -> Problem.wrongUsage(name + ": " + unfit.message(), unfit.hint())).orElse(unfit);
            case CommandLine.ParameterException _ when wrong.getCause() instanceof Problem problem -> problem;
            default -> Problem.wrongUsage(lowerCaseStart(wrong.getMessage()), help);
        };
    }

    /** @param help what tells of the subcommand's own */
    Problem useless(CommandLine.Model.OptionSpec option, String subcommand, String help) {
        return Problem.wrongUsage(typed(option).orElse(option.longestName()) + " means nothing to " + subcommand,
                "leave it out; what " + subcommand + " takes: " + help);
    }

    private Problem unmatched(CommandLine.UnmatchedArgumentException wrong, String help) {
        var words = wrong.getUnmatched();
        var option = words.stream().filter(word -> word.startsWith("-")).findFirst().map(word -> word.replaceFirst("=.*", ""));
        if (option.isPresent()) {
            var meant = Slip.of(option.get(), options(wrong.getCommandLine()).toList());
            return Problem.wrongUsage("there is no option " + option.get(), meant.isEmpty() ? help : Problem.didYouMean(meant));
        }
        var meant = Stream.concat(Stream.of(words.getFirst()), args.stream().filter(word -> !word.startsWith("-")))
                .map(word -> Slip.of(word, verbs)).filter(similar -> !similar.isEmpty()).findFirst().orElse(List.of());
        return Problem.wrongUsage("'" + words.getFirst() + "' is one word too many", isValueOf(OPTIONAL, words.getFirst())
                ? "write: " + OPTIONAL + "=" + words.getFirst() : meant.isEmpty() ? help : Problem.didYouMean(meant));
    }

    private boolean isValueOf(String option, String word) {
        return args.indexOf(option) >= 0 && args.indexOf(word) == args.indexOf(option) + 1;
    }

    private static Stream<String> options(CommandLine line) {
        return line.getCommandSpec().options().stream().filter(option -> !option.hidden())
                .flatMap(Slips::names);
    }

    private static Stream<String> names(CommandLine.Model.OptionSpec option) {
        return Stream.of(option.names())
                .flatMap(name -> option.negatable() ? Stream.of(name, name.replaceFirst("^--", "--no-")) : Stream.of(name));
    }

    /** The name of the option as it was typed. */
    private Optional<String> typed(CommandLine.Model.ArgSpec argument) {
        return argument instanceof CommandLine.Model.OptionSpec option
                ? names(option).filter(name -> args.stream().anyMatch(arg -> arg.equals(name) || arg.startsWith(name + "="))).findFirst()
                : Optional.empty();
    }

    private static String lowerCaseStart(String message) {
        return message.substring(0, 1).toLowerCase(Locale.ROOT) + message.substring(1);
    }
}
