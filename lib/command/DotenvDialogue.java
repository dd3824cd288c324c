//SOURCES ../io/DotenvFile.java
//SOURCES ../io/Git.java
//SOURCES ../io/Terminal.java
//SOURCES ../io/Turns.java
//SOURCES ../model/Credentials.java
//SOURCES ../model/DotenvText.java
//SOURCES ../model/OwnVariables.java
//SOURCES ../model/Problem.java
//SOURCES ../model/Profile.java
//SOURCES ../model/Shell.java
//SOURCES ../model/ToPaste.java
//SOURCES ../session/Sessions.java
//SOURCES ../session/World.java
package lib.command;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import lib.io.DotenvFile;
import lib.io.Git;
import lib.io.Terminal;
import lib.io.Turns;
import lib.model.Credentials;
import lib.model.DotenvText;
import lib.model.OwnVariables;
import lib.model.Problem;
import lib.model.Profile;
import lib.model.Shell;
import lib.model.ToPaste;
import lib.session.Sessions;
import lib.session.World;

/** {@code --dotenv}: the keys of a session in a file that notebooks read, and out of it again. */
public final class DotenvDialogue {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String LEFT_OUT = "name a file that git leaves out: --dotenv=FILE";
    private static final Runnable NOTHING = () -> { };

    private final World world;
    private final DotenvFile file;

    /** @param named as on the command line */
    public DotenvDialogue(World world, String named) {
        this.world = world;
        this.file = DotenvFile.at(named, world.environment());
    }

    /**
     * Finds out, before a code is spent, whether the keys can go there, and asks where they might go further.
     *
     * @throws Problem {@link Problem.FileUnusable}, {@link Problem.Cancelled}
     */
    public void prepare() {
        file.requireWritable();
        requireNoOthersKeys("replace");
        switch (Git.tracking(world.environment(), file.path())) {
            case TRACKED -> requireLeave("git tracks " + file.named() + ", and the next commit would hold the keys",
                    "Write them there all the same", LEFT_OUT);
            case UNKNOWN -> requireLeave("git does not say whether it tracks " + file.named(), "Write the keys there", LEFT_OUT);
            case TAKEN -> world.terminal().say("note: git would take " + file.named() + "; leave it out with: " + ToPaste.of(
                    List.of("printf", "\\n%s\\n", file.path().getFileName().toString())) + " >> " + ignoring());
            case LEFT_OUT -> { }
        }
        remarkWhatIsInTheWay(new DotenvText(file.text()));
    }

    private void remarkWhatIsInTheWay(DotenvText text) {
        if (text.isMarked()) {
            world.terminal().say("note: " + file.named() + " begins with a byte order mark, which shells and python-dotenv take"
                    + " for a part of its first line");
        }
        if (file.isRefused()) {
            world.terminal().say("note: " + file.named() + " is not UTF-8 text, and python-dotenv reads nothing of it;"
                    + " store it as UTF-8 with your editor");
        }
        Stream.of("AWS_PROFILE", "AWS_DEFAULT_PROFILE").filter(text.variables()::containsKey).findFirst().ifPresent(name ->
                world.terminal().say("note: " + name + " stands in " + file.named() + " too; some SDKs go by it,"
                        + " and boto3 fails where there is no such profile"));
    }

    /** The list beside the file. */
    private String ignoring() {
        var named = file.named().replaceFirst("[^/]*$", "") + ".gitignore";
        return named.matches("[\\w./~-]+") ? named : "'" + named.replace("'", "'\\''") + "'";
    }

    private void requireLeave(String why, String question, String instead) {
        world.terminal().explain(why);
        if (!world.terminal().confirmForGood(new Terminal.Question("leave, since " + why, instead, question + "? [y/N] "))) {
            throw new Problem.Cancelled();
        }
    }

    /** A person's own long-lived keys, of which there may be no other copy. */
    private void requireNoOthersKeys(String what) {
        var variables = new DotenvText(file.text()).variables();
        var id = variables.getOrDefault("AWS_ACCESS_KEY_ID", "");
        var isLongLived = id.matches("AKIA[A-Z0-9]{16}") && variables.getOrDefault("AWS_SESSION_TOKEN", "").isEmpty()
                && !variables.getOrDefault("AWS_SECRET_ACCESS_KEY", "").isEmpty();
        var isKept = new Sessions(world).profiles().all().stream().map(Profile::settings)
                .anyMatch(settings -> settings.get("aws_access_key_id").filter(id::equals).isPresent());
        if (isLongLived && !isKept) {
            requireLeave(file.named() + " holds long-lived keys, " + Credentials.masked(id) + ", that are in no AWS file",
                    "Really " + what + " them", "move them into the AWS files first, or name another file: --dotenv=FILE");
        }
    }

    /** The variables by which the file's own ones are to be reckoned: what this shell has, and what a person has set there. */
    public Map<String, String> environment() {
        var variables = new HashMap<>(OwnVariables.without(world.environment()));
        variables.putAll(new DotenvText(file.text()).variables());
        return variables;
    }

    /** @param variables those without a value are to be there no more */
    public void write(Profile profile, List<Shell.Variable> variables) {
        var wanted = new LinkedHashMap<String, String>();
        variables.forEach(variable -> variable.value().ifPresent(value -> wanted.put(variable.name(), value)));
        edit(text -> new DotenvText(text).with(wanted));
        world.terminal().say("the keys of " + profile.name() + " are in " + file.named() + ", for you alone to read");
    }

    public void clear() {
        if (!file.exists() || new DotenvText(file.text()).own().isEmpty()) {
            world.terminal().say(file.named() + " holds no keys");
            return;
        }
        file.requireWritable();
        requireNoOthersKeys("take out");
        edit(text -> new DotenvText(text).without());
        world.terminal().say("the keys are out of " + file.named());
    }

    private void edit(UnaryOperator<String> edit) {
        var patience = new Turns.Patience(PATIENCE, NOTHING, () ->
                world.terminal().sayWhileWaiting("waiting for another command that writes " + file.named()));
        try (var _ = world.turns().take("dotenv " + file.path().getParent(), patience).orElseGet(world.turns()::alone)) {
            file.edit(edit);
        }
    }
}
