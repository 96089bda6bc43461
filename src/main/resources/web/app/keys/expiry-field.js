import { html, nothing } from '../core/element.js';
import { exact } from '../core/format.js';
import { DAY, LIFETIMES } from './kinds.js';

const KEEP = 'keep';
const NEVER = 'never';
const AT = 'at';
const DEFAULT = 90 * DAY;

/** The field for when a key expires. An existing key may keep its expiry. */
export const expiryField = (host, key) => html`<div class="field">
  <label for="expiry">Expires</label>
  <select class="input" id="expiry" name="expiry" @change=${(e) => ((host.picksDate = e.target.value === AT), host.requestUpdate())}>
    ${key ? html`<option value=${KEEP} selected>${key.expires_at ? `As it is: ${exact(key.expires_at)}` : 'As it is: no end'}</option>` : nothing}
    ${LIFETIMES.map(([seconds, name]) => html`<option value=${seconds} ?selected=${!key && seconds === DEFAULT}>In ${name}</option>`)}
    <option value=${AT}>At a time…</option>
    <option value=${NEVER}>No end</option>
  </select>
  ${host.picksDate
    ? html`<label class="visually-hidden" for="expires-at">Time at which it expires</label
        ><input class="input" id="expires-at" name="expires_at" type="datetime-local" required />`
    : nothing}
</div>`;

/** What the field says, as fields of a request. */
export function expiryOf(form, change) {
  const choice = form.get('expiry');
  if (choice === KEEP) {
    return {};
  }
  if (choice === NEVER) {
    return change ? { expires_at: null } : {};
  }
  if (choice === AT) {
    const time = new Date(form.get('expires_at'));
    if (Number.isNaN(time.valueOf())) {
      throw new Error('Give the time at which the key expires.');
    }
    return { expires_at: time.toISOString() };
  }
  return { expires_in: Number(choice) };
}
