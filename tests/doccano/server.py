"""Start a doccano on this machine, with a database of its own, and ask its API."""

import io
import json
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
# `make test-doccano` makes the environment from requirements-doccano.lock; the variable names another one
DOCCANO = Path(os.environ.get("CLAIMHOUSE_DOCCANO", ROOT / ".venv" / "doccano" / "bin" / "doccano"))
HERE = "127.0.0.1"
USER, PASSWORD = "desk", "only-here-1"
SETTINGS = """
from config.settings.production import *

CELERY_TASK_ALWAYS_EAGER = True  # imports and exports end before they are answered: no queue beside the server
CELERY_TASK_STORE_EAGER_RESULT = True
DJANGO_DRF_FILEPOND_UPLOAD_TMP = {uploads!r}
DJANGO_DRF_FILEPOND_ALLOW_EXTERNAL_UPLOAD_DIR = True
"""
STARTS_WITHIN = 120
"""Seconds in which the server answers, its database being there."""


@dataclass(slots=True)
class Doccano:
    """A running doccano, and the token that it knows us by."""

    address: str
    token: str | None = None

    def ask(self, method: str, path: str, body: object = None) -> Any:
        """Return what the API answers; what it refuses is an AssertionError with its words."""
        read = self._ask(method, path, None if body is None else json.dumps(body).encode(), "application/json")
        return json.loads(read) if read else None

    def upload(self, path: str, name: str, content: str) -> str:
        """Send a file as its pages do, and return what is answered."""
        edge = "claimhouse-0-edge"
        field = "filepond" if path.startswith("fp/") else "file"
        head = f'Content-Disposition: form-data; name="{field}"; filename="{name}"'
        sent = f"--{edge}\r\n{head}\r\n\r\n{content}\r\n--{edge}--\r\n"
        return self._ask("POST", path, sent.encode(), f"multipart/form-data; boundary={edge}").decode()

    def project(self, *, relations: bool) -> int:
        """Make a project for sequence labelling, and return its id."""
        kind = {"project_type": "SequenceLabeling", "resourcetype": "SequenceLabelingProject"}
        ways = {"allow_overlapping": True, "use_relation": relations, "collaborative_annotation": True}
        told = {"name": "desk", "description": "desk", "guideline": "", "tags": []}
        return int(self.ask("POST", "projects", {**told, **kind, **ways})["id"])

    def import_lines(self, project_id: int, content: str, task: str) -> None:
        """Import a dataset, as JSONL(Relation) where the task is RelationExtraction, else as JSONL."""
        uploads = [self.upload("fp/process/", "tasks.jsonl", content)]
        asked = {"format": "JSONL", "uploadIds": uploads, "task": task, "column_data": "text", "column_label": "label"}
        made = self.ask("POST", f"projects/{project_id}/upload", asked)
        told = self.ask("GET", f"tasks/status/{made['task_id']}")
        assert told["ready"] and told["result"] == {"error": []}, told

    def exported(self, project_id: int) -> str:
        """Return what it exports as JSONL."""
        made = self.ask("POST", f"projects/{project_id}/download", {"format": "JSONL", "exportApproved": False})
        read = self._ask("GET", f"projects/{project_id}/download?taskId={made['task_id']}", None, "application/json")
        with zipfile.ZipFile(io.BytesIO(read)) as archive:
            (name,) = archive.namelist()
            return archive.read(name).decode()

    def _ask(self, method: str, path: str, content: bytes | None, kind: str) -> bytes:
        request = urllib.request.Request(f"{self.address}/v1/{path}", method=method, data=content)
        request.add_header("Content-Type", kind)
        if self.token:
            request.add_header("Authorization", f"Token {self.token}")
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                return bytes(answer.read())
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{method} {path}: {error.code} {error.read().decode()[:2000]}") from None


@contextmanager
def doccano(folder: Path) -> Iterator[Doccano]:
    """Start it in a folder, and end it with all that it started."""
    with socket.socket() as free:
        free.bind((HERE, 0))
        port = free.getsockname()[1]
    environment = _environment(folder)
    for command in (["init"], ["createuser", "--username", USER, "--password", PASSWORD]):
        subprocess.run([str(DOCCANO), *command], cwd=folder, env=environment, check=True, capture_output=True)
    (backend,) = DOCCANO.parents[1].glob("lib/python*/site-packages/backend")
    server = [str(DOCCANO.with_name("gunicorn")), "--chdir", str(backend), "--bind", f"{HERE}:{port}", "config.wsgi"]
    with (folder / "log.txt").open("wb") as log:
        process = subprocess.Popen(
            server, cwd=folder, env=environment, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
        )
        try:
            yield _known_to(Doccano(f"http://{HERE}:{port}"), process, folder / "log.txt")
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(30)


def _environment(folder: Path) -> Mapping[str, str]:
    (folder / "settings_here.py").write_text(SETTINGS.format(uploads=str(folder / "uploads")), encoding="utf-8")
    for name in ("uploads", "media"):
        (folder / name).mkdir()
    return {
        **os.environ,
        "PYTHONPATH": str(folder),
        "DJANGO_SETTINGS_MODULE": "settings_here",
        "HOME": str(folder),
        "DOCCANO_HOME": str(folder),
        "DATABASE_URL": f"sqlite:///{folder}/db.sqlite3",
        "MEDIA_ROOT": str(folder / "media"),
        "STANDALONE": "True",
    }


def _known_to(found: Doccano, process: "subprocess.Popen[bytes]", log: Path) -> Doccano:
    """Return it once it answers, with our token."""
    for _ in range(STARTS_WITHIN):
        assert process.poll() is None, f"doccano ended by itself:\n{log.read_text()[-3000:]}"
        try:
            found.token = found.ask("POST", "auth/login/", {"username": USER, "password": PASSWORD})["key"]
        except OSError:  # not listening yet
            time.sleep(1)
        else:
            return found
    raise AssertionError(f"doccano does not answer:\n{log.read_text()[-3000:]}")
