# For fish: awsmfa, clearaws, completion, and a segment for the prompt. `awscli-mfa init` writes this file.

contains -- '@BIN@' $PATH; or set -gx PATH $PATH '@BIN@'

function awsmfa --description 'Hand an AWS session to this shell'
    for argument in $argv
        switch $argument
            case --
                break
            case exec console init --emit '--emit=*' --explain --fix
                '@BIN@'/awscli-mfa $argv
                return
        end
    end
    set -l assignments ('@BIN@'/awscli-mfa --emit fish $argv)
    or return
    switch "$assignments[1]"
        case 'set -eg AWS_*' 'set -gx AWS_*'
            printf '%s\n' $assignments | source
        case '*' # --help
            printf '%s\n' $assignments
    end
end

function clearaws --description 'Take every AWS variable out of this shell'
    awsmfa --clear
end

# --- The prompt -------------------------------------------------------------------------------------------------------

# Prints which profile this shell uses and how long its session lasts; nothing where none is selected.
function awsmfa_prompt --description 'The AWS profile and the time left, for a prompt'
    set -l profile
    set -l end
    if test -n "$AWS_ACCESS_KEY_ID"
        set profile (string match -v '' -- $AWS_SESSION_IDENT $AWS_PROFILE_IDENT env)
        set end $AWS_SESSION_EXPIRY
    else
        set profile (string match -v '' -- $AWS_PROFILE $AWS_DEFAULT_PROFILE); or return 0
        set -l state $XDG_STATE_HOME
        string match -q '/*' -- "$state"; or set state $HOME/.local/state
        set state $state/awscli-mfa/sessions/(string replace -ra '[^A-Za-z0-9._-]' _ -- $profile[1])
        if test -f "$state" -a -r "$state"
            read -l line <$state
            set -l parts (string split -m 1 ' ' -- $line)
            test "$parts[2]" = "$profile[1]"; and set end $parts[1]
        end
    end
    set -l words
    if string match -qr '^[0-9]{1,12}$' -- "$end"
        set -l left (math $end - (date +%s))
        if test $left -le 0
            set words ' expired'
        else if test $left -lt 60
            set words " $left"s
        else if test $left -lt 3600
            set words (printf ' %dm' (math -s0 $left / 60))
        else
            set words (printf ' %dh%02dm' (math -s0 $left / 3600) (math -s0 $left % 3600 / 60))
        end
        test $left -gt 0 -a $left -le 300; and set words $words!
    end
    if string match -qr -- '-(mfa|role)session$' $profile[1]
        set profile (string replace -r -- '-(mfa|role)session$' '' $profile[1])
        set -q words[1]; or set words ' ?'
    end
    printf '%s%s' (string sub -l 40 -- (string replace -ra '[^\p{L}\p{N} ._@+=,:/-]' '?' -- $profile[1])) $words
end

# --- Completion -------------------------------------------------------------------------------------------------------

# The names of all profiles in the two files.
function __awscli_mfa_profiles
    set -l files $HOME/.aws/config $HOME/.aws/credentials
    test -n "$AWS_CONFIG_FILE"; and set files[1] (string replace -r '^~/' $HOME/ -- $AWS_CONFIG_FILE)
    test -n "$AWS_SHARED_CREDENTIALS_FILE"; and set files[2] (string replace -r '^~/' $HOME/ -- $AWS_SHARED_CREDENTIALS_FILE)
    for file in $files
        test -f $file -a -r $file; or continue
        string match -r '^\[[^\]]*\]' <$file | string trim -c '[]' | string match -v -r '^(sso-session |services |plugins$)' \
            | string replace -r '^profile ' '' | string trim -c '"'
    end
end

# What may stand at the cursor, each with its description.
function __awscli_mfa_candidates
    set -l given (commandline -opc)
    set -l program (path basename -- $given[1])
    test $program = awsmfa; and set program awscli-mfa
    set -l command -
    for word in $given[2..]
        switch $word
            case --
                return
            case exec console init enable disable replace resync list
                test $command = -; and set command $word
        end
    end
    set -l option $given[-1]
    set -l current (commandline -ct)
    string match -q -- '--*=*' $current; and set option (string split -m 1 = -- $current)[1]
    set -l offered
    set -l takes_profile
    while read -l -d \t of under word kind description
        test "$of" = $program -a "$under" = $command; or continue
        if test "$word" = "$option"; and not contains -- $kind flag command
            set -l prefix
            string match -q -- '--*=*' $current; and set prefix $option=
            switch $kind
                case profile
                    printf "$prefix%s\n" (__awscli_mfa_profiles)
                case '*,*'
                    printf "$prefix%s\n" (string split , -- $kind)
            end
            return
        end
        if test "$word" = PROFILE
            set takes_profile yes
        else
            set -a offered $word\t$description
        end
    end <'@CONFIG@'/completions
    test -n "$takes_profile"; and __awscli_mfa_profiles
    printf '%s\n' $offered
end

for program in awsmfa awscli-mfa enable-disable-vmfa-device mfa-status
    complete -c $program -f -a '(__awscli_mfa_candidates)'
end
