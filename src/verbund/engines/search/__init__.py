"""Who fits: an index over short German and English texts, and the reasons for a fit.

>>> from verbund.engines.search import Index, Profile, fit
>>> index = Index([("a", "Härten und Anlassen von Stahl"), ("b", "Steuerberatung")])
>>> index.rank("Härterei gesucht")[0][0]
'a'

Ranking is cosine similarity of tf-idf weights over character n-grams (Salton & Buckley 1988; n-grams of 3 to 5
inside word boundaries carry German compounds, McNamee & Mayfield 2004). Reasons are structured, so that a page can
say them in any language.
"""

from .index import Index
from .reasons import Fit, Profile, Reason, distance_km, fit

__all__ = ["Fit", "Index", "Profile", "Reason", "distance_km", "fit"]
