//SOURCES Arn.java
//SOURCES Credentials.java
//SOURCES Expiration.java
//SOURCES Finding.java
//SOURCES Origin.java
//SOURCES Problem.java
//SOURCES Profile.java
//SOURCES Profiles.java
//SOURCES RoleChain.java
//SOURCES SessionLength.java
//SOURCES SessionStatus.java
//SOURCES Settings.java
//SOURCES Shown.java
//SOURCES ToPaste.java
//SOURCES VariableListing.java
package lib.model;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the AWS variables in force mean, held against the stored profiles.
 *
 * <p>The rules, measured on botocore 1.43, AWS CLI 1 and AWS CLI 2: keys beat selectors. The AWS CLI 2 and the SDKs prefer
 * {@code AWS_PROFILE}, the AWS CLI 1 and boto3 {@code AWS_DEFAULT_PROFILE}; all of these refuse to work while the one they
 * prefer names no stored profile, even beside good keys. A key id without a secret is an error for them, any other part
 * without a key id is passed over. Nothing counts as valid here that AWS did not say is.
 */
public final class Environment {

    /** What a user types to be rid of all AWS variables. */
    public static final String CLEARING = ToPaste.handover(List.of("--clear"));

    /** The name of a session, or of keys, that the variables alone hold. */
    public static final String HERE = Profile.HERE;

    private static final String BOTO = "the AWS CLI and boto3";

    private static final List<String> SELECTORS = VariableListing.SELECTORS;

    private static final List<String> ENDS = List.of("AWS_CREDENTIAL_EXPIRATION", "AWS_SESSION_EXPIRY", "AWS_SESSION_EXPIRATION",
            "AWSUME_EXPIRATION", "AWS_SSO_SESSION_EXPIRATION", "AWS_OKTA_SESSION_EXPIRATION");

    private static final List<String> OF_A_CONTAINER =
            List.of("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI");

    private static final Pattern ACCESS_KEY_ID = Pattern.compile("\\w{1,32}");

    /** What botocore can read in {@code AWS_CREDENTIAL_EXPIRATION}; it fails on epoch seconds and on times without a zone. */
    private static final Pattern TIME_WITH_ZONE = Pattern.compile("[0-9]{4}-.*(Z|[+-][0-9]{2}:?[0-9]{2})");

    /** How much is known of the credentials in effect, the best first. */
    public enum Verdict { VALID, UNCONFIRMED, EXPIRED, INVALID }

    /** @param words one or two sentences */
    public record Standing(Verdict verdict, String words) {

        private static Standing valid(String words) {
            return new Standing(Verdict.VALID, words);
        }

        private static Standing unconfirmed(String words) {
            return new Standing(Verdict.UNCONFIRMED, words);
        }

        private static Standing invalid(String words) {
            return new Standing(Verdict.INVALID, words);
        }
    }

    /** Credentials that the variables hold; whether a session is one of MFA or of a role, only AWS can tell. */
    public enum Held { NOTHING, KEYS, SESSION, MFA_SESSION, ROLE_SESSION }

    /** Whose the credentials here are, beside those of the selected profile. */
    public enum Owner {
        SAME_USER, OTHER_USER, UNKNOWN,
        /** AWS refuses the stored key but accepts the one here. */
        STORED_KEY_REFUSED
    }

    /** What the variables amount to. */
    public sealed interface State {

        Standing standing();

        /** Neither a selector nor keys. */
        record Unselected(Optional<Profile> byDefault, Standing standing) implements State {}

        /** Neither a selector nor keys, but a role to be assumed by a web identity. */
        record WebIdentity(String roleArn, Standing standing) implements State {}

        /** No keys here and none in the profile that is selected or in effect by default, but those of a container or a tool's server. */
        record Container(Optional<Profile> selected, String variable, Standing standing) implements State {}

        /** A stored profile by its name. */
        record Selected(Profile profile, Standing standing) implements State {}

        /** Keys that are stored as well. */
        record Mirrored(Optional<Profile> selected, Profile stored, Standing standing) implements State {}

        /** Keys with the id of stored ones, but another secret access key or session token. */
        record Altered(Profile stored, Held held, Standing standing) implements State {}

        /** Keys stored nowhere, which overrule a selected profile. */
        record Different(Profile selected, Held held, Owner owner, Standing standing) implements State {}

        /** A selector that names no stored profile. */
        record Orphan(String name, Held held, Standing standing) implements State {}

        /** Keys stored nowhere and no selector. */
        record Unnamed(Optional<String> ident, Held held, Standing standing) implements State {}

        /**
         * Parts of credentials that are incomplete or do not belong together.
         *
         * @param instead what is in effect when AWS's tools pass over them; empty when they fail
         */
        record Flawed(Optional<State> instead, Standing standing) implements State {}

        /** The two selectors name different profiles. */
        record Split(State forSdks, State forBoto) implements State {
            @Override
            public Standing standing() {
                return forSdks.standing().verdict().compareTo(forBoto.standing().verdict()) >= 0
                        ? forSdks.standing() : forBoto.standing();
            }
        }
    }

    /** Parts of credentials that do not do, and whether AWS's tools go on without them. */
    private record Flaw(String words, boolean passedOver) {}

    /** @param variable that says so */
    private record Ending(String variable, Expiration expiration) {}

    private final Map<String, String> variables;
    private final Profiles profiles;
    private final Map<String, Finding> findings;
    private final Optional<Finding> answer;
    private final Instant now;
    private final State state;

    private Environment(Map<String, String> variables, Profiles profiles, Map<String, Finding> findings,
            Optional<Finding> answer, Instant now) {
        this.variables = variables;
        this.profiles = profiles;
        this.findings = findings;
        this.answer = answer;
        this.now = now;
        this.state = selection();
    }

