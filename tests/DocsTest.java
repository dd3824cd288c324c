//SOURCES AwsReadersTest.java
//SOURCES Desk.java
//SOURCES Pages.java
//SOURCES Person.java
//SOURCES Tmux.java
//SOURCES practice-aws.java
//SOURCES ../awscli-mfa.java
//SOURCES ../enable-disable-vmfa-device.java
//SOURCES ../mfa-status.java
//SOURCES ../lib/command/Program.java
//SOURCES ../lib/model/IniFile.java
//SOURCES ../lib/model/Lint.java
//SOURCES ../lib/model/Repair.java
//DEPS com.fasterxml.jackson.core:jackson-databind:2.22.4
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toCollection;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import lib.command.Program;
import lib.model.IniFile;
import lib.model.Lint;
import lib.model.Repair;
import lib.session.World;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * What README.md and docs show as a block, a reader can paste: each is run in the practice account by the shell that it is for, or read by
 * the tool that it is for. A block that nobody here knows fails.
 */
class DocsTest {

    private static final String ALL = """
            {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}""";

    @TempDir
    Path home;

    // ------------------------------------------------------------------ all there are

    /** The kinds of blocks, and who takes care of them. */
    private static final Map<String, String> KINDS = Map.ofEntries(
            Map.entry("bash", "eachCommandOfOursWorks, eachLineForAShellWorks"),
            Map.entry("ini", "s25EachPartOfAnAwsFileIsRead"),
            Map.entry("envrc", "DirenvMakeCronTest"),
            Map.entry("make", "DirenvMakeCronTest"),
            Map.entry("crontab", "s27TheLineForCronWorks, and DirenvMakeCronTest"),
            Map.entry("zsh", "ShellFilesTest, in terminals"),
            Map.entry("fish", "ShellFilesTest, in terminals"),
            Map.entry("python", "DotenvTest runs the cell"),
            Map.entry("toml", "starship cannot be had here; what it runs: ShellFilesTest"),
            Map.entry("powershell", "PowerShell cannot be had here"),
            Map.entry("console", "ReadmeTest plays those of README.md, and the others: DiagnosisTest, AwsEnvTest, AccountTest"),
            Map.entry("text", "a drawing, the floors of architecture.md"));

    @Test
    void noBlockIsOfAKindThatNobodyKnows() {
        assertEquals(new TreeSet<>(KINDS.keySet()), Pages.blocks().stream().map(Pages.Block::kind).collect(toCollection(TreeSet::new)));
        assertEquals(List.of("README.md", "README.md", "docs/direnv-make-cron.md", "docs/mfa-status.md", "docs/terminals.md"), Pages.blocks("console").map(Pages.Block::page).toList());
        assertEquals(List.of("docs/architecture.md"), Pages.blocks("text").map(Pages.Block::page).toList());
    }

    // ------------------------------------------------------------------ commands

    /** Lines for bash that are not run here, and why. */
    private static final Map<String, String> ELSEWHERE = Map.ofEntries(
            Map.entry("./jbang tests/practice-aws.java", "PracticeAwsTest"),
            Map.entry("aws s3 ls --profile dev-mfasession", "with the real command: PracticeAwsTest"),
            Map.entry("./jbang tests/AllTests.java", "it runs this"),
            Map.entry("./jbang awscli-mfa.java init", "InitTest and LauncherTest, since it has all scripts built"),
            Map.entry("./jbang awscli-mfa.java dev --role-arn arn:aws:iam::123456789012:role/NAME --external-id ID",
                    "a form; RolesTest runs such lines"),
            Map.entry("./jbang awscli-mfa.java exec dev", "a shell; TerminalInShellsTest"),
            Map.entry("aws configure set credential_process \"$HOME/.local/bin/awscli-mfa dev-long-term --emit process\" --profile dev",
                    "OtherToolsTest"),
            Map.entry("aws_env dev", "ShellFilesTest, in terminals"),
            Map.entry("aws_env", "ShellFilesTest, in terminals"),
            Map.entry("aws_env -c", "ShellFilesTest, in terminals"),
            Map.entry("aws_env >/dev/null && echo valid", "ShellFilesTest, in terminals"),
            Map.entry("set -a; . ./.env; set +a", "DotenvTest"),
            Map.entry("awscli-mfa dev --dotenv", "DotenvTest, since it writes where it runs"),
            Map.entry("awscli-mfa --dotenv --clear", "DotenvTest, since it writes where it runs"),
            Map.entry("aws --profile dev-mfasession s3 ls", "with the real command: PracticeAwsTest"),
            Map.entry("aws --profile admin s3 ls", "with the real command: CliCacheTest"),
            Map.entry("aws s3 ls", "with the real command: PracticeAwsTest"),
            Map.entry("awscli-mfa login --token-code 123456", "of the profile that is selected: LoginTest"),
            Map.entry("awscli-mfa logout dev", "LoginTest, since the others need the session"),
            Map.entry("awscli-mfa logout", "of the profile that is selected: LoginTest"),
            Map.entry("awscli-mfa logout work", "LoginTest"),
            Map.entry("awscli-mfa logout --all", "LoginTest, since the others need the session"),
            Map.entry("git clone ADDRESS awscli-mfa && cd awscli-mfa", "a form"),
            Map.entry("jbang app install awscli-mfa@OWNER/REPOSITORY", "a form; CatalogTest installs from a catalog on this computer"),
            Map.entry("jbang app install mfa-status@OWNER/REPOSITORY", "a form; CatalogTest installs from a catalog on this computer"),
            Map.entry("jbang app install enable-disable-vmfa-device@OWNER/REPOSITORY",
                    "a form; CatalogTest installs from a catalog on this computer"));

