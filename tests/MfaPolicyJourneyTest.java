//SOURCES MfaPoliciesTest.java
//SOURCES Person.java
//SOURCES aws/Client.java
//SOURCES aws/LocalAws.java
//SOURCES ../awscli-mfa.java
//SOURCES ../enable-disable-vmfa-device.java
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tests.aws.Account;
import tests.aws.Client;
import tests.aws.Client.Answer;
import tests.aws.Client.Keys;
import tests.aws.Device;
import tests.aws.User;

/**
 * The whole life of a user under each of the example policies: long-lived keys, the first device, a session, work, a second
 * device, and the end of both. Sessions are awscli-mfa's; what is done to devices is asked of IAM directly, in
 * {@link Devices}.
 */
class MfaPolicyJourneyTest {

    private static final String WORK = """
            {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": ["iam:ListUsers", "sts:AssumeRole"], "Resource": "*"}}""";
    private static final String TRUSTS_WHO_USED_MFA = """
            {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"AWS": "%s"}, "Action": "sts:AssumeRole",
             "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}}""";
    private static final Pattern DENIED = Pattern.compile("403 AccessDenied: .*");

    @TempDir
    private Path home;

    private Person person;
    private Account account;
    private User user;
    private Client client;
    private Devices devices;

    /** What is done to a device, with these keys. */
    private final class Devices {

        String create(Keys keys, String name) {
            return client.iam(keys, "CreateVirtualMFADevice", "VirtualMFADeviceName", name).outcome();
        }

        String enable(Keys keys, String name) {
            person.waitForNextCode();
            var device = device(name);
            return client.iam(keys, "EnableMFADevice", "UserName", user.name(), "SerialNumber", device.serialNumber(),
                    "AuthenticationCode1", device.codeAt(person.clock().instant().minusSeconds(30)),
                    "AuthenticationCode2", device.code()).outcome();
        }

        String deactivate(Keys keys, String name) {
            return client.iam(keys, "DeactivateMFADevice", "UserName", user.name(),
                    "SerialNumber", device(name).serialNumber()).outcome();
        }

        String delete(Keys keys, String name) {
            return client.iam(keys, "DeleteVirtualMFADevice", "SerialNumber", device(name).serialNumber()).outcome();
        }

        /** The phone on which it is. */
        Device device(String name) {
            return account.unassignedDevice(name);
        }
    }

    private void aNewUser(String policy, String partition, String path) {
        person = new Person(home);
        account = person.aws.account("123456789012", partition);
        user = account.user(path, "joe").policy(policy, MfaPoliciesTest.policy(policy)).policy("work", WORK);
        account.role("admin", TRUSTS_WHO_USED_MFA.formatted(user.arn()));
        var region = partition.equals("aws-cn") ? "cn-north-1" : "eu-west-1";
        client = new Client(person.aws, person.clock(), partition.equals("aws-cn") ? region : "us-east-1");
        devices = new Devices();
        person.config("""
                [profile dev]
                region = %1$s

                [profile admin]
                role_arn = arn:%2$s:iam::123456789012:role/admin
                source_profile = dev
                region = %1$s
                """.formatted(region, partition));
        person.credentials("""
                [dev]
                aws_access_key_id = %s
                aws_secret_access_key = %s
                """.formatted(user.accessKey().id(), user.accessKey().secret()));
    }

    @AfterEach
    void close() {
        person.close();
    }

    private Keys longLived() {
        return Keys.of(user.accessKey());
    }

    /** The keys that awscli-mfa stored. */
    private Keys stored(String profile) {
        var section = Pattern.compile("(?s)\\[" + profile + "]\\n(.*?)(?=\\n\\[|$)").matcher(person.credentials());
        assertTrue(section.find(), profile + " is stored");
        var lines = List.of(section.group(1).split("\n"));
        return new Keys(value(lines, "aws_access_key_id"), value(lines, "aws_secret_access_key"), value(lines, "aws_session_token"));
    }

