//SOURCES Person.java
//SOURCES ../awscli-mfa.java
//SOURCES ../enable-disable-vmfa-device.java
//SOURCES ../mfa-status.java
//SOURCES ../lib/command/Program.java
//SOURCES ../lib/model/Slip.java
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import lib.command.Program;
import lib.model.Slip;
import lib.session.World;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tests.aws.AccessKey;

/** What is mistyped is named as it was typed, and what may have been meant is said; and what people expect is there. */
class SlipsTest {

    @TempDir
    Path home;

    private Person jane;
    private AccessKey key;

    @BeforeEach
    void janeHasTwoProfiles() {
        jane = new Person(home);
        key = jane.aws.account("123456789012").user("jane").policy("all", """
                {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}""").accessKey();
        jane.credentials("""
                [dev]
                aws_access_key_id = %1$s
                aws_secret_access_key = %2$s
                [production]
                aws_access_key_id = %1$s
                aws_secret_access_key = %2$s
                """.formatted(key.id(), key.secret()));
    }

    @AfterEach
    void janeLeaves() {
        jane.close();
    }

    private Person.Run runs(String line) {
        var words = line.split(" ");
        Person.Script script = switch (words[0]) {
            case "mfa-status" -> MfaStatus::run;
            case "enable-disable-vmfa-device" -> EnableDisableVmfaDevice::run;
            default -> AwscliMfa::run;
        };
        return jane.runs(script, Stream.of(words).skip(1).toArray(String[]::new));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            awscli-mfa dve                           | there is no profile 'dve'                 | did you mean 'dev'?
            awscli-mfa prodcution                    | there is no profile 'prodcution'          | did you mean 'production'?
            awscli-mfa prdouctoin                    | there is no profile 'prdouctoin'          | did you mean 'production'?
            awscli-mfa zzz                           | there is no profile 'zzz'                 | choose from all of them with: jbang awscli-mfa.java --quick
            awscli-mfa exce dev                      | there is no subcommand 'exce'             | did you mean 'exec'?
            awscli-mfa exce dev aws s3 ls            | there is no subcommand 'exce'             | did you mean 'exec'?
            awscli-mfa dev aws s3 ls                 | 'aws' is one word too many                | name one profile; a command runs with: jbang awscli-mfa.java exec PROFILE COMMAND
            awscli-mfa dev production                | 'production' is one word too many         | name one profile; a command runs with: jbang awscli-mfa.java exec PROFILE COMMAND
            awscli-mfa init dev                      | 'dev' is one word too many                | see: jbang awscli-mfa.java init --help
            awscli-mfa dev enable                    | there is no subcommand 'enable'           | that is: jbang enable-disable-vmfa-device.java enable
            awscli-mfa renew dev                     | there is no subcommand 'renew'            | that is: jbang awscli-mfa.java PROFILE --force
            awscli-mfa refresh                       | there is no profile 'refresh'             | that is: jbang awscli-mfa.java PROFILE --force
            awscli-mfa statsu                        | there is no profile 'statsu'              | that is: jbang mfa-status.java
            awscli-mfa lsit                          | there is no profile 'lsit'                | that is: jbang mfa-status.java
            awscli-mfa --via key --role-arn arn:aws:iam::123456789012:role/x dev | there is no profile 'key'                 | did you mean 'keys'?
            awscli-mfa --via=mfa-sesion --role-arn=arn:aws:iam::123456789012:role/x dev | there is no profile 'mfa-sesion'          | did you mean 'mfa-session'?
            awscli-mfa -x dev                        | there is no option -x                     | see: jbang awscli-mfa.java --help
            mfa-status list                          | there is no profile 'list'                | leave the word out: jbang mfa-status.java
            mfa-status dev production                | 'production' is one word too many         | see: jbang mfa-status.java --help
            awscli-mfa consoel                       | there is no profile 'consoel'             | did you mean 'console'?
            awscli-mfa fix                           | there is no profile 'fix'                 | did you mean --fix?
            awscli-mfa status                        | there is no profile 'status'              | that is: jbang mfa-status.java
            awscli-mfa list                          | there is no profile 'list'                | that is: jbang mfa-status.java
            awscli-mfa enable                        | there is no profile 'enable'              | that is: jbang enable-disable-vmfa-device.java enable
            awscli-mfa --emti bash dev               | there is no option --emti                 | did you mean --emit?
            awscli-mfa --emti=bash dev               | there is no option --emti                 | did you mean --emit?
            awscli-mfa --no-persits dev              | there is no option --no-persits           | did you mean --no-persist?
            awscli-mfa --emit bsh dev                | --emit: 'bsh' is no format                | did you mean 'bash' or 'zsh'?
            awscli-mfa --emit                        | --emit wants a value                      | write: --emit SHELL
            awscli-mfa --duration 9x dev             | --duration: '9x' is no length             | write 9h, 1h30m, 45m or seconds
            awscli-mfa --duration-seconds 9x dev     | --duration-seconds: '9x' is no length     | write 9h, 1h30m, 45m or seconds
            awscli-mfa dev -p production             | two profiles are named: dev and production | name one
            awscli-mfa dev --explain login           | --explain means nothing to login          | leave it out; what login takes: jbang awscli-mfa.java login --help
            awscli-mfa --dotenv console dev          | --dotenv means nothing to console         | leave it out; what console takes: jbang awscli-mfa.java console --help
            awscli-mfa --no-persist login dev        | --no-persist means nothing to login       | leave it out; what login takes: jbang awscli-mfa.java login --help
            awscli-mfa --account 123456789012 logout | --account means nothing to logout         | leave it out; what logout takes: jbang awscli-mfa.java logout --help
            awscli-mfa dev --dotenv x.env            | 'x.env' is one word too many              | write: --dotenv=x.env
            awscli-mfa --dotenv x.env                | there is no profile 'x.env'               | write: --dotenv=x.env
            awscli-mfa dev --yes                     | --yes belongs to --fix                    | leave it out
            awscli-mfa dev init                      | 'dev' is one word too many                | see: jbang awscli-mfa.java init --help
            awscli-mfa -q login nobody               | there is no profile 'nobody'              | choose from all of them with: jbang awscli-mfa.java --quick
            awscli-mfa init --force                  | there is no option --force                | see: jbang awscli-mfa.java init --help
            awscli-mfa exec                          | no profile is named                       | name it: jbang awscli-mfa.java exec PROFILE
            awscli-mfa exec dve ls                   | there is no profile 'dve'                 | did you mean 'dev'?
            awscli-mfa exec -p dve ls -la            | there is no profile 'dve'                 | did you mean 'dev'?
            awscli-mfa console                       | no profile is named                       | name it: jbang awscli-mfa.java console PROFILE
            mfa-status dve                           | there is no profile 'dve'                 | did you mean 'dev'?
            mfa-status watch                         | there is no profile 'watch'               | did you mean --watch?
            mfa-status --jsno                        | there is no option --jsno                 | did you mean --json?
            mfa-status dev -p production             | two profiles are named: dev and production | name one
            enable-disable-vmfa-device enabel        | there is no profile 'enabel'              | did you mean 'enable'?
            enable-disable-vmfa-device dev enabel    | there is no subcommand 'enabel'           | did you mean 'enable'?
            enable-disable-vmfa-device enabel dev    | there is no subcommand 'enabel'           | did you mean 'enable'?
            enable-disable-vmfa-device remove dev    | there is no subcommand 'remove'           | that is: jbang enable-disable-vmfa-device.java disable
            enable-disable-vmfa-device add dev       | there is no subcommand 'add'              | that is: jbang enable-disable-vmfa-device.java enable
            enable-disable-vmfa-device enable dve    | there is no profile 'dve'                 | did you mean 'dev'?
            enable-disable-vmfa-device status        | there is no profile 'status'              | that is: jbang mfa-status.java
            enable-disable-vmfa-device list --via x  | there is no option --via                  | see: jbang enable-disable-vmfa-device.java list --help
            """)
    void aSlipIsNamedAsItWasTyped(String line, String message, String hint) {
        var run = runs(line);
        var name = line.split(" ")[0];

        assertEquals("%1$s: %2$s\n%1$s: hint: %3$s\n".formatted(name, message, hint), run.screen());
        assertEquals("", run.out().replace("false\n", ""));
        assertEquals(List.of(), jane.calls());
    }

    /** Nobody has typed that name, so the message says whence it comes. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "awscli-mfa --no-input | AWS_PROFILE | gone | name a profile with --profile, or type: unset AWS_PROFILE",
        "awscli-mfa --no-input | AWS_DEFAULT_PROFILE | dve | did you mean 'dev'? name a profile with --profile, or type: unset AWS_DEFAULT_PROFILE",
        "enable-disable-vmfa-device --no-input | AWS_PROFILE | gone | name a profile with --profile, or type: unset AWS_PROFILE"})
    void aSlipInAVariableNamesTheVariable(String line, String variable, String value, String hint) {
        jane.environment.put(variable, value);

        var name = line.split(" ")[0];
        assertEquals("%1$s: %2$s selects the profile '%3$s', which does not exist\n%1$s: hint: %4$s\n".formatted(name, variable, value, hint), runs(line).screen());
    }

    @ParameterizedTest
    @CsvSource({"dev, true", "DEV, true", "edv, true", "deev, true", "de, true", "dex, true", "xyz, false", "d, false", "developer, true"})
    void aSlipIsOneCharacterOrTwoNeighboursOrAPart(String typed, boolean isMeant) {
        assertEquals(isMeant ? List.of("dev") : List.of(), Slip.of(typed, List.of("dev", "ops-eu")));
    }

    // ------------------------------------------------------------------ help

    @ParameterizedTest
    @ValueSource(strings = {"awscli-mfa", "mfa-status", "enable-disable-vmfa-device"})
    void helpIsAWordToo(String name) {
        assertEquals(runs(name + " --help"), runs(name + " help"));
        assertTrue(runs(name + " help").out().startsWith("Usage: jbang " + name + ".java "));
    }

    @Test
    void helpOfASubcommandIsAskedForInEitherOrder() {
        assertEquals(runs("awscli-mfa exec --help"), runs("awscli-mfa help exec"));
    }

    /** Init has nothing to do with sessions. */
    @Test
    void theHelpOfASubcommandHasOnlyWhatMeansSomethingThere() {
        assertEquals("""
                Usage: jbang awscli-mfa.java init [-hmV] [--no-input] [--remove] [--wait] [--yes] [--bin=DIR]
                Sets up launchers that start at once, and a file for your shell; --remove takes all away.
                      --bin=DIR      Where the launchers go. Default: ~/.local/bin.
                  -h, --help         Show this help message and exit.
                  -m, --monochrome   No colours.
                      --no-input     Never ask; end with a message instead.
                      --remove       Take away what init and the launchers wrote.
                  -V, --version      Print version information and exit.
                      --wait         Also make the launchers fast now, instead of beside their first uses.
                      --yes          Do not ask.

                Examples:
                  jbang awscli-mfa.java init           shows what it would write, and asks
                  jbang awscli-mfa.java init --remove  takes it away again
                """, runs("awscli-mfa init --help").out());
    }

    @Test
    void eachSubcommandHasASentenceAndAnExample() {
        Stream.of(new AwscliMfa(World.real("")), new EnableDisableVmfaDevice(World.real(""))).map(Program::whole)
                .flatMap(line -> line.getSubcommands().values().stream()).forEach(line -> {
                    var usage = line.getCommandSpec().usageMessage();
                    assertTrue(usage.description()[0].endsWith("."), line.getCommandName());
                    assertTrue(usage.footer().length > 0 && usage.footer()[0].contains("`"), line.getCommandName());
                });
        assertEquals("awscli-mfa 3.0\n", runs("awscli-mfa exec --version").out());
    }

    // ------------------------------------------------------------------ what people expect

    @Test
    void aProfileIsAWordInAllThree() {
        assertTrue(runs("mfa-status dev").screen().isEmpty());
        assertEquals(5, runs("mfa-status dev").exitStatus());
        assertEquals(runs("enable-disable-vmfa-device list -p dev"), runs("enable-disable-vmfa-device list dev"));
        assertEquals(runs("enable-disable-vmfa-device -p dev list"), runs("enable-disable-vmfa-device dev list"));
    }

    /** Nobody has a device, so all that is done is to say for whom it would be. */
    @ParameterizedTest
    @ValueSource(strings = {"exec dev --no-input -- sh -c exit", "exec -p dev sh -c exit", "-p dev exec sh -c exit", "dev exec sh -c exit",
        "exec --profile=dev -- sh -c exit", "exec dev sh -p production"})
    void execTakesTheProfileFromAnOptionAndLeavesTheCommandItsOwn(String line) {
        assertTrue(runs("awscli-mfa " + line).screen().contains("the user of profile 'dev' has no MFA device"), runs("awscli-mfa " + line).screen());
    }

    /** In place of the shell that a person has, a program that says what it has got. */
    @Test
    void execWithoutACommandIsTheOwnShell() throws IOException {
        var phone = jane.aws.account("123456789012").user("jane").device("jane");
        var shell = home.resolve("shell");
        Files.createFile(shell, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.writeString(shell, "#!/bin/sh\necho \"$# $AWS_ACCESS_KEY_ID\" >'%s/got'\nexit 7\n".formatted(home));
        jane.environment.put("SHELL", shell.toString());

        var run = jane.types(phone.code() + "\n", "exec", "dev");

        assertTrue(run.screen().endsWith("This shell has the session of dev; leave it with: exit\n"), run.screen());
        assertEquals(7, run.exitStatus());
        assertTrue(Files.readString(home.resolve("got")).startsWith("0 ASIA"));
    }

    @Test
    void withoutATerminalThereIsNoShell() {
        var phone = jane.aws.account("123456789012").user("jane").device("jane");

        var run = jane.runs("exec", "dev", "--token-code", phone.code());

        assertTrue(run.screen().endsWith("""
                awscli-mfa: there is no command to run
                awscli-mfa: hint: name it behind two dashes: exec PROFILE -- aws s3 ls
                """), run.screen());
        assertEquals(252, run.exitStatus());
    }

    /** The first may stand in an alias. */
    @ParameterizedTest
    @CsvSource({"-f -q, true", "-q -f, false", "-q, true", "-f, false", "-q -q, true", "--full --quick, true"})
    void theLastOfQuickAndFullCounts(String options, boolean isQuick) {
        jane.types("\u0003", options.split(" "));

        assertEquals(isQuick, jane.calls().isEmpty());
    }

    @ParameterizedTest
    @CsvSource({"--duration 9h --duration 1h, 1h", "--no-persist --persist, 9h", "-p production -p dev, dev"})
    void soDoesTheLastOfAnyOption(String options, String said) {
        var run = jane.types("\u0003", (options + (options.contains("-p ") ? "" : " dev") + " --explain --serial-number arn:aws:iam::123456789012:mfa/jane").split(" "));

        assertTrue(run.screen().contains(said), run.screen());
        assertFalse(run.screen().contains("production"), run.screen());
    }
}
