# complete.zsh FOLDER WORDS: what zsh offers for the last of the words, a line each. zsh completes at a prompt only, so one
# is asked in a pseudo-terminal, whose compadd keeps in a file what it is given.
zmodload zsh/zpty
offered=$(mktemp)
zpty asked zsh -f -i
zpty -w asked "PROMPT=; fpath=($1 \$fpath); autoload -Uz compinit; compinit -u -D; offered=$offered"
# With -O, -A and -D functions only ask what would match.
zpty -w asked 'compadd() {
    if [[ ${@[1,(i)(-|--)]} == *-(O|A|D)\ * ]]; then builtin compadd "$@"; return; fi
    local hits=()
    builtin compadd -O hits "$@"
    print -lr -- $hits >>$offered
    builtin compadd "$@"
}
complete-and-end() { zle complete-word; mv $offered $offered.all }
zle -N complete-and-end; bindkey "^X" complete-and-end'
zpty -w -n asked "$2"$'\x18'
for ((i = 0; i < 200; ++i)); do
    if [[ -e $offered.all ]]; then break; fi
    zpty -rt asked line
    sleep 0.05
done
sed '/^$/d' "$offered.all"
rm -f "$offered"*
