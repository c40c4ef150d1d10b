# fit.sbatch: as it is, over 2 nodes and over 4, and what it says about mistakes. Sourced by run.

test_fit() {
    local launcher job there=$state/fit
    local options=(-k 5 --n-init 4 --silhouette-sample 500)
    mkdir -p "$there" && cd "$there" || return
    "$lloyd" fit "$data" "${options[@]}" -o plain.h5 --quiet

    for launcher in srun mpirun; do
        use_cluster pair
        job=$(submit "$launcher" fit.sbatch -- "$data" "${options[@]}" -o "$launcher.h5")
        check_end "fit.sbatch, $launcher, 2 nodes" "$job" "COMPLETED 0:0"
        check "  bits of a run without Slurm" same_bits "$launcher.h5" plain.h5
        check "  2 ranks x 2 threads" has "2 ranks x 2 threads on pair1, pair2" "lloyd-fit-$job.out"
        check "  no warning" lacks warning "lloyd-fit-$job.out"
        job=$(submit "$launcher" fit.sbatch -- "$data" -k 0)
        check_end "fit.sbatch, $launcher, a wrong option" "$job" "FAILED 64:0"
        job=$(submit "$launcher" fit.sbatch -- missing.h5 -k 5)
        check_end "fit.sbatch, $launcher, a missing file" "$job" "FAILED 74:0"

        use_cluster quad
        job=$(submit "$launcher" fit.sbatch --nodes=4 --ntasks-per-node=2 --cpus-per-task=1 -- \
            "$data" "${options[@]}" -o "$launcher-quad.h5")
        check_end "fit.sbatch, $launcher, 4 nodes with 2 ranks each" "$job" "COMPLETED 0:0"
        check "  bits of a run without Slurm" same_bits "$launcher-quad.h5" plain.h5
        check "  8 ranks x 1 thread" has "8 ranks x 1 thread on quad1, quad2, quad3" "lloyd-fit-$job.out"
    done

    job=$(submit srun fit.sbatch --)
    check_end "fit.sbatch without arguments" "$job" "COMPLETED 0:0"
    check "  a result beside the log" "$lloyd" info "lloyd-fit-$job.h5"
    check "  nothing half written" no_leavings .

    local mpi
    use_cluster pair
    for mpi in pmi2 none; do
        check "srun --mpi=$mpi is refused" is_refused "$mpi"
        check "  with one error and what to pass" \
            equal "$(grep -c 'lloyd: error: srun started .* add --mpi=pmix to srun' "$mpi.log")" 1
        check "  and no file" test ! -e "$mpi.h5"
    done
}

# MPI: Open MPI 4 would end both tasks itself, of later ones each would be alone.
is_refused() {
    refuses srun --mpi="$1" --nodes=1 --ntasks=2 "$lloyd" fit "$data" -k 5 -o "$1.h5" >"$1.log" 2>&1 && lacks "MPI_Init" "$1.log"
}
