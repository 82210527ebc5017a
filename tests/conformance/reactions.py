"""What the connector under test does in each test of the kit, after the diagrams of the tests.

Each entry is `STATE move …`: the n-th move of ours is made when the process is in the n-th state. What is not listed
waits. The datasets are named after the tests; one name is fixed by the kit itself.
"""

from __future__ import annotations

NEGOTIATIONS = {
    "CN_01_01": "REQUESTED counter",
    "CN_01_02": "REQUESTED counter REQUESTED terminate",
    "CN_01_03": "REQUESTED counter ACCEPTED agree VERIFIED finalize",
    "CN_01_04": "REQUESTED agree VERIFIED finalize",
    "CN_02_01": "REQUESTED terminate",
    "CN_02_02": "",
    "CN_02_03": "REQUESTED agree",
    "CN_02_04": "REQUESTED counter",
    "CN_02_05": "REQUESTED counter OFFERED terminate",
    "CN_02_06": "REQUESTED counter ACCEPTED terminate",
    "CN_02_07": "REQUESTED agree VERIFIED terminate",
    "CN_03_01": "REQUESTED agree VERIFIED finalize",
    "CN_03_02": "REQUESTED counter",
    "CN_03_03": "REQUESTED counter",
    "CN_03_04": "REQUESTED counter",
    "CN_C_01_01": "OFFERED accept AGREED verify",
    "CN_C_01_02": "OFFERED counter",
    "CN_C_01_03": "OFFERED terminate",
    "CN_C_01_04": "AGREED verify",
    "CN_C_02_01": "",
    "CN_C_02_02": "REQUESTED terminate",
    "CN_C_02_03": "AGREED terminate",
    "CN_C_02_04": "",
    "CN_C_02_05": "OFFERED accept",
    "CN_C_02_06": "AGREED verify",
    "CN_C_03_01": "",
    "CN_C_03_02": "",
    "CN_C_03_03": "",
    "CN_C_03_04": "OFFERED accept",
    "CN_C_03_05": "OFFERED accept",
    "CN_C_03_06": "OFFERED accept",
}
TRANSFERS = {
    "TP_01_01": "REQUESTED start STARTED terminate",
    "TP_01_02": "REQUESTED start STARTED complete",
    "TP_01_03": "REQUESTED start STARTED suspend SUSPENDED terminate",
    "TP_01_04": "REQUESTED start STARTED suspend SUSPENDED start STARTED complete",
    "TP_01_05": "REQUESTED terminate",
    "TP_02_01": "REQUESTED start",
    "TP_02_02": "REQUESTED start",
    "TP_02_03": "REQUESTED start",
    "TP_02_05": "",
    "TP_03_01": "",
    "TP_03_02": "",
    "TP_03_03": "REQUESTED start",
    "TP_03_04": "REQUESTED start",
    "TP_03_05": "REQUESTED start",
    "TP_03_06": "REQUESTED start",
    "TP_C_01_01": "",
    "TP_C_01_02": "",
    "TP_C_01_03": "",
    "TP_C_01_04": "",
    "TP_C_01_05": "",
    "TP_C_02_01": "STARTED terminate",
    "TP_C_02_02": "STARTED complete",
    "TP_C_02_03": "STARTED suspend SUSPENDED terminate",
    "TP_C_02_05": "REQUESTED terminate",
    "TP_C_03_01": "",
    "TP_C_03_02": "",
    "TP_C_03_03": "",
    "TP_C_03_04": "",
    "TP_C_03_05": "",
    "TP_C_03_06": "",
}
CATALOGUE = ("CAT_01_01", "CAT_01_02")

FIXED = {"CN_01_02": "ACN0102"}
"""The kit sends a counter-offer for this very dataset, whatever it is configured with."""


def dataset(test: str) -> str:
    """The dataset of a test."""
    return FIXED.get(test, f"conformance:{test}")


def offer(test: str) -> str:
    """The id of the offer on it."""
    return f"CD123:{FIXED.get(test, test)}:456"


def steps(line: str) -> list[tuple[str, str]]:
    """`STATE move` pairs."""
    words = line.split()
    return list(zip(words[::2], words[1::2], strict=True))
