package lib.model;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Everything that can go wrong for a reason the user can act on. A message says what happened, lower case and without a
 * full stop; a hint is the next command to run or the next thing to check; the exit status has the AWS CLI's meaning.
 * What is not in this list is a bug.
 *
 * <p>No problem ever holds a secret: what AWS or a file said is quoted only where it cannot carry one.
 */
public sealed interface Problem {

    /** The exit status of a run that the user, or a signal, cancelled. */
    int INTERRUPTED = 130;

    /** The exit status of a run that a bug ended, and of {@link Other}. */
    int OTHER = 255;

    String message();

    String hint();

    int exitStatus();

    /** Carries a problem to the place that prints it. */
    final class Found extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final transient Problem problem;

        public Found(Problem problem) {
            super(problem.message(), null, false, true);
            this.problem = problem;
        }

        public Problem problem() {
            return problem;
        }
    }

    default Found found() {
        return new Found(this);
    }

    /** Wrong command line, or a question that may not be asked. */
    sealed interface Usage extends Problem {
        @Override
        default int exitStatus() {
            return 252;
        }
    }

    /** The configuration, the files or the environment have to be put right. */
    sealed interface Configuration extends Problem {
        @Override
        default int exitStatus() {
            return 253;
        }
    }

    /** AWS answered, and refused. */
    sealed interface Refusal extends Problem {
        @Override
        default int exitStatus() {
            return 254;
        }
    }

    /** Anything else, the network above all. */
    sealed interface Other extends Problem {
        @Override
        default int exitStatus() {
            return OTHER;
        }
    }

    // ---------------------------------------------------------------- asking

    record WrongUsage(String message, String hint) implements Usage {}

    record Cancelled() implements Problem {
        @Override
        public String message() {
            return "cancelled";
        }

        @Override
        public String hint() {
            return "nothing was changed; run it again when you are ready";
        }

        @Override
        public int exitStatus() {
            return INTERRUPTED;
        }
    }

    /**
     * Cancelled, or refused, when something had been done that stays.
     *
     * @param done what there is now
     */
    record StoppedHalfway(Problem why, String done, String hint) implements Problem {
        @Override
        public String message() {
            return why.message() + "; " + done;
        }

        @Override
        public int exitStatus() {
            return why.exitStatus();
        }
    }

    /**
     * A question had to be asked and there is nobody to ask.
     *
     * @param what what is missing, such as "the token code"
     * @param instead what to put on the command line instead
     */
    record NobodyToAsk(String what, String instead) implements Usage {
        @Override
        public String message() {
            return "cannot ask for " + what + ": there is no terminal";
        }

        @Override
        public String hint() {
            return instead;
        }
    }

    /** A question had to be asked, but {@code --no-input} forbids questions. */
    record AskingForbidden(String what, String instead) implements Usage {
        @Override
        public String message() {
            return "--no-input forbids asking for " + what;
        }

        @Override
        public String hint() {
            return instead;
        }
    }

    /** The terminal belongs to another process group; reading it would stop this process for ever. */
    record TerminalInBackground(String workingForm) implements Usage {
        @Override
        public String message() {
            return "cannot ask from the background, where zsh runs <(…) and where '&' puts a command";
        }

        @Override
        public String hint() {
            return workingForm;
        }
    }

    // -------------------------------------------------------------- profiles

    record NoBaseProfile(String configFile, String credentialsFile) implements Configuration {
        @Override
        public String message() {
            return "no profile with long-lived access keys in " + credentialsFile + " or " + configFile;
        }

        @Override
        public String hint() {
            return "store the access key of your IAM user with: aws configure --profile NAME";
        }
    }

    record NoSuchProfile(String name, List<String> similar) implements Configuration {
        @Override
        public String message() {
            return "there is no profile '" + name + "'";
        }

        @Override
        public String hint() {
            return similar.isEmpty()
                    ? "list the profiles with: aws configure list-profiles"
                    : "did you mean " + quoted(similar) + "?";
        }
    }

    /** The profile exists but an MFA session cannot be started from it. */
    record NotABaseProfile(String name, String whatItIs, String hint) implements Configuration {
        @Override
        public String message() {
            return "profile '" + name + "' " + whatItIs;
        }
    }

    record IncompleteKeys(String profile, String missingProperty) implements Configuration {
        @Override
        public String message() {
            return "profile '" + profile + "' has no " + missingProperty;
        }

        @Override
        public String hint() {
            return "enter the access key again with: aws configure --profile " + profile;
        }
    }

    record MalformedRoleArn(String profile) implements Configuration {
        @Override
        public String message() {
            return "profile '" + profile + "' has no role_arn that is the ARN of a role";
        }

        @Override
        public String hint() {
            return "it should look like arn:aws:iam::123456789012:role/NAME: correct it in the config file";
        }
    }

    record NoSourceProfile(String role) implements Configuration {
        @Override
        public String message() {
            return "role profile '" + role + "' has no source_profile: nothing says whose keys assume it";
        }

        @Override
        public String hint() {
            return "name one with: aws configure set source_profile NAME --profile " + role;
        }
    }

    record MissingSourceProfile(String role, String source) implements Configuration {
        @Override
        public String message() {
            return "role profile '" + role + "' names '" + source + "' as its source_profile, which does not exist";
        }

        @Override
        public String hint() {
            return "name another with: aws configure set source_profile NAME --profile " + role;
        }
    }

    record CircularChain(List<String> profiles) implements Configuration {
        @Override
        public String message() {
            return "the source profiles go round in a circle: " + String.join(" -> ", profiles);
        }

        @Override
        public String hint() {
            return "let one of them name a profile with keys as its source_profile in the config file";
        }
    }

    /** Storing a session would lose what the user keeps under its name. */
    record NameTaken(String profile) implements Configuration {
        @Override
        public String message() {
            return "profile '" + profile + "' holds long-lived keys, and a session stored there would overwrite them";
        }

        @Override
        public String hint() {
            return "give that profile another name in the credentials file, or use --no-persist with --emit";
        }
    }

    // ----------------------------------------------------------------- files

    record FileUnusable(String file, String reason, String hint) implements Configuration {
        @Override
        public String message() {
            return file + ": " + reason;
        }
    }

    record FilesBusy(String lockFile, Duration waited) implements Configuration {
        @Override
        public String message() {
            return "another process has kept the AWS files locked for " + waited.toSeconds() + " s";
        }

        @Override
        public String hint() {
            return "wait for the other run to end (its lock is on " + lockFile + "), then try again";
        }
    }

    record FilesKeepChanging(String file) implements Configuration {
        @Override
        public String message() {
            return "another program keeps writing " + file + "; nothing was changed there";
        }

        @Override
        public String hint() {
            return "let the other program finish, then try again";
        }
    }

    // --------------------------------------------------------------- devices

    record NoMfaDevice(String profile) implements Configuration {
        @Override
        public String message() {
            return "the user of profile '" + profile + "' has no MFA device";
        }

        @Override
        public String hint() {
            return "add an authenticator app with: jbang enable-disable-vmfa-device.java enable --profile " + profile;
        }
    }

    record OnlyPasskeys(String profile) implements Configuration {
        @Override
        public String message() {
            return "profile '" + profile + "' has only passkeys or security keys, which AWS accepts in a browser but not here";
        }

        @Override
        public String hint() {
            return "add an authenticator app beside it with: jbang enable-disable-vmfa-device.java enable --profile " + profile
                    + ", or use: aws login";
        }
    }

    record DevicesHidden(String profile) implements Refusal {
        @Override
        public String message() {
            return "AWS does not let the user of profile '" + profile + "' list the MFA devices without MFA";
        }

        @Override
        public String hint() {
            return "name yours: --serial-number arn:aws:iam::ACCOUNT:mfa/NAME, or store it as mfa_serial in the config file";
        }
    }

    record PasskeyChosen(String serialNumber) implements Configuration {
        @Override
        public String message() {
            return serialNumber + " is a passkey or security key: it has no token codes";
        }

        @Override
        public String hint() {
            return "name a virtual or hardware device of the user with --serial-number";
        }
    }

    /** @param devices what the user's devices are, in words */
    record NoVirtualDevice(String profile, String devices) implements Configuration {
        @Override
        public String message() {
            return "the user of profile '" + profile + "' has no authenticator app, only: " + devices;
        }

        @Override
        public String hint() {
            return "passkeys, security keys and text messages are managed in the IAM console: Security credentials";
        }
    }

    record NotThisUsersDevice(String serialNumber, String user) implements Configuration {
        @Override
        public String message() {
            return "AWS does not list " + serialNumber + " as an MFA device of user " + user;
        }

        @Override
        public String hint() {
            return "see the user's devices with: jbang enable-disable-vmfa-device.java list";
        }
    }

    record NotVirtual(String serialNumber, String whatItIs) implements Configuration {
        @Override
        public String message() {
            return serialNumber + " is no authenticator app: " + whatItIs;
        }

        @Override
        public String hint() {
            return "manage it in the IAM console: Security credentials, Multi-factor authentication";
        }
    }

    /** AWS shows and changes the devices of the account root in its console alone. */
    record RootDevices(String profile) implements Configuration {
        @Override
        public String message() {
            return "profile '" + profile + "' holds keys of the account root, whose MFA devices AWS manages in the web console only";
        }

        @Override
        public String hint() {
            return "sign in as root at https://console.aws.amazon.com/iam/home#/security_credentials";
        }
    }

    /** What AWS-2023-001 is about: a user with a device changes devices with MFA only. */
    record MfaSessionNeeded(String profile, String change) implements Configuration {
        @Override
        public String message() {
            return "to " + change + " a device of profile '" + profile + "', AWS wants an MFA session of it";
        }

        @Override
        public String hint() {
            return "start one with: jbang awscli-mfa.java " + profile + ", or name a profile that may: --via PROFILE";
        }
    }

    record SessionEndsTooSoon(String session, Duration left) implements Configuration {
        @Override
        public String message() {
            return "the session " + session + (left.isPositive() ? " ends in " + left.toSeconds() + " s" : " has ended meanwhile");
        }

        @Override
        public String hint() {
            return "start a new one, then run this again; nothing was changed at AWS by this step";
        }
    }

    record DeviceNotKnown(String serialNumber) implements Refusal {
        @Override
        public String message() {
            return "AWS knows no MFA device " + serialNumber + " of this user";
        }

        @Override
        public String hint() {
            return "see what there is with: jbang enable-disable-vmfa-device.java list";
        }
    }

    record DeviceInUse(String serialNumber) implements Refusal {
        @Override
        public String message() {
            return serialNumber + " is in use";
        }

        @Override
        public String hint() {
            return "disable it first, or choose another name with --name";
        }
    }

    /** @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html">IAM quotas: 8 per user</a> */
    record TooManyDevices(String awsMessage) implements Refusal {
        @Override
        public String message() {
            return "there can be no more MFA devices: " + awsMessage;
        }

        @Override
        public String hint() {
            return "a user has 8 at most: disable one with: jbang enable-disable-vmfa-device.java disable";
        }
    }

    /** Two runs at once, or something that AWS is still busy with; it passes. */
    record DeviceBusy(String awsCode) implements Refusal {
        @Override
        public String message() {
            return "AWS is still busy with another change of this device or user (" + awsCode + ")";
        }

        @Override
        public String hint() {
            return "wait a minute, then try again";
        }
    }

    /**
     * AWS does not let these credentials disable or delete a device: the long advice.
     *
     * @param asAdministrator the command by which somebody who may does it elsewhere
     */
    record DeviceChangeDenied(String awsCode, String awsMessage, String asAdministrator) implements Refusal {
        @Override
        public String message() {
            return "AWS did not allow this: " + awsMessage + " (" + awsCode + ")";
        }

        @Override
        public String hint() {
            return "use a live MFA session of the profile, or --via a profile that may; if the phone is lost,"
                    + " an administrator of the account runs: " + asAdministrator;
        }
    }

    // ----------------------------------------------------------- token codes

    record MalformedTokenCode() implements Usage {
        @Override
        public String message() {
            return "a token code is six digits";
        }

        @Override
        public String hint() {
            return "type the code that the authenticator app shows now, such as 123456 or 123 456";
        }
    }

    record MalformedCodePair() implements Usage {
        @Override
        public String message() {
            return "two token codes are twelve digits";
        }

        @Override
        public String hint() {
            return "type two codes that the app shows one after the other, such as 123456 654321";
        }
    }

    record SameCodeTwice() implements Usage {
        @Override
        public String message() {
            return "that is the same code twice";
        }

        @Override
        public String hint() {
            return "the second code is the one that the app shows after the first";
        }
    }

    /** The seed is here and tells that AWS would refuse the codes, or learn a wrong time from them. */
    record CodesNotInARow(String message, String hint) implements Usage {}

    /** AWS compared two codes and did not accept them. */
    record CodesRejected(String serialNumber) implements Refusal {
        @Override
        public String message() {
            return "AWS did not accept the two codes for " + serialNumber;
        }

        @Override
        public String hint() {
            return "mistyped, in the wrong order, too old, not one right after the other, or of another entry in the app: use the next two";
        }
    }

    /** AWS compared the code and did not accept it. */
    record TokenCodeRejected(String serialNumber, Duration untilNext) implements Refusal {
        @Override
        public String message() {
            return "AWS did not accept the token code for " + serialNumber;
        }

        @Override
        public String hint() {
            return "each code works once; the next one appears in " + untilNext.plusMillis(999).toSeconds() + " s";
        }
    }

    /** AWS does not know the device, or it is another user's. */
    record DeviceRejected(String serialNumber) implements Refusal {
        @Override
        public String message() {
            return "AWS does not know " + serialNumber + " as an MFA device of this user";
        }

        @Override
        public String hint() {
            return "list the user's devices with: aws iam list-mfa-devices, and name one with --serial-number";
        }
    }

    /** Recognised before AWS is called: this computer already sent this very code. */
    record TokenCodeSpent(Duration untilNext) implements Refusal {
        @Override
        public String message() {
            return "this token code has been used already, and AWS accepts each one once";
        }

        @Override
        public String hint() {
            return untilNext.isZero()
                    ? "use the code that the authenticator app shows now"
                    : "the next code appears in " + untilNext.plusMillis(999).toSeconds() + " s";
        }
    }

    /** @param why never what the command printed */
    record MfaProcessFailed(String why) implements Configuration {
        @Override
        public String message() {
            return "the command in mfa_process gave no token code: " + why;
        }

        @Override
        public String hint() {
            return "run it by hand; it should print six digits. --token-code goes past it";
        }
    }

    // --------------------------------------------------------- AWS's refusals

    record KeysRejected(String accessKeyId, String awsCode) implements Refusal {
        @Override
        public String message() {
            return "AWS does not accept access key " + accessKeyId + " (" + awsCode + ")";
        }

        @Override
        public String hint() {
            return "it is inactive, deleted or mistyped: check it in the IAM console, then enter it again with: aws configure --profile NAME";
        }
    }

    record SecretMismatch(String accessKeyId) implements Refusal {
        @Override
        public String message() {
            return "the secret access key stored with " + accessKeyId + " is not the right one";
        }

        @Override
        public String hint() {
            return "enter both keys again with: aws configure --profile NAME";
        }
    }

    record SessionExpired(String accessKeyId) implements Refusal {
        @Override
        public String message() {
            return "the session of access key " + accessKeyId + " has expired";
        }

        @Override
        public String hint() {
            return "start a new one";
        }
    }

    record NotAllowed(String awsCode, String awsMessage) implements Refusal {
        @Override
        public String message() {
            return "AWS did not allow this: " + awsMessage + " (" + awsCode + ")";
        }

        @Override
        public String hint() {
            return "ask the account's administrator for the permission named above";
        }
    }

    /**
     * AWS does not let a role session last as long as asked: longer than the role's MaxSessionDuration, or than the one hour
     * of a session that starts from another session.
     */
    record DurationRefused(String awsMessage) implements Refusal {
        @Override
        public String message() {
            return "AWS did not accept the duration: " + awsMessage;
        }

        @Override
        public String hint() {
            return "ask for less with --duration; one hour is always short enough";
        }
    }

    record NoSuchRole(String roleName) implements Refusal {
        @Override
        public String message() {
            return "there is no role '" + roleName + "' in the account of these keys";
        }

        @Override
        public String hint() {
            return "check role_arn in the config file, or ask the account's administrator for the role's name";
        }
    }

    /** @param ahead how far this computer's clock is ahead of AWS's; negative when behind */
    record ClockWrong(Duration ahead) implements Refusal {
        @Override
        public String message() {
            return "the clock of this computer is " + inWords(ahead.abs()) + (ahead.isNegative() ? " behind" : " ahead of")
                    + " AWS's, so AWS refuses its requests";
        }

        @Override
        public String hint() {
            return "set the clock: switch on network time, or under WSL run: sudo hwclock -s";
        }
    }

    record Throttled(String awsCode) implements Refusal {
        @Override
        public String message() {
            return "AWS asks to slow down (" + awsCode + ")";
        }

        @Override
        public String hint() {
            return "wait a few seconds, then try again";
        }
    }

    /** Any other answer of AWS, with AWS's own words. */
    record ServiceRefused(String awsCode, String awsMessage, Optional<String> requestId) implements Refusal {
        @Override
        public String message() {
            return "AWS answered " + awsCode + ": " + awsMessage
                    + requestId.map(id -> " (request " + id + ")").orElse("");
        }

        @Override
        public String hint() {
            return "if it happens again, look the code up in AWS's documentation or give the request id to AWS support";
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
    record CannotHold(String format, String variable, String what) implements Configuration {
        @Override
        public String message() {
            return "the format " + format + " cannot hold " + variable + ", which has " + what + " in it";
        }

        @Override
        public String hint() {
            return "choose a format that holds any value: --emit bash, zsh, fish, powershell or nu";
        }
    }

    /**
     * @param command what was run, such as {@code xclip -selection clipboard}
     * @param why never what it said, which may hold what it was given
     */
    record ClipboardFailed(String command, String why) implements Other {
        @Override
        public String message() {
            return "nothing was copied: " + command + " " + why;
        }

        @Override
        public String hint() {
            return "try it by hand: echo works | " + command;
        }
    }

    // ------------------------------------------------------ commands, console

    /** @param exitStatus 127 where there is no such command, 126 where it cannot be run, as shells have it */
    record CannotStart(String command, int exitStatus) implements Problem {
        @Override
        public String message() {
            return "cannot run '" + command + "': "
                    + (exitStatus == 127 ? "there is no such command" : "it is no program that may be run");
        }

        @Override
        public String hint() {
            return exitStatus == 127 ? "check its name and the PATH" : "check it with: ls -l '" + command + "'";
        }
    }

    /** Outside a UTF-8 locale there are no letters but ASCII's in what a command is given. */
    record NotInThisLocale(String variable) implements Configuration {
        @Override
        public String message() {
            return "the locale in force cannot write the value of " + variable;
        }

        @Override
        public String hint() {
            return "choose one that can, such as: export LC_ALL=C.UTF-8";
        }
    }

    /** Where a session was to be used, there is only a part of one. */
    record PartOfASession(String profile) implements Configuration {
        @Override
        public String message() {
            return "profile '" + profile + "' holds only a part of a session";
        }

        @Override
        public String hint() {
            return "start a new one with --force";
        }
    }

    /**
     * The console signs nobody in with these credentials.
     *
     * @param profile whose they are
     * @param what they are, such as "an MFA session, made by GetSessionToken"
     * @param signInPage of the account, for the user's own password; empty where no address is documented
     */
    record NoConsole(String profile, String what, Optional<String> signInPage) implements Configuration {
        @Override
        public String message() {
            return "'" + profile + "' is " + what + ", and AWS's federation signs only role sessions in to the console";
        }

        @Override
        public String hint() {
            return "name a role profile" + signInPage.map(page -> ", or sign in with your password at " + page).orElse("");
        }
    }

    record NoConsoleAddress(String partition) implements Configuration {
        @Override
        public String message() {
            return "where the console of partition " + partition + " is, no public document tells";
        }

        @Override
        public String hint() {
            return "open it as your organization says; a session cannot be taken there by this program";
        }
    }

    /** AWS's federation endpoint answers with no more than a number. */
    record SignInRefused(String profile, int httpStatus) implements Refusal {
        @Override
        public String message() {
            return "AWS did not sign the session of '" + profile + "' in to the console (HTTP " + httpStatus + ")";
        }

        @Override
        public String hint() {
            return httpStatus >= 500 ? "wait a few seconds, then try again" : "start a new session with --force, then try again";
        }
    }

    /** @param why there is no browser, or what it did */
    record NoBrowser(String why) implements Other {
        @Override
        public String message() {
            return "the console cannot be opened: " + why;
        }

        @Override
        public String hint() {
            return "print the address instead, with --url-only; for 15 minutes it signs in whoever has it";
        }
    }

    // --------------------------------------------------------------- network

    record Unreachable(String endpoint, String reason) implements Other {
        @Override
        public String message() {
            return "cannot reach " + endpoint + ": " + reason;
        }

        @Override
        public String hint() {
            return "check the network, the proxy variables and the region, then try again";
        }
    }

    /** Whoever was at fault, AWS or the way there; a person waits so long and no longer. */
    record NotInTime() implements Other {
        @Override
        public String message() {
            return "AWS did not answer in time";
        }

        @Override
        public String hint() {
            return "name the profile on the command line, or use -q for the menu at once";
        }
    }

    /** Something answered, but not AWS: a captive portal or a proxy's error page. */
    record NotAws(String endpoint) implements Other {
        @Override
        public String message() {
            return "what answered at " + endpoint + " is not AWS";
        }

        @Override
        public String hint() {
            return "sign in to this network in a browser, or check the proxy and AWS_ENDPOINT_URL";
        }
    }

    record InsecureEndpoint(String endpoint) implements Configuration {
        @Override
        public String message() {
            return "refusing to send keys and codes over plain http to " + endpoint;
        }

        @Override
        public String hint() {
            return "use an https:// address in AWS_ENDPOINT_URL or endpoint_url; plain http is for this computer only";
        }
    }

    record BadSetting(String setting, String value, String expected) implements Configuration {
        @Override
        public String message() {
            return setting + " is '" + value + "', but should be " + expected;
        }

        @Override
        public String hint() {
            return "correct " + setting + ", or remove it";
        }
    }

    private static String quoted(List<String> names) {
        return names.stream().map(name -> "'" + name + "'").collect(Collectors.joining(" or "));
    }

    private static String inWords(Duration span) {
        if (span.toHours() >= 2) {
            return span.toHours() + " hours";
        }
        return span.toMinutes() >= 2 ? span.toMinutes() + " minutes" : span.toSeconds() + " seconds";
    }
}
