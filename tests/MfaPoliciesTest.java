//SOURCES Person.java
//SOURCES aws/Client.java
//SOURCES aws/LocalAws.java
//SOURCES ../awscli-mfa.java
//DEPS org.junit.jupiter:junit-jupiter:6.1.3
//DEPS com.fasterxml.jackson.core:jackson-databind:2.22.4

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.sts.StsClient;
import tests.aws.LocalAws;
import tests.aws.Policy;
import tests.aws.User;

/** The example policies: what each of them allows to whom, as IAM would decide it by the very files. */
class MfaPoliciesTest {

    static final Path FOLDER = Path.of("example-mfa-policies");
    static final List<String> POLICIES = List.of("OpenMFA", "AllowMFA", "EnforceMFA");

    private static final String REWRITE = "REWRITE_POLICY_TABLE=1 ./jbang tests/AllTests.java MfaPoliciesTest";

    /**
     * jane has only the policy, team/bob has a path, wang's account is in China, and admin has AdministratorAccess besides; service
     * is an AWS service that calls on for admin, and unsaid the same where the request does not say whether one does. A fresh MFA
     * session is at most nine hours old; "MFA" includes older ones.
     */
    private static final String TABLE = """
            who      | asks for                       | on                         | OpenMFA   | AllowMFA  | EnforceMFA
            jane     | sts:GetSessionToken            | *                          | always    | always    | always
            jane     | iam:GetUser                    | own user                   | always    | always    | always
            jane     | iam:ListMFADevices             | own user                   | always    | always    | always
            jane     | iam:GetMFADevice               | own user                   | always    | always    | always
            jane     | iam:GetLoginProfile            | own user                   | always    | always    | always
            jane     | iam:ListVirtualMFADevices      | *                          | always    | always    | always
            jane     | iam:ListAccountAliases         | *                          | always    | always    | always
            jane     | iam:GetAccountPasswordPolicy   | *                          | always    | always    | always
            jane     | iam:GetAccountSummary          | *                          | always    | always    | always
            jane     | iam:GetRole                    | role/admin                 | always    | always    | always
            jane     | ssm:GetParameter               | mfa/session_length         | always    | always    | always
            jane     | ssm:GetParameter               | roles/…/session_length     | always    | always    | always
            jane     | ssm:GetParameter               | another parameter          | never     | never     | never
            jane     | iam:ChangePassword             | own user                   | always    | always    | always
            jane     | iam:CreateVirtualMFADevice     | mfa/jane                   | always    | always    | always
            jane     | iam:CreateVirtualMFADevice     | mfa/tablet                 | always    | always    | always
            jane     | iam:EnableMFADevice            | own user                   | always    | always    | always
            jane     | iam:ResyncMFADevice            | own user                   | always    | always    | always
            jane     | iam:DeleteVirtualMFADevice     | mfa/jane                   | always    | always    | always
            jane     | iam:DeleteVirtualMFADevice     | mfa/jane-2                 | always    | always    | always
            jane     | iam:DeleteVirtualMFADevice     | mfa/jane/tablet            | always    | always    | always
            jane     | iam:DeleteVirtualMFADevice     | mfa/tablet                 | MFA       | fresh MFA | fresh MFA
            jane     | iam:DeleteVirtualMFADevice     | mfa/janet                  | MFA       | fresh MFA | fresh MFA
            jane     | iam:DeactivateMFADevice        | own user                   | fresh MFA | fresh MFA | fresh MFA
            jane     | iam:GetAccessKeyLastUsed       | own user                   | always    | always    | fresh MFA
            jane     | iam:ListAccessKeys             | own user                   | always    | always    | fresh MFA
            jane     | iam:CreateAccessKey            | own user                   | MFA       | fresh MFA | fresh MFA
            jane     | iam:UpdateAccessKey            | own user                   | MFA       | fresh MFA | fresh MFA
            jane     | iam:DeleteAccessKey            | own user                   | MFA       | MFA       | fresh MFA
            jane     | iam:UpdateLoginProfile         | own user                   | MFA       | fresh MFA | fresh MFA
            jane     | iam:UploadSSHPublicKey         | own user                   | MFA       | fresh MFA | fresh MFA
            jane     | iam:EnableMFADevice            | another user               | never     | never     | never
            jane     | iam:DeactivateMFADevice        | another user               | never     | never     | never
            jane     | iam:CreateAccessKey            | another user               | never     | never     | never
            jane     | iam:GetUser                    | another user               | never     | never     | never
            jane     | iam:ListUsers                  | *                          | never     | never     | never
            jane     | iam:PutUserPolicy              | own user                   | never     | never     | never
            jane     | sts:AssumeRole                 | role/admin                 | never     | never     | never
            jane     | s3:GetObject                   | *                          | never     | never     | never
            team/bob | iam:GetUser                    | own user                   | always    | always    | always
            team/bob | iam:EnableMFADevice            | own user                   | always    | always    | always
            team/bob | iam:DeleteVirtualMFADevice     | mfa/bob                    | always    | always    | always
            team/bob | iam:DeactivateMFADevice        | own user                   | fresh MFA | fresh MFA | fresh MFA
            team/bob | iam:CreateAccessKey            | own user                   | MFA       | fresh MFA | fresh MFA
            team/bob | iam:EnableMFADevice            | another user               | never     | never     | never
            wang     | iam:GetUser                    | own user                   | always    | always    | always
            wang     | iam:CreateVirtualMFADevice     | mfa/wang                   | always    | always    | always
            wang     | iam:EnableMFADevice            | own user                   | always    | always    | always
            wang     | ssm:GetParameter               | mfa/session_length         | always    | always    | always
            wang     | iam:DeactivateMFADevice        | own user                   | fresh MFA | fresh MFA | fresh MFA
            admin    | sts:GetSessionToken            | *                          | always    | always    | always
            admin    | s3:GetObject                   | *                          | always    | always    | fresh MFA
            admin    | sts:AssumeRole                 | role/admin                 | always    | always    | fresh MFA
            admin    | iam:ListUsers                  | *                          | always    | always    | fresh MFA
            admin    | iam:PutUserPolicy              | own user                   | always    | always    | fresh MFA
            admin    | iam:DeactivateMFADevice        | own user                   | fresh MFA | fresh MFA | fresh MFA
            admin    | iam:DeactivateMFADevice        | another user               | fresh MFA | fresh MFA | fresh MFA
            admin    | iam:CreateAccessKey            | own user                   | always    | fresh MFA | fresh MFA
            admin    | iam:CreateAccessKey            | another user               | always    | fresh MFA | fresh MFA
            admin    | iam:CreateLoginProfile         | another user               | always    | fresh MFA | fresh MFA
            admin    | iam:UpdateLoginProfile         | another user               | always    | fresh MFA | fresh MFA
            admin    | iam:EnableMFADevice            | own user                   | always    | always    | always
            admin    | iam:EnableMFADevice            | another user               | always    | fresh MFA | fresh MFA
            admin    | iam:ResyncMFADevice            | another user               | always    | fresh MFA | fresh MFA
            admin    | iam:DeleteVirtualMFADevice     | mfa/tablet                 | always    | fresh MFA | fresh MFA
            admin    | iam:GetUser                    | another user               | always    | always    | fresh MFA
            admin    | iam:ListMFADevices             | another user               | always    | always    | fresh MFA
            admin    | ssm:GetParameter               | another parameter          | always    | always    | fresh MFA
            service  | s3:GetObject                   | *                          | always    | always    | always
            service  | iam:ListMFADevices             | another user               | always    | always    | always
            service  | iam:DeactivateMFADevice        | own user                   | fresh MFA | fresh MFA | fresh MFA
            unsaid   | s3:GetObject                   | *                          | always    | always    | fresh MFA
            unsaid   | iam:ListMFADevices             | another user               | always    | always    | fresh MFA
            unsaid   | iam:CreateAccessKey            | own user                   | always    | fresh MFA | fresh MFA
            unsaid   | iam:DeactivateMFADevice        | own user                   | fresh MFA | fresh MFA | fresh MFA
            """;

