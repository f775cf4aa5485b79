"""From items to embeddings: pictures read and prepared, texts sorted and trimmed, batches spread over workers."""
