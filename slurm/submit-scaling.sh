#!/bin/bash
# Speed-up and efficiency over ranks: a job of scaling.sbatch for each size, and one that draws when all have ended.
#
#   slurm/submit-scaling.sh                            generated rows, to see that it works
#   slurm/submit-scaling.sh IN.h5 -k 100               your data; whatever follows goes to lloyd fit
#
# What jobs need besides (partition, account, time) is said in scaling.sbatch, or by SBATCH_PARTITION=... before this.
#
# ---- change this to your machine: NODESxRANKS, ranks of each node; the first is what others are compared with --------
sizes=(1x1 2x1 4x1)
# ----------------------------------------------------------------------------------------------------------------------
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
directory=$PWD/lloyd-scaling-$(date +%Y%m%d-%H%M%S)
dependency=afterany
for size in "${sizes[@]}"; do
    job=$(sbatch --parsable --nodes="${size%x*}" --ntasks-per-node="${size#*x}" \
        "$here/scaling.sbatch" "$directory" "$@")
    dependency+=:${job%;*}    # with several clusters Slurm says JOB;CLUSTER
    echo "job ${job%;*}: $size"
done
# afterany: what a failed job lacks is missing in the picture, but the rest is drawn.
job=$(sbatch --parsable --dependency="$dependency" --job-name=lloyd-scaling-draw --output=%x-%j.out \
    --nodes=1 --ntasks=1 --time=5 --wrap "$(printf '%q ' "$here/../scripts/draw_scaling" "$directory")")
echo "job ${job%;*}: draws $directory/scaling.png"
