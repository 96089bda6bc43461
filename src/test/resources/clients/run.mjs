// Prints what the middleware answers to requests with each of the keys: the status, and the agent that a handler sees.
import { createServer } from 'node:http';
import { pathToFileURL } from 'node:url';

const [file, service, agent, keys] = process.argv.slice(2);
const { agentKey } = await import(pathToFileURL(file).href);
const middleware = agentKey({ service, token: 'token', agent, timeout: 60000 });
const server = createServer((req, res) => middleware(req, res, () => res.end(req.agentKey.agent_name)));
await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
for (const key of JSON.parse(keys)) {
  const headers = key === null ? {} : { 'x-agent-api-key': key };
  const answer = await fetch(`http://127.0.0.1:${server.address().port}/`, { headers });
  const body = await answer.text();
  console.log(answer.status === 200 ? `200 ${body}` : `${answer.status}`);
}
server.close();
server.closeAllConnections();
