# For fish: awsmfa, aws_env, clearaws, completion, and a segment for the prompt. `awscli-mfa init` writes this file.

contains -- '@BIN@' $PATH; or set -gx PATH $PATH '@BIN@'

function awsmfa --description 'Hand an AWS session to this shell'
    for argument in $argv
        switch $argument
            case --
                break
            case exec console login logout init --emit '--emit=*' --explain --fix
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

function aws_env --description 'Make a profile this terminal\'s; alone: show what is active here; -c: clear'
    switch "$argv[1]"
        case ''
            '@BIN@'/mfa-status
        case -c
            clearaws $argv[2..]
        case '*'
            awsmfa --announce $argv
    end
end

# The script cannot be read here, so another shell asks, and says what is gone there.
function clearaws --description 'Take every AWS variable out of this shell'
    if not test -r '@CHECKOUT@'/clear-aws-envvars.sh
        awsmfa --clear
        return
    end
    set -l gone (sh -c 'names=$1 file=$2; shift 2; . "$file" || exit
        for name in $names; do eval "[ -n \"\${$name+set}\" ]" || echo "$name"; done' \
        sh "$(set --names --export | string match -r '^(?:AWS|GRANTED_).*')" '@CHECKOUT@'/clear-aws-envvars.sh $argv)
    or return
    for name in $gone
        set -eg $name
        set -q $name; and echo "$name stays in other scopes; to clear it there: set -e $name" >&2
    end
    return 0
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

# The names of the profiles in the two files, as awscli-mfa reads them.
function __awscli_mfa_profiles
    for kind in config credentials
        set -l file $AWS_CONFIG_FILE
        test $kind = config; or set file $AWS_SHARED_CREDENTIALS_FILE
        string match -qr '\S' -- "$file"; or set file ~/.aws/$kind
        set file (string replace -r '^~/' $HOME/ -- $file)
        test -f "$file" -a -r "$file"; or continue
        set -l headers (string replace -r '^\x{feff}' '' <$file | string match -r '^\[[^\]]*' | string sub -s 2 | string trim)
        if test $kind = config
            set headers (string match -r '^(?:profile[ \t]+.*|default)$' -- $headers | string replace -r '^profile[ \t]+' '')
        else
            set headers (string match -v -r '^profile[ \t]' -- $headers)
        end
        string replace -r '^(["\'])(.*)\1$' '$2' -- $headers | string match -v ''
    end
end

# The kind of a word under a command, - for none; nothing where there is no such word. $known is what the program knows.
function __awscli_mfa_kind
    for line in $known
        set -l fields (string split \t -- $line)
        if contains -- $fields[1]/$fields[2] $argv[1]/$argv[2]
            echo $fields[3]
            return
        end
    end
end

# The options of a command, or with `command` the commands, each with its description.
function __awscli_mfa_known
    set -l pattern '^[^\t]*\t-[^\t]*\t'
    contains -- command $argv; and set pattern '^[^\t]*\t[^\t]*\tcommand\t'
    for line in (string match -r "$pattern.*" -- $known)
        set -l fields (string split \t -- $line)
        contains -- $fields[1] $argv[1]; and printf '%s\t%s\n' $fields[2] $fields[4]
    end
end

# What a kind stands for, each behind a prefix.
function __awscli_mfa_of_kind
    for one in (string split , -- $argv[1])
        switch $one
            case profile
                printf '%s\n' $argv[2](__awscli_mfa_profiles)
            case folder
                __fish_complete_directories (commandline -ct) ''
            case program
                set -l current (commandline -ct)
                string match -q '*/*' -- $current; and __fish_complete_path $current
                for file in $PATH/$current*
                    test -f $file -a -x $file; and string replace -r '.*/' '' -- $file
                end
            case '' value flag command
            case '*'
                echo $argv[2]$one
        end
    end
end

# What may stand at the cursor, each with its description.
function __awscli_mfa_candidates
    set -l given (commandline -opc)
    set -l current (commandline -ct)
    set -l program (string replace -r '.*/' '' -- $given[1] | string replace -r '^(awsmfa|aws_env)$' awscli-mfa)
    set -lx known (string replace -f -r "^$program\t" '' <'@CONFIG@'/completions)
    set -l under -
    set -l wanted
    set -l profile
    set -l dashes
    set -l words 0
    for at in (seq (count $given))
        set -l word $given[$at]
        if contains $at 1
            continue
        else if set -q wanted[1]
            set wanted
        else if not set -q dashes[1]; and string match -q -- '-?*' $word
            string match -qr -- '^(-p|--profile$|--profile=)' $word; and set profile given
            contains -- -- $word; and set dashes given
            set wanted (__awscli_mfa_kind $under $word | string match -v flag)
        else
            set words (math $words + 1)
            if contains 1/command $words/(__awscli_mfa_kind - $word)
                set under $word
            else if set -q profile[1]; and __awscli_mfa_kind $under COMMAND | string length -q
                complete -C (string join ' ' -- (string escape -- $given[$at..]) $current)
                return
            else
                set profile given
            end
        end
    end
    if set -q wanted[1]
        __awscli_mfa_of_kind $wanted ''
    else if not set -q dashes[1]; and string match -q -- '--*=*' $current
        set -l option (string split -m 1 = -- $current)[1]
        __awscli_mfa_of_kind "$(__awscli_mfa_kind $under $option)" $option=
    else if not set -q dashes[1]; and string match -q -- '-*' $current
        __awscli_mfa_known $under options
        contains -- "$given" aws_env; and printf '%s\t%s\n' -c 'Take every AWS variable out of this shell'
    else
        set -l takes (__awscli_mfa_kind $under PROFILE)
        if contains -- "$words$dashes" 0; and not set -q profile[1] takes[1]; or contains -- "$words$dashes$profile" 0
            __awscli_mfa_known - command
        end
        if set -q profile[1]; or not set -q takes[1]
            set takes (__awscli_mfa_kind $under COMMAND)
        end
        __awscli_mfa_of_kind "$takes" ''
    end
end

for program in awsmfa aws_env awscli-mfa enable-disable-vmfa-device mfa-status
    complete -c $program -f -a '(__awscli_mfa_candidates)'
end
