# For bash (3.2 and newer) and zsh: awsmfa, aws_env, clearaws, completion, and a segment for the prompt. `awscli-mfa init` writes this file.
# shellcheck shell=bash

case :$PATH: in *:'@BIN@':*) ;; *) PATH=$PATH:'@BIN@' ;; esac

# Hands a session to this shell: awsmfa [PROFILE] [options of awscli-mfa].
awsmfa() {
    local argument assignments shell=bash
    [ -z "${ZSH_VERSION-}" ] || shell=zsh
    for argument; do
        case $argument in
            --) break ;;
            exec | console | login | logout | init | --emit | --emit=* | --explain | --fix) '@BIN@'/awscli-mfa "$@"; return ;;
        esac
    done
    assignments=$('@BIN@'/awscli-mfa --emit $shell "$@") || return
    case $assignments in
        'unset AWS_'* | 'export AWS_'*) eval "$assignments" ;;
        *) printf '%s\n' "$assignments" ;; # --help
    esac
}

# Makes a profile this terminal's: aws_env PROFILE [options of awscli-mfa]; alone it shows what is active here, with -c it clears.
aws_env() {
    case ${1-} in
        '') '@BIN@'/mfa-status; return ;;
        -c) shift && clearaws "$@"; return ;;
    esac
    [ "${BASH_SUBSHELL:-${ZSH_SUBSHELL:-0}}" = 0 ] ||
        echo 'aws_env: note: this is a copy of your shell, as parentheses and pipes make one; what it gets goes with it' >&2
    awsmfa --announce "$@"
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

# Sets `names` to those of the profiles in the two files, as awscli-mfa reads them.
_awscli_mfa_profiles() {
    local file kind line quote
    names=()
    for kind in config credentials; do
        file=${AWS_CONFIG_FILE-}
        [ $kind = config ] || file=${AWS_SHARED_CREDENTIALS_FILE-}
        case $file in *[![:space:]]*) ;; *) file=$HOME/.aws/$kind ;; esac
        case $file in [~]/*) file=$HOME/${file#??} ;; esac
        if [ ! -f "$file" ] || [ ! -r "$file" ]; then continue; fi
        while IFS= read -r line || [ -n "$line" ]; do
            line=${line#$'\xef\xbb\xbf'}
            case $line in '['*) ;; *) continue ;; esac
            line=${line#'['} line=${line%%']'*}
            line=${line#"${line%%[![:space:]]*}"} line=${line%"${line##*[![:space:]]}"}
            case $kind:$line in
                config:profile[[:blank:]]*) line=${line#profile} line=${line#"${line%%[![:blank:]]*}"} ;;
                config:default) ;;
                config:* | credentials:profile[[:blank:]]*) continue ;;
            esac
            case $line in \"*\" | \'*\') quote=${line%"${line#?}"} line=${line#?} line=${line%"$quote"} ;; esac
            [ -z "$line" ] || names+=("$line")
        done <"$file"
    done
}

# Sets `kind` to that of a word under a command, - for none; to nothing where there is no such word.
_awscli_mfa_kind() {
    kind=''
    case $known in
        *$'\n'"$1"$'\t'"$2"$'\t'*) kind=${known#*$'\n'"$1"$'\t'"$2"$'\t'} kind=${kind%%$'\t'*} ;;
    esac
}

# Adds to `candidates` what a kind stands for, or sets `others`.
_awscli_mfa_add() {
    local rest=${1:+$1,} one names
    while [ -n "$rest" ]; do
        one=${rest%%,*} rest=${rest#*,}
        case $one in
            value | flag | command) ;;
            profile) _awscli_mfa_profiles && candidates+=("${names[@]}") ;;
            folder | program) others=$one ;;
            *) candidates+=("$one") ;;
        esac
    done
}

# Adds the options of a command, or with `command` the commands.
_awscli_mfa_add_known() {
    local of word kind rest
    while IFS=$'\t' read -r of word kind rest; do
        case $of:$word:$kind in
            "$1:-"*) [ "$2" = command ] || candidates+=("$word") ;;
            "$1:"*":$2") candidates+=("$word") ;;
        esac
    done <<<"$known"
}

# Sets `candidates` to what may stand at `current`, behind these words, of which the first is the program; or `others` to what
# else fits there: a program, a folder, or an argument of the command that is the word number `at`, counted from 0. What stands
# before = in `current` is cut off.
_awscli_mfa_candidates() {
    local called=$1 program=${1##*/} known=$'\n' line kind under=- wanted='' profile='' words=0 dashes='' word
    case $program in awsmfa | aws_env) program=awscli-mfa ;; esac
    candidates=() others='' at=0
    while IFS= read -r line; do
        [ "${line%%$'\t'*}" != "$program" ] || known=$known${line#*$'\t'}$'\n'
    done <'@CONFIG@'/completions
    shift
    for word; do
        at=$((at + 1))
        if [ -n "$wanted" ]; then wanted='' && continue; fi
        case $dashes$word in
            --) dashes=+ ;;
            -?*)
                _awscli_mfa_kind "$under" "$word"
                case $word in -p | -p?* | --profile | --profile=*) profile=given ;; esac
                case $kind in '' | flag) ;; *) wanted=$kind ;; esac
                ;;
            *)
                _awscli_mfa_kind - "$word"
                words=$((words + 1))
                if [ "$words$under$kind" = 1-command ]; then under=$word && continue; fi
                _awscli_mfa_kind "$under" COMMAND
                if [ -n "$kind" ] && [ -n "$profile" ]; then others=argument && return; fi
                profile=given
                ;;
        esac
    done
    case $wanted:$dashes$current in
        :--*=*)
            _awscli_mfa_kind "$under" "${current%%=*}"
            current=${current#*=}
            _awscli_mfa_add "$kind"
            ;;
        :-*)
            _awscli_mfa_add_known "$under" option
            [ "$called$at" != aws_env0 ] || candidates+=(-c) ;;
        :*)
            _awscli_mfa_kind "$under" PROFILE
            case $profile$words$dashes:$kind in 0:* | given0:) _awscli_mfa_add_known - command ;; esac
            if [ -z "$kind" ] || [ -n "$profile" ]; then _awscli_mfa_kind "$under" COMMAND; fi
            _awscli_mfa_add "$kind"
            ;;
        *) _awscli_mfa_add "$wanted" ;;
    esac
}

