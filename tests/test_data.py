import gzip
import hashlib
import os
import socket
import struct
import subprocess
import sys
import threading
from dataclasses import replace
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from time import perf_counter

import numpy as np
import pytest
import torch

import d2lmini as d2l
from d2lmini.data import FASHION_MNIST_LABELS, TensorLoader, sample_photo
from d2lmini.data.fashion_mnist import read_idx
from d2lmini.download import OWN_FOLDER, Source, local_files


def idx_gz(*shape):
    entries = bytes(range(256)) * 4
    size = torch.Size(shape).numel()
    return gzip.compress(
        struct.pack(f">4B{len(shape)}I", 0, 0, 8, len(shape), *shape) + entries[:size], mtime=0
    )


FILES = {"images.gz": idx_gz(5, 3, 4), "labels.gz": idx_gz(5)}
MD5 = {name: hashlib.md5(content).hexdigest() for name, content in FILES.items()}


class Mirror(BaseHTTPRequestHandler):
    """The first folder of the address says how the mirror behaves."""

    def do_GET(self):
        _, behaviour, name = self.path.split("/")
        self.server.requests.append((behaviour, name))
        content = FILES[name]
        if behaviour == "fails":
            self.send_error(500)
            return
        if behaviour == "meets":
            self.server.meeting.wait(20)
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if behaviour == "lies":
            content = content[::-1]
        elif behaviour in ("truncates", "stalls"):
            content = content[:10]
        self.wfile.write(content)
        if behaviour == "stalls":
            self.server.closing.wait(20)

    def log_message(self, *_):
        """Keep the test's output clean."""


@pytest.fixture
def server(monkeypatch):
    monkeypatch.delenv(OWN_FOLDER, raising=False)
    with ThreadingHTTPServer(("127.0.0.1", 0), Mirror) as running:
        running.requests, running.closing, running.meeting = [], threading.Event(), threading.Barrier(2)
        threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01}).start()
        yield running
        running.closing.set()
        running.shutdown()


def source_of(server, *behaviours):
    address = f"http://127.0.0.1:{server.server_port}"
    return Source("toy", MD5, tuple(f"{address}/{behaviour}/" for behaviour in behaviours))


def contents(folder):
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def test_mirrors_are_tried_in_order_until_one_is_honest(server, tmp_path):
    order = ["fails", "truncates", "stalls", "lies", "works", "unneeded"]
    start = perf_counter()
    folder = local_files(source_of(server, *order), tmp_path, timeout=0.3)
    assert perf_counter() - start < 10  # the stalling mirror was left, it would have gone on for 20 seconds
    assert contents(folder) == FILES  # and no temporary file is left
    assert server.requests == [(behaviour, name) for name in FILES for behaviour in order[:-1]]


def test_cached_files_are_not_fetched_again(server, tmp_path):
    source = source_of(server, "works")
    local_files(source, tmp_path)
    server.requests.clear()
    local_files(source, tmp_path)
    assert server.requests == []


@pytest.mark.parametrize(
    "damage", [lambda content: content[:20], lambda content: content[::-1], lambda _: b""]
)
def test_a_damaged_file_in_the_cache_is_fetched_again(server, tmp_path, damage):
    source = source_of(server, "works")
    folder = local_files(source, tmp_path)
    (folder / "labels.gz").write_bytes(damage(FILES["labels.gz"]))
    server.requests.clear()
    assert contents(local_files(source, tmp_path)) == FILES
    assert server.requests == [("works", "labels.gz")]


def test_a_failed_download_leaves_what_was_fetched_before(server, tmp_path):
    folder = local_files(source_of(server, "works"), tmp_path)
    (folder / "images.gz").unlink()
    with pytest.raises(ConnectionError):
        local_files(source_of(server, "truncates"), tmp_path)
    assert contents(folder) == {"labels.gz": FILES["labels.gz"]}


def test_two_processes_may_fetch_at_once(server, tmp_path):
    # The mirror answers only when two requests for a file are waiting, so the downloads do overlap.
    source = source_of(server, "meets")
    program = f"""
from pathlib import Path
from d2lmini.download import Source, local_files
local_files({source!r}, Path({str(tmp_path)!r}))
"""
    processes = [subprocess.Popen([sys.executable, "-c", program], stderr=subprocess.DEVNULL) for _ in "ab"]
    assert [process.wait(30) for process in processes] == [0, 0]
    assert sorted(server.requests) == sorted(2 * [("meets", name) for name in FILES])
    assert contents(tmp_path / "toy") == FILES


