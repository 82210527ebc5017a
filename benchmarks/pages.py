"""Server time of the region's pages and how it grows with the number of companies; target p95 ≤ 150 ms at 200,000.

Times are of the processor, SQLite included; the wall clock stands beside them.
Each size runs in a process of its own with a fresh SQLite node. Companies are made here: 400 places, all branches,
sizes and kinds; a file instead of a number is imported (the register of Berlin, say) beside sixty made ones. Pages are
asked through Django's test client by a signed-in owner. Counts and places are kept for ten minutes or until the next
import: "first look" is the slowest request without them, p95 is over the requests with them.

    python -m benchmarks.pages [companies or FILE …]
"""

from __future__ import annotations

import os
import random
import statistics
import subprocess
import sys
import tempfile
import time

SIZES = (2_000, 12_703, 200_000)
TARGET_MS = 150
ROUNDS = 40
COLD = 3
PAGES = {
    "start page": "/",
    "list": "/unternehmen/",
    "list, deep page": "/unternehmen/?nach={middle}",
    "list, branch and size": "/unternehmen/?branche=metal&groesse=50",
    "list, place": "/unternehmen/?ort=Berlin&art=startup",
    "list, around us": "/unternehmen/?km=50&branche=food",
    "list, words that fit nobody": "/unternehmen/?name=gibtesnicht",
    "map": "/karte/",
    "company": "/unternehmen/c7/",
    "our relations": "/unternehmen/c1/beziehungen/",
    "library": "/bibliothek/",
    "centre": "/zentrum/",
}


def fill(count: int) -> None:
    from verbund.apps.core.models import Company
    from verbund.apps.core.scoping import everybody
    from verbund.apps.ecosystem.models import Competence, Relation, Resource
    from verbund.kit import clock

    chance = random.Random(1)
    places = [("Berlin", 52.52, 13.40)] + [
        (f"Ort {n}", 51.4 + chance.random() * 2, 11.5 + chance.random() * 3) for n in range(399)
    ]
    kinds = ["sme"] * 18 + ["startup", "large"]
    words = ["Metall", "Holz", "Sensorik", "Backwaren", "Software", "Werkzeug", "Kabel", "Labor"]
    made = []
    for n in range(count):
        city, lat, lon = places[0] if chance.random() < 0.4 else chance.choice(places)
        size = chance.choice([3, 8, 20, 45, 80, 200, 600])
        made.append(
            Company(
                slug=f"c{n}",
                name=f"{chance.choice(words)} {chance.randrange(10**6)} GmbH",
                kind=chance.choice(kinds),
                city=city,
                postcode=f"{chance.randrange(10000, 16999)}",
                latitude=lat + chance.random() / 10,
                longitude=lon + chance.random() / 10,
                nace=f"{chance.randrange(1, 97):02d}{chance.randrange(10, 99)}",
                branch="Branche in Worten, so lang wie üblich",
                employees_min=size,
                employees_max=size,
                claimed=n < 60,
                summary_de="Zwei Sätze über das Unternehmen. " * 5,
            )
        )
        if len(made) == 5000:
            Company.objects.bulk_create(made)
            made = []
    Company.objects.bulk_create(made)
    rows = list(Company.objects.filter(slug__in=[f"c{n}" for n in range(60)]).order_by("pk"))
    Competence.objects.bulk_create(
        Competence(company=c, layer=layer, name_de=f"{layer} {n}")
        for c in rows
        for n, layer in enumerate(("core", "complementary", "peripheral"))
    )
    Resource.objects.bulk_create(Resource(company=c, type="machine", name_de="CNC") for c in rows)
    with everybody():
        Relation.objects.bulk_create(
            Relation(
                company=c,
                giver=c,
                taker=rows[(i + n + 1) % len(rows)],
                type="supplies",
                amount=1000 * n,
                external_id=f"{i}-{n}",
                source="bench",
                known_since=clock.now(),
            )
            for i, c in enumerate(rows)
            for n in range(40)
        )


def call_import(name: str) -> None:
    from pathlib import Path

    from verbund.apps.core.actor import system
    from verbund.apps.core.imports import actions

    with Path(name).open("rb") as file:
        kept = actions.receive(
            system("bench"), None, "companies", Path(name).name, iter(lambda: file.read(1 << 20), b"")
        )
    actions.run_now(system("bench"), actions.prepare(system("bench"), None, "companies", kept).pk)


def measure(what: str) -> None:
    os.environ["VERBUND_HOME"] = tempfile.mkdtemp(prefix="verbund-bench-")
    os.environ["DJANGO_SETTINGS_MODULE"] = "verbund.node.settings"
    import django

    django.setup()
    from django.conf import settings
    from django.core.cache import cache
    from django.core.management import call_command
    from django.test import Client

    settings.ALLOWED_HOSTS = ["*"]
    settings.STATIC_ROOT.mkdir(exist_ok=True)
    import logging

    logging.disable(logging.CRITICAL)
    call_command("migrate", verbosity=0, skip_checks=True)
    if what.isdigit():
        fill(int(what))
    else:
        fill(60)
        call_import(what)
    from verbund.apps.accounts.models import Membership, Person
    from verbund.apps.core.models import Company

    person = Person.objects.create_user("bench@test.example", "a-long-password", is_centre=True)
    Membership.objects.create(person=person, company=Company.objects.get(slug="c1"), role="owner")
    count = Company.objects.count()
    client = Client()
    client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
    middle = Company.objects.order_by("name", "id")[count // 2].pk
    for name, path in PAGES.items():
        times, cold, wall = [], [], []
        for round_ in range(ROUNDS + COLD):
            if round_ < COLD:
                cache.clear()
            started, cpu = time.perf_counter(), time.process_time()
            answer = client.get(path.format(middle=middle))
            (cold if round_ < COLD else times).append(1000 * (time.process_time() - cpu))
            wall.append(1000 * (time.perf_counter() - started))
            assert answer.status_code == 200, (path, answer.status_code)
        p95 = statistics.quantiles(times, n=20)[-1]
        print(
            f"{count:>8} companies  {name:<28} median {statistics.median(times):6.1f} ms  p95 {p95:6.1f} ms"
            f"  of target {p95 / TARGET_MS:5.2f}  first look {max(cold):6.1f} ms  wall median"
            f" {statistics.median(wall):6.1f} ms",
            flush=True,
        )


def main() -> None:
    if len(sys.argv) > 2 and sys.argv[1] == "one":
        measure(sys.argv[2])
        return
    for what in sys.argv[1:] or map(str, SIZES):
        subprocess.run([sys.executable, "-m", "benchmarks.pages", "one", what], check=True)


if __name__ == "__main__":
    main()
