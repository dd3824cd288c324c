//SOURCES Remarks.java
//SOURCES ../io/AwsCommand.java
//SOURCES ../io/AwsFiles.java
//SOURCES ../io/Terminal.java
//SOURCES ../model/Choices.java
//SOURCES ../model/Finding.java
//SOURCES ../model/Lessons.java
//SOURCES ../model/Menu.java
//SOURCES ../model/Plan.java
//SOURCES ../model/Problem.java
//SOURCES ../model/Profile.java
//SOURCES ../model/Profiles.java
//SOURCES ../model/RoleChain.java
//SOURCES ../session/Sessions.java
//SOURCES ../session/Survey.java
//SOURCES ../session/World.java
package lib.command;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import lib.io.AwsCommand;
import lib.io.AwsFiles;
import lib.io.Terminal;
import lib.model.Choices;
import lib.model.Finding;
import lib.model.Lessons;
import lib.model.Menu;
import lib.model.Plan;
import lib.model.Problem;
import lib.model.Profile;
import lib.model.Profiles;
import lib.model.RoleChain;
import lib.session.Sessions;
import lib.session.Survey;
import lib.session.World;

/**
 * Which profile: chosen by a person who sees what AWS says of all of them, or in quick mode what earlier runs learned.
 *
 * @param quick whether AWS is left alone
 * @param readOnly whether nothing of what AWS says is kept
 * @param lookupRegion where the SSM parameters are; each profile's own region when absent
 */
public record ProfileDialogue(World world, Terminal.Question which, boolean quick, boolean readOnly, Optional<String> lookupRegion) {

    /**
     * What was chosen.
     *
     * @param findings what AWS said of the profiles, by name
     * @param mfa how willing the person is to type a code
     */
    public record Choice(Profile profile, Map<String, Finding> findings, Plan.Mfa mfa) {}

    private static final int MOST_NAMED = 3;

    /** What AWS said, and the profiles as the files have them afterwards. */
    public record Known(Map<String, Finding> findings, Profiles profiles) {}

    /** Whether a person is asked what they want of a profile that has a live session, or has said so on the command line. */
    public enum What { ASKED, SAID }

    /** From the menu, under running numbers. */
    public Choice fromAll(What what) {
        world.files().namesNoFile().ifPresent(why -> world.terminal().say("note: " + why.message()));
        var known = known();
        var menu = menu(known);
        var faults = remarks().faultsInOneLine();
        world.terminal().show(window -> menu.text(window, whereToRemove()) + "\n" + faults);
        var chosen = world.terminal().ask(question("Which one? " + menu.choices() + ": "), menu::read);
        var live = menu.liveSession(chosen).filter(session -> what == What.ASKED);
        if (live.isEmpty()) {
            return new Choice(withSource(chosen, known.findings()), known.findings(), Plan.Mfa.OR_WITHOUT);
        }
        var ways = ways(chosen, live, known.findings());
        world.terminal().show(window -> "\n" + ways.text(window));
        var wanted = whatWithIt(ways);
        return new Choice(withSource(wanted.profile(), known.findings()), wanted.findings(), wanted.mfa());
    }

    private Menu menu(Known known) {
        return Menu.of(known.profiles(), known.findings(), world.clock().instant());
    }

    private String whereToRemove() {
        var files = world.files().locations();
        return "What is not usable can be mended or removed in %s and %s".formatted(files.config(), files.credentials());
    }

    private Terminal.Question question(String prompt) {
        return new Terminal.Question(which.what(), which.instead(), prompt);
    }

    // ---------------------------------------------------------------- what with it

    /**
     * What to do with the only base profile where there is nothing else.
     *
     * @throws Problem why AWS does not take its keys
     */
    public Choice ofTheOnly(String name) {
        var known = known();
        var base = (Profile.Base) known.profiles().require(name);
        if (known.findings().get(name) instanceof Finding.Rejected rejected) {
            throw rejected.why();
        }
        var menu = menu(known);
        var ways = ways(base, menu.liveSession(base), known.findings());
        var faults = remarks().faultsInOneLine();
        world.terminal().show(window -> menu.text(window, "") + "\n" + faults + "\n" + ways.text(window));
        return whatWithIt(ways);
    }

    private Choice whatWithIt(Choices<Choice> ways) {
        return world.terminal().choose(question("What do you want to do? " + ways.letters() + ": "), ways);
    }

