package lib.model;

import java.net.URI;
import java.util.Optional;

/**
 * Where the web console of a partition is. What is not documented in public is not guessed: keys would be sent there.
 *
 * @param federation the host that changes the credentials of a role session into a sign-in
 * @param consoles the domain in which every region has its console
 * @param signIn the domain in which every account has its sign-in page; for {@code aws-eusc}, where only the page for all
 *     accounts is documented, that page
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_enable-console-custom-url.html">
 *     Federation</a>
 * @see <a href="https://docs.aws.amazon.com/general/latest/gr/signin-service.html">Sign-in endpoints</a>
 */
public record ConsoleAddress(String federation, String consoles, String signIn) {

    /** Empty for the {@code aws-iso} partitions, and for any that is yet to come. */
    public static Optional<ConsoleAddress> of(String partition) {
        return Optional.ofNullable(switch (partition) {
            case "aws" -> new ConsoleAddress("signin.aws.amazon.com", "console.aws.amazon.com", "signin.aws.amazon.com");
            case "aws-cn" -> new ConsoleAddress("signin.amazonaws.cn", "console.amazonaws.cn", "signin.amazonaws.cn");
            case "aws-us-gov" -> new ConsoleAddress(
                    "signin.amazonaws-us-gov.com", "console.amazonaws-us-gov.com", "signin.amazonaws-us-gov.com");
            case "aws-eusc" -> new ConsoleAddress("eusc-de-east-1.signin.amazonaws-eusc.eu", "console.amazonaws-eusc.eu",
                    "https://eusc-de-east-1.signin.amazonaws-eusc.eu/");
            default -> null;
        });
    }

    /** Where users see their own MFA devices, in words that follow "in"; the place alone where the address is not documented. */
    public static String ofDevices(String partition) {
        return of(partition).map(address -> "the web console: https://" + address.consoles + "/iam/home#/security_credentials")
                .orElse("the web console, under Security credentials");
    }

    public URI federationEndpoint() {
        return URI.create("https://" + federation);
    }

    /** The first page of the console. */
    public String home(String region) {
        return "https://" + region + "." + consoles + "/console/home?region=" + region;
    }

    /** Where a user signs in with a password. */
    public String signInPage(String accountOrAlias) {
        return signIn.contains("/") ? signIn : "https://" + accountOrAlias + "." + signIn + "/console";
    }
}
