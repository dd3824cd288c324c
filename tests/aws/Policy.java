package tests.aws;

//SOURCES Condition.java
//SOURCES Wildcard.java
//DEPS com.fasterxml.jackson.core:jackson-databind:2.22.4

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * An IAM policy, and IAM's answer to the question whether policies allow a request.
 *
 * <p>It serves policies of users and roles as well as trust policies of roles: those differ in that
 * their statements say a {@code Principal} and no {@code Resource}.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html">
 *     Grammar of the IAM JSON policy language</a>
 */
public final class Policy {
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final Set<String> VERSIONS = Set.of("2008-10-17", "2012-10-17");
    private static final Set<String> DOCUMENT = Set.of("Version", "Id", "Statement");
    private static final Set<String> STATEMENT = Set.of("Sid", "Effect", "Principal", "NotPrincipal",
            "Action", "NotAction", "Resource", "NotResource", "Condition");

    private final List<Statement> statements;

    private Policy(List<Statement> statements) {
        this.statements = statements;
    }

    /** IAM's three answers. */
    public enum Decision { ALLOWED, EXPLICITLY_DENIED, IMPLICITLY_DENIED }

    /**
     * A request as policies see it.
     *
     * @param action such as {@code iam:ListMFADevices}
     * @param resource its ARN, or {@code *} for actions on no resource in particular
     * @param principals every name the caller goes by in trust policies: ARNs, account id, unique id
     * @param context values by condition key; the case of the keys does not matter
     */
    public record Request(
            String action, String resource, Set<String> principals, Map<String, List<String>> context) {
        public Request {
            var anyCase = new TreeMap<String, List<String>>(String.CASE_INSENSITIVE_ORDER);
            anyCase.putAll(context);
            context = Collections.unmodifiableMap(anyCase);
        }

        public static Request to(String action, String resource) {
            return new Request(action, resource, Set.of(), Map.of());
        }

        /** The same request, made by someone who goes by these names. */
        public Request by(Collection<String> names) {
            return new Request(action, resource, Set.copyOf(names), context);
        }

        /** The same request, which says more under a context key. */
        public Request with(String key, String... values) {
            return with(Map.of(key, List.of(values)));
        }

        /** The same request with further context. */
        public Request with(Map<String, List<String>> more) {
            var all = new TreeMap<String, List<String>>(String.CASE_INSENSITIVE_ORDER);
            all.putAll(context);
            all.putAll(more);
            return new Request(action, resource, principals, all);
        }
    }

    /**
     * Reads a policy document.
     *
     * @throws IllegalArgumentException when IAM would refuse it as MalformedPolicyDocument
     */
    public static Policy parse(String json) {
        try {
            var document = JSON.readTree(json);
            refuseUnknown(document, DOCUMENT);
            var version = document.path("Version").asText("2008-10-17");
            require(VERSIONS.contains(version), "The policy must contain a valid version string.");
            var statements = elements(document.path("Statement"))
                    .map(statement -> Statement.parse(statement, version)).toList();
            require(!statements.isEmpty(), "Syntax errors in policy.");
            return new Policy(statements);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Syntax errors in policy. " + e.getOriginalMessage(), e);
        }
    }

    /**
     * Asks the policies together: one Deny decides; else one Allow; else it is denied.
     *
     * @param policies of one kind, such as all policies of a user
     */
    public static Decision evaluate(List<Policy> policies, Request request) {
        var effects = policies.stream()
                .flatMap(policy -> policy.statements.stream())
                .filter(statement -> statement.concerns(request))
                .map(Statement::effect)
                .toList();
        if (effects.contains("Deny")) {
            return Decision.EXPLICITLY_DENIED;
        }
        return effects.isEmpty() ? Decision.IMPLICITLY_DENIED : Decision.ALLOWED;
    }

    /** @throws IllegalArgumentException when this is no policy of a user, a role or a session */
    Policy forIdentity() {
        require(statements.stream().allMatch(one -> one.principals.isEmpty()),
                "Policy document should not specify a principal.");
        require(statements.stream().noneMatch(one -> one.resources.isEmpty()),
                "Policy statement must contain resources.");
        return this;
    }

    /** @throws IllegalArgumentException when this is no trust policy of a role */
    Policy forTrust() {
        require(statements.stream().noneMatch(one -> one.principals.isEmpty()),
                "Missing required field Principal");
        require(statements.stream().allMatch(one -> one.resources.isEmpty()), "Has prohibited field Resource");
        return this;
    }