    /**
     * @param findings what AWS said of the stored profiles, and under {@link #HERE} of the credentials in the variables, by name; empty
     *     where it was not asked
     */
    public static Environment of(Map<String, String> variables, Profiles profiles, Map<String, Finding> findings, Instant now) {
        return new Environment(variables, profiles, findings, Optional.ofNullable(findings.get(HERE)), now);
    }

    public State state() {
        return state;
    }

    /** The credentials in the variables, as long as AWS could say more of them than is known. */
    public Optional<Credentials> toAskAbout() {
        return keys().filter(keys -> answer.isEmpty() && isOpen(state));
    }

    private boolean isOpen(State state) {
        return switch (state) {
            case State.Mirrored mirrored -> mirrored.standing().verdict() == Verdict.UNCONFIRMED
                    && !(findings.get(mirrored.stored().name()) instanceof Finding.Unknown);
            case State.Altered altered -> altered.standing().verdict() == Verdict.UNCONFIRMED;
            case State.Different different -> different.standing().verdict() == Verdict.UNCONFIRMED;
            case State.Unnamed unnamed -> unnamed.standing().verdict() == Verdict.UNCONFIRMED;
            case State.Split split -> isOpen(split.forSdks()) || isOpen(split.forBoto());
            case State.Unselected _, State.WebIdentity _, State.Container _, State.Selected _, State.Orphan _, State.Flawed _ -> false;
        };
    }

    /** @param finding what AWS said about {@link #toAskAbout()}: a user, a live session, rejected or unknown */
    public Environment answered(Finding finding) {
        return new Environment(variables, profiles, findings, Optional.of(finding), now);
    }

    /**
     * The session that AWS's tools of today would use: a stored one that is selected or in effect by default, else one that only
     * the variables hold, under a name that says so. Absent where they would use long-lived keys, a role, or nothing.
     */
    public Optional<Profile.Session> sessionInEffect() {
        return sessionInEffect(state);
    }

    private Optional<Profile.Session> sessionInEffect(State one) {
        return switch (one) {
            case State.Unselected unselected -> session(unselected.byDefault());
            case State.Selected selected -> session(Optional.of(selected.profile()));
            case State.Mirrored mirrored -> session(Optional.of(mirrored.stored()));
            case State.Altered _, State.Different _, State.Unnamed _ -> sessionHere();
            case State.Flawed flawed -> flawed.instead().flatMap(this::sessionInEffect);
            case State.Split split -> sessionInEffect(split.forSdks());
            case State.WebIdentity _, State.Container _, State.Orphan _ -> Optional.empty();
        };
    }

    /** Whether nothing at all is selected, be it by a variable or by the name {@code default}; then a person is free to choose. */
    public boolean selectsNoSession() {
        return state instanceof State.Unselected && sessionInEffect().isEmpty();
    }

    /** What the selectors name, as today's tools of AWS read them, be it stored or not. */
    public Optional<String> selectedName() {
        return set("AWS_PROFILE").or(() -> set("AWS_DEFAULT_PROFILE"));
    }

    private static Optional<Profile.Session> session(Optional<Profile> profile) {
        return profile.filter(Profile.Session.class::isInstance).map(Profile.Session.class::cast);
    }

    private Optional<Profile.Session> sessionHere() {
        return keys().filter(keys -> keys.sessionToken().isPresent()).map(keys -> {
            var properties = new HashMap<>(Map.of("aws_access_key_id", keys.accessKeyId(),
                    "aws_secret_access_key", keys.secretAccessKey(), "aws_session_token", keys.sessionToken().orElseThrow()));
            ending().ifPresent(ending -> properties.put("aws_session_expiry", ending.expiration().epochSeconds()));
            return new Profile.Session(new Settings(HERE, properties), kindHere(), Optional.empty());
        });
    }

    /**
     * What AWS can be asked about, beside stored sessions, to know more of what is in effect: a stored base profile, or the keys
     * that only the variables hold, under the name {@link #HERE}, and then the base profile whose user's they may be as well.
     */
    public List<Profile> toAsk() {
        return toAsk(state).distinct().toList();
    }

    private Stream<Profile> toAsk(State one) {
        return switch (one) {
            case State.Unselected unselected -> base(unselected.byDefault()).stream();
            case State.Selected selected -> base(Optional.of(selected.profile())).stream();
            case State.Mirrored mirrored -> base(Optional.of(mirrored.stored())).stream();
            case State.Altered _ -> here().stream();
            case State.Different different -> Stream.concat(here().stream(), userOf(different.selected()).stream());
            case State.Unnamed _ -> Stream.concat(here().stream(), held() == Held.KEYS ? besideUnnamed() : Stream.empty());
            case State.Flawed flawed -> flawed.instead().stream().flatMap(this::toAsk);
            case State.Split split -> Stream.concat(toAsk(split.forSdks()), toAsk(split.forBoto()));
            case State.WebIdentity _, State.Container _, State.Orphan _ -> Stream.empty();
        };
    }

    /** The credentials in the variables, as long as AWS could say more of them than is known, under the name {@link #HERE}. */
    public Optional<Profile> hereToAsk() {
        return toAskAbout().isPresent() ? here() : Optional.empty();
    }

    private Optional<Profile> here() {
        return sessionHere().<Profile>map(session -> session)
                .or(() -> keys().map(keys -> new Profile.Base(new Settings(HERE, Map.of()), keys)));
    }

    private Optional<Profile> userOf(Profile selected) {
        return selected instanceof Profile.Session session && session.type() != Profile.Session.Kind.ROLE
                ? base(session.sourceProfile().flatMap(profiles::named)) : base(Optional.of(selected));
    }

    /** Base profiles whose user keys without a selector may be of: the one that they are called, that by default, the others. */
    private Stream<Profile> besideUnnamed() {
        return Stream.concat(Stream.of(ident().flatMap(profiles::named), profiles.named("default")).flatMap(one -> base(one).stream()),
                profiles.bases().stream()).distinct();
    }

