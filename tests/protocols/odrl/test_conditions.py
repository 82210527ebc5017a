"""When time alone can change what a policy allows."""

from __future__ import annotations

from datetime import UTC, datetime

from verbund.protocols.odrl import Kind, Policy, membership_offer, turning_points


def test_the_moments_at_which_time_decides() -> None:
    start = datetime(2026, 1, 31, tzinfo=UTC)
    closes = datetime(2026, 6, 1, tzinfo=UTC)
    policy = membership_offer("urn:uuid:1", None, closes, offer_id="urn:uuid:2").to_json()
    policy["permission"][0]["constraint"].append(
        {"leftOperand": "elapsedTime", "operator": "lteq", "rightOperand": {"@value": "P1M", "@type": "xsd:duration"}}
    )
    found = turning_points(Policy.from_json(policy, kind=Kind.OFFER), start)
    assert found == [datetime(2026, 2, 28, tzinfo=UTC), closes]
    assert turning_points(membership_offer("urn:uuid:1", offer_id="urn:uuid:2"), start) == []