    /** The commands for SSM parameters want an administrator, and all that changes is their path; the practice AWS only reads. */
    private static final String OF_AN_ADMINISTRATOR = "aws ssm .*";

    /** What a person is asked who types such a line, and how it ends then; all others ask nothing, and end with 0. */
    private record Course(String keys, int exitStatus) {}

    private static final String CTRL_C = "\u0003";
    private static final Course SMOOTH = new Course("", 0);
    private static final Map<String, Course> COURSES = Map.of(
            "awscli-mfa", new Course(CTRL_C, 130),
            "awscli-mfa dev --force", new Course(CTRL_C, 130),
            "awscli-mfa console admin", new Course("", 253),
            "enable-disable-vmfa-device", new Course(CTRL_C, 130),
            "enable-disable-vmfa-device replace dev", new Course(CTRL_C, 130),
            "enable-disable-vmfa-device disable dev --via boss", new Course("n\n", 130),
            "enable-disable-vmfa-device resync dev", new Course(CTRL_C, 130));

    /** Without those that run elsewhere. */
    private static List<String> lines() {
        var all = Pages.blocks("bash").flatMap(block -> block.text().lines()).distinct().toList();
        assertEquals(Set.of(), ELSEWHERE.keySet().stream().filter(line -> !all.contains(line)).collect(toCollection(TreeSet::new)),
                "and is not in the pages any more");
        return all.stream().filter(line -> !ELSEWHERE.containsKey(line) && !line.matches(OF_AN_ADMINISTRATOR)).toList();
    }

    /** In this process, since that is many times as fast; those with something for a shell in them run below. */
    @Test
    void eachCommandOfOursWorks() {
        try (var jane = new Person(home)) {
            furnish(jane);
            var plain = lines().stream().filter(DocsTest::runsHere).toList();
            assertTrue(plain.size() > 10, plain::toString);
            for (var line : plain) {
                var words = Pages.ours(line).findFirst().orElseThrow();
                var course = COURSES.getOrDefault(String.join(" ", words), SMOOTH);
                var arguments = words.subList(1, words.size()).toArray(String[]::new);
                var run = course.keys().isEmpty() ? jane.runs(script(words.getFirst()), arguments)
                        : jane.types(script(words.getFirst()), course.keys(), arguments);
                assertEquals(course.exitStatus(), run.exitStatus(), line + "\n" + run.screen());
            }
        }
    }

    /** Not what starts a program, which would be looked for on the path of the tests. */
    private static boolean runsHere(String line) {
        return Pages.isPlain(line) && !line.contains(" exec ");
    }

    private static Person.Script script(String name) {
        return switch (name) {
            case "mfa-status" -> MfaStatus::run;
            case "enable-disable-vmfa-device" -> EnableDisableVmfaDevice::run;
            default -> AwscliMfa::run;
        };
    }

    /** The practice account with an administrator besides, and a live session of jane. */
    private static void furnish(Person jane) {
        PracticeAws.furnish(jane.aws);
        var account = jane.aws.account("123456789012");
        var phone = account.user("jane").device("jane");
        var boss = account.user("boss").policy("all", ALL).accessKey();
        jane.config(PracticeAws.config(phone));
        jane.credentials(PracticeAws.credentials(account.user("jane").accessKey(), account.user("joe").accessKey())
                + "\n[boss]\naws_access_key_id = %s\naws_secret_access_key = %s\n".formatted(boss.id(), boss.secret()));
        assertEquals(0, jane.runs("dev", "--token-code", phone.code(), "--persist").exitStatus());
        jane.waitForNextCode();
    }

