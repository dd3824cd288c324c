//SOURCES Arn.java
//SOURCES Credentials.java
//SOURCES Expiration.java
//SOURCES Problem.java
//SOURCES SerialNumber.java
//SOURCES SessionLength.java
//SOURCES Settings.java
package lib.model;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** What the two AWS files say under one name, told apart by what can be done with it. */
public sealed interface Profile {

    String MFA_SESSION_SUFFIX = "-mfasession";
    String ROLE_SESSION_SUFFIX = "-rolesession";

    /** The name of a session, or of keys, that the variables of a shell alone hold. */
    String HERE = "(in the environment)";

    /** What AWS or the account allows, in seconds, as learned; never what the person wishes. */
    String LONGEST_MFA_SESSION = "max_mfa_session_duration";
    String LONGEST_ROLE_SESSION = "max_session_duration";

    /** Behind the name of a session's section, aws-mfa keeps the long-lived keys. */
    String LONG_TERM = "-long-term";

    /** What a session was made of; {@code Origin} reads it. */
    String MADE_OF = "made_of";

    /** Whether a section of that name is for a session alone. */
    static boolean isNameOfSession(String name) {
        return name.endsWith(MFA_SESSION_SUFFIX) || name.endsWith(ROLE_SESSION_SUFFIX);
    }

    Settings settings();

    default String name() {
        return settings().name();
    }

    default Optional<String> region() {
        return settings().get("region");
    }

    /** The same with another region. */
    default Profile in(String region) {
        var properties = new HashMap<>(settings().properties());
        properties.put("region", region);
        var there = new Settings(name(), properties, settings().clocks());
        return switch (this) {
            case Base base -> new Base(there, base.keys());
            case Role role -> new Role(there);
            case Session session -> new Session(there, session.kind(), session.sourceProfile());
            case Managed managed -> new Managed(there, managed.provider());
            case Keyless keyless -> new Keyless(there);
        };
    }

    default Optional<String> output() {
        return settings().get("output");
    }

    /** Long-lived keys of an IAM user, or of the account root. */
    record Base(Settings settings, Credentials keys) implements Profile {

        private static final String[] DEVICE = {"mfa_arn", "mfa_serial", "aws_mfa_device"};
        private static final String[] LENGTH = {"sessmax", "mfasec", "session_token_duration"};
        private static final String[] MFA_PROCESS = {"mfa_process"};

        /** The same keys, with what another profile says of device, length and codes, whose session they start. */
        public Base inPlaceOf(Settings place) {
            var properties = new HashMap<>(settings.properties());
            Stream.of(DEVICE, LENGTH, MFA_PROCESS).filter(names -> place.first(names).isPresent()).forEach(names -> {
                properties.keySet().removeAll(List.of(names));
                Stream.of(names).forEach(name -> place.get(name).ifPresent(value -> properties.put(name, value)));
            });
            return new Base(new Settings(name(), properties, settings.clocks()), keys);
        }

        /**
         * The MFA device, from {@code mfa_arn} or {@code mfa_serial}.
         *
         * @throws Problem {@link Problem#badSetting}
         */
        public Optional<SerialNumber> serialNumber() {
            return recordedDevice().map(SerialNumber::new);
        }

        /** What stands there as the serial number, which may be malformed. */
        public Optional<String> recordedDevice() {
            return settings.first(DEVICE);
        }

        /** Whether the keys stand in the files; others were given by a command, or by AWS's variables. */
        public boolean isStored() {
            return settings.get("aws_access_key_id").isPresent();
        }

        /** What the command line wishes, else {@code sessmax}, which was once called {@code mfasec} and has another name in aws-runas. */
        public SessionLength sessionLength(Optional<Duration> wished, SessionLength usual) {
            return SessionLength.ofMfaSession(wished, settings.first(LENGTH), usual,
                    isRoot() ? SessionLength.LONGEST_ROOT_SESSION : SessionLength.LONGEST_MFA_SESSION);
        }

        /** What the account said an MFA session may last, when it was last asked. */
        public Optional<Duration> advertisedLength() {
            return settings.get(LONGEST_MFA_SESSION).flatMap(SessionLength::parse);
        }

        /** The command that prints a token code. */
        public Optional<String> mfaProcess() {
            return settings.first(MFA_PROCESS);
        }