    private static Optional<Profile> base(Optional<Profile> profile) {
        return profile.filter(Profile.Base.class::isInstance);
    }

    private Profile.Session.Kind kindHere() {
        return switch (set("AWS_SESSION_TYPE").orElse("")) {
            case "mfasession" -> Profile.Session.Kind.MFA;
            case "rolesession" -> Profile.Session.Kind.ROLE;
            default -> Profile.Session.Kind.UNKNOWN;
        };
    }

    /** A stored session that ends before the one in the variables, which is of the same kind and no known other user's. */
    public Optional<Profile.Session> outlasted() {
        return switch (state) {
            case State.Split split -> outlasted(split.forSdks()).or(() -> outlasted(split.forBoto()));
            case State one -> outlasted(one);
        };
    }

    // ------------------------------------------------------------------ the state

    private State selection() {
        var forSdks = selectedName();
        var forBoto = set("AWS_DEFAULT_PROFILE").or(() -> set("AWS_PROFILE"));
        return forSdks.equals(forBoto) ? state(forSdks) : new State.Split(state(forSdks), state(forBoto));
    }

    private State state(Optional<String> selector) {
        return flaw().<State>map(flaw -> new State.Flawed(
                        flaw.passedOver() ? Optional.of(sound(selector)) : Optional.empty(), Standing.invalid(flaw.words())))
                .orElseGet(() -> sound(selector));
    }

    private State sound(Optional<String> selector) {
        var selected = selector.flatMap(profiles::named);
        if (selector.isPresent() && selected.isEmpty()) {
            return new State.Orphan(selector.get(), held(), orphaned(selector.get()));
        }
        return keys().map(keys -> withKeys(selected, keys))
                .or(() -> selected.isEmpty() ? Optional.empty() : container(selected))
                .or(() -> selected.map(profile -> new State.Selected(profile, standing(profile))))
                .orElseGet(this::unselected);
    }

    private State unselected() {
        if (set("AWS_WEB_IDENTITY_TOKEN_FILE").isPresent() && set("AWS_ROLE_ARN").isPresent()) {
            return new State.WebIdentity(set("AWS_ROLE_ARN").get(),
                    Standing.unconfirmed("Whether AWS allows that is not known before it is used."));
        }
        var byDefault = profiles.named("default");
        return container(byDefault).map(container -> (State) new State.Container(Optional.empty(), container.variable(), container.standing()))
                .orElseGet(() -> new State.Unselected(byDefault, byDefault.map(this::standing)
                        .orElse(Standing.invalid("Choose a profile, or name one with --profile."))));
    }

    /** AWS's tools ask a container last, so it counts where the profile has nothing at all. */
    private Optional<State.Container> container(Optional<Profile> profile) {
        return OF_A_CONTAINER.stream().filter(variable -> set(variable).isPresent()).findFirst()
                .filter(variable -> profile.map(Environment::hasNothing).orElse(true))
                .map(variable -> new State.Container(profile, variable,
                        Standing.unconfirmed("Whether AWS accepts them is not known before they are used.")));
    }

    private static boolean hasNothing(Profile profile) {
        return profile instanceof Profile.Keyless
                && profile.settings().first("aws_access_key_id", "aws_secret_access_key", "aws_session_token").isEmpty();
    }

    private State withKeys(Optional<Profile> selected, Credentials keys) {
        var stored = storedWithIdOf(keys, selected);
        if (stored.isPresent()) {
            return credentials(stored.get()).equals(Optional.of(keys))
                    ? new State.Mirrored(selected, stored.get(), mirrored(stored.get()))
                    : new State.Altered(stored.get(), held(), standingHere(""));
        }
        return selected.<State>map(profile -> new State.Different(profile, held(), owner(profile), standingHere(beside(profile))))
                .orElseGet(() -> new State.Unnamed(ident(), held(), standingHere(held() == Held.KEYS ? besideOthers() : "")));
    }

    /** The same keys may be stored under several names: the selected one is preferred, then the one that is claimed. */
    private Optional<Profile> storedWithIdOf(Credentials keys, Optional<Profile> selected) {
        return Stream.of(selected.stream(), ident().flatMap(profiles::named).stream(), profiles.all().stream())
                .flatMap(candidates -> candidates)
                .filter(profile -> credentials(profile)
                        .filter(stored -> stored.accessKeyId().equals(keys.accessKeyId())).isPresent())
                .findFirst();
    }

    private static Optional<Credentials> credentials(Profile profile) {
        return switch (profile) {
            case Profile.Base base -> Optional.of(base.keys());
            case Profile.Session session -> session.credentials();
            case Profile.Role role -> role.asBase().map(Profile.Base::keys);
            case Profile.Managed _, Profile.Keyless _ -> Optional.empty();
        };
    }

    /** An empty variable is the same as none, for AWS's tools too, except for the two selectors. */
    private Optional<String> set(String name) {
        return Optional.ofNullable(variables.get(name)).filter(value -> !value.isEmpty());
    }

    private Optional<String> sessionToken() {
        return set("AWS_SESSION_TOKEN").or(() -> set("AWS_SECURITY_TOKEN"));
    }

    private Optional<String> ident() {
        return sessionToken().isPresent() ? set("AWS_SESSION_IDENT") : set("AWS_PROFILE_IDENT");
    }

    private Optional<Credentials> keys() {
        return set("AWS_ACCESS_KEY_ID").filter(id -> flaw().isEmpty()).flatMap(id -> set("AWS_SECRET_ACCESS_KEY")
                .map(secret -> new Credentials(id, secret, sessionToken())));
    }

    private Optional<Flaw> flaw() {
        var id = set("AWS_ACCESS_KEY_ID");
        var parts = Stream.of("AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN")
                .filter(name -> set(name).isPresent()).toList();
        if (id.isPresent()) {
            return flaw(id.get()).map(words -> new Flaw(words, false));
        }
        return parts.isEmpty() ? Optional.empty() : Optional.of(new Flaw(
                "%s set without AWS_ACCESS_KEY_ID: AWS tools ignore %s.".formatted(
                        areOrIs(parts), parts.size() == 1 ? "it" : "them"), true));
    }

