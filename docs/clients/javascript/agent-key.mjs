// @ts-check
/**
 * Lets only requests with a good key of an agent through.
 *
 * Copy this file; it needs Node 18 and nothing else. TypeScript reads its types. It is a middleware for Express:
 *
 *     app.use(agentKey({ service: 'http://agent-api-keys:8080', token: process.env.TOKEN, agent: 'triage' }));
 *
 * A handler finds the key in req.agentKey.
 *
 * @typedef {{ id: string, name: string, api_key_type: string, agent_id: string, agent_name: string }} AgentKey
 *
 * @param {object} options
 * @param {string} options.service the URL of the service
 * @param {string} options.token the token of a caller with the role keys:verify
 * @param {string} [options.agent] the name of the agent of the keys; without it, keys of any agent are good
 * @param {number} [options.timeout] how long an answer may take, in milliseconds
 */
export function agentKey({ service, token, agent, timeout = 3000 }) {
  const url = `${service.replace(/\/$/, '')}/agent_api_keys/verify`;

  /**
   * Returns the key if it is good. Asks the service each time, because a key may end at any moment.
   *
   * @param {string} value
   * @returns {Promise<AgentKey | undefined>}
   */
  async function verified(value) {
    const response = await fetch(url, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(agent === undefined ? { api_key: value } : { api_key: value, agent_name: agent }),
      redirect: 'error',
      signal: AbortSignal.timeout(timeout),
    });
    // The service answers 422 to a value that cannot be a key, such as an empty one.
    if (response.status === 422) return undefined;
    if (!response.ok) throw new Error(`status ${response.status}`);
    const answer = await response.json();
    return answer.valid ? answer.key : undefined;
  }

  /**
   * @param {import('node:http').IncomingMessage & { agentKey?: AgentKey }} req
   * @param {import('node:http').ServerResponse} res
   * @param {(error?: unknown) => void} next
   */
  return async function (req, res, next) {
    const value = req.headers['x-agent-api-key'];
    let key;
    try {
      key = typeof value === 'string' ? await verified(value) : undefined;
    } catch {
      // If the service gives no usable answer, refuse the request.
      refuse(res, 503, { 'retry-after': '1' }, 'Keys cannot be verified at the moment.');
      return;
    }
    if (key === undefined) {
      refuse(res, 401, { 'www-authenticate': 'AgentKey' }, 'A valid X-Agent-API-Key is needed.');
      return;
    }
    req.agentKey = key;
    next();
  };
}

/**
 * @param {import('node:http').ServerResponse} res
 * @param {number} status
 * @param {Record<string, string>} headers
 * @param {string} detail
 */
function refuse(res, status, headers, detail) {
  res.writeHead(status, { ...headers, 'content-type': 'application/json' });
  res.end(JSON.stringify({ detail }));
}
