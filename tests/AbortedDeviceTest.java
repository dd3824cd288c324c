//SOURCES DeviceOwner.java
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever stops half-way: what is left at AWS and in the files, and whether it is said. */
class AbortedDeviceTest {

    private static final List<String> ENABLE = List.of("enable", "--profile", "dev");
    private static final List<String> DISABLE = List.of("disable", "--profile", "dev");
    private static final Supplier<String> CTRL_C = DeviceOwner.key(DeviceOwner.CTRL_C);
    private static final Supplier<String> CTRL_D = DeviceOwner.key("\u0004");
    private static final Supplier<String> ENTER = DeviceOwner.line("");
    private static final String SERIAL = DeviceOwner.SERIAL;

    private static final String CANCELLED = """
            enable-disable-vmfa-device: cancelled
            enable-disable-vmfa-device: hint: run it again when you are ready
            """;

    private static final String LEFT = """
            enable-disable-vmfa-device: cancelled; arn:aws:iam::123456789012:mfa/jane exists at AWS but is not enabled
            enable-disable-vmfa-device: hint: if the app has it, enable it with: jbang enable-disable-vmfa-device.java enable dev --serial-number arn:aws:iam::123456789012:mfa/jane; if not, delete it with: jbang enable-disable-vmfa-device.java disable dev --serial-number arn:aws:iam::123456789012:mfa/jane --delete
            """;

    /** Where the policy does not let the user delete it without MFA. */
    private static final String LEFT_FOR_NOW = """
            enable-disable-vmfa-device: cancelled; arn:aws:iam::123456789012:mfa/jane exists at AWS but is not enabled
            enable-disable-vmfa-device: hint: if the app has it, enable it with: jbang enable-disable-vmfa-device.java enable dev --serial-number arn:aws:iam::123456789012:mfa/jane; if not, make another with: jbang enable-disable-vmfa-device.java enable dev; and once you have an MFA session, delete it with: jbang enable-disable-vmfa-device.java disable dev --serial-number arn:aws:iam::123456789012:mfa/jane --delete
            """;

    @TempDir
    private Path home;
    private DeviceOwner jane;

    @BeforeEach
    void janeHasNoDevice() {
        jane = new DeviceOwner(home);
    }

    @AfterEach
    void nothingOfTheSeedIsLeftBehind() throws Exception {
        try (var files = Files.list(home)) {
            assertTrue(files.noneMatch(file -> file.getFileName().toString().startsWith("aws-mfa-")));
        }
        jane.close();
    }

    /** The run ends with these words and this status, and the files and AWS are as they were save for the devices. */
    private void assertLeaves(Person.Run run, String end, int exitStatus, List<String> atAws, Map<String, String> files) {
        assertTrue(run.screen().endsWith(end), run.screen());
        assertEquals(exitStatus, run.exitStatus());
        assertEquals(atAws, jane.atAws());
        assertEquals(files, jane.person.files());
    }

    private void janeHasAPhoneAndASession() {
        jane.user.device("jane");
        jane.startsSession("jane");
    }

    // ---------------------------------------------------------------------- before anything is made

    @Test
    void noneOfTheProfilesIsChosen() {
        jane.files("[profile dev]\n[profile boss]\n");
        var before = jane.person.config();
        var run = jane.answers(List.of(), CTRL_C);

        assertTrue(run.screen().endsWith(CANCELLED), run.screen());
        assertEquals(130, run.exitStatus());
        assertEquals(before, jane.person.config());
        assertEquals(List.of(), jane.atAws());
    }

    @Test
    void noToTheQuestionWhetherToMakeOne() {
        assertLeaves(jane.answers(List.of(), DeviceOwner.line("n")), CANCELLED, 130, List.of(), jane.person.files());
    }

    @Test
    void noToTheQuestionWhetherToDisable() {
        janeHasAPhoneAndASession();
        assertLeaves(jane.answers(DISABLE, DeviceOwner.line("n")), CANCELLED, 130, List.of("jane"), jane.person.files());
    }

