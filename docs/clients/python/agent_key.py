"""Lets only requests with a good key of an agent through.

Copy this file; it needs Python 3.9 and nothing else. It is an ASGI middleware, for FastAPI and Starlette:

    app.add_middleware(AgentKey, service="http://agent-api-keys:8080", token=os.environ["TOKEN"], agent="triage")

A handler finds the key in request.scope["agent_key"]: "id", "name", "agent_id", "agent_name" and others.
"""

import asyncio
import json
import urllib.error
import urllib.request


class NoRedirects(urllib.request.HTTPRedirectHandler):
    """Only the service may see keys and the token."""

    def redirect_request(self, *arguments):
        return None


class AgentKey:
    def __init__(self, app, service, token, agent=None, timeout=3.0):
        """token: of a caller with the role keys:verify. agent: the name of the agent of the keys, or None for any agent."""
        self.app = app
        self.url = service.rstrip("/") + "/agent_api_keys/verify"
        self.token = token
        self.agent = agent
        self.timeout = timeout
        self.opener = urllib.request.build_opener(NoRedirects)

    async def __call__(self, scope, receive, send):
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        keys = [value for name, value in scope["headers"] if name == b"x-agent-api-key"]
        try:
            key = await self.verified(keys[0].decode("utf-8")) if len(keys) == 1 else None
        except UnicodeDecodeError:
            key = None
        except (OSError, ValueError, KeyError):
            # If the service gives no usable answer, refuse the request.
            await refuse(scope, send, 503, [(b"retry-after", b"1")], "Keys cannot be verified at the moment.")
            return
        if key is None:
            await refuse(scope, send, 401, [(b"www-authenticate", b"AgentKey")], "A valid X-Agent-API-Key is needed.")
            return
        await self.app(dict(scope, agent_key=key), receive, send)

    async def verified(self, value):
        """Returns the key if it is good. Asks the service each time, because a key may end at any moment."""
        answer = await asyncio.to_thread(self.ask, value)
        return answer["key"] if answer["valid"] else None

    def ask(self, value):
        question = {"api_key": value}
        if self.agent is not None:
            question["agent_name"] = self.agent
        headers = {"Authorization": "Bearer " + self.token, "Content-Type": "application/json"}
        request = urllib.request.Request(self.url, json.dumps(question).encode(), headers)
        try:
            with self.opener.open(request, timeout=self.timeout) as response:
                return json.load(response)
        except urllib.error.HTTPError as refusal:
            # The service answers 422 to a value that cannot be a key, such as an empty one.
            if refusal.code == 422:
                return {"valid": False}
            raise


async def refuse(scope, send, status, headers, detail):
    if scope["type"] == "websocket":
        # Before the handshake is accepted, this answers it with 403.
        await send({"type": "websocket.close", "code": 1008})
        return
    headers = headers + [(b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": json.dumps({"detail": detail}).encode()})
