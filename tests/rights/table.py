"""Who may do what: every route, every method, every role. A route that is not here fails the suite.

A right is a row of letters, one for each role:

    y  may                      s  is asked to sign in (page: redirect, API: 401)
    n  finds nothing (404)      f  is told that it may not (403)
    d  is denied: told so or finds nothing (403 or 404); for people of the company and staff, who know of it anyway
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
ACTING_WRITE = _right("s     d      y      y      y      y      n      y      f      y")  # … as its editor or owner
ACTING_SHARE = _right("s     d      y      y      y      y      n      d      f      y")  # … never staff for it
ACTING_OWNER = _right("s     d      d      y      y      y      n      d      f      d")  # … runs its account
OWN          = _right("s     y      y      y      n      n      n      y      y      y")  # a company's own thing
OWN_WRITE    = _right("s     d      y      y      n      n      n      y      f      y")  # change it
OWN_SHARE    = _right("s     d      y      y      n      n      n      d      f      y")  # let others see it
OWN_SIGN     = _right("s     d      d      y      n      n      n      d      f      d")  # bind the company
OWN_OWNER    = _right("s     d      d      y      n      n      n      d      f      d")  # run the company's account
SHARED       = _right("s     y      y      y      n      y      n      y      y      y")  # seen by partners too
SHARED_SHOWN = _right("s     y      y      y      n      y      n      y      f      y")  # shown to the caller
SHARED_WRITE = _right("s     d      y      y      n      y      n      y      f      y")  # each member its own copy
SHARED_SHARE = _right("s     d      y      y      n      y      n      d      f      y")  # … bind the company
SHARED_GONE  = _right("s     d      n      n      n      n      n      d      f      n")  # … inner object missing
SHARED_SIGN  = _right("s     d      d      y      n      y      n      d      f      d")  # … with a mandate
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
HOME = {"slug": "own company"}
RESOURCE = HOME | {"what": "=ressourcen", "pk": "resource"}
RELATION = HOME | {"pk": "relation"}
RUN = {"pk": "import run"}
AGREEMENT = {"pk": "agreement"}
KEPT = {"pk": "kept report"}
OPPORTUNITY = {"pk": "opportunity"}
OTHERS = {"pk": "opportunity of others"}
VERBUND = {"verbund_id": "verbund"}
CHARTER = VERBUND | {"charter_hash": "charter"}
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
    "cooperation:report": Row(get=SHARED_SHOWN, post=SHARED_SHARE, objects=CHARTER, body={"POST": {"step": "refuse"}}),
    "cooperation:verbuende": Row(get=ACTING),
    "cooperation:running": Row(get=ACTING),
    "cooperation:new": Row(get=ACTING_WRITE, post=ACTING_WRITE),
    "cooperation:verbund": Row(get=SHARED, objects=VERBUND),
    "cooperation:charter": Row(get=SHARED, objects=VERBUND),
    "cooperation:version": Row(get=SHARED, objects=CHARTER),
    "cooperation:edit": Row(get=SHARED_SHARE, post=SHARED_SHARE, objects=VERBUND),
    "cooperation:propose": Row(post=SHARED_SHARE, objects=VERBUND),
    "cooperation:further": Row(post=SHARED_SHARE, objects=VERBUND),
    "cooperation:effect": Row(get=SHARED_WRITE, post=SHARED_WRITE, objects=VERBUND),
    "cooperation:adopt": Row(post=SHARED_SHARE, objects=CHARTER),
    "cooperation:register": Row(get=SHARED, objects=VERBUND),
    "cooperation:add": Row(get=SHARED_SHARE, post=SHARED_SHARE, objects=VERBUND | {"what": "=beitrag"}),
    "cooperation:settle": Row(post=SHARED_GONE, objects=VERBUND | {"finding_id": "file"}),
    "cooperation:task": Row(post=SHARED_GONE, objects=VERBUND | {"task_id": "file"}),
    "cooperation:vote": Row(post=SHARED_GONE, objects=VERBUND | {"decision_id": "file"}),
    "cooperation:go_on": Row(post=SHARED_SHARE, objects=VERBUND),
    "cooperation:leave": Row(get=SHARED_SHARE, post=SHARED_SHARE, objects=VERBUND),
    "cooperation:end": Row(post=SHARED_SIGN, objects=VERBUND),
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
    "account_reset_password": Row(get=EVERYBODY, post=EVERYBODY),
    "account_reset_password_done": Row(get=EVERYBODY),
    "account_reset_password_from_key": Row(get=EVERYBODY, post=EVERYBODY, objects={"uidb36": "=1", "key": "=x-y"}),
    "account_reset_password_from_key_done": Row(get=EVERYBODY),
    "accounts:second_factor": Row(get=KNOWN, html=False),
    "accounts:join": Row(get=EVERYBODY, post=EVERYBODY),
    "accounts:accept": Row(get=EVERYBODY, post=EVERYBODY, html=False),
    "accounts:people": Row(get=ACTING),
    "accounts:invitations": Row(get=CENTRE_ONLY, queries=("q=Berlin",)),
    "accounts:invite": Row(
        get=OWN_OWNER, post=OWN_OWNER, objects=HOME, body={"POST": {"role": "viewer", "days": "14"}}
    ),
    "accounts:withdraw": Row(post=OWN_OWNER, objects={"pk": "invitation"}),
    "accounts:staff": Row(get=CENTRE_ONLY, post=CENTRE_ONLY, objects=HOME),
    "accounts:staff_end": Row(post=CENTRE_ONLY),
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
    "/p/{slug}/dcp/credentials": Row(post=PEER, objects=SLUG),
    "/p/{slug}/dcp/offers": Row(post=PEER, objects=SLUG),
    "/p/{slug}/dcp/issuer/credentials": Row(post=PEER, objects=SLUG),
    "/p/{slug}/dcp/issuer/requests/{request_id}": Row(
        get=PEER, objects={"slug": "company", "request_id": "credential request"}
    ),
    "/p/{slug}/dcp/issuer/metadata": Row(get=EVERYBODY, objects=SLUG, public=EVERYBODY),
    "/p/{slug}/dcp/issuer/status/{name}": Row(
        get=EVERYBODY, objects={"slug": "company", "name": "status list"}, public=EVERYBODY
    ),
    "/p/{slug}/data/{transfer_id}": Row(get=PEER, post=PEER, objects={"slug": "company", "transfer_id": "transfer"}),
    # See
    "position:first": Row(get=EVERYBODY, queries=("place=Brandenburg+an+der+Havel&branch=Zerspanung",)),
    "position:lage": Row(get=ACTING, queries=("weeks=8&share=0.5",)),
    "position:print": Row(get=ACTING),
    "position:questions": Row(get=ACTING, post=ACTING_SHARE),
    "position:need": Row(post=OWN_WRITE, body={"POST": {"way": "data-terms"}}),
    "position:diamond": Row(get=KNOWN, queries=("region=DE4&branch=metal", "region=DE3&branch=software")),
    "position:diamond_answer": Row(post=ACTING_WRITE, body={"POST": {"people": "2"}}),
    "position:reports": Row(get=ACTING, post=ACTING_WRITE),
    "position:report": Row(get=OWN, post=OWN_SHARE, objects=KEPT, body={"POST": {"decision": "Plan B bis Mai."}}),
    "position:report_print": Row(get=OWN, objects=KEPT),
    # Find
    "matching:find": Row(get=EVERYBODY, queries=("q=Wellen+härten+im+Umkreis+von+100+km", "kind=data&direction=need")),
    "matching:opportunity": Row(get=_right("n y y y n n n y y y"), objects=OPPORTUNITY, public=EVERYBODY),
    "matching:interest": Row(post=ACTING_SHARE, objects=OTHERS),
    "matching:dismiss": Row(post=ACTING_WRITE, objects=OTHERS),
    "matching:own": Row(get=ACTING),
    "matching:new": Row(get=ACTING_WRITE, post=ACTING_WRITE),
    "matching:edit": Row(get=OWN_WRITE, post=OWN_WRITE, objects=OPPORTUNITY),
    "matching:move": Row(post=OWN_SHARE, objects=OPPORTUNITY | {"step": "=publish"}),
    "matching:interests": Row(get=ACTING),
    "matching:answer": Row(post=OWN_SHARE, objects={"pk": "interest"}),
    "cooperation:texts": Row(get=CENTRE_ONLY, post=CENTRE_ONLY),
    "matching:review": Row(get=CENTRE_ONLY, post=CENTRE_ONLY),
    "matching:review_one": Row(get=CENTRE_ONLY, post=CENTRE_ONLY, objects={"pk": "submitted opportunity"}, html=False),
    # Agree and work
    f"{API}/cooperation-kinds": Row(get=KNOWN),
    f"{API}/verbuende": Row(get=ACTING, post=ACTING_WRITE),
    f"{API}/verbuende/{{verbund_id}}": Row(get=SHARED, objects=VERBUND),
    f"{API}/verbuende/{{verbund_id}}/draft": Row(patch=SHARED_WRITE, objects=VERBUND),
    f"{API}/verbuende/{{verbund_id}}/further": Row(post=SHARED_SHARE, objects=VERBUND),
    f"{API}/verbuende/{{verbund_id}}/side-effects": Row(get=SHARED, post=SHARED_WRITE, objects=VERBUND),
    f"{API}/verbuende/{{verbund_id}}/propose": Row(post=SHARED_SHARE, objects=VERBUND),
    f"{API}/verbuende/{{verbund_id}}/charters/{{charter_hash}}": Row(get=SHARED, objects=CHARTER),
    f"{API}/verbuende/{{verbund_id}}/charters/{{charter_hash}}/changes": Row(get=SHARED, objects=CHARTER),
    f"{API}/verbuende/{{verbund_id}}/charters/{{charter_hash}}/report": Row(post=SHARED_SHOWN, objects=CHARTER),
    f"{API}/verbuende/{{verbund_id}}/charters/{{charter_hash}}/assent": Row(post=SHARED_SIGN, objects=CHARTER),
    **{
        f"{API}/verbuende/{{verbund_id}}/charters/{{charter_hash}}/{verb}": Row(post=SHARED_SHARE, objects=CHARTER)
        for verb in ("refuse", "withdraw")
    },
    f"{API}/verbuende/{{verbund_id}}/counter-proposals": Row(post=SHARED_SHARE, objects=VERBUND),
    f"{API}/verbuende/{{verbund_id}}/counter-proposals/{{draft_hash}}/adopt": Row(
        post=SHARED_SHARE, objects=VERBUND | {"draft_hash": "charter"}
    ),
    f"{API}/verbuende/{{verbund_id}}/register": Row(get=SHARED, objects=VERBUND),
    f"{API}/verbuende/{{verbund_id}}/end": Row(post=SHARED_SIGN, objects=VERBUND),
    f"{API}/verbuende/{{verbund_id}}/tasks": Row(post=SHARED_SHARE, objects=VERBUND),
    f"{API}/verbuende/{{verbund_id}}/files": Row(
        post=SHARED_SHARE | {"partner": "d"},  # the file is Havelmetall's
        objects=VERBUND,
        body={"POST": {"file_id": "{file}"}},
    ),
    **{
        f"{API}/verbuende/{{verbund_id}}/{what}": Row(post=SHARED_SHARE, objects=VERBUND)
        for what in ("versions", "effective", "contributions", "benefits", "decisions", "outcomes", "leave", "go-on")
    },
    f"{API}/verbuende/{{verbund_id}}/files/withdraw": Row(post=SHARED_GONE, objects=VERBUND),
    # Know
    "ecosystem:list": Row(get=EVERYBODY, queries=("q=Wellen", "city=Berlin")),
    "ecosystem:map": Row(get=EVERYBODY),
    "ecosystem:own": Row(get=_right("n y y y y y n y y y"), html=False),
    "ecosystem:company": Row(get=EVERYBODY, objects=SLUG, public=EVERYBODY),
    "ecosystem:profile": Row(get=OWN_WRITE, post=OWN_WRITE, objects=HOME),
    "ecosystem:part": Row(get=OWN, post=OWN_WRITE, objects=HOME | {"what": "=ressourcen"}),
    "ecosystem:part_edit": Row(get=OWN, post=OWN_WRITE, objects=RESOURCE),
    "ecosystem:part_delete": Row(post=OWN_WRITE, objects=RESOURCE),
    "ecosystem:ledger": Row(get=ACTING, post=ACTING_WRITE),
    "ecosystem:ledger_run": Row(get=OWN, post=OWN_WRITE, objects={"pk": "ledger run"}),
    "ecosystem:interview": Row(get=ACTING, post=ACTING_WRITE),
    "ecosystem:interview_review": Row(get=ACTING, post=ACTING_SHARE),
    "ecosystem:relations": Row(get=OWN, post=OWN_WRITE, objects=HOME),
    "ecosystem:relation": Row(get=OWN, post=OWN_WRITE, objects=RELATION),
    "ecosystem:relation_delete": Row(post=OWN_WRITE, objects=RELATION),
    "ecosystem:releases": Row(get=OWN, post=OWN_SHARE, objects=RELATION),
    "ecosystem:release_revoke": Row(post=OWN_SHARE, objects=RELATION | {"release": "release"}),
    "events:list": Row(get=EVERYBODY),
    "insight:centre": Row(get=_right("n n n n n n y y n n")),
    "insight:naming": Row(get=ACTING, post=ACTING_SHARE),
    "library:list": Row(get=EVERYBODY),
    "library:entry": Row(get=EVERYBODY, objects={"pk": "project"}, public=EVERYBODY),
    # Import
    "shell:imports": Row(get=_right("s d y y y y y y y y"), post=_right("s d y y y y y y y y")),
    "shell:import": Row(get=OWN, objects=RUN),
    **{
        f"shell:import_{verb}": Row(post=OWN_WRITE, objects=RUN, body={"POST": {"row": "{quarantined row}"}})
        for verb in ("step", "cancel", "mend", "retry")
    },
    # Data room
    **{
        f"dataspace:{page}": Row(get=ACTING)
        for page in ("room", "offers", "catalogs", "agreements", "negotiations", "transfers", "accesses", "connector")
    },
    "dataspace:accesses_file": Row(get=ACTING, html=False),
    "dataspace:new_offer": Row(get=ACTING_SHARE, post=ACTING_SHARE),
    "dataspace:offer": Row(get=OWN, objects={"pk": "data offer"}),
    "dataspace:withdraw": Row(post=OWN_SHARE, objects={"pk": "data offer"}),
    # the page of a participant is asked for with ?did=; without it there is nothing
    "dataspace:participant": Row(get=_right("s n n n n n n n n n"), html=False),
    "dataspace:request": Row(post=ACTING_SHARE, body={"POST": {"did": "{peer}", "dataset": "{offered dataset}"}}),
    "dataspace:entry": Row(get=ACTING, objects={"pk": "catalogue entry"}),
    "dataspace:agreement": Row(get=OWN, objects=AGREEMENT),
    "dataspace:pull": Row(post=OWN_SHARE, objects=AGREEMENT),
    "dataspace:negotiation": Row(get=OWN, objects={"pk": "negotiation"}),
    **{f"dataspace:{verb}": Row(post=OWN_SHARE, objects={"pk": "negotiation"}) for verb in ("accept", "agree")},
    "dataspace:terminate": Row(post=OWN_SHARE, objects={"pk": "negotiation"}),
    "dataspace:received_file": Row(get=OWN, objects={"pk": "finished transfer"}, html=False),
    "dataspace:end_transfer": Row(post=OWN_SHARE, objects={"pk": "transfer"}),
    "dataspace:suspend_transfer": Row(post=OWN_SHARE, objects={"pk": "transfer"}),
    "dataspace:resume_transfer": Row(post=OWN_SHARE, objects={"pk": "transfer"}),
    "dataspace:rotate_key": Row(post=ACTING_SHARE),
    # The API
    f"{API}/openapi.json": Row(get=EVERYBODY),
    f"{API}/": Row(),
    f"{API}/me": Row(get=KNOWN),
    f"{API}/log": Row(get=ACTING),
    "accounts:person": Row(
        post=OWN_OWNER, objects={"pseudonym": "person"}, body={"POST": {"step": "role", "role": "editor"}}
    ),
    "accounts:tokens": Row(get=ACTING, post=ACTING_OWNER, body={"POST": {"name": "", "scopes": "read", "days": "30"}}),
    "accounts:token_revoke": Row(post=OWN_OWNER, objects={"pk": "token"}),
    f"{API}/tokens": Row(get=ACTING),
    f"{API}/tokens/{{pk}}": Row(delete=OWN_OWNER, objects={"pk": "token"}),
    f"{API}/persons": Row(get=ACTING),
    f"{API}/persons/{{pseudonym}}": Row(put=OWN_OWNER, delete=OWN_OWNER, objects={"pseudonym": "person"}),
    f"{API}/mandates": Row(get=ACTING, post=OWN_OWNER, body={"POST": {"person": "{person}"}}),
    f"{API}/mandates/{{pk}}": Row(delete=OWN_OWNER, objects={"pk": "mandate"}),
    f"{API}/invitations": Row(get=KNOWN, post=ACTING_OWNER, body={"POST": {"company": None, "role": "viewer"}}),
    f"{API}/invitations/{{pk}}": Row(delete=OWN_OWNER, objects={"pk": "invitation"}),
    f"{API}/staff-sessions": Row(
        get=ACTING, post=CENTRE, body={"POST": {"company": "havelmetall", "reason": "Frage zur Lage, telefonisch"}}
    ),
    f"{API}/staff-sessions/current": Row(delete=CENTRE),
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
        for verb in ("accept", "agree", "terminate", "retry")
    },
    f"{API}/agreements": Row(get=ACTING),
    **{
        f"{API}/agreements/{{agreement_id}}/{verb}": Row(post=OWN_SHARE, objects={"agreement_id": "agreement"})
        for verb in ("pull", "subscribe")
    },
    f"{API}/transfers": Row(get=ACTING),
    f"{API}/transfers/{{transfer_id}}": Row(get=OWN, objects={"transfer_id": "transfer"}),
    **{
        f"{API}/transfers/{{transfer_id}}/{verb}": Row(post=OWN_SHARE, objects={"transfer_id": "transfer"})
        for verb in ("terminate", "suspend", "resume")
    },
    f"{API}/data-offers": Row(get=ACTING, post=OWN_SHARE, body={"POST": {"file_id": "{file}"}}),
    f"{API}/data-offers/{{offer_id}}/withdraw": Row(post=OWN_SHARE, objects={"offer_id": "data offer"}),
    f"{API}/accesses": Row(get=ACTING),
    f"{API}/keys": Row(get=ACTING),
    f"{API}/keys/rotate": Row(post=ACTING_SHARE),
    f"{API}/nodes": Row(get=KNOWN, post=CENTRE_WRITE, body={"POST": {"base_url": "http://localhost:8199"}}),
    f"{API}/first": Row(get=EVERYBODY),
    f"{API}/position": Row(get=ACTING),
    f"{API}/position/reports": Row(get=ACTING),
    f"{API}/position/answers": Row(get=ACTING, patch=ACTING_SHARE, body={"PATCH": {"systems": "none"}}),
    f"{API}/position/diamond": Row(get=KNOWN),
    f"{API}/position/diamond/answers": Row(patch=ACTING_WRITE, body={"PATCH": {"people": 2}}),
    f"{API}/position/needs": Row(post=OWN_WRITE, body={"POST": {"way": "data-terms"}}),
    f"{API}/position/kept": Row(get=ACTING, post=ACTING_WRITE),
    f"{API}/position/kept/{{pk}}": Row(get=OWN, objects=KEPT),
    f"{API}/position/kept/{{pk}}/decision": Row(post=OWN_SHARE, objects=KEPT),
    f"{API}/opportunities": Row(get=KNOWN, post=ACTING_WRITE, body={"POST": {"kind": "data", "direction": "need"}}),
    f"{API}/opportunities/{{pk}}": Row(get=OWN, patch=OWN_WRITE, objects=OPPORTUNITY, public=KNOWN),
    **{
        f"{API}/opportunities/{{pk}}/{verb}": Row(post=OWN_SHARE, objects=OPPORTUNITY)
        for verb in ("publish", "withdraw", "fulfilled")
    },
    f"{API}/opportunities/{{pk}}/dismiss": Row(post=ACTING_WRITE, objects=OTHERS),
    f"{API}/opportunities/{{pk}}/interest": Row(post=ACTING_SHARE, objects=OTHERS),
    f"{API}/matches": Row(get=ACTING),
    f"{API}/interests": Row(get=ACTING),
    f"{API}/interests/{{pk}}/answer": Row(post=OWN_SHARE, objects={"pk": "interest"}),
    f"{API}/review/opportunities": Row(get=CENTRE_ONLY),
    f"{API}/review/opportunities/{{pk}}": Row(post=CENTRE_WRITE, objects={"pk": "submitted opportunity"}),
    f"{API}/imports": Row(get=ACTING, post=ACTING_WRITE, body={"POST": {"target": "resources"}}),
    f"{API}/import-targets": Row(get=KNOWN),
    f"{API}/imports/{{pk}}": Row(get=OWN, objects=RUN),
    f"{API}/imports/{{pk}}/preview": Row(get=OWN, objects=RUN),
    f"{API}/imports/{{pk}}/columns": Row(put=OWN_WRITE, objects=RUN),
    f"{API}/imports/{{pk}}/start": Row(post=OWN_WRITE, objects=RUN),
    f"{API}/imports/{{pk}}/retry": Row(post=OWN_WRITE, objects=RUN),
    f"{API}/imports/{{pk}}/quarantine": Row(get=OWN, objects=RUN),
    f"{API}/imports/{{pk}}/quarantine/{{row_id}}": Row(post=OWN_WRITE, objects=RUN | {"row_id": "quarantined row"}),
    f"{API}/files": Row(get=ACTING, post=ACTING_WRITE),
    f"{API}/files/{{file_id}}/content": Row(get=OWN, objects={"file_id": "file"}),
    f"{API}/matches/refresh": Row(post=ACTING_WRITE),
    f"{API}/catalog/refresh": Row(post=ACTING_WRITE),
    f"{API}/companies": Row(get=KNOWN),
    f"{API}/companies/{{slug}}": Row(get=KNOWN, patch=OWN_WRITE, objects=HOME),
    **{f"{API}/{parts}": Row(get=ACTING, post=ACTING_WRITE) for parts in ("sites", "competences", "resources")},
    **{
        f"{API}/{part}s/{{pk}}": Row(put=OWN_WRITE, delete=OWN_WRITE, objects={"pk": part})
        for part in ("site", "competence", "resource")
    },
    f"{API}/relations": Row(get=ACTING, post=ACTING_WRITE),
    f"{API}/relations/{{pk}}": Row(put=OWN_WRITE, delete=OWN_WRITE, objects={"pk": "relation"}),
    f"{API}/relations/{{pk}}/releases": Row(
        post=OWN_SHARE,
        objects={"pk": "relation"},
        body={"POST": {"audience": "public", "fields": ["amount"], "purpose": "Zusammenarbeit"}},
    ),
    f"{API}/import-ledger": Row(post=ACTING_WRITE),
    f"{API}/interview": Row(get=ACTING, patch=ACTING_WRITE, delete=ACTING_WRITE),
    f"{API}/interview/release": Row(post=ACTING_SHARE),
    f"{API}/releases": Row(get=ACTING),
    f"{API}/releases/{{pk}}": Row(delete=OWN_SHARE, objects={"pk": "release"}),
    f"{API}/projects": Row(get=KNOWN),
    f"{API}/projects/{{pk}}": Row(get=KNOWN, objects={"pk": "project"}, public=KNOWN),
    f"{API}/events": Row(get=KNOWN),
    f"{API}/funding": Row(get=KNOWN),
    f"{API}/overview": Row(get=CENTRE_ONLY),
    f"{API}/naming": Row(get=ACTING, put=ACTING_SHARE, delete=ACTING_SHARE),
}
