"""Find a data set's files in the reader's own folder, the cache or at a mirror, and check their MD5 sums."""

import os
from dataclasses import dataclass
from pathlib import Path

import pooch

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


def local_files(source: Source, cache: Path | None = None, timeout: float = 20) -> Path:
    """Return a folder that holds every file of `source` with the right MD5, downloading what is missing.

    A folder named by the environment variable `D2LMINI_DATA` is used as it is and never written to. Otherwise
    files live in `cache`, by default the user's cache folder. A mirror silent for `timeout` seconds is left.

    Raises:
        ValueError: a file in the folder of `D2LMINI_DATA` is missing or damaged.
        ConnectionError: no mirror delivered a file.
    """
    if own := os.environ.get(OWN_FOLDER):
        folder = Path(own).expanduser()
        _check_own_folder(folder, source)
        return folder
    folder = (cache or pooch.os_cache("d2lmini")) / source.folder
    for name in source.md5:
        _fetch(name, source, folder, timeout)
    return folder


def _check_own_folder(folder: Path, source: Source) -> None:
    problems = []
    for name, md5 in source.md5.items():
        file = folder / name
        if not file.is_file():
            problems.append(f"{name} is missing")
        elif (found := pooch.file_hash(str(file), alg="md5")) != md5:
            problems.append(f"{name} is damaged: its MD5 is {found}, expected {md5}")
    if problems:
        raise ValueError(
            f"{OWN_FOLDER} names {folder}, where\n  " + "\n  ".join(problems) + "\n"
            f"Put the official files there, or unset {OWN_FOLDER} to have them downloaded."
        )


def _fetch(name: str, source: Source, folder: Path, timeout: float) -> None:
    # The MD5 sums are of the compressed files, so no server may unpack them on the way.
    downloader = pooch.HTTPDownloader(
        progressbar=True, chunk_size=1 << 16, timeout=timeout, headers={"Accept-Encoding": "identity"}
    )
    failures = []
    for mirror in source.mirrors:
        try:
            # pooch writes under a name of its own and renames once the MD5 is right, so neither a broken
            # connection nor a second process can leave a bad file. It replaces a bad one found in the cache.
            pooch.retrieve(mirror + name, f"md5:{source.md5[name]}", name, folder, downloader=downloader)
            return
        except (OSError, ValueError) as error:  # noqa: PERF203, the loop waits for the network
            failures.append(f"{mirror}{name}: {error}")
    raise ConnectionError(
        f"could not download {name}; tried\n  " + "\n  ".join(failures) + "\n"
        f"Offline? Put {', '.join(source.md5)} into one folder and name that in the environment variable "
        f"{OWN_FOLDER}."
    )