    private static final Map<String, CommandLine> PARSERS = Map.of(
            "awscli-mfa", Program.whole(new AwscliMfa(World.real(""))),
            "enable-disable-vmfa-device", Program.whole(new EnableDisableVmfaDevice(World.real(""))),
            "mfa-status", Program.whole(new MfaStatus(World.real(""))));

    /** Also those in the middle of a sentence, of a table or of a line for a shell; an ellipsis stands for a profile. */
    @Test
    void ourParsersReadEachCommand() {
        var blocks = Pages.blocks().stream().filter(block -> !block.kind().equals("text")).map(Pages.Block::text);
        var commands = Stream.concat(blocks, Pages.all().flatMap(Pages::spans))
                .flatMap(Pages::ours).filter(words -> words.size() > 1).distinct().toList();

        assertTrue(commands.size() > 50, commands::toString);
        commands.forEach(words -> assertDoesNotThrow(() -> PARSERS.get(words.getFirst()).parseArgs(
                words.stream().skip(1).toArray(String[]::new)), words::toString));
    }

    /** Of Docker, of clear-aws-envvars.sh, and of JBang. */
    private static final Set<String> OF_OTHERS = Set.of("--env-file", "-y", "--fresh");

    @Test
    void eachOptionThatIsNamedIsThere() {
        var ours = PARSERS.values().stream().flatMap(parser -> Stream.concat(Stream.of(parser), parser.getSubcommands().values().stream()))
                .map(CommandLine::getCommandSpec).flatMap(spec -> Stream.of(spec.optionsMap(), spec.negatedOptionsMap()))
                .flatMap(options -> options.keySet().stream()).toList();
        var unknown = Pages.all().flatMap(page -> Pages.spans(page).filter(span -> span.matches("--?[a-z].*"))
                .map(span -> span.replaceFirst("[ =].*", "")).filter(option -> !ours.contains(option) && !OF_OTHERS.contains(option))
                .map(option -> page + ": " + option)).toList();

        assertEquals(List.of(), unknown);
    }

    // ------------------------------------------------------------------ shells

    /** A desk in the practice account: jane and pat have live sessions, and of ci a file has the seed. */
    private Desk desk() {
        var desk = new Desk(home);
        PracticeAws.furnish(desk.aws);
        var account = desk.aws.account("123456789012");
        var keys = new StringBuilder(PracticeAws.credentials(desk.key, account.user("joe").accessKey()));
        var config = new StringBuilder(PracticeAws.config(desk.phone));
        for (var user : List.of("pat", "ci")) {
            var phone = account.user(user).policy("all", ALL).device(user);
            var name = user.equals("pat") ? "prod" : user;
            keys.append("\n[%s]\naws_access_key_id = %s\naws_secret_access_key = %s\n".formatted(name, account.user(user).accessKey().id(),
                    account.user(user).accessKey().secret()));
            config.append("\n[profile %s]\nregion = eu-west-1\nmfa_serial = %s\n".formatted(name, phone.serialNumber()));
            desk.write("seed", phone.seed() + "\n");
            desk.write("code-of-" + name, phone.code() + "\n");
        }
        desk.write(".aws/config", config.toString());
        desk.write(".aws/credentials", keys.toString());
        desk.script("mfa-status", "MfaStatus");
        desk.program("jbang", "name=${1##*/}\nshift\nexec \"${name%.java}\" \"$@\"");
        for (var tool : List.of("terraform", "../jbang", "../long-job")) {
            desk.program(tool, tool.endsWith("jbang") ? "exec jbang \"$@\"" : "");
        }
        return desk;
    }

    private static void startSession(Desk desk, String profile, String code) {
        assertEquals(0, desk.runs("awscli-mfa", profile, "--token-code", code, "--persist").exitStatus());
    }

    /** With what stands for a place of the reader's. */
    private String here(String text) {
        return text.replace("/path/to/", Path.of("").toAbsolutePath() + "/").replace("/run/secrets/seed", home + "/seed");
    }

    /** Each block in a bash of its own; all in one process. */
    @Test
    void eachLineForAShellWorks() {
        Tmux.requireTool("oathtool");
        try (var desk = desk()) {
            startSession(desk, "dev", desk.phone.code());
            startSession(desk, "prod", desk.read("code-of-prod").strip());
            var mine = lines().stream().filter(line -> !runsHere(line)).toList();
            var blocks = Pages.blocks("bash").map(block -> block.text().lines().filter(mine::contains).collect(joining("\n")))
                    .filter(text -> !text.isEmpty()).distinct();

            var run = desk.runs("bash", "-c", blocks.map(this::orSaysWhichFails).collect(joining("\n")));

            assertEquals("", run.out(), run.err());
            assertTrue(desk.read("out").contains("\"SessionToken\""), "the code came through the pipe");
        }
    }

