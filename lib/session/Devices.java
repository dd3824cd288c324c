//SOURCES Sessions.java
//SOURCES Survey.java
//SOURCES World.java
//SOURCES ../io/Aws.java
//SOURCES ../io/AwsFiles.java
//SOURCES ../io/LeftDevices.java
//SOURCES ../model/Arn.java
//SOURCES ../model/CodePair.java
//SOURCES ../model/Connection.java
//SOURCES ../model/ConsoleAddress.java
//SOURCES ../model/Credentials.java
//SOURCES ../model/DeviceRecord.java
//SOURCES ../model/Expiration.java
//SOURCES ../model/Finding.java
//SOURCES ../model/Problem.java
//SOURCES ../model/Profile.java
//SOURCES ../model/Profiles.java
//SOURCES ../model/RoleChain.java
//SOURCES ../model/SerialNumber.java
//SOURCES ../model/ToPaste.java
//SOURCES ../model/TrustPolicy.java
package lib.session;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import lib.io.Aws;
import lib.io.AwsFiles;
import lib.io.LeftDevices;
import lib.model.Arn;
import lib.model.CodePair;
import lib.model.Connection;
import lib.model.ConsoleAddress;
import lib.model.Credentials;
import lib.model.DeviceRecord;
import lib.model.Expiration;
import lib.model.Finding;
import lib.model.Problem;
import lib.model.Profile;
import lib.model.Profiles;
import lib.model.RoleChain;
import lib.model.SerialNumber;
import lib.model.ToPaste;
import lib.model.TrustPolicy;

/** The MFA devices of a user: what there is, who may change it, and what the files say of it. Never asks, never prints. */
public record Devices(World world) {

    /** A session that ends sooner may end while AWS is asked. */
    private static final Duration NEEDED = Duration.ofSeconds(10);

    /** @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html">IAM quotas: MFA devices per user</a> */
    public static final int MOST_DEVICES = 8;

    /** More names than a user can have devices, since there may be leftovers. */
    private static final int NAMES_TRIED = 20;

    /**
     * The IAM user of a base profile.
     *
     * @param accountAlias where the user may ask for it
     */
    public record Owner(Profile.Base base, Arn user, Optional<String> accountAlias) {

        public String inWords() {
            return user.name() + " @ " + accountAlias.orElse(user.account());
        }

        /** Where the user can change devices with a password and a passkey, in words that follow "in". */
        public String consolePage() {
            return ConsoleAddress.ofDevices(user.partition());
        }

        /** What an authenticator app shows beside the codes of a device of that name. */
        public String accountInApp(SerialNumber device) {
            return device.arn().map(Arn::name).orElse(user.name()) + "@" + accountAlias.orElse(user.account());
        }
    }

    /**
     * Whose credentials change a device.
     *
     * @param name of the profile, or where the credentials are
     * @param expiration absent for long-lived keys
     */
    public record Authority(String name, Aws.Caller caller, Optional<Expiration> expiration) {}

    /** @throws Problem {@link Problem.RootDevices}, and what {@link Aws#getCallerIdentity} throws */
    public Owner owner(Profile.Base base) {
        var caller = sessions().caller(sessions().profiles(), base);
        var identity = world.aws().getCallerIdentity(caller);
        if (identity.isRoot()) {
            throw new Problem.RootDevices(base.name());
        }
        return new Owner(base, identity, ifAllowed(() -> world.aws().listAccountAliases(caller)).flatMap(alias -> alias));
    }

    private static <T> Optional<T> ifAllowed(Supplier<T> question) {
        try {
            return Optional.of(question.get());
        } catch (Problem.NotAllowed denied) {
            return Optional.empty();
        }
    }

    // --------------------------------------------------------------- who may change them

    public Authority keys(Owner owner) {
        return authority(owner.base());
    }

    /** @param profile a base profile, or a session that is complete */
    public Authority authority(Profile profile) {
        var expiration = profile instanceof Profile.Session session ? session.expiration() : Optional.<Expiration>empty();
        return new Authority(profile.name(), sessions().caller(sessions().profiles(), profile), expiration);
    }

