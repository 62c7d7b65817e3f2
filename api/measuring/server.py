"""The service as it is, with one route more that answers a constant: what all else is measured against."""

import sys

from api.app import create_app
from api.serving.server import serve_app
from api.settings import Settings

CONSTANT = "/constant"


def main() -> None:
    """Serve on the port that is given, with a worker beside it."""
    settings = Settings()
    app = create_app(settings)

    @app.get(CONSTANT)
    async def constant() -> dict[str, str]:
        return {"status": "ok"}

    serve_app(app, settings, "127.0.0.1", int(sys.argv[1]), worker=True)


if __name__ == "__main__":
    main()