    private Optional<String> flaw(String accessKeyId) {
        if (set("AWS_SECRET_ACCESS_KEY").isEmpty()) {
            return Optional.of("AWS_ACCESS_KEY_ID is set without AWS_SECRET_ACCESS_KEY: " + BOTO
                    + " refuse to work so, other SDKs ignore it.");
        }
        if (!ACCESS_KEY_ID.matcher(accessKeyId).matches()) {
            return Optional.of("AWS_ACCESS_KEY_ID does not look like an access key id; "
                    + "perhaps it was swapped with the secret access key.");
        }
        if (accessKeyId.startsWith("ASIA") && sessionToken().isEmpty()) {
            return Optional.of("The access key in the environment is one of a session, but AWS_SESSION_TOKEN is not set: "
                    + "AWS refuses it so.");
        }
        return Optional.empty();
    }

    private static String areOrIs(List<String> names) {
        return String.join(" and ", names) + (names.size() == 1 ? " is" : " are");
    }

    private Held held() {
        if (keys().isEmpty()) {
            return Held.NOTHING;
        }
        if (sessionToken().isEmpty()) {
            return Held.KEYS;
        }
        return identity().map(arn -> arn.isAssumedRole() ? Held.ROLE_SESSION
                : arn.isUser() || arn.isRoot() ? Held.MFA_SESSION : Held.SESSION).orElse(Held.SESSION);
    }

    private Optional<Arn> identity() {
        return answer.flatMap(Environment::identity);
    }

    private static Optional<Arn> identity(Finding finding) {
        return switch (finding) {
            case Finding.User user -> Optional.of(user.identity());
            case Finding.Live live -> Optional.of(live.identity());
            case Finding.Role _, Finding.Rejected _, Finding.Unknown _ -> Optional.empty();
        };
    }

    private Owner owner(Profile selected) {
        var stored = findingOfUser(selected);
        if (identity().isEmpty() || stored.isEmpty()) {
            return Owner.UNKNOWN;
        }
        if (stored.get() instanceof Finding.Rejected) {
            return held() == Held.KEYS ? Owner.STORED_KEY_REFUSED : Owner.UNKNOWN;
        }
        return identity(stored.get()).map(known -> owner(known, identity().get())).orElse(Owner.UNKNOWN);
    }

    /** Two sessions of one role may be those of two users. */
    private static Owner owner(Arn stored, Arn here) {
        if (stored.isAssumedRole() && inWords(stored).equals(inWords(here))) {
            return Owner.UNKNOWN;
        }
        return stored.equals(here) ? Owner.SAME_USER : Owner.OTHER_USER;
    }

    /** What is known of the user that a profile belongs to; of a session that is one of a user, its source knows it. */
    private Optional<Finding> findingOfUser(Profile profile) {
        return switch (profile) {
            case Profile.Base base -> Optional.ofNullable(findings.get(base.name()));
            case Profile.Session session when session.kind() == Profile.Session.Kind.ROLE ->
                    Optional.ofNullable(findings.get(session.name())).filter(Finding.Live.class::isInstance)
                            .filter(finding -> held() == Held.ROLE_SESSION);
            case Profile.Session session -> session.sourceProfile().filter(source -> Origin.isCurrent(session, profiles))
                    .flatMap(profiles::named).filter(Profile.Base.class::isInstance).flatMap(this::findingOfUser)
                    .or(() -> Optional.ofNullable(findings.get(session.name())).filter(Finding.Live.class::isInstance));
            case Profile.Role _, Profile.Managed _, Profile.Keyless _ -> Optional.empty();
        };
    }

    // ------------------------------------------------- what is known of a stored profile

    private Standing standing(Profile profile) {
        return Optional.ofNullable(findings.get(profile.name()))
                .map(finding -> standing(profile, finding)).orElseGet(() -> recorded(profile));
    }

    /** Of keys beside a role, what AWS says of the role tells nothing. */
    private Standing mirrored(Profile stored) {
        return stored instanceof Profile.Role || answer.isPresent() ? standingHere("") : standing(stored);
    }

    private Standing standing(Profile profile, Finding finding) {
        return switch (finding) {
            case Finding.User user -> Standing.valid("AWS accepts its keys: " + Shown.inOneLine(user.inWords()) + ".");
            case Finding.Live live -> Standing.valid("AWS accepts %s: ".formatted(profile instanceof Profile.Session ? "it" : "its keys")
                    + Shown.inOneLine(live.inWords())
                    + expirationOf(profile).map(this::comma).orElse("") + ".");
            case Finding.Rejected rejected -> Standing.invalid(sentence(rejected.why()));
            case Finding.Unknown unknown -> notChecked(unknown);
            case Finding.Role _ -> recorded(profile);
        };
    }

    private Standing recorded(Profile profile) {
        return switch (profile) {
            case Profile.Base base -> Standing.unconfirmed(base.settings().get("invalid_as_of")
                    .map(since -> "AWS did not accept its keys on " + Shown.inOneLine(since) + " and was not asked again.")
                    .orElse("AWS was not asked whether it accepts its keys."));
            case Profile.Session session -> recorded(session);
            case Profile.Role role -> recorded(role);
            case Profile.Managed managed -> Standing.unconfirmed(
                    "It is managed by " + Shown.inOneLine(managed.by()) + ", which alone knows whether it works now.");
            case Profile.Keyless keyless -> Standing.invalid(
                    sentence(keyless.problem()));
        };
    }

