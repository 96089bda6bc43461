import { RetriablePost, segment } from '../core/api.js';
import { html, nothing } from '../core/element.js';
import { Dialog } from '../parts/dialog.js';
import '../parts/secret.js';
import { OVERLAPS } from './kinds.js';
import { exact } from '../core/format.js';

/** Gives a key a new value, and shows it once. */
class RotateKey extends Dialog {
  static properties = { ...Dialog.properties, key: { attribute: false }, rotated: { state: true } };

  #post = new RetriablePost();

  get heading() {
    return `Rotate ${this.key.name}`;
  }

  get verb() {
    return 'Rotate';
  }

  get holdsSecret() {
    return Boolean(this.rotated);
  }

  async submit(form) {
    this.rotated = await this.#post.send(`/agent_api_keys/${segment(this.key.id)}/rotate`, {
      overlap: Number(form.get('overlap')),
      api_key: form.get('secret') || undefined,
    });
    this.announce('done');
  }

  content() {
    return html`<p>The key gets a new value. Its name, its expiry and its metadata stay.</p>
      <div class="field">
        <label for="overlap">The old value</label>
        <select class="input" id="overlap" name="overlap" autofocus>
          ${OVERLAPS.map(([seconds, name]) => html`<option value=${seconds} ?selected=${seconds === 86_400}>${name}</option>`)}
        </select>
      </div>
      ${this.key.api_key_type === 'slack'
        ? html`<div class="field">
            <label for="secret">The new signing secret of the Slack app</label>
            <input class="input mono" id="secret" name="secret" type="password" autocomplete="off" required />
          </div>`
        : nothing}`;
  }

  outcome() {
    const until = this.rotated?.previous_expires_at;
    return this.rotated
      ? html`<ak-secret
          .values=${[
            {
              name: 'New API key',
              value: this.rotated.api_key,
              help: until ? `The old value is good until ${exact(until)}.` : 'The old value is not good any more.',
            },
          ]}
          @stored=${this.close}
        ></ak-secret>`
      : undefined;
  }
}

customElements.define('ak-rotate-key', RotateKey);
