"""Our runs beside those that were published: one table, in whichever form a reader needs."""
