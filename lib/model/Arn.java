package lib.model;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An Amazon Resource Name of any partition, such as {@code arn:aws:iam::123456789012:user/dev/jane}.
 *
 * @param partition {@code aws}, {@code aws-cn}, {@code aws-us-gov}, {@code aws-eusc}, {@code aws-iso}, …
 * @param region empty for IAM and STS
 * @param account twelve digits; empty for a few resources that belong to nobody
 * @param resource what follows the fifth colon, such as {@code user/dev/jane}
 */
public record Arn(String partition, String service, String region, String account, String resource) {

    private static final String GLOBAL = "-global";
    private static final Pattern SHAPE = Pattern.compile("arn:(aws[a-z-]*):([a-z0-9-]+):([a-z0-9-]*):([0-9]{12}|aws|):(.+)");

    /** Empty when {@code text} is no ARN. */
    public static Optional<Arn> parse(String text) {
        var parts = SHAPE.matcher(text);
        return parts.matches()
                ? Optional.of(new Arn(parts.group(1), parts.group(2), parts.group(3), parts.group(4), parts.group(5)))
                : Optional.empty();
    }

    public boolean isRoot() {
        return resource.equals("root");
    }

    /** The name without its path, for {@code user/dev/jane}, {@code role/ops/admin}, {@code assumed-role/admin/session}. */
    public String name() {
        if (resource.startsWith("assumed-role/")) {
            return resource.split("/", 3)[1];
        }
        return resource.substring(resource.lastIndexOf('/') + 1);
    }

    public boolean isUser() {
        return resource.startsWith("user/");
    }

    public boolean isRole() {
        return resource.startsWith("role/");
    }

    public boolean isAssumedRole() {
        return resource.startsWith("assumed-role/");
    }

    /** What GetFederationToken makes of a user. */
    public boolean isFederatedUser() {
        return resource.startsWith("federated-user/");
    }

    /** That region, if it is one of this partition; else one that is. */
    public String regionNear(String region) {
        return partition.equals(partitionOf(region)) && !region.endsWith(GLOBAL) ? region : fallbackRegion();
    }

    /** Whether the region is of a partition that is known, and is not this one. */
    public boolean isElsewhere(String region) {
        var itsPartition = partitionOf(region);
        return !itsPartition.isEmpty() && !itsPartition.equals(partition);
    }

    /** Empty for what has no form of a region. {@code aws-global} and {@code fips-us-east-1} are AWS's old names for more than a region. */
    private static String partitionOf(String region) {
        var itself = region.replace("fips-", "").replace("-fips", "");
        if (itself.endsWith(GLOBAL)) {
            return itself.substring(0, itself.length() - GLOBAL.length());
        }
        return switch (itself.replaceFirst("-[a-z]+-[0-9]+$", "")) {
            case "cn" -> "aws-cn";
            case "us-gov" -> "aws-us-gov";
            case "eusc-de" -> "aws-eusc";
            case "us-iso" -> "aws-iso";
            case "us-isob" -> "aws-iso-b";
            case "eu-isoe" -> "aws-iso-e";
            case "us-isof" -> "aws-iso-f";
            default -> itself.matches("[a-z]{2}-[a-z]+-[0-9]+") ? "aws" : "";
        };
    }

    /**
     * A region in which the partition's STS and IAM answer when the user has configured none.
     *
     * @see <a href="https://docs.aws.amazon.com/general/latest/gr/iam-service.html">IAM endpoints</a>
     */
    public String fallbackRegion() {
        return switch (partition) {
            case "aws-cn" -> "cn-north-1";
            case "aws-us-gov" -> "us-gov-west-1";
            case "aws-eusc" -> "eusc-de-east-1";
            case "aws-iso" -> "us-iso-east-1";
            case "aws-iso-b" -> "us-isob-east-1";
            case "aws-iso-e" -> "eu-isoe-west-1";
            case "aws-iso-f" -> "us-isof-south-1";
            default -> "us-east-1";
        };
    }

    @Override
    public String toString() {
        return String.join(":", "arn", partition, service, region, account, resource);
    }
}