    /**
     * What a request says of the service that calls on for the user, as CloudFormation and Athena do; nothing where the key is missing,
     * as AWS promises it for most services only.
     */
    private static final Map<String, Map<String, List<String>>> VIA_A_SERVICE = Map.of(
            "service", Map.of("aws:ViaAWSService", List.of("true")), "unsaid", Map.of("aws:ViaAWSService", List.of()));

    /** One line of the table; the policies' cells in their order. */
    private record Row(String who, String action, String on, List<String> cells) {

        static Row of(String line) {
            var parts = Stream.of(line.split("\\|")).map(String::strip).toList();
            return new Row(parts.get(0), parts.get(1), parts.get(2), parts.subList(3, 6));
        }
    }

    /** What a request says of MFA. */
    private enum Mfa {
        LONG_LIVED_KEYS(Map.of()),
        SESSION_WITHOUT(Map.of("aws:MultiFactorAuthPresent", List.of("false"))),
        FRESH(age(60)),
        JUST_FRESH(age(32_400)),
        OLD(age(32_401));

        private final Map<String, List<String>> context;

        Mfa(Map<String, List<String>> context) {
            this.context = context;
        }

        private static Map<String, List<String>> age(int seconds) {
            return Map.of("aws:MultiFactorAuthPresent", List.of("true"), "aws:MultiFactorAuthAge", List.of("" + seconds));
        }
    }

