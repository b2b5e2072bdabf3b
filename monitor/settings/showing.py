"""What can be configured of how things are shown: pages, maps and files of them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from monitor.settings.section import Positive, Section
from monitor.settings.values import Origins, OwnAddress, Region, TileAddress, TimeZone


class Web(Section):
    """Pages and API."""

    host: str = Field(default="127.0.0.1", description="Address to listen on.")
    port: Annotated[int, Field(ge=0, le=65535)] = Field(default=8080, description="Port to listen on.")
    public_url: str = Field(
        default="", description="Address people use, for links in notices; empty: http://host:port."
    )
    session_hours: Positive = Field(default=12.0, description="Hours a log-in lasts.")
    secure_cookies: bool = Field(default=False, description="Send cookies over HTTPS only; switch on behind TLS.")
    frame_ancestors: Origins = Field(
        default="",
        description="Origins whose pages may hold the lookup in a frame, e.g. https://calls.example.net; empty: none.",
    )


class Display(Section):
    """How things are shown."""

    language: Literal["zh", "en"] = Field(default="zh", description="Language of pages where the user chose none.")
    level_unit: Literal["dBmV", "dBuV"] = Field(default="dBmV", description="Unit of RF levels; dBuV = dBmV + 60.")
    timezone: TimeZone = Field(default="Asia/Shanghai", description="Time zone of pages and notices.")
    phone_region: Region = Field(
        default="CN",
        description="Country of phone numbers written without a country code, and behind a dash the area code of those"
        " without one, e.g. CN-0571.",
    )


class GeoPackage(Section):
    """A file of plant, states and open incidents for QGIS and its like, written every night."""

    enabled: bool = Field(default=False, description="Whether it is written.")
    folder: Path = Field(default=Path("exports"), description="Folder it is written to, as plantwatch.gpkg.")
    hour: Annotated[int, Field(ge=0, le=23)] = Field(
        default=3, description="Hour of the day after which it is written, in display.timezone."
    )


class BaseMap(Section):
    """What lies under the plant on the map. Without a base map the plant itself is the ground."""

    base_tiles: TileAddress = Field(
        default="",
        description="Address of a base map's image tiles, e.g. https://tiles.example.net/{z}/{x}/{y}.png; empty: none.",
    )
    base_datum: Literal["wgs84", "gcj02"] = Field(
        default="wgs84",
        description="Datum the base map is drawn in; where it is gcj02 all that is drawn on it is shifted to fit.",
    )
    base_max_zoom: Annotated[int, Field(ge=0, le=22)] = Field(
        default=18, description="Zoom of the finest tiles there are; they are enlarged from there on."
    )
    base_attribution: str = Field(default="", description="Whom the map names as the source of the tiles.")


class Demo(Section):
    """A demonstration; nothing to set for a real plant."""

    control: OwnAddress = Field(
        default="",
        description="Address of a simulated plant's control on this machine: pages then offer to break things in it.",
    )
