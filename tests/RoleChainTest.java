//DEPS org.junit.jupiter:junit-jupiter:6.1.3
//SOURCES ../lib/model/IniFile.java
//SOURCES ../lib/model/RoleChain.java

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.Stream;
import lib.model.IniFile;
import lib.model.Problem;
import lib.model.Profile;
import lib.model.Profiles;
import lib.model.RoleChain;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoleChainTest {

    /**
     * From the profile {@code near}. Of each profile the table says what it has: keys, one half of them, a role, and all else as it
     * stands in the file.
     *
     * <p>The AWS CLI (botocore 1.43.11) and the SDK for Java (2.54.13) were given the same files and an STS that notes whose keys
     * assume which role. They refuse what is refused here, and go the same ways. Only the SDK for Java takes a role with keys that
     * is its own source for a circle, and of one that has keys and is the source of another, it assumes the role. What is left to
     * them here is handed over by its name, whether they refuse it or not.
     */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            a role of keys                               | near: role, source_profile = base; base: keys                                              | keys of base > near
            of an account that is told                   | near: role, source_profile = base; base: keys, aws_account_id = 123456789012               | keys of base > near
            a role of a role of keys                     | near: role, source_profile = far; far: role, source_profile = base; base: keys             | keys of base > far > near
            with what else is asked for                  | near: role, source_profile = far, external_id = x; far: role, source_profile = base, role_session_name = y; base: keys | keys of base > far as y > near for x
            keys beside a role do not count              | near: keys, role, source_profile = base; base: keys                                        | keys of base > near
            unless it is its own source                  | near: keys, role, source_profile = near                                                    | keys of near > near
            or the source of another                     | near: role, source_profile = far; far: keys, role, source_profile = base; base: keys       | keys of far > near

            a circle of two                              | near: role, source_profile = far; far: role, source_profile = near                         | the source profiles go round in a circle: near -> far -> near
            in spite of keys at its start                | near: keys, role, source_profile = far; far: role, source_profile = near                   | the source profiles go round in a circle: near -> far -> near
            of one                                       | near: role, source_profile = near                                                          | the source profiles go round in a circle: near -> near
            that begins further on                       | near: role, source_profile = a; a: role, source_profile = b; b: role, source_profile = a   | the source profiles go round in a circle: a -> b -> a
            no source                                    | near: role                                                                                 | role profile 'near' has no source_profile, which names the profile whose keys assume the role
            a source that is not there                   | near: role, source_profile = gone                                                          | role profile 'near' names 'gone' as its source_profile, which does not exist
            a source without its secret                  | near: role, source_profile = base; base: id                                                | base has no aws_secret_access_key > near
            a source without its id                      | near: role, source_profile = base; base: secret                                            | base has no aws_access_key_id > near
            a source with neither                        | near: role, source_profile = base; base: region = r                                        | base has no aws_access_key_id > near
            no role and no keys                          | near: region = r                                                                           | near has no aws_access_key_id
            no profile at all                            |                                                                                            | there is no profile 'near'

            a source that others provide                 | near: role, source_profile = base; base: role, web_identity_token_file = /t                | a web identity of base > near
            a role that others provide                   | near: role, web_identity_token_file = /t                                                   | a web identity of near
            in the name of a session                     | near: role, web_identity_token_file = /t, role_session_name = y                            | a web identity of near
            without a role: refused by AWS               | near: web_identity_token_file = /t                                                         | a web identity of near
            credentials of the machine                   | near: role, credential_source = Ec2InstanceMetadata                                        | credential_source Ec2InstanceMetadata of near
            whatever else stands there                   | near: role, source_profile = base, credential_process = /t, sso_session = s; base: keys      | keys of base > near
            a source that gives its keys                 | near: role, source_profile = base; base: credential_process = /t                           | a credential_process of base > near
            in the environment, where there are none     | near: role, credential_source = Environment                                                | role profile 'near' takes its keys from the environment, where there are none
            a session that has not been made             | near: role, source_profile = base-mfasession; base: keys                                   | base-mfasession of base > near
            or of a role                                 | near: role, source_profile = far-rolesession; far: role, source_profile = base; base: keys | far-rolesession of far > near
            which leads back                             | near: role, source_profile = far-rolesession; far: role, source_profile = near             | the source profiles go round in a circle: near -> far-rolesession -> far -> near
            two sources: refused by AWS                  | near: role, source_profile = base, credential_source = Environment; base: keys             | credential_source Environment of near
            IAM Identity Center                          | near: sso_session = corp                                                                   | IAM Identity Center (aws sso login) of near
            with its region out of place: refused by AWS | near: sso_session = corp, sso_region = r                                                   | IAM Identity Center (aws sso login) of near
            as it was before there were sessions         | near: sso_start_url = u, sso_region = r, sso_account_id = 1, sso_role_name = n             | IAM Identity Center (aws sso login) of near
            without its account: refused by AWS          | near: sso_start_url = u, sso_region = r, sso_role_name = n                                 | IAM Identity Center (aws sso login) of near
            without its role: refused by AWS             | near: sso_start_url = u, sso_region = r, sso_account_id = 1                                | IAM Identity Center (aws sso login) of near
            """)
    void theWayToCredentials(String rule, String profiles, String way) {
        assertEquals(way, way(profiles == null ? "" : Stream.of(profiles.split("; ")).map(RoleChainTest::section).collect(joining())));
    }

    private static String section(String profile) {
        var name = profile.substring(0, profile.indexOf(": "));
        return "[profile " + name + "]\n" + Stream.of(profile.substring(name.length() + 2).split(", ")).map(what -> switch (what) {
            case "keys" -> "aws_access_key_id = AKIA" + name + "\naws_secret_access_key = s\n";
            case "id" -> "aws_access_key_id = AKIA" + name + "\n";
            case "secret" -> "aws_secret_access_key = s\n";
            case "role" -> "role_arn = arn:aws:iam::123456789012:role/" + name + "\n";
            default -> what + "\n";
        }).collect(joining());
    }

    private static String way(String config) {
        try {
            var profiles = Profiles.of(IniFile.parse(config), IniFile.parse(""));
            return switch (profiles.require("near")) {
                case Profile.Role role -> way(RoleChain.of(profiles, role));
                case Profile other -> source(other);
            };
        } catch (Problem refused) {
            return refused.message();
        }
    }

    private static String way(RoleChain chain) {
        return Stream.concat(Stream.of(source(chain.source())), chain.roles().stream().map(RoleChainTest::inWords)).collect(joining(" > "));
    }

    private static String source(Profile profile) {
        return switch (profile) {
            case Profile.Base base -> "keys of " + base.keys().accessKeyId().replaceFirst("^AKIA", "");
            case Profile.Managed managed -> managed.by() + " of " + managed.name();
            case Profile.Keyless keyless -> keyless.name() + " has no " + keyless.missingProperty();
            case Profile.Session session -> session.name() + " of " + session.sourceProfile().orElse("?");
            default -> profile.toString();
        };
    }

    private static String inWords(Profile.Role role) {
        return role.arn().orElseThrow().resource().replaceFirst("^role/", "")
                + role.settings().get("role_session_name").map(name -> " as " + name).orElse("")
                + role.externalId().map(id -> " for " + id).orElse("");
    }
}
