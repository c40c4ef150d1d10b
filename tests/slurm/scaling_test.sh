# scaling.sbatch and submit-scaling.sh: a job a size, and a picture when all have ended. Sourced by run.

test_scaling() {
    use_cluster quad
    local launcher there=$state/scaling jobs drawing log directory
    mkdir -p "$there" && cd "$there" || return
    "$lloyd" fit "$data" -k 5 --n-init 2 -o plain.h5 --quiet
    for launcher in srun mpirun; do
        mkdir -p "$launcher" && cd "$launcher" || return
        "$state/$launcher/slurm/submit-scaling.sh" "$data" -k 5 --n-init 2 >submitted
        mapfile -t jobs < <(sed -n 's/^job \([0-9]*\): [0-9].*/\1/p' submitted)
        drawing=$(sed -n 's/^job \([0-9]*\): draws.*/\1/p' submitted)
        check "submit-scaling.sh, $launcher, waits for all" \
            has "afterany:${jobs[0]}.*afterany:${jobs[1]}.*afterany:${jobs[2]}" \
            <(job_field "$drawing" Dependency)
        check_end "submit-scaling.sh, $launcher, 1 node" "${jobs[0]}" "COMPLETED 0:0"
        check_end "submit-scaling.sh, $launcher, 2 nodes" "${jobs[1]}" "COMPLETED 0:0"
        check_end "submit-scaling.sh, $launcher, 4 nodes" "${jobs[2]}" "COMPLETED 0:0"
        check_end "submit-scaling.sh, $launcher, drawing" "$drawing" "COMPLETED 0:0"
        log=lloyd-scaling-draw-$drawing.out
        check "  a table of 1, 2 and 4 ranks" equal "$(awk '/^ *[0-9]/ {printf "%s ", $1}' "$log")" "1 2 4 "
        check "  9 results, the same bits" has "All 9 results are the same bits" "$log"
        directory=$(echo lloyd-scaling-*/)
        check "  bits of a run without Slurm" same_bits "$directory/nodes-4_ranks-4_run-3.h5" ../plain.h5
        check "  a picture" equal "$(head --bytes=4 "$directory/scaling.png" | tail --bytes=3)" PNG
        cd ..
    done
    "$lloyd" fit "$data" -k 6 --n-init 2 -o "srun/$(basename srun/lloyd-scaling-*/)/other.h5" --quiet
    check "draw_scaling refuses times of different work" refuses "$project/scripts/draw_scaling" srun/lloyd-scaling-*/
}
