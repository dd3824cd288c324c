//SOURCES Person.java
//SOURCES ../awscli-mfa.java

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tests.aws.AccessKey;
import tests.aws.Device;

class AwscliMfaTest {

    private Person jane;
    private AccessKey key;
    private Device phone;

    @BeforeEach
    void janeHasAPhoneAndTwoProfiles(@TempDir Path home) {
        jane = new Person(home);
        var user = jane.aws.account("123456789012").user("jane");
        key = user.accessKey();
        phone = user.device("jane");
        jane.config("""
                [profile dev]
                region = eu-west-1
                output = json
                mfa_serial = arn:aws:iam::123456789012:mfa/jane

                [profile ops]
                region = eu-west-2
                """);
        jane.credentials("""
                # work
                [dev]
                aws_access_key_id = %1$s
                aws_secret_access_key = %2$s

                [ops]
                aws_access_key_id = %1$s
                aws_secret_access_key = %2$s
                """.formatted(key.id(), key.secret()));
    }

    @AfterEach
    void close() {
        jane.close();
    }

    @Test
    void aSessionFromTheMenuIsStoredAndExplained() {
        var code = phone.code();
        var ends = jane.clock().instant().plus(Duration.ofHours(9));

        var run = jane.types("dev\n" + code + "\n\n");

        assertEquals("""
                Profiles
                   1: dev  MFA device arn:aws:iam::123456789012:mfa/jane
                   2: ops  no MFA device recorded

                Which one? A number, or part of a name: dev
                dev: new MFA session of 9h (the default)
                Token code of arn:aws:iam::123456789012:mfa/jane: %s
                Store it as dev-mfasession in ~/.aws/credentials, for all shells? [Y/n]\s
                dev-mfasession: MFA session, 09h:00m:00s left, until %s

                Use it in one command:    aws --profile dev-mfasession s3 ls
                or in this whole shell:   eval "$(jbang awscli-mfa.java dev --emit bash)"
                """.formatted(code, clockTime(ends)), run.screen());
        assertEquals(0, run.exitStatus());
        assertEquals("", run.out());
        assertEquals(List.of("GetSessionToken"), jane.calls());
    }

    private static String clockTime(Instant instant) {
        return DateTimeFormatter.ofPattern("EEE HH:mm", Locale.ROOT).format(instant.atZone(ZoneId.systemDefault()));
    }
}
