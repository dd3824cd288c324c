//SOURCES Pages.java
//SOURCES Person.java
//SOURCES ../mfa-status.java
//SOURCES ../lib/model/Launcher.java
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import lib.model.Launcher;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code mfa-status --diagnose} on machines with something wrong: that comes first, with what to do, and no secret is on the page. */
class DiagnosisTest {

    private static final String FINE = "Nothing is wrong, as far as can be seen from here.";

    private Person jane;

    @BeforeEach
    void aMachineOnWhichNothingIsWrong(@TempDir Path home) {
        jane = new Person(home);
        jane.environment.put("TERM", "xterm");
        jane.config("""
                [profile dev]
                region = eu-west-1
                mfa_serial = arn:aws:iam::123456789012:mfa/jane
                [profile admin]
                role_arn = arn:aws:iam::123456789012:role/admin
                source_profile = dev
                """);
        jane.credentials(keys("dev"));
    }

    @AfterEach
    void close() {
        jane.close();
    }

    private static String keys(String name) {
        return "[%s]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = secret-of-%1$s-key\n".formatted(name);
    }

    /**
     * The page, after proof that it changed nothing, used no key and told no secret. On a busy machine something may come too late for
     * one; whoever wants to see that asks for it.
     */
    private String page() {
        var page = anyPage();
        for (var tries = 1; tries < 5 && page.contains("in time"); tries++) {
            page = anyPage();
        }
        return page;
    }

    private String anyPage() {
        var before = jane.files();
        var run = jane.runs(MfaStatus::run, "--diagnose");
        var page = run.out().replace(jane.home().toString(), "~");
        assertEquals("", run.screen());
        assertEquals(before, jane.files());
        assertTrue(jane.calls().stream().allMatch("GetCallerIdentity"::equals), jane.calls()::toString);
        assertFalse(page.matches("(?s).*(secret-of|hush|AKIAIOSFODNN|AKIAEXAMPLE).*"), page);
        assertEquals(page.startsWith(FINE) ? 0 : 1, run.exitStatus());
        return page;
    }

    /** All that is wrong: messages and next steps. */
    private String wrong() {
        return page().lines().takeWhile(line -> !line.isEmpty()).map(line -> line + "\n").collect(Collectors.joining());
    }

    private void assertBegins(String beginning) {
        var wrong = wrong();
        assertEquals(beginning, wrong.substring(0, Math.min(beginning.length(), wrong.length())));
    }

    @Test
    void aWholePage() {
        assertEquals(FINE + """


                CLOCK
                  here   2001-01-01T00:00:00Z, in the zone Asia/Kathmandu
                  AWS's  the same

                WAY TO AWS
                  eu-west-1  ENDPOINT answers in 0 ms; for dev and admin

                FILES
                  ~/.aws/config       166 bytes, mode 0600
                  ~/.aws/credentials  89 bytes, mode 0600

                ENVIRONMENT
                  AWS_ENDPOINT_URL  ENDPOINT
                  The AWS variables in force neither select a profile nor hold keys, and there is no profile 'default': no profile is in effect.\
                 Choose a profile, or name one with --profile.

                PROFILES
                  dev    base profile; device arn:aws:iam::123456789012:mfa/jane; no session
                  admin  role profile from dev; no session

                LAUNCHERS
                  awscli-mfa                  no command of its own; made with: jbang awscli-mfa.java init
                  enable-disable-vmfa-device  no command of its own; made with: jbang awscli-mfa.java init
                  mfa-status                  no command of its own; made with: jbang awscli-mfa.java init

                THIS COMPUTER
                  suite     mfa-status 3.0
                  Java      JAVA
                  system    SYSTEM
                  shell     bash
                  terminal  none, so nobody can be asked
                  aws       there, and tells no version
                """, page().replace(jane.aws.endpoint().toString(), "ENDPOINT").replaceFirst("here   [^,]*", "here   2001-01-01T00:00:00Z")
                .replaceFirst("Java      .*", "Java      JAVA").replaceFirst("system    .*", "system    SYSTEM"));
    }

