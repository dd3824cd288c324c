///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 25+
//MAIN PracticeAws
//NOINTEGRATIONS
//RUNTIME_OPTIONS -XX:TieredStopAtLevel=1 -XX:+UseSerialGC
//SOURCES aws/LocalAws.java

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Stream;
import tests.aws.AccessKey;
import tests.aws.Device;
import tests.aws.LocalAws;

/**
 * A practice account: an AWS on this computer alone, with users who must use MFA, and a shell in which the scripts of this
 * suite and the aws command know nothing else. A client that does not ask for its endpoint does not get past this computer
 * either: the proxy it is told of is this AWS, which passes nothing on. What it makes goes when it ends.
 *
 * <p>{@code practice-aws.java} opens a shell; {@code practice-aws.java -- COMMAND} runs one command and exits with its status.
 */
class PracticeAws {

    /** All but finding and setting up the own MFA device needs MFA. */
    private static final String MUST_USE_MFA = """
            {"Version": "2012-10-17", "Statement": [
              {"Effect": "Allow", "Action": "*", "Resource": "*"},
              {"Effect": "Deny",
               "NotAction": ["iam:ListAccountAliases", "iam:GetRole", "iam:ListMFADevices", "iam:ListVirtualMFADevices", "iam:CreateVirtualMFADevice",
                             "iam:EnableMFADevice", "iam:ResyncMFADevice", "iam:GetUser", "sts:GetSessionToken"],
               "Resource": "*",
               "Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}}]}""";

    private static final String TRUSTS_WHO_USED_MFA = """
            {"Version": "2012-10-17", "Statement": [
              {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::123456789012:root"}, "Action": "sts:AssumeRole",
               "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}]}""";

    private static final String THIS_COMPUTER = "localhost,127.0.0.1,::1";

    private final LocalAws aws = LocalAws.start();
    private final Path folder;
    private final Device phone;
    private Optional<Process> child = Optional.empty();

    private PracticeAws() throws IOException, InterruptedException {
        folder = Files.createTempDirectory("practice-aws", PosixFilePermissions.asFileAttribute(
                PosixFilePermissions.fromString("rwx------")));
        Runtime.getRuntime().addShutdownHook(new Thread(this::leaveNothingBehind));
        furnish(aws);
        var account = aws.account("123456789012");
        phone = account.user("jane").device("jane");
        writeFiles(account.user("jane").accessKey(), account.user("joe").accessKey());
    }

    /** One account; jane has a phone, joe has none yet, and both must use MFA. */
    static void furnish(LocalAws aws) {
        var account = aws.account("123456789012");
        account.alias("practice");
        account.user("jane").policy("must-use-mfa", MUST_USE_MFA).device("jane");
        account.user("joe").policy("must-use-mfa", MUST_USE_MFA);
        account.role("admin", TRUSTS_WHO_USED_MFA).policy("all", allow("*"));
        account.role("auditor", TRUSTS_WHO_USED_MFA).policy("looking", allow("iam:Get*\", \"iam:List*"));
    }

    private static String allow(String actions) {
        return """
                {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["%s"], "Resource": "*"}]}"""
                .formatted(actions);
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        var command = command(args);
        if (command.isEmpty()) {
            System.err.println("practice-aws: unknown option " + args[0]);
            System.err.println("practice-aws: hint: no argument opens a shell; one command runs with: -- COMMAND");
            System.exit(252);
        }
        System.exit(new PracticeAws().run(command.get()));
    }

    /** Empty when the arguments make no sense; an empty list for a shell. */
    private static Optional<List<String>> command(String[] args) {
        if (args.length == 0) {
            return Optional.of(List.of());
        }
        return args[0].equals("--") && args.length > 1 ? Optional.of(List.of(args).subList(1, args.length)) : Optional.empty();
    }

