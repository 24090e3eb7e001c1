"""From notebooks to a book."""

import sys

# jsonschema, which nbformat imports, takes a second to import this grammar of internationalised addresses where it is
# installed (JupyterLab brings it), and does without it where it is not. Nothing here checks such addresses.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
