"""`python -m tests.support.node filled|empty`: put a world into the database of the node in VERBUND_HOME."""

from __future__ import annotations

import os
import sys


def main(what: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "verbund.node.settings")
    import django

    django.setup()
    from tests.support.world import build

    world = build(region=what == "filled")
    if what == "filled":
        for kind, variant in world.made:
            print(kind, variant, world.value(kind, variant), sep="\t")


if __name__ == "__main__":
    main(sys.argv[1])
