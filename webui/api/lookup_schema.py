"""What the lookup takes and gives, as the document describes it."""

from __future__ import annotations

from pydantic import BaseModel, Field, model_validator

from webui.api.schema import Arguments, ElementRef, Ms


class LookupQuery(Arguments):
    """Whom it is about: one of these."""

    phone: str = Field(
        default="", max_length=200, description="A telephone number in any notation, `tel:`, `sip:` and base64 too."
    )
    account: str = Field(default="", max_length=200, description="An account, exactly.")
    q: str = Field(
        default="", max_length=200, description="Whatever is at hand: number, account, MAC, serial, card, IP, address."
    )

    @model_validator(mode="after")
    def _asks_something(self) -> LookupQuery:
        if not (self.phone.strip() or self.account.strip() or self.q.strip()):
            raise ValueError("phone, account or q is needed")
        return self


class NeighboursItem(BaseModel):
    """How the terminals beside it fare."""

    element: ElementRef
    total: int
    offline: int
    unseen: int
    pending: int = Field(description="How many of those seen have signal and have not logged in.")


class ServiceItem(BaseModel):
    """The verdict on one service."""

    service: str
    terminal: str
    status: str
    state: str
    verdict: str
    reason: str
    since_ms: Ms | None
    last_seen_ms: Ms | None
    incident: str | None
    out_of_limits: list[str] = Field(description="Metrics of the terminal that stand where service suffers.")
    changed: list[str] = Field(description="Metrics of the terminal that are far worse than they used to be.")
    neighbours: NeighboursItem | None


class RestorationItem(BaseModel):
    """When service is expected back."""

    after_ms: Ms
    before_ms: Ms


class PlannedItem(BaseModel):
    """Work that was announced."""

    from_ms: Ms
    to_ms: Ms
    text: dict[str, str] = Field(description="What callers are told of it, by language.")


class ToldItem(BaseModel):
    """Something the subscriber was told."""

    at_ms: Ms
    by: str = Field(description="Whose log-in or token it was.")
    how: str = Field(description="`agent`, or `announcement` for a machine.")
    verdict: str = Field(description="As here; `area.outage` and its likes where only the area was spoken of.")
    incident: str | None


class HomeMeant(BaseModel):
    """A home that an address may mean."""

    account: str
    name: str
    address: str


class HomeItem(BaseModel):
    """The verdict on one account."""

    account: str
    name: str
    address: str
    account_class: str
    status: str
    unit: str
    verdict: str
    reason: str
    sentence: dict[str, str] = Field(description="What to say, by language.")
    since_ms: Ms | None
    cause: str | None
    incident: str | None
    neighbours: NeighboursItem | None
    unaffected: list[str] = Field(description="Services that the trouble leaves alone.")
    services: list[ServiceItem]
    recent: list[str] = Field(description="Incidents of this home resolved within a day.")
    restoration: RestorationItem | None = Field(description="When service is expected back; null: nobody knows.")
    planned: PlannedItem | None = Field(description="Work that goes on at what feeds the home.")
    told: list[ToldItem] = Field(description="What the subscriber was told within a day, newest first.")


class LookupAnswer(BaseModel):
    """What is known about a telephone number."""

    phone: str
    e164: str = Field(description="Empty: not a telephone number.")
    known: bool
    verdict: str = Field(
        description="The most telling verdict; for nobody's `unknown_phone`, `not_a_phone` or `not_found`; `choose`: it"
        " is one of `candidates`."
    )
    sentence: dict[str, str]
    data_ms: Ms | None
    stale: bool
    accounts: list[HomeItem]
    candidates: list[HomeMeant] = Field(description="Homes an address may mean, where it may mean several.")
