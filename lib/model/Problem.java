//SOURCES ToPaste.java
//SOURCES Window.java
//SOURCES Words.java
package lib.model;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Everything that can go wrong for a reason the user can act on. A message says what happened, lower case and without a
 * full stop; a hint is the next command to run or the next thing to check; the exit status has the AWS CLI's meaning.
 * What is not in this list is a bug.
 *
 * <p>What some code asks for is a class; all the rest is made by a method of its name.
 *
 * <p>No problem ever holds a secret: what AWS or a file said is quoted only where it cannot carry one.
 */
@SuppressWarnings("serial") // nobody serializes one
public class Problem extends RuntimeException {

    /** The exit status of a run that the user, or a signal, cancelled. */
    public static final int INTERRUPTED = 130;

    /** The exit status of a run that a bug ended, and of {@link Other}. */
    public static final int OTHER = 255;

    private final String hint;
    private final int exitStatus;

    private Problem(String message, String hint, int exitStatus) {
        super(message, null, false, true);
        this.hint = hint;
        this.exitStatus = exitStatus;
    }

    public String message() {
        return getMessage();
    }

    public String hint() {
        return hint;
    }

    public int exitStatus() {
        return exitStatus;
    }

    /** Problems are values too: findings and results hold them, and are compared. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Problem problem && getClass() == problem.getClass() && message().equals(problem.message())
                && hint.equals(problem.hint) && exitStatus == problem.exitStatus;
    }

    @Override
    public int hashCode() {
        return message().hashCode();
    }

    /** Wrong command line, or a question that may not be asked. */
    public static class Usage extends Problem {
        private Usage(String message, String hint) {
            super(message, hint, 252);
        }
    }

    /** An answer that chooses nothing yet. What is to be shown for it depends on the window. */
    public static final class StillToChoose extends Usage {
        private final transient Function<Window, String> rows;

        public StillToChoose(String message, Function<Window, String> rows) {
            super(message, rows.apply(Window.UNLIMITED));
            this.rows = rows;
        }

        public Function<Window, String> rows() {
            return rows;
        }
    }

    /** A person has to be asked, and can be in a terminal only; the message has the command for it. */
    public static final class ToBeTyped extends Usage {
        private ToBeTyped(String message, String hint) {
            super(message, hint);
        }
    }

    /** The configuration, the files or the environment have to be put right. */
    public static class Configuration extends Problem {
        private Configuration(String message, String hint) {
            super(message, hint, 253);
        }
    }

    /** AWS answered, and refused. */
    public static class Refusal extends Problem {
        private Refusal(String message, String hint) {
            super(message, hint, 254);
        }
    }

    /** Anything else, the network above all. */
    public static final class Other extends Problem {
        private Other(String message, String hint) {
            super(message, hint, OTHER);
        }
    }

    // ----------------------------------------------------------- the account

    /** The credentials are not of the account that {@code --account} names. Scripts tell this from all else by its status. */
    public static final class OtherAccount extends Problem {

        public static final int STATUS = 251;

        /** @param source what says so, in words that follow "according to" */
        public OtherAccount(String profile, String account, String source, String wanted) {
            super("profile '%s' is in account %s, according to %s, and --account names %s; nothing was asked or started"
                            .formatted(profile, account, source, wanted),
                    "name a profile of account " + wanted + ", or correct --account", STATUS);
        }
    }

    public static Problem accountNotKnown(String profile, String wanted) {
        return new Configuration("nothing here tells which account profile '" + profile + "' is in, and --account names " + wanted,
                "leave --account out, or name a profile whose keys or role are here");
    }

    // ---------------------------------------------------------------- asking

    public static Problem wrongUsage(String message, String hint) {
        return new Usage(message, hint);
    }

    public static final class Cancelled extends Problem {
        public Cancelled() {
            super("cancelled", "run it again when you are ready", INTERRUPTED);
        }
    }

    /**
     * Cancelled, or refused, when something had been done that stays.
     *
     * @param done what there is now
     */
    public static Problem stoppedHalfway(Problem why, String done, String hint) {
        return new Problem(why.message() + "; " + done, hint, why.exitStatus());
    }

    /**
     * A question had to be asked and there is nobody to ask.
     *
     * @param what what is missing, such as "the token code"
     * @param instead what to put on the command line instead
     */
    public static Problem nobodyToAsk(String what, String instead) {
        return new Usage((isClause(what) ? "cannot ask " : "cannot ask for ") + what + ": there is no terminal", instead);
    }

    /** One asks for a thing, but whether something may be. */
    private static boolean isClause(String what) {
        return what.matches("(whether|whose|which|what) .*");
    }