        public boolean isRoot() {
            return serialNumber().flatMap(SerialNumber::arn)
                    .filter(arn -> arn.resource().equals("mfa/root-account-mfa-device")).isPresent();
        }

        /** Where a session of this profile is stored. */
        public String sessionName() {
            return name() + MFA_SESSION_SUFFIX;
        }
    }

    /** A role to assume; its {@code role_arn} may be malformed or missing, and so may its source profile. */
    record Role(Settings settings) implements Profile {

        /** STS's limit for RoleSessionName. */
        private static final int LONGEST_SESSION_NAME = 64;

        /** Empty when {@code role_arn} is not the ARN of a role. */
        public Optional<Arn> arn() {
            return settings.get("role_arn").flatMap(Arn::parse).filter(Arn::isRole);
        }

        public Optional<String> sourceProfile() {
            return settings.get("source_profile");
        }

        /** Long-lived keys beside the role: with them it can be its own source, and another role's. */
        public Optional<Base> asBase() {
            return settings.get("aws_access_key_id").flatMap(id -> settings.get("aws_secret_access_key")
                    .map(secret -> new Base(settings, Credentials.longLived(id, secret))));
        }

        /** Whether AWS's variables hold the keys that assume it, as {@code credential_source = Environment} says. */
        public boolean isFromEnvironment() {
            return settings.get("credential_source").isPresent();
        }

        /** Whose credentials assume it, in words; a question mark where nothing says that. */
        public String sourceInWords() {
            return isFromEnvironment() ? "the environment" : sourceProfile().orElse("?");
        }

        public Optional<String> externalId() {
            return settings.get("external_id");
        }

        /** The device that the user wrote down for this role; where there is none, the source profile's counts. */
        public Optional<SerialNumber> serialNumber() {
            return recordedDevice().map(SerialNumber::new);
        }

        /** What stands there as the serial number, which may be malformed. */
        public Optional<String> recordedDevice() {
            return settings.first("mfa_arn", "mfa_serial");
        }

        /** A command that prints a token code of the source profile's user. */
        public Optional<String> mfaProcess() {
            return settings.get("mfa_process");
        }

        /** What AWS allows a session of the role to last, as far as that has been learned. */
        public Optional<Duration> longestLearned() {
            return settings.get(LONGEST_ROLE_SESSION).flatMap(SessionLength::parse);
        }

        /** What appears in AWS's logs: {@code role_session_name}, else the profile's name, in the characters AWS allows. */
        public String roleSessionName() {
            var name = settings.get("role_session_name").orElse(sessionName()).replaceAll("[^\\w+=,.@-]", "-");
            return name.substring(0, Math.min(LONGEST_SESSION_NAME, name.length()));
        }

        public Optional<String> sourceIdentity() {
            return settings.get("source_identity");
        }

        /** {@code session_tags = team=ops,cost=42}, as aws-vault has them. */
        public Map<String, String> sessionTags() {
            var tags = new LinkedHashMap<String, String>();
            list("session_tags").forEach(tag -> {
                var parts = tag.split("=", 2);
                if (parts.length < 2 || parts[0].isBlank()) {
                    throw Problem.badSetting("session_tags of profile '" + name() + "'", tag, "KEY=VALUE,…");
                }
                tags.put(parts[0].strip(), parts[1].strip());
            });
            return tags;
        }

        public List<String> transitiveSessionTags() {
            return list("transitive_session_tags");
        }

        private List<String> list(String key) {
            return settings.get(key).stream().flatMap(text -> Stream.of(text.split(",")))
                    .map(String::strip).filter(item -> !item.isEmpty()).toList();
        }

        /** What the command line wishes, else {@code sessmax}, for which other tools have names of their own, else what is usual. */
        public SessionLength sessionLength(Optional<Duration> wished, SessionLength usual) {
            return SessionLength.ofRoleSession(wished, settings.first("sessmax", "duration_seconds", "credentials_duration"), usual);
        }

        /** Where a session of this role is stored. */
        public String sessionName() {
            return name() + ROLE_SESSION_SUFFIX;
        }
    }

    /** Temporary credentials, started by this suite or by another tool. */
    record Session(Settings settings, Kind kind, Optional<String> sourceProfile) implements Profile {

