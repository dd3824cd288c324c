//SOURCES ../lib/model/DeviceList.java
//SOURCES ../lib/model/Lessons.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import lib.model.Arn;
import lib.model.DeviceList;
import lib.model.Finding;
import lib.model.IniFile;
import lib.model.Lessons;
import lib.model.Problem;
import lib.model.Profiles;
import lib.model.SerialNumber;
import lib.model.SessionLength;
import lib.model.TrustPolicy.MfaNeed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
    void theOnlyDeviceIsRememberedAndALookWritesItToNoRole() {
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
                """, config(CONFIG, Map.of("dev", user(List.of(DEVICE)), "partner", role(MfaNeed.POSSIBLE))));
    }

    @Test
    void whereDevicesChangeARoleGetsItsSourcesDeviceWhileItWantsMfa() {
        var known = CONFIG.replace("region = eu-west-1\n", "region = eu-west-1\nmfa_arn = " + DEVICE + "\n");
        var wants = withDevices(known, Map.of("dev", user(List.of(DEVICE)), "admin", role(MfaNeed.REQUIRED)));

        assertEquals(known.replace("role/admin\nsource_profile = dev\n",
                "role/admin\nsource_profile = dev\nmfa_arn = " + DEVICE + "\n"), wants);
        assertEquals(known, withDevices(wants, Map.of("dev", user(List.of(DEVICE)), "admin", role(MfaNeed.NOT_REQUIRED))));
    }

    private static String withDevices(String config, Map<String, Finding> findings) {
        return lessons(config, CREDENTIALS, findings).withDevicesOfRoles(IniFile.parse(config)).toString();
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

    /** What AWS allows has a property of its own, and what the person wishes stays whatever it is. */
    @ParameterizedTest
    @CsvSource({"12h, '', 43200", "12h, sessmax = 50000, 43200", "12h, duration_seconds = 7200, 43200", "12h, max_session_duration = 7200, 43200",
        "1h, '', ''", "1h, max_session_duration = 7200, 3600"})
    void aRolesMaximumIsRememberedAsSuch(String longest, String own, String remembered) {
        var found = new Finding.Role(SessionLength.parse(longest), MfaNeed.NOT_REQUIRED, Optional.empty());
        var config = CONFIG.replace("role/admin\n", "role/admin\n" + own + "\n").replace("role/admin\n\n", "role/admin\n");
        var learned = properties(config(config, Map.of("admin", found)), "profile admin");

        assertEquals(remembered, learned.getOrDefault("max_session_duration", ""));
        learned.remove("max_session_duration");
        var before = properties(config, "profile admin");
        before.remove("max_session_duration");
        assertEquals(before, learned);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "sessmax = 3600\n", "sessmax = 40000\n", "max_mfa_session_duration = 28800\n"})
    void anAdvertisedLengthIsRememberedAsSuch(String own) {
        var advertised = new Finding.User(Arn.parse("arn:aws:iam::123456789012:user/jane").orElseThrow(), Optional.empty(),
                new DeviceList.Hidden(new Problem.DevicesHidden("dev")), Finding.Enforcement.NONE, Optional.of(Duration.ofHours(9)));
        var config = CONFIG.replace("eu-west-1\n", "eu-west-1\n" + own);

        assertEquals(CONFIG.replace("eu-west-1\n", "eu-west-1\n" + (own.startsWith("max") ? "" : own) + "max_mfa_session_duration = 32400\n"),
                config(config, Map.of("dev", advertised)));
    }

    private static Map<String, String> properties(String config, String header) {
        return new TreeMap<>(IniFile.parse(config).properties(header));
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
                new DeviceList.Listed(devices.stream().map(SerialNumber::new).toList()), Finding.Enforcement.NONE, Optional.empty());
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
