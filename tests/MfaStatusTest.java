//SOURCES Person.java
//SOURCES ../mfa-status.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What mfa-status prints and ends with, for whoever has AWS files; AWS itself is not asked here. */
class MfaStatusTest {

    private static final String HINT = "\nStart, renew or choose one:  jbang awscli-mfa.java\n";

    private Person jane;

    @BeforeEach
    void janeHasTwoProfilesAndARole(@TempDir Path home) {
        jane = new Person(home);
        jane.environment.remove("AWS_ENDPOINT_URL");
        jane.config("""
                [default]
                region = eu-west-1
                mfasec = 7200
                [profile dev]
                sessmax = 28800
                [profile admin]
                role_arn = arn:aws:iam::123456789012:role/admin
                source_profile = dev
                """);
        credentials("");
    }

    @AfterEach
    void close() {
        jane.close();
    }

    private void credentials(String sessions) {
        jane.credentials(keys("default") + keys("dev") + sessions);
    }

    private static String keys(String name) {
        return "[%s]\naws_access_key_id = AKIA%s\naws_secret_access_key = secret-of-%1$s-key\n".formatted(name, name.toUpperCase());
    }

    private static String session(String name, String... lines) {
        return "[%s]\naws_access_key_id = ASIA%s\naws_secret_access_key = secret-of-%1$s-key\naws_session_token = token-of-%1$s\n%s\n"
                .formatted(name, name.toUpperCase().replaceAll("\\W", ""), String.join("\n", lines));
    }

    private String ends(long secondsFromNow) {
        return "aws_session_expiry = " + epoch(secondsFromNow);
    }

    private long epoch(long secondsFromNow) {
        return jane.clock().instant().getEpochSecond() + secondsFromNow;
    }

    /** The run, with the time of day in one form, after proof that it changed nothing, asked nobody and told no secret. */
    private Person.Run status(String... args) {
        var before = jane.files();
        var run = jane.runs(MfaStatus::run, args);
        assertEquals(before, jane.files());
        assertEquals(List.of(), jane.calls());
        assertFalse(run.out().matches("(?s).*(secret|token)-of-.*"), "a secret");
        return new Person.Run(run.exitStatus(), run.out().replace(jane.home().toString(), "~")
                .replaceAll("until [A-Z][a-z][a-z] [0-9][0-9]:[0-9][0-9]", "until then"), run.screen());
    }

    private String report(String... args) {
        var run = status(args);
        assertEquals("", run.screen());
        return run.out();
    }

    /** The lines of the second section alone. */
    private String sessions() {
        var report = report();
        return report.substring(report.indexOf("/credentials\n") + "/credentials\n".length(), report.indexOf(HINT));
    }

    // ---------------------------------------------------------------------- the report

    @Test
    void bothSectionsStandOnStdout() {
        credentials(session("dev-mfasession", ends(28_741)) + session("admin-rolesession", ends(-723)));
        jane.environment.put("AWS_PROFILE", "dev-mfasession");

        assertEquals(new Person.Run(0, """
                ENVIRONMENT
                  AWS_PROFILE  dev-mfasession
                  AWS_PROFILE selects MFA session 'dev-mfasession'. By the file it has 07h:59m:01s left; AWS was not asked whether it accepts it.

                PERSISTENT SESSIONS in ~/.aws/credentials
                * dev-mfasession     valid     07h:59m:01s left, until then; MFA session of dev; in effect
                  admin-rolesession  expired   ended 00h:12m:03s ago; role session of admin
                """ + HINT, ""), status());
    }

    @Test
    void withoutAnyFileThereIsNoSession() throws Exception {
        Files.delete(jane.home().resolve(".aws/config"));
        Files.delete(jane.home().resolve(".aws/credentials"));

        assertEquals(new Person.Run(5, """
                ENVIRONMENT
                  No AWS variables are set, and there is no profile 'default': no profile is in effect. Choose a profile, or name one with --profile.

                PERSISTENT SESSIONS in ~/.aws/credentials
                  No session here is live.
                """ + HINT, ""), status());
    }

