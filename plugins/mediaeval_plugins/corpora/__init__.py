"""Training corpora: readers of what others published, and one manifest made of them."""