def test_offline_the_error_says_what_was_tried_and_what_to_do(server, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as closed:
        nobody = f"http://127.0.0.1:{closed.getsockname()[1]}/"
    source = source_of(server, "fails")
    source = replace(source, mirrors=(*source.mirrors, nobody))
    with pytest.raises(ConnectionError) as error:
        local_files(source, tmp_path, timeout=0.3)
    message = str(error.value)
    assert message.startswith("could not download images.gz; tried\n")
    assert f"{source.mirrors[0]}images.gz: 500 Server Error" in message
    assert f"{nobody}images.gz: " in message
    assert "refused" in message
    assert "\nOffline? Put images.gz, labels.gz into one folder" in message
    assert message.endswith("in the environment variable D2LMINI_DATA.")


@pytest.fixture
def silence(monkeypatch):
    """Three ways in which nobody answers: no name server, no server behind the port, and a firewall."""
    ask, over = socket.getaddrinfo, threading.Event()

    def no_name_server(host, *arguments, **options):
        if host == "swallowed.test":
            over.wait(60)
        return ask(host, *arguments, **options)

    monkeypatch.setattr(socket, "getaddrinfo", no_name_server)
    with socket.create_server(("127.0.0.1", 0)) as listening, socket.create_server(("127.0.0.1", 0)) as full:
        # Nobody accepts, so that the queue of this one fills, and what comes then is dropped.
        full.listen(0)
        waiting = [socket.socket() for _ in range(4)]
        for each in waiting:
            each.setblocking(False)
            each.connect_ex(full.getsockname())
        silent = (f"127.0.0.1:{each.getsockname()[1]}" for each in (listening, full))
        yield tuple(f"http://{host}/" for host in ("swallowed.test", *silent))
        over.set()
        for each in waiting:
            each.close()


def test_mirrors_out_of_reach_cost_seconds_in_all_and_are_named(silence, tmp_path, monkeypatch):
    monkeypatch.delenv(OWN_FOLDER, raising=False)
    start = perf_counter()
    with pytest.raises(ConnectionError) as error:
        local_files(Source("toy", MD5, silence), tmp_path, patience=0.5)
    assert (
        perf_counter() - start < 5
    )  # one after the other, a minute for the name and 20 seconds for the rest
    for mirror in silence:
        assert f"{mirror}images.gz: " in str(error.value)
    assert f"{silence[0]}images.gz: no answer in 0.5 seconds" in str(error.value)


def test_a_mirror_within_reach_is_used_though_the_others_are_silent(server, silence, tmp_path):
    source = source_of(server, "works")
    source = replace(source, mirrors=(*silence, *source.mirrors))
    start = perf_counter()
    assert contents(local_files(source, tmp_path, patience=0.5)) == FILES
    assert perf_counter() - start < 5


@pytest.fixture
def own_folder(tmp_path, monkeypatch):
    monkeypatch.setenv(OWN_FOLDER, str(tmp_path))
    for name, content in FILES.items():
        (tmp_path / name).write_bytes(content)
    return tmp_path


NOWHERE = Source("toy", MD5, ())


def test_the_readers_own_folder_is_used_as_it_is(own_folder):
    assert local_files(NOWHERE) == own_folder
    assert contents(own_folder) == FILES


def test_a_bad_file_in_the_readers_own_folder_is_named_and_left_alone(own_folder):
    (own_folder / "images.gz").unlink()
    (own_folder / "labels.gz").write_bytes(b"spoilt")
    with pytest.raises(
        ValueError, match=r"images.gz is missing\n  labels.gz is damaged: its MD5 is .* expected"
    ) as error:
        local_files(NOWHERE)
    assert str(error.value).startswith(f"D2LMINI_DATA names {own_folder}, where")
    assert str(error.value).endswith("or unset D2LMINI_DATA to have them downloaded.")
    assert contents(own_folder) == {"labels.gz": b"spoilt"}


def test_idx_files_are_read(own_folder):
    assert torch.equal(read_idx(own_folder / "images.gz", (5, 3, 4)).flatten(), torch.arange(60).byte())


SHORT = gzip.compress(gzip.decompress(FILES["images.gz"])[:-1])


# Named: gzip writes the second into its bytes, and two processes would give one test two names.
@pytest.mark.parametrize(
    "content",
    [idx_gz(5, 4, 3), idx_gz(60), idx_gz(6, 3, 4), SHORT],
    ids=["turned", "flat", "one too many", "cut short"],
)
def test_an_idx_file_of_another_shape_is_refused(tmp_path, content):
    file = tmp_path / "images.gz"
    file.write_bytes(content)
    with pytest.raises(
        ValueError, match=r"images.gz must hold bytes of shape \(5, 3, 4\): expected 60 entries"
    ):
        read_idx(file, (5, 3, 4))


def loader(n=10, batch_size=4, **options):
    return TensorLoader(torch.rand(n, 1, 6, 6), torch.arange(n), batch_size, **options)


def labels_of(loader):
    return torch.cat([labels for _, labels in loader]).tolist()


@pytest.mark.parametrize(("n", "batch_size", "batches"), [(10, 4, 3), (8, 4, 2), (3, 4, 1), (5, 1, 5)])
@pytest.mark.parametrize("seed", [None, 0])
def test_a_pass_sees_every_example_once_in_len_batches(n, batch_size, batches, seed):
    examples = loader(n, batch_size, seed=seed)
    assert len(examples) == len(list(examples)) == batches
    assert sorted(labels_of(examples)) == list(range(n))


def test_batches_keep_images_and_labels_together():
    examples = loader(seed=1)
    for images, labels in examples:
        assert torch.equal(images, examples.images[labels])


def test_shuffling_differs_between_passes_and_repeats_from_the_seed():
    first, second = loader(100, seed=3), loader(100, seed=3)
    passes = [labels_of(first), labels_of(first)]
    assert passes[0] != passes[1]
    assert passes == [labels_of(second), labels_of(second)]
    assert passes[0] != labels_of(loader(100, seed=4))
    assert labels_of(loader()) == list(range(10))


def test_shuffling_leaves_the_global_generator_alone():
    examples = loader(seed=0)
    state = torch.get_rng_state()
    labels_of(examples)
    assert torch.equal(torch.get_rng_state(), state)


@pytest.mark.parametrize("seed", [None, 0])
def test_batches_are_on_the_device_of_the_tensors_which_may_be_the_default(seed):
    with torch.device("meta"):
        examples = loader(seed=seed, resize=3)
        assert [(*images.shape, images.device.type) for images, _ in examples][2] == (2, 1, 3, 3, "meta")


def test_a_loader_moved_elsewhere_goes_on_with_its_orders():
    twin, examples = loader(seed=0), loader(seed=0)
    first, second = labels_of(twin), labels_of(twin)
    assert {images.device.type for images, _ in examples.to("meta")} == {"meta"}
    assert examples.images.device.type == "cpu"
    assert labels_of(examples) == second != first


def test_changing_a_batch_leaves_the_data_alone():
    examples = loader()
    before = examples.images.clone()
    for images, _ in examples:
        images.zero_()
    assert torch.equal(examples.images, before)


def test_resize_scales_each_batch():
    assert [images.shape for images, _ in loader(resize=9)] == [(4, 1, 9, 9), (4, 1, 9, 9), (2, 1, 9, 9)]
    assert next(iter(loader(resize=(2, 3))))[0].shape == (4, 1, 2, 3)
    grey = torch.full((1, 1, 4, 4), 7, dtype=torch.uint8)
    assert next(iter(TensorLoader(grey, torch.zeros(1), 1, resize=2)))[0].tolist() == [[[[7, 7], [7, 7]]]]


def test_resize_averages_fine_stripes_instead_of_skipping_them():
    stripes = torch.zeros(1, 1, 16, 16)
    stripes[..., ::4] = 1
    small, _ = next(iter(TensorLoader(stripes, torch.zeros(1), 1, resize=4)))
    torch.testing.assert_close(small, torch.full((1, 1, 4, 4), 0.25), atol=0.1, rtol=0)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (partial(loader, batch_size=0), ValueError, "batch_size must be at least 1, got 0"),
        (partial(loader, batch_size=2.5), TypeError, "batch_size must be an integer, got 2.5"),
        (partial(loader, seed=-1), ValueError, "seed must be at least 0, got -1"),
        (partial(loader, seed=2**32), ValueError, r"seed must be less than 2\*\*32, got 4294967296"),
        (partial(loader, seed="7"), TypeError, "seed must be an integer, got '7'"),
        (partial(loader, resize=0), ValueError, "resize must be at least 1, got 0"),
        (partial(loader, resize=(1, 2, 3)), ValueError, "resize must be one integer or two"),
        (
            lambda: TensorLoader(torch.rand(3, 1, 2, 2), torch.arange(2), 1),
            ValueError,
            "images and labels must match, got 3 images and 2 labels",
        ),
        (
            lambda: TensorLoader(torch.rand(3, 1, 2, 2).numpy(), torch.arange(3), 1),
            TypeError,
            "images must be a torch.Tensor, got ndarray; convert it with torch.as_tensor",
        ),
        (
            lambda: TensorLoader(torch.rand(3, 1, 2, 2), [0, 1, 2], 1),
            TypeError,
            "labels must be a torch.Tensor, got list",
        ),
        (
            lambda: TensorLoader(torch.rand(3, 1, 2, 2).to_sparse(), torch.arange(3), 1),
            TypeError,
            r"images must be an ordinary tensor, got a sparse_coo one; use images.to_dense\(\)",
        ),
        (
            lambda: TensorLoader(torch.rand(0, 1, 2, 2), torch.arange(0), 1),
            ValueError,
            r"images must hold one example or more along axis 0, got shape \(0, 1, 2, 2\)",
        ),
        (
            lambda: TensorLoader(torch.rand(3, 1, 2, 2), torch.tensor(3), 1),
            ValueError,
            r"labels must hold one example or more along axis 0, got shape \(\)",
        ),
        (
            lambda: TensorLoader(torch.rand(3, 1, 2, 2), torch.arange(3, device="meta"), 1),
            ValueError,
            r"images are on cpu but labels on meta; use labels.to\(images.device\)",
        ),
        (
            lambda: TensorLoader(torch.rand(3, 2, 2), torch.arange(3), 1, resize=4),
            ValueError,
            r"resize needs images of shape \(n, channels, h, w\), got \(3, 2, 2\)",
        ),
        (
            lambda: TensorLoader(torch.ones(3, 1, 2, 2).long(), torch.arange(3), 1, resize=4),
            TypeError,
            r"resize needs fractions or uint8, got torch.int64; use images.float\(\)",
        ),
        (
            lambda: d2l.load_data_digits(8, "half"),
            ValueError,
            "test_fraction must be between 0.01 and 0.99, got 'half'",
        ),
        (
            lambda: d2l.load_data_digits(8, 1.5),
            ValueError,
            "test_fraction must be between 0.01 and 0.99, got 1.5",
        ),
        (lambda: sample_photo("cat"), ValueError, "name must be 'china' or 'flower', got 'cat'"),
        (lambda: sample_photo(size=0), ValueError, "size must be at least 1, got 0"),
    ],
)
def test_bad_arguments_are_refused(call, error, message):
    with pytest.raises(error, match=message):
        call()


