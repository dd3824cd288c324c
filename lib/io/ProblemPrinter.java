//SOURCES ../model/Problem.java
//SOURCES ../model/Shown.java
package lib.io;

import java.io.PrintStream;
import lib.model.Problem;
import lib.model.Shown;

/**
 * Prints a problem as two lines, whatever AWS or a file put into its words, and a bug as one sentence above its stack trace.
 *
 * @param program the name both lines begin with
 */
public record ProblemPrinter(String program, PrintStream err) {

    /** Returns the exit status. */
    public int print(Problem problem) {
        err.println(program + ": " + Shown.harmless(problem.message()));
        err.println(program + ": hint: " + Shown.harmless(problem.hint()));
        return problem.exitStatus();
    }

    /** The same for a program that shows it to a person, often in one line of its own. Returns the exit status. */
    public int printInOneLine(Problem problem) {
        var hint = problem instanceof Problem.ToBeTyped ? "" : "; " + problem.hint();
        err.println(program + ": " + Shown.harmless(problem.message() + hint).replace("\n", " "));
        return problem.exitStatus();
    }

    /** Returns the exit status. */
    public int print(Throwable bug) {
        err.println(program + ": this is a defect of the program, not of your set-up; please report what follows");
        bug.printStackTrace(err);
        return Problem.OTHER;
    }
}
