"""The two profiles of DCP 1.0: data model, revocation and proof that belong together."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from .errors import Code, CredentialRefused

DCP_CONTEXT = "https://w3id.org/dspace-dcp/v1.0/dcp.jsonld"


class Profile(StrEnum):
    """Alias of a profile as it stands in `format` and `profile` members."""

    VC20 = "vc20-bssl/jwt"
    VC11 = "vc11-sl2021/jwt"

    @property
    def context(self) -> str:
        """The first JSON-LD context of the profile's credentials and presentations."""
        return _CONTEXTS[self]


_CONTEXTS = {
    Profile.VC20: "https://www.w3.org/ns/credentials/v2",
    Profile.VC11: "https://www.w3.org/2018/credentials/v1",
}


def check_context(data: Mapping[str, Any], profile: Profile, *, where: str) -> None:
    """The first context decides the data model. Raises `CredentialRefused` (`wrong-profile`)."""
    contexts = data.get("@context")
    first = contexts[0] if isinstance(contexts, list) and contexts else contexts
    if first != profile.context:
        raise CredentialRefused(
            Code.WRONG_PROFILE, f"the first @context of {profile} is {profile.context}", where=where
        )
