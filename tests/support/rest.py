"""The REST API as an engineer uses it: a token of a company, JSON there and back."""

from __future__ import annotations

import json
from typing import Any

from django.test import Client

from verbund.apps.accounts.models import ApiToken
from verbund.apps.accounts.tokens import hash_of, new_token


def token_of(company: Any, *scopes: str, person: Any = None) -> dict[str, str]:
    """Headers with a new token of the company (made by `person`) that may do what the scopes say."""
    raw = new_token()
    ApiToken.objects.create(company=company, person=person, name="test", token_hash=hash_of(raw), scopes=list(scopes))
    return {"Authorization": f"Bearer {raw}", "Accept-Language": "en"}


def asks(client: Client, method: str, path: str, body: Any = None) -> tuple[int, Any]:
    """Status and JSON of one call; without a body nothing is sent."""
    sent = "" if body is None else json.dumps(body)
    answer = client.generic(method, f"/api/v1{path}", sent, content_type="application/json")
    return answer.status_code, json.loads(answer.content) if answer.content else None


class Api:
    """Calls with a token that may read and write."""

    def __init__(self, company: Any) -> None:
        self.client = Client(headers=token_of(company, "read", "write"))

    def __call__(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        return asks(self.client, method, path, body)