    /**
     * What can be done with a base profile or a role: its live session is taken up, which Enter alone does too, a new one started,
     * or a base profile used as it is.
     *
     * @param findings what AWS said of the profiles, by name
     */
    private static Choices<Choice> ways(Profile profile, Optional<Profile.Session> live, Map<String, Finding> findings) {
        var asItIs = Choices.Line.of("U", "use it as it is, without MFA", new Choice(profile, findings, Plan.Mfa.NOT_WANTED));
        var lines = new ArrayList<Choices.Line<Choice>>();
        live.ifPresent(session ->
                lines.add(Choices.Line.of("R", "resume " + session.name(), new Choice(session, findings, Plan.Mfa.WANTED))));
        lines.add(start(profile, live, findings));
        if (!(profile instanceof Profile.Role || profile instanceof Profile.Session)) {
            lines.add(live.isPresent() ? 2 : 0, asItIs);
        }
        var ways = Choices.lettered(lines);
        return live.isPresent() ? ways.withFirstOnEnter() : ways;
    }

    private static Choices.Line<Choice> start(Profile profile, Optional<Profile.Session> live, Map<String, Finding> findings) {
        if (findings.get(profile.name()) instanceof Finding.User user && !user.canGiveCodes()) {
            return Choices.Line.remark("no MFA session: " + new Problem.NoMfaDevice(profile.name()).hint());
        }
        return Choices.Line.of("S", "start " + (profile instanceof Profile.Role ? "a role session" : "an MFA session")
                + (live.isPresent() ? " in place of the live one" : ""), new Choice(profile, findings, Plan.Mfa.ANEW));
    }

    // ---------------------------------------------------------------- asking AWS

    /** What a menu can show, after what is in effect in the shell. */
    public Known known() {
        if (!quick) {
            return surveyed();
        }
        remarks().environment();
        return new Known(Map.of(), new Sessions(world).profiles());
    }

    private Remarks remarks() {
        return new Remarks(world, Optional.empty());
    }

    /** Asks AWS about everything and keeps what is worth it. */
    private Known surveyed() {
        remarks().beforeAsking();
        AwsCommand.remedy(world.environment()).ifPresent(remedy -> world.terminal().say("note: " + remedy));
        var tooOld = AwsCommand.ifTooOld(world.environment());
        var before = new Sessions(world).profiles();
        var findings = findings(before);
        remarks().inEffect(findings);
        findings.remove(Profile.HERE);
        if (tooOld.isDone()) {
            tooOld.resultNow().ifPresent(remedy -> world.terminal().say("note: " + remedy));
        }
        var nobodyAnswered = findings.values().stream().allMatch(Finding.Unknown.class::isInstance);
        if (findings.isEmpty() || nobodyAnswered) {
            findings.values().stream().findFirst().map(finding -> ((Finding.Unknown) finding).why()).ifPresent(why ->
                    world.terminal().say("AWS cannot be asked now, so this is what earlier runs learned: " + why.message()));
            return new Known(Map.of(), before);
        }
        var lessons = new Lessons(before, findings, world.clock().instant());
        UnaryOperator<AwsFiles.Texts> learning = texts -> new AwsFiles.Texts(
                lessons.inConfig(texts.config()), lessons.inCredentials(texts.credentials()));
        var after = readOnly ? learning.apply(world.files().read()) : kept(learning);
        return new Known(findings, world.files().profilesOf(after).with(world.environment()));
    }

    /** Files that cannot be written are no reason not to choose. */
    private AwsFiles.Texts kept(UnaryOperator<AwsFiles.Texts> learning) {
        var before = world.files().seen().profiles();
        try {
            world.edit(learning);
        } catch (Problem unwritable) {
            world.terminal().say("note: what AWS said is not remembered: " + unwritable.message()
                    + " (--read-only does not try)");
        }
        remarkKept(before, world.files().seen().profiles());
        return learning.apply(world.files().seen());
    }

    /** Who only looks shall know what the files say afterwards. */
    private void remarkKept(Profiles before, Profiles after) {
        var kept = after.all().stream().flatMap(profile -> news(before, profile).map(key -> key + " of " + profile.name())).toList();
        if (!kept.isEmpty()) {
            world.terminal().say("noted in the AWS files: " + (kept.size() > MOST_NAMED
                    ? kept.size() + " things that AWS said of the profiles" : String.join(", ", kept)));
        }
    }

    private static Stream<String> news(Profiles before, Profile now) {
        var then = before.named(now.name()).map(profile -> profile.settings().properties()).orElse(Map.of());
        var properties = now.settings().properties();
        return Stream.concat(properties.keySet().stream(), then.keySet().stream()).distinct().sorted()
                .filter(key -> !Objects.equals(properties.get(key), then.get(key)));
    }

    private Map<String, Finding> findings(Profiles profiles) {
        world.terminal().progress("Asking AWS about the profiles");
        try {
            return world.terminal().showsProgress() ? asked(profiles)
                    : world.voice().asking("AWS, which is asked about the profiles", () -> asked(profiles));
        } finally {
            world.terminal().progress("");
        }
    }

