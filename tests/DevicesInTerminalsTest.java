//SOURCES Authenticator.java
//SOURCES Desk.java
//SOURCES ../enable-disable-vmfa-device.java
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tests.aws.Account;
import tests.aws.User;

/** Devices in real terminals: what a camera sees there, what stays on the screen and in the files, and what ends with the window. */
class DevicesInTerminalsTest {

    private static final String ALLOW_ALL = """
            {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}""";
    private static final String ENABLE = "enable-disable-vmfa-device enable --profile new";
    private static final String QR_KEYS = "(Scan it with your authenticator app, then press q|No camera\\?) .*";
    private static final String CODES = "Two codes in a row.*:";

    private Desk desk;
    private Account account;
    private User joe;
    private Map<String, String> filesBefore;

    @BeforeEach
    void joeHasNoDevice(@TempDir Path home) {
        desk = new Desk(home);
        desk.script("enable-disable-vmfa-device", "EnableDisableVmfaDevice");
        account = desk.aws.account("123456789012");
        joe = account.user("joe").policy("all", ALLOW_ALL);
        desk.write(".aws/config", desk.read(".aws/config") + "\n[profile new]\nregion = eu-west-1\n");
        desk.write(".aws/credentials", desk.read(".aws/credentials") + "\n[new]\naws_access_key_id = %s\naws_secret_access_key = %s\n"
                .formatted(joe.accessKey().id(), joe.accessKey().secret()));
        filesBefore = desk.files();
    }

    @AfterEach
    void close() {
        desk.close();
    }

    private List<String> atAws() {
        return account.serialNumbersOf(joe);
    }

    private void awaitNoDevice(Tmux terminal) {
        terminal.awaitThat("the end of the half-made device", () -> account.unassignedSerialNumbers().isEmpty());
    }

