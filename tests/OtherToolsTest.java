//SOURCES Desk.java
//SOURCES Pages.java
//SOURCES Person.java
//SOURCES Tmux.java
//SOURCES practice-aws.java
//SOURCES ../awscli-mfa.java
//SOURCES ../mfa-status.java
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the pages for those who come from elsewhere say: with the real tools where they can be had, and the old files where they cannot. */
class OtherToolsTest {

    @TempDir
    Path home;

    /** The practice account's jane; {@code dev} is called as the tool has it. */
    private Desk desk(String name) {
        var desk = new Desk(home);
        PracticeAws.furnish(desk.aws);
        desk.write(".aws/config", PracticeAws.config(desk.phone));
        desk.write(".aws/credentials", PracticeAws.credentials(desk.key, desk.aws.account("123456789012").user("joe").accessKey())
                .replace("[dev]", "[" + name + "]"));
        desk.script("mfa-status", "MfaStatus");
        desk.environment.put("AWS_DEFAULT_REGION", "eu-west-1"); // aws-mfa looks for none
        return desk;
    }

    private Desk.Run bash(Desk desk, String line) {
        return desk.runs("bash", "-c", line);
    }

    /** The real one, told of the endpoint, since older ones read no variable. */
    private void realAws(Desk desk) throws IOException {
        Tmux.requireTool("aws");
        var real = Stream.of(System.getenv("PATH").split(":")).map(folder -> Path.of(folder, "aws"))
                .filter(Files::isExecutable).findFirst().orElseThrow();
        desk.program("aws", "exec '" + real + "' --endpoint-url '" + desk.aws.endpoint() + "' \"$@\"");
    }

    /** From the first day to the last: beside aws-mfa, after its session, and with the name that programs have kept. */
    @Test
    void s53WhoComesFromAwsMfaKeepsTheNameThatProgramsUse() throws IOException {
        Tmux.requireTool("aws-mfa");
        try (var desk = desk("dev-long-term")) {
            realAws(desk);
            assertEquals(0, bash(desk, "echo " + desk.phone.code() + " | aws-mfa --profile dev --device "
                    + desk.phone.serialNumber()).exitStatus());
            var live = desk.runs("awscli-mfa", "dev", "--no-input");
            assertTrue(live.err().startsWith("dev: MFA session of another tool, 11h:59m:"), live.err());
            assertTrue(live.err().endsWith("eval \"$(awscli-mfa dev --emit bash)\"\n"), live.err());

            desk.write(".aws/credentials", desk.read(".aws/credentials").replaceAll("expiration = .*", "expiration = 2026-01-01 00:00:00"));
            var anew = desk.runs("awscli-mfa", "dev", "--token-code", desk.nextCode(), "--persist");
            assertEquals(0, anew.exitStatus());
            assertTrue(anew.err().contains("\nnote: programs that use the name 'dev' still get the session of another tool; "
                    + "docs/coming-from-other-tools.md says how they get this one\n"), anew.err());
            assertEquals(0, desk.runs("awscli-mfa", "admin", "--no-input").exitStatus());

            var page = Pages.blocks("bash").map(Pages.Block::text)
                    .filter(text -> text.startsWith("aws configure set credential_process")).findFirst();
            desk.write(".aws/credentials", desk.read(".aws/credentials").replaceFirst("(?s)\\[dev]\n.*?(?=\n\\[|$)", ""));
            Files.createDirectories(home.resolve(".local/bin"));
            Files.copy(home.resolve("bin/awscli-mfa"), home.resolve(".local/bin/awscli-mfa"));
            var moved = bash(desk, page.orElseThrow() + "aws s3 ls --profile dev");
            assertTrue(moved.out().endsWith(" practice-bucket\n"), moved.err());
            assertEquals(0, desk.runs("awscli-mfa", "admin", "--no-input", "--force").exitStatus());
        }
    }

    @Test
    void s53WhatAwsumeKeepsIsTakenUpAndWhatItLeavesInTheShellGoes() {
        Tmux.requireTool("awsumepy");
        try (var desk = desk("dev")) {
            assertEquals(0, desk.runs("awsumepy", "dev", "--mfa-token", desk.phone.code(), "-o", "kept").exitStatus());
            desk.environment.put("AWSUME_PROFILE", "dev");

            var run = bash(desk, "eval \"$(awscli-mfa kept --emit bash)\"; echo \"$AWS_PROFILE,${AWSUME_PROFILE-gone}\"");

            assertEquals("kept,gone\n", run.out(), run.err());
            assertTrue(run.err().contains("kept: session of another tool, 11h:59m:"), run.err());
        }
    }

    // ------------------------------------------------------------------ awscli-mfa 1 and 2

    /** The name of the session here, and what the old scripts had for it. */
    @ParameterizedTest
    @CsvSource({"1s", "1m", "1", "dev"})
    void s46TheOldAnswersChooseASession(String answer) {
        try (var jane = new Person(home)) {
            var phone = practice(jane);
            jane.runs("dev", "--token-code", phone, "--persist");

            var run = jane.types(answer + "\n\n");

            assertTrue(run.screen().contains("\ndev-mfasession: MFA session, 0"), run.screen());
        }
    }

    private static String practice(Person jane) {
        PracticeAws.furnish(jane.aws);
        var account = jane.aws.account("123456789012");
        var phone = account.user("jane").device("jane");
        jane.config(PracticeAws.config(phone));
        jane.credentials(PracticeAws.credentials(account.user("jane").accessKey(), account.user("joe").accessKey()));
        return phone.code();
    }

    /** As version 2 had them in its five places, and version 1 in its one. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            aws_session_expiry = 4102444800           | valid
            aws_session_expiry = 2100-01-01T00:00:00Z | valid
            aws_session_expiry = 1500000000           | expired
            aws_session_expiry = -1                   | unknown
            aws_session_init_time = 1500000000        | expired
            """)
    void s46TheOldEndsOfSessionsAreRead(String property, String state) {
        try (var jane = new Person(home)) {
            practice(jane);
            jane.credentials(jane.credentials() + "\n[dev-mfasession]\n" + property
                    + "\naws_access_key_id = ASIAEXAMPLE\naws_secret_access_key = secret\naws_session_token = token\n");

            var report = jane.runs(MfaStatus::run, "dev").out();
            assertTrue(report.startsWith("dev-mfasession  " + state + " "), report);
        }
    }

    /** Properties and variables that the pages name for here are on the pages that the code is held to. */
    @Test
    void whatIsNamedOnThesePagesIsReadOrWritten() {
        var known = Pages.read(Path.of("docs/configuration.md")) + Pages.read(Path.of("docs/shells.md"));
        var named = Stream.of("docs/coming-from-awscli-mfa.md", "docs/coming-from-other-tools.md").map(Path::of).flatMap(Pages::spans)
                .filter(span -> span.matches("[a-z]+_[a-z_]+|AWS_[A-Z_]+|sessmax|mfasec")).distinct().toList();

        assertTrue(named.size() > 25, named::toString);
        assertEquals(List.of(), named.stream().filter(name -> !known.contains("`" + name + "`")).toList());
    }
}