@pytest.mark.parametrize(
    "load", [d2l.load_data_digits, d2l.load_data_mnist, d2l.load_data_fashion_mnist], ids=lambda f: f.__name__
)
@pytest.mark.parametrize(
    ("argument", "message"),
    [
        ({"batch_size": 0}, "batch_size must be at least 1, got 0"),
        ({"batch_size": 8, "seed": -1}, "seed must be at least 0, got -1"),
        ({"batch_size": 8, "resize": 0}, "resize must be at least 1, got 0"),
    ],
)
def test_arguments_are_checked_before_files_are_looked_for(load, argument, message, tmp_path, monkeypatch):
    if "resize" in argument and load is d2l.load_data_digits:
        argument, message = {"batch_size": 8, "test_fraction": 0}, "test_fraction must be .* got 0"
    monkeypatch.setenv(OWN_FOLDER, str(tmp_path))  # an empty one
    monkeypatch.setattr(Path, "read_bytes", lambda path: pytest.fail(f"{path} was read"))
    with pytest.raises(ValueError, match=message):
        load(**argument)


def test_numpys_whole_numbers_are_whole_numbers():
    expected = [labels.tolist() for _, labels in loader(seed=3, batch_size=4, resize=(2, 3))]
    examples = loader(seed=np.int64(3), batch_size=np.int32(4), resize=(np.int64(2), np.uint8(3)))
    assert [labels.tolist() for _, labels in examples] == expected
    assert len(examples) == 3
    train, test = d2l.load_data_digits(np.int64(64), np.float64(0.5), np.int64(1))
    again, _ = d2l.load_data_digits(64, 0.5, 1)
    assert torch.equal(train.images, again.images)
    assert len(test.labels) == 899
    assert sample_photo(size=np.int64(8)).shape == (3, 8, 12)


