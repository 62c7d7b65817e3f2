"""Names that would be markup, break out of their box or lack a glyph."""

from models.instance import Instance
from tests.api.exports.world import replaced

MARKUP = '#panic("x") $a^2$ *b* _c_ <d> @e `f` \\g [h] = i // j "k" {l} ~'
ARABIC = "قاعة متعددة الأغراض \u202e abc"
EMOJI = "🚐 Μινιμπάς 中文 №"
LONG = "Sankt-Johann-im-Pongau" + "x" * 150


def hostile(instance: Instance) -> Instance:
    """The valley, with such names wherever people write them."""
    service = instance.ride_services[0].model_copy(update={"name": EMOJI, "phone": LONG, "url": f"https://{LONG}.fr"})
    return replaced(
        instance,
        communes=tuple(c.model_copy(update={"name": f"{MARKUP} {c.name}"}) for c in instance.communes),
        venues=tuple(v.model_copy(update={"name": LONG}) for v in instance.venues),
        stops=tuple(s.model_copy(update={"name": ARABIC + str(k)}) for k, s in enumerate(instance.stops)),
        people=tuple(p.model_copy(update={"name": f"{MARKUP} {ARABIC}"}) for p in instance.people),
        vehicles=tuple(v.model_copy(update={"name": LONG}) for v in instance.vehicles),
        services=tuple(
            s.model_copy(update={"name": MARKUP, "description": f"{LONG} {EMOJI}"}) for s in instance.services
        ),
        ride_services=(service,),
        rides=tuple(r.model_copy(update={"passenger": f"{MARKUP}{r.id}"}) for r in instance.rides),
    )
