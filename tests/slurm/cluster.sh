# A Slurm of its own: daemons and nodes on this host, talking over the loopback alone, that end with the test.
# Sourced by run. Needs root, for every node has a host name, processes, /dev/shm and /etc/hosts of its own: ranks of
# two nodes that share these would take each other's memory for their own.

# NAME NODES: makes the cluster NAME with nodes NAME1, NAME2, ... of 2 CPUs each, and waits for them.
start_cluster() {
    local name=$1 count=$2 node
    local home=$state/$name
    mkdir -p "$home"/{log,controller,spool,tmp}
    chmod 1777 "$home/tmp"
    [[ -S $state/munge/socket ]] || start_munge
    write_configuration "$name" "$count"
    use_cluster "$name"
    start_host "$home" "${name}0" slurmctld -D -c
    for ((node = 1; node <= count; ++node)); do
        mkdir -p "$home/spool/$name$node" "$home/tmp/$name$node"
        chmod 1777 "$home/tmp/$name$node"
        start_host "$home" "$name$node" slurmd -D -N "$name$node"
    done
    wait_until 30 nodes_are_idle "$count" || give_up "the nodes of $name do not start" "$home"/log/*
}

use_cluster() { export SLURM_CONF=$state/$1/slurm.conf; }

nodes_are_idle() { [[ $(sinfo --noheader --Node --states=idle --format=%N 2>/dev/null | wc -l) -eq $1 ]]; }

# What Slurm's daemons and commands know each other by.
start_munge() {
    mkdir -p "$state/munge"
    (umask 077 && head -c 128 /dev/urandom >"$state/munge/key")
    munged --foreground --socket="$state/munge/socket" --key-file="$state/munge/key" --seed-file="$state/munge/seed" \
        --pid-file="$state/munge/pid" --log-file="$state/munge/log" >"$state/munge/out" 2>&1 &
    hosts+=($!)
    wait_until 10 test -S "$state/munge/socket" || give_up "munged does not start" "$state/munge/out" "$state/munge/log"
}

# HOME NAME COMMAND...: a host of its own as far as the command sees. Its first process is the init of all others: when
# that ends, the kernel ends them, whatever they are.
start_host() {
    unshare --uts --mount --pid --fork --kill-child --mount-proc bash -c '
        hostname "$2"
        mount -t tmpfs -o mode=1777 tmpfs /dev/shm
        mount --bind "$1/hosts" /etc/hosts
        "${@:3}" &
        wait' host "$@" >"$1/log/$2.out" 2>&1 &
    hosts+=($!)
}

# These are this shell's own children, so none of the numbers can have become another process's.
stop_clusters() {
    { kill -KILL "${hosts[@]}"; wait "${hosts[@]}"; } 2>/dev/null
    hosts=()
}

# As many TCP ports of the loopback as asked for that nobody uses.
free_ports() {
    python3 -c '
import socket, sys
sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(int(sys.argv[1]))]
print(*(s.getsockname()[1] for s in sockets))' "$1"
}

write_configuration() {
    local name=$1 count=$2 home=$state/$1 node ports
    read -ra ports < <(free_ports $((count + 1)))
    cat >"$home/slurm.conf" <<CONF
ClusterName=$name
SlurmctldHost=${name}0(127.0.0.1)
SlurmctldPort=${ports[0]}
SlurmUser=root
SlurmdUser=root
CommunicationParameters=NoCtldInAddrAny,NoInAddrAny
AuthType=auth/munge
# A requeued job waits for its old credential to expire before it starts again, usually two minutes.
AuthInfo=socket=$state/munge/socket,cred_expire=5
SlurmctldPidFile=$home/controller/pid
SlurmctldLogFile=$home/log/controller.log
StateSaveLocation=$home/controller
SlurmdPidFile=$home/spool/%n/pid
SlurmdLogFile=$home/log/%n.log
SlurmdSpoolDir=$home/spool/%n
# PMIx has a folder here by job and step, not by node.
TmpFS=$home/tmp/%n
# No control groups, which a container may not have, and more CPUs than the host has.
ProctrackType=proctrack/linuxproc
TaskPlugin=$([[ $(nproc) -ge 2 ]] && echo task/affinity || echo task/none)
SlurmdParameters=config_overrides
# Without it srun asks for --mpi=pmix. Scripts say so themselves, and no default helps them.
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerType=sched/backfill
SchedulerParameters=sched_interval=1,bf_interval=1,batch_sched_delay=0
JobCompType=jobcomp/filetxt
JobCompLoc=$home/log/jobcomp
MailProg=/bin/true
ReturnToService=2
# Jobs that have ended are remembered, and have 10 s to end, not 30.
MinJobAge=3600
KillWait=10
CONF
    echo "127.0.0.1 localhost ${name}0" >"$home/hosts"
    for ((node = 1; node <= count; ++node)); do
        echo "NodeName=$name$node NodeHostname=$name$node NodeAddr=127.0.0.1 Port=${ports[node]}" \
            "CPUs=2 Sockets=1 CoresPerSocket=2 ThreadsPerCore=1 RealMemory=1000" >>"$home/slurm.conf"
        echo "127.0.0.1 $name$node" >>"$home/hosts"
    done
    # Jobs share CPUs, so that none waits for those that only wait for their time limit.
    echo "PartitionName=all Nodes=ALL Default=YES MaxTime=60 State=UP OverSubscribe=FORCE:4" >>"$home/slurm.conf"
    # With the default fence a fast rank may send before a slow one listens: open-mpi/ompi#12495, a crash in MPI_Init.
    echo "PMIxCollFence=ring" >"$home/mpi.conf"
    # Slurm does without control groups unasked until 23.11, and knows this since 24.05.
    if [[ ! $(slurmd -V) =~ \ 2[0-3]\. ]]; then echo "CgroupPlugin=disabled" >"$home/cgroup.conf"; fi
}