    private boolean hasImage() {
        try (var files = Files.list(desk.home)) {
            return files.anyMatch(file -> file.getFileName().toString().startsWith("aws-mfa-"));
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private String twoCodes(Authenticator app) {
        desk.settleForSteadyCode(Duration.ofSeconds(4));
        var now = Instant.now();
        return app.code(now.minusSeconds(30)) + " " + app.code(now);
    }

    // --------------------------------------------------------------------------- scanned there

    /** Black on white, whatever the colours of the terminal are. */
    @ParameterizedTest
    @EnumSource(Authenticator.Theme.class)
    void theQrCodeOnTheScreenEnablesTheDeviceAndIsGoneAfterwards(Authenticator.Theme theme) {
        try (var terminal = desk.terminal("bash")) {
            terminal.resize(80, 24);
            terminal.command(ENABLE);
            terminal.awaitPrompt(QR_KEYS);
            var app = Authenticator.scanning(terminal.colouredScreen(), theme, desk.home);
            assertEquals("AWS:joe@123456789012", app.account());
            terminal.press("Enter");
            terminal.answer(CODES, () -> twoCodes(app));
            terminal.answer("Start the first MFA session with it now\\? \\[Y/n]", "n");
            terminal.awaitPrompt(Tmux.READY);

            assertEquals(List.of("arn:aws:iam::123456789012:mfa/joe"), atAws());
            assertFalse(terminal.withScrollback().contains("█"));
            assertTrue(terminal.screen().contains("arn:aws:iam::123456789012:mfa/joe is enabled\n"), terminal.screen());
        }
    }

    @Test
    void inOneColourTheGroundMustBeDarkOrTheCodeInverted() {
        try (var terminal = desk.terminal("bash")) {
            terminal.command(ENABLE + " --monochrome");
            terminal.awaitPrompt(QR_KEYS);
            assertEquals("AWS:joe@123456789012",
                    Authenticator.scanning(terminal.colouredScreen(), Authenticator.Theme.DARK, desk.home).account());
            var dark = terminal.screen();
            terminal.type("i");
            terminal.await("the inverted code", screen -> screen.contains("█") && !screen.equals(dark) && screen.contains("press q"));
            assertEquals("AWS:joe@123456789012",
                    Authenticator.scanning(terminal.colouredScreen(), Authenticator.Theme.LIGHT, desk.home).account());
        }
    }

    /** The window is enlarged and made smaller while the page stands there. */
    @Test
    void s19ThePageSaysWhatToDoAndIsDrawnAnewWhenTheWindowChanges() {
        try (var terminal = desk.terminal("bash")) {
            terminal.resize(80, 20);
            terminal.command(ENABLE);
            assertEquals("""
                    This terminal has 20 lines of 80 characters; the QR code needs 24 of 45.
                    Enlarge the window, and the code appears.
                    Or press t for the seed as text, p for an image, q to go on without it.""", terminal.awaitPrompt("Or press t .*"));
            terminal.resize(80, 24);
            terminal.awaitPrompt("Scan it with your authenticator app, then press q \\(t text, p image\\)");
            terminal.resize(100, 60);
            var roomy = terminal.awaitPrompt("No camera\\? .*");
            assertTrue(roomy.endsWith("""


                    Scan it with your authenticator app, then press q.
                    No camera? t: the seed as text, p: an image of the code"""), roomy);
            assertEquals("AWS:joe@123456789012", Authenticator.scanning(terminal.colouredScreen(), Authenticator.Theme.DARK, desk.home).account());
            terminal.resize(40, 60);
            assertTrue(terminal.awaitPrompt("an image, q to go on without it\\.").startsWith("""
                    This terminal has 60 lines of 40
                    characters; the QR code needs 25 of 45.
                    """));
            terminal.type("t");
            assertTrue(terminal.awaitPrompt("code, p: image\\)").startsWith("The seed of\narn:aws:iam::123456789012:mfa/joe\n"));
            terminal.type("q");
            terminal.awaitPrompt("  again\\):");
        }
    }

    @Test
    void theImageIsPrivateOpenedAndDeleted() throws IOException {
        desk.environment.put("DISPLAY", ":99");
        desk.program("xdg-open", "cp \"$1\" \"$HOME/seen.png\"; stat -c %a \"$1\" \"$(dirname \"$1\")\" > \"$HOME/modes\"");
        try (var terminal = desk.terminal("bash")) {
            terminal.command(ENABLE);
            terminal.awaitPrompt(QR_KEYS);
            terminal.type("p");
            terminal.awaitThat("the viewer", () -> Files.exists(desk.home.resolve("modes")));
            terminal.awaitPrompt("Press q when the app has it.*");
            var app = Authenticator.scanning(desk.home.resolve("seen.png"));
            assertEquals("600\n700\n", desk.read("modes"));
            assertTrue(hasImage());
            terminal.press("Enter");
            terminal.answer(CODES, () -> twoCodes(app));
            terminal.awaitPrompt("Start the first MFA session with it now\\? \\[Y/n]");
            assertFalse(hasImage());
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(desk.home.resolve(".aws/credentials"))));
        }
    }

    @Test
    void aDumbTerminalIsToldThatTheSeedStaysOnItsScreen() {
        try (var terminal = desk.terminal("bash")) {
            terminal.command("TERM=dumb " + ENABLE);
            var screen = terminal.awaitPrompt(QR_KEYS);
            assertTrue(screen.contains("\nThis terminal cannot take back what follows: clear it when you are done.\n"), screen);
            assertTrue(screen.startsWith("ready$ TERM=dumb " + ENABLE), screen);
        }
    }

    /** Arguments can be seen by every user of a machine. */
    @Test
    void theSeedIsInNoProcessArgumentAndNoFile() throws IOException {
        try (var terminal = desk.terminal("bash")) {
            terminal.command(ENABLE + " --debug");
            terminal.awaitPrompt(QR_KEYS);
            var seed = account.unassignedDevice("joe").seed();
            assertTrue(terminal.children().stream().noneMatch(child -> child.info().commandLine().orElse("").contains(seed)));
            try (var files = Files.walk(desk.home)) {
                for (var file : files.filter(Files::isRegularFile).toList()) {
                    assertFalse(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(seed), file.toString());
                }
            }
            terminal.press("C-c");
            terminal.answer("arn:aws:iam::123456789012:mfa/joe is not enabled. Delete it again\\? \\[Y/n]", "");
            terminal.awaitPrompt(Tmux.READY);
            assertFalse(terminal.withScrollback().contains(seed));
        }
    }

