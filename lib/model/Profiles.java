//SOURCES Credentials.java
//SOURCES IniFile.java
//SOURCES Invisible.java
//SOURCES Problem.java
//SOURCES Profile.java
//SOURCES Settings.java
//SOURCES Slip.java
package lib.model;

import java.time.ZoneId;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * All profiles of the two files, in the order in which they stand there: those of the config file first.
 *
 * @see <a href="https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html">Format of the shared files</a>
 */
public final class Profiles {

    private static final String PROFILE = "profile ";
    private static final String SERVICES = "services ";

    /** What stands for the name of a session that AWS's variables hold. */
    static final String ENVIRONMENT = "the session in the environment";

    private static final Pattern NAME_THE_SDKS_READ = Pattern.compile("[A-Za-z0-9_\\-/.%@:+]+");

    private static final List<String> GIVE_KEYS = List.of("credential_process", "login_session");

    /** Beside one of those, the AWS CLI and boto3 heed them in the credentials file alone. */
    private static final List<String> KEYS = List.of("aws_access_key_id", "aws_secret_access_key", "aws_session_token", "aws_security_token");

    private final Map<String, Profile> byName;
    private final Map<String, Settings> services;
    private final Map<String, String> environment;
    private final Supplier<ZoneId> clocks;

    private Profiles(Map<String, Profile> byName, Map<String, Settings> services, Map<String, String> environment, Supplier<ZoneId> clocks) {
        this.byName = byName;
        this.services = services;
        this.environment = environment;
        this.clocks = clocks;
    }

    private Profiles(IniFile config, IniFile credentials, Supplier<ZoneId> clocks) {
        this(new LinkedHashMap<>(), new LinkedHashMap<>(), Map.of(), clocks);
        var settings = new LinkedHashMap<String, Map<String, String>>();
        ofAwsmfa(config).forEach(name -> settings.put(name, new LinkedHashMap<>(config.properties(name))));
        config.headers().forEach(header -> profileInConfig(header, config).ifPresent(name ->
                settings.computeIfAbsent(name, n -> new LinkedHashMap<>()).putAll(config.properties(header))));
        credentials.headers().stream().filter(header -> !header.startsWith(PROFILE)).forEach(name ->
                settings.computeIfAbsent(name, n -> new LinkedHashMap<>()).putAll(credentials.properties(name)));
        settings.forEach((name, properties) -> {
            if (GIVE_KEYS.stream().anyMatch(properties::containsKey) && !credentials.properties(name).containsKey("aws_access_key_id")) {
                properties.keySet().removeAll(KEYS);
            }
        });
        settings.forEach((name, properties) ->
                byName.put(name, Profile.of(new Settings(name, properties, clocks), settings.keySet())));
        byName.replaceAll((name, profile) -> Profile.placeForSession(profile, byName::get).orElse(profile));
        readServices(config);
    }

    public static Profiles of(IniFile config, IniFile credentials) {
        return of(config, credentials, Settings.HERE);
    }

    /** @param clocks the zone of times that are recorded without one */
    public static Profiles of(IniFile config, IniFile credentials, Supplier<ZoneId> clocks) {
        return new Profiles(config, credentials, clocks);
    }

    /** The same where these variables are in force: a role may take its keys from them. */
    public Profiles with(Map<String, String> variables) {
        return new Profiles(byName, services, variables, clocks);
    }

    /** The same where more is known of one of them: what its {@code credential_process} gave, say. */
    public Profiles with(Profile known) {
        var more = new LinkedHashMap<>(byName);
        more.put(known.name(), known);
        return new Profiles(more, services, environment, clocks);
    }

    /**
     * The sections that Reusabit's {@code awsmfa} has in the config file, without the word {@code profile}: those with its
     * {@code user_arn}, and those whose {@code source_profile} is one of these. AWS's tools do not read them, so what stands in a section
     * that they read goes before.
     */
    public static List<String> ofAwsmfa(IniFile config) {
        var unread = config.headers().stream().filter(header -> header.indexOf(' ') < 0 && !header.equals("default")).toList();
        var permanent = unread.stream().filter(header -> config.properties(header).containsKey("user_arn")).toList();
        return unread.stream().filter(header -> permanent.contains(header)
                || permanent.contains(config.properties(header).getOrDefault("source_profile", ""))).toList();
    }

