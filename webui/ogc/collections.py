"""The collections of /ogc, one literal table."""

from __future__ import annotations

from webui.access import EVERYBODY, OPERATORS, Visitor
from webui.ogc import accounts, incidents, plant
from webui.ogc.model import Collection

OF_PLANT = {"kind": "Kind of element, as in plant files.", "state": "State now, such as `registered` or `dark`."}

COLLECTIONS = (
    Collection(
        "elements",
        "Elements",
        "Plant from the headend to the taps, with the state of what is asked. Terminals are a collection of their own.",
        OF_PLANT,
        EVERYBODY,
        plant.elements_page,
        plant.element_one,
    ),
    Collection(
        "spans",
        "Spans",
        "Cables, each under the id of the element it feeds; straight where the plant file has no course.",
        OF_PLANT,
        EVERYBODY,
        plant.spans_page,
        plant.span_one,
    ),
    Collection(
        "terminals",
        "Terminals",
        "Modems, set-top boxes, ONUs and EoC units with their states.",
        OF_PLANT,
        EVERYBODY,
        plant.terminals_page,
        plant.terminal_one,
    ),
    Collection(
        "accounts",
        "Accounts",
        "Subscribers with name and address, for those who may see them.",
        {"class": "Customer class.", "status": "active, arrears or suspended.", "unit": "Unit in charge."},
        OPERATORS,
        accounts.accounts_page,
        accounts.account_one,
        names_people=True,
    ),
    Collection(
        "incidents",
        "Incidents",
        "Areas of incidents, newest first; `datetime` asks for those that were open then.",
        {
            "state": "open or resolved.",
            "severity": "cleared, indeterminate, warning, minor, major or critical.",
            "cause": "Class of cause, such as `element` or `power`.",
        },
        EVERYBODY,
        incidents.incidents_page,
        incidents.incident_one,
    ),
)


def seen_by(visitor: Visitor) -> list[Collection]:
    """Return the collections somebody may see."""
    return [
        item for item in COLLECTIONS if visitor.role in item.roles and (visitor.sees_names or not item.names_people)
    ]
