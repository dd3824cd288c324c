//SOURCES Arn.java
//SOURCES DeviceList.java
//SOURCES Expiration.java
//SOURCES Finding.java
//SOURCES MenuRow.java
//SOURCES MenuTable.java
//SOURCES Problem.java
//SOURCES Profile.java
//SOURCES Profiles.java
//SOURCES RoleChain.java
//SOURCES Screenful.java
//SOURCES SessionStatus.java
//SOURCES TrustPolicy.java
//SOURCES Window.java
//SOURCES Words.java
package lib.model;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The profiles one can choose from, under one running number: base profiles and those that hold sessions of theirs, then roles, each
 * with its live session; below them what others manage and the sessions that other tools keep here, chosen by name, and what cannot be used, with the reason.
 */
public final class Menu {

    private final Profiles profiles;
    private final Map<String, Finding> findings;
    private final Instant now;
    private final List<MenuRow<Profile>> bases = new ArrayList<>();
    private final List<MenuRow<Profile>> roles = new ArrayList<>();
    private final List<MenuRow<Profile>> managed = new ArrayList<>();
    private final List<MenuRow<Profile>> ofOtherTools = new ArrayList<>();
    private final List<MenuRow<Profile>> unusable = new ArrayList<>();

    private Menu(Profiles profiles, Map<String, Finding> findings, Instant now) {
        this.profiles = profiles;
        this.findings = findings;
        this.now = now;
        profiles.bases().forEach(base -> add(bases, base, base.sessionName(), who(base), remark(base)));
        profiles.places().forEach(place -> add(bases, place, place.name(), who(place), remark(place)));
        profiles.roles().forEach(role -> add(roles, role, role.sessionName(), who(role), remark(role)));
        profiles.all().stream().filter(Profile.Managed.class::isInstance).map(Profile.Managed.class::cast).forEach(profile ->
                managed.add(new MenuRow<>(Optional.empty(), profile, profile.by(), "", liveSession(profile))));
        profiles.all().stream().filter(Profile.Keyless.class::isInstance).map(Profile.Keyless.class::cast).filter(Menu::isMeantForUse)
                .forEach(keyless -> unusable.add(MenuRow.unnumbered(keyless, "", whyUnusable(keyless))));
        ofOtherTools(profiles, findings, now).forEach(session ->
                ofOtherTools.add(MenuRow.unnumbered(session.session(), who(session.session()), remark(session))));
    }

    /** The sessions of other tools that may be chosen, among them those of which awscli-mfa 1 recorded no end. */
    public static List<SessionStatus> ofOtherTools(Profiles profiles, Map<String, Finding> findings, Instant now) {
        return SessionStatus.sessions(profiles).stream().filter(session -> session.isOfAnotherTool() || session.expiration().isEmpty() && !session.isInPlace())
                .map(session -> SessionStatus.of(session, profiles, Optional.ofNullable(findings.get(session.name())), now, Expiration.SLACK))
                .filter(session -> session.state() == SessionStatus.State.VALID || session.state() == SessionStatus.State.UNKNOWN).toList();
    }

    /** @param findings what AWS said, by profile name; empty where it was not asked */
    public static Menu of(Profiles profiles, Map<String, Finding> findings, Instant now) {
        return new Menu(profiles, findings, now);
    }

    private void add(List<MenuRow<Profile>> rows, Profile profile, String sessionName, String who, String remark) {
        var why = whyUnusable(profile);
        var session = liveSession(sessionName);
        if (why.isPresent()) {
            unusable.add(MenuRow.unnumbered(profile, "", why.get()));
        } else {
            rows.add(new MenuRow<>(Optional.of(bases.size() + roles.size() + 1), profile, who, remark, session));
        }
    }

    /** {@code [default]} often holds nothing but a region for the others. */
    private static boolean isMeantForUse(Profile.Keyless keyless) {
        return (!keyless.name().equals("default") || !keyless.hasNoKeys()) && !keyless.isSelector();
    }

