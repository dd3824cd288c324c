//SOURCES Problem.java
//SOURCES TokenCode.java
package lib.model;

/**
 * Two token codes that a device shows one after the other, by which AWS learns that the user holds it and how its clock goes.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_EnableMFADevice.html">EnableMFADevice</a>
 */
public record CodePair(TokenCode first, TokenCode second) {

    private static final String BETWEEN_DIGITS = "[\\s\\u00a0\\u2009\\u202f,;-]";

    /**
     * @param typed both codes with any spacing: "123456 654321", "123 456 654 321", "123456654321"
     * @throws Problem {@link Problem#malformedCodePair}, {@link Problem#sameCodeTwice}
     */
    public static CodePair parse(String typed) {
        var digits = digits(typed);
        if (!digits.matches("[0-9]{12}")) {
            throw Problem.malformedCodePair();
        }
        return of(new TokenCode(digits.substring(0, 6)), new TokenCode(digits.substring(6)));
    }

    /** @throws Problem {@link Problem#sameCodeTwice} */
    public static CodePair of(TokenCode first, TokenCode second) {
        if (first.equals(second)) {
            throw Problem.sameCodeTwice();
        }
        return new CodePair(first, second);
    }

    /** Whether only the first of the two was typed. */
    public static boolean isOneCode(String typed) {
        return digits(typed).matches("[0-9]{6}");
    }

    private static String digits(String typed) {
        return typed.replaceAll(BETWEEN_DIGITS, "");
    }
}
