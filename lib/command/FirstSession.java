//SOURCES CodePairDialogue.java
//SOURCES SessionDialogue.java
//SOURCES SessionWishes.java
//SOURCES ../io/Terminal.java
//SOURCES ../model/Plan.java
//SOURCES ../model/Problem.java
//SOURCES ../model/Profile.java
//SOURCES ../model/SerialNumber.java
//SOURCES ../model/ToPaste.java
//SOURCES ../model/TokenCode.java
//SOURCES ../session/Devices.java
//SOURCES ../session/World.java
package lib.command;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import lib.io.Terminal;
import lib.model.Plan;
import lib.model.Problem;
import lib.model.Profile;
import lib.model.SerialNumber;
import lib.model.ToPaste;
import lib.model.TokenCode;
import lib.session.Devices;
import lib.session.World;

/**
 * The first MFA session with a device that has just been enabled: proof that AWS takes its codes. Where it takes none, AWS's idea
 * of the device's clock is wrong, and that is put right on the spot.
 */
public record FirstSession(World world, Devices.Owner owner, SerialNumber device, Devices.Authority authority) {

    /** One rejected code may be mistyped. */
    private static final int REJECTIONS_BEFORE_RESYNC = 2;

    /** Starts and stores it; the codes that enabled the device are spent, so the next one is awaited. */
    public Profile run() {
        world.terminal().countDown(TokenCode.untilNext(world.clock().instant()), left -> "The next code appears in " + left + " s");
        var wishes = SessionWishes.usual(Plan.Mfa.ANEW).with(device);
        var session = new SessionDialogue(world, wishes, Map.of(), owner.base(), this::resyncing).active().profile();
        world.terminal().say(SessionDialogue.summary(world, session));
        return session;
    }

    private Function<TokenCode, Profile.Session> resyncing(Function<TokenCode, Profile.Session> start) {
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

    /** @throws Problem.TokenCodeSpent it is done */
    private void resync(Problem refused) {
        var question = new Terminal.Question("whether to resync", "run: " + ToPaste.devices("resync", owner.base().name()),
                "Resync it now? [Y/n] ");
        world.terminal().say(refused.message()
                + "\n  AWS may expect other codes of this device by now; two codes in a row put that right");
        if (world.terminal().canAsk() && world.terminal().confirm(question)) {
            new CodePairDialogue(world, Optional.empty()).with(CodePairDialogue.Shown.by(device), codes ->
                    new Devices(world).resync(owner, authority, device, codes));
            throw Problem.TokenCodeSpent.onResync(device.text(), TokenCode.untilNext(world.clock().instant()));
        }
    }
}
