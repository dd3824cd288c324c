#!/bin/sh
#
# Source this file, and the AWS variables are gone from your shell (bash 3.2 or newer, zsh, ksh, dash):
#
#     . ./clear-aws-envvars.sh
#
# The rules of this file:
# - What needs variables, functions and options of its own runs in the $(…) below, which is a copy of the shell: nothing of
#   it stays behind. The shell itself only runs the line that comes out of it, "unset …", and the values never do.
# - Builtins only: no value becomes an argument of a process. Tracing is off before the first value is looked at.
# - Nothing inside depends on the settings of the shell. Backslashes keep the aliases of a user away.
# - In $(…) quotes and parentheses come in pairs, in comments too: bash 3.2 counts them.

if case "${ZSH_VERSION:+zsh}${BASH_VERSION:+bash}" in
    (zsh*) case "${ZSH_EVAL_CONTEXT-file}" in (*file*) false ;; esac ;;
    (bash) ! (return 0) 2>/dev/null ;;
    (*) [ "${0##*/}" = clear-aws-envvars.sh ] ;;
esac; then
    \printf '%s\n' 'clear-aws-envvars: a program cannot clear the variables of the shell that runs it' \
        "clear-aws-envvars: hint: source it, in bash, zsh, ksh or dash: . $0" >&2
    \exit 1
fi

