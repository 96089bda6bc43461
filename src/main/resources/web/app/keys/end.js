import { call, segment } from '../core/api.js';
import { html } from '../core/element.js';
import { toast } from '../core/toast.js';
import { Dialog } from '../parts/dialog.js';
import { REASONS } from './kinds.js';

/** Revokes a key: ends it for good, and keeps the reason. */
class RevokeKey extends Dialog {
  static properties = { ...Dialog.properties, key: { attribute: false } };

  get heading() {
    return `Revoke ${this.key.name}?`;
  }

  get verb() {
    return 'Revoke for good';
  }

  get danger() {
    return true;
  }

  async submit(form) {
    await call('POST', `/agent_api_keys/${segment(this.key.id)}/revoke`, {
      body: { reason: form.get('reason'), comment: form.get('comment').trim() || undefined },
    });
    toast('Key revoked');
    this.announce('done');
    this.close();
  }

  content() {
    return html`<p>
        From now on every replica refuses the key. This cannot be undone. Its name becomes free, and the reason stays
        visible.
      </p>
      <div class="field">
        <label for="reason">Reason</label>
        <select class="input" id="reason" name="reason" autofocus>
          ${REASONS.map(([reason, name]) => html`<option value=${reason}>${name}</option>`)}
        </select>
      </div>
      <div class="field">
        <label for="comment">Comment <span class="muted">(optional)</span></label>
        <input class="input" id="comment" name="comment" maxlength="1024" autocomplete="off" />
      </div>`;
  }
}

/** Deletes a key. Only its events in the audit trail stay. */
class DeleteKey extends Dialog {
  static properties = { ...Dialog.properties, key: { attribute: false } };

  get heading() {
    return `Delete ${this.key.name}?`;
  }

  get verb() {
    return 'Delete key';
  }

  get danger() {
    return true;
  }

  async submit() {
    await call('DELETE', `/agent_api_keys/${segment(this.key.id)}`);
    toast('Key deleted');
    this.announce('done');
    this.close();
  }

  content() {
    return html`<p>
      From now on every replica refuses the key. Only its events in the audit trail stay.
      ${this.key.status === 'revoked' ? '' : html`To keep a reason that can be read later, revoke it instead.`}
    </p>`;
  }
}

customElements.define('ak-revoke-key', RevokeKey);
customElements.define('ak-delete-key', DeleteKey);
