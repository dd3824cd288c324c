//SOURCES ../io/Aws.java
//SOURCES ../io/AwsFiles.java
//SOURCES ../io/SdkAws.java
//SOURCES ../io/SpentCodes.java
//SOURCES ../io/Terminal.java
package lib.session;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Map;
import lib.io.Aws;
import lib.io.AwsFiles;
import lib.io.SdkAws;
import lib.io.SpentCodes;
import lib.io.Terminal;

/**
 * Everything outside the program. Tests make one by hand.
 *
 * @param environment the variables in force
 * @param in what another program pipes in; never an answer to a question
 * @param out what a shell or a program will read, and nothing else
 */
public record World(InstantSource clock, Map<String, String> environment, AwsFiles files, Aws aws, SpentCodes spentCodes,
        Terminal terminal, InputStream in, PrintStream out) {

    /** @param workingForm what to type where questions cannot be asked from the background */
    public static World real(String workingForm) {
        var clock = InstantSource.system();
        var environment = System.getenv();
        return new World(clock, environment,
                new AwsFiles(AwsFiles.Locations.of(environment, System.getProperty("os.name").startsWith("Windows"))),
                new SdkAws(clock),
                SpentCodes.of(environment, clock),
                Terminal.real(environment, stream(FileDescriptor.err), workingForm),
                new FileInputStream(FileDescriptor.in),
                stream(FileDescriptor.out));
    }

    /** The same with another terminal. */
    public World with(Terminal other) {
        return new World(clock, environment, files, aws, spentCodes, other, in, out);
    }

    /** The same with another way to AWS. */
    public World with(Aws other) {
        return new World(clock, environment, files, other, spentCodes, terminal, in, out);
    }

    /** UTF-8 whatever the locale says: names come from UTF-8 files. */
    private static PrintStream stream(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }
}
