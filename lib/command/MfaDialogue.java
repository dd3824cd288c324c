//SOURCES ../io/MfaProcess.java
//SOURCES ../io/Terminal.java
//SOURCES ../model/Problem.java
//SOURCES ../model/Profile.java
//SOURCES ../model/SerialNumber.java
//SOURCES ../model/TokenCode.java
//SOURCES ../session/Sessions.java
//SOURCES ../session/World.java
package lib.command;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import lib.io.MfaProcess;
import lib.io.Terminal;
import lib.model.Problem;
import lib.model.Profile;
import lib.model.SerialNumber;
import lib.model.TokenCode;
import lib.session.Sessions;
import lib.session.World;

/**
 * Which device, which code: asked until AWS takes it.
 *
 * @param serialNumber what the command line says of the device
 * @param tokenCode what the command line says of the first code; {@code -} for a line of standard input
 */
public record MfaDialogue(World world, Optional<SerialNumber> serialNumber, Optional<String> tokenCode) {

    /**
     * The device of a base profile whose codes will be asked for.
     *
     * @throws Problem {@link Problem#passkeyChosen}, and what {@link Sessions#devices} throws
     */
    public SerialNumber device(Profile.Base base) {
        var devices = serialNumber.map(List::of).orElseGet(() -> new Sessions(world).devices(base));
        var device = devices.size() == 1 ? devices.getFirst() : asked(world, devices, "Which device shows the code? A number: ");
        if (!device.givesTokenCodes()) {
            throw Problem.passkeyChosen(device.text());
        }
        return device;
    }

    /** One of several devices. */
    static SerialNumber asked(World world, List<SerialNumber> devices, String prompt) {
        var lines = IntStream.range(0, devices.size()).mapToObj(index ->
                "%5s %s (%s)".formatted(index + 1 + ":", devices.get(index), devices.get(index).kind().inWords()));
        world.terminal().show(Terminal.bold("MFA devices") + "\n" + lines.collect(Collectors.joining("\n")) + "\n");
        var names = devices.stream().map(SerialNumber::text).collect(Collectors.joining(" or "));
        return world.terminal().ask(new Terminal.Question("the MFA device", "name it with --serial-number: " + names,
                prompt), answer -> numbered(devices, answer.strip()));
    }

    private static SerialNumber numbered(List<SerialNumber> devices, String answer) {
        var number = answer.matches("[0-9]{1,3}") ? Integer.parseInt(answer) : 0;
        if (number < 1 || number > devices.size()) {
            throw Problem.wrongUsage("no such device", "the numbers go from 1 to " + devices.size());
        }
        return devices.get(number - 1);
    }

    /**
     * Gets a code and makes the call that needs it, again with another code as long as another code can help.
     *
     * @param base whose {@code mfa_process} may print codes
     * @param call throws {@link Problem.TokenCodeSpent} or {@link Problem.TokenCodeRejected} where another code can help
     */
    public <T> T withCode(Profile.Base base, SerialNumber device, Function<TokenCode, T> call) {
        var question = question("Token code of " + device + ": ");
        return withCode(base, () -> world.terminal().ask(question, answer -> Optional.of(TokenCode.parse(answer))), call)
                .orElseThrow();
    }

    /** The same, save that a person who types nothing goes on without MFA; empty then. */
    public <T> Optional<T> withCodeOrWithout(Profile.Base base, SerialNumber device, Function<TokenCode, T> call) {
        var question = question("Token code of " + device + " (Enter alone: without MFA): ");
        return withCode(base, () -> world.terminal().ask(question, answer ->
                answer.isBlank() ? Optional.empty() : Optional.of(TokenCode.parse(answer))), call);
    }

    private <T> Optional<T> withCode(Profile.Base base, Supplier<Optional<TokenCode>> asked, Function<TokenCode, T> call) {
        if (tokenCode.isEmpty()) {
            new Sessions(world).expectCode(base);
        }
        var process = base.settings().get("mfa_process").filter(command -> tokenCode.isEmpty());
        Supplier<Optional<TokenCode>> another = process.isPresent()
                ? () -> Optional.of(MfaProcess.run(process.get(), world.environment())) : asked;
        var code = tokenCode.map(this::given).or(another);
        while (code.isPresent()) {
            try {
                return Optional.of(call.apply(code.get()));
            } catch (Problem.TokenCodeSpent | Problem.TokenCodeRejected refused) {
                awaitNextCode(refused);
                code = another.get();
            }
        }
        return Optional.empty();
    }

    private void awaitNextCode(Problem refused) {
        if (!world.terminal().canAsk()) {
            throw refused;
        }
        world.terminal().say(refused.message() + "\n  " + refused.hint());
        if (refused instanceof Problem.TokenCodeSpent spent) {
            world.terminal().countDown(spent.untilNext(), left -> "The next code appears in " + left + " s");
        }
    }

    private TokenCode given(String argument) {
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