    /** The live session of the user: the stored one, else the one that the environment holds. */
    public Optional<Authority> ownSession(Owner owner) {
        return sessions().usableSession(owner.base()).map(this::authority)
                .or(() -> inEnvironment(owner.base()).filter(held -> held.identity().equals(owner.user())).map(Held::authority));
    }

    /** The session that the environment holds, if it is somebody else's in the same account. */
    public Optional<Held> othersInEnvironment(Owner owner) {
        return inEnvironment(owner.base()).filter(held -> !held.identity().equals(owner.user())
                && held.identity().account().equals(owner.user().account()));
    }

    /**
     * The other profiles that may have a say in the owner's account: AWS takes their credentials, and they lead to that account. A
     * session that starts from another of these profiles is left out, since that one uses it.
     */
    public List<Profile> othersOfAccount(Owner owner) {
        var profiles = sessions().profiles();
        var asked = profiles.all().stream().filter(other -> other instanceof Profile.Base
                || other instanceof Profile.Session session && session.isUsable(world.clock().instant())).toList();
        try (var survey = new Survey(world, profiles, Optional.empty())) {
            var found = survey.identities(asked);
            return profiles.all().stream().filter(other -> switch (other) {
                case Profile.Base base -> mayChange(owner, found.get(base.name())) && !isOf(owner, found.get(base.name()));
                case Profile.Session session -> asked.contains(session) && mayChange(owner, found.get(session.name()))
                        && session.sourceProfile().flatMap(profiles::named).isEmpty();
                case Profile.Role role -> leadsTo(owner, profiles, role, found);
                default -> false;
            }).toList();
        }
    }

    /** What AWS could not be asked about is not concluded from. */
    private static boolean mayChange(Owner owner, Finding found) {
        return found instanceof Finding.Unknown
                || found instanceof Finding.Live live && live.identity().account().equals(owner.user().account());
    }

    private static boolean isOf(Owner owner, Finding found) {
        return found instanceof Finding.Live live && live.identity().equals(owner.user());
    }

    private static boolean leadsTo(Owner owner, Profiles profiles, Profile.Role role, Map<String, Finding> found) {
        try {
            var source = RoleChain.of(profiles, role).source();
            return role.arn().filter(arn -> arn.account().equals(owner.user().account())).isPresent()
                    && !(found.get(source.name()) instanceof Finding.Rejected);
        } catch (Problem broken) {
            return false;
        }
    }

    /** A session in the environment that AWS accepts. */
    public record Held(Authority authority, Arn identity) {}

    private Optional<Held> inEnvironment(Profile.Base wayToAws) {
        var credentials = Credentials.ofVariables(world.environment()).filter(keys -> keys.sessionToken().isPresent());
        var expiration = variable("AWS_SESSION_EXPIRY").or(() -> variable("AWS_CREDENTIAL_EXPIRATION")).flatMap(Expiration::parse);
        return credentials.flatMap(session -> {
            var caller = new Aws.Caller(session, Connection.of(world.environment(), sessions().profiles(), wayToAws));
            return identity(caller).map(identity -> new Held(new Authority("the environment", caller, expiration), identity));
        });
    }

    private Optional<String> variable(String name) {
        return Optional.ofNullable(world.environment().get(name)).filter(value -> !value.isBlank());
    }

    private Optional<Arn> identity(Aws.Caller caller) {
        try {
            return Optional.of(world.aws().getCallerIdentity(caller));
        } catch (Problem.Refusal refused) {
            return Optional.empty();
        }
    }

    // ------------------------------------------------------------------- what there is

    /** What AWS lists for the user; empty where it does not let the authority look. */
    public Optional<List<SerialNumber>> listed(Owner owner, Authority authority) {
        return ifAllowed(() -> world.aws().listMfaDevices(authority.caller(), owner.user()));
    }

    /** The same, by the user's own credentials. */
    public Optional<List<SerialNumber>> listed(Owner owner) {
        return listed(owner, keys(owner)).or(() -> ownSession(owner).flatMap(session -> listed(owner, session)));
    }

    /** Devices that this suite has made or would have made for the user, and that nobody has enabled; none where it may not look. */
    public List<SerialNumber> leftovers(Owner owner, Authority authority) {
        var resources = names(owner.user().name()).map(name -> "mfa/" + name).toList();
        var left = LeftDevices.of(world.environment());
        return unassigned(authority).stream().filter(device -> left.contains(owner.user(), device)
                || device.arn().map(Arn::resource).filter(resources::contains).isPresent()).toList();
    }

