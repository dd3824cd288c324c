//SOURCES Connection.java
//SOURCES Profile.java
//SOURCES Profiles.java
package lib.model;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A service that is asked as AWS's are and is not AWS, such as another provider's S3: its keys are its own. */
public final class OtherService {

    /** How AWS's host names end, in all its partitions. */
    private static final List<String> OF_AWS = List.of(".amazonaws.com", ".amazonaws.com.cn", ".amazonaws.eu", ".api.aws", ".on.aws",
            ".amazonwebservices.com.cn", ".amazonwebservices.eu", ".ic.gov", ".sgov.gov", ".adc-e.uk");

    private OtherService() {}

    /**
     * Whether a profile's keys are of such a service: it names an endpoint of one, and nobody names an endpoint for STS. Whatever AWS
     * says of such keys means nothing.
     */
    public static boolean hasKeysOf(Profile profile, Map<String, String> environment, Profiles profiles) {
        return profiles.serviceEndpoints(profile.settings()).stream().anyMatch(endpoint -> !isOfAws(endpoint))
                && !Connection.of(environment, profiles, profile).endpoints().containsKey("sts");
    }

    private static boolean isOfAws(String endpoint) {
        try {
            var host = new URI(endpoint.strip()).getHost();
            return host != null && OF_AWS.stream().anyMatch(host.toLowerCase(Locale.ROOT)::endsWith);
        } catch (URISyntaxException malformed) {
            return false;
        }
    }
}
