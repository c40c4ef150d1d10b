# bench.sbatch: all layouts of an allocation. Sourced by run.

test_bench() {
    use_cluster pair
    local launcher job there=$state/bench
    mkdir -p "$there" && cd "$there" || return
    for launcher in srun mpirun; do
        job=$(submit "$launcher" bench.sbatch -- "$data" -k 5 --n-init 2 --repeat 1)
        check_end "bench.sbatch, $launcher" "$job" "COMPLETED 0:0"
        check "  three layouts" equal "$(cd "lloyd-bench-$job" && echo *.h5)" \
            "ranks-1_threads-1.h5 ranks-2_threads-2.h5 ranks-4_threads-1.h5"
        check "  the same bits" has "All 3 results are the same bits" "lloyd-bench-$job.out"
        check "  started by $launcher" has "\"launcher\": *\"$launcher\"" "lloyd-bench-$job/bench.json"
        check "  no warning" lacks warning "lloyd-bench-$job.out"
    done
}
