"""The rides of a plan: who drives when, who is taken where, what goes to the taxi, why the rest stays unserved."""
