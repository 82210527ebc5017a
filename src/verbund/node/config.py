"""A node's own folder: `node.toml`, the secret beside the database, files, compiled cache.

`VERBUND_HOME` names the folder (default `~/.local/share/verbund`); every value in `node.toml` can be overridden by
an environment variable `VERBUND_<NAME>`.
"""

from __future__ import annotations

import os
import secrets
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class NodeConfig:
    home: Path
    name: str
    base_url: str
    database_url: str
    secret: str
    vault_secret: str
    insecure_loopback: bool
    debug: bool
    listen: str
    metrics_listen: str
    language: str
    data_listen: str = ""
    data_url: str = ""
    threads: int = 12
    extensions: tuple[Path, ...] = ()
    proxies: int = 0
    email_url: str = "console:"
    email_from: str = ""
    own_company: str = ""
    """Short word of the company that runs this node itself; signatures of all others are marked as kept by a host."""
    contact: Mapping[str, str] = field(default_factory=dict)
    """`[contact]` of node.toml, shown to who comes for the first time: name, phone, email, place, and in two
    languages (…_de, …_en) hours, operator, cost, readers."""

    @property
    def files(self) -> Path:
        return self.home / "files"


def home() -> Path:
    """The node's folder."""
    default = Path.home() / ".local" / "share" / "verbund"
    return Path(os.environ.get("VERBUND_HOME", default)).expanduser().resolve()


def _secret(folder: Path, name: str) -> str:
    """A secret of the node, kept in a file of its own that backups leave out."""
    given = os.environ.get(f"VERBUND_{name.upper()}")
    if given:
        return given
    path = folder / "secrets" / name
    if path.exists():
        return path.read_text().strip()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    value = secrets.token_urlsafe(48)
    path.touch(mode=0o600)
    path.write_text(value)
    return value


def load() -> NodeConfig:
    """Read the folder; raises ValueError with the file and line when `node.toml` cannot be read."""
    folder = home()
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "node.toml"
    try:
        data = tomllib.loads(path.read_text()) if path.exists() else {}
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{path}: {error}") from error

    def value(name: str, default: str) -> str:
        return os.environ.get(f"VERBUND_{name.upper()}", str(data.get(name, default)))

    def flag(name: str) -> bool:
        return value(name, "").lower() in ("1", "true", "yes")

    base_url = value("base_url", "http://localhost:8100").rstrip("/")
    if flag("insecure_loopback") and urlsplit(base_url).hostname != "localhost":
        raise ValueError(
            f"{path}: insecure_loopback is for demo and tests on http://localhost only, not for {base_url}: with it "
            "everybody on this machine can pretend to be a node. Remove it."
        )
    return NodeConfig(
        home=folder,
        name=value("name", "Verbund"),
        base_url=base_url,
        database_url=value("database_url", f"sqlite:///{folder / 'node.sqlite3'}"),
        secret=_secret(folder, "django_secret"),
        vault_secret=_secret(folder, "vault_secret"),
        insecure_loopback=flag("insecure_loopback"),
        debug=flag("debug"),
        listen=value("listen", "127.0.0.1:8100"),
        metrics_listen=value("metrics_listen", ""),
        language=value("language", "de"),
        data_listen=value("data_listen", ""),
        data_url=value("data_url", base_url).rstrip("/"),
        extensions=_extensions(data.get("extensions", []), folder, path),
        threads=_number(value("threads", "12"), "threads", 1, path),
        proxies=_number(value("proxies", "1" if base_url.startswith("https://") else "0"), "proxies", 0, path),
        email_url=_email_url(value("email_url", "console:"), path),
        email_from=value("email_from", ""),
        own_company=value("own_company", ""),
        contact=_contact(data.get("contact", {}), path),
    )


def _extensions(given: object, folder: Path, path: Path) -> tuple[Path, ...]:
    """Files of Python that every process of the node loads, relative to its folder."""
    if "VERBUND_EXTENSIONS" in os.environ:
        given = [name for name in os.environ["VERBUND_EXTENSIONS"].split(os.pathsep) if name]
    if not isinstance(given, list) or not all(isinstance(name, str) for name in given):
        raise ValueError(f'{path}: extensions must be a list of files, e.g. ["rules.py"]')
    return tuple(folder / name for name in given)


def _email_url(text: str, path: Path) -> str:
    """`console:` prints mail; `smtp://` (with STARTTLS) and `smtps://` send it, user and password in the address."""
    parts = urlsplit(text)
    if parts.scheme not in ("console", "smtp", "smtps") or (parts.scheme != "console" and not parts.hostname):
        raise ValueError(f"{path}: email_url is none of console:, smtp://user:password@host:587, smtps://…@host:465")
    return text


def _number(text: str, name: str, least: int, path: Path) -> int:
    if not text.isascii() or not text.isdecimal() or not least <= int(text) <= 1000:
        raise ValueError(f"{path}: {name} = {text!r} is not a number from {least} to 1000")
    return int(text)


_PLAIN = ("name", "phone", "email", "place")
_IN_TWO_LANGUAGES = ("hours", "operator", "cost", "readers")
CONTACT = frozenset(_PLAIN) | {f"{what}_{language}" for what in _IN_TWO_LANGUAGES for language in ("de", "en")}


def _contact(table: object, path: Path) -> dict[str, str]:
    if not isinstance(table, dict) or set(table) - CONTACT:
        wrong = ", ".join(sorted(set(table) - CONTACT)) if isinstance(table, dict) else "not a table"
        raise ValueError(f"{path}: [contact] {wrong}; known are {', '.join(sorted(CONTACT))}")
    return {name: str(value) for name, value in table.items()}
