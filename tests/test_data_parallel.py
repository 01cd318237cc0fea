"""Several processes learn what one process learns."""

import subprocess
import sys

import pytest

from d2lmini.train import data_parallel

pytestmark = pytest.mark.programs

MODULE = ["-m", "d2lmini.train.data_parallel"]
TORCHRUN = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--local-addr=127.0.0.1"]


def printed_by(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize("processes", [2, 4])  # which divide the batch
def test_several_processes_print_what_one_does(processes: int):
    alone = data_parallel.result(data_parallel.train(rank=0, world_size=1))
    assert alone.startswith("loss 0.")
    assert printed_by(*TORCHRUN, f"--nproc-per-node={processes}", *MODULE) == alone


def test_without_torchrun_one_process_does_it_all():
    assert printed_by(sys.executable, *MODULE) == data_parallel.result(data_parallel.train(0, 1))


def test_the_network_learns():
    assert float(data_parallel.result(data_parallel.train(0, 1)).split()[-1]) > 0.9
