"""Side effects of sharing data: DA1 to DA6 (facts: side effects, section 5)."""

from __future__ import annotations

from collections.abc import Iterator

from verbund.apps.cooperation.report.competition import SENSITIVE, sensitive_fields
from verbund.apps.cooperation.report.model import Case, Certainty, Effect, Line, MemberProfile, Question, Stop
from verbund.apps.cooperation.report.page_one import enforced_count
from verbund.apps.cooperation.report.reading import (
    answered,
    clause,
    competitors,
    core_of,
    members_in,
    partners,
    said,
    setting,
    short,
    strong,
    word,
    words_in,
)
from verbund.apps.cooperation.report.standing import amount_with, platform_shares, sales, share_with
from verbund.apps.cooperation.report.texts import both
from verbund.apps.cooperation.report.wording import line, register, stop
from verbund.kit.interval import Interval

register(__package__, "effects.toml")
BARGAINING = SENSITIVE | {"scrap", "energy"}
"""Fields from which piece time, quantity, free capacity or cost can be estimated when fine and fresh."""
FINE = frozenset({"machine", "part", "order"})
FRESH = frozenset({"live", "day"})
PRICE_MOVE = Interval(0.0, 0.03)
"""What knowing the piece time moves a price by a year, of sales with the reader: rule of thumb from 0 to 3 %."""
LARGE = 0.2
PROCESSES = Interval(0.05, 0.4)
"""Share of own processes that a shared data room takes over, until the member says it."""


def readers(case: Case) -> tuple[MemberProfile, ...]:
    """Members that read this member's data under D1."""
    if clause(case, "D1") is None or setting(case, "D1", "reader") == "trustee_only":
        return ()
    listed = members_in(case, "D1", "readers")
    return tuple(m for m in (listed or partners(case)) if m.did != case.member.did)


def gives(case: Case) -> bool:
    """Whether this member gives data: named a giver; where nobody is named, whoever does not run the data room."""
    givers = members_in(case, "D1", "givers")
    if givers:
        return case.member in givers
    return bool(words_in(case, "D1", "fields")) and case.member not in members_in(case, "D3", "place") \
        and case.member.kind in ("sme", "startup")  # fmt: skip


def bargaining_fields(case: Case) -> frozenset[str]:
    """Fields a reader can bargain with: only when they are fine or fresh."""
    fine = word(case, "D1", "grain") in FINE or word(case, "D1", "interval") in FRESH
    return words_in(case, "D1", "fields") & BARGAINING if fine else frozenset()


def customer_reads(case: Case) -> Iterator[Line]:
    """DA1: a large customer reads what tells piece time and free capacity."""
    if not gives(case):
        return
    sold = sales(case.before)
    for reader in readers(case):
        part = share_with(sold, case.before, reader.company)
        if part.high < LARGE or reader.company not in set(sold.names.values()):
            continue
        fields = bargaining_fields(case)
        stake = amount_with(sold, case.before, reader.company) * PRICE_MOVE
        ban = strong(case, "D2") and setting(case, "D2", "ban_against_giver") is True
        if fields:
            yield line(
                "DA1.fine",
                {"reader": short(reader.name), "part": part},
                certainty=Certainty.LIKELY,
                cause="D1",
                missing="" if ban else "D2",
                mend="D1",
                reads=("D2", "D3"),
                before=Interval(0, 0),
                after=part,
                unit="1",
                money=stake * (0.5 if ban else 1.0),
                money_unit="a",
                inputs=("own sales", "fields of D1"),
            )
        elif not ban:
            yield line(
                "DA1.coarse",
                {"reader": short(reader.name), "part": part},
                certainty=Certainty.POSSIBLE,
                cause="D1",
                missing="D2",
                mend="D2",
                reads=("D3",),
                before=Interval(0, 0),
                after=part,
                unit="1",
                money=amount_with(sold, case.before, reader.company) * Interval(0, 0.01),
                money_unit="a",
                inputs=("own sales", "fields of D1"),
            )


def customer_stop(case: Case) -> Iterator[Stop]:
    """The largest customer may use the data in price talks."""
    if not gives(case) or (strong(case, "D2") and setting(case, "D2", "ban_against_giver") is True):
        return
    sold = sales(case.before)
    for reader in readers(case):
        part = share_with(sold, case.before, reader.company)
        if part.low < 0.3 or not words_in(case, "D1", "fields") & BARGAINING:
            continue
        yield stop("DA1.stop", {"reader": short(reader.name), "part": part}, mend="D2", reads=("D1", "D3"))


