"""Pages: server-rendered, readable without scripts, in French and English."""
