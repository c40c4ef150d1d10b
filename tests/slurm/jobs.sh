# Submitting scripts and what becomes of them. Sourced by run.

# The project's scripts as users have them, beside scripts/ and build/; for mpirun the line that says so is uncommented.
make_repositories() {
    local launcher script
    for launcher in srun mpirun; do
        mkdir -p "$state/$launcher"
        cp -r "$project/slurm" "$project/scripts" "$state/$launcher"
        ln -s "$build" "$state/$launcher/build"
    done
    for script in "$state"/mpirun/slurm/*.sbatch; do
        sed -i 's/^#\(launch=(mpirun\|launcher=mpirun\)/\1/' "$script"
        grep -q -e '^launch=(mpirun' -e '^launcher=mpirun' "$script" || give_up "no line for mpirun" "$script"
    done
}

# LAUNCHER SCRIPT [OPTION OF sbatch...] -- [ARGUMENT...]: the number of the job.
submit() {
    local launcher=$1 script=$2 options=()
    shift 2
    while [[ $1 != -- ]]; do options+=("$1") && shift; done
    sbatch --parsable "${options[@]}" "$state/$launcher/slurm/$script" "${@:2}"
}

# JOB FIELD: as scontrol has it, e.g. JobState.
job_field() { scontrol --oneliner show job "$1" | tr ' ' '\n' | sed -n "0,/^$2=/s/^$2=//p"; }

job_has_ended() {
    [[ $(job_field "$1" JobState) =~ ^(COMPLETED|FAILED|CANCELLED|TIMEOUT|NODE_FAIL|OUT_OF_MEMORY|BOOT_FAIL)$ ]]
}

# JOB [SECONDS]: waits for its end; "COMPLETED 0:0" is its state with exit code and signal.
end_of() {
    wait_until "${2:-120}" job_has_ended "$1" || true
    echo "$(job_field "$1" JobState) $(job_field "$1" ExitCode)"
}

# WHAT JOB STATE: that the job ends so; what it printed is shown where it does not.
check_end() {
    local end log
    end=$(end_of "$2")
    log=$(job_field "$2" StdOut)
    check "$1: $3" equal_or_log "$end" "$3" "$log"
}
equal_or_log() { equal "$1" "$2" || { cat "$3" && false; }; }

# Of all datasets but times, and counts of work that depend on how rows were dealt out.
same_bits() { "$project/tests/slurm/same_bits" "$@"; }

# DIRECTORY: nothing half written is left in it.
no_leavings() { equal "$(find "$1" -name '*.tmp-*')" ""; }

