//SOURCES ../lib/model/Plan.java

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.Optional;
import lib.model.Plan;
import lib.model.SessionLength;
import lib.model.TrustPolicy.MfaNeed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlanTest {

    /** need | device | MFA session live | wanted → way, length */
    @ParameterizedTest
    @CsvSource({
        "NOT_REQUIRED, true,  true,  12h,  KEYS,             12h",
        "NOT_REQUIRED, false, false, 1h,   KEYS,             1h",
        "REQUIRED,     true,  true,  1h,   LIVE_MFA_SESSION, 1h",
        "REQUIRED,     true,  true,  15m,  LIVE_MFA_SESSION, 15m",
        "REQUIRED,     true,  true,  2h,   KEYS_WITH_CODE,   2h",
        "REQUIRED,     true,  false, 1h,   NEW_MFA_SESSION,  1h",
        "REQUIRED,     true,  false, 12h,  KEYS_WITH_CODE,   12h",
        "REQUIRED,     false, true,  2h,   LIVE_MFA_SESSION, 1h",
        "REQUIRED,     false, false, 2h,   KEYS,             2h",
        "POSSIBLE,     true,  true,  1h,   LIVE_MFA_SESSION, 1h",
        "POSSIBLE,     true,  false, 2h,   KEYS_WITH_CODE,   2h",
        "POSSIBLE,     false, false, 1h,   KEYS,             1h"})
    void theWayDependsOnTheNeedTheDeviceAndTheLength(
            MfaNeed need, boolean device, boolean live, String wanted, Plan.Way way, String length) {
        var plan = Plan.of(situation(need, device, live, wanted, Optional.empty()));

        assertEquals(way + " " + length, plan.way() + " " + SessionLength.inWords(plan.length().duration()));
    }

    @ParameterizedTest
    @CsvSource({
        "KEYS,        REQUIRED,     true,  KEYS_WITH_CODE,   2h",
        "KEYS,        NOT_REQUIRED, true,  KEYS,             2h",
        "MFA_SESSION, NOT_REQUIRED, true,  LIVE_MFA_SESSION, 1h",
        "MFA_SESSION, REQUIRED,     false, NEW_MFA_SESSION,  1h"})
    void whoDemandsAWayGetsIt(Plan.Via via, MfaNeed need, boolean live, Plan.Way way, String length) {
        var plan = Plan.of(situation(need, true, live, "2h", Optional.of(via)));

        assertEquals(way + " " + length, plan.way() + " " + SessionLength.inWords(plan.length().duration()));
    }

    @Test
    void theCapOfOneHourIsSaidBeforehand() {
        var plan = Plan.of(situation(MfaNeed.REQUIRED, true, true, "2h", Optional.of(Plan.Via.MFA_SESSION)));

        assertEquals("AWS allows one hour to a role session that starts from a session", plan.length().reason());
    }

    private static Plan.Situation situation(MfaNeed need, boolean device, boolean live, String wanted, Optional<Plan.Via> via) {
        return new Plan.Situation(new SessionLength(SessionLength.parse(wanted).orElseThrow(), "as asked for"), need, device,
                live ? Optional.of(Duration.ofHours(5)) : Optional.empty(), via);
    }
}
