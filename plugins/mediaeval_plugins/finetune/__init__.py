"""Fine-tuning of a text tower against the frozen pictures of its image tower."""
