"""Published schemas of TM Forum Open APIs, as validators: `oneOf` is the choice that the discriminator makes."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import yaml

TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


class Published:
    """One API's schemas."""

    def __init__(self, path: Path) -> None:
        text = path.read_text(encoding="utf-8")
        self.document: dict[str, Any] = json.loads(text) if path.suffix == ".json" else yaml.safe_load(text)
        self.place = "definitions" if "definitions" in self.document else "components"
        self.schemas: dict[str, Any] = self.document.get("definitions") or self.document["components"]["schemas"]

    def check(self, name: str, document: Any) -> None:
        """Raise jsonschema.ValidationError or AssertionError where a document is not what a schema wants."""
        self._check({"$ref": f"x/{name}"}, document, name)

    def _check(self, schema: dict[str, Any], value: Any, where: str) -> None:
        """Walk schema and value together, so that each discriminator chooses where it stands."""
        properties, required = self._flat(schema, value, where)
        plain = {"type": schema["type"]} if "type" in schema else {}
        jsonschema.validate(value, plain | {key: schema[key] for key in ("enum", "pattern") if key in schema})
        if schema.get("format") == "date-time":
            assert TIME.fullmatch(value), f"{where}: {value} is no time of RFC 3339"
        if isinstance(value, dict) and properties:
            assert set(required) <= set(value), f"{where}: {set(required) - set(value)} missing"
            assert set(value) <= set(properties), f"{where}: {set(value) - set(properties)} not in the schema"
            for key, inner in value.items():
                self._check(self._of(properties[key]), inner, f"{where}.{key}")
        if isinstance(value, list):
            for number, inner in enumerate(value):
                self._check(self._of(schema["items"]), inner, f"{where}[{number}]")

    def _flat(self, schema: dict[str, Any], value: Any, where: str) -> tuple[dict[str, Any], list[str]]:
        """Return properties and required names of a schema with all it is made of."""
        schema = self._of(schema)
        properties, required = dict(schema.get("properties", {})), list(schema.get("required", []))
        chosen = list(schema.get("allOf", []))
        if "oneOf" in schema or ("discriminator" in schema and isinstance(schema["discriminator"], dict)):
            kind = value.get("@type") if isinstance(value, dict) else None
            mapping = schema["discriminator"]["mapping"]
            assert kind in mapping, f"{where}: @type {kind} is none of {sorted(mapping)}"
            if "oneOf" in schema:
                chosen.append({"$ref": mapping[kind]})
        for part in chosen:
            inner, needed = self._flat(part, value, where)
            properties |= inner
            required += needed
        return properties, required

    def _of(self, schema: dict[str, Any]) -> dict[str, Any]:
        return self.schemas[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
