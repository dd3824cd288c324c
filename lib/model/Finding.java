//SOURCES Arn.java
//SOURCES DeviceList.java
//SOURCES Problem.java
//SOURCES SerialNumber.java
//SOURCES TrustPolicy.java
package lib.model;

import java.time.Duration;
import java.util.Optional;

/** What AWS said when it was asked about one profile. */
public sealed interface Finding {

    /** Whether keys without MFA are allowed to do things. */
    enum Enforcement { NONE, MFA_MAY_BE_ENFORCED, UNKNOWN }

    /**
     * A base profile whose keys AWS accepts.
     *
     * @param identity a user, or the account root
     * @param advertisedLength what the account's administrator says an MFA session may last, in the SSM parameter
     *     {@code /unencrypted/mfa/session_length}
     */
    record User(Arn identity, Optional<String> alias, DeviceList devices, Enforcement enforcement,
            Optional<Duration> advertisedLength) implements Finding {

        /** No, only where AWS listed the devices and none of them shows codes. */
        public boolean canGiveCodes() {
            return devices.listed().filter(all -> all.stream().noneMatch(SerialNumber::givesTokenCodes)).isEmpty();
        }

        /** {@code jane @ practice}: the user, and the account's alias or number. */
        public String inWords() {
            return Finding.inWords(identity, alias);
        }
    }

    /**
     * A session that AWS accepts, or keys of which nothing else was asked.
     *
     * @param accountAlias absent where it was not asked for, and where AWS does not let the session look
     * @param clockAhead how far AWS's clock is ahead of the one here; negative where it is behind; absent when not asked
     */
    record Live(Arn identity, Optional<String> accountAlias, Optional<Duration> clockAhead) implements Finding {

        public Live(Arn identity) {
            this(identity, Optional.empty(), Optional.empty());
        }

        /** {@code jane @ practice}, {@code admin @ 123456789012}: the user or the role, and the account. */
        public String inWords() {
            return Finding.inWords(identity, accountAlias);
        }
    }

    private static String inWords(Arn identity, Optional<String> accountAlias) {
        return (identity.isRoot() ? "ROOT USER" : identity.name()) + " @ " + accountAlias.orElse(identity.account());
    }

    /**
     * A role as far as the source profile may look at it.
     *
     * @param longest what a session of it may last; absent where nobody says
     * @param accountAlias of the account that the role is in
     */
    record Role(Optional<Duration> longest, TrustPolicy.MfaNeed mfaNeed, Optional<String> accountAlias) implements Finding {}

    /** AWS answered that it does not take these credentials, or knows no such role. */
    record Rejected(Problem why) implements Finding {}

    /** Nothing is known: no network, throttled, denied, not in time. So nothing is concluded either. */
    record Unknown(Problem why) implements Finding {}
}
