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
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tests.aws.AccessKey;
import tests.aws.Account;
import tests.aws.Device;
import tests.aws.User;

/** What the original awscli-mfa did to the AWS files, and this one does not. */
class AwsFilesThroughTheScriptTest {

    private static final String ALL = """
            {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}""";
    private static final String CTRL_C = "\u0003";

    private Path folder;
    private Person jane;
    private Account account;
    private User user;
    private Device phone;

    @BeforeEach
    void janeHasAPhone(@TempDir Path home) {
        folder = home.resolve(".aws");
        jane = new Person(home);
        account = jane.aws.account("123456789012");
        user = account.user("jane").policy("all", ALL);
        phone = user.device("jane");
    }

    @AfterEach
    void close() {
        jane.close();
    }

    private AccessKey deactivated() {
        var key = account.user("joe").accessKey();
        key.deactivate();
        return key;
    }

    /** What a run wrote, with the time and the secrets of the session replaced. */
    private static String withoutTimes(String file) {
        return file.replaceAll("invalid_as_of = .*", "invalid_as_of = …");
    }

    @Test
    void defect1AProfileWithABlankOrASlashInItsNameCostsNoByte() {
        var config = "[profile my prof]\nregion = eu-west-1\n\n[profile team/dev]\nregion = eu-west-2\n\n[profile dev]\n";
        var credentials = keys("my prof", deactivated()) + "\n" + keys("team/dev", deactivated()) + "\n" + keys("dev", user.accessKey());
        jane.config(config);
        jane.credentials(credentials);

        jane.types(CTRL_C);

        var device = "mfa_arn = " + phone.serialNumber() + "\n";
        assertEquals(config.replace("eu-west-1\n", "eu-west-1\ninvalid_as_of = …\n").replace("eu-west-2\n", "eu-west-2\ninvalid_as_of = …\n")
                + device, withoutTimes(jane.config()));
        assertEquals(credentials, withoutTimes(jane.credentials()).replace("invalid_as_of = …\n", ""));
    }

    @Test
    void defect2NothingInAValueIsAFormatOrAPattern() {
        var config = """
                [profile tool]
                credential_process = "C:\\new\\tool.exe" --fmt %s --x 100% --pct 50%d & $(touch X) `id` \\t
                # a comment with %n and \\1 and &

                [profile dev]
                """;
        jane.config(config);
        jane.credentials(keys("dev", user.accessKey()));

        assertEquals(0, jane.runs("dev", "--token-code", phone.code()).exitStatus());

        assertEquals(config + "mfa_arn = " + phone.serialNumber() + "\n", jane.config());
    }

    @Test
    void defect3AnEqualValueElsewhereStaysAsItIs() {
        var same = Long.toString(jane.clock().instant().getEpochSecond() - 10);
        var other = "[gone-far-mfasession]\naws_session_expiry = " + same + "\n";
        jane.config("[profile dev]\nmfa_serial = " + phone.serialNumber() + "\n[profile gone-far]\nnote = dev\n");
        jane.credentials(other + keys("dev", user.accessKey()) + "[dev-mfasession]\naws_session_expiry = " + same + "\n");

        assertEquals(0, jane.runs("dev", "--token-code", phone.code()).exitStatus());

        assertTrue(jane.credentials().startsWith(other), "the other session's time is the same");
        assertFalse(jane.credentials().substring(other.length()).contains(same), "this session's time is new");
        assertTrue(jane.config().contains("[profile gone-far]\nnote = dev\n"), jane.config());
    }

    @Test
    void defect4AKeyThatOnlyBeginsLikeAnotherIsNotThatOne() {
        account.parameter("us-east-1", "/unencrypted/mfa/session_length", "7200");
        jane.config("[profile dev]\nsessmax_note = mine\nsessmax = 28800\nmfa_arn_old = x\n[profile ops]\n");
        jane.credentials(keys("dev", user.accessKey()) + keys("ops", user.accessKey()));

        jane.types(CTRL_C);

        assertTrue(jane.config().startsWith("[profile dev]\nsessmax_note = mine\nsessmax = 28800\nmfa_arn_old = x\n"), jane.config());
    }

    @Test
    void defect5ADeviceThatIsGoneLeavesNoBogusSection() {
        jane.config("[profile dev]\nmfa_arn = arn:aws:iam::123456789012:mfa/lost\n[profile ops]\n");
        jane.credentials(keys("dev", account.user("joe").policy("all", ALL).accessKey()) + keys("ops", user.accessKey()));

        jane.types(CTRL_C);

        assertEquals("[profile dev]\n[profile ops]\nmfa_arn = " + phone.serialNumber() + "\n", jane.config());
    }

