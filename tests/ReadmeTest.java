//SOURCES Person.java
//SOURCES ../enable-disable-vmfa-device.java
//SOURCES Picture.java
//SOURCES practice-aws.java
//SOURCES ../mfa-status.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadmeTest {

    /**
     * In the practice account, by a person who answers as the picture's does; only the code, the time of day and how the script is called
     * differ. What aws shows below is asked for in PracticeAwsTest.
     */
    @Test
    void thePictureShowsWhatHappens(@TempDir Path home) throws IOException {
        var screen = Picture.text(Files.readString(Picture.FILE));
        var transcript = screen.replaceAll(
                "(?s)^\\$ awscli-mfa\\n(.*)\\$ aws --profile dev-mfasession s3 ls\\n.* practice-bucket\\n\\$$", "$1");
        try (var jane = new Person(home)) {
            PracticeAws.furnish(jane.aws);
            var account = jane.aws.account("123456789012");
            var phone = account.user("jane").device("jane");
            jane.config(PracticeAws.config(phone));
            jane.credentials(PracticeAws.credentials(account.user("jane").accessKey(), account.user("joe").accessKey()));
            var typed = answer(transcript, "or part of a name") + "\n" + phone.code().replaceFirst("...", "$0 ") + "\n"
                    + answer(transcript, "\\[Y/n\\]") + "\n";

            assertEquals(comparable(transcript), comparable(jane.types(typed).screen()).replace("jbang awscli-mfa.java", "awscli-mfa"),
                    "write the picture anew: ./jbang tests/Picture.java");
        }
    }

    /** With these two sessions; only the time of day differs. */
    @Test
    void theReportIsWhatMfaStatusPrints(@TempDir Path home) throws IOException {
        var report = Files.readString(Path.of("README.md"))
                .replaceAll("(?s).*?```console\\n\\$ ./jbang mfa-status.java\\n(.*?)```.*", "$1");
        try (var jane = new Person(home)) {
            jane.environment.remove("AWS_ENDPOINT_URL");
            jane.environment.put("AWS_PROFILE", "dev-mfasession");
            var now = jane.clock().instant().getEpochSecond();
            jane.config("");
            jane.credentials("""
                    [dev-mfasession]
                    aws_access_key_id = ASIADEV
                    aws_secret_access_key = secret
                    aws_session_token = token
                    aws_session_expiry = %d
                    [admin-rolesession]
                    aws_access_key_id = ASIAADMIN
                    aws_secret_access_key = secret
                    aws_session_token = token
                    aws_session_expiry = %d
                    """.formatted(now + 28_741, now - 723));

            assertEquals(report.replaceAll("until ... ..:..", "until then"),
                    jane.runs(MfaStatus::run).out().replaceAll("until ... ..:..", "until then").replace("jbang", "./jbang"));
        }
    }

    /** By the newcomer of the practice account, whose app scans the code on the page in between. */
    @Test
    void theTranscriptOfANewDeviceIsWhatHappens(@TempDir Path home) throws IOException {
        var readme = Files.readString(Path.of("README.md"));
        var transcript = readme.replaceAll("(?s).*?```console\\n\\$ ./jbang (enable-disable-vmfa-device.java .*?)```.*", "$1");
        try (var joe = new Person(home)) {
            PracticeAws.furnish(joe.aws);
            joe.waitForNextCode();
            var account = joe.aws.account("123456789012");
            joe.config(PracticeAws.config(account.user("jane").device("jane")));
            joe.credentials(PracticeAws.credentials(account.user("jane").accessKey(), account.user("joe").accessKey()));
            Supplier<String> code = () -> account.unassignedDevice("joe").code().replaceFirst("...", "$0 ") + "\n";
            var line = transcript.lines().findFirst().orElseThrow().split(" ");
            var run = joe.answers(EnableDisableVmfaDevice::run, List.of(() -> "\n", code, code, () -> "y\n", code),
                    Arrays.copyOfRange(line, 1, line.length));

            assertEquals(comparable(transcript.substring(transcript.indexOf('\n') + 1)),
                    comparable(run.screen().replaceAll("\r[^\\n]*\r", "")));
        }
    }

    private static String answer(String transcript, String question) {
        var line = Pattern.compile(question + ":? ?(.*)").matcher(transcript);
        assertTrue(line.find(), question);
        return line.group(1);
    }

    private static String comparable(String screen) {
        return screen.replaceAll("[0-9]{3} [0-9]{3}", "CODE")
                .replaceAll("[0-9hms:]+ left, until \\w{3} [0-9:]{5}", "… left, until then").replaceAll(" +\\n", "\n");
    }

    @Test
    void theTestCommandIsTheOneThatRunsThis() throws IOException {
        assertTrue(Files.readString(Path.of("README.md")).contains("\n    ./jbang tests/AllTests.java\n"));
        assertTrue(Files.readString(Path.of("tests/AllTests.java")).contains("//SOURCES *Test.java\n"));
    }
}
