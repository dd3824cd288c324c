//DEPS info.picocli:picocli:4.7.7
//SOURCES ../model/Problem.java
//SOURCES ../model/SerialNumber.java
//SOURCES ../model/SessionLength.java
package lib.command;

import java.time.Duration;
import java.util.Optional;
import lib.model.Problem;
import lib.model.SerialNumber;
import lib.model.SessionLength;
import picocli.CommandLine;

/** How the texts of options become values. */
public final class OptionTypes {

    private OptionTypes() {}

    /** The same thing may be said in two ways, as a word and by an option; but not twice otherwise. */
    public static Optional<String> one(Optional<String> name, Optional<String> other) {
        if (name.isPresent() && other.isPresent() && !name.equals(other)) {
            throw Problem.wrongUsage("two profiles are named: " + name.get() + " and " + other.get(), "name one");
        }
        return name.or(() -> other);
    }

    public static final class OfDuration implements CommandLine.ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            return SessionLength.parse(text).orElseThrow(() ->
                    Problem.wrongUsage("'" + text + "' is no length", "write 9h, 1h30m, 45m or seconds"));
        }
    }

    public static final class OfSerialNumber implements CommandLine.ITypeConverter<SerialNumber> {
        @Override
        public SerialNumber convert(String text) {
            return SerialNumber.parse(text).orElseThrow(() -> Problem.wrongUsage("'" + text + "' is no serial number",
                    "use an ARN such as arn:aws:iam::123456789012:mfa/jane, or the number printed on a hardware token"));
        }
    }
}
