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

    private static final int FARTHEST = 2;

    /** What people expect under a name of their own, or of another script. */
    private static final Map<String, String> ELSEWHERE = Map.ofEntries(
            Map.entry("status", ToPaste.mfaStatus()), Map.entry("list", ToPaste.mfaStatus()), Map.entry("ls", ToPaste.mfaStatus()),
            Map.entry("enable", ToPaste.devices("enable")), Map.entry("add", ToPaste.devices("enable")), Map.entry("create", ToPaste.devices("enable")),
            Map.entry("disable", ToPaste.devices("disable")), Map.entry("remove", ToPaste.devices("disable")),
            Map.entry("delete", ToPaste.devices("disable")), Map.entry("resync", ToPaste.devices("resync")),
            Map.entry("replace", ToPaste.devices("replace")), Map.entry("exec", ToPaste.awscliMfa("exec", "PROFILE")),
            Map.entry("run", ToPaste.awscliMfa("exec", "PROFILE")), Map.entry("console", ToPaste.awscliMfa("console", "PROFILE")),
            Map.entry("renew", ToPaste.awscliMfa("PROFILE", "--force")), Map.entry("refresh", ToPaste.awscliMfa("PROFILE", "--force")));

    /** The words that {@code --via} has beside profiles. */
    private static final List<String> WAYS = List.of("keys", "mfa-session");

    /** Its value stands behind an equals sign alone. */
    private static final String OPTIONAL = "--dotenv";

    /** A word that was taken for a profile may have been meant for anything else. */
    Problem of(Problem.NoSuchProfile missed, CommandLine line) {
        if (!args.contains(missed.name()) && !args.contains("--via=" + missed.name())) {
            return missed;
        }
        if (elsewhere(missed.name(), line).isPresent()) {
            return missed.meaning(elsewhere(missed.name(), line).get());
        }
        if (missed.similar().isEmpty() && isValueOf(OPTIONAL, missed.name())) {
            return missed.meaning("write: " + OPTIONAL + "=" + missed.name());
        }
        var meant = new ArrayList<>(missed.similar());
        Stream.of(Slip.of(missed.name(), verbs), isWay(missed.name()) ? Slip.of(missed.name(), WAYS) : List.<String>of())
                .flatMap(List::stream).filter(word -> !meant.contains(word)).forEach(meant::add);
        options(line).filter(name -> name.equals("--" + missed.name())).forEach(meant::add);
        return meant.isEmpty() ? elsewhere(nearest(missed.name(), ELSEWHERE.keySet()), line).<Problem>map(missed::meaning).orElse(missed)
                : missed.meaning(Problem.didYouMean(meant));
    }

    private boolean isWay(String word) {
        return args.contains("--via=" + word) || isValueOf("--via", word);
    }

    /** What does that; empty where nothing does, or where this script has such a subcommand. */
    private Optional<String> elsewhere(String word, CommandLine line) {
        return Optional.ofNullable(ELSEWHERE.get(word)).filter(_ -> !verbs.contains(word)).map(command ->
                command.equals(ToPaste.of(List.of(line.getCommandSpec().root().name()))) ? "leave the word out: " + command : "that is: " + command);
    }

    /** The known word that is a slip away, else the word itself. */
    private static String nearest(String word, Collection<String> known) {
        return Slip.of(word, known).stream().filter(one -> Math.abs(one.length() - word.length()) <= FARTHEST).findFirst().orElse(word);
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
            var meant = option.get().length() > 2 ? Slip.of(option.get(), options(wrong.getCommandLine()).toList()) : List.<String>of();
            return Problem.wrongUsage("there is no option " + option.get(), meant.isEmpty() ? help : Problem.didYouMean(meant));
        }
        if (isValueOf(OPTIONAL, words.getFirst())) {
            return Problem.wrongUsage("'" + words.getFirst() + "' is one word too many", "write: " + OPTIONAL + "=" + words.getFirst());
        }
        return Stream.concat(args.stream().limit(1), words.stream().limit(1)).map(word -> notAVerb(word, wrong.getCommandLine()))
                .flatMap(Optional::stream).findFirst().orElseGet(() -> Problem.wrongUsage("'" + words.getFirst() + "' is one word too many",
                        wrong.getCommandLine().getParent() == null && verbs.contains("exec")
                                ? "name one profile; a command runs with: " + ToPaste.awscliMfa("exec", "PROFILE", "COMMAND") : help));
    }

    /** A word too many may come of one before it that was to be a subcommand. */
    private Optional<Problem> notAVerb(String word, CommandLine line) {
        var similar = verbs.contains(word) || word.startsWith("-") ? word : nearest(word, verbs);
        var hint = similar.equals(word) ? elsewhere(word, line) : Optional.of(Problem.didYouMean(List.of(similar)));
        return hint.map(it -> Problem.wrongUsage("there is no subcommand '" + word + "'", it));
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
