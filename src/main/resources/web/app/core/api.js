import { session } from './session.js';
import { urlOf } from './settings.js';

/** A request that got an error or no answer, with the message of the API and the id of the request. */
export class ApiError extends Error {
  constructor(status, message, requestId) {
    super(message);
    this.status = status;
    this.requestId = requestId;
  }
}

/** The API's own message: that of a problem, a detail, or every violation of a schema. */
function messageOf(status, body) {
  if (typeof body?.message === 'string') {
    return body.message;
  }
  if (typeof body?.detail === 'string') {
    return body.detail;
  }
  if (Array.isArray(body?.detail)) {
    return body.detail.map(({ loc, msg }) => `${loc.slice(1).join('.')}: ${msg}`).join('\n');
  }
  return `The service answered ${status}.`;
}

async function send(method, path, { query = {}, body, headers = {}, signal, token }) {
  const url = urlOf(path);
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') {
      url.searchParams.set(name, value);
    }
  }
  try {
    return await fetch(url, {
      method,
      headers: {
        ...(token ? { Authorization: `Bearer ${token}` } : {}),
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
      // The token is the only credential. The browser sends no cookie, and caches no answer.
      credentials: 'omit',
      cache: 'no-store',
      referrerPolicy: 'no-referrer',
      signal,
    });
  } catch (failure) {
    if (failure.name === 'AbortError') {
      throw failure;
    }
    throw new ApiError(0, 'The service could not be reached. Check the connection, and try again.', null);
  }
}

/** Sends a request with that token, and reads its answer. */
export async function callWith(token, method, path, options = {}) {
  const answer = await send(method, path, { ...options, token });
  const text = await answer.text();
  let body = null;
  try {
    body = text ? JSON.parse(text) : null;
  } catch {
    body = null;
  }
  if (!answer.ok) {
    throw new ApiError(answer.status, messageOf(answer.status, body), answer.headers.get('X-Request-Id'));
  }
  return body;
}

/** Sends a request as the user. If the API no longer accepts the token, the user is signed out. */
export async function call(method, path, options = {}) {
  try {
    return await callWith(await session.freshToken(), method, path, options);
  } catch (error) {
    if (error.status === 401) {
      session.end(error);
    }
    throw error;
  }
}

export const get = (path, query, signal) => call('GET', path, { query, signal });

/** A POST that the service carries out once, even if the page sends it again: see docs/safe-retries.md. */
export class RetriablePost {
  #key = crypto.randomUUID();

  /** After a request without an answer, the next one has the same key. After a refusal, the next one has a new key. */
  async send(path, body) {
    try {
      return await call('POST', path, { body, headers: { 'Idempotency-Key': this.#key } });
    } catch (error) {
      if (error.status !== 0) {
        this.#key = crypto.randomUUID();
      }
      throw error;
    }
  }
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The path of the agent of that name or id. */
export const agentPath = (agent) => (UUID.test(agent) ? `/agents/${agent}` : `/agents/name/${segment(agent)}`);

/** A segment of a path. */
export const segment = (text) => encodeURIComponent(text);
