//SOURCES FileChange.java
//SOURCES FileReading.java
//SOURCES KeptCopies.java
//SOURCES FileReplacement.java
//SOURCES ../model/Problem.java
package lib.io;

import java.util.function.BiFunction;
import lib.model.Problem;

/** What an edit does to both files: the credentials first, since a session without its region is of use, a region without its session is not. */
record FileChanges(FileChange credentials, FileChange config) {

    /** What a hindrance of one file keeps from being written. */
    enum Rule { THAT_FILE, BOTH, CONFIG_IF_CREDENTIALS }

    /**
     * Does both, as far as they can be done.
     *
     * @throws FileChange.Overtaken another has written one of them; what was done to the other is in what it says then
     */
    FileChanges done(Rule rule, FileReplacement replacement, KeptCopies copies) {
        if (rule == Rule.BOTH && (isHindered(credentials) || isHindered(config))) {
            return new FileChanges(credentials.leftAlone(), config.leftAlone());
        }
        BiFunction<FileReading, byte[], FileReplacement.Outcome> replacing = (old, bytes) ->
                copies.around(old, () -> replacement.replace(old, bytes));
        var first = credentials.done(replacing);
        return new FileChanges(first,
                isHindered(first) && rule == Rule.CONFIG_IF_CREDENTIALS ? config.leftAlone() : config.done(replacing));
    }

    private static boolean isHindered(FileChange change) {
        return change.hindrance().isPresent();
    }

    /** @throws Problem what became of the file that has not got what it was to have, and of the other */
    void requireWhole() {
        if (isHindered(credentials) && isHindered(config)) {
            throw Problem.neitherWritten(credentials.hindrance().get(), config.hindrance().get());
        }
        requireOne(credentials, config);
        requireOne(config, credentials);
    }

    private static void requireOne(FileChange one, FileChange other) {
        if (isHindered(one)) {
            throw other.bytes().isEmpty() ? one.hindrance().get()
                    : Problem.oneWritten(one.hindrance().get(), other.old().path().toString());
        }
    }
}
