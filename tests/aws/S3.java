package tests.aws;

/**
 * The Simple Storage Service: ListBuckets, which is what people try first. It answers in XML of its own.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html">ListBuckets</a>
 */
final class S3 {

    /** Every account has this one. */
    private static final String BUCKET = "practice-bucket";

    /** @return what is inside of the answer's outermost element */
    String call(String action, Caller caller) {
        if (!action.equals("ListBuckets")) {
            throw new AwsError(501, "NotImplemented", "A header you provided implies functionality that is not implemented");
        }
        caller.require("s3:ListAllMyBuckets", "arn:" + caller.account().partition() + ":s3:::*");
        return Xml.element("Buckets", Xml.element("Bucket",
                Xml.text("Name", BUCKET), Xml.text("CreationDate", "2026-01-01T00:00:00.000Z")));
    }
}
