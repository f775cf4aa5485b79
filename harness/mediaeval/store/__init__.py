"""The embedding store: what was encoded once is found by its content, whoever encoded it."""
