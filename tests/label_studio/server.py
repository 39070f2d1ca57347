"""Start a Label Studio on this machine, with a database of its own and nothing told to anybody, and ask its API."""

import json
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
# `make test-label-studio` makes the environment from requirements-label-studio.lock; the variable names another one
LABEL_STUDIO = Path(os.environ.get("CLAIMHOUSE_LABEL_STUDIO", ROOT / ".venv" / "label-studio" / "bin" / "label-studio"))
TOKEN = "claimhouse0claimhouse0claimhouse0claimho"
HERE = "127.0.0.1"
QUIET: Mapping[str, str] = {
    "COLLECT_ANALYTICS": "0",
    "LATEST_VERSION_CHECK": "0",
    "SENTRY_DSN": "",
    "FRONTEND_SENTRY_DSN": "",
}
STARTS_WITHIN = 900
"""Seconds for a first start, with all of its migrations: one took 190 on busy cores, one over 300 (2026-11-22)."""


@dataclass(frozen=True, slots=True)
class LabelStudio:
    """A running Label Studio."""

    address: str

    def ask(self, method: str, path: str, body: object = None) -> Any:
        """Return what the API answers; what it refuses is an AssertionError with its words."""
        content = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.address}/api/{path}", method=method, data=content)
        request.add_header("Authorization", f"Token {TOKEN}")
        request.add_header("Content-Type", "application/json")
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                read = answer.read()
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{method} {path}: {error.code} {error.read().decode()[:2000]}") from None
        return json.loads(read) if read else None


@contextmanager
def label_studio(folder: Path) -> Iterator[LabelStudio]:
    """Start it in a folder, and end it with all that it started."""
    with socket.socket() as free:
        free.bind((HERE, 0))
        port = free.getsockname()[1]
    environment = {**os.environ, **QUIET, "HOME": str(folder), "LABEL_STUDIO_BASE_DATA_DIR": str(folder)}
    environment.pop("PYTHONPATH", None)
    command = [str(LABEL_STUDIO), "start", "--no-browser", "--internal-host", HERE, "--port", str(port)]
    command += [
        "--data-dir",
        str(folder),
        "--username",
        "desk@claimhouse.example",
        "--password",
        "only-here-1",
    ]
    command += ["--user-token", TOKEN, "--enable-legacy-api-token", "--log-level", "ERROR"]
    with (folder / "log.txt").open("wb") as log:
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
        )
        try:
            found = LabelStudio(f"http://{HERE}:{port}")
            _wait_for(found, process, folder / "log.txt")
            yield found
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(30)


def _wait_for(found: LabelStudio, process: "subprocess.Popen[bytes]", log: Path) -> None:
    for _ in range(STARTS_WITHIN):
        assert process.poll() is None, f"Label Studio ended by itself:\n{log.read_text()[-3000:]}"
        try:
            found.ask("GET", "projects/")
        except (OSError, AssertionError):  # not listening yet, or no user yet
            time.sleep(1)
        else:
            return
    raise AssertionError(f"Label Studio does not answer:\n{log.read_text()[-3000:]}")
