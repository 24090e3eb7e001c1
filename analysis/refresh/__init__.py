"""New readings of the official sources: fetch, check, put into place; all or nothing."""