# Sets `given` to the words before the cursor as the shell will read them, `current` to what there is of the one at it, `quote` to
# the quote that is open there, and `before` to the part of it that readline does not replace. COMP_WORDS is another list in
# each version of bash.
_awscli_mfa_read_line() {
    local line=${COMP_LINE:0:COMP_POINT} one started=''
    given=() current='' quote='' before=''
    while [ -n "$line" ]; do
        one=${line%"${line#?}"} line=${line#?}
        case $quote$one in
            "''" | '""') quote='' before=$current ;;
            [\'\"]?)
                case $quote$one$line in \"\\[\\\"\$\`]*) one=${line%"${line#?}"} line=${line#?} ;; esac
                current=$current$one ;;
            [\'\"]) quote=$one started=yes before=$current ;;
            \\) current=$current${line%"${line#?}"} line=${line#?} started=yes ;;
            [[:blank:]])
                [ -z "$started" ] || given+=("$current")
                current='' before='' started='' ;;
            *)
                current=$current$one started=yes
                case ${COMP_WORDBREAKS-} in *"$one"*) before=$current ;; esac ;;
        esac
    done
}

# Sets `quoted` to what is inserted for a word: a name from a file may be a command to the shell.
_awscli_mfa_quote() {
    local one by rest=${1#"$before"}
    quoted=''
    case $quote in
        '') printf -v quoted %q "$rest" ;;
        *)
            while [ -n "$rest" ]; do
                one=${rest%"${rest#?}"} rest=${rest#?} by=$one
                case $quote$one in "''") by="'\\''" ;; \"[\\\"\$\`]) by=\\$one ;; esac
                quoted=$quoted$by
            done
            ;;
    esac
}

_awscli_mfa_in_bash() {
    local given current quote before names candidates others at word quoted whole
    _awscli_mfa_read_line
    whole=$current
    _awscli_mfa_candidates "${given[@]}"
    COMPREPLY=()
    case $others:$current in
        argument:*)
            while [ "$at" -lt "$COMP_CWORD" ] && [ "${COMP_WORDS[at]}" != "${given[at]-}" ]; do at=$((at + 1)); done
            if declare -F _command_offset >/dev/null; then _command_offset "$at" && return; fi ;;
        program:*/*) ;;
        program:*)
            while IFS= read -r word; do
                [ -z "$word" ] || ! type -P -- "$word" >/dev/null || candidates+=("$word")
            done <<<"$(compgen -c -- "$current")"
            others='' ;;
    esac
    if [ -n "$others" ]; then
        case $others in folder) others=directory ;; *) others='file' ;; esac
        while IFS= read -r word; do [ -z "$word" ] || candidates+=("$word"); done <<<"$(compgen -A $others -- "$current")"
        if compopt -o filenames 2>/dev/null; then COMPREPLY=("${candidates[@]}") && return; fi # bash 3.2 has none
    fi
    for word in "${candidates[@]}"; do
        case $word in
            "$current"*) _awscli_mfa_quote "${whole%"$current"}$word" && COMPREPLY+=("$quoted") ;;
        esac
    done
}

_awscli_mfa_in_zsh() {
    local given current names candidates others at
    # shellcheck disable=SC2154
    eval 'given=("${(@Q)words[1,CURRENT-1]}")'
    current=${PREFIX-}
    _awscli_mfa_candidates "${given[@]}"
    case ${PREFIX-} in "$current") ;; *) compset -P '*=' ;; esac
    case $others in
        argument) shift "$at" words && CURRENT=$((CURRENT - at)) && _normal ;;
        program) _command_names -e ;;
        folder) _files -/ ;;
        '') compadd -- "${candidates[@]}" ;;
    esac
}

if [ -n "${ZSH_VERSION-}" ]; then
    # shellcheck disable=SC2154
    [ -z "${functions[compdef]-}" ] || compdef _awscli_mfa_in_zsh awsmfa aws_env awscli-mfa enable-disable-vmfa-device mfa-status
elif [ -n "${BASH_VERSION-}" ]; then
    complete -F _awscli_mfa_in_bash awsmfa aws_env awscli-mfa enable-disable-vmfa-device mfa-status
fi

# A program cannot change the shell that starts it.
case ${ZSH_EVAL_CONTEXT-}${BASH_SOURCE[0]-} in
    toplevel | "$0") echo "${0##*/}: this file is for your shell to read, and no program; put this line into its start-up file: source" '@CONFIG@'/awscli-mfa.sh >&2 ;;
esac