    @Test
    void defect6And7LinksAndModesStayAndNoCopyOfASecretIsLeftBehind() throws IOException {
        jane.config("[profile dev]\nmfa_serial = " + phone.serialNumber());
        jane.credentials(keys("dev", user.accessKey()));
        var elsewhere = Files.createDirectories(folder.resolveSibling("dotfiles"));
        Files.move(folder.resolve("credentials"), elsewhere.resolve("aws-credentials"));
        Files.createSymbolicLink(folder.resolve("credentials"), elsewhere.resolve("aws-credentials"));
        Files.setPosixFilePermissions(folder.resolve("config"), PosixFilePermissions.fromString("rw-r--r--"));

        assertEquals(0, jane.runs("dev", "--token-code", phone.code()).exitStatus());

        assertTrue(Files.isSymbolicLink(folder.resolve("credentials")), "it is a link still");
        assertTrue(Files.readString(elsewhere.resolve("aws-credentials")).contains("[dev-mfasession]\n"), "its target has the session");
        assertEquals("rw-r--r--", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("config"))));
        try (var left = Stream.concat(Files.list(folder), Files.list(elsewhere))) {
            assertEquals(List.of("aws-credentials", "config", "credentials"), left.map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals(".awscli-mfa.lock")).sorted().toList());
        }
    }

    @Test
    void defect13TheTimesOfTheAwsCli2AreTimes() {
        jane.config("[profile dev]\nregion = eu-west-1\n[profile ops]\n");
        jane.credentials(keys("dev", user.accessKey()) + keys("ops", user.accessKey()) + """
                [dev-mfasession]
                aws_access_key_id = ASIAEXAMPLEEXAMPLE00
                aws_secret_access_key = s
                aws_session_token = t
                aws_session_expiry = %s
                """.formatted(jane.clock().instant().plusSeconds(3600).toString().replace("Z", "+00:00")));

        assertTrue(jane.types(CTRL_C, "-q").screen().contains("   1: dev  1s: MFA session, 01h:00m:00s left; "));
    }

    @Test
    void defect20WhatAWSAcceptsIsNoFault() {
        jane.config("""
                [plugins]
                endpoint = awscli_plugin_endpoint

                [sso-session work]
                sso_region = eu-west-1
                sso_start_url = https://example.awsapps.com/start

                [services local]
                s3 =
                  endpoint_url = http://localhost:4566

                [profile default]
                region = eu-west-1
                s3 =
                    max_concurrent_requests = 20
                """);
        jane.credentials(keys("default", user.accessKey()) + keys("ops", user.accessKey()));
        var before = jane.files();

        var screen = jane.types(CTRL_C, "-q").screen();

        assertFalse(screen.contains("note:"), screen);
        assertTrue(screen.contains("\n   1: default  "), screen);
        assertEquals(before, jane.files());
    }

    // ------------------------------------------------- a file that cannot be written

    private void closed(String name) throws IOException {
        Files.setPosixFilePermissions(folder.resolve(name), PosixFilePermissions.fromString("r--r--r--"));
    }

    /** From a dotfiles or Nix store. */
    @Test
    void aReadOnlyConfigFileCostsNoSession() throws IOException {
        jane.config("[profile dev]\nregion = eu-west-1\n");
        jane.credentials(keys("dev", user.accessKey()));
        closed("config");

        var run = jane.runs("dev", "--token-code", phone.code(), "--persist", "--emit", "bash");

        assertEquals(0, run.exitStatus(), run.screen());
        assertTrue(run.out().contains("export AWS_PROFILE='dev-mfasession'\n"), run.out());
        assertTrue(run.screen().contains("note: ~/.aws/config: it is read-only; so dev-mfasession has no region there; exec hands that over, "
                + "and so does --emit with --secrets\n"), run.screen());
        assertEquals("[profile dev]\nregion = eu-west-1\n", jane.config());
        assertTrue(jane.credentials().contains("[dev-mfasession]\n"), jane.credentials());
        assertTrue(jane.runs("dev", "--emit", "bash").out().contains("export AWS_PROFILE='dev-mfasession'\n"), "it is taken up");
        assertTrue(jane.runs("dev", "--emit", "bash", "--secrets").out().contains("export AWS_REGION='eu-west-1'\n"), "its profile says where");
    }

    @Test
    void aReadOnlyConfigFileIsNoReasonNotToAssumeARoleThatLacksANote() throws IOException {
        account.role("ops", """
                {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::123456789012:root"},
                 "Action": "sts:AssumeRole"}]}""");
        jane.config("[profile dev]\n[profile ops]\nrole_arn = arn:aws:iam::123456789012:role/ops\nsource_profile = dev\n");
        jane.credentials(keys("dev", user.accessKey()));
        closed("config");
        var before = jane.config();

        var run = jane.runs("ops", "--token-code", phone.code(), "--persist", "--emit", "bash");

        assertEquals(0, run.exitStatus(), run.screen());
        assertTrue(run.out().contains("export AWS_PROFILE='ops-rolesession'\n"), run.out());
        assertEquals(before, jane.config());
        assertTrue(jane.credentials().contains("[ops-rolesession]\n"), jane.credentials());
    }

    @Test
    void withoutAnyFileThatCanBeWrittenTheSessionIsHandedOver() throws IOException {
        jane.config("[profile dev]\n");
        jane.credentials(keys("dev", user.accessKey()));
        closed("config");
        closed("credentials");
        var before = jane.files();

        var run = jane.runs("dev", "--token-code", phone.code(), "--emit", "bash");

        assertEquals(0, run.exitStatus(), run.screen());
        assertTrue(run.out().contains("export AWS_SESSION_TOKEN="), run.out());
        assertTrue(run.screen().contains("note: no session can be stored: ~/.aws/credentials: it is read-only; you can use it in this shell all the same\n"),
                run.screen());
        assertEquals(before, jane.files());
    }

    // ---------------------------------------------- a variable that leads to nothing

    @Test
    void aVariableThatNamesAMissingFileIsTheMessage() throws IOException {
        jane.config("[profile ops]\nrole_arn = arn:aws:iam::123456789012:role/ops\nsource_profile = dev\n");
        jane.credentials(keys("dev", user.accessKey()));
        jane.environment.put("AWS_CONFIG_FILE", folder.resolve("typo").toString());
        var before = jane.files();

        var run = jane.runs("ops", "--emit", "bash");

        assertEquals(253, run.exitStatus());
        assertEquals("""
                awscli-mfa: AWS_CONFIG_FILE names ~/.aws/typo, and there is no such file; so there is no profile 'ops'
                awscli-mfa: hint: correct it, or: unset AWS_CONFIG_FILE
                """, run.screen());
        assertEquals(before, jane.files());
    }

    @Test
    void soItIsWhereTheKeysAreMissing() throws IOException {
        jane.config("[profile dev]\nregion = eu-west-1\n");
        jane.credentials(keys("dev", user.accessKey()));
        jane.environment.put("AWS_SHARED_CREDENTIALS_FILE", folder.resolve("typo").toString());
        var before = jane.files();

        for (var arguments : List.of(new String[] {"dev"}, new String[] {})) {
            var run = jane.runs(arguments);

            assertEquals(253, run.exitStatus());
            assertTrue(run.screen().startsWith("awscli-mfa: AWS_SHARED_CREDENTIALS_FILE names ~/.aws/typo, and there is no such file; so "),
                    run.screen());
            assertEquals(before, jane.files());
        }
    }

    @Test
    void theMenuSaysItAndMakesNoSuchFile() throws IOException {
        jane.config("[profile dev]\n");
        jane.credentials(keys("dev", user.accessKey()) + keys("ops", user.accessKey()));
        jane.environment.put("AWS_CONFIG_FILE", folder.resolve("typo/config").toString());
        var before = jane.files();

        var run = jane.types(CTRL_C);

        assertTrue(run.screen().startsWith("note: AWS_CONFIG_FILE names ~/.aws/typo/config, and there is no such file\n"), run.screen());
        assertEquals(before, jane.files());
        assertTrue(Files.notExists(folder.resolve("typo")));
    }

    @Test
    void onlyStoringASessionMakesIt() throws IOException {
        jane.config("[profile dev]\nregion = eu-west-1\n");
        jane.credentials(keys("dev", user.accessKey()));
        jane.environment.put("AWS_CONFIG_FILE", folder.resolve("new/config").toString());

        var run = jane.runs("dev", "--token-code", phone.code(), "--persist");

        assertEquals(0, run.exitStatus(), run.screen());
        assertTrue(run.screen().contains("created ~/.aws/new/config\n"), run.screen());
        assertEquals("[profile dev]\nmfa_arn = " + phone.serialNumber() + "\n", Files.readString(folder.resolve("new/config")));
    }
}
