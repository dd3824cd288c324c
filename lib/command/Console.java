//SOURCES ../io/Aws.java
//SOURCES ../io/Browser.java
//SOURCES ../io/Federation.java
//SOURCES ../model/Arn.java
//SOURCES ../model/Connection.java
//SOURCES ../model/ConsoleAddress.java
//SOURCES ../model/Problem.java
//SOURCES ../model/Profile.java
//SOURCES ../session/Sessions.java
//SOURCES ../session/Sources.java
//SOURCES ../session/World.java
package lib.command;

import java.time.Duration;
import java.util.Optional;
import lib.io.Aws;
import lib.io.Browser;
import lib.io.Federation;
import lib.model.Arn;
import lib.model.Connection;
import lib.model.ConsoleAddress;
import lib.model.Problem;
import lib.model.Profile;
import lib.session.Sessions;
import lib.session.Sources;
import lib.session.World;

/**
 * {@code console PROFILE}: a role session opens AWS's web console.
 *
 * @param pageStays as in {@link Browser}
 */
public record Console(World world, Duration pageStays) {

    private static final Duration USUAL_STAY = Duration.ofSeconds(15);

    /** What becomes of the address: the desktop's browser opens it, or a program reads it from stdout. */
    public enum To { BROWSER, STDOUT }

    public Console(World world) {
        this(world, USUAL_STAY);
    }

    /**
     * Returns the exit status.
     *
     * @param active a session or a base profile
     * @throws Problem {@link Problem#noConsole}, {@link Problem#noConsoleInPractice}, {@link Problem#noConsoleAddress},
     *     {@link Problem#noBrowser}, {@link Problem#partOfASession}, {@link Problem.SessionExpired}, {@link Problem#notABaseProfile},
     *     and what {@link Aws#getCallerIdentity} and {@link Federation#loginAddress} throw
     */
    public int run(Profile active, To to) {
        var caller = caller(active);
        var identity = world.aws().getCallerIdentity(caller);
        requireOfARole(active, identity, caller);
        caller.connection().standIn("signin").ifPresent(practice -> {
            throw Problem.noConsoleInPractice(practice);
        });
        if (to == To.BROWSER) {
            browser().requireThere();
        }
        var console = addressOf(identity).orElseThrow(() -> Problem.noConsoleAddress(identity.partition()));
        var region = identity.regionNear(caller.connection().region());
        var login = world.voice().asking("AWS, which signs in to the console", () ->
                Federation.at(console.federationEndpoint(), caller.connection())
                        .loginAddress(active.name(), caller.credentials(), console.home(region)));
        switch (to) {
            case STDOUT -> print(login, active, identity);
            case BROWSER -> open(login, active, identity, region);
        }
        return 0;
    }

    private void print(String login, Profile active, Arn identity) {
        world.terminal().say("%s: whoever opens this address within 15 minutes is signed in to account %s"
                .formatted(active.name(), identity.account()));
        world.out().println(login);
        world.out().flush();
    }

    private void open(String login, Profile active, Arn identity, String region) {
        world.terminal().say("%s: opening the console of account %s in %s, as %s; the browser has %d s to start"
                .formatted(active.name(), identity.account(), region, identity.name(), pageStays.toSeconds()));
        browser().open(login);
    }

    private Browser browser() {
        return new Browser(world.environment(), pageStays);
    }

    // -------------------------------------------------------------- who may not

    private Aws.Caller caller(Profile active) {
        var credentials = switch (active) {
            case Profile.Session session -> {
                requireLive(session);
                yield session.credentials().orElseThrow(() -> Problem.partOfASession(session.name()));
            }
            case Profile.Base base -> base.keys();
            case Profile.Managed managed when managed.canBeGiven() -> {
                world.terminal().say(Sources.inWords(managed));
                yield caller(new Sources(world).given(managed)).credentials();
            }
            case Profile other -> throw Problem.notABaseProfile(other.name(), "has no credentials here that could sign in",
                    "name a role profile");
        };
        return new Aws.Caller(credentials, Connection.of(world.environment(), new Sessions(world).profiles(), active));
    }

    private void requireLive(Profile.Session session) {
        var now = world.clock().instant();
        session.expiration().filter(expiration -> !expiration.remaining(now).isPositive()).ifPresent(ended -> {
            throw new Problem.SessionExpired(session.settings().get("aws_access_key_id").orElse("of " + session.name()));
        });
    }

    /** AWS itself says what the credentials are; a name in a file may be wrong. */
    private void requireOfARole(Profile active, Arn identity, Aws.Caller caller) {
        if (identity.isAssumedRole() || identity.isFederatedUser()) {
            return;
        }
        var what = switch (active) {
            case Profile.Session mfa when mfa.kind() == Profile.Session.Kind.MFA -> "an MFA session, made by GetSessionToken";
            case Profile.Session session -> "a session made by GetSessionToken";
            default -> "a user's own access key";
        };
        throw Problem.noConsole(active.name(), what, addressOf(identity).map(console ->
                console.signInPage(alias(caller).orElse(identity.account()))));
    }

    private static Optional<ConsoleAddress> addressOf(Arn identity) {
        return ConsoleAddress.of(identity.partition());
    }

    /** Many may not ask for it, and the number does as well. */
    private Optional<String> alias(Aws.Caller caller) {
        try {
            return world.aws().listAccountAliases(caller);
        } catch (Problem hidden) {
            return Optional.empty();
        }
    }
}
