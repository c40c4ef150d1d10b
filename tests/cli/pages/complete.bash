# complete.bash COMPLETION WORDS: what bash offers for the last of the words, a line each; after a space for a new one.
source "$1"
read -ra COMP_WORDS <<<"$2"
if [[ $2 == *" " ]]; then COMP_WORDS+=(""); fi
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
"$(complete -p lloyd | sed 's/.*-F \([^ ]*\) .*/\1/')"
if [[ ${#COMPREPLY[@]} -gt 0 ]]; then printf '%s\n' "${COMPREPLY[@]}"; fi