    private static String value(List<String> lines, String key) {
        return lines.stream().filter(line -> line.startsWith(key + " = ")).findFirst().orElseThrow().substring(key.length() + 3);
    }

    private Keys session(String deviceName, String... more) {
        person.waitForNextCode();
        var device = devices.device(deviceName);
        var line = new ArrayList<>(List.of("dev", "--serial-number", device.serialNumber(), "--token-code", device.code(),
                "--persist", "--force"));
        line.addAll(Arrays.asList(more));
        var run = person.runs(line.toArray(String[]::new));
        assertEquals(0, run.exitStatus(), run.screen());
        return stored("dev-mfasession");
    }

    private String work(Keys keys) {
        return client.iam(keys, "ListUsers").outcome();
    }

    private static void assertDenied(String outcome) {
        assertTrue(DENIED.matcher(outcome).matches(), outcome);
    }

    @ParameterizedTest
    @CsvSource({
        "OpenMFA, aws, /", "AllowMFA, aws, /", "EnforceMFA, aws, /",
        "OpenMFA, aws, /team/", "AllowMFA, aws, /team/", "EnforceMFA, aws, /team/",
        "OpenMFA, aws-cn, /", "AllowMFA, aws-cn, /", "EnforceMFA, aws-cn, /"})
    void aUserCreatesUsesAndEndsDevices(String policy, String partition, String path) {
        aNewUser(policy, partition, path);
        var enforced = policy.equals("EnforceMFA");

        // With long-lived keys alone: work where MFA is not enforced, and the first device everywhere.
        assertEquals(enforced, DENIED.matcher(work(longLived())).matches());
        assertDenied(client.iam(longLived(), "CreateAccessKey").outcome());
        assertEquals("200", devices.create(longLived(), "joe"));
        assertEquals("200", devices.delete(longLived(), "joe"), "a half-made device can be cleared away");
        assertEquals("200", devices.create(longLived(), "joe"));
        assertEquals("200", devices.enable(longLived(), "joe"));

        // A session, and work with it.
        var session = session("joe");
        assertEquals("200", work(session));
        assertEquals("200", client.iam(session, "CreateAccessKey").outcome());

        // From now on AWS itself wants MFA for whatever happens to the user's devices.
        assertEquals("200", devices.create(longLived(), "joe-2"));
        assertDenied(devices.enable(longLived(), "joe-2"));
        assertEquals("200", devices.enable(session, "joe-2"));
        assertDenied(devices.deactivate(longLived(), "joe"));
        assertEquals("200", devices.deactivate(session, "joe"));
        assertEquals("200", devices.delete(session, "joe"));

        // A name of one's own choice: created by anybody, deleted with MFA only.
        assertEquals("200", devices.create(longLived(), "tablet"));
        assertDenied(devices.delete(longLived(), "tablet"));
        assertEquals("200", devices.delete(session, "tablet"));

        // Nothing is left.
        assertEquals("200", devices.deactivate(session, "joe-2"));
        assertEquals("200", devices.delete(session, "joe-2"));
    }

    /** From no device to none again. */
    @ParameterizedTest
    @CsvSource({
        "OpenMFA, aws, /", "AllowMFA, aws, /", "EnforceMFA, aws, /",
        "EnforceMFA, aws, /team/", "EnforceMFA, aws-cn, /"})
    void theScriptsGoTheWholeWay(String policy, String partition, String path) {
        aNewUser(policy, partition, path);
        person.waitForNextCode();

        var enabled = person.answers(EnableDisableVmfaDevice::run, List.of(line(""), code(), code(), line(""), code()),
                "enable", "--profile", "dev");
        assertEquals(0, enabled.exitStatus(), enabled.screen());
        assertEquals("200", work(stored("dev-mfasession")));
        assertEquals(0, person.runs("admin", "--persist").exitStatus());

        var disabled = person.runs(EnableDisableVmfaDevice::run, "disable", "--profile", "dev", "--yes", "--delete");
        assertEquals(0, disabled.exitStatus(), disabled.screen());
        assertEquals(List.of(), account.serialNumbersOf(user));
        assertFalse(person.config().contains("mfa_arn"), person.config());
    }

