import { Element, html } from '../core/element.js';
import { copy } from './copy.js';

/** Shows values once. The user confirms that they are stored before the page removes them. */
class SecretValues extends Element {
  static properties = { values: { attribute: false }, stored: { state: true } };

  constructor() {
    super();
    this.values = [];
    this.stored = false;
  }

  render() {
    return html`<div class="stack">
      <div class="notice warn">
        <p>The service shows this value once, and cannot show it again. Store it where its user finds it.</p>
      </div>
      ${this.values.map(
        ({ name, value, help }) => html`<div class="secret">
          <h3>${name}</h3>
          <div class="secret-value"><output aria-label=${name}>${value}</output>${copy(value, name)}</div>
          ${help ? html`<p class="small muted">${help}</p>` : ''}
        </div>`,
      )}
      <label class="check">
        <input type="checkbox" .checked=${this.stored} @change=${(e) => (this.stored = e.target.checked)} />
        I have stored it
      </label>
      <div class="actions">
        <button
          type="button"
          class="button primary"
          ?disabled=${!this.stored}
          @click=${() => this.announce('stored')}
        >
          Done
        </button>
      </div>
    </div>`;
  }
}

customElements.define('ak-secret', SecretValues);
