"""The ledger's tables, as SQLAlchemy Core sees them; Alembic makes them.

Times are integers, UTC milliseconds, in columns ending `_ms`. Codes are stored, never words.
"""

from monitor.ledger.tables.calls import announced, call, callback, guidance, planned_work
from monitor.ledger.tables.columns import metadata
from monitor.ledger.tables.discovery import proposal, segment, terminal_move, terminal_segment
from monitor.ledger.tables.equipment import device_credential, notice_heard, notice_tally
from monitor.ledger.tables.incidents import (
    found,
    incident,
    incident_account,
    incident_event,
    incident_evidence,
    incident_link,
    incident_terminal,
    incident_transition,
)
from monitor.ledger.tables.notices import delivery, notice, receiver_standing
from monitor.ledger.tables.orders import inbound, work_order, work_order_alarm, work_order_transition
from monitor.ledger.tables.people import api_token, audit, session, user
from monitor.ledger.tables.plans import plan, plan_handover, plan_run, plan_step_run, plan_version
from monitor.ledger.tables.plant import (
    account,
    account_phone,
    area,
    device,
    element,
    link,
    parcel,
    plant_version,
    service,
)
from monitor.ledger.tables.processes import change, command
from monitor.ledger.tables.standing import alarm, column_blob, rule_version, subject, terminal_state
from monitor.ledger.tables.terminal_tests import terminal_test
from monitor.ledger.tables.units import incident_unit, rota, storm, storm_incident, unit, unit_member

__all__ = [
    "account",
    "account_phone",
    "alarm",
    "announced",
    "api_token",
    "area",
    "audit",
    "call",
    "callback",
    "change",
    "column_blob",
    "command",
    "delivery",
    "device",
    "device_credential",
    "element",
    "found",
    "guidance",
    "inbound",
    "incident",
    "incident_account",
    "incident_event",
    "incident_evidence",
    "incident_link",
    "incident_terminal",
    "incident_transition",
    "incident_unit",
    "link",
    "metadata",
    "notice",
    "notice_heard",
    "notice_tally",
    "parcel",
    "plan",
    "plan_handover",
    "plan_run",
    "plan_step_run",
    "plan_version",
    "planned_work",
    "plant_version",
    "proposal",
    "receiver_standing",
    "rota",
    "rule_version",
    "segment",
    "service",
    "session",
    "storm",
    "storm_incident",
    "subject",
    "terminal_move",
    "terminal_segment",
    "terminal_state",
    "terminal_test",
    "unit",
    "unit_member",
    "user",
    "work_order",
    "work_order_alarm",
    "work_order_transition",
]
