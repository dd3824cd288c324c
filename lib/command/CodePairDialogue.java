//SOURCES MfaDialogue.java
//SOURCES ../io/Terminal.java
//SOURCES ../model/CodePair.java
//SOURCES ../model/Problem.java
//SOURCES ../model/Seed.java
//SOURCES ../model/SerialNumber.java
//SOURCES ../model/TokenCode.java
//SOURCES ../session/World.java
package lib.command;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.stream.Stream;
import lib.io.Terminal;
import lib.model.CodePair;
import lib.model.Problem;
import lib.model.Seed;
import lib.model.SerialNumber;
import lib.model.TokenCode;
import lib.session.World;

/**
 * Two codes in a row: asked for until AWS takes them. Where the seed is known, what is wrong with them is known before AWS is
 * asked.
 *
 * @param given what the command line says of the codes; {@code -} for a line of standard input
 */
public record CodePairDialogue(World world, Optional<String> given) {

    private static final Duration UNTIL_AWS_IS_DONE = Duration.ofSeconds(10);

    /**
     * The device that shows the codes.
     *
     * @param seed where it is known
     * @param showAgain shows the seed once more
     */
    public record Shown(SerialNumber device, Optional<Seed> seed, Runnable showAgain) {

        /** A device whose seed nobody knows any more but itself. */
        public static Shown by(SerialNumber device) {
            return new Shown(device, Optional.empty(), () -> { });
        }
    }

    /**
     * @param call throws {@link Problem.CodesRejected}, {@link Problem.DeviceBusy} or {@link Problem.Other} where other codes can help,
     *     the last one once the network is there again
     * @throws Problem {@link Problem.Cancelled}, {@link Problem#nobodyToAsk}, and what the call throws
     */
    public void with(Shown shown, Consumer<CodePair> call) {
        var codes = given.map(this::read);
        while (codes.filter(pair -> areTaken(shown, pair, call)).isEmpty()) {
            codes = asked(shown);
        }
    }

    private CodePair read(String argument) {
        return CodePair.parse(argument.equals("-") ? MfaDialogue.firstLineOfInput(world) : argument);
    }

    private boolean areTaken(Shown shown, CodePair codes, Consumer<CodePair> call) {
        try {
            if (shown.seed().isPresent()) {
                requireInARow(shown.seed().get(), codes);
                requireFresh(shown.seed().get(), codes);
            }
            call.accept(codes);
            return true;
        } catch (Problem.CodesRejected refused) {
            explain(refused, isSpent(shown, codes)
                    ? "AWS has accepted one of them before, and takes each code once; type the next two that the app shows" : refused.hint());
            return false;
        } catch (Problem.CodesNotInARow | Problem.DeviceBusy refused) {
            explain(refused);
            return false;
        } catch (Problem.Other unanswered) {
            explain(unanswered, "type the next two codes when the network is there again; Ctrl-C gives up");
            return false;
        }
    }

    private boolean isSpent(Shown shown, CodePair codes) {
        return Stream.of(codes.first(), codes.second()).anyMatch(code -> world.spentCodes().spentAt(shown.device(), code).isPresent());
    }

    private void explain(Problem refused) {
        explain(refused, refused.hint());
    }

    private void explain(Problem refused, String hint) {
        if (!world.terminal().canAsk()) {
            throw refused;
        }
        world.terminal().explain(refused.message() + "\n  " + hint);
        if (refused instanceof Problem.DeviceBusy) {
            world.terminal().countDown(UNTIL_AWS_IS_DONE, left -> "Again in " + left + " s");
        }
    }

    // -------------------------------------------------------------------------- asking

    /** Empty where the first code alone tells that the two will not do. */
    private Optional<CodePair> asked(Shown shown) {
        var again = shown.seed().isPresent() ? " (q shows the QR code again)" : "";
        var question = question("Two codes in a row, or the first one" + again + ": ");
        var typed = world.terminal().ask(question, answer -> typed(shown, answer));
        while (typed.isEmpty()) {
            shown.showAgain().run();
            typed = world.terminal().ask(question, answer -> typed(shown, answer));
        }
        return typed.size() == 2 ? Optional.of(new CodePair(typed.getFirst(), typed.getLast())) : withSecond(shown, typed.getFirst());
    }

    /** One code or two; none where the person wants to see the seed again. */
    private static List<TokenCode> typed(Shown shown, String answer) {
        if (shown.seed().isPresent() && answer.strip().equalsIgnoreCase("q")) {
            return List.of();
        }
        if (CodePair.isOneCode(answer)) {
            return List.of(TokenCode.parse(answer));
        }
        var pair = CodePair.parse(answer);
        return List.of(pair.first(), pair.second());
    }

    /** Nobody waits for the code after one that is none, or for one that the device shows already. */
    private Optional<CodePair> withSecond(Shown shown, TokenCode first) {
        var now = world.clock().instant();
        var ago = shown.seed().map(seed -> seed.stepsAgo(first, now));
        if (ago.filter(OptionalLong::isEmpty).isPresent()) {
            explain(notShown("the code is not"));
            return Optional.empty();
        }
        if (ago.flatMap(steps -> steps.stream().boxed().findFirst()).filter(steps -> steps == 1).isEmpty()) {
            world.terminal().countDown(TokenCode.untilNext(now), left -> "The next code appears in " + left + " s");
        }
        return Optional.of(world.terminal().ask(question("The code after it: "), answer -> CodePair.of(first, TokenCode.parse(answer))));
    }

    private static Terminal.Question question(String prompt) {
        return new Terminal.Question("two token codes",
                "give them with --codes \"123456 654321\", or --codes - for standard input", prompt);
    }

    // ----------------------------------------------------------- what the seed tells of them

    private void requireInARow(Seed seed, CodePair codes) {
        var now = world.clock().instant();
        var first = seed.stepsAgo(codes.first(), now);
        var second = seed.stepsAgo(codes.second(), now);
        if (first.isEmpty() || second.isEmpty()) {
            var which = first.isPresent() ? "the second code is not" : second.isPresent() ? "the first code is not" : "the codes are not";
            throw notShown(which);
        }
        var between = first.getAsLong() - second.getAsLong() - 1;
        if (between < -1) {
            throw new Problem.CodesNotInARow("the codes are in the wrong order",
                    "first the older one, then the one that the app shows after it");
        }
        if (between > 0) {
            throw new Problem.CodesNotInARow("these two do not follow one another: the app showed " + between + " more between them",
                    "type one code, and then the code that the app shows next");
        }
    }

    private static Problem notShown(String which) {
        return new Problem.CodesNotInARow(which + " from this device, or not from the last minutes",
                "check the digits and the entry in the app; then start again with the code that it shows now");
    }

    /** AWS would take the age of the codes for the clock of the phone, and refuse its codes later. */
    private void requireFresh(Seed seed, CodePair codes) {
        var behind = seed.behind(codes, world.clock().instant());
        if (behind.isZero()) {
            return;
        }
        var words = behind.isNegative() ? " s early" : " s old";
        world.terminal().explain("By the clock of this computer, these codes are " + behind.abs().toSeconds() + words + ".");
        var isClock = world.terminal().confirm(question("Did the phone show them just now? Then its clock is wrong. [Y/n] "));
        if (!isClock) {
            throw new Problem.CodesNotInARow("AWS would take late codes for a wrong clock, and refuse the next codes of the device",
                    "type the next two as soon as the app shows them");
        }
    }
}
