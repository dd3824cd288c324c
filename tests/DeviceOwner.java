//SOURCES Authenticator.java
//SOURCES Person.java
//SOURCES ../enable-disable-vmfa-device.java

import static tests.aws.AccessKey.keys;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import tests.aws.AccessKey;
import tests.aws.Account;
import tests.aws.Device;
import tests.aws.User;

/**
 * Jane, who has one profile, a role that wants MFA, and no MFA device yet; and an administrator. What Jane types is made up of
 * parts, each of which she thinks of when she is asked.
 */
final class DeviceOwner implements AutoCloseable {

    static final String ALLOW_ALL = """
            {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}""";
    static final String CTRL_C = "\u0003";
    static final String SERIAL = "arn:aws:iam::123456789012:mfa/jane";
    static final String SECOND = SERIAL + "-2";

    private static final String WANTS_MFA = """
            {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole",
             "Principal": {"AWS": "arn:aws:iam::123456789012:root"},
             "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}]}""";

    final Person person;
    final Account account;
    final User user;

    /** @param home an empty folder */
    DeviceOwner(Path home) {
        person = new Person(home);
        person.waitForNextCode();
        person.environment.put("AWS_MAX_ATTEMPTS", "1");
        account = person.aws.account("123456789012");
        account.alias("practice");
        user = account.user("/team/", "jane").policy("all", ALLOW_ALL);
        account.role("admin", WANTS_MFA).policy("all", ALLOW_ALL);
        files("""
                # mine
                [profile dev]
                region = eu-west-1
                """);
    }

    /** The credentials file, with Jane's keys under dev and an administrator's under boss if the config file has it. */
    void files(String config) {
        person.config(config);
        person.credentials(keys("dev", user.accessKey()) + (config.contains("[profile boss]") ? "\n" + keys("boss", boss()) : ""));
    }

    AccessKey boss() {
        return account.user("boss").policy("all", ALLOW_ALL).accessKey();
    }

    // ------------------------------------------------------------------------- what is typed

    static Supplier<String> line(String text) {
        return () -> text + "\n";
    }

    static Supplier<String> key(String key) {
        return () -> key;
    }

    /** The code that the device of that name shows at that moment; its seed is the one at AWS. */
    Supplier<String> code(String device) {
        return () -> device(device).code() + "\n";
    }

    /** What the app shows so many steps from now. */
    String codeIn(String device, int steps) {
        return device(device).codeAt(person.clock().instant().plusSeconds(30L * steps));
    }

    /** One code and the next, typed at once. */
    Supplier<String> bothCodes(String device) {
        return () -> codeIn(device, -1) + " " + codeIn(device, 0) + "\n";
    }

    Device device(String name) {
        return account.unassignedDevice(name);
    }

    /** Something that happens while Jane sits in front of the question, before she types the next part. */
    static Supplier<String> meanwhile(Runnable happening) {
        return () -> {
            happening.run();
            return "";
        };
    }

    // ------------------------------------------------------------------------------ running

    @SafeVarargs
    final Person.Run answers(List<String> args, Supplier<String>... typing) {
        return person.answers(EnableDisableVmfaDevice::run, List.of(typing), args.toArray(String[]::new));
    }

    Person.Run runs(String... args) {
        return person.runs(EnableDisableVmfaDevice::run, args);
    }

    /** A session of Jane's with her device, stored as awscli-mfa stores it. */
    void startsSession(String device) {
        person.types(device(device).code() + "\n", "dev", "--persist", "--serial-number", SERIAL.replace("jane", device));
        person.wait(Duration.ofSeconds(60));
        person.waitForNextCode();
    }

    /** What stands on the screen after countdowns have run out, without codes. */
    static String screen(Person.Run run) {
        return run.screen().replaceAll("\r[^\n]*\r([^\n\r]*?) *\n", "$1\n").replaceAll("(?m)(: )[0-9]{6}( [0-9]{6})?$", "$1CODES")
                .replaceAll("[A-Z][a-z]{2} [0-9:]{5}$", "then").replaceAll("until \\w{3} [0-9:]{5}", "until then");
    }

    /** The serial numbers of Jane's devices at AWS, and those that nobody has enabled, with a question mark. */
    List<String> atAws() {
        var found = new ArrayList<>(account.serialNumbersOf(user));
        account.unassignedSerialNumbers().forEach(serial -> found.add(serial + " ?"));
        return found.stream().map(serial -> serial.replaceFirst("arn:aws:iam::123456789012:mfa/", "")).toList();
    }

    static String seedOn(String page) {
        var seed = Pattern.compile("(?m)^  ([A-Z2-7]{64})$").matcher(page);
        return seed.find() ? seed.group(1) : "";
    }

    @Override
    public void close() {
        person.close();
    }
}
