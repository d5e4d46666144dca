"""The proof by exhaustion that nothing is lost and nothing doubled, wherever a run is cut off."""