    private int run(List<String> wanted) throws IOException, InterruptedException {
        answerForCodes();
        var shell = wanted.isEmpty();
        var command = shell ? List.of(Optional.ofNullable(System.getenv("SHELL")).orElse("sh")) : answered(wanted);
        System.err.print(shell ? welcome() : "");
        if (!shell && hasTerminal()) {
            System.err.println("practice-aws: the phone of user jane shows " + codes());
            System.err.println("practice-aws: later codes, in another terminal: " + folder.resolve("bin/code"));
        }
        var exitStatus = start(command);
        if (!shell && hasTerminal()) {
            System.err.println("practice-aws: its account is gone now; one that stays until you leave: ./jbang tests/practice-aws.java");
        }
        return exitStatus;
    }

    private int start(List<String> command) throws InterruptedException {
        var line = new ArrayList<>(command);
        var builder = new ProcessBuilder(line).inheritIO();
        setVariables(builder.environment());
        found(command.getFirst(), builder.environment().get("PATH")).ifPresent(file -> line.set(0, file.toString()));
        try {
            synchronized (this) { // who ends this process meanwhile has to know what has been started
                child = Optional.of(builder.start());
            }
            return child.get().waitFor();
        } catch (IOException cannotStart) {
            System.err.println("practice-aws: cannot start " + command.getFirst());
            System.err.println("practice-aws: hint: name a command that is on the PATH, or a path such as ./jbang");
            return 127;
        }
    }

    private void setVariables(Map<String, String> environment) {
        environment.keySet().removeIf(name -> name.startsWith("AWS_"));
        environment.put("AWS_ENDPOINT_URL", aws.endpoint().toString());
        environment.put("AWS_CONFIG_FILE", folder.resolve("config").toString());
        environment.put("AWS_SHARED_CREDENTIALS_FILE", folder.resolve("credentials").toString());
        environment.put("AWS_EC2_METADATA_DISABLED", "true");
        environment.put("AWS_PAGER", "");
        environment.put("XDG_STATE_HOME", folder.resolve("state").toString());
        environment.put("PATH", folder.resolve("bin") + ":" + environment.getOrDefault("PATH", "/usr/bin:/bin"));
        for (var name : List.of("http_proxy", "https_proxy", "all_proxy")) {
            environment.put(name, aws.endpoint().toString());
            environment.put(name.toUpperCase(Locale.ROOT), aws.endpoint().toString());
        }
        environment.put("no_proxy", THIS_COMPUTER);
        environment.put("NO_PROXY", THIS_COMPUTER);
    }

