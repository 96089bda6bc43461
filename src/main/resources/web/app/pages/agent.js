import { agentPath, call, get, segment } from '../core/api.js';
import { Element, html, nothing } from '../core/element.js';
import { plural } from '../core/format.js';
import { Load } from '../core/load.js';
import { go, href } from '../core/router.js';
import { may } from '../core/session.js';
import { toast } from '../core/toast.js';
import { agentStatus, ago } from '../parts/basics.js';
import { copyable } from '../parts/copy.js';
import { Dialog, open } from '../parts/dialog.js';
import { problem } from '../parts/problem.js';
import '../keys/list.js';
import '../parts/events.js';
import './deployments.js';

const TABS = [
  { id: 'keys', name: 'Keys', role: 'keys:read' },
  { id: 'webhooks', name: 'Webhooks', role: 'keys:read' },
  { id: 'deployments', name: 'Deployments', role: 'agents:read' },
  { id: 'changes', name: 'Changes', role: 'audit:read' },
];

/** Deletes an agent. Before that, it shows what ends together with the agent. */
class DeleteAgent extends Dialog {
  static properties = {
    ...Dialog.properties,
    agent: { attribute: false },
    typed: { state: true },
  };

  #dying = new Load(this);

  connectedCallback() {
    super.connectedCallback();
    this.#dying.run(async (signal) => {
      const [keys, deployments] = await Promise.all([
        may('keys:read') ? get('/agent_api_keys/summary', { agent_ids: this.agent.id }, signal) : null,
        get(`/agents/${segment(this.agent.id)}/deployments`, { limit: 1000 }, signal),
      ]);
      return { counts: keys?.counts, deployments: deployments.length };
    });
  }

  get heading() {
    return `Delete ${this.agent.name}?`;
  }

  get verb() {
    return 'Delete agent';
  }

  get danger() {
    return true;
  }

  get blocked() {
    return this.typed !== this.agent.name;
  }

  async submit() {
    await call('DELETE', `/agents/${segment(this.agent.id)}`);
    toast('Agent deleted');
    this.close();
    go(['agents']);
  }

  content() {
    const { value } = this.#dying;
    const of = (...types) =>
      value.counts
        .filter(({ api_key_type, status }) => types.includes(api_key_type) && status !== 'revoked')
        .reduce((sum, { count }) => sum + count, 0);
    return html`<p>These end together with the agent, at once and on every replica:</p>
      <ul>
        ${value?.counts
          ? html`<li>${plural(of('external'), 'key')} of its callers</li>
              <li>${plural(of('internal'), 'key')} of its own</li>
              <li>${plural(of('github', 'slack'), 'webhook')}</li>`
          : html`<li>all its keys and webhooks</li>`}
        ${value ? html`<li>${plural(value.deployments, 'deployment')}</li>` : nothing}
      </ul>
      <p>The agent may register again. It then begins without keys: none of these comes back.</p>
      <div class="field">
        <label for="confirm">Type <strong>${this.agent.name}</strong> to confirm</label>
        <input
          class="input"
          id="confirm"
          autocomplete="off"
          autocapitalize="off"
          spellcheck="false"
          autofocus
          @input=${(e) => (this.typed = e.target.value)}
        />
      </div>`;
  }
}

/** One agent: its keys, webhooks, deployments and changes. */
class AgentPage extends Element {
  static properties = { name: {}, tab: {}, query: { attribute: false } };

  #agent = new Load(this);

  willUpdate(changed) {
    if (changed.has('name')) {
      this.#agent.clear();
      this.#agent.run((signal) => get(agentPath(this.name), {}, signal));
    }
  }

  render() {
    const { value: agent, error } = this.#agent;
    return html`<nav class="crumbs" aria-label="Breadcrumb"><a href=${href(['agents'])}>Agents</a></nav>
      <div class="page-head">
        <div>
          <div class="title">
            <h1 tabindex="-1">${agent?.name ?? this.name}</h1>
            ${agent ? agentStatus(agent.status) : nothing}
          </div>
          <p class="break">${agent?.description ?? html`&nbsp;`}</p>
        </div>
        ${agent && may('agents:write')
          ? html`<div class="actions">
              <button type="button" class="button danger" @click=${() => open('ak-delete-agent', { agent })}>
                Delete agent…
              </button>
            </div>`
          : nothing}
      </div>
      ${problem(error)} ${agent ? this.#content(agent) : nothing}`;
  }

  #content(agent) {
    const tabs = TABS.filter(({ role }) => may(role));
    const tab = this.tab ?? tabs[0]?.id;
    return html`<dl class="facts-row small">
        <div>
          <dt>ID</dt>
          <dd>${copyable(agent.id, 'agent ID')}</dd>
        </div>
        <div>
          <dt>Registered</dt>
          <dd>${ago(agent.registered_at, 'not yet')}</dd>
        </div>
      </dl>
      <nav class="tabs" aria-label="Of this agent">
        ${tabs.map(
          ({ id, name }) =>
            html`<a
              href=${href(['agents', this.name, ...(id === 'keys' ? [] : [id])])}
              aria-current=${id === tab ? 'page' : nothing}
              >${name}</a
            >`,
        )}
      </nav>
      ${this.#tab(tab, agent)}`;
  }

  #tab(tab, agent) {
    switch (tab) {
      case 'keys':
        return html`<ak-keys .agent=${agent} .query=${this.query}></ak-keys>`;
      case 'webhooks':
        return html`<ak-keys .agent=${agent} .query=${this.query} webhooks></ak-keys>`;
      case 'deployments':
        return html`<ak-deployments .agent=${agent}></ak-deployments>`;
      case 'changes':
        return html`<section class="card">
          <h2>Changes of this agent, its keys and its deployments</h2>
          <ak-events .filter=${{ agent_id: agent.id }} .limit=${25} more></ak-events>
        </section>`;
      default:
        return nothing;
    }
  }
}

customElements.define('ak-delete-agent', DeleteAgent);
customElements.define('ak-page-agent', AgentPage);
