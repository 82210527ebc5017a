"""The version document and the DID service entries."""

import json

import pytest

from verbund.protocols.dsp import v2025_1 as dsp
from verbund.protocols.dsp.v2025_1 import version

from . import samples

ENTRY = {"version": "2025-1", "path": "/2025-1", "binding": "HTTPS"}


def test_round_trip():
    written = samples.VERSIONS.to_json()
    assert written["protocolVersions"][0] == {
        "version": "2025-1",
        "path": "/2025-1",
        "binding": "HTTPS",
        "serviceId": "urn:service:1",
        "identifierType": "did:web",
        "auth": {"protocol": "DCP", "version": "1.0", "profile": ["vc20-bssl/jwt", "vc11-sl2021/jwt"]},
    }
    assert dsp.parse_versions(json.dumps(written).encode()) == samples.VERSIONS


def test_several_connectors_and_versions_are_found_in_order():
    document = dsp.parse_versions(
        {
            "protocolVersions": [
                {**ENTRY, "path": "/a"},
                {**ENTRY, "version": "2024-1"},
                {**ENTRY, "binding": "MQTT"},
                {**ENTRY, "path": "/b", "note": "kept", "auth": {"protocol": "OAuth", "version": "2"}},
            ]
        }
    )
    first, second = document.find()
    assert (first.path, second.path) == ("/a", "/b")
    assert second.extra == {"note": "kept"}
    assert second.to_json()["note"] == "kept"
    assert "profile" not in second.to_json()["auth"]


@pytest.mark.parametrize(
    ("root", "path", "base"),
    [
        ("https://p.example", "/some/path/2025-1", "https://p.example/some/path/2025-1"),
        ("https://p.example/root/", "some/2025-1", "https://p.example/root/some/2025-1"),
        ("https://p.example/root/", "/", "https://p.example/root"),
    ],
)
def test_root_and_path_make_the_base(root, path, base):
    assert dsp.Version(version="2025-1", path=path).base(root) == base


@pytest.mark.parametrize(
    ("document", "field"),
    [
        ([], "$"),
        ({}, "protocolVersions"),
        ({"protocolVersions": []}, "protocolVersions"),
        ({"protocolVersions": ENTRY}, "protocolVersions"),
        ({"protocolVersions": ["2025-1"]}, "protocolVersions[0]"),
        ({"protocolVersions": [{"path": "/", "binding": "HTTPS"}]}, "protocolVersions[0].version"),
        ({"protocolVersions": [{"path": "/", "version": "2025-1"}]}, "protocolVersions[0].binding"),
        ({"protocolVersions": [{**ENTRY, "path": None}]}, "protocolVersions[0].path"),
        ({"protocolVersions": [{**ENTRY, "path": "https://evil.example/"}]}, "protocolVersions[0].path"),
        ({"protocolVersions": [{**ENTRY, "path": "//evil.example/"}]}, "protocolVersions[0].path"),
        ({"protocolVersions": [{**ENTRY, "path": "/a/../../b"}]}, "protocolVersions[0].path"),
        ({"protocolVersions": [{**ENTRY, "path": "/a/%2E%2e/b"}]}, "protocolVersions[0].path"),
        ({"protocolVersions": [{**ENTRY, "path": "/a?b"}]}, "protocolVersions[0].path"),
        ({"protocolVersions": [{**ENTRY, "path": "//[x"}]}, "protocolVersions[0].path"),
        ({"protocolVersions": [{**ENTRY, "serviceId": 5}]}, "protocolVersions[0].serviceId"),
        ({"protocolVersions": [{**ENTRY, "auth": "DCP"}]}, "protocolVersions[0].auth"),
        ({"protocolVersions": [{**ENTRY, "auth": {"protocol": "DCP"}}]}, "protocolVersions[0].auth.version"),
        (
            {"protocolVersions": [{**ENTRY, "auth": {"protocol": "a", "version": "b", "profile": 5}}]},
            "protocolVersions[0].auth.profile",
        ),
    ],
)
def test_a_wrong_document_is_refused(document, field):
    with pytest.raises(dsp.MalformedMessage) as refused:
        dsp.parse_versions(json.dumps(document))
    assert refused.value.field == field


def test_one_profile_need_not_be_a_list():
    entry = {**ENTRY, "auth": {"protocol": "DCP", "version": "1.0", "profile": "vc20-bssl/jwt"}}
    (found,) = dsp.parse_versions({"protocolVersions": [entry]}).find()
    assert found.auth is not None
    assert found.auth.profile == ("vc20-bssl/jwt",)


def test_a_document_without_versions_is_not_written():
    with pytest.raises(ValueError, match="at least one"):
        dsp.VersionResponse(protocol_versions=()).to_json()


def test_both_endings_of_a_did_service_are_read():
    services = [
        version.did_service("did:web:p#dsp", "https://p.example/root/"),
        {"id": "#c", "type": ["X", "CatalogService"], "serviceEndpoint": "https://p.example/dsp/2025-1/catalog"},
        {"id": "#o", "type": "CredentialService", "serviceEndpoint": "https://p.example/catalog"},
        {"id": "#b", "type": "DataService", "serviceEndpoint": "https://p.example/other"},
        {"id": "#n", "type": "DataService", "serviceEndpoint": ["https://p.example/catalog"]},
        {"id": "#l", "type": "DataService", "serviceEndpoint": "file:///catalog"},
        {"id": 5, "type": "DataService", "serviceEndpoint": "https://p.example/catalog"},
        "nonsense",
    ]
    first, second, third = version.read_did_services(services)
    assert first.endpoint == "https://p.example/root/.well-known/dspace-version"
    assert (first.root, first.base) == ("https://p.example/root", None)
    assert (second.root, second.base) == (None, "https://p.example/dsp/2025-1")
    assert third.id == "#n"
