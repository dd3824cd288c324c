//DEPS org.junit.jupiter:junit-jupiter:6.1.3
//SOURCES ../lib/model/Credentials.java
//SOURCES ../lib/model/Decision.java
//SOURCES ../lib/model/DeviceList.java
//SOURCES ../lib/model/Finding.java
//SOURCES ../lib/model/IniFile.java
//SOURCES ../lib/model/Origin.java
//SOURCES ../lib/model/Plan.java
//SOURCES ../lib/model/Problem.java
//SOURCES ../lib/model/Profiles.java
//SOURCES ../lib/model/SessionLength.java
//SOURCES ../lib/model/TrustPolicy.java

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lib.model.Arn;
import lib.model.Credentials;
import lib.model.Decision;
import lib.model.DeviceList;
import lib.model.Finding;
import lib.model.IniFile;
import lib.model.Origin;
import lib.model.Plan;
import lib.model.Problem;
import lib.model.Profile;
import lib.model.Profiles;
import lib.model.SerialNumber;
import lib.model.SessionLength;
import lib.model.TrustPolicy.MfaNeed;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What shall be done, in every situation: a line for each, with what is wanted, what is known, and the steps. In the files stand the base
 * profiles {@code dev}, with a device, and {@code joe}, of whom nothing is recorded; the roles {@code admin}, {@code ops} (up to 8 h by the
 * profile's word) and {@code joes}, and {@code chained} on admin; {@code sso} is managed elsewhere and {@code hers} another tool's session;
 * {@code gov} and {@code china} mix up partitions. {@code vault} has its keys from a command, and {@code vaults} and {@code corps} are roles
 * of it and of sso; {@code before} starts from a session of dev, whether or not it has been made.
 */
class DecisionTest {

    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");

    private static final String CONFIG = """
            [profile dev]
            mfa_serial = arn:aws:iam::123456789012:mfa/jane
            [profile admin]
            role_arn = arn:aws:iam::123456789012:role/admin
            source_profile = dev
            [profile ops]
            role_arn = arn:aws:iam::123456789012:role/ops
            source_profile = dev
            duration_seconds = 28800
            [profile joes]
            role_arn = arn:aws:iam::123456789012:role/joes
            source_profile = joe
            [profile chained]
            role_arn = arn:aws:iam::123456789012:role/chained
            source_profile = admin
            [profile theirs]
            role_arn = arn:aws:iam::123456789012:role/theirs
            source_profile = hers
            [profile sso]
            sso_session = corp
            [profile gov]
            region = us-gov-west-1
            mfa_serial = arn:aws:iam::123456789012:mfa/jane
            [profile vault]
            credential_process = vault export
            mfa_serial = arn:aws:iam::123456789012:mfa/jane
            [profile vaults]
            role_arn = arn:aws:iam::123456789012:role/vaults
            source_profile = vault
            [profile corps]
            role_arn = arn:aws:iam::123456789012:role/corps
            source_profile = sso
            [profile before]
            role_arn = arn:aws:iam::123456789012:role/before
            source_profile = dev-mfasession
            [profile place]
            source_profile = dev
            [profile joesPlace]
            source_profile = joe
            [profile ofPlace]
            role_arn = arn:aws:iam::123456789012:role/ofPlace
            source_profile = place
            [profile china]
            role_arn = arn:aws-cn:iam::123456789012:role/china
            source_profile = dev
            """;

    private static final String CREDENTIALS = """
            [dev]
            aws_access_key_id = AKIADEV
            aws_secret_access_key = secret
            [joe]
            aws_access_key_id = AKIAJOE
            aws_secret_access_key = secret
            [gov]
            aws_access_key_id = AKIAGOV
            aws_secret_access_key = secret
            [hers]
            aws_access_key_id = ASIAHERS
            aws_secret_access_key = secret
            aws_session_token = token
            [doubtful]
            aws_access_key_id = ASIADOUBTFUL
            aws_secret_access_key = secret
            aws_session_token = token
            invalid_as_of = 2026-11-27
            [refused]
            aws_access_key_id = ASIAREFUSED
            aws_secret_access_key = secret
            aws_session_token = token
            x_security_token_expires = 2026-11-28T18:00:00Z
            invalid_as_of = 2026-11-27
            """;

    /**
     * The steps for a situation, or the problem that stands in the way.
     *
     * @param wanted a profile, then options: {@code --force}, {@code --via}, {@code --duration}, {@code code} (one is given),
     *     {@code nobody} (nobody can be asked), {@code or-without}, {@code no-session}, {@code process} (for an SDK)
     * @param known live sessions by name ({@code dev-mfasession}, or {@code dev-mfasession@4m} with that left), {@code old:} before one that was made of another key,
     *     {@code role=NEED}, {@code dev=ENFORCED} or {@code dev=NONE}, {@code joe=no|hidden|phone|passkey} for what AWS lists, {@code TTL=8h}
     */
    private static String decision(String wanted, String known) {
        try {
            return words(Decision.of(wanted(wanted, known(known)), known(known)));
        } catch (Problem problem) {
            return "problem: " + problem.message();
        }
    }

    private static Plan.Wanted wanted(String text, Plan.Known known) {
        var words = List.of(text.split(" "));
        var mfa = words.contains("--force") ? Plan.Mfa.ANEW : words.contains("or-without") ? Plan.Mfa.OR_WITHOUT
                : words.contains("no-session") ? Plan.Mfa.NOT_WANTED : Plan.Mfa.WANTED;
        return new Plan.Wanted(known.profiles().require(words.getFirst()), mfa, option(words, "--duration").flatMap(SessionLength::parse), margin(words),
                option(words, "--via").flatMap(Plan.Via::named), option(words, "--serial-number").map(SerialNumber::new),
                words.contains("code"), !words.contains("nobody"), true, option(words, "--account"));
    }

    private static Plan.Margin margin(List<String> words) {
        var margin = option(words, "--min-ttl").flatMap(SessionLength::parse).map(Plan.Margin::of).orElse(Plan.Margin.USUAL);
        return words.contains("process") ? margin.forSdks() : margin;
    }

    private static Optional<String> option(List<String> words, String name) {
        return words.contains(name) ? Optional.of(words.get(words.indexOf(name) + 1)) : Optional.empty();
    }

    private static Plan.Known known(String text) {
        var credentials = new StringBuilder(CREDENTIALS);
        var findings = new HashMap<String, Finding>();
        var environment = new HashMap<String, String>();
        var devices = new HashMap<String, DeviceList>();
        var given = new ArrayList<String>();
        for (var word : text.split(" ")) {
            var value = word.substring(word.indexOf('=') + 1);
            if (word.contains("session") || word.matches("(old:)?place(@.*)?")) {
                var left = word.contains("@") ? SessionLength.parse(word.substring(word.indexOf('@') + 1)).orElseThrow() : Duration.ofHours(5);
                credentials.append(session(word.replaceFirst("@.*", ""), left));
            } else if (word.startsWith("TTL=")) {
                environment.put("AWS_ASSUME_ROLE_TTL", value);
            } else if (word.startsWith("dev=")) {
                findings.put("dev", new Finding.User(Arn.parse("arn:aws:iam::123456789012:user/jane").orElseThrow(), Optional.empty(),
                        new DeviceList.Hidden(new Problem.DevicesHidden("dev")), word.equals("dev=ENFORCED") ? Finding.Enforcement.MFA_MAY_BE_ENFORCED : Finding.Enforcement.NONE,
                        Optional.empty()));
            } else if (word.startsWith("joe=")) {
                devices.put("joe", devices(value));
            } else if (word.endsWith("=long") || word.endsWith("=temporary")) {
                given.add(word);
            } else if (word.contains("=")) {
                findings.put(word.substring(0, word.indexOf('=')),
                        new Finding.Role(Optional.empty(), MfaNeed.valueOf(value), Optional.empty()));
            }
        }
        var profiles = Profiles.of(IniFile.parse(CONFIG), IniFile.parse(credentials.toString()));
        var known = new Plan.Known(profiles, NOW, environment, findings, devices, Map.of(), Map.of(), List.of());
        for (var word : given) {
            var managed = (Profile.Managed) profiles.require(word.substring(0, word.indexOf('=')));
            known = known.given(managed.with(word.endsWith("=long") ? Credentials.longLived("AKIAVAULT", "secret")
                    : Credentials.temporary("ASIAVAULT", "secret", "token"), Optional.empty()));
        }
        return known;
    }

    private static DeviceList devices(String what) {
        return what.equals("hidden") ? new DeviceList.Hidden(new Problem.DevicesHidden("joe"))
                : new DeviceList.Listed(Stream.of(what).filter(it -> !it.equals("no")).map(it -> new SerialNumber(
                        "arn:aws:iam::123456789012:" + (it.equals("phone") ? "mfa/joe" : "u2f/user/joe/key"))).toList());
    }

    private static String session(String word, Duration left) {
        var name = word.replace("old:", "");
        var key = word.startsWith("old:") ? "key=AKIAOLD" : name.startsWith("vault") ? "credential_process=" + Origin.fingerprint("vault export")
                : word.startsWith("joe") ? "key=AKIAJOE" : "key=AKIADEV";
        var role = "role_arn=arn:aws:iam::123456789012:role/admin role_session_name=admin-rolesession ";
        return """
                [%1$s]
                aws_access_key_id = ASIA1
                aws_secret_access_key = secret
                aws_session_token = token
                aws_session_expiry = %2$d
                made_of = session=ASIA1 %3$s%4$s
                """.formatted(name, NOW.plus(left).getEpochSecond(), name.endsWith("rolesession") ? role : "", key);
    }

    private static String words(Plan plan) {
        return Stream.concat(plan.remarks().stream(), plan.steps().stream().map(DecisionTest::words)).collect(Collectors.joining("; "));
    }

    private static String words(Plan.Step step) {
        return switch (step) {
            case Plan.Step.TakeUp live -> "take up " + live.session().name();
            case Plan.Step.FindDevices ask -> "find the devices of " + ask.base().name();
            case Plan.Step.FindAccount ask -> "find the account of " + ask.profile().name();
            case Plan.Step.GetKeys get -> "get the keys of " + get.profile().name();
            case Plan.Step.StartMfaSession start -> "start %s for %s, %s".formatted(
                    start.session(), words(start.length()), start.code().orElseThrow().inWords());
            case Plan.Step.AssumeRole assume -> "assume %s for %s %s%s".formatted(assume.role().name(), words(assume.length()),
                    assume.wayInWords(), assume.code().map(code -> ", " + code.inWords()).orElse(""));
            case Plan.Step.AsItIs as -> as.profile().name() + " as it is" + as.why().map(why -> " if wanted, since " + why.message()).orElse("");
        };
    }

    private static String words(SessionLength length) {
        return SessionLength.inWords(length.duration()) + " (" + length.reason() + ")";
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            dev                     |                          | start dev-mfasession for 9h (the default), asks for a token code
            dev code                |                          | start dev-mfasession for 9h (the default), with the code given
            dev --duration 2h       |                          | start dev-mfasession for 2h (as asked for), asks for a token code
            dev --duration 48h      |                          | start dev-mfasession for 36h (the longest that AWS allows), asks for a token code
            dev                     | dev-mfasession           | take up dev-mfasession
            dev --force             | dev-mfasession           | start dev-mfasession for 9h (the default), asks for a token code
            dev no-session          | dev-mfasession           | dev as it is
            dev --duration 2h code  | dev-mfasession           | note: dev-mfasession is live and is used as it is; for a new session with --duration and --token-code, add --force; take up dev-mfasession
            dev                     | old:dev-mfasession       | note: dev-mfasession was made with the access key AKIAOLD, which is AKIADEV now, so it is not taken up; start dev-mfasession for 9h (the default), asks for a token code
            joe                     |                          | find the devices of joe
            joe                     | joe=phone                | start joe-mfasession for 9h (the default), asks for a token code
            joe                     | joe=no                   | joe as it is if wanted, since the user of profile 'joe' has no MFA device
            joe nobody              | joe=no                   | problem: the user of profile 'joe' has no MFA device
            joe                     | joe=passkey              | joe as it is if wanted, since profile 'joe' has only passkeys or security keys, which AWS accepts in a browser but not here
            joe                     | joe=hidden               | problem: AWS does not let the user of profile 'joe' list the MFA devices without MFA
            sso                     |                          | sso as it is
            hers                    |                          | take up hers
            hers --force            |                          | note: another tool made the session hers, so it cannot be renewed here; --force has no effect; take up hers
            hers --duration 2h code |                          | note: another tool made the session hers, so it cannot be renewed here; --duration and --token-code have no effect; take up hers
            doubtful                |                          | note: AWS did not accept doubtful on 2026-11-27; it may have been renewed since; take up doubtful
            refused                 |                          | problem: profile 'refused' is a session that AWS did not accept on 2026-11-27
            dev --via keys          | dev-mfasession           | note: --via has no effect here; it is for roles that are assumed with long-lived keys; take up dev-mfasession
            gov                     |                          | problem: profile 'gov' has the region us-gov-west-1, where AWS knows no arn:aws:iam::123456789012:mfa/jane
            china                   |                          | problem: profile 'dev' has the region us-east-1, where AWS knows no arn:aws-cn:iam::123456789012:role/china
            """)
    void aProfile(String wanted, String known, String steps) {
        assertEquals(steps, decision(wanted, Optional.ofNullable(known).orElse("")));
    }

    /** A profile without keys of its own holds its session itself; {@code place} is one with the keys of dev. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            place                   |                          | start place for 9h (the default), asks for a token code
            place                   | place                    | take up place
            place                   | dev-mfasession           | start place for 9h (the default), asks for a token code
            place --force           | place                    | start place for 9h (the default), asks for a token code
            place                   | old:place                | note: place was made with the access key AKIAOLD, which is AKIADEV now, so it is not taken up; start place for 9h (the default), asks for a token code
            place no-session        |                          | dev as it is
            place nobody            | place@4m                 | note: place ends in 00h:04m:00s; no new one was started: nobody can be asked for a token code; take up place
            joesPlace               |                          | find the devices of joe
            joesPlace nobody        | joe=no                   | problem: the user of profile 'joe' has no MFA device
            dev                     | place                    | start dev-mfasession for 9h (the default), asks for a token code
            admin                   | place                    | take up place; assume admin for 1h (the default) with the live MFA session of dev: no code needed
            admin                   | place dev-mfasession     | take up dev-mfasession; assume admin for 1h (the default) with the live MFA session of dev: no code needed
            ofPlace                 |                          | start place for 9h (the default), asks for a token code; assume ofPlace for 1h (the default) with place
            ofPlace                 | place                    | take up place; assume ofPlace for 1h (the default) with place
            """)
    void aProfileThatHoldsItsSession(String wanted, String known, String steps) {
        assertEquals(steps, decision(wanted, Optional.ofNullable(known).orElse("")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            dev --account 123456789012   |                | start dev-mfasession for 9h (the default), asks for a token code
            dev --account 210987654321   |                | problem: profile 'dev' is in account 123456789012, according to mfa_serial, and --account names 210987654321; nothing was asked or started
            dev --account 210987654321   | dev-mfasession | problem: profile 'dev' is in account 123456789012, according to mfa_serial, and --account names 210987654321; nothing was asked or started
            place --account 210987654321 | place          | problem: profile 'place' is in account 123456789012, according to mfa_serial, and --account names 210987654321; nothing was asked or started
            admin --account 210987654321 |                | problem: profile 'admin' is in account 123456789012, according to role_arn, and --account names 210987654321; nothing was asked or started
            joe --account 123456789012   |                | find the account of joe
            joesPlace --account 123456789012 |            | find the account of joe
            joe --account 123456789012   | joe-mfasession | find the account of joe-mfasession
            joes --account 123456789012  |                | find the devices of joe
            hers --account 123456789012  |                | find the account of hers
            dev --account 210987654321   | dev=NONE       | problem: profile 'dev' is in account 123456789012, according to AWS, and --account names 210987654321; nothing was asked or started
            vault --account 123456789012 |                | get the keys of vault
            sso --account 123456789012   |                | problem: nothing here tells which account profile 'sso' is in, and --account names 123456789012
            """)
    void theAccountThatIsWanted(String wanted, String known, String steps) {
        assertEquals(steps, decision(wanted, Optional.ofNullable(known).orElse("")));
    }

    /** What costs no code goes first; what AWS says of the role, and of its user, counts. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            admin                   |                          | start dev-mfasession for 9h (the default), asks for a token code; assume admin for 1h (the default) with a new MFA session of dev: it will serve other roles too, without another code
            admin                   | dev-mfasession           | take up dev-mfasession; assume admin for 1h (the default) with the live MFA session of dev: no code needed
            admin code              | dev-mfasession           | note: no token code is needed; yours is used only if AWS asks for one; take up dev-mfasession; assume admin for 1h (the default) with the live MFA session of dev: no code needed
            admin --duration 4h     | dev-mfasession           | assume admin for 4h (as asked for) with the long-lived keys and a token code of dev: only so can the session last longer than one hour, asks for a token code
            admin --duration 4h nobody | dev-mfasession        | take up dev-mfasession; assume admin for 1h (AWS allows one hour to a role session that starts from a session) with the live MFA session of dev: nobody can be asked for a token code
            ops                     | dev-mfasession           | assume ops for 8h (as the profile says) with the long-lived keys and a token code of dev: only so can the session last longer than one hour, asks for a token code
            admin                   | TTL=8h dev-mfasession    | assume admin for 8h (as AWS_ASSUME_ROLE_TTL says) with the long-lived keys and a token code of dev: only so can the session last longer than one hour, asks for a token code
            admin                   | admin=NOT_REQUIRED       | assume admin for 1h (the default) with the long-lived keys of dev: the role does not ask for MFA
            admin                   | admin=NOT_REQUIRED dev-mfasession | take up dev-mfasession; assume admin for 1h (the default) with the live MFA session of dev: no code needed
            admin                   | admin=NOT_REQUIRED dev=ENFORCED | start dev-mfasession for 9h (the default), asks for a token code; assume admin for 1h (the default) with a new MFA session of dev: its user may have to use MFA
            admin --via keys        | dev-mfasession           | assume admin for 1h (the default) with the long-lived keys of dev: as asked for
            admin --via keys code   | dev-mfasession           | assume admin for 1h (the default) with the long-lived keys and a token code of dev: as asked for, with the code given
            admin --via keys        | admin=REQUIRED           | assume admin for 1h (the default) with the long-lived keys and a token code of dev: as asked for, asks for a token code
            admin --via mfa-session --duration 4h | dev-mfasession | take up dev-mfasession; assume admin for 1h (AWS allows one hour to a role session that starts from a session) with the live MFA session of dev: as asked for
            admin --via mfa-session | admin=NOT_REQUIRED       | start dev-mfasession for 9h (the default), asks for a token code; assume admin for 1h (the default) with a new MFA session of dev: as asked for
            joes                    |                          | find the devices of joe
            joes                    | joe=no                   | assume joes for 1h (the default) with the long-lived keys of joe: the source profile has no MFA device
            joes                    | joe=hidden               | assume joes for 1h (the default) with the long-lived keys of joe: AWS shows no MFA device of the source profile
            joes --via mfa-session  | joe=no                   | problem: profile 'joe' has no MFA session to assume the role from
            chained                 |                          | start dev-mfasession for 9h (the default), asks for a token code; assume admin for 1h (the default) with a new MFA session of dev: it will serve other roles too, without another code; assume chained for 1h (the default) with admin-rolesession
            chained                 | TTL=8h dev-mfasession    | take up dev-mfasession; assume admin for 1h (the default) with the live MFA session of dev: no code needed; assume chained for 1h (AWS allows one hour to a role session that starts from a session) with admin-rolesession
            chained                 | admin-rolesession        | take up admin-rolesession; assume chained for 1h (the default) with admin-rolesession
            admin                   | admin-rolesession        | take up admin-rolesession
            admin                   | old:admin-rolesession dev-mfasession | note: admin-rolesession was made with the access key AKIAOLD, which is AKIADEV now, so it is not taken up; take up dev-mfasession; assume admin for 1h (the default) with the live MFA session of dev: no code needed
            admin                   | old:dev-mfasession       | note: dev-mfasession was made with the access key AKIAOLD, which is AKIADEV now, so it is not taken up; start dev-mfasession for 9h (the default), asks for a token code; assume admin for 1h (the default) with a new MFA session of dev: it will serve other roles too, without another code
            theirs                  |                          | take up hers; assume theirs for 1h (the default) with hers
            theirs --via keys       |                          | note: --via has no effect here; it is for roles that are assumed with long-lived keys; take up hers; assume theirs for 1h (the default) with hers
            """)
    void aRole(String wanted, String known, String steps) {
        assertEquals(steps, decision(wanted, Optional.ofNullable(known).orElse("")));
    }

    /** What costs no question happens early where a program asks; a question comes late, and not at all where nobody is there. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            dev                       | dev-mfasession@4m  | start dev-mfasession for 9h (the default), asks for a token code
            dev nobody                | dev-mfasession@4m  | note: dev-mfasession ends in 00h:04m:00s; no new one was started: nobody can be asked for a token code; take up dev-mfasession
            dev nobody code           | dev-mfasession@4m  | start dev-mfasession for 9h (the default), with the code given
            dev --min-ttl 1m          | dev-mfasession@4m  | take up dev-mfasession
            dev --min-ttl 4m          | dev-mfasession@4m  | start dev-mfasession for 9h (the default), asks for a token code
            dev --min-ttl 30m nobody  | dev-mfasession@10m | start dev-mfasession for 9h (the default), asks for a token code
            dev --min-ttl 5h          | dev-mfasession     | start dev-mfasession for 9h (the default), asks for a token code
            dev process               | dev-mfasession@14m | take up dev-mfasession
            dev process               | dev-mfasession@4m  | start dev-mfasession for 9h (the default), asks for a token code
            dev process nobody        | dev-mfasession@1m  | note: dev-mfasession ends in 00h:01m:00s; no new one was started: nobody can be asked for a token code; take up dev-mfasession
            joe nobody                | joe-mfasession@4m joe=hidden | note: joe-mfasession ends in 00h:04m:00s; no new one was started: AWS does not let the user of profile 'joe' list the MFA devices without MFA; take up joe-mfasession
            admin                     | admin-rolesession@14m dev-mfasession | take up admin-rolesession
            admin process             | admin-rolesession@15m dev-mfasession | take up dev-mfasession; assume admin for 1h (the default) with the live MFA session of dev: no code needed
            admin process             | admin-rolesession@16m dev-mfasession | take up admin-rolesession
            admin process             | admin-rolesession@14m | take up admin-rolesession
            admin process --duration 20m | admin-rolesession@9m dev-mfasession | take up dev-mfasession; assume admin for 20m (as asked for) with the live MFA session of dev: no code needed
            admin                     | admin-rolesession@4m dev-mfasession@2m | take up dev-mfasession; assume admin for 1h (the default) with the live MFA session of dev: no code needed
            admin code                | dev-mfasession@4m  | start dev-mfasession for 9h (the default), with the code given; assume admin for 1h (the default) with a new MFA session of dev: it will serve other roles too, without another code
            admin                     | dev-mfasession@20s | start dev-mfasession for 9h (the default), asks for a token code; assume admin for 1h (the default) with a new MFA session of dev: it will serve other roles too, without another code
            admin nobody              | admin-rolesession@4m | note: admin-rolesession ends in 00h:04m:00s; no new one was started: nobody can be asked for a token code; take up admin-rolesession
            admin --min-ttl 2h nobody | admin-rolesession@1h dev-mfasession | take up dev-mfasession; assume admin for 1h (the default) with the live MFA session of dev: no code needed
            """)
    void whatIsLeftOfASession(String wanted, String known, String steps) {
        assertEquals(steps, decision(wanted, known));
    }

    /** {@code vault=long} and {@code vault=temporary}: what its command gave; {@code vault-mfasession}: what was made of it before. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            vault                   |                          | get the keys of vault
            vault                   | vault=long               | start vault-mfasession for 9h (the default), asks for a token code
            vault                   | vault=temporary          | vault as it is
            vault --force           | vault=temporary          | vault as it is
            vault                   | vault-mfasession         | take up vault-mfasession
            vault --force           | vault-mfasession         | get the keys of vault
            vault no-session        |                          | vault as it is
            vaults                  |                          | get the keys of vault
            vaults                  | vault=long               | start vault-mfasession for 9h (the default), asks for a token code; assume vaults for 1h (the default) with a new MFA session of vault: it will serve other roles too, without another code
            vaults --via keys       | vault=long               | assume vaults for 1h (the default) with the long-lived keys of vault: as asked for
            vaults                  | vault=temporary          | take up vault; assume vaults for 1h (the default) with vault
            vaults                  | vault-mfasession         | take up vault-mfasession; assume vaults for 1h (the default) with the live MFA session of vault: no code needed
            vaults --duration 4h    | vault-mfasession         | get the keys of vault
            vaults --duration 4h    | vault-mfasession vault=long | assume vaults for 4h (as asked for) with the long-lived keys and a token code of vault: only so can the session last longer than one hour, asks for a token code
            vault process           | vault-mfasession@14m     | take up vault-mfasession
            vault nobody            | vault-mfasession@4m      | get the keys of vault
            vault nobody            | vault-mfasession@4m vault=long | note: vault-mfasession ends in 00h:04m:00s; no new one was started: nobody can be asked for a token code; take up vault-mfasession
            corps                   |                          | get the keys of sso
            corps                   | sso=temporary            | take up sso; assume corps for 1h (the default) with sso
            before                  |                          | start dev-mfasession for 9h (the default), asks for a token code; assume before for 1h (the default) with dev-mfasession
            before                  | dev-mfasession           | take up dev-mfasession; assume before for 1h (the default) with dev-mfasession
            dev-mfasession          |                          | start dev-mfasession for 9h (the default), asks for a token code
            admin-rolesession       | dev-mfasession           | take up dev-mfasession; assume admin for 1h (the default) with the live MFA session of dev: no code needed
            """)
    void keysFromElsewhere(String wanted, String known, String steps) {
        assertEquals(steps, decision(wanted, Optional.ofNullable(known).orElse("")));
    }

    /** @param refused what AWS answers to the last step of the first decision */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            admin                      | dev-mfasession     | DENIED   | assume admin for 1h (the default) with the long-lived keys and a token code of dev: AWS did not allow it to the live MFA session, and may want a fresh code, asks for a token code
            admin --force code         | dev-mfasession     | DENIED   | assume admin for 1h (the default) with the long-lived keys and a token code of dev: AWS did not allow it to the live MFA session, and may want a fresh code, with the code given
            admin nobody               | dev-mfasession     | DENIED   | problem: AWS did not allow this: no (AccessDenied)
            admin --via mfa-session    | dev-mfasession     | DENIED   | start dev-mfasession for 9h (the default), asks for a token code; assume admin for 1h (the default) with a new MFA session of dev: AWS did not allow it to the live MFA session, and may want a fresh code
            admin                      | admin=NOT_REQUIRED | DENIED   | start dev-mfasession for 9h (the default), asks for a token code; assume admin for 1h (the default) with a new MFA session of dev: AWS did not allow it without MFA
            admin --via keys           |                    | DENIED   | assume admin for 1h (the default) with the long-lived keys and a token code of dev: AWS did not allow it without MFA, asks for a token code
            admin --via keys nobody    |                    | DENIED   | problem: AWS did not allow this: no (AccessDenied)
            admin --duration 4h        | admin=NOT_REQUIRED dev-mfasession | DENIED | assume admin for 4h (as asked for) with the long-lived keys and a token code of dev: AWS did not allow it without MFA, asks for a token code
            admin --duration 4h nobody | admin=NOT_REQUIRED dev-mfasession | DENIED | take up dev-mfasession; assume admin for 1h (AWS allows one hour to a role session that starts from a session) with the live MFA session of dev: AWS did not allow it without MFA
            admin                      | admin=NOT_REQUIRED dev=NONE | DENIED | problem: AWS did not allow this: no (AccessDenied)
            joes                       | joe=no             | DENIED   | problem: AWS did not allow this: no (AccessDenied)
            admin                      | dev-mfasession     | ENDED    | start dev-mfasession for 9h (the default), asks for a token code; assume admin for 1h (the default) with a new MFA session of dev: it will serve other roles too, without another code
            ops                        | dev-mfasession     | TOO_LONG | take up dev-mfasession; assume ops for 1h (what every role allows) with the live MFA session of dev: no code needed
            chained                    | admin-rolesession  | ENDED    | start dev-mfasession for 9h (the default), asks for a token code; assume admin for 1h (the default) with a new MFA session of dev: it will serve other roles too, without another code; assume chained for 1h (the default) with admin-rolesession
            """)
    void aRefusalIsKnowledge(String wanted, String text, String refused, String steps) {
        var known = known(Optional.ofNullable(text).orElse(""));
        var first = Decision.of(wanted(wanted, known), known).steps().getLast();
        var why = switch (refused) {
            case "DENIED" -> new Problem.NotAllowed("AccessDenied", "no");
            case "ENDED" -> new Problem.KeysRejected("ASIA1", "InvalidClientTokenId");
            default -> new Problem.DurationRefused("too long");
        };
        var then = known.with(new Plan.Refusal(first, why));
        String again;
        try {
            again = words(Decision.of(wanted(wanted, then), then));
        } catch (Problem problem) {
            again = "problem: " + problem.message();
        }

        assertEquals(steps, again);
    }
}
