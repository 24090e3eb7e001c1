"""The one kind of error a user is meant to read."""


class ReportError(Exception):
    """What went wrong, where, and how to mend it, in one or two plain lines.

    The command line prints the message and exits with status 1; everything else is a fault of the software.
    """


def shown(value: object) -> str:
    """Return ``value`` as a message quotes it: on one line, and a long one cut."""
    if isinstance(value, int) and value.bit_length() > 100:
        return f"a number of {int((value.bit_length() - 1) * 0.30103) + 1} digits"
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:60]}…{text[-15:]}"


def nearest(value: str, known: list[str]) -> str:
    """Return ``; nearest: …`` with up to three close names from ``known``, or an empty string."""
    import difflib

    by_lower = {name.lower(): name for name in known}
    close = difflib.get_close_matches(value.lower()[:100], by_lower, n=3, cutoff=0.6)
    return f"; nearest: {', '.join(by_lower[name] for name in close)}" if close else ""
