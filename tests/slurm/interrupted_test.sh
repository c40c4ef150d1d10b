# What scancel and a time limit leave of fit.sbatch: no file without a checkpoint, with one a file to go on from.
# Sourced by run.

# Work for minutes: uniform rows take hundreds of iterations until the last restart stands still.
minutes=(--generate uniform --rows 300000 --features 16 -k 100 --n-init 20 --max-iter 10000 --tol 0)

begin_interrupted() {
    local launcher
    use_cluster pair
    declare -gA limited
    for launcher in srun mpirun; do
        mkdir -p "$state/limited/$launcher" && cd "$state/limited/$launcher" || return
        limited[$launcher]=$(submit "$launcher" fit.sbatch --time=1 --nodes=1 --cpus-per-task=1 -- \
            "${minutes[@]}" --checkpoint state.h5)
    done
}

test_interrupted() {
    use_cluster pair
    local launcher job
    for launcher in srun mpirun; do
        mkdir -p "$state/cancelled/$launcher" && cd "$state/cancelled/$launcher" || return
        job=$(submit "$launcher" fit.sbatch --nodes=1 --cpus-per-task=1 -- "${minutes[@]}")
        check "fit.sbatch, $launcher, runs" wait_until 60 has "on pair" "lloyd-fit-$job.out"
        scancel "$job"
        check "fit.sbatch, $launcher, scancel" equal "$(end_of "$job")" "CANCELLED 0:15"
        check "  no file but the log" equal "$(ls)" "lloyd-fit-$job.out"
    done
    for launcher in srun mpirun; do
        cd "$state/limited/$launcher" || return
        job=${limited[$launcher]}
        # Since 23.02 Slurm tells a job when it will end, and lloyd stops before.
        check "fit.sbatch, $launcher, time limit" equal "$(end_of "$job" 180 | sed 's/^TIMEOUT .*/TIMEOUT/')" \
            "$([[ $(slurmd -V) =~ \ 22\. ]] && echo TIMEOUT || echo FAILED 75:0)"
        check "  no result, nothing half written" equal "$(ls | grep -vx 'state.h5')" "lloyd-fit-$job.out"
        # mpirun leaves a second, srun KillWait.
        if [[ $launcher == srun || -e state.h5 ]]; then
            check "  a checkpoint that is whole" "$lloyd" info --verify state.h5
        fi
    done
}
