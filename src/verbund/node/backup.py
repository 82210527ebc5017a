"""Backup of a running node and restore: database, files and settings in one tar; never the secrets.

The secrets lie outside, so that who finds a backup cannot sign or read keys. A restored node needs them to use its
keys: keep a copy of `secrets/` in another place.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, connections
from django.utils.translation import gettext as _

from verbund.kit import clock
from verbund.kit.errors import Conflict, Invalid

FORMAT = 1
CHUNK = 1 << 20


def backup(target: Path) -> dict[str, Any]:
    """Write a backup while the node runs; returns its manifest. The file appears under its name only when whole.

    Files written after the database was copied are left out or in without harm; one deleted meanwhile is named in
    the manifest. Raises Conflict when `target` exists.
    """
    if target.exists():
        raise Conflict(
            "backup-exists", _("%(file)s exists already.") % {"file": target}, remedy=_("Choose another name.")
        )
    manifest: dict[str, Any] = {
        "format": FORMAT,
        "at": clock.now().isoformat(),
        "engine": connection.vendor,
        "base_url": settings.NODE.base_url,
        "vault": _vault_mark(),
        "parts": {},
    }
    part = target.with_name(target.name + ".part")
    try:
        with tempfile.TemporaryDirectory(prefix="verbund-backup-") as folder, tarfile.open(part, "x:") as tar:
            database = Path(folder) / "database"
            _copy_database(database)
            _add(tar, database, "database", manifest)
            toml = settings.NODE.home / "node.toml"
            if toml.exists():
                _add(tar, toml, "node.toml", manifest)
            for path in sorted(settings.NODE.files.rglob("*")):
                if path.is_file():
                    _add(tar, path, f"files/{path.relative_to(settings.NODE.files)}", manifest)
            body = json.dumps(manifest, indent=1).encode()
            entry = tarfile.TarInfo("manifest.json")
            entry.size = len(body)
            tar.addfile(entry, io.BytesIO(body))
        with part.open("rb") as done:
            os.fsync(done.fileno())
        part.rename(target)
    finally:
        part.unlink(missing_ok=True)
    return manifest


def _vault_mark() -> str:
    """Tells whether a restored node has the right secret, without telling the secret."""
    return hashlib.sha256(b"verbund backup " + settings.NODE.vault_secret.encode()).hexdigest()[:16]


def _copy_database(target: Path) -> None:
    if connection.vendor == "sqlite":
        source = sqlite3.connect(f"file:{settings.DATABASES['default']['NAME']}?mode=ro", uri=True)
        copy = sqlite3.connect(target)
        with source, copy:
            source.backup(copy, pages=2000, sleep=0.01)
        source.close()
        copy.close()
        return
    _run("pg_dump", "--format=custom", "--no-owner", f"--file={target}")


def _run(program: str, *arguments: str) -> None:
    """A program of PostgreSQL; the password goes by environment, never by argument."""
    config = settings.DATABASES["default"]
    where = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    environment = os.environ | {name: str(config[key]) for name, key in where.items() if config.get(key)}
    found = shutil.which(program)
    if found is None:
        raise Invalid("backup-program", _("%(name)s is not installed.") % {"name": program}, remedy="postgresql-client")
    done = subprocess.run([found, *arguments], env=environment, capture_output=True, text=True, check=False)  # noqa: S603 our own arguments
    if done.returncode:
        raise Invalid("backup-program", f"{program}: {done.stderr.strip()[-500:]}")


def _add(tar: tarfile.TarFile, path: Path, name: str, manifest: dict[str, Any]) -> None:
    try:
        with path.open("rb") as file:
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode, entry.mtime = os.fstat(file.fileno()).st_size, 0o600, int(path.stat().st_mtime)
            digest = hashlib.sha256()
            tar.addfile(entry, _Hashing(file, digest))  # type: ignore[arg-type]
    except FileNotFoundError:
        manifest.setdefault("gone", []).append(name)
        return
    manifest["parts"][name] = digest.hexdigest()


class _Hashing:
    """Reads through and hashes what passes."""

    def __init__(self, file: Any, digest: Any) -> None:
        self._file, self._digest = file, digest

    def read(self, size: int) -> bytes:
        chunk = self._file.read(size)
        self._digest.update(chunk)
        return bytes(chunk)


def restore(source: Path, *, force: bool = False) -> dict[str, Any]:
    """Put a backup into this node's (stopped) folder; every part is checked before anything is replaced.

    Raises Conflict when the node has data already and `force` is not given, Invalid when the backup is damaged or
    made with another database engine.
    """
    home = settings.NODE.home
    with tempfile.TemporaryDirectory(prefix="restore-", dir=home) as folder:
        manifest = _unpack(source, Path(folder))
        if manifest["engine"] != connection.vendor:
            raise Invalid(
                "backup-engine",
                _("The backup is from %(from)s, this node uses %(to)s.")
                % {"from": manifest["engine"], "to": connection.vendor},
                remedy=_("Set database_url to the same kind of database."),
            )
        if not force and _has_data():
            raise Conflict(
                "restore-data",
                _("This node has data already."),
                where=str(home),
                remedy=_("Use an empty folder, or --force to replace what is here."),
            )
        _replace_database(Path(folder) / "database")
        files = Path(folder) / "files"
        files.mkdir(exist_ok=True)
        if settings.NODE.files.exists():
            settings.NODE.files.rename(Path(folder) / "old-files")
        files.rename(settings.NODE.files)
        kept = Path(folder) / "node.toml"
        if kept.exists() and not (home / "node.toml").exists():
            kept.rename(home / "node.toml")
    manifest["vault_matches"] = manifest["vault"] == _vault_mark()
    return manifest


def _has_data() -> bool:
    if "core_company" not in connection.introspection.table_names():
        return False
    from verbund.apps.core.models import AuditEntry, Company

    return Company.objects.exists() or AuditEntry.objects.exists()


def _parts(source: Path) -> Iterator[tuple[tarfile.TarInfo, Any]]:
    try:
        with tarfile.open(source, "r:") as tar:
            for entry in tar:
                yield entry, tar.extractfile(entry)
    except tarfile.TarError as error:
        raise _damaged(source.name) from error


def _damaged(what: str) -> Invalid:
    return Invalid(
        "backup-damaged", _("The backup is damaged."), where=what, remedy=_("Take another copy; nothing was changed.")
    )


def _unpack(source: Path, folder: Path) -> dict[str, Any]:
    """Copy the parts into the folder and check each against the manifest."""
    found: dict[str, str] = {}
    manifest: dict[str, Any] = {}
    for entry, stream in _parts(source):
        target = (folder / entry.name).resolve()
        if stream is None or not target.is_relative_to(folder.resolve()):
            raise _damaged(entry.name)
        if entry.name == "manifest.json":
            manifest = json.load(stream)
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        digest, left = hashlib.sha256(), entry.size
        with target.open("wb") as out:
            while chunk := stream.read(CHUNK):
                digest.update(chunk)
                out.write(chunk)
                left -= len(chunk)
        if left:
            raise _damaged(entry.name)
        found[entry.name] = digest.hexdigest()
    if manifest.get("format") != FORMAT or manifest.get("parts") != found or "database" not in found:
        raise _damaged(source.name)
    return manifest


def _replace_database(dump: Path) -> None:
    if connection.vendor == "sqlite":
        path = Path(settings.DATABASES["default"]["NAME"])
        connections.close_all()
        for suffix in ("-wal", "-shm"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
        dump.replace(path)
        return
    connections.close_all()
    _run(
        "pg_restore", "--clean", "--if-exists", "--no-owner", "--single-transaction", "--exit-on-error",
        f"--dbname={settings.DATABASES['default']['NAME']}", str(dump),
    )  # fmt: skip
