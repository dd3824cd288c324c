//SOURCES ../model/Shown.java
package lib.io;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import lib.model.Shown;

/**
 * The program that started this one and waits for it, as AWS's tools do with a {@code credential_process}: for whom a person is asked
 * something that they have not called for.
 */
public final class Asker {

    private static final Set<String> SHELLS = Set.of("sh", "dash", "bash", "zsh", "ksh", "ash", "busybox", "fish");
    private static final int MOST_ANCESTORS = 8;

    /** A command and what it shall do; further arguments may be secrets. */
    private static final int MOST_ARGUMENTS = 2;

    private Asker() {}

    /** Such as {@code aws s3 ls}; empty where a person has typed it into a shell, or where nobody can tell. */
    public static Optional<String> inWords() {
        var parent = ProcessHandle.current().parent();
        for (var steps = 0; steps < MOST_ANCESTORS && parent.filter(Asker::isGoBetween).isPresent(); steps++) {
            parent = parent.flatMap(ProcessHandle::parent);
        }
        return parent.flatMap(process -> inWords(process.info().command().orElse(""), arguments(process)));
    }

    /** A shell that was started for one line only: {@code sh -c 'awscli-mfa …'}. */
    private static boolean isGoBetween(ProcessHandle process) {
        return process.info().command().map(Asker::name).filter(SHELLS::contains).isPresent()
                && arguments(process).stream().anyMatch(argument -> argument.matches("-[a-z]*c"));
    }

    private static List<String> arguments(ProcessHandle process) {
        return process.info().arguments().map(List::of).orElse(List.of());
    }

    /** @param command the program's file; what an interpreter runs stands for it */
    static Optional<String> inWords(String command, List<String> arguments) {
        var name = name(command);
        var isInterpreter = SHELLS.contains(name) || name.matches("(python|node|ruby|perl|php)[0-9.]*");
        if (isInterpreter && !arguments.isEmpty() && !arguments.getFirst().startsWith("-")) {
            return Optional.of(words(name(arguments.getFirst()), arguments.subList(1, arguments.size())));
        }
        return name.isEmpty() || SHELLS.contains(name) ? Optional.empty() : Optional.of(words(name, arguments));
    }

    private static String words(String name, List<String> arguments) {
        var told = arguments.stream().takeWhile(argument -> !argument.startsWith("-")).limit(MOST_ARGUMENTS);
        return Shown.inOneLine(String.join(" ", Stream.concat(Stream.of(name), told).toList()));
    }

    private static String name(String path) {
        return Optional.ofNullable(path.isEmpty() ? null : Path.of(path).getFileName()).map(Path::toString).orElse("");
    }
}
