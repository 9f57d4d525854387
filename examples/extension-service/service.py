"""A sample API extension: external data and keyword moderation. Needs Python 3.10 or newer and nothing else.

    python service.py --port 8700 --key a-secret-key

Register it under Settings > Extensions with the address it prints and the same key.
"""

import argparse
import contextlib
import hmac
import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

KEYWORDS = ("kill", "bomb")
FORMS = {
    "ping": {},
    "app.external_data_tool.query": {"app_id": str, "tool_variable": str, "inputs": dict, "query": (str, type(None))},
    "app.moderation.input": {"app_id": str, "inputs": dict},
    "app.moderation.output": {"app_id": str, "text": str},
}
"""Points with the members of `params` that must be there and their types."""


def weather(params):
    """Put live data into a variable; here it is made up."""
    place = params["inputs"].get("location", "your town")
    return {"result": f"Weather in {place}: 20 °C, light clouds."}


def check_input(params):
    """Answer with a preset text instead of asking the model."""
    texts = [params.get("query") or "", *map(str, params["inputs"].values())]
    if any(word in text.lower() for word in KEYWORDS for text in texts):
        return {"flagged": True, "action": "direct_output", "preset_response": "Your words break our rules."}
    return {"flagged": False, "action": "direct_output"}


def check_output(params):
    """Put stars in the place of words."""
    text = params["text"]
    for word in KEYWORDS:
        text = text.replace(word, "***")
    return {"flagged": text != params["text"], "action": "overridden", "text": text}


POINTS = {
    "ping": lambda params: {"result": "pong"},
    "app.external_data_tool.query": weather,
    "app.moderation.input": check_input,
    "app.moderation.output": check_output,
}


class Handler(BaseHTTPRequestHandler):
    """Takes one POST with `point` and `params`."""

    key = ""
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        """Check the key and the form, then do what the point asks for."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if not hmac.compare_digest(self.headers.get("Authorization") or "", f"Bearer {self.key}"):
            return self.answer(401, "Unauthorized")
        try:
            asked = json.loads(body)
            point, params = asked["point"], asked.get("params") or {}
            form = FORMS[point]
        except (ValueError, TypeError, KeyError):
            return self.answer(400, "Not implemented")
        wrong = [name for name, kind in form.items() if name not in params or not isinstance(params[name], kind)]
        if wrong:
            return self.answer(400, f"params.{wrong[0]} is missing or of the wrong type")
        return self.answer(200, POINTS[point](params))

    def answer(self, status, body):
        """Send text or JSON."""
        text = body if isinstance(body, str) else json.dumps(body)
        data = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/plain" if isinstance(body, str) else "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format, *values):
        """Keep quiet."""


def main():
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(description="A sample API extension.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8700)
    parser.add_argument("--key", required=True)
    options = parser.parse_args()
    Handler.key = options.key
    server = ThreadingHTTPServer((options.host, options.port), Handler)
    print(f"Listening on http://{options.host}:{server.server_port}/", flush=True)
    with contextlib.suppress(KeyboardInterrupt):
        server.serve_forever()


if __name__ == "__main__":
    main()
