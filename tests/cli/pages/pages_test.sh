#!/usr/bin/env bash
# pages_test.sh PAGES: the manual page is without faults, and shells complete what they should; of the shells and
# formatters that are installed.
set -euo pipefail
pages=$1

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$here/../../support/checks.sh"
folder=$(mktemp --directory)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
mkdir rows
touch rows.h5 "two words.h5"

# Whether a program is there; says so where it is not.
is_there() { command -v "$1" >/dev/null || { echo "skip  $1 is not installed" && false; }; }
says_nothing() { equal "$("$@" 2>&1)" ""; }

# WORDS WANTED: what each shell offers after the words, with a space after each and sorted.
bash_offers() { equal "$(bash --norc "$here/complete.bash" "$pages/lloyd.bash" "$1" | sort | tr '\n' ' ')" "$2"; }
fish_offers() { equal "$(fish --no-config "$here/complete.fish" "$pages/lloyd.fish" "$1" | sort | tr '\n' ' ')" "$2"; }
zsh_offers() { equal "$(zsh -f "$here/complete.zsh" "$pages" "$1" | sort | tr '\n' ' ')" "$2"; }

# What all shells shall offer. Names of files differ: a folder may have a slash.
offers() {
    check "$1 offers commands" "$1_offers" "lloyd " "bench fit generate info predict "
    check "$1 offers a command that was begun" "$1_offers" "lloyd p" "predict "
    check "$1 offers options" "$1_offers" "lloyd fit --max" "--max-iter --max-time "
    check "$1 offers the options of the command" "$1_offers" "lloyd predict --dist" "--distances "
    check "$1 offers what a value may be" "$1_offers" "lloyd fit --dtype " "float32 float64 "
    check "$1 offers files for a value" "$1_offers" "lloyd fit -o rows.h" "rows.h5 "
    check "$1 offers files for an argument" "$1_offers" "lloyd info rows.h" "rows.h5 "
    check "$1 offers files for a second argument" "$1_offers" "lloyd info rows.h5 rows.h" "rows.h5 "
    check "$1 offers nothing for a number" "$1_offers" "lloyd fit -k " ""
}

if is_there mandoc; then check "mandoc finds no fault" says_nothing mandoc -T lint -W warning "$pages/lloyd.1"; fi
if is_there groff; then check "groff finds no fault" says_nothing groff -man -ww -z "$pages/lloyd.1"; fi
offers bash
check "bash offers ways and files for --init" bash_offers "lloyd fit --init k" "k-means++ k-means|| "
check "bash offers what a value may be after =" bash_offers "lloyd fit --dtype = f" "float32 float64 "
if is_there fish; then offers fish; fi
if is_there zsh; then offers zsh; fi
echo "$passed checks passed, $failed failed"
[[ $failed -eq 0 ]]
