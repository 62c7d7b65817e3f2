"""What became of published plans: each session and each direction of a ride delivered or not, and who came."""