    @Test
    void ctrlCAtTheQuestionWhatToDoWithALeftover() {
        jane.device("jane");
        assertLeaves(jane.answers(ENABLE, CTRL_C), CANCELLED, 130, List.of("jane ?"), jane.person.files());
    }

    @Test
    void theLeftoverIsDeletedAndThenTheNewOneCannotBeMade() {
        jane.device("jane");
        jane.person.aws.faults().fail("CreateVirtualMFADevice", 1, 403, "AccessDenied", "not you");
        var run = jane.answers(ENABLE, DeviceOwner.line("d"));

        assertTrue(run.screen().contains(SERIAL + " is deleted\n"));
        assertLeaves(run, """
                enable-disable-vmfa-device: AWS did not allow this: not you (AccessDenied)
                enable-disable-vmfa-device: hint: ask the account's administrator for the permission named above
                """, 254, List.of(), jane.person.files());
    }

    @Test
    void theLeftoverCannotBeDeleted() {
        jane.device("jane");
        jane.person.aws.faults().fail("DeleteVirtualMFADevice", 1, 403, "AccessDenied", "not you");
        assertLeaves(jane.answers(ENABLE, DeviceOwner.line("d")), """
                enable-disable-vmfa-device: hint: use a live MFA session of the profile, or --via a profile that may; if the phone is lost, an administrator of the account runs: aws iam delete-virtual-mfa-device --serial-number arn:aws:iam::123456789012:mfa/jane
                """, 254, List.of("jane ?"), jane.person.files());
    }

    // ------------------------------------------------------------------ between create and enable

    @Test
    void ctrlCWhileTheQrCodeIsShownThenYesDelete() {
        assertLeaves(jane.answers(ENABLE, CTRL_C, ENTER), """
                arn:aws:iam::123456789012:mfa/jane is not enabled. Delete it again? [Y/n]\s
                arn:aws:iam::123456789012:mfa/jane is deleted again
                """ + CANCELLED, 130, List.of(), jane.person.files());
    }

    @Test
    void ctrlCWhileTheQrCodeIsShownThenNo() {
        assertLeaves(jane.answers(ENABLE, CTRL_C, DeviceOwner.line("n")), LEFT, 130, List.of("jane ?"), jane.person.files());
    }

    @Test
    void ctrlCTwice() {
        assertLeaves(jane.answers(ENABLE, CTRL_C, CTRL_C), "\n" + SERIAL + " is deleted again\n" + CANCELLED, 130, List.of(), jane.person.files());
    }

    @Test
    void theEndOfInput() {
        assertLeaves(jane.answers(ENABLE), "\n" + SERIAL + " is deleted again\n" + CANCELLED, 130, List.of(), jane.person.files());
    }

    @Test
    void ctrlCWhileTheImageIsOpen() {
        var run = jane.answers(ENABLE, DeviceOwner.key("p"), CTRL_C, ENTER);

        assertTrue(run.pages().get(1).contains("dev_vMFAd_QRCode.png"));
        assertLeaves(run, CANCELLED, 130, List.of(), jane.person.files());
    }

    @Test
    void ctrlCAtTheCodes() {
        assertLeaves(jane.answers(ENABLE, ENTER, CTRL_C, ENTER), CANCELLED, 130, List.of(), jane.person.files());
    }

    @Test
    void ctrlDAtTheSecondCode() {
        assertLeaves(jane.answers(ENABLE, ENTER, jane.code("jane"), CTRL_D, ENTER), CANCELLED, 130, List.of(), jane.person.files());
    }

    @Test
    void wrongCodesAndThenCtrlC() {
        assertLeaves(jane.answers(ENABLE, ENTER, DeviceOwner.line("000000 000001"), CTRL_C, DeviceOwner.line("n")), LEFT, 130,
                List.of("jane ?"), jane.person.files());
    }

