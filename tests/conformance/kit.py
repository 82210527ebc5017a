"""A kit from Maven Central, run by the console launcher of JUnit; its results as counts."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

HERE = Path(__file__).parent
BUILD = HERE.parents[1] / "build" / "conformance"


@dataclass
class Results:
    """Names of the tests as JUnit displays them."""

    passed: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)
    skipped: list[str] = field(default_factory=list)


def jars(kit: str) -> Path:
    """The kit and what it needs, fetched once for each state of the POM."""
    pom = HERE / f"{kit}.xml"
    folder, stamp = BUILD / kit, BUILD / f"{kit}.pom"
    if not (stamp.exists() and stamp.read_bytes() == pom.read_bytes()):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        _run(
            *("mvn", "-q", "-B", "-f", str(pom), "dependency:copy-dependencies"),
            *("-DincludeScope=runtime", f"-DoutputDirectory={folder}"),
        )
        stamp.write_bytes(pom.read_bytes())
    return folder


def _run(*command: str) -> None:
    if shutil.which(command[0]) is None:
        raise SystemExit(f"{command[0]} is not installed (Debian: apt-get install maven default-jdk-headless)")
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}\n{done.stdout}{done.stderr}")


def run(kit: str, launcher: str, packages: Sequence[str], properties: Mapping[str, str], reports: Path) -> Results:
    """Run every test of the kit; prints the summary of the launcher, keeps its JUnit XML in `reports`."""
    shutil.rmtree(reports, ignore_errors=True)
    given = {"dataspacetck.launcher": launcher, **properties}
    command = [
        *("java", *(f"-D{name}={value}" for name, value in given.items()), "-cp", f"{jars(kit)}/*"),
        *("org.junit.platform.console.ConsoleLauncher", "execute"),
        *(f"--select-package={package}" for package in packages),
        *("--include-classname", ".*Test", "--reports-dir", str(reports), "--details", "summary"),
        *("--disable-banner", "--disable-ansi-colors"),
    ]
    log = reports.with_suffix(".log")
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w") as out:
        subprocess.run(command, stdout=out, stderr=subprocess.STDOUT, timeout=400)
    summary = log.read_text().rpartition("Test run finished")
    sys.stdout.write("".join(summary[1:]) if summary[1] else log.read_text()[-4000:])
    return _read(reports)


def _read(reports: Path) -> Results:
    found = Results()
    for path in reports.glob("*.xml"):
        for case in ElementTree.parse(path).iter("testcase"):
            name = _name(case)
            problem = case.find("failure") if case.find("failure") is not None else case.find("error")
            if problem is not None:
                found.failed[name] = (problem.get("message") or (problem.text or "").strip().partition("\n")[0])[:300]
            elif case.find("skipped") is not None:
                found.skipped.append(name)
            else:
                found.passed.append(name)
    return found


def _name(case: ElementTree.Element) -> str:
    """Class and method, then the display name."""
    method = case.get("name", "").partition("(")[0]
    where = ".".join((*case.get("classname", "").split(".")[-3:], method))
    for out in case.iter("system-out"):
        for line in (out.text or "").splitlines():
            if line.startswith("display-name: "):
                return f"{where} ({line.removeprefix('display-name: ')})"
    return where
