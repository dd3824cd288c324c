//SOURCES Person.java
//SOURCES ../lib/io/AwsCommand.java
//SOURCES ../lib/model/Words.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import lib.io.AwsCommand;
import lib.model.Words;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AwsCommandRemedyTest {

    @TempDir
    Path bin;

    @Test
    void whereTheCommandIsThereIsNothingToSay() throws IOException {
        put("aws");

        assertEquals(Optional.empty(), AwsCommand.remedy(path()));
    }

    @ParameterizedTest
    @CsvSource({
        "brew, brew install awscli",
        "apt,  sudo apt install awscli",
        "dnf,  sudo dnf install awscli2",
        "snap, sudo snap install aws-cli --classic",
        "none, https://docs.aws.amazon.com/cli/latest/userguide/getting-started-install.html"})
    void whereItIsMissingThePlatformsOwnWayIsNamed(String packager, String way) throws IOException {
        put(packager);

        assertEquals(Optional.of("the aws command is not on the PATH; get it with: " + way), AwsCommand.remedy(path()).map(Words::withBlanks));
    }

    @ParameterizedTest
    @CsvSource({"aws-cli/1.15.85 Python/3, true", "aws-cli/1.16.0 Python/3, false", "aws-cli/2.9.19 Python/3, false", "junk, false"})
    void aVersionBefore116IsTooOld(String version, boolean tooOld) throws Exception {
        put("aws");
        Files.writeString(bin.resolve("aws"), "#!/bin/sh\necho '" + version + "'\n");

        assertEquals(tooOld ? Optional.of("the aws command is version 1.15, and older than 1.16; get a newer one: "
                + "https://docs.aws.amazon.com/cli/latest/userguide/getting-started-install.html") : Optional.empty(),
                AwsCommand.ifTooOld(path()).get());
    }

    @Test
    void theVersionIsAskedForAgainOnlyWhereTheCommandIsAnotherFile() throws Exception {
        put("aws");
        var calls = bin.resolve("calls");
        Files.writeString(bin.resolve("aws"), "#!/bin/sh\necho asked >>" + calls + "; echo aws-cli/1.15.0\n");
        assertTrue(AwsCommand.ifTooOld(path()).get().isPresent());
        assertTrue(AwsCommand.ifTooOld(path()).resultNow().isPresent(), "known at once");
        assertEquals(1, Files.readAllLines(calls).size());

        Files.writeString(bin.resolve("aws"), "#!/bin/sh\necho asked >>" + calls + "; echo aws-cli/1.16.25\n");
        assertTrue(AwsCommand.ifTooOld(path()).get().isEmpty());
        assertTrue(AwsCommand.ifTooOld(path()).resultNow().isEmpty());
        assertEquals(2, Files.readAllLines(calls).size());
    }

    @Test
    void theMenuSaysSo() {
        try (var jane = new Person(bin)) {
            var user = jane.aws.account("123456789012").user("jane");
            jane.credentials("[dev]\naws_access_key_id = %1$s\naws_secret_access_key = %2$s\n[ops]\naws_access_key_id = %1$s\naws_secret_access_key = %2$s\n"
                    .formatted(user.accessKey().id(), user.accessKey().secret()));
            jane.environment.put("PATH", "");

            var run = jane.types("\u0003");

            assertTrue(run.screen().startsWith("note: the aws command is not on the PATH; get it with: https://docs.aws.amazon.com/"),
                    run.screen());
        }
    }

    private void put(String name) throws IOException {
        Files.createFile(bin.resolve(name), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    private Map<String, String> path() {
        return Map.of("PATH", bin.toString(), "HOME", bin.toString());
    }
}
