//SOURCES DeviceList.java
//SOURCES Expiration.java
//SOURCES Finding.java
//SOURCES Problem.java
//SOURCES Profile.java
//SOURCES Profiles.java
//SOURCES SerialNumber.java
//SOURCES SessionLength.java
package lib.model;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The decision: from what is wanted and what is known to the steps that lead there. {@code --explain} says them, the run does them
 * one after the other. What AWS answers on the way is one more thing known, with which it is decided again.
 *
 * @param remarks what is worth knowing before the steps
 * @param steps at least one; the last one gives what is wanted, unless it is {@link Step.FindDevices},
 *     {@link Step.FindAccount} or {@link Step.GetKeys}
 * @param spare a live session that will do where the steps lead nowhere
 */
public record Plan(List<String> remarks, List<Step> steps, Optional<Profile.Session> spare) {

    /** How willing the person is to type a code. */
    public enum Mfa {
        /** The session was asked for by the profile's name. */
        WANTED,
        /** The profile was picked from a menu: perhaps nothing but the profile is wanted. */
        OR_WITHOUT,
        /** With MFA if the user has a device, else as it is. */
        IF_POSSIBLE,
        /** A new session, even though one may be live. */
        ANEW,
        NOT_WANTED
    }

    /** What the person demands of the way to a role, with {@code --via}. */
    public enum Via {
        KEYS, MFA_SESSION;

        /** As {@code keys} or {@code mfa-session}; empty for anything else. */
        public static Optional<Via> named(String text) {
            return Stream.of(values()).filter(via -> via.name().replace('_', '-').equalsIgnoreCase(text)).findFirst();
        }
    }

    /** Where a token code comes from. */
    public sealed interface Code {

        /** From a person. */
        record Asked() implements Code {}

        /** From the command line. */
        record Given() implements Code {}

        /** From the command in {@code mfa_process}. */
        record Printed(String command) implements Code {}

        default String inWords() {
            return switch (this) {
                case Asked asked -> "asks for a token code";
                case Given given -> "with the code given";
                case Printed printed -> "with a code from mfa_process";
            };
        }
    }

    /**
     * How much has to be left of a live session that is taken up.
     *
     * @param needed with no more than this, a new one is started
     * @param early the same where that costs no question
     * @param isDemanded whether nothing less will do, even where nobody can be asked for a code
     * @param unasked for so long sessions have to be had without a code; not asked for when absent
     */
    public record Margin(Duration needed, Duration early, boolean isDemanded, Optional<Duration> unasked) {

        public static final Margin USUAL = new Margin(Expiration.SLACK, Expiration.SLACK, false, Optional.empty());

        /** With no more than this, boto3 asks anew before every call. */
        private static final Duration SDKS_ASK_AGAIN = Duration.ofMinutes(15);

        /** As the person says. */
        public static Margin of(Duration needed) {
            return new Margin(needed, needed, true, Optional.empty());
        }

        /** For a program that asks again by itself. */
        public Margin forSdks() {
            return new Margin(needed, needed.compareTo(SDKS_ASK_AGAIN) > 0 ? needed : SDKS_ASK_AGAIN, isDemanded, Optional.empty());
        }

        /**
         * For a command whose session is renewed all the time: what was demanded of a session counts for that from which it is renewed.
         *
         * @param soon with no more than this left, it is renewed
         */
        public Margin forRenewal(Duration soon) {
            return new Margin(Expiration.SLACK, soon, false, Optional.of(needed).filter(_ -> isDemanded));
        }
    }

    /**
     * What the command line and the menu say.
     *
     * @param profile whose session, or which session
     * @param duration of the session, whatever the profile says
     * @param margin of a live one
     * @param device the one that the person named
     * @param isCodeGiven whether a first code is at hand
     * @param canAsk whether there is somebody who can type a code
     * @param isStored whether the session may be stored
     * @param account the only one that will do
     */
    public record Wanted(Profile profile, Mfa mfa, Optional<Duration> duration, Margin margin, Optional<Via> via, Optional<SerialNumber> device,
            boolean isCodeGiven, boolean canAsk, boolean isStored, Optional<String> account) {

        Wanted with(Mfa other) {
            return new Wanted(profile, other, duration, margin, via, device, isCodeGiven, canAsk, isStored, account);
        }
    }

