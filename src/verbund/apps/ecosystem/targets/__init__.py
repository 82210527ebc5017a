"""What can be imported here besides companies: their sites, competences, resources, statements, figures.

Rows belong to a company: the one that imports, or, in a file of the node's operator, the one each row names.
"""

from .figures import FIGURES
from .ledger import LEDGER
from .profile import COMPETENCES, RESOURCES, SITES
from .relations import RELATIONS

__all__ = ["ALL", "COMPETENCES", "FIGURES", "LEDGER", "RELATIONS", "RESOURCES", "SITES"]

ALL = (SITES, COMPETENCES, RESOURCES, RELATIONS, FIGURES, LEDGER)