    // ------------------------------------------------------------------------------- stopped

    @Test
    void ctrlCAsksWhetherToDeleteAndLeavesTheTerminalAsItWas() {
        try (var terminal = desk.terminal("bash")) {
            terminal.command("stty -a > before");
            terminal.command(ENABLE);
            terminal.awaitPrompt(QR_KEYS);
            terminal.press("C-c");
            terminal.answer("arn:aws:iam::123456789012:mfa/joe is not enabled. Delete it again\\? \\[Y/n]", "y");
            terminal.command("echo status $?; stty -a > after");
            var screen = terminal.awaitPrompt(Tmux.READY);

            assertTrue(screen.contains("""
                    arn:aws:iam::123456789012:mfa/joe is deleted again
                    enable-disable-vmfa-device: cancelled
                    enable-disable-vmfa-device: hint: run it again when you are ready
                    """), screen);
            assertTrue(screen.contains("\nstatus 130\n"), screen);
            assertEquals(desk.read("before"), desk.read("after"));
            awaitNoDevice(terminal);
            assertEquals(filesBefore, desk.files());
        }
    }

    @Test
    void aWindowThatIsClosedAtTheQrCodeLeavesNothing() {
        try (var terminal = desk.terminal("bash")) {
            terminal.command(ENABLE);
            terminal.awaitPrompt(QR_KEYS);
            terminal.type("p");
            terminal.awaitPrompt("Press q when the app has it.*");
            assertTrue(hasImage());
            Tmux.awaitEnd(terminal.closeWindow());

            assertEquals(List.of(), account.unassignedSerialNumbers());
            assertFalse(hasImage());
            assertEquals(filesBefore, desk.files());
        }
    }

    @Test
    void aWindowThatIsClosedAtTheCodesLeavesNothing() {
        try (var terminal = desk.terminal("bash")) {
            terminal.command(ENABLE);
            terminal.awaitPrompt(QR_KEYS);
            terminal.press("Enter");
            terminal.awaitPrompt(CODES);
            Tmux.awaitEnd(terminal.closeWindow());

            assertEquals(List.of(), account.unassignedSerialNumbers());
            assertEquals(List.of(), atAws());
            assertEquals(filesBefore, desk.files());
        }
    }

    @Test
    void aSignalThatEndsItLeavesNothingAndTheScreenIsTheFirstOneAgain() {
        try (var terminal = desk.terminal("bash")) {
            terminal.command(ENABLE);
            terminal.awaitPrompt(QR_KEYS);
            terminal.children().stream().filter(child -> child.info().command().orElse("").endsWith("java"))
                    .forEach(ProcessHandle::destroy);
            var screen = terminal.await("the shell", shown -> shown.contains("arn:aws:iam::123456789012:mfa/joe is deleted again"));

            assertFalse(screen.contains("█"));
            terminal.command("stty -a | grep -c ' -icanon'");
            terminal.await("the modes", shown -> shown.contains("\n0\n"));
            assertEquals(List.of(), account.unassignedSerialNumbers());
            assertEquals(filesBefore, desk.files());
        }
    }

    // ----------------------------------------------------------------------------- starting up

    /** Help and the list draw nothing, and help asks nobody. */
    @Test
    void whatDrawsNothingLoadsNoZxingAndHelpNoSdk() {
        assertEquals("picocli", libraries("--help"));
        assertEquals("picocli software.amazon.awssdk.services", libraries("list", "--profile", "new"));
    }

    /** Those of which a run loads classes. */
    private String libraries(String... arguments) {
        var log = desk.home.resolve("classes");
        var line = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xlog:class+load:file=" + log, "-cp", System.getProperty("java.class.path"), "EnableDisableVmfaDevice"));
        line.addAll(List.of(arguments));
        assertEquals(0, desk.runs(line.toArray(String[]::new)).exitStatus());
        var loaded = desk.read("classes");
        return Stream.of("picocli", "com.google.zxing", "software.amazon.awssdk.services").filter(name -> loaded.contains(" " + name + "."))
                .collect(Collectors.joining(" "));
    }
}
