"""What is in a split, before anything is ranked: its texts and its pictures, counted and doubted."""