        /**
         * Under which names a file may tell when a session ends: that of this suite, then those of awsume and aws-mfa, of saml2aws and
         * gimme-aws-creds, of yawsso and gsts, of aws-azure-login, and the name that AWS has for variables.
         */
        public static final List<String> ENDS = List.of("aws_session_expiry", "expiration", "x_security_token_expires",
                "aws_session_expiration", "aws_expiration", "aws_credential_expiration");

        /** What the session was made by, as far as the file tells. */
        public enum Kind {
            MFA("MFA session"),
            ROLE("role session"),
            UNKNOWN("session of another tool");

            private final String inWords;

            Kind(String inWords) {
                this.inWords = inWords;
            }

            public String inWords() {
                return inWords;
            }
        }

        public boolean isOfAnotherTool() {
            return kind == Kind.UNKNOWN;
        }

        /** Whether it stands, or is to stand, in the section of the profile that it is for, and not beside that. */
        public boolean isInPlace() {
            return !isOfAnotherTool() && sourceProfile.isPresent() && !isNameOfSession(name());
        }

        /** The same as one of this suite: what {@code login} makes of the section of another tool's session. */
        public Session asOwn() {
            return new Session(settings, Kind.MFA, sourceProfile);
        }

        /** In words, also where another tool made it and recorded what it is. */
        public String inWords() {
            return isOfAnotherTool() && type() != Kind.UNKNOWN ? type().inWords() + " of another tool" : kind.inWords();
        }

        /** What AWS made it by, also where another tool asked for it, as far as that tool recorded it. */
        public Kind type() {
            return isOfAnotherTool() && !isOverwritten() ? recordedType() : kind;
        }

        /** aws-mfa records it, saml2aws the identity, and awsume when the source of a role session ends. */
        private Kind recordedType() {
            var assumed = settings.get("assumed_role").map("true"::equalsIgnoreCase);
            var isRole = assumed.orElse(false) || settings.get("source_expiration").isPresent()
                    || settings.get("x_principal_arn").flatMap(Arn::parse).filter(Arn::isAssumedRole).isPresent();
            return isRole ? Kind.ROLE : assumed.isPresent() ? Kind.MFA : Kind.UNKNOWN;
        }

        /** Absent when one of the three parts is. */
        public Optional<Credentials> credentials() {
            return settings.get("aws_access_key_id").flatMap(id -> settings.get("aws_secret_access_key").flatMap(secret ->
                    settings.first("aws_session_token", "aws_security_token")
                            .map(sessionToken -> Credentials.temporary(id, secret, sessionToken))));
        }

        /**
         * Under the key of this suite, or under those of other tools. What this suite recorded for another session than the one whose keys
         * stand there now says nothing.
         */
        public Optional<Expiration> expiration() {
            if (isOverwritten()) {
                return Optional.empty();
            }
            for (var key : ENDS) {
                var end = settings.get(key).flatMap(this::read);
                if (end.isPresent()) {
                    return end;
                }
            }
            return Optional.empty();
        }

        private Optional<Expiration> read(String end) {
            return isOfAwsume() ? Expiration.parse(end, settings.clocks()) : Expiration.parse(end);
        }

        /** It records times of the computer's clocks, without their zone. */
        private boolean isOfAwsume() {
            return name().startsWith("autoawsume-") || settings.get("manager").filter("awsume"::equals).isPresent()
                    || settings.first("awsumepy_command", "source_expiration", "autoawsume").isPresent();
        }

        /** What it was made of, if this suite recorded that for these very keys. */
        public Optional<String> madeOf() {
            return settings.get(MADE_OF).filter(mark -> !isOverwritten());
        }

        /** Since when AWS does not take it, as this suite recorded for these very keys. */
        public Optional<String> refusedSince() {
            return settings.get("invalid_as_of").filter(since -> !isOverwritten());
        }

        /** Whether somebody has put other keys where this suite had stored some: what it recorded of those says nothing then. */
        public boolean isOverwritten() {
            return isOverwritten(settings);
        }

        /** The mark begins with the session's own key id. */
        private static boolean isOverwritten(Settings settings) {
            return settings.get(MADE_OF).filter(mark -> !mark.startsWith(
                    "session=" + settings.get("aws_access_key_id").orElse("") + " ")).isPresent();
        }

        /** Whether it is complete, not known to be refused by AWS, and has more than {@link Expiration#SLACK} left. */
        public boolean isUsable(Instant now) {
            return lasts(Expiration.SLACK, now);
        }

