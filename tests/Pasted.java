//SOURCES ../lib/model/Shell.java
//SOURCES ../lib/model/ToPaste.java

import java.util.List;
import lib.model.Shell;
import lib.model.ToPaste;

/** Texts of the model as somebody sees them who types {@code jbang awscli-mfa.java} in bash. */
final class Pasted {

    private Pasted() {}

    static String inBash(String text) {
        return ToPaste.shown(text, program -> program.equals("aws") ? List.of("aws") : List.of("jbang", program + ".java"),
                Shell.BASH::line, Shell.BASH::handover);
    }
}