    private Standing recorded(Profile.Session session) {
        var refused = session.refusedSince();
        if (session.credentials().isEmpty()) {
            return Standing.invalid(SessionStatus.sessions(profiles).stream().noneMatch(stored -> stored.name().equals(session.name()))
                    ? "It is not stored. Start it with: " + ToPaste.awscliMfa(session.name()) : "Nothing complete is stored there.");
        }
        if (refused.isPresent()) {
            return Standing.invalid("AWS did not accept it on " + Shown.inOneLine(refused.get()) + ".");
        }
        return SessionStatus.ending(session, profiles)
                .map(ending -> untilThen(ending.isEstimated() ? "an estimate" : "the file", ending.expiration()))
                .orElse(Standing.unconfirmed("Whether it has ended could not be determined: nothing says when it ends."));
    }

    private Standing recorded(Profile.Role role) {
        try {
            RoleChain.of(profiles, role);
        } catch (Problem broken) {
            return Standing.invalid(sentence(broken));
        }
        if (role.arn().isEmpty()) {
            return Standing.invalid(sentence(Problem.malformedRoleArn(role.name())));
        }
        return Standing.unconfirmed(role.settings().get("mfa_serial").isPresent()
                ? "AWS tools assume the role by themselves and need a token code for it, which most SDKs cannot ask for; "
                        + "choose it here for a session that works everywhere."
                : "AWS tools assume the role by themselves; whether AWS allows it is not known before.");
    }

    private static Optional<Expiration> expirationOf(Profile profile) {
        return profile instanceof Profile.Session session ? session.expiration() : Optional.empty();
    }

    // ------------------------------------------ what is known of the credentials in the variables

    /** @param beside what follows from whose they are */
    private Standing standingHere(String beside) {
        var them = held() == Held.KEYS ? "them" : "it";
        return switch (answer.orElse(null)) {
            case Finding.User user -> Standing.valid(
                    "AWS accepts " + them + ": " + ofWhom(user.identity(), Shown.inOneLine(user.inWords())) + beside);
            case Finding.Live live -> Standing.valid(
                    "AWS accepts " + them + ": " + ofWhom(live.identity(), Shown.inOneLine(live.inWords())) + beside);
            case Finding.Rejected rejected -> Standing.invalid(sentence(rejected.why()));
            case Finding.Unknown unknown -> notChecked(unknown);
            case null, default -> notAsked();
        };
    }

    private String ofWhom(Arn identity, String words) {
        return switch (held()) {
            case ROLE_SESSION -> "a role session of " + inWords(identity);
            case MFA_SESSION -> "an MFA session of " + words;
            case SESSION -> "a session of " + words;
            case KEYS, NOTHING -> words;
        } + ending().filter(ending -> held() != Held.KEYS).map(ending -> comma(ending.expiration())).orElse("") + ".";
    }

    /** What the owner of the credentials here means for the selected profile: a sentence, after a blank. */
    private String beside(Profile selected) {
        var name = quoted(selected.name());
        var isKey = held() == Held.KEYS;
        return switch (owner(selected)) {
            case SAME_USER -> isKey ? " It is a second access key of the user of profile " + name
                    + ": save it under a name of its own if you want to keep it." : "";
            case STORED_KEY_REFUSED -> " AWS does not accept the key stored in profile " + name
                    + ": if it was rotated, store the new one there with '" + ToPaste.aws("configure", "--profile", selected.name()) + "'.";
            case OTHER_USER -> " The profile " + name + " is of " + (isKey ? "another user" : "another identity") + ": "
                    + findingOfUser(selected).flatMap(Environment::identity).map(Environment::inWords).orElse("") + ".";
            case UNKNOWN -> isKey && selected instanceof Profile.Base
                    ? " Whether the stored key of profile " + name + " is the same user's is not known." : "";
        };
    }

    /** The same of stored base profiles where none is selected, as far as AWS said of one that it is the same user's, or refused it. */
    private String besideOthers() {
        return besideUnnamed().filter(stored -> owner(stored) == Owner.SAME_USER
                        || owner(stored) == Owner.STORED_KEY_REFUSED && isLikelyReplaced(stored))
                .findFirst().map(this::beside).orElse("");
    }

    /** Whose key it is that AWS refuses nobody can tell any more: the keys are called that, or there is no other that they are likely to replace. */
    private boolean isLikelyReplaced(Profile stored) {
        return ident().filter(stored.name()::equals).isPresent() || stored.name().equals("default") || profiles.bases().size() == 1;
    }

    private Standing notAsked() {
        if (held() == Held.KEYS) {
            return Standing.unconfirmed("AWS was not asked whose they are, and whether it accepts them.");
        }
        return ending().map(ending -> untilThen(ending.variable(), ending.expiration()))
                .orElse(Standing.unconfirmed("Whether it has ended could not be determined: nothing says when it ends."));
    }

    private Standing orphaned(String name) {
        return Standing.invalid(sentenceOf(whoPrefers(name) + " cannot work with that" + switch (held()) {
            case NOTHING -> "";
            case KEYS -> ", although there are keys in the environment, which most other SDKs use";
            case SESSION, MFA_SESSION, ROLE_SESSION ->
                    ", although there is a session in the environment, which most other SDKs use";
        }));
    }

    /** Those of AWS's own tools whose preferred selector has that value; to them an empty one is the name of a profile. */
    private String whoPrefers(String selector) {
        var first = Optional.ofNullable(variables.get("AWS_PROFILE"));
        var second = Optional.ofNullable(variables.get("AWS_DEFAULT_PROFILE"));
        var isOfSdks = first.or(() -> second).filter(selector::equals).isPresent();
        var isOfBoto = second.or(() -> first).filter(selector::equals).isPresent();
        return isOfSdks && isOfBoto ? BOTO : isOfSdks ? "the AWS CLI 2" : "the AWS CLI 1 and boto3";
    }

