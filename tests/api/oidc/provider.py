"""`oidc-provider-mock` made to act as ProConnect does; run as a process of its own: ``python provider.py PORT``.

It signs its userinfo, refuses parameters it does not know, and (as the mock does not) checks PKCE.
"""

import base64
import hashlib
import sys
from urllib.parse import parse_qs, urlsplit

import flask
import oidc_provider_mock
from authlib.jose import jwt
from oidc_provider_mock._storage import Client

KNOWN = {
    "response_type", "client_id", "redirect_uri", "scope", "state", "nonce", "code_challenge", "code_challenge_method",
    "acr_values", "claims", "prompt", "login_hint", "idp_hint",
}  # fmt: skip
AUDIENCE = "halte"
Client.SCOPES_SUPPORTED = ("openid", "given_name", "usual_name", "email", "siret", "uid")
app: flask.Flask = oidc_provider_mock.app(require_nonce=True)
challenges: dict[str, str] = {}
lying = {"userinfo": False, "sub": ""}


@app.before_request
def _refuse_unknown_parameters() -> flask.Response | None:
    if flask.request.path == "/oauth2/authorize" and (unknown := set(flask.request.args) - KNOWN):
        return flask.Response(f"unknown parameters: {sorted(unknown)}", 400)
    if flask.request.path == "/oauth2/token":
        verifier = flask.request.form.get("code_verifier", "")
        digest = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        if challenges.pop(flask.request.form.get("code", ""), None) != digest:
            return flask.Response('{"error": "invalid_grant"}', 400, content_type="application/json")
    return None


@app.after_request
def _act_as_proconnect(response: flask.Response) -> flask.Response:
    if flask.request.path == "/oauth2/authorize" and response.status_code == 302:
        code = parse_qs(urlsplit(response.headers["Location"]).query).get("code", [""])[0]
        assert flask.request.args["code_challenge_method"] == "S256"
        challenges[code] = flask.request.args["code_challenge"]
    if flask.request.path == "/userinfo" and response.status_code == 200:
        claims = {**response.get_json(), "iss": flask.request.host_url.rstrip("/"), "aud": AUDIENCE}
        if lying["sub"]:
            claims["sub"] = lying["sub"]
        key = flask.g.oidc_provider_mock_storage.jwk.as_dict(is_private=True)
        signed = jwt.encode({"alg": "RS256"}, claims, key)
        if lying["userinfo"]:
            head, body, _ = signed.split(b".")
            signed = head + b"." + body + b"." + base64.urlsafe_b64encode(b"x" * 256).rstrip(b"=")
        response.set_data(signed)
        response.content_type = "application/jwt"
    return response


@app.put("/lying")
def lie() -> tuple[str, int]:
    """Make userinfo untrue: its signature, or whom it is of."""
    lying.update(flask.request.json)
    return "", 204


if __name__ == "__main__":
    app.run(host="127.0.0.1", port=int(sys.argv[1]), threaded=True)
