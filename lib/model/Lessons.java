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
 * What is worth keeping of what AWS said, so that the next run knows it without asking: the device ({@code mfa_arn}), a role's
 * longest session ({@code sessmax}), whether it is another account's ({@code role_xaccn}), and since when AWS takes a
 * profile's credentials no more ({@code invalid_as_of}). Text that says so already stays as it is.
 *
 * @param findings by profile name
 * @param now goes into {@code invalid_as_of}
 */
public record Lessons(Profiles profiles, Map<String, Finding> findings, Instant now) {

    public IniFile inConfig(IniFile config) {
        var edited = config;
        for (var entry : findings.entrySet()) {
            var header = Profiles.headerInConfig(entry.getKey());
            edited = tagged(edited, header, entry.getValue());
            edited = switch (profiles.require(entry.getKey())) {
                case Profile.Base base when entry.getValue() instanceof Finding.User user ->
                        advertised(device(edited, header, base, user), header, base, user);
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
        if (!file.headers().contains(header) || finding instanceof Finding.Unknown) {
            return file;
        }
        if (!(finding instanceof Finding.Rejected)) {
            return file.without(header, "invalid_as_of");
        }
        return file.properties(header).containsKey("invalid_as_of") ? file
                : file.with(header, "invalid_as_of", now.truncatedTo(ChronoUnit.SECONDS).toString());
    }

    /** Of several devices none is preferred; what the user wrote as {@code mfa_serial} is theirs. */
    private static IniFile device(IniFile config, String header, Profile.Base base, Finding.User user) {
        if (user.devices().isEmpty()) {
            return config;
        }
        var usable = user.devices().get().stream().filter(SerialNumber::givesTokenCodes).map(SerialNumber::text).toList();
        if (base.recordedDevice().filter(usable::contains).isPresent()) {
            return config;
        }
        if (usable.size() != 1) {
            return config.without(header, "mfa_arn");
        }
        var isNews = base.settings().get("mfa_serial").isEmpty() || base.settings().get("mfa_arn").isPresent();
        return isNews ? config.with(header, "mfa_arn", usable.getFirst()) : config;
    }

    /** A shorter length of the user's own is respected. */
    private static IniFile advertised(IniFile config, String header, Profile.Base base, Finding.User user) {
        var stored = base.settings().get("sessmax").flatMap(SessionLength::parse);
        return user.advertisedLength()
                .filter(length -> stored.isEmpty() ? !length.equals(SessionLength.DEFAULT_MFA_SESSION) : stored.get().compareTo(length) > 0)
                .map(length -> config.with(header, "sessmax", Long.toString(length.toSeconds())))
                .orElse(config);
    }

    private IniFile role(IniFile config, String header, Profile.Role role, Finding.Role found) {
        var edited = config;
        if (found.longest().isPresent()) {
            edited = longest(edited, header, role, found.longest().get());
        }
        edited = isOtherAccount(role) ? edited.with(header, "role_xaccn", "true") : edited.without(header, "role_xaccn");
        return ownDevice(edited, header, role, found);
    }

    /** A shorter length of the user's own is respected; AWS's default needs no words. */
    private static IniFile longest(IniFile config, String header, Profile.Role role, Duration longest) {
        var stored = role.settings().get("sessmax").flatMap(SessionLength::parse);
        var tooLong = stored.filter(length -> length.compareTo(longest) > 0).isPresent();
        var worthSaying = stored.isEmpty() && role.settings().get("duration_seconds").isEmpty()
                && !longest.equals(SessionLength.DEFAULT_ROLE_SESSION);
        return tooLong || worthSaying ? config.with(header, "sessmax", Long.toString(longest.toSeconds())) : config;
    }

    /** The old awscli-mfa reads {@code mfa_arn} of a role as: this role wants MFA, from that device. */
    private IniFile ownDevice(IniFile config, String header, Profile.Role role, Finding.Role found) {
        var device = source(role).flatMap(Profile.Base::recordedDevice);
        var wantsMfa = found.mfaNeed() != TrustPolicy.MfaNeed.NOT_REQUIRED && isFirstInChain(role);
        if (role.settings().get("mfa_serial").isPresent()) {
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

    private boolean isOtherAccount(Profile.Role role) {
        var own = source(role).flatMap(base -> findings.get(base.name()) instanceof Finding.User user
                ? Optional.of(user.identity().account()) : Optional.<String>empty());
        return own.isPresent() && role.arn().filter(arn -> !arn.account().equals(own.get())).isPresent();
    }
}