    private static String whyUnusable(Profile.Keyless keyless) {
        return "it has no " + (keyless.hasNoKeys() ? "access key" : keyless.missingProperty());
    }

    private Optional<String> whyUnusable(Profile profile) {
        if (profile instanceof Profile.Session place) {
            return source(place).flatMap(this::whyUnusable).map(why -> "its source '" + place.sourceProfile().orElseThrow() + "': " + why);
        }
        if (findings.get(profile.name()) instanceof Finding.Rejected rejected) {
            return Optional.of(rejected.why().message());
        }
        return profile instanceof Profile.Role role ? broken(role).or(() -> sourceUnusable(role)) : Optional.empty();
    }

    private Optional<Profile> source(Profile.Session place) {
        return place.sourceProfile().flatMap(profiles::named);
    }

    private Optional<String> broken(Profile.Role role) {
        try {
            var withoutArn = RoleChain.of(profiles, role).roles().stream().filter(one -> one.arn().isEmpty()).findFirst();
            return withoutArn.map(one -> Problem.malformedRoleArn(one.name()).message());
        } catch (Problem broken) {
            return Optional.of((role.arn().isEmpty() ? Problem.malformedRoleArn(role.name()) : broken).message());
        }
    }

    private Optional<String> sourceUnusable(Profile.Role role) {
        var source = RoleChain.of(profiles, role).source();
        var ofARoleWithKeys = profiles.named(source.name()).filter(Profile.Role.class::isInstance).isPresent();
        if (source instanceof Profile.Managed managed && !managed.canBeGiven()) {
            return Optional.of(Problem.credentialsNotHere(source.name(), role.name(), role.settings().get("role_arn").orElse("ARN")).message());
        }
        return ofARoleWithKeys ? Optional.empty() : switch (findings.get(source.name())) {
            case Finding.Rejected rejected -> Optional.of("its source '" + source.name() + "': " + rejected.why().message());
            case Finding.User user when source instanceof Profile.Base base && !user.canGiveCodes()
                    && findings.get(role.name()) instanceof Finding.Role found && found.mfaNeed() == TrustPolicy.MfaNeed.REQUIRED
                    && role.settings().first("mfa_arn", "mfa_serial").isEmpty() && liveSession(base).isEmpty() ->
                    Optional.of("it requires MFA, and '" + source.name() + "' has no MFA device that shows codes");
            case null, default -> Optional.empty();
        };
    }

    /** The stored session of a base profile or of a role, while it lives and AWS has not refused it. */
    public Optional<Profile.Session> liveSession(Profile profile) {
        return switch (profile) {
            case Profile.Base base -> liveSession(base.sessionName());
            case Profile.Role role -> liveSession(role.sessionName());
            case Profile.Managed managed when managed.mayBeLongLived() -> liveSession(managed.sessionName());
            case Profile.Session place when place.isInPlace() -> liveSession(place.name());
            case Profile.Session _, Profile.Managed _, Profile.Keyless _ -> Optional.empty();
        };
    }

    private Optional<Profile.Session> liveSession(String name) {
        return MenuRow.liveSession(profiles, findings, name, now);
    }

    // ------------------------------------------------------------------ remarks

    private String who(Profile.Base base) {
        return findings.get(base.name()) instanceof Finding.User user ? user.inWords() : "";
    }

    private String remark(Profile.Base base) {
        return switch (findings.get(base.name())) {
            case Finding.User user -> remark(base, user);
            case Finding.Unknown unknown -> device(base) + "; not checked: " + unknown.why().message();
            case null, default -> device(base)
                    + base.settings().get("invalid_as_of").map(since -> "; was not accepted by AWS on " + since).orElse("");
        };
    }

    /** That a session is needed is worth a word only where none can be started. */
    private String remark(Profile.Base base, Finding.User user) {
        var isWithout = user.devices().listed().filter(List::isEmpty).isPresent();
        return Stream.of(device(base.recordedDevice().filter(device -> isOf(user, device)), user),
                        user.devices() instanceof DeviceList.Unknown unknown ? unknown.inWords() : "",
                        isWithout && user.enforcement() == Finding.Enforcement.MFA_MAY_BE_ENFORCED ? "MFA may be enforced" : "")
                .filter(part -> !part.isEmpty()).collect(Collectors.joining("; "));
    }

