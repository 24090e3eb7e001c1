"""Where the sources are, and the keys to them."""

import os
from dataclasses import dataclass, field, fields, replace

MIRROR = "TRADE_REPORT_SOURCES"  # address of a mirror that serves every source under its name


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
    """Return the official addresses, or those of the mirror in ``TRADE_REPORT_SOURCES``, with keys if set."""
    sources = Sources(
        census_key=os.environ.get("CENSUS_API_KEY", "").strip(),
        comtrade_key=os.environ.get("COMTRADE_API_KEY", "").strip(),
    )
    mirror = os.environ.get(MIRROR, "").rstrip("/")
    return at(mirror, sources) if mirror else sources


def is_mirrored() -> bool:
    """Tell whether a mirror stands for the sources; it is one's own, so nothing need be spared."""
    return bool(os.environ.get(MIRROR))


def at(base: str, sources: Sources | None = None) -> Sources:
    """Return ``sources`` with every address under ``base``, each under its own name."""
    sources = sources or Sources()
    names = [item.name for item in fields(Sources) if not item.name.endswith("_key")]
    return replace(sources, **{name: f"{base}/{name}" for name in names})
