//SOURCES ../io/MfaProcess.java
//SOURCES ../io/Terminal.java
//SOURCES ../model/Choices.java
//SOURCES ../model/Plan.java
//SOURCES ../model/Problem.java
//SOURCES ../model/Profile.java
//SOURCES ../model/SerialNumber.java
//SOURCES ../model/ToPaste.java
//SOURCES ../model/TokenCode.java
//SOURCES ../session/Sessions.java
//SOURCES ../session/World.java
package lib.command;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import lib.io.MfaProcess;
import lib.io.Terminal;
import lib.model.Choices;
import lib.model.Plan;
import lib.model.Problem;
import lib.model.Profile;
import lib.model.SerialNumber;
import lib.model.ToPaste;
import lib.model.TokenCode;
import lib.session.Sessions;
import lib.session.World;

/**
 * Which device, which code: asked until AWS takes it.
 *
 * @param asked the profile that the person asked for
 * @param code where codes come from
 * @param first a code that is at hand already
 */
record MfaDialogue(World world, Profile asked, Plan.Code code, Optional<TokenCode> first) {

    /** A command whose codes AWS takes now and then is run again; one whose codes it never takes is not run for ever. */
    private static final int MOST_RUNS = 3;

    /** One of several devices, if there are several. */
    static SerialNumber chosen(World world, List<SerialNumber> devices) {
        return devices.size() == 1 ? devices.getFirst() : asked(world, devices, "Which device shows the code? A number: ");
    }

    /** One of several devices. */
    static SerialNumber asked(World world, List<SerialNumber> devices, String prompt) {
        var names = devices.stream().map(SerialNumber::text).collect(Collectors.joining(" or "));
        var choices = Choices.numbered(devices, device -> device + " (" + device.kind().inWords() + ")");
        world.terminal().show(window -> Terminal.bold("MFA devices") + "\n" + choices.text(window));
        return world.terminal().choose(new Terminal.Question("the MFA device", "name it with --serial-number: " + names, prompt), choices);
    }

    /**
     * Gets a code and makes the call that needs it, again with another code as long as another code can help.
     *
     * @param wanted the base profile or the role whose session it is
     * @param orWithout whether a person may type nothing, and so go on without MFA
     * @param call throws {@link Problem.TokenCodeSpent} or {@link Problem.TokenCodeRejected} where another code can help
     * @return empty when the person goes on without MFA
     */
    <T> Optional<T> with(Profile wanted, SerialNumber device, boolean orWithout, Function<TokenCode, T> call) {
        if (first.isEmpty()) {
            new Sessions(world, Optional.of(asked)).expectCode(wanted);
        }
        var next = first.or(() -> another(device, orWithout));
        var rejections = 0;
        for (var tries = 1; next.isPresent(); tries++) {
            try {
                return Optional.of(call.apply(next.get()));
            } catch (Problem.TokenCodeSpent spent) {
                awaitNextCode(spent, tries, spent.untilNext());
            } catch (Problem.TokenCodeRejected rejected) {
                if (code instanceof Plan.Code.Printed) {
                    awaitNextCode(rejected.ofCommand(), tries, rejected.untilNext());
                } else {
                    awaitNextCode(rejected, tries, Duration.ZERO);
                    adviseAfter(++rejections, wanted);
                }
            }
            next = another(device, orWithout);
        }
        return Optional.empty();
    }

    private Optional<TokenCode> another(SerialNumber device, boolean orWithout) {
        if (code instanceof Plan.Code.Printed printed) {
            return Optional.of(MfaProcess.run(printed.command(), world.turns().forChild(world.environment())));
        }
        return orWithout
                ? world.terminal().askAfresh(question("Token code of " + device + " (Enter alone: without MFA): "), answer ->
                        answer.isBlank() ? Optional.empty() : Optional.of(TokenCode.parse(answer)))
                : world.terminal().ask(question("Token code of " + device + ": "), answer -> Optional.of(TokenCode.parse(answer)));
    }

    /** One may be a slip; two hardly are. */
    private void adviseAfter(int rejections, Profile wanted) {
        if (rejections > 1) {
            world.terminal().explain("  or the phone's clock is wrong: set it by the network; if that does not help, run: "
                    + (wanted instanceof Profile.Base ? ToPaste.devices("resync", wanted.name()) : ToPaste.devices("resync")));
        }
    }

    /** A command is waited for without anybody; whether a person can type another code, only a terminal tells. */
    private void awaitNextCode(Problem refused, int tries, Duration untilNext) {
        var another = code instanceof Plan.Code.Printed ? tries < MOST_RUNS : world.terminal().canAsk();
        if (!another) {
            throw refused;
        }
        world.terminal().explain(refused.message() + "\n  " + refused.hint());
        if (untilNext.isPositive()) {
            world.terminal().countDown(untilNext, left -> "The next code appears in " + left + " s");
        }
    }

    /** @param argument what the command line says of the code; {@code -} for a line of standard input */
    static TokenCode given(World world, String argument) {
        return TokenCode.parse(argument.equals("-") ? firstLineOfInput(world) : argument);
    }

    /** Byte by byte: what stands behind the line belongs to a command that may follow. */
    static String firstLineOfInput(World world) {
        var line = new ByteArrayOutputStream();
        try {
            for (var next = world.in().read(); next >= 0 && next != '\n'; next = world.in().read()) {
                line.write(next);
            }
        } catch (IOException closed) {
            // then the line ends here
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    private static Terminal.Question question(String prompt) {
        return new Terminal.Question("the token code",
                "give it with --token-code CODE, or --token-code - for standard input", prompt);
    }
}