    /** Where AWS lists none, one of another account may have been recorded for other keys. */
    private static boolean isOf(Finding.User user, String device) {
        return user.devices().listed().map(listed -> listed.stream().anyMatch(known -> known.text().equals(device)))
                .orElseGet(() -> Arn.parse(device).filter(arn -> !arn.account().equals(user.identity().account())).isEmpty());
    }

    /** A malformed serial number is shown like one of a passkey: for the menu both are no device. */
    private static String device(Profile.Base base) {
        return base.recordedDevice().map(device -> "MFA device " + Arn.parse(device)
                .map(arn -> arn.name() + " @ " + arn.account()).orElse(device)).orElse("no MFA device recorded");
    }

    /** Nothing where the one device has the user's name. */
    private static String device(Optional<String> recorded, Finding.User user) {
        return recorded.or(() -> user.devices().listed().filter(listed -> listed.size() == 1).map(listed -> listed.getFirst().text()))
                .map(device -> Arn.parse(device).map(Arn::name).orElse(device))
                .map(name -> name.equals(user.identity().name()) ? "" : "MFA device " + name)
                .orElseGet(() -> user.devices().listed().map(listed -> listed.isEmpty() ? "no MFA device" : listed.size() + " MFA devices")
                        .orElse("no MFA device recorded"));
    }

    private String who(Profile.Role role) {
        return "role %s @ %s from %s".formatted(role.arn().map(Arn::name).orElse("?"), accountInWords(role), role.sourceInWords());
    }

    private String remark(Profile.Role role) {
        var chain = broken(role).isEmpty() ? Optional.of(RoleChain.of(profiles, role)) : Optional.<RoleChain>empty();
        return Stream.of(Optional.of("a role of a role: 1h at most").filter(it -> chain.filter(known -> known.roles().size() > 1).isPresent()),
                        Optional.of("another account").filter(it -> isOtherAccount(role, chain)), mfa(role),
                        role.settings().get("invalid_as_of").filter(since -> findings.isEmpty()).map(since -> "was not accepted by AWS on " + since))
                .flatMap(Optional::stream).collect(Collectors.joining("; "));
    }

    private String who(Profile.Session session) {
        if (session.isInPlace()) {
            return source(session).filter(Profile.Base.class::isInstance).map(base -> who((Profile.Base) base)).orElse("");
        }
        return session.inWords() + session.sourceProfile().map(source -> ", from " + source).orElse("");
    }

    private static String remark(Profile.Session place) {
        return "with the keys of " + place.sourceProfile().orElse("?");
    }

    private String remark(SessionStatus status) {
        var ends = status.remaining().map(left -> Expiration.inWords(left) + " left");
        return Stream.of(ends, status.details(), status.said()).flatMap(Optional::stream).collect(Collectors.joining("; "));
    }

    private String accountInWords(Profile.Role role) {
        var alias = findings.get(role.name()) instanceof Finding.Role found ? found.accountAlias() : Optional.<String>empty();
        return alias.or(() -> role.arn().map(Arn::account)).orElse("?");
    }

    private boolean isOtherAccount(Profile.Role role, Optional<RoleChain> chain) {
        if (role.settings().get("role_xaccn").filter("true"::equals).isPresent()) {
            return true;
        }
        return chain.map(RoleChain::source).filter(source -> findings.get(source.name()) instanceof Finding.User user
                && role.arn().filter(arn -> !arn.account().equals(user.identity().account())).isPresent()).isPresent();
    }

    private Optional<String> mfa(Profile.Role role) {
        return switch (findings.get(role.name())) {
            case Finding.Role found -> switch (found.mfaNeed()) {
                case REQUIRED -> Optional.of("MFA required");
                case POSSIBLE -> Optional.of("MFA may be required");
                case NOT_REQUIRED -> Optional.empty();
            };
            case Finding.Unknown unknown -> Optional.of("not checked: " + unknown.why().message());
            case null, default -> role.settings().first("mfa_arn", "mfa_serial").map(device -> "MFA may be required");
        };
    }

