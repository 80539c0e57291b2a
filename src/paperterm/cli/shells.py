"""Shells: the scripts by which bash, zsh and fish ask this program what can be completed.

Each is answered in lines of three fields with tabs between them: plain or file, the value, and
what it means. Nothing of an answer is ever evaluated.
"""

from __future__ import annotations

VARIABLE = "_PAPERTERM_COMPLETE"
"""Set to the name of a shell when it asks."""

# COMP_TYPE 63 is the list after a second tab: with a meaning beside each, nothing is inserted.
_BASH = r"""# bash completion for paperterm; bash 4.4 or newer
_paperterm() {
    local line type value meaning quoted=
    local -a values=() meanings=()
    COMPREPLY=()
    while IFS=$'\t' read -r type value meaning; do
        case $type in
            file) compopt -o default; return ;;
            quoted) quoted=1 ;;
            plain) values+=("$value"); meanings+=("$meaning") ;;
        esac
    done < <(_PAPERTERM_COMPLETE=bash COMP_LINE="${COMP_LINE:0:COMP_POINT}" \
        COMP_BREAKS="$COMP_WORDBREAKS" "$1" 2>/dev/null)
    local index
    for index in "${!values[@]}"; do
        value=${values[index]}
        if [[ $COMP_TYPE == 63 && ${#values[@]} -gt 1 && -n ${meanings[index]} ]]; then
            line="$value  ${meanings[index]}"
            COMPREPLY+=("${line:0:$((${COLUMNS:-80} - 2))}")
        elif [[ -n $quoted || $value != *[!A-Za-z0-9_.,:=/@%+-]* ]]; then
            COMPREPLY+=("$value")
        else
            COMPREPLY+=("$(printf %q "$value")")
        fi
    done
    [[ ${values[0]-} == *[:,] ]] && compopt -o nospace
    return 0
}
complete -o nosort -F _paperterm paperterm
"""

_ZSH = r"""#compdef paperterm
_paperterm() {
    local type value meaning
    local -a plain open
    while IFS=$'\t' read -r type value meaning; do
        if [[ $type == file ]]; then
            _files
            return
        fi
        value=${value//\\/\\\\}
        value=${value//:/\\:}
        [[ -n $meaning ]] && value+=":$meaning"
        if [[ $type == open ]]; then open+=("$value"); else plain+=("$value"); fi
    done < <(_PAPERTERM_COMPLETE=zsh "${(Q)words[1]}" "${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}" \
        2>/dev/null)
    (( $#plain )) && _describe -V paperterm plain -U
    (( $#open )) && _describe -V paperterm open -U -S ''
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
    _paperterm "$@"
else
    compdef _paperterm paperterm
fi
"""

_FISH = r"""# fish completion for paperterm; fish 3.1 or newer
function __paperterm_complete
    set -l words (commandline -opc)
    set -l program $words[1]
    set -e words[1]
    # The token is as it was typed, and may begin with a quote that is not closed yet.
    set -l last (commandline -ct | string trim --left --chars '"\'')
    _PAPERTERM_COMPLETE=fish $program $words "$last" 2>/dev/null \
        | while read -l -d \t type value meaning
        if test "$type" = file
            __fish_complete_path "$last"
        else
            printf '%s\t%s\n' $value $meaning
        end
    end
end
complete -c paperterm -f -k -a '(__paperterm_complete)'
"""

SCRIPTS = {"bash": _BASH, "zsh": _ZSH, "fish": _FISH}
"""The script for each shell."""
