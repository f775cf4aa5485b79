"""From embeddings to lists: similarities, revised and fused, and the top of each article's row."""
