import { get } from '../core/api.js';
import { Element, html, nothing } from '../core/element.js';
import { Load } from '../core/load.js';
import { href } from '../core/router.js';
import { words } from '../core/format.js';
import { ago } from './basics.js';
import { problem } from './problem.js';

const NOUN = {
  agent: 'Agent',
  deployment: 'Deployment',
  api_key: 'Key',
  access_tokens: 'Access tokens',
  key_ring_key: 'Key of the key ring',
};

const GONE = /\.(deleted|purged)$/;

/** What was done, such as "Key revoked". */
function title(action) {
  const [noun, verb] = action.split('.');
  return `${NOUN[noun] ?? words(noun)} ${words(verb).toLowerCase()}`;
}

/** The fields that were set. A field whose value could be a secret is shown without it. */
const changes = (fields) =>
  Object.entries(fields)
    .map(([name, { to }]) => (to === undefined ? name : `${name}: ${to === null ? 'none' : to}`))
    .join(', ');

/** What was changed, with a link to it if it still exists. */
function place({ action, agent_id, api_key_id, resource }) {
  const id = html`<code>${resource.id}</code>`;
  if (GONE.test(action) || !agent_id) {
    return html`${resource.type.replaceAll('_', ' ')} ${id}`;
  }
  const path = ['agents', agent_id, ...(resource.type === 'api_key' ? ['keys', api_key_id] : [])];
  return html`<a href=${href(path)}>${resource.type.replaceAll('_', ' ')} ${id}</a>`;
}

export const eventRow = (event) => html`<li>
  <strong>${title(event.action)}</strong>
  <span class="muted small">${ago(event.at)}</span>
  <span class="detail">
    by ${event.actor.name}${event.resource.id ? html` · ${place(event)}` : nothing}
    ${Object.keys(event.changes).length ? html`<br />${changes(event.changes)}` : nothing}
  </span>
</li>`;

/** The newest events of the audit trail that fit a filter, and those before them on request. */
class Events extends Element {
  static properties = { filter: { attribute: false }, limit: { type: Number }, more: { type: Boolean } };

  #page = new Load(this);
  #earlier = [];

  constructor() {
    super();
    this.filter = {};
    this.limit = 10;
    this.more = false;
  }

  willUpdate(changed) {
    if (changed.has('filter') && JSON.stringify(changed.get('filter')) !== JSON.stringify(this.filter)) {
      this.refresh();
    }
  }

  /** Reads the newest events again. */
  refresh() {
    this.#earlier = [];
    this.#read();
  }

  #read(after) {
    this.#page.run((signal) => get('/audit_events', { ...this.filter, limit: this.limit, after }, signal));
  }

  #readOn() {
    this.#earlier = [...this.#earlier, ...this.#page.value.audit_events];
    this.#read(this.#page.value.next);
  }

  render() {
    const { value, error, busy } = this.#page;
    const isNew = !this.#earlier.includes(value?.audit_events[0]);
    const events = [...this.#earlier, ...(isNew ? (value?.audit_events ?? []) : [])];
    return html`${problem(error)}
      ${value && !events.length ? html`<p class="muted">Nothing has been changed here yet.</p>` : nothing}
      ${events.length
        ? html`<ul class="events">
            ${events.map(eventRow)}
          </ul>`
        : nothing}
      ${!value && busy ? html`<p class="muted">Reading the audit trail…</p>` : nothing}
      ${this.more && value?.next
        ? html`<button type="button" class="button" ?disabled=${busy} @click=${this.#readOn}>Show earlier events</button>`
        : nothing}`;
  }
}

customElements.define('ak-events', Events);
