//SOURCES Terminal.java
//SOURCES ../model/Problem.java
package lib.io;

import lib.model.Problem;

/**
 * Prints a problem as two lines, whatever AWS or a file put into its words, and a bug as one sentence above its stack trace.
 *
 * @param program the name both lines begin with
 */
public record ProblemPrinter(String program, Terminal terminal) {

    /** Returns the exit status. */
    public int print(Problem problem) {
        terminal.say(program, problem.message());
        terminal.say(program, "hint: " + problem.hint());
        return problem.exitStatus();
    }

    /** The same for a program that shows it to a person, often in one line of its own. Returns the exit status. */
    public int printInOneLine(Problem problem) {
        var hint = problem instanceof Problem.ToBeTyped ? "" : "; " + problem.hint();
        terminal.say(program, (problem.message() + hint).replace("\n", " "));
        return problem.exitStatus();
    }

    /** Returns the exit status. */
    public int print(Throwable bug) {
        terminal.say(program, "this is a defect of the program, not of your set-up; please report what follows");
        bug.printStackTrace(terminal.remarks());
        return Problem.OTHER;
    }
}
