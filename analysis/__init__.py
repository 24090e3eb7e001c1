"""The package behind the report: tables in, figures, tables and sentences out."""

import os

# Chapters run side by side, one a core: more threads within each would only stand in each other's way. Read when numpy
# is first imported, on a cluster's workers too.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
