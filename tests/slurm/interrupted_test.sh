# What scancel and a time limit leave of fit.sbatch, which has no checkpoint: the end they say, and no file.
# Sourced by run.

# Work for half an hour: uniform rows take hundreds of iterations until the last restart stands still.
long_work=(--generate uniform --rows 1000000 --features 16 -k 100 --n-init 20 --max-iter 10000 --tol 0)

begin_interrupted() {
    local launcher
    use_cluster pair
    declare -gA limited
    for launcher in srun mpirun; do
        mkdir -p "$state/limited/$launcher" && cd "$state/limited/$launcher" || return
        limited[$launcher]=$(submit "$launcher" fit.sbatch --time=1 --nodes=1 --cpus-per-task=1 -- "${long_work[@]}")
    done
}

test_interrupted() {
    use_cluster pair
    local launcher job
    for launcher in srun mpirun; do
        mkdir -p "$state/cancelled/$launcher" && cd "$state/cancelled/$launcher" || return
        job=$(submit "$launcher" fit.sbatch --nodes=1 --cpus-per-task=1 -- "${long_work[@]}")
        check "fit.sbatch, $launcher, runs" wait_until 60 has "on pair" "lloyd-fit-$job.out"
        scancel "$job"
        check "fit.sbatch, $launcher, scancel" equal "$(end_of "$job")" "CANCELLED 0:15"
        check "  no file but the log" equal "$(ls)" "lloyd-fit-$job.out"
    done
    for launcher in srun mpirun; do
        cd "$state/limited/$launcher" || return
        job=${limited[$launcher]}
        check "fit.sbatch, $launcher, time limit" equal "$(end_of "$job" 180 | cut -d ' ' -f 1)" TIMEOUT
        check "  no file but the log" equal "$(ls)" "lloyd-fit-$job.out"
        check "  the log says why" has "DUE TO TIME LIMIT" "lloyd-fit-$job.out"
    done
}
