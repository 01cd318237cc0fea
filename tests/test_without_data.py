"""What a test session does where Fashion-MNIST is, where it is not, and where it must be."""

import hashlib
import os
import shutil
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CONTENT = b"pictures"
TESTS = """
import pytest
from d2lmini import download

download.FASHION_MNIST = download.Source({source!r}, {{"pictures.gz": {md5!r}}}, {mirrors!r})

@pytest.mark.fashion_mnist
def test_first(): pass

@pytest.mark.fashion_mnist
@pytest.mark.parametrize("n", [1, 2])
def test_second(n): pass

def test_that_needs_nothing(): pass
"""


class Mirror(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.requests.append(self.path)
        if self.path.startswith("/broken/"):
            self.send_error(503)
            return
        self.send_response(200)
        self.send_header("Content-Length", str(len(CONTENT)))
        self.end_headers()
        self.wfile.write(CONTENT)

    def log_message(self, *_):
        """Keep the test's output clean."""


@pytest.fixture
def server():
    with ThreadingHTTPServer(("127.0.0.1", 0), Mirror) as running:
        running.requests = []
        threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01}).start()
        yield running
        running.shutdown()


@pytest.fixture
def session(tmp_path):
    """A checkout alone in a folder, whose tests need a small file in Fashion-MNIST's place."""
    checkout = tmp_path / "a" / "checkout"
    checkout.mkdir(parents=True)
    for name in ("conftest.py", "pyproject.toml"):
        shutil.copy(ROOT / name, checkout / name)

    def run(*mirrors: str, **environment: str) -> tuple[int, str]:
        (checkout / "test_toy.py").write_text(
            TESTS.format(source="toy", md5=hashlib.md5(CONTENT).hexdigest(), mirrors=mirrors)
        )
        clean = {k: v for k, v in os.environ.items() if not k.startswith(("D2LMINI_", "PYTEST_"))}
        home = {
            "HOME": str(tmp_path / "home"),
            "XDG_CACHE_HOME": str(tmp_path / "home"),
            "PYTHONPATH": str(ROOT),
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",  # plugins take seconds to start
        }
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "test_toy.py"],
            cwd=checkout, env=clean | home | environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        return done.returncode, done.stdout

    run.checkout, run.home = checkout, tmp_path / "home"
    return run


def address(server, behaviour: str) -> str:
    return f"http://127.0.0.1:{server.server_port}/{behaviour}/"


def test_what_could_not_run_is_named_with_the_way_to_run_it(session, server):
    code, printed = session(address(server, "broken"))
    assert code == 0
    assert "1 passed, 3 skipped" in printed
    summary = printed[printed.index("NOT RUN (3): Fashion-MNIST is neither here nor within reach") :]
    for name in ("test_first", "test_second[1]", "test_second[2]"):
        assert f"\ntest_toy.py::{name}\n" in summary
    assert "test_that_needs_nothing" not in summary
    assert f"{address(server, 'broken')}pictures.gz: 503" in summary
    assert (
        "Put pictures.gz into one folder and name that in the environment variable D2LMINI_DATA." in summary
    )
    assert "set D2LMINI_DEMAND_DATA=1" in summary


def test_a_session_asks_for_missing_data_once(session, server):
    session(address(server, "broken"))
    assert server.requests == ["/broken/pictures.gz"]


def test_missing_data_is_a_failure_where_it_is_demanded(session, server):
    code, printed = session(address(server, "broken"), D2LMINI_DEMAND_DATA="1")
    assert code == 1
    assert "1 passed, 3 errors" in printed
    assert "Fashion-MNIST is neither here nor within reach, and D2LMINI_DEMAND_DATA is set" in printed


def test_nothing_is_left_out_where_data_can_be_fetched(session, server):
    assert "4 passed in" in session(address(server, "works"))[1]
    assert server.requests == ["/works/pictures.gz"]


def test_nothing_is_left_out_where_the_cache_has_the_data(session):
    cached = session.home / "d2lmini" / "toy" / "pictures.gz"
    cached.parent.mkdir(parents=True)
    cached.write_bytes(CONTENT)
    assert "4 passed in" in session()[1]


def test_nothing_is_left_out_where_a_folder_beside_the_checkout_has_the_data(session):
    beside = session.checkout.parent / "shared" / "data" / "fashion-mnist"
    beside.mkdir(parents=True)
    (beside / "pictures.gz").write_bytes(CONTENT)
    assert "4 passed in" in session()[1]


def test_damaged_data_in_a_named_folder_is_a_failure(session, tmp_path):
    (tmp_path / "pictures.gz").write_bytes(b"spoilt")
    code, printed = session(D2LMINI_DATA=str(tmp_path))
    assert code == 1
    assert "pictures.gz is damaged" in printed


def test_the_published_workflow_demands_the_data():
    demanding = [
        path.name
        for path in (ROOT / ".github/workflows").iterdir()
        if 'D2LMINI_DEMAND_DATA: "1"' in path.read_text()
    ]
    assert demanding == ["book.yml"]
    assert "D2LMINI_DEMAND_DATA" not in (ROOT / ".ci/run").read_text()
