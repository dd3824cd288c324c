//SOURCES ../io/Clipboard.java
//SOURCES ../io/Terminal.java
//SOURCES ../model/Choices.java
//SOURCES ../model/Problem.java
//SOURCES ../model/Shell.java
//SOURCES ../session/World.java
package lib.command;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import lib.io.Clipboard;
import lib.io.Terminal;
import lib.model.Choices;
import lib.model.Problem;
import lib.model.Shell;
import lib.session.World;

/**
 * What goes into the clipboard, ready to be pasted. Keys go there only where they are asked for.
 *
 * @param shell what the person's shell is
 */
public record CopyDialogue(World world, Shell shell) {

    /** In that form. A clipboard that fails is a remark: the session is there all the same. */
    public void copy(Shell format, List<Shell.Variable> variables) {
        onClipboard(tool -> copy(tool, () -> format.toPaste(variables)));
    }

    /**
     * In the form that the person chooses; where nobody can be asked, as the line for the shell.
     *
     * @param handover what this shell needs
     * @param keys the credentials themselves; none where another program provides them
     */
    public void ask(List<Shell.Variable> handover, List<Shell.Variable> keys) {
        onClipboard(tool -> {
            var offers = offers(tool, handover, keys);
            copy(tool, world.terminal().canAsk() ? chosen(offers) : offers.getFirst().meaning().get());
        });
    }

    private void onClipboard(Consumer<Clipboard> copying) {
        Clipboard.of(world.environment(), world.terminal()).ifPresentOrElse(copying,
                () -> world.terminal().say("note: no clipboard here; " + Clipboard.remedy(world.environment())));
    }

    private Supplier<String> chosen(List<Choices.Line<Supplier<String>>> offers) {
        var choices = Choices.lettered(offers).withFirstOnEnter();
        world.terminal().show(window -> "\n" + choices.text(window).indent(1));
        return world.terminal().choose(new Terminal.Question("what to copy", "name a form with --emit", "Copy which? (Enter alone: B) "),
                choices.withHint("answer with " + String.join(", ", choices.keys()) + ", or with Enter alone"));
    }

    /** What each gives may throw {@link Problem#cannotHold}. */
    private List<Choices.Line<Supplier<String>>> offers(Clipboard tool, List<Shell.Variable> handover, List<Shell.Variable> keys) {
        var offers = new ArrayList<Choices.Line<Supplier<String>>>();
        offers.add(Choices.Line.of("B", "the line for " + shell.id(), () -> shell.toPaste(handover)));
        offers.add(Choices.Line.of("A", "what stands before a single command", () -> Shell.PREFIX.toPaste(handover)));
        if (!keys.isEmpty() && !keys.equals(handover)) {
            offers.add(Choices.Line.of("K", "its keys, for " + shell.id(), () -> shell.toPaste(keys)));
        }
        if (!keys.isEmpty() && tool.isOfWindows()) {
            offers.add(Choices.Line.of("P", "its keys, for PowerShell", () -> Shell.POWERSHELL.toPaste(keys)));
            offers.add(Choices.Line.of("C", "its keys, for cmd.exe", () -> Shell.WINDOWS_CMD.toPaste(keys)));
        }
        if (!keys.isEmpty()) {
            offers.add(Choices.Line.of("S", "its keys, for COPY and UNLOAD in SQL", () -> Shell.SQL.toPaste(keys)));
        }
        return offers;
    }

    private void copy(Clipboard tool, Supplier<String> text) {
        try {
            world.terminal().say(tool.copy(text.get()).map(CopyDialogue::inWords)
                    .orElse("in the clipboard of " + tool.name() + ": paste it at the prompt"));
        } catch (Problem unfit) {
            world.terminal().say(inWords(unfit));
        }
    }

    private static String inWords(Problem problem) {
        return "note: " + problem.message() + "; " + problem.hint();
    }
}
