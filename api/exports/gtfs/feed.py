"""The feed's files, and the archive of them.

General Transit Feed Specification with Flex (adopted March 2024). Sessions are not public transport and stand in the
calendars, the GeoJSON and the JSON-LD instead. Nothing here depends on who rides: stops, hours and booking rules only,
and of the plan nothing but the days it covers.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from api.exports import ride_hours, wording
from api.exports.addresses import phone_number, web_address
from api.exports.archive import zip_bytes
from api.exports.gtfs.areas import Area, Geometry, areas_of, made_id, movements
from api.exports.gtfs.organisations import Organisation, home, organisations
from api.exports.gtfs.shifts import Shift, feed_days, shifts_of
from api.exports.gtfs.tables import COLUMNS, Table, Value, gtfs_day, gtfs_time
from models.instance import Instance
from models.plan import Plan
from models.rides import RideService
from models.territory import Stop
from models.text import Language, translate

_BUS = 3
_NO, _BY_PHONE = 1, 2
"""Values of ``pickup_type`` and ``drop_off_type``; 2 is "phone the agency", what Flex asks for with a booking."""


def build_gtfs(
    plan: Plan,
    instance: Instance,
    *,
    base_url: str | None = None,
    outlines: Mapping[str, Geometry] | None = None,
    language: Language = "fr",
) -> bytes | None:
    """The demand-responsive services as a GTFS archive, the same bytes for the same publication.

    Parameters
    ----------
    plan : Plan
        Says which days are told: from its publication for eight weeks, and to its end.
    base_url : str, optional
        Where the publication is on the web.
    outlines : mapping, optional
        Polygons of communes by id, for zones without a public stop (``locations.geojson``).

    Returns
    -------
    bytes or None
        None where no service has two places to go between on any day: a feed without a trip is none.
    """
    feed = _Feed(plan, instance, base_url, outlines or {}, language)
    for organisation in organisations(instance, instance.ride_services):
        feed.add_organisation(organisation)
    return zip_bytes(feed.files()) if feed.tables["trips.txt"].rows else None


class _Feed:
    def __init__(
        self,
        plan: Plan,
        instance: Instance,
        base_url: str | None,
        outlines: Mapping[str, Geometry],
        language: Language,
    ) -> None:
        self.instance = instance
        self.outlines = outlines
        self.language: Language = language
        self.days = feed_days(plan)
        self.home = home(instance, instance.ride_services, base_url)
        self.stops: dict[str, Stop] = {}
        self.doors: dict[str, Area] = {}
        self.tables = {name: Table(columns) for name, columns in COLUMNS.items()}

    def _add(self, table: str, **values: Value) -> None:
        self.tables[f"{table}.txt"].add(**values)

    def add_organisation(self, organisation: Organisation) -> None:
        running = [service for service in organisation.services if self._add_service(service, organisation)]
        if running:
            phones = {phone_number(service.phone) for service in running}
            self._add(
                "agency",
                agency_id=organisation.id,
                agency_name=organisation.name,
                agency_url=self.home,
                agency_timezone=self.instance.territory.time_zone,
                agency_lang=self.language,
                agency_phone=phones.pop() if len(phones) == 1 else None,
            )

    def _add_service(self, service: RideService, organisation: Organisation) -> bool:
        """Whether the service has anything to tell; nothing is added otherwise."""
        pairs = tuple(movements(service, areas_of(service, self.instance, self.outlines)))
        shifts = shifts_of(service, self.instance, self.days)
        if not pairs or not shifts:
            return False
        url = web_address(service.url)
        network = made_id("network", service.id)
        self._add(
            "routes",
            route_id=service.id,
            agency_id=organisation.id,
            route_long_name=service.name,
            route_type=_BUS,
            route_url=url if url != self.home else None,
            network_id=network,
        )
        self._add_rule(service)
        self._add_fare(service, network)
        for area in {area.id: area for pair in pairs for area in pair}.values():
            self._add_area(area)
        for shift in shifts:
            for day in shift.days:
                self._add("calendar_dates", service_id=shift.id, date=gtfs_day(day), exception_type=1)
            for start, end in pairs:
                self._add_trip(service, shift, start, end)
        return True

    def _add_rule(self, service: RideService) -> None:
        rule = service.booking
        ahead, at_once = rule.days_before > 0, rule.days_before == 0 and rule.minutes_before == 0
        self._add(
            "booking_rules",
            booking_rule_id=service.id,
            booking_type=2 if ahead else 0 if at_once else 1,
            prior_notice_duration_min=None if ahead or at_once else rule.minutes_before,
            prior_notice_last_day=rule.days_before if ahead else None,
            prior_notice_last_time=gtfs_time(rule.until) if ahead else None,
            message=ride_hours.booking_text(service, self.language),
            phone_number=phone_number(service.phone),
            info_url=self.home,
            booking_url=web_address(service.url),
        )

    def _add_fare(self, service: RideService, network: str) -> None:
        self._add(
            "fare_products",
            fare_product_id=network,
            fare_product_name=translate("Single ride", self.language),
            amount=f"{service.fare_cents / 100:.2f}",
            currency="EUR",
        )
        self._add("fare_leg_rules", network_id=network, fare_product_id=network)

    def _add_area(self, area: Area) -> None:
        if area.outline is not None:
            self.doors[area.id] = area
            return
        self._add("location_groups", location_group_id=area.id, location_group_name=area.name)
        for stop in area.stops:
            self._add("location_group_stops", location_group_id=area.id, stop_id=stop.id)
            self.stops[stop.id] = stop

    def _add_trip(self, service: RideService, shift: Shift, start: Area, end: Area) -> None:
        """Two rows: one where passengers board, one where they alight, also within one area."""
        trip = f"{shift.id}|{start.id}|{end.id}"
        self._add(
            "trips",
            route_id=service.id,
            service_id=shift.id,
            trip_id=trip,
            trip_headsign=end.name,
            wheelchair_accessible=1 if self._takes_wheelchairs(service) else 2,
            # The longest ride (rule R3): so much of the direct time, and so many seconds more.
            safe_duration_factor=service.ride_percent / 100,
            safe_duration_offset=service.ride_constant_min * 60,
        )
        for sequence, area in enumerate((start, end), 1):
            boards = sequence == 1
            self._add(
                "stop_times",
                trip_id=trip,
                location_group_id=area.id if area.outline is None else None,
                location_id=None if area.outline is None else area.id,
                stop_sequence=sequence,
                start_pickup_drop_off_window=gtfs_time(shift.start),
                end_pickup_drop_off_window=gtfs_time(shift.end),
                pickup_type=_BY_PHONE if boards else _NO,
                drop_off_type=_NO if boards else _BY_PHONE,
                pickup_booking_rule_id=service.id if boards else None,
                drop_off_booking_rule_id=None if boards else service.id,
            )

    def _takes_wheelchairs(self, service: RideService) -> bool:
        wanted = set(service.vehicle_features)
        able = [vehicle for vehicle in self.instance.vehicles if wanted <= set(vehicle.features)]
        return any(layout.wheelchairs for vehicle in able for layout in vehicle.layouts)

    def files(self) -> dict[str, bytes]:
        """Every file by name; the feed's version is told by their content."""
        for stop in sorted(self.stops.values(), key=lambda stop: stop.id):
            self._add(
                "stops",
                stop_id=stop.id,
                stop_name=wording.place_name(self.instance, stop.id, self.language),
                stop_lat=f"{stop.lat:.6f}",
                stop_lon=f"{stop.lon:.6f}",
                wheelchair_boarding=1 if stop.accessible else 2,
            )
        files = {name: table.encoded() for name, table in self.tables.items() if table.rows}
        if self.doors:
            files["locations.geojson"] = _locations(self.doors)
        digest = hashlib.sha256(b"".join(name.encode() + files[name] for name in sorted(files))).hexdigest()
        self._add(
            "feed_info",
            feed_publisher_name=self.instance.territory.name,
            feed_publisher_url=self.home,
            feed_lang=self.language,
            feed_start_date=gtfs_day(self.days[0]),
            feed_end_date=gtfs_day(self.days[-1]),
            feed_version=digest[:16],
            feed_contact_url=self.home,
        )
        return {**files, "feed_info.txt": self.tables["feed_info.txt"].encoded()}


def _locations(areas: Mapping[str, Area]) -> bytes:
    features: list[dict[str, Any]] = [
        {"type": "Feature", "id": id_, "properties": {"stop_name": area.name}, "geometry": dict(area.outline or {})}
        for id_, area in sorted(areas.items())
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False).encode()