    private Map<String, Finding> asked(Profiles profiles) {
        try (var survey = new Survey(world, profiles, lookupRegion)) {
            return survey.run(remarks().toAsk(), (count, all) ->
                    world.terminal().progress("Asking AWS about the profiles: %d of %d".formatted(count, all)));
        }
    }

    // --------------------------------------------------- a role without its source

    /**
     * A role that names no source profile, or one that is gone, gets one from the person; anything else stays as it is.
     *
     * @param findings what AWS said of the profiles, by name, if it was asked
     */
    public Profile withSource(Profile chosen, Map<String, Finding> findings) {
        var profiles = new Sessions(world).profiles();
        var lacking = chosen instanceof Profile.Role role && role.arn().isPresent() && world.terminal().canAsk() && !readOnly
                && !role.isFromEnvironment() && role.sourceProfile().flatMap(profiles::named).isEmpty() ? Optional.of(role) : Optional.<Profile.Role>empty();
        return lacking.map(role -> sourceAsked(profiles, role, findings)).orElse(chosen);
    }

    private Profile sourceAsked(Profiles profiles, Profile.Role role, Map<String, Finding> findings) {
        var problem = role.sourceProfile().map(gone -> Problem.missingSourceProfile(role.name(), gone))
                .orElse(Problem.noSourceProfile(role.name()));
        var candidates = Stream.of(profiles.bases(), profiles.roles(), profiles.all().stream().filter(Profile.Managed.class::isInstance).toList())
                .<Profile>flatMap(Collection::stream)
                .filter(other -> !other.name().equals(role.name()) && beginning(profiles, other).isPresent())
                .sorted(Comparator.comparing(candidate -> whyDead(profiles, candidate, findings).isPresent())).toList();
        var choices = Choices.numbered(candidates, candidate -> candidate.name()
                + whyDead(profiles, candidate, findings).map(why -> "  (" + why + ")").orElse(""), candidate -> verified(profiles, role, candidate)).withOnEnter(() -> {
            throw problem;
        });
        world.terminal().show(window -> problem.message() + "\n" + choices.text(window));
        var source = world.terminal().choose(question("Who assumes it? A number (Enter alone: nobody): "), choices);
        var stored = world.edit(texts -> new AwsFiles.Texts(
                texts.config().with(Profiles.headerInConfig(texts.config(), role.name()), "source_profile", source.name()), texts.credentials()));
        return stored.profiles().require(role.name());
    }

    /** Whose keys the way from there begins with; empty where none can be had, and for a role that would be its own source. */
    private static Optional<Profile> beginning(Profiles profiles, Profile source) {
        try {
            return Optional.of(source instanceof Profile.Role role ? RoleChain.of(profiles, role).source() : source).filter(profile ->
                    profile instanceof Profile.Base || profile instanceof Profile.Managed managed && managed.canBeGiven());
        } catch (Problem broken) {
            return Optional.empty();
        }
    }

    /** Why no role can be assumed from there, as far as AWS has said it, now or earlier. */
    private static Optional<String> whyDead(Profiles profiles, Profile source, Map<String, Finding> findings) {
        return beginning(profiles, source).flatMap(keys -> switch (findings.get(keys.name())) {
            case Finding.Rejected rejected -> Optional.of(rejected.why().message());
            case null -> keys.settings().get("invalid_as_of").map(since -> "AWS did not accept its keys on " + since);
            default -> Optional.<String>empty();
        });
    }

    /** Where the role is of the source's account, AWS must know it; in another account nobody here can look, and no command runs for a look. */
    private Profile verified(Profiles profiles, Profile.Role role, Profile source) {
        try {
            if (beginning(profiles, source).orElseThrow() instanceof Profile.Base base) {
                new Sessions(world).requireRole(base, role.arn().orElseThrow());
            }
            return source;
        } catch (Problem.NoSuchRole refused) {
            throw Problem.wrongUsage("no such role", refused.message());
        } catch (Problem refused) {
            world.terminal().explain("AWS could not confirm it: " + refused.message());
            if (isKeptAllTheSame(source, refused)) {
                return source;
            }
            throw Problem.wrongUsage("not verified", "choose another, or nobody");
        }
    }

    /** Where AWS refuses the keys, Enter alone does not keep them. */
    private boolean isKeptAllTheSame(Profile source, Problem refused) {
        var isDead = refused instanceof Problem.CredentialsRejected;
        var question = question("Keep %s as the source all the same? %s ".formatted(source.name(), isDead ? "[y/N]" : "[Y/n]"));
        return isDead ? world.terminal().confirmForGood(question) : world.terminal().confirm(question);
    }
}
