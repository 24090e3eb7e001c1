"""A finished book as one piece of bytes: for the cache, and for the way from another machine."""

import io
import tarfile
from pathlib import Path

from analysis.errors import ReportError
from analysis.publish.cache import Cache


def pack(html: Path) -> bytes:
    """Return the files of the folder ``html``."""
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w") as archive:
        archive.add(html, "html")
    return target.getvalue()


def unpack(content: bytes, target: Path) -> None:
    """Write the files to the new folder ``target``; raises ReportError if they are no book."""
    unpacked = target.with_name(f"{target.name}.unpacked")
    try:
        with tarfile.open(fileobj=io.BytesIO(content)) as archive:
            archive.extractall(unpacked, filter="data")
    except (tarfile.TarError, ValueError) as error:
        raise ReportError(f"the archive of a book cannot be read ({error})") from error
    if not (unpacked / "html").is_dir():
        raise ReportError("the archive of a book holds none")
    (unpacked / "html").rename(target)


def restore(cache: Cache, key: str, target: Path) -> bool:
    """Write the book under ``key`` in ``cache`` to the new folder ``target``; tell whether there was a sound one."""
    content = cache.get(key)
    try:
        if content is not None:
            unpack(content, target)
    except ReportError:
        return False
    return content is not None
