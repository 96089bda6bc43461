/**
 * The fragment of the URL names the place in the console, such as #/agents/triage?status=revoked. So a static file
 * server needs only one page, and the log of a server never shows the place.
 */
export function route() {
  const [path, query] = location.hash.replace(/^#\/?/, '').split('?');
  return {
    path: path.split('/').filter(Boolean).map(decodeURIComponent),
    query: Object.fromEntries(new URLSearchParams(query ?? '')),
  };
}

export function href(path, query = {}) {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== '');
  const text = new URLSearchParams(given).toString();
  return `#/${path.map(encodeURIComponent).join('/')}${text ? `?${text}` : ''}`;
}

export function go(path, query) {
  location.hash = href(path, query);
}

/** Goes to a place without an entry in the history, for a query that changes while a user types. */
export function replace(path, query) {
  history.replaceState(null, '', href(path, query));
  dispatchEvent(new HashChangeEvent('hashchange'));
}
