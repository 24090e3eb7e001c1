"""A finished book as one piece of bytes: for the cache, and for the way from another machine."""

import io
import json
import tarfile
from pathlib import Path

from analysis.errors import ReportError

_NOTES = "notes.json"


def pack(html: Path, notes: list[str]) -> bytes:
    """Return the files of the folder ``html`` and the notes on their making."""
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w") as archive:
        said = json.dumps(notes).encode()
        about = tarfile.TarInfo(_NOTES)
        about.size = len(said)
        archive.addfile(about, io.BytesIO(said))
        archive.add(html, "html")
    return target.getvalue()


def unpack(content: bytes, target: Path) -> list[str]:
    """Write the files to the new folder ``target`` and return the notes; raises ReportError if they are no book."""
    unpacked = target.with_name(f"{target.name}.unpacked")
    try:
        with tarfile.open(fileobj=io.BytesIO(content)) as archive:
            said = archive.extractfile(_NOTES)
            notes: list[str] = [] if said is None else json.load(said)
            archive.extractall(unpacked, filter="data")
    except (tarfile.TarError, KeyError, ValueError) as error:
        raise ReportError(f"the archive of a book cannot be read ({error})") from error
    if not (unpacked / "html").is_dir():
        raise ReportError("the archive of a book holds none")
    (unpacked / "html").rename(target)
    return notes
