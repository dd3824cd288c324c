//SOURCES ../io/Clipboard.java
//SOURCES ../io/Terminal.java
//SOURCES ../model/Problem.java
//SOURCES ../model/Shell.java
//SOURCES ../session/World.java
package lib.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import lib.io.Clipboard;
import lib.io.Terminal;
import lib.model.Problem;
import lib.model.Shell;
import lib.session.World;

/**
 * What goes into the clipboard, ready to be pasted. Keys go there only where they are asked for.
 *
 * @param shell what the person's shell is
 */
public record CopyDialogue(World world, Shell shell) {

    /** @param text may throw {@link Problem.CannotHold} */
    private record Offer(String letter, String words, Supplier<String> text) {}

    /** Without a question. A clipboard that fails is a remark: the session is there all the same. */
    public void copy(Shell format, List<Shell.Variable> variables) {
        clipboard().ifPresentOrElse(tool -> copy(tool, () -> format.toPaste(variables)),
                () -> world.terminal().say("note: no clipboard here; " + Clipboard.remedy(world.environment())));
    }

    /**
     * Asks which of the forms it shall be, where there is a clipboard and somebody to ask.
     *
     * @param handover what this shell needs
     * @param keys the credentials themselves; none where another program provides them
     */
    public void offer(List<Shell.Variable> handover, List<Shell.Variable> keys) {
        if (clipboard().isEmpty() || !world.terminal().canAsk()) {
            return;
        }
        var offers = offers(clipboard().get(), handover, keys);
        world.terminal().show("\nCopy it, ready to paste?\n" + offers.stream()
                .map(offer -> "%5s: %s".formatted(offer.letter(), offer.words())).collect(Collectors.joining("\n")));
        world.terminal().ask(new Terminal.Question("what to copy", "leave it out, or use --copy", "A letter (Enter alone: nothing): "),
                answer -> read(offers, answer.strip().toUpperCase(Locale.ROOT)))
                .ifPresent(offer -> copy(clipboard().get(), offer.text()));
    }

    private List<Offer> offers(Clipboard tool, List<Shell.Variable> handover, List<Shell.Variable> keys) {
        var offers = new ArrayList<>(List.of(
                new Offer("B", "the line for " + shell.id(), () -> shell.toPaste(handover)),
                new Offer("A", "what stands before a single command", () -> Shell.PREFIX.toPaste(handover))));
        if (!keys.isEmpty() && !keys.equals(handover)) {
            offers.add(new Offer("K", "its keys, for " + shell.id(), () -> shell.toPaste(keys)));
        }
        if (!keys.isEmpty() && tool.isOfWindows()) {
            offers.add(new Offer("P", "its keys, for PowerShell", () -> Shell.POWERSHELL.toPaste(keys)));
            offers.add(new Offer("C", "its keys, for cmd.exe", () -> Shell.WINDOWS_CMD.toPaste(keys)));
        }
        if (!keys.isEmpty()) {
            offers.add(new Offer("S", "its keys, for COPY and UNLOAD in SQL", () -> Shell.SQL.toPaste(keys)));
        }
        return offers;
    }

    private static Optional<Offer> read(List<Offer> offers, String letter) {
        var chosen = offers.stream().filter(offer -> offer.letter().equals(letter)).findFirst();
        if (chosen.isEmpty() && !letter.isEmpty()) {
            throw new Problem.WrongUsage("no such choice", "answer with " + offers.stream().map(Offer::letter)
                    .collect(Collectors.joining(", ")) + ", or with Enter alone").found();
        }
        return chosen;
    }

    private void copy(Clipboard tool, Supplier<String> text) {
        try {
            world.terminal().say(tool.copy(text.get()).map(CopyDialogue::inWords)
                    .orElse("in the clipboard of " + tool.name() + ": paste it at the prompt"));
        } catch (Problem.Found unfit) {
            world.terminal().say(inWords(unfit.problem()));
        }
    }

    private static String inWords(Problem problem) {
        return "note: " + problem.message() + "; " + problem.hint();
    }

    private Optional<Clipboard> clipboard() {
        return Clipboard.of(world.environment(), world.terminal());
    }
}