    @Test
    void aClockTenMinutesOff() {
        jane.aws.faults().clockOffset(Duration.ofMinutes(10));
        assertEquals("""
                wrong: the clock of this computer is 10 minutes behind AWS's: codes that are made here are refused, and beyond 15 minutes every request
                  next: set it with: sudo timedatectl set-ntp true
                """, wrong());
        jane.aws.faults().clockOffset(Duration.ofMinutes(-10));
        assertBegins("wrong: the clock of this computer is 10 minutes ahead of AWS's: ");
        jane.environment.put("WSL_DISTRO_NAME", "Debian");
        assertTrue(wrong().endsWith("  next: set it with: sudo hwclock -s\n"));
        jane.aws.faults().clockOffset(Duration.ofSeconds(20));
        assertEquals(FINE + "\n", wrong(), "codes are still taken");
    }

    @Test
    void thePageInTheDocsBeginsAsItDoes() throws IOException {
        jane.aws.faults().clockOffset(Duration.ofMinutes(10));
        Files.setPosixFilePermissions(jane.home().resolve(".aws/credentials"), PosixFilePermissions.fromString("rw-r--r--"));
        var shown = Pages.blocks("console").filter(block -> block.page().equals("docs/mfa-status.md")).findFirst().orElseThrow().text();

        assertEquals(shown.lines().skip(1).takeWhile(line -> !line.isEmpty()).map(line -> line + "\n").collect(Collectors.joining()), wrong());
    }

