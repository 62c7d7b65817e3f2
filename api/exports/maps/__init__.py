"""Maps by folium: one for planners, one for residents; each a single file that works without any other host."""

from api.exports.maps.background import GeoJson
from api.exports.maps.planner import FindPath, write_planner_map
from api.exports.maps.residents import residents_page, write_stops_map

__all__ = ["FindPath", "GeoJson", "residents_page", "write_planner_map", "write_stops_map"]
