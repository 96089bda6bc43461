import { RetriablePost } from '../core/api.js';
import { html } from '../core/element.js';
import { Dialog } from '../parts/dialog.js';
import '../parts/secret.js';
import { expiryField, expiryOf } from './expiry-field.js';
import { metadataOf } from './kinds.js';

/** Creates a key, and shows its value once. */
class CreateKey extends Dialog {
  static properties = { ...Dialog.properties, agent: { attribute: false }, created: { state: true } };

  #post = new RetriablePost();

  get heading() {
    return this.created ? `Key ${this.created.name}` : `Create a key of ${this.agent.name}`;
  }

  get verb() {
    return 'Create key';
  }

  get holdsSecret() {
    return Boolean(this.created);
  }

  async submit(form) {
    const body = {
      agent_id: this.agent.id,
      name: form.get('name').trim(),
      api_key_type: form.get('type'),
      self_rotation: form.get('self_rotation') !== null,
      metadata: metadataOf(form.get('metadata')),
      ...expiryOf(form, false),
    };
    this.created = await this.#post.send('/agent_api_keys', body);
    this.announce('done');
  }

  content() {
    return html`<div class="field">
        <label for="name">Name</label>
        <input class="input" id="name" name="name" required maxlength="256" autocomplete="off" autofocus aria-describedby="name-help" />
        <p class="help" id="name-help">Says who uses the key, such as <code>ci/deploy</code>. An agent has one key of each name and type.</p>
      </div>
      <fieldset class="field">
        <legend>Who presents it</legend>
        <div class="choices">
          <label class="choice"
            ><input type="radio" name="type" value="external" checked />
            <div>External<span>A caller of the agent</span></div></label
          >
          <label class="choice"
            ><input type="radio" name="type" value="internal" />
            <div>Internal<span>The agent itself: it can manage the agent's keys</span></div></label
          >
        </div>
      </fieldset>
      ${expiryField(this)}
      <div class="field">
        <label for="metadata">Metadata <span class="muted">(optional)</span></label>
        <textarea class="input" id="metadata" name="metadata" spellcheck="false" aria-describedby="metadata-help" placeholder='{"team": "parcels"}'></textarea>
        <p class="help" id="metadata-help">A JSON object of up to 4 KiB that the service keeps and shows. No secrets.</p>
      </div>
      <label class="check"><input type="checkbox" name="self_rotation" /> The holder of the key may rotate it</label>`;
  }

  outcome() {
    return this.created
      ? html`<ak-secret
          .values=${[{ name: 'API key', value: this.created.api_key }]}
          @stored=${this.close}
        ></ak-secret>`
      : undefined;
  }
}

customElements.define('ak-create-key', CreateKey);