    /** What is asked through it lies elsewhere: this computer is never asked through a proxy. */
    @Test
    void aProxyThatIsDown() throws IOException {
        var port = freePort();
        jane.environment.put("AWS_ENDPOINT_URL", "https://sts.example");
        jane.environment.put("HTTPS_PROXY", "http://jane:hushhush@127.0.0.1:" + port);
        assertEquals("""
                wrong: the proxy 127.0.0.1:%d cannot be reached: the connection is refused
                  next: correct HTTPS_PROXY and https_proxy; see whether it goes without: env -u HTTPS_PROXY -u https_proxy jbang mfa-status.java --diagnose
                """.formatted(port), wrong());
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "https://nowhere.invalid | cannot reach https://nowhere.invalid: its name is not known here",
        "http://127.0.0.1:1 | cannot reach http://127.0.0.1:1: the connection is refused",
        "http://sts.example | refusing to send keys and codes over plain http to http://sts.example"})
    void anEndpointThatDoesNotAnswer(String endpoint, String wrong) {
        jane.environment.put("AWS_ENDPOINT_URL", endpoint);
        assertBegins("wrong: " + wrong + "\n  next: ");
    }

    @Test
    void aPortalThatAnswersInPlaceOfAws() {
        jane.aws.faults().captivePortal(5);
        assertBegins("wrong: what answered at " + jane.aws.endpoint() + " is not AWS\n  next: sign in to this network in a browser");
    }

    /** Within five seconds; here the machine may be busy, and still it does not wait for half a minute. */
    @Test
    void nobodyWaitsForWhatNeverAnswers() {
        jane.aws.faults().hang(5);
        var began = System.nanoTime();
        assertTrue(anyPage().startsWith("wrong: cannot reach " + jane.aws.endpoint() + ": no answer in time\n"));
        assertTrue(Duration.ofNanos(System.nanoTime() - began).toSeconds() < 10);
    }

    @Test
    void aFileThatOthersCanRead() throws IOException {
        Files.setPosixFilePermissions(jane.home().resolve(".aws/credentials"), PosixFilePermissions.fromString("rw-r--r--"));
        assertEquals("""
                wrong: ~/.aws/credentials: it holds secrets, and its mode is 0644: other users of this computer can get at the keys
                  next: jbang awscli-mfa.java --fix
                """, wrong());
    }

    @Test
    void whatReadersReadDifferently() {
        jane.config(jane.config() + "output = json ; mine\n");
        assertEquals("""
                wrong: ~/.aws/config:7: a comment stands behind the value of 'output': the AWS CLI takes it for a part of the value
                  next: jbang awscli-mfa.java --fix
                """, wrong());
    }

    @Test
    void aFileThatCannotBeReadAndOneThatIsUtf16() throws IOException {
        Files.delete(jane.home().resolve(".aws/config"));
        Files.createDirectory(jane.home().resolve(".aws/config"));
        Files.write(jane.home().resolve(".aws/credentials"), "[dev]\n".getBytes(java.nio.charset.StandardCharsets.UTF_16));
        var run = jane.runs(MfaStatus::run, "--diagnose");
        assertEquals("""
                wrong: ~/.aws/config: it is not a regular file
                  next: use --no-persist, or name a file
                wrong: ~/.aws/credentials: it is UTF-16 text, which AWS's tools do not read
                  next: store it as UTF-8 with: jbang awscli-mfa.java --fix
                """, run.out().replace(jane.home().toString(), "~").replaceFirst("(?s)\n\n.*", "\n")
                .replaceFirst("^wrong: .* no answer in time\n.*\n", "")); // a busy machine
        assertEquals(1, run.exitStatus());
    }

    @Test
    void noFilesAtAll(@TempDir Path empty) {
        jane.environment.put("HOME", empty.toString());
        var page = page();
        assertTrue(page.startsWith("wrong: ~/.aws/credentials: neither file holds any credentials: there is nothing to choose from\n"
                + "  next: store the access key of your IAM user with: aws configure --profile NAME\n"), page);
        assertTrue(page.contains("\n  us-east-1  " + jane.aws.endpoint() + " answers in 0 ms; for default\n"), page);
        assertFalse(Files.exists(empty.resolve(".aws")), "it makes nothing");
    }

    @Test
    void variablesThatOverrule() {
        jane.environment.put("AWS_PROFILE", "dev");
        jane.environment.put("AWS_ACCESS_KEY_ID", "AKIAEXAMPLEEXAMPLE09");
        jane.environment.put("AWS_SECRET_ACCESS_KEY", "hush hush hush");
        jane.environment.put("AWS_REGION", "us-east-2");
        var page = page();
        assertTrue(page.startsWith("wrong: AWS_PROFILE selects profile 'dev', but the keys in the environment overrule it, and are stored in no profile."
                + " AWS was not asked whose they are, and whether it accepts them.\n"
                + "  next: eval \"$(jbang awscli-mfa.java --clear --emit bash)\"\n\n"), page);
        assertTrue(page.contains("  AWS_ACCESS_KEY_ID      ****************LE09\n  AWS_SECRET_ACCESS_KEY  (set, not shown)\n"), page);
        assertTrue(page.contains("\n  AWS_REGION goes before region of dev, for AWS's own tools\n"), page);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "AWS_PROFILE | nobody | AWS_PROFILE names a profile that is not stored: 'nobody'.",
        "AWS_PROFILE | gone-mfasession | AWS_PROFILE selects MFA session 'gone-mfasession'.",
        "AWS_ACCESS_KEY_ID | AKIAHALF | ",
        "AWS_CONFIG_FILE | /nowhere/config | AWS_CONFIG_FILE names /nowhere/config, and there is no such file"})
    void otherVariables(String name, String value, String wrong) {
        jane.credentials(keys("dev") + "[gone-mfasession]\naws_access_key_id = ASIA\naws_secret_access_key = secret-of-it\n"
                + "aws_session_token = secret-of-it\naws_session_expiry = 1000000000\n");
        jane.environment.put(name, value);
        assertBegins("wrong: " + (wrong == null ? "" : wrong));
    }

    @Test
    void aRoleWithoutItsSource() {
        jane.config(jane.config().replace("source_profile = dev", "source_profile = nobody"));
        assertEquals("""
                wrong: role profile 'admin' names 'nobody' as its source_profile, which does not exist
                  next: name another with: aws configure set source_profile NAME --profile admin
                """, wrong());
    }

    // ------------------------------------------------------------------- launchers

    /** As after init and a first start, with the stamps of before the sources were changed. */
    private void settled(Instant stamp) throws IOException {
        jane.runs("init", "--yes");
        for (var name : List.of("awscli-mfa", "enable-disable-vmfa-device", "mfa-status")) {
            var folder = Files.createDirectories(jane.home().resolve(".cache/awscli-mfa").resolve(name));
            var launcher = Launcher.read(Files.readString(jane.home().resolve(".local/bin").resolve(name))).orElseThrow();
            var direct = new Launcher.Direct("/bin/sh", List.of(), List.of("/bin/sh"), "Main", List.of("/bin/sh"));
            Files.writeString(folder.resolve("start"), launcher.start(direct, Launcher.Cache.WANTED));
            for (var file : List.of("sources", "settled")) {
                Files.setLastModifiedTime(Files.writeString(folder.resolve(file), ""), FileTime.from(stamp));
            }
            Files.setLastModifiedTime(folder.resolve("start"), FileTime.from(stamp));
        }
    }

    @Test
    void launchersThatAreUpToDate() throws IOException {
        settled(Instant.now().plusSeconds(60));
        var page = page();
        assertTrue(page.startsWith(FINE), page);
        assertTrue(page.contains("\n  mfa-status                  ~/.local/bin/mfa-status, of " + Path.of("").toAbsolutePath()
                + "; up to date, without the JVM's cache yet\n"), page);
    }

    @Test
    void aLauncherThatIsStale() throws IOException {
        settled(Instant.parse("2001-01-01T00:00:00Z"));
        assertBegins("wrong: ~/.local/bin/awscli-mfa is not up to date: sources, jars or the JDK have changed, and its next start"
                + " builds first\n  next: sh ~/.local/bin/awscli-mfa --version\n");
    }

    @Test
    void aLauncherWhoseCheckoutIsGone() throws IOException {
        settled(Instant.now().plusSeconds(60));
        var launcher = jane.home().resolve(".local/bin/mfa-status");
        Files.writeString(launcher, new Launcher("mfa-status", "/gone").text());
        assertEquals("""
                wrong: ~/.local/bin/mfa-status starts mfa-status.java of /gone, which is not there any more
                  next: go to the folder of awscli-mfa.java, and type there: ./jbang awscli-mfa.java init
                """, wrong());
    }

    @Test
    void shellFilesOfAnotherVersion() throws IOException {
        settled(Instant.now().plusSeconds(60));
        Files.writeString(jane.home().resolve(".config/awscli-mfa/completions"), "of old\n");
        assertEquals("wrong: what init wrote for " + Path.of("").toAbsolutePath() + " is older or newer than what stands there now\n"
                + "  next: jbang awscli-mfa.java init --yes\n", wrong());
    }

    // -------------------------------------------------------------- many and hostile

    @Test
    void threeHundredProfilesOfNineRegions() {
        jane.config(IntStream.range(0, 300).mapToObj("[profile p%d]\nregion = eu-west-%<d\n"::formatted)
                .map(text -> text.replaceFirst("west-[0-9]*([0-8])$", "west-$1")).collect(Collectors.joining()));
        jane.credentials(IntStream.range(0, 300).mapToObj("p%d"::formatted).map(DiagnosisTest::keys).collect(Collectors.joining()));
        var page = page();
        assertTrue(page.startsWith(FINE), page);
        assertEquals(6, page.lines().filter(line -> line.contains(" answers in ")).count(), page);
        assertEquals(300, page.lines().filter(line -> line.endsWith("base profile; no device recorded; no session")).count());
    }

    @Test
    void hostileNamesAndKeysInWrongPlaces() {
        jane.config("[profile evil\u001b[2J\u202e]\nregion = eu-west-1\nmfa_serial = AKIAIOSFODNN7EXAMPLE\n");
        jane.credentials(keys("evil\u001b[2J\u202e") + "[hushhushhush]\naws_access_key_id = hushhush\naws_secret_access_key = hushhushhush\n");
        var page = page();
        assertFalse(page.contains("\u001b") || page.contains("\u202e"), page);
        assertTrue(page.contains("device ****************MPLE"), page);
    }

    @ParameterizedTest
    @CsvSource({"--json", "--prompt", "--watch", "--verify", "dev"})
    void itGoesWithNothingElse(String other) {
        var run = jane.runs(MfaStatus::run, "--diagnose", other);
        assertEquals("252 mfa-status: --diagnose looks at this whole computer, and goes with no other option of this kind\n"
                + "mfa-status: hint: use it alone\n", run.exitStatus() + " " + run.screen());
    }
}
