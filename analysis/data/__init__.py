"""The tables of ``data/``: described in ``datapackage.json``, loaded and checked by name."""

from analysis.data.catalogue import DATA, as_of, describe, load, names

__all__ = ["DATA", "as_of", "describe", "load", "names"]