    /** {@code [profile default]} makes AWS's readers ignore {@code [default]}. */
    private static Optional<String> profileInConfig(String header, IniFile config) {
        if (header.startsWith(PROFILE)) {
            return Optional.of(header.substring(PROFILE.length()));
        }
        var isDefault = header.equals("default") && !config.has(PROFILE + "default");
        return isDefault ? Optional.of("default") : Optional.empty();
    }

    /** The zone of times that are recorded without one. */
    Supplier<ZoneId> clocks() {
        return clocks;
    }

    private void readServices(IniFile config) {
        config.headers().stream().filter(header -> header.startsWith(SERVICES)).forEach(header -> {
            var name = header.substring(SERVICES.length());
            services.put(name, new Settings(name, config.properties(header)));
        });
    }

    /** The header under which that config file keeps a profile: {@code [profile default]} only where it stands there. */
    public static String headerInConfig(IniFile config, String name) {
        return name.equals("default") && !config.has(PROFILE + name) ? name : PROFILE + name;
    }

    public Collection<Profile> all() {
        return Collections.unmodifiableCollection(byName.values());
    }

    /** As it stands in the files; a session that is not stored, but that this suite would store under that name, is there as well. */
    public Optional<Profile> named(String name) {
        return Optional.ofNullable(byName.get(name)).or(() -> notStored(name));
    }

    private Optional<Profile> notStored(String name) {
        return notStored(name, Profile.MFA_SESSION_SUFFIX, Profile.Session.Kind.MFA)
                .or(() -> notStored(name, Profile.ROLE_SESSION_SUFFIX, Profile.Session.Kind.ROLE));
    }

    private Optional<Profile> notStored(String name, String suffix, Profile.Session.Kind kind) {
        var owner = name.endsWith(suffix) ? Optional.ofNullable(byName.get(name.substring(0, name.length() - suffix.length())))
                : Optional.<Profile>empty();
        return owner.filter(profile -> mayHave(profile, kind)).map(profile ->
                new Profile.Session(new Settings(name, Map.of()), kind, Optional.of(profile.name())));
    }

    private static boolean mayHave(Profile owner, Profile.Session.Kind kind) {
        return switch (owner) {
            case Profile.Base _ -> kind == Profile.Session.Kind.MFA;
            case Profile.Managed managed -> kind == Profile.Session.Kind.MFA && managed.mayBeLongLived();
            case Profile.Role _ -> kind == Profile.Session.Kind.ROLE;
            case Profile.Session _, Profile.Keyless _ -> false;
        };
    }

    /**
     * Whose keys AWS's variables hold, for a role that says {@code credential_source = Environment}.
     *
     * @throws Problem {@link Problem#noKeysInEnvironment}
     */
    Profile ofEnvironment(Profile.Role role) {
        var keys = Credentials.ofVariables(environment).orElseThrow(() -> Problem.noKeysInEnvironment(role.name()));
        return keys.sessionToken().isEmpty() ? new Profile.Base(role.settings(), keys)
                : new Profile.Session(new Settings(ENVIRONMENT, Map.of("aws_access_key_id", keys.accessKeyId(),
                        "aws_secret_access_key", keys.secretAccessKey(), "aws_session_token", keys.sessionToken().get())),
                        Profile.Session.Kind.UNKNOWN, Optional.empty());
    }

    public List<Profile.Base> bases() {
        return byName.values().stream()
                .filter(Profile.Base.class::isInstance).map(Profile.Base.class::cast).toList();
    }

    public List<Profile.Role> roles() {
        return byName.values().stream()
                .filter(Profile.Role.class::isInstance).map(Profile.Role.class::cast).toList();
    }

    /** The name of a profile whose keys may be in a vault; {@code default} often holds nothing but a region for the others. */
    public Optional<String> withoutKeys() {
        return byName.values().stream()
                .filter(profile -> profile instanceof Profile.Keyless keyless && keyless.hasNoKeys() && !keyless.isSelector())
                .map(Profile::name).filter(name -> !name.equals("default")).findFirst();
    }

