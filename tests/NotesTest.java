//SOURCES Person.java
//SOURCES ../awscli-mfa.java
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static tests.aws.AccessKey.keys;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Notes about the AWS files: of which profile, when, and until when. */
class NotesTest {

    private static final String CONFIG = """
            [profile dev]
            region = eu-west-1

            [profile ops]
            region = eu-west-1

            [profile admin]
            role_arn = arn:aws:iam::123456789012:role/admin
            source_profile = dev
            """;
    private static final String FIX = "jbang awscli-mfa.java --fix";
    private static final String CTRL_C = "\u0003";

    private Path home;
    private Person jane;

    @BeforeEach
    void janeHasTwoProfilesAndARole(@TempDir Path folder) {
        home = folder;
        jane = new Person(folder);
        var account = jane.aws.account("123456789012");
        var key = account.user("jane").policy("all", """
                {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}""").accessKey();
        account.role("admin", """
                {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::123456789012:root"},
                 "Action": "sts:AssumeRole"}]}""");
        jane.config(CONFIG);
        jane.credentials(keys("dev", key) + keys("ops", key));
    }

    @AfterEach
    void close() {
        jane.close();
    }

    /** What the notes begin with: the file and the line. */
    private static String places(String screen) {
        return screen.lines().filter(line -> line.startsWith("note: ~/.aws/")).map(line -> line.split(": ")[1].replace("~/.aws/", ""))
                .collect(Collectors.joining(" "));
    }

    private String placesFor(String... args) {
        return places(jane.runs(args).screen());
    }

    // ------------------------------------------------------------------- whose

    /** A line of a section is a matter of that profile; what makes a tool refuse the whole file is everybody's. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "# one's own                | region = eu-west-2 # Ireland | ops | config:5 | ''       | ''",
        "# of the source of a role  | region = eu-west-2 # Ireland | dev | ''       | config:2 | config:2",
        "# of a role                | region = eu-west-2 # Ireland | admin | ''     | ''       | config:8",
        "# a name for no tool       | re$gion = x                  | ops | config:6 | ''       | ''",
        "# twice: whole file        | region = eu-west-2           | ops | config:6 | config:6 | config:6",
        "# no property: whole file  | nonsense                     | ops | config:6 | config:6 | config:6"})
    void ofTheProfileInHandAndOfThoseThatItStandsOn(String ofWhat, String line, String profile, String ops, String dev, String admin) {
        var isComment = line.contains("#");
        var below = "[profile " + profile + "]\n";
        jane.config(profile.equals("admin") ? CONFIG + line + "\n" : isComment ? CONFIG.replace(below + "region = eu-west-1\n", below + line + "\n")
                : CONFIG.replace(below + "region = eu-west-1\n", below + "region = eu-west-1\n" + line + "\n"));

        assertEquals(List.of(ops, dev, admin), List.of(placesFor("ops", "--explain"), placesFor("dev", "--explain"),
                placesFor("admin", "--explain")).stream().map(places -> places.replace("config:10", "config:8")).toList(), ofWhat);
    }

    @Test
    void ofTheSectionsThatItNames() {
        jane.config(CONFIG.replace("[profile ops]\n", "[profile ops]\nservices = here\n") + "[services here]\nsts =\n  ignored = a\nodd$key = 1\n");

        assertEquals("config:14", placesFor("ops", "--explain"));
        assertEquals("", placesFor("dev", "--explain"));
    }

    @Test
    void theRestIsCountedBelowTheMenu() {
        jane.config(CONFIG.replaceAll("= eu-west-1", "= eu-west-1 # Ireland"));

        var screen = jane.types(CTRL_C, "-q").screen();

        assertTrue(screen.endsWith("\nThe AWS files have 2 faults; see them with: " + FIX + "\n\nWhich one? A number, or part of a name: ^C\n"
                + "awscli-mfa: cancelled\nawscli-mfa: hint: run it again when you are ready\n") || screen.contains(
                "\nThe AWS files have 2 faults; see them with: " + FIX + "\n\nWhich one? A number, or part of a name: "), screen);
        assertFalse(screen.contains("note: "), screen);
        assertEquals("config:5", places(jane.types("2\n", "-q", "--explain").screen()));
    }

    // -------------------------------------------------------------- until when

    @Test
    void whatThePersonKnowsIsPutAwayAndBroughtBack() throws IOException {
        jane.config(CONFIG.replaceFirst("= eu-west-1", "= eu-west-1 # Ireland"));
        assertTrue(jane.runs("dev", "--explain").screen().startsWith("""
                note: ~/.aws/config:2: a comment stands behind the value of 'region'; the AWS CLI takes it for a part of the value; \
                move it to a line of its own above
                note: repair them, or turn such notes off, with: %s
                """.formatted(FIX)));
        var before = jane.files();

        var away = jane.types("n\ny\n", "--fix");

        assertTrue(away.screen().endsWith("Repair this? [Y/n] n\nTurn off the notes about what is left? [y/N] y\n"), away.screen());
        assertEquals(0, away.exitStatus());
        assertEquals(before, jane.files());
        assertEquals("", placesFor("dev", "--explain"));
        assertFalse(jane.types(CTRL_C, "-q").screen().contains(FIX));
        assertEquals("~/.aws/config [dev] a comment stands behind the value of 'region'\n",
                Files.readString(home.resolve(".local/state/awscli-mfa/known-faults")).replace(home.toString(), "~"));

        jane.config(jane.config().replaceFirst("= eu-west-1\n", "= eu-west-1 # here too\n"));
        assertEquals("config:5", placesFor("ops", "--explain"), "another one of the kind is news");
        assertEquals("", placesFor("dev", "--explain"));

        jane.config("\n\n" + CONFIG.replaceFirst("= eu-west-1", "= eu-west-1 # Ireland"));
        assertEquals("", placesFor("dev", "--explain"), "it may move to another line");
        var back = jane.types("n\ny\n", "--fix").screen();
        assertTrue(back.endsWith("""
                Repair this? [Y/n] n
                Only you can tell what is meant here:
                ~/.aws/config:4: a comment stands behind the value of 'region'
                  the AWS CLI takes it for a part of the value
                  move it to a line of its own above
                  its note is turned off
                Turn the notes about these on again? [y/N] y
                """), back);
        assertEquals("config:4", placesFor("dev", "--explain"));
    }

    @Test
    void whoAnswersWithEnterHasChangedNothing() {
        jane.config(CONFIG + "odd$key = 1\n");

        var run = jane.types("\n", "--fix");

        assertTrue(run.screen().startsWith("There is nothing to repair.\nOnly you can tell what is meant here:\n~/.aws/config:10: "), run.screen());
        assertEquals("config:10", placesFor("admin", "--explain"));
        assertFalse(Files.exists(home.resolve(".local/state/awscli-mfa/known-faults")));
    }

    /** What is put away are notes, and no errors. */
    @Test
    void whatStopsTheDeedIsSaidAllTheSame() {
        jane.credentials(jane.credentials().replaceFirst("aws_secret_access_key = .*\n", ""));
        assertEquals(0, jane.types("y\n", "--fix").exitStatus());

        var run = jane.runs("dev");

        assertEquals(253, run.exitStatus());
        assertTrue(run.screen().startsWith("awscli-mfa: profile 'dev' has no aws_secret_access_key\nawscli-mfa: hint: "), run.screen());
    }