def test_mnist_is_split_by_class_and_shuffled_by_seed():
    train, test = d2l.load_data_mnist(100)
    assert (train.images.shape, test.images.shape) == ((8000, 1, 28, 28), (2000, 1, 28, 28))
    for part in (train, test):
        assert (part.images.dtype, part.labels.dtype) == (torch.float32, torch.int64)
        assert (part.images.min(), part.images.max()) == (0, 1)
    counts = torch.stack([train.labels.bincount(), test.labels.bincount()])
    assert counts.sum(0).tolist() == [1001, 1127, 991, 1032, 980, 863, 1014, 1070, 944, 978]  # as published
    assert counts[1].tolist() == [
        200,
        225,
        198,
        206,
        196,
        173,
        203,
        214,
        189,
        196,
    ]  # a fifth of each, rounded
    pictures = {bytes(image) for image in torch.cat([train.images, test.images]).mul(255).byte().numpy()}
    assert len(pictures) == 10_000  # so none of the test's was trained with
    assert next(iter(test))[1][:20].tolist() == [*range(10), *range(10)]
    again, other = (d2l.load_data_mnist(100, seed=seed) for seed in (0, 1))
    assert torch.equal(other[1].images, test.images)
    first_pass = labels_of(train)
    assert first_pass == labels_of(again[0])
    assert first_pass != labels_of(other[0])


