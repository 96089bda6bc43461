import { get } from '../core/api.js';
import { Element, html, nothing } from '../core/element.js';
import { number } from '../core/format.js';
import { Load } from '../core/load.js';
import { href } from '../core/router.js';
import { may } from '../core/session.js';
import { current, urlOf } from '../core/settings.js';
import { copy } from '../parts/copy.js';
import { problem } from '../parts/problem.js';
import '../parts/charts.js';
import '../parts/events.js';
import '../parts/verifications.js';

const STATUSES = [
  ['active', 'Active'],
  ['disabled', 'Disabled'],
  ['expired', 'Expired'],
  ['revoked', 'Revoked'],
];
const TYPES = ['external', 'internal', 'github', 'slack'];
const sum = (counts) => counts.reduce((total, { count }) => total + count, 0);

/** What an operator wants to see first: the number of keys, the keys that expire soon, and the latest changes. */
class Overview extends Element {
  #summary = new Load(this);
  #agents = new Load(this);

  connectedCallback() {
    super.connectedCallback();
    if (may('keys:read')) {
      this.#summary.run((signal) => get('/agent_api_keys/summary', {}, signal));
    }
    if (may('agents:read')) {
      this.#agents.run((signal) => get('/agents', { limit: 1 }, signal));
    }
  }

  render() {
    const { value, error } = this.#summary;
    const counts = value?.counts ?? [];
    return html`<div class="page-head">
        <div>
          <h1 tabindex="-1">Overview</h1>
          <p>The keys of all agents.</p>
        </div>
      </div>
      <div class="stack">
        ${problem(error)} ${this.#agents.value?.length === 0 ? this.#firstSteps() : nothing}
        ${may('keys:read') && !error
          ? html`<dl class="tiles">
                ${STATUSES.map(
                  ([status, name]) =>
                    html`<div class="tile">
                      <dt><span class="dot ${status}"></span>${name}</dt>
                      <dd>${value ? number(sum(counts.filter((count) => count.status === status))) : ''}</dd>
                    </div>`,
                )}
              </dl>
              <div class="grid-2">
                <section class="card">
                  <h2>Expiring in the next 30 days</h2>
                  <ak-expiry-chart .expiring=${value?.expiring}></ak-expiry-chart>
                </section>
                <section class="card">
                  <h2>Good keys by type</h2>
                  ${this.#types(counts.filter(({ status }) => status === 'active'))}
                </section>
              </div>`
          : nothing}
        <div class="grid-2">
          ${may('audit:read')
            ? html`<section class="card">
                <div class="card-head">
                  <h2>Latest changes</h2>
                  <a class="small" href=${href(['audit'])}>All changes</a>
                </div>
                <ak-events .limit=${8} .filter=${{}}></ak-events>
              </section>`
            : nothing}
          ${current().metrics
            ? html`<section class="card">
                <h2>Answers to verifications</h2>
                <ak-verifications path=${current().metrics}></ak-verifications>
              </section>`
            : nothing}
        </div>
        ${!may('keys:read') && !may('audit:read')
          ? html`<div class="empty">
              <h2>Your roles do not show anything here</h2>
              <p>Counting keys needs the role <code>keys:read</code>, and reading changes needs <code>audit:read</code>.</p>
            </div>`
          : nothing}
      </div>`;
  }

  #types(counts) {
    const total = Math.max(1, sum(counts));
    return html`<div class="bars">
      ${TYPES.map((type) => {
        const count = sum(counts.filter(({ api_key_type }) => api_key_type === type));
        return html`<span>${type}</span>
          <progress aria-label="${type} keys" max=${total} value=${count}></progress>
          <span class="number">${number(count)}</span>`;
      })}
    </div>`;
  }

  #firstSteps() {
    const command = `curl -s ${urlOf('/agents/register').href} -H 'Content-Type: application/json' \\
  -d '{"name": "triage", "description": "Sorts issues", "acp_url": "http://localhost:8000", "acp_type": "async"}'`;
    return html`<div class="empty">
      <h2>Register your first agent</h2>
      <p>Keys belong to agents, and an agent registers itself when it starts. To try it, register one yourself:</p>
      <pre>${command}</pre>
      ${copy(command, 'command')}
      <p>Then <a href=${href(['agents'])}>open the agent</a> and create a key for its caller.</p>
    </div>`;
  }
}

customElements.define('ak-page-overview', Overview);
