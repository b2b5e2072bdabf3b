"""Phone numbers as E.164, however a caller, an agent or a file writes them."""

from __future__ import annotations

import re
import unicodedata

import phonenumbers

_EXTENSION = re.compile(r"(转|轉|分机|ext\.?|x|#).*$", re.IGNORECASE)
_SEVERAL = re.compile(r"[;,/、]")
_PUNCTUATION = re.compile(r"[\s\-‐-―()\[\].·_]")
_CHINESE_MOBILE = re.compile(r"(?:\+?86|0086)?(1[38]\d{9})")
"""The oldest mobile prefixes, wholly in use: most of a subscriber file, and a hundred times faster than parsing."""


def e164(text: str, region: str = "CN") -> str:
    """Return a phone number as `+` and digits; the empty string for what is not one.

    `region` (ISO 3166) is the country of numbers written without a country code. Full-width digits,
    spaces, dashes, brackets and an extension are understood; two numbers in one are not. A landline
    needs its area code: without it nobody can say whose number it is.
    """
    written = unicodedata.normalize("NFKC", text)
    digits = _PUNCTUATION.sub("", _EXTENSION.sub("", written))
    if _SEVERAL.search(written):
        return ""
    if region == "CN" and (mobile := _CHINESE_MOBILE.fullmatch(digits)) and digits.isascii():
        return f"+86{mobile[1]}"
    if digits.startswith("00") and region == "CN":
        digits = f"+{digits[2:]}"
    try:
        number = phonenumbers.parse(digits, region)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_valid_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
