"""Who lives in a larger town: families, shops, and the hospitals, schools and offices that must never be cut off."""

from __future__ import annotations

from dataclasses import dataclass, field

from simulator.people import Account, People

_INSTITUTIONS = (
    ("第一人民医院", "First People's Hospital"),
    ("中医院", "Hospital of Chinese Medicine"),
    ("社区卫生服务中心", "Community Health Centre"),
    ("实验小学", "Experimental Primary School"),
    ("中学", "Middle School"),
    ("幼儿园", "Kindergarten"),
    ("街道办事处", "Subdistrict Office"),
    ("派出所", "Police Station"),
    ("政务服务中心", "Government Service Centre"),
)
_TRADES = (
    ("便利店", "Convenience Store"), ("茶楼", "Tea House"), ("网吧", "Internet Café"), ("宾馆", "Hotel"),
    ("药房", "Pharmacy"), ("面馆", "Noodle House"), ("汽修厂", "Garage"), ("律师事务所", "Law Office"),
)  # fmt: skip
RECENT = 400
"""Accounts back that a telephone number may be shared with: parents' and children's homes lie near each other."""


@dataclass(slots=True)
class Townsfolk:
    """Draws subscribers of a larger town."""

    people: People
    institutions: float = 0.03
    """Share of houses that are an institution."""
    trades: float = 0.12
    """Share of houses that are a shop or an office."""
    shared: float = 0.02
    """Share of accounts that leave somebody else's telephone number."""
    _recent: list[str] = field(default_factory=list)

    def household(self) -> Account:
        """Draw who lives in a flat."""
        return self._account("", "residential")

    def house(self, street: tuple[str, str]) -> Account:
        """Draw who is in a house on a street, whose names are given without its kind."""
        draw = self.people.draw
        chance = draw.random()
        if chance < self.institutions:
            zh, en = draw.choice(_INSTITUTIONS)
            return self._account(f"{street[0]}{zh} {street[1]} {en}", "priority")
        if chance < self.institutions + self.trades:
            zh, en = draw.choice(_TRADES)
            return self._account(f"{street[0]}{zh} {street[1]} {en}", "business")
        return self._account("", "residential")

    def _account(self, name: str, cls: str) -> Account:
        draw = self.people.draw
        in_english = draw.random() < 0.2
        phones = [self.people.phone() for _ in range(draw.choices((1, 2, 3), (6, 3, 1))[0])]
        if self._recent and draw.random() < self.shared:
            phones.append(draw.choice(self._recent))
        self._recent = [*self._recent[1 - RECENT :], phones[0]]
        fate = draw.random()
        status = "suspended" if fate < 0.012 else "arrears" if fate < 0.04 else "active"
        must_stay = cls == "priority"
        return Account(
            name or self.people.name(in_english=in_english), tuple(phones), cls, "active" if must_stay else status,
            in_english,
        )  # fmt: skip
