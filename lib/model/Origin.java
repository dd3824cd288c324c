//SOURCES Credentials.java
//SOURCES Problem.java
//SOURCES Profile.java
//SOURCES Profiles.java
//SOURCES RoleChain.java
//SOURCES SerialNumber.java
package lib.model;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a stored session was made of, as {@code made_of} in its section records it. A session belongs to its profile only while the
 * profile says the same.
 *
 * <p>{@code session=ASIA… key=AKIA…} for an MFA session; for a role session, what AWS was asked for stands between the two. No part is
 * a secret; a command is known by its fingerprint, since one may stand in it. Blanks, percent signs and control characters in a value are percent-encoded.
 *
 * @param parts by name, in the order in which they are written
 */
public record Origin(Map<String, String> parts) {

    private static final String SESSION = "session";
    private static final String KEY = "key";
    private static final String DEVICE = "device";
    private static final String PROCESS = "credential_process";

    /** Which sections of the files were made for the session, as {@code StoredSession} writes it. */
    static final String SECTIONS = "sections";

    private static final int FINGERPRINT_BYTES = 8;

    private static final Pattern ENCODED = Pattern.compile("%([0-9A-F]{2})");

    /** Parts that no profile says. */
    private static final Set<String> OF_THE_SESSION = Set.of(SESSION, DEVICE, SECTIONS);

    /** Of the MFA session of a base profile: its long-lived key, or the command that gives it. */
    public static Origin of(Profile.Base base) {
        return new Origin(root(base));
    }

    /**
     * What says whose credentials a way begins with. Those that a command gives may be others every time, so the command counts; of a
     * temporary key, the profile's name.
     */
    private static Map<String, String> root(Profile source) {
        var process = source.settings().get(PROCESS).filter(line -> !(source instanceof Profile.Base base && base.isStored()));
        return switch (source) {
            case Profile.Managed _, Profile.Base _, Profile.Session _ when process.isPresent() -> Map.of(PROCESS, fingerprint(process.get()));
            case Profile.Base base -> Map.of(KEY, base.keys().accessKeyId());
            case Profile other -> Map.of("source_profile", other.name());
        };
    }

