"""What every chapter on duties says of a partner whose treatment needs more than the data hold."""

from analysis.tariffs.duties import current_world


def partial(partner: str, what: str) -> str:
    """Return the warning about ``what``, a noun in the plural, or nothing if the treatment of ``partner`` is known."""
    if not current_world().law.is_partial(partner):
        return ""
    return f"The treatment of this partner needs more than the data hold: read {what} as **partial**."
