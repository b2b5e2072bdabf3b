"""`python -m monitor …` is `plantwatch …`."""

from monitor.commands import main

main()