    /** Tells one command from another, and nothing of what stands in it. */
    public static String fingerprint(String command) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(command.strip().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, FINGERPRINT_BYTES);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }

    /**
     * Of the session of a role: what AWS is asked for, and whose credentials the way begins with.
     *
     * @throws Problem what {@link RoleChain#of} throws
     */
    public static Origin of(Profile.Role role, Profiles profiles) {
        var parts = new LinkedHashMap<String, String>();
        Stream.of("role_arn", "external_id", "source_identity", "session_tags", "transitive_session_tags").forEach(name ->
                role.settings().get(name).ifPresent(value -> parts.put(name, value)));
        parts.put("role_session_name", role.roleSessionName());
        var source = RoleChain.of(profiles, role).source();
        var base = source instanceof Profile.Session session ? session.sourceProfile().flatMap(profiles::named).orElse(source) : source;
        parts.putAll(base instanceof Profile.Role ? Map.of("source_profile", source.name()) : root(base));
        return new Origin(parts);
    }

    /**
     * The same for a session that has begun.
     *
     * @param named the device, where the person named one
     */
    public Origin with(Credentials session, Optional<SerialNumber> named) {
        var all = new LinkedHashMap<String, String>();
        all.put(SESSION, session.accessKeyId());
        all.putAll(parts);
        named.ifPresent(device -> all.put(DEVICE, device.text()));
        return new Origin(all);
    }

    /** Absent in sessions of other tools, and of older versions. */
    public static Optional<Origin> recorded(Profile.Session session) {
        return session.madeOf().map(text -> new Origin(Stream.of(text.split(" ")).map(part -> part.split("=", 2))
                .filter(part -> part.length == 2)
                .collect(Collectors.toMap(part -> part[0], part -> decoded(part[1]), (first, second) -> first, LinkedHashMap::new))));
    }

    /** The device that the person named for the session. */
    public Optional<SerialNumber> device() {
        return Optional.ofNullable(parts.get(DEVICE)).flatMap(SerialNumber::parse);
    }

    /** Whether both begin with the same long-lived keys. */
    public boolean hasRootOf(Origin other) {
        return Stream.of(KEY, PROCESS).anyMatch(root -> parts.containsKey(root) && parts.get(root).equals(other.parts.get(root)));
    }

    // ---------------------------------------------------------------- belonging

    /** The stored session of that name, if it can be used without more ado and is its profile's. */
    public static Optional<Profile.Session> live(Profiles profiles, String sessionName, Instant now) {
        return profiles.session(sessionName).filter(session -> session.isUsable(now) && isCurrent(session, profiles));
    }

    /** Whether a stored session is still the session of the profile that its name says. */
    public static boolean isCurrent(Profile.Session session, Profiles profiles) {
        return change(session, profiles).isEmpty();
    }

    /** What has changed since, as {@link #change(Profile.Session, Profile, Profiles)} has it, of the profile that its name says. */
    public static Optional<String> change(Profile.Session session, Profiles profiles) {
        return session.sourceProfile().flatMap(profiles::named)
                .map(owner -> session.kind() == Profile.Session.Kind.MFA ? withKeys(owner, profiles) : owner)
                .flatMap(owner -> change(session, owner, profiles));
    }

    /** An MFA session under the name of a role is one of the keys beside it, or in the environment. */
    private static Profile withKeys(Profile owner, Profiles profiles) {
        try {
            return owner instanceof Profile.Role role && role.isFromEnvironment() ? profiles.ofEnvironment(role)
                    : owner instanceof Profile.Role role && role.asBase().isPresent() ? role.asBase().get() : owner;
        } catch (Problem noneThere) {
            return new Profile.Keyless(owner.settings()); // of which nothing is concluded
        }
    }

    /**
     * What has changed since the session was made, in words that follow its name; absent where nothing has, and where nothing is
     * recorded.
     *
     * @param owner the base or role profile whose session it is to be
     */
    public static Optional<String> change(Profile.Session session, Profile owner, Profiles profiles) {
        return recorded(session).flatMap(then -> now(owner, profiles).flatMap(now -> now.changeSince(then)));
    }

    private static Optional<Origin> now(Profile owner, Profiles profiles) {
        try {
            return switch (owner) {
                case Profile.Base base -> Optional.of(of(base));
                case Profile.Role role -> Optional.of(of(role, profiles));
                case Profile.Managed managed when managed.process().isPresent() -> Optional.of(new Origin(root(managed)));
                default -> Optional.empty();
            };
        } catch (Problem broken) {
            return Optional.empty(); // the role's own problem is told where it is asked for
        }
    }

    private Optional<String> changeSince(Origin then) {
        return Stream.concat(then.parts.keySet().stream(), parts.keySet().stream())
                .filter(name -> !OF_THE_SESSION.contains(name) && !value(name).equals(then.value(name))).findFirst()
                .map(name -> name.equals(PROCESS) ? "was made with another credential_process"
                        : "was made with %s %s, which is %s now".formatted(inWords(name), then.value(name), value(name)));
    }

    private String value(String name) {
        return Optional.ofNullable(parts.get(name)).filter(value -> !value.isEmpty()).orElse("none");
    }

    private static String inWords(String name) {
        return name.equals(KEY) ? "the access key" : name;
    }

    // --------------------------------------------------------------------- text

    /** As it is stored. */
    @Override
    public String toString() {
        return parts.entrySet().stream().map(part -> part.getKey() + "=" + encoded(part.getValue())).collect(Collectors.joining(" "));
    }

    private static String encoded(String value) {
        return value.chars().mapToObj(c -> c <= ' ' || c == '%' || c == 127 ? "%%%02X".formatted(c) : Character.toString(c))
                .collect(Collectors.joining());
    }

    private static String decoded(String text) {
        return ENCODED.matcher(text).replaceAll(code -> Matcher.quoteReplacement(
                Character.toString(Integer.parseInt(code.group(1), 16))));
    }
}
