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
import java.util.function.Consumer;
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
     * @param call throws {@link Problem.CodesRejected} or {@link Problem.DeviceBusy} where other codes can help
     * @throws Problem {@link Problem.Cancelled}, {@link Problem#nobodyToAsk}, and what the call throws
     */
    public void with(Shown shown, Consumer<CodePair> call) {
        var codes = given.map(this::read).orElseGet(() -> asked(shown));
        while (!areTaken(shown, codes, call)) {
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
        } catch (Problem.CodesRejected | Problem.CodesNotInARow | Problem.DeviceBusy refused) {
            explain(refused);
            return false;
        }
    }

    private void explain(Problem refused) {
        if (!world.terminal().canAsk()) {
            throw refused;
        }
        world.terminal().explain(refused.message() + "\n  " + refused.hint());
        if (refused instanceof Problem.DeviceBusy) {
            world.terminal().countDown(UNTIL_AWS_IS_DONE, left -> "Again in " + left + " s");
        }
    }

    // -------------------------------------------------------------------------- asking

    private CodePair asked(Shown shown) {
        var again = shown.seed().isPresent() ? " (q shows the QR code again)" : "";
        var question = question("Two codes in a row, or the first one" + again + ": ");
        var typed = world.terminal().ask(question, answer -> typed(shown, answer));
        while (typed.isEmpty()) {
            shown.showAgain().run();
            typed = world.terminal().ask(question, answer -> typed(shown, answer));
        }
        return typed.size() == 2 ? new CodePair(typed.getFirst(), typed.getLast()) : withSecond(typed.getFirst());
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

    private CodePair withSecond(TokenCode first) {
        world.terminal().countDown(TokenCode.untilNext(world.clock().instant()), left -> "The next code appears in " + left + " s");
        return world.terminal().ask(question("The code after it: "), answer -> CodePair.of(first, TokenCode.parse(answer)));
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
            var which = first.isPresent() ? "the second code is not" : second.isPresent() ? "the first code is not" : "neither code is";
            throw new Problem.CodesNotInARow(which + " one that this device shows these minutes",
                    "mistyped, or of another entry in the app: start again with the code it shows now");
        }
        var between = first.getAsLong() - second.getAsLong() - 1;
        if (between < -1) {
            throw new Problem.CodesNotInARow("the codes are in the wrong order",
                    "first the older one, then the one that the app shows after it");
        }
        if (between > 0) {
            throw new Problem.CodesNotInARow("the app has shown " + between + " more between these two",
                    "type two codes that follow one another");
        }
    }

    /** AWS would take the age of the codes for the clock of the phone, and refuse its codes later. */
    private void requireFresh(Seed seed, CodePair codes) {
        var behind = seed.behind(codes, world.clock().instant());
        if (behind.isZero()) {
            return;
        }
        var words = behind.isNegative() ? " s early" : " s old";
        world.terminal().explain("By this computer's clock these codes are " + behind.abs().toSeconds() + words + ".");
        var isClock = world.terminal().confirm(question("Did the phone show them just now, so that its clock is wrong? [Y/n] "));
        if (!isClock) {
            throw new Problem.CodesNotInARow("late codes would put the device out of step with AWS",
                    "type the next two as soon as they are there");
        }
    }
}
