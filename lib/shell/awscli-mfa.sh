# For bash (3.2 and newer) and zsh: awsmfa, clearaws, completion, and a segment for the prompt. `awscli-mfa init` writes this file.
# shellcheck shell=bash

case :$PATH: in *:'@BIN@':*) ;; *) PATH=$PATH:'@BIN@' ;; esac

# Hands a session to this shell: awsmfa [PROFILE] [options of awscli-mfa].
awsmfa() {
    local argument assignments shell=bash
    [ -z "${ZSH_VERSION-}" ] || shell=zsh
    for argument; do
        case $argument in
            --) break ;;
            exec | console | init | --emit | --emit=* | --explain | --fix) '@BIN@'/awscli-mfa "$@"; return ;;
        esac
    done
    assignments=$('@BIN@'/awscli-mfa --emit $shell "$@") || return
    case $assignments in
        'unset AWS_'* | 'export AWS_'*) eval "$assignments" ;;
        *) printf '%s\n' "$assignments" ;; # --help
    esac
}

# Takes every AWS variable out of this shell.
clearaws() {
    if [ -r '@CHECKOUT@'/clear-aws-envvars.sh ]; then
        # shellcheck disable=SC1091
        . '@CHECKOUT@'/clear-aws-envvars.sh "$@"
    else
        awsmfa --clear
    fi
}

# --- The prompt -------------------------------------------------------------------------------------------------------

# Sets `awsmfa_segment` to which profile this shell uses and how long its session lasts, as `mfa-status --prompt` has it, and a
# blank; to nothing where none is selected. Not even a copy of the shell is started for it, and nothing in it has a meaning to
# a shell or a terminal. To be called before each prompt, of which the last status stays.
awsmfa_prompt() {
    local was=$?
    [ -z "${ZSH_VERSION-}" ] || emulate -L zsh
    local profile end='' state name now left words='' seconds_of_warning=300
    awsmfa_segment=''
    if [ -n "${AWS_ACCESS_KEY_ID-}" ]; then
        profile=${AWS_SESSION_IDENT:-${AWS_PROFILE_IDENT:-env}} end=${AWS_SESSION_EXPIRY-}
    else
        profile=${AWS_PROFILE:-${AWS_DEFAULT_PROFILE-}}
        [ -n "$profile" ] || return $was
        state=${XDG_STATE_HOME-}
        case $state in /*) ;; *) state=$HOME/.local/state ;; esac
        state=$state/awscli-mfa/sessions/${profile//[^ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-]/_}
        if [ -f "$state" ] && [ -r "$state" ]; then
            IFS=' ' read -r end name <"$state"
            [ "$name" = "$profile" ] || end=''
        fi
    fi
    case $end in
        '' | *[!0123456789]* | ?????????????*) ;; # unknown, and what is no number must not be reckoned with
        *)
            if [ -n "${ZSH_VERSION-}" ]; then
                zmodload zsh/datetime && now=$EPOCHSECONDS
            else
                now=${EPOCHSECONDS:-}
                [ -n "$now" ] || printf -v now '%(%s)T' -1 2>/dev/null || now=$(date +%s)
            fi
            left=$((10#$end - now))
            if [ $left -le 0 ]; then words=' expired'
            elif [ $left -lt 60 ]; then words=" ${left}s"
            elif [ $left -lt 3600 ]; then words=" $((left / 60))m"
            else
                now=0$((left % 3600 / 60))
                words=" $((left / 3600))h${now:$((${#now} - 2))}m"
            fi
            if [ $left -gt 0 ] && [ $left -le $seconds_of_warning ]; then words=$words!; fi
            ;;
    esac
    case $profile in
        *-mfasession | *-rolesession) profile=${profile%-*} words=${words:- ?} ;;
    esac
    profile=${profile//[^[:alnum:] ._@+=,:\/-]/?}
    # shellcheck disable=SC2034
    awsmfa_segment="${profile:0:40}$words "
    return $was
}

# --- Completion -------------------------------------------------------------------------------------------------------

# Sets `names` to those of all profiles in the two files.
_awscli_mfa_profiles() {
    local file line
    names=()
    for file in "${AWS_CONFIG_FILE:-$HOME/.aws/config}" "${AWS_SHARED_CREDENTIALS_FILE:-$HOME/.aws/credentials}"; do
        # shellcheck disable=SC2088
        case $file in '~/'*) file=$HOME/${file#??} ;; esac
        if [ ! -f "$file" ] || [ ! -r "$file" ]; then continue; fi
        while IFS= read -r line || [ -n "$line" ]; do
            case $line in
                '[sso-session '* | '[services '* | '[plugins]'*) ;;
                '['*']'*)
                    line=${line#\[} line=${line%%\]*} line=${line#profile } line=${line#\"} line=${line%\"}
                    names+=("$line")
                    ;;
            esac
        done <"$file"
    done
}

# Sets `candidates` to what may follow these words, of which the first is the program.
_awscli_mfa_candidates() {
    local program=${1##*/} command=- option='' wanted='' takes_profile='' of under word kind rest
    [ "$program" != awsmfa ] || program=awscli-mfa
    candidates=()
    shift
    for word; do
        case $word in
            --) return ;;
            exec | console | init | enable | disable | replace | resync | list) [ "$command" != - ] || command=$word ;;
        esac
        option=$word
    done
    while IFS=$'\t' read -r of under word kind rest; do
        [ "$of $under" = "$program $command" ] || continue
        case $word:$kind in
            "$option:flag" | "$option:command") ;;
            "$option:"*) wanted=$kind ;;
            PROFILE:*) takes_profile=yes ;;
        esac
        [ "$word" = PROFILE ] || candidates+=("$word")
    done <'@CONFIG@'/completions
    case $wanted in
        '') [ -z "$takes_profile" ] || { _awscli_mfa_profiles && candidates+=("${names[@]}"); } ;;
        profile) _awscli_mfa_profiles && candidates=("${names[@]}") ;;
        *,*)
            candidates=()
            while [ -n "$wanted" ]; do
                candidates+=("${wanted%%,*}")
                case $wanted in *,*) wanted=${wanted#*,} ;; *) wanted='' ;; esac
            done
            ;;
        *) candidates=() ;;
    esac
}

