import { html, nothing } from '../core/element.js';
import { exact, fromNow, isWithinDays } from '../core/format.js';

const OF_STATUS = { active: 'good', disabled: '', expired: 'warn', revoked: 'bad' };
const OF_AGENT = { Ready: 'good', RegisteredOnly: '', BuildOnly: '', Failed: 'bad', Unhealthy: 'bad' };
const words = (status) => status.charAt(0).toUpperCase() + status.slice(1);

export const keyStatus = (status) => html`<span class="pill ${OF_STATUS[status] ?? ''}">${words(status)}</span>`;

export const agentStatus = (status) =>
  html`<span class="pill ${OF_AGENT[status] ?? ''}">${words(status.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase())}</span>`;

export const keyType = (type) => html`<span class="tag">${type}</span>`;

/** A time as a distance from now, with the exact time as its tooltip. */
export const ago = (time, never = 'never') =>
  time ? html`<time datetime=${time} title=${exact(time)}>${fromNow(time)}</time>` : html`<span class="muted">${never}</span>`;

/** When a key expires. A time that is soon stands out. */
export function expiry(key) {
  if (!key.expires_at) {
    return html`<span class="muted">no end</span>`;
  }
  const soon = key.status === 'active' && isWithinDays(key.expires_at, 30);
  return html`<time class=${soon ? 'soon' : nothing} datetime=${key.expires_at} title=${exact(key.expires_at)}
    >${fromNow(key.expires_at)}</time
  >`;
}

/** Placeholders for the rows of a list that is being read. */
export const skeletonRows = (columns, rows = 5) =>
  Array.from(
    { length: rows },
    () => html`<tr class="skeleton" aria-hidden="true">
      ${Array.from({ length: columns }, () => html`<td></td>`)}
    </tr>`,
  );

/** The page number of a list, and links to the pages beside it. */
export function pager(page, hasNext, hrefOf) {
  if (page === 1 && !hasNext) {
    return nothing;
  }
  return html`<nav class="pager" aria-label="Pages">
    ${page > 1 ? html`<a class="button" href=${hrefOf(page - 1)}>Previous</a>` : nothing}
    <span class="muted">Page ${page}</span>
    ${hasNext ? html`<a class="button" href=${hrefOf(page + 1)}>Next</a>` : nothing}
  </nav>`;
}
