"""Start the web process: `python -m webui --config plantwatch.toml`."""

import gc
import sys

gc.disable()  # what is imported stays: to look through it for garbage again and again is a sixth of the time to start

from webui.serving import main  # noqa: E402 - after the line above

gc.freeze()
gc.enable()
sys.exit(main())
