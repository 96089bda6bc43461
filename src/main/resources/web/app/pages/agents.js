import { get } from '../core/api.js';
import { Element, html, nothing } from '../core/element.js';
import { number } from '../core/format.js';
import { Load } from '../core/load.js';
import { go, href, replace } from '../core/router.js';
import { may } from '../core/session.js';
import { agentStatus, ago, pager, skeletonRows } from '../parts/basics.js';
import { problem } from '../parts/problem.js';

const PAGE = 25;
const PAUSE = 200;

/** The agents: searched by name, page by page, with the number of their keys and their last use. */
class Agents extends Element {
  static properties = { query: { attribute: false } };

  #agents = new Load(this);
  #keys = new Load(this);
  #typing = null;

  willUpdate(changed) {
    if (changed.has('query')) {
      this.#read();
    }
  }

  /** Sets the selection from the URL, because the browser keeps the user's choice when a link changes the URL. */
  updated() {
    this.querySelector('#order').value = this.query.order ?? '';
  }

  get #page() {
    return Number(this.query.page ?? 1);
  }

  async #read() {
    const byName = this.query.order === 'name';
    await this.#agents.run((signal) =>
      get(
        '/agents',
        {
          name_contains: this.query.q,
          order_by: byName ? 'name' : 'created_at',
          order_direction: byName ? 'asc' : 'desc',
          limit: PAGE,
          page_number: this.#page,
        },
        signal,
      ),
    );
    const ids = (this.#agents.value ?? []).map(({ id }) => id);
    if (ids.length && may('keys:read')) {
      this.#keys.run((signal) => get('/agent_api_keys/summary', { agent_ids: ids.join() }, signal));
    }
  }

  #search(event) {
    const q = event.target.value.trim();
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => replace(['agents'], { ...this.query, q, page: '' }), PAUSE);
  }

  render() {
    const { value, error } = this.#agents;
    return html`<div class="page-head">
        <div>
          <h1 tabindex="-1">Agents</h1>
          <p>Programs that own keys, and are called through this service.</p>
        </div>
      </div>
      <div class="stack">
        <div class="toolbar">
          <div class="search">
            <label class="visually-hidden" for="search">Search agents by name</label>
            <input
              class="input"
              id="search"
              type="search"
              placeholder="Search by name"
              autocomplete="off"
              .value=${this.query.q ?? ''}
              @input=${this.#search}
            />
          </div>
          <label class="visually-hidden" for="order">Order</label>
          <select class="input" id="order" @change=${(e) => go(['agents'], { ...this.query, order: e.target.value, page: '' })}>
            <option value="">Newest first</option>
            <option value="name">By name</option>
          </select>
        </div>
        ${problem(error ?? this.#keys.error)} ${value && !value.length ? this.#empty() : this.#table(value)}
        ${pager(this.#page, value?.length === PAGE, (page) => href(['agents'], { ...this.query, page }))}
      </div>`;
  }

  #table(value) {
    return html`<div class="table-frame cards">
      <table class="table" role="table" aria-label="Agents">
        <thead role="rowgroup">
          <tr role="row">
            <th role="columnheader" scope="col">Name</th>
            <th role="columnheader" scope="col">State</th>
            <th role="columnheader" scope="col" class="number">Keys</th>
            <th role="columnheader" scope="col">Last use of a key</th>
            <th role="columnheader" scope="col">Registered</th>
          </tr>
        </thead>
        <tbody role="rowgroup">
          ${value ? value.map((agent) => this.#row(agent)) : skeletonRows(5)}
        </tbody>
      </table>
    </div>`;
  }

  #row(agent) {
    const counts = this.#keys.value?.counts.filter(({ agent_id }) => agent_id === agent.id);
    const keys = counts?.filter(({ status }) => status !== 'revoked').reduce((sum, { count }) => sum + count, 0);
    const lastUse = counts
      ?.map(({ last_used_at }) => last_used_at)
      .filter(Boolean)
      .sort()
      .at(-1);
    return html`<tr role="row">
      <td role="cell" class="name">
        <a href=${href(['agents', agent.name])}>${agent.name}</a>
        <div class="small muted break">${agent.description}</div>
      </td>
      <td role="cell" data-label="State">${agentStatus(agent.status)}</td>
      <td role="cell" data-label="Keys" class="number">${counts ? number(keys) : '–'}</td>
      <td role="cell" data-label="Last use of a key" class="nowrap">${counts ? ago(lastUse) : '–'}</td>
      <td role="cell" data-label="Registered" class="nowrap">${ago(agent.registered_at, 'not yet')}</td>
    </tr>`;
  }

  #empty() {
    return this.query.q || this.#page > 1
      ? html`<div class="empty">
          <h2>No such agent</h2>
          <p>No agent's name contains <strong>${this.query.q}</strong>. <a href=${href(['agents'])}>Show all</a></p>
        </div>`
      : html`<div class="empty">
          <h2>No agents yet</h2>
          <p>An agent registers itself when it starts. The <a href=${href([])}>overview</a> has a command to try it.</p>
        </div>`;
  }
}

customElements.define('ak-page-agents', Agents);
