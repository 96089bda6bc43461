/**
 * Sign-in at an OpenID Connect issuer: authorization code with PKCE (RFC 7636), as a public client. The code
 * is here because Maven's registry has no library for it.
 */
const UNDER_WAY = 'agent-api-keys.sign-in';

/** The issuer refuses to give a token. */
export class Refusal extends Error {}

const redirectUri = () => location.href.split(/[?#]/)[0];

function base64Url(bytes) {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

const random = () => base64Url(crypto.getRandomValues(new Uint8Array(32)));

async function challengeOf(verifier) {
  return base64Url(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier))));
}

async function endpointsOf(issuer) {
  const answer = await fetch(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, { credentials: 'omit' });
  if (!answer.ok) {
    throw new Error(`The issuer answered ${answer.status} instead of its configuration.`);
  }
  return answer.json();
}

/** Sends the user to the issuer, which sends the user back to this page. */
export async function beginSignIn({ issuer, client_id, scope }) {
  const { authorization_endpoint } = await endpointsOf(issuer);
  const verifier = random();
  const state = random();
  // Only this tab can use this, once, and only together with the code that the issuer sends.
  sessionStorage.setItem(UNDER_WAY, JSON.stringify({ verifier, state, route: location.hash }));
  const url = new URL(authorization_endpoint);
  const parameters = {
    response_type: 'code',
    client_id,
    redirect_uri: redirectUri(),
    scope,
    state,
    code_challenge: await challengeOf(verifier),
    code_challenge_method: 'S256',
  };
  for (const [name, value] of Object.entries(parameters)) {
    url.searchParams.set(name, value);
  }
  location.assign(url);
}

export function isSignInUnderWay() {
  const answer = new URLSearchParams(location.search);
  return sessionStorage.getItem(UNDER_WAY) !== null && (answer.has('code') || answer.has('error'));
}

/** Exchanges the code that the issuer sent for a token, and removes the code from the URL. */
export async function finishSignIn({ issuer, client_id }) {
  const answer = new URLSearchParams(location.search);
  const { verifier, state, route } = JSON.parse(sessionStorage.getItem(UNDER_WAY));
  sessionStorage.removeItem(UNDER_WAY);
  history.replaceState(null, '', redirectUri() + route);
  if (answer.has('error')) {
    throw new Error(answer.get('error_description') ?? answer.get('error'));
  }
  if (answer.get('state') !== state) {
    throw new Error('The answer of the issuer belongs to another sign-in. Try again.');
  }
  return tokenOf(issuer, {
    grant_type: 'authorization_code',
    code: answer.get('code'),
    redirect_uri: redirectUri(),
    client_id,
    code_verifier: verifier,
  });
}

/** Exchanges a refresh token for a new token. */
export function refresh({ issuer, client_id }, token) {
  return tokenOf(issuer, { grant_type: 'refresh_token', refresh_token: token.refresh, client_id });
}

async function tokenOf(issuer, parameters) {
  const { token_endpoint } = await endpointsOf(issuer);
  const answer = await fetch(token_endpoint, {
    method: 'POST',
    body: new URLSearchParams(parameters),
    credentials: 'omit',
    cache: 'no-store',
  });
  const body = await answer.json().catch(() => ({}));
  if (!answer.ok) {
    const message = body.error_description ?? body.error ?? `The issuer answered ${answer.status}.`;
    throw answer.status < 500 ? new Refusal(message) : new Error(message);
  }
  return {
    value: body.access_token,
    refresh: body.refresh_token ?? parameters.refresh_token,
    until: Date.now() + (body.expires_in ?? 300) * 1000,
  };
}
