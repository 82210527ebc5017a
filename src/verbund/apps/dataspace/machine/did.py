"""DID documents and version metadata: public, from the database alone, never a call outside."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET

from verbund.kit.errors import Missing
from verbund.protocols.dsp import v2025_1 as dsp

from .. import identity
from ._calls import me_of, reply

_NOTHING = {"title": "There is nothing here, or nothing for you.", "status": 404}


@csrf_exempt
@require_GET
def document(request: HttpRequest, slug: str | None = None) -> HttpResponse:
    """The DID document of a hosted company, or of the node."""
    try:
        return reply(identity.document(me_of(slug)).to_dict(), **{"Cache-Control": "max-age=60"})
    except Missing:
        return reply(_NOTHING, 404)


@csrf_exempt
@require_GET
def version(request: HttpRequest, slug: str | None = None) -> HttpResponse:
    """Which versions of the Dataspace Protocol are spoken, and where."""
    try:
        me = me_of(slug)
    except Missing:
        return reply(_NOTHING, 404)
    entry = dsp.Version(
        version=dsp.VERSION,
        path=identity.DSP_PATH,
        service_id=f"{me.did}#DataService",
        identifier_type="did:web",
        auth=dsp.Auth(protocol="DCP", version="1.0", profile=("vc20-bssl/jwt", "vc11-sl2021/jwt")),
    )
    return reply(dsp.VersionResponse(protocol_versions=(entry,)).to_json())