    /** A question had to be asked, but {@code --no-input} forbids questions. */
    public static Problem askingForbidden(String what, String instead) {
        return new Usage((isClause(what) ? "--no-input forbids asking " : "--no-input forbids asking for ") + what, instead);
    }

    /** The same for whom only another program sees. */
    public static Problem toBeTyped(Problem nobody, String command) {
        return new ToBeTyped(nobody.message() + "; in a terminal, type: " + command,
                "or set mfa_process to a command that prints the code; docs/recipes.md has examples");
    }

    /**
     * A command goes on for which no session is left; whoever reads of it sees only what an SDK makes of it.
     *
     * @param command that a person has to type
     */
    public static Problem codeNeeded(String profile, String command) {
        return new ToBeTyped("no session of " + profile + " is left, and a new one needs a token code; in another terminal, type: " + command,
                "the command that runs takes it up by itself");
    }

    /** The terminal belongs to another process group; reading it would stop this process for ever. */
    public static Problem terminalInBackground(String workingForm) {
        return new Usage("cannot ask a question while running in the background, as with '&' or in zsh's <(…)",
                workingForm);
    }

    /** Another process asks there, and is not answered. */
    public static Problem terminalTaken(Duration wait) {
        return new Usage("another command has been asking on this terminal for " + wait.toMinutes() + " minutes",
                "answer it, or press Ctrl-C there, and try again");
    }

    // -------------------------------------------------------------- profiles

    /** Something of a profile is not in the files; so it may be in one that is not where it should be. */
    public static class ProfileLacking extends Configuration {
        private ProfileLacking(String message, String hint) {
            super(message, hint);
        }
    }

    /** @param withoutKeys a profile that is there, whose keys may be in a vault */
    public static Problem noBaseProfile(String configFile, String credentialsFile, Optional<String> withoutKeys) {
        return new ProfileLacking("no profile with long-lived access keys in " + credentialsFile + " or " + configFile,
                withoutKeys.map(Problem::fromVault).orElse("store the access key of your IAM user with: "
                        + ToPaste.aws("configure", "--profile", "NAME") + ", or have a vault give it: " + toConfigure("credential_process", "COMMAND", "NAME")));
    }

    public static final class NoSuchProfile extends ProfileLacking {
        private final String name;
        private final List<String> similar;

        /** @param similar profiles that may be meant */
        public NoSuchProfile(String name, List<String> similar) {
            this(name, similar, similar.isEmpty() ? "choose from all of them with: " + ToPaste.awscliMfa("--quick") : didYouMean(similar));
        }

        private NoSuchProfile(String name, List<String> similar, String hint) {
            this("there is no profile '" + name + "'", name, similar, hint);
        }

        private NoSuchProfile(String message, String name, List<String> similar, String hint) {
            super(message, hint);
            this.name = name;
            this.similar = similar;
        }

        /** The same where the word may mean something else than a profile. */
        public NoSuchProfile meaning(String hint) {
            return new NoSuchProfile(name, similar, hint);
        }

        /** The same where no person has typed the name, but a variable has it. */
        public NoSuchProfile selectedBy(String variable) {
            return new NoSuchProfile(variable + " selects the profile '" + name + "', which does not exist", name, similar,
                    (similar.isEmpty() ? "" : didYouMean(similar) + " ") + "name a profile with --profile, or type: " + Words.unbroken("unset " + variable));
        }

        public String name() {
            return name;
        }

        public List<String> similar() {
            return similar;
        }
    }

    /** The profile exists but an MFA session cannot be started from it. */
    public static Problem notABaseProfile(String name, String whatItIs, String hint) {
        return new ProfileLacking("profile '" + name + "' " + whatItIs, hint);
    }

    /** Half of an access key is in the files. */
    public static Problem incompleteKeys(String profile, String missingProperty) {
        return new ProfileLacking("profile '" + profile + "' has no " + missingProperty,
                "enter the access key again with: " + ToPaste.aws("configure", "--profile", profile));
    }

    /** Where the files hold nothing of an access key, a vault may: then none belongs into a file. */
    public static Problem noKeys(String profile) {
        return new ProfileLacking("profile '" + profile + "' has no access key", fromVault(profile));
    }

    /** Neither keys, nor another profile that has some. */
    public static Problem nothingToLogInWith(String profile) {
        return new ProfileLacking("profile '" + profile + "' has neither long-lived keys nor a source_profile that has some",
                "name that profile with: " + toConfigure("source_profile", "NAME", profile));
    }

    public static Problem sourceOfSessionMissing(String profile, String source) {
        return new ProfileLacking("profile '" + profile + "' is to get its session with the keys of '" + source + "', and there is no such profile",
                "name another with: " + toConfigure("source_profile", "NAME", profile));
    }

