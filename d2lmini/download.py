"""Find a data set's files in the reader's own folder, the cache or at a mirror, and check their MD5 sums."""

import os
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from time import monotonic

import pooch
import requests

OWN_FOLDER = "D2LMINI_DATA"


@dataclass(frozen=True)
class Source:
    """A data set to fetch: its folder in the cache, the MD5 sum of each file, and the addresses to try."""

    folder: str
    md5: dict[str, str]
    mirrors: tuple[str, ...]


FASHION_MNIST = Source(
    "fashion-mnist",
    {
        "train-images-idx3-ubyte.gz": "8d4fb7e6c68d591d4c3dfef9ec88bf0d",
        "train-labels-idx1-ubyte.gz": "25c81989df183df01b3e8a0aad5dffbe",
        "t10k-images-idx3-ubyte.gz": "bef4ecab320f06d8554ea6380940ec79",
        "t10k-labels-idx1-ubyte.gz": "bb300cfdad3c16e7a12a480ee83cd310",
    },
    (
        "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
        "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/",
        "https://storage.googleapis.com/tensorflow/tf-keras-datasets/",
    ),
)


def local_files(source: Source, cache: Path | None = None, timeout: float = 20, patience: float = 6) -> Path:
    """Return a folder that holds every file of `source` with the right MD5, downloading what is missing.

    A folder named by the environment variable `D2LMINI_DATA` is used as it is and never written to. Otherwise
    files live in `cache`, by default the user's cache folder. A mirror that has not answered after `patience`
    seconds is not asked for files, and one silent for `timeout` seconds in the middle of a file is left.

    Raises:
        ValueError: a file in the folder of `D2LMINI_DATA` is missing or damaged.
        ConnectionError: no mirror delivered a file.
    """
    if own := os.environ.get(OWN_FOLDER):
        folder = Path(own).expanduser()
        if problems := _problems(folder, source):
            listed = "\n  ".join(f"{name} is {problem}" for name, problem in problems.items())
            raise ValueError(
                f"{OWN_FOLDER} names {folder}, where\n  {listed}\n"
                f"Put the official files there, or unset {OWN_FOLDER} to have them downloaded."
            )
        return folder
    folder = (cache or pooch.os_cache("d2lmini")) / source.folder
    if missing := _problems(folder, source):
        unreachable = _unreachable(source.mirrors, patience)
        for name in missing:
            _fetch(name, source, folder, unreachable, timeout)
    return folder


def _problems(folder: Path, source: Source) -> dict[str, str]:
    """Say of each file that is not as it should be what is wrong with it."""
    problems = {}
    for name, md5 in source.md5.items():
        file = folder / name
        if not file.is_file():
            problems[name] = "missing"
        elif (found := pooch.file_hash(str(file), alg="md5")) != md5:
            problems[name] = f"damaged: its MD5 is {found}, expected {md5}"
    return problems


def _unreachable(mirrors: tuple[str, ...], patience: float) -> dict[str, str]:
    """Ask all mirrors at once whether they are there, and say of each that does not answer why.

    A name server or a firewall that swallows what it is sent holds a connection up for minutes, address after
    address, and no time limit of `requests` covers that. So each question has a thread, which may be left.
    """
    reasons = dict.fromkeys(mirrors, f"no answer in {patience:g} seconds")

    def ask(mirror: str) -> None:
        try:
            requests.head(mirror, timeout=patience)
        except requests.RequestException as error:
            reasons[mirror] = str(error)
        else:
            reasons.pop(mirror, None)  # an answer of any kind will do

    threads = [Thread(target=ask, args=(mirror,), daemon=True) for mirror in mirrors]
    for thread in threads:
        thread.start()
    end = monotonic() + patience
    for thread in threads:
        thread.join(max(0, end - monotonic()))
    return dict(reasons)


def _fetch(name: str, source: Source, folder: Path, unreachable: dict[str, str], timeout: float) -> None:
    # The MD5 sums are of the compressed files, so no server may unpack them on the way.
    downloader = pooch.HTTPDownloader(
        progressbar=True, chunk_size=1 << 16, timeout=timeout, headers={"Accept-Encoding": "identity"}
    )
    failures = []
    for mirror in source.mirrors:
        if mirror in unreachable:
            failures.append(f"{mirror}{name}: {unreachable[mirror]}")
            continue
        try:
            # pooch writes under a name of its own and renames once the MD5 is right, so neither a broken
            # connection nor a second process can leave a bad file. It replaces a bad one found in the cache.
            pooch.retrieve(mirror + name, f"md5:{source.md5[name]}", name, folder, downloader=downloader)
            return
        except (OSError, ValueError) as error:
            failures.append(f"{mirror}{name}: {error}")
    raise ConnectionError(
        f"could not download {name}; tried\n  " + "\n  ".join(failures) + "\n"
        f"Offline? Put {', '.join(source.md5)} into one folder and name that in the environment variable "
        f"{OWN_FOLDER}."
    )