    private Standing untilThen(String source, Expiration expiration) {
        if (expiration.isUsable(now)) {
            return Standing.unconfirmed("By %s it has %s left; AWS was not asked whether it accepts it."
                    .formatted(source, remaining(expiration)));
        }
        return new Standing(Verdict.EXPIRED, expiration.remaining(now).isZero()
                ? "By %s it ended %s ago.".formatted(source, Expiration.inWords(Duration.between(expiration.at(), now)))
                : "By %s it has only %s left, which counts as ended.".formatted(source, remaining(expiration)));
    }

    private static Standing notChecked(Finding.Unknown unknown) {
        return Standing.unconfirmed("It was not checked: " + Shown.inOneLine(unknown.why().message()) + ".");
    }

    /**
     * When the session in the variables ends. AWS's own name counts first: botocore goes by it. Other tools have names of their own;
     * version 1 of awscli-mfa set when it began and how many seconds it lasts.
     */
    private Optional<Ending> ending() {
        return ENDS.stream().flatMap(name -> ending(name).stream()).findFirst()
                .or(() -> set("AWS_SESSION_INIT_TIME").flatMap(Expiration::parse).map(began -> new Ending("AWS_SESSION_INIT_TIME",
                        began.plus(set("AWS_SESSION_DURATION").flatMap(SessionLength::parse)
                                .orElse(SessionLength.DEFAULT_MFA_SESSION)))));
    }

    private Optional<Ending> ending(String variable) {
        return set(variable).flatMap(text -> VariableListing.end(variable, text, profiles.clocks())).map(expiration -> new Ending(variable, expiration));
    }

    private Optional<Profile.Session> outlasted(State one) {
        var candidate = switch (one) {
            case State.Different different when different.owner() != Owner.OTHER_USER -> sessionOf(different.selected());
            case State.Unnamed unnamed -> unnamed.ident().flatMap(profiles::session);
            case State _ -> Optional.<Profile.Session>empty();
        };
        var isGoing = held() != Held.KEYS && one.standing().verdict().compareTo(Verdict.UNCONFIRMED) <= 0;
        return candidate.filter(stored -> isGoing && mayBeOfKind(stored) && Origin.isCurrent(stored, profiles))
                .filter(stored -> ending().map(Ending::expiration).filter(here -> here.isUsable(now)
                        && stored.expiration().filter(there -> there.at().isBefore(here.at())).isPresent()).isPresent());
    }

    private Optional<Profile.Session> sessionOf(Profile profile) {
        return switch (profile) {
            case Profile.Session session -> Optional.of(session);
            case Profile.Base base -> profiles.session(base.sessionName());
            case Profile.Role role -> profiles.session(role.sessionName());
            case Profile.Managed _, Profile.Keyless _ -> Optional.empty();
        };
    }

    private boolean mayBeOfKind(Profile.Session stored) {
        return switch (held()) {
            case SESSION -> true;
            case MFA_SESSION -> stored.kind() != Profile.Session.Kind.ROLE;
            case ROLE_SESSION -> stored.kind() != Profile.Session.Kind.MFA;
            case KEYS, NOTHING -> false;
        };
    }

    // ------------------------------------------------------------------- in words

    /** What is in effect for which tool, then what else to know, then what to do; a line each. */
    public List<String> judgement() {
        var lines = new ArrayList<>(words(state));
        madeOtherwise(state).distinct().forEach(lines::add);
        Stream.concat(remarks(), newerHere().stream()).forEach(lines::add);
        if (isBad(state)) {
            lines.add(advice());
        }
        return lines.stream().map(ToPaste::harmless).toList();
    }

    /** What of it is not as a person will expect who has the files before them: each with what to do. */
    public List<Problem> complaints() {
        var all = new ArrayList<Problem>();
        if (isBad(state) || overrules(state)) {
            all.add(Problem.amiss(ToPaste.harmless(String.join(" ", words(state))), remedy()));
        }
        Stream.concat(madeOtherwise(state).distinct(), remarks()).map(ToPaste::harmless)
                .forEach(remark -> all.add(Problem.amiss(remark, CLEARING)));
        return all;
    }

    /** Whether something else is in effect than what is selected, or than what is stored under that name. */
    private static boolean overrules(State state) {
        return switch (state) {
            case State.Mirrored mirrored -> mirrored.selected().filter(selected -> !selected.equals(mirrored.stored())).isPresent();
            case State.Altered _, State.Different _, State.Orphan _, State.Flawed _, State.Split _ -> true;
            case State.Unselected _, State.WebIdentity _, State.Container _, State.Selected _, State.Unnamed _ -> false;
        };
    }

    /** A session that has ended is started again, and all else is cleared. */
    private String remedy() {
        return sessionInEffect().filter(session -> !overrules(state)).flatMap(Profile.Session::sourceProfile)
                .map(source -> ToPaste.awscliMfa(List.of(source))).orElse(CLEARING);
    }

    private Stream<String> remarks() {
        return Stream.of(emptySelectors(), onlyForBoto(), unseenBySdks(), securityToken(), credentialExpiration(), regions(), webIdentity())
                .flatMap(Optional::stream);
    }

    /** Whether nothing is in effect, and there is nothing else to know. */
    public boolean isBare() {
        return state instanceof State.Unselected unselected && unselected.byDefault().isEmpty() && judgement().size() == 1;
    }

    private static boolean isBad(State state) {
        return switch (state) {
            case State.Unselected unselected when unselected.byDefault().isEmpty() -> false;
            case State one -> one.standing().verdict().compareTo(Verdict.EXPIRED) >= 0;
        };
    }

    private String advice() {
        if (state instanceof State.Unselected) {
            return "Choose another profile, or name one with --profile.";
        }
        return "Choose another profile, or clear the variables with '" + CLEARING + "': "
                + (profiles.named("default").isPresent()
                        ? "then the profile 'default' is in effect." : "then no profile is in effect.");
    }

