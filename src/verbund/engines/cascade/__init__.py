"""Who falls when one fails: the Economic Systemic Risk Index (ESRI) of a supply network.

Diem, Borsos, Reisch, Kertész & Thurner (2022), Quantifying firm-level economic systemic risk from nation-wide
supply networks, Scientific Reports 12, 7719. A firm closes wholly or in part; its customers lose inputs
(downstream, generalised Leontief production functions: essential inputs limit, non-essential ones add up),
its suppliers lose sales (upstream, linear). ESRI is the share of the network's output that is lost.

>>> from verbund.engines.cascade import Network, esri
>>> essential = {("steel", "gears"), ("gears", "drives")}
>>> network = Network.from_links(
...     firms=["A", "B", "C", "D"],
...     sectors=["steel", "steel", "gears", "drives"],
...     links=[("A", "C", 6.0), ("B", "C", 4.0), ("C", "D", 8.0), ("A", "D", 2.0)],
...     essentiality=lambda supplier, customer: 2 if (supplier, customer) in essential else 1,
...     revenue=[10.0, 8.0, 10.0, 20.0],
...     weights=[10.0, 8.0, 10.0, 20.0],
... )
>>> result = esri(network, {"A": 1.0}, epsilon=1e-12)
>>> round(result.esri, 6), result.steps, result.hd.round(1).tolist()
(0.583333, 3, [0.0, 1.0, 0.4, 0.4])

Up to `PLAIN_LIMIT` firms are computed with numpy alone; larger networks, and sweeps over them, load the
compiled frontier kernel (numba) when first needed.
"""

from ._esri import PLAIN_LIMIT, Result, Step, esri
from ._intervals import IntervalNetwork, IntervalResult, esri_interval
from ._network import Essentiality, Network
from ._sweep import Sweep, resweep, sweep

__all__ = [
    "PLAIN_LIMIT",
    "Essentiality",
    "IntervalNetwork",
    "IntervalResult",
    "Network",
    "Result",
    "Step",
    "Sweep",
    "esri",
    "esri_interval",
    "resweep",
    "sweep",
]
