"""Places where a study is kept: a file, and a schema of a real PostgreSQL when one can be started."""

from __future__ import annotations

import itertools
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

from kiitools.store.database import create_database

NUMBERS = itertools.count(1)


def _binaries() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    on_path = shutil.which("initdb")
    return found[-1].parent if found else Path(on_path).parent if on_path else None


@pytest.fixture(scope="session")
def server():
    """The URL of a temporary PostgreSQL on a socket; skips with the reason when none can be started."""
    pytest.importorskip("psycopg", reason="psycopg is not installed (extra “team”)")
    binaries = _binaries()
    if binaries is None:
        pytest.skip("no PostgreSQL is installed here (initdb not found)")
    folder = Path(tempfile.mkdtemp(prefix="kii-pg-"))
    who: dict[str, object] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": folder}
    if os.geteuid() == 0:
        try:
            shutil.chown(folder, "postgres", "postgres")
        except LookupError:
            pytest.skip("PostgreSQL does not run as root, and there is no user “postgres”")
        who |= {"user": "postgres", "group": "postgres", "extra_groups": []}
    folder.chmod(0o755)
    control = [str(binaries / "pg_ctl"), "-D", str(folder / "data")]
    make = [
        str(binaries / "initdb"),
        "-D",
        str(folder / "data"),
        "-U",
        "postgres",
        "-A",
        "trust",
        "-E",
        "UTF8",
    ]
    options = f"-k {folder} -c listen_addresses= -c fsync=off -c shared_buffers=16MB"
    try:
        subprocess.run([*make, "--locale=C.UTF-8"], check=True, timeout=120, **who)
        subprocess.run([*control, "-w", "-o", options, "start"], check=True, timeout=60, **who)
    except (subprocess.SubprocessError, OSError) as err:
        shutil.rmtree(folder, ignore_errors=True)
        pytest.skip(f"PostgreSQL could not be started here ({type(err).__name__})")
    yield f"postgresql+psycopg://postgres@/postgres?host={folder}"
    subprocess.run([*control, "-m", "immediate", "stop"], check=False, timeout=60, **who)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def schema_url(server):
    """The URL of an empty schema of its own on the server."""
    import psycopg

    name = f"study_{next(NUMBERS)}"
    with psycopg.connect(server.replace("+psycopg", "")) as connection:
        connection.execute(f'CREATE SCHEMA "{name}"')
    return f"{server}&options=-csearch_path%3D{name}"


@pytest.fixture(params=["file", "server"])
def place(request, tmp_path):
    """Where a study can be made: a path or a URL."""
    return tmp_path / "study.kii" if request.param == "file" else request.getfixturevalue("schema_url")


@pytest.fixture
def db(place):
    """A new study, in a file and on a server."""
    with create_database(place, name="mali", lang="fr") as opened:
        yield opened


@pytest.fixture
def path(tmp_path):
    return tmp_path / "study.kii"


@pytest.fixture
def file_db(path):
    """A new study in a file."""
    with create_database(path, name="mali", lang="fr") as opened:
        yield opened
