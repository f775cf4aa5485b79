"""One file for each command; :mod:`mediaeval.cli` assembles them."""
