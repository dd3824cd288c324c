//DEPS info.picocli:picocli:4.7.7
//SOURCES ../model/SerialNumber.java
//SOURCES ../model/SessionLength.java
package lib.command;

import java.time.Duration;
import lib.model.SerialNumber;
import lib.model.SessionLength;
import picocli.CommandLine;

/** How the texts of options become values. */
public final class OptionTypes {

    private OptionTypes() {}

    public static final class OfDuration implements CommandLine.ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            return SessionLength.parse(text).orElseThrow(() ->
                    new CommandLine.TypeConversionException("'" + text + "' is no length: write 9h, 1h30m, 45m or seconds"));
        }
    }

    public static final class OfSerialNumber implements CommandLine.ITypeConverter<SerialNumber> {
        @Override
        public SerialNumber convert(String text) {
            return new SerialNumber(text);
        }
    }
}
