"""Chinese numerals as addresses have them: digit by digit, or in tens and hundreds."""

from __future__ import annotations

DIGITS = "零一二三四五六七八九"
_VALUES = {digit: value for value, digit in enumerate(DIGITS)} | {"〇": 0, "两": 2}


def arabic(numeral: str) -> int:
    """Return what a numeral below a thousand says; written digit by digit it may be any."""
    if "十" not in numeral and "百" not in numeral:
        return int("".join(str(_VALUES[digit]) for digit in numeral))
    hundreds, hundred, below = numeral.rpartition("百")
    tens, ten, ones = below.rpartition("十")
    value = 100 * _digits(hundreds, 1) if hundred else 0
    return value + (10 * _digits(tens, 1) if ten else 0) + _digits(ones, 0)


def chinese(number: int) -> str:
    """Return a number from 0 to 99 as a numeral."""
    tens, ones = divmod(number, 10)
    if not tens:
        return DIGITS[ones]
    return ("" if tens == 1 else DIGITS[tens]) + "十" + (DIGITS[ones] if ones else "")


def _digits(text: str, otherwise: int) -> int:
    """Return the digits of a text as one number; noughts before the others say only that there are no tens."""
    digits = "".join(str(_VALUES[digit]) for digit in text if digit in _VALUES)
    return int(digits) if digits else otherwise
