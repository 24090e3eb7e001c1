"""Where the sources are, and the keys to them."""

import os
import re
from dataclasses import dataclass, field, fields, replace

from analysis.errors import ReportError

MIRROR = "TRADE_REPORT_SOURCES"  # address of a mirror that serves every source under its name
_ADDRESS = re.compile(r"https?://([\w.-]+|\[[0-9a-f:]+\])(:\d{1,5})?(/[\w./-]*)?", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True)
class Sources:
    """Base addresses of the official sources, and keys, which are never shown."""

    census: str = "https://api.census.gov"
    fred: str = "https://fred.stlouisfed.org"
    treasury: str = "https://api.fiscaldata.treasury.gov"
    usitc: str = "https://hts.usitc.gov"
    federal_register: str = "https://www.federalregister.gov"
    comtrade: str = "https://comtradeapi.un.org"
    census_key: str = field(default="", repr=False)
    comtrade_key: str = field(default="", repr=False)


def from_environment() -> Sources:
    """Return the official addresses, or those of the mirror in ``TRADE_REPORT_SOURCES``, with keys if set.

    Raises ReportError for a key or an address that cannot be one.
    """
    sources = Sources(census_key=_key("CENSUS_API_KEY"), comtrade_key=_key("COMTRADE_API_KEY"))
    mirror = os.environ.get(MIRROR, "").rstrip("/")
    if mirror and not _ADDRESS.fullmatch(mirror):
        raise ReportError(f"{MIRROR}={mirror!r:.80}: not an address; write it as https://host or http://127.0.0.1:8000")
    return at(mirror, sources) if mirror else sources


def _key(variable: str) -> str:
    """Return the key in an environment variable, or nothing; its value is in no message."""
    key = os.environ.get(variable, "").strip()
    if key and not re.fullmatch(r"[!-~]{8,}", key):
        raise ReportError(f"{variable}: not a key, which has eight or more ASCII letters, digits and signs, no spaces")
    return key


def is_mirrored() -> bool:
    """Tell whether a mirror stands for the sources; it is one's own, and bears any load."""
    return bool(os.environ.get(MIRROR))


def at(base: str, sources: Sources | None = None) -> Sources:
    """Return ``sources`` with every address under ``base``, each under its own name."""
    sources = sources or Sources()
    names = [item.name for item in fields(Sources) if not item.name.endswith("_key")]
    return replace(sources, **{name: f"{base}/{name}" for name in names})
