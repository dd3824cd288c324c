//SOURCES ../lib/model/Lessons.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lib.model.Arn;
import lib.model.Finding;
import lib.model.IniFile;
import lib.model.Lessons;
import lib.model.Problem;
import lib.model.Profiles;
import lib.model.SerialNumber;
import lib.model.TrustPolicy.MfaNeed;
import org.junit.jupiter.api.Test;

class LessonsTest {

    private static final String DEVICE = "arn:aws:iam::123456789012:mfa/jane";
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00.5Z");

    private static final String CONFIG = """
            # mine
            [profile dev]
            region = eu-west-1

            [profile admin]
            role_arn = arn:aws:iam::123456789012:role/admin
            source_profile = dev

            [profile partner]
            role_arn = arn:aws:iam::210987654321:role/partner
            source_profile = dev
            """;

    private static final String CREDENTIALS = """
            [dev]
            aws_access_key_id = AKIAEXAMPLEEXAMPLE00
            aws_secret_access_key = example
            """;

    @Test
    void theOnlyDeviceIsRememberedAndRolesThatWantMfaGetItToo() {
        assertEquals("""
                # mine
                [profile dev]
                region = eu-west-1
                mfa_arn = arn:aws:iam::123456789012:mfa/jane

                [profile admin]
                role_arn = arn:aws:iam::123456789012:role/admin
                source_profile = dev

                [profile partner]
                role_arn = arn:aws:iam::210987654321:role/partner
                source_profile = dev
                role_xaccn = true
                mfa_arn = arn:aws:iam::123456789012:mfa/jane
                """, config(CONFIG, Map.of("dev", user(List.of(DEVICE)), "partner", role(MfaNeed.POSSIBLE))));
    }

    @Test
    void aRoleRemembersItsSourcesDeviceWhileItWantsMfa() {
        var known = CONFIG.replace("region = eu-west-1\n", "region = eu-west-1\nmfa_arn = " + DEVICE + "\n");
        var wants = config(known, Map.of("dev", user(List.of(DEVICE)), "admin", role(MfaNeed.REQUIRED)));

        assertEquals(known.replace("role/admin\nsource_profile = dev\n",
                "role/admin\nsource_profile = dev\nmfa_arn = " + DEVICE + "\n"), wants);
        assertEquals(known, config(wants, Map.of("dev", user(List.of(DEVICE)), "admin", role(MfaNeed.NOT_REQUIRED))));
    }

    @Test
    void aDeviceThatIsGoneIsForgottenAndAHandWrittenOneIsNot() {
        var known = CONFIG.replace("[profile admin]", "mfa_arn = " + DEVICE + "\n[profile admin]");
        assertEquals(CONFIG, config(known, Map.of("dev", user(List.of()))));

        var handWritten = CONFIG.replace("region = eu-west-1", "mfa_serial = " + DEVICE);
        assertEquals(handWritten, config(handWritten, Map.of("dev", user(List.of()))));
    }

    @Test
    void amongSeveralDevicesNoneIsPreferred() {
        assertEquals(CONFIG, config(CONFIG, Map.of("dev", user(List.of(DEVICE, "GAHT12345678")))));
    }

    @Test
    void aRolesMaximumIsRememberedAndAShorterOwnLengthRespected() {
        var longer = new Finding.Role(Optional.of(Duration.ofHours(12)), MfaNeed.NOT_REQUIRED, Optional.empty());

        assertEquals(CONFIG.replace("role/admin\nsource_profile = dev\n", "role/admin\nsource_profile = dev\nsessmax = 43200\n"),
                config(CONFIG, Map.of("admin", longer)));
        var own = CONFIG.replace("role/admin\n", "role/admin\nsessmax = 7200\n");
        assertEquals(own, config(own, Map.of("admin", longer)));
        var tooLong = CONFIG.replace("role/admin\n", "role/admin\nsessmax = 50000\n");
        assertEquals(tooLong.replace("50000", "43200"), config(tooLong, Map.of("admin", longer)));
    }

    @Test
    void anAdvertisedLengthLowersAndSetsButNeverRaises() {
        var advertised = new Finding.User(Arn.parse("arn:aws:iam::123456789012:user/jane").orElseThrow(), Optional.empty(),
                Optional.empty(), Finding.Enforcement.NONE, Optional.of(Duration.ofHours(2)));

        assertEquals(CONFIG.replace("eu-west-1\n", "eu-west-1\nsessmax = 7200\n"), config(CONFIG, Map.of("dev", advertised)));
        var shorter = CONFIG.replace("eu-west-1\n", "eu-west-1\nsessmax = 3600\n");
        assertEquals(shorter, config(shorter, Map.of("dev", advertised)));
        assertEquals(shorter.replace("3600", "7200"),
                config(shorter.replace("3600", "9000"), Map.of("dev", advertised)));
    }

    @Test
    void onlyARejectionTagsAndTheTagStaysUntilTheProfileWorksAgain() {
        var rejected = Map.<String, Finding>of("dev", new Finding.Rejected(new Problem.KeysRejected("AKIA", "x")));
        var unknown = Map.<String, Finding>of("dev", new Finding.Unknown(new Problem.Throttled("x")));
        var tag = "invalid_as_of = 2026-11-22T12:00:00Z\n";

        var tagged = lessons(CONFIG, CREDENTIALS, rejected).inCredentials(IniFile.parse(CREDENTIALS));
        assertEquals(CREDENTIALS + tag, tagged.toString());
        assertSame(tagged, lessons(CONFIG, CREDENTIALS, rejected).inCredentials(tagged));
        assertSame(tagged, lessons(CONFIG, CREDENTIALS, unknown).inCredentials(tagged));
        assertEquals(CREDENTIALS, lessons(CONFIG, CREDENTIALS, Map.of("dev", user(List.of()))).inCredentials(tagged).toString());
        assertEquals(CONFIG.replace("eu-west-1\n", "eu-west-1\n" + tag), config(CONFIG, rejected));
    }

    @Test
    void aProfileOfOneFileGetsNoSectionInTheOther() {
        var rejected = Map.<String, Finding>of("dev", new Finding.Rejected(new Problem.KeysRejected("AKIA", "x")));

        assertEquals("[default]\n", config("[default]\n", rejected));
    }

    private static Finding user(List<String> devices) {
        return new Finding.User(Arn.parse("arn:aws:iam::123456789012:user/jane").orElseThrow(), Optional.empty(),
                Optional.of(devices.stream().map(SerialNumber::new).toList()), Finding.Enforcement.NONE, Optional.empty());
    }

    private static Finding role(MfaNeed need) {
        return new Finding.Role(Optional.of(Duration.ofHours(1)), need, Optional.empty());
    }

    private static String config(String config, Map<String, Finding> findings) {
        return lessons(config, CREDENTIALS, findings).inConfig(IniFile.parse(config)).toString();
    }

    private static Lessons lessons(String config, String credentials, Map<String, Finding> findings) {
        return new Lessons(Profiles.of(IniFile.parse(config), IniFile.parse(credentials)), findings, NOON);
    }
}