    @Test
    void aPolicyDeniesToEnableIt() {
        jane.user.policy("no", """
                {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "iam:EnableMFADevice", "Resource": "*"}]}""");
        var run = jane.answers(ENABLE, ENTER, jane.bothCodes("jane"), ENTER);

        assertTrue(run.screen().contains("Delete it again? [Y/n] \n" + SERIAL + " is deleted again\n"), run.screen());
        assertLeaves(run, "hint: ask the account's administrator for the permission named above\n", 254, List.of(), jane.person.files());
    }

    @Test
    void whatCannotBeDeletedAgainIsSaidToBeLeft() {
        jane.user.policy("no", """
                {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "iam:DeleteVirtualMFADevice", "Resource": "*"}]}""");
        var run = jane.answers(ENABLE, CTRL_C, ENTER);

        assertTrue(run.screen().contains("it could not be deleted: AWS did not allow this: "), run.screen());
        assertLeaves(run, LEFT_FOR_NOW, 130, List.of("jane ?"), jane.person.files());
    }

    /** Under EnforceMFA, users delete devices of another name than theirs with MFA only. */
    @Test
    void s20ADeviceOfAnotherNameThatCannotBeDeletedIsOfferedAgain() throws Exception {
        jane.user.deletePolicy("all");
        jane.user.policy("enforce", Files.readString(Path.of("example-mfa-policies/EnforceMFA.json")));
        var run = jane.answers(List.of("enable", "--profile", "dev", "--name", "tablet"), CTRL_C, ENTER);

        assertLeaves(run, LEFT_FOR_NOW.replace("mfa/jane", "mfa/tablet"), 130, List.of("tablet ?"), jane.person.files());
        var question = """
                arn:aws:iam::123456789012:mfa/tablet exists but is not enabled: an earlier run has left it.
                   R: reuse it, if your app still has its entry; AWS never shows its seed again
                   D: delete it and make a new one
                """;
        assertTrue(jane.answers(ENABLE, CTRL_C).screen().startsWith(question + "   K: keep it and make another\n"));
        var again = jane.answers(List.of("enable", "--profile", "dev", "--name", "tablet"), DeviceOwner.line("r"), jane.bothCodes("tablet"),
                DeviceOwner.line("n"));
        assertTrue(again.screen().startsWith(question + "\nWhat do you want to do? R or D: r\n"), again.screen());
        assertEquals(0, again.exitStatus(), again.screen());
        assertEquals(List.of("tablet"), jane.atAws());
    }

    @Test
    void s20TheDeviceIsOfferedToNobodyElse() {
        jane.user.policy("no", """
                {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "iam:DeleteVirtualMFADevice", "Resource": "*"}]}""");
        jane.answers(List.of("enable", "--profile", "dev", "--name", "tablet"), CTRL_C, ENTER);
        jane.files("[profile dev]\n[profile boss]\n");

        assertFalse(jane.answers(List.of("enable", "--profile", "boss"), CTRL_C, ENTER).screen().contains("mfa/tablet"));
    }

    /** The request and the look whether AWS did it all the same. */
    @Test
    void s21WhenTheNetworkGoesAfterTheDeviceIsMadeTheNextTwoCodesCanBeTyped() {
        var run = jane.answers(ENABLE, ENTER, DeviceOwner.meanwhile(() -> jane.person.aws.faults().drop(2)), jane.bothCodes("jane"),
                DeviceOwner.meanwhile(() -> jane.person.wait(Duration.ofSeconds(60))), jane.bothCodes("jane"), DeviceOwner.line("n"));

        assertTrue(run.screen().contains("""
                  type the next two codes when the network is there again; Ctrl-C gives up
                Two codes in a row"""), run.screen());
        assertEquals(0, run.exitStatus());
        assertEquals(List.of("jane"), jane.atAws());
        assertEquals(1, jane.person.calls().stream().filter("CreateVirtualMFADevice"::equals).count());
        assertTrue(jane.person.config().contains("mfa_arn = " + SERIAL + "\n"));
    }