        /** The same for longer than that. */
        public boolean lasts(Duration longer, Instant now) {
            return credentials().isPresent()
                    && refusedSince().isEmpty()
                    && expiration().filter(expiration -> expiration.remaining(now).compareTo(longer) > 0).isPresent();
        }
    }

    /** Credentials that another program or service provides. */
    record Managed(Settings settings, Provider provider) implements Profile {

        /** Who has the credentials. */
        public enum Provider { IDENTITY_CENTER, LOGIN, WEB_IDENTITY, CREDENTIAL_SOURCE, PROCESS }

        /** In words. */
        public String by() {
            return switch (provider) {
                case IDENTITY_CENTER -> "IAM Identity Center (aws sso login)";
                case LOGIN -> "aws login";
                case WEB_IDENTITY -> "a web identity";
                case CREDENTIAL_SOURCE -> "credential_source " + settings.get("credential_source").orElse("?");
                case PROCESS -> "a credential_process";
            };
        }

        /** Whether a command gives them to whoever runs it; the other ones are known to AWS's own tools alone. */
        public boolean canBeGiven() {
            return switch (provider) {
                case IDENTITY_CENTER, LOGIN, PROCESS -> true;
                case WEB_IDENTITY, CREDENTIAL_SOURCE -> false;
            };
        }

        /** Whether they may be the keys of an IAM user, of which MFA sessions are made. */
        public boolean mayBeLongLived() {
            return provider == Provider.PROCESS;
        }

        /** The user's own command, split or run as {@code CredentialProcess} tells. */
        public Optional<String> process() {
            return settings.get("credential_process").filter(line -> provider == Provider.PROCESS);
        }

        /** Where an MFA session is stored, if there can be one. */
        public String sessionName() {
            return name() + MFA_SESSION_SUFFIX;
        }

        /** The same profile once its credentials are here: a base profile, or a session. */
        public Profile with(Credentials given, Optional<Expiration> ends) {
            if (given.sessionToken().isEmpty()) {
                return new Base(settings, given);
            }
            var properties = new HashMap<>(settings.properties());
            properties.put("aws_access_key_id", given.accessKeyId());
            properties.put("aws_secret_access_key", given.secretAccessKey());
            properties.put("aws_session_token", given.sessionToken().get());
            ends.ifPresent(expiration -> properties.put("aws_session_expiry", expiration.epochSeconds()));
            if (provider == Provider.IDENTITY_CENTER) {
                properties.put("assumed_role", "true");
            }
            return new Session(new Settings(name(), properties), Session.Kind.UNKNOWN, Optional.empty());
        }
    }

    /** No keys and no role, or half of a key pair. */
    record Keyless(Settings settings) implements Profile {

        public static final String SELECTOR = "used_by";
        public static final String SELECTED_BY = "awscli-mfa exec --refresh";

        public String missingProperty() {
            return settings.get("aws_access_key_id").isPresent() ? "aws_secret_access_key" : "aws_access_key_id";
        }

        /** Not even half of a pair. */
        public boolean hasNoKeys() {
            return settings.first("aws_access_key_id", "aws_secret_access_key").isEmpty();
        }

        /** Whether all that it is for is to be selected, by a command that gets its credentials in another way. */
        public boolean isSelector() {
            return settings.get(SELECTOR).filter(SELECTED_BY::equals).isPresent();
        }

        /** Why nothing can be started from it. */
        public Problem problem() {
            return hasNoKeys() ? Problem.noKeys(name()) : Problem.incompleteKeys(name(), missingProperty());
        }
    }

    /**
     * @param names all profiles there are, since aws-mfa links a session to its source by name
     */
    static Profile of(Settings settings, Set<String> names) {
        var name = settings.name();
        if (Session.isOverwritten(settings)) {
            return new Session(settings, Session.Kind.UNKNOWN, isNameOfSession(name) ? Optional.empty() : sourceOf(settings, names));
        }
        if (name.endsWith(MFA_SESSION_SUFFIX)) {
            return new Session(settings, Session.Kind.MFA, Optional.of(withoutSuffix(name, MFA_SESSION_SUFFIX)));
        }
        if (name.endsWith(ROLE_SESSION_SUFFIX)) {
            return new Session(settings, Session.Kind.ROLE, Optional.of(withoutSuffix(name, ROLE_SESSION_SUFFIX)));
        }
        return managedBy(settings).filter(provider -> !isAssumedHere(settings)).<Profile>map(provider -> new Managed(settings, provider))
                .or(() -> settings.get("role_arn").map(arn -> new Role(settings)))
                .or(() -> withKeys(settings, names))
                .or(() -> settings.first("source_profile", "external_id", "role_session_name", "role_xaccn")
                        .map(ofRoles -> new Role(settings)))
                .orElseGet(() -> new Keyless(settings));
    }

