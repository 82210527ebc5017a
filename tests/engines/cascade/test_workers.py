"""The same sweep over a real cluster of processes, also when one of them dies."""

from __future__ import annotations

import os
import pickle
import signal

import pytest

from verbund.engines.cascade import _workers, resweep, sweep
from verbund.kit.errors import Invalid

from .test_esri import worked
from .test_frontier import heavy_tailed

distributed = pytest.importorskip("distributed")
EPSILON = 1e-3


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    with distributed.LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        processes=True,
        host="127.0.0.1",
        dashboard_address=None,
        worker_dashboard_address=None,
        local_directory=str(tmp_path_factory.mktemp("workers")),
    ) as cluster:
        yield cluster


@pytest.fixture
def client(cluster, monkeypatch):
    monkeypatch.setattr(_workers, "PART", 100)  # eight parts for two workers
    with distributed.Client(cluster) as client:
        client.wait_for_workers(2, timeout=60)
        yield client


class Deadly:
    """A client whose first task kills the worker that got it, once."""

    def __init__(self, client, mark):
        self.client, self.mark = client, mark
        self.scatter, self.gather = client.scatter, client.gather

    def map(self, task, *arguments, pure):
        return self.client.map(
            die_once, [self.mark] * len(arguments[0]), [task] * len(arguments[0]), *arguments, pure=pure
        )


def die_once(mark, task, *arguments):
    try:
        os.close(os.open(mark, os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        return task(*arguments)
    os.kill(os.getpid(), signal.SIGKILL)
    return None


def same(found, local):
    assert found.esri.tolist() == local.esri.tolist()
    assert found.esri_d.tolist() == local.esri_d.tolist()
    assert found.esri_u.tolist() == local.esri_u.tolist()
    assert found.steps.tolist() == local.steps.tolist()


@pytest.mark.slow
def test_workers_give_the_same_numbers(client):
    network = heavy_tailed(800, 5)
    same(sweep(network, epsilon=EPSILON, client=client), sweep(network, epsilon=EPSILON))
    assert sweep(network, [], client=client).esri.tolist() == []


@pytest.mark.slow
def test_workers_remember_and_compute_only_what_changed(client):
    network, other = heavy_tailed(800, 5), heavy_tailed(800, 5, seed=8)
    changed = type(network)(network.firms, network.sectors, other.W, network.essentiality, network.revenue)
    before = sweep(network, epsilon=EPSILON, remember=True, client=client)
    same(resweep(before, changed, client=client), sweep(changed, epsilon=EPSILON, remember=True))


@pytest.mark.slow
def test_a_killed_worker_costs_nothing_but_time(client, tmp_path):
    network, mark = heavy_tailed(800, 5), tmp_path / "died"
    before = set(client.run(os.getpid).values())
    found = sweep(network, epsilon=EPSILON, client=Deadly(client, str(mark)))
    client.wait_for_workers(2, timeout=60)
    assert mark.exists()
    assert set(client.run(os.getpid).values()) != before
    same(found, sweep(network, epsilon=EPSILON))


def test_wrong_scenarios_are_named_before_anything_is_sent():
    class Nobody:
        def scatter(self, data, *, broadcast):
            raise AssertionError("sent")

    with pytest.raises(Invalid) as problem:
        sweep(worked(), [{"X": 1}], client=Nobody())
    assert problem.value.where == "shocks"


def test_a_network_travels_without_what_was_computed_from_it():
    network = heavy_tailed(800, 5)
    found = sweep(network, epsilon=EPSILON)
    sent = pickle.dumps(network)
    assert len(sent) < 20 * network.W.nnz + 50_000
    same(sweep(pickle.loads(sent), epsilon=EPSILON), found)
