"""Numbers as lists show them: letters and Roman numerals."""

_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
          (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip


def numeral(n: int, format: str) -> str:
    """A number in Word's formats ("decimal", "lowerLetter", "upperRoman", ...); 27 is "aa"."""
    case = str.upper if format.startswith("upper") else str
    if format.endswith("Letter") and 1 <= n <= 26 * 5:
        return case(chr(97 + (n - 1) % 26) * (1 + (n - 1) // 26))
    if format.endswith("Roman") and 1 <= n < 4000:
        return case(roman(n))
    return str(n)


def roman(n: int) -> str:
    """A number from 1 to 3999 in small Roman letters."""
    found = ""
    for value, letters in _ROMAN:
        count, n = divmod(n, value)
        found += letters * count
    return found