    /** @param elsewhere the profile that holds a session of these keys, if one does */
    public static Problem onlyLongLivedKeys(String profile, Optional<String> elsewhere) {
        return new Configuration("profile '" + profile + "' holds long-lived keys and no session; logout never takes long-lived keys away",
                elsewhere.map(name -> "a session of these keys stands in '" + name + "': " + ToPaste.awscliMfa("logout", name))
                        .orElse("see which sessions there are with: " + ToPaste.mfaStatus()));
    }

    public static Problem malformedRoleArn(String profile) {
        return new Configuration("profile '" + profile + "' has no role_arn with the ARN of a role",
                "it should look like arn:aws:iam::123456789012:role/NAME: correct it in the config file");
    }

    public static Problem noSourceProfile(String role) {
        return new ProfileLacking("role profile '" + role + "' has no source_profile, which names the profile whose keys assume the role",
                "name one with: " + toConfigure("source_profile", "NAME", role));
    }

    public static Problem missingSourceProfile(String role, String source) {
        return new ProfileLacking("role profile '" + role + "' names '" + source + "' as its source_profile, which does not exist",
                "name another with: " + toConfigure("source_profile", "NAME", role));
    }

    /** The role says that the environment has its keys. */
    public static Problem noKeysInEnvironment(String role) {
        return new Configuration("role profile '" + role + "' takes its keys from the environment, where there are none",
                "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or replace its credential_source with a source_profile");
    }

    /** What a role is assumed with is known to AWS's own tools alone, and these neither know every role nor ask for every code. */
    public static Problem credentialsNotHere(String source, String role, String roleArn) {
        return notABaseProfile(source, "is the source of '" + role + "', but this program cannot get its credentials",
                "assume it from a profile that has keys: " + ToPaste.awscliMfa("PROFILE", "--role-arn", roleArn));
    }

    // ------------------------------------------------ keys that a command gives

    /**
     * @param command what was run, in words
     * @param why never what it printed
     */
    public static Problem noKeysGiven(String profile, String command, String why) {
        return new Configuration(command + " gave no keys for profile '" + profile + "': " + why,
                "run it by hand; it should print JSON with Version 1, AccessKeyId and SecretAccessKey");
    }

    /** @param hint how to sign in, or which command there should be */
    public static Problem noKeysExported(String profile, String why, String hint) {
        return new Configuration("the aws command gave no keys for profile '" + profile + "': " + why, hint);
    }

    /** @param profiles whose commands ran inside each other; the last one is one of the others */
    public static Problem circularProcess(List<String> profiles) {
        return new Configuration("the credential_process of '" + profiles.getLast() + "' asks for its own keys: " + String.join(" -> ", profiles),
                "let one of them take its keys from somewhere else in the config file");
    }

    public static Problem circularChain(List<String> profiles) {
        return new Configuration("the source profiles go round in a circle: " + String.join(" -> ", profiles),
                "let one of them name a profile with keys as its source_profile in the config file");
    }

    /** Storing a session would lose what the user keeps under its name. */
    public static final class NameTaken extends Configuration {
        public NameTaken(String profile) {
            super("profile '" + profile + "' holds long-lived keys, and a session stored there would overwrite them",
                    "give that profile another name in the credentials file, or use --no-persist");
        }
    }

    /** @param region that the profile has */
    public static Problem otherPartition(String profile, String region, String arn, String itsRegion) {
        return new Configuration("profile '" + profile + "' has the region " + region + ", where AWS knows no " + arn,
                "set one of its partition, such as: " + toConfigure("region", itsRegion, profile));
    }

    // ----------------------------------------------------------------- files

    public static final class FileUnusable extends Configuration {
        public FileUnusable(String file, String reason, String hint) {
            super(file + ": " + reason, hint);
        }
    }

    public static final class FilesBusy extends Configuration {
        public FilesBusy(String lockFile, Duration waited) {
            super("another process has kept the AWS files locked for " + waited.toSeconds() + " s",
                    "wait for the other run to end (its lock is on " + lockFile + "), then try again");
        }
    }

    /** A variable leads to nothing; whatever else is missing follows from that. */
    public static final class NamesNoFile extends Configuration {
        private NamesNoFile(String message, String hint) {
            super(message, hint);
        }

        public static NamesNoFile of(String variable, String file) {
            return new NamesNoFile(variable + " names " + file + ", and there is no such file", "correct it, or: " + Words.unbroken("unset " + variable));
        }

        /** What was missed for want of the file. */
        public Problem whence(ProfileLacking missed) {
            return new NamesNoFile(message() + "; so " + missed.message(), hint());
        }
    }

    /** @param written which file got what it was to have */
    public static Problem oneWritten(Problem why, String written) {
        return new Configuration(why.message() + "; " + written + " is written", why.hint());
    }