    /** What AWS does not take: a step, and its answer. */
    public record Refusal(Step step, Problem why) {}

    /** What an account says of the length of MFA sessions, once it was asked: absent where it does not say, or hides it. */
    public record Advertised(Optional<Duration> length) {}

    /**
     * What is known when it is decided.
     *
     * @param findings what AWS said of the profiles, by name, if it was asked
     * @param devices what AWS listed, by base profile
     * @param advertised what accounts said in this run, by base profile
     * @param begun the sessions that this run has got, by name
     * @param refusals what AWS did not take in this run
     * @param given the profiles whose keys this run has got from elsewhere, with them; among {@code profiles} they stand in place of what
     *     the files say of them
     * @param accounts what AWS said of which account credentials are, by profile
     */
    public record Known(Profiles profiles, Instant now, Map<String, String> environment, Map<String, Finding> findings,
            Map<String, DeviceList> devices, Map<String, Advertised> advertised, Map<String, Profile.Session> begun, List<Refusal> refusals,
            List<Profile> given, Map<String, String> accounts) {

        public Known {
            for (var profile : given) {
                profiles = profiles.with(profile);
            }
        }

        public Known(Profiles profiles, Instant now, Map<String, String> environment, Map<String, Finding> findings,
                Map<String, DeviceList> devices, Map<String, Advertised> advertised, Map<String, Profile.Session> begun, List<Refusal> refusals) {
            this(profiles, now, environment, findings, devices, advertised, begun, refusals, List.of(), Map.of());
        }

        public Known(Profiles profiles, Instant now, Map<String, String> environment, Map<String, Finding> findings) {
            this(profiles, now, environment, findings, listed(findings), Map.of(), Map.of(), List.of());
        }

        private static Map<String, DeviceList> listed(Map<String, Finding> findings) {
            var listed = new HashMap<String, DeviceList>();
            findings.forEach((name, finding) -> {
                if (finding instanceof Finding.User user && !(user.devices() instanceof DeviceList.Unknown)) {
                    listed.put(name, user.devices());
                }
            });
            return listed;
        }

        public Known with(Profile.Base base, DeviceList found) {
            return new Known(profiles, now, environment, findings, with(devices, base.name(), found), advertised, begun, refusals, given, accounts);
        }

        public Known with(Profile.Base base, Advertised said) {
            return new Known(profiles, now, environment, findings, devices, with(advertised, base.name(), said), begun, refusals, given, accounts);
        }

        public Known with(Profile.Session session) {
            return new Known(profiles, now, environment, findings, devices, advertised, with(begun, session.name(), session), refusals, given, accounts);
        }

        /** The same where AWS has said of which account a profile's credentials are. */
        public Known with(Profile profile, String account) {
            return new Known(profiles, now, environment, findings, devices, advertised, begun, refusals, given, with(accounts, profile.name(), account));
        }

        /** The same where a profile's keys are here. */
        public Known given(Profile profile) {
            return new Known(profiles, now, environment, findings, devices, advertised, begun, refusals, concat(given, profile), accounts);
        }

        public Known with(Refusal refusal) {
            return new Known(profiles, now, environment, findings, devices, advertised, begun, concat(refusals, refusal), given, accounts);
        }

        private static <T> List<T> concat(List<T> all, T one) {
            return Stream.concat(all.stream(), Stream.of(one)).toList();
        }

        /** The same with the files and the time of a later look. */
        public Known with(Profiles later, Instant then) {
            return new Known(later, then, environment, findings, devices, advertised, begun, refusals, given, accounts);
        }

        private static <T> Map<String, T> with(Map<String, T> all, String name, T value) {
            var more = new HashMap<>(all);
            more.put(name, value);
            return more;
        }

        /** The same at another time. */
        Known at(Instant then) {
            return with(profiles, then);
        }

        /** The session that this run has got, or the stored one. */
        public Optional<Profile.Session> session(String name) {
            return Optional.ofNullable(begun.get(name)).or(() -> profiles.session(name));
        }

        /** Whether it is kept elsewhere, and not in the files. */
        public boolean isGiven(Profile.Session session) {
            return given.stream().anyMatch(profile -> profile.name().equals(session.name()));
        }

        /** A profile that others provide, with its keys, once they are here. */
        Optional<Profile> given(Profile.Managed managed) {
            return given.stream().filter(profile -> profile.name().equals(managed.name())).findFirst();
        }

        /** The ids of the keys that AWS does not take. */
        public Set<String> refusedKeys() {
            return refused(Problem.CredentialsRejected.class).map(Problem.CredentialsRejected::accessKeyId).collect(Collectors.toSet());
        }

        /** The devices that AWS does not know as the user's. */
        public Set<String> refusedDevices() {
            return refused(Problem.DeviceRejected.class).map(Problem.DeviceRejected::serialNumber).collect(Collectors.toSet());
        }

        /** How long a session of the role may last, as far as a refusal of more than that tells. */
        public Optional<Duration> longest(Profile.Role role) {
            return refusals(role).anyMatch(refusal -> refusal.why() instanceof Problem.DurationRefused)
                    ? Optional.of(SessionLength.DEFAULT_ROLE_SESSION) : Optional.empty();
        }

        Stream<Refusal> refusals(Profile.Role role) {
            return refusals.stream().filter(refusal -> refusal.step() instanceof Step.AssumeRole assume
                    && assume.role().name().equals(role.name()));
        }

        <T extends Problem> Stream<T> refused(Class<T> kind) {
            return refusals.stream().map(Refusal::why).filter(kind::isInstance).map(kind::cast);
        }

        boolean isRefused(Profile.Session session) {
            var isInMenu = findings.get(session.name()) instanceof Finding.Rejected && !begun.containsKey(session.name());
            return isInMenu || session.settings().get("aws_access_key_id").filter(refusedKeys()::contains).isPresent();
        }

        Optional<Finding.User> user(Profile.Base base) {
            return findings.get(base.name()) instanceof Finding.User user ? Optional.of(user) : Optional.empty();
        }

        Optional<Finding.Role> role(Profile.Role role) {
            return findings.get(role.name()) instanceof Finding.Role found ? Optional.of(found) : Optional.empty();
        }

        /** What the account says an MFA session may last: now, or when it was last asked. */
        Optional<Duration> advertisedLength(Profile.Base base) {
            return Optional.ofNullable(advertised.get(base.name())).map(Advertised::length)
                    .or(() -> user(base).map(Finding.User::advertisedLength)).orElseGet(base::advertisedLength);
        }
    }

