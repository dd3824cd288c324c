//SOURCES Arn.java
//SOURCES DeviceList.java
//SOURCES Expiration.java
//SOURCES Finding.java
//SOURCES MenuRow.java
//SOURCES MenuTable.java
//SOURCES Problem.java
//SOURCES Profile.java
//SOURCES Profiles.java
//SOURCES Screenful.java
//SOURCES SerialNumber.java
//SOURCES Window.java
package lib.model;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The base profiles by what can be done about their MFA devices, under one running number: those without an authenticator app,
 * those with one, and those of which neither AWS nor the files tell. Below them, for reference, the account root, whose devices only
 * the console manages, and what AWS does not accept.
 */
public final class DeviceMenu {

    private final Profiles profiles;
    private final Map<String, Finding> findings;
    private final Instant now;
    private final List<MenuRow<Profile.Base>> without = new ArrayList<>();
    private final List<MenuRow<Profile.Base>> with = new ArrayList<>();
    private final List<MenuRow<Profile.Base>> unknown = new ArrayList<>();
    private final List<MenuRow<Profile.Base>> roots = new ArrayList<>();
    private final List<MenuRow<Profile.Base>> unusable = new ArrayList<>();

    private DeviceMenu(Profiles profiles, Map<String, Finding> findings, Instant now) {
        this.profiles = profiles;
        this.findings = findings;
        this.now = now;
        profiles.bases().forEach(base -> {
            if (isRoot(base)) {
                roots.add(MenuRow.unnumbered(base, who(base), remark(base)));
            } else if (findings.get(base.name()) instanceof Finding.Rejected rejected) {
                unusable.add(MenuRow.unnumbered(base, "", rejected.why().message()));
            }
        });
        var choosable = profiles.bases().stream().filter(this::isChoosable).toList();
        number(without, choosable.stream().filter(base -> isKnown(base) && !hasVirtualDevice(base)).toList());
        number(with, choosable.stream().filter(this::hasVirtualDevice).toList());
        number(unknown, choosable.stream().filter(base -> !isKnown(base)).toList());
    }

    /** @param findings what AWS said, by profile name */
    public static DeviceMenu of(Profiles profiles, Map<String, Finding> findings, Instant now) {
        return new DeviceMenu(profiles, findings, now);
    }

    private void number(List<MenuRow<Profile.Base>> rows, List<Profile.Base> bases) {
        bases.forEach(base -> rows.add(new MenuRow<>(Optional.of(numbered().size() + 1), base, who(base), remark(base), Optional.empty())));
    }

    private boolean isChoosable(Profile.Base base) {
        return !isRoot(base) && !(findings.get(base.name()) instanceof Finding.Rejected);
    }

    private boolean isRoot(Profile.Base base) {
        return user(base).filter(user -> user.identity().isRoot()).isPresent();
    }

    /** Where AWS does not let anybody look, what is recorded counts. */
    private boolean hasVirtualDevice(Profile.Base base) {
        return devices(base).stream().anyMatch(device -> device.kind() == SerialNumber.Kind.VIRTUAL);
    }

    private List<SerialNumber> devices(Profile.Base base) {
        return listed(base).orElseGet(() -> base.recordedDevice().flatMap(SerialNumber::parse).stream().toList());
    }

    private Optional<List<SerialNumber>> listed(Profile.Base base) {
        return user(base).map(Finding.User::devices).flatMap(DeviceList::listed);
    }

    private boolean isKnown(Profile.Base base) {
        return listed(base).isPresent() || !devices(base).isEmpty();
    }

    private List<MenuRow<Profile.Base>> numbered() {
        return Stream.of(without, with, unknown).flatMap(List::stream).toList();
    }

    private Optional<Finding.User> user(Profile.Base base) {
        return findings.get(base.name()) instanceof Finding.User user ? Optional.of(user) : Optional.empty();
    }

    /** Why there is nothing to choose from; empty when there is something. */
    public Optional<Problem> whyEmpty() {
        var rejected = unusable.stream().map(row -> ((Finding.Rejected) findings.get(row.profile().name())).why());
        return !numbered().isEmpty() ? Optional.empty()
                : Stream.concat(rejected, roots.stream().map(row -> new Problem.RootDevices(row.profile().name()))).findFirst();
    }

    // --------------------------------------------------------------------- text