    /** A list, and whether it means "these" or, as in {@code NotAction}, "all but these". */
    private record Choice(List<String> values, boolean inverted) {
        static Optional<Choice> parse(JsonNode statement, String name) {
            require(!(statement.has(name) && statement.has("Not" + name)),
                    "Statement has both " + name + " and Not" + name + ".");
            return Stream.of(name, "Not" + name)
                    .filter(statement::has)
                    .map(key -> new Choice(texts(statement.get(key)), key.startsWith("Not")))
                    .findFirst();
        }

        boolean includes(Predicate<String> fits) {
            return inverted != values.stream().anyMatch(fits);
        }
    }

    private record Statement(String effect, Optional<Choice> principals, Choice actions,
            Optional<Choice> resources, List<Condition> conditions, String version) {

        static Statement parse(JsonNode node, String version) {
            refuseUnknown(node, STATEMENT);
            var effect = node.path("Effect").asText();
            require(effect.equals("Allow") || effect.equals("Deny"), "Invalid effect: " + effect);
            var actions = Choice.parse(node, "Action")
                    .orElseThrow(() -> new IllegalArgumentException("Policy statement must contain actions."));
            require(actions.values.stream().allMatch(it -> it.equals("*") || it.matches("[\\w-]+:[\\w*?]+")),
                    "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.");
            var resources = Choice.parse(node, "Resource");
            resources.ifPresent(choice -> choice.values.forEach(Statement::requireArn));
            return new Statement(effect, Choice.parse(principalsByArn(node), "Principal"), actions, resources,
                    readConditions(node.path("Condition")), version);
        }

        private static void requireArn(String resource) {
            require(resource.equals("*") || resource.startsWith("arn:"),
                    "Resource " + resource + " must be in ARN format or \"*\".");
        }

        boolean concerns(Request request) {
            return principals.map(choice -> choice.includes(who -> isCalled(who, request))).orElse(true)
                    && actions.includes(action -> Wildcard.matchesAction(action, request.action()))
                    && resources.map(choice -> choice.includes(arn -> isOn(arn, request))).orElse(true)
                    && conditions.stream().allMatch(condition -> holds(condition, request));
        }

        /** No wildcards within names: a trust policy says whole ARNs, account ids, or {@code *}. */
        private static boolean isCalled(String principal, Request request) {
            return principal.equals("*") || request.principals().contains(principal);
        }

        private boolean isOn(String pattern, Request request) {
            return Wildcard.matchesArn(literal(pattern), request.resource(), variables(request));
        }

        private boolean holds(Condition condition, Request request) {
            var said = request.context().getOrDefault(condition.key(), List.of());
            var literal = new Condition(condition.quantifier(), condition.operator(), condition.ifExists(),
                    condition.key(), condition.values().stream().map(this::literal).toList());
            return literal.holds(said, variables(request));
        }

        /** Documents of 2008 have no variables: there, a dollar is a dollar. */
        private String literal(String pattern) {
            return version.equals("2008-10-17") ? pattern.replace("${", "${$}{") : pattern;
        }

        /** Keys of several values cannot be used as variables. */
        private static Wildcard.Variables variables(Request request) {
            return key -> Optional.ofNullable(request.context().get(key))
                    .filter(values -> values.size() == 1)
                    .map(List::getFirst);
        }
    }

    private static List<Condition> readConditions(JsonNode node) {
        var conditions = new ArrayList<Condition>();
        for (var operator : node.properties()) {
            for (var key : operator.getValue().properties()) {
                conditions.add(Condition.of(operator.getKey(), key.getKey(), texts(key.getValue())));
            }
        }
        return conditions;
    }

    /**
     * Turns {@code {"AWS": […]}} into its list, which reads like the other elements. An account id
     * means the account, as its root ARN does. Services and federations never call this STS.
     */
    private static JsonNode principalsByArn(JsonNode statement) {
        var plain = JSON.createObjectNode();
        for (var name : List.of("Principal", "NotPrincipal")) {
            var node = statement.path(name);
            require(!node.isTextual() || node.asText().equals("*"), "Invalid principal in policy");
            if (!node.isMissingNode()) {
                plain.set(name, node.isObject() ? node.path("AWS") : node);
            }
        }
        return plain;
    }

    /** One text or a list of them; numbers and booleans as their text. */
    private static List<String> texts(JsonNode node) {
        return elements(node).map(JsonNode::asText).toList();
    }

    private static Stream<JsonNode> elements(JsonNode node) {
        return node.isMissingNode() ? Stream.empty() : node.isArray() ? node.valueStream() : Stream.of(node);
    }

    private static void refuseUnknown(JsonNode node, Set<String> known) {
        require(node.isObject(), "Syntax errors in policy.");
        node.properties().forEach(it ->
                require(known.contains(it.getKey()), "Syntax errors in policy. (" + it.getKey() + ")"));
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
