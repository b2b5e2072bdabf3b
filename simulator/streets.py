"""A made-up town: a street grid in metres, its names, and where that lies on WGS-84."""

from __future__ import annotations

import math
from dataclasses import dataclass
from random import Random

Point = tuple[float, float]
"""Metres east and north of the town's origin, or degrees east and north once placed."""
Corner = tuple[int, int]
"""Which avenue (west to east) crosses which street (south to north)."""

METRES_PER_DEGREE = 111_320.0
_NAMES = (
    ("人民", "Renmin"),
    ("解放", "Jiefang"),
    ("建设", "Jianshe"),
    ("东风", "Dongfeng"),
    ("临江", "Linjiang"),
    ("学府", "Xuefu"),
    ("青石", "Qingshi"),
    ("桂花", "Guihua"),
    ("文昌", "Wenchang"),
    ("翠屏", "Cuiping"),
    ("槐树", "Huaishu"),
    ("南门", "Nanmen"),
    ("火炬", "Huoju"),
    ("茶园", "Chayuan"),
    ("双桥", "Shuangqiao"),
    ("锦绣", "Jinxiu"),
    ("紫藤", "Ziteng"),
    ("长兴", "Changxing"),
)
_FIRST = (
    ("永", "Yong"), ("和", "He"), ("兴", "Xing"), ("安", "An"), ("福", "Fu"), ("清", "Qing"), ("龙", "Long"),
    ("凤", "Feng"), ("云", "Yun"), ("春", "Chun"), ("松", "Song"), ("银", "Yin"), ("金", "Jin"), ("白", "Bai"),
)  # fmt: skip
_SECOND = (
    ("泰", "tai"), ("江", "jiang"), ("湖", "hu"), ("山", "shan"), ("溪", "xi"), ("桥", "qiao"), ("泉", "quan"),
    ("华", "hua"), ("昌", "chang"), ("塘", "tang"), ("林", "lin"), ("岭", "ling"), ("城", "cheng"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Street:
    """A street by its two names."""

    zh: str
    en: str
    stem: tuple[str, str] = ("", "")
    """Both names without what kind of street it is."""


@dataclass(frozen=True, slots=True)
class Town:
    """A street grid, a little askew, somewhere on the globe."""

    lon: float
    lat: float
    askew: float
    """Radians the grid is turned against north."""
    xs: tuple[float, ...]
    """Metres east of the origin of each avenue."""
    ys: tuple[float, ...]
    """Metres north of the origin of each street."""
    avenues: tuple[Street, ...]
    streets: tuple[Street, ...]

    def corner(self, at: Corner) -> Point:
        """Return a crossing in metres."""
        return self.xs[at[0]], self.ys[at[1]]

    def place(self, point: Point) -> Point:
        """Return metres as (lon, lat), degrees WGS-84, rounded to a centimetre or so."""
        x, y = point
        east = x * math.cos(self.askew) - y * math.sin(self.askew)
        north = x * math.sin(self.askew) + y * math.cos(self.askew)
        lat = self.lat + north / METRES_PER_DEGREE
        lon = self.lon + east / (METRES_PER_DEGREE * math.cos(math.radians(self.lat)))
        return round(lon, 7), round(lat, 7)

    def street(self, a: Corner, b: Corner) -> tuple[str, Street]:
        """Return the key and names of the street that joins two neighbouring corners."""
        if a[1] == b[1]:
            return f"s{a[1]}", self.streets[a[1]]
        return f"a{a[0]}", self.avenues[a[0]]


def draw_town(draw: Random, columns: int, rows: int) -> Town:
    """Draw a town of `columns` avenues and `rows` streets, blocks of 110 to 190 m."""
    names = [_name(number) for number in range(columns + rows)]
    draw.shuffle(names)
    return Town(
        lon=104.7 + draw.uniform(-0.3, 0.3),
        lat=31.4 + draw.uniform(-0.3, 0.3),
        askew=draw.uniform(-0.25, 0.25),
        xs=_spaced(draw, columns),
        ys=_spaced(draw, rows),
        avenues=tuple(Street(f"{zh}大道", f"{en} Avenue", (zh, en)) for zh, en in names[:columns]),
        streets=tuple(Street(f"{zh}路", f"{en} Road", (zh, en)) for zh, en in names[columns:]),
    )


def along(a: Point, b: Point, metres: float) -> Point:
    """Return the point `metres` from `a` on the way to `b`."""
    share = metres / (math.dist(a, b) or 1.0)
    return a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share


def beside(a: Point, b: Point, metres: float, offset: float) -> Point:
    """Return the point `metres` from `a` towards `b`, `offset` metres to the left of the way."""
    x, y = along(a, b, metres)
    run = math.dist(a, b) or 1.0
    return x - (b[1] - a[1]) / run * offset, y + (b[0] - a[0]) / run * offset


def walk(a: Corner, b: Corner) -> list[Corner]:
    """Return the corners of a way from `a` to `b`: along the street first, then the avenue."""
    step_x, step_y = (1 if b[0] >= a[0] else -1), (1 if b[1] >= a[1] else -1)
    way = [(i, a[1]) for i in range(a[0], b[0] + step_x, step_x)]
    return way + [(b[0], j) for j in range(a[1] + step_y, b[1] + step_y, step_y) if a[1] != b[1]]


def spanning_tree(draw: Random, columns: int, rows: int, root: Corner, origin: Corner) -> dict[Corner, list[Corner]]:
    """Draw which block leads to which corner: a tree over a territory's corners, from `root` outwards.

    The territory has `columns` × `rows` corners from `origin`. Half the time the newest corner goes
    on (long cascades), half the time any (branches).
    """
    tree: dict[Corner, list[Corner]] = {root: []}
    open_corners = [root]
    while open_corners:
        at = open_corners[-1] if draw.random() < 0.5 else draw.choice(open_corners)
        free = [corner for corner in _neighbours(at, columns, rows, origin) if corner not in tree]
        if not free:
            open_corners.remove(at)
            continue
        following = draw.choice(free)
        tree[at].append(following)
        tree[following] = []
        open_corners.append(following)
    return tree


def _neighbours(at: Corner, columns: int, rows: int, origin: Corner) -> list[Corner]:
    around = [(at[0] + 1, at[1]), (at[0] - 1, at[1]), (at[0], at[1] + 1), (at[0], at[1] - 1)]
    return [(i, j) for i, j in around if 0 <= i - origin[0] < columns and 0 <= j - origin[1] < rows]


def _spaced(draw: Random, count: int) -> tuple[float, ...]:
    at, places = 0.0, []
    for _ in range(count):
        places.append(round(at, 1))
        at += draw.uniform(110.0, 190.0)
    return tuple(places)


def _name(number: int) -> tuple[str, str]:
    """Return the name of the street of a number: well-worn ones first, then pairs of syllables."""
    if number < len(_NAMES):
        return _NAMES[number]
    again, pair = divmod(number - len(_NAMES), len(_FIRST) * len(_SECOND))
    (zh, en), (second_zh, second_en) = _FIRST[pair % len(_FIRST)], _SECOND[pair * 5 % len(_SECOND)]
    more = ("", "") if not again else (str(again + 1), f" {again + 1}")
    return zh + second_zh + more[0], en + second_en + more[1]
