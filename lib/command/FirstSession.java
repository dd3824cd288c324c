//SOURCES CodePairDialogue.java
//SOURCES MfaDialogue.java
//SOURCES SessionDialogue.java
//SOURCES ../io/Terminal.java
//SOURCES ../model/Problem.java
//SOURCES ../model/Profile.java
//SOURCES ../model/SerialNumber.java
//SOURCES ../model/SessionLength.java
//SOURCES ../model/TokenCode.java
//SOURCES ../session/Devices.java
//SOURCES ../session/Sessions.java
//SOURCES ../session/World.java
package lib.command;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import lib.io.Terminal;
import lib.model.Problem;
import lib.model.Profile;
import lib.model.SerialNumber;
import lib.model.SessionLength;
import lib.model.TokenCode;
import lib.session.Devices;
import lib.session.Sessions;
import lib.session.World;

/**
 * The first MFA session with a device that has just been enabled: proof that AWS takes its codes. Where it takes none, AWS's idea
 * of the device's clock is wrong, and that is put right on the spot.
 */
public record FirstSession(World world, Devices.Owner owner, SerialNumber device, Devices.Authority authority) {

    /** One rejected code may be mistyped. */
    private static final int REJECTIONS_BEFORE_RESYNC = 2;

    /** Starts and stores it; the codes that enabled the device are spent, so the next one is awaited. */
    public Profile.Session run() {
        var base = owner.base();
        new Sessions(world).requireStorable(base.sessionName());
        var length = base.sessionLength(Optional.empty(), SessionLength.usualOfMfaSession(world.environment()));
        world.terminal().say("%s: new MFA session of %s (%s)".formatted(
                base.name(), SessionLength.inWords(length.duration()), length.reason()));
        world.terminal().countDown(TokenCode.untilNext(world.clock().instant()), left -> "The next code appears in " + left + " s");
        var session = new MfaDialogue(world, Optional.of(device), Optional.empty()).withCode(base, device, resyncing(code ->
                new Sessions(world).startMfaSession(base, device, code, length.duration())));
        new Sessions(world).store(session, base, device);
        world.terminal().say(summary().summary(session));
        return session;
    }

    private SessionDialogue summary() {
        return new SessionDialogue(world, new SessionDialogue.Wishes(SessionDialogue.Mfa.WANTED, Optional.empty(),
                Optional.of(true), Optional.empty(), Optional.of(device), Optional.empty()), Map.of());
    }

    private <T> Function<TokenCode, T> resyncing(Function<TokenCode, T> start) {
        var rejections = new int[1];
        return code -> {
            try {
                return start.apply(code);
            } catch (Problem.TokenCodeRejected refused) {
                if (++rejections[0] == REJECTIONS_BEFORE_RESYNC) {
                    resync(refused);
                }
                throw refused;
            }
        };
    }

    private void resync(Problem refused) {
        var question = new Terminal.Question("whether to resync", "run: jbang enable-disable-vmfa-device.java resync",
                "Resync it now? [Y/n] ");
        world.terminal().say(refused.message()
                + "\n  the device may be out of step with AWS; two codes in a row put that right");
        if (world.terminal().canAsk() && world.terminal().confirm(question)) {
            new CodePairDialogue(world, Optional.empty()).with(CodePairDialogue.Shown.by(device), codes ->
                    new Devices(world).resync(owner, authority, device, codes));
            world.terminal().say(device + " is in step with AWS again");
        }
    }
}
