"""Great Expectations on DuckDB 2: a data source for a file or a lent connection, and the engine behind it.

It stands alone: nothing here knows of claimhouse, and anyone with Great Expectations and DuckDB may take the folder
(docs/gx-duckdb.md). Each fault that it cures is named in the module that cures it.
"""

import logging
import os
import warnings

# Great Expectations reads this once, at import: nobody is told that it ran.
os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")

with warnings.catch_warnings():
    # 1.24 imports `sre_constants`, which Python deprecates; whoever makes warnings errors is spared that one.
    warnings.simplefilter("ignore", DeprecationWarning)
    import great_expectations  # noqa: F401  # first: what follows takes it as imported

# The import sends everybody's warnings to its log; they are given back.
logging.captureWarnings(False)

from . import metrics  # noqa: E402, F401  # for its import alone
from .datasource import DuckDBDatasource, add, lent_datasource, quiet_context  # noqa: E402
from .engine import ComputedTogether, DuckDBExecutionEngine, first_line, lent  # noqa: E402

__all__ = [
    "ComputedTogether",
    "DuckDBDatasource",
    "DuckDBExecutionEngine",
    "add",
    "first_line",
    "lent",
    "lent_datasource",
    "quiet_context",
]
