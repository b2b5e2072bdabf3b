"""Show: pages, API, event stream; reads, and writes only through functions of monitor."""
