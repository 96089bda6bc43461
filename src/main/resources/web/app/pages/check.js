import { call } from '../core/api.js';
import { Element, html, nothing } from '../core/element.js';
import { exact, fromNow } from '../core/format.js';
import { href } from '../core/router.js';
import { keyType } from '../parts/basics.js';
import { problem } from '../parts/problem.js';

/** What each answer means, in words. */
const VERDICTS = {
  VALID: ['good', 'This key is good.', 'The service accepts a caller that presents it.'],
  NOT_FOUND: ['bad', 'No agent has this key.', 'It never was a key, or the key or its agent was deleted.'],
  MALFORMED: ['bad', 'This is not a whole key.', 'It looks like one of this service, but its checksum is wrong: a character may be missing.'],
  AGENT_MISMATCH: ['warn', 'This key is good, but for another agent.', 'The agent that you named refuses it.'],
  EXPIRED: ['warn', 'This key has expired.', 'It is refused until its owner sets a new expiry.'],
  DISABLED: ['warn', 'This key is disabled.', 'It is refused until its owner enables it.'],
  REVOKED: ['bad', 'This key was revoked.', 'It is refused for good.'],
};

/** Tells whether a key is good. The key leaves no trace in the URL, the history or the page. */
class Check extends Element {
  static properties = { answer: { state: true }, error: { state: true }, busy: { state: true } };

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#forget();
  }

  #forget() {
    const field = this.querySelector('#key');
    if (field) {
      field.value = '';
    }
  }

  async #check(event) {
    event.preventDefault();
    const form = new FormData(event.target);
    this.busy = true;
    this.error = null;
    this.answer = null;
    try {
      this.answer = await call('POST', '/agent_api_keys/verify', {
        body: { api_key: form.get('key').trim(), agent_name: form.get('agent').trim() || undefined },
      });
      this.#forget();
    } catch (error) {
      this.error = error;
    }
    this.busy = false;
  }

  render() {
    return html`<div class="page-head">
        <div>
          <h1 tabindex="-1">Check a key</h1>
          <p>Paste a key to learn whether it is good. The page forgets the key when the answer comes.</p>
        </div>
      </div>
      <div class="grid-2">
        <form class="card stack" novalidate autocomplete="off" @submit=${this.#check}>
          <div class="field">
            <label for="key">Key</label>
            <input class="input mono" id="key" name="key" type="password" autocomplete="off" spellcheck="false" required />
          </div>
          <div class="field">
            <label for="agent">For the agent <span class="muted">(optional)</span></label>
            <input class="input" id="agent" name="agent" autocomplete="off" spellcheck="false" placeholder="triage" />
          </div>
          <div class="actions"><button class="button primary" ?disabled=${this.busy}>Check</button></div>
        </form>
        <div aria-live="polite">${problem(this.error)} ${this.answer ? this.#verdict(this.answer) : nothing}</div>
      </div>`;
  }

  #verdict({ code, key }) {
    const [kind, title, text] = VERDICTS[code] ?? ['', code, ''];
    return html`<section class="card verdict">
      <div class="notice ${kind}"><strong>${title}</strong> ${text}</div>
      ${key
        ? html`<dl class="facts">
            <dt>Key</dt>
            <dd><a href=${href(['agents', key.agent_name, 'keys', key.id])}>${key.name}</a> ${keyType(key.api_key_type)}</dd>
            <dt>Agent</dt>
            <dd><a href=${href(['agents', key.agent_name])}>${key.agent_name}</a></dd>
            <dt>Created</dt>
            <dd>${exact(key.created_at)}</dd>
            <dt>Expires</dt>
            <dd>${key.expires_at ? `${fromNow(key.expires_at)}, ${exact(key.expires_at)}` : 'no end'}</dd>
          </dl>`
        : nothing}
    </section>`;
  }
}

customElements.define('ak-page-check', Check);
