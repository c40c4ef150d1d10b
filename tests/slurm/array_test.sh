# array.sbatch: a k each, and lloyd info puts them side by side. Sourced by run.

test_array() {
    use_cluster quad
    local launcher job k there=$state/array
    mkdir -p "$there" && cd "$there" || return
    for k in 2 3 4; do "$lloyd" fit "$data" -k $k --n-init 3 --silhouette-sample 10000 -o "plain-$k.h5" --quiet; done
    for launcher in srun mpirun; do
        job=$(submit "$launcher" array.sbatch --array=2-4 -- "$data" --n-init 3)
        for k in 2 3 4; do
            check_end "array.sbatch, $launcher, k = $k" "${job}_$k" "COMPLETED 0:0"
            check "  bits of a run without Slurm" same_bits "lloyd-array-$job/k-000$k.h5" "plain-$k.h5"
            check "  a log of its own" has "^clusters *$k " "lloyd-array-${job}_$k.out"
        done
        "$lloyd" info "lloyd-array-$job"/k-*.h5 >table
        check "  lloyd info lists them by k" equal "$(awk '{printf "%s ", $2}' table)" "k 2 3 4 "
    done
    job=$(submit srun array.sbatch --array=4 -- "$data" --n-init 3 -k 7 --output mine.h5)
    check_end "array.sbatch, k and output given as well" "${job}_4" "COMPLETED 0:0"
    check "  each element has its own k and file all the same" same_bits "lloyd-array-$job/k-0004.h5" plain-4.h5
}
