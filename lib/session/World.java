//SOURCES ../io/Aws.java
//SOURCES ../io/AwsFiles.java
//SOURCES ../io/Errands.java
//SOURCES ../io/ObservedAws.java
//SOURCES ../io/SdkAws.java
//SOURCES ../io/SpentCodes.java
//SOURCES ../io/Terminal.java
//SOURCES ../io/Turns.java
//SOURCES ../io/Voice.java
//SOURCES ../model/JvmOptions.java
//SOURCES ../model/Launcher.java
package lib.session;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import lib.io.Aws;
import lib.io.AwsFiles;
import lib.io.Errands;
import lib.io.ObservedAws;
import lib.io.SdkAws;
import lib.io.SpentCodes;
import lib.io.Terminal;
import lib.io.Turns;
import lib.io.Voice;
import lib.model.JvmOptions;
import lib.model.Launcher;

/**
 * Everything outside the program. Tests make one by hand.
 *
 * @param environment the variables in force
 * @param wayToAws gives {@link #aws}
 * @param turns in which this process and others of its kind do what must not be done twice at once
 * @param in what another program pipes in; never an answer to a question
 * @param out what a shell or a program will read, and nothing else
 * @param errands what this program does by itself when everything else is done
 */
public record World(InstantSource clock, Map<String, String> environment, AwsFiles files, Supplier<Aws> wayToAws,
        SpentCodes spentCodes, Terminal terminal, Turns turns, InputStream in, PrintStream out, Errands errands) {

    private static final String FILES = "the AWS files, which another program has locked or is writing";

    public World {
        terminal = terminal.in(environment);
        files.tell(new Listener(terminal));
    }

    public World(InstantSource clock, Map<String, String> environment, AwsFiles files, Aws aws, SpentCodes spentCodes,
            Terminal terminal, InputStream in, PrintStream out) {
        this(clock, environment, files, () -> aws, spentCodes, terminal, Turns.none(), in, out, Errands.never());
    }

    /** One in which nothing is done afterwards. */
    public static World real(String workingForm) {
        return real(workingForm, Errands.never());
    }

    /**
     * @param workingForm what to type where questions cannot be asked from the background
     * @param errands what is done afterwards
     */
    public static World real(String workingForm, Errands errands) {
        var clock = InstantSource.system();
        var environment = JvmOptions.restored(System.getenv());
        var turns = Turns.of(environment);
        var launcher = Optional.ofNullable(System.getProperty(Launcher.PROPERTY)).map(Path::of);
        return new World(clock, environment,
                AwsFiles.of(environment, System.getProperty("os.name").startsWith("Windows")),
                new SdkWhenAsked(clock),
                SpentCodes.of(environment, clock),
                Terminal.real(environment, launcher, turns, stream(FileDescriptor.err), workingForm),
                turns,
                new FileInputStream(FileDescriptor.in),
                stream(FileDescriptor.out), errands);
    }

    /** Whoever waits for an answer of it for long hears that it is waited for. */
    public Aws aws() {
        return wayToAws instanceof InSilence ? wayToAws.get() : new ObservedAws(wayToAws.get(), voice());
    }

    /** The same for what is done beside other things, where nobody waits: nothing is said there. */
    public World inSilence() {
        return new World(clock, environment, files, new InSilence(wayToAws), spentCodes, terminal, turns, in, out, errands);
    }

    private record InSilence(Supplier<Aws> wayToAws) implements Supplier<Aws> {
        @Override
        public Aws get() {
            return wayToAws.get();
        }
    }

    public Voice voice() {
        return new Voice(clock, environment, terminal::sayWhileWaiting);
    }

    /** As {@link AwsFiles#edit}, which waits for other programs. */
    public AwsFiles.Texts edit(UnaryOperator<AwsFiles.Texts> edit) {
        return voice().during(FILES, () -> files.edit(edit));
    }

    /** As {@link AwsFiles#store}, which waits for other programs. */
    public AwsFiles.Stored store(UnaryOperator<AwsFiles.Texts> session) {
        return voice().during(FILES, () -> files.store(session));
    }

    /** What the files have to say is for the person. */
    private record Listener(Terminal terminal) implements Consumer<String> {
        @Override
        public void accept(String sentence) {
            terminal.say(sentence);
        }
    }

    /** Whoever never asks AWS does not wait for the SDK's classes. */
    private static final class SdkWhenAsked implements Supplier<Aws> {
        private final InstantSource clock;
        private Optional<Aws> sdk = Optional.empty();

        SdkWhenAsked(InstantSource clock) {
            this.clock = clock;
        }

        @Override
        public synchronized Aws get() {
            if (sdk.isEmpty()) {
                sdk = Optional.of(new SdkAws(clock));
            }
            return sdk.get();
        }
    }

    /** The same with another terminal. */
    public World with(Terminal other) {
        return new World(clock, environment, files, wayToAws, spentCodes, other, turns, in, out, errands);
    }

    /** The same, where somebody listens to all calls to AWS. */
    public World with(ObservedAws.Observer observer) {
        return new World(clock, environment, files, () -> new ObservedAws(wayToAws.get(), observer), spentCodes, terminal, turns, in, out, errands);
    }

    /** UTF-8 whatever the locale says: names come from UTF-8 files. */
    private static PrintStream stream(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }
}
