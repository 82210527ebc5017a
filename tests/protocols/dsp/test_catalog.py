"""Catalogues: built, read, filtered, paged."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verbund.protocols.dsp import v2025_1 as dsp
from verbund.protocols.dsp.v2025_1 import catalog

from . import samples

EDC = "https://w3id.org/edc/v0.0.1/ns/"


class TestBuilding:
    def test_offers_carry_no_target(self):
        offers = [{"@id": "o", "target": "d", "permission": samples.PERMISSION}]
        dataset = dsp.build_dataset("d", offers, ["f"], samples.SERVICE)
        assert "target" not in dataset.to_json()["hasPolicy"][0]
        direct = dsp.Dataset(
            id="d", has_policy=(dsp.CatalogOffer({"@id": "o", "target": "d"}),), distribution=dataset.distribution
        )
        assert "target" not in direct.to_json()["hasPolicy"][0]

    def test_a_target_in_a_catalog_is_dropped_if_it_is_the_dataset_and_refused_otherwise(self):
        written = samples.DATASET.to_json()
        written["hasPolicy"][0]["target"] = "urn:data:1"
        assert dsp.parse(written, dsp.Dataset) == samples.DATASET
        written["hasPolicy"][1]["target"] = "urn:data:2"
        with pytest.raises(dsp.MalformedMessage, match="enclosing dataset") as refused:
            dsp.parse(written, dsp.Dataset)
        assert refused.value.field == "hasPolicy[1].target"

    def test_a_dataset_needs_an_offer_and_a_format(self):
        with pytest.raises(ValueError, match="needs an offer"):
            dsp.build_dataset("d", [], ["f"], "s")
        with pytest.raises(ValueError, match="needs an offer"):
            dsp.build_dataset("d", [{"@id": "o"}], [], "s")
        written = samples.DATASET.to_json() | {"hasPolicy": []}
        with pytest.raises(dsp.MalformedMessage, match="at least one offer"):
            dsp.parse(written, dsp.Dataset)

    def test_the_offer_for_a_message_has_the_target(self):
        offer = samples.DATASET.offer("urn:offer:2")
        assert offer == dsp.Offer(
            {"@type": "Offer", "@id": "urn:offer:2", "permission": samples.PERMISSION, "target": "urn:data:1"}
        )
        assert samples.DATASET.offer("urn:offer:3") is None

    def test_empty_lists_are_not_written(self):
        written = dsp.build_catalog("c", "did:p", [samples.SERVICE]).to_json()
        assert set(written) == {"@context", "@type", "@id", "participantId", "service"}

    def test_only_the_outermost_catalog_has_a_context_and_needs_a_participant(self):
        written = samples.CATALOG.to_json()
        assert "@context" not in written["catalog"][0]
        assert "@context" not in written["dataset"][0]
        assert dsp.parse(written, dsp.Catalog).catalog[0].participant_id is None


class TestReading:
    def broker(self):
        inner = dsp.build_catalog("inner", "did:q", samples.SERVICE, [samples.DATASET])
        other = dsp.Catalog(id="other", catalog=(inner,), dataset=(samples.DATASET,))
        return dsp.build_catalog("outer", "did:p", samples.SERVICE, [], [other])

    def test_equal_datasets_in_two_places_stay_two(self):
        found = [(holder.id, dataset.id) for holder, dataset in catalog.datasets(self.broker())]
        assert found == [("other", "urn:data:1"), ("inner", "urn:data:1")]

    def test_two_offers_with_equal_terms_stay_two(self):
        dataset = dsp.parse(samples.DATASET.to_json(), dsp.Dataset)
        assert [offer.id for offer in dataset.has_policy] == ["urn:offer:1", "urn:offer:2"]

    def test_find_dataset(self):
        assert catalog.find_dataset(self.broker(), "urn:data:1") is samples.DATASET
        assert catalog.find_dataset(self.broker(), "urn:data:2") is None

    def test_services_by_name_and_in_full(self):
        known = catalog.services(samples.CATALOG)
        assert set(known) == {"urn:service:1", "urn:service:2"}
        full = samples.DATASET.distribution[0]
        named = samples.CATALOG.catalog[0].distribution[0]
        assert catalog.service_of(full, {}) is samples.SERVICE
        assert catalog.service_of(named, known) is known["urn:service:2"]
        assert catalog.service_of(named, {}) is None


class TestCrawling:
    def test_a_broken_entry_hides_only_itself(self):
        written = samples.CATALOG.to_json()
        broken = {key: item for key, item in samples.DATASET.to_json().items() if key != "hasPolicy"}
        written["dataset"] = [broken, *written["dataset"], "nonsense"]
        written["catalog"] = [{"@id": "i", "dataset": [broken, samples.DATASET.to_json()]}, {}, 5]
        with pytest.raises(dsp.MalformedMessage):
            dsp.parse(written, dsp.Catalog)
        found, problems = dsp.parse_catalog(written)
        assert found.dataset == (samples.DATASET,)
        assert [inner.id for inner in found.catalog] == ["i"]
        assert len(found.catalog[0].dataset) == 1
        assert [problem.field for problem in problems] == [
            "dataset[0].hasPolicy", "dataset[2]", "catalog[0].dataset[0].hasPolicy", "catalog[1].@id", "catalog[2]"
        ]  # fmt: skip

    def test_a_sound_catalog_is_the_same_as_parsed(self):
        assert dsp.parse_catalog(samples.CATALOG.to_json()) == (samples.CATALOG, ())

    @pytest.mark.parametrize("name", ["@context", "@type", "@id", "participantId"])
    def test_the_catalog_itself_must_be_sound(self, name):
        written = {key: item for key, item in samples.CATALOG.to_json().items() if key != name}
        with pytest.raises(dsp.MalformedMessage) as refused:
            dsp.parse_catalog(written)
        assert refused.value.field == name

    def test_an_asset_named_with_a_space(self):
        written = samples.DATASET.to_json() | {"@id": "my asset"}
        assert dsp.parse(written, dsp.Dataset).id == "my asset"
        endpoint = next(e for e in dsp.ENDPOINTS if e.path.startswith("/catalog/datasets"))
        assert endpoint.url("https://p.example", "my asset") == "https://p.example/catalog/datasets/my%20asset"


class TestFilter:
    @pytest.mark.parametrize(
        ("conditions", "expected"),
        [
            ([], True),
            ([{"id": "urn:data:1"}], True),
            ([{"id": "urn:data:2"}], False),
            ([{"format": "HttpData-PUSH"}], True),
            ([{"format": "AmazonS3-PUSH"}], False),
            ([{"text": "SPINDLE"}], True),
            ([{"text": "data:1"}], True),
            ([{"text": "lathe"}], False),
            ([{"text": "spindle", "format": "HttpData-PULL"}], True),
            ([{"text": "spindle"}, {"id": "urn:data:2"}], False),
            ([{"text": {"@value": "spindle"}}], True),
            ([{"text": "edge case"}], True),
            ([{"text": "7"}], False),
        ],
    )
    def test_plain_conditions(self, conditions, expected):
        tagged = replace(samples.DATASET, extra={**samples.DATASET.extra, "ext:tags": [{"a": "Edge case"}, 7]})
        assert dsp.read_filter(conditions).matches(tagged) is expected

    @pytest.mark.parametrize("prefix", ["", "edc:", EDC])
    def test_the_query_of_edc(self, prefix):
        query = {
            "@type": f"{prefix}QuerySpec",
            f"{prefix}offset": 5,
            f"{prefix}limit": {"@value": 10},
            f"{prefix}sortOrder": "ASC",
            f"{prefix}filterExpression": {
                "@type": f"{prefix}Criterion",
                f"{prefix}operandLeft": f"{EDC}id",
                f"{prefix}operator": "=",
                f"{prefix}operandRight": "urn:data:1",
            },
        }
        found = dsp.read_filter([query])
        assert (found.offset, found.limit) == (5, 10)
        assert found.matches(samples.DATASET)

    @pytest.mark.parametrize(
        ("left", "operator", "right", "expected"),
        [
            ("id", "in", ["a", "urn:data:1"], True),
            ("id", "in", [], False),
            ("dct:title", "=", "Spindle temperatures", True),
            (f"{EDC}name", "=", "x", True),
            ("edc:name", "=", "y", False),
            ("unknown", "=", "x", False),
        ],
    )
    def test_criteria(self, left, operator, right, expected):
        dataset = dsp.build_dataset(
            "urn:data:1",
            [{"@id": "o"}],
            ["f"],
            "s",
            **{"dct:title": "Spindle temperatures", EDC + "name": [{"@value": "x"}]},
        )
        criterion = {"operandLeft": left, "operator": operator, "operandRight": right}
        query = {"@type": "QuerySpec", "filterExpression": [criterion]}
        assert dsp.read_filter([query]).matches(dataset) is expected

    @pytest.mark.parametrize(
        "condition",
        [
            "text",
            5,
            {"sparql": "x"},
            {"text": 5},
            {"@type": "Other", "sparql": "x"},
            {"@type": "QuerySpec", "sortField": "name"},
            {"@type": "QuerySpec", "offset": -1},
            {"@type": "QuerySpec", "offset": True},
            {"@type": "QuerySpec", "limit": 0},
            {"@type": "QuerySpec", "limit": "10"},
            {"@type": "QuerySpec", "filterExpression": ["x"]},
            {"filterExpression": [{"operandLeft": "a", "operator": "="}]},
            {"filterExpression": [{"operandLeft": "a", "operator": "like", "operandRight": "%"}]},
            {"filterExpression": [{"operandLeft": 5, "operator": "=", "operandRight": "%"}]},
        ],
    )
    def test_what_is_not_understood_is_refused_with_400(self, condition):
        with pytest.raises(dsp.UnsupportedFilter) as refused:
            dsp.read_filter([condition])
        assert refused.value.status == 400
        assert refused.value.field.startswith("filter[0]")

    def test_too_many_conditions(self):
        with pytest.raises(dsp.UnsupportedFilter, match="more than 32"):
            dsp.read_filter([{"text": "x"}] * 33)


class TestPages:
    def test_built_as_the_specification_shows(self):
        assert dsp.build_links(next="https://p.example/catalog?t=2") == '<https://p.example/catalog?t=2>; rel="next"'
        assert dsp.build_links(next="n", previous="p") == '<p>; rel="previous", <n>; rel="next"'
        assert dsp.build_links() is None

    @pytest.mark.parametrize("address", ["a>b", "a b", "a\r\nX: y", 'a"'])
    def test_no_header_from_a_wrong_address(self, address):
        with pytest.raises(ValueError, match="not an address"):
            dsp.build_links(next=address)

    @pytest.mark.parametrize(
        ("header", "following", "previous"),
        [
            (None, None, None),
            ("", None, None),
            ('<https://x.example/2>; rel="next"', "https://x.example/2", None),
            ("<https://x.example/2>;rel=next", "https://x.example/2", None),
            ('<?page=2>; rel="next"', "https://p.example/catalog/request?page=2", None),
            ('</c?p=1>; title="a, b; <c>"; REL="Prev Next"', "https://p.example/c?p=1", "https://p.example/c?p=1"),
            (['<a>; rel="previous"', '<b>; rel="next"'], "https://p.example/catalog/b", "https://p.example/catalog/a"),
            ('<a>; rel="previous", <b>; rel="next"', "https://p.example/catalog/b", "https://p.example/catalog/a"),
            ('<a>; rel="next", <b>; rel="next"', "https://p.example/catalog/a", None),
            ('garbage, <b>; rel="next"', "https://p.example/catalog/b", None),
            ('garbage <b>; rel="next"', None, None),
            ("<a>", None, None),
            ('<a>; rel="stylesheet"', None, None),
            ("<a>; rel", None, None),
            ('<//[>; rel="next", <b>; rel="next"', "https://p.example/catalog/b", None),
        ],
    )
    def test_read_in_every_common_form(self, header, following, previous):
        links = dsp.parse_links(header, "https://p.example/catalog/request")
        assert links == dsp.Links(following, previous)

    @given(st.text(st.sampled_from('<>;,="[]/:\\ relnxt'), max_size=60))
    def test_any_header_is_read_without_an_error(self, header):
        dsp.parse_links(header, "https://p.example/")

    def test_a_long_header_costs_little(self):
        assert dsp.parse_links("<a>" + '; x="' * 50_000) == dsp.Links()
        assert dsp.parse_links("<" * 200_000) == dsp.Links()

    def test_what_is_built_is_read(self):
        header = dsp.build_links(next="https://p.example/?after=x%2Cy", previous="https://p.example/")
        assert dsp.parse_links(header) == dsp.Links("https://p.example/?after=x%2Cy", "https://p.example/")
