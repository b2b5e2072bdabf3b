"""One module per step of the schema, oldest first; a step once released is never edited."""
