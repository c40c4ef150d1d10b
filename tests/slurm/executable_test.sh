# Which lloyd a script runs: LLOYD, that of its repository, the one installed with it, that of the job's directory, that
# of PATH. Sourced by run.

test_executable() {
    use_cluster pair
    local there=$state/executable script=$state/executable/my/fit.sbatch job
    local rows=(--generate uniform --rows 1000 -k 2)
    mkdir -p "$there/my" "$there/link/build"
    cp "$project/slurm/fit.sbatch" "$script"
    cd "$there" || return

    job=$(sbatch --parsable --export="ALL,PATH=/usr/bin:/bin" "$script" "${rows[@]}")
    check_end "no lloyd anywhere" "$job" "FAILED 1:0"
    check "  and the message says what to do" has "scripts/run" "lloyd-fit-$job.out"
    job=$(sbatch --parsable --export="ALL,PATH=$build/bin:$PATH" "$script" "${rows[@]}")
    check_end "lloyd in PATH" "$job" "COMPLETED 0:0"
    job=$(sbatch --parsable --export="ALL,LLOYD=$lloyd" "$script" "${rows[@]}")
    check_end "lloyd in LLOYD" "$job" "COMPLETED 0:0"
    job=$(sbatch --parsable --export="ALL,LLOYD=$there/nowhere" "$script" "${rows[@]}")
    check_end "a wrong LLOYD is not replaced by another" "$job" "FAILED 2:0"
    job=$(sbatch --parsable --chdir="$state/srun" --output="$there/%x-%j.out" "$script" "${rows[@]}")
    check_end "lloyd of the job's directory" "$job" "COMPLETED 0:0"
    mkdir -p "$there/prefix/share/lloyd" "$there/prefix/bin"
    cp -r "$project/slurm" "$there/prefix/share/lloyd"
    ln -s "$lloyd" "$there/prefix/bin"
    job=$(sbatch --parsable prefix/share/lloyd/slurm/fit.sbatch "${rows[@]}")
    check_end "lloyd installed with the script" "$job" "COMPLETED 0:0"
    cd "$state/srun" || return
    job=$(sbatch --parsable --chdir="$there" slurm/fit.sbatch "${rows[@]}")
    check_end "lloyd of the script's repository, by a relative path" "$job" "COMPLETED 0:0"
}