def secret_lost(case: Case) -> Iterator[Line]:
    """DA2: without documented measures it is no trade secret any more."""
    if not gives(case) or strong(case, "G1"):
        return
    core = core_of(case)
    touched = said(case, "data_show_core")
    if touched is False:
        return
    yield line(
        "DA2.secret_lost",
        {"core": core},
        certainty=Certainty.LIKELY if touched else Certainty.POSSIBLE,
        cause="D1",
        missing="G1",
        mend="G1",
        reads=("D3",),
        question="" if touched is not None else "data_show_core",
        inputs=("charter G1", "own competences"),
    )


def rivals_listen(case: Case) -> Iterator[Line]:
    """DA3: competitors exchange sensitive figures."""
    rivals = competitors(case)
    fields = sensitive_fields(case)
    if not rivals or not fields or strong(case, "W1"):
        return
    yield line(
        "DA3.rivals_listen",
        {"rivals": rivals},
        certainty=Certainty.LIKELY,
        cause="D1",
        missing="W1",
        mend="W1",
        inputs=("WZ classes", "fields of D1"),
    )


def one_place(case: Case) -> Iterator[Line]:
    """DA4: everything lies with one provider."""
    for place in members_in(case, "D3", "place"):
        if place.did == case.member.did or strong(case, "D3"):
            continue
        now = platform_shares(case.before).get(place.company, Interval(0, 0)) if place.company else Interval(0, 0)
        more = answered(case, "processes_in_room", PROCESSES) or PROCESSES
        after = (now + more).clip(0, 1)
        region = answered(case, "region_on_provider")
        firm = case.before.firms.get(case.before.company)
        revenue = Interval.of(firm.revenue) if firm and firm.revenue is not None else None
        yield line(
            "DA4.one_place",
            {"place": short(place.name), "now": now, "after": after, "hang": region and region.low},
            certainty=Certainty.CERTAIN if more.known and now.known else Certainty.LIKELY,
            cause="D3",
            mend="D3",
            before=now,
            after=after,
            unit="1",
            money=revenue * Interval(1 / 52, 1 / 52) * Interval(min(now.low, after.low), after.high)
            if revenue
            else None,
            money_unit="wk",
            question="" if "processes_in_room" in case.answers else "processes_in_room",
            inputs=("own platform relations", "place of D3"),
        )


def persons(case: Case) -> Iterator[Line]:
    """DA5: operators and customers in the data."""
    if not gives(case) or strong(case, "D5"):
        return
    found, council = said(case, "persons_in_data"), said(case, "works_council")
    if found is False:
        return
    yield line(
        "DA5.persons",
        {"council": council is not False},
        certainty=Certainty.CERTAIN if found else Certainty.POSSIBLE,
        cause="D1",
        missing="D5",
        mend="D5",
        reads=("D3",),
        question="persons_in_data" if found is None else "works_council" if council is None else "",
        inputs=("fields of D1", "charter D5"),
    )


def copied(case: Case) -> Iterator[Line]:
    """DA6: what was copied stays out; how much is enforced."""
    if not gives(case) or setting(case, "D4", "query_only") is True:
        return
    machine, trust = enforced_count(case)
    proof = strong(case, "D4") and setting(case, "D4", "proof") is True
    yield line(
        "DA6.copied",
        {"all": machine + trust, "machine": machine, "trust": trust},
        certainty=Certainty.CERTAIN,
        cause="D1",
        missing="" if proof else "D4",
        mend="D4",
        reads=("D1", "D2", "D3", "D4", "D5", "G1", "G2", "W1", "K1", "K2"),
        before=Interval(0, 0),
        after=Interval.of(trust),
        unit="terms",
        inputs=("charter",),
    )


EFFECTS = (
    Effect("DA1", customer_reads, customer_stop),
    Effect("DA2", secret_lost),
    Effect("DA3", rivals_listen),
    Effect("DA4", one_place),
    Effect("DA5", persons),
    Effect("DA6", copied),
)

QUESTIONS = (
    Question("processes_in_room", both("Welcher Anteil Ihrer Abläufe liefe künftig über den Datenraum?",
                                       "Which share of your processes would run through the data room?"), "share", "1"),
    Question("persons_in_data", both("Stehen Bedienerkürzel oder Auftragsnummern von Kunden in den Daten?",
                                     "Are operator codes or customers’ order numbers in the data?"), "yes_no"),
    Question("data_show_core", both("Verraten diese Daten, weshalb Kunden gerade Sie anrufen?",
                                    "Do these data give away why customers call you of all?"), "yes_no"),
    Question("works_council", both("Gibt es einen Betriebsrat?", "Is there a works council?"), "yes_no",
             company=True),
)  # fmt: skip