    public static Problem neitherWritten(Problem one, Problem other) {
        return one.equals(other) ? one : new Configuration(one.message() + "; " + other.message(), one.hint());
    }

    /** @param copy holds the old text and the new one */
    public static Problem cutOff(String file, String copy) {
        return new Configuration(file + " was written only in part, and the old text could not be restored",
                "its old text and the new one are in " + copy);
    }

    public static Problem filesKeepChanging(String file) {
        return new Configuration("another program keeps writing " + file + "; nothing was changed there",
                "let the other program finish, then try again");
    }

    // --------------------------------------------------------------- devices

    public static final class NoMfaDevice extends Configuration {
        public NoMfaDevice(String profile) {
            super("the user of profile '" + profile + "' has no MFA device",
                    "add an authenticator app with: " + ToPaste.devices("enable", profile));
        }
    }

    public static final class OnlyPasskeys extends Configuration {
        /** @param consolePage where the passkey works, in words that follow "in" */
        public OnlyPasskeys(String profile, String consolePage) {
            super("profile '" + profile + "' has only passkeys or security keys, which AWS accepts in a browser but not here",
                    "use: " + ToPaste.aws("login") + ", or add an authenticator app beside it in " + consolePage);
        }
    }

    public static final class DevicesHidden extends Refusal {
        public DevicesHidden(String profile) {
            super("AWS does not let the user of profile '" + profile + "' list the MFA devices without MFA",
                    "name your device: --serial-number arn:aws:iam::ACCOUNT:mfa/NAME, or store it as mfa_serial in the config file");
        }
    }

    public static Problem devicesNotInTime(String profile, Duration patience) {
        return new Other("AWS did not list the MFA devices of profile '" + profile + "' within " + patience.toSeconds() + " s",
                "name your device: --serial-number arn:aws:iam::ACCOUNT:mfa/NAME, or store it as mfa_serial in the config file");
    }

    public static Problem passkeyChosen(String serialNumber) {
        return new Configuration(serialNumber + " is a passkey or security key: it has no token codes",
                "name a virtual or hardware device of the user with --serial-number");
    }

    /**
     * @param devices what the user's devices are, in words
     * @param consolePage where these are managed, in words that follow "in"
     */
    public static Problem noVirtualDevice(String profile, String devices, String consolePage) {
        return new Configuration("the user of profile '" + profile + "' has no authenticator app, only: " + devices,
                "manage these, or add an authenticator app, in " + consolePage);
    }

    public static Problem notThisUsersDevice(String serialNumber, String user) {
        return new Configuration("AWS does not list " + serialNumber + " as an MFA device of user " + user,
                "see the user's devices with: " + ToPaste.devices("list"));
    }

    /** @param consolePage where it is managed, in words that follow "in" */
    public static Problem notVirtual(String serialNumber, String whatItIs, String consolePage) {
        return new Configuration(serialNumber + " is no authenticator app: " + whatItIs, "manage it in " + consolePage);
    }

    /** AWS shows and changes the devices of the account root in its console alone. */
    public static final class RootDevices extends Configuration {
        public RootDevices(String profile) {
            super("profile '" + profile + "' holds keys of the account root, whose MFA devices can be changed only in AWS's web console",
                    "sign in as root at https://console.aws.amazon.com/iam/home#/security_credentials");
        }
    }

    /** What AWS-2023-001 is about: a user with a device changes devices with MFA only. */
    public static Problem mfaSessionNeeded(String profile, String change) {
        return new Configuration("AWS requires an MFA session of profile '" + profile + "' to " + change + " one of its devices",
                "start one with: " + ToPaste.awscliMfa(profile) + ", or name a profile that may: --via PROFILE");
    }

    /**
     * The user's own devices show no codes, so no MFA session starts here.
     *
     * @param consolePage where the devices do work, in words that follow "in"
     */
    public static Problem noCodesForSession(String profile, String change, String consolePage) {
        return new Configuration("AWS requires MFA to " + change + " a device of profile '" + profile
                        + "', and the user's passkeys and security keys work only in a browser",
                "name an administrator's profile with --via PROFILE, or manage your devices in " + consolePage);
    }

    public static Problem sessionEndsTooSoon(String session, Duration left) {
        return new Configuration("the session " + session
                        + (left.isPositive() ? " ends in " + left.toSeconds() + " s" : " has ended meanwhile"),
                "start a new one, then run this again; this step has changed nothing at AWS");
    }

    public static Problem deviceNotKnown(String serialNumber) {
        return new Refusal("AWS knows no MFA device " + serialNumber + " of this user",
                "see what there is with: " + ToPaste.devices("list"));
    }