def test_mnist_is_made_of_the_digits_that_its_labels_say():
    train, test = d2l.load_data_mnist(100)
    means = torch.stack([train.images[train.labels == digit].mean(0) for digit in range(10)]).flatten(1)
    nearest = torch.cdist(test.images.flatten(1), means).argmin(1)
    assert (nearest == test.labels).double().mean() == pytest.approx(0.8045, abs=0.005)  # by chance 0.1


def test_mnist_is_resized_on_demand():
    train, test = d2l.load_data_mnist(100, resize=(8, 12))
    assert train.images.shape[2:] == (28, 28)
    assert next(iter(train))[0].shape == next(iter(test))[0].shape == (100, 1, 8, 12)


def test_digits_are_split_evenly_and_repeatably():
    train, test = d2l.load_data_digits(64)
    assert (len(train.labels), len(test.labels)) == (1347, 450)
    assert train.images.shape == (1347, 1, 8, 8)
    assert train.images.dtype == torch.float32
    assert (train.images.min(), train.images.max()) == (0, 1)
    share = test.labels.bincount() / (train.labels.bincount() + test.labels.bincount())
    torch.testing.assert_close(share, torch.full((10,), 0.25), atol=0.005, rtol=0)
    again, _ = d2l.load_data_digits(64)
    other, _ = d2l.load_data_digits(64, seed=1)
    assert torch.equal(train.images, again.images)
    assert not torch.equal(train.images, other.images)


def test_photos_come_in_colour_in_gray_and_scaled():
    colour, gray = sample_photo(), sample_photo(gray=True)
    assert colour.shape == (3, 427, 640)
    red, green, blue = colour
    torch.testing.assert_close(gray, 0.299 * red + 0.587 * green + 0.114 * blue)
    small = sample_photo("flower", size=128)
    assert small.shape == (3, 128, 192)
    for photo in (colour, gray, small, sample_photo(size=100)):
        assert photo.dtype == torch.float32
        assert photo.min() >= 0
        assert photo.max() <= 1
    torch.testing.assert_close(small.mean(), sample_photo("flower").mean(), atol=2e-3, rtol=0)


@pytest.mark.fashion_mnist
def test_fashion_mnist_is_the_published_data_set():
    train, test = d2l.load_data_fashion_mnist(256, resize=32)
    assert train.labels.bincount().tolist() == [6000] * 10
    assert test.labels.bincount().tolist() == [1000] * 10
    assert len(FASHION_MNIST_LABELS) == 10
    assert train.images.shape == (60_000, 1, 28, 28)
    assert (train.images.dtype, train.labels.dtype) == (torch.float32, torch.int64)
    assert train.images.mean().item() == pytest.approx(0.2860, abs=5e-5)
    assert train.images.std().item() == pytest.approx(0.3530, abs=5e-5)
    assert (len(train), len(test)) == (235, 40)
    assert next(iter(train))[0].shape == (256, 1, 32, 32)
    assert next(iter(test))[1][:5].tolist() == [9, 2, 1, 1, 6]  # unshuffled, as published


def test_importing_reaches_for_no_network_and_leaves_no_file(tmp_path):
    program = """
import sys
def refuse(event, _):
    if event in ("socket.connect", "socket.getaddrinfo"):
        raise RuntimeError(event)
sys.addaudithook(refuse)
import d2lmini.data
"""
    environment = {**os.environ, "HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path)}
    subprocess.run([sys.executable, "-c", program], env=environment, check=True)
    assert list(tmp_path.iterdir()) == []