    private final LocalAws aws = LocalAws.start();

    @AfterEach
    void close() {
        aws.close();
    }

    static String policy(String name) {
        try {
            return Files.readString(FOLDER.resolve(name + ".json"));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Each policy has accounts of its own, since many tests run at once. */
    private User person(String who, String policy) {
        var number = POLICIES.indexOf(policy);
        var practice = aws.account("12345678901" + number);
        var user = switch (who) {
            case "team/bob" -> practice.user("/team/", "bob");
            case "wang" -> aws.account("21098765432" + number, "aws-cn").user("wang");
            case "admin", "service", "unsaid" -> practice.user("admin").policy("AdministratorAccess", """
                    {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}""");
            default -> practice.user(who);
        };
        return user.policy("under-test", policy(policy));
    }

    private static String resource(User user, String on) {
        var account = "arn:" + user.account().partition() + ":iam::" + user.account().id() + ":";
        var parameter = "arn:" + user.account().partition() + ":ssm:eu-west-1:" + user.account().id() + ":parameter/";
        return switch (on) {
            case "*" -> "*";
            case "own user" -> user.arn();
            case "another user" -> account + "user/team/joe";
            case "mfa/session_length" -> parameter + "unencrypted/mfa/session_length";
            case "roles/…/session_length" -> parameter + "unencrypted/roles/210987654321/partner/session_length";
            case "another parameter" -> parameter + "prod/database/password";
            default -> account + on;
        };
    }

    private static boolean allows(User user, Row row, Map<String, List<String>> context) {
        var request = new HashMap<>(context);
        request.putAll(VIA_A_SERVICE.getOrDefault(row.who(), Map.of()));
        var decision = user.simulate(row.action(), resource(user, row.on()), request);
        // It needs no permission, only that nothing forbids it.
        return row.action().equals("sts:GetSessionToken") ? decision != Policy.Decision.EXPLICITLY_DENIED
                : decision == Policy.Decision.ALLOWED;
    }

    private static List<Row> rows() {
        return TABLE.lines().skip(1).map(Row::of).toList();
    }

    @TestFactory
    Stream<DynamicTest> thePoliciesDoWhatTheTableSays() {
        return rows().stream().flatMap(row -> POLICIES.stream().map(policy -> dynamicTest(policy + ": " + row, () -> {
            var user = person(row.who(), policy);
            var answers = Arrays.stream(Mfa.values()).filter(mfa -> allows(user, row, mfa.context)).toList();

            assertEquals(switch (row.cells().get(POLICIES.indexOf(policy))) {
                case "always" -> List.of(Mfa.values());
                case "MFA" -> List.of(Mfa.FRESH, Mfa.JUST_FRESH, Mfa.OLD);
                case "fresh MFA" -> List.of(Mfa.FRESH, Mfa.JUST_FRESH);
                default -> List.of();
            }, answers);
        })));
    }

    /** EnforceMFA has let the user reach the service with fresh MFA only, which AllowMFA has not. */
    @Test
    void underAllowMfaNoServiceOpensANewWayInForAUserWithoutMfa() {
        assertFalse(allows(person("service", "AllowMFA"), new Row("service", "iam:CreateAccessKey", "own user", List.of()), Map.of()));
    }

    // ---------------------------------------------------------------- the documents

    private static JsonNode document(String name) throws IOException {
        return new ObjectMapper().readTree(policy(name));
    }

    private static List<JsonNode> statements(String name, String effect) throws IOException {
        return document(name).path("Statement").valueStream().filter(it -> it.path("Effect").asText().equals(effect)).toList();
    }

    @Test
    void theThreeAllowTheSameAndDifferInWhatTheyDenyWithoutMfa() throws IOException {
        assertEquals(statements("OpenMFA", "Allow"), statements("AllowMFA", "Allow"));
        assertEquals(statements("OpenMFA", "Allow"), statements("EnforceMFA", "Allow"));
        assertTrue(statements("AllowMFA", "Deny").containsAll(statements("OpenMFA", "Deny")));
        assertTrue(statements("EnforceMFA", "Deny").containsAll(statements("OpenMFA", "Deny")));
    }

    /** Wherever one is in force, it denies what a weaker one does. */
    @Test
    void eachIsStricterThanTheOneBeforeIt() {
        var strictness = List.of("always", "MFA", "fresh MFA", "never");
        rows().forEach(row -> {
            var cells = row.cells().stream().map(strictness::indexOf).toList();

            assertEquals(cells.stream().sorted().toList(), cells, row.toString());
        });
    }

    /** In an Allow, IfExists lets those in who gave no MFA at all. */
    @Test
    void noAllowHasAConditionThatHoldsWithoutMfa() throws IOException {
        for (var policy : POLICIES) {
            assertFalse(statements(policy, "Allow").toString().contains("IfExists"));
            statements(policy, "Deny").forEach(deny -> assertTrue(deny.path("Condition").has("NumericGreaterThanIfExists")));
        }
    }

    /** A condition that does not hold where its key is missing takes a Deny away with it. */
    @Test
    void everyConditionOfADenyHoldsWhereItsKeyIsMissing() throws IOException {
        for (var policy : POLICIES) {
            statements(policy, "Deny").forEach(deny -> assertEquals(List.of(), deny.path("Condition").propertyStream()
                    .map(Map.Entry::getKey).filter(operator -> !operator.endsWith("IfExists")).toList()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"OpenMFA", "AllowMFA", "EnforceMFA"})
    void everyActionExists(String policy) {
        var operations = Stream.of(IamClient.class, SsmClient.class, StsClient.class).flatMap(client -> Stream.of(client.getMethods())
                .map(method -> client.getSimpleName().replace("Client", "") + ":" + method.getName()))
                .map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
        var actions = Pattern.compile("\"((?:iam|ssm|sts):\\w+)\"").matcher(policy(policy)).results()
                .map(action -> action.group(1)).collect(Collectors.toCollection(TreeSet::new));

        assertTrue(actions.size() > 30);
        actions.removeIf(action -> operations.contains(action.toLowerCase(Locale.ROOT)));
        assertEquals(new TreeSet<>(), actions);
    }

    @ParameterizedTest
    @ValueSource(strings = {"OpenMFA", "AllowMFA", "EnforceMFA"})
    void nothingHasToBeFilledIn(String policy) {
        assertFalse(Pattern.compile("REPLACE|YOUR|<|\\d{12}|arn:aws|us-east-1").matcher(policy(policy)).find());
    }

    /**
     * Without white space, as IAM counts.
     *
     * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html">IAM quotas</a>
     */
    @Test
    void theReadmeSaysWhereEachFits() throws IOException {
        for (var policy : POLICIES) {
            var size = policy(policy).replaceAll("\\s", "").length();

            assertTrue(size <= 5_120, policy + " fits into a managed policy and into an inline policy of a group");
            assertTrue(size > 2_048, policy + " does not fit into an inline policy of a user");
            assertTrue(readme().contains("| [" + policy + ".json](" + policy + ".json) | " + size + " |"), policy + " has " + size);
        }
    }

    private static String readme() throws IOException {
        return Files.readString(FOLDER.resolve("README.md"));
    }

    // --------------------------------------------------------------------- the README

    private static final Pattern PRINTED = Pattern.compile("(?m)^\\| who .*\\n(?:\\|.*\\n)+");

    @Test
    void theReadmesTableIsThisOne() throws IOException {
        var lines = TABLE.lines().map(line -> "| " + line + " |").toList();
        var rule = lines.getFirst().replaceAll("[^|]", "-");
        var table = lines.getFirst() + "\n" + rule + "\n" + String.join("\n", lines.subList(1, lines.size())) + "\n";
        var current = PRINTED.matcher(readme());
        if ("1".equals(System.getenv("REWRITE_POLICY_TABLE"))) {
            Files.writeString(FOLDER.resolve("README.md"), current.replaceFirst(Matcher.quoteReplacement(table)));
            current = PRINTED.matcher(readme());
        }

        assertTrue(current.find());
        assertEquals(table, current.group(), "rewrite it with: " + REWRITE);
        assertTrue(readme().contains("    " + REWRITE + "\n"));
    }

    @Test
    void theReadmesLimitIsThatOfTheFiles() throws IOException {
        for (var policy : POLICIES) {
            assertEquals(List.of("32400"), document(policy).findValues("aws:MultiFactorAuthAge").stream()
                    .map(JsonNode::asText).distinct().toList());
        }
        assertTrue(readme().contains("--name /unencrypted/mfa/session_length --type String --value 32400"));
    }
}
