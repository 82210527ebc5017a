"""Commands as an operator runs them: import, kill, backup and restore drill, administration."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import tarfile
import time
from contextlib import closing

import pytest

from .served import database, environment, serving, verbund

pytestmark = pytest.mark.slow


@pytest.fixture
def home(tmp_path):
    folder = tmp_path / "node"
    verbund(folder, "init", "--name", "Test", "--base-url", "http://localhost:8199", "--insecure-loopback")
    return folder


def told(home, *arguments: str, check: bool = True):
    done = verbund(home, "--json", *arguments, check=check)
    return json.loads(done.stdout if done.returncode == 0 or not done.stderr else done.stderr.splitlines()[-1])


def state(home) -> list[tuple]:
    with closing(database(home)) as base:
        return base.execute("SELECT slug, name, city, latitude FROM core_company ORDER BY slug").fetchall()


def test_an_import_killed_in_the_middle_ends_as_one_whole_run(home, tmp_path) -> None:
    rows = [f"{n};Firma {n};Berlin;52,4{n};13,{n % 60 + 10}" for n in range(1, 12_001)]
    rows[77] = "78;Weit weg;Berlin;5,1;1,1"
    file = tmp_path / "liste.csv"
    file.write_text("id;Firma;Ort;Breitengrad;Längengrad\n" + "\n".join(rows) + "\n")
    running = subprocess.Popen(
        [sys.executable, "-m", "verbund", "import", "companies", str(file)],
        env=environment(home), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    until = time.monotonic() + 60
    while not (found := len(state(home))) and time.monotonic() < until:
        time.sleep(0.02)
    running.send_signal(signal.SIGKILL)
    running.wait()
    kept = len(state(home))
    assert 0 < found <= kept < 11_999
    assert (kept + 1) % 500 == 0  # whole batches only, one row of the first is set aside
    again = told(home, "import", "companies", str(file))
    assert (again["created"], again["unchanged"], again["quarantined"]) == (11_999 - kept, kept, 1)
    after = state(home)
    told(home, "import", "companies", str(file))
    assert state(home) == after


def test_backup_of_a_running_node_and_restore_drill(tmp_path) -> None:
    with serving(tmp_path / "node") as node:
        verbund(node.home, "company", "create", "Havelmetall GmbH", "--city", "Brandenburg", "--wz", "25.62")
        file = tmp_path / "liste.csv"
        file.write_text("id,name,city\n1,Köhler KG,Berlin\n")
        verbund(node.home, "import", "companies", str(file))
        backup = tmp_path / "b.tar"
        assert told(node.home, "backup", str(backup))["parts"] >= 3
        before = state(node.home)
        assert verbund(node.home, "backup", str(backup), check=False).returncode == 1
    with tarfile.open(backup) as tar:
        names = tar.getnames()
    assert not [name for name in names if "secret" in name]
    assert any(name.startswith("files/") for name in names)

    other = tmp_path / "other"
    verbund(other, "init", "--name", "Test", "--base-url", "http://localhost:8199")
    (other / "secrets" / "vault_secret").write_text((tmp_path / "node" / "secrets" / "vault_secret").read_text())
    result = told(other, "restore", str(backup))
    assert (result["broken"], result["vault"]) == (0, True)
    assert state(other) == before
    assert [path.read_text() for path in (other / "files").rglob("*") if path.is_file()] == [file.read_text()]
    refused = verbund(other, "restore", str(backup), check=False)
    assert "--force" in refused.stderr
    told(other, "restore", "--force", str(backup))
    assert state(other) == before

    data = bytearray(backup.read_bytes())
    data[data.find("Köhler KG".encode())] ^= 1
    backup.write_bytes(data)
    damaged = verbund(other, "restore", "--force", str(backup), check=False)
    assert damaged.returncode == 1
    assert state(other) == before


def test_administration_audit_export_and_errors(home, tmp_path) -> None:
    slug = told(home, "company", "create", "Havelmetall GmbH")["slug"]
    verbund(home, "user", "create", "ines@havelmetall.example", "--password", "ein-langes-passwort",
            "--company", slug, "--mandate")  # fmt: skip
    assert told(home, "user", "list")[0]["roles"] == {slug: "owner"}
    assert told(home, "token", "create", slug, "ERP", "--scope", "read")["token"].startswith("vb_")
    assert told(home, "company", "invite", slug, "--role", "viewer")["code"]
    archive = tmp_path / "e.zip"
    assert told(home, "export", "--company", slug, str(archive))["files"] >= 5
    problem = told(home, "company", "create", "Havelmetall GmbH", check=False)
    assert (problem["status"], problem["where"]) == (409, "slug")
    assert "There is no company" in verbund(home, "export", "--company", "nobody", check=False).stderr
    assert "_verbund_completion" in verbund(home, "completion", "bash").stdout

    assert all(chain["broken_seq"] is None for chain in told(home, "audit", "verify"))
    with closing(database(home)) as base:
        base.execute("UPDATE core_auditentry SET actor = 'somebody' WHERE seq = 2 AND company_id IS NOT NULL")
    broken = verbund(home, "audit", "verify", check=False)
    assert broken.returncode == 1
    assert f"{slug}: entry 2: changed" in broken.stdout


def test_many_commands_in_one_process(home) -> None:
    lines = "company create 'Havelmetall GmbH' --slug havelmetall\n\n# who is here\ncompany list\n"
    done = subprocess.run(
        [sys.executable, "-m", "verbund", "--json", "batch"],
        env=environment(home), input=lines, capture_output=True, text=True, check=True,
    )  # fmt: skip
    made, listed = (json.loads(line) for line in done.stdout.splitlines())
    assert made["slug"] == "havelmetall"
    assert [row["name"] for row in listed] == ["Havelmetall GmbH"]
    wrong = subprocess.run(
        [sys.executable, "-m", "verbund", "batch"],
        env=environment(home), input="company list\ncompany invite nobody\ncompany list\n",
        capture_output=True, text=True,
    )  # fmt: skip
    assert wrong.returncode == 1
    assert wrong.stdout.count("Havelmetall") == 1
    assert "line 2" in wrong.stderr


def test_a_node_that_does_not_answer_yet_is_remembered(home) -> None:
    told(home, "node", "add", "--later", "http://localhost:8198=Nachbar")
    rows = told(home, "node", "list")
    assert [(row["name"], row["did"]) for row in rows if not row["self"]] == [("Nachbar", "did:web:localhost%3A8198")]
    assert told(home, "node", "crawl")["failed"] == 1