    /** Why nothing can be started from a profile without keys. aws-mfa keeps them beside it, and there they belong. */
    public Problem problemOf(Profile.Keyless keyless) {
        return named(keyless.name() + Profile.LONG_TERM).filter(Profile.Keyless.class::isInstance).map(Profile.Keyless.class::cast)
                .orElse(keyless).problem();
    }

    /** The profiles whose sessions stand in their own sections, there or to come. */
    public List<Profile.Session> places() {
        return byName.values().stream().filter(Profile.Session.class::isInstance).map(Profile.Session.class::cast)
                .filter(Profile.Session::isInPlace).toList();
    }

    /** The names under which MFA sessions of a profile may be stored: beside it first, then in the sections of those that it gives keys. */
    public Stream<String> namesOfSessions(Profile owner) {
        return Stream.concat(Stream.of(owner.name() + Profile.MFA_SESSION_SUFFIX),
                places().stream().filter(place -> place.sourceProfile().filter(owner.name()::equals).isPresent()).map(Profile::name));
    }

    /** The stored session of that name, live or not. */
    public Optional<Profile.Session> session(String name) {
        return Optional.ofNullable(byName.get(name)).filter(Profile.Session.class::isInstance).map(Profile.Session.class::cast);
    }

    /**
     * Whether storing a session under that name would overwrite nothing but a session.
     *
     * @throws Problem.NameTaken it would
     */
    public void requireStorable(String sessionName) {
        named(sessionName).map(Profile::settings)
                .filter(settings -> settings.get("aws_access_key_id").filter(id -> !id.startsWith("ASIA")).isPresent())
                .filter(settings -> settings.first("aws_session_token", "aws_security_token").isEmpty())
                .ifPresent(settings -> {
                    throw new Problem.NameTaken(sessionName);
                });
    }

    /** The nested block {@code service =} of the {@code [services …]} section that a profile names. */
    public Optional<String> serviceEndpoint(Settings profile, String service) {
        return profile.get("services").map(services::get).flatMap(section -> section.get(service)).flatMap(Profiles::endpointIn);
    }

    /** The endpoints of all services in that section, and in blocks of the profile itself, where plugins of the AWS CLI look for them. */
    public List<String> serviceEndpoints(Settings profile) {
        return Stream.concat(profile.get("services").map(services::get).stream(), Stream.of(profile))
                .flatMap(section -> section.properties().values().stream()).filter(value -> value.contains("endpoint_url"))
                .flatMap(block -> endpointIn(block).stream()).toList();
    }

    private static Optional<String> endpointIn(String block) {
        return Optional.ofNullable(IniFile.parse("[block]\n" + block.strip()).properties("block").get("endpoint_url"));
    }

    /** The endpoints that the section says, by the names of services. */
    public Map<String, String> endpointsByService(Settings profile) {
        var endpoints = new TreeMap<String, String>();
        profile.get("services").map(services::get).ifPresent(section -> section.properties().forEach((service, block) ->
                endpointIn(block).ifPresent(url -> endpoints.put(service, url))));
        return endpoints;
    }

    /** Whether the AWS SDKs see a profile of that name; the AWS CLI takes any. */
    public static boolean isSeenBySdks(String name) {
        return NAME_THE_SDKS_READ.matcher(name).matches();
    }

    /**
     * @throws Problem {@link Problem.NoSuchProfile}, with the names that may have been meant
     */
    public Profile require(String name) {
        return named(name).orElseThrow(() -> new Problem.NoSuchProfile(name,
                Slip.of(name, byName.keySet()).stream().map(Invisible::shown).toList()));
    }

    /** The name that the environment selects, whether there is such a profile or not. */
    public static Optional<String> selectedName(Map<String, String> environment) {
        return selecting(environment).map(environment::get);
    }

    private static Optional<String> selecting(Map<String, String> environment) {
        return Stream.of("AWS_PROFILE", "AWS_DEFAULT_PROFILE").filter(name -> !environment.getOrDefault(name, "").isEmpty()).findFirst();
    }

    /**
     * The profile that the environment selects; empty where it selects none.
     *
     * @throws Problem {@link Problem.NoSuchProfile}, which names the variable
     */
    public Optional<Profile> selected(Map<String, String> environment) {
        try {
            return selectedName(environment).map(this::require);
        } catch (Problem.NoSuchProfile missed) {
            throw missed.selectedBy(selecting(environment).orElseThrow());
        }
    }
}
