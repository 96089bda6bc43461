import { Element, html } from '../core/element.js';
import { go } from '../core/router.js';
import '../parts/events.js';

const ACTIONS = {
  Keys: ['created', 'changed', 'rotated', 'revoked', 'deleted', 'purged'].map((verb) => `api_key.${verb}`),
  Agents: ['registered', 'changed', 'deleted'].map((verb) => `agent.${verb}`),
  Deployments: ['created', 'registered', 'promoted', 'deleted'].map((verb) => `deployment.${verb}`),
  Service: ['access_tokens.reloaded', 'key_ring_key.added', 'key_ring_key.given_up', 'key_ring_key.removed'],
};

/** The audit trail: who changed what. */
class Audit extends Element {
  static properties = { query: { attribute: false } };

  /** Sets the selection from the URL, because the browser keeps the user's choice when a link changes the URL. */
  updated() {
    this.querySelector('#action').value = this.query.action ?? '';
  }

  #filter(event) {
    event.preventDefault();
    const form = new FormData(this.querySelector('form'));
    go(['audit'], { action: form.get('action'), actor: form.get('actor').trim() });
  }

  render() {
    const { action, actor } = this.query;
    return html`<div class="page-head">
        <div>
          <h1 tabindex="-1">Changes</h1>
          <p>Who changed what, and when. The newest come first.</p>
        </div>
      </div>
      <div class="stack">
        <form class="toolbar" @submit=${this.#filter}>
          <div class="actions">
            <div class="field">
              <label for="action">Change</label>
              <select class="input" id="action" name="action" @change=${this.#filter}>
                <option value="">Every change</option>
                ${Object.entries(ACTIONS).map(
                  ([group, actions]) =>
                    html`<optgroup label=${group}>
                      ${actions.map((name) => html`<option>${name}</option>`)}
                    </optgroup>`,
                )}
              </select>
            </div>
            <div class="field">
              <label for="actor">By</label>
              <input class="input" id="actor" name="actor" autocomplete="off" placeholder="static:ops" .value=${actor ?? ''} @change=${this.#filter} />
            </div>
          </div>
        </form>
        <section class="card">
          <h2 class="visually-hidden">Events</h2>
          <ak-events .filter=${{ action, actor }} .limit=${50} more></ak-events>
        </section>
      </div>`;
  }
}

customElements.define('ak-page-audit', Audit);
