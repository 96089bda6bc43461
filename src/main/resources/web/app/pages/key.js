import { agentPath, call, get, segment } from '../core/api.js';
import { Element, html, nothing } from '../core/element.js';
import { exact, words } from '../core/format.js';
import { Load } from '../core/load.js';
import { go, href } from '../core/router.js';
import { may } from '../core/session.js';
import { toast } from '../core/toast.js';
import { ago, expiry, keyStatus, keyType } from '../parts/basics.js';
import { copyable } from '../parts/copy.js';
import { open, whenDone } from '../parts/dialog.js';
import { problem } from '../parts/problem.js';
import '../keys/change.js';
import '../keys/end.js';
import '../keys/rotate.js';
import '../parts/events.js';

const withExact = (shown, time) => html`${shown}${time ? html` <span class="muted">· ${exact(time)}</span>` : nothing}`;

/** One key: its properties, and the actions on it. */
class KeyPage extends Element {
  static properties = { agent: {}, keyId: {}, failure: { state: true } };

  #key = new Load(this);
  #owner = new Load(this);
  #changes = {};

  willUpdate(changed) {
    if (changed.has('keyId')) {
      this.#key.clear();
      this.#owner.clear();
      this.#owner.run((signal) => get(agentPath(this.agent), {}, signal));
      this.#read();
    }
  }

  #read() {
    this.#changes = { api_key_id: this.keyId };
    return this.#key.run((signal) => get(`/agent_api_keys/${segment(this.keyId)}`, {}, signal));
  }

  #ask(name) {
    const deleting = name === 'ak-delete-key';
    whenDone(open(name, { key: this.#key.value }), () =>
      deleting ? go(['agents', this.agent]) : this.#changed(),
    );
  }

  #changed() {
    this.querySelector('ak-events')?.refresh();
    return this.#read();
  }

  async #enable(enabled) {
    this.failure = null;
    try {
      await call('PATCH', `/agent_api_keys/${segment(this.keyId)}`, { body: { enabled } });
      toast(enabled ? 'Key enabled' : 'Key disabled');
      await this.#changed();
    } catch (error) {
      this.failure = error;
    }
  }

  render() {
    const { value: key, error } = this.#key;
    return html`<nav class="crumbs" aria-label="Breadcrumb">
        <a href=${href(['agents'])}>Agents</a> <span aria-hidden="true">/</span>
        <a href=${href(['agents', this.agent])}>${this.#owner.value?.name ?? this.agent}</a>
      </nav>
      <div class="page-head">
        <div class="title">
          <h1 tabindex="-1">${key?.name ?? 'Key'}</h1>
          ${key ? html`${keyStatus(key.status)} ${keyType(key.api_key_type)}` : nothing}
        </div>
        ${key && may('keys:write') ? this.#actions(key) : nothing}
      </div>
      <div class="stack">
        ${problem(error ?? this.failure)} ${key ? this.#facts(key) : nothing}
        ${key && may('audit:read')
          ? html`<section class="card">
              <h2>Changes of this key</h2>
              <ak-events .filter=${this.#changes} .limit=${25} more></ak-events>
            </section>`
          : nothing}
      </div>`;
  }

  #actions(key) {
    const button = (text, action, kind = '') =>
      html`<button type="button" class="button ${kind}" @click=${action}>${text}</button>`;
    if (key.status === 'revoked') {
      return html`<div class="actions">${button('Delete…', () => this.#ask('ak-delete-key'), 'danger')}</div>`;
    }
    return html`<div class="actions">
      ${key.status === 'expired' ? nothing : button('Rotate…', () => this.#ask('ak-rotate-key'))}
      ${button('Change…', () => this.#ask('ak-change-key'))}
      ${key.status === 'disabled'
        ? button('Enable', () => this.#enable(true))
        : button('Disable', () => this.#enable(false))}
      ${button('Revoke…', () => this.#ask('ak-revoke-key'), 'danger')}
      ${button('Delete…', () => this.#ask('ak-delete-key'), 'danger')}
    </div>`;
  }

  #facts(key) {
    return html`<section class="card">
      <h2 class="visually-hidden">About this key</h2>
      ${key.revocation
        ? html`<div class="notice bad">
            <p>
              <strong>Revoked ${ago(key.revocation.at)}</strong>: ${words(key.revocation.reason).toLowerCase()}${key.revocation
                .comment
                ? html` – ${key.revocation.comment}`
                : nothing}
            </p>
          </div>`
        : nothing}
      <dl class="facts">
        <dt>ID</dt>
        <dd>${copyable(key.id, 'key ID')}</dd>
        <dt>Hint</dt>
        <dd>${key.hint ? html`<code>${key.hint}</code>` : html`<span class="muted">none: the value was chosen by its creator</span>`}</dd>
        <dt>Created</dt>
        <dd>${withExact(ago(key.created_at), key.created_at)}</dd>
        <dt>Expires</dt>
        <dd>${withExact(expiry(key), key.expires_at)}</dd>
        <dt>Last used</dt>
        <dd>${withExact(ago(key.last_used_at), key.last_used_at)}</dd>
        <dt>Rotated</dt>
        <dd>${withExact(ago(key.rotated_at), key.rotated_at)}</dd>
        ${key.previous_expires_at
          ? html`<dt>Old value good</dt>
              <dd>until ${exact(key.previous_expires_at)}</dd>`
          : nothing}
        <dt>Rotation by its holder</dt>
        <dd>${key.self_rotation ? 'allowed' : 'not allowed'}</dd>
        <dt>Metadata</dt>
        <dd>${key.metadata ? html`<pre>${JSON.stringify(key.metadata, null, 2)}</pre>` : html`<span class="muted">none</span>`}</dd>
      </dl>
    </section>`;
  }
}

customElements.define('ak-page-key', KeyPage);
