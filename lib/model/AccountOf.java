//SOURCES Arn.java
//SOURCES Finding.java
//SOURCES Origin.java
//SOURCES Plan.java
//SOURCES Profile.java
//SOURCES Settings.java
package lib.model;

import java.util.Optional;
import java.util.stream.Stream;

/**
 * Of which account credentials are, as far as that is known without asking AWS.
 *
 * @param id twelve digits
 * @param source what says so, in words that follow "by"
 */
record AccountOf(String id, String source) {

    /** Empty where AWS has to be asked. What it has said goes before what the files record. */
    static Optional<AccountOf> known(Profile profile, Plan.Known known) {
        return asked(profile, known).or(() -> switch (profile) {
            case Profile.Role role -> of(role.settings(), "role_arn");
            case Profile.Base base -> of(base, known);
            case Profile.Session session -> of(session, known);
            case Profile.Managed managed -> Stream.of("role_arn", "login_session").flatMap(key -> of(managed.settings(), key).stream()).findFirst()
                    .or(() -> managed.settings().get("sso_account_id").map(id -> new AccountOf(id, "sso_account_id")));
            case Profile.Keyless _ -> Optional.empty();
        });
    }

    private static Optional<AccountOf> asked(Profile profile, Plan.Known known) {
        var said = switch (known.findings().get(profile.name())) {
            case Finding.User user -> Optional.of(user.identity().account());
            case Finding.Live live -> Optional.of(live.identity().account());
            case null, default -> Optional.ofNullable(known.accounts().get(profile.name()));
        };
        return said.map(id -> new AccountOf(id, "AWS"));
    }

    private static Optional<AccountOf> of(Settings settings, String key) {
        return settings.get(key).flatMap(Arn::parse).map(arn -> new AccountOf(arn.account(), key));
    }

    /** A device that AWS does not know as the user's may be one of another account. */
    private static Optional<AccountOf> of(Profile.Base base, Plan.Known known) {
        return Stream.of("mfa_arn", "mfa_serial", "aws_mfa_device").filter(key -> base.settings().get(key).isPresent()).limit(1)
                .filter(key -> !known.refusedDevices().contains(base.settings().get(key).orElseThrow()))
                .flatMap(key -> of(base.settings(), key).stream()).findFirst();
    }

    /** What was recorded of a session, else what its profile says; of another tool's that says nothing. */
    private static Optional<AccountOf> of(Profile.Session session, Plan.Known known) {
        var role = Origin.recorded(session).flatMap(origin -> Optional.ofNullable(origin.parts().get("role_arn"))).flatMap(Arn::parse)
                .map(arn -> new AccountOf(arn.account(), "the role that it was made of"));
        var owner = session.sourceProfile().filter(name -> !session.isOfAnotherTool()).flatMap(known.profiles()::named)
                .filter(profile -> !(profile instanceof Profile.Session));
        return role.or(() -> of(session.settings(), "x_principal_arn"))
                .or(() -> owner.flatMap(profile -> session.kind() == Profile.Session.Kind.MFA && profile instanceof Profile.Role ? Optional.empty()
                        : known(profile, known)));
    }
}
