"""Names of products in a language whose government publishes the Harmonized System: Vietnamese.

The official wording is law, and long. A reader gets its lowest text that names a thing, or the start of its heading
with what the lower texts say of it.
"""

import re
from collections.abc import Mapping
from functools import cache

from analysis.data import load
from analysis.language import SOURCE, current

BETWEEN = " — "  # of the levels between a heading and a subheading
LONGEST = 64  # letters of a heading in a name
_QUALIFIER = re.compile(
    r"(?:loại|dạng|từ|có|bằng|dùng|trên|dưới|không|chưa|đã|của|được|cho|trong|với|khác|chứa|in|tẩy|nhuộm|đông lạnh|tươi"
    r"|sống|ướp lạnh|mới|các loại khác|kể cả|để|hàm lượng|công suất|trọng lượng|dung tích|chiều|thuộc|hoạt động"
    r"|mặt ngoài|kết hợp với|(?:các )?(?:sản phẩm|máy|thiết bị|máy và thiết bị|bộ phận|bộ phận và phụ kiện) khác$"
    r"|bộ phận(?: và phụ kiện)?$)\b"
)
_OTHER = "loại khác"
_TOYS = re.compile("Xe đạp ba bánh, xe đẩy.*đồ chơi.*")  # a heading whose first words are not what it is known for


def official() -> Mapping[str, str]:
    """Return the official name of each chapter, heading and subheading in the current language; empty in English.

    The name of a subheading leaves out that of its heading.
    """
    if current() == SOURCE:
        return {}
    return _official(current())


@cache
def _official(language: str) -> Mapping[str, str]:
    return dict(load(f"hs_names_{language}")[["hs", "name"]].itertuples(index=False, name=None))


def readable(code: str, names: Mapping[str, str]) -> str:
    """Return the readable name of ``code``, 4 to 10 digits, from ``names``; nothing if they lack its heading.

    >>> readable("611020", official())
    'Áo bó, áo chui đầu, áo cardigan, gi-lê, từ bông'
    """
    heading = names.get(code[:4])
    if heading is None:
        return ""
    below = [_short(text) for text in names.get(code[:6], "").split(BETWEEN) if text]
    things = [place for place, text in enumerate(below) if not _QUALIFIER.match(text.lower())]
    parts = below[things[-1] :] if things else [_short(heading), *below]
    said = [text for text in parts[1:] if text.lower() != _OTHER]
    if parts[1:] and not said:
        said = [_OTHER]
    return ", ".join([parts[0], *(text[:1].lower() + text[1:] for text in said)])


def _short(text: str) -> str:
    """Return ``text`` up to its first semicolon or bracket, and cut where a part of it ends if it is still long.

    The bracket in the name of a polymer, ``Poly (vinyl clorua)``, is no end.
    """
    text = re.split(r";|(?<!Poly) \(|,? trừ |,? (?:có hoặc không|đã hoặc chưa) ", _TOYS.sub("Đồ chơi", text))[0]
    if len(text) <= LONGEST:
        return text
    ends = [found.start() for found in re.finditer(r", |(?<!dùng)(?<!dụng) hoặc |(?<!Bộ phận) và ", text[:LONGEST])]
    return text[: ends[-1]] if ends else text
