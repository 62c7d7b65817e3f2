"""Travel times over the roads of an OpenStreetMap extract."""
