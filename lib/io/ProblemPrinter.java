//SOURCES ../model/Problem.java
package lib.io;

import java.io.PrintStream;
import lib.model.Problem;

/**
 * Prints a problem as two lines, and a bug as one sentence above its stack trace.
 *
 * @param program the name both lines begin with
 */
public record ProblemPrinter(String program, PrintStream err) {

    /** Returns the exit status. */
    public int print(Problem problem) {
        err.println(program + ": " + problem.message());
        err.println(program + ": hint: " + problem.hint());
        return problem.exitStatus();
    }

    /** Returns the exit status. */
    public int print(Throwable bug) {
        err.println(program + ": this is a defect of the program, not of your set-up; please report what follows");
        bug.printStackTrace(err);
        return Problem.OTHER;
    }
}