    public static Problem deviceInUse(String serialNumber) {
        return new Refusal(serialNumber + " is in use",
                "disable it first, or choose another name with --name");
    }

    /** @param why such as "jane has 8, and AWS allows no more" */
    public static Problem tooManyDevices(String why) {
        return new Refusal("the user cannot have another MFA device: " + why,
                "a user has 8 at most: replace one with: " + ToPaste.devices("replace") + ", or disable one with: " + ToPaste.devices("disable"));
    }

    /** Two runs at once, or something that AWS is still busy with; it passes. */
    public static final class DeviceBusy extends Refusal {
        public DeviceBusy(String awsCode) {
            super("AWS is still busy with another change of this device or user (" + awsCode + ")",
                    "wait a minute, then try again");
        }
    }

    /**
     * AWS does not let these credentials disable or delete a device: the long advice.
     *
     * @param asAdministrator the command by which somebody who may does it elsewhere
     */
    public static NotAllowed deviceChangeDenied(NotAllowed denied, String asAdministrator) {
        return new NotAllowed(denied,
                "use a live MFA session of the profile, or --via a profile that may; if the phone is lost,"
                        + " an administrator of the account runs: " + asAdministrator);
    }

    // ----------------------------------------------------------- token codes

    public static Problem malformedTokenCode() {
        return new Usage("a token code is six digits",
                "type the code that the authenticator app shows now, such as 123456 or 123 456");
    }

    public static Problem malformedCodePair() {
        return new Usage("two token codes are twelve digits",
                "type two codes that the app shows one after the other, such as 123456 654321");
    }

    public static Problem sameCodeTwice() {
        return new Usage("that is the same code twice",
                "the second code is the one that the app shows after the first");
    }

    /** The seed is here and tells that AWS would refuse the codes, or learn a wrong time from them. */
    public static final class CodesNotInARow extends Usage {
        public CodesNotInARow(String message, String hint) {
            super(message, hint);
        }
    }

    /** AWS compared two codes and did not accept them. */
    public static final class CodesRejected extends Refusal {
        public CodesRejected(String serialNumber) {
            super("AWS did not accept the two codes for " + serialNumber,
                    "check the digits and the entry in the app; then type the next two, the older one first");
        }
    }

    /** AWS compared the code and did not accept it. It does not say why: the hint says what is likely. */
    public static final class TokenCodeRejected extends Refusal {
        private final Duration untilNext;

        private TokenCodeRejected(String message, String hint, Duration untilNext) {
            super(message, hint);
            this.untilNext = untilNext;
        }

        /** Most likely a slip. */
        public TokenCodeRejected(String serialNumber, Duration untilNext) {
            this("AWS did not accept the token code for " + serialNumber,
                    "check the digits and the entry in the app; you can type it again now", untilNext);
        }

        /** @param ahead how far this computer's clock is ahead of AWS's, where codes of its own would be wrong; negative when behind */
        public static TokenCodeRejected withWrongClock(String serialNumber, Duration untilNext, Duration ahead) {
            var slip = new TokenCodeRejected(serialNumber, untilNext);
            return new TokenCodeRejected(slip.message(), "the clock of this computer is " + beside(ahead)
                    + " AWS's: set it if the code was made here; else " + slip.hint(), untilNext);
        }

        /** Recognised before AWS is called: this computer sent this very code already, and AWS refused it. So it is no slip. */
        public static TokenCodeRejected again(Duration untilNext) {
            return new TokenCodeRejected("AWS has refused this very code already",
                    "if the app shows this code, it was used elsewhere or belongs to another entry; the next one appears in "
                            + seconds(untilNext) + " s", untilNext);
        }

        /** The same for codes that a command prints. */
        public TokenCodeRejected ofCommand() {
            return new TokenCodeRejected(message(),
                    "see whether mfa_process prints the codes of this device, and whether this computer's clock is right", untilNext);
        }

        public Duration untilNext() {
            return untilNext;
        }
    }

    private static long seconds(Duration untilNext) {
        return untilNext.plusMillis(999).toSeconds();
    }

    /** AWS does not know the device, or it is another user's. */
    public static final class DeviceRejected extends Refusal {
        private final String serialNumber;

        public DeviceRejected(String serialNumber) {
            super("AWS does not know " + serialNumber + " as an MFA device of this user",
                    "list the user's devices with: " + ToPaste.devices("list") + ", and name one with --serial-number");
            this.serialNumber = serialNumber;
        }

        public String serialNumber() {
            return serialNumber;
        }
    }

    /** AWS has taken the code already, from this computer. So another one is needed, and AWS need not be asked. */
    public static final class TokenCodeSpent extends Refusal {
        private final Duration untilNext;

