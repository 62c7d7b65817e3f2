"""`halte bench api`: how fast the service answers, as ratios to a route that answers a constant, in one run."""
