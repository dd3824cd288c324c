//DEPS org.junit.jupiter:junit-jupiter:6.1.3
//SOURCES Cleared.java
//SOURCES ../lib/model/Activation.java
//SOURCES ../lib/model/IniFile.java
//SOURCES ../lib/model/Profile.java
//SOURCES ../lib/model/Profiles.java
//SOURCES ../lib/model/Settings.java
//SOURCES ../lib/model/Shell.java

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lib.model.Activation;
import lib.model.IniFile;
import lib.model.Profile;
import lib.model.Profiles;
import lib.model.Settings;
import lib.model.Shell;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which variables a session needs, and how each shell is told. Whether the shells understand it, another test asks them. */
class ActivationTest {

    private static final Profiles NONE = Profiles.of(IniFile.parse(""), IniFile.parse(""));

    private static final Map<String, String> KEYS = Map.of("aws_access_key_id", "ASIA1", "aws_secret_access_key", "se/c+ret",
            "aws_session_token", "to/k+en==", "aws_session_expiry", "1795329613");

    // ------------------------------------------------------------------- variables

    @Test
    void aStoredSessionIsSelectedByItsNameInBothVariables() {
        assertEquals("""
                AWS_PROFILE=dev-mfasession
                AWS_DEFAULT_PROFILE=dev-mfasession
                """, text(Activation.select(session(Map.of("region", "eu-west-1")), Map.of("AWS_REGION", "r"))));
    }

    @Test
    void aSessionWithoutARegionKeepsTheOneOfTheShell() {
        assertEquals("""
                AWS_PROFILE=dev-mfasession
                AWS_DEFAULT_PROFILE=dev-mfasession
                AWS_REGION=r
                AWS_DEFAULT_REGION=r
                """, text(Activation.select(session(Map.of()), Map.of("AWS_REGION", "r", "AWS_DEFAULT_REGION", "other"))));
        assertEquals("""
                AWS_PROFILE=dev-mfasession
                AWS_DEFAULT_PROFILE=dev-mfasession
                AWS_REGION=r
                AWS_DEFAULT_REGION=r
                """, text(Activation.select(session(Map.of()), Map.of("AWS_DEFAULT_REGION", "r"))));
        assertEquals("""
                AWS_PROFILE=dev-mfasession
                AWS_DEFAULT_PROFILE=dev-mfasession
                """, text(Activation.select(session(Map.of()), Map.of())));
    }

    @Test
    void theKeysComeWithEverythingThatBelongsToThem() {
        assertEquals("""
                AWS_ACCESS_KEY_ID=ASIA1
                AWS_SECRET_ACCESS_KEY=se/c+ret
                AWS_SESSION_TOKEN=to/k+en==
                AWS_SESSION_TYPE=mfasession
                AWS_SESSION_IDENT=dev-mfasession
                AWS_CREDENTIAL_EXPIRATION=2026-11-22T06:40:13Z
                AWS_SESSION_EXPIRY=1795329613
                AWS_REGION=eu-west-1
                AWS_DEFAULT_REGION=eu-west-1
                AWS_DEFAULT_OUTPUT=json
                """, text(Activation.keys(session(Map.of("region", "eu-west-1", "output", "json")), NONE, Map.of("AWS_REGION", "r"))));
    }

    @Test
    void whatASessionDoesNotHaveIsNotSet() {
        var keysAlone = new HashMap<>(KEYS);
        keysAlone.remove("aws_session_expiry");
        var session = new Profile.Session(
                new Settings("admin-rolesession", keysAlone), Profile.Session.Kind.ROLE, Optional.of("admin"));

        assertEquals("""
                AWS_ACCESS_KEY_ID=ASIA1
                AWS_SECRET_ACCESS_KEY=se/c+ret
                AWS_SESSION_TOKEN=to/k+en==
                AWS_SESSION_TYPE=rolesession
                AWS_SESSION_IDENT=admin-rolesession
                """, text(Activation.keys(session, NONE, Map.of())));
    }