        private TokenCodeSpent(String message, Duration untilNext) {
            super(message, untilNext.isZero()
                    ? "use the code that the authenticator app shows now"
                    : "the next code appears in " + seconds(untilNext) + " s");
            this.untilNext = untilNext;
        }

        public TokenCodeSpent(Duration untilNext) {
            this("this token code has already been used, and AWS accepts each code once", untilNext);
        }

        /** It and the one after it have put the device in step again. */
        public static TokenCodeSpent onResync(String serialNumber, Duration untilNext) {
            return new TokenCodeSpent("AWS accepts the codes of " + serialNumber + " again", untilNext);
        }

        public Duration untilNext() {
            return untilNext;
        }
    }

    /** @param why never what the command printed */
    public static Problem mfaProcessFailed(String why) {
        return new Configuration("the command in mfa_process gave no token code: " + why,
                "run the command by hand: it should print six digits; --token-code does without it");
    }

    // --------------------------------------------------------- AWS's refusals

    /** AWS does not take these credentials, whatever is asked with them. */
    public abstract static class CredentialsRejected extends Refusal {
        private final String accessKeyId;

        private CredentialsRejected(String accessKeyId, String message, String hint) {
            super(message, hint);
            this.accessKeyId = accessKeyId;
        }

        /** Nobody enters the keys of a session again. */
        private static String remedy(String accessKeyId, String ofLongLivedKeys) {
            return accessKeyId.startsWith("ASIA")
                    ? "start a new session with: " + ToPaste.awscliMfa("PROFILE", "--force") + ", or with the tool that made this one" : ofLongLivedKeys;
        }

        public String accessKeyId() {
            return accessKeyId;
        }
    }

    public static final class KeysRejected extends CredentialsRejected {
        public KeysRejected(String accessKeyId, String awsCode) {
            super(accessKeyId, "AWS does not accept access key " + accessKeyId + " (" + awsCode + ")",
                    CredentialsRejected.remedy(accessKeyId, "it is inactive, deleted or mistyped: check it in the IAM console;"
                            + " if it is in the files, enter it again with: " + ToPaste.aws("configure", "--profile", "NAME")));
        }
    }

    public static final class SecretMismatch extends CredentialsRejected {
        public SecretMismatch(String accessKeyId) {
            super(accessKeyId, "the secret access key stored with " + accessKeyId + " is not the right one",
                    CredentialsRejected.remedy(accessKeyId, "enter both keys again; if they are in the files, with: "
                    + ToPaste.aws("configure", "--profile", "NAME")));
        }
    }

    public static final class SessionExpired extends CredentialsRejected {
        public SessionExpired(String accessKeyId) {
            super(accessKeyId, "the session of access key " + accessKeyId + " has expired", "start a new one");
        }
    }

    public static final class NotAllowed extends Refusal {
        public NotAllowed(String awsCode, String awsMessage) {
            super("AWS did not allow this: " + awsMessage + " (" + awsCode + ")",
                    "ask the account's administrator for the permission named above");
        }

        private NotAllowed(NotAllowed same, String hint) {
            super(same.message(), hint);
        }
    }

    /**
     * AWS does not let a role session last as long as asked: longer than the role's MaxSessionDuration, or than the one hour
     * of a session that starts from another session.
     */
    public static final class DurationRefused extends Refusal {
        public DurationRefused(String awsMessage) {
            super("AWS did not accept the duration: " + awsMessage,
                    "ask for less with --duration; one hour is always short enough");
        }
    }

    public static final class NoSuchRole extends Refusal {
        public NoSuchRole(String roleName) {
            super("there is no role '" + roleName + "' in the account of these keys",
                    "check role_arn in the config file, or ask the account's administrator for the role's name");
        }
    }

    /**
     * The same before a request has failed for it.
     *
     * @param setting the command that sets it
     */
    public static Problem clockOff(Duration ahead, String setting) {
        return new Refusal("the clock of this computer is " + beside(ahead) + " AWS's: codes that are made here are refused,"
                + " and beyond 15 minutes every request", "set it with: " + setting);
    }

    /** @param ahead how far this computer's clock is ahead of AWS's; negative when behind */
    public static Problem clockWrong(Duration ahead) {
        return new Refusal("the clock of this computer is " + beside(ahead) + " AWS's, so AWS refuses its requests",
                "set the clock: switch on network time, or under WSL run: " + Words.unbroken("sudo hwclock -s"));
    }

    public static final class Throttled extends Refusal {
        public Throttled(String awsCode) {
            super("AWS asks to slow down (" + awsCode + ")", "wait a few seconds, then try again");
        }
    }