    private static Optional<Profile> withKeys(Settings settings, Set<String> names) {
        return settings.get("aws_access_key_id").flatMap(id -> settings.get("aws_secret_access_key").map(secret ->
                isTemporary(settings, id)
                        ? withSource(settings, sourceOf(settings, names))
                        : new Base(settings, Credentials.longLived(id, secret))));
    }

    /** With the mark of this suite it is one that {@code login} put there, unless nothing says any more where it came from. */
    private static Session withSource(Settings settings, Optional<String> source) {
        var isOwn = source.isPresent() && settings.get(MADE_OF).isPresent();
        return new Session(settings, isOwn ? Session.Kind.MFA : Session.Kind.UNKNOWN, source);
    }

    /**
     * What has no credentials of its own is a place for a session where it names a profile that has some: by {@code source_profile} without a
     * role, as the {@code awsmfa} of Reusabit has it, or by its own name, as aws-mfa has it. Empty for any other profile.
     */
    static Optional<Profile> placeForSession(Profile profile, Function<String, Profile> others) {
        var settings = profile.settings();
        var isNothingElse = profile instanceof Role && settings.first("role_arn", "external_id", "role_session_name", "role_xaccn").isEmpty()
                || profile instanceof Keyless;
        var hasKeys = settings.get("aws_access_key_id").filter(id -> !id.startsWith("ASIA")).isPresent();
        return Stream.of(settings.get("source_profile"), Optional.of(settings.name() + LONG_TERM)).flatMap(Optional::stream).limit(1)
                .filter(source -> isNothingElse && !hasKeys && givesSession(others.apply(source)))
                .<Profile>map(source -> new Session(settings, Session.Kind.MFA, Optional.of(source))).findFirst();
    }

    private static boolean givesSession(Profile source) {
        return source instanceof Base || source instanceof Managed managed && managed.mayBeLongLived();
    }

    private static boolean isTemporary(Settings settings, String accessKeyId) {
        return accessKeyId.startsWith("ASIA") || settings.first("aws_session_token", "aws_security_token").isPresent();
    }

    private static Optional<String> sourceOf(Settings settings, Set<String> names) {
        return settings.get("source_profile")
                .or(() -> Optional.of(settings.name() + LONG_TERM))
                .filter(names::contains);
    }

    /** AWS's tools look at a role first, except for one that a web identity assumes, and refuse one with two sources. */
    private static boolean isAssumedHere(Settings settings) {
        return settings.get("role_arn").isPresent() && settings.get("web_identity_token_file").isEmpty() && namesItsSource(settings);
    }

    /** What the machine has is known to AWS's own tools alone. */
    private static boolean namesItsSource(Settings settings) {
        var source = settings.get("credential_source");
        return settings.get("source_profile").isPresent() ? source.isEmpty() : source.filter("Environment"::equalsIgnoreCase).isPresent();
    }

    private static Optional<Managed.Provider> managedBy(Settings settings) {
        if (settings.first("sso_session", "sso_start_url").isPresent()) {
            return Optional.of(Managed.Provider.IDENTITY_CENTER);
        }
        if (settings.get("web_identity_token_file").isPresent()) {
            return Optional.of(Managed.Provider.WEB_IDENTITY);
        }
        if (settings.get("credential_source").isPresent()) {
            return Optional.of(Managed.Provider.CREDENTIAL_SOURCE);
        }
        if (settings.get("aws_access_key_id").isPresent()) {
            return Optional.empty();
        }
        return settings.get("login_session").map(session -> Managed.Provider.LOGIN)
                .or(() -> settings.get("credential_process").map(process -> Managed.Provider.PROCESS));
    }

    private static String withoutSuffix(String name, String suffix) {
        return name.substring(0, name.length() - suffix.length());
    }
}
