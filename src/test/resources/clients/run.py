"""Prints what the middleware answers to requests with each of the keys: the status, and the agent that a handler sees."""
import asyncio
import importlib.util
import json
import sys

spec = importlib.util.spec_from_file_location("agent_key", sys.argv[1])
agent_key = importlib.util.module_from_spec(spec)
spec.loader.exec_module(agent_key)


async def handler(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": scope["agent_key"]["agent_name"].encode()})


async def main():
    middleware = agent_key.AgentKey(handler, service=sys.argv[2], token="token", agent=sys.argv[3], timeout=60)
    for key in json.loads(sys.argv[4]):
        sent = []

        async def send(message):
            sent.append(message)

        headers = [] if key is None else [(b"x-agent-api-key", key.encode())]
        await middleware({"type": "http", "headers": headers}, None, send)
        body = sent[1]["body"].decode() if sent[0]["status"] == 200 else ""
        print(f"{sent[0]['status']} {body}".strip())


asyncio.run(main())
