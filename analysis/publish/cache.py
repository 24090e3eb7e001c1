"""A folder of results under digests of what they depend on: bounded, self-checking, safe for many builds at once.

An entry is one file: the digest of its content, a line end, the compressed content. It is written beside and moved
into place, so that it is whole or absent; one that was damaged later does not fit its digest and is discarded.
A cache that cannot be written to keeps nothing and harms nothing.
"""

import hashlib
import json
import os
import tempfile
import zlib
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

MAX_BYTES = 2**30
Form = TypeVar("Form")


def digest(content: Any) -> str:
    """Return the digest of ``content``, which JSON can hold."""
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


class Cache:
    """The results in ``folder``, up to ``max_bytes``; those used longest ago go first."""

    def __init__(self, folder: Path, max_bytes: int = MAX_BYTES) -> None:
        self.folder = folder.absolute()
        self.max_bytes = max_bytes

    def get(self, key: str) -> bytes | None:
        """Return the content under ``key``, or None; a damaged entry is removed."""
        path = self.folder / key
        try:
            checksum, _, packed = path.read_bytes().partition(b"\n")
            os.utime(path)
        except OSError:
            return None
        with suppress(zlib.error):
            if hashlib.sha256(packed).hexdigest().encode() == checksum:
                return zlib.decompress(packed)
        with suppress(OSError):
            path.unlink()
        return None

    def put(self, key: str, content: bytes) -> None:
        """Keep ``content`` under ``key``."""
        packed = zlib.compress(content, 1)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            descriptor, beside = tempfile.mkstemp(prefix=".new-", dir=self.folder)
        except OSError:
            return
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(hashlib.sha256(packed).hexdigest().encode() + b"\n" + packed)
            Path(beside).replace(self.folder / key)
        except OSError:
            with suppress(OSError):
                Path(beside).unlink()

    def holds(self, key: str) -> bool:
        """Tell whether there is an entry under ``key``, and count it as used."""
        try:
            os.utime(self.folder / key)
        except OSError:
            return False
        return True

    def get_as(self, form: type[Form], key: str) -> Form | None:
        """Return the content that ``put_json`` kept under ``key``, or None if that is not of the ``form``."""
        content = self.get(key)
        with suppress(ValidationError):
            return None if content is None else TypeAdapter(form).validate_json(content)
        return None

    def put_json(self, key: str, content: Any) -> None:
        """Keep ``content``, which JSON can hold, under ``key``."""
        self.put(key, json.dumps(content).encode())

    def trim(self) -> None:
        """If the cache exceeds its bound, evict the least recently used entries down to four fifths of it."""
        entries = []
        with suppress(OSError):
            for entry in os.scandir(self.folder):
                with suppress(OSError):
                    about = entry.stat()
                    entries.append((about.st_mtime, about.st_size, entry.path))
        total = sum(size for _, size, _ in entries)
        if total <= self.max_bytes:
            return
        for _, size, path in sorted(entries):
            if total <= self.max_bytes * 4 // 5:
                break
            with suppress(OSError):
                os.unlink(path)  # noqa: PTH108
                total -= size
