import { Element, html } from '../core/element.js';
import { toast } from '../core/toast.js';

/** A button that copies a text. */
class Copy extends Element {
  static properties = { text: { attribute: false }, what: {} };

  async #copy() {
    try {
      await navigator.clipboard.writeText(this.text);
      toast(`${this.what} copied`);
      this.announce('copied');
    } catch {
      toast('The browser did not let the page copy. Select the text and copy it yourself.');
    }
  }

  render() {
    return html`<button type="button" class="button" aria-label="Copy ${this.what}" @click=${this.#copy}>Copy</button>`;
  }
}

customElements.define('ak-copy', Copy);
export const copy = (text, what) => html`<ak-copy .text=${text} what=${what}></ak-copy>`;
export const copyable = (text, what) => html`<span class="copyable"><code>${text}</code>${copy(text, what)}</span>`;
