//SOURCES Person.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** Alone, because the SDK keeps what it makes of a clock for the whole process. */
@Isolated
class ClockSkewTest {

    @TempDir
    Path home;

    @Test
    void aWrongClockIsMeasuredByAWSsAnswer() {
        assertEquals("""
                dev: new MFA session of 9h (the default)
                awscli-mfa: the clock of this computer is 8 hours behind AWS's, so AWS refuses its requests
                awscli-mfa: hint: set the clock: switch on network time, or under WSL run: sudo hwclock -s
                """, screenWithAwsAheadBy(Duration.ofHours(8)));
        assertEquals("""
                dev: new MFA session of 9h (the default)
                awscli-mfa: the clock of this computer is 20 minutes ahead of AWS's, so AWS refuses its requests
                awscli-mfa: hint: set the clock: switch on network time, or under WSL run: sudo hwclock -s
                """, screenWithAwsAheadBy(Duration.ofMinutes(-20)));
        assertEquals("dev: new MFA session of 9h (the default)", screenWithAwsAheadBy(Duration.ZERO).lines().findFirst().orElse(""));
    }

    /** What makes codes on this computer makes wrong ones then, though AWS takes the request. */
    @Test
    void s11AWrongClockIsToldFromAWrongCode() {
        assertEquals("""
                dev: new MFA session of 9h (the default)
                awscli-mfa: AWS did not accept the token code for arn:aws:iam::123456789012:mfa/jane
                awscli-mfa: hint: the clock of this computer is 3 minutes behind AWS's: set it if the code was made here; else check the digits and the entry in the app; you can type it again now
                """, screenWithWrongCode("000000", Duration.ofMinutes(3)));
        assertTrue(screenWithWrongCode("000001", Duration.ofSeconds(20)).endsWith("hint: check the digits and the entry in the app; you can type it again now\n"));
    }

    private String screenWithWrongCode(String code, Duration offset) {
        try (var jane = janeWithAwsAheadBy(offset)) {
            return jane.runs("dev", "--token-code", code).screen();
        }
    }

    private String screenWithAwsAheadBy(Duration offset) {
        try (var jane = janeWithAwsAheadBy(offset)) {
            var phone = jane.aws.account("123456789012").user("jane").device("jane");
            var before = jane.files();
            var run = jane.runs("dev", "--no-persist", "--emit", "bash", "--token-code", phone.code());
            assertEquals(offset.isZero() ? 0 : 254, run.exitStatus(), run.screen());
            assertEquals(before, jane.files());
            return run.screen();
        }
    }

    private Person janeWithAwsAheadBy(Duration offset) {
        var jane = new Person(home);
        var user = jane.aws.account("123456789012").user("jane");
        jane.config("[profile dev]\nmfa_serial = " + user.device("jane").serialNumber() + "\n");
        jane.credentials("[dev]\naws_access_key_id = %s\naws_secret_access_key = %s\n".formatted(
                user.accessKey().id(), user.accessKey().secret()));
        jane.aws.faults().clockOffset(offset);
        return jane;
    }
}
