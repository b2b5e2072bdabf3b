"""Show: pages, event stream and API over what the monitor remembers; it writes only through the monitor."""
