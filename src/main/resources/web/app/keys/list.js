import { get } from '../core/api.js';
import { Element, html, nothing } from '../core/element.js';
import { Load } from '../core/load.js';
import { go, href } from '../core/router.js';
import { may } from '../core/session.js';
import { ago, expiry, keyStatus, keyType, pager, skeletonRows } from '../parts/basics.js';
import { open, whenDone } from '../parts/dialog.js';
import { problem } from '../parts/problem.js';
import { TYPES, VIEWS } from './kinds.js';
import './create.js';
import './webhook.js';

const PAGE = 25;

/** The keys of an agent in one view and of one type, page by page. */
class Keys extends Element {
  static properties = { agent: { attribute: false }, query: { attribute: false }, webhooks: { type: Boolean } };

  #keys = new Load(this);

  willUpdate(changed) {
    if (changed.has('query') || changed.has('agent') || changed.has('webhooks')) {
      this.read();
    }
  }

  /** Sets the selection from the URL, because the browser keeps the user's choice when a link changes the URL. */
  updated() {
    const type = this.querySelector('#type');
    if (type) {
      type.value = this.query.type ?? '';
    }
  }

  get #page() {
    return Number(this.query.page ?? 1);
  }

  get #view() {
    return VIEWS.find(({ id }) => id === (this.query.view ?? '')) ?? VIEWS[0];
  }

  get #path() {
    return ['agents', this.agent.name, ...(this.webhooks ? ['webhooks'] : [])];
  }

  read() {
    // A full page means that another page may follow.
    const query = {
      agent_id: this.agent.id,
      ...this.#view.query(),
      limit: PAGE,
      page_number: this.#page,
    };
    const types = this.webhooks ? ['github', 'slack'] : [this.query.type];
    this.#keys.run(async (signal) => {
      const pages = await Promise.all(
        types.map((type) => get('/agent_api_keys', { ...query, api_key_type: type }, signal)),
      );
      return { keys: pages.flat(), hasNext: pages.some((page) => page.length === PAGE) };
    });
  }

  #create() {
    whenDone(open('ak-create-key', { agent: this.agent }), () => this.#changed());
  }

  #setUp() {
    whenDone(open('ak-create-webhook', { agent: this.agent }), () => this.#changed());
  }

  #changed() {
    this.read();
    this.announce('keys-changed');
  }

  render() {
    const { value, error, busy } = this.#keys;
    return html`<div class="stack">
      <div class="toolbar">
        <nav class="chips" aria-label="Which keys">
          ${VIEWS.map(
            ({ id, name }) =>
              html`<a
                class="chip"
                href=${href(this.#path, { view: id, type: this.query.type })}
                aria-current=${id === this.#view.id ? 'true' : nothing}
                >${name}</a
              >`,
          )}
        </nav>
        <div class="actions">
          ${this.webhooks
            ? nothing
            : html`<label class="visually-hidden" for="type">Type of key</label>
                <select
                  class="input"
                  id="type"
                  @change=${(e) => go(this.#path, { view: this.query.view, type: e.target.value })}
                >
                  <option value="">Every type</option>
                  ${TYPES.map((type) => html`<option ?selected=${type === this.query.type}>${type}</option>`)}
                </select>`}
          ${may('keys:write')
            ? this.webhooks
              ? html`<button class="button primary" type="button" @click=${this.#setUp}>Set up webhook</button>`
              : html`<button class="button primary" type="button" @click=${this.#create}>Create key</button>`
            : nothing}
        </div>
      </div>
      ${problem(error)} ${value && !value.keys.length ? this.#empty() : this.#table(value, busy)}
      ${pager(this.#page, value?.hasNext, (page) => href(this.#path, { ...this.query, page }))}
    </div>`;
  }

  #table(value) {
    return html`<div class="table-frame cards">
      <table class="table" role="table" aria-label=${this.webhooks ? 'Webhooks' : 'Keys'}>
        <thead role="rowgroup">
          <tr role="row">
            <th role="columnheader" scope="col">Name</th>
            <th role="columnheader" scope="col">Status</th>
            <th role="columnheader" scope="col">Hint</th>
            <th role="columnheader" scope="col">Created</th>
            <th role="columnheader" scope="col">Expires</th>
            <th role="columnheader" scope="col">Last used</th>
          </tr>
        </thead>
        <tbody role="rowgroup">
          ${value ? value.keys.map((key) => this.#row(key)) : skeletonRows(6)}
        </tbody>
      </table>
    </div>`;
  }

  #row(key) {
    return html`<tr role="row">
      <td role="cell" class="name">
        <a href=${href(['agents', this.agent.name, 'keys', key.id])}>${key.name}</a>
        <div class="facts-line">
          ${keyType(key.api_key_type)}
          ${Object.entries(key.metadata ?? {})
            .slice(0, 3)
            .map(([name, note]) => html`<span class="small muted break">${name}: ${short(note)}</span>`)}
        </div>
      </td>
      <td role="cell" data-label="Status">${keyStatus(key.status)}</td>
      <td role="cell" data-label="Hint" class="nowrap">${key.hint ? html`<code>${key.hint}</code>` : html`<span class="muted">none</span>`}</td>
      <td role="cell" data-label="Created" class="nowrap">${ago(key.created_at)}</td>
      <td role="cell" data-label="Expires" class="nowrap">${expiry(key)}</td>
      <td role="cell" data-label="Last used" class="nowrap">${ago(key.last_used_at)}</td>
    </tr>`;
  }

  #empty() {
    const all = this.#view.id === '' && !this.query.type && this.#page === 1;
    if (!all) {
      return html`<div class="empty">
        <h2>No such ${this.webhooks ? 'webhook' : 'key'}</h2>
        <p>None is in this view. <a href=${href(this.#path)}>Show all</a></p>
      </div>`;
    }
    return this.webhooks
      ? html`<div class="empty">
          <h2>No webhooks yet</h2>
          <p>
            A webhook lets GitHub or Slack call the agent: the service checks each delivery's signature and passes it on.
          </p>
        </div>`
      : html`<div class="empty">
          <h2>No keys yet</h2>
          <p>A caller of the agent needs a key. Create one, and give its value to the caller.</p>
        </div>`;
  }
}

function short(note) {
  const text = typeof note === 'string' ? note : JSON.stringify(note);
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}

customElements.define('ak-keys', Keys);