    // ---------------------------------------------------------- before an error

    /** What a command says that gives keys, or an SDK that has called this, stands alone. */
    @Test
    void beforeTheErrorOfACredentialProcessThereIsNone() {
        jane.config("[profile tool]\ncredential_process = false\nregion = eu-west-1 # Ireland\n[profile dev]\nregion = a\nregion = a\n"
                + "[profile of]\nrole_arn = arn:aws:iam::123456789012:role/admin\nsource_profile = tool\nregion = eu-west-1 # Ireland\n");

        for (var profile : List.of("tool", "of")) {
            assertEquals("tool: keys from its credential_process", jane.runs(profile).screen().lines().findFirst().orElseThrow());
        }
        var run = jane.runs("dev", "--emit", "process");
        assertEquals(1, run.screen().lines().count(), run.screen());
    }

    /** The hint names a command of aws, which is not there: a program puts one line before its person. */
    @Test
    void norIsThereOneBehindIt() {
        jane.environment.put("PATH", "");
        jane.credentials(jane.credentials().replaceFirst("aws_secret_access_key = .*\n", ""));

        var screen = jane.runs("dev", "--emit", "process").screen();

        assertTrue(screen.contains("aws configure --profile dev"), screen);
        assertEquals(1, screen.lines().count(), screen);
    }

    // --------------------------------------------------------- of another tool

    /** As awsume writes it, again each time: nothing to repair, and nothing that anybody could do about it. */
    @Test
    void whatAnotherToolWritesAgainIsToldToWhoAsks() {
        jane.credentials(jane.credentials() + """
                [autoawsume-my role]
                manager = awsume
                aws_access_key_id = ASIAEXAMPLEEXAMPLE00
                aws_secret_access_key = s
                aws_session_token = t
                region = eu-west-1
                autoawsume = true
                expiration = 2099-01-01 00:00:00
                awsumepy_command = my role -a
                """);

        for (var args : List.of(new String[] {"dev", "--explain"}, new String[] {"autoawsume-my role"})) {
            assertFalse(jane.runs(args).screen().contains("note:"), jane.runs(args).screen());
        }
        assertFalse(jane.types(CTRL_C, "-q").screen().contains(FIX));
        assertEquals("""
                There is nothing to repair.
                Only you can tell what is meant here:
                ~/.aws/credentials:7: [autoawsume-my role] has characters other than letters, digits and _-/.%@:+
                  the AWS SDKs ignore the profile because of its name
                  leave it: the tool that starts this session writes it so each time
                ~/.aws/credentials:12: [autoawsume-my role] has region
                  AWS documents it for the config file; not every tool looks here
                  leave it: the tool that starts this session writes it so each time
                """, jane.types("", "--fix").screen());
    }
}
