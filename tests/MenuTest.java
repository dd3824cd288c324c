//DEPS org.junit.jupiter:junit-jupiter:6.1.3
//SOURCES ../lib/model/Arn.java
//SOURCES ../lib/model/DeviceList.java
//SOURCES ../lib/model/Finding.java
//SOURCES ../lib/model/IniFile.java
//SOURCES ../lib/model/Menu.java
//SOURCES ../lib/model/Problem.java
//SOURCES ../lib/model/Profiles.java
//SOURCES ../lib/model/SerialNumber.java
//SOURCES ../lib/model/Window.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import lib.model.Arn;
import lib.model.DeviceList;
import lib.model.Finding;
import lib.model.IniFile;
import lib.model.Menu;
import lib.model.Problem;
import lib.model.Profiles;
import lib.model.SerialNumber;
import lib.model.Window;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MenuTest {

    private static final Instant NOW = Instant.parse("2026-11-22T06:00:00Z");
    private static final String KEYS = "aws_access_key_id = AKIA1\naws_secret_access_key = s\n";
    private static final String ENDS = "aws_session_expiry = " + NOW.plusSeconds(3_600).getEpochSecond() + "\n";
    private static final String SESSION_KEYS = "aws_access_key_id = ASIA1\naws_secret_access_key = s\naws_session_token = t\n";

    private Menu menu;

    @BeforeEach
    void threeProfilesTheSecondWithALiveSessionTheThirdWithAnExpiredOne() {
        menu = menu("""
                [profile dev]
                mfa_serial = arn:aws:iam::123456789012:mfa/jane
                [profile Production]
                mfa_serial = GAHT12345678
                [profile dev-eu]
                """, "[dev]\n" + KEYS + "[Production]\n" + KEYS + "[dev-eu]\n" + KEYS
                + "[Production-mfasession]\naws_session_expiry = " + NOW.plusSeconds(32_343).getEpochSecond() + "\n" + SESSION_KEYS
                + "[dev-eu-mfasession]\naws_session_expiry = " + NOW.plusSeconds(300).getEpochSecond() + "\n" + SESSION_KEYS);
    }

    private static Menu menu(String config, String credentials) {
        return Menu.of(Profiles.of(IniFile.parse(config), IniFile.parse(credentials)), Map.of(), NOW);
    }

    @Test
    void everyProfileHasALineAndEveryLiveSessionAnother() {
        assertEquals("""
                Profiles
                   1: dev         MFA device jane @ 123456789012
                   2: Production  2s: MFA session, 08h:59m:03s left; MFA device GAHT12345678
                   3: dev-eu      no MFA device recorded
                """, menu.text(Window.UNLIMITED, "") + "\n");
        assertEquals("A number, 2s for the session of 2, or part of a name", menu.choices());
    }

    /** What matters first stays in its column; what has no room beside it stands below, and ends at words. */
    @Test
    void aNarrowWindowHasTheRestBelow() {
        var files = Profiles.of(IniFile.parse("""
                [profile dev]
                [profile production]
                [profile admin]
                role_arn = arn:aws:iam::123456789012:role/admin
                source_profile = dev
                [profile lost]
                role_arn = arn:aws:iam::123456789012:role/lost
                source_profile = nowhere
                """), IniFile.parse("[dev]\n" + KEYS + "[production]\n" + KEYS + "[dev-mfasession]\n" + ENDS + SESSION_KEYS));
        var findings = Map.<String, Finding>of("dev", user("jane"), "production", user("a.rather-long-name-of-a-user"));

        assertEquals("""
                Profiles
                   1: dev         jane @ practice
                        1s: MFA session, 01h:00m:00s
                        left; MFA device phone
                   2: production
                        a.rather-long-name-of-a-user @
                        practice
                        MFA device phone

                Roles
                   3: admin
                        role admin @ 123456789012 from
                        dev

                Not usable
                      lost
                        role profile 'lost' names
                        'nowhere' as its source_profile,
                        which does not exist
                """, Menu.of(files, findings, NOW).text(new Window(40, 24), "") + "\n");
        assertEquals("""
                Profiles
                   1: dev         jane @ practice                          1s: MFA session,
                                                                           01h:00m:00s left; MFA
                                                                           device phone
                   2: production  a.rather-long-name-of-a-user @ practice  MFA device phone

                Roles
                   3: admin       role admin @ 123456789012 from dev

                Not usable
                      lost        role profile 'lost' names 'nowhere' as its source_profile, which
                                  does not exist
                """, Menu.of(files, findings, NOW).text(new Window(84, 24), "") + "\n");
        assertEquals("""
                Profiles
                   1: dev         jane @ practice                          1s: MFA session, 01h:00m:00s left; MFA device phone
                   2: production  a.rather-long-name-of-a-user @ practice  MFA device phone

                Roles
                   3: admin       role admin @ 123456789012 from dev

                Not usable
                      lost        role profile 'lost' names 'nowhere' as its source_profile, which does not exist
                """, Menu.of(files, findings, NOW).text(new Window(200, 24), "") + "\n");
    }

    private static Finding user(String name) {
        return new Finding.User(Arn.parse("arn:aws:iam::123456789012:user/" + name).orElseThrow(), Optional.of("practice"),
                new DeviceList.Listed(List.of(SerialNumber.parse("arn:aws:iam::123456789012:mfa/phone").orElseThrow())),
                Finding.Enforcement.NONE, Optional.empty());
    }

    /** Save the name of a profile, which nobody could type in two pieces. */
    @ParameterizedTest
    @ValueSource(ints = {20, 40, 60, 80, 120, 200})
    void noLineIsLongerThanTheWindow(int columns) {
        var all = "[profile " + "n".repeat(60) + "]\n[profile admin]\nrole_arn = arn:aws:iam::123456789012:role/" + "r".repeat(9)
                + "\nsource_profile = dev\n";
        var narrow = Menu.of(Profiles.of(IniFile.parse(all), IniFile.parse("[dev]\n" + KEYS)), Map.of(), NOW).text(new Window(columns, 24), "");

        assertTrue(narrow.lines().allMatch(line -> line.length() <= columns || line.strip().equals("n".repeat(60))), narrow);
    }

    /** At most a screenful of the rows that match, by the numbers that they have in the menu, each in one line where all have no room. */
    @Test
    void partOfManyNamesShowsTheirRows() {
        var keys = IntStream.rangeClosed(1, 300).mapToObj("[prof%03d]\n"::formatted).map(header -> header + KEYS)
                .collect(Collectors.joining());
        var many = Menu.of(Profiles.of(IniFile.parse(""), IniFile.parse(keys)), Map.of(), NOW);

        assertEquals("""
                several match:
                 100: prof100  no MFA …
                 101: prof101  no MFA …
                 102: prof102  no MFA …
                 103: prof103  no MFA …
                 104: prof104  no MFA …
                      and 5 more: type
                      more of the name""", rowsFor(many, "f10", new Window(24, 12)));
        assertEquals(11, rowsFor(many, "f10", new Window(40, 15)).lines().count());
    }

    private static String rowsFor(Menu menu, String answer, Window window) {
        return assertThrows(Problem.StillToChoose.class, () -> menu.read(answer)).rows().apply(window);
    }

    private static String hintOf(Menu menu, String answer) {
        return assertThrows(Problem.Usage.class, () -> menu.read(answer)).hint().strip();
    }

    @Test
    void withoutLiveSessionsThereIsLessToAnswer() {
        var one = menu("", "[dev]\n" + KEYS);

        assertEquals("Profiles\n   1: dev  no MFA device recorded", one.text(Window.UNLIMITED, ""));
        assertEquals("A number, or part of a name", one.choices());
    }

    @Test
    void rolesFollowAndWhatCannotBeChosenByNumberStandsBelow() {
        var all = menu("""
                [profile admin]
                role_arn = arn:aws:iam::123456789012:role/ops/admin
                source_profile = dev
                [profile chained]
                role_arn = arn:aws:iam::210987654321:role/deploy
                source_profile = admin
                mfa_serial = arn:aws:iam::123456789012:mfa/jane
                [profile lost]
                role_arn = arn:aws:iam::123456789012:role/lost
                source_profile = nowhere
                [profile corp]
                sso_session = corp
                """, "[dev]\n" + KEYS + "[admin-rolesession]\naws_session_expiry = " + NOW.plusSeconds(3_600).getEpochSecond() + "\n"
                + SESSION_KEYS);

        assertEquals("""
                Profiles
                   1: dev      no MFA device recorded

                Roles
                   2: admin    role admin @ 123456789012 from dev     2s: role session, 01h:00m:00s left
                   3: chained  role deploy @ 210987654321 from admin  a role of a role: 1h at most; MFA may be required

                Managed elsewhere, chosen by name
                      corp     IAM Identity Center (aws sso login)

                Not usable
                      lost     role profile 'lost' names 'nowhere' as its source_profile, which does not exist
                """, all.text(Window.UNLIMITED, "") + "\n");
        assertEquals("A number, 2s for the session of 2, or part of a name", all.choices());
        assertEquals("corp", all.read("corp").name());
        assertEquals("lost", all.read("lost").name());
    }

    @Test
    void h1ASessionThatIsNotItsProfilesAnyMoreIsNotOffered() {
        var roles = "[profile admin]\nrole_arn = arn:aws:iam::123456789012:role/admin\nsource_profile = dev\n";
        var changed = menu(roles, "[dev]\n" + KEYS
                + "[dev-mfasession]\nmade_of = session=ASIA1 key=AKIAOLD\n" + ENDS + SESSION_KEYS
                + "[admin-rolesession]\nmade_of = session=ASIA1 role_arn=arn:aws:iam::123456789012:role/old"
                + " role_session_name=admin-rolesession key=AKIA1\n" + ENDS + SESSION_KEYS);

        assertEquals("""
                Profiles
                   1: dev    no MFA device recorded

                Roles
                   2: admin  role admin @ 123456789012 from dev
                """, changed.text(Window.UNLIMITED, "") + "\n");
        assertEquals(Problem.wrongUsage("no such choice", "profile 1 has no live session; 1 alone starts one"),
                assertThrows(Problem.class, () -> changed.read("1s")));
    }

    /** The end and the refusal were recorded of the keys that stood there before. */
    @Test
    void h33WhatAnotherToolPutOverASessionOfThisSuiteIsOneOfAnotherTool() {
        var overwritten = menu("", "[dev]\n" + KEYS + "[dev-mfasession]\nmade_of = session=ASIAOURS key=AKIA1\n"
                + "invalid_as_of = 2026-11-22\n" + ENDS + SESSION_KEYS);

        assertEquals("""
                Profiles
                   1: dev             no MFA device recorded

                Sessions of other tools, chosen by name
                      dev-mfasession  session of another tool  when it ends is not recorded
                """, overwritten.text(Window.UNLIMITED, "") + "\n");
        assertEquals("dev-mfasession", overwritten.read("dev-m").name());
    }

    /** As aws-mfa, awsume, saml2aws and aws configure mfa-login write them; what has ended, soon will or was refused is left out. */
    @Test
    void h35LiveSessionsOfOtherToolsAreChosenByName() {
        var others = menu("", "[bm-long-term]\n" + KEYS + "[bm]\nassumed_role = False\nexpiration = 2026-11-22 06:40:13\n" + SESSION_KEYS
                + "[autoawsume-ops]\nexpiration = 2026-11-22T07:00:00Z\nsource_expiration = 2026-11-22T08:00:00Z\n" + SESSION_KEYS
                + "[session-1]\n" + SESSION_KEYS
                + "[garbled]\nexpiration = soon\n" + SESSION_KEYS
                + "[ended]\nexpiration = 2026-11-22 05:59:59\n" + SESSION_KEYS
                + "[ending]\nexpiration = 2026-11-22 06:05:00\n" + SESSION_KEYS
                + "[refused]\ninvalid_as_of = 2026-11-22\n" + SESSION_KEYS
                + "[half]\naws_access_key_id = ASIAHALF\naws_secret_access_key = s\n");

        assertEquals("""
                Profiles
                   1: bm-long-term    no MFA device recorded

                Sessions of other tools, chosen by name
                      bm              MFA session of another tool, from bm-long-term  00h:40m:13s left
                      autoawsume-ops  role session of another tool                    01h:00m:00s left
                      session-1       session of another tool                         when it ends is not recorded
                      garbled         session of another tool                         when it ends is not known: expiration is no time, 'soon'
                """, others.text(Window.UNLIMITED, "") + "\n");
        assertEquals(List.of("bm", "autoawsume-ops", "session-1"),
                Stream.of("bm", "awsume", "SESSION-1").map(answer -> others.read(answer).name()).toList());
        assertEquals("A number, or part of a name", others.choices());
    }

    /** Row W18: awscli-mfa 1 recorded when a session began, and some version nothing at all. */
    @Test
    void sessionsOfThisSuiteWithoutAnEndAreChosenByNameToo() {
        var old = menu("", "[dev]\n" + KEYS + "[dev-mfasession]\naws_session_init_time = " + NOW.minusSeconds(3_600).getEpochSecond() + "\n"
                + SESSION_KEYS + "[ops-rolesession]\n" + SESSION_KEYS
                + "[gone-mfasession]\naws_session_init_time = " + NOW.minusSeconds(86_400).getEpochSecond() + "\n" + SESSION_KEYS);

        assertEquals("""
                Profiles
                   1: dev              no MFA device recorded

                Sessions of other tools, chosen by name
                      dev-mfasession   MFA session, from dev   08h:00m:00s left; estimated from when it began
                      ops-rolesession  role session, from ops  when it ends is not recorded
                """, old.text(Window.UNLIMITED, "") + "\n");
        assertEquals("dev-mfasession", old.read("dev-mfasession").name());
    }

    @Test
    void whatAwsSaysOfTheSessionsOfOtherToolsCountsMoreThanTheFile() {
        var files = Profiles.of(IniFile.parse(""), IniFile.parse("[taken]\ninvalid_as_of = 2026-11-22\n" + SESSION_KEYS
                + "[refused]\nexpiration = 2026-11-22 07:00:00\n" + SESSION_KEYS + "[silent]\n" + SESSION_KEYS));
        var others = Menu.of(files, Map.of(
                "taken", new Finding.Live(Arn.parse("arn:aws:sts::123456789012:assumed-role/admin/jane").orElseThrow()),
                "refused", new Finding.Rejected(new Problem.KeysRejected("ASIA1", "InvalidClientTokenId")),
                "silent", new Finding.Unknown(Problem.notInTime())), NOW);

        assertEquals("""
                Sessions of other tools, chosen by name
                      taken   session of another tool  admin @ 123456789012
                      silent  session of another tool  when it ends is not recorded; not checked: AWS did not answer in time
                """, others.text(Window.UNLIMITED, "") + "\n");
        assertEquals("Part of a name", others.choices());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "'' | answer with part of a name; Ctrl-C ends",
            "1 | no profile here has that in its name",
            "1s | no profile here has that in its name"})
    void whereNothingHasANumberNoneIsAskedFor(String answer, String hint) {
        var managed = menu("[profile corp]\nsso_session = corp\n", "");

        assertEquals(hint, hintOf(managed, answer));
    }

    /** The keys were replaced by those of another account, whose devices AWS does not list. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "arn:aws:iam::210987654321:mfa/jane  | no MFA device recorded",
            "arn:aws:iam::123456789012:mfa/phone | MFA device phone",
            "GAHT12345678                        | MFA device GAHT12345678"})
    void aDeviceOfAnotherAccountIsNotTheUsers(String recorded, String device) {
        var files = Profiles.of(IniFile.parse("[profile dev]\nmfa_serial = " + recorded + "\n"), IniFile.parse("[dev]\n" + KEYS));
        var user = new Finding.User(Arn.parse("arn:aws:iam::123456789012:user/jane").orElseThrow(), Optional.empty(), new DeviceList.Hidden(new Problem.DevicesHidden("dev")),
                Finding.Enforcement.NONE, Optional.empty());

        assertEquals("Profiles\n   1: dev  jane @ 123456789012  " + device, Menu.of(files, Map.of("dev", user), NOW).text(Window.UNLIMITED, ""));
    }

    @Test
    void oneMalformedSerialNumberDoesNotSpoilTheMenu() {
        assertEquals("""
                Profiles
                   1: dev  MFA device arn of mine
                   2: ops  MFA device GAHT12345678
                """,
                menu("[profile dev]\nmfa_serial = arn of mine\n[profile ops]\nmfa_serial = GAHT12345678\n",
                        "[dev]\n" + KEYS + "[ops]\n" + KEYS).text(Window.UNLIMITED, "") + "\n");
    }

    @ParameterizedTest
    @CsvSource({"1, dev", "3, dev-eu", "' 2 ', Production", "2s, Production-mfasession", "2S, Production-mfasession",
            "2m, Production-mfasession", "dev, dev", "dev-eu, dev-eu", "-EU, dev-eu", "prod, Production", "PRODUCTION, Production",
            "Production-mfasession, Production-mfasession"})
    void anAnswerMeans(String answer, String name) {
        assertEquals(name, menu.read(answer).name());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "0 | the numbers go from 1 to 3",
            "4 | the numbers go from 1 to 3",
            "4s | the numbers go from 1 to 3",
            "999999 | the numbers go from 1 to 3",
            "1s | profile 1 has no live session; 1 alone starts one",
            "3m | profile 3 has no live session; 3 alone starts one",
            "de | 'several match:\n   1: dev     MFA device jane @ 123456789012\n   3: dev-eu  no MFA device recorded'",
            "ops | no profile here has that in its name",
            "1234567890 | no profile here has that in its name",
            "dev-eu-mfasession | no profile here has that in its name; did you mean 'dev' or 'dev-eu'?",
            "edv | no profile here has that in its name; did you mean 'dev'?",
            "Prodcution | no profile here has that in its name; did you mean 'Production'?",
            "'' | answer with a number from 1 to 3 or part of a name; Ctrl-C ends",
            "'  ' | answer with a number from 1 to 3 or part of a name; Ctrl-C ends"})
    void anythingElseIsAnsweredWithWhatCanBeAnswered(String answer, String hint) {
        assertEquals(hint, hintOf(menu, answer));
    }

    /** A number that no row has is part of a name, if a name has it. */
    @ParameterizedTest
    @CsvSource({"1, dev", "01, a01", "300, b300", "00, b300", "2, a01", "3s, c3s", "03, b300"})
    void digitsArePartOfANameWhereTheyAreNoNumber(String answer, String name) {
        var three = menu("", "[dev]\n" + KEYS + "[a01]\n" + KEYS + "[b300]\n" + KEYS.replace("AKIA", "AKIB"));

        assertEquals(name, (answer.equals("3s") ? menu("", "[dev]\n" + KEYS + "[c3s]\n" + KEYS) : three).read(answer).name());
    }

    @ParameterizedTest
    @ValueSource(strings = {"50%", "a$b", "x\\y"})
    void aNameWithSpecialCharactersIsANameLikeAnyOther(String name) {
        var odd = menu("", "[" + name + "]\n" + KEYS);

        assertEquals("Profiles\n   1: " + name + "  no MFA device recorded", odd.text(Window.UNLIMITED, ""));
        assertEquals(name, odd.read(name.substring(1)).name());
    }
}
