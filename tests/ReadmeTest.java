//SOURCES Person.java
//SOURCES practice-aws.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadmeTest {

    /** In the practice account, by a person who answers as the README's does; only the code and the time of day differ. */
    @Test
    void theTranscriptIsWhatHappens(@TempDir Path home) throws IOException {
        var readme = Files.readString(Path.of("README.md"));
        var transcript = readme.replaceAll("(?s).*?```console\\n\\$ jbang awscli-mfa.java\\n(.*?)```.*", "$1");
        try (var jane = new Person(home)) {
            PracticeAws.furnish(jane.aws);
            var account = jane.aws.account("123456789012");
            var phone = account.user("jane").device("jane");
            jane.config(PracticeAws.config(phone));
            jane.credentials(PracticeAws.credentials(account.user("jane").accessKey(), account.user("joe").accessKey()));
            var typed = answer(transcript, "or part of a name") + "\n" + phone.code().replaceFirst("...", "$0 ") + "\n"
                    + answer(transcript, "\\[Y/n\\]") + "\n";

            assertEquals(comparable(transcript), comparable(jane.types(typed).screen()));
        }
    }

    private static String answer(String transcript, String question) {
        var line = Pattern.compile(question + ":? ?(.*)").matcher(transcript);
        assertTrue(line.find(), question);
        return line.group(1);
    }

    private static String comparable(String screen) {
        return screen.replaceAll("[0-9]{3} [0-9]{3}", "CODE").replaceAll("until .*", "until then").replaceAll(" +\\n", "\n");
    }

    @Test
    void theTestCommandIsTheOneThatRunsThis() throws IOException {
        assertTrue(Files.readString(Path.of("README.md")).contains("\n    ./jbang tests/AllTests.java\n"));
        assertTrue(Files.readString(Path.of("tests/AllTests.java")).contains("//SOURCES *Test.java\n"));
    }
}