    @Test
    void s21WhatAwsDidMeanwhileThoughNobodyCouldTellCountsAsDone() {
        var run = jane.answers(ENABLE, ENTER, DeviceOwner.meanwhile(() -> {
            jane.person.aws.faults().loseAnswer("EnableMFADevice", 1);
            jane.person.aws.faults().drop("ListMFADevices", 1);
        }), jane.bothCodes("jane"), DeviceOwner.meanwhile(() -> jane.person.wait(Duration.ofSeconds(60))), jane.bothCodes("jane"),
                DeviceOwner.line("n"));

        assertTrue(run.screen().contains(SERIAL + " is enabled\n"), run.screen());
        assertEquals(0, run.exitStatus());
        assertEquals(List.of("jane"), jane.atAws());
    }

    @Test
    void theNetworkGoesAfterTheDeviceIsMadeAndStaysAway() {
        var run = jane.answers(ENABLE, ENTER, DeviceOwner.meanwhile(() -> jane.person.aws.faults().drop(9)), jane.bothCodes("jane"), CTRL_C, ENTER);

        assertTrue(run.screen().contains("; arn:aws:iam::123456789012:mfa/jane exists at AWS but is not enabled\n"), run.screen());
        assertEquals(130, run.exitStatus());
        assertEquals(List.of("jane ?"), jane.atAws());
    }

    @Test
    void theAnswerThatTheDeviceIsMadeIsLost() {
        jane.person.aws.faults().loseAnswer("CreateVirtualMFADevice", 1);
        var run = jane.answers(ENABLE);

        assertTrue(run.screen().endsWith("""
                ; AWS may have made a device all the same
                enable-disable-vmfa-device: hint: run it again when the network is back: it offers what is left over
                """), run.screen());
        assertEquals(255, run.exitStatus());
        assertTrue(jane.answers(ENABLE, CTRL_C).screen().startsWith(SERIAL + " exists but is not enabled: an earlier run has left it.\n"));
    }

    @Test
    void theAnswerThatTheDeviceIsEnabledIsLost() {
        var run = jane.answers(ENABLE, ENTER, DeviceOwner.meanwhile(() -> jane.person.aws.faults().loseAnswer("EnableMFADevice", 1)),
                jane.bothCodes("jane"), DeviceOwner.line("n"));

        assertTrue(run.screen().contains("; but AWS did it\n" + SERIAL + " is enabled\n"), run.screen());
        assertEquals(0, run.exitStatus());
        assertEquals(List.of("jane"), jane.atAws());
        assertTrue(jane.person.config().contains("mfa_arn = " + SERIAL + "\n"));
    }

    @Test
    void aLeftoverThatIsReusedStaysAsItWas() {
        jane.device("jane");
        assertLeaves(jane.answers(ENABLE, DeviceOwner.line("r"), CTRL_C), CANCELLED, 130, List.of("jane ?"), jane.person.files());
    }

    // ------------------------------------------------------------------------------ afterwards

    @Test
    void ctrlCAtTheFirstSession() {
        var run = jane.answers(ENABLE, ENTER, jane.bothCodes("jane"), DeviceOwner.line("y"), CTRL_C);

        assertTrue(run.screen().endsWith("""
                enable-disable-vmfa-device: cancelled; arn:aws:iam::123456789012:mfa/jane is enabled
                enable-disable-vmfa-device: hint: start a session with: jbang awscli-mfa.java dev
                """), run.screen());
        assertEquals(130, run.exitStatus());
        assertEquals(List.of("jane"), jane.atAws());
        assertTrue(jane.person.config().contains("mfa_arn = " + SERIAL + "\n"));
    }

