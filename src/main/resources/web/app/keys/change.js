import { call, segment } from '../core/api.js';
import { html } from '../core/element.js';
import { toast } from '../core/toast.js';
import { Dialog } from '../parts/dialog.js';
import { expiryField, expiryOf } from './expiry-field.js';
import { metadataOf } from './kinds.js';

/** The merge patch (RFC 7396) that turns one object into the other. */
function patch(before, after) {
  const change = { ...after };
  for (const name of Object.keys(before ?? {})) {
    if (!(name in after)) {
      change[name] = null;
    }
  }
  return change;
}

/** Changes the properties of a key. */
class ChangeKey extends Dialog {
  static properties = { ...Dialog.properties, key: { attribute: false } };

  get heading() {
    return `Change ${this.key.name}`;
  }

  get verb() {
    return 'Save';
  }

  async submit(form) {
    const metadata = metadataOf(form.get('metadata'));
    await call('PATCH', `/agent_api_keys/${segment(this.key.id)}`, {
      body: {
        name: form.get('name').trim(),
        self_rotation: form.get('self_rotation') !== null,
        metadata: metadata ? patch(this.key.metadata, metadata) : null,
        ...expiryOf(form, true),
      },
    });
    toast('Key changed');
    this.announce('done');
    this.close();
  }

  content() {
    const { name, metadata, self_rotation } = this.key;
    return html`<div class="field">
        <label for="name">Name</label>
        <input class="input" id="name" name="name" required maxlength="256" autocomplete="off" .value=${name} autofocus />
      </div>
      ${expiryField(this, this.key)}
      <div class="field">
        <label for="metadata">Metadata</label>
        <textarea class="input" id="metadata" name="metadata" spellcheck="false" .value=${metadata ? JSON.stringify(metadata, null, 2) : ''}></textarea>
      </div>
      <label class="check"
        ><input type="checkbox" name="self_rotation" ?checked=${self_rotation} /> The holder of the key may rotate it</label
      >`;
  }
}

customElements.define('ak-change-key', ChangeKey);