    /** One thing to do. */
    public sealed interface Step {

        /** Where the token code comes from that the step takes, if it takes one. */
        default Optional<Code> code() {
            return Optional.empty();
        }

        /** A live session is used as it is. */
        record TakeUp(Profile.Session session) implements Step {}

        /** AWS is asked which devices a user has; what it says decides the rest. */
        record FindDevices(Profile.Base base) implements Step {}

        /** AWS is asked of which account the credentials of a base profile or of a session are; what it says decides the rest. */
        record FindAccount(Profile profile) implements Step {}

        /** The command that has the keys of a profile is run; what it gives decides the rest. */
        record GetKeys(Profile.Managed profile) implements Step {}

        /**
         * @param session under which name it is stored
         * @param devices one, or those from which a person chooses
         */
        record StartMfaSession(Profile.Base base, String session, List<SerialNumber> devices, SessionLength length, Optional<Code> code,
                boolean orWithout) implements Step {}

        /**
         * @param keys the base profile whose keys ask; absent where a session does
         * @param session the one that asks, which may not have begun yet: known by its name
         * @param devices whose code goes with the keys; empty where none does
         * @param way how it is assumed, in words that follow "assumed"
         */
        record AssumeRole(Profile.Role role, Optional<Profile.Base> keys, String session, List<SerialNumber> devices, Optional<Code> code, SessionLength length,
                Way way, String wayInWords) implements Step {}

        /**
         * The profile itself is used, without a session of this suite.
         *
         * @param why what the person has to agree to; absent where this is what they want
         */
        record AsItIs(Profile profile, Optional<Problem> why) implements Step {}
    }

    /** How a role can be assumed. */
    public enum Way {
        KEYS("with the long-lived keys"),
        KEYS_WITH_CODE("with the long-lived keys and a token code"),
        LIVE_MFA_SESSION("with the live MFA session"),
        NEW_MFA_SESSION("with a new MFA session"),
        /** The session of another role, or of another tool. */
        SESSION("with");

        private final String inWords;

        Way(String inWords) {
            this.inWords = inWords;
        }

        public String inWords() {
            return inWords;
        }
    }
}
