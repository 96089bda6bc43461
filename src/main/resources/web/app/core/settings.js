/** What the server of the page says about the API: see docs/console.md. */
let settings = { api: '', open: false, token: true, metrics: null, oidc: null };

export async function readSettings() {
  const answer = await fetch('settings.json');
  if (!answer.ok) {
    throw new Error(`settings.json was answered ${answer.status}.`);
  }
  settings = { ...settings, ...(await answer.json()) };
  return settings;
}

/** The URL of a path of the API. */
export function urlOf(path) {
  // The page is at /console/, or on another server.
  const base = settings.api ? settings.api.replace(/\/*$/, '/') : new URL('..', location.href.split(/[?#]/)[0]).href;
  return new URL(path.replace(/^\//, ''), base);
}

export function current() {
  return settings;
}
