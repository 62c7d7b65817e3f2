"""The rides of a plan: who drives when, which vehicle takes whom, what goes to the taxi, and why the rest stays unserved."""
