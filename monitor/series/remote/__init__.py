"""Series kept by a server elsewhere: written as line protocol through a spool, read in the server's own language."""
