#!/usr/bin/env bash
# install_test.sh SOURCE BUILD CMAKE GENERATOR CXX LAUNCH: what is installed works where it was moved to: the program, and the
# libraries for a program that finds them by CMake or by pkg-config. And what becomes a Debian package, where that can be.
set -euo pipefail
source=$1 build=$2 cmake=$3 generator=$4 cxx=$5 launch=$6

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$here/../support/checks.sh"
folder=$(mktemp --directory)
trap 'rm -rf "$folder"' EXIT
prefix=$folder/moved

# Of a consumer, whose rows have that inertia.
fits() { equal "$("$@")" "inertia 600"; }

# The build folder must not help: not by its path in an executable, nor in what CMake and pkg-config are told.
names_no_folder_of_the_build() {
    ! readelf --dynamic "$prefix/bin/lloyd" | grep -E "R(UN)?PATH.*($source|$build)" &&
        ! grep -rIE "$source|$build|$folder" "$prefix"/lib*/
}

by_cmake() {
    "$cmake" -S "$here/consumer" -B "$folder/consumer" -G "$generator" -DCMAKE_CXX_COMPILER="$cxx" \
        -DCMAKE_PREFIX_PATH="$prefix" &&
        "$cmake" --build "$folder/consumer"
}

by_pkg_config() {
    PKG_CONFIG_PATH=$(dirname "$(find "$prefix" -name lloyd.pc)")
    export PKG_CONFIG_PATH
    read -ra flags < <(pkg-config --cflags --libs lloyd)
    "$cxx" -std=c++20 "$here/consumer/main.cpp" "${flags[@]}" -o "$folder/by_pkg_config"
}

# Both packages, with dependencies that are found out and the one that is said.
is_packed() {
    "${cmake%cmake}cpack" --config "$build/CPackConfig.cmake" -B "$folder/packages" &&
        dpkg-deb --field "$folder"/packages/lloyd_*.deb Depends >"$folder/depends" &&
        has "libhdf5" "$folder/depends" && has "openmpi-bin\|mpich" "$folder/depends" &&
        dpkg-deb --contents "$folder"/packages/lloyd_*.deb >"$folder/program" && has "/usr/bin/lloyd$" "$folder/program" &&
        dpkg-deb --contents "$folder"/packages/lloyd-dev_*.deb >"$folder/dev" && has "/lloydConfig.cmake$" "$folder/dev"
}

check "cmake --install" "$cmake" --install "$build" --prefix "$folder/installed"
mv "$folder/installed" "$prefix"
for file in share/man/man1/lloyd.1.gz share/bash-completion/completions/lloyd share/zsh/site-functions/_lloyd \
    share/fish/vendor_completions.d/lloyd.fish share/doc/lloyd/{README.md,FORMAT.md,copyright} share/lloyd/slurm/fit.sbatch share/lloyd/scripts/draw_scaling include/lloyd/kmeans/fit.hpp; do
    check "$file is there" test -f "$prefix/$file"
done
check "nothing says where it was built" names_no_folder_of_the_build
check "the program fits" "$prefix/bin/lloyd" fit --generate blobs --rows 1000 -k 10 -o "$folder/out.h5"
check "a consumer finds the libraries by CMake" by_cmake
check "  and fits alone" fits "$folder/consumer/consumer"
check "  and as two ranks" fits "$launch" 60 2 "$folder/consumer/consumer"
check "a consumer finds the libraries by pkg-config" by_pkg_config
check "  and fits" fits "$folder/by_pkg_config"
if command -v dpkg-shlibdeps >/dev/null && command -v file >/dev/null; then
    check "cpack makes packages" is_packed
else
    echo "skip  packages: dpkg-dev and file are not installed"
fi
echo "$passed checks passed, $failed failed"
[[ $failed -eq 0 ]]
