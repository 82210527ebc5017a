"""Who may do what: every route, every method, every role. A route that is not here fails the suite.

A right is a row of letters, one for each role:

    y  may                      s  is asked to sign in (page: redirect, API: 401)
    n  finds nothing (404)      f  is told that it may not (403)
    x  is refused in any way (4xx); for machine routes that ask for a token of another participant

Havelmetall is the company everything is about: viewer, editor and owner work there, the partner was released
something and is in a Verbund with it, the stranger is the owner of another company. The centre looks without and
with a reasoned session at Havelmetall. Tokens are Havelmetall's; they count for the API only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

PEOPLE = ("anonymous", "viewer", "editor", "owner", "stranger", "partner", "centre", "session")
TOKENS = ("read_token", "write_token")
ROLES = PEOPLE + TOKENS
Right = Mapping[str, str]


def _right(letters: str) -> Right:
    return dict(zip(ROLES, letters.split(), strict=True))


# fmt: off
#                     anony- view-  edi-   own-   stran- part-  centre ses-   read   write
#                     mous   er     tor    er     ger    ner           sion   token  token
EVERYBODY    = _right("y     y      y      y      y      y      y      y      y      y")
KNOWN        = _right("s     y      y      y      y      y      y      y      y      y")  # whoever has signed in
ACTING       = _right("s     y      y      y      y      y      n      y      y      y")  # whoever acts for a company
ACTING_WRITE = _right("s     f      y      y      y      y      n      y      f      y")  # … as its editor or owner
ACTING_SHARE = _right("s     f      y      y      y      y      n      f      f      y")  # … never staff for it
OWN          = _right("s     y      y      y      n      n      n      y      y      y")  # a company's own thing
OWN_WRITE    = _right("s     f      y      y      n      n      n      y      f      y")  # change it
OWN_SHARE    = _right("s     f      y      y      n      n      n      f      f      y")  # let others see it
OWN_SIGN     = _right("s     f      f      y      n      n      n      f      f      f")  # bind the company
SHARED       = _right("s     y      y      y      n      y      n      y      y      y")  # seen by partners too
CENTRE       = _right("s     f      f      f      f      f      y      y      f      f")  # the centre's work
CENTRE_ONLY  = _right("s     n      n      n      n      n      y      y      n      n")  # … nothing to others
CENTRE_WRITE = _right("s     n      n      n      n      n      y      y      f      n")  # … change it
PEER         = _right("x     x      x      x      x      x      x      x      x      x")  # asks for a participant
ENROLLED     = _right("s     n      n      n      n      n      n      n      n      n")  # with a second factor only
# fmt: on


@dataclass(frozen=True)
class Row:
    """Rights of one route.

    `get`, `post`, … : who may, for Havelmetall's private object; None: the method does not exist (405).
    `objects`: parameter of the address → kind of object in `tests/support/world.py`.
    `public`: who may GET the public object of that kind, where there is one.
    `body`: what is sent, by method; for the API the rest is made up from its schema.
    `html`: False where a GET answers no page (a file, a redirect): the browser leaves it out.
    `queries`: further query strings under which the browser looks at the page.
    """

    get: Right | None = None
    post: Right | None = None
    put: Right | None = None
    patch: Right | None = None
    delete: Right | None = None
    objects: Mapping[str, str] = field(default_factory=dict)
    public: Right | None = None
    body: Mapping[str, Any] = field(default_factory=dict)
    html: bool = True
    queries: tuple[str, ...] = ()

    def methods(self) -> dict[str, Right]:
        found = {m: getattr(self, m.lower()) for m in ("GET", "POST", "PUT", "PATCH", "DELETE")}
        return {method: right for method, right in found.items() if right is not None}


SLUG = {"slug": "company"}
API = "/api/v1"
DSP = ("/dsp/2025-1/", "/p/{slug}/dsp/2025-1/")
DSP_ROUTES = {
    "catalog/request": "POST",
    "catalog/datasets/{dataset_id}": "GET",
    "negotiations/request": "POST",
    "negotiations/offers": "POST",
    "negotiations/{pid}": "GET",
    "negotiations/{pid}/request": "POST",
    "negotiations/{pid}/offers": "POST",
    "negotiations/{pid}/events": "POST",
    "negotiations/{pid}/agreement": "POST",
    "negotiations/{pid}/agreement/verification": "POST",
    "negotiations/{pid}/termination": "POST",
    "transfers/request": "POST",
    "transfers/{pid}": "GET",
    "transfers/{pid}/start": "POST",
    "transfers/{pid}/completion": "POST",
    "transfers/{pid}/suspension": "POST",
    "transfers/{pid}/termination": "POST",
}
PIDS = {"slug": "company", "dataset_id": "dataset", "pid": "process"}

TABLE: dict[str, Row] = {
    # The house
    "shell:today": Row(get=EVERYBODY),
    "shell:search": Row(get=EVERYBODY, html=False),
    "shell:act_for": Row(post=OWN, body={"POST": {"company": "{company}"}}),
    "shell:account": Row(get=KNOWN),
    "shell:log": Row(get=ACTING),
    "shell:help": Row(get=EVERYBODY),
    "shell:privacy": Row(get=EVERYBODY),
    "shell:imprint": Row(get=EVERYBODY),
    # Signing in
    "account_login": Row(get=EVERYBODY, post=EVERYBODY),
    "account_logout": Row(get=EVERYBODY, post=EVERYBODY),
    "account_inactive": Row(get=EVERYBODY),
    "account_signup": Row(get=EVERYBODY, post=EVERYBODY),
    "account_reauthenticate": Row(get=KNOWN, post=KNOWN),
    "account_change_password": Row(get=KNOWN, post=KNOWN),
    "account_set_password": Row(get=KNOWN, post=KNOWN, html=False),
    "mfa_index": Row(get=KNOWN),
    "mfa_authenticate": Row(get=KNOWN, post=KNOWN, html=False),
    "mfa_reauthenticate": Row(get=KNOWN, post=KNOWN, html=False),
    "mfa_activate_totp": Row(get=KNOWN, post=KNOWN),
    "mfa_deactivate_totp": Row(get=ENROLLED, post=ENROLLED, html=False),
    "mfa_view_recovery_codes": Row(get=ENROLLED, html=False),
    "mfa_generate_recovery_codes": Row(get=KNOWN, post=KNOWN, html=False),
    "mfa_download_recovery_codes": Row(get=ENROLLED, html=False),
    # Machines
    "/healthz": Row(get=EVERYBODY),
    "/readyz": Row(get=EVERYBODY),
    "/.well-known/did.json": Row(get=EVERYBODY),
    "/.well-known/dspace-version": Row(get=EVERYBODY),
    "/p/{slug}/did.json": Row(get=EVERYBODY, objects=SLUG, public=EVERYBODY),
    "/p/{slug}/.well-known/dspace-version": Row(get=EVERYBODY, objects=SLUG, public=EVERYBODY),
    **{base + path: Row(**{m.lower(): PEER}, objects=PIDS) for base in DSP for path, m in DSP_ROUTES.items()},
    "/p/{slug}/dcp/presentations/query": Row(post=PEER, objects=SLUG),
    "/p/{slug}/data/{transfer_id}": Row(get=PEER, post=PEER, objects={"slug": "company", "transfer_id": "transfer"}),
    # The API
    f"{API}/openapi.json": Row(get=EVERYBODY),
    f"{API}/": Row(),
    f"{API}/me": Row(get=KNOWN),
    f"{API}/log": Row(get=ACTING),
    f"{API}/jobs/{{job_id}}": Row(get=OWN, objects={"job_id": "job"}),
    f"{API}/participants": Row(get=KNOWN),
    f"{API}/catalog": Row(get=KNOWN),
    f"{API}/negotiations": Row(get=ACTING, post=ACTING_SHARE, body={"POST": {"peer_did": "{peer}"}}),
    f"{API}/negotiations/offers": Row(
        post=OWN_SHARE, body={"POST": {"peer_did": "{peer}", "dataset_id": "{offered dataset}"}}
    ),
    f"{API}/negotiations/{{negotiation_id}}": Row(get=OWN, objects={"negotiation_id": "negotiation"}),
    f"{API}/negotiations/{{negotiation_id}}/messages": Row(get=OWN, objects={"negotiation_id": "negotiation"}),
    **{
        f"{API}/negotiations/{{negotiation_id}}/{verb}": Row(post=OWN_SHARE, objects={"negotiation_id": "negotiation"})
        for verb in ("accept", "agree", "terminate")
    },
    f"{API}/agreements": Row(get=ACTING),
    **{
        f"{API}/agreements/{{agreement_id}}/{verb}": Row(post=OWN_SHARE, objects={"agreement_id": "agreement"})
        for verb in ("pull", "subscribe")
    },
    f"{API}/transfers": Row(get=ACTING),
    f"{API}/transfers/{{transfer_id}}": Row(get=OWN, objects={"transfer_id": "transfer"}),
    f"{API}/transfers/{{transfer_id}}/terminate": Row(post=OWN_SHARE, objects={"transfer_id": "transfer"}),
    f"{API}/data-offers": Row(get=ACTING, post=OWN_SHARE, body={"POST": {"file_id": "{file}"}}),
    f"{API}/data-offers/{{offer_id}}/withdraw": Row(post=OWN_SHARE, objects={"offer_id": "data offer"}),
    f"{API}/accesses": Row(get=ACTING),
    f"{API}/keys": Row(get=ACTING),
    f"{API}/keys/rotate": Row(post=ACTING_SHARE),
    f"{API}/nodes": Row(get=KNOWN, post=CENTRE_WRITE, body={"POST": {"base_url": "http://localhost:8199"}}),
}
