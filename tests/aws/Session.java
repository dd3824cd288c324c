package tests.aws;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Temporary credentials and what AWS knows of them.
 *
 * @param principal the user or root who called GetSessionToken, or the role that was assumed
 * @param mfa when the token code was given to GetSessionToken; a role session never says
 * @param assumed what a role session has besides; empty for a session from GetSessionToken
 */
record Session(Keys keys, Principal principal, Instant issued, Instant expiration, Optional<Instant> mfa,
        Optional<Assumed> assumed) {

    /** The three parts a program signs with. */
    record Keys(String accessKeyId, String secret, String sessionToken) {
        static Keys create() {
            return new Keys(Ids.unique("ASIA"), Ids.secretAccessKey(), Ids.sessionToken());
        }

        @Override
        public String toString() {
            return accessKeyId;
        }
    }

    /**
     * What AssumeRole was told.
     *
     * @param name the RoleSessionName
     * @param policies session policies, which can only take away
     * @param transitive keys of the tags that a further role session inherits
     */
    record Assumed(String name, List<Policy> policies, Map<String, String> tags, Set<String> transitive,
            Optional<String> sourceIdentity) {}
}
