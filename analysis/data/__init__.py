"""The tables of ``data/``: described beside themselves, checked when sealed, loaded by name."""

from analysis.data.catalogue import DATA, as_of, describe, file_of, fingerprint, load, names, title

__all__ = ["DATA", "as_of", "describe", "file_of", "fingerprint", "load", "names", "title"]
