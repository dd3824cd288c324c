package tests.aws;

/** The root of an account: may do everything there, save what AWS keeps from it. */
final class Root extends Principal {
    Root(Account account) {
        super(account, account.id());
    }

    @Override
    public String arn() {
        return account().arn("iam", "root");
    }

    @Override
    Policy.Decision decide(Policy.Request request) {
        return Policy.Decision.ALLOWED;
    }
}
