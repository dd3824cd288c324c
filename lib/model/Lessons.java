//SOURCES Finding.java
//SOURCES IniFile.java
//SOURCES Profile.java
//SOURCES Profiles.java
//SOURCES RoleChain.java
//SOURCES SerialNumber.java
//SOURCES SessionLength.java
//SOURCES TrustPolicy.java
package lib.model;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;

/**
 * What is worth keeping of what AWS said, so that the next run knows it without asking: the user's device ({@code mfa_arn}), what the
 * account and the role allow a session to last ({@code max_mfa_session_duration}, {@code max_session_duration}), whether a role is another
 * account's ({@code role_xaccn}), and since when AWS takes a profile's credentials no more ({@code invalid_as_of}). None of it is
 * a wish, or has a code asked for. Text that says so already stays as it is.
 *
 * @param findings by profile name
 * @param now goes into {@code invalid_as_of}
 */
public record Lessons(Profiles profiles, Map<String, Finding> findings, Instant now) {

    public IniFile inConfig(IniFile config) {
        var edited = config;
        for (var entry : findings.entrySet()) {
            var header = Profiles.headerInConfig(config, entry.getKey());
            edited = tagged(edited, header, entry.getValue());
            edited = switch (profiles.require(entry.getKey())) {
                case Profile.Base base when entry.getValue() instanceof Finding.User user ->
                        advertised(device(edited, header, base, user), header, user);
                case Profile.Role role when entry.getValue() instanceof Finding.Role found -> role(edited, header, role, found);
                default -> edited;
            };
        }
        return edited;
    }

    public IniFile inCredentials(IniFile credentials) {
        var edited = credentials;
        for (var entry : findings.entrySet()) {
            edited = tagged(edited, entry.getKey(), entry.getValue());
        }
        return edited;
    }

    /** Only where the profile has a section already: a tag alone would make a profile of it. */
    private IniFile tagged(IniFile file, String header, Finding finding) {
        if (!file.has(header) || finding instanceof Finding.Unknown) {
            return file;
        }
        if (!(finding instanceof Finding.Rejected)) {
            return file.without(header, "invalid_as_of");
        }
        return file.properties(header).containsKey("invalid_as_of") ? file
                : file.with(header, "invalid_as_of", mark(now));
    }

    /** How {@code invalid_as_of} is written. */
    public static String mark(Instant now) {
        return now.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static IniFile device(IniFile config, String header, Profile.Base base, Finding.User user) {
        if (user.devices().listed().isEmpty() || base.settings().get("mfa_arn").isEmpty() && base.recordedDevice().isPresent()) {
            return config;
        }
        return device(base, user).map(device -> config.with(header, "mfa_arn", device))
                .orElseGet(() -> config.without(header, "mfa_arn"));
    }

    /** Of several devices none is preferred, save the one that is recorded; what the user wrote as {@code mfa_serial} is theirs. */
    private static Optional<String> device(Profile.Base base, Finding.User user) {
        if (user.devices().listed().isEmpty() || base.settings().get("mfa_arn").isEmpty() && base.recordedDevice().isPresent()) {
            return base.recordedDevice();
        }
        var usable = user.devices().listed().get().stream().filter(SerialNumber::givesTokenCodes).map(SerialNumber::text).toList();
        return base.recordedDevice().filter(usable::contains)
                .or(() -> usable.size() == 1 ? Optional.of(usable.getFirst()) : Optional.empty());
    }

    private static IniFile advertised(IniFile config, String header, Finding.User user) {
        return user.advertisedLength().map(length -> config.with(header, Profile.LONGEST_MFA_SESSION, Long.toString(length.toSeconds())))
                .orElse(config);
    }

    /** Where the source's account is not known, nothing is concluded about the role's. */
    private IniFile role(IniFile config, String header, Profile.Role role, Finding.Role found) {
        var source = source(role).map(Profile::name).map(findings::get)
                .filter(Finding.User.class::isInstance).map(Finding.User.class::cast);
        var edited = found.longest().map(longest -> longest(config, header, role, longest)).orElse(config);
        if (source.isEmpty()) {
            return edited;
        }
        var isOtherAccount = !role.arn().orElseThrow().account().equals(source.get().identity().account());
        edited = isOtherAccount ? edited.with(header, "role_xaccn", "true") : edited.without(header, "role_xaccn");
        return isGone(role, source.get()) ? edited.without(header, "mfa_arn") : edited;
    }

    /** Whether AWS lists the user's devices, and the one that is recorded for the role is none of them. */
    private static boolean isGone(Profile.Role role, Finding.User user) {
        return role.settings().get("mfa_arn").filter(recorded -> user.devices().listed().filter(devices ->
                devices.stream().noneMatch(device -> device.text().equals(recorded))).isPresent()).isPresent();
    }

    /** The hour that every role allows needs no words, unless something else was said before. */
    private static IniFile longest(IniFile config, String header, Profile.Role role, Duration longest) {
        return longest.equals(SessionLength.DEFAULT_ROLE_SESSION) && role.longestLearned().isEmpty() ? config
                : config.with(header, Profile.LONGEST_ROLE_SESSION, Long.toString(longest.toSeconds()));
    }

    /**
     * The device of each role that wants MFA of its source. The old awscli-mfa reads {@code mfa_arn} of a role as: this role wants MFA, from
     * that device; so only a change of devices writes it, and no look.
     */
    public IniFile withDevicesOfRoles(IniFile config) {
        var edited = config;
        for (var role : profiles.roles()) {
            if (findings.get(role.name()) instanceof Finding.Role found && source(role).map(Profile::name).map(findings::get)
                    .orElse(null) instanceof Finding.User) {
                edited = ownDevice(edited, Profiles.headerInConfig(config, role.name()), role, found);
            }
        }
        return edited;
    }

    private IniFile ownDevice(IniFile config, String header, Profile.Role role, Finding.Role found) {
        var base = source(role).orElseThrow();
        var user = (Finding.User) findings.get(base.name());
        var device = device(base, user);
        var wantsMfa = found.mfaNeed() != TrustPolicy.MfaNeed.NOT_REQUIRED && isFirstInChain(role);
        var nobodyKnows = device.isEmpty() && user.devices().listed().isEmpty();
        if (role.settings().get("mfa_serial").isPresent() || wantsMfa && nobodyKnows) {
            return config;
        }
        return wantsMfa && device.isPresent() ? config.with(header, "mfa_arn", device.get()) : config.without(header, "mfa_arn");
    }

    private boolean isFirstInChain(Profile.Role role) {
        return RoleChain.of(profiles, role).roles().size() == 1;
    }

    private Optional<Profile.Base> source(Profile.Role role) {
        return RoleChain.of(profiles, role).source() instanceof Profile.Base base ? Optional.of(base) : Optional.empty();
    }
}
