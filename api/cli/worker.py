"""`halte worker`: does the service's jobs, on as many machines as wanted."""

from api.cli.app import app
from api.cli.service_settings import load_settings
from models.text import translate


@app.command(help=translate("Do the service's jobs, one at a time; run as many as there are processors to spare."))
def worker() -> None:
    """Work until a signal: then the job at hand is given back, and another worker begins it anew."""
    from api.jobs.worker import work_until_told
    from api.logs import configure

    settings = load_settings()
    configure(settings.log_level)
    work_until_told(settings)