    /** As {@link NotAllowed}, where a token code might help and nobody can be asked for one. */
    public static Problem codeMayHelp(NotAllowed denied) {
        return new Refusal(denied.message(), "ask the account's administrator; if AWS wants a fresh token code, add: --via keys --token-code CODE");
    }

    /** The same where the user has no MFA device, which the role may demand. */
    public static Problem deviceMayHelp(NotAllowed denied, String profile) {
        return new Refusal(denied.message(), "if AWS wants MFA for this, add an authenticator app with: " + ToPaste.devices("enable", profile)
                + "; else ask the account's administrator for the permission");
    }

    /** Any other answer of AWS, with AWS's own words. */
    public static final class ServiceRefused extends Refusal {
        private final String awsCode;

        /** @param standIn what answers on this computer in AWS's place; absent for AWS */
        public ServiceRefused(String awsCode, String awsMessage, Optional<String> requestId, Optional<String> standIn) {
            super("AWS answered " + awsCode + ": " + awsMessage + requestId.map(id -> " (request " + id + ")").orElse(""),
                    standIn.map(here -> here + " answers in AWS's place; see whether it knows this call").orElse(
                            "if it happens again, look the code up in AWS's documentation or give the request id to AWS support"));
            this.awsCode = awsCode;
        }

        public String awsCode() {
            return awsCode;
        }
    }

    // --------------------------------------------------------- handing over

    /**
     * A value does not fit between the quotes of a format.
     *
     * @param format its {@code --emit} name
     * @param variable whose value it is
     * @param what is in the value, such as "a line break"; never more of it
     */
    public static Problem cannotHold(String format, String variable, String what) {
        return new Configuration("the format " + format + " cannot hold " + variable + ", which has " + what + " in it",
                "choose a format that holds any value: --emit bash, zsh, fish, powershell or nu");
    }

    /**
     * @param command what was run, such as {@code xclip -selection clipboard}
     * @param why never what it said, which may hold what it was given
     */
    public static Problem clipboardFailed(String command, String why) {
        return new Other("nothing was copied: " + command + " " + why,
                "try it by hand: echo works | " + command);
    }

    // ------------------------------------------------------ commands, console

    /** @param exitStatus 127 where there is no such command, 126 where it cannot be run, as shells have it */
    public static Problem cannotStart(String command, int exitStatus) {
        return new Problem("cannot run '" + command + "': "
                        + (exitStatus == 127 ? "there is no such command" : "it is no program that may be run"),
                exitStatus == 127 ? "check its name and the PATH" : "check it with: " + ToPaste.of(List.of("ls", "-l", command)), exitStatus);
    }

    /** The address on this computer at which a command would ask for credentials. */
    public static Problem cannotListen(String why) {
        return new Other("cannot listen on 127.0.0.1: " + why, "leave out --refresh; the command then has one session, and no other");
    }

    /** AWS has not answered yet, and whoever asks does not wait for long. */
    public static Problem stillRenewed() {
        return new Other("the session has ended, and AWS has not given another one yet", "ask again in a few seconds");
    }

    /** Outside a UTF-8 locale there are no letters but ASCII's in what a command is given. */
    public static Problem notInThisLocale(String variable) {
        return new Configuration("the locale in force cannot write the value of " + variable,
                "choose one that can, such as: " + Words.unbroken("export LC_ALL=C.UTF-8"));
    }

    /** Where a session was to be used, there is only a part of one. */
    public static Problem partOfASession(String profile) {
        return new Configuration("profile '" + profile + "' holds only a part of a session",
                "start a new one with --force");
    }

    /**
     * The console signs nobody in with these credentials.
     *
     * @param profile whose they are
     * @param what they are, such as "an MFA session, made by GetSessionToken"
     * @param signInPage of the account, for the user's own password; empty where no address is documented
     */
    public static Problem noConsole(String profile, String what, Optional<String> signInPage) {
        return new Configuration("'" + profile + "' is " + what + ", and AWS signs in only role sessions to the console",
                "name a role profile" + signInPage.map(page -> ", or sign in with your password at " + page).orElse(""));
    }

    /** @param standIn an AWS to practise with */
    public static Problem noConsoleInPractice(URI standIn) {
        return new Configuration("a practice AWS has no web console: " + standIn + " stands in for all of AWS",
                "with an account of AWS itself, where AWS_ENDPOINT_URL is not set, the same command opens it");
    }

    public static Problem noConsoleAddress(String partition) {
        return new Configuration("no public document gives the address of the console in partition " + partition,
                "ask your organization for the address; this program cannot open that console");
    }

    /** AWS's federation endpoint answers with no more than a number. */
    public static Problem signInRefused(String profile, int httpStatus) {
        return new Refusal("AWS did not sign the session of '" + profile + "' in to the console (HTTP " + httpStatus + ")",
                httpStatus >= 500 ? "wait a few seconds, then try again" : "start a new session with --force, then try again");
    }

