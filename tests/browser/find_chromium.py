"""Find a Chromium for the browser tests: one that is installed, else the one Playwright downloads."""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


def installed() -> str | None:
    """Return the path of a browser on this machine: `CHROMIUM`, or the first that is on the PATH."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


def main() -> None:
    """Make sure that there is a browser; `--install` lets Playwright fetch one."""
    if not installed() and "--install" in sys.argv:
        command = [sys.executable, "-m", "playwright", "install", "chromium"]
        if subprocess.run(command, check=False).returncode:
            sys.exit(
                "No Chromium found, and none could be fetched: install one, or set CHROMIUM to its path."
            )


if __name__ == "__main__":
    main()