\eval "$(
    { \set +vx; } 2>/dev/null
    [ -z "${ZSH_VERSION-}" ] || \emulate sh
    \set +aeu -f
    IFS='
 '

    # As Shell.VARIABLES, and then as Shell.SETTINGS.
    names='
        AWS_PROFILE AWS_DEFAULT_PROFILE AWS_EB_PROFILE
        AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_SECURITY_TOKEN
        AWS_CREDENTIAL_EXPIRATION AWS_SESSION_EXPIRATION AWS_SESSION_EXPIRY
        AWS_SESSION_TYPE AWS_SESSION_IDENT AWS_PROFILE_IDENT AWS_SESSION_INIT_TIME AWS_SESSION_DURATION
        AWS_SESSION_SETTINGS
        AWS_WEB_IDENTITY_TOKEN_FILE AWS_ROLE_ARN AWS_ROLE_SESSION_NAME
        AWS_REGION AWS_DEFAULT_REGION AWS_DEFAULT_OUTPUT
        AWS_VAULT
        AWSUME_PROFILE AWSUME_EXPIRATION AWSUME_COMMAND
        AWSU_PROFILE AWSRUNAS_PROFILE
        GRANTED_SSO GRANTED_SSO_START_URL GRANTED_SSO_ROLE_NAME GRANTED_SSO_REGION GRANTED_SSO_ACCOUNT_ID
        AWS_SSO AWS_SSO_PROFILE AWS_SSO_SESSION_EXPIRATION AWS_SSO_ACCOUNT_ID AWS_SSO_ROLE_NAME
        AWS_SSO_ROLE_ARN AWS_SSO_DEFAULT_REGION
        AWS_OKTA_PROFILE AWS_OKTA_SESSION_EXPIRATION AWS_OKTA_ASSUMED_ROLE AWS_OKTA_ASSUMED_ROLE_ARN

        AWS_CONTAINER_CREDENTIALS_RELATIVE_URI AWS_CONTAINER_CREDENTIALS_FULL_URI
        AWS_CONTAINER_AUTHORIZATION_TOKEN AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE
        AWS_CA_BUNDLE AWS_METADATA_SERVICE_TIMEOUT AWS_METADATA_SERVICE_NUM_ATTEMPTS'
    file_names='AWS_CONFIG_FILE AWS_SHARED_CREDENTIALS_FILE'

    say() {
        \printf '%s\n' "$*" >&2
    }

    heading() {
        \printf '%s%s%s\n' "$bold" "$*" "$plain" >&2
    }

    usage() {
        heading 'Clears the AWS variables of this shell.'
        say
        say '    . ./clear-aws-envvars.sh [-y] [-m]       in bash, zsh and ksh'
        say '    set -- -y; . ./clear-aws-envvars.sh      in dash, where a sourced file gets no words of its own'
        say
        say '  -y, --yes         does not ask; neither does it where there is no terminal'
        say '  -m, --monochrome  without bold text; NO_COLOR=1 does that too'
        say '  -h, --help        says this'
        say '  --                in a script that has a -y of its own: no options'
        say
        say 'AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE go where they name a file that is not there. The status is 0,'
        say 'also when there is nothing to clear, and 130 when you do not agree. In other shells:'
        say '    jbang awscli-mfa.java --emit fish --clear | source     or powershell, windows-cmd, tcsh, nu'
    }

    # Words that are no options of this file belong to whoever sources it: then none of them counts.
    read_options() {
        yes=no help=no bold=on
        for word
        do
            case $word in
                (-y|--yes) yes=yes ;;
                (-m|--monochrome) bold= ;;
                (-h|--help) help=yes ;;
                (--) break ;;
                (*) yes=no help=no bold=on
                    disregard "$word"
                    break ;;
            esac
        done
    }

    # In a script it is most likely an option of the script, in an interactive shell a slip.
    disregard() {
        case $-:$1 in
            (*i*:-*)
                make_printable "$1"
                say "clear-aws-envvars: note: there is no option $printable here; see them with -h" ;;
        esac
    }

    choose_colour() {
        plain=
        if [ -n "$bold" ] && [ -z "${NO_COLOR-}" ] && [ "${TERM-dumb}" != dumb ] && [ -t 2 ]; then
            bold=$(\printf '\033[1m')
            plain=$(\printf '\033[0m')
        else
            bold=
        fi
    }

    # Of what is set, what goes and what stays.
    sort_out() {
        goes='' stays=''
        find_own
        for name in $names $own $file_names; do
            case "$goes " in (*" $name "*) continue ;; esac
            if is_set "$name"; then
                if ! (\unset -v "$name") >/dev/null 2>&1; then
                    stays="$stays $name:locked"
                elif names_a_file "$name"; then
                    stays="$stays $name:used"
                else
                    goes="$goes $name"
                fi
            fi
        done
    }

    # What awscli-mfa has set besides and AWS_SESSION_SETTINGS records, as far as nobody has changed it since.
    find_own() {
        own='' rest=${AWS_SESSION_SETTINGS-}
        separator=${rest%"${rest#?}"}
        rest=${rest#?}
        while [ -n "$rest" ]; do
            entry=${rest%%"$separator"*}
            case $rest in (*"$separator"*) rest=${rest#*"$separator"} ;; (*) rest='' ;; esac
            if is_own "$entry"; then own="$own ${entry%%=*}"; fi
        done
    }

    # Of NAME=VALUE; the names are spelled out since what lies between A and Z depends on the language.
    is_own() {
        case $1 in (AWS_*=*) ;; (*) return 1 ;; esac
        case ${1%%=*} in (*[!ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_]*) return 1 ;; esac
        \eval "[ \"\${${1%%=*}-}\" = \"\${1#*=}\" ]"
    }

    is_set() {
        \eval "[ -n \"\${$1+set}\" ]"
    }

    # Like the AWS tools, which know a tilde also where no shell has replaced it.
    names_a_file() {
        case " $file_names " in
            (*" $1 "*)
                \eval "value=\$$1"
                case $value in ([~]/*) value=${HOME-}/${value#??} ;; esac
                [ -e "$value" ] ;;
            (*) \false ;;
        esac
    }

    list_what_goes() {
        heading "$1"
        for name in $goes; do
            \eval "value=\$$name"
            make_showable "$name" "$value"
            say "  $name=$showable"
        done
    }

    # Nothing of a secret, and of a key id, which has 128 characters at most, the end.
    make_showable() {
        case $1:$2 in
            (*:) showable='(empty)' ;;
            (AWS_ACCESS_KEY_ID:*)
                showable='****************'
                if [ "${#2}" -ge 12 ] && [ "${#2}" -le 128 ]; then
                    make_printable "${2#"${2%????}"}"
                    showable=$showable$printable
                fi ;;
            (AWS_SECRET_ACCESS_KEY:*|AWS_SESSION_TOKEN:*|AWS_SECURITY_TOKEN:*|AWS_CONTAINER_AUTHORIZATION_TOKEN:*)
                showable='****************' ;;
            (AWS_ENDPOINT_URL*:*[@?#]*|AWS_CONTAINER_CREDENTIALS_FULL_URI:*[@?#]*|AWS_SESSION_SETTINGS:*)
                showable='(set, not shown)' ;;
            (*)
                make_printable "$2"
                showable=$printable ;;
        esac
    }

    # In one line, which can neither move the cursor nor change colours. The dot keeps line feeds at the end.
    make_printable() {
        rest=$(\printf '%.200s.' "$1")
        rest=${rest%.} printable=''
        while [ -n "$rest" ]; do
            tail=${rest#?}
            character=${rest%"$tail"}
            case $character in ([[:print:]]) ;; (*) character=\? ;; esac
            printable=$printable$character
            rest=$tail
        done
        [ "${#1}" -le 200 ] || printable="$printable..."
    }

    list_what_stays() {
        for name in $stays; do
            case $name in
                (*:locked) say "${name%:*} stays: it is read-only in this shell" ;;
                (*) say "${name%:*} stays, since its file is there; to clear it:  unset ${name%:*}" ;;
            esac
        done
    }

    say_what_is_lost() {
        case $goes in (*AWS_CONTAINER_*)
            say 'Only a new shell of the container, or of the tool that set them, has its AWS_CONTAINER_ variables again.' ;;
        esac
    }

    agrees() {
        while \printf 'Clear them? [Y/n] ' >&2; do
            if ! \read -r answer </dev/tty; then
                say
                return 1
            fi
            case $answer in
                (""|[yY]|[yY][eE][sS]) return 0 ;;
                ([nN]|[nN][oO]) return 1 ;;
            esac
            say '  answer y or n; Enter alone means yes'
        done
        return 1
    }

    clear_unasked() {
        choose_colour
        list_what_goes 'Cleared:'
        list_what_stays
        say_what_is_lost
        hand_over
    }

    clear_asking() {
        choose_colour
        list_what_goes 'These AWS variables are set:'
        list_what_stays
        say_what_is_lost
        if agrees; then
            hand_over
            say 'Cleared.'
        else
            say 'clear-aws-envvars: cancelled'
            say 'clear-aws-envvars: hint: nothing was changed; run it again when you are ready'
            \printf '(exit 130)\n'
        fi
    }

    hand_over() {
        \printf '\\unset -v%s\n' "$goes"
    }

    read_options "$@"
    sort_out
    if [ "$help" = yes ]; then
        choose_colour
        usage
    elif [ -z "$goes" ]; then
        list_what_stays
        say "There are no ${stays:+other }AWS variables to clear."
    elif [ "$yes" = no ] && (: </dev/tty) 2>/dev/null; then
        clear_asking 2>/dev/tty
    else
        clear_unasked
    fi
)"