    private List<String> words(State state) {
        return switch (state) {
            case State.Split split -> Stream.of(Stream.of("AWS_PROFILE and AWS_DEFAULT_PROFILE differ: "
                    + "the AWS CLI 2 and the SDKs prefer the first, the AWS CLI 1 and boto3 the second."),
                    words(split.forSdks()).stream(), words(split.forBoto()).stream())
                    .flatMap(lines -> lines).distinct().toList();
            case State.Flawed flawed -> Stream.concat(Stream.of(flawed.standing().words()),
                    flawed.instead().stream().flatMap(instead -> words(instead).stream())).toList();
            case State one -> List.of(heading(one) + " " + one.standing().words());
        };
    }

    private String heading(State one) {
        return switch (one) {
            case State.Unselected unselected -> unselected(unselected.byDefault().isPresent());
            case State.WebIdentity role -> "No profile is selected and no keys are set: AWS tools assume "
                    + Shown.inOneLine(role.roleArn()) + " by the file that AWS_WEB_IDENTITY_TOKEN_FILE names.";
            case State.Container container -> container.selected().map(profile -> selects(profile) + ", which has no keys")
                    .orElse("No profile is selected and no keys are set") + ": AWS tools take those that "
                    + container.variable() + " leads to" + giver() + ".";
            case State.Selected selected -> selects(selected.profile()) + ".";
            case State.Mirrored mirrored -> mirrored(mirrored);
            case State.Altered altered -> "The %s in the environment %s the access key id of %s, ".formatted(
                    noun(altered.held()), altered.held() == Held.KEYS ? "have" : "has", inWords(altered.stored()))
                    + "but another secret access key or session token.";
            case State.Different different -> selects(different.selected()) + ", but the " + (different.held() == Held.KEYS
                    ? "keys in the environment overrule it, and are stored in no profile."
                    : "session in the environment overrules it, and is stored in no profile.");
            case State.Orphan orphan -> selectors(orphan.name(), "name", "names") + " a profile that is not stored: "
                    + quoted(orphan.name()) + ".";
            case State.Unnamed unnamed -> unnamed(unnamed);
            case State.Flawed _, State.Split _ -> "";
        };
    }

    /** Which tool's they are, as far as it has left word of that. */
    private String giver() {
        return set("AWS_VAULT").map(name -> "; AWS_VAULT calls them " + quoted(name)).orElse("");
    }

    private String unselected(boolean hasDefault) {
        var anyVariable = variables.keySet().stream().anyMatch(name -> name.startsWith("AWS_") && VariableListing.isInForce(name, variables));
        return (anyVariable ? "The AWS variables in force neither select a profile nor hold keys" : "No AWS variables are set")
                + (hasDefault ? ", so the profile 'default' is in effect."
                        : ", and there is no profile 'default': no profile is in effect.");
    }

    private String mirrored(State.Mirrored mirrored) {
        var here = "the %s in the environment".formatted(mirrored.stored() instanceof Profile.Session ? "session" : "keys");
        var are = mirrored.stored() instanceof Profile.Session ? "is" : "are";
        if (mirrored.selected().isEmpty()) {
            return sentenceOf("%s %s stored as %s".formatted(here, are, inWords(mirrored.stored())));
        }
        return mirrored.selected().get().equals(mirrored.stored())
                ? "%s, and %s %s the same.".formatted(selects(mirrored.stored()), here, are)
                : "%s, but %s %s it: stored as %s.".formatted(selects(mirrored.selected().get()), here,
                        are.equals("is") ? "overrules" : "overrule", inWords(mirrored.stored()));
    }

    private String unnamed(State.Unnamed unnamed) {
        var isKeys = unnamed.held() == Held.KEYS;
        var inEffect = "The %s in the environment %s in effect, and stored in no profile"
                .formatted(noun(unnamed.held()), isKeys ? "are" : "is");
        return inEffect + unnamed.ident().map(ident -> "; %s calls %s %s, %s.".formatted(
                        isKeys ? "AWS_PROFILE_IDENT" : "AWS_SESSION_IDENT", isKeys ? "them" : "it", quoted(ident),
                        profiles.named(ident).isPresent() ? "but something else is stored there" : "which is not stored"))
                .orElse(isKeys ? "; no AWS_PROFILE_IDENT names them." : "; no AWS_SESSION_IDENT names it.");
    }

    private static String noun(Held held) {
        return held == Held.KEYS ? "keys" : "session";
    }

    private String selects(Profile profile) {
        return selectors(profile.name(), "select", "selects") + " " + inWords(profile);
    }

    private String selectors(String name, String many, String one) {
        var names = SELECTORS.stream().filter(variable -> name.equals(variables.get(variable))).toList();
        return String.join(" and ", names) + " " + (names.size() == 1 ? one : many);
    }

    private static String inWords(Profile profile) {
        return switch (profile) {
            case Profile.Session session -> session.inWords();
            case Profile.Role _ -> "role profile";
            case Profile.Base _, Profile.Managed _, Profile.Keyless _ -> "profile";
        } + " " + quoted(profile.name());
    }

    private static String inWords(Arn identity) {
        return Shown.inOneLine((identity.isRoot() ? "ROOT USER" : identity.name()) + " @ " + identity.account());
    }

    // ------------------------------------------------------------- what else to know

    /** A stored session in effect that is not its profile's any more. */
    private Stream<String> madeOtherwise(State one) {
        return one instanceof State.Split split ? Stream.concat(madeOtherwise(split.forSdks()), madeOtherwise(split.forBoto()))
                : sessionInEffect(one).stream().flatMap(session -> Origin.change(session, profiles)
                        .map(change -> "The session %s %s: it is no session of %s any more.".formatted(quoted(session.name()),
                                Shown.inOneLine(change), quoted(session.sourceProfile().orElseThrow()))).stream());
    }