    private String who(Profile.Base base) {
        return user(base).map(Finding.User::inWords).orElse("");
    }

    /** What is known of one profile: its devices, its session. */
    private String remark(Profile.Base base) {
        var parts = new ArrayList<String>();
        parts.add(devices(base).isEmpty() ? "no MFA device" + (isKnown(base) ? "" : " recorded")
                : devices(base).stream().map(DeviceMenu::inWords).collect(Collectors.joining(", ")));
        user(base).flatMap(user -> whyNotListed(user.devices())).ifPresent(parts::add);
        user(base).filter(user -> user.enforcement() == Finding.Enforcement.MFA_MAY_BE_ENFORCED)
                .ifPresent(user -> parts.add("MFA may be enforced"));
        if (findings.get(base.name()) instanceof Finding.Unknown unknown) {
            parts.add("not checked: " + unknown.why().message());
        }
        liveSession(base).flatMap(Profile.Session::expiration).ifPresent(expiration ->
                parts.add("MFA session, " + Expiration.inWords(expiration.remaining(now)) + " left"));
        return String.join("; ", parts);
    }

    private static Optional<String> whyNotListed(DeviceList devices) {
        return switch (devices) {
            case DeviceList.Listed listed -> Optional.empty();
            case DeviceList.Hidden hidden -> Optional.of("AWS does not let it list its devices without MFA");
            case DeviceList.Unknown unknown -> Optional.of(unknown.inWords());
        };
    }

    private static String inWords(SerialNumber device) {
        var name = Arn.parse(device.text()).map(Arn::name).orElse(device.text());
        return device.kind() == SerialNumber.Kind.VIRTUAL ? name : name + " (" + device.kind().inWords() + ")";
    }

    /** The stored MFA session, while it lives and AWS has not refused it. */
    private Optional<Profile.Session> liveSession(Profile.Base base) {
        return MenuRow.liveSession(profiles, findings, base.sessionName(), now);
    }

    /** Headings and rows, as much of them as the window has room for; empty groups are left out. */
    public String text(Window window) {
        return Screenful.of(parts(window), window, MenuTable.OF_THE_REST);
    }

    private List<Screenful.Part> parts(Window window) {
        var table = MenuTable.of(Stream.of(without, with, unknown, roots, unusable).flatMap(List::stream).toList(), window, now);
        var noRoles = table.note("Role profiles are not shown: a role has no MFA device.");
        return MenuTable.parted(Stream.of(profiles.roles().isEmpty() ? List.<Screenful.Part>of() : List.of(noRoles),
                table.group("Users without an authenticator app, who can get one here", without),
                withApp(table), table.group("Users whose MFA devices are not known", unknown),
                table.group("Account root, whose MFA devices are managed in the web console only", roots),
                table.group("Not usable", unusable)));
    }

    private List<Screenful.Part> withApp(MenuTable table) {
        var group = table.group("Users with an authenticator app", with);
        var hasSession = with.stream().anyMatch(row -> liveSession(row.profile()).isPresent());
        return with.isEmpty() || hasSession ? group
                : Stream.concat(group.stream(), Stream.of(table.note("      None of them has a live MFA session here, and AWS wants one for a change."))).toList();
    }

    // ------------------------------------------------------------------ answers

    /**
     * A number, a name, or a part that only one profile's name has.
     *
     * @throws Problem {@link Problem#wrongUsage}, whose hint is to be told before asking again
     */
    public Profile.Base read(String answer) {
        var text = answer.strip();
        var numbered = numbered();
        var exact = numbered.stream().filter(row -> row.profile().name().equals(text)).findFirst();
        if (exact.isPresent()) {
            return exact.get().profile();
        }
        var hint = "the numbers go from 1 to " + numbered.size() + "; Ctrl-C ends";
        if (text.isEmpty()) {
            throw Screenful.allOrHint(this::parts, hint);
        }
        return (MenuRow.isNumber(text, text, numbered.size(), numbered) ? MenuRow.numbered(numbered, Integer.parseInt(text), hint)
                : MenuTable.named(numbered, text, this::whyNone, now)).profile();
    }

    private String whyNone(String part) {
        return roots.stream().filter(row -> row.isNamed(part)).findFirst().map(row -> new Problem.RootDevices(row.profile().name()).hint())
                .orElseGet(() -> MenuRow.unusableOrUnknown(unusable, part));
    }
}