    /** The next run offers the device again, by whatever name. */
    public void rememberLeftover(Owner owner, SerialNumber device) {
        LeftDevices.of(world.environment()).add(owner.user(), device);
    }

    /** The virtual devices of the account that nobody has enabled, whoever made them; none where the authority may not look. */
    public List<SerialNumber> unassigned(Authority authority) {
        return ifAllowed(() -> world.aws().listVirtualMfaDevices(authority.caller())).orElse(List.of());
    }

    /** The user's name, then the same with a number behind it. */
    private static Stream<String> names(String userName) {
        var numbered = IntStream.rangeClosed(2, NAMES_TRIED).mapToObj(number -> userName + "-" + number);
        return Stream.concat(Stream.of(userName), numbered);
    }

    // ------------------------------------------------------------------- changing them

    /**
     * A new device, under the wanted name or the first free one.
     *
     * @throws Problem {@link Problem#deviceInUse} where the wanted name is taken, and what
     *     {@link Aws#createVirtualMfaDevice} throws
     */
    public Aws.NewDevice create(Owner owner, Authority authority, Optional<String> wanted) {
        requireTime(authority);
        return wanted.map(Stream::of).orElseGet(() -> names(owner.user().name()))
                .flatMap(name -> world.aws().createVirtualMfaDevice(authority.caller(), name).stream()).findFirst()
                .orElseThrow(() -> Problem.deviceInUse("a device named " + wanted.orElse(owner.user().name())));
    }

    /**
     * Enables a device, unless an earlier request has done so whose answer was lost.
     *
     * @return what kept AWS's answer away, though AWS did it
     * @throws Problem what {@link Aws#enableMfaDevice} throws
     */
    public Optional<Problem> enable(Owner owner, Authority authority, SerialNumber device, CodePair codes) {
        requireTime(authority);
        BooleanSupplier isEnabled = () -> world.aws().listMfaDevices(authority.caller(), owner.user()).contains(device);
        var lost = lookedUp(() -> enable(owner, authority, device, codes, isEnabled), isEnabled);
        spend(device, codes);
        return lost;
    }

    /** Once it is enabled, AWS refuses to enable it again, or whatever the user's keys ask for. */
    private void enable(Owner owner, Authority authority, SerialNumber device, CodePair codes, BooleanSupplier isEnabled) {
        try {
            world.aws().enableMfaDevice(authority.caller(), owner.user(), device, codes);
        } catch (Problem.CodesRejected refused) {
            throw refused;
        } catch (Problem.Refusal refused) {
            if (!ifKnown(isEnabled)) {
                throw refused;
            }
        }
    }

    /** @throws Problem what {@link Aws#resyncMfaDevice} throws; where its answer is lost, the next two codes do as well */
    public void resync(Owner owner, Authority authority, SerialNumber device, CodePair codes) {
        requireTime(authority);
        world.aws().resyncMfaDevice(authority.caller(), owner.user(), device, codes);
        spend(device, codes);
    }

    /**
     * Takes a device from its user.
     *
     * @return what kept AWS's answer away, though AWS did it
     * @throws Problem {@link Problem#deviceChangeDenied}, and what {@link Aws#deactivateMfaDevice} throws
     */
    public Optional<Problem> deactivate(Owner owner, Authority authority, SerialNumber device) {
        requireTime(authority);
        return lookedUp(() -> advising(deactivationByAdministrator(owner, device), () ->
                        world.aws().deactivateMfaDevice(authority.caller(), owner.user(), device)),
                () -> !world.aws().listMfaDevices(authority.caller(), owner.user()).contains(device));
    }

    /** What somebody else who may disable the device would run. */
    public static String deactivationByAdministrator(Owner owner, SerialNumber device) {
        return ToPaste.aws("iam", "deactivate-mfa-device", "--user-name", owner.user().name(), "--serial-number", device.text());
    }

