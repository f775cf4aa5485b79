"""Do the shipped run files still score what they should? Expected figures, a run of each, and a verdict."""
