"""A network as it would be under a charter: ties added or shifted on a copy, unknown amounts as intervals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from verbund.apps.ecosystem.neighbourhood import Firm, Neighbourhood, Tie
from verbund.kit.interval import Interval

from .model import MemberProfile

SOURCE = "charter"


def _known(network: Neighbourhood, member: MemberProfile) -> Neighbourhood:
    if member.company is None or member.company in network.firms:
        return network
    firm = Firm(member.company, member.name, member.wz_code, latitude=member.latitude, longitude=member.longitude)
    return replace(network, firms={**network.firms, member.company: firm})


def with_reader(network: Neighbourhood, reader: MemberProfile) -> Neighbourhood:
    """`reader` may read the company's data."""
    if reader.company is None:
        return network
    tie = Tie("data_access", network.company, reader.company, network.company, product_en=SOURCE, source=SOURCE)
    return replace(_known(network, reader), ties=(*network.ties, tie))


def with_platform(network: Neighbourhood, provider: MemberProfile, share: Interval) -> Neighbourhood:
    """`share` more of the own processes run at `provider`."""
    if provider.company is None:
        return network
    tie = Tie("platform", provider.company, network.company, network.company, product_en=SOURCE, source=SOURCE,
              amount=Decimal(0), share=Decimal(repr(share.low)), share_most=Decimal(repr(share.high)))  # fmt: skip
    return replace(_known(network, provider), ties=(*network.ties, tie))


def with_new_sales(network: Neighbourhood, amount: Interval) -> Neighbourhood:
    """The company sells `amount` EUR a year more to customers that are not named yet."""
    tie = Tie("supplies", network.company, None, network.company, product_en=SOURCE, source=SOURCE, others_count=1,
              amount=Decimal(repr(amount.low)), amount_most=Decimal(repr(amount.high)))  # fmt: skip
    return replace(network, ties=(*network.ties, tie))


def with_purchase(network: Neighbourhood, supplier: Firm, moved: Mapping[int, Interval]) -> Neighbourhood:
    """Parts of purchases (by id of the tie, share moved) go to `supplier` instead."""
    ties: list[Tie] = []
    low = high = 0.0
    for tie in network.ties:
        share = moved.get(id(tie))
        if share is None or tie.amount is None:
            ties.append(tie)
            continue
        least, most = float(tie.amount), float(max(tie.amount, tie.amount_most or tie.amount))
        low, high = low + least * share.low, high + most * share.high
        kept = (least * (1 - share.high), most * (1 - share.low))
        ties.append(replace(tie, amount=Decimal(repr(kept[0])), amount_most=Decimal(repr(kept[1]))))
    ties.append(
        Tie("supplies", supplier.id, network.company, network.company, product_en=SOURCE, source=SOURCE,
            amount=Decimal(repr(low)), amount_most=Decimal(repr(high)))
    )  # fmt: skip
    return replace(network, firms={**network.firms, supplier.id: supplier}, ties=tuple(ties))