    @Test
    void everyKindAndStateHasItsLine() {
        jane.config("[profile dev]\n[profile old]\nmfasec = 3600\n[profile web-long-term]\n[profile stub-mfasession]\nregion = eu-west-1\n");
        credentials(keys("old") + keys("bm-long-term")
                + session("dev-mfasession", ends(3_600))
                + session("admin-rolesession", ends(300))
                + session("ended-mfasession", ends(-1))
                + session("none-mfasession")
                + session("minus-mfasession", "aws_session_expiry = -1")
                + session("tagged-mfasession", ends(3_600), "invalid_as_of = 2026-11-22T04:43:02Z")
                + session("old-mfasession", "aws_session_init_time = " + epoch(-600))
                + session("bm", "expiration = " + Instant.ofEpochSecond(epoch(60)).toString().replace('T', ' ').replace("Z", ""))
                + session("saml", "x_security_token_expires = " + Instant.ofEpochSecond(epoch(7_200)).toString().replace("Z", "+00:00"))
                + "[half-mfasession]\naws_access_key_id = ASIAHALF\n" + ends(3_600) + "\n");

        assertEquals("""
                  dev-mfasession     valid     01h:00m:00s left, until then; MFA session of dev
                  admin-rolesession  expiring  00h:05m:00s left, until then; role session of admin
                  ended-mfasession   expired   ended 00h:00m:01s ago; MFA session of ended
                  none-mfasession    unknown   when it ends is not recorded; MFA session of none
                  minus-mfasession   unknown   when it ends is not known: aws_session_expiry is no time, '-1'; MFA session of minus
                  tagged-mfasession  refused   AWS did not accept it on 2026-11-22T04:43:02Z; MFA session of tagged
                  old-mfasession     valid     00h:50m:00s left, until then; estimated from when it began; MFA session of old
                  bm                 expiring  00h:01m:00s left, until then; session of another tool, from bm-long-term
                  saml               valid     02h:00m:00s left, until then; session of another tool
                  half-mfasession    invalid   aws_secret_access_key and aws_session_token are missing; MFA session of half
                """, sessions());
    }

