"""Where in the tree of names the tables lie that several agents have. Source: DOCS-IF-MIB, DOCS-IF3-MIB."""

from __future__ import annotations

DOCS_IF = (1, 3, 6, 1, 2, 1, 10, 127)
DOWN_CHANNEL = (*DOCS_IF, 1, 1, 1, 1)
UP_CHANNEL = (*DOCS_IF, 1, 1, 2, 1)
SIGNAL_QUALITY = (*DOCS_IF, 1, 1, 4, 1)
DOCS_IF3 = (1, 3, 6, 1, 4, 1, 4491, 2, 1, 20, 1)
EPON = (1, 3, 6, 1, 4, 1, 17409, 2, 3)
EOC = (1, 3, 6, 1, 4, 1, 17409, 2, 4)
