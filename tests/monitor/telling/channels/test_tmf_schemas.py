"""What goes to TM Forum Open APIs is what their published schemas want."""

from __future__ import annotations

import copy
import json
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.telling.channels import tmf621, tmf642, tmf656
from monitor.telling.channels.reading import items
from monitor.telling.model import IncidentNotice, Message
from monitor.telling.payload import payload
from tests.monitor.telling.channels.oas import Published
from tests.monitor.telling.channels.strategies import notices

FILES = {
    "tmf656": (tmf656, "TMF656-v5.0.0.oas.yaml", "ServiceProblem_FVO", "ServiceProblem_MVO"),
    "tmf621": (tmf621, "TMF621-v5.0.1.oas.yaml", "TroubleTicket_FVO", "TroubleTicket_MVO"),
    "tmf642": (tmf642, "TMF642-v4.0.0.swagger.json", "Alarm_Create", "Alarm_Update"),
}
NAMES = list(FILES)


@cache
def published(path: Path) -> Published:
    return Published(path)


@pytest.fixture
def schemas(real_data: Path):
    """Return `schemas(name)`: the published schemas of an API."""
    return lambda name: published(real_data / "tmf" / FILES[name][1])


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(notice=notices(), language=st.sampled_from(["zh", "en"]))
def test_whatever_a_notice_says_is_valid(schemas, name: str, notice: IncidentNotice, language):
    module, _, create, change = FILES[name]
    body = json.loads(json.dumps(payload(notice, language, ZoneInfo("Asia/Shanghai"), "https://noc.example")))
    (item,) = items(Message("x", 0, body))
    schemas(name).check(create, module.created(item))
    schemas(name).check(change, module.changed(item))
    if name != "tmf642":
        made = module.created(item)
        assert (made["status"] == "resolved") == item.over


@pytest.mark.parametrize("name", NAMES)
def test_a_test_is_valid_and_over_when_it_comes(schemas, name: str):
    module, _, create, _ = FILES[name]
    made = module.attempt("test_1_desk", "Only a test.", "2023-11-14T22:13:20.123Z")
    schemas(name).check(create, made)
    assert made.get("status", made.get("state")) in {"cancelled", "cleared"}


@pytest.mark.parametrize(
    ("name", "spoil"),
    [
        *[("tmf656", key) for key in ("@type", "category", "description", "priority", "reason", "originatorParty")],
        *[("tmf621", key) for key in ("@type", "description", "severity", "ticketType")],
        *[
            ("tmf642", key)
            for key in (
                "alarmRaisedTime",
                "alarmType",
                "alarmedObject",
                "perceivedSeverity",
                "probableCause",
                "sourceSystemId",
                "state",
            )
        ],
    ],
)
def test_the_schema_would_refuse_what_lacks_a_part(schemas, messages, name: str, spoil: str):
    module, _, create, _ = FILES[name]
    made = module.created(items(messages["opened"])[0])
    schemas(name).check(create, made)
    del made[spoil]
    with pytest.raises((AssertionError, jsonschema.ValidationError)):
        schemas(name).check(create, made)


def test_the_schema_would_refuse_a_wrong_state_a_wrong_type_and_a_stranger(schemas, messages):
    made = tmf656.created(items(messages["opened"])[0])
    for key, value in (("status", "submitted"), ("priority", "1"), ("colour", "red"), ("creationDate", "yesterday")):
        with pytest.raises((AssertionError, jsonschema.ValidationError)):
            schemas("tmf656").check("ServiceProblem_FVO", made | {key: value})
    wrong = copy.deepcopy(made)
    wrong["originatorParty"]["partyOrPartyRole"]["@type"] = "Nobody"
    with pytest.raises(AssertionError, match="Nobody"):
        schemas("tmf656").check("ServiceProblem_FVO", wrong)


def test_the_validated_examples_pass(schemas, real_data: Path):
    examples = json.loads((real_data.parent / "domain" / "tmf_examples.json").read_text(encoding="utf-8"))
    for name, (_, _, create, _) in FILES.items():
        schemas(name).check(create, examples[name])