    @Test
    void ctrlCAtTheQuestionWhetherToDelete() {
        janeHasAPhoneAndASession();
        var run = jane.answers(DISABLE, DeviceOwner.line("y"), CTRL_C);

        assertTrue(run.screen().endsWith("""
                enable-disable-vmfa-device: cancelled; arn:aws:iam::123456789012:mfa/jane is disabled but exists still
                enable-disable-vmfa-device: hint: delete it with: jbang enable-disable-vmfa-device.java disable dev --serial-number arn:aws:iam::123456789012:mfa/jane --delete
                """), run.screen());
        assertEquals(130, run.exitStatus());
        assertEquals(List.of("jane ?"), jane.atAws());
        assertTrue(!jane.person.config().contains(SERIAL));
    }

    @Test
    void itIsDisabledButCannotBeDeleted() {
        janeHasAPhoneAndASession();
        jane.person.aws.faults().fail("DeleteVirtualMFADevice", 1, 403, "AccessDenied", "not you");
        var run = jane.answers(DISABLE, DeviceOwner.line("y"), DeviceOwner.line("y"));

        assertTrue(run.screen().contains("AWS did not allow this: not you (AccessDenied); " + SERIAL + " is disabled but exists still\n"), run.screen());
        assertEquals(254, run.exitStatus());
        assertEquals(List.of("jane ?"), jane.atAws());
        assertTrue(!jane.person.config().contains(SERIAL));
    }

    // ------------------------------------------------------------------------- a replacement

    /** What is typed up to a moment, and then Ctrl-C for ever. */
    private Person.Run replacementStoppedAfter(List<Supplier<String>> typed) {
        jane.user.device("jane");
        jane.startsSession("jane");
        var ctrlCs = Stream.generate(() -> CTRL_C).limit(4);
        return jane.person.answers(EnableDisableVmfaDevice::run, Stream.concat(typed.stream(), ctrlCs).toList(), "replace", "--profile", "dev");
    }

    @Test
    void aReplacementStoppedAtTheQrCodeLeavesTheOldDevice() {
        assertTrue(replacementStoppedAfter(List.of()).screen().endsWith(CANCELLED));
        assertEquals(List.of("jane"), jane.atAws());
        assertTrue(jane.person.config().contains("mfa_arn = " + SERIAL + "\n"));
    }

    @Test
    void aReplacementStoppedAtTheCodesLeavesTheOldDevice() {
        assertTrue(replacementStoppedAfter(List.of(ENTER)).screen().endsWith(CANCELLED));
        assertEquals(List.of("jane"), jane.atAws());
        assertTrue(jane.person.config().contains("mfa_arn = " + SERIAL + "\n"));
    }

    @Test
    void aReplacementStoppedBeforeTheNewDeviceIsProvedLeavesBothAndTheFilesNameTheOldOne() {
        var run = replacementStoppedAfter(List.of(ENTER, jane.bothCodes("jane-2")));

        assertTrue(run.screen().endsWith("""
                enable-disable-vmfa-device: cancelled; arn:aws:iam::123456789012:mfa/jane-2 is enabled, beside arn:aws:iam::123456789012:mfa/jane
                enable-disable-vmfa-device: hint: disable the old one with: jbang enable-disable-vmfa-device.java disable dev --serial-number arn:aws:iam::123456789012:mfa/jane; or, to stay with the old one, disable the new one with: jbang enable-disable-vmfa-device.java disable dev --serial-number arn:aws:iam::123456789012:mfa/jane-2
                """), run.screen());
        assertEquals(List.of("jane", "jane-2"), jane.atAws());
        assertTrue(jane.person.config().contains("mfa_arn = " + SERIAL + "\n"));
    }

    @Test
    void aReplacementStoppedBeforeTheOldDeviceGoesLeavesBothAndTheFilesNameTheNewOne() {
        var run = replacementStoppedAfter(List.of(ENTER, jane.bothCodes("jane-2"), jane.code("jane-2")));

        assertEquals(130, run.exitStatus());
        assertEquals(List.of("jane", "jane-2"), jane.atAws());
        assertTrue(jane.person.config().contains("mfa_arn = " + DeviceOwner.SECOND + "\n"));
    }
}