    // --------------------------------------------------------------------- text

    /**
     * Headings and rows, as much of them as the window has room for; empty groups are left out.
     *
     * @param ofUnusable what is said below what cannot be used
     */
    public String text(Window window, String ofUnusable) {
        var rows = parts(window).stream();
        var note = unusable.isEmpty() || ofUnusable.isEmpty() ? Stream.<Screenful.Part>empty()
                : Stream.of(Screenful.Part.note(Words.hanging(ofUnusable, window.columns())));
        return Screenful.of(Stream.concat(rows, note).toList(), window, MenuTable.OF_THE_REST);
    }

    private List<Screenful.Part> parts(Window window) {
        var table = MenuTable.of(Stream.of(bases, roles, managed, ofOtherTools, unusable).flatMap(List::stream).toList(), window, now);
        return MenuTable.parted(Stream.of(table.group("Profiles", bases), table.group("Roles", roles),
                table.group("Managed elsewhere, chosen by name", managed),
                table.group("Sessions of other tools, chosen by name", ofOtherTools), table.group("Not usable", unusable)));
    }

    /** What can be answered, in words. */
    public String choices() {
        var session = numbered().filter(row -> row.session().isPresent()).flatMap(row -> row.number().stream()).findFirst();
        return numbered().findAny().isEmpty() ? "Part of a name" : "A number, " + session.map(number -> number + "s for the session of " + number + ", ").orElse("")
                + "or part of a name";
    }

    // ------------------------------------------------------------------ answers

    private Stream<MenuRow<Profile>> numbered() {
        return Stream.concat(bases.stream(), roles.stream());
    }

    private Stream<Profile> choosable() {
        return named().flatMap(row -> Stream.concat(Stream.of(row.profile()), row.session().stream()));
    }

    /** A role that only lacks its source can be chosen by name: the person is then asked for one. */
    private Stream<MenuRow<Profile>> named() {
        return Stream.concat(Stream.of(bases, roles, managed, ofOtherTools).flatMap(List::stream), unusable.stream().filter(row ->
                row.profile() instanceof Profile.Role role && role.arn().isPresent()
                        && !role.isFromEnvironment() && role.sourceProfile().flatMap(profiles::named).isEmpty()));
    }

    /**
     * A number; a number with {@code s} (or {@code m}, as awscli-mfa 1 had it) for the session; a name; or a part that only
     * one profile's name has.
     *
     * @throws Problem {@link Problem#wrongUsage}, whose hint is to be told before asking again
     */
    public Profile read(String answer) {
        var text = answer.strip();
        var hasNumbers = numbered().findAny().isPresent();
        if (text.isEmpty()) {
            throw Screenful.allOrHint(this::parts,
                    "answer with " + (hasNumbers ? "a number from 1 to " + numbered().count() + " or " : "") + "part of a name; Ctrl-C ends");
        }
        var exact = choosable().filter(profile -> profile.name().equals(text)).findFirst();
        if (exact.isPresent()) {
            return exact.get();
        }
        var digits = text.replaceFirst("[sSmM]$", "");
        if (hasNumbers && MenuRow.isNumber(digits, text, numbered().count(), named().toList())) {
            return digits.equals(text) ? row(digits).profile() : session(digits);
        }
        return MenuTable.named(named().toList(), text, part -> MenuRow.unusableOrUnknown(unusable, part), now).profile();
    }

    private Profile session(String number) {
        var row = row(number);
        return row.session().orElseThrow(() -> MenuRow.wrong("profile " + row.number().orElseThrow() + " has no live session; "
                + row.number().orElseThrow() + " alone starts one"));
    }

    private MenuRow<Profile> row(String number) {
        return MenuRow.numbered(numbered().toList(), Integer.parseInt(number), "the numbers go from 1 to " + numbered().count());
    }
}