    private String orSaysWhichFails(String text) {
        return "(set -e\n" + here(text) + "\n) >>out; test $? = 0 || printf '%s\\n' '" + text.replace("'", "'\\''") + "'";
    }

    /** Of the profile that is selected, since nobody can be asked here. */
    @Test
    void theLinesOfTheReadmeTakeTheSessionOver() {
        try (var desk = desk()) {
            startSession(desk, "dev", desk.phone.code());
            desk.environment.put("AWS_PROFILE", "dev");
            for (var shell : List.of("bash", "zsh", "fish")) {
                Tmux.requireTool(shell);
                var row = Pages.read(Path.of("README.md")).lines().filter(line -> line.startsWith("| " + shell + " |"))
                        .findFirst().orElseThrow();
                Pattern.compile("`([^`]+)`").matcher(row.replace("\\|", "|")).results().map(span -> span.group(1)).forEach(line -> {
                    var run = desk.runs(shell, "-c", line + "; env");
                    assertTrue(run.out().lines().anyMatch("AWS_PROFILE=dev-mfasession"::equals), line + "\n" + run.err());
                });
            }
        }
    }

    // ------------------------------------------------------------------ cron

    /** As cron has it: no terminal, sh, three variables of its own and those of the table. */
    @Test
    void s27TheLineForCronWorks() throws IOException {
        Tmux.requireTool("oathtool");
        var table = Pages.blocks("crontab").map(Pages.Block::text).filter(text -> text.contains(" exec ci ")).findFirst().orElseThrow().lines().toList();
        try (var desk = desk()) {
            desk.program("aws", "echo \"$AWS_ACCESS_KEY_ID $@\"");
            Files.createDirectories(home.resolve(".local/bin"));
            Files.move(home.resolve("bin/awscli-mfa"), home.resolve(".local/bin/awscli-mfa"));
            var seeded = Pages.blocks("ini").map(Pages.Block::text).filter(text -> text.contains("oathtool")).findFirst().orElseThrow();
            desk.write(".aws/config", desk.read(".aws/config").replace("[profile ci]\n",
                    here(seeded) + "endpoint_url = " + desk.aws.endpoint() + "\n"));
            desk.environment.clear();
            desk.environment.putAll(Map.of("HOME", home.toString(), "LOGNAME", "jane", "SHELL", "/bin/sh",
                    "PATH", table.getFirst().replaceFirst("^PATH=", "").replaceFirst("[^:]*", home + "/bin")));

            var run = desk.runs("/bin/sh", "-c", table.getLast().replaceFirst("(\\S+ +){5}", ""));

            assertEquals(0, run.exitStatus(), run.err());
            assertTrue(run.out().matches("ASIA\\w+ s3 ls\n"), run.err());
        }
    }

    // ------------------------------------------------------------------ the two files

    /** By our own lint, which finds nothing, and by the aws command, which finds all of it. */
    @Test
    void s25EachPartOfAnAwsFileIsRead() throws Exception {
        var parts = Pages.blocks("ini").toList();
        var texts = parts.stream().map(Pages.Block::text).toList();
        var names = Pattern.compile("(?m)^\\[(?:profile )?(.*)]$").matcher(String.join("", texts)).results().map(header -> header.group(1));
        var keys = names.distinct()
                .map(name -> "[%s]\naws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = secret\n".formatted(name)).collect(joining());
        for (var part : parts) {
            var files = new Repair.Texts(IniFile.parse(part.text()), IniFile.parse(keys), false);
            assertEquals(List.of(), Lint.of(files, Map.of()), part::toString);
        }
        var pythons = AwsReadersTest.pythons();
        assumeFalse(pythons.isEmpty(), "no aws command that Python runs is on the PATH: install awscli");
        for (var python : pythons) {
            var answers = AwsReadersTest.fullConfigs(python, home, texts);
            for (var at = 0; at < texts.size(); at++) {
                assertEquals(properties(texts.get(at)), properties(answers.get(at).path("profiles")), parts.get(at)::toString);
            }
        }
    }

    /** {@code NAME: KEY = VALUE}, one a line. */
    private static Set<String> properties(String text) {
        var file = IniFile.parse(text);
        return file.headers().stream().flatMap(header -> file.properties(header).entrySet().stream()
                .map(one -> header.replaceFirst("^profile ", "") + ": " + one.getKey() + " = " + one.getValue()))
                .collect(toCollection(TreeSet::new));
    }

    private static Set<String> properties(JsonNode profiles) {
        return profiles.propertyStream().flatMap(profile -> profile.getValue().propertyStream()
                .map(one -> profile.getKey() + ": " + one.getKey() + " = " + one.getValue().asText())).collect(toCollection(TreeSet::new));
    }
}