    /** What nothing tells is left out, whatever the name is. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "bm                 | assumed_role = False                                                       | AWS_SESSION_TYPE=mfasession",
            "bm                 | assumed_role = True                                                        | AWS_SESSION_TYPE=rolesession",
            "autoawsume-ops     | source_expiration = 2026-11-22 06:40:13                                    | AWS_SESSION_TYPE=rolesession",
            "saml               | x_principal_arn = arn:aws:sts::123456789012:assumed-role/ops/jane          | AWS_SESSION_TYPE=rolesession",
            "saml               | x_principal_arn = arn:aws:iam::123456789012:user/jane                      | ''",
            "awsumed            | manager = awsume                                                           | ''",
            "session-1          | ''                                                                         | ''",
            "dev-mfasession     | ''                                                                         | AWS_SESSION_TYPE=mfasession",
            "admin-rolesession  | ''                                                                         | AWS_SESSION_TYPE=rolesession",
            "dev-mfasession     | made_of = session=ASIAOURS key=AKIADEV                                     | ''",
            "admin-rolesession  | made_of = session=ASIA1 role_arn=x                                         | AWS_SESSION_TYPE=rolesession"})
    void h35TheTypeIsSaidAsFarAsTheFilesTell(String name, String property, String type) {
        var section = "[" + name + "]\naws_access_key_id = ASIA1\naws_secret_access_key = s\naws_session_token = t\n" + property + "\n";
        var session = Profiles.of(IniFile.parse(""), IniFile.parse(section)).session(name).orElseThrow();

        assertEquals("AWS_ACCESS_KEY_ID=ASIA1\nAWS_SECRET_ACCESS_KEY=s\nAWS_SESSION_TOKEN=t\n" + (type.isEmpty() ? "" : type + "\n")
                + "AWS_SESSION_IDENT=" + name + "\n", text(Activation.keys(session, NONE, Map.of())));
    }

    private static Profile.Session session(Map<String, String> more) {
        var properties = new HashMap<>(KEYS);
        properties.putAll(more);
        return new Profile.Session(new Settings("dev-mfasession", properties), Profile.Session.Kind.MFA, Optional.of("dev"));
    }

    private static String text(List<Shell.Variable> variables) {
        var text = new StringBuilder();
        variables.forEach(variable -> text.append(variable.name()).append('=').append(variable.value().orElseThrow()).append('\n'));
        return text.toString();
    }

    // ---------------------------------------------------------------------- shells

    private static final List<Shell.Variable> NASTY = List.of(
            Shell.Variable.set("AWS_PROFILE", "it's 100% $(rm) `x` \\ \"y\" !z"),
            Shell.Variable.set("AWS_REGION", "two\nlines\\"));

    @ParameterizedTest
    @ValueSource(strings = {"bash", "zsh"})
    void bashAndZshAreToldToExportAndUnset(String shell) {
        assertEquals(Cleared.but("unset %s\n", "AWS_PROFILE", "AWS_REGION") + """
                export AWS_PROFILE='it'\\''s 100% $(rm) `x` \\ "y" !z'
                export AWS_REGION='two
                lines\\'
                """, Shell.named(shell).orElseThrow().assign(NASTY));
    }

    @Test
    void fishIsToldInItsOwnWordsAndMadeToSucceed() {
        assertEquals(Cleared.but("set -eg %s\n", "AWS_PROFILE", "AWS_REGION") + """
                set -gx AWS_PROFILE 'it\\'s 100% $(rm) `x` \\\\ "y" !z'
                set -gx AWS_REGION 'two
                lines\\\\'
                true
                """, Shell.FISH.assign(NASTY));
    }

    @Test
    void everyVariableThatCanBeSetIsClearedWhenItIsNot() {
        var all = Activation.keys(session(Map.of("region", "r", "output", "o")), NONE, Map.of());

        assertEquals(List.of(), all.stream().map(Shell.Variable::name).filter(name -> !Shell.VARIABLES.contains(name)).toList());
    }

    @Test
    void aFailureMakesEvalEndWithOne() {
        assertEquals("false\n", Shell.BASH.failure());
        assertEquals("false\n", Shell.ZSH.failure());
        assertEquals("false\n", Shell.FISH.failure());
    }

    @ParameterizedTest
    @CsvSource({"bash, BASH", "/usr/local/bin/fish, FISH", "ZSH, ZSH", "/bin/zsh, ZSH", "/bin/tcsh, TCSH", "/bin/csh, TCSH",
        "/usr/bin/nu, NU", "/usr/bin/pwsh, POWERSHELL", "powershell, POWERSHELL", "cmd, WINDOWS_CMD", "windows-cmd, WINDOWS_CMD",
        "env, BASH",
        "sh, BASH", "/bin/dash, BASH", "/usr/bin/ksh, BASH", "ash, BASH", "env-no-export, ENV_NO_EXPORT", "dotenv, DOTENV", "prefix, PREFIX", "process, PROCESS", "sql, SQL"})
    void aShellIsKnownByItsNameOrPath(String nameOrPath, Shell shell) {
        assertEquals(Optional.of(shell), Shell.named(nameOrPath));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "bash-5", "/bin/bash/", "xonsh"})
    void otherShellsAreNotKnown(String nameOrPath) {
        assertEquals(Optional.empty(), Shell.named(nameOrPath));
    }

    @Test
    void theHandoverIsTheLineToType() {
        assertEquals("eval \"$(mfa dev --emit bash)\"", Shell.BASH.handover("mfa dev"));
        assertEquals("eval \"$(mfa dev --emit zsh)\"", Shell.ZSH.handover("mfa dev"));
        assertEquals("mfa dev --emit fish | source", Shell.FISH.handover("mfa dev"));
    }

    @Test
    void aVariableDoesNotShowItsValue() {
        assertEquals("AWS_SESSION_TOKEN=…", Shell.Variable.set("AWS_SESSION_TOKEN", "secret").toString());
        assertEquals("AWS_SESSION_TOKEN cleared", new Shell.Variable("AWS_SESSION_TOKEN", Optional.empty()).toString());
    }
}
