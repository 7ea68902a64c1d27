"""A SLURM of one node, its daemons and all it keeps in a folder of its own, reached through the loopback only."""

import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path

COMMANDS = ("munged", "slurmctld", "slurmd", "sbatch", "scancel", "scontrol", "sinfo", "squeue", "srun")
# Jobs find their SLURM here only: Snakemake takes SLURM_CONF and the like from the environment of a job's inner step.
CONFIGURATION = Path("/etc/slurm/slurm.conf")
# Files that stand for GPUs, which SLURM counts, hands out, and hides the real ones with.
GPUS = ("/dev/null", "/dev/zero")

# More CPUs than the machine may have: what is tested is what jobs ask for and get.
# Jobs of the partition `scavenge` make way for those of `urgent`: they are put back into the queue, and start
# again after ten seconds (cred_expire) instead of two minutes.
SLURM_CONF = """
ClusterName=hotcold
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={controller_port}
SlurmdPort={node_port}
CommunicationParameters=NoInAddrAny,NoCtldInAddrAny
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
CryptoType=crypto/munge
AuthInfo=socket={folder}/munge.socket,cred_expire=10
MpiDefault=none
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU_Memory
DefMemPerCPU=500
JobAcctGatherType=jobacct_gather/linux
JobAcctGatherParams=OverMemoryKill
AccountingStorageType=accounting_storage/none
JobCompType=jobcomp/filetxt
JobCompLoc={folder}/finished
MinJobAge=3600
ReturnToService=2
SchedulerParameters=bf_interval=2,sched_interval=2
PreemptType=preempt/partition_prio
PreemptMode=REQUEUE
KillWait=20
SlurmdParameters=config_overrides
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.log
GresTypes=gpu
NodeName={host} NodeAddr=127.0.0.1 CPUs=4 RealMemory=16000 Gres=gpu:{gpus}
PartitionName=study Nodes={host} Default=YES PriorityTier=1 PreemptMode=OFF
PartitionName=scavenge Nodes={host} PriorityTier=1
PartitionName=urgent Nodes={host} PriorityTier=2
"""


def missing():
    """Return why this machine cannot run it, None where it can."""
    commands = [command for command in COMMANDS if shutil.which(command) is None]
    if commands:
        return f"commands missing: {', '.join(commands)} (Debian: slurmctld, slurmd, slurm-client, munge)"
    if os.geteuid() != 0:
        return "SLURM's daemons need root"
    if CONFIGURATION.exists():
        return f"{CONFIGURATION} exists: this machine belongs to a cluster, or runs this test already"
    return None


class Slurm:
    """SLURM as its own records show it."""

    def __init__(self, folder):
        self.finished = folder / "finished"

    def call(self, *command):
        return subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout

    def jobs(self):
        """Return what SLURM knows about every job, finished ones included, in the order of their numbers."""
        jobs = _records(self.call("scontrol", "--oneliner", "show", "job"))
        return sorted(jobs, key=lambda job: int(job["JobId"]))

    def endings(self):
        """Return the number of a job and the state it ended in, for every end: a requeued job has several."""
        return [(end["JobId"], end["JobState"]) for end in _records(self.finished.read_text())]


def wait_until(condition, what, seconds=60):
    """Return the first true value of ``condition``; fail after so many seconds."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if value := condition():
            return value
        time.sleep(0.5)
    raise TimeoutError(f"{what}: not within {seconds:.0f} s")


@contextmanager
def one_node_slurm(folder):
    """Start SLURM's daemons, stop them again at the end."""
    host = socket.gethostname().split(".")[0]
    (folder / "state").mkdir()
    (folder / "spool").mkdir()
    key = folder / "munge.key"
    key.write_bytes(secrets.token_bytes(128))
    key.chmod(0o400)
    controller_port, node_port = _free_ports()
    configuration = folder / "slurm.conf"
    configuration.write_text(
        SLURM_CONF.format(
            host=host, folder=folder, controller_port=controller_port, node_port=node_port, gpus=len(GPUS)
        ).lstrip()
    )
    (folder / "gres.conf").write_text(f"NodeName={host} Name=gpu File={','.join(GPUS)}\n")
    munge_files = [f"--{name}={folder}/munge.{name}" for name in ("socket", "pid-file", "log-file", "seed-file")]
    slurm = Slurm(folder)
    with ExitStack() as stack:
        for name in ("slurm.conf", "gres.conf"):
            link = CONFIGURATION.with_name(name)
            link.unlink(missing_ok=True)  # what a killed test left dangling
            link.symlink_to(folder / name)
            stack.callback(link.unlink)
        for command in (
            ["munged", "--force", f"--key-file={key}", *munge_files],
            ["slurmctld", "-f", str(configuration)],
            ["slurmd", "-f", str(configuration), "-N", host],
        ):
            subprocess.run(command, check=True, capture_output=True, text=True, timeout=60)
            pid_file = folder / ("munge.pid-file" if command[0] == "munged" else f"{command[0]}.pid")
            stack.callback(_stop, int(wait_until(lambda file=pid_file: _pid(file), f"{command[0]} started")))
        wait_until(lambda: "idle" in slurm.call("sinfo", "--noheader", "--format=%T"), "the node is idle")
        stack.callback(slurm.call, "scancel", "--user=root")
        yield slurm


def _records(text):
    return [dict(re.findall(r"(\w+)=(\S*)", line)) for line in text.splitlines() if line.startswith("JobId=")]


def _free_ports():
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(2)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]


def _pid(file):
    # A daemon makes the file before it writes its number.
    return file.read_text().strip() if file.exists() else ""


def _stop(pid):
    os.kill(pid, signal.SIGTERM)
    wait_until(lambda: not Path(f"/proc/{pid}").exists(), f"process {pid} ended")
