# One line a check. Sourced by the scripts of tests/.

failed=0
passed=0

# WHAT COMMAND...: says whether the command succeeds, and what it said where it does not.
check() {
    local what=$1 said
    shift
    if said=$("$@" 2>&1); then
        passed=$((passed + 1))
        echo "ok    $what"
    else
        failed=$((failed + 1))
        echo "FAIL  $what"
        printf '      | %s\n' "$*"
        printf '%s\n' "$said" | tail -n 40 | cat -v | cut -c 1-300 | sed 's/^/      | /'
    fi
}

# GOT WANTED
equal() { [[ $1 == "$2" ]] || { echo "'$1' is not '$2'" && false; }; }

# PATTERN FILE: a line of the file has the pattern; lacks: none has.
has() { grep -aqe "$1" "$2" || { echo "no '$1' in $2:" && cat "$2" && false; }; }
lacks() { [[ -f $2 ]] && ! grep -aqe "$1" "$2" || { echo "'$1' in $2:" && cat "$2" && false; }; }

refuses() { ! "$@"; }

# SECONDS COMMAND...: until the command succeeds; false when that takes longer.
wait_until() {
    local end=$((SECONDS + $1))
    shift
    until "$@"; do
        [[ $SECONDS -lt $end ]] || return 1
        sleep 0.3
    done
}

# REASON FILE...: for what makes all further checks senseless.
give_up() {
    local file
    for file in "${@:2}"; do printf '==> %s\n' "$file" && tail -n 20 "$file"; done >&2
    echo "tests/slurm/run: $1" >&2
    exit 1
}