    @ParameterizedTest
    @CsvSource({
        "a session, 3600, ''",
        "a session whose end is not known, , ''",
        "one that has ended, -1, '  No session here is live.\n'",
    })
    void whatMayStillWorkCountsAsActive(String what, Long end, String line) {
        credentials(end == null ? session("dev-mfasession") : session("dev-mfasession", ends(end)));

        assertEquals(line, sessions().replaceFirst(".*\n", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"%d", "%d000", "%tFT%<tTZ", "%tFT%<tT+00:00", "%tFT%<tT.123456Z", "%tF %<tT", "%tF %<tH:%<tM (UTC)"})
    void everyFormOfAnEndThatIsInRealFilesIsRead(String form) {
        var end = Instant.ofEpochSecond((epoch(3_600) / 60 + 1) * 60);
        var written = form.startsWith("%d") ? form.formatted(end.getEpochSecond()) : form.formatted(end.atOffset(java.time.ZoneOffset.UTC));
        credentials(session("dev-mfasession", "aws_session_expiry = " + written));

        assertEquals(0, status("-p", "dev").exitStatus(), written);
        assertEquals("dev-mfasession  valid     01h:00m:47s left, until then; MFA session of dev\n", report("-p", "dev"));
    }

    @Test
    void theOldFormEndsAsLongAfterItsBeginningAsItsSourceSays() {
        credentials(session("dev-mfasession", "aws_session_init_time = " + epoch(0))
                + session("default-mfasession", "aws_session_init_time = " + epoch(0))
                + session("other-mfasession", "aws_session_init_time = " + epoch(0))
                + session("both-mfasession", "aws_session_init_time = " + epoch(0), ends(60)));

        assertEquals("""
                  dev-mfasession      valid     08h:00m:00s left, until then; estimated from when it began; MFA session of dev
                  default-mfasession  valid     02h:00m:00s left, until then; estimated from when it began; MFA session of default
                  other-mfasession    valid     09h:00m:00s left, until then; estimated from when it began; MFA session of other
                  both-mfasession     expiring  00h:01m:00s left, until then; MFA session of both
                """, sessions());
    }

    @Test
    void namesCanNeitherMoveTheCursorNorChangeColours() {
        credentials(session("\u001b[2Jevil\u202e-mfasession", ends(3_600), "invalid_as_of = \u001b[31mred\ue003"));

        assertEquals("  ?[2Jevil?-mfasession  refused   AWS did not accept it on ?[31mred?;"
                + " MFA session of ?[2Jevil?\n  No session here is live.\n", sessions());
    }

    /** A zone that nobody knows is for Java to make something of. */
    @ParameterizedTest
    @CsvSource({"UTC, Fri 23:30", "Europe/Berlin, Sat 01:30", ":/usr/share/zoneinfo/Asia/Kolkata, Sat 05:00", "America/New_York, Fri 19:30"})
    void theEndIsTheOneOnClocksHere(String zone, String then) {
        credentials(session("dev-mfasession", "aws_session_expiry = " + Instant.parse("2096-07-20T23:30:00Z").getEpochSecond()));
        jane.environment.put("TZ", zone);

        var run = jane.runs(MfaStatus::run, "-p", "dev");

        assertTrue(run.out().contains(" left, until " + then + ";"), run.out());
        jane.environment.put("TZ", "Nowhere/Land");
        assertEquals(0, status("-p", "dev").exitStatus());
    }

    @Test
    void withoutTheVariableTheSystemsClocksCount() throws Exception {
        credentials(session("dev-mfasession", ends(3_600)));
        jane.environment.remove("TZ");
        var date = new ProcessBuilder("date", "-d", "@" + epoch(3_600), "+%a %H:%M");
        date.environment().keySet().remove("TZ");
        date.environment().put("LC_ALL", "C");

        var then = new String(date.start().getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();

        assertTrue(jane.runs(MfaStatus::run, "-p", "dev").out().contains(" left, until " + then + ";"), then);
    }

    @Test
    void manySessionsAreAllListed() {
        credentials(IntStream.range(0, 200).mapToObj(n -> session("n" + n + "-mfasession", ends(3_600 + n))).collect(Collectors.joining()));

        assertEquals(200, sessions().lines().count());
    }

    // ------------------------------------------------- sessions of others than their names say

    /** The session of default was made with another key than the one that is there. */
    private static final String OTHERS = madeOf("DEFAULTMFASESSION", "key=AKIAOLD");

    private static String madeOf(String id, String parts) {
        return "made_of = session=ASIA" + id + " " + parts;
    }

    @Test
    void aSessionThatWasMadeOfOtherKeysIsCalledThatAndCountsForNobody() {
        credentials(session("default-mfasession", ends(28_741), OTHERS));

        assertEquals(new Person.Run(5, """
                ENVIRONMENT
                  No AWS variables are set, so the profile 'default' is in effect. AWS was not asked whether it accepts its keys.

                PERSISTENT SESSIONS in ~/.aws/credentials
                  default-mfasession  valid     07h:59m:01s left, until then; MFA session; was made with the access key AKIAOLD, which is AKIADEFAULT now
                """ + HINT, ""), status());
        assertEquals(new Person.Run(5, "default: default-mfasession was made with the access key AKIAOLD, which is AKIADEFAULT now;"
                + " start one with:  jbang awscli-mfa.java default\n", ""), status("-p", "default"));
        assertEquals(new Person.Run(5, "default-mfasession: default-mfasession was made with the access key AKIAOLD, which is AKIADEFAULT now;"
                + " start one with:  jbang awscli-mfa.java default-mfasession\n", ""), status("-p", "default-mfasession"));
        assertEquals("default\n", report("--prompt", "-p", "default"));
        assertEquals(List.of("  No session of it is stored; start one with:  jbang awscli-mfa.java"),
                jane.types(MfaStatus::run, "q", "--watch", "-p", "default").screen().lines().skip(2).toList());
    }

    @Test
    void aSessionThatWasMadeOfOtherKeysIsNoGoodOneInEffectEither() {
        credentials(session("default-mfasession", ends(28_741), OTHERS) + session("dev-mfasession", ends(3_600)));
        jane.environment.put("AWS_PROFILE", "default-mfasession");

        assertEquals(new Person.Run(5, """
                ENVIRONMENT
                  AWS_PROFILE  default-mfasession
                  AWS_PROFILE selects MFA session 'default-mfasession'. By the file it has 07h:59m:01s left; AWS was not asked whether it accepts it.
                  The session 'default-mfasession' was made with the access key AKIAOLD, which is AKIADEFAULT now: it is no session of 'default' any more.

                PERSISTENT SESSIONS in ~/.aws/credentials
                * default-mfasession  valid     07h:59m:01s left, until then; MFA session; was made with the access key AKIAOLD, which is AKIADEFAULT now; in effect
                  dev-mfasession      valid     01h:00m:00s left, until then; MFA session of dev
                """ + HINT, ""), status());
        assertEquals("default-mfasession\n", report("--prompt"));
    }

    /** @param made what the session was made of, before what the role says now */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            role_arn=arn:aws:iam::123456789012:role/old role_session_name=admin-rolesession key=AKIADEV | role_arn arn:aws:iam::123456789012:role/old, which is arn:aws:iam::123456789012:role/admin now
            role_arn=arn:aws:iam::123456789012:role/admin role_session_name=jane key=AKIADEV | role_session_name jane, which is admin-rolesession now
            role_arn=arn:aws:iam::123456789012:role/admin external_id=x%20y role_session_name=admin-rolesession key=AKIADEV | external_id x y, which is none now
            role_arn=arn:aws:iam::123456789012:role/admin role_session_name=admin-rolesession key=AKIAOLD | the access key AKIAOLD, which is AKIADEV now
            """)
    void soIsOneOfARoleThatSaysSomethingElseNow(String made, String words) {
        credentials(session("admin-rolesession", ends(3_600), madeOf("ADMINROLESESSION", made)));

        assertEquals("  admin-rolesession  valid     01h:00m:00s left, until then; role session; was made with " + words + "\n", sessions());
        assertEquals(5, status("-p", "admin").exitStatus());
    }

    @Test
    void theSessionThatItsProfileStillMakesCountsAsBefore() {
        credentials(session("dev-mfasession", ends(3_600), madeOf("DEVMFASESSION", "key=AKIADEV"))
                + session("admin-rolesession", ends(3_600), madeOf("ADMINROLESESSION", "role_arn=arn:aws:iam::123456789012:role/admin"
                        + " role_session_name=admin-rolesession key=AKIADEV")));

        assertEquals("""
                  dev-mfasession     valid     01h:00m:00s left, until then; MFA session of dev
                  admin-rolesession  valid     01h:00m:00s left, until then; role session of admin
                """, sessions());
        assertEquals(0, status("-p", "admin").exitStatus());
    }

    /** The end, and what AWS refused, were recorded of the keys that stood there before. */
    @Test
    void h33WhatAnotherToolPutThereIsNotWhatThisSuiteRecorded() {
        credentials(session("default-mfasession", ends(28_741), madeOf("OURS", "key=AKIADEFAULT"), "invalid_as_of = 2026-11-22"));

        assertEquals("  default-mfasession  unknown   when it ends is not recorded; session of another tool\n", sessions());
        assertEquals(5, status("-p", "default").exitStatus());
        assertEquals(new Person.Run(5, "default-mfasession  unknown   when it ends is not recorded; session of another tool\n", ""),
                status("-p", "default-mfasession"));
        jane.environment.put("AWS_PROFILE", "default-mfasession");
        assertEquals("AWS_PROFILE selects session of another tool 'default-mfasession'."
                + " Whether it has ended could not be determined: nothing says when it ends.", judgement());
        assertEquals("default-mfasession ?\n", report("--prompt"));
    }

    /** As aws-mfa, awsume, saml2aws and aws configure mfa-login write them. */
    @Test
    void sessionsOfOtherToolsAreCalledWhatThoseToolsRecorded() {
        credentials(keys("bm-long-term") + session("bm", "assumed_role = False", "expiration = " + utc(3_600))
                + session("bmrole", "assumed_role = True", "assumed_role_arn = arn:aws:iam::123456789012:role/ops", "expiration = " + utc(3_600))
                + session("autoawsume-ops", "manager = awsume", "autoawsume = true", "expiration = " + onClocks(3_600), "source_expiration = " + onClocks(7_200))
                + session("awsumed", "manager = awsume", "expiration = " + onClocks(3_600))
                + session("saml", "x_principal_arn = arn:aws:sts::123456789012:assumed-role/ops/jane", "x_security_token_expires = " + utc(3_600))
                + session("session-1"));

        assertEquals("""
                  bm              valid     01h:00m:00s left, until then; MFA session of another tool, from bm-long-term
                  bmrole          valid     01h:00m:00s left, until then; role session of another tool
                  autoawsume-ops  valid     01h:00m:00s left, until then; role session of another tool
                  awsumed         valid     01h:00m:00s left, until then; session of another tool
                  saml            valid     01h:00m:00s left, until then; role session of another tool
                  session-1       unknown   when it ends is not recorded; session of another tool
                """, sessions());
    }

    /** As awsume has it: the time where jane lives, without its zone. */
    private String onClocks(long secondsFromNow) {
        var zone = ZoneId.of(jane.environment.get("TZ"));
        return LocalDateTime.ofInstant(Instant.ofEpochSecond(epoch(secondsFromNow)), zone).toString().replace('T', ' ');
    }

    private String utc(long secondsFromNow) {
        return Instant.ofEpochSecond(epoch(secondsFromNow)).toString().replace('T', ' ').replace("Z", "");
    }

    // ----------------------------------------------------------------- the environment

    private static Map<String, String> keysHere(String id) {
        return Map.of("AWS_ACCESS_KEY_ID", "ASIA" + id, "AWS_SECRET_ACCESS_KEY", "secret-of-%s-key".formatted(id.toLowerCase()),
                "AWS_SESSION_TOKEN", "token-of-" + id.toLowerCase());
    }

    private String judgement() {
        var report = report();
        return report.substring(0, report.indexOf("\n\nPERSISTENT")).lines().filter(line -> line.endsWith("."))
                .map(String::strip).collect(Collectors.joining("\n"));
    }

    @Test
    void aKeyInTheEnvironmentIsKnownByTheProfileItIsStoredUnder() {
        credentials("[dev-mfasession]\naws_access_key_id = ASIADEV\naws_secret_access_key = secret-of-dev-key\n"
                + "aws_session_token = token-of-dev\n" + ends(3_600) + "\n");
        jane.environment.putAll(keysHere("DEV"));

        assertEquals(0, status().exitStatus());
        assertEquals("The session in the environment is stored as MFA session 'dev-mfasession'. "
                + "By the file it has 01h:00m:00s left; AWS was not asked whether it accepts it.", judgement());
    }

    @Test
    void keysThatOverruleASelectedProfileDecide() {
        credentials(session("dev-mfasession", ends(3_600)));
        jane.environment.putAll(keysHere("NEW"));
        jane.environment.putAll(Map.of("AWS_PROFILE", "dev-mfasession", "AWS_SESSION_EXPIRY", Long.toString(epoch(-60))));

        assertEquals(4, status().exitStatus());
        assertEquals("""
                AWS_PROFILE selects MFA session 'dev-mfasession', but the session in the environment overrules it, and is stored in no profile. By AWS_SESSION_EXPIRY it ended 00h:01m:00s ago.
                Choose another profile, or clear the variables with 'eval "$(jbang awscli-mfa.java --clear --emit bash)"': then the profile 'default' is in effect.""",
                judgement());
    }

    /** @param duration of {@code AWS_SESSION_DURATION}, if it is set */
    @ParameterizedTest
    @CsvSource({"3600, 00h:50m:00s", ", 08h:50m:00s", "nonsense, 08h:50m:00s"})
    void theOldVariablesAreRead(String duration, String left) {
        jane.environment.putAll(keysHere("NEW"));
        jane.environment.put("AWS_SESSION_INIT_TIME", Long.toString(epoch(-600)));
        if (duration != null) {
            jane.environment.put("AWS_SESSION_DURATION", duration);
        }

        assertEquals(0, status().exitStatus());
        assertEquals("The session in the environment is in effect, and stored in no profile; no AWS_SESSION_IDENT names it. "
                + "By AWS_SESSION_INIT_TIME it has " + left + " left; AWS was not asked whether it accepts it.", judgement());
    }

    @Test
    void anotherVariableWhoseNameOrValueHoldsTheOldOnesChangesNothing() {
        jane.environment.put("MY_AWS_SESSION_INIT_TIME", "AWS_SESSION_INIT_TIME=1; AWS_PROFILE=x");

        assertEquals("No AWS variables are set, so the profile 'default' is in effect. AWS was not asked whether it accepts its keys.",
                judgement());
    }

    @Test
    void secretsInTheEnvironmentAreMasked() {
        jane.environment.putAll(keysHere("NEW"));

        assertTrue(report().startsWith("""
                ENVIRONMENT
                  AWS_ACCESS_KEY_ID      ASIANEW
                  AWS_SECRET_ACCESS_KEY  ****************
                  AWS_SESSION_TOKEN      ****************
                """));
    }

    @Test
    void filesOfOnesOwnAreReadAndMissedWhereTheyAreMissing() throws Exception {
        var own = jane.home().resolve("own");
        Files.writeString(own, session("own-mfasession", ends(3_600)));
        jane.environment.put("AWS_SHARED_CREDENTIALS_FILE", own.toString());
        jane.environment.put("AWS_CONFIG_FILE", jane.home() + "/nowhere");

        assertEquals("""
                ENVIRONMENT
                  AWS_CONFIG_FILE              ~/nowhere
                  AWS_SHARED_CREDENTIALS_FILE  ~/own
                  The AWS variables in force neither select a profile nor hold keys, and there is no profile 'default': no profile is in effect. Choose a profile, or name one with --profile.
                  AWS_CONFIG_FILE names a file that is not there. Make it, or unset the variable.

                PERSISTENT SESSIONS in ~/own
                  own-mfasession  valid     01h:00m:00s left, until then; MFA session of own
                """ + HINT, report());
    }

    // ------------------------------------------------- which session decides, and how

    @ParameterizedTest
    @CsvSource({
        "301, 0", "300, 3", "1, 3", "0, 4", "-1, 4"
    })
    void theExitStatusTellsHowTheSessionStands(long left, int exitStatus) {
        credentials(session("dev-mfasession", ends(left)));

        assertEquals(exitStatus, status("-p", "dev").exitStatus());
        assertEquals(exitStatus, status("--profile", "dev-mfasession").exitStatus());
        assertEquals(exitStatus, status().exitStatus());
    }

    @ParameterizedTest
    @CsvSource({"1h, 3600, 3", "1h, 3601, 0", "0s, 1, 0", "1800, 1800, 3"})
    void howSoonIsSoonIsSaidByMinTtl(String minTtl, long left, int exitStatus) {
        credentials(session("dev-mfasession", ends(left)));

        assertEquals(exitStatus, status("-p", "dev", "--min-ttl", minTtl).exitStatus());
    }

    @Test
    void aNameMeansTheSessionOfItsBaseProfileOrRole() {
        credentials(session("dev-mfasession", ends(3_600)) + session("admin-rolesession", ends(7_200)) + keys("bm-long-term")
                + session("bm", "expiration = 2036-11-22T06:40:13Z"));

        assertTrue(report("-p", "dev").startsWith("dev-mfasession  valid     01h:00m:00s left"));
        assertTrue(report("-p", "admin").startsWith("admin-rolesession  valid     02h:00m:00s left"));
        assertTrue(report("-p", "bm-long-term").startsWith("bm  valid  "));
        assertTrue(report("-p", "bm").startsWith("bm  valid  "));
    }

    @Test
    void aKnownProfileWithoutASessionIsNone() {
        var none = new Person.Run(5, "dev: no session is stored; start one with:  jbang awscli-mfa.java dev\n", "");

        assertEquals(none, status("-p", "dev"));
        assertEquals(5, status("-p", "dev-mfasession").exitStatus());
        credentials("[dev-mfasession]\nregion = eu-west-1\n");
        assertEquals(none, status("-p", "dev"));
    }

    @Test
    void anUnknownProfileIsAProblemOfTheConfiguration() {
        assertEquals(new Person.Run(253, "", """
                mfa-status: there is no profile 'de'
                mfa-status: hint: did you mean 'dev'?
                """), status("-p", "de"));
    }

    @ParameterizedTest
    @CsvSource({
        "nothing at all, '', 0",
        "the session that is ending, end-mfasession, 3",
        "a base profile whose keys are used without a session, dev, 5",
        "a role that AWS's tools assume by themselves, admin, 5",
        "a profile that is not stored, nowhere, 5",
    })
    void whatTheEnvironmentSelectsDecidesElseTheBest(String what, String selected, int exitStatus) {
        credentials(session("old-mfasession", ends(-60)) + session("end-mfasession", ends(60)) + session("dev-mfasession", ends(3_600)));
        if (!selected.isEmpty()) {
            jane.environment.put("AWS_PROFILE", selected);
        }

        assertEquals(exitStatus, status().exitStatus(), what);
    }

    @Test
    void aSessionUnderTheNameDefaultIsInEffectWithoutAVariable() {
        jane.credentials(session("default", "expiration = 2016-11-22 06:40:13") + session("dev-mfasession", ends(3_600)));

        assertEquals(4, status().exitStatus());
    }

    @ParameterizedTest
    @CsvSource({"none-mfasession, 5", "half-mfasession, 5", "tagged-mfasession, 4"})
    void whatCannotBeReliedUponFails(String name, int exitStatus) {
        credentials(session("none-mfasession") + session("tagged-mfasession", ends(3_600), "invalid_as_of = 2026-11-22")
                + "[half-mfasession]\naws_access_key_id = ASIAHALF\n" + ends(3_600) + "\n");

        assertEquals(exitStatus, status("-p", name).exitStatus());
    }

    @Test
    void filesThatCannotBeReadAreAProblemOnStderr() throws Exception {
        Files.delete(jane.home().resolve(".aws/credentials"));
        Files.createDirectory(jane.home().resolve(".aws/credentials"));

        var run = jane.runs(MfaStatus::run);
        assertEquals(253, run.exitStatus());
        assertEquals("", run.out());
        assertTrue(run.screen().startsWith("mfa-status: "), run.screen());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --json --prompt     | --json, --prompt and --watch exclude each other | use one of them
            --watch --json      | --json, --prompt and --watch exclude each other | use one of them
            --watch --verify    | --verify asks AWS, which takes too long for --prompt and --watch | use it alone or with --json
            --notify 10m        | --notify belongs to --watch | add --watch
            --min-ttl soon      | --min-ttl: 'soon' is no length | write 9h, 1h30m, 45m or seconds
            --watch             | --watch draws on a terminal, and here is none that it can draw on | leave it out, or use --json, and run it again as often as you like
            """)
    void whatMakesNoSenseIsSaid(String args, String message, String hint) {
        assertEquals(new Person.Run(252, "", "mfa-status: " + message + "\nmfa-status: hint: " + hint + "\n"),
                status(args.split(" ")));
    }

    // -------------------------------------------------------------------- the prompt

    @ParameterizedTest
    @CsvSource({
        "dev-mfasession, dev 7h05m", "admin-rolesession, admin 59m", "soon-mfasession, soon 4m!", "last-mfasession, last 40s!",
        "ended-mfasession, ended expired", "none-mfasession, none ?", "tagged-mfasession, tagged refused", "half-mfasession, half invalid",
        "old-mfasession, old ~9h00m", "bm, bm 2h00m", "dev, dev", "nowhere, nowhere", "'', ''",
    })
    void thePromptSegmentIsShort(String selected, String segment) {
        credentials(session("dev-mfasession", ends(25_500)) + session("admin-rolesession", ends(3_599)) + session("soon-mfasession", ends(299))
                + session("last-mfasession", ends(40)) + session("ended-mfasession", ends(0)) + session("none-mfasession")
                + session("tagged-mfasession", ends(3_600), "invalid_as_of = 2026-11-22")
                + session("old-mfasession", "aws_session_init_time = " + epoch(0)) + session("bm", "expiration = "
                + Instant.ofEpochSecond(epoch(7_200))) + "[half-mfasession]\naws_access_key_id = ASIAHALF\n");
        if (!selected.isEmpty()) {
            jane.environment.put("AWS_PROFILE", selected);
        }

        assertEquals(new Person.Run(0, segment.isEmpty() ? "" : segment + "\n", ""), status("--prompt"));
    }

    @Test
    void thePromptHasNothingThatAShellWouldTakeForItsOwn() {
        jane.environment.put("AWS_PROFILE", "$(id)`id`%F{red}\\w!1\u001b[31m größe'\"");

        assertEquals("??id??id??F?red??w?1??31m größe??\n", report("--prompt"));
    }

    @Test
    void thePromptOfSomethingBrokenIsEmpty() throws Exception {
        jane.environment.put("AWS_PROFILE", "dev-mfasession");
        Files.delete(jane.home().resolve(".aws/credentials"));
        Files.createDirectory(jane.home().resolve(".aws/credentials"));

        assertEquals(new Person.Run(0, "", ""), jane.runs(MfaStatus::run, "--prompt"));
        assertEquals(new Person.Run(0, "", ""), jane.runs(MfaStatus::run, "--prompt", "-p", "nowhere"));
    }

    @Test
    void thePromptOfOneProfileNeedsNoVariable() {
        credentials(session("dev-mfasession", ends(3_600)));

        assertEquals("dev 1h00m\n", report("--prompt", "-p", "dev"));
        assertEquals("admin\n", report("--prompt", "-p", "admin"));
    }

    // --------------------------------------------------------------------- the watch

    @Test
    void theWatchShowsABarForEachSession() {
        credentials(session("dev-mfasession", ends(14_400)) + session("admin-rolesession", ends(60)) + session("gone-mfasession", ends(-1))
                + session("none-mfasession"));
        jane.environment.put("AWS_PROFILE", "dev-mfasession");
        var before = jane.files();

        var run = jane.types(MfaStatus::run, "q", "--watch");

        assertEquals(new Person.Run(0, "", """
                mfa-status  NOW  q quits

                * dev-mfasession     [#################.................]  04h:00m:00s  valid
                  admin-rolesession  [#.................................]  00h:01m:00s  expiring
                  gone-mfasession    [..................................]  00h:00m:00s  expired
                  none-mfasession    [..................................]    --:--:--   unknown
                """), new Person.Run(run.exitStatus(), run.out(), run.screen().replaceFirst("[A-Z][a-z][a-z] [0-9:]{5}", "NOW")));
        assertEquals(before, jane.files());
    }

    @Test
    void theWatchOfOneProfileShowsItAlone() {
        credentials(session("dev-mfasession", ends(14_400)) + session("admin-rolesession", ends(60)));

        assertEquals(List.of("  admin-rolesession  [#.................................]  00h:01m:00s  expiring"),
                jane.types(MfaStatus::run, "q", "--watch", "-p", "admin").screen().lines().skip(2).toList());
    }

    @Test
    void whatHasNoRoomInTheWatchIsCounted() {
        credentials(IntStream.range(0, 30).mapToObj(n -> session("n" + n + "-mfasession", ends(3_600 + n))).collect(Collectors.joining()));

        var lines = jane.types(MfaStatus::run, "q", "--watch").screen().lines().toList();

        assertEquals(24, lines.size());
        assertEquals("  and 9 more; make the window larger, or name one with --profile", lines.getLast());
    }

    @Test
    void theWatchRingsOnceSoLongBeforeTheEnd() {
        credentials(session("dev-mfasession", ends(602)) + session("admin-rolesession", ends(7_200)));

        var screen = jane.types(MfaStatus::run, "q", "--watch", "--notify", "603s").screen();

        assertEquals(1, screen.chars().filter(character -> character == 7).count());
        assertTrue(jane.types(MfaStatus::run, "q", "--watch", "--notify", "10m").screen().chars().noneMatch(character -> character == 7));
    }
}
