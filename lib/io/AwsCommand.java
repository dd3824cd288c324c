//SOURCES PrintingCommand.java
//SOURCES SearchPath.java
//SOURCES StateFolder.java
//SOURCES ../model/GivenKeys.java
//SOURCES ../model/Problem.java
//SOURCES ../model/Words.java
package lib.io;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import lib.model.GivenKeys;
import lib.model.Problem;
import lib.model.Words;

/** The {@code aws} command. This suite does without it; most of its users will want it next. */
public final class AwsCommand {

    private static final String MANUAL = "https://docs.aws.amazon.com/cli/latest/userguide/getting-started-install.html";

    private static final Pattern VERSION = Pattern.compile("aws-cli/([0-9]{1,4})\\.([0-9]{1,6})");
    private static final int OLDEST_MINOR = 16;
    private static final int EXPORTS_SINCE = 2;

    private AwsCommand() {}

    /** How to get it, where it is missing. */
    public static Optional<String> remedy(Map<String, String> environment) {
        return SearchPath.program(environment, "aws").or(() -> SearchPath.program(environment, "aws.exe")).isPresent()
                ? Optional.empty()
                : Optional.of("the aws command is not on the PATH; get it with: " + installer(environment).orElse(MANUAL));
    }

    /**
     * What to say of a version older than 1.16, which the original awscli-mfa asks for too. Asking takes a Python's start, so it goes
     * on beside other things, and whoever does not want to wait takes what is there; the answer is remembered for as long as the
     * command is the same file.
     */
    public static Future<Optional<String>> ifTooOld(Map<String, String> environment) {
        var aws = SearchPath.program(environment, "aws");
        var mark = aws.flatMap(AwsCommand::mark);
        if (mark.isEmpty()) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        var memory = StateFolder.of(environment).path().resolve("aws-command");
        return remembered(memory, mark.get()).map(said -> CompletableFuture.completedFuture(tooOld(said)))
                .orElseGet(() -> CompletableFuture.supplyAsync(() -> {
                    var said = asked(aws.get());
                    remember(memory, mark.get(), said);
                    return tooOld(said);
                }));
    }

    /** What it says of itself, such as {@code aws-cli/2.15.0}, which takes a Python's start; empty where there is none. */
    public static Optional<String> version(Map<String, String> environment) {
        return SearchPath.program(environment, "aws").map(AwsCommand::asked)
                .map(said -> Optional.of(VERSION.matcher(said)).filter(Matcher::find).map(Matcher::group).orElse("there, and tells no version"));
    }

    /**
     * Finds out without running it whether it can export credentials, as far as its version is remembered.
     *
     * @throws Problem {@link Problem#noKeysExported}
     */
    public static void requireExporter(String profile, Map<String, String> environment) {
        var aws = SearchPath.program(environment, "aws").orElseThrow(() ->
                Problem.noKeysExported(profile, "it is not on the PATH", "get it with: " + installer(environment).orElse(MANUAL)));
        var memory = StateFolder.of(environment).path().resolve("aws-command");
        mark(aws).flatMap(mark -> remembered(memory, mark)).flatMap(AwsCommand::version).filter(version -> version[0] < EXPORTS_SINCE)
                .ifPresent(version -> {
                    throw tooOldToExport(profile);
                });
    }

    private static Problem tooOldToExport(String profile) {
        return Problem.noKeysExported(profile, "export-credentials came with version 2 of it", "get that: " + MANUAL);
    }

    /**
     * The credentials of a profile to which a person has signed in.
     *
     * @param signIn what to type to sign in again
     * @param patience how long it may take; for ever where that is empty
     * @throws Problem {@link Problem#noKeysExported}
     */
    public static GivenKeys exported(String profile, String signIn, Map<String, String> environment, Optional<Duration> patience, Instant now) {
        try {
            return GivenKeys.of(PrintingCommand.run(List.of("aws", "configure", "export-credentials", "--profile", profile,
                    "--format", "process"), environment, patience), now);
        } catch (PrintingCommand.Failed | GivenKeys.Unusable why) {
            throw SearchPath.program(environment, "aws").map(AwsCommand::asked).flatMap(AwsCommand::version)
                    .filter(version -> version[0] < EXPORTS_SINCE).map(version -> tooOldToExport(profile))
                    .orElseGet(() -> Problem.noKeysExported(profile, why.getMessage(), "sign in with: " + signIn));
        }
    }

    private static Optional<String> tooOld(String said) {
        return version(said).filter(version -> version[0] == 1 && version[1] < OLDEST_MINOR)
                .map(version -> "the aws command is version %d.%d, and older than 1.%d; get a newer one: %s"
                        .formatted(version[0], version[1], OLDEST_MINOR, MANUAL));
    }

    private static Optional<int[]> version(String said) {
        return Optional.of(VERSION.matcher(said)).filter(Matcher::find)
                .map(found -> new int[] {Integer.parseInt(found.group(1)), Integer.parseInt(found.group(2))});
    }

    /** Which file it is; empty where it is gone by now. */
    private static Optional<String> mark(Path aws) {
        try {
            var file = aws.toRealPath();
            return Optional.of(file + "\n" + Files.getLastModifiedTime(file).toMillis() + " " + Files.size(file) + "\n");
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    private static Optional<String> remembered(Path memory, String mark) {
        try {
            return Optional.of(Files.readString(memory)).filter(text -> text.startsWith(mark)).map(text -> text.substring(mark.length()));
        } catch (IOException nothing) {
            return Optional.empty();
        }
    }

    private static void remember(Path memory, String mark, String said) {
        try {
            if (version(said).isPresent()) {
                StateFolder.replace(memory, mark + said);
            }
        } catch (IOException askedAgain) {
            // by the next run
        }
    }

    private static String asked(Path aws) {
        try {
            var process = new ProcessBuilder(aws.toString(), "--version").redirectErrorStream(true).start();
            process.getOutputStream().close();
            return new String(process.getInputStream().readNBytes(1_000), StandardCharsets.UTF_8);
        } catch (IOException cannotRun) {
            return "";
        }
    }

    private static Optional<String> installer(Map<String, String> environment) {
        return Stream.of("brew install awscli", "sudo apt install awscli", "sudo dnf install awscli2", "sudo snap install aws-cli --classic")
                .filter(command -> SearchPath.program(environment, command.replaceFirst("^sudo ", "").split(" ")[0]).isPresent())
                .findFirst().map(Words::unbroken);
    }
}