# What is inserted is quoted, since a name from a file may be a command to the shell.
_awscli_mfa_in_bash() {
    local current=${2//\\/} given names candidates word
    given=("${COMP_WORDS[@]:0:COMP_CWORD}")
    case ${given[${#given[@]} - 1]} in =) unset "given[${#given[@]}-1]" ;; esac
    [ "$current" != = ] || current=''
    _awscli_mfa_candidates "${given[@]}"
    COMPREPLY=()
    for word in "${candidates[@]}"; do
        case $word in
            "$current"*) printf -v word %q "$word" && COMPREPLY+=("$word") ;;
        esac
    done
}

_awscli_mfa_in_zsh() {
    local given names candidates
    # shellcheck disable=SC2154
    given=("${words[@]:0:$((CURRENT - 1))}")
    case ${PREFIX-} in --*=*) given+=("${PREFIX%%=*}") && compset -P '*=' ;; esac
    _awscli_mfa_candidates "${given[@]}"
    compadd -- "${candidates[@]}"
}

if [ -n "${ZSH_VERSION-}" ]; then
    # shellcheck disable=SC2154
    [ -z "${functions[compdef]-}" ] || compdef _awscli_mfa_in_zsh awsmfa awscli-mfa enable-disable-vmfa-device mfa-status
elif [ -n "${BASH_VERSION-}" ]; then
    complete -o default -F _awscli_mfa_in_bash awsmfa awscli-mfa enable-disable-vmfa-device mfa-status
fi
