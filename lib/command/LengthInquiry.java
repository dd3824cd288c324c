//SOURCES ../io/LengthInquiries.java
//SOURCES ../model/Launcher.java
//SOURCES ../model/Plan.java
//SOURCES ../model/Problem.java
//SOURCES ../model/Profile.java
//SOURCES ../session/Sessions.java
//SOURCES ../session/World.java
package lib.command;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import lib.io.LengthInquiries;
import lib.model.Launcher;
import lib.model.Plan;
import lib.model.Problem;
import lib.model.Profile;
import lib.session.Sessions;
import lib.session.World;

/**
 * How long the account says that an MFA session may last, asked beside other things: while a person types a code; the first time, when
 * a code is at hand; later on, when a code is at hand, once a day and after everything else.
 */
public final class LengthInquiry {

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final String ERRAND = "length";

    private final FutureTask<Plan.Advertised> question;
    private final long began = System.nanoTime();

    private LengthInquiry(FutureTask<Plan.Advertised> question) {
        this.question = question;
    }

    /** Absent where what was learned last has to do for now. */
    static Optional<LengthInquiry> beside(Sessions sessions, Profile.Base base, Plan.Code code, Optional<String> lookupRegion) {
        var world = sessions.world();
        var inquiries = LengthInquiries.of(world.environment(), world.clock());
        var key = base.keys().accessKeyId();
        if (code instanceof Plan.Code.Asked || inquiries.isFirst(key)) {
            return Optional.of(begin(sessions, base, lookupRegion));
        }
        if (base.isStored() && inquiries.isDue(key)) {
            world.errands().add(List.of(Launcher.SWITCH, ERRAND, base.name(), lookupRegion.orElse("")));
        }
        return Optional.empty();
    }

    private static LengthInquiry begin(Sessions sessions, Profile.Base base, Optional<String> lookupRegion) {
        var question = new FutureTask<>(() -> sessions.inSilence().advertisedLength(base, lookupRegion));
        Thread.ofPlatform().daemon().start(question);
        return new LengthInquiry(question);
    }

    /** What the account says, if it does within two seconds from the beginning. */
    Optional<Plan.Advertised> answer() {
        try {
            return Optional.of(question.get(Math.max(0, began + PATIENCE.toNanos() - System.nanoTime()), TimeUnit.NANOSECONDS));
        } catch (ExecutionException | TimeoutException nothingSaid) {
            return Optional.empty();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new Problem.Cancelled();
        }
    }

    // ------------------------------------------------------------------ the errand

    /** Whether a process that no person has started is to do nothing but ask. */
    public static boolean isMeant(String[] args) {
        return args.length == 4 && args[1].equals(ERRAND);
    }

    /** Nobody hears what goes wrong; it is tried again another day. */
    public static void run(World world, String[] args) {
        try {
            var sessions = new Sessions(world);
            if (sessions.profiles().require(args[2]) instanceof Profile.Base base) {
                sessions.rememberLength(base, sessions.advertisedLength(base, Optional.of(args[3]).filter(region -> !region.isEmpty())));
            }
        } catch (Problem unanswered) {
            // another day
        }
    }
}