    @ParameterizedTest
    @CsvSource({"OpenMFA", "AllowMFA", "EnforceMFA"})
    void withoutASessionTheScriptDisablesNothing(String policy) {
        aNewUser(policy, "aws", "/");
        person.waitForNextCode();
        person.answers(EnableDisableVmfaDevice::run, List.of(line(""), code(), code(), line("n")), "enable", "--profile", "dev");
        var before = person.files();

        var run = person.runs(EnableDisableVmfaDevice::run, "disable", "--profile", "dev", "--yes", "--delete");

        assertTrue(run.exitStatus() > 251, run.screen());
        assertEquals(List.of("arn:aws:iam::123456789012:mfa/joe"), account.serialNumbersOf(user));
        assertEquals(before, person.files());
    }

    private static Supplier<String> line(String text) {
        return () -> text + "\n";
    }

    private Supplier<String> code() {
        return () -> devices.device("joe").code() + "\n";
    }

    @ParameterizedTest
    @CsvSource({"OpenMFA, 200", "AllowMFA, 200", "EnforceMFA, 403"})
    void aSessionOlderThanTheLimitDisablesNothing(String policy, String work) {
        aNewUser(policy, "aws", "/");
        devices.create(longLived(), "joe");
        devices.enable(longLived(), "joe");
        var session = session("joe", "--duration", "36h");

        person.wait(Duration.ofHours(9));
        assertEquals("200", work(session));
        person.wait(Duration.ofMinutes(1));

        assertEquals(work, work(session).substring(0, 3));
        assertDenied(devices.deactivate(session, "joe"));
        assertDenied(devices.deactivate(longLived(), "joe"));
    }

    @ParameterizedTest
    @CsvSource({"OpenMFA", "AllowMFA", "EnforceMFA"})
    void aRoleThatWantsMfaIsAssumedWithTheSessionOrWithACode(String policy) {
        aNewUser(policy, "aws", "/");
        devices.create(longLived(), "joe");
        devices.enable(longLived(), "joe");
        session("joe");

        assertEquals(0, person.runs("admin", "--persist").exitStatus());
        assertEquals("200", client.sts(stored("admin-rolesession"), "GetCallerIdentity").outcome());

        person.waitForNextCode();
        var run = person.runs("admin", "--via", "keys", "--serial-number", devices.device("joe").serialNumber(),
                "--token-code", devices.device("joe").code(), "--persist", "--force");
        assertEquals(0, run.exitStatus(), run.screen());
        assertDenied(client.sts(longLived(), "AssumeRole", "RoleArn", "arn:aws:iam::123456789012:role/admin",
                "RoleSessionName", "joe").outcome());
    }

    /** What full mode asks without MFA comes through each of them, and what it finds out is right. */
    @ParameterizedTest
    @CsvSource({"OpenMFA", "AllowMFA", "EnforceMFA"})
    void theMenuFindsOutHowLongSessionsLast(String policy) {
        aNewUser(policy, "aws", "/");
        user.device("joe");
        account.alias("practice");
        account.parameter("us-east-1", "/unencrypted/mfa/session_length", "7200");

        assertEquals("""
                noted in the AWS files: max_mfa_session_duration of dev, mfa_arn of dev
                Profiles
                   1: dev    joe @ practice

                Roles
                   2: admin  role admin @ practice from dev  MFA required

                Which one? A number, or part of a name: dev
                dev: new MFA session of 2h (what the account advertises)
                """, person.types("dev\n\003").screen().replaceFirst("(?s)Token code of.*", ""));
    }
}
