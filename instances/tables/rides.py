"""The demand-responsive transport and its bookings."""

from instances.cells import DATE, EUROS, ID, INTEGER, MOMENT, TEXT, TIME, YES_NO, Kind, choice
from instances.compact import DATES, IDS, MOVEMENTS, RESERVES, WEEKDAYS, WINDOW, WINDOWS
from instances.tables.schema import PARENT_ID, Column, Table
from models.rides import Promise, RideRequest, RideService, Zone

LEG = choice({"outbound": "aller", "return": "retour"})
_PLACES = ("stops", "venues", "addresses", "depots")
PRESENT = Kind(
    "oui ou non",
    lambda cell, french: {} if YES_NO.parse(cell, french) else None,
    lambda _value, french: "oui" if french else "yes",
    choices=("oui", "non"),
    width=10,
    example="oui",
)
"""Whether a part without a value of its own is there: its other columns may all be empty."""

RIDES: tuple[Table, ...] = (
    Table(
        key="ride_services",
        sheet="Transports à la demande",
        help="Les services de transport à la demande : heures, réservation, qualité promise.",
        model=RideService,
        home="ride_services",
        columns=(
            Column("id", "Identifiant", ID, required=True),
            Column("name", "Nom", TEXT, required=True),
            Column("hours", "Heures", WINDOWS, "passagers à bord; vide : toujours"),
            Column("runs_on_holidays", "Circule les jours fériés", YES_NO),
            Column("allowed", "Trajets permis", MOVEMENTS, "zone > zone; vide : tous"),
            Column("forbidden", "Trajets interdits", MOVEMENTS),
            Column("vehicle_features", "Équipements du véhicule", IDS),
            Column("booking.days_before", "Réserver n jours avant", INTEGER, "1 : la veille"),
            Column("booking.until", "Réserver jusqu'à", TIME, "16:00 si vide"),
            Column("booking.minutes_before", "Réserver n min avant", INTEGER, "quand on réserve le jour même"),
            Column("phone", "Téléphone", TEXT),
            Column("url", "Page", TEXT),
            Column("fare_cents", "Tarif (€)", EUROS),
            Column("max_ride_min", "Trajet maximal (min)", INTEGER),
            Column("ride_percent", "Trajet / direct (%)", INTEGER, "200 : deux fois le temps direct"),
            Column("ride_constant_min", "Trajet / direct (+ min)", INTEGER),
            Column("boarding_min", "Montée (min)", INTEGER),
            Column("wheelchair_boarding_min", "Montée en fauteuil (min)", INTEGER),
            Column("margin_before_session_min", "Arriver avant la séance (min)", INTEGER, "au moins"),
            Column("margin_after_session_min", "Repartir après la séance (min)", INTEGER, "au moins"),
            Column("early_for_session_min", "Avance maximale à la séance (min)", INTEGER),
            Column("wait_after_session_min", "Attente maximale après la séance (min)", INTEGER),
            Column("walking_m", "Marche jusqu'à l'arrêt (m)", INTEGER),
            Column("promise_tolerance_min", "Écart à l'heure promise (min)", INTEGER),
            Column("reserve", "Réserve", RESERVES, "minutes de véhicule gardées libres pour les appels à venir"),
            Column("taxi.name", "Taxi", TEXT, "vide : pas de taxi"),
            Column("taxi.base_cents", "Taxi, prise en charge (€)", EUROS),
            Column("taxi.km_cents", "Taxi au km (€)", EUROS),
            Column("taxi.wheelchairs", "Taxi avec fauteuils", YES_NO),
        ),
    ),
    Table(
        key="zones",
        sheet="Zones",
        help="Zones d'un transport à la demande, pour les trajets permis ou interdits.",
        model=Zone,
        parents={"ride_services": "zones"},
        columns=(
            Column(PARENT_ID, "Transport", ID, required=True, refs=("ride_services",)),
            Column("id", "Identifiant", ID, required=True),
            Column("name", "Nom", TEXT, required=True),
            Column("communes", "Communes", IDS, refs=("communes",)),
            Column("places", "Lieux", IDS, refs=_PLACES),
        ),
    ),
    Table(
        key="rides",
        sheet="Réservations",
        help="Les trajets demandés. Une date, ou des jours qui reviennent, ou une séance : l'un des trois.",
        model=RideRequest,
        home="rides",
        columns=(
            Column("id", "Identifiant", ID, required=True),
            Column("service", "Transport", ID, required=True, refs=("ride_services",)),
            Column("passenger", "Passager", TEXT, "un code, jamais un nom"),
            Column("origin", "De", ID, "lieu souhaité", required=True, refs=_PLACES),
            Column("destination", "À", ID, "lieu souhaité", required=True, refs=_PLACES),
            Column("date", "Date", DATE),
            Column(
                "session", "Séance", ID, "une ligne de Séances demandées : le trajet suit ses heures", refs=("demands",)
            ),
            Column("outbound.pickup", "Départ aller", WINDOW, "plage de prise en charge : après 9h, 09:00-09:45"),
            Column("outbound.dropoff", "Arrivée aller", WINDOW, "plage de dépose : avant 10h15"),
            Column("return_trip", "Retour", PRESENT, "oui : avec retour"),
            Column("return_trip.pickup", "Départ retour", WINDOW),
            Column("return_trip.dropoff", "Arrivée retour", WINDOW),
            Column("walkers", "Passagers assis", INTEGER, "1 si vide; 0 pour une personne seule en fauteuil"),
            Column("wheelchairs", "Fauteuils", INTEGER),
            Column("child_seats", "Sièges enfant", INTEGER),
            Column("door_to_door", "Porte à porte", YES_NO, "pour qui y a droit"),
            Column("origin_stops", "Arrêts de départ", IDS, "vide : ceux à distance de marche", refs=_PLACES),
            Column("destination_stops", "Arrêts d'arrivée", IDS, refs=_PLACES),
            Column("recurrence.weekdays", "Jours qui reviennent", WEEKDAYS, "mar, jeu"),
            Column("recurrence.days.first", "À partir du", DATE),
            Column("recurrence.days.last", "Jusqu'au", DATE),
            Column("recurrence.days.name", "Période", TEXT, rare=True),
            Column("recurrence.every_weeks", "Toutes les n semaines", INTEGER, "1, 2 ou 4"),
            Column("recurrence.without", "Sauf les", DATES),
            Column("priority", "Priorité", INTEGER),
            Column("booked_at", "Réservé le", MOMENT),
        ),
    ),
    Table(
        key="promises",
        sheet="Heures promises",
        help="Heures de prise en charge annoncées aux passagers.",
        model=Promise,
        parents={"rides": "promises"},
        columns=(
            Column(PARENT_ID, "Réservation", ID, required=True, refs=("rides",)),
            Column("date", "Date", DATE, required=True),
            Column("leg", "Sens", LEG),
            Column("pickup", "Heure promise", TIME, required=True),
        ),
    ),
)
