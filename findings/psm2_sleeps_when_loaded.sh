#!/usr/bin/env bash
# Open MPI 4.1.4 and libpsm2 11.2.185 (Debian 12): every MPI_Init takes 0.2 s longer on machines without Omni-Path.
#
# MPI_Init opens the components of pml/cm, among them mtl/psm2, whose library calibrates its clock in a constructor, by
# sleeps of 125 us for 0.2 s, before it looks for a device. Seen: "797 sleeps of 125 us" in a process that only loads
# the library (368 on a busy machine), and MPI_Init in 0.27 s, with OMPI_MCA_pml=ob1 (which loads no mtl) in 0.07 s.
# Needs Debian 12 (apt-get), python3 and strace. Exit code 1 when it is no longer so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get download --quiet libpsm2-2=11.2.185-2 libnuma1 libuuid1 strace libunwind8 >/dev/null 2>&1
for package in *.deb; do dpkg -x "$package" root; done

export LD_LIBRARY_PATH=$folder/root/usr/lib/x86_64-linux-gnu:$folder/root/lib/x86_64-linux-gnu
root/usr/bin/strace -f -e trace=clock_nanosleep -o calls python3 -c 'import ctypes; ctypes.CDLL("libpsm2.so.2")'
sleeps=$(grep -c 'tv_nsec=125000}' calls || true)
echo "$sleeps sleeps of 125 us"
[[ $sleeps -gt 100 ]]