    /** @param why there is no browser, or what it did */
    public static Problem noBrowser(String why) {
        return new Other("the console cannot be opened: " + why,
                "print the address instead, with --url-only; for 15 minutes it signs in whoever has it");
    }

    // --------------------------------------------------------------- network

    public static Problem unreachable(String endpoint, String reason) {
        return new Other("cannot reach " + endpoint + ": " + reason,
                "check the network, the proxy variables and the region, then try again");
    }

    /** Whoever was at fault, AWS or the way there; a person waits so long and no longer. */
    public static Problem notInTime() {
        return new Other("AWS did not answer in time",
                "name the profile on the command line, or use -q, which shows the menu without asking AWS");
    }

    /** AWS's own servers, or those before them, are in trouble: an answer without a word. */
    public static Problem awsInTrouble(String endpoint, int httpStatus) {
        return new Other(endpoint + " answered with an empty error (HTTP " + httpStatus + "): AWS has trouble",
                "try again in a minute; if it stays so, see https://health.aws.amazon.com/health/status");
    }

    /** Nothing was sent: what is configured does not go together. @param why in the words of the SDK, which hold no secret */
    public static Problem wayUnusable(String endpoint, String why) {
        return new Configuration("there is no way to " + endpoint + ": " + why,
                "check region, endpoint_url, use_fips_endpoint and use_dualstack_endpoint of the profile, and the variables of these names");
    }

    /** Something answered, but not AWS: a captive portal or a proxy's error page. */
    public static Problem notAws(String endpoint) {
        return new Other("what answered at " + endpoint + " is not AWS",
                "sign in to this network in a browser, or check the proxy and AWS_ENDPOINT_URL");
    }

    public static Problem insecureEndpoint(String endpoint) {
        return new Configuration("refusing to send keys and codes over plain http to " + endpoint,
                "use an https:// address in AWS_ENDPOINT_URL or endpoint_url; plain http is for this computer only");
    }

    /** @param file the one that was read, whichever variable or setting names it */
    public static Problem badCaBundle(String file) {
        return new Configuration(file + " should hold PEM certificates to trust, and cannot be read as such",
                "correct AWS_CA_BUNDLE or ca_bundle, else REQUESTS_CA_BUNDLE: whichever names it");
    }

    public static Problem badSetting(String setting, String value, String expected) {
        return new Configuration(setting + " is '" + value + "', but should be " + expected,
                "correct " + setting + ", or remove it");
    }

    /**
     * The way ends before AWS is asked.
     *
     * @param proxy host and port
     */
    public static Problem proxyUnreachable(String proxy, String reason) {
        return new Other("the proxy " + proxy + " cannot be reached: " + reason,
                "correct HTTPS_PROXY and https_proxy; see whether it goes without: env -u HTTPS_PROXY -u https_proxy "
                        + ToPaste.mfaStatus("--diagnose"));
    }

    /** What to do where a checkout is to be found; in each there is a {@code ./jbang}. */
    public static String initInCheckout() {
        return "go to the folder of awscli-mfa.java, and type there: " + ToPaste.of(List.of("./jbang", "awscli-mfa.java", "init"));
    }

    /** Something that nobody has run into yet, found by looking for it. */
    public static Problem amiss(String message, String hint) {
        return new Configuration(message, hint);
    }

    /** Its address may hold a password, so nothing of it is shown. */
    public static Problem proxyOverTls() {
        return new Configuration("HTTPS_PROXY names a proxy by https://, and this program cannot talk to a proxy over TLS",
                "nothing was sent; if that proxy has a port without TLS, name it by http:// in HTTPS_PROXY");
    }

    /** Who has the keys in a vault does not want them in a file. */
    private static String fromVault(String profile) {
        return "write the access key into the credentials file, or have a vault give it: " + toConfigure("credential_process", "COMMAND", profile);
    }

    private static String toConfigure(String property, String value, String profile) {
        return ToPaste.aws("configure", "set", property, value, "--profile", profile);
    }

    /** @param meant the words that a mistyped one may have meant */
    public static String didYouMean(List<String> meant) {
        return "did you mean " + Words.or(meant.stream().map(word -> word.startsWith("-") ? word : "'" + word + "'").toList()) + "?";
    }

    private static String beside(Duration ahead) {
        return inWords(ahead.abs()) + (ahead.isNegative() ? " behind" : " ahead of");
    }

    private static String inWords(Duration span) {
        if (span.toHours() >= 2) {
            return span.toHours() + " hours";
        }
        return span.toMinutes() >= 2 ? span.toMinutes() + " minutes" : span.toSeconds() + " seconds";
    }
}