    /** The AWS CLI and boto3 take an empty selector for the name of a profile. */
    private Optional<String> emptySelectors() {
        var empty = SELECTORS.stream().filter(name -> "".equals(variables.get(name))).toList();
        return empty.isEmpty() ? Optional.empty() : Optional.of("%s set but empty: %s cannot work with that. Unset %s."
                .formatted(areOrIs(empty), whoPrefers(""), empty.size() == 1 ? "it" : "them"));
    }

    private Optional<String> onlyForBoto() {
        return set("AWS_DEFAULT_PROFILE").filter(Predicate.not("default"::equals))
                .filter(name -> !variables.containsKey("AWS_PROFILE") && keys().isEmpty())
                .map(name -> "Only the AWS CLI and boto3 read AWS_DEFAULT_PROFILE; the other SDKs "
                        + (profiles.named("default").isPresent() ? "use the profile 'default'." : "see no profile selected."));
    }

    private Optional<String> unseenBySdks() {
        return set("AWS_PROFILE").filter(name -> profiles.named(name).isPresent() && !Profiles.isSeenBySdks(name))
                .map(name -> "The AWS CLI and boto3 know profile %s, but SDKs may not see a profile of such a name."
                        .formatted(quoted(name)));
    }

    private Optional<String> securityToken() {
        var legacy = set("AWS_SECURITY_TOKEN").filter(value -> keys().isPresent());
        if (legacy.isEmpty() || legacy.equals(set("AWS_SESSION_TOKEN"))) {
            return Optional.empty();
        }
        return Optional.of(set("AWS_SESSION_TOKEN").isPresent()
                ? "AWS_SECURITY_TOKEN and AWS_SESSION_TOKEN differ: " + BOTO
                        + " use the first, other SDKs the second. Unset AWS_SECURITY_TOKEN, which is out of use."
                : "The session token is only in AWS_SECURITY_TOKEN, which " + BOTO + " read and most other SDKs do not: "
                        + "name it AWS_SESSION_TOKEN.");
    }

    private Optional<String> credentialExpiration() {
        var text = set("AWS_CREDENTIAL_EXPIRATION").filter(value -> keys().isPresent());
        if (text.isEmpty() || state.standing().verdict() == Verdict.EXPIRED) {
            return Optional.empty();
        }
        var expiration = Expiration.parse(text.get());
        if (expiration.isEmpty() || !TIME_WITH_ZONE.matcher(text.get().strip()).matches()) {
            return Optional.of("AWS_CREDENTIAL_EXPIRATION is not a time with its zone, such as 2026-11-22T06:40:13Z: "
                    + BOTO + " fail on it, however good the keys are. Unset it.");
        }
        if (expiration.get().remaining(now).isZero()) {
            return Optional.of("AWS_CREDENTIAL_EXPIRATION is past: " + BOTO
                    + " refuse the keys for that alone, however good they are. Unset it if it is out of date.");
        }
        return ending("AWS_SESSION_EXPIRY").filter(other -> Duration.between(other.expiration().at(), expiration.get().at())
                        .abs().compareTo(Duration.ofSeconds(1)) > 0)
                .map(other -> "AWS_CREDENTIAL_EXPIRATION and AWS_SESSION_EXPIRY name different times; "
                        + "the first is believed here.");
    }

    private Optional<String> regions() {
        return set("AWS_REGION").flatMap(region -> set("AWS_DEFAULT_REGION").filter(Predicate.not(region::equals))
                .map(other -> "The AWS CLI 2 and the SDKs work in region %s (AWS_REGION), ".formatted(Shown.inOneLine(region))
                        + "the AWS CLI 1 and boto3 in %s (AWS_DEFAULT_REGION).".formatted(Shown.inOneLine(other))));
    }

    private Optional<String> webIdentity() {
        if (set("AWS_WEB_IDENTITY_TOKEN_FILE").isEmpty() || keys().isPresent() || isRole(state)) {
            return Optional.empty();
        }
        if (set("AWS_ROLE_ARN").isEmpty()) {
            return Optional.of("AWS_WEB_IDENTITY_TOKEN_FILE is set without AWS_ROLE_ARN: " + BOTO + " refuse to work so.");
        }
        return state instanceof State.WebIdentity ? Optional.empty()
                : Optional.of("AWS_WEB_IDENTITY_TOKEN_FILE and AWS_ROLE_ARN are set: " + BOTO
                        + " assume that role rather than use the keys of a profile.");
    }

    private static boolean isRole(State state) {
        return state instanceof State.Selected selected && selected.profile() instanceof Profile.Role;
    }

    private Optional<String> newerHere() {
        return outlasted().map(stored -> "The session in the environment lasts longer than the stored %s (%s against %s left): "
                .formatted(quoted(stored.name()), remaining(ending().orElseThrow().expiration()),
                        remaining(stored.expiration().orElseThrow())) + "clearing the variables would lose it.");
    }

    /** The variables in force, a line each: secrets masked, and nothing of values that can hold a password. */
    public List<String> listing() {
        return new VariableListing(variables, now, profiles.clocks(), VariableListing.For.OWNER).lines();
    }

    /** The same for a report that others will read: nothing of a secret, and of a key's id the last four characters. */
    public List<String> listingForOthers() {
        return new VariableListing(variables, now, profiles.clocks(), VariableListing.For.OTHERS).lines();
    }

    // -------------------------------------------------------------------- small words

    private String remaining(Expiration expiration) {
        return Expiration.inWords(expiration.remaining(now));
    }

    private String comma(Expiration expiration) {
        return expiration.remaining(now).isZero() ? ", although it has ended by what is recorded here"
                : ", " + VariableListing.leftOrEnded(expiration, now);
    }

    private static String quoted(String name) {
        return "'" + Shown.inOneLine(name) + "'";
    }

    private static String sentence(Problem problem) {
        return sentenceOf(Shown.inOneLine(problem.message()));
    }

    private static String sentenceOf(String words) {
        return Character.toUpperCase(words.charAt(0)) + words.substring(1) + ".";
    }
}
