"""From lists to figures: measures, what they are of, and whether two of them differ by more than chance."""