    /**
     * Deletes a device that nobody has enabled.
     *
     * @return what kept AWS's answer away, though AWS did it
     * @throws Problem {@link Problem#deviceChangeDenied}, and what {@link Aws#deleteVirtualMfaDevice} throws
     */
    public Optional<Problem> delete(Authority authority, SerialNumber device) {
        requireTime(authority);
        return lookedUp(() -> advising(ToPaste.aws("iam", "delete-virtual-mfa-device", "--serial-number", device.text()), () ->
                        world.aws().deleteVirtualMfaDevice(authority.caller(), device)),
                () -> !world.aws().listVirtualMfaDevices(authority.caller()).contains(device));
    }

    /** Makes a change; where its answer is lost, looks whether it was made. */
    private static Optional<Problem> lookedUp(Runnable change, BooleanSupplier isMade) {
        try {
            change.run();
            return Optional.empty();
        } catch (Problem.Other lost) {
            if (!ifKnown(isMade)) {
                throw lost;
            }
            return Optional.of(lost);
        }
    }

    private static boolean ifKnown(BooleanSupplier isMade) {
        try {
            return isMade.getAsBoolean();
        } catch (Problem unknown) {
            return false;
        }
    }

    private static void advising(String asAdministrator, Runnable call) {
        try {
            call.run();
        } catch (Problem.NotAllowed denied) {
            throw Problem.deviceChangeDenied(denied, asAdministrator);
        }
    }

    private void requireTime(Authority authority) {
        authority.expiration().map(expiration -> expiration.remaining(world.clock().instant()))
                .filter(left -> left.compareTo(NEEDED) < 0).ifPresent(left -> {
                    throw Problem.sessionEndsTooSoon(authority.name(), left);
                });
    }

    /** AWS takes none of the two a second time. */
    private void spend(SerialNumber device, CodePair codes) {
        world.spentCodes().add(device, codes.first());
        world.spentCodes().add(device, codes.second());
    }

    // ----------------------------------------------------------------- what the files say

    /**
     * Writes down, in one edit, which devices the user has now: in the base profile, and in the roles that want MFA of it.
     *
     * @param preferred to be recorded whatever is recorded now
     * @param gone no longer the user's
     * @return the profiles that record another device now, or none
     * @throws Problem what {@link AwsFiles#edit} throws
     */
    public Map<String, Optional<String>> record(Owner owner, Authority authority, List<SerialNumber> devices,
            Optional<SerialNumber> preferred, Optional<SerialNumber> gone) {
        var before = sessions().profiles();
        var record = new DeviceRecord(owner.base(), owner.user(), devices, preferred, gone, needs(owner, authority, before));
        var now = world.clock().instant();
        var after = world.edit(texts -> new AwsFiles.Texts(
                record.inConfig(texts.config(), texts.credentials(), now), record.withoutGone(texts.credentials())));
        return DeviceRecord.changes(before, Profiles.of(after.config(), after.credentials()));
    }

    /** Of roles elsewhere nobody here knows; the full mode of awscli-mfa asks their owners' parameters. */
    private Map<String, TrustPolicy.MfaNeed> needs(Owner owner, Authority authority, Profiles profiles) {
        var needs = new LinkedHashMap<String, TrustPolicy.MfaNeed>();
        profiles.roles().stream().filter(role -> isOf(owner, profiles, role)).forEach(role -> role.arn()
                .filter(arn -> arn.account().equals(owner.user().account()))
                .flatMap(arn -> need(authority, arn)).ifPresent(need -> needs.put(role.name(), need)));
        return needs;
    }

    private static boolean isOf(Owner owner, Profiles profiles, Profile.Role role) {
        try {
            var chain = RoleChain.of(profiles, role);
            return chain.roles().size() == 1 && chain.source().name().equals(owner.base().name());
        } catch (Problem broken) {
            return false;
        }
    }

    /** A role that nobody may look at may want MFA; one that does not exist wants nothing. */
    private Optional<TrustPolicy.MfaNeed> need(Authority authority, Arn role) {
        try {
            return Optional.of(world.aws().getRole(authority.caller(), role.name()).trustPolicy().mfaNeed());
        } catch (Problem.NotAllowed denied) {
            return Optional.of(TrustPolicy.MfaNeed.POSSIBLE);
        } catch (Problem unanswered) {
            return Optional.empty();
        }
    }

    private Sessions sessions() {
        return new Sessions(world);
    }
}