    /** Empty where there is none, or where it is a path. */
    private static Optional<Path> found(String command, String path) {
        return Stream.of(path.split(":")).filter(folder -> !command.contains("/"))
                .map(folder -> Path.of(folder, command))
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file)).findFirst();
    }

    /** Without a terminal nobody can type a code, so awscli-mfa gets its answers as options. */
    private List<String> answered(List<String> command) {
        if (hasTerminal() || !command.getLast().endsWith("awscli-mfa.java")) {
            return command;
        }
        var answered = new ArrayList<>(command);
        // The next code, which AWS takes already: the first run of a script is built before it comes to the code.
        answered.addAll(List.of("dev", "--token-code", phone.codeAt(Instant.now().plusSeconds(30)), "--persist"));
        System.err.println("practice-aws: there is no terminal, so this run answers the questions itself:");
        System.err.println("practice-aws: " + String.join(" ", answered));
        return answered;
    }

    private static boolean hasTerminal() {
        try (var _ = Files.newInputStream(Path.of("/dev/tty"))) {
            return true;
        } catch (IOException noTerminal) {
            return false;
        }
    }

    // ------------------------------------------------------------------ the home

    private synchronized void writeFiles(AccessKey janes, AccessKey joes) throws IOException, InterruptedException {
        Files.writeString(folder.resolve("config"), config(phone));
        var credentials = Files.createFile(folder.resolve("credentials"), PosixFilePermissions.asFileAttribute(
                PosixFilePermissions.fromString("rw-------")));
        Files.writeString(credentials, credentials(janes, joes));
        writeCommands(Files.createDirectory(folder.resolve("bin")));
    }

    static String config(Device phone) {
        return """
                [profile dev]
                region = eu-west-1
                output = json
                mfa_serial = %s

                [profile newcomer]
                region = eu-west-1

                [profile admin]
                role_arn = arn:aws:iam::123456789012:role/admin
                source_profile = dev

                [profile auditor]
                role_arn = arn:aws:iam::123456789012:role/auditor
                source_profile = dev
                """.formatted(phone.serialNumber());
    }

    static String credentials(AccessKey janes, AccessKey joes) {
        return """
                [dev]
                aws_access_key_id = %s
                aws_secret_access_key = %s

                [newcomer]
                aws_access_key_id = %s
                aws_secret_access_key = %s
                """.formatted(janes.id(), janes.secret(), joes.id(), joes.secret());
    }

    /** {@code code} reads a pipe that this process answers; {@code aws} is told the endpoint, since older ones read no variable. */
    private void writeCommands(Path bin) throws IOException, InterruptedException {
        new ProcessBuilder("mkfifo", "-m", "600", folder.resolve("codes").toString()).start().waitFor();
        executable(bin.resolve("code"), "#!/bin/sh\nexec cat '" + folder.resolve("codes") + "'\n");
        var command = found("aws", System.getenv().getOrDefault("PATH", ""));
        if (command.isPresent()) {
            executable(bin.resolve("aws"), "#!/bin/sh\nexec '" + command.get() + "' --endpoint-url '" + aws.endpoint() + "' \"$@\"\n");
        }
    }

    private static void executable(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    private synchronized void leaveNothingBehind() {
        child.ifPresent(PracticeAws::end);
        aws.close();
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException stillInUse) {
            System.err.println("practice-aws: could not remove " + folder);
        }
    }

    /** Ctrl-C reaches the command as it does this process, other signals do not. An interactive shell ignores TERM. */
    private static void end(Process command) {
        var all = new HashSet<ProcessHandle>(Set.of(command.toHandle()));
        for (var how : List.<Consumer<ProcessHandle>>of(process -> {}, ProcessHandle::destroy, ProcessHandle::destroyForcibly)) {
            command.descendants().forEach(all::add);
            all.forEach(how);
            if (endSoon(all)) {
                return;
            }
        }
    }

    private static boolean endSoon(Set<ProcessHandle> processes) {
        try {
            CompletableFuture.allOf(processes.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new)).get(1, TimeUnit.SECONDS);
            return true;
        } catch (TimeoutException | ExecutionException | InterruptedException goesOn) {
            return false;
        }
    }

    // ---------------------------------------------------------------- the codes

    private void answerForCodes() {
        Thread.ofVirtual().start(() -> {
            while (true) {
                answerOnce();
            }
        });
    }

    /** Opening the pipe waits for somebody who reads it; the pause lets that reader see the end before the next one comes. */
    private void answerOnce() {
        try (var pipe = Files.newOutputStream(folder.resolve("codes"), StandardOpenOption.WRITE)) {
            pipe.write((codes() + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException readerGone) {
            // the next one opens it anew
        }
        LockSupport.parkNanos(50_000_000);
    }

    private String codes() {
        var now = Instant.now();
        return "%s for %d s, then %s".formatted(
                phone.code(), 30 - now.getEpochSecond() % 30, phone.codeAt(now.plusSeconds(30)));
    }

    // ------------------------------------------------------------------- words

    private String welcome() {
        return """
                This shell has a practice account of AWS, on this computer alone.
                Type exit to leave; nothing stays.

                  code                                 what the phone of user jane shows
                  ./jbang awscli-mfa.java              start her MFA session: choose dev
                  aws s3 ls --profile dev-mfasession   AWS refuses this without MFA

                While a question stands here, type this in another terminal for the code:
                  %s
                The user of profile newcomer must use MFA and has no device yet.
                This adds one; your own phone can scan its QR code:
                  ./jbang enable-disable-vmfa-device.java

                """.formatted(folder.resolve("bin/code"));
    }
}
