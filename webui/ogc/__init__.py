"""OGC API Features at /ogc: plant, terminals, accounts and incidents for any GIS."""
