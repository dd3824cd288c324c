//DEPS info.picocli:picocli:4.7.7
//SOURCES ../io/Terminal.java
//SOURCES ../io/Trace.java
//SOURCES ../session/World.java
package lib.command;

import static picocli.CommandLine.ScopeType.INHERIT;

import lib.io.Terminal;
import lib.io.Trace;
import lib.session.World;
import picocli.CommandLine.Option;

/** How a script talks to the person: the same options in each of them. */
public final class TerminalOptions {

    @Option(scope = INHERIT, names = "--no-input", description = "Never ask; end with a message instead.")
    private boolean noInput;

    @Option(scope = INHERIT, names = {"-d", "--debug"}, description = "Say of every call to AWS how it went. No secret is shown.")
    private boolean debug;

    @Option(scope = INHERIT, names = {"-m", "--monochrome"}, description = "No colours.")
    private boolean monochrome;

    /** The world that these options ask for. */
    public World in(World world) {
        var terminal = noInput ? world.terminal().withoutQuestions() : world.terminal();
        var spoken = world.with(monochrome ? terminal.monochrome() : terminal);
        return debug ? traced(spoken) : spoken;
    }

    private static World traced(World world) {
        Terminal terminal = world.terminal();
        terminal.say("debug: every call to AWS is told; secrets and codes are not");
        world.files().traceTo(terminal::say);
        return world.with(new Trace(world.clock(), terminal::say));
    }
}
