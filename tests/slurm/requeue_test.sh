# requeue.sbatch: work that outlasts several limits, and what scancel leaves to go on from. Sourced by run.

# ROWS: work that takes hundreds of iterations, which are all alike.
uniform() { echo --generate uniform --rows "$1" --features 16 -k 100 --n-init 20 --max-iter 10000 --tol 0; }

begin_requeue() {
    local launcher rows there=$state/requeue
    mkdir -p "$there/srun" "$there/mpirun" && cd "$there" || return
    read -ra short < <(uniform 30000)
    "$lloyd" fit "${short[@]}" -o plain-short.h5 --quiet
    # About 70 s on one core of this host; two jobs at once have two cores. Slurm looks twice a minute which jobs have
    # 75 s and half a minute left, so the signal comes after 15 to 45 s, and there are three parts or more. (Since 23.02
    # lloyd knows the limit of two minutes, and would stop after one by itself.)
    rows=$(python3 -c '
import h5py
with h5py.File("plain-short.h5") as result:
    seconds = result["timings/training"][2] * result["run"].attrs["threads_per_rank"]
print(min(int(30000 * 70 / seconds), 300000))')
    read -ra long < <(uniform "$rows")

    use_cluster quad
    declare -gA requeued
    for launcher in srun mpirun; do
        cd "$there/$launcher" || return
        requeued[$launcher]=$(OMPI_MCA_odls_base_sigkill_timeout=1 \
            submit "$launcher" requeue.sbatch --time=2 --signal=B:USR1@75 -- "${long[@]}")
    done
}

test_requeue() {
    local launcher
    for launcher in srun mpirun; do check_scancel "$launcher"; done
    use_cluster quad
    cd "$state/requeue" || return
    "$lloyd" fit "${long[@]}" -o plain-long.h5 --quiet
    for launcher in srun mpirun; do check_requeued "$launcher" "${requeued[$launcher]}"; done
}

# LAUNCHER JOB
check_requeued() {
    local launcher=$1 job=$2 log=lloyd-requeue-$2.out restarts
    cd "$state/requeue/$launcher" || return
    check "requeue.sbatch, $launcher, until done" equal_or_log "$(end_of "$job" 300)" "COMPLETED 0:0" "$log"
    restarts=$(job_field "$job" Restarts)
    check "  in $((restarts + 1)) parts, three or more" test "$restarts" -ge 2
    check "  each part but the last ended with 75" equal "$(grep -c "ended with 75" "$log")" "$restarts"
    check "  each part is in the log" equal "$(grep -c "job $job on" "$log")" $((restarts + 1))
    check "  bits of a run without Slurm" same_bits "lloyd-requeue-$job.h5" ../plain-long.h5
    check "  nothing half written" no_leavings .
}

# LAUNCHER
check_scancel() {
    local launcher=$1 job next
    use_cluster pair
    mkdir -p "$state/requeue/cancelled-$launcher" && cd "$state/requeue/cancelled-$launcher" || return
    job=$(submit "$launcher" requeue.sbatch -- "${short[@]}")
    check "requeue.sbatch, $launcher, runs" wait_until 60 has "on pair" "lloyd-requeue-$job.out"
    sleep 2
    scancel "$job"
    check "requeue.sbatch, $launcher, scancel" equal "$(end_of "$job")" "CANCELLED 0:15"
    check "  a checkpoint and no other file" equal "$(echo *)" \
        "lloyd-requeue-$job.checkpoint.h5 lloyd-requeue-$job.out"
    check "  which is whole" "$lloyd" info --verify "lloyd-requeue-$job.checkpoint.h5"
    next=$(submit "$launcher" requeue.sbatch --nodes=1 -- "${short[@]}" --resume "lloyd-requeue-$job.checkpoint.h5")
    check_end "requeue.sbatch, $launcher, goes on from it in another job" "$next" "COMPLETED 0:0"
    check "  bits of a run without Slurm" same_bits "lloyd-requeue-$next.h5" ../plain-short.h5
}
