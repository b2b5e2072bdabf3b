"""Who lives behind the taps: names, telephone numbers, what they buy and whether they pay."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

_SURNAMES = (
    ("王", "Wang"), ("李", "Li"), ("张", "Zhang"), ("刘", "Liu"), ("陈", "Chen"), ("杨", "Yang"), ("赵", "Zhao"),
    ("黄", "Huang"), ("周", "Zhou"), ("吴", "Wu"), ("徐", "Xu"), ("孙", "Sun"), ("胡", "Hu"), ("朱", "Zhu"),
    ("高", "Gao"), ("林", "Lin"), ("何", "He"), ("郭", "Guo"), ("马", "Ma"), ("罗", "Luo"), ("梁", "Liang"),
    ("宋", "Song"), ("郑", "Zheng"), ("谢", "Xie"), ("韩", "Han"), ("唐", "Tang"), ("冯", "Feng"), ("欧阳", "Ouyang"),
)  # fmt: skip
_GIVEN = (
    ("伟", "Wei"), ("芳", "Fang"), ("秀英", "Xiuying"), ("敏", "Min"), ("静", "Jing"), ("丽", "Li"), ("强", "Qiang"),
    ("磊", "Lei"), ("洋", "Yang"), ("艳", "Yan"), ("勇", "Yong"), ("军", "Jun"), ("杰", "Jie"), ("娟", "Juan"),
    ("涛", "Tao"), ("明", "Ming"), ("超", "Chao"), ("秀兰", "Xiulan"), ("霞", "Xia"), ("平", "Ping"), ("刚", "Gang"),
    ("桂英", "Guiying"), ("建国", "Jianguo"), ("玉梅", "Yumei"), ("子涵", "Zihan"), ("雨桐", "Yutong"),
)  # fmt: skip
_FOREIGN = ("Anna", "Peter", "Maria", "Tom", "Sofia", "James", "Olga", "Lucas", "Emma", "David")
_FOREIGN_SURNAMES = ("Miller", "Novak", "Rossi", "Jensen", "Kim", "Garcia", "Ivanova", "Brown", "O'Neill", "Schäfer")
_MOBILES = ("130", "131", "135", "136", "137", "138", "139", "150", "151", "158", "159", "177", "180", "186", "188")
AREA_CODE = "0816"


@dataclass(frozen=True, slots=True)
class Account:
    """A subscriber as customer service knows them."""

    name: str
    phones: tuple[str, ...]
    cls: str
    status: str
    in_english: bool
    """The address is kept in English."""


@dataclass(slots=True)
class People:
    """Draws subscribers; no telephone number is given out twice."""

    draw: Random
    _numbers: set[str]

    def account(self) -> Account:
        """Draw one subscriber."""
        draw = self.draw
        in_english = draw.random() < 0.25
        phones = tuple(self.phone() for _ in range(2 if draw.random() < 0.2 else 1))
        fate = draw.random()
        status = "suspended" if fate < 0.012 else "arrears" if fate < 0.04 else "active"
        return Account(self.name(in_english=in_english), phones, self._class(), status, in_english)

    def _class(self) -> str:
        chance = self.draw.random()
        return "priority" if chance < 0.04 else "business" if chance < 0.09 else "residential"

    def name(self, *, in_english: bool) -> str:
        """Draw a person's name."""
        draw = self.draw
        (zh, en), (given_zh, given_en) = draw.choice(_SURNAMES), draw.choice(_GIVEN)
        if not in_english:
            return zh + given_zh
        if draw.random() < 0.3:
            return f"{draw.choice(_FOREIGN)} {draw.choice(_FOREIGN_SURNAMES)}"
        return f"{given_en} {en}"

    def phone(self) -> str:
        """Draw a new number and write it the way some clerk once did."""
        draw = self.draw
        while True:
            fixed = draw.random() < 0.2
            digits = (
                f"{AREA_CODE}{draw.randrange(2_000_000, 9_000_000)}"
                if fixed
                else f"{draw.choice(_MOBILES)}{draw.randrange(10**8):08d}"
            )
            if digits not in self._numbers:
                self._numbers.add(digits)
                return _written(draw, digits, fixed=fixed)


def draw_people(draw: Random) -> People:
    """Return a source of subscribers."""
    return People(draw, set())


def services(draw: Random, modem: str, set_top: str) -> list[tuple[str, str]]:
    """Draw (service, terminal) pairs of a home; an empty terminal is a service nobody can look at."""
    bought: list[tuple[str, str]] = []
    if modem:
        bought.append(("broadband", modem))
        if draw.random() < 0.2:
            bought.append(("voice", modem))
    if set_top or not modem:
        bought.append(("tv", set_top))
    elif draw.random() < 0.03:
        bought.append(("tv", ""))
    if modem and set_top and draw.random() < 0.6:
        bought.append(("vod", modem))
    return bought


def _written(draw: Random, digits: str, *, fixed: bool) -> str:
    forms: tuple[str, ...]
    if fixed:
        code, rest = digits[:4], digits[4:]
        forms = (f"{code}-{rest}", f"({code}) {rest[:3]} {rest[3:]}", f"+86 {code[1:]} {rest}", f"{code}{rest}")
    else:
        forms = (
            digits,
            f"{digits[:3]} {digits[3:7]} {digits[7:]}",
            f"+86{digits}",
            f"+86 {digits[:3]}-{digits[3:7]}-{digits[7:]}",
            f"0086 {digits}",
        )
    return draw.choice(forms)
